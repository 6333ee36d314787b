"""Acordes: rasgueos, colchones, arpegios, riffs y acompañamientos de teclado."""

from __future__ import annotations

from .partitura import Contexto, Nota, fuerza
from .teoria import cerca_de, clases, disposicion

FUERZAS = {"X": 108, "x": 86, "o": 62}
CELDAS_DE_COMPING = (
    "x.....x.........",
    "......x.......x.",
    "x.....x...x.....",
    "..x.......x.....",
    "....x.....x...x.",
)


def _acorde(ctx: Contexto, pulso: float, centro: float, voces: int) -> list[int]:
    return disposicion(ctx.tramo_en(pulso).acorde, ctx.tonica, centro, voces)


def rasgueo(
    ctx: Contexto,
    ritmo: str = "X...x...X...x...",
    centro: float = 58,
    voces: int = 4,
    duracion: float = 0.0,
    separacion_ms: float = 9.0,
    pulsos_por_segundo: float = 2.0,
) -> list[Nota]:
    """Acordes con un ritmo de 16 pasos; cada cuerda entra `separacion_ms` después de la anterior.

    duracion : en pulsos; 0 prolonga cada acorde hasta el siguiente.
    """
    notas = []
    pasos = ctx.pulsos * 4
    golpes = [i for i in range(pasos) if ritmo[i % len(ritmo)] != "."]
    separacion = separacion_ms / 1000 * pulsos_por_segundo
    for compas in range(ctx.compases):
        for i, paso in enumerate(golpes):
            inicio = compas * ctx.pulsos + paso / 4
            siguiente = golpes[i + 1] if i + 1 < len(golpes) else pasos
            largo = duracion or (siguiente - paso) / 4 * 0.95
            voz = _acorde(ctx, inicio, centro, voces)
            hacia_abajo = paso % 4 == 0
            golpe = FUERZAS[ritmo[paso % len(ritmo)]] * ctx.rng.normal(1, 0.04)
            for j, altura in enumerate(voz if hacia_abajo else voz[::-1]):
                notas.append(Nota(inicio + j * separacion, largo, altura, fuerza(golpe - 2 * j)))
    return notas


def teclas(ctx: Contexto, ritmo: str = "x...x...x...x...", **ajustes) -> list[Nota]:
    """Acordes de teclado o de viento: como `rasgueo`, con todas las notas a la vez."""
    return rasgueo(ctx, ritmo, separacion_ms=0.0, **ajustes)


def colchon(ctx: Contexto, centro: float = 60, voces: int = 3, golpe: float = 74) -> list[Nota]:
    """Un acorde tenido por cada cambio de armonía."""
    return [
        Nota(t.inicio, t.duracion * 0.98, altura, fuerza(golpe + ctx.rng.normal(0, 3)))
        for t in ctx.tramos
        for altura in disposicion(t.acorde, ctx.tonica, centro, voces)
    ]


def comping(ctx: Contexto, centro: float = 60, voces: int = 4, densidad: float = 0.8) -> list[Nota]:
    """Acompañamiento de jazz: acordes cortos y sincopados, distintos en cada compás."""
    notas = []
    for compas in range(ctx.compases):
        if ctx.rng.random() > densidad:
            continue
        celda = CELDAS_DE_COMPING[ctx.rng.integers(len(CELDAS_DE_COMPING))]
        for paso in (i for i, signo in enumerate(celda) if signo == "x"):
            inicio = compas * ctx.pulsos + paso / 4
            largo = float(ctx.rng.choice([0.35, 0.5, 1.4]))
            golpe = ctx.rng.normal(76, 8)
            notas += [Nota(inicio, largo, a, fuerza(golpe)) for a in _acorde(ctx, inicio, centro, voces)]
    return notas


