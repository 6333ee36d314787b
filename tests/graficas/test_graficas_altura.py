"""El cromagrama dibujado: cada trama en su segundo, el do abajo y lo que no es un cromagrama, dicho."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.errores import ErrorDeDatos
from helpers.graficas import NOTAS, cromagrama, texto_alternativo

CHROMA = np.zeros((12, 5))
CHROMA[9] = 2.0
CHROMA[0, 3] = 1.0


@pytest.fixture(autouse=True)
def _cerrar():
    yield
    plt.close("all")


def test_cada_trama_esta_centrada_en_su_segundo_y_cada_clase_en_su_numero():
    ax = cromagrama(CHROMA, 0.5)
    izquierda, derecha, abajo, arriba = ax.images[0].get_extent()
    assert (izquierda, derecha) == (-0.25, 2.25)
    assert (abajo, arriba) == (-0.5, 11.5)
    assert ax.get_xlim() == (0, 2)
    assert [t.get_text() for t in ax.get_yticklabels()] == list(NOTAS)


def test_el_color_es_relativo_al_maximo():
    datos = cromagrama(CHROMA, 0.5).images[0].get_array()
    assert datos.max() == 1
    assert datos[0, 3] == 0.5


def test_se_cuenta_con_palabras():
    ax = cromagrama(CHROMA, 0.5, titulo="Una nota")
    texto = texto_alternativo(ax.get_figure())
    assert "Una nota: 2,5 s" in texto.replace("\N{NO-BREAK SPACE}", " ")
    assert "la, do" in texto


def test_se_dibuja_donde_se_le_dice_y_admite_silencio_y_listas():
    _, ax = plt.subplots()
    assert cromagrama(np.zeros((12, 1)).tolist(), 0.1, ax=ax) is ax
    assert ax.get_xlabel() == "Tiempo (s)"
    assert ax.get_ylabel() == "Clase de altura"


@pytest.mark.parametrize(
    ("chroma", "salto_s", "dice"),
    [
        (CHROMA.T, 0.5, "traspuesta"),
        (CHROMA[0], 0.5, "doce filas"),
        (np.zeros((12, 0)), 0.5, "doce filas"),
        (np.zeros((84, 5)), 0.5, "(84, 5)"),
        ("do", 0.5, "doce filas"),
        (CHROMA - 1, 0.5, "no negativos"),
        (CHROMA * np.nan, 0.5, "finitos"),
        (CHROMA, 0, "segundos"),
        (CHROMA, float("nan"), "segundos"),
    ],
)
def test_lo_que_no_es_un_cromagrama_se_dice(chroma, salto_s, dice):
    with pytest.raises(ErrorDeDatos, match=dice.replace("(", r"\(").replace(")", r"\)")):
        cromagrama(chroma, salto_s)
