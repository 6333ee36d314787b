"""Lo que contestaría a los ejercicios del cuaderno 01 quien solo ha leído sus enunciados."""

import math

import librosa
import numpy as np
import torch
from scipy.signal import correlate, fftconvolve

from helpers.audio import Audio, alinear, normalizar_pico

# --- 01.1: la frecuencia que se oye


def doblar_en_bucle(f, sr):
    while f > sr / 2:
        f = abs(f - sr)
    return f


def con_un_si(f, sr):
    resto = f % sr
    if resto > sr / 2:
        return sr - resto
    return resto


def con_arcocoseno(f, sr):
    return np.arccos(np.cos(2 * np.pi * f / sr)) * sr / (2 * np.pi)


def en_un_array(f, sr):
    return np.abs(f - sr * np.round(np.array([f]) / sr))


def solo_escribe(f, sr):
    print(abs(f - round(f / sr) * sr))


def siempre_a_8000(f, sr):
    return abs(f - round(f / 8000) * 8000)


def con_enteros(f, sr):
    return abs(int(f) - round(f / sr) * sr)


def hasta_dos_vueltas(f, sr):
    return f if f <= sr / 2 else abs(sr - f)


# --- 01.2: medir


def pico_con_norma(y):
    return 20 * math.log10(np.linalg.norm(y, np.inf))


def pico_en_potencia(y):
    return 10 * np.log10(np.max(y.astype(float) ** 2))


def pico_por_los_dos_lados(y):
    return 20 * np.log10(max(y.max(), -y.min()))


def pico_en_bucle(y):
    mayor = 0
    for muestra in y:
        mayor = max(mayor, abs(muestra))
    return 20 * math.log10(mayor)


def rms_con_norma(y):
    return 20 * np.log10(np.linalg.norm(y) / len(y) ** 0.5)


def rms_en_potencia(y):
    return 10 * np.log10(np.mean(y**2))


def rms_de_librosa(y):
    return float(librosa.amplitude_to_db(np.array([np.sqrt((y**2).mean())]), ref=1.0, top_db=None)[0])


def rms_con_producto(y):
    return 10 * math.log10(y @ y / y.size)


def rms_por_tramas(y):
    return 20 * np.log10(librosa.feature.rms(y=y, frame_length=512, hop_length=512).mean())


# --- 01.3: normalizar


def amplitud(db):
    return 10 ** (db / 20)


def a_pico_por_pasos(y, dbfs):
    pico = max(abs(y))
    return y / pico * amplitud(dbfs)


def a_pico_en_db(y, dbfs):
    faltan = dbfs - 20 * np.log10(np.abs(y).max())
    return y * 10 ** (faltan / 20)


def a_pico_de_librosa(y, dbfs):
    return librosa.util.normalize(y, norm=np.inf) * amplitud(dbfs)


def a_rms_en_db(y, dbfs):
    faltan = dbfs - 10 * np.log10(np.mean(y**2))
    return y * 10 ** (faltan / 20)


def a_rms_con_potencias(y, dbfs):
    return y * np.sqrt(10 ** (dbfs / 10) / np.mean(y**2))


def a_rms_en_lista(y, dbfs):
    factor = amplitud(dbfs) / math.sqrt(sum(float(m) ** 2 for m in y) / len(y))
    return [float(m) * factor for m in y]


def a_pico_de_su_lado(y, dbfs):
    return y / y[np.argmax(np.abs(y))] * amplitud(dbfs)


def a_pico_sin_pasar_de_uno(y, dbfs):
    return np.clip(a_pico_por_pasos(y, dbfs), -1, 1)


def a_pico_en_audio(y, dbfs):
    return normalizar_pico(Audio(y, 22_050), dbfs)


def a_pico_con_sus_argumentos_cambiados(dbfs, y):
    return a_pico_por_pasos(y, dbfs)


def a_rms_con_freno(y, dbfs):
    factor = min(amplitud(dbfs) / np.sqrt(np.mean(y**2)), 1 / np.abs(y).max())
    return y * factor


def a_rms_recortado(y, dbfs):
    return np.clip(a_rms_con_potencias(y, dbfs), -1, 1)


def a_pico_en_su_sitio(y, dbfs):
    y *= amplitud(dbfs) / np.abs(y).max()
    return y


def a_rms_en_su_sitio(y, dbfs):
    y *= amplitud(dbfs) / np.sqrt(np.mean(y**2))
    return y


