"""Compone y graba el corpus de géneros musicales: qué banda y qué pieza van en cada partición.

    python data/recetas conjuntos/generos

Necesita el extra `recetas` de pyproject.toml (mido), la orden `fluidsynth` y la fuente de sonidos
FluidR3_GM.sf2 (licencia MIT): en Debian y Ubuntu, los paquetes `fluidsynth` y `fluid-soundfont-gm`, que la
dejan en /usr/share/sounds/sf2/. En otro sitio, `--fuente RUTA` o la variable de entorno SOUNDFONT.

Es determinista: las semillas están fijadas, y con las mismas versiones de FluidSynth, la fuente, numpy, scipy
y libsndfile salen los mismos CSV y las mismas muestras. Los bytes de cada Ogg no: el formato lleva un número
de serie al azar.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from comun.carpeta import Fila, grabar_corpus, leer_ajustes, metadatos_de
from comun.fluidsynth import buscar_fluidsynth, buscar_fuente
from comun.grupos import Encargo, Grupos
from comun.sintesis import SR

from .composicion import componer_pieza, planear_pieza
from .estilos import ESTILOS
from .mezcla import Mezcla, sortear_mezcla
from .partitura import Banda

GRUPOS = Grupos(
    semilla=20_240,
    clases=tuple(ESTILOS),
    particiones=("entrenamiento",) * 8 + ("validacion",) * 2 + ("prueba",) * 4,
    letra="b",
)
PIEZAS_POR_BANDA = 3
DURACION_S = (6.05, 8.0)
RMS_DBFS = (-29.0, -20.0)
COMPRESION_VORBIS = 0.83
ORIGEN = "Compuesto por data/recetas/generos y sintetizado con FluidSynth y FluidR3 GM"


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--fuente", help="ruta de FluidR3_GM.sf2")
    opciones.add_argument("--generos", nargs="+", choices=GRUPOS.clases, help="solo estos")
    ajustes = leer_ajustes(opciones, argumentos)
    buscar_fluidsynth()
    grabar = partial(grabar_banda, fuente=buscar_fuente(ajustes.fuente))
    grabar_corpus(ajustes, GRUPOS.encargos(ajustes.generos), grabar)


def formar_banda(encargo: Encargo) -> tuple[Banda, Mezcla]:
    """La banda y su firma sonora. La de la mezcla sale de un sorteo que no sabe el género."""
    estilo = ESTILOS[encargo.etiqueta]
    variante = estilo.VARIANTES[(encargo.numero - 1) % len(estilo.VARIANTES)]
    banda = estilo.formar(GRUPOS.azar(encargo), variante)
    return banda, sortear_mezcla(GRUPOS.azar(encargo, 7))


class Extracto(NamedTuple):
    """Lo que de una pieza no depende de su género: duración, en segundos, y nivel, en dBFS eficaces."""

    duracion_s: float
    rms_dbfs: float


def sortear_extracto(encargo: Encargo, numero: int) -> Extracto:
    """Duración y nivel de la pieza `numero` (desde 1) de una banda."""
    rng = GRUPOS.azar(encargo, 50, numero)
    return Extracto(round(float(rng.uniform(*DURACION_S)), 2), float(rng.uniform(*RMS_DBFS)))


def parametros_de(encargo: Encargo, numero: int) -> dict:
    """Lo que la receta decide para una pieza, sin hacerla sonar."""
    banda, _ = formar_banda(encargo)
    extracto = sortear_extracto(encargo, numero)
    return planear_pieza(banda, GRUPOS.semilla_de(encargo, numero), extracto.duracion_s).parametros


def grabar_banda(encargo: Encargo, carpeta: Path, fuente: Path) -> list[Fila]:
    """Compone y guarda las piezas de una banda; por pieza, su fila de metadatos y la de parámetros."""
    banda, mezcla = formar_banda(encargo)
    filas = []
    for numero in range(1, PIEZAS_POR_BANDA + 1):
        extracto = sortear_extracto(encargo, numero)
        pieza = componer_pieza(banda, mezcla, GRUPOS.semilla_de(encargo, numero), *extracto, fuente)
        archivo = f"audio/{encargo.grupo}_{numero}.ogg"
        guardar(carpeta / archivo, pieza.y)
        comunes = {"archivo": archivo, "etiqueta": encargo.etiqueta, "grupo": encargo.grupo}
        metadatos = metadatos_de(comunes, GRUPOS.particion_de(encargo), pieza.y.size / SR, ORIGEN)
        filas.append((metadatos, comunes | pieza.parametros))
    return filas


def guardar(ruta: Path, y: np.ndarray) -> None:
    """Escribe Ogg Vorbis mono a SR."""
    soundfile.write(
        ruta, y.astype(np.float32), SR, format="OGG", subtype="VORBIS", compression_level=COMPRESION_VORBIS
    )
