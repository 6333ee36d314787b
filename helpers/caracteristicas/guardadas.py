"""La caché de características: un archivo por sonido y receta, que se escribe de golpe y se comprueba.

Nada de aquí es imprescindible: si la caché no se puede leer o escribir, o un archivo suyo está dañado,
se calcula otra vez. Dos procesos pueden usarla a la vez: un archivo aparece entero o no está.
"""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from helpers.audio.sonido import Audio
from helpers.cache import carpeta_de_cache
from helpers.disco import escribir_de_golpe

VERSION = 1  # se sube cuando cambia cómo se lee o se calcula: lo guardado antes deja de valer
RESUMEN = hashlib.sha256().digest_size


def carpeta_de(receta: object) -> Path:
    """Devuelve la carpeta de lo calculado con una receta, ya creada si se puede."""
    nombre = hashlib.sha256(f"{VERSION} {receta!r}".encode()).hexdigest()[:16]
    carpeta = carpeta_de_cache() / "caracteristicas" / nombre
    with suppress(OSError):
        carpeta.mkdir(parents=True, exist_ok=True)
    return carpeta


def archivo_de(sonido: str | os.PathLike | Audio, carpeta: Path) -> Path | None:
    """Devuelve el archivo de `carpeta` que corresponde al contenido de un sonido.

    El nombre y la fecha del archivo de sonido no cuentan. None si el sonido no se puede leer.
    """
    if isinstance(sonido, Audio):
        contenido = str(sonido.sr).encode() + b"\0" + sonido.y.tobytes()
    else:
        try:
            contenido = Path(sonido).read_bytes()
        except (OSError, ValueError, TypeError):  # lo dirá mejor quien lo abra como sonido
            return None
    return carpeta / hashlib.sha256(contenido).hexdigest()


def leer(archivo: Path | None) -> np.ndarray | None:
    """Devuelve lo guardado, o None si no está o está dañado."""
    if archivo is None:
        return None
    try:
        contenido = archivo.read_bytes()
    except OSError:
        return None
    datos, resumen = contenido[:-RESUMEN], contenido[-RESUMEN:]
    if hashlib.sha256(datos).digest() != resumen:
        return None
    return np.load(io.BytesIO(datos), allow_pickle=False)


def escribir(archivo: Path | None, valores: np.ndarray) -> None:
    """Guarda un array con su suma de comprobación. Si no se puede, no pasa nada."""
    if archivo is None:
        return
    memoria = io.BytesIO()
    np.save(memoria, valores, allow_pickle=False)
    datos = memoria.getvalue()
    with suppress(OSError):
        escribir_de_golpe(archivo, datos + hashlib.sha256(datos).digest())
