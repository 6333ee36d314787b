"""Todo lo que puede llegar en lugar de un sonido: qué se contesta a cada cosa, al cargarla y al clasificarla.

La tabla ERRORES dice, de cada archivo roto, qué error da; DOCUMENTADOS, de los que parecen rotos y se leen,
qué sale y por qué. Cada una se prueba con `cargar_audio` y con `clasificar`.
"""

import bz2
import gzip
import io
import json
import pickle
import re
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from formatos import SR, TODOS, escribir_con_pyav, escribir_todos, melodia, sin_cabecera_xing, wav
from modelos_diminutos import clasificador_ast
from piezas import (
    ceros_en_medio,
    con_bytes,
    con_soundfile,
    flac_con,
    id3,
    inicios_de_tramas,
    mitad,
    trozo,
)
from PIL import Image

from helpers.audio import Audio, cargar_audio
from helpers.audio.integridad.paginas import suma_ogg
from helpers.clasificacion import clasificar
from helpers.errores import ErrorDeAudio

COPIA = "copiarlo|descargarlo"
Y = melodia().y
PCM = (Y * 32_767).astype("<i2").tobytes()
WAV = wav(PCM)
LISTA = b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"


def decimales(*valores, veces=SR):
    """Un WAV de coma flotante que repite esos valores."""
    with np.errstate(over="ignore"):
        return wav(np.resize(np.array(valores), veces).astype("<f4").tobytes(), codigo=3, bits=32)


def antes_de(datos, marca):
    return datos[: datos.index(marca)]


def sin_medio(datos, desde=0.4, hasta=0.6):
    return datos[: int(desde * len(datos))] + datos[int(hasta * len(datos)) :]


def en_zip(datos):
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w") as archivo:
        archivo.writestr("voz.wav", datos)
    return memoria.getvalue()


def en_tar(datos):
    memoria = io.BytesIO()
    with tarfile.open(fileobj=memoria, mode="w") as archivo:
        ficha = tarfile.TarInfo("voz.wav")
        ficha.size = len(datos)
        archivo.addfile(ficha, io.BytesIO(datos))
    return memoria.getvalue()


def imagen(formato):
    memoria = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(memoria, formato)
    return memoria.getvalue()


def array_de_numpy():
    memoria = io.BytesIO()
    np.save(memoria, Y)
    return memoria.getvalue()


def video_mudo(carpeta):
    ruta = carpeta / "mudo.mp4"
    with av.open(str(ruta), "w") as salida:
        pista = salida.add_stream("mpeg4", rate=10)
        pista.width = pista.height = 32
        pista.pix_fmt = "yuv420p"
        cuadro = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        salida.mux(pista.encode(cuadro))
        salida.mux(pista.encode(None))
    return ruta.read_bytes()


def ogg_que_promete_mas(datos):
    ultima = datos.rindex(b"OggS")
    pagina = con_bytes(con_bytes(datos[ultima:], 6, struct.pack("<q", 10 * 48_000)), 22, bytes(4))
    return datos[:ultima] + con_bytes(pagina, 22, struct.pack("<I", suma_ogg(pagina)))


def ogg_sin_pagina(datos, cual):
    inicios = [hallada.start() for hallada in re.finditer(b"OggS", datos)] + [len(datos)]
    return datos[: inicios[cual]] + datos[inicios[cual + 1] :]


def primeras_tramas(mp3, cuantas):
    return mp3[: inicios_de_tramas(mp3)[cuantas]]


def mp3_sin_final(datos):
    return datos[: inicios_de_tramas(datos)[-10]]


def sin_trozo_iff(datos, nombre):
    inicio = datos.index(nombre)
    cuantos = 8 + int.from_bytes(datos[inicio + 4 : inicio + 8], "big")
    return datos[:inicio] + datos[inicio + cuantos :]


def con_vbri(datos):
    """Cambia el índice Xing de un MP3 por uno VBRI, con el mismo número de tramas y de bytes."""
    tramas = inicios_de_tramas(datos)
    indice = b"VBRI" + bytes(6) + struct.pack(">II", len(datos), len(tramas) - 1)
    return datos[:4] + (bytes(32) + indice).ljust(tramas[1] - 4, b"\0") + datos[tramas[1] :]


def con_indice_de(datos, tramas):
    """Cambia el número de tramas que dice tener un MP3."""
    return con_bytes(datos, max(datos.find(b"Info"), datos.find(b"Xing")) + 8, struct.pack(">I", tramas))


def amr_wb(tramas):
    """Un AMR de banda ancha, de silencio: sus tramas de 23,85 kbit/s son un byte de modo y 60 más."""
    return b"#!AMR-WB\n" + tramas * (b"\x44" + bytes(60))


