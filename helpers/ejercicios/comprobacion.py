"""¿Lo he hecho bien? Comprobar un ejercicio, pedir una pista y responder un cuestionario.

Qué es acertar en cada cuaderno, y qué decir a cada error, está en su guion: ``cuadernos/cNN_tema.md``.
En la copia de quien estudia se apunta qué ejercicios ha probado y acertado; en los originales, nada. Las
pistas dadas se olvidan al reiniciar el cuaderno.
"""

from __future__ import annotations

import difflib
import hashlib
import html
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from helpers import disco, progreso
from helpers.ejercicios import guion
from helpers.ejercicios.declaracion import Ejercicio, Opcion, Pregunta
from helpers.ejercicios.diagnostico import diagnosticar
from helpers.ejercicios.respuestas import Funcion, FuncionSinEscribir, RespuestaIlegible, sin_responder
from helpers.errores import ErrorDelCurso

CODIGO, APARTADO = r"`([^`]+)`", "\0"  # lo que va entre acentos graves, y lo que ocupa su sitio mientras


class ErrorDeEjercicio(ErrorDelCurso):
    """Se pide un ejercicio o un cuestionario que no existe."""


class Estado(Enum):
    """Cómo ha quedado una respuesta: el color de su recuadro (rojo, verde, azul), su icono y su palabra."""

    CORRECTO = ("0, 135, 95", "✔", "Correcto")
    TODAVIA_NO = ("213, 94, 0", "✘", "Todavía no")
    NO_ES = ("213, 94, 0", "✘", "No es esa")
    ILEGIBLE = ("179, 107, 0", "⚠", "Esa respuesta no se puede comprobar")
    SIN_RESPONDER = ("0, 114, 178", "○", "Todavía sin responder")
    PISTA = ("0, 114, 178", "☞", "Pista")


@dataclass(frozen=True, repr=False)
class Resultado:
    """Lo que devuelve ``comprobar``: se muestra como un recuadro, y ``acierto`` dice si vale.

    Su valor lógico es también ``acierto``: ``if comprobar(...)`` solo entra con la respuesta correcta.
    """

    estado: Estado
    mensaje: str

    @property
    def acierto(self) -> bool:
        """True solo si la respuesta es correcta."""
        return self.estado is Estado.CORRECTO

    def __bool__(self) -> bool:
        """Lo mismo que ``acierto``."""
        return self.acierto

    def __repr__(self) -> str:
        """El recuadro en una línea de texto."""
        _, icono, palabra = self.estado.value
        return f"{icono} {palabra}. {self.mensaje}".rstrip()

    def _repr_html_(self) -> str:
        color, icono, palabra = self.estado.value
        return (
            f'<div role="status" style="{_recuadro(color)}; font-size: 16px; line-height: 1.5">'
            f"{icono} <strong>{palabra}.</strong> "
            f"{_a_html(self.mensaje)}</div>"
        )


def comprobar(numero: str, /, *sin_nombre: Any, **respuestas: Any) -> Resultado:
    """Comprueba las respuestas de un ejercicio: ``comprobar("02.2", n_fft=n_fft, coste_ms=coste_ms)``.

    Con los huecos ``...`` sin tocar, o con una respuesta que no es de su clase, no falla: lo dice.
    Lanza ErrorDeEjercicio si el ejercicio no existe.

    Cuaderno 00, «Cómo se trabaja aquí».

    >>> from helpers.ejercicios import comprobar
    >>> comprobar("00.4", parte_igual=..., veces=..., sin_escuchar=...)
    ○ Todavía sin responder. Pista 1 con `pista("00.4")`.
    >>> comprobar("00.4", parte_igual=8, veces=1, sin_escuchar=0.5)
    ✘ Todavía no. `parte_igual`: ocho son las clases. ¿Qué parte le toca a cada una si entre todas suman 1?
    Pista 1 con `pista("00.4")`.
    """
    ejercicio = _ejercicio(numero)
    campos = [campo.nombre for campo in ejercicio.campos]
    siguiente = _pista_siguiente(numero, ejercicio)
    if sin_nombre:
        llamada = f'comprobar("{numero}", {", ".join(f"{c}={c}" for c in campos)})'
        return Resultado(Estado.ILEGIBLE, f"Cada respuesta va con su nombre: `{llamada}`.")
    if desconocido := next((nombre for nombre in respuestas if nombre not in campos), None):
        return Resultado(Estado.ILEGIBLE, _nombre_desconocido(desconocido, campos))
    pendientes = [c for c in campos if sin_responder(respuestas.get(c, ...))]
    if len(pendientes) == len(campos):
        return Resultado(Estado.SIN_RESPONDER, siguiente)
    if pendientes:
        verbo = "Falta" if len(pendientes) == 1 else "Faltan"
        falta = f"{verbo} {_enumerar(pendientes)}.{_funciones_por_mirar(ejercicio, pendientes)}"
        return Resultado(Estado.SIN_RESPONDER, f"{falta} {siguiente}".strip())
    try:
        veredicto = diagnosticar(ejercicio, respuestas)
    except FuncionSinEscribir as motivo:
        return Resultado(Estado.SIN_RESPONDER, f"{motivo} {siguiente}".strip())
    except RespuestaIlegible as motivo:
        return Resultado(Estado.ILEGIBLE, str(motivo))
    sin_apuntar = _apuntar(numero, veredicto.acierto)
    if veredicto.acierto:
        return Resultado(Estado.CORRECTO, f"{veredicto.mensaje}{sin_apuntar}")
    return Resultado(Estado.TODAVIA_NO, f"{veredicto.mensaje} {siguiente}".strip() + sin_apuntar)


