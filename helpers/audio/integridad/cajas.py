"""Formatos de cajas dentro de cajas: MP4 (M4A, 3GP) y Matroska (WebM)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    CORTADO_EN_LA_CABECERA,
    VARIAS_GRABACIONES,
    Defecto,
    cortado,
    leer_en,
    tamano,
)

PRIMERAS_CAJAS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"pnot")
CAJAS_MAXIMAS = 2_000_000  # una por cada 20 ms, como en una grabación en directo, son más de diez horas
SIN_INDICE = Defecto(
    "La grabación se interrumpió antes de cerrar el archivo: le falta el índice («moov») que permite leerlo.",
    "vuelve a copiarlo o a descargarlo; si el original también está así, hay que volver a grabarlo.",
)
EBML, SEGMENTO = 0x1A45DFA3, 0x18538067


class Caja(NamedTuple):
    """Una caja: su nombre o número y entre qué bytes está; fin None, hasta el final del archivo."""

    nombre: bytes | int
    inicio: int
    fin: int | None


def es_mp4(binario: BinaryIO) -> bool:
    """Dice si empieza como un MP4, un M4A o un 3GP."""
    return leer_en(binario, 4, 4) in PRIMERAS_CAJAS


def revisar_mp4(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta alguna caja, si falta el índice o si detrás hay otro archivo."""
    total, nombres = tamano(binario), []
    for caja in _cajas_mp4(binario):
        if caja.fin is not None and caja.fin > total:
            return cortado(caja.fin - total)
        nombres.append(caja.nombre)
    if b"moov" not in nombres:
        return SIN_INDICE
    return VARIAS_GRABACIONES if nombres.count(b"ftyp") > 1 else None


def _cajas_mp4(binario: BinaryIO) -> Iterator[Caja]:
    posicion = 0
    for _ in range(CAJAS_MAXIMAS):
        cabecera = leer_en(binario, posicion, 16)
        nombre, cuantos = cabecera[4:8], int.from_bytes(cabecera[:4], "big")
        if len(nombre) < 4 or not all(32 <= byte < 127 or byte == 0xA9 for byte in nombre):
            return
        if cuantos == 1:
            cuantos = int.from_bytes(cabecera[8:16], "big")
        yield Caja(nombre, posicion, posicion + cuantos if cuantos else None)
        if cuantos < 8:
            return
        posicion += cuantos


def revisar_matroska(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta algún elemento o si detrás hay otro archivo.

    En una grabación en directo el segmento y sus grupos no dicen cuánto ocupan: se mira dentro.
    """
    total, segmentos = tamano(binario), 0
    for caja in _elementos(binario):
        if caja.fin is not None and caja.fin > total:
            return cortado(caja.fin - total)
        if caja.nombre == EBML and segmentos:
            return VARIAS_GRABACIONES
        segmentos += caja.nombre == SEGMENTO
    return None if segmentos else CORTADO_EN_LA_CABECERA


def _elementos(binario: BinaryIO) -> Iterator[Caja]:
    posicion = 0
    for _ in range(CAJAS_MAXIMAS):
        cabecera = leer_en(binario, posicion, 12)
        largo_nombre = _octetos(cabecera)
        nombre = int.from_bytes(cabecera[:largo_nombre], "big")
        largo = _octetos(cabecera[largo_nombre:])
        if not 1 <= largo_nombre <= 4:
            return
        if len(cabecera) <= largo_nombre:
            yield Caja(nombre, posicion, posicion + largo_nombre + 1)
        if not largo:
            return
        cuantos = int.from_bytes(cabecera[largo_nombre : largo_nombre + largo], "big") & (
            (1 << 7 * largo) - 1
        )
        dentro = posicion + largo_nombre + largo
        se_desconoce = cuantos == (1 << 7 * largo) - 1
        yield Caja(nombre, posicion, None if se_desconoce else dentro + cuantos)
        posicion = dentro if se_desconoce else dentro + cuantos


def _octetos(cabecera: bytes) -> int:
    """Devuelve cuántos bytes ocupa un número EBML, según los ceros con que empieza; 0 si no vale."""
    return 9 - cabecera[0].bit_length() if cabecera and cabecera[0] else 0
