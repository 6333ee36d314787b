"""Entrena el modelo de bolsillo de dígitos en inglés y lo deja, con su ficha, en `data/modelos/digito/`.

    python data/recetas modelos/digito

Necesita las dependencias del curso, los programas `espeak-ng` y `flite`, y FSDD en la caché
(`python3 -m helpers preparar fsdd`). Elige el plan dejando fuera, una cada vez, a las dos personas de
entrenamiento; entrena con las dos y con voces sintéticas, que graba y borra, y se mide una sola vez con las
dos personas de prueba.

Tarda unos diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from transformers import pipeline

from ..aumento import Aumento
from ..guardado import guardar, guardar_resultados
from ..medida import escuchar_demos, medir, medir_cada_grupo, resumir
from ..pasos import anadir_svm_a_las_fugas, contar, elegir_y_entrenar
from ..pliegues import dejar_uno_fuera
from ..reales import del_cuaderno
from ..red import Entrenada, Plan, predecir
from ..referencia import ajustar_svm, elegido, tabla_mfcc
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha
from .voces import REAL, leer_tablas, por_clips, por_personas

SEMILLA = 0
VOCES = 80  # sintéticas
AUMENTO = Aumento(
    comienzo=0.0,
    velocidad=0.2,
    timbre=0.08,
    desplazamiento=1.5,
    ganancia=10.0,
    ecualizacion=5.0,
    sordina=0.5,
    ruido=(15.0, 50.0),
    mascara_tramas=8,
    mascara_filas=6,
    recortes=0.2,
    corte_minimo=0.85,
)
PLANES = {
    f"parches de {parche} × {parche} cada {salto} tramas": Plan(
        tramas=100,
        parche=parche,
        salto_mel=parche,
        salto_tramas=salto,
        pasos=2000,
        ritmo=2e-3,
        aumento=AUMENTO,
    )
    for parche, salto in ((32, 8), (64, 8))
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    destino = opciones.parse_args(argumentos).destino
    destino.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as carpeta:
        _entrenar_en(destino, leer_tablas(Path(carpeta), VOCES))


def _entrenar_en(destino: Path, tablas: dict[str, pd.DataFrame]) -> None:
    inicio = time.perf_counter()
    desarrollo = Ejemplos.leer(tablas["desarrollo"])
    repartos = {
        "personas_nuevas": por_personas(tablas["desarrollo"]),
        "al_azar": por_clips(tablas["desarrollo"]),
    }
    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, destino)

    resultados = {
        **medir_modelo(entrenada, tablas["personas"]),
        **contar(tablas),
        **del_plan,
        "cuadernos": {red: del_cuaderno(REAL, red) for red in ("CNN", "LSTM")},
    }
    anadir_referencias(resultados, tablas, repartos)
    clasificador = pipeline("audio-classification", model=str(destino), device="cpu")
    resultados["demos"] = escuchar_demos(clasificador, DESCRIPCIONES)
    guardar_resultados(resultados, destino)
    escribir_ficha(resultados, destino / "README.md")
    print(f"Modelo y ficha en {destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def medir_modelo(entrenada: Entrenada, personas: pd.DataFrame) -> dict:
    """Mide el modelo, por primera y única vez, en las personas que no ha oído."""
    ejemplos = Ejemplos.leer(personas)
    nombres = np.array(ejemplos.etiquetas)
    predichas = nombres[predecir(entrenada, ejemplos.espectros).argmax(axis=1)]
    columnas = (personas["etiqueta"], predichas, personas["grupo"])
    sobre = f"{len(personas)} dígitos de {personas['grupo'].nunique()} personas no oídas"
    return resumir(*columnas, ejemplos.etiquetas, sobre) | {"por_persona": medir_cada_grupo(*columnas)}


def anadir_referencias(resultados: dict, tablas: dict, repartos: dict) -> None:
    """Mide la SVM con los mismos datos, y otra que solo ha oído a las personas."""
    desarrollo, personas = tablas["desarrollo"], tablas["personas"]
    mfcc, de_prueba = (tabla_mfcc(tabla["ruta"]) for tabla in (desarrollo, personas))
    es_persona = (desarrollo["conjunto"] == REAL).to_numpy()
    solo = desarrollo[es_persona]
    svm = ajustar_svm(mfcc, desarrollo["etiqueta"], repartos["personas_nuevas"])
    svm_solo = ajustar_svm(mfcc[es_persona], solo["etiqueta"], dejar_uno_fuera(solo["grupo"]))
    for nombre, ajustada in (("referencia", svm), ("referencia_solo_personas", svm_solo)):
        medida = medir(personas["etiqueta"], ajustada.predict(de_prueba), personas["grupo"])
        resultados[nombre] = medida | elegido(ajustada)
    anadir_svm_a_las_fugas(resultados["fugas"], svm, mfcc, desarrollo["etiqueta"], repartos)
