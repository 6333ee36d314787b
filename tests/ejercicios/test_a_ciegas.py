"""Lo que contestaría quien solo ha leído el enunciado: se acepta lo bueno y se rechaza lo malo.

Cada ``a_ciegas_NN.py`` se escribe sin mirar el guion de su cuaderno. ``BUENAS`` y ``MALAS`` son listas de
``(ejercicio, campos)``; los campos que un caso no nombra llevan la respuesta buena.
"""

from __future__ import annotations

import importlib
from collections import Counter
from pathlib import Path

import pytest
from otras_respuestas import del_guion

from helpers.ejercicios import comprobar

MODULOS = {
    archivo.stem[-2:]: importlib.import_module(archivo.stem)
    for archivo in sorted(Path(__file__).parent.glob("a_ciegas_[0-9][0-9].py"))
}
SOLUCIONES = {n: suya for cuaderno in MODULOS for n, suya in del_guion(cuaderno).items()}
BUENAS = [caso for modulo in MODULOS.values() for caso in modulo.BUENAS]
MALAS = [caso for modulo in MODULOS.values() for caso in modulo.MALAS]
BUENAS_POR_EJERCICIO, MALAS_POR_EJERCICIO = 3, 8


@pytest.mark.parametrize(("numero", "campos"), BUENAS)
def test_una_respuesta_buena_se_acepta(numero, campos):
    resultado = comprobar(numero, **SOLUCIONES[numero] | campos)
    assert resultado.acierto, resultado.mensaje


@pytest.mark.parametrize(("numero", "campos"), MALAS)
def test_una_respuesta_mala_se_rechaza_con_una_frase(numero, campos):
    resultado = comprobar(numero, **SOLUCIONES[numero] | campos)
    assert not resultado.acierto, resultado.mensaje
    assert "Traceback" not in resultado.mensaje


@pytest.mark.parametrize("numero", SOLUCIONES)
def test_cada_ejercicio_tiene_bastantes(numero):
    assert Counter(n for n, _ in BUENAS)[numero] >= BUENAS_POR_EJERCICIO
    assert Counter(n for n, _ in MALAS)[numero] >= MALAS_POR_EJERCICIO
