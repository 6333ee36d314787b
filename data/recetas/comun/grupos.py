"""Los grupos de un corpus: cómo se llaman, de qué semilla sale cada sorteo y en qué partición están."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Encargo(NamedTuple):
    """Un grupo por grabar: su clase, su número, desde 1, y su nombre, por ejemplo "rain_g03"."""

    etiqueta: str
    numero: int
    grupo: str


@dataclass(frozen=True)
class Grupos:
    """Los mismos en cada clase, tantos como particiones.

    semilla : de la que salen todos los sorteos. clases : en orden; su posición también es semilla.
    particiones : las que se reparten los grupos de cada clase. letra : la de sus nombres.
    """

    semilla: int
    clases: tuple[str, ...]
    particiones: tuple[str, ...]
    letra: str

    def encargo(self, etiqueta: str, numero: int) -> Encargo:
        """Uno de los grupos de una clase."""
        return Encargo(etiqueta, numero, f"{etiqueta}_{self.letra}{numero:02d}")

    def encargos(self, clases: Sequence[str] | None = None) -> list[Encargo]:
        """Todos los grupos de esas clases, en orden; sin decirlas, los del corpus."""
        numeros = range(1, len(self.particiones) + 1)
        return [self.encargo(clase, numero) for clase in clases or self.clases for numero in numeros]

    def semilla_de(self, encargo: Encargo, *resto: int) -> list[int]:
        """La de uno de los sorteos de un grupo; `resto` dice cuál."""
        return [self.semilla, self.clases.index(encargo.etiqueta), encargo.numero, *resto]

    def azar(self, encargo: Encargo, *resto: int) -> np.random.Generator:
        """El generador de uno de los sorteos de un grupo."""
        return np.random.default_rng(self.semilla_de(encargo, *resto))

    def particion_de(self, encargo: Encargo) -> str:
        """La partición del grupo, sorteada dentro de su clase: las de prueba no son unas escogidas."""
        sorteo = np.random.default_rng([self.semilla, self.clases.index(encargo.etiqueta), 99])
        return self.particiones[sorteo.permutation(len(self.particiones))[encargo.numero - 1]]
