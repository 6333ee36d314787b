"""Esperar una respuesta un tiempo y no más."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")


def con_limite(accion: Callable[[], T], segundos: float) -> T:
    """Devuelve lo que devuelva ``accion`` o lanza lo que lance; TimeoutError si tarda más de ``segundos``.

    El límite de un cliente HTTP no cuenta lo que el sistema tarda en resolver un nombre, que sin red puede
    ser medio minuto: por eso la acción va en un hilo, que si no llega a tiempo se abandona.
    """
    futuro: Future[T] = Future()

    def ejecutar() -> None:
        try:
            futuro.set_result(accion())
        except BaseException as error:
            futuro.set_exception(error)

    threading.Thread(target=ejecutar, daemon=True).start()
    return futuro.result(timeout=segundos)
