"""AIFF, AU, CAF, AMR, AVI, WMA, AC-3 y los flujos MPEG, como los escriben ordenadores, cámaras y emisoras."""

import struct
from functools import cache

from formatos import SR
from piezas import con_bytes, con_soundfile, trozo

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, Y, emitir, montar

AL_REVES = Pista("pcm_s16be", SR)
AAC = Pista("aac", 44_100)
WMA = Pista("wmav2", 44_100, 2, 64_000)
PAQUETE = 188
LE_FALTAN = "está cortado: le falta"
AMR_DE_SILENCIO = b"\x7c"  # una trama sin datos: el teléfono calla mientras nadie habla


@cache
def aiff():
    return con_soundfile(Y, "AIFF")


@cache
def au():
    return con_soundfile(Y, "AU")


@cache
def caf():
    return con_soundfile(Y, "CAF")


@cache
def amr():
    return montar("amr", Pista("libopencore_amrnb", 8000, tasa=12_200))


@cache
def mpegts():
    return montar("mpegts", AAC)


@cache
def programa():
    return montar("mpeg", Pista("mp2", 44_100), "mpeg2video", 2.0)


@cache
def ac3():
    return montar("ac3", Pista("ac3"))


@cache
def avi():
    return montar("avi", Pista("libmp3lame", 44_100), "mjpeg", 1.5)


def con_tamano(datos, nombre, tamano):
    """Cambia el tamaño, de 4 bytes al revés, que dice tener un trozo."""
    return con_bytes(datos, datos.index(nombre) + 4, struct.pack(">I", tamano))


def caf_con_tamano(tamano):
    return con_bytes(caf(), caf().index(b"data") + 4, struct.pack(">q", tamano))


def ts_sin_paquete(cual):
    paquetes = [mpegts()[n : n + PAQUETE] for n in range(0, len(mpegts()), PAQUETE)]
    seguidos = [n for n, p in enumerate(paquetes) if not p[1] & 0x40 and p[1:3] == b"\x01\x00"]
    del paquetes[seguidos[cual]]
    return b"".join(paquetes)


def ts_con_relleno():
    """Con paquetes nulos repartidos, como en una emisión de tasa constante."""
    nulo = b"\x47\x1f\xff\x10" + b"\xff" * (PAQUETE - 4)
    paquetes = [mpegts()[n : n + PAQUETE] for n in range(0, len(mpegts()), PAQUETE)]
    return nulo.join(paquetes)


