"""`Audio` y sus operaciones, contra librosa, scipy y fórmulas cerradas."""

import copy
import pickle

import librosa
import numpy as np
import pytest
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers.audio import sonido as modulo_de_audio
from helpers.audio.sonido import (
    MAXIMO_DE_MUESTRAS,
    Audio,
    alinear,
    fijar_duracion,
    normalizar_pico,
    normalizar_rms,
    recortar_silencio,
    remuestrear,
    trocear,
)
from helpers.errores import ErrorDeAudio

SR = 8000
SILENCIO = Audio(np.zeros(SR), SR)

amplitudes = hnp.arrays(np.float32, st.integers(1, 400), elements=st.floats(-1, 1, width=32))
sonoras = amplitudes.filter(lambda y: np.abs(y).max() > 1e-3)
frecuencias = st.integers(1000, 96_000)


def ruido(segundos=1.0, sr=SR, semilla=0):
    return Audio(0.1 * np.random.default_rng(semilla).standard_normal(round(segundos * sr)), sr)


def dbfs(valor):
    return 20 * np.log10(valor)


def rms(audio):
    return np.sqrt(np.mean(audio.y.astype(np.float64) ** 2))


# --- Audio ---


@pytest.mark.parametrize(
    "y",
    [
        [0.0, 0.5, -0.5],
        [0, 1, -1],
        np.array([0, 1], np.int16),
        np.array([0.25, 0.5]),
        np.ones(6)[::2],
        (0.1, 0.2),
    ],
)
def test_acepta_cualquier_serie_de_numeros_y_la_guarda_como_float32(y):
    audio = Audio(y, SR)
    assert audio.y.dtype == np.float32
    assert audio.y.flags.c_contiguous
    np.testing.assert_array_equal(audio.y, np.asarray(y, np.float32))


def test_no_copia_lo_que_ya_es_float32():
    y = np.zeros(10, np.float32)
    assert Audio(y, SR).y is y


@pytest.mark.parametrize(
    ("y", "dice"),
    [
        (np.zeros((2, 10)), "(2, 10)"),
        (np.zeros((10, 1)), "(10, 1)"),
        (np.float32(0.5), "()"),
        ([], "ni una muestra"),
        ([0.0, np.nan], "NaN"),
        ([0.0, -np.inf], "infinito"),
        ([0.0, 1e300], "infinito"),
        (["a", "b"], "números reales"),
        ("sonido.wav", "números reales"),
        (b"RIFF", "números reales"),
        (None, "números reales"),
        ([1j, 2j], "números reales"),
        ([True, False], "números reales"),
        ([[0.0], [0.0, 1.0]], "números reales"),
        (np.array([0, 20_000], np.int16), "sin escalar"),
        ([0.0, 100.0], "sin escalar"),
    ],
)
def test_rechaza_muestras_que_no_son_un_sonido(y, dice):
    with pytest.raises(ErrorDeAudio) as info:
        Audio(y, SR)
    assert dice in str(info.value)
    assert "Qué hacer" in str(info.value)


@pytest.mark.parametrize("sr", [0, -1, 22050.0, "22050", None, True, np.nan, [8000]])
def test_rechaza_una_frecuencia_que_no_es_un_entero_positivo(sr):
    with pytest.raises(ErrorDeAudio, match="entero positivo"):
        Audio([0.0], sr)


def test_admite_lo_que_pasa_un_poco_de_la_escala_completa():
    mezcla = Audio([1.02, -2.5], SR)
    assert np.abs(normalizar_pico(mezcla).y).max() <= 1


def test_se_desempaqueta_y_dice_su_duracion():
    audio = Audio(np.zeros(12_000), np.int64(8000))
    y, sr = audio
    assert (len(y), sr, type(sr), audio.duracion) == (12_000, 8000, int, 1.5)
    assert repr(audio) == "Audio(1,5\u00a0s · 8000\u00a0Hz)"


