"""Repite con otras semillas el bosque del cuaderno 05 y la CNN del 06, y lo que sacan de más que la SVM.

    python data/recetas resultados/semillas_05_06.csv

Escribe ``data/resultados/semillas_05_06.csv``, con nuestro conjunto `eventos`: diez bosques y cinco redes,
que solo se distinguen en la semilla. Tarda un minuto o dos en dos núcleos libres. El examen es el de los
cuadernos y de él no sale ninguna decisión: la época de cada red la elige su pérdida de validación.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
import pandas as pd
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from helpers.caracteristicas import LogMel, Mfcc, extraer
from helpers.datos import apartar_validacion, cargar_conjunto
from helpers.evaluacion import azar, exactitud_equilibrada, intervalo_de_la_diferencia
from helpers.redes import CNN, Normalizar, entrenar, predecir

BOSQUES, REDES = range(10), range(5)
EPOCAS, RITMO, PACIENCIA = 25, 3e-3, 10  # los de «todos, sin remedios», en el cuaderno 06


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    """Escribe la tabla y la enseña."""
    destino = opciones.parse_args(argumentos).destino
    destino.parent.mkdir(parents=True, exist_ok=True)
    tabla = medir()
    tabla.round(4).to_csv(destino, index=False, lineterminator="\n")
    print(tabla)


def medir() -> pd.DataFrame:
    """Devuelve una fila por clasificador y semilla, con su nota y su diferencia emparejada con la SVM."""
    tabla = apartar_validacion(cargar_conjunto("eventos"))
    examen = tabla[tabla.particion == "prueba"]
    reales, grupos = examen.etiqueta.to_numpy(), examen.grupo.to_numpy()
    (_, _, de_la_svm), *otros = _respuestas(tabla)
    de_svm = exactitud_equilibrada(reales, de_la_svm)
    filas = []
    for clasificador, semilla, dichas in otros:
        nota = exactitud_equilibrada(reales, dichas)
        inferior, superior = intervalo_de_la_diferencia(reales, dichas, de_la_svm, grupos)
        filas.append(
            {
                "clasificador": clasificador,
                "semilla": semilla,
                "exactitud_equilibrada": nota,
                "menos_la_svm": round(nota - de_svm, 4) + 0.0,  # sin «−0»
                "inferior": inferior,
                "superior": superior,
                "azar": azar(reales),
                "n": len(reales),
                "n_grupos": len(set(grupos)),
            }
        )
    return pd.DataFrame(filas)


def _respuestas(tabla: pd.DataFrame) -> Iterator[tuple[str, int, np.ndarray]]:
    """Da el nombre, la semilla y lo que contesta en la prueba cada clasificador; el primero es la SVM."""
    X = np.array([[*M.mean(axis=1), *M.std(axis=1)] for M in extraer(tabla.ruta, Mfcc(sr=22_050))])
    y, prueba = tabla.etiqueta.to_numpy(), (tabla.particion == "prueba").to_numpy()
    svm = make_pipeline(StandardScaler(), SVC(C=10)).fit(X[~prueba], y[~prueba])
    yield "SVM", 0, svm.predict(X[prueba])
    for semilla in BOSQUES:
        bosque = RandomForestClassifier(100, random_state=semilla).fit(X[~prueba], y[~prueba])
        yield "bosque aleatorio", semilla, bosque.predict(X[prueba])
    yield from _redes(tabla)


def _redes(tabla: pd.DataFrame) -> Iterator[tuple[str, int, np.ndarray]]:
    espectros = extraer(tabla.ruta, LogMel(sr=22_050, n_fft=1024, hop_length=512, n_mels=64))
    partes = ("entrenamiento", "validacion", "prueba")
    ajuste, validacion, prueba = (np.flatnonzero(tabla.particion == parte) for parte in partes)
    tramas = min(espectros[i].shape[1] for i in ajuste)
    X = np.stack([E[:, :tramas] for E in espectros])[:, None]
    X = Normalizar.medida_en(X[ajuste], ejes=(0, 1, 3))(torch.tensor(X)).float()
    clases, cual = np.unique(tabla.etiqueta, return_inverse=True)
    y = torch.tensor(cual)
    for semilla in REDES:
        torch.manual_seed(semilla)
        red = CNN(len(clases))
        datos = (X[ajuste], y[ajuste]), (X[validacion], y[validacion])
        entrenar(red, *datos, epocas=EPOCAS, ritmo=RITMO, paciencia=PACIENCIA, semilla=semilla)
        yield "CNN", semilla, clases[predecir(red, X[prueba]).argmax(axis=1)]
