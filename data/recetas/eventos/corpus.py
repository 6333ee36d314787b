"""Sintetiza el corpus de sonidos de todos los días: qué objeto y qué lugar van en cada partición.

    python data/recetas conjuntos/eventos

Solo necesita lo del curso: NumPy, SciPy y soundfile. Es determinista: las semillas están fijadas, y con las
mismas versiones de numpy, scipy y libsndfile salen los mismos CSV y los mismos bytes de sonido.
"""

from __future__ import annotations

import argparse
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

import numpy as np
from comun import ogg
from comun.carpeta import Fila, grabar_corpus, leer_ajustes, metadatos_de
from comun.grupos import Encargo, Grupos
from comun.nivel import fundir_bordes, nivelar
from comun.sintesis import SR

from . import alarma, campanas, golpes, grillos, lluvia, motor, olas, pasos, reloj, viento
from .escena import Lugar, grabar_en, sortear_lugar
from .senal import ANTES_S

SONIDOS = {
    "church_bells": campanas,
    "clock_alarm": alarma,
    "clock_tick": reloj,
    "crickets": grillos,
    "door_wood_knock": golpes,
    "engine": motor,
    "footsteps": pasos,
    "rain": lluvia,
    "sea_waves": olas,
    "wind": viento,
}
GRUPOS = Grupos(
    semilla=61_500,
    clases=tuple(SONIDOS),
    particiones=("entrenamiento",) * 8 + ("validacion",) * 2 + ("prueba",) * 4,
    letra="g",
)
CLIPS_POR_GRUPO = 3
DURACION_S = (2.45, 2.9)
FUNDIDO_S = 0.02
RMS_DBFS = (-31.0, -24.0)
TECHO_DBFS = -3.0
COMPRESION_VORBIS = 0.9
ORIGEN = "Sintetizado por data/recetas/eventos"


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    grabar_corpus(leer_ajustes(opciones, argumentos), GRUPOS.encargos(), grabar_grupo)


class Clip(NamedTuple):
    """Un clip acabado: lo que se guarda y lo que se sabe de él."""

    ogg: bytes
    duracion_s: float
    rms_dbfs: float
    ataques_s: tuple[float, ...]


def preparar(encargo: Encargo) -> tuple[object, Lugar]:
    """El objeto y su lugar. El del lugar sale de un sorteo que no sabe la clase."""
    objeto = SONIDOS[encargo.etiqueta].sortear(GRUPOS.azar(encargo))
    return objeto, sortear_lugar(GRUPOS.azar(encargo, 7))


def grabar_clip(encargo: Encargo, numero: int) -> Clip:
    """Hace sonar el objeto de un grupo en su lugar; `numero`, desde 1."""
    objeto, lugar = preparar(encargo)
    rng = GRUPOS.azar(encargo, 50, numero)
    duracion_s, rms_dbfs = round(rng.uniform(*DURACION_S), 2), rng.uniform(*RMS_DBFS)
    antes = round(ANTES_S * SR)
    sonido = SONIDOS[encargo.etiqueta].sonar(objeto, antes + round(duracion_s * SR), rng)
    y = fundir_bordes(grabar_en(lugar, sonido.y, rng)[antes:], round(FUNDIDO_S * SR))
    ataques_s = tuple(t - ANTES_S for t in sonido.ataques_s if t >= ANTES_S)
    return Clip(codificar(y, rms_dbfs), y.size / SR, rms_dbfs, ataques_s)


def codificar(y: np.ndarray, rms_dbfs: float) -> bytes:
    """Ogg Vorbis mono a SR que, al leerlo, tiene ese valor eficaz, y siempre con los mismos bytes."""
    y = _nivelar(y, rms_dbfs)
    ganancia = ogg.perdida(y, _a_ogg(y))
    return _a_ogg(_nivelar(y * ganancia, rms_dbfs + 20 * np.log10(ganancia)))


def _nivelar(y: np.ndarray, rms_dbfs: float) -> np.ndarray:
    return nivelar(y, rms_dbfs, TECHO_DBFS, vueltas=6)


def _a_ogg(y: np.ndarray) -> bytes:
    return ogg.codificar(y, SR, "VORBIS", COMPRESION_VORBIS)


def grabar_grupo(encargo: Encargo, carpeta: Path) -> list[Fila]:
    """Graba y guarda los clips de un grupo; por clip, su fila de metadatos y la de parámetros."""
    filas = []
    for numero in range(1, CLIPS_POR_GRUPO + 1):
        clip = grabar_clip(encargo, numero)
        archivo = f"audio/{encargo.grupo}_{numero}.ogg"
        (carpeta / archivo).write_bytes(clip.ogg)
        comunes = {"archivo": archivo, "etiqueta": encargo.etiqueta, "grupo": encargo.grupo}
        metadatos = metadatos_de(comunes, GRUPOS.particion_de(encargo), clip.duracion_s, ORIGEN)
        propios = {
            "rms_dbfs": f"{clip.rms_dbfs:.2f}",
            "ataques_s": " ".join(f"{t:.3f}" for t in clip.ataques_s),
        }
        filas.append((metadatos, comunes | parametros_de(encargo) | propios))
    return filas


def parametros_de(encargo: Encargo) -> dict[str, str]:
    """Lo que la receta decide para un grupo: su lugar, y su objeto en una sola columna."""
    objeto, lugar = preparar(encargo)
    del_lugar = {campo.name: _escribir(getattr(lugar, campo.name)) for campo in fields(lugar)}
    del del_lugar["semilla"], del_lugar["curva"]
    nombres = [campo.name for campo in fields(objeto) if campo.name != "semilla"]
    return del_lugar | {"objeto": "; ".join(f"{n}={_escribir(getattr(objeto, n))}" for n in nombres)}


def _escribir(valor: object) -> str:
    if isinstance(valor, tuple):
        return " ".join(map(_escribir, valor))
    return f"{valor:.3g}" if isinstance(valor, float) else str(valor)
