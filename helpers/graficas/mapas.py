"""La figura de una matriz de bandas por tramas: lo que entra en una red y dónde se fija."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from helpers.errores import ErrorDeDatos
from helpers.graficas.comun import figura_con_pie, rotular

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLORES, TONOS = "magma", 32
SOMBRA = 0.85  # opacidad de lo que no se atiende: se adivina y no estorba


def mapa(
    M: np.ndarray,
    salto_s: float,
    ax: Axes | None = None,
    titulo: str = "Mapa",
    atencion: np.ndarray | None = None,
) -> Axes:
    """Dibuja una matriz (bandas, tramas) contra el tiempo, de oscuro a claro entre su mínimo y su máximo.

    salto_s : segundos de una trama a la siguiente. atencion : matriz de 0 a 1 con la misma forma; donde vale
        0 se hace sombra, y donde vale 1 se ve el mapa tal cual. Cuaderno 06.

    ErrorDeDatos si no es una matriz de números finitos o si `atencion` no va de 0 a 1 o no tiene su forma.
    """
    M = np.asarray(M, dtype=float)
    if M.ndim != 2 or not M.size or not np.isfinite(M).all():
        raise ErrorDeDatos(
            f"Un mapa es una matriz (bandas, tramas) de números finitos, y esto tiene la forma {M.shape}.",
            que_hacer="de un lote (n, 1, bandas, tramas), elige uno: lote[0, 0].",
        )
    if ax is None:
        ax = figura_con_pie(4.6, f"{titulo}: tiempo contra banda, de grave a agudo; más claro, mayor valor.")
    from matplotlib import colormaps

    lugar = {
        "extent": (-salto_s / 2, (M.shape[1] - 0.5) * salto_s, -0.5, len(M) - 0.5),
        "origin": "lower",
        "aspect": "auto",
        "interpolation_stage": "data",
    }
    ax.imshow(M, cmap=colormaps[COLORES].resampled(TONOS), **lugar)
    if atencion is not None:
        ax.imshow(_sombra(np.asarray(atencion, dtype=float), M.shape), **lugar)
    return rotular(ax, titulo, "Tiempo (s)", "Banda de mel")


def _sombra(atencion: np.ndarray, forma: tuple[int, int]) -> np.ndarray:
    """Negro, tanto más opaco cuanto menos se atiende: (bandas, tramas, 4)."""
    if atencion.shape != forma or not ((atencion >= 0) & (atencion <= 1)).all():
        raise ErrorDeDatos(
            f"La atención va de 0 a 1 y tiene la forma del mapa, {forma}; la dada, {atencion.shape}.",
            que_hacer="amplía el mapa de la red a ese tamaño y divídelo entre su máximo.",
        )
    capa = np.zeros((*forma, 4))
    capa[..., 3] = SOMBRA * np.round((1 - atencion) * 8) / 8
    return capa
