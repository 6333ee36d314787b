"""Lo que comparten los estilos: sorteos y las partes más frecuentes."""

from __future__ import annotations

import numpy as np

from ..bateria import tocar_patron
from ..partitura import BATERIA, Parte

BAJOS_ELECTRICOS = (33, 34, 33, 36)
VOCES = (52, 53, 54, 85)


def elegir(rng: np.random.Generator, opciones):
    """Uno de los elementos, con igual probabilidad."""
    return opciones[int(rng.integers(len(opciones)))]


def algunos(rng: np.random.Generator, opciones, cuantos: int) -> tuple:
    """`cuantos` elementos distintos, sin repetir."""
    return tuple(opciones[i] for i in rng.permutation(len(opciones))[:cuantos])


def intervalo(
    rng: np.random.Generator, minimo: float, maximo: float, ancho: float = 0.07
) -> tuple[float, float]:
    """El intervalo de tempo de una banda: alrededor de un centro sorteado entre `minimo` y `maximo`."""
    centro = rng.uniform(minimo, maximo)
    return max(minimo, centro * (1 - ancho)), min(maximo, centro * (1 + ancho))


def bateria(patrones: tuple[str, ...], juego: int = 0, nivel_db: float = 0.0, **extra) -> Parte:
    """La parte de batería; `extra` son campos de Parte o ajustes de `tocar_patron`."""
    campos = {k: extra.pop(k) for k in ("retraso_ms", "presencia", "efectos", "generar") if k in extra}
    generar = campos.pop("generar", tocar_patron)
    return Parte(
        "batería",
        BATERIA,
        generar,
        nivel_db,
        {"patrones": patrones, **extra},
        juego=juego,
        **campos,
    )
