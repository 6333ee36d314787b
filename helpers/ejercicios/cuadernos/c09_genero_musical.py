"""Cuaderno 09: la pieza de metal que se prepara, la matriz de confusión y las cifras que se ponen en duda."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.audio.sonido import Audio, cargar_audio, remuestrear
from helpers.datos.conjuntos import CONJUNTOS
from helpers.ejercicios.respuestas import Fallo, Matriz, cerca

PIEZA = CONJUNTOS / "generos" / "audio" / "metal_b01_3.ogg"
SR_DEL_MODELO, SR_DE_LA_COPIA, DEL_JAZZ_S = 16_000, 44_100, 8

PIEZAS, ACERTADAS = 120, 101
METAL_ACERTADO, METAL_EN_LA_FILA, METAL_EN_LA_COLUMNA = 11, 12, 13
EXHAUSTIVIDAD, PRECISION = METAL_ACERTADO / METAL_EN_LA_FILA, METAL_ACERTADO / METAL_EN_LA_COLUMNA
EXACTITUD = ACERTADAS / PIEZAS  # de los diez géneros; queda cerca de la precisión

TAMANOS, TAMANO_BUENO = (100, 200, 400, 800, 1600), 400
BAJO, ALTO = 0.8752, 0.9722  # los extremos de 94 entre 100

FRAGMENTOS, MAL_PUESTAS, DISCUTIBLES = 1000, 43, 63
TECHO = 1 - (MAL_PUESTAS + DISCUTIBLES) / FRAGMENTOS

AL_AZAR, (MENOR, MAYOR) = 0.93, (0.62, 0.775)  # exactitudes: repartiendo piezas, y repartiendo bandas enteras


class Muestras(Matriz):
    """Las muestras de un sonido mono: quien entrega el `Audio` entero oye que solo hace falta su `y`."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el vector de muestras."""
        if isinstance(valor, Audio):
            raise Fallo("audio", sr=valor.sr)
        if isinstance(valor, dict):
            raise Fallo("diccionario")
        if isinstance(valor, tuple) and len(valor) == 2 and np.ndim(valor[0]) == 1:
            raise Fallo("dos_cosas")
        return super().leer(nombre, valor)


@cache
def pieza() -> Audio:
    """La de metal, tal como está en el conjunto."""
    return cargar_audio(PIEZA)


@cache
def esperada() -> np.ndarray:
    """Las muestras que quiere el modelo."""
    return remuestrear(pieza(), SR_DEL_MODELO).y


def otra_longitud(entrada: np.ndarray) -> bool:
    """Si le faltan o le sobran más de diez milisegundos."""
    return abs(len(entrada) - len(esperada())) > SR_DEL_MODELO // 100


def otro_nivel(entrada: np.ndarray) -> bool:
    """Si suena más de un 10 % más fuerte o más flojo."""
    return not cerca(np.std(entrada), np.std(esperada()), relativa=0.1)


def otra_cosa(entrada: np.ndarray) -> bool:
    """Si, en lo que duran las dos, su onda no es la de la pieza."""
    n = min(len(entrada), len(esperada()))
    return np.corrcoef(entrada[:n], esperada()[:n])[0, 1] < 0.98
