"""Carga sonidos en un proceso aparte, que se puede caer o colgar sin llevarse las pruebas por delante."""

import os
import select
import subprocess
import sys
from pathlib import Path

MEMORIA = 2 * 2**30  # bytes de direcciones, además de los que ocupan las bibliotecas
ESPERA_S = 30

TRABAJO = """
import resource, sys, traceback, warnings
from pathlib import Path
warnings.simplefilter("error")
from helpers.audio import Audio, cargar_audio
from helpers.errores import ErrorDeAudio
import av, soundfile, soxr
if len(sys.argv) > 1:
    ocupado = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (ocupado + int(sys.argv[1]),) * 2)
for ruta in sys.stdin:
    try:
        audio = cargar_audio(ruta.rstrip("\\n"))
        respuesta = "audio" if isinstance(audio, Audio) else repr(audio)
    except ErrorDeAudio as error:
        completo = error.archivo == ruta.rstrip("\\n") and error.que_paso and error.que_hacer
        respuesta = "error: " + error.que_paso if completo else "error incompleto: " + str(error)
    except BaseException:
        respuesta = traceback.format_exc()
    print(respuesta.encode("unicode_escape").decode(), flush=True)
"""


class Lector:
    """Un proceso que contesta, de cada ruta, «audio», «error: …» o la pila de una excepción ajena."""

    def __init__(self, carpeta: Path):
        self._consola = carpeta / "consola.txt"
        self._proceso = None

    def preguntar(self, ruta: Path) -> str:
        """Devuelve lo que contesta; si se cae, se cuelga o escribe en la consola, lo que ha pasado."""
        if self._proceso is None:
            self._arrancar()
        self._proceso.stdin.write(f"{ruta}\n")
        self._proceso.stdin.flush()
        if not select.select([self._proceso.stdout], [], [], ESPERA_S)[0]:
            self.cerrar()
            return f"se ha colgado: {ESPERA_S} s sin contestar"
        respuesta = self._proceso.stdout.readline().rstrip("\n").encode().decode("unicode_escape")
        if not respuesta:
            codigo = self._proceso.wait()
            self.cerrar()
            return f"se ha caído con el código {codigo}: {self._consola.read_text()}"
        if escrito := self._consola.read_text():
            self.cerrar()
            return f"ha escrito en la consola: {escrito}"
        return respuesta

    def cerrar(self) -> None:
        """Acaba con el proceso."""
        if self._proceso is not None:
            self._proceso.kill()
            self._proceso.communicate()
            self._proceso = None

    def _arrancar(self) -> None:
        limite = [str(MEMORIA)] if sys.platform == "linux" else []
        with self._consola.open("w") as consola:
            self._proceso = subprocess.Popen(
                [sys.executable, "-c", TRABAJO, *limite],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=consola,
                text=True,
                env=os.environ | {"PYTHONIOENCODING": "utf-8"},
            )
