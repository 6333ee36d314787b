"""Cuaderno 09: preparar la entrada, leer una matriz de confusión y dudar de una cifra publicada."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from helpers.audio.sonido import Audio, cargar_audio, remuestrear
from helpers.datos.conjuntos import CONJUNTOS
from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Matriz,
    Numero,
    RespuestaIlegible,
    SiNo,
    cerca,
    con_coma,
    intercambiadas,
)

PIEZA = CONJUNTOS / "generos" / "audio" / "metal_b01_3.ogg"
SR_DEL_MODELO, SR_DE_LA_COPIA, DEL_JAZZ_S = 16_000, 44_100, 8
PIEZAS, ACERTADAS = 120, 101
METAL_ACERTADO, METAL_EN_LA_FILA, METAL_EN_LA_COLUMNA = 11, 12, 13
TAMANOS, TAMANO_BUENO = (100, 200, 400, 800, 1600), 400
EXTREMOS_DE_94_ENTRE_100 = (0.8752, 0.9722)
FRAGMENTOS, MAL_PUESTAS, DISCUTIBLES = 1000, 43, 63
AL_AZAR, POR_BANDAS = 0.93, (0.62, 0.775)  # exactitudes: repartiendo piezas, y repartiendo bandas enteras


# --- 1: la entrada


class Muestras(Matriz):
    """Las muestras de un sonido mono: quien entrega el `Audio` entero oye que solo hace falta su `y`."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el vector de muestras."""
        if isinstance(valor, Audio):
            raise RespuestaIlegible(
                f"`{nombre}` es un `Audio` a {con_coma(valor.sr)} Hz, y el clasificador quiere un array: sus "
                "muestras, sin la frecuencia."
            )
        if isinstance(valor, dict):
            raise RespuestaIlegible(
                f"`{nombre}`: con un diccionario también se puede llamar, pero hace falta otra biblioteca. "
                "Aquí, solo las muestras."
            )
        if isinstance(valor, tuple) and len(valor) == 2 and np.ndim(valor[0]) == 1:
            raise RespuestaIlegible(f"`{nombre}` lleva dos cosas, muestras y frecuencia. Solo las muestras.")
        return super().leer(nombre, valor)


def _revisar_entrada(entrada: np.ndarray) -> Veredicto:
    pieza = cargar_audio(PIEZA)
    esperada = remuestrear(pieza, SR_DEL_MODELO).y
    if abs(len(entrada) - len(esperada)) > SR_DEL_MODELO // 100:
        return fallo(_fallo_de_longitud(len(entrada), pieza))
    n = min(len(entrada), len(esperada))
    if not np.any(entrada):
        return fallo("`entrada` tiene la longitud buena, pero todas sus muestras son cero.")
    if np.corrcoef(entrada[:n], esperada[:n])[0, 1] < 0.98:
        return fallo("`entrada` mide lo que debe, pero no suena como la pieza. ¿Sale de `metal_cd`?")
    if not cerca(np.std(entrada), np.std(esperada), relativa=0.1):
        return fallo("`entrada` suena bien, pero a otro nivel. Con remuestrear basta: no hay que reescalar.")
    return acierto(
        f"{con_coma(len(esperada))} muestras: {con_coma(pieza.duracion)} s a {con_coma(SR_DEL_MODELO)} por "
        "segundo. Ahora el modelo oye la pieza a su velocidad."
    )


def _fallo_de_longitud(muestras: int, pieza: Audio) -> str:
    if cerca(muestras, SR_DE_LA_COPIA * pieza.duracion, relativa=0.001):
        return "`entrada`: esas son las muestras a 44 100 Hz, tal como llegaron. ¿Cuántas espera él?"
    if abs(muestras - DEL_JAZZ_S * SR_DEL_MODELO) <= 1:
        return "`entrada`: eso dura 8 s, como `jazz_16`. La pieza que te llega es `metal_cd`."
    if muestras < 1000:
        return "`entrada`: eso son muy pocas muestras. ¿Has entregado la respuesta del modelo, o un recorte?"
    por_segundo = con_coma(muestras / pieza.duracion, 4)
    return (
        f"`entrada`: tiene {con_coma(muestras)} muestras. En {con_coma(pieza.duracion)} s son {por_segundo} "
        "por segundo, y se esperan 16 000. Quitar muestras a saltos no sirve, ni vale otra pieza: hay que "
        "remuestrear `metal_cd`."
    )


# --- 2: fila o columna


