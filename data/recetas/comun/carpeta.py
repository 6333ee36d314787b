"""La carpeta de un corpus: `audio`, que se vacía antes de grabar, y sus dos tablas."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path


def vaciar_audio(carpeta: Path) -> None:
    """Deja `carpeta/audio` sin ningún Ogg, para que no quede ninguno de otra vez."""
    (carpeta / "audio").mkdir(parents=True, exist_ok=True)
    for viejo in (carpeta / "audio").glob("*.ogg"):
        viejo.unlink()


def escribir_tablas(carpeta: Path, filas: Sequence[tuple[dict, dict]]) -> None:
    """Escribe metadatos.csv y parametros.csv. `filas` : por clip, la suya en cada tabla."""
    for nombre, de_la_tabla in zip(("metadatos", "parametros"), zip(*filas, strict=True), strict=True):
        with (carpeta / f"{nombre}.csv").open("w", encoding="utf-8", newline="") as salida:
            escritor = csv.DictWriter(salida, fieldnames=list(de_la_tabla[0]), lineterminator="\n")
            escritor.writeheader()
            escritor.writerows(de_la_tabla)
