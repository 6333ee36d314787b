"""Lo que escribe el estudiante en el cuaderno 06, para probar su guion."""

import torch


def tapar(lote, ancho, azar, valor=0.0, bandas=None, sitios=1):
    nuevo = lote.clone()
    for clip in nuevo:
        inicio = int(torch.randint(clip.shape[-1] - ancho + sitios, (1,), generator=azar))
        clip[..., :bandas, inicio : inicio + ancho] = valor
    return nuevo
