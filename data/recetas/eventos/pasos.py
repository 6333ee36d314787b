"""Pasos: talón y planta de un pie y del otro, sobre un suelo que resuena o que cruje."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR

from .senal import (
    Sonido,
    audibles,
    chasquido,
    colocar,
    cuerpo,
    instantes,
    pasar_por,
    sortear_log,
    sortear_modos,
    tren_de_poisson,
)

DESAJUSTE = 0.03  # parte del periodo


@dataclass(frozen=True)
class Objeto:
    """Quién anda y por dónde.

    por_segundo : pasos. suelo_hz, modos, amortiguacion : resonancias del suelo. contacto_s : lo blanda que
    es la suela. planta_s, planta_db : lo que tarda y lo que suena la planta respecto al talón. grava : parte
    del paso que es crujido. cojera : parte del periodo en que un pie se adelanta al otro.
    """

    por_segundo: float
    suelo_hz: float
    modos: tuple[float, ...]
    amortiguacion: float
    contacto_s: float
    planta_s: float
    planta_db: float
    grava: float
    cojera: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Alguien que anda por parqué, baldosa o grava."""
    return Objeto(
        por_segundo=rng.uniform(1.6, 2.7),
        suelo_hz=sortear_log(rng, 90, 900),
        modos=sortear_modos(rng, 5),
        amortiguacion=sortear_log(rng, 0.06, 0.3),
        contacto_s=sortear_log(rng, 3e-4, 4e-3),
        planta_s=rng.uniform(0.07, 0.16),
        planta_db=rng.uniform(-12, -3),
        grava=float(rng.choice([0.0, 0.15, 0.5, 1.0])),
        cojera=rng.uniform(0, 0.05),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de esos pasos."""
    momentos = instantes(rng, n / SR, 1 / objeto.por_segundo, DESAJUSTE)
    pie = int(rng.integers(2))
    momentos = [t + (k + pie) % 2 * objeto.cojera / objeto.por_segundo for k, t in enumerate(momentos)]
    golpes = []
    for t in momentos:
        fuerza = 10 ** (rng.normal(0, 1.5) / 20)
        golpes += [
            (t, fuerza * _pisada(objeto, rng, 0.03)),
            (t + objeto.planta_s * rng.uniform(0.85, 1.15), fuerza * _planta(objeto, rng)),
        ]
    return Sonido(colocar(n, golpes), tuple(momentos))


def _planta(objeto: Objeto, rng: np.random.Generator) -> np.ndarray:
    return 10 ** (objeto.planta_db / 20) * _pisada(objeto, rng, 0.06)


def _pisada(objeto: Objeto, rng: np.random.Generator, crujido_s: float) -> np.ndarray:
    """El golpe en el suelo y, si hay grava, las piedras que crujen bajo el pie."""
    f = audibles(objeto.suelo_hz, objeto.modos)
    golpe = cuerpo(f, objeto.amortiguacion, objeto.contacto_s, rng)
    y = np.zeros(max(golpe.size, round(4 * crujido_s * SR)))
    y[: golpe.size] = (1 - 0.7 * objeto.grava) * golpe
    if objeto.grava:
        m = round(3 * crujido_s * SR)
        piedras = pasar_por(tren_de_poisson(rng, m, 900), chasquido(rng, 0.001, (700.0, 7000.0)))
        piedras *= np.sin(np.pi * np.arange(m) / m) ** 2
        y[:m] += objeto.grava * piedras / np.abs(piedras).max()
    return y
