"""De las variables de una musicnn a los pesos de la nuestra: sin normalizaciones ni filtros muertos.

Todo en float64 hasta el final. Lo que se pierde es lo que un filtro muerto, de pesos menores que 1e-6,
todavía oía.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

EPSILON = 1e-3  # la de las normalizaciones del original
MUERTO = 1e-6  # el mayor peso de un filtro que ya no oye nada
RAMAS = 5
EN_MEDIO = (5, 6, 7)  # las convoluciones del original que van detrás de las ramas
CABEZAS = ("dense", "dense_1")


class Podada(NamedTuple):
    """Una musicnn podada.

    pesos : por su nombre en `RedDeMusica`, float32. filtros : por rama, cuántos de máximo y de mínimo.
    vivos : (n,), qué filtros de delante quedan y en qué orden, contados como en el original.
    """

    pesos: dict[str, np.ndarray]
    filtros: list[list[int]]
    vivos: np.ndarray


def podar(variables: dict[str, np.ndarray], umbral: float = MUERTO) -> Podada:
    """Devuelve los pesos podados. Con `umbral` 0 no se quita ningún filtro: solo cambian de orden."""
    variables = {nombre: valor.astype(np.float64) for nombre, valor in variables.items()}
    pesos = {}
    _poner_afin(pesos, "entrada", *_normalizacion(variables, 0))
    filtros, vivos, constantes, principio = [], [], [], 0
    for rama in range(RAMAS):
        nucleo, sesgo = _capa(variables, _nombre("conv2d", rama))
        escala, desplazamiento = _normalizacion(variables, rama + 1)
        vive = np.abs(nucleo).max(axis=(0, 1, 2)) >= umbral
        constantes.append(np.where(vive, 0, escala * np.maximum(sesgo, 0) + desplazamiento))
        maximos, minimos = np.flatnonzero(vive & (escala >= 0)), np.flatnonzero(vive & (escala < 0))
        orden = np.concatenate([maximos, minimos])
        pesos[f"ramas.{rama}.weight"] = nucleo[..., orden].transpose(3, 2, 0, 1)
        pesos[f"ramas.{rama}.bias"] = sesgo[orden]
        filtros.append([len(maximos), len(minimos)])
        vivos.append(principio + orden)
        principio += len(vive)
    vivos, constantes = np.concatenate(vivos), np.concatenate(constantes)
    de_las_ramas = [np.stack(_normalizacion(variables, rama + 1)) for rama in range(RAMAS)]
    _poner_afin(pesos, "delante", *np.concatenate(de_las_ramas, axis=1)[:, vivos])
    _poner_en_medio(pesos, variables, vivos, constantes)
    _poner_cabezas(pesos, variables, vivos, constantes)
    return Podada(
        {nombre: np.ascontiguousarray(peso, np.float32) for nombre, peso in pesos.items()}, filtros, vivos
    )


def _poner_en_medio(pesos: dict, variables: dict, vivos: np.ndarray, constantes: np.ndarray) -> None:
    """Lo que decían los filtros muertos entra por un canal de unos, que el relleno anula igual."""
    for i, capa in enumerate(EN_MEDIO):
        nucleo, sesgo = _capa(variables, _nombre("conv2d", capa))
        nucleo = nucleo[:, :, 0].transpose(2, 1, 0)  # (salen, entran, tramas)
        if i == 0:
            unos = np.einsum("sek,e->sk", nucleo, constantes)[:, None]
            nucleo = np.concatenate([nucleo[:, vivos], unos], axis=1)
        pesos[f"en_medio.{i}.weight"], pesos[f"en_medio.{i}.bias"] = nucleo, sesgo
        _poner_afin(pesos, f"tras_en_medio.{i}", *_normalizacion(variables, capa + 1))


def _poner_cabezas(pesos: dict, variables: dict, vivos: np.ndarray, constantes: np.ndarray) -> None:
    """Pliega en las densas sus normalizaciones y, en la primera, el máximo y la media de los muertos."""
    densa, sesgo = _capa(variables, CABEZAS[0])
    densa, sesgo = _plegar(densa, sesgo, *_normalizacion(variables, 9))
    por_canal = densa.reshape(len(densa) // 2, 2, -1)  # (canal, máximo o media, salida)
    sesgo = sesgo + np.einsum("cms,c->s", por_canal[: len(constantes)], constantes)
    quedan = np.concatenate([vivos, np.arange(len(constantes), len(por_canal))])
    pesos["densa.weight"], pesos["densa.bias"] = por_canal[quedan].reshape(2 * len(quedan), -1).T, sesgo
    cabeza, sesgo = _plegar(*_capa(variables, CABEZAS[1]), *_normalizacion(variables, 10))
    pesos["cabeza.weight"], pesos["cabeza.bias"] = cabeza.T, sesgo


def _plegar(peso: np.ndarray, sesgo: np.ndarray, escala: np.ndarray, desplazamiento: np.ndarray):
    """Devuelve la capa densa que hace a la vez lo suyo y la normalización que va delante."""
    return peso * escala[:, None], sesgo + desplazamiento @ peso


def _normalizacion(variables: dict, numero: int) -> tuple[np.ndarray, np.ndarray]:
    """Devuelve la escala y el desplazamiento que hacen lo mismo que una normalización por lotes."""
    gamma, beta, media, varianza = (
        variables[f"{_nombre('batch_normalization', numero)}/{cual}"]
        for cual in ("gamma", "beta", "moving_mean", "moving_variance")
    )
    escala = gamma / np.sqrt(varianza + EPSILON)
    return escala, beta - media * escala


def _capa(variables: dict, nombre: str) -> tuple[np.ndarray, np.ndarray]:
    return variables[f"{nombre}/kernel"], variables[f"{nombre}/bias"]


def _nombre(capa: str, numero: int) -> str:
    return f"{capa}_{numero}" if numero else capa


def _poner_afin(pesos: dict, nombre: str, escala: np.ndarray, desplazamiento: np.ndarray) -> None:
    pesos[f"{nombre}.escala"], pesos[f"{nombre}.desplazamiento"] = escala[:, None], desplazamiento[:, None]
