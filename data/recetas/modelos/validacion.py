"""Elegir el plan de entrenamiento sin mirar la prueba, por validación cruzada."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch

from helpers.evaluacion import exactitud_equilibrada

from .espectrogramas import N_MEL, espectrogramas
from .pliegues import Pliegue
from .red import Plan, entrenar, predecir


@dataclass(frozen=True)
class Ejemplos:
    """Espectrogramas con su clase, índice en ``etiquetas``, y su grupo: la banda, la voz o la persona."""

    espectros: list[np.ndarray]
    clases: np.ndarray
    grupos: np.ndarray
    etiquetas: list[str]

    @classmethod
    def leer(cls, tabla: pd.DataFrame, n_mel: int = N_MEL) -> Ejemplos:
        """Devuelve los de una tabla con las columnas ``ruta``, ``etiqueta`` y ``grupo``."""
        etiquetas, clases = np.unique(tabla["etiqueta"].to_numpy(str), return_inverse=True)
        grupos = tabla["grupo"].to_numpy(str)
        return cls(espectrogramas(tabla["ruta"], n_mel), clases, grupos, etiquetas.tolist())

    def __getitem__(self, indices: np.ndarray) -> Ejemplos:
        """Devuelve los ejemplos de esas posiciones, que pueden repetirse."""
        return Ejemplos(
            [self.espectros[i] for i in indices], self.clases[indices], self.grupos[indices], self.etiquetas
        )


def comparar_planes(
    planes: Mapping[str, Plan], ejemplos: Ejemplos, pliegues: Sequence[Pliegue], semillas: Sequence[int]
) -> dict[str, float]:
    """Devuelve la exactitud equilibrada de cada plan en lo que no ha oído, media de las semillas."""
    reales = np.concatenate([ejemplos.clases[validacion] for _, validacion in pliegues])
    respuestas = responder(planes, ejemplos, pliegues, semillas)
    return {
        nombre: float(np.mean([exactitud_equilibrada(reales, predichas) for predichas in suyas]))
        for nombre, suyas in respuestas.items()
    }


def responder(
    planes: Mapping[str, Plan], ejemplos: Ejemplos, pliegues: Sequence[Pliegue], semillas: Sequence[int]
) -> dict[str, list[np.ndarray]]:
    """Devuelve, por plan y semilla, la clase que responde a cada ejemplo de validación, pliegue tras pliegue.

    Entrena con dos procesos a la vez.
    """
    contexto = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, contexto, initializer=torch.set_num_threads, initargs=(1,)) as procesos:
        respuestas = {
            nombre: [
                [
                    procesos.submit(_responder, plan, ejemplos[ajuste], ejemplos[validacion], semilla)
                    for ajuste, validacion in pliegues
                ]
                for semilla in semillas
            ]
            for nombre, plan in planes.items()
        }
        return {
            nombre: [np.concatenate([respuesta.result() for respuesta in de_una]) for de_una in suyas]
            for nombre, suyas in respuestas.items()
        }


def _responder(plan: Plan, ajuste: Ejemplos, validacion: Ejemplos, semilla: int) -> np.ndarray:
    entrenada = entrenar(ajuste.espectros, ajuste.clases, ajuste.etiquetas, plan, semilla)
    return predecir(entrenada, validacion.espectros).argmax(axis=1)
