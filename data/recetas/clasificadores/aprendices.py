"""Los cuatro clasificadores, con una misma cara: aprender de unos sonidos y responder a otros.

Ninguno elige nada: sus ajustes son los mismos en todos los conjuntos y están fijados aquí. Las redes dan un
número fijo de pasos, así que no hace falta apartar nada para pararlas a tiempo.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import librosa
import numpy as np
import torch
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from torch import nn

from helpers.caracteristicas import extraer
from helpers.redes import (
    CNN,
    LSTM,
    Normalizar,
    TransformerDeParches,
    con_ruido,
    entrenar,
    juntar,
    media,
    predecir,
)

from .aumento import aumentar
from .examenes import Examen

LOTE = 16
PASOS = {"CNN": 300, "LSTM": 300, "Transformer": 500}
RITMOS = {"CNN": 3e-3, "LSTM": 3e-3, "Transformer": 1e-3}


class Aprendido(NamedTuple):
    """Un clasificador ya entrenado: `responder(entradas)` da el índice de la clase de cada una."""

    responder: Callable[[Sequence[np.ndarray]], np.ndarray]
    parametros: int


class Aprendiz(NamedTuple):
    """Una manera de aprender.

    preparar : (rutas, examen) -> una entrada por sonido, sin mirar a los demás. aprender : (entradas, clases,
    cuántas clases hay, semilla) -> Aprendido.
    """

    nombre: str
    preparar: Callable[[Sequence, Examen], list[np.ndarray]]
    aprender: Callable[[Sequence[np.ndarray], np.ndarray, int, int], Aprendido]


# --- SVM ---


def resumir(rutas: Sequence, examen: Examen) -> list[np.ndarray]:
    """Media y desviación típica de los MFCC y de sus deltas: 80 números por sonido."""
    return [_estadisticas(mfcc) for mfcc in extraer(rutas, examen.mfcc)]


def _estadisticas(mfcc: np.ndarray) -> np.ndarray:
    deltas = librosa.feature.delta(mfcc, width=9, mode="nearest")
    return np.concatenate([medida for M in (mfcc, deltas) for medida in (M.mean(axis=1), M.std(axis=1))])


def aprender_svm(
    entradas: Sequence[np.ndarray], clases: np.ndarray, n_clases: int, semilla: int
) -> Aprendido:
    """SVM de núcleo RBF con C = 10, sobre números normalizados con los de entrenamiento."""
    modelo = make_pipeline(StandardScaler(), SVC(C=10)).fit(np.stack(entradas), clases)
    escala, svm = modelo[0], modelo[1]
    guardados = (escala.mean_, escala.scale_, svm.support_vectors_, svm.dual_coef_, svm.intercept_)
    return Aprendido(lambda otras: modelo.predict(np.stack(otras)), sum(g.size for g in guardados))


# --- CNN y Transformer: una imagen por sonido ---


def encuadrar(rutas: Sequence, examen: Examen) -> list[np.ndarray]:
    """El espectrograma, (1, bandas, tramas): por el centro si sobra y, si falta, con silencio alrededor."""
    return [_encuadrar(mel, examen.tramas)[None] for mel in extraer(rutas, examen.mel)]


def _encuadrar(mel: np.ndarray, tramas: int) -> np.ndarray:
    sobran = max(0, mel.shape[1] - tramas)
    mel = mel[:, sobran // 2 : sobran // 2 + tramas]
    faltan = tramas - mel.shape[1]
    return np.pad(mel, ((0, 0), (faltan // 2, faltan - faltan // 2)), constant_values=mel.min())


def aprender_cnn(
    entradas: Sequence[np.ndarray], clases: np.ndarray, n_clases: int, semilla: int
) -> Aprendido:
    """La red del cuaderno 06."""
    X = np.stack(entradas)
    torch.manual_seed(semilla)
    red = CNN(n_clases, normalizar=Normalizar.medida_en(X, (0, 1, 3)))
    return _ensenar("CNN", red, (X, clases), semilla, aumento=aumentar)


def aprender_transformer(
    entradas: Sequence[np.ndarray], clases: np.ndarray, n_clases: int, semilla: int
) -> Aprendido:
    """La red de parches del cuaderno 08, desde cero."""
    X = np.stack(entradas)
    torch.manual_seed(semilla)
    normalizar = Normalizar.medida_en(X, (0, 1, 3))
    red = TransformerDeParches(n_clases, X.shape[2:], (8, 8), normalizar=normalizar)
    return _ensenar("Transformer", red, (X, clases), semilla, aumento=aumentar)


# --- LSTM: una secuencia por sonido ---


def secuenciar(rutas: Sequence, examen: Examen) -> list[np.ndarray]:
    """Los MFCC, una trama por fila."""
    return [mfcc.T.copy() for mfcc in extraer(rutas, examen.mfcc)]


def aprender_lstm(
    entradas: Sequence[np.ndarray], clases: np.ndarray, n_clases: int, semilla: int
) -> Aprendido:
    """La red del cuaderno 07, en los dos sentidos y con la media de sus estados."""
    todas = torch.as_tensor(np.concatenate(entradas))
    centro, escala = todas.mean(dim=0), todas.std(dim=0).clamp_min(1e-5)

    def pares(secuencias: Sequence[np.ndarray], suyas: Sequence[int]) -> _Pares:
        return _Pares([(torch.as_tensor(s) - centro) / escala for s in secuencias], suyas)

    torch.manual_seed(semilla)
    red = LSTM(todas.shape[1], n_clases, bidireccional=True, resumir=media)
    aprendido = _ensenar("LSTM", red, pares(entradas, clases), semilla, aumento=con_ruido, juntar=juntar)
    return aprendido._replace(
        responder=lambda otras: predecir(red, pares(otras, [0] * len(otras)), juntar=juntar).argmax(axis=1)
    )


class _Pares(torch.utils.data.Dataset):
    """Secuencias de distinta duración, cada una con su clase."""

    def __init__(self, secuencias: Sequence[torch.Tensor], clases: Sequence[int]):
        self.secuencias, self.clases = secuencias, clases

    def __len__(self) -> int:
        return len(self.secuencias)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
        return self.secuencias[i], int(self.clases[i])


# --- Lo común a las redes ---


def _ensenar(nombre: str, red: nn.Module, datos, semilla: int, **resto) -> Aprendido:
    """Da los pasos que le tocan. Los datos hacen también de validación: no se mira ningún otro."""
    n = len(datos[0]) if isinstance(datos, tuple) else len(datos)
    epocas = math.ceil(PASOS[nombre] / math.ceil(n / LOTE))
    entrenar(red, datos, datos, epocas=epocas, lote=LOTE, ritmo=RITMOS[nombre], semilla=semilla, **resto)
    parametros = sum(p.numel() for p in red.parameters())
    return Aprendido(lambda otras: predecir(red, np.stack(otras)).argmax(axis=1), parametros)


APRENDICES = (
    Aprendiz("SVM", resumir, aprender_svm),
    Aprendiz("CNN", encuadrar, aprender_cnn),
    Aprendiz("LSTM", secuenciar, aprender_lstm),
    Aprendiz("Transformer", encuadrar, aprender_transformer),
)
