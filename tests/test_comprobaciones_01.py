"""Las comprobaciones del cuaderno 01: lo que se acepta y lo que se contesta a cada error."""

import math
from decimal import Decimal

import librosa
import numpy as np
import pytest
import torch
from respuestas_probadas import Respuestas
from scipy.signal import correlate, correlation_lags

from helpers.audio import Audio, alinear, cargar_audio, fijar_duracion
from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c01_sonido_digital as c01

CAMPANA = fijar_duracion(cargar_audio(AUDIO / "campana.flac"), 1).y
PICO, RMS = float(np.abs(CAMPANA).max()), float(np.sqrt(np.mean(CAMPANA**2)))
JAZZ = fijar_duracion(cargar_audio(AUDIO / "jazz_generado.flac"), 8).y
RETARDO = c01.retardo_secreto()


def _cuantizar(y, bits):
    paso = 2 / 2**bits
    return np.clip(np.round(y / paso), -(2 ** (bits - 1)), 2 ** (bits - 1) - 1) * paso


ERROR = _cuantizar(JAZZ, 8) - JAZZ
RAZON = float(np.mean(JAZZ**2) / np.mean(ERROR**2))
ENTERO = cargar_audio(AUDIO / "jazz_generado.flac").y
RAZON_ENTERA = np.mean(ENTERO**2) / np.mean((_cuantizar(ENTERO, 8) - ENTERO) ** 2)


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


def _por_restos(f, sr):
    resto = f % sr
    return min(resto, sr - resto)


def _a_golpes(f, sr):
    while f > sr / 2:
        f = abs(f - sr)
    return f


def _midiendo(f, sr):
    espectro = np.abs(np.fft.rfft(np.cos(2 * np.pi * f * np.arange(sr) / sr)))
    return np.fft.rfftfreq(sr, 1 / sr)[np.argmax(espectro)]


BUENAS = {
    "01.1": {"frecuencia_aparente": _plegar},
    "01.2": {"pico_dbfs": 20 * np.log10(PICO), "rms_dbfs": 20 * np.log10(RMS)},
    "01.3": {"muestras": RETARDO, "metros": 343 * RETARDO / 22_050},
    "01.4": {"snr_jazz_db": 10 * np.log10(RAZON), "bits_para_91": 15},
    "01.5": {"segundo": 2.23},
}

OTRAS_BUENAS = [
    ("01.1", {"frecuencia_aparente": _por_restos}),
    ("01.1", {"frecuencia_aparente": _a_golpes}),
    ("01.1", {"frecuencia_aparente": _midiendo}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs((f + sr / 2) % sr - sr / 2)}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: np.abs(f - sr * np.rint(np.array([f]) / sr))}),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: sr / 2 / math.pi * math.acos(math.cos(2 * math.pi * f / sr))},
    ),
    ("01.1", {"frecuencia_aparente": lambda f, sr: torch.tensor(abs(f - sr * round(f / sr)))}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(math.remainder(f, sr))}),
    ("01.1", {"frecuencia_aparente": lambda f, sr: np.float32(_plegar(f, sr))}),
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
    ("01.3", {"metros": round(343 * RETARDO / 22_050, 1)}),
    ("01.3", {"muestras": np.int64(RETARDO), "metros": 340 * RETARDO / 22_050}),
    ("01.4", {"snr_jazz_db": 30.2, "bits_para_91": 15.0}),
    ("01.4", {"snr_jazz_db": 20 * np.log10(np.std(JAZZ) / np.std(ERROR))}),
    ("01.4", {"snr_jazz_db": Decimal("30.2"), "bits_para_91": np.ceil((91 - 1.76) / 6.02)}),
    ("01.4", {"snr_jazz_db": 20 * np.log10(np.linalg.norm(JAZZ) / np.linalg.norm(ERROR))}),
    ("01.5", {"segundo": np.float64(2.2291)}),
    ("01.5", {"segundo": 2.25}),
    ("01.5", {"segundo": 2.2}),
]

