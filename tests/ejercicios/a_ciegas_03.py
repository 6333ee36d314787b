"""Lo que contestaría al cuaderno 03 quien solo ha leído sus enunciados."""

import warnings

import librosa
import numpy as np
from scipy.fft import dct
from scipy.stats import theilslopes, zscore

from helpers.audio import cargar_audio
from helpers.datos import AUDIO

# --- 1: otra receta

VIOLIN = cargar_audio(AUDIO / "nota_violin.flac")
M = librosa.feature.melspectrogram(y=VIOLIN.y, sr=VIOLIN.sr, n_mels=40)
DB = librosa.power_to_db(M)


def cosenos(bandas=40, desde=0.5, cuantos=13):
    base = np.sqrt(2 / bandas) * np.cos(np.pi / bandas * np.outer(np.arange(cuantos), np.arange(40) + desde))
    base[0] /= np.sqrt(2)
    return base


def mfcc_a_bucles():
    db = np.maximum(10 * np.log10(np.maximum(M, 1e-10)), 10 * np.log10(M.max()) - 80)
    suma = [
        [(db[:, t] * np.cos(np.pi * k * (np.arange(40) + 0.5) / 40)).sum() for t in range(M.shape[1])]
        for k in range(13)
    ]
    return np.array(suma) * np.array([40**-0.5] + 12 * [20**-0.5])[:, None]


# --- 3: la pendiente


def pendiente_por_covarianza(v):
    x = np.arange(9)
    return np.mean((x - 4) * (np.array(v) - np.mean(v))) / np.mean((x - 4) ** 2)


def pendiente_sumando(v):
    total = 0
    for sitio, valor in enumerate(v):
        total += (sitio - 4) * valor
    return total / sum((sitio - 4) ** 2 for sitio in range(9))


def pendiente_sin_return(v):
    np.polyfit(range(9), v, 1)


# --- 4: normalizar

FRASE = cargar_audio(AUDIO / "habla_orden.flac")
MFCC = librosa.feature.mfcc(y=FRASE.y.astype(float), sr=FRASE.sr, n_mfcc=13)
MATRIZ = np.vstack([MFCC, np.full((1, MFCC.shape[1]), 5.0)])
MEDIA, DESVIACION = MATRIZ.mean(axis=1, keepdims=True), MATRIZ.std(axis=1, keepdims=True)
CENTRADA = MATRIZ - MEDIA


def con_ceros_aparte():
    salida = np.zeros_like(MATRIZ)
    for n, fila in enumerate(MATRIZ):
        if fila.std() > 0:
            salida[n] = (fila - fila.mean()) / fila.std()
    return salida


def sin_avisos(cuenta):
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return cuenta()


def con_nan_en(fila, columna=slice(None)):
    salida = con_ceros_aparte()
    salida[fila, columna] = np.nan
    return salida


BUENAS = [
    ("03.1", {"mfcc_violin": cosenos() @ DB}),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(S=DB, n_mfcc=13)}),
    ("03.1", {"mfcc_violin": dct(DB, axis=0, norm="ortho", n=40)[0:13, :]}),
    ("03.1", {"mfcc_violin": mfcc_a_bucles()}),
    ("03.1", {"mfcc_violin": np.array([cosenos() @ columna for columna in DB.T]).T}),
    ("03.2", {"sube_c0": 20 * np.log10(2) * np.sqrt(128), "sube_c1": 0}),
    ("03.2", {"sube_c0": 10 * np.log10(4) * 128 * np.sqrt(1 / 128), "sube_c1": 0.0}),
    ("03.2", {"sube_c0": 68.11, "sube_c1": 1e-12}),
    ("03.2", {"sube_c0": 6.02 * 11.31, "sube_c1": -0.0}),
    ("03.3", {"pendiente": pendiente_por_covarianza, "mezcladas": 8}),
    ("03.3", {"pendiente": pendiente_sumando, "mezcladas": 4 + 4}),
    ("03.3", {"pendiente": lambda v: np.polynomial.polynomial.polyfit(np.arange(9), v, 1)[1]}),
    ("03.3", {"pendiente": lambda v: np.dot(v, [-4, -3, -2, -1, 0, 1, 2, 3, 4]) / 60}),
    ("03.3", {"pendiente": lambda v: np.linalg.lstsq(np.c_[np.arange(9), np.ones(9)], v, rcond=None)[0][0]}),
    ("03.4", {"normalizada": CENTRADA / (DESVIACION + 1e-8)}),
    ("03.4", {"normalizada": con_ceros_aparte()}),
    ("03.4", {"normalizada": CENTRADA / np.where(DESVIACION == 0, 1, DESVIACION)}),
    ("03.4", {"normalizada": sin_avisos(lambda: np.nan_to_num(CENTRADA / DESVIACION))}),
    ("03.4", {"normalizada": sin_avisos(lambda: np.nan_to_num(zscore(MATRIZ, axis=1)))}),
    ("03.4", {"normalizada": CENTRADA / np.maximum(DESVIACION, 1e-3)}),
]

