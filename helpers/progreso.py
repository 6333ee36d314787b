"""Qué ejercicios ha respondido quien estudia, y cuándo: se apunta al lado de su copia y en ningún otro sitio.

La copia se reconoce por el archivo ``DIARIO``, que está en su carpeta: los originales no lo tienen, y en
ellos no se apunta nada. Biblioteca estándar: lo lee también quien arranca antes de que haya nada instalado.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from helpers import disco

DIARIO = ".progreso.jsonl"


class Hecho(NamedTuple):
    """Lo que se sabe de un ejercicio: si ya se acertó, y cuándo fue la primera vez que pasó eso."""

    acierto: bool
    cuando: datetime


def diario_de(carpeta: Path) -> Path | None:
    """Devuelve el diario de la copia a la que pertenece una carpeta, o None si no es de ninguna."""
    return next((c / DIARIO for c in (carpeta, *carpeta.parents) if (c / DIARIO).is_file()), None)


def leer(diario: Path) -> dict[str, Hecho]:
    """Devuelve lo que hay apuntado de cada ejercicio; lo que no se entiende no cuenta. Lanza OSError."""
    hechos: dict[str, Hecho] = {}
    for numero, hecho in _apuntes(diario.read_text("utf-8", errors="replace")):
        if numero not in hechos or hecho.acierto > hechos[numero].acierto:
            hechos[numero] = hecho
    return hechos


def apuntar(diario: Path, numero: str, acierto: bool) -> None:
    """Apunta cómo ha quedado un ejercicio, si cambia lo que se sabía de él. Lanza OSError si no se puede."""
    antes = leer(diario).get(numero)
    if antes is None or acierto > antes.acierto:
        ahora = datetime.now().astimezone().isoformat(timespec="seconds")
        disco.anotar_linea(diario, {"ejercicio": numero, "acierto": acierto, "cuando": ahora})


def _apuntes(texto: str) -> Iterator[tuple[str, Hecho]]:
    for linea in texto.splitlines():
        try:
            apunte = json.loads(linea)
            yield (
                str(apunte["ejercicio"]),
                Hecho(bool(apunte["acierto"]), datetime.fromisoformat(apunte["cuando"])),
            )
        except (ValueError, KeyError, TypeError):
            continue
