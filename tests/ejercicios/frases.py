"""Qué frase recibe cada error: se apunta en ``frases.csv`` para que ninguna se pierda ni se cambie por otra.

De cada error declarado se guardan tres palabras de su frase, las que menos dicen las demás del campo.
Corregir una frase deja casi siempre dos: si se reescribe, o si el error cambia, hay que apuntarla otra vez::

    .venv/bin/python tests/ejercicios/frases.py

En Windows, ``.venv\\Scripts\\python``. Un error nuevo también se apunta así.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]
APUNTADAS = Path(__file__).with_name("frases.csv")
PALABRAS = 3


def declaradas() -> dict[tuple[str, str, str], str]:
    """La frase de cada error, por su ejercicio («11.2»), su campo y lo que lo comete."""
    from helpers.ejercicios import guion

    frases: dict[tuple[str, str, str], str] = {}
    for cuaderno in guion.guiones():
        for n, ejercicio in guion.cargar(cuaderno).ejercicios.items():
            for nombre, filas in [("", ejercicio.filas), *((c.nombre, c.filas) for c in ejercicio.campos)]:
                for fila in filas:
                    if que := fila.clave or fila.ejemplo:
                        frases[f"{cuaderno}.{n}", nombre, que] = fila.frase.texto
    return frases


def palabras(frase: str) -> list[str]:
    """Las palabras de una frase que dicen algo, en minúsculas."""
    return re.findall(r"[^\W_]{4,}|\d+", frase.lower())


def apuntadas() -> dict[tuple[str, str, str], list[str]]:
    """Lo que hay en ``frases.csv``: las palabras de cada error."""
    with APUNTADAS.open(encoding="utf-8", newline="") as archivo:
        return {(f[0], f[1], f[2]): f[3].split() for f in csv.reader(archivo)}


def se_conserva(frase: str, suyas: list[str]) -> bool:
    """Si a una frase le quedan al menos la mitad de las palabras que tiene apuntadas."""
    return 2 * len(set(palabras(frase)) & set(suyas)) >= len(set(suyas))


def apuntar() -> None:
    """Escribe ``frases.csv`` con lo que los guiones dicen ahora; lo que se conserva, se queda como está."""
    frases, antes = declaradas(), apuntadas()
    de_cada_campo: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (ejercicio, campo, _), frase in frases.items():
        de_cada_campo[ejercicio, campo].update(set(palabras(frase)))
    with APUNTADAS.open("w", encoding="utf-8", newline="") as archivo:
        escritor = csv.writer(archivo, lineterminator="\n")
        for clave, frase in frases.items():
            corrientes = de_cada_campo[clave[:2]]
            raras = sorted(set(palabras(frase)), key=lambda p: (corrientes[p], -len(p), p))[:PALABRAS]
            suyas = antes[clave] if clave in antes and se_conserva(frase, antes[clave]) else raras
            escritor.writerow([*clave, " ".join(suyas)])


if __name__ == "__main__":
    sys.path.insert(0, str(RAIZ))
    apuntar()
