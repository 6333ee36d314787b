"""Leer por bloques: archivos que cambian mientras se leen, discos que fallan y sonidos que no caben."""

import errno
import io
import os
import struct
import tracemalloc
from itertools import chain
from types import SimpleNamespace

import av
import numpy as np
import pytest
import soundfile
from formatos import SR, TODOS, escribir_todos, guardar_audio, melodia, wav
from hypothesis import given, settings
from hypothesis import strategies as st
from modelos_diminutos import clasificador_ast

from helpers.audio import Audio, cargar_audio, con_pyav, remuestrear
from helpers.audio import lectura as modulo_lectura
from helpers.audio import rutas as modulo_rutas
from helpers.audio import sonido as modulo_audio
from helpers.audio.integridad.defectos import ArchivoDefectuoso, Remiendo
from helpers.audio.lectura import leer_por_bloques
from helpers.audio.sonido import remuestrear_por_bloques
from helpers.audio.tramo import Tramo
from helpers.clasificacion import clasificar
from helpers.errores import ErrorDeAudio


@pytest.fixture(scope="module")
def muestras(tmp_path_factory):
    return escribir_todos(tmp_path_factory.mktemp("lectura"), melodia())


@pytest.fixture
def por_trozos(monkeypatch):
    """Bloques pequeños: que un archivo corto dé para varios."""
    monkeypatch.setattr(modulo_lectura, "MUESTRAS_POR_BLOQUE", 2000)


@pytest.fixture
def desde_el_disco(monkeypatch):
    """Ningún archivo es tan pequeño que se lea de una vez."""
    monkeypatch.setattr(modulo_rutas, "DE_UNA_VEZ", 0)


@pytest.mark.parametrize("extension", TODOS)
def test_da_lo_mismo_leerlo_de_una_vez_que_poco_a_poco(muestras, monkeypatch, extension):
    de_una_vez = cargar_audio(muestras[extension])
    monkeypatch.setattr(modulo_rutas, "DE_UNA_VEZ", 0)
    assert cargar_audio(muestras[extension]) == de_una_vez


# --- Lo que cambia mientras se lee ---


@pytest.mark.parametrize("extension", TODOS)
def test_un_archivo_pequeno_ya_abierto_se_lee_entero_aunque_se_corte(
    tmp_path, muestras, por_trozos, extension
):
    original = cargar_audio(muestras[extension])
    ruta = tmp_path / f"a.{extension}"
    ruta.write_bytes(muestras[extension].read_bytes())
    with leer_por_bloques(ruta) as lectura:
        os.truncate(ruta, 10)
        assert Audio(np.concatenate(list(lectura.bloques)), lectura.sr) == original


def test_un_disco_que_falla_al_leer_un_archivo_pequeno(muestras, monkeypatch):
    def fallar(*_):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(modulo_rutas, "BytesIO", fallar)
    with pytest.raises(ErrorDeAudio, match="El disco no ha podido leer") as info:
        cargar_audio(muestras["wav"])
    assert info.value.archivo == str(muestras["wav"])


