"""Patrones de batería: una cadena de 16 pasos por compás de 4/4 y por tambor."""

from __future__ import annotations

from .partitura import Contexto, Nota, fuerza

TAMBORES = {
    "bombo": 36,
    "caja": 38,
    "aro": 37,
    "palmas": 39,
    "charles": 42,
    "pedal": 44,
    "abierto": 46,
    "plato": 51,
    "crash": 49,
    "crash2": 57,
    "china": 52,
    "timbal_grave": 43,
    "timbal_medio": 47,
    "timbal_agudo": 50,
    "pandereta": 54,
    "cencerro": 56,
    "maracas": 70,
    "conga_grave": 64,
    "conga_aguda": 63,
    "escobilla": 38,
}
FUERZAS = {"X": 116, "x": 92, "o": 62, ".": 0}

PATRONES = {
    # rock, pop, country: caja en 2 y 4
    "rock": {"bombo": "X.......X.x.....", "caja": "....X.......X...", "charles": "x.o.x.o.x.o.x.o."},
    "rock_empuje": {"bombo": "X..x..x.X..x....", "caja": "....X.......X...", "charles": "x.x.x.x.x.x.x.x."},
    "rock_plato": {"bombo": "X.....x.X.x.....", "caja": "....X.......X...", "plato": "x.x.x.x.x.x.x.x."},
    "rock_abierto": {"bombo": "X.x.....X.x.....", "caja": "....X.......X...", "abierto": "x...x...x...x..."},
    "negras": {"bombo": "X.......X.......", "caja": "....X.......X...", "charles": "x...x...x...x..."},
    "balada": {"bombo": "X.......x.x.....", "aro": "....X.......X...", "charles": "x.o.x.o.x.o.x.o."},
    "pop_16": {"bombo": "X.....x...x.....", "caja": "....X.......X...", "charles": "xoxoxoxoxoxoxoxo"},
    "pop_palmas": {
        "bombo": "X.....x.X.......",
        "caja": "....x.......x...",
        "palmas": "....X.......X...",
        "maracas": "o.x.o.x.o.x.o.x.",
    },
    "pop_baile": {
        "bombo": "X...X...X...X...",
        "caja": "....X.......X...",
        "charles": "o.x.o.x.o.x.o.x.",
        "palmas": "....x.......x...",
    },
    "tren": {"bombo": "X...x...X...x...", "caja": "ooXoooXoooXoooXo"},
    "tren_fuerte": {"bombo": "X.......X.......", "caja": "ooooXoooooooXooo", "pedal": "....x.......x..."},
    "country": {"bombo": "X.......X.......", "caja": "....X.......X...", "charles": "x...x...x...x..."},
    "country_aro": {"bombo": "X.......X.......", "aro": "....X.......X...", "charles": "o.x.o.x.o.x.o.x."},
    # disco: el bombo, en cada pulso, va en su propia parte
    "bombo_en_cada_pulso": {"bombo": "X...X...X...X..."},
    "disco": {"caja": "....X.......X...", "abierto": "..X...X...X...X."},
    "disco_16": {
        "caja": "....X.......X...",
        "charles": "xo.oxo.oxo.oxo.o",
        "abierto": "..X...X...X...X.",
    },
    "disco_congas": {
        "palmas": "....X.......X...",
        "abierto": "..X...X...X...X.",
        "conga_aguda": "..o..o....o..o..",
        "conga_grave": "......o.......oo",
    },
    "disco_pandereta": {
        "caja": "....X.......X...",
        "abierto": "..x...x...x...x.",
        "pandereta": "o.x.o.x.o.x.o.x.",
    },
    # hip hop
    "boombap": {"bombo": "X.....x...X.....", "caja": "....X.......X...", "charles": "x.x.x.x.x.x.x.x."},
    "boombap2": {"bombo": "X.x....x..x.....", "caja": "....X.......X...", "charles": "x.o.x.o.x.oox.o."},
    "boombap3": {"bombo": "X..X......x..x..", "caja": "....X.......X..o", "charles": "x.x.x.x.x.x.x.x."},
    "electro": {
        "bombo": "X.....X...X.....",
        "palmas": "....X.......X...",
        "charles": "xoxoxoxoxoxoxoxo",
        "cencerro": "..........o..o..",
    },
    "trap": {"bombo": "X......x..X.....", "palmas": "....X.......X...", "charles": "x.x.x.xxx.x.xxx."},
    # jazz y blues: dos semicorcheas con swing dan el primer y el último tresillo
    "swing": {"plato": "X...X.x.X...X.x.", "pedal": "....X.......X..."},
    "swing_bombo": {
        "plato": "X...X.x.X...X.x.",
        "pedal": "....X.......X...",
        "bombo": "o...o...o...o...",
    },
    "escobillas": {
        "escobilla": "o...x.o.o...x.o.",
        "pedal": "....x.......x...",
        "plato": "o...o.o.o...o.o.",
    },
    "bossa": {"bombo": "x..xx..xx..xx..x", "aro": "x..x..x...x..x..", "charles": "xoxoxoxoxoxoxoxo"},
    "shuffle": {"bombo": "X.......X.....x.", "caja": "....X.......X...", "charles": "o.o.o.o.o.o.o.o."},
    "shuffle_plato": {"bombo": "X.....x.X.......", "caja": "....X.......X...", "plato": "x.o.x.o.x.o.x.o."},
    "shuffle_caja": {"bombo": "x...x...x...x...", "caja": "o.o.X.o.o.o.X.o.", "charles": "o.o.o.o.o.o.o.o."},
    "lento_12_8": {"bombo": "x.....x.x.......", "caja": "....X.......X...", "plato": "xoo.xoo.xoo.xoo."},
    "blues_recto": {"bombo": "X.....x.X.x.....", "caja": "....X.......X...", "charles": "x.x.x.x.x.x.x.x."},
    # reggae, contado en negras rápidas: bombo y aro en 3
    "one_drop": {"bombo": "........X.......", "aro": "........X.......", "charles": "x.o.X.o.x.o.X.o."},
    "one_drop_caja": {"bombo": "........X.......", "caja": "........X.....o.", "charles": "o.x.x.x.o.x.x.x."},
    "rockers": {"bombo": "o.......X.......", "aro": "........X.......", "charles": "o.x.X.x.o.x.X.x."},
    "steppers": {"bombo": "X.......X.......", "aro": "........X...o.o.", "charles": "o...X...o...X..."},
    # metal
    "metal": {"bombo": "X.xxX.xxX.xxX.xx", "caja": "....X.......X...", "china": "x...x...x...x..."},
    "doble_bombo": {"bombo": "XxxxXxxxXxxxXxxx", "caja": "....X.......X...", "plato": "x...x...x...x..."},
    "thrash": {"bombo": "X.x.X.x.X.x.X.x.", "caja": "..X...X...X...X.", "charles": "x.x.x.x.x.x.x.x."},
    "galope": {"bombo": "X.xxX.xxX.xxX.xx", "caja": "....X.......X...", "abierto": "x...x...x...x..."},
    "lento_pesado": {"bombo": "X..x..x....x..x.", "caja": "........X.......", "crash2": "X...x...x...x..."},
    "metal_rock": {"bombo": "X.x...x.X.x...x.", "caja": "....X.......X...", "abierto": "x.x.x.x.x.x.x.x."},
}

