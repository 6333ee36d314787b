"""El contenedor Ogg: páginas numeradas, cada una con su suma de comprobación.

Una página dice cuántas muestras van hasta su final (su gránulo) y cuáles de sus paquetes acaban en ella. Lo
que dura cada paquete lo dice él mismo (`paquetes_ogg`).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    DANADO,
    VARIAS_GRABACIONES,
    Defecto,
    Remiendo,
    cortado,
    leer_en,
    promete_mas,
    tamano,
)
from helpers.audio.integridad.paquetes_ogg import cronometro

BITS_AL_REVES = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
CABECERA_OGG = 27  # bytes, sin la tabla de segmentos
PAGINA_MAXIMA = CABECERA_OGG + 255 + 255 * 255
SIN_GRANULO = -1  # ningún paquete acaba en la página
SIN_ULTIMA_PAGINA = Defecto("El archivo Ogg está cortado: le falta la última página.")


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
    def partes(self) -> list[tuple[bytes, bool]]:
        """Lo que lleva de cada paquete, y si el paquete acaba ahí."""
        segmentos = self.bytes[CABECERA_OGG : CABECERA_OGG + self.bytes[26]]
        inicio = fin = CABECERA_OGG + len(segmentos)
        partes = []
        for n, largo in enumerate(segmentos, 1):
            fin += largo
            if largo < 255 or n == len(segmentos):
                partes.append((self.bytes[inicio:fin], largo < 255))
                inicio = fin
        return partes

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
    posicion, ha_empezado = 0, False
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
        posicion += len(pagina.bytes)
    if b"OggS" in leer_en(binario, posicion, -1):
        return DANADO
    if not siguiente or (len(siguiente) == 1 and _cuenta_final(binario, *siguiente).recorta):
        return None
    return SIN_ULTIMA_PAGINA


class _Cuenta(NamedTuple):
    """Las muestras de la última página de una pista: las que suman sus paquetes y las que dice ella."""

    sumadas: int
    dichas: int

    @property
    def recorta(self) -> bool:
        return self.sumadas > self.dichas > 0


def _cuenta_final(binario: BinaryIO, pista: bytes) -> _Cuenta:
    duracion, granulo, cuenta, a_medias = cronometro(), 0, _Cuenta(0, 0), b""
    for pagina in _paginas(binario):
        if pagina.pista != pista or pagina.faltan:
            continue
        sumadas = 0
        for parte, acaba in pagina.partes:
            a_medias += parte
            if acaba:
                sumadas, a_medias = sumadas + duracion(a_medias), b""
        if pagina.granulo != SIN_GRANULO and pagina.partes:
            cuenta, granulo = _Cuenta(sumadas, pagina.granulo - granulo), pagina.granulo
    return cuenta


def pausa_o_promesa(binario: BinaryIO, dichas_s: float, leidas_s: float) -> Defecto | None:
    """Explica que se lean menos muestras de las que cuenta un Ogg que por fuera está entero.

    Si la cuenta salta entre dos páginas seguidas, quien grababa hizo una pausa: no falta nada. La última, en
    cambio, no puede contar más muestras de las que llevan sus paquetes.
    """
    cuenta = _cuenta_final(binario, leer_en(binario, 14, 4))
    return promete_mas(dichas_s, leidas_s) if cuenta.dichas > cuenta.sumadas else None


def marca_de_fin(binario: BinaryIO) -> Remiendo | None:
    """Da, si a la última página con sonido le falta la marca de fin, la cabecera que tendría con ella."""
    desde = max(0, tamano(binario) - 2 * PAGINA_MAXIMA)
    final = leer_en(binario, desde, 2 * PAGINA_MAXIMA)
    inicio = final.rfind(b"OggS")
    while inicio >= 0:
        pagina = _pagina_en(binario, desde + inicio)
        if pagina is not None and not pagina.faltan and pagina.cuadra and pagina.partes:
            return None if pagina.acaba else Remiendo(desde + inicio, _acabada(pagina))
        inicio = final.rfind(b"OggS", 0, inicio)
    return None


def _acabada(pagina: Pagina) -> bytes:
    """La cabecera de una página, hasta su suma, con la marca de fin."""
    cabecera = pagina.bytes[:5] + bytes([pagina.bytes[5] | 4]) + pagina.bytes[6:22]
    return cabecera + suma_ogg(cabecera + bytes(4) + pagina.bytes[26:]).to_bytes(4, "little")


def _paginas(binario: BinaryIO) -> Iterator[Pagina]:
    posicion = 0
    while pagina := _pagina_en(binario, posicion):
        yield pagina
        posicion += len(pagina.bytes)


def _pagina_en(binario: BinaryIO, posicion: int) -> Pagina | None:
    cabecera = leer_en(binario, posicion, CABECERA_OGG)
    if not cabecera.startswith(b"OggS"):
        return None
    if len(cabecera) < CABECERA_OGG:
        return Pagina(cabecera, CABECERA_OGG - len(cabecera))
    segmentos = binario.read(cabecera[26])
    cuerpo = binario.read(sum(segmentos))
    faltan = cabecera[26] - len(segmentos) + sum(segmentos) - len(cuerpo)
    return Pagina(cabecera + segmentos + cuerpo, faltan)


def suma_ogg(pagina: bytes) -> int:
    """CRC de una página Ogg: el de zlib sin inversiones y con los bits de entrada y salida al revés."""
    suma = zlib.crc32(pagina.translate(BITS_AL_REVES), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{suma:032b}"[::-1], 2)
