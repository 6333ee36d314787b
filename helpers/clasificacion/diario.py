"""Lo que ya está hecho de una carpeta, anotado según se hace: si algo la interrumpe, no hay que repetirlo.

Un diario es un archivo de la caché con una línea JSON por sonido. Cada línea se escribe entera y de una vez,
así que un corte estropea como mucho la última, que al leer se descarta, y dos procesos pueden usar el mismo.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cache import VARIABLE, carpeta_de_cache
from helpers.disco import anotar_linea

if TYPE_CHECKING:
    from collections.abc import Mapping

    from transformers import AudioClassificationPipeline

VERSION = 1  # de lo que se anota: si cambia la manera de calcularlo, lo anotado ya no vale


class Diario:
    """El diario de una carpeta con un clasificador. Si no se puede escribir, lo dice una vez y no hace nada.

    guarda : si lo anotado ha quedado en el disco.
    """

    def __init__(self, carpeta: str | os.PathLike, clasificador: AudioClassificationPipeline):
        """Elige el archivo: uno por carpeta y modelo. No lo crea hasta que haya algo que anotar."""
        clave = json.dumps([VERSION, str(Path(carpeta).resolve()), huella(clasificador)])
        nombre = hashlib.sha256(clave.encode("utf-8")).hexdigest()[:32]
        self._archivo = carpeta_de_cache() / "carpetas" / f"{nombre}.jsonl"
        self.guarda = True

    def leer(self, sonidos: Mapping[str, Path]) -> dict[str, dict]:
        """Devuelve lo anotado de los sonidos que siguen siendo el mismo archivo, sin tocar."""
        try:
            lineas = self._archivo.read_bytes().splitlines()
        except OSError:
            return {}
        anotado = {}
        for linea in lineas:
            with suppress(ValueError, KeyError, TypeError):  # una línea a medias
                entrada = json.loads(linea)
                anotado[entrada["archivo"]] = (entrada["estado"], entrada["fila"])
        return {
            nombre: anotado[nombre][1]
            for nombre, ruta in sonidos.items()
            if nombre in anotado and anotado[nombre][0] == estado_del_archivo(ruta)
        }

    def anotar(self, nombre: str, estado: list[int] | None, fila: dict) -> None:
        """Añade una línea. estado : el que tenía antes de leerlo."""
        if not self.guarda or estado is None:
            return
        entrada = {"archivo": nombre, "estado": estado, "fila": fila}
        try:
            anotar_linea(self._archivo, entrada)
        except OSError as error:
            self.guarda = False
            print(
                f"No se puede escribir en {self._archivo.parent} ({error.strerror}): si esto se interrumpe, "
                f"habrá que empezar otra vez. La carpeta se elige con la variable de entorno {VARIABLE}."
            )

    def borrar(self) -> None:
        """Olvida lo anotado: la carpeta está entera y la próxima vez se empieza de nuevo."""
        with suppress(OSError):
            self._archivo.unlink(missing_ok=True)


def estado_del_archivo(ruta: Path) -> list[int] | None:
    """Devuelve el tamaño en octetos y la fecha en ns de un archivo, por si cambia; None si no está."""
    try:
        datos = ruta.stat()
    except OSError:
        return None
    return [datos.st_size, datos.st_mtime_ns]


def huella(clasificador: AudioClassificationPipeline) -> str:
    """Devuelve un texto que cambia con lo que decide la respuesta: los pesos, las etiquetas, el extractor."""
    import torch

    suma = hashlib.sha256()
    for nombre, peso in clasificador.model.state_dict().items():
        octetos = peso.detach().cpu().contiguous().reshape(-1).view(torch.uint8).numpy()
        suma.update(f"{nombre} {tuple(peso.shape)} {zlib.crc32(octetos)}\n".encode())
    suma.update(clasificador.model.config.to_json_string().encode("utf-8"))
    suma.update(clasificador.feature_extractor.to_json_string().encode("utf-8"))
    return suma.hexdigest()
