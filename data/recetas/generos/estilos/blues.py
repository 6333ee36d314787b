"""Blues: doce compases de séptimas de dominante, swing a 2:1 las más veces y caja en 2 y 4."""

from __future__ import annotations

from ..acompanamiento import boogie, colchon, rasgueo, teclas, tresillos
from ..bajo import caminante, patron
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import algunos, bateria, elegir, intervalo

VARIANTES = (
    "shuffle", "lento", "boogie", "acustico", "recto", "shuffle",
    "organo", "lento", "shuffle", "organo", "recto", "boogie",
)  # fmt: skip
DOCE = (
    "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 V7",
    "I7 IV7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7/IV7 I7/V7",
    "I7 IV7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7 V7",
)
MENOR = "im7 im7 im7 im7 ivm7 ivm7 im7 im7 bVI7 V7 im7 V7"
TEMPOS = {
    "shuffle": (84, 146),
    "lento": (54, 76),
    "boogie": (112, 160),
    "acustico": (72, 124),
    "recto": (88, 140),
    "organo": (80, 136),
}


def _solista(rng, densidad, nivel=2.5):
    programa, efectos = elegir(
        rng,
        (
            (27, {"distorsion": -3}),
            (27, {"distorsion": 0}),
            (29, {"distorsion": 2}),
            (22, {}),
            (26, {"distorsion": -2}),
            (22, {"distorsion": 0}),
        ),
    )
    ajustes = {
        "escala": "blues",
        "densidad": densidad,
        "centro": elegir(rng, (64, 67, 70)),
        "ambito": 9,
        "silencio": 0.25,
        "adornos": 0.3,
    }
    return Parte("solista", programa, cantar, nivel, ajustes, efectos, retraso_ms=8)


def _base(rng, variante):
    bajo = Parte("bajo", elegir(rng, (32, 33, 33, 34)), caminante, -1.5)
    guitarra = Parte(
        "guitarra", elegir(rng, (26, 27)), boogie, -5, {"figura": elegir(rng, ("5566", "55667766"))}
    )
    piano = Parte(
        "piano",
        elegir(rng, (0, 1, 3)),
        teclas,
        -6,
        {"ritmo": elegir(rng, ("..x...x...x...x.", "x.....x.....x..."))},
    )
    organo = Parte("órgano", elegir(rng, (16, 17, 18)), colchon, -7, {}, {"tremolo": 6.0})
    if variante == "lento":
        juego = bateria(("lento_12_8",), elegir(rng, (0, 8, 0)), -3, redobles=0.2)
        acorde = elegir(rng, (Parte("piano", 0, tresillos, -5), organo))
        return juego, bajo, acorde
    if variante == "recto":
        ritmo = elegir(rng, ("R...R.R.R...R.Q.", "R..R..R.R..R..7.", "R.R.Q.R.R.R.7.Q."))
        bajo = Parte("bajo", 33, patron, -1.5, {"ritmo": ritmo})
        rasgueada = Parte("guitarra", 29, rasgueo, -6, {"ritmo": "x..x..x...x.x..."}, {"distorsion": 0})
        return bateria(("blues_recto",), elegir(rng, (0, 8)), -2), bajo, elegir(rng, (rasgueada, guitarra))
    if variante == "boogie":
        mano = Parte("piano", elegir(rng, (0, 3)), boogie, -1, {"figura": "55667766"})
        derecha = Parte("piano derecha", 0, teclas, -5, {"ritmo": "..x...x...x.x...", "centro": 68})
        return bateria(("shuffle_caja", "shuffle"), elegir(rng, (0, 40)), -4), bajo, mano, derecha
    if variante == "acustico":
        return (Parte("guitarra acústica", 25, boogie, 0, {"figura": "5566"}),)
    acorde = organo if variante == "organo" else elegir(rng, (guitarra, piano))
    return bateria(("shuffle", "shuffle_plato", "shuffle_caja"), elegir(rng, (0, 0, 8)), -1.5), bajo, acorde


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de blues de esa variante."""
    densidad = "corcheas" if variante in ("lento", "acustico") else elegir(rng, ("media", "corcheas"))
    return Banda(
        genero="blues",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=(MENOR,) if rng.random() < 0.15 else algunos(rng, DOCE, 2),
        modo="mayor",
        partes=(*_base(rng, variante), _solista(rng, densidad)),
        swing=1.0 if variante == "recto" else float(rng.uniform(1.75, 2.2)),
        humanizar_ms=float(rng.uniform(5, 12)),
        arranques=(0, 3, 4, 6, 8),
    )
