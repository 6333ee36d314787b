"""Un trozo de un archivo que se lee como si fuera un archivo entero."""

from __future__ import annotations

import os
from typing import BinaryIO

from helpers.audio.integridad.defectos import Remiendo

POSICION_MAXIMA = 2**43  # ningún archivo es tan largo, y más allá hay sistemas que no dejan ni buscar


class Tramo:
    """Los bytes de `inicio` a `fin` de un archivo abierto, con `read`, `readinto`, `seek` y `tell`.

    Lo usan bibliotecas en C, que no saben recibir una excepción: buscar fuera no es un error, y si el sistema
    falla al leer se guarda en `fallo` y se da por acabado.
    """

    def __init__(
        self, binario: BinaryIO, inicio: int = 0, fin: int | None = None, remiendo: Remiendo | None = None
    ):
        """Se coloca al principio.

        fin : int; None, hasta el final del archivo. remiendo : lo que se lee en lugar de lo que hay.
        """
        self._binario, self._inicio, self._remiendo = binario, inicio, remiendo
        self._posicion, self._largo = 0, None if fin is None else max(0, fin - inicio)
        self.fallo: OSError | None = None

    def read(self, cuantos: int = -1) -> bytes:
        """Lee hasta `cuantos` bytes; todos los que queden si es negativo."""
        if self._largo is not None:
            quedan = max(0, self._largo - self._posicion)
            cuantos = quedan if cuantos < 0 else min(cuantos, quedan)
        if self._posicion > POSICION_MAXIMA:
            return b""
        try:
            self._binario.seek(self._inicio + self._posicion)
            leidos = self._binario.read(cuantos)
        except OSError as error:
            self.fallo = error
            return b""
        if self._remiendo:
            leidos = _remendar(leidos, self._posicion, self._remiendo)
        self._posicion += len(leidos)
        return leidos

    def readinto(self, destino) -> int:
        """Llena `destino` con lo que haya y devuelve cuántos bytes son."""
        leidos = self.read(len(destino))
        destino[: len(leidos)] = leidos
        return len(leidos)

    def seek(self, posicion: int, desde: int = os.SEEK_SET) -> int:
        """Se coloca en `posicion`, contada como en los archivos; nunca antes del principio."""
        if desde == os.SEEK_CUR:
            posicion += self._posicion
        elif desde == os.SEEK_END:
            posicion += self._hasta_el_final()
        self._posicion = max(0, posicion)
        return self._posicion

    def tell(self) -> int:
        """Devuelve en qué byte del tramo está."""
        return self._posicion

    def _hasta_el_final(self) -> int:
        tamano = self._binario.seek(0, os.SEEK_END) - self._inicio
        return max(0, tamano if self._largo is None else min(tamano, self._largo))


def _remendar(leidos: bytes, posicion: int, remiendo: Remiendo) -> bytes:
    """Cambia en unos bytes, leídos a partir de `posicion`, los del remiendo."""
    desde = max(posicion, remiendo.posicion)
    hasta = min(posicion + len(leidos), remiendo.posicion + len(remiendo.datos))
    if desde >= hasta:
        return leidos
    nuevos = remiendo.datos[desde - remiendo.posicion : hasta - remiendo.posicion]
    return leidos[: desde - posicion] + nuevos + leidos[hasta - posicion :]
