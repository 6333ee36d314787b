"""El flujo de transporte MPEG-TS, de emisoras y de vídeo por la red: paquetes de 188 bytes, de varias pistas.

El sonido va en paquetes más largos («PES»), que dicen cuánto ocupan y se reparten entre varios de 188 bytes:
si a uno le falta algo, el archivo está cortado o dañado. Si le faltan paquetes enteros, no se nota.
"""

from __future__ import annotations

from typing import BinaryIO

from helpers.audio.integridad.defectos import Defecto, cortado, hueco, leer_en, tamano

PAQUETE = 188
SINCRONIA = 0x47
POR_VEZ = 4096  # paquetes que se leen de una vez
PISTAS_DE_SONIDO = (*range(0xC0, 0xE0), 0xBD)


def es_mpegts(binario: BinaryIO) -> bool:
    """Dice si empieza como un flujo de transporte."""
    return all(leer_en(binario, PAQUETE * n, 1) == bytes([SINCRONIA]) for n in range(3))


def revisar_mpegts(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta un paquete o si a alguno de sonido le falta un trozo."""
    faltan: dict[int, int] = {}  # por pista, los bytes que le quedan por llegar a su paquete
    total = tamano(binario)
    for desde in range(0, total, POR_VEZ * PAQUETE):
        tramo = leer_en(binario, desde, POR_VEZ * PAQUETE)
        for n in range(0, len(tramo), PAQUETE):
            paquete = tramo[n : n + PAQUETE]
            if paquete[0] != SINCRONIA:
                return hueco(desde + n)
            if len(paquete) < PAQUETE:
                return cortado(PAQUETE - len(paquete))
            if _anotar(paquete, faltan):
                return hueco(desde + n)
    pendientes = max(faltan.values(), default=0)
    return cortado(pendientes) if pendientes > 0 else None


def _anotar(paquete: bytes, faltan: dict[int, int]) -> bool:
    """Anota lo que trae un paquete; dice si empieza otro de sonido sin que el anterior se haya completado."""
    pista, empieza = (paquete[1] & 0x1F) << 8 | paquete[2], paquete[1] & 0x40
    carga = _carga(paquete)
    if not empieza:
        if pista in faltan:
            faltan[pista] -= len(carga)
        return False
    incompleto = faltan.pop(pista, 0) > 0
    largo = int.from_bytes(carga[4:6], "big")
    if carga.startswith(b"\0\0\1") and carga[3] in PISTAS_DE_SONIDO and largo:
        faltan[pista] = largo + 6 - len(carga)
    return incompleto


def _carga(paquete: bytes) -> bytes:
    """Lo que lleva un paquete tras su cabecera y el campo de adaptación, si los tiene."""
    if not paquete[3] & 0x10:
        return b""
    return paquete[5 + paquete[4] :] if paquete[3] & 0x20 else paquete[4:]