REDOBLES = (
    {"caja": "........x.x.xxxx"},
    {
        "timbal_agudo": "........xx......",
        "timbal_medio": "..........xx....",
        "timbal_grave": "............xxx.",
    },
    {"caja": "..........x.xoxo", "timbal_grave": "...........x...."},
    {"caja": "............x.x."},
)


def _golpes(pista: str, base: float, altura: int, variacion: float, ctx: Contexto) -> list[Nota]:
    notas = []
    for paso, signo in enumerate(pista):
        valor = FUERZAS[signo]
        if not valor or (signo == "o" and ctx.rng.random() < variacion):
            continue
        golpe = fuerza(valor * ctx.rng.normal(1.0, 0.05))
        notas.append(Nota(base + paso / 4, 0.2, altura, golpe))
    return notas


def _redoble(base: float, ctx: Contexto) -> list[Nota]:
    redoble = REDOBLES[ctx.rng.integers(len(REDOBLES))]
    return [n for tambor, pista in redoble.items() for n in _golpes(pista, base, TAMBORES[tambor], 0.0, ctx)]


def tocar_patron(
    ctx: Contexto,
    patrones: tuple[str, ...] = ("rock",),
    variacion: float = 0.15,
    redobles: float = 0.5,
    crash: float = 0.6,
) -> list[Nota]:
    """Repite un patrón elegido para la pieza, con notas fantasma que van y vienen, redobles y platos.

    variacion : probabilidad de omitir cada golpe flojo. redobles : probabilidad de cerrar con uno cada cuatro
    compases. crash : probabilidad de abrir con un plato cada cuatro compases.
    """
    patron = PATRONES[patrones[ctx.rng.integers(len(patrones))]]
    notas = []
    for compas in range(ctx.compases):
        base = compas * ctx.pulsos
        for tambor, pista in patron.items():
            notas += _golpes(pista, base, TAMBORES[tambor], variacion, ctx)
        if compas % 4 == 0 and ctx.rng.random() < crash:
            notas.append(Nota(base, 2.0, TAMBORES["crash"], fuerza(ctx.rng.normal(96, 6))))
        if compas % 4 == 3 and ctx.rng.random() < redobles:
            notas += _redoble(base, ctx)
    return notas


def comentar_swing(ctx: Contexto, cantidad: float = 0.3) -> list[Nota]:
    """Golpes sueltos de caja y bombo en las corcheas débiles: el baterista conversa con el solista."""
    notas = []
    for medio in range(int(ctx.total)):
        if ctx.rng.random() < cantidad:
            tambor = TAMBORES["caja" if ctx.rng.random() < 0.75 else "bombo"]
            notas.append(Nota(medio + 0.5, 0.2, tambor, fuerza(ctx.rng.normal(58, 10))))
    return notas


def tocar_jazz(ctx: Contexto, patrones: tuple[str, ...] = ("swing",), comentarios: float = 0.3) -> list[Nota]:
    """Plato a ritmo de swing, charles de pedal en 2 y 4 y comentarios de caja."""
    notas = tocar_patron(ctx, patrones, variacion=0.1, redobles=0.0, crash=0.15)
    return notas + comentar_swing(ctx, comentarios)


def tocar_trap(
    ctx: Contexto, patrones: tuple[str, ...] = ("trap",), redobles_charles: float = 0.35
) -> list[Nota]:
    """Patrón de hip hop con redobles de charles a fusas en algún pulso."""
    notas = tocar_patron(ctx, patrones, variacion=0.2, redobles=0.0, crash=0.1)
    for pulso in range(int(ctx.total)):
        if ctx.rng.random() < redobles_charles:
            notas += [Nota(pulso + i / 8, 0.1, TAMBORES["charles"], fuerza(50 + 6 * i)) for i in range(8)]
    return notas
