"""Las comprobaciones del cuaderno 02: lo que se acepta y lo que se contesta a cada error."""

import math

import librosa
import numpy as np
import pytest
import torch
from respuestas_probadas import Respuestas
from scipy.signal import ShortTimeFFT, get_window

from helpers.audio import Audio, cargar_audio
from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c02_espectrogramas as c02

SR = 22_050
VOZ = cargar_audio(AUDIO / "habla_orden.flac").y[2400:50_700]
S = np.abs(librosa.stft(VOZ, n_fft=1024, hop_length=256))
BANCO = librosa.filters.mel(sr=SR, n_fft=1024, n_mels=40)
MEL = BANCO @ S**2
DE_AMPLITUDES = BANCO @ S


def forma(n, n_fft, hop):
    return 1 + n_fft // 2, 1 + n // hop


def forma_de_librosa(n, n_fft, hop):
    return librosa.stft(np.zeros(n), n_fft=n_fft, hop_length=hop).shape


def stft(y, n_fft, hop, ventana=None, pad_mode="constant", center=True):
    ventana = "hann" if ventana is None else ventana(n_fft)
    return librosa.stft(y, n_fft=n_fft, hop_length=hop, window=ventana, pad_mode=pad_mode, center=center)


def stft_de_torch(y, n_fft, hop):
    opciones = {"window": torch.hann_window(n_fft, dtype=torch.float64), "pad_mode": "constant"}
    return torch.stft(torch.tensor(y), n_fft, hop, return_complex=True, **opciones)


