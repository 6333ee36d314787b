"""La descarga de los modelos reales, de principio a fin, contra un hub de pega en este equipo."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from cuaderno_leido import RAIZ
from hub_de_pega import COMMIT, HubDePega
from repositorios_de_pega import cambiar_json, guardar_emocion, guardar_genero, partir_en_dos
from vivero import Vivero

from helpers.modelos import MODELOS
from helpers.numeros import ESPACIO, decimal

GENERO = MODELOS["genero"].identificador
PESOS = "model.safetensors"
PEDIR = """
from helpers.errores import ErrorDeModelo
from helpers.modelos.hub import descargar
from helpers.modelos import MODELOS
try:
    print("CARPETA:", descargar(MODELOS["genero"]))
except ErrorDeModelo as error:
    print("ERROR:", error)
"""
MIRAR = """
from helpers.modelos.cache_del_hub import mirar_cache
from helpers.modelos import MODELOS
en_cache = mirar_cache(MODELOS["genero"])
print("ENTERO:", en_cache.entero, "FALTAN:", *en_cache.faltan, "DAÑADOS:", *en_cache.danados)
"""
CLASIFICAR = """
import json, sys
import numpy as np
from helpers.errores import ErrorDeModelo
from helpers.modelos import cargar_clasificador
y = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
try:
    for origen in sys.argv[1:]:
        print("RESPUESTA:", json.dumps(cargar_clasificador("genero", origen)(y, top_k=10)))
except ErrorDeModelo as error:
    print("ERROR:", error)
