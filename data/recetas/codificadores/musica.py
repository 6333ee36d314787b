"""Convierte las dos redes de musicnn en nuestro codificador y lo deja en `data/codificadores/musica/`.

    python data/recetas codificadores/musica [--paquete RUEDA] [--reales CARPETA] [--original PYTHON]

Baja el paquete musicnn 0.1.0 del índice de Python, comprueba su sha256, lee sus dos puntos de control sin
TensorFlow, los poda sin pérdida y escribe los pesos, la configuración, la licencia y la ficha: los mismos
octetos cada vez. `--paquete` es el paquete ya bajado. `--reales`, una carpeta con las grabaciones que
descarga `librosa.ex`, mide otra vez qué responde a música real; sin ella, la ficha repite lo medido.

`--original` es un Python con TensorFlow 2.21 en un entorno aparte: ejecuta con él el grafo original y guarda
lo que responde en `tests/codificadores/`, con lo que las pruebas comparan nuestra red.
"""

from __future__ import annotations

import argparse
import ast
import json
import subprocess
import tempfile
import zipfile
from pathlib import Path
from string import Template

import numpy as np
import torch

from helpers.audio import cargar_audio
from helpers.codificadores.musica import (
    ClasificadorDeMusica,
    ConfiguracionDeMusica,
    ExtractorDeMusica,
)
from helpers.datos import AUDIO
from helpers.datos.conjuntos import GRABACIONES_REALES
from helpers.etiquetas import en_espanol
from helpers.numeros import decimal

from .paquete import abrir_paquete
from .poda import podar
from .punto_de_control import leer

PAQUETE = ("musicnn", "0.1.0", "f38a4890c648c1ddbb141c5d96d2b0a8cfcd36746002d896989f7b88beb65cfa")
REDES = ("msd", "mtt")
LICENCIA = "musicnn-0.1.0.dist-info/LICENSE.md"
RESPUESTAS = "resultados.json"
PERMISOS = 0o644  # safetensors los deja en 0600
PRIMERAS = 3  # etiquetas de cada red que se enseñan
ORIGINAL = Path(__file__).resolve().parents[3] / "tests" / "codificadores" / "original_de_musica.npz"
SONIDOS_DE_PRUEBA = ("jazz_generado", "lluvia", "campana", "motor")


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--paquete", type=Path, help="el paquete ya bajado; sin él, se baja")
    opciones.add_argument("--reales", type=Path, help="carpeta con las grabaciones de librosa.ex")
    opciones.add_argument(
        "--original", type=Path, help="un Python con TensorFlow, para guardar sus respuestas"
    )
    ajustes = opciones.parse_args(argumentos)
    ajustes.destino.mkdir(parents=True, exist_ok=True)
    with abrir_paquete(*PAQUETE, ajustes.paquete) as paquete:
        convertir(paquete, ajustes.destino)
        if ajustes.original:
            guardar_el_original(paquete, ajustes.original)
    if ajustes.reales:
        medir_reales(ajustes.destino, ajustes.reales)
    escribir_ficha(ajustes.destino)
    for archivo in ajustes.destino.iterdir():
        archivo.chmod(PERMISOS)


def convertir(paquete: zipfile.ZipFile, destino: Path) -> None:
    """Deja en `destino` los pesos, las configuraciones y la licencia."""
    podadas = {red: podar(variables(paquete, red)) for red in REDES}
    etiquetas = [f"{etiqueta} ({red.upper()})" for red in REDES for etiqueta in _etiquetas(paquete, red)]
    modelo = ClasificadorDeMusica(
        ConfiguracionDeMusica(
            filtros={red: podada.filtros for red, podada in podadas.items()},
            id2label=dict(enumerate(etiquetas)),
            label2id={etiqueta: i for i, etiqueta in enumerate(etiquetas)},
            problem_type="multi_label_classification",
            dtype="float32",
        )
    )
    pesos = {
        f"{red}.{nombre}": torch.from_numpy(peso)
        for red, podada in podadas.items()
        for nombre, peso in podada.pesos.items()
    }
    modelo.load_state_dict(pesos)
    modelo.save_pretrained(destino)
    ExtractorDeMusica().save_pretrained(destino)
    (destino / "LICENSE.md").write_bytes(paquete.read(LICENCIA))


def variables(paquete: zipfile.ZipFile, red: str) -> dict[str, np.ndarray]:
    """Devuelve las variables del punto de control de una red."""
    carpeta = f"musicnn/{red.upper()}_musicnn"
    return leer(paquete.read(f"{carpeta}/.index"), paquete.read(f"{carpeta}/.data-00000-of-00001"))


