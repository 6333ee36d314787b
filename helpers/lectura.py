"""De un archivo de sonido a bloques de muestras, sin ffmpeg instalado.

WAV, FLAC, OGG y Opus los lee libsndfile; MP3, M4A, WebM, AMR y todo lo demás, PyAV, cuyo paquete trae sus
códecs. (libsndfile también abre MP3, pero leído por bloques lo descodifica mal y escribe en la consola.)
Los errores de las dos bibliotecas se convierten en `ErrorDeAudio` aquí y en ningún otro sitio.

Un archivo cortado o dañado es un error siempre que se pueda saber: porque dice cuánto debería durar, porque
acaba a mitad de una página o de un paquete, o porque no cuadran sus sumas de comprobación (Ogg, FLAC). Los
formatos que nada dicen (una grabación en directo, AMR, MP3 sin cabecera Xing) dan lo que se puede leer.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeAudio

MUESTRAS_POR_BLOQUE = 2**20
SR_MINIMA, SR_MAXIMA = 1000, 1_000_000
FIRMAS_DE_LIBSNDFILE = (b"RIFF", b"RIFX", b"RF64", b"fLaC", b"OggS", b"FORM", b".snd", b"caff", b"riff")
# Los contenedores que PyAV puede abrir: de sonido, y ninguno que mande abrir otros archivos o direcciones.
CONTENEDORES = "mov,matroska,amr,aac,mp3,ogg,flac,wav,aiff,caf,asf,au,ac3,avi,mpeg,mpegts"
TOLERANCIA_S = 0.3  # lo que un códec quita o añade al principio y al final
TAMANO_SIN_ESCRIBIR = 0x7FFFF000  # desde aquí, en un WAV, es el hueco que deja quien graba en directo

BITS_AL_REVES = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))

VUELVE_A_COPIARLO = "vuelve a copiarlo o a descargarlo, o expórtalo otra vez desde el programa que lo grabó"


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

    Los canales se promedian. ErrorDeAudio si no existe, no se puede abrir, no es sonido, está vacío o dañado.
    """
    ruta = comprobar_ruta(ruta)
    with _traduciendo_errores(ruta), _abrir(ruta) as lectura:
        if not SR_MINIMA <= lectura.sr <= SR_MAXIMA:
            raise ErrorDeAudio(
                f"Dice tener una frecuencia de muestreo de {numeros.hercios(lectura.sr)}: no puede ser.",
                ruta,
                f"la cabecera está dañada; {VUELVE_A_COPIARLO}.",
            )
        with closing(lectura.bloques):  # pedir un bloque con el archivo ya cerrado tumbaría el proceso
            yield lectura


def comprobar_ruta(ruta: str | os.PathLike) -> Path:
    """Devuelve la ruta como Path si es un archivo con algo dentro; ErrorDeAudio si no."""
    if not isinstance(ruta, (str, os.PathLike)):
        raise ErrorDeAudio(
            f"La ruta de un audio es un texto o un Path, no {type(ruta).__name__}.",
            que_hacer='escribe algo como cargar_audio("mi_voz.wav").',
        )
    if "://" in os.fspath(ruta):
        raise ErrorDeAudio(
            "Eso es una dirección de internet, no un archivo.",
            ruta,
            "descárgalo primero y pasa la ruta del archivo descargado.",
        )
    try:
        return _comprobar_archivo(Path(ruta))
    except ErrorDeAudio:
        raise
    except (OSError, ValueError) as error:  # ValueError: un carácter nulo, según la versión
        raise ErrorDeAudio(
            f"El sistema no deja abrir el archivo ({error}).", ruta, "comprueba el nombre y los permisos."
        ) from None


def _comprobar_archivo(ruta: Path) -> Path:
    if ruta.is_dir():
        raise ErrorDeAudio("Eso es una carpeta, no un archivo.", ruta, "elige uno de los archivos de dentro.")
    if not ruta.exists():
        raise ErrorDeAudio("No existe ese archivo.", ruta, _sugerir(ruta))
    if not ruta.is_file():
        raise ErrorDeAudio(
            "Eso no es un archivo corriente.", ruta, "usa un archivo de audio guardado en disco."
        )
    if ruta.stat().st_size == 0:
        raise ErrorDeAudio("El archivo está vacío: 0 bytes.", ruta, f"{VUELVE_A_COPIARLO}.")
    with ruta.open("rb"):
        return ruta


def _sugerir(ruta: Path) -> str:
    carpeta = ruta.parent
    if not carpeta.is_dir():
        return f"tampoco existe la carpeta {carpeta}; ahora mismo estás en {Path.cwd()}."
    parecidos = get_close_matches(ruta.name, [vecino.name for vecino in carpeta.iterdir()], cutoff=0.5)
    if parecidos:
        return f"¿querías decir {' o '.join(parecidos)}?"
    return f"comprueba el nombre y la carpeta; se ha buscado en {carpeta.resolve()}."


