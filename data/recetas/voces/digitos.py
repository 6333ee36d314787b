"""Los diez dígitos en inglés, dichos por voces sintéticas: con qué se ensaya antes de oír a una persona.

No son un conjunto del curso: la receta del modelo de dígitos los graba, aprende de ellos y los borra.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import soundfile
import soxr
from comun.voz import recortar

from .hablantes import VOCES_FLITE, Hablante, hablante_espeak, hablante_flite
from .motores import SR, Habla, decir
from .senal import UMBRAL_DB, acabar

SEMILLA = 20_253
PALABRAS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
ACENTOS = ("en-us", "en-us", "en", "en-gb-x-rp", "en-gb-scotland", "en-029")
DE_FLITE = 8  # voces; las demás son de espeak-ng
TELEFONO = 8000  # Hz: a la que están las grabaciones de FSDD
MARGENES_S = 0.1  # de los 0,12 que pone el acabado: las de FSDD van recortadas


class Dictado(NamedTuple):
    """Un dígito por grabar: cuál, quién lo dice, con qué acento y cómo."""

    digito: int
    hablante: Hablante
    acento: str
    habla: Habla
    semilla: tuple[int, ...]

    @property
    def archivo(self) -> str:
        """Por ejemplo, "dig_h03_7.wav"."""
        return f"{self.hablante.nombre}_{self.digito}.wav"


def prever_dictados(voces: int) -> list[Dictado]:
    """Devuelve los diez de cada voz. La altura, el ritmo y el recorrido cambian también de uno a otro."""
    dictados = []
    for i in range(voces):
        rng = np.random.default_rng([SEMILLA, i])
        hablante, acento = _formar_hablante(i, rng), str(rng.choice(ACENTOS))
        dictados += [
            Dictado(digito, hablante, acento, _habla(hablante, rng), (SEMILLA, i, digito))
            for digito in range(len(PALABRAS))
        ]
    return dictados


def _formar_hablante(i: int, rng: np.random.Generator) -> Hablante:
    nombre = f"dig_h{i + 1:02d}"
    if i < DE_FLITE:
        return hablante_flite(nombre, rng, tuple(VOCES_FLITE)[i % len(VOCES_FLITE)])
    return hablante_espeak(nombre, rng)


def _habla(hablante: Hablante, rng: np.random.Generator) -> Habla:
    return Habla(
        f0_hz=hablante.f0_hz * 2 ** (rng.normal(0, 1.5) / 12),
        rango_st=hablante.rango_st * float(rng.uniform(0.7, 2.5)),
        ritmo=hablante.ritmo * float(rng.uniform(0.7, 1.2)),
        formantes=1.0,
    )


def grabar_dictados(carpeta: Path, voces: int, procesos: int = 2) -> pd.DataFrame:
    """Graba los diez dígitos de cada voz en `carpeta`: WAV a 8 kHz, sin silencio en los bordes.

    Devuelve una tabla con ``ruta``, ``etiqueta`` ("0" a "9") y ``grupo``. Necesita espeak-ng y flite.
    """
    dictados = prever_dictados(voces)
    with ProcessPoolExecutor(procesos) as grupo:
        list(grupo.map(partial(_grabar_en, carpeta), dictados, chunksize=8))
    return pd.DataFrame(
        {
            "ruta": [carpeta / dictado.archivo for dictado in dictados],
            "etiqueta": [str(dictado.digito) for dictado in dictados],
            "grupo": [dictado.hablante.nombre for dictado in dictados],
        }
    )


def _grabar_en(carpeta: Path, dictado: Dictado) -> None:
    hablante, margen = dictado.hablante, round(MARGENES_S * SR)
    y = recortar(decir(PALABRAS[dictado.digito], hablante, dictado.acento, dictado.habla), UMBRAL_DB)
    y = acabar(y, hablante.color_db, hablante.ruido_db, np.random.default_rng(dictado.semilla))
    y = soxr.resample(y[margen:-margen], SR, TELEFONO, quality="HQ")
    soundfile.write(carpeta / dictado.archivo, y, TELEFONO, subtype="PCM_16")
