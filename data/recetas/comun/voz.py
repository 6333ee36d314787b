"""Voces sintéticas: cómo se ejecuta un sintetizador y lo que se le hace a cualquier voz."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable

import numpy as np
import soundfile

from .nivel import db_a_amplitud


def leer_lo_que_escribe(orden_para: Callable[[str], list[str]]) -> tuple[np.ndarray, int]:
    """Ejecuta la orden que escribe un WAV en la ruta que se le da; devuelve sus muestras y su frecuencia.

    Lanza FileNotFoundError si falta el programa y CalledProcessError si falla.
    """
    with tempfile.TemporaryDirectory() as carpeta:
        ruta = f"{carpeta}/voz.wav"
        subprocess.run(orden_para(ruta), check=True, capture_output=True)
        return soundfile.read(ruta)


def recortar(y: np.ndarray, umbral_db: float) -> np.ndarray:
    """Quita el silencio de los bordes: lo que queda `umbral_db` respecto al pico, que es negativo."""
    activas = np.flatnonzero(np.abs(y) > np.max(np.abs(y)) * db_a_amplitud(umbral_db))
    return y[activas[0] : activas[-1] + 1]


def inclinar(y: np.ndarray, sr: int, inclinacion_db: float) -> np.ndarray:
    """Escalón suave en dB entre 500 y 4000 Hz, en el dominio de la frecuencia."""
    f = np.maximum(np.fft.rfftfreq(len(y), 1 / sr), 1.0)
    ganancia_db = np.interp(np.log2(f), np.log2([500.0, 4000.0]), [0.0, inclinacion_db])
    return np.fft.irfft(np.fft.rfft(y) * db_a_amplitud(ganancia_db), len(y))