MALAS = [
    ("03.1", {"mfcc_violin": DB}),
    ("03.1", {"mfcc_violin": cosenos() @ M}),
    ("03.1", {"mfcc_violin": (cosenos() @ DB).T}),
    ("03.1", {"mfcc_violin": dct(DB, axis=0)[:13]}),
    ("03.1", {"mfcc_violin": dct(DB, axis=1, norm="ortho")[:13]}),
    ("03.1", {"mfcc_violin": cosenos() @ librosa.amplitude_to_db(M)}),
    ("03.1", {"mfcc_violin": cosenos() @ librosa.power_to_db(M, ref=np.max)}),
    ("03.1", {"mfcc_violin": cosenos() @ (10 * np.log10(M))}),
    ("03.1", {"mfcc_violin": cosenos() @ np.log(M)}),
    ("03.1", {"mfcc_violin": cosenos(bandas=128) @ DB}),
    ("03.1", {"mfcc_violin": np.sqrt(128 / 40) * cosenos(bandas=128) @ DB}),
    ("03.1", {"mfcc_violin": cosenos(desde=0) @ DB}),
    ("03.1", {"mfcc_violin": (cosenos(cuantos=14) @ DB)[1:]}),
    ("03.1", {"mfcc_violin": (cosenos() @ DB).mean(axis=1)}),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(y=VIOLIN.y, sr=VIOLIN.sr, n_mfcc=13)}),
    ("03.1", {"mfcc_violin": cosenos() @ librosa.power_to_db(M, top_db=60)}),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(S=DB, n_mfcc=13, lifter=22)}),
    ("03.2", {"sube_c0": 20 * np.log10(2)}),
    ("03.2", {"sube_c0": 2}),
    ("03.2", {"sube_c0": 10 * np.log10(2) * np.sqrt(128)}),
    ("03.2", {"sube_c0": 20 * np.log10(2) * 128}),
    ("03.2", {"sube_c0": 20 * np.log10(2) / np.sqrt(128)}),
    ("03.2", {"sube_c0": 20 * np.log(2) * np.sqrt(128)}),
    ("03.2", {"sube_c0": 0, "sube_c1": 20 * np.log10(2) * np.sqrt(128)}),
    ("03.2", {"sube_c1": 20 * np.log10(2)}),
    ("03.2", {"sube_c1": 20 * np.log10(2) * np.sqrt(128)}),
    ("03.2", {"sube_c0": 20 * np.log10(2) * np.sqrt(40)}),
    ("03.2", {"sube_c0": -68.1}),
    ("03.2", {"sube_c1": "nada"}),
    ("03.3", {"pendiente": lambda v: v[8] - v[0]}),
    ("03.3", {"pendiente": lambda v: (v[8] - v[0]) / 8}),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 1)[1]}),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 1)}),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 2)[0]}),
    ("03.3", {"pendiente": lambda v: np.arange(9) @ v / 60}),
    ("03.3", {"pendiente": lambda v: np.arange(-4, 5) @ v}),
    ("03.3", {"pendiente": lambda v: np.arange(-4, 5) @ v / 30}),
    ("03.3", {"pendiente": lambda v: np.arange(-4, 5) @ v / 9}),
    ("03.3", {"pendiente": lambda v: np.arange(4, -5, -1) @ v / 60}),
    ("03.3", {"pendiente": lambda v: np.mean(v)}),
    ("03.3", {"pendiente": lambda v: theilslopes(v, range(9))[0]}),
    ("03.3", {"pendiente": pendiente_sin_return}),
    ("03.3", {"pendiente": lambda v: np.gradient(v).mean()}),
    ("03.3", {"pendiente": lambda v: 18.3}),
    ("03.3", {"mezcladas": 4}),
    ("03.3", {"mezcladas": 9}),
    ("03.3", {"mezcladas": 1}),
    ("03.3", {"mezcladas": 2}),
    ("03.3", {"mezcladas": 18}),
    ("03.4", {"normalizada": CENTRADA}),
    ("03.4", {"normalizada": CENTRADA / DESVIACION.max()}),
    ("03.4", {"normalizada": sin_avisos(lambda: CENTRADA / DESVIACION)}),
    ("03.4", {"normalizada": (MATRIZ - MATRIZ.mean()) / MATRIZ.std()}),
    ("03.4", {"normalizada": (MATRIZ - MATRIZ.mean(axis=0)) / MATRIZ.std(axis=0)}),
    ("03.4", {"normalizada": CENTRADA / (DESVIACION + 1)}),
    ("03.4", {"normalizada": MATRIZ / np.maximum(DESVIACION, 1e-8)}),
    ("03.4", {"normalizada": CENTRADA / (DESVIACION**2 + 1e-8)}),
    ("03.4", {"normalizada": con_ceros_aparte()[:-1]}),
    ("03.4", {"normalizada": con_nan_en(3)}),
    ("03.4", {"normalizada": con_nan_en(3, 10)}),
    ("03.4", {"normalizada": con_nan_en(-1, 0)}),
    ("03.4", {"normalizada": np.full_like(MATRIZ, np.nan)}),
    ("03.4", {"normalizada": sin_avisos(lambda: MATRIZ / DESVIACION - MEDIA / DESVIACION)}),
    ("03.4", {"normalizada": sin_avisos(lambda: MATRIZ / DESVIACION)}),
    ("03.4", {"normalizada": sin_avisos(lambda: np.log(MATRIZ))}),
    ("03.4", {"normalizada": np.vstack([con_ceros_aparte()[:-1], MATRIZ[-1:]])}),
    ("03.4", {"normalizada": con_ceros_aparte().T}),
]
