"""La copia de quien estudia en el disco: se crea, se pone al día, se reinicia, y nada se pierde."""

from __future__ import annotations

import contextlib
import errno
import json
import shutil
import sqlite3
import threading

import nbformat
import pytest
from cuaderno_leido import CUADERNOS
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sin_privilegios import ejecutar, ejecutar_sin_nombre, solo_posix, solo_root

from helpers import disco, progreso
from helpers.curso import copia, cuadernos, en_disco, guardado
from helpers.curso.copia import LINEA, poner_al_dia, reiniciar
from helpers.curso.guardado import GUARDADO
from helpers.curso.instalacion import RAIZ
from helpers.curso.juntar import MARCA
from helpers.curso.lugar import ErrorDeCopia

CELDAS = {
    "titulo": "# 03 · MFCC",
    "hueco": 'coste = ...\n\ncomprobar("03.1", coste=coste)',
    "fin": "print(2)",
}


def escribir(carpeta, **cambios):
    """Un curso con un cuaderno, con sus salidas guardadas, su guía, su glosario y una imagen."""
    carpeta.mkdir(exist_ok=True)
    textos = CELDAS | cambios
    celdas = [new_markdown_cell(textos.pop("titulo"), id="titulo")]
    for id_, texto in textos.items():
        celdas.append(
            new_code_cell(texto, id=id_, execution_count=4, outputs=[new_output("stream", text="2")])
        )
    nbformat.write(new_notebook(cells=celdas), carpeta / "03_mfcc.ipynb")
    (carpeta / "GLOSARIO.md").write_text("# Glosario\n")
    (carpeta / "GUIA_DOCENTE.md").write_text("Las respuestas.\n")
    (carpeta / "imagenes").mkdir(exist_ok=True)
    (carpeta / "imagenes" / "portada.png").write_bytes(b"png")


@pytest.fixture
def curso(tmp_path):
    escribir(tmp_path / "cuadernos")
    return tmp_path / "cuadernos"


@pytest.fixture
def mia(tmp_path):
    return tmp_path / "mi curso de sonido y señal"


@pytest.fixture
def archivo(curso, mia):
    poner_al_dia(curso, mia)
    return mia / "03_mfcc.ipynb"


def leer(archivo):
    return nbformat.read(archivo, as_version=4)


def editar(archivo, id_, texto):
    cuaderno = leer(archivo)
    next(celda for celda in cuaderno.cells if celda.id == id_).source = texto
    nbformat.write(cuaderno, archivo)


def de(archivo, id_):
    return next(celda for celda in leer(archivo).cells if celda.id == id_)


def guardados(mia):
    carpeta = mia / GUARDADO
    return sorted(a.name for a in carpeta.iterdir() if a.name != guardado.LEEME) if carpeta.exists() else []


def arbol(carpeta):
    return {a.relative_to(carpeta): a.read_bytes() for a in carpeta.rglob("*") if a.is_file()}


def test_la_primera_vez_se_copia_todo_sin_salidas_y_sin_las_respuestas(curso, mia):
    antes = arbol(curso)
    assert poner_al_dia(curso, mia) == [f"Tu copia de los cuadernos está en {mia}"]
    assert arbol(curso) == antes
    assert sorted(str(r) for r in arbol(mia)) == [
        progreso.DIARIO,
        "03_mfcc.ipynb",
        "GLOSARIO.md",
        "imagenes/portada.png",
    ]
    copiado = leer(mia / "03_mfcc.ipynb")
    nbformat.validate(copiado)
    assert [c.id for c in copiado.cells] == ["titulo", LINEA, "hueco", "fin"]
    assert all(c.outputs == [] for c in copiado.cells if c.cell_type == "code")
    assert copiado.cells[1].source.startswith("**Tu copia.** Sin responder: 03.1.")


def test_sin_cambios_no_se_escribe_nada(curso, mia, archivo):
    antes = arbol(mia), archivo.stat().st_mtime_ns
    assert poner_al_dia(curso, mia) == []
    assert (arbol(mia), archivo.stat().st_mtime_ns) == antes


