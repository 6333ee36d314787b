"""Un mismo sonido escrito en cada formato, y las piezas con que se montan a mano archivos raros."""

import struct
from fractions import Fraction

import av
import numpy as np
import soundfile

from helpers.audio import Audio, remuestrear

SR = 16_000
CON_PYAV = {  # extensión: códec, contenedor, frecuencia
    "m4a": ("aac", "ipod", 44_100),
    "mp4": ("aac", "mp4", 48_000),
    "webm": ("libopus", "webm", 48_000),
    "amr": ("libopencore_amrnb", "amr", 8000),
    "3gp": ("libopencore_amrnb", "3gp", 8000),
    "aac": ("aac", "adts", 44_100),
}
DE_SOUNDFILE = {  # extensión: formato y códec
    "wav": ("WAV", "PCM_16"),
    "flac": ("FLAC", "PCM_16"),
    "ogg": ("OGG", "VORBIS"),
    "opus": ("OGG", "OPUS"),
    "mp3": ("MP3", "MPEG_LAYER_III"),
}
CON_SOUNDFILE = ("wav", "flac", "ogg", "opus", "mp3", "aiff", "au", "caf", "w64", "rf64")
TODOS = (*CON_SOUNDFILE, *CON_PYAV)
SIN_DURACION = ("amr", "aac", "webm")


def melodia(segundos=3.0, sr=SR):
    """Tres notas con ataque: lo bastante viva para que un desfase o un trozo repetido se note."""
    t = np.arange(round(segundos * sr)) / sr
    frecuencia = np.choose((t / segundos * 3).astype(int).clip(0, 2), [220.0, 330.0, 440.0])
    envolvente = np.minimum(1, 20 * (t % (segundos / 3))) * np.exp(-2 * (t % (segundos / 3)))
    return Audio(0.5 * envolvente * np.sin(2 * np.pi * frecuencia * t), sr)


def escribir_con_pyav(ruta, audio, codec, contenedor, sr, canales=1, tasa=12_200):
    y = remuestrear(audio, sr).y
    disposicion = {1: "mono", 2: "stereo"}[canales]
    with av.open(str(ruta), "w", format=contenedor) as salida:
        pista = salida.add_stream(codec, rate=sr, layout=disposicion)
        if codec == "libopencore_amrnb":
            pista.bit_rate = tasa
        cuadro = av.AudioFrame.from_ndarray(np.tile(y, (canales, 1)), format="fltp", layout=disposicion)
        cuadro.sample_rate = sr
        conversor = av.AudioResampler(
            pista.codec_context.format.name, disposicion, sr, pista.codec_context.frame_size
        )
        inicio = 0
        for trozo in conversor.resample(cuadro) + conversor.resample(None):
            trozo.pts, trozo.time_base = inicio, Fraction(1, sr)
            inicio += trozo.samples
            salida.mux(pista.encode(trozo))
        salida.mux(pista.encode(None))


def guardar_audio(audio, ruta):
    """Escribe el sonido en el formato de la extensión: 16 bits exactos donde el formato los usa."""
    formato, codec = DE_SOUNDFILE[ruta.suffix[1:]]
    y = np.clip(np.rint(audio.y * 32768), -32768, 32767).astype(np.int16) if codec == "PCM_16" else audio.y
    with soundfile.SoundFile(ruta, "w", audio.sr, 1, codec, format=formato) as salida:
        for inicio in range(0, len(y), 65536):  # un OGG largo, de una vez, agota la pila
            salida.write(y[inicio : inicio + 65536])


def escribir(ruta, audio):
    extension = ruta.suffix[1:]
    if extension in CON_PYAV:
        escribir_con_pyav(ruta, audio, *CON_PYAV[extension])
    elif extension in ("aiff", "au", "caf", "w64", "rf64"):
        soundfile.write(ruta, audio.y, audio.sr, format=extension.upper())
    else:
        guardar_audio(audio, ruta)


def escribir_todos(carpeta, audio):
    """Escribe el sonido en todos los formatos: {extensión: ruta}."""
    rutas = {extension: carpeta / f"melodia.{extension}" for extension in TODOS}
    for ruta in rutas.values():
        escribir(ruta, audio)
    return rutas


def wav(datos, sr=SR, codigo=1, bits=16, tamano=None):
    """Monta los bytes de un WAV mono; `tamano`, el que dice tener el sonido si no es el que tiene."""
    formato = struct.pack("<HHIIHH", codigo, 1, sr, sr * bits // 8, bits // 8, bits)
    tamano = len(datos) if tamano is None else tamano
    cuerpo = b"WAVEfmt " + struct.pack("<I", 16) + formato + b"data" + struct.pack("<I", tamano) + datos
    return b"RIFF" + struct.pack("<I", min(len(cuerpo), 2**32 - 1)) + cuerpo


def sin_cabecera_xing(datos):
    """Quita de un MP3 la trama que dice cuántas hay."""
    marca = max(datos.find(b"Xing"), datos.find(b"Info"))
    return datos[datos.find(datos[:2], marca) :]
