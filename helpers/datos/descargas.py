"""De un registro (direcciones y sha256) a una carpeta: descargar a la vista, o decir por qué no se puede.

Un archivo está entero y comprobado bajo su nombre, o no está. Tras un corte se bajan solo los que faltan.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from helpers import disco, variables
from helpers.cache import VARIABLE
from helpers.errores import ErrorDeDatos
from helpers.interrupciones import con_limite
from helpers.numeros import ESPACIO, decimal

if TYPE_CHECKING:
    import requests

ESPERA_S = 2.5  # a la primera respuesta del servidor; sin red, todo lo que se espera
LECTURA_S = 30.0  # sin recibir nada, en mitad de un archivo
INTENTOS = 3  # por archivo, si la conexión se corta
PAUSA_S = 1.0  # entre intento e intento
_TROZO = 64 * 1024
_HOLGURA = 1.05  # espacio libre que se pide, respecto a lo que ocupa la descarga
_PROVISIONAL = ".bajando-"
_ABANDONADA_S = 3600  # una carpeta provisional tan vieja es de una descarga muerta
_BARRA = "{desc}: {percentage:3.0f} %|{bar}| {n_fmt} de {total_fmt} archivos, faltan {remaining}"
_OTRA_CARPETA = f"elige otra carpeta con la variable de entorno {VARIABLE} y reinicia el núcleo"
_ABRE_EL_NAVEGADOR = "abre una página en el navegador, porque hay redes que antes piden una clave"
_DISCO_LLENO = (
    "El disco se ha llenado.",
    f"haz sitio y repite la celda: lo ya descargado no se vuelve a bajar; o {_OTRA_CARPETA}",
)
_SIN_PERMISO = ("No hay permiso para usar la carpeta de la caché.", _OTRA_CARPETA)
_DEL_DISCO = {
    errno.ENOSPC: _DISCO_LLENO,
    errno.EDQUOT: _DISCO_LLENO,
    errno.EACCES: _SIN_PERMISO,
    errno.EPERM: _SIN_PERMISO,
    errno.EROFS: ("La carpeta de la caché es de solo lectura.", _OTRA_CARPETA),
}


@dataclass(frozen=True)
class Archivo:
    """Una línea de un registro.

    nombre : dentro de la carpeta, con barras hacia delante. ``url`` : de dónde se baja.
    sha256 : de su contenido, 64 cifras hexadecimales. octetos : lo que ocupa.
    """

    nombre: str
    url: str
    sha256: str
    octetos: int


@dataclass(frozen=True)
class Inventario:
    """Lo que hay en una carpeta de los archivos de un registro.

    carpeta : la suya, que puede no existir. archivos : todos los del registro.
    faltan : los que no están. danados : los que están y no son los del registro.
    """

    carpeta: Path
    archivos: tuple[Archivo, ...]
    faltan: tuple[Archivo, ...]
    danados: tuple[Archivo, ...]

    @property
    def pendientes(self) -> tuple[Archivo, ...]:
        """Los que hay que bajar."""
        return self.faltan + self.danados

    @property
    def entero(self) -> bool:
        """True si no hay nada que bajar."""
        return not self.pendientes


def inventariar(archivos: tuple[Archivo, ...], carpeta: Path) -> Inventario:
    """Dice qué archivos de un registro hay en una carpeta, comprobando el sha256 de cada uno. No se conecta.

    Se leen todos siempre, unas décimas de segundo por cada 100 MB: así un archivo que se estropea después de
    descargado se descubre aquí y no en los resultados. Lanza ErrorDeDatos si la carpeta no se puede leer.
    """
    try:
        estan = {archivo: (carpeta / archivo.nombre).is_file() for archivo in archivos}
        danados = tuple(a for a in archivos if estan[a] and not _integro(carpeta / a.nombre, a))
    except OSError as error:
        raise _del_disco(error, carpeta) from error
    faltan = tuple(archivo for archivo in archivos if not estan[archivo])
    return Inventario(carpeta, archivos, faltan, danados)


def descargar(inventario: Inventario, conjunto: str, alternativa: str = "") -> None:
    """Baja lo pendiente de un inventario, diciendo antes cuánto es y de dónde, con una barra para todo.

    conjunto : str, su nombre. alternativa : str, con qué seguir si no se puede («mientras tanto…»).

    Cada archivo se comprueba y solo entonces recibe su nombre; tras un corte se prueba un par de veces más.

    Lanza ErrorDeDatos si no hay red (en unos segundos), si se corta, si el servidor no tiene un archivo o da
    otro, si no cabe o si no se puede escribir. Lo ya bajado se queda, también si se interrumpe con Ctrl-C.
    """
    if inventario.entero:
        return
    variables.exigir_red(ErrorDeDatos)
    descarga = _Descarga(inventario, conjunto, alternativa)
    try:
        descarga.completar()
    except OSError as error:
        raise _del_disco(error, inventario.carpeta) from error
    except KeyboardInterrupt:
        print(f"Descarga interrumpida. {descarga.balance()} Si la repites, sigue por donde iba.")
        raise


def megas(octetos: int) -> str:
    """Escribe lo que ocupa algo: «17,6 MB»."""
    return f"{decimal(octetos / 1e6, 1 if octetos >= 1e6 else 2)}{ESPACIO}MB"


class _Descarga:
    """Una descarga en marcha."""

    def __init__(self, inventario: Inventario, conjunto: str, alternativa: str):
        self.carpeta, self.archivos = inventario.carpeta, inventario.archivos
        self.pendientes = inventario.pendientes
        self.conjunto, self.alternativa = conjunto, alternativa
        self.hechos = len(self.archivos) - len(self.pendientes)

    def completar(self) -> None:
        """Nada se baja sin contestación del servidor, sin sitio para todo y sin haberlo dicho."""
        self._exigir_conexion()
        self.carpeta.mkdir(parents=True, exist_ok=True)
        _barrer_restos(self.carpeta)
        self._exigir_sitio()
        self._anunciar()
        self._bajar()

    def balance(self) -> str:
        """Cuántos archivos hay ya."""
        return f"Ya hay {self.hechos} de {len(self.archivos)} archivos, y no se vuelven a bajar."

    def _exigir_conexion(self) -> None:
        import requests

        url = self.pendientes[0].url

        def preguntar() -> None:
            requests.head(url, timeout=ESPERA_S).close()

        try:
            con_limite(preguntar, ESPERA_S)
        except requests.exceptions.SSLError as error:
            raise self._no_se_fia(url) from error
        except (requests.RequestException, TimeoutError) as error:
            raise ErrorDeDatos(
                f"El conjunto {self.conjunto} no se puede descargar: {_servidor(url)} no contesta.",
                que_hacer=self._consejo("comprueba la conexión y repite la celda"),
            ) from error

    def _exigir_sitio(self) -> None:
        octetos = sum(archivo.octetos for archivo in self.pendientes)
        libres = disco.libres(self.carpeta)
        if libres < octetos * _HOLGURA:
            raise ErrorDeDatos(
                f"No cabe: hacen falta {megas(octetos)} y en el disco quedan {megas(libres)}.",
                self.carpeta,
                f"haz sitio, o {_OTRA_CARPETA}.",
            )

    def _anunciar(self) -> None:
        cuantos, octetos = len(self.pendientes), sum(archivo.octetos for archivo in self.pendientes)
        servidores = " y ".join(sorted({_servidor(archivo.url) for archivo in self.pendientes}))
        print(
            f"Descargando el conjunto {self.conjunto}: {cuantos} {_archivos(cuantos)}, {megas(octetos)}, "
            f"de {servidores} a {self.carpeta}."
        )

    def _bajar(self) -> None:
        import requests
        from tqdm.auto import tqdm

        with (
            tempfile.TemporaryDirectory(prefix=_PROVISIONAL, dir=self.carpeta) as provisional,
            requests.Session() as sesion,
            _pooch_sin_relato(),
            tqdm(
                desc=self.conjunto, total=len(self.archivos), initial=self.hechos, bar_format=_BARRA
            ) as barra,
        ):
            for archivo in self.pendientes:
                destino = self.carpeta / archivo.nombre
                if not _integro(destino, archivo):  # otro proceso ha podido traerlo ya
                    _colocar(self._traer(archivo, sesion, Path(provisional)), destino, archivo)
                self.hechos += 1
                barra.update()

    def _traer(self, archivo: Archivo, sesion: requests.Session, provisional: Path) -> Path:
        """Baja un archivo, comprobado, a la carpeta provisional."""
        import requests

        try:
            return _con_reintentos(archivo, sesion, provisional)
        except requests.HTTPError as error:
            raise self._del_servidor(archivo, error.response.status_code) from error
        except requests.exceptions.SSLError as error:
            raise self._no_se_fia(archivo.url) from error
        except requests.RequestException as error:
            raise ErrorDeDatos(
                f"La descarga de {self.conjunto} se ha cortado. {self.balance()}",
                archivo.url,
                self._consejo("repite la celda y seguirá por donde iba"),
            ) from error
        except ValueError as error:  # de *pooch*: el sha256 no es el del registro
            raise ErrorDeDatos(
                f"Lo que ha llegado no es el archivo del registro, y se ha borrado. {self.balance()}",
                archivo.url,
                self._consejo(f"{_ABRE_EL_NAVEGADOR}, y repite la celda"),
            ) from error

    def _del_servidor(self, archivo: Archivo, estado: int) -> ErrorDeDatos:
        if estado in (404, 410):
            que_paso = f"{_servidor(archivo.url)} ya no tiene un archivo del conjunto {self.conjunto}."
            return ErrorDeDatos(que_paso, archivo.url, self._consejo(""))
        ocupado = estado == 429 or estado >= 500
        return ErrorDeDatos(
            f"{_servidor(archivo.url)} ha contestado con un error {estado}. {self.balance()}",
            archivo.url,
            self._consejo(
                "espera un minuto y repite la celda" if ocupado else "repite la celda desde otra red"
            ),
        )

    def _no_se_fia(self, url: str) -> ErrorDeDatos:
        return ErrorDeDatos(
            f"No se ha podido comprobar que quien contesta es {_servidor(url)}: la red intercepta las "
            "conexiones cifradas o el reloj del equipo va mal.",
            que_hacer=self._consejo("prueba desde otra red"),
        )

    def _consejo(self, remedio: str) -> str:
        """El remedio, si lo hay, y siempre los que no necesitan red."""
        copiar = f"{'o ' * bool(remedio)}copia en {self.carpeta} la carpeta de un equipo que ya lo tenga"
        return f"{'; '.join(filter(None, [remedio, copiar, self.alternativa]))}."


class _Bajador:
    """Lo que *pooch* llama para traer un archivo: una sesión para todas, y ni un octeto de más."""

    def __init__(self, sesion: requests.Session, octetos: int):
        self.sesion, self.octetos = sesion, octetos

    def __call__(self, url: str, output_file: str, pooch: object) -> None:
        with (
            self.sesion.get(url, stream=True, timeout=(ESPERA_S, LECTURA_S)) as respuesta,
            open(output_file, "wb") as salida,
        ):
            respuesta.raise_for_status()
            for trozo in respuesta.iter_content(_TROZO):
                salida.write(trozo)
                if salida.tell() > self.octetos:  # ya no puede ser el bueno
                    return


def _con_reintentos(archivo: Archivo, sesion: requests.Session, provisional: Path) -> Path:
    import pooch
    import requests

    for quedan in reversed(range(INTENTOS)):
        try:
            ruta = pooch.retrieve(
                archivo.url,
                known_hash=f"sha256:{archivo.sha256}",
                fname=Path(archivo.nombre).name,
                path=provisional,
                downloader=_Bajador(sesion, archivo.octetos),
            )
            return Path(ruta)
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            if not quedan or isinstance(error, requests.exceptions.SSLError):
                raise
            time.sleep(PAUSA_S)
    raise AssertionError("INTENTOS ha de ser mayor que cero")


def _colocar(nuevo: Path, destino: Path, archivo: Archivo) -> None:
    """Da a un archivo comprobado su nombre definitivo, de una vez y con los permisos de su carpeta."""
    destino.parent.mkdir(parents=True, exist_ok=True)
    os.chmod(nuevo, destino.parent.stat().st_mode & 0o666)  # el provisional solo lo puede leer su dueño
    try:
        os.replace(nuevo, destino)
    except PermissionError:  # en Windows, si otro proceso lo ha traído y lo está leyendo
        if not _integro(destino, archivo):
            raise


def _integro(ruta: Path, archivo: Archivo) -> bool:
    import pooch

    return (
        ruta.is_file()
        and ruta.stat().st_size == archivo.octetos
        and pooch.file_hash(ruta, alg="sha256") == archivo.sha256
    )


def _barrer_restos(carpeta: Path) -> None:
    """Borra lo que dejaron a medias las descargas que murieron sin poder hacerlo."""
    for resto in carpeta.glob(f"{_PROVISIONAL}*"):
        with suppress(FileNotFoundError):  # la de otro proceso que acaba de terminar
            if time.time() - resto.stat().st_mtime > _ABANDONADA_S:
                shutil.rmtree(resto, ignore_errors=True)


@contextmanager
def _pooch_sin_relato() -> Iterator[None]:
    """*Pooch* cuenta en inglés cada archivo que baja, que es lo que ya dice la barra; sus avisos sí salen."""
    import pooch

    registro = pooch.get_logger()
    nivel = registro.level
    registro.setLevel(logging.WARNING)
    try:
        yield
    finally:
        registro.setLevel(nivel)


def _del_disco(error: OSError, carpeta: Path) -> ErrorDeDatos:
    otra = f"El sistema no deja usar la carpeta de la caché ({error.strerror or error})."
    que_paso, que_hacer = _DEL_DISCO.get(error.errno, (otra, _OTRA_CARPETA))
    return ErrorDeDatos(que_paso, error.filename or carpeta, f"{que_hacer}.")


def _servidor(url: str) -> str:
    return urlsplit(url).hostname or url


def _archivos(cuantos: int) -> str:
    return "archivo" if cuantos == 1 else "archivos"
