"""Dónde guarda el curso lo que se puede volver a conseguir: descargas y trabajos a medias."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "CLASIFICACION_DE_AUDIO_CACHE"


def carpeta_de_cache() -> Path:
    """Devuelve la carpeta de la caché del curso, que puede no existir todavía.

    Es la que diga la variable de entorno ``CLASIFICACION_DE_AUDIO_CACHE`` (otro disco, un lápiz USB, una
    carpeta compartida que ya está llena) o, si no está, la que el sistema reserva para cada usuario.
    """
    elegida = os.environ.get(VARIABLE)
    if elegida:
        return Path(os.path.expanduser(elegida)).absolute()
    import pooch

    return pooch.os_cache("clasificacion_de_audio")
