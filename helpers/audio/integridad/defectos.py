"""Lo que se puede decir de un archivo al que le falta o le sobra algo."""

from __future__ import annotations

import os
from typing import BinaryIO, NamedTuple

from helpers import numeros
from helpers.audio.rutas import VUELVE_A_COPIARLO

RESTO_ADMITIDO = 4096  # bytes sueltos al final, como un relleno de ceros


class Defecto(NamedTuple):
    """Por qué un archivo no se puede dar por entero. Las dos partes, como en ErrorDeAudio."""

    que_paso: str
    que_hacer: str = VUELVE_A_COPIARLO


class Remiendo(NamedTuple):
    """Lo que un archivo entero dejó sin escribir y se sabe cuánto es: dónde va, y los bytes que van ahí."""

    posicion: int
    datos: bytes


class ArchivoDefectuoso(Exception):
    """Lleva un Defecto desde donde se descubre hasta donde se sabe de qué archivo es."""

    def __init__(self, defecto: Defecto):
        """Guarda el defecto."""
        super().__init__(defecto.que_paso)
        self.defecto = defecto


DANADO = Defecto("El archivo está dañado o cortado y no se puede leer entero.")
CORTADO_EN_LA_CABECERA = Defecto("El archivo está dañado o cortado: acaba sin que haya empezado el sonido.")
SIN_MUESTRAS = Defecto("El archivo no contiene ni una muestra de sonido.")
VARIAS_GRABACIONES = Defecto(
    "El archivo lleva varias grabaciones pegadas, una detrás de otra, y solo se oiría bien la primera.",
    "ábrelo con un editor de audio y guárdalo como un solo WAV, o separa las grabaciones.",
)


def cortado(faltan: int) -> Defecto:
    """Describe un archivo al que le faltan `faltan` bytes del final."""
    cuantos = "le falta 1 byte" if faltan == 1 else f"le faltan {_cifra(faltan)} bytes"
    return Defecto(f"El archivo está cortado: {cuantos} del final.")


def hueco(posicion: int) -> Defecto:
    """Describe un archivo con algo que no es sonido en medio, a partir del byte `posicion`."""
    return Defecto(f"El archivo está dañado: en el byte {_cifra(posicion)} deja de haber sonido.")


def promete_mas(prometidos_s: float, leidos_s: float) -> Defecto:
    """Describe un archivo que dice durar más de lo que se puede leer de él."""
    return Defecto(
        f"El archivo está dañado o cortado: dice durar {numeros.duracion(prometidos_s)} y solo se leen "
        f"{numeros.duracion(leidos_s)}."
    )


def _cifra(cuantos: int) -> str:
    return numeros.decimal(cuantos, 0)


def tamano(binario: BinaryIO) -> int:
    """Devuelve cuántos bytes tiene un archivo abierto."""
    return binario.seek(0, os.SEEK_END)


def leer_en(binario: BinaryIO, posicion: int, cuantos: int) -> bytes:
    """Lee `cuantos` bytes a partir de `posicion`; menos si no los hay."""
    binario.seek(posicion)
    return binario.read(cuantos)
