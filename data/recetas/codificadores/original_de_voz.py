"""Lo que responde el codificador de voz original, tal como viene en su paquete. No usa nada del curso.

    python original_de_voz.py CARPETA PESOS.pt ENTRADAS.npz SALIDAS.npz

CARPETA es la del paquete abierto. ENTRADAS lleva `ventanas`, float32 (n, 160, 40), y sonidos, float32 (n,),
a 16 kHz. SALIDAS lleva, con los mismos nombres, el vector de cada ventana, (n, 256); y de cada sonido, los de
sus ventanas y, en la última fila, el del sonido entero.
"""

from __future__ import annotations

import sys
from types import ModuleType

import numpy as np


def main(carpeta: str, pesos: str, entradas: str, salidas: str) -> None:
    sys.path.insert(0, carpeta)
    sys.modules["webrtcvad"] = ModuleType("webrtcvad")  # quita silencios, y aquí no se quitan
    from resemblyzer.audio import normalize_volume
    from resemblyzer.voice_encoder import VoiceEncoder

    red = VoiceEncoder("cpu", verbose=False, weights_fpath=pesos)
    leidas = dict(np.load(entradas))
    respuestas = {"ventanas": _de_las_ventanas(red, leidas.pop("ventanas"))}
    for nombre, y in leidas.items():
        nivelado = normalize_volume(y, -30, increase_only=True)
        entero, por_ventanas, _ = red.embed_utterance(nivelado, return_partials=True)
        respuestas[nombre] = np.vstack([por_ventanas, entero])
    np.savez_compressed(salidas, **respuestas)


def _de_las_ventanas(red, ventanas: np.ndarray) -> np.ndarray:
    import torch

    with torch.no_grad():
        return red(torch.from_numpy(ventanas)).numpy()


if __name__ == "__main__":
    main(*sys.argv[1:])
