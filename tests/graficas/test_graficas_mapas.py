"""La figura de un mapa de bandas por tramas: dónde cae cada cosa y qué hace la sombra."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import graficas
from helpers.errores import ErrorDeDatos
from helpers.graficas.redes import SOMBRA

M = np.arange(6 * 10.0).reshape(6, 10)


@pytest.fixture(autouse=True)
def _sin_pantalla():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def test_cada_trama_va_centrada_en_su_instante_y_la_banda_grave_abajo():
    ax = graficas.mapa(M, 0.02, titulo="El clip")
    (imagen,) = ax.images
    assert imagen.get_extent() == pytest.approx([-0.01, 0.19, -0.5, 5.5])
    assert imagen.origin == "lower"
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("Tiempo (s)", "Banda de mel", "El clip")
    assert "El clip" in graficas.texto_alternativo(ax.figure)


def test_la_sombra_tapa_lo_que_no_se_atiende():
    atencion = np.zeros(M.shape)
    atencion[2, 3] = 1
    sombra = graficas.mapa(M, 0.02, atencion=atencion).images[1].get_array()
    assert sombra[2, 3, 3] == 0
    assert sombra[0, 0, 3] == SOMBRA
    assert (sombra[..., :3] == 0).all()


@pytest.mark.parametrize("malo", [M[0], np.zeros((0, 3)), np.full((2, 2), np.nan), M[None]])
def test_lo_que_no_es_una_matriz_se_dice(malo):
    with pytest.raises(ErrorDeDatos, match="Un mapa es una matriz"):
        graficas.mapa(malo, 0.02)


@pytest.mark.parametrize("atencion", [np.ones((3, 3)), np.full(M.shape, 2.0), np.full(M.shape, np.nan)])
def test_una_atencion_que_no_casa_se_dice(atencion):
    with pytest.raises(ErrorDeDatos, match="La atención va de 0 a 1"):
        graficas.mapa(M, 0.02, atencion=atencion)
