"""Entrena el modelo de bolsillo de género musical y lo deja, con su ficha, en `data/modelos/genero/`.

    python data/recetas modelos/genero [--reales CARPETA]

Necesita las dependencias del curso y nada más. Elige el plan por validación cruzada entre las bandas de
entrenamiento y validación, entrena con todas ellas y se mide una sola vez con las de prueba. `--reales` es
una carpeta con cinco de las grabaciones que descarga `librosa.ex`; sin ella, la ficha no dice qué responde
el modelo a música real.

Tarda menos de diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from transformers import pipeline

from helpers.datos import cargar_conjunto

from ..guardado import guardar, guardar_resultados
from ..medida import escuchar_reales, medir, resumir
from ..pliegues import repartir
from ..red import Plan, entrenar, predecir
from ..referencia import ajustar_svm, elegido, tabla_mfcc
from ..validacion import Ejemplos, comparar_planes
from .ficha import escribir_ficha

SEMILLA = 0
PLANES = {
    "parches de 64 × 64 cada 16 tramas": Plan(tramas=800, salto_tramas=16, pasos=800),
    "parches de 64 × 64 cada 32 tramas": Plan(tramas=800, salto_tramas=32, pasos=1000),
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--reales", type=Path, help="carpeta con las grabaciones de librosa.ex")
    ajustes = opciones.parse_args(argumentos)
    torch.set_num_threads(2)

    inicio = time.perf_counter()
    tabla = cargar_conjunto("generos")
    es_prueba = (tabla["particion"] == "prueba").to_numpy()
    ejemplos = Ejemplos.leer(tabla)
    desarrollo, prueba = ejemplos[np.flatnonzero(~es_prueba)], ejemplos[np.flatnonzero(es_prueba)]

    pliegues = repartir(desarrollo.clases, desarrollo.grupos)
    cruzada = comparar_planes(PLANES, desarrollo, pliegues, [SEMILLA])
    plan = max(cruzada, key=cruzada.get)
    print(f"Validación cruzada: {cruzada}. Se entrena con {plan}.")
    entrenada = entrenar(desarrollo.espectros, desarrollo.clases, desarrollo.etiquetas, PLANES[plan], SEMILLA)
    guardar(entrenada, ajustes.destino)

    nombres = np.array(ejemplos.etiquetas)
    predichas = nombres[predecir(entrenada, prueba.espectros).argmax(axis=1)]
    bandas = {"desarrollo": len(set(desarrollo.grupos)), "prueba": len(set(prueba.grupos))}
    sobre = f"{len(predichas)} piezas de {bandas['prueba']} bandas no oídas"
    resultados = resumir(nombres[prueba.clases], predichas, prueba.grupos, ejemplos.etiquetas, sobre) | {
        "ejemplos": {"desarrollo": len(desarrollo.clases), "prueba": len(prueba.clases)},
        "grupos": bandas,
        "parametros": sum(parametro.numel() for parametro in entrenada.red.parameters()),
        "plan": plan,
        "validacion_cruzada": cruzada,
        "referencia": medir_referencia(tabla, es_prueba),
    }
    if ajustes.reales:
        clasificador = pipeline("audio-classification", model=str(ajustes.destino), device="cpu")
        resultados["reales"] = escuchar_reales(clasificador, ajustes.reales)
    guardar_resultados(resultados, ajustes.destino)
    escribir_ficha(resultados, ajustes.destino / "README.md")
    print(f"Modelo y ficha en {ajustes.destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def medir_referencia(tabla, es_prueba: np.ndarray) -> dict:
    """Mide la SVM sobre estadísticas de MFCC en las mismas bandas de prueba."""
    mfcc = tabla_mfcc(tabla["ruta"])
    desarrollo, prueba = tabla[~es_prueba], tabla[es_prueba]
    pliegues = repartir(desarrollo["etiqueta"], desarrollo["grupo"])
    svm = ajustar_svm(mfcc[~es_prueba], desarrollo["etiqueta"], pliegues)
    return medir(prueba["etiqueta"], svm.predict(mfcc[es_prueba]), prueba["grupo"]) | elegido(svm)
