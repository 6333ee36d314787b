"""El acabado: recortar, dar brillo y dinámica, poner micrófono y ruido de fondo, y dejar un nivel cómodo."""

from __future__ import annotations

import numpy as np
from comun.nivel import db_a_amplitud, fundir_bordes, nivelar, rms
from comun.voz import inclinar
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfiltfilt

from .motores import SR

RMS_DBFS = -26.0  # más bajo que en las demos: hay voces con picos 23 dB por encima de su valor eficaz
TECHO_DBFS = -3.0  # el códec puede subir un poco los picos
UMBRAL_DB = -42.0  # lo que queda por debajo, en los bordes, es silencio
MARGEN_S = 0.12
FUNDIDO_S = 0.03
SIN_GRAVES = butter(2, 60, "highpass", fs=SR, output="sos")
VENTANA_NIVEL_S = 0.05
SUELO_DB = -30.0  # por debajo de este nivel relativo, la dinámica no se toca: sería amplificar el ruido


def cambiar_dinamica(y: np.ndarray, factor: float) -> np.ndarray:
    """Multiplica por `factor` los desniveles en dB entre sílabas: 1 no cambia nada y más de 1 los exagera."""
    potencia = uniform_filter1d(np.square(y), round(VENTANA_NIVEL_S * SR), mode="nearest")
    nivel_db = 10 * np.log10(np.maximum(potencia, 1e-12) / np.mean(np.square(y)))
    return y * db_a_amplitud((factor - 1) * np.clip(nivel_db, SUELO_DB, None))


def ruido_rosa(n: int, rng: np.random.Generator) -> np.ndarray:
    """Ruido de densidad 1/f, de valor eficaz 1."""
    espectro = np.fft.rfft(rng.standard_normal(n))
    ruido = np.fft.irfft(espectro / np.sqrt(np.maximum(np.fft.rfftfreq(n, 1 / SR), 60.0)), n)
    return ruido / rms(ruido)


def acabar(y: np.ndarray, color_db: float, ruido_db: float, rng: np.random.Generator) -> np.ndarray:
    """Pone micrófono, márgenes, ruido de fondo, fundidos y nivel."""
    y = sosfiltfilt(SIN_GRAVES, np.pad(inclinar(y, SR, color_db), round(MARGEN_S * SR)))
    y = y / rms(y) + db_a_amplitud(ruido_db) * ruido_rosa(y.size, rng)
    return nivelar(fundir_bordes(y, round(FUNDIDO_S * SR)), RMS_DBFS, TECHO_DBFS)
