"""De un sonido a un vector: por partes lo mismo que de una vez, y de muchos sonidos con caché."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tracemalloc

import librosa
import numpy as np
import pytest
import soundfile
import torch
from cuaderno_leido import RAIZ

from helpers.audio import Audio, cargar_audio
from helpers.caracteristicas import extraccion, extraer, guardadas
from helpers.codificadores import base, cargar_codificador, codificar, codificar_por_ventanas
from helpers.codificadores.musica import ExtractorDeMusica
from helpers.datos import AUDIO, DATOS
from helpers.errores import ErrorDeAudio, ErrorDeDatos, ErrorDeModelo

JAZZ = AUDIO / "jazz_generado.flac"


@pytest.fixture(scope="module")
def musica():
    return cargar_codificador("musica")


@pytest.fixture(autouse=True)
def _cache_aparte(monkeypatch, tmp_path):
    monkeypatch.setenv("CLASIFICACION_DE_AUDIO_CACHE", str(tmp_path / "cache"))


def _ruido(segundos: float, sr: int = 16_000) -> Audio:
    return Audio(np.random.default_rng(0).normal(0, 0.1, round(segundos * sr)).astype(np.float32), sr)


def test_es_la_media_de_sus_ventanas_calculadas_con_librosa(musica):
    y, sr = cargar_audio(JAZZ, sr=16_000)
    mel = librosa.feature.melspectrogram(y=y, sr=sr, n_fft=512, hop_length=256, n_mels=96)
    tramas = np.log10(10_000 * mel + 1).T
    ventanas = np.stack([tramas[i : i + 187] for i in range(0, len(tramas) - 186, 187)]).astype(np.float32)
    with torch.inference_mode():
        esperadas = musica.modelo(torch.from_numpy(ventanas)).embeddings.numpy()
    vectores, tiempos_s = codificar_por_ventanas(musica, JAZZ)
    assert vectores.dtype == np.float32
    np.testing.assert_allclose(vectores, esperadas, rtol=0, atol=1e-4 * np.abs(esperadas).max())
    np.testing.assert_allclose(tiempos_s, 187 * 256 / 16_000 * np.arange(7))
    np.testing.assert_allclose(codificar(musica, JAZZ), vectores.mean(0), rtol=1e-5)


@pytest.mark.parametrize("tamano", [1000, 47_872, 300_000, 2_000_000])
def test_por_tandas_salen_las_mismas_ventanas_que_de_una_vez(musica, tamano):
    y = _ruido(3 * 16 * base.VENTANAS_A_LA_VEZ / 5).y
    extractor = musica.extractor
    entera, _ = extractor.ventanas(np.pad(y, extractor.contexto))
    partes = extractor.por_tandas(y[i : i + tamano] for i in range(0, len(y), tamano))
    por_tandas = np.concatenate([espectros for espectros, _ in partes])
    assert len(entera) > 2 * base.VENTANAS_A_LA_VEZ
    np.testing.assert_array_equal(por_tandas, entera)


@pytest.mark.parametrize("sr", [8_000, 22_050, 48_000])
def test_a_cualquier_frecuencia_se_remuestrea_como_siempre(musica, sr, tmp_path):
    audio = _ruido(4, sr)
    ruta = tmp_path / "ruido.wav"
    soundfile.write(ruta, audio.y, sr, subtype="FLOAT")
    a_mano = codificar(musica, cargar_audio(ruta, sr=16_000))
    escala = np.abs(a_mano).max()
    np.testing.assert_allclose(codificar(musica, ruta), a_mano, rtol=0, atol=1e-4 * escala)
    np.testing.assert_allclose(codificar(musica, audio), a_mano, rtol=0, atol=1e-4 * escala)


def test_una_ventana_en_silencio_no_cuenta(musica):
    suena, calla = _ruido(6).y[: 2 * 47_872], np.zeros(2 * 47_872, np.float32)
    con_silencio = Audio(np.concatenate([suena, calla]), 16_000)
    vectores, _ = codificar_por_ventanas(musica, con_silencio)
    assert np.isnan(vectores).all(axis=1).tolist() == [False, False, True, True]
    assert np.isfinite(codificar(musica, con_silencio)).all()


@pytest.mark.parametrize(
    ("audio", "dice"),
    [
        (Audio(np.zeros(160_000), 16_000), "silencio"),
        (Audio(np.full(160_000, 0.3), 16_000), "silencio"),
        (Audio([0.1], 16_000), "demasiado corto"),
        (_ruido(2.97), "demasiado corto"),
        ("no_existe.wav", "No existe"),
        (7, "Se esperaba un Audio"),
    ],
)
def test_lo_que_no_se_puede_codificar_se_dice(musica, audio, dice):
    for funcion in (codificar, codificar_por_ventanas):
        with pytest.raises(ErrorDeAudio, match=dice):
            funcion(musica, audio)


class _ADobleNivel(ExtractorDeMusica):
    def ganancia(self, rms: float) -> float:
        assert rms == pytest.approx(0.1, rel=0.05)
        return 2.0


def test_una_ganancia_que_depende_del_nivel_se_aplica_al_sonido_entero(musica):
    doble = dataclasses.replace(musica, extractor=_ADobleNivel())
    audio = _ruido(4)
    esperado = codificar(musica, Audio(2 * audio.y, audio.sr))
    np.testing.assert_allclose(codificar(doble, audio), esperado, rtol=1e-4)
    assert np.abs(codificar(musica, audio) - esperado).max() > 0.1


def test_unas_muestras_estropeadas_despues_de_crearlas_se_dicen(musica):
    audio = _ruido(4)
    audio.y[10] = np.nan
    with pytest.raises(ErrorDeAudio, match="NaN"):
        codificar(musica, audio)


def test_un_codificador_que_no_hay_se_dice():
    with pytest.raises(ErrorDeModelo, match="musica"):
        cargar_codificador("olores")


def test_un_conjunto_entero_se_calcula_una_vez(musica, monkeypatch):
    rutas = [JAZZ, AUDIO / "lluvia.flac"]
    primera = extraer(rutas, musica)
    np.testing.assert_allclose(primera[0], codificar(musica, JAZZ), rtol=0, atol=1e-4 * primera[0].max())
    monkeypatch.setattr(extraccion, "cargar_audio", lambda *_: pytest.fail("no estaba guardado"))
    for uno, otro in zip(primera, extraer(rutas, musica), strict=True):
        np.testing.assert_array_equal(uno, otro)


def test_en_la_cache_cada_red_y_cada_sha256_van_aparte(musica):
    otras = [cargar_codificador("musica", redes=("mtt",)), cargar_codificador("musica", redes=("msd", "mtt"))]
    cambiado = type(musica)(musica.nombre, musica.redes, "0" * 64, musica.extractor, musica.modelo)
    carpetas = [guardadas.carpeta_de(receta) for receta in (musica, cambiado, *otras)]
    assert len(set(carpetas)) == 4
    assert guardadas.carpeta_de(cargar_codificador("musica")) == carpetas[0]


def test_de_un_conjunto_se_dice_cual_no_se_puede(musica):
    with pytest.raises(ErrorDeDatos, match=r"De 2 sonidos, 1 no se puede usar.*demasiado corto"):
        extraer([JAZZ, _ruido(1)], musica)


def test_importar_la_carpeta_basta_para_pipeline_y_no_carga_nada():
    codigo = f"""