def _revisar_metal(exhaustividad: float, precision: float) -> Veredicto:
    correctas = {
        "exhaustividad": METAL_ACERTADO / METAL_EN_LA_FILA,
        "precision": METAL_ACERTADO / METAL_EN_LA_COLUMNA,
    }
    dadas = {"exhaustividad": exhaustividad, "precision": precision}
    if cruzadas := intercambiadas(dadas, correctas):
        return fallo(f"{cruzadas} La exhaustividad mira la fila; la precisión, la columna.")
    for campo, correcta in correctas.items():
        de_todo = cerca(dadas[campo], ACERTADAS / PIEZAS, relativa=0.003)  # y queda cerca de la precisión
        if de_todo or not cerca(dadas[campo], correcta):
            return fallo(f"`{campo}`: {_fallo_de_metal(campo, dadas[campo], correcta)}")
    return acierto(
        "Encuentra 11 de 12 y, de las 13 que llama metal, 11 lo son. Con tan pocas, el intervalo de las dos "
        "es enorme: de la primera, entre 0,65 y 0,99."
    )


def _fallo_de_metal(campo: str, dada: float, correcta: float) -> str:
    if cerca(dada, 100 * correcta):
        return "eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if dada == METAL_ACERTADO:
        return "esos son los aciertos, lo que va arriba. Falta dividir."
    if dada == round(correcta, 1):
        return "vas bien, pero has redondeado de más. Escribe la división."
    if cerca(dada, ACERTADAS / PIEZAS, relativa=0.003):
        return "0,84 es la exactitud de los diez géneros. Cuenta solo el metal, y escribe la división."
    if cerca(dada, 1 - correcta):
        return "esos son los fallos. Arriba van los aciertos."
    if cerca(dada, METAL_ACERTADO / METAL_EN_LA_FILA):
        return "esa es la de la fila. Mira la **columna** del metal: todo lo que el modelo llama metal."
    if cerca(dada, METAL_ACERTADO / METAL_EN_LA_COLUMNA):
        return "esa es la de la columna. Mira la **fila** del metal: todo lo que es metal."
    if cerca(dada, 1 / correcta):
        return "la división está del revés: los aciertos van arriba."
    if cerca(dada, METAL_ACERTADO / PIEZAS):
        return "120 son todas las piezas. Cuenta solo las de su fila o las de su columna."
    donde = "la fila" if campo == "exhaustividad" else "la columna"
    return f"suma {donde} del metal: eso va debajo. Arriba va lo que está en la diagonal."


# --- 3: cuántas piezas


def _revisar_tamano(ancho: float, n: int) -> Veredicto:
    bajo, alto = EXTREMOS_DE_94_ENTRE_100
    if not cerca(ancho, alto - bajo, relativa=0.02):
        return fallo(f"`ancho`: {_fallo_de_ancho(ancho, bajo, alto)}")
    if n not in TAMANOS:
        return fallo(f"`n`: es uno de estos: {', '.join(map(str, TAMANOS))}.")
    if n < TAMANO_BUENO:
        return fallo(f"`n`: con {n} el intervalo pasa de 0,05 de ancho. Resta sus dos extremos.")
    if n > TAMANO_BUENO:
        return fallo(f"`n`: con {n} sobra. ¿Hay alguno más pequeño que también baje de 0,05?")
    return acierto(
        "Para un intervalo la mitad de ancho hacen falta unas cuatro veces más piezas: el ancho baja con la "
        "raíz de n."
    )


def _fallo_de_ancho(ancho: float, bajo: float, alto: float) -> str:
    if cerca(ancho, bajo - alto, relativa=0.02):
        return "te ha salido negativo: al extremo mayor se le resta el menor."
    if cerca(ancho, 100 * (alto - bajo), relativa=0.02):
        return "eso son puntos de tanto por ciento. Aquí se pide entre 0 y 1."
    if cerca(ancho, (alto - bajo) / 2, relativa=0.05):
        return "eso es la mitad: o va del centro a un extremo, o es el de otro tamaño. Se pide el de 100."
    if ancho in (0.09, 0.1):
        return "vas bien, pero has redondeado de más. Deja la resta."
    if cerca(ancho, alto + bajo):
        return "has sumado los extremos. El ancho es lo que hay entre los dos."
    if cerca(ancho, 2 * 1.96 * math.sqrt(0.94 * 0.06 / 100)):
        return "ese es el de la fórmula de «± 1,96». Aquí se pide el de Wilson: usa `intervalo_wilson`."
    if cerca(ancho, bajo) or cerca(ancho, alto):
        return "eso es uno de los extremos. El ancho es lo que hay entre los dos."
    return "`intervalo_wilson(94, 100)` devuelve los dos extremos. Réstalos."


