"""Cuaderno 07, a ciegas: la memoria, el sesgo de olvido, la media sin relleno, el recorte y la GRU."""

import math

import numpy as np
import torch
from torch import nn

U_GRU = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def sigmoide(z):
    return 1 / (1 + np.exp(-z))


# --- 07.1


def a_pasos():
    queda, k = 1.0, 0
    while queda >= 0.001:
        queda, k = queda * 0.9, k + 1
    return k


# --- 07.2


def con_logit(n):
    from scipy.special import logit

    return logit(2 ** (-1 / n))


def con_tensores(n):
    return torch.logit(torch.tensor(0.5, dtype=torch.float64) ** (1 / n))


def despejado_entero(n):
    return -math.log(2 ** (1 / n) - 1)


def a_tientas(n):
    bajo, alto = -20.0, 20.0
    for _ in range(80):
        medio = (bajo + alto) / 2
        bajo, alto = (medio, alto) if sigmoide(medio) ** n < 0.5 else (bajo, medio)
    return medio


# --- 07.3


def de_ceros(salidas, longitudes):
    medias = torch.zeros(len(salidas), 48)
    for i, n in enumerate(longitudes):
        medias[i] = salidas[i, :n].mean(dim=0)
    return medias


def con_expand(salidas, longitudes):
    suena = torch.arange(salidas.shape[1])[None] < longitudes[:, None]
    suena = suena[:, :, None].expand(-1, -1, 48)
    return (salidas * suena).sum(1) / longitudes[:, None]


def con_where(salidas, longitudes):
    suena = torch.arange(salidas.shape[1]) < longitudes[:, None]
    return torch.where(suena[..., None], salidas, 0).sum(1) / suena.sum(1, keepdim=True)


def con_producto_de_matrices(salidas, longitudes):
    suena = (torch.arange(salidas.shape[1]) < longitudes[:, None]).float()
    pesos = suena / suena.sum(1, keepdim=True)
    return torch.bmm(pesos[:, None], salidas)[:, 0]


def con_lista(salidas, longitudes):
    return torch.stack([s[:n].mean(0) for s, n in zip(salidas, longitudes.tolist(), strict=True)])


def por_ceros(salidas, longitudes):
    suena = (salidas != 0).any(2)
    return (salidas * suena[..., None]).sum(1) / suena.sum(1, keepdim=True)


# --- 07.4


def recorta_en_bucle(gradientes, maximo):
    suma = 0.0
    for g in gradientes:
        for v in np.ravel(g):
            suma += v**2
    norma = suma**0.5
    if norma > maximo:
        return [g * (maximo / norma) for g in gradientes]
    return gradientes


def recorta_juntando(gradientes, maximo):
    todo = np.concatenate([g.flatten() for g in gradientes])
    return [g / max(1.0, np.linalg.norm(todo) / maximo) for g in gradientes]


def recorta_con_normas(gradientes, maximo):
    norma = np.linalg.norm([np.linalg.norm(g) for g in gradientes])
    return [np.where(norma > maximo, g * maximo / norma, g) for g in gradientes]


def norma(gradientes):
    return math.sqrt(sum((g**2).sum() for g in gradientes))


def recorta_la_primera(gradientes, maximo):
    factor = min(1, maximo / np.linalg.norm(gradientes[0]))
    return [factor * g for g in gradientes]


# --- 07.5


def gru_por_bloques(x, h, W, U, b_W, b_U):
    d = len(h)
    W_r, W_z, W_n = W[:d], W[d : 2 * d], W[2 * d :]
    U_r, U_z, U_n = U[:d], U[d : 2 * d], U[2 * d :]
    r = sigmoide(W_r @ x + b_W[:d] + U_r @ h + b_U[:d])
    z = sigmoide(W_z @ x + b_W[d : 2 * d] + U_z @ h + b_U[d : 2 * d])
    n = np.tanh(W_n @ x + b_W[2 * d :] + r * (U_n @ h + b_U[2 * d :]))
    return (1 - z) * n + z * h


