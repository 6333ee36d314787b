"""Notas sueltas de instrumento con FluidSynth y FluidR3 GM (licencia MIT).

Necesita el programa `fluidsynth` en el PATH, el paquete `mido` y la fuente de sonido.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np
import soundfile as sf
import soxr
from comun.sintesis import SR

FLAUTA, VIOLIN = 73, 40  # programas de General MIDI, contando desde 0
LA4, MI5 = 69, 76


def nota(programa: int, altura: int, fuente: Path, duracion_s: float = 2.0) -> np.ndarray:
    """Una nota sostenida `duracion_s` y su cola, sin reverberación ni coro; 0,5 s más larga."""
    midi = mido.MidiFile(ticks_per_beat=480)
    pista = mido.MidiTrack()
    pista.append(mido.MetaMessage("set_tempo", tempo=1_000_000))
    pista.append(mido.Message("program_change", program=programa))
    pista.append(mido.Message("note_on", note=altura, velocity=90, time=24))
    pista.append(mido.Message("note_off", note=altura, time=round(480 * duracion_s)))
    midi.tracks.append(pista)
    with tempfile.TemporaryDirectory() as carpeta:
        partitura, salida = Path(carpeta) / "nota.mid", Path(carpeta) / "nota.wav"
        midi.save(partitura)
        orden = ["fluidsynth", "-ni", "-R", "0", "-C", "0", "-r", "44100", "-F", str(salida)]
        subprocess.run([*orden, str(fuente), str(partitura)], check=True, capture_output=True)
        y, sr = sf.read(salida)
    y = soxr.resample(y.mean(axis=1), sr, SR, quality="HQ")
    return y[: round((duracion_s + 0.5) * SR)]
