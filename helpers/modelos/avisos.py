"""Lo que las bibliotecas avisan en inglés, dicho en español y sin perder ningún aviso."""

from __future__ import annotations

import logging
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


class _Traductor(logging.Handler):
    """Escribe cada aviso en español; uno que no conoce, tal cual y diciendo de quién es."""

    def __init__(self, biblioteca: str, traducciones: Mapping[str, str]):
        super().__init__()
        self.biblioteca, self.traducciones = biblioteca, traducciones

    def emit(self, record: logging.LogRecord) -> None:
        self.escribir(record.getMessage())

    def escribir(self, mensaje: str) -> None:
        for patron, frase in self.traducciones.items():
            if hallado := re.search(patron, mensaje, re.DOTALL):
                if frase:
                    print(hallado.expand(frase), file=sys.stderr)
                return
        print(f"Aviso de {self.biblioteca}: {mensaje}", file=sys.stderr)


@contextmanager
def en_espanol(registro: logging.Logger, traducciones: Mapping[str, str]) -> Iterator[None]:
    """Mientras dura, lo que avisa una biblioteca sale en español; después todo queda como estaba.

    registro : el de la biblioteca, ya configurado por ella.
    traducciones : de la expresión regular que reconoce un aviso a su frase, en la que una barra y un número
    son lo que captura ese paréntesis. Una frase vacía es un aviso cuyo contenido dice ya quien llama.
    """
    traductor = _Traductor(registro.name, traducciones)
    de_antes = registro.handlers[:]
    registro.handlers[:] = [traductor]
    try:
        with warnings.catch_warnings(record=True) as recogidos:
            warnings.simplefilter("always")
            yield
    finally:
        registro.handlers[:] = de_antes
        for aviso in recogidos:
            traductor.escribir(str(aviso.message))
