"""Instalar paquetes con el pip de un entorno, y decir en una frase por qué no se ha podido."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from helpers.errores import ErrorDelCurso

# Pocos reintentos y cortos: quien espera prefiere saber pronto que no hay red.
OPCIONES = (
    "--disable-pip-version-check",
    "--no-input",
    "--no-warn-script-location",
    "--timeout",
    "15",
    "--retries",
    "2",
)

# En orden: una red cortada también acaba en «no matching distribution», y gana la primera que aparezca.
CAUSAS = (
    (
        r"No space left on device|Errno 28\b|Errno 122\b|Disk quota exceeded|WinError 112",
        "No queda sitio en el disco, o se ha acabado tu cuota.",
        "libera unos gigabytes y repite la orden.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLCertVerificationError",
        "La conexión con el índice de paquetes no es de fiar: su certificado no se puede comprobar.",
        "mira que la fecha del equipo sea correcta; si un proxy o un antivirus inspecciona tu red, "
        "dale a pip su certificado (pip config set global.cert archivo.pem) y repite la orden.",
    ),
    (
        r"PATH separator\b",
        f"La ruta del curso lleva «{os.pathsep}», y con ese signo no se puede crear el entorno.",
        f"cambia de nombre la carpeta que lleva «{os.pathsep}», o mueve el curso a otra, y repite la orden.",
    ),
    (
        r"Long Path|WinError 206",
        "La carpeta del curso está tan adentro que Windows no admite rutas tan largas.",
        r"mueve el curso a una carpeta corta, como C:\curso, y repite la orden.",
    ),
    (
        r"Errno 13\b|WinError 5\b|Permission denied|Access is denied|Errno 30\b|Read-only file system",
        "No hay permiso para escribir en la carpeta del curso o en la de archivos temporales.",
        "copia el curso a una carpeta tuya, cierra los programas que usen su .venv y repite la orden.",
    ),
    (
        r"NameResolutionError|getaddrinfo failed|name resolution|Name or service not known|nodename nor"
        r"|Failed to establish a new connection|ConnectTimeout|ReadTimeout|Read timed out|Max retries"
        r"|Connection (?:reset|refused|aborted|broken)|ConnectionResetError|IncompleteRead|ProxyError"
        r"|Network is unreachable|ProtocolError|incomplete-download|not enough bytes were received",
        "No hay conexión con el índice de paquetes, o se ha cortado.",
        "comprueba la red y repite la orden: lo que ya se descargó entero no se descarga otra vez.",
    ),
    (
        r"No matching distribution found|is not a supported wheel|requires a different Python"
        r"|ResolutionImpossible|conflicting dependencies",
        "No hay una combinación de paquetes que sirva para este Python y este sistema.",
        "prueba con otro Python de los admitidos (python3.12, por ejemplo) y repite la orden.",
    ),
)
DESCARGA_CORTADA = re.compile(r"IncompleteRead|ReadTimeoutError:|incomplete-download|not enough bytes")


class ErrorDeInstalacion(ErrorDelCurso):
    """El entorno del curso no se puede preparar o JupyterLab no arranca."""


class FalloDePip(Exception):
    """pip ha terminado con error; lo que escribió por su salida de error es ``str(fallo)``."""


def explicar(salida: str) -> ErrorDeInstalacion:
    """Devuelve el error en español que corresponde a lo que escribió pip o a un error del sistema."""
    for patron, que_paso, que_hacer in CAUSAS:
        if re.search(patron, salida, re.IGNORECASE):
            return ErrorDeInstalacion(que_paso, que_hacer=que_hacer)
    final = "\n".join(salida.strip().splitlines()[-12:])
    return ErrorDeInstalacion(
        "La instalación ha fallado por algo que no estaba previsto. Lo último que dijo:\n" + final,
        que_hacer="repite la orden; si vuelve a fallar, enseña ese texto a quien te ayude con el curso.",
    )


def instalar(python: Path, argumentos: list[str], carpeta: Path) -> None:
    """Ejecuta ``pip install`` en ``carpeta`` con el progreso a la vista; si se corta una descarga, dos veces.

    Lanza FalloDePip si no termina bien. Lo que pip escribe por su salida de error (reintentos, pilas de
    llamadas) no se enseña: se explica.
    """
    try:
        _ejecutar_pip(python, argumentos, carpeta)
    except FalloDePip as fallo:
        if not DESCARGA_CORTADA.search(str(fallo)):
            raise
        avisar("Se ha cortado una descarga. Se intenta otra vez.")
        _ejecutar_pip(python, argumentos, carpeta)


def _ejecutar_pip(python: Path, argumentos: list[str], carpeta: Path) -> None:
    orden = [str(python), "-m", "pip", "install", *OPCIONES, *argumentos]
    entorno = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    proceso = subprocess.Popen(
        orden, cwd=carpeta, env=entorno, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
    )
    try:
        errores = proceso.stderr.read()
    except BaseException:
        proceso.terminate()
        raise
    finally:
        proceso.stderr.close()
        proceso.wait()
    if proceso.returncode:
        raise FalloDePip(errores)


def responde(python: Path) -> bool:
    """Si ``python`` tiene un pip que funciona."""
    try:
        orden = [str(python), "-m", "pip", "--version"]
        return subprocess.run(orden, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def reparar(python: Path) -> None:
    """Olvida los paquetes que una instalación dejó a medias, para que pip los vuelva a instalar."""
    orden = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    paquetes = Path(subprocess.run(orden, capture_output=True, text=True, check=True).stdout.strip())
    for ficha in paquetes.glob("*.dist-info"):
        if not _esta_entero(ficha):
            avisar(f"Se vuelve a instalar {ficha.name.removesuffix('.dist-info')}, que quedó a medias.")
            shutil.rmtree(ficha)


def _esta_entero(ficha: Path) -> bool:
    """Si pip terminó de instalar el paquete: lo último que hace es apuntarse a sí mismo en RECORD."""
    registro = ficha / "RECORD"
    return registro.exists() and f"{ficha.name}/INSTALLER," in registro.read_text("utf-8")


def avisar(texto: str) -> None:
    """Escribe una frase para quien espera, sin dejarla en el búfer."""
    print(texto, flush=True)
