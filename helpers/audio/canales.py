"""De varios canales a uno, sin dejar pasar NaN, amplitudes sin escalar ni canales que se anulan."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeAudio

AMPLITUD_MAXIMA = 16.0  # +24 dB sobre la escala completa: más que eso son enteros sin escalar
CANCELACION = 1e-4  # -40 dB: ocho canales sin nada en común se quedan en -9 dB al promediarlos


def exigir_amplitudes(muestras: np.ndarray, archivo: str | os.PathLike | None = None) -> None:
    """Lanza ErrorDeAudio si hay NaN o infinitos, o si las muestras parecen enteros sin escalar."""
    pico = max(float(muestras.max(initial=0)), -float(muestras.min(initial=0)))
    if not np.isfinite(pico):
        malas = int(np.count_nonzero(~np.isfinite(muestras)))
        cuantas = (
            "una muestra que no es finita"
            if malas == 1
            else (f"{numeros.decimal(malas, 0)} muestras que no son finitas")
        )
        raise ErrorDeAudio(
            f"El sonido tiene {cuantas} (NaN o infinito).",
            archivo,
            "busca la división entre cero o el logaritmo de cero de donde sale.",
        )
    if pico > AMPLITUD_MAXIMA:
        raise ErrorDeAudio(
            f"Las muestras llegan a {numeros.decimal(pico, 0)} y la escala completa es 1: están sin escalar.",
            archivo,
            "si eran enteros de 16 bits, Audio(y / 32768, sr); un archivo así puede estar dañado.",
        )


def promediar(bloques: Iterable[np.ndarray], ruta: str | os.PathLike) -> Iterator[np.ndarray]:
    """Promedia los canales de cada bloque: de (n, canales) en coma flotante a (n,) float32.

    ErrorDeAudio si no hay ni una muestra, si alguna no es un número posible o si, al acabar, resulta que los
    canales se anulaban entre sí.
    """
    muestras, energia, energia_mono = 0, 0.0, 0.0
    for bloque in bloques:
        exigir_amplitudes(bloque, ruta)
        mono = _media(bloque).astype(np.float32, copy=False)
        if bloque.shape[1] > 1:
            energia += float(np.mean(np.square(bloque, dtype=np.float64), axis=1).sum())
            energia_mono += float(np.square(mono, dtype=np.float64).sum())
        muestras += len(mono)
        yield mono
    if not muestras:
        raise ErrorDeAudio(
            "El archivo no contiene ni una muestra de sonido.",
            ruta,
            "comprueba que la grabación llegó a empezar.",
        )
    if energia_mono < energia * CANCELACION:
        raise ErrorDeAudio(
            "Sus canales son opuestos y al promediarlos se anulan: queda silencio.",
            ruta,
            "quédate con uno: y, sr = soundfile.read(ruta), Audio(y[:, 0], sr). O invierte uno en un editor.",
        )


def _media(bloque: np.ndarray) -> np.ndarray:
    return bloque[:, 0] if bloque.shape[1] == 1 else bloque.mean(axis=1, dtype=bloque.dtype)
