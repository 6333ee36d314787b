"""Rehace lo que hay en `data`: cada cosa se pide por su ruta desde ahí.

    python data/recetas                         qué se puede rehacer
    python data/recetas conjuntos/acentos       una de esas cosas; con --help, sus opciones

Cada receta es un módulo con `main(opciones, argumentos)`. Recibe sus opciones ya empezadas, con `--destino`:
añade las suyas, las lee y hace lo que dice la primera línea de su módulo.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path

DATOS = Path(__file__).resolve().parents[1]
ORDEN = "python data/recetas"
RECETAS = {
    "audio": "demos.hacer",
    "audio/jazz_generado.flac": "demos.jazz",
    "audio/metadatos.csv": "demos.tarjeta",
    "codificadores/musica": "codificadores.musica",
    "codificadores/voz": "codificadores.voz",
    "conjuntos/acentos": "voces.acentos",
    "conjuntos/emociones": "voces.emociones",
    "conjuntos/eventos": "eventos.corpus",
    "conjuntos/generos": "generos.corpus",
    "modelos/acento": "modelos.acento.entrenar",
    "modelos/digito": "modelos.digito.entrenar",
    "modelos/emocion": "modelos.emocion.entrenar",
    "modelos/evento": "modelos.evento.entrenar",
    "modelos/genero": "modelos.genero.entrenar",
    "resultados/digitos_por_voz.csv": "clasificadores.medir_digitos",
    "resultados/reales.csv": "clasificadores.medir_reales",
    "resultados/semillas_05_06.csv": "clasificadores.medir_semillas_05_06",
    "resultados/semillas_07_08.csv": "clasificadores.medir_semillas_07_08",
}


def main(argumentos: list[str]) -> None:
    producto = _leer_producto(argumentos[:1])
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # antes que NumPy: las recetas ya reparten entre procesos
    receta = importlib.import_module(RECETAS[producto])
    opciones = argparse.ArgumentParser(
        prog=f"{ORDEN} {producto}", description=receta.__doc__.partition("\n")[0]
    )
    opciones.add_argument("--destino", type=Path, default=DATOS / producto, help="dónde se deja")
    receta.main(opciones, argumentos[1:])


def _leer_producto(argumentos: list[str]) -> str:
    opciones = argparse.ArgumentParser(
        prog=ORDEN,
        description="Rehace lo que hay en data.",
        epilog="Productos: " + ", ".join(RECETAS) + ".",
    )
    opciones.add_argument("producto", choices=RECETAS, metavar="producto", help="su ruta desde data")
    return opciones.parse_args(argumentos).producto


if __name__ == "__main__":
    main(sys.argv[1:])
