"""Lo que se exige igual a los guiones de todos los cuadernos."""

from __future__ import annotations

import re

import pytest
from casos import buenas, errores, nombres
from cuaderno_leido import CUADERNOS
from frases import apuntadas, declaradas, se_conserva

from helpers.ejercicios import comprobar, guion
from helpers.ejercicios.declaracion import Clase, Ejercicio
from helpers.ejercicios.respuestas import Entero, Numero

EJERCICIOS = [
    (cuaderno, numero) for cuaderno in guion.guiones() for numero in guion.cargar(cuaderno).ejercicios
]
cada_ejercicio = pytest.mark.parametrize(("cuaderno", "numero"), EJERCICIOS)


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_cada_cuaderno_tiene_un_guion_que_se_llama_como_el(ruta):
    suyos = [guion_.stem for guion_ in guion.CARPETA.glob(f"c{ruta.name[:2]}_*.md")]
    assert suyos == [f"c{ruta.stem}"]


def _ejercicio(cuaderno: str, numero: int) -> Ejercicio:
    return guion.cargar(cuaderno).ejercicios[numero]


def _dice(cuaderno: str, numero: int, respuestas: dict) -> str:
    resultado = comprobar(f"{cuaderno}.{numero}", **respuestas)
    return resultado.mensaje if resultado.acierto else resultado.mensaje.partition(" Pista 1 con ")[0]


@cada_ejercicio
def test_la_respuesta_declarada_buena_se_acepta(cuaderno, numero):
    resultado = comprobar(f"{cuaderno}.{numero}", **buenas(_ejercicio(cuaderno, numero), nombres(cuaderno)))
    assert resultado.acierto, resultado.mensaje


@cada_ejercicio
def test_cada_error_declarado_recibe_su_propia_frase(cuaderno, numero):
    equivocadas = []
    for fila, patron, respuestas in errores(_ejercicio(cuaderno, numero), nombres(cuaderno)):
        dicho = _dice(cuaderno, numero, respuestas)
        if not re.search(patron if fila.clase is Clase.UNIDAD else f"{patron}$", dicho):
            equivocadas.append(f"línea {fila.linea}: {fila.ejemplo} → {dicho}")
    assert not equivocadas, "\n".join(equivocadas)


@cada_ejercicio
def test_todo_error_declarado_se_prueba(cuaderno, numero):
    ejercicio = _ejercicio(cuaderno, numero)
    usadas = guion.guiones()[cuaderno].read_text("utf-8")
    modulo = guion.guiones()[cuaderno].with_suffix(".py")
    usadas += modulo.read_text("utf-8") if modulo.exists() else ""
    for fila in ejercicio.todas_las_filas():
        if fila.clase is Clase.CLAVE:
            assert f'"{fila.clave}"' in usadas, f"línea {fila.linea}: nadie pide la frase {fila.clave}"
        elif fila.clase is not Clase.UNIDAD:
            assert fila.ejemplo, f"línea {fila.linea}: falta «, como `…`»"
    for campo in (campo for campo in ejercicio.campos if campo.correcta or campo.condicion):
        assert campo.filas[-1].clase is Clase.SI_NO, f"a {campo.nombre} le falta su «si no», la última"


@cada_ejercicio
def test_ninguna_frase_da_la_solucion(cuaderno, numero):
    ejercicio, valen = _ejercicio(cuaderno, numero), nombres(cuaderno)
    soluciones = {
        campo.nombre: valor
        for campo, valor in zip(ejercicio.campos, buenas(ejercicio, valen).values(), strict=True)
        if isinstance(campo.campo, (Numero, Entero)) and not campo.es_funcion
    }
    for fila in ejercicio.todas_las_filas():
        assert not any(secreto in fila.frase.texto for secreto in ejercicio.secretos), f"línea {fila.linea}"
    for fila, _, respuestas in errores(ejercicio, valen):
        dicho = _dice(cuaderno, numero, respuestas)
        assert not any(secreto in dicho for secreto in ejercicio.secretos), f"línea {fila.linea}: {dicho}"
        for nombre, valor in soluciones.items():
            ajenas = [cifra for cifra in _cifras(dicho) if _numero(cifra) != respuestas[nombre]]
            assert not any(_es(cifra, valor) for cifra in ajenas), f"línea {fila.linea}: {dicho}"


def test_cada_error_conserva_su_frase():
    """Ni se pierde ni se cambia por la de otro: le quedan casi todas las palabras que tiene apuntadas."""
    ahora, antes = declaradas(), apuntadas()
    quejas = [f"{clave}: ya no está" for clave in antes if clave not in ahora]
    for clave, frase in ahora.items():
        if clave not in antes:
            quejas.append(f"{clave}: está sin apuntar")
        elif not se_conserva(frase, antes[clave]):
            quejas.append(f"{clave}: decía «{' … '.join(antes[clave])}» y dice «{frase}»")
    que_hacer = "Si es lo que querías, apúntalo con .venv/bin/python tests/ejercicios/frases.py"
    assert not quejas, "\n".join([*quejas, que_hacer])


def _cifras(frase: str) -> list[str]:
    return re.findall(
        r"(?<![\w,.])−?\d+(?:[ \u00a0]\d{3})*(?:,\d+)?(?![\w,…]|\.\d)", re.sub("`[^`]*`", "", frase)
    )


def _es(cifra: str, valor: float) -> bool:
    """Si una cifra escrita en español es ese valor, con dos cifras significativas o más."""
    return len(re.sub(r"\D", "", cifra).lstrip("0")) > 1 and abs(_numero(cifra) - valor) <= 0.005 * abs(valor)


def _numero(cifra: str) -> float:
    return float(re.sub("[ \u00a0]", "", cifra).replace(",", ".").replace("−", "-"))
