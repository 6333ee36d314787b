"""MP3, M4A, WebM, AMR y todo lo que no lee libsndfile: lo descodifica PyAV, cuyo paquete trae sus códecs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain

import numpy as np

from helpers.audio.integridad.defectos import SIN_MUESTRAS, ArchivoDefectuoso, Defecto, promete_mas
from helpers.audio.tramo import Tramo

# Los contenedores que se abren: de sonido, y ninguno que mande abrir otros archivos o direcciones.
CONTENEDORES = "mov,matroska,amr,aac,mp3,ogg,flac,wav,w64,aiff,caf,asf,au,ac3,avi,mpeg,mpegts"
SIN_DURACION = ("aac", "ac3", "amr", "mp3")  # la que da PyAV es una estimación por el tamaño
TOLERANCIA_S = 0.3  # lo que un códec quita o añade al principio y al final
SIN_PISTA = Defecto(
    "El archivo no tiene ninguna pista de sonido.", "si es un vídeo mudo o una imagen, elige otro archivo."
)
CAMBIA_DE_FRECUENCIA = Defecto(
    "La frecuencia de muestreo cambia a mitad del archivo.", "expórtalo otra vez como WAV o FLAC."
)


@contextmanager
def abrir(tramo: Tramo, duracion_s: float | None = None) -> Iterator[tuple | None]:
    """Abre un archivo y da (sr, muestras, bloques), o None si PyAV no conoce su formato.

    duracion_s : float o None, lo que tiene que durar; si no se sabe, se toma la que diga el archivo.
    muestras : int o None, las que se esperan. bloques : arrays float64 (n, canales), según se piden;
    ArchivoDefectuoso si hay menos de las esperadas o no se pueden leer.
    """
    import av

    tramo.seek(0)
    try:
        contenedor = av.open(
            tramo, metadata_errors="replace", container_options={"format_whitelist": CONTENEDORES}
        )
    except av.error.FFmpegError:
        yield None
        return
    with contenedor:
        if not contenedor.streams.audio:
            raise ArchivoDefectuoso(SIN_PISTA)
        pista = contenedor.streams.audio[0]
        cuadros = contenedor.decode(pista)
        primero = next(cuadros, None)
        if primero is None:
            raise ArchivoDefectuoso(SIN_MUESTRAS)
        if duracion_s is None and contenedor.format.name not in SIN_DURACION:
            duracion_s = _duracion_declarada(contenedor, pista)
        sr = primero.sample_rate
        muestras = None if duracion_s is None else round(duracion_s * sr)
        yield sr, muestras, _bloques(chain([primero], cuadros), sr, duracion_s)


def _duracion_declarada(contenedor, pista) -> float | None:
    if pista.duration is not None and pista.duration > 0:
        return float(pista.duration * pista.time_base)
    if contenedor.duration is not None and contenedor.duration > 0:
        return contenedor.duration / 1_000_000
    return None


def _bloques(cuadros, sr: int, prometidos_s: float | None) -> Iterator[np.ndarray]:
    leidas = 0
    for cuadro in cuadros:
        if cuadro.sample_rate != sr:
            raise ArchivoDefectuoso(CAMBIA_DE_FRECUENCIA)
        leidas += cuadro.samples
        yield a_decimales(cuadro)
    if prometidos_s is not None and leidas / sr < prometidos_s - TOLERANCIA_S:
        raise ArchivoDefectuoso(promete_mas(prometidos_s, leidas / sr))


def a_decimales(cuadro) -> np.ndarray:
    """Convierte un cuadro de PyAV, de enteros o decimales, en float64 (n, canales) a escala 1."""
    try:
        muestras = cuadro.to_ndarray()
    except ValueError:  # un tipo que PyAV no pasa a NumPy, como enteros de 64 bits
        raise ArchivoDefectuoso(
            Defecto(
                f"Sus muestras son de un tipo que no se puede leer ({cuadro.format.name}).",
                "expórtalo otra vez como WAV de 16 bits; si no esperabas ese tipo, el archivo está dañado.",
            )
        ) from None
    muestras = muestras.T if cuadro.format.is_planar else muestras.reshape(-1, cuadro.layout.nb_channels)
    if muestras.dtype.kind == "u":
        return (muestras.astype(np.float64) - 128) / 128
    escala = 1 if muestras.dtype.kind == "f" else -float(np.iinfo(muestras.dtype).min)
    return muestras.astype(np.float64) / escala
