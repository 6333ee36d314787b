"""Lo que comparten las pruebas de los modelos de bolsillo: sus archivos, sus conjuntos y sus respuestas."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.metrics import confusion_matrix
from transformers import AudioClassificationPipeline

from helpers.audio import cargar_audio
from helpers.datos import DATOS, cargar_conjunto, inventario

TAREAS = ("genero", "emocion", "acento", "evento", "digito")


def carpeta(tarea: str) -> Path:
    return DATOS / "modelos" / tarea


def leer_ficha(tarea: str) -> str:
    return (carpeta(tarea) / "README.md").read_text(encoding="utf-8")


def leer_resultados(tarea: str) -> dict:
    return json.loads((carpeta(tarea) / "resultados.json").read_text(encoding="utf-8"))


def prueba_real(conjunto: str) -> pd.DataFrame:
    """Devuelve las grabaciones de prueba de un conjunto real, o se salta la prueba si no están."""
    if not inventario(conjunto).entero:
        pytest.skip(f"{conjunto} no está en este equipo: tráelo con «python3 -m helpers preparar {conjunto}»")
    tabla = cargar_conjunto(conjunto)
    return tabla[tabla["particion"] == "prueba"].reset_index(drop=True)


def responder(clasificador: AudioClassificationPipeline, rutas: Iterable[Path]) -> np.ndarray:
    """Devuelve la etiqueta que el modelo da a cada archivo, (n,); pregunta por lotes."""
    extractor, modelo, rutas = clasificador.feature_extractor, clasificador.model, list(rutas)
    sr = extractor.sampling_rate
    respuestas = []
    for inicio in range(0, len(rutas), 32):
        sonidos = [cargar_audio(ruta, sr=sr).y for ruta in rutas[inicio : inicio + 32]]
        with torch.inference_mode():
            salida = modelo(**extractor(sonidos, sampling_rate=sr, return_tensors="pt")).logits
        respuestas += [modelo.config.id2label[i] for i in salida.argmax(dim=1).tolist()]
    return np.array(respuestas)


def exigir_las_confusiones(resultados: dict, tabla: pd.DataFrame, predichas: np.ndarray, margen: int) -> None:
    """Las guardadas son las que salen; cada clip que otro procesador cambie de casilla cuenta dos."""
    obtenidas = confusion_matrix(tabla["etiqueta"], predichas, labels=resultados["etiquetas"])
    assert np.abs(obtenidas - np.array(resultados["confusiones"])).sum() <= margen
