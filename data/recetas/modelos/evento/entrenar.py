"""Entrena el modelo de bolsillo de sonidos cotidianos y lo deja, con su ficha, en `data/modelos/evento/`.

    python data/recetas modelos/evento

Necesita las dependencias del curso y ESC-10 en la caché (`python3 -m helpers preparar esc10`). Elige el plan
por validación cruzada entre las grabaciones de origen de los pliegues 1 a 3, entrena con ellos y se mide una
sola vez con el pliegue 4.

Tarda unos diez minutos en dos núcleos libres. La semilla está fijada; aun así, otro procesador u otra
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
from ..guardado import guardar, guardar_resultados
from ..medida import escuchar_demos, medir, resumir
from ..pasos import anadir_svm_a_las_fugas, contar, elegir_y_entrenar
from ..pliegues import repartir, repartir_al_azar
from ..reales import del_cuaderno, leer_conjunto
from ..red import Entrenada, Plan, predecir
from ..referencia import ajustar_svm, elegido, tabla_mfcc
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha

CONJUNTO = "esc10"
SEMILLA = 0
PLANES = {
    f"parches de 64 × 64 cada 32 tramas y {pasos} pasos de entrenamiento": Plan(
        tramas=500, salto_tramas=32, pasos=pasos, ritmo=2e-3, aumento=Aumento()
    )
    for pasos in (500, 1000)
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    destino = opciones.parse_args(argumentos).destino
    destino.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)

    inicio = time.perf_counter()
    tabla = leer_conjunto(CONJUNTO)
    es_prueba = tabla["particion"] == "prueba"
    tablas = {
        "desarrollo": tabla[~es_prueba].reset_index(drop=True),
        "prueba": tabla[es_prueba].reset_index(drop=True),
    }
    desarrollo = Ejemplos.leer(tablas["desarrollo"])
    repartos = {
        "origenes_nuevos": repartir(desarrollo.clases, desarrollo.grupos),
        "al_azar": repartir_al_azar(desarrollo.clases),
    }

    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, destino)

    resultados = {
        **medir_modelo(entrenada, tablas["prueba"]),
        **contar(tablas),
        **del_plan,
        "cnn": del_cuaderno(CONJUNTO, "CNN"),
    }
    anadir_referencia(resultados, tablas, repartos)
    clasificador = pipeline("audio-classification", model=str(destino), device="cpu")
    resultados["demos"] = escuchar_demos(clasificador, DESCRIPCIONES)
    guardar_resultados(resultados, destino)
    escribir_ficha(resultados, destino / "README.md")
    print(f"Modelo y ficha en {destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def medir_modelo(entrenada: Entrenada, prueba: pd.DataFrame) -> dict:
    """Mide el modelo, por primera y única vez, en el pliegue que no ha oído."""
    ejemplos = Ejemplos.leer(prueba)
    nombres = np.array(ejemplos.etiquetas)
    predichas = nombres[predecir(entrenada, ejemplos.espectros).argmax(axis=1)]
    sobre = f"{len(prueba)} clips de {prueba['grupo'].nunique()} grabaciones no oídas"
    return resumir(prueba["etiqueta"], predichas, prueba["grupo"], ejemplos.etiquetas, sobre)


def anadir_referencia(resultados: dict, tablas: dict, repartos: dict) -> None:
    """Mide la SVM con los mismos clips y los mismos repartos."""
    desarrollo, prueba = tablas["desarrollo"], tablas["prueba"]
    mfcc = tabla_mfcc(desarrollo["ruta"])
    svm = ajustar_svm(mfcc, desarrollo["etiqueta"], repartos["origenes_nuevos"])
    predichas = svm.predict(tabla_mfcc(prueba["ruta"]))
    resultados["referencia"] = medir(prueba["etiqueta"], predichas, prueba["grupo"]) | elegido(svm)
    anadir_svm_a_las_fugas(resultados["fugas"], svm, mfcc, desarrollo["etiqueta"], repartos)
