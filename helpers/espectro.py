"""El espectrograma que dibujan los reproductores y las figuras, con NumPy y nada más.

En los cuadernos se llama a `librosa.stft`, que da lo mismo; aquí se evita por lo que tarda en importarse.
"""

from __future__ import annotations

import numpy as np


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
