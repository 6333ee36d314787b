"""Las órdenes: ``abrir``, ``reiniciar``, ``progreso``… Lo que se hace con el curso desde el terminal."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from helpers import disco, progreso, variables
from helpers.curso import avance, carpeta_portatil, instalacion, laboratorio, lugar
from helpers.curso.paquetes import avisar
from helpers.errores import ErrorDelCurso
from helpers.rutas import leer_ruta

INTERRUMPIDO = 130
ORDEN = "py -m helpers" if os.name == "nt" else "python3 -m helpers"
PREPARAR = "import sys; from helpers.curso import preparacion; sys.exit(preparacion.{}(sys.argv[1:]))"
COPIAR = "import sys; from helpers.curso import ordenes; sys.exit(ordenes.copiar_aqui(*sys.argv[1:]))"
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
        description="Prepara el entorno la primera vez, pone al día tu copia y abre en ella JupyterLab.",
    )
    abrir.add_argument("--sin-navegador", action="store_true", help="solo escribe la dirección")
    abrir.add_argument("--original", action="store_true", help="abre el curso y no tu copia, para mantenerlo")
    abrir.add_argument("--carpeta", metavar="RUTA", help="usa los modelos y datos que «preparar» dejó ahí")
    reiniciar = ordenes.add_parser(
        "reiniciar",
        help="empieza de nuevo un cuaderno de tu copia",
        description="Deja cuadernos de tu copia como el primer día. Los que había se guardan al lado, y "
        "no se olvida lo que llevas hecho.",
    )
    reiniciar.add_argument("cuadernos", nargs="+", metavar="NÚMERO", help="el del cuaderno: 03")
    ordenes.add_parser(
        "progreso",
        help="dice qué ejercicios llevas hechos",
        description="Dice qué ejercicios de tu copia has acertado, y cuándo.",
    )
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
        description="Ejecuta ruff y todas las pruebas, cuadernos incluidos. Lo que se añada va a pytest; "
        "con --navegador, si no hay un Chromium las pruebas que lo usan fallan en vez de saltarse.",
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
    _escribir_lo_que_se_pueda()
    lector = analizador()
    pedido, resto = lector.parse_known_args(argumentos)
    if resto and pedido.orden != "probar":
        lector.error("")
    try:
        return _contando_los_errores(lambda: _cumplir(pedido, resto))
    except KeyboardInterrupt:
        print("\nInterrumpido. Repite la misma orden para seguir donde se quedó.", file=sys.stderr)
        return INTERRUMPIDO


def _cumplir(pedido: argparse.Namespace, resto: Sequence[str]) -> int:
    _dejar_el_entorno_sano()
    ordenes: dict[str, Callable[[], int]] = {
        "abrir": lambda: _abrir(pedido),
        "reiniciar": lambda: reiniciar(pedido.cuadernos),
        "progreso": decir_el_progreso,
        "preparar": lambda: preparar(pedido.nombres, pedido.listar, _ruta(pedido.carpeta)),
        "probar": lambda: probar(resto),
        "guardar": lambda: guardar(pedido.rutas),
    }
    return ordenes[pedido.orden]()


def _abrir(pedido: argparse.Namespace) -> int:
    if pedido.carpeta:
        carpeta = _ruta(pedido.carpeta)
        carpeta_portatil.exigir_llena(carpeta)
        os.environ.update(carpeta_portatil.variables(carpeta))
    abre = abrir_el_original if pedido.original else abrir
    return abre(navegador=not pedido.sin_navegador)


def _escribir_lo_que_se_pueda() -> None:
    """Una letra que el terminal no tiene sale como «?», y no corta la orden a la mitad."""
    for salida in (sys.stdout, sys.stderr):
        salida.reconfigure(errors="replace")


def _contando_los_errores(hacer: Callable[[], int | None]) -> int:
    """Hace algo y devuelve su código de salida; un error del curso o del sistema sale sin su pila."""
    try:
        return hacer() or 0
    except ErrorDelCurso as error:
        print(f"\n{error}", file=sys.stderr)
    except OSError as error:
        print(f"\n{_del_sistema(error)}", file=sys.stderr)
    return 1


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


def abrir(navegador: bool) -> int:
    """Prepara el entorno, pone al día la copia de quien estudia y abre en ella JupyterLab."""
    python = instalacion.preparar()
    copia = lugar.carpeta_de_trabajo(instalacion.RAIZ)
    codigo = _copiar(python, copia)
    if codigo and not (copia / laboratorio.PRIMER_CUADERNO).exists():
        return codigo
    laboratorio.abrir(python, copia, navegador)
    return 0


def abrir_el_original(navegador: bool) -> int:
    """Prepara el entorno y abre JupyterLab en el curso, con sus salidas guardadas."""
    laboratorio.abrir(instalacion.preparar(), instalacion.RAIZ, navegador)
    return 0


def reiniciar(cuadernos: Sequence[str]) -> int:
    """Empieza de nuevo cuadernos de la copia de quien estudia."""
    python = instalacion.preparar()
    return _copiar(python, lugar.carpeta_de_trabajo(instalacion.RAIZ), *cuadernos)


def _copiar(python: Path, copia: Path, *cuadernos: str) -> int:
    orden = [str(python), "-c", COPIAR, str(copia), *cuadernos]
    return subprocess.run(orden, cwd=instalacion.RAIZ, check=False).returncode


def copiar_aqui(copia: str, *cuadernos: str) -> int:
    """Pone al día la copia o, si se piden cuadernos, los reinicia, con este Python, que ya lo tiene todo."""
    from helpers.curso.copia import poner_al_dia, reiniciar

    originales = instalacion.RAIZ / laboratorio.CUADERNOS
    hacer = partial(reiniciar, pedidos=cuadernos) if cuadernos else poner_al_dia

    def contarlo() -> None:
        _escribir_lo_que_se_pueda()
        for frase in hacer(originales, Path(copia)):
            print(frase, flush=True)

    return _contando_los_errores(contarlo)


def decir_el_progreso() -> int:
    """Escribe qué ejercicios ha acertado quien estudia, y cuándo."""
    diario = lugar.carpeta_de_trabajo(instalacion.RAIZ) / progreso.DIARIO
    hechos = progreso.leer(diario) if diario.exists() else {}
    print(avance.tabla(instalacion.RAIZ / laboratorio.CUADERNOS, hechos))
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
    """Prepara el entorno con lo de las pruebas y ejecuta ruff y pytest; para en el primero que falla.

    Lanza ErrorDeCopia si se pide probar la copia de quien estudia.
    """
    for argumento in argumentos:
        _exigir_original(instalacion.RAIZ / argumento.split("::")[0])
    python = instalacion.preparar(extras=("pruebas",))
    # Cada proceso de pruebas usa un hilo: ya hay un proceso por núcleo.
    entorno = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    for orden in (["ruff", "check", "."], ["ruff", "format", "--check", "."], orden_de_pytest(argumentos)):
        proceso = subprocess.run([str(python), "-m", *orden], cwd=instalacion.RAIZ, env=entorno, check=False)
        if proceso.returncode:
            return proceso.returncode
    return 0


def _exigir_original(ruta: Path) -> None:
    if ruta.exists() and progreso.diario_de(ruta) is not None:
        raise lugar.ErrorDeCopia(
            "Eso es tu copia de trabajo, y las pruebas son de los originales.",
            ruta,
            f"prueba {laboratorio.CUADERNOS}/{ruta.name if ruta.is_file() else ''}.",
        )


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

    def guardarlos() -> None:
        _escribir_lo_que_se_pueda()
        for ruta in rutas:
            print(f"Ejecutando {Path(ruta).name}…", flush=True)
            cuadernos.guardar(Path(ruta))

    return _contando_los_errores(guardarlos)
