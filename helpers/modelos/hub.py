"""Del hub de Hugging Face a su caché local: descargar un modelo real a la vista, o decir por qué no se puede.

Solo se piden la configuración, el preprocesado y los pesos safetensors, y siempre sin cuenta.
"""

from __future__ import annotations

import errno
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import disco, variables
from helpers.errores import ErrorDeModelo
from helpers.interrupciones import con_limite
from helpers.modelos.avisos import en_espanol
from helpers.modelos.cache_del_hub import (
    CONFIGURACION,
    INDICE,
    PESOS,
    PREPROCESADOR,
    anotar_rama,
    anotar_sha256,
    danado,
    partes,
    retirar,
)
from helpers.numeros import ESPACIO, decimal

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

    from helpers.modelos.fichas import Ficha

ESPERA_S = 2.0  # a la primera respuesta del hub; sin red, todo lo que se espera
_HOLGURA = 1.05  # espacio libre que se pide, respecto a lo que ocupa la descarga
_ABANDONADO_S = 3600  # un archivo a medias que nadie escribe desde hace tanto es de una descarga muerta
_BOLSILLO = 'usa origen="bolsillo".'
_REPETIR = f"inténtalo otra vez: lo ya descargado no se vuelve a bajar. Mientras tanto, {_BOLSILLO}"

_SIN_SITIO = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_DEL_DISCO = (*_SIN_SITIO, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.EIO)

_AVISOS_DEL_HUB = {
    r"Trying\sto\sresume": "La descarga se ha cortado; sigue donde se quedó…",
    r"Max\sretries\sexceeded": "La descarga se ha cortado demasiadas veces seguidas.",
    r"^HTTP Error (\d+) thrown": r"El hub ha respondido con un error \1.",
    r"thrown while requesting": "La conexión con el hub ha fallado.",
    r"^(?:Retrying in|Rate limited\. Waiting) ([\d.]+)s.*\[Retry (\d+)/(\d+)\]": (
        r"Se repite en \1 s (intento \2 de \3)."
    ),
    r"unauthenticated requests": "La descarga va sin cuenta de Hugging Face: no hace falta.",
    r"Not\senough\sfree\sdisk": "En el disco queda menos sitio del que ocupa la descarga.",
    r"uses symlinks by default": (
        "Este equipo no admite enlaces simbólicos: la caché funciona igual, y puede ocupar algo más."
    ),
}


class SinConexion(ErrorDeModelo):
    """El hub no contesta: tampoco dará otro modelo."""


def descargar(ficha: Ficha) -> Path:
    """Descarga a la caché lo que falte de un modelo real y devuelve su carpeta, con todo comprobado.

    Dice qué baja y cuánto ocupa, y enseña una barra por archivo. Un archivo está entero en la caché o no
    está: tras un corte, la siguiente vez se bajan solo los que faltan.

    Lanza ErrorDeModelo si no hay red (SinConexion, en unos segundos), si el hub no lo da, si no trae pesos
    safetensors, si trae código propio, si un archivo llega dañado o si no se puede escribir en la caché.
    """
    from huggingface_hub import constants

    variables.exigir_red(ErrorDeModelo)
    if constants.is_offline_mode():
        raise ErrorDeModelo(
            f"{ficha.identificador} no está entero en la caché, y la variable HF_HUB_OFFLINE (o "
            "TRANSFORMERS_OFFLINE) impide descargar.",
            que_hacer=f"quita esa variable y reinicia el núcleo, o {_BOLSILLO}",
        )
    descarga = _Descarga(ficha)
    with _ajustes_del_hub():
        try:
            return descarga.completar()
        except ErrorDeModelo:
            raise
        except Exception as error:  # la red y el disco fallan de muchas maneras
            raise _explicar(error, ficha, ya_contesto=bool(descarga.commit)) from error


def exigir_sin_codigo(configuracion: Path) -> None:
    """Lanza ErrorDeModelo si un modelo pide ejecutar código que venga con él."""
    if "auto_map" in json.loads(configuracion.read_text(encoding="utf-8")):
        raise ErrorDeModelo(
            "Este modelo pide ejecutar código suyo, y aquí nunca se ejecuta código que venga con un modelo.",
            configuracion,
            _BOLSILLO,
        )