def test_sustituir_un_campo_tambien_valida():
    assert Audio([0.0], SR)._replace(sr=16_000).sr == 16_000
    with pytest.raises(ErrorDeAudio):
        Audio([0.0], SR)._replace(y=[np.nan])


def test_igualdad_copia_y_pickle():
    audio = ruido()
    assert audio == copy.deepcopy(audio) == pickle.loads(pickle.dumps(audio))
    assert audio != Audio(audio.y, 16_000)
    assert audio != Audio(audio.y[:-1], SR)
    assert audio != (1, 2)


# --- Frecuencia de muestreo y nivel ---


@pytest.mark.parametrize(
    ("origen", "destino"), [(22_050, 16_000), (44_100, 22_050), (8000, 48_000), (16_000, 11_025)]
)
def test_remuestrea_como_librosa(origen, destino):
    audio = ruido(0.7, origen)
    esperado = librosa.resample(audio.y, orig_sr=origen, target_sr=destino, res_type="soxr_hq")
    np.testing.assert_allclose(remuestrear(audio, destino).y, esperado, atol=1e-6)


@settings(deadline=None, max_examples=60)
@given(amplitudes, frecuencias, frecuencias)
def test_remuestrear_da_siempre_la_longitud_que_promete(y, origen, destino):
    resultado = remuestrear(Audio(y, origen), destino)
    assert resultado.sr == destino
    assert len(resultado.y) == int(np.ceil(len(y) * destino / origen))


def test_remuestrear_quita_lo_que_no_cabe_y_conserva_lo_demas():
    t = np.arange(2 * 44_100) / 44_100
    grave, agudo = np.sin(2 * np.pi * 1000 * t), np.sin(2 * np.pi * 6000 * t)
    y = remuestrear(Audio(0.4 * (grave + agudo), 44_100), 8000).y[800:-800]
    espectro = np.abs(np.fft.rfft(y * np.hanning(len(y)))) / len(y) * 4
    hercios = np.fft.rfftfreq(len(y), 1 / 8000)
    assert espectro.max() == pytest.approx(0.4, abs=0.01)
    assert espectro[np.abs(hercios - 1000) > 20].max() < 1e-4


def test_remuestrear_a_la_misma_frecuencia_no_toca_nada():
    audio = ruido()
    assert remuestrear(audio, SR) is audio


@pytest.mark.parametrize("sr", [0, -8000, 16_000.0, "16000", None])
def test_remuestrear_rechaza_una_frecuencia_imposible(sr):
    with pytest.raises(ErrorDeAudio, match="entero positivo"):
        remuestrear(ruido(), sr)


def test_remuestrear_no_intenta_lo_que_no_cabe_en_memoria():
    with pytest.raises(ErrorDeAudio, match="demasiado largo") as info:
        remuestrear(ruido(), MAXIMO_DE_MUESTRAS + 1)
    assert "cargar_audio" not in info.value.que_hacer


@settings(deadline=None)
@given(sonoras, st.floats(-90, 0))
def test_el_pico_queda_donde_se_pide(y, pico_dbfs):
    resultado = normalizar_pico(Audio(y, SR), pico_dbfs)
    assert np.abs(resultado.y).max() == pytest.approx(10 ** (pico_dbfs / 20), rel=1e-5)
    assert np.abs(resultado.y).max() <= 1
    np.testing.assert_allclose(resultado.y * np.abs(y).max(), y * np.abs(resultado.y).max(), atol=1e-6)


@settings(deadline=None)
@given(sonoras, st.floats(-90, 0))
def test_el_rms_queda_donde_se_pide_o_el_pico_llega_justo_a_uno(y, rms_dbfs):
    resultado = normalizar_rms(Audio(y, SR), rms_dbfs)
    pico = np.abs(resultado.y).max()
    assert pico <= 1
    np.testing.assert_allclose(resultado.y * np.abs(y).max(), y * pico, atol=1e-6)  # ningún pico cortado
    if pico < 0.9999:
        assert dbfs(rms(resultado)) == pytest.approx(rms_dbfs, abs=1e-3)
    else:
        assert dbfs(rms(resultado)) <= rms_dbfs + 1e-3


