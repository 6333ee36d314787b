"""Olas en la orilla: la ola crece, rompe y se retira, y con ella sube y baja lo que se oye de los agudos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR, filtrar

from .senal import Sonido, chasquido, pasar_por, ruido_inclinado, sortear_log, tren_de_poisson, unidad


@dataclass(frozen=True)
class Objeto:
    """Una playa.

    periodo_s : de rompiente a rompiente. subida : parte del periodo en que la ola crece. hondo_db : de la
    rompiente al valle. brillo_db : pendiente del ruido, por octava. espuma : cuánto crepita al retirarse.
    cantos : golpes de guijarro por segundo.
    """

    periodo_s: float
    subida: float
    hondo_db: float
    brillo_db: float
    espuma: float
    cantos: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Una playa cualquiera."""
    return Objeto(
        periodo_s=rng.uniform(2.2, 4.5),
        subida=rng.uniform(0.2, 0.45),
        hondo_db=rng.uniform(7, 18),
        brillo_db=rng.uniform(-5.5, -1.0),
        espuma=sortear_log(rng, 0.15, 0.8),
        cantos=sortear_log(rng, 5, 80),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de esa playa, a partir de un momento cualquiera."""
    retraso = round(0.12 * objeto.periodo_s * SR)
    alturas = _altura(objeto, n + retraso, rng)
    altura, retirada = alturas[retraso:], alturas[:n]
    agua = ruido_inclinado(rng, n, objeto.brillo_db)
    graves = filtrar(agua, 700.0, "lowpass")
    agudos = agua - graves
    nivel = 10 ** (objeto.hondo_db * (altura - 1) / 20)
    rompiente = nivel * (graves + agudos * 10 ** (0.5 * objeto.hondo_db * (altura - 1) / 20))
    guijarros = pasar_por(tren_de_poisson(rng, n, objeto.cantos), chasquido(rng, 0.002, (900.0, 6000.0)))
    return Sonido(unidad(rompiente) + objeto.espuma * retirada**2 * unidad(guijarros))


def _altura(objeto: Objeto, n: int, rng: np.random.Generator) -> np.ndarray:
    """De 0, en el valle, a 1, en la rompiente; cada ola dura y sube algo distinto."""
    bordes = [-rng.uniform(0, 1) * objeto.periodo_s]
    while bordes[-1] < n / SR:
        bordes.append(bordes[-1] + objeto.periodo_s * rng.uniform(0.85, 1.15))
    t, altura = np.arange(n) / SR, np.zeros(n)
    for desde, hasta in zip(bordes[:-1], bordes[1:], strict=True):
        u = (t - desde) / (hasta - desde)
        esta = (u >= 0) & (u < 1)
        crece = np.sin(0.5 * np.pi * u / objeto.subida) ** 2
        baja = np.cos(0.5 * np.pi * (u - objeto.subida) / (1 - objeto.subida)) ** 2
        altura[esta] = rng.uniform(0.85, 1) * np.where(u < objeto.subida, crece, baja)[esta]
    return altura
