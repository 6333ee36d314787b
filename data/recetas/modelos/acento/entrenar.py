"""Entrena el modelo de bolsillo de acento y lo deja, con su ficha, en `data/modelos/acento/`.

    python data/recetas modelos/acento [--reales CARPETA]

Necesita las dependencias del curso y nada más. Elige el plan por validación cruzada entre voces y frases que
no están en el ajuste, entrena con las particiones de entrenamiento y validación y se mide una sola vez con la
de prueba. `--reales` es una carpeta con grabaciones de VCTK y su `metadatos.csv`; sin ella, la ficha no dice
qué responde el modelo a voces de verdad.

Tarda unos diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.datos import CONJUNTOS, cargar_conjunto

from ..aumento import Aumento
from ..guardado import abrir, guardar
from ..medida import contestar, escuchar_demos, medir_cada_grupo, resumir
from ..pasos import contar, elegir_y_entrenar, partir, publicar
from ..pliegues import Pliegue, repartir, repartir_al_azar, repartir_voces_y_frases
from ..red import planes_de_parches
from ..referencia import anadir_referencia
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha
from .vctk import escuchar_vctk

SEMILLA = 0
N_MEL = 32
AUMENTO = Aumento(
    velocidad=0.1,
    timbre=0.05,
    desplazamiento=0.5,
    ganancia=6.0,
    ecualizacion=3.0,
    sordina=0.0,
    ruido=(20.0, 60.0),
    mascara_tramas=20,
    mascara_filas=3,
    recortes=0.1,
    corte_minimo=0.7,
)
PLANES = planes_de_parches(((32, 16), (32, 32)), tramas=400, pasos=1000, ritmo=2e-3, aumento=AUMENTO)


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--reales", type=Path, help="carpeta con grabaciones de VCTK y su metadatos.csv")
    ajustes = opciones.parse_args(argumentos)
    publicar(partial(entrenar_y_medir, reales=ajustes.reales), escribir_ficha, ajustes.destino)


def entrenar_y_medir(destino: Path, reales: Path | None) -> dict:
    """Deja el modelo en `destino` y devuelve sus resultados."""
    tablas = partir(leer_tabla())
    desarrollo = Ejemplos.leer(tablas["desarrollo"], N_MEL)
    repartos = repartir_de_tres_maneras(desarrollo, tablas["desarrollo"]["frase"].to_numpy(str))
    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, destino)

    respuestas = contestar(entrenada, tablas["prueba"])
    resultados = {
        **resumir(respuestas, entrenada.etiquetas, "clips", "voces"),
        "por_voz": medir_cada_grupo(*respuestas),
        **contar(tablas),
        "frases": {nombre: parte["frase"].nunique() for nombre, parte in tablas.items()},
        **del_plan,
    }
    anadir_referencia(resultados, tablas, repartos)
    clasificador = abrir(destino)
    resultados["demos"] = escuchar_demos(clasificador, DESCRIPCIONES)
    if reales:
        resultados["reales"] = escuchar_vctk(clasificador, reales)
    return resultados


def leer_tabla() -> pd.DataFrame:
    """Devuelve los clips del conjunto con la frase que dice cada uno."""
    frases = pd.read_csv(CONJUNTOS / "acentos" / "parametros.csv")[["archivo", "frase"]]
    return cargar_conjunto("acentos").merge(frases, on="archivo", validate="one_to_one")


def repartir_de_tres_maneras(desarrollo: Ejemplos, frases: np.ndarray) -> dict[str, list[Pliegue]]:
    """Devuelve los pliegues, del reparto más difícil al que más halaga."""
    clases, voces = desarrollo.clases, desarrollo.grupos
    return {
        "voces_y_frases_nuevas": repartir_voces_y_frases(clases, voces, frases),
        "voces_nuevas": repartir(clases, voces),
        "al_azar": repartir_al_azar(clases),
    }
