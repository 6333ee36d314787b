"""La solución plegada de cada ejercicio se acepta en su hueco, y el hueco sin tocar no falla."""

from __future__ import annotations

import ast
import copy

import pytest
from cuaderno_leido import CUADERNOS, Cuaderno, abrir, es_hueco, llamada_a_comprobar, resolver
from muestra import cuaderno_de_muestra
from nbformat.v4 import new_code_cell

from helpers.curso.cuadernos import ejecutar

EMPIEZA = "resuelto:"


def _lo_que_contesta(c: Cuaderno) -> dict[int, tuple[str, str]]:
    """Ejecuta el cuaderno resolviendo cada ejercicio tras dejarlo en blanco.

    Devuelve, por número, lo que contesta ``comprobar`` al hueco sin tocar y a la solución. Lo que viene
    detrás se ejecuta ya con la respuesta buena, como le pasa a quien la acierta.
    """
    nb = copy.deepcopy(c.nb)
    for ejercicio in reversed(c.ejercicios):
        resuelta = resolver(ejercicio.hueco.source, ejercicio.soluciones[0])
        *previas, ultima = resuelta.splitlines()
        previas.append(f"print({EMPIEZA!r}, {ultima})")
        nb.cells.insert(ejercicio.posicion_del_hueco + 1, new_code_cell("\n".join(previas)))
    nb = ejecutar(nb, c.ruta)
    contestado = {}
    for vistos, ejercicio in enumerate(c.ejercicios):
        hueco = nb.cells[ejercicio.posicion_del_hueco + vistos]
        solucion = nb.cells[ejercicio.posicion_del_hueco + vistos + 1]
        en_blanco = "".join(s.get("data", {}).get("text/plain", "") for s in hueco.outputs)
        impreso = "".join(s.get("text", "") for s in solucion.outputs)
        contestado[ejercicio.numero] = (en_blanco, impreso.partition(EMPIEZA)[2].strip())
    return contestado


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_las_soluciones_se_aceptan_y_los_huecos_no_fallan(ruta):
    contestado = _lo_que_contesta(abrir(ruta))
    assert contestado
    for numero, (en_blanco, resuelto) in contestado.items():
        assert "Todavía sin responder" in en_blanco, f"ejercicio {numero}: {en_blanco}"
        assert resuelto.startswith("✔ Correcto"), f"ejercicio {numero}: {resuelto}"


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
    c.celdas[2].source = "1"
    c.codigo[-2].source = "1"
    return c


def test_se_resuelve_la_muestra_y_se_ve_la_solucion_mala(muestra):
    muestra.celdas[12].source = muestra.celdas[12].source.replace("respuesta = 2", "respuesta = 1 + 8")
    assert _lo_que_contesta(muestra) == {
        1: ("○ Todavía sin responder.", "✔ Correcto. Porque sí."),
        2: ("○ Todavía sin responder.", "✘ Todavía no. Porque sí."),
        3: ("○ Todavía sin responder.", "✔ Correcto. Porque sí."),
    }


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
