"""El espectrograma que dibujan los reproductores y las figuras, y la escala de mel con su banco de filtros.

Son los mismos de librosa, a la que se llama en los cuadernos; aquí se evita por lo que tarda en importarse. Y
una banda de mel vacía, que allí es un aviso, el explorador la cuenta en pantalla.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

HZ_POR_MEL = 200 / 3  # por debajo de 1000 Hz la escala de Slaney es lineal
CODO_HZ = 1000.0
CODO_MEL = CODO_HZ / HZ_POR_MEL
PASO_LOG = np.log(6.4) / 27.0


def magnitudes(y: np.ndarray, n_fft: int = 2048, hop_length: int = 512) -> np.ndarray:
    """Devuelve |STFT| con ventana de Hann y tramas centradas, float32 (1 + n_fft // 2, n_tramas)."""
    ventana = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    rellena = np.pad(y, n_fft // 2)
    tramas = np.lib.stride_tricks.sliding_window_view(rellena, n_fft)[::hop_length]
    S = np.empty((1 + n_fft // 2, len(tramas)), np.float32)
    for inicio in range(0, len(tramas), 256):  # por partes, que enteras no caben en memoria
        trozo = tramas[inicio : inicio + 256] * ventana
        S[:, inicio : inicio + 256] = np.abs(np.fft.rfft(trozo, axis=1)).T
    return S


def decibelios(S: np.ndarray, rango_db: float = 80.0) -> np.ndarray:
    """Pasa magnitudes a dB respecto a la mayor, entre -rango_db y 0; si todas son cero, todo es -rango_db."""
    maximo = S.max()
    if maximo == 0:
        return np.full(S.shape, -rango_db, np.float32)
    return 20 * np.log10(np.maximum(S / maximo, 10 ** (-rango_db / 20)))


def a_mel(hz: np.ndarray | float) -> np.ndarray:
    """Pasa hercios a mel, en la escala de Slaney."""
    hz = np.asarray(hz, dtype=np.float64)
    return np.where(
        hz < CODO_HZ, hz / HZ_POR_MEL, CODO_MEL + np.log(np.maximum(hz, CODO_HZ) / CODO_HZ) / PASO_LOG
    )


def a_hz(mel: np.ndarray | float) -> np.ndarray:
    """Pasa mel, en la escala de Slaney, a hercios."""
    mel = np.asarray(mel, dtype=np.float64)
    return np.where(mel < CODO_MEL, mel * HZ_POR_MEL, CODO_HZ * np.exp(PASO_LOG * (mel - CODO_MEL)))


@lru_cache(maxsize=64)
def bordes_de_mel(n_mels: int, fmin: float, fmax: float) -> np.ndarray:
    """Devuelve los n_mels + 2 bordes (Hz) de las bandas: la i va del i al i + 2, con su centro en i + 1."""
    return a_hz(np.linspace(a_mel(fmin), a_mel(fmax), n_mels + 2))


@lru_cache(maxsize=64)
def banco_de_mel(
    sr: int, n_fft: int, n_mels: int, fmin: float = 0.0, fmax: float | None = None
) -> np.ndarray:
    """Devuelve el banco de filtros triangulares, float32 (n_mels, 1 + n_fft // 2). No se puede modificar."""
    hz = bordes_de_mel(n_mels, fmin, sr / 2 if fmax is None else fmax)
    distancia = hz[:, None] - np.fft.rfftfreq(n_fft, 1 / sr)
    anchos = np.diff(hz)[:, None]
    subida, bajada = -distancia[:-2] / anchos[:-1], distancia[2:] / anchos[1:]
    banco = np.maximum(0, np.minimum(subida, bajada)) * (2 / (hz[2:] - hz[:-2]))[:, None]
    banco = banco.astype(np.float32)
    banco.setflags(write=False)
    return banco


@lru_cache(maxsize=64)
def banco_disperso(sr: int, n_fft: int, n_mels: int, fmin: float = 0.0, fmax: float | None = None):
    """Devuelve el mismo banco sin sus ceros, que son casi todo: multiplicarlo cuesta mucho menos."""
    from scipy.sparse import csr_array

    return csr_array(banco_de_mel(sr, n_fft, n_mels, fmin, fmax))