def arpegio(
    ctx: Contexto,
    figura: str = "0121",
    paso: float = 0.5,
    centro: float = 60,
    voces: int = 3,
    ligado: float = 1.0,
) -> list[Nota]:
    """Acordes rotos: `figura` dice qué voz suena en cada `paso` (en pulsos); "." calla. Alberti es "0212"."""
    notas = []
    for i in range(round(ctx.total / paso)):
        signo = figura[i % len(figura)]
        if signo == ".":
            continue
        inicio = i * paso
        voz = _acorde(ctx, inicio, centro, voces)
        altura = voz[int(signo) % len(voz)] + 12 * (int(signo) // len(voz))
        notas.append(Nota(inicio, paso * ligado, altura, fuerza(ctx.rng.normal(82 if i % 4 else 92, 5))))
    return notas


def travis(ctx: Contexto, centro: float = 57) -> list[Nota]:
    """Punteo con el pulgar en bajos alternos y las agudas en contratiempo."""
    notas = []
    for pulso in range(int(ctx.total)):
        raiz = cerca_de(ctx.clases_en(pulso)[0], centro - 12)
        notas.append(Nota(pulso, 0.9, raiz if pulso % 2 == 0 else raiz + 7, fuerza(ctx.rng.normal(94, 4))))
        voz = _acorde(ctx, pulso, centro + 5, 3)
        notas.append(Nota(pulso + 0.5, 0.5, voz[pulso % 3], fuerza(ctx.rng.normal(84, 6))))
        if pulso % 2:
            notas.append(Nota(pulso, 0.7, voz[-1], fuerza(ctx.rng.normal(86, 6))))
    return notas


def boogie(ctx: Contexto, centro: float = 45, figura: str = "5566") -> list[Nota]:
    """Guitarra o mano izquierda de blues: raíz con quinta y sexta (y séptima: "7") en corcheas."""
    notas = []
    for i in range(int(ctx.total * 2)):
        inicio = i / 2
        raiz = cerca_de((ctx.tonica + ctx.tramo_en(inicio).acorde.raiz) % 12, centro)
        intervalo = {"5": 7, "6": 9, "7": 10}[figura[i % len(figura)]]
        golpe = ctx.rng.normal(96 if i % 2 == 0 else 80, 4)
        notas += [Nota(inicio, 0.42, altura, fuerza(golpe)) for altura in (raiz, raiz + intervalo)]
    return notas


def quintas(
    ctx: Contexto, ritmo: str = "X.x.x.x.X.x.x.x.", centro: float = 43, duracion: float = 0.0
) -> list[Nota]:
    """Acordes de quinta (raíz, quinta y octava) con un ritmo de 16 pasos."""
    notas = []
    pasos = ctx.pulsos * 4
    golpes = [i for i in range(pasos) if ritmo[i % len(ritmo)] in FUERZAS]
    for compas in range(ctx.compases):
        for i, paso in enumerate(golpes):
            inicio = compas * ctx.pulsos + paso / 4
            siguiente = golpes[i + 1] if i + 1 < len(golpes) else pasos
            largo = duracion or (siguiente - paso) / 4 * 0.96
            raiz = cerca_de((ctx.tonica + ctx.tramo_en(inicio).acorde.raiz) % 12, centro)
            golpe = fuerza(FUERZAS[ritmo[paso % len(ritmo)]] * ctx.rng.normal(1, 0.03))
            notas += [Nota(inicio, largo, altura, golpe) for altura in (raiz, raiz + 7, raiz + 12)]
    return notas


def apagadas(ctx: Contexto, ritmo: str = "..xx..xx..xx..xx", centro: float = 43) -> list[Nota]:
    """Cuerdas apagadas con la palma sobre la raíz, donde el riff no tiene acorde."""
    notas = []
    for compas in range(ctx.compases):
        for paso in (i for i in range(ctx.pulsos * 4) if ritmo[i % len(ritmo)] in FUERZAS):
            inicio = compas * ctx.pulsos + paso / 4
            raiz = cerca_de((ctx.tonica + ctx.tramo_en(inicio).acorde.raiz) % 12, centro)
            golpe = fuerza(ctx.rng.normal(104, 4))
            notas += [Nota(inicio, 0.2, altura, golpe) for altura in (raiz, raiz + 7)]
    return notas


def tresillos(ctx: Contexto, centro: float = 62, voces: int = 3) -> list[Nota]:
    """Acordes de piano en tresillos de corchea, de blues lento o balada."""
    notas = []
    for pulso in range(int(ctx.total)):
        voz = _acorde(ctx, pulso, centro, voces)
        for k, lugar in enumerate((0.0, 0.25, 0.5)):
            golpe = fuerza(ctx.rng.normal(84 - 10 * (k > 0), 4))
            notas += [Nota(pulso + lugar, 0.28, altura, golpe) for altura in voz]
    return notas


def voz_interior(
    ctx: Contexto, centro: float = 55, indice: int = 0, paso: float = 0.0, golpe: float = 78
) -> list[Nota]:
    """Una voz del acorde, tenida (`paso` 0) o repetida cada `paso` pulsos, que se mueve lo menos posible."""
    notas = []
    altura = centro
    for tramo in ctx.tramos:
        notas_acorde = clases(tramo.acorde, ctx.tonica)
        altura = cerca_de(notas_acorde[indice % len(notas_acorde)], (altura + centro) / 2)
        veces = max(1, round(tramo.duracion / paso)) if paso else 1
        largo = tramo.duracion / veces
        for i in range(veces):
            notas.append(
                Nota(tramo.inicio + i * largo, largo * 0.97, altura, fuerza(ctx.rng.normal(golpe, 4)))
            )
    return notas
