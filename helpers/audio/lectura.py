"""De un archivo de sonido a bloques de muestras, sin ffmpeg instalado.

WAV, FLAC, OGG y Opus los lee libsndfile; MP3, M4A, WebM, AMR y todo lo demás, PyAV, cuyo paquete trae sus
códecs. (libsndfile también abre MP3, pero leído por bloques lo descodifica mal y escribe en la consola.)
Los errores de las dos bibliotecas se convierten en `ErrorDeAudio` aquí y en ningún otro sitio.

Un archivo cortado o dañado es un error siempre que se pueda saber: porque su contenedor no está entero
(`contenedores`), porque faltan paquetes o muestras de los que cuenta, porque no cuadran sus sumas (Ogg, FLAC)
o porque el códec se queja. No se mira cuánto dice durar: un contenedor lo apunta con un reloj, que cuenta
también la imagen y las pausas. No se puede saber si a un AMR, un AAC suelto, un AC-3, un MPEG-TS, un MP3 sin
índice, una grabación en directo o un FLAC que no anota cuántas muestras lleva les faltan tramas enteras del
final: de ellos se lee lo que hay.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np

from helpers import numeros
from helpers.audio import ajenos, con_libsndfile, con_pyav
from helpers.audio.canales import promediar
from helpers.audio.integridad import contenedores
from helpers.audio.integridad.defectos import (
    CORTADO_EN_LA_CABECERA,
    DANADO,
    ArchivoDefectuoso,
    Defecto,
    leer_en,
    tamano,
)
from helpers.audio.integridad.tramas import localizar_mp3, saltar_id3
from helpers.audio.rutas import VUELVE_A_COPIARLO, abrir, comprobar_ruta, error_del_sistema
from helpers.audio.tramo import Tramo
from helpers.errores import ErrorDeAudio

MUESTRAS_POR_BLOQUE = 2**20
SR_MINIMA, SR_MAXIMA = 1000, 1_000_000
DESCONOCIDO = Defecto(
    "El archivo no es de un formato de audio conocido, o está dañado desde el principio.",
    "conviértelo a WAV o FLAC con el programa que lo grabó, o vuelve a descargarlo.",
)


class Lectura(NamedTuple):
    """Un archivo abierto: `bloques` son arrays float32 mono (n,) que se leen según se piden.

    muestras : int o None, cuántas se esperan; sirve para saber si cabe antes de leerlo.
    """

    sr: int
    muestras: int | None
    bloques: Generator[np.ndarray]


@contextmanager
def leer_por_bloques(ruta: str | os.PathLike) -> Iterator[Lectura]:
    """Abre un archivo de sonido para leerlo en mono por bloques, sin que tenga que caber en memoria.

    Los canales se promedian. ErrorDeAudio si no existe, no se puede abrir, no es sonido, está vacío, cortado
    o dañado, lleva NaN o sus canales se anulan; de lo que solo se sabe al leerlo, al pedir los bloques.
    """
    ruta = comprobar_ruta(ruta)
    with abrir(ruta) as binario, ExitStack() as pila:
        tramo = Tramo(binario)
        with _traduciendo_errores(ruta, tramo):
            lectura = pila.enter_context(_abrir_sonido(tramo))
        if not SR_MINIMA <= lectura.sr <= SR_MAXIMA:
            raise ErrorDeAudio(
                f"Dice tener una frecuencia de muestreo de {numeros.hercios(lectura.sr)}: no puede ser.",
                ruta,
                f"la cabecera está dañada; {VUELVE_A_COPIARLO}",
            )
        # Pedir un bloque con el archivo ya cerrado tumbaría el proceso.
        yield lectura._replace(bloques=pila.enter_context(closing(_promediar(lectura.bloques, ruta, tramo))))


def _promediar(bloques: Generator[np.ndarray], ruta: Path, tramo: Tramo) -> Iterator[np.ndarray]:
    with _traduciendo_errores(ruta, tramo), closing(bloques):
        yield from promediar(bloques, ruta)


@contextmanager
def _traduciendo_errores(ruta: Path, tramo: Tramo) -> Iterator[None]:
    import av
    import soundfile

    try:
        yield
        defecto = None
    except ArchivoDefectuoso as error:
        defecto = error.defecto
    except (av.error.FFmpegError, soundfile.SoundFileError):
        defecto = DANADO
    if tramo.fallo is not None:
        raise error_del_sistema(ruta, tramo.fallo) from None
    if defecto is not None:
        raise ErrorDeAudio(defecto.que_paso, ruta, defecto.que_hacer) from None


@contextmanager
def _abrir_sonido(tramo: Tramo) -> Iterator[Lectura]:
    if ajeno := ajenos.reconocer(leer_en(tramo, 0, 512)):
        raise ArchivoDefectuoso(_no_es_sonido(ajeno))
    inicio = saltar_id3(tramo)
    if inicio >= tamano(tramo):
        raise ArchivoDefectuoso(CORTADO_EN_LA_CABECERA)
    if inicio:
        tramo = Tramo(tramo, inicio)
    if defecto := contenedores.defecto(tramo):
        raise ArchivoDefectuoso(defecto)
    if remiendo := contenedores.remiendo(tramo):
        tramo = Tramo(tramo, remiendo=remiendo)
    with ExitStack() as pila:
        abierto = pila.enter_context(con_libsndfile.abrir(tramo, MUESTRAS_POR_BLOQUE))
        if abierto is None:
            abierto = pila.enter_context(_abrir_con_pyav(tramo))
        yield Lectura(*abierto)


@contextmanager
def _abrir_con_pyav(tramo: Tramo) -> Iterator[con_pyav.Abierto]:
    mp3 = localizar_mp3(tramo)
    if mp3 is not None and mp3.defecto:
        raise ArchivoDefectuoso(mp3.defecto)
    sonido = tramo if mp3 is None else Tramo(tramo, mp3.inicio, mp3.fin)
    with con_pyav.abrir(sonido, None if mp3 is None else mp3.tramas) as abierto:
        if abierto is None:
            texto = ajenos.reconocer_texto(leer_en(tramo, 0, 512))
            raise ArchivoDefectuoso(_no_es_sonido(texto) if texto else DESCONOCIDO)
        yield abierto


def _no_es_sonido(ajeno: ajenos.Ajeno) -> Defecto:
    return Defecto(
        f"El archivo no contiene sonido, sino {ajeno.que_es}, aunque su nombre diga otra cosa.",
        ajeno.que_hacer,
    )
