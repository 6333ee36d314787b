"""¿Con qué ejemplos? Los conjuntos del curso, con sus metadatos y sus particiones sin fugas.

Un conjunto es una carpeta de ``data/conjuntos/`` con un ``metadatos.csv``: una fila por grabación y las
columnas de ``COLUMNAS``. Ningún ``grupo`` (banda, hablante, pieza…) está en dos particiones.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errores import ErrorDeDatos

if TYPE_CHECKING:
    import pandas as pd

DATOS = Path(__file__).resolve().parents[1] / "data"
AUDIO = DATOS / "audio"
CONJUNTOS = DATOS / "conjuntos"

COLUMNAS = ("archivo", "etiqueta", "grupo", "particion", "duracion_s", "licencia", "origen")
PARTICIONES = ("entrenamiento", "validacion", "prueba")

# Las grabaciones que descarga `librosa.ex`, por el nombre que allí tienen.
GRABACIONES_REALES = {
    "brahms": "Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra).ogg",
    "vibeace": "Kevin_MacLeod_-_Vibe_Ace.ogg",
    "nutcracker": "Kevin_MacLeod_-_P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_Fairy.ogg",
    "fishin": "Karissa_Hobbs_-_Lets_Go_Fishin.ogg",
    "trumpet": "sorohanro_-_solo-trumpet-06.ogg",
}

_RESTAURAR = "recupera la carpeta original con «git restore data/conjuntos» o vuelve a clonar el repositorio."


def cargar_conjunto(nombre: str) -> pd.DataFrame:
    """Devuelve las grabaciones de un conjunto del curso, una por fila y ya comprobadas.

    nombre : str, una carpeta de ``data/conjuntos/`` (por ejemplo, ``"generos"``).

    Devuelve un DataFrame con las columnas de ``metadatos.csv`` (``duracion_s``, float en segundos; las demás,
    texto) y ``ruta``, el ``Path`` del archivo de sonido.

    Lanza ErrorDeDatos si el conjunto no existe (y dice cuáles hay), si falta o sobra una columna, si una fila
    está incompleta o repetida, si una partición no se llama como debe, si un grupo está en dos particiones o
    si falta un archivo. Cuaderno 05.
    """
    tabla_csv = _buscar(nombre) / "metadatos.csv"
    tabla = _leer(tabla_csv)
    _comprobar_filas(tabla, tabla_csv)
    _comprobar_grupos(tabla, tabla_csv)
    tabla["ruta"] = [tabla_csv.parent / archivo for archivo in tabla["archivo"]]
    _comprobar_archivos(tabla)
    return tabla


def grabaciones_reales() -> dict[str, Path]:
    """Devuelve las rutas de las grabaciones reales que ya están en este equipo, por su nombre. No descarga.

    Son cinco de las que descarga ``librosa.ex``: se buscan donde esa función las deja, en la carpeta que
    diga la variable de entorno ``LIBROSA_DATA_DIR`` o, si no está, en la caché de librosa. Cuaderno 09.
    """
    import pooch

    carpeta = Path(os.environ.get("LIBROSA_DATA_DIR") or pooch.os_cache("librosa"))
    rutas = {nombre: carpeta / archivo for nombre, archivo in GRABACIONES_REALES.items()}
    return {nombre: ruta for nombre, ruta in rutas.items() if ruta.is_file()}


def _buscar(nombre: str) -> Path:
    disponibles = sorted(carpeta.parent.name for carpeta in CONJUNTOS.glob("*/metadatos.csv"))
    if nombre not in disponibles:
        raise ErrorDeDatos(
            f"No hay ningún conjunto que se llame {nombre!r}.",
            archivo=CONJUNTOS,
            que_hacer=f"elige uno de estos: {', '.join(disponibles)}." if disponibles else _RESTAURAR,
        )
    return CONJUNTOS / nombre


def _leer(tabla_csv: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        tabla = pd.read_csv(tabla_csv, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:  # pandas y UnicodeDecodeError derivan de ValueError
        raise ErrorDeDatos(f"Los metadatos no se pueden leer: {error}", tabla_csv, _RESTAURAR) from error
    diferencia = set(COLUMNAS) ^ set(tabla.columns)
    if diferencia:
        raise ErrorDeDatos(
            f"Los metadatos deben tener las columnas {', '.join(COLUMNAS)}; "
            f"faltan o sobran: {', '.join(sorted(diferencia))}.",
            tabla_csv,
            _RESTAURAR,
        )
    if tabla.empty:
        raise ErrorDeDatos("Los metadatos no tienen ninguna fila.", tabla_csv, _RESTAURAR)
    tabla["duracion_s"] = pd.to_numeric(tabla["duracion_s"], errors="coerce").astype(float)
    return tabla


def _comprobar_filas(tabla: pd.DataFrame, tabla_csv: Path) -> None:
    defectos = {
        "con una casilla vacía": (tabla.drop(columns="duracion_s") == "").any(axis=1),
        "cuya duracion_s no es un número mayor que cero": ~tabla["duracion_s"].between(
            0, float("inf"), inclusive="neither"
        ),
        f"cuya `particion` no es {', '.join(PARTICIONES)}": ~tabla["particion"].isin(PARTICIONES),
        "con un archivo repetido": tabla["archivo"].duplicated(),
    }
    for defecto, filas in defectos.items():
        if filas.any():
            raise ErrorDeDatos(
                f"Hay {int(filas.sum())} filas {defecto}; la primera, en la línea {int(filas.argmax()) + 2}.",
                tabla_csv,
                _RESTAURAR,
            )


def _comprobar_grupos(tabla: pd.DataFrame, tabla_csv: Path) -> None:
    particiones = tabla.groupby("grupo")["particion"].nunique()
    repartidos = particiones.index[particiones > 1]
    if len(repartidos):
        raise ErrorDeDatos(
            f"Fuga de datos: el grupo {repartidos[0]!r} está en más de una partición.",
            tabla_csv,
            "deja todas las grabaciones de un grupo en la misma partición.",
        )


def _comprobar_archivos(tabla: pd.DataFrame) -> None:
    ausentes = [ruta for ruta in tabla["ruta"] if not ruta.is_file()]
    if ausentes:
        raise ErrorDeDatos(
            f"Faltan {len(ausentes)} de las {len(tabla)} grabaciones del conjunto; esta es la primera.",
            ausentes[0],
            _RESTAURAR,
        )
