"""Escribe con PyAV, en cualquier contenedor, un sonido que empieza tarde, hace pausas o va con imagen."""

import io
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
from formatos import SR, melodia

from helpers.audio import remuestrear

SEGUNDOS = 1.0
IMAGENES_POR_S = 10
Y = melodia(SEGUNDOS).y


class Tuberia:
    """Un destino en el que no se puede volver atrás, como la salida de un programa que graba en directo."""

    def __init__(self):
        self.memoria = io.BytesIO()

    def write(self, datos):
        return self.memoria.write(datos)


class Pista(NamedTuple):
    """Cómo va el sonido en un contenedor.

    desde_s : cuándo empieza. pausas : (en qué segundo, cuánto dura), sin que se pierda nada de lo que suena.
    """

    codec: str
    sr: int = 48_000
    canales: int = 1
    tasa: int | None = None
    desde_s: float = 0.0
    pausas: tuple = ()


def montar(contenedor, pista, imagen=None, imagen_s=0.0, **opciones):
    """Los bytes de un archivo cerrado como es debido. imagen : códec del vídeo que dura `imagen_s`."""
    with tempfile.TemporaryDirectory(prefix="montaje_") as carpeta:
        ruta = Path(carpeta) / "a"
        _escribir(str(ruta), contenedor, pista, imagen, imagen_s, opciones)
        return ruta.read_bytes()


def emitir(contenedor, pista, imagen=None, imagen_s=0.0, **opciones):
    """Los bytes que escribe quien graba en directo, sin volver atrás a poner los tamaños."""
    tuberia = Tuberia()
    _escribir(tuberia, contenedor, pista, imagen, imagen_s, opciones)
    return tuberia.memoria.getvalue()


def _escribir(destino, contenedor, pista, imagen, imagen_s, opciones):
    with av.open(destino, "w", format=contenedor, options=opciones) as salida:
        sonido = _anadir_sonido(salida, pista)
        video = _anadir_imagen(salida, imagen) if imagen else None
        salida.start_encoding()
        paquetes = [_desplazar(p, pista) for p in _codificar_sonido(sonido, pista)]
        paquetes += _codificar_imagen(video, imagen_s) if video else []
        for paquete in sorted(paquetes, key=lambda p: float(p.dts * p.time_base)):
            salida.mux(paquete)


def _anadir_sonido(salida, pista):
    sonido = salida.add_stream(pista.codec, rate=pista.sr, layout={1: "mono", 2: "stereo"}[pista.canales])
    if pista.tasa:
        sonido.bit_rate = pista.tasa
    return sonido


def _anadir_imagen(salida, codec):
    video = salida.add_stream(codec, rate=IMAGENES_POR_S)
    video.width = video.height = 32
    video.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
    return video


def _codificar_sonido(sonido, pista):
    y = remuestrear(melodia(SEGUNDOS, SR), pista.sr).y
    disposicion = sonido.codec_context.layout.name
    cuadro = av.AudioFrame.from_ndarray(np.tile(y, (pista.canales, 1)), format="fltp", layout=disposicion)
    cuadro.sample_rate = pista.sr
    contexto = sonido.codec_context
    conversor = av.AudioResampler(contexto.format.name, disposicion, pista.sr, contexto.frame_size)
    paquetes, inicio = [], 0
    for trozo in conversor.resample(cuadro) + conversor.resample(None):
        trozo.pts, trozo.time_base = inicio, Fraction(1, pista.sr)
        inicio += trozo.samples
        paquetes += sonido.encode(trozo)
    return paquetes + sonido.encode(None)


def _desplazar(paquete, pista):
    en_s = float(paquete.pts * paquete.time_base)
    espera_s = pista.desde_s + sum(dura for en, dura in pista.pausas if en_s >= en)
    paquete.pts += round(espera_s / paquete.time_base)
    paquete.dts = paquete.pts
    return paquete


def _codificar_imagen(video, segundos):
    paquetes = []
    for n in range(round(segundos * IMAGENES_POR_S)):
        gris = np.full((32, 32, 3), 25 * (n % 10), np.uint8)
        cuadro = av.VideoFrame.from_ndarray(gris, format="rgb24").reformat(format=video.pix_fmt)
        cuadro.pts, cuadro.time_base = n, Fraction(1, IMAGENES_POR_S)
        paquetes += video.encode(cuadro)
    return paquetes + video.encode(None)
