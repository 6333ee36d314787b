"""Un cuaderno proyectado, en un JupyterLab y un Chromium de verdad: se empieza, se recorre y se sale."""

from __future__ import annotations

import nbformat
import pytest
from cuaderno_leido import RAIZ
from jupyterlab_abierto import abierto
from leccion_corta import FIN
from navegador import ACTIVA, CuadernoAbierto

from helpers.curso.ajustes import DIAPOSITIVAS
from helpers.curso.copia import poner_al_dia

pytestmark = [pytest.mark.navegador, pytest.mark.minutos]

DEL_02, DEL_09 = "02_espectrogramas", "09_genero_musical"
LEGIBLE = 20  # píxeles de letra, en una pantalla de 1280
# La letra de todo lo que se escribe en las celdas dadas: texto, código y lo que imprimen.
LETRA = """(celdas) => celdas
  .map((i) => document.querySelector(`.jp-Cell[data-windowed-list-index="${i}"]`))
  .flatMap((celda) => [...celda.querySelectorAll(
    ":is(.jp-MarkdownOutput, .cm-content, .jp-OutputArea-output) :is(p, td, pre, .cm-line)")])
  .map((cosa) => parseFloat(getComputedStyle(cosa).fontSize))"""
MANDO = ".jp-deck-mod-direction-{}:not(.jp-mod-disabled)"


@pytest.fixture(scope="module")
def carpeta(carpeta):
    """Además de la lección corta, los cuadernos del curso como los abre quien estudia."""
    poner_al_dia(RAIZ / "notebooks", carpeta)
    return carpeta


def de_clase(ruta) -> list[int]:
    celdas = nbformat.read(ruta, as_version=4).cells
    return [i for i, celda in enumerate(celdas) if celda.metadata.slideshow.slide_type != "skip"]


def pulsar_el_mando(cuaderno, direcciones) -> int | None:
    """Pulsa la primera de esas flechas de la pantalla que se ofrezca; devuelve a qué celda lleva, si hay."""
    antes = cuaderno.activa
    for flecha in (cuaderno.pagina.locator(MANDO.format(direccion)) for direccion in direcciones):
        if flecha.is_visible():
            flecha.click()
            cuaderno.hasta(f"(antes) => {ACTIVA} !== antes", antes)
            return cuaderno.activa
    return None


def test_tras_ejecutarlo_todo_y_subir_se_ve_la_primera_diapositiva(abrir):
    leccion = abrir()
    leccion.ejecutar_todo(FIN)
    leccion.pagina.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    leccion.proyectar()
    assert leccion.a_la_vista == [0]
    letra = leccion.pagina.evaluate(LETRA, [1, 2, 3, 7])
    assert len(letra) >= 7
    assert min(letra) >= LEGIBLE
    leccion.dejar_de_proyectar()


@pytest.mark.parametrize(
    ("nombre", "adelante", "atras"),
    [
        ("leccion", "ArrowRight", "ArrowLeft"),
        (DEL_02, "Space", "Shift+Space"),
        (DEL_09, "PageDown", "PageUp"),
    ],
)
def test_una_tecla_recorre_las_celdas_de_clase_y_otra_vuelve(abrir, carpeta, nombre, adelante, atras):
    cuaderno = abrir(f"{nombre}.ipynb")
    celdas = de_clase(carpeta / f"{nombre}.ipynb")
    cuaderno.proyectar()
    recorridas = [cuaderno.activa]
    for _ in celdas[1:]:
        recorridas.append(cuaderno.teclear(adelante))
        assert recorridas[-1] in cuaderno.a_la_vista
    assert recorridas == celdas
    cuaderno.pagina.keyboard.press(adelante)  # no hay más
    assert cuaderno.teclear(atras) == celdas[-2]


def test_las_flechas_de_la_pantalla_no_se_saltan_ninguna_celda(abrir, carpeta):
    leccion = abrir()
    celdas = de_clase(carpeta / "leccion.ipynb")
    leccion.proyectar()
    assert [pulsar_el_mando(leccion, ("down", "forward")) for _ in celdas] == [*celdas[1:], None]
    assert [pulsar_el_mando(leccion, ("up", "back")) for _ in celdas] == [*celdas[-2::-1], None]


def test_se_sigue_por_la_celda_elegida_y_una_que_no_se_proyecta_dice_que_hacer(abrir):
    leccion = abrir()
    leccion.elegir(3)
    leccion.proyectar("deck")
    assert leccion.a_la_vista == [3]
    leccion.dejar_de_proyectar()
    leccion.elegir(9)
    leccion.boton("deck")
    aviso = "getComputedStyle(document.querySelector('.jp-Deck .jp-Notebook'), '::before').content"
    leccion.hasta(f"{aviso}.includes('Escape')")
    leccion.dejar_de_proyectar()


def test_cerrar_proyectando_no_deja_el_modo_puesto(navegador, carpeta):
    guardado = carpeta / ".jupyter" / DIAPOSITIVAS
    with abierto(carpeta) as (_, direccion):
        leccion = CuadernoAbierto(navegador, direccion, "leccion.ipynb")
        with leccion.pagina.expect_response(lambda r: "slideshow" in r.url and r.request.method == "PUT"):
            leccion.proyectar()
        leccion.pagina.close()
    assert '"active": true' in guardado.read_text("utf-8")
    with abierto(carpeta) as (_, direccion):
        otro = CuadernoAbierto(navegador, direccion, f"{DEL_09}.ipynb")
        assert '"active"' not in guardado.read_text("utf-8")
        otro.pagina.click(".lm-MenuBar-itemLabel:text-is('Archivo')")
        assert not otro.pagina.evaluate("document.body.dataset.jpDeckMode")
        otro.pagina.close()
