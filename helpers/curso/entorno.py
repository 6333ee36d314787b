"""El entorno ``.venv`` de una copia del curso: crearlo, saber si está completo y anotarlo."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from helpers.curso import paquetes, requisitos
from helpers.curso.paquetes import ErrorDeInstalacion
from helpers.disco import escribir_de_golpe


@dataclass(frozen=True)
class Venv:
    """Un entorno y su marca, que se escribe solo cuando está completo.

    La marca guarda la huella de lo instalado y los extras. Que exista, aunque ya no coincida con lo que se
    pide, significa que el entorno llegó a estar completo: un entorno así no se borra.
    """

    carpeta: Path

    @property
    def python(self) -> Path:
        """El intérprete del entorno."""
        return self.carpeta / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @property
    def marca(self) -> Path:
        """El archivo que dice que el entorno está completo."""
        return self.carpeta / "curso_instalado.json"

    def extras_instalados(self, huella: str) -> set[str] | None:
        """Los extras que ya están, o None si el entorno no está completo para esa huella."""
        try:
            marca = json.loads(self.marca.read_text("utf-8"))
            vigente = marca["huella"] == huella and marca["python"] == self.version()
            return set(marca["extras"]) if vigente else None
        except (OSError, ValueError, KeyError):
            return None

    def marcar(self, huella: str, extras: set[str]) -> None:
        """Da el entorno por completo, de una vez o nada."""
        marca = {"huella": huella, "python": self.version(), "extras": sorted(extras)}
        escribir_de_golpe(self.marca, json.dumps(marca).encode())

    def invalidar(self) -> None:
        """Anota que el entorno está cambiando, sin olvidar que llegó a estar completo."""
        if self.marca.exists():
            self.marcar("", set())

    def version(self) -> str | None:
        """La versión (mayor.menor) del intérprete del entorno, o None si no arranca."""
        orden = [str(self.python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            return subprocess.run(orden, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return None

    def sirve(self) -> bool:
        """Si el intérprete arranca, es el que lo creó y tiene pip."""
        try:
            configuracion = (self.carpeta / "pyvenv.cfg").read_text("utf-8")
        except OSError:
            return False
        creado_con = re.search(r"^version\s*=\s*(\d+\.\d+)", configuracion, re.MULTILINE)
        return creado_con is not None and creado_con[1] == self.version() and paquetes.responde(self.python)

    def crear(self) -> None:
        """Crea el entorno vacío, con pip. Lanza ErrorDeInstalacion si este Python no puede."""
        problema = requisitos.problema_de_venv()
        if problema:
            raise ErrorDeInstalacion(problema)
        # Con el intérprete base: quien tiene activado este mismo entorno no puede rehacerlo con el suyo.
        base = getattr(sys, "_base_executable", None) or sys.executable
        orden = [base, "-m", "venv", "--clear", str(self.carpeta)]
        proceso = subprocess.run(orden, capture_output=True, text=True, errors="replace", check=False)
        if proceso.returncode:
            raise paquetes.explicar(proceso.stdout + proceso.stderr)

    def borrar(self) -> None:
        """Quita el entorno."""
        shutil.rmtree(self.carpeta, ignore_errors=True)
