"""Lo que comparten los codificadores: cómo se corta un sonido en ventanas y que no falte ningún peso.

Un codificador nuevo es un módulo como `musica`, apuntado en ``registro.MODULOS``, con tres clases registradas
en las *Auto* de ``transformers``:

- una ``PreTrainedConfig`` con ``model_type`` y ``sampling_rate``, Hz;
- un extractor, que hereda de `ExtractorDeVentanas` y solo escribe ``espectros``;
- un modelo, que hereda de `ModeloEntero`: ``forward(input_features)`` toma (…, n, tramas, bandas) y da una
  salida con ``embeddings`` (…, n, d); ``juntar`` hace de los vectores (n, d) de un sonido uno solo, (d,).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from transformers import BatchFeature, PreTrainedModel, SequenceFeatureExtractor

from helpers import numeros
from helpers.audio.sonido import Audio
from helpers.codificadores.codificacion import error_de_silencio
from helpers.errores import ErrorDeAudio, ErrorDeModelo

SILENCIO = 2.0**-15  # un escalón de 16 bits, de la muestra menor a la mayor: por debajo no suena nada
VENTANAS_A_LA_VEZ = 16  # las que se calculan juntas: unas decenas de megas, dure lo que dure el sonido


class ExtractorDeVentanas(SequenceFeatureExtractor):
    """De muestras a espectrogramas del mismo tamaño: las ventanas que oye un codificador.

    n_fft, hop_length, n_mels : como en librosa, con tramas centradas. tramas : cuántas ve la red de una vez.
    tramas_de_salto : las que separan el comienzo de dos ventanas. La ventana i empieza en i · `salto`
    muestras. Lo que sobra al final y no llena una ventana no se oye; lo que no llena ni una no vale.
    """

    model_input_names = ["input_features"]

    def __init__(
        self,
        sampling_rate: int = 16_000,
        n_fft: int = 512,
        hop_length: int = 256,
        n_mels: int = 96,
        tramas: int = 187,
        tramas_de_salto: int = 187,
        padding_value: float = 0.0,
        **otras,
    ):
        """Guarda la geometría; lo demás es de ``transformers``."""
        otras.pop("feature_size", None)
        super().__init__(n_mels, sampling_rate, padding_value, **otras)
        self.n_fft, self.hop_length, self.n_mels = n_fft, hop_length, n_mels
        self.tramas, self.tramas_de_salto = tramas, tramas_de_salto

    @property
    def muestras_por_ventana(self) -> int:
        """De la primera trama de una ventana al centro de la última: lo menos que puede durar un sonido."""
        return (self.tramas - 1) * self.hop_length

    @property
    def salto(self) -> int:
        """Muestras entre el comienzo de dos ventanas."""
        return self.tramas_de_salto * self.hop_length

    @property
    def contexto(self) -> int:
        """Muestras de más que hacen falta a cada lado; en los extremos del sonido son ceros."""
        return self.n_fft // 2

    @property
    def depende_del_nivel(self) -> bool:
        """Si su ``ganancia`` hace algo: entonces un archivo se lee dos veces."""
        return type(self).ganancia is not ExtractorDeVentanas.ganancia

    def espectros(self, y: np.ndarray) -> np.ndarray:
        """Devuelve las tramas de unas muestras que ya traen su contexto, float32 (n_tramas, n_mels)."""
        raise NotImplementedError

    def ganancia(self, rms: float) -> float:
        """Devuelve por cuánto se multiplica un sonido según su valor eficaz. Lo corriente es 1."""
        return 1.0

    def ventanas(self, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Corta unas muestras que ya traen su contexto.

        Devuelve los espectrogramas, float32 (n, tramas, n_mels), y en cuáles suena algo, bool (n,).
        """
        cuantas = 1 + (len(y) - 2 * self.contexto - self.muestras_por_ventana) // self.salto
        espectros = self.espectros(y)
        inicios = np.arange(cuantas) * self.tramas_de_salto
        suena = [
            np.ptp(y[self.contexto + i * self.salto :][: self.muestras_por_ventana]) >= SILENCIO
            for i in range(cuantas)
        ]
        return np.stack([espectros[i : i + self.tramas] for i in inicios]), np.array(suena)

    def por_tandas(self, bloques: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Da lo mismo que `ventanas` de un sonido que llega por partes, sin guardarlo entero.

        bloques : arrays float32 (m,) seguidos, a `sampling_rate` Hz y sin el contexto de los extremos.
        """
        de_una_vez = 2 * self.contexto + self.muestras_por_ventana + (VENTANAS_A_LA_VEZ - 1) * self.salto
        y = np.zeros(self.contexto, np.float32)
        for bloque in bloques:
            y = np.concatenate([y, bloque])
            while len(y) >= de_una_vez:
                yield self.ventanas(y[:de_una_vez])
                y = y[VENTANAS_A_LA_VEZ * self.salto :]
        y = np.concatenate([y, np.zeros(self.contexto, np.float32)])
        if len(y) >= 2 * self.contexto + self.muestras_por_ventana:
            yield self.ventanas(y)

    def __call__(
        self, raw_speech, sampling_rate: int | None = None, return_tensors=None, **_
    ) -> BatchFeature:
        """Devuelve ``input_features``, float32 (1, n, tramas, n_mels), de las muestras (m,) de un sonido.

        ErrorDeAudio si no están a `sampling_rate` Hz, si no son de un solo sonido, si hay NaN, si no llenan
        una ventana o si no suena nada. Las ventanas de silencio digital se descartan.
        """
        if sampling_rate not in (None, self.sampling_rate):
            raise ErrorDeAudio(
                f"El sonido va a {numeros.hercios(sampling_rate)} y el codificador oye a "
                f"{numeros.hercios(self.sampling_rate)}.",
                que_hacer=f"remuestréalo antes: remuestrear(audio, {self.sampling_rate}).",
            )
        y = Audio(raw_speech, self.sampling_rate).y
        self.exigir_una_ventana(len(y))
        y = y * np.float32(self.ganancia(float(np.sqrt(np.mean(np.square(y, dtype=np.float64))))))
        if np.ptp(y) < SILENCIO:
            raise error_de_silencio()
        espectros, suena = (np.concatenate(partes) for partes in zip(*self.por_tandas([y]), strict=True))
        if suena.any():
            espectros = espectros[suena]
        return BatchFeature({"input_features": espectros[None]}, tensor_type=return_tensors)

    def exigir_una_ventana(self, muestras: int, archivo=None) -> None:
        """ErrorDeAudio si tantas muestras no llenan una ventana."""
        if muestras >= self.muestras_por_ventana:
            return
        hace_falta = numeros.duracion(self.muestras_por_ventana / self.sampling_rate)
        raise ErrorDeAudio(
            f"El sonido es demasiado corto: dura {numeros.duracion(muestras / self.sampling_rate)}, y el "
            f"codificador oye de {hace_falta} en {hace_falta}.",
            archivo,
            "usa un sonido más largo: rellenarlo daría un vector verosímil de algo que no ha sonado.",
        )


class ModeloEntero(PreTrainedModel):
    """Un modelo que, si le falta un solo peso, no se carga."""

    main_input_name = "input_features"

    @classmethod
    def from_pretrained(cls, ruta, *argumentos, output_loading_info: bool = False, **opciones) -> Any:
        """Como el de ``transformers``; ErrorDeModelo si un peso falta o no tiene la forma que debe."""
        opciones = {"use_safetensors": True, "ignore_mismatched_sizes": True} | opciones
        modelo, informe = super().from_pretrained(ruta, *argumentos, output_loading_info=True, **opciones)
        malos = sorted([*informe["missing_keys"], *(nombre for nombre, *_ in informe["mismatched_keys"])])
        if malos:
            raise ErrorDeModelo(
                f"Al codificador le faltan pesos ({', '.join(malos[:4])}{'…' if len(malos) > 4 else ''}): "
                "respondería números verosímiles y sin valor.",
                ruta,
                "recupera la carpeta original con «git restore data/codificadores».",
            )
        return (modelo, informe) if output_loading_info else modelo

    def _init_weights(self, module) -> None:
        """Nada: estos pesos no se inician, se leen."""
