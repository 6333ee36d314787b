"""Escribe la ficha del modelo de género: su plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path

from helpers.etiquetas import en_espanol

from ..ficha import SIN_MEDIR, en_lista, rellenar_plantilla, valores_comunes

DESCRIPCIONES = {
    "brahms": "Brahms, *Danza húngara n.º 5*, orquesta de cuerda",
    "vibeace": "Kevin MacLeod, *Vibe Ace*, vibráfono, piano y contrabajo",
    "nutcracker": "Chaikovski, *Danza del hada de azúcar*, por Kevin MacLeod",
    "fishin": "Karissa Hobbs, *Let's Go Fishin'*, folk-pop con voz",
    "trumpet": "Mihai Sorohan, trompeta sola",
}


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    valores = valores_comunes(resultados) | {"tabla_reales": _tabla_reales(resultados.get("reales", []))}
    rellenar_plantilla("genero", valores, destino)


def _tabla_reales(reales: list[dict]) -> str:
    filas = []
    for grabacion in reales:
        principio = en_lista(grabacion["principio"])
        ventanas = ", ".join(f"{en_espanol(etiqueta)} {n}" for etiqueta, n in grabacion["ventanas"].items())
        nombre = grabacion["nombre"]
        filas.append(f"| `{nombre}` | {DESCRIPCIONES[nombre]} | {principio} | {ventanas} |")
    return "\n".join(filas) or f"| – | {SIN_MEDIR} | – | – |"
