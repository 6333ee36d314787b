"""Formatos que son una trama detrás de otra: MP3, AAC suelto (ADTS), AC-3 y AMR.

No llevan nada que diga cuánto deberían durar (salvo la cabecera Xing o VBRI de muchos MP3), así que un corte
justo entre dos tramas no se nota; a mitad de una, o con un hueco en medio, sí.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    DANADO,
    RESTO_ADMITIDO,
    VARIAS_GRABACIONES,
    Defecto,
    cortado,
    hueco,
    leer_en,
    promete_mas,
    tamano,
)

ALCANCE = 2**16  # bytes en los que se busca dónde empieza, o dónde sigue, el sonido
TRAMAS_SEGUIDAS = 4  # menos pueden ser casualidad
CABECERA_MAXIMA = 7  # bytes de la cabecera de una trama
ETIQUETAS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"3DI")

TASAS_MP3 = {  # kbit/s según (es MPEG-1, capa)
    (True, 1): (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448),
    (True, 2): (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (True, 3): (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (False, 1): (32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256),
    (False, 2): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
    (False, 3): (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
FRECUENCIAS_MP3 = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8000)}
MUESTRAS_MP3 = {
    (True, 1): 384,
    (True, 2): 1152,
    (True, 3): 1152,
    (False, 1): 384,
    (False, 2): 1152,
    (False, 3): 576,
}
BYTES_AMR = {  # de cada modo, con su cabecera; 0: no existe
    b"#!AMR\n": (13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1),
    b"#!AMR-WB\n": (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1),
}
INDICES = (b"Xing", b"Info")
TASAS_AC3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)  # kbit/s
FRECUENCIAS_AC3 = (48_000, 44_100, 32_000)

LectorDeTrama = Callable[[bytes], "Trama | None"]


class Trama(NamedTuple):
    """Lo que dice la cabecera de una trama: cuántos bytes ocupa y qué tiene que ser igual en todas."""

    bytes: int
    clase: tuple = ()
    es_indice: bool = False  # la primera de un MP3 puede llevar, en vez de sonido, cuántas tramas hay


class Mp3(NamedTuple):
    """Un MP3 por dentro. inicio, fin : bytes entre los que está el sonido, en `tramas` tramas."""

    inicio: int
    fin: int
    tramas: int
    defecto: Defecto | None


def saltar_id3(binario: BinaryIO, posicion: int = 0) -> int:
    """Devuelve dónde acaban las etiquetas ID3, que pueden ocupar megas con sus carátulas."""
    while (etiqueta := leer_en(binario, posicion, 10)).startswith(b"ID3") and len(etiqueta) == 10:
        cuerpo = sum((septeto & 127) << (21 - 7 * i) for i, septeto in enumerate(etiqueta[6:10]))
        posicion += 10 + cuerpo + (10 if etiqueta[5] & 0x10 else 0)
    return posicion


def localizar_mp3(binario: BinaryIO) -> Mp3 | None:
    """Busca el sonido de un MP3, con lo que tenga delante o detrás; None si no lo es."""
    inicio = _buscar(binario, 0, trama_mp3)
    if inicio is None:
        return None
    primera = trama_mp3(leer_en(binario, inicio, 64))
    fin, cuantas = _recorrer(binario, inicio, trama_mp3, primera.clase)
    es_mpeg1, capa, sr = primera.clase
    muestras = MUESTRAS_MP3[es_mpeg1, capa]
    cuantas -= primera.es_indice
    indice = _leer_indice(leer_en(binario, inicio, 200)) if primera.es_indice else SIN_INDICE
    defecto = _defecto_al_acabar(binario, fin, trama_mp3, primera.clase)
    if indice.tramas > cuantas and not fin - inicio >= indice.bytes > 0:
        defecto = defecto or promete_mas(indice.tramas * muestras / sr, cuantas * muestras / sr)
    if not indice.tramas:
        defecto = defecto or _defecto_del_resto(binario, fin)
    if 0 < indice.tramas < cuantas:  # quien lo lee da por acabado el sonido donde el índice dice
        inicio += primera.bytes
    return Mp3(inicio, fin, cuantas, defecto)


def revisar_adts(binario: BinaryIO) -> Defecto | None:
    """Revisa un AAC suelto, trama a trama. De lo que no lo es no dice nada."""
    primera = trama_adts(leer_en(binario, 0, 7))
    if primera is None:
        return None
    fin, _ = _recorrer(binario, 0, trama_adts, primera.clase)
    return _defecto_al_acabar(binario, fin, trama_adts, primera.clase) or _defecto_del_resto(binario, fin)


def revisar_amr(binario: BinaryIO) -> Defecto | None:
    """Revisa un AMR de banda estrecha o ancha, trama a trama."""
    firma = next((firma for firma in BYTES_AMR if leer_en(binario, 0, len(firma)) == firma), None)
    if firma is None:
        return None
    trama = partial(_trama_amr, firma)
    fin, _ = _recorrer(binario, len(firma), trama, ())
    faltan = fin + (trama(leer_en(binario, fin, 1)) or Trama(0)).bytes - tamano(binario)
    if faltan > 0:
        return cortado(faltan)
    if leer_en(binario, fin, len(firma)) == firma:
        return VARIAS_GRABACIONES
    return hueco(fin) if fin < tamano(binario) else None


def _trama_amr(firma: bytes, cabecera: bytes) -> Trama | None:
    largo = BYTES_AMR[firma][cabecera[0] >> 3 & 15] if cabecera else 0
    return Trama(largo) if largo and not cabecera[0] & 0x83 else None


def son_tramas_amr(firma: bytes, paquete: bytes) -> bool:
    """Dice si un paquete de otro contenedor es una trama AMR detrás de otra, la última entera."""
    while paquete:
        trama = _trama_amr(firma, paquete[:1])
        if trama is None or trama.bytes > len(paquete):
            return False
        paquete = paquete[trama.bytes :]
    return True


def revisar_ac3(binario: BinaryIO) -> Defecto | None:
    """Revisa un AC-3 o un E-AC-3, trama a trama."""
    fin, _ = _recorrer(binario, 0, trama_ac3, ())
    siguiente = trama_ac3(leer_en(binario, fin, 6))
    if siguiente is not None:
        return cortado(fin + siguiente.bytes - tamano(binario))
    return hueco(fin) if fin < tamano(binario) else None


def trama_ac3(cabecera: bytes) -> Trama | None:
    """Lee la cabecera de una trama AC-3 o E-AC-3; None si no lo es."""
    if len(cabecera) < 6 or cabecera[:2] != b"\x0bw":
        return None
    if cabecera[5] >> 3 > 10:  # E-AC-3
        return Trama(2 * (((cabecera[2] & 7) << 8 | cabecera[3]) + 1))
    frecuencia, tasa = cabecera[4] >> 6, cabecera[4] & 63
    if frecuencia == 3 or tasa >= 2 * len(TASAS_AC3):
        return None
    sr = FRECUENCIAS_AC3[frecuencia]
    return Trama(2 * (1536 * TASAS_AC3[tasa >> 1] * 1000 // sr // 16 + (tasa & 1 if sr == 44_100 else 0)))


def trama_mp3(cabecera: bytes) -> Trama | None:
    """Lee la cabecera de una trama MPEG de audio, capas I a III; None si no lo es o no dice su tamaño."""
    if len(cabecera) < 4 or cabecera[0] != 0xFF or cabecera[1] & 0xE0 != 0xE0:
        return None
    version, capa = cabecera[1] >> 3 & 3, 4 - (cabecera[1] >> 1 & 3)
    tasa, frecuencia, relleno = cabecera[2] >> 4, cabecera[2] >> 2 & 3, cabecera[2] >> 1 & 1
    if version == 1 or capa == 4 or tasa in (0, 15) or frecuencia == 3:
        return None
    es_mpeg1, sr = version == 3, FRECUENCIAS_MP3[version][frecuencia]
    bits = MUESTRAS_MP3[es_mpeg1, capa] // 8 * TASAS_MP3[es_mpeg1, capa][tasa - 1] * 1000
    largo = 4 * (bits // sr // 4 + relleno) if capa == 1 else bits // sr + relleno
    es_mono = cabecera[3] >> 6 == 3
    lateral = (17 if es_mono else 32) if es_mpeg1 else (9 if es_mono else 17)
    es_indice = cabecera[4 + lateral : 8 + lateral] in INDICES or cabecera[36:40] == b"VBRI"
    return Trama(largo, (es_mpeg1, capa, sr), es_indice)


def trama_adts(cabecera: bytes) -> Trama | None:
    """Lee la cabecera de una trama ADTS; None si no lo es."""
    if len(cabecera) < 7 or cabecera[0] != 0xFF or cabecera[1] & 0xF6 != 0xF0:
        return None
    largo = (cabecera[3] & 3) << 11 | cabecera[4] << 3 | cabecera[5] >> 5
    return Trama(largo, (cabecera[1] & 8, cabecera[2] & 0xFC)) if largo >= 7 else None


class _Indice(NamedTuple):
    tramas: int
    bytes: int


SIN_INDICE = _Indice(0, 0)


def _leer_indice(trama: bytes) -> _Indice:
    """Lee cuántas tramas y bytes dice tener un MP3; 0 si no lo dice."""
    if trama[36:40] == b"VBRI":
        octetos, tramas = struct.unpack(">II", trama[46:54].ljust(8, b"\0"))
        return _Indice(tramas, octetos)
    campos = trama[next(trama.find(marca) for marca in INDICES if marca in trama) + 4 :]
    que_hay = int.from_bytes(campos[:4], "big")
    tramas = int.from_bytes(campos[4:8], "big") if que_hay & 1 else 0
    desde = 8 if que_hay & 1 else 4
    return _Indice(tramas, int.from_bytes(campos[desde : desde + 4], "big") if que_hay & 2 else 0)


def _buscar(binario: BinaryIO, desde: int, trama: LectorDeTrama) -> int | None:
    """Devuelve dónde empiezan varias tramas seguidas, a no más de `ALCANCE` bytes."""
    tramo = leer_en(binario, desde, ALCANCE)
    candidata = tramo.find(b"\xff")
    while candidata >= 0:
        primera = trama(tramo[candidata : candidata + 64])
        if primera is not None:
            fin, cuantas = _recorrer(binario, desde + candidata, trama, primera.clase, TRAMAS_SEGUIDAS)
            if cuantas == TRAMAS_SEGUIDAS or (candidata == 0 and cuantas and _sigue(binario, fin, trama)):
                return desde + candidata
        candidata = tramo.find(b"\xff", candidata + 1)
    return None


def _sigue(binario: BinaryIO, fin: int, trama: LectorDeTrama) -> bool:
    """Dice si en `fin` se acaba el archivo o hay otra trama, aunque esté cortada."""
    siguiente = leer_en(binario, fin, 64)
    return not siguiente or trama(siguiente) is not None


def _recorrer(
    binario: BinaryIO, posicion: int, trama: LectorDeTrama, clase: tuple, maximo: float = math.inf
) -> tuple[int, int]:
    """Sigue las tramas enteras de la misma clase; devuelve dónde acaban y cuántas son."""
    total, cuantas = tamano(binario), 0
    while cuantas < maximo:
        actual = trama(leer_en(binario, posicion, 64))
        if actual is None or actual.clase != clase or (actual.es_indice and cuantas):
            break
        if posicion + actual.bytes > total:
            break
        posicion += actual.bytes
        cuantas += 1
    return posicion, cuantas


def _defecto_al_acabar(binario: BinaryIO, fin: int, trama: LectorDeTrama, clase: tuple) -> Defecto | None:
    """Dice si tras la última trama entera hay una a medias, un hueco y más tramas u otra grabación."""
    resto = leer_en(binario, fin, 64)
    if len(resto) < CABECERA_MAXIMA and resto.startswith(b"\xff"):
        return DANADO
    siguiente = trama(resto)
    if siguiente is not None and siguiente.es_indice:
        return VARIAS_GRABACIONES
    if siguiente is not None and siguiente.clase == clase:
        return cortado(fin + siguiente.bytes - tamano(binario))
    if _buscar(binario, saltar_id3(binario, fin), trama) is None:
        return None
    return VARIAS_GRABACIONES if siguiente is not None or _lleva_etiqueta(binario, fin) else hueco(fin)


def _defecto_del_resto(binario: BinaryIO, fin: int) -> Defecto | None:
    """Dice si tras la última trama queda mucho que no es sonido, como los ceros de una descarga a medias."""
    if _lleva_etiqueta(binario, fin) or tamano(binario) - fin <= RESTO_ADMITIDO:
        return None
    return hueco(fin)


def _lleva_etiqueta(binario: BinaryIO, fin: int) -> bool:
    return leer_en(binario, fin, 16).startswith(ETIQUETAS)