def test_un_rms_que_cortaria_los_picos_se_queda_corto():
    chasquido = np.zeros(SR)
    chasquido[100] = 0.5
    resultado = normalizar_rms(Audio(chasquido, SR), -3)
    assert np.abs(resultado.y).max() == 1
    assert dbfs(rms(resultado)) == pytest.approx(-10 * np.log10(SR), abs=1e-4)


def test_normalizar_no_toca_el_original():
    audio = ruido()
    antes = audio.y.copy()
    normalizar_pico(audio), normalizar_rms(audio)
    np.testing.assert_array_equal(audio.y, antes)


@pytest.mark.parametrize("funcion", [normalizar_pico, normalizar_rms])
@pytest.mark.parametrize("nivel", [0.1, 6, -500, np.nan, np.inf, "alto", None, True])
def test_normalizar_rechaza_un_nivel_imposible(funcion, nivel):
    with pytest.raises(ErrorDeAudio, match="dbfs"):
        funcion(ruido(), nivel)


@pytest.mark.parametrize("silencio", [SILENCIO, Audio(np.full(SR, 1e-7), SR)])
@pytest.mark.parametrize(
    "funcion",
    [
        normalizar_pico,
        normalizar_rms,
        recortar_silencio,
        lambda audio: alinear(audio, ruido()),
        lambda audio: alinear(ruido(), audio),
    ],
)
def test_el_silencio_es_un_error_y_no_un_nan(funcion, silencio):
    with pytest.raises(ErrorDeAudio, match="silencio"):
        funcion(silencio)


# --- Tiempo ---


@pytest.mark.parametrize("umbral_db", [20, 40, 60])
@pytest.mark.parametrize(("antes", "despues"), [(0, 0), (5000, 0), (0, 7001), (12_345, 6789)])
def test_recorta_el_silencio_como_librosa(umbral_db, antes, despues):
    rng = np.random.default_rng(antes)
    sonido = rng.standard_normal(16_000) * np.hanning(16_000) * 0.3
    y = np.pad(sonido, (antes, despues))
    audio = Audio(y + 1e-5 * rng.standard_normal(len(y)), 16_000)
    esperado, _ = librosa.effects.trim(
        audio.y, top_db=umbral_db, ref=np.max, frame_length=2048, hop_length=512
    )
    np.testing.assert_array_equal(recortar_silencio(audio, umbral_db).y, esperado)


def test_recortar_no_depende_del_nivel():
    y = np.pad(ruido().y, 8000)
    assert len(recortar_silencio(Audio(y, SR)).y) == len(recortar_silencio(Audio(y * 1e-3, SR)).y) < len(y)


@settings(deadline=None)
@given(sonoras)
def test_recortar_deja_siempre_la_muestra_mas_alta(y):
    recortado = recortar_silencio(Audio(np.pad(y, 3000), SR))
    assert np.abs(recortado.y).max() == np.abs(y).max()


@settings(deadline=None)
@given(amplitudes, st.floats(0.001, 0.2))
def test_fijar_duracion_corta_o_rellena_con_ceros(y, duracion_s):
    fijado = fijar_duracion(Audio(y, SR), duracion_s).y
    comun = min(len(y), len(fijado))
    assert len(fijado) == round(duracion_s * SR)
    np.testing.assert_array_equal(fijado[:comun], y[:comun])
    assert not fijado[comun:].any()


@pytest.mark.parametrize("duracion_s", [0, -1, 1e-9, np.nan, np.inf, 1e12, "1", None])
def test_fijar_duracion_rechaza_una_duracion_imposible(duracion_s):
    with pytest.raises(ErrorDeAudio):
        fijar_duracion(ruido(), duracion_s)


