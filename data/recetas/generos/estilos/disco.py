"""Disco: bombo en cada pulso, charles abierto a contratiempo, bajo en octavas, cuerdas y guitarra funk."""

from __future__ import annotations

from ..acompanamiento import rasgueo, teclas
from ..bajo import patron
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import VOCES, algunos, bateria, elegir, intervalo

VARIANTES = (
    "filadelfia", "funk", "euro", "piano", "filadelfia", "funk",
    "euro", "rock", "funk", "euro", "filadelfia", "rock",
)  # fmt: skip
PROGRESIONES = (
    "im7 im7 ivm7 ivm7", "im7 IV7 im7 IV7", "ii7 V7 Imaj7 vim7", "im7 bVII bVI V7", "vim7 ii7 V7 Imaj7",
    "im7 bVII im7 bVII", "I V vim IV", "Imaj7 iiim7 ii7 V7",
)  # fmt: skip
BAJOS = (
    "R.O.R.O.R.O.R.O.",
    "R.O.R.O.R.O.7.O.",
    "R..O..R.R..O.R.O",
    "RROORROORROORROO",
    "R.OR.RO.R.OR.QO.",
    "R..RO.R...R.O.Q.",
)
GUITARRAS = ("x.xx.x.xx.xx.x.x", "..x...x...x...x.", "x..xx.x.x..xx.x.", "....x..x....x.xx")


def _color(rng, variante):
    cuerdas = Parte(
        "cuerdas",
        elegir(rng, (48, 49, 50)),
        cantar,
        -4,
        {"escala": "diatonica", "densidad": "larga", "centro": 79, "silencio": 0.1},
    )
    metales = Parte(
        "metales",
        elegir(rng, (61, 62)),
        teclas,
        -4,
        {"ritmo": elegir(rng, ("......x.x.......", "x.........x.x...")), "centro": 66, "duracion": 0.3},
    )
    piano = Parte(
        "piano",
        elegir(rng, (0, 1, 4, 5)),
        teclas,
        -5,
        {"ritmo": elegir(rng, ("x..x..x...x..x..", "x...x.x...x.x...")), "centro": 64},
    )
    sintetizador = Parte(
        "sintetizador",
        elegir(rng, (81, 80, 62, 87)),
        cantar,
        -5,
        {"escala": "pentatonica", "densidad": "sincopada", "centro": 72},
    )
    guitarra = Parte(
        "guitarra con distorsión", 29, rasgueo, -6, {"ritmo": "X...x.x.X...x.x."}, {"distorsion": 0}
    )
    por_variante = {
        "filadelfia": (cuerdas, metales),
        "funk": (metales, cuerdas),
        "euro": (sintetizador, cuerdas),
        "piano": (piano, cuerdas),
        "rock": (guitarra, cuerdas),
    }
    return por_variante[variante]


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de música disco de esa variante."""
    sintetico = variante == "euro"
    bajo = Parte(
        "bajo",
        elegir(rng, (38, 39, 38) if sintetico else (33, 36, 37, 34)),
        patron,
        -2.5,
        {"ritmo": elegir(rng, BAJOS), "corte": 0.7, "centro": 36},
    )
    guitarra = Parte(
        "guitarra",
        elegir(rng, (27, 28)),
        rasgueo,
        -4,
        {"ritmo": elegir(rng, GUITARRAS), "duracion": 0.15, "centro": 64},
        presencia=0.95,
    )
    voz = Parte(
        "voz",
        elegir(rng, VOCES),
        cantar,
        -3,
        {"escala": "pentatonica", "densidad": "media", "centro": 69, "silencio": 0.3},
        presencia=0.25,
    )
    kit = elegir(rng, (24, 25, 0) if sintetico else (0, 0, 8, 16))
    bombo = bateria(("bombo_en_cada_pulso",), kit, 2.0, crash=0.0, redobles=0.0)
    juego = bateria(
        algunos(rng, ("disco", "disco_16", "disco_congas", "disco_pandereta"), 2),
        kit,
        0.5,
        crash=0.4,
        redobles=0.3,
    )
    return Banda(
        genero="disco",
        estilo=variante,
        tempo=intervalo(rng, 100, 138, 0.05),
        progresiones=algunos(rng, PROGRESIONES, 2),
        modo="menor",
        partes=(bombo, juego, bajo, guitarra, *_color(rng, variante), voz),
        humanizar_ms=float(rng.uniform(1, 5)),
    )
