"""El explorador de acordes: qué cromagrama dejan y a qué plantilla se parecen. Cuaderno 04."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from helpers import numeros
from helpers.audio.sonido import Audio
from helpers.graficas.altura import NOTAS
from helpers.graficas.comun import AZUL, NARANJA
from helpers.interactivo.explorador import (
    TODA_LA_FILA,
    Explorador,
    Vista,
    deslizador,
    deslizador_entero,
)
from helpers.interactivo.paneles import NEGRO, Barras, Curva, Eje, Mapa, Panel, a_tonos, eje

TIPOS = {
    "nota sola": (0,),
    "quinta": (0, 7),
    "mayor": (0, 4, 7),
    "menor": (0, 3, 7),
    "disminuido": (0, 3, 6),
    "aumentado": (0, 4, 8),
    "séptima": (0, 4, 7, 10),
}
PLANTILLAS = {"mayor": (0, 4, 7), "menor": (0, 3, 7)}
VERDE = "#009E73"  # tercer color de la paleta de Okabe e Ito: el azul y el naranja ya dicen otra cosa
ACORDE = "Un acorde que tocas tú"
SR, DURACION_S, TOPE_HZ = 22_050, 1.5, 10_000.0
N_FFT, SALTO = 16_384, 2048
EMPATE, LOS_QUE_SE_NOMBRAN = 0.01, 6  # una nota sola está en seis acordes


# --- Los cálculos ---


def tocar(raiz: int, tipo: str, octava: int, armonicos: int, cents: float = 0.0) -> Audio:
    """Devuelve un acorde de 1,5 s a 22 050 Hz.

    raiz : clase de altura, 0 es do. tipo : una clave de TIPOS. octava : la del do4 es la 4.
    armonicos : cuántos suenan por nota, el h con amplitud 1/h. cents : cuánto se desafina todo, en
        centésimas de semitono.
    """
    t = np.arange(round(DURACION_S * SR)) / SR
    y = np.zeros_like(t)
    for intervalo in TIPOS[tipo]:
        midi = 12 * (octava + 1) + raiz + intervalo
        f0 = 440.0 * 2 ** ((midi - 69 + cents / 100) / 12)
        for h in range(1, armonicos + 1):
            if h * f0 < TOPE_HZ:
                y += np.sin(2 * np.pi * h * f0 * t) / h
    y *= np.minimum(1, t / 0.02) * np.exp(-1.2 * t) * np.minimum(1, (DURACION_S - t) / 0.05)
    return Audio(0.5 * y / np.abs(y).max(), SR)


@lru_cache(maxsize=16)
def _filtros(sr: int) -> np.ndarray:
    from librosa.filters import chroma

    return chroma(sr=sr, n_fft=N_FFT, tuning=0.0)


def cromagrama(audio: Audio) -> np.ndarray:
    """Devuelve el chroma (12, n_tramas), cada columna con su máximo en 1, como `librosa.feature.chroma_stft`.

    Ventanas de Hann de 16 384 muestras, cada 2048, sin centrar ni corregir la afinación; un sonido más corto
    se completa con ceros.
    """
    y = np.pad(audio.y, (0, max(0, N_FFT - len(audio.y))))
    tramas = np.lib.stride_tricks.sliding_window_view(y, N_FFT)[::SALTO]
    ventana = np.hanning(N_FFT + 1)[:-1].astype(np.float32)
    energia = _filtros(audio.sr) @ np.square(np.abs(np.fft.rfft(tramas * ventana, axis=1))).T
    maximo = energia.max(axis=0)
    return energia / np.where(maximo > 0, maximo, 1)


def parecidos(chroma: np.ndarray) -> dict[tuple[int, str], float]:
    """Devuelve el coseno entre un chroma (12,) y cada una de las 24 plantillas, por su raíz y su tipo."""
    norma = float(np.linalg.norm(chroma)) or 1.0
    return {
        (raiz, tipo): float(
            sum(chroma[(raiz + i) % 12] for i in intervalos) / (norma * len(intervalos) ** 0.5)
        )
        for tipo, intervalos in PLANTILLAS.items()
        for raiz in range(12)
    }


# --- El explorador ---


class ExploradorDeChroma(Explorador):
    """Toca acordes, o recorre un sonido, y enseña sus doce casillas."""

    titulo = "Explorador: qué ve el cromagrama"
    sr_maxima = SR
    maximo_s = 8.0

    def __init__(self, audio: Audio | None):
        """audio : el de la celda, o None."""
        self._raiz = deslizador("Nota", [(nombre, i) for i, nombre in enumerate(NOTAS)], 0)
        self._tipo = deslizador("Acorde", [(tipo, tipo) for tipo in TIPOS], "mayor")
        self._octava = deslizador_entero("Octava", 2, 6, 4)
        self._armonicos = deslizador_entero("Armónicos por nota", 1, 16, 1)
        self._cents = deslizador_entero("Desafinación (cents)", -100, 100, 0, TODA_LA_FILA)
        self._momento = deslizador("Momento", [("0 s", 0)], 0, TODA_LA_FILA)
        self._de_tocar = [self._raiz, self._tipo, self._octava, self._armonicos, self._cents]
        super().__init__(audio, [*self._de_tocar, self._momento], {ACORDE: self._acorde})

    def _acorde(self) -> Audio:
        return tocar(
            self._raiz.value,
            self._tipo.value,
            self._octava.value,
            self._armonicos.value,
            self._cents.value,
        )

    def preparar(self, audio: Audio) -> None:
        """Enseña los controles de tocar o el de recorrer, según de dónde venga el sonido."""
        self._tocando = self._nombre == ACORDE
        for control in self._de_tocar:
            control.layout.display = None if self._tocando else "none"
        self._momento.layout.display = "none" if self._tocando else None
        self._audio, self._cromagrama = audio, cromagrama(audio)
        opciones = [
            (f"{numeros.decimal((i * SALTO + N_FFT / 2) / audio.sr)} s", i)
            for i in range(self._cromagrama.shape[1])
        ]
        self._momento.options = opciones
        self._momento.value = len(opciones) // 2

    def mirar(self) -> Vista:
        """Calcula el chroma y lo compara con las 24 plantillas."""
        if self._tocando:
            self._audio = self._acorde()
            chroma = cromagrama(self._audio).mean(axis=1)
            chroma = chroma / (chroma.max() or 1)
        else:
            chroma = self._cromagrama[:, self._momento.value]
        notas = parecidos(chroma)
        mejores = sorted(notas, key=notas.get, reverse=True)
        del_chroma = self._chroma(chroma, mejores[0])
        paneles = (del_chroma, _plantillas(notas)) if self._tocando else (self._recorrido(), del_chroma)
        return Vista(paneles, self._contar(chroma, notas, mejores), {"Sonido": self._audio})

    def _chroma(self, chroma: np.ndarray, mejor: tuple[int, str]) -> Panel:
        raiz, tipo = mejor
        dentro = {(raiz + i) % 12 for i in PLANTILLAS[tipo]}
        colores = tuple(NARANJA if i in dentro else AZUL for i in range(12))
        return Panel(
            f"Las doce casillas (en naranja, las notas de {_nombre(mejor)})",
            _eje_de_notas(),
            eje("Energía (máximo = 1)", 0, 1.05, 3),
            (Barras(np.arange(12), chroma, 0.8, colores),),
            f"Las que destacan: {_fuertes(chroma)}.",
            90,
        )

    def _recorrido(self) -> Panel:
        segundos = SALTO / self._audio.sr
        principio = (N_FFT / 2 / self._audio.sr) - segundos / 2
        columnas = self._cromagrama.shape[1]
        ahora = self._segundo_elegido()
        nivel = 20 * np.log10(np.maximum(self._cromagrama, 1e-2))
        return Panel(
            "Cromagrama (más claro, más energía) y momento elegido",
            eje("Tiempo (s)", 0, max(self._audio.duracion, principio + columnas * segundos)),
            Eje("Clase de altura", -0.5, 11.5, tuple((i, nota) for i, nota in enumerate(NOTAS))),
            (
                Mapa(a_tonos(nivel, 40), principio, principio + columnas * segundos),
                Curva("", np.array([ahora, ahora]), np.array([-0.5, 11.5]), "#ffffff", grosor=7),
                Curva("", np.array([ahora, ahora]), np.array([-0.5, 11.5]), NEGRO, grosor=3),
            ),
            f"Cromagrama de {columnas} tramas.",
            250,
        )

    def _contar(
        self, chroma: np.ndarray, notas: dict[tuple[int, str], float], mejores: list[tuple[int, str]]
    ) -> str:
        if not chroma.any():
            return "Es silencio: no hay ninguna nota que ver."
        empatadas = [m for m in mejores if notas[mejores[0]] - notas[m] < EMPATE]
        que = (
            f"La plantilla que más se parece es {_nombre(mejores[0])} ({_coseno(notas[mejores[0]])}); la "
            f"sigue {_nombre(mejores[1])} ({_coseno(notas[mejores[1]])})."
            if len(empatadas) == 1
            else f"Hay empate entre {_en_lista(empatadas)}: el parecido es {_coseno(notas[mejores[0]])}."
        )
        return f"{self._que_suena()} En el cromagrama destacan {_fuertes(chroma)}. {que}"

    def _que_suena(self) -> str:
        if not self._tocando:
            return f"En el segundo {numeros.decimal(self._segundo_elegido())}."
        nota, tipo, octava = NOTAS[self._raiz.value], self._tipo.value, self._octava.value
        cents = self._cents.value
        desafinado = f", {abs(cents)} cents {'por encima' if cents > 0 else 'por debajo'}"
        veces = self._armonicos.value
        armonicos = "1 armónico" if veces == 1 else f"{veces} armónicos"
        desafinado = desafinado if cents else ""
        acorde = {"nota sola": f"un {nota}{octava} solo", "quinta": f"una quinta desde {nota}{octava}"}.get(
            tipo, f"{nota} {tipo}, desde {nota}{octava}"
        )
        return f"Suena {acorde}, con {armonicos} por nota{desafinado}."

    def _segundo_elegido(self) -> float:
        return (self._momento.value * SALTO + N_FFT / 2) / self._audio.sr


def _plantillas(notas: dict[tuple[int, str], float]) -> Panel:
    capas = tuple(
        Barras(np.arange(12) + lado, np.array([notas[i, tipo] for i in range(12)]), 0.36, (color,) * 12, tipo)
        for tipo, lado, color in (("mayor", -0.2, VERDE), ("menor", 0.2, NEGRO))
    )
    mejor = max(notas, key=notas.get)
    return Panel(
        "Parecido con las 24 plantillas",
        _eje_de_notas(),
        eje("Coseno (de 0 a 1)", 0, 1.05, 3),
        capas,
        f"Parecido con las 24 plantillas; el mayor, con {_nombre(mejor)}: {_coseno(notas[mejor])}.",
        75,
    )


def _eje_de_notas() -> Eje:
    return Eje("Clase de altura", -0.6, 11.6, tuple((i, nota) for i, nota in enumerate(NOTAS)))


def _nombre(acorde: tuple[int, str]) -> str:
    return f"{NOTAS[acorde[0]]} {acorde[1]}"


def _coseno(valor: float) -> str:
    return numeros.decimal(valor, 2)


def _fuertes(chroma: np.ndarray) -> str:
    fuertes = [i for i in np.argsort(-chroma, kind="stable") if chroma[i] >= 0.5][:4]
    return ", ".join(f"{NOTAS[i]} ({numeros.decimal(chroma[i], 2)})" for i in fuertes)


def _en_lista(acordes: list[tuple[int, str]]) -> str:
    nombres = [_nombre(acorde) for acorde in acordes[:LOS_QUE_SE_NOMBRAN]]
    cola = " y otras" if len(acordes) > LOS_QUE_SE_NOMBRAN else ""
    return f"{', '.join(nombres[:-1])} y {nombres[-1]}{cola}" if not cola else f"{', '.join(nombres)}{cola}"
