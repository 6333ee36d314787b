"""Compone y graba el corpus de géneros musicales de `data/conjuntos/generos/`.

    python data/recetas conjuntos/generos

Necesita el extra `recetas` de pyproject.toml (mido), la orden `fluidsynth` y la fuente de sonidos
FluidR3_GM.sf2 (licencia MIT): en Debian y Ubuntu, los paquetes `fluidsynth` y `fluid-soundfont-gm`, que la
dejan en /usr/share/sounds/sf2/. En otro sitio, `--fuente RUTA` o la variable de entorno SOUNDFONT.

Es determinista: las semillas están fijadas en `generos/corpus.py`, y con las mismas versiones de FluidSynth,
la fuente, numpy, scipy y libsndfile salen los mismos CSV y las mismas muestras. Los bytes de cada Ogg no: el
formato lleva un número de serie al azar.
"""

from __future__ import annotations

import argparse
import time

from .corpus import grabar_corpus
from .estilos import ESTILOS
from .sintesis import buscar_fluidsynth, buscar_fuente


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--fuente", help="ruta de FluidR3_GM.sf2")
    opciones.add_argument("--procesos", type=int, default=2, help="piezas que se graban a la vez")
    opciones.add_argument(
        "--generos", nargs="+", default=list(ESTILOS), choices=list(ESTILOS), help="solo estos"
    )
    ajustes = opciones.parse_args(argumentos)
    buscar_fluidsynth()
    fuente, inicio = buscar_fuente(ajustes.fuente), time.perf_counter()
    piezas = grabar_corpus(ajustes.destino, fuente, ajustes.procesos, tuple(ajustes.generos))
    tamano = sum(ruta.stat().st_size for ruta in (ajustes.destino / "audio").iterdir()) / 1e6
    print(f"{piezas} piezas, {tamano:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {ajustes.destino}")
