"""Mide los cuatro clasificadores de los cuadernos 05 a 08 en los conjuntos reales.

    python data/recetas resultados/reales.csv

Necesita los conjuntos en la caché, que los trae esta orden: python3 -m helpers preparar esc10 emodb fsdd.
Tarda alrededor de un cuarto de hora en un núcleo.

La validación cruzada se hace dentro del entrenamiento. La prueba se puntúa una vez, con lo aprendido de todo
él, y de ella no sale ninguna decisión. Se guarda lo que contesta cada uno a cada sonido
(`reales_respuestas.csv`); las demás tablas, y las de la tarjeta, salen de ahí (`tablas_reales.py`).

Con --conjuntos, --clasificadores o --fases se mide solo eso y lo demás se queda como estaba.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
import torch

from .aprendices import APRENDICES, Aprendido, Aprendiz
from .examenes import EXAMENES
from .tablas_reales import CLAVE, FASES, Tablas

SEMILLA = 0


class Convocatoria:
    """Un aprendiz ante un examen: se prepara una vez, y luego valida y se presenta a la prueba."""

    def __init__(self, nombre: str, aprendiz: Aprendiz):
        """Prepara los sonidos; `nombre`, uno de los de ``EXAMENES``."""
        self.examen, self.aprendiz = EXAMENES[nombre], aprendiz
        self.tabla = self.examen.tabla()
        self.entradas = aprendiz.preparar(self.tabla["ruta"], self.examen)
        self.orden = np.array(sorted(set(self.tabla["etiqueta"])))
        self.clases = self.tabla["etiqueta"].map(list(self.orden).index).to_numpy()

    def validar(self) -> pd.Series:
        """Lo que contesta a cada sonido de entrenamiento quien no ha aprendido de él."""
        dichas = np.full(len(self.tabla), -1)
        for con_los_demas, estos in self.examen.vueltas(self.tabla):
            dichas[estos] = self._aprender(con_los_demas).responder(self._entradas(estos))
        cuales = self._cuales("entrenamiento")
        return self._respuestas("validacion", cuales, dichas[cuales])

    def probar(self) -> tuple[pd.Series, dict[str, str]]:
        """Lo que contesta a la prueba quien ha aprendido de todo el entrenamiento, y lo que cuesta."""
        inicio = time.process_time()
        aprendido = self._aprender(self._cuales("entrenamiento"))
        segundos = time.process_time() - inicio
        cuales = self._cuales("prueba")
        respuestas = self._respuestas("prueba", cuales, aprendido.responder(self._entradas(cuales)))
        return respuestas, {"parametros": str(aprendido.parametros), "segundos": f"{segundos:.1f}"}

    def _cuales(self, particion: str) -> np.ndarray:
        return np.flatnonzero(self.tabla["particion"] == particion)

    def _entradas(self, cuales: np.ndarray) -> list[np.ndarray]:
        return [self.entradas[i] for i in cuales]

    def _aprender(self, cuales: np.ndarray) -> Aprendido:
        return self.aprendiz.aprender(self._entradas(cuales), self.clases[cuales], len(self.orden), SEMILLA)

    def _respuestas(self, fase: str, cuales: np.ndarray, dichas: np.ndarray) -> pd.Series:
        claves = [
            (self.examen.conjunto, self.examen.columna, fase, archivo)
            for archivo in self.tabla["archivo"].iloc[cuales]
        ]
        indice = pd.MultiIndex.from_tuples(claves, names=CLAVE)
        return pd.Series(self.orden[dichas], indice, name=self.aprendiz.nombre)


def _medir(nombre: str, aprendiz: Aprendiz, fases: list[str], tablas: Tablas) -> None:
    """Mide lo pedido y lo apunta, sin tocar lo demás."""
    convocatoria = Convocatoria(nombre, aprendiz)
    if "validacion" in fases:
        tablas.apuntar(convocatoria.validar())
    if "prueba" in fases:
        respuestas, costes = convocatoria.probar()
        tablas.apuntar(respuestas)
        tablas.apuntar_costes(convocatoria.examen, aprendiz.nombre, costes)
    tablas.guardar()
    print(f"{nombre}, {aprendiz.nombre}: medido", flush=True)


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    nombres = [aprendiz.nombre for aprendiz in APRENDICES]
    opciones.add_argument("--conjuntos", nargs="*", default=list(EXAMENES), choices=list(EXAMENES))
    opciones.add_argument("--clasificadores", nargs="+", default=nombres, choices=nombres)
    opciones.add_argument("--fases", nargs="+", default=list(FASES), choices=list(FASES))
    ajustes = opciones.parse_args(argumentos)
    torch.set_num_threads(1)
    tablas = Tablas(ajustes.destino.parent)
    for aprendiz in APRENDICES:
        for nombre in EXAMENES:
            if aprendiz.nombre in ajustes.clasificadores and nombre in ajustes.conjuntos:
                _medir(nombre, aprendiz, ajustes.fases, tablas)
    tablas.guardar()
