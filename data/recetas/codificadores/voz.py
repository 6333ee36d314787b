"""Convierte los pesos de GE2E, que viajan en el paquete Resemblyzer, en los del codificador de voz del curso.

    python data/recetas codificadores/voz
    python data/recetas codificadores/voz --original tests/codificadores/original_de_voz.npz

Baja el paquete con ``pip``, sin sus dependencias, y comprueba su sha256. De él no se ejecuta nada, menos con
--original, que apunta lo que responde el codificador de sus autores a unas ventanas y a sonidos del curso.
Los pesos salen siempre con los mismos bytes.
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from helpers.audio import cargar_audio
from helpers.codificadores.voz import CodificadorDeVoz, ConfiguracionDeVoz, ExtractorDeVoz
from helpers.datos import AUDIO

from .paquete import abrir_paquete

NOMBRE, VERSION = "Resemblyzer", "0.1.4"
SHA256 = "8f12eb2f1a9982d32e8db7856de754709b59c93a77bcf0ff536584b619a9dd1f"
PESOS = "resemblyzer/pretrained.pt"
LICENCIA = f"{NOMBRE}-{VERSION}.dist-info/LICENSE"
DE_ENTRENAR = {
    "similarity_weight",
    "similarity_bias",
}  # la escala del coseno en el coste: para oír sobran
COSENO_MINIMO = 0.999998
NOMBRES = ("linear.", "lineal.")  # la capa que cambia de nombre
AVISO = """GE2E voice encoder. Copyright 2019 Resemble.AI
Licensed under the Apache License, Version 2.0: see LICENSE.txt.

