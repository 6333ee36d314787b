"""Cuaderno 01: aliasing, decibelios, un retardo medido, bits y dos lecturas alineadas."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers.audio.sonido import cargar_audio, fijar_duracion
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import Funcion, Numero, RespuestaIlegible, cerca, con_coma, intercambiadas

TONOS_Y_SR = (
    (1000, 8000),
    (5000, 8000),
    (9500, 8000),
    (14_900, 8000),
    (76_300, 8000),
    (3000, 11_025),
    (7000, 11_025),
    (30_000, 44_100),
    (425_000, 44_100),
    (np.float64(100_000), 11_025),
)
SEGUNDOS_DE_CAMPANA = 1
METROS_POR_SEGUNDO = 343
SEMILLA, RETARDO_MINIMO, RETARDO_MAXIMO = 2027, 300, 600
RETARDO_DE_LOS_MOVILES, RETARDO_MAXIMO_A_MANO = 1500, 2500
SEGUNDOS_DE_JAZZ, BITS_DEL_JAZZ, SNR_PEDIDA = 8, 8, 91
PALABRA_S, PALABRA_EN_LA_LENTA_S, DUDA_S = 1.23, 2.23, 0.6
DURAN_S = {"rapida": 2.920, "lenta": 4.418}


# --- 1: el disfraz


def _plegar(f: np.ndarray, sr: np.ndarray | float) -> np.ndarray:
    return np.abs(f - sr * np.round(f / sr))


def _leer_aparente(valor: Any, f: float, sr: int) -> float:
    """Lee lo que devuelve la función del estudiante con un tono, aunque venga en un arreglo de uno."""
    caso = f"frecuencia_aparente({f:g}, {sr})"
    if valor is None:
        raise RespuestaIlegible(f"`{caso}` devuelve None. ¿Falta un `return`?")
    return Numero().leer(caso, valor.item() if getattr(valor, "size", 0) == 1 else valor)


def _revisar_disfraz(frecuencia_aparente: Callable) -> Veredicto:
    dadas = np.array([_leer_aparente(frecuencia_aparente(f, sr), f, sr) for f, sr in TONOS_Y_SR])
    f, sr = np.array(TONOS_Y_SR, float).T
    bien = np.isclose(dadas, _plegar(f, sr), rtol=0.001, atol=0.5)
    if bien.all():
        return acierto(
            "A 8000 Hz, 1000 cabe y se queda; 5000, 9500 y 14 900 se disfrazan de algo que está entre 0 y "
            "4000. Quien reciba esas muestras no podrá saberlo."
        )
    for errada, que_pasa in _disfraces_erroneos(f, sr):
        if cerca(dadas, errada, relativa=1e-6, absoluta=1e-6):
            return fallo(que_pasa)
    cual = int(np.flatnonzero(~bien)[0])
    return fallo(_fallo_de_aparente(f[cual], dadas[cual], sr[cual]))


def _disfraces_erroneos(f: np.ndarray, sr: np.ndarray) -> list[tuple[np.ndarray, str]]:
    mitad, vueltas = sr / 2, np.round(f / sr)
    una_vez = np.where(f <= mitad, f, sr - f)
    sin_signo = (
        "Las cuentas son esas, pero falta el signo: una frecuencia negativa suena igual que la positiva."
    )
    sin_sr = "Has restado el número de vueltas. ¿Cuántos hercios son esas vueltas?"
    solo_una = (
        "Funciona hasta `sr`, pero no más allá: solo quitas una vuelta. A 8000, ¿cuántas caben en 14 900 Hz?"
    )
    return [
        (f, "Devuelve `f` tal cual: eso solo vale si cabe, por debajo de `sr`/2."),
        (
            np.minimum(f, mitad),
            "Lo que no cabe no se queda en `sr`/2, como contra una pared: rebota y sigue hacia abajo.",
        ),
        (
            f % sr,
            "Quitar vueltas enteras está bien, pero lo que queda aún puede pasar de `sr`/2, y ahí no hay "
            "sitio. ¿Y si el múltiplo más cercano está por encima?",
        ),
        (f - sr * vueltas, sin_signo),
        (sr * vueltas - f, sin_signo),
        (_plegar(sr, f), "Tu función recibe antes `sr` que `f`: aquí se llama con `f` primero."),
        (f - vueltas, sin_sr),
        (np.abs(f - vueltas), sin_sr),
        (
            _plegar(f, 8000),
            "Has dejado fijo 8000. Usa `sr`: la función tiene que valer para cualquiera.",
        ),
        (
            np.abs(sr - f),
            "Restas siempre `sr`. ¿Y si `f` ya cabía, como 1000 Hz a 8000? ¿Y si caben varias vueltas?",
        ),
        (
            sr - f,
            "Restas siempre de `sr`. ¿Y si `f` ya cabía, como 1000 Hz a 8000? ¿Y si caben varias vueltas?",
        ),
        (una_vez, solo_una),
        (np.abs(una_vez), solo_una),
        (np.where(f <= mitad, f, np.abs(f - sr)), solo_una),
        (
            np.min([f, np.abs(sr - f), np.abs(2 * sr - f)], axis=0),
            "Quitas una vuelta o dos. En 76 300 Hz, a 8000, caben más: cuéntalas con una división.",
        ),
        (
            f % mitad,
            "Has quitado vueltas de `sr`/2. Lo que no cambia las muestras son vueltas enteras, de `sr`.",
        ),
        (
            _plegar(f, mitad),
            "Has usado `sr`/2 como vuelta. Una vuelta entera entre muestras son `sr` hercios.",
        ),
        (_plegar(f, sr) / 1000, "Eso son kilohercios, y se piden hercios."),
        (_plegar(f, sr) / sr, "Eso son vueltas por muestra, entre 0 y ½. Se piden hercios."),
        (2 * np.pi * _plegar(f, sr), "Eso son radianes por segundo, y se piden hercios."),
    ]


def _fallo_de_aparente(f: float, dada: float, sr: float) -> str:
    con = f"Con `f = {f:g}` y `sr = {sr:g}` devuelve {con_coma(dada, 5)} Hz."
    if dada < 0:
        return f"{con} Una frecuencia negativa suena igual que la positiva."
    if dada > sr / 2:
        return f"{con} A esa velocidad no cabe nada por encima de {con_coma(sr / 2)} Hz."
    if f <= sr / 2:
        return f"{con} Esa frecuencia ya cabía: tendría que quedarse como está."
    return f"{con} ¿Qué múltiplo de `sr` es el más cercano a esa frecuencia? ¿A qué distancia está?"


MAL_REDONDEADO = "vas bien, pero has redondeado de más o hacia el lado que no es. Deja dos decimales."


def _mal_redondeado(dado: float, exacto: float) -> bool:
    """Dice si es el valor exacto con un decimal o ninguno, redondeado hacia cualquier lado."""
    recortes = [
        hacia(veces * exacto) / veces for veces in (1, 10) for hacia in (math.floor, math.ceil, round)
    ]
    return any(abs(dado - recorte) < 1e-6 for recorte in recortes)


# --- 2: pico y RMS


def _campana() -> np.ndarray:
    return fijar_duracion(cargar_audio(AUDIO / "campana.flac"), SEGUNDOS_DE_CAMPANA).y.astype(float)


def _revisar_nivel(pico_dbfs: float, rms_dbfs: float) -> Veredicto:
    y = _campana()
    pico, rms = float(np.abs(y).max()), math.sqrt(np.mean(y**2))
    correctas = {"pico_dbfs": 20 * math.log10(pico), "rms_dbfs": 20 * math.log10(rms)}
    dadas = {"pico_dbfs": pico_dbfs, "rms_dbfs": rms_dbfs}
    if cruzadas := intercambiadas(dadas, correctas):
        return fallo(f"{cruzadas} El pico nunca queda por debajo del RMS.")
    for campo, amplitud in (("pico_dbfs", pico), ("rms_dbfs", rms)):
        if not cerca(dadas[campo], correctas[campo], relativa=0, absoluta=0.06):
            return fallo(f"`{campo}`: {_fallo_de_nivel(campo, dadas[campo], amplitud, y)}")
    return acierto(
        f"Entre el pico y el RMS hay {con_coma(correctas['pico_dbfs'] - correctas['rms_dbfs'])} dB: es el "
        "factor de cresta. En un seno son 3; en un golpe seco, más de veinte."
    )


def _fallo_de_nivel(campo: str, dado: float, amplitud: float, y: np.ndarray) -> str:
    propios = _errores_de_pico(y) if campo == "pico_dbfs" else _errores_de_rms(y)
    for valor, que_pasa in [*propios, *_errores_de_decibelios(amplitud)]:
        if cerca(dado, valor, relativa=0.001, absoluta=0.02):
            return que_pasa
    if _mal_redondeado(dado, 20 * math.log10(amplitud)):
        return MAL_REDONDEADO
    if 0 < dado <= 1:
        return "eso aún no son decibelios: por debajo de la escala completa salen negativos."
    if dado > 0:
        return "te sale positivo, y eso es pasarse de la escala completa. ¿Respecto a qué amplitud mides?"
    que = (
        "la mayor amplitud sin mirar el signo"
        if campo == "pico_dbfs"
        else "la raíz de la media de los cuadrados"
    )
    return f"calcula antes {que}, un número entre 0 y 1, y pásalo después a decibelios de amplitud."


def _errores_de_decibelios(amplitud: float) -> list[tuple[float, str]]:
    db = 20 * math.log10(amplitud)
    sin_multiplicar = "ese es el logaritmo. A los decibelios les falta multiplicar."
    return [
        (amplitud, "eso es la amplitud, entre 0 y 1. Falta pasarla a decibelios."),
        (100 * amplitud, "eso es la amplitud en tanto por ciento. Falta pasarla a decibelios."),
        (db / 2, "has usado 10, que es para potencias. Lo que tienes aquí es una amplitud."),
        (2 * db, "sale el doble. ¿Has usado 20 con un cuadrado? El cuadrado ya es una potencia."),
        (20 * math.log(amplitud), "`np.log` es el logaritmo natural. Los decibelios usan el de base 10."),
        (10 * math.log(amplitud), "`np.log` es el logaritmo natural, y 10 es para potencias. Son dos cosas."),
        (20 * math.log2(amplitud), "has usado el logaritmo en base 2. Los decibelios usan el de base 10."),
        (40 * math.log(amplitud), "`np.log` es el logaritmo natural, y 20 con un cuadrado, el doble."),
        (math.log10(amplitud), sin_multiplicar),
        (2 * math.log10(amplitud), sin_multiplicar),
        (
            math.log(amplitud),
            "ese es el logaritmo natural, y sin multiplicar. Los decibelios usan el de base 10.",
        ),
        (-db, "el número es ese, pero el signo no: por debajo de la escala completa es negativo."),
        (
            20 * math.log10(amplitud * 32_768),
            "eso es respecto a 1 en enteros de 16 bits. Aquí las amplitudes van de −1 a 1, y 0 dBFS es 1.",
        ),
    ]


def _errores_de_pico(y: np.ndarray) -> list[tuple[float, str]]:
    otro = min(y.max(), -y.min())
    donde = "esa es la muestra en la que está el pico. Se pide cuánto mide ahí la onda."
    return [
        (0, "eso es el pico respecto a sí mismo. Los dBFS se miden respecto a la amplitud 1."),
        (np.max(y**2), "eso es el cuadrado del pico, una potencia. Falta pasarla a decibelios."),
        *((posicion, donde) for posicion in (np.argmax(np.abs(y)), np.argmax(y), np.argmin(y))),
        (
            20 * math.log10(otro),
            "has mirado solo un lado de la onda. El mayor puede estar en el otro: quita antes el signo.",
        ),
        (20 * math.log10(np.ptp(y)), "eso es de pico a pico, de abajo arriba. El pico se mide desde cero."),
    ]


def _errores_de_rms(y: np.ndarray) -> list[tuple[float, str]]:
    potencia = float(np.mean(y**2))
    media_de_db = "has promediado decibelios. Promedia la potencia, y pásala a decibelios al final."
    de_tramas = np.sqrt(np.mean(sliding_window_view(np.pad(y, 1024), 2048)[::512] ** 2, axis=1))
    decibelios = 20 * np.log10(np.maximum(np.abs(y), 1e-5))
    return [
        (
            20 * math.log10(np.mean(de_tramas)),
            "eso es la media del RMS de muchas tramas. Aquí va uno solo, el de todo el sonido.",
        ),
        (np.mean(20 * np.log10(de_tramas)), media_de_db),
        (np.mean(np.maximum(decibelios, decibelios.max() - 80)), media_de_db),
        (
            10 * math.log10(potencia) + 3.01,
            "esa es la cifra con el convenio de la norma AES17, que llama 0 a un seno a tope. Aquí 0 dBFS es "
            "la amplitud 1.",
        ),
        (
            20 * math.log10(np.mean(np.abs(y))),
            "esa es la media de las amplitudes sin signo. En el RMS se eleva al cuadrado, se promedia y se "
            "hace la raíz.",
        ),
        (10 * math.log10(np.sum(y**2)), "has sumado los cuadrados en vez de promediarlos."),
        (20 * math.log10(math.sqrt(np.sum(y**2))), "has sumado los cuadrados en vez de promediarlos."),
        (potencia, "eso es la media de los cuadrados, una potencia. Falta pasarla a decibelios."),
        (
            10 * math.log10(potencia / np.max(y**2)),
            "eso es respecto al pico. Los dBFS se miden respecto a la amplitud 1.",
        ),
        (
            20 * math.log10(abs(np.mean(y))),
            "has promediado antes de elevar al cuadrado: lo positivo se va con lo negativo. ¿Qué va primero?",
        ),
        (
            20 * math.log10(np.abs(y).max() / math.sqrt(2)),
            "has dividido el pico entre √2. Eso solo vale para un seno, y esto es una campana.",
        ),
    ]


# --- 3: a cuántos metros


def retardo_secreto() -> int:
    """El retardo del micrófono lejano, en muestras, tal como sale en la celda del ejercicio."""
    return int(np.random.default_rng(SEMILLA).integers(RETARDO_MINIMO, RETARDO_MAXIMO))


def _revisar_metros(muestras: float, metros: float) -> Veredicto:
    golpes = cargar_audio(AUDIO / "golpes.flac")
    retardo = retardo_secreto()
    if not abs(muestras - retardo) < 0.5:
        return fallo(f"`muestras`: {_fallo_de_retardo(muestras, retardo, len(golpes.y), golpes.sr)}")
    segundos = retardo / golpes.sr
    if not cerca(metros, METROS_POR_SEGUNDO * segundos, relativa=0.012):
        return fallo(f"`metros`: {_fallo_de_metros(metros, retardo, golpes.sr)}")
    return acierto(
        f"{con_coma(1000 * segundos)} ms de retardo. Con varios micrófonos, así se sitúa a quien habla."
    )


def _fallo_de_retardo(dado: float, retardo: int, n: int, sr: int) -> str:
    centros, otros_sr = (n - 1, n // 2, RETARDO_MAXIMO_A_MANO), (8000, 16_000, 44_100, 48_000)
    casos = [
        (
            [retardo],
            1.5,
            "te has ido por una muestra. ¿En qué índice de la correlación está el retardo cero? Y si has "
            "restado dónde están los picos, el ruido los mueve.",
        ),
        (
            [-retardo],
            1.5,
            "el número es ese, con el signo cambiado. El sonido llega más tarde a `lejos`: positivo.",
        ),
        ([0], 0, "¿has usado `np.correlate`? De fábrica da un solo número: le falta `mode`."),
        (
            [RETARDO_DE_LOS_MOVILES],
            1.5,
            "ese es el retardo de los dos móviles. Aquí las grabaciones son `cerca` y `lejos`.",
        ),
        (
            [centro + lado for centro in centros for lado in (retardo, -retardo)],
            1.5,
            "esa es la posición del máximo en la lista. Réstale la posición del retardo cero.",
        ),
        (
            [retardo + n, retardo - n],
            2.5,
            "eso se aparta de la duración del sonido. ¿Has restado la posición del retardo cero?",
        ),
        ([retardo / sr], 0.0005, "eso son segundos. ¿Cuántas muestras hay en ese tiempo?"),
        ([1000 * retardo / sr], 0.5, "eso son milisegundos. ¿Cuántas muestras hay en ese tiempo?"),
        (
            [METROS_POR_SEGUNDO * retardo / sr],
            0.15,
            "eso son los metros: aquí van las muestras de retardo.",
        ),
        (
            [retardo * otro / sr for otro in otros_sr],
            2,
            "has contado con otra frecuencia de muestreo. La de estas grabaciones está en `cerca.sr`.",
        ),
    ]
    for valores, margen, que_pasa in casos:
        if any(abs(dado - valor) <= margen for valor in valores):
            return que_pasa
    return "busca el máximo de la correlación cruzada de `cerca` y `lejos`. ¿A qué retardo corresponde?"


def _fallo_de_metros(dados: float, retardo: int, sr: int) -> str:
    correctos = METROS_POR_SEGUNDO * retardo / sr
    if dados < 0:
        return "una distancia no es negativa."
    if cerca(dados, 1000 * correctos, relativa=0.02):
        return "sale mil veces más. ¿Has multiplicado por milisegundos?"
    if cerca(dados, 100 * correctos, relativa=0.02):
        return "eso son centímetros."
    if dados == int(dados) and abs(dados - correctos) < 1:
        return "vas bien, pero has redondeado de más: deja un decimal."
    if cerca(dados, correctos / 2, relativa=0.02):
        return (
            "sale la mitad. ¿Has partido por dos, como en un eco? Aquí el sonido solo va. ¿O has contado con "
            "44 100 muestras por segundo? Mira `cerca.sr`."
        )
    if cerca(dados, METROS_POR_SEGUNDO * retardo, relativa=0.02):
        return "has multiplicado por muestras. ¿Cuántos segundos son?"
    if cerca(dados, retardo / sr, relativa=0.02):
        return "eso son los segundos que tarda. ¿Cuánto recorre el sonido en ese tiempo?"
    if cerca(dados, retardo / sr / METROS_POR_SEGUNDO, relativa=0.02):
        return "has dividido entre la velocidad. Espacio es velocidad por tiempo."
    if any(cerca(dados, correctos * sr / otra, relativa=0.005) for otra in (8000, 16_000, 44_100, 48_000)):
        return "has contado con otra frecuencia de muestreo. La de estas grabaciones está en `cerca.sr`."
    return "pasa las muestras a segundos y multiplica por lo que el sonido recorre en uno."


# --- 4: bits


def _cuantizar(y: np.ndarray, bits: int) -> np.ndarray:
    niveles = 2 ** (bits - 1)
    return np.clip(np.round(y * niveles), -niveles, niveles - 1) / niveles


def _razon(y: np.ndarray) -> float:
    """La potencia de la señal entre la del error que le ponen los bits del ejercicio."""
    return float(np.mean(y**2) / np.mean((_cuantizar(y, BITS_DEL_JAZZ) - y) ** 2))


def _revisar_bits(snr_jazz_db: float, bits_para_91: float) -> Veredicto:
    entera = cargar_audio(AUDIO / "jazz_generado.flac")
    y = fijar_duracion(entera, SEGUNDOS_DE_JAZZ).y.astype(float)
    if not cerca(snr_jazz_db, 10 * math.log10(_razon(y)), relativa=0, absoluta=0.05):
        return fallo(f"`snr_jazz_db`: {_fallo_de_snr(snr_jazz_db, y, entera.y.astype(float))}")
    exactos = (SNR_PEDIDA - 1.76) / 6.02
    if bits_para_91 != math.ceil(exactos):
        return fallo(f"`bits_para_91`: {_fallo_de_bits(bits_para_91, exactos)}")
    return acierto(
        "La ley daba casi 20 dB más. Once son sitio sin usar por arriba; el resto, factor de cresta: 11 dB "
        "en el jazz, 3 en un seno. Con 16 bits sobra margen; con 8, se paga."
    )


def _fallo_de_snr(dada: float, y: np.ndarray, entera: np.ndarray) -> str:
    razon, cuantizado = _razon(y), _cuantizar(y, BITS_DEL_JAZZ)
    snr = 10 * math.log10(razon)
    if _mal_redondeado(dada, snr):
        return MAL_REDONDEADO
    casos = [
        (
            10 * math.log10(_razon(entera)),
            "esa es la de la pieza entera. `jazz.y` son sus ocho primeros segundos.",
        ),
        (2 * snr, "sale el doble: 20 es para amplitudes, y una media de cuadrados es una potencia."),
        (snr / 2, "sale la mitad: 10 es para potencias, y un RMS es una amplitud."),
        (-snr, "la división está del revés: arriba va la señal; abajo, el error."),
        (10 * math.log(razon), "`np.log` es el logaritmo natural. Los decibelios usan el de base 10."),
        (
            10 * math.log10(np.max(y**2) / np.mean((cuantizado - y) ** 2)),
            "arriba has puesto el pico. La SNR compara potencias *medias*.",
        ),
        (razon, "eso es el cociente de potencias. Falta pasarlo a decibelios."),
        (math.sqrt(razon), "eso es el cociente de amplitudes. Falta pasarlo a decibelios."),
        (
            6.02 * BITS_DEL_JAZZ + 1.76,
            "eso es lo que dice la ley para un seno a escala completa. Aquí se mide.",
        ),
    ]
    for valor, que_pasa in casos:
        if cerca(dada, valor, relativa=0.001, absoluta=0.02):
            return que_pasa
    entre_senales = 10 * math.log10(np.mean(y**2) / np.mean(cuantizado**2))
    if cerca(dada, entre_senales, relativa=0, absoluta=0.1):
        return "has comparado la señal con su versión cuantizada. El ruido es la diferencia entre las dos."
    return "el error es lo cuantizado menos lo original. Compara su potencia media con la de `jazz.y`."


def _fallo_de_bits(dados: float, exactos: float) -> str:
    if dados == math.floor(exactos):
        return "con esos se queda a las puertas: haz la cuenta de la ley y mira si llega a 91."
    if cerca(dados, exactos, relativa=0.005):
        return "la cuenta es esa, pero los bits son enteros. ¿Hacia qué lado se redondea para llegar?"
    if dados == 16:
        return "con 16 llega, pero no es el menor número de bits. ¿Has contado con el 1,76 de la ley?"
    if cerca(dados, SNR_PEDIDA / 6.02, relativa=0.005):
        return "te has dejado el 1,76 de la ley, y los bits son enteros."
    if dados == SNR_PEDIDA:
        return "91 son los decibelios. ¿Cuántos bits hacen falta?"
    return "despeja b de 6,02 · b + 1,76 y busca el primer entero que llega a 91."


# --- 5: dónde está la palabra


def _revisar_palabra(segundo: float) -> Veredicto:
    if cerca(segundo, PALABRA_EN_LA_LENTA_S, relativa=0, absoluta=0.06):
        return acierto(
            "Contando el ritmo y la duda. La voz la hizo un programa que dice cuándo empieza cada palabra: "
            f"en el {con_coma(PALABRA_EN_LA_LENTA_S)}."
        )
    return fallo(f"`segundo`: {_fallo_de_palabra(segundo)}")


def _fallo_de_palabra(dado: float) -> str:
    correcto, ritmo = PALABRA_EN_LA_LENTA_S, DURAN_S["lenta"] / DURAN_S["rapida"]
    casos = [
        (PALABRA_S, 0.03, "eso es en la rápida. Busca en la otra columna del camino."),
        (PALABRA_S * ritmo, 0.05, "has repartido el tiempo a partes iguales. La lenta, además, se para."),
        (PALABRA_S + DUDA_S, 0.05, "has contado la duda, pero no que la lenta habla más despacio."),
        (correcto - DUDA_S, 0.05, "has contado el ritmo, pero no la duda."),
        (
            correcto * 22_050 / 512,
            3,
            "eso es el número de una trama o de una fila. Lee el tiempo que hay en ella.",
        ),
        (correcto * 1000, 60, "eso son milisegundos, y se piden segundos."),
        (correcto * 22_050, 1400, "eso son muestras, y se piden segundos."),
        (0.60, 0.05, "has cambiado las columnas: has buscado 1,23 en el tiempo de la lenta."),
    ]
    for valor, margen, que_pasa in casos:
        if abs(dado - valor) <= margen:
            return que_pasa
    if dado > DURAN_S["lenta"]:
        return "eso pasa del final de la grabación. ¿Has guardado el índice en vez del tiempo?"
    return "busca dónde la columna de la rápida pasa por 1,23 y lee ahí la de la lenta."


EJERCICIOS = {
    1: Ejercicio(
        campos={"frecuencia_aparente": Funcion()},
        revisar=_revisar_disfraz,
        pistas=(
            "Quitar o sumar `sr` a la frecuencia no cambia las muestras. Cambiarle el signo, tampoco.",
            "Busca el múltiplo de `sr` más cercano a `f`, por arriba o por abajo. `round` redondea.",
            "Lo que suena es la distancia de `f` a ese múltiplo, sin signo.",
        ),
    ),
    2: Ejercicio(
        campos={"pico_dbfs": Numero(), "rms_dbfs": Numero()},
        revisar=_revisar_nivel,
        pistas=(
            "Primero un número entre 0 y 1 para cada medida; después, los decibelios.",
            "El pico: quita el signo con `np.abs` y busca el mayor. El RMS: cuadrado, `np.mean` y `np.sqrt`.",
            "Los dos son amplitudes. ¿Toca multiplicar por 10 o por 20? Y el logaritmo es `np.log10`.",
        ),
    ),
    3: Ejercicio(
        campos={"muestras": Numero(), "metros": Numero()},
        revisar=_revisar_metros,
        pistas=(
            "Es el mismo problema que el de los dos móviles. Puedes copiar aquella celda o usar `alinear`.",
            "`alinear(cerca, lejos)` devuelve dos cosas. La segunda es el retardo, en segundos.",
            "De segundos a muestras, multiplica por `cerca.sr`. De segundos a metros, por 343.",
        ),
    ),
    4: Ejercicio(
        campos={"snr_jazz_db": Numero(), "bits_para_91": Numero()},
        revisar=_revisar_bits,
        pistas=(
            "El error es `cuantizar(jazz.y, 8) - jazz.y`. La SNR compara potencias medias.",
            "Para los bits, despeja b. Si sale con decimales, ¿hacia dónde hay que redondear para llegar?",
        ),
    ),
    5: Ejercicio(
        campos={"segundo": Numero()},
        revisar=_revisar_palabra,
        pistas=(
            "Cada fila de `segundos` es un par: instante en la rápida, instante en la lenta.",
            "`np.abs(segundos[:, 0] - 1.23)` es casi cero en la fila que buscas. `np.argmin` dice cuál es.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Grabas a 10 000 Hz, sin filtro, y pasa una ambulancia con un pitido de 6000 Hz. ¿Qué haces después?",
        (
            Opcion(
                "Nada: a 10 000 muestras por segundo los 6000 Hz caben de sobra.",
                "Tienta porque 6000 es menos que 10 000. Pero solo hay sitio hasta la mitad, 5000 Hz.",
            ),
            Opcion(
                "Paso un filtro que quite lo que esté por encima de 5000 Hz.",
                "Es el filtro bueno, pero llega tarde: el pitido ya suena a 4000 Hz, mezclado con lo demás.",
            ),
            Correcta(
                "Repetir la grabación filtrando antes de muestrear.",
                "El pitido ha quedado a 4000 Hz, y nadie puede saber si era suyo o de otro sonido.",
            ),
        ),
    ),
    Pregunta(
        "Duplicas la amplitud de un sonido. ¿Cuántos decibelios sube?",
        (
            Opcion(
                "3 dB.",
                "Eso es duplicar la *potencia*. Con el doble de amplitud la potencia es cuatro veces mayor.",
            ),
            Correcta("6 dB.", "20 · log₁₀ 2 = 6,02. En potencia, 10 · log₁₀ 4: lo mismo."),
            Opcion(
                "El doble de los que tenía.",
                "Los decibelios cuentan factores: multiplicar la amplitud *suma* los mismos, siempre.",
            ),
        ),
    ),
    Pregunta(
        "Pasas una grabación de 16 a 12 bits sin tocar nada más. ¿Qué cambia?",
        (
            Opcion(
                "Se pierden los agudos.",
                "Eso pasa al bajar la *frecuencia de muestreo*. Los bits no deciden qué frecuencias caben.",
            ),
            Correcta(
                "El ruido sube unos 24 dB.",
                "Cuatro bits menos, a 6 dB por bit. Que se oiga depende de lo fuerte que suene el resto.",
            ),
            Opcion(
                "Suena más flojo, porque los números son más pequeños.",
                "La escala completa sigue siendo 1: hay menos niveles, pero repartidos por el mismo sitio.",
            ),
        ),
    ),
    Pregunta(
        "Un tambor y un violín tienen el mismo RMS. ¿Qué puedes asegurar?",
        (
            Opcion(
                "Que suenan igual de fuertes.",
                "El RMS mide potencia; el oído pesa cada frecuencia de manera distinta.",
            ),
            Opcion(
                "Que tienen el mismo pico.",
                "El tambor concentra su energía en instantes: para el mismo RMS necesita picos mayores.",
            ),
            Correcta(
                "Que llevan la misma potencia media.",
                "Ni más ni menos. Ni la sonoridad ni el pico salen de ahí.",
            ),
        ),
    ),
    Pregunta(
        "Quieres alinear, con la correlación cruzada, dos grabaciones de un tono puro de 500 Hz. ¿Qué pasa?",
        (
            Correcta(
                "Hay muchos máximos casi iguales, uno cada 2 ms, y no sabes cuál es el bueno.",
                "Tras una vuelta entera el tono coincide otra vez consigo mismo. Un golpe o una voz, no.",
            ),
            Opcion(
                "Sale mejor que nunca: un tono puro no tiene ruido.",
                "No es el ruido lo que estorba: es que se parece a sí mismo en demasiados sitios.",
            ),
            Opcion(
                "No se puede: la correlación necesita voces.",
                "Se puede calcular con cualquier señal. Que el máximo diga algo ya es otra cosa.",
            ),
        ),
    ),
)