def a_pico_sin_devolver(y, dbfs):
    y * amplitud(dbfs) / np.abs(y).max()


def tope_probando(y):
    rms = np.sqrt(np.mean(y**2))
    for dbfs in np.arange(0, -120, -0.005):
        if np.abs(y).max() * amplitud(dbfs) / rms <= 1:
            return dbfs
    return None


def tope_a_saltos(y):
    for dbfs in range(0, -120, -1):
        if np.abs(a_rms_con_potencias(y, dbfs)).max() <= 1:
            return dbfs
    return None


# --- 01.4: el retardo, en metros


def con_correlate(cerca, lejos):
    indice = np.argmax(correlate(lejos.y, cerca.y))
    return (indice - (len(cerca.y) - 1)) / cerca.sr * 343


def con_numpy(cerca, lejos):
    indice = int(np.argmax(np.correlate(lejos.y, cerca.y, mode="full")))
    return 343 * (indice - len(cerca.y) + 1) / lejos.sr


def con_fftconvolve(cerca, lejos):
    indice = np.argmax(fftconvolve(lejos.y, cerca.y[::-1]))
    return 343 * (indice - (len(cerca.y) - 1)) / cerca.sr


def con_entero(cerca, lejos):
    muestras = round(alinear(cerca, lejos)[1] * cerca.sr)
    return muestras * 343 / cerca.sr


def sin_restar(cerca, lejos):
    return np.argmax(correlate(lejos.y, cerca.y)) / cerca.sr * 343


def solo_lo_mas_fuerte(cerca, lejos):
    return 343 * (np.argmax(np.abs(lejos.y)) - np.argmax(np.abs(cerca.y))) / cerca.sr


# --- 01.5: los bits


def cuantizar(y, bits):
    paso = 2 / 2**bits
    return np.clip(np.round(y / paso), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1) * paso


def snr_en_db(y, bits):
    error = cuantizar(y, bits) - y
    return 10 * np.log10(np.mean(y**2) / np.mean(error**2))


def snr_con_normas(y, bits):
    return 20 * math.log10(np.linalg.norm(y) / np.linalg.norm(y - cuantizar(y, bits)))


def snr_restando(y, bits):
    return 10 * np.log10(np.sum(y**2)) - 10 * np.log10(np.sum((y - cuantizar(y, bits)) ** 2))


def bits_en_bucle(db):
    bits = 1
    while 6.02 * bits + 1.76 < db:
        bits += 1
    return bits


# --- 01.6: la palabra


def mas_cercano(segundos, instante):
    return segundos[np.argmin(np.abs(segundos[:, 0] - instante)), 1]


def interpolado(segundos, instante):
    return np.interp(instante, segundos[:, 0], segundos[:, 1])


def el_primero_que_llega(segundos, instante):
    for rapida, lenta in segundos:
        if rapida >= instante:
            return lenta
    return None


def con_searchsorted(segundos, instante):
    return float(segundos[np.searchsorted(segundos[:, 0], instante), 1])


def media_de_sus_parejas(segundos, instante):
    distancia = np.abs(segundos[:, 0] - instante)
    return segundos[distancia == distancia.min(), 1].mean()


