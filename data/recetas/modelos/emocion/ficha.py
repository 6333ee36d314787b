"""Escribe la ficha del modelo de emoción: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from ..ficha import (
    cifras_de,
    rellenar_plantilla,
    tabla_de_clases,
    tabla_de_respuestas,
    valores_comunes,
    valores_de_las_personas,
)

DESCRIPCIONES = {
    "emocion_neutra": "frase en español, sin emoción marcada",
    "emocion_alegria": "la misma, con prosodia alegre",
    "emocion_tristeza": "la misma, con prosodia triste",
    "mezcla_3_hablantes": "tres voces a la vez, en inglés",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    sinteticas, etiquetas = resultados["sinteticas"], resultados["etiquetas"]
    valores = {
        **valores_comunes(resultados),
        **valores_de_las_personas(resultados),
        **cifras_de("sinteticas", sinteticas["modelo"]),
        **cifras_de("sinteticas_svm", sinteticas["referencia"]),
        "tabla_sinteticas": tabla_de_clases(sinteticas["confusiones"], etiquetas),
        "tabla_demos": tabla_de_respuestas(resultados["demos"], DESCRIPCIONES, len(etiquetas)),
    }
    rellenar_plantilla("emocion", valores, destino)
