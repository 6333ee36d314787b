"""El cuaderno 03: otras respuestas buenas, sus errores hechos de otra manera y de dónde salen sus cifras."""

import librosa
import numpy as np
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.fft import dct
from scipy.signal import savgol_filter
from scipy.stats import linregress, zscore
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from helpers.audio import cargar_audio
from helpers.datos import AUDIO
from helpers.ejercicios.cuadernos import c03_mfcc as c03

BUENAS = del_guion("03")
VIOLIN, SR = cargar_audio(AUDIO / "nota_violin.flac")
M = librosa.feature.melspectrogram(y=VIOLIN, sr=SR, n_mels=40)
S_DB = librosa.power_to_db(M)
SIN_RANGO = librosa.power_to_db(M, top_db=None)
MFCC = librosa.feature.mfcc(S=S_DB, n_mfcc=13)
K, N, LADOS = np.arange(13), np.arange(40), np.arange(-4, 5)
COSENOS = np.cos(np.pi / 40 * np.outer(K, N + 0.5))
BASE = COSENOS * np.where(K == 0, 1, np.sqrt(2))[:, None] / np.sqrt(40)
ENTRADA = c03.matriz()


def con(funcion):
    """La matriz del ejercicio, pasada por una función; lo que avise al dividir entre cero, no cuenta."""
    with np.errstate(all="ignore"):
        return funcion(ENTRADA.copy())


def pendiente_con_pesos(v):
    return sum(n * (v[4 + n] - v[4 - n]) for n in range(1, 5)) / (2 * (1 + 4 + 9 + 16))


def pendiente_que_cambia_lo_que_le_llega(v):
    v -= v.mean()
    return LADOS @ v / 60


def normalizar(mfcc, algo=1e-8):
    media, desviacion = mfcc.mean(axis=1, keepdims=True), mfcc.std(axis=1, keepdims=True)
    return (mfcc - media) / (desviacion + algo)


def normalizar_a_bucles(mfcc):
    return [[(v - np.mean(f)) / max(float(np.std(f, ddof=1)), 1e-6) for v in f] for f in mfcc]


def normalizar_con_torch(mfcc):
    t = torch.as_tensor(mfcc)
    return (t - t.mean(dim=1, keepdim=True)) / t.std(dim=1, keepdim=True, unbiased=False).clamp(min=1e-9)


OTRAS_BUENAS = [
    ("03.1", {"mfcc_violin": BASE @ S_DB}),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="ortho")[:13]}),
    ("03.1", {"mfcc_violin": dct(S_DB.T, norm="ortho").T[:13].tolist()}),
    ("03.1", {"mfcc_violin": torch.as_tensor(BASE, dtype=torch.float32) @ torch.as_tensor(S_DB)}),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mfcc=13, n_mels=40)}),
    ("03.1", {"mfcc_violin": MFCC.round(2)}),
    ("03.2", {"sube_c0": 68, "sube_c1": 0.0}),
    ("03.2", {"sube_c0": 6 * 128**0.5, "sube_c1": -1e-6}),
    ("03.2", {"sube_c0": np.float32(68.11), "sube_c1": torch.tensor(0.0)}),
    ("03.3", {"pendiente": pendiente_con_pesos}),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 1)[0]}),
    ("03.3", {"pendiente": lambda v: linregress(np.arange(9), v).slope}),
    ("03.3", {"pendiente": lambda v: librosa.feature.delta(np.asarray(v))[4]}),
    ("03.3", {"pendiente": lambda v: savgol_filter(v, 9, 1, deriv=1)[4]}),
    ("03.3", {"pendiente": lambda v: np.cov(np.arange(9), v)[0, 1] / np.var(np.arange(9), ddof=1)}),
    ("03.3", {"pendiente": lambda v: LinearRegression().fit(LADOS[:, None], v).coef_}),
    ("03.3", {"pendiente": lambda v: np.linalg.lstsq(LADOS[:, None], v[:, None], rcond=None)[0]}),
    ("03.3", {"pendiente": lambda v: np.convolve(v, -LADOS / 60, "valid")}),
    ("03.3", {"pendiente": lambda v: torch.tensor(LADOS[None] @ v / 60)}),
    ("03.3", {"pendiente": pendiente_que_cambia_lo_que_le_llega}),
    ("03.3", {"pendiente": lambda v: torch.tensor(LADOS @ v / 60), "mezcladas": 8.0}),
    ("03.4", {"normalizada": normalizar(ENTRADA)}),
    ("03.4", {"normalizada": normalizar_a_bucles(ENTRADA)}),
    ("03.4", {"normalizada": normalizar_con_torch(ENTRADA)}),
    ("03.4", {"normalizada": np.vstack([zscore(ENTRADA[:-1], axis=1), np.zeros(ENTRADA.shape[1])])}),
    ("03.4", {"normalizada": con(lambda m: StandardScaler().fit_transform(m.T).T)}),
]

