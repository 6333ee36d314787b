"""¿De la misma persona o no? Cuánto se equivoca el codificador de voz, con grabaciones de conjuntos reales.

Se comparan todas las parejas de grabaciones. La tasa de igual error (*equal error rate*) es la del umbral con
el que se aceptan tantas parejas de dos personas como se rechazan de una; quien contesta al azar tiene 0,5.
"""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pandas as pd

from helpers.audio import Audio, cargar_audio, remuestrear
from helpers.codificadores import codificar
from helpers.codificadores.carga import Codificador
from helpers.codificadores.voz import CodificadorDeVoz, ExtractorDeVoz
from helpers.datos import cargar_conjunto
from helpers.numeros import decimal

DURACIONES_S = (0.5, 1.0, 1.6, 3.0, 5.0)
SORTEOS = 1000
SR = 16_000
TELEFONO = 8000


def medir(carpeta: Path) -> dict:
    """Devuelve las cifras de la ficha del codificador de `carpeta`.

    ErrorDeDatos si no están en la caché los conjuntos reales: librispeech, librispeech_impostores y emodb.
    """
    modelo = CodificadorDeVoz.from_pretrained(carpeta).eval()
    voz = Codificador("voz", (), "", ExtractorDeVoz.from_pretrained(carpeta), modelo)
    librispeech = pd.concat([cargar_conjunto("librispeech"), cargar_conjunto("librispeech_impostores")])
    emodb = cargar_conjunto("emodb")
    leidas = [cargar_audio(ruta, SR) for ruta in librispeech["ruta"]]
    personas = librispeech["etiqueta"].to_numpy(str)
    por_telefono = [remuestrear(audio, TELEFONO) for audio in leidas]
    actuadas = [cargar_audio(ruta, SR) for ruta in emodb["ruta"]]
    actores, emociones = emodb["grupo"].to_numpy(str), emodb["etiqueta"].to_numpy(str)
    return {
        "parejas": {
            "LibriSpeech": medir_los_dos(voz, leidas, personas),
            "LibriSpeech, a 8 kHz": medir_los_dos(voz, por_telefono, personas),
            "EmoDB, las dos con la misma emoción": medir_los_dos(voz, actuadas, actores, emociones),
            "EmoDB, todas": medir_los_dos(voz, actuadas, actores),
        },
        "por_duracion": {
            f"{decimal(s, 1)} s": medir_parejas(
                _vectores(voz, [_del_medio(audio, s) for audio in leidas]), personas
            )
            for s in DURACIONES_S
        },
    }


def medir_los_dos(
    voz: Codificador, sonidos: list[Audio], personas: np.ndarray, clases: np.ndarray | None = None
) -> dict:
    """Devuelve lo de `medir_parejas` con el codificador y con estadísticas de MFCC."""
    return {
        "codificador": medir_parejas(_vectores(voz, sonidos), personas, clases),
        "mfcc": medir_parejas(_de_mfcc(sonidos), personas, clases),
    }


def medir_parejas(vectores: np.ndarray, personas: np.ndarray, clases: np.ndarray | None = None) -> dict:
    """Devuelve la tasa de igual error, su intervalo al 95 % por personas y cuántas parejas hay.

    vectores : (n, d), de norma 1. personas : (n,), de quién es cada uno. clases : (n,), si solo cuentan las
    parejas de una misma clase.
    """
    i, j = np.triu_indices(len(vectores), 1)
    if clases is not None:
        i, j = i[clases[i] == clases[j]], j[clases[i] == clases[j]]
    iguales = personas[i] == personas[j]
    parecidos = np.einsum("ij,ij->i", vectores[i], vectores[j])
    nombres, cual = np.unique(personas, return_inverse=True)
    azar = np.random.default_rng(0)
    sorteadas = []
    for _ in range(SORTEOS):
        veces = np.bincount(azar.integers(len(nombres), size=len(nombres)), minlength=len(nombres))
        pesos = np.where(iguales, veces[cual[i]], veces[cual[i]] * veces[cual[j]])
        if pesos[iguales].sum() and pesos[~iguales].sum():
            sorteadas.append(igual_error(parecidos, iguales, pesos))
    return {
        "igual_error": igual_error(parecidos, iguales, np.ones(len(i))),
        "intervalo": np.quantile(sorteadas, [0.025, 0.975]).tolist(),
        "personas": len(nombres),
        "iguales": int(iguales.sum()),
        "distintas": int((~iguales).sum()),
    }


def igual_error(parecidos: np.ndarray, iguales: np.ndarray, pesos: np.ndarray) -> float:
    """Devuelve la tasa con la que se rechazan iguales y se aceptan distintas, cuando son la misma."""
    orden = np.argsort(parecidos, kind="stable")
    iguales, pesos = iguales[orden], pesos[orden]
    rechazadas = np.cumsum(pesos * iguales) / pesos[iguales].sum()
    aceptadas = 1 - np.cumsum(pesos * ~iguales) / pesos[~iguales].sum()
    donde = int(np.argmin(np.abs(rechazadas - aceptadas)))
    return float((rechazadas[donde] + aceptadas[donde]) / 2)


def _vectores(voz: Codificador, sonidos: list[Audio]) -> np.ndarray:
    return np.stack([codificar(voz, audio) for audio in sonidos])


def _de_mfcc(sonidos: list[Audio]) -> np.ndarray:
    """Media y desviación de 20 MFCC, tipificadas y con norma 1: lo más sencillo que distingue voces."""
    mfcc = [librosa.feature.mfcc(y=remuestrear(audio, SR).y, sr=SR, n_mfcc=20) for audio in sonidos]
    tabla = np.stack([np.concatenate([m.mean(axis=1), m.std(axis=1)]) for m in mfcc])
    tabla = (tabla - tabla.mean(axis=0)) / tabla.std(axis=0)
    return tabla / np.linalg.norm(tabla, axis=1, keepdims=True)


def _del_medio(audio: Audio, duracion_s: float) -> Audio:
    muestras = round(duracion_s * audio.sr)
    desde = max(0, (len(audio.y) - muestras) // 2)
    return Audio(audio.y[desde : desde + muestras], audio.sr)
