"""Las cifras de la ficha: aciertos con su azar y su intervalo, confusiones y respuestas a música real."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.metrics import confusion_matrix
from transformers import AudioClassificationPipeline

from helpers.audio import cargar_audio, trocear
from helpers.clasificacion import clasificar
from helpers.evaluacion import exactitud_equilibrada, intervalo_bootstrap

VENTANA_S = 8.0
REALES = {
    "brahms": "Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra).ogg",
    "vibeace": "Kevin_MacLeod_-_Vibe_Ace.ogg",
    "nutcracker": "Kevin_MacLeod_-_P_I_Tchaikovsky_Dance_of_the_Sugar_Plum_Fairy.ogg",
    "fishin": "Karissa_Hobbs_-_Lets_Go_Fishin.ogg",
    "trumpet": "sorohanro_-_solo-trumpet-06.ogg",
}


def medir(reales: Sequence[str], predichas: Sequence[str], grupos: Sequence[str]) -> dict:
    """Devuelve la exactitud equilibrada con su intervalo, contando cada banda entera y cada pieza suelta."""
    return {
        "exactitud_equilibrada": exactitud_equilibrada(reales, predichas),
        "aciertos": int(np.sum(np.asarray(reales) == np.asarray(predichas))),
        "intervalo_por_bandas": intervalo_bootstrap(reales, predichas, grupos),
        "intervalo_por_piezas": intervalo_bootstrap(reales, predichas),
    }


def confusiones(reales: Sequence[str], predichas: Sequence[str], etiquetas: list[str]) -> list[list[int]]:
    """Devuelve la matriz de confusión: filas, lo que era; columnas, lo que se respondió."""
    return confusion_matrix(reales, predichas, labels=etiquetas).tolist()


def escuchar_reales(clasificador: AudioClassificationPipeline, carpeta: Path) -> list[dict]:
    """Devuelve qué responde el modelo al principio de cada grabación y en todas sus ventanas de 8 s."""
    return [
        {"nombre": nombre, **_escuchar(clasificador, carpeta / archivo)} for nombre, archivo in REALES.items()
    ]


def _escuchar(clasificador: AudioClassificationPipeline, ruta: Path) -> dict:
    audio = cargar_audio(ruta)
    principio = clasificar(clasificador, audio, top_k=3)
    ventanas = trocear(audio, VENTANA_S) if audio.duracion >= VENTANA_S else [audio]
    votos = [clasificar(clasificador, ventana, top_k=1)["etiqueta"][0] for ventana in ventanas]
    etiquetas, veces = np.unique(votos, return_counts=True)
    return {
        "duracion_s": audio.duracion,
        "principio": list(zip(principio["etiqueta"], principio["probabilidad"], strict=True)),
        "ventanas": {etiquetas[i]: int(veces[i]) for i in np.argsort(-veces, kind="stable")},
    }
