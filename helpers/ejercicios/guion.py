"""Leer el guion de un cuaderno: ``cuadernos/cNN_tema.md``, que se corrige sin saber Python.

Lo que se dice está en el guion; lo que hay que calcular para decirlo, en el ``.py`` de al lado, cuyos nombres
valen entre acentos graves. Un guion es así::

    ## Ejercicio 1
    Bien: Es la que publica.
    Pista: Suma los aciertos.

    ### `exactitud`: `Numero` = `ACIERTOS / TOTAL` ± 0.5 %
    - `ACIERTOS` → esas son las que acierta. Falta dividir.
    - si `exactitud > 1`, como `52` → eso no es una proporción.
    - si no, como `0.9` → suma los aciertos y divide.

    ## Cuestionario

    ### Una ficha dice 0,52. ¿Qué preguntas primero?
    - [ ] Nada.
      El azar es un rival flojo.
    - [x] Cuánto saca quien contesta siempre lo mismo.
      Sin eso, 0,52 puede ser casi nada.

Cada fila es un error, y gana la primera que casa. Lo que va detrás de ``como`` comete ese error, y con ello
se prueba la fila. ``helpers/ejercicios/README.md`` explica todas sus formas.
"""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from helpers.ejercicios import respuestas
from helpers.ejercicios.declaracion import (
    DE_CUENTA,
    Clase,
    Correcta,
    Declarado,
    Ejercicio,
    ErrorDeGuion,
    Expresion,
    Fila,
    Frase,
    Guion,
    Opcion,
    Pregunta,
    Tolerancia,
)
from helpers.ejercicios.respuestas import Campo

CARPETA = Path(__file__).parent / "cuadernos"
ILEGIBLE = "⚠ "
CODIGO = r"`([^`]+)`"
TOLERANCIA = r"((?: ± [\d.e-]+(?: %)?)*| exacto)"
COMO = rf"(?:, como {CODIGO})?"
EJERCICIO = re.compile(r"## Ejercicio (\d+)")
CAMPO = re.compile(
    rf"### `(\w+)(?:\(([^)`]*)\))?`: {CODIGO}"
    rf"(?: = {CODIGO}{TOLERANCIA})?(?:, si {CODIGO})?(?:, con {CODIGO})?{COMO}"
)
COMUNES = re.compile(rf"### {CODIGO}(?:, {CODIGO})*(?: y {CODIGO})?")
VARIAS = re.compile(rf"- (?P<valores>{CODIGO}(?: o {CODIGO})+)(?P<lo_demas>{TOLERANCIA} → .+)")
FILAS = {
    Clase.SI_NO: re.compile(rf"si no{COMO}"),
    Clase.SI: re.compile(rf"si {CODIGO}{COMO}"),
    Clase.PERO_SI: re.compile(rf"pero si {CODIGO}{COMO}"),
    Clase.DEVUELVE: re.compile(rf"devuelve {CODIGO}{COMO}"),
    Clase.SALTA: re.compile(rf"salta {CODIGO}{COMO}"),
    Clase.UNIDAD: re.compile(rf"otra unidad: (\S+(?: uno)?){TOLERANCIA}"),
    Clase.CLAVE: re.compile(rf"\[(\w+)\]{COMO}"),
    Clase.AL_FALLAR: re.compile(rf"al fallar {CODIGO}{TOLERANCIA}{COMO}"),
    Clase.VALOR: re.compile(rf"{CODIGO}{TOLERANCIA}{COMO}"),
}
HUECO = re.compile(r"\$\{([^}]+)\}")


@cache
def guiones() -> dict[str, Path]:
    """El guion de cada cuaderno, por su número, sin leerlos."""
    return {ruta.name[1:3]: ruta for ruta in sorted(CARPETA.glob("c[0-9][0-9]_*.md"))}


@cache
def cargar(cuaderno: str) -> Guion:
    """Lee el guion de un cuaderno, «11». Lanza ErrorDeGuion si está mal escrito y KeyError si no existe."""
    ruta = guiones()[cuaderno]
    modulo = {}
    if ruta.with_suffix(".py").exists():
        modulo = vars(importlib.import_module(f"helpers.ejercicios.cuadernos.{ruta.stem}"))
    return leer(ruta, modulo)


