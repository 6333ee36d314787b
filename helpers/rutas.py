"""Lo que se escribe como ruta, de un archivo o de una carpeta, y qué hay en su lugar si no está."""

from __future__ import annotations

import os
import unicodedata
from difflib import get_close_matches
from pathlib import Path

from helpers.errores import ErrorDelCurso

ESCAPES = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
DE_ARCHIVO = "file:"


def leer_ruta(escrita: str | os.PathLike, error: type[ErrorDelCurso]) -> Path:
    """Devuelve lo escrito como ``Path``, con la carpeta personal en lugar de una «~» del principio.

    No mira si existe. Lanza ``error`` si no es una ruta: otra cosa que un texto, nada, una dirección…
    """
    texto = os.fspath(escrita) if isinstance(escrita, str | os.PathLike) else escrita
    if not isinstance(texto, str):
        raise error(
            f"Una ruta es un texto o un Path, no {type(texto).__name__}.",
            que_hacer='escríbela entre comillas: "mi_voz.wav".',
        )
    if not texto.strip():
        raise error("La ruta está vacía.", texto, "escribe el nombre de lo que quieres abrir.")
    if texto.lower().startswith(DE_ARCHIVO):
        raise error("Eso es una dirección de archivo, no una ruta.", texto, _sin_direccion(texto))
    if "://" in texto:
        raise error(
            "Eso es una dirección de internet, no un archivo.",
            texto,
            "descárgalo primero y pasa la ruta del archivo descargado.",
        )
    if "\0" in texto:
        raise error(
            "La ruta lleva un carácter nulo, que ningún nombre de archivo admite.",
            texto,
            r"si la has escrito con barras invertidas (\0), ponlas hacia delante: carpeta/0.wav.",
        )
    return _con_carpeta_personal(Path(texto))


def buscar_parecida(ruta: Path) -> str:
    """Dice qué hacer con una ruta que no existe: qué hay en su lugar que se llame casi igual."""
    escapes = [escape for caracter, escape in ESCAPES.items() if caracter in str(ruta)]
    if escapes:
        return f"Python lee {escapes[0]} como un carácter especial: escribe la ruta con barras hacia delante."
    if str(ruta).strip("\"'") != str(ruta):
        return "quita las comillas que lleva dentro la ruta."
    falta = _lo_primero_que_falta(ruta)
    tampoco = "" if falta == ruta else f"tampoco existe la carpeta {falta}: "
    try:
        vecinos = sorted(vecino.name for vecino in falta.parent.iterdir())
    except OSError:
        return f"{tampoco}no se puede mirar en {falta.parent}; ahora mismo estás en {_aqui()}."
    return tampoco + _entre_vecinos(falta, vecinos)


def _entre_vecinos(falta: Path, vecinos: list[str]) -> str:
    for vecino in vecinos:
        if unicodedata.normalize("NFC", vecino) == unicodedata.normalize("NFC", falta.name):
            return (
                f"hay un {vecino} que se lee igual y se escribe con otros caracteres de Unicode (una tilde "
                "va con su letra o aparte): copia el nombre de la lista de archivos, o cámbiaselo."
            )
    mayusculas = {vecino.casefold(): vecino for vecino in vecinos}
    if falta.name.casefold() in mayusculas:
        return f"¿querías decir {mayusculas[falta.name.casefold()]}? Las mayúsculas cuentan."
    parecidos = get_close_matches(falta.name, vecinos, cutoff=0.5)
    if parecidos:
        return f"¿querías decir {' o '.join(parecidos)}?"
    return f"comprueba el nombre y la carpeta; se ha buscado en {falta.parent.absolute()}."


def _lo_primero_que_falta(ruta: Path) -> Path:
    """De una ruta que no existe, el archivo o la carpeta de más arriba que falta."""
    camino = [ruta, *ruta.parents]
    faltan = [parte for parte in camino if not os.path.exists(parte)]
    return faltan[-1] if faltan else ruta


def _sin_direccion(texto: str) -> str:
    from urllib.parse import unquote, urlsplit
    from urllib.request import url2pathname

    try:
        return f"escribe solo la ruta: {url2pathname(unquote(urlsplit(texto).path))}."
    except (OSError, ValueError):
        return "escribe solo la ruta."


def _con_carpeta_personal(ruta: Path) -> Path:
    try:
        return ruta.expanduser()
    except RuntimeError:  # ~alguien que no existe, o nadie sabe cuál es la carpeta personal
        return ruta


def _aqui() -> str:
    try:
        return str(Path.cwd())
    except OSError:
        return "una carpeta que ya no existe"
