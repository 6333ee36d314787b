"""Reloj de escape: dos golpes que se alternan, siempre a la misma distancia."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from demos.nivel import SR

from .senal import Sonido, chasquido, colocar, cuerpo, instantes, sortear_log

DESAJUSTE = 0.004  # parte del periodo: un reloj no duda


@dataclass(frozen=True)
class Objeto:
    """Un reloj.

    por_segundo : tictacs. caja_hz : resonancia más grave de la caja. amortiguacion : la suya. modos : los
    demás, respecto a esa. contacto_s : lo que dura cada choque. cojera : cuánto se retrasa el segundo golpe
    de cada pareja, en periodos. diferencia_db : lo que el segundo suena menos. cierre_s : del primer choque
    del escape al último.
    """

    por_segundo: float
    caja_hz: float
    amortiguacion: float
    modos: tuple[float, ...]
    contacto_s: float
    cojera: float
    diferencia_db: float
    cierre_s: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Un reloj cualquiera: de pared, con caja de madera, o un despertador de metal."""
    return Objeto(
        por_segundo=sortear_log(rng, 1.9, 5),
        caja_hz=sortear_log(rng, 180, 2200),
        amortiguacion=sortear_log(rng, 0.02, 0.12),
        modos=tuple(np.sort(rng.uniform(1.2, 7, 5))),
        contacto_s=sortear_log(rng, 1.5e-4, 9e-4),
        cojera=rng.uniform(0, 0.06),
        diferencia_db=rng.uniform(0, 5),
        cierre_s=rng.uniform(0.006, 0.022),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de ese reloj."""
    momentos = instantes(rng, n / SR, 1 / objeto.por_segundo, DESAJUSTE)
    par = int(rng.integers(2))
    momentos = [t + (k + par) % 2 * objeto.cojera / objeto.por_segundo for k, t in enumerate(momentos)]
    timbres = [_golpe(objeto, semilla) for semilla in (1, 2)]
    golpes = []
    for k, t in enumerate(momentos):
        cual = (k + par) % 2
        fuerza = 10 ** ((rng.normal(0, 0.5) - cual * objeto.diferencia_db) / 20)
        golpes += [(t, 0.5 * fuerza * timbres[cual]), (t + objeto.cierre_s, fuerza * timbres[cual])]
    return Sonido(colocar(n, golpes), tuple(momentos))


def _golpe(objeto: Objeto, semilla: int) -> np.ndarray:
    rng = np.random.default_rng([semilla, round(objeto.caja_hz * 1000)])
    f = np.array([f for f in (objeto.caja_hz * np.array([1.0, *objeto.modos])) if f < 9500])
    golpe = cuerpo(f, 10 ** (rng.normal(0, 4, f.size) / 20), objeto.amortiguacion, objeto.contacto_s)
    roce = chasquido(rng, 0.0008, (1500.0, 8000.0))
    m = min(roce.size, golpe.size)
    golpe[:m] += 0.4 * (roce / np.abs(roce).max())[:m]
    return golpe