VIOLINES_MALOS = [
    (MFCC.T, "traspuesta"),
    (dct(S_DB, norm="ortho")[:, :13], "a lo largo del tiempo"),
    (librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mels=40, n_mfcc=13, hop_length=256), "sin otro salto"),
    (MFCC[:, :1], "una sola trama"),
    (13, "una lista o un arreglo"),
    (MFCC[:, 0], "la forma (13,), y se espera (13, 108)"),
    (dct(S_DB, axis=0, norm="ortho")[1:14], "el primero es el 0"),
    (COSENOS @ S_DB, "sin ella los cosenos no miden 1"),
    (COSENOS @ S_DB * np.sqrt(2 / 40), "La fila 0 lleva otra escala"),
    (COSENOS @ S_DB / 40, "la tuya es 1/N"),
    (COSENOS @ S_DB / 40**0.5, "fila 0 está bien"),
    (BASE @ librosa.amplitude_to_db(M), "El 20 es para amplitudes, y `M` ya es potencia. Pista"),
    (BASE @ np.log(np.maximum(M, 1e-10)), "has usado el natural. Pista"),
    (BASE @ np.maximum(SIN_RANGO, SIN_RANGO.max(axis=0) - 80), "trama a trama"),
    (BASE @ (20 * np.log10(M)), "ya es potencia. Además faltan el suelo y el rango"),
    (BASE @ np.log(M), "el natural. Además faltan"),
    (BASE @ (10 * np.log10(M)), "Faltan el suelo"),
    (BASE @ (10 * np.log10(M / M.max())), "dividido entre el máximo"),
    (BASE @ librosa.power_to_db(np.sqrt(M)), "salen a la mitad"),
    (dct(np.log(np.maximum(M, 1e-10)), axis=0)[:13], "has usado el natural. Falta la escala: con"),
    (librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mfcc=13), "128 bandas"),
    (MFCC.round(1) + 0.1, "redondeado de más"),
]

MALAS = [
    *(("03.1", {"mfcc_violin": violin}, dice) for violin, dice in VIOLINES_MALOS),
    ("03.2", {"sube_c0": 66.5}, "al doblar la amplitud"),
    ("03.2", {"sube_c0": 3}, "la **potencia**"),
    ("03.2", {"sube_c1": -0.1}, "dibuja una columna"),
    ("03.3", {"pendiente": lambda v: np.diff(v).mean()}, "los extremos, repartida"),
    ("03.3", {"pendiente": lambda v: np.diff(v)[4]}, "la trama siguiente"),
    ("03.3", {"pendiente": lambda v: np.gradient(v)[4]}, "dos vecinos"),
    ("03.3", {"pendiente": lambda v: linregress(v, range(9)).slope}, "los ejes"),
    ("03.3", {"pendiente": lambda v: 0.98 * pendiente_con_pesos(v)}, "redondeado de más"),
    ("03.3", {"pendiente": lambda v: linregress(np.arange(9), v)}, "devuelve 5 valores"),
    ("03.3", {"pendiente": lambda v: str(pendiente_con_pesos(v))}, "Quita las comillas"),
    ("03.3", {"pendiente": [0.1, 0.2, 0.3]}, "una función"),
    ("03.3", {"pendiente": pendiente_con_pesos(np.arange(9))}, "sin paréntesis"),
    ("03.4", {"normalizada": con(lambda m: StandardScaler().fit_transform(m))}, "cada trama, a lo alto"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m).T)}, "traspuesta"),
    ("03.4", {"normalizada": con(lambda m: m.mean(axis=1, keepdims=True))}, "la forma (14, 1)"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m) * 2)}, "fila 0 sale 0 y su desviación, 2."),
    ("03.4", {"normalizada": np.vstack([normalizar(ENTRADA[:1]), ENTRADA[1:]])}, "la media de la fila 1"),
    ("03.4", {"normalizada": normalizar(ENTRADA) * (np.arange(14) != 5)[:, None]}, "fila 5 sale 0 y su"),
    ("03.4", {"normalizada": normalizar(ENTRADA)[[0, 2, 1, *range(3, 14)]]}, "no sale de la fila 1"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m, 0.1))}, "desviación, 0,989"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m, 0))}, "dividir entre 0"),
    ("03.4", {"normalizada": normalizar(ENTRADA[:-1])}, "se espera (14, "),
    ("03.4", {"normalizada": None}, "return"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


def test_al_doblar_la_amplitud_c0_sube_lo_que_dice_el_ejercicio():
    antes = librosa.feature.mfcc(y=VIOLIN / 4, sr=SR).astype(float)
    despues = librosa.feature.mfcc(y=VIOLIN / 2, sr=SR).astype(float)
    assert np.allclose((despues - antes)[0], BUENAS["03.2"]["sube_c0"], atol=1e-3)
    assert np.allclose((despues - antes)[1:], 0, atol=1e-3)


def test_al_pegar_dos_grabaciones_cambian_las_columnas_que_dice_el_ejercicio():
    a, b = np.random.default_rng(0).normal(size=(2, 13, 30))
    juntos = librosa.feature.delta(np.hstack([a, b]))
    aparte = np.hstack([librosa.feature.delta(a), librosa.feature.delta(b)])
    distintas = np.flatnonzero(~np.isclose(juntos, aparte).all(axis=0))
    assert distintas.tolist() == list(range(26, 26 + BUENAS["03.3"]["mezcladas"]))
