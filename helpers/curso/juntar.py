"""Juntar la copia de quien estudia con un cuaderno del curso que ha cambiado, celda a celda.

Cada celda tiene un identificador, y la copia recuerda en sus metadatos qué celdas se le entregaron y con qué
texto. Así se sabe, sin más archivos y venga la copia de donde venga, cuáles son de quien estudia: esas no se
tocan. Las demás pasan a ser las del curso. Nunca se mezclan dos textos dentro de una celda.
"""

from __future__ import annotations

import copy
import hashlib
import uuid
from collections.abc import Iterator
from typing import NamedTuple

from nbformat import NotebookNode

MARCA = "clasificacion_de_audio"  # en los metadatos de la copia: de qué cuaderno es, y qué se le entregó
# Lo que cada programa anota por su cuenta en una celda, sin que nadie se lo pida.
DE_UNA_VEZ = {"ExecuteTime", "collapsed", "colab", "execution", "id", "scrolled", "trusted", "vscode"}


class Entregada(NamedTuple):
    """Una celda como se entregó: su identificador y las huellas de lo que dice y de sus metadatos."""

    id: str
    texto: str
    metadatos: str


class Juntado(NamedTuple):
    """El cuaderno junto, y las celdas del curso que no caben en él porque esa celda es de quien estudia."""

    cuaderno: NotebookNode
    sin_juntar: list[NotebookNode]


def entregar(original: NotebookNode, nombre: str) -> NotebookNode:
    """Devuelve el cuaderno como se entrega: sin salidas, y con la marca de que es la copia de ``nombre``."""
    limpio = copy.deepcopy(original)
    for celda in limpio.cells:
        if celda.cell_type == "code":
            celda.outputs, celda.execution_count = [], None
    limpio.metadata[MARCA] = {"copia_de": nombre, "celdas": [list(_huellas(c)) for c in limpio.cells]}
    return limpio


def es_copia(cuaderno: NotebookNode) -> bool:
    """Si un cuaderno es una copia de trabajo y no un original del curso."""
    return MARCA in cuaderno.metadata


def copia_de(cuaderno: NotebookNode) -> str | None:
    """El nombre del original de que es copia un cuaderno, o None si no lo es o no lo dice."""
    marca = cuaderno.metadata.get(MARCA)
    nombre = marca.get("copia_de") if isinstance(marca, dict) else None
    return nombre if isinstance(nombre, str) and nombre else None


def juntar(mia: NotebookNode, suya: NotebookNode) -> Juntado:
    """Devuelve la copia ``mia`` puesta al día con ``suya``, que es lo que entrega el curso ahora.

    Lo que escribió quien estudia se queda siempre, donde estaba y con sus salidas. De una celda que han
    cambiado los dos queda la suya, y la del curso se devuelve aparte; también la que el curso ha cambiado y
    quien estudia había borrado. Ninguno de los dos cuadernos cambia.
    """
    entregadas = {entregada.id: entregada for entregada in _entregadas(mia)}
    mias = {c.id: c for c in _reconocidas(mia, entregadas or {c.id: _huellas(c) for c in suya.cells})}
    suyas = {c.id: c for c in copy.deepcopy(suya.cells)}
    quedan = {id_: celda for id_, celda in suyas.items() if id_ not in entregadas}
    for id_, celda in mias.items():
        if _ha_cambiado(celda, entregadas.get(id_)):
            quedan[id_] = celda
        elif id_ in suyas:
            quedan[id_] = _con_sus_salidas(suyas[id_], celda, entregadas[id_])
    sin_juntar = [
        celda
        for id_, celda in suyas.items()
        if celda.source.strip()
        and _ha_cambiado(celda, entregadas.get(id_))
        and not (id_ in quedan and _texto(quedan[id_]) == _texto(celda))
    ]
    junta = copy.deepcopy(suya)
    orden = _en_orden(list(mias), list(suyas), list(entregadas))
    junta.cells = [quedan[id_] for id_ in orden if id_ in quedan]
    propios = {clave: valor for clave, valor in mia.metadata.items() if clave not in junta.metadata}
    junta.metadata.update(copy.deepcopy(propios))
    return Juntado(junta, sin_juntar)


