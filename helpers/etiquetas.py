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
}


def en_espanol(etiqueta: str) -> str:
    """Devuelve el nombre en español de una etiqueta de modelo, o la propia etiqueta si no lo tiene."""
    return EN_ESPANOL.get(etiqueta, etiqueta)
