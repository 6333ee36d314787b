"""Lo que se para: que parar una celda no se confunda con un archivo roto, y que nada espere sin límite."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def interrupcion_aplazada() -> Iterator[None]:
    """Deja para el final del bloque la interrupción (el botón de parar, Ctrl+C) que llegue mientras dura.

    Las bibliotecas en C que leen a través de Python no saben qué hacer con un KeyboardInterrupt: lo pierden,
    y para ellas el archivo se ha acabado antes de tiempo. Para bloques cortos. Fuera del hilo principal, que
    es el único que se interrumpe, no hace nada.
    """
    atender = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(atender):
        yield
        return
    recibidas = []
    signal.signal(signal.SIGINT, lambda *recibida: recibidas.append(recibida))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, atender)
        if recibidas:
            atender(*recibidas[0])


def sin_interrumpir_cada_uno(elementos: Iterable[T]) -> Generator[T]:
    """Da los mismos elementos y atiende a las interrupciones solo entre uno y otro."""
    iterador = iter(elementos)
    fin = object()
    while True:
        with interrupcion_aplazada():
            elemento = next(iterador, fin)
        if elemento is fin:
            return
        yield elemento


def con_limite(accion: Callable[[], T], segundos: float) -> T:
    """Devuelve lo que devuelva ``accion`` o lanza lo que lance; TimeoutError si tarda más de ``segundos``.

    El límite de un cliente HTTP no cuenta lo que el sistema tarda en resolver un nombre, que sin red puede
    ser medio minuto: por eso la acción va en un hilo, que si no llega a tiempo se abandona.
    """
    from concurrent.futures import Future

    futuro: Future[T] = Future()

    def ejecutar() -> None:
        try:
            futuro.set_result(accion())
        except BaseException as error:
            futuro.set_exception(error)

    threading.Thread(target=ejecutar, daemon=True).start()
    return futuro.result(timeout=segundos)
