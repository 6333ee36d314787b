"""Escribe la ficha del modelo de emoción: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from helpers.numeros import decimal

from ..ficha import (
    cifras_de,
    cifras_de_las_fugas,
    rellenar_plantilla,
    tabla_de_clases,
    tabla_de_grupos,
    tabla_de_respuestas,
    valores_comunes,
)

DESCRIPCIONES = {
    "emocion_neutra": "frase en español, sin emoción marcada",
    "emocion_alegria": "la misma, con prosodia alegre",
    "emocion_tristeza": "la misma, con prosodia triste",
    "mezcla_3_hablantes": "tres voces a la vez, en inglés",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    sinteticas = resultados["sinteticas"]
    medidas = {
        "modelo": resultados["modelo"],
        "svm": resultados["referencia"],
        "svm_solo": resultados["referencia_solo_personas"],
        "sinteticas": sinteticas["modelo"],
        "sinteticas_svm": sinteticas["referencia"],
    }
    valores = valores_comunes(resultados)
    for nombre, medida in medidas.items():
        valores |= cifras_de(nombre, medida)
    valores |= cifras_de_las_fugas(resultados["fugas"])
    for parte, cuantos in resultados["ejemplos"].items():
        valores[f"n_{parte}"] = cuantos
        valores[f"grupos_{parte}"] = resultados["grupos"][parte]
    valores |= {
        "svm_cruzada": decimal(resultados["referencia"]["validacion_cruzada"], 2),
        "svm_solo_cruzada": decimal(resultados["referencia_solo_personas"]["validacion_cruzada"], 2),
        "tabla_personas": tabla_de_grupos(resultados["por_persona"]),
        "tabla_sinteticas": tabla_de_clases(sinteticas["confusiones"], resultados["etiquetas"]),
        "tabla_demos": tabla_de_respuestas(resultados["demos"], DESCRIPCIONES),
    }
    rellenar_plantilla("emocion", valores, destino)
