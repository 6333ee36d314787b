"""La red del cuaderno 08: lo que recibe, lo que da y lo que le importa."""

import pytest
import torch
from torch import nn

from helpers.errores import ErrorDeDatos
from helpers.redes import Normalizar, entrenar, predecir
from helpers.redes import TransformerDeParches as de_redes
from helpers.redes.transformer import Bloque, TransformerDeParches


@pytest.fixture(autouse=True)
def _semilla():
    torch.manual_seed(0)


def lote(n=3, bandas=32, tramas=48):
    return torch.randn(n, 1, bandas, tramas)


def test_da_una_puntuacion_por_clase():
    assert TransformerDeParches(5, (32, 48))(lote()).shape == (3, 5)
    assert de_redes is TransformerDeParches


@pytest.mark.parametrize(
    ("forma", "parche", "trozos"), [((32, 48), (16, 16), 6), ((40, 50), (16, 16), 6), ((32, 48), (32, 8), 6)]
)
def test_un_trozo_por_parche_entero(forma, parche, trozos):
    red = TransformerDeParches(5, forma, parche=parche, ancho=8, cabezas=2)
    assert red.trocear(lote(2, *forma)).shape == (2, trozos, 8)


def test_el_bloque_es_el_de_torch():
    """Con los mismos pesos da lo mismo que la capa de PyTorch, normalizando antes."""
    nuestro = Bloque(16, 4).eval()
    suyo = nn.TransformerEncoderLayer(
        16, 4, dim_feedforward=32, dropout=0, activation="gelu", batch_first=True, norm_first=True
    ).eval()
    suyo.self_attn.in_proj_weight.data, suyo.self_attn.in_proj_bias.data = (
        nuestro.qkv.weight.data,
        nuestro.qkv.bias.data,
    )
    parejas = [
        (suyo.self_attn.out_proj, nuestro.salida),
        (suyo.linear1, nuestro.pensar[0]),
        (suyo.linear2, nuestro.pensar[2]),
        (suyo.norm1, nuestro.antes_de_atender),
        (suyo.norm2, nuestro.antes_de_pensar),
    ]
    for de_torch, propia in parejas:
        de_torch.load_state_dict(propia.state_dict())
    x = torch.randn(2, 7, 16)
    torch.testing.assert_close(nuestro(x), suyo(x), atol=1e-5, rtol=0)


def test_sin_posiciones_da_igual_el_orden_y_con_ellas_no():
    x = lote()
    barajado = torch.cat([x[..., 16:32], x[..., 32:], x[..., :16]], dim=-1)
    for con_posiciones, igual in ((False, True), (True, False)):
        red = TransformerDeParches(5, (32, 48), con_posiciones=con_posiciones).eval()
        if con_posiciones:
            red.posiciones.data *= 50
        with torch.no_grad():
            assert torch.allclose(red(x), red(barajado), atol=1e-5) is igual


def test_sin_posiciones_tampoco_las_aprende():
    red = TransformerDeParches(5, (32, 48), con_posiciones=False)
    red(lote()).sum().backward()
    assert red.posiciones.grad is None
    assert not red.posiciones.any()


def test_la_normalizacion_va_dentro():
    x = 30 * lote() - 40
    normalizar = Normalizar.medida_en(x)
    red = TransformerDeParches(5, (32, 48), normalizar=normalizar).eval()
    sin = TransformerDeParches(5, (32, 48)).eval()
    sin.load_state_dict(red.state_dict(), strict=False)
    with torch.no_grad():
        torch.testing.assert_close(red(x), sin(normalizar(x)))


def test_la_misma_semilla_da_los_mismos_pesos_y_lo_mismo_aprendido():
    x, clases = lote(24), torch.arange(24) % 3
    x[range(24), :, :, :16] += 3 * clases[:, None, None, None]
    respuestas = []
    for _ in range(2):
        torch.manual_seed(4)
        red = TransformerDeParches(3, (32, 48), ancho=16, capas=1)
        entrenar(red, (x, clases), (x, clases), epocas=12, ritmo=3e-3)
        respuestas.append(predecir(red, x))
    assert (respuestas[0] == respuestas[1]).all()
    assert (respuestas[0].argmax(1) == clases.numpy()).mean() > 0.9


@pytest.mark.parametrize(
    ("opciones", "dice"),
    [
        ({"ancho": 10, "cabezas": 4}, "no se reparte entre 4 cabezas"),
        ({"parche": (64, 16)}, "no cabe ningún parche de 64 × 16"),
    ],
)
def test_lo_que_no_puede_ser_se_dice(opciones, dice):
    with pytest.raises(ErrorDeDatos, match=dice):
        TransformerDeParches(5, (32, 48), **opciones)
