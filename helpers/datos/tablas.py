"""Las tablas de los conjuntos: qué columnas tienen y qué cumple cada fila. Se leen buenas o no se leen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errores import ErrorDeDatos

if TYPE_CHECKING:
    import pandas as pd

COLUMNAS = ("archivo", "etiqueta", "grupo", "particion", "duracion_s", "licencia", "origen")
COLUMNAS_DE_DESCARGA = ("url", "sha256", "octetos")
COLUMNAS_DE_ALGUNOS = ("pliegue", "particion_oida")  # data/registros/README.md dice de cuáles
PARTICIONES = ("entrenamiento", "validacion", "prueba")
RESTAURAR = "recupera la carpeta original con «git restore data» o vuelve a clonar el repositorio."

_NOMBRE = r"(?:\w[\w.-]*/)*\w[\w.-]*"  # sin «..», barras invertidas ni principio de ruta absoluta


def leer_metadatos(tabla_csv: Path) -> pd.DataFrame:
    """Devuelve la tabla de un conjunto propio, con las columnas de ``COLUMNAS``.

    Lanza ErrorDeDatos si no se puede leer, si falta o sobra una columna, si una fila está incompleta o
    repetida, si una partición no se llama como debe o si un grupo está en dos.
    """
    return _leer(tabla_csv, COLUMNAS)


def leer_registro(registro_csv: Path) -> pd.DataFrame:
    """Devuelve el registro de un conjunto real: ``COLUMNAS`` y las de cada descarga (``octetos``, int).

    Puede tener además alguna de ``COLUMNAS_DE_ALGUNOS``, que se queda en texto.

    Lanza ErrorDeDatos por lo mismo que ``leer_metadatos`` y si una fila no dice bien qué se baja.
    """
    registro = _leer(registro_csv, COLUMNAS + COLUMNAS_DE_DESCARGA, COLUMNAS_DE_ALGUNOS)
    _rechazar(_defectos_de_descarga(registro) | _defectos_de_algunos(registro), registro_csv)
    return registro.astype({"octetos": int})


def _leer(tabla_csv: Path, columnas: tuple[str, ...], admitidas: tuple[str, ...] = ()) -> pd.DataFrame:
    import pandas as pd

    try:
        tabla = pd.read_csv(tabla_csv, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:  # pandas y UnicodeDecodeError derivan de ValueError
        raise ErrorDeDatos(f"Los metadatos no se pueden leer: {error}", tabla_csv, RESTAURAR) from error
    diferencia = set(columnas) ^ (set(tabla.columns) - set(admitidas))
    if diferencia:
        raise ErrorDeDatos(
            f"Los metadatos deben tener las columnas {', '.join(columnas)}; "
            f"faltan o sobran: {', '.join(sorted(diferencia))}.",
            tabla_csv,
            RESTAURAR,
        )
    if not isinstance(tabla.index, pd.RangeIndex):  # pandas toma por índice las casillas que sobran
        raise ErrorDeDatos("Hay filas con más casillas que columnas.", tabla_csv, RESTAURAR)
    if tabla.empty:
        raise ErrorDeDatos("Los metadatos no tienen ninguna fila.", tabla_csv, RESTAURAR)
    tabla["duracion_s"] = pd.to_numeric(tabla["duracion_s"], errors="coerce").astype(float)
    _rechazar(_defectos(tabla), tabla_csv)
    _rechazar_fugas(tabla, tabla_csv)
    return tabla


def _defectos(tabla: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        "con una casilla vacía": (tabla.drop(columns="duracion_s") == "").any(axis=1),
        "cuya duracion_s no es un número mayor que cero": ~tabla["duracion_s"].between(
            0, float("inf"), inclusive="neither"
        ),
        f"cuya `particion` no es {', '.join(PARTICIONES)}": ~tabla["particion"].isin(PARTICIONES),
        "con un archivo repetido": tabla["archivo"].duplicated(),
    }


def _defectos_de_descarga(registro: pd.DataFrame) -> dict[str, pd.Series]:
    def no_es(columna: str, patron: str) -> pd.Series:
        return ~registro[columna].str.fullmatch(patron)

    return {
        "cuyo `archivo` no es un nombre sencillo dentro de la carpeta": no_es("archivo", _NOMBRE),
        "cuyo `archivo` se distingue de otro solo en las mayúsculas": registro["archivo"]
        .str.lower()
        .duplicated(),
        "cuya `url` no es una dirección de internet": no_es("url", r"https?://[^\s/]+/\S+"),
        "cuyo `sha256` no son 64 cifras hexadecimales en minúsculas": no_es("sha256", "[0-9a-f]{64}"),
        "cuyos `octetos` no son un entero mayor que cero": no_es("octetos", "[1-9][0-9]{0,11}"),
    }


def _defectos_de_algunos(registro: pd.DataFrame) -> dict[str, pd.Series]:
    if "particion_oida" not in registro:
        return {}
    return {
        f"cuya `particion_oida` no es {', '.join(PARTICIONES)}": ~registro["particion_oida"].isin(PARTICIONES)
    }


def _rechazar(defectos: dict[str, pd.Series], tabla_csv: Path) -> None:
    for defecto, filas in defectos.items():
        if filas.any():
            raise ErrorDeDatos(
                f"Hay {int(filas.sum())} filas {defecto}; la primera, en la línea {int(filas.argmax()) + 2}.",
                tabla_csv,
                RESTAURAR,
            )


def _rechazar_fugas(tabla: pd.DataFrame, tabla_csv: Path) -> None:
    particiones = tabla.groupby("grupo")["particion"].nunique()
    repartidos = particiones.index[particiones > 1]
    if len(repartidos):
        raise ErrorDeDatos(
            f"Fuga de datos: el grupo {repartidos[0]!r} está en más de una partición.",
            tabla_csv,
            "deja todas las grabaciones de un grupo en la misma partición.",
        )
