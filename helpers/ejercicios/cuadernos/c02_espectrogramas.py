"""Cuaderno 02: la tecla, el motor y la voz, y las cuentas de quien acierta y de quien se equivoca."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np

from helpers import espectro
from helpers.audio.sonido import Audio, cargar_audio
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.respuestas import Campo, Fallo, Matriz, Numero, RespuestaIlegible, cerca

SR_CAMPANA, N_CAMPANA = 22_050, 66_150

# --- 1: la tecla

GRAVE, AGUDO, SR_TECLA, N_TECLA = 770, 1336, 8000, 4000
DE_OTRAS_TECLAS = (697, 852, 941, 1209, 1477)


def fila(hz: float) -> float:
    """El número de fila de una frecuencia, en el espectro de la tecla."""
    return hz * N_TECLA / SR_TECLA


# --- 2: la forma

TAMANOS = (  # n, n_fft, hop: el salto no siempre divide a n, ni el doble de la ventana al salto
    (16_000, 512, 160),
    (22_050, 2048, 512),
    (4999, 400, 100),
    (48_128, 1024, 256),
    (700, 512, 350),
    (66_149, 256, 64),
)
N, N_FFT, HOP = np.transpose(TAMANOS)
FILAS = {
    "bien": 1 + N_FFT // 2,
    "falta una": N_FFT // 2,
    "con espejo": N_FFT,
    "del salto": 1 + HOP // 2,
    "de 2048": np.full(len(TAMANOS), 1 + 2048 // 2),
}
TRAMAS = {
    "bien": 1 + N // HOP,
    "falta la primera": N // HOP,
    "sin relleno": 1 + (N - N_FFT) // HOP,
    "sin relleno ni primera": (N - N_FFT) // HOP,
    "sin relleno y con decimales": 1 + (N - N_FFT) / HOP,
    "de salto 512": 1 + N // 512,
    "de la campana": 1 + N_CAMPANA // HOP,
    "con decimales": 1 + N / HOP,
    "con decimales y sin primera": N / HOP,
    "falta la última": -(-N // HOP),
    "hacia arriba": 1 + -(-N // HOP),
    "al más cercano": 1 + np.rint(N / HOP),
    "sin solape": 1 + N // N_FFT,
    "relleno de un lado": 1 + (N - N_FFT // 2) // HOP,
    "sin descontar la ventana": 1 + (N + N_FFT) // HOP,
}


TRANSFORMAN = {"librosa", "numpy", "scipy", "torch"}
TRANSFORMADAS = {"stft", "fft", "rfft", "r2c", "c2c"}


class DosNumeros(Campo):
    """Dos números, en lo que sea que vengan. Llegan como una tupla."""

    def leer(self, nombre: str, valor: Any) -> tuple[float, ...]:
        """Devuelve los dos; dice lo suyo a los que no son dos y a los que no son números."""
        par = list(valor)
        if len(par) != 2:
            raise Fallo("no_son_dos", caso=nombre, cuantos=len(par))
        return tuple(Numero().leer(f"forma(…)[{cual}]", uno) for cual, uno in enumerate(par))


def forma_correcta(n: int, n_fft: int, hop: int) -> tuple[int, int]:
    """Las filas y las tramas de ``librosa.stft``."""
    return 1 + n_fft // 2, 1 + n // hop


def con_otro_orden(dadas: Sequence[tuple]) -> bool:
    """Si son las buenas, con los argumentos en otro orden."""
    ordenes = permutations(range(3))
    return any(dadas == [forma_correcta(*(t[i] for i in orden)) for t in TAMANOS] for orden in ordenes)


def la_calcula(forma: Callable) -> bool:
    """Si para dar la forma transforma un sonido, con NumPy, SciPy, librosa o PyTorch."""
    llamadas = set()

    def apuntar(marco: Any, suceso: str, _: Any) -> None:
        if suceso == "call":
            llamadas.add((marco.f_globals.get("__name__", "").partition(".")[0], marco.f_code.co_name))

    antes = sys.getprofile()
    sys.setprofile(apuntar)
    try:
        forma(*TAMANOS[0])
    finally:
        sys.setprofile(antes)
    return any(paquete in TRANSFORMAN and cual in TRANSFORMADAS for paquete, cual in llamadas)


def filas(dadas: Sequence[tuple]) -> str:
    """De qué cuenta típica salen las filas que se dan, de las de ``FILAS``; vacío si de ninguna."""
    return _tipica([par[0] for par in dadas], FILAS)


def tramas(dadas: Sequence[tuple]) -> str:
    """De qué cuenta típica salen las tramas que se dan, de las de ``TRAMAS``; vacío si de ninguna."""
    return _tipica([par[1] for par in dadas], TRAMAS)


def _tipica(dadas: Sequence[float], tipicas: dict[str, np.ndarray]) -> str:
    return next((cual for cual, cuenta in tipicas.items() if cerca(dadas, cuenta, 0, 1e-6)), "")


# --- 3: el motor

SR_MOTOR, SEPARACION_HZ, CHISPAS_S, CHISPAS_JUNTAS_S, N_FFT_MOTOR = 16_000, 50, 0.070, 0.030, 1024

# --- 4: el espectrograma logarítmico de mel

VOZ, TROZO = AUDIO / "habla_orden.flac", slice(2400, 50_700)
N_FFT_VOZ, HOP_VOZ, BANDAS = 1024, 256, 40
OTROS_BANCOS = ({"htk": True}, {"norm": None}, {"htk": True, "norm": None}, {"sr": 16_000}, {"fmax": 8000})


class BandasPorTramas(Campo):
    """Una tabla de bandas por tramas: si no lo es, se dice con esas palabras."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Lee la tabla; el «(n, n)» de ``Matriz`` parecería decir que es cuadrada."""
        try:
            return Matriz((None, None)).leer(nombre, valor)
        except RespuestaIlegible as motivo:
            raise RespuestaIlegible(str(motivo).replace("(n, n)", "(bandas, tramas)")) from None


