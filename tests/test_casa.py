"""La casa: qué carpeta importa de cuáles, qué ofrece cada una y qué carga al pedírselo."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cuaderno_leido import CUADERNOS, RAIZ, abrir

from helpers import mudanza
from helpers.errores import ErrorDelCurso

HELPERS = RAIZ / "helpers"

# De abajo arriba: cada habitación importa de las que dice, y todas de los archivos de la entrada.
PLANO = {
    "audio": set(),
    "evaluacion": set(),
    "escucha": {"audio"},
    "datos": set(),
    "graficas": {"audio", "evaluacion"},
    "caracteristicas": {"audio"},
    "codificadores": {"audio"},
    "modelos": {"codificadores", "datos", "evaluacion"},
    "clasificacion": {"audio"},
    "redes": {"evaluacion"},
    "resultados": {"audio", "datos", "evaluacion"},
    "interactivo": {"audio", "escucha", "graficas", "datos"},
    "ejercicios": {"audio", "datos", "evaluacion", "graficas", "modelos"},
    "curso": {"datos", "modelos"},
}
ENTRADA = {
    "cache",
    "disco",
    "errores",
    "espectro",
    "etiquetas",
    "imagenes",
    "interrupciones",
    "mudanza",
    "numeros",
    "progreso",
    "rutas",
    "teclas",
    "variables",
}
NO_CARGA = {  # al pedir todo lo que ofrece; lo que de verdad hace falta se importa al usarlo
    "audio": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "soundfile", "torch"},
    "escucha": {"IPython", "librosa", "matplotlib", "pandas", "scipy", "soundfile", "torch"},
    "datos": {"librosa", "matplotlib", "pandas", "requests", "scipy", "sklearn", "soundfile", "torch"},
    "graficas": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch"},
    "caracteristicas": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch"},
    "codificadores": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch", "transformers"},
    "evaluacion": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch"},
    "modelos": {"huggingface_hub", "librosa", "matplotlib", "pandas", "scipy", "torch", "transformers"},
    "clasificacion": {"librosa", "matplotlib", "pandas", "scipy", "torch", "transformers"},
    "redes": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "transformers"},
    "resultados": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch"},
    "interactivo": {"ipywidgets", "librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch"},
    "ejercicios": {"librosa", "matplotlib", "pandas", "scipy", "sklearn", "torch", "transformers"},
}
CARPETAS = sorted(ruta.parent.name for ruta in HELPERS.glob("*/__init__.py"))
CON_INDICE = [carpeta for carpeta in CARPETAS if carpeta != "curso"]


def _modulos() -> Iterator[tuple[str, Path]]:
    """La habitación de cada archivo de ``helpers``, o el nombre del que está en la entrada, y su ruta."""
    for ruta in sorted(HELPERS.rglob("*.py")):
        yield ruta.relative_to(HELPERS).with_suffix("").parts[0], ruta


def _importados(codigo: str) -> Iterator[tuple[str, ...]]:
    """Lo que importa de ``helpers``, partido por sus puntos: ("audio", "sonido")."""
    for nodo in ast.walk(ast.parse(codigo)):
        if isinstance(nodo, ast.ImportFrom) and (nodo.module or "").split(".")[0] == "helpers":
            if nodo.module == "helpers":
                yield from ((alias.name,) for alias in nodo.names)
            else:
                yield tuple(nodo.module.split(".")[1:])
        elif isinstance(nodo, ast.Import):
            yield from (
                tuple(alias.name.split(".")[1:]) for alias in nodo.names if alias.name.startswith("helpers.")
            )


def test_cada_habitacion_importa_de_las_que_dice_el_plano_y_de_ninguna_mas():
    importa = {habitacion: set() for habitacion, _ in _modulos()}
    for habitacion, ruta in _modulos():
        importa[habitacion] |= {importado[0] for importado in _importados(ruta.read_text("utf-8"))}
    assert {h: importa[h] - ENTRADA - {h} for h in PLANO} == PLANO
    assert all(importa[archivo] <= ENTRADA for archivo in ENTRADA)
    assert importa["__main__"] == {"curso"}


def test_el_plano_va_de_abajo_arriba_y_tiene_todas_las_habitaciones():
    antes = set()
    for habitacion, de in PLANO.items():
        assert de <= antes, habitacion
        antes.add(habitacion)
    assert {habitacion for habitacion, _ in _modulos()} == antes | ENTRADA | {"__init__", "__main__"}


def test_el_plano_del_readme_es_este():
    texto = (HELPERS / "README.md").read_text("utf-8")
    filas = re.findall(
        r"^\| \[?`(\w+)/?`\]?(?:\(\w+/?(?:\.py)?\))? \| [^|]+ \| ([^|]+) \|$", texto, re.MULTILINE
    )
    assert {habitacion: set(re.findall(r"`(\w+)`", de)) for habitacion, de in filas} == PLANO


def test_en_el_dibujo_cada_habitacion_esta_encima_de_lo_que_importa():
    dibujo = re.findall(r"^(\d)((?: +\w+)+)$", (HELPERS / "README.md").read_text("utf-8"), re.MULTILINE)
    planta = {habitacion: int(n) for n, habitaciones in dibujo for habitacion in habitaciones.split()}
    assert set(planta) == set(PLANO) | ENTRADA
    assert all(planta[otra] < planta[una] for una, de in PLANO.items() for otra in de | ENTRADA)


@pytest.mark.parametrize("carpeta", CON_INDICE)
def test_lo_que_ofrece_una_carpeta_existe_y_no_tapa_a_sus_archivos(carpeta):
    paquete = importlib.import_module(f"helpers.{carpeta}")
    assert paquete.__doc__
    for nombre in paquete.__all__:
        assert getattr(paquete, nombre) is not None
    assert not set(paquete.__all__) & {ruta.stem for ruta in (HELPERS / carpeta).glob("*")}


@pytest.mark.parametrize("carpeta", CON_INDICE)
def test_el_indice_dice_en_una_linea_que_es_cada_nombre(carpeta):
    indice = (HELPERS / carpeta / "__init__.py").read_text("utf-8")
    explicados = re.findall(r'^ +"(\w+)",  # \S.+$', indice, re.MULTILINE)
    assert sorted(explicados) == importlib.import_module(f"helpers.{carpeta}").__all__


@pytest.mark.parametrize("habitacion", NO_CARGA)
def test_pedir_lo_que_ofrece_no_carga_nada_pesado(habitacion):
    codigo = f"""
