"""Las comprobaciones del cuaderno 11: lo que se acepta y lo que se contesta a cada error."""

import re

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c11_acentos as c11
from helpers.evaluacion import intervalo_wilson
from helpers.modelos import MODELOS

N = pd.Series({acento: n for acento, (n, _) in c11.FICHA.items()})
RECALL = pd.Series({acento: r for acento, (_, r) in c11.FICHA.items()})

BUENAS = {
    "11.1": {"exactitud": 0.522},
    "11.2": {
        "exactitud_siempre": 18_082 / 38_819,
        "equilibrada_siempre": 1 / 5,
        "equilibrada_modelo": 0.32,
    },
    "11.3": {"con_modelo": 155, "todas_a_us": 600, "australianas_mal": 240},
    "11.4": {"por_voces": 0.77},
    "11.5": {"veces": 31_385, "parte": 0.808},
}

OTRAS_BUENAS = [
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
    ("11.4", {"por_voces": np.float64(0.735)}),
    ("11.4", {"por_voces": 0.801}),  # StratifiedGroupKFold, con otra semilla
    ("11.4", {"por_voces": 0.796}),  # LeaveOneGroupOut
    ("11.4", {"por_voces": 0.674}),  # GroupShuffleSplit
    ("11.4", {"por_voces": 0.82}),  # GroupShuffleSplit, con buena suerte
    ("11.5", {"veces": 18_082 * 0.9121 / 0.5255, "parte": 18_082 * 0.9121 / 0.5255 / 38_819}),
    ("11.5", {"veces": 31_400, "parte": 0.81}),
    ("11.5", {"veces": round(0.912 * 18_082) / 0.5255}),
]

