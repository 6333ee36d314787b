"""Sintetiza el corpus de sonidos de todos los días de `data/conjuntos/eventos/`.

    python data/recetas conjuntos/eventos

Solo necesita lo del curso: NumPy, SciPy y soundfile. Es determinista: las semillas están fijadas en
`eventos/corpus.py`, y con las mismas versiones de numpy, scipy y libsndfile salen los mismos CSV y los mismos
bytes de sonido.
"""

from __future__ import annotations

import argparse
import time

from .corpus import grabar_corpus


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--procesos", type=int, default=2, help="grupos que se graban a la vez")
    ajustes = opciones.parse_args(argumentos)
    inicio = time.perf_counter()
    clips = grabar_corpus(ajustes.destino, ajustes.procesos)
    tamano = sum(ruta.stat().st_size for ruta in (ajustes.destino / "audio").iterdir()) / 1e6
    print(f"{clips} clips, {tamano:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")
