"""Cómo suena: órdenes a espeak-ng y a flite, que devuelven voz a `SR` con la altura y el ritmo pedidos.

Necesita los programas `espeak-ng` (1.51) y `flite` (2.2) en el PATH.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soxr
from comun.voz import leer_lo_que_escribe

from .hablantes import Hablante

SR = 16_000
PALABRAS_POR_MINUTO = 165
# Medido con espeak-ng 1.51: parte de la altura grave que se le pide menos 9 Hz; la mediana queda al 94 % del
# recorrido pedido, en semitonos, y entre los percentiles 10 y 90 cabe el 43 %.
DESFASE_ESPEAK_HZ = 9
MEDIANA_ESPEAK = 0.94
RECORRIDO_ESPEAK = 0.43
# Medido con flite 2.2: entre los percentiles 10 y 90 cabe 1,25 veces la desviación típica pedida.
RECORRIDO_FLITE = 1.25


class Habla(NamedTuple):
    """Cómo se dice, en absoluto.

    f0_hz : mediana de la altura. rango_st : semitonos entre sus percentiles 10 y 90.
    ritmo : factor sobre el de partida del motor. formantes : factor sobre las resonancias del hablante.
    """

    f0_hz: float
    rango_st: float
    ritmo: float
    formantes: float


def decir(texto: str, hablante: Hablante, acento: str, habla: Habla) -> np.ndarray:
    """Dice `texto` con esa voz: float64 mono a SR, tal como sale del sintetizador.

    acento : voz inglesa de espeak-ng, por ejemplo "en-us"; flite tiene el suyo y no lo usa.

    Lanza FileNotFoundError si falta el programa y CalledProcessError si falla.
    """
    if hablante.motor == "espeak":
        return _espeak(texto, hablante, acento, habla)
    return _flite(texto, hablante, habla)


def _espeak(texto: str, hablante: Hablante, acento: str, habla: Habla) -> np.ndarray:
    recorrido_st = habla.rango_st / RECORRIDO_ESPEAK
    grave = habla.f0_hz * 2 ** (-MEDIANA_ESPEAK * recorrido_st / 12) + DESFASE_ESPEAK_HZ
    agudo = grave * 2 ** (recorrido_st / 12)
    variante = ["language variant", "name voz", f"pitch {grave:.0f} {agudo:.0f}"]
    variante += hablante.timbre.lineas(habla.formantes)
    velocidad = str(round(PALABRAS_POR_MINUTO * habla.ritmo))
    with tempfile.TemporaryDirectory() as carpeta:
        _enlazar_datos(Path(carpeta), "\n".join(variante) + "\n")
        orden = ["espeak-ng", f"--path={carpeta}", "-v", f"{acento}+voz", "-s", velocidad]
        y, sr = leer_lo_que_escribe(lambda ruta: [*orden, "-w", ruta, texto])
    return soxr.resample(y, sr, SR, quality="HQ")


def _flite(texto: str, hablante: Hablante, habla: Habla) -> np.ndarray:
    """Las resonancias se mueven con la velocidad de reproducción; tono y ritmo se piden ya compensados."""
    k = hablante.formantes * habla.formantes
    f0_hz = habla.f0_hz / k
    ajustes = {
        "int_f0_target_mean": f0_hz,
        "int_f0_target_stddev": f0_hz * (2 ** (habla.rango_st / RECORRIDO_FLITE / 12) - 1),
        "duration_stretch": k / habla.ritmo,
    }
    pares = [trozo for clave, valor in ajustes.items() for trozo in ("--setf", f"{clave}={valor:.4f}")]
    y, sr = leer_lo_que_escribe(
        lambda ruta: ["flite", "-voice", hablante.voz, *pares, "-t", texto, "-o", ruta]
    )
    return soxr.resample(y, sr * k, SR, quality="HQ")


@cache
def _datos_de_espeak() -> Path:
    version = subprocess.run(["espeak-ng", "--version"], check=True, capture_output=True, text=True).stdout
    return Path(re.search(r"Data at: (.*)", version).group(1).strip())


def _enlazar_datos(carpeta: Path, variante: str) -> None:
    """Prepara en `carpeta` los datos de espeak-ng, enlazados, con una sola variante de voz: la nuestra."""
    datos = carpeta / "espeak-ng-data"
    (datos / "voices" / "!v").mkdir(parents=True)
    for original in _datos_de_espeak().iterdir():
        if original.name != "voices":
            (datos / original.name).symlink_to(original)
    (datos / "voices" / "!v" / "voz").write_text(variante, encoding="utf-8")
