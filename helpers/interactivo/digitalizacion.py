"""El explorador de muestreo y cuantización: menos muestras, menos bits, y qué se oye. Cuaderno 01."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from helpers import numeros
from helpers.audio.sonido import AMPLITUD_DE_SILENCIO, Audio, remuestrear
from helpers.graficas.comun import AZUL, NARANJA
from helpers.interactivo.explorador import (
    TODA_LA_FILA,
    Explorador,
    Vista,
    cambiar_opciones,
    deslizador,
    deslizador_entero,
    eleccion,
)
from helpers.interactivo.paneles import NEGRO, PUNTOS, Curva, Panel, eje

FRECUENCIAS = (2000, 4000, 6000, 8000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000)
DETALLE_S = 0.008
RESOLUCION_HZ = 40.0
SUELO_DB = -100.0
VECINAS = 24  # a cada lado, las muestras con que se interpola


# --- Los cálculos ---


def muestrear_sin_filtro(audio: Audio, sr: int) -> Audio:
    """Toma muestras a `sr` Hz sin quitar antes lo que no cabe: lo que pase de sr / 2 se pliega hacia abajo.

    Si `sr` divide a la del audio es quedarse con una muestra de cada tantas; si no, se interpola lo que vale
    el sonido entre muestra y muestra. El resultado tiene ceil(n · sr / audio.sr) muestras.
    """
    comun = math.gcd(audio.sr, sr)
    subir, bajar = sr // comun, audio.sr // comun
    if subir == 1:
        return Audio(audio.y[::bajar], sr)
    muestras = math.ceil(len(audio.y) * sr / audio.sr)
    distancias = (np.arange(subir) * bajar % subir)[:, None] / subir - np.arange(1 - VECINAS, VECINAS + 1)
    pesos = (np.sinc(distancias) * np.cos(np.pi * distancias / (2 * VECINAS + 2)) ** 2).astype(np.float32)
    cuales, anteriores = np.arange(muestras) % subir, np.arange(muestras) * bajar // subir
    rellena = np.pad(audio.y, (VECINAS - 1, VECINAS))
    y = np.zeros(muestras, np.float32)
    for i in range(2 * VECINAS):
        y += pesos[cuales, i] * rellena[anteriores + i]
    return Audio(y, sr)


def cuantizar(audio: Audio, bits: int) -> Audio:
    """Redondea cada muestra a uno de los 2**bits niveles que hay entre -1 y 1, como en un WAV."""
    pasos = 2 ** (bits - 1)
    return Audio(np.clip(np.rint(audio.y * pasos), -pasos, pasos - 1) / np.float32(pasos), audio.sr)


def relacion_senal_ruido(original: Audio, cuantizado: Audio) -> float:
    """Devuelve la relación señal-ruido, en dB; infinito si no hay error, y -infinito si no hay señal."""
    senal = np.mean(np.square(original.y, dtype=np.float64))
    ruido = np.mean(np.square(cuantizado.y.astype(np.float64) - original.y))
    if ruido == 0:
        return math.inf
    return 10 * math.log10(senal / ruido) if senal else -math.inf


def regla_de_los_bits(bits: int) -> float:
    """Devuelve 6,02 · bits + 1,76: la relación señal-ruido, en dB, de una senoide a escala completa."""
    return 6.02 * bits + 1.76


def _espectro(y: np.ndarray, sr: int) -> tuple[np.ndarray, np.ndarray]:
    """Devuelve frecuencias (Hz) y densidad de potencia media, con la misma resolución a cualquier `sr`."""
    n = max(16, 2 * round(sr / RESOLUCION_HZ / 2))
    y = np.pad(y, (0, max(0, n - len(y))))
    ventana = np.hanning(n).astype(np.float32)
    tramas = np.lib.stride_tricks.sliding_window_view(y, n)[:: n // 2] * ventana
    potencia = np.mean(np.square(np.abs(np.fft.rfft(tramas, axis=1)), dtype=np.float64), axis=0)
    return np.fft.rfftfreq(n, 1 / sr), potencia / (sr * np.sum(np.square(ventana, dtype=np.float64)))


# --- El explorador ---


class ExploradorDeDigitalizacion(Explorador):
    """Mueve la frecuencia de muestreo, el filtro y los bits de un sonido."""

    titulo = "Explorador: muestrear y cuantizar"

    def __init__(self, audio: Audio | None, sr: int, bits: int):
        """audio : el de la celda, o None. sr (Hz), bits : cómo empieza."""
        frecuencias = [(numeros.hercios(f), f) for f in FRECUENCIAS]
        self._sr = deslizador("Frecuencia de muestreo", frecuencias, sr, TODA_LA_FILA)
        self._bits = deslizador_entero("Bits por muestra", 1, 16, bits, TODA_LA_FILA)
        self._filtro = eleccion(
            "Antes de muestrear",
            [("con filtro: se quita lo que no cabe", True), ("sin filtro: se pliega lo que no cabe", False)],
            True,
        )
        super().__init__(audio, [self._sr, self._bits, self._filtro], SINTETICOS)

    def preparar(self, audio: Audio) -> None:
        """Ofrece las frecuencias que no pasan de la del sonido, y calcula lo que se compara siempre."""
        self._audio = audio
        self._muestreados: dict[tuple[int, bool], Audio] = {}
        posibles = [f for f in FRECUENCIAS if f < audio.sr] or [max(1, audio.sr // 4), max(1, audio.sr // 2)]
        opciones = [(numeros.hercios(f), f) for f in dict.fromkeys([*posibles, audio.sr])]
        cambiar_opciones(self._sr, opciones, audio.sr)
        self._centro_s = _instante_fuerte(audio)
        frecuencias, densidad = _espectro(audio.y, audio.sr)
        self._maximo = float(densidad.max()) or 1.0
        self._del_original = Curva("original", frecuencias, self._en_db(densidad), AZUL)

    def mirar(self) -> Vista:
        """Muestrea, cuantiza y compara con lo que había."""
        sr, bits, filtro = self._sr.value, self._bits.value, self._filtro.value
        muestreado = self._muestrear(sr, filtro)
        digital = cuantizar(muestreado, bits)
        return Vista(
            (self._onda(digital, bits), self._espectros(muestreado, digital)),
            self._contar(muestreado, digital, bits, filtro),
            {"Original": self._audio, "Digitalizado": digital},
        )

    def _muestrear(self, sr: int, filtro: bool) -> Audio:
        if (sr, filtro) not in self._muestreados:
            muestrear = remuestrear if filtro else muestrear_sin_filtro
            self._muestreados[sr, filtro] = muestrear(self._audio, sr)
        return self._muestreados[sr, filtro]

    def _onda(self, digital: Audio, bits: int) -> Panel:
        desde, hasta = self._centro_s - DETALLE_S / 2, self._centro_s + DETALLE_S / 2
        t, y = _entre(self._audio, desde, hasta)
        t_digital, y_digital = _entre(digital, desde, hasta)
        tope = 1.15 * max(np.abs(y).max(), np.abs(y_digital).max(), 1e-3)
        escalon = np.repeat(t_digital, 2)[1:], np.repeat(y_digital, 2)[:-1]
        capas = (
            Curva("original", t * 1000, y, AZUL),
            Curva("digital", escalon[0] * 1000, escalon[1], NARANJA),
            Curva("", t_digital * 1000, y_digital, NARANJA, PUNTOS),
        )
        return Panel(
            f"{numeros.decimal(DETALLE_S * 1000, 0)} ms de onda",
            eje("Tiempo (ms)", desde * 1000, hasta * 1000),
            eje("Amplitud", -tope, tope, 5),
            capas,
            f"Detalle de la onda: la original y sus {len(y_digital)} muestras, redondeadas a "
            f"{2**bits} niveles.",
            ancho=360,
        )

    def _espectros(self, muestreado: Audio, digital: Audio) -> Panel:
        frecuencias, densidad = _espectro(digital.y, digital.sr)
        _, del_ruido = _espectro(digital.y - muestreado.y, digital.sr)
        capas = (
            self._del_original,
            Curva("digital", frecuencias, self._en_db(densidad), NARANJA),
            Curva("ruido", frecuencias, self._en_db(del_ruido), NEGRO, "3 4", grosor=2),
        )
        return Panel(
            "Espectro",
            eje("Frecuencia (Hz)", 0, self._audio.sr / 2),
            eje("Nivel (dB)", SUELO_DB, 10),
            capas,
            f"Espectro del original, de 0 a {numeros.hercios(self._audio.sr / 2)}, y del digitalizado y su "
            f"ruido de cuantización, que acaban en {numeros.hercios(digital.sr / 2)}.",
            ancho=360,
        )

    def _en_db(self, densidad: np.ndarray) -> np.ndarray:
        return 10 * np.log10(np.maximum(densidad / self._maximo, 10 ** (SUELO_DB / 10)))

    def _contar(self, muestreado: Audio, digital: Audio, bits: int, filtro: bool) -> str:
        sr = digital.sr
        partes = [
            f"{numeros.hercios(sr)} y {bits} bits: {numeros.decimal(2**bits, 0)} niveles, "
            f"{numeros.decimal(sr * bits / 1000)} kbit por segundo."
        ]
        if sr < self._audio.sr:
            que = "lo ha quitado el filtro" if filtro else "se ha plegado hacia abajo (aliasing)"
            partes.append(f"Lo que pasaba de {numeros.hercios(sr / 2)} {que}.")
        return " ".join([*partes, _contar_ruido(muestreado, digital, bits)])


def _contar_ruido(muestreado: Audio, digital: Audio, bits: int) -> str:
    rms = math.sqrt(np.mean(np.square(muestreado.y, dtype=np.float64)))
    if rms < AMPLITUD_DE_SILENCIO:
        return "Es silencio: no hay señal que comparar con el ruido."
    medida = relacion_senal_ruido(muestreado, digital)
    if not digital.y.any():
        return "Todas las muestras se han redondeado a cero: no se oye nada."
    medida_en_texto = "no hay error" if math.isinf(medida) else f"{numeros.decimal(medida)} dB"
    rms_dbfs = 20 * math.log10(rms)
    return (
        f"Relación señal-ruido medida: {medida_en_texto}. La regla 6,02 · bits + 1,76 da "
        f"{numeros.decimal(regla_de_los_bits(bits))} dB para una senoide a escala completa; este sonido, "
        f"con un RMS de {numeros.decimal(rms_dbfs)} dBFS, se queda en "
        f"{numeros.decimal(regla_de_los_bits(bits) + rms_dbfs + 3.01)} dB."
    )


def _instante_fuerte(audio: Audio) -> float:
    """Devuelve, de los instantes con tanta amplitud como el que más o casi, el de en medio (s)."""
    paso = max(1, round(DETALLE_S * audio.sr))
    picos = np.maximum.reduceat(np.abs(audio.y), np.arange(0, len(audio.y), paso))
    fuertes = np.flatnonzero(picos >= 0.9 * picos.max())
    centro = (fuertes[len(fuertes) // 2] + 0.5) * paso / audio.sr
    return min(max(centro, DETALLE_S / 2), max(audio.duracion - DETALLE_S / 2, DETALLE_S / 2))


def _entre(audio: Audio, desde_s: float, hasta_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Devuelve los tiempos (s) y las muestras de un tramo, con una más por cada lado."""
    desde = max(0, math.floor(desde_s * audio.sr))
    hasta = min(len(audio.y), math.ceil(hasta_s * audio.sr) + 1)
    desde = min(desde, hasta - 1)
    return np.arange(desde, hasta) / audio.sr, audio.y[desde:hasta]


def _silbido() -> Audio:
    sr, segundos = 44_100, 4
    t = np.arange(segundos * sr) / sr
    fase = 2 * np.pi * (200 * t + (12_000 - 200) / (2 * segundos) * t**2)
    return Audio(0.5 * np.sin(fase) * np.minimum(1, 100 * np.minimum(t, segundos - t)), sr)


def _senoide() -> Audio:
    sr = 44_100
    return Audio(np.sin(2 * np.pi * 441.3 * np.arange(2 * sr) / sr), sr)


SINTETICOS: dict[str, Callable[[], Audio]] = {
    "Un silbido que sube de 200 a 12 000 Hz": _silbido,
    "Una senoide de 441 Hz a escala completa": _senoide,
}
