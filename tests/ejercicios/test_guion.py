"""Leer un guion: qué se entiende, qué se dice a quien lo escribe mal, y cuándo toca cada clase de fila."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.ejercicios import guion
from helpers.ejercicios.diagnostico import diagnosticar
from helpers.ejercicios.respuestas import Fallo, RespuestaIlegible

CAMPO = "### `x`: `Numero` = `DIEZ` ± 1 %"
SI_NO = "- si no, como `0` → nada de eso."
FUNCION = """
### `f(a, b)`: `Matriz((2,))` = `a + b` ± 0.001, con `ENTRADAS`
- salta `isinstance(error, KeyError)` → ⚠ Buscas lo que no está.
- devuelve `forma == ()` → ⚠ Sale un solo número, y son ${len(a)}.
- al fallar `b` → La primera vez sale `b`.
- `a - b` ± 0.5 → resta en vez de sumar.
- si `dado[0] > esperado[0]` → se pasa.
- pero si `cambiado` → Suma bien, pero cambia lo que recibe.
- si no → no suma.
"""
NOMBRES = {
    "DIEZ": 10.0,
    "ENTRADAS": [(np.array([1.0, 2.0]), np.array([5.0, 5.0])), (np.array([0.0, 1.0]), np.array([2.0, 3.0]))],
}


def leer(tmp_path, *lineas, modulo=NOMBRES):
    ruta = tmp_path / "c99_prueba.md"
    ruta.write_text("\n".join(lineas), "utf-8")
    return guion.leer(ruta, modulo)


def ejercicio(tmp_path, *lineas, modulo=NOMBRES):
    principio = ("## Ejercicio 1", "Bien: Eso es.", "Pista: Una.")
    return leer(tmp_path, *principio, *lineas, modulo=modulo).ejercicios[1]


def dice(uno, **respuestas):
    return diagnosticar(uno, respuestas).mensaje


@pytest.mark.parametrize(
    ("fila", "respuesta", "mensaje"),
    [
        ("- `2 * DIEZ` → es el doble.", 20.1, "`x`: es el doble."),
        ("- `2 * DIEZ` → es el doble.", 20.3, "`x`: nada de eso."),
        ("- `2 * DIEZ` ± 5 % → es el doble.", 20.9, "`x`: es el doble."),
        ("- `2 * DIEZ` ± 0.5 → es el doble.", 20.4, "`x`: es el doble."),
        ("- `2 * DIEZ` exacto → es el doble.", 20.01, "`x`: nada de eso."),
        ("- `3 * DIEZ` o `4 * DIEZ` → Demasiado.", 40, "Demasiado."),
        ("- si `x > 50` → ¿tanto?", 51, "`x`: ¿tanto?"),
        ("- si `1 / x > 5` → se acerca a cero.", 0, "`x`: nada de eso."),
        ("- otra unidad: s", 10_000, "`x`: eso son milisegundos, y se piden segundos."),
        ("- `5` → te has quedado\n  en ${con_coma(x)}, la mitad.", 5, "`x`: te has quedado en 5, la mitad."),
        ("- pero si `x == 10.05` → Casi.", 10.05, "Casi."),
        ("- pero si `x == 10.05` → Casi.", 10.01, "Eso es."),
        ("- [mitad] → la mitad.\n- `5` → Es ${frase('mitad')}", 5, "Es la mitad."),
    ],
)
def test_cada_clase_de_fila_de_un_valor(tmp_path, fila, respuesta, mensaje):
    assert dice(ejercicio(tmp_path, CAMPO, fila, SI_NO), x=respuesta) == mensaje


@pytest.mark.parametrize(
    ("f", "mensaje"),
    [
        (lambda a, b: a + b, "Eso es."),
        (lambda a, b: a - b, "`f` resta en vez de sumar."),
        (lambda a, b: b if b[0] > 4 else a * 0, "La primera vez sale `b`."),
        (lambda a, b: a + b + 1, "`f` se pasa."),
        (lambda a, b: a * 0, "`f` no suma."),
        (lambda a, b: np.add(a, b, out=a), "Suma bien, pero cambia lo que recibe."),
        (lambda a, b: a * 0 if b[0] > 4 else {}["c"], "`f` no suma."),
    ],
)
def test_cada_clase_de_fila_de_una_funcion(tmp_path, f, mensaje):
    entradas = [tuple(arreglo.copy() for arreglo in entrada) for entrada in NOMBRES["ENTRADAS"]]
    assert dice(ejercicio(tmp_path, FUNCION, modulo={"ENTRADAS": entradas}), f=f) == mensaje
    np.testing.assert_equal(entradas, NOMBRES["ENTRADAS"])


@pytest.mark.parametrize(
    ("f", "mensaje"),
    [(lambda a, b: {}["c"], "no está"), (lambda a, b: 3.0, "son 2"), (lambda a, b: "ab", "una lista")],
)
def test_lo_que_no_se_puede_leer_de_una_funcion(tmp_path, f, mensaje):
    with pytest.raises(RespuestaIlegible, match=mensaje):
        dice(ejercicio(tmp_path, FUNCION), f=f)


def test_lo_de_varios_campos_va_antes_y_lo_comun_antes_del_si_no(tmp_path):
    uno = ejercicio(
        tmp_path,
        "Se cruzan: x, y",
        "- si `x == y`, como `x=1, y=1` → No pueden ser iguales.",
        CAMPO,
        SI_NO,
        "### `y`: `Entero` = `3`",
        "- si no, como `0` → tampoco.",
        "### `x` y `y`",
        "- `esperado + 1` → `${campo}` se pasa de uno.",
    )
    assert dice(uno, x=1, y=1) == "No pueden ser iguales."
    assert "intercambiados" in dice(uno, x=3, y=10)
    assert dice(uno, x=11, y=3) == "`x` se pasa de uno."
    assert dice(uno, x=10, y=4) == "`y` se pasa de uno."
    assert dice(uno, x=10, y=5) == "`y`: tampoco."


def test_el_modulo_pide_una_frase_por_su_nombre(tmp_path):
    def leer_par(nombre, valor):
        if valor % 2:
            raise Fallo("impar", cuanto=valor)
        return valor

    modulo = {"Par": type("Par", (), {"leer": staticmethod(leer_par)})}
    impar = "- [impar] → ⚠ ${cuanto} es impar."
    uno = ejercicio(tmp_path, "### `x`: `Par` = `2`", impar, SI_NO, modulo=modulo)
    with pytest.raises(RespuestaIlegible, match="3 es impar"):
        dice(uno, x=3)


@pytest.mark.parametrize(
    ("lineas", "dice"),
    [
        (["## Otra cosa"], "los apartados son"),
        (["## Ejercicio 1", "Pista: Una."], "lleva una línea «Bien"),
        (["## Ejercicio 1", "Bien: Sí."], "al menos una «Pista"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", "Consejo: Otra."], "Pista"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", "### x = 3"], "un campo es"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", CAMPO, "- `5` esa no es."], "una fila es"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", CAMPO, "- `5`"], "falta la flecha"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", CAMPO, "- `5 +` → no."], "no es una expresión"),
        (["## Ejercicio 1", "Bien: ${x +}", "Pista: Una."], "no es una expresión"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", "### `x` y `y`"], "debajo de todos"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una."] * 2, "otro ejercicio con ese número"),
        (["## Ejercicio 1", "Bien: Sí.", "Pista: Una.", CAMPO, SI_NO, CAMPO], "otro campo con ese nombre"),
        (["## Cuestionario", "### ¿Sí?", "- [x] No", "  Sí.", "- [x] Sí", "  No."], r"una sola con \[x\]"),
        (["## Cuestionario", "### ¿Sí?", "- No"], "una opción es"),
        (["## Cuestionario", "### ¿Sí?", "- [x] Sin porqué"], "por qué tienta"),
    ],
)
def test_a_quien_lo_escribe_mal_se_le_dice_donde_y_como_es(tmp_path, lineas, dice):
    with pytest.raises(guion.ErrorDeGuion, match=dice) as error:
        leer(tmp_path, *lineas)
    assert "La línea " in str(error.value)
    assert "c99_prueba.md" in str(error.value)


def test_un_nombre_que_no_existe_no_se_calla(tmp_path):
    with pytest.raises(guion.ErrorDeGuion, match=r"no_existe(.|\n)*c99_prueba.md, línea 5"):
        dice(ejercicio(tmp_path, CAMPO, "- si `no_existe > 1` → no.", SI_NO), x=1)
