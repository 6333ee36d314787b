"""Lo que dibuja un explorador: ejes, curvas, barras e imágenes, en el HTML que menos tarda en cambiar.

Un panel es solo datos. Aquí se convierte en HTML, en unos milisegundos y sin matplotlib; `paneles_fijos`
hace con ellos la figura que se guarda. La letra no encoge con la ventana: los rótulos van fuera del SVG.
"""

from __future__ import annotations

import math
from base64 import b64encode
from functools import cache
from html import escape
from io import BytesIO
from typing import NamedTuple

import numpy as np
from PIL import Image

from helpers import numeros

COLORES, TONOS = "magma", 64
LADO = 4000  # unidades del SVG: de sobra para que una curva no se vea a escalones
NEGRO = "#222222"
PUNTOS = "puntos"


class Eje(NamedTuple):
    """Un eje. titulo : con su unidad. marcas : (posición, rótulo), en las unidades del eje."""

    titulo: str
    minimo: float
    maximo: float
    marcas: tuple[tuple[float, str], ...]

    def fraccion(self, valores: np.ndarray | float) -> np.ndarray:
        """Pasa valores del eje a la parte de él que recorren, de 0 a 1."""
        return (np.asarray(valores, dtype=float) - self.minimo) / (self.maximo - self.minimo)


class Curva(NamedTuple):
    """Una línea. trazo : longitudes de raya y hueco («8 5»), "" si es continua, o PUNTOS sin unir."""

    nombre: str
    x: np.ndarray
    y: np.ndarray
    color: str
    trazo: str = ""
    grosor: float = 2.5


class Barras(NamedTuple):
    """Una barra por valor, desde 0. colores : uno por barra. nombre : en la leyenda, con el primer color."""

    x: np.ndarray
    y: np.ndarray
    ancho: float
    colores: tuple[str, ...]
    nombre: str = ""


class Mapa(NamedTuple):
    """Una imagen de colores. tonos : uint8 (filas, columnas), la fila 0 abajo; desde, hasta : en el eje x."""

    tonos: np.ndarray
    desde: float
    hasta: float


class Panel(NamedTuple):
    """Un dibujo con sus ejes. alternativo : lo que lee quien no lo ve. alto : en píxeles.

    ancho : en píxeles, lo menos que puede medir; dos que quepan juntos van uno al lado del otro.
    """

    titulo: str
    x: Eje
    y: Eje
    capas: tuple[Curva | Barras | Mapa, ...]
    alternativo: str
    alto: int = 200
    ancho: int = 500


# --- Ejes y colores ---


def eje(titulo: str, minimo: float, maximo: float, cuantas: int = 6) -> Eje:
    """Devuelve un eje con marcas redondas: cada 1, 2 o 5 por una potencia de diez, `cuantas` como mucho."""
    decena = 10.0 ** math.floor(math.log10((maximo - minimo) / cuantas))
    paso = next(m * decena for m in (1, 2, 5, 10) if (maximo - minimo) / (m * decena) < cuantas)
    decimales = max(0, -math.floor(math.log10(paso) + 1e-9))
    primera, ultima = math.ceil(minimo / paso - 1e-6), math.floor(maximo / paso + 1e-6)
    marcas = tuple((i * paso, numeros.decimal(i * paso, decimales)) for i in range(primera, ultima + 1))
    return Eje(titulo, minimo, maximo, marcas)


def a_tonos(decibelios: np.ndarray, rango_db: float = 80.0) -> np.ndarray:
    """Pasa decibelios, entre -rango_db y 0, a tonos de la paleta."""
    return np.clip((decibelios / rango_db + 1) * TONOS, 0, TONOS - 1).astype(np.uint8)


@cache
def paleta() -> np.ndarray:
    """Devuelve los colores de un mapa, de lo flojo a lo fuerte: uint8 (tonos, 3)."""
    from matplotlib import colormaps

    return (colormaps[COLORES](np.linspace(0, 1, TONOS))[:, :3] * 255).round().astype(np.uint8)


def reducir(matriz: np.ndarray, maximo: int, dimension: int) -> np.ndarray:
    """Deja en `maximo` filas o columnas como mucho, cada una con el mayor de los valores que resume."""
    cuantas = matriz.shape[dimension]
    if cuantas <= maximo:
        return matriz
    inicios = np.linspace(0, cuantas, maximo, endpoint=False).astype(int)
    return np.maximum.reduceat(matriz, inicios, axis=dimension)


# --- HTML ---


def a_html(paneles: tuple[Panel, ...]) -> str:
    """Devuelve los paneles, en las filas que hagan falta, con su estilo."""
    return f'{ESTILO}<div class="exp-paneles">{"".join(map(_panel_html, paneles))}</div>'


def _panel_html(panel: Panel) -> str:
    mapas = [capa for capa in panel.capas if isinstance(capa, Mapa)]
    lineas = [_capa_svg(capa, panel) for capa in panel.capas if not isinstance(capa, Mapa)]
    svg = (
        f'<svg viewBox="0 0 {LADO} {LADO}" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(lineas)}</svg>"
        if lineas
        else ""
    )
    return (
        f'<figure class="exp-panel" style="flex-basis:{panel.ancho}px">'
        f"<figcaption><b>{escape(panel.titulo)}</b>{_leyenda(panel)}</figcaption>"
        f'<div class="exp-marco"><span class="exp-eje-y" aria-hidden="true">{escape(panel.y.titulo)}</span>'
        f'<div class="exp-vista" style="height:{panel.alto}px" role="img" '
        f'aria-label="{escape(panel.alternativo)}"><div class="exp-mapas">'
        f"{''.join(_mapa_html(m, panel) for m in mapas)}</div>{svg}"
        f"{_marcas_y(panel.y)}</div>{_marcas_x(panel.x)}</div></figure>"
    )


