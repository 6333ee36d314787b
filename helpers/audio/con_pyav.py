"""MP3, M4A, WebM, AMR y todo lo que no lee libsndfile: lo descodifica PyAV, cuyo paquete trae sus códecs.

La duración que anota un contenedor es la de un reloj: cuenta la imagen, las pausas y lo que tarda en empezar
el sonido. Que esté entero se sabe por su estructura (`integridad`) y por los paquetes de la pista.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

import numpy as np

from helpers.audio.integridad.defectos import DANADO, SIN_MUESTRAS, ArchivoDefectuoso, Defecto, promete_mas
from helpers.audio.integridad.tramas import son_tramas_amr
from helpers.audio.tramo import Tramo

# Los contenedores que se abren: de sonido, y ninguno que mande abrir otros archivos o direcciones.
CONTENEDORES = "mov,matroska,amr,aac,mp3,ogg,flac,wav,w64,aiff,caf,asf,au,ac3,eac3,avi,mpeg,mpegts"
DE_AMR = {  # el descodificador de cada uno, y la firma del archivo que llevaría sus tramas
    "amrnb": ("libopencore_amrnb", b"#!AMR\n"),
    "amrwb": ("libopencore_amrwb", b"#!AMR-WB\n"),
}
SIN_PISTA = Defecto(
    "El archivo no tiene ninguna pista de sonido.", "si es un vídeo mudo o una imagen, elige otro archivo."
)
SIN_CODEC = Defecto(
    "El sonido del archivo va en un códec que no se conoce, o está dañado.",
    "expórtalo otra vez como WAV o FLAC desde el programa que lo grabó.",
)
CAMBIA_DE_FRECUENCIA = Defecto(
    "La frecuencia de muestreo cambia a mitad del archivo.", "expórtalo otra vez como WAV o FLAC."
)


@contextmanager
def abrir(tramo: Tramo, paquetes: int | None = None) -> Iterator[tuple | None]:
    """Abre un archivo y da (sr, muestras, bloques), o None si PyAV no conoce su formato.

    paquetes : int o None, cuántos tienen que salir de él, si se sabe. muestras : int o None, las que como
    mucho se esperan. bloques : arrays float64 (n, canales), según se piden; ArchivoDefectuoso si salen menos
    paquetes o no se pueden leer.
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
        if pista.codec_context is None:
            raise ArchivoDefectuoso(SIN_CODEC)
        cuadros = _cuadros(pista, _paquetes(contenedor, pista, paquetes))
        primero = next(cuadros, None)
        if primero is None:
            raise ArchivoDefectuoso(SIN_MUESTRAS)
        por_paquete = max(primero.samples, pista.codec_context.frame_size)
        muestras = _de_un_mp4(contenedor, pista, por_paquete) if paquetes is None else paquetes * por_paquete
        yield primero.sample_rate, muestras, _bloques(chain([primero], cuadros), primero.sample_rate)


def _de_un_mp4(contenedor, pista, por_paquete: int) -> int | None:
    """Devuelve cuántas muestras tiene como mucho un MP4, que cuenta sus paquetes; None si no lo es."""
    if "mp4" not in contenedor.format.name or not pista.frames or not pista.duration:
        return None
    de_reloj = int(pista.duration * pista.time_base * pista.codec_context.sample_rate)
    return min(pista.frames * por_paquete, de_reloj)


def _paquetes(contenedor, pista, cuantos: int | None) -> Iterator:
    """Da los paquetes de una pista, y al acabar exige que hayan sido al menos `cuantos`."""
    leidos = 0
    for paquete in contenedor.demux(pista):
        if paquete.size:
            leidos += 1
            yield paquete
    if cuantos is not None and leidos < cuantos:
        segundos = pista.codec_context.frame_size / pista.codec_context.sample_rate
        raise ArchivoDefectuoso(promete_mas(cuantos * segundos, leidos * segundos))


def _cuadros(pista, paquetes: Iterable) -> Iterator:
    """Descodifica los paquetes con el descodificador de la pista, salvo los de AMR.

    El suyo no sabe de las tramas de silencio de un móvil. El que se usa no protesta por nada: se mira antes.
    """
    import av

    descodificador = pista.codec_context
    if descodificador.name in DE_AMR:
        nombre, firma = DE_AMR[descodificador.name]
        paquetes = _exigir_tramas_amr(firma, paquetes)
        descodificador = av.CodecContext.create(nombre, "r")
        descodificador.sample_rate, descodificador.layout = pista.codec_context.sample_rate, "mono"
    for paquete in paquetes:
        yield from descodificador.decode(paquete)
    yield from descodificador.decode(None)


def _exigir_tramas_amr(firma: bytes, paquetes: Iterable) -> Iterator:
    for paquete in paquetes:
        if not son_tramas_amr(firma, bytes(paquete)):
            raise ArchivoDefectuoso(DANADO)
        yield paquete


def _bloques(cuadros, sr: int) -> Iterator[np.ndarray]:
    for cuadro in cuadros:
        if cuadro.sample_rate != sr:
            raise ArchivoDefectuoso(CAMBIA_DE_FRECUENCIA)
        yield a_decimales(cuadro)


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
