"""Con qué se entrena y se mide el modelo de emoción: voces sintéticas y las personas de EmoDB."""

from __future__ import annotations

import numpy as np
import pandas as pd

from helpers.datos import cargar_conjunto

from ..pliegues import Pliegue, equilibrar
from ..reales import leer_conjunto

REAL, SINTETICO = "emodb", "emociones"
PESO_DE_LAS_PERSONAS = 6  # veces que se repiten, después de equilibrarlas


def leer_tablas() -> dict[str, pd.DataFrame]:
    """Devuelve las grabaciones de ``desarrollo``, y las de prueba: ``personas`` y ``sinteticas``.

    Las de desarrollo son las que no son de prueba en ninguno de los dos conjuntos. La columna ``conjunto``
    dice de cuál es cada una. Termina el programa, y dice qué hacer, si EmoDB no está en este equipo.
    """
    personas = leer_conjunto(REAL)
    partes = [personas.assign(conjunto=REAL), cargar_conjunto(SINTETICO).assign(conjunto=SINTETICO)]
    todas = pd.concat(partes, ignore_index=True)
    es_prueba, es_persona = todas["particion"] == "prueba", todas["conjunto"] == REAL
    return {
        "desarrollo": todas[~es_prueba].reset_index(drop=True),
        "personas": todas[es_prueba & es_persona].reset_index(drop=True),
        "sinteticas": todas[es_prueba & ~es_persona].reset_index(drop=True),
    }


def equilibrar_personas(indices: np.ndarray, clases: np.ndarray, es_persona: np.ndarray) -> np.ndarray:
    """Repite las grabaciones de personas hasta que sus clases pesen lo mismo, y todas juntas lo que deben.

    indices : (m,), los del ajuste. clases, es_persona : (n,), de todos.
    """
    personas = equilibrar(indices[es_persona[indices]], clases)
    return np.concatenate([indices[~es_persona[indices]], np.tile(personas, PESO_DE_LAS_PERSONAS)])


def equilibrar_ajustes(pliegues: list[Pliegue], clases: np.ndarray, es_persona: np.ndarray) -> list[Pliegue]:
    """Devuelve los mismos pliegues con las personas de cada ajuste equilibradas."""
    return [(equilibrar_personas(ajuste, clases, es_persona), validacion) for ajuste, validacion in pliegues]
