"""Prepara el entorno del curso: lo que ``pyproject.toml`` pide, con las versiones de ``constraints.txt``.

Si el Python que ejecuta la orden ya lo tiene todo (conda, Binder), se usa ese; si no, ``.venv`` en la raíz
del proyecto. Solo biblioteca estándar: aquí todavía no hay nada instalado.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from helpers import disco, variables
from helpers.curso import calentamiento, paquetes
from helpers.curso.entorno import Venv
from helpers.curso.paquetes import ErrorDeInstalacion, FalloDePip, avisar

RAIZ = Path(__file__).resolve().parents[2]
INDICE_DE_TORCH_SIN_CUDA = "https://download.pytorch.org/whl/cpu"
GB = 10**9
DISCO_SIN_CUDA = 3 * GB
DISCO_CON_CUDA = 9 * GB

# Lo ejecuta el Python examinado, en otra carpeta: ¿tiene estas versiones, y `helpers` es el del proyecto?
EXAMEN = """
import importlib.metadata, json, os, sys
try:
    import helpers
    propio = os.path.samefile(os.path.dirname(helpers.__file__), sys.argv[1])
    pedidas = json.loads(sys.argv[2])
    iguales = all(importlib.metadata.version(n).split("+")[0] == v for n, v in pedidas.items())
except (ImportError, OSError):
    sys.exit(1)
