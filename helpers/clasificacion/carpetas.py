"""¿Qué hay que oír? Los archivos de una carpeta que pueden ser sonidos."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from mimetypes import MimeTypes
from pathlib import Path

from helpers.errores import ErrorDeDatos
from helpers.rutas import buscar_parecida, leer_ruta

# Lo que no es sonido y la biblioteca estándar no conoce por su extensión.
OTRAS_EXTENSIONES = frozenset(
    (".db", ".docx", ".ini", ".ipynb", ".lnk", ".log", ".md", ".odt", ".pptx", ".safetensors", ".toml")
    + (".xlsx", ".yaml", ".yml", ".7z", ".rar")
)
_TIPOS = MimeTypes(filenames=())  # solo las tablas de Python: lo mismo en todos los sistemas


@dataclass
class Hallazgo:
    """Lo que hay en una carpeta y en las de dentro.

    sonidos : dict de nombre (relativo a la carpeta, con barras «/») a ruta, en orden.
    ilegibles : dict de nombre de subcarpeta a por qué no se ha podido mirar dentro.
    saltados : cuántos archivos no son de sonido, por extensión. ocultos : cuántos archivos y carpetas lo son.
    """

    sonidos: dict[str, Path] = field(default_factory=dict)
    ilegibles: dict[str, str] = field(default_factory=dict)
    saltados: Counter[str] = field(default_factory=Counter)
    ocultos: int = 0

    def aviso(self) -> str:
        """Dice en una línea qué se ha dejado sin abrir, o nada si se ha abierto todo."""
        partes = []
        if self.saltados:
            desglose = ", ".join(
                f"{cuantos} {extension}" for extension, cuantos in sorted(self.saltados.items())
            )
            partes.append(f"lo que no es sonido ({desglose})")
        if self.ocultos:
            partes.append(f"lo que está oculto ({self.ocultos})")
        return f"Se deja sin abrir {' y '.join(partes)}." if partes else ""


def buscar_sonidos(carpeta: str | os.PathLike) -> Hallazgo:
    """Busca en una carpeta, y en las de dentro, todo lo que puede ser un sonido.

    Se saltan los archivos y carpetas ocultos (su nombre empieza por un punto) y los que por su extensión son
    otra cosa: texto, imágenes, documentos… Lo demás cuenta como sonido, también lo que no tiene extensión.

    Lanza ErrorDeDatos si no es la ruta de una carpeta, si no existe, si no se puede abrir o si dentro no hay
    nada que pueda ser un sonido.
    """
    carpeta = _comprobar_carpeta(carpeta)
    hallazgo = Hallazgo()
    _recorrer(carpeta, "", hallazgo, set())
    if "" in hallazgo.ilegibles:
        raise ErrorDeDatos(hallazgo.ilegibles[""], carpeta, "comprueba sus permisos.")
    if not hallazgo.sonidos and not hallazgo.ilegibles:
        raise ErrorDeDatos(
            f"En la carpeta no hay ningún sonido. {hallazgo.aviso()}".strip(),
            carpeta,
            f"comprueba que es la que querías; se ha buscado en {carpeta.resolve()} y en sus subcarpetas.",
        )
    return hallazgo


def _comprobar_carpeta(escrita: str | os.PathLike) -> Path:
    carpeta = leer_ruta(escrita, ErrorDeDatos)
    try:
        es_carpeta = stat.S_ISDIR(carpeta.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        raise ErrorDeDatos("No existe esa carpeta.", carpeta, buscar_parecida(carpeta)) from None
    except (OSError, ValueError) as error:  # un nombre imposible, o una carpeta de la que no se sabe nada
        raise ErrorDeDatos(
            f"El sistema no deja abrir la carpeta ({error}).", str(carpeta), "comprueba el nombre."
        ) from None
    if not es_carpeta:
        raise ErrorDeDatos("Eso es un archivo, no una carpeta.", carpeta, "para uno solo, usa clasificar.")
    return carpeta


def _recorrer(carpeta: Path, prefijo: str, hallazgo: Hallazgo, visitadas: set[Path]) -> None:
    try:
        visitadas.add(carpeta.resolve())
        entradas = sorted(carpeta.iterdir())
        es_carpeta = {entrada: entrada.is_dir() for entrada in entradas}
    except PermissionError:
        hallazgo.ilegibles[prefijo] = "No tienes permiso para entrar en la carpeta."
        return
    except (OSError, RuntimeError) as error:
        hallazgo.ilegibles[prefijo] = f"No se puede abrir la carpeta ({getattr(error, 'strerror', error)})."
        return
    for entrada in entradas:
        nombre = prefijo + os.fsencode(entrada.name).decode("utf-8", "backslashreplace")
        if entrada.name.startswith("."):
            hallazgo.ocultos += 1
        elif es_carpeta[entrada]:
            if entrada.resolve() not in visitadas:  # un enlace a una carpeta de más arriba no acabaría nunca
                _recorrer(entrada, f"{nombre}/", hallazgo, visitadas)
        elif _no_es_sonido(entrada):
            hallazgo.saltados[entrada.suffix.lower()] += 1
        else:
            hallazgo.sonidos[nombre] = entrada


def _no_es_sonido(archivo: Path) -> bool:
    if archivo.suffix.lower() in OTRAS_EXTENSIONES:
        return True
    tipo, compresion = _TIPOS.guess_type(archivo.name)
    if compresion is not None:
        return True
    familia = (tipo or "").partition("/")[0]
    return familia in ("text", "image", "font", "message", "multipart") or (
        familia == "application" and tipo not in ("application/octet-stream", "application/ogg")
    )
