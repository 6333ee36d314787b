"""Abre JupyterLab, en español, en el primer cuaderno, y lo cierra con Ctrl-C sin preguntar.

Todo lo suyo (ajustes, registro) queda en ``.jupyter``, dentro de la carpeta que se abre: ni usa ni toca la
configuración de Jupyter de quien la abre. Solo biblioteca estándar.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import time
import webbrowser
from pathlib import Path

from helpers.curso import ajustes
from helpers.curso.paquetes import ErrorDeInstalacion, avisar

PRIMER_CUADERNO = "00_bienvenida.ipynb"
CUADERNOS = "notebooks"  # en el curso; en la copia de quien estudia están sueltos
ESTADO, DATOS = ".jupyter", "datos"
ANFITRION = "127.0.0.1"
ESPERA_MAXIMA = 120  # segundos hasta que el servidor contesta
MENSAJE_MAXIMO = 100 * 2**20  # bytes: con los 10 MiB de fábrica, subir un archivo mayor corta la conexión


def abrir(python: Path, raiz: Path, navegador: bool) -> None:
    """Sirve JupyterLab desde ``raiz``, la copia o el curso, con ``python`` hasta que se interrumpe.

    Lanza ErrorDeInstalacion si el servidor no arranca o se cae.
    """
    carpeta = raiz / ESTADO
    ajustes.sembrar(carpeta)
    puerto, ficha = puerto_libre(), secrets.token_urlsafe(24)
    registro = carpeta / "jupyterlab.log"
    with registro.open("w", encoding="utf-8") as salida:
        servidor = subprocess.Popen(
            orden_de_lab(python, raiz, puerto),
            cwd=raiz,
            env=entorno_de_lab(python, carpeta, ficha),
            stdin=subprocess.DEVNULL,
            stdout=salida,
            stderr=salida,
        )
    signal.signal(signal.SIGTERM, _como_interrupcion)
    try:
        esperar(servidor, puerto, registro)
        anunciar(direccion(raiz, puerto, ficha), navegador)
        servidor.wait()
        raise ErrorDeInstalacion(
            "JupyterLab se ha cerrado solo.", registro, "vuelve a abrirlo con la misma orden."
        )
    except KeyboardInterrupt:
        avisar("\nCerrando JupyterLab…")
    finally:
        cerrar(servidor)


def puerto_libre() -> int:
    """Devuelve un puerto local que nadie usa."""
    with socket.socket() as enchufe:
        enchufe.bind((ANFITRION, 0))
        return enchufe.getsockname()[1]


def orden_de_lab(python: Path, raiz: Path, puerto: int) -> list[str]:
    """La orden que arranca el servidor; sin la ficha de acceso, porque las órdenes en marcha se ven."""
    orden = [str(python), "-m", "jupyterlab", "--no-browser", "--ServerApp.answer_yes=True"]
    orden += [f"--ServerApp.ip={ANFITRION}", f"--ServerApp.port={puerto}", "--ServerApp.port_retries=0"]
    orden += [f"--ServerApp.root_dir={raiz}"]
    orden += [f"--ServerApp.tornado_settings={{'websocket_max_message_size': {MENSAJE_MAXIMO}}}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        orden.append("--allow-root")
    return orden


def entorno_de_lab(python: Path, carpeta: Path, ficha: str) -> dict[str, str]:
    """Las variables de entorno del servidor y de sus núcleos."""
    return {
        **os.environ,
        "JUPYTER_TOKEN": ficha,
        "JUPYTER_CONFIG_DIR": str(carpeta / "configuracion"),
        "JUPYTER_DATA_DIR": str(carpeta / DATOS),
        "JUPYTER_RUNTIME_DIR": str(carpeta / "en_marcha"),
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTERLAB_SETTINGS_DIR": str(carpeta / "ajustes"),
        "JUPYTERLAB_WORKSPACES_DIR": str(carpeta / "espacios"),
        "PATH": os.pathsep.join([str(python.parent), os.environ.get("PATH", os.defpath)]),
        **_en_lugar_de_la_personal(carpeta),
    }


def _en_lugar_de_la_personal(carpeta: Path) -> dict[str, str]:
    """Dónde escriben IPython y matplotlib si no hay carpeta personal, o si no se puede escribir en ella."""
    try:
        if os.access(Path.home(), os.W_OK | os.X_OK):
            return {}
    except RuntimeError:  # nadie sabe cuál es
        pass
    return {"IPYTHONDIR": str(carpeta / "ipython"), "MPLCONFIGDIR": str(carpeta / "matplotlib")}


def esperar(servidor: subprocess.Popen, puerto: int, registro: Path) -> None:
    """Espera a que el servidor conteste. Lanza ErrorDeInstalacion si se cae antes o tarda demasiado."""
    limite = time.monotonic() + ESPERA_MAXIMA
    while servidor.poll() is None and time.monotonic() < limite:
        with socket.socket() as enchufe:
            if enchufe.connect_ex((ANFITRION, puerto)) == 0:
                return
        time.sleep(0.2)
    final = "\n".join(registro.read_text("utf-8", errors="replace").splitlines()[-8:])
    raise ErrorDeInstalacion(
        f"JupyterLab no arranca. Lo último que dijo:\n{final}",
        registro,
        "repite la orden; si vuelve a fallar, borra la carpeta .venv y repítela.",
    )


def direccion(raiz: Path, puerto: int, ficha: str) -> str:
    """La dirección del primer cuaderno, o la de JupyterLab si aún no existe, con la ficha de acceso."""
    posibles = (PRIMER_CUADERNO, f"{CUADERNOS}/{PRIMER_CUADERNO}")
    camino = next((f"/lab/tree/{primero}" for primero in posibles if (raiz / primero).exists()), "/lab")
    return f"http://{ANFITRION}:{puerto}{camino}?token={ficha}"


def anunciar(url: str, navegador: bool) -> None:
    """Dice dónde está JupyterLab y cómo cerrarlo; lo abre en el navegador si se quiere y hay uno."""
    abierto = navegador and webbrowser.open(url)
    cabecera = "JupyterLab se abre en el navegador. Si no, copia en él esta dirección:"
    if not abierto:
        cabecera = "JupyterLab está listo. Copia esta dirección en el navegador:"
    avisar(f"\n{cabecera}\n\n    {url}\n\nPara cerrarlo, pulsa Ctrl-C en esta ventana.")


def cerrar(servidor: subprocess.Popen) -> None:
    """Espera a que el servidor termine; si no lo hace solo, lo termina."""
    for insistir in (lambda: None, servidor.terminate, servidor.kill):
        insistir()
        try:
            servidor.wait(10)
            return
        except subprocess.TimeoutExpired:
            continue
        except KeyboardInterrupt:
            continue


def _como_interrupcion(_senal: int, _marco: object) -> None:
    raise KeyboardInterrupt