sys.exit(not (propio and iguales))
"""


@dataclass(frozen=True)
class Proyecto:
    """Una copia del curso: su carpeta y lo que declara su ``pyproject.toml``."""

    raiz: Path

    def declarado(self) -> dict:
        """El contenido de ``pyproject.toml``."""
        return tomllib.loads((self.raiz / "pyproject.toml").read_text("utf-8"))

    def versiones(self, extras: tuple[str, ...] = ()) -> dict[str, str]:
        """Las dependencias directas y las de ``extras``: nombre -> versión exacta."""
        proyecto = self.declarado()["project"]
        lineas = proyecto["dependencies"] + [
            linea for extra in extras for linea in proyecto["optional-dependencies"][extra]
        ]
        return dict(linea.split("==") for linea in lineas)

    def huella(self) -> str:
        """Cambia cuando cambia algo que obliga a instalar de nuevo, la carpeta incluida."""
        declarado = self.declarado()
        partes = [
            str(self.raiz),
            declarado["build-system"],
            declarado["project"],
            declarado.get("tool", {}).get("setuptools"),
            (self.raiz / "constraints.txt").read_text("utf-8"),
        ]
        return hashlib.sha256(json.dumps(partes, sort_keys=True).encode()).hexdigest()

    def esta_instalado_en(self, python: Path, extras: tuple[str, ...]) -> bool:
        """Si ``python`` tiene las dependencias directas con su versión y el ``helpers`` de esta carpeta."""
        orden = [str(python), "-c", EXAMEN, str(self.raiz / "helpers"), json.dumps(self.versiones(extras))]
        with tempfile.TemporaryDirectory() as otra_carpeta:
            return subprocess.run(orden, cwd=otra_carpeta, capture_output=True, check=False).returncode == 0


def preparar(raiz: Path = RAIZ, extras: tuple[str, ...] = ()) -> Path:
    """Deja listo un entorno con las dependencias de ``raiz`` y de ``extras`` y devuelve su intérprete.

    La segunda vez solo lee la marca. Lanza ErrorDeInstalacion si no se puede: entonces un ``.venv`` que nunca
    llegó a estar completo se borra, y uno que sí lo estuvo se conserva. Interrumpido, sigue la próxima vez.
    """
    proyecto = Proyecto(raiz)
    venv = Venv(raiz / ".venv")
    instalados = venv.extras_instalados(proyecto.huella())
    if instalados is not None and instalados.issuperset(extras):
        return venv.python
    actual = Path(sys.executable)
    if Path(sys.prefix).resolve() != venv.carpeta and proyecto.esta_instalado_en(actual, extras):
        calentamiento.calentar_una_vez(actual, raiz / ".jupyter" / "calentado.json", proyecto.huella())
        return actual
    variables.exigir_red(ErrorDeInstalacion)
    _instalar_o_limpiar(proyecto, venv, extras, instalados)
    return venv.python


def _instalar_o_limpiar(
    proyecto: Proyecto, venv: Venv, extras: tuple[str, ...], instalados: set[str] | None
) -> None:
    """Completa el entorno; si algo falla, no deja a medias lo que antes no estaba."""
    estaban = set(proyecto.raiz.glob("*.egg-info"))
    try:
        if instalados is None:
            _instalar_todo(proyecto, venv, extras)
        else:
            _anadir(proyecto, venv, instalados.union(extras))
    except (ErrorDeInstalacion, FalloDePip, OSError) as error:
        if not venv.marca.exists():
            venv.borrar()
            for resto in set(proyecto.raiz.glob("*.egg-info")) - estaban:
                shutil.rmtree(resto, ignore_errors=True)
        if isinstance(error, ErrorDeInstalacion):
            raise
        raise paquetes.explicar(str(error)) from error


def _instalar_todo(proyecto: Proyecto, venv: Venv, extras: tuple[str, ...]) -> None:
    avisar("Preparando el entorno del curso en .venv. La primera vez tarda unos minutos y necesita red.")
    exigir_disco(proyecto.raiz, DISCO_CON_CUDA if hay_nvidia() else DISCO_SIN_CUDA)
    if venv.sirve():
        venv.invalidar()
        paquetes.reparar(venv.python)
    else:
        venv.crear()
    if sys.platform == "linux" and not hay_nvidia():
        instalar_torch_sin_cuda(venv.python, proyecto)
    _instalar_proyecto(proyecto, venv, set(extras))
    calentamiento.calentar(venv.python)
    venv.marcar(proyecto.huella(), set(extras))
    avisar("Entorno listo.")


def _anadir(proyecto: Proyecto, venv: Venv, extras: set[str]) -> None:
    """Añade extras a un entorno completo; como solo suma paquetes, su marca vale mientras tanto."""
    avisar(f"Añadiendo al entorno lo que hace falta para: {', '.join(sorted(extras))}.")
    _instalar_proyecto(proyecto, venv, extras)
    venv.marcar(proyecto.huella(), extras)


def _instalar_proyecto(proyecto: Proyecto, venv: Venv, extras: set[str]) -> None:
    objetivo = f".[{','.join(sorted(extras))}]" if extras else "."
    paquetes.instalar(venv.python, ["-c", "constraints.txt", "-e", objetivo], proyecto.raiz)


def hay_nvidia() -> bool:
    """Si el equipo tiene una tarjeta gráfica de NVIDIA con su controlador."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def instalar_torch_sin_cuda(python: Path, proyecto: Proyecto) -> None:
    """Prueba el índice de PyTorch sin CUDA (200 MB en lugar de varios GB); si no contesta, lo dice y sigue.

    Lanza ErrorDeInstalacion si entonces no hay sitio para el otro.
    """
    version = proyecto.versiones().get("torch")
    if version is None:
        return
    argumentos = ["--no-deps", f"torch=={version}", "-c", "constraints.txt"]
    rapido = ["--index-url", INDICE_DE_TORCH_SIN_CUDA, "--timeout", "10", "--retries", "0"]
    try:
        paquetes.instalar(python, argumentos + rapido, proyecto.raiz)
    except FalloDePip:
        avisar("El índice de PyTorch sin CUDA no contesta: se usa el general, que descarga varios gigabytes.")
        exigir_disco(proyecto.raiz, DISCO_CON_CUDA)


def exigir_disco(carpeta: Path, minimo: int) -> None:
    """Lanza ErrorDeInstalacion si en el disco de ``carpeta`` quedan menos de ``minimo`` bytes libres."""
    libre = disco.libres(carpeta)
    if libre < minimo:
        quedan = f"{libre / GB:.1f}".replace(".", ",")
        raise ErrorDeInstalacion(
            f"No hay sitio en el disco: quedan {quedan} GB y hacen falta {minimo // GB}.",
            carpeta,
            "libera espacio, o copia el curso a otro disco, y repite la orden.",
        )
