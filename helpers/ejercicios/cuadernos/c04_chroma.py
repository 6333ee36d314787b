"""Cuaderno 04: las notas, los acordes y los perfiles de prueba, y lo que hay que calcular de cada error."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import Any

import numpy as np

from helpers.ejercicios.respuestas import Campo, Entero, Matriz, cerca
from helpers.graficas.altura import NOTAS

LA4_HZ, LA4_MIDI = 440.0, 69


def suelto(funcion: Callable, *argumentos: Any) -> Any:
    """Lo que devuelve la función; si es un arreglo de un solo número, el número."""
    devuelto = funcion(*argumentos)
    return devuelto.item() if cuantas(devuelto) == 1 and hasattr(devuelto, "item") else devuelto


def cuantas(devuelto: Any) -> int:
    """Cuántas cosas devuelve una función."""
    if isinstance(devuelto, (list, tuple)):
        return len(devuelto)
    return math.prod(getattr(devuelto, "shape", None) or (1,))


def giro(dadas: Any, buenas: Any, relativa: float) -> int:
    """Cuántas casillas hacia delante está girado lo bueno en su último eje; 0 si no es eso."""
    girado = (n for n in range(1, 12) if cerca(dadas, np.roll(buenas, n, axis=-1), relativa, absoluta=1e-6))
    return next(girado, 0)


# --- 1: de hercios a clase

CENTS_DE_DESVIO = (4, 30, -30, 44, -44)  # nunca justas: truncar y redondear no dan lo mismo
MIDIS = (69, 60, 57, 81, 45, 61, 71, 40, 76, 66, 70, 59, 48, 84, 63, 21, 108, 68, 53, 86, 67)
FRECUENCIAS = tuple(
    LA4_HZ * 2 ** ((midi - LA4_MIDI + CENTS_DE_DESVIO[n % 5] / 100) / 12) for n, midi in enumerate(MIDIS)
)

# Los tres pasos: de dónde se cuenta, cómo se redondea y si se quita la octava. El primero de cada, el bueno.
ORIGENES = ((LA4_MIDI, ""), (0, "desde_el_la"))
REDONDEOS = (
    (round, ""),
    (math.floor, "suelo"),
    (math.ceil, "techo"),
    (math.trunc, "sin_decimales"),
    (float, "decimales"),
)
RESTOS = ((lambda nota: nota % 12, ""), (lambda nota: nota, "con_octava"))


def semitonos(hercios: float) -> float:
    """Cuántos semitonos hay desde el la4."""
    return 12 * math.log2(hercios / LA4_HZ)


def midi(hercios: float) -> float:
    """La nota MIDI, con decimales si está desafinada."""
    return LA4_MIDI + semitonos(hercios)


def pasos_que_faltan(dadas: Sequence[float]) -> list[str]:
    """Qué falta a quien deja alguno de los tres pasos; vacío si su error es otro."""
    for (origen, uno), (redondear, dos), (resto, tres) in product(ORIGENES, REDONDEOS, RESTOS):
        salen = [resto(origen + redondear(semitonos(f))) for f in FRECUENCIAS]
        if cerca(dadas, salen, relativa=0, absoluta=0.02):
            return [falta for falta in (uno, dos, tres) if falta]
    return []


def desvio(dadas: Sequence[float], buenas: Sequence[int]) -> int | None:
    """Cuántos semitonos suben todas las notas (o bajan, si es negativo); None si no se mueven juntas."""
    desvios = {(dada - buena) % 12 for dada, buena in zip(dadas, buenas, strict=True)}
    if len(desvios) > 1 or not float(cuanto := desvios.pop()).is_integer():
        return None
    return int(cuanto if cuanto <= 6 else cuanto - 12)


# --- 2: hasta dónde separa una STFT

SR, N_FFT = 22_050, 2048
FILA_HZ = SR / N_FFT
NOTA_LIMITE = 54  # fa♯3: la primera que dista de la siguiente lo que una fila, o más


def hercios(nota: float) -> float:
    """La frecuencia de una nota MIDI."""
    return LA4_HZ * 2 ** ((nota - LA4_MIDI) / 12)


def hasta_la_siguiente(nota: float) -> float:
    """Los hercios que hay hasta el semitono siguiente."""
    return hercios(nota + 1) - hercios(nota)


DO2 = 36
SEGUNDOS = 1 / hasta_la_siguiente(DO2)


# --- 3: la plantilla de un acorde

MAYOR, MENOR = (0, 4, 7), (0, 3, 7)
MODOS = {"mayor": MAYOR, "menor": MENOR}
PEDIDOS = tuple((fundamental, modo) for modo in MODOS for fundamental in (0, 9, 2, 11, 7, 5, 1))


class Casillas(Campo):
    """Doce casillas, con la mayor en 1: vale cualquier escala, una fila o columna, y verdaderos y falsos."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve las doce, divididas entre la mayor."""
        try:
            casillas = np.asarray(valor) if isinstance(valor, (list, tuple)) else valor
        except ValueError:  # listas desiguales: lo cuenta Matriz
            casillas = valor
        if getattr(casillas, "shape", ()) in ((1, 12), (12, 1)):
            casillas = np.asarray(casillas).reshape(12)
        if str(getattr(casillas, "dtype", "")) in ("bool", "torch.bool"):
            casillas = np.asarray(casillas).astype(float)
        leido = Matriz((12,)).leer(nombre, casillas)
        return leido / max(leido.max(), 1e-12)


