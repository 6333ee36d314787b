"""El cuaderno 01: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import math
from decimal import Decimal

import librosa
import numpy as np
import pytest
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.signal import correlate, correlation_lags

from helpers.audio import Audio, alinear, cargar_audio, fijar_duracion
from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c01_sonido_digital as c01

CAMPANA = fijar_duracion(cargar_audio(AUDIO / "campana.flac"), 1).y
PICO, RMS = float(np.abs(CAMPANA).max()), float(np.sqrt(np.mean(CAMPANA**2)))
JAZZ = fijar_duracion(cargar_audio(AUDIO / "jazz_generado.flac"), 8).y
ERROR = np.clip(np.round(JAZZ * 128), -128, 127) / 128 - JAZZ
METROS = 343 * c01.RETARDO / 22_050


def _grabar_de_lejos():
    """Las dos grabaciones del ejercicio 3, como las hace su celda."""
    azar = np.random.default_rng(2027)
    cerca = cargar_audio(AUDIO / "golpes.flac")
    secreto = azar.integers(300, 600)
    lejos = np.pad(cerca.y, (secreto, 0))[: len(cerca.y)]
    return cerca, Audio(0.2 * lejos + 0.005 * azar.normal(size=len(lejos)), cerca.sr)


CERCA, LEJOS = _grabar_de_lejos()
ENTERA = correlate(LEJOS.y, CERCA.y)


def _plegar(f, sr):
    return abs(f - sr * round(f / sr))


def _una_o_dos_vueltas(f, sr):
    if f <= sr / 2:
        return f
    return abs(sr - f) if f <= 1.5 * sr else abs(2 * sr - f)


def _a_golpes(f, sr):
    while f > sr / 2:
        f = abs(f - sr)
    return f


def _midiendo(f, sr):
    espectro = np.abs(np.fft.rfft(np.cos(2 * np.pi * f * np.arange(sr) / sr)))
    return np.fft.rfftfreq(sr, 1 / sr)[np.argmax(espectro)]


DISFRACES_BUENOS = [
    lambda f, sr: min(f % sr, sr - f % sr),
    _a_golpes,
    _midiendo,
    lambda f, sr: abs((f + sr / 2) % sr - sr / 2),
    lambda f, sr: np.abs(f - sr * np.rint(np.array([f]) / sr)),
    lambda f, sr: sr / 2 / math.pi * math.acos(math.cos(2 * math.pi * f / sr)),
    lambda f, sr: torch.tensor(_plegar(f, sr)),
    lambda f, sr: abs(math.remainder(f, sr)),
    lambda f, sr: np.float32(_plegar(f, sr)),
]
DISFRACES_MALOS = [
    (lambda f, sr: str(f), "tiene que ser un número"),
    (lambda f, sr: abs(f - sr * int(f / sr)), "aún puede pasar"),
    (_una_o_dos_vueltas, "caben más"),
    (lambda f, sr: np.abs(f - np.round(f / sr)), "esas vueltas"),
    (lambda f, sr: 1.002 * _plegar(f, sr), "ya cabía"),
    (lambda f, sr: 0, "Con `f = 1000` y `sr = 8000` devuelve 0 Hz"),
    (lambda f, sr: _plegar(f, sr) if f < 76_300 else 0, "Con `f = 76300` y `sr = 8000` devuelve 0 Hz"),
    (lambda f, sr: min(abs(f - k * sr) for k in range(f // sr + 2)), "un número con decimales"),
    ([1000, 3000, 1500, 1100], "una función"),
]


class TestRespuestas(Respuestas):
    buenas = del_guion("01")
    otras_buenas = [
        *(("01.1", {"frecuencia_aparente": buena}) for buena in DISFRACES_BUENOS),
        ("01.2", {"pico_dbfs": round(20 * math.log10(PICO), 1), "rms_dbfs": round(20 * math.log10(RMS), 1)}),
        ("01.2", {"rms_dbfs": 10 * np.log10(np.mean(CAMPANA**2))}),
        ("01.2", {"rms_dbfs": 20 * np.log10(np.std(CAMPANA))}),
        ("01.2", {"rms_dbfs": 20 * np.log10(np.linalg.norm(CAMPANA) / np.sqrt(len(CAMPANA)))}),
        ("01.2", {"pico_dbfs": librosa.amplitude_to_db(np.abs(CAMPANA), top_db=None).max()}),
        ("01.2", {"pico_dbfs": 20 * np.log(PICO) / np.log(10)}),
        ("01.2", {"pico_dbfs": 10 * np.log10((CAMPANA**2).max())}),
        ("01.2", {"rms_dbfs": 20 * torch.tensor(CAMPANA).pow(2).mean().sqrt().log10()}),
        ("01.3", {"muestras": correlation_lags(len(LEJOS.y), len(CERCA.y))[np.argmax(ENTERA)]}),
        ("01.3", {"muestras": int(np.argmax(ENTERA)) - (len(CERCA.y) - 1)}),
        ("01.3", {"muestras": alinear(CERCA, LEJOS)[1] * CERCA.sr, "metros": alinear(CERCA, LEJOS)[1] * 343}),
        ("01.3", {"metros": round(METROS, 1)}),
        ("01.3", {"muestras": np.int64(c01.RETARDO), "metros": 340 * c01.RETARDO / 22_050}),
        ("01.4", {"snr_jazz_db": 30.2, "bits_para_91": 15.0}),
        ("01.4", {"snr_jazz_db": 20 * np.log10(np.std(JAZZ) / np.std(ERROR))}),
        ("01.4", {"snr_jazz_db": Decimal("30.2"), "bits_para_91": np.ceil((91 - 1.76) / 6.02)}),
        ("01.4", {"snr_jazz_db": 20 * np.log10(np.linalg.norm(JAZZ) / np.linalg.norm(ERROR))}),
        ("01.5", {"segundo": np.float64(2.2291)}),
        ("01.5", {"segundo": 2.25}),
        ("01.5", {"segundo": 2.2}),
    ]
    malas = [
        *(("01.1", {"frecuencia_aparente": mala}, dice) for mala, dice in DISFRACES_MALOS),
        ("01.2", {"pico_dbfs": 20 * np.log10(np.max(np.abs(CAMPANA), keepdims=True))}, "un número"),
        ("01.2", {"pico_dbfs": librosa.amplitude_to_db(CAMPANA, ref=np.max).max()}, "respecto a sí mismo"),
        ("01.2", {"pico_dbfs": CAMPANA.max()}, "aún no son decibelios"),
        ("01.2", {"pico_dbfs": -1.6}, "hacia el lado que no es"),
        ("01.2", {"rms_dbfs": -16}, "redondeado de más"),
        ("01.2", {"rms_dbfs": -16.6}, "hacia el lado que no es"),
        ("01.2", {"rms_dbfs": RMS / PICO}, "aún no son decibelios"),
        ("01.2", {"rms_dbfs": 20 * np.log10(np.mean(CAMPANA**2))}, "sale el doble"),
        ("01.2", {"rms_dbfs": 20 * np.log10(np.sqrt(np.mean(CAMPANA) ** 2))}, "antes de elevar"),
        ("01.2", {"rms_dbfs": 20 * np.log10(librosa.feature.rms(y=CAMPANA).mean())}, "de muchas tramas"),
        ("01.2", {"rms_dbfs": librosa.amplitude_to_db(librosa.feature.rms(y=CAMPANA)).mean()}, "promediado"),
        ("01.2", {"rms_dbfs": librosa.amplitude_to_db(np.abs(CAMPANA)).mean()}, "promediado decibelios"),
        ("01.2", {"rms_dbfs": 20 * np.log10(librosa.feature.rms(y=CAMPANA))}, "un número"),
        ("01.3", {"muestras": int(np.argmax(ENTERA)) - len(CERCA.y)}, "por una muestra"),
        ("01.3", {"muestras": np.argmax(np.abs(LEJOS.y)) - np.argmax(np.abs(CERCA.y))}, "el ruido los mueve"),
        ("01.3", {"muestras": np.argmax(np.correlate(LEJOS.y, CERCA.y))}, "`mode`"),
        ("01.3", {"muestras": int(np.argmax(ENTERA))}, "Réstale"),
        ("01.3", {"muestras": int(np.argmax(correlate(CERCA.y, LEJOS.y)))}, "Réstale"),
        ("01.3", {"muestras": int(np.argmax(correlate(LEJOS.y, CERCA.y, mode="same")))}, "Réstale"),
        ("01.3", {"muestras": c01.RETARDO + len(CERCA.y) + 2}, "se aparta de la duración"),
        ("01.3", {"muestras": round(48_000 * c01.RETARDO / 22_050)}, "`cerca.sr`"),
        ("01.3", {"muestras": alinear(CERCA, LEJOS)}, "un número"),
        ("01.3", {"metros": 343 * c01.RETARDO / 44_100}, "44 100 muestras"),
        ("01.3", {"metros": int(METROS)}, "redondeado de más"),
        ("01.3", {"metros": 1.02 * METROS}, "en uno"),
        ("01.4", {"snr_jazz_db": 30.1}, "redondeado de más"),
        ("01.4", {"snr_jazz_db": 10 * np.log10(np.std(JAZZ) / np.std(ERROR))}, "sale la mitad"),
        ("01.4", {"snr_jazz_db": 6.02 * 8 + 1.76 - 19.8}, "lo cuantizado menos lo original"),
        ("01.5", {"segundo": 1.83}, "a partes iguales"),
        ("01.5", {"segundo": 2.3}, "pasa por 1,23"),
        ("01.5", {"segundo": np.array([1.23, 2.23])}, "un número"),
    ]


def test_el_hueco_sin_tocar():
    for hueco in (..., lambda f, sr: ...):
        assert "Todavía sin responder" in repr(comprobar("01.1", frecuencia_aparente=hueco))


def test_el_retardo_secreto_es_el_que_encuentra_la_correlacion():
    assert round(alinear(CERCA, LEJOS)[1] * CERCA.sr) == c01.RETARDO


def test_la_palabra_esta_donde_dice_la_alineacion():
    rapida, triste = (cargar_audio(AUDIO / f"emocion_{como}.flac") for como in ("neutra", "tristeza"))
    lenta = Audio(np.insert(triste.y, round(0.87 * triste.sr), np.zeros(round(0.6 * triste.sr))), triste.sr)
    assert [rapida.duracion, lenta.duracion] == pytest.approx(list(c01.DURAN_S.values()), abs=0.001)
    _, camino = librosa.sequence.dtw(
        librosa.feature.mfcc(y=rapida.y, sr=rapida.sr, n_mfcc=13),
        librosa.feature.mfcc(y=lenta.y, sr=lenta.sr, n_mfcc=13),
    )
    segundos = librosa.frames_to_time(camino, sr=rapida.sr)
    cerca = np.abs(segundos[:, 0] - c01.PALABRA_S) < 0.025
    assert np.abs(segundos[cerca, 1] - c01.PALABRA_EN_LA_LENTA_S).max() < 0.06