def con_identificadores(cuaderno: NotebookNode) -> NotebookNode:
    """Devuelve el cuaderno con un identificador distinto en cada celda; si falta o se repite, uno nuevo."""
    nuevo = copy.deepcopy(cuaderno)
    nuevo.nbformat_minor = 5  # la primera versión con identificadores, y la del curso
    usados = set()
    for celda in nuevo.cells:
        if not isinstance(celda.get("id"), str) or celda.id in usados:
            celda["id"] = uuid.uuid4().hex[:12]
        usados.add(celda.id)
    return nuevo


# --- De quién es cada celda ---


def _entregadas(mia: NotebookNode) -> Iterator[Entregada]:
    """Lo que la copia recuerda que se le entregó; nada si otro programa le ha quitado la marca."""
    marca = mia.metadata.get(MARCA)
    celdas = marca.get("celdas") if isinstance(marca, dict) else None
    for senas in celdas if isinstance(celdas, list) else ():
        if isinstance(senas, list) and len(senas) == 3 and all(isinstance(s, str) for s in senas):
            yield Entregada(*senas)


def _reconocidas(mia: NotebookNode, conocidas: dict[str, Entregada]) -> list[NotebookNode]:
    """Las celdas de la copia, con el identificador con que se entregaron aunque otro programa lo cambiara.

    Al cortar y pegar, al partir una celda en dos o al pasar por otro programa, una celda pierde su
    identificador o lo comparte: se la reconoce si su texto es el que se entregó. De las que comparten uno, es
    la entregada la que lo conserva intacto o, si ninguna, la primera; las demás son de quien estudia.
    """
    celdas = con_identificadores(_sin_repetidos(mia, conocidas)).cells
    faltan = {e.texto: id_ for id_, e in conocidas.items() if id_ not in {c.id for c in celdas}}
    for celda in celdas:
        if celda.id not in conocidas and celda.source.strip() and (id_ := faltan.pop(_texto(celda), None)):
            celda["id"] = id_
    return celdas


def _sin_repetidos(mia: NotebookNode, conocidas: dict[str, Entregada]) -> NotebookNode:
    """Quita el identificador a las celdas que comparten el de otra que se ve que es la entregada."""
    mia = copy.deepcopy(mia)
    for id_, entregada in conocidas.items():
        iguales = [celda for celda in mia.cells if celda.get("id") == id_]
        la_buena = next((c for c in iguales if _texto(c) == entregada.texto), None)
        for celda in iguales if la_buena is not None else ():
            if celda is not la_buena:
                del celda["id"]
    return mia


def _ha_cambiado(celda: NotebookNode, entregada: Entregada | None) -> bool:
    return entregada is None or _texto(celda) != entregada.texto


def _con_sus_salidas(suya: NotebookNode, mia: NotebookNode, entregada: Entregada) -> NotebookNode:
    """La celda del curso, con las salidas que tenía si dice lo mismo y lo que se cambió en sus metadatos."""
    if suya.cell_type == "code" and _texto(suya) == _texto(mia):
        suya.outputs, suya.execution_count = mia.get("outputs", []), mia.get("execution_count")
    if _huellas(mia).metadatos != entregada.metadatos:
        suya.metadata.update(mia.metadata)
    return suya


# --- En qué orden ---


def _en_orden(mias: list[str], suyas: list[str], entregadas: list[str]) -> list[str]:
    """El orden del curso o, si quien estudia ha movido celdas, el suyo; las otras, tras la de delante."""
    comunes = set(mias) & set(entregadas)
    movidas = [i for i in mias if i in comunes] != [i for i in entregadas if i in comunes]
    orden, otras = (mias, suyas) if movidas else (suyas, mias)
    orden = list(orden)
    anterior = None
    for id_ in otras:
        if id_ not in orden:
            orden.insert(orden.index(anterior) + 1 if anterior is not None else 0, id_)
        anterior = id_
    return orden


# --- Huellas ---


def _huellas(celda: NotebookNode) -> Entregada:
    metadatos = {clave: valor for clave, valor in celda.metadata.items() if clave not in DE_UNA_VEZ}
    return Entregada(celda.id, _texto(celda), _huella(sorted(metadatos.items())))


def _texto(celda: NotebookNode) -> str:
    """La huella de lo que dice una celda, sin los blancos que cada programa pone o quita al guardar."""
    lineas = [linea.rstrip() for linea in celda.source.strip().splitlines()]
    return _huella([celda.cell_type, lineas, sorted(celda.get("attachments", {}).items())])


def _huella(cosa: object) -> str:
    return hashlib.sha256(repr(cosa).encode("utf-8", "surrogatepass")).hexdigest()[:12]
