"""Las redes de los cuadernos, después de haberlas escrito allí. Cada una se importa cuando se pide."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_DONDE = {
    "Normalizar": "red_cnn",
    "CNN": "red_cnn",
    "LSTM": "red_lstm",
    "TransformerDeParches": "red_transformer",
}


def __getattr__(nombre: str) -> Any:
    """Importa torch y la red solo si alguien la pide: ``from helpers.redes import CNN``."""
    if nombre not in _DONDE:
        raise AttributeError(f"en {__name__} no hay ninguna red que se llame {nombre}")
    return getattr(import_module(f"helpers.{_DONDE[nombre]}"), nombre)


def __dir__() -> list[str]:
    return sorted([*globals(), *_DONDE])
