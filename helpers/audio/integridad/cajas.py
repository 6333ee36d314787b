"""Formatos de cajas dentro de cajas: MP4 (M4A, 3GP, MOV).

Una caja, «moov», es el índice: dice en qué bytes está cada muestra de cada pista. El sonido está entero si lo
están todos los suyos. En un archivo por fragmentos hay un índice (``moof``) delante de cada montón de sonido.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np

from helpers.audio.integridad.defectos import (
    VARIAS_GRABACIONES,
    Defecto,
    cortado,
    leer_en,
    tamano,
)

TABLAS = (b"stsz", b"stsc", b"stco", b"co64")
PRIMERAS_CAJAS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp", b"pnot")
CAJAS_MAXIMAS = 2_000_000  # una por cada 20 ms, como en una grabación en directo, son más de diez horas
SIN_INDICE = Defecto(
    "La grabación se interrumpió antes de cerrar el archivo: le falta el índice («moov») que permite leerlo.",
    "vuelve a copiarlo o a descargarlo; si el original también está así, hay que volver a grabarlo.",
)
SIN_SU_SONIDO = Defecto(
    "El archivo está cortado: su último fragmento anuncia un sonido que no ha llegado a escribirse."
)


class Caja(NamedTuple):
    """Una caja: su nombre y entre qué bytes está lo que lleva; fin None, hasta el final del archivo."""

    nombre: bytes
    inicio: int
    fin: int | None


def es_mp4(binario: BinaryIO) -> bool:
    """Dice si empieza como un MP4, un M4A o un 3GP."""
    return leer_en(binario, 4, 4) in PRIMERAS_CAJAS


def revisar_mp4(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta una caja, si falta el índice o el sonido que anuncia, o si detrás hay otro archivo."""
    total, cajas = tamano(binario), []
    for caja in _cajas(binario, 0, tamano(binario)):
        if caja.fin is not None and caja.fin > total:
            return cortado(caja.fin - total)
        cajas.append(caja)
    nombres = [caja.nombre for caja in cajas]
    if b"moov" not in nombres:
        return SIN_INDICE
    if nombres.count(b"ftyp") > 1:
        return VARIAS_GRABACIONES
    if b"moof" in nombres and b"mdat" not in nombres[_ultimo(nombres, b"moof") :]:
        return SIN_SU_SONIDO
    faltan = _fin_del_sonido(binario, cajas[nombres.index(b"moov")]) - total
    return cortado(faltan) if faltan > 0 else None


def _ultimo(nombres: list[bytes], nombre: bytes) -> int:
    return len(nombres) - 1 - nombres[::-1].index(nombre)


def _cajas(binario: BinaryIO, posicion: int, hasta: int) -> Iterator[Caja]:
    for _ in range(CAJAS_MAXIMAS):
        cabecera = leer_en(binario, posicion, 16) if posicion < hasta else b""
        nombre, cuantos, largo = cabecera[4:8], int.from_bytes(cabecera[:4], "big"), 8
        if len(nombre) < 4 or not all(32 <= byte < 127 or byte == 0xA9 for byte in nombre):
            return
        if cuantos == 1:
            cuantos, largo = int.from_bytes(cabecera[8:16], "big"), 16
        yield Caja(nombre, posicion + largo, posicion + cuantos if cuantos else None)
        if cuantos < 8:
            return
        posicion += cuantos


def _dentro(binario: BinaryIO, caja: Caja, camino: tuple[bytes, ...]) -> list[Caja]:
    """Da las cajas a las que se llega desde otra por ese camino de nombres."""
    cajas = [caja]
    for nombre in camino:
        hijas = (hija for madre in cajas for hija in _cajas(binario, madre.inicio, madre.fin or 0))
        cajas = [hija for hija in hijas if hija.nombre == nombre]
    return cajas


def _fin_del_sonido(binario: BinaryIO, moov: Caja) -> int:
    """Devuelve en qué byte acaba, según el índice, el sonido del archivo; 0 si no lo dice."""
    fin = 0
    for pista in _dentro(binario, moov, (b"trak", b"mdia")):
        manejador = _dentro(binario, pista, (b"hdlr",))
        if manejador and leer_en(binario, manejador[0].inicio + 8, 4) == b"soun":
            for tabla in _dentro(binario, pista, (b"minf", b"stbl")):
                fin = max(fin, _fin_de_la_tabla(_tablas(binario, tabla)))
    return fin


def _tablas(binario: BinaryIO, tabla: Caja) -> dict[bytes, bytes]:
    cajas = (caja for caja in _cajas(binario, tabla.inicio, tabla.fin or 0) if caja.nombre in TABLAS)
    return {c.nombre: leer_en(binario, c.inicio, max(0, (c.fin or 0) - c.inicio)) for c in cajas}


def _fin_de_la_tabla(tablas: dict[bytes, bytes]) -> int:
    """Devuelve dónde acaba el montón de muestras que acaba más lejos; 0 si la tabla no se entiende.

    stsz : bytes de cada muestra. ``stco`` o co64 : dónde empieza cada montón. stsc : cuántas lleva.
    """
    muestras = _columna(tablas, b"stsz", 4, ">u4")
    montones = np.r_[_columna(tablas, b"stco", 8, ">u4"), _columna(tablas, b"co64", 8, ">u8")]
    tramos = _columna(tablas, b"stsc", 8, ">u4")
    tramos = tramos[: len(tramos) // 3 * 3].reshape(-1, 3)
    if len(muestras) < 2 or not len(tramos):
        return 0
    veces = np.diff(tramos[:, 0], append=len(montones) + 1)
    if tramos[0, 0] != 1 or veces.min() < 0 or not len(montones):
        return 0
    iguales, cuantas = muestras[:2]
    hasta = np.cumsum(np.repeat(tramos[:, 1], veces)).clip(max=cuantas)
    sumas = np.r_[0, np.cumsum(muestras[2:])]
    octetos = hasta * iguales if iguales else sumas[hasta.clip(max=len(sumas) - 1)]
    return int((montones + np.diff(octetos, prepend=0)).max())


def _columna(tablas: dict[bytes, bytes], nombre: bytes, desde: int, tipo: str) -> np.ndarray:
    datos = tablas.get(nombre, b"")[desde:]
    enteros = len(datos) // np.dtype(tipo).itemsize
    return np.frombuffer(datos, tipo, count=enteros).astype(np.int64)