def test_al_cambiar_el_curso_se_pone_al_dia_y_lo_escrito_sigue(curso, mia, archivo):
    editar(archivo, "hueco", "coste = 12")
    escribir(curso, fin="print(3)")
    (frase,) = poner_al_dia(curso, mia)
    assert frase == "03_mfcc.ipynb: puesto al día con el curso. Lo que has escrito sigue en su sitio."
    assert de(archivo, "hueco").source == "coste = 12"
    assert de(archivo, "fin").source == "print(3)"
    assert guardados(mia) == []


def test_lo_que_no_cabe_se_guarda_al_lado_con_su_fecha_y_una_frase(curso, mia, archivo):
    editar(archivo, "hueco", "coste = 12")
    escribir(curso, hueco="c = ...")
    (frase,) = poner_al_dia(curso, mia)
    (nombre,) = guardados(mia)
    assert nombre in frase
    assert nombre.startswith("03_mfcc_del_curso_20")
    aparte = leer(mia / GUARDADO / nombre)
    nbformat.validate(aparte)
    assert "una celda que tú también habías cambiado" in aparte.cells[0].source
    assert aparte.cells[1].source == "c = ..."
    assert nombre in (mia / GUARDADO / guardado.LEEME).read_text()
    assert de(archivo, "hueco").source == "coste = 12"
    assert poner_al_dia(curso, mia) == []


ROTOS = {
    "vacío": (b"", "vacío"),
    "en blanco": (b" \n\t", "vacío"),
    "cortado": (b'{"cells": [{"cell_type": "mark', "cortado"),
    "otra cosa": (b"\x89PNG\r\n\x1a\n\xff\xfe", "cortado"),
    "otro JSON": (b"[1, 2]", "no se entendía"),
    "JSON sin celdas": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "no se entendía"),
    "una celda que no lo es": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [3]}',
        "no se",
    ),
    "sin nada escrito": (
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, '
        b'"cells": [{"cell_type": "raw", "metadata": {}, "source": ""}]}',
        "vacío",
    ),
    "del futuro": (b'{"nbformat": 9, "nbformat_minor": 0, "metadata": {}, "cells": []}', "no se entendía"),
}


@pytest.mark.parametrize(("octetos", "motivo"), ROTOS.values(), ids=ROTOS)
def test_una_copia_que_no_se_entiende_se_guarda_tal_cual_y_hay_una_nueva(
    curso, mia, archivo, octetos, motivo
):
    archivo.write_bytes(octetos)
    (frase,) = poner_al_dia(curso, mia)
    (nombre,) = guardados(mia)
    assert motivo in frase
    assert nombre in frase
    assert (mia / GUARDADO / nombre).read_bytes() == octetos
    assert [c.id for c in leer(archivo).cells] == ["titulo", LINEA, "hueco", "fin"]


def test_una_letra_que_no_existe_no_deja_un_archivo_que_no_se_puede_abrir(curso, mia, archivo):
    mio = archivo.read_text().replace("print(2)", r"print(2)  # mío \ud800")
    archivo.write_text(mio)
    escribir(curso, hueco="c = ...")
    poner_al_dia(curso, mia)
    assert r"# mío \ud800" in archivo.read_text("utf-8")
    assert de(archivo, "fin").source == "print(2)  # mío \ud800"


def test_un_cuaderno_de_formato_3_se_entiende(curso, mia, archivo):
    hoja = {
        "cells": [
            {"cell_type": "heading", "level": 1, "source": ["03 · MFCC"], "metadata": {}},
            {
                "cell_type": "code",
                "language": "python",
                "input": ["mio = 1"],
                "outputs": [],
                "collapsed": False,
            },
        ]
    }
    viejo = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [hoja]}
    archivo.write_text(json.dumps(viejo))
    poner_al_dia(curso, mia)
    nbformat.validate(leer(archivo))
    assert "mio = 1" in [c.source for c in leer(archivo).cells]
    assert guardados(mia) == []


