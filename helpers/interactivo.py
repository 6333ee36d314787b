"""¿Y si muevo esto? ¿Y si lo hago con lo mío? Los exploradores de 01 a 04 y el control para subir un sonido.

Un explorador es lo último de su celda: en un núcleo vivo se mueve; donde no lo hay, queda su figura.
"""

from helpers.explorador_de_chroma import explorar_chroma
from helpers.explorador_de_digitalizacion import explorar_digitalizacion
from helpers.explorador_de_espectrograma import explorar_espectrograma
from helpers.explorador_de_mfcc import explorar_mfcc
from helpers.subida import MAXIMO_MB, MAXIMO_S, Subida, leer_subido, subir_audio

__all__ = [
    "MAXIMO_MB",
    "MAXIMO_S",
    "Subida",
    "explorar_chroma",
    "explorar_digitalizacion",
    "explorar_espectrograma",
    "explorar_mfcc",
    "leer_subido",
    "subir_audio",
]
