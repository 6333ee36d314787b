"""Entrena el modelo de bolsillo de emoción y lo deja, con su ficha, en `data/modelos/emocion/`.

    python data/recetas modelos/emocion

Necesita las dependencias del curso y EmoDB en la caché (`python3 -m helpers preparar emodb`). Elige el plan
dejando fuera, una cada vez, a las personas de entrenamiento de EmoDB; entrena con todas ellas y con las voces
sintéticas de entrenamiento y validación, y se mide una sola vez con las de prueba.

Tarda unos diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from ..aumento import Aumento
from ..guardado import abrir, guardar
from ..medida import confusiones, contestar, escuchar_demos, medir, medir_cada_grupo, resumir
from ..pasos import contar, elegir_plan, entrenar_con, publicar
from ..personas import anadir_referencias, repartir_personas
from ..red import Entrenada, planes_de_parches
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha
from .voces import REAL, equilibrar_ajustes, equilibrar_personas, leer_tablas

SEMILLA = 0
N_MEL = 64
AUMENTO = Aumento(
    velocidad=0.1,
    timbre=0.06,
    desplazamiento=1.0,
    ganancia=6.0,
    ecualizacion=2.0,
    sordina=0.0,
    ruido=(25.0, 60.0),
    mascara_tramas=30,
    mascara_filas=6,
    recortes=0.3,
    corte_minimo=0.5,
)
PLANES = planes_de_parches(((64, 16), (64, 32)), tramas=300, pasos=1000, ritmo=2e-3, aumento=AUMENTO)


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    publicar(entrenar_y_medir, escribir_ficha, opciones.parse_args(argumentos).destino)


def entrenar_y_medir(destino: Path) -> dict:
    """Deja el modelo en `destino` y devuelve sus resultados."""
    tablas = leer_tablas()
    desarrollo = Ejemplos.leer(tablas["desarrollo"], N_MEL)
    es_persona = (tablas["desarrollo"]["conjunto"] == REAL).to_numpy()
    repartos = repartir_personas(tablas["desarrollo"], es_persona)
    equilibrados = {
        nombre: equilibrar_ajustes(pliegues, desarrollo.clases, es_persona)
        for nombre, pliegues in repartos.items()
    }
    todos = equilibrar_personas(np.arange(len(es_persona)), desarrollo.clases, es_persona)
    elegido = elegir_plan(PLANES, desarrollo, equilibrados, SEMILLA)
    entrenada, del_plan = entrenar_con(desarrollo[todos], PLANES, elegido, SEMILLA)
    guardar(entrenada, destino)

    resultados = {**medir_modelo(entrenada, tablas), **contar(tablas), **del_plan}
    anadir_referencias(resultados, tablas, es_persona, repartos, peso_de_clase="balanced")
    resultados["demos"] = escuchar_demos(abrir(destino), DESCRIPCIONES)
    return resultados


def medir_modelo(entrenada: Entrenada, tablas: dict[str, pd.DataFrame]) -> dict:
    """Mide el modelo en las personas de prueba, que es lo que cuenta, y en las voces sintéticas de prueba."""
    personas, sinteticas = (contestar(entrenada, tablas[nombre]) for nombre in ("personas", "sinteticas"))
    return {
        **resumir(personas, entrenada.etiquetas, "grabaciones", "personas"),
        "por_persona": medir_cada_grupo(*personas),
        "sinteticas": {
            "modelo": medir(*sinteticas),
            "confusiones": confusiones(*sinteticas[:2], entrenada.etiquetas),
            "por_voz": medir_cada_grupo(*sinteticas),
        },
    }
