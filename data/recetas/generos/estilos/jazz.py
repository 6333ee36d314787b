"""Jazz: plato con swing, bajo caminante, ii–V–I con séptimas y un solista; y su prima la bossa, recta."""

from __future__ import annotations

import numpy as np

from ..acompanamiento import colchon, comping, teclas
from ..bajo import caminante, patron
from ..bateria import tocar_jazz
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import algunos, bateria, elegir, intervalo

VARIANTES = (
    "trio", "cuarteto", "balada", "bossa", "guitarra", "organo",
    "cuarteto", "vibrafono", "trio", "cuarteto", "bossa", "guitarra",
)  # fmt: skip
PROGRESIONES = (
    "ii7 V7 Imaj7 Imaj7", "ii7/V7 Imaj7/VI7 ii7/V7 Imaj7", "Imaj7/VI7 ii7/V7 iiim7/VI7 ii7/V7",
    "iim7b5 V7 im6 im6", "Imaj7 IV9 iiim7/VI7 ii9/V13", "im7 im7 iim7b5 V7", "Imaj7 bIIImaj7 bVImaj7 V7",
)  # fmt: skip
BLUES = "I7 IV7 I7 I7 IV7 IV7 I7 VI7 ii7 V7 I7/VI7 ii7/V7"
TEMPOS = {
    "trio": (112, 210),
    "cuarteto": (116, 220),
    "balada": (58, 84),
    "bossa": (112, 150),
    "guitarra": (96, 180),
    "organo": (104, 176),
    "vibrafono": (100, 184),
}


def swing_segun_tempo(tempo: float) -> float:
    """Razón de swing del plato: baja con el tempo, de 2,5:1 a 70 pulsos por minuto a 1,4:1 a 220."""
    return float(np.clip(2.5 - 0.0075 * (tempo - 70), 1.35, 2.5))


def _solista(rng, variante):
    programas = {
        "trio": (0,),
        "cuarteto": (65, 66, 56, 64),
        "balada": (66, 59, 65),
        "bossa": (73, 66, 24),
        "guitarra": (26,),
        "organo": (17, 26),
        "vibrafono": (11,),
    }[variante]
    densidad = {"balada": "media", "bossa": "sincopada"}.get(
        variante, elegir(rng, ("corcheas", "corcheas", "media"))
    )
    ajustes = {
        "escala": elegir(rng, ("diatonica", "diatonica", "blues")),
        "densidad": densidad,
        "centro": elegir(rng, (67, 70, 72)),
        "ambito": 11,
        "silencio": 0.22,
        "adornos": 0.15,
    }
    return Parte("solista", elegir(rng, programas), cantar, -1.5, ajustes, retraso_ms=10)


def _acordes(rng, variante):
    if variante == "organo":
        return Parte("órgano", elegir(rng, (16, 17)), comping, -5)
    if variante == "balada":
        return Parte("piano", 0, colchon, -5, {"voces": 4})
    if variante == "bossa":
        ritmo = elegir(rng, ("x..x..x...x..x..", "x.....x.x..x..x."))
        return Parte(
            "guitarra", elegir(rng, (24, 26)), teclas, -3, {"ritmo": ritmo, "duracion": 0.4, "centro": 59}
        )
    programa = elegir(rng, (0, 0, 26) if variante != "guitarra" else (0, 0, 4))
    return Parte(
        "piano" if programa == 0 else "acordes",
        programa,
        comping,
        -5,
        {"densidad": float(rng.uniform(0.6, 0.95))},
    )


def formar(rng, variante: str) -> Banda:
    """Sortea un grupo de jazz de esa variante."""
    tempo = intervalo(rng, *TEMPOS[variante])
    patrones = {"balada": ("escobillas",), "bossa": ("bossa",)}.get(
        variante, algunos(rng, ("swing", "swing_bombo"), 2)
    )
    juego = elegir(rng, (40, 32) if variante in ("balada", "trio", "bossa") else (32, 0, 8))
    comentarios = 0.0 if variante in ("balada", "bossa") else float(rng.uniform(0.15, 0.4))
    tambores = bateria(
        patrones, juego, float(rng.uniform(-6, -2.5)), generar=tocar_jazz, comentarios=comentarios
    )
    contrabajo = Parte("contrabajo", elegir(rng, (32, 32, 32, 35)), caminante, -0.5)
    if variante == "bossa":
        contrabajo = Parte("contrabajo", 32, patron, -0.5, {"ritmo": "R.....QQ......Q.", "adornos": 0.2})
    progresiones = algunos(rng, PROGRESIONES, 2)
    recto = variante == "bossa"
    return Banda(
        genero="jazz",
        estilo=variante,
        tempo=tempo,
        progresiones=progresiones if recto else (*progresiones, BLUES),
        modo="mayor",
        partes=(tambores, contrabajo, _acordes(rng, variante), _solista(rng, variante)),
        swing=1.0 if recto else swing_segun_tempo(sum(tempo) / 2),
        humanizar_ms=float(rng.uniform(5, 11)),
        arranques=(0, 0, 2),
    )
