"""Cada cifra que se repite en prosa sale de un solo sitio: `cifras.csv` dice de cuál.

Cada fila es un archivo, una frase suya con sus cifras entre llaves y la tabla de donde salen. Dentro de las
llaves, `clave:formato`. En un JSON, la clave es el camino (`modelo.aciertos`, `confusiones.3.3`); en un CSV,
las primeras columnas de la fila (con punto y coma donde lleven una coma), una barra y la columna:
`esc10,particion,prueba,SVM/nota`. El formato es el
número de decimales, o `%`, un tanto por ciento entero.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest
from cuaderno_leido import RAIZ, abrir

from helpers.numeros import decimal

FILAS = list(csv.DictReader((Path(__file__).parent / "cifras.csv").read_text("utf-8").splitlines()))


@pytest.mark.parametrize("fila", FILAS, ids=lambda f: f"{Path(f['archivo']).name}: {f['frase'][:40]}")
def test_la_cifra_es_la_de_su_fuente(fila):
    frase = re.sub(r"\{([^{}]+)\}", lambda m: _cifra(fila["fuente"], m[1]), fila["frase"])
    assert "{" not in frase
    assert _limpio(frase) in _texto(fila["archivo"]), f"no dice «{frase}»"


def test_toda_fila_lleva_alguna_cifra_y_no_se_repite():
    assert all(re.search(r"\{[^{}]+\}", fila["frase"]) for fila in FILAS)
    assert len({(fila["archivo"], fila["frase"]) for fila in FILAS}) == len(FILAS)


def _cifra(fuente: str, marca: str) -> str:
    clave, _, formato = marca.rpartition(":")
    valor = _valor(fuente, clave)
    if formato == "%":
        return decimal(100 * valor, 0) + " %"
    return decimal(valor, int(formato))


def _valor(fuente: str, clave: str) -> float:
    datos = _leer(fuente)
    if isinstance(datos, list) and fuente.endswith(".csv"):
        primeras, _, columna = clave.rpartition("/")
        buscadas = [celda.replace(";", ",") for celda in primeras.split(",")]
        (fila,) = [fila for fila in datos if list(fila.values())[: len(buscadas)] == buscadas]
        return float(fila[columna])
    for paso in clave.split("."):
        datos = datos[int(paso)] if isinstance(datos, list) else datos[paso]
    return float(datos)


@cache
def _leer(fuente: str):
    texto = (RAIZ / fuente).read_text("utf-8")
    return list(csv.DictReader(texto.splitlines())) if fuente.endswith(".csv") else json.loads(texto)


@cache
def _texto(archivo: str) -> str:
    ruta = RAIZ / archivo
    if ruta.suffix == ".ipynb":
        return _limpio("\n".join(c.source for c in abrir(ruta).celdas if c.cell_type == "markdown"))
    return _limpio(ruta.read_text("utf-8"))


def _limpio(texto: str) -> str:
    return " ".join(texto.replace("*", "").split())
