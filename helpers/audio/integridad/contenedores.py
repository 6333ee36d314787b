"""¿Está entero el archivo? Lo que cada contenedor dice de sí mismo, comprobado antes de leer ni una muestra.

Las bibliotecas que descodifican dan por bueno un archivo cortado, con un hueco o con otro pegado detrás, y
entregan menos sonido sin decirlo. Aquí se recorre la estructura: trozos (`trozos`), páginas (`paginas`),
tramas (`tramas`), cajas (`cajas`), elementos (`elementos`), objetos (`objetos`) o paquetes
(`transporte`, `programa`).
"""

from __future__ import annotations

from typing import BinaryIO

from helpers.audio.integridad import (
    avi,
    cajas,
    elementos,
    flac,
    objetos,
    paginas,
    programa,
    tramas,
    transporte,
    trozos,
)
from helpers.audio.integridad.defectos import Defecto, Remiendo, leer_en


def _revisar_riff(binario: BinaryIO) -> Defecto | None:
    return (avi.revisar_avi if _es_avi(binario) else trozos.revisar_wav)(binario)


def _remendar_riff(binario: BinaryIO) -> Remiendo | None:
    return (avi.sin_indice if _es_avi(binario) else trozos.tamano_de_wav)(binario)


def _es_avi(binario: BinaryIO) -> bool:
    return leer_en(binario, 8, 4) == b"AVI "


REVISIONES = {
    b"RIFF": _revisar_riff,
    b"RIFX": trozos.revisar_wav,
    b"RF64": trozos.revisar_wav,
    b"BW64": trozos.revisar_wav,
    b"riff": trozos.revisar_w64,
    b"FORM": trozos.revisar_aiff,
    b"caff": trozos.revisar_caf,
    b".snd": trozos.revisar_au,
    b"OggS": paginas.revisar_ogg,
    b"fLaC": flac.revisar_flac,
    b"#!AM": tramas.revisar_amr,
    b"\x1aE\xdf\xa3": elementos.revisar_matroska,
    b"0&\xb2u": objetos.revisar_asf,
    b"\0\0\1\xba": programa.revisar_programa,
}
REMIENDOS = {
    b"RIFF": _remendar_riff,
    b"RIFX": trozos.tamano_de_wav,
    b"RF64": trozos.tamano_de_wav,
    b"riff": trozos.tamano_de_w64,
    b".snd": trozos.tamano_de_au,
    b"OggS": paginas.marca_de_fin,
    b"fLaC": flac.muestras_sin_contar,
}


def defecto(binario: BinaryIO) -> Defecto | None:
    """Dice qué le falta o le sobra a un archivo de sonido, o None si por fuera está entero."""
    revisar = REVISIONES.get(leer_en(binario, 0, 4))
    if revisar is not None:
        return revisar(binario)
    if cajas.es_mp4(binario):
        return cajas.revisar_mp4(binario)
    if transporte.es_mpegts(binario):
        return transporte.revisar_mpegts(binario)
    if tramas.trama_ac3(leer_en(binario, 0, 6)):
        return tramas.revisar_ac3(binario)
    return tramas.revisar_adts(binario)


def remiendo(binario: BinaryIO) -> Remiendo | None:
    """Da lo que un archivo entero dejó sin escribir y hace falta para leerlo, o None si no le falta nada."""
    remendar = REMIENDOS.get(leer_en(binario, 0, 4))
    return None if remendar is None else remendar(binario)