def _apuntar(numero: str, acierto: bool) -> str:
    """Apunta en la copia cómo ha quedado el ejercicio. Si no se puede, devuelve por qué, para decirlo."""
    if _DIARIO is None:
        return ""
    try:
        progreso.apuntar(_DIARIO, numero, acierto)
    except OSError as error:
        return f" (No se ha podido apuntar en tu progreso: {disco.por_que(error)})"
    return ""


def _diario_de_aqui() -> Path | None:
    try:
        return progreso.diario_de(Path.cwd())
    except OSError:  # la carpeta en que se empezó ya no existe, o no se puede mirar en ella
        return None


_DIARIO = _diario_de_aqui()  # al empezar: el cuaderno puede cambiar después de carpeta


def _funciones_por_mirar(ejercicio: Ejercicio, pendientes: Sequence[str]) -> str:
    """Pregunta por las funciones del ejercicio: si una devuelve aún ``...``, lo que sale de ella también."""
    if all(campo.es_funcion for campo in ejercicio.campos if campo.nombre in pendientes):
        return ""
    escritas = [
        campo.nombre
        for campo in ejercicio.campos
        if (campo.es_funcion or isinstance(campo.campo, Funcion)) and campo.nombre not in pendientes
    ]
    return f" ¿Devuelve todavía `...` la función {_enumerar(escritas)}?" if escritas else ""


_pistas_dadas: Counter[str] = Counter()


def pista(numero: str = "") -> Resultado:
    """Da la siguiente pista de un ejercicio, de una en una; al acabarse, repite la última.

    Lanza ErrorDeEjercicio si el ejercicio no existe.

    Cuaderno 00, «Cómo se trabaja aquí».

    >>> from helpers.ejercicios import pista
    >>> pista("00.4")
    ☞ Pista. Las probabilidades de todas las clases suman 1, las veas o no. (1 de 3)
    """
    pistas = _ejercicio(numero).pistas
    cual = min(_pistas_dadas[numero] + 1, len(pistas))
    _pistas_dadas[numero] = cual
    cuenta = f"({cual} de {len(pistas)})"
    if cual == len(pistas):
        cuenta += " Es la última: si no sale, despliega la solución y vuelve a hacerlo."
    return Resultado(Estado.PISTA, f"{pistas[cual - 1]} {cuenta}")


@dataclass(frozen=True, repr=False)
class Cuestionario:
    """Lo que devuelve ``cuestionario``: preguntas con opciones que se abren. No ejecuta ni guarda nada."""

    titulo: str
    preguntas: tuple[Pregunta, ...]

    def __repr__(self) -> str:
        """Las preguntas con sus opciones, sin decir cuál es la correcta."""
        lineas = [self.titulo]
        for n, pregunta in enumerate(self.preguntas, 1):
            lineas += ["", f"{n}. {pregunta.enunciado}"]
            lineas += [f"   {letra}) {opcion.texto}" for letra, opcion in pregunta.con_letras()]
        return "\n".join(lineas)

    def _repr_html_(self) -> str:
        preguntas = "".join(_pregunta_html(n, pregunta) for n, pregunta in enumerate(self.preguntas, 1))
        return (
            f'<div role="group" aria-label="{html.escape(self.titulo)}" '
            f'style="max-width: 50em; font-size: 16px; line-height: 1.5">'
            "<p>Piensa tu respuesta y ábrela: con el ratón, o con el tabulador y la barra espaciadora.</p>"
            f"{preguntas}</div>"
        )