# --- 4: el oyente perfecto


def _revisar_techo(techo: float, demostrado: bool) -> Veredicto:
    correcto = 1 - (MAL_PUESTAS + DISCUTIBLES) / FRAGMENTOS
    if not cerca(techo, correcto, relativa=0.001):
        return fallo(f"`techo`: {_fallo_de_techo(techo, correcto)}")
    if demostrado:
        return fallo(
            "`demostrado`: 0,94 es más que 0,894, sí, pero está medido con 100 piezas. ¿Cae el techo dentro "
            "de su intervalo?"
        )
    return acierto(
        "El techo cae dentro del intervalo de 94 entre 100: no se puede decir que lo pase. Y si lo pasara, "
        "sería para sospechar, no para celebrarlo."
    )


def _fallo_de_techo(techo: float, correcto: float) -> str:
    if cerca(techo, 100 * correcto):
        return "eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if cerca(techo, FRAGMENTOS * correcto):
        return "esos son los aciertos. Divide entre los fragmentos que hay."
    if cerca(techo, MAL_PUESTAS + DISCUTIBLES):
        return "esos son los fallos. Se pide la fracción que acierta."
    if cerca(techo, 1 - correcto):
        return "eso es lo que fallaría. Se pide lo que acierta."
    if cerca(techo, 1 - MAL_PUESTAS / FRAGMENTOS, relativa=0.001):
        return "has contado solo las equivocadas. Las discutibles también cuentan como fallo aquí."
    if cerca(techo, 1 - DISCUTIBLES / FRAGMENTOS, relativa=0.001):
        return "has contado solo las discutibles. Faltan las claramente equivocadas."
    if techo == 1:
        return "acierta de oído, pero se le corrige con las etiquetas, y 106 están mal o en duda."
    if techo in (0.9, 0.89):
        return "vas bien, pero has redondeado. Escríbelo con tres decimales o deja la división."
    return "de 1000, ¿en cuántos fragmentos su respuesta no coincide con la etiqueta?"


# --- 5: la fuga


def _revisar_honrada(honrada: float) -> Veredicto:
    menor, mayor = POR_BANDAS
    if menor <= honrada <= mayor:
        return acierto(
            f"Con las mismas piezas y el mismo clasificador, {con_coma(honrada, 2)} en vez de "
            f"{con_coma(AL_AZAR, 2)}. La diferencia es lo que la fuga regalaba (n = 420, azar 0,10)."
        )
    if 100 * menor <= honrada <= 100:
        return fallo("`honrada`: eso es un tanto por ciento. Aquí se pide entre 0 y 1.")
    if honrada == 1:
        return fallo("`honrada`: un 1 redondo sale al medir con las mismas piezas con las que aprende.")
    if mayor < honrada < 1:
        return fallo(
            "`honrada`: es demasiado alta para no tener fuga. ¿Has puesto `cv=`? Sin él, o con un reparto "
            "que no mira los grupos, `groups` se ignora."
        )
    if 0 <= honrada < 0.2:
        return fallo(
            "`honrada`: eso es el azar o menos. ¿Has agrupado por banda, o por género? Las piezas van en "
            "orden: cortar la lista tal cual, con `KFold`, deja géneros enteros sin aprender."
        )
    if 0.2 <= honrada < menor:
        return fallo("`honrada`: baja demasiado. ¿Has medido `modelo` con `X` entera y cinco partes?")
    return fallo("`honrada`: guarda la media de lo que devuelve `cross_val_score`, con `.mean()`.")


