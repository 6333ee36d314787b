"""Las primeras llamadas a librosa compilan y tardan medio minuto: aquí se hacen por adelantado.

Lo compilado queda en disco, y la primera celda de quien estudia ya no espera.
"""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from pathlib import Path

from helpers.curso.paquetes import avisar

LLAMADAS = """
import librosa, numpy as np
sr = 22050
t = np.arange(2 * sr) / sr
y = (np.sin(2 * np.pi * 220 * t) * (t % 0.5 < 0.1)).astype(np.float32)
librosa.feature.mfcc(y=y, sr=sr)
librosa.feature.delta(librosa.feature.melspectrogram(y=y, sr=sr))
librosa.feature.chroma_stft(y=y, sr=sr)
librosa.feature.chroma_cqt(y=y, sr=sr)
librosa.feature.zero_crossing_rate(y)
librosa.beat.beat_track(y=y, sr=sr)
librosa.onset.onset_detect(y=y, sr=sr)
librosa.effects.trim(y)
librosa.effects.split(y)
librosa.pyin(y[:sr], fmin=100, fmax=400, sr=sr)
librosa.yin(y[:sr], fmin=100, fmax=400, sr=sr)
librosa.estimate_tuning(y=y, sr=sr)
librosa.griffinlim(np.abs(librosa.stft(y[:sr])), n_iter=1)
librosa.sequence.dtw(np.arange(4.0), np.arange(6.0))
librosa.resample(y, orig_sr=sr, target_sr=16000)
"""


def calentar(python: Path) -> bool:
    """Compila en el entorno de ``python`` lo que librosa usa y devuelve si se pudo."""
    avisar("Calentando: se compila una vez lo que librosa usa, para que la primera celda no espere…")
    try:
        return subprocess.run([str(python), "-c", LLAMADAS], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def calentar_una_vez(python: Path, marca: Path, huella: str) -> None:
    """Calienta un entorno que ya venía preparado (conda), si ``marca`` no dice que se hizo."""
    hecho = {"python": str(python), "huella": huella}
    try:
        if json.loads(marca.read_text("utf-8")) == hecho:
            return
    except (OSError, ValueError):
        pass
    if calentar(python):
        with suppress(OSError):  # un curso de solo lectura se calienta cada vez
            marca.parent.mkdir(parents=True, exist_ok=True)
            marca.write_text(json.dumps(hecho), encoding="utf-8")
