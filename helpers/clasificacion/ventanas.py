"""¿Por dónde se corta? De un sonido de cualquier duración a ventanas que un modelo puede oír.

El sonido se lee, se remuestrea y se corta por partes: en memoria nunca hay más que unos segundos. Nada se
rellena con ceros: la última ventana retrocede hasta acabar donde acaba el sonido.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

import numpy as np

from helpers import numeros
from helpers.audio.lectura import leer_por_bloques
from helpers.audio.sonido import Audio, remuestrear_por_bloques
from helpers.clasificacion.cortes import Corte
from helpers.errores import ErrorDeAudio
from helpers.interrupciones import interrupcion_aplazada, sin_interrumpir_cada_uno

SILENCIO = 2.0**-15  # un escalón de 16 bits: por debajo no queda sonido que clasificar
BORDE = 160  # muestras: 10 ms a 16 kHz; al remuestrear, ahí llega el eco de lo que suena al otro lado


class Ventana(NamedTuple):
    """Lo que un modelo oye de una vez.

    y : array (n,) float32, a la frecuencia del modelo.
    inicio_s, fin_s : el tramo por el que responde; en la última, que retrocede, es menos de lo que oye.
    es_silencio : si en ese tramo no suena nada.
    quedan : cuántas faltan después de esta, o None si el archivo no anota su duración.
    """

    y: np.ndarray
    inicio_s: float
    fin_s: float
    es_silencio: bool
    quedan: int | None


def recorrer(audio: Audio | str | os.PathLike, corte: Corte) -> Iterator[Ventana]:
    """Lee un Audio o un archivo y da sus ventanas en orden, según se piden.

    Los tramos empiezan cada `corte.salto` y el último acaba con el sonido: si el salto es la ventana, lo
    cubren entero sin repetir nada.

    ErrorDeAudio si no es un Audio ni una ruta o si el archivo no se puede leer; y, cuando se llega a ello, si
    hay NaN o infinitos, si está sin escalar, si todo es silencio o si dura menos que `corte.minimo`.
    """
    with _abrir(audio) as fuente:
        previstas = fuente.previstas(corte)
        bloques = fuente.leer(corte)
        if fuente.sr != corte.sr:
            bloques = remuestrear_por_bloques(bloques, fuente.sr, corte.sr)
        for indice, (y, inicio, fin) in enumerate(_cortar(bloques, corte)):
            es_unica = fuente.se_ha_acabado and indice == 0
            yield Ventana(
                y=y,
                inicio_s=inicio / corte.sr,
                fin_s=fuente.duracion_s if fuente.se_ha_acabado else fin / corte.sr,
                es_silencio=not es_unica and _es_silencio(y[inicio - fin :]),
                quedan=_quedan(fuente, previstas, indice),
            )


def _quedan(fuente: _Fuente, previstas: int | None, indice: int) -> int | None:
    if fuente.se_ha_acabado:
        return 0
    return None if previstas is None else max(0, previstas - indice - 1)


class _Fuente:
    """Un sonido abierto, que comprueba lo que lee y recuerda cuánto lleva."""

    def __init__(self, sr: int, muestras: int | None, bloques: Iterable[np.ndarray], archivo=None):
        self.sr = sr
        self.se_ha_acabado = False
        self._muestras = muestras
        self._bloques = bloques
        self._archivo = archivo
        self._leidas = 0
        self._minimo, self._maximo = math.inf, -math.inf

    @property
    def duracion_s(self) -> float:
        return self._leidas / self.sr

    def previstas(self, corte: Corte) -> int | None:
        return None if self._muestras is None else corte.previstas(self._muestras * corte.sr / self.sr)

    def leer(self, corte: Corte) -> Iterator[np.ndarray]:
        """Da el sonido de segundo en segundo y, al acabar, exige que haya sonado algo."""
        for trozo in _de_segundo_en_segundo(self._bloques, self.sr):
            self._comprobar(trozo)
            self._leidas += len(trozo)
            self._minimo = min(self._minimo, float(trozo.min()))
            self._maximo = max(self._maximo, float(trozo.max()))
            yield trozo
        self._exigir_duracion(corte)
        self._exigir_sonido()
        self.se_ha_acabado = True

    def _comprobar(self, trozo: np.ndarray) -> None:
        try:
            Audio(trozo, self.sr)
        except ErrorDeAudio as error:
            raise ErrorDeAudio(error.que_paso, self._archivo, error.que_hacer) from None

    def _exigir_sonido(self) -> None:
        if self._maximo - self._minimo < SILENCIO:
            raise error_de_silencio(self._archivo)

    def _exigir_duracion(self, corte: Corte) -> None:
        muestras = math.ceil(self._leidas * corte.sr / self.sr)
        if muestras < corte.minimo:
            raise ErrorDeAudio(
                f"El sonido es demasiado corto: {_en_muestras(muestras)} a {numeros.hercios(corte.sr)}, y el "
                f"modelo necesita {corte.minimo} ({1000 * corte.minimo / corte.sr:.0f}{numeros.ESPACIO}ms).",
                self._archivo,
                "usa un sonido más largo; para que la respuesta diga algo, de varios segundos.",
            )


def _en_muestras(cuantas: int) -> str:
    return "1 muestra" if cuantas == 1 else f"{cuantas} muestras"


def error_de_silencio(audio: Audio | str | os.PathLike | None) -> ErrorDeAudio:
    """Devuelve el error de un sonido en el que no suena nada. audio : el sonido, o la ruta de su archivo."""
    return ErrorDeAudio(
        "El sonido es silencio digital y no hay nada que clasificar.",
        None if isinstance(audio, Audio) else audio,
        "comprueba el micrófono o el archivo: ante el silencio, un modelo responde igual de seguro.",
    )


@contextmanager
def _abrir(audio: Audio | str | os.PathLike) -> Iterator[_Fuente]:
    if isinstance(audio, Audio):
        y, sr = Audio(*audio)  # sus muestras han podido cambiar desde que se creó
        yield _Fuente(sr, len(y), (y[i : i + sr] for i in range(0, len(y), sr)))
    elif isinstance(audio, str | os.PathLike):
        with ExitStack() as pila:
            with interrupcion_aplazada():
                lectura = pila.enter_context(leer_por_bloques(audio))
            bloques = sin_interrumpir_cada_uno(lectura.bloques)
            yield _Fuente(lectura.sr, lectura.muestras, bloques, audio)
    else:
        raise ErrorDeAudio(
            f"Se esperaba un Audio o la ruta de un archivo, no {type(audio).__name__}.",
            que_hacer="si tienes las muestras, usa Audio(y, sr).",
        )


def _de_segundo_en_segundo(bloques: Iterable[np.ndarray], sr: int) -> Iterator[np.ndarray]:
    """Reparte en trozos de un segundo bloques de cualquier tamaño: los de un MP3 son de centésimas."""
    pendientes, cuantas = [], 0
    for bloque in bloques:
        pendientes.append(bloque)
        cuantas += len(bloque)
        if cuantas >= sr:
            junto = np.concatenate(pendientes)
            resto = cuantas % sr
            yield from np.split(junto[: cuantas - resto], cuantas // sr)
            pendientes, cuantas = [junto[cuantas - resto :]], resto
    if cuantas:
        yield np.concatenate(pendientes)


def _cortar(bloques: Iterable[np.ndarray], corte: Corte) -> Iterator[tuple[np.ndarray, int, int]]:
    """Da (y, inicio, fin) de cada ventana. Cada una sale cuando ya se sabe que no es la última."""
    guardado, desde, inicio = np.empty(0, np.float32), 0, 0
    for bloque in bloques:
        guardado = np.concatenate([guardado, bloque])
        while desde + len(guardado) > max(corte.entero, inicio + corte.ventana):
            guardado, desde = guardado[inicio - desde :], inicio  # hasta aquí puede retroceder la última
            yield guardado[: corte.ventana], inicio, inicio + corte.ventana
            inicio += corte.salto
    y = guardado if inicio == 0 else guardado[-corte.ventana :]
    yield y, inicio, desde + len(guardado)


def _es_silencio(tramo: np.ndarray) -> bool:
    centro = tramo[BORDE:-BORDE] if len(tramo) > 2 * BORDE else tramo
    return bool(np.ptp(centro) < SILENCIO)
