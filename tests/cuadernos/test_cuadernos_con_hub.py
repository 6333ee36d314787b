"""Los cuadernos 09 a 11 con el modelo real en la caché: contesta él, lo dicen, y no se conectan a nada.

El hub es de pega y los modelos, diminutos, pero se llaman como los de verdad, con sus etiquetas y los nombres
de sus pesos. Primero se descargan como en clase; después, cada cuaderno se ejecuta entero.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hub_de_pega import COMMIT, HubDePega
from repositorios_de_pega import guardar_reales

from helpers.curso import cuadernos
from helpers.modelos import MODELOS

RAIZ = Path(__file__).resolve().parents[2]
POR_TAREA = {"genero": "09_genero_musical", "emocion": "10_emociones", "acento": "11_acentos"}
DESCARGAR = """
import sys
from helpers.modelos import cargar_clasificador

for tarea in sys.argv[1:]:
    cargar_clasificador(tarea, "hub")
"""


@pytest.fixture(scope="module")
def aula(tmp_path_factory):
    """Un hub con los tres modelos y las variables de un equipo que ya los ha descargado de él."""
    carpeta = tmp_path_factory.mktemp("aula")
    with HubDePega() as hub:
        for tarea, repositorio in guardar_reales(carpeta / "repositorios").items():
            ficha = MODELOS[tarea]
            hub.publicar(ficha.identificador, repositorio, ficha.revision or COMMIT)
        variables = {**hub.entorno(carpeta / "cache"), "HF_HUB_ETAG_TIMEOUT": "30"}
        subprocess.run(
            [sys.executable, "-c", DESCARGAR, *POR_TAREA],
            cwd=RAIZ,
            env={**os.environ, **variables},
            check=True,
            capture_output=True,
        )
        yield hub, variables


@pytest.mark.minutos
@pytest.mark.parametrize("tarea", POR_TAREA)
def test_contesta_el_modelo_real_sin_conectarse(aula, tarea, monkeypatch):
    hub, variables = aula
    for nombre, valor in variables.items():
        monkeypatch.setenv(nombre, valor)
    hub.peticiones.clear()
    ruta = RAIZ / "notebooks" / f"{POR_TAREA[tarea]}.ipynb"

    ejecutado = cuadernos.ejecutar(cuadernos.leer(ruta), ruta)

    ficha = MODELOS[tarea]
    dicho = "\n".join(cuadernos.textos_de_salida(ejecutado))
    assert f"Responde el modelo real de {ficha.tarea}: {ficha.identificador}" in dicho
    assert hub.peticiones == []
