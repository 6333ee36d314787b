"""El acabado de las demos: sin continua, sin chasquidos en los bordes, a un nivel cómodo y en 16 bits."""

from __future__ import annotations

import numpy as np
from comun.nivel import db_a_amplitud, fundir_bordes, rms
from comun.sintesis import SR
from scipy.signal import butter, sosfiltfilt

RMS_DBFS = -23.0
PICO_MAX_DBFS = -1.0
FUNDIDO_S = 0.01
SIN_CONTINUA = butter(2, 20, "highpass", fs=SR, output="sos")  # restar la media ensuciaría los silencios


def igualar(y: np.ndarray, rms_dbfs: float = RMS_DBFS) -> np.ndarray:
    """Quita la continua, funde los bordes y lleva el valor eficaz a `rms_dbfs`.

    Lanza ValueError si a ese nivel el pico pasa de -1 dBFS: se arregla el sonido, no se recorta.
    """
    y = fundir_bordes(sosfiltfilt(SIN_CONTINUA, y), round(FUNDIDO_S * SR))
    y = y * (db_a_amplitud(rms_dbfs) / rms(y))
    pico = 20 * np.log10(np.max(np.abs(y)))
    if pico > PICO_MAX_DBFS:
        raise ValueError(f"El pico queda en {pico:.1f} dBFS; el máximo es {PICO_MAX_DBFS:.0f} dBFS.")
    return y


def a_16_bits(y: np.ndarray) -> np.ndarray:
    """Redondea a enteros de 16 bits, el formato de los archivos."""
    return np.round(y * 32767.0).astype(np.int16)
