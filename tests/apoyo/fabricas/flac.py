"""FLAC, como lo escriben editores, catalogadores de música y programas en directo."""

from functools import cache

import numpy as np
from formatos import SR
from piezas import con_bytes, con_soundfile, flac_con, id3

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, Y, emitir, montar

INFO = 42  # bytes: la firma y el bloque que describe el sonido
RELLENO, IMAGEN = 1, 6
DANADO = "dañado"


@cache
def entero():
    return con_soundfile(Y, "FLAC")


@cache
def en_directo():
    """Sin cuántas muestras lleva ni su MD5: quien lo escribe no puede volver atrás."""
    return emitir("flac", Pista("flac", SR))


def con_bloque(tipo, datos):
    return entero()[:INFO] + bytes([tipo]) + len(datos).to_bytes(3, "big") + datos + entero()[INFO:]


def con_un_byte_cambiado(datos, parte):
    posicion = int(parte * len(datos))
    return con_bytes(datos, posicion, bytes([datos[posicion] ^ 0x55]))


def con_24_bits():
    return con_soundfile(np.c_[Y, Y], "FLAC", "PCM_24")


ENTEROS = {
    "FLAC con ID3 delante": Entero("a.flac", lambda: id3(3000) + entero()),
    "FLAC con ID3v1 detrás": Entero("a.flac", lambda: entero() + b"TAG" + bytes(125)),
    "FLAC con relleno": Entero("a.flac", lambda: con_bloque(RELLENO, bytes(8192))),
    "FLAC con una portada de 400 kB": Entero("a.flac", lambda: con_bloque(IMAGEN, b"\xff\xd8" * 200_000)),
    "FLAC por una tubería": Entero("a.flac", en_directo),
    "FLAC por una tubería, con MD5": Entero("a.flac", lambda: flac_con(entero(), 0)),
    "FLAC sin MD5": Entero("a.flac", lambda: flac_con(entero(), md5=bytes(16))),
    "FLAC de 24 bits, estéreo": Entero("a.flac", con_24_bits),
    "FLAC dentro de Ogg": Entero("a.oga", lambda: montar("ogg", Pista("flac", SR))),
    "FLAC dentro de Matroska": Entero("a.mka", lambda: montar("matroska", Pista("flac", SR))),
}
ROTOS = {
    "FLAC con un byte cambiado": Roto("a.flac", lambda: con_un_byte_cambiado(entero(), 0.5), DANADO),
    "FLAC cortado en la portada": Roto(
        "a.flac", lambda: con_bloque(IMAGEN, bytes(50_000))[:20_000], "dañado|formato de audio"
    ),
    "FLAC cortado en la última trama": Roto("a.flac", lambda: entero()[:-20], DANADO),
    "FLAC cortado por la mitad": Roto("a.flac", lambda: entero()[: len(entero()) // 2], DANADO),
    "FLAC que promete y no trae nada": Roto("a.flac", lambda: con_bytes(entero()[:INFO], 4, b"\x80"), DANADO),
    "FLAC que promete el doble": Roto("a.flac", lambda: flac_con(entero(), 2 * SR), DANADO),
    "FLAC por una tubería, cortado": Roto("a.flac", lambda: en_directo()[:-300], DANADO),
    "FLAC por una tubería, con un byte cambiado": Roto(
        "a.flac", lambda: con_un_byte_cambiado(en_directo(), 0.8), DANADO
    ),
    "FLAC con el MD5 de otro": Roto("a.flac", lambda: flac_con(entero(), md5=b"otro" * 4), "MD5"),
    "FLAC dentro de Ogg, cortado": Roto("a.oga", lambda: montar("ogg", Pista("flac", SR))[:-100], "cortado"),
}