@contextmanager
def _traduciendo_errores(ruta: Path) -> Iterator[None]:
    import av
    import soundfile

    try:
        yield
    except (av.error.FFmpegError, soundfile.SoundFileError, OSError) as error:
        raise _error_de_dano(ruta) from error


def _error_de_dano(ruta: Path) -> ErrorDeAudio:
    return ErrorDeAudio(
        "El archivo está dañado o cortado y no se puede leer entero.", ruta, f"{VUELVE_A_COPIARLO}."
    )


@contextmanager
def _abrir(ruta: Path) -> Iterator[Lectura]:
    import av
    import soundfile

    with ruta.open("rb") as binario:
        firma = binario.read(4)
        if (firma == b"OggS" and _ogg_danado(binario)) or (
            firma in (b"RIFF", b"RIFX") and _wav_cortado(binario)
        ):
            raise _error_de_dano(ruta)
        if firma == b"OggS" and _ogg_encadenado(binario):
            raise ErrorDeAudio(
                "El archivo lleva varias grabaciones seguidas y solo se leería la primera.",
                ruta,
                "conviértelo a WAV con un editor de audio, o separa las grabaciones.",
            )
        if firma in FIRMAS_DE_LIBSNDFILE:
            try:
                sonido = soundfile.SoundFile(ruta)
            except soundfile.LibsndfileError:
                pass  # el contenedor lo conoce, pero no el códec de dentro: puede que PyAV sí
            else:
                with sonido:
                    yield _lectura_con_soundfile(sonido, ruta)
                return
        binario.seek(0)
        sabe_su_duracion = _sabe_su_duracion(binario.read(MUESTRAS_POR_BLOQUE))
        binario.seek(0)
        try:
            contenedor = av.open(
                binario, metadata_errors="replace", container_options={"format_whitelist": CONTENEDORES}
            )
        except av.error.FFmpegError as error:
            raise _error_de_formato(ruta) from error
        with contenedor:
            yield _lectura_con_av(contenedor, sabe_su_duracion, ruta)


def _error_de_formato(ruta: Path) -> ErrorDeAudio:
    with ruta.open("rb") as binario:
        principio = binario.read(512)
    es_texto = len(principio) > 8 and all(byte >= 32 or byte in b"\t\r\n" for byte in principio)
    if es_texto:
        return ErrorDeAudio(
            "El archivo no contiene sonido, sino texto o una página web, aunque su nombre diga otra cosa.",
            ruta,
            "suele ser una descarga fallida: ábrelo con un editor de texto y vuelve a descargarlo.",
        )
    return ErrorDeAudio(
        "El archivo no es de un formato de audio conocido, o está dañado desde el principio.",
        ruta,
        "conviértelo a WAV o FLAC con el programa que lo grabó, o vuelve a descargarlo.",
    )


def _error_de_corte(ruta: Path, prometidas_s: float, leidas_s: float) -> ErrorDeAudio:
    return ErrorDeAudio(
        f"El archivo está dañado o cortado: dice durar {numeros.duracion(prometidas_s)} y solo se leen "
        f"{numeros.duracion(leidas_s)}.",
        ruta,
        f"{VUELVE_A_COPIARLO}.",
    )


# --- WAV, FLAC, OGG, Opus: libsndfile ---


def _lectura_con_soundfile(sonido, ruta: Path) -> Lectura:
    muestras = sonido.frames if sonido.frames < 2**62 else None
    return Lectura(sonido.samplerate, muestras, _bloques_de_soundfile(sonido, muestras, ruta))


