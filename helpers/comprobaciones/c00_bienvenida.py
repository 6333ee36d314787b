"""Cuaderno 00: ejecutar celdas, oír un audio y clasificarlo."""

from __future__ import annotations

from helpers.ejercicios import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.respuestas import Entero, Numero, cerca, con_coma, en_otra_unidad


def _revisar_duracion(muestras: int, duracion_s: float) -> Veredicto:
    correcta = muestras / 16_000
    if muestras <= 0:
        return fallo("Un audio tiene al menos una muestra: cuenta las de `audio.y`.")
    if not cerca(duracion_s, correcta):
        return fallo(
            en_otra_unidad(duracion_s, correcta, "s")
            or "A 16 000 muestras por segundo, ¿cuántos segundos llenan las que has contado?"
        )
    return acierto(f"{con_coma(muestras)} muestras a 16 000 por segundo llenan {con_coma(correcta)} s.")


EJERCICIOS = {
    1: Ejercicio(
        campos={"muestras": Entero(), "duracion_s": Numero()},
        revisar=_revisar_duracion,
        pistas=(
            "`len(audio.y)` cuenta las muestras.",
            "Si en un segundo caben 16 000 muestras, divide.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Un modelo dice «metal» con un 95 % de una pieza de jazz. ¿Qué significa ese 95 %?",
        (
            Opcion(
                "Que acierta 95 de cada 100 piezas.",
                "Eso es su exactitud, y se mide en un conjunto de prueba: una sola pieza no la dice.",
            ),
            Correcta(
                "Cómo ha repartido su confianza entre las etiquetas que conoce.",
                "El modelo reparte 1 entre sus etiquetas, aunque ninguna sea la buena.",
            ),
            Opcion(
                "Que la pieza tiene un 95 % de rasgos de metal.",
                "Suena razonable, pero el modelo no mide rasgos por separado: solo compara etiquetas.",
            ),
        ),
    ),
)
