"""La red convolucional del cuaderno 06, y la normalización que va dentro de todas las redes del curso."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn


class Normalizar(nn.Module):
    """Resta una media y divide entre una desviación, que se guardan con los pesos de la red.

    media, desviacion : con la forma de la entrada, o con unos en los ejes que comparten.

    Cuaderno 06, «De un filtro a una red».

    >>> import torch
    >>> from helpers.redes import Normalizar
    >>> entradas = torch.tensor([[1.0], [3.0]])
    >>> Normalizar.medida_en(entradas)(entradas).flatten().tolist()
    [-1.0, 1.0]
    """

    def __init__(self, media: torch.Tensor, desviacion: torch.Tensor):
        """Guarda las dos; se mide con ``Normalizar.medida_en``."""
        super().__init__()
        self.register_buffer("media", media.float())
        self.register_buffer("desviacion", desviacion.float())

    @classmethod
    def medida_en(cls, entradas: torch.Tensor | np.ndarray, ejes: Sequence[int] | None = None) -> Normalizar:
        """Mide en las entradas de entrenamiento, y solo en esas.

        ejes : los que se promedian; None, todos. Con espectrogramas (n, 1, bandas, tramas), ``(0, 1, 3)``
        deja una media por banda.
        """
        entradas = torch.as_tensor(entradas).double()
        ejes = tuple(range(entradas.ndim)) if ejes is None else tuple({0, *ejes})
        media = entradas.mean(ejes, keepdim=True)[0]
        desviacion = entradas.std(ejes, correction=0, keepdim=True)[0]
        return cls(media, desviacion.clamp_min(1e-5))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Devuelve la entrada normalizada, con su misma forma."""
        return (x - self.media) / self.desviacion


class CNN(nn.Module):
    """Cuatro convoluciones y una media de todo el mapa: la red del cuaderno 06.

    n_clases : int. canales : los que salen de cada bloque. abandono : probabilidad de apagar cada una de las
    medias. normalizar : lo que se hace con la entrada; nada si falta.

    Recibe espectrogramas logarítmicos de mel, (n, 1, bandas, tramas), y da los logits, (n, n_clases). Cada
    bloque, menos el último, deja la mitad de bandas y de tramas. El número de tramas puede ser cualquiera.

    Cuaderno 06, «De un filtro a una red».

    >>> import torch
    >>> from helpers.redes import CNN
    >>> red = CNN(n_clases=10)
    >>> lote = torch.zeros(4, 1, 64, 100)  # cuatro espectrogramas de 64 bandas y 100 tramas
    >>> red(lote).shape
    torch.Size([4, 10])
    """

    def __init__(
        self,
        n_clases: int,
        canales: Sequence[int] = (8, 16, 32, 64),
        abandono: float = 0.0,
        normalizar: nn.Module | None = None,
    ):
        """Crea la red con pesos al azar, los que diga ``torch.manual_seed``."""
        super().__init__()
        self.normalizar = normalizar or nn.Identity()
        bloques = [_bloque(a, b) for a, b in zip((1, *canales[:-1]), canales, strict=True)]
        self.bloques = nn.Sequential(*bloques[:-1], bloques[-1][:-1])
        self.abandono = nn.Dropout(abandono)
        self.salida = nn.Linear(canales[-1], n_clases)
        self.to(memory_format=torch.channels_last)  # los mismos números, en un orden que va más deprisa

    def mapas(self, x: torch.Tensor) -> torch.Tensor:
        """Devuelve los mapas del último bloque, (n, canales, bandas, tramas)."""
        return self.bloques(self.normalizar(x))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Devuelve los logits."""
        return self.salida(self.abandono(self.mapas(x).mean(dim=(2, 3))))


def _bloque(entran: int, salen: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(entran, salen, kernel_size=3, padding=1, bias=False),
        nn.BatchNorm2d(salen),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )
