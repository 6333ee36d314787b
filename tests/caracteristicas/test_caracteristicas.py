"""Características de un conjunto: los valores de librosa, una caché que no miente y errores con nombre."""

import os
import subprocess
import sys
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
from formatos import guardar_audio
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.audio import Audio, cargar_audio
from helpers.cache import VARIABLE
from helpers.caracteristicas import LogMel, Mfcc, extraer
from helpers.caracteristicas import extraccion as caracteristicas
from helpers.datos import AUDIO
from helpers.errores import ErrorDeDatos

RAIZ = Path(__file__).resolve().parents[2]
MFCC = Mfcc(sr=16_000)
VOZ, CAMPANA = AUDIO / "habla_orden.flac", AUDIO / "campana.flac"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Una caché nueva para cada prueba; devuelve su carpeta."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def sin_calcular(monkeypatch):
    """Devuelve una función que, desde que se llama, prohíbe calcular nada."""

    def prohibir():
        def calcular(*_):
            raise AssertionError("esto tenía que estar en la caché")

        monkeypatch.setattr(LogMel, "calcular", calcular)
        monkeypatch.setattr(Mfcc, "calcular", calcular)

    return prohibir


@pytest.fixture
def sonidos(tmp_path):
    """Tres archivos: dos clips y uno que no es sonido."""
    for nombre, semilla in (("a.wav", 0), ("b.flac", 1)):
        y = 0.1 * np.random.default_rng(semilla).standard_normal(8000 + 500 * semilla)
        guardar_audio(Audio(y, 16_000), tmp_path / nombre)
    (tmp_path / "roto.wav").write_bytes(b"RIFF y poco mas")
    return {nombre: tmp_path / nombre for nombre in ("a.wav", "b.flac", "roto.wav")}


def guardados(cache):
    return sorted(ruta for ruta in cache.rglob("*") if ruta.is_file())


def con_librosa(y, receta):
    banco = {n: getattr(receta, n) for n in ("sr", "n_fft", "hop_length", "n_mels", "fmin", "fmax")}
    if isinstance(receta, Mfcc):
        return librosa.feature.mfcc(y=y, n_mfcc=receta.n_mfcc, **banco)
    return librosa.power_to_db(librosa.feature.melspectrogram(y=y, **banco))


# --- Los valores ---


@pytest.mark.parametrize(
    "receta",
    [
        Mfcc(sr=22_050),
        Mfcc(sr=16_000, n_mfcc=13, n_fft=512, hop_length=160, n_mels=40),
        Mfcc(sr=8000, n_mfcc=40, n_mels=40, n_fft=1024, hop_length=100, fmin=50.0, fmax=3800.0),
        LogMel(sr=22_050),
        LogMel(sr=16_000, n_fft=400, hop_length=160, n_mels=32),
    ],
)
def test_los_valores_son_los_de_librosa(receta):
    for ruta, nuestros in zip((VOZ, CAMPANA), extraer([VOZ, CAMPANA], receta), strict=True):
        y, sr = soundfile.read(ruta, dtype="float32")  # lo que hace librosa.load
        esperados = con_librosa(librosa.resample(y, orig_sr=sr, target_sr=receta.sr), receta)
        assert nuestros.dtype == np.float32
        np.testing.assert_allclose(nuestros, esperados, rtol=1e-4, atol=3e-4)


@settings(max_examples=20, deadline=None)
@given(st.integers(2048, 30_000), st.floats(1e-4, 1.0))
def test_los_valores_son_los_de_librosa_con_cualquier_longitud_y_nivel(muestras, amplitud):
    y = (amplitud * np.random.default_rng(muestras).uniform(-1, 1, muestras)).astype(np.float32)
    nuestros = MFCC.calcular(Audio(y, 16_000))
    np.testing.assert_allclose(nuestros, con_librosa(y, MFCC), rtol=1e-4, atol=3e-4)


def test_el_silencio_y_lo_cortisimo_tienen_sus_valores():
    silencio, corto = extraer([Audio(np.zeros(16_000), 16_000), Audio([0.5], 16_000)], MFCC)
    np.testing.assert_allclose(silencio, con_librosa(np.zeros(16_000, np.float32), MFCC), atol=1e-3)
    assert corto.shape == (20, 1)
    assert np.isfinite(corto).all()


