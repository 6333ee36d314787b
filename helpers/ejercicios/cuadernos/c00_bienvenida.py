"""Cuaderno 00: ejecutar celdas, oír un audio, leer su espectrograma y clasificarlo."""

from __future__ import annotations

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Numero,
    Texto,
    cerca,
    con_coma,
    en_otra_unidad,
    intercambiadas,
    misma_palabra,
)

SR_JAZZ = 22_050
MUESTRAS_DE_LA_OTRA, SR_DE_LA_OTRA = 88_200, 44_100
ALARMA_HZ = {"grave_hz": 800.0, "agudo_hz": 1000.0}
CLASES_DE_EMOCION, PRIMERA_PROBABILIDAD = 8, 0.1312
PROBABILIDADES = (PRIMERA_PROBABILIDAD, 0.1299, 0.1293, 0.1262, 0.1252)  # las cinco que se ven


def _revisar_muestras(muestras: int, segundos: float) -> Veredicto:
    correctas = 3 * SR_JAZZ
    duran = MUESTRAS_DE_LA_OTRA / SR_DE_LA_OTRA
    if muestras != correctas:
        return fallo(_fallo_de_muestras(muestras))
    if not cerca(segundos, duran):
        return fallo(_fallo_de_segundos(segundos, duran))
    return acierto(
        f"3 s × {con_coma(SR_JAZZ)} muestras por segundo son {con_coma(correctas)}, y "
        f"{con_coma(MUESTRAS_DE_LA_OTRA)} entre {con_coma(SR_DE_LA_OTRA)}, {con_coma(duran)} s. "
        "Sin la frecuencia de muestreo, una lista de números no dice cuánto dura."
    )


def _fallo_de_muestras(muestras: int) -> str:
    if muestras == SR_JAZZ:
        return "`muestras`: eso es un segundo, y se piden tres."
    if muestras == 2 * SR_JAZZ:
        return "`muestras`: en `jazz` eso son dos segundos, y se piden tres."
    if muestras == SR_JAZZ // 3:
        return (
            "`muestras`: has dividido entre tres. ¿En tres segundos caben más muestras que en uno, o menos?"
        )
    if abs(muestras - 3 * SR_JAZZ) == 1:
        return "`muestras`: sobra o falta una. Basta con la multiplicación, sin sumar ni restar nada."
    if muestras == 3 * SR_DE_LA_OTRA:
        return "`muestras`: has usado los 44 100 Hz de la otra pregunta; `jazz` trae la suya en `jazz.sr`."
    if muestras == 3:
        return "`muestras`: tres son los segundos. ¿Cuántas muestras caben en cada uno?"
    if muestras > 3 * SR_DE_LA_OTRA:
        return "`muestras`: son demasiadas. ¿Has contado la pieza entera, o milisegundos?"
    return "`muestras`: ¿cuántas muestras hay en un segundo de `jazz`? ¿Y en tres?"


def _fallo_de_segundos(segundos: float, duran: float) -> str:
    if cerca(segundos, MUESTRAS_DE_LA_OTRA / SR_JAZZ):
        return (
            "`segundos`: eso durarían a la frecuencia de `jazz`. Esta grabación es otra y va a 44 100 Hz, "
            "el doble de muestras en cada segundo."
        )
    if cerca(segundos, 1 / duran):
        return "`segundos`: la división está del revés. ¿Qué se parte entre qué?"
    if cerca(segundos, MUESTRAS_DE_LA_OTRA * SR_DE_LA_OTRA):
        return "`segundos`: has multiplicado. Más muestras por segundo es menos tiempo, así que toca dividir."
    pregunta = "¿cuántas muestras caben en un segundo de esa grabación? ¿Cuántos segundos llenan las que hay?"
    return f"`segundos`: {_en_minuscula(en_otra_unidad(segundos, duran, 's')) or pregunta}"


def _en_minuscula(frase: str) -> str:
    return frase[:1].lower() + frase[1:]


def _revisar_alarma(grave_hz: float, agudo_hz: float) -> Veredicto:
    dadas = {"grave_hz": grave_hz, "agudo_hz": agudo_hz}
    if all(cerca(dadas[c], hz, relativa=0.07) for c, hz in ALARMA_HZ.items()):
        return acierto(
            "Los tonos se hicieron a 800 y 1000 Hz. A ojo no se lee mucho más fino, y casi nunca hace falta."
        )
    cruzadas = intercambiadas(dadas, ALARMA_HZ, relativa=0.07)
    if cruzadas:
        return fallo(cruzadas)
    return fallo(next(f for c, hz in ALARMA_HZ.items() if (f := _fallo_de_tono(c, dadas[c], hz))))


