"""Ejecutar trozos de código en procesos nuevos sin pagar en cada uno la importación de lo que todos usan.

Un proceso importa una vez las bibliotecas en que se apoya ``huggingface_hub`` (ella no: lee el entorno al
importarse) y se divide por cada encargo. Donde no se puede dividir un proceso, cada encargo arranca un
intérprete.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

GUION = """
import io, json, os, sys, traceback
import filelock, fsspec, httpx2, numpy, pandas, requests, safetensors, torch, tqdm.auto, yaml

def encargo(pedido):
    os.chdir(pedido["carpeta"])
    os.environ.clear()
    os.environ.update(pedido["entorno"])
    for descriptor, nombre in ((1, "salida"), (2, "errores")):
        archivo = os.open(pedido[nombre], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(archivo, descriptor)
    sys.argv[1:] = pedido["argumentos"]
    try:
        exec(compile(pedido["codigo"], "<encargo>", "exec"), {"__name__": "__main__"})
        return 0
    except SystemExit as salida:
        return salida.code or 0
    except BaseException:
        traceback.print_exc()
        return 1

for linea in sys.stdin:
    hijo = os.fork()
    if hijo == 0:
        codigo = encargo(json.loads(linea))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codigo)
    print(os.waitstatus_to_exitcode(os.waitpid(hijo, 0)[1]), flush=True)
"""


class Vivero:
    """Se usa con ``with``; ``ejecutar`` devuelve ``stdout``, ``stderr`` y ``returncode``, como un proceso."""

    def __init__(self, carpeta: Path):
        self._carpeta = carpeta
        self._padre = None

    def __enter__(self) -> Vivero:
        if hasattr(os, "fork"):
            self._padre = subprocess.Popen(
                [sys.executable, "-W", "error", "-c", GUION],
                cwd=self._carpeta,
                env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        return self

    def __exit__(self, *_) -> None:
        if self._padre is not None:
            self._padre.stdin.close()
            self._padre.stdout.close()
            self._padre.wait(30)

    def ejecutar(self, codigo: str, entorno: dict[str, str], *argumentos: str):
        """Ejecuta un código y espera a que termine."""
        if self._padre is None:
            return subprocess.run(
                [sys.executable, "-W", "error", "-c", codigo, *argumentos],
                cwd=self._carpeta,
                env=entorno,
                capture_output=True,
                text=True,
                encoding="utf-8",
                check=False,
            )
        with tempfile.TemporaryDirectory() as provisional:
            salida, errores = Path(provisional, "salida"), Path(provisional, "errores")
            pedido = {
                "codigo": codigo,
                "entorno": entorno,
                "argumentos": argumentos,
                "carpeta": str(self._carpeta),
                "salida": str(salida),
                "errores": str(errores),
            }
            self._padre.stdin.write(json.dumps(pedido) + "\n")
            self._padre.stdin.flush()
            return SimpleNamespace(
                returncode=int(self._padre.stdout.readline()),
                stdout=salida.read_text("utf-8"),
                stderr=errores.read_text("utf-8"),
            )
