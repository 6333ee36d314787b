"""Las piezas con que se montan a mano, byte a byte, archivos raros y archivos rotos."""

import io
import re
import struct

import soundfile
from formatos import SR


def con_soundfile(y, formato, subtipo=None, sr=SR, **opciones):
    memoria = io.BytesIO()
    soundfile.write(memoria, y, sr, format=formato, subtype=subtipo, **opciones)
    return memoria.getvalue()


def trozo(nombre, datos, orden="<"):
    return nombre + struct.pack(f"{orden}I", len(datos)) + datos + bytes(len(datos) % 2)


def id3(cuantos):
    return b"ID3\x03\0\0" + bytes(cuantos >> 7 * i & 127 for i in (3, 2, 1, 0)) + bytes(cuantos)


def con_bytes(datos, posicion, nuevos):
    return datos[:posicion] + nuevos + datos[posicion + len(nuevos) :]


def ceros_en_medio(datos):
    return datos[: len(datos) // 2] + bytes(200) + datos[len(datos) // 2 + 200 :]


def mitad(datos):
    return datos[: len(datos) // 2]


def inicios_de_tramas(mp3):
    return [hallada.start() for hallada in re.finditer(rb"\xff\xf3[\x10-\xe8][\xc0-\xcf]", mp3)]


def flac_con(datos, muestras=None, md5=None):
    campo = int.from_bytes(datos[18:26], "big")
    if muestras is not None:
        datos = con_bytes(datos, 18, (campo >> 36 << 36 | muestras).to_bytes(8, "big"))
    return datos if md5 is None else con_bytes(datos, 26, md5)
