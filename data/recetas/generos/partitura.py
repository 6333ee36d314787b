"""Lo que se escribe antes de que suene: notas, partes, bandas y el contexto de una pieza."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from .teoria import Acorde, clases

BATERIA = -1
SUBGRAVE = -2


class Nota(NamedTuple):
    """Una nota. `inicio` y `duracion` en pulsos; `altura` MIDI (0–127); `fuerza` 1–127."""

    inicio: float
    duracion: float
    altura: int
    fuerza: int


class Tramo(NamedTuple):
    """Un acorde mientras dura: `inicio` y `duracion` en pulsos."""

    inicio: float
    duracion: float
    acorde: Acorde


@dataclass(frozen=True)
class Parte:
    """Lo que toca un instrumento de la banda.

    programa : programa General MIDI (0–127), BATERIA o SUBGRAVE. generar : función (contexto, **ajustes) que
    da las notas. nivel_db : nivel en la mezcla respecto a las demás partes. efectos : nombre de efecto de
    `mezcla` y su valor. retraso_ms : cuánto toca por detrás (o, si es negativo, por delante) del pulso.
    presencia : probabilidad de que suene en una pieza. juego : programa de la batería (0 estándar, 25 TR-808,
    40 escobillas…).
    """

    nombre: str
    programa: int
    generar: Callable[..., list[Nota]]
    nivel_db: float = 0.0
    ajustes: Mapping = field(default_factory=dict)
    efectos: Mapping = field(default_factory=dict)
    retraso_ms: float = 0.0
    presencia: float = 1.0
    juego: int = 0


@dataclass(frozen=True)
class Banda:
    """Un conjunto de decisiones del generador que comparten varias piezas.

    tempo : (mínimo, máximo) en pulsos por minuto. swing : razón entre la primera y la segunda mitad de
    `unidad_swing` pulsos (1 es recto). progresiones : en números romanos, una por compás. humanizar_ms :
    desviación típica del momento de cada nota. rubato : amplitud relativa de la ondulación del tempo.
    """

    genero: str
    estilo: str
    tempo: tuple[float, float]
    progresiones: tuple[str, ...]
    modo: str
    partes: tuple[Parte, ...]
    pulsos: int = 4
    swing: float = 1.0
    unidad_swing: float = 1.0
    humanizar_ms: float = 6.0
    rubato: float = 0.0
    arranques: tuple[int, ...] = ()


@dataclass
class Contexto:
    """Lo que una parte necesita saber para tocar una pieza. Los tiempos, en pulsos; `modo`, mayor o menor."""

    rng: np.random.Generator
    pulsos: int
    compases: int
    tonica: int
    tramos: list[Tramo]
    semilla_motivo: int
    modo: str = "mayor"

    @property
    def total(self) -> float:
        """Pulsos de toda la pieza."""
        return float(self.pulsos * self.compases)

    def tramo_en(self, pulso: float) -> Tramo:
        """El acorde que suena en ese pulso."""
        for tramo in self.tramos:
            if tramo.inicio <= pulso < tramo.inicio + tramo.duracion:
                return tramo
        return self.tramos[-1]

    def clases_en(self, pulso: float) -> list[int]:
        """Clases de altura del acorde que suena en ese pulso."""
        return clases(self.tramo_en(pulso).acorde, self.tonica)


def fuerza(valor: float) -> int:
    """Recorta a la escala MIDI."""
    return int(np.clip(round(valor), 1, 127))
