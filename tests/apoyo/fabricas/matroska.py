"""Matroska y WebM, como los escriben los navegadores, OBS y los programas de videollamada."""

import struct
from functools import cache

from piezas import con_bytes

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, emitir, montar

OPUS = Pista("libopus")
AAC = Pista("aac", 44_100)
GRUPO, BLOQUE, VACIO = b"\x1f\x43\xb6\x75", b"\xa3", b"\xec"
DURACION = b"\x44\x89\x88"  # el elemento y su tamaño: detrás, 8 bytes
POR_GRUPO = {"cluster_time_limit": "200"}  # ms: varios grupos en un segundo
CORTADO = "está cortado: le falta"


@cache
def webm():
    return montar("webm", OPUS, **POR_GRUPO)


@cache
def de_navegador():
    """Como MediaRecorder: ni el segmento ni los grupos dicen su tamaño, y no hay ni Cues ni Duration."""
    return emitir("webm", OPUS, live="1", **POR_GRUPO)


def que_dice_durar(datos, segundos):
    posicion = datos.index(DURACION) + len(DURACION)
    return con_bytes(datos, posicion, struct.pack(">d", 1000 * segundos))


def entre_grupos(datos, relleno):
    """Mete bytes delante del último grupo de una grabación en directo."""
    ultimo = datos.rindex(GRUPO)
    return datos[:ultimo] + relleno + datos[ultimo:]


def en_un_grupo(datos, desde, nuevos):
    """Pisa bytes del segundo grupo, a partir de su principio."""
    segundo = datos.index(GRUPO, datos.index(GRUPO) + 1)
    return con_bytes(datos, segundo + desde, nuevos)


def con_un_bloque_largo():
    """El último bloque del primer grupo dice ocupar 4 kB: se mete en los grupos que van detrás."""
    segundo = webm().index(GRUPO, webm().index(GRUPO) + 1)
    return con_bytes(webm(), webm().rindex(BLOQUE + b"\x40", 0, segundo) + 1, b"\x50\x00")


def sin_grupos(datos):
    return datos[: datos.index(GRUPO)]


ENTEROS = {
    "WebM de MediaRecorder": Entero("a.webm", de_navegador),
    "WebM de MediaRecorder, con vídeo más largo": Entero(
        "a.webm", lambda: emitir("webm", OPUS, "libvpx", 2.0, live="1")
    ),
    "WebM que dice durar medio segundo más": Entero("a.webm", lambda: que_dice_durar(webm(), 1.5)),
    "WebM que dice durar diez horas": Entero("a.webm", lambda: que_dice_durar(webm(), 36_000)),
    "WebM que dice durar la mitad": Entero("a.webm", lambda: que_dice_durar(webm(), 0.5)),
    "WebM cuyo sonido acaba antes que la imagen": Entero(
        "a.webm", lambda: montar("webm", OPUS, "libvpx", 2.5)
    ),
    "WebM VP9": Entero("a.webm", lambda: montar("webm", OPUS, "libvpx-vp9", 1.5)),
    "MKV cuyo sonido empieza tarde": Entero(
        "a.mkv", lambda: montar("matroska", AAC._replace(desde_s=1.5), "mpeg4", 2.7), 1.022
    ),
    "MKV con pausas": Entero(
        "a.mkv", lambda: montar("matroska", OPUS._replace(pausas=((0.3, 1.0), (0.6, 3.0))))
    ),
    "MKV de OBS sin cerrar": Entero("a.mkv", lambda: emitir("matroska", AAC, "libx264", 1.5), 1.022),
    "MKV con huecos Void entre grupos": Entero(
        "a.webm", lambda: entre_grupos(de_navegador(), VACIO + b"\x85" + bytes(5))
    ),
    "WebM en directo con ceros al final": Entero("a.webm", lambda: de_navegador() + bytes(100)),
    "WebM con basura detrás": Entero("a.webm", lambda: webm() + b"basura" * 30),
    "MKA de PCM": Entero("a.mka", lambda: montar("matroska", Pista("pcm_s16le", 16_000))),
    "MKA de MP3": Entero("a.mka", lambda: montar("matroska", Pista("libmp3lame", 44_100))),
}
ROTOS = {
    "WebM de MediaRecorder cortado en un bloque": Roto("a.webm", lambda: de_navegador()[:-40], CORTADO),
    "WebM de MediaRecorder cortado en la cabecera de un grupo": Roto(
        "a.webm", lambda: de_navegador()[: de_navegador().rindex(GRUPO) + 2], CORTADO
    ),
    "WebM de MediaRecorder con solo la cabecera": Roto(
        "a.webm", lambda: sin_grupos(de_navegador()), "ni una muestra"
    ),
    "WebM de MediaRecorder con un agujero de ceros": Roto(
        "a.webm", lambda: en_un_grupo(de_navegador(), 30, bytes(700)), "deja de haber sonido"
    ),
    "WebM de MediaRecorder a medio descargar, con ceros": Roto(
        "a.webm", lambda: de_navegador()[:4000] + bytes(6000), "deja de haber sonido|cortado"
    ),
    "WebM cortado por la mitad": Roto("a.webm", lambda: webm()[: len(webm()) // 2], CORTADO),
    "WebM sin su último byte": Roto("a.webm", lambda: webm()[:-1], "le falta 1 byte"),
    "WebM que dice durar menos, cortado": Roto(
        "a.webm", lambda: que_dice_durar(webm(), 0.3)[:-2000], CORTADO
    ),
    "WebM con un agujero de ceros en un grupo": Roto(
        "a.webm", lambda: en_un_grupo(webm(), 30, bytes(400)), "deja de haber sonido"
    ),
    "WebM con el tamaño de un bloque cambiado": Roto(
        "a.webm",
        lambda: con_bytes(webm(), webm().index(BLOQUE, webm().rindex(GRUPO)) + 1, b"\x4f\xff"),
        "deja de haber sonido|cortado",
    ),
    "WebM con un bloque que se sale de su grupo": Roto("a.webm", con_un_bloque_largo, "deja de haber sonido"),
    "MKV con vídeo, cortado": Roto("a.mkv", lambda: montar("matroska", AAC, "mpeg4", 1.5)[:-3000], CORTADO),
    "dos WebM pegados": Roto("a.webm", lambda: 2 * webm(), "varias grabaciones"),
    "WebM cortado en su primera cabecera": Roto("a.webm", lambda: webm()[:20], CORTADO),
}