def stft_de_scipy(y, n_fft, hop):
    transformada = ShortTimeFFT(get_window("hann", n_fft), hop=hop, fs=1, phase_shift=None)
    return transformada.stft(y, p0=0, p1=1 + len(y) // hop)


def stft_a_trozos(y, n_fft, hop, paso=None, tramas=None):
    """Una STFT trama a trama, con el salto y el número de tramas que se digan."""
    rellena = np.pad(y, n_fft // 2 + n_fft)[n_fft:]
    tramas = 1 + len(y) // hop if tramas is None else tramas
    ventana = np.hanning(n_fft + 1)[:-1]
    inicios = (j * (paso or hop) for j in range(tramas))
    return np.array([np.fft.rfft(ventana * rellena[i : i + n_fft]) for i in inicios]).T


def htk(hz):
    return 2595 * np.log10(1 + hz / 700)


BUENAS = {
    "02.1": {"grave_hz": 770, "agudo_hz": 1336},
    "02.2": {"forma": forma},
    "02.3": {"n_fft": 1024, "ventana_ms": 64, "posible": False},
    "02.4": {"logmel": librosa.power_to_db(MEL, ref=np.max)},
    "02.5": {"stft_sana": stft},
    "02.6": {"hz_a_mel_htk": htk},
}

OTRAS_BUENAS = [
    ("02.1", {"grave_hz": np.float64(770.0), "agudo_hz": torch.tensor(1336.0)}),
    ("02.1", {"grave_hz": 768, "agudo_hz": 1334}),
    ("02.2", {"forma": forma_de_librosa}),
    ("02.2", {"forma": lambda n, n_fft, hop: np.array([n_fft / 2 + 1, n // hop + 1])}),
    ("02.2", {"forma": lambda n, n_fft, hop: [len(np.fft.rfftfreq(n_fft)), len(range(0, n + 1, hop))]}),
    ("02.2", {"forma": lambda n, n_fft, hop: (n_fft // 2 + 1, int(np.floor(n / hop)) + 1)}),
    (
        "02.2",
        {"forma": lambda n, n_fft, hop: tuple(torch.zeros(1 + n_fft // 2, 1 + n // hop).shape)},
    ),
    ("02.3", {"n_fft": 2**10, "ventana_ms": 1024 / 16, "posible": "no"}),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max())}),
    ("02.4", {"logmel": 20 * np.log10(np.sqrt(MEL) / np.sqrt(MEL).max())}),
    ("02.4", {"logmel": 10 * np.log(MEL / MEL.max()) / np.log(10)}),
    ("02.4", {"logmel": np.maximum(10 * np.log10(MEL / MEL.max()), -60)}),
    ("02.4", {"logmel": 10 * np.log10(np.maximum(MEL, 1e-10)) - 10 * np.log10(MEL.max())}),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max() + 1e-10)}),
    ("02.4", {"logmel": 20 * np.log10(np.sqrt(MEL / MEL.max()) + 1e-6)}),
    ("02.4", {"logmel": 10 * np.log10(MEL + 1e-6) - 10 * np.log10(MEL.max())}),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max() + 1e-6)}),
    ("02.4", {"logmel": np.round(10 * np.log10(MEL / MEL.max()), 1)}),
    ("02.4", {"logmel": torch.tensor(librosa.power_to_db(MEL, ref=MEL.max(), top_db=100))}),
    ("02.4", {"logmel": librosa.amplitude_to_db(np.sqrt(MEL), ref=np.max).tolist()}),
    (
        "02.4",
        {"logmel": librosa.power_to_db(librosa.feature.melspectrogram(S=S**2, sr=SR, n_mels=40), ref=np.max)},
    ),
    ("02.5", {"stft_sana": stft_de_torch}),
    ("02.5", {"stft_sana": stft_de_scipy}),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y.astype(np.float32), n_fft, hop)}),
    ("02.5", {"stft_sana": stft_a_trozos}),
    ("02.6", {"hz_a_mel_htk": lambda hz: librosa.hz_to_mel(hz, htk=True)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1127 * np.log(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: np.array([htk(hz)])[0]}),
    ("02.6", {"hz_a_mel_htk": lambda hz: round(2595 * math.log10((700 + hz) / 700), 1)}),
]


def de_librosa(n_fft=1024, **opciones):
    opciones = {"sr": SR, "n_fft": n_fft, "hop_length": 256, "n_mels": 40} | opciones
    mel = librosa.feature.melspectrogram(y=VOZ, **opciones)
    return librosa.power_to_db(mel, ref=np.max)


LOG = np.log10(MEL / MEL.max())
TABLA_DE_MEL = {hz: htk(hz) for hz in (0, *c02.HERCIOS)}
MALAS = [
    ("02.1", {"grave_hz": 1336, "agudo_hz": 770}, "intercambiados"),
    ("02.1", {"grave_hz": 385}, "número de la fila"),
    ("02.1", {"agudo_hz": 668}, "número de la fila"),
    ("02.1", {"grave_hz": 1336}, "otro tono"),
    ("02.1", {"agudo_hz": 770}, "otro tono"),
    ("02.1", {"grave_hz": 385 * SR / 4000}, "sr` de la campana"),
    ("02.1", {"agudo_hz": 668 * SR / 1024}, "sr` de la campana"),
    ("02.1", {"grave_hz": 385 * 8000 / 1024}, "dividido entre 1024"),
    ("02.1", {"grave_hz": 1540}, "el doble"),
    ("02.1", {"agudo_hz": 668 * 8000 / 2001}, "el doble"),
    ("02.1", {"grave_hz": 770 / 8000}, "se queda corta"),
    ("02.1", {"grave_hz": 8000 - 770}, "espejo"),
    ("02.1", {"agudo_hz": 8000 - 770}, "espejo"),
    ("02.1", {"grave_hz": 8000 - 1336, "agudo_hz": 8000 - 770}, "espejo"),
    ("02.1", {"grave_hz": 4000 - 385}, "espejo"),
    ("02.1", {"agudo_hz": 4000 - 385}, "espejo"),
    ("02.1", {"grave_hz": 0.77, "agudo_hz": 1.336}, "eso son kilohercios"),
    ("02.1", {"grave_hz": 852}, "no de esta tecla"),
    ("02.1", {"agudo_hz": 1477}, "no de esta tecla"),
    ("02.1", {"grave_hz": 100}, "las dos filas con más magnitud"),
    ("02.1", {"grave_hz": "770"}, "Quita las comillas"),
    ("02.1", {"grave_hz": [770, 1336]}, "un número"),
    ("02.2", {"forma": lambda n, n_fft, hop: forma(n, n_fft, hop)[::-1]}, "al revés"),
    ("02.2", {"forma": lambda n, n_fft, hop: (n_fft // 2, 1 + n // hop)}, "Las filas: falta una"),
    ("02.2", {"forma": lambda n, n_fft, hop: (n_fft, 1 + n // hop)}, "`np.fft.fft`"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + hop // 2, 1 + n // hop)}, "solo les importa la ventana"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, n // hop)}, "te falta una"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - n_fft) // hop)}, "sin relleno"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + n / hop)}, "usa `//`"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, n / hop)}, "salen decimales"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, -(-n // hop))}, "centrada en la muestra n"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 - (-n // hop))}, "sobra una"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + round(n / hop))}, "al más cercano"),
    (
        "02.2",
        {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - 1) // hop)},
        "centrada en la muestra n",
    ),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + n // n_fft)}, "sin solaparse"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - n_fft // 2) // hop)}, "un solo lado"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n + n_fft) // hop)}, "descontado"),
    (
        "02.2",
        {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, (n - n_fft) // hop)},
        "además falta la primera",
    ),
    (
        "02.2",
        {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - n_fft) / hop)},
        "además salen decimales",
    ),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + 2048 // 2, 1 + n // hop)}, "la ventana que te pasan"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + n // 512)}, "fijo el salto"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + 66_150 // hop)}, "de la campana"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1025, 130)}, "siempre lo mismo"),
    ("02.2", {"forma": lambda n_fft, hop, n: forma(n, n_fft, hop)}, "en otro orden"),
    ("02.2", {"forma": lambda n, hop, n_fft: forma(n, n_fft, hop)}, "en otro orden"),
    ("02.2", {"forma": lambda n, n_fft, hop: (n // hop, 1 + n_fft // 2)}, "Van al revés"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n // hop, n_fft // 2)}, "Van al revés"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 2 + n // hop)}, "Prueba ese caso"),
    ("02.2", {"forma": lambda n, n_fft, hop: set(forma(n, n_fft, hop))}, "en orden"),
    ("02.2", {"forma": lambda n, n_fft, hop: "12"}, "dos números"),
    ("02.2", {"forma": lambda n, n_fft, hop: [str(tamano) for tamano in forma(n, n_fft, hop)]}, "comillas"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, np.nan)}, "NaN"),
    ("02.2", {"forma": lambda n, n_fft, hop: None}, "¿Falta un `return`?"),
    ("02.2", {"forma": lambda n, n_fft, hop: print(end="")}, "¿Falta un `return`?"),
    ("02.2", {"forma": lambda n, n_fft, hop: n // hop}, "tiene que devolver dos números"),
    ("02.2", {"forma": lambda n, n_fft, hop: np.zeros((2, 3))}, "tiene que ser un número"),
    ("02.2", {"forma": lambda n, n_fft, hop: (1, 2, 3)}, "tienen que ser dos"),
    ("02.2", {"forma": lambda n, n_fft: (1, 2)}, "se le pasan 3 cosas"),
    ("02.2", {"forma": (257, 101)}, "sin paréntesis"),
    ("02.3", {"n_fft": 512}, "cada 31,25 Hz, y los tonos distan 1,6 filas"),
    ("02.3", {"n_fft": 2048}, "caben dos o más"),
    ("02.3", {"n_fft": 65_536}, "caben dos o más"),
    ("02.3", {"n_fft": 1000}, "potencia de dos"),
    ("02.3", {"n_fft": 0}, "mayor que cero"),
    ("02.3", {"n_fft": 1024.5}, "entero"),
    ("02.3", {"ventana_ms": 0.064}, "segundos"),
    ("02.3", {"ventana_ms": 1024 / 22.05}, "22 050"),
    ("02.3", {"ventana_ms": 15.6}, "al revés"),
    ("02.3", {"ventana_ms": 32}, "media ventana"),
    ("02.3", {"ventana_ms": 70}, "¿Cuántos milisegundos?"),
    ("02.3", {"posible": True}, "¿Cabe en 30 ms?"),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.max).T}, "prueba con `.T`"),
    ("02.4", {"logmel": (10 * LOG).T}, "prueba con `.T`"),
    ("02.4", {"logmel": librosa.amplitude_to_db(MEL, ref=np.max).T}, "prueba con `.T`"),
    ("02.4", {"logmel": librosa.power_to_db(MEL)}, "mira `ref`"),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.mean)}, "mira `ref`"),
    ("02.4", {"logmel": 10 * np.log10(MEL)}, "mira `ref`"),
    ("02.4", {"logmel": 20 * LOG}, "¿10 o 20?"),
    ("02.4", {"logmel": librosa.amplitude_to_db(MEL, ref=np.max)}, "¿10 o 20?"),
    ("02.4", {"logmel": librosa.amplitude_to_db(MEL)}, "¿10 o 20?"),
    ("02.4", {"logmel": 10 * np.log(MEL / MEL.max())}, "el natural"),
    ("02.4", {"logmel": np.log(MEL + 1e-10)}, "el natural, y además falta"),
    ("02.4", {"logmel": 20 * np.log(MEL / MEL.max())}, "el natural, y el 20"),
    ("02.4", {"logmel": np.log2(MEL)}, "base 2"),
    ("02.4", {"logmel": 10 * np.log2(MEL)}, "base 2"),
    ("02.4", {"logmel": LOG}, "belios"),
    ("02.4", {"logmel": 2 * LOG}, "de más"),
    ("02.4", {"logmel": -10 * LOG}, "El signo"),
    ("02.4", {"logmel": 10 * LOG / 80 + 1}, "a otra escala"),
    ("02.4", {"logmel": MEL}, "falta el logaritmo"),
    ("02.4", {"logmel": MEL / MEL.max()}, "falta el logaritmo"),
    ("02.4", {"logmel": DE_AMPLITUDES}, "falta el logaritmo"),
    ("02.4", {"logmel": np.sqrt(MEL)}, "falta el logaritmo"),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max(axis=0))}, "cada trama con su propio máximo"),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max(axis=1)[:, None])}, "cada banda con su propio máximo"),
    ("02.4", {"logmel": np.round(10 * LOG)}, "redondeado"),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.max).astype(int)}, "redondeado"),
    ("02.4", {"logmel": 10 * LOG[::-1]}, "del revés"),
    ("02.4", {"logmel": librosa.power_to_db(DE_AMPLITUDES, ref=np.max)}, "ha sumado amplitudes"),
    ("02.4", {"logmel": librosa.amplitude_to_db(DE_AMPLITUDES, ref=np.max)}, "ha sumado amplitudes"),
    ("02.4", {"logmel": librosa.power_to_db(DE_AMPLITUDES**2, ref=np.max)}, "ha sumado amplitudes"),
    ("02.4", {"logmel": BANCO @ librosa.power_to_db(S**2, ref=np.max)}, "va al final"),
    ("02.4", {"logmel": librosa.power_to_db(S**2, ref=np.max)}, "falta pasar por el banco"),
    ("02.4", {"logmel": np.zeros((40, 150))}, "no las tramas"),
    ("02.4", {"logmel": np.zeros(MEL.shape)}, "los números no"),
    (
        "02.4",
        {"logmel": librosa.power_to_db(librosa.feature.melspectrogram(y=VOZ, sr=SR, hop_length=256))},
        "40",
    ),
    ("02.4", {"logmel": 10 * np.log10(np.where(MEL > 1e-5, MEL, np.nan))}, "NaN"),
    ("02.4", {"logmel": de_librosa(n_fft=2048)}, "n_fft=2048"),
    ("02.4", {"logmel": de_librosa(htk=True)}, "otro banco"),
    ("02.4", {"logmel": de_librosa(norm=None)}, "otro banco"),
    ("02.4", {"logmel": de_librosa(sr=16_000)}, "otro banco"),
    ("02.4", {"logmel": de_librosa(fmax=8000)}, "otro banco"),
    ("02.4", {"logmel": de_librosa(power=1.0)}, "ha sumado amplitudes"),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.max, top_db=30)}, "demasiado pronto"),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.max, top_db=50)}, "demasiado pronto"),
    ("02.4", {"logmel": 10 * np.log10(MEL / MEL.max() + 1e-4)}, "los números no"),
    ("02.4", {"logmel": BANCO @ librosa.stft(VOZ, n_fft=1024, hop_length=256)}, "números complejos"),
    ("02.4", {"logmel": MEL[0]}, "se espera (bandas, tramas)"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop).T}, "Las filas son las tramas"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop)[:, :-1]}, "Falta una trama"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop)[:, :-1].T}, "Las filas son las tramas"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop, center=False)}, "sin relleno"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop, np.hanning)}, "simétrica"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop, np.ones)}, "no hay ventana"),
    (
        "02.5",
        {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop, lambda n: np.hamming(n + 1)[:-1])},
        "Hamming",
    ),
    (
        "02.5",
        {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop, pad_mode="reflect")},
        "en los bordes no",
    ),
    (
        "02.5",
        {"stft_sana": lambda y, n_fft, hop: stft_a_trozos(y, n_fft, hop, paso=hop + 1)},
        "empieza cada una",
    ),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop + 1)}, "empieza cada una"),
    (
        "02.5",
        {"stft_sana": lambda y, n_fft, hop: stft(np.append(y, np.zeros(hop)), n_fft, hop)},
        "Sobran tramas",
    ),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.abs(stft(y, n_fft, hop))}, "la magnitud"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.abs(stft(y, n_fft, hop)) ** 2}, "la potencia"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop) / n_fft}, "¿Sobra un factor?"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop).conj()}, "conjugar"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((n_fft, 1 + len(y) // hop))}, "el espejo"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((1 + len(y) // hop, n_fft))}, "Y sobra el espejo"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((n_fft // 2, 3))}, "¿Cuántas frecuencias"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((1, 1))}, "sale 1 fila."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, 2048, hop)}, "fija la ventana de 2048"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(np.ones(66_150), n_fft, hop)}, "de la campana"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop).real}, "números reales"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y, n_fft, hop) * np.nan}, "NaN"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: stft(y[::-1], n_fft, hop)}, "Compara con librosa"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: None}, "¿Falta un `return`?"),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros(3)}, "y devuelve una sola fila de números."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: "stft"}, "y devuelve un texto."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: 3.5}, "y devuelve un número suelto."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: {"D": 1}}, "y devuelve algo que no son números."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((257, 40, 2))}, "y devuelve una de 3 dimensiones."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: np.zeros((257, 40), int)}, "y devuelve números enteros."),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: [[1, 2], [3]]}, "distinta longitud"),
    ("02.5", {"stft_sana": stft(VOZ, 512, 128)}, "sin paréntesis"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log(1 + hz / 700)}, "es el natural"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1127 * np.log10(1 + hz / 700)}, "1127"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log2(1 + hz / 700)}, "base 2"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(hz / 700)}, "Falta el 1 dentro"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * math.log10(hz / 700)}, "Falta el 1 dentro"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1 + 2595 * math.log10(hz / 700)}, "El 1 va dentro"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * (1 + math.log10(hz / 700))}, "El 1 va dentro"),
    ("02.6", {"hz_a_mel_htk": lambda hz: htk(hz) if hz else 1}, "solo falla con 0 Hz"),
    ("02.6", {"hz_a_mel_htk": lambda hz: round(htk(hz))}, "redondeado"),
    ("02.6", {"hz_a_mel_htk": lambda hz: int(htk(hz))}, "redondeado"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1000 / np.log(2) * np.log(1 + hz / 1000)}, "la de Fant"),
    ("02.6", {"hz_a_mel_htk": lambda hz: TABLA_DE_MEL.get(hz, 0)}, "Prueba con 0 Hz"),
    ("02.6", {"hz_a_mel_htk": lambda hz: htk(700**2 / hz)}, "al revés"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz // 700)}, "con `//`"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz) / 700}, "paréntesis"),
    ("02.6", {"hz_a_mel_htk": lambda hz: np.log10(1 + hz / 700)}, "el factor"),
    ("02.6", {"hz_a_mel_htk": librosa.hz_to_mel}, "Slaney"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz / 1000)}, "1000 en vez de 700"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 700 * (10 ** (hz / 2595) - 1)}, "camino de vuelta"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10((1 + hz) / 700)}, "paréntesis"),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1 + 2595 * np.log10(max(hz, 1e-300) / 700)}, "dentro del logaritmo"),
    ("02.6", {"hz_a_mel_htk": lambda hz: hz}, "Prueba con 0 Hz"),
    ("02.6", {"hz_a_mel_htk": lambda hz: None}, "¿Falta un `return`?"),
    ("02.6", {"hz_a_mel_htk": htk(440)}, "una función"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(
            clave in mensaje for clave in ("770 Hz", "1336", "1 + n // hop", "1024 ", "S_voz**2", "[:-1]")
        )


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"02.{n}" for n in c02.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c02.EJERCICIOS[int(numero[-1])].campos)


