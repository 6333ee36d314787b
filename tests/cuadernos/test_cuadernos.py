"""Cada cuaderno cumple su anatomía y se guarda como debe; y cada regla se ha visto saltar."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
from io import BytesIO

import nbformat
import pytest
from cuaderno_leido import CUADERNOS, RAIZ, abrir
from muestra import PUNTO, RELLENO, cuaderno_de_muestra
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image
from reglas_de_cuaderno import REGLAS

from helpers.curso import cuadernos
from helpers.curso.cuadernos import ErrorDeCuaderno, guardar


def test_el_indice_del_readme_y_los_cuadernos_coinciden():
    readme = (RAIZ / "README.md").read_text(encoding="utf-8")
    indice = set(re.findall(r"\(notebooks/([^)#/]+\.ipynb)\)", readme))
    assert indice == {ruta.name for ruta in CUADERNOS}
    assert "00_bienvenida.ipynb" in indice


def test_los_cuadernos_van_numerados_sin_repetir():
    numeros = [ruta.name[:3] for ruta in CUADERNOS]
    assert all(re.fullmatch(r"\d\d_", numero) for numero in numeros)
    assert len(numeros) == len(set(numeros))


@pytest.mark.parametrize("regla", REGLAS)
@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_el_cuaderno_cumple(ruta, regla):
    faltas = list(REGLAS[regla](abrir(ruta)))
    assert not faltas, "\n".join(faltas)


# --- Las reglas, sobre un cuaderno que las cumple y sobre los que incumplen una

_LARGA = "\n".join(f"x{n} = {n}" for n in range(13))


def _fuente(celda, de, a):
    def cambiar(c):
        for cual in [celda] if isinstance(celda, int) else range(len(c.celdas)):
            c.celdas[cual].source = re.sub(de, a, c.celdas[cual].source)

    return cambiar


def _salida(celda, **datos):
    def cambiar(c):
        c.celdas[celda].outputs = [
            new_output("display_data", data={k.replace("_", "/"): v for k, v in datos.items()})
        ]

    return cambiar


def _metadatos(celda, **metadatos):
    return lambda c: c.celdas[celda].metadata.update(metadatos)


def _sin(*posiciones):
    def cambiar(c):
        c.nb.cells = [celda for n, celda in enumerate(c.celdas) if n not in posiciones]

    return cambiar


def _de_los_primeros(texto):
    def cambiar(c):
        c.ruta = c.ruta.with_name("02_muestra.ipynb")
        c.celdas[4].source += f"\n\n{texto}"

    return cambiar


def _flujo(nombre):
    return lambda c: c.celdas[9].outputs.append(new_output("stream", name=nombre, text="UserWarning"))


def _png_a_todo_color():
    memoria = BytesIO()
    Image.new("RGBA", (2, 2)).save(memoria, "PNG")
    return base64.b64encode(memoria.getvalue()).decode()


MALOS = [
    ("titulo", _fuente(0, "# 00 ·", "# 01 ·"), "Título"),
    ("titulo", _fuente(0, r"\n\n.*", ""), "gancho"),
    ("titulo", _fuente(4, "## La onda", "# La onda"), "más de un título"),
    ("orden_de_las_partes", _fuente(-6, "## Cuestionario", "## Preguntas"), "«Cuestionario»"),
    ("orden_de_las_partes", lambda c: c.celdas.insert(-3, c.celdas.pop(4)), "orden"),
    ("orden_de_las_partes", _fuente(None, "## (La onda|El nivel)", "### Otra"), "ninguna sección"),
    ("que_vas_a_aprender", _fuente(3, "- Verlo dibujado\n", ""), "2 puntos"),
    ("que_vas_a_aprender", _fuente(3, "- Oír un", "- El"), "«El»"),
    ("antes_de_empezar", _fuente(3, "50 minutos", "una hora"), "minutos"),
    ("antes_de_empezar", _fuente(3, "descarga", "pide"), "descarga"),
    ("se_oye_o_se_ve_pronto", _salida(2, text_plain="2"), "no enseña nada"),
    ("se_oye_o_se_ve_pronto", lambda c: c.celdas.insert(5, c.celdas.pop(2)), "antes de la primera"),
    ("cada_seccion_pregunta", _fuente(None, "¿Qué pasa|¿Cuánto", "Mira"), "«El nivel»"),
    ("cuestionario", _fuente(-5, r"\(.00.\)", '("01")'), 'cuestionario("00")'),
    ("cuestionario", lambda c: setattr(c, "preguntas", ()), "0 preguntas"),
    ("para_saber_mas", _fuente(-3, r"\(2013\)", ""), "sin año"),
    ("para_saber_mas", _fuente(-3, "- Sturm", "Sturm"), "ninguna referencia"),
    ("enlaces", _fuente(4, "La onda", "La onda [siguiente](01_no.ipynb)"), "01_no.ipynb"),
    ("enlaces", lambda c: (c.ruta.parent / "01_otro.ipynb").touch(), "01_otro.ipynb"),
    ("ejercicios_en_su_sitio", _fuente(None, "Ejercicio 2", "Ejercicio 4"), "numerados"),
    ("ejercicios_en_su_sitio", _fuente(None, "### Ejercicio 3", "### Otro"), "2 ejercicios"),
    ("ejercicios_en_su_sitio", _sin(13), "intercalados"),
    ("ejercicio_completo", _fuente(6, r"\.\.\.", "3"), "hueco"),
    ("ejercicio_completo", _fuente(6, "comprobar", "print"), "acaba llamando"),
    ("ejercicio_completo", _fuente(6, r"00\.1", "00.2"), '"00.1"'),
    ("ejercicio_completo", _salida(6, text_plain="✔ Correcto."), "sin responder"),
    ("ejercicio_completo", _fuente(7, "```python", "```"), "0 bloques"),
    ("ejercicio_completo", _fuente(7, "<summary>Solución", "<summary>Otra"), "0 bloques"),
    (
        "ejercicio_completo",
        lambda c: c.celdas.insert(7, c.celdas.pop(6)) or c.celdas.pop(7),
        "no tiene celda",
    ),
    ("solucion_que_se_ve", _fuente(7, "</summary>\n", "</summary>"), "línea en blanco"),
    ("solucion_que_se_ve", _fuente(7, "\n\n</details>", "\n</details>"), "</details>"),
    ("ejercicios_declarados", lambda c: c.declarados.pop(3), "[1, 2]"),
    ("ejercicios_declarados", _fuente(6, "respuesta=", "otra="), "no recibe"),
    (
        "nucleo_de_una_clase",
        lambda c: [c.celdas.insert(9, new_code_cell("1")) for _ in range(13)],
        "21 celdas",
    ),
    ("celdas_cortas", _fuente(9, ".+", "1\n" * 26), "26 líneas"),
    ("celdas_cortas", _fuente(9, ".+", ""), "0 líneas"),
    ("celdas_cortas", lambda c: [setattr(c.celdas[n], "source", _LARGA) for n in (1, 2, 9)], "3 de 9"),
    ("ni_muro_ni_volcado", _fuente(None, re.escape(RELLENO), ""), "palabras de texto por celda"),
    ("ni_muro_ni_volcado", _fuente(4, "La onda", RELLENO * 2), "muro"),
    ("codigo_que_se_proyecta", _fuente(9, ".+", "1\n" * 19), "celda 9: 19 líneas"),
    (
        "se_modifica_y_se_explica_en_clase",
        _de_los_primeros("**Explícalo en una frase.** ¿Por qué?"),
        "**Modifica**",
    ),
    ("se_modifica_y_se_explica_en_clase", _de_los_primeros("**Modifica.** Cambia 1 por 2."), "**Explícalo"),
    ("la_primera_solo_importa", _fuente(1, "$", "\nx = 1"), "importar"),
    ("codigo_limpio", _fuente(9, ".+", "%pip install x"), "órdenes"),
    ("codigo_limpio", _fuente(9, ".+", "!ls"), "órdenes"),
    ("codigo_limpio", _fuente(9, ".+", "sys.path.append(1)"), "sys.path"),
    ("codigo_limpio", _fuente(9, ".+", "warnings.filterwarnings('x')"), "avisos"),
    ("codigo_limpio", _fuente(9, ".+", "logging.set_verbosity_error()"), "registros"),
    ("codigo_limpio", _fuente(9, ".+", "get_ipython()"), "IPython"),
    ("codigo_limpio", _fuente(9, ".+", "# NBVAL_SKIP"), "marcas"),
    ("codigo_limpio", _fuente(9, ".+", "ruta = '/home/ana/a.wav'"), "ruta"),
    ("codigo_limpio", _fuente(9, ".+", r"ruta = r'C:\\\\datos'"), "ruta"),
    ("codigo_limpio", _fuente(9, ".+", "1;"), "punto y coma"),
    ("diapositivas", _metadatos(9, slideshow={}), "celda 9"),
    ("diapositivas", _metadatos(-1, slideshow={"slide_type": "slide"}), "ampliación"),
    ("diapositivas", _metadatos(0, slideshow={"slide_type": "-"}), "primera"),
    ("diapositivas", _metadatos(4, slideshow={"slide_type": "fragment"}), "«La onda»"),
    ("ejecutado_en_orden", lambda c: setattr(c.celdas[9], "execution_count", None), "None"),
    ("sin_errores_ni_avisos", _flujo("stderr"), "aviso"),
    (
        "sin_errores_ni_avisos",
        lambda c: c.celdas[9].outputs.append(new_output("error", ename="E", evalue="", traceback=[])),
        "error",
    ),
    (
        "sin_audio_ni_widgets",
        _salida(2, text_html="<audio controls src='data:audio/wav;base64,AA'>"),
        "audio",
    ),
    ("sin_audio_ni_widgets", _salida(2, audio_wav="AA"), "audio"),
    ("sin_audio_ni_widgets", lambda c: c.nb.metadata.update(widgets={}), "estado"),
    (
        "sin_audio_ni_widgets",
        lambda c: c.celdas[2].outputs[0].data.update({cuadernos.WIDGET: {"model_id": "a"}}),
        "widget",
    ),
    ("menos_de_un_mega", _salida(2, image_png=PUNTO * 60000), "bytes"),
    ("sin_rutas_absolutas", _salida(9, text_plain="en /home/ana/curso/a.wav"), "/home/ana"),
    ("sin_rutas_absolutas", _salida(9, text_plain=r"en C:\Users\ana\a.wav"), "C:"),
    ("sin_rutas_absolutas", _salida(9, text_html=f"<p>{RAIZ}</p>"), str(RAIZ)),
    ("como_lo_deja_guardar", lambda c: c.nb.metadata.kernelspec.update(display_name="mío"), "guardar"),
    ("como_lo_deja_guardar", _metadatos(9, execution={}), "guardar"),
    (
        "casi_todo_se_compara",
        lambda c: [_metadatos(n, tags=[cuadernos.SIN_COMPARAR])(c) for n in (1, 2, 9)],
        "3 de 9",
    ),
    ("como_lo_deja_guardar", _salida(2, image_png=_png_a_todo_color()), "guardar"),
    ("casi_todo_se_compara", _metadatos(9, tags=["nbval-skip"]), "salta"),
    (
        "toda_imagen_con_palabras",
        _salida(2, image_png=PUNTO, text_plain="<Figure size 640x480 with 1 Axes>"),
        "<Fig",
    ),
    ("toda_imagen_con_palabras", _salida(2, image_png=PUNTO), "palabras"),
    ("toda_imagen_con_palabras", _fuente(4, "La onda", "![](muestra.png)"), "alternativo"),
    ("toda_imagen_con_palabras", _fuente(4, "La onda", '<img src="muestra.png">'), "alternativo"),
    ("terminos", _fuente(4, "La onda", "El waveform"), "forma de onda"),
    ("terminos", _fuente(4, "La onda", "El volumen"), "sonoridad"),
    ("terminos", _fuente(4, "La onda", "Los **samples**"), "muestras"),
    ("coma_decimal", _fuente(4, "0,5", "0.5"), "0.5"),
]


@pytest.mark.parametrize("regla", REGLAS)
def test_la_muestra_cumple(regla, tmp_path):
    assert list(REGLAS[regla](cuaderno_de_muestra(tmp_path))) == []


@pytest.mark.parametrize(
    ("regla", "estropear", "dice"), MALOS, ids=[f"{m[0]}-{n}" for n, m in enumerate(MALOS)]
)
def test_la_regla_salta(regla, estropear, dice, tmp_path):
    cuaderno = cuaderno_de_muestra(tmp_path)
    estropear(cuaderno)
    faltas = list(REGLAS[regla](cuaderno))
    assert dice in "\n".join(faltas)


def test_toda_regla_se_ha_visto_saltar():
    assert {malo[0] for malo in MALOS} == set(REGLAS)


def test_quien_modifica_y_explica_en_clase_cumple(tmp_path):
    cuaderno = cuaderno_de_muestra(tmp_path)
    _de_los_primeros("**Modifica.** Cambia 1 por 2.\n\n**Explícalo en una frase.** ¿Por qué?")(cuaderno)
    assert list(REGLAS["se_modifica_y_se_explica_en_clase"](cuaderno)) == []


def test_los_terminos_admitidos_no_saltan(tmp_path):
    cuaderno = cuaderno_de_muestra(tmp_path)
    cuaderno.celdas[4].source += " El hip hop, la trama (*frame*), `hop_length` y [algo](sample.wav)."
    assert list(REGLAS["terminos"](cuaderno)) == []


# --- Guardar

PROGRAMA = {
    "importa": "\n".join(
        [
            "import matplotlib.pyplot as plt",
            "import numpy as np",
            "import pandas as pd",
            "from IPython.display import Audio",
            "from ipywidgets import IntSlider",
            "from tqdm.auto import tqdm",
            "from helpers.ejercicios import comprobar, cuestionario",
        ]
    ),
    "reproductor": "Audio(np.sin(np.arange(800) / 9), rate=8000)",
    "figura": "plt.plot([1, 2])\nplt.show()",
    "tabla": 'pd.DataFrame({"género": ["jazz"], "probabilidad": [0.5]})',
    "cuestionario": 'cuestionario("00")',
    "progreso": "for _ in tqdm(range(3)):\n    pass",
    "widget": "IntSlider()",
    "ejercicio": 'comprobar("00.1")',
    "impresion": 'print("uno")\nprint("dos")',
}


def _escribir(ruta, *fuentes):
    nb = new_notebook(cells=[new_markdown_cell("# Título"), *(new_code_cell(f) for f in fuentes)])
    nb.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    nb.cells[1].metadata["execution"] = {"iopub.status.busy": "2024-01-01"}
    nbformat.write(nb, ruta)
    return nb


@pytest.fixture(scope="module")
def guardado(tmp_path_factory):
    """Un cuaderno con un poco de todo, guardado dos veces: (ruta, el original, los bytes de cada vez)."""
    ruta = tmp_path_factory.mktemp("guardado") / "00_prueba.ipynb"
    original = _escribir(ruta, *PROGRAMA.values())
    veces = []
    for _ in range(2):
        guardar(ruta)
        veces.append(ruta.read_bytes())
    return ruta, original, veces


def test_guardar_dos_veces_da_lo_mismo(guardado):
    _, _, (primera, segunda) = guardado
    assert primera == segunda
    assert primera.endswith(b"}\n")


def test_guardar_ejecuta_en_orden_y_conserva_los_identificadores(guardado):
    ruta, original, _ = guardado
    nb = nbformat.read(ruta, as_version=4)
    assert [c.execution_count for c in nb.cells[1:]] == list(range(1, len(PROGRAMA) + 1))
    assert [c.id for c in nb.cells] == [c.id for c in original.cells]
    assert not list(ruta.parent.glob(".*"))


def test_guardar_no_deja_audio_widgets_ni_fechas(guardado):
    ruta, _, _ = guardado
    texto = ruta.read_text(encoding="utf-8")
    for resto in ("data:audio", "<audio", "widget-view", "widget-state", "iopub", '"version": "3.'):
        assert resto not in texto


def test_guardar_conserva_lo_que_se_ve(guardado):
    ruta, _, _ = guardado
    celdas = dict(zip(PROGRAMA, nbformat.read(ruta, as_version=4).cells[1:], strict=True))
    assert "image/png" in celdas["figura"].outputs[0].data
    assert "text/html" in celdas["tabla"].outputs[0].data
    assert "<details" in celdas["cuestionario"].outputs[0].data["text/html"]
    assert celdas["reproductor"].outputs[0].data["text/plain"]
    assert celdas["widget"].outputs[0].data == {"text/plain": "IntSlider(value=0)"}
    assert [s.text for s in celdas["impresion"].outputs] == ["uno\ndos\n"]


def test_guardar_marca_solo_lo_que_ha_perdido_algo(guardado):
    ruta, _, _ = guardado
    celdas = dict(zip(PROGRAMA, nbformat.read(ruta, as_version=4).cells[1:], strict=True))
    assert [n for n, c in celdas.items() if cuadernos.SIN_COMPARAR in c.metadata.get("tags", [])] == [
        "reproductor"
    ]


def test_lo_guardado_pasa_nbval(guardado):
    ruta, _, _ = guardado
    orden = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-q", "-p", "no:cacheprovider"]
    pasada = subprocess.run([*orden, ruta.name], cwd=ruta.parent, capture_output=True, text=True)
    assert f"{len(PROGRAMA)} passed" in pasada.stdout, pasada.stdout + pasada.stderr


@pytest.mark.parametrize(
    ("visto", "queda"),
    [
        (
            '<b>Tono</b><img src="data:image/png;base64,AA" alt="Tono">'
            '<audio controls src="data:audio/flac;base64,AA"></audio><button>Otro</button><script>1</script>',
            '<b>Tono</b><img src="data:image/png;base64,AA" alt="Tono"><p>▶ Ejecuta la celda para oírlo.</p>',
        ),
        ('<audio controls src="data:audio/flac;base64,AA"></audio>', None),
        ('<img alt="Tono"><iframe srcdoc="&lt;audio src=1&gt;"></iframe>', None),
    ],
)
def test_de_un_reproductor_queda_lo_que_se_ve(visto, queda):
    salida = new_output("display_data", data={"text/html": visto, "text/plain": "Audio"})
    celda = cuadernos.depurar(new_notebook(cells=[new_code_cell("a", outputs=[salida])])).cells[0]
    assert celda.outputs[0].data.get("text/html") == queda
    assert celda.outputs[0].data["text/plain"] == "Audio"
    assert celda.metadata.tags == [cuadernos.SIN_COMPARAR]


def test_lo_impreso_a_trozos_se_une():
    trozos = [new_output("stream", name="stdout", text=t) for t in ("a", "b")]
    corte = new_output("display_data", data={"text/plain": "c"})
    unidas = cuadernos._unir_lo_impreso([*trozos, corte, new_output("stream", name="stdout", text="d")])
    assert [s.get("text") for s in unidas] == ["ab", None, "d"]


def test_guardar_respeta_la_marca_puesta_a_mano(tmp_path):
    nb = new_notebook(cells=[new_code_cell("1", metadata={"tags": [cuadernos.SIN_COMPARAR]})])
    assert cuadernos.depurar(nb).cells[0].metadata.tags == [cuadernos.SIN_COMPARAR]


@pytest.mark.parametrize(
    ("fuentes", "dice"),
    [
        (
            ["1", "x = 1 / 0"],
            "La celda de código 2 falla con ZeroDivisionError: division by zero\n\nx = 1 / 0",
        ),
        (["import warnings\nwarnings.warn('cuidado')"], "La celda de código 1 escribe un aviso:"),
        (["print('/home/ana/curso')"], "una ruta de este ordenador: /home/ana/curso"),
        (["from pathlib import Path\nprint(Path.cwd())"], "una ruta de este ordenador"),
        (["1", "print('a' * 1_100_000)"], "pesa 1,1 MB"),
        (["import os\nos._exit(1)"], "El núcleo se ha cerrado"),
    ],
)
def test_guardar_se_niega_y_no_toca_el_archivo(tmp_path, fuentes, dice):
    ruta = tmp_path / "00_mal.ipynb"
    _escribir(ruta, *fuentes)
    antes = ruta.read_bytes()
    with pytest.raises(ErrorDeCuaderno, match=re.escape(dice)):
        guardar(ruta)
    assert ruta.read_bytes() == antes
    assert [p.name for p in tmp_path.iterdir()] == [ruta.name]


@pytest.mark.parametrize(
    "contenido", ["", "hola", "[]", "{}", '{"cells": 3}', '{"cells": [{"id": 1}]}', '{"cells": [3]}']
)
def test_lo_que_no_es_un_cuaderno(tmp_path, contenido):
    ruta = tmp_path / "00_mal.ipynb"
    ruta.write_text(contenido)
    with pytest.raises(ErrorDeCuaderno, match=r"no es un cuaderno(.|\n)*00_mal.ipynb"):
        guardar(ruta)


def test_el_que_no_existe(tmp_path):
    with pytest.raises(ErrorDeCuaderno, match="No existe el cuaderno"):
        guardar(tmp_path / "00_nada.ipynb")


def test_una_celda_sin_identificador_lo_recibe_siempre_igual(tmp_path):
    ruta = tmp_path / "00_viejo.ipynb"
    nb = new_notebook(cells=[new_markdown_cell("a", id="celda-02"), new_markdown_cell("b")])
    del nb.cells[1]["id"]
    ruta.write_text(nbformat.v4.writes(nb))
    assert [c.id for c in cuadernos.leer(ruta).cells] == ["celda-02", "celda-02-2"]


def test_ejecuta_en_la_carpeta_del_cuaderno(tmp_path):
    (tmp_path / "dato.txt").write_text("aquí", encoding="utf-8")
    ruta = tmp_path / "00_carpeta.ipynb"
    _escribir(ruta, "print(open('dato.txt', encoding='utf-8').read())")
    guardar(ruta)
    assert "aquí" in ruta.read_text(encoding="utf-8")
