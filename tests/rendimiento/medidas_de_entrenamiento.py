"""Lo que tarda una época de cada red del curso, comparado con lo que tardarían sus cuentas como matrices.

Son medidas de ``rendimiento.py``, que las lanza cada una en un proceso nuevo.
"""

from __future__ import annotations

import time

CLIPS, LOTE, BANDAS, TRAMAS, COEFICIENTES, CLASES = 240, 16, 64, 104, 20, 10
EPOCAS, TURNOS = 3, 2
MATRIZ = 1024
REDES = {"cnn": "la CNN del 06", "lstm": "la LSTM del 07", "transformer": "el Transformer del 08"}


def medir_entrenamiento(nombre: str) -> dict:
    """Entrena unas épocas con ruido; devuelve segundos por época y los GFLOP/s de la red y de unas matrices.

    Las cuentas son las de la ida y la vuelta de un lote, sin el optimizador ni la validación, que sí tardan.
    """
    import torch

    from helpers.redes import entrenar

    torch.manual_seed(0)
    red, entradas, juntar = _CREAR[nombre]()
    datos = [(entrada, i % CLASES) for i, entrada in enumerate(entradas)]
    opciones = {"lote": LOTE, "juntar": juntar}
    entrenar(red, datos[:LOTE], datos[:LOTE], epocas=1, **opciones)
    segundos = [
        entrenar(red, datos, datos[:LOTE], epocas=EPOCAS, **opciones).segundos / EPOCAS for _ in range(TURNOS)
    ]
    lote, _ = (juntar or torch.utils.data.default_collate)(datos[:LOTE])
    operaciones = _contar(red, lote) * CLIPS / LOTE
    return {
        "segundos": min(segundos),
        "red": operaciones / min(segundos) / 1e9,
        "matrices": 2 * MATRIZ**3 / _producto_de_matrices() / 1e9,
    }


def _cnn():
    import torch

    from helpers.redes import CNN

    return CNN(CLASES), torch.randn(CLIPS, 1, BANDAS, TRAMAS), None


def _lstm():
    import torch

    from helpers.redes import LSTM, juntar

    return LSTM(COEFICIENTES, CLASES), torch.randn(CLIPS, TRAMAS, COEFICIENTES), juntar


def _transformer():
    import torch

    from helpers.redes import TransformerDeParches

    return TransformerDeParches(CLASES, (BANDAS, TRAMAS)), torch.randn(CLIPS, 1, BANDAS, TRAMAS), None


_CREAR = {"cnn": _cnn, "lstm": _lstm, "transformer": _transformer}


def _contar(red, lote) -> int:
    """Sumas y productos de la ida y la vuelta; los de una LSTM, que el contador no ve, por su fórmula."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with FlopCounterMode(display=False) as contador:
        red(lote).sum().backward()
    recurrentes = [capa for capa in red.modules() if isinstance(capa, torch.nn.LSTM)]
    tramas_de_todos = LOTE * TRAMAS
    por_trama = sum(2 * p.numel() for capa in recurrentes for p in capa.parameters() if p.ndim == 2)
    return (
        contador.get_total_flops() + 3 * por_trama * tramas_de_todos
    )  # la vuelta cuesta el doble que la ida


def _producto_de_matrices() -> float:
    """Los segundos del producto de dos matrices cuadradas, la vez más rápida."""
    import torch

    matriz = torch.randn(MATRIZ, MATRIZ)
    veces = []
    for _ in range(10):
        inicio = time.perf_counter()
        torch.mm(matriz, matriz)
        veces.append(time.perf_counter() - inicio)
    return min(veces)
