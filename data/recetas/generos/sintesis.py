"""De la partitura al sonido: un MIDI con todas las partes, una tras otra, que FluidSynth hace sonar."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import soundfile
from comun.fluidsynth import buscar_fluidsynth
from comun.sintesis import SR
from scipy.signal import resample_poly

from .partitura import BATERIA, SUBGRAVE

SR_FLUIDSYNTH = 44_100
CANAL_BATERIA = 9
TICS_POR_SEGUNDO = 2000


def sintetizar(partes: list[tuple], segundos: float, carpeta: Path, fuente: Path) -> list[np.ndarray]:
    """Sintetiza cada parte por separado.

    partes : pares (Parte, eventos), y cada evento (inicio_s, duracion_s, altura, fuerza). segundos : lo que
    dura cada resultado. carpeta : donde quedan el MIDI y el WAV intermedios. Devuelve señales mono float64.
    """
    ranura = segundos + 1.0
    de_muestras = [
        (i, parte, eventos) for i, (parte, eventos) in enumerate(partes) if parte.programa != SUBGRAVE
    ]
    midi, wav = carpeta / "partes.mid", carpeta / "partes.wav"
    _escribir_midi([(parte, eventos) for _, parte, eventos in de_muestras], ranura, midi)
    _ejecutar_fluidsynth(midi, wav, fuente)
    estereo, _ = soundfile.read(wav, always_2d=True)
    mono = resample_poly(estereo.mean(axis=1), 1, SR_FLUIDSYNTH // SR)
    n = round(segundos * SR)
    senales: list[np.ndarray] = [np.zeros(n) for _ in partes]
    for orden, (i, _, _) in enumerate(de_muestras):
        desde = round(orden * ranura * SR)
        trozo = mono[desde : desde + n]
        senales[i][: trozo.size] = trozo
    for i, (parte, eventos) in enumerate(partes):
        if parte.programa == SUBGRAVE:
            senales[i] = _subgrave(eventos, n)
    return senales


def _ejecutar_fluidsynth(midi: Path, wav: Path, fuente: Path) -> None:
    subprocess.run(
        [buscar_fluidsynth(), "-q", "-n", "-i", "-R", "0", "-C", "0", "-g", "0.4", "-r", str(SR_FLUIDSYNTH)]
        + [
            "-O",
            "float",
            "-T",
            "wav",
            "-o",
            "synth.dynamic-sample-loading=1",
            "-F",
            str(wav),
            str(fuente),
            str(midi),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _mensajes(parte, eventos, desde: float, hasta: float) -> list[tuple[float, int, object]]:
    import mido

    es_bateria = parte.programa == BATERIA
    canal = CANAL_BATERIA if es_bateria else 0
    programa = parte.juego if es_bateria else parte.programa
    mensajes = [(desde, 0, mido.Message("program_change", channel=canal, program=programa))]
    for inicio, duracion, altura, golpe in eventos:
        if not 0 <= inicio < hasta - desde - 1.0:
            continue
        final = min(inicio + duracion, hasta - desde - 0.5)
        mensajes.append(
            (desde + inicio, 2, mido.Message("note_on", channel=canal, note=altura, velocity=golpe))
        )
        mensajes.append((desde + final, 1, mido.Message("note_off", channel=canal, note=altura)))
    mensajes.append((hasta - 0.2, 3, mido.Message("control_change", channel=canal, control=120, value=0)))
    return mensajes


def _escribir_midi(partes: list[tuple], ranura: float, ruta: Path) -> None:
    import mido

    archivo = mido.MidiFile(ticks_per_beat=TICS_POR_SEGUNDO // 2)
    pista = mido.MidiTrack()
    archivo.tracks.append(pista)
    mensajes = []
    for orden, (parte, eventos) in enumerate(partes):
        mensajes += _mensajes(parte, eventos, orden * ranura, (orden + 1) * ranura)
    anterior = 0
    for segundo, _, mensaje in sorted(mensajes, key=lambda m: (m[0], m[1])):
        tic = round(segundo * TICS_POR_SEGUNDO)
        pista.append(mensaje.copy(time=tic - anterior))
        anterior = tic
    archivo.save(ruta)


def _subgrave(eventos, n: int) -> np.ndarray:
    """Bajo de TR-808: una senoide que cae un poco de tono al empezar y se apaga despacio."""
    senal = np.zeros(n)
    for inicio, duracion, altura, golpe in eventos:
        desde = round(inicio * SR)
        largo = min(round((duracion + 0.05) * SR), n - desde)
        if largo <= 0 or desde < 0:
            continue
        t = np.arange(largo) / SR
        frecuencia = 440 * 2 ** ((altura - 69) / 12)
        fase = 2 * np.pi * (frecuencia * t + 0.7 * (1 - np.exp(-t / 0.03)))
        envolvente = np.exp(-t / 0.9) * np.minimum(1, t / 0.003) * np.minimum(1, (t[-1] - t) / 0.03)
        senal[desde : desde + largo] += golpe / 127 * envolvente * np.tanh(1.8 * np.sin(fase))
    return senal
