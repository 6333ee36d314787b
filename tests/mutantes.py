"""Mutantes: fallos puestos a propósito en una copia del curso, para saber si las pruebas los notan.

    python tests/mutantes.py              prueba todos los de mutantes.toml, de uno en uno
    python tests/mutantes.py silencio     solo los que llevan ese texto en el nombre o en el área
    python tests/mutantes.py --lista      dice en qué archivo cae cada uno, y no prueba nada

Un mutante es un trozo de código, de texto o de datos, y el que se pone en su lugar. El archivo se busca por
su contenido, así que la tabla vale aunque cambie de carpeta. Si con él puesto falla alguna de sus pruebas,
muere; si pasan todas, sobrevive: a las pruebas les falta algo. Un tiempo agotado también cuenta como muerte.

Acaba con 0 si mueren todos, con 1 si alguno sobrevive o no se encuentra y con 2 si la tabla no vale o si las
pruebas no pasan ya sin tocar nada.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path

AQUI = Path(__file__).resolve()
RAIZ = next(carpeta for carpeta in AQUI.parents if (carpeta / "pyproject.toml").is_file())
CON_MUTANTES = ("helpers", "notebooks", "data", "README.md")
CON_PRUEBAS = ("tests", "notebooks")
DE_TEXTO = (".py", ".md", ".ipynb", ".csv", ".json", ".toml")
NO_SE_COPIA = shutil.ignore_patterns(".git", ".*_cache", ".venv", ".hypothesis", "__pycache__", "*.egg-info")
MUERE, SOBREVIVE, NO_ESTA = "muere", "SOBREVIVE", "no se encuentra"
SIN_PRUEBAS = 5  # el código de pytest cuando no hay ninguna que ejecutar
TOPE_S, VECES_LA_BASE = 60, 5  # cuánto se espera a las pruebas de un mutante: eso y tantas veces lo normal


class Problema(Exception):
    """No se puede seguir: la tabla no vale, o las pruebas fallan sin tocar nada."""


@dataclass(frozen=True)
class Pruebas:
    """Las pruebas de un mutante. archivos : nombres, con comodines. k : la expresión ``-k`` de pytest."""

    archivos: tuple[str, ...]
    k: str = ""


@dataclass(frozen=True)
class Mutante:
    """Un fallo. antes, despues : un trozo y su sustituto. en : los archivos en que se busca."""

    nombre: str
    area: str
    antes: str
    despues: str
    pruebas: Pruebas
    en: str = "*"


@dataclass(frozen=True)
class Pasada:
    """Lo que dio pytest. fallo : la primera prueba que falla, o "" si pasan todas."""

    fallo: str
    segundos: float
    salida: str = ""


@dataclass(frozen=True)
class Resultado:
    """Cómo acabó un mutante. detalle : la prueba que lo mató, o por qué no se encuentra."""

    nombre: str
    area: str
    estado: str
    detalle: str
    segundos: float = 0.0


# --- La tabla


def leer_tabla(archivo: Path) -> list[Mutante]:
    """Devuelve los mutantes de una tabla. Lanza Problema si alguno está mal escrito."""
    tabla = tomllib.loads(archivo.read_text(encoding="utf-8"))
    pruebas = {n: Pruebas(tuple(p["archivos"]), p.get("k", "")) for n, p in tabla["pruebas"].items()}
    mutantes = [_leer_mutante(fila, pruebas) for fila in tabla["mutante"]]
    nombres = [mutante.nombre for mutante in mutantes]
    if repetidos := {nombre for nombre in nombres if nombres.count(nombre) > 1}:
        raise Problema(f"Hay mutantes con el mismo nombre: {', '.join(sorted(repetidos))}.")
    return mutantes


def _leer_mutante(fila: Mapping[str, str], pruebas: Mapping[str, Pruebas]) -> Mutante:
    if fila["antes"] in ("", fila["despues"]):
        raise Problema(f"El mutante «{fila['nombre']}» no cambia nada.")
    if fila["pruebas"] not in pruebas:
        raise Problema(f"El mutante «{fila['nombre']}» pide unas pruebas que no están: {fila['pruebas']}.")
    return Mutante(
        fila["nombre"],
        fila["area"],
        fila["antes"],
        fila["despues"],
        pruebas[fila["pruebas"]],
        fila.get("en", "*"),
    )


# --- La copia


class Copia:
    """Una copia del curso, en la que se pone un mutante cada vez."""

    def __init__(self, raiz: Path):
        """Lee los textos en que puede haber mutantes."""
        self.raiz = raiz
        archivos = [ruta for parte in CON_MUTANTES for ruta in (raiz / parte, *(raiz / parte).rglob("*"))]
        self.textos = {r: r.read_bytes().decode() for r in archivos if r.suffix in DE_TEXTO and r.is_file()}

    def buscar(self, mutante: Mutante) -> Path | str:
        """Devuelve en qué archivo cae un mutante, o por qué no se sabe."""
        textos = {r: t for r, t in self.textos.items() if fnmatch(r.name, mutante.en)}
        cuantas = {
            ruta: texto.count(mutante.antes) for ruta, texto in textos.items() if mutante.antes in texto
        }
        if sum(cuantas.values()) == 1:
            return next(iter(cuantas))
        return f"sale {sum(cuantas.values())} veces" if cuantas else "no sale en ningún archivo"

    @contextmanager
    def con_mutante(self, ruta: Path, mutante: Mutante) -> Iterator[None]:
        """Pone un mutante y, al acabar, deja el archivo como estaba."""
        ruta.write_bytes(self.textos[ruta].replace(mutante.antes, mutante.despues).encode())
        try:
            yield
        finally:
            ruta.write_bytes(self.textos[ruta].encode())

    def probar(self, pruebas: Pruebas, tope_s: float | None = None) -> Pasada:
        """Ejecuta unas pruebas hasta la primera que falle."""
        orden = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--tb=line", "-rfE"]
        archivos = [str(ruta.relative_to(self.raiz)) for ruta in self._archivos(pruebas)]
        orden += ["--nbval"] if any(archivo.endswith(".ipynb") for archivo in archivos) else []
        orden += ["-k", pruebas.k] if pruebas.k else []
        inicio = time.perf_counter()
        with tempfile.TemporaryFile() as salida:  # a una tubería la dejaría abierta un proceso huérfano
            opciones = {"cwd": self.raiz, "env": self._entorno(), "stdout": salida, "stderr": salida}
            try:
                codigo = subprocess.run([*orden, *archivos], timeout=tope_s, **opciones).returncode
            except subprocess.TimeoutExpired:
                return Pasada("(se agota el tiempo)", time.perf_counter() - inicio)
            salida.seek(0)
            texto = salida.read().decode(errors="replace")
        if codigo == SIN_PRUEBAS:
            raise Problema(f"Ninguna prueba casa con {pruebas}.")
        return Pasada(_primer_fallo(texto) if codigo else "", time.perf_counter() - inicio, texto)

    def _archivos(self, pruebas: Pruebas) -> list[Path]:
        todos = [ruta for parte in CON_PRUEBAS for ruta in sorted((self.raiz / parte).rglob("*"))]
        hallados = [ruta for ruta in todos if any(fnmatch(ruta.name, patron) for patron in pruebas.archivos)]
        if not hallados:
            raise Problema(f"No hay ningún archivo de pruebas que se llame {' o '.join(pruebas.archivos)}.")
        return hallados

    def _entorno(self) -> dict[str, str]:
        """Un hilo, y el `helpers` de la copia; sin archivos compilados, que serían del mutante de antes."""
        hilos = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        propio = {"PYTHONPATH": str(self.raiz), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
        return {**os.environ, **hilos, **propio}


def _primer_fallo(salida: str) -> str:
    hallado = re.search(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", salida, re.MULTILINE)
    return hallado[1] if hallado else "(pytest no llega a empezar)"


# --- Las pasadas


def medir_la_base(copia: Copia, selecciones: Sequence[Pruebas]) -> dict[Pruebas, float]:
    """Ejecuta cada selección sin tocar nada; devuelve lo que tarda. Lanza Problema si alguna falla."""
    segundos = {}
    for n, pruebas in enumerate(selecciones, 1):
        pasada = copia.probar(pruebas)
        if pasada.fallo:
            raise Problema(f"Sin tocar nada ya falla {pasada.fallo}:\n{pasada.salida[-3000:]}")
        segundos[pruebas] = pasada.segundos
        que = f"{' '.join(pruebas.archivos)} {pruebas.k}".strip()
        print(f"sin tocar nada, {n} de {len(selecciones)}: {que}, {pasada.segundos:.0f} s", flush=True)
    return segundos


def probar_uno(copia: Copia, mutante: Mutante, base_s: float) -> Resultado:
    """Pone un mutante, ejecuta sus pruebas y lo quita."""
    donde = copia.buscar(mutante)
    if isinstance(donde, str):
        return Resultado(mutante.nombre, mutante.area, NO_ESTA, donde)
    with copia.con_mutante(donde, mutante):
        pasada = copia.probar(mutante.pruebas, TOPE_S + VECES_LA_BASE * base_s)
    estado = MUERE if pasada.fallo else SOBREVIVE
    return Resultado(mutante.nombre, mutante.area, estado, pasada.fallo, round(pasada.segundos, 1))


def probar_todos(raiz: Path, mutantes: Sequence[Mutante]) -> list[Resultado]:
    """Copia el curso y prueba los mutantes de uno en uno, diciendo cómo acaba cada cual."""
    with tempfile.TemporaryDirectory(prefix="mutantes_") as carpeta:
        copia = Copia(Path(shutil.copytree(raiz, Path(carpeta, "curso"), ignore=NO_SE_COPIA)))
        base = medir_la_base(copia, list(dict.fromkeys(mutante.pruebas for mutante in mutantes)))
        resultados = []
        for mutante in mutantes:
            resultados.append(probar_uno(copia, mutante, base[mutante.pruebas]))
            print(_fila(resultados[-1], mutantes), flush=True)
    return resultados


def _fila(resultado: Resultado, mutantes: Sequence[Mutante]) -> str:
    nombre, area = (max(len(getattr(m, campo)) for m in mutantes) for campo in ("nombre", "area"))
    return (
        f"{resultado.nombre:{nombre}}  {resultado.area:{area}}  {resultado.estado:{len(NO_ESTA)}}  "
        f"{resultado.segundos:5.1f} s  {resultado.detalle}"
    )


def listar(raiz: Path, mutantes: Sequence[Mutante]) -> list[Resultado]:
    """Dice en qué archivo cae cada mutante, sin probar ninguno; devuelve los que no se encuentran."""
    copia, perdidos = Copia(raiz), []
    for mutante in mutantes:
        donde = copia.buscar(mutante)
        perdido = isinstance(donde, str)
        detalle = donde if perdido else donde.relative_to(raiz).as_posix()
        resultado = Resultado(mutante.nombre, mutante.area, NO_ESTA if perdido else "", detalle)
        perdidos += [resultado] if perdido else []
        print(_fila(resultado, mutantes))
    return perdidos


def principal(argumentos: Sequence[str] | None = None) -> int:
    """Atiende a la línea de órdenes; devuelve el código de salida."""
    lector = argparse.ArgumentParser(description="Prueba si las pruebas notan los fallos de mutantes.toml.")
    lector.add_argument("filtro", nargs="?", default="", help="texto del nombre o del área")
    lector.add_argument("--lista", action="store_true", help="dice dónde cae cada uno, y no prueba nada")
    lector.add_argument("--json", type=Path, metavar="ARCHIVO", help="escribe ahí los resultados")
    lector.add_argument("--raiz", type=Path, default=RAIZ, help="otra copia del curso que probar")
    pedido = lector.parse_args(argumentos)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # en segundo plano viene sin efecto, y se prueba
    try:
        todos = leer_tabla(AQUI.with_suffix(".toml"))
        mutantes = [mutante for mutante in todos if pedido.filtro in f"{mutante.nombre} {mutante.area}"]
        if not mutantes:
            raise Problema(f"Ningún mutante lleva «{pedido.filtro}» en el nombre o en el área.")
        if pedido.lista:
            return 1 if listar(pedido.raiz, mutantes) else 0
        resultados = probar_todos(pedido.raiz, mutantes)
    except Problema as problema:
        print(problema, file=sys.stderr)
        return 2
    if pedido.json:
        escrito = json.dumps([asdict(resultado) for resultado in resultados], ensure_ascii=False, indent=1)
        pedido.json.write_text(f"{escrito}\n", encoding="utf-8")
    mueren = sum(resultado.estado == MUERE for resultado in resultados)
    print(f"Mueren {mueren} de {len(resultados)}.")
    return 0 if mueren == len(resultados) else 1


if __name__ == "__main__":
    sys.exit(principal())
