"""El catálogo: qué se oye en cada archivo, qué tarea ilustra y cómo se dice de dónde sale."""

from __future__ import annotations

from dataclasses import dataclass, field

from comun.carpeta import LICENCIA, LICENCIA_DE_ESPEAK

from . import eventos
from .voces import Prosodia

PROPIA = "síntesis propia con NumPy y SciPy"
ESPEAK = "espeak-ng 1.51, voz {}"
FLITE = "flite 2.2, voz cmu_us_{}"
FLUID = "FluidSynth 2.3.1 con la fuente FluidR3 GM"


@dataclass(frozen=True)
class Ficha:
    """Una fila de metadatos.csv, menos lo que se mide en el propio archivo.

    `parametros` son las cifras que el sonido promete y que las pruebas miden.
    """

    que_es: str
    tarea: str
    origen: str
    como: str
    texto: str = ""
    idioma: str = ""
    parametros: dict[str, float | str] = field(default_factory=dict)

    @property
    def licencia(self) -> str:
        """La del archivo; en una voz de espeak-ng suenan grabaciones que van con el programa."""
        return LICENCIA_DE_ESPEAK if self.origen.startswith(ESPEAK.partition(" ")[0]) else LICENCIA


RECONOCER, HABLANTES = "reconocimiento del habla", "identificación y verificación de hablantes"
EMOCION, ACENTO = "emoción en la voz", "acento"
EVENTOS, MUSICA = "eventos acústicos", "género musical y características musicales"

ORDEN = "Enciende la luz de la cocina."
FRASE_EMOCION = "El tren llega a la estación a las siete."
FRASE_ACENTO = "Please park the car by the water, and ask Mary for the last glass."

VOZ_ORDEN, VOZ_EMOCION = "es-419", "es-419+f2"
PROSODIA_ORDEN = Prosodia(ritmo=135)
PROSODIAS = {
    "neutra": Prosodia(tono=50, rango=50, ritmo=150),
    "alegria": Prosodia(tono=72, rango=95, ritmo=185, inclinacion_db=5.0),
    "tristeza": Prosodia(tono=22, rango=20, ritmo=112, inclinacion_db=-6.0),
}
EMOCIONES = {  # cómo se describe; mediana de f0 (Hz) y rango entre los percentiles 5 y 95 (semitonos)
    "neutra": ("sin emoción marcada", 196, 6.3),
    "alegria": ("con prosodia alegre", 266, 9.0),
    "tristeza": ("con prosodia triste", 138, 3.4),
}

PROSODIA_ACENTO = Prosodia(ritmo=145)
ACENTOS = {
    "us": ("en-us", "de Estados Unidos"),
    "england": ("en-gb-x-rp", "de Inglaterra"),
    "scotland": ("en-gb-scotland", "de Escocia"),
    "caribbean": ("en-029", "del Caribe"),
}

VOCES_FLITE = {
    "slt": "mujer, inglés de Estados Unidos",
    "rms": "hombre, inglés de Estados Unidos",
    "awb": "hombre, inglés de Escocia",
}
TREN = "Yesterday the train was late again, so I walked home along the river and watched the boats come back."
PAN = (
    "If you want to bake good bread, you need warm water, a little salt, "
    "and a lot of patience in the morning."
)
MUSEO = (
    "The museum opens at nine, but the tickets for the new exhibition are sold at the small office next door."
)
MEZCLA = {  # archivo: voz de flite, cuándo entra (s), frase
    "hablante_1": ("slt", 0.6, TREN),
    "hablante_2": ("rms", 0.0, PAN),
    "hablante_3": ("awb", 0.2, MUSEO),
}
RMS_FUENTE_DBFS = -25.0

CITA = "I will meet you at the station at half past nine."
JARDIN = "The garden looks beautiful after the summer rain."
VERIFICACION = {  # archivo: qué se oye, voz de flite, frase
    "hablante_a_1": ("La voz A dice una frase", "rms", CITA),
    "hablante_a_2": ("La voz A dice otra frase", "rms", JARDIN),
    "hablante_b_1": ("La voz B dice la primera frase de la voz A", "awb", CITA),
}

NOTAS = {  # archivo: qué se oye, Hz
    "nota_flauta": ("La nota la4 tocada por una flauta", 440.0),
    "nota_violin": ("La misma nota, la4, tocada por un violín", 440.0),
    "nota_flauta_mi5": ("La misma flauta con otra nota, mi5", 659.26),
}


def _de_la_orden() -> dict[str, Ficha]:
    como = f"Voz sintética a {PROSODIA_ORDEN.ritmo} palabras por minuto"
    que_es = "Una orden corta, como las que se dan a un asistente"
    return {"habla_orden.flac": Ficha(que_es, RECONOCER, ESPEAK.format(VOZ_ORDEN), como, ORDEN, "es")}


def _de_emociones() -> dict[str, Ficha]:
    fichas = {}
    for emocion, p in PROSODIAS.items():
        descripcion, f0, rango = EMOCIONES[emocion]
        agudos = f"agudos {p.inclinacion_db:+.0f} dB" if p.inclinacion_db else "agudos sin tocar"
        fichas[f"emocion_{emocion}.flac"] = Ficha(
            f"La misma frase, {descripcion}",
            EMOCION,
            ESPEAK.format(VOZ_EMOCION),
            f"Voz sintética: tono {p.tono}, rango de tono {p.rango}, {p.ritmo} palabras por minuto, {agudos}",
            FRASE_EMOCION,
            "es",
            {"f0_hz": f0, "rango_st": rango, "ritmo_ppm": p.ritmo},
        )
    return fichas


