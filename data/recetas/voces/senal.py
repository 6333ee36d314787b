"""El acabado: recortar, dar brillo y dinámica, poner micrófono y ruido de fondo, y dejar un nivel cómodo."""

from __future__ import annotations

import numpy as np
from comun.nivel import db_a_amplitud, rms
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfiltfilt

from .motores import SR

RMS_DBFS = -26.0  # más bajo que en las demos: hay voces con picos 23 dB por encima de su valor eficaz
TECHO = db_a_amplitud(-3.0)  # el códec puede subir un poco los picos
MARGEN_S = 0.12
FUNDIDO_S = 0.03
SIN_GRAVES = butter(2, 60, "highpass", fs=SR, output="sos")
VENTANA_NIVEL_S = 0.05
SUELO_DB = -30.0  # por debajo de este nivel relativo, la dinámica no se toca: sería amplificar el ruido


def recortar(y: np.ndarray, umbral_db: float = -42.0) -> np.ndarray:
    """Quita el silencio de los bordes."""
    activas = np.flatnonzero(np.abs(y) > np.max(np.abs(y)) * db_a_amplitud(umbral_db))
    return y[activas[0] : activas[-1] + 1]


def inclinar(y: np.ndarray, inclinacion_db: float) -> np.ndarray:
    """Escalón suave en dB entre 500 y 4000 Hz, en el dominio de la frecuencia."""
    f = np.maximum(np.fft.rfftfreq(len(y), 1 / SR), 1.0)
    ganancia_db = np.interp(np.log2(f), np.log2([500.0, 4000.0]), [0.0, inclinacion_db])
    return np.fft.irfft(np.fft.rfft(y) * db_a_amplitud(ganancia_db), len(y))


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


def limitar(y: np.ndarray) -> np.ndarray:
    """Comprime suavemente lo que pasa de la mitad del techo; nunca lo rebasa."""
    codo = TECHO / 2
    exceso = np.maximum(np.abs(y) - codo, 0)
    return np.sign(y) * (np.minimum(np.abs(y), codo) + (TECHO - codo) * np.tanh(exceso / (TECHO - codo)))


def nivelar(y: np.ndarray) -> np.ndarray:
    """Lleva `y` a RMS_DBFS, con los picos bajo TECHO."""
    for _ in range(3):
        y = limitar(y * db_a_amplitud(RMS_DBFS) / rms(y))
    return y


def acabar(y: np.ndarray, color_db: float, ruido_db: float, rng: np.random.Generator) -> np.ndarray:
    """Pone micrófono, márgenes, ruido de fondo, fundidos y nivel."""
    y = sosfiltfilt(SIN_GRAVES, np.pad(inclinar(y, color_db), round(MARGEN_S * SR)))
    y = y / rms(y) + db_a_amplitud(ruido_db) * ruido_rosa(y.size, rng)
    n = round(FUNDIDO_S * SR)
    rampa = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)
    y[:n] *= rampa
    y[-n:] *= rampa[::-1]
    return nivelar(y)
