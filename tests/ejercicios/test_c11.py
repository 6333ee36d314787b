"""El cuaderno 11: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import numpy as np
import pandas as pd
import torch
from otras_respuestas import Respuestas, del_guion

from helpers.ejercicios.cuadernos import c11_acentos as c11
from helpers.evaluacion import intervalo_wilson
from helpers.modelos import MODELOS

N = pd.Series({acento: n for acento, (n, _) in c11.FICHA.items()})
RECALL = pd.Series({acento: r for acento, (_, r) in c11.FICHA.items()})


class TestRespuestas(Respuestas):
    buenas = del_guion("11")
    otras_buenas = [
        ("11.1", {"exactitud": (N * RECALL).sum() / N.sum()}),
        ("11.1", {"exactitud": np.average(RECALL, weights=N)}),
        ("11.1", {"exactitud": torch.tensor(0.522)}),
        ("11.1", {"exactitud": np.dot([0.015, 0.912, 0.459, 0.038, 0.176], N) / 38_819}),
        ("11.1", {"exactitud": 0.52}),
        ("11.2", {"exactitud_siempre": 0.466}),
        ("11.2", {"exactitud_siempre": 0.47}),
        ("11.2", {"equilibrada_siempre": np.mean([0, 1, 0, 0, 0])}),
        ("11.2", {"equilibrada_modelo": RECALL.mean()}),
        ("11.3", {"con_modelo": 155.34, "australianas_mal": 240.475}),
        ("11.3", {"con_modelo": 600 * 0.015 + 250 * 0.038 + 150 * 0.912, "todas_a_us": 600.0}),
        ("11.3", {"con_modelo": 9 + 9 + 136, "australianas_mal": 241}),
        ("11.5", {"veces": 18_082 * 0.9121 / 0.5255, "parte": 18_082 * 0.9121 / 0.5255 / 38_819}),
        ("11.5", {"veces": 31_400, "parte": 0.81}),
        ("11.5", {"veces": round(0.912 * 18_082) / 0.5255}),
    ]
    malas = [
        ("11.1", {"exactitud": np.average(N, weights=RECALL)}, "del revés"),
        ("11.1", {"exactitud": N * RECALL}, "un número"),
        ("11.1", {"exactitud": "0,522"}, "Quita las comillas"),
        ("11.2", {"exactitud_siempre": 0.2, "equilibrada_modelo": 0.3}, "al azar entre cinco"),
        ("11.2", {"equilibrada_siempre": 0.32, "equilibrada_modelo": 0.32}, "esa es la del modelo"),
        ("11.3", {"con_modelo": 1000 * (0.015 + 0.0381 + 0.9121) / 3}, "una media simple"),
        ("11.3", {"todas_a_us": 466}, "la cuenta de Inglaterra"),
        ("11.3", {"australianas_mal": 10}, "las que llegan bien"),
        ("11.3", {"australianas_mal": 96.2}, "una proporción"),
        ("11.4", {"reparto": 5}, "no mira la voz"),
        ("11.4", {"notas": float(buenas["11.4"]["notas"].mean())}, "un número solo"),
        ("11.5", {"veces": 18_082 * 0.9121 * 0.5255}, "has multiplicado"),
        ("11.5", {"veces": 38_819 * 0.5255}, "has multiplicado"),
    ]


def test_la_ficha_es_la_del_modelo_real():
    ficha = MODELOS["acento"]
    escrita = " ".join(ficha.cifras).replace("\N{NO-BREAK SPACE}", "")
    assert ficha.etiquetas == set(c11.FICHA)
    assert (ficha.medida.exactitud, ficha.medida.n) == (round(c11.EXACTITUD, 3), c11.GRABACIONES)
    for acento, (n, exhaustividad) in c11.FICHA.items():
        assert f"{acento} {n}" in escrita
        assert f"{acento} {exhaustividad:.3f}".replace(".", ",") in escrita


def test_las_cifras_que_dice_la_prosa():
    assert round(c11.EQUILIBRADA, 3) == 0.32
    assert round(c11.SIEMPRE_ENGLAND, 3) == 0.466
    assert round(c11.EXACTITUD - c11.SIEMPRE_ENGLAND, 3) == 0.056
    assert round(c11.BIEN_DIRIGIDAS) == 155
    us, australia = (intervalo_wilson(round(n * r), n) for n, r in (c11.FICHA["us"], c11.FICHA["australia"]))
    assert us[1] < australia[1] < c11.AZAR  # los dos, por debajo del azar