@pytest.mark.parametrize("extension", ["wav", "flac", "aiff", "au", "caf", "w64", "rf64"])
def test_un_archivo_que_se_corta_mientras_se_lee(tmp_path, muestras, por_trozos, desde_el_disco, extension):
    ruta = tmp_path / f"a.{extension}"
    ruta.write_bytes(muestras[extension].read_bytes())
    with leer_por_bloques(ruta) as lectura:
        next(lectura.bloques)
        os.truncate(ruta, ruta.stat().st_size // 2)
        with pytest.raises(ErrorDeAudio, match="dañado o cortado") as info:
            list(lectura.bloques)
    assert info.value.archivo == str(ruta)


@pytest.mark.skipif(os.name != "posix", reason="en Windows no se puede sustituir un archivo abierto")
@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3", "m4a"])
def test_un_archivo_que_se_sustituye_o_se_borra_se_acaba_de_leer(
    tmp_path, muestras, por_trozos, desde_el_disco, extension
):
    original = cargar_audio(muestras[extension])
    for cambiar in (os.remove, lambda ruta: os.replace(tmp_path / "otro", ruta)):
        ruta = tmp_path / f"a.{extension}"
        ruta.write_bytes(muestras[extension].read_bytes())
        (tmp_path / "otro").write_bytes(b"otra cosa")
        with leer_por_bloques(ruta) as lectura:
            bloques = [next(lectura.bloques)]
            cambiar(ruta)
            bloques += lectura.bloques
        np.testing.assert_array_equal(np.concatenate(bloques), original.y)


def test_un_archivo_que_desaparece_entre_mirarlo_y_abrirlo(tmp_path, monkeypatch):
    monkeypatch.setattr(modulo_lectura, "comprobar_ruta", lambda ruta: ruta)
    with pytest.raises(ErrorDeAudio, match="No existe ese archivo"):
        cargar_audio(tmp_path / "voz.wav")


class DiscoQueFalla:
    """Un archivo abierto que deja de poder leerse a partir de un byte."""

    def __init__(self, binario, hasta):
        self.binario, self.hasta = binario, hasta

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.binario.close()

    def seek(self, *donde):
        return self.binario.seek(*donde)

    def read(self, cuantos=-1):
        if self.binario.tell() + max(0, cuantos) > self.hasta:
            raise OSError(errno.EIO, "Input/output error")
        return self.binario.read(cuantos)


@pytest.mark.parametrize("hasta", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("extension", TODOS)
def test_un_disco_que_falla_al_leer(muestras, monkeypatch, capfd, extension, hasta):
    ruta = muestras[extension]
    limite = int(hasta * ruta.stat().st_size)
    monkeypatch.setattr(modulo_lectura, "abrir", lambda ruta: DiscoQueFalla(ruta.open("rb"), limite))
    with pytest.raises(ErrorDeAudio, match="El disco no ha podido leer") as info:
        cargar_audio(ruta)
    assert info.value.archivo == str(ruta)
    assert capfd.readouterr() == ("", "")


def test_un_error_de_quien_lee_no_se_toma_por_uno_del_archivo(muestras):
    def leer_y_fallar():
        with leer_por_bloques(muestras["wav"]) as lectura:
            next(lectura.bloques)
            raise OSError("mío")

    with pytest.raises(OSError, match="mío"):
        leer_y_fallar()


# --- Lo que no cabe ---


def hueco(ruta, cabecera, cuantos):
    """Escribe una cabecera y detrás un agujero: un archivo enorme que no ocupa disco."""
    ruta.write_bytes(cabecera)
    os.truncate(ruta, len(cabecera) + cuantos)
    return ruta


def wav_de(ruta, segundos, sr):
    return hueco(ruta, wav(b"", sr=sr, tamano=2 * segundos * sr), 2 * segundos * sr)


def rf64_de(ruta, gigas):
    soundfile.write(ruta, np.zeros(1), SR, format="RF64")
    datos = bytearray(ruta.read_bytes()[:-2])
    datos[28:36] = struct.pack("<Q", gigas * 2**30)
    return hueco(ruta, bytes(datos), gigas * 2**30)


def test_dos_horas_a_48_khz_no_caben_y_se_dice_como_si(tmp_path):
    ruta = wav_de(tmp_path / "clase.wav", 7200, 48_000)
    with pytest.raises(ErrorDeAudio, match="demasiado largo: 2\xa0h 0\xa0min a 48\xa0000") as info:
        cargar_audio(ruta)
    assert info.value.archivo == str(ruta)
    assert "cargar_audio(ruta, sr=16000)" in info.value.que_hacer


def test_lo_que_ni_a_16_khz_cabe_no_se_ofrece(tmp_path):
    ruta = rf64_de(tmp_path / "dia.wav", 5)
    for sr in (None, 16_000):
        with pytest.raises(ErrorDeAudio, match="demasiado largo") as info:
            cargar_audio(ruta, sr=sr)
        assert "16000" not in info.value.que_hacer
        assert "corta antes" in info.value.que_hacer


def test_dos_horas_en_silencio_se_oyen_hasta_el_final_y_se_dice(tmp_path):
    ruta = wav_de(tmp_path / "silencio.wav", 7200, 1000)
    with pytest.raises(ErrorDeAudio, match="silencio digital") as info:
        clasificar(clasificador_ast(), ruta)
    assert info.value.archivo == str(ruta)


def test_lo_que_cabe_remuestreado_se_carga_remuestreado(tmp_path, monkeypatch):
    monkeypatch.setattr(modulo_audio, "MAXIMO_DE_MUESTRAS", 50_000)
    monkeypatch.setattr(modulo_lectura, "MUESTRAS_POR_BLOQUE", 10_007)
    y = np.random.default_rng(0).uniform(-0.5, 0.5, 120_000)
    soundfile.write(tmp_path / "a.wav", y, 48_000, subtype="FLOAT")
    with pytest.raises(ErrorDeAudio, match="sr=16000"):
        cargar_audio(tmp_path / "a.wav")
    audio = cargar_audio(tmp_path / "a.wav", sr=16_000)
    monkeypatch.undo()
    assert audio == remuestrear(Audio(y, 48_000), 16_000)


def test_el_limite_se_aplica_a_lo_que_sale_y_no_a_lo_que_entra(tmp_path, monkeypatch):
    monkeypatch.setattr(modulo_audio, "MAXIMO_DE_MUESTRAS", 4 * SR)
    guardar_audio(melodia(), tmp_path / "a.wav")
    assert len(cargar_audio(tmp_path / "a.wav").y) == 3 * SR
    with pytest.raises(ErrorDeAudio, match="demasiado largo"):
        cargar_audio(tmp_path / "a.wav", sr=48_000)


def test_remuestrear_al_leer_no_guarda_lo_leido(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.resize(melodia().y, 12 * 2**20), 48_000)
    tracemalloc.start()
    cargar_audio(tmp_path / "a.wav", sr=4000)
    _, pico = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pico < 24 * 2**20  # entero, a 48 kHz, serían 48 MiB; un bloque son 4 y el resultado, otros 4


# --- Por bloques, lo mismo que de una vez ---


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 40_000),
    st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    st.sampled_from([8000, 11_025, 44_100, 48_000, 96_000, 768_000]),
    st.sampled_from([1000, 16_000, 22_050]),
)
def test_remuestrear_por_bloques_da_las_mismas_muestras(n, cortes, sr, sr_nueva):
    y = np.random.default_rng(n).uniform(-1, 1, n).astype(np.float32)
    posiciones = np.cumsum(cortes)
    bloques = np.split(y, posiciones[posiciones < n])
    por_bloques = np.concatenate(list(remuestrear_por_bloques(bloques, sr, sr_nueva)))
    assert Audio(por_bloques, sr_nueva) == remuestrear(Audio(y, sr), sr_nueva)


