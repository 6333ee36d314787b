"""Las figuras del cuaderno 07: cuánto gradiente llega a cada trama y quién acierta en un mismo examen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.evaluacion.informe import proporcion
from helpers.evaluacion.medidas import evaluar
from helpers.graficas.comun import AZUL, LETRA, NARANJA, figura_con_pie, rotular
from helpers.graficas.evaluacion import intervalos

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TRAZOS = ((AZUL, "-"), (NARANJA, "--"), ("0.35", "-."), ("black", ":"))


def gradiente_por_trama(
    curvas: Mapping[str, Sequence[float]], ax: Axes | None = None, titulo: str = "Gradiente en cada trama"
) -> Axes:
    """Dibuja, en escala logarítmica, la norma del gradiente de la pérdida respecto a cada trama. Cuaderno 07.

    curvas : por nombre, un número mayor o igual que cero por trama; cuatro como mucho. Los ceros no se ven.

    ErrorDeDatos si no hay curvas, si son más de cuatro o si alguna tiene negativos o está vacía.
    """
    if not 1 <= len(curvas) <= len(TRAZOS):
        raise ErrorDeDatos(f"Caben de una a {len(TRAZOS)} curvas, y han llegado {len(curvas)}.")
    leidas = {nombre: np.asarray(curva, dtype=float) for nombre, curva in curvas.items()}
    for nombre, curva in leidas.items():
        if curva.ndim != 1 or not len(curva) or not np.all(curva >= 0):
            raise ErrorDeDatos(f"«{nombre}» tiene que ser una lista de normas: números de cero en adelante.")
    if ax is None:
        ax = figura_con_pie(
            4.8,
            f"{titulo}: una curva por red, en escala logarítmica. La pérdida se mide tras la última trama, "
            "la de la derecha. Una raya plana recuerda todo por igual; una que se hunde hacia la izquierda "
            "olvida el principio.",
        )
    for (nombre, curva), (color, trazo) in zip(leidas.items(), TRAZOS, strict=False):
        ax.semilogy(curva, trazo, color=color, linewidth=2.5, label=nombre)
    ax.legend(fontsize=LETRA, frameon=False)
    ax.spines[["top", "right"]].set_visible(False)
    rotular(ax, titulo, "Trama", "Norma del gradiente")
    ax.yaxis.set_major_formatter(lambda valor, _: f"$10^{{{np.log10(valor):.0f}}}$")
    return ax


def comparacion(
    respuestas: Mapping[str, Sequence],
    reales: Sequence,
    grupos: Sequence,
    ax: Axes | None = None,
    titulo: str = "El mismo examen",
) -> Axes:
    """Dibuja la exactitud equilibrada de varios clasificadores en los mismos ejemplos. Cuaderno 07.

    respuestas : por nombre, las etiquetas que dio cada uno, (n,). reales, grupos : (n,).

    El intervalo es el *bootstrap* por grupos al 95 %; con un solo grupo, por ejemplos, y se dice. El pie dice
    el azar y la n, y ninguna cifra de las que cambian de un procesador a otro. ErrorDeDatos por lo mismo que
    ``evaluar``.
    """
    n_grupos = len(set(grupos))
    grupos = grupos if n_grupos > 1 else None
    medidas = {nombre: evaluar(reales, dichas, grupos=grupos) for nombre, dichas in respuestas.items()}
    filas = [
        (nombre, m.exactitud_equilibrada, *m.exactitud_equilibrada_intervalo) for nombre, m in medidas.items()
    ]
    if not filas:
        raise ErrorDeDatos("No hay ninguna respuesta que comparar.")
    una = next(iter(medidas.values()))
    por_grupos = f", por {n_grupos} grupos" if grupos is not None else " (todos, de un solo grupo)"
    if ax is None:
        ax = figura_con_pie(
            2.6 + 0.42 * len(filas),
            f"{titulo} Exactitud equilibrada, con su intervalo al 95 %{por_grupos}. n = "
            f"{numeros.decimal(una.n, 0)}. Al azar, {proporcion(una.azar)}: la línea a trazos.",
        )
    return intervalos(filas, azar=una.azar, ax=ax, titulo=titulo, eje="Exactitud equilibrada")
