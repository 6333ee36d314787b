"""Cambiar de frecuencia de muestreo un sonido que se lee por bloques."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import numpy as np

CALIDAD = "soxr_hq"


def remuestrear_por_bloques(bloques: Iterable[np.ndarray], sr: int, sr_nueva: int) -> Iterator[np.ndarray]:
    """Hace por partes lo mismo que `audio.remuestrear` de una vez, muestra a muestra.

    bloques : arrays float32 (n,), a `sr` Hz. Da arrays float32 a `sr_nueva` Hz, ceil(n · sr_nueva / sr)
    muestras en total. Las primeras salen cuando ya han entrado las que necesita el filtro.
    """
    import soxr

    flujo = soxr.ResampleStream(sr, sr_nueva, 1, dtype="float32", quality=CALIDAD)
    entran = salen = 0
    for bloque in bloques:
        y = flujo.resample_chunk(bloque)
        entran, salen = entran + len(bloque), salen + len(y)
        yield y
    y = flujo.resample_chunk(np.empty(0, np.float32), last=True)
    faltan = math.ceil(entran * sr_nueva / sr) - salen - len(y)  # soxr redondea la longitud: ninguna o una
    yield np.pad(y, (0, faltan)) if faltan >= 0 else y[:faltan]
