"""Cada formato, de ida y de vuelta; y cada archivo roto, con un error que se entiende."""

import contextlib
import io
import re
import subprocess
import sys

import av
import numpy as np
import pytest
import soundfile
from formatos import (
    CON_PYAV,
    CON_SOUNDFILE,
    SIN_DURACION,
    SR,
    TODOS,
    escribir_con_pyav,
    escribir_todos,
    guardar_audio,
    melodia,
    sin_cabecera_xing,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.audio import Audio, cargar_audio
from helpers.audio import sonido as modulo_audio
from helpers.audio.integridad import flac
from helpers.audio.integridad.defectos import VARIAS_GRABACIONES
from helpers.audio.integridad.tramas import localizar_mp3
from helpers.audio.lectura import leer_por_bloques
from helpers.errores import ErrorDeAudio


@pytest.fixture(scope="module")
def muestras(tmp_path_factory):
    """Un archivo correcto de cada formato: {extensión: ruta}."""
    return escribir_todos(tmp_path_factory.mktemp("formatos"), melodia())


def error_al_cargar(ruta):
    with pytest.raises(ErrorDeAudio) as info:
        cargar_audio(ruta)
    assert info.value.que_hacer
    return str(info.value)


# --- De ida y de vuelta ---


@pytest.mark.parametrize("extension", TODOS)
def test_cada_formato_vuelve_con_la_misma_melodia(muestras, extension):
    original, leido = melodia(), cargar_audio(muestras[extension], sr=SR)
    n = min(len(original.y), len(leido.y))
    desfase = modulo_audio.alinear(original, leido)[1]
    assert abs(leido.duracion - original.duracion) < 0.1
    assert abs(desfase) < 0.06
    alineado = modulo_audio.alinear(original, leido)[0]
    parecido = np.corrcoef(original.y[: n - 1000], alineado.y[: n - 1000])[0, 1]
    assert parecido > (0.9 if extension in ("amr", "3gp") else 0.98)


@pytest.mark.parametrize("extension", ["wav", "flac"])
@settings(deadline=None, max_examples=50)
@given(hnp.arrays(np.int16, st.integers(1, 3000)), st.sampled_from([8000, 16_000, 22_050, 44_100, 96_000]))
def test_sin_perdida_guarda_y_lee_los_mismos_16_bits(tmp_path_factory, extension, enteros, sr):
    ruta = tmp_path_factory.mktemp("ida") / f"a.{extension}"
    audio = Audio(enteros / np.float32(32_768), sr)
    guardar_audio(audio, ruta)
    assert cargar_audio(ruta) == audio
    np.testing.assert_array_equal(soundfile.read(ruta, dtype="int16")[0], enteros)


@pytest.mark.parametrize("extension", CON_SOUNDFILE)
def test_lee_lo_mismo_que_soundfile(muestras, extension):
    y, sr = soundfile.read(muestras[extension], dtype="float32")
    leido = cargar_audio(muestras[extension])
    assert leido.sr == sr
    np.testing.assert_allclose(leido.y, y, atol=1e-5)


@pytest.mark.parametrize("extension", TODOS)
def test_leer_por_bloques_da_lo_mismo_que_de_una_vez(muestras, extension, monkeypatch):
    entero = cargar_audio(muestras[extension])
    monkeypatch.setattr("helpers.audio.lectura.MUESTRAS_POR_BLOQUE", 5000)
    with leer_por_bloques(muestras[extension]) as lectura:
        bloques = list(lectura.bloques)
    assert len(bloques) > 5
    np.testing.assert_array_equal(np.concatenate(bloques), entero.y)


@pytest.mark.parametrize(
    ("extension", "canales"), [("wav", 2), ("wav", 6), ("flac", 2), ("flac", 6), ("ogg", 2), ("mp3", 2)]
)
def test_los_canales_se_promedian(tmp_path, extension, canales):
    pesos = np.linspace(1, 0, canales)
    soundfile.write(tmp_path / f"a.{extension}", melodia().y[:, None] * pesos, SR)
    leido = cargar_audio(tmp_path / f"a.{extension}")
    tolerancia = 1e-4 if extension in ("wav", "flac") else 0.03
    np.testing.assert_allclose(leido.y, melodia().y / 2, atol=tolerancia)


@pytest.mark.parametrize("extension", ["m4a", "webm"])
def test_los_canales_de_una_nota_de_voz_se_promedian(tmp_path, muestras, extension):
    ruta = tmp_path / f"dos.{extension}"
    escribir_con_pyav(ruta, melodia(), *CON_PYAV[extension], canales=2)
    mono, estereo = cargar_audio(muestras[extension]), cargar_audio(ruta)
    np.testing.assert_allclose(estereo.y, mono.y[: len(estereo.y)], atol=0.05)


@pytest.mark.parametrize(("formato", "dtype"), [("u8", "u1"), ("s16p", "i2"), ("s32", "i4"), ("dbl", "f8")])
def test_pyav_escala_cada_tipo_de_muestra(formato, dtype):
    from helpers.audio.con_pyav import a_decimales

    escala, centro = {"u1": (128, 128), "i2": (2**15, 0), "i4": (2**31, 0), "f8": (1, 0)}[dtype]
    canales = np.array([[0.5, -0.5, 0.25], [0.0, -1.0, -0.25]])
    crudas = (canales * escala + centro).astype(dtype)
    if not formato.endswith("p"):
        crudas = crudas.T.reshape(1, -1)
    cuadro = av.AudioFrame.from_ndarray(crudas, format=formato, layout="stereo")
    np.testing.assert_allclose(a_decimales(cuadro).mean(axis=1), [0.25, -0.75, 0.0])


def test_lo_que_un_codec_saca_de_la_escala_completa_se_conserva(tmp_path):
    cuadrada = 0.999 * np.sign(np.sin(2 * np.pi * 220 * np.arange(SR) / SR) + 1e-9)
    soundfile.write(tmp_path / "a.ogg", cuadrada, SR)
    assert 1 < np.abs(cargar_audio(tmp_path / "a.ogg").y).max() < 2


def test_se_reconoce_por_el_contenido_y_no_por_el_nombre(tmp_path, muestras):
    for extension in ("mp3", "m4a", "flac"):
        disfrazado = tmp_path / "nota de voz ñ.wav"
        disfrazado.write_bytes(muestras[extension].read_bytes())
        assert cargar_audio(disfrazado) == cargar_audio(muestras[extension])


def test_admite_texto_y_path(muestras):
    assert cargar_audio(str(muestras["wav"])) == cargar_audio(muestras["wav"])


def test_nada_se_escribe_en_la_consola_ni_con_archivos_rotos(tmp_path, muestras):
    for extension in TODOS:
        datos = bytearray(muestras[extension].read_bytes())
        datos[len(datos) // 2 : len(datos) // 2 + 200] = bytes(200)
        (tmp_path / f"roto.{extension}").write_bytes(datos[:-100])
    codigo = (
        "import sys, pathlib\n"
        "from helpers.audio import cargar_audio\n"
        "from helpers.errores import ErrorDeAudio\n"
        "for ruta in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: cargar_audio(ruta)\n"
        "    except ErrorDeAudio: pass\n"
    )
    orden = [sys.executable, "-W", "error", "-c", codigo, str(tmp_path)]
    hecho = subprocess.run(orden, capture_output=True, text=True, check=True)
    assert hecho.stdout + hecho.stderr == ""


# --- Archivos que no sirven ---


@pytest.mark.parametrize("sr", [0, -1, 16_000.0, "16000"])
def test_una_frecuencia_imposible_se_dice_antes_de_leer(sr):
    with pytest.raises(ErrorDeAudio, match="entero positivo"):
        cargar_audio("no_existe.wav", sr)


MARCAS = re.compile(  # donde empieza un trozo, una página, una caja, un grupo o una trama
    rb"OggS|fmt |data|ds64|COMM|SSND|desc|ftyp|moov|mdat|trak|stbl|\x1f\x43\xb6\x75|\xff[\xf1\xf3\xf8]"
)
MUESTRAS_POR_TRAMA = {"amr": 160, "aac": 1024}


def cortes(datos):
    """Todos los bytes de la cabecera y del final, unos cuantos de en medio y alrededor de cada marca."""
    n = len(datos)
    marcas = [hallada.start() for hallada in MARCAS.finditer(datos)][:40]
    sitios = {*range(1, 48), *range(n - 12, n), *(n * k // 40 for k in range(1, 40))}
    return sorted(sitios | {m + d for m in marcas for d in (-4, -1, 0, 1, 4, 8) if 0 < m + d < n})


@pytest.mark.parametrize("extension", TODOS)
def test_un_archivo_cortado_es_un_error_se_corte_por_donde_se_corte(tmp_path, muestras, extension):
    datos, entero = muestras[extension].read_bytes(), len(cargar_audio(muestras[extension]).y)
    ruta = tmp_path / f"a.{extension}"
    leidos = {}
    for corte in cortes(datos):
        ruta.write_bytes(datos[:corte])
        with contextlib.suppress(ErrorDeAudio):
            leidos[corte] = len(cargar_audio(ruta).y)
    if extension in MUESTRAS_POR_TRAMA:  # no dicen cuánto duran: justo entre dos tramas no se nota
        assert len(leidos) == len(set(leidos.values())) > 0
        assert all(n < entero and n % MUESTRAS_POR_TRAMA[extension] == 0 for n in leidos.values())
    else:
        assert leidos == {}


@settings(deadline=None)
@given(posicion=st.floats(0, 0.9999), cambio=st.integers(1, 255))
@pytest.mark.parametrize("extension", ["ogg", "opus", "flac"])
def test_un_solo_byte_cambiado_en_un_formato_con_sumas_se_nota(
    tmp_path_factory, muestras, extension, posicion, cambio
):
    datos = bytearray(muestras[extension].read_bytes())
    if extension == "flac":  # la cabecera no lleva suma: de ahí en adelante
        posicion = 0.2 + 0.7 * posicion
    datos[int(posicion * len(datos))] ^= cambio
    ruta = tmp_path_factory.mktemp("byte") / f"a.{extension}"
    ruta.write_bytes(datos)
    assert "Qué hacer" in error_al_cargar(ruta)


def test_la_basura_entre_paginas_ogg_es_un_dano_y_al_final_no_estorba(tmp_path, muestras):
    datos = muestras["opus"].read_bytes()
    ultima = datos.rindex(b"OggS")
    (tmp_path / "a.opus").write_bytes(datos + bytes(200))
    assert cargar_audio(tmp_path / "a.opus") == cargar_audio(muestras["opus"])
    for danado, dice in (
        (datos[:ultima] + bytes(30) + datos[ultima:], "dañado"),
        (datos[: ultima + 10], "le faltan 17 bytes"),
        (datos[: ultima + 27], "le faltan"),
    ):
        (tmp_path / "a.opus").write_bytes(danado)
        assert dice in error_al_cargar(tmp_path / "a.opus")


@pytest.mark.parametrize("sobra", range(9))
def test_dos_flac_pegados_se_notan_aunque_la_union_caiga_entre_dos_bloques(muestras, monkeypatch, sobra):
    datos = muestras["flac"].read_bytes()
    monkeypatch.setattr(flac, "BLOQUE", len(datos) - 4 + sobra)
    assert flac.revisar_flac(io.BytesIO(datos + datos)) is VARIAS_GRABACIONES
    assert flac.revisar_flac(io.BytesIO(datos)) is None


def test_un_mp3_sin_cabecera_no_promete_nada_y_da_sus_tramas_enteras(tmp_path, muestras):
    datos = sin_cabecera_xing(muestras["mp3"].read_bytes())
    inicios = [hallada.start() for hallada in re.finditer(rb"\xff\xf3[\x10-\xe8][\xc0-\xcf]", datos)]
    (tmp_path / "a.mp3").write_bytes(datos[: inicios[20]])
    assert len(cargar_audio(tmp_path / "a.mp3").y) == 20 * 576  # muestras por trama a 16 kHz
    (tmp_path / "a.mp3").write_bytes(datos[: inicios[21] - 20])
    assert "le faltan 20 bytes" in error_al_cargar(tmp_path / "a.mp3")


def test_un_mp3_dura_las_tramas_que_dice_su_indice(muestras):
    datos = muestras["mp3"].read_bytes()
    marca = max(datos.find(b"Xing"), datos.find(b"Info"))
    tramas = int.from_bytes(datos[marca + 8 : marca + 12], "big")
    mp3 = localizar_mp3(io.BytesIO(b"basura" * 100 + datos + bytes(100)))
    assert mp3 == (600, 600 + len(datos), tramas, None)


def test_un_mp3_de_tasa_variable_sin_cabecera_no_se_toma_por_cortado(tmp_path):
    y = np.concatenate([np.zeros(SR), np.random.default_rng(0).uniform(-0.5, 0.5, 10 * SR)])
    memoria = io.BytesIO()
    soundfile.write(memoria, y, SR, format="MP3", bitrate_mode="VARIABLE")
    (tmp_path / "a.mp3").write_bytes(sin_cabecera_xing(memoria.getvalue()))
    assert cargar_audio(tmp_path / "a.mp3").duracion == pytest.approx(11, abs=0.2)


def test_un_amr_de_tasa_variable_no_se_toma_por_cortado(tmp_path):
    trozos = []
    for tasa in (4750, 12_200):
        escribir_con_pyav(tmp_path / "a.amr", melodia(), *CON_PYAV["amr"], tasa=tasa)
        trozos.append((tmp_path / "a.amr").read_bytes())
    (tmp_path / "a.amr").write_bytes(trozos[0] + trozos[1].removeprefix(b"#!AMR\n"))
    assert cargar_audio(tmp_path / "a.amr").duracion == pytest.approx(6, abs=0.1)


def test_un_amr_cortado_entre_paquetes_da_lo_que_tiene(tmp_path, muestras):
    datos = muestras["amr"].read_bytes()
    paquete = 32  # 12,2 kbit/s, 20 ms
    (tmp_path / "a.amr").write_bytes(datos[: 6 + 50 * paquete])
    assert cargar_audio(tmp_path / "a.amr").duracion == pytest.approx(1.0)
    (tmp_path / "a.amr").write_bytes(datos[: 6 + 50 * paquete + 10])
    assert "le faltan 22 bytes" in error_al_cargar(tmp_path / "a.amr")


@pytest.mark.parametrize("extension", [e for e in TODOS if e not in SIN_DURACION])
def test_lo_que_no_cabe_se_rechaza_al_abrir(muestras, extension, monkeypatch):
    def no_deberia_leerse(*_):
        raise AssertionError("se ha empezado a leer")

    monkeypatch.setattr(modulo_audio, "MAXIMO_DE_MUESTRAS", 5000)
    monkeypatch.setattr(modulo_audio, "_juntar", no_deberia_leerse)
    assert "demasiado largo" in error_al_cargar(muestras[extension])


@pytest.mark.parametrize("extension", SIN_DURACION)
def test_lo_que_no_dice_cuanto_dura_se_deja_de_leer_al_pasarse(muestras, monkeypatch, extension):
    monkeypatch.setattr(modulo_audio, "MAXIMO_DE_MUESTRAS", 5000)
    with leer_por_bloques(muestras[extension]) as lectura:
        assert lectura.muestras is None
        with pytest.raises(ErrorDeAudio, match="demasiado largo"):
            modulo_audio._juntar(lectura.bloques, lectura.sr, muestras[extension])
        assert next(lectura.bloques, None) is not None


@pytest.mark.parametrize("extension", ["wav", "webm"])
def test_con_el_archivo_ya_cerrado_no_hay_mas_bloques(muestras, extension):
    with leer_por_bloques(muestras[extension]) as lectura:
        pass
    assert next(lectura.bloques, None) is None