def test_una_copia_con_otro_nombre_no_se_toca_y_se_dice(curso, mia, archivo):
    editar(archivo, "hueco", "coste = 12")
    archivo.rename(mia / "03 hecho.ipynb")
    antes = (mia / "03 hecho.ipynb").read_bytes()
    (frase,) = poner_al_dia(curso, mia)
    assert "No se toca 03 hecho.ipynb, que es cosa tuya." in frase
    assert (mia / "03 hecho.ipynb").read_bytes() == antes
    assert archivo.exists()


def test_un_cuaderno_que_la_nube_aun_no_ha_bajado_no_se_pisa(curso, mia, archivo):
    archivo.rename(mia / ".03_mfcc.ipynb.icloud")
    (frase,) = poner_al_dia(curso, mia)
    assert "nube" in frase
    assert not archivo.exists()


def test_un_glosario_cambiado_por_quien_estudia_se_guarda_y_uno_intacto_no(curso, mia, archivo):
    (curso / "GLOSARIO.md").write_text("# Glosario nuevo\n")
    assert poner_al_dia(curso, mia) == []
    assert guardados(mia) == []
    (mia / "GLOSARIO.md").write_text("mis notas")
    (frase,) = poner_al_dia(curso, mia)
    (nombre,) = guardados(mia)
    assert nombre in frase
    assert (mia / GUARDADO / nombre).read_text() == "mis notas"
    assert (mia / "GLOSARIO.md").read_text() == "# Glosario nuevo\n"


# --- Reiniciar ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pedido", ["03", "3", "03_mfcc", "mi_curso/03_mfcc.ipynb"])
def test_reiniciar_deja_el_cuaderno_como_el_primer_dia_y_guarda_el_de_antes(curso, mia, archivo, pedido):
    progreso.apuntar(mia / progreso.DIARIO, "03.1", acierto=True)
    editar(archivo, "hueco", "coste = 12")
    hecho = archivo.read_bytes()
    (frase,) = reiniciar(curso, mia, [pedido])
    (nombre,) = guardados(mia)
    assert nombre in frase
    assert (mia / GUARDADO / nombre).read_bytes() == hecho
    assert de(archivo, "hueco").source == CELDAS["hueco"]
    assert de(archivo, LINEA).source.startswith("**Tu copia.** Ejercicios acertados: 03.1 (")


@pytest.mark.parametrize("pedido", ["99", "tres", "", "03.1", "-3", "GLOSARIO.md"])
def test_reiniciar_lo_que_no_existe_se_explica_y_no_toca_los_demas(curso, mia, archivo, pedido):
    antes = arbol(mia)
    with pytest.raises(ErrorDeCopia, match="pide uno de estos: 03"):
        reiniciar(curso, mia, ["03", pedido])
    assert arbol(mia) == antes


def test_si_no_se_puede_empezar_de_nuevo_la_de_antes_sigue_en_su_sitio(curso, mia, archivo, monkeypatch):
    def lleno(*_):
        raise OSError(errno.ENOSPC, "No space left")

    antes = archivo.read_bytes()
    monkeypatch.setattr(copia, "escribir", lleno)
    with pytest.raises(OSError, match="No space"):
        reiniciar(curso, mia, ["03"])
    assert archivo.read_bytes() == antes


def reiniciar_el_03(curso, mia):
    with contextlib.suppress(OSError):
        reiniciar(curso, mia, ["03"])


@pytest.mark.parametrize("hacer", [reiniciar_el_03, poner_al_dia], ids=["reiniciar", "día"])
@pytest.mark.parametrize(("donde", "lleno"), [(guardado, "_explicar"), (copia, "escribir")])
def test_con_el_disco_lleno_cada_archivo_sigue_en_su_sitio(
    curso, mia, archivo, monkeypatch, hacer, donde, lleno
):
    def no_cabe(*_):
        raise OSError(errno.ENOSPC, "No space left")

    archivo.write_text("roto")
    (mia / "GLOSARIO.md").write_text("mis notas")
    monkeypatch.setattr(donde, lleno, no_cabe)
    hacer(curso, mia)
    assert archivo.read_text() == "roto"
    if lleno == "_explicar":
        assert (mia / "GLOSARIO.md").read_text() == "mis notas"
        assert not guardados(mia)


