"""Graba el corpus de acentos del inglés de `data/conjuntos/acentos/`, con voces sintéticas.

    python data/recetas/componer_acentos.py

Necesita la orden `espeak-ng` (1.51): en Debian y Ubuntu, el paquete del mismo nombre.
Es determinista: con las mismas versiones de los programas, numpy, scipy, soxr y libsndfile salen los mismos
CSV y los mismos bytes de sonido.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from voces.acentos import ORIGEN, columnas, prever_tomas
from voces.corpus import grabar_corpus

DESTINO = Path(__file__).resolve().parents[1] / "conjuntos" / "acentos"


def main() -> None:
    opciones = argparse.ArgumentParser(description="Graba el corpus de acentos con voces sintéticas.")
    opciones.add_argument("--destino", type=Path, default=DESTINO, help="carpeta del conjunto")
    opciones.add_argument("--procesos", type=int, default=2, help="clips que se graban a la vez")
    ajustes = opciones.parse_args()
    tomas, inicio = prever_tomas(), time.perf_counter()
    megas = grabar_corpus(ajustes.destino, tomas, ORIGEN, columnas, ajustes.procesos)
    print(f"{len(tomas)} clips, {megas:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")


if __name__ == "__main__":
    main()
