"""¿Lo he hecho bien? Comprobar un ejercicio, pedir una pista y responder un cuestionario."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "comprobacion": [
            "comprobar",  # dice si una respuesta vale y, si no, qué indica el error
            "cuestionario",  # las preguntas de un cuaderno
            "pista",  # la siguiente pista de un ejercicio
        ],
    },
)