def en_directo(webm):
    """Deja un WebM como el de un navegador que graba: sin tamaño en el segmento ni en los grupos."""
    for nombre in (b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"):
        partes = webm.split(nombre)
        for i, parte in enumerate(partes[1:], 1):
            largo = 9 - parte[0].bit_length()
            partes[i] = (
                bytes([2 ** (8 - largo) + 2 ** (8 - largo) - 1]) + b"\xff" * (largo - 1) + parte[largo:]
            )
        webm = nombre.join(partes)
    return webm


def caja_de_64_bits(cuantos):
    return struct.pack(">I4sQ", 1, b"free", 16 + cuantos) + bytes(cuantos)


@pytest.fixture(scope="module")
def buenos(tmp_path_factory):
    """Los bytes de un archivo correcto de cada formato, y los de un vídeo mudo."""
    carpeta = tmp_path_factory.mktemp("buenos")
    rutas = escribir_todos(carpeta, melodia())
    rutas["avi"] = carpeta / "melodia.avi"
    escribir_con_pyav(rutas["avi"], melodia(), "pcm_s16le", "avi", SR)
    rutas["mp3.wav"] = carpeta / "mp3.wav"
    escribir_con_pyav(rutas["mp3.wav"], melodia(), "libmp3lame", "wav", SR)
    return {extension: ruta.read_bytes() for extension, ruta in rutas.items()} | {"mudo": video_mudo(carpeta)}


@pytest.fixture(scope="module")
def clasificador():
    return clasificador_ast()


class Roto(NamedTuple):
    """Un archivo que no se puede leer: su nombre, sus bytes (o cómo salen de los correctos) y qué se dice."""

    nombre: str
    contenido: object
    que_paso: str
    que_hacer: str = COPIA


ERRORES = {
    # Nada, casi nada o solo la cabecera
    "vacío": Roto("a.wav", b"", "vacío: 0 bytes"),
    "un byte": Roto("a.wav", b"R", "formato de audio conocido", "conviértelo"),
    "solo la firma de un WAV": Roto("a.wav", b"RIFF", "acaba sin que haya empezado el sonido"),
    "media cabecera de WAV": Roto("a.wav", WAV[:30], "acaba sin que haya empezado el sonido"),
    "cabecera de WAV sin sonido": Roto("a.wav", wav(b""), "ni una muestra"),
    "WAV sin muestras y con etiquetas": Roto(
        "a.wav", wav(b"") + trozo(b"LIST", bytes(200)), "ni una muestra"
    ),
    "cabecera de FLAC sin sonido": Roto("a.flac", lambda b: b["flac"][:100], "dañado o cortado|formato"),
    "Ogg de una página": Roto("a.ogg", lambda b: b["ogg"][: b["ogg"].index(b"OggS", 4)], "última página"),
    "WAV con media muestra": Roto("a.wav", wav(b"\1"), "ni una muestra", "llegó a empezar"),
    "AIFF sin muestras": Roto("a.aiff", con_soundfile(Y[:0], "AIFF"), "ni una muestra"),
    "AU sin muestras": Roto("a.au", con_soundfile(Y[:0], "AU"), "ni una muestra"),
    "CAF sin muestras": Roto("a.caf", con_soundfile(Y[:0], "CAF"), "ni una muestra"),
    "FLAC sin muestras": Roto(
        "a.flac", lambda b: flac_con(con_bytes(b["flac"][:42], 4, b"\x80"), 0), "ni una muestra|dañado"
    ),
    "MP3 con solo su etiqueta": Roto("a.mp3", id3(5000), "acaba sin que haya empezado el sonido"),
    "MP3 cortado en su etiqueta": Roto("a.mp3", id3(5000)[:900], "acaba sin que haya empezado el sonido"),
    "AMR con solo la firma": Roto("a.amr", b"#!AMR\n", "ni una muestra"),
    # Lo que no es sonido
    "texto": Roto("a.wav", "Mañana grabo la voz.\n".encode(), "sino texto", "editor de texto"),
    "texto en UTF-16": Roto(
        "a.wav", "Mañana grabo la voz.".encode("utf-16"), "sino texto", "editor de texto"
    ),
    "programa de Python": Roto("a.wav", Path(__file__).read_bytes(), "sino texto", "editor de texto"),
    "JSON": Roto("a.wav", json.dumps({"error": "no encontrado"}).encode(), "sino texto", "editor de texto"),
    "página web": Roto("a.wav", b"<!DOCTYPE html>\n<html><body>404</body></html>", "página web", COPIA),
    "puntero de Git LFS": Roto(
        "a.wav",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 96044\n",
        "puntero de Git LFS",
        "git lfs pull",
    ),
    "lista de reproducción": Roto("a.mp3", LISTA, "lista de reproducción", "."),
    "imagen PNG": Roto("a.wav", imagen("PNG"), "imagen PNG", "archivo de sonido"),
    "imagen JPEG": Roto("a.mp3", imagen("JPEG"), "imagen JPEG", "archivo de sonido"),
    "imagen GIF": Roto("a.wav", imagen("GIF"), "imagen GIF", "archivo de sonido"),
    "imagen WebP": Roto("a.wav", imagen("WEBP"), "imagen WebP", "archivo de sonido"),
    "PDF": Roto("a.wav", b"%PDF-1.7\n" + bytes(500), "documento PDF", "archivo de sonido"),
    "ZIP con un WAV dentro": Roto("a.wav", en_zip(WAV), "comprimido ZIP", "descomprímelo"),
    "gzip de un WAV": Roto("a.wav", gzip.compress(WAV), "gzip", "descomprímelo"),
    "bzip2 de un WAV": Roto("a.wav", bz2.compress(WAV), "bzip2", "descomprímelo"),
    "TAR con un WAV dentro": Roto("a.wav", en_tar(WAV), "archivo TAR", "descomprímelo"),
    "pickle": Roto("a.wav", pickle.dumps(Y), "pickle", "archivo de sonido"),
    "array de NumPy": Roto("a.wav", array_de_numpy(), "array de NumPy", "numpy.load"),
    "SQLite": Roto("a.wav", b"SQLite format 3\0" + bytes(500), "SQLite", "Audacity"),
    "MIDI": Roto("a.wav", b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk", "MIDI", "sintetizador"),
    "restos de macOS": Roto("._a.wav", b"\0\x05\x16\x07\0\2\0\0Mac OS X" + bytes(4000), "metadatos", "«._»"),
    "programa": Roto("a.wav", b"\x7fELF\2\1\1" + bytes(500), "un programa", "archivo de sonido"),
    "ceros": Roto("a.wav", bytes(50_000), "solo ceros", COPIA),
    "bytes al azar": Roto(
        "a.wav", np.random.default_rng(0).bytes(50_000), "formato de audio conocido", "FLAC"
    ),
    "bytes al azar llamados mp3": Roto(
        "a.mp3", np.random.default_rng(1).bytes(50_000), "formato de audio", "."
    ),
    "vídeo mudo": Roto("a.mp4", lambda b: b["mudo"], "ninguna pista de sonido", "elige otro"),
    # Cortados: falta el final
    **{
        f"{extension} cortado por la mitad": Roto(
            f"a.{extension}", lambda b, e=extension: mitad(b[e]), "está cortado: le faltan [0-9\xa0]+ bytes"
        )
        for extension in sorted({*TODOS} - {"flac"})
    },
    "flac cortado por la mitad": Roto("a.flac", lambda b: mitad(b["flac"]), "dañado o cortado"),
    **{
        f"{extension} sin su último byte": Roto(f"a.{extension}", lambda b, e=extension: b[e][:-1], "cortado")
        for extension in TODOS
    },
    "Ogg sin la última página": Roto(
        "a.ogg", lambda b: b["opus"][: b["opus"].rindex(b"OggS")], "última página"
    ),
    "M4A sin índice": Roto(
        "a.m4a", lambda b: b["m4a"][: b["m4a"].index(b"moov") - 4], "«moov»", "volver a grabarlo"
    ),
    "MP3 con menos tramas que su índice": Roto("a.mp3", lambda b: mp3_sin_final(b["mp3"]), "solo se leen"),
    "MP3 de tres tramas, cortado": Roto(
        "a.mp3", lambda b: primeras_tramas(sin_cabecera_xing(b["mp3"]), 3)[:-5], "le faltan 5 bytes"
    ),
    "MP3 que cambia de frecuencia": Roto(
        "a.mp3",
        lambda b: sin_cabecera_xing(b["mp3"]) + sin_cabecera_xing(con_soundfile(Y, "MP3", sr=44_100)),
        "varias grabaciones",
        "separa",
    ),
    "MP3 con menos tramas que su índice VBRI": Roto(
        "a.mp3", lambda b: mp3_sin_final(con_vbri(b["mp3"])), "solo se leen"
    ),
    "MP3 con un índice que cuenta diez tramas de más": Roto(
        "a.mp3", lambda b: mp3_sin_final(con_indice_de(b["mp3"], 90)), "dice durar 3,2\xa0s"
    ),
    "AMR de banda ancha cortado": Roto("a.amr", amr_wb(50)[:-11], "le faltan 11 bytes"),
    "WebM en directo cortado": Roto("a.webm", lambda b: en_directo(b["webm"])[:-1500], "cortado: le falta"),
    "WebM en directo cortado en una cabecera": Roto(
        "a.webm", lambda b: en_directo(b["webm"])[: b["webm"].rindex(b"\x1f\x43\xb6\x75") + 5], "cortado"
    ),
    "WebM en directo cortado entre un nombre y su tamaño": Roto(
        "a.webm",
        lambda b: en_directo(b["webm"])[: b["webm"].rindex(b"\x1f\x43\xb6\x75") + 4],
        "le falta 1 byte",
    ),
    "M4A cortado en una caja de 64 bits": Roto(
        "a.m4a", lambda b: b["m4a"] + caja_de_64_bits(500)[:-77], "le faltan 77 bytes"
    ),
    "AVI cortado": Roto("a.avi", lambda b: mitad(b["avi"]), "le faltan [0-9\xa0]+ bytes"),
    "CAF sin la tabla que permite leerlo": Roto(
        "a.caf", con_soundfile(Y, "CAF", "ALAC_16")[:-10], "le faltan 10 bytes"
    ),
    "CAF cortado en lo que va detrás del sonido": Roto(
        "a.caf", lambda b: b["caf"] + b"pakt" + struct.pack(">q", 100) + bytes(60), "le faltan 40 bytes"
    ),
    "WAV con veinte mil trozos vacíos": Roto(
        "a.wav", WAV[:36] + 20_000 * trozo(b"junk", b"") + WAV[36:], "sin que haya empezado el sonido"
    ),
    "AIFF sin el trozo que lo describe": Roto(
        "a.aiff", lambda b: sin_trozo_iff(b["aiff"], b"COMM"), "sin que haya empezado el sonido"
    ),
    "Wave64 con un trozo más corto que su cabecera": Roto(
        "a.w64",
        lambda b: con_bytes(b["w64"], b["w64"].index(b"data") + 16, bytes(8)),
        "dañado|ni una muestra",
        ".",
    ),
    "Wave64 que no cabría en ningún disco": Roto(
        "a.w64",
        lambda b: con_bytes(b["w64"], 56, struct.pack("<Q", 2**63 + 2**50)),
        "dañado|cortado|formato",
        ".",
    ),
    "WAV extensible cortado": Roto("a.wav", con_soundfile(Y, "WAVEX")[:-500], "le faltan 500 bytes"),
    "WAV al revés cortado": Roto(
        "a.wav", con_soundfile(Y, "WAV", endian="BIG")[:-500], "le faltan 500 bytes"
    ),
    "WAV con etiquetas delante, cortado": Roto(
        "a.wav", WAV[:36] + trozo(b"LIST", b"INFO!") + WAV[36:-500], "le faltan 500 bytes"
    ),
    "WAV de 5 GB de los que solo hay un poco": Roto(
        "a.wav", con_bytes(con_soundfile(Y, "RF64"), 28, struct.pack("<Q", 5 * 2**30)), "faltan 5\xa0368\xa0"
    ),
    "MP3 con 5 MB de carátula, cortado": Roto("a.mp3", lambda b: id3(5_000_000) + mitad(b["mp3"]), "cortado"),
    "FLAC tras una etiqueta, cortado": Roto(
        "a.flac", lambda b: id3(500) + mitad(b["flac"]), "dañado o cortado"
    ),
    "Opus que promete diez segundos": Roto(
        "a.opus", lambda b: ogg_que_promete_mas(b["opus"]), "dice durar 10,0"
    ),
    "FLAC que promete el doble": Roto("a.flac", lambda b: flac_con(b["flac"], 96_000), "dañado o cortado"),
    # Dañados por dentro
    "FLAC que promete menos de lo que hay": Roto("a.flac", lambda b: flac_con(b["flac"], 100), "MD5"),
    "FLAC con otro MD5": Roto("a.flac", lambda b: flac_con(b["flac"], md5=bytes(range(16))), "MD5"),
    "FLAC sin un trozo": Roto("a.flac", lambda b: sin_medio(b["flac"]), "dañado"),
    "Ogg sin un trozo": Roto("a.ogg", lambda b: sin_medio(b["ogg"]), "dañado|cortado"),
    "Opus sin una página de en medio": Roto("a.opus", lambda b: ogg_sin_pagina(b["opus"], 2), "dañado"),
    "Ogg con ceros en medio": Roto("a.ogg", lambda b: ceros_en_medio(b["ogg"]), "dañado"),
    "MP3 sin un trozo": Roto(
        "a.mp3", lambda b: sin_medio(b["mp3"]), "en el byte [0-9]+ deja de haber sonido"
    ),
    "MP3 sin índice y sin un trozo": Roto(
        "a.mp3", lambda b: sin_medio(sin_cabecera_xing(b["mp3"])), "en el byte [0-9]+ deja de haber sonido"
    ),
    "MP3 con ceros en medio": Roto("a.mp3", lambda b: ceros_en_medio(b["mp3"]), "deja de haber sonido"),
    "MP3 sin índice a medio descargar": Roto(
        "a.mp3", lambda b: sin_cabecera_xing(b["mp3"]) + bytes(20_000), "deja de haber sonido"
    ),
    "AAC sin un trozo": Roto("a.aac", lambda b: sin_medio(b["aac"]), "deja de haber sonido"),
    "AMR sin un trozo": Roto("a.amr", lambda b: b["amr"][:1000] + b["amr"][1015:], "deja de haber sonido"),
    # Varias grabaciones en un archivo
    **{
        f"dos {extension} pegados": Roto(
            f"a.{extension}", lambda b, e=extension: 2 * b[e], "varias grabaciones", "separa"
        )
        for extension in sorted({*TODOS} - {"aac"})
    },
    "dos MP3 con carátula pegados": Roto(
        "a.mp3", lambda b: 2 * (id3(70_000) + sin_cabecera_xing(b["mp3"])), "varias grabaciones", "separa"
    ),
    # Cabeceras imposibles
    "WAV con un trozo impar sin relleno": Roto(
        "a.wav", WAV[:36] + trozo(b"LIST", b"INFO!")[:-1] + WAV[36:], "sin que haya empezado el sonido"
    ),
    "frecuencia de 0 Hz": Roto("a.wav", wav(PCM, sr=0), "formato de audio conocido|dañado", "."),
    "frecuencia de 1 Hz": Roto("a.wav", wav(PCM, sr=1), "frecuencia de muestreo de 1\xa0Hz"),
    "frecuencia de 1 GHz": Roto("a.wav", wav(PCM, sr=2**30), "1\xa0073\xa0741\xa0824\xa0Hz"),
    "WAV sin canales": Roto("a.wav", con_bytes(WAV, 22, b"\0\0"), "formato de audio conocido|dañado", "."),
    "WAV de enteros de 64 bits": Roto(
        "a.wav", wav(bytes(8 * SR), bits=64), "no se puede leer \\(s64\\)", "16 bits"
    ),
    "WAV con un códec que no existe": Roto("a.wav", wav(PCM, codigo=0xABCD), "formato|dañado|pista", "."),
    # Muestras imposibles
    "todo NaN": Roto(
        "a.wav", decimales(np.nan), "16\xa0000 muestras que no son finitas", "división entre cero"
    ),
    "un NaN": Roto(
        "a.wav", decimales(*Y[:100], np.nan, veces=101), "una muestra que no es finita", "división"
    ),
    "infinito": Roto("a.wav", decimales(0.5, -np.inf), "NaN o infinito", "división"),
    "NaN en un canal": Roto(
        "a.wav",
        con_soundfile(np.c_[Y, np.full_like(Y, np.nan)], "WAV", "FLOAT"),
        "NaN o infinito",
        "división",
    ),
    "infinitos opuestos en dos canales": Roto(
        "a.wav", con_soundfile(np.c_[Y + np.inf, Y - np.inf], "WAV", "FLOAT"), "NaN o infinito", "división"
    ),
    "doble precisión que no cabe": Roto(
        "a.wav", con_soundfile(1e300 * Y.astype(float), "WAV", "DOUBLE"), "infinito", "división"
    ),
    "amplitud de un millón": Roto("a.wav", decimales(1e6, -1e6), "llegan a 1\xa0000\xa0000", "32768"),
    # Canales que se anulan
    **{
        f"estéreo en contrafase, {formato}": Roto(
            "a.wav", con_soundfile(np.c_[Y, -Y], *formato.split()), "se anulan", "Audio\\(y\\[:, 0\\], sr\\)"
        )
        for formato in ("WAV PCM_16", "FLAC PCM_16", "OGG VORBIS", "OGG OPUS", "MP3 MPEG_LAYER_III")
    },
    "ocho canales que se anulan": Roto(
        "a.wav", con_soundfile(np.outer(Y, [1, -1] * 4), "WAV"), "se anulan", "Audio\\(y\\[:, 0\\], sr\\)"
    ),
}


class Leido(NamedTuple):
    """Un archivo que parece roto y se lee: qué sale, qué dice `clasificar` (None, responde) y por qué."""

    nombre: str
    contenido: object
    es_lo_esperado: object
    clasificar: str | None
    porque: str


def igual_que(y, sr=SR, tolerancia=1e-4):
    def es_igual(audio):
        return audio.sr == sr and len(audio.y) == len(y) and np.abs(audio.y - y).max() <= tolerancia

    return es_igual


def parecido_a(y, minimo):
    def es_parecido(audio):
        n = min(len(audio.y), len(y))
        return n > 0.98 * len(y) and np.corrcoef(audio.y[:n], y[:n])[0, 1] > minimo

    return es_parecido


def que_dura(segundos):
    return lambda audio: audio.duracion == pytest.approx(segundos, abs=0.15)


def con_sr(datos, sr):
    return con_bytes(datos, 24, struct.pack("<II", sr, 2 * sr))


RUIDO = np.random.default_rng(0).uniform(-0.5, 0.5, SR)
ES_SILENCIO = "silencio digital"
SIN_PERDIDA = "el códec no pierde nada audible"
DE_MAS = "lo que hay detrás o delante del sonido no es sonido, y no estorba"
EN_DIRECTO = "quien graba en directo no sabe cuánto va a ocupar: vale lo que hay"
NO_SE_SABE = "el formato no dice cuánto dura, y lo que hay está entero"
POR_CONTENIDO = "se reconoce por el contenido, no por el nombre"

DOCUMENTADOS = {
    "una muestra": Leido(
        "a.wav", wav(PCM[20_000:20_002]), lambda a: len(a.y) == 1, "corto: 1 muestra", "es un sonido"
    ),
    "399 muestras": Leido(
        "a.wav", decimales(*RUIDO, veces=399), lambda a: len(a.y) == 399, "corto: 399", "es un sonido"
    ),
    "400 muestras": Leido(
        "a.wav", decimales(*RUIDO, veces=400), lambda a: len(a.y) == 400, None, "es lo mínimo"
    ),
    "silencio digital": Leido(
        "a.wav", wav(bytes(2 * SR)), lambda a: not a.y.any(), ES_SILENCIO, "puede quererse ver"
    ),
    "constante": Leido(
        "a.wav", decimales(0.25), lambda a: (a.y == 0.25).all(), ES_SILENCIO, "nada se mueve: no suena"
    ),
    "amplitud de 1e-30": Leido(
        "a.wav",
        decimales(1e-30, -1e-30),
        lambda a: 0 < a.y.max() < 2e-30,
        ES_SILENCIO,
        "600 dB por debajo de lo audible",
    ),
    "números subnormales": Leido(
        "a.wav",
        decimales(1e-40, -1e-40),
        lambda a: a.y.max() < 1e-39,
        ES_SILENCIO,
        "800 dB por debajo de lo audible",
    ),
    "saturado": Leido(
        "a.wav",
        wav((np.sign(Y + 1e-9) * 32_767).astype("<i2").tobytes()),
        lambda a: a.y.max() > 0.999,
        None,
        "mal grabado, pero es un sonido",
    ),
    "pasa de la escala completa": Leido(
        "a.wav",
        decimales(*(3 * Y)),
        lambda a: 1 < a.y.max() < 2,
        None,
        "se conserva, y normalizar_pico lo arregla",
    ),
    "ocho canales iguales": Leido(
        "a.wav", con_soundfile(np.outer(Y, np.ones(8)), "WAV"), igual_que(Y), None, "se promedian"
    ),
    "uno de ocho canales": Leido(
        "a.wav", con_soundfile(np.outer(Y, np.eye(8)[3]), "WAV"), igual_que(Y / 8), None, "se promedian"
    ),
    "768 kHz": Leido(
        "a.wav", con_sr(WAV, 768_000), igual_que(Y, 768_000), None, "hay aparatos que graban así"
    ),
    "1 kHz": Leido(
        "a.wav", con_sr(wav(PCM[:SR]), 1000), igual_que(Y[: SR // 2], 1000), None, "la menor que se admite"
    ),
    **{
        subtipo: Leido(
            "a.wav", con_soundfile(Y, "WAV", subtipo), igual_que(Y, tolerancia=tolerancia), None, SIN_PERDIDA
        )
        for subtipo, tolerancia in {
            "PCM_U8": 1 / 128,
            "PCM_24": 1e-6,
            "PCM_32": 1e-6,
            "FLOAT": 0,
            "DOUBLE": 1e-6,
            "ALAW": 0.02,
            "ULAW": 0.02,
        }.items()
    },
    **{
        subtipo: Leido(
            "a.wav", con_soundfile(Y, "WAV", subtipo), parecido_a(Y, 0.97), None, "con pérdida, y se lee"
        )
        for subtipo in ("IMA_ADPCM", "MS_ADPCM", "GSM610", "G721_32")
    },
    "WAVE_FORMAT_EXTENSIBLE": Leido("a.wav", con_soundfile(Y, "WAVEX"), igual_que(Y), None, SIN_PERDIDA),
    "WAV al revés": Leido("a.wav", con_soundfile(Y, "WAV", endian="BIG"), igual_que(Y), None, SIN_PERDIDA),
    "WAV con el sonido antes que el formato": Leido(
        "a.wav", WAV[:12] + WAV[36:] + WAV[12:36], igual_que(Y), None, "el orden de los trozos da igual"
    ),
    "WAV con etiquetas delante y detrás": Leido(
        "a.wav",
        WAV[:36] + trozo(b"LIST", b"INFO!") + WAV[36:] + trozo(b"id3 ", bytes(33)),
        igual_que(Y),
        None,
        DE_MAS,
    ),
    "WAV con un número impar de bytes": Leido(
        "a.wav", wav(PCM[:-1]), igual_que(Y[:-1]), None, "sobra medio número"
    ),
    "WAV en directo, 0xFFFFFFFF": Leido("a.wav", wav(PCM, tamano=2**32 - 1), igual_que(Y), None, EN_DIRECTO),
    "WAV en directo, 0x7FFFFFFF": Leido("a.wav", wav(PCM, tamano=2**31 - 1), igual_que(Y), None, EN_DIRECTO),
    "WAV en directo, 0": Leido("a.wav", wav(PCM, tamano=0), igual_que(Y), None, EN_DIRECTO),
    "WAV en directo, cortado": Leido(
        "a.wav", wav(PCM[:SR], tamano=2**32 - 1), igual_que(Y[: SR // 2]), None, EN_DIRECTO
    ),
    "AU en directo": Leido(
        "a.au", con_bytes(con_soundfile(Y, "AU"), 8, b"\xff" * 4), igual_que(Y), None, EN_DIRECTO
    ),
    "CAF en directo": Leido(
        "a.caf",
        lambda b: con_bytes(b["caf"], b["caf"].index(b"data") + 4, b"\xff" * 8),
        igual_que(Y),
        None,
        EN_DIRECTO,
    ),
    "WAV con basura detrás": Leido("a.wav", WAV + b"basura" * 500, igual_que(Y), None, DE_MAS),
    "FLAC con basura detrás": Leido(
        "a.flac", lambda b: b["flac"] + b"basura" * 500, igual_que(Y), None, DE_MAS
    ),
    "FLAC tras una etiqueta": Leido("a.flac", lambda b: id3(5000) + b["flac"], igual_que(Y), None, DE_MAS),
    "FLAC tras una etiqueta con pie": Leido(
        "a.flac",
        lambda b: con_bytes(id3(5000), 5, b"\x10") + b"3DI" + bytes(7) + b["flac"],
        igual_que(Y),
        None,
        DE_MAS,
    ),
    "FLAC sin MD5": Leido(
        "a.flac", lambda b: flac_con(b["flac"], md5=bytes(16)), igual_que(Y), None, NO_SE_SABE
    ),
    "FLAC en directo": Leido(
        "a.flac", lambda b: flac_con(b["flac"], 0, bytes(16)), igual_que(Y), None, EN_DIRECTO
    ),
    "Ogg con basura detrás": Leido(
        "a.ogg", lambda b: b["ogg"] + bytes(500), parecido_a(Y, 0.98), None, DE_MAS
    ),
    "MP3 con basura delante": Leido(
        "a.mp3", lambda b: np.random.default_rng(0).bytes(3000) + b["mp3"], parecido_a(Y, 0.98), None, DE_MAS
    ),
    "MP3 con ceros detrás": Leido(
        "a.mp3", lambda b: b["mp3"] + bytes(9000), parecido_a(Y, 0.98), None, DE_MAS
    ),
    "MP3 con etiquetas detrás": Leido(
        "a.mp3",
        lambda b: b["mp3"] + b"APETAGEX" + bytes(200) + b"TAG" + bytes(125),
        parecido_a(Y, 0.98),
        None,
        DE_MAS,
    ),
    "MP3 con 5 MB de carátula": Leido(
        "a.mp3", lambda b: id3(5_000_000) + b["mp3"], parecido_a(Y, 0.98), None, DE_MAS
    ),
    "dos MP3 sin índice pegados": Leido(
        "a.mp3",
        lambda b: 2 * sin_cabecera_xing(b["mp3"]),
        que_dura(6.2),
        None,
        "nada los separa: se oyen los dos",
    ),
    "dos AAC sueltos pegados": Leido(
        "a.aac", lambda b: 2 * b["aac"], que_dura(6.1), None, "nada los separa: se oyen los dos"
    ),
    "MP3 sin índice, cortado entre tramas": Leido(
        "a.mp3", lambda b: mp3_sin_final(sin_cabecera_xing(b["mp3"])), que_dura(2.7), None, NO_SE_SABE
    ),
    "MP3 de tres tramas": Leido(
        "a.mp3",
        lambda b: primeras_tramas(sin_cabecera_xing(b["mp3"]), 3),
        lambda a: len(a.y) == 3 * 576,
        None,
        "hasta el final del archivo, todo son tramas",
    ),
    "MP3 dentro de un WAV": Leido("a.wav", lambda b: b["mp3.wav"], que_dura(3.1), None, "lo lee PyAV"),
    "MP3 con índice VBRI": Leido("a.mp3", lambda b: con_vbri(b["mp3"]), que_dura(3), None, "es otro índice"),
    "MP3 con un índice que se cuenta a sí mismo": Leido(
        "a.mp3",
        lambda b: con_indice_de(b["mp3"], len(inicios_de_tramas(b["mp3"]))),
        que_dura(3),
        None,
        "hay programas que lo hacen, y los bytes que dice tener son los que tiene",
    ),
    "AMR de banda ancha": Leido("a.amr", amr_wb(50), lambda a: len(a.y) == 16_000, None, "es un AMR más"),
    "WebM en directo": Leido("a.webm", lambda b: en_directo(b["webm"]), que_dura(3), None, EN_DIRECTO),
    "M4A con una caja de 64 bits": Leido(
        "a.m4a", lambda b: b["m4a"] + caja_de_64_bits(500), que_dura(3), None, DE_MAS
    ),
    "AVI": Leido("a.avi", lambda b: b["avi"], que_dura(3), None, "un vídeo, y sin imagen, también suena"),
    "AMR cortado entre tramas": Leido(
        "a.amr", lambda b: b["amr"][: 6 + 32 * 50], que_dura(1), None, NO_SE_SABE
    ),
    **{
        f"un {extension} llamado wav": Leido(
            "a.wav", lambda b, e=extension: b[e], que_dura(3), None, POR_CONTENIDO
        )
        for extension in sorted({*TODOS} - {"wav"})
    },
}


def escribir(carpeta, caso, buenos):
    ruta = carpeta / caso.nombre
    contenido = caso.contenido(buenos) if callable(caso.contenido) else caso.contenido
    ruta.write_bytes(bytes(contenido))
    return ruta


def oir(que, ruta, clasificador):
    return cargar_audio(ruta) if que == "cargar_audio" else clasificar(clasificador, ruta)


def exigir_error(error, ruta, que_paso, que_hacer):
    assert re.search(que_paso, error.que_paso)
    assert re.search(que_hacer, error.que_hacer)
    assert error.archivo == str(ruta)
    assert error.que_paso[0].isupper()
    assert error.que_paso.endswith(".")
    assert error.que_hacer.endswith((".", "?"))
    assert str(error).count("Archivo:") == 1
    assert not re.search(r"\b(error|file|invalid|denied|directory|Errno)\b", error.que_paso + error.que_hacer)


AL_CARGAR_Y_AL_CLASIFICAR = pytest.mark.parametrize("que", ["cargar_audio", "clasificar"])


@AL_CARGAR_Y_AL_CLASIFICAR
@pytest.mark.parametrize("caso", ERRORES.values(), ids=ERRORES)
def test_un_archivo_roto_da_su_error(tmp_path, buenos, clasificador, caso, que):
    ruta = escribir(tmp_path, caso, buenos)
    with pytest.raises(ErrorDeAudio) as info:
        oir(que, ruta, clasificador)
    exigir_error(info.value, ruta, caso.que_paso, caso.que_hacer)


@pytest.mark.parametrize("caso", DOCUMENTADOS.values(), ids=DOCUMENTADOS)
def test_un_archivo_raro_da_lo_que_se_ha_decidido(tmp_path, buenos, clasificador, caso):
    ruta = escribir(tmp_path, caso, buenos)
    audio = cargar_audio(ruta)
    assert isinstance(audio, Audio)
    assert caso.es_lo_esperado(audio), caso.porque
    if caso.clasificar is None:
        tabla = clasificar(clasificador, ruta)
        assert tabla["probabilidad"].sum() == pytest.approx(1)
    else:
        with pytest.raises(ErrorDeAudio, match=caso.clasificar) as info:
            clasificar(clasificador, ruta)
        assert info.value.archivo == str(ruta)
        assert info.value.que_hacer
