"""Leer lo que responde el estudiante: qué vale como respuesta, y qué se le dice cuando no vale.

Un ``Campo`` por clase de respuesta: ``leer`` devuelve el valor limpio o lanza ``RespuestaIlegible`` con la
frase que verá el estudiante. Debajo, los detectores de los errores que se repiten entre cuadernos: devuelven
esa frase, o una cadena vacía si el error no es ese.
"""

from __future__ import annotations

import inspect
import math
import numbers
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any

import numpy as np

from helpers import numeros
from helpers.ejercicios.fallos_de_python import explicar


class RespuestaIlegible(Exception):
    """La respuesta no es de la clase que se espera; el mensaje va al estudiante tal cual."""


class FuncionSinEscribir(RespuestaIlegible):
    """La función del estudiante es la del enunciado, con su hueco ``...`` sin tocar."""


class Fallo(Exception):
    """La respuesta no vale; qué decir está en el guion, en la fila con ese nombre: ``- [nombre] → …``."""

    def __init__(self, clave: str, **datos: Any):
        """Guarda el nombre de la frase y lo que rellena sus huecos."""
        super().__init__(clave)
        self.clave, self.datos = clave, datos


class Campo:
    """Una respuesta de un ejercicio. ``leer(nombre, valor)`` la devuelve limpia o lanza RespuestaIlegible."""

    def leer(self, nombre: str, valor: Any) -> Any:
        """Devuelve el valor listo para ``revisar``."""
        raise NotImplementedError


@dataclass(frozen=True)
class Numero(Campo):
    """Un número real finito: de Python, de NumPy, o un tensor de cero dimensiones. Llega como float."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float; dice lo suyo a textos, vectores, NaN, comas decimales y funciones sin llamar."""
        valor = _desenvolver(valor)
        if not _es_numero(valor):
            raise RespuestaIlegible(
                f"`{nombre}` tiene que ser un número, y es {_que_es(valor)}.{_consejo(valor)}"
            )
        try:
            numero = float(valor)
        except (OverflowError, ValueError):
            raise RespuestaIlegible(f"`{nombre}` es un número demasiado grande: repasa la cuenta.") from None
        if math.isnan(numero):
            raise RespuestaIlegible(f"`{nombre}` es NaN: alguna cuenta de antes no tiene resultado.")
        if math.isinf(numero):
            raise RespuestaIlegible(
                f"`{nombre}` es infinito: ¿hay una división entre cero, o el logaritmo de cero?"
            )
        return numero


@dataclass(frozen=True)
class Entero(Campo):
    """Un número sin decimales (16384 y 16384.0 valen igual). Llega como int."""

    def leer(self, nombre: str, valor: Any) -> int:
        """Devuelve el int; un número con decimales no se redondea: se dice."""
        numero = Numero().leer(nombre, valor)
        if not numero.is_integer():
            raise RespuestaIlegible(f"`{nombre}` tiene que ser un número entero, y es {con_coma(numero, 6)}.")
        return int(numero)


@dataclass(frozen=True)
class Texto(Campo):
    """Una palabra o una frase corta. Llega como str, sin espacios alrededor; para ``misma_palabra``."""

    def leer(self, nombre: str, valor: Any) -> str:
        """Devuelve el texto; rechaza números, listas y textos vacíos."""
        valor = _desenvolver(valor)
        if not isinstance(valor, str):
            raise RespuestaIlegible(
                f"`{nombre}` tiene que ser un texto entre comillas, y es {_que_es(valor)}.{_consejo(valor)}"
            )
        if not valor.strip():
            raise RespuestaIlegible(f"`{nombre}` es un texto vacío: escribe algo entre las comillas.")
        return str(valor).strip()


@dataclass(frozen=True)
class SiNo(Campo):
    """Verdadero o falso: True, False, "sí" o "no". Llega como bool."""

    def leer(self, nombre: str, valor: Any) -> bool:
        """Devuelve el bool; no interpreta números ni otras palabras."""
        valor = _desenvolver(valor)
        if isinstance(valor, (bool, np.bool_)):
            return bool(valor)
        if isinstance(valor, str) and misma_palabra(valor, "sí", "verdadero", "true"):
            return True
        if isinstance(valor, str) and misma_palabra(valor, "no", "falso", "false"):
            return False
        raise RespuestaIlegible(f"`{nombre}` tiene que ser True o False, y es {_que_es(valor)}.")


