"""La red del cuaderno 06: sus formas, su tamaño y su normalización."""

import numpy as np
import pytest
import torch
from cuaderno_leido import CUADERNOS, abrir

from helpers.redes import CNN, Normalizar


@pytest.mark.parametrize("tramas", [40, 94, 157])
def test_la_cnn_acepta_cualquier_duracion(tramas):
    red = CNN(10).eval()
    x = torch.randn(3, 1, 64, tramas)
    assert red(x).shape == (3, 10)
    assert red.mapas(x).shape == (3, 64, 8, tramas // 8)


def test_la_cnn_tiene_decenas_de_miles_de_parametros():
    assert 10_000 < sum(p.numel() for p in CNN(10).parameters()) < 100_000


def test_la_cnn_sale_de_la_media_de_sus_mapas():
    red = CNN(4).eval()
    x = torch.randn(2, 1, 64, 94)
    assert torch.allclose(red(x), red.salida(red.mapas(x).mean(dim=(2, 3))), atol=1e-6)


def test_normalizar_deja_media_cero_y_desviacion_uno_por_banda():
    x = np.random.default_rng(0).normal(3, 2, (50, 1, 8, 30)) * np.arange(1, 9)[:, None]
    normalizar = Normalizar.medida_en(x, ejes=(0, 1, 3))
    assert normalizar.media.shape == (1, 8, 1)
    y = normalizar(torch.tensor(x)).numpy()
    assert np.allclose(y.mean(axis=(0, 1, 3)), 0, atol=1e-5)
    assert np.allclose(y.std(axis=(0, 1, 3)), 1, atol=1e-5)


def test_normalizar_con_todo_junto_y_con_una_banda_constante():
    x = torch.randn(20, 1, 4, 10, generator=torch.Generator().manual_seed(0))
    assert Normalizar.medida_en(x).media.shape == (1, 1, 1)
    x[:, :, 2] = 5
    assert torch.isfinite(Normalizar.medida_en(x, ejes=(0, 1, 3))(x)).all()


def test_la_normalizacion_viaja_con_los_pesos():
    x = torch.randn(20, 1, 64, 40)
    red, otra = (CNN(3, normalizar=Normalizar.medida_en(v)).eval() for v in (x, x * 7 + 2))
    otra.load_state_dict(red.state_dict())
    assert torch.equal(red(x), otra(x))


def test_la_cnn_es_la_que_se_escribe_en_el_cuaderno():
    celdas = [c.source for ruta in CUADERNOS if ruta.name[:2] == "06" for c in abrir(ruta).codigo]
    (escrita,) = (fuente for fuente in celdas if "class CNN" in fuente)
    x = torch.randn(2, 1, 64, 94)
    nombres = {"nn": torch.nn, "torch": torch, "X": x, "clases": list("abcd")}
    exec(escrita, nombres)
    del_cuaderno, de_helpers = nombres["CNN"](4).eval(), CNN(4).eval()
    del_cuaderno.load_state_dict(de_helpers.state_dict())
    assert torch.equal(del_cuaderno(x), de_helpers(x))
