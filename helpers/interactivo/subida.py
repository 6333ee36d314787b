"""El control con el que quien estudia trae su propio sonido al cuaderno."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import ipywidgets as widgets

from helpers import numeros
from helpers.audio.sonido import Audio, cargar_audio
from helpers.errores import ErrorDeAudio
from helpers.teclas import CON_SUS_TECLAS, GUION_DE_TECLAS

MAXIMO_MB = 30
MAXIMO_S = 600.0
FORMATOS = "audio/*,video/mp4,video/webm,.m4a,.opus,.amr,.3gp,.aac,.ogg,.flac,.caf"

# La imagen que no se ve está para ejecutar algo al enseñarse.
_AL_ENSENARSE = f"""
<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
onload='{GUION_DE_TECLAS}'>
"""


class Subida(widgets.VBox):
    """Un botón para subir un sonido; debajo dice si se ha leído, o la razón por la que no vale.

    ``audio`` es el `Audio` subido, o None si aún no hay ninguno o el último no valía. El archivo no se
    guarda: se lee y se borra.
    """

    def __init__(
        self,
        maximo_mb: float = MAXIMO_MB,
        maximo_s: float = MAXIMO_S,
        al_leer: Callable[[str, Audio], None] | None = None,
    ):
        """Crea el control con sus límites: tamaño del archivo (MB) y duración del sonido (s).

        al_leer : a quién dar el nombre y el sonido de lo que se lea; sin ella, lo espera la celda siguiente.
        """
        self.audio: Audio | None = None
        self._al_leer = al_leer
        self._maximo_mb, self._maximo_s = maximo_mb, maximo_s
        self._boton = widgets.FileUpload(
            accept=FORMATOS, description="Subir un sonido", layout=widgets.Layout(width="auto")
        )
        self._mensaje = widgets.HTML(
            f"Vale la nota de voz de un móvil. Hasta {numeros.decimal(maximo_mb, 0)} MB y "
            f"{numeros.duracion(maximo_s)}."
        )
        self._boton.observe(self._recibir, names="value")
        super().__init__([self._boton, self._mensaje, widgets.HTML(_AL_ENSENARSE)])
        self.add_class(CON_SUS_TECLAS)

    def _recibir(self, cambio: dict) -> None:
        if not cambio["new"]:
            return
        archivo = cambio["new"][0]
        self.audio = None
        self._mensaje.value = f"Leyendo «{html.escape(archivo['name'])}»…"
        try:
            self.audio = leer_subido(archivo["name"], archivo["content"], self._maximo_mb, self._maximo_s)
        except ErrorDeAudio as error:
            self._mensaje.value = "<br>".join(html.escape(linea) for linea in str(error).splitlines())
        else:
            leido = f"Leído «{html.escape(archivo['name'])}»: {numeros.duracion(self.audio.duracion)}."
            self._mensaje.value = leido if self._al_leer else f"{leido} Ejecuta la celda siguiente."
            if self._al_leer:
                self._al_leer(archivo["name"], self.audio)
        finally:
            self._boton.value = ()  # suelta los bytes y deja subir otra vez el mismo archivo


def leer_subido(nombre: str, contenido: bytes | memoryview, maximo_mb: float, maximo_s: float) -> Audio:
    """Lee los bytes de un archivo subido. El nombre solo se usa para hablar de él.

    Lanza ErrorDeAudio si pesa o dura demasiado, si está vacío o si no se puede leer como sonido.
    """
    octetos = len(contenido)
    if octetos > maximo_mb * 1e6:
        raise ErrorDeAudio(
            f"Pesa {numeros.decimal(octetos / 1e6)} MB, y el máximo es {numeros.decimal(maximo_mb, 0)} MB.",
            nombre,
            "recorta el trozo que te interesa, o guárdalo comprimido (mp3, m4a u opus).",
        )
    with TemporaryDirectory(prefix="subida_") as carpeta:
        ruta = Path(carpeta) / f"sonido{_extension(nombre)}"
        ruta.write_bytes(contenido)
        try:
            audio = cargar_audio(ruta)
        except ErrorDeAudio as error:
            raise ErrorDeAudio(error.que_paso, nombre, error.que_hacer) from None
    if audio.duracion > maximo_s:
        raise ErrorDeAudio(
            f"Dura {numeros.duracion(audio.duracion)}, y el máximo es {numeros.duracion(maximo_s)}.",
            nombre,
            "recorta el trozo que te interesa.",
        )
    return audio


def _extension(nombre: str) -> str:
    """La extensión del nombre, si es corriente; el contenido decide cómo se lee."""
    extension = Path(nombre).suffix.lower()
    return extension if extension[1:].isalnum() and len(extension) <= 6 else ""