EJERCICIOS = {
    1: Ejercicio(
        campos={"entrada": Muestras()},
        revisar=_revisar_entrada,
        pistas=(
            "El modelo espera 16 000 muestras por segundo, y `metal_cd` trae 44 100.",
            "`remuestrear(audio, sr)` recibe un `Audio` y devuelve otro.",
            "De ese `Audio`, el clasificador solo quiere las muestras: `.y`.",
        ),
    ),
    2: Ejercicio(
        campos={"exhaustividad": Numero(), "precision": Numero()},
        revisar=_revisar_metal,
        pistas=(
            "Las dos llevan arriba lo mismo: las piezas de metal que el modelo llama metal.",
            "Para la exhaustividad, suma la fila del metal. Para la precisión, su columna.",
        ),
    ),
    3: Ejercicio(
        campos={"ancho": Numero(), "n": Entero()},
        revisar=_revisar_tamano,
        pistas=(
            "`intervalo_wilson(aciertos, n)` devuelve los dos extremos. El ancho es su resta.",
            "Los aciertos son el 94 % de cada tamaño: 94 de 100, 188 de 200…",
        ),
    ),
    4: Ejercicio(
        campos={"techo": Numero(), "demostrado": SiNo()},
        revisar=_revisar_techo,
        pistas=(
            "La persona no se equivoca nunca; las etiquetas, 43 veces seguro y 63 quizá.",
            "Para lo segundo, mira si tu techo cae dentro del intervalo de 94 aciertos entre 100.",
        ),
    ),
    5: Ejercicio(
        campos={"honrada": Numero()},
        revisar=_revisar_honrada,
        pistas=(
            "Hace falta un reparto que mire los grupos: `StratifiedGroupKFold` ya está importado.",
            "`cross_val_score` necesita las dos cosas: ese reparto en `cv=` y las bandas en `groups=`.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Le das a `pipeline` un array con 44 100 muestras por segundo y el modelo espera 16 000. ¿Qué pasa?",
        (
            Opcion(
                "Da un error: las frecuencias no coinciden.",
                "Ojalá. Un array no lleva escrita su frecuencia, así que no hay nada que comparar.",
            ),
            Opcion(
                "Lo remuestrea él.",
                "Eso hace con la *ruta* de un archivo, gracias a ffmpeg. Con un array no puede saberlo.",
            ),
            Correcta(
                "Contesta como si fuera otra pieza, más lenta y más grave.",
                "Y sin avisar. Por eso la frecuencia se comprueba siempre antes.",
            ),
        ),
    ),
    Pregunta(
        "Un modelo dice «metal» de un jazz con 0,946. ¿Qué has aprendido de él?",
        (
            Opcion(
                "Que es malo: se equivoca con mucha seguridad.",
                "Es una pieza. Uno que acierte 94 de cada 100 también falla alguna, y puede fallarla seguro.",
            ),
            Correcta(
                "Que con esa pieza falla; cuánto falla en general, todavía no.",
                "Con n = 1, casi cualquier exactitud es creíble. Hacen falta más piezas, y que se parezcan a "
                "las tuyas.",
            ),
            Opcion(
                "Que la pieza tiene algo de metal.",
                "Puede ser, pero la cifra no lo demuestra: el modelo reparte 1 entre sus etiquetas, pase lo "
                "que pase.",
            ),
        ),
    ),
    Pregunta(
        "Una ficha publica 0,94: la mejor de siete épocas, medidas con las mismas 100 piezas. ¿Qué haces?",
        (
            Opcion(
                "La creo: 0,94 es lo que ha medido.",
                "Lo ha medido, sí. Pero ha elegido el máximo, y un máximo sale alto también por suerte.",
            ),
            Correcta(
                "La leo como «quizá algo menos», con su intervalo, y busco una prueba con otras piezas.",
                "Elegir y medir se hacen con piezas distintas. Si no, la cifra viene con regalo.",
            ),
            Opcion(
                "La tiro: si está inflada, no vale nada.",
                "Está muy por encima del azar, que es 0,10. Lo que no se sabe es cuánto.",
            ),
        ),
    ),
    Pregunta(
        "Tu clasificador acierta el 91 % repartiendo piezas al azar y el 70 % repartiendo bandas enteras. "
        "¿Cuál enseñas a quien lo va a usar con bandas nuevas?",
        (
            Correcta(
                "El 70 %: es lo que verá quien lo use.",
                "Con bandas nuevas no habrá ninguna pieza hermana en el entrenamiento.",
            ),
            Opcion(
                "El 91 %: tiene más datos de cada banda.",
                "Justo por eso no vale: al usarlo no tendrás otras piezas de la banda que te toque.",
            ),
            Opcion(
                "La media de los dos.",
                "Suena prudente, pero mezcla una medida con fuga y otra sin ella, y no contesta a nada.",
            ),
        ),
    ),
    Pregunta(
        "La media de una pieza entera dice «jazz, 0,31». ¿Qué puede haber pasado?",
        (
            Opcion(
                "Que el modelo duda en toda la pieza.",
                "Es lo primero que se piensa. Pero una media baja también sale de estar muy seguro de cosas "
                "distintas en cada tramo.",
            ),
            Correcta(
                "Que en cada tramo suena una cosa, y la media las mezcla.",
                "La línea de tiempo lo enseña; la etiqueta única lo esconde.",
            ),
            Opcion(
                "Que la pieza tiene un 31 % de jazz.",
                "Podría ser, pero una probabilidad no es una proporción de la música.",
            ),
        ),
    ),
)
