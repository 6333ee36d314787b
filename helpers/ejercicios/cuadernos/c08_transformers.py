"""Cuaderno 08: cabezas, posiciones y trozos, bien y mal hechos, y lo que contesta el modelo de género."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

import numpy as np

from helpers.audio.sonido import cargar_audio, fijar_duracion
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.respuestas import Campo, Fallo, con_coma

# --- 1: varias cabezas

CABEZAS = ((5, 8, 2), (7, 12, 3), (6, 16, 4), (4, 6, 1))  # trozos, ancho y cabezas; la última, con una
_AZAR = np.random.default_rng(8)
QKV = [(*_AZAR.normal(size=(3, n, d)), h) for n, d, h in CABEZAS]


def softmax(puntos: np.ndarray, eje: int = -1) -> np.ndarray:
    """Reparte 1 según la exponencial de cada puntuación."""
    exponenciales = np.exp(puntos - puntos.max(axis=eje, keepdims=True))
    return exponenciales / exponenciales.sum(axis=eje, keepdims=True)


def atencion(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, divisor: float = 0, reparto: Callable = softmax
) -> np.ndarray:
    """Una cabeza: cada fila de Q recoge de V según lo que casa con K. Sin divisor, es la raíz de su ancho."""
    return reparto(Q @ K.T / (divisor or np.sqrt(Q.shape[1]))) @ V


def seguidas(X: np.ndarray, h: int) -> list[np.ndarray]:
    """Las columnas de cada cabeza, como se piden."""
    return np.split(X, h, axis=1)


def salteadas(X: np.ndarray, h: int) -> list[np.ndarray]:
    """El error de coger una columna de cada h."""
    return [X[:, i::h] for i in range(h)]


def con_reshape(X: np.ndarray, h: int) -> np.ndarray:
    """El error de quien ve que la forma (h, n, d / h) sale con ``reshape``: mezcla trozos distintos."""
    return X.reshape(h, len(X), -1)


def pisadas(X: np.ndarray, h: int) -> list[np.ndarray]:
    """El error de empezar la cabeza i en la columna i."""
    return [X[:, i : i + X.shape[1] // h] for i in range(h)]


def cabezas(
    Q: np.ndarray, K: np.ndarray, V: np.ndarray, h: int, partir: Callable = seguidas, **como: Any
) -> list[np.ndarray]:
    """Lo que sale de cada cabeza. partir : qué ve cada una. como : lo que se le dice a ``atencion``."""
    return [atencion(*trio, **como) for trio in zip(*(partir(X, h) for X in (Q, K, V)), strict=True)]


def varias(Q: np.ndarray, K: np.ndarray, V: np.ndarray, h: int, **como: Any) -> np.ndarray:
    """Las cabezas, una al lado de otra."""
    return np.hstack(cabezas(Q, K, V, h, **como))


# --- 2: posiciones

LUGARES = ((6, 8), (40, 16), (3, 4), (200, 64))  # trozos y ancho


def parejas(d: int) -> np.ndarray:
    """El número de pareja de cada columna: 0, 0, 1, 1…"""
    return np.arange(d) // 2


def angulos(n: int, d: int, exponentes: np.ndarray | None = None, base: float = 10_000.0) -> np.ndarray:
    """El ángulo de cada trozo en cada columna, (n, d). Sin exponentes, son los que se piden."""
    return np.arange(n)[:, None] / base ** (2 * parejas(d) / d if exponentes is None else exponentes)


def ondas(giros: np.ndarray, pares: Callable = np.sin, impares: Callable = np.cos) -> np.ndarray:
    """Una función de los ángulos en las columnas pares y otra en las impares."""
    return np.where(np.arange(giros.shape[1]) % 2, impares(giros), pares(giros))


# --- 3: parches de los dos modelos y casillas de una matriz de atención del publicado

DE_BOLSILLO, PUBLICADO = 47, 1212
CASILLAS = (PUBLICADO + 2) ** 2

# --- 4: montar el pipeline

SONIDOS = {8.0: "jazz_generado.flac", 2.5: "campana.flac", 12.0: "jazz_generado.flac"}  # por sus segundos
CUANTAS = 3
PASOS_DE_UN_PIPELINE = ("__call__", "preprocess", "forward", "postprocess")


@cache
def clasificador_real() -> Any:
    """El de la lección, con el modelo de bolsillo."""
    from helpers.modelos.carga import MODELOS, cargar_real

    return cargar_real(MODELOS["genero"], MODELOS["genero"].bolsillo)


@cache
def sonidos() -> tuple[np.ndarray, ...]:
    """Muestras a la frecuencia del modelo, (n,): lo que oye de una vez, más corto y más largo."""
    sr = clasificador_real().feature_extractor.sampling_rate
    return tuple(fijar_duracion(cargar_audio(AUDIO / archivo, sr), s).y for s, archivo in SONIDOS.items())


def de_cual(y: np.ndarray) -> str:
    """Qué sonido es: «2,5 s de `campana.flac`»."""
    segundos = len(y) / clasificador_real().feature_extractor.sampling_rate
    return f"{con_coma(segundos)} s de `{SONIDOS[segundos]}`"


def etiquetas() -> list[str]:
    """Las clases del modelo, en su orden."""
    return list(clasificador_real().model.config.id2label.values())


@cache
def _todas_las_puntuaciones() -> dict[int, np.ndarray]:
    opciones = {"top_k": None, "function_to_apply": "none"}
    respuestas = {len(y): clasificador_real()(y, **opciones) for y in sonidos()}
    por_etiqueta = {n: {r["label"]: r["score"] for r in respuesta} for n, respuesta in respuestas.items()}
    return {n: np.array([puntos[e] for e in etiquetas()]) for n, puntos in por_etiqueta.items()}


def puntuaciones(y: np.ndarray) -> np.ndarray:
    """Lo que sale de la cabeza del modelo con uno de los sonidos, (10,), antes del softmax."""
    return _todas_las_puntuaciones()[len(y)]


def tres(y: np.ndarray, reparto: Callable = softmax) -> list[tuple[str, float]]:
    """Las tres etiquetas con más puntuación, y lo que les da ``reparto`` de todas las puntuaciones."""
    numeros = reparto(puntuaciones(y))
    return [(etiquetas()[i], float(numeros[i])) for i in np.argsort(-puntuaciones(y))[:CUANTAS]]


def sin_pipeline(funcion: Callable, y: np.ndarray) -> Any:
    """La llama y, si por el camino se ha llamado a un ``pipeline``, aunque sea con otro nombre, lo dice."""
    puntuaciones(y)  # las nuestras sí pasan por un pipeline: que no se apunten como suyas
    with _espiando_los_pipelines() as llamadas:
        devuelto = _agotar(funcion(y))
    if llamadas:
        raise Fallo("con_el_pipeline")
    return devuelto


@contextmanager
def _espiando_los_pipelines() -> Iterator[list[str]]:
    """Da una lista en la que se apunta cada paso de un pipeline de audio que alguien da mientras dura."""
    from transformers import AudioClassificationPipeline as clase

    llamadas: list[str] = []
    de_serie = {paso: clase.__dict__.get(paso) for paso in PASOS_DE_UN_PIPELINE}
    for paso in de_serie:
        setattr(clase, paso, _apuntando(getattr(clase, paso), llamadas))
    try:
        yield llamadas
    finally:
        for paso, suyo in de_serie.items():
            if suyo is None:  # era heredado
                delattr(clase, paso)
            else:
                setattr(clase, paso, suyo)


def _apuntando(metodo: Callable, llamadas: list[str]) -> Callable:
    @wraps(metodo)
    def apuntado(*argumentos: Any, **con_nombre: Any) -> Any:
        llamadas.append(metodo.__name__)
        return metodo(*argumentos, **con_nombre)

    return apuntado


def _agotar(devuelto: Any) -> Any:
    """Un generador no hace nada hasta que se recorre: se recorre aquí."""
    return list(devuelto) if hasattr(devuelto, "__next__") else devuelto


class Parejas(Campo):
    """Etiquetas con su probabilidad, en lista, tabla o diccionario. Llega como lista de tuplas."""

    def leer(self, nombre: str, valor: Any) -> list[tuple[Any, float]]:
        """Devuelve las parejas en su orden."""
        lista = _como_lista(valor)
        if not isinstance(lista, (list, tuple)):
            raise Fallo("sin_etiquetas")
        if len(lista) == 1 and isinstance(lista[0], list):
            raise Fallo("dentro_de_otra")
        return [_leer_pareja(pareja) for pareja in lista]


def _como_lista(valor: Any) -> Any:
    """Pasa a lista una tabla de pandas, un diccionario, un generador o un arreglo de objetos."""
    if hasattr(valor, "columns"):
        return (valor if "label" in valor.columns else valor.reset_index()).to_dict("records")
    if hasattr(valor, "to_dict"):  # una Series
        valor = valor.to_dict()
    if isinstance(valor, Mapping):
        if any(isinstance(v, (list, tuple, np.ndarray)) for v in valor.values()):
            raise Fallo("diccionario_con_listas")
        return [valor] if {"label", "score"} == set(valor) else list(valor.items())
    if hasattr(valor, "__next__") or getattr(getattr(valor, "dtype", None), "kind", "") == "O":
        return list(valor)
    return valor


def _leer_pareja(pareja: Any) -> tuple[Any, float]:
    if isinstance(pareja, Mapping):
        puntos = pareja.get("score", pareja.get("probabilidad"))
        pareja = (pareja.get("label", pareja.get("etiqueta")), puntos)
    try:
        etiqueta, puntos = pareja
        if isinstance(puntos, str):
            raise TypeError("es un texto")
        numero = float(puntos.detach() if hasattr(puntos, "detach") else puntos)
        etiqueta = getattr(etiqueta, "item", lambda: etiqueta)()
    except (TypeError, ValueError):
        raise Fallo("sin_pareja") from None
    if not np.isfinite(numero):
        raise Fallo("con_infinitos")
    return etiqueta, numero


# --- 5: cuántos trozos saca wav2vec 2.0

CONVOLUCIONES = ((10, 5), (3, 2), (3, 2), (3, 2), (3, 2), (2, 2), (2, 2))  # núcleo y salto
MUESTRAS = (16_000, 400, 160_000, 12_345, 1000, 80_000, 719, 720, 500, 1100)


def caben(n: int, nucleo: int, salto: int) -> int:
    """Cuántas veces cabe entero un núcleo en n muestras."""
    return (n - nucleo) // salto + 1


def por_capas(n: float, capa: Callable = caben, capas: Sequence[tuple[int, int]] = CONVOLUCIONES) -> float:
    """Lo que sale de la última capa, si cada una hace esa cuenta con lo que le llega."""
    for nucleo, salto in capas:
        n = capa(n, nucleo, salto)
    return n


class UnNumero(Campo):
    """Un número, o un arreglo o una lista con uno solo. Llega como float."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float."""
        try:
            return float(np.asarray(valor, dtype=float).item())
        except (TypeError, ValueError, RuntimeError):  # RuntimeError: un tensor con gradiente
            raise Fallo("sin_numero", llamada=nombre) from None
