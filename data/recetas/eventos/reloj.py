"""Reloj de escape: dos golpes que se alternan, siempre a la misma distancia."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR

from .senal import (
    Sonido,
    audibles,
    chasquido,
    colocar,
    con_roce,
    cuerpo,
    instantes,
    sortear_log,
    sortear_modos,
)

DESAJUSTE = 0.004  # parte del periodo: un reloj no duda


@dataclass(frozen=True)
class Objeto:
    """Un reloj.

    por_segundo : tictacs. caja_hz : resonancia más grave de la caja. amortiguacion : la suya. modos : los
    demás, respecto a esa. contacto_s : lo que dura cada choque. cojera : cuánto se retrasa el segundo golpe
    de cada pareja, en periodos. diferencia_db : lo que el segundo suena menos. cierre_s : del primer choque
    del escape al último. semilla : la del timbre de sus dos golpes.
    """

    por_segundo: float
    caja_hz: float
    amortiguacion: float
    modos: tuple[float, ...]
    contacto_s: float
    cojera: float
    diferencia_db: float
    cierre_s: float
    semilla: int


def sortear(rng: np.random.Generator) -> Objeto:
    """Un reloj cualquiera: de pared, con caja de madera, o un despertador de metal."""
    return Objeto(
        por_segundo=sortear_log(rng, 1.9, 5),
        caja_hz=sortear_log(rng, 180, 2200),
        amortiguacion=sortear_log(rng, 0.02, 0.12),
        modos=sortear_modos(rng, 5),
        contacto_s=sortear_log(rng, 1.5e-4, 9e-4),
        cojera=rng.uniform(0, 0.06),
        diferencia_db=rng.uniform(0, 5),
        cierre_s=rng.uniform(0.006, 0.022),
        semilla=int(rng.integers(2**31)),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de ese reloj."""
    momentos = instantes(rng, n / SR, 1 / objeto.por_segundo, DESAJUSTE)
    par = int(rng.integers(2))
    momentos = [t + (k + par) % 2 * objeto.cojera / objeto.por_segundo for k, t in enumerate(momentos)]
    sorteo = np.random.default_rng(objeto.semilla)
    timbres = [_golpe(objeto, sorteo), _golpe(objeto, sorteo)]
    golpes = []
    for k, t in enumerate(momentos):
        cual = (k + par) % 2
        fuerza = 10 ** ((rng.normal(0, 0.5) - cual * objeto.diferencia_db) / 20)
        golpes += [(t, 0.5 * fuerza * timbres[cual]), (t + objeto.cierre_s, fuerza * timbres[cual])]
    return Sonido(colocar(n, golpes), tuple(momentos))


def _golpe(objeto: Objeto, rng: np.random.Generator) -> np.ndarray:
    golpe = cuerpo(audibles(objeto.caja_hz, objeto.modos), objeto.amortiguacion, objeto.contacto_s, rng, 4)
    return con_roce(golpe, 0.4, chasquido(rng, 0.0008, (1500.0, 8000.0)))
