"""Las figuras del cuaderno 07: escala logarítmica, y el mismo examen para todos con su azar y su n."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers.errores import ErrorDeDatos
from helpers.graficas import comparacion, gradiente_por_trama, texto_alternativo

REALES = ["a", "a", "b", "b", "a", "b"]
GRUPOS = [1, 1, 2, 2, 3, 4]


@pytest.fixture(autouse=True)
def _cerrar():
    yield
    plt.close("all")


def test_una_curva_por_red_en_escala_logaritmica():
    ax = gradiente_por_trama({"RNN": 0.5 ** np.arange(9)[::-1], "LSTM": np.ones(9)}, titulo="Memoria")
    assert ax.get_yscale() == "log"
    assert [texto.get_text() for texto in ax.get_legend().get_texts()] == ["RNN", "LSTM"]
    assert ax.lines[0].get_ydata()[0] == 0.5**8
    assert "logarítmica" in texto_alternativo(ax.get_figure())


def test_en_unos_ejes_dados_no_pone_pie():
    _, ax = plt.subplots()
    assert gradiente_por_trama({"RNN": [1.0, 2.0]}, ax=ax) is ax
    assert not ax.get_figure().get_supxlabel()


@pytest.mark.parametrize(
    "curvas", [{}, {str(n): [1.0] for n in range(5)}, {"a": []}, {"a": [-1.0]}, {"a": 3.0}]
)
def test_las_curvas_que_no_valen_se_dicen(curvas):
    with pytest.raises(ErrorDeDatos):
        gradiente_por_trama(curvas)


def test_la_comparacion_dice_el_azar_y_la_n_y_no_los_resultados():
    ax = comparacion({"SVM": REALES, "LSTM": ["a"] * 6}, REALES, GRUPOS, titulo="¿Qué suena?")
    pie = texto_alternativo(ax.get_figure())
    assert "por 4 grupos. n = 6" in pie
    assert "0,50" in pie
    assert "1,00" not in pie
    assert [t.get_text() for t in ax.get_yticklabels()] == ["SVM", "LSTM"]


def test_la_comparacion_dibuja_la_exactitud_equilibrada():
    ax = comparacion({"SVM": REALES, "LSTM": ["a"] * 6}, REALES, GRUPOS)
    puntos = [contenedor.lines[0].get_xdata()[0] for contenedor in ax.containers]
    assert puntos == [1.0, 0.5]


def test_sin_respuestas_no_hay_figura():
    with pytest.raises(ErrorDeDatos, match="comparar"):
        comparacion({}, REALES, GRUPOS)


def test_con_un_solo_grupo_se_dice():
    ax = comparacion({"SVM": REALES}, REALES, ["george"] * 6)
    assert "de un solo grupo" in texto_alternativo(ax.get_figure())
