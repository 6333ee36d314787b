"""Cuaderno 03: los MFCC a mano, el nivel en c0, los deltas y sus bordes, y la normalización por clip."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import librosa
import numpy as np
from scipy.fft import dct

from helpers.audio.sonido import cargar_audio
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import Entero, Funcion, Matriz, Numero, RespuestaIlegible, cerca, con_coma

BANDAS, PRIMEROS = 40, 13
BANDAS_DE_LA_LECCION = 128
SUELO, RANGO_DB = 1e-10, 80
CASI_NADA = np.finfo(float).tiny  # sin suelo, pero sin el logaritmo de cero
ANCHO, A_CADA_LADO = 9, 4


# --- 1: los MFCC a mano


@cache
def potencia_del_violin() -> np.ndarray:
    """La matriz `M` del ejercicio: potencia en 40 bandas de mel de la nota de violín, (40, n_tramas)."""
    y, sr = cargar_audio(AUDIO / "nota_violin.flac")
    return librosa.feature.melspectrogram(y=y, sr=sr, n_mels=BANDAS)


def _con_rango(db: np.ndarray) -> np.ndarray:
    return np.maximum(db, db.max() - RANGO_DB)


def _base(k: np.ndarray, n: np.ndarray, bandas: int = BANDAS) -> np.ndarray:
    base = np.sqrt(2 / bandas) * np.cos(np.pi * np.outer(k, n) / bandas)
    base[k == 0] /= np.sqrt(2)
    return base


K, N = np.arange(PRIMEROS), np.arange(BANDAS)
DE_POTENCIA_A_LOG: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "": lambda M: _con_rango(10 * np.log10(np.maximum(M, SUELO))),
    "El 20 es para amplitudes, y `M` ya es potencia.": lambda M: _con_rango(
        20 * np.log10(np.maximum(M, SUELO))
    ),
    "Los decibelios salen a la mitad: `M` ya es potencia, no le saques la raíz.": lambda M: _con_rango(
        10 * np.log10(np.maximum(np.sqrt(M), SUELO))
    ),
    "El logaritmo es el de base 10, y has usado el natural.": lambda M: np.log(np.maximum(M, SUELO)),
    "El logaritmo es el de base 10, y has usado el natural, por 10.": lambda M: _con_rango(
        10 * np.log(np.maximum(M, SUELO))
    ),
    "A los decibelios les falta multiplicar por 10.": lambda M: np.log10(np.maximum(M, SUELO)),
    "A los decibelios les falta multiplicar por 10: eso son belios.": lambda M: (
        _con_rango(10 * np.log10(np.maximum(M, SUELO))) / 10
    ),
    "Falta el logaritmo: el coseno se aplica a los decibelios.": lambda M: M.astype(float),
    "Falta el rango, o lo has puesto trama a trama: librosa sube hasta 80 dB bajo el máximo del clip lo que "
    "queda más abajo.": lambda M: 10 * np.log10(np.maximum(M, SUELO)),
    "Faltan el suelo, `1e-10`, y el rango: librosa sube lo que cae más de 80 dB bajo el máximo.": lambda M: (
        10 * np.log10(np.maximum(M, CASI_NADA))
    ),
    "Falta el rango, y el suelo no se suma: sube hasta él lo que cae por debajo.": lambda M: (
        10 * np.log10(M + SUELO)
    ),
    "El rango es de 80 dB bajo el máximo del clip; el tuyo acaba en −80 dB.": lambda M: np.maximum(
        10 * np.log10(np.maximum(M, SUELO)), -RANGO_DB
    ),
    "Los decibelios salen respecto al máximo del clip (`ref=np.max`); aquí, respecto a 1.": lambda M: (
        librosa.power_to_db(M, ref=np.max)
    ),
    "El 20 es para amplitudes, y `M` ya es potencia. Además falta el rango de 80 dB.": lambda M: (
        20 * np.log10(np.maximum(M, SUELO))
    ),
    "El 20 es para amplitudes, y `M` ya es potencia. Además faltan el suelo y el rango.": lambda M: (
        20 * np.log10(np.maximum(M, CASI_NADA))
    ),
    "El logaritmo es el de base 10, y has usado el natural. Además faltan el suelo y el rango.": lambda M: (
        np.log(np.maximum(M, CASI_NADA))
    ),
    "Has dividido entre el máximo del clip, y los decibelios van respecto a 1. Además faltan el suelo y el "
    "rango.": lambda M: 10 * np.log10(np.maximum(M / M.max(), CASI_NADA)),
}
DE_LOG_A_MFCC: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "": lambda S: _base(K, N + 0.5) @ S,
    "La fila 0 lleva otra escala: √(1/N) y no √(2/N).": lambda S: np.vstack(
        [np.sqrt(2) * (_base(K, N + 0.5) @ S)[:1], (_base(K, N + 0.5) @ S)[1:]]
    ),
    'Falta la escala: con `norm="ortho"`, o a mano, √(2/N) y √(1/N).': lambda S: dct(S, axis=0)[:PRIMEROS],
    "Falta la escala, y sin ella los cosenos no miden 1. Son √(2/N) y, en la fila 0, √(1/N).": lambda S: (
        dct(S, axis=0)[:PRIMEROS] / 2
    ),
    "La escala lleva raíz: √(2/N), no 2/N.": lambda S: np.sqrt(2 / BANDAS) * (_base(K, N + 0.5) @ S),
    "La escala lleva raíz, y la tuya es 1/N. Además, la fila 0 lleva otra que las demás.": lambda S: dct(
        S, axis=0, norm="forward"
    )[:PRIMEROS],
    "La fila 0 está bien. Las demás llevan otra escala: √(2/N) y no √(1/N).": lambda S: np.vstack(
        [(_base(K, N + 0.5) @ S)[:1], (_base(K, N + 0.5) @ S)[1:] / np.sqrt(2)]
    ),
    "La escala también cuenta las bandas, y ahora son 40 y no 128.": lambda S: (
        np.sqrt(BANDAS / BANDAS_DE_LA_LECCION) * (_base(K, N + 0.5) @ S)
    ),
    "Los cosenos van desplazados: la banda n se mira en n + ½, su centro.": lambda S: _base(K, N) @ S,
    "Los cosenos van desplazados: la banda n se mira en n + ½, y has puesto n + 1.": lambda S: (
        _base(K, N + 1) @ S
    ),
    "Has empezado en el coeficiente 1: el primero es el 0.": lambda S: _base(K + 1, N + 0.5) @ S,
    "Eso es una DCT de tipo 3, la inversa. Aquí va la de tipo 2.": lambda S: dct(
        S, type=3, axis=0, norm="ortho"
    )[:PRIMEROS],
    "Eso es una DCT de tipo 1. Aquí va la de tipo 2.": lambda S: dct(S, type=1, axis=0)[:PRIMEROS],
    "Los cosenos han recorrido el tiempo. Tienen que recorrer las bandas, que son las filas.": lambda S: dct(
        S, axis=1, norm="ortho"
    )[:PRIMEROS],
    "Los cosenos han recorrido el tiempo, y sin escala. Tienen que recorrer las bandas.": lambda S: dct(
        S, axis=1
    )[:PRIMEROS],
    "Dentro del coseno se divide entre las bandas que hay, 40, y no entre 128.": lambda S: (
        _base(K, N + 0.5, BANDAS_DE_LA_LECCION) @ S
    ),
    "Eso es la parte real de una FFT. Aquí van cosenos, de medio en medio periodo.": lambda S: np.fft.rfft(
        S, axis=0
    ).real[:PRIMEROS],
}


class CoeficientesPorTramas(Matriz):
    """Una matriz (13, n_tramas): dice lo suyo a quien deja las 40 filas o parte por donde no es."""

    def leer(self, nombre: str, valor: object) -> np.ndarray:
        """Devuelve la matriz."""
        tramas = potencia_del_violin().shape[1]
        try:
            matriz = Matriz((None, None)).leer(nombre, valor)
        except RespuestaIlegible:  # la queja, con la forma que se pide
            return Matriz((PRIMEROS, tramas)).leer(nombre, valor)
        quejas = {
            (BANDAS, tramas): f"tiene {BANDAS} filas, una por banda o por coeficiente. Se piden los 13 "
            "primeros coeficientes.",
            (BANDAS, PRIMEROS): "tiene 40 filas y 13 columnas: has recortado o transformado a lo largo del "
            "tiempo. Se piden 13 filas y todas las tramas.",
            (20, tramas): "tiene 20 filas, lo que librosa da si no se le dice nada. Se piden 13.",
            (PRIMEROS - 1, tramas): "tiene 12 filas. Los 13 primeros van del 0 al 12.",
        }
        if matriz.shape in quejas:
            raise RespuestaIlegible(f"`{nombre}` {quejas[matriz.shape]}")
        if len(matriz) == PRIMEROS and matriz.shape[1] != tramas:
            raise RespuestaIlegible(
                f"`{nombre}` tiene {_contadas(matriz.shape[1])} y `M`, {tramas}. Parte de `M` tal cual, sin "
                "otro salto y sin recortar."
            )
        return Matriz((PRIMEROS, tramas)).leer(nombre, valor)


def _contadas(tramas: int) -> str:
    return "una sola trama" if tramas == 1 else f"{tramas} tramas"


def _revisar_violin(mfcc_violin: np.ndarray) -> Veredicto:
    M = potencia_del_violin().astype(float)
    for (de_log, logaritmo), (de_dct, transformada) in product(
        DE_POTENCIA_A_LOG.items(), DE_LOG_A_MFCC.items()
    ):
        if _igual(mfcc_violin, transformada(logaritmo(M))):
            if not de_log + de_dct:
                return acierto(
                    "40 bandas entran y 13 números salen por trama. Coincide con "
                    "`librosa.feature.mfcc(..., n_mels=40, n_mfcc=13)`: has hecho lo que hace por dentro."
                )
            return fallo(" ".join(filter(None, [de_log, de_dct])))
    return fallo(f"`mfcc_violin`: {_otro_fallo_de_violin(mfcc_violin)}")


def _igual(dada: np.ndarray, candidata: np.ndarray) -> bool:
    return float(np.abs(dada - candidata).max()) < 2e-4 * max(float(np.abs(candidata).max()), 1.0)


def _otro_fallo_de_violin(dada: np.ndarray) -> str:
    y, sr = cargar_audio(AUDIO / "nota_violin.flac")
    if _igual(dada, librosa.feature.mfcc(y=y, sr=sr, n_mfcc=PRIMEROS)):
        return "esos MFCC salen de 128 bandas. Hay que partir de `M`, que tiene 40."
    bien = _base(K, N + 0.5) @ DE_POTENCIA_A_LOG[""](potencia_del_violin().astype(float))
    if _igual(dada[1:], bien[1:]):
        return "solo la fila 0 está mal. Revisa su escala y a qué nivel se refieren tus decibelios."
    if not np.any(dada):
        return "todo son ceros: ¿la has rellenado?"
    if np.abs(dada - bien).max() < 0.6:
        return "casi: has redondeado de más. Déjalos con sus decimales."
    return (
        "tiene la forma buena, pero otros números. Ve por partes: compara tus decibelios con "
        "`librosa.power_to_db(M)` y, cuando coincidan, mira los cosenos."
    )


# --- 2: el nivel


def _revisar_nivel(sube_c0: float, sube_c1: float) -> Veredicto:
    decibelios = 20 * np.log10(2)
    correcta = decibelios * np.sqrt(BANDAS_DE_LA_LECCION)
    if not cerca(sube_c0, correcta, relativa=0.02):
        return fallo(f"`sube_c0`: {_fallo_de_nivel(sube_c0, decibelios, correcta)}")
    if abs(sube_c1) > 0.05:
        return fallo(f"`sube_c1`: {_fallo_de_inclinacion(sube_c1, correcta)}")
    return acierto(
        "6,02 dB más en cada banda suben c0 en 6,02 · √128 ≈ 68, y no inclinan nada: c1 se queda igual. Por "
        "eso, si el nivel no importa, muchos tiran c0."
    )


def _fallo_de_nivel(sube: float, decibelios: float, correcta: float) -> str:
    casos = {
        decibelios: "eso es lo que sube cada banda, en dB. ¿Y c0, que no es la media sino la media por √128?",
        decibelios
        / 2: "eso es doblar la **potencia**, y se ha doblado la amplitud. Después falta pasar a c0.",
        correcta / 2: "con eso dobla la **potencia**. Al doblar la amplitud, ¿cuánto crece la potencia?",
        decibelios
        * BANDAS_DE_LA_LECCION: "has sumado las 128 bandas, pero la fila 0 lleva una escala: √(1/128).",
        2
        * decibelios: "a la potencia le toca 10 · log₁₀; el 20 es para amplitudes. Después falta pasar a c0.",
        decibelios / np.sqrt(BANDAS_DE_LA_LECCION): "√128 multiplica a la media, y has dividido.",
        decibelios * np.sqrt(2 / BANDAS_DE_LA_LECCION): (
            "suben las 128 bandas, y has contado una. Y la escala de la fila 0 no lleva el 2."
        ),
        np.sqrt(BANDAS_DE_LA_LECCION): "eso es lo que sube c0 por cada dB. ¿Cuántos dB sube cada banda?",
        2 * correcta: "a la potencia le toca 10 · log₁₀; el 20 es para amplitudes.",
        decibelios * np.sqrt(20): "la raíz es del número de bandas, 128, y no del de coeficientes.",
        decibelios * np.sqrt(13): "la raíz es del número de bandas, 128, y no del de coeficientes.",
        decibelios * np.sqrt(BANDAS): "128 bandas, no 40: esta es la receta de la lección.",
        np.sqrt(2) * correcta: "la fila 0 lleva √(1/128), y no √(2/128).",
        4.0: "eso multiplica a la potencia. ¿Cuántos dB son? Después falta pasar a c0.",
        2.0: "que la amplitud se multiplique por 2 no dobla el logaritmo: le *suma* algo.",
        2 * np.sqrt(BANDAS_DE_LA_LECCION): "el 2 multiplica a la amplitud. En decibelios es otra cifra.",
        **{
            factor
            * np.log(2)
            * np.sqrt(
                BANDAS_DE_LA_LECCION
            ): "has usado el logaritmo natural, y en decibelios va el de base 10."
            for factor in (1, 10, 20)
        },
        0.0: "c0 es el nivel, y el sonido está más fuerte.",
        -correcta: "más fuerte es *subir*: mira el signo.",
    }
    frase = next((f for valor, f in casos.items() if cerca(sube, valor, relativa=0.01, absoluta=1e-6)), "")
    return frase or "¿cuántos dB sube cada banda al doblar la amplitud? ¿Y cuánto vale c0 si sube la media?"


def _fallo_de_inclinacion(sube: float, correcta: float) -> str:
    if cerca(sube, correcta, relativa=0.02) or cerca(sube, np.sqrt(2) * correcta, relativa=0.02):
        return "el mismo empujón en todas las bandas levanta el espectro. ¿Lo inclina?"
    return (
        "dibuja una columna y esa misma columna 6 dB más arriba. ¿Qué parecido con el coseno 1 ha cambiado?"
    )


# --- 3: deltas

TRAMAS_DEL_EJERCICIO = (20, 40, 60)


@cache
def mfcc_de_la_frase() -> np.ndarray:
    """Los 13 MFCC de la frase de la lección, (13, n_tramas)."""
    y, sr = cargar_audio(AUDIO / "habla_orden.flac")
    return librosa.feature.mfcc(y=y.astype(float), sr=sr, n_mfcc=PRIMEROS)


def ventanas() -> np.ndarray:
    """Nueve tramas de c1 en tres sitios de la frase, y nueve valores inventados, dos veces: (5, 9)."""
    c1 = mfcc_de_la_frase()[1]
    de_c1 = [c1[t - A_CADA_LADO : t + A_CADA_LADO + 1] for t in TRAMAS_DEL_EJERCICIO]
    return np.vstack([de_c1, np.random.default_rng(3).normal(20, 30, (2, ANCHO))])


def _revisar_deltas(pendiente: Callable, mezcladas: int) -> Veredicto:
    pendientes = np.array([_leer_pendiente(pendiente(v)) for v in ventanas().copy()])
    if not _casi(pendientes, ventanas() @ LADOS / SUMA_DE_CUADRADOS):
        return fallo(f"`pendiente`: {_fallo_de_pendiente(pendientes)}")
    if mezcladas != 2 * A_CADA_LADO:
        return fallo(f"`mezcladas`: {_fallo_de_mezcladas(mezcladas)}")
    return acierto(
        "Cada delta mira 4 tramas a cada lado. En la costura, las 4 últimas de un clip y las 4 primeras del "
        "otro miran al vecino: 8 columnas inventadas por cada pegadura."
    )


def _leer_pendiente(valor: Any) -> float:
    """El número que devuelve la función; vale dentro de un arreglo de uno, como el de una regresión."""
    if valor is None:
        raise RespuestaIlegible("`pendiente(v)` devuelve None. ¿Falta un `return`?")
    if getattr(valor, "shape", None) and np.prod(valor.shape) == 1:
        valor = valor.item()
    if np.iterable(valor) and not isinstance(valor, str):
        raise RespuestaIlegible(
            f"`pendiente(v)` devuelve {len(valor)} valores, y se pide un número: solo la pendiente."
        )
    return Numero().leer("pendiente(v)", valor)


LADOS = np.arange(-A_CADA_LADO, A_CADA_LADO + 1)
SUMA_DE_CUADRADOS = 60  # 2 · (1 + 4 + 9 + 16)


def _casi(dadas: np.ndarray, valores: np.ndarray) -> bool:
    return cerca(dadas, valores, relativa=0.005, absoluta=0.005)


def _fallo_de_pendiente(dadas: np.ndarray) -> str:
    v = ventanas()
    buenas = v @ LADOS / SUMA_DE_CUADRADOS
    if np.ptp(dadas) == 0:
        return "devuelves siempre lo mismo. Usa lo que llega entre paréntesis, `v`."
    if np.abs(dadas - buenas).max() < 0.51:
        return "casi: has redondeado de más. Deja los decimales."
    casos = {
        "eso es la diferencia entre los extremos, repartida: solo mira dos de las nueve.": (
            (v[:, 8] - v[:, 0]) / 8
        ),
        "eso es la diferencia entre los extremos. Ni mira las de dentro ni es por trama.": v[:, 8] - v[:, 0],
        "has dividido entre las nueve tramas, y de la primera a la última hay ocho pasos. Además, solo miras "
        "dos.": (v[:, 8] - v[:, 0]) / 9,
        "eso es la diferencia con la trama anterior: solo mira dos de las nueve.": v[:, 4] - v[:, 3],
        "eso es la diferencia con la trama siguiente: solo mira dos de las nueve.": v[:, 5] - v[:, 4],
        "eso solo mira a los dos vecinos de la trama central.": (v[:, 5] - v[:, 3]) / 2,
        "la recta es esa, pero con el signo cambiado: ¿qué resta va primero?": -buenas,
        "te sale el doble: el divisor cuenta los dos lados.": 2 * buenas,
        "te sale la mitad: ¿has dividido dos veces entre 2?": buenas / 2,
        "falta dividir: la suma con pesos se reparte entre la suma de los cuadrados de los pesos.": 60
        * buenas,
        "has dividido entre la suma de los pesos sin signo, 20. Son sus cuadrados.": 3 * buenas,
        "has dividido entre las nueve tramas. El divisor es la suma de los cuadrados de los pesos.": (
            60 * buenas / 9
        ),
        "eso es la media de las nueve, no su pendiente.": v.mean(axis=1),
        "eso es donde corta la recta. `polyfit` da la pendiente antes.": np.polyfit(range(ANCHO), v.T, 1)[1],
        "los pesos se cuentan desde la trama central: a un lado son negativos.": (
            v @ np.arange(ANCHO) / SUMA_DE_CUADRADOS
        ),
        "has cambiado los ejes: la trama va en horizontal, y el valor en vertical.": np.array(
            [np.polyfit(valores, range(ANCHO), 1)[0] for valores in v]
        ),
        "eso es por segundo, y se pide por trama.": buenas * 22_050 / 512,
        "eso es la segunda derivada, la aceleración. Se pide la pendiente.": 2 * np.polyfit(LADOS, v.T, 2)[0],
    }
    frase = next((f for f, valores in casos.items() if _casi(dadas, valores)), "")
    return frase or (
        "no da la pendiente de la recta que mejor pasa por los nueve puntos. Pruébala con `np.arange(9)`: "
        "tiene que dar 1."
    )


def _fallo_de_mezcladas(mezcladas: int) -> str:
    casos = {
        A_CADA_LADO: "esas son las de un lado de la costura. Al otro clip le pasa lo mismo.",
        ANCHO: "nueve tramas es lo que mira cada delta. ¿Cuántas ventanas caen en los dos clips?",
        2 * ANCHO: "cada delta mira nueve tramas, pero solo cuatro hacia cada lado.",
        1: "eso sería con una diferencia simple. Aquí cada delta mira más lejos.",
        2: "eso sería si solo mirase a los vecinos. Aquí cada delta mira más lejos.",
        0: "la ventana de algunas columnas coge tramas de los dos clips.",
        2 * A_CADA_LADO + 2: "cuenta otra vez: la trama central no es de un lado ni del otro.",
        4
        * A_CADA_LADO: "la costura es una sola. Los otros dos extremos no tienen vecino con quien mezclarse.",
    }
    return casos.get(mezcladas, "dibuja la costura y cuenta las columnas cuya ventana de 9 la cruza.")


# --- 4: normalizar

NIVEL_DE_LA_FILA_QUIETA = 5.0


def matriz_con_fila_quieta() -> np.ndarray:
    """Los 13 MFCC de la frase y, debajo, una fila que siempre vale lo mismo, (14, n_tramas)."""
    mfcc = mfcc_de_la_frase()
    return np.vstack([mfcc, np.full((1, mfcc.shape[1]), NIVEL_DE_LA_FILA_QUIETA)])


class MatrizComoLaDeEntrada(Matriz):
    """Una matriz como la del ejercicio. Los NaN de la última fila pasan: se habla de ellos al revisar."""

    def leer(self, nombre: str, valor: object) -> np.ndarray:
        """Devuelve la matriz."""
        forma = matriz_con_fila_quieta().shape
        valor = valor.detach().numpy() if hasattr(valor, "detach") else valor
        try:
            matriz = np.array(valor, float)
        except (ValueError, TypeError, OverflowError):  # lo explica Matriz
            matriz = None
        if matriz is None or matriz.shape != forma or np.isfinite(matriz[-1]).all():
            return Matriz(forma).leer(nombre, valor)
        Matriz((forma[0] - 1, forma[1])).leer(nombre, matriz[:-1])
        return matriz


def _revisar_normalizada(normalizada: np.ndarray) -> Veredicto:
    entrada = matriz_con_fila_quieta()
    if (~_filas_buenas(normalizada[:-1], entrada[:-1])).any():
        return fallo(f"`normalizada`: {_fallo_de_normalizar(normalizada, entrada)}")
    if not np.isfinite(normalizada[-1]).all():
        return fallo(
            "`normalizada`: la última fila no cambia, su desviación es 0, y dividir entre 0 no da un número. "
            "Las demás salen bien. ¿Qué le das a esa?"
        )
    if np.abs(normalizada[-1]).max() > 1e-3:
        return fallo("`normalizada`: la fila que no cambia tiene que quedar a cero, y no ha quedado.")
    return acierto(
        "Cada fila, con media 0 y desviación 1 en su clip. Y la que no cambia, a cero: no tiene nada que "
        "contar."
    )


def _normalizada(mfcc: np.ndarray, eje: int | None = 1, ddof: int = 0) -> np.ndarray:
    media = mfcc.mean(axis=eje, keepdims=True)
    return (mfcc - media) / mfcc.std(axis=eje, keepdims=True, ddof=ddof)


def _filas_buenas(dada: np.ndarray, mfcc: np.ndarray) -> np.ndarray:
    """Qué filas están normalizadas, con la desviación de la población o con la de la muestra."""
    errores = [np.abs(dada - _normalizada(mfcc, ddof=ddof)).max(axis=1) for ddof in (0, 1)]
    return np.min(errores, axis=0) < 0.01


def _fallo_de_normalizar(dada: np.ndarray, mfcc: np.ndarray) -> str:
    media, desviacion = mfcc.mean(axis=1, keepdims=True), mfcc.std(axis=1, keepdims=True)
    menor, recorrido = mfcc.min(axis=1, keepdims=True), np.ptp(mfcc, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        casos = {
            "has normalizado cada trama, a lo alto. Se pide cada coeficiente, a lo largo del clip.": (
                _normalizada(mfcc, eje=0)
            ),
            "has usado una sola media y una sola desviación para toda la matriz. Va una por coeficiente.": (
                _normalizada(mfcc, eje=None)
            ),
            "la media ya es 0. Falta la desviación.": mfcc - media,
            "has quitado la media de cada trama. Se pide la de cada coeficiente.": mfcc - mfcc.mean(axis=0),
            "has quitado una sola media, la de toda la matriz. Va una por coeficiente.": mfcc - mfcc.mean(),
            "falta restar la media antes de dividir.": mfcc / desviacion,
            "has dividido entre la varianza; la desviación es su raíz.": (mfcc - media) / desviacion**2,
            "has multiplicado por la desviación, y se divide.": (mfcc - media) * desviacion,
            "faltan los paréntesis: primero se resta la media y luego se divide todo.": (
                mfcc - media / desviacion
            ),
            "eso lleva cada fila de 0 a 1. Se pide media 0 y desviación 1.": (mfcc - menor) / recorrido,
            "el signo está al revés: a cada valor se le resta la media.": (media - mfcc) / desviacion,
            "la has dejado como estaba.": mfcc,
        }
    frase = next((f for f, valor in casos.items() if cerca(dada[:-1], valor[:-1], 1e-3, 1e-3)), "")
    return frase or _primera_fila_mala(dada[:-1], mfcc[:-1])


def _primera_fila_mala(dada: np.ndarray, mfcc: np.ndarray) -> str:
    cual = int(np.argmin(_filas_buenas(dada, mfcc)))
    media, desviacion = round(float(dada[cual].mean()), 3), round(float(dada[cual].std()), 3)
    if media == 0 and desviacion == 1:
        return f"la fila {cual} tiene media 0 y desviación 1, pero no sale de la fila {cual} de `matriz`."
    return (
        f"la media de la fila {cual} sale {con_coma(media)} y su desviación, {con_coma(desviacion)}. Tienen "
        "que ser 0 y 1."
    )


EJERCICIOS = {
    1: Ejercicio(
        campos={"mfcc_violin": CoeficientesPorTramas()},
        revisar=_revisar_violin,
        pistas=(
            "Son los dos pasos de la lección: primero decibelios, después cosenos.",
            "Los cosenos recorren ahora 40 bandas. Donde ponía 128, ¿qué va?",
            "La matriz de cosenos tiene forma (13, 40), y va a la izquierda: `cosenos @ S_violin`.",
        ),
    ),
    2: Ejercicio(
        campos={"sube_c0": Numero(), "sube_c1": Numero()},
        revisar=_revisar_nivel,
        pistas=(
            "Doblar la amplitud multiplica la potencia por 4. ¿Cuántos decibelios son?",
            "Todas las bandas suben lo mismo, y su media también. ¿Qué relación hay entre c0 y la media?",
        ),
    ),
    3: Ejercicio(
        campos={"pendiente": Funcion(), "mezcladas": Entero()},
        revisar=_revisar_deltas,
        pistas=(
            "La pendiente de la recta que mejor pasa por nueve puntos: `np.polyfit` la sabe, y la fórmula "
            "de los pesos también.",
            "Con la fórmula: pesos de -4 a 4, se multiplica, se suma y se divide entre 60.",
            "Para lo segundo: la columna t mira desde la t - 4 hasta la t + 4.",
        ),
    ),
    4: Ejercicio(
        campos={"normalizada": MatrizComoLaDeEntrada()},
        revisar=_revisar_normalizada,
        pistas=(
            "Cada fila es un coeficiente: la media y la desviación se calculan a lo largo de `axis=1`.",
            "Con `keepdims=True` salen con forma (14, 1), y la resta cuadra sola.",
            "Para la fila que no cambia: suma a la desviación algo diminuto antes de dividir.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Una voz dice la misma vocal con un tono más agudo. ¿Qué les pasa a sus 13 primeros MFCC?",
        (
            Opcion(
                "Cambian todos: la frecuencia es otra.",
                "Cambia el peine de armónicos, que va muy apretado. Los trece primeros cosenos son demasiado "
                "anchos para verlo.",
            ),
            Correcta(
                "Salvo los dos o tres primeros, cambian poco: describen las montañas, casi las mismas.",
                "Los pozos entre dientes bajan el nivel y los graves: c0 y c1. Y con voces muy agudas el "
                "peine empieza a colarse.",
            ),
            Opcion(
                "Se desplazan hacia coeficientes más altos.",
                "El número del coeficiente no es una frecuencia del sonido. Dice cuántas medias ondas caben "
                "en el espectro.",
            ),
        ),
    ),
    Pregunta(
        "Tus MFCC coinciden con los de librosa menos la fila 0, que te sale 1,41 veces mayor. ¿Qué falta?",
        (
            Correcta(
                "La escala de la fila 0, que es √(1/N) y no √(2/N).",
                "El coseno 0 es una raya horizontal: mide √2 veces lo que los demás, y se encoge.",
            ),
            Opcion(
                "Has usado 20 · log10 en vez de 10 · log10.",
                "Eso doblaría *todas* las filas, no solo una, y por 2, no por 1,41.",
            ),
            Opcion(
                "Has empezado a contar en 1.",
                "Entonces tu primera fila sería c1, y no se parecería en nada a c0.",
            ),
        ),
    ),
    Pregunta(
        "Reconstruyes una frase con 13 coeficientes y la escuchas. ¿Qué has perdido?",
        (
            Opcion(
                "Las palabras.",
                "Es lo que se teme, pero vocales y consonantes están en las montañas, y esas se quedan.",
            ),
            Correcta(
                "El tono de la voz y el detalle fino del espectro.",
                "Los armónicos son un rizo más fino que el último coseno guardado.",
            ),
            Opcion(
                "El ritmo.",
                "Cada trama conserva sus 13 números, en su orden: el ritmo sigue ahí.",
            ),
        ),
    ),
    Pregunta(
        "Para ir más deprisa, pegas los MFCC de mil clips y llamas una sola vez a "
        "`librosa.feature.delta`. ¿Qué pasa?",
        (
            Opcion(
                "Nada: la recta se ajusta igual.",
                "Dentro de cada clip, sí. En las costuras, la ventana coge tramas de dos sonidos distintos.",
            ),
            Correcta(
                "Salen cambios enormes donde un clip acaba y otro empieza.",
                "Cuatro columnas a cada lado de cada costura describen un salto que no suena en ningún clip.",
            ),
            Opcion(
                "Da un error de formas.",
                "Ojalá: la matriz pegada es perfectamente válida, y nadie avisa.",
            ),
        ),
    ),
    Pregunta(
        "Quieres distinguir una sirena continua de un zumbido continuo, y alguien propone normalizar cada "
        "clip (media 0 y desviación 1). ¿Qué contestas?",
        (
            Opcion(
                "Adelante: quita el efecto del micrófono.",
                "Lo quita, sí. Pero en un sonido quieto la media es *todo* lo que hay, y se va con ella.",
            ),
            Correcta(
                "Mejor no: si no cambian, lo que los distingue está en la media que vas a borrar.",
                "La normalización guarda lo que se mueve. Va bien con el habla y mal con lo quieto.",
            ),
            Opcion(
                "Da igual: la normalización no pierde información.",
                "No se puede deshacer sin guardar aparte la media y la desviación, y nadie las guarda.",
            ),
        ),
    ),
)
