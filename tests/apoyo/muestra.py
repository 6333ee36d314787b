"""Un cuaderno pequeño que cumple todas las reglas: sobre él se prueban las reglas y las herramientas."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
from cuaderno_leido import Cuaderno
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.curso.cuadernos import depurar
from helpers.ejercicios.declaracion import Correcta, Declarado, Ejercicio, Frase, Opcion, Pregunta
from helpers.ejercicios.respuestas import Numero
from helpers.imagenes import pintar

PUNTO = base64.b64encode(pintar(np.zeros((1, 1), np.uint8), np.zeros((1, 3), np.uint8))).decode()
RELLENO = "El sonido entra por el micrófono y sale convertido en una lista larga de cifras. " * 3
SIN_RESPONDER = "○ Todavía sin responder."
SOLUCION = """<details><summary>Solución</summary>

Se divide.

```python
respuesta = {n}
```

</details>"""


def _texto(fuente, tipo="fragment"):
    return new_markdown_cell(fuente, metadata={"slideshow": {"slide_type": tipo}})


def _codigo(fuente, *salidas, tipo="fragment"):
    datos = [new_output("execute_result", data=d, execution_count=1) for d in salidas]
    return new_code_cell(fuente, outputs=datos, metadata={"slideshow": {"slide_type": tipo}})


def _ejercicio(n):
    return [
        _texto(f"### Ejercicio {n} · Cuenta\n\n¿Cuánto es {n}? {RELLENO}", "slide"),
        _codigo(
            f'respuesta = ...\ncomprobar("00.{n}", respuesta=respuesta)',
            {"text/plain": SIN_RESPONDER, "text/html": "<div></div>"},
        ),
        _texto(SOLUCION.format(n=n)),
    ]


def celdas():
    """Las celdas del cuaderno de muestra, nuevas cada vez."""
    return [
        _texto("# 00 · Una muestra\n\nEn un minuto vas a oír un trozo de música y a verlo.", "slide"),
        _codigo("from helpers.ejercicios import comprobar, cuestionario"),
        _codigo("figura", {"image/png": PUNTO, "text/plain": "Una onda que sube y baja tres veces."}),
        _texto(
            "**Qué vas a aprender**\n\n- Oír un sonido\n- Verlo dibujado\n- Contar sus muestras\n\n"
            "**Antes de empezar**\n\nNada previo. Dura 50 minutos y no descarga nada.",
            "slide",
        ),
        _texto(
            f"## La onda\n\n¿Cuántas veces sube? {RELLENO} La precisión es de 0,5 en Python 3.11.", "slide"
        ),
        *_ejercicio(1),
        _texto(f"## El nivel\n\n¿Qué pasa si subes el volumen del altavoz? {RELLENO}", "slide"),
        _codigo("1 + 1", {"text/plain": "2"}),
        *_ejercicio(2),
        _codigo("2 + 2", {"text/plain": "4"}),
        *_ejercicio(3),
        _texto(f"## Cuestionario\n\nSin mirar arriba. {RELLENO}", "slide"),
        _codigo('cuestionario("00")', {"text/plain": "Cuestionario"}),
        _texto(f"## Resumen\n\nYa sabes oír y ver. {RELLENO}", "slide"),
        _texto(
            "## Para saber más\n\n- Sturm, B. (2013). *The GTZAN dataset*. [arXiv](https://arxiv.org)",
            "slide",
        ),
        _texto("## Ampliación\n\nPara casa.", "skip"),
        _codigo("3 + 3", {"text/plain": "6"}, tipo="skip"),
    ]


def cuaderno_de_muestra(carpeta: Path) -> Cuaderno:
    """El cuaderno de muestra, como lo deja ``guardar``, con sus ejercicios y preguntas declarados."""
    ruta = carpeta / "00_muestra.ipynb"
    ruta.touch()
    ejercicio = Ejercicio((Declarado("respuesta", Numero()),), Frase("Sí.", ("Sí.",)), ("Una.", "Dos."))
    pregunta = Pregunta(
        "¿Una?", (Opcion("No", "Porque no es esa la pregunta."), Correcta("Sí", "Porque sí."))
    )
    nb = depurar(new_notebook(cells=celdas()))
    return Cuaderno(ruta, nb, dict.fromkeys((1, 2, 3), ejercicio), (pregunta,) * 3)
