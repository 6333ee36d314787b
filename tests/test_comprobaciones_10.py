"""Las comprobaciones del cuaderno 10: lo que se acepta y lo que se contesta a cada error."""

import json

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas

from helpers.datos import DATOS
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c10_emociones as c10
from helpers.modelos import MODELOS

EMOCION = DATOS / "modelos" / "emocion"
TRADUCCION = {r"^classifier\.dense": "projector", r"^classifier\.output": "classifier"}
FALTAN = {"classifier.dense.weight", "classifier.dense.bias"}
NUMEROS = c10.contar_numeros()
MATRIZ, SESGO = (NUMEROS[nombre] for nombre in sorted(FALTAN, reverse=True))
CABEZA = sum(cuantos for nombre, cuantos in NUMEROS.items() if nombre.startswith("classifier"))
P = np.array([*c10.PUBLICADO, c10.RESTO, c10.RESTO, c10.RESTO])

BUENAS = {
    "10.1": {"resto": (1 - sum(c10.PUBLICADO)) / 3, "veces": 0.1312 / 0.1194},
    "10.2": {"faltan": FALTAN, "al_azar": MATRIZ + SESGO},
    "10.3": {"traduccion": TRADUCCION},
    "10.4": {"honrada": 0.67},
    "10.5": {"entropia": -(P * np.log2(P)).sum()},
}

OTRAS_BUENAS = [
    ("10.1", {"resto": 0.1194, "veces": 1.1}),
    ("10.1", {"resto": np.float32(0.3582 / 3), "veces": torch.tensor(1.0988)}),
    ("10.2", {"faltan": sorted(FALTAN), "al_azar": float(MATRIZ + SESGO)}),
    ("10.2", {"faltan": tuple(FALTAN), "al_azar": np.int64(MATRIZ + SESGO)}),
    ("10.2", {"faltan": pd.Series(sorted(FALTAN)), "al_azar": torch.tensor(MATRIZ + SESGO)}),
    ("10.2", {"faltan": np.array(sorted(FALTAN))}),
    ("10.2", {"faltan": dict.fromkeys(FALTAN)}),
    ("10.3", {"traduccion": {"classifier.dense": "projector", "classifier.output": "classifier"}}),
    ("10.3", {"traduccion": {"classifier.output": "classifier", "classifier.dense": "projector"}}),
    ("10.3", {"traduccion": {archivo: esperado for esperado, archivo in c10.EN_EL_ARCHIVO.items()}}),
    ("10.3", {"traduccion": {r"classifier\.dense\.": "projector.", r"\.output\.": "."}}),
    ("10.3", {"traduccion": TRADUCCION | {"encoder": "red"}}),  # transformers no toca un nombre que ya vale
    ("10.4", {"honrada": np.float64(0.66)}),
    ("10.4", {"honrada": 0.7}),
    ("10.5", {"entropia": 2.9990}),
    ("10.5", {"entropia": np.float32(2.9989)}),
]

