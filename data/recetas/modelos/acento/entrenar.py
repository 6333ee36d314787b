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
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from transformers import pipeline

from helpers.datos import CONJUNTOS, cargar_conjunto

from ..aumento import Aumento
from ..espectrogramas import espectrogramas
from ..guardado import guardar, guardar_resultados
from ..medida import escuchar_demos, medir, medir_cada_grupo, resumir
from ..pasos import anadir_svm_a_las_fugas, contar, elegir_y_entrenar
from ..pliegues import (
    Pliegue,
    repartir,
    repartir_al_azar,
    repartir_voces_y_frases,
)
from ..red import Entrenada, Plan, predecir
from ..referencia import ajustar_svm, elegido, tabla_mfcc
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
PLANES = {
    f"parches de 32 × 32 cada {salto} tramas": Plan(
        tramas=400,
        parche=32,
        salto_mel=32,
        salto_tramas=salto,
        pasos=1000,
        ritmo=2e-3,
        aumento=AUMENTO,
    )
    for salto in (16, 32)
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--reales", type=Path, help="carpeta con grabaciones de VCTK y su metadatos.csv")
    ajustes = opciones.parse_args(argumentos)
    ajustes.destino.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    inicio = time.perf_counter()
    tabla = leer_tabla()
    es_prueba = tabla["particion"] == "prueba"
    tablas = {"desarrollo": tabla[~es_prueba], "prueba": tabla[es_prueba]}
    desarrollo = Ejemplos.leer(tablas["desarrollo"], N_MEL)
    repartos = repartir_de_tres_maneras(desarrollo, tablas["desarrollo"]["frase"].to_numpy(str))

    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, ajustes.destino)

    resultados = {
        **medir_modelo(entrenada, tablas["prueba"], desarrollo.etiquetas),
        **contar(tablas),
        "frases": {nombre: parte["frase"].nunique() for nombre, parte in tablas.items()},
        **del_plan,
    }
    anadir_referencia(resultados, tablas, repartos)
    clasificador = pipeline("audio-classification", model=str(ajustes.destino), device="cpu")
    resultados["demos"] = escuchar_demos(clasificador, DESCRIPCIONES)
    if ajustes.reales:
        resultados["reales"] = escuchar_vctk(clasificador, ajustes.reales)
    guardar_resultados(resultados, ajustes.destino)
    escribir_ficha(resultados, ajustes.destino / "README.md")
    print(f"Modelo y ficha en {ajustes.destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


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


def medir_modelo(entrenada: Entrenada, prueba: pd.DataFrame, etiquetas: list[str]) -> dict:
    """Mide el modelo en las voces y las frases de prueba."""
    predichas = np.array(etiquetas)[predecir(entrenada, espectrogramas(prueba["ruta"], N_MEL)).argmax(axis=1)]
    columnas = prueba["etiqueta"], predichas, prueba["grupo"]
    sobre = f"{len(prueba)} clips de {prueba['grupo'].nunique()} voces no oídas"
    return resumir(*columnas, etiquetas, sobre) | {"por_voz": medir_cada_grupo(*columnas)}


def anadir_referencia(resultados: dict, tablas: dict[str, pd.DataFrame], repartos: dict) -> None:
    """Mide la SVM con los mismos datos: en la prueba y con cada manera de repartir el desarrollo."""
    mfcc = {nombre: tabla_mfcc(tabla["ruta"]) for nombre, tabla in tablas.items()}
    desarrollo, prueba = tablas["desarrollo"]["etiqueta"], tablas["prueba"]
    svm = ajustar_svm(mfcc["desarrollo"], desarrollo, repartos["voces_y_frases_nuevas"])
    predichas = svm.predict(mfcc["prueba"])
    resultados["referencia"] = medir(prueba["etiqueta"], predichas, prueba["grupo"]) | elegido(svm)
    anadir_svm_a_las_fugas(resultados["fugas"], svm, mfcc["desarrollo"], desarrollo, repartos)
