"""Reggae, contado en negras rápidas: rasgueo seco en 2 y 4, bombo y aro en 3, bajo muy presente."""

from __future__ import annotations

from ..acompanamiento import teclas
from ..bajo import patron
from ..melodia import cantar, riff
from ..partitura import Banda, Parte
from .comunes import VOCES, algunos, bateria, elegir, intervalo

VARIANTES = (
    "roots", "dub", "rockers", "lovers", "steppers", "roots",
    "dub", "rockers", "roots", "lovers", "steppers", "rockers",
)  # fmt: skip
PROGRESIONES = (
    "im im ivm ivm",
    "I IV I IV",
    "I V vi IV",
    "im bVII im bVII",
    "I I ii ii",
    "im ivm v im",
    "I vi ii V",
)
TEMPOS = {
    "roots": (112, 168),
    "dub": (112, 160),
    "rockers": (120, 176),
    "lovers": (118, 172),
    "steppers": (120, 184),
}
BATERIAS = {
    "roots": ("one_drop", "one_drop_caja"),
    "dub": ("one_drop", "steppers"),
    "rockers": ("rockers",),
    "lovers": ("one_drop", "rockers"),
    "steppers": ("steppers",),
}
BAJOS = ("R.....3.Q.......", "R...R.....Q.R...", "..R.R.Q.....7.Q.", "R.....R.Q...R.Q.", "....R.Q.O...Q...")


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de reggae de esa variante."""
    rasgueo = Parte(
        "guitarra",
        elegir(rng, (27, 28, 27, 26)),
        teclas,
        0.5,
        {
            "ritmo": elegir(rng, ("....X.......X...", "....X.......X.x.")),
            "duracion": 0.28,
            "centro": 64,
            "voces": 3,
        },
        {"eco": float(rng.uniform(0.28, 0.42))} if variante == "dub" else {},
    )
    teclado = Parte(
        "teclado",
        elegir(rng, (0, 1, 16, 4)),
        teclas,
        -3,
        {"ritmo": "....x.......x...", "duracion": 0.35, "centro": 60},
    )
    burbuja = Parte(
        "órgano",
        elegir(rng, (16, 17, 18)),
        teclas,
        -9,
        {"ritmo": "..x.x.x...x.x.x.", "duracion": 0.3, "centro": 57},
        presencia=0.7,
    )
    linea = elegir(rng, (patron, patron, riff))
    ajustes_bajo = (
        {"ritmo": elegir(rng, BAJOS)} if linea is patron else {"densidad": "media", "escala": "pentatonica"}
    )
    bajo = Parte(
        "bajo",
        elegir(rng, (33, 34, 35, 38)),
        linea,
        0.0,
        {"centro": 36, **ajustes_bajo},
        {"paso_bajo": 700.0},
    )
    programa, nombre = elegir(
        rng,
        (
            (22, "melódica"),
            (elegir(rng, VOCES), "voz"),
            (57, "trombón"),
            (66, "saxo"),
            (17, "órgano solista"),
            (27, "guitarra solista"),
        ),
    )
    solista = Parte(
        nombre,
        programa,
        cantar,
        -3,
        {"escala": "pentatonica", "densidad": "larga", "centro": 69, "silencio": 0.35},
        {"eco": 0.35} if variante == "dub" else {},
        presencia=0.7,
    )
    return Banda(
        genero="reggae",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 2),
        modo="menor",
        partes=(
            bateria(BATERIAS[variante], elegir(rng, (0, 0, 8, 24)), -2, crash=0.15, redobles=0.25),
            bajo,
            rasgueo,
            teclado,
            burbuja,
            solista,
        ),
        swing=float(rng.uniform(1.0, 1.7)),
        humanizar_ms=float(rng.uniform(4, 9)),
    )
