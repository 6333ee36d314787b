"""Cuaderno 01: los tonos, sonidos, retardos y caminos con que se prueban las funciones que pide."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.signal import correlate

from helpers.audio import Audio, cargar_audio, fijar_duracion, remuestrear
from helpers.datos import AUDIO
from helpers.ejercicios.respuestas import Numero, RespuestaIlegible
from helpers.errores import ErrorDeAudio

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
    (8000.8, 8000),
]
VELOCIDAD = 343  # del sonido, m/s
SNR_PEDIDAS = [91, 47, 70, 98, 55]  # dB
PALABRA_S, PALABRA_EN_LA_LENTA_S = 1.23, 2.23


# --- 1: el disfraz


class UnHercio(Numero):
    """Lo que devuelve la función del estudiante con un tono, aunque venga en un array de uno."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float."""
        return super().leer(nombre, valor.item() if getattr(valor, "size", 0) == 1 else valor)


def plegar(f: float, sr: float) -> float:
    """La frecuencia con que suena un tono de ``f`` hercios muestreado a ``sr``."""
    return abs(f - sr * np.round(f / sr))


# --- 2: pico y RMS


@cache
def campana() -> np.ndarray:
    """El primer segundo de la campana, en float64: su pico es negativo."""
    return fijar_duracion(cargar_audio(AUDIO / "campana.flac"), 1).y.astype(float)


@cache
def golpes() -> Audio:
    """Los golpes en la puerta."""
    return cargar_audio(AUDIO / "golpes.flac")


def golpes_cortos() -> np.ndarray:
    """Su primer segundo, en float64."""
    return fijar_duracion(golpes(), 1).y.astype(float)


def _descentrado() -> np.ndarray:
    """Ruido flojo que no está centrado en cero: su media no es despreciable."""
    return 0.05 + 0.1 * np.random.default_rng(1).uniform(-1, 1, 6000)


def _seno() -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * 440 * np.arange(8000) / 16_000)


SONIDOS = [campana(), _descentrado(), golpes_cortos(), _seno()]


def pico(y: np.ndarray) -> float:
    """La mayor amplitud sin mirar el signo."""
    return float(np.abs(y).max())


def rms(y: np.ndarray) -> float:
    """La raíz de la media de los cuadrados."""
    return math.sqrt(potencia(y))


def potencia(y: np.ndarray) -> float:
    """La media de los cuadrados."""
    return float(np.mean(np.square(y, dtype=float)))


def decibelios(amplitud: Any) -> Any:
    """Los de una amplitud, o los de varias."""
    return 20 * np.log10(amplitud)


def amplitud(db: float) -> float:
    """La que tiene esos decibelios."""
    return 10 ** (db / 20)


def rms_de_tramas(y: np.ndarray) -> np.ndarray:
    """El RMS de cada trama, como lo da ``librosa.feature.rms``."""
    return np.sqrt(np.mean(sliding_window_view(np.pad(y, 1024), 2048)[::512] ** 2, axis=1))


def decibelios_de_librosa(y: np.ndarray) -> np.ndarray:
    """Los de cada muestra, con los 80 dB de margen que deja ``amplitude_to_db``."""
    db = decibelios(np.maximum(np.abs(y), 1e-5))
    return np.maximum(db, db.max() - 80)


def mal_redondeado(dado: float, exacto: float) -> bool:
    """Dice si es el valor exacto con un decimal o ninguno, redondeado hacia cualquier lado."""
    recortes = [
        hacia(veces * exacto) / veces for veces in (1, 10) for hacia in (math.floor, math.ceil, round)
    ]
    return any(abs(dado - recorte) < 1e-6 for recorte in recortes)


def cuantas(dado: Any) -> int:
    """Cuántos números hay en lo que devuelve una función; cero si no son números."""
    try:
        return int(np.size(np.asarray(dado, float)))
    except (TypeError, ValueError):
        return 0


def iguales(dadas: Sequence[float]) -> bool:
    """Dice si una función ha devuelto lo mismo para todas sus entradas."""
    return len(dadas) > 1 and bool(np.ptp(np.asarray(dadas, float)) == 0)


def cruzadas(del_pico: Callable, del_rms: Callable) -> bool:
    """Dice si la función que había de medir el pico mide el RMS, y al revés."""
    try:
        return all(
            abs(del_pico(y.copy()) - decibelios(rms(y))) < 0.06
            and abs(del_rms(y.copy()) - decibelios(pico(y))) < 0.06
            for y in SONIDOS
        )
    except (RespuestaIlegible, TypeError, ValueError):
        return False


# --- 3: igualar niveles

PARA_NIVELAR = [
    (campana().astype(np.float32), -6.0),
    (_descentrado(), -20.0),
    (golpes_cortos(), -14.0),  # con ese RMS, el pico pasa de 1
    (_seno(), -1.0),
]