def test_van_en_su_orden_y_un_audio_vale_igual_que_su_archivo(sonidos):
    rutas = [sonidos["a.wav"], sonidos["b.flac"]] * 5
    resultados = extraer(iter(rutas), MFCC)
    for ruta, resultado in zip(rutas, resultados, strict=True):
        np.testing.assert_array_equal(resultado, extraer([cargar_audio(ruta)], MFCC)[0])
    assert extraer([], MFCC) == []


def test_se_remuestrea_a_la_frecuencia_de_la_receta():
    (de_archivo,) = extraer([CAMPANA], MFCC)
    (de_audio,) = extraer([cargar_audio(CAMPANA)], MFCC)
    np.testing.assert_allclose(de_archivo, de_audio, atol=1e-3)


# --- La caché ---


def test_la_segunda_vez_no_se_calcula(cache, sonidos, sin_calcular):
    rutas = [sonidos["a.wav"], sonidos["b.flac"]]
    primera = extraer(rutas, MFCC)
    assert len(guardados(cache)) == 2
    sin_calcular()
    for antes, ahora in zip(primera, extraer(rutas, MFCC), strict=True):
        np.testing.assert_array_equal(antes, ahora)
        ahora[:] = 0  # lo devuelto se puede modificar sin estropear lo guardado
    np.testing.assert_array_equal(extraer(rutas, MFCC)[0], primera[0])


def test_cuenta_el_contenido_y_no_el_nombre(sonidos, sin_calcular):
    (antes,) = extraer([sonidos["a.wav"]], MFCC)
    otra = sonidos["a.wav"].with_name("otro nombre.wav")
    sonidos["a.wav"].rename(otra)
    sin_calcular()
    np.testing.assert_array_equal(extraer([otra], MFCC)[0], antes)


def test_si_cambia_el_contenido_se_calcula_otra_vez(sonidos):
    (antes,) = extraer([sonidos["a.wav"]], MFCC)
    sonidos["a.wav"].write_bytes(sonidos["a.wav"].read_bytes()[:-1000] + bytes(1000))
    assert not np.array_equal(extraer([sonidos["a.wav"]], MFCC)[0], antes)


@pytest.mark.parametrize(
    "otra",
    [
        Mfcc(sr=16_000, n_mfcc=13),
        Mfcc(sr=16_000, hop_length=256),
        Mfcc(sr=16_000, fmin=20.0),
        Mfcc(sr=8000),
        LogMel(sr=16_000),
    ],
)
def test_si_cambia_un_parametro_se_calcula_otra_vez(cache, sonidos, otra):
    extraer([sonidos["a.wav"]], MFCC)
    (resultado,) = extraer([sonidos["a.wav"]], otra)
    np.testing.assert_array_equal(resultado, otra.calcular(cargar_audio(sonidos["a.wav"], sr=otra.sr)))
    assert len(guardados(cache)) == 2


@pytest.mark.parametrize(
    "estropear",
    [
        lambda datos: b"",
        lambda datos: datos[:40],
        lambda datos: datos[:-1],
        lambda datos: datos[:200] + bytes([datos[200] ^ 1]) + datos[201:],
        lambda datos: b"otra cosa" * 100,
    ],
)
def test_lo_guardado_que_se_estropea_se_calcula_y_se_guarda_otra_vez(cache, sonidos, estropear):
    (bueno,) = extraer([sonidos["a.wav"]], MFCC)
    (archivo,) = guardados(cache)
    entero = archivo.read_bytes()
    archivo.write_bytes(estropear(entero))
    np.testing.assert_array_equal(extraer([sonidos["a.wav"]], MFCC)[0], bueno)
    assert archivo.read_bytes() == entero


def test_sin_poder_escribir_en_la_cache_se_calcula_igual(tmp_path, monkeypatch, sonidos):
    (tmp_path / "ocupado").write_text("esto es un archivo", encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "ocupado"))
    assert extraer([sonidos["a.wav"]], MFCC)[0].shape == (20, 16)


