"""Escribir en el disco sin que un corte deje nada a medias, y saber si hay sitio. Biblioteca estándar."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

CAUSAS = {
    errno.EACCES: "No hay permiso para usar ese archivo o esa carpeta.",
    errno.EPERM: "No hay permiso para usar ese archivo o esa carpeta.",
    errno.EROFS: "Ese disco es de solo lectura.",
    errno.ENOSPC: "El disco está lleno.",
    errno.EDQUOT: "Se ha acabado tu cuota de disco.",
    errno.ENAMETOOLONG: "El nombre es demasiado largo para el sistema.",
    errno.EIO: "El disco no responde bien.",
    errno.ENOENT: "Ese archivo o esa carpeta no está.",
    errno.EEXIST: "Ya hay otra cosa con ese nombre.",
    errno.EISDIR: "Hay una carpeta donde tendría que haber un archivo, o al revés.",
    errno.ENOTDIR: "Hay una carpeta donde tendría que haber un archivo, o al revés.",
    errno.ELOOP: "Ese enlace no lleva a ningún archivo.",
}


def por_que(error: OSError) -> str:
    """Dice en una frase por qué el sistema no ha dejado usar un archivo."""
    return CAUSAS.get(error.errno, f"El sistema no deja usar ese archivo ({error.strerror or error}).")


def libres(carpeta: Path) -> int:
    """Devuelve los octetos libres en el disco de una carpeta, que puede no existir todavía."""
    import shutil

    return shutil.disk_usage(next(c for c in (carpeta, *carpeta.absolute().parents) if c.exists())).free


@contextmanager
def en_lugar_de(archivo: Path) -> Iterator[BinaryIO]:
    """Abre para escribir un archivo aparte que, al acabar bien, ocupa el sitio de ``archivo``.

    Si algo falla o se interrumpe, queda el de antes. Dos procesos pueden hacerlo a la vez. Lanza OSError.
    """
    provisional = archivo.with_name(f".{archivo.name}.provisional-{os.urandom(4).hex()}")
    try:
        with provisional.open("xb") as salida:
            yield salida
        os.replace(provisional, archivo)
    except BaseException:
        with suppress(OSError):
            provisional.unlink(missing_ok=True)
        raise


def escribir_de_golpe(archivo: Path, datos: bytes) -> None:
    """Escribe un archivo entero o deja el de antes. Lanza OSError si no se puede."""
    with en_lugar_de(archivo) as salida:
        salida.write(datos)


def anotar_linea(archivo: Path, entrada: Mapping[str, Any]) -> None:
    """Añade una línea JSON a un archivo, que se crea si no está. Lanza OSError si no se puede.

    Va entera y de una vez: un corte estropea como mucho esa, y el primer salto la separa de una a medias.
    Quien lee descarta las líneas que no se entienden.
    """
    archivo.parent.mkdir(parents=True, exist_ok=True)
    with archivo.open("ab", buffering=0) as salida:
        salida.write(f"\n{json.dumps(entrada)}\n".encode("ascii"))
