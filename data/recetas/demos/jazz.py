"""Compone `data/audio/jazz_generado.flac`: 21 s de jazz por una banda que no está en el corpus.

    python data/recetas audio/jazz_generado.flac

Necesita lo mismo que la receta de `conjuntos/generos` y admite las mismas `--fuente` y SOUNDFONT. Con las
mismas versiones da las mismas muestras.
"""

from __future__ import annotations

import argparse

import numpy as np
import soundfile
from comun.fluidsynth import buscar_fuente
from comun.sintesis import SR
from generos.composicion import componer_pieza
from generos.estilos import jazz
from generos.mezcla import sortear_mezcla

SEMILLA = 2026
DURACION_S = 21.0
RMS_DBFS = -23.0


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--fuente", help="ruta de FluidR3_GM.sf2")
    ajustes = opciones.parse_args(argumentos)
    banda = jazz.formar(np.random.default_rng(SEMILLA), "cuarteto")
    mezcla = sortear_mezcla(np.random.default_rng(SEMILLA))
    fuente = buscar_fuente(ajustes.fuente)
    pieza = componer_pieza(banda, mezcla, [SEMILLA, 1], DURACION_S, RMS_DBFS, fuente, comienzo=0.0)
    soundfile.write(ajustes.destino, pieza.y, SR, subtype="PCM_16")
    print(pieza.parametros)
