"""Las piezas con que se declara un cuaderno: ejercicios, campos, errores con su frase y preguntas.

Las escribe quien lee un guion (``guion``) y las recorre quien comprueba (``diagnostico``). Ninguna sabe de
Markdown ni de recuadros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import CodeType
from typing import Any

from helpers.ejercicios.respuestas import Campo
from helpers.errores import ErrorDelCurso


class ErrorDeGuion(ErrorDelCurso):
    """El guion de un cuaderno no se entiende: se dice en qué línea y cómo se escribe."""


@dataclass(frozen=True)
class Expresion:
    """Una expresión de Python escrita en un guion, con los nombres del ``.py`` que lo acompaña."""

    texto: str
    codigo: CodeType
    nombres: Mapping[str, Any]

    def __call__(self, **a_mano: Any) -> Any:
        """Su valor, con los nombres del módulo y los de ahora."""
        try:
            return eval(self.codigo, {**self.nombres, **a_mano})
        except NameError as error:
            raise ErrorDeGuion(
                f"En `{self.texto}` hay un nombre que no existe: {error.name}.",
                self.codigo.co_filename,
                "usa los de los campos, los del .py de al lado o los que dice helpers/ejercicios/README.md.",
            ) from error


@dataclass(frozen=True)
class Frase:
    """Lo que se le dice al estudiante. Los ``${…}`` se rellenan al decirla.

    ilegible : True si su respuesta no se puede comprobar, y no que esté mal.
    """

    texto: str
    trozos: tuple[str | Expresion, ...]
    ilegible: bool = False

    def decir(self, **a_mano: Any) -> str:
        """La frase con sus huecos rellenos."""
        return "".join(trozo if isinstance(trozo, str) else str(trozo(**a_mano)) for trozo in self.trozos)


@dataclass(frozen=True)
class Tolerancia:
    """Cuánto puede separarse una respuesta de lo declarado."""

    relativa: float = 0.0
    absoluta: float = 0.0


class Clase(Enum):
    """Cuándo toca la frase de una fila; el valor es como empieza en el guion."""

    VALOR = ""  # la respuesta, o todo lo que devuelve la función, es la expresión
    AL_FALLAR = "al fallar"  # lo que devuelve la función, la primera vez que está mal, es la expresión
    SI = "si"  # la respuesta está mal y la condición se cumple
    PERO_SI = "pero si"  # la respuesta está bien y la condición se cumple
    DEVUELVE = "devuelve"  # la función acaba de devolver algo, aún sin leer, y la condición se cumple
    SALTA = "salta"  # la función ha fallado y la condición se cumple
    UNIDAD = "otra unidad"  # la respuesta es buena en otra unidad de la misma magnitud
    CLAVE = "["  # la pide por su nombre el .py, o la frase de otra fila
    SI_NO = "si no"  # nada de lo anterior


DE_CUENTA = (Clase.VALOR, Clase.AL_FALLAR)  # las que comparan con una cuenta, y tienen tolerancia


@dataclass(frozen=True)
class Fila:
    """Un error y su frase. ``ejemplo`` es una respuesta que lo comete: con ella se prueba."""

    clase: Clase
    expresion: Expresion | None
    frase: Frase
    ejemplo: str = ""
    tolerancia: Tolerancia | None = None
    clave: str = ""
    linea: int = 0


@dataclass(frozen=True)
class Declarado:
    """Un campo de un ejercicio: de qué clase es su respuesta, cuál es la buena y qué errores se esperan.

    nombre : el que lleva en ``comprobar``. campo : quien lee la respuesta o, si es una función, lo que esta
    devuelve: entonces puede depender de sus argumentos. correcta : lo bueno, o None si lo dice ``condicion``
    o si todo vale. argumentos y entradas : solo en una función, cómo se llaman sus parámetros y con qué se
    la prueba. llamar : quien la llama, si no basta con darle cada entrada. rotulo : cómo se nombra esa
    llamada al hablar de lo que devuelve.
    """

    nombre: str
    campo: Campo | Expresion
    correcta: Expresion | None = None
    condicion: Expresion | None = None
    ejemplo: str = ""
    tolerancia: Tolerancia | None = None
    argumentos: tuple[str, ...] = ()
    entradas: Expresion | None = None
    llamar: Expresion | None = None
    rotulo: Frase | None = None
    filas: tuple[Fila, ...] = ()

    @property
    def es_funcion(self) -> bool:
        """Si lo que se pide es una función, que se prueba con sus ``entradas``."""
        return self.entradas is not None

    def lector(self, **argumentos: Any) -> Campo:
        """Quien lee lo que devuelve la función con esos argumentos."""
        return self.campo(**argumentos) if isinstance(self.campo, Expresion) else self.campo


@dataclass(frozen=True)
class Ejercicio:
    """Un ejercicio de un cuaderno.

    bien : lo que se dice al acertar. pistas : de la más vaga a la más concreta; ninguna da la solución.
    cruces : campos que se confunden entre sí, y con cuánta tolerancia. filas : errores de varios campos.
    secretos : trozos de la solución, que ninguna frase puede decir.
    """

    campos: tuple[Declarado, ...]
    bien: Frase
    pistas: tuple[str, ...]
    cruces: tuple[str, ...] = ()
    tolerancia_de_cruce: Tolerancia = Tolerancia(0.01)
    filas: tuple[Fila, ...] = ()
    secretos: tuple[str, ...] = ()

    def todas_las_filas(self) -> list[Fila]:
        """Las suyas y las de sus campos."""
        return [*self.filas, *(fila for campo in self.campos for fila in campo.filas)]

    def claves(self) -> dict[str, Frase]:
        """Las frases que se piden por su nombre."""
        return {fila.clave: fila.frase for fila in self.todas_las_filas() if fila.clave}


@dataclass(frozen=True)
class Opcion:
    """Una opción equivocada de una pregunta, con por qué tienta y dónde falla."""

    texto: str
    explicacion: str
    correcta = False


@dataclass(frozen=True)
class Correcta(Opcion):
    """La opción correcta de una pregunta, con su porqué."""

    correcta = True


@dataclass(frozen=True)
class Pregunta:
    """Una pregunta con sus opciones, en el orden en que se ven. Solo una es ``Correcta``."""

    enunciado: str
    opciones: tuple[Opcion, ...]

    def __post_init__(self):
        """Exige dos opciones o más, y una sola correcta."""
        if len(self.opciones) < 2 or sum(opcion.correcta for opcion in self.opciones) != 1:
            raise ValueError(f"hacen falta dos opciones o más, y una sola correcta: {self.enunciado}")

    def con_letras(self) -> list[tuple[str, Opcion]]:
        """Las opciones con su letra: a, b, c…"""
        return [(chr(ord("a") + n), opcion) for n, opcion in enumerate(self.opciones)]


@dataclass(frozen=True)
class Guion:
    """Todo lo declarado para un cuaderno: sus ejercicios, por número, y las preguntas de su cuestionario."""

    ejercicios: Mapping[int, Ejercicio]
    preguntas: tuple[Pregunta, ...]
