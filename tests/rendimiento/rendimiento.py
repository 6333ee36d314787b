"""Cuánto tardan y cuánto ocupan las cosas, comparadas con hacerlas a mano en este mismo equipo.

    python tests/rendimiento/rendimiento.py              # unos diez minutos en dos núcleos
    python tests/rendimiento/rendimiento.py --completo   # además, los 60 minutos de sonido ventana a ventana

Imprime una tabla de proporciones, todas medidas en la misma ejecución. El modelo tiene el tamaño de un
wav2vec 2.0 base y pesos al azar, con la cabeza ampliada para que responda claro. Cada medida va en un proceso
nuevo; lo que se compara se mide por turnos, y de cada cosa cuenta la vez más rápida. No es una prueba: los
tiempos dependen del equipo y de lo que esté haciendo.
"""

from __future__ import annotations

import argparse
import ast
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from medidas_de_codificadores import CODIFICADORES, medir_codificador
from medidas_de_entrenamiento import REDES, medir_entrenamiento
from medidas_interactivas import EXPLORADORES, medir_explorador, medir_mfcc

from helpers.numeros import decimal

RAIZ = Path(__file__).resolve().parents[2]
SR = 16_000
SR_ARCHIVO = 22_050  # para que haya que remuestrear, como casi siempre
GIB = 2**30
CLIPS = 40
TURNOS_DE_IMPORTAR = 5
POCO_S = 1.0  # lo que tarda menos se mide más veces: unos milisegundos de otro proceso ya se notan
UNA_DE_CADA = 15  # ventanas que se preguntan de verdad en la hora de sonido abreviada
RUIDO = 0.03  # lo que varía una misma medida, repetida tres veces, en un equipo tranquilo
TARDANZA_MAXIMA_S = 0.15  # de mover un control a ver el cambio
MARGEN_DE_COMPROBAR = 0.85  # comprobar bf16 con el primer clip, leer y anotar también cuestan


class Fila(NamedTuple):
    """Una proporción medida. objetivo : texto, o "" si solo se informa. cumple : None si no hay objetivo."""

    que: str
    medido: str
    comparado_con: str
    proporcion: float
    objetivo: str = ""
    cumple: bool | None = None


# --- Lo que se mide, cada cosa en un proceso nuevo ---


def crear_clasificador():
    """Devuelve un pipeline con un wav2vec 2.0 base sin entrenar: 95 millones de parámetros."""
    import torch
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForSequenceClassification,
        pipeline,
    )

    torch.manual_seed(0)
    modelo = Wav2Vec2ForSequenceClassification(Wav2Vec2Config(num_labels=10)).eval()
    with torch.no_grad():
        modelo.classifier.weight *= 50
    extractor = Wav2Vec2FeatureExtractor()
    return pipeline("audio-classification", model=modelo, feature_extractor=extractor, device="cpu")


def a_mano(clasificador, ruta: str):
    """Clasifica un archivo sin más: se carga entero y se pasa entero al pipeline."""
    from helpers.audio import cargar_audio

    return clasificador(cargar_audio(ruta, sr=SR).y)


def medir_pipeline(ruta: str) -> dict:
    clasificador = crear_clasificador()
    segundos = cronometrar(a_mano, clasificador, ruta)
    return {"segundos": segundos, "pico": pico_de_memoria()}


def medir_clasificar(ruta: str) -> dict:
    from helpers.clasificacion import clasificar

    clasificador = crear_clasificador()
    inicio = time.perf_counter()
    tabla = clasificar(clasificador, ruta)
    return {
        "segundos": time.perf_counter() - inicio,
        "pico": pico_de_memoria(),
        "precision": tabla.attrs["precision"],
        "ventanas": tabla.attrs["n_ventanas"],
    }