BUENAS = [
    ("01.1", {"frecuencia_aparente": doblar_en_bucle}),
    ("01.1", {"frecuencia_aparente": con_un_si}),
    ("01.1", {"frecuencia_aparente": con_arcocoseno}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: min(f % sr, sr - f % sr)}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs((f + sr / 2) % sr - sr / 2)}),
    ("01.1", {"frecuencia_aparente": en_un_array}),
    ("01.2", {"pico_dbfs": pico_con_norma, "rms_dbfs": rms_con_norma}),
    ("01.2", {"pico_dbfs": pico_en_potencia, "rms_dbfs": rms_en_potencia}),
    ("01.2", {"pico_dbfs": pico_por_los_dos_lados, "rms_dbfs": rms_de_librosa}),
    ("01.2", {"pico_dbfs": pico_en_bucle, "rms_dbfs": rms_con_producto}),
    ("01.3", {"a_pico": a_pico_por_pasos, "a_rms": a_rms_en_db}),
    ("01.3", {"a_pico": a_pico_en_db, "a_rms": a_rms_con_potencias}),
    ("01.3", {"a_pico": a_pico_de_librosa, "a_rms": a_rms_en_lista}),
    ("01.3", {"a_pico": lambda y, dbfs: a_pico_en_audio(y, dbfs).y}),
    ("01.3", {"a_pico": lambda y, dbfs: torch.tensor(a_pico_por_pasos(y, dbfs))}),
    ("01.3", {"tope_rms": tope_probando}),
    ("01.3", {"tope_rms": lambda y: rms_en_potencia(y) - pico_en_potencia(y)}),
    ("01.3", {"tope_rms": lambda y: rms_con_norma(a_pico_por_pasos(y, 0))}),
    ("01.3", {"tope_rms": lambda y: -20 * np.log10(np.abs(y).max() / np.sqrt(np.mean(y**2)))}),
    ("01.4", {"metros": con_correlate}),
    ("01.4", {"metros": con_numpy}),
    ("01.4", {"metros": con_fftconvolve}),
    ("01.4", {"metros": con_entero}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * alinear(cerca, lejos)[1]}),
    ("01.4", {"metros": lambda cerca, lejos: -343 * alinear(lejos, cerca)[1]}),
    ("01.5", {"snr_db": snr_en_db, "bits_minimos": lambda db: int(np.ceil((db - 1.76) / 6.02))}),
    ("01.5", {"snr_db": snr_con_normas, "bits_minimos": lambda db: math.ceil((db - 1.76) / 6.0206)}),
    ("01.5", {"snr_db": snr_restando, "bits_minimos": bits_en_bucle}),
    ("01.5", {"bits_minimos": lambda db: np.ceil((db - 1.76) / 6.02)}),
    ("01.6", {"pareja": mas_cercano}),
    ("01.6", {"pareja": interpolado}),
    ("01.6", {"pareja": el_primero_que_llega}),
    ("01.6", {"pareja": con_searchsorted}),
    ("01.6", {"pareja": media_de_sus_parejas}),
]

