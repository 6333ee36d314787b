"""WAV, FLAC, OGG, Opus, AIFF, CAF, AU y Wave64: lo que descodifica libsndfile, con soundfile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from helpers.audio.integridad.defectos import ArchivoDefectuoso, Defecto, leer_en, promete_mas
from helpers.audio.integridad.flac import ResumenFlac
from helpers.audio.integridad.paginas import pausa_o_promesa
from helpers.audio.tramo import Tramo

FIRMAS = (b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS", b"FORM", b".snd", b"caff", b"riff")
Explicacion = Callable[[Tramo, float, float], Defecto | None]  # de lo que se lee de menos: los segundos
NO_CUADRA = Defecto("El archivo está dañado: sus muestras no son las que se guardaron (no cuadra su MD5).")


@contextmanager
def abrir(tramo: Tramo, muestras_por_bloque: int) -> Iterator[tuple | None]:
    """Abre un archivo y da (sr, muestras, bloques), o None si libsndfile no conoce su formato o su códec.

    muestras : int o None, las que dice tener. bloques : arrays float32 (n, canales), según se piden;
    ArchivoDefectuoso si hay menos de las que dice o no son las que se guardaron.
    """
    import soundfile

    firma = leer_en(tramo, 0, 4)
    resumen = ResumenFlac(tramo) if firma == b"fLaC" else None
    if firma not in FIRMAS or (resumen and not resumen.muestras):
        yield None
        return
    tramo.seek(0)
    try:
        sonido = soundfile.SoundFile(tramo)
    except soundfile.LibsndfileError:
        yield None
        return
    if sonido.subtype.startswith("MPEG"):  # MP3 dentro de un WAV: por bloques, no sabe
        sonido.close()
        yield None
        return
    with sonido:
        muestras = sonido.frames if sonido.frames < 2**62 else None
        tramas = max(1, muestras_por_bloque // sonido.channels)
        bloques = _bloques_de_flac(sonido, tramas, resumen) if resumen else _bloques(sonido, tramas)
        explicar = pausa_o_promesa if firma == b"OggS" else _promete_mas
        yield (
            sonido.samplerate,
            muestras,
            _exigir_todas(bloques, muestras, sonido.samplerate, tramo, explicar),
        )


def _bloques(sonido, tramas: int) -> Iterator[np.ndarray]:
    while len(bloque := sonido.read(tramas, dtype="float32", always_2d=True)):
        yield bloque


def _bloques_de_flac(sonido, tramas: int, resumen: ResumenFlac) -> Iterator[np.ndarray]:
    while len(bloque := sonido.read(tramas, dtype="int32", always_2d=True)):
        resumen.anotar(bloque)
        yield bloque.astype(np.float32) / np.float32(2**31)
    if not resumen.cuadra:
        raise ArchivoDefectuoso(NO_CUADRA)


def _exigir_todas(
    bloques: Iterator[np.ndarray], muestras: int | None, sr: int, tramo: Tramo, explicar: Explicacion
) -> Iterator[np.ndarray]:
    leidas = 0
    for bloque in bloques:
        leidas += len(bloque)
        yield bloque
    if muestras is not None and leidas < muestras:
        defecto = explicar(tramo, muestras / sr, leidas / sr)
        if defecto:
            raise ArchivoDefectuoso(defecto)


def _promete_mas(_: Tramo, dichas_s: float, leidas_s: float) -> Defecto:
    return promete_mas(dichas_s, leidas_s)
