"""Modelos sin entrenar que caben en unos kilobytes: responden en milisegundos y siempre lo mismo.

La cabeza va ampliada para que las respuestas no se queden todas cerca de 1/k: así se nota si se pierde.
"""

from collections.abc import Sequence
from pathlib import Path

CLASES = ("jazz", "rock", "pop")
SEGUNDOS_DEL_AST = 1  # lo que oye el AST diminuto: 100 tramas de 10 ms


def clasificador_ast(etiquetas: Sequence[str] = CLASES):
    """Devuelve un pipeline con un AST, que recorta a un segundo todo lo que oye."""
    return _montar(*_ast(etiquetas))


def clasificador_wav2vec2(etiquetas: Sequence[str] = CLASES):
    """Devuelve un pipeline con un wav2vec 2.0, que oye sonidos de cualquier duración."""
    return _montar(*_wav2vec2(etiquetas))


def guardar_ast(carpeta: Path, etiquetas: Sequence[str] = CLASES) -> Path:
    """Escribe en `carpeta` un AST en el formato del hub: configuración, pesos safetensors y preprocesador."""
    modelo, extractor = _ast(etiquetas)
    modelo.save_pretrained(carpeta)
    extractor.save_pretrained(carpeta)
    return carpeta


def _ast(etiquetas):
    import torch
    from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification

    tramas = 100 * SEGUNDOS_DEL_AST
    configuracion = ASTConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_length=tramas,
        num_mel_bins=16,
        **_etiquetas(etiquetas),
    )
    torch.manual_seed(0)
    modelo = ASTForAudioClassification(configuracion)
    _ampliar(modelo.classifier.dense, 50)
    return modelo, ASTFeatureExtractor(num_mel_bins=16, max_length=tramas)


def _wav2vec2(etiquetas):
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2ForSequenceClassification

    configuracion = Wav2Vec2Config(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        conv_dim=(8,) * 7,
        classifier_proj_size=8,
        num_conv_pos_embedding_groups=2,
        **_etiquetas(etiquetas),
    )
    torch.manual_seed(0)
    modelo = Wav2Vec2ForSequenceClassification(configuracion)
    _ampliar(modelo.classifier, 2000)
    return modelo, Wav2Vec2FeatureExtractor()


def _etiquetas(etiquetas):
    return {
        "id2label": dict(enumerate(etiquetas)),
        "label2id": {etiqueta: i for i, etiqueta in enumerate(etiquetas)},
    }


def _ampliar(cabeza, veces):
    import torch

    with torch.no_grad():
        cabeza.weight *= veces


def _montar(modelo, extractor):
    from transformers import pipeline

    return pipeline("audio-classification", model=modelo.eval(), feature_extractor=extractor, device="cpu")