def leer(ruta: Path, modulo: Mapping[str, Any]) -> Guion:
    """Lee un guion. modulo : los nombres que valen en sus expresiones, además de los de ``respuestas``."""
    nombres = {"np": np, "math": math, **vars(respuestas), **modulo}
    return _Lector(ruta, nombres).guion()


@dataclass
class _Linea:
    """Una línea del guion con lo que sigue, sangrado, debajo."""

    numero: int
    texto: str
    debajo: list[str] = field(default_factory=list)

    @property
    def entera(self) -> str:
        return " ".join([self.texto, *self.debajo])


@dataclass(frozen=True)
class _Lector:
    ruta: Path
    nombres: Mapping[str, Any]

    def guion(self) -> Guion:
        ejercicios, preguntas = {}, ()
        for titulo, lineas in _apartados(self._lineas(), "## "):
            if titulo is None:
                continue
            if hallado := EJERCICIO.fullmatch(titulo.texto):
                if int(hallado[1]) in ejercicios:
                    self._fallar(titulo, "ya hay otro ejercicio con ese número.")
                ejercicios[int(hallado[1])] = self._ejercicio(titulo, lineas)
            elif titulo.texto == "## Cuestionario":
                preguntas = self._preguntas(lineas)
            else:
                self._fallar(titulo, "los apartados son «## Ejercicio N» y «## Cuestionario».")
        return Guion(ejercicios, preguntas)

    def _lineas(self) -> list[_Linea]:
        lineas: list[_Linea] = []
        for numero, texto in enumerate(self.ruta.read_text("utf-8").splitlines(), 1):
            if texto.startswith("  ") and lineas:
                lineas[-1].debajo.append(texto.strip())
            elif texto.strip():
                lineas.append(_Linea(numero, texto.rstrip()))
        return lineas

    def _ejercicio(self, titulo: _Linea, lineas: list[_Linea]) -> Ejercicio:
        (_, propias), *apartados = _apartados(lineas, "### ")
        dichos = self._pares(propias, {"Bien", "Pista", "Se cruzan", "No se dice"})
        if len(dichos["Bien"]) != 1 or not dichos["Pista"]:
            self._fallar(titulo, "un ejercicio lleva una línea «Bien: …» y al menos una «Pista: …».")
        cruces, tolerancia = "", ""
        for linea in dichos["Se cruzan"]:
            cruces, tolerancia = re.fullmatch(rf"(.*?){TOLERANCIA}", linea).groups()
        return Ejercicio(
            campos=self._campos(apartados),
            bien=self._frase(dichos["Bien"][0], titulo),
            pistas=tuple(dichos["Pista"]),
            cruces=tuple(cruces.split(", ")) if cruces else (),
            tolerancia_de_cruce=_tolerancia(tolerancia) or Tolerancia(0.01),
            filas=self._filas(propias),
            secretos=tuple(re.findall(CODIGO, " ".join(dichos["No se dice"]))),
        )

    def _pares(self, lineas: list[_Linea], claves: set[str]) -> dict[str, list[str]]:
        """Lo que dicen las líneas «Clave: valor», por clave."""
        dichos: dict[str, list[str]] = {clave: [] for clave in claves}
        for linea in lineas:
            clave, _, valor = linea.entera.partition(": ")
            if linea.texto.startswith("- "):
                continue
            if clave not in claves:
                self._fallar(
                    linea, f"aquí las líneas son filas («- …») o empiezan por {' o '.join(sorted(claves))}."
                )
            dichos[clave].append(valor)
        return dichos

    def _campos(self, apartados: list[tuple[_Linea, list[_Linea]]]) -> tuple[Declarado, ...]:
        """Los campos, cada uno con sus filas y las comunes: detrás de las suyas, y antes de su «si no»."""
        campos: dict[str, Declarado] = {}
        for titulo, lineas in apartados:
            if not COMUNES.fullmatch(titulo.entera):
                campo = self._campo(titulo, lineas)
                if campo.nombre in campos:
                    self._fallar(titulo, "ya hay otro campo con ese nombre.")
                campos[campo.nombre] = campo
                continue
            self._pares(lineas, {"En las filas"})
            for nombre in re.findall(CODIGO, titulo.entera):
                if nombre not in campos:
                    self._fallar(titulo, "las filas de varios campos van debajo de todos ellos.")
                filas = sorted(
                    [*campos[nombre].filas, *self._filas(lineas)], key=lambda fila: fila.clase is Clase.SI_NO
                )
                campos[nombre] = replace(campos[nombre], filas=tuple(filas))
        return tuple(campos.values())

    def _campo(self, titulo: _Linea, lineas: list[_Linea]) -> Declarado:
        hallado = CAMPO.fullmatch(titulo.entera)
        if hallado is None:
            self._fallar(titulo, "un campo es «### `nombre`: `Numero` = `valor` ± 1 %».")
        nombre, argumentos, tipo, correcta, tolerancia, condicion, entradas, ejemplo = hallado.groups()
        parametros = tuple(argumentos.split(", ")) if argumentos else ()
        dichos = self._pares(lineas, {"Se nombra", "Llama", "En las filas"})
        rotulo = dichos["Se nombra"][0] if dichos["Se nombra"] else f"{nombre}({argumentos})"
        return Declarado(
            nombre=nombre,
            campo=_lector(self._expresion(tipo, titulo), parametros),
            correcta=self._expresion(correcta, titulo) if correcta else None,
            condicion=self._expresion(condicion, titulo) if condicion else None,
            ejemplo=ejemplo or correcta or "",
            tolerancia=_tolerancia(tolerancia),
            argumentos=parametros,
            entradas=self._expresion(entradas, titulo) if entradas else None,
            llamar=self._expresion(dichos["Llama"][0].strip("`"), titulo) if dichos["Llama"] else None,
            rotulo=self._frase(rotulo, titulo),
            filas=self._filas(lineas),
        )

    def _filas(self, lineas: list[_Linea]) -> tuple[Fila, ...]:
        """Sus filas; las de un valor que no dicen su tolerancia llevan la de «En las filas: ± …»."""
        textos = [linea.entera for linea in lineas]
        de_serie = next((_tolerancia(t) for t in textos if t.startswith("En las filas: ")), None)
        filas = (
            self._fila(fila) for linea in lineas if linea.texto.startswith("- ") for fila in _una_a_una(linea)
        )
        return tuple(
            replace(fila, tolerancia=fila.tolerancia or de_serie) if fila.clase in DE_CUENTA else fila
            for fila in filas
        )

    def _fila(self, linea: _Linea) -> Fila:
        izquierda, flecha, frase = linea.entera[2:].partition(" → ")
        halladas = {clase: forma.fullmatch(izquierda) for clase, forma in FILAS.items()}
        clase = next((clase for clase, hallado in halladas.items() if hallado), None)
        if clase is None:
            self._fallar(
                linea, "una fila es «- `valor` ± 2 % → frase» o «- si `condición`, como `valor` → frase»."
            )
        if not flecha and clase is not Clase.UNIDAD:
            self._fallar(linea, "falta la flecha, « → », y detrás la frase.")
        fila = Fila(clase, None, self._frase(frase, linea), linea=linea.numero)
        return self._completar(fila, halladas[clase], linea)

    def _completar(self, fila: Fila, hallado: re.Match, linea: _Linea) -> Fila:
        if fila.clase is Clase.SI_NO:
            return replace(fila, ejemplo=hallado[1] or "")
        if fila.clase is Clase.CLAVE:
            return replace(fila, clave=hallado[1], ejemplo=hallado[2] or "")
        if fila.clase is Clase.UNIDAD:
            return replace(fila, clave=hallado[1], tolerancia=_tolerancia(hallado[2]) or Tolerancia(0.01))
        expresion = self._expresion(hallado[1], linea)
        if fila.clase in DE_CUENTA:
            ejemplo = hallado[3] or hallado[1]
            return replace(fila, expresion=expresion, tolerancia=_tolerancia(hallado[2]), ejemplo=ejemplo)
        return replace(fila, expresion=expresion, ejemplo=hallado[2] or "")

    def _preguntas(self, lineas: list[_Linea]) -> tuple[Pregunta, ...]:
        return tuple(
            self._pregunta(titulo, opciones)
            for titulo, opciones in _apartados(lineas, "### ")
            if titulo is not None
        )

    def _pregunta(self, titulo: _Linea, opciones: list[_Linea]) -> Pregunta:
        try:
            return Pregunta(titulo.entera[4:], tuple(self._opcion(linea) for linea in opciones))
        except ValueError:
            self._fallar(titulo, "una pregunta lleva dos opciones o más, y una sola con [x].")

    def _opcion(self, linea: _Linea) -> Opcion:
        hallado = re.fullmatch(r"- \[([ x])\] (.+)", linea.texto)
        if hallado is None or not linea.debajo:
            self._fallar(linea, "una opción es «- [ ] texto» y, debajo y sangrado, por qué tienta.")
        clase = Correcta if hallado[1] == "x" else Opcion
        return clase(hallado[2], " ".join(linea.debajo))

    def _frase(self, texto: str, linea: _Linea) -> Frase:
        ilegible = texto.startswith(ILEGIBLE)
        texto = texto.removeprefix(ILEGIBLE)
        partes = HUECO.split(texto)
        trozos = tuple(self._expresion(p, linea) if n % 2 else p for n, p in enumerate(partes))
        return Frase(texto, trozos, ilegible)

    def _expresion(self, texto: str, linea: _Linea) -> Expresion:
        try:
            codigo = compile(texto, f"{self.ruta.name}, línea {linea.numero}", "eval")
        except SyntaxError as error:
            self._fallar(linea, f"`{texto}` no es una expresión de Python: {error.msg}.")
        return Expresion(texto, codigo, self.nombres)

    def _fallar(self, linea: _Linea, que_hacer: str) -> NoReturn:
        raise ErrorDeGuion(f"La línea {linea.numero} no se entiende: {linea.texto}", self.ruta, que_hacer)


