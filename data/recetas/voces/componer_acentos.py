"""Graba el corpus de acentos del inglés de `data/conjuntos/acentos/`, con voces sintéticas.

    python data/recetas conjuntos/acentos

Necesita la orden `espeak-ng` (1.51): en Debian y Ubuntu, el paquete del mismo nombre.
Es determinista: con las mismas versiones de los programas, numpy, scipy, soxr y libsndfile salen los mismos
CSV y los mismos bytes de sonido.
"""

from __future__ import annotations

import argparse
import time

from .acentos import ORIGEN, columnas, prever_tomas
from .corpus import grabar_corpus


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--procesos", type=int, default=2, help="clips que se graban a la vez")
    ajustes = opciones.parse_args(argumentos)
    tomas, inicio = prever_tomas(), time.perf_counter()
    megas = grabar_corpus(ajustes.destino, tomas, ORIGEN, columnas, ajustes.procesos)
    print(f"{len(tomas)} clips, {megas:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")
