"""Los paneles de los exploradores: ejes redondos, HTML que se basta y la misma figura en un PNG."""

import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from helpers.graficas import AZUL, NARANJA
from helpers.interactivo.paneles import (
    LADO,
    PUNTOS,
    TONOS,
    Barras,
    Curva,
    Eje,
    Mapa,
    Panel,
    a_html,
    a_tonos,
    eje,
    paleta,
    reducir,
)
from helpers.interactivo.paneles_fijos import a_png


class Pagina(HTMLParser):
    """Las etiquetas de un HTML, exigiendo que cada una se cierre donde debe."""

    SIN_CIERRE = ("img", "br")

    def __init__(self, html):
        super().__init__()
        self.etiquetas, self._abiertas = [], []
        self.feed(html)
        assert self._abiertas == []

    def handle_starttag(self, etiqueta, atributos):
        self.etiquetas.append((etiqueta, dict(atributos)))
        if etiqueta not in self.SIN_CIERRE:
            self._abiertas.append(etiqueta)

    def handle_startendtag(self, etiqueta, atributos):
        self.etiquetas.append((etiqueta, dict(atributos)))

    def handle_endtag(self, etiqueta):
        assert self._abiertas.pop() == etiqueta


def panel(*capas, alternativo="Una recta que sube."):
    return Panel("Título", eje("Tiempo (s)", 0, 4), eje("Nivel (dB)", -80, 0, 5), capas, alternativo)


@pytest.mark.parametrize(
    ("limites", "cuantas", "rotulos"),
    [
        ((0, 4), 6, ["0", "1", "2", "3", "4"]),
        ((0, 11_025), 6, ["0", "2000", "4000", "6000", "8000", "10 000"]),
        ((-100, 5), 6, ["−100", "−80", "−60", "−40", "−20", "0"]),
        ((0, 1.05), 3, ["0,0", "0,5", "1,0"]),
        ((490.3, 498.3), 6, ["492", "494", "496", "498"]),
    ],
)
def test_las_marcas_son_redondas(limites, cuantas, rotulos):
    escritos = [rotulo.replace("\N{NO-BREAK SPACE}", " ") for _, rotulo in eje("x", *limites, cuantas).marcas]
    assert escritos == rotulos


@given(st.floats(-1e5, 1e5), st.floats(1e-4, 1e6), st.integers(2, 9))
def test_las_marcas_caben_y_no_sobran(minimo, ancho, cuantas):
    marcas = [donde for donde, _ in eje("x", minimo, minimo + ancho, cuantas).marcas]
    assert len(marcas) <= cuantas + 1
    assert all(minimo - 1e-5 * ancho <= donde <= minimo + ancho * (1 + 1e-5) for donde in marcas)


def test_los_tonos_van_de_lo_flojo_a_lo_fuerte():
    tonos = a_tonos(np.array([-200.0, -80, -40, 0]))
    assert tonos.tolist() == [0, 0, TONOS // 2, TONOS - 1]
    brillo = paleta().astype(int).sum(axis=1)
    assert (np.diff(brillo) > 0).all()


def test_reducir_se_queda_con_lo_mayor():
    matriz = np.arange(20).reshape(2, 10)
    assert reducir(matriz, 5, 1).tolist() == [[1, 3, 5, 7, 9], [11, 13, 15, 17, 19]]
    assert reducir(matriz, 10, 1) is matriz


def test_una_curva_acaba_en_sus_coordenadas():
    html = a_html((panel(Curva("recta", np.array([0.0, 4.0]), np.array([-80.0, 0.0]), AZUL)),))
    assert f'points="0,{LADO} {LADO},0"' in html
    assert "recta" in html


def test_unas_barras_salen_de_cero():
    barras = Barras(np.array([1.0]), np.array([0.5]), 1.0, (NARANJA,))
    html = a_html((panel(barras)._replace(x=Eje("", 0, 2, ()), y=Eje("", 0, 1, ())),))
    assert f'd="M{LADO // 4} {LADO}V{LADO // 2}H{3 * LADO // 4}V{LADO}Z"' in html


def test_unas_barras_con_nombre_llevan_su_color_en_la_leyenda():
    valores = np.array([1.0])
    barras = Barras(valores, valores, 1.0, (NARANJA,), "menor")
    html = a_html((panel(barras, Barras(valores, valores, 1.0, (AZUL,))),))
    assert html.count('class="exp-muestra"') == 1
    assert re.search(rf'stroke="{NARANJA}"[^>]*/></svg> menor<', html)


def test_un_mapa_se_pinta_con_lo_grave_abajo_y_donde_dice_el_eje():
    tonos = np.array([[0, 1], [2, 3], [4, 5]], np.uint8)
    html = a_html((panel(Mapa(tonos, -1.0, 3.0)),))
    pintada = Image.open(BytesIO(b64decode(re.search(r"base64,([^\"]+)", html)[1])))
    assert np.asarray(pintada).tolist() == tonos[::-1].tolist()
    assert "left:-25.000%;width:100.000%" in html


def test_el_html_se_cierra_se_cuenta_y_no_deja_pasar_etiquetas():
    curva = Curva("<i>x</i>", np.array([0.0, 1.0]), np.array([-1.0, 0.0]), AZUL, PUNTOS)
    uno = panel(curva, Mapa(np.zeros((2, 2), np.uint8), 0, 4), alternativo='Dice «"hola"» & <adiós>')
    pagina = Pagina(a_html((uno, panel(curva))))
    vistas = [a for _, a in pagina.etiquetas if a.get("class") == "exp-vista"]
    assert [vista["role"] for vista in vistas] == ["img", "img"]
    assert vistas[0]["aria-label"] == 'Dice «"hola"» & <adiós>'
    assert "i" not in {etiqueta for etiqueta, _ in pagina.etiquetas}


def test_la_letra_es_de_16_pixeles_o_mas():
    tamanos = re.findall(r"font-size: (\d+)px", a_html((panel(),)))
    assert tamanos
    assert min(map(int, tamanos)) >= 16


def test_la_figura_fija_lleva_los_mismos_paneles():
    curva = Curva("recta", np.array([0.0, 4.0]), np.array([-80.0, 0.0]), AZUL, "8 5")
    puntos = curva._replace(trazo=PUNTOS, nombre="")
    mapa = Mapa(np.full((4, 4), TONOS - 1, np.uint8), 0, 4)
    png = a_png("Título", (panel(curva, puntos), panel(mapa)), "Un pie que lo cuenta todo.")
    imagen = np.asarray(Image.open(BytesIO(png)).convert("RGB")).astype(int)
    assert imagen.shape[1] == 720
    azul, claro = (np.array(color) for color in ((0, 0x72, 0xB2), paleta()[-1]))
    for color in (azul, claro):
        assert (np.abs(imagen - color).sum(axis=2) < 12).any()
