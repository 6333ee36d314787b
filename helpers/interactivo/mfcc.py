"""El explorador de los MFCC: quedarse con los k primeros, verlo y oír lo que queda. Cuaderno 03."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from helpers import espectro, numeros
from helpers.audio.sonido import AMPLITUD_DE_SILENCIO, Audio
from helpers.graficas.comun import AZUL, NARANJA
from helpers.interactivo.espectrograma import MARCAS_HZ
from helpers.interactivo.explorador import TODA_LA_FILA, Explorador, Vista, deslizador, eleccion
from helpers.interactivo.paneles import Curva, Eje, Mapa, Panel, a_tonos, eje

N_FFT, SALTO, N_MELS = 2048, 512, 128  # los de librosa.feature.mfcc
PARA_ELEGIR = (*range(1, 41), 64, N_MELS)
PASADAS = 4  # con más, la onda apenas se acerca a la magnitud pedida y se tarda el doble
IMPULSO = 0.99
RANGO_DB = 80.0


# --- Los cálculos ---


def stft(y: np.ndarray) -> np.ndarray:
    """Devuelve la STFT de `y` (n,), como la de librosa pero con las tramas en filas: (n_tramas, 1025)."""
    tramas = np.lib.stride_tricks.sliding_window_view(np.pad(y, N_FFT // 2), N_FFT)[::SALTO]
    return np.fft.rfft(tramas * _ventana(), axis=1)


def istft(espectros: np.ndarray, muestras: int) -> np.ndarray:
    """Deshace `stft`, con `muestras` muestras: suma las tramas solapadas y reparte lo que pesa la ventana."""
    veces = N_FFT // SALTO
    tramas = np.fft.irfft(espectros, n=N_FFT, axis=1).astype(np.float32) * _ventana()
    suma, peso = (np.zeros((len(tramas) + veces - 1, SALTO), np.float32) for _ in range(2))
    cuadrado = np.square(_ventana())
    for i in range(veces):
        suma[i : i + len(tramas)] += tramas[:, i * SALTO : (i + 1) * SALTO]
        peso[i : i + len(tramas)] += cuadrado[i * SALTO : (i + 1) * SALTO]
    y = (suma / np.maximum(peso, 1e-3)).ravel()[N_FFT // 2 :]
    return np.pad(y[:muestras], (0, max(0, muestras - len(y))))


@lru_cache(maxsize=1)
def _ventana() -> np.ndarray:
    return np.hanning(N_FFT + 1)[:-1].astype(np.float32)


def log_mel(espectros: np.ndarray, sr: int) -> np.ndarray:
    """Devuelve el espectrograma de mel en dB, (n_tramas, 128), con 80 dB de rango, como librosa."""
    potencia = np.square(espectros.real) + np.square(espectros.imag)
    db = 10 * np.log10(np.maximum((espectro.banco_disperso(sr, N_FFT, N_MELS) @ potencia.T).T, 1e-10))
    return np.maximum(db, db.max() - RANGO_DB)


def con_k_coeficientes(db: np.ndarray, k: int) -> np.ndarray:
    """Devuelve el espectrograma que queda con los k primeros MFCC de cada trama; lo demás, a cero."""
    from scipy.fft import dct, idct

    coeficientes = dct(db, axis=1, norm="ortho")
    coeficientes[:, k:] = 0
    return idct(coeficientes, axis=1, norm="ortho")


def magnitud_de_mel(db: np.ndarray, sr: int) -> np.ndarray:
    """Devuelve la magnitud (n_tramas, 1025) que, en cada banda de mel, reparte por igual su energía."""
    return np.sqrt(_reparto(sr) @ (10 ** (db.T / 10))).T


@lru_cache(maxsize=8)
def _reparto(sr: int):
    """Devuelve qué parte de la energía de cada banda va a cada fila de la STFT, dispersa (1025, 128)."""
    from scipy.sparse import csr_array

    filtros = espectro.banco_de_mel(sr, N_FFT, N_MELS)
    area, cubierto = filtros.sum(axis=1), filtros.sum(axis=0)
    reparto = filtros / np.where(area > 0, area, 1)[:, None] / np.where(cubierto > 0, cubierto, 1)
    return csr_array(reparto.T)


def griffin_lim(magnitud: np.ndarray, fase: np.ndarray, muestras: int, pasadas: int) -> np.ndarray:
    """Devuelve una onda cuya STFT se acerca a esa magnitud, a partir de una fase inicial (módulo 1)."""
    anterior: np.ndarray | float = 0.0
    for _ in range(pasadas):
        coherente = stft(istft(magnitud * fase, muestras))
        impulsada = coherente + IMPULSO / (1 + IMPULSO) * (coherente - anterior)
        anterior = coherente
        fase = impulsada / np.maximum(np.abs(impulsada), 1e-8)
    return istft(magnitud * fase, muestras)


# --- El explorador ---


class ExploradorDeMfcc(Explorador):
    """Mueve cuántos MFCC se guardan y qué fase se les pone para oírlos."""

    titulo = "Explorador: con los k primeros MFCC"
    sr_maxima = 22_050

    def __init__(self, audio: Audio | None, k: int):
        """audio : el de la celda, o None. k : con cuántos coeficientes empieza."""
        self._k = deslizador(
            "MFCC que se guardan", [(f"{k} de {N_MELS}", k) for k in PARA_ELEGIR], k, TODA_LA_FILA
        )
        self._fase = eleccion(
            "Para oírlo, la fase",
            [("se inventa: no está en los MFCC", False), ("se toma prestada del original", True)],
            False,
        )
        super().__init__(audio, [self._k, self._fase])

    def preparar(self, audio: Audio) -> None:
        """Calcula una vez la STFT y el espectrograma de mel."""
        self._audio = audio
        self._ondas: dict[tuple[int, bool], Audio] = {}
        espectros = stft(audio.y)
        self._db = log_mel(espectros, audio.sr)
        self._del_original = espectros / np.maximum(np.abs(espectros), 1e-8)
        giros = np.random.default_rng(0).uniform(0, 2 * np.pi, espectros.shape).astype(np.float32)
        self._inventada = np.exp(1j * giros)
        self._trama = int(np.argmax(self._db.sum(axis=1)))

    def mirar(self) -> Vista:
        """Quita los coeficientes que sobran y rehace el espectrograma y la onda."""
        k = self._k.value
        reconstruido = con_k_coeficientes(self._db, k)
        paneles = (
            self._mapa("Espectrograma de mel original", self._db),
            self._mapa(f"Espectrograma con {k} MFCC por trama", reconstruido),
            self._una_trama(reconstruido),
        )
        sonidos = {"Original": self._audio, "Reconstruido": self._onda(k, reconstruido)}
        return Vista(paneles, self._contar(k, reconstruido), sonidos)

    def _onda(self, k: int, db: np.ndarray) -> Audio:
        if np.abs(self._audio.y).max() < AMPLITUD_DE_SILENCIO:
            return self._audio
        prestada = self._fase.value
        if (k, prestada) not in self._ondas:
            fase = self._del_original if prestada else self._inventada
            magnitud = magnitud_de_mel(db, self._audio.sr)
            y = griffin_lim(magnitud, fase, len(self._audio.y), PASADAS)
            self._ondas[k, prestada] = Audio(y, self._audio.sr)
        return self._ondas[k, prestada]

    def _mapa(self, titulo: str, db: np.ndarray) -> Panel:
        paso_s = SALTO / self._audio.sr
        mapa = Mapa(a_tonos(db.T - self._db.max(), RANGO_DB), -paso_s / 2, (len(db) - 0.5) * paso_s)
        return Panel(
            titulo,
            eje("Tiempo (s)", 0, min(self._audio.duracion, mapa.hasta)),
            Eje("Hz, escala de mel", 0, N_MELS, self._marcas_de_mel()),
            (mapa,),
            f"{titulo}: {N_MELS} bandas por {len(db)} tramas.",
            120,
            360,
        )

    def _marcas_de_mel(self) -> tuple[tuple[float, str], ...]:
        centros = espectro.bordes_de_mel(N_MELS, 0.0, self._audio.sr / 2)[1:-1]
        marcas = [hz for hz in MARCAS_HZ if 250 < hz < centros[-1]]
        donde = np.interp(marcas, centros, np.arange(N_MELS) + 0.5)
        return tuple((float(d), numeros.decimal(hz, 0)) for d, hz in zip(donde, marcas, strict=True))

    def _una_trama(self, reconstruido: np.ndarray) -> Panel:
        maximo, bandas = self._db.max(), np.arange(N_MELS) + 0.5
        segundo = numeros.decimal(self._trama * SALTO / self._audio.sr, 2)
        return Panel(
            f"La trama más fuerte, en el segundo {segundo}",
            Eje("Frecuencia (Hz, escala de mel)", 0, N_MELS, self._marcas_de_mel()),
            eje("Nivel (dB)", -RANGO_DB, 10, 5),
            (
                Curva("original", bandas, self._db[self._trama] - maximo, AZUL),
                Curva("reconstruido", bandas, reconstruido[self._trama] - maximo, NARANJA, "9 4"),
            ),
            "Una trama del espectrograma de mel: la original y, más lisa, la reconstruida.",
            100,
        )

    def _contar(self, k: int, reconstruido: np.ndarray) -> str:
        error = float(np.sqrt(np.mean(np.square(reconstruido - self._db, dtype=np.float64))))
        tramas = len(self._db)
        fase = "la del original" if self._fase.value else "una al azar"
        return (
            f"{k} coeficientes por {tramas} tramas: {numeros.decimal(k * tramas, 0)} números en lugar de "
            f"{numeros.decimal(N_MELS * tramas, 0)}. Se aparta del original {numeros.decimal(error)} dB "
            f"(valor eficaz). Los MFCC no guardan la fase: se oye con {fase} y {PASADAS} pasadas de "
            "Griffin-Lim."
        )
