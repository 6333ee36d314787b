"""Subir un sonido propio: se lee o se dice por qué no, y no se pierde nada."""

import datetime as dt
from pathlib import Path

import formatos
import numpy as np
import pytest
from formatos import guardar_audio

from helpers.audio import Audio
from helpers.clasificacion import clasificar
from helpers.curso import laboratorio
from helpers.errores import ErrorDeAudio
from helpers.interactivo import subir_audio
from helpers.interactivo.subida import MAXIMO_MB, MAXIMO_S, Subida, leer_subido
from helpers.modelos import cargar_clasificador

RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture
def archivo(tmp_path):
    """Devuelve una función que da los bytes de un sonido de `segundos` en un formato."""

    def escribir(extension=".ogg", segundos=1.0):
        t = np.arange(round(segundos * 16_000)) / 16_000
        guardar_audio(Audio(0.3 * np.sin(2 * np.pi * 440 * t), 16_000), tmp_path / f"a{extension}")
        return (tmp_path / f"a{extension}").read_bytes()

    return escribir


def _subir(subida, nombre, contenido):
    boton = subida.children[0]
    datos = {"name": nombre, "type": "", "size": len(contenido), "content": memoryview(contenido)}
    boton.value = ({**datos, "last_modified": dt.datetime.now(tz=dt.UTC)},)


def _mensaje(subida):
    return subida.children[1].value.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("extension", formatos.TODOS)
def test_lo_subido_queda_en_audio(tmp_path, extension):
    formatos.escribir(tmp_path / f"a.{extension}", formatos.melodia(1.0))
    subida = subir_audio()
    assert subida.audio is None
    _subir(subida, f"nota de voz.{extension}", (tmp_path / f"a.{extension}").read_bytes())
    assert subida.audio.duracion == pytest.approx(1, abs=0.1)
    assert "Leído «nota de voz" in _mensaje(subida)
    assert "Ejecuta la celda siguiente." in _mensaje(subida)


def test_lo_grabado_con_un_movil_se_puede_clasificar(tmp_path):
    genero = cargar_clasificador("genero", origen="bolsillo")
    for extension in ("m4a", "opus", "amr", "webm", "mp3", "3gp"):
        formatos.escribir(tmp_path / f"a.{extension}", formatos.melodia(3.0))
        subida = subir_audio()
        _subir(subida, f"PTT-0001.{extension}", (tmp_path / f"a.{extension}").read_bytes())
        assert clasificar(genero, subida.audio).attrs["n_ventanas"] == 1


def test_quien_espera_lo_subido_lo_recibe_solo_si_vale(archivo):
    recibidos = []
    subida = Subida(MAXIMO_MB, MAXIMO_S, lambda nombre, audio: recibidos.append((nombre, audio.duracion)))
    _subir(subida, "a.ogg", b"no es un sonido")
    assert recibidos == []
    _subir(subida, "b.wav", archivo(".wav"))
    assert recibidos == [("b.wav", 1.0)]
    assert "Ejecuta" not in _mensaje(subida)


def test_se_puede_subir_dos_veces_el_mismo(archivo):
    subida, contenido = subir_audio(), archivo()
    for _ in range(2):
        _subir(subida, "a.ogg", contenido)
        assert subida.children[0].value == ()
    assert subida.audio is not None


def test_si_el_segundo_no_vale_no_queda_el_primero(archivo):
    subida = subir_audio()
    _subir(subida, "a.ogg", archivo())
    _subir(subida, "b.ogg", archivo()[:2000])
    assert subida.audio is None
    assert "cortado" in _mensaje(subida)


def test_el_mensaje_nombra_el_archivo_subido_y_no_el_temporal_ni_mete_html():
    subida = subir_audio()
    _subir(subida, "<b>mi voz</b>.m4a", b"esto no es un sonido, es texto")
    assert "Archivo: &lt;b&gt;mi voz&lt;/b&gt;.m4a" in _mensaje(subida)
    assert "subida_" not in _mensaje(subida)


@pytest.mark.parametrize(
    ("nombre", "segundos", "limites", "dice"),
    [
        ("a.ogg", 1.0, (0.0001, 600), "MB, y el máximo es"),
        ("a.ogg", 3.0, (MAXIMO_MB, 2), "Dura 3,0.s, y el máximo es 2,0.s"),
    ],
)
def test_los_limites(archivo, nombre, segundos, limites, dice):
    with pytest.raises(ErrorDeAudio, match=dice) as error:
        leer_subido(nombre, archivo(segundos=segundos), *limites)
    assert error.value.archivo == nombre
    assert "recorta" in error.value.que_hacer


@pytest.mark.parametrize(
    "nombre", ["", "sin_extension", "../../fuera.wav", "raro.w/v", "a." + "x" * 300, "a.\0"]
)
def test_el_nombre_no_decide_donde_se_escribe(archivo, nombre):
    assert leer_subido(nombre, archivo(".wav"), MAXIMO_MB, 60).duracion == 1


@pytest.mark.parametrize("contenido", [b"", b"<!DOCTYPE html><html></html>", bytes(5000)])
def test_lo_que_no_es_sonido_se_dice(contenido):
    with pytest.raises(ErrorDeAudio) as error:
        leer_subido("nota.m4a", contenido, MAXIMO_MB, 60)
    assert error.value.archivo == "nota.m4a"


def test_el_servidor_admite_lo_que_admite_el_control():
    assert laboratorio.MENSAJE_MAXIMO > MAXIMO_MB * 1e6
    orden = laboratorio.orden_de_lab("python", "raiz", 1)
    assert any(f"'websocket_max_message_size': {laboratorio.MENSAJE_MAXIMO}" in parte for parte in orden)