def _apartados(lineas: list[_Linea], marca: str) -> Iterator[tuple[_Linea | None, list[_Linea]]]:
    """Parte las líneas por las que empiezan por la marca; lo de antes de la primera va sin título."""
    titulo, propias = None, []
    for linea in lineas:
        if linea.texto.startswith(marca):
            yield titulo, propias
            titulo, propias = linea, []
        else:
            propias.append(linea)
    yield titulo, propias


def _una_a_una(linea: _Linea) -> list[_Linea]:
    """La fila «- `a` o `b` → frase», como dos filas con la misma frase; las demás, como están."""
    hallado = VARIAS.fullmatch(linea.entera)
    if hallado is None:
        return [linea]
    valores = re.findall(CODIGO, hallado["valores"])
    return [_Linea(linea.numero, f"- `{valor}`{hallado['lo_demas']}") for valor in valores]


def _lector(clase: Expresion, parametros: tuple[str, ...]) -> Campo | Expresion:
    """Quien lee la respuesta; si depende de los argumentos de la función, la expresión que lo dirá."""
    if set(clase.codigo.co_names).intersection(parametros):
        return clase
    campo = clase()
    return campo() if isinstance(campo, type) else campo


def _tolerancia(texto: str | None) -> Tolerancia | None:
    """La tolerancia de « ± 0.5 % ± 0.01» o de « exacto»; None si no se dice."""
    if not texto:
        return None
    partes = [parte.strip() for parte in texto.split("±")[1:]]
    relativas = [float(parte.removesuffix("%")) / 100 for parte in partes if parte.endswith("%")]
    absolutas = [float(parte) for parte in partes if not parte.endswith("%")]
    return Tolerancia(sum(relativas), sum(absolutas))
