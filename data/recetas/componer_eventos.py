"""Sintetiza el corpus de sonidos de todos los días de `data/conjuntos/eventos/`.

    python data/recetas/componer_eventos.py

Solo necesita lo del curso: NumPy, SciPy y soundfile. Es determinista: las semillas están fijadas en
`eventos/corpus.py`, y con las mismas versiones de numpy, scipy y libsndfile salen los mismos CSV y los mismos
bytes de sonido.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from eventos.corpus import grabar_corpus

DESTINO = Path(__file__).resolve().parents[1] / "conjuntos" / "eventos"


def main() -> None:
    opciones = argparse.ArgumentParser(description="Sintetiza el corpus de sonidos de todos los días.")
    opciones.add_argument("--destino", type=Path, default=DESTINO, help="carpeta del conjunto")
    opciones.add_argument("--procesos", type=int, default=2, help="grupos que se graban a la vez")
    ajustes = opciones.parse_args()
    inicio = time.perf_counter()
    clips = grabar_corpus(ajustes.destino, ajustes.procesos)
    tamano = sum(ruta.stat().st_size for ruta in (ajustes.destino / "audio").iterdir()) / 1e6
    print(f"{clips} clips, {tamano:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")


if __name__ == "__main__":
    main()
