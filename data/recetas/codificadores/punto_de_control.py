"""Leer un punto de control de TensorFlow sin TensorFlow.

Son dos archivos. El de datos son los números, unos detrás de otros. El índice es una tabla ordenada (la de
LevelDB) que dice, por el nombre de cada variable, su forma y en qué octeto empieza. Aquí se lee lo que usan
los nuestros: un solo archivo de datos, float32 y bloques sin comprimir.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

PIE = 48  # octetos
MARCA = 0xDB4775248B80FB57  # los ocho últimos, en todas las tablas de LevelDB
SIN_COMPRIMIR = 0
FLOAT32 = 1  # DT_FLOAT
TIPO, FORMA, PRINCIPIO, OCTETOS = 1, 2, 4, 5  # campos de BundleEntryProto


def leer(indice: bytes, datos: bytes) -> dict[str, np.ndarray]:
    """Devuelve las variables float32 de un punto de control, por su nombre."""
    variables = {}
    for clave, valor in _tabla(indice):
        campos = dict(_campos(valor))
        if not clave or campos.get(TIPO) != FLOAT32:
            continue
        principio = campos.get(PRINCIPIO, 0)
        numeros = np.frombuffer(datos[principio : principio + campos[OCTETOS]], "<f4")
        variables[clave.decode()] = numeros.reshape(_forma(campos.get(FORMA, b"")))
    return variables


def _tabla(tabla: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Da las parejas de una tabla: su pie dice dónde está el bloque que dice dónde están los demás."""
    pie = tabla[-PIE:]
    if struct.unpack("<Q", pie[-8:])[0] != MARCA:
        raise ValueError("no es una tabla de LevelDB")
    i = 0
    for _ in range(2):  # el bloque de metadatos no hace falta
        _, i = _entero(pie, i)
    for _, donde in _bloque(tabla, *_lugar(pie, i)):
        yield from _bloque(tabla, *_lugar(donde, 0))


def _bloque(tabla: bytes, principio: int, octetos: int) -> Iterator[tuple[bytes, bytes]]:
    """Da las parejas de un bloque. Cada clave guarda solo lo que no comparte con la anterior."""
    if tabla[principio + octetos] != SIN_COMPRIMIR:
        raise ValueError("el bloque está comprimido")
    bloque = tabla[principio : principio + octetos]
    [reinicios] = struct.unpack("<I", bloque[-4:])
    i, clave = 0, b""
    while i < octetos - 4 * (reinicios + 1):
        comparte, i = _entero(bloque, i)
        suyos, i = _entero(bloque, i)
        del_valor, i = _entero(bloque, i)
        clave = clave[:comparte] + bloque[i : i + suyos]
        i += suyos + del_valor
        yield clave, bloque[i - del_valor : i]


def _lugar(octetos: bytes, i: int) -> tuple[int, int]:
    principio, i = _entero(octetos, i)
    return principio, _entero(octetos, i)[0]


def _forma(mensaje: bytes) -> tuple[int, ...]:
    return tuple(dict(_campos(dimension)).get(1, 0) for _, dimension in _campos(mensaje))


def _campos(mensaje: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Da los campos de un mensaje de Protocol Buffers: su número y un entero o unos octetos."""
    i = 0
    while i < len(mensaje):
        etiqueta, i = _entero(mensaje, i)
        campo, clase = etiqueta >> 3, etiqueta & 7
        if clase == 0:
            valor, i = _entero(mensaje, i)
        else:
            largo, i = _entero(mensaje, i) if clase == 2 else ({1: 8, 5: 4}[clase], i)
            valor, i = mensaje[i : i + largo], i + largo
        yield campo, valor


def _entero(octetos: bytes, i: int) -> tuple[int, int]:
    """Lee un entero de longitud variable y devuelve también dónde acaba: siete bits por octeto."""
    valor = desplazamiento = 0
    while True:
        octeto = octetos[i]
        valor |= (octeto & 0x7F) << desplazamiento
        i, desplazamiento = i + 1, desplazamiento + 7
        if octeto < 0x80:
            return valor, i
