"""Medir sin fugas: leer el reparto y las notas que entrega el estudiante, y volver a hacer su cuenta.

Lo usan los cuadernos 09, 10 y 11: la misma SVM, medida sin que ningún grupo (banda, hablante) caiga a los dos
lados de una parte.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from helpers.ejercicios.respuestas import Campo, Matriz, cerca

PARTES_MINIMAS = 3
REDONDEO = 0.0015  # de una nota escrita con tres decimales
DE_PANTALLA = 0.0055  # de una nota copiada de la pantalla, con dos
ENTRE_SORTEOS = 0.08  # lo que se mueve la media de un reparto que se sortea cada vez

Pares = list[tuple[np.ndarray, np.ndarray]]


class Examen(NamedTuple):
    """Lo que se reparte, en el orden del cuaderno. etiquetas, grupos : (n,)."""

    etiquetas: np.ndarray
    grupos: np.ndarray


class Partes(NamedTuple):
    """Un reparto ya leído.

    pares : de cada parte, qué filas enseñan y cuáles examinan. fijo : si al pedirlo otra vez sale igual.
    defecto : por qué no se puede leer: "un_numero", "sin_parentesis", "gastado", "notas" u "otra_cosa".
    """

    pares: Pares
    fijo: bool = True
    defecto: str = ""


@dataclass(frozen=True)
class Reparto(Campo):
    """Un repartidor de scikit-learn, o la lista de pares que da su ``split``. Llega como ``Partes``."""

    examen: Callable[[], Examen]

    def leer(self, nombre: str, valor: Any) -> Partes:
        """Reparte con él dos veces, con los grupos de verdad; si no se puede, dice en ``defecto`` por qué."""
        if isinstance(valor, type):
            return Partes([], defecto="sin_parentesis")
        if isinstance(valor, str) or not (hasattr(valor, "split") or isinstance(valor, Iterable)):
            return Partes([], defecto="un_numero" if isinstance(valor, int) else "otra_cosa")
        etiquetas, grupos = self.examen()
        filas = np.zeros((len(etiquetas), 1))
        try:
            if not hasattr(valor, "split"):
                return _de_una_lista(list(valor), len(etiquetas))
            with warnings.catch_warnings():  # que un reparto no mira los grupos lo dice ya el guion
                warnings.simplefilter("ignore", UserWarning)
                pares, otra_vez = ([*valor.split(filas, etiquetas, grupos)] for _ in range(2))
        except (TypeError, ValueError):
            return Partes([], defecto="otra_cosa")
        fijo = all(
            np.array_equal(suyos, otros)
            for uno, otro in zip(pares, otra_vez, strict=True)
            for suyos, otros in zip(uno, otro, strict=True)
        )
        return Partes(pares, fijo)


def _de_una_lista(lista: list, n: int) -> Partes:
    if not lista:
        return Partes([], defecto="gastado")
    if not any(hasattr(uno, "__len__") for uno in lista):
        return Partes([], defecto="notas")
    pares = [tuple(np.asarray(lado) for lado in par) for par in lista]
    buenos = all(
        len(par) == 2 and all(lado.ndim == 1 and lado.dtype.kind == "i" and lado.size for lado in par)
        for par in pares
    )
    if not buenos or max(lado.max() for par in pares for lado in par) >= n:
        return Partes([], defecto="otra_cosa")
    return Partes(pares)


class Notas(Matriz):
    """La nota de cada parte. Un número suelto llega como un vector de una."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el vector."""
        return super().leer(nombre, [valor] if np.ndim(valor) == 0 and not isinstance(valor, str) else valor)


def a_los_dos_lados(partes: Partes, examen: Examen) -> str:
    """Un grupo que enseña y examina en la misma parte, o nada si no lo hay."""
    for ensenan, examinan in partes.pares:
        comunes = np.intersect1d(examen.grupos[ensenan], examen.grupos[examinan])
        if len(comunes):
            return str(comunes[0])
    return ""


def sin_aprender(partes: Partes, examen: Examen) -> str:
    """Una clase que se examina en una parte en la que nadie la enseña, o nada si no la hay."""
    for ensenan, examinan in partes.pares:
        nuevas = np.setdiff1d(examen.etiquetas[examinan], examen.etiquetas[ensenan])
        if len(nuevas):
            return str(nuevas[0])
    return ""


def notas_de(X: np.ndarray, partes: Partes, examen: Examen) -> np.ndarray:
    """La exactitud de la SVM del cuaderno en cada parte: lo que da ``cross_val_score``. Lanza ValueError."""
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    return cross_val_score(make_pipeline(StandardScaler(), SVC(C=10)), X, examen.etiquetas, cv=partes.pares)


def son_las_suyas(
    notas: np.ndarray, X: np.ndarray, partes: Partes, examen: Examen, tolerancia: float = REDONDEO
) -> bool:
    """Si esas notas salen con ese reparto; si se sortea cada vez, si su media se le acerca.

    ``X`` llega en doble precisión. Con la simple, la de librosa, alguna grabación dudosa cambia de clase.
    """
    if len(notas) != len(partes.pares):
        return False
    suyas = (notas_de(tabla, partes, examen) for tabla in (X, X.astype(np.float32)))
    if not partes.fijo:
        return cerca(notas.mean(), next(suyas).mean(), 0, ENTRE_SORTEOS) and bool((notas <= 1).all())
    return any(cerca(notas, unas, 0, tolerancia) for unas in suyas)


def al_azar(examen: Examen) -> Partes:
    """Las cinco partes del cuaderno que no miran los grupos."""
    from sklearn.model_selection import StratifiedKFold

    partes = StratifiedKFold(5, shuffle=True, random_state=0)
    return Partes([*partes.split(np.zeros(len(examen.etiquetas)), examen.etiquetas)])


def por_defecto(examen: Examen) -> Partes:
    """Las que hace ``cross_val_score`` cuando nadie le dice ``cv``."""
    from sklearn.model_selection import StratifiedKFold

    return Partes([*StratifiedKFold(5).split(np.zeros(len(examen.etiquetas)), examen.etiquetas)])