@settings(deadline=None)
@given(st.integers(1, 400), st.integers(1, 50), st.integers(1, 60))
def test_trocear_da_las_mismas_ventanas_que_librosa(n, ventana, salto):
    audio = Audio(np.linspace(-1, 1, n), 1000)
    if ventana > n:
        with pytest.raises(ErrorDeAudio, match="menos que la ventana"):
            trocear(audio, ventana / 1000, salto / 1000)
        return
    esperadas = librosa.util.frame(audio.y, frame_length=ventana, hop_length=salto).T
    np.testing.assert_array_equal([v.y for v in trocear(audio, ventana / 1000, salto / 1000)], esperadas)


def test_trocear_sin_salto_encadena_las_ventanas_y_descarta_lo_que_sobra():
    audio = ruido(3.5)
    ventanas = trocear(audio, 1.0)
    assert len(ventanas) == 3
    np.testing.assert_array_equal(np.concatenate([v.y for v in ventanas]), audio.y[: 3 * SR])


def test_un_salto_que_no_es_un_numero_entero_de_muestras_no_acumula_error():
    ventanas = trocear(Audio(np.arange(22_050) / 22_050, 22_050), 0.1, salto_s=0.01)
    inicios = [round(v.y[0] * 22_050) for v in ventanas]
    assert inicios[-1] == round(0.9 * 22_050)
    assert len(ventanas) == 91


@pytest.mark.parametrize(
    ("duracion_s", "salto_s"), [(0, 1), (1, 0), (1, -1), (np.nan, 1), (1, np.nan), ("1", 1), (99, 1)]
)
def test_trocear_rechaza_ventanas_imposibles(duracion_s, salto_s):
    with pytest.raises(ErrorDeAudio):
        trocear(ruido(), duracion_s, salto_s)


@settings(deadline=None, max_examples=40)
@given(st.integers(-3000, 3000), st.integers(0, 100))
def test_alinear_encuentra_un_retardo_conocido(retardo, semilla):
    referencia = ruido(1.0, semilla=semilla)
    y = np.roll(np.pad(referencia.y, 4000), retardo)[4000:-4000]
    alineado, segundos = alinear(referencia, Audio(y, SR))
    assert segundos == retardo / SR
    assert len(alineado.y) == len(referencia.y)
    comun = slice(max(0, -retardo), len(referencia.y) - max(0, retardo))
    np.testing.assert_array_equal(alineado.y[comun], referencia.y[comun])


def test_el_retardo_es_positivo_si_el_audio_llega_tarde():
    referencia = ruido()
    tarde = Audio(np.concatenate([np.zeros(800), referencia.y]), SR)
    alineado, retardo_s = alinear(referencia, tarde)
    assert retardo_s == 0.1
    assert alineado == referencia


def test_alinear_coincide_con_scipy_con_ruido_y_otra_longitud():
    rng = np.random.default_rng(3)
    referencia = ruido(2.0, semilla=1)
    y = referencia.y[5000:13_000] + 0.05 * rng.standard_normal(8000)
    _, retardo_s = alinear(referencia, Audio(y, SR))
    directa = scipy.signal.correlate(y, referencia.y, method="direct")
    desfases = scipy.signal.correlation_lags(len(y), len(referencia.y))
    assert retardo_s == desfases[np.argmax(directa)] / SR == -5000 / SR


def test_alinear_exige_la_misma_frecuencia():
    with pytest.raises(ErrorDeAudio, match="remuestrear"):
        alinear(ruido(), ruido(sr=16_000))


def test_una_hora_a_48000_cabe_y_una_muestra_mas_no():
    modulo_de_audio._exigir_que_quepa(3600 * 48_000, 48_000)
    with pytest.raises(ErrorDeAudio, match="demasiado largo"):
        modulo_de_audio._exigir_que_quepa(3600 * 48_000 + 1, 48_000)
