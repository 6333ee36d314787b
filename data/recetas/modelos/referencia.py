"""El modelo de referencia que el pequeño tiene que igualar: estadísticas de MFCC y una SVM."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import librosa
import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from helpers.audio import cargar_audio
from helpers.evaluacion import exactitud_equilibrada

from .medida import medir
from .pliegues import Pliegue

SR = 22_050
SIN_DELTAS, CON_DELTAS = 40, 80  # columnas de la tabla
ANCHO_DE_DELTAS = 9  # tramas; con menos, hay que inventar los bordes


def estadisticas_mfcc(ruta: Path) -> np.ndarray:
    """Devuelve la media y la desviación típica, en el tiempo, de 20 MFCC y de sus deltas: (80,)."""
    mfcc = librosa.feature.mfcc(y=cargar_audio(ruta, sr=SR).y, sr=SR, n_mfcc=20)
    bordes = "interp" if mfcc.shape[1] >= ANCHO_DE_DELTAS else "nearest"
    deltas = librosa.feature.delta(mfcc, width=ANCHO_DE_DELTAS, mode=bordes)
    return np.concatenate([f(filas, axis=1) for filas in (mfcc, deltas) for f in (np.mean, np.std)])


def tabla_mfcc(rutas: Iterable[Path]) -> np.ndarray:
    """Devuelve una fila de estadísticas por archivo, (n, 80)."""
    return np.stack([estadisticas_mfcc(ruta) for ruta in rutas])


def primeras_columnas(tabla: np.ndarray, cuantas: int) -> np.ndarray:
    """Devuelve (n, cuantas): las de los deltas van al final."""
    return tabla[:, :cuantas]


def ajustar_svm(
    tabla: np.ndarray, etiquetas: Sequence[str], pliegues: list[Pliegue], peso_de_clase: str | None = None
) -> GridSearchCV:
    """Ajusta una SVM de núcleo gaussiano; C y si usa los deltas, por validación cruzada con esos pliegues.

    peso_de_clase : ``"balanced"`` si las clases tienen distinto número de ejemplos.
    """
    busqueda = GridSearchCV(
        make_pipeline(
            FunctionTransformer(primeras_columnas), StandardScaler(), SVC(class_weight=peso_de_clase)
        ),
        {
            "functiontransformer__kw_args": [{"cuantas": SIN_DELTAS}, {"cuantas": CON_DELTAS}],
            "svc__C": [1, 3, 10, 30],
        },
        scoring="balanced_accuracy",
        cv=pliegues,
    )
    return busqueda.fit(tabla, etiquetas)


def elegido(svm: GridSearchCV) -> dict:
    """Devuelve el C elegido y la exactitud equilibrada que sacó en la validación cruzada."""
    return {"C": svm.best_params_["svc__C"], "validacion_cruzada": svm.best_score_}


def medir_svm(svm: GridSearchCV, mfcc: np.ndarray, tabla: pd.DataFrame) -> dict:
    """Devuelve cuánto acierta en las grabaciones de la tabla, con lo que se eligió."""
    return medir(tabla["etiqueta"], svm.predict(mfcc), tabla["grupo"]) | elegido(svm)


def anadir_referencia(
    resultados: dict, tablas: Mapping[str, pd.DataFrame], repartos: Mapping[str, list[Pliegue]]
) -> None:
    """Apunta lo que saca la SVM con los mismos datos: en la prueba, ``referencia``, y en cada reparto."""
    mfcc = {nombre: tabla_mfcc(tabla["ruta"]) for nombre, tabla in tablas.items()}
    etiquetas, honrado = tablas["desarrollo"]["etiqueta"], next(iter(repartos))
    svm = ajustar_svm(mfcc["desarrollo"], etiquetas, repartos[honrado])
    resultados["referencia"] = medir_svm(svm, mfcc["prueba"], tablas["prueba"])
    anadir_svm_a_las_fugas(resultados["fugas"], svm, mfcc["desarrollo"], etiquetas, repartos)


def anadir_svm_a_las_fugas(
    fugas: dict[str, dict],
    svm: GridSearchCV,
    mfcc: np.ndarray,
    etiquetas: Sequence[str],
    repartos: Mapping[str, list[Pliegue]],
) -> None:
    """Apunta en ``referencia`` lo que saca la SVM elegida en cada reparto."""
    for nombre, pliegues in repartos.items():
        fugas[nombre]["referencia"] = exactitud_cruzada(svm, mfcc, etiquetas, pliegues)


def exactitud_cruzada(
    svm: GridSearchCV, tabla: np.ndarray, etiquetas: Sequence[str], pliegues: list[Pliegue]
) -> float:
    """Devuelve la exactitud equilibrada de la SVM elegida en los clips de validación de otros pliegues."""
    etiquetas = np.asarray(etiquetas)
    predichas = [
        clone(svm.best_estimator_).fit(tabla[ajuste], etiquetas[ajuste]).predict(tabla[validacion])
        for ajuste, validacion in pliegues
    ]
    reales = np.concatenate([etiquetas[validacion] for _, validacion in pliegues])
    return exactitud_equilibrada(reales, np.concatenate(predichas))
