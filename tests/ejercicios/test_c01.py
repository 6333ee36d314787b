"""El cuaderno 01: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import math
from decimal import Decimal

import librosa
import numpy as np
import pytest
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.signal import correlate, correlation_lags

from helpers.audio import Audio, alinear, cargar_audio, normalizar_pico, normalizar_rms
from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c01_sonido_digital as c01

FRASE = normalizar_pico(cargar_audio(AUDIO / "habla_orden.flac"))


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


def _con_torch(y):
    return 20 * torch.tensor(y).pow(2).mean().sqrt().log10()


def _del_mayor(y):
    return librosa.amplitude_to_db(np.abs(y), top_db=None).max()


def _con_lags(cerca, lejos):
    correlacion = correlate(lejos.y, cerca.y)
    return 343 * correlation_lags(len(lejos.y), len(cerca.y))[np.argmax(correlacion)] / cerca.sr


def _uno_de_menos(cerca, lejos):
    return 343 * (np.argmax(correlate(lejos.y, cerca.y)) - len(cerca.y)) / cerca.sr


def _rms_por_tramas(y):
    return 20 * np.log10(librosa.feature.rms(y=y))


def _a_pico(y, dbfs):
    return 10 ** (dbfs / 20) * y / np.abs(y).max()


class TestRespuestas(Respuestas):
    buenas = del_guion("01")
    otras_buenas = [
        *(("01.1", {"frecuencia_aparente": buena}) for buena in DISFRACES_BUENOS),
        ("01.2", {"pico_dbfs": _del_mayor, "rms_dbfs": _con_torch}),
        ("01.2", {"pico_dbfs": lambda y: 20 * np.log(np.abs(y).max()) / np.log(10)}),
        ("01.2", {"rms_dbfs": lambda y: round(10 * math.log10(np.mean(y**2)), 1)}),
        ("01.3", {"a_pico": lambda y, dbfs: torch.tensor(_a_pico(y, dbfs))}),
        ("01.3", {"tope_rms": lambda y: _con_torch(_a_pico(y, 0))}),
        ("01.4", {"metros": _con_lags}),
        ("01.4", {"metros": lambda cerca, lejos: round(_con_lags(cerca, lejos), 2)}),
        ("01.5", {"snr_db": lambda y, bits: round(c01.snr(y, bits), 1)}),
        ("01.5", {"bits_minimos": lambda db: np.ceil((db - 1.76) / 6.02)}),
        ("01.6", {"pareja": lambda segundos, instante: Decimal(str(c01.la_otra(segundos, instante)))}),
    ]
    malas = [
        *(("01.1", {"frecuencia_aparente": mala}, dice) for mala, dice in DISFRACES_MALOS),
        (
            "01.2",
            {"pico_dbfs": lambda y: librosa.amplitude_to_db(y, ref=np.max).max()},
            "respecto a sí mismo",
        ),
        ("01.2", {"pico_dbfs": lambda y: np.abs(y).max()}, "Falta pasarla a decibelios"),
        ("01.2", {"pico_dbfs": -1.5}, "tiene que ser una función"),
        ("01.2", {"rms_dbfs": lambda y: 20 * np.log10(np.sqrt(np.mean(y) ** 2))}, "antes de elevar"),
        ("01.2", {"rms_dbfs": lambda y: _rms_por_tramas(y).mean()}, "promedia decibelios"),
        ("01.2", {"rms_dbfs": lambda y: librosa.amplitude_to_db(np.abs(y)).mean()}, "promedia decibelios"),
        ("01.2", {"rms_dbfs": _rms_por_tramas}, "se pide uno solo"),
        ("01.3", {"a_pico": lambda y, dbfs: y}, "tal como estaba"),
        ("01.3", {"a_rms": lambda y, dbfs: normalizar_rms(Audio(y, 22_050), dbfs).y}, "frena"),
        ("01.3", {"a_rms": _a_pico}, "iguala el pico"),
        ("01.4", {"metros": _uno_de_menos}, "por una muestra"),
        ("01.4", {"metros": lambda cerca, lejos: alinear(cerca, lejos)}, "dos cosas"),
        ("01.4", {"metros": lambda cerca, lejos: round(_con_lags(cerca, lejos), 1)}, "redondea de más"),
        (
            "01.4",
            {"metros": lambda cerca, lejos: 343 * c01.entre_picos(cerca, lejos) / cerca.sr},
            "lo más fuerte",
        ),
        ("01.5", {"snr_db": lambda y, bits: 6.02 * bits + 1.76 - 19.8}, "no da la SNR"),
        ("01.5", {"bits_minimos": lambda db: 16}, "siempre lo mismo"),
        ("01.6", {"pareja": lambda segundos, instante: segundos[:, 1]}, "un número"),
    ]


def test_el_hueco_sin_tocar():
    for hueco in (..., lambda f, sr: ...):
        assert "Todavía sin responder" in repr(comprobar("01.1", frecuencia_aparente=hueco))


def test_las_grabaciones_de_la_celda_son_las_que_se_comprueban():
    azar = np.random.default_rng(2027)
    cerca = cargar_audio(AUDIO / "golpes.flac")
    lejos = np.pad(cerca.y, (azar.integers(300, 600), 0))[: len(cerca.y)]
    lejos = Audio(0.2 * lejos + 0.005 * azar.normal(size=len(lejos)), cerca.sr)
    assert c01.de_la_celda() == (cerca, lejos)
    assert round(alinear(cerca, lejos)[1] * cerca.sr) == c01.retardo(cerca, lejos) == 489


@pytest.mark.parametrize(("onda", "distintas"), [(np.cos, 0), (np.sin, 6)])
def test_de_3000_y_5000_hercios_solo_los_cosenos_dan_las_mismas_muestras(onda, distintas):
    tres, cinco, once = (onda(2 * np.pi * f * np.arange(9) / 8000) for f in (3000, 5000, 11_000))
    assert np.sum(~np.isclose(tres, cinco)) == distintas
    assert np.allclose(tres, once)


@pytest.mark.parametrize(("ruido", "aciertos"), [(0.5, 20), (1, 13), (2, 1)])
def test_en_cuantas_semillas_se_encuentra_el_retardo(ruido, aciertos):
    """Lo que dice el plegado de la correlación: con las semillas de 0 a 19."""
    n = len(FRASE.y)
    tarde = 0.2 * np.pad(FRASE.y, (1500, 0))[:n]
    hallados = 0
    for semilla in range(20):
        otro = Audio(tarde + ruido * np.random.default_rng(semilla).normal(size=n), FRASE.sr)
        parecido = correlate(otro.y, FRASE.y, method="fft")[n - 1 - 2500 : n + 2500]
        hallados += int(np.argmax(parecido)) - 2500 == 1500
    assert hallados == aciertos


def test_lo_que_falta_con_tres_bits_son_la_amplitud_y_el_reparto_del_error():
    paso, seno = 2 / 2**3, np.sin(2 * np.pi * 441.7 * np.arange(44_100) / 44_100)
    lleno = (1 - paso / 2) * seno
    faltan = 10 * math.log10(0.5 / (paso**2 / 12)) - c01.snr(lleno, 3)
    del_error = 10 * math.log10(c01.potencia(c01.cuantizar(lleno, 3) - lleno) / (paso**2 / 12))
    de_la_amplitud = -20 * math.log10(1 - paso / 2)
    assert [faltan, del_error, de_la_amplitud] == pytest.approx([1.93, 0.77, 1.16], abs=0.005)


def test_un_golpe_de_otra_grabacion_sube_el_pico_y_apenas_el_rms():
    voz = normalizar_pico(FRASE, -12).y.astype(float)
    golpes = normalizar_pico(cargar_audio(AUDIO / "golpes.flac"), -1).y
    con_golpe = voz.copy()
    con_golpe[1000:1220] += golpes[7960:8180]
    sube = [c01.decibelios(medir(con_golpe) / medir(voz)) for medir in (c01.pico, c01.rms)]
    assert sube == pytest.approx([11, 1.5], abs=0.05)
    assert c01.decibelios(c01.pico(con_golpe) / c01.rms(con_golpe)) - 23 == pytest.approx(3.8, abs=0.05)


def test_la_palabra_esta_donde_dice_la_alineacion():
    rapida, triste = (cargar_audio(AUDIO / f"emocion_{como}.flac") for como in ("neutra", "tristeza"))
    lenta = Audio(np.insert(triste.y, round(0.87 * triste.sr), np.zeros(round(0.6 * triste.sr))), triste.sr)
    _, camino = librosa.sequence.dtw(
        librosa.feature.mfcc(y=rapida.y, sr=rapida.sr, n_mfcc=13),
        librosa.feature.mfcc(y=lenta.y, sr=lenta.sr, n_mfcc=13),
    )
    segundos = librosa.frames_to_time(camino, sr=rapida.sr)
    cerca = np.abs(segundos[:, 0] - c01.PALABRA_S) < 0.025
    assert np.abs(segundos[cerca, 1] - c01.PALABRA_EN_LA_LENTA_S).max() < 0.06
