"""Líneas de bajo. Todas devuelven notas con las alturas en la octava de un bajo (mi1–sol3, MIDI 28–55)."""

from __future__ import annotations

from .partitura import Contexto, Nota, fuerza
from .teoria import INTERVALOS, cerca_de

CENTRO = 38


def _raiz(ctx: Contexto, pulso: float, centro: float = CENTRO) -> int:
    return cerca_de((ctx.tonica + ctx.tramo_en(pulso).acorde.raiz) % 12, centro)


def _quinta(ctx: Contexto, pulso: float, centro: float = CENTRO) -> int:
    tipo = ctx.tramo_en(pulso).acorde.tipo
    quinta = 6 if tipo in ("dis", "m7b5") else 7
    raiz = _raiz(ctx, pulso, centro)
    return raiz + quinta if raiz + quinta <= centro + 8 else raiz + quinta - 12


def patron(
    ctx: Contexto,
    ritmo: str = "R.....R.R.......",
    centro: float = CENTRO,
    corte: float = 0.9,
    adornos: float = 0.1,
) -> list[Nota]:
    """Bajo de patrón, 16 pasos por compás: R raíz, 3 tercera, Q quinta, 6 sexta, 7 séptima menor, O octava.

    corte : fracción de cada nota que suena. adornos : probabilidad de acercarse por semitono a la raíz
    siguiente.
    """
    notas = []
    pasos = ctx.pulsos * 4
    posiciones = [i for i in range(pasos) if ritmo[i % len(ritmo)] != "."]
    siguientes = [*posiciones[1:], pasos]
    for compas in range(ctx.compases):
        for paso, siguiente in zip(posiciones, siguientes, strict=True):
            inicio = compas * ctx.pulsos + paso / 4
            duracion = (siguiente - paso) / 4
            altura = _grado(ctx, ritmo[paso % len(ritmo)], inicio, centro)
            if siguiente == pasos and duracion <= 1 and ctx.rng.random() < adornos:
                altura = _raiz(ctx, inicio + duracion, centro) + int(ctx.rng.choice([-1, 2, -2]))
            golpe = fuerza(ctx.rng.normal(100 if paso == 0 else 92, 5))
            notas.append(Nota(inicio, duracion * corte, altura, golpe))
    return notas


def _grado(ctx: Contexto, signo: str, pulso: float, centro: float) -> int:
    if signo == "Q":
        return _quinta(ctx, pulso, centro)
    tercera = INTERVALOS[ctx.tramo_en(pulso).acorde.tipo][1]
    return _raiz(ctx, pulso, centro) + {"R": 0, "3": tercera, "6": 9, "7": 10, "O": 12}[signo]


def caminante(ctx: Contexto, centro: float = 40, saltos: float = 0.12) -> list[Nota]:
    """Bajo caminante: una negra por pulso; raíz al cambiar el acorde y aproximación al siguiente.

    saltos : probabilidad de añadir una corchea con swing entre dos negras.
    """
    notas: list[Nota] = []
    altura = _raiz(ctx, 0.0, centro)
    for pulso in range(int(ctx.total)):
        tramo = ctx.tramo_en(pulso)
        if pulso == tramo.inicio:
            altura = cerca_de((ctx.tonica + tramo.acorde.raiz) % 12, (centro + altura) / 2)
        elif pulso + 1 == tramo.inicio + tramo.duracion:
            altura = cerca_de(_raiz(ctx, pulso + 1) % 12, altura) + int(ctx.rng.choice([-1, 1, 2, -2]))
        else:
            candidatas = [
                c
                for c in (cerca_de(k, altura + d) for k in ctx.clases_en(pulso) for d in (-4, 4))
                if c != altura
            ]
            altura = int(
                ctx.rng.choice(
                    [c for c in candidatas if centro - 11 <= c <= centro + 12] or [_raiz(ctx, pulso)]
                )
            )
        notas.append(Nota(pulso, 0.92, altura, fuerza(ctx.rng.normal(94, 6))))
        if ctx.rng.random() < saltos:
            notas.append(Nota(pulso + 0.5, 0.4, altura, fuerza(70)))
    return notas


def sostenido(ctx: Contexto, centro: float = 33, ritmo: str = "R.....R...R.....") -> list[Nota]:
    """Notas largas y graves sobre el bombo, como el bajo de un TR-808 (mi0–si1)."""
    return patron(ctx, ritmo, centro=centro, corte=0.95, adornos=0.15)
