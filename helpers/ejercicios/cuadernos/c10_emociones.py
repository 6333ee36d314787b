"""Cuaderno 10: las puntuaciones publicadas, los pesos del modelo de emociones y la carga que los traduce."""

from __future__ import annotations

import dataclasses
import math
import re
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.datos.conjuntos import cargar_conjunto
from helpers.ejercicios.repartos import (  # noqa: F401, los usa el guion
    DE_PANTALLA,
    PARTES_MINIMAS,
    Examen,
    Notas,
    Reparto,
    a_los_dos_lados,
    al_azar,
    notas_de,
    por_defecto,
    sin_aprender,
    son_las_suyas,
)
from helpers.ejercicios.respuestas import Campo, Fallo
from helpers.errores import ErrorDeModelo
from helpers.modelos.carga import MODELOS, cargar_real


def en_bits(*p: float) -> float:
    """La suma, con signo menos, de cada probabilidad por su logaritmo en base 2."""
    return -float((np.array(p) * np.log2(p)).sum())


PUBLICADO = (0.1312, 0.1299, 0.1293, 0.1262, 0.1252)
PRIMERA, CLASES = PUBLICADO[0], 8
LAS_CINCO = sum(PUBLICADO)
QUEDA = 1 - LAS_CINCO
RESTO = QUEDA / (CLASES - len(PUBLICADO))
VECES = PRIMERA / RESTO
ENTROPIA = en_bits(*PUBLICADO, RESTO, RESTO, RESTO)

MATRIZ, SESGO = "classifier.dense.weight", "classifier.dense.bias"
SIN_CARGAR = frozenset((MATRIZ, SESGO))
SOBRAN = frozenset(("classifier.output.weight", "classifier.output.bias"))
ESPERADOS = {  # del nombre que trae el archivo publicado al que espera la clase de transformers
    MATRIZ: "projector.weight",
    SESGO: "projector.bias",
    "classifier.output.weight": "classifier.weight",
    "classifier.output.bias": "classifier.bias",
}
ANCHO = 16  # el de la copia diminuta; en la red publicada, 1024


class Nombres(Campo):
    """Nombres de pesos: lista, tupla, conjunto, Series… Llega como un conjunto de textos."""

    def leer(self, nombre: str, valor: Any) -> frozenset[str]:
        """Devuelve el conjunto de los nombres."""
        if isinstance(valor, str):
            if len(valor.replace(",", " ").split()) > 1:
                raise Fallo("en_una_cadena")
            valor = [valor]
        if isinstance(valor, Mapping) and "missing_keys" in valor:
            raise Fallo("informe")
        if not isinstance(valor, Iterable) or getattr(valor, "ndim", 1) == 0:
            raise Fallo("no_son_varios")
        nombres = list(valor)
        if not all(isinstance(uno, str) for uno in nombres):
            raise Fallo("no_son_nombres")
        return frozenset(str(uno).strip() for uno in nombres)


@cache
def contar_numeros() -> dict[str, int]:
    """Cuántos números guarda cada peso del modelo de bolsillo, por su nombre."""
    from safetensors import safe_open

    with safe_open(MODELOS["emocion"].bolsillo / "model.safetensors", "np") as pesos:
        return {nombre: math.prod(pesos.get_slice(nombre).get_shape()) for nombre in pesos.keys()}  # noqa: SIM118


def cuantos(prefijo: str = "") -> int:
    """Cuántos números guardan, entre todos, los pesos cuyo nombre empieza así."""
    return sum(numeros for nombre, numeros in contar_numeros().items() if nombre.startswith(prefijo))


def de_un_solo_lado() -> tuple[int, ...]:
    """Lo que sale de contar las filas o las columnas de la matriz, y no todos sus números."""
    filas = cuantos(SESGO)
    columnas = cuantos(MATRIZ) // filas
    return columnas, columnas + filas, 2 * filas


