"""¿Está entero el archivo? Lo que cada contenedor dice de sí mismo, comprobado antes de leer ni una muestra.

Las bibliotecas que descodifican dan por bueno un archivo cortado, con un hueco o con otro pegado detrás, y
entregan menos sonido sin decirlo. Aquí se recorre la estructura: trozos (`trozos`), páginas (`paginas`),
tramas (`tramas`) o cajas (`cajas`).
"""

from __future__ import annotations

from typing import BinaryIO

from helpers.audio.integridad import cajas, paginas, tramas, trozos
from helpers.audio.integridad.defectos import Defecto, leer_en

REVISIONES = {
    b"RIFF": trozos.revisar_wav,
    b"RIFX": trozos.revisar_wav,
    b"RF64": trozos.revisar_wav,
    b"BW64": trozos.revisar_wav,
    b"riff": trozos.revisar_w64,
    b"FORM": trozos.revisar_aiff,
    b"caff": trozos.revisar_caf,
    b".snd": trozos.revisar_au,
    b"OggS": paginas.revisar_ogg,
    b"fLaC": paginas.revisar_flac,
    b"#!AM": tramas.revisar_amr,
    b"\x1aE\xdf\xa3": cajas.revisar_matroska,
}


def defecto(binario: BinaryIO) -> Defecto | None:
    """Dice qué le falta o le sobra a un archivo de sonido, o None si por fuera está entero."""
    revisar = REVISIONES.get(leer_en(binario, 0, 4))
    if revisar is None:
        revisar = cajas.revisar_mp4 if cajas.es_mp4(binario) else tramas.revisar_adts
    return revisar(binario)
