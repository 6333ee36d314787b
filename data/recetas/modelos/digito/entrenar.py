"""Entrena el modelo de bolsillo de dígitos en inglés y lo deja, con su ficha, en `data/modelos/digito/`.

    python data/recetas modelos/digito

Necesita las dependencias del curso, los programas `espeak-ng` y `flite`, y FSDD en la caché
(`python3 -m helpers preparar fsdd`). Elige el plan dejando fuera, una cada vez, a las dos personas de
entrenamiento; entrena con las dos y con voces sintéticas, que graba y borra, y se mide una sola vez con las
dos personas de prueba.

Tarda unos diez minutos en dos núcleos libres. Las semillas están fijadas; aun así, otro procesador u otra
versión de torch dan pesos algo distintos, y las cifras de la ficha pueden moverse unas centésimas.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pandas as pd

from ..aumento import Aumento
from ..guardado import abrir, guardar
from ..medida import contestar, escuchar_demos, medir_cada_grupo, resumir
from ..pasos import contar, elegir_y_entrenar, publicar
from ..personas import anadir_referencias, repartir_personas
from ..red import planes_de_parches
from ..validacion import Ejemplos
from .ficha import DESCRIPCIONES, escribir_ficha
from .voces import REAL, leer_tablas

SEMILLA = 0
VOCES = 80  # sintéticas
AUMENTO = Aumento(
    comienzo=0.0,
    velocidad=0.2,
    timbre=0.08,
    desplazamiento=1.5,
    ganancia=10.0,
    ecualizacion=5.0,
    sordina=0.5,
    ruido=(15.0, 50.0),
    mascara_tramas=8,
    mascara_filas=6,
    recortes=0.2,
    corte_minimo=0.85,
)
PLANES = planes_de_parches(((32, 8), (64, 8)), tramas=100, pasos=2000, ritmo=2e-3, aumento=AUMENTO)


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    publicar(entrenar_y_medir, escribir_ficha, opciones.parse_args(argumentos).destino)


def entrenar_y_medir(destino: Path) -> dict:
    """Deja el modelo en `destino` y devuelve sus resultados."""
    with tempfile.TemporaryDirectory() as carpeta:
        return _entrenar_y_medir_con(leer_tablas(Path(carpeta), VOCES), destino)


def _entrenar_y_medir_con(tablas: dict[str, pd.DataFrame], destino: Path) -> dict:
    es_persona = (tablas["desarrollo"]["conjunto"] == REAL).to_numpy()
    repartos = repartir_personas(tablas["desarrollo"], es_persona)
    entrenada, del_plan = elegir_y_entrenar(PLANES, Ejemplos.leer(tablas["desarrollo"]), repartos, SEMILLA)
    guardar(entrenada, destino)

    respuestas = contestar(entrenada, tablas["personas"])
    resultados = {
        **resumir(respuestas, entrenada.etiquetas, "dígitos", "personas"),
        "por_persona": medir_cada_grupo(*respuestas),
        **contar(tablas),
        **del_plan,
    }
    anadir_referencias(resultados, tablas, es_persona, repartos)
    resultados["demos"] = escuchar_demos(abrir(destino), DESCRIPCIONES)
    return resultados
