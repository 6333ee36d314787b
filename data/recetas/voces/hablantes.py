"""Quién habla: voces distintas de verdad, por timbre, altura, ritmo y micrófono."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

# Las voces de flite que obedecen la altura y su variación, y la altura que tienen de suyo, en Hz.
VOCES_FLITE = {"slt": 172.0, "awb": 127.0}


@dataclass(frozen=True)
class Timbre:
    """El timbre de una voz de espeak-ng.

    formantes : por cada uno, del 0 al 8, frecuencia (factor), fuerza y anchura (tanto por ciento).
    otras : las demás líneas de su variante de voz.
    """

    formantes: tuple[tuple[float, int, int], ...]
    otras: tuple[str, ...]

    def lineas(self, factor: float = 1.0) -> list[str]:
        """Las de una variante de espeak-ng, con las resonancias multiplicadas por `factor`."""
        formantes = [
            f"formant {i} {100 * f * factor:.0f} {a} {b}" for i, (f, a, b) in enumerate(self.formantes)
        ]
        return [*formantes, *self.otras]


@dataclass(frozen=True)
class Hablante:
    """Una voz.

    nombre : el grupo, por ejemplo "emo_h03".
    motor : "espeak" o "flite". voz : la de flite; en espeak-ng, "formantes".
    f0_hz, rango_st : altura habitual y su recorrido, en semitonos entre los percentiles 10 y 90.
    formantes : factor por el que se multiplican las frecuencias de las resonancias; 1 es la voz de partida.
    ritmo : factor; 1 es el ritmo de partida de cada motor.
    color_db, ruido_db : pendiente del micrófono de 500 a 4000 Hz y ruido de fondo respecto a la voz.
    timbre : el de espeak-ng; flite tiene el suyo.
    """

    nombre: str
    motor: str
    voz: str
    f0_hz: float
    rango_st: float
    formantes: float
    ritmo: float
    color_db: float
    ruido_db: float
    timbre: Timbre | None = field(default=None, repr=False)

    @property
    def parametros(self) -> dict:
        """Las columnas del hablante en parametros.csv."""
        return {
            "motor": self.motor,
            "voz": self.voz,
            "f0_hablante_hz": self.f0_hz,
            "rango_hablante_st": self.rango_st,
            "formantes_hablante": self.formantes,
            "ritmo_hablante": self.ritmo,
            "color_db": self.color_db,
            "ruido_db": self.ruido_db,
        }


def hablante_espeak(nombre: str, rng: np.random.Generator) -> Hablante:
    """Sortea una voz de espeak-ng: un tracto más o menos largo y, con él, una altura que le va."""
    aguda = rng.random() < 0.5
    formantes = round(float(rng.uniform(1.02, 1.2) if aguda else rng.uniform(0.88, 1.04)), 3)
    f0 = float(rng.uniform(160, 235) if aguda else rng.uniform(84, 150))
    return Hablante(
        nombre,
        "espeak",
        "formantes",
        round(f0, 1),
        **_comunes(rng),
        formantes=formantes,
        timbre=_timbre(rng, formantes),
    )


def hablante_flite(nombre: str, rng: np.random.Generator, voz: str) -> Hablante:
    """Sortea una voz de flite, con el tracto alargado o acortado y la altura a juego."""
    formantes = round(float(rng.uniform(0.94, 1.2)), 3)
    f0 = VOCES_FLITE[voz] * formantes * float(rng.uniform(0.92, 1.15))
    return Hablante(nombre, "flite", voz, round(f0, 1), **_comunes(rng), formantes=formantes)


def _comunes(rng: np.random.Generator) -> dict:
    return {
        "rango_st": round(float(rng.uniform(2.0, 3.5)), 2),
        "ritmo": round(float(rng.uniform(0.84, 1.16)), 3),
        "color_db": round(float(rng.uniform(-2.5, 2.5)), 1),
        "ruido_db": round(float(rng.uniform(-50, -46)), 1),
    }


def _timbre(rng: np.random.Generator, formantes: float) -> Timbre:
    frecuencias = formantes * rng.normal(1, 0.01, 9)
    fuerzas, anchuras = rng.integers(85, 116, 9), rng.integers(90, 131, 9)
    otras = [f"roughness {rng.integers(0, 5)}", f"flutter {rng.integers(2, 10)}"]
    otras += [f"consonants {rng.integers(80, 125)} {rng.integers(80, 125)}"]
    return Timbre(
        tuple(zip(frecuencias.tolist(), fuerzas.tolist(), anchuras.tolist(), strict=True)), tuple(otras)
    )