def _etiquetas(paquete: zipfile.ZipFile, red: str) -> list[str]:
    """Devuelve las etiquetas de una red, en su orden: las que dice su configuración, sin ejecutarla."""
    for nodo in ast.parse(paquete.read("musicnn/configuration.py")).body:
        if isinstance(nodo, ast.Assign) and nodo.targets[0].id == f"{red.upper()}_LABELS":
            return ast.literal_eval(nodo.value)
    raise SystemExit(f"El paquete no dice las etiquetas de {red}.")


# --- Lo que responde el original ---


def guardar_el_original(paquete: zipfile.ZipFile, python: Path) -> None:
    """Ejecuta el grafo original con las ventanas de prueba y guarda lo que responde."""
    with tempfile.TemporaryDirectory() as temporal:
        paquete.extractall(temporal)
        np.save(f"{temporal}/ventanas.npy", ventanas_de_prueba())
        respuestas = {}
        for red in REDES:
            carpeta, salida = f"{temporal}/musicnn/{red.upper()}_musicnn", f"{temporal}/{red}.npz"
            programa = Path(__file__).with_name("original_de_musica.py")
            subprocess.run([python, programa, carpeta, f"{temporal}/ventanas.npy", salida], check=True)
            respuestas |= {f"{red}_{nombre}": valores for nombre, valores in np.load(salida).items()}
    np.savez_compressed(ORIGINAL, **respuestas)


def ventanas_de_prueba() -> np.ndarray:
    """Devuelve cuatro ventanas al azar y cuatro de sonidos, con librosa: float32 (8, 187, 96)."""
    import librosa

    al_azar = np.random.default_rng(0).uniform(0, 4, (4, 187, 96))
    de_sonidos = []
    for nombre in SONIDOS_DE_PRUEBA:
        y, sr = cargar_audio(AUDIO / f"{nombre}.flac", sr=16_000)
        mel = librosa.feature.melspectrogram(y=y, sr=sr, n_fft=512, hop_length=256, n_mels=96)
        de_sonidos.append(np.log10(10_000 * mel + 1).T[:187])
    return np.concatenate([al_azar, de_sonidos]).astype(np.float32)


# --- La ficha ---


def medir_reales(destino: Path, carpeta: Path) -> None:
    """Apunta en ``resultados.json`` qué responde cada red a las grabaciones reales y a una nuestra."""
    rutas = {nombre: carpeta / archivo for nombre, archivo in GRABACIONES_REALES.items()}
    rutas["jazz_generado"] = AUDIO / "jazz_generado.flac"
    modelo = ClasificadorDeMusica.from_pretrained(destino).eval()
    respuestas = {nombre: _primeras(modelo, ruta) for nombre, ruta in rutas.items()}
    texto = json.dumps({"respuestas": respuestas}, ensure_ascii=False, indent=1)
    (destino / RESPUESTAS).write_text(texto + "\n", encoding="utf-8")


def _primeras(modelo: ClasificadorDeMusica, ruta: Path) -> dict[str, list[tuple[str, float]]]:
    audio = cargar_audio(ruta, sr=16_000)
    with torch.inference_mode():
        ventanas = ExtractorDeMusica()(audio.y, return_tensors="pt")
        probabilidades = modelo(**ventanas).logits[0].sigmoid().numpy()
    por_red = np.split(np.arange(len(probabilidades)), len(REDES))
    return {
        red: [
            (modelo.config.id2label[int(i)], round(float(probabilidades[i]), 3))
            for i in suyas[np.argsort(-probabilidades[suyas])][:PRIMERAS]
        ]
        for red, suyas in zip(REDES, por_red, strict=True)
    }


def escribir_ficha(destino: Path) -> None:
    """Escribe el README: su plantilla, con lo que dicen los archivos de al lado."""
    respuestas = json.loads((destino / RESPUESTAS).read_text(encoding="utf-8"))["respuestas"]
    configuracion = json.loads((destino / "config.json").read_text(encoding="utf-8"))
    filas = [
        f"| `{nombre}` | {_en_lista(suyas['msd'])} | {_en_lista(suyas['mtt'])} |"
        for nombre, suyas in respuestas.items()
    ]
    vivos = {f"vivos_{red}": sum(map(sum, configuracion["filtros"][red])) for red in REDES}
    d = {f"d_{red}": 2 * (vivos[f"vivos_{red}"] + 3 * 64) for red in REDES}
    megas = decimal((destino / "model.safetensors").stat().st_size / 1e6, 1)
    plantilla = Template((Path(__file__).with_name("musica.md")).read_text(encoding="utf-8"))
    texto = plantilla.substitute(vivos | d, megas=megas, respuestas="\n".join(filas))
    (destino / "README.md").write_text(texto, encoding="utf-8")


def _en_lista(respuesta: list[tuple[str, float]]) -> str:
    return ", ".join(
        f"{en_espanol(etiqueta).rpartition(' (')[0]} {decimal(probabilidad, 2)}"
        for etiqueta, probabilidad in respuesta
    )
