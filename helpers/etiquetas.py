"""Las etiquetas de los modelos, dichas en español. Dentro del código se usan las del modelo."""

from __future__ import annotations

EN_ESPANOL = {
    "blues": "blues",
    "classical": "clásica",
    "country": "country",
    "disco": "disco",
    "hiphop": "hip hop",
    "jazz": "jazz",
    "metal": "metal",
    "pop": "pop",
    "reggae": "reggae",
    "rock": "rock",
    "angry": "enfado",
    "calm": "calma",
    "disgust": "asco",
    "fearful": "miedo",
    "happy": "alegría",
    "neutral": "neutra",
    "sad": "tristeza",
    "surprised": "sorpresa",
    "australia": "Australia",
    "canada": "Canadá",
    "caribbean": "el Caribe",
    "england": "Inglaterra",
    "indian": "la India",
    "scotland": "Escocia",
    "us": "Estados Unidos",
    "chainsaw": "motosierra",
    "church_bells": "campanas",
    "clock_alarm": "despertador",
    "clock_tick": "reloj",
    "crackling_fire": "fuego",
    "crickets": "grillos",
    "crying_baby": "llanto",
    "dog": "perro",
    "door_wood_knock": "golpes",
    "engine": "motor",
    "footsteps": "pasos",
    "helicopter": "helicóptero",
    "rain": "lluvia",
    "rooster": "gallo",
    "sea_waves": "olas",
    "sneezing": "estornudo",
    "wind": "viento",
    "0": "cero",
    "1": "uno",
    "2": "dos",
    "3": "tres",
    "4": "cuatro",
    "5": "cinco",
    "6": "seis",
    "7": "siete",
    "8": "ocho",
    "9": "nueve",
}


def en_espanol(etiqueta: str) -> str:
    """Devuelve el nombre en español de una etiqueta de modelo, o la propia etiqueta si no lo tiene.

    Cuaderno 10, «Qué cambia en una voz».

    >>> from helpers.etiquetas import en_espanol
    >>> en_espanol("angry"), en_espanol("jazz")
    ('enfado', 'jazz')
    """
    return EN_ESPANOL.get(etiqueta, etiqueta)
