"""La LSTM del curso: lo mismo que la de PyTorch, y sin que el relleno cuente."""

import numpy as np
import pytest
import torch
from scipy.special import expit
from torch import nn

from helpers.errores import ErrorDeDatos
from helpers.redes import Normalizar, entrenar, predecir
from helpers.redes.lstm import LSTM, empaquetar, juntar, maximo, media, pesos, poner_sesgo_de_olvido, ultimo

RESUMENES = (ultimo, media, maximo)


def secuencias(*longitudes, coeficientes=5, semilla=0):
    azar = torch.Generator().manual_seed(semilla)
    return [torch.randn(n, coeficientes, generator=azar) for n in longitudes]


def red(semilla=0, **opciones):
    torch.manual_seed(semilla)
    return LSTM(5, 3, 8, **opciones).eval()


@pytest.mark.parametrize("resumir", RESUMENES)
@pytest.mark.parametrize("bidireccional", [False, True])
def test_un_clip_responde_lo_mismo_solo_que_acompanado(resumir, bidireccional):
    r = red(resumir=resumir, bidireccional=bidireccional)
    clips = secuencias(7, 30, 1, 12)
    juntos = r(empaquetar(clips))
    sueltos = torch.cat([r(empaquetar([clip])) for clip in clips])
    assert torch.allclose(juntos, sueltos, atol=1e-6)


@pytest.mark.parametrize("bidireccional", [False, True])
def test_los_resumenes_son_los_de_un_clip_sin_relleno(bidireccional):
    r = red(bidireccional=bidireccional)
    clips = secuencias(4, 9)
    recorrido = r.recorrer(empaquetar(clips))
    for fila, clip in enumerate(clips):
        salidas, (finales, _) = r.lstm(clip[None])
        assert torch.allclose(media(recorrido)[fila], salidas[0].mean(0), atol=1e-6)
        assert torch.allclose(maximo(recorrido)[fila], salidas[0].amax(0), atol=1e-6)
        assert torch.allclose(ultimo(recorrido)[fila], finales.flatten(), atol=1e-6)
    assert recorrido.longitudes.tolist() == [4, 9]


def test_el_estado_final_de_la_vuelta_es_el_de_la_primera_trama():
    r = red(bidireccional=True)
    recorrido = r.recorrer(empaquetar(secuencias(6, 10)))
    assert torch.allclose(recorrido.finales[0, :8], recorrido.salidas[0, 5, :8])
    assert torch.allclose(recorrido.finales[0, 8:], recorrido.salidas[0, 0, 8:])


@pytest.mark.parametrize("resumir", RESUMENES)
def test_el_orden_de_las_tramas_cuenta(resumir):
    (clip,) = secuencias(20)
    r = red(resumir=resumir)
    assert not torch.allclose(r(empaquetar([clip])), r(empaquetar([clip.flip(0)])), atol=1e-4)


@pytest.mark.parametrize("bidireccional", [False, True])
def test_el_sesgo_de_olvido_abre_la_puerta_y_solo_esa(bidireccional):
    torch.manual_seed(0)
    lstm = nn.LSTM(5, 8, num_layers=2, bidirectional=bidireccional)
    antes = {nombre: p.detach().clone() for nombre, p in lstm.named_parameters()}
    poner_sesgo_de_olvido(lstm, 3.0)
    for nombre, p in lstm.named_parameters():
        if nombre.startswith("weight"):
            assert torch.equal(p, antes[nombre])
            continue
        entrada, olvido, *otras = p.detach().split(8)
        assert torch.equal(olvido, torch.full((8,), 3.0 if nombre.startswith("bias_ih") else 0.0))
        for parte, donde in zip((entrada, *otras), (0, 2, 3), strict=True):
            assert torch.equal(parte, antes[nombre].split(8)[donde])


