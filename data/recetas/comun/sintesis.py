"""Con qué se sintetiza un sonido: filtros, ruido con un espectro dado, modos y reverberación sencilla."""

from __future__ import annotations

import numpy as np
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from .nivel import rms

SR = 22_050  # Hz: el de las demos, los eventos y los géneros


def ruido_con_espectro(
    rng: np.random.Generator, n: int, frecuencias: list[float], niveles_db: list[float]
) -> np.ndarray:
    """Ruido de Gauss de `n` muestras y valor eficaz 1 cuyo espectro une los puntos (Hz, dB) dados."""
    espectro = np.fft.rfft(rng.standard_normal(n))
    f = np.maximum(np.fft.rfftfreq(n, 1 / SR), 1.0)
    ganancia_db = np.interp(np.log2(f), np.log2(frecuencias), niveles_db)
    y = np.fft.irfft(espectro * 10 ** (ganancia_db / 20), n)
    return y / rms(y)


def filtrar(y: np.ndarray, banda: float | tuple[float, float], tipo: str) -> np.ndarray:
    """Filtro de Butterworth de segundo orden; `banda` en Hz y `tipo` como en scipy.signal.butter."""
    return sosfilt(butter(2, banda, tipo, fs=SR, output="sos"), y)


def realzar(y: np.ndarray, centro_hz: float, ganancia_db: float, q: float) -> np.ndarray:
    """Filtro paramétrico de segundo orden, de campana (el de Bristow-Johnson, 2005)."""
    raiz, w = 10 ** (ganancia_db / 40), 2 * np.pi * centro_hz / SR
    alfa = np.sin(w) / (2 * q)
    b = [1 + alfa * raiz, -2 * np.cos(w), 1 - alfa * raiz]
    a = [1 + alfa / raiz, -2 * np.cos(w), 1 - alfa / raiz]
    return lfilter(b, a, y)


def reverberar(y: np.ndarray, t60_s: float, mezcla_db: float, rng: np.random.Generator) -> np.ndarray:
    """Añade la cola de una sala: ruido que decae 60 dB en `t60_s`, sin agudos, a `mezcla_db` del directo.

    Devuelve una señal de la misma longitud que `y`.
    """
    n = round(t60_s * SR)
    t = np.arange(n) / SR
    respuesta = rng.standard_normal(n) * 10 ** (-3 * t / t60_s)
    respuesta = filtrar(respuesta, (150.0, 5000.0), "bandpass")
    cola = fftconvolve(y, respuesta)[: len(y)]
    return y + cola * (rms(y) / rms(cola)) * 10 ** (mezcla_db / 20)


def sumar_en(destino: np.ndarray, y: np.ndarray, inicio: int) -> None:
    """Suma `y` sobre `destino` a partir de la muestra `inicio`; lo que no cabe se descarta."""
    n = min(len(y), len(destino) - inicio)
    if n > 0:
        destino[inicio : inicio + n] += y[:n]


def modos(frecuencias: list[float], amplitudes: list[float], tau_s: list[float], n: int) -> np.ndarray:
    """Suma de senos amortiguados: cómo vibra un objeto golpeado. `tau_s`, tiempo hasta caer a 1/e."""
    t = np.arange(n) / SR
    y = np.zeros(n)
    for f, a, tau in zip(frecuencias, amplitudes, tau_s, strict=True):
        y += a * np.exp(-t / tau) * np.sin(2 * np.pi * f * t)
    return y