MALAS = [
    ("10.1", {"resto": c10.VECES, "veces": c10.RESTO}, "intercambiados"),
    ("10.1", {"resto": 0.3582}, "las tres juntas"),
    ("10.1", {"resto": 11.94}, "tanto por ciento"),
    ("10.1", {"resto": 0.3582 / 5}, "entre cuántas clases"),
    ("10.1", {"resto": 0.3582 / 8}, "entre cuántas clases"),
    ("10.1", {"resto": 0.6418}, "las cinco que ves"),
    ("10.1", {"resto": 0.1284}, "las cinco que ves"),
    ("10.1", {"resto": 0.125}, "a partes iguales"),
    ("10.1", {"resto": 0.12}, "redondeado"),
    ("10.1", {"resto": 0.5}, "repártelo"),
    ("10.1", {"veces": 0.91}, "del revés"),
    ("10.1", {"veces": 1.05}, "con 1/8"),
    ("10.1", {"veces": 0.0118}, "la diferencia"),
    ("10.1", {"veces": 10}, "de más"),
    ("10.1", {"veces": 0.0988}, "de más"),
    ("10.1", {"veces": 0.366}, "las tres juntas"),
    ("10.1", {"veces": 3}, "dividida entre"),
    ("10.1", {"resto": 0.6418 / 3}, "las cinco que ves"),
    ("10.1", {"veces": 0.1312 / 0.1252}, "con la última que ves"),
    ("10.1", {"veces": 109.9}, "tanto por ciento"),
    ("10.1", {"veces": 1.09}, "redondeado de más"),
    ("10.1", {"veces": 1}, "redondeado de más"),
    ("10.1", {"veces": "1,1"}, "Quita las comillas"),
    ("10.2", {"faltan": c10.SOBRAN}, "que **sobran**"),
    ("10.2", {"faltan": c10.SOBRAN | FALTAN}, "también los que sobran"),
    ("10.2", {"faltan": []}, "está vacío"),
    ("10.2", {"faltan": "missing_keys"}, "la clave del informe"),
    ("10.2", {"faltan": "classifier.dense.weight"}, "no está entero"),
    ("10.2", {"faltan": {"missing_keys": FALTAN, "unexpected_keys": c10.SOBRAN}}, "el informe entero"),
    ("10.2", {"faltan": [f"capa.{n}" for n in range(40)]}, "demasiados"),
    ("10.2", {"faltan": ["projector.weight"]}, "mira sus claves"),
    ("10.2", {"faltan": [1, 2]}, "otra cosa"),
    ("10.2", {"faltan": 2}, "una lista o un conjunto"),
    ("10.2", {"al_azar": 2}, "esos son los nombres"),
    ("10.2", {"al_azar": MATRIZ}, "solo uno de los dos"),
    ("10.2", {"al_azar": SESGO}, "solo uno de los dos"),
    ("10.2", {"al_azar": MATRIZ // SESGO}, "la forma entera"),
    ("10.2", {"al_azar": sum(NUMEROS.values())}, "la red entera"),
    ("10.2", {"al_azar": CABEZA}, "layernorm"),
    ("10.2", {"al_azar": 500}, "numel"),
    ("10.2", {"al_azar": 96.5}, "entero"),
    ("10.3", {"traduccion": {}}, "está vacío"),
    ("10.3", {"traduccion": "projector"}, "un diccionario"),
    ("10.3", {"traduccion": {1: "projector"}}, "entre comillas"),
    ("10.3", {"traduccion": {"classifier(": "projector"}}, "bien escrita"),
    ("10.3", {"traduccion": {"classifier_proj_size": 1024, "key_mapping": TRADUCCION}}, "sin el resto"),
    ("10.3", {"traduccion": {f"{archivo}$": nuevo for archivo, nuevo in TRADUCCION.items()}}, "«al final»"),
    (
        "10.3",
        {"traduccion": {r"^classifier\\.dense": "projector", r"^classifier\\.output": "classifier"}},
        "Sobra una barra",
    ),
    (
        "10.3",
        {"traduccion": {"classifier.dense": "projector", "classifier": "classifier"}},
        "lo cambia",
    ),
    (
        "10.3",
        {"traduccion": {"projector": "classifier.dense", "classifier": "classifier.output"}},
        "del revés",
    ),
    ("10.3", {"traduccion": {"projector": "classifier.dense"}}, "Está del revés"),
    ("10.3", {"traduccion": {"clasificador": "projector"}}, "casa con los nombres"),
    ("10.3", {"traduccion": {r"^classifier\.dense": "projector"}}, "`classifier.output.weight` se queda sin"),
    (
        "10.3",
        {"traduccion": {r"^classifier\.dense": "classifier", r"^classifier\.output": "projector"}},
        "cruzado",
    ),
    (
        "10.3",
        {"traduccion": {r"^classifier\.dense": "projector", r"^classifier\.output": "clasifier"}},
        "`clasifier.weight`",
    ),
    ("10.3", {"traduccion": {"dense": "projector", "classifier.output": "classifier"}}, "acaba llamándose"),
    ("10.4", {"honrada": 0.92}, "mira los grupos"),
    ("10.4", {"honrada": 67}, "tanto por ciento"),
    ("10.4", {"honrada": 0.25}, "casi el azar"),
    ("10.4", {"honrada": 0.91}, "en el orden de `clips`"),
    ("10.4", {"honrada": 0.3}, "Y las etiquetas"),
    ("10.4", {"honrada": 0.45}, "baja demasiado"),
    ("10.4", {"honrada": 1.0}, "con los que aprende"),
    ("10.4", {"honrada": 3.35}, ".mean()"),
    ("10.4", {"honrada": np.array([0.6, 0.7, 0.65, 0.7, 0.7])}, "un número"),
    ("10.5", {"entropia": 3}, "exactamente igual"),
    ("10.5", {"entropia": 2.0787}, "nats"),
    ("10.5", {"entropia": 0.9028}, "logaritmo decimal"),
    ("10.5", {"entropia": 1.901}, "solo las cinco"),
    ("10.5", {"entropia": 2.4316}, "hay seis clases"),
    ("10.5", {"entropia": 2.2671}, "hay seis clases"),
    ("10.5", {"entropia": -2.9989}, "signo menos"),
    ("10.5", {"entropia": 2.99}, "Suman 1"),
    ("10.5", {"entropia": 1}, "en base 2"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


def test_una_traduccion_mala_no_ensucia_la_salida(capfd):
    assert not comprobar("10.3", traduccion={"dense": "projector"}).acierto
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        prohibidas = ("0,1194", "1,0988", "1,1 ", str(MATRIZ + SESGO), '"projector"', "2,9989", "0,67")
        assert not any(cifra in mensaje for cifra in prohibidas)


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"10.{n}" for n in c10.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c10.EJERCICIOS[int(numero[-1])].campos)


def test_los_nombres_del_archivo_publicado_son_los_que_traduce_la_ficha():
    opciones = MODELOS["emocion"].opciones_de_carga
    assert {c10._traducir(a, opciones["key_mapping"]): a for a in c10.EN_EL_ARCHIVO.values()} == (
        c10.EN_EL_ARCHIVO
    )
    assert len(MODELOS["emocion"].etiquetas) == c10.CLASES


def test_la_cabeza_del_de_bolsillo_es_la_que_se_cuenta():
    etiquetas = MODELOS["emocion"].etiquetas_de_bolsillo
    configuracion = json.loads((EMOCION / "config.json").read_text(encoding="utf-8"))
    assert set(configuracion["id2label"].values()) == etiquetas
    assert (len(etiquetas), len(etiquetas) * configuracion["hidden_size"]) == (SESGO, MATRIZ)
    assert set(NUMEROS) >= FALTAN
