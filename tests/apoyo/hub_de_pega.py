"""Un hub de Hugging Face de pega, en 127.0.0.1: lo que hace falta para probar las descargas sin internet.

Sirve carpetas de modelo con cualquier identificador y cualquier nombre de pesos, apunta cada petición y se
avería a medida. Contesta lo que ``huggingface_hub`` pregunta al descargar:

- ``HEAD`` y ``GET /{id}/resolve/{revisión}/{archivo}``, con ``ETag``, ``X-Repo-Commit``, ``Content-Length`` y
  ``Range``. Los ``.safetensors`` y ``.bin`` van como en el hub de verdad: una redirección a otro servidor (el
  almacén), con el sha256 y el tamaño en ``X-Linked-Etag`` y ``X-Linked-Size``.
- ``GET /api/models/{id}`` y ``/api/models/{id}/revision/{revisión}``.
- Lo que no existe, con un 404 y su ``X-Error-Code``.

Uso::

    with HubDePega() as hub:
        hub.publicar("org/nombre", carpeta)
        hub.averiar("model.safetensors", cortar_en=1000, veces=2)
        subprocess.run([...], env={**os.environ, **hub.entorno(cache)})
        assert hub.bajadas("model.safetensors") == 3

``HF_ENDPOINT`` se lee al importar ``huggingface_hub``: quien descarga ha de ser otro proceso.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GRANDES = (".safetensors", ".bin")
TROZO = 16 * 1024
SIN_CUENTA = "unauthenticated; You are sending unauthenticated requests to the HF Hub. Please set a HF_TOKEN."
SIEMPRE = 1_000_000

_RUTA_DE_ARCHIVO = re.compile(r"/(?P<id>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<archivo>.+)")
_RUTA_DE_API = re.compile(r"/api/models/(?P<id>[^/]+/[^/]+)(?:/revision/(?P<revision>[^/]+))?")
_RUTA_DEL_ALMACEN = re.compile(r"/(?P<sha>[0-9a-f]{64})/(?P<archivo>.+)")
_RANGO = re.compile(r"bytes=(\d+)-")


@dataclass(frozen=True)
class Peticion:
    """Una petición atendida. desde : el octeto en que empieza el rango pedido, o 0."""

    metodo: str
    ruta: str
    estado: int
    desde: int = 0


@dataclass
class Averia:
    """Cómo falla el hub al pedirle un archivo; los campos, en ``HubDePega.averiar``."""

    archivo: str
    veces: int = SIEMPRE
    metodos: tuple[str, ...] = ("HEAD", "GET")
    estado: int | None = None
    codigo: str = ""
    cabeceras: dict[str, str] = field(default_factory=dict)
    cortar_en: int | None = None
    contenido: bytes | None = None
    pausa_s: float = 0.0

    @property
    def del_cuerpo(self) -> bool:
        """Si estropea lo que se manda y no la respuesta."""
        return self.cortar_en is not None or self.contenido is not None


SANO = Averia("", veces=0)


@dataclass(frozen=True)
class _Archivo:
    contenido: bytes
    grande: bool

    @property
    def etag(self) -> str:
        """De los grandes, su sha256; de los pequeños, el sha1 con que git los nombra."""
        if self.grande:
            return hashlib.sha256(self.contenido).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(self.contenido) + self.contenido).hexdigest()


@dataclass
class _Repositorio:
    commit: str
    archivos: dict[str, _Archivo]


class HubDePega:
    """El hub y su almacén, en dos puertos de 127.0.0.1. Se usa con ``with``.

    peticiones : las atendidas, en orden. enviando : se activa al empezar a mandar un archivo grande.
    """

    def __init__(self):
        self.peticiones: list[Peticion] = []
        self.enviando, self.cerrado = threading.Event(), threading.Event()
        self.repositorios: dict[str, _Repositorio] = {}
        self._averias: list[Averia] = []
        self._cerrojo = threading.Lock()
        self._hub, self._almacen = self._arrancar(_Hub), self._arrancar(_Almacen)

    def _arrancar(self, atiende: type[_Servicio]) -> ThreadingHTTPServer:
        servidor = ThreadingHTTPServer(("127.0.0.1", 0), type(atiende.__name__, (atiende,), {"pega": self}))
        servidor.daemon_threads = True
        threading.Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return servidor

    def __enter__(self) -> HubDePega:
        return self

    def __exit__(self, *_) -> None:
        self.cerrado.set()
        for servidor in (self._hub, self._almacen):
            servidor.shutdown()
            servidor.server_close()

    @property
    def url(self) -> str:
        """La dirección del hub, para ``HF_ENDPOINT``."""
        return f"http://127.0.0.1:{self._hub.server_port}"

    @property
    def url_del_almacen(self) -> str:
        """La dirección a la que el hub manda a buscar los archivos grandes."""
        return f"http://127.0.0.1:{self._almacen.server_port}"

    def entorno(self, cache: Path) -> dict[str, str]:
        """Las variables con las que un proceso descarga de aquí, a la carpeta ``cache / "hub"``."""
        return {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(cache),
            "HF_HUB_CACHE": str(cache / "hub"),
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }

    def publicar(self, identificador: str, carpeta: Path, commit: str = COMMIT) -> None:
        """Sirve con un identificador los archivos de una carpeta, tal como están ahora."""
        archivos = {
            ruta.relative_to(carpeta).as_posix(): _Archivo(ruta.read_bytes(), ruta.suffix in GRANDES)
            for ruta in carpeta.rglob("*")
            if ruta.is_file()
        }
        self.repositorios[identificador] = _Repositorio(commit, archivos)

    def averiar(self, archivo: str, **como) -> None:
        """Estropea las peticiones de un archivo, en el hub y en el almacén.

        veces, metodos : a cuántas peticiones y de qué métodos ("HEAD", "GET"); si no se dice, a todas. Lo
        que estropea un cuerpo solo toca a las que lo mandan.
        estado, codigo, cabeceras : responde ese error, con ese ``X-Error-Code``.
        cortar_en : cierra la conexión tras mandar tantos octetos del cuerpo.
        contenido : manda esos octetos en lugar de los buenos, de los que conserva ``ETag`` y tamaño.
        pausa_s : segundos que espera antes de cada respuesta y entre trozo y trozo del cuerpo.
        """
        self._averias.append(Averia(archivo, **como))

    def arreglar(self) -> None:
        """Quita todas las averías."""
        self._averias.clear()

    def bajadas(self, archivo: str) -> int:
        """Cuántas veces se ha empezado a mandar el cuerpo de un archivo, contando las reanudadas."""
        return sum(
            p.metodo == "GET" and p.estado in (200, 206) and p.ruta.endswith(f"/{archivo}")
            for p in self.peticiones
        )

    def averia_de(self, archivo: str, metodo: str, manda_cuerpo: bool) -> Averia:
        """Gasta y devuelve la primera avería que toca a una petición; ``SANO`` si no hay ninguna."""
        with self._cerrojo:
            for averia in self._averias:
                toca = averia.archivo == archivo and metodo in averia.metodos and averia.veces > 0
                if toca and (manda_cuerpo or not averia.del_cuerpo):
                    averia.veces -= 1
                    return averia
        return SANO

    def guardado(self, sha: str) -> bytes | None:
        """El contenido de un archivo del almacén."""
        todos = (a for repositorio in self.repositorios.values() for a in repositorio.archivos.values())
        return next((a.contenido for a in todos if a.grande and a.etag == sha), None)


class _Servicio(BaseHTTPRequestHandler):
    """Lo común a los dos servidores: apuntar, fallar y mandar un cuerpo."""

    pega: ClassVar[HubDePega]
    protocol_version = "HTTP/1.1"
    timeout = 60

    def do_HEAD(self) -> None:
        self.atender()

    def do_GET(self) -> None:
        self.atender()

    def atender(self) -> None:
        raise NotImplementedError

    def log_message(self, *_) -> None:
        """No escribe nada: las peticiones quedan apuntadas."""

    def log_request(self, code="-", size="-") -> None:
        ruta = unquote(urlsplit(self.path).path)
        self.pega.peticiones.append(Peticion(self.command, ruta, int(code), self._desde()))

    def _desde(self) -> int:
        rango = _RANGO.match(self.headers.get("Range", ""))
        return int(rango[1]) if rango else 0

    def responder(self, estado: int, cabeceras: dict[str, str], cuerpo: bytes, averia: Averia = SANO) -> None:
        self.send_response(estado)
        for nombre, valor in {"Content-Length": str(len(cuerpo)), **cabeceras}.items():
            self.send_header(nombre, valor)
        self.end_headers()
        if self.command == "HEAD":
            return
        limite = len(cuerpo) if averia.cortar_en is None else averia.cortar_en
        try:
            for inicio in range(0, min(limite, len(cuerpo)), TROZO):
                self.wfile.write(cuerpo[inicio : min(inicio + TROZO, limite)])
                self.wfile.flush()
                if len(cuerpo) > TROZO:
                    self.pega.enviando.set()
                self.pega.cerrado.wait(averia.pausa_s)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        if limite < len(cuerpo):
            self.close_connection = True

    def mandar_archivo(self, contenido: bytes, cabeceras: dict[str, str], averia: Averia) -> None:
        """Manda un archivo, o lo que quede de él si se pide un rango."""
        desde, total = self._desde(), len(contenido)
        enviado = contenido if averia.contenido is None else averia.contenido
        if desde:
            cabeceras = {**cabeceras, "Content-Range": f"bytes {desde}-{total - 1}/{total}"}
        self.responder(206 if desde else 200, cabeceras, enviado[desde:], averia)

    def fallar(self, estado: int, codigo: str, cabeceras: dict[str, str] | None = None) -> None:
        cuerpo = json.dumps({"error": codigo or "error"}).encode()
        self.responder(estado, {**({"X-Error-Code": codigo} if codigo else {}), **(cabeceras or {})}, cuerpo)

    def averiado(self, averia: Averia) -> bool:
        """Espera lo que mande la avería y, si es un error, lo responde."""
        self.pega.cerrado.wait(averia.pausa_s)
        if averia.estado is not None:
            self.fallar(averia.estado, averia.codigo, averia.cabeceras)
        return averia.estado is not None


class _Hub(_Servicio):
    def atender(self) -> None:
        ruta = unquote(urlsplit(self.path).path)
        if hallada := _RUTA_DE_ARCHIVO.fullmatch(ruta):
            self._archivo(**hallada.groupdict())
        elif hallada := _RUTA_DE_API.fullmatch(ruta):
            self._informacion(**hallada.groupdict())
        else:
            self.fallar(404, "")

    def _repositorio(self, id: str, revision: str | None) -> _Repositorio | None:
        """El repositorio pedido; si no existe, responde el error y devuelve None."""
        repositorio = self.pega.repositorios.get(id)
        if repositorio is None:
            self.fallar(404, "RepoNotFound")
        elif revision not in (None, "main", repositorio.commit):
            self.fallar(404, "RevisionNotFound")
        else:
            return repositorio
        return None

    def _informacion(self, id: str, revision: str | None) -> None:
        repositorio = self._repositorio(id, revision)
        if repositorio is not None:
            archivos = [{"rfilename": nombre} for nombre in sorted(repositorio.archivos)]
            cuerpo = json.dumps({"id": id, "sha": repositorio.commit, "siblings": archivos}).encode()
            self.responder(200, {"Content-Type": "application/json"}, cuerpo)

    def _archivo(self, id: str, revision: str, archivo: str) -> None:
        manda_cuerpo = self.command == "GET" and not archivo.endswith(GRANDES)
        averia = self.pega.averia_de(archivo, self.command, manda_cuerpo)
        if self.averiado(averia):
            return
        repositorio = self._repositorio(id, revision)
        if repositorio is None:
            return
        cabeceras = {"X-Repo-Commit": repositorio.commit, "X-HF-Warning": SIN_CUENTA}
        encontrado = repositorio.archivos.get(archivo)
        if encontrado is None:
            self.fallar(404, "EntryNotFound", cabeceras)
        elif encontrado.grande:
            cabeceras |= {
                "X-Linked-Etag": f'"{encontrado.etag}"',
                "X-Linked-Size": str(len(encontrado.contenido)),
                "X-Xet-Hash": encontrado.etag,
                "Link": f'<{self.pega.url}/xet/{encontrado.etag}>; rel="xet-auth"',
                "Location": f"{self.pega.url_del_almacen}/{encontrado.etag}/{archivo}",
            }
            self.responder(302, cabeceras, b"")
        else:
            self.mandar_archivo(encontrado.contenido, {**cabeceras, "ETag": f'"{encontrado.etag}"'}, averia)


class _Almacen(_Servicio):
    def atender(self) -> None:
        hallada = _RUTA_DEL_ALMACEN.fullmatch(unquote(urlsplit(self.path).path))
        contenido = self.pega.guardado(hallada["sha"]) if hallada else None
        if contenido is None:
            self.fallar(404, "")
            return
        averia = self.pega.averia_de(hallada["archivo"], self.command, manda_cuerpo=self.command == "GET")
        if not self.averiado(averia):
            self.mandar_archivo(contenido, {"ETag": f'"{hallada["sha"]}"'}, averia)
