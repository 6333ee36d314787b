"""Lo que un guion no prueba de sí mismo: otras formas de contestar bien y de cometer sus errores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from casos import buenas, nombres

from helpers.ejercicios import comprobar, guion


def del_guion(cuaderno: str) -> dict[str, dict[str, Any]]:
    """La respuesta buena de cada ejercicio de un cuaderno: ``{"11.1": {"exactitud": 0.522}, …}``."""
    ejercicios = guion.cargar(cuaderno).ejercicios
    return {f"{cuaderno}.{n}": buenas(uno, nombres(cuaderno)) for n, uno in ejercicios.items()}


class Respuestas:
    """La hereda una clase de cada ``test_cNN.py``, con sus casos.

    buenas : lo de ``del_guion``. otras_buenas : (ejercicio, lo que cambia de la respuesta buena).
    malas : (ejercicio, lo que cambia, lo que se le tiene que decir).
    """

    buenas: ClassVar[dict[str, dict[str, Any]]]
    otras_buenas: ClassVar[Sequence[tuple[str, dict[str, Any]]]]
    malas: ClassVar[Sequence[tuple[str, dict[str, Any], str]]]

    def pytest_generate_tests(self, metafunc):
        """Reparte los casos según lo que pide cada prueba."""
        con_frase = "dice" in metafunc.fixturenames
        metafunc.parametrize(
            ("numero", "cambio", "dice") if con_frase else ("numero", "cambio"),
            self.malas if con_frase else self.otras_buenas,
        )

    def test_otras_respuestas_buenas_se_aceptan(self, numero, cambio):
        resultado = comprobar(numero, **self.buenas[numero] | cambio)
        assert resultado.acierto, resultado.mensaje

    def test_otras_formas_de_un_error_reciben_su_frase(self, numero, cambio, dice):
        resultado = comprobar(numero, **self.buenas[numero] | cambio)
        assert not resultado.acierto, resultado.mensaje
        dicho = resultado.mensaje.replace("\N{NO-BREAK SPACE}", " ")
        assert dice in dicho, f"se esperaba «{dice}», y dice «{dicho}»"
