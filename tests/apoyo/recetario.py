"""Cómo entran en una prueba los módulos de ``data/recetas``, que no están instalados."""

from __future__ import annotations

import importlib
from types import ModuleType

import pytest

from helpers.datos import DATOS


def importar_receta(modulo: str) -> ModuleType:
    """Devuelve un módulo de ``data/recetas``, por ejemplo ``voces.acentos``."""
    with pytest.MonkeyPatch.context() as entorno:
        entorno.syspath_prepend(DATOS / "recetas")
        return importlib.import_module(modulo)
