"""Lo que se le da a un clasificador y no puede leer: lo dice en español, y con qué hacer."""

from pathlib import Path

import numpy as np
import pytest

from helpers.audio import Audio, cargar_audio
from helpers.clasificacion import clasificar
from helpers.datos import AUDIO
from helpers.errores import ErrorDeAudio
from helpers.modelos import cargar_clasificador

JAZZ = AUDIO / "jazz_generado.flac"


@pytest.fixture(scope="module")
def genero():
    return cargar_clasificador("genero", origen="bolsillo")


@pytest.fixture
def sin_ffmpeg(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))


def test_una_ruta_sin_ffmpeg_dice_que_falta_y_que_hacer(genero, sin_ffmpeg):
    with pytest.raises(ErrorDeAudio) as error:
        genero(str(JAZZ))
    assert "ffmpeg" in error.value.que_paso
    assert error.value.archivo == str(JAZZ)
    assert "clasificar(clasificador, ruta)" in error.value.que_hacer
    assert "sampling_rate" in error.value.que_hacer


def test_lo_que_dice_que_hagas_funciona_sin_ffmpeg(genero, sin_ffmpeg):
    audio = cargar_audio(JAZZ, 16_000)
    con_frecuencia = genero({"raw": audio.y, "sampling_rate": audio.sr}, top_k=1)
    assert con_frecuencia == genero(audio.y, top_k=1)
    assert clasificar(genero, JAZZ, top_k=1).etiqueta[0] == con_frecuencia[0]["label"]


def test_otra_frecuencia_no_se_calla(genero):
    with pytest.raises(ErrorDeAudio, match="22.050.Hz y el modelo espera 16.000") as error:
        genero({"raw": np.zeros(22_050, np.float32), "sampling_rate": 22_050})
    assert "remuestrear(audio, 16000)" in error.value.que_hacer


@pytest.mark.parametrize("entrada", [Audio(np.ones(16_000) * 0.1, 16_000), Path("jazz.wav"), 3])
def test_lo_que_no_son_muestras_se_dice(genero, entrada):
    with pytest.raises(ErrorDeAudio, match="quiere las muestras") as error:
        genero(entrada)
    assert type(entrada).__name__ in error.value.que_paso


def test_los_demas_errores_de_transformers_llegan_como_son(genero):
    with pytest.raises(FileNotFoundError):
        genero("no_existe.wav")
    with pytest.raises(ValueError, match="raw"):
        genero({"raw": np.zeros(16_000)})
    with pytest.raises(ValueError, match="single channel"):
        genero(np.zeros((2, 16_000), np.float32))
