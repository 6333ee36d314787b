"""Con qué se entrena y se mide el modelo de dígitos: voces sintéticas y las personas de FSDD."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from voces.digitos import grabar_dictados

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
