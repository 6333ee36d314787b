"""Cuaderno 06: el tamaño de una convolución, los pesos de una capa, cuándo parar y en qué se apoya la red."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.ejercicios.respuestas import Numero, RespuestaIlegible

# n, nucleo, relleno, paso: con restos y sin ellos, con paso mayor que el núcleo y con núcleos pares
TAMANOS = [
    (106, 3, 0, 1),
    (64, 3, 1, 1),
    (64, 5, 2, 2),
    (101, 4, 0, 3),
    (30, 7, 3, 2),
    (10, 2, 0, 4),
    (50, 1, 0, 3),
    (17, 3, 2, 5),
]
ENTRAN, SALEN, LADO = 16, 32, 3
PESOS = ENTRAN * SALEN * LADO**2
CAMPO = 22

# la segunda vuelve a bajar tras una subida más larga que la paciencia; en la última, dos igualan a la mejor
PERDIDAS = [
    ([2.1, 1.6, 1.2, 1.3, 1.25, 1.4, 1.5], 3),
    ([2.0, 1.5, 1.6, 1.7, 1.8, 0.9, 0.8], 2),
    ([2.0, 1.8, 1.5, 1.3, 1.1], 2),
    ([2.0, 1.4, 1.5, 1.45, 1.3, 1.35, 1.32, 1.31, 1.2], 3),
    ([1.0, 1.2, 1.3, 0.5], 1),
    ([1.9, 2.0, 1.7, 1.75, 1.6, 1.65], 4),
    ([2.0, 1.5, 1.5, 1.6, 1.5, 1.4], 3),
]


def un_numero(valor: Any) -> float:
    """Un número, o un arreglo o una lista con uno solo."""
    return np.asarray(valor, dtype=float).item()


# --- 3: cuándo parar


def varias(valor: Any) -> tuple[float, ...]:
    """Las épocas que haya, en lo que vengan: que sean dos lo dice el guion."""
    return tuple(Numero().leer("", v) for v in valor)


def epocas(
    perdidas: Sequence[float],
    paciencia: int,
    respecto_al_anterior: bool = False,
    en_total: bool = False,
    vale_empatar: bool = False,
) -> tuple[int, int]:
    """La época que se guarda y la última que se entrena, contando desde 1.

    respecto_al_anterior : cuenta las que empeoran a la anterior. en_total : la cuenta no vuelve a cero.
    vale_empatar : toma por mejor también la que la iguala.
    """
    mejor, cuenta = 0, 0
    for i, perdida in enumerate(perdidas):
        if i == 0 or perdida < perdidas[mejor] or (vale_empatar and perdida == perdidas[mejor]):
            mejor = i
        peor = perdida >= perdidas[i - 1] if respecto_al_anterior and i else i != mejor
        cuenta = cuenta + 1 if peor else cuenta if en_total else 0
        if cuenta >= paciencia:
            return mejor + 1, i + 1
    return mejor + 1, len(perdidas)


def sin_la_ultima(perdidas: Sequence[float], paciencia: int) -> tuple[int, int]:
    """Las épocas de quien no cuenta la que agota la paciencia."""
    mejor, ultima = epocas(perdidas, paciencia)
    return mejor, ultima - (ultima - mejor >= paciencia)


# --- 4: el mapa de clase


def _mapas_y_pesos() -> list[tuple[np.ndarray, np.ndarray]]:
    """Mapas (canales, bandas, tramas), tras una ReLU, y los pesos de una clase (canales,)."""
    azar, parejas = np.random.default_rng(6), []
    for forma in ((6, 4, 9), (8, 8, 13)):
        mapas = np.maximum(azar.normal(size=forma), 0).astype(np.float32)
        parejas.append((mapas, azar.normal(0.1, 1, size=forma[0]).astype(np.float32)))
    return parejas


MAPAS_Y_PESOS = _mapas_y_pesos()


def leer_mapa(valor: Any) -> np.ndarray:
    """El dibujo, de la forma que sea, sin las dimensiones que sobran."""
    valor = valor.detach().numpy() if hasattr(valor, "detach") else valor
    return dibujo(np.squeeze(np.asarray(valor, dtype=float)))


def dibujo(mapa: np.ndarray) -> np.ndarray:
    """El mapa con el mayor en 1: su brillo no importa."""
    return mapa / np.abs(mapa).max(initial=1e-30)


def suma(mapas: np.ndarray, pesos: np.ndarray) -> np.ndarray:
    """La de los mapas, cada uno por su peso."""
    return np.tensordot(pesos, mapas, axes=1)


def con_arreglos_o_tensores(funcion: Callable, mapas: np.ndarray, pesos: np.ndarray) -> Any:
    """La llama con arreglos; si no le valen, con tensores, que es lo que da la red."""
    import torch

    tensores = torch.tensor(mapas), torch.tensor(pesos)
    try:
        return funcion(mapas, pesos)
    except RespuestaIlegible as con_arreglos:
        try:
            return funcion(*tensores)
        except RespuestaIlegible as con_tensores:
            raise con_tensores if _es_para_tensores(str(con_arreglos)) else con_arreglos from None


def _es_para_tensores(mensaje: str) -> bool:
    """Dice si a la función le han fallado los arreglos por esperar tensores, y no por un error suyo."""
    return any(senal in mensaje for senal in ("ndarray", "Tensor", "keyword argument"))


# --- 5: una máscara de tiempo


def _lote(*forma: int) -> np.ndarray:
    return np.random.default_rng(5).normal(10, 1, size=forma).astype(np.float32)


# lote (n, 1, bandas, tramas), cuántas se tapan y semilla: la tercera repite la segunda y la cuarta la cambia
LOTES = [
    (_lote(40, 1, 8, 30), 6, 1),
    *((_lote(40, 1, 5, 47), 3, semilla) for semilla in (1, 1, 2)),
]


def arreglo(valor: Any) -> np.ndarray:
    """Un tensor o un arreglo, de la forma que sea."""
    import torch

    return torch.as_tensor(valor).numpy()


def con_semilla(tapar_tramas: Callable, lote: np.ndarray, ancho: int, semilla: int) -> Any:
    """La llama con tensores, y con un generador recién sembrado."""
    import torch

    return tapar_tramas(torch.from_numpy(lote), ancho, torch.Generator().manual_seed(semilla))


def tapado(lote: np.ndarray, dado: np.ndarray) -> np.ndarray:
    """Lo que ha cambiado, bool (clips, bandas, tramas)."""
    return (dado != lote)[:, 0]


def tapadas(lote: np.ndarray, dado: np.ndarray) -> np.ndarray:
    """Las tramas en que ha cambiado algo, bool (clips, tramas)."""
    return tapado(lote, dado).any(axis=1)


def mueve(lote: np.ndarray, dado: np.ndarray) -> bool:
    """Si lo cambiado que no vale 0 son números del lote, y no uno solo por clip."""
    distintos = np.unique(dado[:, 0][tapado(lote, dado) & (dado[:, 0] != 0)])
    return len(distintos) > 2 * len(lote) and bool(np.isin(distintos, lote).all())


def seguidas(lote: np.ndarray, dado: np.ndarray, ancho: int) -> np.ndarray:
    """De cada clip, si entre su primera trama tapada y la última hay ``ancho``."""
    tramas = tapadas(lote, dado)
    return tramas.shape[1] - tramas[:, ::-1].argmax(axis=1) - tramas.argmax(axis=1) == ancho


def desajustado(lote: np.ndarray, dado: np.ndarray, ancho: int) -> np.ndarray:
    """Las tramas tapadas del primer clip en que no son ``ancho``, bool (tramas,)."""
    return next(clip for clip in tapadas(lote, dado) if clip.sum() != ancho)


def bien_tapado(lote: np.ndarray, dado: np.ndarray, ancho: int) -> bool:
    """Si cada clip tiene en 0 ``ancho`` tramas enteras y seguidas, y no todos las mismas."""
    if dado.shape != lote.shape:
        return False
    donde, tramas = tapado(lote, dado), tapadas(lote, dado)
    return bool(
        (donde == tramas[:, None]).all()
        and (dado[:, 0][donde] == 0).all()
        and (tramas.sum(axis=1) == ancho).all()
        and seguidas(lote, dado, ancho).all()
        and len(set(tramas.argmax(axis=1))) > 1
    )


def nunca_la_ultima(tapar_tramas: Callable) -> bool:
    """Si, con una trama de sobra y por tanto dos sitios, no se tapa nunca la última."""
    try:
        dado = arreglo(con_semilla(tapar_tramas, np.ones((40, 1, 8, 7), np.float32), 6, 1))
    except (TypeError, ValueError, RuntimeError, RespuestaIlegible):
        return False
    return dado.shape == (40, 1, 8, 7) and bool((dado[..., -1] != 0).all())
