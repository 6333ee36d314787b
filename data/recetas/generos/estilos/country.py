"""Country: bajo alterno de raíz y quinta, rasgueo en 2 y 4, tríadas mayores y cuerda pulsada."""

from __future__ import annotations

from ..acompanamiento import arpegio, colchon, rasgueo, teclas, travis
from ..bajo import caminante, patron
from ..melodia import cantar
from ..partitura import Banda, Parte
from .comunes import BAJOS_ELECTRICOS, algunos, bateria, elegir, intervalo

VARIANTES = (
    "tren", "honky_tonk", "bluegrass", "balada", "country_rock", "dos",
    "dos", "country_pop", "tren", "honky_tonk", "dos", "bluegrass",
)  # fmt: skip
PROGRESIONES = ("I IV V I", "I I IV V", "I V I V", "I IV I V", "I V IV I", "I vi IV V", "I I V V", "IV I V I")
TEMPOS = {
    "tren": (84, 152),
    "honky_tonk": (80, 140),
    "bluegrass": (90, 156),
    "balada": (66, 96),
    "country_rock": (100, 152),
    "dos": (80, 152),
    "country_pop": (84, 124),
}
BATERIAS = {
    "tren": ("tren", "tren_fuerte"),
    "honky_tonk": ("country", "country_aro"),
    "balada": ("country_aro", "balada"),
    "country_rock": ("rock", "rock_plato", "country"),
    "dos": ("country", "tren_fuerte"),
    "country_pop": ("rock", "pop_16", "country"),
}
SOLISTAS = (
    (105, "banjo"),
    (110, "violín"),
    (22, "armónica"),
    (25, "guitarra"),
    (27, "telecaster"),
    (110, "violín"),
)


def _solista(rng, variante):
    programa, nombre = elegir(
        rng, SOLISTAS if variante != "country_pop" else ((53, "voz"), (27, "telecaster"), (110, "violín"))
    )
    ajustes = {
        "escala": elegir(rng, ("pentatonica_mayor", "mayor")),
        "densidad": elegir(rng, ("media", "corcheas")),
        "centro": elegir(rng, (69, 72, 74)),
        "adornos": 0.2,
        "silencio": 0.2,
    }
    return Parte(nombre, programa, cantar, -1, ajustes)


def _ritmica(rng, variante):
    programa = elegir(rng, (25, 25, 25, 27))
    if variante in ("tren", "balada") and rng.random() < 0.5:
        return Parte("guitarra punteada", programa, travis, -1)
    if variante in ("country_rock", "country_pop"):
        efectos = {"distorsion": -2} if rng.random() < 0.5 else {}
        ritmo = elegir(rng, ("X.x.x.xxX.x.x.xx", "X...x.x...x.x.x.", "X.x.X.x.X.x.X.x."))
        return Parte("guitarra", elegir(rng, (25, 27, 29)), rasgueo, -2, {"ritmo": ritmo}, efectos)
    return Parte(
        "guitarra",
        programa,
        rasgueo,
        -1,
        {"ritmo": elegir(rng, ("....X.......X...", "....X.x.....X.x.")), "centro": 60},
    )


def formar(rng, variante: str) -> Banda:
    """Sortea una banda de country de esa variante."""
    ritmo_bajo = (
        "R.......Q......."
        if variante not in ("country_rock", "country_pop")
        else elegir(rng, ("R.....R.Q.......", "R.R.R.R.R.R.R.R.", "R.......Q......."))
    )
    bajo = Parte(
        "bajo", elegir(rng, (32, *BAJOS_ELECTRICOS)), patron, -1, {"ritmo": ritmo_bajo, "adornos": 0.3}
    )
    if variante == "honky_tonk" and rng.random() < 0.4:
        bajo = Parte("bajo", 32, caminante, -1)
    extra = elegir(
        rng,
        (
            Parte("piano", 3, teclas, -7, {"ritmo": "....x.......x...", "centro": 66}, presencia=0.7),
            Parte("guitarra de pedal", 49, colchon, -9, {"centro": 68}, {"coro": 5.0}, presencia=0.7),
            Parte(
                "banjo", 105, arpegio, -5, {"figura": "02130213", "paso": 0.25, "centro": 64}, presencia=0.9
            ),
            Parte("violín", 110, cantar, -6, {"densidad": "larga", "centro": 76}, presencia=0.8),
        ),
    )
    partes = [_ritmica(rng, variante), bajo, _solista(rng, variante), extra]
    if variante == "bluegrass":
        partes[3] = Parte("banjo", 105, arpegio, -3, {"figura": "02130213", "paso": 0.25, "centro": 64})
    else:
        partes.insert(
            0, bateria(BATERIAS[variante], elegir(rng, (0, 0, 8, 40 if variante == "tren" else 0)), -3.5)
        )
    return Banda(
        genero="country",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 3),
        modo="mayor",
        partes=tuple(partes),
        swing=float(rng.uniform(1.5, 2.0)) if variante == "honky_tonk" else 1.0,
        humanizar_ms=float(rng.uniform(4, 10)),
    )
