"""La Evaluacion, y cómo se lee: en texto y en una página, con coma decimal y las etiquetas en español."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from helpers import numeros
from helpers.etiquetas import en_espanol
from helpers.evaluacion.intervalos import intervalo_wilson

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

POCAS = 10  # con menos unidades que sortear, el bootstrap da intervalos demasiado estrechos
CLASES_A_LA_VISTA = 30
CELDA = "padding: 2px 16px 2px 0; text-align: left"


class Referencia(NamedTuple):
    """El modelo de referencia (*baseline*) que no escucha: responde siempre la clase más frecuente."""

    etiqueta: str | int
    exactitud: float
    exactitud_equilibrada: float


@dataclass(frozen=True, eq=False, repr=False)
class Evaluacion:
    """Lo que devuelve ``evaluar``. Impresa, o como último valor de una celda, es una tabla que se lee.

    reales, predichas : (n,), las etiquetas que se compararon.
    n, aciertos : int. n_grupos : int, o None si no se dieron grupos.
    n_clases : int, las de `clases`, o las que hay en `reales`. azar : float, 1 / n_clases.
    exactitud, exactitud_equilibrada : float entre 0 y 1; sus intervalos, (inferior, superior) al 95 %.
    referencia : Referencia, lo que saca quien responde siempre la clase más frecuente de `reales`.
    por_clase : DataFrame con una fila por clase y las columnas n, aciertos, exhaustividad, inferior, superior
        (el intervalo de Wilson); en una clase sin ejemplos, n y aciertos son 0, y lo demás, NaN.
    confusiones : DataFrame de enteros, con las mismas clases en filas (lo real) y en columnas (lo predicho).
    """

    reales: np.ndarray
    predichas: np.ndarray
    n: int
    n_grupos: int | None
    n_clases: int
    azar: float
    aciertos: int
    exactitud: float
    exactitud_intervalo: tuple[float, float]
    exactitud_equilibrada: float
    exactitud_equilibrada_intervalo: tuple[float, float]
    referencia: Referencia
    por_clase: pd.DataFrame
    confusiones: pd.DataFrame

    def __repr__(self) -> str:
        """La evaluación entera, en unas pocas líneas."""
        return en_texto(self)

    def _repr_html_(self) -> str:
        return en_html(self)


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


def con_intervalo(valor: float, extremos: tuple[float, float]) -> str:
    """Escribe un valor y su intervalo: «0,84 (0,73–0,93)»."""
    return f"{proporcion(valor)} ({intervalo(extremos)})"


def en_texto(e: Evaluacion) -> str:
    """La evaluación en unas pocas líneas, para `print`."""
    resumen = [
        f"Exactitud equilibrada {proporcion(e.exactitud_equilibrada)} (intervalo al 95 %: "
        f"{intervalo(e.exactitud_equilibrada_intervalo)}; por {_unidades(e)})",
        f"Exactitud {proporcion(e.exactitud)} (intervalo al 95 %: {intervalo(e.exactitud_intervalo)}; "
        f"{_aciertos(e.aciertos, e.n)})",
        f"Azar {proporcion(e.azar)} · n {numeros.decimal(e.n, 0)} · {_clases(e)} · {_siempre(e)}: "
        f"equilibrada {proporcion(e.referencia.exactitud_equilibrada)}, "
        f"exactitud {proporcion(e.referencia.exactitud)}",
        *_avisos(e),
    ]
    tabla = [("Clase", "exhaustividad", "aciertos"), *_por_clase(e)]
    anchos = [max(len(fila[i]) for fila in tabla) for i in range(2)]
    detalle = [f"{clase:{anchos[0]}}  {cuanto:{anchos[1]}}  {de}" for clase, cuanto, de in tabla]
    return "\n".join(linea.rstrip() for linea in [*resumen, "", *detalle])


def en_html(e: Evaluacion) -> str:
    """La evaluación en una tabla; sin identificadores, para que la misma dé siempre la misma página."""
    grupos = "" if e.n_grupos is None else f" ({_unidades(e)})"
    titulo = (
        f"<strong>Evaluación</strong>: n = {numeros.decimal(e.n, 0)}{grupos}, {_clases(e)}, "
        f"{numeros.decimal(e.aciertos, 0)} aciertos. Entre paréntesis, intervalo al 95 %."
    )
    notas = "".join(f"<br>{escape(aviso)}" for aviso in _avisos(e))
    filas = [
        _fila("<strong>lo evaluado</strong>", *(f"<strong>{medida}</strong>" for medida in _medidas(e))),
        _fila("azar", proporcion(e.azar), proporcion(e.azar)),
        _fila(
            escape(_siempre(e)),
            proporcion(e.referencia.exactitud_equilibrada),
            proporcion(e.referencia.exactitud),
        ),
        _fila("<strong>por clase</strong>", "exhaustividad", "aciertos", etiqueta="th"),
        *(_fila(*(escape(celda) for celda in fila)) for fila in _por_clase(e)),
    ]
    return (
        '<table style="font-size: 16px; line-height: 1.4">'
        f'<caption style="caption-side: top; text-align: left; color: inherit">{titulo}{notas}</caption>'
        f"<thead>{_fila('', 'exactitud equilibrada', 'exactitud', etiqueta='th')}</thead>"
        f"<tbody>{''.join(filas)}</tbody></table>"
    )


def _fila(nombre: str, *celdas: str, etiqueta: str = "td") -> str:
    alcance = "row" if etiqueta == "td" else "col"
    resto = "".join(f'<{etiqueta} style="{CELDA}">{celda}</{etiqueta}>' for celda in celdas)
    return f'<tr><th scope="{alcance}" style="{CELDA}; font-weight: normal">{nombre}</th>{resto}</tr>'


def _medidas(e: Evaluacion) -> tuple[str, str]:
    return (
        con_intervalo(e.exactitud_equilibrada, e.exactitud_equilibrada_intervalo),
        con_intervalo(e.exactitud, e.exactitud_intervalo),
    )


def _por_clase(e: Evaluacion) -> list[tuple[str, str, str]]:
    filas = []
    for clase, n, aciertos, valor, *extremos in e.por_clase.head(CLASES_A_LA_VISTA).itertuples():
        medida = con_intervalo(valor, extremos) if n else "–"
        filas.append((str(en_espanol(clase)), medida, _aciertos(aciertos, n) if n else "sin ejemplos"))
    ocultas = len(e.por_clase) - len(filas)
    return [*filas, (f"y {ocultas} más", "en por_clase", "")] if ocultas else filas


def _avisos(e: Evaluacion) -> list[str]:
    """Lo que hay que saber para no creerse de más las cifras."""
    respondidas = e.confusiones.columns[e.confusiones.any()]
    siempre = [f"Responde siempre «{en_espanol(respondidas[0])}»."]
    return (siempre if len(respondidas) == 1 < e.n_clases else []) + _avisos_del_intervalo(e)


def _avisos_del_intervalo(e: Evaluacion) -> list[str]:
    unidades = e.n if e.n_grupos is None else e.n_grupos
    if e.aciertos in (0, e.n):
        que, extremo = ("baja", 0) if e.aciertos else ("sube", 1)
        limite = intervalo_wilson(unidades if e.aciertos else 0, unidades)[extremo]
        falta = "un solo fallo" if e.aciertos else "un solo acierto"
        return [
            f"Sin {falta} que sortear, ese intervalo no dice nada: el de Wilson, contando {_unidades(e)}, "
            f"{que} hasta {proporcion(limite)}."
        ]
    if unidades < POCAS:
        return [f"Con {_unidades(e)}, el intervalo sale más estrecho de lo que debería."]
    return []


def _unidades(e: Evaluacion) -> str:
    if e.n_grupos is not None:
        return f"{numeros.decimal(e.n_grupos, 0)} grupos"
    return "1 ejemplo" if e.n == 1 else f"{numeros.decimal(e.n, 0)} ejemplos"


def _aciertos(aciertos: int, n: int) -> str:
    return f"{numeros.decimal(aciertos, 0)} de {numeros.decimal(n, 0)}"


def _clases(e: Evaluacion) -> str:
    return "1 clase" if e.n_clases == 1 else f"{e.n_clases} clases"


def _siempre(e: Evaluacion) -> str:
    return f"siempre «{en_espanol(e.referencia.etiqueta)}»"
