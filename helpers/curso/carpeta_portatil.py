"""Una carpeta con lo descargado, para llevarla de un equipo a otro. Solo biblioteca estándar."""

from __future__ import annotations

from pathlib import Path

from helpers.cache import VARIABLE
from helpers.errores import ErrorDelCurso

MODELOS, DATOS = "modelos", "datos"


def variables(carpeta: Path) -> dict[str, str]:
    """Devuelve las variables de entorno con que un proceso guarda y busca en ``carpeta`` todo lo descargado.

    Sin enlaces simbólicos: así la carpeta se puede copiar a cualquier disco con cualquier programa.
    """
    return {
        "HF_HUB_CACHE": str(carpeta / MODELOS),
        VARIABLE: str(carpeta / DATOS),
        "HF_HUB_DISABLE_SYMLINKS": "1",
    }


def exigir_llena(carpeta: Path) -> None:
    """Lanza ErrorDelCurso si ``carpeta`` no es una que haya llenado la orden ``preparar``."""
    if not any((carpeta / parte).is_dir() for parte in (MODELOS, DATOS)):
        raise ErrorDelCurso(
            "En esa carpeta no hay nada descargado con la orden «preparar».",
            carpeta,
            "mira que la ruta esté bien escrita y el disco conectado, o llénala con «preparar --carpeta».",
        )


def exigir_escribible(carpeta: Path) -> None:
    """Crea ``carpeta`` si no existe. Lanza ErrorDelCurso si no se puede."""
    try:
        carpeta.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ErrorDelCurso(
            f"Esa carpeta no se puede usar ({error.strerror}).",
            carpeta,
            "elige otra en la que puedas escribir.",
        ) from error


def como_usarla(carpeta: Path, orden: str) -> str:
    """Las dos líneas que dicen cómo trabajar con ``carpeta``: con ``orden``, la de aquí, o sin ella."""
    entre_comillas = f'"{carpeta}"' if " " in str(carpeta) else str(carpeta)
    modelos, datos = (f"{nombre}={valor}" for nombre, valor in list(variables(carpeta).items())[:2])
    return (
        f"Para usarla, aquí o copiada en otro equipo con el curso: {orden} abrir --carpeta {entre_comillas}\n"
        f"Sin esa orden, con dos variables de entorno: {modelos} y {datos}"
    )
