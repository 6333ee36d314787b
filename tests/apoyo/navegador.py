"""Un Chromium sin pantalla y sin red que abre cuadernos en JupyterLab y dice qué se ve en ellos.

Se usa el que haya: el de la variable CLASIFICACION_DE_AUDIO_CHROMIUM o, si no, el primero del PATH. Nunca se
descarga ninguno. Nada espera un tiempo fijo: se espera a que algo se vea.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import SplitResult

VARIABLE = "CLASIFICACION_DE_AUDIO_CHROMIUM"
NOMBRES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
SIN_CHROMIUM = f"no hay ningún Chromium en el PATH ni en la variable {VARIABLE}"
OPCIONES = ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--no-proxy-server"]
ESPERA_MS = 60_000
LISTO = """() => {
  const barra = document.querySelector('.jp-NotebookPanel-toolbar');
  return document.querySelector('.jp-Cell.jp-mod-active') && !document.querySelector('.jp-Spinner')
    && barra.querySelector('.jp-KernelName').textContent.includes('Python')
    && barra.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status === 'idle';
}"""
NUMERO = "(celda) => celda ? Number(celda.dataset.windowedListIndex) : -1"
ACTIVA = f"({NUMERO})(document.querySelector('.jp-Cell.jp-mod-active'))"
A_LA_VISTA = f"""[...document.querySelectorAll('.jp-Deck .jp-Cell.jp-deck-mod-visible')]
  .filter((celda) => celda.getBoundingClientRect().height > 0).map({NUMERO})"""


def chromium() -> str | None:
    """La ruta del Chromium de este equipo, o None si no hay."""
    return os.environ.get(VARIABLE) or next(filter(None, map(shutil.which, NOMBRES)), None)


@contextmanager
def en_marcha(ruta: str) -> Iterator:
    """Un navegador de Playwright, con su caché. Como root, Chromium solo arranca fuera de su jaula."""
    from playwright.sync_api import sync_playwright

    con_jaula = hasattr(os, "geteuid") and os.geteuid() != 0
    with sync_playwright() as playwright:
        navegador = playwright.chromium.launch(
            executable_path=ruta, args=OPCIONES, chromium_sandbox=con_jaula
        )
        try:
            yield navegador.new_context(viewport={"width": 1280, "height": 720})
        finally:
            navegador.close()


class CuadernoAbierto:
    """Un cuaderno abierto en una pestaña, y lo que se hace y se ve en él. Las celdas se cuentan desde 0."""

    def __init__(self, navegador, direccion: SplitResult, nombre: str):
        """direccion : la que anuncia ``abrir``. nombre : el cuaderno, en la carpeta abierta."""
        self.pagina = navegador.new_page()
        self.pagina.set_default_timeout(ESPERA_MS)
        self.pagina.goto(f"http://{direccion.netloc}/lab/tree/{nombre}?{direccion.query}&reset")
        self.hasta(LISTO)

    def hasta(self, condicion: str, valor: object = None) -> None:
        """Espera a que se cumpla una condición de JavaScript."""
        self.pagina.wait_for_function(condicion, arg=valor)

    @property
    def activa(self) -> int:
        """El número de la celda activa."""
        return self.pagina.evaluate(ACTIVA)

    @property
    def a_la_vista(self) -> list[int]:
        """Las celdas que se ven en la diapositiva."""
        return self.pagina.evaluate(A_LA_VISTA)

    def ejecutar_todo(self, final: str) -> None:
        """Elige «Ejecutar todas las celdas» y espera a que la última escriba ``final``."""
        self.pagina.click(".lm-MenuBar-itemLabel:text-is('Ejecutar')")
        self.pagina.click(".lm-Menu-item[data-command='runmenu:run-all']")
        self.pagina.wait_for_selector(f".jp-OutputArea-output:has-text('{final}')")

    def elegir(self, celda: int) -> None:
        """Pulsa con el ratón al lado de una celda de código, que queda activa."""
        self.pagina.click(f".jp-Cell[data-windowed-list-index='{celda}'] .jp-InputPrompt")

    def boton(self, nombre: str) -> None:
        """Pulsa un botón de la barra del cuaderno y espera a que la pantalla sea la de las diapositivas."""
        self.pagina.click(f".jp-NotebookPanel-toolbar [data-jp-item-name='{nombre}']")
        self.hasta("document.body.dataset.jpDeckMode")

    def proyectar(self, nombre: str = "diapositivas") -> None:
        """Empieza a proyectar con un botón, y espera a que se vea una celda."""
        self.boton(nombre)
        self.hasta(f"{A_LA_VISTA}.length > 0")

    def dejar_de_proyectar(self) -> None:
        """Sale de las diapositivas con Escape."""
        self.pagina.keyboard.press("Escape")
        self.hasta("!document.body.dataset.jpDeckMode")

    def teclear(self, tecla: str) -> int:
        """Pulsa una tecla que lleva a otra celda y devuelve su número."""
        antes = self.activa
        self.pagina.keyboard.press(tecla)
        self.hasta(f"(antes) => {ACTIVA} !== antes", antes)
        return self.activa

    def guardar(self) -> None:
        """Guarda el cuaderno con Ctrl-S, esté donde esté el foco."""
        with self.pagina.expect_response(lambda r: "/api/contents/" in r.url and r.request.method == "PUT"):
            self.pagina.keyboard.press("ControlOrMeta+s")
