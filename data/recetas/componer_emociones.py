"""Graba el corpus de emociones de `data/conjuntos/emociones/`, con voces sintéticas.

    python data/recetas/componer_emociones.py

Necesita las órdenes `espeak-ng` (1.51) y `flite` (2.2): en Debian y Ubuntu, los paquetes del mismo nombre.
Es determinista: con las mismas versiones de los programas, numpy, scipy, soxr y libsndfile salen los mismos
CSV y los mismos bytes de sonido.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from voces.corpus import grabar_corpus
from voces.emociones import ORIGEN, columnas, prever_tomas

DESTINO = Path(__file__).resolve().parents[1] / "conjuntos" / "emociones"


def main() -> None:
    opciones = argparse.ArgumentParser(description="Graba el corpus de emociones con voces sintéticas.")
    opciones.add_argument("--destino", type=Path, default=DESTINO, help="carpeta del conjunto")
    opciones.add_argument("--procesos", type=int, default=2, help="clips que se graban a la vez")
    ajustes = opciones.parse_args()
    tomas, inicio = prever_tomas(), time.perf_counter()
    megas = grabar_corpus(ajustes.destino, tomas, ORIGEN, columnas, ajustes.procesos)
    print(f"{len(tomas)} clips, {megas:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")


if __name__ == "__main__":
    main()