import sys
import helpers.codificadores
assert not {{"torch", "numpy", "transformers"}} & set(sys.modules)
from transformers import pipeline
p = pipeline("audio-classification", model={str(DATOS / "codificadores" / "musica")!r})
print(type(p.model).__name__, type(p.feature_extractor).__name__)
"""
    orden = [sys.executable, "-c", codigo]
    assert subprocess.check_output(orden, cwd=RAIZ, text=True, stderr=subprocess.DEVNULL).split() == [
        "ClasificadorDeMusica",
        "ExtractorDeMusica",
    ]


def test_tambien_si_transformers_ya_estaba():
    codigo = "from transformers import AutoConfig, pipeline; import helpers.codificadores; "
    codigo += f"print(AutoConfig.from_pretrained({str(DATOS / 'codificadores' / 'musica')!r}).model_type)"
    salida = subprocess.check_output([sys.executable, "-c", codigo], cwd=RAIZ, text=True)
    assert salida.strip() == "codificador_musica"


@pytest.mark.minutos
def test_una_hora_ocupa_lo_que_un_minuto(musica, tmp_path):
    picos = {}
    for minutos in (2, 60):
        ruta = tmp_path / f"{minutos}.wav"
        with soundfile.SoundFile(ruta, "w", 16_000, 1, "PCM_16") as archivo:
            for _ in range(minutos):
                archivo.write(_ruido(60).y)
        codificar(musica, ruta)
        tracemalloc.start()
        vectores, _ = codificar_por_ventanas(musica, ruta)
        picos[minutos] = tracemalloc.get_traced_memory()[1] - vectores.nbytes
        tracemalloc.stop()
        assert len(vectores) == minutos * 60 * 16_000 // 47_872
    assert picos[60] <= 1.3 * picos[2] + 4e6
