"""Repite con otras semillas lo que entrenan los cuadernos 07 y 08: ``data/resultados/semillas_07_08.csv``.

    python data/recetas resultados/semillas_07_08.csv

Cada cuaderno entrena sus redes una vez, con la semilla 0: más no cabe en una clase. Aquí se repite con otras,
y también se quita cada causa a la que el cuaderno atribuye algo: el sesgo de olvido, el orden de las tramas,
la forma de los parches o los vecinos que una convolución da por buenos. Tarda unos minutos en un núcleo.

Con --cuadernos se miden solo los de esos, y lo demás se queda como estaba.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
import torch
from torch import nn

from helpers.caracteristicas import LogMel, Mfcc, extraer
from helpers.datos import apartar_validacion, cargar_conjunto
from helpers.evaluacion import exactitud_equilibrada
from helpers.redes import (
    CNN,
    LSTM,
    Normalizar,
    TransformerDeParches,
    con_ruido,
    emparejar,
    entrenar,
    juntar,
    media,
    predecir,
    trozo,
    ultimo,
)

SEMILLAS = (0, 1, 2)
CONJUNTO = "eventos"
BREVES = ("church_bells", "clock_alarm", "clock_tick", "door_wood_knock", "footsteps")
COLA = 12  # tramas
PARTES = ("entrenamiento", "validacion", "prueba")
COLUMNAS = ["cuaderno", "tarea", "red", "semilla", "n", "azar", "validacion", "prueba"]


class Variante(NamedTuple):
    """Una red de un cuaderno: cómo se crea, con qué ejemplos y con qué opciones de ``entrenar``.

    datos : los ejemplos de cada partición y, en ``elegir``, aquellos con los que se elige la época.
    """

    cuaderno: str
    tarea: str
    red: str
    crear: Callable[[], nn.Module]
    datos: dict
    opciones: dict

    def medir(self, semilla: int) -> dict:
        """La entrena con esa semilla y la examina en validación y en prueba."""
        torch.manual_seed(semilla)
        red = self.crear()
        entrenar(red, self.datos["entrenamiento"], self.datos["elegir"], semilla=semilla, **self.opciones)
        notas = {parte: self._nota(red, self.datos[parte]) for parte in PARTES[1:]}
        reales = _clases(self.datos["prueba"])
        fila = (self.cuaderno, self.tarea, self.red, semilla, len(reales), round(1 / len(set(reales)), 3))
        return dict(zip(COLUMNAS, (*fila, *notas.values()), strict=True))

    def _nota(self, red: nn.Module, datos) -> float:
        dichas = predecir(red, datos, juntar=self.opciones.get("juntar")).argmax(axis=1)
        return round(float(exactitud_equilibrada(_clases(datos), dichas.tolist())), 3)


def _clases(datos) -> list[int]:
    return [int(c) for c in datos[1]] if isinstance(datos, tuple) else [int(c) for _, c in datos]


class Cuaderno07:
    """Las secuencias de MFCC y sus dos tareas: qué sonó antes y qué suena."""

    @cached_property
    def tabla(self) -> pd.DataFrame:
        """El conjunto, con los índices de 0 en adelante."""
        return apartar_validacion(cargar_conjunto(CONJUNTO)).reset_index(drop=True)

    @cached_property
    def secuencias(self) -> list[np.ndarray]:
        """Una por clip, (tramas, 20), normalizadas con las de entrenamiento."""
        mfcc = [m.T for m in extraer(self.tabla.ruta, Mfcc(sr=22_050, hop_length=1024, n_mfcc=20))]
        todas = np.concatenate([mfcc[i] for i in self.de("entrenamiento")])
        normalizar = Normalizar.medida_en(todas[None], ejes=(0, 1))
        return [normalizar(torch.tensor(m)).numpy() for m in mfcc]

    def de(self, particion: str) -> np.ndarray:
        """Los índices de una partición."""
        return np.flatnonzero(self.tabla.particion == particion)

    def en_los_dos_ordenes(self, particion: str, veces: int, semilla: int) -> list[tuple[np.ndarray, int]]:
        """Parejas de un sonido breve y uno continuo, en los dos órdenes y con la misma cola detrás."""
        azar, ejemplos = np.random.default_rng(semilla), []
        suyos = self.tabla[self.tabla.particion == particion]
        for i, j in emparejar(suyos, self.tabla.etiqueta.isin(BREVES), azar, veces):
            a, b = trozo(self.secuencias[i], azar), trozo(self.secuencias[j], azar)
            cola = self.secuencias[azar.choice(suyos.index.drop([i, j]))][:COLA]
            ejemplos += [(np.concatenate([a, b, cola]), 0), (np.concatenate([b, a, cola]), 1)]
        return ejemplos

    def que_suena(self, clips: list[np.ndarray]) -> dict:
        """Cada clip con su clase, por particiones."""
        clases = pd.factorize(self.tabla.etiqueta, sort=True)[0]
        datos = {parte: [(clips[i], clases[i]) for i in self.de(parte)] for parte in PARTES}
        return datos | {"elegir": datos["validacion"]}

    def variantes(self) -> Iterator[Variante]:
        """Las del cuaderno y, en cada tarea, la que se queda sin lo que se dice que importa."""
        veces = dict(zip(PARTES, (4, 4, 1), strict=True))
        orden = {p: self.en_los_dos_ordenes(p, v, n) for n, (p, v) in enumerate(veces.items())}
        orden["elegir"] = orden["entrenamiento"]  # las épocas son fijas: no se elige ninguna
        opciones = {"epocas": 5, "lote": 32, "ritmo": 5e-3, "juntar": juntar}
        for nombre, sesgo in (("LSTM", 1.0), ("LSTM, sesgo 0", 0.0)):
            yield Variante("07", "qué sonó antes", nombre, _de_orden(sesgo), orden, opciones)
        revueltas = [np.random.default_rng(i).permutation(s) for i, s in enumerate(self.secuencias)]
        opciones = {**opciones, "epocas": 10, "aumento": con_ruido}
        casos = {
            "LSTM, en orden": (self.secuencias, opciones),
            "LSTM, barajada": (revueltas, opciones),
            "LSTM, el triple de épocas": (self.secuencias, {**opciones, "epocas": 30}),
            "LSTM, sin ruido": (self.secuencias, {**opciones, "aumento": None}),
        }
        for nombre, (clips, suyas) in casos.items():
            yield Variante("07", "qué suena", nombre, _de_sonidos, self.que_suena(clips), suyas)


def _de_orden(sesgo: float) -> Callable[[], nn.Module]:
    return lambda: LSTM(20, 2, ocultas=32, resumir=ultimo, abandono=0.0, sesgo_de_olvido=sesgo)


def _de_sonidos() -> nn.Module:
    return LSTM(20, 10, bidireccional=True, resumir=media)


class Cuaderno08:
    """Los espectrogramas, y el Transformer contra la CNN."""

    def __init__(self):
        """Lee el conjunto."""
        self.tabla = apartar_validacion(cargar_conjunto(CONJUNTO))
        espectros = extraer(self.tabla.ruta, LogMel(sr=22_050, n_fft=1024, hop_length=512, n_mels=64))
        particion = self.tabla.particion.to_numpy()
        tramas = min(espectros[i].shape[1] for i in np.flatnonzero(particion == "entrenamiento"))
        X = torch.tensor(np.stack([_de_largo(e, tramas) for e in espectros])[:, None])
        y = pd.factorize(self.tabla.etiqueta, sort=True)[0]
        self.forma = tuple(X.shape[2:])
        self.normalizar = Normalizar.medida_en(X[particion == "entrenamiento"], ejes=(0, 1, 3))
        self.datos = {parte: (X[particion == parte], y[particion == parte]) for parte in PARTES}
        self.datos["elegir"] = self.datos["validacion"]

    def variantes(self) -> Iterator[Variante]:
        """Las del cuaderno, con otros parches, sin posiciones, y la CNN a la que se le quitan los vecinos."""
        revolver = Revolver(*self.forma)
        casos = {
            "Transformer": lambda: self.transformer(parche=(64, 4)),
            "Transformer, parches de 16 × 8": lambda: self.transformer(parche=(16, 8)),
            "Transformer, sin posiciones": lambda: self.transformer(parche=(64, 4), con_posiciones=False),
            "CNN": lambda: CNN(10, normalizar=self.normalizar),
            "CNN, sin vecinos": lambda: CNN(10, normalizar=nn.Sequential(self.normalizar, revolver)),
        }
        for nombre, crear in casos.items():
            largo = {"epocas": 20, "ritmo": 3e-3} if "CNN" in nombre else {"epocas": 25, "ritmo": 1e-3}
            yield Variante("08", "qué suena", nombre, crear, self.datos, {**largo, "aumento": _correr})

    def transformer(self, **como) -> nn.Module:
        """El del cuaderno, con otros parches o sin posiciones."""
        return TransformerDeParches(10, self.forma, normalizar=self.normalizar, **como)


class Revolver(nn.Module):
    """Cambia de sitio las bandas y los bloques de cuatro tramas, siempre igual: no se pierde ni un número.

    A un Transformer con parches de 64 × 4 le da lo mismo, porque ni su capa lineal ni sus posiciones saben
    qué va al lado de qué. A una convolución le quita los vecinos.
    """

    def __init__(self, bandas: int, tramas: int):
        """Sortea los dos órdenes; las tramas que no llenan un bloque se quedan al final."""
        super().__init__()
        azar = np.random.default_rng(0)
        self.bandas = torch.tensor(azar.permutation(bandas))
        bloques = azar.permutation(tramas // 4)
        sueltas = np.arange(tramas // 4 * 4, tramas)
        self.tramas = torch.tensor(np.concatenate([*(np.arange(4) + 4 * b for b in bloques), sueltas]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(n, 1, bandas, tramas), en el otro orden."""
        return x[:, :, self.bandas][..., self.tramas]


