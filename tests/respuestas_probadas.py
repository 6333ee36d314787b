"""Lo que se prueba igual en las comprobaciones de todos los cuadernos: acepta lo bueno y explica lo malo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from helpers.ejercicios import comprobar


class Respuestas:
    """La hereda una clase de cada ``test_comprobaciones_NN.py``, con sus casos.

    buenas : por ejercicio («03.1»), lo que se contesta bien. otras_buenas : (ejercicio, lo que cambia).
    malas : (ejercicio, lo que cambia, lo que se le tiene que decir).
    """

    buenas: ClassVar[Mapping[str, dict[str, Any]]]
    otras_buenas: ClassVar[Sequence[tuple[str, dict[str, Any]]]]
    malas: ClassVar[Sequence[tuple[str, dict[str, Any], str]]]

    def pytest_generate_tests(self, metafunc):
        """Reparte los casos según lo que pide cada prueba."""
        if "dice" in metafunc.fixturenames:
            metafunc.parametrize(("numero", "cambio", "dice"), self.malas)
        elif "cambio" in metafunc.fixturenames:
            metafunc.parametrize(("numero", "cambio"), self.otras_buenas)
        else:
            metafunc.parametrize("numero", self.buenas)

    def test_la_respuesta_buena_se_acepta(self, numero):
        resultado = comprobar(numero, **self.buenas[numero])
        assert resultado.acierto, resultado.mensaje

    def test_otras_respuestas_buenas_se_aceptan(self, numero, cambio):
        resultado = comprobar(numero, **self.buenas[numero] | cambio)
        assert resultado.acierto, resultado.mensaje

    def test_cada_error_tiene_su_contestacion(self, numero, cambio, dice):
        resultado = comprobar(numero, **self.buenas[numero] | cambio)
        assert not resultado.acierto
        assert dice in resultado.mensaje.replace("\N{NO-BREAK SPACE}", " ")
