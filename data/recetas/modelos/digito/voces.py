"""Con qué se entrena y se mide el modelo de dígitos: voces sintéticas y las personas de FSDD."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from voces.digitos import grabar_dictados

from ..pliegues import Pliegue, dejar_uno_fuera, repartir_al_azar
from ..reales import leer_conjunto

REAL, SINTETICO = "fsdd", "sinteticas"


def leer_tablas(carpeta: Path, voces: int) -> dict[str, pd.DataFrame]:
    """Devuelve lo que se oye en ``desarrollo`` y, en ``personas``, las de prueba de FSDD.

    En desarrollo están las personas de entrenamiento y, grabadas ahora en `carpeta`, las voces sintéticas.
    La columna ``conjunto`` dice qué es cada una. Ninguna persona está en las dos tablas.
    """
    personas = leer_conjunto(REAL).assign(conjunto=REAL)
    es_prueba = personas["particion"] == "prueba"
    sinteticas = grabar_dictados(carpeta, voces).assign(conjunto=SINTETICO)
    return {
        "desarrollo": pd.concat([personas[~es_prueba], sinteticas], ignore_index=True),
        "personas": personas[es_prueba].reset_index(drop=True),
    }


def por_personas(desarrollo: pd.DataFrame) -> list[Pliegue]:
    """Devuelve un pliegue por persona de entrenamiento, que se queda fuera; a las sintéticas se las oye."""
    return _con_las_sinteticas(desarrollo, dejar_uno_fuera(_personas(desarrollo)["grupo"]))


def por_clips(desarrollo: pd.DataFrame) -> list[Pliegue]:
    """Devuelve otros tantos que parten por grabación: a quien se valida ya se le ha oído la mitad."""
    personas = _personas(desarrollo)
    return _con_las_sinteticas(
        desarrollo, repartir_al_azar(personas["etiqueta"], personas["grupo"].nunique())
    )


def _personas(desarrollo: pd.DataFrame) -> pd.DataFrame:
    return desarrollo[desarrollo["conjunto"] == REAL]


def _con_las_sinteticas(desarrollo: pd.DataFrame, pliegues: list[Pliegue]) -> list[Pliegue]:
    es_persona = (desarrollo["conjunto"] == REAL).to_numpy()
    personas, sinteticas = np.flatnonzero(es_persona), np.flatnonzero(~es_persona)
    return [
        (np.concatenate([sinteticas, personas[ajuste]]), personas[validacion])
        for ajuste, validacion in pliegues
    ]
