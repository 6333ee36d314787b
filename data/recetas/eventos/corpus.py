"""El corpus: qué objeto y qué lugar van en cada partición, y los archivos que salen."""

from __future__ import annotations

import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from comun.carpeta import escribir_tablas, vaciar_audio
from comun.nivel import SR, db_a_amplitud, fundir_bordes, rms
from comun.ogg import descodificar, fijar_serie
from voces.senal import limitar

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
SEMILLA = 61_500
CLIPS_POR_GRUPO = 3
PARTICIONES = ("entrenamiento",) * 8 + ("validacion",) * 2 + ("prueba",) * 4
DURACION_S = (2.45, 2.9)
RMS_DBFS = (-31.0, -24.0)
COMPRESION_VORBIS = 0.9
LICENCIA = "CC BY 4.0"
ORIGEN = "Sintetizado por data/recetas/eventos"


class Encargo(NamedTuple):
    """Un grupo por grabar: un objeto de esa clase en un lugar; el número, desde 1."""

    etiqueta: str
    numero: int

    @property
    def grupo(self) -> str:
        """Por ejemplo, "rain_g03"."""
        return f"{self.etiqueta}_g{self.numero:02d}"


class Clip(NamedTuple):
    """Un clip acabado: lo que se guarda y lo que se sabe de él."""

    ogg: bytes
    duracion_s: float
    rms_dbfs: float
    ataques_s: tuple[float, ...]


def encargos() -> list[Encargo]:
    """Todos los grupos del corpus, en orden."""
    return [Encargo(etiqueta, k) for etiqueta in SONIDOS for k in range(1, len(PARTICIONES) + 1)]


def _semilla(encargo: Encargo, *resto: int) -> list[int]:
    return [SEMILLA, list(SONIDOS).index(encargo.etiqueta), encargo.numero, *resto]


def particion_de(encargo: Encargo) -> str:
    """La partición del grupo, sorteada dentro de su clase."""
    sorteo = np.random.default_rng([SEMILLA, list(SONIDOS).index(encargo.etiqueta), 99])
    return PARTICIONES[sorteo.permutation(len(PARTICIONES))[encargo.numero - 1]]


def preparar(encargo: Encargo) -> tuple[object, Lugar]:
    """El objeto y su lugar. El del lugar sale de un sorteo que no sabe la clase."""
    objeto = SONIDOS[encargo.etiqueta].sortear(np.random.default_rng(_semilla(encargo)))
    return objeto, sortear_lugar(np.random.default_rng(_semilla(encargo, 7)))


def grabar_clip(encargo: Encargo, numero: int) -> Clip:
    """Hace sonar el objeto de un grupo en su lugar; `numero`, desde 1."""
    objeto, lugar = preparar(encargo)
    rng = np.random.default_rng(_semilla(encargo, 50, numero))
    duracion_s, rms_dbfs = round(rng.uniform(*DURACION_S), 2), rng.uniform(*RMS_DBFS)
    antes = round(ANTES_S * SR)
    sonido = SONIDOS[encargo.etiqueta].sonar(objeto, antes + round(duracion_s * SR), rng)
    y = fundir_bordes(grabar_en(lugar, sonido.y, rng)[antes:], 0.02)
    ogg = codificar(y, rms_dbfs)
    ataques_s = tuple(t - ANTES_S for t in sonido.ataques_s if t >= ANTES_S)
    return Clip(ogg, y.size / SR, rms_dbfs, ataques_s)


def codificar(y: np.ndarray, rms_dbfs: float) -> bytes:
    """Ogg Vorbis mono a SR que, al leerlo, tiene ese valor eficaz, y siempre con los mismos bytes."""
    y = nivelar(y, rms_dbfs)
    # El códec quita más nivel cuanto más agudo es el sonido: sin corregirlo, el nivel delataría la clase.
    perdida = rms(y) / rms(descodificar(_a_ogg(y)))
    return _a_ogg(nivelar(y * perdida, rms_dbfs + 20 * np.log10(perdida)))


def _a_ogg(y: np.ndarray) -> bytes:
    memoria = io.BytesIO()
    soundfile.write(
        memoria,
        y.astype(np.float32),
        SR,
        format="OGG",
        subtype="VORBIS",
        compression_level=COMPRESION_VORBIS,
    )
    return fijar_serie(memoria.getvalue())


def nivelar(y: np.ndarray, rms_dbfs: float) -> np.ndarray:
    """Lleva `y` a ese valor eficaz, con los picos por debajo de -3 dBFS."""
    for _ in range(6):
        y = limitar(y * db_a_amplitud(rms_dbfs) / rms(y))
    return y


def grabar_grupo(encargo: Encargo, carpeta: Path) -> list[tuple[dict, dict]]:
    """Graba y guarda los clips de un grupo; por clip, su fila de metadatos y la de parámetros."""
    filas = []
    for numero in range(1, CLIPS_POR_GRUPO + 1):
        clip = grabar_clip(encargo, numero)
        archivo = f"audio/{encargo.grupo}_{numero}.ogg"
        (carpeta / archivo).write_bytes(clip.ogg)
        comunes = {"archivo": archivo, "etiqueta": encargo.etiqueta, "grupo": encargo.grupo}
        metadatos = comunes | {
            "particion": particion_de(encargo),
            "duracion_s": f"{clip.duracion_s:.3f}",
            "licencia": LICENCIA,
            "origen": ORIGEN,
        }
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


def grabar_corpus(carpeta: Path, procesos: int = 2) -> int:
    """Graba el corpus en `carpeta`, con metadatos.csv y parametros.csv. Devuelve cuántos clips son."""
    vaciar_audio(carpeta)
    with ProcessPoolExecutor(procesos) as grupo:
        por_grupo = list(grupo.map(partial(grabar_grupo, carpeta=carpeta), encargos(), chunksize=4))
    filas = [fila for grupo in por_grupo for fila in grupo]
    escribir_tablas(carpeta, filas)
    return len(filas)
