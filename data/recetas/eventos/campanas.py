"""Campanas: parciales que no son armónicos y que se apagan cada uno a su paso, los agudos antes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR, modos

from .senal import Sonido, chasquido, colocar, sortear_log

# Proporción respecto a la prima, amplitud y segundos que tarda en caer 60 dB una campana de 440 Hz.
PARCIALES = (
    (0.5, 0.60, 12.0),
    (1.0, 0.85, 9.0),
    (1.2, 0.80, 7.0),
    (1.5, 0.30, 4.0),
    (2.0, 0.80, 4.0),
    (2.51, 0.25, 2.0),
    (3.01, 0.40, 1.8),
    (4.17, 0.25, 1.0),
    (5.43, 0.18, 0.6),
    (6.80, 0.12, 0.4),
)


@dataclass(frozen=True)
class Objeto:
    """Un campanario.

    primas_hz : la de cada campana. por_segundo : toques. desajuste : parte del periodo. apagado : factor
    sobre los tiempos de caída. desafinacion : lo que se aparta cada parcial. badajo : nivel del golpe.
    agudos_db : lo que ganan los parciales de una octava más.
    """

    primas_hz: tuple[float, ...]
    por_segundo: float
    desajuste: float
    apagado: float
    desafinacion: tuple[float, ...]
    badajo: float
    agudos_db: float


def sortear(rng: np.random.Generator) -> Objeto:
    """De una a tres campanas."""
    prima = sortear_log(rng, 200, 1100)
    cuantas = int(rng.integers(1, 4))
    return Objeto(
        primas_hz=tuple(prima * 2 ** (rng.permutation([0, 3, 5, 7, 9])[:cuantas] / 12)),
        por_segundo=sortear_log(rng, 0.6, 2.2),
        desajuste=rng.uniform(0.01, 0.12),
        apagado=sortear_log(rng, 0.15, 0.9),
        desafinacion=tuple(rng.normal(0, 0.015, len(PARCIALES))),
        badajo=rng.uniform(0.1, 0.5),
        agudos_db=rng.uniform(-4, 3),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras: hay al menos un toque en el primer segundo y medio."""
    periodo = 1 / objeto.por_segundo
    momentos = np.arange(0.5 + rng.uniform(0, min(periodo, 0.8)) - periodo, n / SR - 0.2, periodo)
    momentos = momentos + objeto.desajuste * periodo * rng.standard_normal(momentos.size)
    momentos = [t for t in momentos if 0 <= t < n / SR - 0.2]
    golpes, turno = [], int(rng.integers(len(objeto.primas_hz)))
    for k, t in enumerate(momentos):
        prima = objeto.primas_hz[(k + turno) % len(objeto.primas_hz)]
        golpes.append((t, 10 ** (rng.normal(0, 1.5) / 20) * _toque(objeto, prima, n, rng)))
    return Sonido(colocar(n, golpes), tuple(momentos))


def _toque(objeto: Objeto, prima_hz: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Cada parcial es un par de modos casi iguales, y por eso bate."""
    f, amplitud, tau = [], [], []
    for (proporcion, nivel, t60), desvio in zip(PARCIALES, objeto.desafinacion, strict=True):
        parcial = prima_hz * proporcion * (1 + desvio)
        if parcial > 9500:
            continue
        caida = objeto.apagado * t60 * (440 / prima_hz) ** 0.5 / np.log(1000)
        for signo, parte in ((-0.5, 0.6), (0.5, 0.4)):
            f.append(parcial + signo * (0.25 + 0.25 * proporcion))
            amplitud.append(nivel * parte * 10 ** (objeto.agudos_db * np.log2(proporcion) / 20))
            tau.append(caida)
    y = modos(f, amplitud, tau, n)
    golpe = chasquido(rng, 0.004, (1500.0, 7000.0))
    y[: golpe.size] += objeto.badajo * golpe / np.abs(golpe).max()
    return y
