"""¿Qué dice? Ejecutar un pipeline de clasificación sobre un sonido, uno largo o una carpeta."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers import numeros
from helpers.audio import Audio
from helpers.errores import ErrorDeModelo
from helpers.precision import Oyente
from helpers.ventanas import TRAMA_MINIMA, Corte, Ventana, error_de_silencio, recorrer

if TYPE_CHECKING:
    import pandas as pd
    from transformers import AudioClassificationPipeline, PreTrainedConfig

ENTERO_S = 30.0  # de una vez, un wav2vec 2.0 base ocupa así 1,3 GiB; con un minuto, 1,7
VENTANA_S = 10.0
VENTANAS_SIN_BARRA = 30
SALTO_DE_AST = 160  # muestras entre dos tramas del extractor de AST: 10 ms a 16 kHz


def clasificar(
    clasificador: AudioClassificationPipeline, audio: Audio | str | os.PathLike, top_k: int = 5
) -> pd.DataFrame:
    """Pregunta a un clasificador qué suena y devuelve sus respuestas, de la más a la menos probable.

    clasificador : lo que devuelve ``cargar_clasificador`` o ``transformers.pipeline``.
    audio : Audio, o la ruta de un archivo; se remuestrea a la frecuencia del modelo.
    top_k : int > 0, cuántas respuestas; si el modelo tiene menos clases, se devuelven todas.

    Hasta lo que el modelo oye de una vez (el de bolsillo, 8 s; uno como wav2vec 2.0, 30 s), la respuesta es
    la del pipeline. Un sonido más largo se oye entero, por ventanas de 8 o de 10 s, y la respuesta es la
    media de las suyas: cada una pesa lo que dura el sonido nuevo que trae, y las que son silencio digital no
    cuentan. Un archivo se lee por partes, así que puede durar horas sin que la memoria crezca.

    Devuelve un DataFrame con las columnas ``etiqueta`` (str, la del modelo) y ``probabilidad`` (float entre
    0 y 1). En ``tabla.attrs``: ``n_clases``, las del modelo, que dicen cuál es su azar; ``n_ventanas``, las
    que han contado; ``precision``, "float32" o, en un modelo grande y un sonido largo, "bfloat16" si con la
    primera ventana respondía lo mismo; ``diferencia_bf16``, la mayor entre las probabilidades de una y otra
    en esa ventana, o None si no se ha probado.

    Lanza ErrorDeAudio si el sonido no se puede leer, tiene NaN, es silencio o dura menos de lo que el modelo
    necesita; ErrorDeModelo si ``top_k`` no vale o si el modelo responde algo que no es un número.
    Cuaderno 00.
    """
    import pandas as pd

    _comprobar_top_k(top_k)
    _comprobar_clasificador(clasificador)
    with Oyente(clasificador) as oyente:
        resumen = _oir(oyente, audio, _corte_para_clasificar(clasificador))
    respuestas = list(resumen.probabilidades.items())[: int(top_k)]
    tabla = pd.DataFrame(respuestas, columns=["etiqueta", "probabilidad"])
    tabla.attrs |= _atributos(clasificador, oyente) | {"n_ventanas": resumen.n_ventanas}
    return tabla


def linea_de_tiempo(
    clasificador: AudioClassificationPipeline,
    audio: Audio | str | os.PathLike,
    ventana_s: float | None = None,
    salto_s: float | None = None,
) -> pd.DataFrame:
    """Pregunta a un clasificador qué suena en cada momento: una fila por ventana, en orden.

    clasificador, audio : como en ``clasificar``.
    ventana_s : float, lo que oye cada vez, en s. Por defecto y como mucho, lo que el modelo oye de una vez
        (el de bolsillo, 8 s); en uno sin límite, como wav2vec 2.0, 10 s por defecto y 30 como mucho.
    salto_s : float, lo que separa el comienzo de dos ventanas, en s; por defecto y como mucho, ``ventana_s``.

    Devuelve un DataFrame con las columnas ``inicio_s`` y ``fin_s`` (s), ``etiqueta`` (str) y
    ``probabilidad`` de la más probable, y una por clase del modelo con la suya. Una ventana en silencio
    digital tiene de etiqueta None y de probabilidades NaN. Con el salto por defecto, las filas cubren el
    sonido sin huecos ni solapes; la última acaba con él y, si le toca menos de una ventana, el modelo oye
    también el final de la anterior. ``tabla.attrs``, como en ``clasificar``.

    Lanza lo mismo que ``clasificar``, y ErrorDeModelo si ``ventana_s`` o ``salto_s`` no valen. Cuaderno 09.
    """
    import pandas as pd

    _comprobar_clasificador(clasificador)
    corte = _corte_para_seguir(clasificador, ventana_s, salto_s)
    clases = list(clasificador.model.config.id2label.values())
    with Oyente(clasificador) as oyente, _abrir_ventanas(audio, corte) as ventanas:
        filas = [_fila(ventana, _responder(oyente, ventana)) for ventana in ventanas]
    sonoras = sum(fila["etiqueta"] is not None for fila in filas)
    if not sonoras:
        raise error_de_silencio(_archivo(audio))
    tabla = pd.DataFrame(filas, columns=["inicio_s", "fin_s", "etiqueta", "probabilidad", *clases])
    tabla["etiqueta"] = tabla["etiqueta"].astype(object).where(tabla["etiqueta"].notna(), None)
    tabla.attrs |= _atributos(clasificador, oyente) | {"n_ventanas": sonoras}
    return tabla


# --- Del sonido a las respuestas ---


class _Resumen(NamedTuple):
    """Lo que un clasificador dice de un sonido entero: las clases van de la más a la menos probable."""

    probabilidades: dict[str, float]
    duracion_s: float
    n_ventanas: int


def _oir(
    oyente: Oyente, audio: Audio | str | os.PathLike, corte: Corte, sonidos_despues: int = 0
) -> _Resumen:
    """Oye un sonido entero, por ventanas si hace falta. sonidos_despues : los que esperan su turno."""
    respuestas, pesos, duracion_s = [], [], 0.0
    with _abrir_ventanas(audio, corte) as ventanas:
        for ventana in ventanas:
            duracion_s = ventana.fin_s
            respuesta = _responder(oyente, ventana, sonidos_despues)
            if respuesta is not None:
                respuestas.append(respuesta)
                pesos.append(ventana.fin_s - ventana.inicio_s)
    if not respuestas:
        raise error_de_silencio(_archivo(audio))
    return _Resumen(_media(respuestas, pesos), duracion_s, len(respuestas))


def _responder(oyente: Oyente, ventana: Ventana, sonidos_despues: int = 0) -> dict[str, float] | None:
    if ventana.es_silencio:
        return None
    quedan = None if ventana.quedan is None else ventana.quedan + sonidos_despues
    return oyente.responder(ventana.y, quedan)


def _media(respuestas: list[dict[str, float]], pesos: list[float]) -> dict[str, float]:
    if len(respuestas) == 1:
        return respuestas[0]
    clases = list(respuestas[0])
    puntuaciones = [[respuesta[clase] for clase in clases] for respuesta in respuestas]
    medias = np.average(puntuaciones, axis=0, weights=pesos)
    return {clases[i]: float(medias[i]) for i in np.argsort(-medias, kind="stable")}


def _fila(ventana: Ventana, respuesta: dict[str, float] | None) -> dict:
    tramo = {"inicio_s": ventana.inicio_s, "fin_s": ventana.fin_s}
    if respuesta is None:
        return tramo | {"etiqueta": None, "probabilidad": math.nan}
    etiqueta, probabilidad = next(iter(respuesta.items()))
    return tramo | {"etiqueta": etiqueta, "probabilidad": probabilidad} | respuesta


@contextmanager
def _abrir_ventanas(audio: Audio | str | os.PathLike, corte: Corte) -> Iterator[Iterable[Ventana]]:
    """Abre el sonido y, si tiene muchas ventanas o no se sabe cuántas, les pone una barra de progreso."""
    with closing(recorrer(audio, corte)) as tramos:
        primera = next(tramos)
        ventanas = chain([primera], tramos)
        total = None if primera.quedan is None else primera.quedan + 1
        if total is not None and total <= VENTANAS_SIN_BARRA:
            yield ventanas
            return
        from tqdm.auto import tqdm

        with tqdm(ventanas, total=total, unit="ventana", leave=False) as barra:
            yield barra


def _archivo(audio: Audio | str | os.PathLike) -> str | os.PathLike | None:
    return None if isinstance(audio, Audio) else audio


def _atributos(clasificador: AudioClassificationPipeline, oyente: Oyente) -> dict:
    return {
        "n_clases": clasificador.model.config.num_labels,
        "precision": oyente.precision,
        "diferencia_bf16": oyente.diferencia_bf16,
    }


# --- Lo que cada modelo puede oír ---


def _corte_para_clasificar(clasificador: AudioClassificationPipeline) -> Corte:
    sr = clasificador.feature_extractor.sampling_rate
    limite = _muestras_maximas(clasificador.feature_extractor)
    ventana = limite or round(VENTANA_S * sr)
    return Corte(
        sr=sr,
        ventana=ventana,
        salto=ventana,
        entero=limite or round(ENTERO_S * sr),
        minimo=_muestras_minimas(clasificador.model.config),
    )


def _corte_para_seguir(
    clasificador: AudioClassificationPipeline, ventana_s: float | None, salto_s: float | None
) -> Corte:
    corte = _corte_para_clasificar(clasificador)
    ventana = corte.ventana
    if ventana_s is not None:
        ventana = _a_muestras("ventana_s", ventana_s, corte.sr, corte.minimo, corte.entero)
    salto = ventana
    if salto_s is not None:
        salto = _a_muestras("salto_s", salto_s, corte.sr, min(TRAMA_MINIMA, ventana), ventana)
    return corte._replace(ventana=ventana, salto=salto, entero=ventana)


def _a_muestras(nombre: str, segundos: float, sr: int, minimo: int, maximo: int) -> int:
    if not isinstance(segundos, Real) or isinstance(segundos, bool | np.bool_) or not math.isfinite(segundos):
        raise ErrorDeModelo(
            f"{nombre} es un tiempo en segundos, y no puede ser {segundos!r}.",
            que_hacer=f"usa un número, como {nombre}=5, o no lo pongas.",
        )
    muestras = round(segundos * sr)
    if not minimo <= muestras <= maximo:
        razones = {
            "ventana_s": "es lo que este modelo puede oír de una vez",
            "salto_s": "más que una ventana dejaría sonido sin oír",
        }
        raise ErrorDeModelo(
            f"{nombre} no puede ser {segundos} s.",
            que_hacer=f"usa entre {numeros.duracion(minimo / sr)} y {numeros.duracion(maximo / sr)}: "
            f"{razones[nombre]}.",
        )
    return muestras


def _muestras_maximas(extractor) -> int | None:
    """Devuelve desde cuántas muestras el extractor recorta el sonido, sin avisar, o None si no lo hace."""
    if hasattr(extractor, "n_samples"):  # Whisper
        return extractor.n_samples
    if hasattr(extractor, "num_mel_bins") and hasattr(extractor, "max_length"):  # AST
        return extractor.max_length * SALTO_DE_AST
    return None


def _muestras_minimas(configuracion: PreTrainedConfig) -> int:
    """Devuelve cuántas muestras ocupa una trama: en wav2vec 2.0, las que ve su pila de convoluciones."""
    muestras = 1
    nucleos = getattr(configuracion, "conv_kernel", ())
    saltos = getattr(configuracion, "conv_stride", ())
    for nucleo, salto in zip(reversed(nucleos), reversed(saltos), strict=True):
        muestras = (muestras - 1) * salto + nucleo
    return max(muestras, TRAMA_MINIMA)


# --- Lo que se pide ---


def _comprobar_top_k(top_k: int) -> None:
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or top_k < 1:
        raise ErrorDeModelo(
            f"top_k es cuántas respuestas quieres, y no puede ser {top_k!r}.",
            que_hacer="usa un entero mayor que cero.",
        )


def _comprobar_clasificador(clasificador: AudioClassificationPipeline) -> None:
    if not hasattr(clasificador, "model") or not hasattr(clasificador, "feature_extractor"):
        raise ErrorDeModelo(
            f"Se esperaba un clasificador de sonido, y ha llegado {type(clasificador).__name__}.",
            que_hacer='cárgalo con cargar_clasificador("genero"), y pásalo antes que el sonido.',
        )
    clases = list(clasificador.model.config.id2label.values())
    if len(set(clases)) < len(clases):
        raise ErrorDeModelo(
            "El modelo tiene dos clases con la misma etiqueta y sus respuestas no se pueden distinguir.",
            getattr(clasificador.model.config, "name_or_path", None) or None,
            "corrige id2label en su config.json, o usa otro modelo.",
        )