def gru_reordenada(x, h, W, U, b_W, b_U):
    a, b = (W @ x + b_W).reshape(3, -1), (U @ h + b_U).reshape(3, -1)
    r, z = 1 / (1 + np.exp(-(a[:2] + b[:2])))
    n = np.tanh(a[2] + r * b[2])
    return n - z * (n - h)


def gru_de_torch(x, h, W, U, b_W, b_U):
    celula = nn.GRUCell(len(x), len(h)).double()
    for nombre, valor in zip(U_GRU, (W, U, b_W, b_U), strict=True):
        getattr(celula, nombre).data = torch.tensor(valor)
    return celula(torch.tensor(x)[None], torch.tensor(h)[None])[0].detach().numpy()


def gru_al_reves(x, h, W, U, b_W, b_U):
    (r, z, n), (r_h, z_h, n_h) = np.split(W @ x + b_W, 3), np.split(U @ h + b_U, 3)
    r, z = sigmoide(r + r_h), sigmoide(z + z_h)
    return z * np.tanh(n + r * n_h) + (1 - z) * h


def gru_con_el_orden_de_la_lstm(x, h, W, U, b_W, b_U):
    (z, r, n), (z_h, r_h, n_h) = np.split(W @ x + b_W, 3), np.split(U @ h + b_U, 3)
    r, z = sigmoide(r + r_h), sigmoide(z + z_h)
    return (1 - z) * np.tanh(n + r * n_h) + z * h


def gru_con_sesgos_sumados(x, h, W, U, b_W, b_U):
    r, z, n = np.split(W @ x + b_W + b_U, 3)
    r_h, z_h, n_h = np.split(U @ h, 3)
    r, z = sigmoide(r + r_h), sigmoide(z + z_h)
    return (1 - z) * np.tanh(n + r * n_h) + z * h


def gru_como_una_rnn(x, h, W, U, b_W, b_U):
    return np.tanh(np.split(W @ x + b_W + U @ h + b_U, 3)[2])


def gru_sin_r(x, h, W, U, b_W, b_U):
    (_, z, n), (_, z_h, n_h) = np.split(W @ x + b_W, 3), np.split(U @ h + b_U, 3)
    z = sigmoide(z + z_h)
    return (1 - z) * np.tanh(n + n_h) + z * h


def _con(numero, campo, *funciones):
    return [(numero, {campo: funcion}) for funcion in funciones]


BUENAS = [
    ("07.1", {"tramas": a_pasos(), "segundos": a_pasos() * 1024 / 22_050}),
    ("07.1", {"tramas": math.ceil(-3 / math.log10(0.9)), "segundos": 3.07}),
    ("07.1", {"tramas": np.int64(66), "segundos": np.float32(3.1)}),
    *_con("07.2", "sesgo_para", con_logit, con_tensores, despejado_entero, a_tientas),
    *_con(
        "07.3",
        "media_sin_relleno",
        *(de_ceros, con_expand, con_where, con_producto_de_matrices, con_lista),
    ),
    *_con("07.4", "recortar", recorta_en_bucle, recorta_juntando, recorta_con_normas),
    *_con("07.5", "paso_gru", gru_por_bloques, gru_reordenada, gru_de_torch),
]

