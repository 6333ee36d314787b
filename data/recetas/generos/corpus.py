"""El corpus: qué banda y qué pieza van en cada partición, y los archivos que salen."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from comun.carpeta import escribir_tablas, vaciar_audio

from .composicion import componer_pieza, planear_pieza
from .estilos import ESTILOS
from .mezcla import Mezcla, sortear_mezcla
from .partitura import Banda
from .sintesis import SR

SEMILLA = 20_240
PIEZAS_POR_BANDA = 3
PARTICIONES = ("entrenamiento",) * 8 + ("validacion",) * 2 + ("prueba",) * 4
DURACION_S = (6.05, 8.0)
RMS_DBFS = (-29.0, -20.0)
COMPRESION_VORBIS = 0.83
LICENCIA = "CC BY 4.0"
ORIGEN = "Compuesto por data/recetas/generos y sintetizado con FluidSynth y FluidR3 GM"
COLUMNAS = ("archivo", "etiqueta", "grupo", "particion", "duracion_s", "licencia", "origen")


class Encargo(NamedTuple):
    """Una banda por grabar: su género y su número, desde 1."""

    genero: str
    numero: int

    @property
    def grupo(self) -> str:
        """Por ejemplo, "jazz_b03"."""
        return f"{self.genero}_b{self.numero:02d}"


def encargos(generos=tuple(ESTILOS)) -> list[Encargo]:
    """Todas las bandas del corpus, en orden."""
    return [Encargo(genero, numero) for genero in generos for numero in range(1, len(PARTICIONES) + 1)]


def _semilla(encargo: Encargo, *resto: int) -> list[int]:
    return [SEMILLA, list(ESTILOS).index(encargo.genero), encargo.numero, *resto]


def particion_de(encargo: Encargo) -> str:
    """La partición de la banda, sorteada por género: las de prueba no son las de unas variantes fijas."""
    sorteo = np.random.default_rng([SEMILLA, list(ESTILOS).index(encargo.genero), 99])
    return PARTICIONES[sorteo.permutation(len(PARTICIONES))[encargo.numero - 1]]


def formar_banda(encargo: Encargo) -> tuple[Banda, Mezcla]:
    """La banda y su firma sonora. La de la mezcla sale de un sorteo que no sabe el género."""
    estilo = ESTILOS[encargo.genero]
    variante = estilo.VARIANTES[(encargo.numero - 1) % len(estilo.VARIANTES)]
    banda = estilo.formar(np.random.default_rng(_semilla(encargo)), variante)
    return banda, sortear_mezcla(np.random.default_rng(_semilla(encargo, 7)))


class Extracto(NamedTuple):
    """Lo que de una pieza no depende de su género: duración, en segundos, y nivel, en dBFS eficaces."""

    duracion_s: float
    rms_dbfs: float


def sortear_extracto(encargo: Encargo, numero: int) -> Extracto:
    """Duración y nivel de la pieza `numero` (desde 1) de una banda."""
    rng = np.random.default_rng(_semilla(encargo, 50, numero))
    return Extracto(round(float(rng.uniform(*DURACION_S)), 2), float(rng.uniform(*RMS_DBFS)))


def parametros_de(encargo: Encargo, numero: int) -> dict:
    """Lo que la receta decide para una pieza, sin hacerla sonar."""
    banda, _ = formar_banda(encargo)
    extracto = sortear_extracto(encargo, numero)
    return planear_pieza(banda, _semilla(encargo, numero), extracto.duracion_s).parametros


def grabar_banda(encargo: Encargo, carpeta: Path, fuente: Path) -> list[tuple[dict, dict]]:
    """Compone y guarda las piezas de una banda; por pieza, su fila de metadatos y la de parámetros."""
    banda, mezcla = formar_banda(encargo)
    filas = []
    for numero in range(1, PIEZAS_POR_BANDA + 1):
        extracto = sortear_extracto(encargo, numero)
        pieza = componer_pieza(banda, mezcla, _semilla(encargo, numero), *extracto, fuente)
        archivo = f"audio/{encargo.grupo}_{numero}.ogg"
        guardar(carpeta / archivo, pieza.y)
        comunes = {"archivo": archivo, "etiqueta": encargo.genero, "grupo": encargo.grupo}
        metadatos = comunes | {
            "particion": particion_de(encargo),
            "duracion_s": f"{pieza.y.size / SR:.3f}",
            "licencia": LICENCIA,
            "origen": ORIGEN,
        }
        filas.append((metadatos, comunes | pieza.parametros))
    return filas


def guardar(ruta: Path, y: np.ndarray) -> None:
    """Escribe Ogg Vorbis mono a SR."""
    soundfile.write(
        ruta, y.astype(np.float32), SR, format="OGG", subtype="VORBIS", compression_level=COMPRESION_VORBIS
    )


def grabar_corpus(carpeta: Path, fuente: Path, procesos: int = 2, generos=tuple(ESTILOS)) -> int:
    """Graba el corpus en `carpeta`, con metadatos.csv y parametros.csv. Devuelve cuántas piezas son."""
    vaciar_audio(carpeta)
    with ProcessPoolExecutor(procesos) as grupo:
        por_banda = list(
            grupo.map(partial(grabar_banda, carpeta=carpeta, fuente=fuente), encargos(generos), chunksize=2)
        )
    filas = [fila for banda in por_banda for fila in banda]
    escribir_tablas(carpeta, filas)
    return len(filas)
