"""Mide los cuatro clasificadores de los cuadernos 05 a 08 en los conjuntos reales.

    python data/recetas resultados/reales.csv

Escribe `data/resultados/reales.csv`. Necesita los conjuntos en la caché, que los trae esta orden:
python3 -m helpers preparar esc10 emodb fsdd. Tarda alrededor de un cuarto de hora en un núcleo.

La validación cruzada se hace dentro del entrenamiento. La prueba se puntúa una vez, con lo aprendido de todo
él, y de ella no sale ninguna decisión.

Con --conjuntos, --clasificadores o --fases se mide solo eso y lo demás se queda como estaba.
"""

from __future__ import annotations

import argparse
import csv
import time
from pathlib import Path

import numpy as np
import torch

from helpers.evaluacion import Evaluacion, evaluar

from .aprendices import APRENDICES, Aprendido, Aprendiz
from .examenes import EXAMENES

SEMILLA = 0
Clave = tuple[str, str, str]
MEDIDAS = ("", "_inferior", "_superior", "_n", "_grupos")
COLUMNAS = (
    *("conjunto", "particion", "clasificador", "azar"),
    *(f"{fase}{medida}" for fase in ("validacion", "prueba") for medida in MEDIDAS),
    *("parametros", "segundos"),
)


class Convocatoria:
    """Un aprendiz ante un examen: se prepara una vez, y luego valida y se presenta a la prueba."""

    def __init__(self, nombre: str, aprendiz: Aprendiz):
        """Prepara los sonidos; `nombre`, uno de los de ``EXAMENES``."""
        self.examen, self.aprendiz = EXAMENES[nombre], aprendiz
        self.tabla = self.examen.tabla()
        self.entradas = aprendiz.preparar(self.tabla["ruta"], self.examen)
        self.orden = sorted(set(self.tabla["etiqueta"]))
        self.clases = self.tabla["etiqueta"].map(self.orden.index).to_numpy()

    def validar(self) -> dict[str, str]:
        """Validación cruzada dentro del entrenamiento."""
        dichas = np.full(len(self.tabla), -1)
        for con_los_demas, estos in self.examen.vueltas(self.tabla):
            dichas[estos] = self._aprender(con_los_demas).responder(self._entradas(estos))
        cuales = self._cuales("entrenamiento")
        return _columnas("validacion", self._evaluar(cuales, dichas[cuales]))

    def probar(self) -> dict[str, str]:
        """La prueba, con lo aprendido de todo el entrenamiento."""
        inicio = time.process_time()
        aprendido = self._aprender(self._cuales("entrenamiento"))
        segundos = time.process_time() - inicio
        cuales = self._cuales("prueba")
        evaluacion = self._evaluar(cuales, aprendido.responder(self._entradas(cuales)))
        costes = {"parametros": str(aprendido.parametros), "segundos": f"{segundos:.1f}"}
        return _columnas("prueba", evaluacion) | costes

    def _cuales(self, particion: str) -> np.ndarray:
        return np.flatnonzero(self.tabla["particion"] == particion)

    def _entradas(self, cuales: np.ndarray) -> list[np.ndarray]:
        return [self.entradas[i] for i in cuales]

    def _aprender(self, cuales: np.ndarray) -> Aprendido:
        n_clases = len(self.orden)
        return self.aprendiz.aprender(self._entradas(cuales), self.clases[cuales], n_clases, SEMILLA)

    def _evaluar(self, cuales: np.ndarray, dichas: np.ndarray) -> Evaluacion:
        parte = self.tabla.iloc[cuales]
        grupos = parte["grupo"] if self.examen.por_grupos else None
        return evaluar(parte["etiqueta"], [self.orden[i] for i in dichas], grupos=grupos, clases=self.orden)


def _columnas(prefijo: str, evaluacion: Evaluacion) -> dict[str, str]:
    inferior, superior = evaluacion.exactitud_equilibrada_intervalo
    proporciones = [f"{p:.3f}" for p in (evaluacion.exactitud_equilibrada, inferior, superior)]
    valores = [*proporciones, str(evaluacion.n), str(evaluacion.n_grupos or "")]
    return {f"{prefijo}{medida}": valor for medida, valor in zip(MEDIDAS, valores, strict=True)}


def _leer(ruta: Path) -> dict[Clave, dict[str, str]]:
    if not ruta.exists():
        return {}
    with ruta.open(encoding="utf-8", newline="") as archivo:
        return {
            (fila["conjunto"], fila["particion"], fila["clasificador"]): fila
            for fila in csv.DictReader(archivo)
        }


def _escribir(ruta: Path, filas: dict[Clave, dict[str, str]]) -> None:
    """Las filas, en el orden de los exámenes y de los aprendices."""
    orden = [
        (examen.conjunto, examen.columna, aprendiz.nombre)
        for examen in EXAMENES.values()
        for aprendiz in APRENDICES
    ]
    ruta.parent.mkdir(parents=True, exist_ok=True)
    with ruta.open("w", encoding="utf-8", newline="") as archivo:
        escritor = csv.DictWriter(archivo, COLUMNAS, restval="", lineterminator="\n")
        escritor.writeheader()
        escritor.writerows(filas[clave] for clave in orden if clave in filas)


def _medir(nombre: str, aprendiz: Aprendiz, fases: list[str], destino: Path) -> None:
    """Mide lo pedido y lo apunta en el CSV, sin tocar lo demás."""
    examen = EXAMENES[nombre]
    clave = examen.conjunto, examen.columna, aprendiz.nombre
    convocatoria = Convocatoria(nombre, aprendiz)
    medido = dict(zip(COLUMNAS, clave, strict=False)) | {"azar": f"{1 / len(convocatoria.orden):.3f}"}
    for fase in fases:
        medido |= convocatoria.validar() if fase == "validar" else convocatoria.probar()
    filas = _leer(destino)
    filas[clave] = filas.get(clave, {}) | medido
    _escribir(destino, filas)
    print(f"{nombre}, {aprendiz.nombre}: {medido.get('validacion')} y {medido.get('prueba')}", flush=True)


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    nombres = [aprendiz.nombre for aprendiz in APRENDICES]
    opciones.add_argument("--conjuntos", nargs="+", default=list(EXAMENES), choices=list(EXAMENES))
    opciones.add_argument("--clasificadores", nargs="+", default=nombres, choices=nombres)
    opciones.add_argument("--fases", nargs="+", default=["validar", "probar"], choices=["validar", "probar"])
    ajustes = opciones.parse_args(argumentos)
    torch.set_num_threads(1)
    for aprendiz in APRENDICES:
        for nombre in EXAMENES:
            if aprendiz.nombre in ajustes.clasificadores and nombre in ajustes.conjuntos:
                _medir(nombre, aprendiz, ajustes.fases, ajustes.destino)
