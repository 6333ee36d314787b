"""Formatos con sumas de comprobación: las páginas de un Ogg y el resumen MD5 de un FLAC."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np

from helpers.audio import con_pyav
from helpers.audio.integridad.defectos import (
    DANADO,
    VARIAS_GRABACIONES,
    Defecto,
    Remiendo,
    cortado,
    leer_en,
    tamano,
)

BITS_AL_REVES = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
CABECERA_OGG = 27  # bytes, sin la tabla de segmentos
PAGINA_MAXIMA = CABECERA_OGG + 255 + 255 * 255
SIN_GRANULO = -1  # ningún paquete acaba en la página
SIN_ULTIMA_PAGINA = Defecto("El archivo Ogg está cortado: le falta la última página.")
PRINCIPIOS_DE_FLAC = (b"fLaC\x00\x00\x00\x22", b"fLaC\x80\x00\x00\x22")
BLOQUE = 2**20


class Pagina(NamedTuple):
    """Una página Ogg. `faltan`: bytes que no están en el archivo."""

    bytes: bytes
    faltan: int

    @property
    def empieza(self) -> bool:
        """Dice si es la primera de su pista."""
        return bool(self.bytes[5] & 2)

    @property
    def acaba(self) -> bool:
        """Dice si es la última de su pista."""
        return bool(self.bytes[5] & 4)

    @property
    def pista(self) -> bytes:
        """Número de serie de la pista a la que pertenece."""
        return self.bytes[14:18]

    @property
    def numero(self) -> int:
        """Posición de la página en su pista, desde 0."""
        return int.from_bytes(self.bytes[18:22], "little")

    @property
    def granulo(self) -> int:
        """Cuántas muestras van hasta el final de la página, si es de sonido."""
        return int.from_bytes(self.bytes[6:14], "little", signed=True)

    @property
    def paquetes(self) -> int:
        """Cuántos paquetes acaban en la página."""
        return sum(largo < 255 for largo in self.bytes[CABECERA_OGG : CABECERA_OGG + self.bytes[26]])

    @property
    def cuadra(self) -> bool:
        """Dice si la suma de comprobación es la que lleva escrita."""
        return suma_ogg(self.bytes[:22] + bytes(4) + self.bytes[26:]) == int.from_bytes(
            self.bytes[22:26], "little"
        )


def revisar_ogg(binario: BinaryIO) -> Defecto | None:
    """Dice si falta o está dañada alguna página (las bibliotecas se la saltan y callan), o si hay dos Ogg.

    Hay programas que no marcan la última página. Si sus paquetes suman más muestras de las que ella cuenta,
    es que recorta el final: es la última.
    """
    siguiente: dict[bytes, int] = {}  # por pista, el número de la página que viene; sin acabar, están aquí
    granulos = [0, 0]  # los de las dos últimas páginas
    posicion, ha_empezado, paquetes = 0, False, 0
    for pagina in _paginas(binario):
        if pagina.faltan:
            return cortado(pagina.faltan)
        if not pagina.cuadra or siguiente.get(pagina.pista, pagina.numero) != pagina.numero:
            return DANADO
        if pagina.empieza and ha_empezado:
            return VARIAS_GRABACIONES
        ha_empezado = not pagina.empieza
        siguiente[pagina.pista] = pagina.numero + 1
        if pagina.acaba:
            del siguiente[pagina.pista]
        if pagina.granulo != SIN_GRANULO:
            granulos, paquetes = [granulos[1], pagina.granulo], pagina.paquetes
        posicion += len(pagina.bytes)
    if b"OggS" in leer_en(binario, posicion, -1):
        return DANADO
    if not siguiente or (len(siguiente) == 1 and _recorta(binario, paquetes, granulos[1] - granulos[0])):
        return None
    return SIN_ULTIMA_PAGINA


def _recorta(binario: BinaryIO, paquetes: int, muestras: int) -> bool:
    """Dice si los últimos `paquetes` de un Ogg suman más de `muestras` muestras."""
    duraciones = con_pyav.duraciones(binario)
    return sum(duraciones[-paquetes:] if paquetes < len(duraciones) else duraciones[1:]) > muestras > 0


def marca_de_fin(binario: BinaryIO) -> Remiendo | None:
    """Da, si a la última página de un Ogg le falta la marca, la cabecera que tendría que llevar."""
    desde = max(0, tamano(binario) - PAGINA_MAXIMA)
    final = leer_en(binario, desde, PAGINA_MAXIMA)
    inicio = final.rfind(b"OggS")
    pagina = Pagina(final[inicio:], 0)
    if inicio < 0 or not pagina.cuadra or pagina.acaba:
        return None
    cabecera = pagina.bytes[:5] + bytes([pagina.bytes[5] | 4]) + pagina.bytes[6:22]
    suma = suma_ogg(cabecera + bytes(4) + pagina.bytes[26:])
    return Remiendo(desde + inicio, cabecera + suma.to_bytes(4, "little"))


def _paginas(binario: BinaryIO) -> Iterator[Pagina]:
    posicion = 0
    while (cabecera := leer_en(binario, posicion, CABECERA_OGG)).startswith(b"OggS"):
        if len(cabecera) < CABECERA_OGG:
            yield Pagina(cabecera, CABECERA_OGG - len(cabecera))
            return
        segmentos = binario.read(cabecera[26])
        cuerpo = binario.read(sum(segmentos))
        faltan = cabecera[26] - len(segmentos) + sum(segmentos) - len(cuerpo)
        yield Pagina(cabecera + segmentos + cuerpo, faltan)
        posicion += CABECERA_OGG + len(segmentos) + len(cuerpo)


def suma_ogg(pagina: bytes) -> int:
    """CRC de una página Ogg: el de zlib sin inversiones y con los bits de entrada y salida al revés."""
    suma = zlib.crc32(pagina.translate(BITS_AL_REVES), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{suma:032b}"[::-1], 2)


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
