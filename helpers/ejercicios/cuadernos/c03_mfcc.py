"""Cuaderno 03: los MFCC del violín y de cada error, las ventanas de los deltas y la matriz por normalizar."""

from functools import cache
from typing import Any

import librosa
import numpy as np
from scipy.fft import dct

from helpers.audio.sonido import cargar_audio
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.respuestas import Fallo, Matriz, Numero, RespuestaIlegible, cerca

# --- 1: los MFCC a mano

BANDAS, DE_LA_LECCION, PRIMEROS = 40, 128, 13
K, N = np.arange(PRIMEROS), np.arange(BANDAS)
SUELO, RANGO = 1e-10, 80
CASI_NADA = np.finfo(float).tiny  # sin suelo, pero sin el logaritmo de cero


@cache
def potencia_del_violin(bandas: int = BANDAS) -> np.ndarray:
    """La matriz `M` del ejercicio: potencia en 40 bandas de mel de la nota de violín, (40, n_tramas)."""
    y, sr = cargar_audio(AUDIO / "nota_violin.flac")
    return librosa.feature.melspectrogram(y=y, sr=sr, n_mels=bandas).astype(float)


def de_librosa(bandas: int = BANDAS, cuantos: int = PRIMEROS) -> np.ndarray:
    """Los MFCC que da librosa con esas bandas."""
    return librosa.feature.mfcc(S=librosa.power_to_db(potencia_del_violin(bandas)), n_mfcc=cuantos)


def _db(M, por=10, logaritmo=np.log10, suelo=SUELO, rango=np.inf):
    db = por * logaritmo(np.maximum(M, suelo))
    return np.maximum(db, db.max() - rango)


def _base(k, n, bandas=BANDAS, de_la_fila_0=0.5**0.5):
    base = np.sqrt(2 / bandas) * np.cos(np.pi * np.outer(k, n) / bandas)
    base[k == 0] *= de_la_fila_0
    return base


BASE = _base(K, N + 0.5)

# Los dos pasos, bien («») y con cada error, por el nombre que tiene su frase en el guion.
DE_POTENCIA_A_LOG = {
    "": lambda M: _db(M, rango=RANGO),
    "veinte": lambda M: _db(M, 20, rango=RANGO),
    "a_la_mitad": lambda M: _db(np.sqrt(M), rango=RANGO),
    "natural": lambda M: _db(M, 1, np.log),
    "natural_por_10": lambda M: _db(M, 10, np.log, rango=RANGO),
    "falta_el_10": lambda M: _db(M, 1),
    "belios": lambda M: _db(M, rango=RANGO) / 10,
    "sin_logaritmo": lambda M: M,
    "sin_rango": _db,
    "sin_suelo_ni_rango": lambda M: _db(M, suelo=CASI_NADA),
    "suelo_sumado": lambda M: _db(M + SUELO),
    "hasta_menos_80": lambda M: np.maximum(_db(M), -RANGO),
    "respecto_al_maximo": lambda M: librosa.power_to_db(M, ref=np.max),
    "veinte_sin_rango": lambda M: _db(M, 20),
    "veinte_a_secas": lambda M: _db(M, 20, suelo=CASI_NADA),
    "natural_a_secas": lambda M: _db(M, 1, np.log, CASI_NADA),
    "entre_el_maximo": lambda M: _db(M / M.max(), suelo=CASI_NADA),
}
DE_LOG_A_MFCC = {
    "": lambda S: BASE @ S,
    "fila_0_sin_su_escala": lambda S: _base(K, N + 0.5, de_la_fila_0=1) @ S,
    "sin_escala": lambda S: dct(S, axis=0)[:PRIMEROS],
    "sin_escala_a_mano": lambda S: dct(S, axis=0)[:PRIMEROS] / 2,
    "escala_sin_raiz": lambda S: np.sqrt(2 / BANDAS) * (BASE @ S),
    "escala_1_n": lambda S: dct(S, axis=0, norm="forward")[:PRIMEROS],
    "solo_la_fila_0": lambda S: _base(K, N + 0.5, de_la_fila_0=1) @ S / np.sqrt(2),
    "escala_de_128": lambda S: np.sqrt(BANDAS / DE_LA_LECCION) * (BASE @ S),
    "sin_desplazar": lambda S: _base(K, N) @ S,
    "desplazada_1": lambda S: _base(K, N + 1) @ S,
    "desde_el_1": lambda S: _base(K + 1, N + 0.5) @ S,
    "tipo_3": lambda S: dct(S, type=3, axis=0, norm="ortho")[:PRIMEROS],
    "tipo_1": lambda S: dct(S, type=1, axis=0)[:PRIMEROS],
    "en_el_tiempo": lambda S: dct(S, axis=1, norm="ortho")[:PRIMEROS],
    "en_el_tiempo_sin_escala": lambda S: dct(S, axis=1)[:PRIMEROS],
    "coseno_de_128": lambda S: _base(K, N + 0.5, DE_LA_LECCION) @ S,
    "solo_el_coseno_de_128": lambda S: (
        np.sqrt(DE_LA_LECCION / BANDAS) * (_base(K, N + 0.5, DE_LA_LECCION) @ S)
    ),
    "fft": lambda S: np.fft.rfft(S, axis=0).real[:PRIMEROS],
}


def mfcc(de_log: str = "", de_dct: str = "") -> np.ndarray:
    """Los 13 MFCC de `M`, con esos errores."""
    return DE_LOG_A_MFCC[de_dct](DE_POTENCIA_A_LOG[de_log](potencia_del_violin()))


