"""Eventos acústicos sintetizados a partir de cómo se producen. Solo NumPy y SciPy.

Cada función devuelve un vector float a 22 050 Hz, sin normalizar, y siempre el mismo.
"""

from __future__ import annotations

import numpy as np
from comun.nivel import rms
from comun.sintesis import SR, filtrar, modos, reverberar, ruido_con_espectro, sumar_en
from scipy.signal import lfilter

# --- Lluvia: ruido difuso de las gotas lejanas y un proceso de Poisson de gotas cercanas -------------------

GOTAS_POR_SEGUNDO = 260


def lluvia(duracion_s: float = 4.0) -> np.ndarray:
    """Lluvia sobre una superficie dura: miles de gotas lejanas y algunas cerca, una a una."""
    rng = np.random.default_rng(101)
    n = round(duracion_s * SR)
    fondo = ruido_con_espectro(rng, n, [30, 60, 250, 1000, 2500, 5000, 11025], [-6, 2, 2, 0, -2, -6, -14])
    cercanas = np.zeros(n)
    for inicio in rng.integers(0, n, rng.poisson(GOTAS_POR_SEGUNDO * duracion_s)):
        sumar_en(cercanas, _gota(rng), inicio)
    return fondo + 0.45 * cercanas / rms(cercanas)


def _gota(rng: np.random.Generator) -> np.ndarray:
    """Un choque de 1 a 4 ms; una de cada seis deja además una burbuja que resuena y sube de tono."""
    distancia_m = np.sqrt(rng.uniform(1.0, 9.0))
    fuerza = rng.exponential(1.0) / distancia_m
    t = np.arange(round(0.04 * SR)) / SR
    choque = rng.standard_normal(len(t)) * np.exp(-t / rng.uniform(0.0004, 0.0015))
    choque = filtrar(choque, (600.0, 7000.0), "bandpass")
    if rng.random() > 1 / 6:
        return fuerza * choque
    f0 = 2600 * np.exp(0.35 * rng.standard_normal())
    fase = 2 * np.pi * f0 * (t + 3.0 * t**2)
    return fuerza * (choque + 0.8 * np.exp(-t / 0.007) * np.sin(fase))


# --- Campana: síntesis modal -----------------------------------------------------------------------------

CAMPANA_PRIMA_HZ = 440.0
CAMPANA_PARCIALES = (  # nombre, proporción respecto a la prima, amplitud, segundos hasta caer 60 dB
    ("hum", 0.5, 0.60, 18.0),
    ("prima", 1.0, 0.85, 12.0),
    ("tercera", 1.2, 0.80, 10.0),
    ("quinta", 1.5, 0.30, 6.0),
    ("nominal", 2.0, 0.80, 6.0),
    ("décima", 2.51, 0.25, 3.0),
    ("duodécima", 3.01, 0.40, 2.5),
    ("doble octava", 4.17, 0.25, 1.5),
    ("agudo 1", 5.43, 0.18, 0.9),
    ("agudo 2", 6.80, 0.12, 0.6),
    ("agudo 3", 8.22, 0.08, 0.4),
)


def campana(duracion_s: float = 5.5) -> np.ndarray:
    """Un toque de campana de iglesia. Cada parcial es un par de modos casi iguales, y por eso bate."""
    rng = np.random.default_rng(102)
    n = round(duracion_s * SR)
    f, a, tau = [], [], []
    for _, proporcion, amplitud, t60 in CAMPANA_PARCIALES:
        separacion_hz = 0.25 + 0.25 * proporcion
        for signo, parte in ((-0.5, 0.6), (0.5, 0.4)):
            f.append(CAMPANA_PRIMA_HZ * proporcion + signo * separacion_hz)
            a.append(amplitud * parte)
            tau.append(t60 / np.log(1000))
    y = np.zeros(n)
    inicio = round(0.08 * SR)
    sumar_en(y, modos(f, a, tau, n), inicio)
    m = round(0.03 * SR)
    badajo = rng.standard_normal(m) * np.exp(-np.arange(m) / (0.004 * SR))
    sumar_en(y, 0.35 * filtrar(badajo, (1500.0, 7000.0), "bandpass"), inicio)
    return reverberar(y, 1.2, -16.0, rng)


# --- Motor de cuatro tiempos y cuatro cilindros, al ralentí ------------------------------------------------

MOTOR_RPM = 900
MOTOR_ENCENDIDO_HZ = MOTOR_RPM / 60 * 2  # dos explosiones por vuelta: 30 Hz
MOTOR_GOLPE_HZ = MOTOR_RPM / 60 / 2  # un cilindro explota cada dos vueltas: 7,5 Hz
MOTOR_DURACION_S = 4.0


