"""El codificador de música: musicnn (Pons y Serra, 2019, arXiv:1909.06654), escrito desde sus artículos.

Son dos redes iguales que aprendieron de oyentes distintos: ``msd``, del Million Song Dataset con las
etiquetas de Last.fm, y ``mtt``, de MagnaTagATune. Cada una oye 3 s y responde con 50 etiquetas; el resumen
de lo que hay antes de sus capas densas es el vector con el que se comparan canciones. La arquitectura es la
de Pons et al. (2018, arXiv:1711.02520): filtros altos, que oyen timbres, y largos, que oyen pasar el tiempo.

Los pesos de ``data/codificadores/musica`` están podados sin pérdida por la receta: faltan los filtros
muertos, que daban siempre lo mismo, y cada normalización por lotes es ya una escala y un desplazamiento.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from transformers import (
    AutoConfig,
    AutoFeatureExtractor,
    AutoModel,
    AutoModelForAudioClassification,
    PreTrainedConfig,
)
from transformers.modeling_outputs import SequenceClassifierOutput
from transformers.utils import ModelOutput

from helpers import espectro
from helpers.codificadores.base import ExtractorDeVentanas, ModeloEntero
from helpers.errores import ErrorDeModelo

NUCLEOS = ((7, 38), (7, 67), (128, 1), (64, 1), (32, 1))  # tramas × bandas de cada rama de delante
CANALES = 64  # de cada convolución de en medio
ANCHO_DE_EN_MEDIO = 7
PENULTIMA = 200
A_LA_VEZ = 4  # ventanas: con más, lo intermedio no cabe en la caché del procesador y va más lento
COMPRESION = 10_000.0  # log10(1 + 10 000 · S)


class ConfiguracionDeMusica(PreTrainedConfig):
    """Qué redes hay y cuántos filtros quedan en cada rama de delante.

    redes : las que se calculan, en el orden de sus vectores. filtros : por red y rama (las de ``NUCLEOS``),
    cuántos toman el máximo de las bandas y cuántos, detrás, el mínimo. etiquetas_por_red : las de cada una.
    """

    model_type = "codificador_musica"

    redes: list[str] | tuple[str, ...] = ("msd", "mtt")
    filtros: dict | None = None
    etiquetas_por_red: int = 50
    sampling_rate: int = 16_000
    tramas: int = 187
    n_mels: int = 96


class ExtractorDeMusica(ExtractorDeVentanas):
    """El espectrograma que oye musicnn: 96 bandas de mel y log10(1 + 10 000 · potencia), de 3 en 3 s.

    Igual que ``librosa.feature.melspectrogram(y=y, sr=16_000, n_fft=512, hop_length=256, n_mels=96)``. Va en
    float32: en float16, como en el original, un sonido fuerte da NaN.
    """

    def espectros(self, y: np.ndarray) -> np.ndarray:
        """Devuelve las tramas de unas muestras que ya traen su contexto, float32 (n_tramas, n_mels)."""
        tramas = np.lib.stride_tricks.sliding_window_view(y, self.n_fft)[:: self.hop_length]
        ventana = np.hanning(self.n_fft + 1)[:-1].astype(np.float32)
        banco = espectro.banco_disperso(self.sampling_rate, self.n_fft, self.n_mels)
        complejo = np.fft.rfft(tramas * ventana, axis=1)
        potencia = np.square(complejo.real) + np.square(complejo.imag)
        return np.log10(1 + np.float32(COMPRESION) * (banco @ potencia.T).T).astype(np.float32)


class RedDeMusica(nn.Module):
    """Una musicnn podada: de ventanas (n, tramas, n_mels) a su resumen, su penúltima capa y sus etiquetas.

    filtros : cinco pares, como en `ConfiguracionDeMusica`.
    """

    def __init__(self, filtros: list[list[int]], etiquetas: int):
        """Crea las capas, sin iniciar: los pesos se leen."""
        super().__init__()
        self.filtros = filtros
        delante = sum(map(sum, filtros))
        resumen = 2 * (delante + 3 * CANALES)
        self.entrada = _Afin(1)
        self.ramas = nn.ModuleList(
            nn.Conv2d(1, sum(suyos), nucleo) for suyos, nucleo in zip(filtros, NUCLEOS, strict=True)
        )
        self.delante = _Afin(delante)
        entran = (delante + 1, CANALES, CANALES)  # uno más, de unos: lo que decían los filtros muertos
        self.en_medio = nn.ModuleList(
            nn.Conv1d(n, CANALES, ANCHO_DE_EN_MEDIO, padding="same") for n in entran
        )
        self.tras_en_medio = nn.ModuleList(_Afin(CANALES) for _ in entran)
        self.densa = nn.Linear(resumen, PENULTIMA)
        self.cabeza = nn.Linear(PENULTIMA, etiquetas)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Devuelve el resumen (n, d), la penúltima capa (n, 200) y las etiquetas sin sigmoide (n, 50)."""
        x = self.entrada(x[:, None])
        delante = self.delante(torch.cat([self._mirar(x, i) for i in range(len(NUCLEOS))], 1))
        canales, anterior = [delante], torch.cat([delante, torch.ones_like(delante[:, :1])], 1)
        for i, (convolucion, afin) in enumerate(zip(self.en_medio, self.tras_en_medio, strict=True)):
            nuevo = afin(convolucion(anterior).relu_())
            anterior = nuevo if i == 0 else nuevo + anterior
            canales.append(anterior)
        canales = torch.cat(canales, 1)
        maximo_y_media = torch.stack([canales.amax(2), canales.mean(2)], 2)
        resumen = maximo_y_media.flatten(1)  # entrelazados: los dos de un canal van seguidos
        penultima = self.densa(resumen).relu()
        return resumen, penultima, self.cabeza(penultima)

    def _mirar(self, x: torch.Tensor, rama: int) -> torch.Tensor:
        """Devuelve (n, filtros, tramas): de cada filtro, la banda que más cuenta.

        Es el máximo; pero delante de él iba una normalización y, si su escala es negativa, es el mínimo.
        """
        mayores, tramas = self.filtros[rama][0], NUCLEOS[rama][0]
        antes = (tramas - 1) // 2
        mapas = self.ramas[rama](nn.functional.pad(x, (0, 0, antes, tramas - 1 - antes)))
        return torch.cat([mapas[:, :mayores].amax(3), mapas[:, mayores:].amin(3)], 1).relu_()


