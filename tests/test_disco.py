"""Un archivo está entero o es el de antes, también si se corta al escribirlo; y el sitio que queda."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading

import pytest

from helpers import disco

MORIR_A_MITAD = """
import os, signal, sys
from pathlib import Path
from helpers.disco import en_lugar_de
with en_lugar_de(Path(sys.argv[1])) as salida:
    salida.write(b"a medias")
    salida.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def archivo(tmp_path):
    ruta = tmp_path / "datos.txt"
    ruta.write_bytes(b"el de antes")
    return ruta


def test_el_nuevo_ocupa_el_sitio_del_de_antes_con_los_permisos_de_siempre(archivo):
    disco.escribir_de_golpe(archivo, b"el nuevo")
    otro = archivo.with_name("otro.txt")
    otro.write_bytes(b"")
    assert archivo.read_bytes() == b"el nuevo"
    assert archivo.stat().st_mode == otro.stat().st_mode


@pytest.mark.parametrize("error", [OSError("No space left on device"), KeyboardInterrupt()])
def test_si_falla_queda_el_de_antes_y_nada_mas(archivo, monkeypatch, error):
    def fallar(*_):
        raise error

    monkeypatch.setattr(os, "replace", fallar)
    with pytest.raises(type(error)):
        disco.escribir_de_golpe(archivo, b"el nuevo")
    assert [(p.name, p.read_bytes()) for p in archivo.parent.iterdir()] == [("datos.txt", b"el de antes")]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="ahí no hay SIGKILL")
def test_un_proceso_que_muere_a_mitad_deja_el_de_antes(archivo):
    subprocess.run([sys.executable, "-c", MORIR_A_MITAD, str(archivo)], check=False)
    assert archivo.read_bytes() == b"el de antes"


def test_dos_a_la_vez_no_se_mezclan(archivo):
    textos = [bytes([letra]) * 100_000 for letra in b"abcdefgh"]
    hilos = [threading.Thread(target=disco.escribir_de_golpe, args=(archivo, texto)) for texto in textos]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join()
    assert archivo.read_bytes() in textos
    assert list(archivo.parent.iterdir()) == [archivo]


def test_una_linea_a_medias_no_estropea_la_siguiente(tmp_path):
    diario = tmp_path / "sin" / "crear" / "diario.jsonl"
    disco.anotar_linea(diario, {"n": 1})
    with diario.open("ab") as a_medias:
        a_medias.write(b'{"n": ')
    disco.anotar_linea(diario, {"n": 2, "con": "ñ"})
    lineas = [linea for linea in diario.read_text("ascii").splitlines() if linea.endswith("}")]
    assert [json.loads(linea) for linea in lineas] == [{"n": 1}, {"n": 2, "con": "ñ"}]


def test_el_sitio_se_mira_aunque_la_carpeta_no_este(tmp_path):
    assert disco.libres(tmp_path / "no" / "esta") == pytest.approx(shutil.disk_usage(tmp_path).free, rel=0.1)
