"""Cuaderno 09: la pieza de metal que se prepara, la matriz de confusión y las cifras que se ponen en duda."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from helpers.audio.sonido import Audio, cargar_audio, remuestrear
from helpers.datos.conjuntos import CONJUNTOS, cargar_conjunto
from helpers.ejercicios.repartos import (  # noqa: F401, los usa el guion
    DE_PANTALLA,
    PARTES_MINIMAS,
    Examen,
    Notas,
    Reparto,
    a_los_dos_lados,
    al_azar,
    notas_de,
    por_defecto,
    sin_aprender,
    son_las_suyas,
)
from helpers.ejercicios.respuestas import Fallo, Matriz, Numero, cerca

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

GRAVES_HZ, SUCIEDAD = 6500, 0.015  # hasta dónde no llega ningún filtro, y cuánto puede diferir ahí lo bueno


class Muestras(Matriz):
    """Las muestras de un sonido mono, solas o en el diccionario de `pipeline`; el `Audio` entero, no."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el vector de muestras."""
        if isinstance(valor, Audio):
            raise Fallo("audio", sr=valor.sr)
        if isinstance(valor, dict):
            if not {"raw", "sampling_rate"} <= set(valor):
                raise Fallo("diccionario")
            if valor["sampling_rate"] != SR_DEL_MODELO:
                raise Fallo("otra_frecuencia", sr=valor["sampling_rate"])
            valor = valor["raw"]
        if isinstance(valor, tuple) and len(valor) == 2 and np.ndim(valor[0]) == 1:
            raise Fallo("dos_cosas")
        return super().leer(nombre, valor)


class Ancho(Numero):
    """Un número: a quien entrega los dos extremos de `intervalo_wilson` se le dice."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el número."""
        if isinstance(valor, (tuple, list)) and len(valor) == 2:
            raise Fallo("los_dos_extremos")
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


def con_alias(entrada: np.ndarray) -> bool:
    """Si por debajo de 6500 Hz, donde todo remuestreo deja lo mismo, hay algo más que la pieza."""
    from scipy.signal import butter, sosfiltfilt

    graves = butter(8, GRAVES_HZ, fs=SR_DEL_MODELO, output="sos")
    n = min(len(entrada), len(esperada()))
    suyos, buenos = sosfiltfilt(graves, entrada[:n]), sosfiltfilt(graves, esperada()[:n])
    al_mismo_nivel = suyos * (np.std(buenos) / np.std(suyos))
    return bool(np.std(al_mismo_nivel - buenos) > SUCIEDAD * np.std(buenos))


@cache
def examen() -> Examen:
    """Los géneros y las bandas de las 420 piezas, en el orden del cuaderno."""
    conjunto = cargar_conjunto("generos")
    return Examen(conjunto.etiqueta.to_numpy(), conjunto.grupo.to_numpy())
