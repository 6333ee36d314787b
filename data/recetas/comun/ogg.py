"""Ogg con los mismos bytes cada vez: el formato lleva un número de serie al azar, y aquí se fija."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import numpy as np
import soundfile

from .nivel import rms

POLINOMIO = 0x04C11DB7


def codificar(y: np.ndarray, sr: int, codec: str, compresion: float) -> bytes:
    """Devuelve el archivo, mono. `codec` : "OPUS" o "VORBIS"; `compresion` : de 0, más bytes, a 1, menos."""
    memoria = io.BytesIO()
    soundfile.write(
        memoria, y.astype(np.float32), sr, format="OGG", subtype=codec, compression_level=compresion
    )
    return fijar_serie(memoria.getvalue())


def descodificar(ogg: bytes) -> np.ndarray:
    """Devuelve la señal, float64, como la leerá quien abra el archivo."""
    return soundfile.read(io.BytesIO(ogg))[0]


def perdida(y: np.ndarray, ogg: bytes) -> float:
    """Por cuánto hay que multiplicar `y` para que, ya codificada, recupere su valor eficaz.

    El códec quita más nivel cuanto más agudo es el sonido: sin corregirlo, el nivel delataría la clase.
    """
    return rms(y) / rms(descodificar(ogg))


def fijar_serie(ogg: bytes, serie: int = 1) -> bytes:
    """Devuelve el mismo archivo con ese número de serie en cada página y las sumas rehechas (RFC 3533)."""
    return b"".join(_con_serie(pagina, serie) for pagina in _paginas(ogg))


def _paginas(ogg: bytes) -> Iterator[bytes]:
    inicio = 0
    while inicio < len(ogg):
        segmentos = ogg[inicio + 26]
        fin = inicio + 27 + segmentos + sum(ogg[inicio + 27 : inicio + 27 + segmentos])
        yield ogg[inicio:fin]
        inicio = fin


def _con_serie(pagina: bytes, serie: int) -> bytes:
    nueva = bytearray(pagina)
    struct.pack_into("<I", nueva, 14, serie)
    struct.pack_into("<I", nueva, 22, 0)
    struct.pack_into("<I", nueva, 22, _suma(nueva))
    return bytes(nueva)


def _tabla() -> list[int]:
    tabla = []
    for octeto in range(256):
        resto = octeto << 24
        for _ in range(8):
            resto = (resto << 1) ^ (POLINOMIO if resto & 0x80000000 else 0)
        tabla.append(resto & 0xFFFFFFFF)
    return tabla


TABLA = _tabla()


def _suma(pagina: bytes) -> int:
    resto = 0
    for octeto in pagina:
        resto = ((resto << 8) & 0xFFFFFFFF) ^ TABLA[(resto >> 24) ^ octeto]
    return resto