def _bloques_de_soundfile(sonido, muestras: int | None, ruta: Path) -> Iterator[np.ndarray]:
    leidas = 0
    tramas = max(1, MUESTRAS_POR_BLOQUE // sonido.channels)
    while len(bloque := sonido.read(tramas, dtype="float32", always_2d=True)):
        leidas += len(bloque)
        yield bloque.mean(axis=1, dtype=np.float32)
    if muestras is not None and leidas < muestras:
        raise _error_de_corte(ruta, muestras / sonido.samplerate, leidas / sonido.samplerate)


def _wav_cortado(binario: BinaryIO) -> bool:
    """Dice si el trozo «data» promete más bytes de los que hay (libsndfile lo da por bueno)."""
    tamano_real = binario.seek(0, os.SEEK_END)
    orden = {b"RIFF": "<", b"RIFX": ">"}.get(_leer_en(binario, 0, 4))
    posicion = 12
    while orden and len(cabecera := _leer_en(binario, posicion, 8)) == 8:
        nombre, tamano = struct.unpack(f"{orden}4sI", cabecera)
        if nombre == b"data":
            return tamano < TAMANO_SIN_ESCRIBIR and posicion + 8 + tamano > tamano_real
        posicion += 8 + tamano + tamano % 2
    return False


def _ogg_danado(binario: BinaryIO) -> bool:
    """Dice si falta o está dañada alguna página Ogg (las bibliotecas se la saltan y callan)."""
    posicion = 0
    while (cabecera := _leer_en(binario, posicion, 27)).startswith(b"OggS"):
        if len(cabecera) < 27:
            return True
        segmentos = binario.read(cabecera[26])
        pagina = cabecera + segmentos + binario.read(sum(segmentos))
        if _suma_ogg(pagina[:22] + bytes(4) + pagina[26:]) != int.from_bytes(pagina[22:26], "little"):
            return True
        posicion += len(pagina)
    return b"OggS" in cabecera + binario.read()


def _ogg_encadenado(binario: BinaryIO) -> bool:
    """Dice si, acabada una grabación Ogg, empieza otra en el mismo archivo."""
    posicion, empezada = 0, False
    while len(cabecera := _leer_en(binario, posicion, 27)) == 27 and cabecera.startswith(b"OggS"):
        es_la_primera_pagina = bool(cabecera[5] & 2)
        if es_la_primera_pagina and empezada:
            return True
        empezada = not es_la_primera_pagina
        posicion += 27 + cabecera[26] + sum(binario.read(cabecera[26]))
    return False


def _suma_ogg(pagina: bytes) -> int:
    """CRC de una página Ogg: el de zlib sin inversiones y con los bits de entrada y salida al revés."""
    suma = zlib.crc32(pagina.translate(BITS_AL_REVES), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{suma:032b}"[::-1], 2)


def _leer_en(binario: BinaryIO, posicion: int, cuantos: int) -> bytes:
    binario.seek(posicion)
    return binario.read(cuantos)


# --- MP3, M4A, WebM, AMR y lo demás: PyAV ---


def _lectura_con_av(contenedor, sabe_su_duracion: bool, ruta: Path) -> Lectura:
    if not contenedor.streams.audio:
        raise ErrorDeAudio("El archivo no tiene ninguna pista de sonido.", ruta, "elige otro archivo.")
    pista = contenedor.streams.audio[0]
    cuadros = contenedor.decode(pista)
    primero = next(cuadros, None)
    if primero is None:
        raise ErrorDeAudio("El archivo no contiene ni una muestra de sonido.", ruta, f"{VUELVE_A_COPIARLO}.")
    declarada_s = _duracion_declarada(contenedor, pista) if sabe_su_duracion else None
    return Lectura(
        sr=primero.sample_rate,
        muestras=None if declarada_s is None else round(declarada_s * primero.sample_rate),
        bloques=_bloques_de_av(chain([primero], cuadros), declarada_s, ruta),
    )


def _duracion_declarada(contenedor, pista) -> float | None:
    if pista.duration is not None and pista.duration > 0:
        return float(pista.duration * pista.time_base)
    if contenedor.duration is not None and contenedor.duration > 0:
        return contenedor.duration / 1_000_000
    return None


def _bloques_de_av(cuadros, prometida_s: float | None, ruta: Path) -> Iterator[np.ndarray]:
    leidas_s, sr = 0.0, None
    for cuadro in cuadros:
        sr = sr or cuadro.sample_rate
        if cuadro.sample_rate != sr:
            raise ErrorDeAudio(
                "La frecuencia de muestreo cambia a mitad del archivo.",
                ruta,
                "expórtalo otra vez como WAV o FLAC.",
            )
        leidas_s += cuadro.samples / sr
        try:
            bloque = _a_mono(cuadro)
        except ValueError:  # muestras de un tipo que PyAV no pasa a NumPy, como enteros de 64 bits
            raise ErrorDeAudio(
                f"Sus muestras son de un tipo que no se puede leer ({cuadro.format.name}).",
                ruta,
                "expórtalo otra vez como WAV de 16 bits; si no esperabas ese tipo, el archivo está dañado.",
            ) from None
        yield bloque
    if prometida_s is not None and leidas_s < prometida_s - TOLERANCIA_S:
        raise _error_de_corte(ruta, prometida_s, leidas_s)


def _a_mono(cuadro) -> np.ndarray:
    """Convierte un cuadro de PyAV, de enteros o decimales, en float32 mono (n,)."""
    muestras = cuadro.to_ndarray()
    if not cuadro.format.is_planar:
        muestras = muestras.reshape(-1, cuadro.layout.nb_channels).T
    if muestras.dtype.kind == "u":
        muestras = muestras.astype(np.float32) - 128
        escala = 128
    else:
        escala = 1 if muestras.dtype.kind == "f" else -float(np.iinfo(muestras.dtype).min)
    return (muestras.mean(axis=0, dtype=np.float64) / escala).astype(np.float32)


def _sabe_su_duracion(principio: bytes) -> bool:
    """Dice si el archivo anota su duración, o si la que da PyAV es una estimación por el tamaño."""
    if principio.startswith(b"ID3") or principio[:1] == b"\xff":  # MP3: solo con cabecera Xing, Info o VBRI
        return any(marca in principio for marca in (b"Xing", b"Info", b"VBRI"))
    return not principio.startswith(b"#!AMR")
