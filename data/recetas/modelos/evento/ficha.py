"""Escribe la ficha del modelo de sonidos cotidianos: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from ..ficha import rellenar_plantilla, tabla_de_respuestas, valores_comunes

DESCRIPCIONES = {
    "lluvia": "lluvia sintética",
    "golpes": "golpes en una puerta: no es ninguna de sus diez etiquetas",
    "motor": "un motor de cuatro cilindros: tampoco",
    "mezcla_3_hablantes": "tres voces a la vez: tampoco",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    valores = {
        **valores_comunes(resultados),
        "tabla_demos": tabla_de_respuestas(resultados["demos"], DESCRIPCIONES, 3),
    }
    rellenar_plantilla("evento", valores, destino)
