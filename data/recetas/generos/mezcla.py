"""La mezcla: efectos por parte y, después, la «sala» y el «máster» de cada banda.

Lo que se sortea en `sortear_mezcla` sale de las mismas distribuciones en todos los géneros, para que el ancho
de banda, el ruido, la reverberación o el nivel no delaten el género.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.nivel import db_a_amplitud, nivelar
from comun.sintesis import SR, realzar
from scipy.fft import next_fast_len
from scipy.signal import butter, fftconvolve, sosfilt

PICO_MAXIMO_DBFS = -2.0


@dataclass(frozen=True)
class Mezcla:
    """La firma sonora de una banda.

    ecualizacion : ternas (Hz, ganancia en dB, Q). corte_grave, corte_agudo : Hz. rt60 : s. reverberacion :
    proporción de sala (0–1). ruido_db : nivel del ruido de fondo respecto a la música. ruido_pendiente :
    exponente del espectro del ruido (0 blanco, 1 rosa, 2 marrón). saturacion_db : empuje contra la saturación
    suave. niveles : desviación en dB de cada parte, por orden.
    """

    ecualizacion: tuple[tuple[float, float, float], ...]
    corte_grave: float
    corte_agudo: float
    rt60: float
    reverberacion: float
    brillo_sala: float
    ruido_db: float
    ruido_pendiente: float
    saturacion_db: float
    niveles: tuple[float, ...]
    semilla: int


def sortear_mezcla(rng: np.random.Generator) -> Mezcla:
    """La mezcla de una banda, de las mismas distribuciones sea cual sea su género."""
    bandas = ((110, 2.0), (280, 2.2), (750, 2.2), (1900, 2.4), (4200, 3.0))
    ecualizacion = tuple(
        (f * 2 ** rng.uniform(-0.35, 0.35), float(np.clip(rng.normal(0, g), -7, 7)), rng.uniform(0.6, 1.3))
        for f, g in bandas
    )
    return Mezcla(
        ecualizacion=ecualizacion,
        corte_grave=rng.uniform(22, 48),
        corte_agudo=float(np.exp(rng.uniform(np.log(6800), np.log(10_800)))),
        rt60=float(np.exp(rng.uniform(np.log(0.2), np.log(1.6)))),
        reverberacion=rng.uniform(0.03, 0.2),
        brillo_sala=float(np.exp(rng.uniform(np.log(1500), np.log(7000)))),
        ruido_db=rng.uniform(-68, -48),
        ruido_pendiente=rng.uniform(0.0, 1.6),
        saturacion_db=rng.uniform(-8, 3),
        niveles=tuple(rng.normal(0, 1.2, 8)),
        semilla=int(rng.integers(2**31)),
    )


def paso_bajo(y: np.ndarray, hz: float, orden: int = 2) -> np.ndarray:
    """Butterworth; por encima de casi todo el ancho de banda, no hace nada."""
    return y if hz >= 0.49 * SR else sosfilt(butter(orden, hz, fs=SR, output="sos"), y)


def paso_alto(y: np.ndarray, hz: float, orden: int = 2) -> np.ndarray:
    """Butterworth de paso alto."""
    return sosfilt(butter(orden, hz, "high", fs=SR, output="sos"), y)


def _nivel_activo(y: np.ndarray) -> float:
    """Valor eficaz de las tramas que suenan (a menos de 35 dB de la más fuerte)."""
    tramas = y[: y.size // 1024 * 1024].reshape(-1, 1024)
    potencia = (tramas**2).mean(axis=1)
    activas = potencia[potencia > potencia.max() * 10**-3.5]
    return float(np.sqrt(activas.mean())) if activas.size else 0.0


def _distorsion(y: np.ndarray, empuje_db: float) -> np.ndarray:
    """Amplificador de guitarra: recorte asimétrico y caja de altavoz."""
    x = paso_alto(y, 90) * db_a_amplitud(empuje_db) / max(_nivel_activo(y), 1e-9)
    recortada = np.tanh(x + 0.15) - np.tanh(0.15)
    caja = realzar(paso_bajo(paso_alto(recortada, 75), 5200, 4), 2600, 5, 0.9)
    return caja


def _eco(y: np.ndarray, retardo_s: float) -> np.ndarray:
    salida, atraso = y.copy(), round(retardo_s * SR)
    repeticion = y
    for vuelta in range(1, 4):
        repeticion = paso_bajo(repeticion, 2500, 1)
        if vuelta * atraso < y.size:
            salida[vuelta * atraso :] += 0.42**vuelta * repeticion[: y.size - vuelta * atraso]
    return salida


def _coro(y: np.ndarray, hz: float) -> np.ndarray:
    t = np.arange(y.size)
    lectura = t - SR * (0.012 + 0.003 * np.sin(2 * np.pi * hz * t / SR))
    return y + 0.7 * np.interp(lectura, t, y, left=0.0)


def _tremolo(y: np.ndarray, hz: float) -> np.ndarray:
    return y * (1 - 0.35 * (1 + np.sin(2 * np.pi * hz * np.arange(y.size) / SR)) / 2)


EFECTOS = {
    "distorsion": _distorsion,
    "eco": _eco,
    "coro": _coro,
    "tremolo": _tremolo,
    "paso_bajo": paso_bajo,
    "paso_alto": paso_alto,
}


def _sala(y: np.ndarray, mezcla: Mezcla) -> np.ndarray:
    """Reverberación: ruido que decae, igual para todas las piezas de la banda."""
    rng = np.random.default_rng(mezcla.semilla)
    n = round(min(mezcla.rt60, 1.6) * SR)
    respuesta = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / (mezcla.rt60 * SR))
    respuesta = paso_alto(paso_bajo(respuesta, mezcla.brillo_sala, 1), 180, 1)
    respuesta[: round(0.008 * SR)] = 0
    respuesta /= np.sqrt((respuesta**2).sum())
    humeda = fftconvolve(y, respuesta)[: y.size]
    return (1 - mezcla.reverberacion) * y + mezcla.reverberacion * humeda


def _ruido(n: int, mezcla: Mezcla, rng: np.random.Generator) -> np.ndarray:
    largo = next_fast_len(n)
    espectro = np.fft.rfft(rng.standard_normal(largo))
    frecuencia = np.maximum(np.fft.rfftfreq(largo, 1 / SR), 40)
    ruido = np.fft.irfft(espectro * frecuencia ** (-mezcla.ruido_pendiente / 2), largo)[:n]
    return ruido / np.sqrt((ruido**2).mean())


def mezclar(senales: list[np.ndarray], partes: list, mezcla: Mezcla, rng: np.random.Generator) -> np.ndarray:
    """Suma las partes a su nivel, con sus efectos, y les pone la sala y el máster de la banda."""
    suma = np.zeros(senales[0].size)
    for i, (y, parte) in enumerate(zip(senales, partes, strict=True)):
        for efecto, valor in parte.efectos.items():
            y = EFECTOS[efecto](y, valor)
        nivel = _nivel_activo(y)
        if nivel > 0:
            suma += y / nivel * db_a_amplitud(parte.nivel_db + mezcla.niveles[i % len(mezcla.niveles)])
    y = _sala(suma, mezcla)
    for f, ganancia, q in mezcla.ecualizacion:
        y = realzar(y, f, ganancia, q)
    y = paso_alto(y, mezcla.corte_grave)
    empuje = db_a_amplitud(mezcla.saturacion_db) / max(np.percentile(np.abs(y), 99.5), 1e-9)
    y = np.tanh(y * empuje)
    y = y / max(_nivel_activo(y), 1e-9)
    y = paso_bajo(y + _ruido(y.size, mezcla, rng) * db_a_amplitud(mezcla.ruido_db), mezcla.corte_agudo, 6)
    return paso_alto(y, 20)


def acabar(y: np.ndarray, rms_dbfs: float, entrada_s: float = 0.004, salida_s: float = 0.12) -> np.ndarray:
    """Lleva `y` a ese valor eficaz, con el pico bajo PICO_MAXIMO_DBFS y un fundido corto al final."""
    y = y - y.mean()
    entrada, salida = round(entrada_s * SR), round(salida_s * SR)
    y[:entrada] *= np.linspace(0, 1, entrada)
    y[-salida:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, salida))
    return nivelar(y, rms_dbfs, PICO_MAXIMO_DBFS)
