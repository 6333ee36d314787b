"""Cómo se lee una Evaluacion: en texto y en una página, con coma decimal y las etiquetas en español."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from helpers import numeros
from helpers.etiquetas import en_espanol

if TYPE_CHECKING:
    from helpers.evaluacion import Evaluacion

POCOS = 10  # con menos grupos, el bootstrap da intervalos demasiado estrechos
CELDA = "padding: 3px 14px; text-align: left"


def proporcion(valor: float) -> str:
    """Escribe una proporción con dos decimales, sin llamar 1 a lo que no llega ni 0 a lo que lo pasa."""
    if 0 < valor < 0.005:
        return "<0,01"
    if 0.995 <= valor < 1:
        return ">0,99"
    return numeros.decimal(valor, 2)


def intervalo(extremos: tuple[float, float]) -> str:
    """Escribe un intervalo: «0,73–0,93»."""
    return "–".join(proporcion(extremo) for extremo in extremos)


def en_texto(e: Evaluacion) -> str:
    """La evaluación en unas pocas líneas, para `print`."""
    filas = [("clase", "n", "aciertos", "exhaustividad", "intervalo"), *_filas_de_clases(e)]
    anchos = [max(len(fila[i]) for fila in filas) for i in range(5)]
    lineas = [
        f"Exactitud equilibrada {proporcion(e.exactitud_equilibrada)} (intervalo al 95 %: "
        f"{intervalo(e.exactitud_equilibrada_intervalo)}; por {_unidades(e)})",
        f"Exactitud {proporcion(e.exactitud)} ({e.aciertos} de {e.n}; intervalo al 95 %: "
        f"{intervalo(e.exactitud_intervalo)})",
        f"Azar {_azar(e)} · n {e.n} · {_referencia(e)}: {proporcion(e.referencia.exactitud)}, equilibrada "
        f"{proporcion(e.referencia.exactitud_equilibrada)}",
        *avisos(e),
        "",
        *(
            "  ".join(
                [fila[0].ljust(anchos[0]), *(c.rjust(a) for c, a in zip(fila[1:], anchos[1:], strict=True))]
            )
            for fila in filas
        ),
    ]
    return "\n".join(linea.rstrip() for linea in lineas)


def avisos(e: Evaluacion) -> list[str]:
    """Lo que hay que saber para no creerse de más el intervalo."""
    unidades = e.n if e.n_grupos is None else e.n_grupos
    if unidades < POCOS:
        return [f"Con {_unidades(e)} el intervalo sale más estrecho de lo que debería."]
    return []


def en_html(e: Evaluacion) -> str:
    """La evaluación en una tabla; sin identificadores, para que la misma dé siempre la misma página."""
    return f"<pre>{escape(en_texto(e))}</pre>"


def _unidades(e: Evaluacion) -> str:
    return f"{e.n} ejemplos" if e.n_grupos is None else f"{e.n_grupos} grupos"


def _azar(e: Evaluacion) -> str:
    return f"{proporcion(e.azar)} ({e.n_clases} clases)"


def _referencia(e: Evaluacion) -> str:
    return f"Siempre «{en_espanol(e.referencia.etiqueta)}»"


def _filas_de_clases(e: Evaluacion) -> list[tuple[str, ...]]:
    return [
        (
            str(en_espanol(clase)),
            f"{fila['n']:.0f}",
            f"{fila['aciertos']:.0f}",
            proporcion(fila["exhaustividad"]) if fila["n"] else "–",
            intervalo((fila["inferior"], fila["superior"])) if fila["n"] else "–",
        )
        for clase, fila in e.por_clase.iterrows()
    ]
