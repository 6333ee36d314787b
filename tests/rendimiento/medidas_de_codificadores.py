"""Lo que cuesta codificar un minuto de sonido, junto a leerlo y sacarle los MFCC con librosa."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CODIFICADORES = {  # por cómo se piden: qué son y cuántas veces pueden costar lo que librosa
    "musica:msd": ("música, msd", 2.5),
    "musica:mtt": ("música, mtt", 8.0),
    "voz": ("voz", 8.0),
}
SEGUNDOS, SR_ARCHIVO = 60, 22_050
TURNOS = 7
MATRIZ = 1024
A_LA_VEZ = 16  # ventanas que se le dan a la red para contar sus operaciones


def medir_codificador(cual: str) -> dict:
    """Mide, en segundos de CPU y con un hilo, codificar un minuto de ruido y lo que hace librosa con él.

    Devuelve además los GFLOP/s de la red sola y los de un producto de matrices.
    """
    os.environ["OMP_NUM_THREADS"] = "1"
    import librosa
    import numpy as np
    import soundfile
    import torch

    from helpers.codificadores import cargar_codificador, codificar

    torch.set_num_threads(1)
    nombre, *redes = cual.split(":")
    codificador = cargar_codificador(nombre, redes or None)
    extractor = codificador.extractor
    ventanas, matriz = torch.rand(A_LA_VEZ, extractor.tramas, extractor.n_mels), torch.randn(MATRIZ, MATRIZ)

    with tempfile.TemporaryDirectory() as temporal:
        ruta = Path(temporal) / "minuto.wav"
        ruido = np.random.default_rng(0).normal(0, 0.1, SEGUNDOS * SR_ARCHIVO)
        soundfile.write(ruta, ruido, SR_ARCHIVO, subtype="PCM_16")

        def con_librosa():
            y, sr = librosa.load(ruta, sr=None)
            librosa.feature.mfcc(y=y, sr=sr)

        with torch.inference_mode():
            tiempos = _por_turnos(
                codificador=lambda: codificar(codificador, ruta),
                librosa=con_librosa,
                red=lambda: codificador.modelo(ventanas),
                matrices=lambda: torch.mm(matriz, matriz),
            )
    return tiempos | {
        "red": _operaciones(codificador.modelo, ventanas) / tiempos["red"] / 1e9,
        "matrices": 2 * MATRIZ**3 / tiempos["matrices"] / 1e9,
    }


def _por_turnos(**funciones: Callable[[], object]) -> dict[str, float]:
    """La vez más rápida de cada una, sin contar la primera vuelta."""
    tiempos: dict[str, list[float]] = {nombre: [] for nombre in funciones}
    for _ in range(TURNOS + 1):
        for nombre, funcion in funciones.items():
            inicio = time.process_time()
            funcion()
            tiempos[nombre].append(time.process_time() - inicio)
    return {nombre: min(veces[1:]) for nombre, veces in tiempos.items()}


def _operaciones(modelo, ventanas) -> int:
    """Las de la red; las de una LSTM, que torch no cuenta, por sus pesos: cada uno, una vez por trama."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as contador:
        modelo(ventanas)
    lstm = (capa for capa in modelo.modules() if isinstance(capa, torch.nn.LSTM))
    pesos = sum(matriz.numel() for capa in lstm for matriz in capa.parameters() if matriz.ndim == 2)
    return contador.get_total_flops() + 2 * pesos * ventanas.shape[0] * ventanas.shape[1]
