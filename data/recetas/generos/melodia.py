"""Melodías: un motivo rítmico que se repite y varía sobre una escala, apoyado en las notas del acorde."""

from __future__ import annotations

import numpy as np

from .partitura import Contexto, Nota, fuerza
from .teoria import ESCALAS, INTERVALOS

CELDAS = {
    "larga": ((2.0,), (1.0, 1.0), (1.5, 0.5), (-1.0, 1.0), (2.0,)),
    "media": ((1.0,), (0.5, 0.5), (0.5, 0.5), (1.5, 0.5), (-0.5, 0.5), (1.0,)),
    "corcheas": ((0.5, 0.5), (0.5, 0.5), (0.5, 0.5), (1.0,), (-0.5, 0.5)),
    "rapida": ((0.25, 0.25, 0.25, 0.25), (0.5, 0.25, 0.25), (0.25, 0.25, 0.5), (0.5, 0.5)),
    "sincopada": ((0.75, 0.25), (0.75, 0.75, 0.5), (-0.25, 0.75), (0.5, 0.5), (0.25, 0.5, 0.25)),
}


SEGUN_EL_MODO = {
    "diatonica": {"mayor": "mayor", "menor": "menor"},
    "pentatonica": {"mayor": "pentatonica_mayor", "menor": "pentatonica_menor"},
}


def _resolver(escala: str, modo: str) -> str:
    """La escala de ese modo, si `escala` depende de él."""
    return SEGUN_EL_MODO[escala][modo] if escala in SEGUN_EL_MODO else escala


def _ritmo(
    rng: np.random.Generator, densidad: str, pulsos: float, silencio: float
) -> list[tuple[float, float]]:
    """Pares (posición, duración) que llenan `pulsos`; una duración negativa en la celda es un silencio."""
    celdas = CELDAS[densidad]
    lugar, notas = 0.0, []
    while lugar < pulsos:
        celda = celdas[rng.integers(len(celdas))]
        callada = rng.random() < silencio
        for valor in celda:
            if valor > 0 and not callada and lugar < pulsos:
                notas.append((lugar, min(valor, pulsos - lugar)))
            lugar += abs(valor)
    return notas


def _escalera(tonica: int, escala: str, grave: int, aguda: int) -> list[int]:
    clases = {(tonica + i) % 12 for i in ESCALAS[escala]}
    return [altura for altura in range(grave, aguda + 1) if altura % 12 in clases]


def _apoyar(altura: int, clases: list[int], escalera: list[int]) -> int:
    """La nota del acorde más cercana, dentro del registro de la escalera."""
    candidatas = [a for a in range(escalera[0], escalera[-1] + 1) if a % 12 in clases]
    return min(candidatas, key=lambda a: (abs(a - altura), a))


def cantar(
    ctx: Contexto,
    escala: str = "mayor",
    densidad: str = "media",
    centro: int = 72,
    ambito: int = 8,
    silencio: float = 0.15,
    frase: int = 2,
    adornos: float = 0.0,
    corte: float = 0.92,
    golpe: float = 96,
) -> list[Nota]:
    """Una melodía de frases de `frase` compases: motivo, motivo, variación, motivo.

    escala : una de ESCALAS, o "diatonica" o "pentatonica", que dependen del modo de la pieza. ambito :
    semitonos a cada lado de `centro`. silencio : probabilidad de callar cada celda. adornos : probabilidad de
    una apoyatura un semitono por debajo. corte : fracción de cada nota que suena.
    """
    rng = np.random.default_rng(ctx.semilla_motivo)
    escalera = _escalera(ctx.tonica, _resolver(escala, ctx.modo), centro - ambito, centro + ambito)
    largo = frase * ctx.pulsos
    motivos = [_con_saltos(rng, _ritmo(rng, densidad, largo, silencio)) for _ in range(2)]
    notas: list[Nota] = []
    for vuelta in range(int(np.ceil(ctx.total / largo))):
        motivo = motivos[1] if vuelta % 4 == 2 else motivos[0]
        indice = len(escalera) // 2 + int(rng.integers(-1, 2))
        for lugar, duracion, salto in motivo:
            inicio = vuelta * largo + lugar
            indice = _rebotar(indice + salto, len(escalera))
            altura = escalera[indice]
            if lugar % 2 == 0 or duracion >= 1:
                altura = _apoyar(altura, ctx.clases_en(inicio), escalera)
            if rng.random() < adornos and duracion >= 0.5:
                notas.append(Nota(inicio, 0.12, altura - 1, fuerza(golpe - 14)))
                inicio, duracion = inicio + 0.12, duracion - 0.12
            fuerte = golpe + (4 if lugar % 1 == 0 else -3) + rng.normal(0, 4)
            notas.append(Nota(inicio, duracion * corte, altura, fuerza(fuerte)))
    return [n for n in notas if n.inicio < ctx.total]


def _con_saltos(rng: np.random.Generator, ritmo: list[tuple[float, float]]) -> list[tuple[float, float, int]]:
    saltos = rng.choice([-2, -1, -1, 0, 1, 1, 2, 3], size=len(ritmo))
    return [(lugar, duracion, int(salto)) for (lugar, duracion), salto in zip(ritmo, saltos, strict=True)]


def _rebotar(indice: int, tamano: int) -> int:
    if indice < 0:
        return -indice
    if indice >= tamano:
        return 2 * (tamano - 1) - indice
    return indice


def riff(
    ctx: Contexto, escala: str = "pentatonica_menor", densidad: str = "sincopada", centro: int = 48
) -> list[Nota]:
    """Un motivo grave de un compás, idéntico en cada compás salvo que sigue a la raíz del acorde."""
    rng = np.random.default_rng(ctx.semilla_motivo + 1)
    motivo = _con_saltos(rng, _ritmo(rng, densidad, ctx.pulsos, 0.1))
    notas = []
    for compas in range(ctx.compases):
        acorde = ctx.tramo_en(compas * ctx.pulsos).acorde
        modo = "menor" if INTERVALOS[acorde.tipo][1] == 3 else "mayor"
        escalera = _escalera(0, _resolver(escala, modo), 0, 24)
        raiz = (ctx.tonica + acorde.raiz) % 12
        base = centro - 6 + (raiz - (centro - 6)) % 12
        indice = 0
        for lugar, duracion, salto in motivo:
            indice = _rebotar(indice + salto, 7) if lugar else 0
            inicio = compas * ctx.pulsos + lugar
            notas.append(Nota(inicio, duracion * 0.95, base + escalera[indice], fuerza(rng.normal(98, 4))))
    return notas