MALAS = [
    ("01.1", {"frecuencia_aparente": lambda f, sr: f}, "tal cual"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: min(f, sr / 2)}, "rebota"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f % sr}, "aún puede pasar"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f - sr * round(f / sr)}, "falta el signo"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: sr - f}, "¿Y si `f` ya cabía"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(sr - f)}, "¿Y si `f` ya cabía"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f if f <= sr / 2 else sr - f}, "solo quitas una vuelta"),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: f if f <= sr / 2 else abs(sr - f)},
        "solo quitas una vuelta",
    ),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f % (sr / 2)}, "vueltas de `sr`/2"),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: abs(f - sr / 2 * round(f / (sr / 2)))},
        "`sr`/2 como vuelta",
    ),
    ("01.1", {"frecuencia_aparente": lambda f, sr: _plegar(f, sr) / 1000}, "kilohercios"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: _plegar(f, sr) / sr}, "vueltas por muestra"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: None}, "¿Falta un `return`?"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: str(f)}, "tiene que ser un número"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(f - sr * int(f / sr))}, "aún puede pasar"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: sr / 2 - f}, "ya cabía"),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: max(f % sr, sr - f % sr)},
        "no cabe nada por encima de 4000 Hz",
    ),
    ("01.1", {"frecuencia_aparente": lambda f, sr: -_plegar(f, sr)}, "suena igual que la positiva"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: min(_plegar(f, sr), 2500)}, "más cercano"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(f - 8000 * round(f / 8000))}, "fijo 8000"),
    ("01.1", {"frecuencia_aparente": _una_o_dos_vueltas}, "caben más"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: min(f, abs(sr - f), abs(2 * sr - f))}, "caben más"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: abs(f - round(f / sr))}, "esas vueltas"),
    ("01.1", {"frecuencia_aparente": lambda f, sr: f - round(f / sr)}, "esas vueltas"),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: {1000: 1000, 5000: 3000, 9500: 1500, 14_900: 1100}.get(f, 0)},
        "Con `f = 76300` y `sr = 8000` devuelve 0 Hz",
    ),
    ("01.1", {"frecuencia_aparente": lambda sr, f: _plegar(f, sr)}, "`f` primero"),
    (
        "01.1",
        {"frecuencia_aparente": lambda f, sr: min(abs(f - k * sr) for k in range(f // sr + 2))},
        "un número con decimales",
    ),
    ("01.1", {"frecuencia_aparente": [1000, 3000, 1500, 1100]}, "una función"),
    ("01.2", {"pico_dbfs": PICO}, "eso es la amplitud"),
    ("01.2", {"pico_dbfs": 10 * np.log10(PICO)}, "10, que es para potencias"),
    ("01.2", {"pico_dbfs": 20 * np.log(PICO)}, "logaritmo natural"),
    ("01.2", {"pico_dbfs": 10 * np.log(PICO)}, "Son dos cosas"),
    ("01.2", {"pico_dbfs": -20 * np.log10(PICO)}, "el signo no"),
    ("01.2", {"pico_dbfs": 20 * np.log10(CAMPANA.max())}, "solo un lado"),
    ("01.2", {"pico_dbfs": 20 * np.log10(np.ptp(CAMPANA))}, "de pico a pico"),
    ("01.2", {"pico_dbfs": 20 * np.log10(32_768 * PICO)}, "16 bits"),
    ("01.2", {"pico_dbfs": np.log10(PICO)}, "les falta multiplicar"),
    ("01.2", {"pico_dbfs": 5.5}, "positivo"),
    ("01.2", {"pico_dbfs": 20 * np.log10(np.max(np.abs(CAMPANA), keepdims=True))}, "un número"),
    ("01.2", {"rms_dbfs": RMS}, "eso es la amplitud"),
    ("01.2", {"rms_dbfs": 10 * np.log10(RMS)}, "10, que es para potencias"),
    ("01.2", {"rms_dbfs": 20 * np.log10(np.mean(CAMPANA**2))}, "sale el doble"),
    ("01.2", {"rms_dbfs": 20 * np.log(RMS)}, "logaritmo natural"),
    ("01.2", {"rms_dbfs": 10 * np.log(RMS)}, "logaritmo natural"),
    ("01.2", {"rms_dbfs": float(np.mean(CAMPANA**2))}, "una potencia"),
    ("01.2", {"rms_dbfs": 20 * np.log10(np.mean(np.abs(CAMPANA)))}, "amplitudes sin signo"),
    ("01.2", {"rms_dbfs": 20 * np.log10(np.sqrt(np.sum(CAMPANA**2)))}, "en vez de promediarlos"),
    ("01.2", {"rms_dbfs": 20 * np.log10(PICO / np.sqrt(2))}, "solo vale para un seno"),
    ("01.2", {"rms_dbfs": 20 * np.log10(RMS) + 3.01}, "AES17"),
    ("01.2", {"rms_dbfs": 20 * np.log10(RMS / PICO)}, "respecto al pico"),
    ("01.2", {"rms_dbfs": 20 * np.log10(np.sqrt(np.mean(CAMPANA) ** 2))}, "antes de elevar"),
    ("01.2", {"rms_dbfs": -17}, "redondeado de más"),
    ("01.2", {"rms_dbfs": -16}, "redondeado de más"),
    ("01.2", {"rms_dbfs": -16.6}, "hacia el lado que no es"),
    ("01.2", {"pico_dbfs": -1.6}, "hacia el lado que no es"),
    ("01.2", {"pico_dbfs": -2}, "redondeado de más"),
    (
        "01.2",
        {"pico_dbfs": librosa.amplitude_to_db(np.abs(CAMPANA), ref=np.max).max()},
        "respecto a sí mismo",
    ),
    ("01.2", {"pico_dbfs": (CAMPANA**2).max()}, "el cuadrado del pico"),
    ("01.2", {"pico_dbfs": 100 * PICO}, "tanto por ciento"),
    ("01.2", {"pico_dbfs": np.argmax(np.abs(CAMPANA))}, "cuánto mide ahí la onda"),
    ("01.2", {"pico_dbfs": np.argmax(CAMPANA)}, "cuánto mide ahí la onda"),
    ("01.2", {"pico_dbfs": CAMPANA.max()}, "aún no son decibelios"),
    ("01.2", {"pico_dbfs": np.log10(PICO**2)}, "les falta multiplicar"),
    ("01.2", {"rms_dbfs": RMS / PICO}, "aún no son decibelios"),
    ("01.2", {"rms_dbfs": np.log(RMS)}, "es el logaritmo natural"),
    ("01.2", {"rms_dbfs": np.log10(RMS**2)}, "les falta multiplicar"),
    ("01.2", {"rms_dbfs": 20 * np.log(RMS**2)}, "20 con un cuadrado"),
    ("01.2", {"rms_dbfs": 20 * np.log10(librosa.feature.rms(y=CAMPANA).mean())}, "de muchas tramas"),
    (
        "01.2",
        {"rms_dbfs": librosa.amplitude_to_db(librosa.feature.rms(y=CAMPANA)).mean()},
        "promediado decibelios",
    ),
    ("01.2", {"rms_dbfs": librosa.amplitude_to_db(np.abs(CAMPANA)).mean()}, "promediado decibelios"),
    ("01.2", {"rms_dbfs": -40.0}, "raíz de la media"),
    ("01.2", {"rms_dbfs": 20 * np.log10(librosa.feature.rms(y=CAMPANA))}, "un número"),
    ("01.2", {"pico_dbfs": 20 * np.log10(RMS), "rms_dbfs": 20 * np.log10(PICO)}, "intercambiados"),
    ("01.3", {"muestras": RETARDO + 1}, "por una muestra"),
    ("01.3", {"muestras": int(np.argmax(ENTERA)) - len(CERCA.y)}, "por una muestra"),
    ("01.3", {"muestras": np.argmax(np.abs(LEJOS.y)) - np.argmax(np.abs(CERCA.y))}, "el ruido los mueve"),
    ("01.3", {"muestras": np.argmax(np.correlate(LEJOS.y, CERCA.y))}, "`mode`"),
    ("01.3", {"muestras": 2500 + RETARDO}, "Réstale"),
    ("01.3", {"muestras": 1500}, "los dos móviles"),
    ("01.3", {"muestras": -RETARDO}, "signo cambiado"),
    ("01.3", {"muestras": int(np.argmax(ENTERA))}, "Réstale"),
    ("01.3", {"muestras": int(np.argmax(correlate(CERCA.y, LEJOS.y)))}, "Réstale"),
    ("01.3", {"muestras": int(np.argmax(correlate(LEJOS.y, CERCA.y, mode="same")))}, "Réstale"),
    ("01.3", {"muestras": RETARDO / 22_050}, "segundos"),
    ("01.3", {"muestras": 1000 * RETARDO / 22_050}, "milisegundos"),
    ("01.3", {"muestras": 343 * RETARDO / 22_050}, "los metros"),
    ("01.3", {"muestras": round(16_000 * RETARDO / 22_050)}, "`cerca.sr`"),
    ("01.3", {"muestras": 1234}, "busca el máximo"),
    ("01.3", {"muestras": alinear(CERCA, LEJOS)}, "un número"),
    ("01.3", {"metros": 343_000 * RETARDO / 22_050}, "milisegundos"),
    ("01.3", {"metros": 34_300 * RETARDO / 22_050}, "centímetros"),
    ("01.3", {"metros": 343 * RETARDO / 22_050 / 2}, "como en un eco"),
    ("01.3", {"metros": 343 * RETARDO / 44_100}, "44 100 muestras"),
    ("01.3", {"metros": 343 * RETARDO}, "por muestras"),
    ("01.3", {"metros": RETARDO / 22_050}, "los segundos que tarda"),
    ("01.3", {"metros": RETARDO / 22_050 / 343}, "dividido entre la velocidad"),
    ("01.3", {"metros": 343 * RETARDO / 16_000}, "`cerca.sr`"),
    ("01.3", {"metros": -343 * RETARDO / 22_050}, "no es negativa"),
    ("01.3", {"metros": int(343 * RETARDO / 22_050)}, "redondeado de más"),
    ("01.3", {"metros": round(343 * RETARDO / 22_050)}, "redondeado de más"),
    ("01.3", {"metros": 50}, "en uno"),
    ("01.4", {"snr_jazz_db": 20 * np.log10(RAZON)}, "sale el doble"),
    ("01.4", {"snr_jazz_db": 10 * np.log10(np.std(JAZZ) / np.std(ERROR))}, "sale la mitad"),
    ("01.4", {"snr_jazz_db": -10 * np.log10(RAZON)}, "del revés"),
    ("01.4", {"snr_jazz_db": 10 * np.log(RAZON)}, "logaritmo natural"),
    ("01.4", {"snr_jazz_db": 10 * np.log10(np.max(JAZZ**2) / np.mean(ERROR**2))}, "el pico"),
    ("01.4", {"snr_jazz_db": RAZON}, "cociente de potencias"),
    ("01.4", {"snr_jazz_db": math.sqrt(RAZON)}, "cociente de amplitudes"),
    ("01.4", {"snr_jazz_db": 6.02 * 8 + 1.76}, "Aquí se mide"),
    (
        "01.4",
        {"snr_jazz_db": 10 * np.log10(np.mean(JAZZ**2) / np.mean(_cuantizar(JAZZ, 8) ** 2))},
        "es la diferencia",
    ),
    ("01.4", {"snr_jazz_db": 30}, "redondeado de más"),
    ("01.4", {"snr_jazz_db": 30.1}, "redondeado de más"),
    ("01.4", {"snr_jazz_db": 10 * np.log10(RAZON_ENTERA)}, "la pieza entera"),
    ("01.4", {"snr_jazz_db": 6.02 * 8 + 1.76 - 19.8}, "lo cuantizado menos lo original"),
    ("01.4", {"snr_jazz_db": 40}, "lo cuantizado menos lo original"),
    ("01.4", {"bits_para_91": 14}, "se queda a las puertas"),
    ("01.4", {"bits_para_91": 14.82}, "los bits son enteros"),
    ("01.4", {"bits_para_91": 91 / 6.02}, "el 1,76"),
    ("01.4", {"bits_para_91": 16}, "¿Has contado con el 1,76"),
    ("01.4", {"bits_para_91": int(np.ceil(91 / 6.02))}, "¿Has contado con el 1,76"),
    ("01.4", {"bits_para_91": 91}, "son los decibelios"),
    ("01.4", {"bits_para_91": 24}, "despeja"),
    ("01.5", {"segundo": 1.23}, "en la rápida"),
    ("01.5", {"segundo": 1.86}, "a partes iguales"),
    ("01.5", {"segundo": 1.83}, "a partes iguales"),
    ("01.5", {"segundo": 1.63}, "pero no la duda"),
    ("01.5", {"segundo": 96}, "una trama"),
    ("01.5", {"segundo": 0.6037}, "las columnas"),
    ("01.5", {"segundo": 2230}, "milisegundos"),
    ("01.5", {"segundo": 2.23 * 22_050}, "muestras"),
    ("01.5", {"segundo": 53}, "el índice"),
    ("01.5", {"segundo": 3.5}, "pasa por 1,23"),
    ("01.5", {"segundo": np.array([1.23, 2.23])}, "un número"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


SOLUCIONES = {
    "01.1": ("round(f", "abs("),
    "01.2": ("-1.5", "−1,5", "-16.7", "−16,7"),
    "01.3": (str(RETARDO), "7,6"),
    "01.4": ("30,2", " 15"),
    "01.5": ("2,2",),
}


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(trozo in mensaje for trozo in SOLUCIONES[numero]), mensaje


def test_todo_ejercicio_esta_aqui():
    assert {f"01.{n}" for n in c01.EJERCICIOS} == set(BUENAS)
    for numero, respuestas in BUENAS.items():
        assert set(respuestas) == set(c01.EJERCICIOS[int(numero[-1])].campos)


def test_el_hueco_sin_tocar():
    for hueco in (..., lambda f, sr: ...):
        assert "Todavía sin responder" in repr(comprobar("01.1", frecuencia_aparente=hueco))


def test_el_retardo_secreto_es_el_que_encuentra_la_correlacion():
    assert round(alinear(CERCA, LEJOS)[1] * CERCA.sr) == RETARDO


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
