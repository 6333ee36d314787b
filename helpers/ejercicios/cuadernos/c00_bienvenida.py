"""Cuaderno 00: las cifras de sus sonidos y de su modelo de emociones, y las familias de tareas."""

from __future__ import annotations

from typing import Any

from helpers.ejercicios.respuestas import Texto, misma_palabra

SR_JAZZ = 22_050
MUESTRAS_DE_LA_OTRA, SR_DE_LA_OTRA = 88_200, 44_100
GRAVE_HZ, AGUDO_HZ = 800.0, 1000.0

CLASES_DE_EMOCION = 8
PROBABILIDADES = (0.1312, 0.1299, 0.1293, 0.1262, 0.1252)  # las cinco que se ven
PRIMERA = PROBABILIDADES[0]
PARTE_IGUAL = 1 / CLASES_DE_EMOCION
VECES = PRIMERA / PARTE_IGUAL
GRABACIONES, NEUTRAS = 200, 60  # las de la prueba del ejercicio 4
AZAR = NEUTRAS / GRABACIONES

# De cada familia, cómo se la puede llamar. La primera es la que dice el enunciado.
FAMILIAS = {
    "habla": (
        "habla",
        "reconocimiento del habla",
        "reconocimiento de habla",
        "reconocimiento automático del habla",
        "speech recognition",
        "ASR",
    ),
    "genero": ("genero", "género musical"),
    "eventos": (
        "eventos",
        "evento",
        "eventos acústicos",
        "detección de eventos",
        "detección de eventos acústicos",
    ),
    "hablantes": (
        "hablantes",
        "hablante",
        "identificación de hablantes",
        "verificación de hablantes",
        "identificación y verificación de hablantes",
        "identificación de hablante",
        "verificación de hablante",
        "identificación",
        "verificación",
    ),
    "emocion": ("emocion", "emociones"),
    "acento": ("acento", "acentos"),
}
PALABRAS = ", ".join(f'`"{familia}"`' for familia in FAMILIAS)


class Familia(Texto):
    """Una familia, por cualquiera de sus nombres. Llega el primero o, si no es de ninguna, el texto."""

    def leer(self, nombre: str, valor: Any) -> str:
        """Devuelve la familia."""
        texto = super().leer(nombre, valor)
        return next((f for f, nombres in FAMILIAS.items() if misma_palabra(texto, *nombres)), texto)
