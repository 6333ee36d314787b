"""De las tomas previstas a la carpeta del conjunto: sonidos, metadatos.csv y parametros.csv."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from comun.carpeta import escribir_tablas, vaciar_audio
from comun.nivel import rms
from comun.ogg import codificar, descodificar

from .frases import FRASES
from .hablantes import Hablante
from .motores import SR, Habla, decir
from .senal import acabar, cambiar_dinamica, inclinar, recortar

LICENCIA = "CC BY 4.0"
COMPRESION_OPUS = 0.92


class Prosodia(NamedTuple):
    """Lo que una toma cambia respecto a la costumbre de su hablante; así, nada.

    tono_st : semitonos. rango, ritmo, dinamica, formantes : factores. brillo_db : pendiente de 500 a 4000 Hz.
    """

    tono_st: float = 0.0
    rango: float = 1.0
    ritmo: float = 1.0
    brillo_db: float = 0.0
    dinamica: float = 1.0
    formantes: float = 1.0


class Toma(NamedTuple):
    """Un clip por grabar: quién, de qué clase, qué frase (su posición en FRASES) y cómo."""

    etiqueta: str
    hablante: Hablante
    particion: str
    frase: int
    acento: str
    prosodia: Prosodia
    semilla: tuple[int, ...]

    @property
    def archivo(self) -> str:
        """Por ejemplo, "audio/emo_h03_sad_f07.ogg"."""
        return f"audio/{self.hablante.nombre}_{self.etiqueta}_f{self.frase + 1:02d}.ogg"

    @property
    def habla(self) -> Habla:
        """La costumbre del hablante con la prosodia de la toma."""
        return Habla(
            self.hablante.f0_hz * 2 ** (self.prosodia.tono_st / 12),
            self.hablante.rango_st * self.prosodia.rango,
            self.hablante.ritmo * self.prosodia.ritmo,
            self.prosodia.formantes,
        )


def repartir_hablantes(semilla: int, particiones: Sequence[str]) -> list[str]:
    """Sortea la partición de cada hablante, en orden: las de prueba no son unas voces escogidas."""
    orden = np.random.default_rng([semilla, 2]).permutation(len(particiones))
    return [particiones[i] for i in orden]


def grabar_toma(toma: Toma) -> np.ndarray:
    """Sintetiza y acaba un clip: float64 mono a SR."""
    hablante, prosodia = toma.hablante, toma.prosodia
    y = recortar(decir(FRASES[toma.frase], hablante, toma.acento, toma.habla))
    y = cambiar_dinamica(inclinar(y, prosodia.brillo_db), prosodia.dinamica)
    return acabar(y, hablante.color_db, hablante.ruido_db, np.random.default_rng(toma.semilla))


def grabar_corpus(carpeta: Path, tomas: Sequence[Toma], origen: str, columnas, procesos: int = 2) -> float:
    """Graba todas las tomas en `carpeta` y escribe sus dos tablas. Devuelve los megabytes del sonido.

    columnas : función que da, de una toma, las columnas propias de su corpus en parametros.csv.
    """
    vaciar_audio(carpeta)
    with ProcessPoolExecutor(procesos) as grupo:
        duraciones = list(grupo.map(partial(_grabar_en, carpeta), tomas, chunksize=8))
    filas = [
        (_metadatos(toma, duracion, origen), parametros_de(toma) | columnas(toma))
        for toma, duracion in zip(tomas, duraciones, strict=True)
    ]
    escribir_tablas(carpeta, filas)
    return sum(ruta.stat().st_size for ruta in (carpeta / "audio").iterdir()) / 1e6


def _grabar_en(carpeta: Path, toma: Toma) -> float:
    y = grabar_toma(toma)
    # El códec quita más nivel cuanto más agudo es el sonido: sin corregirlo, el nivel delataría la clase.
    perdida = rms(y) / rms(descodificar(codificar(y, SR, COMPRESION_OPUS)))
    (carpeta / toma.archivo).write_bytes(codificar(y * perdida, SR, COMPRESION_OPUS))
    return y.size / SR


def _metadatos(toma: Toma, duracion_s: float, origen: str) -> dict:
    return {
        "archivo": toma.archivo,
        "etiqueta": toma.etiqueta,
        "grupo": toma.hablante.nombre,
        "particion": toma.particion,
        "duracion_s": f"{duracion_s:.3f}",
        "licencia": LICENCIA,
        "origen": origen,
    }


def parametros_de(toma: Toma) -> dict:
    """Las columnas de parametros.csv que tienen los dos corpus: qué se dice y quién."""
    return {
        "archivo": toma.archivo,
        "etiqueta": toma.etiqueta,
        "grupo": toma.hablante.nombre,
        "frase": f"f{toma.frase + 1:02d}",
        "texto": FRASES[toma.frase],
        **toma.hablante.parametros,
    }