@pytest.mark.parametrize("extension", TODOS)
@pytest.mark.parametrize("sr", [8000, 22_050])
def test_cargar_remuestreado_es_cargar_y_remuestrear(muestras, extension, sr):
    assert cargar_audio(muestras[extension], sr) == remuestrear(cargar_audio(muestras[extension]), sr)


@pytest.mark.parametrize("bits", [8, 16, 24])
@pytest.mark.parametrize("canales", [1, 2, 5])
def test_un_flac_se_lee_como_en_soundfile_y_cuadra_su_resumen(tmp_path, bits, canales):
    y = np.random.default_rng(bits).uniform(-1, 1, (9000, canales))
    subtipo = {8: "PCM_S8", 16: "PCM_16", 24: "PCM_24"}[bits]
    soundfile.write(tmp_path / "a.flac", y, SR, subtype=subtipo)
    esperado = soundfile.read(tmp_path / "a.flac", dtype="float32", always_2d=True)[0].mean(axis=1)
    np.testing.assert_array_equal(cargar_audio(tmp_path / "a.flac").y, esperado)


# --- El trozo de archivo que ven las bibliotecas ---


@settings(deadline=None)
@given(
    st.binary(max_size=40),
    st.integers(0, 50),
    st.one_of(st.none(), st.integers(0, 50)),
    st.lists(st.tuples(st.sampled_from(["leer", "llenar", 0, 1, 2]), st.integers(-5, 50)), max_size=12),
)
def test_un_tramo_se_lee_como_un_archivo_con_solo_esos_bytes(tmp_path_factory, datos, inicio, fin, pasos):
    tramo = Tramo(io.BytesIO(datos), inicio, fin)
    espejo = io.BytesIO(datos[inicio : max(inicio, fin) if fin is not None else None])
    for paso, valor in pasos:
        if paso == "leer":
            assert tramo.read(valor) == espejo.read(valor)
        elif paso == "llenar":
            uno, otro = bytearray(abs(valor)), bytearray(abs(valor))
            assert tramo.readinto(uno) == espejo.readinto(otro)
            assert uno == otro
        else:
            destino = valor + (0, espejo.tell(), len(espejo.getvalue()))[paso]
            assert tramo.seek(valor, paso) == espejo.seek(max(0, destino))
        assert tramo.tell() == espejo.tell()


