"""Las comprobaciones del cuaderno 03: lo que se acepta y lo que se contesta a cada error."""

import librosa
import numpy as np
import pytest
import torch
from respuestas_probadas import Respuestas
from scipy.fft import dct
from scipy.signal import savgol_filter
from scipy.stats import linregress, zscore
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

from helpers.audio import cargar_audio
from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c03_mfcc as c03

VIOLIN, SR = cargar_audio(AUDIO / "nota_violin.flac")
M = librosa.feature.melspectrogram(y=VIOLIN, sr=SR, n_mels=40)
S_DB = librosa.power_to_db(M)
MFCC = librosa.feature.mfcc(S=S_DB, n_mfcc=13)
LADOS = np.arange(-4, 5)


def cosenos(k, n, bandas=40):
    base = np.sqrt(2 / bandas) * np.cos(np.pi * np.outer(k, n) / bandas)
    base[k == 0] /= np.sqrt(2)
    return base


K, N = np.arange(13), np.arange(40)
BASE = cosenos(K, N + 0.5)


ENTRADA = c03.matriz_con_fila_quieta()


def con(funcion):
    """La matriz del ejercicio, pasada por una función; lo que avise al dividir entre cero, no cuenta."""
    with np.errstate(all="ignore"):
        return funcion(ENTRADA.copy())


def pendiente_con_pesos(v):
    return sum(n * (v[4 + n] - v[4 - n]) for n in range(1, 5)) / (2 * (1 + 4 + 9 + 16))


def pendiente_que_cambia_lo_que_le_llega(v):
    v -= v.mean()
    return LADOS @ v / 60


def sin_media(mfcc):
    return mfcc - mfcc.mean(axis=1, keepdims=True)


def normalizar(mfcc):
    media, desviacion = mfcc.mean(axis=1, keepdims=True), mfcc.std(axis=1, keepdims=True)
    return (mfcc - media) / (desviacion + 1e-8)


def normalizar_a_bucles(mfcc):
    filas = []
    for fila in mfcc:
        desviacion = max(float(np.std(fila, ddof=1)), 1e-6)
        filas.append([(valor - np.mean(fila)) / desviacion for valor in fila])
    return filas


def normalizar_con_torch(mfcc):
    t = torch.as_tensor(mfcc)
    return (t - t.mean(dim=1, keepdim=True)) / t.std(dim=1, keepdim=True, unbiased=False).clamp(min=1e-9)


BUENAS = {
    "03.1": {"mfcc_violin": MFCC},
    "03.2": {"sube_c0": 20 * np.log10(2) * np.sqrt(128), "sube_c1": 0},
    "03.3": {"pendiente": pendiente_con_pesos, "mezcladas": 8},
    "03.4": {"normalizada": normalizar(ENTRADA)},
}

OTRAS_BUENAS = [
    ("03.1", {"mfcc_violin": BASE @ S_DB}),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="ortho")[:13]}),
    ("03.1", {"mfcc_violin": dct(S_DB.T, norm="ortho").T[:13].tolist()}),
    ("03.1", {"mfcc_violin": torch.as_tensor(BASE, dtype=torch.float32) @ torch.as_tensor(S_DB)}),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mfcc=13, n_mels=40)}),
    (
        "03.1",
        {"mfcc_violin": librosa.filters.dct(13, 40) @ S_DB if hasattr(librosa.filters, "dct") else MFCC},
    ),
    ("03.1", {"mfcc_violin": MFCC.round(2)}),
    ("03.2", {"sube_c0": 68, "sube_c1": 0.0}),
    ("03.2", {"sube_c0": 6 * 128**0.5, "sube_c1": -1e-6}),
    ("03.2", {"sube_c0": np.float32(68.11), "sube_c1": torch.tensor(0.0)}),
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
    ("03.4", {"normalizada": normalizar_a_bucles(ENTRADA)}),
    ("03.4", {"normalizada": normalizar_con_torch(ENTRADA)}),
    ("03.4", {"normalizada": np.vstack([zscore(ENTRADA[:-1], axis=1), np.zeros(ENTRADA.shape[1])])}),
    ("03.4", {"normalizada": con(lambda m: StandardScaler().fit_transform(m.T).T)}),
]

