"""Una copia en miniatura del curso, con dos paquetes de juguete, para probar la instalación sin red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

PYPROJECT = """\
[build-system]
requires = []
build-backend = "fabrica"
backend-path = ["construccion"]

[project]
name = "mini"
version = "1.0"
dependencies = [{dependencias}]

[project.optional-dependencies]
pruebas = ["dos==2.0"]
"""

# Construye la instalación editable. Si existe `lento`, avisa con `empezado` y se queda esperando.
FABRICA = """
import pathlib, time, tomllib, zipfile


def build_editable(carpeta, config_settings=None, metadata_directory=None):
    raiz = pathlib.Path.cwd()
    if (raiz / "lento").exists():
        (raiz / "empezado").touch()
        time.sleep(120)
    proyecto = tomllib.loads((raiz / "pyproject.toml").read_text())["project"]
    pedidos = [f"Requires-Dist: {linea}" for linea in proyecto["dependencies"]]
    for extra, lineas in proyecto["optional-dependencies"].items():
        pedidos += [f"Provides-Extra: {extra}"]
        pedidos += [f"Requires-Dist: {linea}; extra == '{extra}'" for linea in lineas]
    ficha = ["Metadata-Version: 2.1", "Name: mini", "Version: 1.0", *pedidos]
    archivos = {
        "mini.pth": str(raiz),
        "mini-1.0.dist-info/METADATA": "\\n".join(ficha),
        "mini-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    nombre = "mini-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(carpeta, nombre), "w") as rueda:
        for ruta, texto in archivos.items():
            rueda.writestr(ruta, texto)
        rueda.writestr("mini-1.0.dist-info/RECORD", "".join(f"{ruta},,\\n" for ruta in archivos))
    return nombre


build_wheel = build_editable
"""


def crear_proyecto(raiz: Path) -> Path:
    """Escribe el proyecto en ``raiz`` y sus ruedas en ``raiz/ruedas``."""
    (raiz / "helpers").mkdir(parents=True)
    (raiz / "helpers" / "__init__.py").touch()
    (raiz / "construccion").mkdir()
    (raiz / "construccion" / "fabrica.py").write_text(FABRICA, encoding="utf-8")
    pedir(raiz, "uno==1.0")
    (raiz / "ruedas").mkdir()
    publicar(raiz, "uno", "1.0")
    publicar(raiz, "dos", "2.0")
    return raiz


def pedir(raiz: Path, *dependencias: str) -> None:
    """Cambia las dependencias directas, también en las restricciones."""
    lista = ", ".join(f'"{dependencia}"' for dependencia in dependencias)
    (raiz / "pyproject.toml").write_text(PYPROJECT.format(dependencias=lista), encoding="utf-8")
    (raiz / "constraints.txt").write_text("\n".join([*dependencias, "dos==2.0"]), encoding="utf-8")


def publicar(raiz: Path, nombre: str, version: str) -> None:
    """Deja en ``ruedas`` un paquete con un módulo vacío."""
    ficha = f"{nombre}-{version}.dist-info"
    archivos = {
        f"{nombre}.py": f"VERSION = '{version}'\n",
        f"{ficha}/METADATA": f"Metadata-Version: 2.1\nName: {nombre}\nVersion: {version}\n",
        f"{ficha}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(raiz / "ruedas" / f"{nombre}-{version}-py3-none-any.whl", "w") as rueda:
        for ruta, texto in archivos.items():
            rueda.writestr(ruta, texto)
        rueda.writestr(f"{ficha}/RECORD", "".join(f"{ruta},,\n" for ruta in [*archivos, f"{ficha}/RECORD"]))


def entorno_sin_red(raiz: Path) -> dict[str, str]:
    """Variables con las que pip solo ve las ruedas de ``raiz``."""
    limpio = {nombre: valor for nombre, valor in os.environ.items() if not nombre.startswith("PIP_")}
    return {
        **limpio,
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": (raiz / "ruedas").as_uri(),
    }


def crear_plantilla(carpeta: Path) -> Path:
    """Crea un entorno con pip, para copiarlo en cada prueba en lugar de crearlo."""
    venv.create(carpeta, with_pip=True, symlinks=os.name != "nt")
    return carpeta


def copiar_plantilla(plantilla: Path, destino: Path) -> None:
    """Deja en ``destino`` un entorno recién creado."""
    shutil.rmtree(destino, ignore_errors=True)
    shutil.copytree(plantilla, destino, symlinks=True)


def ejecutar(python: Path, codigo: str, carpeta: Path) -> str:
    """Lo que escribe ``codigo`` con ese Python, lejos del proyecto."""
    orden = [str(python), "-c", codigo]
    return subprocess.run(orden, cwd=carpeta, capture_output=True, text=True, check=True).stdout.strip()


def lanzar_preparacion(raiz: Path, curso: Path) -> subprocess.Popen:
    """Prepara ``raiz`` en otro proceso, dueño de su grupo, con el código que hay en ``curso``."""
    codigo = (
        "import pathlib, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # en segundo plano llega ignorada
        f"sys.path.insert(0, {str(curso)!r})\n"
        "from helpers.curso import calentamiento, instalacion\n"
        "calentamiento.calentar = lambda python: True\n"
        f"instalacion.preparar(pathlib.Path({str(raiz)!r}))\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", codigo],
        cwd=raiz.parent,
        env=entorno_sin_red(raiz),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
