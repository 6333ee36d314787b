"""Escribe la ficha del modelo de acento: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from helpers.etiquetas import en_espanol

from ..ficha import SIN_MEDIR, cifras_de, rellenar_plantilla, tabla_de_respuestas, valores_comunes

DESCRIPCIONES = {
    "acento_us": "frase con el acento de Estados Unidos",
    "acento_england": "la misma, con el de Inglaterra",
    "acento_scotland": "la misma, con el de Escocia",
    "acento_caribbean": "la misma, con el del Caribe",
    "mezcla_3_hablantes": "tres voces a la vez: dos de Estados Unidos y una de Escocia",
}
AJENOS = {"ireland": "Irlanda"}  # los acentos de VCTK que el modelo no puede responder


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    etiquetas = resultados["etiquetas"]
    valores = {
        **valores_comunes(resultados),
        **{f"frases_{parte}": cuantas for parte, cuantas in resultados["frases"].items()},
        "tabla_demos": tabla_de_respuestas(resultados["demos"], DESCRIPCIONES, len(etiquetas)),
        "reales": _reales(resultados.get("reales"), etiquetas),
    }
    rellenar_plantilla("acento", valores, destino)


def _reales(reales: dict | None, etiquetas: list[str]) -> str:
    """Devuelve qué respondió a las voces de VCTK, en una frase y una tabla."""
    if reales is None:
        return f"Todavía no se sabe: {SIN_MEDIR}."
    medida = cifras_de("reales", reales["conocidos"])
    cabecera = [
        "| acento de verdad | " + " | ".join(f"dice {en_espanol(etiqueta)}" for etiqueta in etiquetas) + " |",
        "|---" * (len(etiquetas) + 1) + "|",
    ]
    filas = [
        f"| {AJENOS.get(acento) or en_espanol(acento)} | "
        + " | ".join(str(respuestas[etiqueta]) for etiqueta in etiquetas)
        + " |"
        for acento, respuestas in reales["respuestas"].items()
    ]
    return (
        f"En los tres acentos que comparten, {reales['conocidos']['n']} grabaciones de "
        f"{reales['hablantes_conocidos']} personas, su exactitud equilibrada es "
        f"**{medida['reales_exactitud']}** (intervalo por personas: {medida['reales_por_grupos']}).\n\n"
        + "\n".join(cabecera + filas)
    )
