"""Lo que deja su sitio en una copia: nada se borra, todo va a ``GUARDADO`` con su fecha y una frase."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from helpers.curso.en_disco import escribir
from helpers.curso.lugar import ErrorDeCopia

GUARDADO = "guardado"
LEEME = "LEEME.md"
CABECERA = "Lo que había en tu copia y ha dejado su sitio. Cópialo o bórralo como quieras.\n\n"


@contextmanager
def apartado(archivo: Path, carpeta: Path, frase: str) -> Iterator[Path]:
    """Lleva un archivo a lo guardado mientras se escribe otro en su sitio; si no se escribe, vuelve a él."""
    with _reservado(carpeta, archivo.stem, archivo.suffix) as guardado:
        _explicar(guardado, frase)
        os.replace(archivo, guardado)
    try:
        yield guardado
    except BaseException:
        os.replace(guardado, archivo)
        raise


def guardar_aparte(archivo: Path, carpeta: Path, celdas: Sequence[NotebookNode]) -> str:
    """Guarda las celdas del curso que no han cabido en la copia, y devuelve la frase que lo dice."""
    que = f"El curso ha cambiado {_cuantas(len(celdas))} que tú también habías cambiado o borrado"
    aviso = f"{que}, de {archivo.name}. En tu cuaderno queda lo tuyo; aquí está lo del curso."
    with _reservado(carpeta, f"{archivo.stem}_del_curso", archivo.suffix) as guardado:
        _explicar(guardado, aviso)
        escribir(guardado, new_notebook(cells=[new_markdown_cell(aviso), *celdas]))
    return f"{que}: queda lo tuyo, y lo del curso está en {GUARDADO}/{guardado.name}."


@contextmanager
def _reservado(carpeta: Path, nombre: str, sufijo: str) -> Iterator[Path]:
    """Crea, vacío, un archivo con la fecha en su nombre; si el sistema no deja llenarlo, lo quita."""
    guardado = _reservar(carpeta, nombre, sufijo)
    try:
        yield guardado
    except OSError:
        guardado.unlink(missing_ok=True)
        raise


def _reservar(carpeta: Path, nombre: str, sufijo: str) -> Path:
    """Crea, vacío, un archivo con la fecha en su nombre que no existía."""
    (carpeta / GUARDADO).mkdir(exist_ok=True)
    ahora = datetime.now().strftime("%Y-%m-%d_%H%M%S")
    for n in range(1, 1000):
        guardado = carpeta / GUARDADO / f"{nombre}_{ahora}{f'_{n}' if n > 1 else ''}{sufijo}"
        with suppress(FileExistsError):
            guardado.open("xb").close()
            return guardado
    raise ErrorDeCopia("No queda nombre libre para guardar lo que había.", carpeta / GUARDADO, "vacíala.")


def _explicar(guardado: Path, frase: str) -> None:
    """Añade una línea a lo que ya diga el LEEME, sin reescribirlo: quien estudia puede anotar en él."""
    cuando = datetime.now().strftime("%Y-%m-%d %H:%M")
    linea = f"- {cuando} · `{guardado.name}`. {frase}\n"
    with guardado.with_name(LEEME).open("ab", buffering=0) as leeme:
        leeme.write((linea if leeme.tell() else CABECERA + linea).encode())


def _cuantas(n: int) -> str:
    return "una celda" if n == 1 else f"{n} celdas"
