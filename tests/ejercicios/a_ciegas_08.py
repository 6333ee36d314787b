"""Cuaderno 08, a ciegas: varias cabezas, posiciones, parches, el pipeline montado y los trozos."""

import math

import numpy as np
import torch
from torch.nn import functional as F

from helpers.ejercicios.cuadernos.c08_transformers import clasificador_real

clasificador = clasificador_real()
extractor, modelo = clasificador.feature_extractor, clasificador.model
pip = clasificador


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def atencion(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


# --- 08.1


def cabezas_con_cortes(Q, K, V, h):
    w = Q.shape[1] // h
    salida = np.empty_like(V)
    for i in range(0, Q.shape[1], w):
        salida[:, i : i + w] = atencion(Q[:, i : i + w], K[:, i : i + w], V[:, i : i + w])
    return salida


def cabezas_con_hstack(Q, K, V, h):
    return np.hstack(
        [atencion(*p) for p in zip(np.hsplit(Q, h), np.hsplit(K, h), np.hsplit(V, h), strict=True)]
    )


def cabezas_de_torch(Q, K, V, h):
    n, d = Q.shape
    q, k, v = (torch.tensor(M).reshape(n, h, d // h).transpose(0, 1) for M in (Q, K, V))
    return F.scaled_dot_product_attention(q, k, v).transpose(0, 1).reshape(n, d)


def cabezas_con_matmul(Q, K, V, h):
    n, d = Q.shape
    q, k, v = (M.reshape(n, h, -1).swapaxes(0, 1) for M in (Q, K, V))
    pesos = softmax(q @ k.swapaxes(1, 2) / math.sqrt(d // h))
    return (pesos @ v).swapaxes(0, 1).reshape(n, d)


def con_la_escala_entera(Q, K, V, h):
    n, d = Q.shape
    q, k, v = (M.reshape(n, h, -1).swapaxes(0, 1) for M in (Q, K, V))
    return (softmax(q @ k.swapaxes(1, 2) / math.sqrt(d)) @ v).swapaxes(0, 1).reshape(n, d)


# --- 08.2


def en_dos_bucles(n, d):
    P = np.zeros((n, d))
    for p in range(n):
        for i in range(d // 2):
            P[p, 2 * i] = math.sin(p / 10_000 ** (2 * i / d))
            P[p, 2 * i + 1] = math.cos(p / 10_000 ** (2 * i / d))
    return P


def intercaladas(n, d):
    a = np.outer(np.arange(n), 10_000.0 ** (-np.arange(0, d, 2) / d))
    return np.stack([np.sin(a), np.cos(a)], axis=2).reshape(n, d)


def con_desfase(n, d):
    columna = np.arange(d)
    a = np.arange(n)[:, None] / np.power(10_000, 2 * (columna // 2) / d)
    return np.sin(a + (columna % 2) * np.pi / 2)


def de_torch(n, d):
    P = torch.zeros(n, d)
    p = torch.arange(n, dtype=torch.float)[:, None]
    div = torch.exp(torch.arange(0, d, 2).float() * (-math.log(10_000.0) / d))
    P[:, 0::2], P[:, 1::2] = torch.sin(p * div), torch.cos(p * div)
    return P


# --- 08.4


def con_numpy(y):
    lote = extractor(y, sampling_rate=16_000, return_tensors="pt")
    with torch.no_grad():
        puntos = modelo(lote["input_values"]).logits.numpy()[0]
    p = softmax(puntos)
    orden = np.argsort(-p)[:3]
    return [{"label": modelo.config.id2label[int(i)], "score": float(p[i])} for i in orden]


def ordenando(y):
    p = modelo(**extractor(y, sampling_rate=16_000, return_tensors="pt")).logits.softmax(-1)[0]
    todas = [{"score": v.item(), "label": modelo.config.id2label[i]} for i, v in enumerate(p)]
    return sorted(todas, key=lambda r: r["score"], reverse=True)[:3]


def por_sus_partes(y):
    x = extractor(y, sampling_rate=16_000, return_tensors="pt")["input_values"]
    with torch.inference_mode():
        ast = modelo.audio_spectrogram_transformer
        resumen = ast(x).pooler_output
        p = F.softmax(modelo.classifier(resumen), dim=1).squeeze()
    valores, cuales = torch.topk(p, 3)
    return [
        {"label": modelo.config.id2label[c.item()], "score": v.item()}
        for v, c in zip(valores, cuales, strict=True)
    ]


def por_globals(y):
    return globals()["clasificador"](y, top_k=3)


def por_alias(y):
    return pip(y, top_k=3)


def por_pasos(y):
    return pip.postprocess(pip.forward(pip.preprocess(y)), top_k=3)


def con_uno_nuevo(y):
    from transformers import pipeline

    return pipeline("audio-classification", model=modelo, feature_extractor=extractor)(y, top_k=3)


def las_tres(p):
    valores, cuales = p.topk(3)
    return [
        {"label": modelo.config.id2label[c], "score": v}
        for v, c in zip(valores.tolist(), cuales.tolist(), strict=True)
    ]


@torch.no_grad()
def logits(y):
    return modelo(**extractor(y, sampling_rate=16_000, return_tensors="pt")).logits[0]


# --- 08.5

NUCLEOS, PASOS = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)


def en_cadena(n):
    for k, s in zip(NUCLEOS, PASOS, strict=True):
        n = math.floor((n - k) / s + 1)
    return n


def desplegada(n):
    n = (n - 10) // 5 + 1
    for _ in range(4):
        n = (n - 3) // 2 + 1
    for _ in range(2):
        n = n // 2
    return n


def con_convoluciones(n):
    x = torch.zeros(1, 1, n)
    for k, s in zip(NUCLEOS, PASOS, strict=True):
        x = F.conv1d(x, torch.zeros(1, 1, k), stride=s)
    return x.shape[-1]


def _con(numero, campo, *funciones):
    return [(numero, {campo: funcion}) for funcion in funciones]


BUENAS = [
    *_con(
        "08.1",
        "varias_cabezas",
        *(cabezas_con_cortes, cabezas_con_hstack, cabezas_de_torch, cabezas_con_matmul),
    ),
    *_con("08.2", "posiciones", en_dos_bucles, intercaladas, con_desfase, de_torch),
    ("08.3", {"de_bolsillo": len(range(0, 800 - 64 + 1, 16))}),
    ("08.3", {"publicado": len(range(0, 113, 10)) * len(range(0, 1009, 10)), "casillas": 1214**2}),
    ("08.3", {"de_bolsillo": math.floor(736 / 16 + 1), "casillas": np.int64(1_473_796)}),
    *_con("08.4", "clasificar_a_mano", con_numpy, ordenando, por_sus_partes),
    *_con("08.5", "trozos_de_wav2vec", en_cadena, desplegada, con_convoluciones),
]

MALAS = [
    *_con(
        "08.1",
        "varias_cabezas",
        con_la_escala_entera,
        lambda Q, K, V, h: atencion(Q, K, V),
        lambda Q, K, V, h: np.concatenate(
            [atencion(*p) for p in zip(*(np.split(M, h, 1) for M in (Q, K, V)), strict=True)]
        ),
        lambda Q, K, V, h: [atencion(*p) for p in zip(*(np.split(M, h, 1) for M in (Q, K, V)), strict=True)],
        lambda Q, K, V, h: sum(
            atencion(*p) for p in zip(*(np.split(M, h, 1) for M in (Q, K, V)), strict=True)
        ),
        lambda Q, K, V, h: np.hstack(
            [atencion(*p) for p in zip(*(M.reshape(h, len(M), -1) for M in (Q, K, V)), strict=True)]
        ),
        lambda Q, K, V, h: np.hstack([atencion(Q, K, v) for v in np.split(V, h, 1)]),
        lambda Q, K, V, h: np.hstack(
            [atencion(*p) for p in zip(*([M[:, i::h] for i in range(h)] for M in (Q, K, V)), strict=True)]
        ),
        lambda Q, K, V, h: cabezas_con_cortes(K, Q, V, h),
        lambda Q, K, V, h: cabezas_con_cortes(Q, K, V, 2),
        lambda Q, K, V, h: None,
    ),
    *_con(
        "08.2",
        "posiciones",
        lambda n, d: en_dos_bucles(n, d)[:, ::-1],
        lambda n, d: np.sin(np.arange(n)[:, None] / 10_000 ** (np.arange(d) / d)),
        lambda n, d: np.roll(en_dos_bucles(n, d), -1, axis=0),
        lambda n, d: np.hstack([en_dos_bucles(n, d)[:, 0::2], en_dos_bucles(n, d)[:, 1::2]]),
        lambda n, d: en_dos_bucles(n, d).T,
        lambda n, d: en_dos_bucles(n, d)[:, 0::2],
        lambda n, d: np.arange(n)[:, None] / 10_000 ** (np.arange(d) // 2 * 2 / d),
        lambda n, d: intercaladas(n, 2 * d)[:, :d],
        lambda n, d: en_dos_bucles(n, d).round(3),
        lambda n, d: en_dos_bucles(8, 16),
        lambda n, d: intercaladas(n, d + 2)[:, 2:],
        lambda n, d: np.sin(np.arange(n)[:, None] / 10.000 ** (np.arange(d) // 2 * 2 / d)),
        lambda n, d: np.arange(n)[:, None] / 10_000 ^ np.arange(d),
    ),
    ("08.3", {"de_bolsillo": 50}),
    ("08.3", {"de_bolsillo": 46}),
    ("08.3", {"de_bolsillo": 49}),
    ("08.3", {"de_bolsillo": (800 - 64) / 16}),
    ("08.3", {"publicado": 512}),
    ("08.3", {"publicado": 1100}),
    ("08.3", {"publicado": 1214}),
    ("08.3", {"casillas": 1214}),
    ("08.3", {"casillas": 1212**2}),
    ("08.3", {"casillas": 49**2}),
    *_con(
        "08.4",
        "clasificar_a_mano",
        por_globals,
        por_alias,
        por_pasos,
        con_uno_nuevo,
        lambda y: las_tres(logits(y)),
        lambda y: las_tres(logits(y).sigmoid()),
        lambda y: logits(y).softmax(-1).topk(3).values.tolist(),
        lambda y: [modelo.config.id2label[i] for i in logits(y).topk(3).indices.tolist()],
        lambda y: las_tres(logits(y).softmax(-1))[::-1],
        lambda y: las_tres(logits(y).softmax(-1))[:1],
        lambda y: [
            r | {"score": s}
            for r, s in zip(las_tres(logits(y)), logits(y).topk(3)[0].softmax(-1).tolist(), strict=True)
        ],
        lambda y: las_tres(logits(y[:16_000]).softmax(-1)),
        lambda y: [{"label": "jazz", "score": 0.88}, {"label": "blues", "score": 0.04}],
        lambda y: las_tres(logits(np.ones(16_000, np.float32)).softmax(-1)),
    ),
    *_con(
        "08.5",
        "trozos_de_wav2vec",
        lambda n: n // 320,
        lambda n: n / 320,
        lambda n: (n - 400) // 320,
        lambda n: math.ceil((n - 400) / 320) + 1,
        lambda n: 399,
        lambda n: (n - 10) // 5 + 1,
        lambda n: n // 320 + 1,
        lambda n: 50 * n // 16_000,
        lambda n: None,
    ),
]
