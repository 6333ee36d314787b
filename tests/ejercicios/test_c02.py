"""El cuaderno 02: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import math

import librosa
import numpy as np
import pytest
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.fft import rfft
from scipy.signal import ShortTimeFFT, get_window

from helpers.audio import Audio, cargar_audio
from helpers.datos import AUDIO
from helpers.ejercicios.cuadernos import c02_espectrogramas as c02

SR = 22_050
VOZ = cargar_audio(AUDIO / "habla_orden.flac").y[2400:50_700]
S = np.abs(librosa.stft(VOZ, n_fft=1024, hop_length=256))
BANCO = librosa.filters.mel(sr=SR, n_fft=1024, n_mels=40)
MEL = BANCO @ S**2
DE_AMPLITUDES = BANCO @ S
LOG = np.log10(MEL / MEL.max())


def forma_de_librosa(n, n_fft, hop):
    return librosa.stft(np.zeros(n), n_fft=n_fft, hop_length=hop).shape


def stft(y, n_fft, hop, **opciones):
    return librosa.stft(y, n_fft=n_fft, hop_length=hop, pad_mode="constant", **opciones)


def stft_de_torch(y, n_fft, hop):
    opciones = {"window": torch.hann_window(n_fft, dtype=torch.float64), "pad_mode": "constant"}
    return torch.stft(torch.tensor(y), n_fft, hop, return_complex=True, **opciones)


def stft_de_scipy(y, n_fft, hop):
    transformada = ShortTimeFFT(get_window("hann", n_fft), hop=hop, fs=1, phase_shift=None)
    return transformada.stft(y, p0=0, p1=1 + len(y) // hop)


def stft_a_trozos(y, n_fft, hop, paso=None):
    """Una STFT trama a trama, con el salto que se diga y las tramas que tocan."""
    rellena = np.pad(y, n_fft // 2 + n_fft)[n_fft:]
    inicios = (j * (paso or hop) for j in range(1 + len(y) // hop))
    return np.array([np.fft.rfft(np.hanning(n_fft + 1)[:-1] * rellena[i : i + n_fft]) for i in inicios]).T


def en_db(mel, **opciones):
    return librosa.power_to_db(mel, **{"ref": np.max} | opciones)


def de_librosa(n_fft=1024, **opciones):
    opciones = {"sr": SR, "n_fft": n_fft, "hop_length": 256, "n_mels": 40} | opciones
    return en_db(librosa.feature.melspectrogram(y=VOZ, **opciones))


OTRAS_BUENAS = [
    ("02.1", {"grave_hz": np.float64(770.0), "agudo_hz": torch.tensor(1336.0)}),
    ("02.1", {"grave_hz": 768, "agudo_hz": 1334}),
    ("02.2", lambda n, n_fft, hop: np.array([n_fft / 2 + 1, n // hop + 1])),
    ("02.2", lambda n, n_fft, hop: [len(np.fft.rfftfreq(n_fft)), len(range(0, n + 1, hop))]),
    ("02.2", lambda n, n_fft, hop: (n_fft // 2 + 1, int(np.floor(n / hop)) + 1)),
    ("02.2", lambda n, n_fft, hop: tuple(torch.zeros(1 + n_fft // 2, 1 + n // hop).shape)),
    ("02.3", {"n_fft": 2**10, "ventana_ms": 1024 / 16, "posible": "no"}),
    ("02.4", en_db(MEL)),
    ("02.4", 10 * LOG),
    ("02.4", 20 * np.log10(np.sqrt(MEL) / np.sqrt(MEL).max())),
    ("02.4", 10 * np.log(MEL / MEL.max()) / np.log(10)),
    ("02.4", np.maximum(10 * LOG, -60)),
    ("02.4", 10 * np.log10(np.maximum(MEL, 1e-10)) - 10 * np.log10(MEL.max())),
    ("02.4", 10 * np.log10(MEL / MEL.max() + 1e-10)),
    ("02.4", 20 * np.log10(np.sqrt(MEL / MEL.max()) + 1e-6)),
    ("02.4", 10 * np.log10(MEL + 1e-6) - 10 * np.log10(MEL.max())),
    ("02.4", 10 * np.log10(MEL / MEL.max() + 1e-6)),
    ("02.4", np.round(10 * LOG, 1)),
    ("02.4", torch.tensor(en_db(MEL, ref=MEL.max(), top_db=100))),
    ("02.4", librosa.amplitude_to_db(np.sqrt(MEL), ref=np.max).tolist()),
    ("02.4", en_db(librosa.feature.melspectrogram(S=S**2, sr=SR, n_mels=40))),
    ("02.5", stft),
    ("02.5", stft_de_torch),
    ("02.5", stft_de_scipy),
    ("02.5", stft_a_trozos),
    ("02.5", lambda y, *resto: stft(y.astype(np.float32), *resto)),
    ("02.6", lambda hz: librosa.hz_to_mel(hz, htk=True)),
    ("02.6", lambda hz: 1127 * np.log(1 + hz / 700)),
    ("02.6", lambda hz: np.array([c02.htk(hz)])[0]),
    ("02.6", lambda hz: round(2595 * math.log10((700 + hz) / 700), 1)),
]
TABLA_DE_MEL = {hz: c02.htk(hz) for hz in (0, *c02.HERCIOS)}
MALAS = [
    ("02.1", {"grave_hz": 8000 - 1336, "agudo_hz": 8000 - 770}, "espejo"),
    ("02.1", {"grave_hz": 0.77, "agudo_hz": 1.336}, "eso son kilohercios"),
    ("02.1", {"grave_hz": 780}, "busca las dos filas"),
    ("02.1", {"grave_hz": 386}, "número de la fila"),
    ("02.1", {"grave_hz": 388}, "se queda corta"),
    ("02.1", {"grave_hz": "770"}, "Quita las comillas"),
    ("02.2", lambda n, hop, n_fft: (1 + n_fft // 2, 1 + n // hop), "en otro orden"),
    ("02.2", lambda n, n_fft, hop: (1 + n // hop, n_fft // 2), "Van al revés"),
    ("02.2", lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - 1) // hop), "centrada en la muestra n"),
    ("02.2", lambda n, n_fft, hop: (2 + n_fft // 2, 2 + n // hop), "Con n=16000, n_fft=512 y hop=160"),
    ("02.2", lambda n, n_fft, hop: {1 + n_fft // 2, 1 + n // hop}, "en orden"),
    ("02.2", lambda n, n_fft, hop: (str(1 + n_fft // 2), str(1 + n // hop)), "comillas"),
    ("02.2", lambda n, n_fft, hop: (1 + n_fft // 2, np.nan), "NaN"),
    ("02.2", lambda n, n_fft, hop: np.zeros((2, 3)), "tiene que ser un número"),
    ("02.2", lambda n, n_fft, hop: (uno for uno in (1, 2, 3)), "`forma(16000, 512, 160)` devuelve 3, y"),
    ("02.2", lambda n, n_fft: (1, 2), "se le pasan 3 cosas"),
    ("02.2", forma_de_librosa, "Se pide saberlos antes"),
    ("02.2", lambda n, n_fft, hop: stft_de_torch(np.zeros(n), n_fft, hop).shape, "Se pide saberlos antes"),
    ("02.2", lambda n, n_fft, hop: stft_de_scipy(np.zeros(n), n_fft, hop).shape, "Se pide saberlos antes"),
    ("02.2", lambda n, n_fft, hop: stft_a_trozos(np.zeros(n), n_fft, hop).shape, "Se pide saberlos antes"),
    ("02.2", lambda n, n_fft, hop: (len(rfft(np.zeros(n_fft))), 1 + n // hop), "Se pide saberlos antes"),
    ("02.2", (257, 101), "sin paréntesis"),
    ("02.3", {"n_fft": 512}, "cada 31,25 Hz, y los tonos distan 1,6 filas"),
    ("02.3", {"n_fft": 1024.5}, "entero"),
    ("02.3", {"ventana_ms": 63.5}, "¿Cuántos milisegundos?"),
    ("02.4", (10 * LOG).T, "y las columnas cambiadas: prueba con `.T`"),
    ("02.4", en_db(MEL, ref=np.mean), "mira `ref`"),
    ("02.4", librosa.amplitude_to_db(MEL), "¿10 o 20?"),
    ("02.4", 10 * LOG / 77 + 1, "a otra escala: 0,013 por"),
    ("02.4", MEL / MEL.max(), "falta el logaritmo"),
    ("02.4", DE_AMPLITUDES, "falta el logaritmo"),
    ("02.4", en_db(MEL).astype(int), "redondeado"),
    ("02.4", de_librosa(power=1.0), "ha sumado amplitudes"),
    ("02.4", np.zeros(MEL.shape), "los números no"),
    ("02.4", 10 * np.log10(MEL / MEL.max() + 1e-4), "los números no"),
    ("02.4", np.where(MEL > 1e-5, LOG, np.nan), "NaN"),
    ("02.4", de_librosa(n_fft=2048), "n_fft=2048"),
    ("02.4", de_librosa(norm=None), "otro banco"),
    ("02.4", de_librosa(sr=16_000), "otro banco"),
    ("02.4", de_librosa(fmax=8000), "otro banco"),
    ("02.4", en_db(MEL, top_db=50), "demasiado pronto"),
    ("02.4", BANCO @ librosa.stft(VOZ, n_fft=1024, hop_length=256), "números complejos"),
    ("02.4", MEL[0], "se espera (bandas, tramas)"),
    ("02.5", lambda *de: stft(*de)[:, :-1].T, "Las filas son las tramas"),
    ("02.5", lambda *de: stft(*de, center=False), "sin relleno"),
    ("02.5", lambda y, n_fft, hop: stft_a_trozos(y, n_fft, hop, paso=hop + 1), "empieza cada una"),
    ("02.5", lambda *de: stft_de_torch(*de).real.int(), "y devuelve números enteros."),
    ("02.6", lambda hz: 2595 * math.log10(hz / 700), "Falta el 1 dentro"),
    ("02.6", lambda hz: 1 + 2595 * np.log10(max(hz, 1e-300) / 700), "dentro del logaritmo"),
    ("02.6", lambda hz: int(c02.htk(hz)), "redondeado"),
    ("02.6", lambda hz: TABLA_DE_MEL.get(hz, 0), "Prueba con 0 Hz"),
    ("02.6", lambda hz: c02.htk(700**2 / hz), "al revés"),
    ("02.6", lambda hz: c02.htk(hz) * (hz / hz), "saltado ZeroDivisionError"),
]


def por_campos(casos):
    """En los ejercicios de un solo campo, la respuesta va sola: se le pone el nombre del campo."""
    for numero, dada, *dice in casos:
        yield numero, dada if isinstance(dada, dict) else dict.fromkeys(BUENAS[numero], dada), *dice


BUENAS = del_guion("02")


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, [*por_campos(OTRAS_BUENAS)], [*por_campos(MALAS)]


def test_la_tecla_es_la_que_marca_el_cuaderno():
    fila, columna = np.random.default_rng(1).integers(0, (4, 3))
    assert [(697, 770, 852, 941)[fila], (1209, 1336, 1477)[columna]] == [c02.GRAVE, c02.AGUDO]


@pytest.mark.parametrize("tamano", c02.TAMANOS)
def test_la_forma_esperada_es_la_de_librosa(tamano):
    assert c02.forma_correcta(*tamano) == forma_de_librosa(*tamano)


@pytest.mark.parametrize(("n", "n_fft", "hop"), c02.SONIDOS)
def test_la_stft_esperada_es_la_de_librosa(n, n_fft, hop):
    y = np.random.default_rng(9).normal(size=n)
    assert np.allclose(c02.stft(y, n_fft, hop), stft(y, n_fft, hop), atol=1e-9)


def test_las_magnitudes_y_el_banco_son_los_de_librosa():
    assert c02.voz() == Audio(VOZ, SR)
    assert np.allclose(c02.magnitud(), S, atol=1e-3)
    assert np.allclose(c02.banco(), BANCO, atol=1e-7)


def test_ningun_valor_de_la_voz_es_cero():
    """Si lo fuera, quien escriba el logaritmo a mano se encontraría con infinitos."""
    assert MEL.min() > 0


def test_solo_hay_una_ventana_para_el_motor():
    ventanas = 2 ** np.arange(5, 16)
    separan, caben = 2 * c02.SR_MOTOR / ventanas <= c02.SEPARACION_HZ, ventanas < c02.CHISPAS_S * c02.SR_MOTOR
    assert ventanas[separan & caben].tolist() == [c02.N_FFT_MOTOR]
    assert 2 / c02.SEPARACION_HZ > c02.CHISPAS_JUNTAS_S
