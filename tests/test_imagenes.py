from io import BytesIO

import matplotlib.image as mpl_image
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import colormaps
from PIL import Image

from helpers.imagenes import pintar, reducir_a_paleta


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_lo_pintado_tiene_los_colores_de_la_paleta(alto, ancho, semilla):
    tonos = np.random.default_rng(semilla).integers(0, 32, (alto, ancho), dtype=np.uint8)
    paleta = (colormaps["magma"](np.linspace(0, 1, 32))[:, :3] * 255).round().astype(np.uint8)
    leida = (mpl_image.imread(BytesIO(pintar(tonos, paleta)))[..., :3] * 255).round().astype(np.uint8)
    np.testing.assert_array_equal(leida, paleta[tonos])


def _png(pixeles: np.ndarray) -> bytes:
    memoria = BytesIO()
    Image.fromarray(pixeles).save(memoria, "PNG")
    return memoria.getvalue()


@pytest.fixture(scope="module")
def figura():
    """Cien tonos de azul, con la transparencia que pone matplotlib."""
    pixeles = np.zeros((80, 100, 4), np.uint8)
    pixeles[..., 2] = np.arange(100)
    pixeles[..., 3] = 255
    return _png(pixeles)


def test_una_figura_de_pocos_colores_se_ve_igual(figura):
    reducida = Image.open(BytesIO(reducir_a_paleta(figura)))
    assert reducida.mode == "P"
    antes = np.asarray(Image.open(BytesIO(figura)).convert("RGB"), int)
    assert np.abs(np.asarray(reducida.convert("RGB"), int) - antes).max() <= 2


def test_lo_transparente_queda_blanco():
    reducida = Image.open(BytesIO(reducir_a_paleta(_png(np.zeros((4, 4, 4), np.uint8)))))
    assert reducida.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_una_figura_ruidosa_pesa_menos_de_la_mitad():
    pixeles = np.random.default_rng(0).normal(128, 20, (200, 200, 3)).clip(0, 255).astype(np.uint8)
    ruidosa = _png(pixeles)
    assert len(reducir_a_paleta(ruidosa)) < len(ruidosa) / 2


def test_reducir_dos_veces_no_cambia_nada(figura):
    una = reducir_a_paleta(figura)
    assert reducir_a_paleta(una) is una
