"""Las figuras de lo que responde un clasificador y de lo que acierta."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.etiquetas import en_espanol
from helpers.graficas.comun import AZUL, LETRA, NARANJA, figura_con_pie, rotular

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def probabilidades(
    tabla: pd.DataFrame,
    n_clases: int | None = None,
    ax: Axes | None = None,
    titulo: str = "Qué responde el clasificador",
) -> Axes:
    """Dibuja la respuesta de un clasificador en barras, con una línea en el azar. Cuaderno 00.

    tabla : lo que devuelve `clasificar`, con las columnas `etiqueta` y `probabilidad` (entre 0 y 1).
    n_clases : int, cuántas clases tiene el modelo; la tabla puede traer solo las primeras. Si falta, se toma
        de ``tabla.attrs["n_clases"]``, donde lo deja `clasificar`.

    ErrorDeDatos si la tabla no es así o no se sabe cuántas clases hay.
    """
    valores, azar = _validar_respuestas(tabla, n_clases)
    etiquetas = [en_espanol(etiqueta) for etiqueta in tabla["etiqueta"]]
    porcentajes = [_porcentaje(valor) for valor in valores]
    if ax is None:
        respuestas = "; ".join(f"{e}, {p}" for e, p in zip(etiquetas, porcentajes, strict=True))
        texto = f"{titulo}: {respuestas}. Al azar, cada clase se llevaría un {_porcentaje_del_azar(azar)}."
        ax = figura_con_pie(2.2 + 0.42 * len(valores), texto)
    ax.barh(range(len(valores)), valores, color=AZUL, height=0.7)
    for fila, (valor, porcentaje) in enumerate(zip(valores, porcentajes, strict=True)):
        junto_a = azar if valor < azar < valor + 0.12 else valor  # que la línea del azar no tache la cifra
        ax.text(junto_a + 0.012, fila, porcentaje, fontsize=LETRA, va="center")
    ax.set(xlim=(0, 1.12), ylim=(len(valores) - 0.4, -1.1))
    ax.axvline(azar, color=NARANJA, linestyle="--", linewidth=2.5)
    rotulo = f"azar: {_porcentaje_del_azar(azar)}"
    ax.text(azar + 0.01, -0.75, rotulo, color=NARANJA, fontsize=LETRA, va="center")
    ax.spines[["top", "right"]].set_visible(False)
    rotular(ax, titulo, "Probabilidad", "")
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_yticks(range(len(valores)), etiquetas)
    return ax


def _porcentaje(probabilidad: float) -> str:
    if 0 < probabilidad < 0.01:
        return f"<1{numeros.ESPACIO}%"
    if 0.995 < probabilidad < 1:
        return f">99{numeros.ESPACIO}%"
    return f"{numeros.decimal(100 * probabilidad, 0)}{numeros.ESPACIO}%"


def _porcentaje_del_azar(azar: float) -> str:
    decimales = 0 if round(100 * azar, 6).is_integer() else 1
    return f"{numeros.decimal(100 * azar, decimales)}{numeros.ESPACIO}%"


def _validar_respuestas(tabla: pd.DataFrame, n_clases: int | None) -> tuple[np.ndarray, float]:
    """Devuelve las probabilidades, en orden, y cuánto es el azar."""
    if not {"etiqueta", "probabilidad"} <= set(getattr(tabla, "columns", ())) or len(tabla) == 0:
        raise ErrorDeDatos(
            "Hace falta una tabla con las columnas «etiqueta» y «probabilidad», y al menos una fila.",
            que_hacer="pasa lo que devuelve clasificar(clasificador, audio).",
        )
    if not tabla["etiqueta"].is_unique or "inicio_s" in tabla.columns:
        raise ErrorDeDatos(
            "Esta tabla no es la respuesta a un solo sonido.",
            que_hacer="para ver un sonido a lo largo del tiempo, usa graficas.linea_de_tiempo(tabla).",
        )
    valores = tabla["probabilidad"].to_numpy(dtype=float)
    if not ((valores >= 0) & (valores <= 1)).all():
        raise ErrorDeDatos(
            "Una probabilidad está entre 0 y 1, y alguna no lo está.", que_hacer="revisa la tabla."
        )
    n_clases = tabla.attrs.get("n_clases") if n_clases is None else n_clases
    if n_clases is None or n_clases < len(tabla):
        raise ErrorDeDatos(
            "No se sabe cuántas clases tiene el modelo, y sin eso no se sabe cuánto es el azar.",
            que_hacer="dilo con n_clases, por ejemplo probabilidades(tabla, n_clases=10).",
        )
    return valores, 1 / n_clases
