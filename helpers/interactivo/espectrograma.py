"""El explorador de la ventana, el salto y las bandas de mel de un espectrograma. Cuaderno 02."""

from __future__ import annotations

import math

import numpy as np

from helpers import espectro, numeros
from helpers.audio.sonido import Audio
from helpers.espectro import decibelios
from helpers.interactivo.explorador import Explorador, Vista, cambiar_opciones, deslizador
from helpers.interactivo.paneles import Eje, Mapa, Panel, a_tonos, eje, reducir

VENTANAS = tuple(2**n for n in range(6, 15))
SALTOS = tuple(2**n for n in range(4, 13))
BANDAS = (8, 16, 24, 40, 64, 80, 128, 256)
TOPES_HZ = (1000, 2000, 4000, 8000)
COLUMNAS, FILAS = 700, 320
PUNTOS = 1_500_000  # muestras que se transforman en un cambio: unas centésimas de segundo
PUNTOS_A_LA_VEZ = 65_536  # los que caben en la caché de un procesador
LINEAL = 0
MARCAS_HZ = (125, 250, 500, 1000, 2000, 4000, 8000, 16_000)


# --- Los cálculos ---


def n_tramas(muestras: int, hop_length: int) -> int:
    """Devuelve cuántas tramas da `librosa.stft`, centradas: 1 + muestras // salto."""
    return 1 + muestras // hop_length


