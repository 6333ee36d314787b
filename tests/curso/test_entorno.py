"""``pyproject.toml``, ``constraints.txt`` y ``environment.yml`` dicen lo mismo, y se instala en todas partes.

El árbol se resuelve contra el índice de paquetes para Windows, Linux y macOS con Apple Silicon, con el menor
y el mayor Python admitidos. Lo que no se prueba es conda: de ``environment.yml`` solo se mira lo que dice.
"""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version
from resolucion import Indice, SinIndice, destino_linux, destino_mac, destino_windows, resolver

from helpers.curso import requisitos
from helpers.curso.instalacion import INDICE_DE_TORCH_SIN_CUDA, RAIZ

PYPROJECT = tomllib.loads((RAIZ / "pyproject.toml").read_text("utf-8"))
PROYECTO = PYPROJECT["project"]
EXTRAS = PROYECTO["optional-dependencies"]
TODAS = [*PROYECTO["dependencies"], *EXTRAS["pruebas"], *EXTRAS["recetas"]]
EXTREMOS = (requisitos.PYTHON_MINIMO, requisitos.PYTHON_MAXIMO)
DISTRIBUCIONES = importlib.metadata.packages_distributions()
DESTINOS = [
    destino
    for python in EXTREMOS
    for destino in (
        destino_windows(python),
        destino_linux(python, requisitos.GLIBC_MINIMA),
        destino_mac(python, requisitos.MACOS_MINIMO),
    )
]


def lineas(nombre):
    texto = (RAIZ / nombre).read_text("utf-8")
    return [
        linea.strip() for linea in texto.splitlines() if linea.strip() and not linea.lstrip().startswith("#")
    ]


RESTRICCIONES = dict(linea.split("==") for linea in lineas("constraints.txt"))


@pytest.fixture(scope="module")
def indice():
    indice = Indice()
    try:
        indice.archivos("packaging")
    except SinIndice as error:
        pytest.skip(f"ningún índice de paquetes contesta: {error}")
    yield indice
    indice.cerrar()


@pytest.mark.parametrize("linea", [*TODAS, *PYPROJECT["build-system"]["requires"]])
def test_cada_dependencia_directa_esta_fijada_igual_en_las_restricciones(linea):
    nombre, version = linea.split("==")
    assert RESTRICCIONES[canonicalize_name(nombre)] == version


def test_las_restricciones_son_solo_nombre_y_version():
    for linea in lineas("constraints.txt"):
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*==[0-9][0-9a-z.]*", linea), linea
    nombres = [linea.split("==")[0] for linea in lineas("constraints.txt")]
    assert nombres == sorted(set(nombres))


def test_el_python_admitido_es_el_mismo_en_todas_partes():
    minimo, maximo = requisitos.PYTHON_MINIMO, requisitos.PYTHON_MAXIMO
    siguiente = (maximo[0], maximo[1] + 1)
    assert PROYECTO["requires-python"] == ">={}.{},<{}.{}".format(*minimo, *siguiente)
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py{}{}".format(*minimo)
    assert "Python entre {}.{} y {}.{}".format(*minimo, *maximo) in (RAIZ / "README.md").read_text("utf-8")


def test_environment_yml_instala_lo_mismo_que_la_orden():
    contenido = lineas("environment.yml")
    version = re.fullmatch(r"- python=(\d+\.\d+)", contenido[contenido.index("dependencies:") + 1])[1]
    assert version in SpecifierSet(PROYECTO["requires-python"])
    assert contenido[contenido.index("- pip:") + 1 :] == [
        f"- --extra-index-url {INDICE_DE_TORCH_SIN_CUDA}",
        "- -c constraints.txt",
        "- -e .",
    ]
    assert contenido[contenido.index("- pip:") - 1] == "- pip"


def importados(archivo):
    """Los módulos de primer nivel que importa un archivo, también dentro de sus funciones."""
    for nodo in ast.walk(ast.parse(archivo.read_text("utf-8"))):
        if isinstance(nodo, ast.Import):
            yield from (alias.name.split(".")[0] for alias in nodo.names)
        elif isinstance(nodo, ast.ImportFrom) and nodo.level == 0:
            yield nodo.module.split(".")[0]


@pytest.mark.parametrize(
    "archivo", sorted((RAIZ / "helpers").rglob("*.py")), ids=lambda r: str(r.relative_to(RAIZ))
)
def test_helpers_solo_importa_dependencias_directas(archivo):
    permitidas = PROYECTO["dependencies"] + (EXTRAS["pruebas"] if archivo.name == "cuadernos.py" else [])
    directas = {canonicalize_name(Requirement(linea).name) for linea in permitidas}
    ajenos = set(importados(archivo)) - sys.stdlib_module_names - {"helpers"}
    sin_declarar = {
        modulo
        for modulo in ajenos
        if directas.isdisjoint(map(canonicalize_name, DISTRIBUCIONES.get(modulo, [])))
    }
    assert not sin_declarar


@pytest.mark.parametrize("extras", [(), ("pruebas",)], ids=["curso", "pruebas"])
def test_el_entorno_actual_es_el_de_las_restricciones(extras):
    pendientes = {canonicalize_name(PROYECTO["name"]): set(extras)}
    vistos = {}
    while pendientes:
        nombre, pedidos = pendientes.popitem()
        vistos.setdefault(nombre, set()).update(pedidos)
        for linea in importlib.metadata.requires(nombre) or []:
            requisito = Requirement(linea)
            marcador = requisito.marker
            if marcador and not any(marcador.evaluate({"extra": extra}) for extra in {"", *pedidos}):
                continue
            otro = canonicalize_name(requisito.name)
            if otro not in vistos or not requisito.extras <= vistos[otro]:
                pendientes.setdefault(otro, set()).update(requisito.extras)
    instalados = {n: Version(importlib.metadata.version(n)).public for n in vistos if n != PROYECTO["name"]}
    assert instalados == {n: RESTRICCIONES.get(n) for n in instalados}


@pytest.fixture(scope="module")
def resueltos():
    """Lo que se va resolviendo, para saber al final si sobra alguna restricción."""
    return {}


@pytest.mark.parametrize("destino", DESTINOS, ids=lambda d: "{}-{}.{}".format(d.nombre, *d.python))
def test_el_arbol_se_resuelve(destino, indice, resueltos):
    try:
        arbol = resolver(TODAS, RESTRICCIONES, destino, indice)
    except SinIndice as error:
        pytest.skip(f"el índice de paquetes ha dejado de contestar: {error}")
    assert arbol.items() <= RESTRICCIONES.items()
    assert {"torch", "numba", "jupyterlab"} <= arbol.keys()
    assert ("pywinpty" in arbol) == (destino.nombre == "windows")
    assert ("appnope" in arbol) == (destino.nombre == "mac")
    resueltos[destino] = arbol


def test_no_sobra_ninguna_restriccion(resueltos):
    if len(resueltos) < len(DESTINOS):
        pytest.skip("hace falta haber resuelto el árbol para todos los destinos")
    usadas = set().union(*resueltos.values())
    de_construccion = {linea.split("==")[0] for linea in PYPROJECT["build-system"]["requires"]}
    assert RESTRICCIONES.keys() - usadas <= de_construccion
