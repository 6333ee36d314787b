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
import time

import numpy as np
import pandas as pd
import torch
from transformers import pipeline

from ..aumento import Aumento
from ..espectrogramas import espectrogramas
from ..guardado import guardar, guardar_resultados
from ..medida import confusiones, escuchar_demos, medir, medir_cada_grupo, resumir
from ..pasos import anadir_svm_a_las_fugas, contar, contar_parametros
from ..pliegues import cuantos_valida, dejar_uno_fuera, repartir_al_azar
from ..red import Entrenada, Plan, entrenar, predecir
from ..referencia import ajustar_svm, elegido, tabla_mfcc
from ..validacion import Ejemplos, comparar_planes
from .ficha import DESCRIPCIONES, escribir_ficha
from .voces import (
    equilibrar_ajustes,
    equilibrar_personas,
    leer_tablas,
    validar_en_personas,
)

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
PLANES = {
    f"parches de 64 × 64 cada {salto} tramas": Plan(
        tramas=300,
        parche=64,
        salto_mel=64,
        salto_tramas=salto,
        pasos=1000,
        ritmo=2e-3,
        aumento=AUMENTO,
    )
    for salto in (16, 32)
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    destino = opciones.parse_args(argumentos).destino
    destino.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    inicio = time.perf_counter()
    tablas = leer_tablas()
    desarrollo = Ejemplos.leer(tablas["desarrollo"], N_MEL)
    es_persona = (tablas["desarrollo"]["conjunto"] == "emodb").to_numpy()
    repartos = {
        "personas_nuevas": validar_en_personas(desarrollo, es_persona, por_personas),
        "al_azar": validar_en_personas(desarrollo, es_persona, por_clips),
    }

    cruzada = validar(PLANES, desarrollo, es_persona, repartos["personas_nuevas"])
    plan = max(cruzada, key=cruzada.get)
    print(f"Validación cruzada: {cruzada}. Se entrena con {plan}.")
    halaga = validar({plan: PLANES[plan]}, desarrollo, es_persona, repartos["al_azar"])
    entrenada = entrenar_con_todo(PLANES[plan], desarrollo, es_persona)
    guardar(entrenada, destino)

    resultados = {
        **medir_modelo(entrenada, tablas, desarrollo.etiquetas),
        **contar(tablas),
        "parametros": contar_parametros(entrenada),
        "plan": plan,
        "validacion_cruzada": cruzada,
        "fugas": {
            nombre: {"n": cuantos_valida(repartos[nombre]), "modelo": medida[plan]}
            for nombre, medida in (("personas_nuevas", cruzada), ("al_azar", halaga))
        },
    }
    anadir_referencias(resultados, tablas, es_persona, repartos)
    clasificador = pipeline("audio-classification", model=str(destino), device="cpu")
    resultados["demos"] = escuchar_demos(clasificador, DESCRIPCIONES)
    guardar_resultados(resultados, destino)
    escribir_ficha(resultados, destino / "README.md")
    print(f"Modelo y ficha en {destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def por_personas(personas: Ejemplos):
    return dejar_uno_fuera(personas.grupos)


def por_clips(personas: Ejemplos):
    return repartir_al_azar(personas.clases, len(set(personas.grupos)))


def validar(planes, desarrollo: Ejemplos, es_persona: np.ndarray, pliegues) -> dict[str, float]:
    """Devuelve la exactitud equilibrada de cada plan en las personas que no ha oído."""
    equilibrados = equilibrar_ajustes(pliegues, desarrollo.clases, es_persona)
    return comparar_planes(planes, desarrollo, equilibrados, [SEMILLA])


def entrenar_con_todo(plan: Plan, desarrollo: Ejemplos, es_persona: np.ndarray) -> Entrenada:
    todos = equilibrar_personas(np.arange(len(es_persona)), desarrollo.clases, es_persona)
    ejemplos = desarrollo[todos]
    return entrenar(ejemplos.espectros, ejemplos.clases, ejemplos.etiquetas, plan, SEMILLA)


def medir_modelo(entrenada: Entrenada, tablas: dict[str, pd.DataFrame], etiquetas: list[str]) -> dict:
    """Mide el modelo en las personas de prueba, que es lo que cuenta, y en las voces sintéticas de prueba."""
    personas, sinteticas = tablas["personas"], tablas["sinteticas"]
    sobre = f"{len(personas)} grabaciones de {personas['grupo'].nunique()} personas no oídas"
    columnas, sinteticas_ = (
        (tabla["etiqueta"], nombrar(entrenada, tabla, etiquetas), tabla["grupo"])
        for tabla in (personas, sinteticas)
    )
    return {
        **resumir(*columnas, etiquetas, sobre),
        "por_persona": medir_cada_grupo(*columnas),
        "sinteticas": {
            "modelo": medir(*sinteticas_),
            "confusiones": confusiones(*sinteticas_[:2], etiquetas),
            "por_voz": medir_cada_grupo(*sinteticas_),
        },
    }


def nombrar(entrenada: Entrenada, tabla: pd.DataFrame, etiquetas: list[str]) -> np.ndarray:
    """Devuelve la etiqueta que el modelo da a cada grabación de la tabla."""
    return np.array(etiquetas)[predecir(entrenada, espectrogramas(tabla["ruta"], N_MEL)).argmax(axis=1)]


def anadir_referencias(resultados: dict, tablas: dict, es_persona: np.ndarray, repartos: dict) -> None:
    """Mide la SVM con los mismos datos, y otra que solo ha oído a las personas."""
    mfcc = {nombre: tabla_mfcc(tabla["ruta"]) for nombre, tabla in tablas.items()}
    desarrollo = tablas["desarrollo"]
    svm = ajustar_svm(mfcc["desarrollo"], desarrollo["etiqueta"], repartos["personas_nuevas"], "balanced")
    solo = desarrollo[es_persona]
    svm_solo = ajustar_svm(
        mfcc["desarrollo"][es_persona], solo["etiqueta"], dejar_uno_fuera(solo["grupo"]), "balanced"
    )
    for nombre, ajustada in (("referencia", svm), ("referencia_solo_personas", svm_solo)):
        prueba = tablas["personas"]
        predichas = ajustada.predict(mfcc["personas"])
        resultados[nombre] = medir(prueba["etiqueta"], predichas, prueba["grupo"]) | elegido(ajustada)
    sinteticas = tablas["sinteticas"]
    resultados["sinteticas"]["referencia"] = medir(
        sinteticas["etiqueta"], svm.predict(mfcc["sinteticas"]), sinteticas["grupo"]
    )
    anadir_svm_a_las_fugas(resultados["fugas"], svm, mfcc["desarrollo"], desarrollo["etiqueta"], repartos)
