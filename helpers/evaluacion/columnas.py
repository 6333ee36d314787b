"""Leer columnas de etiquetas: qué se acepta, y qué decir de cada cosa que no vale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from itertools import combinations
from numbers import Real
from typing import Any

import numpy as np

from helpers.errores import ErrorDeDatos

_FALTA = {"NoneType", "NAType", "NaTType"}


def leer_columnas(**columnas: Iterable) -> list[np.ndarray]:
    """Devuelve cada columna como un array (n,) de objetos, comprobada y en el orden en que se nombran.

    columnas : por su nombre, que sale en los mensajes; una lista, tupla, array o Series de texto o de números
        enteros, sin huecos. Se emparejan por posición: el índice de una Series no cuenta.

    Lanza ErrorDeDatos si una columna no es así, si está vacía, si no miden lo mismo o si dos Series tienen el
    mismo índice en distinto orden.
    """
    _comprobar_indices(columnas)
    leidas = {nombre: _leer(nombre, columna) for nombre, columna in columnas.items()}
    if len({len(leida) for leida in leidas.values()}) > 1:
        medidas = ", ".join(f"{nombre} tiene {len(leida)}" for nombre, leida in leidas.items())
        raise ErrorDeDatos(
            f"Las columnas no casan: {medidas}.",
            que_hacer="pasa un valor por ejemplo, en el mismo orden en todas. Las clases van con clases=…",
        )
    return list(leidas.values())


def es_texto(columna: np.ndarray) -> bool:
    """Dice si una columna ya leída es de texto; si no, es de números."""
    return isinstance(columna[0], str)


def _leer(nombre: str, columna: Any) -> np.ndarray:
    valores = _en_lista(nombre, columna)
    if not valores:
        raise ErrorDeDatos(f"«{nombre}» está vacía: no hay ningún ejemplo que evaluar.")
    _exigir_completa(nombre, valores)
    _exigir_etiquetas(nombre, valores)
    leida = np.empty(len(valores), dtype=object)
    leida[:] = valores
    return leida


def _en_lista(nombre: str, columna: Any) -> list:
    if hasattr(columna, "columns"):
        raise ErrorDeDatos(
            f"«{nombre}» es una tabla entera.", que_hacer='elige una de sus columnas: tabla["etiqueta"].'
        )
    suelta = not isinstance(columna, Iterable) or getattr(columna, "ndim", 1) == 0
    if suelta or isinstance(columna, str | bytes | Mapping | Set):
        raise ErrorDeDatos(
            f"«{nombre}» tiene que ser una lista de etiquetas, y es {type(columna).__name__}.",
            que_hacer="pasa una etiqueta por ejemplo, en una lista, un array o una columna de una tabla.",
        )
    return columna.tolist() if hasattr(columna, "tolist") else list(columna)


def _exigir_completa(nombre: str, valores: list) -> None:
    faltan = sum(_falta(valor) for valor in valores)
    if not faltan:
        return
    que_hacer = f"quita de la tabla las filas que no lo tienen, y di que quitaste {faltan}."
    if nombre == "predichas":
        que_hacer = (
            "suelen ser archivos que no se pudieron leer. O quitas esas filas, con "
            f"tabla[tabla.etiqueta.notna()], y dices que quitaste {faltan}; o las cuentas como fallos, con "
            'predichas.fillna("sin respuesta").'
        )
    cuantos = "falta 1" if faltan == 1 else f"faltan {faltan}"
    raise ErrorDeDatos(f"En «{nombre}» {cuantos} de {len(valores)} valores.", que_hacer=que_hacer)


def _falta(valor: Any) -> bool:
    return type(valor).__name__ in _FALTA or valor == "" or (_es_decimal(valor) and np.isnan(valor))


def _es_decimal(valor: Any) -> bool:
    return isinstance(valor, float | np.floating)


def _exigir_etiquetas(nombre: str, valores: list) -> None:
    for clase in {type(valor) for valor in valores}:
        if not issubclass(clase, str | Real | np.bool_):
            raise ErrorDeDatos(
                f"«{nombre}» lleva en cada sitio un {clase.__name__}, y no una etiqueta.",
                que_hacer='de lo que da clasificar, quédate con tabla["etiqueta"][0]; '
                "de una fila de probabilidades, con la clase de la mayor.",
            )
    if len({isinstance(valor, str) for valor in valores}) > 1:
        raise ErrorDeDatos(
            f"«{nombre}» mezcla texto y números.", que_hacer="escribe todas las etiquetas de la misma forma."
        )
    if any(_es_decimal(valor) and not float(valor).is_integer() for valor in valores):
        raise ErrorDeDatos(
            f"«{nombre}» lleva números con decimales: parecen probabilidades, y hacen falta etiquetas.",
            que_hacer="de cada ejemplo, quédate con el nombre de su clase más probable.",
        )


def _comprobar_indices(columnas: Mapping[str, Any]) -> None:
    """Por posición, dos Series con el mismo índice en distinto orden quedarían mal emparejadas."""
    series = {n: c for n, c in columnas.items() if hasattr(c, "iloc") and not hasattr(c, "columns")}
    for (una, a), (otra, b) in combinations(series.items(), 2):
        if a.index.is_unique and not a.index.equals(b.index) and set(a.index) == set(b.index):
            raise ErrorDeDatos(
                f"«{una}» y «{otra}» tienen las mismas filas en distinto orden.",
                que_hacer="sácalas de la misma tabla; si ya van emparejadas, pásalas con .to_numpy().",
            )
