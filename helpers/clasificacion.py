"""¿Qué dice? Ejecutar un pipeline de clasificación sobre un sonido."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np

from helpers.audio import Audio, cargar_audio, remuestrear
from helpers.errores import ErrorDeAudio, ErrorDeModelo

if TYPE_CHECKING:
    import pandas as pd
    from transformers import AudioClassificationPipeline, PreTrainedConfig

TRAMA_MINIMA = 400  # muestras: 25 ms a 16 kHz, la trama de análisis habitual
SILENCIO = 2.0**-15  # un escalón de 16 bits: por debajo no queda sonido que clasificar


def clasificar(
    clasificador: AudioClassificationPipeline, audio: Audio | str | os.PathLike, top_k: int = 5
) -> pd.DataFrame:
    """Pregunta a un clasificador qué suena y devuelve sus respuestas, de la más a la menos probable.

    clasificador : lo que devuelve ``cargar_clasificador`` o ``transformers.pipeline``.
    audio : Audio, o la ruta de un archivo; se remuestrea a la frecuencia del modelo.
    top_k : int > 0, cuántas respuestas; si el modelo tiene menos clases, se devuelven todas.

    Devuelve un DataFrame con las columnas ``etiqueta`` (str, la del modelo) y ``probabilidad`` (float entre
    0 y 1). ``tabla.attrs["n_clases"]`` dice cuántas clases tiene el modelo, y con ello cuál es su azar.

    Lanza ErrorDeAudio si el sonido no se puede leer, tiene NaN, es silencio o dura menos de lo que el modelo
    necesita; ErrorDeModelo si ``top_k`` no vale o si el modelo responde algo que no es un número.
    Cuaderno 00.
    """
    import pandas as pd

    _comprobar_top_k(top_k)
    if isinstance(audio, Audio):
        archivo = None
    elif isinstance(audio, str | os.PathLike):
        archivo, audio = audio, cargar_audio(audio)
    else:
        raise ErrorDeAudio(
            f"Se esperaba un Audio o la ruta de un archivo, no {type(audio).__name__}.",
            que_hacer="si tienes las muestras, usa Audio(y, sr).",
        )
    configuracion = clasificador.model.config
    _exigir_sonido(audio, archivo)
    audio = remuestrear(audio, clasificador.feature_extractor.sampling_rate)
    _exigir_duracion(audio, configuracion, archivo)

    respuestas = clasificador(audio.y, top_k=int(top_k))
    tabla = pd.DataFrame(
        {
            "etiqueta": [respuesta["label"] for respuesta in respuestas],
            "probabilidad": [respuesta["score"] for respuesta in respuestas],
        }
    )
    if not np.isfinite(tabla["probabilidad"]).all():
        raise ErrorDeModelo(
            "El modelo ha respondido NaN: sus pesos están dañados.",
            getattr(configuracion, "name_or_path", None) or None,
            "vuelve a cargarlo con cargar_clasificador.",
        )
    tabla.attrs["n_clases"] = configuracion.num_labels
    return tabla


def _comprobar_top_k(top_k: int) -> None:
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or top_k < 1:
        raise ErrorDeModelo(
            f"top_k es cuántas respuestas quieres, y no puede ser {top_k!r}.",
            que_hacer="usa un entero mayor que cero.",
        )


def _exigir_sonido(audio: Audio, archivo: str | os.PathLike | None) -> None:
    if not np.isfinite(audio.y).all():
        raise ErrorDeAudio(
            "El sonido tiene valores que no son números (NaN o infinitos).",
            archivo,
            "revisa el cálculo del que sale: un modelo los acepta y responde cualquier cosa.",
        )
    if np.ptp(audio.y) < SILENCIO:
        raise ErrorDeAudio(
            "El sonido es silencio digital y no hay nada que clasificar.",
            archivo,
            "comprueba el micrófono o el archivo: ante el silencio, un modelo responde igual de seguro.",
        )


def _exigir_duracion(
    audio: Audio, configuracion: PreTrainedConfig, archivo: str | os.PathLike | None
) -> None:
    minimo = _muestras_minimas(configuracion)
    if len(audio.y) < minimo:
        raise ErrorDeAudio(
            f"El sonido es demasiado corto: {len(audio.y)} muestras a {audio.sr} Hz, y el modelo necesita "
            f"{minimo} ({1000 * minimo / audio.sr:.0f} ms).",
            archivo,
            "usa un sonido más largo; para que la respuesta diga algo, de varios segundos.",
        )


def _muestras_minimas(configuracion: PreTrainedConfig) -> int:
    """Devuelve cuántas muestras ocupa una trama: en wav2vec 2.0, las que ve su pila de convoluciones."""
    muestras = 1
    nucleos = getattr(configuracion, "conv_kernel", ())
    saltos = getattr(configuracion, "conv_stride", ())
    for nucleo, salto in zip(reversed(nucleos), reversed(saltos), strict=True):
        muestras = (muestras - 1) * salto + nucleo
    return max(muestras, TRAMA_MINIMA)