FUERA = cosenos(K, N + 0.5)
FUERA[0] *= np.sqrt(2)
SIN_RANGO = 10 * np.log10(np.maximum(M, 1e-10))

MALAS = [
    ("03.1", {"mfcc_violin": MFCC.T}, "traspuesta"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="ortho")}, "40 filas"),
    ("03.1", {"mfcc_violin": dct(S_DB, norm="ortho")[:, :13]}, "a lo largo del tiempo"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="ortho")[:, :13]}, "a lo largo del tiempo"),
    ("03.1", {"mfcc_violin": dct(S_DB, norm="ortho")[:13]}, "han recorrido el tiempo"),
    ("03.1", {"mfcc_violin": dct(S_DB)[:13]}, "han recorrido el tiempo"),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(S=S_DB)}, "20 filas"),
    ("03.1", {"mfcc_violin": MFCC[1:]}, "del 0 al 12"),
    ("03.1", {"mfcc_violin": MFCC[:, :-1]}, "sin otro salto"),
    (
        "03.1",
        {"mfcc_violin": librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mels=40, n_mfcc=13, hop_length=256)},
        "sin otro salto",
    ),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="ortho")[1:14]}, "el primero es el 0"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0)[:13]}, "Falta la escala"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0)[:13] / 2}, "Falta la escala"),
    ("03.1", {"mfcc_violin": FUERA @ S_DB}, "La fila 0 lleva otra escala"),
    ("03.1", {"mfcc_violin": np.sqrt(2 / 40) * BASE @ S_DB}, "lleva raíz"),
    ("03.1", {"mfcc_violin": cosenos(K, N) @ S_DB}, "su centro"),
    ("03.1", {"mfcc_violin": cosenos(K, N + 1) @ S_DB}, "n + 1"),
    ("03.1", {"mfcc_violin": cosenos(K, N + 0.5, 128) @ S_DB}, "no entre 128"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, type=3, norm="ortho")[:13]}, "tipo 3"),
    ("03.1", {"mfcc_violin": np.fft.rfft(S_DB, axis=0).real[:13]}, "FFT"),
    ("03.1", {"mfcc_violin": BASE @ librosa.amplitude_to_db(M)}, "ya es potencia"),
    ("03.1", {"mfcc_violin": BASE @ (20 * np.log10(np.maximum(M, 1e-10)))}, "ya es potencia"),
    ("03.1", {"mfcc_violin": BASE @ np.log(np.maximum(M, 1e-10))}, "el natural"),
    ("03.1", {"mfcc_violin": BASE @ np.log10(np.maximum(M, 1e-10))}, "multiplicar por 10"),
    ("03.1", {"mfcc_violin": BASE @ M}, "Falta el logaritmo"),
    ("03.1", {"mfcc_violin": BASE @ librosa.power_to_db(np.sqrt(M))}, "salen a la mitad"),
    ("03.1", {"mfcc_violin": BASE @ np.maximum(SIN_RANGO, SIN_RANGO.max(axis=0) - 80)}, "trama a trama"),
    ("03.1", {"mfcc_violin": BASE @ (20 * np.log10(M))}, "Además faltan el suelo y el rango"),
    ("03.1", {"mfcc_violin": BASE @ np.log(M)}, "el natural. Además faltan"),
    ("03.1", {"mfcc_violin": BASE @ (10 * np.log10(M / M.max()))}, "dividido entre el máximo"),
    ("03.1", {"mfcc_violin": dct(S_DB, axis=0, norm="forward")[:13]}, "la tuya es 1/N"),
    ("03.1", {"mfcc_violin": np.cos(np.pi / 40 * np.outer(K, N + 0.5)) @ S_DB / 40}, "la tuya es 1/N"),
    ("03.1", {"mfcc_violin": np.cos(np.pi / 40 * np.outer(K, N + 0.5)) @ S_DB / 40**0.5}, "fila 0 está bien"),
    ("03.1", {"mfcc_violin": MFCC[:, :1]}, "una sola trama"),
    ("03.1", {"mfcc_violin": MFCC.round()}, "redondeado de más"),
    ("03.1", {"mfcc_violin": BASE @ SIN_RANGO}, "Falta el rango"),
    ("03.1", {"mfcc_violin": BASE @ (10 * np.log10(M))}, "Faltan el suelo"),
    ("03.1", {"mfcc_violin": BASE @ (10 * np.log10(M + 1e-10))}, "el suelo no se suma"),
    ("03.1", {"mfcc_violin": BASE @ np.maximum(SIN_RANGO, -80)}, "acaba en −80 dB"),
    ("03.1", {"mfcc_violin": np.sqrt(40 / 128) * BASE @ S_DB}, "ahora son 40 y no 128"),
    ("03.1", {"mfcc_violin": BASE @ librosa.power_to_db(M, ref=np.max)}, "respecto al máximo"),
    ("03.1", {"mfcc_violin": dct(np.log(np.maximum(M, 1e-10)), axis=0)[:13]}, "el natural"),
    ("03.1", {"mfcc_violin": dct(np.log(np.maximum(M, 1e-10)), axis=0)[:13]}, "Falta la escala"),
    ("03.1", {"mfcc_violin": librosa.feature.mfcc(y=VIOLIN, sr=SR, n_mfcc=13)}, "128 bandas"),
    ("03.1", {"mfcc_violin": np.zeros_like(MFCC)}, "ceros"),
    ("03.1", {"mfcc_violin": np.vstack([MFCC[:1] * 3, MFCC[1:]])}, "solo la fila 0"),
    ("03.1", {"mfcc_violin": MFCC + 5}, "Ve por partes"),
    ("03.1", {"mfcc_violin": 13}, "una lista o un arreglo"),
    ("03.1", {"mfcc_violin": MFCC[:, 0]}, "la forma (13,), y se espera (13, 108)"),
    ("03.2", {"sube_c0": 6.02}, "lo que sube cada banda"),
    ("03.2", {"sube_c0": 3.01}, "la **potencia**"),
    ("03.2", {"sube_c0": 34.06}, "la **potencia**"),
    ("03.2", {"sube_c0": 770.6}, "lleva una escala"),
    ("03.2", {"sube_c0": 6.02 * 20**0.5}, "y no del de coeficientes"),
    ("03.2", {"sube_c0": 6.02 * 13**0.5}, "y no del de coeficientes"),
    ("03.2", {"sube_c0": 6.02 * 40**0.5}, "no 40"),
    ("03.2", {"sube_c0": 6.02 / 128**0.5}, "has dividido"),
    ("03.2", {"sube_c0": 128**0.5}, "por cada dB"),
    ("03.2", {"sube_c0": 4}, "multiplica a la potencia"),
    ("03.2", {"sube_c0": 12.04}, "el 20 es para amplitudes"),
    ("03.2", {"sube_c0": 6.02 * (2 / 128) ** 0.5}, "has contado una"),
    ("03.2", {"sube_c0": 10 * np.log(2) * 128**0.5}, "logaritmo natural"),
    ("03.2", {"sube_c0": 20 * np.log(2) * 128**0.5}, "logaritmo natural"),
    ("03.2", {"sube_c0": 12.04 * 128**0.5}, "el 20 es para amplitudes"),
    ("03.2", {"sube_c0": 6.02 * 256**0.5}, "√(2/128)"),
    ("03.2", {"sube_c0": 2}, "le *suma* algo"),
    ("03.2", {"sube_c0": 0}, "está más fuerte"),
    ("03.2", {"sube_c0": -68.1}, "el signo"),
    ("03.2", {"sube_c0": 0.693 * 128**0.5}, "logaritmo natural"),
    ("03.2", {"sube_c0": 100}, "al doblar la amplitud"),
    ("03.2", {"sube_c1": 68.1}, "¿Lo inclina?"),
    ("03.2", {"sube_c1": 96.3}, "¿Lo inclina?"),
    ("03.2", {"sube_c1": 6.02}, "dibuja una columna"),
    ("03.3", {"pendiente": lambda v: (v[8] - v[0]) / 8}, "los extremos, repartida"),
    ("03.3", {"pendiente": lambda v: np.diff(v).mean()}, "los extremos, repartida"),
    ("03.3", {"pendiente": lambda v: v[-1] - v[0]}, "Ni mira las de dentro"),
    ("03.3", {"pendiente": lambda v: (v[-1] - v[0]) / 9}, "ocho pasos"),
    ("03.3", {"pendiente": lambda v: v[4] - v[3]}, "la trama anterior"),
    ("03.3", {"pendiente": lambda v: np.diff(v)[4]}, "la trama siguiente"),
    ("03.3", {"pendiente": lambda v: np.gradient(v)[4]}, "dos vecinos"),
    ("03.3", {"pendiente": lambda v: -pendiente_con_pesos(v)}, "el signo"),
    ("03.3", {"pendiente": lambda v: LADOS @ v / 30}, "el doble"),
    ("03.3", {"pendiente": lambda v: LADOS @ v}, "falta dividir"),
    ("03.3", {"pendiente": lambda v: LADOS @ v / 20}, "Son sus cuadrados"),
    ("03.3", {"pendiente": lambda v: np.mean(v)}, "la media de las nueve"),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 1)[1]}, "donde corta la recta"),
    ("03.3", {"pendiente": lambda v: LADOS @ v / 60 * 22_050 / 512}, "por trama"),
    ("03.3", {"pendiente": lambda v: np.arange(9) @ v / 60}, "desde la trama central"),
    ("03.3", {"pendiente": lambda v: np.polyfit(v, range(9), 1)[0]}, "los ejes"),
    ("03.3", {"pendiente": lambda v: 7.0}, "siempre lo mismo"),
    ("03.3", {"pendiente": lambda v: v.max() - v.min()}, "tiene que dar 1"),
    ("03.3", {"pendiente": lambda v: round(pendiente_con_pesos(v), 1)}, "redondeado de más"),
    ("03.3", {"pendiente": lambda v: round(pendiente_con_pesos(v))}, "redondeado de más"),
    ("03.3", {"pendiente": lambda v: linregress(np.arange(9), v)}, "devuelve 5 valores"),
    ("03.3", {"pendiente": lambda v: str(pendiente_con_pesos(v))}, "Quita las comillas"),
    ("03.3", {"pendiente": [0.1, 0.2, 0.3]}, "una función"),
    ("03.3", {"pendiente": pendiente_con_pesos(np.arange(9))}, "sin paréntesis"),
    ("03.3", {"pendiente": lambda v: np.polyfit(range(9), v, 1)}, "devuelve 2 valores"),
    ("03.3", {"pendiente": lambda v: None}, "¿Falta un `return`?"),
    ("03.3", {"mezcladas": 4}, "las de un lado"),
    ("03.3", {"mezcladas": 9}, "caen en los dos clips"),
    ("03.3", {"mezcladas": 18}, "cuatro hacia cada lado"),
    ("03.3", {"mezcladas": 1}, "diferencia simple"),
    ("03.3", {"mezcladas": 2}, "solo mirase a los vecinos"),
    ("03.3", {"mezcladas": 0}, "de los dos clips"),
    ("03.3", {"mezcladas": 10}, "cuenta otra vez"),
    ("03.3", {"mezcladas": 16}, "la costura es una sola"),
    ("03.3", {"mezcladas": 5}, "dibuja la costura"),
    ("03.4", {"normalizada": con(lambda m: (m - m.mean(axis=0)) / m.std(axis=0))}, "cada trama, a lo alto"),
    ("03.4", {"normalizada": con(lambda m: StandardScaler().fit_transform(m))}, "cada trama, a lo alto"),
    ("03.4", {"normalizada": con(lambda m: (m - m.mean()) / m.std())}, "toda la matriz"),
    ("03.4", {"normalizada": con(lambda m: m - m.mean(axis=1, keepdims=True))}, "Falta la desviación"),
    ("03.4", {"normalizada": con(lambda m: m - m.mean(axis=0))}, "la media de cada trama"),
    ("03.4", {"normalizada": con(lambda m: m / m.std(axis=1, keepdims=True))}, "restar la media"),
    (
        "03.4",
        {"normalizada": con(lambda m: (m - m.mean(axis=1, keepdims=True)) / m.var(axis=1, keepdims=True))},
        "varianza",
    ),
    (
        "03.4",
        {"normalizada": con(lambda m: (m - m.mean(axis=1, keepdims=True)) * m.std(axis=1, keepdims=True))},
        "se divide",
    ),
    (
        "03.4",
        {"normalizada": con(lambda m: m - m.mean(axis=1, keepdims=True) / m.std(axis=1, keepdims=True))},
        "paréntesis",
    ),
    (
        "03.4",
        {"normalizada": con(lambda m: (m.T - m.min(axis=1)).T / np.ptp(m, axis=1)[:, None])},
        "de 0 a 1",
    ),
    ("03.4", {"normalizada": con(lambda m: m)}, "como estaba"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m).T)}, "traspuesta"),
    ("03.4", {"normalizada": con(lambda m: m.mean(axis=1))}, "la forma (14,)"),
    ("03.4", {"normalizada": con(lambda m: m.mean(axis=1, keepdims=True))}, "la forma (14, 1)"),
    ("03.4", {"normalizada": con(lambda m: normalizar(m) * 2)}, "fila 0 sale 0 y su desviación, 2."),
    ("03.4", {"normalizada": con(lambda m: -normalizar(m))}, "el signo"),
    ("03.4", {"normalizada": np.vstack([normalizar(ENTRADA[:1]), ENTRADA[1:]])}, "la media de la fila 1"),
    ("03.4", {"normalizada": normalizar(ENTRADA) * (np.arange(14) != 5)[:, None]}, "fila 5 sale 0 y su"),
    ("03.4", {"normalizada": normalizar(ENTRADA)[[0, 2, 1, *range(3, 14)]]}, "no sale de la fila 1"),
    (
        "03.4",
        {"normalizada": con(lambda m: sin_media(m) / (m.std(axis=1, keepdims=True) + 0.1))},
        "desviación, 0,989",
    ),
    ("03.4", {"normalizada": con(lambda m: ((m.T - m.mean(axis=1)) / m.std(axis=1)).T)}, "dividir entre 0"),
    (
        "03.4",
        {"normalizada": np.vstack([normalizar(ENTRADA[:-1]), np.ones(ENTRADA.shape[1])])},
        "quedar a cero",
    ),
    ("03.4", {"normalizada": normalizar(ENTRADA[:-1])}, "se espera (14, "),
    ("03.4", {"normalizada": con(lambda m: None)}, "return"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(cifra in mensaje for cifra in ("68", "8 columnas", "6,02 · √128"))


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"03.{n}" for n in c03.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c03.EJERCICIOS[int(numero[-1])].campos)


