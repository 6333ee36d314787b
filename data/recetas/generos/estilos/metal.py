"""Metal: guitarras muy distorsionadas en quintas y cuerdas apagadas, bombo denso, modos menores."""

from __future__ import annotations

from ..acompanamiento import apagadas, colchon, quintas
from ..bajo import patron
from ..melodia import cantar, riff
from ..partitura import Banda, Parte
from .comunes import algunos, bateria, elegir, intervalo

VARIANTES = (
    "heavy", "thrash", "lento", "galope", "sinfonico", "heavy",
    "thrash", "groove", "galope", "lento", "heavy", "groove",
)  # fmt: skip
PROGRESIONES = (
    "i5 i5 bII5 i5",
    "i5 bVI5 bVII5 i5",
    "i5 bVII5 bVI5 bVII5",
    "i5 i5 bIII5 bII5",
    "i5 bVI5 bIII5 bVII5",
    "i5 i5/bV5 i5 bVI5/bVII5",
    "i5 iv5 bVI5 v5",
)
TEMPOS = {
    "heavy": (92, 164),
    "thrash": (132, 196),
    "lento": (62, 96),
    "galope": (112, 168),
    "sinfonico": (108, 160),
    "groove": (88, 132),
}
BATERIAS = {
    "heavy": ("metal_rock", "metal"),
    "thrash": ("thrash", "doble_bombo"),
    "lento": ("lento_pesado",),
    "galope": ("galope", "metal"),
    "sinfonico": ("doble_bombo", "metal_rock"),
    "groove": ("metal", "metal_rock"),
}
RIFFS = {
    "heavy": (("X.x.x.x.X.x.x.x.", ".....x......xx.."), ("X.....X...X.....", "..xx.....x..xxxx")),
    "thrash": (("X.......X.....X.", ".xxxxxxx.xxxxx.x"), ("X...X...X...X...", ".xxx.xxx.xxx.xxx")),
    "lento": (("X.......X...X...", "................"), ("X.....X.....X...", "...............x")),
    "galope": (("X.......X.......", "..xxx.xx..xxx.xx"), ("X...X...X...X...", "..xx..xx..xx..xx")),
    "sinfonico": (("X...x...X...x...", "..xx..xx..xx..xx"), ("X.x.x.x.X.x.x.x.", "................")),
    "groove": (("X..x..X.....x...", "..........xx..xx"), ("X.....x..x..X...", "..xx............")),
}


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de metal de esa variante."""
    acordes, tapadas = elegir(rng, RIFFS[variante])
    empuje = float(rng.uniform(9, 17))
    centro = elegir(rng, (40, 42, 45))
    guitarra = Parte(
        "guitarra rítmica",
        elegir(rng, (30, 30, 29)),
        quintas,
        0,
        {"ritmo": acordes, "centro": centro},
        {"distorsion": empuje},
    )
    doblada = Parte(
        "segunda guitarra",
        elegir(rng, (29, 30)),
        quintas,
        -3,
        {"ritmo": acordes, "centro": centro},
        {"distorsion": empuje - 2},
    )
    palma = Parte(
        "guitarra apagada", 28, apagadas, -3, {"ritmo": tapadas, "centro": centro}, {"distorsion": empuje}
    )
    bajo = Parte(
        "bajo",
        elegir(rng, (34, 33, 34)),
        patron,
        -3,
        {
            "ritmo": elegir(
                rng, ("R.R.R.R.R.R.R.R.", "R.RRR.RRR.RRR.RR", acordes.replace("X", "R").replace("x", "R"))
            ),
            "centro": 31,
        },
        {"distorsion": 0} if rng.random() < 0.5 else {},
    )
    extra = elegir(
        rng,
        (
            Parte(
                "solo",
                30,
                cantar,
                -3,
                {"escala": "menor_armonica", "densidad": "rapida", "centro": 76, "ambito": 12},
                {"distorsion": empuje - 3},
                presencia=0.6,
            ),
            Parte(
                "riff",
                30,
                riff,
                -2,
                {"escala": "frigia", "densidad": "corcheas", "centro": 50},
                {"distorsion": empuje},
                presencia=0.7,
            ),
            Parte(
                "solo lento",
                29,
                cantar,
                -3,
                {"escala": "menor", "densidad": "media", "centro": 72},
                {"distorsion": empuje - 4},
                presencia=0.6,
            ),
        ),
    )
    partes = [
        bateria(BATERIAS[variante], elegir(rng, (16, 16, 8, 0)), -0.5, crash=0.8),
        bajo,
        guitarra,
        doblada,
        palma,
        extra,
    ]
    if variante == "sinfonico":
        partes.append(Parte("coro", elegir(rng, (48, 52)), colchon, -6, {"centro": 66}))
    return Banda(
        genero="metal",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 2),
        modo="menor",
        partes=tuple(partes),
        humanizar_ms=float(rng.uniform(1, 6)),
    )
