"""Lo que tarda en responder un explorador y lo que tarda en salir un conjunto de características.

Son medidas de ``rendimiento.py``, que las lanza cada una en un proceso nuevo.
"""

from __future__ import annotations

import os
import tempfile
import time

TURNOS, TURNOS_CON_MFCC = 3, 5
CLIPS_CON_MFCC = 200
EXPLORADORES = {
    "explorar_digitalizacion": "de muestreo y bits",
    "explorar_espectrograma": "de espectrogramas",
    "explorar_mfcc": "de MFCC",
    "explorar_chroma": "de acordes",
}


def medir_explorador(nombre: str) -> dict:
    """Mueve cada control de un explorador por todos sus valores, con cuatro segundos de música.

    De cada cambio cuenta la vez más rápida de tres, cada una con un explorador nuevo, que no recuerda nada; y
    de los cambios, el más lento.
    """
    from helpers import interactivo
    from helpers.audio import cargar_audio
    from helpers.datos import AUDIO

    explorar = getattr(interactivo, nombre)
    audio = None if nombre == "explorar_chroma" else cargar_audio(AUDIO / "jazz_generado.flac")
    turnos = [_recorrer(explorar(audio)) for _ in range(TURNOS)]
    mejores = [min(veces) for veces in zip(*turnos, strict=True)]
    return {"cambios": len(mejores), "segundos": max(mejores)}


def _recorrer(explorador) -> list[float]:
    """Devuelve lo que tarda cada cambio: calcular, pintar, codificar el sonido y escribirlo."""
    tardanzas = []
    for control in explorador.deslizadores:
        for valor in _valores(control):
            if valor != control.value:
                inicio = time.perf_counter()
                control.value = valor
                tardanzas.append(time.perf_counter() - inicio)
    return tardanzas


def _valores(control) -> list:
    if hasattr(control, "options"):
        return [valor for _, valor in control.options]
    return list(range(control.min, control.max + 1))


def medir_mfcc() -> dict:
    """Saca los MFCC de 200 clips con un bucle de librosa, con `extraer` sin caché y con ella, por turnos."""
    import librosa

    from helpers.caracteristicas import Mfcc, extraer
    from helpers.datos import CONJUNTOS

    rutas = sorted((CONJUNTOS / "generos" / "audio").glob("*.ogg"))[:CLIPS_CON_MFCC]
    receta = Mfcc(sr=22_050)
    tiempos: dict[str, list[float]] = {"bucle": [], "sin_cache": [], "con_cache": []}

    def cronometrar(nombre, funcion):
        inicio = time.perf_counter()
        funcion()
        tiempos[nombre].append(time.perf_counter() - inicio)

    def bucle():
        for ruta in rutas:
            y, sr = librosa.load(ruta, sr=None)
            librosa.feature.mfcc(y=y, sr=sr)

    with tempfile.TemporaryDirectory() as temporal:
        for turno in range(TURNOS_CON_MFCC):
            os.environ["CLASIFICACION_DE_AUDIO_CACHE"] = os.path.join(temporal, str(turno))
            cronometrar("bucle", bucle)
            cronometrar("sin_cache", lambda: extraer(rutas, receta))
            cronometrar("con_cache", lambda: extraer(rutas, receta))
    return {"clips": len(rutas)} | {nombre: min(veces) for nombre, veces in tiempos.items()}
