"""Clasificar un sonido: la respuesta del pipeline, o un error que se entiende."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from formatos import guardar_audio
from modelos_diminutos import clasificador_ast, clasificador_wav2vec2

from helpers.audio import Audio, remuestrear
from helpers.clasificacion import clasificar, cortes
from helpers.errores import ErrorDeAudio, ErrorDeModelo


@pytest.fixture(scope="module", params=[clasificador_ast, clasificador_wav2vec2], ids=["ast", "wav2vec2"])
def clasificador(request):
    return request.param()


def _ruido(segundos=1.0, sr=16_000, semilla=0):
    y = np.random.default_rng(semilla).normal(0, 0.1, round(segundos * sr))
    return Audio(y.astype(np.float32), sr)


def test_la_respuesta_es_la_del_pipeline(clasificador):
    audio = _ruido()
    tabla = clasificar(clasificador, audio)
    esperada = clasificador(audio.y, top_k=3)
    assert list(tabla.columns) == ["etiqueta", "probabilidad"]
    assert tabla["etiqueta"].tolist() == [r["label"] for r in esperada]
    assert tabla["probabilidad"].to_numpy() == pytest.approx([r["score"] for r in esperada], abs=1e-6)
    assert tabla["probabilidad"].is_monotonic_decreasing
    assert tabla["probabilidad"].sum() == pytest.approx(1)
    assert tabla["probabilidad"].dtype == float


def test_top_k_llega_al_pipeline_y_el_azar_no_depende_de_el(clasificador):
    tabla = clasificar(clasificador, _ruido(), top_k=np.int64(1))
    assert len(tabla) == 1
    assert tabla.attrs["n_clases"] == 3


def test_se_remuestrea_a_la_frecuencia_del_modelo(clasificador):
    audio = _ruido(sr=44_100)
    esperada = clasificador(remuestrear(audio, 16_000).y, top_k=3)
    tabla = clasificar(clasificador, audio)
    assert tabla["probabilidad"].to_numpy() == pytest.approx([r["score"] for r in esperada], abs=1e-6)


@pytest.mark.parametrize("como", [str, lambda ruta: ruta], ids=["str", "Path"])
def test_una_ruta_responde_lo_mismo_que_su_audio(clasificador, tmp_path, como):
    audio = _ruido()
    guardar_audio(audio, tmp_path / "ruido.wav")
    tabla = clasificar(clasificador, como(tmp_path / "ruido.wav"))
    esperada = clasificar(clasificador, audio)
    assert tabla["probabilidad"].to_numpy() == pytest.approx(esperada["probabilidad"].to_numpy(), abs=1e-3)


@pytest.mark.parametrize("top_k", [0, -1, 2.5, "5", None, True])
def test_un_top_k_que_no_vale_se_rechaza(clasificador, top_k):
    with pytest.raises(ErrorDeModelo, match="top_k"):
        clasificar(clasificador, _ruido(), top_k=top_k)


@pytest.mark.parametrize(
    ("y", "sr", "mensaje"),
    [
        (np.zeros(16_000), 16_000, "silencio"),
        (np.full(16_000, 0.25), 16_000, "silencio"),
        (np.full(16_000, 1e-7) * np.resize([1, -1], 16_000), 16_000, "silencio"),
        (_ruido(399 / 16_000).y, 16_000, "399 muestras .* necesita 400 \\(25\\sms\\)"),
        (_ruido(0.01, 44_100).y, 44_100, "demasiado corto"),
    ],
)
def test_un_sonido_que_no_se_puede_clasificar_se_rechaza(clasificador, y, sr, mensaje):
    with pytest.raises(ErrorDeAudio, match=mensaje):
        clasificar(clasificador, Audio(np.asarray(y, dtype=np.float32), sr))


def test_cuatrocientas_muestras_bastan(clasificador):
    assert len(clasificar(clasificador, _ruido(400 / 16_000))) == 3


def test_un_audio_estropeado_despues_de_crearlo_se_rechaza(clasificador):
    audio = _ruido()
    audio.y[100] = np.nan
    with pytest.raises(ErrorDeAudio, match="NaN"):
        clasificar(clasificador, audio)


@pytest.mark.parametrize("audio", [None, 3, [0.1, 0.2], np.zeros(16_000)])
def test_lo_que_no_es_un_sonido_se_rechaza(clasificador, audio):
    with pytest.raises(ErrorDeAudio, match="Se esperaba un Audio"):
        clasificar(clasificador, audio)


def test_el_archivo_silencioso_se_nombra(clasificador, tmp_path):
    guardar_audio(Audio(np.zeros(16_000, np.float32), 16_000), tmp_path / "nada.wav")
    with pytest.raises(ErrorDeAudio, match="silencio") as error:
        clasificar(clasificador, tmp_path / "nada.wav")
    assert error.value.archivo == str(tmp_path / "nada.wav")


def test_unos_pesos_danados_no_responden(clasificador):
    *_, peso = clasificador.model.parameters()
    original = peso.detach().clone()
    with torch.no_grad():
        peso.fill_(float("nan"))
    try:
        with pytest.raises(ErrorDeModelo, match="NaN"):
            clasificar(clasificador, _ruido())
    finally:
        with torch.no_grad():
            peso.copy_(original)


def test_las_muestras_minimas_son_las_que_ve_la_pila_de_convoluciones():
    pila = SimpleNamespace(conv_kernel=(10, 3, 500), conv_stride=(5, 2, 2))
    assert cortes._muestras_minimas(pila) == 10 + 5 * (3 - 1) + 5 * 2 * (500 - 1)
    assert cortes._muestras_minimas(SimpleNamespace()) == cortes.TRAMA_MINIMA
