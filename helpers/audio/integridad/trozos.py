"""Formatos hechos de trozos con nombre y tamaño: WAV y RF64, Wave64, AIFF, CAF y AU.

El sonido va en uno de ellos y detrás puede haber otros. Si dice ocupar más bytes de los que hay, el archivo
está cortado: libsndfile lo lee sin quejarse. Salvo que el archivo acabe justo donde dice el trozo que lo
envuelve todo: entonces está entero, y es el del sonido el que cuenta de más. Quien graba en directo no sabe
cuánto va a ocupar, y deja un tope o un cero: vale lo que hay hasta el final.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from helpers.audio.integridad.defectos import (
    CORTADO_EN_LA_CABECERA,
    DANADO,
    SIN_MUESTRAS,
    VARIAS_GRABACIONES,
    Defecto,
    Remiendo,
    cortado,
    leer_en,
    tamano,
)

SIN_TAMANO = 0xFFFFFFFF
HASTA_EL_FINAL = -1  # en un CAF
TOPES_DE_DIRECTO = (0x7F000000, 2**31, 2**32, 2**63)  # cerca de ellos, no es un tamaño: se graba en directo
HOLGURA_DE_DIRECTO = 4096
CUENTA_DE_MAS = 4096  # bytes: quien cuenta mal el sonido, cuenta también su cabecera o sus etiquetas
TROZOS_MAXIMOS = 10_000  # un archivo lleno de ceros no es una lista interminable de trozos


class Trozo(NamedTuple):
    """Un trozo: su nombre, dónde empieza su contenido y cuántos bytes dice ocupar."""

    nombre: bytes
    inicio: int
    tamano: int

    @property
    def fin(self) -> int:
        """Dónde dice acabar, sin el relleno."""
        return self.inicio + self.tamano


class Formato(NamedTuple):
    """Cómo van los trozos de un formato.

    desde : int, dónde empieza el primero. molde : str, el de `struct` para su nombre y su tamaño.
    alineacion : int, a múltiplos de cuántos bytes. sobra : int, lo que el tamaño cuenta de más.
    sonido : bytes, el nombre del que lleva el sonido. vacio : int, los bytes que ese ocupa sin sonido.
    """

    desde: int
    molde: str
    alineacion: int
    sobra: int = 0
    sonido: bytes = b"data"
    vacio: int = 0


WAV, WAV_AL_REVES = Formato(12, "<4sI", 2), Formato(12, ">4sI", 2)
WAVE64 = Formato(40, "<4s12xQ", 8, sobra=24)
AIFF = Formato(12, ">4sI", 2, sonido=b"SSND", vacio=8)
CAF = Formato(8, ">4sq", 1, vacio=4)


def revisar_wav(binario: BinaryIO) -> Defecto | None:
    """Revisa un WAV, un RIFX (al revés), un RF64 o un BW64 (de más de 4 GB). De otro RIFF, su tamaño."""
    cabecera, total = leer_en(binario, 0, 12), tamano(binario)
    if len(cabecera) == 12 and cabecera[8:] != b"WAVE":
        return si_falta(Trozo(b"RIFF", 8, int.from_bytes(cabecera[4:8], "little")), total)
    formato, trozos = _trozos_de_wav(binario)
    ds64 = _primero(trozos, b"ds64")
    todo = leer_en(binario, ds64.inicio, 8) if ds64 else cabecera[4:8]
    envoltorio = Trozo(cabecera[:4], 8, int.from_bytes(todo, "big" if formato is WAV_AL_REVES else "little"))
    return _revisar(trozos, formato, envoltorio, total)


def _trozos_de_wav(binario: BinaryIO) -> tuple[Formato, list[Trozo]]:
    """En un RF64, el tamaño del sonido no cabe en su trozo y está en otro, «ds64»."""
    formato = WAV_AL_REVES if leer_en(binario, 0, 4) == b"RIFX" else WAV
    trozos = list(_trozos(binario, formato))
    ds64 = _primero(trozos, b"ds64")
    if ds64 and trozos[-1].nombre == b"data" and trozos[-1].tamano == SIN_TAMANO:
        sonido = int.from_bytes(leer_en(binario, ds64.inicio + 8, 8), "little")
        trozos[-1] = trozos[-1]._replace(tamano=sonido)
        trozos += _trozos(binario, formato._replace(desde=fin_con_relleno(trozos[-1], 2)))
    return formato, trozos


def revisar_w64(binario: BinaryIO) -> Defecto | None:
    """Revisa un Wave64: como el WAV, con nombres de 16 bytes y tamaños de 8 que incluyen la cabecera."""
    envoltorio = Trozo(b"riff", 0, int.from_bytes(leer_en(binario, 16, 8), "little"))
    return _revisar(list(_trozos(binario, WAVE64)), WAVE64, envoltorio, tamano(binario))


def revisar_aiff(binario: BinaryIO) -> Defecto | None:
    """Revisa un AIFF o AIFF-C. De otro archivo IFF no dice nada."""
    cabecera = leer_en(binario, 0, 12)
    if len(cabecera) == 12 and cabecera[8:] not in (b"AIFF", b"AIFC"):
        return None
    trozos = list(_trozos(binario, AIFF))
    if _primero(trozos, b"COMM") is None:
        return CORTADO_EN_LA_CABECERA
    envoltorio = Trozo(b"FORM", 8, int.from_bytes(cabecera[4:8], "big"))
    return _revisar(trozos, AIFF, envoltorio, tamano(binario))


def revisar_caf(binario: BinaryIO) -> Defecto | None:
    """Revisa un CAF: con códec, la tabla que permite leerlo («pakt») puede ir detrás del sonido."""
    total = tamano(binario)
    trozos = list(_trozos(binario, CAF))
    defecto = _revisar(trozos, CAF, Trozo(b"caff", 0, SIN_TAMANO), total)
    return defecto or next(filter(None, (si_falta(trozo, total) for trozo in trozos)), None)


def revisar_au(binario: BinaryIO) -> Defecto | None:
    """Revisa un AU: una cabecera que dice dónde empieza el sonido y cuánto ocupa, y nada más."""
    cabecera, total = leer_en(binario, 0, 24), tamano(binario)
    if len(cabecera) < 24:
        return CORTADO_EN_LA_CABECERA
    sonido = Trozo(b"data", *struct.unpack(">II", cabecera[4:12]))
    if leer_en(binario, sonido.fin, 4) == b".snd" and sonido.tamano:
        return VARIAS_GRABACIONES
    return _revisar([sonido], WAV_AL_REVES, Trozo(b".snd", 0, SIN_TAMANO), total)


def tamano_de_wav(binario: BinaryIO) -> Remiendo | None:
    """Da, si el sonido de un WAV dice ocupar 0 bytes y ocupa más, el tamaño que falta escribir."""
    formato, trozos = _trozos_de_wav(binario)
    sonido, ds64 = _primero(trozos, b"data"), _primero(trozos, b"ds64")
    if sonido is None or sonido.tamano:
        return None
    resto = tamano(binario) - sonido.inicio
    if ds64:
        return Remiendo(ds64.inicio + 8, struct.pack("<Q", resto))
    return Remiendo(sonido.inicio - 4, struct.pack(f"{formato.molde[0]}I", min(resto, SIN_TAMANO)))


def tamano_de_w64(binario: BinaryIO) -> Remiendo | None:
    """Da, si el sonido de un Wave64 dice ocupar más de lo que hay, el tamaño que falta escribir."""
    sonido, total = _primero(list(_trozos(binario, WAVE64)), b"data"), tamano(binario)
    if sonido is None or sonido.fin <= total:
        return None
    return Remiendo(sonido.inicio - 8, struct.pack("<Q", total - sonido.inicio + WAVE64.sobra))


def tamano_de_au(binario: BinaryIO) -> Remiendo | None:
    """Da, si el sonido de un AU dice ocupar 0 bytes, la marca de que llega hasta el final."""
    return Remiendo(8, struct.pack(">I", SIN_TAMANO)) if leer_en(binario, 8, 4) == bytes(4) else None


def _trozos(binario: BinaryIO, formato: Formato) -> Iterator[Trozo]:
    """Recorre los trozos hasta que uno se sale del archivo o deja de parecerlo."""
    largo, posicion = struct.calcsize(formato.molde), formato.desde
    for _ in range(TROZOS_MAXIMOS):
        cabecera = leer_en(binario, posicion, largo)
        if len(cabecera) < largo or not parece_un_nombre(cabecera):
            return
        nombre, cuantos = struct.unpack(formato.molde, cabecera)
        trozo = Trozo(nombre, posicion + largo, cuantos - formato.sobra)
        yield trozo
        if trozo.tamano < 0:
            return
        posicion = fin_con_relleno(trozo, formato.alineacion)


def fin_con_relleno(trozo: Trozo, alineacion: int) -> int:
    """Dónde empieza el trozo siguiente."""
    return trozo.fin + -trozo.fin % alineacion


def parece_un_nombre(cabecera: bytes) -> bool:
    """Dice si unos bytes empiezan por cuatro letras."""
    return len(cabecera) >= 4 and all(32 <= byte < 127 for byte in cabecera[:4])


def _revisar(trozos: list[Trozo], formato: Formato, envoltorio: Trozo, total: int) -> Defecto | None:
    """Revisa el trozo del sonido. envoltorio : Trozo, el que dice contenerlo todo."""
    sonido = _primero(trozos, formato.sonido)
    if sonido is None:
        return CORTADO_EN_LA_CABECERA
    detras = trozos[trozos.index(sonido) + 1 :]
    if any(trozo.nombre in (formato.sonido, envoltorio.nombre) for trozo in detras):
        return VARIAS_GRABACIONES
    if sonido.tamano < HASTA_EL_FINAL:
        return DANADO
    if 0 <= sonido.tamano <= formato.vacio:
        son_trozos = detras and fin_con_relleno(detras[-1], formato.alineacion) <= total + 1
        return SIN_MUESTRAS if son_trozos or total <= sonido.inicio + formato.vacio else None
    cuenta_de_mas = 0 <= total - envoltorio.fin <= 1 and sonido.fin <= total + CUENTA_DE_MAS
    return None if cuenta_de_mas else si_falta(sonido, total)


def si_falta(trozo: Trozo, total: int) -> Defecto | None:
    """Dice cuánto le falta a un trozo que se sale del archivo, si no es un tope de quien graba en directo."""
    faltan = trozo.fin - total
    en_directo = any(abs(trozo.tamano - tope) <= HOLGURA_DE_DIRECTO for tope in TOPES_DE_DIRECTO)
    return cortado(faltan) if faltan > 0 and not en_directo else None


def _primero(trozos: list[Trozo], nombre: bytes) -> Trozo | None:
    return next((trozo for trozo in trozos if trozo.nombre == nombre), None)
