"""La carpeta de un corpus: cómo se graba, `audio`, que se vacía antes, y sus dos tablas."""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

LICENCIA = "CC BY 4.0"
LICENCIA_DE_ESPEAK = "GPL-3.0-or-later"  # dentro suenan grabaciones que van con el programa
Fila = tuple[dict, dict]  # la de un clip en metadatos.csv y la suya en parametros.csv


def leer_ajustes(opciones: argparse.ArgumentParser, argumentos: list[str]) -> argparse.Namespace:
    """Añade a las opciones de la receta la de todo corpus, `--procesos`, y las lee."""
    opciones.add_argument("--procesos", type=int, default=2, help="cuántos graban a la vez")
    return opciones.parse_args(argumentos)


def grabar_corpus(ajustes: argparse.Namespace, encargos: Sequence, grabar: Callable[..., list[Fila]]) -> None:
    """Graba los encargos en `ajustes.destino`, con sus dos tablas, y dice cuánto ocupan.

    grabar : función que guarda los clips de un encargo, `grabar(encargo, carpeta=…)`, y devuelve sus filas.
    """
    inicio, carpeta = time.perf_counter(), ajustes.destino
    vaciar_audio(carpeta)
    with ProcessPoolExecutor(ajustes.procesos) as grupo:
        por_encargo = list(grupo.map(partial(grabar, carpeta=carpeta), encargos, chunksize=4))
    filas = [fila for suyas in por_encargo for fila in suyas]
    escribir_tablas(carpeta, filas)
    megas = sum(ruta.stat().st_size for ruta in (carpeta / "audio").iterdir()) / 1e6
    print(f"{len(filas)} clips, {megas:.1f} MB, {time.perf_counter() - inicio:.0f} s, en {carpeta}")


def vaciar_audio(carpeta: Path) -> None:
    """Deja `carpeta/audio` sin ningún Ogg, para que no quede ninguno de otra vez."""
    (carpeta / "audio").mkdir(parents=True, exist_ok=True)
    for viejo in (carpeta / "audio").glob("*.ogg"):
        viejo.unlink()


def metadatos_de(
    clip: dict, particion: str, duracion_s: float, origen: str, licencia: str = LICENCIA
) -> dict:
    """La fila de metadatos.csv de un clip, que empieza por su archivo, su etiqueta y su grupo."""
    return clip | {
        "particion": particion,
        "duracion_s": f"{duracion_s:.3f}",
        "licencia": licencia,
        "origen": origen,
    }


def escribir_tablas(carpeta: Path, filas: Sequence[Fila]) -> None:
    """Escribe metadatos.csv y parametros.csv. `filas` : por clip, la suya en cada tabla."""
    for nombre, de_la_tabla in zip(("metadatos", "parametros"), zip(*filas, strict=True), strict=True):
        with (carpeta / f"{nombre}.csv").open("w", encoding="utf-8", newline="") as salida:
            escritor = csv.DictWriter(salida, fieldnames=list(de_la_tabla[0]), lineterminator="\n")
            escritor.writeheader()
            escritor.writerows(de_la_tabla)
