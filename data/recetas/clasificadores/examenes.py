"""Los exámenes: qué conjunto, cómo se parte, con qué se valida y a qué tamaño llega cada sonido."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.model_selection import (
    BaseCrossValidator,
    LeaveOneGroupOut,
    StratifiedGroupKFold,
    StratifiedKFold,
)

from helpers.caracteristicas import LogMel, Mfcc
from helpers.datos import cargar_conjunto


@dataclass(frozen=True, kw_only=True)
class Examen:
    """Un conjunto con una de sus particiones.

    conjunto, columna : el nombre en ``cargar_conjunto`` y la columna que hace de partición. pliegues : cómo
    se valida dentro del entrenamiento. por_grupos : si los grupos separan entrenamiento y prueba. sr, n_fft,
    hop_length : Hz y muestras. duracion_s : a lo que se recorta o rellena cada sonido para las redes que
    miran una imagen.
    """

    conjunto: str
    columna: str = "particion"
    pliegues: BaseCrossValidator
    por_grupos: bool = True
    sr: int
    n_fft: int
    hop_length: int
    duracion_s: float

    @property
    def mfcc(self) -> Mfcc:
        """Las tramas de MFCC, para la SVM y la LSTM."""
        return Mfcc(sr=self.sr, n_fft=self.n_fft, hop_length=self.hop_length, n_mels=40, n_mfcc=20)

    @property
    def mel(self) -> LogMel:
        """El espectrograma de mel, para la CNN y el Transformer."""
        return LogMel(sr=self.sr, n_fft=self.n_fft, hop_length=self.hop_length, n_mels=40)

    @property
    def tramas(self) -> int:
        """El ancho de la imagen."""
        return round(self.duracion_s * self.sr / self.hop_length)

    def tabla(self) -> pd.DataFrame:
        """El conjunto, con la partición de este examen y un índice de 0 en adelante."""
        tabla = cargar_conjunto(self.conjunto)
        return tabla.assign(particion=tabla[self.columna]).reset_index(drop=True)

    def vueltas(self, tabla: pd.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Índices de la tabla (con los que se aprende, con los que se valida); nunca los de prueba."""
        indices = np.flatnonzero(tabla["particion"] == "entrenamiento")
        parte = tabla.iloc[indices]
        grupos = parte["grupo"] if self.por_grupos else None
        for aprender, validar in self.pliegues.split(parte, parte["etiqueta"], grupos):
            yield indices[aprender], indices[validar]


EXAMENES = {
    "esc10": Examen(
        conjunto="esc10",
        pliegues=StratifiedGroupKFold(4, shuffle=True, random_state=0),
        sr=22_050,
        n_fft=2048,
        hop_length=1024,
        duracion_s=5.0,
    ),
    "emodb": Examen(
        conjunto="emodb", pliegues=LeaveOneGroupOut(), sr=16_000, n_fft=1024, hop_length=512, duracion_s=3.0
    ),
    "fsdd": Examen(
        conjunto="fsdd", pliegues=LeaveOneGroupOut(), sr=8000, n_fft=512, hop_length=128, duracion_s=0.6
    ),
    "fsdd_oida": Examen(
        conjunto="fsdd",
        columna="particion_oida",
        pliegues=StratifiedKFold(3, shuffle=True, random_state=0),
        por_grupos=False,
        sr=8000,
        n_fft=512,
        hop_length=128,
        duracion_s=0.6,
    ),
}