@dataclass(frozen=True)
class Matriz(Campo):
    """Números en fila o en tabla: lista, tupla, array, tensor, Series o DataFrame. Llega como float64.

    forma : un tamaño por dimensión; None los admite todos. ``(None,)`` es un vector; ``(13, None)``, una
    tabla de 13 filas.
    """

    forma: tuple[int | None, ...] = (None,)

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el ndarray; dice lo suyo a formas distintas, traspuestas, listas desiguales y NaN."""
        matriz = _como_matriz(nombre, valor)
        if not _casa(matriz.shape, self.forma):
            vuelta = " Parece traspuesta: prueba con `.T`." if _casa(matriz.shape[::-1], self.forma) else ""
            raise RespuestaIlegible(
                f"`{nombre}` tiene la forma {_forma(matriz.shape)}, y se espera {_forma(self.forma)}.{vuelta}"
            )
        malos = int(np.size(matriz) - np.isfinite(matriz).sum())
        if malos:
            raise RespuestaIlegible(f"`{nombre}` tiene {malos} de {matriz.size} valores en NaN o infinitos.")
        return matriz


@dataclass(frozen=True)
class Funcion(Campo):
    """Una función del estudiante. Llega envuelta: si falla al llamarla, se le cuenta el fallo."""

    def leer(self, nombre: str, valor: Any) -> Callable:
        """Devuelve la función envuelta; rechaza lo que no se puede llamar (por ejemplo, su resultado)."""
        if not callable(valor):
            raise RespuestaIlegible(
                f"`{nombre}` tiene que ser una función, y es {_que_es(valor)}. Pásala sin paréntesis."
            )

        def llamar(*argumentos, **con_nombre):
            _exigir_parametros(nombre, valor, argumentos, con_nombre)
            try:
                devuelto = valor(*argumentos, **con_nombre)
            except Exception as error:
                raise RespuestaIlegible(_lo_que_ha_saltado(nombre, error)) from error
            if devuelto is Ellipsis:
                raise FuncionSinEscribir(f"Falta escribir `{nombre}`: todavía devuelve `...`.")
            return devuelto

        llamar.__wrapped__ = valor  # la suya, tal como la ha escrito
        return llamar


def _lo_que_ha_saltado(nombre: str, error: Exception) -> str:
    ha_saltado = f"Al llamar a `{nombre}` ha saltado {type(error).__name__}"
    if explicacion := explicar(error):
        return f"{ha_saltado}: {explicacion} Python dice: `{error}`."
    return f"{ha_saltado}: {error}"


def _exigir_parametros(nombre: str, funcion: Callable, argumentos: tuple, con_nombre: dict) -> None:
    """Lanza RespuestaIlegible si la función no admite esa llamada; de las que no enseñan su firma, nada."""
    try:
        firma = inspect.signature(funcion)
    except (TypeError, ValueError):
        return
    try:
        firma.bind(*argumentos, **con_nombre)
    except TypeError as error:
        cuantos = len(argumentos) + len(con_nombre)
        se_le_pasan = "se le pasa una sola cosa" if cuantos == 1 else f"se le pasan {cuantos} cosas"
        raise RespuestaIlegible(
            f"A `{nombre}` {se_le_pasan}, y la tuya está escrita como `{nombre}{firma}`. Mira sus paréntesis."
        ) from error


@dataclass(frozen=True)
class Objeto(Campo):
    """Un objeto de un tipo concreto: ``Objeto(Audio, "un Audio")``. Llega tal cual."""

    tipo: type
    descripcion: str

    def leer(self, nombre: str, valor: Any) -> Any:
        """Devuelve el objeto si es de su tipo."""
        if not isinstance(valor, self.tipo):
            raise RespuestaIlegible(f"`{nombre}` tiene que ser {self.descripcion}, y es {_que_es(valor)}.")
        return valor


@dataclass(frozen=True)
class Leido(Campo):
    """Lo que saque de la respuesta ``convertir``; si no puede, se dice la frase ``[clave]`` del guion."""

    convertir: Callable[[Any], Any]
    clave: str

    def leer(self, nombre: str, valor: Any) -> Any:
        """Devuelve lo convertido. Los errores de convertir son un Fallo, con ``llamada``: de qué se habla."""
        try:
            return self.convertir(valor)
        except (TypeError, ValueError, RuntimeError, RespuestaIlegible):
            raise Fallo(self.clave, llamada=nombre) from None


def sin_responder(valor: Any) -> bool:
    """Dice si queda algún hueco ``...`` por rellenar, también dentro de una lista o un diccionario."""
    if isinstance(valor, Mapping):
        return any(sin_responder(v) for v in valor.values())
    if isinstance(valor, (list, tuple)):
        return any(sin_responder(v) for v in valor)
    return valor is Ellipsis


def con_coma(valor: float, cifras: int = 3) -> str:
    """Escribe un número como en la prosa, con coma decimal y ``cifras`` significativas: «0,123», «22 050».

    La parte entera no pierde nunca las suyas. Los muy grandes o muy pequeños van como «1,2·10^-9».
    """
    if not math.isfinite(valor):
        return "NaN" if math.isnan(valor) else ("infinito" if valor > 0 else "−infinito")
    if valor and not 1e-6 <= abs(valor) < 1e15:
        mantisa, exponente = f"{valor:.{cifras - 1}e}".split("e")
        return f"{mantisa.replace('.', ',')}·10^{int(exponente)}"
    decimales = max(0, cifras - 1 - math.floor(math.log10(abs(valor)))) if valor else 0
    escrito = numeros.decimal(valor, decimales)
    return escrito.rstrip("0").rstrip(",") if "," in escrito else escrito


def cerca(valor: Any, correcto: Any, relativa: float = 0.01, absoluta: float = 0.0) -> bool:
    """Dice si un número, o todos los de una matriz de la misma forma, están a menos de esa tolerancia."""
    valor, correcto = np.asarray(valor, float), np.asarray(correcto, float)
    return valor.shape == correcto.shape and bool(np.allclose(valor, correcto, rtol=relativa, atol=absoluta))


def misma_palabra(respuesta: str, *validas: str) -> bool:
    """Dice si la respuesta es una de las válidas, sin mirar mayúsculas, tildes, espacios ni guiones."""
    return _esqueleto(respuesta) in {_esqueleto(valida) for valida in validas}


UNIDADES = {
    "s": ("tiempo", 1.0, "segundos"),
    "ms": ("tiempo", 1e-3, "milisegundos"),
    "min": ("tiempo", 60.0, "minutos"),
    "Hz": ("frecuencia", 1.0, "hercios"),
    "kHz": ("frecuencia", 1e3, "kilohercios"),
    "bit": ("memoria", 0.125, "bits"),
    "byte": ("memoria", 1.0, "bytes"),
    "kB": ("memoria", 1e3, "kilobytes"),
    "MB": ("memoria", 1e6, "megabytes"),
    "por uno": ("proporción", 1.0, "tantos por uno"),
    "%": ("proporción", 0.01, "tantos por ciento"),
}


def en_otra_unidad(valor: float, correcto: float, unidad: str, relativa: float = 0.01) -> str:
    """Frase para quien acierta la cuenta y falla la unidad: ``en_otra_unidad(0.743, 743, "ms")``.

    unidad : una clave de ``UNIDADES``, la que pide el ejercicio; ``valor`` y ``correcto``, leídos en ella.
    """
    magnitud, factor, pedida = UNIDADES[unidad]
    for otra_magnitud, otro_factor, nombre in UNIDADES.values():
        coincide = cerca(valor * otro_factor, correcto * factor, relativa)
        if coincide and otra_magnitud == magnitud and nombre != pedida:
            return f"Eso son {nombre}, y se piden {pedida}."
    return ""


def intercambiadas(dadas: Mapping[str, Any], correctas: Mapping[str, Any], relativa: float = 0.01) -> str:
    """Frase para quien pone en un campo numérico la respuesta de otro. Los dos diccionarios van por campo."""
    for a, b in combinations(correctas, 2):
        cruzadas = cerca(dadas[a], correctas[b], relativa) and cerca(dadas[b], correctas[a], relativa)
        if cruzadas and not cerca(dadas[a], correctas[a], relativa):
            return f"Los valores son esos, pero `{a}` y `{b}` están intercambiados."
    return ""


def traspuesta(valor: np.ndarray, correcta: np.ndarray, relativa: float = 0.01) -> str:
    """Frase para quien entrega la matriz con las filas y las columnas cambiadas."""
    if not cerca(valor, correcta, relativa) and cerca(np.transpose(valor), correcta, relativa):
        return "Los números son esos, pero con las filas y las columnas cambiadas: prueba con `.T`."
    return ""


def _esqueleto(texto: str) -> str:
    letras = unicodedata.normalize("NFKD", texto.casefold())
    return "".join(c for c in letras if c.isalnum())


def _desenvolver(valor: Any) -> Any:
    """Saca el escalar de un array o tensor de cero dimensiones, y el real de un complejo que lo es."""
    if getattr(valor, "shape", None) == () and hasattr(valor, "item"):
        valor = valor.item()
    return valor.real if isinstance(valor, complex) and valor.imag == 0 else valor


def _es_numero(valor: Any) -> bool:
    return isinstance(valor, (numbers.Real, Decimal)) and not isinstance(valor, (bool, np.bool_))


def _que_es(valor: Any) -> str:
    if valor is None:
        return "None"
    if callable(valor) and not isinstance(valor, type):
        return "una función"
    nombres = {
        bool: "un valor lógico (True o False)",
        str: "un texto",
        int: "un número",
        float: "un número",
        complex: "un número complejo",
        list: "una lista",
        tuple: "una tupla",
        dict: "un diccionario",
        set: "un conjunto",
    }
    if type(valor) in nombres:
        return nombres[type(valor)]
    if isinstance(valor, np.ndarray):
        return f"un array de forma {_forma(valor.shape)}"
    if hasattr(valor, "shape"):
        return f"un {type(valor).__name__} de forma {_forma(tuple(valor.shape))}"
    return f"un objeto {type(valor).__name__}"


_CON_COMA_O_PUNTO = re.compile(r"\s*[-+]?\d+([.,]\d+)?\s*")


def _consejo(valor: Any) -> str:
    """El paso siguiente para las confusiones más comunes, con un espacio delante; vacío si no es ninguna."""
    if valor is None:
        return " ¿Falta un `return`, o una celda anterior por ejecutar?"
    if isinstance(valor, str) and _CON_COMA_O_PUNTO.fullmatch(valor):
        return f" Quita las comillas: `{valor.strip().replace(',', '.')}`."
    if isinstance(valor, str) and _CON_COMA_O_PUNTO.match(valor):
        return " Escribe solo el número, sin comillas ni unidad."
    if type(valor) is tuple and len(valor) == 2 and all(_es_numero(v) for v in valor):
        return " ¿Hay una coma? En Python el decimal se escribe con punto, y los miles, sin nada en medio."
    if callable(valor) and not isinstance(valor, type):
        return " ¿Faltan los paréntesis para llamarla?"
    if _longitud(valor) == 1:
        return " Saca su único elemento con `[0]`."
    forma = getattr(valor, "shape", None)
    if isinstance(forma, tuple) and math.prod(forma) == 1:
        return " Saca su único elemento con `.item()`."
    return ""


def _longitud(valor: Any) -> int | None:
    return len(valor) if isinstance(valor, Sequence) and not isinstance(valor, str) else None


def _como_matriz(nombre: str, valor: Any) -> np.ndarray:
    if hasattr(valor, "detach"):
        valor = valor.detach().cpu().numpy()
    if isinstance(valor, (list, tuple)):
        valor = [_desenvolver(v) for v in valor]
    if not isinstance(valor, list) and not hasattr(valor, "__array__"):
        raise RespuestaIlegible(
            f"`{nombre}` tiene que ser una lista o un array, y es {_que_es(valor)}.{_consejo(valor)}"
        )
    try:
        matriz = np.asarray(valor)
    except (TypeError, ValueError):
        raise RespuestaIlegible(f"`{nombre}` tiene filas de distinta longitud, o algo sin números.") from None
    if matriz.dtype == object:
        matriz = _de_objetos(nombre, matriz)
    if matriz.dtype.kind == "c" and not matriz.imag.any():
        matriz = matriz.real
    if matriz.dtype.kind not in "iuf":
        raise RespuestaIlegible(f"`{nombre}` tiene que contener números, y contiene {_contenido(matriz)}.")
    return matriz.astype(float)


def _de_objetos(nombre: str, matriz: np.ndarray) -> np.ndarray:
    """Una matriz de objetos vale si todos son números (una columna de pandas con enteros de Python)."""
    if not all(_es_numero(v) for v in matriz.flat):
        raise RespuestaIlegible(f"`{nombre}` tiene que contener solo números.")
    return matriz.astype(float)


def _contenido(matriz: np.ndarray) -> str:
    return {"b": "valores lógicos", "c": "números complejos", "U": "textos", "S": "textos"}.get(
        matriz.dtype.kind, f"datos de tipo {matriz.dtype}"
    )


def _casa(forma: tuple[int, ...], esperada: tuple[int | None, ...]) -> bool:
    return len(forma) == len(esperada) and all(e in (None, n) for n, e in zip(forma, esperada, strict=True))


def _forma(forma: tuple[int | None, ...]) -> str:
    tamanos = ["n" if n is None else str(n) for n in forma]
    return f"({tamanos[0]},)" if len(tamanos) == 1 else f"({', '.join(tamanos)})"
