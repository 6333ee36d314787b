"""El curso en un equipo en el que no se puede escribir, leer o entrar donde hace falta.

Cada fila se ejecuta en otro proceso, sin los privilegios de root. Nunca sale una pila de llamadas: o
funciona, o dice en español qué pasa y qué hacer.
"""

from __future__ import annotations

import re
import sys

import pytest
from sin_privilegios import ejecutar, ejecutar_sin_nombre, solo_posix, solo_root

pytestmark = [solo_posix, pytest.mark.skipif(sys.platform == "darwin", reason="sin capacidades que quitar")]

NOTEBOOK = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
ABRIR = """
import re
import sys
from pathlib import Path
from helpers.curso import instalacion, laboratorio, ordenes
instalacion.RAIZ = Path("cerrada").resolve()
instalacion.preparar = lambda **_: Path(sys.executable)
laboratorio.abrir = lambda python, carpeta, navegador: print("se abre", carpeta)
sys.exit(ordenes.ejecutar(["abrir", "--sin-navegador"]))
"""
GUARDAR = """
import re
import sys
from helpers.curso import ordenes
sys.exit(ordenes.guardar_aqui(["cerrada/vacio.ipynb"]))
"""
CON_CARPETA = """
import re
import sys
from helpers.curso import ordenes
sys.exit(ordenes.ejecutar(["preparar", "fsdd", "--carpeta", "cerrada/mia"]))
"""
ANOTAR = """
import os
os.environ["CLASIFICACION_DE_AUDIO_CACHE"] = "cerrada/cache"
from helpers.evaluacion import evaluar
from helpers.resultados import Resultado, anotar
evaluacion = evaluar(["lluvia", "motor"] * 2, ["lluvia", "motor"] * 2)
anotar("eventos", Resultado.de(evaluacion, "05", "mío", parametros=1, entrenar_s=1, clip_ms=1))
"""
EXTRAER = """
import os
os.environ["CLASIFICACION_DE_AUDIO_CACHE"] = "cerrada/cache"
from helpers.caracteristicas import Mfcc, extraer
from helpers.datos import AUDIO
print(extraer([AUDIO / "campana.flac"], Mfcc(sr=22_050))[0].shape[0], "filas")
"""
BUSCAR = """
from helpers.clasificacion.carpetas import buscar_sonidos
hallazgo = buscar_sonidos(".")
print(sorted(hallazgo.sonidos), hallazgo.ilegibles)
"""
LEER = """
from helpers.audio import cargar_audio
from helpers.errores import ErrorDeAudio
try:
    cargar_audio("cerrada/vacio.ipynb")
except ErrorDeAudio as error:
    print(error)
"""
DIBUJAR = """
import nbformat.v4 as v4
from nbclient import NotebookClient
celda = v4.new_code_cell("from helpers import graficas\\nfrom helpers.audio import Audio\\n"
                         "graficas.forma_de_onda(Audio([0.1, -0.1] * 800, 16_000));")
cuaderno = v4.new_notebook(cells=[celda])
NotebookClient(cuaderno, kernel_name="python3").execute()
print([sorted(salida.get("data", {})) for salida in cuaderno.cells[0].outputs])
"""
MODELO = """
from helpers.cache import carpeta_de_cache
from helpers.modelos import cargar_clasificador
cargar_clasificador("genero")
print(carpeta_de_cache())
"""

# lo que se ejecuta, los permisos de «cerrada», el entorno, lo que dice y cómo acaba
FILAS = {
    "abrir un curso en el que no se puede escribir": (
        ABRIR,
        0o555,
        {},
        "Tu copia de los cuadernos está en .*se abre .*clasificacion-de-audio",
        0,
    ),
    "abrir sin tener dónde escribir": (
        ABRIR,
        0o555,
        {"HOME": "cerrada"},
        "No hay permiso para escribir ni en el curso ni en tu carpeta personal.*copia el curso a",
        1,
    ),
    "guardar donde no se puede escribir": (GUARDAR, 0o555, {}, "No hay permiso.*elige otra carpeta", 1),
    "preparar en una carpeta cerrada": (CON_CARPETA, 0o555, {}, "Esa carpeta no se puede usar", 1),
    "anotar con la caché cerrada": (ANOTAR, 0o555, {}, "No se puede escribir en .*cache", 0),
    "extraer con la caché cerrada": (EXTRAER, 0o555, {}, "20 filas", 0),
    "una subcarpeta en la que no se puede entrar": (BUSCAR, 0o644, {}, "'cerrada/': 'No tienes permiso", 0),
    "una subcarpeta que no se puede listar": (BUSCAR, 0o311, {}, "'cerrada/': 'No tienes permiso", 0),
    "un archivo en una carpeta en la que no se puede entrar": (LEER, 0o644, {}, "No tienes permiso", 0),
    "figuras con MPLBACKEND=Agg": (DIBUJAR, 0o755, {"MPLBACKEND": "Agg"}, "image/png", 0),
    "la caché del hub, cerrada": (
        MODELO,
        0o555,
        {"HF_HOME": "cerrada/hub"},
        "Responde el modelo de bolsi",
        0,
    ),
    "la carpeta personal, cerrada": (MODELO, 0o555, {"HOME": "cerrada"}, "Responde el modelo de bolsillo", 0),
}


@pytest.fixture
def carpeta(tmp_path):
    """Una carpeta que es de quien ejecuta, con una «cerrada» dentro a la que cada fila pone sus permisos."""
    (tmp_path / "cerrada").mkdir()
    (tmp_path / "cerrada" / "vacio.ipynb").write_text(NOTEBOOK)
    yield tmp_path
    (tmp_path / "cerrada").chmod(0o755)


@pytest.mark.parametrize(("codigo", "permisos", "entorno", "dice", "acaba"), FILAS.values(), ids=FILAS)
def test_o_funciona_o_dice_por_que(carpeta, codigo, permisos, entorno, dice, acaba):
    (carpeta / "cerrada").chmod(permisos)
    proceso = ejecutar(codigo, entorno, carpeta)
    assert "Traceback" not in proceso.stdout, proceso.stdout
    assert proceso.returncode == acaba, proceso.stdout
    assert re.search(dice, proceso.stdout, re.DOTALL), proceso.stdout


@solo_root
def test_quien_el_sistema_no_conoce_tambien_tiene_cache_y_modelos(carpeta):
    carpeta.chmod(0o777)
    proceso = ejecutar_sin_nombre(MODELO, {"HOME": "", "USER": "", "LOGNAME": ""}, carpeta)
    assert proceso.returncode == 0, proceso.stdout
    assert "Responde el modelo de bolsillo" in proceso.stdout
    assert "clasificacion_de_audio" in proceso.stdout.splitlines()[-1]
