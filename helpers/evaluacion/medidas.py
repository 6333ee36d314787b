"""¿Cuánto me lo creo? Métricas con su nivel de azar y su intervalo de confianza."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers.errores import ErrorDeDatos
from helpers.etiquetas import en_espanol
from helpers.evaluacion.columnas import es_texto, leer_columnas
from helpers.evaluacion.informe import Evaluacion, Referencia
from helpers.evaluacion.intervalos import intervalo_bootstrap, intervalo_wilson

if TYPE_CHECKING:
    import pandas as pd


def evaluar(
    reales: Sequence,
    predichas: Sequence,
    grupos: Sequence | None = None,
    clases: Iterable | None = None,
) -> Evaluacion:
    """Compara lo que era con lo que respondió un clasificador, siempre con su azar, su n y sus intervalos.

    reales, predichas : etiquetas (n,), en el mismo orden: listas, arrays o columnas de una tabla.
    grupos : (n,), la banda, el hablante o la pieza de cada ejemplo; None si son independientes entre sí.
    clases : las que el modelo puede responder, en el orden en que se quieren ver. Si faltan, las que salen en
        `reales` o en `predichas`, ordenadas, y el azar se cuenta con las de `reales`.

    La exactitud lleva el intervalo de Wilson, que cuenta cada ejemplo como independiente; la equilibrada, el
    *bootstrap* por grupos si los hay. La equilibrada es la media de las clases con algún ejemplo: una clase
    que solo está en `predichas` tiene su columna en las confusiones y no entra en esa media; una que nunca se
    predice entra con exhaustividad 0.

    Lanza ErrorDeDatos si falta alguna etiqueta (un archivo que no se pudo leer no tiene predicción), si no
    son etiquetas, si las columnas no casan, si una clase está escrita de dos formas o no está en `clases`, o
    si todos los ejemplos son del mismo grupo.

    Cuaderno 05, «El examen final».

    >>> from helpers.evaluacion import evaluar
    >>> evaluacion = evaluar(["lluvia", "lluvia", "motor", "motor"], ["lluvia", "motor", "motor", "motor"])
    >>> evaluacion.aciertos, evaluacion.n, evaluacion.azar
    (3, 4, 0.5)
    >>> evaluacion.exactitud_equilibrada
    0.75
    """
    columnas = {"reales": reales, "predichas": predichas}
    if grupos is not None:
        columnas["grupos"] = grupos
    reales, predichas, *resto = leer_columnas(**columnas)
    grupos = resto[0] if resto else None
    orden = _ordenar_clases(reales, predichas, clases)
    n_grupos = None if grupos is None else len(set(grupos))
    _exigir_varios_grupos(n_grupos)

    confusiones = _confusiones(reales, predichas, orden)
    por_clase = _por_clase(confusiones)
    n, aciertos = len(reales), int(por_clase["aciertos"].sum())
    n_clases = len(set(reales)) if clases is None else len(orden)
    return Evaluacion(
        reales=reales,
        predichas=predichas,
        n=n,
        n_grupos=n_grupos,
        n_clases=n_clases,
        azar=1 / n_clases,
        aciertos=aciertos,
        exactitud=aciertos / n,
        exactitud_intervalo=intervalo_wilson(aciertos, n),
        exactitud_equilibrada=exactitud_equilibrada(reales, predichas),
        exactitud_equilibrada_intervalo=intervalo_bootstrap(reales, predichas, grupos),
        referencia=_la_mas_frecuente(por_clase["n"]),
        por_clase=por_clase,
        confusiones=confusiones,
    )


def exactitud_equilibrada(reales: Sequence, predichas: Sequence) -> float:
    """Devuelve la media, entre las clases presentes en ``reales``, de la fracción de aciertos de cada una.

    reales, predichas : etiquetas, las dos de la misma longitud (n,), n > 0.
    Todas las clases pesan igual, tengan las grabaciones que tengan: responder siempre la misma da 1/k.
    Lanza ErrorDeDatos si están vacías, si no miden lo mismo o si falta alguna.

    Cuaderno 05, «El examen final».

    >>> from helpers.evaluacion import exactitud_equilibrada
    >>> reales = ["lluvia"] * 8 + ["motor"] * 2
    >>> exactitud_equilibrada(reales, ["lluvia"] * 10)
    0.5
    """
    reales, predichas = leer_columnas(reales=reales, predichas=predichas)
    return float(np.mean([np.mean(predichas[reales == clase] == clase) for clase in np.unique(reales)]))


class McNemar(NamedTuple):
    """Lo que devuelve ``mcnemar``: cuántos ejemplos acierta solo uno de los dos, y la p."""

    solo_a: int
    solo_b: int
    p: float


def mcnemar(reales: Sequence, predichas_a: Sequence, predichas_b: Sequence) -> McNemar:
    """Compara dos clasificadores con la prueba exacta de McNemar, de dos colas.

    reales, predichas_a, predichas_b : etiquetas (n,), de los mismos ejemplos y en el mismo orden.

    Solo cuentan los ejemplos que acierta uno y falla el otro. Si los dos fueran igual de buenos, cada uno de
    esos sería una moneda al aire; ``p`` es la probabilidad de un reparto tan desigual o más. Sin ninguno, 1.
    Cuenta cada ejemplo como independiente: si van por grupos, usa ``intervalo_de_la_diferencia``.

    Lanza ErrorDeDatos si las columnas no casan o falta alguna etiqueta.

    Cuaderno 05, «¿Es de verdad mejor?».

    >>> from helpers.evaluacion import mcnemar
    >>> reales = ["lluvia"] * 6
    >>> mcnemar(reales, ["lluvia"] * 6, ["motor"] * 6)
    McNemar(solo_a=6, solo_b=0, p=0.03125)
    """
    reales, de_a, de_b = leer_columnas(reales=reales, predichas_a=predichas_a, predichas_b=predichas_b)
    solo_a = int(np.sum((de_a == reales) & (de_b != reales)))
    solo_b = int(np.sum((de_b == reales) & (de_a != reales)))
    if not solo_a + solo_b:
        return McNemar(0, 0, 1.0)
    from scipy.stats import binomtest

    return McNemar(solo_a, solo_b, float(binomtest(solo_a, solo_a + solo_b).pvalue))


def azar(reales: Sequence) -> float:
    """Devuelve la exactitud equilibrada de quien responde sin mirar: 1/k, con k clases en ``reales``.

    Lanza ErrorDeDatos si no hay ninguna etiqueta o si falta alguna. Cuaderno 05.
    """
    (reales,) = leer_columnas(reales=reales)
    return 1 / len(set(reales))


def _confusiones(reales: np.ndarray, predichas: np.ndarray, clases: list) -> pd.DataFrame:
    import pandas as pd

    posicion = {clase: i for i, clase in enumerate(clases)}
    cuenta = np.zeros((len(clases), len(clases)), dtype=int)
    np.add.at(cuenta, ([posicion[real] for real in reales], [posicion[dicha] for dicha in predichas]), 1)
    return pd.DataFrame(
        cuenta, index=pd.Index(clases, name="real"), columns=pd.Index(clases, name="predicha")
    )


def _por_clase(confusiones: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    n, aciertos = confusiones.to_numpy().sum(axis=1), np.diag(confusiones)
    intervalos = [
        intervalo_wilson(int(a), int(m)) if m else (np.nan, np.nan) for a, m in zip(aciertos, n, strict=True)
    ]
    return pd.DataFrame(
        {
            "n": n,
            "aciertos": aciertos,
            "exhaustividad": np.divide(aciertos, n, out=np.full(len(n), np.nan), where=n > 0),
            "inferior": [inferior for inferior, _ in intervalos],
            "superior": [superior for _, superior in intervalos],
        },
        index=confusiones.index.rename("clase"),
    )


def _la_mas_frecuente(n: pd.Series) -> Referencia:
    """La primera, en el orden de las clases, de las que más ejemplos tienen."""
    return Referencia(n.idxmax(), float(n.max() / n.sum()), 1 / int((n > 0).sum()))


def _ordenar_clases(reales: np.ndarray, predichas: np.ndarray, clases: Iterable | None) -> list:
    if es_texto(reales) != es_texto(predichas):
        de_texto, de_numeros = ("reales", "predichas") if es_texto(reales) else ("predichas", "reales")
        raise ErrorDeDatos(
            f"«{de_texto}» lleva texto y «{de_numeros}», números: ninguna podría coincidir.",
            que_hacer="pasa los números a texto con los nombres del modelo, que están en su config.id2label.",
        )
    usadas = set(reales) | set(predichas)
    if clases is None:
        _exigir_una_escritura(set(reales), set(predichas))
        return sorted(usadas)
    (clases,) = leer_columnas(clases=clases)
    if len(set(clases)) < len(clases):
        raise ErrorDeDatos("En «clases» hay alguna repetida.", que_hacer="escribe cada clase una vez.")
    for nombre, columna in (("reales", reales), ("predichas", predichas)):
        ajenas = sorted(set(columna) - set(clases), key=str)
        if ajenas:
            raise ErrorDeDatos(
                f"En «{nombre}» hay etiquetas que no están en «clases»: {', '.join(map(repr, ajenas[:5]))}.",
                que_hacer=f"usa los nombres del modelo ({', '.join(map(repr, clases[:5]))}…) o añádelas.",
            )
    return list(clases)


def _exigir_una_escritura(reales: set, predichas: set) -> None:
    """«Jazz» y «jazz», o «clásica» y *classical*, son la misma clase, y nunca coincidirían."""
    solo_predichas = {_raiz(clase): clase for clase in predichas - reales}
    for clase in sorted(reales - predichas):
        if _raiz(clase) in solo_predichas:
            raise ErrorDeDatos(
                f"«{clase}», en reales, y «{solo_predichas[_raiz(clase)]}», en predichas, parecen la misma.",
                que_hacer="escríbela igual en las dos columnas; si son dos clases, dilo con clases=[…].",
            )


def _raiz(clase: str | int) -> str:
    sin_tildes = unicodedata.normalize("NFD", str(en_espanol(clase)).casefold())
    return re.sub(r"[\s_\-\u0300-\u036f]", "", sin_tildes)


def _exigir_varios_grupos(n_grupos: int | None) -> None:
    if n_grupos == 1:
        raise ErrorDeDatos(
            "Todos los ejemplos son del mismo grupo: no se puede saber cuánto cambiaría con otro.",
            que_hacer="evalúa con más grupos; si los ejemplos son independientes, no pases grupos.",
        )
