"""De un sonido a un vector, o a uno por ventana, leyéndolo por partes: una hora ocupa lo que un minuto."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from helpers.audio.lectura import leer_por_bloques
from helpers.audio.sonido import Audio, remuestrear_por_bloques
from helpers.errores import ErrorDeAudio

if TYPE_CHECKING:
    from helpers.codificadores.base import ExtractorDeVentanas
    from helpers.codificadores.carga import Codificador


def codificar(codificador: Codificador, audio: Audio | str | os.PathLike) -> np.ndarray:
    """Devuelve lo que un codificador dice de un sonido entero, float32 (d,).

    audio : Audio, o la ruta de un archivo; si está a otra frecuencia, se remuestrea con soxr en calidad alta.

    Junta lo que dicen sus ventanas (en música, con la media); las de silencio digital no cuentan, y lo que
    sobra al final y no llena una ventana no se oye.

    ErrorDeAudio si el sonido no se puede leer, tiene NaN, es silencio o no llena una ventana.

    >>> from helpers.codificadores import cargar_codificador, codificar
    >>> from helpers.datos import AUDIO
    >>> codificar(cargar_codificador("musica"), AUDIO / "jazz_generado.flac").shape
    (512,)
    """
    vectores, _ = codificar_por_ventanas(codificador, audio)
    return codificador.modelo.juntar(vectores[~np.isnan(vectores[:, 0])])


def codificar_por_ventanas(
    codificador: Codificador, audio: Audio | str | os.PathLike
) -> tuple[np.ndarray, np.ndarray]:
    """Devuelve lo que un codificador dice de cada ventana y cuándo empieza: float32 (n, d) y segundos (n,).

    Como `codificar`; una ventana de silencio digital tiene todo su vector a NaN.

    >>> from helpers.codificadores import cargar_codificador, codificar_por_ventanas
    >>> from helpers.datos import AUDIO
    >>> musica = cargar_codificador("musica")
    >>> vectores, tiempos_s = codificar_por_ventanas(musica, AUDIO / "jazz_generado.flac")
    >>> vectores.shape, [round(float(s), 2) for s in tiempos_s[:3]]
    ((7, 512), [0.0, 2.99, 5.98])
    """
    import torch

    extractor = codificador.extractor
    archivo = None if isinstance(audio, Audio) else audio
    partes = []
    with torch.inference_mode():
        for espectros, suena in extractor.por_tandas(_muestras(audio, extractor)):
            vectores = codificador.modelo(input_features=torch.from_numpy(espectros)).embeddings.numpy()
            vectores[~suena] = np.nan
            partes.append(vectores)
    vectores = np.concatenate(partes)
    if np.isnan(vectores[:, 0]).all():
        raise error_de_silencio(archivo)
    return vectores, np.arange(len(vectores)) * extractor.salto / extractor.sampling_rate


def _muestras(audio: Audio | str | os.PathLike, extractor: ExtractorDeVentanas) -> Iterator[np.ndarray]:
    """Da las muestras a la frecuencia y con la ganancia del extractor.

    Al acabar, exige que hayan llenado una ventana. Si la ganancia depende del nivel del sonido entero, se lee
    dos veces.
    """
    factor = np.float32(1)
    if extractor.depende_del_nivel:
        factor = np.float32(extractor.ganancia(_rms(audio, extractor.sampling_rate)))
    leidas = 0
    with _abrir(audio, extractor.sampling_rate) as bloques:
        for bloque in bloques:
            leidas += len(bloque)
            yield bloque * factor
    extractor.exigir_una_ventana(leidas, None if isinstance(audio, Audio) else audio)


def _rms(audio: Audio | str | os.PathLike, sr: int) -> float:
    suma, muestras = 0.0, 0
    with _abrir(audio, sr) as bloques:
        for bloque in bloques:
            suma += float(np.square(bloque, dtype=np.float64).sum())
            muestras += len(bloque)
    return math.sqrt(suma / max(muestras, 1))


@contextmanager
def _abrir(audio: Audio | str | os.PathLike, sr: int) -> Iterator[Iterable[np.ndarray]]:
    """Abre un sonido para leerlo por bloques a `sr` Hz."""
    if isinstance(audio, Audio):
        y, suya = Audio(*audio)  # sus muestras han podido cambiar desde que se creó
        yield _a(sr, (y[i : i + suya] for i in range(0, len(y), suya)), suya)
    elif isinstance(audio, str | os.PathLike):
        with leer_por_bloques(audio) as lectura:
            yield _a(sr, lectura.bloques, lectura.sr)
    else:
        raise ErrorDeAudio(
            f"Se esperaba un Audio o la ruta de un archivo, no {type(audio).__name__}.",
            que_hacer="si tienes las muestras, usa Audio(y, sr).",
        )


def _a(sr: int, bloques: Iterable[np.ndarray], suya: int) -> Iterable[np.ndarray]:
    return bloques if suya == sr else remuestrear_por_bloques(bloques, suya, sr)


def error_de_silencio(archivo=None) -> ErrorDeAudio:
    """Devuelve el error de un sonido en el que no suena nada."""
    return ErrorDeAudio(
        "El sonido es silencio digital y no hay nada que codificar.",
        archivo,
        "comprueba el micrófono o el archivo: del silencio también saldría un vector.",
    )