class Traduccion(Campo):
    """Un diccionario de expresión regular a nombre, como el que pide ``key_mapping``."""

    def leer(self, nombre: str, valor: Any) -> dict[str, str]:
        """Devuelve el diccionario; dice lo suyo a lo que no lo es y a una expresión mal escrita."""
        if not isinstance(valor, Mapping):
            raise Fallo("no_es_diccionario")
        if "key_mapping" in valor:
            raise Fallo("con_el_resto")
        if not all(isinstance(texto, str) for par in valor.items() for texto in par):
            raise Fallo("sin_comillas")
        for expresion in valor:
            try:
                re.compile(expresion)
            except re.error as error:
                raise Fallo("mal_escrita", expresion=expresion, error=error) from None
        return dict(valor)


def traducir(nombre: str, traduccion: Mapping[str, str]) -> str:
    """Como lo hace transformers: cada expresión, en orden, sobre lo que dejó la anterior."""
    for expresion, cambio in traduccion.items():
        hallado = re.search(expresion, nombre)
        nombre = nombre.replace(hallado[0], cambio, 1) if hallado else nombre
    return nombre


def nada_cambia(traduccion: Mapping[str, str]) -> bool:
    """Si los cuatro nombres del archivo se quedan como estaban."""
    return all(traducir(nombre, traduccion) == nombre for nombre in ESPERADOS)


def mal_traducido(traduccion: Mapping[str, str]) -> str:
    """El primer nombre de la cabeza que no acaba siendo el que se espera, o nada si salen los cuatro."""
    malos = (nombre for nombre, bueno in ESPERADOS.items() if traducir(nombre, traduccion) != bueno)
    return next(malos, "")


def carga_entera(traduccion: dict[str, str]) -> bool:
    """Carga de verdad, con esa traducción, una red diminuta con los nombres del archivo publicado."""
    import torch

    intacta = _red_diminuta()
    opciones = {"classifier_proj_size": ANCHO, "key_mapping": traduccion}
    ficha = dataclasses.replace(MODELOS["emocion"], opciones_de_carga=opciones)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as carpeta:
        _guardar_con_otros_nombres(intacta, Path(carpeta))
        try:
            cargada = cargar_real(ficha, Path(carpeta)).model
        except ErrorDeModelo:
            return False
        ruido = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 4000)).astype(np.float32))
        with torch.no_grad():
            return bool(torch.allclose(intacta(ruido).logits, cargada(ruido).logits, atol=1e-5))


@cache
def _red_diminuta():
    """Un wav2vec 2.0 diminuto con las ocho etiquetas del modelo publicado."""
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

    etiquetas = sorted(MODELOS["emocion"].etiquetas)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Wav2Vec2ForSequenceClassification(
            Wav2Vec2Config(
                hidden_size=ANCHO,
                num_hidden_layers=1,
                num_attention_heads=2,
                intermediate_size=ANCHO,
                conv_dim=(8,) * 7,
                classifier_proj_size=ANCHO,
                num_conv_pos_embedding_groups=2,
                id2label=dict(enumerate(etiquetas)),
                label2id={etiqueta: n for n, etiqueta in enumerate(etiquetas)},
            )
        ).eval()


def _guardar_con_otros_nombres(red, carpeta: Path) -> None:
    from safetensors.torch import save_file
    from transformers import Wav2Vec2FeatureExtractor

    en_el_archivo = {esperado: nombre for nombre, esperado in ESPERADOS.items()}
    red.config.save_pretrained(carpeta)
    Wav2Vec2FeatureExtractor().save_pretrained(carpeta)
    pesos = {en_el_archivo.get(nombre, nombre): peso for nombre, peso in red.state_dict().items()}
    save_file(pesos, carpeta / "model.safetensors", metadata={"format": "pt"})


# --- 4: la prueba justa


@cache
def examen() -> Examen:
    """Las emociones y los hablantes de las 672 grabaciones, barajadas como en el cuaderno."""
    grabaciones = cargar_conjunto("emociones").sample(frac=1, random_state=0)
    return Examen(grabaciones.etiqueta.to_numpy(), grabaciones.grupo.to_numpy())
