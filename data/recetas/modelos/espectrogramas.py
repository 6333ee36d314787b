"""De archivos de audio a espectrogramas logarítmicos de mel, con el mismo extractor que usará el modelo."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from transformers import ASTFeatureExtractor

from helpers.audio import cargar_audio

SR = 16_000
TRAMA = 400  # muestras: 25 ms
SALTO = 160  # muestras: 10 ms
N_MEL = 64


def espectrograma(ruta: Path, n_mel: int = N_MEL) -> np.ndarray:
    """Devuelve el logaritmo natural de la energía de mel, (tramas, n_mel), sin relleno ni normalización."""
    y = cargar_audio(ruta, sr=SR).y
    extractor = ASTFeatureExtractor(
        num_mel_bins=n_mel, max_length=1 + (len(y) - TRAMA) // SALTO, do_normalize=False
    )
    return np.asarray(extractor(y, sampling_rate=SR)["input_values"][0])


def espectrogramas(rutas: Iterable[Path], n_mel: int = N_MEL) -> list[np.ndarray]:
    """Devuelve el espectrograma de cada archivo, en orden."""
    return [espectrograma(ruta, n_mel) for ruta in rutas]


def media_y_desviacion(espectros: list[np.ndarray]) -> tuple[float, float]:
    """Devuelve la media y la desviación típica de todas las casillas, para el extractor del modelo."""
    todas = np.concatenate(espectros)
    return float(todas.mean(dtype=float)), float(todas.std(dtype=float))


def rellenar(espectros: list[np.ndarray], tramas: int) -> torch.Tensor:
    """Corta o rellena con ceros hasta ``tramas``, como el extractor: (n, tramas, n_mel)."""
    lote = torch.zeros(len(espectros), tramas, espectros[0].shape[1])
    for i, espectro in enumerate(espectros):
        n = min(len(espectro), tramas)
        lote[i, :n] = torch.from_numpy(espectro[:n])
    return lote
