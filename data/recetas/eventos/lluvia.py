"""Lluvia: el murmullo de las gotas lejanas y, encima, las cercanas una a una."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR

from .senal import (
    Sonido,
    audibles,
    chasquido,
    con_roce,
    cuerpo,
    ondulacion,
    pasar_por,
    ruido_inclinado,
    sortear_log,
    tren_de_poisson,
    unidad,
)

VARIANTES = 20  # gotas distintas


@dataclass(frozen=True)
class Objeto:
    """Dónde y cuánto llueve.

    gotas_por_s : las que caen cerca. cercania : su nivel respecto al murmullo. brillo_db : pendiente del
    murmullo, por octava. tejado_hz : resonancia de lo que recibe las gotas. amortiguacion : la suya.
    burbujas : parte de las gotas que caen en agua. racha_db : cuánto arrecia y amaina.
    """

    gotas_por_s: float
    cercania: float
    brillo_db: float
    tejado_hz: float
    amortiguacion: float
    burbujas: float
    racha_db: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Una lluvia cualquiera."""
    return Objeto(
        gotas_por_s=sortear_log(rng, 40, 300),
        cercania=sortear_log(rng, 0.4, 1.3),
        brillo_db=rng.uniform(-4.5, 0.5),
        tejado_hz=sortear_log(rng, 400, 4500),
        amortiguacion=rng.uniform(0.08, 0.6),
        burbujas=rng.uniform(0, 0.4),
        racha_db=rng.uniform(0.3, 2.0),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de esa lluvia."""
    murmullo = ruido_inclinado(rng, n, objeto.brillo_db)
    cerca = np.zeros(n)
    for _ in range(VARIANTES):
        cerca += pasar_por(tren_de_poisson(rng, n, objeto.gotas_por_s / VARIANTES), _gota(objeto, rng))
    y = murmullo + objeto.cercania * unidad(cerca)
    return Sonido(y * 10 ** (objeto.racha_db * ondulacion(rng, n, 0.5) / 20))


def _gota(objeto: Objeto, rng: np.random.Generator) -> np.ndarray:
    """El choque contra la superficie o, si cae en agua, la burbuja que resuena y sube de tono."""
    if rng.random() < objeto.burbujas:
        t = np.arange(round(0.04 * SR)) / SR
        f = sortear_log(rng, 1200, 4000)
        return 0.7 * np.exp(-t / rng.uniform(0.004, 0.01)) * np.sin(2 * np.pi * f * (t + 3.0 * t**2))
    f = audibles(objeto.tejado_hz * rng.uniform(0.85, 1.2), (1.62, 2.27))
    golpe = cuerpo(f, objeto.amortiguacion, sortear_log(rng, 2e-4, 1e-3), rng)
    return con_roce(golpe, 0.5, chasquido(rng, rng.uniform(4e-4, 1.5e-3), (600.0, 8000.0)))
