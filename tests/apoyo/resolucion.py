"""Resuelve el árbol de dependencias para un sistema y un Python que no son los de este equipo.

Con todas las versiones fijadas no hay nada que elegir: se recorre el árbol desde las dependencias directas,
con los marcadores del destino, y se exige que cada paquete esté fijado, que su versión cumpla lo que se le
pide y que tenga un archivo instalable allí. Del índice se leen los metadatos, nunca paquetes enteros.
"""

from __future__ import annotations

import functools
import importlib.metadata
import io
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.parser import Parser

import requests
from packaging import tags
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

JSON_DEL_INDICE = "application/vnd.pypi.simple.v1+json"
CONEXIONES = 8
TROZO = 1 << 16  # bytes


class SinIndice(Exception):
    """Ningún índice de paquetes contesta, o el que contesta no da los metadatos."""


class SinArchivo(Exception):
    """El índice contesta que ese archivo no existe."""


class SinResolver(AssertionError):
    """El árbol no se puede instalar en el destino tal como está fijado."""


@dataclass(frozen=True)
class Destino:
    """Un sistema y un Python: sus marcadores y las etiquetas de los archivos que admite."""

    nombre: str
    python: tuple[int, int]
    marcadores: tuple[tuple[str, str], ...]
    plataformas: tuple[str, ...]

    @property
    def version_completa(self) -> str:
        """La primera versión publicada de ese Python, que es la que más restringe."""
        return "{}.{}.0".format(*self.python)

    @functools.cached_property
    def etiquetas(self) -> frozenset[tags.Tag]:
        """Las etiquetas de archivo que se instalan ahí."""
        abi = "cp{}{}".format(*self.python)
        propias = tags.cpython_tags(self.python, [abi], self.plataformas)
        return frozenset([*propias, *tags.compatible_tags(self.python, abi, self.plataformas)])

    def entorno(self, extra: str) -> dict[str, str]:
        """Los marcadores, listos para evaluar un requisito."""
        version = "{}.{}".format(*self.python)
        return {
            **dict(self.marcadores),
            "python_version": version,
            "python_full_version": self.version_completa,
            "implementation_name": "cpython",
            "implementation_version": self.version_completa,
            "platform_python_implementation": "CPython",
            "extra": extra,
        }


def destino_windows(python: tuple[int, int]) -> Destino:
    """Windows de 64 bits."""
    return Destino("windows", python, _marcadores("win32", "Windows", "nt", "AMD64"), ("win_amd64",))


def destino_linux(python: tuple[int, int], glibc: tuple[int, int]) -> Destino:
    """Linux x86-64 con esa glibc."""
    mayor, menor = glibc
    plataformas = [f"manylinux_{mayor}_{n}_x86_64" for n in range(menor, 4, -1)]
    plataformas += [f"manylinux{nombre}_x86_64" for nombre in ("2014", "2010", "1")]
    return Destino("linux", python, _marcadores("linux", "Linux", "posix", "x86_64"), tuple(plataformas))


def destino_mac(python: tuple[int, int], macos: int) -> Destino:
    """Un Mac con Apple Silicon y ese macOS."""
    plataformas = tuple(tags.mac_platforms((macos, 0), "arm64"))
    return Destino("mac", python, _marcadores("darwin", "Darwin", "posix", "arm64"), plataformas)


def _marcadores(
    sys_platform: str, sistema: str, os_name: str, procesador: str
) -> tuple[tuple[str, str], ...]:
    return (
        ("sys_platform", sys_platform),
        ("platform_system", sistema),
        ("os_name", os_name),
        ("platform_machine", procesador),
        ("platform_release", ""),
        ("platform_version", ""),
    )


