"""Lo que un entrenamiento deja en el disco para poder seguir: un archivo que está entero o no está.

``estado.pt`` lleva el plan, los pesos, los mejores, el optimizador y la historia, con su suma de
comprobación. ``mejor.safetensors`` es una copia de los mejores pesos, para abrirlos sin este código.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save

from helpers.disco import en_lugar_de
from helpers.errores import ErrorDeModelo

ESTADO, MEJOR = "estado.pt", "mejor.safetensors"
VERSION = 1  # se sube cuando cambia el bucle: con otro, seguir no daría lo mismo
RESUMEN = hashlib.sha256().digest_size
OTRA_CARPETA = "elige otra carpeta o borra esta para empezar de cero."


@dataclass(frozen=True)
class Estado:
    """Un entrenamiento entre dos épocas: con esto se sigue como si no se hubiera parado.

    pesos, mejores : state_dict de la red, el de ahora y el de su mejor época. optimizador, programa : los
    suyos. historia : los campos de ``Historia``.
    """

    pesos: dict[str, torch.Tensor]
    mejores: dict[str, torch.Tensor]
    optimizador: dict[str, Any]
    programa: dict[str, Any]
    historia: dict[str, Any]


@dataclass(frozen=True)
class Carpeta:
    """La carpeta de un entrenamiento, con el plan que se le exige a lo que haya dentro."""

    carpeta: Path
    plan: Mapping[str, str]

    def leer(self) -> Estado | None:
        """Devuelve el último estado escrito, o None si no hay ninguno.

        ErrorDeModelo si está dañado o si es de otro plan, y dice en qué se distinguen.
        """
        archivo = self.carpeta / ESTADO
        try:
            contenido = archivo.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ErrorDeModelo(
                f"El entrenamiento guardado no se puede leer ({error.strerror}).", archivo, OTRA_CARPETA
            ) from error
        datos, resumen = contenido[:-RESUMEN], contenido[-RESUMEN:]
        if hashlib.sha256(datos).digest() != resumen:
            raise ErrorDeModelo("El entrenamiento guardado está dañado.", archivo, OTRA_CARPETA)
        leido = torch.load(io.BytesIO(datos), weights_only=True)
        self._exigir_el_mismo_plan(leido["version"], leido["plan"], archivo)
        return Estado(**leido["estado"])

    def escribir(self, estado: Estado) -> None:
        """Guarda el estado y los mejores pesos. Cada archivo aparece entero o se queda el de antes.

        ErrorDeModelo si no se puede: el disco está lleno o la carpeta no deja escribir.
        """
        memoria = io.BytesIO()
        torch.save({"version": VERSION, "plan": dict(self.plan), "estado": vars(estado)}, memoria)
        datos = memoria.getvalue()
        try:
            _escribir_y_esperar(self.carpeta / MEJOR, save(_sueltos(estado.mejores)))
            _escribir_y_esperar(self.carpeta / ESTADO, datos + hashlib.sha256(datos).digest())
        except OSError as error:
            raise ErrorDeModelo(
                f"El entrenamiento no se puede guardar ({error.strerror}).",
                self.carpeta,
                "haz sitio en el disco o elige otra carpeta; lo guardado hasta ahora sigue valiendo.",
            ) from error

    def _exigir_el_mismo_plan(self, version: int, plan: Mapping[str, str], archivo: Path) -> None:
        if version != VERSION:
            raise ErrorDeModelo(
                "El entrenamiento guardado es de otra versión del curso.", archivo, OTRA_CARPETA
            )
        distintos = [nombre for nombre, valor in self.plan.items() if plan.get(nombre) != valor]
        if distintos:
            raise ErrorDeModelo(
                f"El entrenamiento guardado es de otro plan: cambia {', '.join(distintos)}.",
                archivo,
                OTRA_CARPETA,
            )


def abrir_carpeta(carpeta: str | os.PathLike, plan: Mapping[str, str]) -> Carpeta:
    """Crea la carpeta si no está, y la devuelve lista para leer y escribir. ErrorDeModelo si no se puede."""
    ruta = Path(carpeta)
    try:
        ruta.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ErrorDeModelo(
            f"No se puede crear la carpeta del entrenamiento ({error.strerror}).", ruta, "elige otra."
        ) from error
    return Carpeta(ruta, plan)


def _sueltos(pesos: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Copias contiguas: safetensors no admite dos nombres para la misma memoria."""
    return {nombre: tensor.detach().clone().contiguous() for nombre, tensor in pesos.items()}


def _escribir_y_esperar(archivo: Path, datos: bytes) -> None:
    """Escribe aparte, espera a que esté en el disco y cambia el archivo por el nuevo."""
    with en_lugar_de(archivo) as salida:
        salida.write(datos)
        salida.flush()
        os.fsync(salida.fileno())