def motor() -> np.ndarray:
    """Un motor sano: explosiones por el escape, ruido de combustión y taqués."""
    return _motor_sano()[0]


def motor_averiado() -> np.ndarray:
    """El mismo motor con la biela de un cilindro suelta: un golpe metálico cada dos vueltas."""
    rng = np.random.default_rng(104)
    y, explosiones = _motor_sano()
    golpes = np.zeros_like(y)
    m = round(0.06 * SR)
    for inicio in explosiones[2::4]:
        f = [780.0, 1350.0, 2300.0, 3150.0, 4300.0]
        golpe = modos(f, [0.5, 0.8, 1.0, 0.7, 0.4], [0.012, 0.010, 0.008, 0.006, 0.004], m)
        golpe[: m // 8] += 0.8 * rng.standard_normal(m // 8) * np.exp(-np.arange(m // 8) / (0.001 * SR))
        sumar_en(golpes, rng.uniform(0.85, 1.15) * golpe, inicio + round(0.004 * SR))
    return y + 0.8 * golpes / rms(golpes) * rms(y)


def _motor_sano() -> tuple[np.ndarray, np.ndarray]:
    """Devuelve el sonido y la muestra en que empieza cada explosión."""
    rng = np.random.default_rng(103)
    n = round(MOTOR_DURACION_S * SR)
    periodo = SR / MOTOR_ENCENDIDO_HZ
    cuantas = int(n / periodo) + 1
    explosiones = np.round(np.arange(cuantas) * periodo + 0.008 * periodo * rng.standard_normal(cuantas))
    explosiones = np.clip(explosiones, 0, n - 1).astype(int)
    escape = _escape(explosiones, n, rng)
    combustion = np.zeros(n)
    taques = np.zeros(n)
    for inicio in explosiones:
        sumar_en(combustion, _rafaga(rng, 0.030, 0.007), inicio)
        for fraccion in (0.35, 0.8):
            taque = rng.uniform(0.5, 1) * _rafaga(rng, 0.01, 0.0012)
            sumar_en(taques, taque, inicio + int(fraccion * periodo))
    combustion = filtrar(combustion, (400.0, 2600.0), "bandpass")
    taques = filtrar(taques, (2500.0, 7000.0), "bandpass")
    aire = ruido_con_espectro(rng, n, [60, 300, 1200, 5000, 11025], [-6, 0, -6, -14, -24])
    y = escape / rms(escape) + 0.35 * combustion / rms(combustion) + 0.10 * taques / rms(taques) + 0.16 * aire
    return filtrar(y, 50.0, "highpass"), explosiones


def _escape(explosiones: np.ndarray, n: int, rng: np.random.Generator) -> np.ndarray:
    """Pulsos de presión, desiguales entre cilindros, a través del tubo de escape y de la carcasa."""
    por_cilindro = np.array([1.0, 0.90, 1.06, 0.95])
    pulsos = np.zeros(n)
    t = np.arange(round(0.03 * SR)) / SR
    forma = (1 - np.exp(-t / 0.0006)) * np.exp(-t / 0.0035)
    for k, inicio in enumerate(explosiones):
        sumar_en(pulsos, por_cilindro[k % 4] * rng.uniform(0.92, 1.08) * forma, inicio)
    ida_y_vuelta = round(2 * 1.4 / 400 * SR)  # 1,4 m de tubo; 400 m/s en gas caliente
    tubo = np.zeros(ida_y_vuelta + 1)
    tubo[[0, ida_y_vuelta]] = 1.0, 0.55
    y = lfilter([1.0], tubo, np.diff(pulsos, prepend=0.0))
    carcasa = modos([140.0, 310.0, 620.0, 1100.0], [1.0, 0.7, 0.4, 0.2], [0.02, 0.012, 0.008, 0.005], 2048)
    return y / rms(y) + 0.8 * _unidad(np.convolve(y, carcasa)[:n])


def _rafaga(rng: np.random.Generator, duracion_s: float, tau_s: float) -> np.ndarray:
    n = round(duracion_s * SR)
    return rng.standard_normal(n) * np.exp(-np.arange(n) / (tau_s * SR))


def _unidad(y: np.ndarray) -> np.ndarray:
    return y / rms(y)


# --- Pájaro: silbidos de frecuencia variable, uno por sílaba -----------------------------------------------

PAJARO_BANDA_HZ = (2200.0, 6800.0)
PAJARO_FRASES = (  # segundo en que empieza, sílabas por segundo, cuántas, trayectoria en kHz de cada sílaba
    (0.15, 3.4, 3, (3.1, 3.5, 3.4, 2.9)),
    (1.20, 11.0, 9, (5.9, 4.6, 3.3, 2.7)),
    (2.25, 6.0, 4, (2.6, 4.2, 3.4, 5.2)),
    (3.15, 15.0, 10, (4.2, 5.4, 4.6)),
    (4.00, 3.0, 2, (5.8, 3.9, 3.2, 3.3)),
)


def pajaro(duracion_s: float = 5.0) -> np.ndarray:
    """Canto inventado de pájaro: cinco frases, cada una con su sílaba repetida."""
    rng = np.random.default_rng(105)
    n = round(duracion_s * SR)
    canto = np.zeros(n)
    for inicio_s, por_segundo, cuantas, trayectoria in PAJARO_FRASES:
        for k in range(cuantas):
            comienzo = inicio_s + (k + 0.04 * rng.standard_normal()) / por_segundo
            silaba = _silaba(rng, 0.72 / por_segundo, trayectoria)
            sumar_en(canto, silaba * (0.7 + 0.3 * (k + 1) / cuantas), round(comienzo * SR))
    campo = ruido_con_espectro(rng, n, [80, 400, 2000, 11025], [0, -6, -14, -22])
    return reverberar(canto, 0.7, -15.0, rng) + 0.012 * rms(canto) / 0.3 * campo


def _silaba(rng: np.random.Generator, duracion_s: float, trayectoria_khz: tuple[float, ...]) -> np.ndarray:
    """Un silbido que recorre la trayectoria, con temblor leve y un segundo armónico débil abajo."""
    n = round(duracion_s * SR)
    u = np.linspace(0, 1, n)
    nodos = np.array(trayectoria_khz) * 1000 * (1 + 0.015 * rng.standard_normal())
    f = np.interp(u, np.linspace(0, 1, len(nodos)), nodos)
    f = np.convolve(np.pad(f, n // 8, mode="edge"), np.hanning(2 * (n // 8) + 1) / (n // 8), mode="valid")[:n]
    f *= 1 + 0.012 * np.sin(2 * np.pi * 42 * u * duracion_s)
    fase = 2 * np.pi * np.cumsum(f) / SR
    envolvente = np.sin(np.pi * u**0.7) ** 1.3
    armonico = 0.04 * np.clip((5000 - f) / 1000, 0, 1)  # 2 f no llega a sr / 2
    return envolvente * (np.sin(fase) + armonico * np.sin(2 * fase))


# --- Alarma de dos tonos -----------------------------------------------------------------------------------

ALARMA_TONOS_HZ = (800.0, 1000.0)
ALARMA_TONO_S = 0.4


def alarma(duracion_s: float = 4.0) -> np.ndarray:
    """Alarma bitonal por bocina: alterna dos tonos con armónicos impares, en una nave con eco."""
    rng = np.random.default_rng(106)
    t = np.arange(round(duracion_s * SR)) / SR
    cual = (t // ALARMA_TONO_S).astype(int) % 2
    fase = 2 * np.pi * np.cumsum(np.array(ALARMA_TONOS_HZ)[cual]) / SR
    y = sum(np.sin(k * fase) / k**1.2 for k in (1, 3, 5, 7, 9))
    y = y * np.clip(np.minimum(t, t[-1] - 0.35 - t) / 0.01, 0, 1)
    return reverberar(filtrar(y, (500.0, 6000.0), "bandpass"), 0.9, -12.0, rng)


# --- Golpes en una puerta de madera ------------------------------------------------------------------------

GOLPES_S = (0.10, 0.36, 0.62, 1.30, 1.56, 1.82)


def golpes(duracion_s: float = 2.4) -> np.ndarray:
    """Nudillos contra una puerta: contacto de 2 ms que excita los modos del tablero, en una habitación."""
    rng = np.random.default_rng(107)
    n = round(duracion_s * SR)
    f = np.array([92.0, 148.0, 215.0, 305.0, 430.0, 610.0, 890.0, 1300.0, 1900.0])
    tau = 2.8 / (2 * np.pi * f) ** 0.62  # la madera amortigua antes lo agudo
    m = round(0.35 * SR)
    contacto = np.sin(np.pi * np.arange(round(0.0018 * SR)) / (0.0018 * SR))
    y = np.zeros(n)
    for inicio_s in GOLPES_S:
        amplitud = f**-0.25 * 10 ** (rng.normal(0, 2.5, len(f)) / 20)
        golpe = np.convolve(modos(f, amplitud, tau, m), contacto)
        roce = filtrar(_rafaga(rng, 0.02, 0.002), (1500.0, 6000.0), "bandpass")
        sumar_en(golpe, 0.15 * np.max(np.abs(golpe)) * roce, 0)
        sumar_en(y, rng.uniform(0.85, 1.1) * golpe, round(inicio_s * SR))
    return reverberar(y, 0.45, -9.0, rng)