def _leyenda(panel: Panel) -> str:
    partes = []
    for capa in panel.capas:
        if not isinstance(capa, Mapa) and capa.nombre:
            partes.append(f'<span class="exp-clave">{_muestra(capa)} {escape(capa.nombre)}</span>')
    return "".join(partes)


def _muestra(capa: Curva | Barras) -> str:
    trazo = (
        f'stroke="{capa.color}" stroke-width="4" stroke-dasharray="{capa.trazo}"'
        if isinstance(capa, Curva)
        else f'stroke="{capa.colores[0]}" stroke-width="10"'
    )
    return (
        f'<svg class="exp-muestra" viewBox="0 0 36 10" aria-hidden="true"><path d="M1 5H35" {trazo}/></svg>'
    )


def _marcas_y(y: Eje) -> str:
    return "".join(
        f'<span class="exp-y" aria-hidden="true" style="bottom:{100 * float(y.fraccion(donde)):.2f}%">'
        f"{escape(rotulo)}</span>"
        for donde, rotulo in y.marcas
    )


def _marcas_x(x: Eje) -> str:
    marcas = "".join(
        f'<span style="left:{100 * float(x.fraccion(donde)):.2f}%">{escape(rotulo)}</span>'
        for donde, rotulo in x.marcas
    )
    return f'<div class="exp-x" aria-hidden="true">{marcas}<b>{escape(x.titulo)}</b></div>'


def _mapa_html(mapa: Mapa, panel: Panel) -> str:
    izquierda, derecha = 100 * panel.x.fraccion([mapa.desde, mapa.hasta])
    datos = b64encode(_png(mapa.tonos[::-1])).decode()
    return (
        f'<img class="exp-mapa" alt="" decoding="sync" src="data:image/png;base64,{datos}" '
        f'style="left:{izquierda:.3f}%;width:{derecha - izquierda:.3f}%">'
    )


def _png(tonos: np.ndarray) -> bytes:
    imagen = Image.fromarray(np.ascontiguousarray(tonos))
    imagen.putpalette(paleta().tobytes())
    memoria = BytesIO()
    imagen.save(memoria, "PNG", compress_level=1)
    return memoria.getvalue()


def _capa_svg(capa: Curva | Barras, panel: Panel) -> str:
    if isinstance(capa, Barras):
        return _barras_svg(capa, panel)
    x, y = _coordenadas(capa.x, capa.y, panel)
    if capa.trazo == PUNTOS:
        trazos = "".join(f"M{a} {b}h0" for a, b in zip(x, y, strict=True))
        return (
            f'<path class="exp-linea exp-punto" d="{trazos}" stroke="{capa.color}" '
            f'stroke-width="{3 * capa.grosor}"/>'
        )
    linea = " ".join(f"{a},{b}" for a, b in zip(x, y, strict=True))
    return (
        f'<polyline class="exp-linea" points="{linea}" stroke="{capa.color}" stroke-width="{capa.grosor}" '
        f'stroke-dasharray="{capa.trazo}"/>'
    )


def _barras_svg(barras: Barras, panel: Panel) -> str:
    izquierda, cima = _coordenadas(barras.x - barras.ancho / 2, barras.y, panel)
    derecha, suelo = _coordenadas(barras.x + barras.ancho / 2, np.zeros(len(barras.x)), panel)
    return "".join(
        f'<path d="M{a} {d}V{b}H{c}V{d}Z" fill="{color}"/>'
        for a, b, c, d, color in zip(izquierda, cima, derecha, suelo, barras.colores, strict=True)
    )


def _coordenadas(x: np.ndarray, y: np.ndarray, panel: Panel) -> tuple[list[int], list[int]]:
    a = np.rint(LADO * panel.x.fraccion(x)).astype(int)
    b = np.rint(LADO * (1 - np.clip(panel.y.fraccion(y), -0.1, 1.1))).astype(int)
    return a.tolist(), b.tolist()


ESTILO = """
<style>
.exp-paneles { display: flex; flex-flow: row wrap; align-items: flex-end; gap: 0.4em 1em; max-width: 940px; }
.exp-panel { flex: 1 1 500px; min-width: 0; margin: 0; color: inherit; font-size: 16px; line-height: 1.3; }
.exp-panel figcaption { margin: 0 0 0.2em; font: inherit; color: inherit; text-align: left; }
.exp-panel figcaption b { font-size: 17px; }
.exp-clave { margin-left: 1.2em; white-space: nowrap; }
.exp-panel .exp-muestra { width: 36px; height: 10px; background: #fff; }
.exp-marco { position: relative; padding: 1.8em 1em 2.7em 4.6em; }
.exp-eje-y { position: absolute; left: 0; top: 0; }
.exp-vista { position: relative; background: #fff; outline: 1px solid #888; }
.exp-vista svg { position: absolute; inset: 0; width: 100%; height: 100%; overflow: hidden; }
.exp-panel .exp-mapa { position: absolute; top: 0; height: 100%; max-width: none; margin: 0;
  image-rendering: pixelated; }
.exp-mapas { position: absolute; inset: 0; overflow: hidden; }
.exp-linea { fill: none; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
.exp-punto { stroke-linecap: round; }
.exp-y { position: absolute; right: 100%; margin-right: 0.4em; transform: translateY(50%);
  white-space: nowrap; }
.exp-x { position: relative; height: 0; }
.exp-x span { position: absolute; top: 0.1em; transform: translateX(-50%); white-space: nowrap; }
.exp-x b { position: absolute; top: 1.35em; left: 0; right: 0; text-align: center; font-weight: normal; }
</style>
"""
