"""Las cifras de la ficha: aciertos con su azar y su intervalo, confusiones y respuestas a otros sonidos.

Todos los modelos guardan lo que sale de ``resumir`` en su ``resultados.json``, y cada uno añade lo suyo.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix
from transformers import AudioClassificationPipeline

from helpers.audio import cargar_audio, trocear
from helpers.clasificacion import clasificar
from helpers.datos.conjuntos import AUDIO, GRABACIONES_REALES
from helpers.evaluacion import azar, exactitud_equilibrada, intervalo_bootstrap, intervalo_wilson

from .espectrogramas import espectrogramas
from .red import Entrenada, predecir

VENTANA_S = 8.0
MINIMO_DE_GRUPOS = 10  # con menos, el intervalo por grupos sale más estrecho de lo que debería


class Respuestas(NamedTuple):
    """Qué era cada grabación, qué respondió el modelo y de qué grupo es."""

    reales: Sequence[str]
    predichas: Sequence[str]
    grupos: Sequence[str]


def contestar(entrenada: Entrenada, tabla: pd.DataFrame) -> Respuestas:
    """Devuelve lo que responde el modelo a cada grabación de la tabla."""
    espectros = espectrogramas(tabla["ruta"], entrenada.red.config.num_mel_bins)
    predichas = np.array(entrenada.etiquetas)[predecir(entrenada, espectros).argmax(axis=1)]
    return Respuestas(tabla["etiqueta"], predichas, tabla["grupo"])


def resumir(respuestas: Respuestas, etiquetas: list[str], que: str, de_quien: str) -> dict:
    """Devuelve lo que llevan los resultados de todo modelo.

    ``etiquetas``, ``azar``, ``sobre`` (con qué se midió, en palabras: «12 clips de 3 voces no oídas», si se
    dan "clips" y "voces"), ``modelo`` (lo de ``medir``) y ``confusiones`` (filas, lo que era; columnas, lo
    que se respondió).
    """
    reales, predichas, grupos = respuestas
    return {
        "etiquetas": etiquetas,
        "azar": azar(reales),
        "sobre": f"{len(reales)} {que} de {len(set(grupos))} {de_quien} no oídas",
        "modelo": medir(reales, predichas, grupos),
        "confusiones": confusiones(reales, predichas, etiquetas),
    }


def medir(reales: Sequence[str], predichas: Sequence[str], grupos: Sequence[str]) -> dict:
    """Devuelve la exactitud equilibrada con su intervalo, contando cada grupo entero y cada ejemplo suelto.

    ``intervalo_por_grupos`` es None si hay menos de diez. ``intervalo_wilson`` es el de la exactitud sin
    equilibrar, ``aciertos`` entre ``n``.
    """
    n, aciertos = len(reales), int(np.sum(np.asarray(reales) == np.asarray(predichas)))
    bastan = len(set(grupos)) >= MINIMO_DE_GRUPOS
    return {
        "exactitud_equilibrada": exactitud_equilibrada(reales, predichas),
        "aciertos": aciertos,
        "n": n,
        "intervalo_por_grupos": intervalo_bootstrap(reales, predichas, grupos) if bastan else None,
        "intervalo_por_ejemplos": intervalo_bootstrap(reales, predichas),
        "intervalo_wilson": intervalo_wilson(aciertos, n),
    }


def confusiones(reales: Sequence[str], predichas: Sequence[str], etiquetas: list[str]) -> list[list[int]]:
    """Devuelve la matriz de confusión: filas, lo que era; columnas, lo que se respondió."""
    return confusion_matrix(reales, predichas, labels=etiquetas).tolist()


def medir_cada_grupo(
    reales: Sequence[str], predichas: Sequence[str], grupos: Sequence[str]
) -> dict[str, dict]:
    """Devuelve, por grupo, su exactitud equilibrada, sus aciertos y de cuántos ejemplos."""
    reales, predichas, grupos = map(np.asarray, (reales, predichas, grupos))
    return {
        str(grupo): {
            "exactitud_equilibrada": exactitud_equilibrada(reales[suyos], predichas[suyos]),
            "aciertos": int(np.sum(reales[suyos] == predichas[suyos])),
            "n": int(suyos.sum()),
        }
        for grupo in np.unique(grupos)
        for suyos in [grupos == grupo]
    }


def escuchar_demos(clasificador: AudioClassificationPipeline, nombres: Iterable[str]) -> list[dict]:
    """Devuelve qué responde el modelo a cada sonido de ``data/audio``, oído entero."""
    return [
        {"nombre": nombre, "respuesta": _respuesta(clasificador, AUDIO / f"{nombre}.flac")}
        for nombre in nombres
    ]


def escuchar_reales(clasificador: AudioClassificationPipeline, carpeta: Path) -> list[dict]:
    """Devuelve qué responde el modelo al principio de cada grabación y en todas sus ventanas de 8 s."""
    return [
        {"nombre": nombre, **_escuchar(clasificador, carpeta / archivo)}
        for nombre, archivo in GRABACIONES_REALES.items()
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


def _respuesta(clasificador: AudioClassificationPipeline, ruta: Path) -> list[tuple[str, float]]:
    tabla = clasificar(clasificador, ruta, top_k=clasificador.model.config.num_labels)
    return list(zip(tabla["etiqueta"], tabla["probabilidad"], strict=True))
