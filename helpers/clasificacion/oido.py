"""¿Cómo oye un modelo un sonido cualquiera? De una vez si cabe y, si no, por ventanas."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from typing import NamedTuple

import numpy as np

from helpers.audio.sonido import Audio
from helpers.clasificacion.cortes import Corte
from helpers.clasificacion.precision import Oyente
from helpers.clasificacion.ventanas import Ventana, error_de_silencio, recorrer

VENTANAS_SIN_BARRA = 30


class Resumen(NamedTuple):
    """Lo que un clasificador dice de un sonido entero.

    probabilidades : por clase, de la más a la menos probable. n_ventanas : las que han contado.
    """

    probabilidades: dict[str, float]
    duracion_s: float
    n_ventanas: int


def oir_entero(
    oyente: Oyente, audio: Audio | str | os.PathLike, corte: Corte, sonidos_despues: int = 0
) -> Resumen:
    """Pregunta por todas las ventanas de un sonido y promedia las respuestas.

    Cada ventana pesa lo que dura el sonido nuevo que trae; las que son silencio no cuentan. Si solo hay una,
    su respuesta es la del sonido. sonidos_despues : cuántos más se van a oír con el mismo oyente.

    Lanza ErrorDeAudio si el sonido no se puede leer, está dañado o es silencio; ErrorDeModelo si el modelo
    responde algo que no es un número.
    """
    respuestas, pesos, duracion_s = [], [], 0.0
    with abrir_ventanas(audio, corte) as ventanas:
        for ventana in ventanas:
            duracion_s = ventana.fin_s
            respuesta = responder(oyente, ventana, sonidos_despues)
            if respuesta is not None:
                respuestas.append(respuesta)
                pesos.append(ventana.fin_s - ventana.inicio_s)
    if not respuestas:
        raise error_de_silencio(audio)
    return Resumen(_media(respuestas, pesos), duracion_s, len(respuestas))


def responder(oyente: Oyente, ventana: Ventana, sonidos_despues: int = 0) -> dict[str, float] | None:
    """Devuelve la respuesta a una ventana, de la clase más a la menos probable, o None si es silencio."""
    if ventana.es_silencio:
        return None
    quedan = None if ventana.quedan is None else ventana.quedan + sonidos_despues
    return oyente.responder(ventana.y, quedan)


def _media(respuestas: list[dict[str, float]], pesos: list[float]) -> dict[str, float]:
    if len(respuestas) == 1:
        return respuestas[0]
    clases = list(respuestas[0])
    puntuaciones = [[respuesta[clase] for clase in clases] for respuesta in respuestas]
    medias = np.average(puntuaciones, axis=0, weights=pesos)
    return {clases[i]: float(medias[i]) for i in np.argsort(-medias, kind="stable")}


@contextmanager
def abrir_ventanas(audio: Audio | str | os.PathLike, corte: Corte) -> Iterator[Iterable[Ventana]]:
    """Abre un sonido y, si tiene muchas ventanas o no se sabe cuántas, les pone una barra de progreso."""
    with closing(recorrer(audio, corte)) as tramos:
        primera = next(tramos)
        ventanas = chain([primera], tramos)
        total = None if primera.quedan is None else primera.quedan + 1
        if total is not None and total <= VENTANAS_SIN_BARRA:
            yield ventanas
            return
        from tqdm.auto import tqdm

        with tqdm(ventanas, total=total, unit="ventana", leave=False) as barra:
            yield barra