def test_si_el_disco_se_llena_a_la_mitad_no_queda_nada_a_medias(cache, sonidos, monkeypatch):
    def sin_sitio(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpers.caracteristicas.guardadas.os.replace", sin_sitio)
    assert extraer([sonidos["a.wav"]], MFCC)[0].shape == (20, 16)
    assert guardados(cache) == []


def test_dos_procesos_a_la_vez_no_se_estorban(cache, sonidos):
    codigo = (
        "import sys; from helpers.caracteristicas import Mfcc, extraer; "
        "print(sum(float(x.sum()) for _ in range(20) for x in extraer(sys.argv[1:], Mfcc(sr=16_000))))"
    )
    rutas = [str(sonidos["a.wav"]), str(sonidos["b.flac"])] * 3
    procesos = [
        subprocess.Popen([sys.executable, "-c", codigo, *rutas], stdout=subprocess.PIPE, text=True, cwd=RAIZ)
        for _ in range(2)
    ]
    sumas = {proceso.communicate(timeout=120)[0] for proceso in procesos}
    assert len(sumas) == 1
    assert len(guardados(cache)) == 2


def test_los_hilos_no_se_pisan_ni_dejan_nada_para_el_siguiente(monkeypatch):
    monkeypatch.setattr(caracteristicas, "_nucleos", lambda: 4)
    azar = np.random.default_rng(7)
    audios = [Audio(azar.uniform(-1, 1, azar.integers(3000, 90_000)), 16_000) for _ in range(40)]
    for receta in (MFCC, LogMel(sr=16_000, n_fft=1024, n_mels=40), MFCC):
        for audio, obtenido in zip(audios, extraer(audios, receta), strict=True):
            np.testing.assert_array_equal(obtenido, receta.calcular(audio))


# --- Lo que no vale ---


def test_un_archivo_roto_se_dice_por_su_nombre_y_lo_demas_queda_hecho(cache, sonidos):
    with pytest.raises(ErrorDeDatos, match="De 3 sonidos, 1 no se puede usar") as error:
        extraer(sonidos.values(), MFCC)
    assert error.value.archivo.endswith("roto.wav")
    assert len(guardados(cache)) == 2


def test_si_fallan_varios_se_nombran(sonidos, tmp_path):
    rutas = [*sonidos.values(), tmp_path / "falta.wav", tmp_path]
    with pytest.raises(ErrorDeDatos, match="De 5 sonidos, 3 no se pueden usar") as error:
        extraer(rutas, MFCC)
    assert f"También fallan falta.wav, {tmp_path.name}." in str(error.value)


@pytest.mark.parametrize(
    ("sonidos_malos", "receta", "dice"),
    [
        (VOZ, MFCC, "ha llegado uno"),
        (str(VOZ), MFCC, "ha llegado uno"),
        (Audio([0.1], 8000), MFCC, "ha llegado uno"),
        ([VOZ], Mfcc, "tiene que ser Mfcc, LogMel o un codificador"),
        ([VOZ], {"n_mfcc": 13}, "tiene que ser Mfcc, LogMel o un codificador"),
    ],
)
def test_lo_que_no_vale_se_explica(sonidos_malos, receta, dice):
    with pytest.raises(ErrorDeDatos, match=dice):
        extraer(sonidos_malos, receta)


@pytest.mark.parametrize(
    ("parametros", "dice"),
    [
        ({"sr": 0}, "sr es un número entero"),
        ({"sr": 16_000.0}, "sr es un número entero"),
        ({"sr": 16_000, "hop_length": -1}, "hop_length es un número entero"),
        ({"sr": 16_000, "n_mfcc": 0}, "n_mfcc es un número entero"),
        ({"sr": 16_000, "n_mfcc": True}, "n_mfcc es un número entero"),
        ({"sr": 16_000, "n_mels": 20, "n_mfcc": 21}, "De 20 bandas no salen 21"),
        ({"sr": 16_000, "fmax": 9000.0}, "no pueden ir de"),
        ({"sr": 16_000, "fmin": -1.0}, "no pueden ir de"),
        ({"sr": 16_000, "n_fft": 256}, "se quedan vacías"),
    ],
)
def test_los_parametros_imposibles_se_explican(parametros, dice):
    with pytest.raises(ErrorDeDatos, match=dice):
        Mfcc(**parametros)


def test_usa_los_nucleos_que_hay(monkeypatch):
    assert 1 <= caracteristicas._nucleos() <= (os.cpu_count() or 1)
