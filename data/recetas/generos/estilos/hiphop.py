"""Hip hop: tempo tranquilo, caja o palmas en 2 y 4, mucho subgrave y un bucle corto que se repite."""

from __future__ import annotations

from ..acompanamiento import arpegio, colchon, teclas
from ..bajo import patron, sostenido
from ..bateria import tocar_trap
from ..melodia import cantar, riff
from ..partitura import SUBGRAVE, Banda, Parte
from .comunes import VOCES, algunos, bateria, elegir, intervalo

VARIANTES = (
    "soul", "jazz", "trap", "cuerdas", "oeste", "electro",
    "rock", "trap", "jazz", "oeste", "cuerdas", "soul",
)  # fmt: skip
PROGRESIONES = (
    "im7 im7",
    "im7 ivm7",
    "im7 bVImaj7",
    "im9 bVII",
    "im7 IV7",
    "im7 bVImaj7 bIIImaj7 V7",
    "im7 V7",
    "im9 ivm9",
)
TEMPOS = {
    "soul": (76, 100),
    "jazz": (80, 104),
    "trap": (64, 84),
    "cuerdas": (78, 102),
    "oeste": (84, 108),
    "electro": (92, 118),
    "rock": (82, 112),
}
RITMOS_DE_BAJO = ("R.....R...R.....", "R..R......Q.....", "R.....7.R.......", "R.........R..R..")


def _bucle(rng, variante):
    rodes = Parte(
        "piano eléctrico",
        elegir(rng, (4, 5)),
        teclas,
        -5,
        {"ritmo": elegir(rng, ("x.....x.........", "x.......x..x....")), "centro": 62},
        {"tremolo": 4.0},
    )
    if variante == "soul":
        return rodes, Parte("voz", elegir(rng, VOCES), colchon, -9, {"centro": 67}, presencia=0.6)
    if variante == "jazz":
        metal = Parte(
            "trompeta con sordina",
            elegir(rng, (59, 66, 11, 73)),
            cantar,
            -5,
            {"escala": "diatonica", "densidad": "media", "frase": 1, "silencio": 0.35},
        )
        return Parte(
            "piano",
            0,
            teclas,
            -4,
            {"ritmo": elegir(rng, ("x.....x.........", "x..x......x.....")), "centro": 63},
        ), metal
    if variante == "trap":
        campana = Parte(
            "campana",
            elegir(rng, (8, 10, 14, 11)),
            cantar,
            -5,
            {"escala": "menor_armonica", "densidad": "corcheas", "frase": 1, "centro": 76},
        )
        return campana, Parte("colchón", elegir(rng, (89, 91, 48)), colchon, -9)
    if variante == "cuerdas":
        pizzicato = Parte(
            "cuerdas",
            elegir(rng, (45, 48, 46)),
            arpegio,
            -4,
            {"figura": elegir(rng, ("0120.120", "0.210.21")), "paso": 0.5, "centro": 64},
        )
        return pizzicato, Parte(
            "piano", 0, teclas, -7, {"ritmo": "x...............", "centro": 55}, presencia=0.6
        )
    if variante == "oeste":
        agudo = Parte(
            "sintetizador",
            elegir(rng, (80, 81, 87)),
            cantar,
            -7,
            {"escala": "pentatonica", "densidad": "media", "centro": 84, "frase": 1},
        )
        return agudo, Parte(
            "clavinete", elegir(rng, (7, 4, 27)), teclas, -5, {"ritmo": "..x..x....x..x..", "duracion": 0.2}
        )
    if variante == "rock":
        return Parte("guitarra", 29, riff, -3, {}, {"distorsion": 4}), rodes
    return Parte("sintetizador", elegir(rng, (81, 62, 80)), riff, -5, {"centro": 60}), Parte(
        "golpes", 55, teclas, -6, {"ritmo": "x...............", "duracion": 0.5}, presencia=0.5
    )


def formar(rng, variante: str) -> Banda:
    """Sortea una base de hip hop de esa variante."""
    patrones = {"trap": ("trap",), "electro": ("electro",)}.get(
        variante, algunos(rng, ("boombap", "boombap2", "boombap3"), 2)
    )
    juego = {"trap": 25, "electro": elegir(rng, (25, 24))}.get(variante, elegir(rng, (0, 8, 16, 25)))
    if variante == "trap":
        tambores = bateria(patrones, juego, 1.5, generar=tocar_trap)
    else:
        tambores = bateria(patrones, juego, 1.5, redobles=0.0, crash=0.1, variacion=0.1)
    ritmo = elegir(rng, RITMOS_DE_BAJO)
    sub = Parte("subgrave", SUBGRAVE, sostenido, 0.5, {"ritmo": ritmo})
    electrico = Parte(
        "bajo",
        elegir(rng, (33, 35, 38, 39)),
        patron,
        0.5,
        {"ritmo": ritmo, "centro": 33},
        {"paso_bajo": 900.0},
    )
    graves = (
        (sub,)
        if variante in ("trap", "electro") or rng.random() < 0.4
        else (electrico, Parte("subgrave", SUBGRAVE, sostenido, -4, {"ritmo": ritmo}))
    )
    return Banda(
        genero="hiphop",
        estilo=variante,
        tempo=intervalo(rng, *TEMPOS[variante]),
        progresiones=algunos(rng, PROGRESIONES, 2),
        modo="menor",
        partes=(tambores, *graves, *_bucle(rng, variante)),
        swing=1.0 if variante in ("trap", "electro") else float(rng.uniform(1.0, 1.5)),
        unidad_swing=0.5,
        humanizar_ms=float(rng.uniform(0, 6)),
    )
