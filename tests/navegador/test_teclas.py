"""Lo que se teclea dentro de un explorador o de un reproductor, en un JupyterLab y un Chromium de verdad."""

from __future__ import annotations

import leccion_corta
import nbformat
import pytest
from leccion_corta import CELDAS, CON_EXPLORADOR, CON_REPRODUCTOR, FIN

pytestmark = [pytest.mark.navegador, pytest.mark.minutos]

DE_JUPYTERLAB = "xab"  # con el foco en una celda, la borra, inserta otra encima y otra debajo
SUENA = "(sonido) => sonido.currentTime"
CUENTA = "() => document.querySelector('.explorador .exp-estado').textContent"
# El reproductor, el primero: al mover los demás, el núcleo pone otro en su lugar cuando contesta.
ESTADO = {
    ".explorador audio": SUENA,
    ".explorador .noUi-handle": CUENTA,
    ".explorador select": CUENTA,
}
REPRODUCTOR = ".reproductor audio"


@pytest.fixture
def archivo(carpeta):
    leccion_corta.escribir(carpeta / "leccion.ipynb")
    return carpeta / "leccion.ipynb"


@pytest.fixture
def leccion(abrir, archivo):
    leccion = abrir(archivo.name)
    leccion.ejecutar_todo(FIN)
    for control in (*ESTADO, REPRODUCTOR):
        leccion.pagina.wait_for_selector(control)
    return leccion


def teclear_en(leccion, control, estado):
    """Pulsa las teclas de JupyterLab y una flecha, y espera a que se note: en lo que suena o se lee."""
    leccion.hasta("[...document.querySelectorAll('audio')].every((sonido) => sonido.readyState > 0)")
    leccion.pagina.focus(control)
    for tecla in DE_JUPYTERLAB:
        leccion.pagina.keyboard.press(tecla)
    antes = leccion.pagina.eval_on_selector(control, estado)
    leccion.pagina.keyboard.press("ArrowRight")
    leccion.hasta(
        f"([control, antes]) => ({estado})(document.querySelector(control)) !== antes", [control, antes]
    )


def guardadas(leccion, archivo):
    leccion.guardar()
    return [celda.source for celda in nbformat.read(archivo, as_version=4).cells]


def test_en_el_cuaderno_las_teclas_mueven_el_control_y_no_tocan_las_celdas(leccion, archivo):
    for control, estado in {**ESTADO, REPRODUCTOR: SUENA}.items():
        celda = CON_REPRODUCTOR if control == REPRODUCTOR else CON_EXPLORADOR
        leccion.elegir(celda)
        teclear_en(leccion, control, estado)
        assert leccion.activa == celda
    assert guardadas(leccion, archivo) == [texto for *_, texto in CELDAS]


def test_en_una_diapositiva_las_teclas_mueven_el_explorador_y_el_espacio_sigue(leccion, archivo):
    leccion.elegir(CON_EXPLORADOR)
    leccion.proyectar("deck")
    for control, estado in ESTADO.items():
        teclear_en(leccion, control, estado)
        assert leccion.activa == CON_EXPLORADOR
    leccion.pagina.focus(".explorador .noUi-handle")
    assert leccion.teclear("Space") == CON_EXPLORADOR + 1
    assert guardadas(leccion, archivo) == [texto for *_, texto in CELDAS]


def test_en_una_diapositiva_tras_poner_a_sonar_con_el_raton_se_sigue_con_el_teclado(leccion):
    leccion.elegir(CON_REPRODUCTOR)
    leccion.proyectar("deck")
    leccion.pagina.click(REPRODUCTOR, position={"x": 25, "y": 27})
    leccion.hasta(f"document.querySelector('{REPRODUCTOR}').currentTime > 0")
    assert leccion.teclear("Space") == CON_REPRODUCTOR + 1
