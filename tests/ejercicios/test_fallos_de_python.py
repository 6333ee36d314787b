"""Los errores corrientes de Python se cuentan en español; los demás, no se inventan."""

import math

import numpy as np
import pytest
import torch

from helpers.ejercicios.fallos_de_python import explicar


def sin_parar(n):
    return sin_parar(n + 1)


A, B, NADA, CERO, TRES = np.ones((12, 84)), np.ones((3, 72)), None, 0, 3
ENTEROS, SIN_TOCAR = np.arange(3), ...

CORRIENTES = [
    (lambda: SIN_TOCAR(1), "usa un `...`: algo de antes, quizá otro ejercicio, está sin responder"),
    (lambda: SIN_TOCAR + 1, "sin responder"),
    (lambda: sin_definir, "que se llame `sin_definir`"),  # noqa: F821
    (lambda: NADA.mean(), "`.mean` a un None"),
    (lambda: [1, 2].mean(), "`.mean` a un objeto list"),
    (lambda: 1 / CERO, "división entre cero"),
    (lambda: [1, 2][2], "pasado del final"),
    (lambda: A[:, 84], "pasado del final"),
    (lambda: {"a": 1}["b"], "busca 'b' en un diccionario"),
    (lambda: sin_parar(0), "a sí misma demasiadas veces"),
    (lambda: math.log10(0), "un logaritmo o una raíz"),
    (lambda: math.sqrt(-1), "un logaritmo o una raíz"),
    (lambda: A + B, "no casan: (12,84) y (3,72)"),
    (lambda: A @ B, "no casan"),
    (lambda: np.dot(A, B), "no casan: (12,84) y (3,72)"),
    (lambda: A if A > 0 else B, "a un array entero"),
    (lambda: A[0, 0, 0], "más índices que dimensiones"),
    (lambda: 0.5 ^ TRES, "no eleva"),
    (lambda: A ^ A, "no eleva"),
    (lambda: NADA + 1, "usa un None"),
    (lambda: list(NADA), "usa un None"),
    (lambda: TRES(4), "no es una función"),
    (lambda: A.shape(0), "no es una función"),
    (lambda: TRES[0], "corchetes"),
    (lambda: list(3.0), "como si fuera una lista"),
    (lambda: len(3.0), "como si fuera una lista"),
    (lambda: np.divide(ENTEROS, 2, out=ENTEROS), "decimales en un array de enteros"),
    (lambda: np.array(["a", "b"]) % 2, "cuentas con textos"),
    (lambda: np.array([[1], [1, 2]]), "filas de distinta longitud"),
    (lambda: {[1]: 2}, "como clave"),
    (lambda: {A}, "como clave"),
    (lambda: torch.ones(2) + torch.ones(3), "formas no casan"),
    (lambda: torch.ones(2, 3) @ torch.ones(2, 3), "formas no casan"),
    (lambda: torch.stack([torch.ones(2), torch.ones(3)]), "formas no casan"),
    (lambda: torch.ones(2, requires_grad=True).numpy(), "`.detach()`"),
    (lambda: A[1.0], "un entero"),
    (lambda: [1, 2][TRES / 3], "un entero"),
    (lambda: range(2.0), "un entero"),
]


TIPOS = (NameError, AttributeError, TypeError, ValueError, IndexError, KeyError)


def lo_que_salta(hacer):
    with pytest.raises(Exception) as info:  # noqa: PT011
        hacer()
    return info.value


@pytest.mark.parametrize(("hacer", "dice"), CORRIENTES)
def test_los_corrientes_se_cuentan(hacer, dice):
    frase = explicar(lo_que_salta(hacer))
    assert dice in frase
    assert frase[-1] in ".?"


@pytest.mark.parametrize(
    "hacer",
    [
        lambda: int("a"),
        lambda: np.zeros(4).reshape(3),
        lambda: torch.ones(4).view(3),
        lambda: next(iter([])),
    ],
)
def test_los_demas_no_se_inventan(hacer):
    assert explicar(lo_que_salta(hacer)) == ""


def test_los_que_vienen_sin_datos_no_estorban():
    assert [explicar(clase()) for clase in TIPOS] == [""] * len(TIPOS)
