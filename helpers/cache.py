"""Dónde guarda el curso lo que se puede volver a conseguir: descargas y trabajos a medias."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

NOMBRE = "clasificacion_de_audio"
VARIABLE = "CLASIFICACION_DE_AUDIO_CACHE"


def carpeta_de_cache() -> Path:
    """Devuelve la carpeta de la caché del curso, que puede no existir todavía.

    Es la que diga la variable de entorno ``CLASIFICACION_DE_AUDIO_CACHE`` (otro disco, un lápiz USB, una
    carpeta compartida que ya está llena) o, si no está, la que el sistema reserva para cada usuario. Quien no
    tiene carpeta personal usa la de los archivos temporales.
    """
    elegida = os.environ.get(VARIABLE)
    if elegida:
        return Path(os.path.expanduser(elegida)).absolute()
    import pooch

    try:
        return pooch.os_cache(NOMBRE)
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"{NOMBRE}-{os.getuid()}"
