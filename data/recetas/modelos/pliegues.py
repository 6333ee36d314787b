"""Los repartos de la validación cruzada: qué se oye al ajustar y a qué se responde después.

Cada reparto es una lista de pliegues, y cada pliegue, dos arrays de índices: (ajuste, validación).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import LeaveOneGroupOut, StratifiedGroupKFold, StratifiedKFold

PLIEGUES = 3

Pliegue = tuple[np.ndarray, np.ndarray]


def repartir(clases: Sequence, grupos: Sequence) -> list[Pliegue]:
    """Devuelve tres pliegues con todas las clases en cada uno y sin ningún grupo a los dos lados."""
    reparto = StratifiedGroupKFold(PLIEGUES, shuffle=True, random_state=0)
    return list(reparto.split(np.zeros(len(clases)), clases, grupos))


def repartir_al_azar(clases: Sequence, cuantos: int = PLIEGUES) -> list[Pliegue]:
    """Devuelve pliegues que parten por clip: el mismo grupo puede estar a los dos lados. Es el que halaga."""
    reparto = StratifiedKFold(cuantos, shuffle=True, random_state=0)
    return list(reparto.split(np.zeros(len(clases)), clases))


def dejar_uno_fuera(grupos: Sequence) -> list[Pliegue]:
    """Devuelve un pliegue por grupo, que se queda fuera del ajuste."""
    return list(LeaveOneGroupOut().split(np.zeros(len(grupos)), groups=grupos))


def repartir_voces_y_frases(clases: Sequence, voces: Sequence, frases: Sequence) -> list[Pliegue]:
    """Devuelve tres pliegues en los que ni la voz ni la frase de un clip de validación se han oído.

    Parte las voces en tres y las frases en tres. En cada pliegue se valida lo que una parte de las voces dice
    de una parte de las frases, y se ajusta con lo que las demás dicen de las demás: uno y cuatro novenos de
    los clips. Toda voz y toda frase se validan una vez, aunque no todo clip.
    """
    parte_de_voz, parte_de_frase = (_parte(repartir(clases, grupos)) for grupos in (voces, frases))
    return [
        (
            np.flatnonzero((parte_de_voz != i) & (parte_de_frase != i)),
            np.flatnonzero((parte_de_voz == i) & (parte_de_frase == i)),
        )
        for i in range(PLIEGUES)
    ]


def _parte(pliegues: list[Pliegue]) -> np.ndarray:
    """Devuelve en qué pliegue se valida cada ejemplo, (n,)."""
    parte = np.empty(cuantos_valida(pliegues), dtype=int)
    for i, (_, validacion) in enumerate(pliegues):
        parte[validacion] = i
    return parte


def con_las_sinteticas(es_persona: np.ndarray, pliegues: list[Pliegue]) -> list[Pliegue]:
    """Devuelve pliegues de todos los ejemplos a partir de los de las personas: lo sintético se oye siempre.

    es_persona : (n,), de todos. pliegues : índices entre las personas. Solo se valida en personas.
    """
    personas, sinteticas = np.flatnonzero(es_persona), np.flatnonzero(~es_persona)
    return [
        (np.concatenate([sinteticas, personas[ajuste]]), personas[validacion])
        for ajuste, validacion in pliegues
    ]


def cuantos_valida(pliegues: list[Pliegue]) -> int:
    """Devuelve a cuántos ejemplos se responde en total."""
    return sum(len(validacion) for _, validacion in pliegues)


def equilibrar(indices: np.ndarray, clases: np.ndarray) -> np.ndarray:
    """Repite los ejemplos de las clases con menos, las veces enteras que más las acercan a la mayor.

    indices : (m,), los del ajuste. clases : (n,), de todos. Devuelve los índices, con repeticiones.
    """
    cuantos = np.bincount(clases[indices])
    veces = np.rint(cuantos.max() / cuantos[clases[indices]]).astype(int)
    return np.repeat(indices, veces)
