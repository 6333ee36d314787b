"""Abre JupyterLab, en español, en el primer cuaderno, y lo cierra con Ctrl-C sin preguntar.

Todo lo suyo (ajustes, registro) queda en ``.jupyter``, dentro del proyecto: ni usa ni toca la configuración
de Jupyter de quien lo abre. Solo biblioteca estándar.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import time
import webbrowser
from pathlib import Path

from helpers.curso.paquetes import ErrorDeInstalacion, avisar

PRIMER_CUADERNO = "notebooks/00_bienvenida.ipynb"
ANFITRION = "127.0.0.1"
ESPERA_MAXIMA = 120  # segundos hasta que el servidor contesta
MENSAJE_MAXIMO = 100 * 2**20  # bytes: con los 10 MiB de fábrica, subir un archivo mayor corta la conexión
AJUSTES = {
    "@jupyterlab/translation-extension/plugin": {"locale": "es_ES"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Los dos títulos de menú que el paquete de idioma deja en inglés.
    "@jupyterlab/mainmenu-extension/plugin": {
        "menus": [
            {"id": "jp-mainmenu-run", "label": "Ejecutar"},
            {"id": "jp-mainmenu-tabs", "label": "Pestañas"},
        ]
    },
    # En diapositivas, que el texto se lea desde el fondo de la sala.
    "@deathbeds/jupyterlab-fonts/fonts": {
        "styles": {
            "[data-jp-deck-mode='presenting'] .jp-MarkdownCell .jp-RenderedHTMLCommon": {"font-size": "22px"}
        }
    },
}


def abrir(python: Path, raiz: Path, navegador: bool) -> None:
    """Sirve JupyterLab desde ``raiz`` con el entorno de ``python`` hasta que se interrumpe.

    Lanza ErrorDeInstalacion si el servidor no arranca o se cae.
    """
    carpeta = raiz / ".jupyter"
    sembrar_ajustes(carpeta / "ajustes")
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


def sembrar_ajustes(carpeta: Path) -> None:
    """Escribe los ajustes de partida que falten; los que la persona haya cambiado se respetan."""
    for nombre, valor in AJUSTES.items():
        archivo = carpeta / f"{nombre}.jupyterlab-settings"
        if not archivo.exists():
            archivo.parent.mkdir(parents=True, exist_ok=True)
            archivo.write_text(json.dumps(valor), encoding="utf-8")


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
        "JUPYTER_DATA_DIR": str(carpeta / "datos"),
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
    camino = f"/lab/tree/{PRIMER_CUADERNO}" if (raiz / PRIMER_CUADERNO).exists() else "/lab"
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
