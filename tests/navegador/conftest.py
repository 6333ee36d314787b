"""Un JupyterLab y un Chromium para cada archivo de pruebas; sin Chromium se saltan, o fallan si se exige."""

from __future__ import annotations

import leccion_corta
import pytest
from jupyterlab_abierto import abierto
from navegador import SIN_CHROMIUM, CuadernoAbierto, chromium, en_marcha

from helpers.curso.ajustes import DIAPOSITIVAS


@pytest.fixture(scope="module")
def navegador(pytestconfig):
    ruta = chromium()
    if ruta is None:
        (pytest.fail if pytestconfig.getoption("navegador") else pytest.skip)(SIN_CHROMIUM)
    with en_marcha(ruta) as navegador:
        yield navegador


@pytest.fixture(scope="module")
def carpeta(tmp_path_factory):
    """La carpeta que se abre, con la lección corta."""
    raiz = tmp_path_factory.mktemp("mi curso de señal")
    leccion_corta.escribir(raiz / "leccion.ipynb")
    return raiz


@pytest.fixture(scope="module")
def direccion(navegador, carpeta):
    with abierto(carpeta) as (_, direccion):
        yield direccion


@pytest.fixture
def abrir(navegador, carpeta, direccion):
    """Abre un cuaderno de la carpeta en una pestaña, que se cierra al acabar la prueba."""
    abiertos = []

    def en_una_pestana(nombre: str = "leccion.ipynb") -> CuadernoAbierto:
        (carpeta / ".jupyter" / DIAPOSITIVAS).unlink(missing_ok=True)  # la anterior se cerró proyectando
        abiertos.append(CuadernoAbierto(navegador, direccion, nombre))
        return abiertos[-1]

    yield en_una_pestana
    for cuaderno in abiertos:
        cuaderno.pagina.close()
