"""Archivos enteros pero raros, y archivos rotos, hechos aquí mismo: por familias, cada uno con su nombre."""

from fabricas import flac, matroska, mp3, mp4, ogg, otros, wav

FAMILIAS = {
    "WAV": wav,
    "MP3": mp3,
    "FLAC": flac,
    "Ogg": ogg,
    "MP4 y AAC": mp4,
    "Matroska": matroska,
    "otros": otros,
}
ENTEROS = {nombre: caso for familia in FAMILIAS.values() for nombre, caso in familia.ENTEROS.items()}
ROTOS = {nombre: caso for familia in FAMILIAS.values() for nombre, caso in familia.ROTOS.items()}
