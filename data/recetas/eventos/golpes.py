"""Nudillos en una puerta de madera: una llamada de unos cuantos golpes, una pausa y, quizá, otra."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR

from .senal import (
    ANTES_S,
    Sonido,
    audibles,
    chasquido,
    colocar,
    con_roce,
    cuerpo,
    sortear_log,
    sortear_modos,
)

DESAJUSTE = 0.04  # parte del tiempo entre golpes


@dataclass(frozen=True)
class Objeto:
    """Quién llama y a qué puerta.

    por_segundo : golpes dentro de una llamada. llamada : cuántos. pausa_s : entre llamadas. tablero_hz,
    modos, amortiguacion : resonancias de la puerta. contacto_s : lo que dura cada choque. roce : nivel del
    chasquido de los nudillos. prisa : cuánto se acorta cada hueco respecto al anterior.
    """

    por_segundo: float
    llamada: int
    pausa_s: float
    tablero_hz: float
    modos: tuple[float, ...]
    amortiguacion: float
    contacto_s: float
    roce: float
    prisa: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Una puerta cualquiera, maciza o hueca."""
    return Objeto(
        por_segundo=sortear_log(rng, 3.2, 7),
        llamada=int(rng.integers(2, 6)),
        pausa_s=rng.uniform(0.7, 1.3),
        tablero_hz=sortear_log(rng, 90, 600),
        modos=sortear_modos(rng, 6),
        amortiguacion=sortear_log(rng, 0.04, 0.2),
        contacto_s=sortear_log(rng, 5e-4, 3e-3),
        roce=rng.uniform(0.05, 0.4),
        prisa=rng.uniform(-0.03, 0.08),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras: la primera llamada está siempre entera."""
    momentos, t = [], ANTES_S + rng.uniform(0.1, 0.6)
    while t < n / SR - 0.15:
        for k in range(objeto.llamada):
            momentos.append(t)
            t += (1 - objeto.prisa) ** k / objeto.por_segundo * (1 + DESAJUSTE * rng.standard_normal())
        t += objeto.pausa_s * rng.uniform(0.9, 1.1)
    momentos = [t for t in momentos if t < n / SR - 0.1]
    golpes = [(t, 10 ** (rng.normal(0, 1.5) / 20) * _golpe(objeto, rng)) for t in momentos]
    return Sonido(colocar(n, golpes), tuple(momentos))


def _golpe(objeto: Objeto, rng: np.random.Generator) -> np.ndarray:
    """Cada golpe cae en otro punto del tablero y excita sus modos de otra manera."""
    f = audibles(objeto.tablero_hz, objeto.modos)
    golpe = cuerpo(f, objeto.amortiguacion, objeto.contacto_s, rng)
    return con_roce(golpe, objeto.roce, chasquido(rng, 0.002, (1500.0, 6000.0)))
