"""Graba el corpus de emociones: qué cambia cada una en la voz, en sorteos que se solapan.

    python data/recetas conjuntos/emociones

Necesita las órdenes `espeak-ng` (1.51) y `flite` (2.2): en Debian y Ubuntu, los paquetes del mismo nombre. Es
determinista: con las mismas versiones de los programas, numpy, scipy, soxr y libsndfile salen los mismos CSV
y los mismos bytes de sonido.

El sentido de cada cambio (más o menos que en neutral) es el que resumen Juslin y Laukka (2003) y Scherer
(2003); el de las resonancias en la alegría, el de Tartter (1980). Los tamaños y las dispersiones son
nuestros, elegidos para que las clases se solapen.
"""

from __future__ import annotations

import argparse

import numpy as np
from comun.carpeta import leer_ajustes

from .corpus import Prosodia, Toma, grabar_tomas, repartir_hablantes
from .frases import repartir_frases
from .hablantes import VOCES_FLITE, Hablante, hablante_espeak, hablante_flite

SEMILLA = 20_251
ORIGEN = "Dicho por espeak-ng o flite con data/recetas/voces"
PARTICIONES = ("entrenamiento",) * 15 + ("validacion",) * 3 + ("prueba",) * 6
FRASES_POR_HABLANTE = 7
ACENTOS = ("en-us", "en", "en-gb-scotland", "en-gb-x-rp")  # el de cada hablante; flite trae el suyo

# El centro de cada emoción: semitonos, factores y dB, como en Prosodia.
CENTROS = {
    "angry": Prosodia(tono_st=4.5, rango=1.3, ritmo=1.05, brillo_db=14.0, dinamica=1.5, formantes=1.02),
    "happy": Prosodia(tono_st=6.0, rango=1.6, ritmo=1.04, brillo_db=6.0, dinamica=1.2, formantes=1.14),
    "neutral": Prosodia(),
    "sad": Prosodia(tono_st=-3.5, rango=0.55, ritmo=0.92, brillo_db=-12.0, dinamica=0.62, formantes=0.95),
}
# Desviaciones típicas: lo propio de cada hablante en cada emoción y lo de cada toma; las de factores, en
# logaritmo.
DE_HABLANTE = Prosodia(tono_st=1.8, rango=0.15, ritmo=0.04, brillo_db=4.2, dinamica=0.14, formantes=0.04)
DE_TOMA = Prosodia(tono_st=0.4, rango=0.08, ritmo=0.04, brillo_db=0.3, dinamica=0.02, formantes=0.002)
FACTORES = ("rango", "ritmo", "dinamica", "formantes")


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    grabar_tomas(leer_ajustes(opciones, argumentos), prever_tomas(), ORIGEN, columnas)


def formar_hablantes() -> list[Hablante]:
    """Las 24 voces: dos por cada voz de flite y las demás, de espeak-ng."""
    de_flite = [voz for voz in VOCES_FLITE for _ in range(2)]
    hablantes = []
    for i in range(len(PARTICIONES)):
        nombre, rng = f"emo_h{i + 1:02d}", np.random.default_rng([SEMILLA, 3, i])
        if i < len(de_flite):
            hablantes.append(hablante_flite(nombre, rng, de_flite[i]))
        else:
            hablantes.append(hablante_espeak(nombre, rng))
    return hablantes


def prever_tomas() -> list[Toma]:
    """Todos los clips: cada hablante dice sus frases con las cuatro emociones."""
    frases, particiones = repartir_frases(SEMILLA), repartir_hablantes(SEMILLA, PARTICIONES)
    tomas = []
    for i, (hablante, particion) in enumerate(zip(formar_hablantes(), particiones, strict=True)):
        rng = np.random.default_rng([SEMILLA, 4, i])
        sorteado = ACENTOS[rng.integers(len(ACENTOS))]
        acento = sorteado if hablante.motor == "espeak" else "propio"
        suyas = sorted(rng.choice(frases[particion], FRASES_POR_HABLANTE, replace=False).tolist())
        for e, (emocion, centro) in enumerate(CENTROS.items()):
            habitual = _sortear(centro, DE_HABLANTE, rng)
            tomas += [
                Toma(
                    emocion,
                    hablante,
                    particion,
                    frase,
                    acento,
                    _redondear(_sortear(habitual, DE_TOMA, rng)),
                    (SEMILLA, 5, i, e, frase),
                )
                for frase in suyas
            ]
    return tomas


def columnas(toma: Toma) -> dict:
    """La prosodia de la toma, respecto a su hablante; y la altura y el recorrido pedidos, en absoluto."""
    pedida = {"f0_pedida_hz": round(toma.habla.f0_hz, 1), "rango_pedido_st": round(toma.habla.rango_st, 2)}
    return {"acento": toma.acento} | toma.prosodia._asdict() | pedida


def _sortear(centro: Prosodia, desviacion: Prosodia, rng: np.random.Generator) -> Prosodia:
    """Se aleja del centro: sumando, salvo los factores, que se multiplican. Nunca más de dos desviaciones."""
    pasos = {
        campo: float(np.clip(rng.normal(), -2, 2)) * getattr(desviacion, campo) for campo in Prosodia._fields
    }
    return Prosodia(
        **{
            campo: valor * float(np.exp(pasos[campo])) if campo in FACTORES else valor + pasos[campo]
            for campo, valor in centro._asdict().items()
        }
    )


def _redondear(prosodia: Prosodia) -> Prosodia:
    return Prosodia(*(round(valor, 3) for valor in prosodia))
