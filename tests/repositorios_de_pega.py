"""Los modelos reales del curso en miniatura: sin entrenar, con los nombres de pesos que tienen en el hub.

Cada función escribe en una carpeta lo que publicaría su repositorio, lista para ``HubDePega.publicar``.
"""

import json
from pathlib import Path

from modelos_diminutos import clasificador_wav2vec2

from helpers.fichas import MODELOS

CONVOLUCION = "wav2vec2.encoder.pos_conv_embed.conv"
NOMBRES_DE_2023 = {  # transformers 4.35 llamaba así a las dos mitades de un peso normalizado
    f"{CONVOLUCION}.parametrizations.weight.original0": f"{CONVOLUCION}.weight_g",
    f"{CONVOLUCION}.parametrizations.weight.original1": f"{CONVOLUCION}.weight_v",
}
EMOCIONES = ("angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised")
CABEZA_DE_EMOCION = {
    f"{propio}.{parte}": f"classifier.{ajeno}.{parte}"
    for propio, ajeno in (("projector", "dense"), ("classifier", "output"))
    for parte in ("weight", "bias")
}


def guardar_genero(carpeta: Path) -> Path:
    """El de género: wav2vec 2.0 con los diez géneros, guardado por transformers 4.35."""
    return _guardar(carpeta, sorted(MODELOS["genero"].etiquetas), NOMBRES_DE_2023)


def guardar_emocion(carpeta: Path) -> Path:
    """El de emoción: ocho emociones y una cabeza con otros nombres, que transformers no reconoce."""
    return _guardar(carpeta, EMOCIONES, NOMBRES_DE_2023 | CABEZA_DE_EMOCION)


def _guardar(carpeta, etiquetas, nombres):
    clasificador = clasificador_wav2vec2(etiquetas)
    clasificador.model.save_pretrained(carpeta)
    clasificador.feature_extractor.save_pretrained(carpeta)

    def cambio(pesos):
        pesos["classifier.weight"] *= 20  # que se note si la cabeza se pierde
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
