"""Un JupyterLab de verdad, abierto como lo abre la orden ``abrir``, en una carpeta que no es la del curso."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from helpers.curso.instalacion import RAIZ

ABRIR = """
import sys
from pathlib import Path
from helpers.curso import laboratorio
laboratorio.abrir(Path(sys.executable), Path(sys.argv[1]), navegador=False)
"""


@contextmanager
def abierto(raiz: Path) -> Iterator[tuple[subprocess.Popen, SplitResult]]:
    """El proceso, en su propio grupo, y la dirección que anuncia; al salir se cierra."""
    with subprocess.Popen(
        [sys.executable, "-c", ABRIR, str(raiz)],
        cwd=RAIZ,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as proceso:
        try:
            direccion = next(linea.strip() for linea in proceso.stdout if linea.strip().startswith("http"))
            yield proceso, urlsplit(direccion)
        finally:
            if proceso.poll() is None:
                proceso.terminate()
                proceso.communicate(timeout=30)
