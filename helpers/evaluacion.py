"""¿Cuánto me lo creo? Métricas con su nivel de azar y su intervalo de confianza."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np

from helpers.errores import ErrorDeDatos


def exactitud_equilibrada(reales: Sequence, predichas: Sequence) -> float:
    """Devuelve la media, entre las clases presentes en ``reales``, de la fracción de aciertos de cada una.

    reales, predichas : etiquetas, las dos de la misma longitud (n,), n > 0.
    Todas las clases pesan igual, tengan las grabaciones que tengan: responder siempre la misma da 1/k.
    Lanza ErrorDeDatos si están vacías o no miden lo mismo. Cuaderno 05.
    """
    reales, predichas = _emparejar(reales, predichas)
    return float(np.mean([np.mean(predichas[reales == clase] == clase) for clase in np.unique(reales)]))


def azar(reales: Sequence) -> float:
    """Devuelve la exactitud equilibrada de quien responde sin mirar: 1/k, con k clases en ``reales``.

    Lanza ErrorDeDatos si no hay ninguna etiqueta. Cuaderno 05.
    """
    (reales,) = _emparejar(reales)
    return 1 / len(np.unique(reales))


def intervalo_wilson(aciertos: int, n: int, confianza: float = 0.95) -> tuple[float, float]:
    """Devuelve los extremos (inferior, superior) del intervalo de Wilson para una proporción.

    aciertos : int entre 0 y n. n : int > 0, ejemplos independientes. confianza : entre 0 y 1, sin incluirlos.
    Con pocos ejemplos o cerca de 0 y de 1 se comporta mejor que «p ± 1,96 errores típicos».
    Si varios ejemplos son de la misma banda o del mismo hablante, usa ``intervalo_bootstrap`` con sus grupos.
    Lanza ErrorDeDatos si los números no cumplen lo anterior. Cuaderno 05.
    """
    if not (n > 0 and 0 <= aciertos <= n):
        raise ErrorDeDatos(f"No puede haber {aciertos} aciertos entre {n} ejemplos.")
    z = NormalDist().inv_cdf(_comprobar_confianza(confianza) / 2 + 0.5)
    proporcion = aciertos / n
    centro = proporcion + z**2 / (2 * n)
    margen = z * np.sqrt(proporcion * (1 - proporcion) / n + z**2 / (4 * n**2))
    inferior, superior = (centro - margen) / (1 + z**2 / n), (centro + margen) / (1 + z**2 / n)
    return float(max(inferior, 0.0)), float(min(superior, 1.0))


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
    sorteo no cuenta en esa media. El intervalo va entre los percentiles de esos valores. Con menos de unos
    diez grupos sale más estrecho de lo que debería.

    Lanza ErrorDeDatos si las longitudes no casan, si no hay ejemplos o si un parámetro no vale. Cuaderno 05.
    """
    reales, predichas = _emparejar(reales, predichas)
    grupos = np.arange(len(reales)) if grupos is None else _emparejar(reales, grupos)[1]
    if repeticiones < 1:
        raise ErrorDeDatos(f"Hace falta al menos una repetición, no {repeticiones}.")
    cola = (1 - _comprobar_confianza(confianza)) / 2

    clases, clase = np.unique(reales, return_inverse=True)
    nombres, grupo = np.unique(grupos, return_inverse=True)
    ejemplos = np.zeros((len(nombres), len(clases)))
    np.add.at(ejemplos, (grupo, clase), 1)
    aciertos = np.zeros_like(ejemplos)
    np.add.at(aciertos, (grupo, clase), reales == predichas)

    veces = np.random.default_rng(semilla).multinomial(
        len(nombres), np.full(len(nombres), 1 / len(nombres)), size=repeticiones
    )
    sorteados = veces @ ejemplos  # (repeticiones, clases)
    exhaustividad = np.divide(veces @ aciertos, sorteados, out=np.zeros_like(sorteados), where=sorteados > 0)
    valores = exhaustividad.sum(axis=1) / (sorteados > 0).sum(axis=1)
    inferior, superior = np.quantile(valores, [cola, 1 - cola])
    return float(inferior), float(superior)


def _emparejar(*columnas: Sequence) -> list[np.ndarray]:
    columnas = [np.asarray(columna) for columna in columnas]
    longitudes = {columna.shape for columna in columnas}
    if len(longitudes) > 1 or columnas[0].ndim != 1:
        raise ErrorDeDatos(
            f"Las listas no casan: sus formas son {', '.join(str(columna.shape) for columna in columnas)}.",
            que_hacer="pasa una etiqueta por ejemplo, en el mismo orden en todas.",
        )
    if len(columnas[0]) == 0:
        raise ErrorDeDatos("No hay ningún ejemplo que evaluar.")
    return columnas


def _comprobar_confianza(confianza: float) -> float:
    if not 0 < confianza < 1:
        raise ErrorDeDatos(f"La confianza va entre 0 y 1 (0.95 es el 95 %), y no puede ser {confianza}.")
    return confianza
