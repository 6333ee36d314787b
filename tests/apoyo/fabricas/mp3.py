"""MP3, como los escriben editores, emisoras y programas viejos."""

import struct
from functools import cache

from formatos import sin_cabecera_xing
from piezas import ceros_en_medio, con_bytes, con_soundfile, id3, inicios_de_tramas

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, Y, emitir, montar

APE = b"APETAGEX" + bytes(24) + bytes(300) + b"APETAGEX" + bytes(24)
ID3_VIEJO = b"TAG" + b"Mi voz".ljust(125, b"\0")
LETRA = b"LYRICSBEGIN" + b"IND0000210" + b"000020LYRICS200"


@cache
def de_tasa_constante():
    return con_soundfile(Y, "MP3", bitrate_mode="CONSTANT")


@cache
def de_tasa_variable():
    return con_soundfile(Y, "MP3", bitrate_mode="VARIABLE")


def con_indice(cambio, bytes_de_mas=0):
    """Cambia cuántas tramas dice tener; y cuántos bytes, si se pide."""
    mp3 = de_tasa_variable()
    campo = max(mp3.find(b"Xing"), mp3.find(b"Info")) + 8
    tramas, octetos = struct.unpack(">II", mp3[campo : campo + 8])
    return con_bytes(mp3, campo, struct.pack(">II", tramas + cambio, octetos + bytes_de_mas))


def de_emisora():
    """Lo que se guarda de una emisora: empieza a mitad de una trama, y no lleva índice."""
    mp3 = sin_cabecera_xing(de_tasa_constante())
    return mp3[inicios_de_tramas(mp3)[0] + 40 :]


def cortado_en_trama(mp3, cual, dentro):
    return mp3[: inicios_de_tramas(mp3)[cual] + dentro]


def sin_sincronia():
    """Pisa la cabecera de una trama de en medio."""
    mp3 = sin_cabecera_xing(de_tasa_constante())
    return con_bytes(mp3, inicios_de_tramas(mp3)[12], b"\0\0\0\0")


ENTEROS = {
    "MP3 con ID3v1 y APE detrás, y basura": Entero(
        "a.mp3", lambda: de_tasa_constante() + APE + ID3_VIEJO + b"\0basura" * 99
    ),
    "MP3 con la letra de la canción detrás": Entero("a.mp3", lambda: de_tasa_constante() + LETRA + ID3_VIEJO),
    "MP3 con dos etiquetas ID3 delante": Entero("a.mp3", lambda: 2 * id3(900) + de_tasa_constante()),
    "MP3 con una carátula de 300 kB": Entero("a.mp3", lambda: id3(300_000) + de_tasa_variable()),
    "MP3 con basura delante": Entero("a.mp3", lambda: b"\x01\x02" * 700 + de_tasa_constante()),
    "MP3 de tasa variable sin índice": Entero("a.mp3", lambda: sin_cabecera_xing(de_tasa_variable()), 1.08),
    "MP3 de tasa constante sin índice": Entero("a.mp3", lambda: sin_cabecera_xing(de_tasa_constante()), 1.08),
    "MP3 cuyo índice se cuenta a sí mismo": Entero("a.mp3", lambda: con_indice(1), 1.011),
    "MP3 cuyo índice cuenta tramas de menos": Entero("a.mp3", lambda: con_indice(-3), 1.08),
    "MP3 emitido en directo": Entero("a.mp3", lambda: emitir("mp3", Pista("libmp3lame", 44_100)), 1.045),
    "MP3 de emisora, que empieza a media trama": Entero("a.mp3", de_emisora, 1.044, 0.8),
    "MP3 de 8 kHz, MPEG-2.5": Entero("a.mp3", lambda: montar("mp3", Pista("libmp3lame", 8000)), 1.0, 0.97),
    "MP3 estéreo": Entero("a.mp3", lambda: montar("mp3", Pista("libmp3lame", 44_100, 2))),
    "MP2 de radio": Entero("a.mp2", lambda: montar("mp2", Pista("mp2", 44_100)), 1.019),
}
ROTOS = {
    "MP3 cortado en su etiqueta": Roto("a.mp3", lambda: id3(9000)[:4000], "sin que haya empezado"),
    "MP3 con etiqueta y sin sonido": Roto("a.mp3", lambda: id3(9000), "sin que haya empezado"),
    "MP3 cortado en la cabecera de una trama": Roto(
        "a.mp3", lambda: cortado_en_trama(de_tasa_constante(), 20, 2), "dañado|cortado"
    ),
    "MP3 cortado en medio de una trama": Roto(
        "a.mp3", lambda: cortado_en_trama(de_tasa_constante(), 20, 30), "cortado"
    ),
    "MP3 al que le falta la última trama": Roto(
        "a.mp3", lambda: cortado_en_trama(de_tasa_constante(), -1, 0), "solo se leen"
    ),
    "MP3 sin índice, cortado en la última trama": Roto(
        "a.mp3", lambda: sin_cabecera_xing(de_tasa_constante())[:-9], "le faltan 9 bytes"
    ),
    "MP3 con un agujero de ceros": Roto(
        "a.mp3", lambda: ceros_en_medio(de_tasa_constante()), "deja de haber sonido"
    ),
    "MP3 con una cabecera de trama pisada": Roto("a.mp3", sin_sincronia, "deja de haber sonido"),
    "MP3 cuyo índice cuenta veinte tramas de más": Roto("a.mp3", lambda: con_indice(20, 4000), "dice durar"),
    "MP3 sin índice a medio descargar": Roto(
        "a.mp3", lambda: sin_cabecera_xing(de_tasa_constante()) + bytes(9000), "deja de haber sonido"
    ),
    "página web con nombre de MP3": Roto("a.mp3", lambda: b"<html><body>403</body></html>", "página web"),
    "MP2 cortado": Roto("a.mp2", lambda: montar("mp2", Pista("mp2", 44_100))[:-100], "cortado"),
}
