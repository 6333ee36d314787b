"""Ejecutar un programa como lo haría quien no es root, también cuando las pruebas las ejecuta root.

A root no se le niega ninguna carpeta, así que una prueba de permisos no probaría nada. En Linux basta con
quitarle al proceso hijo las dos capacidades que se saltan los permisos; en otros sistemas no hace falta.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parents[2]
PR_CAPBSET_DROP, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 24, 8, 47, 2
DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER = 1, 2, 3
VERSION_3 = 0x20080522
SIN_NOMBRE = 54_321  # un número de usuario que nadie ha dado de alta
ES_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

solo_posix = pytest.mark.skipif(os.name != "posix", reason="permisos de POSIX")
solo_root = pytest.mark.skipif(
    not (ES_ROOT and sys.platform == "linux"),
    reason="solo root puede hacerse pasar por otro",
)


def ejecutar(codigo: str, entorno: Mapping[str, str], carpeta: Path) -> subprocess.CompletedProcess[str]:
    """Ejecuta un programa de Python sin poder saltarse ningún permiso. Su salida va toda junta."""
    return _ejecutar(codigo, entorno, carpeta, _sin_saltarse_permisos if ES_ROOT else None)


def ejecutar_sin_nombre(
    codigo: str, entorno: Mapping[str, str], carpeta: Path
) -> subprocess.CompletedProcess[str]:
    """Lo mismo, con un usuario que el sistema no conoce: puede leerlo todo, y escribir en lo suyo."""
    return _ejecutar(codigo, entorno, carpeta, _como_alguien_sin_nombre)


def _ejecutar(
    codigo: str, entorno: Mapping[str, str], carpeta: Path, antes: Callable[[], None] | None
) -> subprocess.CompletedProcess[str]:
    base = {n: v for n, v in os.environ.items() if n not in ("HOME", "USERPROFILE")}
    return subprocess.run(
        [sys.executable, "-c", codigo],
        cwd=carpeta,
        env={**base, "HOME": str(carpeta), "PYTHONPATH": str(RAIZ), **entorno},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=240,
        preexec_fn=antes and partial(antes),
    )


def _llamar(nombre: str, *argumentos: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), nombre)(*argumentos) != 0:
        raise OSError(ctypes.get_errno(), f"{nombre}{argumentos}")


def _sin_saltarse_permisos() -> None:
    for capacidad in (DAC_OVERRIDE, DAC_READ_SEARCH, FOWNER):
        _llamar("prctl", PR_CAPBSET_DROP, capacidad, 0, 0, 0)


def _como_alguien_sin_nombre() -> None:
    _llamar("prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setresgid(SIN_NOMBRE, SIN_NOMBRE, SIN_NOMBRE)
    os.setresuid(SIN_NOMBRE, SIN_NOMBRE, SIN_NOMBRE)
    solo_leer = 1 << DAC_READ_SEARCH
    cabecera = (ctypes.c_uint32 * 2)(VERSION_3, 0)
    _llamar("capset", cabecera, (ctypes.c_uint32 * 6)(solo_leer, solo_leer, solo_leer, 0, 0, 0))
    _llamar("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, DAC_READ_SEARCH, 0, 0)
