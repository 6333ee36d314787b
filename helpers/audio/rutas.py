"""De lo que escribe quien estudia a un archivo que se puede abrir, o a un error que dice por qué no."""

from __future__ import annotations

import errno
import os
import stat
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from helpers.errores import ErrorDeAudio
from helpers.rutas import buscar_parecida, leer_ruta

DE_UNA_VEZ = 2**20
VUELVE_A_COPIARLO = "vuelve a copiarlo o a descargarlo, o expórtalo otra vez desde el programa que lo grabó."
CAUSAS = {
    errno.EACCES: ("No tienes permiso para leer el archivo.", "cambia sus permisos o cópialo a tu carpeta."),
    errno.EPERM: ("No tienes permiso para leer el archivo.", "cambia sus permisos o cópialo a tu carpeta."),
    errno.ENAMETOOLONG: ("El nombre es demasiado largo para el sistema.", "comprueba la ruta o acórtala."),
    errno.ELOOP: ("Es un enlace que da vueltas sobre sí mismo.", "usa la ruta del archivo de verdad."),
    errno.EIO: ("El disco no ha podido leer el archivo.", "cópialo a otro disco y prueba con la copia."),
    errno.EBUSY: ("Otro programa tiene ocupado el archivo.", "ciérralo y vuelve a probar."),
    errno.EMFILE: ("Hay demasiados archivos abiertos a la vez.", "reinicia el kernel y vuelve a probar."),
}


def comprobar_ruta(ruta: str | os.PathLike) -> Path:
    """Devuelve la ruta como Path si es un archivo con algo dentro; ErrorDeAudio si no.

    Una «~» al principio es la carpeta personal.
    """
    ruta = leer_ruta(ruta, ErrorDeAudio)
    try:
        _exigir_un_archivo(ruta)
    except OSError as error:
        raise error_del_sistema(ruta, error) from None
    return ruta


def abrir(ruta: Path) -> BinaryIO:
    """Abre el archivo para leerlo; ErrorDeAudio si el sistema no deja.

    Uno de hasta DE_UNA_VEZ bytes se lee entero aquí, y lo que le pase después no importa: las bibliotecas en
    C piden los archivos de poco en poco, y cada petición al disco cuesta.
    """
    try:
        binario = ruta.open("rb")
        if os.fstat(binario.fileno()).st_size > DE_UNA_VEZ:
            return binario
        with binario:
            return BytesIO(binario.read())
    except OSError as error:
        raise error_del_sistema(ruta, error) from None


def error_del_sistema(ruta: Path, error: OSError) -> ErrorDeAudio:
    """Cuenta en español por qué el sistema no deja leer un archivo."""
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return _error_de_ausencia(ruta)
    que_paso, que_hacer = CAUSAS.get(
        error.errno,
        (f"El sistema no deja leer el archivo ({error.strerror}).", "comprueba el nombre y los permisos."),
    )
    return ErrorDeAudio(que_paso, ruta, que_hacer)


def _exigir_un_archivo(ruta: Path) -> None:
    estado = ruta.stat()
    if stat.S_ISDIR(estado.st_mode):
        raise ErrorDeAudio("Eso es una carpeta, no un archivo.", ruta, "elige uno de los archivos de dentro.")
    if not stat.S_ISREG(estado.st_mode):
        raise ErrorDeAudio(
            "Eso no es un archivo corriente, sino un dispositivo o una tubería.",
            ruta,
            "usa un archivo de audio guardado en disco.",
        )
    if estado.st_size == 0:
        raise ErrorDeAudio("El archivo está vacío: 0 bytes.", ruta, VUELVE_A_COPIARLO)


def _error_de_ausencia(ruta: Path) -> ErrorDeAudio:
    if ruta.is_symlink():
        return ErrorDeAudio(
            f"Es un enlace roto: apunta a {os.readlink(ruta)}, que no existe.",
            ruta,
            "usa la ruta del archivo de verdad, o vuelve a crear el enlace.",
        )
    return ErrorDeAudio("No existe ese archivo.", ruta, buscar_parecida(ruta))
