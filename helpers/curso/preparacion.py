"""Lo que se descarga antes de clase: modelos y datos reales, a la vista, comprobados y listos sin red.

Lo ejecuta la orden ``preparar``, en el entorno del curso: cada función devuelve un código de salida.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Protocol

from helpers import disco
from helpers.cache import carpeta_de_cache
from helpers.curso.ordenes import INTERRUMPIDO, ORDEN
from helpers.datos import conjuntos as datos
from helpers.datos.descargas import megas
from helpers.errores import ErrorDelCurso
from helpers.modelos.cache_del_hub import mirar_cache
from helpers.modelos.carga import cargar_real
from helpers.modelos.fichas import MODELOS
from helpers.modelos.hub import SinConexion, descargar
from helpers.numeros import ESPACIO, decimal

TODO = "todo"


class Pieza(Protocol):
    """Algo que se descarga: su nombre en la orden, qué es y lo que ocupa."""

    nombre: str
    que_es: str
    tamano: str

    def estado(self) -> tuple[bool, str]:
        """Si está entera en la caché, y cómo está, dicho en una frase. No se conecta."""

    def traer(self) -> None:
        """Descarga lo que falte y lo comprueba, diciéndolo. Lanza ErrorDelCurso si no se puede."""


class _Modelo:
    def __init__(self, tarea: str):
        self.nombre, self._ficha = tarea, MODELOS[tarea]
        self.que_es = f"modelo de {self._ficha.tarea}, {self._ficha.identificador}"
        self.tamano = f"unos {self._ficha.tamano_mb}{ESPACIO}MB"

    def estado(self) -> tuple[bool, str]:
        en_cache = mirar_cache(self._ficha)
        if en_cache.entero:
            return True, f"entero, revisión {en_cache.carpeta.name}"
        if en_cache.danados:
            return False, f"dañado: {', '.join(en_cache.danados)}"
        return False, f"a medias: falta {', '.join(en_cache.faltan)}" if en_cache.faltan else "no está"

    def traer(self) -> None:
        en_cache = mirar_cache(self._ficha)
        carpeta = en_cache.carpeta if en_cache.entero else descargar(self._ficha)
        cargar_real(self._ficha, carpeta)
        _decir(f"Comprobado: se carga entero y sin red. Revisión {carpeta.name}.")


class _Conjunto:
    def __init__(self, nombre: str):
        self.nombre = nombre
        self.que_es = "conjunto de datos"
        self.tamano = megas(sum(archivo.octetos for archivo in datos.inventario(nombre).archivos))

    def estado(self) -> tuple[bool, str]:
        inventario = datos.inventario(self.nombre)
        hay, todos = len(inventario.archivos) - len(inventario.pendientes), len(inventario.archivos)
        if inventario.entero:
            return True, "entero"
        return False, f"a medias: {hay} de {todos} archivos" if hay or inventario.danados else "no está"

    def traer(self) -> None:
        datos.descargar_conjunto(self.nombre)


def _como_orden(funcion: Callable[[Sequence[str]], int]) -> Callable[[Sequence[str]], int]:
    """Los errores del curso y Ctrl-C salen sin pila de llamadas; de Ctrl-C habla quien dio la orden."""

    @wraps(funcion)
    def ejecutar(nombres: Sequence[str]) -> int:
        for salida in (sys.stdout, sys.stderr):
            salida.reconfigure(errors="replace")
        try:
            return funcion(nombres)
        except ErrorDelCurso as error:
            print(error, file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            return INTERRUMPIDO

    return ejecutar


@_como_orden
def listar(nombres: Sequence[str]) -> int:
    """Dice qué se puede descargar, qué ocupa y qué está ya en la caché, leyéndolo. No se conecta."""
    for pieza in _elegir(nombres or [TODO]):
        _decir(f"{pieza.nombre}: {pieza.que_es}, {pieza.tamano}\n    {pieza.estado()[1]}")
    _decir(f"\nLos modelos se guardan en {_cache_de_modelos()}\ny los datos, en {carpeta_de_cache()}")
    return 0


@_como_orden
def explicar(nombres: Sequence[str]) -> int:
    """Como ``listar``, y además cómo se descarga."""
    codigo = listar(nombres)
    _decir(
        f"\nPara descargar, da nombres: {ORDEN} preparar {' '.join(list(MODELOS)[:2])}; o «{TODO}».\n"
        "Con --carpeta RUTA, lo descargado queda en una carpeta que se puede llevar a otros equipos."
    )
    return codigo


@_como_orden
def traer(nombres: Sequence[str]) -> int:
    """Descarga y comprueba lo pedido, diciendo antes lo que ocupa. Lo que falla no impide lo demás.

    Devuelve 0 si todo queda listo para usarse sin red, y 1 si algo no.
    """
    elegidas = _elegir(nombres)
    _anunciar(elegidas)
    fallidas, hay_hub = [], True
    for pieza in elegidas:
        if isinstance(pieza, _Modelo) and not hay_hub:
            fallidas.append(pieza.nombre)
            continue
        _decir(f"\n{pieza.nombre}")
        try:
            pieza.traer()
        except ErrorDelCurso as error:
            print(error, file=sys.stderr, flush=True)
            fallidas.append(pieza.nombre)
            hay_hub = hay_hub and not isinstance(error, SinConexion)
    listas = [pieza.nombre for pieza in elegidas if pieza.nombre not in fallidas]
    if listas:
        _decir(f"\nListo para usarse sin red: {', '.join(listas)}.")
    if fallidas:
        _decir(
            f"\nSin preparar: {', '.join(fallidas)}. Repite la orden: lo ya descargado no se baja otra vez."
        )
    return 1 if fallidas else 0


def _elegir(nombres: Sequence[str]) -> list[Pieza]:
    """Las piezas con esos nombres, cada una una vez. Lanza ErrorDelCurso, y dice cuáles hay, si falta una."""
    clases = dict.fromkeys(MODELOS, _Modelo) | dict.fromkeys(datos.conjuntos_reales(), _Conjunto)
    ajenos = [nombre for nombre in nombres if nombre not in clases and nombre != TODO]
    if ajenos:
        raise ErrorDelCurso(
            f"No hay nada que descargar que se llame {', '.join(map(repr, ajenos))}.",
            que_hacer=f"elige entre {', '.join(clases)}; o «{TODO}».",
        )
    elegidos = clases if TODO in nombres else dict.fromkeys(nombres)
    return [clases[nombre](nombre) for nombre in elegidos]


def _anunciar(piezas: Sequence[Pieza]) -> None:
    for pieza in piezas:
        entera, frase = pieza.estado()
        _decir(f"{pieza.nombre}: {frase if entera else f'por descargar, {pieza.tamano}'}")
    carpeta = _cache_de_modelos()
    libres = decimal(disco.libres(carpeta) / 1e9, 1)
    _decir(f"En el disco de {carpeta} quedan {libres}{ESPACIO}GB.")


def _cache_de_modelos() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _decir(texto: str) -> None:
    print(texto, flush=True)
