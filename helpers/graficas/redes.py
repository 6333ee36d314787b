"""La figura de un entrenamiento: cómo bajan las pérdidas y dónde conviene parar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers.errores import ErrorDeDatos
from helpers.graficas.comun import AZUL, LETRA, NARANJA, figura_con_pie, rotular

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.redes.entrenamiento import Historia

COMO_SE_LEE = (
    "una vuelta a los datos por punto. Azul, la pérdida en los clips con que se entrena; naranja y a trazos, "
    "en los de validación. La línea de puntos marca la mejor época, la de menor pérdida en validación."
)


def curvas_de_aprendizaje(
    historia: Historia | tuple[Sequence[float], Sequence[float]],
    ax: Axes | None = None,
    titulo: str = "Curvas de aprendizaje",
) -> Axes:
    """Dibuja la pérdida de entrenamiento y la de validación contra la época, y marca la mejor. Cuaderno 06.

    historia : lo que devuelve ``entrenar``, o las dos listas de pérdidas, una por época.

    El pie dice cómo se lee y no lleva cifras, que cambian algo de un procesador a otro.

    ErrorDeDatos si no hay ninguna época o si las listas no miden lo mismo.
    """
    perdida, validacion = _leer(historia)
    if ax is None:
        ax = figura_con_pie(4.8, f"{titulo}: {COMO_SE_LEE}")
    epocas = np.arange(1, len(perdida) + 1)
    ax.plot(epocas, perdida, color=AZUL, linewidth=2.5, marker="o", markersize=4, label="entrenamiento")
    ax.plot(
        epocas, validacion, "--", color=NARANJA, linewidth=2.5, marker="s", markersize=4, label="validación"
    )
    ax.axvline(epocas[np.argmin(validacion)], color="0.4", linestyle=":", linewidth=2.5)
    ax.set_ylim(0, 1.08 * max(perdida.max(), validacion.max()))
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize=LETRA, frameon=False)
    rotular(ax, titulo, "Época", "Pérdida (nats)")
    ax.xaxis.get_major_locator().set_params(integer=True)
    return ax


def _leer(historia: Historia | tuple) -> tuple[np.ndarray, np.ndarray]:
    if hasattr(historia, "perdida_validacion"):
        historia = historia.perdida, historia.perdida_validacion
    try:
        perdida, validacion = (np.asarray(lista, dtype=float) for lista in historia)
    except (TypeError, ValueError) as error:
        raise ErrorDeDatos(
            "Hace falta una Historia, o dos listas de pérdidas.",
            que_hacer="pasa lo que devuelve entrenar, o (perdida, perdida_validacion).",
        ) from error
    if perdida.ndim != 1 or perdida.shape != validacion.shape or not len(perdida):
        raise ErrorDeDatos(
            f"Las dos pérdidas llevan un número por época, y miden {perdida.size} y {validacion.size}.",
            que_hacer="apunta las dos al acabar cada época.",
        )
    return perdida, validacion
