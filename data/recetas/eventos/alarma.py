"""Despertador: un zumbador que pita a ráfagas o un martillo que repica en un timbre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR, modos

from .senal import Sonido, colocar, sortear_log


@dataclass(frozen=True)
class Objeto:
    """Un despertador.

    timbre : True si es de martillo. altura_hz : la del tono o la del timbre. pitidos_hz : pitidos, o golpes
    de martillo, por segundo. rafaga : cuántos seguidos; pausa_s : entre ráfagas. encendido : parte del pitido
    que suena. armonicos_db : caída de cada armónico impar, por octava. bitono : segunda altura, respecto a la
    primera; 1 si no la hay.
    """

    timbre: bool
    altura_hz: float
    pitidos_hz: float
    rafaga: int
    pausa_s: float
    encendido: float
    armonicos_db: float
    bitono: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Uno electrónico o, uno de cada tres, de martillo."""
    timbre = bool(rng.random() < 1 / 3)
    return Objeto(
        timbre=timbre,
        altura_hz=sortear_log(rng, 900, 4200),
        pitidos_hz=sortear_log(rng, 11, 24) if timbre else sortear_log(rng, 2.5, 14),
        rafaga=int(rng.integers(8, 40)) if timbre else int(rng.integers(2, 7)),
        pausa_s=rng.uniform(0.25, 0.6),
        encendido=rng.uniform(0.45, 0.7),
        armonicos_db=rng.uniform(-18, -6),
        bitono=float(rng.choice([1.0, 1.0, 1.26, 1.5])),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de ese despertador, a partir de un momento cualquiera."""
    momentos, t = [], -rng.uniform(0, 1) * objeto.rafaga / objeto.pitidos_hz
    while t < n / SR:
        momentos += [t + k / objeto.pitidos_hz for k in range(objeto.rafaga)]
        t += objeto.rafaga / objeto.pitidos_hz + objeto.pausa_s
    momentos = [t for t in momentos if 0 <= t < n / SR - 0.05]
    if objeto.timbre:
        golpe = _martillazo(objeto)
        golpes = [(t, rng.uniform(0.8, 1.1) * golpe) for t in momentos]
    else:
        golpes = [(t, _pitido(objeto, objeto.bitono ** (k % 2))) for k, t in enumerate(momentos)]
    return Sonido(colocar(n, golpes), tuple(momentos))


def _pitido(objeto: Objeto, intervalo: float) -> np.ndarray:
    m = round(objeto.encendido / objeto.pitidos_hz * SR)
    t = np.arange(m) / SR
    f = objeto.altura_hz * intervalo
    y = sum(
        10 ** (objeto.armonicos_db * np.log2(k) / 20) * np.sin(2 * np.pi * k * f * t)
        for k in (1, 3, 5, 7)
        if k * f < 10_000
    )
    rampa = np.minimum(1, np.minimum(np.arange(m), np.arange(m)[::-1]) / (0.002 * SR))
    return y * rampa


def _martillazo(objeto: Objeto) -> np.ndarray:
    """Un casquete metálico pequeño: modos agudos que tardan en apagarse más que lo que tarda otro golpe."""
    f = objeto.altura_hz * np.array([1.0, 1.58, 2.24, 2.92])
    f = f[f < 10_000]
    return modos(f, [1.0, 0.7, 0.5, 0.35][: f.size], [0.12, 0.08, 0.05, 0.03][: f.size], round(0.6 * SR))
