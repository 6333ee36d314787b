"""El flujo de programa MPEG (MPG, VOB): paquetes de varias pistas, que dicen cuánto ocupan."""

from __future__ import annotations

from typing import BinaryIO

from helpers.audio.integridad.defectos import RESTO_ADMITIDO, Defecto, cortado, hueco, leer_en, tamano

PREFIJO = b"\0\0\1"
FIN, TANDA = 0xB9, 0xBA
CABECERA_DE_TANDA = {1: 12, 2: 14}  # bytes, según sea MPEG-1 o MPEG-2


def revisar_programa(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta algún paquete o si en medio hay algo que no lo es."""
    posicion, total = 0, tamano(binario)
    while posicion < total:
        cabecera = leer_en(binario, posicion, 14)
        largo = _largo(cabecera)
        if not largo:
            resto = leer_en(binario, posicion, RESTO_ADMITIDO + 1)
            return hueco(posicion) if len(resto) > RESTO_ADMITIDO or PREFIJO in resto else None
        posicion += largo
    return cortado(posicion - total) if posicion > total else None


def _largo(cabecera: bytes) -> int:
    """Devuelve cuántos bytes ocupa un paquete; 0 si no lo es."""
    tipo = cabecera[3] if cabecera.startswith(PREFIJO) and len(cabecera) > 3 else 0
    if tipo == FIN:
        return 4
    if tipo == TANDA and len(cabecera) > 4:
        version = 2 if cabecera[4] >> 6 == 1 else 1
        relleno = cabecera[13] & 7 if version == 2 and len(cabecera) > 13 else 0
        return CABECERA_DE_TANDA[version] + relleno
    return 6 + int.from_bytes(cabecera[4:6], "big") if tipo > TANDA else 0
