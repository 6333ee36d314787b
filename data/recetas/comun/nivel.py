"""El nivel de una señal: decibelios, valor eficaz, fundidos y un techo que no se rebasa."""

from __future__ import annotations

import numpy as np


def db_a_amplitud(db: float) -> float:
    """Amplitud que corresponde a `db` decibelios."""
    return 10.0 ** (db / 20.0)


def rms(y: np.ndarray) -> float:
    """Valor eficaz de la señal."""
    return float(np.sqrt(np.mean(np.square(y, dtype=float))))


def fundir_bordes(y: np.ndarray, n: int) -> np.ndarray:
    """Entrada y salida de `n` muestras con media ventana de Hann, que empieza y acaba exactamente en cero."""
    rampa = 0.5 - 0.5 * np.cos(np.pi * np.arange(n) / n)
    y = np.array(y, dtype=float)
    y[:n] *= rampa
    y[-n:] *= rampa[::-1]
    return y


def limitar(y: np.ndarray, techo: float) -> np.ndarray:
    """Comprime suavemente lo que pasa de la mitad del techo; nunca lo rebasa."""
    codo = techo / 2
    exceso = np.maximum(np.abs(y) - codo, 0)
    return np.sign(y) * (np.minimum(np.abs(y), codo) + (techo - codo) * np.tanh(exceso / (techo - codo)))


def nivelar(y: np.ndarray, rms_dbfs: float, techo_dbfs: float, vueltas: int = 3) -> np.ndarray:
    """Lleva `y` a ese valor eficaz, con los picos bajo el techo. Cada vuelta se acerca más."""
    for _ in range(vueltas):
        y = limitar(y * db_a_amplitud(rms_dbfs) / rms(y), db_a_amplitud(techo_dbfs))
    return y