def notas(fundamental: int, intervalos: Sequence[int]) -> np.ndarray:
    """Las doce casillas, con un 1 en la fundamental y en las que están a esos intervalos."""
    casillas = np.zeros(12)
    casillas[[(fundamental + i) % 12 for i in intervalos]] = 1
    return casillas


def encendidas(casillas: np.ndarray) -> list[str]:
    """Las notas que no están a cero."""
    return [NOTAS[i] for i in np.flatnonzero(casillas > 1e-6)]


def se_acumulan(dadas: Sequence[np.ndarray], buenas: Sequence[np.ndarray]) -> bool:
    """Si cada acorde lleva sus notas y todas las del anterior, y cada vez son más."""
    suenan = [set(encendidas(dada)) for dada in dadas]
    crecen = suenan[0] < suenan[-1] and all(antes <= ahora for antes, ahora in pairwise(suenan))
    return crecen and all(map(set.issuperset, suenan, map(encendidas, buenas)))


# --- 4: plegar una CQT


def _cqt_de_prueba(n: int, tramas: int) -> np.ndarray:
    return np.random.default_rng(n).gamma(1.0, size=(12 * n, tramas)).round(3)


PARA_PLEGAR = (_cqt_de_prueba(7, 5), _cqt_de_prueba(6, 84), _cqt_de_prueba(7, 12))


def octavas(C: np.ndarray) -> np.ndarray:
    """(octavas, 12, tramas)."""
    return C.reshape(len(C) // 12, 12, -1)


def plegada(C: np.ndarray) -> np.ndarray:
    """(12, tramas): la suma de las octavas."""
    return octavas(C).sum(axis=0)


def misma_razon(dado: np.ndarray, bueno: np.ndarray) -> bool:
    """Si en cada trama es lo bueno, multiplicado por algo."""
    razon = dado / bueno
    return cerca(razon, np.broadcast_to(razon[0], razon.shape), relativa=1e-3)


def redondeado(dado: np.ndarray, bueno: np.ndarray) -> bool:
    """Si es lo bueno con menos decimales, redondeados o cortados."""
    return any(
        cerca(dado, dado.round(decimales), relativa=0, absoluta=1e-9)
        and np.abs(dado - bueno).max() < 10.0**-decimales
        for decimales in range(3)
    )


# --- 5: cents

ORQUESTA_HZ = 443.0
RAZON = ORQUESTA_HZ / LA4_HZ
CENTS = 1200 * math.log2(RAZON)


# --- 6: la tonalidad

PERFIL_MAYOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
PERFIL_MENOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
PERFILES = np.array([np.roll(perfil, n) for perfil in (PERFIL_MAYOR, PERFIL_MENOR) for n in range(12)])
ACORDES = np.array([notas(n, intervalos) for intervalos in MODOS.values() for n in range(12)])
TONALIDADES = (0, 7, 2, 9, 12 + 9, 12 + 2, 12 + 6, 5, 12 + 11, 12, 6, 12 + 4)
DE_MAS = {0: (9, 0.2), 7: (0, 0.3), 12 + 9: (5, 0.2)}  # la nota que suena de más, y cuánto

# Fa♯ mayor, lo contrario de do mayor. Y mi menor con tanto de su relativa que la covarianza las confunde.
MEZCLAS = {6: (0, -2.0), 12 + 4: (7, 0.7)}


def _perfil_de_prueba(cual: int) -> np.ndarray:
    """Un cromagrama medio inventado en la tonalidad `cual`: su perfil, con otra escala y algo de ruido.

    En tres suena una nota de más, y el acorde más parecido no es el suyo. Dos llevan otra mezclada.
    """
    otra, peso = MEZCLAS.get(cual, (0, 0))
    perfil = 0.1 * (PERFILES[cual] + peso * PERFILES[otra])
    perfil += 0.02 * np.random.default_rng(cual).normal(size=12)
    nota, cuanto = DE_MAS.get(cual, (0, 0))
    perfil[nota] += cuanto
    return perfil - min(perfil.min(), 0)


PERFILES_DE_PRUEBA = tuple(_perfil_de_prueba(cual) for cual in TONALIDADES)


def correlaciones(perfil: np.ndarray) -> np.ndarray:
    """(24,): las del perfil con cada uno de los 24."""
    return np.corrcoef(np.vstack([perfil, PERFILES]))[0, 1:]


def la_mejor(perfil: np.ndarray) -> int:
    """La tonalidad cuyo perfil se parece más, por su correlación."""
    return int(np.argmax(correlaciones(perfil)))


def nombre_de_la_pieza(tonalidad: Callable, medio: np.ndarray) -> str:
    """Cómo se llama la tonalidad que la función del estudiante le da a la pieza."""
    cual = Entero().leer("tonalidad(perfil)", suelto(tonalidad, medio.copy()))
    return f"{NOTAS[cual % 12]} {'menor' if cual >= 12 else 'mayor'}"
