"""De dónde saca un explorador sus sonidos: los del curso y los reales que haya; de cada uno, un trozo."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from helpers.audio.sonido import Audio, remuestrear
from helpers.datos.conjuntos import AUDIO, grabaciones_reales


def archivos_del_curso() -> dict[str, Path]:
    """Devuelve las rutas de los sonidos de ``data/audio/``, por lo que son («Un toque de campana…»)."""
    tabla = AUDIO / "metadatos.csv"
    if not tabla.is_file():
        return {ruta.stem: ruta for ruta in sorted(AUDIO.glob("*.flac"))}
    with tabla.open(encoding="utf-8", newline="") as archivo:
        filas = {fila["que_es"]: AUDIO / fila["archivo"] for fila in csv.DictReader(archivo)}
    return {que_es: ruta for que_es, ruta in filas.items() if ruta.is_file()}


def archivos_reales() -> dict[str, Path]:
    """Devuelve las rutas de las grabaciones reales que ya están en este equipo. No descarga."""
    return {f"Grabación real: {nombre}": ruta for nombre, ruta in grabaciones_reales().items()}


def trozo_sonoro(audio: Audio, maximo_s: float) -> tuple[Audio, float]:
    """Devuelve el trozo de `maximo_s` segundos con más energía, y en qué segundo empieza."""
    muestras = round(maximo_s * audio.sr)
    if len(audio.y) <= muestras:
        return audio, 0.0
    paso = max(1, audio.sr // 10)
    pasos = audio.y[: len(audio.y) // paso * paso].reshape(-1, paso)
    energia = np.concatenate([[0.0], np.cumsum(np.einsum("ij,ij->i", pasos, pasos), dtype=np.float64)])
    caben = muestras // paso
    inicio = paso * int(np.argmax(energia[caben:] - energia[:-caben]))
    inicio = min(inicio, len(audio.y) - muestras)
    return Audio(audio.y[inicio : inicio + muestras], audio.sr), inicio / audio.sr


def a_lo_sumo(audio: Audio, sr: int) -> Audio:
    """Devuelve el audio a `sr` Hz si estaba a más."""
    return audio if audio.sr <= sr else remuestrear(audio, sr)
