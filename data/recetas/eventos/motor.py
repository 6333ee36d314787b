"""Motor de explosión: pulsos de presión que salen, uno tras otro, por un tubo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR, modos, ruido_con_espectro, sumar_en
from scipy.signal import lfilter

from .senal import Sonido, chasquido, ondulacion, pasar_por, sortear_log, sortear_modos, unidad

AMORTIGUACION = 0.12  # de la carcasa
VELOCIDAD_DEL_SONIDO = 400.0  # m/s, en el gas caliente del escape


@dataclass(frozen=True)
class Objeto:
    """Un motor en marcha, a un régimen.

    explosiones_hz : por segundo. cilindros : la fuerza de cada uno. tubo_m : largo del escape. rebote : lo
    que vuelve en él. carcasa_hz, modos : resonancias. aire : nivel del soplido. taques : nivel de las
    válvulas. deriva : cuánto varía el régimen.
    """

    explosiones_hz: float
    cilindros: tuple[float, ...]
    tubo_m: float
    rebote: float
    carcasa_hz: float
    modos: tuple[float, ...]
    aire: float
    taques: float
    deriva: float


def sortear(rng: np.random.Generator) -> Objeto:
    """De un motor de un cilindro a uno de seis, al ralentí o acelerado."""
    cuantos, desigualdad = int(rng.choice([1, 2, 3, 4, 6])), rng.uniform(0.03, 0.2)
    return Objeto(
        explosiones_hz=sortear_log(rng, 16, 110),
        cilindros=tuple(1 + desigualdad * rng.standard_normal(cuantos)),
        tubo_m=rng.uniform(0.5, 2.5),
        rebote=rng.uniform(0.3, 0.7),
        carcasa_hz=sortear_log(rng, 120, 500),
        modos=sortear_modos(rng, 4),
        aire=sortear_log(rng, 0.15, 1.0),
        taques=sortear_log(rng, 0.05, 0.6),
        deriva=sortear_log(rng, 0.003, 0.03),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de ese motor."""
    regimen = objeto.explosiones_hz * (1 + objeto.deriva * ondulacion(rng, n, 1.5))
    vueltas = rng.uniform(0, len(objeto.cilindros)) + np.cumsum(regimen) / SR
    explosiones = np.flatnonzero(np.diff(np.floor(vueltas), prepend=np.floor(vueltas[0])))
    pulsos, roces = np.zeros(n), np.zeros(n)
    t = np.arange(round(0.03 * SR)) / SR
    forma = (1 - np.exp(-t / 0.0006)) * np.exp(-t / 0.0035)
    for inicio in explosiones:
        fuerza = objeto.cilindros[int(vueltas[inicio]) % len(objeto.cilindros)]
        sumar_en(pulsos, fuerza * rng.uniform(0.93, 1.07) * forma, inicio)
        despues = round(rng.uniform(0.3, 0.4) * SR / objeto.explosiones_hz)
        roces[min(n - 1, inicio + despues)] = rng.uniform(0.5, 1)
    escape = _tubo(objeto, np.diff(pulsos, prepend=0.0))
    valvulas = pasar_por(roces, chasquido(rng, 0.0014, (2000.0, 8000.0)))
    soplido = ruido_con_espectro(rng, n, [60, 300, 1200, 5000, 11_025], [-6, 0, -5, -12, -20])
    soplido = soplido * (0.5 + pasar_por(pulsos, np.ones(80) / 80) / max(pulsos.max(), 1e-9))
    return Sonido(unidad(escape) + objeto.aire * unidad(soplido) + objeto.taques * unidad(valvulas))


def _tubo(objeto: Objeto, y: np.ndarray) -> np.ndarray:
    ida_y_vuelta = round(2 * objeto.tubo_m / VELOCIDAD_DEL_SONIDO * SR)
    polos = np.zeros(ida_y_vuelta + 1)
    polos[[0, ida_y_vuelta]] = 1.0, objeto.rebote
    y = lfilter([1.0], polos, y)
    f = objeto.carcasa_hz * np.array([1.0, *objeto.modos])
    tau = 1 / (np.pi * AMORTIGUACION * f)
    carcasa = modos(f, 1 / np.arange(1, f.size + 1), tau, round(7 * tau.max() * SR))
    return unidad(y) + 0.9 * unidad(pasar_por(y, carcasa))
