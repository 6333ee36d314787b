"""Deja en la carpeta del modelo lo que `pipeline` necesita para cargarlo y las cifras que se midieron."""

from __future__ import annotations

import json
from pathlib import Path

from transformers import ASTFeatureExtractor, AudioClassificationPipeline, pipeline

from .espectrogramas import SR
from .red import Entrenada


def guardar(entrenada: Entrenada, destino: Path) -> None:
    """Escribe los pesos, la configuración y el extractor con los que `pipeline` carga el modelo."""
    destino.mkdir(parents=True, exist_ok=True)
    entrenada.red.save_pretrained(destino)
    ASTFeatureExtractor(
        sampling_rate=SR,
        num_mel_bins=entrenada.red.config.num_mel_bins,
        max_length=entrenada.red.config.max_length,
        mean=entrenada.media,
        std=entrenada.desviacion,
    ).save_pretrained(destino)


def abrir(destino: Path) -> AudioClassificationPipeline:
    """Devuelve el modelo guardado, como lo abrirá quien lo use."""
    return pipeline("audio-classification", model=str(destino), device="cpu")


def guardar_resultados(resultados: dict, destino: Path) -> None:
    """Escribe ``resultados.json``. Lo que todos llevan y ``modelos.fichas`` lee lo explica ``medida``."""
    texto = json.dumps(resultados, ensure_ascii=False, indent=1)
    (destino / "resultados.json").write_text(texto + "\n", encoding="utf-8")
