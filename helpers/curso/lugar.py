"""Dónde trabaja quien estudia: su copia de los cuadernos, que se puede tocar sin miedo.

Está dentro del curso o, si el curso es de otra persona, en la carpeta personal. Solo biblioteca estándar.
"""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from helpers.errores import ErrorDelCurso

DENTRO = "mi_curso"
FUERA = "clasificacion-de-audio"
SIN_PERMISO = {errno.EACCES, errno.EPERM, errno.EROFS}


class ErrorDeCopia(ErrorDelCurso):
    """La copia de trabajo no se puede crear, leer o poner al día."""


def carpeta_de_trabajo(raiz: Path) -> Path:
    """Devuelve la carpeta de la copia de quien ejecuta, que puede no existir todavía.

    Lanza ErrorDeCopia si no hay ningún sitio donde escribir.
    """
    dentro = raiz / DENTRO
    if dentro.exists() and not dentro.is_dir():
        raise ErrorDeCopia(
            "Ahí tendría que estar la carpeta de tu copia, y hay un archivo.", dentro, "cámbiale el nombre."
        )
    if dentro.is_dir():
        if _es_mia(dentro) and se_puede_escribir(dentro):
            return dentro
    elif se_puede_escribir(raiz):
        return dentro
    return _en_la_carpeta_personal(raiz)


def _en_la_carpeta_personal(raiz: Path) -> Path:
    que_hacer = "copia el curso a una carpeta tuya, y repite la orden."
    try:
        personal = Path.home()
    except RuntimeError:
        raise ErrorDeCopia(
            "El curso es de otra persona y no tienes carpeta personal.", raiz, que_hacer
        ) from None
    fuera = personal / FUERA
    if (fuera / "helpers").is_dir() or fuera in raiz.parents:
        raise ErrorDeCopia(
            "Tu copia iría en esa carpeta, y en ella está el curso.",
            fuera,
            "cámbiale el nombre, y repite la orden.",
        )
    if not se_puede_escribir(fuera if fuera.is_dir() else personal):
        raise ErrorDeCopia(
            "No hay permiso para escribir ni en el curso ni en tu carpeta personal.", raiz, que_hacer
        )
    return fuera


def se_puede_escribir(carpeta: Path) -> bool:
    """Dice si hay permiso para crear un archivo: se prueba, porque lo que el sistema anuncia no siempre vale.

    En un disco lleno también lo hay: lo que falta es sitio, y lo dirá quien escriba.
    """
    try:
        with tempfile.TemporaryFile(dir=carpeta):
            return True
    except OSError as error:
        return error.errno not in SIN_PERMISO


def _es_mia(carpeta: Path) -> bool:
    """Si la creó quien ejecuta; a quien administra el equipo no se le pregunta."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return True
    return carpeta.stat().st_uid == os.geteuid()
