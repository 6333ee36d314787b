"""¿Qué aspecto tiene? Una función por figura: recibe unos ejes o los crea, y devuelve los ejes.

La figura que crea una función lleva debajo un pie que la cuenta con palabras. Ese pie es también su texto
alternativo: el `text/plain` que se guarda en el cuaderno y que lee quien no ve la imagen.
Importar este módulo no carga matplotlib ni librosa, y ninguna función cambia los ajustes de matplotlib.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from helpers import numeros
from helpers.audio import Audio
from helpers.errores import ErrorDeAudio, ErrorDeDatos
from helpers.espectro import decibelios, magnitudes
from helpers.etiquetas import en_espanol

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AZUL, NARANJA = "#0072B2", "#D55E00"  # de la paleta de Okabe e Ito: también los distinguen los daltónicos
COLORES_DE_ESPECTRO, TONOS = "magma", 32  # 2,5 dB por tono: con todos, la imagen guardada pesaría el doble
LETRA, LETRA_DE_TITULO = 14, 18  # puntos, en una figura de 10 pulgadas: se leen al fondo del aula
ANCHO = 10
PUNTOS_A_LA_VISTA = 20_000
COLUMNAS = 2000


def forma_de_onda(audio: Audio, ax: Axes | None = None, titulo: str = "Forma de onda") -> Axes:
    """Dibuja la amplitud contra el tiempo (s), con el pico ocupando casi todo el alto. Cuaderno 00.

    Con más de 20 000 muestras dibuja la envolvente: lo que va del mínimo al máximo en cada columna.
    """
    pico = float(np.abs(audio.y).max())
    if ax is None:
        ax = _figura_con_pie(
            3.8,
            f"{titulo}: {numeros.duracion(audio.duracion)} de sonido; la amplitud llega a "
            f"{_cifra(float(f'{pico:.2g}'))}, y la escala completa es 1.",
        )
    if len(audio.y) <= PUNTOS_A_LA_VISTA:
        ax.plot(np.arange(len(audio.y)) / audio.sr, audio.y, color=AZUL, linewidth=1.2)
    else:
        inicios = np.linspace(0, len(audio.y), COLUMNAS, endpoint=False).astype(int)
        minimos, maximos = np.minimum.reduceat(audio.y, inicios), np.maximum.reduceat(audio.y, inicios)
        ax.fill_between(inicios / audio.sr, minimos, maximos, color=AZUL, linewidth=0.6)
    ax.set(xlim=(0, audio.duracion), ylim=np.array([-1.1, 1.1]) * max(pico, 1e-3))
    return _rotular(ax, titulo, "Tiempo (s)", "Amplitud")


def espectrograma(
    sonido: Audio | np.ndarray,
    sr: int | None = None,
    hop_length: int = 512,
    ax: Axes | None = None,
    titulo: str = "Espectrograma",
) -> Axes:
    """Dibuja un espectrograma: tiempo (s), frecuencia (Hz) y, en color, dB respecto al máximo. Cuaderno 00.

    sonido : Audio, que se analiza con ventanas de Hann de 2048 muestras; o una matriz de magnitudes, como
        ``np.abs(librosa.stft(y))``, de forma (1 + n_fft // 2, n_tramas), con su `sr` en Hz.
    hop_length : muestras de una trama a la siguiente; el mismo con que se calculó la matriz.

    ErrorDeAudio si todo es silencio; ErrorDeDatos si la matriz no es de magnitudes o falta su `sr`.
    """
    if isinstance(sonido, Audio):
        S, sr, duracion_s = magnitudes(sonido.y, hop_length=hop_length), sonido.sr, sonido.duracion
    else:
        S = _validar_matriz(sonido, sr)
        duracion_s = S.shape[1] * hop_length / sr
    _exigir_sonido(S)
    if ax is None:
        ax = _figura_con_pie(
            5,
            f"{titulo}: {numeros.duracion(duracion_s)}, de 0 a {numeros.hercios(sr / 2)}. El 85 % de la "
            f"energía queda por debajo de {numeros.hercios(_frecuencia_de_corte(S, sr))}.",
        )
    _dibujar_decibelios(ax, S, hop_length / sr, duracion_s, tope=sr / 2)
    return _rotular(ax, titulo, "Tiempo (s)", "Frecuencia (Hz)")


def espectrograma_mel(
    audio: Audio,
    n_mels: int = 128,
    hop_length: int = 512,
    ax: Axes | None = None,
    titulo: str = "Espectrograma de mel",
) -> Axes:
    """Dibuja en dB respecto al máximo lo que da `librosa.feature.melspectrogram`. Cuaderno 02.

    n_mels : int, bandas de mel; hop_length : muestras de una trama a la siguiente. El eje vertical dice a qué
    frecuencia (Hz) está centrada cada banda. ErrorDeAudio si todo es silencio.
    """
    import librosa

    M = librosa.feature.melspectrogram(y=audio.y, sr=audio.sr, n_mels=n_mels, hop_length=hop_length)
    _exigir_sonido(M)
    if ax is None:
        ax = _figura_con_pie(
            5,
            f"{titulo}: {numeros.duracion(audio.duracion)} en {n_mels} bandas, de 0 a "
            f"{numeros.hercios(audio.sr / 2)}, más anchas cuanto más agudas.",
        )
    _dibujar_decibelios(ax, np.sqrt(M), hop_length / audio.sr, audio.duracion, tope=n_mels)
    centros = librosa.mel_frequencies(n_mels + 2, fmin=0, fmax=audio.sr / 2)[1:-1]
    marcas = [f for f in (250, 500, 1000, 2000, 4000, 8000, 16_000) if f < centros[-1]]
    _rotular(ax, titulo, "Tiempo (s)", "Frecuencia (Hz, escala de mel)")
    posiciones = np.interp(marcas, centros, np.arange(n_mels) + 0.5)
    ax.set_yticks(posiciones, [numeros.decimal(f, 0) for f in marcas])
    return ax


def probabilidades(
    tabla: pd.DataFrame,
    n_clases: int | None = None,
    ax: Axes | None = None,
    titulo: str = "Qué responde el clasificador",
) -> Axes:
    """Dibuja la respuesta de un clasificador en barras, con una línea en el azar. Cuaderno 00.

    tabla : lo que devuelve `clasificar`, con las columnas `etiqueta` y `probabilidad` (entre 0 y 1).
    n_clases : int, cuántas clases tiene el modelo; la tabla puede traer solo las primeras. Si falta, se toma
        de ``tabla.attrs["n_clases"]``, donde lo deja `clasificar`.

    ErrorDeDatos si la tabla no es así o no se sabe cuántas clases hay.
    """
    valores, azar = _validar_respuestas(tabla, n_clases)
    etiquetas = [en_espanol(etiqueta) for etiqueta in tabla["etiqueta"]]
    porcentajes = [_porcentaje(valor) for valor in valores]
    if ax is None:
        respuestas = "; ".join(f"{e}, {p}" for e, p in zip(etiquetas, porcentajes, strict=True))
        texto = f"{titulo}: {respuestas}. Al azar, cada clase se llevaría un {_porcentaje(azar)}."
        ax = _figura_con_pie(2.2 + 0.42 * len(valores), texto)
    ax.barh(range(len(valores)), valores, color=AZUL, height=0.7)
    for fila, (valor, porcentaje) in enumerate(zip(valores, porcentajes, strict=True)):
        junto_a = azar if valor < azar < valor + 0.12 else valor  # que la línea del azar no tache la cifra
        ax.text(junto_a + 0.012, fila, porcentaje, fontsize=LETRA, va="center")
    ax.set(xlim=(0, 1.12), ylim=(len(valores) - 0.4, -1.1))
    ax.axvline(azar, color=NARANJA, linestyle="--", linewidth=2.5)
    ax.text(azar + 0.01, -0.75, f"azar: {_porcentaje(azar)}", color=NARANJA, fontsize=LETRA, va="center")
    ax.spines[["top", "right"]].set_visible(False)
    _rotular(ax, titulo, "Probabilidad", "")
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_yticks(range(len(valores)), etiquetas)
    return ax


def pie(donde: Axes | Figure, texto: str) -> None:
    """Pone debajo de la figura un pie que la cuenta, y que es también su texto alternativo. Cuaderno 00."""
    from matplotlib.figure import Figure

    figura = donde if isinstance(donde, Figure) else donde.get_figure(root=True)
    caben = int(figura.get_figwidth() * 72 / (0.5 * LETRA))
    hueco = (
        {} if figura.get_layout_engine() else {"y": -0.02, "va": "top"}
    )  # sin quien le haga sitio, por fuera
    figura.supxlabel(fill(texto, caben), fontsize=LETRA, color="0.25", **hueco)
    _registrar_texto_alternativo()


def texto_alternativo(figura: Figure) -> str:
    """Cuenta una figura con palabras: los títulos de sus ejes que el pie no repite, y el pie."""
    texto_del_pie = " ".join(figura.get_supxlabel().split("\n"))
    titulos = [ax.get_title() for ax in figura.axes]
    partes = [titulo for titulo in titulos if titulo and titulo not in texto_del_pie] + [texto_del_pie]
    return " ".join(["Figura.", *(parte.rstrip(".") + "." for parte in partes if parte)])


# --- Figuras, ejes y letras ---


def _figura_con_pie(alto: float, texto: str) -> Axes:
    import matplotlib.pyplot as plt

    _, ax = plt.subplots(figsize=(ANCHO, alto), layout="constrained")
    pie(ax, texto)
    return ax


def _rotular(ax: Axes, titulo: str, eje_x: str, eje_y: str) -> Axes:
    ax.set_title(titulo, fontsize=LETRA_DE_TITULO)
    ax.set_xlabel(eje_x, fontsize=LETRA)
    ax.set_ylabel(eje_y, fontsize=LETRA)
    ax.tick_params(labelsize=LETRA)
    for eje in (ax.xaxis, ax.yaxis):
        eje.set_major_formatter(lambda valor, _: _cifra(valor))
    return ax


def _cifra(valor: float) -> str:
    """Escribe la marca de un eje: 0.5 → «0,5», 10000.0 → «10 000»."""
    redondo = round(float(valor), 6)
    decimales = 0 if redondo.is_integer() else len(f"{redondo:f}".rstrip("0").split(".")[1])
    return numeros.decimal(redondo, decimales)


def _porcentaje(probabilidad: float) -> str:
    if 0 < probabilidad < 0.01:
        return f"<1{numeros.ESPACIO}%"
    if 0.995 < probabilidad < 1:
        return f">99{numeros.ESPACIO}%"
    return f"{numeros.decimal(100 * probabilidad, 0)}{numeros.ESPACIO}%"


def _registrar_texto_alternativo() -> None:
    """En IPython, hace que el `text/plain` de una figura sea lo que cuenta y no su tamaño.

    Se repite con cada figura porque IPython olvida lo registrado al activar matplotlib.
    """
    ipython = sys.modules.get("IPython")
    consola = ipython.get_ipython() if ipython else None
    if consola is not None:
        from matplotlib.figure import Figure

        texto_plano = consola.display_formatter.formatters["text/plain"]
        texto_plano.for_type(Figure, lambda figura, p, ciclo: p.text(texto_alternativo(figura)))


# --- Espectrogramas ---


def _dibujar_decibelios(ax: Axes, S: np.ndarray, salto_s: float, duracion_s: float, tope: float) -> None:
    """Dibuja magnitudes (filas, tramas) con la trama i centrada en i · salto_s y las filas de 0 a `tope`."""
    from matplotlib import colormaps

    limites = (-salto_s / 2, (S.shape[1] - 0.5) * salto_s, 0, tope)
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
    barra = ax.get_figure(root=True).colorbar(imagen, ax=ax, pad=0.02, ticks=[0, -20, -40, -60, -80])
    barra.set_label("dB respecto al máximo", fontsize=LETRA)
    barra.ax.tick_params(labelsize=LETRA)


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


# --- Probabilidades ---


def _validar_respuestas(tabla: pd.DataFrame, n_clases: int | None) -> tuple[np.ndarray, float]:
    """Devuelve las probabilidades, en orden, y cuánto es el azar."""
    if not {"etiqueta", "probabilidad"} <= set(getattr(tabla, "columns", ())) or len(tabla) == 0:
        raise ErrorDeDatos(
            "Hace falta una tabla con las columnas «etiqueta» y «probabilidad», y al menos una fila.",
            que_hacer="pasa lo que devuelve clasificar(clasificador, audio).",
        )
    valores = tabla["probabilidad"].to_numpy(dtype=float)
    if not ((valores >= 0) & (valores <= 1)).all():
        raise ErrorDeDatos(
            "Una probabilidad está entre 0 y 1, y alguna no lo está.", que_hacer="revisa la tabla."
        )
    n_clases = tabla.attrs.get("n_clases") if n_clases is None else n_clases
    if n_clases is None or n_clases < len(tabla):
        raise ErrorDeDatos(
            "No se sabe cuántas clases tiene el modelo, y sin eso no se sabe cuánto es el azar.",
            que_hacer="dilo con n_clases, por ejemplo probabilidades(tabla, n_clases=10).",
        )
    return valores, 1 / n_clases
