"""Los ejemplos con que se entrena: lo que se acepta, cómo se junta un lote y cómo se reconocen."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset, TensorDataset, default_collate

from helpers.errores import ErrorDeDatos

EJEMPLOS_EN_LA_HUELLA = 16

Datos = Dataset | tuple[Any, Any]


def como_dataset(nombre: str, datos: Datos) -> Dataset:
    """Devuelve los datos como un Dataset de pares (entrada, clase); un par (X, y) se pasa a tensores.

    ErrorDeDatos si no son eso, si están vacíos o si las clases no son índices. `nombre` sale en el mensaje.
    """
    if isinstance(datos, tuple) and len(datos) == 2:
        datos = _en_tensores(nombre, *map(np.asarray, datos))
    if not hasattr(datos, "__getitem__") or not hasattr(datos, "__len__"):
        raise ErrorDeDatos(
            f"«{nombre}» tiene que ser un Dataset o un par (X, y), y es {type(datos).__name__}.",
            que_hacer="escribe, por ejemplo, `entrenar(red, (X, y), (X_val, y_val), epocas=20)`.",
        )
    if len(datos) == 0:
        raise ErrorDeDatos(f"«{nombre}» está vacío: no hay ningún ejemplo.")
    return datos


def juntar_lote(datos: Dataset, indices: torch.Tensor, juntar: Callable | None) -> Sequence:
    """Devuelve las entradas y las clases de esos ejemplos, juntadas por `juntar` o, si falta, apiladas."""
    if juntar is None and isinstance(datos, TensorDataset):
        return datos[indices]
    return (juntar or default_collate)([datos[i] for i in indices.tolist()])


def huella(datos: Dataset) -> str:
    """Un resumen de unos datos: cuántos son y qué hay en ellos.

    De tensores se mira todo; de otros, que quizá lean un archivo por ejemplo, unos cuantos repartidos.
    """
    if isinstance(datos, TensorDataset):
        partes = datos.tensors
    else:
        elegidos = np.unique(np.linspace(0, len(datos) - 1, EJEMPLOS_EN_LA_HUELLA).astype(int))
        partes = [parte for i in elegidos.tolist() for parte in datos[i]]
    resumen = hashlib.sha256()
    for parte in partes:
        resumen.update(np.ascontiguousarray(parte).tobytes())
    return f"{len(datos)} ejemplos, {resumen.hexdigest()[:16]}"


def _en_tensores(nombre: str, entradas: np.ndarray, clases: np.ndarray) -> TensorDataset:
    if len(entradas) != len(clases):
        raise ErrorDeDatos(
            f"En «{nombre}» hay {len(entradas)} entradas y {len(clases)} clases.",
            que_hacer="pasa una clase por entrada, en el mismo orden.",
        )
    if clases.dtype.kind not in "iu":
        raise ErrorDeDatos(
            f"En «{nombre}» las clases no son índices: números enteros desde el 0.",
            que_hacer="con pandas, los da `pd.factorize(tabla.etiqueta, sort=True)[0]`.",
        )
    if entradas.dtype == np.float64:
        entradas = entradas.astype(np.float32)
    return TensorDataset(torch.tensor(entradas), torch.tensor(clases, dtype=torch.long))
