"""WAV y los suyos (RF64, RIFX, Wave64), como los escriben grabadoras, editores y programas en directo."""

import struct

import numpy as np
from formatos import SR, wav
from piezas import con_bytes, con_soundfile, trozo

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, Y, emitir

PCM = (Y * 32_767).astype("<i2").tobytes()
OCHO_BITS = ((Y * 127 + 128).astype("u1").tobytes())[:-1]
WAV = wav(PCM)
CABECERA = 44
LISTA = trozo(b"LIST", b"INFOISFT\x08\0\0\0Grabador")
BEXT = trozo(b"bext", b"Entrevista".ljust(602, b"\0"))
IXML = trozo(b"iXML", b"<BWFXML><PROJECT>Barrio</PROJECT></BWFXML>")
AUDIO_EN_DIRECTO = Pista("pcm_s16le", SR)
LE_FALTAN = "está cortado: le faltan [0-9\xa0]+ bytes"
SIN_EMPEZAR = "sin que haya empezado el sonido"
NI_UNA = "ni una muestra"


def con_trozos(delante=b"", detras=b"", datos=PCM):
    """Un WAV con otros trozos delante y detrás del sonido, y los tamaños bien puestos."""
    entero = wav(datos)
    cuerpo = entero[8:36] + delante + entero[36:] + detras
    return b"RIFF" + struct.pack("<I", len(cuerpo)) + cuerpo


def con_tamanos(riff, data, datos=PCM):
    """Un WAV que dice ocupar esos bytes, todo él y su sonido."""
    return con_bytes(wav(datos, tamano=data), 4, struct.pack("<I", riff))


def impar(relleno=b"", detras=b""):
    return con_bytes(
        wav(OCHO_BITS, bits=8) + relleno + detras,
        4,
        struct.pack("<I", CABECERA - 8 + len(OCHO_BITS + relleno + detras)),
    )


def de_24_bits_que_cuenta_su_cabecera():
    tripletas = (Y * 2**23).astype("<i4").view("u1").reshape(-1, 4)[:, :3].tobytes()
    return wav(tripletas, bits=24, tamano=len(tripletas) + CABECERA)


def decimal_con_pico():
    entero = wav(Y.astype("<f4").tobytes(), codigo=3, bits=32)
    detalle = trozo(b"fact", struct.pack("<I", len(Y))) + trozo(b"PEAK", bytes(16))
    cuerpo = entero[8:36] + detalle + entero[36:]
    return b"RIFF" + struct.pack("<I", len(cuerpo)) + cuerpo


def rf64_con(desplazamiento, valor):
    return con_bytes(con_soundfile(Y, "RF64"), desplazamiento, struct.pack("<Q", valor))


def w64_con(tamano):
    entero = con_soundfile(Y, "W64")
    return con_bytes(entero, entero.index(b"data") + 16, struct.pack("<Q", tamano))


def ley_a():
    return con_soundfile(Y, "WAV", "ALAW")


