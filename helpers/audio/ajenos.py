"""Lo que a veces se llama «.wav» y no es sonido: se reconoce por cómo empieza, y se dice qué hacer."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from helpers.audio.rutas import VUELVE_A_COPIARLO

BUSCA_EL_DE_VERDAD = "busca el archivo de sonido; si lo has descargado, el enlace no era el suyo."
DESCOMPRIMELO = "descomprímelo y usa el archivo de sonido que lleva dentro."
FIRMAS = (  # posición, bytes, qué es, qué hacer
    (0, b"\x89PNG\r\n", "una imagen PNG", BUSCA_EL_DE_VERDAD),
    (0, b"\xff\xd8\xff", "una imagen JPEG", BUSCA_EL_DE_VERDAD),
    (0, b"GIF8", "una imagen GIF", BUSCA_EL_DE_VERDAD),
    (8, b"WEBP", "una imagen WebP", BUSCA_EL_DE_VERDAD),
    (0, b"%PDF", "un documento PDF", BUSCA_EL_DE_VERDAD),
    (0, b"PK\x03\x04", "un archivo comprimido ZIP", DESCOMPRIMELO),
    (0, b"PK\x05\x06", "un archivo comprimido ZIP vacío", VUELVE_A_COPIARLO),
    (0, b"\x1f\x8b", "un archivo comprimido con gzip", DESCOMPRIMELO),
    (0, b"BZh", "un archivo comprimido con bzip2", DESCOMPRIMELO),
    (0, b"\xfd7zXZ", "un archivo comprimido con xz", DESCOMPRIMELO),
    (0, b"7z\xbc\xaf", "un archivo comprimido 7-Zip", DESCOMPRIMELO),
    (0, b"Rar!", "un archivo comprimido RAR", DESCOMPRIMELO),
    (0, b"\x28\xb5\x2f\xfd", "un archivo comprimido con zstd", DESCOMPRIMELO),
    (257, b"ustar", "un archivo TAR", DESCOMPRIMELO),
    (0, b"\x93NUMPY", "un array de NumPy", "cárgalo con numpy.load y crea el sonido con Audio(y, sr)."),
    (0, b"\x89HDF", "un archivo HDF5", "léelo con h5py y crea el sonido con Audio(y, sr)."),
    (
        0,
        b"MATLAB 5.0",
        "un archivo de MATLAB",
        "léelo con scipy.io.loadmat y crea el sonido con Audio(y, sr).",
    ),
    (0, b"SQLite format 3", "una base de datos SQLite", "si es un proyecto de Audacity, expórtalo como WAV."),
    (0, b"MThd", "un MIDI, que guarda las notas y no el sonido", "conviértelo a WAV con un sintetizador."),
    (0, b"NIST_1A", "un NIST SPHERE", "conviértelo a WAV, por ejemplo con sox o con soundfile.read."),
    (
        0,
        b"\x00\x05\x16\x07",
        "el archivo de metadatos que macOS deja junto a otro",
        "usa el archivo que se llama igual, pero sin «._» delante.",
    ),
    (
        0,
        b"bplist00",
        "una lista de propiedades de macOS",
        "si acaba en .icloud, descárgalo primero de iCloud.",
    ),
    (0, b"\x7fELF", "un programa", BUSCA_EL_DE_VERDAD),
    (0, b"MZ", "un programa de Windows", BUSCA_EL_DE_VERDAD),
    *((0, bytes([0x80, version]), "un pickle de Python", BUSCA_EL_DE_VERDAD) for version in (2, 3, 4, 5)),
)
MARCAS_DE_ORDEN = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
VUELVE_A_DESCARGARLO = "suele ser una descarga fallida: ábrelo con un editor de texto y vuelve a descargarlo."


class Ajeno(NamedTuple):
    """Algo que no es sonido. que_es : str, con su artículo. que_hacer : str."""

    que_es: str
    que_hacer: str


def reconocer(principio: bytes) -> Ajeno | None:
    """Dice qué es un archivo por su firma, si no es de sonido; None si no se reconoce.

    principio : bytes, los primeros 512 o más.
    """
    for posicion, firma, que_es, que_hacer in FIRMAS:
        if principio.startswith(firma, posicion):
            return Ajeno(que_es, que_hacer)
    return None


def reconocer_texto(principio: bytes) -> Ajeno | None:
    """Dice qué clase de texto es, o si son todo ceros; None si no lo parece."""
    if not principio.strip(b"\0"):
        return Ajeno("solo ceros", f"la copia o la descarga no llegó a terminar: {VUELVE_A_COPIARLO}")
    if principio.startswith(MARCAS_DE_ORDEN):
        return Ajeno("texto", VUELVE_A_DESCARGARLO)
    if len(principio) <= 8 or any(byte < 32 and byte not in b"\t\r\n\f" for byte in principio):
        return None
    minusculas = principio.lstrip().lower()
    if minusculas.startswith(b"version https://git-lfs"):
        return Ajeno(
            "un puntero de Git LFS, unas líneas de texto que están en lugar del sonido",
            "descarga el archivo de verdad: en la carpeta del repositorio, git lfs install y git lfs pull.",
        )
    if minusculas.startswith((b"<!doctype html", b"<html")) or b"<html" in minusculas:
        return Ajeno("una página web", VUELVE_A_DESCARGARLO)
    if minusculas.startswith(b"#extm3u"):
        return Ajeno(
            "una lista de reproducción, que es texto", "descarga los sonidos que enumera, o grábalos aparte."
        )
    return Ajeno("texto", VUELVE_A_DESCARGARLO)
