"""Las recetas: cada una hace algo que está en `data`, y los documentos dicen cómo se llama."""

from __future__ import annotations

import ast
import re
import runpy
import sys
from pathlib import Path

import pytest

from helpers.datos import DATOS

CARPETA = DATOS / "recetas"
ORDENES = runpy.run_path(str(CARPETA / "__main__.py"), run_name="recetas")
RECETAS = ORDENES["RECETAS"]


@pytest.mark.parametrize("producto", RECETAS)
def test_cada_receta_hace_algo_que_existe_y_dice_como_se_llama(producto):
    arbol = ast.parse((CARPETA / f"{RECETAS[producto].replace('.', '/')}.py").read_text("utf-8"))
    (principal,) = [n for n in arbol.body if isinstance(n, ast.FunctionDef) and n.name == "main"]
    assert [argumento.arg for argumento in principal.args.args] == ["opciones", "argumentos"]
    assert f"python data/recetas {producto}" in ast.get_docstring(arbol)
    assert (DATOS / producto).exists()


def test_los_documentos_nombran_todas_las_recetas_y_ninguna_mas():
    ordenes = set()
    for documento in (ruta for ruta in DATOS.rglob("*.md") if CARPETA not in ruta.parents):
        ordenes |= set(re.findall(r"python data/recetas ([\w./]+)", documento.read_text("utf-8")))
    assert ordenes == set(RECETAS)


def test_las_recetas_que_se_nombran_estan():
    nombradas = set()
    for ruta in (*DATOS.rglob("*.md"), *DATOS.rglob("metadatos.csv")):
        nombradas |= set(re.findall(r"data/(recetas/[\w./]*\w)", ruta.read_text("utf-8")))
    assert len(nombradas) > 8
    assert [nombrada for nombrada in sorted(nombradas) if not (DATOS / nombrada).exists()] == []


def test_cada_receta_recibe_su_destino_y_lo_demas_que_se_pida(monkeypatch, tmp_path):
    (tmp_path / "de_pega.py").write_text(
        '"""Hace algo."""\ndef main(opciones, argumentos):\n'
        '    opciones.add_argument("--voz")\n    pedidos.append(opciones.parse_args(argumentos))\n'
        "pedidos = []\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(RECETAS, "audio", "de_pega")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    ORDENES["main"](["audio"])
    ORDENES["main"](["audio", "--voz", "grave", "--destino", "aparte"])
    uno, otro = sys.modules["de_pega"].pedidos
    assert (uno.destino, uno.voz) == (DATOS / "audio", None)
    assert (otro.destino, otro.voz) == (Path("aparte"), "grave")


def test_lo_que_no_hay_se_dice(capsys):
    with pytest.raises(SystemExit):
        ORDENES["main"](["conjuntos/nada"])
    assert "conjuntos/acentos" in capsys.readouterr().err