def medir_clasificar_abreviado(ruta: str) -> dict:
    """Lee, remuestrea y corta todo el sonido, pero solo pregunta al modelo por una ventana de cada tantas."""
    from helpers.clasificacion import clasificar

    clasificador = crear_clasificador()
    preguntar, hechas = clasificador.forward, []

    def forward(*argumentos, **opciones):
        if len(hechas) % UNA_DE_CADA == 0:
            forward.respuesta = preguntar(*argumentos, **opciones)
        hechas.append(1)
        return forward.respuesta

    clasificador.forward = forward
    clasificar(clasificador, ruta)
    return {"pico": pico_de_memoria()}


def medir_carpeta(carpeta: str, turnos: str) -> dict:
    from helpers.clasificacion import clasificar_carpeta

    clasificador = crear_clasificador()
    rutas = sorted(str(ruta) for ruta in Path(carpeta).iterdir())
    a_mano(clasificador, rutas[0])
    with tempfile.TemporaryDirectory() as una_sola:  # lo que se importa la primera vez no cuenta en ninguno
        shutil.copy(rutas[0], una_sola)
        clasificar_carpeta(clasificador, una_sola)
    bucle, entera = [], []
    for _ in range(int(turnos)):
        bucle.append(cronometrar(lambda: [a_mano(clasificador, ruta) for ruta in rutas]))
        inicio = time.perf_counter()
        tabla = clasificar_carpeta(clasificador, carpeta)
        entera.append(time.perf_counter() - inicio)
    return {"bucle": min(bucle), "carpeta": min(entera), "precision": tabla.attrs["precision"]}


