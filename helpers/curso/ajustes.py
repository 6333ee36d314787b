"""Con qué ajustes se abre JupyterLab: en español, con un botón de diapositivas y con letra de sala.

Se siembran en cada apertura. Lo que la persona cambió o quitó después no se toca. Solo biblioteca estándar.
"""

from __future__ import annotations

import json
from pathlib import Path

from helpers.disco import escribir_de_golpe

PROYECTANDO = "body[data-jp-deck-mode='presenting']"
# Una celda con el foco en ella o en algo de dentro, y sin estar escribiendo en su código.
EN_UNA_DIAPOSITIVA = f"{PROYECTANDO} .jp-Deck .jp-Notebook.jp-mod-commandMode:not(.jp-mod-readWrite) :focus"
SIN_NADA_QUE_VER = f"{PROYECTANDO} .jp-Deck .jp-Notebook:not(:has(.jp-deck-mod-onscreen))::before"
QUEDA = ".jp-Deck-Remote-directions:has(.jp-deck-mod-direction-{}:not(.jp-mod-disabled))"
ADELANTE = {"direction": "down", "alternate": "forward"}
ATRAS = {"direction": "up", "alternate": "back"}


def _tecla(tecla: str, sentido: dict[str, str]) -> dict:
    return {"command": "deck:go", "args": sentido, "keys": [tecla], "selector": EN_UNA_DIAPOSITIVA}


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
    # Empieza siempre por la primera celda: desde una que no se proyecta, la pantalla saldría vacía.
    "@jupyterlab/notebook-extension/panel": {
        "toolbar": [
            {
                "name": "diapositivas",
                "label": "Diapositivas",
                "caption": "Proyectar el cuaderno desde el principio",
                "command": "apputils:run-all-enabled",
                "args": {
                    "commands": ["notebook:extend-marked-cells-top", "notebook:deselect-all", "deck:start"],
                    "args": [{}, {}, {}],
                },
                "rank": 35,
            },
            {
                "name": "deck",
                "label": "Seguir aquí",
                "caption": "Proyectar el cuaderno desde la celda elegida",
                "command": "deck:start",
                "rank": 36,
            },
        ]
    },
    # La flecha derecha, sola, se salta las diapositivas de debajo. Las de página son las de un mando.
    "@jupyterlab/shortcuts-extension/shortcuts": {
        "shortcuts": [
            _tecla("ArrowRight", ADELANTE),
            _tecla("PageDown", ADELANTE),
            _tecla("ArrowLeft", ATRAS),
            _tecla("PageUp", ATRAS),
            {"command": "deck:stop", "args": {}, "keys": ["Escape"], "selector": PROYECTANDO},
        ]
    },
    # En diapositivas, que todo se lea desde el fondo de la sala y que nada tape un reproductor.
    "@deathbeds/jupyterlab-fonts/fonts": {
        "styles": {
            "[data-jp-deck-mode='presenting'] .jp-MarkdownCell .jp-RenderedHTMLCommon": {"font-size": "22px"},
            PROYECTANDO: {"--jp-code-font-size": "20px"},
            f"{PROYECTANDO} .jp-OutputArea-output .jp-RenderedHTMLCommon": {"font-size": "20px"},
            f"{PROYECTANDO} .jp-OutputArea-output.jp-RenderedHTMLCommon": {"font-size": "20px"},
            f"{PROYECTANDO} .jp-RenderedHTMLCommon table": {"font-size": "20px"},
            f"{PROYECTANDO} .jp-OutputArea-promptOverlay": {"display": "none"},
            # Mientras queden celdas debajo o encima, no se ofrece saltarlas.
            f"{QUEDA.format('down')} .jp-deck-mod-direction-forward": {"visibility": "hidden"},
            f"{QUEDA.format('up')} .jp-deck-mod-direction-back": {"visibility": "hidden"},
            SIN_NADA_QUE_VER: {
                "content": '"Esta celda no se proyecta. Sal con Escape y pulsa «Diapositivas»."',
                "display": "block",
                "padding": "2em",
                "font-size": "22px",
            },
        }
    },
}
# La extensión de diapositivas de antes, que un entorno ya instalado conserva, usa las mismas órdenes.
DESACTIVADAS = {"disabledExtensions": {"@deathbeds/jupyterlab-deck": True}}


