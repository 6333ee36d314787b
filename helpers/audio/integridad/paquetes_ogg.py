"""Cuántas muestras lleva cada paquete de Opus o de Vorbis, según su primer byte y sin decodificarlo."""

from __future__ import annotations

from collections.abc import Callable

SR_OPUS = 48_000
BITS_DE_MODO = 41  # lo que ocupa cada modo al final de los ajustes de Vorbis
MODOS_MAXIMOS = 64

Cronometro = Callable[[bytes], int]


def cronometro() -> Cronometro:
    """Da una función a la que pasar, por orden, los paquetes de una pista: devuelve las muestras de cada uno.

    De lo que no es Opus ni Vorbis, y de las cabeceras, 0.
    """
    medir: Cronometro | None = None
    vorbis = _Vorbis()

    def duracion(paquete: bytes) -> int:
        nonlocal medir
        if medir is None:
            medir = _de_opus if paquete.startswith(b"OpusHead") else vorbis.duracion
        return medir(paquete)

    return duracion


def _de_opus(paquete: bytes) -> int:
    if not paquete or paquete.startswith((b"OpusHead", b"OpusTags")):
        return 0
    modo, tramas = paquete[0] >> 3, paquete[0] & 3
    if modo < 12:
        decimas_de_ms = (100, 200, 400, 600)[modo & 3]
    elif modo < 16:
        decimas_de_ms = (100, 200)[modo & 1]
    else:
        decimas_de_ms = (25, 50, 100, 200)[modo & 3]
    cuantas = (1, 2, 2, paquete[1] & 63 if len(paquete) > 1 else 0)[tramas]
    return cuantas * decimas_de_ms * SR_OPUS // 10_000


class _Vorbis:
    """Los bloques de Vorbis, cortos o largos, se solapan: cada paquete da un cuarto de él y del anterior."""

    def __init__(self):
        self._bloques: tuple[int, int] = (0, 0)  # muestras del corto y del largo
        self._son_largos: list[int] = []  # por modo
        self._anterior = 0

    def duracion(self, paquete: bytes) -> int:
        if paquete[1:7] == b"vorbis":
            if paquete[0] == 1 and len(paquete) > 28:
                self._bloques = (1 << (paquete[28] & 15), 1 << (paquete[28] >> 4))
            elif paquete[0] == 5:
                self._son_largos = _modos(paquete)
            return 0
        if not paquete or paquete[0] & 1 or not self._son_largos:
            return 0
        modo = paquete[0] >> 1 & ((1 << (len(self._son_largos) - 1).bit_length()) - 1)
        bloque = self._bloques[self._son_largos[modo % len(self._son_largos)]]
        cuantas = (self._anterior + bloque) // 4 if self._anterior else 0
        self._anterior = bloque
        return cuantas


def _modos(ajustes: bytes) -> list[int]:
    """Dice si es largo el bloque de cada modo; van al final de los ajustes, y se leen de atrás adelante.

    Un modo son 1 bit (si es largo), 32 ceros y 8 de un número menor que 64; delante del primero, 6 bits dicen
    cuántos son menos uno.
    """
    bits = int.from_bytes(ajustes, "little")
    fin = bits.bit_length() - 1  # el último bit a uno cierra los ajustes
    leidos: list[int] = []
    hallados: list[int] = []
    while len(leidos) < MODOS_MAXIMOS and fin > BITS_DE_MODO + 6:
        modo = bits >> (fin - BITS_DE_MODO) & ((1 << BITS_DE_MODO) - 1)
        if modo >> 1 & 0xFFFFFFFF or modo >> 33 >= MODOS_MAXIMOS:
            break
        leidos, fin = [modo & 1, *leidos], fin - BITS_DE_MODO
        if (bits >> (fin - 6) & 63) + 1 == len(leidos):
            hallados = leidos
    return hallados
