"""El cuaderno 07: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cuentas."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from otras_respuestas import Respuestas, del_guion
from torch import nn

from helpers.ejercicios.cuadernos import c07_lstm as c07
from helpers.ejercicios.cuadernos.c07_lstm import gru, norma


def media(salidas, longitudes):
    suena = torch.arange(salidas.shape[1]) < longitudes[:, None]
    return (salidas * suena[:, :, None]).sum(1) / longitudes[:, None]


def media_a_mano(salidas, longitudes, desde=0, hasta=0):
    return torch.stack([s[desde : n + hasta].mean(0) for s, n in zip(salidas, longitudes, strict=True)])


def media_de_numpy(salidas, longitudes):
    suena = np.arange(salidas.shape[1]) < longitudes[:, None]
    return np.where(suena[..., None], salidas, 0).sum(axis=1) / longitudes[:, None]


def media_de_paquete(salidas, longitudes):
    paquete = nn.utils.rnn.pack_padded_sequence(salidas, longitudes, batch_first=True, enforce_sorted=False)
    return torch.stack([s.mean(0) for s in nn.utils.rnn.unpack_sequence(paquete)])


def media_con_nan(salidas, longitudes):
    suena = torch.arange(salidas.shape[1]) < longitudes[:, None]
    return salidas.masked_fill(~suena[..., None], torch.nan).nanmean(dim=1)


def media_acumulada(salidas, longitudes):
    return salidas.cumsum(1)[torch.arange(len(salidas)), longitudes - 1] / longitudes[:, None]


def media_de_mascara(salidas, longitudes, comparar):
    suena = comparar(torch.arange(salidas.shape[1]), longitudes[:, None])[..., None]
    return (salidas * suena).sum(1) / suena.sum(1).clamp(min=1)


def media_sin_ceros(salidas, _):
    return torch.stack([s[(s != 0).any(1)].mean(0) for s in salidas])


def recortar(gradientes, maximo):
    factor = min(1, maximo / norma(gradientes))
    return [factor * g for g in gradientes]


def recortar_con_si(gradientes, maximo):
    total = np.linalg.norm(np.concatenate([g.ravel() for g in gradientes]))
    if total <= maximo:
        return gradientes
    return [g * maximo / total for g in gradientes]


def recortar_con_hypot(gradientes, maximo):
    total = np.hypot.reduce([norma([g]) for g in gradientes])
    return [g * maximo / max(maximo, total) for g in gradientes]


def recortar_con_torch(gradientes, maximo):
    parametros = [nn.Parameter(torch.zeros_like(g)) for g in gradientes]
    for parametro, g in zip(parametros, gradientes, strict=True):
        parametro.grad = g
    nn.utils.clip_grad_norm_(parametros, maximo)
    return [parametro.grad for parametro in parametros]


def recortar_en_su_sitio(gradientes, maximo):
    factor = min(1, maximo / norma(gradientes))
    for g in gradientes:
        g *= factor
    return gradientes


def en_su_sitio_y_midiendo_cada_vez(gradientes, maximo):
    for g in gradientes:
        g *= min(1, maximo / norma(gradientes))
    return gradientes


def a_todos(factor):
    return lambda gradientes, maximo: [factor(gradientes, maximo) * g for g in gradientes]


def gru_de_torch(x, h, W, U, b_W, b_U):
    celda = nn.GRUCell(len(x), len(h), dtype=torch.float64)
    pesos = zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), (W, U, b_W, b_U), strict=True)
    celda.load_state_dict({nombre: torch.tensor(peso) for nombre, peso in pesos})
    return celda(torch.tensor(x)[None], torch.tensor(h)[None])


def medias(*funciones):
    return [("07.3", {"media_sin_relleno": funcion}) for funcion in funciones]


def recortes(*funciones):
    return [("07.4", {"recortar": funcion}) for funcion in funciones]


def pasos(*funciones):
    return [("07.5", {"paso_gru": funcion}) for funcion in funciones]


class TestRespuestas(Respuestas):
    buenas = del_guion("07")
    otras_buenas = [
        ("07.1", {"tramas": 66.0, "segundos": 3.07}),
        ("07.1", {"tramas": np.int64(66), "segundos": torch.tensor(3.065)}),
        ("07.1", {"tramas": np.ceil(np.log(0.001) / np.log(0.9)), "segundos": 3.1}),
        ("07.2", {"sesgo_para": lambda n: np.float32(-math.log(2 ** (1 / n) - 1))}),
        ("07.2", {"sesgo_para": lambda n: torch.logit(torch.tensor(0.5) ** (1 / n))}),
        *medias(media, media_a_mano, media_de_numpy, media_con_nan, media_acumulada, media_de_paquete),
        *medias(
            lambda s, n: media(s.float(), n),
            lambda s, n: media(s, n)[:, None],
            lambda s, n: list(media_a_mano(s, n)),
            lambda s, n: [m.tolist() for m in media_a_mano(s, n)],
            lambda s, n: np.array([x[:k].mean(0) for x, k in zip(s.numpy(), n, strict=True)]),
            lambda s, n: media_de_mascara(s, n, torch.lt),
            lambda s, n: torch.stack([s[i, : n[i]].mean(0) for i in range(len(s))]),
            lambda s, n: pd.DataFrame(media_a_mano(s, n).numpy()),
        ),
        *recortes(recortar, recortar_con_si, recortar_con_hypot, recortar_con_torch, recortar_en_su_sitio),
        *recortes(
            lambda g, m: tuple(recortar(g, m)),
            lambda g, m: (x for x in recortar(g, m)),
            lambda g, m: [torch.tensor(x) for x in recortar(g, m)],
            lambda g, m: [x.astype(np.float32) for x in recortar(g, m)],
            a_todos(lambda g, m: min(1, m / (norma(g) + 1e-6))),
            lambda g, m: [x.tolist() for x in recortar(g, m)],
        ),
        *pasos(
            gru_de_torch,
            lambda *a: gru(*a)[None],
            lambda *a: gru(*a).tolist(),
            lambda *a: gru(*a, mezcla=lambda r, z, n, h: n + z * (h - n)),
            lambda *a: torch.tensor(gru(*a), dtype=torch.float32),
        ),
    ]
    malas = [
        ("07.1", {"tramas": 65.56}, "entero"),
        ("07.1", {"tramas": "50"}, "Quita las comillas"),
        ("07.1", {"segundos": 66 * 1024 / 44_100}, "no a 44 100"),
        ("07.1", {"segundos": 65 * 1024 / 22_050}, "una trama menos"),
        ("07.2", {"sesgo_para": lambda n: 1}, "queda en 0,7311"),
        ("07.2", {"sesgo_para": lambda n: -1e6}, "queda en"),
        ("07.2", {"sesgo_para": lambda n: math.log(0.993 / 0.007)}, "queda en 0,993"),
        ("07.2", {"sesgo_para": 4.968}, "sin paréntesis"),
        ("07.3", {"media_sin_relleno": media_sin_ceros}, "no es de ceros"),
        ("07.3", {"media_sin_relleno": lambda s, n: media_a_mano(s, n, hasta=-1)}, "la última trama"),
        ("07.3", {"media_sin_relleno": lambda s, n: media_de_mascara(s, n, torch.le)}, "que sobra es"),
        ("07.3", {"media_sin_relleno": lambda s, n: media_a_mano(s, n, desde=1)}, "la primera trama"),
        ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).numpy().astype(str)}, "tabla de números"),
        ("07.3", {"media_sin_relleno": lambda s, n: media(s, n)[:, :, None]}, "forma (4, 48, 1)"),
        ("07.3", {"media_sin_relleno": lambda s, n: 1.001 * media(s, n)}, "los números no"),
        ("07.3", {"media_sin_relleno": lambda s: s}, "se le pasan 2 cosas"),
        ("07.3", {"media_sin_relleno": torch.zeros(4, 48)}, "sin paréntesis"),
        ("07.4", {"recortar": a_todos(lambda g, m: min(1, 1 / norma(g)))}, "queda 1"),
        ("07.4", {"recortar": a_todos(lambda g, m: m / norma(g) ** 2)}, "Falta la raíz"),
        ("07.4", {"recortar": a_todos(lambda g, m: m / max(m, norma(g)) if norma(g) > 1 else 1)}, "pasa del"),
        ("07.4", {"recortar": a_todos(lambda g, m: m / norma(g) if norma(g) > 1 else 1)}, "**agranda**"),
        ("07.4", {"recortar": en_su_sitio_y_midiendo_cada_vez}, "antes de tocar nada"),
        ("07.4", {"recortar": lambda g, m: [x.astype(str) for x in recortar(g, m)]}, "una lista con los"),
        ("07.4", {"recortar": lambda g, m: np.concatenate([x.ravel() for x in g])}, "cada uno con su forma"),
        ("07.4", {"recortar": lambda g, m: [x.mul_(0.5) for x in g] and None}, "en su sitio"),
        ("07.4", {"recortar": a_todos(lambda g, m: min(1.001, m / norma(g)))}, "y sale en"),
        ("07.4", {"recortar": lambda g: g}, "se le pasan 2 cosas"),
        ("07.5", {"paso_gru": lambda *a: 1.001 * gru(*a)}, "Ve por partes"),
        ("07.5", {"paso_gru": lambda *a: [str(v) for v in gru(*a)]}, "un vector"),
    ]


def test_las_cuentas_son_las_del_enunciado():
    assert 0.9**c07.TRAMAS < 0.001 <= 0.9 ** (c07.TRAMAS - 1)
    for n in c07.TRAMAS_DE_MEDIA_VIDA:
        sesgo = torch.tensor(c07.sesgo_de(c07.olvido(n)), dtype=torch.float64)
        assert sesgo.sigmoid().item() ** n == pytest.approx(0.5)


def test_hay_gradientes_que_pasan_del_maximo_y_otros_que_no():
    assert {norma(gradientes) > maximo for gradientes, maximo in c07.GRADIENTES} == {True, False}
