"""Las órdenes: ``abrir`` el curso, ``preparar`` la clase, ``probar`` todo y ``guardar`` un cuaderno."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from helpers import disco, variables
from helpers.curso import carpeta_portatil, instalacion, laboratorio
from helpers.curso.paquetes import avisar
from helpers.errores import ErrorDelCurso
from helpers.rutas import leer_ruta

INTERRUMPIDO = 130
ORDEN = "py -m helpers" if os.name == "nt" else "python3 -m helpers"
PREPARAR = "import sys; from helpers.curso import preparacion; sys.exit(preparacion.{}(sys.argv[1:]))"
GUARDAR = "import sys; from helpers.curso import ordenes; sys.exit(ordenes.guardar_aqui(sys.argv[1:]))"


class Analizador(argparse.ArgumentParser):
    """Un ``ArgumentParser`` que habla español."""

    def __init__(self, **opciones):
        """Acepta lo mismo que ``ArgumentParser``."""
        super().__init__(add_help=False, allow_abbrev=False, **opciones)
        self._positionals.title, self._optionals.title = "órdenes", "opciones"
        self.add_argument("-h", "--ayuda", "--help", action="help", help="muestra esta ayuda y termina")

    def format_usage(self) -> str:
        """La línea de uso."""
        return super().format_usage().replace("usage: ", "uso: ", 1)

    def format_help(self) -> str:
        """La ayuda completa."""
        return super().format_help().replace("usage: ", "uso: ", 1)

    def error(self, message: str) -> NoReturn:
        """Termina con una frase y el uso."""
        self.exit(
            2, f"La orden no está bien escrita.\n{self.format_usage()}Más detalles: {self.prog} --ayuda\n"
        )


def analizador() -> Analizador:
    """Devuelve el analizador de la línea de órdenes."""
    principal = Analizador(prog="python3 -m helpers", description="Curso de clasificación de audio.")
    ordenes = principal.add_subparsers(dest="orden", required=True, metavar="orden")
    abrir = ordenes.add_parser(
        "abrir",
        help="prepara el entorno y abre el curso",
        description="Prepara el entorno la primera vez y abre JupyterLab en el primer cuaderno.",
    )
    abrir.add_argument("--sin-navegador", action="store_true", help="solo escribe la dirección")
    abrir.add_argument("--carpeta", metavar="RUTA", help="usa los modelos y datos que «preparar» dejó ahí")
    preparar = ordenes.add_parser(
        "preparar",
        help="descarga antes de clase modelos y datos reales",
        description="Descarga modelos y datos reales, los comprueba y los deja listos para usarse sin red.",
    )
    preparar.add_argument(
        "nombres",
        nargs="*",
        metavar="NOMBRE",
        help="qué (genero, emocion… o todo); sin nombres, dice qué hay",
    )
    preparar.add_argument("--listar", action="store_true", help="dice qué está ya descargado, y no descarga")
    preparar.add_argument(
        "--carpeta", metavar="RUTA", help="lo guarda en una carpeta que se puede llevar a otros equipos"
    )
    ordenes.add_parser(
        "probar",
        help="ejecuta todas las pruebas",
        description="Ejecuta ruff y todas las pruebas, cuadernos incluidos. Lo que se añada va a pytest.",
    )
    guardar = ordenes.add_parser(
        "guardar",
        help="ejecuta un cuaderno y lo guarda con sus salidas",
        description="Ejecuta cuadernos de arriba abajo y los guarda como las pruebas los comparan.",
    )
    guardar.add_argument("rutas", nargs="+", metavar="RUTA", help="cuaderno (.ipynb)")
    return principal


def ejecutar(argumentos: Sequence[str]) -> int:
    """Ejecuta la orden y devuelve su código de salida; los errores del curso salen sin pila de llamadas."""
    for salida in (sys.stdout, sys.stderr):
        salida.reconfigure(errors="replace")
    lector = analizador()
    pedido, resto = lector.parse_known_args(argumentos)
    if resto and pedido.orden != "probar":
        lector.error("")
    try:
        _dejar_el_entorno_sano()
        if pedido.orden == "abrir":
            return abrir(navegador=not pedido.sin_navegador, carpeta=_ruta(pedido.carpeta))
        if pedido.orden == "preparar":
            return preparar(pedido.nombres, listar=pedido.listar, carpeta=_ruta(pedido.carpeta))
        if pedido.orden == "probar":
            return probar(resto)
        if pedido.orden == "guardar":
            return guardar(pedido.rutas)
        raise AssertionError(f"la orden {pedido.orden} se anuncia y nadie la ejecuta")
    except ErrorDelCurso as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"\n{_del_sistema(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrumpido. Repite la misma orden para seguir donde se quedó.", file=sys.stderr)
        return INTERRUMPIDO


def _dejar_el_entorno_sano() -> None:
    """Las variables con que un cuaderno fallaría no llegan a lo que se arranca desde aquí."""
    sano = variables.sin_las_estropeadas(os.environ, avisar)
    for nombre in set(os.environ) - set(sano):
        del os.environ[nombre]


def _del_sistema(error: OSError) -> ErrorDelCurso:
    donde = error.filename or instalacion.RAIZ
    dentro = Path(os.fsdecode(donde)).absolute().is_relative_to(instalacion.RAIZ)
    que_hacer = "copia el curso a una carpeta tuya" if dentro else "elige otra carpeta, o cambia sus permisos"
    return ErrorDelCurso(disco.por_que(error), donde, f"{que_hacer}, y repite la orden.")


def _ruta(escrita: str | None) -> Path | None:
    return leer_ruta(escrita, ErrorDelCurso).resolve() if escrita else None


def abrir(navegador: bool, carpeta: Path | None) -> int:
    """Prepara el entorno y abre JupyterLab, con lo descargado en ``carpeta`` si se da una."""
    if carpeta is not None:
        carpeta_portatil.exigir_llena(carpeta)
        os.environ.update(carpeta_portatil.variables(carpeta))
    python = instalacion.preparar()
    laboratorio.abrir(python, instalacion.RAIZ, navegador)
    return 0


def preparar(nombres: Sequence[str], listar: bool, carpeta: Path | None) -> int:
    """Prepara el entorno y descarga en él lo pedido; sin nombres o con ``listar``, dice qué hay."""
    que = "listar" if listar else "traer" if nombres else "explicar"
    entorno = dict(os.environ)
    if carpeta is not None:
        if que == "traer":
            carpeta_portatil.exigir_escribible(carpeta)
        entorno |= carpeta_portatil.variables(carpeta)
    python = instalacion.preparar()
    orden = [str(python), "-c", PREPARAR.format(que), *nombres]
    with subprocess.Popen(orden, cwd=instalacion.RAIZ, env=entorno) as proceso:
        try:
            codigo = proceso.wait()
        except KeyboardInterrupt:
            laboratorio.cerrar(proceso)  # que recoja lo que tenía a medias
            raise
    if codigo == INTERRUMPIDO:
        raise KeyboardInterrupt
    if carpeta is not None and que == "traer" and codigo == 0:
        print(f"\n{carpeta_portatil.como_usarla(carpeta, ORDEN)}")
    return codigo


def probar(argumentos: Sequence[str]) -> int:
    """Prepara el entorno con lo de las pruebas y ejecuta ruff y pytest; para en el primero que falla."""
    python = instalacion.preparar(extras=("pruebas",))
    # Cada proceso de pruebas usa un hilo: ya hay un proceso por núcleo.
    entorno = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    for orden in (["ruff", "check", "."], ["ruff", "format", "--check", "."], orden_de_pytest(argumentos)):
        proceso = subprocess.run([str(python), "-m", *orden], cwd=instalacion.RAIZ, env=entorno, check=False)
        if proceso.returncode:
            return proceso.returncode
    return 0


def orden_de_pytest(argumentos: Sequence[str]) -> list[str]:
    """La orden de pytest: todas las pruebas y cuadernos, o solo las rutas que haya entre ``argumentos``."""
    rutas = [argumento for argumento in argumentos if (instalacion.RAIZ / argumento.split("::")[0]).exists()]
    todas = (
        []
        if rutas
        else [carpeta for carpeta in ("tests", "notebooks") if (instalacion.RAIZ / carpeta).exists()]
    )
    return ["pytest", "--nbval", "-n", "auto", "--dist", "loadfile", *argumentos, *todas]


def guardar(rutas: Sequence[str]) -> int:
    """Prepara el entorno y guarda en él cada cuaderno."""
    python = instalacion.preparar(extras=("pruebas",))
    absolutas = [str(Path(ruta).resolve()) for ruta in rutas]
    return subprocess.run(
        [str(python), "-c", GUARDAR, *absolutas], cwd=instalacion.RAIZ, check=False
    ).returncode


def guardar_aqui(rutas: Sequence[str]) -> int:
    """Guarda los cuadernos con este mismo Python, que ya tiene las dependencias."""
    from helpers.curso import cuadernos

    try:
        for ruta in rutas:
            print(f"Ejecutando {Path(ruta).name}…", flush=True)
            cuadernos.guardar(Path(ruta))
    except ErrorDelCurso as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(_del_sistema(error), file=sys.stderr)
        return 1
    return 0
