"""Los conjuntos reales, que no vienen con el curso."""

from __future__ import annotations

import pandas as pd

from helpers.datos import cargar_conjunto
from helpers.errores import ErrorDeDatos


def leer_conjunto(nombre: str) -> pd.DataFrame:
    """Devuelve su tabla. Termina el programa, y dice qué hacer, si no está en este equipo."""
    try:
        return cargar_conjunto(nombre)
    except ErrorDeDatos as error:
        raise SystemExit(
            f"Esta receta necesita {nombre}: tráelo con «python3 -m helpers preparar {nombre}».\n{error}"
        ) from error
