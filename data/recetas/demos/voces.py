"""Las voces sintéticas: órdenes a espeak-ng y a flite, y qué dice cada archivo.

Necesita los programas `espeak-ng` (1.51) y `flite` (2.2) en el PATH.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np
import soxr
from comun.nivel import rms
from comun.sintesis import SR
from comun.voz import inclinar, leer_lo_que_escribe, recortar

MARGEN_S = 0.15


@dataclass(frozen=True)
class Prosodia:
    """Cómo se dice: tono (0-99), rango de tono (0-100) y ritmo (palabras por minuto) de espeak-ng.

    `inclinacion_db` es la ganancia de los agudos: una voz con esfuerzo los tiene y una voz floja, no.
    """

    tono: int = 50
    rango: int = 50
    ritmo: int = 150
    inclinacion_db: float = 0.0


def espeak(texto: str, voz: str, prosodia: Prosodia) -> np.ndarray:
    """Habla de espeak-ng, a 22 050 Hz, con 0,15 s de silencio a cada lado."""
    ssml = f'<speak><prosody range="{prosodia.rango}">{escape(texto)}</prosody></speak>'
    orden = ["espeak-ng", "-m", "-v", voz, "-p", str(prosodia.tono), "-s", str(prosodia.ritmo)]
    y = _leer(lambda ruta: [*orden, "-w", ruta, ssml])
    return _enmarcar(inclinar(y, SR, prosodia.inclinacion_db))


def flite(texto: str, voz: str, estiramiento: float = 1.0) -> np.ndarray:
    """Habla de flite, remuestreada de 16 000 a 22 050 Hz, con 0,15 s de silencio a cada lado."""
    ajuste = f"duration_stretch={estiramiento}"
    y = _leer(lambda ruta: ["flite", "-voice", voz, "--setf", ajuste, "-t", texto, "-o", ruta])
    return _enmarcar(y)


def mezclar_a_la_vez(voces: list[np.ndarray], retrasos_s: list[float]) -> list[np.ndarray]:
    """Pone varias voces al mismo nivel y en la misma duración, cada una con su retraso."""
    n = max(len(v) + round(r * SR) for v, r in zip(voces, retrasos_s, strict=True))
    pistas = []
    for voz, retraso in zip(voces, retrasos_s, strict=True):
        pista = np.zeros(n)
        inicio = round(retraso * SR)
        pista[inicio : inicio + len(voz)] = voz
        pistas.append(pista / rms(pista))
    return pistas


def _leer(orden_para) -> np.ndarray:
    y, sr = leer_lo_que_escribe(orden_para)
    return y if sr == SR else soxr.resample(y, sr, SR, quality="HQ")


def _enmarcar(y: np.ndarray) -> np.ndarray:
    """Recorta el silencio de los bordes y deja el mismo margen a cada lado."""
    return np.pad(recortar(y, -50.0), round(MARGEN_S * SR))
