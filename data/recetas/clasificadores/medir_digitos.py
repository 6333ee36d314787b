"""Mide FSDD con la voz ya oída y con una voz nueva, y lo escribe en ``data/resultados/digitos_por_voz.csv``.

    python data/recetas resultados/digitos_por_voz.csv

Necesita el conjunto en la caché: ``descargar_conjunto("fsdd")``. Tarda unos segundos. Es la misma cuenta que
hace el cuaderno 05 cuando tiene el conjunto; el archivo es para quien no lo tiene.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from helpers.caracteristicas import Mfcc, extraer
from helpers.datos import cargar_conjunto

RECETA = Mfcc(sr=8000, n_fft=512, hop_length=128, n_mels=40)


def medir() -> pd.DataFrame:
    """Devuelve, por hablante, cuántos dígitos hay y qué fracción se acierta en cada caso."""
    digitos = cargar_conjunto("fsdd")
    X = np.array([[*M.mean(axis=1), *M.std(axis=1)] for M in extraer(digitos.ruta, RECETA)])
    cifra, voz = digitos["etiqueta"].to_numpy(), digitos["grupo"].to_numpy()
    svm = make_pipeline(StandardScaler(), SVC(C=10))
    al_azar = StratifiedKFold(4, shuffle=True, random_state=0)
    oida = cross_val_predict(svm, X, cifra, cv=al_azar) == cifra
    nueva = cross_val_predict(svm, X, cifra, groups=voz, cv=LeaveOneGroupOut()) == cifra
    aciertos = pd.DataFrame({"hablante": voz, "n": 1, "voz oída": oida, "voz nueva": nueva})
    return aciertos.groupby("hablante").agg({"n": "sum", "voz oída": "mean", "voz nueva": "mean"})


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    destino = opciones.parse_args(argumentos).destino
    destino.parent.mkdir(parents=True, exist_ok=True)
    tabla = medir()
    tabla.round(3).to_csv(destino, lineterminator="\n")
    print(tabla)
