"""Los conjuntos reales, que no vienen con el curso, y lo que ya se midió con ellos."""

from __future__ import annotations

import pandas as pd

from helpers.datos import DATOS, cargar_conjunto
from helpers.errores import ErrorDeDatos

RESULTADOS = DATOS / "resultados" / "reales.csv"  # los escribe clasificadores/medir_reales.py


def leer_conjunto(nombre: str) -> pd.DataFrame:
    """Devuelve su tabla. Termina el programa, y dice qué hacer, si no está en este equipo."""
    try:
        return cargar_conjunto(nombre)
    except ErrorDeDatos as error:
        raise SystemExit(
            f"Esta receta necesita {nombre}: tráelo con «python3 -m helpers preparar {nombre}».\n{error}"
        ) from error


def del_cuaderno(conjunto: str, clasificador: str) -> dict:
    """Devuelve lo que sacó un clasificador de los cuadernos 05 a 08 con las mismas grabaciones.

    ``validacion`` y ``prueba`` son exactitudes equilibradas; ``validacion_n`` y ``prueba_n``, cuántas.
    """
    tabla = pd.read_csv(RESULTADOS)
    fila = tabla[
        (tabla["conjunto"] == conjunto)
        & (tabla["particion"] == "particion")
        & (tabla["clasificador"] == clasificador)
    ].iloc[0]
    cifras = {nombre: float(fila[nombre]) for nombre in ("validacion", "prueba")}
    return cifras | {nombre: int(fila[nombre]) for nombre in ("validacion_n", "prueba_n")}
