"""Entrena el modelo de bolsillo de género musical y lo deja, con su ficha, en `data/modelos/genero/`.

    python data/recetas modelos/genero [--reales CARPETA]

Necesita las dependencias del curso y nada más. Elige el plan por validación cruzada entre las bandas de
entrenamiento y validación, entrena con todas ellas y se mide una sola vez con las de prueba. `--reales` es
una carpeta con cinco de las grabaciones que descarga `librosa.ex`; sin ella, la ficha no dice qué responde
el modelo a música real.

Tarda menos de diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from helpers.datos import cargar_conjunto

from ..guardado import abrir, guardar
from ..medida import contestar, escuchar_reales, resumir
from ..pasos import contar, elegir_y_entrenar, partir, publicar
from ..pliegues import repartir
from ..red import Plan
from ..referencia import anadir_referencia
from ..validacion import Ejemplos
from .ficha import escribir_ficha

SEMILLA = 0
PLANES = {
    "parches de 64 × 64 cada 16 tramas": Plan(tramas=800, salto_tramas=16, pasos=800),
    "parches de 64 × 64 cada 32 tramas": Plan(tramas=800, salto_tramas=32, pasos=1000),
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--reales", type=Path, help="carpeta con las grabaciones de librosa.ex")
    ajustes = opciones.parse_args(argumentos)
    publicar(partial(entrenar_y_medir, reales=ajustes.reales), escribir_ficha, ajustes.destino, hilos=2)


def entrenar_y_medir(destino: Path, reales: Path | None) -> dict:
    """Deja el modelo en `destino` y devuelve sus resultados."""
    tablas = partir(cargar_conjunto("generos"))
    desarrollo = Ejemplos.leer(tablas["desarrollo"])
    repartos = {"bandas_nuevas": repartir(desarrollo.clases, desarrollo.grupos)}
    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, destino)

    resultados = {
        **resumir(contestar(entrenada, tablas["prueba"]), entrenada.etiquetas, "piezas", "bandas"),
        **contar(tablas),
        **del_plan,
    }
    anadir_referencia(resultados, tablas, repartos)
    del resultados["fugas"]  # con un solo reparto no hay ninguna que contar
    if reales:
        resultados["reales"] = escuchar_reales(abrir(destino), reales)
    return resultados