def medir_velocidad(segundos: str) -> dict:
    """Mide los GFLOP/s del modelo y los de un producto de matrices, en float32 y, si lo hay, en bf16."""
    import numpy as np
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    from helpers.clasificacion.precision import procesador_con_bf16

    clasificador = crear_clasificador()
    y = np.random.default_rng(0).normal(0, 0.1, round(float(segundos) * SR)).astype(np.float32)
    with FlopCounterMode(display=False) as contador:
        clasificador(y)
    matriz = torch.randn(2048, 2048)
    tiempos = {}
    precisiones = {"float32": torch.float32} | ({"bf16": torch.bfloat16} if procesador_con_bf16() else {})
    for _ in range(4):
        for nombre, tipo in precisiones.items():
            en_su_tipo = matriz.to(tipo)
            with torch.autocast("cpu", torch.bfloat16, enabled=tipo == torch.bfloat16):
                clasificador(y[: SR // 10])  # los pesos se convierten aquí, como en las demás ventanas
                tiempos.setdefault(nombre, []).append(cronometrar(clasificador, y))
            veces = [cronometrar(torch.mm, en_su_tipo, en_su_tipo) for _ in range(5)]
            tiempos.setdefault(f"{nombre} matrices", []).append(min(veces))
    operaciones = {"matrices": 2 * 2048**3, "modelo": contador.get_total_flops()}
    return {
        nombre: {
            "segundos": min(tiempos[nombre]),
            "modelo": operaciones["modelo"] / min(tiempos[nombre]) / 1e9,
            "matrices": operaciones["matrices"] / min(tiempos[f"{nombre} matrices"]) / 1e9,
        }
        for nombre in precisiones
    }


def medir_importar(codigo: str) -> dict:
    """Cronometra unas importaciones en un proceso que, como un cuaderno, ya tiene cargado IPython."""
    import IPython  # noqa: F401

    return {"segundos": cronometrar(exec, codigo, {})}


MEDIDAS = {
    "pipeline": medir_pipeline,
    "clasificar": medir_clasificar,
    "abreviado": medir_clasificar_abreviado,
    "carpeta": medir_carpeta,
    "velocidad": medir_velocidad,
    "importar": medir_importar,
    "explorador": medir_explorador,
    "mfcc": medir_mfcc,
    "entrenamiento": medir_entrenamiento,
    "codificador": medir_codificador,
}


def cronometrar(funcion, *argumentos) -> float:
    inicio = time.perf_counter()
    funcion(*argumentos)
    return time.perf_counter() - inicio


def pico_de_memoria() -> int:
    """Devuelve los octetos de memoria residente que ha llegado a ocupar este proceso."""
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    pico = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return pico if sys.platform == "darwin" else pico * 1024  # macOS lo da en octetos; Linux, en KiB


def en_otro_proceso(medida: str, *argumentos: str) -> dict:
    print(f"  {medida} {' '.join(argumentos)[:60]}".splitlines()[0], file=sys.stderr, flush=True)
    proceso = subprocess.run(
        [sys.executable, __file__, "--medida", medida, *argumentos], capture_output=True, text=True, cwd=RAIZ
    )
    if proceso.returncode:
        sys.exit(proceso.stderr)
    return json.loads(proceso.stdout.splitlines()[-1])


# --- De las medidas a las filas ---


def filas_de_un_sonido_largo(carpeta: Path, completo: bool) -> list[Fila]:
    cancion, hora = str(carpeta / "4_min.wav"), str(carpeta / "60_min.wav")
    escribir_ruido(cancion, 4 * 60)
    escribir_ruido(hora, 60 * 60)
    primera = en_otro_proceso("clasificar", cancion)
    pipeline = en_otro_proceso("pipeline", cancion)
    segunda = en_otro_proceso("clasificar", cancion)
    larga = en_otro_proceso("clasificar" if completo else "abreviado", hora)
    segundos = min(primera["segundos"], segunda["segundos"])
    veces = pipeline["segundos"] / segundos
    pico = max(primera["pico"], segunda["pico"])
    cuanto = "entera" if completo else f"1 de cada {UNA_DE_CADA} ventanas"
    return [
        Fila(
            f"4 min con clasificar ({primera['precision']})",
            f"{decimal(segundos)} s",
            f"pipeline: {decimal(pipeline['segundos'])} s",
            veces,
            "≥ 2,5",
            veces >= 2.5,
        ),
        Fila(
            "memoria máxima, 4 min",
            f"{decimal(pico / GIB, 2)} GiB",
            f"pipeline: {decimal(pipeline['pico'] / GIB, 2)} GiB",
            pico / pipeline["pico"],
            "≤ 1,4 GiB",
            pico <= 1.4 * GIB,
        ),
        Fila(
            f"memoria máxima, 60 min ({cuanto})",
            f"{decimal(larga['pico'] / GIB, 2)} GiB",
            f"4 min: {decimal(pico / GIB, 2)} GiB",
            larga["pico"] / pico,
            "≤ 1,4 GiB y ≤ 1,05",
            larga["pico"] <= min(1.4 * GIB, 1.05 * pico),
        ),
    ]


def filas_de_velocidad(velocidad: dict) -> list[Fila]:
    return [
        Fila(
            f"velocidad del modelo en {nombre}, 10 s",
            f"{decimal(medida['modelo'], 0)} GFLOP/s",
            f"matrices: {decimal(medida['matrices'], 0)} GFLOP/s",
            medida["modelo"] / medida["matrices"],
        )
        for nombre, medida in velocidad.items()
    ]


def filas_de_carpetas(carpeta: Path, velocidad: dict) -> list[Fila]:
    tiene_bf16 = "bf16" in velocidad
    ganancia = velocidad["float32"]["segundos"] / velocidad["bf16"]["segundos"] if tiene_bf16 else 1.0
    minimo = max(1.0 - RUIDO, MARGEN_DE_COMPROBAR * ganancia)
    filas = []
    for nombre, duraciones, turnos in (("de 5 s", (4.8, 5.2), "3"), ("de 3 a 9 s", (3, 9), "3")):
        destino = carpeta / nombre.replace(" ", "_")
        destino.mkdir()
        escribir_clips(destino, *duraciones)
        medida = en_otro_proceso("carpeta", str(destino), turnos)
        veces = medida["bucle"] / medida["carpeta"]
        filas.append(
            Fila(
                f"carpeta de {CLIPS} clips {nombre} ({medida['precision']})",
                f"{decimal(medida['carpeta'])} s",
                f"bucle: {decimal(medida['bucle'])} s",
                veces,
                f"≥ {decimal(minimo, 2)}" + (f" (bf16: {decimal(ganancia, 2)})" if tiene_bf16 else ""),
                veces >= minimo,
            )
        )
    return filas


def filas_de_importar() -> list[Fila]:
    casos = [("import helpers", "import helpers", "")]
    for cuaderno in sorted((RAIZ / "notebooks").glob("*.ipynb")):
        celda = primera_celda(cuaderno)
        casos.append((f"primera celda de {cuaderno.stem}", celda, importaciones_ajenas(celda)))
    filas = []
    for nombre, codigo, minimo in casos:
        medir = medir_arranque if not minimo else lambda c: en_otro_proceso("importar", c)["segundos"]
        medir(codigo)  # la primera vez se compilan los módulos
        turnos = range(TURNOS_DE_IMPORTAR * (3 if medir(codigo) < POCO_S else 1))
        tiempos = [(medir(codigo), medir(minimo)) for _ in turnos]
        nuestro, ajeno = (min(columna) for columna in zip(*tiempos, strict=True))
        filas.append(
            Fila(
                nombre,
                f"{decimal(nuestro, 3)} s",
                f"{'sus bibliotecas' if minimo else 'Python vacío'}: {decimal(ajeno, 3)} s",
                nuestro / ajeno,
                "≤ 1,2",
                nuestro <= 1.2 * ajeno,
            )
        )
    return filas


def filas_de_entrenamiento() -> list[Fila]:
    filas = []
    for nombre, cual in REDES.items():
        medida = en_otro_proceso("entrenamiento", nombre)
        filas.append(
            Fila(
                f"entrenar {cual}, {decimal(medida['segundos'], 2)} s por época",
                f"{decimal(medida['red'], 1)} GFLOP/s",
                f"matrices: {decimal(medida['matrices'], 0)} GFLOP/s",
                medida["red"] / medida["matrices"],
            )
        )
    return filas


def filas_de_codificadores() -> list[Fila]:
    filas = []
    for nombre, (cual, maximo) in CODIFICADORES.items():
        medida = en_otro_proceso("codificador", nombre)
        veces = medida["codificador"] / medida["librosa"]
        cuota = medida["red"] / medida["matrices"]
        filas += [
            Fila(
                f"codificar un minuto con {cual}, en CPU",
                f"{decimal(medida['codificador'], 2)} s",
                f"leerlo y sus MFCC con librosa: {decimal(medida['librosa'], 2)} s",
                veces,
                f"≤ {decimal(maximo, 1)}",
                veces <= maximo,
            ),
            Fila(
                f"velocidad de {cual}",
                f"{decimal(medida['red'], 0)} GFLOP/s",
                f"matrices: {decimal(medida['matrices'], 0)} GFLOP/s",
                cuota,
                "≥ 0,45",
                cuota >= 0.45,
            ),
        ]
    return filas


def filas_de_exploradores() -> list[Fila]:
    filas = []
    for nombre, de_que in EXPLORADORES.items():
        medida = en_otro_proceso("explorador", nombre)
        filas.append(
            Fila(
                f"explorador {de_que}: el cambio más lento",
                f"{decimal(1000 * medida['segundos'], 0)} ms",
                f"de {medida['cambios']} cambios",
                medida["segundos"] / TARDANZA_MAXIMA_S,
                "≤ 150 ms",
                medida["segundos"] <= TARDANZA_MAXIMA_S,
            )
        )
    return filas


def filas_de_caracteristicas() -> list[Fila]:
    medida = en_otro_proceso("mfcc")
    filas = []
    for nombre, cuando, minimo in (("sin_cache", "la primera vez", 2), ("con_cache", "ya guardados", 20)):
        veces = medida["bucle"] / medida[nombre]
        filas.append(
            Fila(
                f"MFCC de {medida['clips']} clips, {cuando}",
                f"{decimal(medida[nombre], 2)} s",
                f"bucle de librosa: {decimal(medida['bucle'], 2)} s",
                veces,
                f"≥ {minimo}",
                veces >= minimo,
            )
        )
    return filas


def medir_arranque(codigo: str) -> float:
    return cronometrar(lambda: subprocess.run([sys.executable, "-c", codigo], check=True, cwd=RAIZ))


def primera_celda(cuaderno: Path) -> str:
    celdas = json.loads(cuaderno.read_text(encoding="utf-8"))["cells"]
    return next("".join(celda["source"]) for celda in celdas if celda["cell_type"] == "code")


def importaciones_ajenas(codigo: str) -> str:
    """Devuelve las líneas que importan bibliotecas, sin las de `helpers`: lo mínimo que cuesta la celda."""
    lineas = []
    for nodo in ast.parse(codigo).body:
        modulos = [nodo.module] if isinstance(nodo, ast.ImportFrom) else []
        if isinstance(nodo, ast.Import):
            modulos = [alias.name for alias in nodo.names]
        if modulos and not any(modulo.split(".")[0] == "helpers" for modulo in modulos):
            lineas.append(ast.unparse(nodo))
    return "\n".join(lineas) or "import numpy"


# --- Los sonidos ---


def escribir_ruido(ruta: str, segundos: float, sr: int = SR_ARCHIVO, semilla: int = 0) -> None:
    import numpy as np
    import soundfile

    rng = np.random.default_rng(semilla)
    with soundfile.SoundFile(ruta, "w", sr, 1, "PCM_16") as archivo:
        for inicio in range(0, round(segundos * sr), 60 * sr):
            muestras = min(60 * sr, round(segundos * sr) - inicio)
            archivo.write(rng.normal(0, 0.1, muestras).astype(np.float32))


def escribir_clips(carpeta: Path, desde_s: float, hasta_s: float) -> None:
    for i in range(CLIPS):
        segundos = desde_s + (hasta_s - desde_s) * i / (CLIPS - 1)
        escribir_ruido(str(carpeta / f"{i:02d}.wav"), segundos, SR, semilla=i)


# --- La tabla ---


def imprimir(filas: list[Fila]) -> None:
    cabecera = ("qué", "medido", "comparado con", "proporción", "objetivo", "¿se cumple?")
    textos = [cabecera] + [
        (
            fila.que,
            fila.medido,
            fila.comparado_con,
            decimal(fila.proporcion, 2),
            fila.objetivo or "se informa",
            {None: "—", True: "sí", False: "NO"}[fila.cumple],
        )
        for fila in filas
    ]
    anchos = [max(len(texto[i]) for texto in textos) for i in range(len(cabecera))]
    for numero, texto in enumerate(textos):
        print("  ".join(celda.ljust(ancho) for celda, ancho in zip(texto, anchos, strict=True)).rstrip())
        if numero == 0:
            print("  ".join("-" * ancho for ancho in anchos))


def main() -> None:
    argumentos = argparse.ArgumentParser(description="Mide el rendimiento y lo compara con hacerlo a mano.")
    argumentos.add_argument("--completo", action="store_true", help="los 60 minutos, ventana a ventana")
    argumentos.add_argument("--medida", nargs="+", help=argparse.SUPPRESS)
    opciones = argumentos.parse_args()
    if opciones.medida:
        medida, *resto = opciones.medida
        print(json.dumps(MEDIDAS[medida](*resto)))
        return
    with tempfile.TemporaryDirectory() as temporal:
        filas = filas_de_un_sonido_largo(Path(temporal), opciones.completo)
        velocidad = en_otro_proceso("velocidad", "10")
        filas += filas_de_carpetas(Path(temporal), velocidad) + filas_de_velocidad(velocidad)
    filas += filas_de_entrenamiento() + filas_de_exploradores() + filas_de_caracteristicas()
    filas += filas_de_codificadores()
    filas += filas_de_importar()
    imprimir(filas)


if __name__ == "__main__":
    main()
