"""Una lección de diez celdas: diapositivas de las tres clases y, al final, algo que no se proyecta."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

FIN = "se ha ejecutado todo"
EXPLORADOR = """\
import numpy as np
from helpers.audio import Audio
from helpers.interactivo import explorar_espectrograma
explorar_espectrograma(Audio(np.sin(np.arange(8000) / 3) / 2, 8000), 512, 128)"""
CELDAS = (
    ("slide", new_markdown_cell, "# Una lección"),
    ("fragment", new_code_cell, "print('hola')"),
    ("subslide", new_markdown_cell, "Un párrafo."),
    (
        "subslide",
        new_code_cell,
        "from IPython.display import HTML\nHTML('<table><tr><td>7</td></tr></table>')",
    ),
    ("subslide", new_code_cell, EXPLORADOR),
    ("slide", new_markdown_cell, "## Otra sección"),
    ("fragment", new_code_cell, "Audio(np.sin(np.arange(8000) / 3) / 2, 8000)"),
    ("fragment", new_markdown_cell, "Otro párrafo."),
    ("skip", new_markdown_cell, "## Ampliación"),
    ("skip", new_code_cell, f"print('{FIN}')"),
)
CON_EXPLORADOR, CON_REPRODUCTOR = 4, 6


def escribir(ruta: Path) -> None:
    """Escribe la lección, sin salidas."""
    nucleo = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    celdas = [
        nueva(texto, id=f"celda-{i:02}", metadata={"slideshow": {"slide_type": tipo}})
        for i, (tipo, nueva, texto) in enumerate(CELDAS)
    ]
    nbformat.write(new_notebook(cells=celdas, metadata={"kernelspec": nucleo}), ruta)
