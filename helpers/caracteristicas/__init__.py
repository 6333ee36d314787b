"""Lo mismo de muchos sonidos a la vez: sus características, con hilos y con caché."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "extraccion": [
            "LogMel",  # receta: espectrograma de mel en dB
            "Mfcc",  # receta: MFCC
            "extraer",  # las de una lista de sonidos
        ],
    },
)