def _fallo_de_tono(campo: str, dado: float, correcto: float) -> str:
    if cerca(dado, correcto, relativa=0.07):
        return ""
    if otra_unidad := en_otra_unidad(dado, correcto, "Hz", relativa=0.07):
        return f"`{campo}`: {_en_minuscula(otra_unidad)}"
    otro = ALARMA_HZ["agudo_hz"] if correcto == ALARMA_HZ["grave_hz"] else ALARMA_HZ["grave_hz"]
    if cerca(dado, otro, relativa=0.07):
        return f"`{campo}`: ese es el otro tono; los dos no están a la misma altura."
    if cerca(dado, 900, relativa=0.03):
        return f"`{campo}`: eso es el punto medio. Mira a qué altura está cada tramo por separado."
    if any(cerca(dado, k * hz, relativa=0.05) for k in (3, 5) for hz in ALARMA_HZ.values()):
        return f"`{campo}`: esa línea es un armónico, una copia más aguda. Busca la de más abajo de ese tono."
    if 0 < dado <= 4:
        return f"`{campo}`: ¿has leído el eje del tiempo? La frecuencia va en vertical."
    return f"`{campo}`: busca el trazo más claro de cada tono y sigue su altura hasta el eje vertical."


FAMILIAS = {
    "habla": (
        "habla",
        "reconocimiento del habla",
        "reconocimiento de habla",
        "reconocimiento automático del habla",
        "speech recognition",
        "ASR",
    ),
    "genero": ("genero", "género", "género musical"),
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
    "emocion": ("emocion", "emoción", "emociones"),
    "acento": ("acento", "acentos"),
}
ENCARGOS = {"a": "habla", "b": "hablantes", "c": "eventos", "d": "acento"}
TIENTA = {
    ("a", "hablantes"): "sabrías quién habla y seguirías sin una palabra que escribir.",
    ("b", "habla"): "la frase da igual: «diga lo que diga». ¿Qué es lo que no puede cambiar?",
    ("c", "habla"): "en una tienda cerrada no habla nadie.",
    ("d", "hablantes"): "no buscas a una persona concreta, sino de dónde viene su manera de pronunciar.",
    ("d", "emocion"): "da igual que esté contento o triste: importa de dónde es.",
    ("d", "habla"): "aunque transcribieras cada palabra, no sabrías de dónde es.",
}


def _familia(respuesta: str) -> str | None:
    return next((f for f, nombres in FAMILIAS.items() if misma_palabra(respuesta, *nombres)), None)


def _revisar_familias(**respuestas: str) -> Veredicto:
    for encargo, correcta in ENCARGOS.items():
        elegida = _familia(respuestas[encargo])
        if elegida is None:
            palabras = ", ".join(f'`"{familia}"`' for familia in FAMILIAS)
            return fallo(f"`{encargo}`: no conozco «{respuestas[encargo]}». Las palabras son {palabras}.")
        if elegida != correcta:
            pregunta = "¿qué tendría que contestar el sistema para servir de algo?"
            return fallo(f"`{encargo}`: {TIENTA.get((encargo, elegida), pregunta)}")
    return acierto("Lo que decide la familia no es el sonido, sino la pregunta que se le hace.")


def _revisar_azar(azar: float, veces: float) -> Veredicto:
    correcto = 1 / CLASES_DE_EMOCION
    if not cerca(azar, correcto, relativa=0.0005):
        return fallo(_fallo_de_azar(azar, correcto))
    if not cerca(veces, PRIMERA_PROBABILIDAD / correcto, relativa=0.01):
        return fallo(_fallo_de_veces(veces, correcto))
    return acierto(
        "Un 5 % más que quien contesta sin escuchar. Ese modelo no ha dicho nada, aunque lo diga con cuatro "
        "decimales."
    )


def _fallo_de_azar(azar: float, correcto: float) -> str:
    if cerca(azar, 100 * correcto):
        return "`azar`: eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if any(cerca(azar, vista, relativa=0.0003) for vista in PROBABILIDADES):
        return "`azar`: esa es una de las que ha dado este modelo. ¿Y si no distinguiera nada?"
    if azar in (round(correcto, 1), round(correcto, 2), 0.13):
        return "`azar`: vas bien, pero has redondeado. Escríbelo con tres decimales o deja la división."
    if cerca(azar, CLASES_DE_EMOCION):
        return "`azar`: ocho son las clases. ¿Qué parte le toca a cada una si entre todas suman 1?"
    if cerca(azar, 1 / 5):
        return "`azar`: has repartido entre las cinco que se ven, y el modelo tiene ocho clases."
    if cerca(azar, 1 / 2):
        return "`azar`: un medio es el azar con dos clases. Aquí hay ocho."
    return "`azar`: las ocho probabilidades suman 1 y son iguales."


def _fallo_de_veces(veces: float, correcto: float) -> str:
    if cerca(veces, correcto / PRIMERA_PROBABILIDAD):
        return "`veces`: la división está del revés: se pregunta cuántas veces cabe el azar en la primera."
    if cerca(veces, PRIMERA_PROBABILIDAD - correcto, relativa=0.02):
        return "`veces`: eso es la diferencia. Se pide la razón: una entre la otra."
    razon = PRIMERA_PROBABILIDAD / correcto
    if cerca(veces, 100 * razon) or cerca(veces, 100 * (razon - 1), relativa=0.02):
        return "`veces`: eso es un tanto por ciento. Se pide cuántas veces: 1 sería «lo mismo que el azar»."
    if cerca(veces, razon - 1, relativa=0.02):
        return "`veces`: eso es lo que pasa de 1. Llegar justo al azar sería 1, no 0."
    if cerca(veces, razon / 100, relativa=0.02):
        return "`veces`: has dividido entre el azar en tanto por ciento. Los dos, entre 0 y 1."
    if cerca(veces, PRIMERA_PROBABILIDAD / 0.13, relativa=0.001):
        return "`veces`: has dividido entre el azar redondeado. Déjalo con todos sus decimales."
    if veces in (1, 1.1):
        return "`veces`: vas bien, pero has redondeado. Escríbelo con dos decimales o deja la división."
    return "`veces`: divide la primera probabilidad entre la del azar."