def test_lo_que_quien_estudia_anota_en_el_leeme_de_lo_guardado_no_se_reescribe(curso, mia, archivo):
    (mia / GUARDADO).mkdir()
    leeme = mia / GUARDADO / "LEEME.md"
    leeme.write_bytes("Para mañana.\n".encode("latin-1"))
    reiniciar(curso, mia, ["03"])
    assert leeme.read_bytes().startswith("Para mañana.\n- ".encode("latin-1"))


def test_reiniciar_dos_veces_en_el_mismo_segundo_guarda_las_dos(curso, mia, archivo):
    for n in range(3):
        editar(archivo, "hueco", f"coste = {n}")
        reiniciar(curso, mia, ["03"])
    assert {de(mia / GUARDADO / nombre, "hueco").source for nombre in guardados(mia)} == {
        "coste = 0",
        "coste = 1",
        "coste = 2",
    }


# --- Cortes, discos llenos y dos a la vez ------------------------------------------------------------


class Corte(BaseException):
    """Lo que ve el programa cuando lo matan."""


@pytest.mark.parametrize("fallo", [OSError(errno.ENOSPC, "No space left"), Corte()], ids=["lleno", "corte"])
@pytest.mark.parametrize("cual", range(6))
@pytest.mark.parametrize(
    "hacer", [poner_al_dia, lambda c, m: reiniciar(c, m, ["03"])], ids=["día", "reiniciar"]
)
def test_se_corte_donde_se_corte_no_falta_nada_y_la_vez_siguiente_acaba(
    curso, mia, archivo, monkeypatch, fallo, cual, hacer
):
    editar(archivo, "hueco", "coste = 12")
    escribir(curso, hueco="c = ...", fin="print(3)")
    escrituras = iter(range(100))
    de_verdad = disco.os.replace

    def replace(origen, destino):
        if next(escrituras) == cual:
            raise fallo
        de_verdad(origen, destino)

    with monkeypatch.context() as parche:
        parche.setattr(disco.os, "replace", replace)
        with contextlib.suppress(OSError, Corte):
            hacer(curso, mia)
    assert "coste = 12" in "".join(a.read_text() for a in mia.rglob("*.ipynb"))
    poner_al_dia(curso, mia)
    assert de(archivo, "fin").source == "print(3)"
    assert "coste = 12" in "".join(a.read_text() for a in mia.rglob("*.ipynb"))
    assert not list(mia.rglob("*.provisional-*"))


def test_un_cuaderno_que_no_se_puede_leer_se_dice_y_los_demas_siguen(curso, mia, archivo):
    shutil.copy(curso / "03_mfcc.ipynb", curso / "04_chroma.ipynb")
    archivo.unlink()
    archivo.mkdir()
    frases = poner_al_dia(curso, mia)
    assert [f for f in frases if f.startswith("03_mfcc.ipynb: se queda como estaba.")]
    assert (mia / "04_chroma.ipynb").exists()


def test_un_original_estropeado_no_toca_la_copia(curso, mia, archivo):
    antes = archivo.read_bytes()
    (curso / "03_mfcc.ipynb").write_text("{")
    (frase,) = poner_al_dia(curso, mia)
    assert "descarga el curso de nuevo" in frase
    assert archivo.read_bytes() == antes


def test_lo_que_se_guarda_mientras_se_pone_al_dia_no_se_pisa(curso, mia, archivo, monkeypatch):
    escribir(curso, fin="print(3)")
    de_verdad = copia.juntar
    llamadas = []

    def juntar(*argumentos):
        if not llamadas:
            editar(archivo, "hueco", "coste = 12")
        llamadas.append(1)
        return de_verdad(*argumentos)

    monkeypatch.setattr(copia, "juntar", juntar)
    poner_al_dia(curso, mia)
    assert de(archivo, "hueco").source == "coste = 12"
    assert de(archivo, "fin").source == "print(3)"


