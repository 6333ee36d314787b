"""Lo que comparten las figuras: tamaño, letra, colores, cifras en español y el pie que las cuenta.

Importar este módulo no carga matplotlib, y ninguna función cambia sus ajustes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from helpers import numeros
from helpers.variables import A_UN_ARCHIVO

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

AZUL, NARANJA = "#0072B2", "#D55E00"  # de la paleta de Okabe e Ito: también los distinguen los daltónicos
LETRA, LETRA_DE_TITULO = 14, 18  # puntos, en una figura de 10 pulgadas: se leen al fondo del aula
ANCHO = 10
DE_CERO_A_UNO = "Blues"  # de claro a oscuro en un solo tono: en gris y con daltonismo se ordena igual
FONDO_OSCURO = 0.71  # aquí se cruzan los contrastes de la letra negra y la blanca: 4,6 a 1


def _que_se_vean() -> None:
    """En un cuaderno, deshace un ``MPLBACKEND`` que manda las figuras a un archivo: no se vería ninguna."""
    if "ipykernel" in sys.modules and os.environ.get("MPLBACKEND", "").lower() in A_UN_ARCHIVO:
        consola = sys.modules["IPython"].get_ipython()
        if consola is not None:
            consola.run_line_magic("matplotlib", "inline")


_que_se_vean()


def pie(donde: Axes | Figure, texto: str) -> None:
    """Pone debajo de la figura un pie que la cuenta, y que es también su texto alternativo.

    Cuaderno 00, «Ver el sonido».

    >>> import matplotlib.pyplot as plt
    >>> from helpers import graficas
    >>> fig, ax = plt.subplots()
    >>> graficas.pie(ax, "Una recta que sube.")
    >>> print(graficas.texto_alternativo(fig))
    Figura. Una recta que sube.
    """
    from matplotlib.figure import Figure

    figura = donde if isinstance(donde, Figure) else donde.get_figure(root=True)
    hueco = (
        {} if figura.get_layout_engine() else {"y": -0.02, "va": "top"}
    )  # sin quien le haga sitio, por fuera
    figura.supxlabel(_en_lineas(texto, figura.get_figwidth() * 72), fontsize=LETRA, color="0.25", **hueco)
    _registrar_texto_alternativo()


def _en_lineas(texto: str, puntos: float) -> str:
    """Parte un texto en líneas que midan menos que la figura."""
    for caben in range(int(puntos / (0.5 * LETRA)), 20, -2):
        lineas = fill(texto, caben)
        if max(map(_medir, lineas.split("\n"))) < puntos - LETRA:
            break
    return lineas


def _medir(linea: str) -> float:
    """Devuelve cuánto ocupa una línea de texto, en puntos."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    ancho, _, _ = TextToPath().get_text_width_height_descent(linea, FontProperties(size=LETRA), ismath=False)
    return ancho


def texto_alternativo(figura: Figure) -> str:
    """Cuenta una figura con palabras: los títulos de sus ejes que el pie no repite, y el pie."""
    texto_del_pie = " ".join(figura.get_supxlabel().split("\n"))
    titulos = [ax.get_title() for ax in figura.axes]
    partes = [titulo for titulo in titulos if titulo and titulo not in texto_del_pie] + [texto_del_pie]
    return " ".join(["Figura.", *(parte.rstrip(".") + "." for parte in partes if parte)])


def figura_con_pie(alto: float, texto: str, ancho: float = ANCHO) -> Axes:
    """Crea una figura de `ancho` por `alto` pulgadas con su pie, y devuelve sus ejes."""
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(ancho, alto), layout="constrained")
    pie(ax, texto)
    return ax


def rotular(ax: Axes, titulo: str, eje_x: str, eje_y: str) -> Axes:
    """Pone título y rótulos a unos ejes, con la letra del curso y las cifras en español.

    Cuaderno 01, «Muestrear: mirar de vez en cuando».

    >>> import matplotlib.pyplot as plt
    >>> from helpers import graficas
    >>> fig, ax = plt.subplots()
    >>> _ = graficas.rotular(ax, "Un tono", "Tiempo (s)", "Amplitud")
    >>> ax.get_title(), ax.get_xlabel(), ax.get_ylabel()
    ('Un tono', 'Tiempo (s)', 'Amplitud')
    """
    ax.set_title(titulo, fontsize=LETRA_DE_TITULO)
    ax.set_xlabel(eje_x, fontsize=LETRA)
    ax.set_ylabel(eje_y, fontsize=LETRA)
    ax.tick_params(labelsize=LETRA)
    for eje in (ax.xaxis, ax.yaxis):
        eje.set_major_formatter(lambda valor, _: cifra(valor))
    return ax


def poner_barra(ax: Axes, imagen: ScalarMappable, rotulo: str, marcas: Sequence[float]) -> None:
    """Pone a la derecha la barra que dice qué vale cada color."""
    barra = ax.get_figure(root=True).colorbar(imagen, ax=ax, pad=0.02, ticks=marcas)
    barra.set_label(rotulo, fontsize=LETRA)
    barra.ax.tick_params(labelsize=LETRA)
    barra.ax.yaxis.set_major_formatter(lambda valor, _: cifra(valor))


def letra_sobre(fraccion: float) -> str:
    """Devuelve el color de letra que se lee sobre el color de una fracción de 0 a 1."""
    return "white" if fraccion > FONDO_OSCURO else "black"


def cifra(valor: float) -> str:
    """Escribe la marca de un eje: 0.5 → «0,5», 10000.0 → «10 000»."""
    redondo = round(float(valor), 6)
    decimales = 0 if redondo.is_integer() else len(f"{redondo:f}".rstrip("0").split(".")[1])
    return numeros.decimal(redondo, decimales)


def _registrar_texto_alternativo() -> None:
    """En IPython, hace que el `text/plain` de una figura sea lo que cuenta y no su tamaño.

    Se repite con cada figura porque IPython olvida lo registrado al activar matplotlib.
    """
    ipython = sys.modules.get("IPython")
    consola = ipython.get_ipython() if ipython else None
    if consola is not None:
        from matplotlib.figure import Figure

        texto_plano = consola.display_formatter.formatters["text/plain"]
        texto_plano.for_type(Figure, lambda figura, p, ciclo: p.text(texto_alternativo(figura)))
