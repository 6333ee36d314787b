"""Aumento de datos sobre el espectrograma: la misma pieza, tocada y grabada de otra manera."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

DB = math.log(10) / 10  # un decibelio de energía, en unidades de logaritmo natural


@dataclass(frozen=True)
class Aumento:
    """Cuánto puede cambiar cada cosa; los límites son ± salvo que se diga.

    comienzo : fracción de la pieza en que puede empezar, de nada a esto; lo de antes se oye al final.
    velocidad y timbre : fracción. desplazamiento : filas de mel. ganancia y ecualizacion : dB.
    sordina : dB por fila que cae la mitad aguda desde una fila al azar, de nada a esto.
    ruido : dB por debajo del nivel medio, de menos a más. mascara_tramas y mascara_filas : ancho máximo.
    recortes : fracción de piezas que se acortan, hasta ``corte_minimo`` de su duración.
    """

    comienzo: float = 1.0
    velocidad: float = 0.12
    timbre: float = 0.04
    desplazamiento: float = 1.5
    ganancia: float = 8.0
    ecualizacion: float = 5.0
    sordina: float = 1.5
    ruido: tuple[float, float] = (5.0, 40.0)
    mascara_tramas: int = 60
    mascara_filas: int = 8
    recortes: float = 0.5
    corte_minimo: float = 0.4


def aumentar(
    lote: torch.Tensor, tramas: torch.Tensor, duracion: int, aumento: Aumento, azar: torch.Generator
) -> torch.Tensor:
    """Devuelve una versión al azar de cada espectrograma, (n, duracion, n_mel).

    lote : (n, tramas máximas, n_mel), logaritmo de la energía. tramas : (n,), cuántas son sonido en cada uno.
    La pieza empieza en un punto al azar y sigue dando la vuelta; lo que sobra al final queda en cero.
    """

    def entre(a: float, b: float, *forma: int) -> torch.Tensor:
        return torch.rand(len(lote), *forma, generator=azar) * (b - a) + a

    filas = lote.shape[2]
    velocidad = entre(1 - aumento.velocidad, 1 + aumento.velocidad, 1)
    lote = _en_otro_momento(lote, tramas, duracion, velocidad, entre(0, aumento.comienzo, 1))
    escala = entre(1 - aumento.timbre, 1 + aumento.timbre, 1)
    lote = _en_otra_altura(lote, escala, entre(-aumento.desplazamiento, aumento.desplazamiento, 1))

    ganancia = entre(-aumento.ganancia, aumento.ganancia, 1)
    curva = _curva_suave(
        entre(-aumento.ecualizacion, aumento.ecualizacion, 3, 1), entre(0, 2 * math.pi, 3, 1), filas
    )
    caida = entre(0, aumento.sordina, 1) * (torch.arange(filas) - entre(filas / 2, filas, 1)).clamp(min=0)
    lote = lote + DB * (ganancia + curva - caida)[:, None, :]
    nivel = lote.mean(dim=(1, 2), keepdim=True)
    lote = torch.logaddexp(lote, nivel - DB * entre(*aumento.ruido, 1, 1))

    en_tiempo = _franjas(entre(0, 1, 2, 1), entre(0, aumento.mascara_tramas, 2, 1), duracion)
    en_frecuencia = _franjas(entre(0, 1, 2, 1), entre(0, aumento.mascara_filas, 2, 1), filas)
    lote = torch.where(en_tiempo[:, :, None] | en_frecuencia[:, None, :], nivel, lote)

    corta = entre(0, 1, 1) < aumento.recortes
    parte = torch.where(corta, entre(aumento.corte_minimo, 1, 1), torch.ones(len(lote), 1))
    dura = (tramas[:, None] / velocidad).clamp(max=duracion) * parte
    return lote * (torch.arange(duracion) < dura)[:, :, None]


def _en_otro_momento(
    lote: torch.Tensor, tramas: torch.Tensor, duracion: int, velocidad: torch.Tensor, comienzo: torch.Tensor
) -> torch.Tensor:
    """Lee cada pieza a otra velocidad y desde otro punto, dando la vuelta al llegar al final."""
    trama = (torch.arange(duracion) * velocidad + comienzo * tramas[:, None]) % tramas[:, None]
    trama = trama.long().clamp(max=lote.shape[1] - 1)
    return lote.gather(1, trama[:, :, None].expand(-1, -1, lote.shape[2]))


def _en_otra_altura(lote: torch.Tensor, escala: torch.Tensor, desplazamiento: torch.Tensor) -> torch.Tensor:
    """Estira y desplaza el eje de mel, con interpolación lineal entre filas."""
    filas = lote.shape[2]
    fila = (torch.arange(filas) * escala + desplazamiento).clamp(0, filas - 1)
    abajo = fila.floor().long()
    arriba = (abajo + 1).clamp(max=filas - 1)
    peso = (fila - abajo)[:, None, :]
    forma = (-1, lote.shape[1], -1)
    return lote.gather(2, abajo[:, None, :].expand(*forma)) * (1 - peso) + peso * lote.gather(
        2, arriba[:, None, :].expand(*forma)
    )


def _curva_suave(amplitudes: torch.Tensor, fases: torch.Tensor, filas: int) -> torch.Tensor:
    """Devuelve la suma de tres cosenos lentos sobre el eje de mel, (n, filas)."""
    vueltas = torch.arange(1, 4)[:, None] * math.pi * torch.arange(filas) / filas
    return (amplitudes * torch.cos(vueltas + fases)).sum(dim=1)


def _franjas(inicios: torch.Tensor, anchos: torch.Tensor, largo: int) -> torch.Tensor:
    """Devuelve (n, largo): verdadero en las franjas que empiezan en ``inicios`` (fracción de ``largo``)."""
    lugar = torch.arange(largo)
    desde = inicios * largo
    return ((lugar >= desde) & (lugar < desde + anchos)).any(dim=1)


def mezclar(
    lote: torch.Tensor, objetivo: torch.Tensor, alfa: float, azar: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Mezcla cada ejemplo con otro del lote y sus objetivos en la misma proporción (*mixup*)."""
    gammas = torch._standard_gamma(torch.full((2, len(lote)), alfa), generator=azar)
    peso = torch.maximum(*(gammas / gammas.sum(dim=0)))
    otro = torch.randperm(len(lote), generator=azar)
    return (
        lote * peso[:, None, None] + lote[otro] * (1 - peso[:, None, None]),
        objetivo * peso[:, None] + objetivo[otro] * (1 - peso[:, None]),
    )
