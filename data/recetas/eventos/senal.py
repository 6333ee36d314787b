"""Lo que comparten los sonidos: qué es uno, ondulaciones lentas, trenes de golpes y choques."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from comun.nivel import rms
from comun.sintesis import SR, filtrar, modos, ruido_con_espectro, sumar_en
from scipy.fft import next_fast_len
from scipy.signal import fftconvolve

ANTES_S = 0.4  # lo que suena antes de que empiece el clip: la sala y los filtros ya están en marcha
MODO_MAS_AGUDO_HZ = 9500


class Sonido(NamedTuple):
    """Un sonido en seco. `ataques_s`: segundo en que empieza cada golpe o pitido, si los tiene."""

    y: np.ndarray
    ataques_s: tuple[float, ...] = ()


def sortear_log(rng: np.random.Generator, desde: float, hasta: float) -> float:
    """Un valor entre los dos, igual de probable en cada octava."""
    return float(np.exp(rng.uniform(np.log(desde), np.log(hasta))))


def unidad(y: np.ndarray) -> np.ndarray:
    """La señal con valor eficaz 1; el silencio se queda como está."""
    nivel = rms(y)
    return y / nivel if nivel > 0 else y


def ruido_inclinado(rng: np.random.Generator, n: int, db_por_octava: float) -> np.ndarray:
    """Ruido de valor eficaz 1 con esa pendiente entre 50 Hz y la mitad de SR."""
    return ruido_con_espectro(rng, n, [50.0, SR / 2], [0.0, db_por_octava * np.log2(SR / 2 / 50)])


def ondulacion(rng: np.random.Generator, n: int, rapidez_hz: float) -> np.ndarray:
    """Curva al azar, de media 0 y desviación típica 1, que no varía más deprisa que `rapidez_hz`."""
    largo = next_fast_len(n + round(4 * SR / rapidez_hz))
    f = np.fft.rfftfreq(largo, 1 / SR)
    curva = np.fft.irfft(np.fft.rfft(rng.standard_normal(largo)) * np.exp(-((f / rapidez_hz) ** 2)), largo)
    return ((curva - curva.mean()) / curva.std())[:n]


def instantes(rng: np.random.Generator, duracion_s: float, periodo_s: float, desajuste: float) -> list[float]:
    """Golpes que se repiten: empiezan en un punto cualquiera del periodo y fallan esa parte de él.

    El error no se acumula: quien anda o da la hora vuelve a su ritmo.
    """
    primero = rng.uniform(0.15, 1) * periodo_s
    teoricos = np.arange(primero, duracion_s, periodo_s)
    return list(np.maximum(0, teoricos + desajuste * periodo_s * rng.standard_normal(teoricos.size)))


def colocar(n: int, golpes: list[tuple[float, np.ndarray]]) -> np.ndarray:
    """Suma cada golpe en su segundo, en una señal de `n` muestras."""
    y = np.zeros(n)
    for inicio_s, golpe in golpes:
        sumar_en(y, golpe, round(inicio_s * SR))
    return y


def tren_de_poisson(rng: np.random.Generator, n: int, por_segundo: float) -> np.ndarray:
    """Impulsos en instantes independientes, con la fuerza de gotas que caen a distancias distintas."""
    tren = np.zeros(n)
    donde = rng.integers(0, n, rng.poisson(por_segundo * n / SR))
    np.add.at(tren, donde, rng.exponential(1.0, donde.size) / np.sqrt(rng.uniform(1, 9, donde.size)))
    return tren


def pasar_por(tren: np.ndarray, respuesta: np.ndarray) -> np.ndarray:
    """Cada impulso del tren hace sonar la respuesta."""
    return fftconvolve(tren, respuesta)[: tren.size]


def chasquido(rng: np.random.Generator, tau_s: float, banda_hz: tuple[float, float]) -> np.ndarray:
    """Ruido muy breve que se apaga: el roce de un choque."""
    m = round(8 * tau_s * SR) + 8
    return filtrar(rng.standard_normal(m) * np.exp(-np.arange(m) / (tau_s * SR)), banda_hz, "bandpass")


def sortear_modos(rng: np.random.Generator, cuantos: int) -> tuple[float, ...]:
    """Las resonancias de un objeto irregular por encima de la más grave, respecto a ella."""
    return tuple(np.sort(rng.uniform(1.2, 7, cuantos)))


def audibles(grave_hz: float, modos: tuple[float, ...]) -> np.ndarray:
    """La resonancia más grave y las demás que caben en la banda, en Hz."""
    f = grave_hz * np.array([1.0, *modos])
    return f[f < MODO_MAS_AGUDO_HZ]


def cuerpo(
    frecuencias: np.ndarray,
    amortiguacion: float,
    contacto_s: float,
    rng: np.random.Generator,
    desigualdad_db: float = 3,
) -> np.ndarray:
    """Cómo responde un objeto a un choque que dura `contacto_s`: sus modos, los agudos más breves. Pico 1.

    Cuanto más dura el contacto, menos se excitan los modos agudos. Cuánto suena cada uno depende además de
    dónde se golpee: es al azar.
    """
    tau = 1 / (np.pi * amortiguacion * frecuencias)
    amplitudes = 10 ** (rng.normal(0, desigualdad_db, frecuencias.size) / 20)
    respuesta = modos(frecuencias, amplitudes, tau, round(min(1.0, 7 * tau.max()) * SR) + 1)
    y = np.convolve(respuesta, np.hanning(max(3, round(contacto_s * SR)) + 2))
    return y / np.abs(y).max()


def con_roce(golpe: np.ndarray, nivel: float, roce: np.ndarray) -> np.ndarray:
    """El golpe con un chasquido encima, cuyo pico es `nivel` veces el suyo."""
    y = np.zeros(max(golpe.size, roce.size))
    y[: golpe.size] = golpe
    y[: roce.size] += nivel * np.abs(golpe).max() * roce / np.abs(roce).max()
    return y
