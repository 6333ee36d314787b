"""¿Con qué ejemplos? Los conjuntos del curso, con sus metadatos y sus particiones sin fugas.

Los propios son carpetas de ``data/conjuntos/`` con un ``metadatos.csv``: una fila por grabación y las
columnas de ``COLUMNAS``. De los reales, que grabaron otros, el curso trae solo el registro, en
``data/registros/``: las mismas columnas y, además, de dónde se baja cada archivo y su sha256. Ningún
``grupo`` (banda, hablante, pieza…) está en dos particiones.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cache import carpeta_de_cache
from helpers.datos import descargas
from helpers.datos.descargas import Archivo, Inventario, megas
from helpers.datos.tablas import (
    COLUMNAS,
    COLUMNAS_DE_ALGUNOS,
    RESTAURAR,
    leer_metadatos,
    leer_registro,
)
from helpers.errores import ErrorDeDatos

if TYPE_CHECKING:
    import pandas as pd

DATOS = Path(__file__).resolve().parents[2] / "data"
AUDIO = DATOS / "audio"
CONJUNTOS = DATOS / "conjuntos"
REGISTROS = DATOS / "registros"

# El conjunto propio con que se trabaja mientras no se tiene el real.
SUSTITUTOS = {
    "emodb": "emociones",
    "esc10": "eventos",
    "fsdd": "acentos",
    "librispeech": "acentos",
    "librispeech_impostores": "acentos",
}
PARTES_PARA_VALIDAR = 5  # al apartar la validación, una de cada cinco
VALORES_QUE_SE_DICEN = 4  # licencias u orígenes, al acabar una descarga

# Las grabaciones que descarga `librosa.ex`, por el nombre que allí tienen.
GRABACIONES_REALES = {
    "brahms": "Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra).ogg",
    "vibeace": "Kevin_MacLeod_-_Vibe_Ace.ogg",
    "nutcracker": "Kevin_MacLeod_-_P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_Fairy.ogg",
    "fishin": "Karissa_Hobbs_-_Lets_Go_Fishin.ogg",
    "trumpet": "sorohanro_-_solo-trumpet-06.ogg",
}


def cargar_conjunto(nombre: str) -> pd.DataFrame:
    """Devuelve las grabaciones de un conjunto, una por fila y ya comprobadas. Nunca descarga.

    nombre : str, una carpeta de ``data/conjuntos/`` (por ejemplo, ``"generos"``) o un conjunto real que ya
    esté en la caché (``"emodb"``), del que se comprueba el sha256 de cada archivo.

    Devuelve un DataFrame con las columnas de ``metadatos.csv`` (``duracion_s``, float en segundos; las demás,
    texto) y ``ruta``, el ``Path`` del archivo de sonido. Algunos reales tienen otra más, que explica
    ``data/registros/README.md``: ``pliegue`` o ``particion_oida``.

    Lanza ErrorDeDatos si el conjunto no existe (y dice cuáles hay), si falta o sobra una columna, si una fila
    está incompleta o repetida, si una partición no se llama como debe, si un grupo está en dos particiones,
    si falta un archivo o si un conjunto real no está entero en la caché (y dice cómo traerlo).

    Cuaderno 05, «Un sonido, cuarenta números».

    >>> from helpers.datos import cargar_conjunto
    >>> eventos = cargar_conjunto("eventos")
    >>> len(eventos), eventos["etiqueta"].nunique(), eventos["grupo"].nunique()
    (420, 10, 140)
    """
    if nombre in _propios():
        tabla, carpeta = leer_metadatos(CONJUNTOS / nombre / "metadatos.csv"), CONJUNTOS / nombre
        _exigir_archivos(tabla, carpeta)
    else:
        tabla = _registro(nombre)
        estado = _inventariar(nombre, tabla)
        if not estado.entero:
            raise _incompleto(nombre, estado)
        tabla, carpeta = tabla.filter(items=COLUMNAS + COLUMNAS_DE_ALGUNOS), estado.carpeta
    tabla["ruta"] = [carpeta / archivo for archivo in tabla["archivo"]]
    return tabla


def apartar_validacion(tabla: pd.DataFrame, semilla: int = 0) -> pd.DataFrame:
    """Devuelve la tabla con grupos enteros de ``entrenamiento`` pasados a ``validacion``.

    tabla : la de ``cargar_conjunto``, o con sus columnas ``etiqueta``, ``grupo`` y ``particion``; no cambia.
    semilla : int, la del sorteo de los grupos.

    Los conjuntos reales no traen validación. Se aparta alrededor de un quinto del entrenamiento, con las
    clases en proporción parecida; con menos de cinco grupos, uno. La prueba no se toca. Si la tabla ya tiene
    validación, se devuelve una copia igual.

    Lanza ErrorDeDatos si en el entrenamiento no hay al menos dos grupos.

    Cuaderno 08, «Un Transformer entero».

    >>> from helpers.datos import apartar_validacion, cargar_conjunto
    >>> eventos = cargar_conjunto("eventos")
    >>> tabla = apartar_validacion(eventos)
    >>> sorted(tabla["particion"].unique())
    ['entrenamiento', 'prueba', 'validacion']
    """
    from sklearn.model_selection import StratifiedGroupKFold

    nueva = tabla.copy()
    if (tabla["particion"] == "validacion").any():
        return nueva
    parte = tabla[tabla["particion"] == "entrenamiento"]
    n_grupos = parte["grupo"].nunique()
    if n_grupos < 2:
        raise ErrorDeDatos(
            f"En el entrenamiento hay {n_grupos} grupos: uno para validar y otro para entrenar hacen dos.",
            que_hacer="usa una tabla con dos grupos o más en la partición «entrenamiento».",
        )
    reparto = StratifiedGroupKFold(min(PARTES_PARA_VALIDAR, n_grupos), shuffle=True, random_state=semilla)
    _, apartadas = next(reparto.split(parte, parte["etiqueta"], parte["grupo"]))
    nueva.loc[parte.index[apartadas], "particion"] = "validacion"
    return nueva


def descargar_conjunto(nombre: str) -> Path:
    """Descarga a la caché lo que falte de un conjunto real y devuelve su carpeta.

    Dice cuántos archivos son, cuánto ocupan y de dónde vienen; enseña una barra, comprueba cada uno y, tras
    un corte, la siguiente vez sigue por donde iba. Si está entero, no se conecta. La caché es la de
    ``helpers.cache.carpeta_de_cache``: la variable de entorno ``CLASIFICACION_DE_AUDIO_CACHE`` la pone en
    otra carpeta, que puede estar ya llena. De un conjunto propio devuelve la carpeta, sin más.

    Lanza ErrorDeDatos si el conjunto no existe, si su registro está dañado o si no se puede descargar o
    guardar, y dice por qué. Cuaderno 10.
    """
    if nombre in _propios():
        print(f"El conjunto {nombre} viene con el curso: no hay nada que descargar.")
        return CONJUNTOS / nombre
    registro = _registro(nombre)
    estado = _inventariar(nombre, registro)
    if estado.entero:
        print(f"El conjunto {nombre} ya está entero en {estado.carpeta}: no se descarga nada.")
        return estado.carpeta
    descargas.descargar(estado, nombre, _mientras_tanto(nombre))
    print(f"Ya están los {len(registro)} archivos de {nombre}, comprobados.")
    print(f"Licencia: {_unicos(registro['licencia'])}. Origen: {_unicos(registro['origen'])}.")
    return estado.carpeta


def inventario(nombre: str) -> Inventario:
    """Dice qué hay en la caché de un conjunto real y qué le falta, leyendo sus archivos. No se conecta.

    ``inventario("emodb").entero`` dice si ``cargar_conjunto("emodb")`` lo puede cargar.

    Lanza ErrorDeDatos si el conjunto no existe o si su registro está dañado.

    Cuaderno 10, «Actores, si los tienes».

    >>> from helpers.datos import inventario
    >>> len(inventario("emodb").archivos)
    198
    """
    return _inventariar(nombre, _registro(nombre))


def conjuntos_reales() -> list[str]:
    """Devuelve los nombres de los conjuntos que se pueden descargar. Cuaderno 10."""
    return sorted(registro.stem for registro in REGISTROS.glob("*.csv"))


def grabaciones_reales() -> dict[str, Path]:
    """Devuelve las rutas de las grabaciones reales que ya están en este equipo, por su nombre. No descarga.

    Son cinco de las que descarga ``librosa.ex``: se buscan donde esa función las deja, en la carpeta que
    diga la variable de entorno ``LIBROSA_DATA_DIR`` o, si no está, en la caché de librosa.

    Cuaderno 09, «Con las grabaciones a mano».

    >>> from helpers.datos import grabaciones_reales
    >>> set(grabaciones_reales()) <= {"brahms", "vibeace", "nutcracker", "fishin", "trumpet"}
    True
    """
    import pooch

    carpeta = Path(os.environ.get("LIBROSA_DATA_DIR") or pooch.os_cache("librosa"))
    rutas = {nombre: carpeta / archivo for nombre, archivo in GRABACIONES_REALES.items()}
    return {nombre: ruta for nombre, ruta in rutas.items() if ruta.is_file()}


def _propios() -> list[str]:
    return sorted(tabla.parent.name for tabla in CONJUNTOS.glob("*/metadatos.csv"))


def _registro(nombre: str) -> pd.DataFrame:
    if nombre in conjuntos_reales():
        return leer_registro(REGISTROS / f"{nombre}.csv")
    hay = {"los del curso": _propios(), "los que se descargan": conjuntos_reales()}
    nombres = [f"{cuales} ({', '.join(lista)})" for cuales, lista in hay.items() if lista]
    raise ErrorDeDatos(
        f"No hay ningún conjunto que se llame {nombre!r}.",
        CONJUNTOS,
        f"elige uno de {' o de '.join(nombres)}." if nombres else RESTAURAR,
    )


def _inventariar(nombre: str, registro: pd.DataFrame) -> Inventario:
    archivos = tuple(
        Archivo(fila.archivo, fila.url, fila.sha256, fila.octetos) for fila in registro.itertuples()
    )
    return descargas.inventariar(archivos, carpeta_de_cache() / "conjuntos" / nombre)


def _exigir_archivos(tabla: pd.DataFrame, carpeta: Path) -> None:
    ausentes = [archivo for archivo in tabla["archivo"] if not (carpeta / archivo).is_file()]
    if ausentes:
        raise ErrorDeDatos(
            f"Faltan {len(ausentes)} de las {len(tabla)} grabaciones del conjunto; esta es la primera.",
            carpeta / ausentes[0],
            RESTAURAR,
        )


def _incompleto(nombre: str, estado: Inventario) -> ErrorDeDatos:
    todos, faltan, danados = len(estado.archivos), len(estado.faltan), len(estado.danados)
    por_bajar = megas(sum(archivo.octetos for archivo in estado.pendientes))
    if faltan == todos:
        archivo, que_paso = estado.carpeta, f"no está en este equipo: son {todos} archivos, {por_bajar}."
    else:
        archivo = estado.carpeta / estado.pendientes[0].nombre
        que_paso = (
            f"no está entero: de {todos} archivos faltan {faltan} y hay {danados} dañados, {por_bajar}."
        )
    que_hacer = [
        f'bájalo con descargar_conjunto("{nombre}")',
        f"o copia en {estado.carpeta} la carpeta de un equipo que ya lo tenga",
        _mientras_tanto(nombre),
    ]
    return ErrorDeDatos(f"El conjunto {nombre} {que_paso}", archivo, f"{'; '.join(filter(None, que_hacer))}.")


def _mientras_tanto(nombre: str) -> str:
    """Con qué seguir sin el conjunto real; nada si no tiene sustituto."""
    sustituto = SUSTITUTOS.get(nombre)
    return f'mientras tanto, usa cargar_conjunto("{sustituto}")' if sustituto in _propios() else ""


def _unicos(columna: pd.Series) -> str:
    valores = sorted(set(columna))
    if len(valores) > VALORES_QUE_SE_DICEN:
        return f"{len(valores)} distintos, uno por uno en la columna {columna.name} de su registro"
    return " y ".join([", ".join(valores[:-1]), valores[-1]] if len(valores) > 1 else valores)
