"""Que ``transformers`` conozca los codificadores del curso sin cargar ``torch`` hasta que haga falta.

Sus clases *Auto* tienen que saber de las nuestras antes de abrir una carpeta, y nuestras clases necesitan las
suyas. Así que se espera: en cuanto alguien carga las clases *Auto*, detrás se cargan los módulos de
``MODULOS``, y cada uno registra lo suyo al importarse.
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType

AUTO = "transformers.models.auto.modeling_auto"
MODULOS = {  # por el nombre que se pide a `cargar_codificador`
    "musica": "helpers.codificadores.musica",
    "voz": "helpers.codificadores.voz",
}


def vigilar() -> None:
    """Registra los codificadores si las clases *Auto* ya están cargadas y, si no, cuando se carguen."""
    if AUTO in sys.modules:
        _registrar()
    elif not any(isinstance(buscador, _AlCargarse) for buscador in sys.meta_path):
        sys.meta_path.insert(0, _AlCargarse())


def _registrar() -> None:
    for modulo in MODULOS.values():
        importlib.import_module(modulo)


class _AlCargarse:
    """Busca un módulo como siempre y, si es el de las clases *Auto*, deja dicho qué hacer al acabar."""

    def find_spec(self, nombre, path=None, target=None):
        if nombre != AUTO:
            return None
        sys.meta_path.remove(self)
        especificacion = find_spec(nombre)
        ejecutar = especificacion.loader.exec_module

        def ejecutar_y_registrar(modulo: ModuleType) -> None:
            ejecutar(modulo)
            _registrar()

        especificacion.loader.exec_module = ejecutar_y_registrar
        return especificacion
