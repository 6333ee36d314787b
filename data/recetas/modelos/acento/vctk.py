"""Qué responde el modelo de acento a voces de verdad: grabaciones de VCTK, que solo se escuchan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from transformers import AudioClassificationPipeline

from helpers.clasificacion import clasificar

from ..medida import medir

# Los acentos de sus metadatos. Irlanda no está entre las respuestas del modelo.
ACENTOS = {
    "ingles_eeuu": "us",
    "ingles_inglaterra": "england",
    "ingles_escocia": "scotland",
    "ingles_irlanda": "ireland",
}


def escuchar_vctk(clasificador: AudioClassificationPipeline, carpeta: Path) -> dict:
    """Devuelve qué responde el modelo a cada grabación, por acento, y cuánto acierta en los que conoce.

    carpeta : la de las grabaciones, con un ``metadatos.csv`` de columnas archivo, etiqueta y hablante.
    """
    tabla = pd.read_csv(carpeta / "metadatos.csv")
    respuestas = list(clasificador.model.config.id2label.values())
    reales = tabla["etiqueta"].map(ACENTOS).to_numpy(str)
    dichas = np.array(
        [clasificar(clasificador, carpeta / ruta, top_k=1)["etiqueta"][0] for ruta in tabla["archivo"]]
    )
    conocidos = np.isin(reales, respuestas)
    return {
        "respuestas": {
            acento: {dicha: int(np.sum((reales == acento) & (dichas == dicha))) for dicha in respuestas}
            for acento in ACENTOS.values()
        },
        "conocidos": medir(reales[conocidos], dichas[conocidos], tabla["hablante"][conocidos]),
        "n": len(tabla),
        "hablantes": int(tabla["hablante"].nunique()),
        "hablantes_conocidos": int(tabla["hablante"][conocidos].nunique()),
    }
