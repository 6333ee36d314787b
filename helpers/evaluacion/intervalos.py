"""Entre qué valores puede estar de verdad una medida: los intervalos de Wilson y *bootstrap*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from numbers import Real

import numpy as np

from helpers.errores import ErrorDeDatos
from helpers.evaluacion.columnas import leer_columnas

BLOQUE = 1_000_000  # casillas de sorteo a la vez: unos 8 MB


def intervalo_wilson(aciertos: int, n: int, confianza: float = 0.95) -> tuple[float, float]:
    """Devuelve los extremos (inferior, superior) del intervalo de Wilson para una proporción.

    aciertos : int entre 0 y n. n : int > 0, ejemplos independientes. confianza : entre 0 y 1, sin incluirlos.
    Con pocos ejemplos o cerca de 0 y de 1 se comporta mejor que «p ± 1,96 errores típicos».
    Si varios ejemplos son de la misma banda o del mismo hablante, usa ``intervalo_bootstrap`` con sus grupos.
    Lanza ErrorDeDatos si los números no cumplen lo anterior.

    Cuaderno 09, «Leer una ficha».

    >>> from helpers.evaluacion import intervalo_wilson
    >>> inferior, superior = intervalo_wilson(94, 100)
    >>> round(inferior, 3), round(superior, 3)
    (0.875, 0.972)
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
    ejemplos, aciertos = _contar(reales, grupos, predichas=predichas)
    sorteos = _sorteos(len(ejemplos), repeticiones, semilla)
    valores = np.concatenate([_equilibrar(veces @ ejemplos, veces @ aciertos) for veces in sorteos])
    observado = _equilibrar(ejemplos.sum(axis=0), aciertos.sum(axis=0))
    return _entre_percentiles(valores, observado, confianza)


def intervalo_de_la_diferencia(
    reales: Sequence,
    predichas_a: Sequence,
    predichas_b: Sequence,
    grupos: Sequence | None = None,
    confianza: float = 0.95,
    repeticiones: int = 2000,
    semilla: int = 0,
) -> tuple[float, float]:
    """Devuelve el intervalo *bootstrap* de la exactitud equilibrada de A menos la de B, emparejado.

    reales, predichas_a, predichas_b : etiquetas (n,), de los mismos ejemplos y en el mismo orden. Los demás
    parámetros, como en ``intervalo_bootstrap``.

    En cada sorteo se miden los dos con los mismos grupos: lo difícil que haya salido el examen lo es para
    ambos y se va en la resta. Si el intervalo deja fuera el cero, la diferencia no se explica por la suerte
    de qué grupos tocaron. Mirar si se solapan los intervalos de cada uno es más tosco.

    Lanza ErrorDeDatos por lo mismo que ``intervalo_bootstrap``.

    Cuaderno 05, «¿Es de verdad mejor?».

    >>> from helpers.evaluacion import intervalo_de_la_diferencia
    >>> reales = ["lluvia", "motor"] * 20
    >>> siempre_bien, siempre_lluvia = reales, ["lluvia"] * 40
    >>> intervalo_de_la_diferencia(reales, siempre_bien, siempre_lluvia)
    (0.5, 0.5)
    """
    ejemplos, de_a, de_b = _contar(reales, grupos, predichas_a=predichas_a, predichas_b=predichas_b)

    def restar(veces: np.ndarray) -> np.ndarray:
        n = veces @ ejemplos
        return _equilibrar(n, veces @ de_a) - _equilibrar(n, veces @ de_b)

    valores = np.concatenate([restar(v) for v in _sorteos(len(ejemplos), repeticiones, semilla)])
    return _entre_percentiles(valores, restar(np.ones(len(ejemplos))), confianza)


def _contar(reales: Sequence, grupos: Sequence | None, **predichas: Sequence) -> list[np.ndarray]:
    """Devuelve cuántos ejemplos hay de cada grupo y clase, y cuántos acierta cada una de las predichas."""
    columnas = {"reales": reales} | predichas | ({} if grupos is None else {"grupos": grupos})
    leidas = dict(zip(columnas, leer_columnas(**columnas), strict=True))
    reales = leidas["reales"]
    clases, clase = np.unique(reales, return_inverse=True)
    nombres, grupo = np.unique(leidas.get("grupos", np.arange(len(reales))), return_inverse=True)

    def contar(cuales: np.ndarray) -> np.ndarray:
        cuenta = np.zeros((len(nombres), len(clases)))
        np.add.at(cuenta, (grupo, clase), cuales)
        return cuenta

    return [contar(np.ones(len(reales))), *(contar(reales == leidas[nombre]) for nombre in predichas)]


def _sorteos(n: int, repeticiones: int, semilla: int) -> Iterator[np.ndarray]:
    """Da, por bloques (sorteos, n), cuántas veces sale cada uno de `n` grupos al sacar `n` con reposición."""
    if repeticiones < 1:
        raise ErrorDeDatos(f"Hace falta al menos una repetición, no {repeticiones}.")
    azar = np.random.default_rng(semilla)
    de_una_vez = max(1, BLOQUE // n)
    for hechas in range(0, repeticiones, de_una_vez):
        yield azar.multinomial(n, np.full(n, 1 / n), size=min(de_una_vez, repeticiones - hechas))


def _entre_percentiles(valores: np.ndarray, observado: float, confianza: float) -> tuple[float, float]:
    cola = (1 - _comprobar_confianza(confianza)) / 2
    inferior, superior = np.quantile(valores, [cola, 1 - cola])
    return float(min(inferior, observado)), float(max(superior, observado))


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
