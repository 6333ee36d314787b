"""Archivos estropeados al azar, en todos los formatos: o un error nuestro o un sonido válido, y nada más.

Cada archivo se lee en otro proceso: que se caiga, se cuelgue, escriba en la consola o pida demasiada memoria
es un fallo, y sus bytes quedan en la carpeta que diga AZAR_CARPETA. Las pruebas son siempre las mismas; para
buscar más, AZAR_EJEMPLOS=5000 AZAR_SEMILLA=7 pytest tests/audio/test_audio_azar.py.
"""

import hashlib
import os
import re
import struct
from pathlib import Path

import pytest
import soundfile
from formatos import TODOS, escribir_todos, melodia
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from lector_aparte import Lector

from helpers.audio.integridad.paginas import suma_ogg

pytestmark = pytest.mark.skipif(os.name != "posix", reason="el proceso aparte se vigila con select")

SEMILLA = os.environ.get("AZAR_SEMILLA")
EJEMPLOS = int(os.environ.get("AZAR_EJEMPLOS", "120"))
SR = 8000
FORMATOS = (*TODOS, "float.wav", "ima.wav", "24.flac", "estereo.ogg", "alac.caf")
CON_SUMAS = ("ogg", "opus", "estereo.ogg")
EXTREMOS = (b"\0" * 4, b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x80\0\0\0", b"\0\0\0\1")

posiciones = st.one_of(st.floats(0, 1), st.floats(0, 0.05))
largos = st.one_of(st.integers(1, 8), st.integers(1, 400))
roturas = st.lists(
    st.one_of(
        st.tuples(st.just("poner"), posiciones, st.binary(min_size=1, max_size=8)),
        st.tuples(st.just("poner"), posiciones, st.sampled_from(EXTREMOS)),
        st.tuples(st.just("voltear"), posiciones, st.integers(0, 7)),
        st.tuples(st.just("borrar"), posiciones, largos),
        st.tuples(st.just("insertar"), posiciones, st.binary(min_size=1, max_size=64)),
        st.tuples(st.just("duplicar"), posiciones, largos),
        st.tuples(st.just("cortar"), posiciones, st.none()),
    ),
    min_size=1,
    max_size=6,
)


def romper(datos, roturas):
    """Aplica en orden cada (cómo, dónde, qué); `dónde` va de 0, el principio, a 1, el final."""
    datos = bytearray(datos)
    for como, donde, que in roturas:
        i = round(donde * max(0, len(datos) - 1))
        if como == "poner":
            datos[i : i + len(que)] = que
        elif como == "voltear" and datos:
            datos[i] ^= 1 << que
        elif como == "borrar":
            del datos[i : i + que]
        elif como == "insertar":
            datos[i:i] = que
        elif como == "duplicar":
            datos[i:i] = datos[i : i + que]
        elif como == "cortar":
            del datos[i:]
    return bytes(datos)


def con_sumas_al_dia(ogg):
    """Rehace la suma de cada página Ogg, para que lo roto llegue hasta el descodificador."""
    return b"".join(
        parte[:22] + struct.pack("<I", suma_ogg(parte[:22] + bytes(4) + parte[26:])) + parte[26:]
        if parte.startswith(b"OggS")
        else parte
        for parte in re.split(b"(?=OggS)", ogg)
    )


class Sanos(dict):
    def __repr__(self):
        """Sin los bytes: hypothesis lo escribe al contar un fallo."""
        return f"Sanos({', '.join(self)})"


@pytest.fixture(scope="module")
def sanos(tmp_path_factory):
    """Los bytes de un archivo corto de cada formato."""
    carpeta = tmp_path_factory.mktemp("sanos")
    audio = melodia(0.4, SR)
    rutas = escribir_todos(carpeta, audio)
    for nombre, formato, subtipo, canales in (
        ("float.wav", "WAV", "FLOAT", 1),
        ("ima.wav", "WAV", "IMA_ADPCM", 1),
        ("24.flac", "FLAC", "PCM_24", 2),
        ("estereo.ogg", "OGG", "VORBIS", 2),
        ("alac.caf", "CAF", "ALAC_16", 1),
    ):
        rutas[nombre] = carpeta / nombre
        y = audio.y[:, None].repeat(canales, axis=1)
        soundfile.write(rutas[nombre], y, SR, format=formato, subtype=subtipo)
    return Sanos({nombre: ruta.read_bytes() for nombre, ruta in rutas.items()})


@pytest.fixture(scope="module")
def lector(tmp_path_factory):
    lector = Lector(tmp_path_factory.mktemp("lector"))
    yield lector
    lector.cerrar()


@pytest.fixture(scope="module")
def carpeta(tmp_path_factory):
    if donde := os.environ.get("AZAR_CARPETA"):
        Path(donde).mkdir(parents=True, exist_ok=True)
        return Path(donde)
    return tmp_path_factory.mktemp("azar")


def exigir_audio_o_error_nuestro(lector, carpeta, datos, formato):
    ruta = carpeta / f"{hashlib.sha256(datos).hexdigest()[:16]}.{formato}"
    ruta.write_bytes(datos)
    respuesta = lector.preguntar(ruta)
    assert respuesta == "audio" or respuesta.startswith("error: "), f"{ruta}: {respuesta}"
    ruta.unlink()


def al_azar(funcion):
    """Siempre los mismos ejemplos; otros, si se pide una semilla."""
    ajustes = settings(
        deadline=None,
        max_examples=EJEMPLOS,
        derandomize=SEMILLA is None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    return ajustes(funcion if SEMILLA is None else seed(int(SEMILLA))(funcion))


@pytest.mark.parametrize("formato", FORMATOS)
@al_azar
@given(roturas)
def test_un_archivo_estropeado(lector, carpeta, sanos, formato, roturas):
    exigir_audio_o_error_nuestro(lector, carpeta, romper(sanos[formato], roturas), formato)


@pytest.mark.parametrize("formato", CON_SUMAS)
@al_azar
@given(roturas)
def test_un_ogg_estropeado_por_quien_rehace_las_sumas(lector, carpeta, sanos, formato, roturas):
    exigir_audio_o_error_nuestro(lector, carpeta, con_sumas_al_dia(romper(sanos[formato], roturas)), formato)


@pytest.mark.parametrize("formato", FORMATOS)
def test_los_archivos_sanos_se_leen(lector, tmp_path, sanos, formato):
    (tmp_path / "a").write_bytes(sanos[formato])
    assert lector.preguntar(tmp_path / "a") == "audio"


def test_un_proceso_que_se_cae_o_escribe_se_nota(tmp_path, monkeypatch):
    for trabajo, dice in (
        ("import os; input(); os.kill(os.getpid(), 11)", "se ha caído con el código -11"),
        ("import os; input(); os.write(2, b'ruido'); print('audio', flush=True); input()", "consola: ruido"),
        ("input(); bytearray(2**40)", "se ha caído con el código 1.*MemoryError"),
    ):
        monkeypatch.setattr("lector_aparte.TRABAJO", trabajo)
        lector = Lector(tmp_path)
        assert re.search(dice, lector.preguntar(tmp_path / "a"), re.DOTALL)
        lector.cerrar()


def test_un_proceso_que_se_cuelga_se_nota(tmp_path, monkeypatch):
    monkeypatch.setattr("lector_aparte.TRABAJO", "input(); input()")
    monkeypatch.setattr("lector_aparte.ESPERA_S", 0.2)
    assert "se ha colgado" in Lector(tmp_path).preguntar(tmp_path / "a")
