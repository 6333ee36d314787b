"""La orden ``preparar``: de un hub de pega a una caché que funciona sin red, pase lo que pase en medio."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest
from cuaderno_leido import RAIZ
from hub_de_pega import COMMIT, HubDePega
from repositorios_de_pega import guardar_reales
from servidor_de_pega import ServidorDePega
from vivero import Vivero

from helpers.curso import carpeta_portatil
from helpers.datos import conjuntos_reales
from helpers.modelos import MODELOS
from helpers.modelos import carga as modelos
from helpers.numeros import ESPACIO

PESOS = "model.safetensors"
ENTERO = {"config.json", "preprocessor_config.json", PESOS}
REVISION = {tarea: ficha.revision or COMMIT for tarea, ficha in MODELOS.items()}
RUIDO = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
EN_INGLES = re.compile(
    r"\b(the|is|not|your|please|retry|retrying|failed|found|warning|usage)\b", re.IGNORECASE
)
ORDEN = """
import pathlib, sys
from helpers.datos import conjuntos as datos
from helpers.curso import preparacion
if sys.argv[2]:
    datos.REGISTROS = pathlib.Path(sys.argv[2])
sys.exit(getattr(preparacion, sys.argv[1])(sys.argv[3:]))
"""
TERMINAL = """
import pathlib, sys
from helpers.curso import instalacion
from helpers.curso import ordenes
instalacion.preparar = lambda extras=(): pathlib.Path(sys.executable)  # el entorno es el de las pruebas
sys.exit(ordenes.ejecutar(sys.argv[1:]))
"""
SIN_CARGAR = """
from helpers.curso import preparacion
preparacion.cargar_real = lambda *_: None  # cargar un modelo son unos segundos, y eso lo ven otras pruebas
"""
CLASIFICAR = """
import json, sys
import numpy as np
from helpers.modelos import MODELOS, cargar_clasificador
from transformers import pipeline
y = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
comprobada = {tarea: cargar_clasificador(tarea, "hub")(y, top_k=10) for tarea in MODELOS}
a_secas = {
    tarea: pipeline("audio-classification", model=ficha.identificador)(y, top_k=10)
    for tarea, ficha in MODELOS.items()
}
print("RESPUESTAS:", json.dumps([comprobada, a_secas]))
"""


@pytest.fixture(scope="module")
def originales(tmp_path_factory):
    """Las carpetas de los tres repositorios de pega, por su tarea."""
    return guardar_reales(tmp_path_factory.mktemp("repositorios"))


@pytest.fixture(scope="module")
def vivero():
    with Vivero(RAIZ) as vivero:
        yield vivero


@pytest.fixture
def hub(originales):
    """Un hub con los tres modelos, cada uno por su identificador y en su revisión."""
    with HubDePega() as hub:
        for tarea, carpeta in originales.items():
            hub.publicar(MODELOS[tarea].identificador, carpeta, REVISION[tarea])
        yield hub


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "para llevar"


def entorno(hub, cache, **variables):
    """Las variables con que un proceso descarga del hub de pega a la carpeta que se lleva."""
    ajenas = ("HF_", "TRANSFORMERS_", "CLASIFICACION_")
    heredadas = {k: v for k, v in os.environ.items() if not k.startswith(ajenas)}
    return {
        **heredadas,
        "OMP_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
        "HF_HUB_ETAG_TIMEOUT": "30",  # el equipo que prueba puede estar ocupado; la espera tiene sus pruebas
        **hub.entorno(cache),
        **carpeta_portatil.variables(cache),
        **variables,
    }


@pytest.fixture
def ejecutar(vivero, hub, cache):
    """Devuelve la función que ejecuta ``traer``, ``listar`` o ``explicar`` y da lo que ha escrito."""

    def ejecutar(que, *nombres, registros="", antes=SIN_CARGAR, **variables):
        salida = vivero.ejecutar(
            antes + ORDEN, entorno(hub, cache, **variables), que, str(registros), *nombres
        )
        assert "Traceback" not in salida.stderr, salida.stderr
        assert not EN_INGLES.search(salida.stdout + salida.stderr), salida.stdout + salida.stderr
        return salida

    return ejecutar


def orden_completa(hub, cache, *argumentos, **opciones):
    """Lo que se escribe en un terminal, en otro proceso y sin esperarlo."""
    return subprocess.Popen(
        [sys.executable, "-c", TERMINAL, *argumentos],
        cwd=RAIZ,
        env=entorno(hub, cache.parent / "la de siempre"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **opciones,
    )


def carpeta_de(tarea, cache):
    repositorio = f"models--{MODELOS[tarea].identificador.replace('/', '--')}"
    return cache / carpeta_portatil.MODELOS / repositorio / "snapshots" / REVISION[tarea]


def archivos(tarea, cache):
    """Los nombres de lo que hay de un modelo, y ninguno a medias ni enlazado."""
    assert not list(cache.rglob("*.incomplete"))
    assert not [ruta for ruta in cache.rglob("*") if ruta.is_symlink()]
    carpeta = carpeta_de(tarea, cache)
    return {ruta.name for ruta in carpeta.iterdir()} if carpeta.exists() else set()


def bajadas(hub, tarea, nombre):
    ruta = f"/{MODELOS[tarea].identificador}/resolve/"
    return sum(
        p.metodo == "GET" and p.ruta.startswith(ruta) and p.ruta.endswith(nombre) for p in hub.peticiones
    )


@pytest.mark.minutos
def test_de_la_orden_a_una_carpeta_que_responde_sin_red(hub, cache, vivero, originales):
    proceso = orden_completa(hub, cache, "preparar", *MODELOS, "--carpeta", str(cache))
    salida, errores = proceso.communicate(timeout=240)
    assert proceso.returncode == 0, errores
    assert not EN_INGLES.search(salida + errores), salida + errores
    antes, _, durante = salida.partition("\ngenero\n")
    for tarea, ficha in MODELOS.items():
        assert f"{tarea}: por descargar, unos {ficha.tamano_mb}{ESPACIO}MB" in antes
        assert f"Descargando {ficha.identificador}, revisión {REVISION[tarea][:7]}: 0," in durante
        assert f"Comprobado: se carga entero y sin red. Revisión {REVISION[tarea]}." in durante
        assert archivos(tarea, cache) == ENTERO
    assert errores.count("model.safetensors: 100%") == hub.bajadas(PESOS) == 3
    assert "Listo para usarse sin red: genero, emocion, acento." in durante
    *_, con_orden, sin_orden = salida.splitlines()
    assert f'abrir --carpeta "{cache}"' in con_orden
    assert f"HF_HUB_CACHE={cache / 'modelos'} y CLASIFICACION_DE_AUDIO_CACHE={cache / 'datos'}" in sin_orden
    assert not (cache.parent / "la de siempre").exists()

    hub.peticiones.clear()
    llevada = shutil.copytree(cache, cache.parent / "otro equipo")
    despues = vivero.ejecutar(CLASIFICAR, entorno(hub, llevada, HF_HUB_OFFLINE="1"))
    assert hub.peticiones == []
    comprobada, a_secas = json.loads(despues.stdout.partition("RESPUESTAS: ")[2])
    for tarea, carpeta in originales.items():
        esperada = modelos.cargar_real(MODELOS[tarea], carpeta)(RUIDO, top_k=10)
        assert [r["label"] for r in comprobada[tarea]] == [r["label"] for r in esperada]
        assert [r["score"] for r in comprobada[tarea]] == pytest.approx(
            [r["score"] for r in esperada], abs=1e-6
        )
        assert esperada[0]["score"] > 2 / len(esperada)
    for tarea in ("genero", "acento"):
        assert a_secas[tarea] == comprobada[tarea]
    assert a_secas["emocion"][0]["score"] < 0.16  # la llamada del curso original: la cabeza, al azar


def test_lo_que_ya_esta_no_se_vuelve_a_bajar(ejecutar, hub, cache):
    assert ejecutar("traer", "acento", "acento").returncode == 0
    assert hub.bajadas(PESOS) == 1
    hub.peticiones.clear()
    otra_vez = ejecutar("traer", "acento", antes="")
    assert otra_vez.returncode == 0
    assert f"acento: entero, revisión {COMMIT}\n" in otra_vez.stdout
    assert "Comprobado" in otra_vez.stdout
    assert hub.peticiones == []


def test_un_corte_no_pierde_lo_terminado_y_la_segunda_vez_se_completa(ejecutar, hub, cache):
    hub.averiar(PESOS, cortar_en=100_000)  # el de emoción, que es el único más grande
    salida = ejecutar("traer", "genero", "emocion", "acento")
    assert salida.returncode == 1
    assert f"La descarga de {MODELOS['emocion'].identificador} se ha cortado" in salida.stderr
    assert "Listo para usarse sin red: genero, acento." in salida.stdout
    assert "Sin preparar: emocion. Repite la orden" in salida.stdout
    assert archivos("genero", cache) == archivos("acento", cache) == ENTERO
    assert archivos("emocion", cache) == ENTERO - {PESOS}
    assert f"a medias: falta {PESOS}" in ejecutar("listar", "emocion").stdout
    hub.arreglar()
    hub.peticiones.clear()
    assert ejecutar("traer", "genero", "emocion", "acento").returncode == 0
    assert archivos("emocion", cache) == ENTERO
    assert hub.bajadas(PESOS) == 1
    assert bajadas(hub, "emocion", "config.json") == 0


def test_un_archivo_que_llega_mal_se_rechaza_tambien_sin_enlaces(ejecutar, hub, cache, originales):
    bueno = (originales["emocion"] / PESOS).read_bytes()
    hub.averiar(PESOS, contenido=bueno[:-100] + bytes([bueno[-100] ^ 1]) + bueno[-99:], veces=1)
    salida = ejecutar("traer", "emocion")
    assert salida.returncode == 1
    assert "ha llegado dañado y se ha borrado" in salida.stderr
    assert archivos("emocion", cache) == ENTERO - {PESOS}
    assert ejecutar("traer", "emocion").returncode == 0


def test_un_archivo_que_se_estropea_despues_se_ve_y_se_repone(ejecutar, hub, cache):
    ejecutar("traer", "acento")
    pesos = carpeta_de("acento", cache) / PESOS
    octetos = pesos.read_bytes()
    pesos.write_bytes(octetos[:-1] + bytes([octetos[-1] ^ 1]))
    assert f"dañado: {PESOS}" in ejecutar("listar", "acento").stdout
    assert ejecutar("traer", "acento").returncode == 0
    assert pesos.read_bytes() == octetos


def _solo_pickle(carpeta):
    (carpeta / PESOS).rename(carpeta / "pytorch_model.bin")


def _otra_cabeza(carpeta):
    from repositorios_de_pega import cambiar_pesos

    cambiar_pesos(carpeta, lambda pesos: {n.replace("projector", "otra"): p for n, p in pesos.items()})


@pytest.mark.parametrize(
    ("romper", "mensaje"),
    [
        (_solo_pickle, "no publica sus pesos en safetensors"),
        (_otra_cabeza, "2 pesos del modelo no se han cargado y han quedado al azar"),
        (shutil.rmtree, "no está en el hub"),
    ],
)
def test_un_repositorio_que_no_vale_se_explica_y_los_demas_se_preparan(
    ejecutar, hub, cache, originales, tmp_path, romper, mensaje
):
    roto = shutil.copytree(originales["genero"], tmp_path / "roto")
    romper(roto)
    if roto.exists():
        hub.publicar(MODELOS["genero"].identificador, roto)
    else:
        del hub.repositorios[MODELOS["genero"].identificador]
    salida = ejecutar("traer", "genero", "acento", antes="" if romper is _otra_cabeza else SIN_CARGAR)
    assert salida.returncode == 1
    assert mensaje in salida.stderr
    assert "Qué hacer:" in salida.stderr
    assert "Listo para usarse sin red: acento." in salida.stdout
    assert "Sin preparar: genero." in salida.stdout
    assert hub.bajadas("pytorch_model.bin") == 0


@pytest.fixture
def voces(tmp_path):
    """Un conjunto de datos de pega, con su servidor: el servidor y la carpeta de su registro."""
    contenido = b"RIFF" + bytes(3000)
    with ServidorDePega({"/a.wav": contenido}) as servidor:
        columnas = "archivo,etiqueta,grupo,particion,duracion_s,licencia,origen,url,sha256,octetos"
        suma = hashlib.sha256(contenido).hexdigest()
        fila = f"a.wav,happy,h1,prueba,1.5,CC0-1.0,Pega,{servidor.url('/a.wav')},{suma},{len(contenido)}"
        (tmp_path / "registros").mkdir()
        (tmp_path / "registros" / "voces.csv").write_text(f"{columnas}\n{fila}\n")
        yield servidor, tmp_path / "registros"


def test_tambien_los_datos_se_preparan_y_se_listan(ejecutar, cache, hub, voces):
    servidor, registros = voces
    assert "voces: conjunto de datos, 0,00" in ejecutar("listar", registros=registros).stdout
    salida = ejecutar("traer", "voces", registros=registros)
    assert salida.returncode == 0
    assert "voces: por descargar, 0,00" in salida.stdout
    assert (cache / "datos" / "conjuntos" / "voces" / "a.wav").stat().st_size == 3004
    assert ejecutar("listar", "voces", registros=registros).stdout.splitlines()[1] == "    entero"
    ejecutar("traer", "voces", registros=registros)
    assert servidor.bajadas("/a.wav") == 1
    assert hub.peticiones == []


def test_sin_red_se_pregunta_al_hub_una_vez_y_los_datos_se_intentan(ejecutar, hub, voces):
    """El hub no contesta nunca: si se insistiera con cada modelo, saldría un error por cada uno."""
    hub.averiar("config.json", pausa_s=600)
    salida = ejecutar("traer", "todo", registros=voces[1], HF_HUB_ETAG_TIMEOUT="1")
    assert salida.returncode == 1
    assert salida.stderr.count("el hub de Hugging Face no contesta") == 1
    assert "Listo para usarse sin red: voces." in salida.stdout
    assert "Sin preparar: genero, emocion, acento." in salida.stdout


@pytest.mark.parametrize("que", ["listar", "explicar"])
def test_sin_nada_se_dice_que_hay_y_que_no_esta_sin_conectarse(ejecutar, hub, cache, que):
    salida = ejecutar(que)
    assert salida.returncode == 0
    for ficha in MODELOS.values():
        assert f"{ficha.identificador}, unos {ficha.tamano_mb}{ESPACIO}MB\n    no está\n" in salida.stdout
    assert f"emodb: conjunto de datos, 17,6{ESPACIO}MB\n    no está\n" in salida.stdout
    assert str(cache / "modelos") in salida.stdout
    assert str(cache / "datos") in salida.stdout
    assert ("Para descargar" in salida.stdout) == (que == "explicar")
    assert hub.peticiones == []
    assert not cache.exists()


@pytest.mark.parametrize("que", ["listar", "traer"])
def test_un_nombre_que_no_existe_dice_cuales_hay(ejecutar, hub, que):
    salida = ejecutar(que, "generos", "genero")
    assert salida.returncode == 1
    assert "'generos'" in salida.stderr
    assert f"{', '.join([*MODELOS, *conjuntos_reales()])}; o «todo»" in salida.stderr
    assert hub.peticiones == []


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C se imita con una señal de POSIX")
def test_ctrl_c_no_deja_nada_roto_ni_una_pila(hub, cache):
    hub.averiar(PESOS, pausa_s=0.3, metodos=("GET",))
    proceso = orden_completa(
        hub, cache, "preparar", "genero", "--carpeta", str(cache), start_new_session=True
    )
    assert hub.enviando.wait(120)
    os.killpg(proceso.pid, signal.SIGINT)
    _, errores = proceso.communicate(timeout=60)
    assert proceso.returncode == 130
    assert "Interrumpido" in errores
    assert "Traceback" not in errores
    assert archivos("genero", cache) == ENTERO - {PESOS}
