"""La copia de quien estudia, abierta en JupyterLab mientras el curso cambia: nada de lo escrito se pierde."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.curso.copia import poner_al_dia
from helpers.curso.cuadernos import NUCLEO

pytestmark = [pytest.mark.navegador, pytest.mark.minutos]

NOMBRE = "00_leccion.ipynb"
MIA = "# esto es mio"


@pytest.fixture
def curso(tmp_path):
    """Cambia el texto del curso y pone al día la copia."""

    def cambiar(carpeta, texto):
        celdas = [
            new_markdown_cell(f"# 00 · Lección\n\n{texto}", id="titulo"),
            new_code_cell("from IPython.display import HTML\nHTML('<b>tabla</b>')", id="tabla"),
            new_code_cell("print('listo')", id="fin"),
        ]
        nbformat.write(new_notebook(cells=celdas, metadata={"kernelspec": NUCLEO}), tmp_path / NOMBRE)
        return poner_al_dia(tmp_path, carpeta)

    return cambiar


def leer(carpeta):
    return nbformat.read(carpeta / NOMBRE, as_version=4)


def escribir_en_la_ultima(pagina):
    pagina.click(".jp-Cell[data-windowed-list-index='3'] .cm-content")
    pagina.keyboard.press("ControlOrMeta+End")
    pagina.keyboard.type(f"\n{MIA}")


def test_lo_ejecutado_se_sigue_viendo_y_jupyterlab_se_fia_de_ello(abrir, carpeta, curso):
    curso(carpeta, "Antes.")
    cuaderno = abrir(NOMBRE)
    cuaderno.ejecutar_todo("listo")
    cuaderno.guardar()
    cuaderno.pagina.close()
    assert leer(carpeta).cells[2].outputs
    curso(carpeta, "Después.")
    assert "Después." in leer(carpeta).cells[0].source
    with NotebookNotary(data_dir=str(carpeta / ".jupyter" / "datos")) as notario:
        assert notario.check_signature(leer(carpeta))
    otra_vez = abrir(NOMBRE)
    otra_vez.pagina.wait_for_selector(".jp-OutputArea-output b:text-is('tabla')")


def test_quien_la_tenia_abierta_la_guarda_encima_y_al_abrir_de_nuevo_esta_todo(abrir, carpeta, curso):
    curso(carpeta, "Antes.")
    pagina = abrir(NOMBRE).pagina
    escribir_en_la_ultima(pagina)
    pagina.wait_for_timeout(1200)  # JupyterLab solo ve que el archivo es otro si su hora es otra
    curso(carpeta, "Después.")
    pagina.keyboard.press("ControlOrMeta+s")
    with pagina.expect_response(lambda r: "/api/contents/" in r.url and r.request.method == "PUT"):
        pagina.click(".jp-Dialog button.jp-mod-warn")
    pagina.close()
    curso(carpeta, "Después.")
    assert "Después." in leer(carpeta).cells[0].source
    assert leer(carpeta).cells[3].source.endswith(MIA)
