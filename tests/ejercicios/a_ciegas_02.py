"""Lo que contestaría al cuaderno 02 quien solo ha leído sus enunciados."""

import librosa
import numpy as np
import torch
from scipy.signal import get_window
from scipy.signal import stft as stft_de_scipy

from helpers.audio import cargar_audio
from helpers.datos import AUDIO

# --- 1: la tecla

FILA, COLUMNA = np.random.default_rng(1).integers(0, (4, 3))
T = np.arange(4000) / 8000
TONOS = (697, 770, 852, 941)[FILA], (1209, 1336, 1477)[COLUMNA]
TECLA = (0.3 * np.sin(2 * np.pi * TONOS[0] * T) + 0.3 * np.sin(2 * np.pi * TONOS[1] * T)).astype(np.float32)
ESPECTRO = np.abs(np.fft.rfft(TECLA))
HZ = np.fft.rfftfreq(4000, 1 / 8000)
DOS = np.sort(HZ[np.argsort(ESPECTRO)[-2:]])
PICOS = np.sort(np.argsort(ESPECTRO)[-2:])
CON_ESPEJO = np.sort(np.argsort(np.abs(np.fft.fft(TECLA)))[-2:]) * 2

# --- 4: el espectrograma logarítmico de mel

ORDEN, SR = cargar_audio(AUDIO / "habla_orden.flac")
VOZ = ORDEN[2400:50_700]
S_VOZ = np.abs(librosa.stft(VOZ, n_fft=1024, hop_length=256))
BANCO = librosa.filters.mel(sr=SR, n_fft=1024, n_mels=40)
MEL = BANCO @ S_VOZ**2


def log_a_bucles():
    mel = [[sum(p * a**2 for p, a in zip(f, c, strict=True) if p) for c in S_VOZ.T] for f in BANCO]
    return [[10 * float(np.log10(v / np.max(mel))) for v in fila] for fila in mel]


# --- 5: la STFT


def hann(n_fft):
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)