@cache
def voz() -> Audio:
    """La voz del cuaderno."""
    y, sr = cargar_audio(VOZ)
    return Audio(y[TROZO], sr)


@cache
def magnitud(n_fft: int = N_FFT_VOZ) -> np.ndarray:
    """Las magnitudes de la voz, (1 + n_fft // 2, n_tramas)."""
    return espectro.magnitudes(voz().y, n_fft=n_fft, hop_length=HOP_VOZ).astype(float)


@cache
def banco(n_fft: int = N_FFT_VOZ, **opciones: Any) -> np.ndarray:
    """El banco de mel de 40 filas del cuaderno, u otro con las opciones que se digan."""
    import librosa

    de_serie = {"sr": voz().sr, "n_fft": n_fft, "n_mels": BANDAS, "dtype": np.float64}
    return librosa.filters.mel(**de_serie | opciones)


def mel(n_fft: int = N_FFT_VOZ, exponente: int = 2, **otro_banco: Any) -> np.ndarray:
    """Lo que sale del banco: potencias, o amplitudes si el exponente es 1."""
    return banco(n_fft, **otro_banco) @ magnitud(n_fft) ** exponente


def en_db(potencias: np.ndarray) -> np.ndarray:
    """Decibelios respecto al máximo."""
    return 10 * np.log10(potencias / potencias.max())


def coinciden(dado: np.ndarray, esperado: np.ndarray) -> bool:
    """Compara potencias: a 0,05 dB o a 60 dB por debajo del máximo, donde manda el suelo (``+ 1e-6``)."""
    de_dado, de_esperado = (10 ** (np.minimum(db, 60) / 10) for db in (dado, esperado))
    return cerca(de_dado, de_esperado, relativa=0.012, absoluta=1.01e-6)


