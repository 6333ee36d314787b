"""Escribe la ficha del modelo de dígitos: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from helpers.numeros import decimal

from ..ficha import (
    cifras_de,
    cifras_de_las_fugas,
    cifras_del_cuaderno,
    rellenar_plantilla,
    tabla_de_grupos,
    tabla_de_respuestas,
    valores_comunes,
)

DESCRIPCIONES = {
    "habla_orden": "una orden en español: no hay ningún dígito",
    "mezcla_3_hablantes": "tres voces a la vez: tampoco",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    valores = valores_comunes(resultados) | cifras_de_las_fugas(resultados["fugas"])
    for nombre, quien in (
        ("modelo", "modelo"),
        ("svm", "referencia"),
        ("svm_solo", "referencia_solo_personas"),
    ):
        valores |= cifras_de(nombre, resultados[quien])
    for red, cifras in resultados["cuadernos"].items():
        valores |= cifras_del_cuaderno(red.lower(), cifras)
    for parte, cuantos in resultados["ejemplos"].items():
        valores[f"n_{parte}"] = cuantos
        valores[f"grupos_{parte}"] = resultados["grupos"][parte]
    valores |= {
        "svm_cruzada": decimal(resultados["referencia"]["validacion_cruzada"], 2),
        "svm_solo_cruzada": decimal(resultados["referencia_solo_personas"]["validacion_cruzada"], 2),
        "tabla_personas": tabla_de_grupos(resultados["por_persona"]),
        "tabla_demos": tabla_de_respuestas(
            [demo | {"respuesta": demo["respuesta"][:3]} for demo in resultados["demos"]], DESCRIPCIONES
        ),
    }
    rellenar_plantilla("digito", valores, destino)