MALAS = [
    ("11.1", {"exactitud": 0.32}, "la media simple"),
    ("11.1", {"exactitud": 52.2}, "tanto por ciento"),
    ("11.1", {"exactitud": 20_263}, "Falta dividir"),
    ("11.1", {"exactitud": (N * RECALL).mean()}, "entre los cinco acentos"),
    ("11.1", {"exactitud": np.average(N, weights=RECALL)}, "del revés"),
    ("11.1", {"exactitud": 0.478}, "lo que falla"),
    ("11.1", {"exactitud": 0.466}, "la parte del examen"),
    ("11.1", {"exactitud": RECALL.sum()}, "sin contar las grabaciones"),
    ("11.1", {"exactitud": 0.5}, "redondeado"),
    ("11.1", {"exactitud": 18_082 * 0.9121 / 38_819}, "solo están los aciertos de Inglaterra"),
    ("11.1", {"exactitud": 0.9121}, "cuenta cuántas acierta"),
    ("11.1", {"exactitud": N * RECALL}, "un número"),
    ("11.1", {"exactitud": "0,522"}, "Quita las comillas"),
    ("11.2", {"exactitud_siempre": 0.2, "equilibrada_siempre": 18_082 / 38_819}, "intercambiados"),
    ("11.2", {"exactitud_siempre": 46.6}, "tanto por ciento"),
    ("11.2", {"exactitud_siempre": 18_082}, "Falta dividir"),
    ("11.2", {"exactitud_siempre": 0.4249}, "la exhaustividad del modelo"),
    ("11.2", {"exactitud_siempre": 0.522}, "esa es la del modelo"),
    ("11.2", {"exactitud_siempre": 0.2, "equilibrada_modelo": 0.3}, "al azar entre cinco"),
    ("11.2", {"exactitud_siempre": 1}, "los demás acentos"),
    ("11.2", {"exactitud_siempre": 0.5}, "redondeado"),
    ("11.2", {"exactitud_siempre": 0.9}, "en cuántas"),
    ("11.2", {"equilibrada_siempre": 0.466}, "esa es su exactitud"),
    ("11.2", {"equilibrada_siempre": 0.9121 / 5}, "la exhaustividad del modelo"),
    ("11.2", {"equilibrada_siempre": 0.32, "equilibrada_modelo": 0.32}, "esa es la del modelo"),
    ("11.2", {"equilibrada_siempre": 1}, "Faltan las otras cuatro"),
    ("11.2", {"equilibrada_siempre": 0}, "¿y del quinto?"),
    ("11.2", {"equilibrada_siempre": 0.25}, "una por acento"),
    ("11.2", {"equilibrada_modelo": 0.522}, "esa es su exactitud"),
    ("11.2", {"equilibrada_modelo": 0.2}, "eso es el azar"),
    ("11.2", {"equilibrada_modelo": 1.6}, "Falta dividir"),
    ("11.2", {"equilibrada_modelo": 0.3}, "redondeado"),
    ("11.2", {"equilibrada_modelo": 32}, "tanto por ciento"),
    ("11.2", {"equilibrada_modelo": 0.4}, "la media simple"),
    ("11.3", {"con_modelo": 0.155}, "una fracción"),
    ("11.3", {"con_modelo": 15.5}, "tanto por ciento"),
    ("11.3", {"con_modelo": 845}, "acaban mal"),
    ("11.3", {"con_modelo": 522}, "la exactitud de la ficha"),
    ("11.3", {"con_modelo": 320}, "no llama tanta gente"),
    ("11.3", {"con_modelo": 1000 * (0.015 + 0.0381 + 0.9121) / 3}, "una media simple"),
    ("11.3", {"con_modelo": 136.8}, "solo las de Inglaterra"),
    ("11.3", {"con_modelo": 600 * 0.02 + 250 * 0.04 + 150 * 0.91}, "cuatro decimales"),
    ("11.3", {"con_modelo": 400}, "multiplica las llamadas"),
    ("11.3", {"todas_a_us": 0.6}, "una fracción"),
    ("11.3", {"todas_a_us": 60}, "tanto por ciento"),
    ("11.3", {"todas_a_us": 9}, "no decide ningún modelo"),
    ("11.3", {"todas_a_us": 466}, "la cuenta de Inglaterra"),
    ("11.3", {"todas_a_us": 150}, "la cuenta de Inglaterra"),
    ("11.3", {"todas_a_us": 1000}, "no todas son de allí"),
    ("11.3", {"todas_a_us": 200}, "¿cuántas de las que llaman"),
    ("11.3", {"australianas_mal": 9.5}, "las que llegan bien"),
    ("11.3", {"australianas_mal": 10}, "las que llegan bien"),
    ("11.3", {"australianas_mal": 0.962}, "una proporción"),
    ("11.3", {"australianas_mal": 96.2}, "una proporción"),
    ("11.3", {"australianas_mal": 962}, "de cada mil"),
    ("11.3", {"australianas_mal": 250}, "alguna sí encuentra"),
    ("11.3", {"australianas_mal": 100}, "quita las que"),
    ("11.4", {"por_voces": 0.88}, "mira los grupos"),
    ("11.4", {"por_voces": 0.826}, "o por frase"),
    ("11.4", {"por_voces": 77}, "tanto por ciento"),
    ("11.4", {"por_voces": 0.0}, "¿Has agrupado por voz"),
    ("11.4", {"por_voces": 0.25}, "el azar o menos"),
    ("11.4", {"por_voces": 1.0}, "con que aprende"),
    ("11.4", {"por_voces": 3.85}, ".mean()"),
    ("11.4", {"por_voces": 0.5}, "todas las grabaciones"),
    ("11.4", {"por_voces": 0.642}, "con las cinco partes"),
    ("11.4", {"por_voces": np.array([0.7, 0.8, 0.8, 0.75, 0.8])}, "un número"),
    ("11.5", {"veces": 16_493}, "lo dice y acierta"),
    ("11.5", {"veces": 18_082}, "él *llama* así"),
    ("11.5", {"veces": 18_082 / 0.5255}, "alguna se le escapa"),
    ("11.5", {"veces": 18_082 * 0.5255}, "has multiplicado"),
    ("11.5", {"veces": 18_082 * 0.9121 * 0.5255}, "has multiplicado"),
    ("11.5", {"veces": 38_819 * 0.5255}, "has multiplicado"),
    ("11.5", {"veces": 31_385 - 16_493}, "lo dice y falla"),
    ("11.5", {"veces": 1000}, "despeja"),
    ("11.5", {"veces": 31_000}, "redondeado de más"),
    ("11.5", {"parte": 0.8}, "redondeado de más"),
    ("11.5", {"parte": 16_493 / 38_819}, "todas las que lo dice"),
    ("11.5", {"parte": 31_385}, "eso son veces"),
    ("11.5", {"parte": 0.192}, "dice otra cosa"),
    ("11.5", {"parte": 80.8}, "tanto por ciento"),
    ("11.5", {"parte": 31_385 / 18_082}, "entre las de Inglaterra"),
    ("11.5", {"parte": 0.466}, "*es* de Inglaterra"),
    ("11.5", {"parte": 0.5255}, "la precisión"),
    ("11.5", {"parte": 0.3}, "entre todas las grabaciones"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    soluciones = r"0,522|0,466|0,320|\b155\b|\b600 de|\b240\b|0,77\b|31 ?38\d|0,808"
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje.replace("\N{NO-BREAK SPACE}", " ")
        assert not re.search(soluciones, mensaje), mensaje


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"11.{n}" for n in c11.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c11.EJERCICIOS[int(numero[-1])].campos)


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
    assert us[1] < australia[0]