def redondeado(dado: np.ndarray, esperado: np.ndarray) -> bool:
    """Si es lo bueno, en decibelios enteros; por debajo de -60 no se mira."""
    enteros = np.array_equal(dado, np.rint(dado))
    return enteros and cerca(np.maximum(dado, -60), np.maximum(esperado, -60), relativa=0, absoluta=1)


def recta(dado: np.ndarray, base: np.ndarray) -> tuple[float, float] | None:
    """Pendiente y corte de la recta que va de ``base`` a lo dado, o None; lo cortado por abajo no cuenta."""
    libres = dado > max(np.median(dado), dado.min() + 1e-6 * np.ptp(dado))
    if libres.sum() < 100:
        return None
    x, y = base[libres], dado[libres]
    pendiente, corte = np.polyfit(x, y, 1)
    es_recta = np.abs(y - pendiente * x - corte).max() < 0.002 * np.ptp(y)
    return (float(pendiente), float(corte)) if es_recta else None


def pendiente(dado: np.ndarray, esperado: np.ndarray) -> float:
    """La pendiente de la recta que va de lo bueno a lo dado; NaN si no la hay."""
    return (recta(dado, esperado) or (np.nan,))[0]


# --- 5: la STFT que cojea

SONIDOS = ((5000, 512, 128), (4411, 400, 160), (3072, 256, 256))
RUIDOS = [
    (np.random.default_rng(semilla).normal(size=n) * 0.1, n_fft, hop)
    for semilla, (n, n_fft, hop) in enumerate(SONIDOS)
]


def stft(
    y: np.ndarray, n_fft: int, hop: int, ventana: np.ndarray | None = None, relleno: str = "constant"
) -> np.ndarray:
    """La STFT centrada de librosa; la ventana y el relleno se cambian para imitar los errores."""
    ventana = np.hanning(n_fft + 1)[:-1] if ventana is None else ventana
    rellena = np.pad(y, n_fft // 2, mode=relleno)
    trozos = np.lib.stride_tricks.sliding_window_view(rellena, n_fft)[::hop]
    return np.fft.rfft(trozos * ventana, axis=1).T


def en_matriz(valor: Any) -> np.ndarray:
    """Lo que devuelve una función, de NumPy, de PyTorch o en listas, como un ndarray."""
    return np.asarray(valor.detach() if hasattr(valor, "detach") else valor)


class Compleja(Campo):
    """Una matriz de reales o complejos: lo demás, salvo las columnas desiguales, se dice al devolverla."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el ndarray."""
        try:
            return en_matriz(valor)
        except ValueError:
            raise Fallo("desigual") from None


def parecidas(dada: np.ndarray, esperada: np.ndarray) -> bool:
    """Dice si coinciden hasta lo que distingue un cálculo en simple precisión."""
    if dada.shape != esperada.shape:
        return False
    return bool(np.abs(dada - esperada).max() < 1e-4 * np.abs(esperada).max())


def mal_desde_la_segunda(dada: np.ndarray, esperada: np.ndarray) -> bool:
    """Si la primera trama es buena y la segunda no: el salto es otro."""
    primera, segunda = (parecidas(dada[:, j : j + 1], esperada[:, j : j + 1]) for j in (0, 1))
    return dada.shape[1] > 1 and primera and not segunda


# --- 6: el otro mel

HERCIOS = (100.0, 440.0, 1000.0, 4000.0, 11_025.0)
slaney = espectro.a_mel


def frecuencias() -> list[float]:
    """Las de siempre y tres al azar, que no están en ninguna tabla."""
    return [*HERCIOS, *np.random.default_rng().integers(50, 11_025, 3).astype(float).tolist()]


def en_cero(hz_a_mel_htk: Callable) -> float:
    """Los mel que da con 0 Hz: se le piden aparte, cuando lo demás ya está bien."""
    if (mel := hz_a_mel_htk(0.0)) is None:
        raise Fallo("nada", hz=0)
    return Numero().leer("hz_a_mel_htk(0)", mel)


def htk(hz: float) -> float:
    """De hercios a mel, con la fórmula de HTK."""
    return 2595 * np.log10(1 + hz / 700)