import sys
from helpers import {habitacion}
assert {habitacion not in CARPETAS} or not {{"numpy", "torch"}} & set(sys.modules)
for nombre in getattr({habitacion}, "__all__", ()):
    getattr({habitacion}, nombre)
print(*sys.modules)
"""
    salida = subprocess.check_output([sys.executable, "-c", codigo], cwd=RAIZ, text=True)
    assert not NO_CARGA[habitacion] & set(salida.split())


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_un_cuaderno_importa_de_la_carpeta_y_solo_lo_que_ofrece(ruta):
    for celda in abrir(ruta).codigo:
        assert not [importado for importado in _importados(celda.source) if len(importado) > 1]
        for nodo in ast.walk(ast.parse(celda.source)):
            if isinstance(nodo, ast.ImportFrom) and nodo.module.partition(".")[2] in CON_INDICE:
                ofrece = importlib.import_module(nodo.module).__all__
                assert {alias.name for alias in nodo.names} <= set(ofrece)


@pytest.mark.parametrize("modulo", mudanza.CARPETAS)
@pytest.mark.parametrize("linea", ["from helpers.{} import x", "from helpers import {}", "import helpers.{}"])
def test_un_cuaderno_de_antes_recibe_la_direccion_nueva(modulo, linea):
    assert not (HELPERS / f"{modulo}.py").exists()
    with pytest.raises(ImportError, match=rf"(?s)helpers\.{modulo}.*from helpers\.\w+ import") as error:
        exec(linea.format(modulo))
    assert isinstance(error.value, ErrorDelCurso)


def test_lo_que_nunca_estuvo_da_el_error_de_siempre():
    with pytest.raises(ModuleNotFoundError, match="helpers.no_existe"):
        importlib.import_module("helpers.no_existe")


def test_pyproject_no_olvida_ninguna_carpeta():
    codigo = "import setuptools, json; print(json.dumps(setuptools.find_packages(include=['helpers*'])))"
    hallados = json.loads(subprocess.check_output([sys.executable, "-c", codigo], cwd=RAIZ, text=True))
    assert {ruta.parent.relative_to(RAIZ).as_posix().replace("/", ".") for _, ruta in _modulos()} == set(
        hallados
    )
