"""Un paquete (*wheel*) del índice de Python, por su nombre y su versión, y con su sha256 comprobado."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def abrir_paquete(nombre: str, version: str, sha256: str, archivo: Path | None) -> Iterator[zipfile.ZipFile]:
    """Abre un paquete: el de `archivo` o, si no se dice, el que ``pip`` baje, sin sus dependencias.

    Termina el programa si no se puede bajar o si no es el que se esperaba.
    """
    with tempfile.TemporaryDirectory() as temporal:
        ruta = archivo or _bajar(f"{nombre}=={version}", Path(temporal))
        if hashlib.sha256(ruta.read_bytes()).hexdigest() != sha256:
            raise SystemExit(f"{ruta.name} no es el paquete que se esperaba: su sha256 es otro.")
        with zipfile.ZipFile(ruta) as paquete:
            yield paquete


def _bajar(requisito: str, carpeta: Path) -> Path:
    orden = [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(carpeta), requisito]
    if subprocess.run(orden, stdout=subprocess.DEVNULL).returncode:
        raise SystemExit(f"No se puede bajar {requisito}: bájalo tú y di dónde está con --paquete.")
    [ruta] = carpeta.glob("*.whl")
    return ruta
