"""La figura de un explorador donde no hay núcleo: los mismos paneles, dibujados una vez con matplotlib."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from helpers.graficas.comun import ANCHO, LETRA, pie, rotular
from helpers.interactivo.paneles import PUNTOS, TONOS, Barras, Curva, Mapa, Panel, paleta

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PUNTOS_POR_PULGADA = 72


def a_png(titulo: str, paneles: tuple[Panel, ...], texto: str) -> bytes:
    """Devuelve un PNG con los paneles, uno debajo de otro, y `texto` de pie."""
    from matplotlib.figure import Figure

    altos = [panel.alto / 62 for panel in paneles]
    figura = Figure(figsize=(ANCHO, sum(altos) + len(paneles) + 1.2), layout="constrained")
    figura.suptitle(titulo, fontsize=LETRA + 4, fontweight="bold")
    ejes = figura.subplots(len(paneles), 1, gridspec_kw={"height_ratios": altos}, squeeze=False)[:, 0]
    for ax, panel in zip(ejes, paneles, strict=True):
        _dibujar(ax, panel)
    pie(figura, texto)
    memoria = BytesIO()
    figura.savefig(memoria, dpi=PUNTOS_POR_PULGADA, format="png")
    return memoria.getvalue()


def _dibujar(ax: Axes, panel: Panel) -> None:
    for capa in panel.capas:
        _CAPAS[type(capa)](ax, capa, panel)
    ax.set(xlim=(panel.x.minimo, panel.x.maximo), ylim=(panel.y.minimo, panel.y.maximo))
    rotular(ax, panel.titulo, panel.x.titulo, panel.y.titulo)
    ax.set_xticks(*_marcas(panel.x.marcas))
    ax.set_yticks(*_marcas(panel.y.marcas))
    if any(isinstance(capa, Curva) and capa.nombre for capa in panel.capas):
        ax.legend(fontsize=LETRA - 2, loc="upper right")
    if any(isinstance(capa, Barras) and capa.nombre for capa in panel.capas):
        ax.legend(fontsize=LETRA - 2, loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)


def _marcas(marcas: tuple[tuple[float, str], ...]) -> tuple[list[float], list[str]]:
    return [donde for donde, _ in marcas], [rotulo for _, rotulo in marcas]


def _curva(ax: Axes, curva: Curva, _panel: Panel) -> None:
    comun = {"color": curva.color, "linewidth": 0.8 * curva.grosor, "label": curva.nombre or "_"}
    if curva.trazo == PUNTOS:
        ax.plot(curva.x, curva.y, "o", **comun)
    else:
        trazo = tuple(float(n) / curva.grosor for n in curva.trazo.split())
        ax.plot(curva.x, curva.y, linestyle=(0, trazo) if trazo else "-", **comun)


def _barras(ax: Axes, barras: Barras, _panel: Panel) -> None:
    ax.bar(barras.x, barras.y, barras.ancho, color=list(barras.colores), label=barras.nombre or "_")


def _mapa(ax: Axes, mapa: Mapa, panel: Panel) -> None:
    from matplotlib.colors import ListedColormap

    ax.imshow(
        mapa.tonos,
        vmin=0,
        vmax=TONOS - 1,
        cmap=ListedColormap(paleta() / np.float64(255)),
        extent=(mapa.desde, mapa.hasta, panel.y.minimo, panel.y.maximo),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )


_CAPAS = {Curva: _curva, Barras: _barras, Mapa: _mapa}
