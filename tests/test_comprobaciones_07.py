"""Las comprobaciones del cuaderno 07: lo que se acepta y lo que se contesta a cada error."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas
from torch import nn

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c07_lstm as c07


def media(salidas, longitudes):
    suena = torch.arange(salidas.shape[1]) < longitudes[:, None]
    return (salidas * suena[:, :, None]).sum(1) / longitudes[:, None]


def media_a_mano(salidas, longitudes, hasta=0):
    return torch.stack([s[: n + hasta].mean(0) for s, n in pares(salidas, longitudes)])


def pares(salidas, longitudes):
    return zip(salidas, longitudes, strict=True)


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


def media_con_mascara(salidas, longitudes, comparar):
    suena = comparar(torch.arange(salidas.shape[1]), longitudes[:, None])
    return (salidas * suena[..., None]).sum(1) / longitudes[:, None]


def media_de_mascara(salidas, longitudes, comparar):
    suena = comparar(torch.arange(salidas.shape[1]), longitudes[:, None])[..., None]
    return (salidas * suena).sum(1) / suena.sum(1).clamp(min=1)


def norma(gradientes):
    return math.sqrt(sum(float((g**2).sum()) for g in gradientes))


def recortar(gradientes, maximo):
    factor = min(1, maximo / norma(gradientes))
    return [factor * g for g in gradientes]


def recortar_con_si(gradientes, maximo):
    total = np.linalg.norm(np.concatenate([g.ravel() for g in gradientes]))
    if total <= maximo:
        return gradientes
    return [g * maximo / total for g in gradientes]


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


def en_su_sitio_y_nada(gradientes, maximo):
    recortar_en_su_sitio(gradientes, maximo)


def en_su_sitio_y_midiendo_cada_vez(gradientes, maximo):
    for g in gradientes:
        g *= min(1, maximo / norma(gradientes))
    return gradientes


def recortar_solo_si_pasa(gradientes, maximo):
    if norma(gradientes) > maximo:
        return recortar(gradientes, maximo)


def a_todos(factor):
    return lambda gradientes, maximo: [factor(gradientes, maximo) * g for g in gradientes]


def sigma(z):
    return 1 / (1 + np.exp(-z))


def partes(x, h, W, U, b_W, b_U):
    return (*np.split(W @ x + b_W, 3), *np.split(U @ h + b_U, 3))


def gru(x, h, W, U, b_W, b_U, mezclar=None, candidata=None, puerta=sigma):
    a_r, a_z, a_n, b_r, b_z, b_n = partes(x, h, W, U, b_W, b_U)
    r, z = puerta(a_r + b_r), puerta(a_z + b_z)
    n = candidata(r, z, a_n, b_n) if candidata else np.tanh(a_n + r * b_n)
    return mezclar(z, n, h, r) if mezclar else (1 - z) * n + z * h


def gru_de_torch(x, h, W, U, b_W, b_U):
    celda = nn.GRUCell(len(x), len(h), dtype=torch.float64)
    pesos = zip(("weight_ih", "weight_hh", "bias_ih", "bias_hh"), (W, U, b_W, b_U), strict=True)
    celda.load_state_dict({nombre: torch.tensor(peso) for nombre, peso in pesos})
    return celda(torch.tensor(x)[None], torch.tensor(h)[None])


def gru_con_r_sobre_h(x, h, W, U, b_W, b_U):
    a_r, a_z, a_n, b_r, b_z, _ = partes(x, h, W, U, b_W, b_U)
    r, z = sigma(a_r + b_r), sigma(a_z + b_z)
    n = np.tanh(a_n + np.split(U, 3)[2] @ (r * h) + np.split(b_U, 3)[2])
    return (1 - z) * n + z * h


def gru_con_sesgos_sumados(x, h, W, U, b_W, b_U):
    return gru(x, h, W, U, b_W + b_U, 0 * b_U)


BUENAS = {
    "07.1": {"tramas": 66, "segundos": 66 * 1024 / 22_050},
    "07.2": {"f": 0.5 ** (1 / 100), "sesgo": 4.967},
    "07.3": {"media_sin_relleno": media},
    "07.4": {"recortar": recortar},
    "07.5": {"paso_gru": gru},
}

OTRAS_BUENAS = [
    ("07.1", {"tramas": 66.0, "segundos": 3.07}),
    ("07.1", {"tramas": np.int64(66), "segundos": torch.tensor(3.065)}),
    ("07.1", {"tramas": np.ceil(np.log(0.001) / np.log(0.9)), "segundos": 3.1}),
    ("07.2", {"f": 0.993, "sesgo": 4.95}),
    ("07.2", {"f": 0.9931, "sesgo": math.log(0.9931 / 0.0069)}),
    ("07.2", {"f": np.float32(0.99309), "sesgo": np.float64(4.97)}),
    ("07.2", {"f": 2 ** (-1 / 100), "sesgo": -math.log(1 / 2 ** (-1 / 100) - 1)}),
    ("07.2", {"sesgo": 5}),
    ("07.3", {"media_sin_relleno": media_a_mano}),
    ("07.3", {"media_sin_relleno": media_de_numpy}),
    ("07.3", {"media_sin_relleno": media_con_nan}),
    ("07.3", {"media_sin_relleno": media_acumulada}),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s.float(), n)}),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n)[:, None]}),
    ("07.3", {"media_sin_relleno": lambda s, n: list(media_a_mano(s, n))}),
    ("07.3", {"media_sin_relleno": lambda s, n: [m.tolist() for m in media_a_mano(s, n)]}),
    ("07.3", {"media_sin_relleno": lambda s, n: np.array([x[:k].mean(0) for x, k in pares(s.numpy(), n)])}),
    ("07.3", {"media_sin_relleno": lambda s, n: media_de_mascara(s, n, torch.lt)}),
    ("07.3", {"media_sin_relleno": lambda s, n: torch.stack([s[i, : n[i]].mean(0) for i in range(len(s))])}),
    ("07.3", {"media_sin_relleno": media_de_paquete}),
    ("07.3", {"media_sin_relleno": lambda s, n: pd.DataFrame(media_a_mano(s, n).numpy())}),
    ("07.4", {"recortar": recortar_con_si}),
    (
        "07.4",
        {"recortar": lambda g, m: [x * m / max(m, np.hypot.reduce([norma([y]) for y in g])) for x in g]},
    ),
    ("07.4", {"recortar": recortar_con_torch}),
    ("07.4", {"recortar": recortar_en_su_sitio}),
    ("07.4", {"recortar": lambda g, m: tuple(recortar(g, m))}),
    ("07.4", {"recortar": lambda g, m: (x for x in recortar(g, m))}),
    ("07.4", {"recortar": lambda g, m: [torch.tensor(x) for x in recortar(g, m)]}),
    ("07.4", {"recortar": lambda g, m: [x.astype(np.float32) for x in recortar(g, m)]}),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / (norma(g) + 1e-6)))}),
    ("07.4", {"recortar": lambda g, m: [x.tolist() for x in recortar(g, m)]}),
    ("07.5", {"paso_gru": gru_de_torch}),
    ("07.5", {"paso_gru": lambda *a: gru(*a)[None]}),
    ("07.5", {"paso_gru": lambda *a: gru(*a).tolist()}),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: n + z * (h - n))}),
    ("07.5", {"paso_gru": lambda *a: torch.tensor(gru(*a), dtype=torch.float32)}),
]

MALAS = [
    ("07.1", {"tramas": 65}, "Redondea hacia arriba"),
    ("07.1", {"tramas": 67}, "con una menos"),
    ("07.1", {"tramas": 10}, "de lo que quedaba"),
    ("07.1", {"tramas": 44}, "una centésima"),
    ("07.1", {"tramas": 22}, "una décima"),
    ("07.1", {"tramas": 3}, "factores de 0,1"),
    ("07.1", {"tramas": 1111}, "no multiplicado"),
    ("07.1", {"tramas": 50}, "0,9 elevado a 50 es 0,0052"),
    ("07.1", {"tramas": -66}, "mayor que cero"),
    ("07.1", {"tramas": 65.56}, "entero"),
    ("07.1", {"tramas": "50"}, "Quita las comillas"),
    ("07.1", {"segundos": 3065}, "milisegundos"),
    ("07.1", {"segundos": 66 * 512 / 22_050}, "no de 512"),
    ("07.1", {"segundos": 66 * 2048 / 22_050}, "es la ventana"),
    ("07.1", {"segundos": 66 * 1024 / 16_000}, "van a 22 050 Hz"),
    ("07.1", {"segundos": 66 * 22_050 / 1024}, "al revés"),
    ("07.1", {"segundos": 1024 / 22_050}, "una trama. ¿Y todas?"),
    ("07.1", {"segundos": 66 / 22_050}, "no es una muestra"),
    ("07.1", {"segundos": 12}, "a `sr` por segundo"),
    ("07.1", {"segundos": 66 / 21}, "es un redondeo"),
    ("07.1", {"segundos": 3}, "segundos enteros"),
    ("07.1", {"segundos": 66 * 1024 / 44_100}, "no a 44 100"),
    ("07.1", {"segundos": 66 * 1024}, "las muestras que se avanzan"),
    ("07.2", {"f": 4.967, "sesgo": 0.9931}, "intercambiados"),
    ("07.2", {"f": 0.5}, "tras **un** paso"),
    ("07.2", {"f": 0.005}, "se multiplica por `f`"),
    ("07.2", {"f": 0.995}, "la misma fracción"),
    ("07.2", {"f": 0.99}, "37 de cada 100"),
    ("07.2", {"f": 1}, "no olvida nunca"),
    ("07.2", {"f": 99.3}, "tantos por ciento"),
    ("07.2", {"f": 1 - 0.5**0.01}, "lo que se pierde"),
    ("07.2", {"f": 0.5**100}, "Se busca la puerta"),
    ("07.2", {"f": 2**0.01}, "signo del exponente"),
    ("07.2", {"f": 1.5}, "de 0 a 1"),
    ("07.2", {"f": 0.98}, "quedaría 0,13"),
    ("07.2", {"sesgo": -4.967}, "el signo está al revés"),
    ("07.2", {"sesgo": 0.7297}, "cuya"),
    ("07.2", {"sesgo": 2.157}, "base 10"),
    ("07.2", {"sesgo": 7.166}, "base 2"),
    ("07.2", {"sesgo": 143.77}, "falta el logaritmo"),
    ("07.2", {"sesgo": -0.00693}, "falta el denominador"),
    ("07.2", {"sesgo": 0.993}, "no el sesgo"),
    ("07.2", {"sesgo": 2.4835}, "tangente hiperbólica"),
    ("07.2", {"sesgo": 3}, "queda en 0,9526"),
    ("07.2", {"sesgo": 1}, "queda en 0,7311"),
    ("07.2", {"sesgo": -1e6}, "queda en"),
    ("07.2", {"sesgo": None}, "número"),
    ("07.3", {"media_sin_relleno": lambda s, n: s.mean(1)}, "con el relleno dentro"),
    (
        "07.3",
        {"media_sin_relleno": lambda s, n: torch.stack([x[(x != 0).any(1)].mean(0) for x in s])},
        "no es de ceros",
    ),
    (
        "07.3",
        {"media_sin_relleno": lambda s, n: media(s, n) * n[:, None] / s.shape[1]},
        "entre todas las tramas",
    ),
    ("07.3", {"media_sin_relleno": lambda s, n: s.sum(1) / n[:, None]}, "en la suma sigue el relleno"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n) * n[:, None]}, "Falta dividir"),
    ("07.3", {"media_sin_relleno": lambda s, n: media_de_mascara(s, n - 1, torch.lt)}, "la última trama"),
    ("07.3", {"media_sin_relleno": lambda s, n: media_a_mano(s, n, hasta=1)}, "la primera que sobra"),
    ("07.3", {"media_sin_relleno": lambda s, n: media_de_mascara(s, n, torch.le)}, "Se cuela"),
    ("07.3", {"media_sin_relleno": lambda s, n: media_con_mascara(s, n, torch.le)}, "`<` y no `<=`"),
    ("07.3", {"media_sin_relleno": lambda s, n: s[torch.arange(len(s)), n - 1]}, "último estado"),
    ("07.3", {"media_sin_relleno": lambda s, n: s[:, -1]}, "última fila de la caja"),
    ("07.3", {"media_sin_relleno": lambda s, n: s[:, : n.min()].mean(1)}, "por el más corto"),
    (
        "07.3",
        {
            "media_sin_relleno": lambda s, n: torch.stack(
                [x[1:k].sum(0) / max(k - 1, 1) for x, k in pares(s, n)]
            )
        },
        "la primera trama",
    ),
    ("07.3", {"media_sin_relleno": lambda s, n: torch.stack([x[k:].mean(0) for x, k in pares(s, n)])}, "NaN"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).numpy().astype(str)}, "tabla de números"),
    (
        "07.3",
        {"media_sin_relleno": lambda s, n: torch.stack([x[:k].amax(0) for x, k in pares(s, n)])},
        "el máximo",
    ),
    ("07.3", {"media_sin_relleno": lambda s, n: media_de_mascara(s, n, torch.ge)}, "al revés"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n) / s.shape[1]}, "dos veces"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).T}, "traspuesta"),
    ("07.3", {"media_sin_relleno": lambda s, n: s.mean(0)}, "el eje 1"),
    ("07.3", {"media_sin_relleno": lambda s, n: s.mean(2)}, "el eje 1"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).mean(0)}, "una por sonido"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).mean(1)}, "tantos como salidas"),
    ("07.3", {"media_sin_relleno": lambda s, n: media(s, n).mean()}, "un solo número"),
    ("07.3", {"media_sin_relleno": lambda s, n: s}, "falta su media"),
    ("07.3", {"media_sin_relleno": lambda s, n: torch.zeros(1, 7)}, "sonidos por salidas"),
    ("07.3", {"media_sin_relleno": lambda s, n: torch.zeros(len(s), s.shape[2])}, "sonido con"),
    ("07.3", {"media_sin_relleno": lambda s, n: None}, "¿Falta un `return`?"),
    ("07.3", {"media_sin_relleno": lambda s: s}, "se le pasan 2 cosas"),
    ("07.3", {"media_sin_relleno": lambda s, n: "no"}, "tabla de números"),
    ("07.3", {"media_sin_relleno": torch.zeros(4, 3)}, "sin paréntesis"),
    ("07.4", {"recortar": lambda g, m: g}, "Salen igual"),
    ("07.4", {"recortar": lambda g, m: [np.clip(x, -m, m) for x in g]}, "cambia de dirección"),
    ("07.4", {"recortar": lambda g, m: [np.minimum(x, m) for x in g]}, "por arriba y no por abajo"),
    ("07.4", {"recortar": lambda g, m: [recortar([x + 1e-30], m)[0] for x in g]}, "La norma es una"),
    ("07.4", {"recortar": a_todos(lambda g, m: m / norma(g))}, "**agranda**"),
    ("07.4", {"recortar": a_todos(lambda g, m: 1 / norma(g))}, "queda 1"),
    ("07.4", {"recortar": lambda g, m: recortar(g, m) if norma(g) > 1 else g}, "pasa del máximo"),
    ("07.4", {"recortar": lambda g, m: [x * m / norma(g) for x in g] if norma(g) > 1 else g}, "**agranda**"),
    ("07.4", {"recortar": a_todos(lambda g, m: m)}, "multiplicado por el máximo"),
    ("07.4", {"recortar": a_todos(lambda g, m: 1 / m)}, "dividido entre el máximo"),
    (
        "07.4",
        {
            "recortar": a_todos(
                lambda g, m: min(1, m / np.sqrt(np.mean(np.hstack([x.ravel() for x in g]) ** 2)))
            )
        },
        "promediado los cuadrados",
    ),
    ("07.4", {"recortar": en_su_sitio_y_midiendo_cada_vez}, "antes de tocar nada"),
    ("07.4", {"recortar": recortar_solo_si_pasa}, "si la norma no llega"),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / np.linalg.norm(g)))}, "de uno en uno"),
    ("07.4", {"recortar": a_todos(lambda g, m: math.nan)}, "NaN"),
    (
        "07.4",
        {"recortar": lambda g, m: [x.astype(str) for x in recortar(g, m)]},
        "una lista con los gradientes",
    ),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, 1 / norma(g)))}, "queda 1"),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / norma(g) ** 2))}, "Falta la raíz"),
    (
        "07.4",
        {"recortar": a_todos(lambda g, m: min(1, m / sum(np.abs(x).sum() for x in g)))},
        "valores absolutos",
    ),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / sum(norma([x]) for x in g)))}, "sumado las normas"),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / max(np.abs(x).max() for x in g)))}, "número mayor"),
    ("07.4", {"recortar": a_todos(lambda g, m: min(1, m / max(norma([x]) for x in g)))}, "solo la norma"),
    ("07.4", {"recortar": a_todos(lambda g, m: norma(g) / m)}, "en vez de dividir"),
    ("07.4", {"recortar": a_todos(lambda g, m: 0)}, "sale en 0"),
    ("07.4", {"recortar": lambda g, m: norma(g)}, "un número"),
    ("07.4", {"recortar": lambda g, m: None}, "¿Falta un `return`?"),
    ("07.4", {"recortar": en_su_sitio_y_nada}, "en su sitio"),
    ("07.4", {"recortar": lambda g, m: recortar(g, m)[:1]}, "cada uno con su forma"),
    ("07.4", {"recortar": lambda g, m: np.concatenate([x.ravel() for x in g])}, "cada uno con su forma"),
    ("07.4", {"recortar": lambda g: g}, "se le pasan 2 cosas"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: z * n + (1 - z) * h)}, "al revés"),
    (
        "07.5",
        {
            "paso_gru": lambda *a: gru(
                *a,
                candidata=lambda r, z, a_n, b_n: np.tanh(a_n + z * b_n),
                mezclar=lambda z, n, h, r: (1 - r) * n + r * h,
            )
        },
        "están cambiadas",
    ),
    ("07.5", {"paso_gru": gru_con_r_sobre_h}, "y no a `h`"),
    ("07.5", {"paso_gru": gru_con_sesgos_sumados}, "**dentro**"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, candidata=lambda r, z, x, y: np.tanh(x + y))}, "Falta `r`"),
    (
        "07.5",
        {"paso_gru": lambda *a: gru(*a, candidata=lambda r, z, x, y: np.tanh(r * (x + y)))},
        "la entrada",
    ),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: n)}, "Falta la mezcla"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: (1 - z) * n)}, "se conserva del `h`"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: z * h)}, "Falta la candidata"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: n + z * h)}, "entra entera"),
    (
        "07.5",
        {"paso_gru": lambda *a: gru(*a, mezclar=lambda z, n, h, r: (1 - r) * n + r * h)},
        "la tuya, `r`",
    ),
    ("07.5", {"paso_gru": lambda *a: a[1]}, "sin tocar"),
    ("07.5", {"paso_gru": lambda *a: gru(*a) * math.nan}, "NaN"),
    ("07.5", {"paso_gru": lambda *a: [str(v) for v in gru(*a)]}, "un vector"),
    ("07.5", {"paso_gru": lambda x, h, W, U, b, c: gru(x, h, W, U, b, 0 * c)}, "los sesgos `b_U`"),
    ("07.5", {"paso_gru": lambda x, h, W, U, b, c: gru(x, h, W, U, 0 * b, c)}, "los sesgos `b_W`"),
    ("07.5", {"paso_gru": lambda x, h, W, U, b, c: gru(x, h, W, U, 0 * b, 0 * c)}, "los dos sesgos"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, candidata=lambda r, z, x, y: sigma(x + r * y))}, "no sigmoide"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, candidata=lambda r, z, x, y: x + r * y)}, "le falta"),
    ("07.5", {"paso_gru": lambda *a: gru(*a, puerta=np.tanh)}, "Las puertas llevan sigmoide"),
    ("07.5", {"paso_gru": lambda *a: 0 * a[1]}, "Ve por partes"),
    ("07.5", {"paso_gru": lambda *a: (gru(*a), gru(*a))}, "solo `h`"),
    ("07.5", {"paso_gru": lambda *a: np.zeros(3 * len(a[1]))}, "devuelve la forma"),
    ("07.5", {"paso_gru": lambda *a: None}, "¿Falta un `return`?"),
    ("07.5", {"paso_gru": lambda *a: "h"}, "un vector"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


CLAVES = {
    "07.1": ("66", "3,0", "3,1"),
    "07.2": ("0,9931", "4,97"),
    "07.3": ("torch.arange", ".sum("),
    "07.4": ("min(1", "maximo / norma"),
    "07.5": ("(1 - z) * n", "z * h"),
}


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(clave in mensaje for clave in CLAVES[numero]), mensaje


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"07.{n}" for n in c07.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c07.EJERCICIOS[int(numero[-1])].campos)


def test_66_es_la_primera_que_baja_de_una_milesima():
    assert 0.9**c07.TRAMAS < 0.001 <= 0.9 ** (c07.TRAMAS - 1)


def test_con_ese_sesgo_queda_la_mitad_tras_cien_tramas():
    puerta = torch.tensor(c07.SESGO, dtype=torch.float64).sigmoid().item()
    assert puerta**100 == pytest.approx(0.5)


def test_hay_gradientes_que_pasan_del_maximo_y_otros_que_no():
    normas = []
    for formas, tamanos, maximo in c07.GRADIENTES:
        azar = np.random.default_rng(0)
        normas.append(norma([t * azar.normal(size=f) for f, t in zip(formas, tamanos, strict=True)]) > maximo)
    assert set(normas) == {True, False}
