"""¿Cuánto oye cada modelo? De un modelo a la manera de cortar un sonido para él."""

from __future__ import annotations

import math
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeModelo

if TYPE_CHECKING:
    from transformers import AudioClassificationPipeline, PreTrainedConfig

ENTERO_S = 30.0  # de una vez, un wav2vec 2.0 base ocupa así 1,3 GiB; con un minuto, 1,7
VENTANA_S = 10.0
TRAMA_MINIMA = 400  # muestras: 25 ms a 16 kHz, la trama de análisis habitual
VENTANAS_ENTERAS = 100  # de las de un codificador: 5 min de música caben en unos megas
SALTO_DE_AST = 160  # muestras entre dos tramas del extractor de AST: 10 ms a 16 kHz


class Corte(NamedTuple):
    """Cómo se corta un sonido. Todo, en muestras a `sr` Hz, la frecuencia del modelo.

    ventana, salto : lo que dura cada ventana y lo que separa sus comienzos; salto <= ventana.
    entero : hasta esta duración el sonido no se corta; entero >= ventana.
    minimo : con menos, el modelo no puede responder.
    """

    sr: int
    ventana: int
    salto: int
    entero: int
    minimo: int = TRAMA_MINIMA

    def previstas(self, muestras: float) -> int:
        """Devuelve en cuántas ventanas se cortan tantas muestras a `sr` Hz."""
        if muestras <= self.entero:
            return 1
        return 1 + math.ceil((muestras - self.ventana) / self.salto)


def corte_para_clasificar(clasificador: AudioClassificationPipeline) -> Corte:
    """Devuelve cómo oye un modelo un sonido entero: sin cortar mientras quepa y, si no, ventana tras ventana.

    Uno como AST oye lo que dice su extractor, que recorta lo demás sin avisar (el de bolsillo, 8 s). Uno
    como wav2vec 2.0 no tiene límite, pero lo que ocupa en memoria crece con la duración. Un codificador ya se
    corta él solo un sonido en ventanas, y responde la media.
    """
    if hasattr(clasificador.feature_extractor, "muestras_por_ventana"):
        return _corte_de_codificador(clasificador.feature_extractor)
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


def _corte_de_codificador(extractor) -> Corte:
    minimo = extractor.muestras_por_ventana
    ventana = max(minimo, extractor.salto)
    return Corte(extractor.sampling_rate, ventana, ventana, VENTANAS_ENTERAS * ventana, minimo)


def corte_para_seguir(
    clasificador: AudioClassificationPipeline, ventana_s: float | None, salto_s: float | None
) -> Corte:
    """Devuelve cómo se sigue un sonido de ventana en ventana, aunque cupiera entero.

    ventana_s, salto_s : en s; None, la ventana del modelo y un salto igual a ella.
    Lanza ErrorDeModelo si no son tiempos, o si son más de lo que el modelo puede oír o menos de una trama.
    """
    corte = corte_para_clasificar(clasificador)
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