def errores_de(dada: np.ndarray) -> list[str]:
    """El error de cada paso, o de uno, con que sale esa matriz; vacía si no sale con ninguno."""
    parejas = ((de_log, de_dct) for de_log in DE_POTENCIA_A_LOG for de_dct in DE_LOG_A_MFCC)
    pareja = next((pareja for pareja in parejas if igual(dada, mfcc(*pareja))), ())
    return [error for error in pareja if error]


def igual(dada: np.ndarray, otra: np.ndarray) -> bool:
    """Si dos matrices coinciden, a la escala de la segunda."""
    return float(np.abs(dada - otra).max()) < 2e-4 * max(float(np.abs(otra).max()), 1.0)


class CoeficientesPorTramas(Matriz):
    """Una matriz (13, n_tramas): dice lo suyo a quien deja las 40 filas o parte por donde no es."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve la matriz."""
        tramas = potencia_del_violin().shape[1]
        pedida = Matriz((PRIMEROS, tramas))
        try:
            forma = Matriz((None, None)).leer(nombre, valor).shape
        except RespuestaIlegible:  # la queja, con la forma que se pide
            return pedida.leer(nombre, valor)
        claves = {40: "filas_40", 20: "filas_20", 12: "filas_12"}
        if forma[1] == tramas and forma[0] in claves:
            raise Fallo(claves[forma[0]])
        if forma == (BANDAS, PRIMEROS):
            raise Fallo("recortada_en_el_tiempo")
        if forma[0] == PRIMEROS and forma[1] != tramas:
            raise Fallo("otras_tramas", suyas=forma[1], de_M=tramas)
        return pedida.leer(nombre, valor)


# --- 2 y 3: el nivel y los deltas

DECIBELIOS = 20 * np.log10(2)
SUBIDA = DECIBELIOS * np.sqrt(DE_LA_LECCION)
LADOS = np.arange(-4, 5)


@cache
def mfcc_de_la_frase() -> np.ndarray:
    """Los 13 MFCC de la frase de la lección, (13, n_tramas)."""
    y, sr = cargar_audio(AUDIO / "habla_orden.flac")
    return librosa.feature.mfcc(y=y.astype(float), sr=sr, n_mfcc=PRIMEROS)


def ventanas() -> np.ndarray:
    """Nueve tramas de c1 en tres sitios de la frase, y nueve valores inventados, dos veces: (5, 9)."""
    c1 = mfcc_de_la_frase()[1]
    de_c1 = [c1[t + LADOS] for t in (20, 40, 60)]
    return np.vstack([de_c1, np.random.default_rng(3).normal(20, 30, (2, 9))])


class UnNumero(Numero):
    """Un número; vale dentro de un arreglo de uno, como el que da una regresión."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float, como ``Numero``."""
        if getattr(valor, "shape", None) and np.prod(valor.shape) == 1:
            valor = valor.item()
        if np.iterable(valor) and not isinstance(valor, str):
            raise Fallo("varios", cuantos=len(valor))
        return super().leer(nombre, valor)


# --- 4: normalizar


@cache
def matriz() -> np.ndarray:
    """Los 13 MFCC de la frase y, debajo, una fila que siempre vale lo mismo, (14, n_tramas)."""
    return np.vstack([mfcc_de_la_frase(), np.full_like(mfcc_de_la_frase()[:1], 5)])


def media(eje: int | None = 1) -> np.ndarray:
    """Las medias de la matriz: de cada fila, de cada trama (0) o de todo (None)."""
    return matriz().mean(axis=eje, keepdims=True)


def desviacion(eje: int | None = 1, ddof: int = 0) -> np.ndarray:
    """Sus desviaciones; la de la fila que no cambia, infinitesimal para poder dividir."""
    return np.maximum(matriz().std(axis=eje, keepdims=True, ddof=ddof), 1e-12)


def parecida(dada: np.ndarray, otra: np.ndarray) -> bool:
    """Si dos matrices coinciden, sin contar la fila que no cambia."""
    return cerca(dada[:-1], otra[:-1], 1e-3, 1e-3)


def fila_mala(dada: np.ndarray) -> int | None:
    """La primera de los 13 MFCC que no está normalizada, ni con una desviación ni con la otra."""
    errores = [np.abs(dada - (matriz() - media()) / desviacion(ddof=ddof)).max(axis=1) for ddof in (0, 1)]
    malas = np.flatnonzero(~(np.min(errores, axis=0)[:-1] < 0.01))
    return int(malas[0]) if malas.size else None


def plural_de_malos(fila: np.ndarray) -> str:
    """Cuántos de sus valores no son números: «1 valor que no es un número»."""
    cuantos = int((~np.isfinite(fila)).sum())
    return "1 valor que no es un número" if cuantos == 1 else f"{cuantos} valores que no son números"


class MatrizComoLaDeEntrada(Matriz):
    """Una matriz como la del ejercicio. Si solo falla la última fila, pasa: se habla de ella al revisar."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve la matriz."""
        forma = matriz().shape
        valor = valor.detach().numpy() if hasattr(valor, "detach") else valor
        try:
            leida = np.array(valor, float)
        except (ValueError, TypeError, OverflowError):  # lo explica Matriz
            leida = None
        if leida is not None and leida.shape == forma and np.isfinite(leida[:-1]).all():
            return leida
        return Matriz(forma).leer(nombre, valor)
