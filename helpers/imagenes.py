"""Imágenes PNG con paleta: lo mismo que se ve, en la tercera parte de espacio."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image


def pintar(tonos: np.ndarray, paleta: np.ndarray) -> bytes:
    """Devuelve un PNG. tonos : uint8 (alto, ancho), índices en la paleta; paleta : uint8 (colores, 3)."""
    imagen = Image.fromarray(tonos)
    imagen.putpalette(paleta.tobytes())
    return _codificar(imagen)


def reducir_a_paleta(png: bytes) -> bytes:
    """Devuelve el mismo PNG con 256 colores como mucho; si ya tenía paleta, tal cual."""
    imagen = Image.open(BytesIO(png))
    if imagen.mode == "P":
        return png
    blanco = Image.new("RGBA", imagen.size, "white")
    opaca = Image.alpha_composite(blanco, imagen.convert("RGBA")).convert("RGB")
    return _codificar(opaca.quantize(256, dither=Image.Dither.NONE))


def _codificar(imagen: Image.Image) -> bytes:
    memoria = BytesIO()
    imagen.save(memoria, "PNG", optimize=True)
    return memoria.getvalue()
