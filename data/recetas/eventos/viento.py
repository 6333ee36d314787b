"""Viento: turbulencia que sigue a la velocidad del aire, con silbido en los cables y roce en las hojas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.sintesis import SR, filtrar
from scipy.signal import lfilter

from .senal import Sonido, ondulacion, ruido_inclinado, sortear_log, unidad

TRAMO = 128  # muestras con la misma velocidad, para el silbido


@dataclass(frozen=True)
class Objeto:
    """Un sitio donde sopla.

    rachas_hz : lo deprisa que cambia. fuerza : desviación típica del logaritmo de la velocidad.
    brillo_db : pendiente de la turbulencia, por octava. silbido : nivel del tono eólico; silbido_hz : el suyo
    a la velocidad media; estrechez : Q de esa resonancia. hojas : nivel del roce de las hojas.
    """

    rachas_hz: float
    fuerza: float
    brillo_db: float
    silbido: float
    silbido_hz: float
    estrechez: float
    hojas: float


def sortear(rng: np.random.Generator) -> Objeto:
    """Un viento cualquiera."""
    return Objeto(
        rachas_hz=sortear_log(rng, 0.5, 1.6),
        fuerza=rng.uniform(0.15, 0.4),
        brillo_db=rng.uniform(-6.5, -2.0),
        silbido=sortear_log(rng, 0.25, 1.2),
        silbido_hz=sortear_log(rng, 250, 1300),
        estrechez=sortear_log(rng, 4, 25),
        hojas=sortear_log(rng, 0.1, 0.9),
    )


def sonar(objeto: Objeto, n: int, rng: np.random.Generator) -> Sonido:
    """`n` muestras de ese viento."""
    velocidad = np.exp(objeto.fuerza * ondulacion(rng, n, objeto.rachas_hz))
    turbulencia = ruido_inclinado(rng, n, objeto.brillo_db)
    hojas = filtrar(rng.standard_normal(n), (1500.0, 7000.0), "bandpass")
    # La presión de la turbulencia crece con el cuadrado de la velocidad; el roce de las hojas, más deprisa.
    y = unidad(turbulencia * velocidad**2) + objeto.hojas * unidad(hojas * velocidad**3)
    return Sonido(y + objeto.silbido * unidad(_silbar(objeto, velocidad, rng) * velocidad**2))


def _silbar(objeto: Objeto, velocidad: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Ruido por una resonancia cuya frecuencia es proporcional a la velocidad (Strouhal)."""
    entrada, salida, memoria = rng.standard_normal(velocidad.size), [], np.zeros(2)
    for inicio in range(0, velocidad.size, TRAMO):
        f = min(objeto.silbido_hz * velocidad[inicio], 0.4 * SR)
        radio = np.exp(-np.pi * f / objeto.estrechez / SR)
        polos = [1.0, -2 * radio * np.cos(2 * np.pi * f / SR), radio**2]
        tramo, memoria = lfilter([1 - radio], polos, entrada[inicio : inicio + TRAMO], zi=memoria)
        salida.append(tramo)
    return np.concatenate(salida)
