"""Los ejercicios del cuaderno 00: lo que su guion no prueba de sí mismo."""

import numpy as np
import pytest
import soundfile
from otras_respuestas import Respuestas, del_guion

from helpers.datos import AUDIO
from helpers.ejercicios.cuadernos import c00_bienvenida as c00


class TestRespuestas(Respuestas):
    buenas = del_guion("00")
    otras_buenas = [
        ("00.1", {"muestras": 3 * 22_050.0}),
        ("00.1", {"muestras": np.int64(66_150), "segundos": np.float32(2)}),
        ("00.2", {"grave_hz": 780, "agudo_hz": 1050}),
        ("00.2", {"grave_hz": np.array(840.0), "agudo_hz": 960}),
        ("00.3", {"a": " Habla ", "c": "EVENTO", "b": "identificación"}),
        ("00.3", {"a": "reconocimiento del habla", "b": "verificación de hablantes", "d": "acentos"}),
        ("00.3", {"a": "Speech recognition", "b": "identificación y verificación de hablantes"}),
        ("00.3", {"a": "reconocimiento de habla", "b": "verificación de hablante"}),
        ("00.4", {"parte_igual": np.float32(0.125)}),
        ("00.4", {"parte_igual": 1 / 8, "veces": 1.05, "sin_escuchar": 60 / 200}),
        ("00.4", {"veces": 1.0496}),
    ]
    malas = [
        ("00.1", {"muestras": 1000.5}, "entero"),
        ("00.1", {"segundos": (0, 5)}, "con punto"),
        ("00.1", {"segundos": "2 s"}, "ni unidad"),
        ("00.1", {"segundos": 2.05}, "caben en un segundo"),
        ("00.2", {"grave_hz": 990}, "el otro tono"),
        ("00.3", {"a": 1}, "entre comillas"),
        ("00.3", {"c": "Género musical"}, "qué tendría que contestar"),
        ("00.4", {"parte_igual": 0.1252}, "ha dado este modelo"),
        ("00.4", {"parte_igual": 0.1251}, "suman 1"),
        ("00.4", {"sin_escuchar": 0.125}, "dado de ocho caras"),
        ("00.4", {"sin_escuchar": 0.29}, "contesta siempre «neutra»"),
        ("00.4", {"veces": 1.065}, "divide la primera"),
        ("00.4", {"veces": 0.05}, "lo que pasa de 1"),
        ("00.4", {"veces": 4.96}, "tanto por ciento"),
    ]


def test_las_cifras_de_los_ejercicios_son_las_de_los_sonidos():
    assert soundfile.info(AUDIO / "jazz_generado.flac").samplerate == c00.SR_JAZZ

    y, sr = soundfile.read(AUDIO / "alarma.flac")
    for comienzo_s, tono in zip((0.1, 0.5), (c00.GRAVE_HZ, c00.AGUDO_HZ), strict=True):
        trozo = y[round(comienzo_s * sr) :][: round(0.2 * sr)]
        espectro = np.abs(np.fft.rfft(trozo * np.hanning(len(trozo)), 8 * len(trozo)))
        medida = np.argmax(espectro) * sr / (8 * len(trozo))
        assert medida == pytest.approx(tono, rel=0.01)