class _Afin(nn.Module):
    """escala · x + desplazamiento, por canal: lo que queda de una normalización por lotes."""

    def __init__(self, canales: int):
        super().__init__()
        self.escala = nn.Parameter(torch.empty(canales, 1))
        self.desplazamiento = nn.Parameter(torch.empty(canales, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.addcmul(self.desplazamiento, self.escala, x)


@dataclass
class SalidaDeMusica(ModelOutput):
    """embeddings : (…, n, d), el resumen de cada ventana. Las demás : (…, n, 200 y 50 por red)."""

    embeddings: torch.Tensor | None = None
    penultima: torch.Tensor | None = None
    logits: torch.Tensor | None = None


class CodificadorDeMusica(ModeloEntero):
    """Lo que oyen las redes de ``config.redes``, ventana a ventana, en ese orden."""

    config_class = ConfiguracionDeMusica
    _keys_to_ignore_on_load_unexpected = [r"^(msd|mtt)\."]  # la red que no se ha pedido

    def __init__(self, config: ConfiguracionDeMusica):
        """ErrorDeModelo si se pide una red que no hay."""
        super().__init__(config)
        for red in _elegidas(config):
            self.add_module(red, RedDeMusica(config.filtros[red], config.etiquetas_por_red))
        self.post_init()

    def forward(self, input_features: torch.Tensor, **_) -> SalidaDeMusica:
        """Toma ventanas (…, tramas, n_mels); de muchas, calcula unas pocas cada vez."""
        delante, ventanas = input_features.shape[:-2], input_features.flatten(0, -3)
        partes = [self._calcular(x) for x in ventanas.split(A_LA_VEZ)]
        salidas = (torch.cat(juntas) for juntas in zip(*partes, strict=True))
        return SalidaDeMusica(*(salida.unflatten(0, delante) for salida in salidas))

    def _calcular(self, x: torch.Tensor) -> list[torch.Tensor]:
        """Devuelve las tres salidas, (n, …), con las de cada red detrás de las de la anterior."""
        por_red = [getattr(self, red)(x) for red in self.config.redes]
        return [torch.cat(de_todas, 1) for de_todas in zip(*por_red, strict=True)]

    @staticmethod
    def juntar(vectores: np.ndarray) -> np.ndarray:
        """Devuelve el vector (d,) de un sonido a partir de los de sus ventanas (n, d): su media."""
        return vectores.mean(axis=0)


class ClasificadorDeMusica(CodificadorDeMusica):
    """Las etiquetas de sus autores: 50 por red, cada una con su probabilidad. No tienen por qué sumar 1."""

    def __init__(self, config: ConfiguracionDeMusica):
        """ErrorDeModelo si la configuración no nombra todas las etiquetas que se calculan."""
        super().__init__(config)
        calculadas = len(config.redes) * config.etiquetas_por_red
        if config.num_labels != calculadas or config.problem_type != "multi_label_classification":
            raise ErrorDeModelo(
                f"La configuración nombra {config.num_labels} etiquetas de tipo {config.problem_type} y las "
                f"redes calculan {calculadas}, cada una por su cuenta.",
                config.name_or_path or None,
                "usa las dos redes de data/codificadores/musica; para una sola, cargar_codificador.",
            )

    def forward(self, input_features: torch.Tensor, **_) -> SequenceClassifierOutput:
        """Toma las ventanas de varios sonidos, (sonidos, n, tramas, n_mels).

        Devuelve ``logits`` (sonidos, etiquetas): la sigmoide de cada uno es la media de las de sus ventanas.
        """
        probabilidades = super().forward(input_features).logits.double().sigmoid().mean(1)
        return SequenceClassifierOutput(logits=probabilidades.logit().float())


def _elegidas(config: ConfiguracionDeMusica) -> tuple[str, ...]:
    """Las redes pedidas, comprobadas."""
    redes, hay = tuple(config.redes), config.filtros or {}
    if not redes or len(set(redes)) < len(redes) or not set(redes) <= set(hay):
        raise ErrorDeModelo(
            f"No se pueden calcular las redes {redes!r}.",
            config.name_or_path or None,
            f"pide una o varias, sin repetir, de estas: {', '.join(hay)}.",
        )
    return redes


AutoConfig.register(ConfiguracionDeMusica.model_type, ConfiguracionDeMusica)
AutoFeatureExtractor.register(ConfiguracionDeMusica, ExtractorDeMusica)
AutoModel.register(ConfiguracionDeMusica, CodificadorDeMusica)
AutoModelForAudioClassification.register(ConfiguracionDeMusica, ClasificadorDeMusica)
