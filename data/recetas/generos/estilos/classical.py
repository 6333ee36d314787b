"""Música clásica: sin batería, armonía funcional con cadencias, dinámica amplia y tempo flexible."""

from __future__ import annotations

from ..acompanamiento import arpegio, colchon, teclas, voz_interior
from ..bajo import patron
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import algunos, elegir, intervalo

VARIANTES = (
    "piano_alberti", "cuarteto", "barroco", "guitarra", "vientos", "orquesta",
    "piano_nocturno", "flauta_y_piano", "cuarteto", "piano_alberti", "orquesta", "barroco",
)  # fmt: skip
MAYORES = (
    "I IV V7 I",
    "I vi ii V7",
    "I V7 I IV/V7",
    "I/V vi/iii IV/I IV/V",
    "I ii V7 I",
    "IV I V7 I",
    "I V7/I ii/V7 I",
)
MENORES = ("i ivm V7 i", "i bVI iidis V7", "i V7 i ivm/V7", "i bVII bIII V7")
TEMPOS = {
    "piano_alberti": (84, 156),
    "piano_nocturno": (56, 92),
    "cuarteto": (60, 144),
    "barroco": (76, 128),
    "guitarra": (70, 120),
    "vientos": (80, 132),
    "orquesta": (64, 140),
    "flauta_y_piano": (66, 118),
}


def _melodia(rng, nombre, programa, nivel=0.0, densidad=None, **otros):
    densidad = densidad or elegir(rng, ("media", "corcheas", "larga"))
    ajustes = {
        "densidad": densidad,
        "silencio": 0.08,
        "corte": 0.97,
        "ambito": 9,
        "golpe": float(rng.uniform(70, 100)),
    }
    return Parte(nombre, programa, cantar, nivel, ajustes | otros)


def _piano(rng, variante):
    if variante == "piano_alberti":
        figura, paso = elegir(rng, (("0212", 0.5), ("0212", 0.25), ("0121", 0.5), ("012", 0.5)))
        izquierda = Parte("mano izquierda", 0, arpegio, -4, {"figura": figura, "paso": paso, "centro": 53})
        return _melodia(
            rng, "mano derecha", 0, densidad=elegir(rng, ("media", "corcheas", "rapida")), centro=76
        ), izquierda
    figura = elegir(rng, ("012345", "01234321", "0121"))
    izquierda = Parte(
        "mano izquierda", 0, arpegio, -4, {"figura": figura, "paso": 0.5, "centro": 46, "ligado": 2.0}
    )
    return _melodia(rng, "mano derecha", 0, densidad=elegir(rng, ("larga", "media")), centro=74), izquierda


def _cuerdas(rng):
    paso = float(elegir(rng, (0.0, 0.5, 1.0)))
    arco = (40, 40, 41, 42) if rng.random() < 0.6 else (48, 48, 48, 48)
    return (
        _melodia(rng, "violín primero", arco[0], centro=76),
        Parte("violín segundo", arco[1], voz_interior, -4, {"centro": 66, "indice": 1, "paso": paso}),
        Parte("viola", arco[2], voz_interior, -5, {"centro": 59, "indice": 2, "paso": paso}),
        Parte(
            "violonchelo",
            arco[3],
            patron,
            -3,
            {
                "ritmo": elegir(rng, ("R...R...R...R...", "R.......Q.......", "R.R.Q.Q.R.R.Q.Q.")),
                "centro": 45,
            },
        ),
    )


def _partes(rng, variante):
    if variante.startswith("piano"):
        return _piano(rng, variante)
    if variante == "cuarteto":
        return _cuerdas(rng)
    if variante == "barroco":
        clave = Parte(
            "clave",
            6,
            arpegio,
            -4,
            {"figura": elegir(rng, ("0121", "01210121", "0213")), "paso": 0.5, "centro": 60},
        )
        bajo = Parte("violonchelo", 42, patron, -3, {"ritmo": "R...R...Q...R...", "centro": 45})
        return (
            _melodia(rng, "solista", elegir(rng, (40, 74, 73, 68)), densidad="corcheas", centro=76),
            clave,
            bajo,
        )
    if variante == "guitarra":
        figura = elegir(rng, ("012321", "0132", "01234321"))
        acordes = Parte(
            "guitarra", 24, arpegio, -3, {"figura": figura, "paso": 0.5, "centro": 54, "ligado": 1.8}
        )
        return _melodia(
            rng, "guitarra aguda", 24, densidad=elegir(rng, ("larga", "media")), centro=69
        ), acordes
    if variante == "vientos":
        interior = [
            Parte(nombre, programa, voz_interior, -4, {"centro": centro, "indice": k, "paso": 1.0})
            for k, (nombre, programa, centro) in enumerate(
                (("fagot", 70, 48), ("clarinete", 71, 62), ("trompa", 60, 57))
            )
        ]
        return _melodia(rng, "solista", elegir(rng, (73, 68, 71)), centro=77), *interior
    if variante == "flauta_y_piano":
        piano = Parte(
            "piano",
            0,
            arpegio,
            -4,
            {"figura": elegir(rng, ("0121", "0212")), "paso": 0.5, "centro": 57, "ligado": 1.5},
        )
        return _melodia(rng, "flauta", elegir(rng, (73, 40, 42, 71)), centro=elegir(rng, (74, 77))), piano
    metales = Parte("trompas", 60, colchon, -6, {"centro": 57}, presencia=0.7)
    timbales = Parte("timbales", 47, patron, -7, {"ritmo": "R.......R.R.....", "centro": 43}, presencia=0.35)
    maderas = Parte(
        "maderas",
        elegir(rng, (68, 73)),
        teclas,
        -6,
        {"ritmo": "x.x.x.x.x.x.x.x.", "centro": 70, "voces": 3},
        presencia=0.6,
    )
    return (*_cuerdas(rng), metales, maderas, timbales)


def formar(rng, variante: str) -> Banda:
    """Sortea un conjunto de música clásica de esa variante."""
    menor = rng.random() < 0.4
    escala = "menor_armonica" if menor else "mayor"
    partes = tuple(_con_escala(parte, escala) for parte in _partes(rng, variante))
    return Banda(
        genero="classical",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, MENORES if menor else MAYORES, 3),
        modo="menor" if menor else "mayor",
        partes=partes,
        pulsos=int(elegir(rng, (4, 4, 3))),
        humanizar_ms=float(rng.uniform(6, 14)),
        rubato=float(rng.uniform(0.02, 0.09)),
        arranques=(0, 0, 2),
    )


def _con_escala(parte: Parte, escala: str) -> Parte:
    if parte.generar is not cantar:
        return parte
    return Parte(parte.nombre, parte.programa, cantar, parte.nivel_db, {**parte.ajustes, "escala": escala})
