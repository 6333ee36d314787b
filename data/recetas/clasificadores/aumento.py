"""Lo que se le hace a cada espectrograma mientras se aprende, para que no sea dos veces el mismo."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

CURVA_DB = 4.0  # desviación típica de un micrófono inventado, en cada uno de sus nudos
NUDOS = 5
BANDAS_TAPADAS, TRAMAS_TAPADAS = 0.2, 0.2  # como mucho, del alto y del ancho


def aumentar(espectrogramas: Tensor, azar: torch.Generator) -> Tensor:
    """Corre en el tiempo, cambia de micrófono y tapa unas bandas y unas tramas. (n, 1, bandas, tramas)."""
    return torch.stack([_tapar(_correr(x, azar), azar) for x in _cambiar_microfono(espectrogramas, azar)])


def _cambiar_microfono(x: Tensor, azar: torch.Generator) -> Tensor:
    nudos = CURVA_DB * torch.randn(len(x), 1, NUDOS, 1, generator=azar)
    return x + F.interpolate(nudos, size=(x.shape[2], 1), mode="bilinear", align_corners=True)


def _correr(x: Tensor, azar: torch.Generator) -> Tensor:
    return torch.roll(x, int(torch.randint(x.shape[-1], (1,), generator=azar)), dims=-1)


def _tapar(x: Tensor, azar: torch.Generator) -> Tensor:
    x = x.clone()
    relleno = x.mean()
    for eje, parte in ((1, BANDAS_TAPADAS), (2, TRAMAS_TAPADAS)):
        cuantas = int(torch.randint(int(parte * x.shape[eje]) + 1, (1,), generator=azar))
        desde = int(torch.randint(x.shape[eje] - cuantas + 1, (1,), generator=azar))
        x.narrow(eje, desde, cuantas).fill_(relleno)
    return x
