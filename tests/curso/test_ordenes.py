"""Las órdenes del terminal, y el JupyterLab que abren."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from jupyterlab_abierto import abierto as jupyterlab_abierto

from helpers import progreso
from helpers.curso import carpeta_portatil, instalacion, laboratorio, lugar, ordenes
from helpers.curso.instalacion import RAIZ
from helpers.curso.paquetes import ErrorDeInstalacion

AQUI = Path(sys.executable)


@pytest.fixture
def preparado(monkeypatch):
    """Los extras con los que se pide el entorno, que es el de las pruebas."""
    pedidos = []
    monkeypatch.setattr(instalacion, "preparar", lambda extras=(): pedidos.append(extras) or AQUI)
    return pedidos


@pytest.fixture
def procesos(monkeypatch):
    """Las órdenes que se lanzarían, y con qué código termina cada una, por su módulo."""
    lanzadas = []
    codigos = {}

    def lanzar(orden, cwd, check, env=None):
        lanzadas.append(orden[2:] if orden[1] == "-m" else orden[1:])
        return subprocess.CompletedProcess(orden, codigos.get(orden[2], 0))

    monkeypatch.setattr(subprocess, "run", lanzar)
    lanzar.lanzadas, lanzar.codigos = lanzadas, codigos
    return lanzar


# --- La línea de órdenes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "argumentos",
    [
        [],
        ["abrri"],
        ["abrir", "--con-navegador"],
        ["abrir", "algo"],
        ["guardar"],
        ["reiniciar"],
        ["progreso", "03"],
        ["preparar", "--carpeta"],
    ],
)
def test_una_orden_mal_escrita_se_explica_en_espanol(argumentos, capsys):
    with pytest.raises(SystemExit) as salida:
        ordenes.ejecutar(argumentos)
    assert salida.value.code == 2
    error = capsys.readouterr().err
    assert "uso: python3 -m helpers" in error
    assert "usage" not in error
    assert "error" not in error


@pytest.mark.parametrize(
    "argumentos",
    [["-h"], ["--ayuda"], ["abrir", "-h"], ["preparar", "-h"], ["probar", "-h"], ["guardar", "-h"]],
)
def test_la_ayuda_esta_en_espanol(argumentos, capsys):
    with pytest.raises(SystemExit) as salida:
        ordenes.ejecutar(argumentos)
    assert salida.value.code == 0
    ayuda = capsys.readouterr().out
    assert "opciones:" in ayuda
    assert not {"usage:", "options:", "positional", "show this"} & set(ayuda.split())


def test_un_error_del_curso_sale_sin_pila(monkeypatch, capsys):
    def falla(extras=()):
        raise ErrorDeInstalacion("No hay conexión.", que_hacer="comprueba la red.")

    monkeypatch.setattr(instalacion, "preparar", falla)
    assert ordenes.ejecutar(["abrir"]) == 1
    assert capsys.readouterr().err == "\nNo hay conexión.\nQué hacer: comprueba la red.\n"


def test_interrumpir_sale_sin_pila(monkeypatch, capsys):
    def interrumpe(extras=()):
        raise KeyboardInterrupt

    monkeypatch.setattr(instalacion, "preparar", interrumpe)
    assert ordenes.ejecutar(["probar"]) == 130
    assert "Interrumpido" in capsys.readouterr().err


@pytest.fixture
def copia(monkeypatch, tmp_path):
    """La carpeta de la copia de quien estudia, que no existe todavía."""
    monkeypatch.setattr(lugar, "carpeta_de_trabajo", lambda raiz: tmp_path / "mi ñu")
    return tmp_path / "mi ñu"


@pytest.fixture
def abiertos(monkeypatch):
    """Con qué se ha abierto JupyterLab."""
    abiertos = []
    monkeypatch.setattr(laboratorio, "abrir", lambda *argumentos: abiertos.append(argumentos))
    return abiertos


@pytest.mark.parametrize(
    ("argumentos", "navegador"), [(["abrir"], True), (["abrir", "--sin-navegador"], False)]
)
def test_abrir_prepara_copia_y_abre_la_copia(preparado, copia, abiertos, argumentos, navegador, capfd):
    assert ordenes.ejecutar(argumentos) == 0
    assert preparado == [()]
    assert abiertos == [(AQUI, copia, navegador)]
    assert (copia / laboratorio.PRIMER_CUADERNO).exists()
    assert f"Tu copia de los cuadernos está en {copia}" in capfd.readouterr().out
    assert ordenes.ejecutar(argumentos) == 0
    assert capfd.readouterr().out == ""


def test_abrir_el_original_no_copia_nada(preparado, copia, abiertos):
    assert ordenes.ejecutar(["abrir", "--original"]) == 0
    assert abiertos == [(AQUI, RAIZ, True)]
    assert not copia.exists()


def test_si_la_copia_no_se_puede_crear_no_se_abre_y_si_ya_estaba_si(preparado, copia, abiertos, capfd):
    copia.touch()
    assert ordenes.ejecutar(["abrir"]) == 1
    assert abiertos == []
    salida = capfd.readouterr()
    assert "Traceback" not in salida.err
    assert "Qué hacer" in salida.err
    copia.unlink()
    ordenes.ejecutar(["abrir"])
    (copia / progreso.DIARIO).unlink()
    (copia / progreso.DIARIO).mkdir()
    assert ordenes.ejecutar(["abrir"]) == 0
    assert len(abiertos) == 2


def test_reiniciar_y_progreso_hablan_de_la_copia(preparado, copia, capfd):
    assert ordenes.ejecutar(["progreso"]) == 0
    assert "00 · Bienvenida" in capfd.readouterr().out
    assert not copia.exists()
    assert ordenes.ejecutar(["reiniciar", "0", "03"]) == 0
    assert "03_mfcc.ipynb está como el primer día." in capfd.readouterr().out
    progreso.apuntar(copia / progreso.DIARIO, "00.4", acierto=True)
    assert ordenes.ejecutar(["progreso"]) == 0
    assert "1 de 4  00.4 (" in capfd.readouterr().out
    assert ordenes.ejecutar(["reiniciar", "77"]) == 1
    assert "pide uno de estos: 00, 01" in capfd.readouterr().err


@pytest.mark.parametrize("ruta", ["", "00_bienvenida.ipynb", "00_bienvenida.ipynb::Cell 3"])
def test_las_pruebas_no_admiten_la_copia(preparado, procesos, copia, capsys, ruta):
    copia.mkdir()
    (copia / progreso.DIARIO).touch()
    (copia / "00_bienvenida.ipynb").touch()
    assert ordenes.ejecutar(["probar", str(copia / ruta)]) == 1
    assert "Eso es tu copia de trabajo" in capsys.readouterr().err
    assert procesos.lanzadas == []


@pytest.fixture
def entorno_propio(monkeypatch):
    """Las variables de entorno, que vuelven a ser las que eran."""
    monkeypatch.setattr(os, "environ", dict(os.environ))
    for variable in carpeta_portatil.variables(Path()):
        os.environ.pop(variable, None)
    return os.environ


def test_abrir_con_carpeta_usa_lo_que_hay_en_ella(
    preparado, copia, abiertos, monkeypatch, entorno_propio, tmp_path
):
    (tmp_path / "clase" / "modelos").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert ordenes.ejecutar(["abrir", "--carpeta", "clase"]) == 0
    assert entorno_propio["HF_HUB_CACHE"] == str(tmp_path / "clase" / "modelos")
    assert entorno_propio["CLASIFICACION_DE_AUDIO_CACHE"] == str(tmp_path / "clase" / "datos")


def test_abrir_con_una_carpeta_vacia_se_explica(preparado, entorno_propio, capsys, tmp_path):
    assert ordenes.ejecutar(["abrir", "--carpeta", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "En esa carpeta no hay nada descargado" in error
    assert str(tmp_path) in error
    assert "HF_HUB_CACHE" not in entorno_propio
    assert preparado == []


@pytest.fixture
def encargos(monkeypatch):
    """Lo que se encargaría a otro proceso: la función, sus nombres y su entorno; y con qué código termina."""
    hechos = []

    class Proceso:
        codigo = 0

        def __init__(self, orden, cwd, env):
            hechos.append((orden[2].partition("preparacion.")[2].partition("(")[0], orden[3:], env))

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def wait(self):
            return self.codigo

    monkeypatch.setattr(subprocess, "Popen", Proceso)
    return SimpleNamespace(hechos=hechos, proceso=Proceso)


@pytest.mark.parametrize(
    ("argumentos", "que", "nombres"),
    [
        ([], "explicar", []),
        (["--listar"], "listar", []),
        (["genero", "--listar"], "listar", ["genero"]),
        (["genero", "emodb"], "traer", ["genero", "emodb"]),
    ],
)
def test_preparar_encarga_lo_pedido_con_el_entorno_listo(
    preparado, encargos, entorno_propio, capsys, argumentos, que, nombres
):
    assert ordenes.ejecutar(["preparar", *argumentos]) == 0
    assert preparado == [()]
    assert encargos.hechos == [(que, nombres, entorno_propio)]
    assert capsys.readouterr().out == ""


def test_preparar_en_una_carpeta_dice_en_dos_lineas_como_usarla(
    preparado, encargos, entorno_propio, capsys, tmp_path
):
    carpeta = tmp_path / "nueva"
    assert ordenes.ejecutar(["preparar", "genero", "--carpeta", str(carpeta)]) == 0
    assert encargos.hechos[0][2] == {**entorno_propio, **carpeta_portatil.variables(carpeta)}
    assert carpeta.is_dir()
    con_orden, sin_orden = capsys.readouterr().out.strip().splitlines()
    assert f"abrir --carpeta {carpeta}" in con_orden
    assert f"HF_HUB_CACHE={carpeta / 'modelos'}" in sin_orden


def test_si_preparar_falla_no_se_dice_como_usarla(preparado, encargos, entorno_propio, capsys, tmp_path):
    encargos.proceso.codigo = 1
    assert ordenes.ejecutar(["preparar", "genero", "--carpeta", str(tmp_path)]) == 1
    assert capsys.readouterr().out == ""


def test_interrumpir_preparar_espera_a_que_recoja_lo_suyo(preparado, encargos, monkeypatch, capsys):
    def interrumpe(_):
        raise KeyboardInterrupt

    cerrados = []
    monkeypatch.setattr(laboratorio, "cerrar", cerrados.append)
    monkeypatch.setattr(encargos.proceso, "wait", interrumpe)
    assert ordenes.ejecutar(["preparar", "genero"]) == 130
    assert isinstance(cerrados[0], encargos.proceso)
    assert "Interrumpido" in capsys.readouterr().err


def test_preparar_en_un_archivo_se_explica(preparado, encargos, capsys, tmp_path):
    (tmp_path / "archivo").touch()
    assert ordenes.ejecutar(["preparar", "genero", "--carpeta", str(tmp_path / "archivo")]) == 1
    assert "Esa carpeta no se puede usar" in capsys.readouterr().err
    assert encargos.hechos == []


def test_probar_pasa_ruff_y_despues_todas_las_pruebas(preparado, procesos):
    assert ordenes.ejecutar(["probar"]) == 0
    assert preparado == [("pruebas",)]
    revisar, formato, pruebas = procesos.lanzadas
    assert (revisar, formato) == (["ruff", "check", "."], ["ruff", "format", "--check", "."])
    assert pruebas == ["pytest", "--nbval", "-n", "auto", "--dist", "loadfile", "tests", "notebooks"]


@pytest.mark.parametrize(
    ("argumentos", "final"),
    [
        (["-k", "audio", "-x"], ["-k", "audio", "-x", "tests", "notebooks"]),
        (["tests/curso/test_ordenes.py"], ["tests/curso/test_ordenes.py"]),
        (["tests/curso/test_ordenes.py::test_nada", "-x"], ["tests/curso/test_ordenes.py::test_nada", "-x"]),
    ],
)
def test_lo_que_se_anade_a_probar_va_a_pytest(preparado, procesos, argumentos, final):
    ordenes.ejecutar(["probar", *argumentos])
    assert procesos.lanzadas[-1][6:] == final


@pytest.mark.parametrize(("modulo", "codigo", "lanzadas"), [("ruff", 1, 1), ("pytest", 5, 3)])
def test_probar_termina_con_el_codigo_de_lo_primero_que_falla(preparado, procesos, modulo, codigo, lanzadas):
    procesos.codigos[modulo] = codigo
    assert ordenes.ejecutar(["probar"]) == codigo
    assert len(procesos.lanzadas) == lanzadas


def test_guardar_recibe_rutas_de_donde_se_da_la_orden(preparado, procesos, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert ordenes.ejecutar(["guardar", "a.ipynb", "b.ipynb"]) == 0
    assert preparado == [("pruebas",)]
    assert procesos.lanzadas[0][2:] == [str(tmp_path / "a.ipynb"), str(tmp_path / "b.ipynb")]


def test_guardar_un_cuaderno_que_no_existe_se_explica(capfd, tmp_path, preparado):
    assert ordenes.ejecutar(["guardar", str(tmp_path / "no_esta.ipynb")]) == 1
    error = capfd.readouterr().err
    assert "no_esta.ipynb" in error
    assert "Traceback" not in error


def test_la_ci_ejecuta_la_orden_de_pruebas():
    assert "exec python3 -m helpers probar" in (RAIZ / ".ci" / "run").read_text("utf-8")
    assert os.name == "nt" or os.access(RAIZ / ".ci" / "run", os.X_OK)


# --- JupyterLab -----------------------------------------------------------------------------------


def test_la_direccion_es_la_del_primer_cuaderno_si_existe(tmp_path):
    assert laboratorio.direccion(tmp_path, 8888, "f") == "http://127.0.0.1:8888/lab?token=f"
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00_bienvenida.ipynb").touch()
    camino = "/lab/tree/notebooks/00_bienvenida.ipynb"
    assert laboratorio.direccion(tmp_path, 8888, "f") == f"http://127.0.0.1:8888{camino}?token=f"
    (tmp_path / "00_bienvenida.ipynb").touch()
    camino = "/lab/tree/00_bienvenida.ipynb"
    assert laboratorio.direccion(tmp_path, 8888, "f") == f"http://127.0.0.1:8888{camino}?token=f"


@pytest.mark.parametrize(
    ("navegador", "abre", "frase"), [(True, True, "se abre"), (True, False, "Copia"), (False, True, "Copia")]
)
def test_el_anuncio_dice_la_direccion_y_como_cerrar(monkeypatch, capsys, navegador, abre, frase):
    abiertas = []
    monkeypatch.setattr(laboratorio.webbrowser, "open", lambda url: abiertas.append(url) or abre)
    laboratorio.anunciar("http://127.0.0.1:1/lab?token=f", navegador)
    salida = capsys.readouterr().out
    assert frase in salida
    assert "http://127.0.0.1:1/lab?token=f" in salida
    assert "Ctrl-C" in salida
    assert len(abiertas) == navegador


@pytest.mark.skipif(os.name == "nt", reason="el intérprete falso es un guion de sh")
def test_si_jupyterlab_no_arranca_se_ensena_por_que(tmp_path):
    falso = tmp_path / "python"
    falso.write_text("#!/bin/sh\necho 'No module named jupyterlab' >&2\nexit 1\n")
    falso.chmod(0o755)
    with pytest.raises(ErrorDeInstalacion, match="No module named jupyterlab"):
        laboratorio.abrir(falso, tmp_path, navegador=False)


def pedir(url, ficha=None):
    cabeceras = {"Authorization": f"token {ficha}"} if ficha else {}
    directo = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with directo.open(urllib.request.Request(url, headers=cabeceras), timeout=30) as respuesta:
            return respuesta.status, json.load(respuesta)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, None


@pytest.fixture
def abierto(tmp_path):
    with jupyterlab_abierto(tmp_path) as en_marcha:
        yield en_marcha


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C se imita con una señal de POSIX")
def test_jupyterlab_habla_espanol_pide_la_ficha_y_se_cierra_con_ctrl_c(abierto, tmp_path):
    proceso, direccion = abierto
    base = f"http://{direccion.netloc}"
    (ficha,) = parse_qs(direccion.query)["token"]
    assert pedir(f"{base}/api/contents")[0] == 403
    assert pedir(f"{base}/api/contents", ficha)[1]["path"] == ""
    ajuste = pedir(f"{base}/lab/api/settings/@jupyterlab/translation-extension:plugin", ficha)[1]
    assert ajuste["settings"]["locale"] == "es_ES"
    traducciones = pedir(f"{base}/lab/api/translations/es_ES", ficha)[1]
    assert traducciones["data"]["jupyterlab"]
    assert ficha not in (tmp_path / ".jupyter" / "jupyterlab.log").read_text()

    os.killpg(proceso.pid, signal.SIGINT)
    salida, _ = proceso.communicate(timeout=60)
    assert proceso.returncode == 0
    assert salida.splitlines()[-1] == "Cerrando JupyterLab…"
    assert "Traceback" not in salida
    with pytest.raises(urllib.error.URLError):
        pedir(f"{base}/api")


@pytest.mark.parametrize(
    ("orden", "argumentos", "codigo"),
    [(ordenes.COPIAR, ["señal", "03"], 0), (ordenes.COPIAR, ["señal", "ñ"], 1), (ordenes.GUARDAR, ["ñ"], 1)],
    ids=["copiar", "reiniciar mal", "guardar"],
)
def test_las_frases_salen_aunque_el_terminal_no_tenga_acentos(tmp_path, orden, argumentos, codigo):
    entorno = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(instalacion.RAIZ)}
    orden = [sys.executable, "-c", orden, *argumentos]
    hecho = subprocess.run(orden, cwd=tmp_path, env=entorno, capture_output=True, text=True, check=False)
    assert hecho.returncode == codigo
    assert "Traceback" not in hecho.stderr
