"""¿Sirve este equipo para el curso? La respuesta se sabe antes de instalar nada.

Solo biblioteca estándar y sintaxis que entiende cualquier Python desde 3.6: quien llega con uno antiguo
recibe una frase y no un error de sintaxis. Cada función ``problema…`` devuelve esa frase, o "".
"""

import importlib.util
import platform
import struct
import subprocess
import sys
import sysconfig
from collections import namedtuple

PYTHON_MINIMO = (3, 11)
PYTHON_MAXIMO = (3, 14)
MACOS_MINIMO = 14
GLIBC_MINIMA = (2, 28)
ADMITIDOS = "{}.{} a {}.{}".format(*(PYTHON_MINIMO + PYTHON_MAXIMO))

Equipo = namedtuple("Equipo", "python bits sistema procesador macos glibc rosetta")
Equipo.__doc__ = """Lo que decide si hay paquetes para un equipo.

python : (mayor, menor). bits : 32 o 64. sistema : el de ``platform``. procesador : aquel para el que está
hecho este Python. macos : versión mayor, o None. glibc : (mayor, menor), o None si el sistema no la usa.
rosetta : si es un Python de Intel en un Mac con Apple Silicon.
"""


def este_equipo():
    """Devuelve el ``Equipo`` en el que se ejecuta este Python."""
    macos = platform.mac_ver()[0]
    biblioteca, version = platform.libc_ver()
    return Equipo(
        python=tuple(sys.version_info[:2]),
        bits=8 * struct.calcsize("P"),
        sistema=platform.system(),
        procesador=_procesador(),
        macos=int(macos.split(".")[0]) if macos else None,
        glibc=tuple(int(n) for n in version.split(".")[:2]) if biblioteca == "glibc" else None,
        rosetta=platform.system() == "Darwin" and _traducido_por_rosetta(),
    )


def _procesador():
    if platform.system() == "Windows":  # platform.machine() es el del equipo, no el de este Python
        return sysconfig.get_platform().split("-")[-1]
    return platform.machine().lower()


def _traducido_por_rosetta():
    try:
        salida = subprocess.check_output(["sysctl", "-in", "sysctl.proc_translated"])
    except (OSError, subprocess.CalledProcessError):
        return False
    return salida.strip() == b"1"


def problema_del_equipo(equipo):
    """Por qué no sirve ``equipo``."""
    return _problema_de_python(equipo) or _problema_de_sistema(equipo)


def _frase(que_pasa, que_hacer):
    return f"{que_pasa}\nQué hacer: {que_hacer}"


def _problema_de_python(equipo):
    este = "{}.{}".format(*equipo.python)
    if equipo.python < PYTHON_MINIMO:
        return _frase(
            f"Este Python es {este} y el curso necesita uno de {ADMITIDOS}.",
            "instala uno más nuevo desde python.org y repite la orden con él (por ejemplo, "
            "python3.12 -m helpers abrir; en Windows, py -3.12 -m helpers abrir).",
        )
    if equipo.python > PYTHON_MAXIMO:
        return _frase(
            f"Este Python es {este}, demasiado nuevo: las bibliotecas del curso existen para {ADMITIDOS}.",
            "instala uno de esos desde python.org, que convive con el que tienes, y repite la orden con él "
            "(por ejemplo, python3.13 -m helpers abrir; en Windows, py -3.13 -m helpers abrir).",
        )
    if equipo.bits < 64:
        return _frase(
            "Este Python es de 32 bits y las bibliotecas del curso solo existen para 64.",
            "instala desde python.org la versión de 64 bits y repite la orden con ella.",
        )
    return ""


def _problema_de_sistema(equipo):
    por_sistema = {"Darwin": _problema_de_mac, "Windows": _problema_de_windows, "Linux": _problema_de_linux}
    if equipo.sistema not in por_sistema:
        return _frase(
            f"Las bibliotecas del curso no se publican para este sistema ({equipo.sistema}).",
            "usa Windows, Linux o un Mac con Apple Silicon.",
        )
    return por_sistema[equipo.sistema](equipo)


def _problema_de_mac(equipo):
    if equipo.rosetta:
        return _frase(
            "Tu Mac es de Apple Silicon, pero este Python es de Intel y se ejecuta traducido (Rosetta): las "
            "bibliotecas del curso ya no se publican para Intel.",
            "instala el Python universal de python.org, abre un terminal sin Rosetta y repite la orden.",
        )
    if equipo.procesador != "arm64":
        return _frase(
            "Este Mac tiene un procesador Intel, y las bibliotecas del curso ya no se publican para él.",
            "usa un Mac con Apple Silicon o un equipo con Windows o Linux.",
        )
    if equipo.macos is not None and equipo.macos < MACOS_MINIMO:
        return _frase(
            f"Este Mac tiene macOS {equipo.macos} y las bibliotecas del curso piden macOS {MACOS_MINIMO}.",
            "actualiza macOS y repite la orden.",
        )
    return ""


def _problema_de_windows(equipo):
    if equipo.procesador == "amd64":
        return ""
    return _frase(
        f"Este Python es para {equipo.procesador} y las bibliotecas del curso, en Windows, solo para x86-64.",
        "instala desde python.org el «Windows installer (64-bit)», que también funciona en un equipo ARM, y "
        "repite la orden con él.",
    )


def _problema_de_linux(equipo):
    if equipo.procesador not in ("x86_64", "aarch64"):
        return _frase(
            f"Las bibliotecas del curso no se publican para Linux en {equipo.procesador}.",
            "usa un equipo x86-64 o ARM de 64 bits.",
        )
    if equipo.glibc is None or equipo.glibc < GLIBC_MINIMA:
        minima = "{}.{}".format(*GLIBC_MINIMA)
        return _frase(
            f"Este Linux no tiene glibc {minima} o posterior, que las bibliotecas del curso necesitan (la "
            "traen Debian 10, Ubuntu 18.10, Fedora 29 y posteriores; Alpine no la usa).",
            "usa una distribución más reciente.",
        )
    return ""


def problema_de_venv():
    """Por qué este Python no puede crear entornos."""
    if all(importlib.util.find_spec(modulo) for modulo in ("venv", "ensurepip")):
        return ""
    return _frase(
        "A este Python le falta el módulo venv (o ensurepip), con el que se crea el entorno del curso.",
        "en Debian y Ubuntu, sudo apt install python3-venv; en otros sistemas, instala Python desde "
        "python.org. Después, repite la orden.",
    )
