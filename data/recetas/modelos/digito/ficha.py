"""Escribe la ficha del modelo de dígitos: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from ..ficha import (
    rellenar_plantilla,
    tabla_de_respuestas,
    valores_comunes,
    valores_de_las_personas,
)

DESCRIPCIONES = {
    "habla_orden": "una orden en español: no hay ningún dígito",
    "mezcla_3_hablantes": "tres voces a la vez: tampoco",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    valores = valores_comunes(resultados) | valores_de_las_personas(resultados)
    valores["tabla_demos"] = tabla_de_respuestas(resultados["demos"], DESCRIPCIONES, 3)
    rellenar_plantilla("digito", valores, destino)
