"""Las voces sintéticas: órdenes a espeak-ng y a flite, y qué dice cada archivo.

Necesita los programas `espeak-ng` (1.51) y `flite` (2.2) en el PATH.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import soundfile as sf
import soxr
from comun.nivel import SR, rms

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
    y = _leer_lo_que_escribe(lambda ruta: [*orden, "-w", ruta, ssml])
    return _enmarcar(_inclinar(y, prosodia.inclinacion_db))


def flite(texto: str, voz: str, estiramiento: float = 1.0) -> np.ndarray:
    """Habla de flite, remuestreada de 16 000 a 22 050 Hz, con 0,15 s de silencio a cada lado."""
    ajuste = f"duration_stretch={estiramiento}"
    y = _leer_lo_que_escribe(lambda ruta: ["flite", "-voice", voz, "--setf", ajuste, "-t", texto, "-o", ruta])
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


def _leer_lo_que_escribe(orden_para) -> np.ndarray:
    with tempfile.TemporaryDirectory() as carpeta:
        ruta = str(Path(carpeta) / "voz.wav")
        subprocess.run(orden_para(ruta), check=True, capture_output=True)
        y, sr = sf.read(ruta)
    return y if sr == SR else soxr.resample(y, sr, SR, quality="HQ")


def _inclinar(y: np.ndarray, inclinacion_db: float) -> np.ndarray:
    """Escalón suave en dB entre 500 y 4000 Hz, en el dominio de la frecuencia."""
    f = np.maximum(np.fft.rfftfreq(len(y), 1 / SR), 1.0)
    ganancia_db = np.interp(np.log2(f), np.log2([500.0, 4000.0]), [0.0, inclinacion_db])
    return np.fft.irfft(np.fft.rfft(y) * 10 ** (ganancia_db / 20), len(y))


def _enmarcar(y: np.ndarray, umbral_db: float = -50.0) -> np.ndarray:
    """Recorta el silencio de los bordes y deja el mismo margen a cada lado."""
    activas = np.flatnonzero(np.abs(y) > np.max(np.abs(y)) * 10 ** (umbral_db / 20))
    return np.pad(y[activas[0] : activas[-1] + 1], round(MARGEN_S * SR))
