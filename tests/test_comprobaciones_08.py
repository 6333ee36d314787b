"""Las comprobaciones del cuaderno 08: lo que se acepta y lo que se contesta a cada error."""

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas
from torch.nn import functional as F
from transformers import (
    AutoFeatureExtractor,
    AutoModelForAudioClassification,
    Wav2Vec2Config,
    Wav2Vec2Model,
    pipeline,
)

from helpers.datos import DATOS
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c08_transformers as c08

GENERO = DATOS / "modelos" / "genero"
EXTRACTOR = AutoFeatureExtractor.from_pretrained(GENERO)
MODELO = AutoModelForAudioClassification.from_pretrained(GENERO).eval()
NOMBRES = MODELO.config.id2label


clasificador = pipeline("audio-classification", model=str(GENERO))


def softmax(x, eje=-1):
    e = np.exp(x - x.max(axis=eje, keepdims=True))
    return e / e.sum(axis=eje, keepdims=True)


def atencion(Q, K, V):
    return softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


def cabezas(Q, K, V, h, una=atencion):
    return np.concatenate(
        [una(*t) for t in zip(*(np.split(X, h, axis=1) for X in (Q, K, V)), strict=True)], axis=1
    )


def en_pila(X, h):
    return X.reshape(len(X), h, -1).transpose(1, 0, 2)


def con_einsum(Q, K, V, h):
    q, k, v = (en_pila(X, h) for X in (Q, K, V))
    pesos = softmax(np.einsum("hid,hjd->hij", q, k) / np.sqrt(q.shape[2]))
    return np.einsum("hij,hjd->ihd", pesos, v).reshape(Q.shape)


def con_torch(Q, K, V, h):
    q, k, v = (torch.tensor(en_pila(X, h), dtype=torch.float32) for X in (Q, K, V))
    return F.scaled_dot_product_attention(q, k, v).transpose(0, 1).flatten(1)


def en_bucle(Q, K, V, h):
    salida, w = np.zeros_like(Q), Q.shape[1] // h
    for c in range(h):
        trozo = slice(c * w, (c + 1) * w)
        for i in range(len(Q)):
            puntos = np.array([Q[i, trozo] @ K[j, trozo] for j in range(len(K))]) / w**0.5
            salida[i, trozo] = np.exp(puntos) @ V[:, trozo] / np.exp(puntos).sum()
    return salida


def una_con(divisor=np.sqrt, eje=-1):
    return lambda q, k, v: softmax(q @ k.T / divisor(q.shape[1]), eje) @ v


def con_reshape(Q, K, V, h):
    return np.concatenate([atencion(*(X.reshape(h, len(Q), -1)[i] for X in (Q, K, V))) for i in range(h)], 1)


def con_reshape_y_vuelta(Q, K, V, h):
    return np.array([atencion(*(X.reshape(h, len(Q), -1)[i] for X in (Q, K, V))) for i in range(h)]).reshape(
        Q.shape
    )


def pila(Q, K, V, h):
    return np.array([atencion(*(en_pila(X, h)[i] for X in (Q, K, V))) for i in range(h)])


def salteadas(Q, K, V, h):
    return np.concatenate([atencion(*(X[:, i::h] for X in (Q, K, V))) for i in range(h)], axis=1)


def salteadas_y_devueltas(Q, K, V, h):
    salida = np.zeros_like(Q)
    for i in range(h):
        salida[:, i::h] = atencion(*(X[:, i::h] for X in (Q, K, V)))
    return salida


def pisandose(Q, K, V, h):
    w = Q.shape[1] // h
    return np.hstack([atencion(*(X[:, i : i + w] for X in (Q, K, V))) for i in range(h)])


def posiciones(n, d):
    P = np.zeros((n, d))
    angulos = np.arange(n)[:, None] / 10_000 ** (np.arange(0, d, 2) / d)
    P[:, 0::2], P[:, 1::2] = np.sin(angulos), np.cos(angulos)
    return P


def posiciones_en_bucle(n, d):
    return [
        [
            np.sin(p / 10_000 ** (c / d)) if c % 2 == 0 else np.cos(p / 10_000 ** ((c - 1) / d))
            for c in range(d)
        ]
        for p in range(n)
    ]


