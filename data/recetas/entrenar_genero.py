"""Entrena el modelo de bolsillo de género musical y lo deja, con su ficha, en `data/modelos/genero/`.

    python data/recetas/entrenar_genero.py [--reales CARPETA]

Necesita las dependencias del curso y nada más. Elige el plan por validación cruzada entre las bandas de
entrenamiento y validación, entrena con todas ellas y se mide una sola vez con las de prueba. `--reales` es
una carpeta con cinco de las grabaciones que descarga `librosa.ex`; sin ella, la ficha no dice qué responde
el modelo a música real.

Tarda menos de diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from modelo_genero.espectrogramas import N_MEL, SR, espectrogramas
from modelo_genero.ficha import escribir_ficha
from modelo_genero.medida import confusiones, escuchar_reales, medir
from modelo_genero.red import TRAMAS, Entrenada, Plan, entrenar, predecir
from modelo_genero.referencia import ajustar_svm, tabla_mfcc
from modelo_genero.validacion import Ejemplos, comparar_planes
from transformers import ASTFeatureExtractor, pipeline

from helpers.datos import DATOS, cargar_conjunto
from helpers.evaluacion import azar

SEMILLA = 0
PLANES = {
    "parches de 64 × 64 cada 16 tramas": Plan(salto_tramas=16, pasos=800),
    "parches de 64 × 64 cada 32 tramas": Plan(salto_tramas=32, pasos=1000),
}


def main() -> None:
    opciones = argparse.ArgumentParser(description="Entrena el modelo de bolsillo de género musical.")
    opciones.add_argument("--destino", type=Path, default=DATOS / "modelos" / "genero")
    opciones.add_argument("--reales", type=Path, help="carpeta con las grabaciones de librosa.ex")
    ajustes = opciones.parse_args()
    torch.set_num_threads(2)
    ajustes.destino.mkdir(parents=True, exist_ok=True)

    inicio = time.perf_counter()
    tabla = cargar_conjunto("generos")
    es_prueba = (tabla["particion"] == "prueba").to_numpy()
    ejemplos = leer_ejemplos(tabla)
    desarrollo, prueba = ejemplos[np.flatnonzero(~es_prueba)], ejemplos[np.flatnonzero(es_prueba)]

    cruzada = comparar_planes(PLANES, desarrollo, SEMILLA)
    elegido = max(cruzada, key=cruzada.get)
    print(f"Validación cruzada: {cruzada}. Se entrena con {elegido}.")
    entrenada = entrenar(
        desarrollo.espectros, desarrollo.clases, desarrollo.etiquetas, PLANES[elegido], SEMILLA
    )
    guardar(entrenada, ajustes.destino)

    nombres = np.array(ejemplos.etiquetas)
    predichas = nombres[predecir(entrenada, prueba.espectros).argmax(axis=1)]
    reales = nombres[prueba.clases]
    resultados = {
        "piezas": {"desarrollo": len(desarrollo.clases), "prueba": len(prueba.clases)},
        "bandas": {"desarrollo": len(set(desarrollo.grupos)), "prueba": len(set(prueba.grupos))},
        "parametros": sum(parametro.numel() for parametro in entrenada.red.parameters()),
        "etiquetas": ejemplos.etiquetas,
        "azar": azar(reales),
        "plan": elegido,
        "validacion_cruzada": cruzada,
        "modelo": medir(reales, predichas, prueba.grupos),
        "confusiones": confusiones(reales, predichas, ejemplos.etiquetas),
        "referencia": medir_referencia(tabla, es_prueba),
    }
    if ajustes.reales:
        clasificador = pipeline("audio-classification", model=str(ajustes.destino), device="cpu")
        resultados["reales"] = escuchar_reales(clasificador, ajustes.reales)
    (ajustes.destino / "resultados.json").write_text(
        json.dumps(resultados, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    escribir_ficha(resultados, ajustes.destino / "README.md")
    print(f"Modelo y ficha en {ajustes.destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def leer_ejemplos(tabla) -> Ejemplos:
    """Devuelve el espectrograma, la clase y la banda de todas las piezas del conjunto."""
    etiquetas, clases = np.unique(tabla["etiqueta"].to_numpy(str), return_inverse=True)
    return Ejemplos(
        espectrogramas(tabla["ruta"]),
        clases,
        tabla["grupo"].to_numpy(str),
        etiquetas.tolist(),
    )


def medir_referencia(tabla, es_prueba: np.ndarray) -> dict:
    """Mide la SVM sobre estadísticas de MFCC en las mismas bandas de prueba."""
    mfcc = tabla_mfcc(tabla["ruta"])
    desarrollo, prueba = tabla[~es_prueba], tabla[es_prueba]
    svm = ajustar_svm(mfcc[~es_prueba], desarrollo["etiqueta"], desarrollo["grupo"])
    cifras = medir(prueba["etiqueta"], svm.predict(mfcc[es_prueba]), prueba["grupo"])
    return cifras | {"C": svm.best_params_["svc__C"], "validacion_cruzada": svm.best_score_}


def guardar(entrenada: Entrenada, destino: Path) -> None:
    """Escribe los pesos, la configuración y el extractor con los que `pipeline` carga el modelo."""
    entrenada.red.save_pretrained(destino)
    ASTFeatureExtractor(
        sampling_rate=SR,
        num_mel_bins=N_MEL,
        max_length=TRAMAS,
        mean=entrenada.media,
        std=entrenada.desviacion,
    ).save_pretrained(destino)


if __name__ == "__main__":
    main()
