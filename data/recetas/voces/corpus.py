"""De las tomas previstas a la carpeta del conjunto: sonidos, metadatos.csv y parametros.csv."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from comun.carpeta import LICENCIA, LICENCIA_DE_ESPEAK, Fila, grabar_corpus, metadatos_de
from comun.ogg import codificar, perdida
from comun.voz import inclinar, recortar

from .frases import FRASES
from .hablantes import Hablante
from .motores import SR, Habla, decir
from .senal import UMBRAL_DB, acabar, cambiar_dinamica

COMPRESION_OPUS = 0.92
LICENCIAS = {"espeak": LICENCIA_DE_ESPEAK, "flite": LICENCIA}


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
    y = recortar(decir(FRASES[toma.frase], hablante, toma.acento, toma.habla), UMBRAL_DB)
    y = cambiar_dinamica(inclinar(y, SR, prosodia.brillo_db), prosodia.dinamica)
    return acabar(y, hablante.color_db, hablante.ruido_db, np.random.default_rng(toma.semilla))


def grabar_tomas(ajustes: argparse.Namespace, tomas: Sequence[Toma], origen: str, columnas: Callable) -> None:
    """Graba todas las tomas y escribe sus dos tablas.

    columnas : función que da, de una toma, las columnas propias de su corpus en parametros.csv.
    """
    grabar_corpus(ajustes, tomas, partial(guardar_toma, origen=origen, columnas=columnas))


def guardar_toma(toma: Toma, carpeta: Path, origen: str, columnas: Callable) -> list[Fila]:
    """Graba y guarda un clip; devuelve su fila de metadatos y la de parámetros."""
    y = grabar_toma(toma)
    ganancia = perdida(y, codificar(y, SR, "OPUS", COMPRESION_OPUS))
    (carpeta / toma.archivo).write_bytes(codificar(y * ganancia, SR, "OPUS", COMPRESION_OPUS))
    licencia = LICENCIAS[toma.hablante.motor]
    metadatos = metadatos_de(_clip(toma), toma.particion, y.size / SR, origen, licencia)
    return [(metadatos, parametros_de(toma) | columnas(toma))]


def _clip(toma: Toma) -> dict:
    return {"archivo": toma.archivo, "etiqueta": toma.etiqueta, "grupo": toma.hablante.nombre}


def parametros_de(toma: Toma) -> dict:
    """Las columnas de parametros.csv que tienen los dos corpus: qué se dice y quién."""
    return _clip(toma) | {
        "frase": f"f{toma.frase + 1:02d}",
        "texto": FRASES[toma.frase],
        **toma.hablante.parametros,
    }