def test_cada_error_suelto_de_los_mfcc_da_una_matriz_distinta():
    """Ningún error se confunde con otro ni con la respuesta buena."""
    potencia = c03.potencia_del_violin().astype(float)
    bien, coseno = c03.DE_POTENCIA_A_LOG[""], c03.DE_LOG_A_MFCC[""]
    salidas = [coseno(logaritmo(potencia)) for logaritmo in c03.DE_POTENCIA_A_LOG.values()]
    salidas += [transformada(bien(potencia)) for frase, transformada in c03.DE_LOG_A_MFCC.items() if frase]
    for n, una in enumerate(salidas):
        assert not any(c03._igual(una, otra) for otra in salidas[n + 1 :])


def test_al_doblar_la_amplitud_c0_sube_lo_que_dice_el_ejercicio():
    antes = librosa.feature.mfcc(y=VIOLIN / 4, sr=SR).astype(float)
    despues = librosa.feature.mfcc(y=VIOLIN / 2, sr=SR).astype(float)
    assert np.allclose((despues - antes)[0], 20 * np.log10(2) * np.sqrt(128), atol=1e-3)
    assert np.allclose((despues - antes)[1:], 0, atol=1e-3)


def test_al_pegar_dos_clips_cambian_las_columnas_que_dice_el_ejercicio():
    azar = np.random.default_rng(0)
    a, b = azar.normal(size=(13, 30)), azar.normal(size=(13, 25))
    juntos = librosa.feature.delta(np.hstack([a, b]))
    aparte = np.hstack([librosa.feature.delta(a), librosa.feature.delta(b)])
    distintas = np.flatnonzero(~np.isclose(juntos, aparte).all(axis=0))
    assert distintas.tolist() == list(range(26, 34))
