"""El codificador de voz GE2E, que ha oído a miles de personas.

La red es la de Wan, Wang, Papir y López Moreno (2018, arXiv:1710.10467), escrita a partir de su artículo.
De cada 1,6 s de voz, 256 números: los de una misma persona caen cerca y los de dos, lejos. Nadie le enseñó
otra cosa. Los pesos están en ``data/codificadores/voz``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from transformers import AutoConfig, AutoFeatureExtractor, AutoModel, PreTrainedConfig
from transformers.utils import ModelOutput

from helpers import espectro, numeros
from helpers.codificadores.base import SILENCIO, ExtractorDeVentanas, ModeloEntero
from helpers.errores import ErrorDeAudio

VENTANAS_A_LA_VEZ = 64  # con más, la red no va más deprisa


class ConfiguracionDeVoz(PreTrainedConfig):
    """Qué entra en la red, cuántas capas tiene y cuántos números salen de cada ventana."""

    model_type = "codificador_voz"

    sampling_rate: int = 16_000
    tramas: int = 160
    n_mels: int = 40
    hidden_size: int = 256
    num_hidden_layers: int = 3
    embedding_size: int = 256


class ExtractorDeVoz(ExtractorDeVentanas):
    """Lo que oye GE2E: 40 bandas de mel, en potencia y **sin logaritmo**, en ventanas de 1,6 s cada 0,77 s.

    El mel es el de ``librosa.feature.melspectrogram(y=y, sr=16_000, n_fft=400, hop_length=160, n_mels=40)``.

    nivel_dbfs : al sonido cuyo valor eficaz no llega, se le sube hasta ahí; el que pasa se queda como está.
    cobertura : la última ventana entra si el sonido llena al menos esa parte, y lo que falta son ceros; si
    llena menos, no entra, y del final se quedan sin oír 0,4 s como mucho.
    minimo_s : un sonido más corto que una ventana se completa con ceros; con menos de esto, no se admite.
    """

    def __init__(
        self,
        sampling_rate: int = 16_000,
        n_fft: int = 400,
        hop_length: int = 160,
        n_mels: int = 40,
        tramas: int = 160,
        tramas_de_salto: int = 77,
        nivel_dbfs: float = -30.0,
        cobertura: float = 0.75,
        minimo_s: float = 0.3,
        **otras,
    ):
        """Guarda los parámetros, que son los de los pesos: con otros, la red oiría otra cosa."""
        super().__init__(sampling_rate, n_fft, hop_length, n_mels, tramas, tramas_de_salto, **otras)
        self.nivel_dbfs, self.cobertura, self.minimo_s = nivel_dbfs, cobertura, minimo_s

    def espectros(self, y: np.ndarray) -> np.ndarray:
        """Devuelve las tramas de unas muestras que ya traen su contexto, float32 (n_tramas, n_mels)."""
        tramas = np.lib.stride_tricks.sliding_window_view(y, self.n_fft)[:: self.hop_length]
        ventana = np.hanning(self.n_fft + 1)[:-1].astype(np.float32)
        banco = espectro.banco_disperso(self.sampling_rate, self.n_fft, self.n_mels)
        complejo = np.fft.rfft(tramas * ventana, axis=1)
        potencia = np.square(complejo.real) + np.square(complejo.imag)
        return (banco @ potencia.T).T.astype(np.float32)

    def ganancia(self, rms: float) -> float:
        """Por cuánto se multiplica un sonido de ese valor eficaz; por cero si es silencio, que no se sube."""
        if rms < SILENCIO:
            return 0.0
        return max(1.0, 10 ** (self.nivel_dbfs / 20) / rms)

    def por_tandas(self, bloques: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Como en `ExtractorDeVentanas`, con la última ventana completada con ceros si lo merece."""
        return super().por_tandas(self._con_el_final_completo(bloques))

    def _con_el_final_completo(self, bloques: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
        muestras = 0
        for bloque in bloques:
            muestras += len(bloque)
            yield bloque
        bastante = self.cobertura * self.tramas * self.hop_length
        ventanas = 1 + max(0, math.floor((muestras - bastante) / self.salto))
        yield np.zeros(max(0, self.muestras_por_ventana + (ventanas - 1) * self.salto - muestras), np.float32)

    def exigir_una_ventana(self, muestras: int, archivo=None) -> None:
        """ErrorDeAudio si tantas muestras no llegan a `minimo_s`."""
        duracion_s = muestras / self.sampling_rate
        if duracion_s < self.minimo_s:
            raise ErrorDeAudio(
                f"El sonido dura {numeros.duracion(duracion_s)}, muy poco para saber de quién es una voz.",
                archivo,
                f"hacen falta {numeros.duracion(self.minimo_s)}, y conviene que pase de 2 s.",
            )


@dataclass
class SalidaDeVoz(ModelOutput):
    """embeddings : (…, n, 256), el vector de cada ventana."""

    embeddings: torch.Tensor | None = None


class CodificadorDeVoz(ModeloEntero):
    """Tres capas de LSTM y una lineal: de cada ventana, un vector de norma 1 y sin números negativos.

    Cuenta lo que recuerda la tercera capa al acabar la ventana; detrás, la capa lineal, una ReLU y la norma.
    Dos vectores se comparan con su producto escalar, que es el coseno: 1, iguales; 0, nada en común.
    """

    config_class = ConfiguracionDeVoz

    def __init__(self, config: ConfiguracionDeVoz):
        """Crea las capas, sin iniciar: los pesos se leen."""
        super().__init__(config)
        self.lstm = nn.LSTM(config.n_mels, config.hidden_size, config.num_hidden_layers, batch_first=True)
        self.lineal = nn.Linear(config.hidden_size, config.embedding_size)
        self.post_init()

    def forward(self, input_features: torch.Tensor, **_) -> SalidaDeVoz:
        """Toma ventanas (…, tramas, n_mels); de muchas, calcula unas pocas cada vez."""
        delante, ventanas = input_features.shape[:-2], input_features.flatten(0, -3)
        vectores = torch.cat([self._de_unas_pocas(x) for x in ventanas.split(VENTANAS_A_LA_VEZ)])
        return SalidaDeVoz(embeddings=vectores.unflatten(0, delante))

    def _de_unas_pocas(self, ventanas: torch.Tensor) -> torch.Tensor:
        _, (al_acabar, _) = self.lstm(ventanas)
        return nn.functional.normalize(self.lineal(al_acabar[-1]).relu(), dim=-1)

    @staticmethod
    def juntar(vectores: np.ndarray) -> np.ndarray:
        """Devuelve el vector (d,) de un sonido, de los de sus ventanas (n, d): su media, con norma 1."""
        media = vectores.mean(axis=0)
        return media / np.linalg.norm(media)


AutoConfig.register(ConfiguracionDeVoz.model_type, ConfiguracionDeVoz)
AutoFeatureExtractor.register(ConfiguracionDeVoz, ExtractorDeVoz)
AutoModel.register(ConfiguracionDeVoz, CodificadorDeVoz)