class Indice:
    """El índice de paquetes que pip usa en este equipo. Lanza SinIndice si no contesta."""

    def __init__(self) -> None:
        self.url = _url_del_indice()
        reintentos = Retry(3, backoff_factor=0.2, status_forcelist=(500, 502, 503, 504))
        self._sesion = requests.Session()
        self._sesion.mount("https://", HTTPAdapter(pool_maxsize=CONEXIONES, max_retries=reintentos))
        self._sesion.verify = os.environ.get("PIP_CERT") or True
        self._requisitos: dict[tuple[str, str], list[Requirement]] = {}
        # `Requirement` usa `ast`, que en Python 3.11 falla a veces (SystemError) desde varios hilos.
        self._de_uno_en_uno = threading.Lock()

    def cerrar(self) -> None:
        """Cierra las conexiones."""
        self._sesion.close()

    @functools.cache  # noqa: B019 - vive lo que la prueba
    def archivos(self, nombre: str) -> list[dict]:
        """Los archivos publicados de un paquete."""
        return self.leer(f"{self.url}/{nombre}/", Accept=JSON_DEL_INDICE).json()["files"]

    def requisitos(self, nombre: str, version: str, url: str) -> list[Requirement]:
        """Lo que declara el paquete de ``url``; una vez: las ruedas de una versión coinciden."""
        if (nombre, version) not in self._requisitos:
            try:
                texto = self.leer(url + ".metadata").content
            except SinArchivo:  # no todos los índices los publican aparte
                texto = self._metadatos_de_dentro(url)
            metadatos = Parser().parsestr(texto.decode("utf-8"), headersonly=True)
            lineas = metadatos.get_all("Requires-Dist", [])
            with self._de_uno_en_uno:
                self._requisitos[nombre, version] = [Requirement(linea) for linea in lineas]
        return self._requisitos[nombre, version]

    def _metadatos_de_dentro(self, url: str) -> bytes:
        with zipfile.ZipFile(io.BufferedReader(ArchivoRemoto(self, url), TROZO)) as rueda:
            nombre = next(n for n in rueda.namelist() if n.endswith(".dist-info/METADATA"))
            return rueda.read(nombre)

    def leer(self, url: str, **cabeceras: str) -> requests.Response:
        """La respuesta del índice. Lanza SinArchivo si dice que no existe."""
        try:
            respuesta = self._sesion.get(url, headers=cabeceras, timeout=30)
            if respuesta.status_code == requests.codes.not_found:
                raise SinArchivo(url)
            respuesta.raise_for_status()
        except requests.RequestException as error:
            raise SinIndice(f"{url}: {error}") from error
        return respuesta


class ArchivoRemoto(io.RawIOBase):
    """Un archivo del índice que se lee a trozos, sin descargarlo entero; lo primero, su final."""

    def __init__(self, indice: Indice, url: str) -> None:
        self._indice, self._url, self._posicion = indice, url, 0
        final = indice.leer(url, Range=f"bytes=-{TROZO}")
        self._final = final.content
        self._tamano = int(final.headers.get("Content-Range", f"/{len(self._final)}").rpartition("/")[2])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._posicion

    def seek(self, desplazamiento: int, desde: int = io.SEEK_SET) -> int:
        origen = {io.SEEK_SET: 0, io.SEEK_CUR: self._posicion, io.SEEK_END: self._tamano}[desde]
        self._posicion = origen + desplazamiento
        return self._posicion

    def readinto(self, destino: bytearray) -> int:
        fin = min(self._posicion + len(destino), self._tamano)
        if fin <= self._posicion:
            return 0
        trozo = self._leer(self._posicion, fin)
        destino[: len(trozo)] = trozo
        self._posicion += len(trozo)
        return len(trozo)

    def _leer(self, inicio: int, fin: int) -> bytes:
        principio_del_final = self._tamano - len(self._final)
        if inicio >= principio_del_final:
            return self._final[inicio - principio_del_final : fin - principio_del_final]
        return self._indice.leer(self._url, Range=f"bytes={inicio}-{fin - 1}").content


