"""Un cuaderno, leído como lo lee quien lo abre: secciones, ejercicios, código y prosa."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.ejercicios import guion
from helpers.ejercicios.declaracion import Ejercicio, Pregunta

RAIZ = Path(__file__).resolve().parents[2]
CUADERNOS = sorted((RAIZ / "notebooks").glob("*.ipynb"))
SECCIONES_FIJAS = (
    "Qué vas a aprender",
    "Antes de empezar",
    "Cuestionario",
    "Resumen",
    "Para saber más",
    "Ampliación",
)
_BLOQUE = re.compile(r"^```.*?^```[ \t]*$", re.MULTILINE | re.DOTALL)
_SOLUCION = re.compile(r"<details>\s*<summary>Solución</summary>(.*?)</details>", re.DOTALL)
_PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
_CURSIVA = re.compile(r"(?<![*\w])\*(?![*\s])[^*\n]+?\*(?![*\w])|(?<![_\w])_(?![_\s])[^_\n]+?_(?![_\w])")


@dataclass(frozen=True)
class Titulo:
    celda: int
    nivel: int
    texto: str


@dataclass(frozen=True)
class EjercicioLeido:
    """Un ejercicio tal como está escrito: la celda de sus huecos y los bloques de Python de su solución."""

    numero: int
    celda: int
    hueco: NotebookNode | None
    posicion_del_hueco: int
    soluciones: list[str]


@dataclass
class Cuaderno:
    """Un cuaderno y lo que hay declarado para él en ``helpers.ejercicios.cuadernos``."""

    ruta: Path
    nb: NotebookNode
    declarados: Mapping[int, Ejercicio] = field(default_factory=dict)
    preguntas: tuple[Pregunta, ...] = ()

    @property
    def numero(self) -> str:
        return self.ruta.name[:2]

    @property
    def celdas(self) -> list[NotebookNode]:
        return self.nb.cells

    @cached_property
    def codigo(self) -> list[NotebookNode]:
        return [celda for celda in self.celdas if celda.cell_type == "code"]

    @cached_property
    def titulos(self) -> list[Titulo]:
        return [
            Titulo(n, len(marca), texto.strip())
            for n, celda in enumerate(self.celdas)
            if celda.cell_type == "markdown"
            for marca, texto in re.findall(r"^(#{1,6}) (.+)$", _BLOQUE.sub("", celda.source), re.MULTILINE)
        ]

    @cached_property
    def principio_de_la_ampliacion(self) -> int:
        return self.posicion("Ampliación") or len(self.celdas)

    @cached_property
    def nucleo(self) -> list[NotebookNode]:
        """Las celdas de la clase: todas hasta ``## Ampliación``."""
        return self.celdas[: self.principio_de_la_ampliacion]

    @cached_property
    def secciones(self) -> list[Titulo]:
        """Los ``##`` propios del tema, en el núcleo."""
        return [
            t
            for t in self.titulos
            if t.nivel == 2 and t.texto not in SECCIONES_FIJAS and t.celda < self.principio_de_la_ampliacion
        ]

    def posicion(self, parte: str) -> int | None:
        """La celda donde empieza una parte, que se titula con ``##`` o con negrita."""
        patron = re.compile(rf"^(## |\*\*){parte}", re.MULTILINE)
        posibles = (
            n for n, c in enumerate(self.celdas) if c.cell_type == "markdown" and patron.search(c.source)
        )
        return next(posibles, None)

    def texto_de(self, parte: str) -> str:
        """El texto de una parte, hasta la siguiente parte fija o el siguiente ``##``."""
        texto = "\n\n".join(celda.source if celda.cell_type == "markdown" else "" for celda in self.celdas)
        fin = "|".join(rf"\*\*{p}" for p in SECCIONES_FIJAS)
        encontrado = re.search(
            rf"^(?:## |\*\*){parte}(.*?)(?=^## |^(?:{fin})|\Z)", texto, re.MULTILINE | re.DOTALL
        )
        return encontrado.group(1) if encontrado else ""

    @cached_property
    def ejercicios(self) -> list[EjercicioLeido]:
        cortes = [t for t in self.titulos if t.nivel <= 3]
        leidos = []
        for n, titulo in enumerate(cortes):
            numero = re.match(r"Ejercicio (\d+) · \S", titulo.texto)
            if numero:
                fin = cortes[n + 1].celda if n + 1 < len(cortes) else len(self.celdas)
                leidos.append(self._leer_ejercicio(int(numero[1]), titulo.celda, fin))
        return leidos

    def _leer_ejercicio(self, numero: int, principio: int, fin: int) -> EjercicioLeido:
        celdas = self.celdas[principio:fin]
        de_codigo = [n for n, celda in enumerate(celdas) if celda.cell_type == "code"]
        que_comprueban = [n for n in de_codigo if "comprobar(" in celdas[n].source]
        hueco = next(iter(que_comprueban or de_codigo), None)
        despues = celdas[(hueco or 0) + 1 :]
        desplegadas = [s for celda in despues for s in _SOLUCION.findall(celda.source)]
        return EjercicioLeido(
            numero,
            principio,
            None if hueco is None else celdas[hueco],
            -1 if hueco is None else principio + hueco,
            [bloque for s in desplegadas for bloque in _PYTHON.findall(s)],
        )


