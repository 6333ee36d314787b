"""Código compartido del curso de clasificación de audio: una carpeta por cosa que se hace.

``helpers/README.md`` es el plano. Se importa de la carpeta: ``from helpers.audio import cargar_audio``. Cada
una dice en su índice lo que ofrece, e importarla no carga nada.

Este archivo lo lee también un Python antiguo, que así llega a saber por qué no sirve.
"""

import sys


class _Mudanza:
    """Quien importa un módulo de antes de la mudanza recibe el nombre de su carpeta, y no una traza."""

    @staticmethod
    def find_spec(nombre, path=None, target=None):
        """Lanza ImportError, con la dirección nueva, si el módulo se ha mudado."""
        if nombre.count(".") == 1 and nombre.startswith("helpers."):
            from helpers import mudanza

            mudanza.avisar(nombre.partition(".")[2])


sys.meta_path.append(_Mudanza)
