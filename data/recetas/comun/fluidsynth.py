"""Dónde están FluidSynth y su fuente de sonidos, FluidR3 GM (licencia MIT)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

FUENTES = ("/usr/share/sounds/sf2/FluidR3_GM.sf2",)


def buscar_fuente(ruta: str | os.PathLike | None = None) -> Path:
    """La fuente de sonidos: `ruta`, la variable SOUNDFONT o donde la deja Debian (fluid-soundfont-gm).

    Lanza FileNotFoundError si no hay ninguna.
    """
    for candidata in (ruta, os.environ.get("SOUNDFONT"), *FUENTES):
        if candidata and Path(candidata).is_file():
            return Path(candidata)
    raise FileNotFoundError(
        "No está FluidR3_GM.sf2: instala fluid-soundfont-gm o indica su ruta con --fuente"
    )


def buscar_fluidsynth() -> str:
    """La ruta de la orden `fluidsynth`. Lanza FileNotFoundError si no está instalada."""
    orden = shutil.which("fluidsynth")
    if orden is None:
        raise FileNotFoundError("No está la orden fluidsynth: instala el paquete fluidsynth")
    return orden
