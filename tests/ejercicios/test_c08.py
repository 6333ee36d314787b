"""El cuaderno 08: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import numpy as np
import pandas as pd
import pytest
import torch
from alumno_08 import logits
from otras_respuestas import Respuestas, del_guion
from torch.nn import functional as F
from transformers import ASTConfig, Wav2Vec2Config, Wav2Vec2Model
from transformers.models.audio_spectrogram_transformer.modeling_audio_spectrogram_transformer import (
    ASTEmbeddings,
)

from helpers.ejercicios import guion
from helpers.ejercicios.cuadernos import c08_transformers as c08
from helpers.ejercicios.cuadernos.c08_transformers import atencion, softmax, varias

EJERCICIOS = guion.cargar("08").ejercicios
BUENAS = del_guion("08")
NOMBRES = c08.clasificador_real().model.config.id2label


def en_pila(X, h):
    return X.reshape(len(X), h, -1).transpose(1, 0, 2)


def pila(Q, K, V, h):
    return np.array([atencion(*(en_pila(X, h)[i] for X in (Q, K, V))) for i in range(h)])


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


def salteadas_y_devueltas(Q, K, V, h):
    salida = np.zeros_like(Q)
    for i in range(h):
        salida[:, i::h] = atencion(*(X[:, i::h] for X in (Q, K, V)))
    return salida


def posiciones(n, d, exponente=lambda i, d: 2 * i / d, base=10_000.0, desde=0):
    P = np.zeros((n, d))
    angulos = (np.arange(n) + desde)[:, None] / base ** exponente(np.arange(d // 2), d)
    P[:, 0::2], P[:, 1::2] = np.sin(angulos), np.cos(angulos)
    return P


def posiciones_en_bucle(n, d):
    P = [[p / 10_000 ** (2 * (c // 2) / d) for c in range(d)] for p in range(n)]
    return [[np.cos(a) if c % 2 else np.sin(a) for c, a in enumerate(fila)] for fila in P]


def posiciones_con_torch(n, d):
    P = torch.zeros(n, d)
    vueltas = torch.exp(-np.log(10_000.0) * torch.arange(0, d, 2) / d)
    P[:, 0::2] = torch.sin(torch.arange(n)[:, None] * vueltas)
    P[:, 1::2] = torch.cos(torch.arange(n)[:, None] * vueltas)
    return P


def tres(numeros):
    """Las tres mayores, como una lista de diccionarios."""
    valores, cuales = numeros.topk(3)
    return [{"label": NOMBRES[i], "score": v} for v, i in zip(valores.tolist(), cuales.tolist(), strict=True)]


def puntuaciones(y):
    return logits(y)[0].detach()


def a_mano(y):
    return tres(puntuaciones(y).softmax(-1))


def con_gradiente(y):
    valores, cuales = logits(y)[0].softmax(-1).topk(3)
    return [{"label": NOMBRES[int(i)], "score": v} for v, i in zip(valores, cuales, strict=True)]


def con_numpy(y):
    p = softmax(puntuaciones(y).numpy())
    return [(NOMBRES[i], p[i]) for i in np.argsort(p)[::-1][:3]]


def en_castellano(y):
    return [{"etiqueta": r["label"], "probabilidad": np.float32(r["score"])} for r in a_mano(y)]


def sin_elegir(y):
    return dict(zip(NOMBRES.values(), puntuaciones(y).softmax(-1), strict=True))


def solo_entre_tres(y):
    p = puntuaciones(y).topk(3).values.softmax(-1)
    return [r | {"score": s} for r, s in zip(a_mano(y), p.tolist(), strict=True)]


def con_otro(cambio):
    return lambda y: [r | {"score": cambio(r["score"])} for r in a_mano(y)]


TAMBIEN_BUENAS = {
    "08.1": [
        con_einsum,
        con_torch,
        en_bucle,
        lambda Q, K, V, h: varias(Q, K, V, h).tolist(),
        lambda Q, K, V, h: np.hstack(list(pila(Q, K, V, h))),
        lambda Q, K, V, h: varias(*(X.astype(np.float32) for X in (Q, K, V)), h),
        lambda Q, K, V, h: np.stack(pila(Q, K, V, h), axis=1).reshape(Q.shape),
        lambda Q, K, V, h: pd.DataFrame(varias(Q, K, V, h)),
    ],
    "08.2": [
        posiciones,
        posiciones_en_bucle,
        posiciones_con_torch,
        lambda n, d: pd.DataFrame(posiciones(n, d)),
        lambda n, d: posiciones(n, d).astype(np.float32),
    ],
    "08.4": [
        a_mano,
        con_numpy,
        con_gradiente,
        en_castellano,
        lambda y: {r["label"]: r["score"] for r in a_mano(y)},
        lambda y: tuple(a_mano(y)),
        lambda y: pd.DataFrame(a_mano(y)),
        lambda y: pd.DataFrame(a_mano(y)).set_index("label"),
        lambda y: pd.Series(dict(con_numpy(y))),
        lambda y: zip(*map(list, zip(*con_numpy(y), strict=True)), strict=True),
        lambda y: (r for r in a_mano(y)),
        lambda y: np.array(a_mano(y)),
    ],
    "08.5": [
        lambda n: np.array([c08.por_capas(n)]),
        lambda n: np.array(c08.por_capas(n)),
        lambda n: (n - 400) // 320 + 1,
        lambda n: float(int((n - 80) / 320)),
    ],
}

EQUIVOCADAS = {
    "08.1": [
        (pila, "una al lado de otra"),
        (lambda Q, K, V, h: pila(Q, K, V, h).sum(axis=0), "o su suma"),
        (salteadas_y_devueltas, "las devuelves a su sitio"),
        (lambda Q, K, V, h: [[1, 2], [3]], "y se espera (5, 8)"),
        (lambda Q, K, V, h: {"Q": Q}, "no es una tabla"),
        (lambda Q, K, V, h: [torch.ones(Q.shape[1], requires_grad=True) for _ in Q], "no es una tabla"),
        (lambda Q, K, V, h: Q * np.nan, "NaN"),
        (lambda Q, K, V, h: varias(Q, K, V, h).round(4), "La forma es buena"),
        (lambda Q, K, V: Q, "se le pasan 4 cosas"),
        (np.zeros((5, 8)), "sin paréntesis"),
    ],
    "08.2": [
        (lambda n, d: np.roll(posiciones(n, d).reshape(n, -1, 2), 1, 2).reshape(n, d), "cambiados"),
        (lambda n, d: np.hstack([posiciones(n, d)[:, i::2] for i in (0, 1)]), "todos los senos"),
        (lambda n, d: posiciones(n, d, desde=1), "es el 0, no el 1"),
        (lambda n, d: posiciones(n, d, lambda i, d: i / d), "has usado i / d"),
        (lambda n, d: posiciones(n, d, lambda i, d: 2.0 * i // d), "tira los decimales"),
        (lambda n, d: posiciones(n, d).astype(int), "de enteros"),
        (lambda n, d: posiciones(n, d) * (np.arange(d) % 2), "pares se han quedado a cero"),
        (lambda n, d: np.where(np.arange(d) > 0, posiciones(n, d), np.nan).tolist(), "¿Está todo 2i / d"),
        (lambda n, d: posiciones(n, d).round(3), "La forma es buena"),
        (lambda n, d: 1 / 0, "ZeroDivisionError"),
        (posiciones(6, 8), "sin paréntesis"),
    ],
    "08.4": [
        (lambda y: puntuaciones(y).softmax(-1), "sin etiquetas"),
        (lambda y: 0.88, "sin etiquetas"),
        (lambda y: puntuaciones(y).softmax(-1).tolist(), "Cada elemento"),
        (lambda y: tres(puntuaciones(y)), "sin softmax"),
        (lambda y: tres(puntuaciones(y).sigmoid()), "sigmoide"),
        (lambda y: tres(puntuaciones(y).log_softmax(-1)), "logaritmo"),
        (lambda y: tres(logits(y).softmax(0)[0]), "eje del lote"),
        (solo_entre_tres, "solo con las tres mayores"),
        (lambda y: tres(puntuaciones(y).softmax(-1).softmax(-1)), "dos veces"),
        (lambda y: tres(puntuaciones(y) / puntuaciones(y).sum()), "en proporción"),
        (sin_elegir, "La lista tiene 10"),
        (lambda y: a_mano(y[: len(y) // 2]), "Compara tus puntuaciones"),
        (lambda y: a_mano(np.repeat(y, 3)[: len(y)]), "Con "),
        (lambda y: logits(y, tensores="np"), "un arreglo"),
        (lambda y: c08.clasificador_real().model(y.no_existe), "Al llamar a `clasificar_a_mano`"),
        (con_otro(str), "una etiqueta y un número"),
        (con_otro(lambda p: np.nan), "NaN"),
    ],
    "08.5": [
        (lambda n: n // 5 // 2 // 2 // 2 // 2 // 2 // 2, "mide"),
        (lambda n: (n - 320) // 320 + 1, "Falta contar lo que mide"),
        (lambda n: [c08.por_capas(n, capas=c08.CONVOLUCIONES[:c]) for c in range(1, 8)], "devuelve 7"),
        (lambda n: torch.ones(1, requires_grad=True), "tiene que devolver un número"),
        (499, "sin paréntesis"),
    ],
}


def con_su_campo(numero, respuesta):
    return {next(iter(BUENAS[numero])): respuesta}


class TestRespuestas(Respuestas):
    buenas = BUENAS
    otras_buenas = (
        *((n, con_su_campo(n, f)) for n, funciones in TAMBIEN_BUENAS.items() for f in funciones),
        ("08.3", {"de_bolsillo": 47.0, "publicado": np.int64(1212), "casillas": torch.tensor(1_473_796)}),
    )
    malas = (
        *((n, con_su_campo(n, f), dice) for n, casos in EQUIVOCADAS.items() for f, dice in casos),
        ("08.3", {"de_bolsillo": 12.5}, "entero"),
    )


@pytest.mark.parametrize("entrada", c08.QKV)
def test_las_cabezas_esperadas_son_las_de_torch(entrada):
    assert np.allclose(varias(*entrada), con_torch(*entrada), atol=1e-6)


def test_los_parches_son_los_que_cuenta_transformers():
    publicado = ASTEmbeddings(ASTConfig(hidden_size=8, num_attention_heads=1))
    de_bolsillo = c08.clasificador_real().model.audio_spectrogram_transformer.embeddings
    assert publicado.position_embeddings.shape[1] - 2 == c08.PUBLICADO
    assert de_bolsillo.position_embeddings.shape[1] - 2 == c08.DE_BOLSILLO
    filas, columnas = (1 + (lado - 16) // 10 for lado in (128, 1024))
    assert filas * columnas == c08.PUBLICADO


def test_los_trozos_de_wav2vec_son_los_de_transformers():
    red = Wav2Vec2Model(
        Wav2Vec2Config(hidden_size=16, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    )
    for n in c08.MUESTRAS:
        assert c08.por_capas(n) == int(red._get_feat_extract_output_lengths(n))


def test_los_sonidos_son_mas_cortos_iguales_y_mas_largos_que_lo_que_oye_el_modelo():
    assert sorted(len(y) / 16_000 for y in c08.sonidos()) == [2.5, 8.0, 12.0]


def test_la_lista_esperada_es_la_de_pipeline():
    for y in c08.sonidos():
        de_pipeline = c08.clasificador_real()(y, top_k=c08.CUANTAS)
        assert [etiqueta for etiqueta, _ in c08.tres(y)] == [r["label"] for r in de_pipeline]
        assert np.allclose([p for _, p in c08.tres(y)], [r["score"] for r in de_pipeline], rtol=0, atol=1e-6)
