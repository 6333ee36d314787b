"""Las figuras de las redes: cómo aprenden, qué miran, cuánto gradiente llega y quién gana en un examen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.evaluacion.informe import proporcion
from helpers.evaluacion.medidas import evaluar
from helpers.graficas.comun import AZUL, LETRA, NARANJA, figura_con_pie, rotular
from helpers.graficas.evaluacion import intervalos

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLORES, TONOS = "magma", 32
SOMBRA = 0.85  # opacidad de lo que no se atiende: se adivina y no estorba
TRAZOS = ((AZUL, "-"), (NARANJA, "--"), ("0.35", "-."), ("black", ":"))
COMO_SE_LEE = (
    "una vuelta a los datos por punto. Azul, la pérdida en los clips con que se entrena; naranja y a trazos, "
    "en los de validación. La línea de puntos marca la mejor época, la de menor pérdida en validación."
)


class ConPerdidas(Protocol):
    """Lo que hace falta de un entrenamiento: la pérdida de cada época. Lo cumple lo que da ``entrenar``."""

    perdida: Sequence[float]
    perdida_validacion: Sequence[float]


def curvas_de_aprendizaje(
    historia: ConPerdidas | tuple[Sequence[float], Sequence[float]],
    ax: Axes | None = None,
    titulo: str = "Curvas de aprendizaje",
) -> Axes:
    """Dibuja la pérdida de entrenamiento y la de validación contra la época, y marca la mejor.

    historia : lo que devuelve ``entrenar``, o las dos listas de pérdidas, una por época.

    El pie dice cómo se lee y no lleva cifras, que cambian algo de un procesador a otro.

    ErrorDeDatos si no hay ninguna época o si las listas no miden lo mismo.

    Cuaderno 06, «El bucle».

    >>> from helpers import graficas
    >>> perdida, perdida_validacion = [2.3, 1.1, 0.4], [2.2, 1.3, 1.5]
    >>> ax = graficas.curvas_de_aprendizaje((perdida, perdida_validacion))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('Época', 'Pérdida (nats)')
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


def _leer(historia: ConPerdidas | tuple) -> tuple[np.ndarray, np.ndarray]:
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


def mapa(
    M: np.ndarray,
    salto_s: float,
    ax: Axes | None = None,
    titulo: str = "Mapa",
    atencion: np.ndarray | None = None,
) -> Axes:
    """Dibuja una matriz (bandas, tramas) contra el tiempo, de oscuro a claro entre su mínimo y su máximo.

    salto_s : segundos de una trama a la siguiente. atencion : matriz de 0 a 1 con la misma forma; donde vale
        0 se hace sombra, y donde vale 1 se ve el mapa tal cual.

    ErrorDeDatos si no es una matriz de números finitos o si `atencion` no va de 0 a 1 o no tiene su forma.

    Cuaderno 06, «Un filtro que se pasea».

    >>> import numpy as np
    >>> from helpers import graficas
    >>> ax = graficas.mapa(np.eye(40), salto_s=0.02, titulo="Una rampa")
    >>> ax.get_title(), ax.get_ylabel()
    ('Una rampa', 'Banda de mel')
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


def gradiente_por_trama(
    curvas: Mapping[str, Sequence[float]], ax: Axes | None = None, titulo: str = "Gradiente en cada trama"
) -> Axes:
    """Dibuja, en escala logarítmica, la norma del gradiente de la pérdida respecto a cada trama.

    curvas : por nombre, un número mayor o igual que cero por trama; cuatro como mucho. Los ceros no se ven.

    ErrorDeDatos si no hay curvas, si son más de cuatro o si alguna tiene negativos o está vacía.

    Cuaderno 07, «Lo que se olvida».

    >>> from helpers import graficas
    >>> ax = graficas.gradiente_por_trama({"RNN": [1e-6, 1e-3, 1.0], "LSTM": [0.1, 0.3, 1.0]})
    >>> ax.get_title()
    'Gradiente en cada trama'
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
    """Dibuja la exactitud equilibrada de varios clasificadores en los mismos ejemplos.

    respuestas : por nombre, las etiquetas que dio cada uno, (n,). reales, grupos : (n,).

    El intervalo es el *bootstrap* por grupos al 95 %; con un solo grupo, por ejemplos, y se dice. El pie dice
    el azar y la n, y ninguna cifra de las que cambian de un procesador a otro. ErrorDeDatos por lo mismo que
    ``evaluar``.

    Cuaderno 07, «Una tarea donde el orden manda».

    >>> from helpers import graficas
    >>> reales, grupos = ["antes", "después"] * 10, [n // 2 for n in range(20)]
    >>> respuestas = {"LSTM": reales, "SVM": ["antes"] * 20}
    >>> ax = graficas.comparacion(respuestas, reales, grupos)
    >>> [etiqueta.get_text() for etiqueta in ax.get_yticklabels()]
    ['LSTM', 'SVM']
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