def _de_largo(espectro: np.ndarray, tramas: int) -> np.ndarray:
    """Las primeras tramas; si no llega, repite la última."""
    return np.pad(espectro, ((0, 0), (0, max(0, tramas - espectro.shape[1]))), mode="edge")[:, :tramas]


def _correr(lote: torch.Tensor, azar: torch.Generator) -> torch.Tensor:
    return torch.stack([x.roll(int(torch.randint(x.shape[-1], (1,), generator=azar)), -1) for x in lote])


CUADERNOS = {"07": Cuaderno07, "08": Cuaderno08}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--cuadernos", nargs="+", choices=CUADERNOS, default=[*CUADERNOS])
    leidas = opciones.parse_args(argumentos)
    filas = []
    for cuaderno in leidas.cuadernos:
        for variante in CUADERNOS[cuaderno]().variantes():
            for semilla in SEMILLAS:
                filas.append(variante.medir(semilla))
                print(*filas[-1].values(), flush=True)
    tabla = pd.DataFrame(filas, columns=COLUMNAS)
    if leidas.destino.exists():
        antes = pd.read_csv(leidas.destino, dtype={"cuaderno": str})
        tabla = pd.concat([antes[~antes.cuaderno.isin(leidas.cuadernos)], tabla]).sort_values(
            "cuaderno", kind="stable"
        )
    leidas.destino.parent.mkdir(parents=True, exist_ok=True)
    tabla.to_csv(leidas.destino, index=False, lineterminator="\n")