def _url_del_indice() -> str:
    """La dirección configurada en pip o, si no hay, la que pip dice usar."""
    pip = [sys.executable, "-m", "pip"]
    orden = [*pip, "config", "get", "global.index-url"]
    configurada = subprocess.run(orden, capture_output=True, text=True, check=False).stdout
    ayuda = subprocess.run([*pip, "install", "--help"], capture_output=True, text=True, check=True).stdout
    por_defecto = re.search(r"Package\s+Index\s+\(default\s+(\S+?)\)", ayuda)[1]
    return (os.environ.get("PIP_INDEX_URL") or configurada.strip() or por_defecto).rstrip("/")


def resolver(
    directas: Iterable[str], versiones: dict[str, str], destino: Destino, indice: Indice
) -> dict[str, str]:
    """Devuelve nombre -> versión de lo que se instalaría allí. Lanza SinResolver si algo no encaja."""
    pendientes = [Requirement(linea) for linea in directas]
    vistos: set[tuple[str, str]] = set()
    with ThreadPoolExecutor(CONEXIONES) as conexiones:
        while pendientes:
            nuevos = {
                (canonicalize_name(requisito.name), extra)
                for requisito in pendientes
                for extra in ("", *requisito.extras)
            } - vistos
            for requisito in pendientes:
                _exigir_version(requisito, versiones, destino)
            vistos |= nuevos
            declarados = conexiones.map(lambda nodo: _requisitos(nodo, versiones, destino, indice), nuevos)
            pendientes = [requisito for grupo in declarados for requisito in grupo]
    return {nombre: versiones[nombre] for nombre, _ in vistos}


def _exigir_version(requisito: Requirement, versiones: dict[str, str], destino: Destino) -> None:
    nombre = canonicalize_name(requisito.name)
    if nombre not in versiones:
        raise SinResolver(f"{destino.nombre}: falta fijar {nombre} (se pide «{requisito}»)")
    if not requisito.specifier.contains(versiones[nombre], prereleases=True):
        raise SinResolver(f"{destino.nombre}: {nombre}=={versiones[nombre]} no cumple «{requisito}»")


def _requisitos(
    nodo: tuple[str, str], versiones: dict[str, str], destino: Destino, indice: Indice
) -> list[Requirement]:
    """Los requisitos de un paquete, con uno de sus extras, que se aplican en el destino."""
    nombre, extra = nodo
    archivo = _archivo_instalable(nombre, versiones[nombre], destino, indice)
    if archivo["filename"].endswith(".whl"):
        requisitos = indice.requisitos(nombre, versiones[nombre], archivo["url"])
    else:  # de uno publicado solo como fuente no hay metadatos sin construirlo: valen los del instalado aquí
        requisitos = [Requirement(linea) for linea in importlib.metadata.requires(nombre) or []]
    return [r for r in requisitos if r.marker is None or r.marker.evaluate(destino.entorno(extra))]


def _archivo_instalable(nombre: str, version: str, destino: Destino, indice: Indice) -> dict:
    publicados = [a for a in indice.archivos(nombre) if _version_de(a["filename"]) == version]
    admitidos = [
        archivo
        for archivo in publicados
        if SpecifierSet(archivo.get("requires-python") or "").contains(destino.version_completa)
    ]
    ruedas = [a for a in admitidos if a["filename"].endswith(".whl")]
    for rueda in ruedas:
        if not destino.etiquetas.isdisjoint(parse_wheel_filename(rueda["filename"])[3]):
            return rueda
    if admitidos and not any(archivo["filename"].endswith(".whl") for archivo in publicados):
        return admitidos[0]
    python = "{}.{}".format(*destino.python)
    raise SinResolver(f"{nombre}=={version} no tiene archivo para {destino.nombre} con Python {python}")


def _version_de(archivo: str) -> str | None:
    try:
        if archivo.endswith(".whl"):
            return str(parse_wheel_filename(archivo)[1])
        return str(parse_sdist_filename(archivo)[1])
    except ValueError:
        return None
