"""Convierte los pesos de GE2E, que viajan en el paquete Resemblyzer, en los del codificador de voz del curso.

    python data/recetas codificadores/voz
    python data/recetas codificadores/voz --original tests/codificadores/original_de_voz.npz --medir

Baja el paquete con ``pip``, sin sus dependencias, y comprueba su sha256. Los pesos salen siempre con los
mismos bytes. Del paquete no se ejecuta nada, menos con --original, que apunta lo que responde el codificador
de sus autores a unas ventanas y a sonidos del curso. Con --medir, que necesita en la caché los conjuntos
reales, se vuelve a medir todo; si no, la ficha repite lo medido.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from string import Template

import numpy as np
import torch
from safetensors.torch import save_file

from helpers.audio import cargar_audio
from helpers.codificadores.voz import CodificadorDeVoz, ConfiguracionDeVoz, ExtractorDeVoz
from helpers.datos import AUDIO
from helpers.numeros import decimal

from .medidas_de_voz import medir
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

RESULTADOS = "resultados.json"
CONOCIDOS = ("hablante_1", "hablante_2", "hablante_3", "emocion_tristeza", "acento_scotland", "habla_orden")
MUY_BAJO = "hablante_1_muy_bajo"  # hay que subirle el nivel
CASI_NADA = "hablante_1_corto"  # no llena una ventana


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--paquete", type=Path, help="el archivo .whl, si ya está bajado")
    opciones.add_argument("--original", type=Path, help="dónde apuntar lo que responde el original")
    opciones.add_argument("--medir", action="store_true", help="volver a medir con los conjuntos reales")
    ajustes = opciones.parse_args(argumentos)
    with abrir_paquete(NOMBRE, VERSION, SHA256, ajustes.paquete) as paquete:
        exactos = leer_pesos(paquete)
        pesos = {nombre: redondear(valores) for nombre, valores in exactos.items()}
        coseno, cuantos = comparar(exactos, pesos)
        guardar(pesos, paquete.read(LICENCIA), ajustes.destino)
        if ajustes.original:
            apuntar_el_original(paquete, {"exactos": exactos, "guardados": pesos}, ajustes.original)
    if ajustes.medir:
        texto = json.dumps(medir(ajustes.destino), ensure_ascii=False, indent=1)
        (ajustes.destino / RESULTADOS).write_text(texto + "\n", encoding="utf-8")
    escribir_ficha(ajustes.destino, coseno, cuantos)


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


def comparar(exactos: dict[str, torch.Tensor], pesos: dict[str, torch.Tensor]) -> tuple[float, int]:
    """Devuelve el menor coseno entre los vectores con unos pesos y con otros, y en cuántas ventanas.

    Termina el programa si es menor que ``COSENO_MINIMO``.
    """
    entradas = entradas_de_prueba()
    ventanas = [entradas.pop("ventanas")]
    ventanas += [ExtractorDeVoz()(y, 16_000)["input_features"][0] for y in entradas.values()]
    unos, otros = (_responder(suyos, np.concatenate(ventanas)) for suyos in (exactos, pesos))
    menor = float((unos * otros).sum(axis=1).min())
    if menor < COSENO_MINIMO:
        raise SystemExit(f"En float16 oye otra cosa: hay un coseno de {menor:.7f}.")
    return menor, len(unos)


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


def escribir_ficha(destino: Path, coseno: float, ventanas: int) -> None:
    """Escribe el README: su plantilla, con las cifras de al lado."""
    medidas = json.loads((destino / RESULTADOS).read_text(encoding="utf-8"))
    por_duracion = medidas["por_duracion"] | {"entera": medidas["parejas"]["LibriSpeech"]["codificador"]}
    plantilla = Template(Path(__file__).with_name("voz.md").read_text(encoding="utf-8"))
    texto = plantilla.substitute(
        filas="\n".join(_fila(nombre, suyas) for nombre, suyas in medidas["parejas"].items()),
        duraciones="\n".join(f"| {cual} | {_con_intervalo(suya)} |" for cual, suya in por_duracion.items()),
        coseno=decimal(math.floor(coseno * 1e6) / 1e6, 6),
        n_cosenos=ventanas,
        parametros=decimal(1_423_616, 0),
        megas=decimal((destino / "model.safetensors").stat().st_size / 1e6, 1),
    )
    (destino / "README.md").write_text(texto, encoding="utf-8")


def _fila(nombre: str, suyas: dict) -> str:
    una = suyas["codificador"]
    cuantas = f"{una['personas']} | {decimal(una['iguales'], 0)} | {decimal(una['distintas'], 0)}"
    return f"| {nombre} | {cuantas} | **{_con_intervalo(una)}** | {_con_intervalo(suyas['mfcc'])} |"


def _con_intervalo(medida: dict) -> str:
    extremos = " – ".join(decimal(extremo, 3) for extremo in medida["intervalo"])
    return f"{decimal(medida['igual_error'], 3)} ({extremos})"


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
