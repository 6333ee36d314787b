"""Cuaderno 01: los tonos, los niveles, los retardos y los bits con que se comprueban sus ejercicios."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.audio import Audio, cargar_audio, fijar_duracion
from helpers.datos import AUDIO
from helpers.ejercicios.respuestas import Numero

TONOS_Y_SR = [
    (1000, 8000),
    (5000, 8000),
    (9500, 8000),
    (14_900, 8000),
    (76_300, 8000),
    (3000, 11_025),
    (7000, 11_025),
    (30_000, 44_100),
    (425_000, 44_100),
    (np.float64(100_000), 11_025),
]
SEGUNDOS_DE_CAMPANA = 1
METROS_POR_SEGUNDO = 343
RETARDO = int(np.random.default_rng(2027).integers(300, 600))  # tal como sale en la celda del ejercicio
RETARDO_DE_LOS_MOVILES, RETARDO_MAXIMO_A_MANO = 1500, 2500
OTROS_SR = (8000, 16_000, 44_100, 48_000)
SEGUNDOS_DE_JAZZ, BITS_DEL_JAZZ, SNR_PEDIDA = 8, 8, 91
BITS_EXACTOS = (SNR_PEDIDA - 1.76) / 6.02
PALABRA_S, PALABRA_EN_LA_LENTA_S, DUDA_S = 1.23, 2.23, 0.6
DURAN_S = {"rapida": 2.920, "lenta": 4.418}


# --- 1: el disfraz


class UnHercio(Numero):
    """Lo que devuelve la función del estudiante con un tono, aunque venga en un arreglo de uno."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float."""
        return super().leer(nombre, valor.item() if getattr(valor, "size", 0) == 1 else valor)


def plegar(f: float, sr: float) -> float:
    """La frecuencia con que suena un tono de ``f`` hercios muestreado a ``sr``."""
    return abs(f - sr * np.round(f / sr))


# --- 2: pico y RMS


@cache
def campana() -> np.ndarray:
    """El sonido del ejercicio, en float64."""
    return fijar_duracion(cargar_audio(AUDIO / "campana.flac"), SEGUNDOS_DE_CAMPANA).y.astype(float)


def pico() -> float:
    """La mayor amplitud de la campana."""
    return float(np.abs(campana()).max())


def rms() -> float:
    """La raíz de la media de los cuadrados de la campana."""
    return math.sqrt(potencia(campana()))


def potencia(y: np.ndarray) -> float:
    """La media de los cuadrados."""
    return float(np.mean(y**2))


def decibelios(amplitud: Any) -> Any:
    """Los de una amplitud, o los de varias."""
    return 20 * np.log10(amplitud)


def amplitud(db: float) -> float:
    """La que tiene esos decibelios."""
    return 10 ** (db / 20)


def rms_de_tramas() -> np.ndarray:
    """El RMS de cada trama de la campana, como lo da ``librosa.feature.rms``."""
    return np.sqrt(np.mean(sliding_window_view(np.pad(campana(), 1024), 2048)[::512] ** 2, axis=1))


def decibelios_de_librosa() -> np.ndarray:
    """Los de cada muestra de la campana, con los 80 dB de margen que deja ``amplitude_to_db``."""
    db = decibelios(np.maximum(np.abs(campana()), 1e-5))
    return np.maximum(db, db.max() - 80)


def mal_redondeado(dado: float, exacto: float) -> bool:
    """Dice si es el valor exacto con un decimal o ninguno, redondeado hacia cualquier lado."""
    recortes = [
        hacia(veces * exacto) / veces for veces in (1, 10) for hacia in (math.floor, math.ceil, round)
    ]
    return any(abs(dado - recorte) < 1e-6 for recorte in recortes)


# --- 3: a cuántos metros


@cache
def golpes() -> Audio:
    """La grabación del micrófono cercano."""
    return cargar_audio(AUDIO / "golpes.flac")


def retardo_s() -> float:
    """Lo que tarda el sonido en llegar al micrófono lejano."""
    return RETARDO / golpes().sr


def posiciones() -> list[int]:
    """Dónde queda el máximo en la lista de la correlación: entera, recortada o hecha a mano."""
    n = len(golpes().y)
    centros = (n - 1, n // 2, RETARDO_MAXIMO_A_MANO)
    return [centro + lado for centro in centros for lado in (RETARDO, -RETARDO)]


def junto_a(dado: float, valores: Iterable[float], margen: float) -> bool:
    """Dice si está a ese margen, o menos, de alguno de los valores."""
    return any(abs(dado - valor) <= margen for valor in valores)


# --- 4: bits


@cache
def jazz_entero() -> Audio:
    """La pieza del ejercicio, sin recortar."""
    return cargar_audio(AUDIO / "jazz_generado.flac")


def jazz() -> np.ndarray:
    """Los segundos que se usan en el ejercicio, en float64."""
    return fijar_duracion(jazz_entero(), SEGUNDOS_DE_JAZZ).y.astype(float)


def cuantizar(y: np.ndarray) -> np.ndarray:
    """El sonido con los bits del ejercicio."""
    niveles = 2 ** (BITS_DEL_JAZZ - 1)
    return np.clip(np.round(y * niveles), -niveles, niveles - 1) / niveles


def razon(y: np.ndarray) -> float:
    """La potencia de la señal entre la del error que le ponen los bits del ejercicio."""
    return potencia(y) / potencia(cuantizar(y) - y)