ENTEROS = {
    "WAV con LIST delante y detrás": Entero("a.wav", lambda: con_trozos(LISTA, LISTA)),
    "WAV de radio: bext delante, iXML detrás": Entero("a.wav", lambda: con_trozos(BEXT, IXML)),
    "WAV con un hueco JUNK antes del formato": Entero(
        "a.wav", lambda: WAV[:12] + trozo(b"JUNK", bytes(92)) + WAV[12:]
    ),
    "WAV con marcas cue y smpl detrás": Entero(
        "a.wav", lambda: con_trozos(b"", trozo(b"cue ", bytes(28)) + trozo(b"smpl", bytes(60)))
    ),
    "WAV con una etiqueta id3 detrás": Entero("a.wav", lambda: con_trozos(b"", trozo(b"id3 ", bytes(333)))),
    "WAV impar con su relleno y LIST detrás": Entero("a.wav", lambda: impar(b"\0", LISTA), parecido=0.97),
    "WAV impar sin relleno": Entero("a.wav", impar, parecido=0.97),
    "WAV impar sin relleno y con LIST detrás": Entero("a.wav", lambda: impar(b"", LISTA), parecido=0.97),
    "WAV extensible de 24 bits": Entero("a.wav", lambda: con_soundfile(Y, "WAVEX", "PCM_24")),
    "WAV de decimales con fact y PEAK": Entero("a.wav", decimal_con_pico),
    "WAV al revés, RIFX": Entero("a.wav", lambda: con_soundfile(Y, "WAV", endian="BIG")),
    "WAV de centralita, ley A": Entero("a.wav", ley_a),
    "WAV de grabadora, IMA ADPCM": Entero(
        "a.wav", lambda: con_soundfile(Y, "WAV", "IMA_ADPCM"), segundos=1.017, parecido=0.9
    ),
    "WAV de contestador, GSM": Entero("a.wav", lambda: con_soundfile(Y, "WAV", "GSM610"), parecido=0.9),
    "WAV por una tubería, 0xFFFFFFFF": Entero("a.wav", lambda: emitir("wav", AUDIO_EN_DIRECTO)),
    "WAV por una tubería, 0x7FFFF000": Entero("a.wav", lambda: con_tamanos(0x7FFFF024, 0x7FFFF000)),
    "WAV por una tubería, ceros": Entero("a.wav", lambda: con_tamanos(0, 0)),
    "WAV cuyo sonido dice 0 y RIFF es exacto": Entero("a.wav", lambda: wav(PCM, tamano=0)),
    "WAV cuyo sonido cuenta 36 bytes de más": Entero("a.wav", lambda: wav(PCM, tamano=len(PCM) + 36)),
    "WAV de 24 bits que cuenta su cabecera": Entero("a.wav", de_24_bits_que_cuenta_su_cabecera),
    "WAV cuyo RIFF cuenta 8 bytes de más": Entero("a.wav", lambda: con_tamanos(len(WAV), len(PCM))),
    "WAV cuyo RIFF se quedó en la cabecera": Entero("a.wav", lambda: con_tamanos(36, len(PCM))),
    "WAV con basura detrás": Entero("a.wav", lambda: WAV + b"\x01\x02basura" * 50),
    "RF64": Entero("a.rf64", lambda: con_soundfile(Y, "RF64")),
    "RF64 que no llegó a anotar su tamaño": Entero("a.rf64", lambda: rf64_con(28, 0)),
    "RF64 cuyo sonido cuenta 36 bytes de más": Entero("a.rf64", lambda: rf64_con(28, len(PCM) + 36)),
    "Wave64 por una tubería": Entero("a.w64", lambda: emitir("w64", AUDIO_EN_DIRECTO)),
    "Wave64 cuyo sonido cuenta 36 bytes de más": Entero("a.w64", lambda: w64_con(len(PCM) + 24 + 36)),
    "Wave64 que no llegó a anotar su tamaño": Entero("a.w64", lambda: w64_con(24)),
}
ROTOS = {
    "WAV cortado en el formato": Roto("a.wav", lambda: WAV[:28], SIN_EMPEZAR),
    "WAV cortado justo antes del sonido": Roto("a.wav", lambda: WAV[:36], SIN_EMPEZAR),
    "WAV que promete y no trae nada": Roto("a.wav", lambda: WAV[:CABECERA], LE_FALTAN),
    "WAV cortado a mitad de una muestra": Roto("a.wav", lambda: WAV[:-1], "le falta 1 byte"),
    "WAV a medio descargar": Roto("a.wav", lambda: WAV[: len(WAV) // 2], LE_FALTAN),
    "WAV que cuenta de más y además está cortado": Roto(
        "a.wav", lambda: wav(PCM, tamano=len(PCM) + 36)[:-1000], LE_FALTAN
    ),
    "WAV con bext, cortado en el bext": Roto("a.wav", lambda: con_trozos(BEXT)[:300], SIN_EMPEZAR),
    "WAV con LIST delante, cortado": Roto("a.wav", lambda: con_trozos(LISTA)[:-2], LE_FALTAN),
    "WAV sin muestras": Roto("a.wav", lambda: wav(b""), NI_UNA),
    "WAV sin muestras y con etiquetas": Roto("a.wav", lambda: con_trozos(b"", LISTA, b""), NI_UNA),
    "WAV en directo sin nada detrás": Roto("a.wav", lambda: con_tamanos(0xFFFFFFFF, 0xFFFFFFFF, b""), NI_UNA),
    "WAV extensible cortado": Roto("a.wav", lambda: con_soundfile(Y, "WAVEX", "PCM_24")[:-300], LE_FALTAN),
    "WAV GSM cortado": Roto("a.wav", lambda: con_soundfile(Y, "WAV", "GSM610")[:-30], LE_FALTAN),
    "RIFX cortado": Roto("a.wav", lambda: con_soundfile(Y, "WAV", endian="BIG")[:-7], LE_FALTAN),
    "RF64 cortado": Roto("a.rf64", lambda: con_soundfile(Y, "RF64")[:-500], LE_FALTAN),
    "RF64 de 5 GB de los que hay uno por mil": Roto("a.rf64", lambda: rf64_con(28, 5 * 2**30), LE_FALTAN),
    "Wave64 cortado": Roto("a.w64", lambda: con_soundfile(Y, "W64")[:-500], LE_FALTAN),
    "archivo de ceros": Roto("a.wav", lambda: bytes(32_044), "solo ceros"),
    "página web con nombre de WAV": Roto("a.wav", lambda: b"<!DOCTYPE html><html>404</html>", "página web"),
    "JSON con nombre de WAV": Roto("a.wav", lambda: b'{"error": "token caducado"}', "sino texto"),
    "WAV de NaN": Roto(
        "a.wav", lambda: wav(np.full(SR, np.nan, "<f4").tobytes(), codigo=3, bits=32), "no son finitas"
    ),
}
