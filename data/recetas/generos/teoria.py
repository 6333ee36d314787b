"""Teoría musical mínima: escalas, acordes en números romanos y su conducción de voces."""

from __future__ import annotations

import re
from typing import NamedTuple

NOTAS = ("do", "do#", "re", "mib", "mi", "fa", "fa#", "sol", "lab", "la", "sib", "si")

ESCALAS = {
    "mayor": (0, 2, 4, 5, 7, 9, 11),
    "menor": (0, 2, 3, 5, 7, 8, 10),
    "menor_armonica": (0, 2, 3, 5, 7, 8, 11),
    "dorica": (0, 2, 3, 5, 7, 9, 10),
    "frigia": (0, 1, 3, 5, 7, 8, 10),
    "mixolidia": (0, 2, 4, 5, 7, 9, 10),
    "pentatonica_mayor": (0, 2, 4, 7, 9),
    "pentatonica_menor": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
}

INTERVALOS = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "dis": (0, 3, 6),
    "5": (0, 7, 12),
    "sus4": (0, 5, 7),
    "6": (0, 4, 7, 9),
    "7": (0, 4, 10, 7),
    "9": (0, 4, 10, 14),
    "13": (0, 4, 10, 21),
    "maj7": (0, 4, 11, 7),
    "maj9": (0, 4, 11, 14),
    "m7": (0, 3, 10, 7),
    "m9": (0, 3, 10, 14),
    "m6": (0, 3, 9, 7),
    "m7b5": (0, 3, 10, 6),
}

GRADOS = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}
_CIFRA = re.compile(r"^(?P<alteracion>[b#]?)(?P<grado>[iv]+|[IV]+)(?P<tipo>.*)$")


class Acorde(NamedTuple):
    """Un acorde relativo a la tónica: `raiz` en semitonos y `tipo`, clave de INTERVALOS."""

    raiz: int
    tipo: str


def leer_acorde(cifra: str) -> Acorde:
    """Lee un acorde en números romanos: "ii7", "bVII", "V9"; en minúscula, tercera menor.

    Lanza ValueError si la cifra no se entiende.
    """
    partes = _CIFRA.match(cifra)
    if partes is None or partes["grado"].upper() not in GRADOS:
        raise ValueError(f"No se entiende el acorde «{cifra}»")
    raiz = GRADOS[partes["grado"].upper()] + {"": 0, "b": -1, "#": 1}[partes["alteracion"]]
    tipo = partes["tipo"]
    if partes["grado"].islower() and not tipo.startswith(("m", "dis", "5")):
        tipo = "m" + tipo
    if tipo not in INTERVALOS:
        raise ValueError(f"No se conoce el tipo de acorde «{tipo}» de «{cifra}»")
    return Acorde(raiz % 12, tipo)


def leer_progresion(texto: str) -> list[list[Acorde]]:
    """Lee una progresión: un compás por palabra y, dentro de él, acordes separados por "/"."""
    return [[leer_acorde(cifra) for cifra in compas.split("/")] for compas in texto.split()]


def clases(acorde: Acorde, tonica: int) -> list[int]:
    """Clases de altura (0–11) del acorde con la tónica dada."""
    return [(tonica + acorde.raiz + i) % 12 for i in INTERVALOS[acorde.tipo]]


def cerca_de(clase: int, centro: float) -> int:
    """La altura MIDI de esa clase más próxima a `centro`."""
    return round((centro - clase) / 12) * 12 + clase


def disposicion(acorde: Acorde, tonica: int, centro: float, voces: int) -> list[int]:
    """Alturas MIDI del acorde en posición cerrada alrededor de `centro`, de grave a aguda, sin repetir."""
    notas = sorted({cerca_de(clase, centro) for clase in clases(acorde, tonica)[: max(voces, 3)]})
    while len(notas) < voces:
        notas.append(notas[len(notas) - len(clases(acorde, tonica))] + 12)
    return notas[-voces:]


def modo_de(progresion: str, por_omision: str) -> str:
    """El modo (mayor o menor) de la tríada de tónica; `por_omision` si no la hay o es una quinta."""
    for compas in leer_progresion(progresion):
        for acorde in compas:
            if acorde.raiz == 0 and acorde.tipo != "5":
                return "menor" if INTERVALOS[acorde.tipo][1] == 3 else "mayor"
    return por_omision


def nombre_de_tonalidad(tonica: int, modo: str) -> str:
    """Por ejemplo, "fa# menor"."""
    return f"{NOTAS[tonica % 12]} {modo}"
