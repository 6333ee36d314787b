"""Formatos de elementos EBML: *Matroska* (MKV, MKA) y WebM.

Un segmento lleva grupos (``Cluster``), y cada grupo, los bloques de sonido y de imagen. En una grabación en
directo ni el segmento ni los grupos dicen cuánto ocupan. La duración que anota el segmento es la de un reloj,
que no cuenta muestras: no se mira. Se recorren los bloques, que tienen que llenar su grupo justo.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    CORTADO_EN_LA_CABECERA,
    RESTO_ADMITIDO,
    SIN_MUESTRAS,
    VARIAS_GRABACIONES,
    Defecto,
    cortado,
    hueco,
    leer_en,
    tamano,
)

EBML, SEGMENTO, GRUPO, ILEGIBLE = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0
DEL_SEGMENTO = (GRUPO, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1941A469, 0x1043A770, 0x1254C367)
ELEMENTOS_MAXIMOS = 2_000_000  # uno por cada 20 ms son más de diez horas
MARCA_DE_GRUPO = GRUPO.to_bytes(4, "big")


class Elemento(NamedTuple):
    """Un elemento: su número y entre qué bytes está; fin None, si no lo dice. grupo : dónde acaba el suyo."""

    nombre: int
    inicio: int
    fin: int | None = None
    grupo: int | None = None


def revisar_matroska(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta algún elemento, si uno se sale de su grupo o si detrás hay otro archivo."""
    total, segmento, hay_grupos = tamano(binario), None, False
    for elemento in _elementos(binario):
        fin = elemento.fin or elemento.inicio
        if segmento and segmento.fin and elemento.inicio >= segmento.fin:
            if elemento.nombre == EBML:
                return VARIAS_GRABACIONES
            if elemento.nombre not in DEL_SEGMENTO:
                return None
        if fin > total:
            return cortado(fin - total)
        if elemento.grupo and (elemento.nombre == ILEGIBLE or fin > elemento.grupo):
            return hueco(elemento.inicio)
        if elemento.nombre == EBML and segmento:
            return VARIAS_GRABACIONES
        if elemento.nombre == ILEGIBLE:
            return _defecto_del_resto(binario, elemento.inicio) if segmento else CORTADO_EN_LA_CABECERA
        segmento = elemento if elemento.nombre == SEGMENTO else segmento
        hay_grupos = hay_grupos or elemento.nombre == GRUPO
    if segmento is None:
        return CORTADO_EN_LA_CABECERA
    return None if hay_grupos else SIN_MUESTRAS


def _elementos(binario: BinaryIO) -> Iterator[Elemento]:
    """Recorre los elementos, también los del segmento y los grupos; ILEGIBLE, donde deja de entenderse."""
    posicion, grupo = 0, None
    for _ in range(ELEMENTOS_MAXIMOS):
        grupo = grupo if grupo and posicion < grupo else None
        cabecera = leer_en(binario, posicion, 12)
        if not cabecera:
            return
        largo_nombre = _octetos(cabecera)
        largo = _octetos(cabecera[largo_nombre:])
        if 1 <= largo_nombre <= 4 and len(cabecera) <= largo_nombre:
            yield Elemento(ILEGIBLE, posicion, posicion + largo_nombre + 1, grupo)
            return
        if not 1 <= largo_nombre <= 4 or not largo:
            yield Elemento(ILEGIBLE, posicion, grupo=grupo)
            return
        nombre, dentro = int.from_bytes(cabecera[:largo_nombre], "big"), posicion + largo_nombre + largo
        sin_tamano = (1 << 7 * largo) - 1
        cuantos = int.from_bytes(cabecera[largo_nombre : largo_nombre + largo], "big") & sin_tamano
        fin = None if cuantos == sin_tamano else dentro + cuantos
        yield Elemento(nombre, posicion, fin, grupo)
        grupo = fin if nombre == GRUPO else grupo
        posicion = dentro if fin is None or nombre in (SEGMENTO, GRUPO) else fin


def _octetos(cabecera: bytes) -> int:
    """Devuelve cuántos bytes ocupa un número EBML, según los ceros con que empieza; 0 si no vale."""
    return 9 - cabecera[0].bit_length() if cabecera and cabecera[0] else 0


def _defecto_del_resto(binario: BinaryIO, posicion: int) -> Defecto | None:
    """Dice si lo que no se entiende esconde más grupos o es demasiado para ser relleno."""
    resto = leer_en(binario, posicion, -1)
    return hueco(posicion) if len(resto) > RESTO_ADMITIDO or MARCA_DE_GRUPO in resto else None