def proporcional(dado: np.ndarray, y: np.ndarray) -> bool:
    """Dice si es ``y`` multiplicado por un solo número."""
    factor = float(dado @ y) / float(y @ y)
    return bool(np.allclose(dado, factor * y, rtol=0, atol=1e-4 * max(pico(dado), 1e-12)))


def corta(a_pico: Callable) -> bool:
    """Dice si, al pedirle un pico por encima de 0 dBFS, lo deja en 1."""
    try:
        return pico(np.asarray(a_pico(_seno(), 3.0), float)) < 1.01
    except (ErrorDeAudio, TypeError, ValueError):
        return False


# --- 4: a cuántos metros


def lejana(cerca: Audio, retardo: int, azar: np.random.Generator) -> Audio:
    """Lo que graba un micrófono lejano: más tarde, más flojo y con ruido."""
    y = np.pad(cerca.y, (retardo, 0))[: len(cerca.y)]
    return Audio(0.2 * y + 0.005 * azar.normal(size=len(y)), cerca.sr)


@cache
def de_la_celda() -> tuple[Audio, Audio]:
    """Las dos grabaciones del enunciado, muestra a muestra."""
    azar = np.random.default_rng(2027)
    return golpes(), lejana(golpes(), int(azar.integers(300, 600)), azar)


def _parejas() -> list[tuple[Audio, Audio]]:
    azar = np.random.default_rng(7)
    a_16k = remuestrear(golpes(), 16_000)
    se_acerca = lejana(golpes(), 140, azar)  # a este micrófono le llegan cada vez más fuertes
    se_acerca = Audio(se_acerca.y * np.linspace(0.2, 1, len(se_acerca.y)), se_acerca.sr)
    return [de_la_celda(), (a_16k, lejana(a_16k, 811, azar)), (golpes(), se_acerca)]


PAREJAS = _parejas()


def posicion(cerca: Audio, lejos: Audio) -> int:
    """El índice del máximo de la correlación entera."""
    return int(np.argmax(correlate(lejos.y, cerca.y, method="fft")))


def retardo(cerca: Audio, lejos: Audio) -> int:
    """Cuántas muestras va ``lejos`` detrás de ``cerca``."""
    return posicion(cerca, lejos) - (len(cerca.y) - 1)


def distancia(cerca: Audio, lejos: Audio) -> float:
    """Los metros que recorre el sonido en ese retardo."""
    return VELOCIDAD * retardo(cerca, lejos) / cerca.sr


def entre_picos(cerca: Audio, lejos: Audio) -> int:
    """Las muestras que hay entre lo más fuerte de una y lo más fuerte de la otra."""
    return int(np.argmax(np.abs(lejos.y))) - int(np.argmax(np.abs(cerca.y)))


# --- 5: bits


def jazz() -> np.ndarray:
    """Los ocho segundos de la lección, en float64."""
    return fijar_duracion(cargar_audio(AUDIO / "jazz_generado.flac"), 8).y.astype(float)


PARA_CUANTIZAR = [(jazz(), 8), (jazz(), 5), (_seno(), 6), (campana(), 10)]


def cuantizar(y: np.ndarray, bits: int) -> np.ndarray:
    """El sonido con esos bits, como en la lección."""
    niveles = 2 ** (bits - 1)
    return np.clip(np.round(y * niveles), -niveles, niveles - 1) / niveles


def razon(y: np.ndarray, bits: int) -> float:
    """La potencia de la señal entre la del error que le ponen esos bits."""
    return potencia(y) / potencia(cuantizar(y, bits) - y)


def snr(y: np.ndarray, bits: int) -> float:
    """Lo mismo, en decibelios."""
    return 10 * math.log10(razon(y, bits))


# --- 6: dónde está la palabra


def _camino(semilla: int, pausa: int) -> np.ndarray:
    """Un camino inventado, en segundos: la segunda lectura va a trompicones y, además, se para."""
    azar = np.random.default_rng(semilla)
    pasos = [[1, 1] if azar.random() < 0.6 else [0, 1] for _ in range(160)]
    pasos[70:70] = [[0, 1]] * pausa
    return np.cumsum([[0, 0], *pasos], axis=0) * 512 / 22_050


CAMINOS = [(_camino(1, 26), 1.23), (_camino(2, 40), 0.5), (_camino(3, 15), 1.9), (_camino(4, 30), 0.9)]


def fila(segundos: np.ndarray, instante: float) -> int:
    """La primera fila del camino que pasa más cerca de ese instante."""
    return int(np.argmin(np.abs(segundos[:, 0] - instante)))


def la_otra(segundos: np.ndarray, instante: float) -> float:
    """El instante de la segunda lectura que va con él."""
    return float(segundos[fila(segundos, instante), 1])
