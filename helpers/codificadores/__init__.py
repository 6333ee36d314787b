"""¿Qué oye quien ya ha oído mucho? Los modelos de verdad que caben en el curso: de un sonido a un vector.

Con solo importar esta carpeta, ``transformers`` los conoce: ``pipeline("audio-classification",
model=carpeta)`` carga uno como cualquier otro modelo. Quien los registra es `registro`, y no carga nada
antes de tiempo.
"""

import lazy_loader

from helpers.codificadores import registro

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "carga": [
            "Codificador",  # la red, su extractor y el sha256 de sus pesos
            "cargar_codificador",  # el de música o el de voz, con los pesos comprobados
        ],
        "codificacion": [
            "codificar",  # un sonido, un vector
            "codificar_por_ventanas",  # un vector por ventana, y cuándo empieza cada una
        ],
    },
)

registro.vigilar()
