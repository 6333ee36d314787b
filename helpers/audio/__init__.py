"""¿Cómo entra el sonido? Leerlo de un archivo, igualar su nivel, alinearlo, recortarlo y trocearlo."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "sonido": [
            "Audio",  # y, sr = audio: la forma de onda y su frecuencia
            "alinear",  # quita el retardo entre dos grabaciones
            "cargar_audio",  # lee un archivo, de cualquier formato corriente
            "fijar_duracion",  # recorta o rellena hasta una duración
            "normalizar_pico",  # iguala el pico
            "normalizar_rms",  # iguala el nivel medio
            "recortar_silencio",  # quita el silencio de los extremos
            "remuestrear",  # cambia la frecuencia de muestreo
            "trocear",  # corta en trozos iguales
        ],
    },
)
