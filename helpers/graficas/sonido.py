"""Las figuras de un sonido: su forma de onda y sus espectrogramas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from helpers import numeros
from helpers.audio.sonido import Audio
from helpers.errores import ErrorDeAudio, ErrorDeDatos
from helpers.espectro import decibelios, magnitudes
from helpers.graficas.comun import AZUL, cifra, figura_con_pie, poner_barra, rotular

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLORES_DE_ESPECTRO, TONOS = "magma", 32  # 2,5 dB por tono: con todos, la imagen guardada pesaría el doble
PUNTOS_A_LA_VISTA = 20_000
COLUMNAS = 2000
N_FFT, N_FFT_MAXIMO = 2048, 2**16


def forma_de_onda(audio: Audio, ax: Axes | None = None, titulo: str = "Forma de onda") -> Axes:
    """Dibuja la amplitud contra el tiempo (s), con el pico ocupando casi todo el alto.

    Con más de 20 000 muestras dibuja la envolvente: lo que va del mínimo al máximo en cada columna.

    Cuaderno 00, «Ver el sonido».

    >>> from helpers import graficas
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> ax = graficas.forma_de_onda(cargar_audio(AUDIO / "golpes.flac"))
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('Tiempo (s)', 'Amplitud')
    """
    pico = float(np.abs(audio.y).max())
    if ax is None:
        ax = figura_con_pie(
            3.8,
            f"{titulo}: {numeros.duracion(audio.duracion)} de sonido; la amplitud llega a "
            f"{cifra(float(f'{pico:.2g}'))}, y la escala completa es 1.",
        )
    if len(audio.y) <= PUNTOS_A_LA_VISTA:
        ax.plot(np.arange(len(audio.y)) / audio.sr, audio.y, color=AZUL, linewidth=1.2)
    else:
        inicios = np.linspace(0, len(audio.y), COLUMNAS, endpoint=False).astype(int)
        minimos, maximos = np.minimum.reduceat(audio.y, inicios), np.maximum.reduceat(audio.y, inicios)
        ax.fill_between(inicios / audio.sr, minimos, maximos, color=AZUL, linewidth=0.6)
    ax.set(xlim=(0, audio.duracion), ylim=np.array([-1.1, 1.1]) * max(pico, 1e-3))
    return rotular(ax, titulo, "Tiempo (s)", "Amplitud")


def espectrograma(
    sonido: Audio | np.ndarray,
    sr: int | None = None,
    hop_length: int = 512,
    ax: Axes | None = None,
    titulo: str = "Espectrograma",
) -> Axes:
    """Dibuja un espectrograma: tiempo (s), frecuencia (Hz) y, en color, dB respecto al máximo.

    sonido : Audio, que se analiza con ventanas de Hann de 2048 muestras; o una matriz de magnitudes, como
        ``np.abs(librosa.stft(y))``, de forma (1 + n_fft // 2, n_tramas), con su `sr` en Hz.
    hop_length : muestras de una trama a la siguiente; el mismo con que se calculó la matriz.

    ErrorDeAudio si todo es silencio; ErrorDeDatos si la matriz no es de magnitudes, falta su `sr` o el salto
    no es un entero mayor que cero.

    Cuaderno 00, «Ver el sonido».

    >>> from helpers import graficas
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> ax = graficas.espectrograma(cargar_audio(AUDIO / "campana.flac"), titulo="Una campana")
    >>> ax.get_title(), ax.get_ylabel()
    ('Una campana', 'Frecuencia (Hz)')
    """
    _exigir_entero("hop_length", hop_length)
    if isinstance(sonido, Audio):
        S, sr, duracion_s = magnitudes(sonido.y, hop_length=hop_length), sonido.sr, sonido.duracion
    else:
        S = _validar_matriz(sonido, sr)
        duracion_s = S.shape[1] * hop_length / sr
    _exigir_sonido(S)
    if ax is None:
        ax = figura_con_pie(
            5,
            f"{titulo}: {numeros.duracion(duracion_s)}, de 0 a {numeros.hercios(sr / 2)}. El 85 % de la "
            f"energía queda por debajo de {numeros.hercios(_frecuencia_de_corte(S, sr))}.",
        )
    media_fila = sr / 4 / max(1, len(S) - 1)  # la primera está centrada en 0 Hz y la última, en sr / 2
    _dibujar_decibelios(ax, S, hop_length / sr, duracion_s, (-media_fila, sr / 2 + media_fila))
    ax.set_ylim(0, sr / 2)
    return rotular(ax, titulo, "Tiempo (s)", "Frecuencia (Hz)")


def espectrograma_mel(
    audio: Audio,
    n_mels: int = 128,
    hop_length: int = 512,
    ax: Axes | None = None,
    titulo: str = "Espectrograma de mel",
) -> Axes:
    """Dibuja en dB respecto al máximo lo que da `librosa.feature.melspectrogram`. Cuaderno 02.

    n_mels : int, bandas de mel; hop_length : muestras de una trama a la siguiente. El eje vertical dice a qué
    frecuencia (Hz) está centrada cada banda. La ventana es de 2048 muestras, o de la menor potencia de dos
    con la que ninguna banda se queda sin filas que sumar; un sonido más corto se completa con ceros.

    ErrorDeAudio si todo es silencio; ErrorDeDatos si `n_mels` o el salto no son enteros mayores que cero, o
    si son tantas bandas que haría falta una ventana de más de 65 536 muestras.
    """
    _exigir_entero("n_mels", n_mels)
    _exigir_entero("hop_length", hop_length)
    import librosa

    n_fft = _ventana_para_mel(audio.sr, n_mels)
    y = np.pad(audio.y, (0, max(0, n_fft - len(audio.y))))
    M = librosa.feature.melspectrogram(y=y, sr=audio.sr, n_mels=n_mels, hop_length=hop_length, n_fft=n_fft)
    M = M[:, : 1 + len(audio.y) // hop_length]
    _exigir_sonido(M)
    if ax is None:
        ax = figura_con_pie(
            5,
            f"{titulo}: {numeros.duracion(audio.duracion)} en {n_mels} bandas, de 0 a "
            f"{numeros.hercios(audio.sr / 2)}, más anchas cuanto más agudas.",
        )
    _dibujar_decibelios(ax, np.sqrt(M), hop_length / audio.sr, audio.duracion, (0, n_mels))
    centros = librosa.mel_frequencies(n_mels + 2, fmin=0, fmax=audio.sr / 2)[1:-1]
    rotular(ax, titulo, "Tiempo (s)", "Frecuencia (Hz, escala de mel)")
    marcas = _marcas_de_mel(centros)
    ax.set_yticks(np.interp(marcas, centros, np.arange(n_mels) + 0.5), [cifra(f) for f in marcas])
    return ax


def _dibujar_decibelios(
    ax: Axes, S: np.ndarray, salto_s: float, duracion_s: float, alturas: tuple[float, float]
) -> None:
    """Dibuja magnitudes (filas, tramas): la trama i, centrada en i · salto_s; las filas, entre `alturas`."""
    from matplotlib import colormaps

    limites = (-salto_s / 2, (S.shape[1] - 0.5) * salto_s, *alturas)
    imagen = ax.imshow(
        decibelios(S),
        vmin=-80,
        vmax=0,
        cmap=colormaps[COLORES_DE_ESPECTRO].resampled(TONOS),
        extent=limites,
        origin="lower",
        aspect="auto",
        interpolation_stage="data",
    )
    ax.set_xlim(0, duracion_s)
    poner_barra(ax, imagen, "dB respecto al máximo", [0, -20, -40, -60, -80])


def _ventana_para_mel(sr: int, n_mels: int) -> int:
    """Devuelve el menor n_fft con el que en cada banda cae alguna fila de la STFT."""
    from librosa import mel_frequencies

    bordes = mel_frequencies(n_mels + 2, fmin=0, fmax=sr / 2)
    n_fft = N_FFT
    while n_fft <= N_FFT_MAXIMO:
        filas = np.fft.rfftfreq(n_fft, 1 / sr)
        hasta, desde = (
            np.searchsorted(filas, bordes[2:], "left"),
            np.searchsorted(filas, bordes[:-2], "right"),
        )
        if (hasta > desde).all():
            return n_fft
        n_fft *= 2
    raise ErrorDeDatos(
        f"{n_mels} bandas son demasiadas: a {numeros.hercios(sr)}, algunas quedarían vacías.",
        que_hacer="pide menos con n_mels; lo corriente son de 40 a 128.",
    )


def _marcas_de_mel(centros: np.ndarray) -> list[float]:
    """Elige frecuencias redondas entre las de las bandas."""
    marcas = [f for f in 250 * 2.0 ** np.arange(10) if centros[0] < f < centros[-1]]
    return (
        marcas
        if len(marcas) > 1
        else sorted({float(f"{f:.2g}") for f in np.quantile(centros, [0.25, 0.5, 0.75])})
    )


def _exigir_entero(nombre: str, valor: int) -> None:
    if isinstance(valor, bool) or not isinstance(valor, int | np.integer) or valor < 1:
        raise ErrorDeDatos(
            f"{nombre} es un número entero mayor que cero, y no puede ser {valor!r}.",
            que_hacer="déjalo sin escribir para usar el de siempre.",
        )


def _validar_matriz(S: np.ndarray | Sequence, sr: int | None) -> np.ndarray:
    S = np.asarray(S)
    if S.ndim != 2 or S.size == 0 or S.dtype.kind not in "fiu":
        raise ErrorDeDatos(
            f"Un espectrograma es una matriz (frecuencias, tramas) de números, no {S.shape} de {S.dtype}.",
            que_hacer="pasa un Audio, o np.abs(librosa.stft(y)) con su sr.",
        )
    if not np.isfinite(S).all() or S.min() < 0:
        raise ErrorDeDatos(
            "Las magnitudes de un espectrograma son números finitos y no negativos.",
            que_hacer="pasa magnitudes y no decibelios: la función ya los calcula.",
        )
    if sr is None:
        raise ErrorDeDatos(
            "Falta la frecuencia de muestreo.", que_hacer="escribe espectrograma(S, audio.sr)."
        )
    return S


def _exigir_sonido(S: np.ndarray) -> None:
    if S.max() == 0:
        raise ErrorDeAudio(
            "Todo es silencio: no hay un máximo con el que comparar los decibelios.",
            que_hacer="comprueba el audio con forma_de_onda.",
        )


def _frecuencia_de_corte(S: np.ndarray, sr: int) -> float:
    """Frecuencia (Hz, dos cifras) por debajo de la cual está el 85 % de la energía."""
    energia = np.cumsum(np.square(S, dtype=np.float64).sum(axis=1))
    fila = int(np.searchsorted(energia, 0.85 * energia[-1]))
    return float(f"{fila * sr / 2 / max(1, len(S) - 1):.2g}")
