"""Lo que un cuaderno importa de ``helpers`` trae un ejemplo que funciona y dice en qué sección se explica."""

from __future__ import annotations

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import matplotlib as mpl
import pytest
from cuaderno_leido import CUADERNOS, abrir

DONDE = re.compile(r"Cuaderno (\d\d), «([^»]+)»")
OPCIONES = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def importados() -> dict[str, Any]:
    """Las funciones y clases que usan los cuadernos, por su nombre: ``helpers.audio.cargar_audio``.

    También las de los módulos que importan enteros: ``graficas.pie``.
    """
    hallados = {}
    for ruta in CUADERNOS:
        arboles = [ast.parse(celda.source) for celda in abrir(ruta).codigo]
        modulos = dict(_modulos(arboles))
        for arbol in arboles:
            for modulo, nombre in _nombres(arbol, modulos):
                valor = getattr(importlib.import_module(modulo), nombre)
                if callable(valor):
                    hallados[f"{modulo}.{nombre}"] = valor
    return dict(sorted(hallados.items()))


def _modulos(arboles: list[ast.Module]) -> Iterator[tuple[str, str]]:
    for nodo in (nodo for arbol in arboles for nodo in arbol.body):
        if isinstance(nodo, ast.ImportFrom) and nodo.module == "helpers":
            yield from ((alias.name, f"helpers.{alias.name}") for alias in nodo.names)


def _nombres(arbol: ast.Module, modulos: dict[str, str]) -> Iterator[tuple[str, str]]:
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.ImportFrom) and (nodo.module or "").startswith("helpers."):
            yield from ((nodo.module, alias.name) for alias in nodo.names)
        elif isinstance(nodo, ast.Attribute) and getattr(nodo.value, "id", "") in modulos:
            yield modulos[nodo.value.id], nodo.attr


class Comparador(doctest.OutputChecker):
    """El de ``doctest``, para el que un espacio de no separación es un espacio."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(want, got.replace("\N{NO-BREAK SPACE}", " "), optionflags)


IMPORTADOS = importados()
cada_nombre = pytest.mark.parametrize("nombre", IMPORTADOS)


def _documentacion(nombre: str) -> str:
    return IMPORTADOS[nombre].__doc__ or ""


@cada_nombre
def test_el_ejemplo_se_puede_pegar(nombre, monkeypatch, tmp_path):
    monkeypatch.setenv("CLASIFICACION_DE_AUDIO_CACHE", str(tmp_path))
    mpl.use("Agg")
    prueba = doctest.DocTestParser().get_doctest(_documentacion(nombre), {}, nombre, None, 0)
    assert prueba.examples, "falta un ejemplo con >>>"
    assert nombre.rpartition(".")[2] in "".join(ejemplo.source for ejemplo in prueba.examples)
    dicho: list[str] = []
    doctest.DocTestRunner(Comparador(), optionflags=OPCIONES).run(prueba, out=dicho.append)
    assert not dicho, "".join(dicho)


@cada_nombre
def test_dice_en_que_seccion_se_explica_y_esta_ahi(nombre):
    citas = DONDE.findall(_documentacion(nombre))
    assert citas, "falta «Cuaderno NN, «sección».»"
    for cuaderno, seccion in citas:
        (ruta,) = (ruta for ruta in CUADERNOS if ruta.name.startswith(cuaderno))
        titulos = {titulo.texto for titulo in abrir(ruta).titulos}
        assert any(seccion in (titulo, titulo.partition(" · ")[2]) for titulo in titulos), seccion


def test_se_miran_tambien_los_modulos_enteros():
    assert "helpers.graficas.pie" in IMPORTADOS
    assert not any(isinstance(valor, ModuleType) for valor in IMPORTADOS.values())
    assert len(IMPORTADOS) > 60
