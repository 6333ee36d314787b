"""Un servidor de archivos de pega, en 127.0.0.1, que apunta cada petición y se avería a medida.

Uso::

    with ServidorDePega({"/a.wav": b"..."}) as servidor:
        servidor.averiar("/a.wav", cortar_en=10, veces=1)
        ...  # se baja de servidor.url("/a.wav")
        assert servidor.bajadas("/a.wav") == 2
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIEMPRE = 1_000_000
TROZO = 1024


@dataclass
class Averia:
    """Cómo falla el servidor al pedirle un archivo; los campos, en ``ServidorDePega.averiar``."""

    ruta: str
    veces: int = SIEMPRE
    estado: int = 200
    contenido: bytes | None = None
    cortar_en: int | None = None
    callar_en: int | None = None
    pausa_s: float = 0.0
    redirigir_a: str = ""
    al_empezar: Callable[[], None] = lambda: None


class ServidorDePega:
    """Sirve unos contenidos, por su ruta. Se usa con ``with``.

    peticiones : pares (método, ruta), en orden. conexiones : las que se han abierto.
    """

    def __init__(self, contenidos: dict[str, bytes]):
        self.contenidos = contenidos
        self.peticiones: list[tuple[str, str]] = []
        self.conexiones: list[socket.socket] = []
        self.cerrado = threading.Event()
        self._averias: list[Averia] = []
        self._cerrojo = threading.Lock()
        pega = self

        class Atiende(_Atiende):
            servidor_de_pega = pega

        self._servidor = ThreadingHTTPServer(("127.0.0.1", 0), Atiende)
        self._servidor.daemon_threads = False  # al cerrar se espera a que acaben
        self._hilo = threading.Thread(target=self._servidor.serve_forever, kwargs={"poll_interval": 0.02})
        self._hilo.start()

    def __enter__(self) -> ServidorDePega:
        return self

    def __exit__(self, *_) -> None:
        self.cerrado.set()
        self._servidor.shutdown()
        self._hilo.join()
        for conexion in self.conexiones:
            with suppress(OSError):  # las que ya se cerraron
                conexion.shutdown(socket.SHUT_RDWR)
        self._servidor.server_close()

    def url(self, ruta: str) -> str:
        """La dirección de una ruta."""
        return f"http://127.0.0.1:{self._servidor.server_port}{ruta}"

    def averiar(self, ruta: str, **como) -> None:
        """Estropea los GET de una ruta.

        veces : a cuántos; si no se dice, a todos. estado : contesta con ese error.
        contenido : manda esos octetos en lugar de los buenos.
        cortar_en : cierra la conexión tras tantos octetos. callar_en : deja de mandar, sin cerrarla.
        pausa_s : segundos de espera antes de cada trozo. redirigir_a : contesta con un 302.
        al_empezar : se llama antes de contestar.
        """
        with self._cerrojo:
            self._averias.append(Averia(ruta, **como))

    def arreglar(self) -> None:
        """Quita todas las averías."""
        with self._cerrojo:
            self._averias.clear()

    def bajadas(self, ruta: str) -> int:
        """Cuántas veces se ha pedido con GET una ruta."""
        return self.peticiones.count(("GET", ruta))

    def tomar_averia(self, ruta: str) -> Averia:
        """Gasta y devuelve la primera avería de una ruta; una sana si no hay ninguna."""
        with self._cerrojo:
            for averia in self._averias:
                if averia.ruta == ruta and averia.veces > 0:
                    averia.veces -= 1
                    return averia
        return Averia(ruta)


class _Atiende(BaseHTTPRequestHandler):
    servidor_de_pega: ServidorDePega
    protocol_version = "HTTP/1.1"
    timeout = 20

    def setup(self) -> None:
        super().setup()
        self.servidor_de_pega.conexiones.append(self.connection)

    def do_HEAD(self) -> None:
        self.servidor_de_pega.peticiones.append(("HEAD", self.path))
        self._cabecera(200 if self.path in self.servidor_de_pega.contenidos else 404, 0)

    def do_GET(self) -> None:
        pega = self.servidor_de_pega
        pega.peticiones.append(("GET", self.path))
        averia = pega.tomar_averia(self.path)
        averia.al_empezar()
        if averia.redirigir_a:
            self._cabecera(302, 0, Location=averia.redirigir_a)
        elif averia.estado != 200 or self.path not in pega.contenidos:
            self._cabecera(averia.estado if averia.estado != 200 else 404, 0)
        else:
            self._cuerpo(averia, pega.contenidos[self.path] if averia.contenido is None else averia.contenido)

    def _cuerpo(self, averia: Averia, contenido: bytes) -> None:
        self._cabecera(200, len(contenido))
        hasta = next((n for n in (averia.cortar_en, averia.callar_en) if n is not None), len(contenido))
        for desde in range(0, hasta, TROZO):
            if averia.pausa_s:
                self.servidor_de_pega.cerrado.wait(averia.pausa_s)
            try:
                self.wfile.write(contenido[desde : min(desde + TROZO, hasta)])
            except ConnectionError:  # quien bajaba se ha ido
                self.close_connection = True
                return
        if averia.callar_en is not None:
            self.servidor_de_pega.cerrado.wait(self.timeout)
        if hasta < len(contenido):
            self.close_connection = True

    def _cabecera(self, estado: int, octetos: int, **cabeceras: str) -> None:
        self.send_response(estado)
        for nombre, valor in {"Content-Length": str(octetos), **cabeceras}.items():
            self.send_header(nombre, valor)
        self.end_headers()

    def log_message(self, *_) -> None:
        """No escribe nada: las peticiones quedan en ``peticiones``."""
