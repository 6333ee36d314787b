"""Escribe metadatos.csv y la tabla del README a partir de los archivos que hay en la carpeta.

python data/recetas audio/metadatos.csv
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from pathlib import Path

import numpy as np
import soundfile as sf

from .fichas import FICHAS

INICIO, FIN = "<!-- tabla: inicio -->", "<!-- tabla: fin -->"
COLUMNAS = [
    "archivo",
    "que_es",
    "tarea",
    "texto",
    "idioma",
    "como_se_hizo",
    "parametros",
    "duracion_s",
    "sr",
    "rms_dbfs",
    "licencia",
    "origen",
    "sha256",
]


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    escribir(opciones.parse_args(argumentos).destino.parent)


def escribir(carpeta: Path) -> None:
    """Escribe `carpeta`/metadatos.csv y renueva la tabla de su README."""
    escribir_metadatos(carpeta)
    escribir_tabla(carpeta)


def filas(carpeta: Path) -> list[dict[str, str]]:
    """Una fila por sonido de `carpeta`, en el orden del catálogo; ValueError si alguno no está en él."""
    archivos = {ruta.name: ruta for ruta in carpeta.glob("*.flac")}
    sin_ficha = sorted(archivos.keys() - FICHAS.keys())
    if sin_ficha:
        raise ValueError(f"Sin entrada en demos/fichas.py: {', '.join(sin_ficha)}")
    return [_fila(archivos[nombre]) for nombre in FICHAS if nombre in archivos]


def _fila(ruta: Path) -> dict[str, str]:
    ficha = FICHAS[ruta.name]
    y, sr = sf.read(ruta)
    return {
        "archivo": ruta.name,
        "que_es": ficha.que_es,
        "tarea": ficha.tarea,
        "texto": ficha.texto,
        "idioma": ficha.idioma,
        "como_se_hizo": ficha.como,
        "parametros": "; ".join(f"{clave}={valor:g}" for clave, valor in ficha.parametros.items()),
        "duracion_s": f"{len(y) / sr:.3f}",
        "sr": str(sr),
        "rms_dbfs": f"{20 * np.log10(np.sqrt(np.mean(y**2))):.1f}",
        "licencia": ficha.licencia,
        "origen": ficha.origen,
        "sha256": hashlib.sha256(ruta.read_bytes()).hexdigest(),
    }


def escribir_metadatos(carpeta: Path) -> None:
    """Escribe `carpeta`/metadatos.csv."""
    with open(carpeta / "metadatos.csv", "w", newline="", encoding="utf-8") as archivo:
        escritor = csv.DictWriter(archivo, COLUMNAS, lineterminator="\n")
        escritor.writeheader()
        escritor.writerows(filas(carpeta))


def escribir_tabla(carpeta: Path) -> None:
    """Renueva, dentro de `carpeta`/README.md, la tabla que va entre las dos marcas."""
    ruta = carpeta / "README.md"
    antes, resto = ruta.read_text(encoding="utf-8").split(INICIO)
    despues = resto.split(FIN)[1]
    ruta.write_text(f"{antes}{INICIO}\n{_tabla(filas(carpeta))}{FIN}{despues}", encoding="utf-8")


def _tabla(datos: list[dict[str, str]]) -> str:
    lineas = [
        "| archivo | qué se oye | tarea que ilustra | cómo se hizo | segundos | Hz | licencia |",
        "|---|---|---|---|---:|---:|---|",
    ]
    for fila in datos:
        que_es = fila["que_es"] + (f": «{fila['texto']}»" if fila["texto"] else "")
        como = f"{fila['como_se_hizo']} ({fila['origen']})"
        segundos = f"{float(fila['duracion_s']):.1f}".replace(".", ",")
        celdas = [f"`{fila['archivo']}`", que_es, fila["tarea"], como, segundos, fila["sr"], fila["licencia"]]
        lineas.append("| " + " | ".join(celdas) + " |")
    return "\n".join(lineas) + "\n"
