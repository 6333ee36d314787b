"""Entre qué valores puede estar de verdad una medida: los intervalos de Wilson y *bootstrap*."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Real

import numpy as np

from helpers.columnas import leer_columnas
from helpers.errores import ErrorDeDatos

BLOQUE = 1_000_000  # casillas de sorteo a la vez: unos 8 MB


def intervalo_wilson(aciertos: int, n: int, confianza: float = 0.95) -> tuple[float, float]:
    """Devuelve los extremos (inferior, superior) del intervalo de Wilson para una proporción.

    aciertos : int entre 0 y n. n : int > 0, ejemplos independientes. confianza : entre 0 y 1, sin incluirlos.
    Con pocos ejemplos o cerca de 0 y de 1 se comporta mejor que «p ± 1,96 errores típicos».
    Si varios ejemplos son de la misma banda o del mismo hablante, usa ``intervalo_bootstrap`` con sus grupos.
    Lanza ErrorDeDatos si los números no cumplen lo anterior. Cuaderno 05.
    """
    if not (_es_entero(aciertos) and _es_entero(n)):
        raise ErrorDeDatos(
            f"Los aciertos y los ejemplos se cuentan enteros, y han llegado {aciertos!r} y {n!r}.",
            que_hacer="si tienes una exactitud, pasa los aciertos: (94, 100) y no (0.94, 100).",
        )
    if not (n > 0 and 0 <= aciertos <= n):
        raise ErrorDeDatos(f"No puede haber {aciertos} aciertos entre {n} ejemplos.")
    from statistics import NormalDist

    z = NormalDist().inv_cdf(_comprobar_confianza(confianza) / 2 + 0.5)
    proporcion = aciertos / n
    centro = proporcion + z**2 / (2 * n)
    margen = z * np.sqrt(proporcion * (1 - proporcion) / n + z**2 / (4 * n**2))
    inferior = (centro - margen) / (1 + z**2 / n) if aciertos else 0.0  # sin el error de redondeo
    superior = (centro + margen) / (1 + z**2 / n) if aciertos < n else 1.0
    return float(inferior), float(superior)


def intervalo_bootstrap(
    reales: Sequence,
    predichas: Sequence,
    grupos: Sequence | None = None,
    confianza: float = 0.95,
    repeticiones: int = 2000,
    semilla: int = 0,
) -> tuple[float, float]:
    """Devuelve los extremos (inferior, superior) del intervalo *bootstrap* de la exactitud equilibrada.

    reales, predichas : etiquetas (n,). grupos : (n,), la banda o el hablante de cada ejemplo; None si cada
    ejemplo es independiente de los demás. confianza : entre 0 y 1. repeticiones : int > 0. semilla : int.

    En cada repetición se sortean con reposición tantos grupos enteros como hay, porque las grabaciones de
    una misma banda aciertan o fallan juntas, y se vuelve a calcular la métrica; una clase que no sale en el
    sorteo no cuenta en esa media. El intervalo va entre los percentiles de esos valores y, si con clases de
    uno o dos ejemplos dejara fuera el valor observado, llega hasta él. Con menos de unos diez grupos sale más
    estrecho de lo que debería.

    Lanza ErrorDeDatos si las columnas no casan, si no hay ejemplos o si un parámetro no vale. Cuaderno 05.
    """
    reales, predichas = leer_columnas(reales=reales, predichas=predichas)
    grupos = np.arange(len(reales)) if grupos is None else leer_columnas(reales=reales, grupos=grupos)[1]
    if repeticiones < 1:
        raise ErrorDeDatos(f"Hace falta al menos una repetición, no {repeticiones}.")
    cola = (1 - _comprobar_confianza(confianza)) / 2

    clases, clase = np.unique(reales, return_inverse=True)
    nombres, grupo = np.unique(grupos, return_inverse=True)
    ejemplos = np.zeros((len(nombres), len(clases)))
    np.add.at(ejemplos, (grupo, clase), 1)
    aciertos = np.zeros_like(ejemplos)
    np.add.at(aciertos, (grupo, clase), reales == predichas)

    valores = _sortear(ejemplos, aciertos, repeticiones, np.random.default_rng(semilla))
    inferior, superior = np.quantile(valores, [cola, 1 - cola])
    observado = _equilibrar(ejemplos.sum(axis=0), aciertos.sum(axis=0))
    return float(min(inferior, observado)), float(max(superior, observado))


def _sortear(
    ejemplos: np.ndarray, aciertos: np.ndarray, repeticiones: int, azar: np.random.Generator
) -> np.ndarray:
    """Devuelve la exactitud equilibrada de cada sorteo de grupos; las tablas son (grupos, clases)."""
    n = len(ejemplos)
    de_una_vez = max(1, BLOQUE // n)
    valores = []
    for hechas in range(0, repeticiones, de_una_vez):
        veces = azar.multinomial(n, np.full(n, 1 / n), size=min(de_una_vez, repeticiones - hechas))
        valores.append(_equilibrar(veces @ ejemplos, veces @ aciertos))
    return np.concatenate(valores)


def _equilibrar(ejemplos: np.ndarray, aciertos: np.ndarray) -> np.ndarray:
    """Devuelve la media, en el último eje, de la fracción de aciertos de las clases con ejemplos."""
    acierta = np.divide(aciertos, ejemplos, out=np.zeros_like(ejemplos), where=ejemplos > 0)
    return acierta.sum(axis=-1) / (ejemplos > 0).sum(axis=-1)


def _comprobar_confianza(confianza: float) -> float:
    if not 0 < confianza < 1:
        raise ErrorDeDatos(f"La confianza va entre 0 y 1 (0.95 es el 95 %), y no puede ser {confianza}.")
    return confianza


def _es_entero(cuenta: object) -> bool:
    return isinstance(cuenta, Real) and float(cuenta).is_integer()