@cache
def abrir(ruta: Path) -> Cuaderno:
    """Lee un cuaderno y lo que se declara para su número. Se lee una vez: que nadie lo cambie."""
    declarado = guion.cargar(ruta.name[:2])
    return Cuaderno(ruta, nbformat.read(ruta, as_version=4), declarado.ejercicios, declarado.preguntas)


def prosa(markdown: str) -> str:
    """El texto que se lee: sin código, fórmulas, HTML ni direcciones."""
    texto = _BLOQUE.sub(" ", markdown)
    texto = re.sub(r"`[^`]*`", " ", texto)
    texto = re.sub(r"\$\$.+?\$\$|\$[^$\n]+\$", " ", texto, flags=re.DOTALL)
    texto = re.sub(r"<!--.*?-->|<[^>\n]+>", " ", texto, flags=re.DOTALL)
    texto = re.sub(r"\]\([^)]*\)", "]", texto)
    texto = re.sub(r"(?:https?://|doi:|arXiv:)\S+", " ", texto)
    return re.sub(r"\*\*(.+?)\*\*", r"\1", texto)


def sin_cursivas(texto: str) -> str:
    """La prosa sin lo que va en cursiva: ahí se presenta el término en inglés."""
    return _CURSIVA.sub(" ", texto)


def sin_soluciones(markdown: str) -> str:
    """El texto sin lo que está plegado."""
    return re.sub(r"<details>.*?</details>", " ", markdown, flags=re.DOTALL)


def palabras(texto: str) -> list[str]:
    """Las palabras de un texto, sin cifras ni signos."""
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", texto)


def es_hueco(sentencia: ast.stmt) -> bool:
    """Dice si a esa sentencia le falta algo: un ``...`` que no sea el de indexar, como en ``x[..., 0]``."""
    return any(_puntos_suspensivos(sentencia))


def _puntos_suspensivos(nodo: ast.AST) -> Iterator[ast.Constant]:
    for hijo in ast.iter_child_nodes(nodo):
        if isinstance(nodo, ast.Subscript) and hijo is nodo.slice:
            continue
        if isinstance(hijo, ast.Constant) and hijo.value is Ellipsis:
            yield hijo
        yield from _puntos_suspensivos(hijo)


def llamada_a_comprobar(codigo: str) -> ast.Call | None:
    """La llamada con la que acaba la celda, si es a ``comprobar``."""
    arbol = ast.parse(codigo)
    ultima = arbol.body[-1] if arbol.body else None
    if isinstance(ultima, ast.Expr) and isinstance(ultima.value, ast.Call):
        llamada = ultima.value
        if isinstance(llamada.func, ast.Name) and llamada.func.id == "comprobar":
            return llamada
    return None


def resolver(hueco: str, solucion: str) -> str:
    """La celda con la solución pegada en el sitio del primer hueco, los demás huecos quitados."""
    sentencias = ast.parse(hueco).body
    huecos = [n for n, sentencia in enumerate(sentencias) if es_hueco(sentencia)]
    partes = [ast.unparse(s) for n, s in enumerate(sentencias) if n not in huecos]
    partes.insert(huecos[0] if huecos else 0, solucion.rstrip())
    return "\n".join(partes)