MALAS = [
    ("07.1", {"tramas": 65, "segundos": 65 * 1024 / 22_050}),
    ("07.1", {"tramas": 67, "segundos": 67 * 1024 / 22_050}),
    ("07.1", {"tramas": 66, "segundos": 65 * 1024 / 22_050}),
    ("07.1", {"tramas": 66, "segundos": 67 * 1024 / 22_050}),
    ("07.1", {"tramas": 66, "segundos": 66 * 512 / 22_050}),
    ("07.1", {"tramas": 66, "segundos": 66 * 1024}),
    ("07.1", {"tramas": 10, "segundos": 10 * 1024 / 22_050}),
    ("07.1", {"tramas": np.log(0.001) / np.log(0.9), "segundos": 3.04}),
    ("07.1", {"tramas": 66, "segundos": 3070}),
    ("07.1", {"tramas": 44, "segundos": 2.04}),
    ("07.1", {"tramas": 66, "segundos": 3}),
    *_con(
        "07.2",
        "sesgo_para",
        lambda n: 0.5 ** (1 / n),
        lambda n: 5,
        lambda n: 4.968,
        lambda n: np.log(0.993 / 0.007),
        lambda n: -np.log((0.5 ** (1 / n)) / (1 - 0.5 ** (1 / n))),
        lambda n: np.log((1 - 0.5 / n) / (0.5 / n)),
        lambda n: np.log(0.5 ** (1 / n)),
        lambda n: sigmoide(0.5 ** (1 / n)),
        lambda n: np.log10((0.5 ** (1 / n)) / (1 - 0.5 ** (1 / n))),
        lambda n: (0.5 ** (1 / n), 4.968),
        lambda n: round(despejado_entero(n), 2),
        lambda n: despejado_entero(n - 1) if n > 1 else 0,
        lambda n: 0.5 ^ (1 / n),
        lambda n: None,
    ),
    *_con(
        "07.3",
        "media_sin_relleno",
        lambda s, n: s.mean(dim=1),
        lambda s, n: s.sum(dim=1) / n[:, None],
        lambda s, n: s[:, -1],
        lambda s, n: torch.stack([fila[: k - 1].mean(0) for fila, k in zip(s, n, strict=True)]),
        lambda s, n: torch.stack([fila[: k + 1].mean(0) for fila, k in zip(s, n, strict=True)]),
        lambda s, n: s[:, : n.min()].mean(dim=1),
        por_ceros,
        lambda s, n: con_lista(s, n).mean(dim=0),
        lambda s, n: torch.stack([fila[k - 1] for fila, k in zip(s, n, strict=True)]),
        lambda s, n: (con_lista(s, n) * n[:, None]) / s.shape[1],
        lambda s, n: torch.zeros(len(s), 48),
    ),
    *_con(
        "07.4",
        "recortar",
        lambda g, m: g,
        lambda g, m: [np.clip(x, -m, m) for x in g],
        lambda g, m: [m / norma(g) * x for x in g],
        lambda g, m: [x * min(1, m / np.linalg.norm(x)) if x.any() else x for x in g],
        lambda g, m: [x / norma(g) for x in g] if norma(g) > m else g,
        lambda g, m: [m * x / sum(np.abs(y).sum() for y in g) for x in g],
        lambda g, m: [x * min(1, m / norma(g) ** 2) for x in g],
        lambda g, m: [x * min(1, m / max(np.abs(y).max() for y in g)) for x in g],
        lambda g, m: [x * max(1, m / norma(g)) for x in g],
        lambda g, m: m / norma(g),
        lambda g, m: [x * min(1, m / math.sqrt(sum((y**2).mean() for y in g))) for x in g],
        lambda g, m: [x * min(1, m / abs(sum(y.sum() for y in g))) for x in g],
        recorta_la_primera,
    ),
    *_con(
        "07.5",
        "paso_gru",
        gru_al_reves,
        gru_con_el_orden_de_la_lstm,
        gru_con_sesgos_sumados,
        gru_como_una_rnn,
        gru_sin_r,
        lambda x, h, W, U, b_W, b_U: h,
        lambda x, h, W, U, b_W, b_U: (gru_por_bloques(x, h, W, U, b_W, b_U), h),
        lambda x, h, W, U, b_W, b_U: gru_por_bloques(x, h, W, U, 0 * b_W, b_U),
        lambda x, h, W, U, b_W, b_U: gru_por_bloques(x, h, W, U, b_U, b_W),
        lambda x, h, W, U, b_W, b_U: np.tanh(gru_por_bloques(x, h, W, U, b_W, b_U)),
    ),
]
