"""Las figuras de las doce clases de altura: el cromagrama."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.graficas.comun import figura_con_pie, poner_barra, rotular

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NOTAS = ("do", "do♯", "re", "re♯", "mi", "fa", "fa♯", "sol", "sol♯", "la", "la♯", "si")
COLORES, TONOS = "magma", 32


def cromagrama(
    chroma: np.ndarray | Sequence, salto_s: float, ax: Axes | None = None, titulo: str = "Cromagrama"
) -> Axes:
    """Dibuja las doce clases, con el do abajo, contra el tiempo (s).

    chroma : (12, n_tramas), no negativo: lo que da ``librosa.feature.chroma_stft``. El color va de 0 al
        máximo de la matriz.
    salto_s : segundos de una trama a la siguiente, ``hop_length / sr``; la trama i está en i · salto_s.

    ErrorDeDatos si no son doce filas de números finitos no negativos, o si el salto no es positivo.

    Cuaderno 04, «Doce casillas».

    >>> import numpy as np
    >>> from helpers import graficas
    >>> do_mayor = np.zeros((12, 10))
    >>> do_mayor[[0, 4, 7]] = 1
    >>> ax = graficas.cromagrama(do_mayor, salto_s=0.1)
    >>> print(graficas.texto_alternativo(ax.figure))
    Figura. Cromagrama: 1,0 s. Las clases que más suenan de media: do, mi, sol.
    """
    chroma = _validar(chroma)
    if not salto_s > 0:
        raise ErrorDeDatos(
            f"El salto entre tramas es un tiempo en segundos, y no puede ser {salto_s!r}.",
            que_hacer="pasa hop_length / sr; por ejemplo, 512 / 22050.",
        )
    duracion_s = chroma.shape[1] * salto_s
    if ax is None:
        medias = chroma.mean(axis=1)
        mayores = [NOTAS[i] for i in np.argsort(-medias, kind="stable")[:3]]
        ax = figura_con_pie(
            5,
            f"{titulo}: {numeros.duracion(duracion_s)}. Las clases que más suenan de media: "
            f"{', '.join(mayores)}.",
        )
    _dibujar(ax, chroma, salto_s)
    return rotular_clases(rotular(ax, titulo, "Tiempo (s)", "Clase de altura"))


def rotular_clases(ax: Axes) -> Axes:
    """Escribe el nombre de las doce clases en el eje vertical, con el do en el 0. Cuaderno 04."""
    ax.set_yticks(range(12), NOTAS, fontsize=12)
    return ax


def _dibujar(ax: Axes, chroma: np.ndarray, salto_s: float) -> None:
    from matplotlib import colormaps

    tope = max(float(chroma.max()), 1e-12)
    imagen = ax.imshow(
        chroma / tope,
        vmin=0,
        vmax=1,
        cmap=colormaps[COLORES].resampled(TONOS),
        extent=(-salto_s / 2, (chroma.shape[1] - 0.5) * salto_s, -0.5, 11.5),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )
    ax.set_xlim(0, max((chroma.shape[1] - 1) * salto_s, salto_s / 2))
    poner_barra(ax, imagen, "Energía (máximo: 1)", [0, 0.5, 1])


def _validar(chroma: np.ndarray | Sequence) -> np.ndarray:
    try:
        chroma = np.asarray(chroma, dtype=float)
    except (TypeError, ValueError):
        chroma = np.empty(0)
    if chroma.ndim != 2 or len(chroma) != 12 or chroma.shape[1] == 0:
        vuelta = " Parece traspuesta: prueba con .T." if chroma.ndim == 2 and chroma.shape[1] == 12 else ""
        raise ErrorDeDatos(
            "Un cromagrama tiene doce filas, una por clase, y alguna trama; este mide "
            f"{chroma.shape}.{vuelta}",
            que_hacer="pasa lo que devuelve librosa.feature.chroma_stft, de forma (12, n_tramas).",
        )
    if not np.isfinite(chroma).all() or chroma.min() < 0:
        raise ErrorDeDatos(
            "En un cromagrama los números son finitos y no negativos.",
            que_hacer="pasa energías o magnitudes, y no decibelios.",
        )
    return chroma