class _Descarga:
    """Una descarga en marcha: de qué ficha y de qué revisión."""

    def __init__(self, ficha: Ficha):
        self.identificador, self.tamano_mb = ficha.identificador, ficha.tamano_mb
        self.revision = ficha.revision or "main"
        self.commit = ""  # el que el hub dice en su primera respuesta

    def completar(self) -> Path:
        """Baja la configuración antes que nada: si el modelo no vale, no se bajan sus pesos."""
        con_limite(lambda: self._preguntar(CONFIGURACION), _espera_s())
        self._barrer_restos()
        configuracion = self._traer(CONFIGURACION)
        exigir_sin_codigo(configuracion)
        pendientes = {PREPROCESADOR: self._preguntar(PREPROCESADOR), **self._preguntar_por_los_pesos()}
        self._anunciar(pendientes)
        for nombre, metadatos in pendientes.items():
            self._traer(nombre, metadatos.etag)
        anotar_rama(configuracion.parent)
        return configuracion.parent

    def _preguntar(self, nombre: str) -> HfFileMetadata:
        """Pregunta al hub por un archivo: su tamaño y de qué commit es."""
        from huggingface_hub import get_hf_file_metadata, hf_hub_url

        url = hf_hub_url(self.identificador, nombre, revision=self.revision)
        metadatos = get_hf_file_metadata(url, token=False)
        if not metadatos.commit_hash:
            raise ErrorDeModelo(
                "Ha contestado algo que no es el hub de Hugging Face.",
                que_hacer="abre una página cualquiera en el navegador: hay redes que antes piden una clave. "
                f"Mientras tanto, {_BOLSILLO}",
            )
        self.commit = self.commit or metadatos.commit_hash
        return metadatos

    def _preguntar_por_los_pesos(self) -> dict[str, HfFileMetadata]:
        from huggingface_hub.errors import EntryNotFoundError

        try:
            return {PESOS: self._preguntar(PESOS)}
        except EntryNotFoundError:
            pass
        try:
            self._preguntar(INDICE)
        except EntryNotFoundError as error:
            raise ErrorDeModelo(
                f"{self.identificador} no publica sus pesos en safetensors. Los de otros formatos, como "
                "pytorch_model.bin, pueden ejecutar código al abrirse, y este curso no los usa.",
                que_hacer=_BOLSILLO,
            ) from error
        return {parte: self._preguntar(parte) for parte in partes(self._traer(INDICE))}

    def _anunciar(self, archivos: dict[str, HfFileMetadata]) -> None:
        tamanos = [m.size for nombre, m in archivos.items() if self._en_cache(nombre) is None]
        if not tamanos:
            return
        conocidos = None not in tamanos
        total = sum(tamanos) if conocidos else self.tamano_mb * 1_000_000
        _exigir_sitio(total)
        cuanto = f"{'' if conocidos else 'unos '}{_megas(total)}"
        print(f"Descargando {self.identificador}, revisión {self.commit[:7]}: {cuanto}.")

    def _traer(self, nombre: str, etag: str | None = None) -> Path:
        """Baja un archivo, si falta o si el de la caché está dañado, y lo comprueba.

        etag : str, lo que el hub dice de su contenido, si se le ha preguntado.
        """
        from huggingface_hub import hf_hub_download
        from tqdm.auto import tqdm

        anterior = self._en_cache(nombre)
        if anterior is not None and danado(anterior):
            print(f"El {nombre} de la caché está dañado: se baja otra vez.")
            retirar(anterior)
        ruta = Path(
            hf_hub_download(
                self.identificador,
                nombre,
                revision=self.revision,
                token=False,
                tqdm_class=lambda **barra: tqdm(
                    **barra | {"desc": nombre, "disable": nombre.endswith(".json")}
                ),
            )
        )
        if ruta.parent.name != self.commit:
            raise ErrorDeModelo(
                f"{self.identificador} ha cambiado en el hub durante la descarga.", que_hacer=_REPETIR
            )
        anotar_sha256(ruta, etag)
        if danado(ruta):
            retirar(ruta)
            raise ErrorDeModelo(
                f"El {nombre} de {self.identificador} ha llegado dañado y se ha borrado.", que_hacer=_REPETIR
            )
        return ruta

    def _en_cache(self, nombre: str) -> Path | None:
        from huggingface_hub import try_to_load_from_cache

        ruta = try_to_load_from_cache(self.identificador, nombre, revision=self.commit)
        return Path(ruta) if isinstance(ruta, str) else None

    def _barrer_restos(self) -> None:
        """Borra los archivos a medias de descargas que murieron sin poder hacerlo."""
        from huggingface_hub import constants

        carpeta = "--".join(("models", *self.identificador.split("/")))
        for resto in Path(constants.HF_HUB_CACHE, carpeta, "blobs").glob("*.incomplete"):
            if time.time() - resto.stat().st_mtime > _ABANDONADO_S:
                resto.unlink(missing_ok=True)


@contextmanager
def _ajustes_del_hub() -> Iterator[None]:
    """Avisos en español, HTTP corriente (que se reanuda tras un corte) y ninguna petición de estadística."""
    from huggingface_hub import constants, logging

    with ExitStack() as pila:
        for ajuste in ("HF_HUB_DISABLE_XET", "HF_HUB_DISABLE_TELEMETRY"):
            pila.callback(setattr, constants, ajuste, getattr(constants, ajuste))
            setattr(constants, ajuste, True)
        pila.enter_context(en_espanol(logging.get_logger(), _AVISOS_DEL_HUB))
        yield


