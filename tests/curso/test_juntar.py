"""Una copia editada de veinte maneras, y un curso que cambia debajo: nada de lo escrito falta."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.curso.juntar import MARCA, con_identificadores, entregar, es_copia, juntar

TEXTOS = {
    "titulo": "# 03 · MFCC",
    "importar": "import numpy as np",
    "lee": "Una lección que explica algo.",
    "hueco": 'coste = ...\n\ncomprobar("03.1", coste=coste)',
    "figura": "graficas.mfcc(x)",
    "fin": "Resumen.",
}
DE_TEXTO = {"titulo", "lee", "fin"}


def cuaderno(textos=TEXTOS, **cambios):
    """Un original con esas celdas, con salidas en las de código. cambios : el texto nuevo de una celda."""
    celdas = [
        new_markdown_cell(texto, id=id_) if id_ in DE_TEXTO else new_code_cell(texto, id=id_)
        for id_, texto in (textos | cambios).items()
    ]
    for celda in celdas:
        if celda.cell_type == "code":
            celda.outputs, celda.execution_count = [new_output("stream", text="de fábrica")], 7
    return new_notebook(cells=celdas)


def copia(**cambios):
    return entregar(cuaderno(**cambios), "03_mfcc")


def textos(cuaderno):
    return [celda.source for celda in cuaderno.cells]


def celda(cuaderno, id_):
    return next(celda for celda in cuaderno.cells if celda.id == id_)


def test_lo_que_se_entrega_no_tiene_salidas_y_el_original_sigue_igual():
    original = cuaderno()
    antes = copy.deepcopy(original)
    entregado = entregar(original, "03_mfcc")
    assert [c.outputs for c in entregado.cells if c.cell_type == "code"] == [[], [], []]
    assert {c.execution_count for c in entregado.cells if c.cell_type == "code"} == {None}
    assert original == antes
    assert es_copia(entregado)
    assert not es_copia(original)


# --- Lo que hace quien estudia. Cada una recibe su copia y dice lo que no puede faltar ---------------


def responde(mia):
    celda(mia, "hueco").source = 'coste = 12\n\ncomprobar("03.1", coste=coste)'
    return ["coste = 12"]


def anade_una_nota(mia):
    mia.cells.insert(2, new_markdown_cell("Mi nota"))
    return ["Mi nota"]


def anade_al_principio(mia):
    mia.cells.insert(0, new_markdown_cell("Mi nombre"))
    return ["Mi nombre"]


def anade_al_final(mia):
    mia.cells += [new_code_cell("mi_prueba = 1"), new_code_cell("")]
    return ["mi_prueba = 1"]


def mueve(mia):
    mia.cells.insert(1, mia.cells.pop(4))
    return []


def mueve_y_cambia(mia):
    celda(mia, "figura").source = "graficas.mfcc(mio)"
    mia.cells.insert(1, mia.cells.pop(4))
    return ["graficas.mfcc(mio)"]


def corta_y_pega(mia):
    mia.cells.insert(1, new_code_cell(mia.cells.pop(4).source))
    return []


def borra(mia):
    del mia.cells[4]
    return []


def parte_en_dos(mia):
    celda(mia, "hueco").source = "coste = 12"
    mia.cells.insert(4, new_code_cell('comprobar("03.1", coste=coste)'))
    return ["coste = 12", 'comprobar("03.1", coste=coste)']


def junta_dos(mia):
    celda(mia, "lee").source += "\n\n" + mia.cells.pop(3).source
    return ["Una lección que explica algo.", "coste = ..."]


def cambia_un_texto(mia):
    celda(mia, "lee").source = "Una lección que explica algo. ¡Y lo entiendo!"
    return ["¡Y lo entiendo!"]


def cambia_de_clase_una_celda(mia):
    mia.cells[2] = new_code_cell("# Una lección que explica algo.", id="lee")
    return ["# Una lección que explica algo."]


def vacia_una_celda(mia):
    celda(mia, "figura").source = ""
    return []


def pega_una_imagen(mia):
    celda(mia, "lee").attachments = {"foto.png": {"image/png": "AAAA"}}
    celda(mia, "lee").source += "\n\n![foto](attachment:foto.png)"
    return ["![foto](attachment:foto.png)"]


def ejecuta(mia):
    celda(mia, "figura").outputs = [new_output("stream", text="lo que me ha salido")]
    celda(mia, "figura").execution_count = 3
    return []


def duplica_una_celda(mia):
    mia.cells.insert(4, copy.deepcopy(mia.cells[3]))
    mia.cells[4].source = "coste = 13"
    return ["coste = 13"]


def duplica_y_cambia_la_primera(mia):
    mia.cells.insert(3, copy.deepcopy(mia.cells[3]))
    mia.cells[3].source = "coste = 14"
    return ["coste = 14"]


def pasa_por_un_jupyter_sin_identificadores(mia):
    responde(mia)
    for c in mia.cells:
        del c["id"]
    mia.nbformat_minor = 4
    return ["coste = 12"]


def pasa_por_otro_que_los_cambia(mia):
    responde(mia)
    for i, c in enumerate(mia.cells):
        c["id"] = f"otro{i}"
        c.metadata["colab"] = {"base_uri": "x"}
    return ["coste = 12"]


def pasa_por_otro_que_quita_la_marca(mia):
    responde(mia)
    del mia.metadata[MARCA]
    mia.metadata["kernelspec"] = {"name": "otro", "display_name": "Otro", "language": "python"}
    return ["coste = 12"]


def pasa_por_otro_que_lo_quita_todo(mia):
    pasa_por_otro_que_quita_la_marca(mia)
    pasa_por_un_jupyter_sin_identificadores(mia)
    return ["coste = 12"]


def pasa_por_otro_que_estropea_la_marca(mia):
    responde(mia)
    mia.metadata[MARCA] = {"copia_de": 3, "celdas": None}
    return ["coste = 12"]


def cambia_los_blancos(mia):
    for c in mia.cells:
        c.source = c.source.replace("\n", "  \r\n") + "\n"
    return []


def etiqueta(mia):
    celda(mia, "lee").metadata["slideshow"] = {"slide_type": "skip"}
    return []


EDICIONES = [
    responde,
    anade_una_nota,
    anade_al_principio,
    anade_al_final,
    mueve,
    mueve_y_cambia,
    corta_y_pega,
    borra,
    parte_en_dos,
    junta_dos,
    cambia_un_texto,
    cambia_de_clase_una_celda,
    vacia_una_celda,
    pega_una_imagen,
    ejecuta,
    duplica_una_celda,
    duplica_y_cambia_la_primera,
    pasa_por_un_jupyter_sin_identificadores,
    pasa_por_otro_que_los_cambia,
    pasa_por_otro_que_quita_la_marca,
    pasa_por_otro_que_lo_quita_todo,
    pasa_por_otro_que_estropea_la_marca,
    cambia_los_blancos,
    etiqueta,
]

# --- Lo que hace el curso ----------------------------------------------------------------------------

SIN_FIGURA = {id_: texto for id_, texto in TEXTOS.items() if id_ != "figura"}
CON_UNA_MAS = dict([*list(TEXTOS.items())[:3], ("nueva", "graficas.nueva(x)"), *list(TEXTOS.items())[3:]])
AL_REVES = dict([*list(TEXTOS.items())[:2], *reversed(list(TEXTOS.items())[2:])])
CURSOS = {
    "corrige el texto": entregar(cuaderno(lee="Una lección que explica algo mejor."), "03_mfcc"),
    "corrige el ejercicio": entregar(cuaderno(hueco='c = ...\ncomprobar("03.1", coste=c)'), "03_mfcc"),
    "quita la figura": entregar(cuaderno(SIN_FIGURA), "03_mfcc"),
    "añade una celda": entregar(cuaderno(CON_UNA_MAS), "03_mfcc"),
    "cambia el orden": entregar(cuaderno(AL_REVES), "03_mfcc"),
    "lo cambia todo": entregar(cuaderno({id_: t + " (nuevo)" for id_, t in CON_UNA_MAS.items()}), "03_mfcc"),
}


@pytest.mark.parametrize("curso", CURSOS)
@pytest.mark.parametrize("edicion", EDICIONES, ids=lambda edicion: edicion.__name__)
def test_nada_de_lo_escrito_falta_y_lo_del_curso_tampoco(edicion, curso):
    mia, suya = copia(), CURSOS[curso]
    escrito = edicion(mia)
    antes = copy.deepcopy((mia, suya))
    junta, sin_juntar = juntar(mia, suya)

    assert (mia, suya) == antes
    todo = "\n".join(textos(junta))
    assert [frase for frase in escrito if frase not in todo] == []
    assert "<<<<" not in todo
    # Todo lo nuevo del curso está en la copia o se entrega aparte.
    viejos = set(textos(copia()))
    nuevos = [texto for texto in textos(suya) if texto not in viejos]
    assert [texto for texto in nuevos if texto not in textos(junta) + textos_de(sin_juntar)] == []
    ids = [c.id for c in junta.cells]
    assert len(ids) == len(set(ids))
    # La vez siguiente ya está todo hecho.
    otra, ya_nada = juntar(junta, suya)
    assert otra == junta
    assert ya_nada == []


def textos_de(celdas):
    return [celda.source for celda in celdas]


@pytest.mark.parametrize("curso", CURSOS)
def test_lo_que_no_se_ha_tocado_es_lo_del_curso(curso):
    junta, sin_juntar = juntar(copia(), CURSOS[curso])
    assert junta == CURSOS[curso]
    assert sin_juntar == []


def test_una_celda_que_cambian_los_dos_se_queda_como_la_dejo_quien_estudia_y_la_del_curso_va_aparte():
    mia = copia()
    responde(mia)
    junta, sin_juntar = juntar(mia, CURSOS["corrige el ejercicio"])
    assert celda(junta, "hueco").source.startswith("coste = 12")
    assert textos_de(sin_juntar) == ['c = ...\ncomprobar("03.1", coste=c)']


def test_lo_que_cambian_igual_los_dos_no_va_aparte():
    mia = copia()
    celda(mia, "lee").source = celda(CURSOS["corrige el texto"], "lee").source
    assert juntar(mia, CURSOS["corrige el texto"]).sin_juntar == []


def test_lo_borrado_no_vuelve_y_si_el_curso_lo_ha_cambiado_va_aparte():
    mia = copia()
    borra(mia)
    junta, sin_juntar = juntar(mia, CURSOS["corrige el texto"])
    assert "graficas.mfcc(x)" not in textos(junta)
    assert sin_juntar == []
    junta, sin_juntar = juntar(mia, CURSOS["lo cambia todo"])
    assert "graficas.mfcc(x)" not in "".join(textos(junta))
    assert textos_de(sin_juntar) == ["graficas.mfcc(x) (nuevo)"]


def test_lo_que_quita_el_curso_se_queda_solo_si_es_de_quien_estudia():
    mia = copia()
    assert "graficas.mfcc(x)" not in textos(juntar(mia, CURSOS["quita la figura"]).cuaderno)
    celda(mia, "figura").source = "graficas.mfcc(mio)"
    assert textos(juntar(mia, CURSOS["quita la figura"]).cuaderno)[4] == "graficas.mfcc(mio)"


def test_cada_cosa_queda_en_su_sitio():
    mia = copia()
    anade_una_nota(mia)
    junta = juntar(mia, CURSOS["añade una celda"]).cuaderno
    assert textos(junta) == [
        TEXTOS["titulo"],
        TEXTOS["importar"],
        "Mi nota",
        TEXTOS["lee"],
        "graficas.nueva(x)",
        TEXTOS["hueco"],
        TEXTOS["figura"],
        TEXTOS["fin"],
    ]
    mia = copia()
    mueve(mia)
    junta = juntar(mia, CURSOS["añade una celda"]).cuaderno
    assert [c.id for c in junta.cells] == ["titulo", "figura", "importar", "lee", "nueva", "hueco", "fin"]


def test_las_salidas_siguen_donde_la_celda_dice_lo_mismo_y_se_van_donde_no():
    mia = copia()
    ejecuta(mia)
    assert (
        celda(juntar(mia, CURSOS["corrige el texto"]).cuaderno, "figura").outputs[0].text.startswith("lo que")
    )
    assert celda(juntar(mia, CURSOS["lo cambia todo"]).cuaderno, "figura").outputs == []


def test_los_metadatos_que_cambio_quien_estudia_siguen_y_los_demas_son_los_del_curso():
    mia, suya = copia(), cuaderno(lee="Otra.")
    etiqueta(mia)
    celda(suya, "fin").metadata["slideshow"] = {"slide_type": "slide"}
    junta = juntar(mia, entregar(suya, "03_mfcc")).cuaderno
    assert celda(junta, "lee").metadata.slideshow.slide_type == "skip"
    assert celda(junta, "fin").metadata.slideshow.slide_type == "slide"


def test_lo_que_otro_programa_cambia_al_guardar_no_es_de_quien_estudia():
    mia = copia()
    cambia_los_blancos(mia)
    junta, sin_juntar = juntar(mia, CURSOS["lo cambia todo"])
    assert textos(junta) == textos(CURSOS["lo cambia todo"])
    assert sin_juntar == []


def test_una_copia_de_hace_anos_recibe_lo_de_ahora():
    antigua = entregar(
        cuaderno({"titulo": "# 03", "importar": "import numpy", "vieja": "print(1)"}), "03_mfcc"
    )
    celda(antigua, "vieja").source = "print(1)  # mío"
    junta = juntar(antigua, copia()).cuaderno
    assert [c.id for c in junta.cells] == ["titulo", "importar", "vieja", "lee", "hueco", "figura", "fin"]
    assert celda(junta, "importar").source == TEXTOS["importar"]
    assert celda(junta, "vieja").source == "print(1)  # mío"


def test_quien_guarda_encima_una_version_antigua_se_pone_al_dia_otra_vez():
    abierta = copia()
    responde(abierta)
    primera = juntar(abierta, CURSOS["corrige el texto"]).cuaderno
    otra_vez = juntar(
        abierta, CURSOS["corrige el texto"]
    ).cuaderno  # JupyterLab ha escrito la que tenía abierta
    assert otra_vez == primera


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(EDICIONES), min_size=2, max_size=5),
    st.lists(st.sampled_from(list(CURSOS.values())), min_size=1, max_size=3),
)
def test_varias_ediciones_y_varios_cursos_seguidos(ediciones, cursos):
    mia = copia()
    for edicion in ediciones:
        try:
            edicion(mia)
        except (StopIteration, IndexError, KeyError, AttributeError):  # esa celda ya no está, o no tiene id
            continue
    escritas = {linea.strip() for texto in textos(mia) for linea in texto.splitlines()}
    entregadas = {linea.strip() for texto in textos(copia()) for linea in texto.splitlines()}
    aparte = []
    for suya in cursos:
        mia, sin_juntar = juntar(con_identificadores(mia), suya)
        aparte += sin_juntar
    quedan = {linea.strip() for texto in textos(mia) for linea in texto.splitlines()}
    assert escritas - entregadas <= quedan


def test_una_imagen_cambiada_por_otra_del_mismo_nombre_es_de_quien_estudia():
    def con(imagen, texto="Mira"):
        celda = new_markdown_cell(texto, id="a", attachments={"image.png": {"image/png": imagen}})
        return entregar(new_notebook(cells=[celda]), "03_mfcc")

    mia = con("del curso")
    mia.cells[0].attachments["image.png"]["image/png"] = "mía"
    junta, _ = juntar(mia, con("del curso", "Mira bien"))
    assert junta.cells[0].attachments["image.png"]["image/png"] == "mía"