def test_si_otro_programa_no_para_de_cambiarlo_se_deja_como_esta(curso, mia, archivo, monkeypatch):
    escribir(curso, fin="print(3)")
    de_verdad, veces = copia.juntar, iter(range(100))

    def juntar(*argumentos):
        editar(archivo, "hueco", f"coste = {next(veces)}")
        return de_verdad(*argumentos)

    monkeypatch.setattr(copia, "juntar", juntar)
    (frase,) = poner_al_dia(curso, mia)
    assert "Otro programa lo está cambiando" in frase
    assert de(archivo, "hueco").source.startswith("coste = ")


def test_varios_a_la_vez_dejan_lo_mismo_que_uno(curso, mia, archivo):
    editar(archivo, "hueco", "coste = 12")
    escribir(curso, fin="print(3)")
    hilos = [threading.Thread(target=poner_al_dia, args=(curso, mia)) for _ in range(6)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert de(archivo, "hueco").source == "coste = 12"
    assert de(archivo, "fin").source == "print(3)"
    assert guardados(mia) == []


# --- Lo que se ha hecho ------------------------------------------------------------------------------


def test_la_linea_de_arriba_dice_lo_hecho_y_si_alguien_escribe_en_ella_es_suya(curso, mia, archivo):
    progreso.apuntar(mia / progreso.DIARIO, "03.1", acierto=False)
    poner_al_dia(curso, mia)
    assert "Probados, y todavía no: 03.1." in de(archivo, LINEA).source
    editar(archivo, LINEA, "mis notas")
    progreso.apuntar(mia / progreso.DIARIO, "03.1", acierto=True)
    escribir(curso, fin="print(3)")
    poner_al_dia(curso, mia)
    assert de(archivo, LINEA).source == "mis notas"


def test_quien_quita_la_linea_no_vuelve_a_verla(curso, mia, archivo):
    cuaderno = leer(archivo)
    del cuaderno.cells[1]
    nbformat.write(cuaderno, archivo)
    escribir(curso, fin="print(3)")
    poner_al_dia(curso, mia)
    assert [c.id for c in leer(archivo).cells] == ["titulo", "hueco", "fin"]


def test_jupyterlab_se_fia_de_las_salidas_de_antes_y_no_de_otras(curso, mia, archivo):
    datos = mia / ".jupyter" / "datos"
    datos.mkdir(parents=True)
    cuaderno = leer(archivo)
    cuaderno.cells[3].outputs = [new_output("display_data", {"text/html": "<b>mío</b>"})]
    nbformat.write(cuaderno, archivo)
    escribir(curso, hueco="c = ...")

    def fiable():
        with NotebookNotary(data_dir=str(datos)) as notario:
            return notario.check_signature(leer(archivo))

    poner_al_dia(curso, mia)
    assert not fiable()
    with NotebookNotary(data_dir=str(datos)) as notario:
        notario.sign(leer(archivo))
    escribir(curso, hueco="d = ...")
    poner_al_dia(curso, mia)
    assert fiable()
    assert de(archivo, "fin").outputs[0].data["text/html"] == "<b>mío</b>"


# --- Lo que es del curso -----------------------------------------------------------------------------


def test_los_cuadernos_del_curso_se_copian_sin_salidas_y_con_sus_ejercicios(mia):
    poner_al_dia(RAIZ / "notebooks", mia)
    assert sorted(a.name for a in mia.glob("*.ipynb")) == [ruta.name for ruta in CUADERNOS]
    for ruta in CUADERNOS:
        copiado = leer(mia / ruta.name)
        nbformat.validate(copiado)
        assert not any(celda.get("outputs") for celda in copiado.cells)
        del copiado.cells[1]
        assert [c.source for c in copiado.cells] == [c.source for c in leer(ruta).cells]


def test_guardar_no_admite_una_copia(archivo):
    antes = archivo.read_bytes()
    with pytest.raises(cuadernos.ErrorDeCuaderno, match="copia de trabajo"):
        cuadernos.guardar(archivo)
    assert archivo.read_bytes() == antes


def test_la_marca_no_esta_en_ningun_original():
    assert not [ruta.name for ruta in CUADERNOS if MARCA in ruta.read_text("utf-8")]


# --- Un curso que es de otra persona -----------------------------------------------------------------

DONDE = """
from pathlib import Path
from helpers.curso.copia import poner_al_dia
from helpers.curso.lugar import carpeta_de_trabajo
carpeta = carpeta_de_trabajo(Path("curso").resolve())
print(carpeta.relative_to(Path.cwd()))
poner_al_dia(Path("curso/cuadernos").resolve(), carpeta)
"""


@pytest.fixture
def ajeno(tmp_path):
    """Un curso en el que no se puede escribir, y dos carpetas personales."""
    (tmp_path / "curso").mkdir()
    escribir(tmp_path / "curso" / "cuadernos")
    for persona in ("ana", "benito"):
        (tmp_path / persona).mkdir()
        (tmp_path / persona).chmod(0o777)
    tmp_path.chmod(0o777)
    (tmp_path / "curso").chmod(0o555)
    yield tmp_path
    (tmp_path / "curso").chmod(0o755)


@solo_posix
def test_en_un_curso_de_solo_lectura_cada_cual_tiene_su_copia(ajeno):
    antes = arbol(ajeno / "curso")
    for persona in ("ana", "benito"):
        proceso = ejecutar(DONDE, {"HOME": str(ajeno / persona)}, ajeno)
        assert proceso.stdout.splitlines() == [f"{persona}/clasificacion-de-audio"]
        editar(ajeno / persona / "clasificacion-de-audio" / "03_mfcc.ipynb", "hueco", f"soy {persona}")
    ejecutar(DONDE, {"HOME": str(ajeno / "ana")}, ajeno)
    assert de(ajeno / "ana" / "clasificacion-de-audio" / "03_mfcc.ipynb", "hueco").source == "soy ana"
    assert arbol(ajeno / "curso") == antes


@solo_posix
@pytest.mark.skipif("sys.platform == 'darwin'")
def test_sin_ningun_sitio_donde_escribir_se_explica(ajeno):
    (ajeno / "ana").chmod(0o555)
    codigo = f"from helpers.errores import ErrorDelCurso\ntry:{DONDE.replace(chr(10), chr(10) + ' ')}\n"
    codigo += "except ErrorDelCurso as error: print(error)"
    proceso = ejecutar(codigo, {"HOME": str(ajeno / "ana")}, ajeno)
    assert "No hay permiso para escribir ni en el curso ni en tu carpeta personal." in proceso.stdout
    assert "Traceback" not in proceso.stdout


@solo_root
def test_la_copia_de_otra_persona_no_es_la_mia(ajeno):
    (ajeno / "curso").chmod(0o777)
    (ajeno / "curso" / "mi_curso").mkdir(mode=0o777)
    (ajeno / "curso" / "mi_curso").chmod(0o777)
    proceso = ejecutar_sin_nombre(DONDE, {"HOME": str(ajeno / "ana")}, ajeno)
    assert proceso.stdout.splitlines() == ["ana/clasificacion-de-audio"]


def test_un_archivo_con_el_nombre_de_la_carpeta_se_explica(tmp_path):
    from helpers.curso.lugar import carpeta_de_trabajo

    (tmp_path / "mi_curso").touch()
    with pytest.raises(ErrorDeCopia, match="cámbiale el nombre"):
        carpeta_de_trabajo(tmp_path)


def marca_rara(cuaderno):
    cuaderno["metadata"][MARCA]["celdas"] = None


def version_rara(cuaderno):
    cuaderno["nbformat_minor"] = "5"


def salida_rara(cuaderno):
    cuaderno["cells"][-1]["outputs"] = [{"sin": "tipo"}]


@pytest.mark.parametrize("estropear", [marca_rara, version_rara, salida_rara])
def test_lo_que_otro_programa_deja_mal_en_un_cuaderno_no_para_la_puesta_al_dia(
    curso, mia, archivo, estropear
):
    editar(archivo, "hueco", "coste = 12")
    cuaderno = json.loads(archivo.read_text())
    estropear(cuaderno)
    archivo.write_text(json.dumps(cuaderno))
    escribir(curso, titulo="# 03 · Otro título")
    assert poner_al_dia(curso, mia)
    mios = [archivo, *(mia / GUARDADO / nombre for nombre in guardados(mia))]
    assert any("coste = 12" in uno.read_text() for uno in mios)
    assert poner_al_dia(curso, mia) == []


def test_medio_emoji_no_deja_el_cuaderno_ilegible(curso, mia, archivo):
    cuaderno = json.loads(archivo.read_text())
    cuaderno["cells"][2]["source"] = "coste = '\ud83d'"
    archivo.write_text(json.dumps(cuaderno))
    escribir(curso, titulo="# 03 · Otro título")
    poner_al_dia(curso, mia)
    assert json.loads(archivo.read_text("utf-8"))["cells"][2]["source"] == ["coste = '\ud83d'"]
    assert poner_al_dia(curso, mia) == []


def test_un_cuaderno_pedido_dos_veces_se_reinicia_una(curso, mia, archivo):
    assert len(reiniciar(curso, mia, ["03", "3", "3_mfcc.ipynb".zfill(13)])) == 1
    with pytest.raises(ErrorDeCopia, match="No hay un cuaderno"):
        reiniciar(curso, mia, ["9" * 5000])


def test_la_linea_se_pone_al_dia_aunque_otro_programa_quite_los_identificadores(curso, mia, archivo):
    cuaderno = json.loads(archivo.read_text())
    for celda in cuaderno["cells"]:
        del celda["id"]
    archivo.write_text(json.dumps({**cuaderno, "nbformat_minor": 4}))
    progreso.apuntar(mia / progreso.DIARIO, "03.1", True)
    poner_al_dia(curso, mia)
    assert "Ejercicios acertados: 03.1" in leer(archivo).cells[1].source
    assert poner_al_dia(curso, mia) == []


SIN_IDENTIFICADOR = {"cell_type": "markdown", "metadata": {}, "source": "# 03"}


@pytest.mark.parametrize(
    "original",
    [[], {}, 3, {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [SIN_IDENTIFICADOR]}],
    ids=["lista", "vacío", "número", "sin identificadores"],
)
def test_un_original_que_es_json_y_no_es_un_cuaderno_se_dice(curso, mia, archivo, original):
    antes = archivo.read_bytes()
    (curso / "03_mfcc.ipynb").write_text(json.dumps(original))
    (frase,) = poner_al_dia(curso, mia)
    assert "descarga el curso de nuevo" in frase
    assert archivo.read_bytes() == antes


def test_si_no_se_puede_apuntar_que_es_de_fiar_se_pone_al_dia_igual(curso, mia, archivo, monkeypatch):
    def no_cabe(*_):
        raise sqlite3.OperationalError("database or disk is full")

    (mia / ".jupyter" / "datos").mkdir(parents=True)
    monkeypatch.setattr(NotebookNotary, "check_signature", no_cabe)
    escribir(curso, fin="print(3)")
    poner_al_dia(curso, mia)
    assert de(archivo, "fin").source == "print(3)"


def test_de_las_celdas_que_comparten_identificador_la_entregada_recibe_lo_nuevo(curso, mia, archivo):
    cuaderno = json.loads(archivo.read_text())
    cuaderno["cells"].insert(2, {**cuaderno["cells"][2], "source": "coste = 12"})
    archivo.write_text(json.dumps(cuaderno))
    escribir(curso, hueco="c = ...")
    poner_al_dia(curso, mia)
    assert [c.source for c in leer(archivo).cells][2:] == ["coste = 12", "c = ...", "print(2)"]
    assert not guardados(mia)


def test_si_cambia_el_principio_del_curso_lo_no_tocado_es_como_recien_hecho(curso, mia, archivo, tmp_path):
    cuaderno = leer(curso / "03_mfcc.ipynb")
    cuaderno.cells[0] = new_markdown_cell("# 03 · Cepstro", id="otro-titulo")
    nbformat.write(cuaderno, curso / "03_mfcc.ipynb")
    poner_al_dia(curso, mia)
    poner_al_dia(curso, tmp_path / "otra")
    assert archivo.read_bytes() == (tmp_path / "otra" / "03_mfcc.ipynb").read_bytes()


def test_la_copia_de_otro_cuaderno_se_guarda_y_no_se_mezcla(curso, mia, archivo):
    shutil.copy(curso / "03_mfcc.ipynb", curso / "04_chroma.ipynb")
    editar(archivo, "hueco", "coste = 12")
    antes = archivo.read_bytes()
    archivo.rename(mia / "04_chroma.ipynb")
    assert any(
        "04_chroma.ipynb: El archivo era la copia de 03_mfcc.ipynb." in f for f in poner_al_dia(curso, mia)
    )
    (guardado,) = guardados(mia)
    assert (mia / GUARDADO / guardado).read_bytes() == antes
    assert de(mia / "04_chroma.ipynb", "hueco").source == de(archivo, "hueco").source == CELDAS["hueco"]


def test_lo_que_se_guarda_mientras_se_prepara_lo_que_se_escribe_no_se_pisa(curso, mia, archivo, monkeypatch):
    de_verdad, llamadas = en_disco.nbformat.v4.writes, []

    def writes(cuaderno, **opciones):
        if not llamadas and any(c.source == "print(3)" for c in cuaderno.cells):
            llamadas.append(1)
            editar(archivo, "hueco", "coste = 12")
        return de_verdad(cuaderno, **opciones)

    escribir(curso, fin="print(3)")
    monkeypatch.setattr(en_disco.nbformat.v4, "writes", writes)
    poner_al_dia(curso, mia)
    assert llamadas
    assert (de(archivo, "hueco").source, de(archivo, "fin").source) == ("coste = 12", "print(3)")


def test_una_carpeta_en_el_sitio_de_un_cuaderno_se_dice_en_espanol_y_no_deja_restos(curso, mia, archivo):
    archivo.unlink()
    archivo.mkdir()
    (frase,) = poner_al_dia(curso, mia)
    assert "Hay una carpeta donde tendría que haber un archivo" in frase
    with pytest.raises(OSError, match="directory"):
        reiniciar(curso, mia, ["03"])
    assert not guardados(mia)


def test_guardar_no_admite_una_copia_a_la_que_otro_programa_ha_quitado_la_marca(archivo):
    cuaderno = leer(archivo)
    del cuaderno.metadata[MARCA]
    nbformat.write(cuaderno, archivo)
    test_guardar_no_admite_una_copia(archivo)


@pytest.mark.parametrize("curso_en", [".", "curso-main"])
@solo_posix
def test_la_copia_no_va_a_la_carpeta_en_que_esta_el_curso(tmp_path, monkeypatch, curso_en):
    from helpers.curso.lugar import FUERA, carpeta_de_trabajo

    raiz = tmp_path / FUERA / curso_en
    (raiz / "helpers").mkdir(parents=True)
    (raiz / "mi_curso").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("helpers.curso.lugar._es_mia", lambda _: False)
    with pytest.raises(ErrorDeCopia, match="en ella está el curso"):
        carpeta_de_trabajo(raiz)


def test_un_json_sin_fondo_al_lado_de_la_copia_que_falta_no_para_la_puesta_al_dia(curso, mia, archivo):
    archivo.unlink()
    (mia / "raro.ipynb").write_text("[" * 100_000)
    poner_al_dia(curso, mia)
    assert de(archivo, "hueco").source == CELDAS["hueco"]
