"""Los objetos de Windows Media, ASF (WMA y WMV): cada uno, con un nombre de 16 bytes y su tamaño."""

from __future__ import annotations

from typing import BinaryIO

from helpers.audio.integridad.defectos import Defecto, cortado, leer_en, tamano

VACIO = 50  # bytes que ocupa, sin nada dentro, el objeto del sonido: eso dice quien graba en directo
OBJETOS_MAXIMOS = 1000


def revisar_asf(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta algún objeto: la cabecera, los datos o el índice."""
    posicion, total = 0, tamano(binario)
    for _ in range(OBJETOS_MAXIMOS):
        cuantos = int.from_bytes(leer_en(binario, posicion + 16, 8), "little")
        if cuantos <= VACIO:
            return None
        posicion += cuantos
        if posicion > total:
            return cortado(posicion - total)
    return None