def cuestionario(numero: str) -> Cuestionario:
    """Devuelve el cuestionario de un cuaderno: ``cuestionario("00")``.

    Lanza ErrorDeEjercicio si ese cuaderno no tiene.

    Cuaderno 00, «Cuestionario».

    >>> from helpers.ejercicios import cuestionario
    >>> len(cuestionario("00").preguntas)
    4
    """
    if numero not in guion.guiones() or not (preguntas := guion.cargar(numero).preguntas):
        con = ", ".join(f'"{n}"' for n in guion.guiones() if guion.cargar(n).preguntas)
        raise ErrorDeEjercicio(f"No hay cuestionario {numero!r}.", que_hacer=f"pide uno de estos: {con}.")
    return Cuestionario(f"Cuestionario del cuaderno {numero}", preguntas)


def _pregunta_html(n: int, pregunta: Pregunta) -> str:
    huella = hashlib.sha256(repr(pregunta).encode()).hexdigest()[:10]
    opciones = "".join(_opcion_html(f"q-{huella}", letra, opcion) for letra, opcion in pregunta.con_letras())
    return (
        f'<div role="group" aria-labelledby="t-{huella}" style="margin: 18px 0">'
        f'<p id="t-{huella}"><strong>{n}. {_a_html(pregunta.enunciado)}</strong></p>{opciones}</div>'
    )


def _opcion_html(grupo: str, letra: str, opcion: Opcion) -> str:
    color, icono, palabra = (Estado.CORRECTO if opcion.correcta else Estado.NO_ES).value
    return (
        f'<details name="{grupo}" style="margin: 4px 0; padding: 4px 10px; border: 1px solid #808080; '
        f'border-radius: 4px"><summary style="cursor: pointer">{letra}) {_a_html(opcion.texto)}</summary>'
        f'<div style="{_recuadro(color)}">'
        f"{icono} <strong>{palabra}.</strong> {_a_html(opcion.explicacion)}</div></details>"
    )


def _recuadro(color: str) -> str:
    """El borde y un fondo casi transparente: el texto conserva el color y el contraste de su tema."""
    return f"border-left: 6px solid rgb({color}); background-color: rgba({color}, 0.1); padding: 8px 14px"


def _a_html(texto: str) -> str:
    """Escapa el texto y convierte lo poco de Markdown que se usa: `código`, **negrita** y *cursiva*.

    El código se aparta antes y vuelve tal cual: ni sus asteriscos son cursiva ni sus espacios cambian.
    """
    texto = html.escape(texto, quote=False)
    codigos = iter(re.findall(CODIGO, texto))
    texto = re.sub(CODIGO, APARTADO, texto)
    texto = re.sub(r"(?<=\d) (?=%|[kM]?Hz|[mk]?s\b|min\b)", "&nbsp;", texto)
    texto = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", texto)
    texto = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", texto)
    return re.sub(APARTADO, lambda _: f"<code>{next(codigos)}</code>", texto)


def _pista_siguiente(numero: str, ejercicio: Ejercicio) -> str:
    siguiente = _pistas_dadas[numero] + 1
    return f'Pista {siguiente} con `pista("{numero}")`.' if siguiente <= len(ejercicio.pistas) else ""


def _nombre_desconocido(nombre: str, campos: Sequence[str]) -> str:
    parecidos = difflib.get_close_matches(nombre, campos, n=1)
    sugerencia = f" ¿Querías decir `{parecidos[0]}`?" if parecidos else ""
    return f"`{nombre}` no es una respuesta de este ejercicio, que pide {_enumerar(campos)}.{sugerencia}"


def _enumerar(nombres: Sequence[str]) -> str:
    citados = [f"`{nombre}`" for nombre in nombres]
    return " y ".join([", ".join(citados[:-1]), citados[-1]]) if len(citados) > 1 else citados[0]


def _ejercicio(numero: Any) -> Ejercicio:
    """Busca un ejercicio por su número, «NN.n»."""
    if isinstance(numero, (int, float)):
        raise ErrorDeEjercicio(
            f"El número de ejercicio va entre comillas: {numero}.", que_hacer=_los_que_hay()
        )
    cuaderno, _, cual = str(numero).partition(".")
    ejercicios = guion.cargar(cuaderno).ejercicios if cuaderno in guion.guiones() else {}
    if not cual.isdecimal() or f"{int(cual)}" != cual or int(cual) not in ejercicios:
        raise ErrorDeEjercicio(f"No hay ejercicio {numero!r}.", que_hacer=_los_que_hay(cuaderno))
    return ejercicios[int(cual)]


def _los_que_hay(cuaderno: str = "") -> str:
    """Los ejercicios de ese cuaderno o, si no existe, los cuadernos que tienen."""
    if cuaderno not in guion.guiones():
        cuadernos = ", ".join(guion.guiones())
        return f'hay ejercicios de los cuadernos {cuadernos}: por ejemplo, comprobar("00.1").'
    ejercicios = ", ".join(f"{cuaderno}.{n}" for n in guion.cargar(cuaderno).ejercicios)
    return f"los de este cuaderno son {ejercicios}."
