"""AVI: trozos dentro de trozos. Uno, ``movi``, lleva los de sonido y los de imagen, uno detrás de otro.

Si se estropea la cabecera de uno, quien lo lee se salta los que haga falta hasta dar con otro, y no lo dice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from helpers.audio.integridad.defectos import Defecto, Remiendo, hueco, leer_en, tamano
from helpers.audio.integridad.trozos import Trozo, fin_con_relleno, parece_un_nombre, si_falta

CABECERA = 8  # bytes de nombre y tamaño; en una lista, detrás van 4 con el nombre de lo que lleva


def revisar_avi(binario: BinaryIO) -> Defecto | None:
    """Dice si se corta algún trozo o se estropea alguno de sonido o de imagen."""
    total = tamano(binario)
    defectos = chain(
        (si_falta(riff, total) for riff in _seguidos(binario, 0, total)),
        (_revisar_movi(binario, trozo) for trozo in _partes(binario) if _es_movi(binario, trozo)),
    )
    return next(filter(None, defectos), None)


def sin_indice(binario: BinaryIO) -> Remiendo | None:
    """Da el nombre con que se tapa el índice: estropeado, haría perder sonido, y no hace falta."""
    indice = next((trozo for trozo in _partes(binario) if trozo.nombre == b"idx1"), None)
    return indice and Remiendo(indice.inicio - CABECERA, b"JUNK")


def _partes(binario: BinaryIO) -> Iterator[Trozo]:
    """Los trozos de cada «RIFF»: un AVI de más de 1 GB son varios seguidos."""
    total = tamano(binario)
    for riff in _seguidos(binario, 0, total):
        yield from _seguidos(binario, riff.inicio + 4, min(riff.fin, total))


def _es_movi(binario: BinaryIO, trozo: Trozo) -> bool:
    return leer_en(binario, trozo.inicio, 4) == b"movi" and trozo.fin <= tamano(binario)


def _revisar_movi(binario: BinaryIO, lista: Trozo) -> Defecto | None:
    posicion = lista.inicio + 4
    for trozo in _seguidos(binario, posicion, lista.fin):
        if trozo.fin > lista.fin:
            return hueco(posicion)
        posicion = fin_con_relleno(trozo, 2)
    return hueco(posicion) if posicion < lista.fin else None


def _seguidos(binario: BinaryIO, posicion: int, hasta: int) -> Iterator[Trozo]:
    while posicion < hasta:
        cabecera = leer_en(binario, posicion, CABECERA)
        if len(cabecera) < CABECERA or not parece_un_nombre(cabecera):
            return
        trozo = Trozo(cabecera[:4], posicion + CABECERA, int.from_bytes(cabecera[4:], "little"))
        yield trozo
        posicion = fin_con_relleno(trozo, 2)
