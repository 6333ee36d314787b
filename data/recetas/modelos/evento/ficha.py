"""Escribe la ficha del modelo de sonidos cotidianos: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from helpers.numeros import decimal

from ..ficha import (
    cifras_de,
    cifras_de_las_fugas,
    cifras_del_cuaderno,
    rellenar_plantilla,
    tabla_de_respuestas,
    valores_comunes,
)

DESCRIPCIONES = {
    "lluvia": "lluvia sintética",
    "golpes": "golpes en una puerta: no es ninguna de sus diez etiquetas",
    "motor": "un motor de cuatro cilindros: tampoco",
    "mezcla_3_hablantes": "tres voces a la vez: tampoco",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    valores = valores_comunes(resultados)
    valores |= cifras_de("modelo", resultados["modelo"]) | cifras_de("svm", resultados["referencia"])
    valores |= cifras_de_las_fugas(resultados["fugas"]) | cifras_del_cuaderno("cnn", resultados["cnn"])
    for parte, cuantos in resultados["ejemplos"].items():
        valores[f"n_{parte}"] = cuantos
        valores[f"grupos_{parte}"] = resultados["grupos"][parte]
    valores |= {
        "svm_cruzada": decimal(resultados["referencia"]["validacion_cruzada"], 2),
        "tabla_demos": tabla_de_respuestas(
            [demo | {"respuesta": demo["respuesta"][:3]} for demo in resultados["demos"]], DESCRIPCIONES
        ),
    }
    rellenar_plantilla("evento", valores, destino)
