"""Los modelos reales del curso en miniatura: sin entrenar, con los nombres de pesos que tienen en el hub.

Cada función escribe en una carpeta lo que publicaría su repositorio, lista para ``HubDePega.publicar``.
"""

import json
from pathlib import Path

from modelos_diminutos import clasificador_wav2vec2

from helpers.modelos import MODELOS

CONVOLUCION = "wav2vec2.encoder.pos_conv_embed.conv"
NOMBRES_DE_2023 = {  # transformers 4.35 llamaba así a las dos mitades de un peso normalizado
    f"{CONVOLUCION}.parametrizations.weight.original0": f"{CONVOLUCION}.weight_g",
    f"{CONVOLUCION}.parametrizations.weight.original1": f"{CONVOLUCION}.weight_v",
}
EMOCIONES = ("angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised")
ACENTOS = ("us", "england", "indian", "australia", "canada")
CABEZA_DE_EMOCION = {
    f"{propio}.{parte}": f"classifier.{ajeno}.{parte}"
    for propio, ajeno in (("projector", "dense"), ("classifier", "output"))
    for parte in ("weight", "bias")
}


def guardar_reales(carpeta: Path) -> dict[str, Path]:
    """Escribe los tres, cada uno en una carpeta con el nombre de su tarea, y devuelve sus carpetas."""
    return {
        "genero": guardar_genero(carpeta / "genero"),
        "emocion": guardar_emocion(carpeta / "emocion"),
        "acento": guardar_acento(carpeta / "acento"),
    }


def guardar_genero(carpeta: Path) -> Path:
    """El de género: wav2vec 2.0 con los diez géneros, guardado por transformers 4.35."""
    clasificador = clasificador_wav2vec2(sorted(MODELOS["genero"].etiquetas))
    return _guardar(
        carpeta, clasificador.model, clasificador.feature_extractor, NOMBRES_DE_2023, {"classifier": 0.5}
    )


def guardar_acento(carpeta: Path) -> Path:
    """El de acento: como el de género, con los cinco acentos."""
    clasificador = clasificador_wav2vec2(ACENTOS)
    return _guardar(
        carpeta, clasificador.model, clasificador.feature_extractor, NOMBRES_DE_2023, {"classifier": 0.5}
    )


def guardar_emocion(carpeta: Path) -> Path:
    """El de emoción: por dentro como los XLSR, con ocho emociones y una cabeza que transformers no reconoce.

    Su configuración no dice el tamaño de la cabeza: con ella sola, la capa intermedia sería de 256 y no de
    1024.
    """
    modelo, extractor = _xlsr(EMOCIONES)
    _guardar(
        carpeta, modelo, extractor, NOMBRES_DE_2023 | CABEZA_DE_EMOCION, {"projector": 20, "classifier": 5}
    )
    cambiar_json(carpeta / "config.json", classifier_proj_size=256)
    return carpeta


def _xlsr(etiquetas):
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2FeatureExtractor, Wav2Vec2ForSequenceClassification

    torch.manual_seed(1)
    configuracion = Wav2Vec2Config(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        conv_dim=(8,) * 7,
        conv_bias=True,
        feat_extract_norm="layer",
        do_stable_layer_norm=True,
        num_conv_pos_embedding_groups=2,
        classifier_proj_size=1024,
        id2label=dict(enumerate(etiquetas)),
        label2id={etiqueta: i for i, etiqueta in enumerate(etiquetas)},
    )
    modelo = Wav2Vec2ForSequenceClassification(configuracion).eval()
    return modelo, Wav2Vec2FeatureExtractor(return_attention_mask=True)


def _guardar(carpeta, modelo, extractor, nombres, ampliar):
    """Guarda un modelo con la cabeza ampliada, para que se note si se pierde, y con esos nombres de pesos."""
    modelo.save_pretrained(carpeta)
    extractor.save_pretrained(carpeta)

    def cambio(pesos):
        for capa, veces in ampliar.items():
            pesos[f"{capa}.weight"] *= veces
        return {nombres.get(clave, clave): peso for clave, peso in pesos.items()}

    cambiar_pesos(carpeta, cambio)
    return carpeta


def cambiar_pesos(carpeta: Path, cambio) -> None:
    """Reescribe los pesos de un modelo guardado con lo que devuelve ``cambio(pesos)``."""
    from safetensors.numpy import load_file, save_file

    archivo = carpeta / "model.safetensors"
    save_file(cambio(load_file(archivo)), archivo, metadata={"format": "pt"})


def cambiar_json(archivo: Path, **cambios) -> None:
    """Cambia o añade campos en un archivo JSON."""
    archivo.write_text(
        json.dumps(json.loads(archivo.read_text(encoding="utf-8")) | cambios), encoding="utf-8"
    )


def partir_en_dos(carpeta: Path) -> list[str]:
    """Reparte los pesos de un modelo guardado en dos archivos con su índice, y devuelve sus nombres."""
    from safetensors.numpy import load_file, save_file

    archivo = carpeta / "model.safetensors"
    pesos = load_file(archivo)
    archivo.unlink()
    partes = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    reparto = {nombre: partes[i % 2] for i, nombre in enumerate(pesos)}
    for parte in partes:
        suyos = {nombre: peso for nombre, peso in pesos.items() if reparto[nombre] == parte}
        save_file(suyos, carpeta / parte, metadata={"format": "pt"})
    indice = {"metadata": {"total_size": 1}, "weight_map": reparto}
    (carpeta / "model.safetensors.index.json").write_text(json.dumps(indice), encoding="utf-8")
    return partes
