"""¿Qué dice? Ejecutar un pipeline de clasificación sobre un sonido, uno largo o una carpeta."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.audio.sonido import Audio
from helpers.clasificacion.carpetas import buscar_sonidos
from helpers.clasificacion.cortes import Corte, corte_para_clasificar, corte_para_seguir
from helpers.clasificacion.diario import Diario, estado_del_archivo
from helpers.clasificacion.oido import abrir_ventanas, oir_entero, responder
from helpers.clasificacion.precision import Oyente
from helpers.clasificacion.ventanas import Ventana, error_de_silencio
from helpers.errores import ErrorDeAudio, ErrorDeModelo

if TYPE_CHECKING:
    import pandas as pd
    from transformers import AudioClassificationPipeline


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
    en esa ventana, o None si no se ha probado; ``suman_1``, False si el modelo da a cada etiqueta su propia
    probabilidad, como el de etiquetas musicales, y las de todas pueden sumar más o menos que 1.

    Lanza ErrorDeAudio si el sonido no se puede leer, tiene NaN, es silencio o dura menos de lo que el modelo
    necesita; ErrorDeModelo si ``top_k`` no vale o si el modelo responde algo que no es un número.

    Cuaderno 00, «Oír, ver, clasificar».

    >>> from helpers.clasificacion import clasificar
    >>> from helpers.datos import AUDIO
    >>> from helpers.modelos import cargar_clasificador
    >>> genero = cargar_clasificador("genero", origen="bolsillo")
    Responde el modelo de bolsillo de género musical: data/modelos/genero.
    >>> tabla = clasificar(genero, AUDIO / "jazz_generado.flac", top_k=3)
    >>> list(tabla.columns), len(tabla), tabla.attrs["n_clases"]
    (['etiqueta', 'probabilidad'], 3, 10)
    """
    import pandas as pd

    _comprobar_top_k(top_k)
    _comprobar_clasificador(clasificador)
    with Oyente(clasificador) as oyente:
        resumen = oir_entero(oyente, audio, corte_para_clasificar(clasificador))
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

    Lanza lo mismo que ``clasificar``, y ErrorDeModelo si ``ventana_s`` o ``salto_s`` no valen.

    Cuaderno 09, «Una pieza entera».

    >>> from helpers.clasificacion import linea_de_tiempo
    >>> from helpers.datos import AUDIO
    >>> from helpers.modelos import cargar_clasificador
    >>> genero = cargar_clasificador("genero", origen="bolsillo")
    Responde el modelo de bolsillo de género musical: data/modelos/genero.
    >>> tabla = linea_de_tiempo(genero, AUDIO / "jazz_generado.flac", ventana_s=4)
    >>> list(tabla["inicio_s"])
    [0.0, 4.0, 8.0, 12.0, 16.0, 20.0]
    """
    import pandas as pd

    _comprobar_clasificador(clasificador)
    corte = corte_para_seguir(clasificador, ventana_s, salto_s)
    with Oyente(clasificador) as oyente, abrir_ventanas(audio, corte) as ventanas:
        filas = [_fila_de_ventana(ventana, responder(oyente, ventana)) for ventana in ventanas]
    sonoras = sum(fila["etiqueta"] is not None for fila in filas)
    if not sonoras:
        raise error_de_silencio(audio)
    clases = clasificador.model.config.id2label.values()
    tabla = pd.DataFrame(filas, columns=["inicio_s", "fin_s", "etiqueta", "probabilidad", *clases])
    tabla["etiqueta"] = _con_none(tabla["etiqueta"])
    tabla.attrs |= _atributos(clasificador, oyente) | {"n_ventanas": sonoras}
    return tabla


def clasificar_carpeta(clasificador: AudioClassificationPipeline, carpeta: str | os.PathLike) -> pd.DataFrame:
    """Pregunta a un clasificador qué suena en cada archivo de una carpeta y de las que hay dentro de ella.

    clasificador : como en ``clasificar``. carpeta : su ruta.

    Los archivos se oyen de uno en uno como en ``clasificar``, por orden de nombre y con una barra de
    progreso. Los ocultos y los que por su extensión son otra cosa (texto, imágenes…) se dejan sin abrir, y se
    dice. Si algo interrumpe el trabajo (el botón de parar, un cierre, un apagón), la misma llamada lo
    continúa: lo hecho se anota en la caché del curso hasta que la carpeta está entera. Se repite lo que falló
    y los archivos que han cambiado.

    Devuelve un DataFrame con una fila por archivo: ``archivo`` (str, relativo a la carpeta), ``duracion_s``
    (s), ``etiqueta`` y ``probabilidad`` de la más probable, y ``error``: "" o, si no se ha podido clasificar,
    por qué; entonces la etiqueta es None y los números, NaN. ``tabla.attrs``: ``n_clases``; ``precision``,
    "bfloat16" si alguno se ha oído así, tras comprobarlo con el primero; ``diferencia_bf16``, la de ahí; y
    ``suman_1``, como en ``clasificar``.

    Lanza ErrorDeDatos si la carpeta no existe, no es una carpeta o no tiene sonidos; ErrorDeModelo si el
    modelo responde algo que no es un número.

    Cuaderno 09, «Tu colección».

    >>> import tempfile, shutil
    >>> from helpers.clasificacion import clasificar_carpeta
    >>> from helpers.datos import AUDIO
    >>> from helpers.modelos import cargar_clasificador
    >>> genero = cargar_clasificador("genero", origen="bolsillo")
    Responde el modelo de bolsillo de género musical: data/modelos/genero.
    >>> carpeta = tempfile.mkdtemp()
    >>> _ = shutil.copy(AUDIO / "jazz_generado.flac", carpeta)
    >>> tabla = clasificar_carpeta(genero, carpeta)
    >>> list(tabla["archivo"]), round(tabla["duracion_s"][0])
    (['jazz_generado.flac'], 21)
    """
    _comprobar_clasificador(clasificador)
    hallazgo = buscar_sonidos(carpeta)
    if aviso := hallazgo.aviso():
        print(aviso)
    diario = Diario(carpeta, clasificador)
    filas = diario.leer(hallazgo.sonidos)
    if filas:
        print(
            f"Se continúa donde se quedó: {len(filas)} de {len(hallazgo.sonidos)} archivos ya estaban "
            "clasificados."
        )
    try:
        _clasificar_los_que_faltan(clasificador, hallazgo.sonidos, filas, diario)
    except KeyboardInterrupt:
        if diario.guarda:
            hechos = sum(not fila["error"] for fila in filas.values())
            print(
                f"Interrumpido con {hechos} de {len(hallazgo.sonidos)} archivos clasificados. La misma "
                "llamada continúa donde se ha quedado."
            )
        raise
    diario.borrar()
    en_orden = {nombre: filas[nombre] for nombre in hallazgo.sonidos}
    en_orden |= {nombre: _fila_de_error(razon) for nombre, razon in hallazgo.ilegibles.items()}
    return _tabla_de_carpeta(clasificador, en_orden)


# --- Ventanas ---


def _fila_de_ventana(ventana: Ventana, respuesta: dict[str, float] | None) -> dict:
    tramo = {"inicio_s": ventana.inicio_s, "fin_s": ventana.fin_s}
    if respuesta is None:
        return tramo | {"etiqueta": None, "probabilidad": math.nan}
    etiqueta, probabilidad = next(iter(respuesta.items()))
    return tramo | {"etiqueta": etiqueta, "probabilidad": probabilidad} | respuesta


def _con_none(etiquetas: pd.Series) -> pd.Series:
    """Devuelve las mismas etiquetas con None, y no NaN, donde no las hay."""
    return etiquetas.astype(object).where(etiquetas.notna(), None)


def _atributos(clasificador: AudioClassificationPipeline, oyente: Oyente) -> dict:
    return {
        "n_clases": clasificador.model.config.num_labels,
        "suman_1": _suman_1(clasificador),
        "precision": oyente.precision,
        "diferencia_bf16": oyente.diferencia_bf16,
    }


def _suman_1(clasificador: AudioClassificationPipeline) -> bool:
    return clasificador.model.config.problem_type != "multi_label_classification"


# --- Carpetas ---


def _clasificar_los_que_faltan(
    clasificador: AudioClassificationPipeline,
    sonidos: dict[str, Path],
    filas: dict[str, dict],
    diario: Diario,
) -> None:
    """Añade a `filas` la de cada sonido que no la tiene, y la anota en el diario si no es un error."""
    from tqdm.auto import tqdm

    corte = corte_para_clasificar(clasificador)
    pendientes = [nombre for nombre in sonidos if nombre not in filas]
    barra = tqdm(total=len(sonidos), initial=len(filas), unit="archivo", leave=False)
    with Oyente(clasificador) as oyente, barra:
        for hechos, nombre in enumerate(pendientes, start=1):
            estado = estado_del_archivo(sonidos[nombre])
            filas[nombre] = _fila_de_archivo(oyente, sonidos[nombre], corte, len(pendientes) - hechos)
            if not filas[nombre]["error"]:
                diario.anotar(nombre, estado, filas[nombre])
            barra.update()


def _fila_de_archivo(oyente: Oyente, ruta: Path, corte: Corte, sonidos_despues: int) -> dict:
    try:
        resumen = oir_entero(oyente, ruta, corte, sonidos_despues)
    except ErrorDeModelo:
        raise  # le pasaría a todos
    except ErrorDeAudio as error:
        return _fila_de_error(f"{error.que_paso} Qué hacer: {error.que_hacer}")
    except Exception as error:  # el fallo de uno no deja a los demás sin clasificar
        return _fila_de_error(f"Error inesperado. {type(error).__name__}: {error}")
    etiqueta, probabilidad = next(iter(resumen.probabilidades.items()))
    return {
        "duracion_s": resumen.duracion_s,
        "etiqueta": etiqueta,
        "probabilidad": probabilidad,
        "error": "",
        "precision": oyente.precision,
        "diferencia_bf16": oyente.diferencia_bf16,
    }


def _fila_de_error(razon: str) -> dict:
    return {
        "duracion_s": math.nan,
        "etiqueta": None,
        "probabilidad": math.nan,
        "error": " ".join(razon.split()),
        "precision": None,
        "diferencia_bf16": None,
    }


def _tabla_de_carpeta(clasificador: AudioClassificationPipeline, filas: dict[str, dict]) -> pd.DataFrame:
    import pandas as pd

    columnas = ["archivo", "duracion_s", "etiqueta", "probabilidad", "error"]
    tabla = pd.DataFrame([{"archivo": nombre} | fila for nombre, fila in filas.items()], columns=columnas)
    tabla["etiqueta"] = _con_none(tabla["etiqueta"])
    precisiones = {fila["precision"] for fila in filas.values()}
    diferencias = [fila["diferencia_bf16"] for fila in filas.values() if fila["diferencia_bf16"] is not None]
    tabla.attrs |= {
        "n_clases": clasificador.model.config.num_labels,
        "suman_1": _suman_1(clasificador),
        "precision": "bfloat16" if "bfloat16" in precisiones else "float32",
        "diferencia_bf16": max(diferencias, default=None),
    }
    return tabla


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