EJERCICIOS = {
    1: Ejercicio(
        campos={"muestras": Entero(), "segundos": Numero()},
        revisar=_revisar_muestras,
        pistas=(
            "`jazz.sr` dice cuántas muestras hay en cada segundo.",
            "Tres segundos son tres veces eso. Deja que Python haga la cuenta.",
            "De muestras a segundos: divide entre las que caben en un segundo de *esa* grabación.",
        ),
    ),
    2: Ejercicio(
        campos={"grave_hz": Numero(), "agudo_hz": Numero()},
        revisar=_revisar_alarma,
        pistas=(
            "La frecuencia está en el eje vertical. Mira solo el trazo más bajo y más claro de cada tono.",
            "Pon una regla, o el borde de un papel, desde el trazo hasta el eje: ¿entre qué dos marcas cae?",
            "El agudo cae justo en una marca. El grave, cerca de otra y un poco por encima.",
        ),
    ),
    3: Ejercicio(
        campos={encargo: Texto() for encargo in ENCARGOS},
        revisar=_revisar_familias,
        pistas=(
            "No mires qué suena: mira qué tendría que contestar el sistema.",
            "¿Una frase, el nombre de una persona, un momento, una región?",
        ),
    ),
    4: Ejercicio(
        campos={"azar": Numero(), "veces": Numero()},
        revisar=_revisar_azar,
        pistas=(
            "Las probabilidades de todas las clases suman 1, las veas o no.",
            "Ocho partes iguales de 1. Después, divide 0.1312 entre una de ellas.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Un modelo de diez géneros dice «metal» con un 95 % de una pieza de jazz. ¿Qué significa ese 95 %?",
        (
            Opcion(
                "Que acierta 95 de cada 100 piezas.",
                "Eso sería su exactitud, y se mide con muchas piezas de prueba. Una sola pieza no la dice.",
            ),
            Opcion(
                "Que la pieza tiene un 95 % de rasgos de metal.",
                "Suena razonable, pero el modelo no hace inventario: reparte 1 entre sus diez etiquetas.",
            ),
            Correcta(
                "Cómo ha repartido su confianza entre las etiquetas que conoce.",
                "Y puede repartirla muy mal. Estar seguro y acertar son cosas distintas.",
            ),
        ),
    ),
    Pregunta(
        "Le das al modelo de género una grabación de lluvia. ¿Qué hace?",
        (
            Correcta(
                "Elige uno de sus géneros, a veces con mucha seguridad.",
                "Solo tiene esas respuestas y suman 1. «Ninguno» no está entre ellas.",
            ),
            Opcion(
                "Da un error: la lluvia no es música.",
                "Sería lo sensato, pero para él un sonido son números, y con números siempre se opera.",
            ),
            Opcion(
                "Reparte a partes iguales, un 10 % a cada uno.",
                "Sería la manera honrada de decir «no lo sé». Nadie le ha enseñado a decirlo.",
            ),
        ),
    ),
    Pregunta(
        "En un espectrograma ves una raya vertical fina. ¿Qué suena?",
        (
            Opcion(
                "Una nota larga y aguda.",
                "Lo vertical tienta a pensar en «alto». Una nota larga se ve como una línea *horizontal*.",
            ),
            Correcta(
                "Un golpe: dura poco y reparte su energía por muchas frecuencias.",
                "Estrecha en el tiempo, ancha en frecuencia. Una palmada o un platillo se ven así.",
            ),
            Opcion(
                "Un silencio.",
                "Un silencio también puede verse como una franja vertical, pero oscura: ahí no hay energía.",
            ),
        ),
    ),
    Pregunta(
        "Tu clasificador de ocho emociones acierta 3 de 10 grabaciones. ¿Qué puedes decir?",
        (
            Opcion(
                "Que no sirve: falla más de la mitad.",
                "La mitad es el azar con *dos* clases. Con ocho, sin escuchar se acierta 1 de cada 8.",
            ),
            Opcion(
                "Que es más del doble que el azar, así que funciona.",
                "Va en la buena dirección, pero son 10 grabaciones. Contestando sin escuchar se aciertan 3 o "
                "más alrededor de una vez de cada ocho.",
            ),
            Correcta(
                "Poco: el azar es 1/8, pero con n = 10 ese resultado puede salir por suerte.",
                "Toda cifra viaja con su azar y su n. En el cuaderno 05 le pondrás un intervalo.",
            ),
        ),
    ),
)
