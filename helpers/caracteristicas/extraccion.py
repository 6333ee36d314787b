"""¿Cómo saco lo mismo de muchos sonidos? MFCC y espectrogramas de mel de un conjunto entero, una sola vez.

Los valores son los de librosa. Se calculan en varios hilos y se guardan en la caché del curso, por el
contenido del archivo y los parámetros: la segunda vez que se ejecuta un cuaderno, se leen. Cómo se hace un
MFCC está en el cuaderno 03; aquí solo se hace deprisa.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np

from helpers import espectro
from helpers.audio.sonido import Audio, cargar_audio, remuestrear
from helpers.caracteristicas import guardadas
from helpers.errores import ErrorDeAudio, ErrorDeDatos

RANGO_DB, POTENCIA_MINIMA = 80.0, 1e-10  # los de librosa.power_to_db
TRAMAS_A_LA_VEZ = 64  # un mega: cabe en la caché de un procesador y los hilos se molestan poco
HILOS_MAXIMOS = 8
NOMBRES_EN_EL_ERROR = 5


@runtime_checkable
class Receta(Protocol):
    """Lo que `extraer` necesita de una receta. Su ``repr`` la distingue de las demás en la caché.

    sr : int, Hz, a la que hay que leer cada sonido.
    """

    sr: int

    def calcular(self, audio: Audio) -> np.ndarray:
        """Devuelve lo de un sonido que ya está a `sr` Hz. ErrorDeAudio si con ese sonido no se puede."""


@dataclass(frozen=True, kw_only=True)
class LogMel:
    """El espectrograma de mel en dB, (n_mels, n_tramas) float32, con 80 dB de rango.

    sr : int, Hz, a la que se lee cada sonido; si está a otra, se remuestrea. Los demás son los de librosa
    (``fmin`` y ``fmax``, en Hz; None es la mitad de `sr`). Da lo mismo que ``librosa.power_to_db(M)``, con
    ``M = librosa.feature.melspectrogram(y=y, sr=sr, …)``.

    ErrorDeDatos si un parámetro no es posible o si alguna banda se queda sin filas que sumar.

    Cuaderno 06, «De un filtro a una red».

    >>> from helpers.caracteristicas import LogMel, extraer
    >>> from helpers.datos import AUDIO
    >>> [campana] = extraer([AUDIO / "campana.flac"], LogMel(sr=22_050, n_mels=64))
    >>> len(campana), round(float(campana.max() - campana.min()))
    (64, 80)
    """

    sr: int
    n_fft: int = 2048
    hop_length: int = 512
    n_mels: int = 128
    fmin: float = 0.0
    fmax: float | None = None

    def __post_init__(self):
        """Comprueba que los parámetros sean posibles."""
        for nombre in ("sr", "n_fft", "hop_length", "n_mels"):
            _exigir_entero(nombre, getattr(self, nombre))
        fmax = self.sr / 2 if self.fmax is None else self.fmax
        if not 0 <= self.fmin < fmax <= self.sr / 2:
            raise ErrorDeDatos(
                f"Las bandas no pueden ir de {self.fmin} a {fmax} Hz con sr = {self.sr}.",
                que_hacer="la primera va de 0 en adelante; la segunda, como mucho, es la mitad de sr.",
            )
        vacias = int((espectro.banco_de_mel(*self._del_banco).max(axis=1) == 0).sum())
        if vacias:
            raise ErrorDeDatos(
                f"De las {self.n_mels} bandas, {vacias} se quedan vacías: más estrechas que sr / n_fft.",
                que_hacer="pide menos bandas con n_mels o una ventana más larga con n_fft.",
            )

    def calcular(self, audio: Audio) -> np.ndarray:
        """Devuelve lo de un sonido que ya está a `sr` Hz."""
        banco = espectro.banco_disperso(*self._del_banco)
        return _en_db(_por_bandas(audio.y, self.n_fft, self.hop_length, banco))

    @property
    def _del_banco(self) -> tuple:
        return self.sr, self.n_fft, self.n_mels, self.fmin, self.fmax


@dataclass(frozen=True, kw_only=True)
class Mfcc(LogMel):
    """Los MFCC, (n_mfcc, n_tramas) float32.

    n_mfcc : int, cuántos, `n_mels` como mucho. Los demás parámetros son los de `LogMel`. Da lo mismo que
    ``librosa.feature.mfcc(y=y, sr=sr, n_mfcc=n_mfcc, …)``.

    Cuaderno 05, «Un sonido, cuarenta números».

    >>> from helpers.caracteristicas import Mfcc, extraer
    >>> from helpers.datos import AUDIO
    >>> [campana] = extraer([AUDIO / "campana.flac"], Mfcc(sr=22_050, n_mfcc=13))
    >>> len(campana)
    13
    """

    n_mfcc: int = 20

    def __post_init__(self):
        """Comprueba que los parámetros sean posibles."""
        super().__post_init__()
        _exigir_entero("n_mfcc", self.n_mfcc)
        if self.n_mfcc > self.n_mels:
            raise ErrorDeDatos(
                f"De {self.n_mels} bandas no salen {self.n_mfcc} MFCC.",
                que_hacer="pide n_mfcc <= n_mels.",
            )

    def calcular(self, audio: Audio) -> np.ndarray:
        """Devuelve lo de un sonido que ya está a `sr` Hz."""
        from scipy.fft import dct

        # Con un producto de matrices, BLAS dejaría sus hilos dando vueltas en los núcleos de los demás.
        return dct(super().calcular(audio), axis=0, norm="ortho", overwrite_x=True)[: self.n_mfcc].copy()


def extraer(sonidos: Iterable[str | os.PathLike | Audio], receta: Receta) -> list[np.ndarray]:
    """Devuelve las características de cada sonido, en el mismo orden.

    sonidos : rutas de archivos (la columna ``ruta`` de un conjunto) o `Audio`. receta : ``Mfcc(sr=16_000)``,
    ``LogMel(sr=16_000, n_mels=64)``… Cada array es float32 (filas, n_tramas): cuantas más tramas, más largo
    es el sonido. También es una receta lo que devuelve ``cargar_codificador``: entonces, un vector (d,).

    Lo ya calculado se lee de la caché. Si no se puede leer o escribir en ella, se calcula y ya está.

    ErrorDeDatos si algún sonido no se puede leer o la receta no puede con él: dice cuáles, y lo de los demás
    ya queda guardado.

    Cuaderno 05, «Un sonido, cuarenta números».

    >>> from helpers.caracteristicas import Mfcc, extraer
    >>> from helpers.datos import AUDIO
    >>> sonidos = [AUDIO / "campana.flac", AUDIO / "jazz_generado.flac"]
    >>> mfcc = extraer(sonidos, Mfcc(sr=22_050))
    >>> [matriz.shape[0] for matriz in mfcc]
    [20, 20]
    """
    if not isinstance(receta, Receta) or isinstance(receta, type):
        raise ErrorDeDatos(
            f"La receta tiene que ser Mfcc, LogMel o un codificador, y ha llegado {type(receta).__name__}.",
            que_hacer="escribe, por ejemplo, extraer(tabla['ruta'], Mfcc(sr=16_000)).",
        )
    if isinstance(sonidos, str | os.PathLike | Audio):
        raise ErrorDeDatos(
            "Hacen falta varios sonidos, y ha llegado uno.", que_hacer="escribe extraer([sonido], receta)[0]."
        )
    sonidos = list(sonidos)
    carpeta = guardadas.carpeta_de(receta)
    with ThreadPoolExecutor(min(HILOS_MAXIMOS, _nucleos())) as hilos:
        resultados = list(hilos.map(lambda sonido: _extraer_uno(sonido, receta, carpeta), sonidos))
    fallidos = [resultado for resultado in resultados if isinstance(resultado, ErrorDeAudio)]
    if fallidos:
        raise _error_del_conjunto(fallidos, len(sonidos))
    return resultados


def _extraer_uno(
    sonido: str | os.PathLike | Audio, receta: Receta, carpeta: Path
) -> np.ndarray | ErrorDeAudio:
    """Devuelve las características o el error, para que un archivo roto no pare a los demás."""
    archivo = guardadas.archivo_de(sonido, carpeta)
    guardado = guardadas.leer(archivo)
    if guardado is not None:
        return guardado
    try:
        audio = (
            remuestrear(sonido, receta.sr) if isinstance(sonido, Audio) else cargar_audio(sonido, receta.sr)
        )
        calculado = receta.calcular(audio)
    except ErrorDeAudio as error:
        return error
    guardadas.escribir(archivo, calculado)
    return calculado


def _error_del_conjunto(fallidos: list[ErrorDeAudio], total: int) -> ErrorDeDatos:
    primero = fallidos[0]
    otros = [os.path.basename(error.archivo or "") for error in fallidos[1 : NOMBRES_EN_EL_ERROR + 1]]
    cola = " y otros" if len(fallidos) > NOMBRES_EN_EL_ERROR + 1 else ""
    tambien = f" También fallan {', '.join(otros)}{cola}." if otros else ""
    cuantos = f"De {total} sonidos, {len(fallidos)} no se {'puede' if len(fallidos) == 1 else 'pueden'} usar."
    return ErrorDeDatos(f"{cuantos} {primero.que_paso}{tambien}", primero.archivo, primero.que_hacer)


def _exigir_entero(nombre: str, valor: int) -> None:
    if isinstance(valor, bool) or not isinstance(valor, int | np.integer) or valor < 1:
        raise ErrorDeDatos(
            f"{nombre} es un número entero mayor que cero, y no puede ser {valor!r}.",
            que_hacer="lo corriente es sr=16_000 o 22_050, n_fft=2048, hop_length=512 y n_mels de 40 a 128.",
        )


def _nucleos() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# --- Los cálculos, con la precisión de librosa ---


def _por_bandas(y: np.ndarray, n_fft: int, hop_length: int, banco) -> np.ndarray:
    """Devuelve banco @ |STFT|², float32 (n_mels, n_tramas), con ventana de Hann y tramas centradas.

    Va por bloques de tramas para que ni la STFT ni su potencia ocupen nunca más que uno.
    """
    rellena = np.pad(y, (n_fft // 2, max(n_fft // 2, n_fft - n_fft // 2 - len(y))))
    tramas = np.lib.stride_tricks.sliding_window_view(rellena, n_fft)[::hop_length]
    ventana = np.hanning(n_fft + 1)[:-1]
    enventanadas, espectros, potencias = _mesa.de(n_fft)
    bandas = np.empty((banco.shape[0], len(tramas)), np.float32)
    for inicio in range(0, len(tramas), TRAMAS_A_LA_VEZ):
        bloque = tramas[inicio : inicio + TRAMAS_A_LA_VEZ]
        enventanada, espectro = enventanadas[: len(bloque)], espectros[: len(bloque)]
        potencia = potencias[:, : len(bloque)]
        np.multiply(bloque, ventana, out=enventanada)
        np.fft.rfft(enventanada, axis=1, out=espectro)
        cuadrados = np.square(espectro.view(np.float64), out=espectro.view(np.float64))
        potencia[:] = np.add(cuadrados[:, ::2], cuadrados[:, 1::2], out=cuadrados[:, ::2]).T
        bandas[:, inicio : inicio + TRAMAS_A_LA_VEZ] = banco @ potencia
    return bandas


class _Mesa(threading.local):
    """Los arrays de trabajo de cada hilo: si se piden para cada sonido, los hilos se esperan entre sí."""

    n_fft = None

    def de(self, n_fft: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Devuelve sitio para las tramas con su ventana, sus espectros y, traspuestas, sus potencias."""
        if self.n_fft != n_fft:
            espectros = np.empty((TRAMAS_A_LA_VEZ, 1 + n_fft // 2), np.complex128)
            tramas, potencias = np.empty((TRAMAS_A_LA_VEZ, n_fft)), np.empty(espectros.T.shape, np.float32)
            self.n_fft, self.arrays = n_fft, (tramas, espectros, potencias)
        return self.arrays


_mesa = _Mesa()


def _en_db(potencia: np.ndarray) -> np.ndarray:
    """Pasa a dB en el mismo sitio: `potencia` deja de valer."""
    db = np.log10(np.maximum(POTENCIA_MINIMA, potencia, out=potencia), out=potencia)
    db *= 10.0
    return np.maximum(db, db.max() - RANGO_DB, out=db)
