"""Formatos hechos de trozos con nombre y tamaño: WAV y RF64, Wave64, AIFF, CAF y AU.

El sonido va en uno de ellos y detrás puede haber otros. Si dice ocupar más bytes de los que hay, el archivo
está cortado: libsndfile lo lee sin quejarse.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    CORTADO_EN_LA_CABECERA,
    DANADO,
    SIN_CERRAR,
    SIN_MUESTRAS,
    VARIAS_GRABACIONES,
    Defecto,
    cortado,
    leer_en,
    tamano,
)

SIN_TAMANO = 0xFFFFFFFF
HASTA_EL_FINAL = -1  # en un CAF
TOPES_DE_DIRECTO = (0x7F000000, 2**31, 2**32, 2**63)  # cerca de ellos, no es un tamaño: se graba en directo
HOLGURA_DE_DIRECTO = 4096
TROZOS_MAXIMOS = 10_000  # un archivo lleno de ceros no es una lista interminable de trozos


class Trozo(NamedTuple):
    """Un trozo: su nombre, dónde empieza su contenido y cuántos bytes dice ocupar."""

    nombre: bytes
    inicio: int
    tamano: int


def revisar_wav(binario: BinaryIO) -> Defecto | None:
    """Revisa un WAV, un RIFX (al revés), un RF64 o un BW64 (de más de 4 GB). De un AVI, solo el tamaño."""
    cabecera, total = leer_en(binario, 0, 12), tamano(binario)
    if len(cabecera) == 12 and cabecera[8:] != b"WAVE":
        return _si_falta(Trozo(b"RIFF", 8, int.from_bytes(cabecera[4:8], "little")), total)
    orden = ">" if cabecera.startswith(b"RIFX") else "<"
    trozos = list(_trozos(binario, 12, f"{orden}4sI", 2))
    ds64 = _primero(trozos, b"ds64")
    if ds64 and trozos[-1].nombre == b"data" and trozos[-1].tamano == SIN_TAMANO:
        tamano_ds64 = int.from_bytes(leer_en(binario, ds64.inicio + 8, 8), "little")
        trozos[-1] = trozos[-1]._replace(tamano=tamano_ds64)
        trozos += _trozos(binario, _fin(trozos[-1], 2), "<4sI", 2)
    return _revisar(trozos, b"data", cabecera[:4], total)


def revisar_w64(binario: BinaryIO) -> Defecto | None:
    """Revisa un Wave64: como el WAV, con nombres de 16 bytes y tamaños de 8 que incluyen la cabecera."""
    trozos = list(_trozos(binario, 40, "<4s12xQ", 8, sobra=24))
    return _revisar(trozos, b"data", b"riff", tamano(binario))


def revisar_aiff(binario: BinaryIO) -> Defecto | None:
    """Revisa un AIFF o AIFF-C. De otro archivo IFF no dice nada."""
    cabecera = leer_en(binario, 0, 12)
    if len(cabecera) == 12 and cabecera[8:] not in (b"AIFF", b"AIFC"):
        return None
    trozos = list(_trozos(binario, 12, ">4sI", 2))
    if _primero(trozos, b"COMM") is None:
        return CORTADO_EN_LA_CABECERA
    return _revisar(trozos, b"SSND", b"FORM", tamano(binario), vacio=8)


def revisar_caf(binario: BinaryIO) -> Defecto | None:
    """Revisa un CAF: con códec, la tabla que permite leerlo («pakt») puede ir detrás del sonido."""
    total = tamano(binario)
    trozos = list(_trozos(binario, 8, ">4sq", 1))
    defecto = _revisar(trozos, b"data", b"caff", total, vacio=4)
    return defecto or next(filter(None, (_si_falta(trozo, total) for trozo in trozos)), None)


def revisar_au(binario: BinaryIO) -> Defecto | None:
    """Revisa un AU: una cabecera que dice dónde empieza el sonido y cuánto ocupa, y nada más."""
    cabecera, total = leer_en(binario, 0, 24), tamano(binario)
    if len(cabecera) < 24:
        return CORTADO_EN_LA_CABECERA
    sonido = Trozo(b"data", *struct.unpack(">II", cabecera[4:12]))
    if leer_en(binario, sonido.inicio + sonido.tamano, 4) == b".snd":
        return VARIAS_GRABACIONES
    return _revisar([sonido], b"data", b".snd", total)


def _trozos(
    binario: BinaryIO, posicion: int, formato: str, alineacion: int, sobra: int = 0
) -> Iterator[Trozo]:
    """Recorre los trozos hasta que uno se sale del archivo o deja de parecerlo.

    formato : str, el de `struct` para el nombre y el tamaño. sobra : int, lo que el tamaño cuenta de más.
    """
    largo = struct.calcsize(formato)
    for _ in range(TROZOS_MAXIMOS):
        cabecera = leer_en(binario, posicion, largo)
        if len(cabecera) < largo or not _parece_un_nombre(cabecera):
            return
        nombre, cuantos = struct.unpack(formato, cabecera)
        trozo = Trozo(nombre, posicion + largo, cuantos - sobra)
        yield trozo
        if trozo.tamano < 0:
            return
        posicion = _fin(trozo, alineacion)


def _fin(trozo: Trozo, alineacion: int) -> int:
    fin = trozo.inicio + trozo.tamano
    return fin + -fin % alineacion


def _parece_un_nombre(cabecera: bytes) -> bool:
    return len(cabecera) >= 4 and all(32 <= byte < 127 for byte in cabecera[:4])


def _revisar(trozos: list[Trozo], nombre: bytes, firma: bytes, total: int, vacio: int = 0) -> Defecto | None:
    sonido = _primero(trozos, nombre)
    if sonido is None:
        return CORTADO_EN_LA_CABECERA
    detras = trozos[trozos.index(sonido) + 1 :]
    if any(trozo.nombre in (nombre, firma) for trozo in detras):
        return VARIAS_GRABACIONES
    if sonido.tamano < HASTA_EL_FINAL:
        return DANADO
    if 0 <= sonido.tamano <= vacio:
        return SIN_MUESTRAS if detras or total <= sonido.inicio + vacio else SIN_CERRAR
    return _si_falta(sonido, total)


def _si_falta(trozo: Trozo, total: int) -> Defecto | None:
    faltan = trozo.inicio + trozo.tamano - total
    en_directo = any(abs(trozo.tamano - tope) <= HOLGURA_DE_DIRECTO for tope in TOPES_DE_DIRECTO)
    return cortado(faltan) if faltan > 0 and not en_directo else None


def _primero(trozos: list[Trozo], nombre: bytes) -> Trozo | None:
    return next((trozo for trozo in trozos if trozo.nombre == nombre), None)