"""
INGLES = re.compile(
    r"\b(the|is|not|and|your|please|retry|retrying|failed|found|file|error while|warning)\b", re.IGNORECASE
)


class Salida:
    """Lo que ha escrito un proceso, ya terminado."""

    def __init__(self, proceso):
        self.out, self.err = proceso.stdout, proceso.stderr
        assert proceso.returncode == 0, self.err

    def tras(self, marca):
        return self.out.partition(f"{marca}: ")[2].strip()

    @property
    def error(self):
        """El error del curso, que ha de entenderse y decir qué hacer."""
        assert "ERROR: " in self.out, self.out + self.err
        assert "Qué hacer:" in self.out
        assert not INGLES.search(self.out.replace(PESOS, "") + self.err), self.out + self.err
        return self.tras("ERROR")


@pytest.fixture(scope="session")
def originales(tmp_path_factory):
    """Devuelve la carpeta con los repositorios de pega, uno por tarea."""
    carpeta = tmp_path_factory.mktemp("repositorios")
    guardar_genero(carpeta / "genero")
    guardar_emocion(carpeta / "emocion")
    return carpeta


@pytest.fixture
def repositorio(originales, tmp_path):
    """Devuelve una copia del repositorio de género que se puede estropear."""
    return shutil.copytree(originales / "genero", tmp_path / "repositorio")


@pytest.fixture
def hub(originales):
    with HubDePega() as hub:
        hub.publicar(GENERO, originales / "genero")
        yield hub


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "cache"


def entorno(hub, cache, **variables):
    heredadas = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))}
    return {
        **heredadas,
        "OMP_NUM_THREADS": "1",
        "PYTHONIOENCODING": "utf-8",
        "HF_HUB_ETAG_TIMEOUT": "30",  # el equipo que prueba puede estar ocupado; la espera tiene sus pruebas
        **hub.entorno(cache),
        **variables,
    }


def arrancar(codigo, hub, cache, *argumentos, **variables):
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", codigo, *argumentos],
        cwd=RAIZ,
        env=entorno(hub, cache, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="session")
def vivero():
    with Vivero(RAIZ) as vivero:
        yield vivero


@pytest.fixture
def ejecutar(vivero):
    """Devuelve la función que ejecuta un código en otro proceso y da lo que ha escrito."""

    def ejecutar(codigo, hub, cache, *argumentos, **variables):
        return Salida(vivero.ejecutar(codigo, entorno(hub, cache, **variables), *argumentos))

    return ejecutar


def carpeta_del_modelo(cache):
    return cache / "hub" / f"models--{GENERO.replace('/', '--')}"


def archivos(cache):
    """Los nombres de lo que hay en la caché del modelo, y ninguno a medias."""
    carpeta = carpeta_del_modelo(cache) / "snapshots" / COMMIT
    assert not list(cache.rglob("*.incomplete"))
    assert not [r for r in cache.rglob("*") if r.is_symlink() and not r.exists()]
    return {ruta.name for ruta in carpeta.iterdir()} if carpeta.exists() else set()


ENTERO = {"config.json", "preprocessor_config.json", PESOS}


def test_se_descarga_una_vez_y_despues_responde_sin_red(ejecutar, hub, cache, originales):
    from transformers import pipeline

    primera = ejecutar(CLASIFICAR, hub, cache, "hub")
    lineas = primera.out.splitlines()
    pesan = sum((originales / "genero" / a).stat().st_size for a in (PESOS, "preprocessor_config.json"))
    megas = f"{decimal(pesan / 1e6, 2)}{ESPACIO}MB"
    assert lineas[0] == f"Descargando {GENERO}, revisión {COMMIT[:7]}: {megas}."
    assert lineas[1] == f"Responde el modelo real de género musical: {GENERO}, revisión {COMMIT[:7]}."
    assert re.search(rf"{PESOS}: 100%", primera.err)
    assert "sin cuenta de Hugging Face" in primera.err
    assert not INGLES.search(primera.out + primera.err)
    assert hub.bajadas(PESOS) == 1
    assert archivos(cache) == ENTERO

    ruido = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)
    esperada = pipeline("audio-classification", model=str(originales / "genero"))(ruido, top_k=10)
    respuesta = json.loads(primera.tras("RESPUESTA"))
    assert [r["label"] for r in respuesta] == [r["label"] for r in esperada]
    assert [r["score"] for r in respuesta] == pytest.approx([r["score"] for r in esperada], abs=1e-6)
    assert respuesta[0]["score"] > 0.3  # con la cabeza perdida andaría cerca de 0,1

    hub.peticiones.clear()
    despues = ejecutar(CLASIFICAR, hub, cache, "hub", "auto")
    assert despues.out.splitlines() == primera.out.splitlines()[1:] * 2
    assert despues.err == ""
    assert hub.peticiones == []


def test_solo_se_piden_los_archivos_del_modelo(ejecutar, hub, cache, repositorio):
    for sobra in ("README.md", "pytorch_model.bin", "training_args.bin", "modelo.py"):
        (repositorio / sobra).write_bytes(b"x" * 100)
    hub.publicar(GENERO, repositorio)
    ejecutar(PEDIR, hub, cache)
    assert {p.ruta.rpartition("/")[2] for p in hub.peticiones} == ENTERO


def test_un_corte_se_reanuda_donde_se_quedo(ejecutar, hub, cache):
    hub.averiar(PESOS, cortar_en=40_000, veces=1)
    salida = ejecutar(PEDIR, hub, cache)
    assert "CARPETA" in salida.out
    assert "La descarga se ha cortado; sigue" in salida.err
    assert archivos(cache) == ENTERO


def test_un_corte_que_no_cesa_se_explica_y_la_segunda_vez_va(ejecutar, hub, cache):
    hub.averiar(PESOS, cortar_en=40_000)
    assert f"La descarga de {GENERO} se ha cortado" in ejecutar(PEDIR, hub, cache).error
    assert archivos(cache) == ENTERO - {PESOS}
    hub.arreglar()
    hub.peticiones.clear()
    assert "CARPETA" in ejecutar(PEDIR, hub, cache).out
    assert archivos(cache) == ENTERO
    assert hub.bajadas("config.json") == hub.bajadas("preprocessor_config.json") == 0


def _con_un_octeto_cambiado(octetos):
    return octetos[:-100] + bytes([octetos[-100] ^ 1]) + octetos[-99:]


@pytest.mark.parametrize(
    "estropear", [_con_un_octeto_cambiado, lambda octetos: b"<html>" * (len(octetos) // 6)]
)
def test_unos_pesos_que_llegan_mal_se_rechazan_y_no_se_quedan(ejecutar, hub, cache, originales, estropear):
    bueno = (originales / "genero" / PESOS).read_bytes()
    malo = estropear(bueno).ljust(len(bueno), b" ")
    hub.averiar(PESOS, contenido=malo, veces=1)
    assert f"El {PESOS} de {GENERO} ha llegado dañado y se ha borrado" in ejecutar(PEDIR, hub, cache).error
    assert archivos(cache) == ENTERO - {PESOS}
    assert "CARPETA" in ejecutar(PEDIR, hub, cache).out
    assert archivos(cache) == ENTERO


@pytest.mark.parametrize(
    ("archivo", "estropear"),
    [
        (PESOS, _con_un_octeto_cambiado),
        (PESOS, lambda octetos: octetos[:-1]),
        ("config.json", lambda octetos: octetos[:-20]),
        ("preprocessor_config.json", lambda octetos: b"[]"),
    ],
)
def test_lo_que_se_estropea_en_la_cache_no_responde_y_se_repone(ejecutar, hub, cache, archivo, estropear):
    ruta = Path(ejecutar(PEDIR, hub, cache).tras("CARPETA")) / archivo
    ruta.write_bytes(estropear(ruta.read_bytes()))
    hub.peticiones.clear()
    assert ejecutar(MIRAR, hub, cache).out == f"ENTERO: False FALTAN: DAÑADOS: {archivo}\n"
    assert hub.peticiones == []
    assert f"El {archivo} de la caché está dañado: se baja otra vez." in ejecutar(PEDIR, hub, cache).out
    assert {nombre for nombre in ENTERO if hub.bajadas(nombre)} == {archivo}
    assert archivos(cache) == ENTERO


def _a_pickle(carpeta):
    (carpeta / PESOS).rename(carpeta / "pytorch_model.bin")


def _indice_de_pickle(carpeta):
    _a_pickle(carpeta)
    indice = {"metadata": {}, "weight_map": {"classifier.weight": "pytorch_model.bin"}}
    (carpeta / "model.safetensors.index.json").write_text(json.dumps(indice))


def _con_codigo(carpeta):
    (carpeta / "codigo.py").write_text("raise SystemExit('se ha ejecutado código del modelo')")
    cambiar_json(carpeta / "config.json", auto_map={"AutoModelForAudioClassification": "codigo.M"})


@pytest.mark.parametrize(
    ("romper", "mensaje"),
    [
        (_a_pickle, "no publica sus pesos en safetensors"),
        (_indice_de_pickle, "no son safetensors"),
        (_con_codigo, "nunca se ejecuta código que venga con un modelo"),
        (lambda c: (c / "preprocessor_config.json").unlink(), "no trae el archivo preprocessor_config.json"),
        (lambda c: (c / "config.json").unlink(), "no trae el archivo config.json"),
        (lambda c: (c / "config.json").write_text("<html>"), "ha llegado dañado"),
    ],
)
def test_un_repositorio_que_no_vale_se_rechaza_sin_bajar_sus_pesos(
    ejecutar, hub, cache, repositorio, romper, mensaje
):
    romper(repositorio)
    hub.publicar(GENERO, repositorio)
    assert mensaje in ejecutar(PEDIR, hub, cache).error
    assert hub.bajadas(PESOS) == hub.bajadas("pytorch_model.bin") == hub.bajadas("codigo.py") == 0


def test_los_pesos_repartidos_bajan_todos(ejecutar, hub, cache, repositorio):
    partes = partir_en_dos(repositorio)
    hub.publicar(GENERO, repositorio)
    hub.averiar(partes[1], estado=503)
    assert "error 503" in ejecutar(PEDIR, hub, cache).error
    hub.arreglar()
    assert "CARPETA" in ejecutar(PEDIR, hub, cache).out
    assert ejecutar(MIRAR, hub, cache).out == "ENTERO: True FALTAN: DAÑADOS:\n"
    assert [hub.bajadas(parte) for parte in partes] == [1, 1]


RESPUESTAS = [
    ({"estado": 401, "codigo": "RepoNotFound"}, "no está en el hub"),
    ({"estado": 401}, "no está en el hub"),
    ({"estado": 404, "codigo": "RepoNotFound"}, "no está en el hub"),
    ({"estado": 404, "codigo": "RevisionNotFound"}, "no tiene en el hub la revisión main"),
    ({"estado": 401, "codigo": "GatedRepo"}, "su autor lo ha restringido (error 401)"),
    ({"estado": 403, "codigo": "GatedRepo"}, "su autor lo ha restringido (error 403)"),
    ({"estado": 403}, "su autor lo ha restringido (error 403)"),
    ({"estado": 429, "cabeceras": {"Retry-After": "60"}}, "demasiadas peticiones"),
    ({"estado": 500}, "no funciona ahora mismo (error 500)"),
    ({"estado": 503}, "no funciona ahora mismo (error 503)"),
    ({"estado": 418}, "error 418"),
    ({"estado": 200}, "no es el hub"),
]


def test_cada_respuesta_del_hub_se_explica_sin_insistir(ejecutar, hub, cache):
    for averia, _ in RESPUESTAS:
        hub.averiar("config.json", veces=1, **averia)
    salida = ejecutar(PEDIR * len(RESPUESTAS), hub, cache)
    errores = salida.error.split("ERROR: ")
    assert len(errores) == len(hub.peticiones) == len(RESPUESTAS)
    for error, (_, mensaje) in zip(errores, RESPUESTAS, strict=True):
        assert mensaje in error
        assert "Qué hacer:" in error
    assert archivos(cache) == set()


def test_un_repositorio_que_no_existe_se_explica(ejecutar, hub, cache):
    hub.repositorios.clear()
    assert f"{GENERO} no está en el hub" in ejecutar(PEDIR, hub, cache).error


def test_sin_permiso_para_descargar_no_se_pregunta(ejecutar, hub, cache):
    salida = ejecutar(PEDIR, hub, cache, HF_HUB_OFFLINE="1")
    assert "HF_HUB_OFFLINE" in salida.error
    assert hub.peticiones == []


SIN_NOMBRES = """
import socket, threading
socket.getaddrinfo = lambda *_, **__: threading.Event().wait()
"""


def test_sin_nadie_que_resuelva_nombres_no_se_espera(ejecutar, hub, cache):
    """La resolución no termina nunca: si se esperara, esta prueba no acabaría."""
    salida = ejecutar(
        SIN_NOMBRES + PEDIR, hub, cache, HF_ENDPOINT="http://huggingface.invalid", HF_HUB_ETAG_TIMEOUT="1"
    )
    assert "el hub de Hugging Face no contesta" in salida.error
    assert not cache.exists()


def test_un_hub_que_no_contesta_no_se_espera(ejecutar, hub, cache):
    hub.averiar("config.json", pausa_s=600)
    salida = ejecutar(PEDIR, hub, cache, HF_HUB_ETAG_TIMEOUT="1")
    assert "el hub de Hugging Face no contesta" in salida.error
    assert not cache.exists()


def test_la_espera_es_de_menos_de_tres_segundos_y_se_puede_alargar(monkeypatch):
    from huggingface_hub import constants

    from helpers.modelos import hub

    assert hub.ESPERA_S < 3
    monkeypatch.delenv("HF_HUB_ETAG_TIMEOUT", raising=False)
    assert hub._espera_s() == hub.ESPERA_S
    monkeypatch.setenv("HF_HUB_ETAG_TIMEOUT", "20")
    monkeypatch.setattr(constants, "HF_HUB_ETAG_TIMEOUT", 20)
    assert hub._espera_s() == 20


def test_si_el_hub_no_dice_el_tamano_se_da_el_de_la_ficha(monkeypatch, tmp_path, capsys):
    from huggingface_hub import constants

    from helpers.modelos import hub

    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    descarga = hub._Descarga(MODELOS["genero"])
    descarga.commit = COMMIT
    descarga._anunciar({PESOS: SimpleNamespace(size=None), "otro": SimpleNamespace(size=5)})
    assert capsys.readouterr().out.endswith(f"revisión {COMMIT[:7]}: unos 400{ESPACIO}MB.\n")


def test_donde_no_hay_nadie_se_dice_que_no_contesta(ejecutar, hub, cache):
    assert "no contesta" in ejecutar(PEDIR, hub, cache, HF_ENDPOINT="http://127.0.0.1:9").error


CASI_LLENO = """
import collections, shutil
shutil.disk_usage = lambda _: collections.namedtuple("Uso", "total used free")(10**9, 10**9, 10_000)
"""
SE_LLENA = """
import pathlib
abrir = pathlib.Path.open
def abrir_sin_sitio(ruta, *opciones, **mas):
    if "incomplete" in ruta.name:
        return abrir(pathlib.Path("/dev/full"), "wb", 0)
    return abrir(ruta, *opciones, **mas)