model.safetensors is a modified version of pretrained.pt, from the Python package Resemblyzer 0.1.4
(https://github.com/resemble-ai/Resemblyzer). Changes: the optimizer state, the step and the two weights of
the similarity used in training were removed; the layer "linear" was renamed "lineal"; matrices were rounded
to float16 and biases kept in float32; the file format is now safetensors.
"""

CONOCIDOS = ("hablante_1", "hablante_2", "hablante_3", "emocion_tristeza", "acento_scotland", "habla_orden")
MUY_BAJO = "hablante_1_muy_bajo"  # hay que subirle el nivel
CASI_NADA = "hablante_1_corto"  # no llena una ventana


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--paquete", type=Path, help="el archivo .whl, si ya está bajado")
    opciones.add_argument("--original", type=Path, help="dónde apuntar lo que responde el original")
    ajustes = opciones.parse_args(argumentos)
    with abrir_paquete(NOMBRE, VERSION, SHA256, ajustes.paquete) as paquete:
        exactos = leer_pesos(paquete)
        pesos = {nombre: redondear(valores) for nombre, valores in exactos.items()}
        exigir_que_oiga_lo_mismo(exactos, pesos)
        guardar(pesos, paquete.read(LICENCIA), ajustes.destino)
        if ajustes.original:
            apuntar_el_original(paquete, {"exactos": exactos, "guardados": pesos}, ajustes.original)
    print(f"{(ajustes.destino / 'model.safetensors').stat().st_size / 1e6:.2f} MB, en {ajustes.destino}")


def leer_pesos(paquete: zipfile.ZipFile) -> dict[str, torch.Tensor]:
    """Devuelve los pesos en float32, con los nombres de `CodificadorDeVoz`."""
    archivo = io.BytesIO(paquete.read(PESOS))
    leidos = torch.load(archivo, map_location="cpu", weights_only=True)["model_state"]
    return {
        nombre.replace(*NOMBRES): valores for nombre, valores in leidos.items() if nombre not in DE_ENTRENAR
    }


def redondear(valores: torch.Tensor) -> torch.Tensor:
    """Deja las matrices en float16; los sesgos, que no ocupan casi nada y se notan, como estaban."""
    return valores.half() if valores.ndim > 1 else valores


def exigir_que_oiga_lo_mismo(exactos: dict[str, torch.Tensor], pesos: dict[str, torch.Tensor]) -> None:
    """Termina el programa si, con los pesos guardados, algún vector se aparta del que daban los exactos."""
    entradas = entradas_de_prueba()
    ventanas = [entradas.pop("ventanas")]
    ventanas += [ExtractorDeVoz()(y, 16_000)["input_features"][0] for y in entradas.values()]
    unos, otros = (_responder(suyos, np.concatenate(ventanas)) for suyos in (exactos, pesos))
    peor = float((unos * otros).sum(axis=1).min())
    print(f"Coseno con los pesos en float32: {peor:.7f} o más, en {len(unos)} ventanas.")
    if peor < COSENO_MINIMO:
        raise SystemExit(f"En float16 oye otra cosa: el coseno baja de {COSENO_MINIMO}.")


def _responder(pesos: dict[str, torch.Tensor], ventanas: np.ndarray) -> np.ndarray:
    modelo = CodificadorDeVoz(ConfiguracionDeVoz())
    modelo.load_state_dict({nombre: valores.float() for nombre, valores in pesos.items()})
    with torch.inference_mode():
        return modelo(torch.from_numpy(ventanas)).embeddings.double().numpy()


def guardar(pesos: dict[str, torch.Tensor], licencia: bytes, destino: Path) -> None:
    """Escribe los pesos, la configuración, el extractor, la licencia y qué se ha cambiado."""
    destino.mkdir(parents=True, exist_ok=True)
    archivo = destino / "model.safetensors"
    save_file(pesos, archivo, {"format": "pt"})
    archivo.chmod(0o644)  # safetensors lo deja solo para quien lo escribe
    ConfiguracionDeVoz(architectures=["CodificadorDeVoz"], dtype="float32").save_pretrained(destino)
    ExtractorDeVoz().save_pretrained(destino)
    (destino / "LICENSE.txt").write_bytes(licencia.replace(b"\r\n", b"\n"))
    (destino / "NOTICE.txt").write_text(AVISO, encoding="utf-8")


def apuntar_el_original(
    paquete: zipfile.ZipFile, por_pesos: dict[str, dict[str, torch.Tensor]], salida: Path
) -> None:
    """Escribe en `salida` lo que responde el original a `entradas_de_prueba`, con cada juego de pesos.

    Los nombres son los de las entradas, con el de los pesos delante: «exactos/ventanas».
    """
    respuestas = {}
    with tempfile.TemporaryDirectory() as temporal:
        carpeta = Path(temporal)
        paquete.extractall(carpeta)
        np.savez(carpeta / "entradas.npz", **entradas_de_prueba())
        for juego, pesos in por_pesos.items():
            de_vuelta = {nombre.replace(*NOMBRES[::-1]): valores.float() for nombre, valores in pesos.items()}
            torch.save({"model_state": de_vuelta}, carpeta / "pesos.pt")
            programa = Path(__file__).with_name("original_de_voz.py")
            archivos = [carpeta / nombre for nombre in ("pesos.pt", "entradas.npz", "salidas.npz")]
            subprocess.run([sys.executable, programa, carpeta, *archivos], check=True)
            respuestas |= {f"{juego}/{nombre}": v for nombre, v in np.load(archivos[-1]).items()}
    salida.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(salida, **respuestas)


def entradas_de_prueba() -> dict[str, np.ndarray]:
    """Devuelve `ventanas` al azar, (8, 160, 40), y sonidos del curso, (muestras,), a 16 kHz; todo float32."""
    al_azar = 10 ** np.random.default_rng(0).uniform(-6, 1, (8, 160, 40))
    sonidos = {nombre: cargar_audio(AUDIO / f"{nombre}.flac", 16_000).y for nombre in CONOCIDOS}
    sonidos[MUY_BAJO] = sonidos["hablante_1"] * np.float32(0.003)
    sonidos[CASI_NADA] = sonidos["hablante_1"][:16_000]
    return {"ventanas": al_azar.astype(np.float32), **sonidos}
