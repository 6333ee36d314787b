"""FLAC: cada trama lleva su número y sus sumas; la cabecera, cuántas muestras hay y el MD5 de todas.

Las sumas de las tramas las comprueba quien lo descodifica, y el MD5, `ResumenFlac`. Quien lo escribe en
directo no sabe cuántas muestras va a llevar: lo dice la última trama.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO, NamedTuple

import numpy as np

from helpers.audio.integridad.defectos import VARIAS_GRABACIONES, Defecto, Remiendo, leer_en, tamano

PRINCIPIOS_DE_FLAC = (b"fLaC\x00\x00\x00\x22", b"fLaC\x80\x00\x00\x22")
BLOQUE = 2**20
CABECERA_DE_TRAMA = 16  # bytes, como mucho


def revisar_flac(binario: BinaryIO) -> Defecto | None:
    """Dice si detrás de un FLAC empieza otro. Si está cortado o dañado se sabe al leerlo, por sus sumas."""
    binario.seek(4)
    solape = b""
    while bloque := binario.read(BLOQUE):
        if any(principio in solape + bloque for principio in PRINCIPIOS_DE_FLAC):
            return VARIAS_GRABACIONES
        solape = bloque[-7:]
    return None


class ResumenFlac:
    """El MD5 de las muestras que un FLAC lleva escrito, para compararlo con el de las que se leen."""

    def __init__(self, binario: BinaryIO):
        """Lee de la cabecera el resumen y los bits por muestra."""
        cabecera = leer_en(binario, 8, 34)
        self.muestras = int.from_bytes(cabecera[10:18], "big") & (2**36 - 1)
        self._bits = 1 + (int.from_bytes(cabecera[10:18], "big") >> 36 & 31)
        self._escrito = cabecera[18:34]
        self._leido = hashlib.md5(usedforsecurity=False)

    def anotar(self, muestras: np.ndarray) -> None:
        """Añade muestras int32 (n, canales) a escala completa, como las da libsndfile."""
        octetos = -(-self._bits // 8)
        enteras = muestras >> (32 - self._bits)
        if octetos == 3:  # NumPy no tiene enteros de 24 bits
            crudas = enteras.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
        else:
            crudas = enteras.astype(f"<i{octetos}").tobytes()
        self._leido.update(crudas)

    @property
    def cuadra(self) -> bool:
        """Dice si las muestras anotadas son las que se guardaron; sin resumen escrito, siempre."""
        return not any(self._escrito) or self._leido.digest() == self._escrito


class Trama(NamedTuple):
    """La cabecera de una trama. clase : igual en todas. numero : el suyo, o el de su primera muestra."""

    clase: tuple[int, int, int]
    numero: int
    muestras: int


def muestras_sin_contar(binario: BinaryIO) -> Remiendo | None:
    """Da, si la cabecera no dice cuántas muestras hay, el campo con las que llegan a la última trama."""
    campo = int.from_bytes(leer_en(binario, 18, 8), "big")
    if campo & (2**36 - 1):
        return None
    primera = leer_trama(leer_en(binario, _fin_de_la_cabecera(binario), CABECERA_DE_TRAMA))
    ultima = primera and _ultima_trama(binario, primera)
    if ultima is None:
        return None
    por_trama = 1 if ultima.clase[0] else int.from_bytes(leer_en(binario, 8, 2), "big")
    muestras = (ultima.numero - primera.numero) * por_trama + ultima.muestras
    return Remiendo(18, (campo | muestras).to_bytes(8, "big")) if 0 < muestras < 2**36 else None


def _fin_de_la_cabecera(binario: BinaryIO) -> int:
    posicion = 4
    while len(bloque := leer_en(binario, posicion, 4)) == 4:
        posicion += 4 + int.from_bytes(bloque[1:], "big")
        if bloque[0] & 0x80:
            break
    return posicion


def _ultima_trama(binario: BinaryIO, primera: Trama) -> Trama | None:
    final = leer_en(binario, max(0, tamano(binario) - BLOQUE), BLOQUE)
    posicion = final.rfind(b"\xff")
    while posicion >= 0:
        trama = leer_trama(final[posicion : posicion + CABECERA_DE_TRAMA])
        if trama and trama.clase == primera.clase and trama.numero >= primera.numero:
            return trama
        posicion = final.rfind(b"\xff", 0, posicion)
    return None


def leer_trama(cabecera: bytes) -> Trama | None:
    """Lee la cabecera de una trama; None si no lo es o no cuadra su suma."""
    if len(cabecera) < 6 or cabecera[0] != 0xFF or cabecera[1] & 0xFE != 0xF8 or cabecera[3] & 1:
        return None
    tamano_de_bloque, frecuencia = cabecera[2] >> 4, cabecera[2] & 15
    octetos = max(1, 8 - (cabecera[4] ^ 0xFF).bit_length())  # el número va como una letra de UTF-8
    detras = 4 + octetos
    del_bloque = {6: 1, 7: 2}.get(tamano_de_bloque, 0)
    fin = detras + del_bloque + {12: 1, 13: 2, 14: 2}.get(frecuencia, 0)
    if not tamano_de_bloque or octetos > 7 or fin >= len(cabecera) or suma_8(cabecera[:fin]) != cabecera[fin]:
        return None
    numero = cabecera[4] & (0x7F if octetos == 1 else 0x7F >> octetos)
    for octeto in cabecera[5:detras]:
        numero = numero << 6 | octeto & 0x3F
    if del_bloque:
        muestras = int.from_bytes(cabecera[detras : detras + del_bloque], "big") + 1
    else:
        muestras = {1: 192}.get(
            tamano_de_bloque,
            576 << (tamano_de_bloque - 2) if tamano_de_bloque < 6 else 256 << (tamano_de_bloque - 8),
        )
    return Trama((cabecera[1] & 1, frecuencia, cabecera[3]), numero, muestras)


def suma_8(datos: bytes) -> int:
    """CRC de 8 bits de la cabecera de una trama, de polinomio x^8 + x^2 + x + 1."""
    suma = 0
    for octeto in datos:
        suma ^= octeto
        for _ in range(8):
            suma = (suma << 1 ^ 0x07) & 0xFF if suma & 0x80 else suma << 1
    return suma
