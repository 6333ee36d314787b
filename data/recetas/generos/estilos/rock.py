"""Rock: caja en 2 y 4, guitarras saturadas, bajo en corcheas y armonía con I, IV, V y bVII."""

from __future__ import annotations

from ..acompanamiento import arpegio, colchon, quintas, rasgueo, teclas
from ..bajo import patron
from ..melodia import cantar, riff
from ..partitura import Banda, Parte
from .comunes import BAJOS_ELECTRICOS, VOCES, algunos, bateria, elegir, intervalo

VARIANTES = (
    "clasico", "duro", "indie", "balada", "punk", "sureno",
    "clasico", "indie", "duro", "clasico", "sureno", "balada",
)  # fmt: skip
PROGRESIONES = (
    "I bVII IV I",
    "I IV V IV",
    "I IV I V",
    "i bVII bVI bVII",
    "I V IV IV",
    "i bIII bVII IV",
    "vi IV I V",
    "I7 IV7 I7 V7",
    "I bIII IV I",
)
TEMPOS = {
    "clasico": (90, 156),
    "duro": (84, 156),
    "indie": (98, 164),
    "balada": (66, 96),
    "punk": (140, 190),
    "sureno": (88, 140),
}
BATERIAS = {
    "clasico": ("rock", "rock_plato", "rock_empuje"),
    "duro": ("rock_abierto", "rock_plato", "metal_rock"),
    "indie": ("rock_empuje", "rock", "pop_16"),
    "balada": ("balada", "negras", "rock"),
    "punk": ("rock_abierto", "rock_empuje"),
    "sureno": ("rock", "blues_recto", "country"),
}
EMPUJES = {"duro": 4, "punk": 4, "clasico": 2, "sureno": 2, "indie": 1, "balada": -3}


def _guitarras(rng, variante):
    empuje = EMPUJES[variante] + float(rng.uniform(-2, 3))
    if variante in ("duro", "punk"):
        ritmo = elegir(rng, ("X.x.x.x.X.x.x.x.", "X..x..X...x.x...", "X.......X.x.x.x."))
        base = Parte(
            "guitarra",
            elegir(rng, (29, 30)),
            quintas,
            -1,
            {"ritmo": ritmo, "centro": 45},
            {"distorsion": empuje},
        )
        return base, Parte("riff", 29, riff, -4, {"centro": 50}, {"distorsion": empuje}, presencia=0.6)
    if variante == "balada":
        arpegiada = Parte(
            "guitarra arpegiada",
            elegir(rng, (25, 27)),
            arpegio,
            -3,
            {"figura": "01232123", "paso": 0.5, "centro": 57, "ligado": 1.6},
        )
        return arpegiada, Parte(
            "guitarra saturada",
            29,
            quintas,
            -4,
            {"ritmo": "X...............", "centro": 45},
            {"distorsion": 4},
            presencia=0.6,
        )
    ritmo = elegir(rng, ("X.x.X.x.X.x.X.x.", "X..x..x.X..x..x.", "X...x.x...x.x.x.", "X.xxX.xxX.xxX.xx"))
    base = Parte(
        "guitarra",
        elegir(rng, (27, 29, 29)),
        rasgueo,
        -2,
        {"ritmo": ritmo, "centro": 57},
        {"distorsion": empuje},
    )
    segunda = elegir(
        rng,
        (
            Parte("riff", 29, riff, -4, {"centro": 52}, {"distorsion": empuje}, presencia=0.8),
            Parte("acústica", 25, rasgueo, -5, {"ritmo": "X.x.xxx.X.x.xxx."}, presencia=0.8),
            Parte("órgano", elegir(rng, (16, 18)), colchon, -7, {}, {"tremolo": 6.5}, presencia=0.8),
            Parte("piano", 0, teclas, -6, {"ritmo": "x.x.x.x.x.x.x.x.", "centro": 65}, presencia=0.8),
        ),
    )
    return base, segunda


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de rock de esa variante."""
    ritmo = elegir(rng, ("R.R.R.R.R.R.R.R.", "R..R..R.R..R..R.", "R.....R.R.R.....", "R.R.R.R.Q.Q.7.Q."))
    bajo = Parte("bajo", elegir(rng, BAJOS_ELECTRICOS[:3]), patron, -1.5, {"ritmo": ritmo})
    solo = Parte(
        "solista",
        elegir(rng, (29, 30)),
        cantar,
        -2,
        {
            "escala": elegir(rng, ("pentatonica_menor", "blues")),
            "densidad": elegir(rng, ("media", "corcheas")),
            "centro": 69,
            "adornos": 0.2,
            "silencio": 0.2,
        },
        {"distorsion": 5},
    )
    voz = Parte(
        "voz",
        elegir(rng, (*VOCES, 54)),
        cantar,
        -2,
        {
            "escala": elegir(rng, ("diatonica", "pentatonica", "pentatonica")),
            "densidad": "media",
            "centro": 67,
            "silencio": 0.25,
        },
    )
    return Banda(
        genero="rock",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 3),
        modo="mayor",
        partes=(
            bateria(BATERIAS[variante], elegir(rng, (0, 8, 8, 16)), 0),
            bajo,
            *_guitarras(rng, variante),
            elegir(rng, (solo, voz)),
        ),
        humanizar_ms=float(rng.uniform(3, 9)),
    )
