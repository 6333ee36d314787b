"""Qué hay de un modelo real en la caché del hub de Hugging Face, y si se puede creer. Sin conectarse a nada.

La caché es la de siempre (``HF_HOME`` o ``HF_HUB_CACHE``), la misma que usa ``transformers.pipeline``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errores import ErrorDeModelo

if TYPE_CHECKING:
    from helpers.modelos.fichas import Ficha

CONFIGURACION = "config.json"
PREPROCESADOR = "preprocessor_config.json"
PESOS = "model.safetensors"
INDICE = "model.safetensors.index.json"

_PARTE = re.compile(r"[\w.-]+\.safetensors")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class EnCache:
    """Lo que hay de un modelo real en la caché.

    carpeta : su ruta, o None si no hay nada de él. faltan : nombres de los archivos que no están.
    danados : nombres de los que están y no se pueden creer.
    """

    carpeta: Path | None
    faltan: tuple[str, ...] = ()
    danados: tuple[str, ...] = ()

    @property
    def entero(self) -> bool:
        """True si el modelo se puede cargar sin descargar nada."""
        return self.carpeta is not None and not self.faltan and not self.danados


def mirar_cache(ficha: Ficha) -> EnCache:
    """Dice qué hay de un modelo real en la caché, y si sus archivos se pueden creer, leyéndolos enteros."""
    from huggingface_hub import try_to_load_from_cache

    try:
        configuracion = try_to_load_from_cache(ficha.identificador, CONFIGURACION, revision=ficha.revision)
    except OSError:  # la carpeta de la caché no se puede leer
        return EnCache(None)
    if not isinstance(configuracion, str):
        return EnCache(None)
    carpeta = Path(configuracion).parent
    presentes = [carpeta / nombre for nombre in (CONFIGURACION, PREPROCESADOR, INDICE)]
    presentes = [ruta for ruta in presentes if ruta.is_file()] + sorted(carpeta.glob("*.safetensors"))
    danados = tuple(ruta.name for ruta in presentes if danado(ruta))
    try:
        faltan = tuple(archivos_que_faltan(carpeta))
    except ErrorDeModelo:  # el índice no dice dónde están los pesos
        faltan = (PESOS,)
    return EnCache(carpeta, faltan, danados)


def archivos_que_faltan(carpeta: Path) -> list[str]:
    """Devuelve los nombres de los archivos sin los que el modelo de una carpeta no se puede cargar.

    Lanza ErrorDeModelo si el índice de los pesos no se puede leer.
    """
    necesarios = [CONFIGURACION, PREPROCESADOR]
    if (carpeta / INDICE).is_file():
        necesarios += partes(carpeta / INDICE)
    else:
        necesarios.append(PESOS)
    return [nombre for nombre in necesarios if not (carpeta / nombre).is_file()]


def partes(indice: Path) -> list[str]:
    """Devuelve los archivos en que están repartidos los pesos de un modelo grande.

    Lanza ErrorDeModelo si el índice no se puede leer o si alguno no es un safetensors de la misma carpeta.
    """
    try:
        nombres = _leer_indice(indice)
    except (OSError, ValueError) as error:
        raise ErrorDeModelo(
            "El índice de los pesos está dañado.", indice, "bórralo y vuelve a descargar el modelo."
        ) from error
    ajenos = [nombre for nombre in nombres if not _PARTE.fullmatch(nombre)]
    if ajenos:
        raise ErrorDeModelo(
            f"El índice de los pesos pide archivos que no son safetensors ({', '.join(ajenos[:3])}): pueden "
            "ejecutar código al abrirse, y no se usan.",
            indice,
            'usa origen="bolsillo".',
        )
    return nombres


def _leer_indice(indice: Path) -> list[str]:
    """Los nombres distintos que aparecen en un índice de pesos. Lanza OSError o ValueError si no lo es."""
    try:
        nombres = json.loads(indice.read_text(encoding="utf-8"))["weight_map"].values()
        return sorted(set(nombres))
    except (KeyError, AttributeError, TypeError) as error:
        raise ValueError("no es un índice de pesos") from error


def anotar_sha256(archivo: Path, etag: str | None) -> None:
    """Apunta el sha256 que ha de tener un archivo de la caché, si es eso lo que el hub dice de él.

    En una caché sin enlaces (Windows, un lápiz USB, una copia) no lo dice el nombre de ningún archivo.
    """
    if etag and _SHA256.fullmatch(etag):
        apunte = _apunte(archivo)
        apunte.parent.mkdir(parents=True, exist_ok=True)
        apunte.write_text(etag, encoding="ascii")


def anotar_rama(carpeta: Path) -> None:
    """Apunta la revisión de una carpeta como la rama principal, si la caché no sabe aún de ninguna.

    Es la que busca ``pipeline(model="autor/nombre")``, que así encuentra también sin red una revisión fijada.
    """
    principal = carpeta.parents[1] / "refs" / "main"
    if not principal.exists():
        principal.parent.mkdir(parents=True, exist_ok=True)
        principal.write_text(carpeta.name, encoding="ascii")


def danado(archivo: Path) -> bool:
    """Dice si un archivo no se puede leer o si su sha256 no es el que la caché dice."""
    try:
        if archivo.name == INDICE:
            _leer_indice(archivo)
        elif archivo.suffix == ".json":
            return not isinstance(json.loads(archivo.read_text(encoding="utf-8")), dict)
        elif not _se_abre(archivo):
            return True
        esperado = _sha256_esperado(archivo)
        return bool(_SHA256.fullmatch(esperado)) and esperado != _sha256(archivo)
    except (OSError, ValueError):
        return True


def retirar(archivo: Path) -> None:
    """Borra un archivo de la caché y aquello a lo que apunta."""
    while archivo.is_symlink():
        siguiente = archivo.parent / os.readlink(archivo)
        archivo.unlink()
        archivo = siguiente
    archivo.unlink(missing_ok=True)


def _se_abre(archivo: Path) -> bool:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(archivo, framework="np"):
            return True
    except SafetensorError:
        return False


def _sha256_esperado(archivo: Path) -> str:
    """El apuntado o el nombre de aquello a lo que apunta: para los grandes, el hub usa su sha256."""
    if (apunte := _apunte(archivo)).is_file():
        return apunte.read_text(encoding="ascii").strip()
    return Path(os.readlink(archivo)).name if archivo.is_symlink() else ""


def _apunte(archivo: Path) -> Path:
    """Dónde se apunta el sha256 de ``<modelo>/snapshots/<commit>/<archivo>``."""
    commit = archivo.parent
    return commit.parents[1] / "sha256" / commit.name / archivo.name


def _sha256(archivo: Path) -> str:
    with archivo.open("rb") as abierto:
        return hashlib.file_digest(abierto, "sha256").hexdigest()