def _archivo(nombre: str) -> str:
    return f"ajustes/{nombre}.jupyterlab-settings"


SEMBRADO = {_archivo(nombre): valor for nombre, valor in AJUSTES.items()} | {
    "configuracion/labconfig/page_config.json": DESACTIVADAS
}
DIAPOSITIVAS = _archivo("jupyterlab-slideshow/plugin")


def sembrar(carpeta: Path) -> None:
    """Escribe en ``carpeta`` los ajustes que falten y los que hayan mejorado; lo que se proyectaba, ya no.

    Lo que la persona ha cambiado o quitado se respeta: al lado se guarda lo que se sembró la última vez.
    """
    registro = carpeta / "sembrado.json"
    antes = _leer(registro) or {}
    for nombre, valor in SEMBRADO.items():
        suyo = _leer(carpeta / nombre)
        if suyo is not None:
            _escribir(carpeta / nombre, suyo, _juntar(suyo, valor, antes.get(nombre)))
    _escribir(registro, antes, SEMBRADO)
    _salir_de_las_diapositivas(carpeta / DIAPOSITIVAS)


def _salir_de_las_diapositivas(archivo: Path) -> None:
    """JupyterLab guarda como un ajuste más que se está proyectando, y así se abriría la vez siguiente."""
    suyo = _leer(archivo)
    if suyo is None:
        archivo.unlink()
    else:
        _escribir(archivo, suyo, {clave: valor for clave, valor in suyo.items() if clave != "active"})


def _leer(archivo: Path) -> dict | None:
    """Lo que hay en un archivo de ajustes; nada si no existe, y None si no se entiende.

    JupyterLab pone comentarios, en líneas enteras, en los que guarda.
    """
    try:
        lineas = archivo.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    try:
        leido = json.loads("\n".join(linea for linea in lineas if not linea.lstrip().startswith("//")))
    except ValueError:
        return None
    return leido if isinstance(leido, dict) else None


def _escribir(archivo: Path, habia: dict, hay: dict) -> None:
    if hay != habia:
        archivo.parent.mkdir(parents=True, exist_ok=True)
        escribir_de_golpe(archivo, json.dumps(hay, ensure_ascii=False, indent=1).encode())


def _juntar(suyo: object, nuestro: object, antes: object) -> object:
    """Lo de la persona, con lo nuestro donde ella ni lo ha cambiado ni lo ha quitado. antes : lo sembrado."""
    if isinstance(suyo, list) and isinstance(nuestro, list):
        antes = antes if isinstance(antes, list) else []
        return list(_juntar(*map(_por_nombre, (suyo, nuestro, antes))).values())
    if isinstance(suyo, dict) and isinstance(nuestro, dict):
        antes = antes if isinstance(antes, dict) else {}
        nuevo = {clave: valor for clave, valor in nuestro.items() if clave not in antes}
        comun = {
            clave: _juntar(valor, nuestro[clave], antes.get(clave))
            for clave, valor in suyo.items()
            if clave in nuestro
        }
        return {**nuevo, **suyo, **comun}
    return nuestro if suyo == antes else suyo


def _por_nombre(elementos: list) -> dict:
    """Los elementos de una lista de ajustes, cada uno por lo que lo distingue; si nada, por su sitio."""
    nombres = {}
    for i, elemento in enumerate(elementos):
        senas = elemento if isinstance(elemento, dict) else {}
        nombre = tuple(str(senas[clave]) for clave in ("name", "id", "keys", "selector") if clave in senas)
        nombres[nombre or i] = elemento
    return nombres