pathlib.Path.open = abrir_sin_sitio
"""


def test_si_no_cabe_se_dice_antes_de_empezar(ejecutar, hub, cache):
    error = ejecutar(CASI_LLENO + PEDIR, hub, cache).error
    assert "No cabe: hacen falta 0,08" in error
    assert str(cache / "hub") in error
    assert hub.bajadas(PESOS) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="este sistema no tiene un disco lleno de prueba")
def test_si_el_disco_se_llena_se_dice_y_no_queda_nada_a_medias(ejecutar, hub, cache):
    assert "El disco se ha llenado" in ejecutar(SE_LLENA + PEDIR, hub, cache).error
    assert archivos(cache) == set()


def test_una_cache_que_no_es_una_carpeta_se_explica(ejecutar, hub, cache):
    cache.mkdir()
    (cache / "hub").write_text("ocupado")
    error = ejecutar(PEDIR, hub, cache).error
    assert "No se puede escribir en la carpeta de la caché" in error
    assert str(cache / "hub") in error


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="quien manda escribe donde quiere"
)
def test_una_cache_de_solo_lectura_se_explica_y_la_llena_se_usa(ejecutar, hub, cache):
    (cache / "hub").mkdir(parents=True)
    (cache / "hub").chmod(0o555)
    assert "No se puede escribir en la carpeta de la caché" in ejecutar(PEDIR, hub, cache).error


def test_sin_enlaces_simbolicos_tambien_vale(ejecutar, hub, cache):
    sin_enlaces = {"HF_HUB_DISABLE_SYMLINKS": "1"}
    pesos = Path(ejecutar(PEDIR, hub, cache, **sin_enlaces).tras("CARPETA")) / PESOS
    assert not pesos.is_symlink()
    pesos.write_bytes(pesos.read_bytes()[:-1])
    assert "está dañado: se baja otra vez" in ejecutar(PEDIR, hub, cache, **sin_enlaces).out
    assert ejecutar(MIRAR, hub, cache).out == "ENTERO: True FALTAN: DAÑADOS:\n"


def test_los_restos_de_una_descarga_muerta_se_barren(ejecutar, hub, cache):
    blobs = carpeta_del_modelo(cache) / "blobs"
    blobs.mkdir(parents=True)
    viejo, reciente = blobs / "a.incomplete", blobs / "b.incomplete"
    for resto in (viejo, reciente):
        resto.write_bytes(b"a medias")
    os.utime(viejo, (0, 0))
    ejecutar(PEDIR, hub, cache)
    assert not viejo.exists()
    assert reciente.exists()


@pytest.mark.parametrize("pregunta", [3, 5])
def test_si_el_modelo_cambia_a_mitad_no_se_mezclan_versiones(ejecutar, hub, cache, originales, pregunta):
    """El commit pasa a ser otro en la enésima pregunta por un archivo, sea cual sea."""

    class Cambiante(dict):
        cuenta = 0

        def get(self, nombre, otro=None):
            self.cuenta += 1
            if self.cuenta == pregunta:
                hub.repositorios[GENERO].commit = "f" * 40
            return super().get(nombre, otro)

    hub.repositorios[GENERO].archivos = Cambiante(hub.repositorios[GENERO].archivos)
    assert "ha cambiado en el hub durante la descarga" in ejecutar(PEDIR, hub, cache).error
    assert "CARPETA" in ejecutar(PEDIR, hub, cache).out
    assert ejecutar(MIRAR, hub, cache).out.startswith("ENTERO: True")


def test_dos_procesos_a_la_vez_bajan_los_pesos_una_sola(hub, cache):
    hub.averiar(PESOS, pausa_s=0.3, metodos=("GET",))
    procesos = [arrancar(PEDIR, hub, cache) for _ in range(2)]
    for proceso in procesos:
        proceso.stdout, proceso.stderr = proceso.communicate(timeout=60)
        assert "CARPETA" in Salida(proceso).out
    assert hub.bajadas(PESOS) == 1
    assert archivos(cache) == ENTERO


@pytest.mark.skipif(os.name == "nt", reason="en Windows, Ctrl-C se manda de otra manera")
def test_interrumpir_no_deja_nada_roto(ejecutar, hub, cache):
    hub.averiar(PESOS, pausa_s=0.3, metodos=("GET",))
    proceso = arrancar(PEDIR, hub, cache)
    assert hub.enviando.wait(60)
    proceso.send_signal(signal.SIGINT)
    _, err = proceso.communicate(timeout=30)
    assert "KeyboardInterrupt" in err
    assert archivos(cache) == ENTERO - {PESOS}
    hub.arreglar()
    assert "CARPETA" in ejecutar(PEDIR, hub, cache).out
    assert archivos(cache) == ENTERO
