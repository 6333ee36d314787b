"""Elegir el plan de entrenamiento sin mirar la prueba: validación cruzada entre bandas."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from helpers.evaluacion import exactitud_equilibrada

from .pliegues import repartir
from .red import Plan, entrenar, predecir


@dataclass(frozen=True)
class Ejemplos:
    """Espectrogramas con su clase, índice en ``etiquetas``, y su banda."""

    espectros: list[np.ndarray]
    clases: np.ndarray
    grupos: np.ndarray
    etiquetas: list[str]

    def __getitem__(self, indices: np.ndarray) -> Ejemplos:
        """Devuelve solo los ejemplos de esas posiciones."""
        return Ejemplos(
            [self.espectros[i] for i in indices], self.clases[indices], self.grupos[indices], self.etiquetas
        )


def comparar_planes(planes: dict[str, Plan], ejemplos: Ejemplos, semilla: int) -> dict[str, float]:
    """Devuelve la exactitud equilibrada de cada plan en las bandas que no ha visto, con dos procesos."""
    pliegues = repartir(ejemplos.clases, ejemplos.grupos)
    contexto = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, contexto, initializer=torch.set_num_threads, initargs=(1,)) as procesos:
        respuestas = {
            nombre: [
                procesos.submit(_responder, plan, ejemplos[ajuste], ejemplos[validacion], semilla)
                for ajuste, validacion in pliegues
            ]
            for nombre, plan in planes.items()
        }
        reales = np.concatenate([ejemplos.clases[validacion] for _, validacion in pliegues])
        return {
            nombre: exactitud_equilibrada(reales, np.concatenate([r.result() for r in suyas]))
            for nombre, suyas in respuestas.items()
        }


def _responder(plan: Plan, ajuste: Ejemplos, validacion: Ejemplos, semilla: int) -> np.ndarray:
    entrenada = entrenar(ajuste.espectros, ajuste.clases, ajuste.etiquetas, plan, semilla)
    return predecir(entrenada, validacion.espectros).argmax(axis=1)