def test_normalizar_no_toca_el_relleno():
    clips = secuencias(3, 9)
    normalizar = Normalizar.medida_en(np.concatenate(clips)[None], ejes=(0, 1))
    r = red(normalizar=normalizar)
    sin = red()
    a_mano = [(clip - normalizar.media) / normalizar.desviacion for clip in clips]
    assert torch.allclose(r(empaquetar(clips)), sin(empaquetar(a_mano)), atol=1e-6)
    assert "normalizar.media" in r.state_dict()


def test_juntar_da_lo_que_pide_el_bucle():
    ejemplos = [(np.ones((4, 5), np.float32), np.int64(2)), (torch.ones(2, 5), 0)]
    entradas, clases = juntar(ejemplos)
    assert clases.tolist() == [2, 0]
    assert clases.dtype == torch.int64
    assert entradas.batch_sizes.tolist() == [2, 2, 1, 1]


def test_aprende_un_orden_que_una_bolsa_de_tramas_no_ve():
    azar = np.random.default_rng(0)
    ejemplos = []
    for n in azar.integers(5, 15, size=60):
        principio, fin = np.zeros((2, n, 2), np.float32)
        principio[:, 0], fin[:, 1] = 1, 1
        ejemplos += [(np.concatenate([principio, fin]), 0), (np.concatenate([fin, principio]), 1)]
    torch.manual_seed(0)
    r = LSTM(2, 2, 8, resumir=ultimo, abandono=0.0)
    entrenar(r, ejemplos[:80], ejemplos[80:100], epocas=15, lote=8, ritmo=2e-2, juntar=juntar)
    dichas = predecir(r, ejemplos[100:], juntar=juntar).argmax(1)
    assert (dichas == [clase for _, clase in ejemplos[100:]]).all()


def test_la_misma_semilla_da_la_misma_red():
    ejemplos = [(s, i % 3) for i, s in enumerate(secuencias(*range(4, 16)))]
    redes = [red(semilla=7) for _ in range(2)]
    for r in redes:
        entrenar(r, ejemplos, ejemplos, epocas=2, lote=4, juntar=juntar)
    uno, otro = (predecir(r, ejemplos, juntar=juntar) for r in redes)
    assert np.array_equal(uno, otro)


def test_imprimirla_dice_como_resume():
    assert "resumir=maximo" in repr(red(resumir=maximo))


@pytest.mark.parametrize(
    "malas",
    [
        [],
        [torch.zeros(0, 5)],
        [torch.zeros(3, 5), torch.zeros(3, 4)],
        [torch.zeros(7)],
        [torch.zeros(1, 2, 3)],
    ],
)
def test_lo_que_no_se_puede_empaquetar_se_dice(malas):
    with pytest.raises(ErrorDeDatos, match="empaquetar"):
        empaquetar(malas)


def test_los_pesos_en_numpy_dan_un_paso_de_lstm():
    torch.manual_seed(0)
    celda = nn.LSTMCell(5, 8)
    W, U, b = pesos(celda)
    assert W.shape == (32, 5)
    x, h, c = (np.random.default_rng(0).normal(size=n).astype(np.float32) for n in (5, 8, 8))
    i, f, g, o = np.split(W @ x + U @ h + b, 4)
    c_nuevo = expit(f) * c + expit(i) * np.tanh(g)
    de_torch = celda(torch.tensor(x)[None], (torch.tensor(h)[None], torch.tensor(c)[None]))
    dados = torch.cat(de_torch).detach().numpy()
    assert np.allclose([expit(o) * np.tanh(c_nuevo), c_nuevo], dados, rtol=0, atol=1e-6)


def test_los_pesos_en_numpy_dan_un_paso_de_rnn():
    torch.manual_seed(1)
    celda = nn.RNNCell(5, 8)
    W, U, b = pesos(celda)
    x, h = (np.random.default_rng(1).normal(size=n).astype(np.float32) for n in (5, 8))
    esperado = celda(torch.tensor(x)[None], torch.tensor(h)[None])[0].detach().numpy()
    assert np.allclose(np.tanh(W @ x + U @ h + b), esperado, rtol=0, atol=1e-6)