@settings(deadline=None)
@given(
    st.binary(min_size=1, max_size=40),
    st.integers(0, 39),
    st.binary(min_size=1, max_size=9),
    st.lists(st.integers(0, 12), max_size=8),
)
def test_un_tramo_remendado_se_lee_como_si_estuviera_escrito(datos, donde, nuevos, lecturas):
    nuevos = nuevos[: max(0, len(datos) - donde)]
    escrito = datos[:donde] + nuevos + datos[donde + len(nuevos) :] if nuevos else datos
    tramo = Tramo(io.BytesIO(datos), remiendo=Remiendo(donde, nuevos))
    espejo = io.BytesIO(escrito)
    for cuantos in lecturas:
        assert tramo.read(cuantos) == espejo.read(cuantos)
    tramo.seek(0)
    assert tramo.read() == escrito


def test_un_tramo_no_falla_por_buscar_donde_no_se_puede(tmp_path):
    (tmp_path / "a").write_bytes(b"hola")
    with (tmp_path / "a").open("rb") as binario:
        tramo = Tramo(binario)
        for lejos in (2**62, 2**63, 2**80):
            tramo.seek(lejos)
            assert tramo.read(10) == b""
        tramo.seek(0)
        assert tramo.read() == b"hola"


# --- Lo que entrega PyAV ---


def cuadros(cuantos, sr=SR):
    for _ in range(cuantos):
        cuadro = av.AudioFrame.from_ndarray(np.zeros((1, 1600), np.int16), format="s16", layout="mono")
        cuadro.sample_rate = sr
        yield cuadro


class PistaDePega:
    """Una pista que da un número de paquetes de una décima de segundo, y el vacío con que se acaba."""

    def __init__(self, paquetes):
        self.codec_context = SimpleNamespace(frame_size=1600, sample_rate=SR)
        self._paquetes = [SimpleNamespace(size=100)] * paquetes + [SimpleNamespace(size=0)]

    def demux(self, _):
        return iter(self._paquetes)


def test_si_salen_menos_paquetes_de_los_que_tiene_se_dice():
    pista = PistaDePega(17)
    assert len(list(con_pyav._paquetes(pista, pista, 17))) == 17
    assert len(list(con_pyav._paquetes(pista, pista, None))) == 17
    with pytest.raises(ArchivoDefectuoso, match="dice durar 1,8\xa0s y solo se leen 1,7\xa0s"):
        list(con_pyav._paquetes(pista, pista, 18))


def test_una_frecuencia_que_cambia_a_mitad_se_dice():
    with pytest.raises(ArchivoDefectuoso, match="cambia a mitad"):
        list(con_pyav._bloques(chain(cuadros(2), cuadros(2, 8000)), SR))
