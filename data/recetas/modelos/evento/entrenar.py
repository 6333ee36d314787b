"""Entrena el modelo de bolsillo de sonidos cotidianos y lo deja, con su ficha, en `data/modelos/evento/`.

    python data/recetas modelos/evento

Necesita las dependencias del curso y ESC-10 en la caché (`python3 -m helpers preparar esc10`). Elige el plan
por validación cruzada entre las grabaciones de origen de los pliegues 1 a 3, entrena con ellos y se mide una
sola vez con el pliegue 4.

Tarda unos diez minutos en dos núcleos libres. La semilla está fijada; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from ..aumento import Aumento
from ..guardado import abrir, guardar
from ..medida import contestar, escuchar_demos, resumir
from ..pasos import contar, elegir_y_entrenar, partir, publicar
from ..pliegues import repartir, repartir_al_azar
from ..reales import leer_conjunto
from ..red import Plan
from ..referencia import anadir_referencia
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha

CONJUNTO = "esc10"
SEMILLA = 0
PLANES = {
    f"parches de 64 × 64 cada 32 tramas y {pasos} pasos de entrenamiento": Plan(
        tramas=500, salto_tramas=32, pasos=pasos, ritmo=2e-3, aumento=Aumento()
    )
    for pasos in (500, 1000)
}


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    publicar(entrenar_y_medir, escribir_ficha, opciones.parse_args(argumentos).destino)


def entrenar_y_medir(destino: Path) -> dict:
    """Deja el modelo en `destino` y devuelve sus resultados."""
    tablas = partir(leer_conjunto(CONJUNTO))
    desarrollo = Ejemplos.leer(tablas["desarrollo"])
    repartos = {
        "origenes_nuevos": repartir(desarrollo.clases, desarrollo.grupos),
        "al_azar": repartir_al_azar(desarrollo.clases),
    }
    entrenada, del_plan = elegir_y_entrenar(PLANES, desarrollo, repartos, SEMILLA)
    guardar(entrenada, destino)

    resultados = {
        **resumir(contestar(entrenada, tablas["prueba"]), entrenada.etiquetas, "clips", "grabaciones"),
        **contar(tablas),
        **del_plan,
    }
    anadir_referencia(resultados, tablas, repartos)
    resultados["demos"] = escuchar_demos(abrir(destino), DESCRIPCIONES)
    return resultados
