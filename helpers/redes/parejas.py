"""Dos sonidos, uno detrás de otro: las parejas con que el cuaderno 07 construye una tarea de orden."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.errores import ErrorDeDatos

if TYPE_CHECKING:
    import pandas as pd

MENOR_FRACCION, MAYOR_FRACCION = 0.35, 0.7


def emparejar(
    tabla: pd.DataFrame, es_de_una: pd.Series, azar: np.random.Generator, veces: int = 1
) -> list[tuple[int, int]]:
    """Empareja cada sonido de una familia con uno de la otra, grupo con grupo.

    tabla : sonidos de **una** partición, con su columna ``grupo``. es_de_una : bool por índice de la tabla
        (puede traer más), los que son de la primera familia. veces : vueltas, cada una con otro sorteo.

    Devuelve pares (índice de la primera, índice de la segunda). En cada vuelta ningún sonido se repite, y los
    grupos van juntos: si los de las dos familias miden lo mismo, cada pareja de grupos es independiente de
    las demás. De la familia más grande sobran los que no tienen con quién.

    ErrorDeDatos si alguna de las dos familias no tiene ningún sonido.

    Cuaderno 07, «Una tarea donde el orden manda».

    >>> import numpy as np
    >>> import pandas as pd
    >>> from helpers.redes import emparejar
    >>> tabla = pd.DataFrame({"grupo": ["a", "a", "b", "b"]})
    >>> es_de_una = tabla["grupo"] == "a"
    >>> parejas = emparejar(tabla, es_de_una, np.random.default_rng(0))
    >>> [(int(i), int(j)) for i, j in parejas]
    [(0, 2), (1, 3)]
    """
    primeros = es_de_una.loc[tabla.index].to_numpy(dtype=bool)
    if primeros.all() or not primeros.any():
        raise ErrorDeDatos(
            "Para emparejar hacen falta sonidos de las dos familias, y solo hay de una.",
            que_hacer="mira si las etiquetas de la familia son de este conjunto: tabla.etiqueta.unique().",
        )
    parejas: list[tuple[int, int]] = []
    for _ in range(veces):
        familias = (_por_grupos(tabla[de_esta], azar) for de_esta in (primeros, ~primeros))
        parejas += zip(*familias, strict=False)
    return parejas


def trozo(secuencia: np.ndarray, azar: np.random.Generator) -> np.ndarray:
    """Devuelve unas tramas seguidas, entre un tercio y dos tercios, desde un sitio al azar.

    secuencia : (tramas, coeficientes). Al menos queda una trama.

    Cuaderno 07, «Una tarea donde el orden manda».

    >>> import numpy as np
    >>> from helpers.redes import trozo
    >>> secuencia = np.zeros((90, 20))
    >>> 30 <= len(trozo(secuencia, np.random.default_rng(0))) <= 63
    True
    """
    cuantas = max(1, int(len(secuencia) * azar.uniform(MENOR_FRACCION, MAYOR_FRACCION)))
    inicio = azar.integers(len(secuencia) - cuantas + 1)
    return secuencia[inicio : inicio + cuantas]


def _por_grupos(tabla: pd.DataFrame, azar: np.random.Generator) -> list[int]:
    """Los índices de la tabla, con los grupos en un orden al azar y cada grupo, seguido."""
    grupos = azar.permutation(sorted(set(tabla["grupo"])))
    return [i for grupo in grupos for i in tabla.index[tabla["grupo"] == grupo]]
