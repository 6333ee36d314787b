"""Grillos: cada roce de las alas es una sílaba de tono casi puro, y unas pocas sílabas hacen un canto."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR

from .senal import Sonido, colocar, sortear_log, unidad


@dataclass(frozen=True)
class Objeto:
    """Una noche de grillos.

    altura_hz : la del más cercano. silabas_hz : sílabas por segundo dentro de un canto. silabas : las de un
    canto. cantos_hz : cantos por segundo. desliz : lo que baja el tono en una sílaba. desajuste : del ritmo
    de cantos. coro : cuántos se oyen más lejos; coro_db : su nivel.
    """

    altura_hz: float
    silabas_hz: float
    silabas: int
    cantos_hz: float
    desliz: float
    desajuste: float
    coro: int
    coro_db: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Un grillo cualquiera, con más o menos vecinos."""
    silabas_hz, silabas = sortear_log(rng, 16, 40), int(rng.integers(2, 7))
    return Objeto(
        altura_hz=sortear_log(rng, 2000, 4800),
        silabas_hz=silabas_hz,
        silabas=silabas,
        cantos_hz=rng.uniform(0.35, 0.75) * silabas_hz / (silabas + 1),
        desliz=rng.uniform(0.005, 0.04),
        desajuste=rng.uniform(0.02, 0.08),
        coro=int(rng.integers(0, 6)),
        coro_db=rng.uniform(-18, -4),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de esa noche."""
    cerca, momentos = _cantar(objeto, objeto.altura_hz, objeto.cantos_hz, n, rng)
    y = unidad(cerca)
    for _ in range(objeto.coro):
        altura_hz = objeto.altura_hz * rng.uniform(0.9, 1.12)
        otro, _ = _cantar(objeto, altura_hz, objeto.cantos_hz * rng.uniform(0.85, 1.2), n, rng)
        y = y + 10 ** (objeto.coro_db / 20) * unidad(otro)
    return Sonido(y, tuple(momentos))


def _cantar(
    objeto: Objeto, altura_hz: float, cantos_hz: float, n: int, rng: np.random.Generator
) -> tuple[np.ndarray, list[float]]:
    silaba = _silaba(objeto, altura_hz)
    momentos = np.arange(-rng.uniform(0, 1) / cantos_hz, n / SR, 1 / cantos_hz)
    momentos = momentos + objeto.desajuste / cantos_hz * rng.standard_normal(momentos.size)
    momentos = [t for t in momentos if 0 <= t < n / SR - 0.05]
    fuerzas = 0.6 + 0.4 * np.arange(1, objeto.silabas + 1) / objeto.silabas
    golpes = [
        (t + k / objeto.silabas_hz, rng.uniform(0.9, 1.1) * fuerza * silaba)
        for t in momentos
        for k, fuerza in enumerate(fuerzas)
    ]
    return colocar(n, golpes), momentos


def _silaba(objeto: Objeto, altura_hz: float) -> np.ndarray:
    m = round(0.7 / objeto.silabas_hz * SR)
    u = np.arange(m) / m
    fase = 2 * np.pi * np.cumsum(altura_hz * (1 + objeto.desliz * (0.5 - u))) / SR
    return np.sin(np.pi * u**0.8) ** 1.5 * np.sin(fase)