MALAS = [
    ("01.1", {"frecuencia_aparente": lambda f, sr: f % sr}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: sr - f}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(f - sr)}),
    ("01.1", {"frecuencia_aparente": hasta_dos_vueltas}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f % (sr / 2)}),
    ("01.1", {"frecuencia_aparente": siempre_a_8000}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f - round(f / sr) * sr}),  # con signo
    ("01.1", {"frecuencia_aparente": lambda f, sr: min(f, sr / 2)}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: sr / 2 - f % (sr / 2)}),
    ("01.1", {"frecuencia_aparente": solo_escribe}),
    ("01.1", {"frecuencia_aparente": con_enteros}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: 3000}),
    ("01.1", {"frecuencia_aparente": 3000}),
    ("01.2", {"pico_dbfs": lambda y: 20 * np.log10(y.max())}),
    ("01.2", {"pico_dbfs": lambda y: 10 * np.log10(np.abs(y).max())}),
    ("01.2", {"pico_dbfs": lambda y: 20 * np.log(np.abs(y).max())}),
    ("01.2", {"pico_dbfs": lambda y: np.abs(y).max()}),
    ("01.2", {"pico_dbfs": lambda y: -20 * np.log10(np.abs(y).max())}),
    ("01.2", {"pico_dbfs": lambda y: 20 * np.log10(y.max() - y.min())}),
    ("01.2", {"pico_dbfs": lambda y: 0.0}),
    ("01.2", {"pico_dbfs": lambda y: y.max()}),
    ("01.2", {"pico_dbfs": -1.5}),
    ("01.2", {"pico_dbfs": lambda y: 20 * np.log10(np.abs(y))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.mean(y**2))}),
    ("01.2", {"rms_dbfs": lambda y: 10 * np.log10(np.sqrt(np.mean(y**2)))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.mean(np.abs(y)))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.std(y))}),  # quita la media
    ("01.2", {"rms_dbfs": lambda y: np.sqrt(np.mean(y**2))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log(np.sqrt(np.mean(y**2)))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.sqrt(np.sum(y**2)))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.sqrt(np.mean(y**2)) / np.abs(y).max())}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.abs(np.mean(y)))}),
    ("01.2", {"rms_dbfs": -16.7}),
    ("01.2", {"rms_dbfs": lambda y: np.mean(20 * np.log10(np.abs(y) + 1e-9))}),
    ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.median(np.abs(y)))}),
    ("01.3", {"a_pico": lambda y, dbfs: y * amplitud(dbfs) / y.max()}),
    ("01.3", {"a_pico": lambda y, dbfs: y * amplitud(dbfs)}),
    ("01.3", {"a_pico": lambda y, dbfs: y * 10 ** (dbfs / 10) / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: y / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: y * dbfs / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: y * np.exp(dbfs / 20) / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: np.clip(y, -amplitud(dbfs), amplitud(dbfs))}),
    ("01.3", {"a_pico": a_rms_con_potencias}),
    ("01.3", {"a_pico": a_pico_en_su_sitio}),
    ("01.3", {"a_pico": a_pico_de_su_lado}),  # del revés, si el pico es negativo
    ("01.3", {"a_pico": a_pico_sin_pasar_de_uno}),
    ("01.3", {"a_pico": a_pico_en_audio}),
    ("01.3", {"a_pico": normalizar_pico}),
    ("01.3", {"a_pico": a_pico_con_sus_argumentos_cambiados}),
    ("01.3", {"a_pico": lambda y, dbfs: y * 10**dbfs / 20 / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: y * amplitud(dbfs) / (y.max() - y.min())}),
    ("01.3", {"a_rms": lambda y, dbfs: y * 10**dbfs / 20 / np.sqrt(np.mean(y**2))}),
    ("01.3", {"a_rms": lambda y, dbfs: y * amplitud(dbfs) / np.sqrt(np.sum(y**2))}),
    ("01.3", {"a_rms": lambda y, dbfs: y * 10 ** ((dbfs - rms_en_potencia(y)) / 10)}),
    ("01.3", {"a_rms": lambda y, dbfs: y * (dbfs - rms_en_potencia(y))}),
    ("01.3", {"a_rms": lambda y, dbfs: y + (dbfs - rms_en_potencia(y))}),
    ("01.3", {"tope_rms": lambda y: rms_en_potencia(normalizar_pico(Audio(y, 22_050)).y)}),
    ("01.3", {"tope_rms": tope_a_saltos}),
    ("01.3", {"tope_rms": lambda y: round(rms_en_potencia(y) - pico_en_potencia(y))}),
    ("01.3", {"tope_rms": lambda y: -rms_en_potencia(y)}),
    ("01.3", {"tope_rms": lambda y: np.log10(np.sqrt(np.mean(y**2)) / np.abs(y).max())}),
    ("01.3", {"a_pico": a_pico_sin_devolver}),
    ("01.3", {"a_pico": lambda y, dbfs: np.abs(y) * amplitud(dbfs) / np.abs(y).max()}),
    ("01.3", {"a_pico": lambda y, dbfs: a_pico_por_pasos(y - y.mean(), dbfs)}),
    ("01.3", {"a_pico": lambda y, dbfs: a_pico_por_pasos(y, -1)}),
    ("01.3", {"a_rms": lambda y, dbfs: a_rms_con_potencias(y, -23)}),
    ("01.3", {"a_rms": a_pico_por_pasos}),
    ("01.3", {"a_rms": a_rms_con_freno}),
    ("01.3", {"a_rms": a_rms_recortado}),
    ("01.3", {"a_rms": a_rms_en_su_sitio}),
    ("01.3", {"a_rms": lambda y, dbfs: y * amplitud(dbfs) / np.mean(y**2)}),
    ("01.3", {"a_rms": lambda y, dbfs: y * amplitud(dbfs) / np.std(y)}),
    ("01.3", {"a_rms": lambda y, dbfs: y * amplitud(dbfs) / np.mean(np.abs(y))}),
    ("01.3", {"a_rms": lambda y, dbfs: y * 10 ** (dbfs / 10) / np.sqrt(np.mean(y**2))}),
    ("01.3", {"a_rms": lambda y, dbfs: y + amplitud(dbfs) - np.sqrt(np.mean(y**2))}),
    ("01.3", {"tope_rms": lambda y: pico_en_potencia(y) - rms_en_potencia(y)}),  # el factor de cresta
    ("01.3", {"tope_rms": lambda y: 0}),
    ("01.3", {"tope_rms": lambda y: -pico_en_potencia(y)}),
    ("01.3", {"tope_rms": rms_en_potencia}),
    ("01.3", {"tope_rms": pico_en_potencia}),
    ("01.3", {"tope_rms": lambda y: (rms_en_potencia(y) - pico_en_potencia(y)) / 2}),
    ("01.3", {"tope_rms": lambda y: np.sqrt(np.mean(y**2)) / np.abs(y).max()}),
    ("01.3", {"tope_rms": lambda y: rms_en_potencia(y) + pico_en_potencia(y)}),
    ("01.3", {"tope_rms": lambda y: -3.01}),  # el de un seno
    ("01.3", {"tope_rms": -14.0}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * 489 / 22_050}),  # el de la celda
    ("01.4", {"metros": 7.6}),
    ("01.4", {"metros": lambda cerca, lejos: alinear(cerca, lejos)[1]}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * alinear(lejos, cerca)[1]}),
    ("01.4", {"metros": sin_restar}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * alinear(cerca, lejos)[1] * cerca.sr}),
    ("01.4", {"metros": lambda cerca, lejos: alinear(cerca, lejos)[1] * cerca.sr}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * 1000 * alinear(cerca, lejos)[1]}),
    ("01.4", {"metros": lambda cerca, lejos: alinear(cerca, lejos)[1] / 343}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * round(alinear(cerca, lejos)[1] * 22_050) / 22_050 / 2}),
    ("01.4", {"metros": lambda cerca, lejos: 343 * alinear(cerca, lejos)[1] * cerca.sr / 22_050}),
    ("01.4", {"metros": lambda cerca, lejos: alinear(cerca, lejos)}),
    ("01.4", {"metros": solo_lo_mas_fuerte}),
    ("01.5", {"snr_db": lambda y, bits: 6.02 * bits + 1.76}),
    ("01.5", {"snr_db": lambda y, bits: snr_en_db(y, 8)}),
    ("01.5", {"snr_db": lambda y, bits: 2 * snr_en_db(y, bits)}),
    ("01.5", {"snr_db": lambda y, bits: snr_en_db(y, bits) / 2}),
    ("01.5", {"snr_db": lambda y, bits: -snr_en_db(y, bits)}),
    ("01.5", {"snr_db": lambda y, bits: np.mean(y**2) / np.mean((y - cuantizar(y, bits)) ** 2)}),
    ("01.5", {"snr_db": lambda y, bits: 10 * np.log10(0.5 / np.mean((y - cuantizar(y, bits)) ** 2))}),
    ("01.5", {"snr_db": lambda y, bits: 10 * np.log10(np.mean(y**2) / np.mean(cuantizar(y, bits) ** 2))}),
    ("01.5", {"snr_db": 30.2}),
    ("01.5", {"bits_minimos": lambda db: round((db - 1.76) / 6.02)}),
    ("01.5", {"bits_minimos": lambda db: int((db - 1.76) / 6.02)}),
    ("01.5", {"bits_minimos": lambda db: math.ceil(db / 6.02)}),
    ("01.5", {"bits_minimos": lambda db: (db - 1.76) / 6.02}),
    ("01.5", {"bits_minimos": lambda db: 15}),
    ("01.5", {"bits_minimos": 15}),
    ("01.5", {"bits_minimos": lambda db: math.ceil((db + 1.76) / 6.02)}),
    ("01.5", {"bits_minimos": lambda db: math.ceil((db - 1.76) / 6)}),
    ("01.5", {"bits_minimos": lambda db: 1 + int((db - 1.76) / 3.01)}),
    (
        "01.6",
        {"pareja": lambda segundos, instante: segundos[int(np.argmin(np.abs(segundos[:, 0] - instante))), 0]},
    ),
    (
        "01.6",
        {"pareja": lambda segundos, instante: segundos[np.argmin(np.abs(segundos[:, 1] - instante)), 0]},
    ),
    ("01.6", {"pareja": lambda segundos, instante: np.argmin(np.abs(segundos[:, 0] - instante))}),
    ("01.6", {"pareja": lambda segundos, instante: instante * segundos[-1, 1] / segundos[-1, 0]}),
    ("01.6", {"pareja": lambda segundos, instante: 2.23}),
    ("01.6", {"pareja": 2.23}),
    ("01.6", {"pareja": lambda segundos, instante: mas_cercano(segundos, 1.23)}),
    ("01.6", {"pareja": lambda segundos, instante: mas_cercano(segundos, instante) - instante}),
    ("01.6", {"pareja": lambda segundos, instante: mas_cercano(segundos[::-1] * [1, 0], instante)}),
    ("01.6", {"pareja": lambda segundos, instante: 1000 * mas_cercano(segundos, instante)}),
    ("01.6", {"pareja": lambda segundos, instante: segundos[np.argmin(segundos[:, 0] - instante), 1]}),
    ("01.6", {"pareja": lambda segundos, instante: segundos[round(instante), 1]}),
    ("01.6", {"pareja": lambda segundos, instante: instante + 1}),
]