def _espera_s() -> float:
    """Los segundos que se espera la primera respuesta; ``HF_HUB_ETAG_TIMEOUT`` los cambia."""
    from huggingface_hub import constants

    return constants.HF_HUB_ETAG_TIMEOUT if "HF_HUB_ETAG_TIMEOUT" in os.environ else ESPERA_S


def _exigir_sitio(octetos: int) -> None:
    from huggingface_hub import constants

    carpeta = Path(constants.HF_HUB_CACHE)
    libres = disco.libres(carpeta)
    if libres < octetos * _HOLGURA:
        raise ErrorDeModelo(
            f"No cabe: hacen falta {_megas(octetos)} y en el disco quedan {_megas(libres)}.",
            carpeta,
            "haz sitio, o pon la caché en otro disco con la variable HF_HUB_CACHE y reinicia el núcleo.",
        )


def _megas(octetos: float) -> str:
    return f"{decimal(octetos / 1e6, 0 if octetos >= 1e7 else 2)}{ESPACIO}MB"


# --- Explicar ---


def _explicar(error: Exception, ficha: Ficha, ya_contesto: bool) -> ErrorDeModelo:
    """Dice en español por qué no se ha podido descargar, según la primera causa que se reconozca."""
    for causa in _causas(error):
        if (respuesta := getattr(causa, "response", None)) is not None:
            return _explicar_respuesta(respuesta, ficha)
        if isinstance(causa, OSError) and causa.errno in _DEL_DISCO:
            return _explicar_disco(causa)
        if "CERTIFICATE_VERIFY_FAILED" in str(causa):
            return ErrorDeModelo(
                "No se puede descargar: esta red intercepta las conexiones cifradas.",
                que_hacer=f"prueba desde otra red, o {_BOLSILLO}",
            )
    tipo = type(error).__name__
    if ya_contesto:
        return ErrorDeModelo(
            f"La descarga de {ficha.identificador} se ha cortado ({tipo}).", que_hacer=_REPETIR
        )
    return SinConexion(
        f"No se puede descargar {ficha.identificador}: el hub de Hugging Face no contesta ({tipo}).",
        que_hacer="comprueba la conexión. Si la red es lenta, da más segundos con la variable "
        f"HF_HUB_ETAG_TIMEOUT. Mientras tanto, {_BOLSILLO}",
    )


def _causas(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _explicar_respuesta(respuesta: Any, ficha: Ficha) -> ErrorDeModelo:
    estado, codigo = respuesta.status_code, respuesta.headers.get("X-Error-Code", "")
    quien = ficha.identificador
    que_hacer = f"mira {ficha.direccion} en el navegador. Mientras tanto, {_BOLSILLO}"
    if codigo == "EntryNotFound":
        archivo = respuesta.request.url.path.rpartition("/")[2]
        que_paso = f"{quien} no trae el archivo {archivo}, y sin él no se puede usar."
    elif codigo == "RevisionNotFound":
        que_paso = f"{quien} no tiene en el hub la revisión {ficha.revision or 'main'}."
    elif codigo == "GatedRepo" or estado == 403:
        que_paso = f"{quien} ya no es de acceso libre: su autor lo ha restringido (error {estado})."
    elif estado in (401, 404):
        que_paso = f"{quien} no está en el hub: se ha borrado, ha cambiado de nombre o es privado."
    elif estado == 429:
        que_paso = "El hub ha recibido demasiadas peticiones desde esta red y pide esperar (error 429)."
        que_hacer = f"espera unos minutos e inténtalo otra vez. Mientras tanto, {_BOLSILLO}"
    elif estado >= 500:
        que_paso = f"El hub de Hugging Face no funciona ahora mismo (error {estado})."
        que_hacer = f"espera unos minutos e inténtalo otra vez. Mientras tanto, {_BOLSILLO}"
    else:
        que_paso = f"El hub ha respondido con un error {estado} a la descarga de {quien}."
    return ErrorDeModelo(que_paso, que_hacer=que_hacer)


def _explicar_disco(error: OSError) -> ErrorDeModelo:
    from huggingface_hub import constants

    if error.errno in _SIN_SITIO:
        que_paso = "El disco se ha llenado durante la descarga; lo que quedó a medias se ha borrado."
        que_hacer = (
            "haz sitio e inténtalo otra vez, o pon la caché en otro disco con la variable HF_HUB_CACHE."
        )
    else:
        que_paso = "No se puede escribir en la carpeta de la caché de modelos."
        que_hacer = (
            "da permiso para escribir en ella, o pon la caché en otra carpeta con la variable HF_HUB_CACHE."
        )
    return ErrorDeModelo(que_paso, error.filename or constants.HF_HUB_CACHE, que_hacer)