def posiciones_con_torch(n, d):
    P = torch.zeros(n, d)
    vueltas = torch.exp(-np.log(10_000.0) * torch.arange(0, d, 2) / d)
    P[:, 0::2] = torch.sin(torch.arange(n)[:, None] * vueltas)
    P[:, 1::2] = torch.cos(torch.arange(n)[:, None] * vueltas)
    return P


def posiciones_mal(exponente=lambda i, d: 2 * i / d, base=10_000.0, desde=0, factor=1.0):
    def mal(n, d):
        P = np.zeros((n, d))
        angulos = factor * (np.arange(n) + desde)[:, None] / base ** exponente(np.arange(d // 2), d)
        P[:, 0::2], P[:, 1::2] = np.sin(angulos), np.cos(angulos)
        return P

    return mal


def por_columna(n, d, exponente):
    columna = np.arange(d)
    angulos = np.arange(n)[:, None] / 10_000.0 ** exponente(columna, d)
    return np.where(columna % 2 == 0, np.sin(angulos), np.cos(angulos))


@torch.no_grad()
def logits(y):
    return MODELO(**EXTRACTOR(y, sampling_rate=16_000, return_tensors="pt")).logits


def tres(numeros):
    """Las tres mayores, como una lista de diccionarios."""
    valores, cuales = numeros.topk(3)
    return [{"label": NOMBRES[i], "score": v} for v, i in zip(valores.tolist(), cuales.tolist(), strict=True)]


def a_mano(y):
    return tres(logits(y)[0].softmax(-1))


def con_otros_numeros(cambio):
    return lambda y: [r | {"score": s} for r, s in zip(a_mano(y), cambio(logits(y)[0]), strict=True)]


def con_gradiente(y):
    p = MODELO(**EXTRACTOR(y, sampling_rate=16_000, return_tensors="pt")).logits[0].softmax(-1)
    valores, cuales = p.topk(3)
    return [{"label": NOMBRES[int(i)], "score": v} for v, i in zip(valores, cuales, strict=True)]


def con_numpy(y):
    p = softmax(logits(y).numpy())[0]
    return [(NOMBRES[i], p[i]) for i in np.argsort(p)[::-1][:3]]


def wav2vec(n, capas=7, cuenta=lambda n, nucleo, salto: (n - nucleo) // salto + 1):
    nucleos, saltos = (10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2)
    for nucleo, salto in zip(nucleos[:capas], saltos[:capas], strict=True):
        n = cuenta(n, nucleo, salto)
    return n


def con_las_posiciones_en_tensor(y):
    return [{"label": NOMBRES[i], "score": float(v)} for v, i in zip(*logits(y)[0].topk(3), strict=True)]


def con_el_gradiente_a_cuestas(y):
    return MODELO(**EXTRACTOR(y, sampling_rate=16_000, return_tensors="pt")).logits[0].numpy()


def wav2vec_con_decimales(n):
    for nucleo, salto in zip((10, 3, 3, 3, 3, 2, 2), (5, 2, 2, 2, 2, 2, 2), strict=True):
        n = (n - nucleo) / salto + 1
    return n


BUENAS = {
    "08.1": {"varias_cabezas": cabezas},
    "08.2": {"posiciones": posiciones},
    "08.3": {"de_bolsillo": 47, "publicado": 12 * 101, "casillas": 1214**2},
    "08.4": {"clasificar_a_mano": a_mano},
    "08.5": {"trozos_de_wav2vec": wav2vec},
}

OTRAS_BUENAS = [
    ("08.1", {"varias_cabezas": con_einsum}),
    ("08.1", {"varias_cabezas": con_torch}),
    ("08.1", {"varias_cabezas": en_bucle}),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h).tolist()}),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: np.hstack(list(pila(Q, K, V, h)))}),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(*(X.astype(np.float32) for X in (Q, K, V)), h)}),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: np.stack(pila(Q, K, V, h), axis=1).reshape(Q.shape)}),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: pd.DataFrame(cabezas(Q, K, V, h))}),
    ("08.2", {"posiciones": posiciones_en_bucle}),
    ("08.2", {"posiciones": posiciones_con_torch}),
    ("08.2", {"posiciones": lambda n, d: pd.DataFrame(posiciones(n, d))}),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d).astype(np.float32)}),
    ("08.2", {"posiciones": lambda n, d: por_columna(n, d, lambda c, d: 2 * (c // 2) / d)}),
    ("08.3", {"de_bolsillo": 47.0, "publicado": np.int64(1212), "casillas": torch.tensor(1_473_796)}),
    ("08.4", {"clasificar_a_mano": con_numpy}),
    ("08.4", {"clasificar_a_mano": con_gradiente}),
    ("08.4", {"clasificar_a_mano": lambda y: {r["label"]: r["score"] for r in a_mano(y)}}),
    ("08.4", {"clasificar_a_mano": lambda y: tuple(a_mano(y))}),
    ("08.4", {"clasificar_a_mano": lambda y: pd.DataFrame(a_mano(y))}),
    ("08.4", {"clasificar_a_mano": lambda y: pd.Series(dict(con_numpy(y)))}),
    (
        "08.4",
        {
            "clasificar_a_mano": lambda y: [
                {"etiqueta": r["label"], "probabilidad": np.float32(r["score"])} for r in a_mano(y)
            ]
        },
    ),
    ("08.4", {"clasificar_a_mano": lambda y: zip(*map(list, zip(*con_numpy(y), strict=True)), strict=True)}),
    ("08.4", {"clasificar_a_mano": lambda y: (r for r in a_mano(y))}),
    ("08.4", {"clasificar_a_mano": lambda y: np.array(a_mano(y))}),
    ("08.4", {"clasificar_a_mano": lambda y: pd.DataFrame(a_mano(y)).set_index("label")}),
    ("08.5", {"trozos_de_wav2vec": lambda n: np.array([wav2vec(n)])}),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 400) // 320 + 1}),
    ("08.5", {"trozos_de_wav2vec": lambda n: np.array(wav2vec(n))}),
    ("08.5", {"trozos_de_wav2vec": lambda n: float(int((n - 80) / 320))}),
]

MALAS = [
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: atencion(Q, K, V)}, "una sola cabeza"),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(lambda w: np.sqrt(w * h)))},
        "ancho entero",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(lambda w: 1))},
        "Falta la escala",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(lambda w: w))},
        "es por su raíz",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(lambda w: w * h))},
        "por el ancho entero",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(lambda w: w**-0.5))},
        "en vez de dividir",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h, una_con(eje=0))},
        "softmax va por filas",
    ),
    (
        "08.1",
        {
            "varias_cabezas": lambda Q, K, V, h: cabezas(
                Q, K, V, h, lambda q, k, v: q @ k.T / q.shape[1] ** 0.5 @ v
            )
        },
        "Falta el softmax",
    ),
    (
        "08.1",
        {
            "varias_cabezas": lambda Q, K, V, h: np.concatenate(
                [atencion(*t) for t in zip(*(np.array_split(X, h) for X in (Q, K, V)), strict=True)]
            )
        },
        "Has partido por filas",
    ),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: np.split(Q, h)}, "Sin decirle el eje"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, 4)}, "un número fijo"),
    ("08.1", {"varias_cabezas": salteadas}, "una de cada h"),
    ("08.1", {"varias_cabezas": salteadas_y_devueltas}, "las devuelves a su sitio"),
    ("08.1", {"varias_cabezas": con_reshape}, "mezcla en cada cabeza trozos distintos"),
    ("08.1", {"varias_cabezas": con_reshape_y_vuelta}, "a la ida y a la vuelta"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: pila(Q, K, V, h).reshape(Q.shape)}, "el último `reshape`"),
    ("08.1", {"varias_cabezas": pila}, "una al lado de otra"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: np.concatenate(pila(Q, K, V, h))}, "por filas"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: pila(Q, K, V, h).sum(axis=0)}, "o su suma"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: pila(Q, K, V, h)[0]}, "una sola cabeza, o su suma"),
    (
        "08.1",
        {
            "varias_cabezas": lambda Q, K, V, h: np.concatenate(
                [atencion(en_pila(Q, h)[i], en_pila(K, h)[i], V) for i in range(h)], axis=1
            )
        },
        "también V se reparte",
    ),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, V, K, h)}, "lo que se reparte es V"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(K, Q, V, h)}, "papeles de Q y K"),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: np.hstack(list(pila(Q, K, V, h))[::-1])},
        "puestas al revés",
    ),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: np.dstack(pila(Q, K, V, h)).reshape(Q.shape)},
        "intercalas",
    ),
    ("08.1", {"varias_cabezas": pisandose}, "se pisan"),
    (
        "08.1",
        {"varias_cabezas": lambda Q, K, V, h: np.hstack([pila(Q, K, V, h)[0]] * h)},
        "Repites la primera",
    ),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, 2)}, "siempre dos"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, K, h)}, "reparte K"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, Q, V, h)}, "consigo misma"),
    (
        "08.1",
        {
            "varias_cabezas": lambda Q, K, V, h: cabezas(
                Q, K, V, h, lambda q, k, v: softmax(q @ k.T / h**0.5) @ v
            )
        },
        "número de cabezas",
    ),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h) / h}, "Con `h=1` ya sale bien"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: (cabezas(Q, K, V, h), h)}, "varias cosas a la vez"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: cabezas(Q, K, V, h).T}, "traspuesta"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: None}, "¿Falta un `return`?"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: Q * np.nan}, "NaN"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: Q}, "Con `h=1`"),
    ("08.1", {"varias_cabezas": lambda Q, K, V, h: [[1, 2], [3]]}, "y se espera (5, 8)"),
    ("08.1", {"varias_cabezas": lambda Q, K, V: Q}, "se le pasan 4 cosas"),
    ("08.1", {"varias_cabezas": np.zeros((5, 8))}, "sin paréntesis"),
    (
        "08.2",
        {"posiciones": lambda n, d: np.roll(posiciones(n, d).reshape(n, -1, 2), 1, 2).reshape(n, d)},
        "cambiados",
    ),
    (
        "08.2",
        {"posiciones": lambda n, d: np.hstack([posiciones(n, d)[:, i::2] for i in (0, 1)])},
        "todos los senos",
    ),
    (
        "08.2",
        {"posiciones": lambda n, d: np.hstack([posiciones(n, d)[:, i::2] for i in (1, 0)])},
        "todos los cosenos",
    ),
    ("08.2", {"posiciones": posiciones_mal(desde=1)}, "es el 0, no el 1"),
    ("08.2", {"posiciones": posiciones_mal(lambda i, d: i / d)}, "has usado i / d"),
    (
        "08.2",
        {"posiciones": lambda n, d: por_columna(n, d, lambda c, d: 2 * c / d)},
        "número de la **pareja**",
    ),
    ("08.2", {"posiciones": lambda n, d: por_columna(n, d, lambda c, d: c / d)}, "**mismo** exponente"),
    ("08.2", {"posiciones": posiciones_mal(lambda i, d: 2.0 * i // d)}, "tira los decimales"),
    ("08.2", {"posiciones": posiciones_mal(lambda i, d: -2 * i / d)}, "has multiplicado"),
    ("08.2", {"posiciones": posiciones_mal(base=1000.0)}, "La base es"),
    ("08.2", {"posiciones": posiciones_mal(base=1e5)}, "100 000"),
    ("08.2", {"posiciones": posiciones_mal(factor=np.pi / 180)}, "radianes"),
    ("08.2", {"posiciones": posiciones_mal(factor=2 * np.pi)}, "Sobra un 2π"),
    ("08.2", {"posiciones": lambda n, d: np.repeat(posiciones(n, d)[:, ::2], 2, axis=1)}, "son senos"),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d) * (np.arange(d) % 2 == 0)}, "a cero"),
    (
        "08.2",
        {
            "posiciones": lambda n, d: np.stack(
                [f(np.arange(n)[:, None] / 10_000**2 * np.arange(d // 2) / d) for f in (np.sin, np.cos)], 2
            ).reshape(n, d)
        },
        "Falta un paréntesis",
    ),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d).astype(int)}, "de enteros"),
    (
        "08.2",
        {"posiciones": lambda n, d: posiciones(n, d) * (np.arange(d) % 2)},
        "pares se han quedado a cero",
    ),
    (
        "08.2",
        {
            "posiciones": lambda n, d: np.repeat(
                np.arange(n)[:, None] / 10_000 ** (np.arange(0, d, 2) / d), 2, axis=1
            )
        },
        "son los ángulos",
    ),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d) * np.nan}, "¿Está todo 2i / d"),
    ("08.2", {"posiciones": lambda n, d: [[1], [1, 2]]}, "filas de distinta longitud"),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d).T}, "`.T`"),
    ("08.2", {"posiciones": lambda n, d: posiciones(n, d)[:, ::2]}, "su seno y su coseno"),
    ("08.2", {"posiciones": lambda n, d: posiciones(n + 1, d)}, "y se espera (6, 8)"),
    ("08.2", {"posiciones": lambda n, d: np.zeros((n, d))}, "La fila 0"),
    ("08.2", {"posiciones": lambda n, d: None}, "¿Falta un `return`?"),
    ("08.2", {"posiciones": lambda n, d: 1 / 0}, "ZeroDivisionError"),
    ("08.2", {"posiciones": posiciones(6, 8)}, "sin paréntesis"),
    ("08.3", {"de_bolsillo": 1212, "publicado": 47}, "intercambiados"),
    ("08.3", {"de_bolsillo": 46}, "falta uno"),
    ("08.3", {"de_bolsillo": 50}, "tiene que caber entero"),
    ("08.3", {"de_bolsillo": 12.5}, "entero"),
    ("08.3", {"de_bolsillo": 12}, "no se solapan"),
    ("08.3", {"de_bolsillo": 49}, "dos trozos de más"),
    ("08.3", {"de_bolsillo": 188}, "una fila"),
    ("08.3", {"de_bolsillo": 7}, "¿cuántas veces"),
    ("08.3", {"publicado": 1100}, "falta una fila y falta una columna"),
    ("08.3", {"publicado": 1200}, "falta una columna"),
    ("08.3", {"publicado": 11 * 101}, "falta una fila"),
    ("08.3", {"publicado": 512}, "no se solapan"),
    ("08.3", {"publicado": 1214}, "dos trozos de más"),
    ("08.3", {"publicado": 101}, "¿Y las filas?"),
    ("08.3", {"publicado": 113}, "no filas más columnas"),
    ("08.3", {"publicado": 13 * 103}, "no caben enteros"),
    ("08.3", {"publicado": 5}, "y multiplica"),
    ("08.3", {"casillas": 1212**2}, "también preguntan"),
    ("08.3", {"casillas": 1213**2}, "son dos"),
    ("08.3", {"casillas": 1214}, "Cada uno pregunta a todos"),
    ("08.3", {"casillas": 12 * 1214**2}, "12 cabezas"),
    ("08.3", {"casillas": 49**2}, "de bolsillo"),
    ("08.3", {"casillas": 47**2}, "sin los dos trozos"),
    ("08.3", {"casillas": 1214 * 1213}, "a sí mismo"),
    ("08.3", {"casillas": 3}, "una fila por trozo"),
    ("08.4", {"clasificar_a_mano": lambda y: logits(y)[0].softmax(-1)}, "sin etiquetas"),
    ("08.4", {"clasificar_a_mano": lambda y: logits(y)[0].softmax(-1).tolist()}, "Cada elemento"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0])}, "sin softmax"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0].sigmoid())}, "sigmoide"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0].log_softmax(-1))}, "logaritmo"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0].softmax(-1) * 100)}, "tantos por ciento"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y).softmax(0)[0])}, "eje del lote"),
    (
        "08.4",
        {"clasificar_a_mano": con_otros_numeros(lambda puntos: puntos.topk(3).values.softmax(-1).tolist())},
        "solo con las tres mayores",
    ),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0].softmax(-1).softmax(-1))}, "dos veces"),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y)[0] / logits(y)[0].sum())}, "en proporción"),
    ("08.4", {"clasificar_a_mano": lambda y: a_mano(y)[::-1]}, "de más a menos"),
    ("08.4", {"clasificar_a_mano": lambda y: a_mano(y)[:1]}, "La lista tiene 1"),
    (
        "08.4",
        {
            "clasificar_a_mano": lambda y: [
                {"label": e, "score": p}
                for e, p in zip(NOMBRES.values(), logits(y)[0].softmax(-1), strict=True)
            ]
        },
        "La lista tiene 10",
    ),
    (
        "08.4",
        {
            "clasificar_a_mano": lambda y: [
                r | {"label": MODELO.config.label2id[r["label"]]} for r in a_mano(y)
            ]
        },
        "no su número",
    ),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: [r | {"label": r["label"].upper()} for r in a_mano(y)]},
        "tal como las dice el modelo",
    ),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: [r | {"label": NOMBRES[i]} for i, r in enumerate(a_mano(y))]},
        "¿De qué posición",
    ),
    (
        "08.4",
        {
            "clasificar_a_mano": lambda y: sorted(
                zip(NOMBRES.values(), logits(y)[0].softmax(-1).tolist(), strict=True), key=lambda r: r[1]
            )[:3]
        },
        "**menos** probables",
    ),
    ("08.4", {"clasificar_a_mano": lambda y: a_mano(y[: len(y) // 2])}, "Compara tus puntuaciones"),
    ("08.4", {"clasificar_a_mano": lambda y: a_mano(np.repeat(y, 3)[: len(y)])}, "Con "),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: [r | {"score": round(r["score"], 2)} for r in a_mano(y)]},
        "redondeadas",
    ),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: [r | {"score": round(r["score"], 4)} for r in a_mano(y)]},
        "redondeadas",
    ),
    ("08.4", {"clasificar_a_mano": lambda y: tres(logits(y).softmax(-1))}, "el eje del lote"),
    ("08.4", {"clasificar_a_mano": con_las_posiciones_en_tensor}, "es aún un tensor"),
    ("08.4", {"clasificar_a_mano": con_el_gradiente_a_cuestas}, "arrastra el gradiente"),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: MODELO(**EXTRACTOR(y, sampling_rate=16_000, return_tensors="np"))},
        "un arreglo",
    ),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: pd.DataFrame(a_mano(y)).to_dict("list")},
        "un diccionario con listas",
    ),
    ("08.4", {"clasificar_a_mano": lambda y: [a_mano(y)]}, "una lista dentro de otra"),
    (
        "08.4",
        {"clasificar_a_mano": lambda y: [r | {"score": str(r["score"])} for r in a_mano(y)]},
        "una etiqueta y un número",
    ),
    ("08.4", {"clasificar_a_mano": lambda y: [r | {"score": np.nan} for r in a_mano(y)]}, "NaN"),
    ("08.4", {"clasificar_a_mano": lambda y: "jazz"}, "devuelve un texto"),
    ("08.4", {"clasificar_a_mano": lambda y: clasificador(y, top_k=3)}, "montarlo sin él"),
    ("08.4", {"clasificar_a_mano": lambda y: MODELO(**EXTRACTOR(y, sampling_rate=16_000))}, "una lista"),
    ("08.4", {"clasificar_a_mano": lambda y: None}, "¿Falta un `return`?"),
    ("08.4", {"clasificar_a_mano": lambda y: print(end="")}, "¿Falta un `return`?"),
    ("08.4", {"clasificar_a_mano": lambda y: 0.88}, "sin etiquetas"),
    ("08.4", {"clasificar_a_mano": lambda y: MODELO(y)}, "le ha llegado un arreglo"),
    ("08.4", {"clasificar_a_mano": lambda y: MODELO(y.no_existe)}, "Al llamar a `clasificar_a_mano`"),
    ("08.5", {"trozos_de_wav2vec": lambda n: n / 320}, "decimales"),
    ("08.5", {"trozos_de_wav2vec": wav2vec_con_decimales}, "en cada capa"),
    ("08.5", {"trozos_de_wav2vec": lambda n: n // 320}, "Falta contar lo que mide"),
    ("08.5", {"trozos_de_wav2vec": lambda n: n // 320 + 1}, "caber entero"),
    ("08.5", {"trozos_de_wav2vec": lambda n: round(n / 320)}, "al más cercano"),
    ("08.5", {"trozos_de_wav2vec": lambda n: n // 5 // 2 // 2 // 2 // 2 // 2 // 2 + 0 * n}, "mide"),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 400) // 320}, "Falta uno"),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 320) // 320 + 1}, "Falta contar lo que mide"),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 10) // 5 + 1}, "hay siete"),
    ("08.5", {"trozos_de_wav2vec": lambda n: 499}, "capa a capa"),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 400) // 320 + 2}, "Sobra uno"),
    (
        "08.5",
        {"trozos_de_wav2vec": lambda n: wav2vec(n, cuenta=lambda n, k, s: round((n - k) / s + 1))},
        "En cada capa has redondeado",
    ),
    (
        "08.5",
        {"trozos_de_wav2vec": lambda n: wav2vec(n, cuenta=lambda n, k, s: (n - s) // k + 1)},
        "están cambiados",
    ),
    ("08.5", {"trozos_de_wav2vec": lambda n: wav2vec(n, capas=6)}, "Falta una capa"),
    ("08.5", {"trozos_de_wav2vec": lambda n: (n - 2) // 2 + 1}, "la última capa sola"),
    ("08.5", {"trozos_de_wav2vec": lambda n: str(wav2vec(n))}, "un texto"),
    ("08.5", {"trozos_de_wav2vec": lambda n: np.nan}, "NaN"),
    ("08.5", {"trozos_de_wav2vec": lambda n: [wav2vec(n, capas=c) for c in range(1, 8)]}, "devuelve 7"),
    ("08.5", {"trozos_de_wav2vec": lambda n: None}, "¿Falta un `return`?"),
    ("08.5", {"trozos_de_wav2vec": lambda n: [1, 2]}, "un número"),
    ("08.5", {"trozos_de_wav2vec": 499}, "sin paréntesis"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        for clave in ("axis=1", "0::2", " 47", "1212", "1473", ".softmax(", "topk", "// salto", "sqrt(d"):
            assert clave not in mensaje


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"08.{n}" for n in c08.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c08.EJERCICIOS[int(numero[-1])].campos)


@pytest.mark.parametrize(("n", "d", "h"), c08.CABEZAS)
def test_las_cabezas_esperadas_son_las_de_torch(n, d, h):
    Q, K, V = np.random.default_rng(n).normal(size=(3, n, d))
    assert np.allclose(c08._varias(Q, K, V, h), con_torch(Q, K, V, h), atol=1e-6)


def test_los_parches_son_los_que_cuenta_transformers():
    from transformers import ASTConfig
    from transformers.models.audio_spectrogram_transformer.modeling_audio_spectrogram_transformer import (
        ASTEmbeddings,
    )

    publicado = ASTEmbeddings(ASTConfig(hidden_size=8, num_attention_heads=1))
    de_bolsillo = MODELO.audio_spectrogram_transformer.embeddings
    assert publicado.position_embeddings.shape[1] - 2 == c08.PARCHES_PUBLICADOS
    assert de_bolsillo.position_embeddings.shape[1] - 2 == c08.PARCHES_DE_BOLSILLO
    lados = (c08.MEL_PUBLICADO, c08.TRAMAS_PUBLICADAS)
    filas, columnas = (1 + (lado - c08.PARCHE_PUBLICADO) // c08.SALTO_PUBLICADO for lado in lados)
    assert filas * columnas == c08.PARCHES_PUBLICADOS


def test_los_trozos_de_wav2vec_son_los_de_transformers():
    red = Wav2Vec2Model(
        Wav2Vec2Config(hidden_size=16, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    )
    for n in c08.MUESTRAS:
        assert c08._trozos_de_wav2vec(n) == int(red._get_feat_extract_output_lengths(n))


def test_los_sonidos_son_mas_cortos_iguales_y_mas_largos_que_lo_que_oye_el_modelo():
    assert sorted(len(y) / 16_000 for y in c08._sonidos()) == [2.5, 8.0, 12.0]


def test_ninguna_cuenta_tipica_de_wav2vec_se_confunde_con_otra():
    dadas = [tuple(float(cuenta(n)) for n in c08.MUESTRAS) for cuenta in c08.WAV2VEC_TIPICO.values()]
    assert len(set(dadas)) == len(dadas)