ENTEROS = {
    "AIFF con un comentario delante y otro detrás": Entero(
        "a.aiff",
        lambda: con_tamano(
            aiff()[:12] + trozo(b"NAME", b"Voz", ">") + aiff()[12:] + trozo(b"ANNO", b"fin", ">"),
            b"FORM",
            len(aiff()) + 16,
        ),
    ),
    "AIFF por una tubería": Entero("a.aiff", lambda: emitir("aiff", AL_REVES)),
    "AIFF cuyo sonido cuenta 36 bytes de más": Entero(
        "a.aiff", lambda: con_tamano(aiff(), b"SSND", 2 * len(Y) + 8 + 36)
    ),
    "AIFF-C de Mac, al derecho": Entero("a.aifc", lambda: con_soundfile(Y, "AIFF", endian="LITTLE")),
    "AIFF-C con ley mu": Entero("a.aifc", lambda: con_soundfile(Y, "AIFF", "ULAW")),
    "AU por una tubería": Entero("a.au", lambda: emitir("au", AL_REVES)),
    "AU que no llegó a anotar su tamaño": Entero("a.au", lambda: con_bytes(au(), 8, bytes(4))),
    "AU de ley mu": Entero("a.au", lambda: con_soundfile(Y, "AU", "ULAW")),
    "CAF en directo": Entero("a.caf", lambda: caf_con_tamano(-1)),
    "CAF por una tubería": Entero("a.caf", lambda: emitir("caf", AL_REVES)),
    "CAF de ALAC": Entero("a.caf", lambda: con_soundfile(Y, "CAF", "ALAC_16")),
    "AMR de nota de voz": Entero("a.amr", amr, 1.02, 0.9),
    "AMR con tramas sin datos al final": Entero("a.amr", lambda: amr() + 10 * AMR_DE_SILENCIO, 1.22, 0.9),
    "AVI de cámara, con vídeo más largo": Entero(
        "a.avi", lambda: montar("avi", Pista("pcm_s16le", SR), "mjpeg", 2.5)
    ),
    "AVI cuyo sonido empieza tarde": Entero(
        "a.avi", lambda: montar("avi", Pista("libmp3lame", 44_100, desde_s=1.0), "mjpeg", 2.5), 1.045
    ),
    "AVI con el índice estropeado": Entero(
        "a.avi",
        lambda: con_bytes(avi(), avi().index(b"idx1") + 8 + 6 * 16 - 2, b"\xd4\xe3\x7d\x7b\x2d"),
        1.045,
    ),
    "AVI en directo": Entero("a.avi", lambda: emitir("avi", Pista("libmp3lame", 44_100)), 1.045),
    "WMA": Entero("a.wma", lambda: montar("asf", WMA), 0.975),
    "WMA en directo": Entero("a.wma", lambda: emitir("asf", WMA), 0.975),
    "WMV cuyo sonido acaba antes que la imagen": Entero(
        "a.wmv", lambda: montar("asf", WMA, "msmpeg4", 2.0), 0.975
    ),
    "MPEG-TS": Entero("a.ts", mpegts, 1.045),
    "MPEG-TS con paquetes de relleno": Entero("a.ts", ts_con_relleno, 1.045),
    "MPEG-TS con vídeo más largo": Entero("a.ts", lambda: montar("mpegts", AAC, "mpeg2video", 2.5), 1.045),
    "MPG de cámara": Entero("a.mpg", programa, 1.019),
    "AC-3": Entero("a.ac3", ac3, 1.024),
    "E-AC-3": Entero("a.eac3", lambda: montar("eac3", Pista("eac3")), 1.024),
}
ROTOS = {
    "AIFF cortado": Roto("a.aiff", lambda: aiff()[:-99], LE_FALTAN),
    "AIFF que promete y no trae nada": Roto(
        "a.aiff", lambda: aiff()[: aiff().index(b"SSND") + 16], LE_FALTAN
    ),
    "AU cortado": Roto("a.au", lambda: au()[:-1], LE_FALTAN),
    "AU cortado en la cabecera": Roto("a.au", lambda: au()[:20], "sin que haya empezado"),
    "CAF cortado": Roto("a.caf", lambda: caf()[:-77], LE_FALTAN),
    "CAF de ALAC sin la tabla que permite leerlo": Roto(
        "a.caf", lambda: con_soundfile(Y, "CAF", "ALAC_16")[:-10], LE_FALTAN
    ),
    "AMR cortado en una trama": Roto("a.amr", lambda: amr()[:-5], "le faltan 5 bytes"),
    "AMR con un agujero": Roto("a.amr", lambda: amr()[:500] + amr()[511:], "deja de haber sonido"),
    "AVI cortado": Roto(
        "a.avi", lambda: montar("avi", Pista("pcm_s16le", SR), "mjpeg", 1.0)[:-2000], LE_FALTAN
    ),
    "AVI con la cabecera de un trozo pisada": Roto(
        "a.avi",
        lambda: con_bytes(avi(), avi().index(b"wb", avi().index(b"movi") + 2000) - 2, bytes(6)),
        "deja de haber sonido",
    ),
    "WMA cortado": Roto("a.wma", lambda: montar("asf", WMA)[:-1500], LE_FALTAN),
    "WMA cortado en la cabecera": Roto("a.wma", lambda: montar("asf", WMA)[:200], LE_FALTAN),
    "MPEG-TS cortado en un paquete": Roto("a.ts", lambda: mpegts()[:-70], LE_FALTAN),
    "MPEG-TS cortado entre dos paquetes": Roto("a.ts", lambda: mpegts()[: -3 * PAQUETE], LE_FALTAN),
    "MPEG-TS sin un paquete de en medio": Roto("a.ts", lambda: ts_sin_paquete(9), "deja de haber sonido"),
    "MPG cortado": Roto("a.mpg", lambda: programa()[:-1000], LE_FALTAN),
    "MPG con un agujero de ceros": Roto(
        "a.mpg",
        lambda: con_bytes(programa(), len(programa()) // 2, bytes(3000)),
        "deja de haber sonido",
    ),
    "AC-3 cortado en una trama": Roto("a.ac3", lambda: ac3()[:-33], "le faltan 33 bytes"),
}
