"""El cuaderno 10: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import json

import numpy as np
import pandas as pd
import torch
from otras_respuestas import Respuestas, del_guion

from helpers.datos import DATOS
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c10_emociones as c10
from helpers.modelos import MODELOS

BUENAS = del_guion("10")
FALTAN, AL_AZAR = sorted(c10.SIN_CARGAR), BUENAS["10.2"]["al_azar"]
TRADUCCION = BUENAS["10.3"]["traduccion"]

OTRAS_BUENAS = [
    ("10.1", {"resto": 0.1194, "veces": 1.1}),
    ("10.1", {"resto": np.float32(0.3582 / 3), "veces": torch.tensor(1.0988)}),
    ("10.2", {"faltan": FALTAN, "al_azar": float(AL_AZAR)}),
    ("10.2", {"faltan": tuple(FALTAN), "al_azar": np.int64(AL_AZAR)}),
    ("10.2", {"faltan": pd.Series(FALTAN), "al_azar": torch.tensor(AL_AZAR)}),
    ("10.2", {"faltan": np.array(FALTAN)}),
    ("10.2", {"faltan": dict.fromkeys(FALTAN)}),
    ("10.3", {"traduccion": {"classifier.dense": "projector", "classifier.output": "classifier"}}),
    ("10.3", {"traduccion": {"classifier.output": "classifier", "classifier.dense": "projector"}}),
    ("10.3", {"traduccion": c10.ESPERADOS}),
    ("10.3", {"traduccion": {r"classifier\.dense\.": "projector.", r"\.output\.": "."}}),
    ("10.3", {"traduccion": TRADUCCION | {"encoder": "red"}}),  # transformers no toca un nombre que ya vale
    ("10.5", {"entropia": 2.9990}),
    ("10.5", {"entropia": np.float32(2.9989)}),
]

MALAS = [
    ("10.1", {"resto": 0.3582 / 8}, "entre cuántas clases"),
    ("10.1", {"resto": 0.1284}, "las cinco que ves"),
    ("10.1", {"resto": 0.6418 / 3}, "las cinco que ves"),
    ("10.1", {"resto": 0.121}, "redondeado"),
    ("10.1", {"veces": 1.05}, "con 1/8"),
    ("10.1", {"veces": 10}, "de más"),
    ("10.1", {"veces": 1}, "redondeado de más"),
    ("10.1", {"veces": "1,1"}, "Quita las comillas"),
    ("10.2", {"faltan": [f"capa.{n}" for n in range(40)]}, "demasiados"),
    ("10.2", {"faltan": ", ".join(FALTAN)}, "unas mismas comillas"),
    ("10.2", {"faltan": np.array(2)}, "una lista o un conjunto"),
    ("10.2", {"al_azar": c10.cuantos(c10.SESGO)}, "solo uno de los dos"),
    ("10.2", {"al_azar": 2 * c10.cuantos(c10.SESGO)}, "la forma entera"),
    ("10.2", {"al_azar": 96.5}, "entero"),
    ("10.3", {"traduccion": {"classifier.dense": "projector", "classifier": "classifier"}}, "lo cambia"),
    ("10.3", {"traduccion": {r"^classifier\.dense": "projector"}}, "`classifier.output.weight` se queda sin"),
    ("10.3", {"traduccion": {"projector": "classifier.dense"}}, "Está del revés"),
    ("10.3", {"traduccion": TRADUCCION | {r"^classifier\.output": "clasifier"}}, "`clasifier.weight`"),
    ("10.4", {"notas": BUENAS["10.4"]["notas"][:1]}, "un número solo"),
    ("10.4", {"notas": BUENAS["10.4"]["notas"][::-1]}, "no salen esas"),
    ("10.5", {"entropia": 2.9993}, "te acercas"),
    ("10.5", {"entropia": 2.2671}, "hay seis clases"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


def test_una_traduccion_mala_no_ensucia_la_salida(capfd):
    assert not comprobar("10.3", traduccion={"dense": "projector"}).acierto
    assert capfd.readouterr() == ("", "")


def test_los_nombres_del_archivo_publicado_son_los_que_traduce_la_ficha():
    opciones = MODELOS["emocion"].opciones_de_carga
    assert {a: c10.traducir(a, opciones["key_mapping"]) for a in c10.ESPERADOS} == c10.ESPERADOS
    assert len(MODELOS["emocion"].etiquetas) == c10.CLASES


def test_la_cabeza_del_de_bolsillo_es_la_que_se_cuenta():
    etiquetas = MODELOS["emocion"].etiquetas_de_bolsillo
    configuracion = json.loads((DATOS / "modelos" / "emocion" / "config.json").read_text(encoding="utf-8"))
    assert set(configuracion["id2label"].values()) == etiquetas
    assert len(etiquetas) == c10.cuantos(c10.SESGO)
    assert len(etiquetas) * configuracion["hidden_size"] == c10.cuantos(c10.MATRIZ)
    assert set(FALTAN) == {nombre for nombre in c10.contar_numeros() if nombre.startswith("classifier.dense")}
