"""Graba el corpus de acentos del inglés: los que espeak-ng tiene de verdad, cada uno con sus hablantes.

    python data/recetas conjuntos/acentos

Necesita la orden `espeak-ng` (1.51): en Debian y Ubuntu, el paquete del mismo nombre. Es determinista: con
las mismas versiones de los programas, numpy, scipy, soxr y libsndfile salen los mismos CSV y los mismos bytes
de sonido.
"""

from __future__ import annotations

import argparse

import numpy as np
from comun.carpeta import leer_ajustes

from .corpus import Prosodia, Toma, grabar_tomas, repartir_hablantes
from .frases import repartir_frases
from .hablantes import Hablante, hablante_espeak

SEMILLA = 20_252
ORIGEN = "Dicho por espeak-ng con data/recetas/voces"
PARTICIONES = ("entrenamiento",) * 11 + ("validacion",) * 2 + ("prueba",) * 5  # en cada acento
FRASES_POR_HABLANTE = 6
ACENTOS = {"us": "en-us", "england": "en", "scotland": "en-gb-scotland", "caribbean": "en-029"}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    grabar_tomas(leer_ajustes(opciones, argumentos), prever_tomas(), ORIGEN, columnas)


def formar_hablantes(etiqueta: str) -> list[Hablante]:
    """Las 18 voces de un acento, de espeak-ng; el sorteo de la voz no sabe el acento."""
    a = list(ACENTOS).index(etiqueta)
    primero = a * len(PARTICIONES) + 1
    return [
        hablante_espeak(f"ace_h{primero + i:02d}", np.random.default_rng([SEMILLA, 3, a, i]))
        for i in range(len(PARTICIONES))
    ]


def prever_tomas() -> list[Toma]:
    """Todos los clips. Cada hablante tiene un acento, como las personas; las frases son comunes."""
    frases = repartir_frases(SEMILLA)
    tomas = []
    for a, (etiqueta, acento) in enumerate(ACENTOS.items()):
        particiones = repartir_hablantes(SEMILLA + a, PARTICIONES)
        for i, (hablante, particion) in enumerate(zip(formar_hablantes(etiqueta), particiones, strict=True)):
            suyas = _frases_de(particion, particiones[:i].count(particion), frases[particion])
            tomas += [
                Toma(etiqueta, hablante, particion, frase, acento, Prosodia(), (SEMILLA, 5, a, i, frase))
                for frase in suyas
            ]
    return tomas


def _frases_de(particion: str, lugar: int, frases: list[int]) -> list[int]:
    """Las de quien ocupa ese lugar en su partición: las mismas en los cuatro acentos."""
    rng = np.random.default_rng([SEMILLA, 4, PARTICIONES.index(particion), lugar])
    return sorted(rng.choice(frases, FRASES_POR_HABLANTE, replace=False).tolist())


def columnas(toma: Toma) -> dict:
    """La voz de espeak-ng con la que suena el acento."""
    return {"acento": toma.acento}