def test_la_tecla_es_la_que_marca_el_cuaderno():
    fila, columna = np.random.default_rng(1).integers(0, (4, 3))
    assert c02.TECLA["grave_hz"] == (697, 770, 852, 941)[fila]
    assert c02.TECLA["agudo_hz"] == (1209, 1336, 1477)[columna]


@pytest.mark.parametrize(("n", "n_fft", "hop"), c02.TAMANOS)
def test_la_forma_esperada_es_la_de_librosa(n, n_fft, hop):
    assert c02._forma_correcta(n, n_fft, hop) == forma_de_librosa(n, n_fft, hop)


@pytest.mark.parametrize(("n", "n_fft", "hop"), c02.SONIDOS)
def test_la_stft_esperada_es_la_de_librosa(n, n_fft, hop):
    y = np.random.default_rng(9).normal(size=n)
    assert np.allclose(c02._stft(y, n_fft, hop), stft(y, n_fft, hop), atol=1e-9)


def test_las_magnitudes_y_el_banco_son_los_de_librosa():
    magnitud, banco = c02._magnitudes_y_banco()
    assert c02._voz() == Audio(VOZ, SR)
    assert np.allclose(magnitud, S, atol=1e-3)
    assert np.allclose(banco, BANCO, atol=1e-7)


def test_ningun_valor_de_la_voz_es_cero():
    """Si lo fuera, quien escriba el logaritmo a mano se encontraría con infinitos."""
    assert MEL.min() > 0


def test_solo_hay_una_ventana_para_el_motor():
    buenas = [
        2**k
        for k in range(5, 16)
        if 2 * c02.SR_MOTOR / 2**k <= c02.SEPARACION_HZ and 2**k < c02.CHISPAS_S * c02.SR_MOTOR
    ]
    assert buenas == [c02.N_FFT_MOTOR]
    assert 2 / c02.SEPARACION_HZ > c02.CHISPAS_JUNTAS_S