def potencia_a_la_vista(y: np.ndarray, n_fft: int, hop_length: int) -> tuple[np.ndarray, int]:
    """Devuelve |STFT|² y cada cuántas tramas se ha calculado una: las justas para no perderse nada.

    y : (n,). Ventana de Hann y tramas centradas, como `librosa.stft`. Si son más de las que caben en la
    pantalla o en el tiempo de un cambio, se saltan algunas, pero nunca más de un cuarto de ventana.
    """
    total = n_tramas(len(y), hop_length)
    sobran = max(math.ceil(total / COLUMNAS), math.ceil(total * n_fft / PUNTOS))
    cada = max(1, min(n_fft // 4 // hop_length, sobran))
    ventana = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    rellena = np.pad(y, (n_fft // 2, n_fft))
    centros = np.arange(0, total, cada)
    tramas = np.lib.stride_tricks.sliding_window_view(rellena, n_fft)[:: hop_length * cada][: len(centros)]
    potencia = np.empty((len(tramas), 1 + n_fft // 2), np.float32)
    a_la_vez = max(1, PUNTOS_A_LA_VEZ // n_fft)
    for i in range(0, len(tramas), a_la_vez):
        espectros = np.fft.rfft(tramas[i : i + a_la_vez] * ventana, axis=1)
        potencia[i : i + a_la_vez] = np.square(espectros.real) + np.square(espectros.imag)
    return potencia.T, cada


# --- El explorador ---


class ExploradorDeEspectrograma(Explorador):
    """Mueve la ventana, el salto, las bandas y hasta qué frecuencia se mira."""

    titulo = "Explorador: la ventana decide qué ves"

    def __init__(self, audio: Audio | None, n_fft: int, hop_length: int, n_mels: int):
        """audio : el de la celda, o None. Los demás, cómo empieza cada control."""
        self._n_fft = deslizador("Ventana (n_fft)", [(f"{n} muestras", n) for n in VENTANAS], n_fft)
        self._salto = deslizador("Salto (hop_length)", [(f"{n} muestras", n) for n in SALTOS], hop_length)
        self._bandas = deslizador(
            "Filas", [("todas (lineal)", LINEAL)] + [(f"{n} bandas de mel", n) for n in BANDAS], n_mels
        )
        self._tope = deslizador("Ver hasta", [("8000 Hz", 8000)], 8000)
        super().__init__(audio, [self._n_fft, self._salto, self._bandas, self._tope], SINTETICOS)

    def preparar(self, audio: Audio) -> None:
        """Ajusta hasta dónde se puede mirar."""
        self._audio = audio
        espectro.banco_disperso(
            audio.sr, self._n_fft.value, BANDAS[0]
        )  # lo que tarda en importarse, aquí y no al mover
        topes = [*(hz for hz in TOPES_HZ if hz < audio.sr / 2), audio.sr / 2]
        cambiar_opciones(self._tope, [(numeros.hercios(hz), hz) for hz in topes], topes[-1])

    def mirar(self) -> Vista:
        """Calcula el espectrograma y lo que cuesta en tiempo y en frecuencia."""
        audio, n_fft, salto = self._audio, self._n_fft.value, self._salto.value
        potencia, cada = potencia_a_la_vista(audio.y, n_fft, salto)
        tope = min(self._tope.value, audio.sr / 2)
        filas, y, vacias = (
            self._lineal(potencia, n_fft, tope)
            if self._bandas.value == LINEAL
            else self._mel(potencia, n_fft, tope)
        )
        db = decibelios(np.sqrt(reducir(reducir(filas, FILAS, 0), COLUMNAS, 1)))
        paso_s = salto * cada / audio.sr
        mapa = Mapa(a_tonos(db), -paso_s / 2, (potencia.shape[1] - 0.5) * paso_s)
        frase = self._contar(n_fft, salto, vacias)
        panel = Panel(
            "Espectrograma, en 80 dB: más claro, más energía",
            eje("Tiempo (s)", 0, min(audio.duracion, mapa.hasta)),
            y,
            (mapa,),
            f"Espectrograma hasta {numeros.hercios(tope)}. {frase}",
            300,
        )
        return Vista((panel,), frase, {"Sonido": audio})

    def _lineal(self, potencia: np.ndarray, n_fft: int, tope: float) -> tuple[np.ndarray, Eje, int]:
        separacion = self._audio.sr / n_fft
        cuantas = min(len(potencia), int(tope / separacion) + 1)
        arriba = (cuantas - 0.5) * separacion
        return potencia[:cuantas], eje("Frecuencia (Hz)", -separacion / 2, arriba, 5), 0

    def _mel(self, potencia: np.ndarray, n_fft: int, tope: float) -> tuple[np.ndarray, Eje, int]:
        sr, n_mels = self._audio.sr, self._bandas.value
        filtros = espectro.banco_disperso(sr, n_fft, n_mels)
        centros = espectro.bordes_de_mel(n_mels, 0.0, sr / 2)[1:-1]
        cuantas = max(2, int(np.searchsorted(centros, tope, "right")))
        vacias = int((np.diff(filtros.indptr) == 0).sum())
        marcas = [hz for hz in MARCAS_HZ if centros[0] <= hz <= centros[cuantas - 1]]
        donde = np.interp(marcas, centros, np.arange(n_mels) + 0.5)
        rotulos = tuple((float(d), numeros.decimal(hz, 0)) for d, hz in zip(donde, marcas, strict=True))
        y = Eje("Frecuencia (Hz, escala de mel)", 0, cuantas, rotulos)
        return filtros[:cuantas] @ potencia, y, vacias

    def _contar(self, n_fft: int, salto: int, vacias: int) -> str:
        audio, bandas = self._audio, self._bandas.value
        tramas = n_tramas(len(audio.y), salto)
        filas = bandas or 1 + n_fft // 2
        partes = [
            f"Cada columna mezcla {_ms(n_fft, audio.sr)} de sonido y hay una cada {_ms(salto, audio.sr)}: "
            f"{numeros.decimal(tramas, 0)} tramas.",
            f"Las filas de la transformada están a {numeros.decimal(audio.sr / n_fft)} Hz una de otra.",
            f"En total, {numeros.decimal(filas, 0)} filas por {numeros.decimal(tramas, 0)} tramas: "
            f"{numeros.decimal(filas * tramas, 0)} números para {numeros.decimal(len(audio.y), 0)} muestras.",
        ]
        if salto > n_fft:
            partes.append(f"Entre ventana y ventana hay {_ms(salto - n_fft, audio.sr)} que no se miran.")
        if vacias:
            partes.append(
                f"{vacias} de las {bandas} bandas de mel se quedan vacías: más estrechas que la separación "
                "entre filas."
            )
        return " ".join(partes)


def _ms(muestras: int, sr: int) -> str:
    return f"{numeros.decimal(1000 * muestras / sr)} ms"


def _tonos_y_chasquidos() -> Audio:
    sr, segundos = 22_050, 2
    t = np.arange(segundos * sr) / sr
    y = 0.15 * np.sin(2 * np.pi * 600 * t) + 0.15 * np.sin(2 * np.pi * 625 * t)
    for inicio in (1.0, 1.02):
        y[round(inicio * sr) : round(inicio * sr) + 20] += 0.6 * np.hanning(20)
    return Audio(y, sr)


SINTETICOS = {"Dos tonos a 25 Hz y dos chasquidos a 20 ms": _tonos_y_chasquidos}
