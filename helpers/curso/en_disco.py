"""Leer y escribir el archivo de una copia, que ha podido pasar por cualquier programa."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers import disco


class NoEsUnCuaderno(ValueError):
    """Un archivo de la copia no se entiende como cuaderno; el mensaje dice por qué."""


def leer_copia(datos: bytes) -> NotebookNode:
    """Lee un cuaderno de cualquier versión que otro programa haya podido dejar. Lanza NoEsUnCuaderno."""
    if not datos.strip():
        raise NoEsUnCuaderno("El archivo estaba vacío.")
    try:
        cuaderno = nbformat.reader.reads(datos.decode("utf-8-sig"))
        if cuaderno.nbformat < 4:
            cuaderno = nbformat.convert(cuaderno, 4)
        for celda in cuaderno.cells:
            celda["metadata"] = NotebookNode(celda.get("metadata") or {})
            if not isinstance(celda.source, str) or celda.cell_type not in ("code", "markdown", "raw"):
                raise TypeError
            if celda.cell_type == "code":
                celda.setdefault("outputs", [])
                celda.setdefault("execution_count", None)
        cuaderno["metadata"] = NotebookNode(cuaderno.get("metadata") or {})
        nbformat.v4.writes(cuaderno)  # lo que no se podría volver a escribir tampoco se entiende
    except (UnicodeDecodeError, nbformat.reader.NotJSONError):
        raise NoEsUnCuaderno("El archivo estaba cortado, o no es un cuaderno.") from None
    except Exception as error:  # nbformat no tiene una clase común para lo que no entiende
        raise NoEsUnCuaderno("El archivo no se entendía como un cuaderno.") from error
    if not any(celda.source.strip() for celda in cuaderno.cells):
        raise NoEsUnCuaderno("El cuaderno estaba vacío.")
    return cuaderno


def octetos(archivo: Path) -> bytes | None:
    """Devuelve lo que hay en un archivo, o None si no está. Lanza OSError si no se puede leer."""
    try:
        return archivo.read_bytes()
    except FileNotFoundError:
        return None


def escribir(archivo: Path, cuaderno: NotebookNode) -> None:
    """Escribe un cuaderno entero o deja el de antes. Lanza OSError si no se puede."""
    disco.escribir_de_golpe(archivo, en_octetos(cuaderno))


def en_octetos(cuaderno: NotebookNode) -> bytes:
    """Devuelve un cuaderno como se guarda: medio carácter queda como lo escribe JSON."""
    texto = nbformat.v4.writes(cuaderno).rstrip("\n") + "\n"
    return texto.encode("utf-8", "backslashreplace")
