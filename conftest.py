"""Cada cuaderno se ejecuta una vez: nbval compara sus salidas y, tras cada ejercicio, se prueba su solución.

Detrás de la celda de un ejercicio, que va con sus huecos sin tocar, se ejecuta en el mismo núcleo la solución
plegada, y ``comprobar`` tiene que aceptarla. Lo que viene después se ejecuta ya con la respuesta buena, como
le pasa a quien la acierta, y sus salidas siguen siendo las guardadas.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from cuaderno_leido import EjercicioLeido, abrir, resolver
from nbformat.v4 import new_code_cell
from nbval.plugin import IPyNbCell


def pytest_addoption(parser: pytest.Parser) -> None:
    """Añade la opción con la que las pruebas del navegador no se pueden saltar."""
    parser.addoption("--navegador", action="store_true", help="si no hay un Chromium, falla en vez de saltar")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pone detrás de cada ejercicio de un cuaderno la prueba de su solución."""
    items[:] = [otro for item in items for otro in _con_su_solucion(item)]


def _con_su_solucion(item: pytest.Item) -> Iterator[pytest.Item]:
    yield item
    if isinstance(item, IPyNbCell):
        ejercicio = next((e for e in abrir(item.path).ejercicios if e.hueco.id == item.cell.id), None)
        if ejercicio is not None:
            yield IPyNbCell.from_parent(
                item.parent,
                name=f"Ejercicio {ejercicio.numero}, resuelto",
                cell_num=item.cell_num,
                cell=celda_resuelta(ejercicio),
                options=defaultdict(bool, check=True),
            )


def celda_resuelta(ejercicio: EjercicioLeido):
    """La celda del ejercicio con su solución pegada, que falla si ``comprobar`` no la acepta."""
    *previas, ultima = resolver(ejercicio.hueco.source, ejercicio.soluciones[0]).splitlines()
    previas += [f"_resultado = {ultima}", "assert _resultado.acierto, str(_resultado)"]
    return new_code_cell("\n".join(previas))
