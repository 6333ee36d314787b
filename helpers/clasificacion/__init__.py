"""¿Qué dice? Preguntar a un clasificador por un sonido, por uno largo o por una carpeta."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "respuestas": [
            "clasificar",  # lo que dice de un sonido
            "clasificar_carpeta",  # lo que dice de cada sonido de una carpeta
            "linea_de_tiempo",  # lo que dice de cada tramo de uno largo
        ],
    },
)
