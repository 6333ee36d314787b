"""Pop: melodía cantable, cuatro acordes en bucle, caja en 2 y 4, instrumentos acústicos y sintéticos."""

from __future__ import annotations

from ..acompanamiento import arpegio, colchon, rasgueo, teclas
from ..bajo import patron
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import VOCES, algunos, bateria, elegir, intervalo

VARIANTES = (
    "baile", "balada", "guitarras", "sintetico", "acustico", "rnb",
    "sintetico", "baile", "rnb", "guitarras", "sintetico", "balada",
)  # fmt: skip
PROGRESIONES = (
    "I V vi IV",
    "vi IV I V",
    "I vi IV V",
    "IV V iii vi",
    "I iii IV V",
    "I IV vi V",
    "vi V IV V",
    "I IV I V",
)
TEMPOS = {
    "baile": (98, 136),
    "balada": (66, 98),
    "guitarras": (90, 150),
    "sintetico": (84, 140),
    "acustico": (84, 124),
    "rnb": (76, 108),
}
BATERIAS = {
    "baile": (("pop_baile",), (24, 25, 0)),
    "balada": (("balada", "negras", "pop_16"), (24, 16, 8)),
    "guitarras": (("rock", "rock_empuje", "pop_palmas"), (16, 24, 8)),
    "sintetico": (("pop_16", "negras", "pop_baile"), (24, 25, 16)),
    "acustico": (("pop_palmas", "country_aro", "balada"), (0, 40)),
    "rnb": (("pop_16", "boombap"), (25, 24, 0)),
}


def _acordes(rng, variante):
    piano = Parte(
        "piano",
        elegir(rng, (0, 1, 2)),
        teclas,
        -4,
        {"ritmo": elegir(rng, ("x...x...x...x...", "x..x..x.x..x..x.", "x.x.x.x.x.x.x.x.")), "centro": 63},
    )
    sintetizador = Parte(
        "sintetizador",
        elegir(rng, (81, 90, 62, 50)),
        teclas,
        -6,
        {
            "ritmo": elegir(rng, ("x..x..x...x.x...", "..x...x...x...x.", "x.x.x.x.x.x.x.x.")),
            "duracion": 0.3,
            "centro": 64,
        },
    )
    acustica = Parte(
        "guitarra acústica",
        25,
        rasgueo,
        -4,
        {"ritmo": elegir(rng, ("X.x.xxx.X.x.xxx.", "X..x..X.x.x.x.x.", "X...x.x...x.x.x."))},
    )
    electrica = Parte(
        "guitarra eléctrica",
        elegir(rng, (27, 29)),
        rasgueo,
        -5,
        {"ritmo": elegir(rng, ("X.x.X.x.X.x.X.x.", "X...x...X...x..."))},
        {"distorsion": float(rng.uniform(-4, 2))},
    )
    rodes = Parte(
        "piano eléctrico",
        elegir(rng, (4, 5)),
        teclas,
        -5,
        {"ritmo": elegir(rng, ("x.....x...x.....", "x...........x...")), "centro": 62},
        {"coro": 0.8},
    )
    return {
        "baile": (sintetizador, piano),
        "balada": (piano,),
        "guitarras": (electrica, acustica),
        "sintetico": (sintetizador, rodes),
        "acustico": (acustica,),
        "rnb": (rodes,),
    }[variante]


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de pop de esa variante."""
    patrones, juegos = BATERIAS[variante]
    sintetico = variante in ("baile", "sintetico", "rnb")
    bajo = Parte(
        "bajo",
        elegir(rng, (38, 39, 33) if sintetico else (33, 34, 33, 32)),
        patron,
        -1,
        {
            "ritmo": elegir(
                rng,
                (
                    "R.....R.R.......",
                    "R.R.R.R.R.R.R.R.",
                    "R..R..R.R..R..R.",
                    "R...R...R...R...",
                    "R.O.R.O.R.O.R.O.",
                ),
            )
        },
    )
    voz = Parte(
        "voz",
        elegir(rng, (*VOCES, 53, 53, 80)),
        cantar,
        2.5,
        {
            "escala": elegir(rng, ("mayor", "pentatonica_mayor")),
            "densidad": elegir(rng, ("media", "sincopada", "corcheas")),
            "centro": elegir(rng, (67, 70, 72)),
            "silencio": 0.2,
        },
    )
    adorno = elegir(
        rng,
        (
            Parte("colchón", elegir(rng, (50, 89, 91)), colchon, -6, presencia=0.9),
            Parte(
                "arpegio",
                elegir(rng, (10, 11, 81, 27)),
                arpegio,
                -8,
                {"figura": "0123", "paso": 0.5, "centro": 72},
                presencia=0.9,
            ),
            Parte("cuerdas", 48, cantar, -8, {"densidad": "larga", "centro": 79}, presencia=0.7),
        ),
    )
    return Banda(
        genero="pop",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 3),
        modo="mayor",
        partes=(
            bateria(patrones, elegir(rng, juegos), -0.5, redobles=0.3),
            bajo,
            *_acordes(rng, variante),
            adorno,
            voz,
        ),
        humanizar_ms=float(rng.uniform(1, 7)),
    )