def stft_con_bucle(y, n_fft, hop, ventana=hann, sobran=1):
    rellena = np.concatenate([np.zeros(n_fft // 2), y, np.zeros(n_fft // 2)])
    S = np.empty((1 + n_fft // 2, sobran + len(y) // hop), complex)
    for j in range(S.shape[1]):
        S[:, j] = np.fft.rfft(rellena[j * hop : j * hop + n_fft] * ventana(n_fft))
    return S


def stft_por_indices(y, n_fft, hop):
    rellena = np.pad(y, n_fft // 2)
    sitios = np.arange(0, len(y) + 1, hop)[:, None] + np.arange(n_fft)
    return np.fft.rfft(rellena[sitios] * get_window("hann", n_fft)).T


def stft_completa_y_recortada(y, n_fft, hop):
    return np.array(
        [
            np.fft.fft(t * hann(n_fft))[: n_fft // 2 + 1]
            for t in np.lib.stride_tricks.sliding_window_view(np.pad(y, n_fft // 2), n_fft)[::hop]
        ]
    ).T


def stft_coja(y, n_fft, hop):
    ventana, rellena = np.hanning(n_fft), np.pad(y, n_fft // 2)
    trozos = [rellena[j * hop : j * hop + n_fft] for j in range(len(y) // hop)]
    return np.array([np.fft.rfft(ventana * trozo) for trozo in trozos])


def de_scipy(y, n_fft, hop):
    return stft_de_scipy(y, nperseg=n_fft, noverlap=n_fft - hop, padded=False)[2]


def normal(y, n_fft, hop, **ajustes):
    return librosa.stft(y, n_fft=n_fft, hop_length=hop, **ajustes)


# --- 6: el mel de HTK


def slaney(hz):
    return 3 * hz / 200 if hz < 1000 else 15 + 27 * np.log(hz / 1000) / np.log(6.4)


def htk_con_si(hz):
    m = 2595 * np.log10((700 + np.asarray(hz)) / 700)
    return float(m) if np.ndim(hz) == 0 else m


BUENAS = [
    ("02.1", {"grave_hz": DOS[0], "agudo_hz": DOS[1]}),
    ("02.1", {"grave_hz": int(TONOS[0]), "agudo_hz": int(TONOS[1])}),
    ("02.1", {"grave_hz": 385 * 8000 / 4000, "agudo_hz": 668 * 8000 / 4000}),
    ("02.1", {"grave_hz": float(HZ[100 + ESPECTRO[100:500].argmax()]), "agudo_hz": np.float32(DOS[1])}),
    ("02.2", {"forma": lambda n, n_fft, hop: (n_fft // 2 + 1, n // hop + 1)}),
    ("02.2", {"forma": lambda n, n_fft, hop: [int(n_fft / 2) + 1, int(n / hop) + 1]}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n + 2 * (n_fft // 2) - n_fft) // hop)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (len(range(0, n_fft + 1, 2)), len(range(0, n + 1, hop)))}),
    ("02.2", {"forma": lambda n, n_fft, hop: np.array((n_fft, 2 * n)) // (2, 2 * hop) + 1}),
    ("02.3", {"n_fft": 1024, "ventana_ms": 64, "posible": False}),
    ("02.3", {"n_fft": 1024, "ventana_ms": 1024 / 16_000 * 1000, "posible": 2 / 50 < 30 / 1000}),
    ("02.3", {"n_fft": np.int64(1024), "ventana_ms": 64.0, "posible": np.bool_(False)}),
    ("02.3", {"n_fft": 1024.0, "ventana_ms": 1e3 * 1024 / 16e3, "posible": 0.030 > 2 / 50}),
    ("02.4", {"logmel": librosa.power_to_db(BANCO @ S_VOZ**2, ref=np.max)}),
    ("02.4", {"logmel": 10 * np.log10(MEL) - 10 * np.log10(MEL.max())}),
    ("02.4", {"logmel": librosa.power_to_db(MEL / MEL.max())}),
    ("02.4", {"logmel": librosa.power_to_db(np.einsum("mf,ft->mt", BANCO, S_VOZ * S_VOZ), ref=MEL.max())}),
    ("02.4", {"logmel": log_a_bucles()}),
    ("02.5", {"stft_sana": stft_con_bucle}),
    ("02.5", {"stft_sana": stft_por_indices}),
    ("02.5", {"stft_sana": stft_completa_y_recortada}),
    ("02.5", {"stft_sana": normal}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 / np.log(10) * np.log1p(hz / 700)}),
    ("02.6", {"hz_a_mel_htk": htk_con_si}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * (np.log10(hz + 700) - np.log10(700))}),
]

MALAS = [
    ("02.1", {"grave_hz": PICOS[0], "agudo_hz": PICOS[1]}),
    ("02.1", {"grave_hz": DOS[1], "agudo_hz": DOS[0]}),
    ("02.1", {"grave_hz": PICOS[0] * 22_050 / 4000, "agudo_hz": PICOS[1] * 22_050 / 4000}),
    ("02.1", {"grave_hz": PICOS[0] * 8000 / 1024, "agudo_hz": PICOS[1] * 8000 / 1024}),
    ("02.1", {"grave_hz": CON_ESPEJO[0], "agudo_hz": CON_ESPEJO[1]}),
    ("02.1", {"grave_hz": 697, "agudo_hz": 1209}),
    ("02.1", {"grave_hz": 5, "agudo_hz": 5}),
    ("02.1", {"grave_hz": DOS, "agudo_hz": DOS}),
    ("02.1", {"agudo_hz": float(ESPECTRO.max())}),
    ("02.1", {"grave_hz": 2 * np.pi * DOS[0], "agudo_hz": 2 * np.pi * DOS[1]}),
    ("02.2", {"forma": lambda n, n_fft, hop: librosa.stft(np.zeros(n), n_fft=n_fft, hop_length=hop).shape}),
    ("02.2", {"forma": lambda n, n_fft, hop: stft_con_bucle(np.zeros(n), n_fft, hop).shape}),
    (
        "02.2",
        {
            "forma": lambda n, n_fft, hop: (
                torch.stft(torch.zeros(n), n_fft, hop, return_complex=True, window=torch.ones(n_fft)).shape
            )
        },
    ),
    ("02.2", {"forma": lambda n, n_fft, hop: (n_fft // 2, n // hop)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n // hop, 1 + n_fft // 2)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (201, 51)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, 1 + (n - n_fft) // hop)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft / 2, 1 + n / hop)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2, int(np.ceil(n / hop)))}),
    ("02.2", {"forma": lambda n, n_fft, hop: print(1 + n_fft // 2, 1 + n // hop)}),
    ("02.2", {"forma": lambda n, n_fft, hop: (1 + n_fft // 2) * (1 + n // hop)}),
    ("02.2", {"forma": (1025, 130)}),
    ("02.3", {"n_fft": 512, "ventana_ms": 32}),
    ("02.3", {"n_fft": 2048, "ventana_ms": 128}),
    ("02.3", {"n_fft": 1000, "ventana_ms": 62.5}),
    ("02.3", {"n_fft": 640, "ventana_ms": 40}),
    ("02.3", {"ventana_ms": 0.064}),
    ("02.3", {"ventana_ms": 1000 * 1024 / 22_050}),
    ("02.3", {"ventana_ms": 16_000 / 1024}),
    ("02.3", {"ventana_ms": 70}),
    ("02.3", {"posible": True}),
    ("02.3", {"posible": 512}),
    ("02.3", {"n_fft": -1024}),
    ("02.4", {"logmel": MEL}),
    ("02.4", {"logmel": librosa.power_to_db(MEL)}),
    ("02.4", {"logmel": librosa.amplitude_to_db(MEL, ref=np.max)}),
    ("02.4", {"logmel": librosa.power_to_db(BANCO @ S_VOZ, ref=np.max)}),
    ("02.4", {"logmel": librosa.amplitude_to_db(BANCO @ S_VOZ, ref=np.max)}),
    ("02.4", {"logmel": BANCO @ librosa.power_to_db(S_VOZ**2, ref=np.max)}),
    ("02.4", {"logmel": librosa.power_to_db(S_VOZ**2, ref=np.max)}),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.max).T}),
    ("02.4", {"logmel": librosa.power_to_db(librosa.feature.melspectrogram(y=VOZ, sr=SR), ref=np.max)}),
    ("02.4", {"logmel": 10 * np.log(MEL / MEL.max())}),
    ("02.4", {"logmel": librosa.power_to_db(librosa.filters.mel(sr=SR, n_fft=1024) @ S_VOZ**2, ref=np.max)}),
    ("02.4", {"logmel": librosa.power_to_db(MEL, ref=np.median)}),
    ("02.4", {"logmel": librosa.power_to_db(MEL**2, ref=np.max)}),
    ("02.5", {"stft_sana": stft_coja}),
    ("02.5", {"stft_sana": lambda *de: stft_coja(*de).T}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de, ventana=np.hanning)}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de, sobran=0)}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de).T}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de, ventana=np.ones)}),
    ("02.5", {"stft_sana": lambda *de: np.abs(stft_con_bucle(*de))}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de) / de[1]}),
    ("02.5", {"stft_sana": lambda *de: normal(*de, center=False)}),
    ("02.5", {"stft_sana": lambda *de: normal(*de, pad_mode="reflect")}),
    ("02.5", {"stft_sana": de_scipy}),
    ("02.5", {"stft_sana": lambda y, n_fft, hop: librosa.stft(y)}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de, ventana=np.hamming)}),
    ("02.5", {"stft_sana": lambda *de: stft_con_bucle(*de).conj()}),
    ("02.5", {"stft_sana": lambda *de: print(stft_con_bucle(*de).shape)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": slaney}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1127 * np.log10(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz) / 700}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10((1 + hz) / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + 700 / hz)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log2(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: np.log10(1 + hz / 700)}),
    ("02.6", {"hz_a_mel_htk": lambda mel: 700 * (10 ** (mel / 2595) - 1)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz // 700)}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 1000}),
    ("02.6", {"hz_a_mel_htk": lambda hz: print(2595 * np.log10(1 + hz / 700))}),
    ("02.6", {"hz_a_mel_htk": lambda hz: 2595 * np.log10(1 + hz / 1000)}),
]
