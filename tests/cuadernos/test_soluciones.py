"""Tras cada ejercicio de un cuaderno, nbval ejecuta también su solución: lo pone ``conftest.py``."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys

import nbformat
import pytest
from cuaderno_leido import RAIZ, es_hueco, llamada_a_comprobar, resolver
from muestra import cuaderno_de_muestra

COMPROBAR = """
from helpers.ejercicios.comprobacion import Estado, Resultado

def comprobar(numero, respuesta):
    if respuesta is ...:
        return Resultado(Estado.SIN_RESPONDER, "")
    bien = str(respuesta) == numero[-1]
    return Resultado(Estado.CORRECTO if bien else Estado.TODAVIA_NO, "Porque sí.")
"""


@pytest.fixture
def muestra(tmp_path):
    """El cuaderno de muestra, ejecutable sin lo declarado para el cuaderno 00."""
    c = cuaderno_de_muestra(tmp_path)
    c.celdas[1].source = COMPROBAR
    c.celdas[2].source = c.codigo[-2].source = "1"
    return c


def con_nbval(c):
    """Ejecuta un cuaderno como lo hacen las pruebas del curso y devuelve lo que dice pytest."""
    nbformat.write(c.nb, c.ruta)
    opciones = ["--nbval", "-v", "--rootdir=.", "-c", "pyproject.toml", "-p", "conftest"]
    hecho = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *opciones, c.ruta],
        cwd=RAIZ,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(RAIZ), str(RAIZ / "tests" / "apoyo")])},
        capture_output=True,
        text=True,
        check=False,
    )
    return hecho.returncode, hecho.stdout


def test_las_soluciones_se_prueban_detras_de_su_hueco_y_la_mala_se_ve(muestra):
    muestra.celdas[12].source = muestra.celdas[12].source.replace("respuesta = 2", "respuesta = 1 + 8")
    codigo, dicho = con_nbval(muestra)
    orden = " ".join(re.findall(r"(?<=::)(?:Cell \d+|Ejercicio \d)(?=[ ,].*%])", dicho))
    assert codigo == 1
    assert orden.count("Ejercicio") == 3
    assert "Cell 2 Ejercicio 1 Cell 3" in orden
    assert re.findall(r"^FAILED .*::(Ejercicio \d), resuelto", dicho, re.MULTILINE) == ["Ejercicio 2"]
    assert "Todavía no. Porque sí." in dicho


@pytest.mark.parametrize(
    ("hueco", "solucion", "resuelto"),
    [
        ("a = ...\ncomprobar('00.1', a=a)", "a = 1\n", "a = 1\ncomprobar('00.1', a=a)"),
        ("a = 1\nb = ...\nc = ...\nprint(a)", "b = c = 2", "a = 1\nb = c = 2\nprint(a)"),
        ("def f(x):\n    ...\ny = f(2)", "def f(x):\n    return x", "def f(x):\n    return x\ny = f(2)"),
        ("def f(x):\n    return x + ...\ny = 1", "f = abs", "f = abs\ny = 1"),
    ],
)
def test_resolver(hueco, solucion, resuelto):
    assert resolver(hueco, solucion) == resuelto


@pytest.mark.parametrize(
    ("codigo", "hay"),
    [("a = ...", True), ("a = [1, ...]", True), ("a = x[..., 0]", False), ("a = x[f(1)]", False)],
)
def test_es_hueco(codigo, hay):
    assert es_hueco(ast.parse(codigo).body[0]) is hay


@pytest.mark.parametrize(
    ("codigo", "hay"),
    [
        ("comprobar('00.1', a=1)", True),
        ("x = comprobar('00.1')", False),
        ("comprobar('00.1')\n1", False),
        ("", False),
    ],
)
def test_llamada_a_comprobar(codigo, hay):
    assert (llamada_a_comprobar(codigo) is not None) is hay
