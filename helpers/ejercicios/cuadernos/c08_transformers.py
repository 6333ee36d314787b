"""Cuaderno 08: la atención, de una multiplicación de matrices a un modelo desmontado y vuelto a montar."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from helpers.audio.sonido import cargar_audio, fijar_duracion
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Funcion,
    Matriz,
    RespuestaIlegible,
    cerca,
    con_coma,
    intercambiadas,
)

CABEZAS = ((5, 8, 2), (7, 12, 3), (6, 16, 4), (4, 6, 1))  # trozos, ancho y cabezas; la última, con una
LUGARES = ((6, 8), (40, 16), (3, 4), (200, 64))  # trozos y ancho
MEL_PUBLICADO, TRAMAS_PUBLICADAS, PARCHE_PUBLICADO, SALTO_PUBLICADO = 128, 1024, 16, 10
PARCHES_DE_BOLSILLO, PARCHES_PUBLICADOS = 47, 1212
CASILLAS = (PARCHES_PUBLICADOS + 2) ** 2
SONIDOS = (("jazz_generado.flac", 8.0), ("campana.flac", 2.5), ("jazz_generado.flac", 12.0))
CUANTAS = 3
CONVOLUCIONES = ((10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2))  # núcleo y salto, en wav2vec 2.0
MUESTRAS = (16_000, 400, 160_000, 12_345, 1000, 80_000, 719, 720, 500, 1100)
ANCHO_DEL_BLOQUE, INTERIOR_DEL_BLOQUE = 96, 192


def softmax(puntos: np.ndarray, eje: int = -1) -> np.ndarray:
    """Reparte 1 según la exponencial de cada puntuación."""
    exponenciales = np.exp(puntos - puntos.max(axis=eje, keepdims=True))
    return exponenciales / exponenciales.sum(axis=eje, keepdims=True)


def atencion(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> np.ndarray:
    """Una cabeza: cada fila de Q recoge de V según lo que casa con K."""
    return softmax(Q @ K.T / np.sqrt(Q.shape[1])) @ V


# --- 1: varias cabezas


def _a_trozos(X: np.ndarray, h: int) -> list[np.ndarray]:
    return np.split(X, h, axis=1)


def _varias(Q: np.ndarray, K: np.ndarray, V: np.ndarray, h: int, una: Callable = atencion) -> np.ndarray:
    cabezas = [una(*trio) for trio in zip(*(_a_trozos(X, h) for X in (Q, K, V)), strict=True)]
    return np.concatenate(cabezas, axis=1)


def _con_divisor(divisor: Callable[[int, int], float]) -> Callable:
    """Varias cabezas que dividen los productos por lo que diga ``divisor(ancho, cabezas)``."""

    def varias(Q, K, V, h):
        def una(q, k, v):
            return softmax(q @ k.T / divisor(Q.shape[1], h)) @ v

        return _varias(Q, K, V, h, una)

    return varias


def _softmax_por_columnas(Q, K, V, h):
    def una(q, k, v):
        return softmax(q @ k.T / np.sqrt(q.shape[1]), eje=0) @ v

    return _varias(Q, K, V, h, una)


def _salteadas(X: np.ndarray, h: int) -> list[np.ndarray]:
    return [X[:, i::h] for i in range(h)]


def _por_columnas_salteadas(Q, K, V, h):
    trios = zip(*(_salteadas(X, h) for X in (Q, K, V)), strict=True)
    return np.concatenate([atencion(*trio) for trio in trios], axis=1)


def _salteadas_y_devueltas(Q, K, V, h):
    trios = zip(*(_salteadas(X, h) for X in (Q, K, V)), strict=True)
    return np.stack([atencion(*trio) for trio in trios], axis=2).reshape(Q.shape)


def _reordenadas(X: np.ndarray, h: int) -> np.ndarray:
    return X.reshape(h, len(X), -1)


def _con_reshape(Q, K, V, h):
    """La forma (h, n, d/h) sale con ``reshape``, pero mezcla trozos distintos en cada cabeza."""
    cabezas = [atencion(*trio) for trio in zip(*(_reordenadas(X, h) for X in (Q, K, V)), strict=True)]
    return np.concatenate(cabezas, axis=1)


def _con_reshape_y_vuelta(Q, K, V, h):
    cabezas = [atencion(*trio) for trio in zip(*(_reordenadas(X, h) for X in (Q, K, V)), strict=True)]
    return np.stack(cabezas).reshape(Q.shape)


def _sin_deshacer(Q, K, V, h):
    trios = zip(*(_a_trozos(X, h) for X in (Q, K, V)), strict=True)
    return np.stack([atencion(*trio) for trio in trios]).reshape(Q.shape)


def _intercaladas(Q, K, V, h):
    trios = zip(*(_a_trozos(X, h) for X in (Q, K, V)), strict=True)
    return np.stack([atencion(*trio) for trio in trios], axis=2).reshape(Q.shape)


def _pisandose(Q, K, V, h):
    """El error de empezar la cabeza i en la columna i."""
    ancho = Q.shape[1] // h
    return np.concatenate([atencion(*(X[:, i : i + ancho] for X in (Q, K, V))) for i in range(h)], axis=1)


def _siempre_la_primera(Q, K, V, h):
    return np.tile(atencion(*(_a_trozos(X, h)[0] for X in (Q, K, V))), h)


def _por_filas(Q, K, V, h):
    trios = zip(*(np.array_split(X, h) for X in (Q, K, V)), strict=True)
    return np.concatenate([atencion(*trio) for trio in trios])


CABEZAS_TIPICAS: dict[str, Callable] = {
    "Has usado una sola cabeza, con el ancho entero. Con h cabezas, cada una ve `d // h` columnas.": (
        lambda Q, K, V, h: atencion(Q, K, V)
    ),
    "Cada cabeza divide por la raíz del ancho entero. ¿Cuánto miden **sus** vectores?": _con_divisor(
        lambda d, h: np.sqrt(d)
    ),
    "Falta la escala: sin dividir, los productos crecen con el ancho de la cabeza.": _con_divisor(
        lambda d, h: 1
    ),
    "Has dividido por el ancho de la cabeza, y es por su raíz.": _con_divisor(lambda d, h: d / h),
    "Has dividido por el ancho entero, y es por la raíz de lo que mide cada cabeza.": _con_divisor(
        lambda d, h: d
    ),
    "Has multiplicado por la raíz en vez de dividir.": _con_divisor(lambda d, h: 1 / np.sqrt(d / h)),
    "El softmax va por filas: lo que suma 1 es lo que reparte cada trozo, no lo que recibe.": (
        _softmax_por_columnas
    ),
    "Falta el softmax: los pesos de cada fila tienen que ser positivos y sumar 1.": lambda Q, K, V, h: (
        _varias(Q, K, V, h, lambda q, k, v: q @ k.T / np.sqrt(q.shape[1]) @ v)
    ),
    "Las cabezas se reparten columnas **seguidas**, y tú coges una de cada h.": _por_columnas_salteadas,
    "Las cabezas se reparten columnas **seguidas**: las devuelves a su sitio, pero coges una de cada h.": (
        _salteadas_y_devueltas
    ),
    "`reshape(h, n, -1)` no separa columnas: mezcla en cada cabeza trozos distintos.": _con_reshape,
    "`reshape(h, n, -1)` no separa columnas: mezcla trozos distintos, a la ida y a la vuelta.": (
        _con_reshape_y_vuelta
    ),
    "Las cabezas están bien, pero el último `reshape` mezcla los trozos. Ponlas una al lado de otra.": (
        _sin_deshacer
    ),
    "Has partido por filas: cada cabeza ve unos trozos, y tiene que ver unas columnas de todos.": (
        _por_filas
    ),
    "Los pesos salen de Q y K, y lo que se reparte es V. ¿Están en ese orden?": lambda Q, K, V, h: _varias(
        Q, V, K, h
    ),
    "Los papeles de Q y K están cambiados: pregunta Q.": lambda Q, K, V, h: _varias(K, Q, V, h),
    "Las cabezas están bien, pero al juntarlas intercalas sus columnas.": _intercaladas,
    "Tus cabezas se pisan: cada una empieza una sola columna después de la anterior.": _pisandose,
    "Repites la primera cabeza: cada una ve sus columnas.": _siempre_la_primera,
    "Son `h` cabezas, y usas siempre dos.": lambda Q, K, V, h: _varias(Q, K, V, 2),
    "Divides por la raíz del número de cabezas. Es la de lo que mide cada una.": _con_divisor(
        lambda d, h: np.sqrt(h)
    ),
    "Lo que se reparte es V, y la tuya reparte K.": lambda Q, K, V, h: _varias(Q, K, K, h),
    "Comparas Q consigo misma: las claves son K.": lambda Q, K, V, h: _varias(Q, Q, V, h),
    "Las cabezas están bien, pero puestas al revés: la primera va a la izquierda.": lambda Q, K, V, h: (
        np.concatenate(np.split(_varias(Q, K, V, h), h, axis=1)[::-1], axis=1)
    ),
}


def _revisar_cabezas(varias_cabezas: Callable) -> Veredicto:
    rng = np.random.default_rng(8)
    pruebas = [(*rng.normal(size=(3, n, d)), h) for n, d, h in CABEZAS]
    dadas = []
    for (n, d, h), (Q, K, V, _) in zip(CABEZAS, pruebas, strict=True):
        dada = _llamar_a_las_cabezas(varias_cabezas, Q, K, V, h)
        if mensaje := _fallo_de_forma(dada, n, d, h):
            return fallo(mensaje)
        dadas.append(Matriz((n, d)).leer("varias_cabezas(Q, K, V, h)", dada))
    esperadas = [_varias(*prueba) for prueba in pruebas]
    if _coinciden(dadas, esperadas):
        return acierto(
            "Coincide en todos los tamaños. Es lo que hace PyTorch con matrices de forma (h, n, d / h)."
        )
    for mensaje, tipica in CABEZAS_TIPICAS.items():
        if _coinciden(dadas, [tipica(*prueba) for prueba in pruebas]):
            return fallo(mensaje)
    con_una_cabeza = (
        "Con `h=1` ya sale bien: mira con `h=2` qué columnas usa cada cabeza."
        if _coinciden(dadas[-1:], esperadas[-1:])
        else "Con `h=1` tiene que salir `atencion(Q, K, V)`: empieza por ahí."
    )
    return fallo(f"La forma es buena y los números no. {con_una_cabeza}")


def _llamar_a_las_cabezas(varias_cabezas: Callable, Q: np.ndarray, K: np.ndarray, V: np.ndarray, h: int):
    try:
        return varias_cabezas(Q.copy(), K.copy(), V.copy(), h)
    except RespuestaIlegible as error:
        if "equal division" not in str(error):
            raise
        por_filas = "Sin decirle el eje, `np.split` parte por filas. Se parte por columnas."
        raise RespuestaIlegible(
            por_filas if len(Q) % h else "Son `h` pedazos, y tú partes en un número fijo."
        ) from error


def _coinciden(dadas: Sequence[np.ndarray], esperadas: Sequence[np.ndarray]) -> bool:
    return all(cerca(a, b, relativa=0, absoluta=1e-5) for a, b in zip(dadas, esperadas, strict=True))


def _fallo_de_forma(dada: Any, n: int, d: int, h: int) -> str:
    if dada is None:
        raise RespuestaIlegible("`varias_cabezas` devuelve None. ¿Falta un `return`?")
    forma = tuple(getattr(dada, "shape", ()) or np.shape(_o_nada(dada)))
    if forma == (n, d):
        return ""
    if h > 1 and forma == (h, n, d // h):
        return "Devuelves las cabezas en una pila, una encima de otra. Falta ponerlas una al lado de otra."
    if h > 1 and forma == (h * n, d // h):
        return "Has juntado las cabezas por filas. Los trozos son los mismos: se juntan por columnas."
    if h > 1 and forma == (n, d // h):
        return "Sale una sola cabeza, o su suma. Se ponen una al lado de otra, y vuelve a haber `d` columnas."
    if forma == (n, h * d):
        return "Cada cabeza devuelve el ancho entero: también V se reparte entre las cabezas."
    if forma == (d, n):
        return "Sale traspuesta: los trozos van en las filas."
    if forma == (0,):
        return f"{NO_ES_UNA_TABLA}, y se espera ({n}, {d})."
    return f"Con n={n}, d={d} y h={h} sale la forma {forma}, y se espera ({n}, {d}), la de Q."


NO_ES_UNA_TABLA = "Lo que sale no es una tabla: son filas de distinta longitud, o varias cosas a la vez"


def _o_nada(dada: Any) -> Any:
    """Lo dado, si todo mide lo mismo; si no, una lista vacía, que no tiene forma."""
    try:
        return np.asarray(dada, float)
    except (TypeError, ValueError):
        return []


# --- 2: posiciones


def _lugares(n: int, d: int, base: float = 10_000, desde: int = 0, exponente: Callable | None = None):
    """El ángulo de cada trozo (n,) en cada pareja de columnas (d / 2,)."""
    pareja = np.arange(d // 2)
    vueltas = base ** (exponente(pareja, d) if exponente else 2 * pareja / d)
    return (np.arange(n) + desde)[:, None] / vueltas


def _alternar(pares: np.ndarray, impares: np.ndarray) -> np.ndarray:
    return np.stack([pares, impares], axis=2).reshape(len(pares), -1)


def _senos_y_cosenos(angulos: np.ndarray) -> np.ndarray:
    return _alternar(np.sin(angulos), np.cos(angulos))


def _un_exponente_por_columna(n: int, d: int) -> np.ndarray:
    """El error de usar el número de columna, y no el de pareja, en el exponente."""
    columna = np.arange(d)
    angulos = np.arange(n)[:, None] / 10_000.0 ** (2 * columna / d)
    return np.where(columna % 2 == 0, np.sin(angulos), np.cos(angulos))


def _una_columna_por_exponente(n: int, d: int) -> np.ndarray:
    """El error de no repetir el exponente en la columna del coseno."""
    columna = np.arange(d)
    angulos = np.arange(n)[:, None] / 10_000.0 ** (columna / d)
    return np.where(columna % 2 == 0, np.sin(angulos), np.cos(angulos))


POSICIONES_TIPICAS: dict[str, Callable[[int, int], np.ndarray]] = {
    "Los senos están en las pares y los cosenos, en las impares: tú los tienes cambiados.": lambda n, d: (
        _alternar(np.cos(_lugares(n, d)), np.sin(_lugares(n, d)))
    ),
    "Los números son esos, pero has puesto todos los senos y después todos los cosenos. Van alternados.": (
        lambda n, d: np.concatenate([np.sin(_lugares(n, d)), np.cos(_lugares(n, d))], axis=1)
    ),
    "Los números son esos, pero has puesto todos los cosenos y después todos los senos. Van alternados.": (
        lambda n, d: np.concatenate([np.cos(_lugares(n, d)), np.sin(_lugares(n, d))], axis=1)
    ),
    "El primer trozo es el 0, no el 1.": lambda n, d: _senos_y_cosenos(_lugares(n, d, desde=1)),
    "El exponente es 2i / d, y has usado i / d: ¿hasta cuánto llega la i?": lambda n, d: _senos_y_cosenos(
        _lugares(n, d, exponente=lambda i, d: i / d)
    ),
    "En el exponente, i es el número de la **pareja**, y has usado el de la columna.": (
        _un_exponente_por_columna
    ),
    "El seno y el coseno de una pareja llevan el **mismo** exponente. El tuyo cambia en cada columna.": (
        _una_columna_por_exponente
    ),
    "El exponente te sale 0 en todas las parejas: `//` tira los decimales.": lambda n, d: _senos_y_cosenos(
        _lugares(n, d, exponente=lambda i, d: 0.0 * i)
    ),
    "Se divide por la potencia, y has multiplicado.": lambda n, d: _senos_y_cosenos(
        _lugares(n, d, exponente=lambda i, d: -2 * i / d)
    ),
    "La base es 10 000.": lambda n, d: _senos_y_cosenos(_lugares(n, d, base=1000)),
    "La base es 10 000, y has usado 100 000.": lambda n, d: _senos_y_cosenos(_lugares(n, d, base=100_000)),
    "Ese ángulo va en radianes: no hay que pasarlo de grados.": lambda n, d: _senos_y_cosenos(
        np.radians(_lugares(n, d))
    ),
    "Sobra un 2π: el ángulo es la posición entre la potencia, sin más.": lambda n, d: _senos_y_cosenos(
        2 * np.pi * _lugares(n, d)
    ),
    "Todas las columnas son senos. En las impares va el coseno.": lambda n, d: _alternar(
        np.sin(_lugares(n, d)), np.sin(_lugares(n, d))
    ),
    "Las columnas impares se han quedado a cero.": lambda n, d: _alternar(
        np.sin(_lugares(n, d)), np.zeros((n, d // 2))
    ),
    "Las columnas pares se han quedado a cero.": lambda n, d: _alternar(
        np.zeros((n, d // 2)), np.cos(_lugares(n, d))
    ),
    "Esos son los ángulos. Falta su seno en las pares y su coseno en las impares.": lambda n, d: _alternar(
        _lugares(n, d), _lugares(n, d)
    ),
    "Falta un paréntesis: `**` va antes que `*` y que `/`, y el exponente es todo 2i / d.": lambda n, d: (
        _senos_y_cosenos(np.arange(n)[:, None] / 10_000**2 * np.arange(d // 2) / d)
    ),
    "Se han perdido los decimales: tu matriz es de enteros.": lambda n, d: np.trunc(
        _senos_y_cosenos(_lugares(n, d))
    ),
}


def _leer_posiciones(dada: Any, n: int, d: int) -> np.ndarray:
    try:
        return Matriz((n, d)).leer("posiciones(n, d)", dada)
    except RespuestaIlegible as error:
        if "NaN" not in str(error):
            raise
        raise RespuestaIlegible(
            f"{error} ¿Está todo 2i / d en el exponente? `**` va antes que `/`: usa paréntesis."
        ) from None


def _revisar_posiciones(posiciones: Callable) -> Veredicto:
    dadas = []
    for n, d in LUGARES:
        dada = posiciones(n, d)
        if dada is None:
            raise RespuestaIlegible("`posiciones` devuelve None. ¿Falta un `return`?")
        forma = tuple(getattr(dada, "shape", ()) or np.shape(_o_nada(dada)))
        if forma == (d, n):
            return fallo("Sale traspuesta: una fila por trozo y una columna por número. Prueba con `.T`.")
        if forma == (n, d // 2):
            return fallo("Faltan columnas: cada ángulo da dos números, su seno y su coseno.")
        if forma == (0,):
            return fallo(f"{NO_ES_UNA_TABLA}, y se espera ({n}, {d}).")
        if forma != (n, d):
            return fallo(f"Con n={n} y d={d} sale la forma {forma}, y se espera ({n}, {d}).")
        dadas.append(_leer_posiciones(dada, n, d))
    if all(
        cerca(dada, _senos_y_cosenos(_lugares(n, d)), relativa=0, absoluta=1e-4)
        for dada, (n, d) in zip(dadas, LUGARES, strict=True)
    ):
        return acierto(
            "Cada trozo lleva su firma: las primeras columnas cambian deprisa y las últimas, despacio."
        )
    for mensaje, tipica in POSICIONES_TIPICAS.items():
        if _coinciden(dadas, [tipica(n, d) for n, d in LUGARES]):
            return fallo(mensaje)
    return fallo(
        "La forma es buena y los números no. La fila 0 es 0, 1, 0, 1…; en la fila 1, las dos primeras "
        "columnas son el seno y el coseno de 1."
    )


# --- 3: cuántos parches


def _revisar_parches(de_bolsillo: int, publicado: int, casillas: int) -> Veredicto:
    dadas = {"de_bolsillo": de_bolsillo, "publicado": publicado}
    if cruzados := intercambiadas(
        dadas, {"de_bolsillo": PARCHES_DE_BOLSILLO, "publicado": PARCHES_PUBLICADOS}
    ):
        return fallo(cruzados)
    if de_bolsillo != PARCHES_DE_BOLSILLO:
        return fallo(f"`de_bolsillo`: {_fallo_de_bolsillo(de_bolsillo)}")
    if publicado != PARCHES_PUBLICADOS:
        return fallo(f"`publicado`: {_fallo_de_publicado(publicado)}")
    if casillas != CASILLAS:
        return fallo(f"`casillas`: {_fallo_de_casillas(casillas)}")
    return acierto(
        "12 filas de parches por 101 columnas, y casi millón y medio de casillas en cada cabeza de cada "
        "capa. No se aprenden: se calculan con cada sonido. El de bolsillo, con 49 trozos, calcula 2401."
    )


BOLSILLO_TIPICO = {
    46: "falta uno. El primero no gasta salto: cuenta cuántas veces puedes avanzar, y súmale ese.",
    48: "sobra uno: el último no cabría entero.",
    50: "has dividido las 800 tramas entre el salto. El último parche tiene que caber entero.",
    51: "has contado como si cupieran parches a medias. El último tiene que caber entero.",
    12: "así no se solapan. Hay uno cada 16 tramas, aunque cada cual mida 64.",
    13: "así no se solapan, y además el último no cabría. Hay uno cada 16 tramas.",
    49: "son los parches; los dos trozos de más no salen del espectrograma.",
    188: "en frecuencia solo cabe una fila: el parche mide 64 y las bandas son 64.",
    4 * 47: "en frecuencia solo cabe una fila: el parche mide 64 y las bandas son 64.",
    200: "en frecuencia solo cabe una fila: el parche mide 64 y las bandas son 64.",
}


def _fallo_de_bolsillo(dado: int) -> str:
    return BOLSILLO_TIPICO.get(
        dado, "¿cuántas veces se puede avanzar 16 tramas sin que un parche de 64 se salga de las 800?"
    )


PUBLICADO_TIPICO = {
    11 * 100: "falta una fila y falta una columna: el primer parche no gasta salto.",
    12 * 100: "en el tiempo falta una columna: el primer parche no gasta salto.",
    11 * 101: "en frecuencia falta una fila: el primer parche no gasta salto.",
    8 * 64: "así no se solapan. Hay uno cada 10, aunque cada cual mida 16.",
    12 * 102: "el último parche de cada fila no cabría entero.",
    13 * 103: "has contado parches que no caben enteros.",
    12 * 103: "has contado parches que no caben enteros.",
    13 * 102: "has contado parches que no caben enteros.",
    13 * 101: "en frecuencia sobra una fila: el último parche no cabría entero.",
    1214: "son los parches; los dos trozos de más no salen del espectrograma.",
    1213: "son los parches; los trozos de más no salen del espectrograma.",
    12: "esas son las filas de parches. ¿Y las columnas?",
    101: "esas son las columnas de parches. ¿Y las filas?",
    12 + 101: "filas por columnas, no filas más columnas.",
}


def _fallo_de_publicado(dado: int) -> str:
    return PUBLICADO_TIPICO.get(
        dado, "haz la cuenta dos veces, con las 128 bandas y con las 1024 tramas, y multiplica."
    )


CASILLAS_TIPICAS = {
    PARCHES_PUBLICADOS**2: "faltan los dos trozos de más: también preguntan, y también les preguntan.",
    (PARCHES_PUBLICADOS + 1) ** 2: "los trozos de más son dos.",
    PARCHES_PUBLICADOS + 2: "esos son los trozos. Cada uno pregunta a todos.",
    PARCHES_PUBLICADOS: "esos son los parches. Cada trozo pregunta a todos.",
    (PARCHES_PUBLICADOS + 2) * (PARCHES_PUBLICADOS + 1): "cada trozo se pregunta también a sí mismo.",
    PARCHES_DE_BOLSILLO**2: "esas serían las del de bolsillo, y sin los dos trozos de más.",
    (PARCHES_DE_BOLSILLO + 2) ** 2: "esas son las del de bolsillo. Se piden las del publicado.",
    2 * (PARCHES_PUBLICADOS + 2): "no es el doble, es el cuadrado: todos preguntan a todos.",
    12 * CASILLAS: "esas son las de las 12 cabezas. Se piden las de una.",
    144 * CASILLAS: "esas son las de todas las cabezas de todas las capas. Se piden las de una.",
    PARCHES_PUBLICADOS * (PARCHES_PUBLICADOS + 2): "los trozos de más también preguntan: es un cuadrado.",
    CASILLAS // 2: "es un cuadrado entero: lo que A pregunta a B no es lo que B pregunta a A.",
}


def _fallo_de_casillas(dado: int) -> str:
    return CASILLAS_TIPICAS.get(
        dado, "hay una fila por trozo que pregunta y una columna por trozo preguntado."
    )


# --- 4: montar el pipeline


class SinClasificador(Funcion):
    """La función del estudiante, si no se la encarga entera al ``clasificador``."""

    def leer(self, nombre: str, valor: Any) -> Callable:
        """Devuelve la función envuelta; rechaza la que nombra al clasificador de la lección."""
        if "clasificador" in getattr(getattr(valor, "__code__", None), "co_names", ()):
            raise RespuestaIlegible(
                f"`{nombre}` usa `clasificador`, y se trata de montarlo sin él: con `extractor` y `modelo`."
            )
        return super().leer(nombre, valor)


@cache
def _pipeline() -> Any:
    from helpers.modelos.carga import MODELOS, cargar_real

    return cargar_real(MODELOS["genero"], MODELOS["genero"].bolsillo)


@cache
def _sonidos() -> tuple[np.ndarray, ...]:
    """Muestras a la frecuencia del modelo, (n,): lo que oye de una vez, más corto y más largo."""
    sr = _pipeline().feature_extractor.sampling_rate
    return tuple(fijar_duracion(cargar_audio(AUDIO / archivo, sr), s).y for archivo, s in SONIDOS)


@cache
def _puntuaciones() -> tuple[np.ndarray, ...]:
    """Lo que sale de la cabeza del modelo con cada sonido, (10,), antes del softmax."""
    opciones = {"top_k": None, "function_to_apply": "none"}
    orden = _pipeline().model.config.label2id
    respuestas = [_pipeline()(y, **opciones) for y in _sonidos()]
    return tuple(np.array(list(_por_etiqueta(r, orden))) for r in respuestas)


def _por_etiqueta(respuesta: list[dict], orden: Mapping[str, int]) -> list[float]:
    puntos = {r["label"]: r["score"] for r in respuesta}
    return [puntos[etiqueta] for etiqueta in sorted(orden, key=orden.get)]


def _revisar_montaje(clasificar_a_mano: Callable) -> Veredicto:
    dadas = [_leer_respuesta(_llamar_al_montaje(clasificar_a_mano, y)) for y in _sonidos()]
    esperadas = [[(r["label"], r["score"]) for r in _pipeline()(y, top_k=CUANTAS)] for y in _sonidos()]
    if mensaje := _fallo_de_lista(dadas[0], esperadas[0]):
        return fallo(mensaje)
    for dada, esperada, puntos, (archivo, segundos) in zip(
        dadas, esperadas, _puntuaciones(), SONIDOS, strict=True
    ):
        if not _misma_respuesta(dada, esperada):
            donde = f"Con {con_coma(segundos)} s de `{archivo}`"
            return fallo(f"{donde}: {_fallo_de_respuesta(dada, esperada, puntos)}")
    return acierto("La misma lista que da `pipeline`, hasta el quinto decimal, con sonidos cortos y largos.")


TROPIEZOS = {
    "'list' object has no attribute": (
        "Al modelo le ha llegado una lista, y quiere un tensor. Pídeselo al `extractor`, como antes."
    ),
    "'numpy.ndarray' object has no attribute 'unsqueeze'": (
        "Al modelo le ha llegado un arreglo, y quiere un tensor. Pídeselo al `extractor`, como antes."
    ),
    "unhashable": (
        "Buscas una lista entera en `id2label`. ¿Has quitado el eje del lote, que tiene un solo sonido?"
    ),
    "KeyError(tensor": "A `id2label` se le pide con un entero, y la posición es aún un tensor.",
    "requires grad": "Lo que sale del modelo arrastra el gradiente: llámalo con `torch.inference_mode()`.",
}


def _llamar_al_montaje(clasificar_a_mano: Callable, y: np.ndarray) -> Any:
    try:
        return clasificar_a_mano(y.copy())
    except RespuestaIlegible as error:
        saltado = repr(error.__cause__)
        frase = next((frase for senal, frase in TROPIEZOS.items() if senal in saltado), "")
        if not frase:
            raise
        raise RespuestaIlegible(frase) from error


def _leer_respuesta(valor: Any) -> list[tuple[Any, float]]:
    """De lo que devuelva la función, parejas (etiqueta, probabilidad) en su orden."""
    if valor is None:
        raise RespuestaIlegible("`clasificar_a_mano` devuelve None. ¿Falta un `return`?")
    valor = _como_lista(valor)
    if not isinstance(valor, (list, tuple)):
        que = "un texto" if isinstance(valor, str) else "números sin etiquetas"
        raise RespuestaIlegible(
            f"`clasificar_a_mano` devuelve {que}. Se espera una lista de diccionarios con `label` y `score`, "
            "como la de `pipeline`."
        )
    if len(valor) == 1 and isinstance(valor[0], list):
        raise RespuestaIlegible("Devuelves una lista dentro de otra. Quédate con la de dentro.")
    return [_leer_pareja(pareja) for pareja in valor]


def _como_lista(valor: Any) -> Any:
    """Pasa a lista una tabla de pandas, un diccionario, un generador o un arreglo de objetos."""
    if hasattr(valor, "columns"):
        return (valor if "label" in valor.columns else valor.reset_index()).to_dict("records")
    if hasattr(valor, "to_dict"):  # una Series
        valor = valor.to_dict()
    if isinstance(valor, Mapping):
        if any(isinstance(v, (list, tuple, np.ndarray)) for v in valor.values()):
            raise RespuestaIlegible("Devuelves un diccionario con listas, y es una lista con diccionarios.")
        return [valor] if {"label", "score"} == set(valor) else list(valor.items())
    if hasattr(valor, "__next__") or getattr(getattr(valor, "dtype", None), "kind", "") == "O":
        return list(valor)
    return valor


def _leer_pareja(pareja: Any) -> tuple[Any, float]:
    if isinstance(pareja, Mapping):
        etiqueta = pareja.get("label", pareja.get("etiqueta"))
        puntos = pareja.get("score", pareja.get("probabilidad"))
        pareja = (etiqueta, puntos)
    try:
        etiqueta, puntos = pareja
        if isinstance(puntos, str):
            raise TypeError("es un texto")
        numero = float(_sin_gradiente(puntos))
        etiqueta = getattr(etiqueta, "item", lambda: etiqueta)()
    except (TypeError, ValueError):
        raise RespuestaIlegible(
            'Cada elemento de la lista lleva una etiqueta y un número: `{"label": …, "score": …}`.'
        ) from None
    if not np.isfinite(numero):
        raise RespuestaIlegible("En `score` hay NaN o infinitos: ¿se ha desbordado alguna exponencial?")
    return etiqueta, numero


def _sin_gradiente(puntos: Any) -> Any:
    return puntos.detach() if hasattr(puntos, "detach") else puntos


def _fallo_de_lista(dada: list[tuple[Any, float]], esperada: list[tuple[str, float]]) -> str:
    if len(dada) != CUANTAS:
        return f"La lista tiene {len(dada)}, y se piden las {CUANTAS} más probables."
    if not all(isinstance(etiqueta, str) for etiqueta, _ in dada):
        return "En `label` va el nombre de la clase, no su número: `modelo.config.id2label` los traduce."
    if not set(dict(dada)) <= set(_pipeline().model.config.label2id):
        return "En `label` van las etiquetas tal como las dice el modelo: `modelo.config.id2label`."
    if dict(dada).keys() == dict(esperada).keys() and dada != sorted(dada, key=lambda r: -r[1]):
        return "Las tres están, pero no van de más a menos probable."
    return ""


def _misma_respuesta(dada: list[tuple[Any, float]], esperada: list[tuple[str, float]]) -> bool:
    mismas = [etiqueta for etiqueta, _ in dada] == [etiqueta for etiqueta, _ in esperada]
    return mismas and cerca([p for _, p in dada], [p for _, p in esperada], relativa=0, absoluta=1e-5)


def _fallo_de_respuesta(
    dada: list[tuple[Any, float]], esperada: list[tuple[str, float]], puntos: np.ndarray
) -> str:
    numeros = np.array([p for _, p in dada])
    mayores = np.sort(puntos)[::-1][:CUANTAS]
    probables = np.array([p for _, p in esperada])
    if [etiqueta for etiqueta, _ in dada] == [etiqueta for etiqueta, _ in esperada]:
        return next(
            (
                frase
                for frase, otros in _numeros_tipicos(puntos, mayores, probables)
                if cerca(numeros, otros, 1e-4)
            ),
            "las etiquetas son esas y las probabilidades no. Compara tus puntuaciones con las de la lección.",
        )
    if np.allclose(numeros, 1):
        return "todas salen 1: el softmax se ha hecho sobre el eje del lote, que solo tiene un sonido."
    if cerca(np.sort(numeros), np.sort(softmax(puntos))[:CUANTAS], 1e-3):
        return "son las tres **menos** probables."
    if cerca(numeros, probables, 1e-4):
        return "las probabilidades son esas, y las etiquetas no. ¿De qué posición sale cada una?"
    return (
        "no es lo que responde `pipeline`. ¿Entran las muestras por el `extractor`, y lo que sale, por el "
        "`modelo`?"
    )


def _numeros_tipicos(puntos: np.ndarray, mayores: np.ndarray, probables: np.ndarray) -> list[tuple[str, Any]]:
    return [
        ("son las puntuaciones de la cabeza, sin softmax: ni están entre 0 y 1 ni suman 1.", mayores),
        (
            "eso es un sigmoide. Sirve si puede haber varias clases a la vez; aquí compiten.",
            _sigmoide(mayores),
        ),
        ("es el **logaritmo** de la probabilidad.", np.log(probables)),
        ("son tantos por ciento, y se piden entre 0 y 1.", 100 * probables),
        ("son esas, pero redondeadas: déjalas como salen.", np.round(probables, 2)),
        ("son esas, pero redondeadas: déjalas como salen.", np.round(probables, 3)),
        ("son esas, pero redondeadas: déjalas como salen.", np.round(probables, 4)),
        (
            "has hecho el softmax solo con las tres mayores: a las otras siete también les toca algo.",
            softmax(mayores),
        ),
        (
            "todas salen 1: el softmax se ha hecho sobre el eje del lote, que solo tiene un sonido.",
            np.ones(3),
        ),
        ("has hecho el softmax dos veces.", np.sort(softmax(softmax(puntos)))[::-1][:CUANTAS]),
        ("se reparte con la exponencial, no en proporción a las puntuaciones.", mayores / puntos.sum()),
    ]


def _sigmoide(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


# --- 5: cuántos trozos saca wav2vec 2.0


def _trozos_de_wav2vec(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES:
        n = (n - nucleo) // salto + 1
    return n


def _hacia_arriba(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES:
        n = -(-(n - nucleo) // salto) + 1
    return n


def _sin_redondear(n: float) -> float:
    for nucleo, salto in CONVOLUCIONES:
        n = (n - nucleo) / salto + 1
    return n


def _al_mas_cercano(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES:
        n = round((n - nucleo) / salto + 1)
    return n


def _cambiados(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES:
        n = (n - salto) // nucleo + 1
    return n


def _sin_la_ultima(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES[:-1]:
        n = (n - nucleo) // salto + 1
    return n


def _sin_el_primero(n: int) -> int:
    for nucleo, salto in CONVOLUCIONES:
        n = (n - nucleo) // salto
    return n


WAV2VEC_TIPICO: dict[str, Callable[[int], float]] = {
    "salen números con decimales: cada convolución redondea hacia abajo. Usa `//`.": lambda n: n / 320,
    "eso es dividir por el salto total. Falta contar lo que mide cada núcleo, que tiene que caber.": (
        lambda n: n // 320
    ),
    "sobra: cada núcleo tiene que caber entero.": lambda n: n // 320 + 1,
    "has redondeado al más cercano. Un núcleo cabe o no cabe: hacia abajo.": lambda n: round(n / 320),
    "has redondeado hacia arriba: un núcleo que no cabe entero no cuenta.": _hacia_arriba,
    "salen decimales: en cada capa, un núcleo cabe o no cabe. Usa `//`.": _sin_redondear,
    "en cada capa falta uno: la primera posición no gasta salto.": _sin_el_primero,
    "falta uno: la primera posición no gasta salto.": lambda n: (n - 400) // 320,
    "sobra uno: el +1 se suma una sola vez.": lambda n: (n - 400) // 320 + 2,
    "en cada capa has redondeado al más cercano. Un núcleo cabe o no cabe: hacia abajo.": _al_mas_cercano,
    "el núcleo y el paso están cambiados: se resta el núcleo y se divide entre el paso.": _cambiados,
    "falta una capa: hay siete.": _sin_la_ultima,
    "eso es la última capa sola: cada una recibe lo que sale de la anterior.": lambda n: (n - 2) // 2 + 1,
    "eso es la primera capa sola; hay siete.": lambda n: (n - 10) // 5 + 1,
}


def _revisar_wav2vec(trozos_de_wav2vec: Callable) -> Veredicto:
    dados = [_leer_cuenta(trozos_de_wav2vec(n), n) for n in MUESTRAS]
    if cerca(dados, [_trozos_de_wav2vec(n) for n in MUESTRAS], relativa=0, absoluta=1e-6):
        return acierto(
            "Un trozo cada 320 muestras, 20 ms, y cada uno ve 400, 25 ms: la ventana del AST, con el doble "
            "de salto."
        )
    for mensaje, cuenta in WAV2VEC_TIPICO.items():
        if cerca(dados, [cuenta(n) for n in MUESTRAS], relativa=0, absoluta=1e-6):
            return fallo(f"{mensaje[0].upper()}{mensaje[1:]}")
    malo, dado = next(
        (n, dado)
        for n, dado in zip(MUESTRAS, dados, strict=True)
        if not cerca(dado, _trozos_de_wav2vec(n), 0, 1e-6)
    )
    return fallo(
        f"Con {con_coma(malo)} muestras dice {con_coma(dado)}, y no es eso. Haz la cuenta capa a capa: cada "
        "una recorta y salta."
    )


def _leer_cuenta(valor: Any, n: int) -> float:
    if valor is None:
        raise RespuestaIlegible(f"`trozos_de_wav2vec({n})` devuelve None. ¿Falta un `return`?")
    caso = f"`trozos_de_wav2vec({n})`"
    if isinstance(valor, str):
        raise RespuestaIlegible(f"{caso} devuelve un texto, y tiene que ser un número.")
    try:
        leido = np.asarray(valor, dtype=float)
    except (TypeError, ValueError):
        raise RespuestaIlegible(f"{caso} tiene que devolver un número.") from None
    if leido.size != 1:
        raise RespuestaIlegible(f"{caso} tiene que devolver un número, y devuelve {leido.size}.")
    if not np.isfinite(leido).all():
        raise RespuestaIlegible(f"{caso} devuelve NaN o infinito.")
    return float(leido.reshape(-1)[0])


EJERCICIOS = {
    1: Ejercicio(
        campos={"varias_cabezas": Funcion()},
        revisar=_revisar_cabezas,
        pistas=(
            "Con dos cabezas y ancho 8, la primera usa las columnas 0 a 3 de Q, de K y de V.",
            "`np.split(Q, h, axis=1)` devuelve una lista con los `h` pedazos de columnas.",
            "Llama a `atencion` con cada trío de pedazos y júntalo todo con `np.concatenate`: ¿en qué eje?",
        ),
    ),
    2: Ejercicio(
        campos={"posiciones": Funcion()},
        revisar=_revisar_posiciones,
        pistas=(
            "Calcula primero los ángulos: una fila por trozo y una columna por pareja, `d // 2`.",
            "`np.arange(n)[:, None] / divisores`, con `divisores` de tamaño `d // 2`, da todos a la vez.",
            "Crea `P = np.zeros((n, d))` y rellena `P[:, 0::2]` y `P[:, 1::2]`.",
        ),
    ),
    3: Ejercicio(
        campos={"de_bolsillo": Entero(), "publicado": Entero(), "casillas": Entero()},
        revisar=_revisar_parches,
        pistas=(
            "Es la cuenta de las tramas del cuaderno 02, sin relleno: ¿cuántos saltos caben tras el primero?",
            "En un lado caben `1 + (lado - parche) // salto`. Y un espectrograma tiene dos lados.",
            "Para las casillas, suma primero los dos trozos de más. Todos preguntan a todos.",
        ),
    ),
    4: Ejercicio(
        campos={"clasificar_a_mano": SinClasificador()},
        revisar=_revisar_montaje,
        pistas=(
            "Tres pasos: el extractor, el modelo y lo que convierte puntuaciones en probabilidades.",
            '`modelo(**extractor(y, sampling_rate=16_000, return_tensors="pt")).logits` tiene forma (1, 10).',
            "`topk(3)`, tras el softmax, da valores y posiciones; `modelo.config.id2label`, los nombres.",
        ),
    ),
    5: Ejercicio(
        campos={"trozos_de_wav2vec": Funcion()},
        revisar=_revisar_wav2vec,
        pistas=(
            "Cada convolución se lleva `núcleo` muestras la primera vez, y después avanza `salto`.",
            "Es la cuenta de los parches, siete veces: lo que sale de una capa entra en la siguiente.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "La matriz de atención de una cabeza mide (49, 49). ¿Qué dice su fila 7?",
        (
            Opcion(
                "Cuánto miran los demás al trozo 7.",
                "Eso es la columna 7. Y no tiene por qué sumar 1: a un trozo lo pueden mirar todos.",
            ),
            Correcta(
                "Qué fracción de cada trozo recoge el trozo 7.",
                "Es un reparto: sale de un softmax, y suma 1.",
            ),
            Opcion(
                "Cuánto se parece el trozo 7 a cada uno de los demás.",
                "Tienta, porque empezó así. Con matrices aprendidas, la pregunta de uno puede casar con algo "
                "que no se le parece en nada.",
            ),
        ),
    ),
    Pregunta(
        "¿Para qué se divide por la raíz del ancho?",
        (
            Opcion(
                "Para que las filas sumen 1.",
                "De eso ya se encarga el softmax, con división o sin ella.",
            ),
            Opcion(
                "Para que la cuenta sea más rápida.",
                "Es una división de más. Lo que gana está en el aprendizaje, no en el reloj.",
            ),
            Correcta(
                "Para que, con vectores más anchos, el softmax no se quede con uno solo.",
                "La desviación de un producto crece como la raíz del ancho. Dividiendo, se queda quieta.",
            ),
        ),
    ),
    Pregunta(
        "A un Transformer sin posiciones le barajas los trozos de una frase. ¿Qué pasa con su respuesta?",
        (
            Correcta(
                "No cambia nada.",
                "Cada trozo recoge lo mismo que antes, esté donde esté. Por eso se le suman posiciones.",
            ),
            Opcion(
                "Se hunde: una frase barajada no se entiende.",
                "No la entiendes tú. Él hace la media de los trozos, y la media no sabe de orden.",
            ),
            Opcion(
                "Cambia un poco, porque los vecinos de cada trozo son otros.",
                "Eso le pasa a una convolución. La atención mira a todos por igual: no tiene vecinos.",
            ),
        ),
    ),
    Pregunta(
        "Le das al modelo de bolsillo una pieza de 20 s con `pipeline`. ¿Qué ha oído?",
        (
            Opcion(
                "Los 20 segundos: la atención llega a todas partes.",
                "Llega a todos los trozos que entran. El extractor solo deja pasar 800 tramas.",
            ),
            Correcta(
                "Los 8 primeros segundos.",
                "El extractor corta en 800 tramas, una cada 10 ms, y no avisa.",
            ),
            Opcion(
                "Nada: con tantas tramas da un error.",
                "Sería lo más honrado. Pero corta en silencio, y contesta.",
            ),
        ),
    ),
    Pregunta(
        "Un mapa de atención brilla sobre un golpe de caja y el modelo dice «metal». ¿Qué has aprendido?",
        (
            Opcion(
                "Que dice «metal» por ese golpe.",
                "Mirar no es decidir: quizá sin el golpe diría lo mismo.",
            ),
            Opcion(
                "Nada: los mapas de atención no significan nada.",
                "Dicen por dónde ha circulado la información. Es poco, pero no es nada.",
            ),
            Correcta(
                "Dónde ha mirado esa cabeza. Para saber si le importa, tapa el golpe y vuelve a preguntar.",
                "El mapa da una sospecha, y quitar el trozo la pone a prueba.",
            ),
        ),
    ),
)