def _de_acentos() -> dict[str, Ficha]:
    ritmo = PROSODIA_ACENTO.ritmo
    return {
        f"acento_{acento}.flac": Ficha(
            f"La misma frase con el acento inglés {lugar}",
            ACENTO,
            ESPEAK.format(voz),
            f"Voz sintética: reglas de pronunciación de {voz}, {ritmo} palabras por minuto",
            FRASE_ACENTO,
            "en",
        )
        for acento, (voz, lugar) in ACENTOS.items()
    }


def _de_verificacion() -> dict[str, Ficha]:
    return {
        f"{nombre}.flac": Ficha(
            que_es, HABLANTES, FLITE.format(voz), f"Voz sintética: {VOCES_FLITE[voz]}", frase, "en"
        )
        for nombre, (que_es, voz, frase) in VERIFICACION.items()
    }


def _de_la_mezcla() -> dict[str, Ficha]:
    fichas = {
        "mezcla_3_hablantes.flac": Ficha(
            "Tres personas hablando a la vez, al mismo nivel",
            HABLANTES,
            "; ".join(FLITE.format(voz) for voz, _, _ in MEZCLA.values()),
            "Suma exacta, muestra a muestra, de hablante_1, hablante_2 y hablante_3",
            " / ".join(frase for _, _, frase in MEZCLA.values()),
            "en",
            {"fuentes": len(MEZCLA)},
        )
    }
    for nombre, (voz, retraso, frase) in MEZCLA.items():
        entrada = f"; entra a los {retraso:.1f} s".replace(".", ",") if retraso else ""
        fichas[f"{nombre}.flac"] = Ficha(
            f"La voz {nombre[-1]} de la mezcla, sola",
            HABLANTES,
            FLITE.format(voz),
            f"Voz sintética: {VOCES_FLITE[voz]}{entrada}",
            frase,
            "en",
            {"rms_dbfs": RMS_FUENTE_DBFS},
        )
    return fichas


def _de_eventos() -> dict[str, Ficha]:
    parciales = {
        f"parcial_{i}_hz": round(eventos.CAMPANA_PRIMA_HZ * p[1], 1)
        for i, p in enumerate(eventos.CAMPANA_PARCIALES[:5], start=1)
    }
    de_motor = {"encendido_hz": eventos.MOTOR_ENCENDIDO_HZ}
    tonos = {f"tono_{i}_hz": f for i, f in enumerate(eventos.ALARMA_TONOS_HZ, start=1)}
    banda = dict(zip(("minima_hz", "maxima_hz"), eventos.PAJARO_BANDA_HZ, strict=True))
    descripciones = {
        "lluvia": (
            "Lluvia sobre una superficie dura",
            f"Ruido con el espectro de la lluvia lejana y {eventos.GOTAS_POR_SEGUNDO} gotas por segundo "
            "cerca, cada una un choque breve y a veces una burbuja que resuena",
            {},
        ),
        "campana": (
            "Un toque de campana de iglesia",
            "Síntesis modal: once parciales (1 : 2 : 2,4 : 3 : 4 los cinco primeros) que decaen, "
            "cada uno un par de modos vecinos que baten",
            parciales,
        ),
        "motor": (
            "Un motor de cuatro cilindros al ralentí, sano",
            "Una explosión cada media vuelta a 900 vueltas por minuto, filtrada por el escape y la carcasa",
            de_motor,
        ),
        "motor_averiado": (
            "El mismo motor con un golpe metálico periódico, como el de una biela suelta",
            "El motor sano más un golpe de cinco modos metálicos cada dos vueltas",
            de_motor | {"golpe_hz": eventos.MOTOR_GOLPE_HZ},
        ),
        "pajaro": (
            "Canto de pájaro inventado, de cinco frases",
            "Silbidos cuya frecuencia recorre una trayectoria por sílaba, con un poco de eco de bosque",
            banda,
        ),
        "alarma": (
            "Alarma de dos tonos",
            "Armónicos impares que alternan de tono cada 0,4 s, por una bocina y con eco de nave",
            tonos | {"tono_s": eventos.ALARMA_TONO_S},
        ),
        "golpes": (
            "Seis golpes con los nudillos en una puerta de madera",
            "Contactos de 2 ms que excitan nueve modos de un tablero, en una habitación",
            {"golpes": len(eventos.GOLPES_S)},
        ),
    }
    return {
        f"{nombre}.flac": Ficha(que_es, EVENTOS, PROPIA, como, parametros=parametros)
        for nombre, (que_es, como, parametros) in descripciones.items()
    }


def _de_musica() -> dict[str, Ficha]:
    como = "Una nota de 2 s y su cola, sin reverberación"
    fichas = {
        f"{archivo}.flac": Ficha(que_es, MUSICA, FLUID, como, parametros={"f0_hz": hz})
        for archivo, (que_es, hz) in NOTAS.items()
    }
    como = "Compuesta y mezclada por data/recetas/demos/jazz.py"
    fichas["jazz_generado.flac"] = Ficha("Una pieza de jazz compuesta por código", MUSICA, FLUID, como)
    return fichas


FICHAS = (
    _de_la_orden()
    | _de_musica()
    | _de_eventos()
    | _de_la_mezcla()
    | _de_verificacion()
    | _de_emociones()
    | _de_acentos()
)
