"""Las comprobaciones del cuaderno 00: lo que se acepta y lo que se contesta a cada error."""

import numpy as np
import pytest
import soundfile
from respuestas_probadas import Respuestas

from helpers.datos import AUDIO
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c00_bienvenida as c00

BUENAS = {
    "00.1": {"muestras": 66_150, "segundos": 2.0},
    "00.2": {"grave_hz": 800, "agudo_hz": 1000},
    "00.3": {"a": "habla", "b": "hablantes", "c": "eventos", "d": "acento"},
    "00.4": {"azar": 0.125, "veces": 1.0496},
}

OTRAS_BUENAS = [
    ("00.1", {"muestras": 3 * 22_050.0}),
    ("00.1", {"muestras": np.int64(66_150), "segundos": np.float32(2)}),
    ("00.2", {"grave_hz": 780, "agudo_hz": 1050}),
    ("00.2", {"grave_hz": np.array(840.0), "agudo_hz": 960}),
    ("00.3", {"a": " Habla ", "c": "EVENTO", "b": "identificación"}),
    ("00.3", {"a": "reconocimiento del habla", "b": "verificación de hablantes", "d": "acentos"}),
    ("00.3", {"a": "Speech recognition", "b": "identificación y verificación de hablantes"}),
    ("00.3", {"a": "reconocimiento de habla", "b": "verificación de hablante"}),
    ("00.4", {"azar": np.float32(0.125)}),
    ("00.4", {"azar": 1 / 8, "veces": 1.05}),
    ("00.4", {"veces": 0.1312 / 0.125}),
]

MALAS = [
    ("00.1", {"muestras": 22_050}, "un segundo"),
    ("00.1", {"muestras": 44_100}, "dos segundos"),
    ("00.1", {"muestras": 7350}, "dividido entre tres"),
    ("00.1", {"muestras": 66_149}, "sobra o falta una"),
    ("00.1", {"muestras": 66_151}, "sobra o falta una"),
    ("00.1", {"muestras": 132_300}, "44"),
    ("00.1", {"muestras": 3}, "segundos"),
    ("00.1", {"muestras": 463_050}, "demasiadas"),
    ("00.1", {"muestras": 3000}, "¿cuántas muestras hay en un segundo"),
    ("00.1", {"muestras": 1000.5}, "entero"),
    ("00.1", {"segundos": 4.0}, "el doble"),
    ("00.1", {"segundos": 0.5}, "del revés"),
    ("00.1", {"segundos": 2000}, "eso son milisegundos"),
    ("00.1", {"segundos": 88_200 * 44_100}, "multiplicado"),
    ("00.1", {"segundos": 88_200}, "caben en un segundo"),
    ("00.1", {"segundos": (0, 5)}, "con punto"),
    ("00.1", {"segundos": "2 s"}, "ni unidad"),
    ("00.2", {"grave_hz": 1000, "agudo_hz": 800}, "intercambiados"),
    ("00.2", {"grave_hz": 0.8}, "kilohercios"),
    ("00.2", {"agudo_hz": 1.0}, "kilohercios"),
    ("00.2", {"agudo_hz": 3000}, "armónico"),
    ("00.2", {"grave_hz": 2400}, "armónico"),
    ("00.2", {"grave_hz": 990}, "el otro tono"),
    ("00.2", {"agudo_hz": 900}, "punto medio"),
    ("00.2", {"grave_hz": 0.4}, "eje del tiempo"),
    ("00.2", {"grave_hz": 500}, "trazo más claro"),
    ("00.3", {"a": "hablantes"}, "sin una palabra"),
    ("00.3", {"b": "habla"}, "diga lo que diga"),
    ("00.3", {"c": "habla"}, "no habla nadie"),
    ("00.3", {"c": "genero"}, "qué tendría que contestar"),
    ("00.3", {"d": "hablantes"}, "pronunciar"),
    ("00.3", {"d": "habla"}, "de dónde"),
    ("00.3", {"d": "emocion"}, "de dónde"),
    ("00.3", {"d": "región"}, "no conozco"),
    ("00.3", {"a": 1}, "entre comillas"),
    ("00.4", {"azar": 12.5}, "tanto por ciento"),
    ("00.4", {"azar": 8}, "ocho son las clases"),
    ("00.4", {"azar": 0.2}, "cinco"),
    ("00.4", {"azar": 0.1}, "redondeado"),
    ("00.4", {"azar": 0.13}, "redondeado"),
    ("00.4", {"veces": (0, 1312)}, "con punto"),
    ("00.4", {"azar": 0.5}, "dos clases"),
    ("00.4", {"azar": 0.3}, "suman 1"),
    ("00.4", {"azar": 0.1312}, "ha dado este modelo"),
    ("00.4", {"azar": 0.1252}, "ha dado este modelo"),
    ("00.4", {"veces": 0.0496}, "lo que pasa de 1"),
    ("00.4", {"veces": 0.05}, "lo que pasa de 1"),
    ("00.4", {"veces": 0.1312 / 12.5}, "en tanto por ciento"),
    ("00.4", {"veces": 0.1312 / 0.13}, "el azar redondeado"),
    ("00.4", {"veces": 0.9527}, "del revés"),
    ("00.4", {"veces": 0.0062}, "diferencia"),
    ("00.4", {"veces": 104.96}, "tanto por ciento"),
    ("00.4", {"veces": 4.96}, "tanto por ciento"),
    ("00.4", {"veces": 1}, "redondeado"),
    ("00.4", {"veces": 1.1}, "redondeado"),
    ("00.4", {"veces": 2}, "divide la primera"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(cifra in mensaje for cifra in ("66 150", "66\xa0150", "800 Hz", "0,125", "1,05"))


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"00.{n}" for n in c00.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c00.EJERCICIOS[int(numero[-1])].campos)


def test_las_cifras_de_los_ejercicios_son_las_de_los_sonidos():
    assert soundfile.info(AUDIO / "jazz_generado.flac").samplerate == c00.SR_JAZZ

    y, sr = soundfile.read(AUDIO / "alarma.flac")
    for comienzo_s, tono in zip((0.1, 0.5), c00.ALARMA_HZ.values(), strict=True):
        trozo = y[round(comienzo_s * sr) :][: round(0.2 * sr)]
        espectro = np.abs(np.fft.rfft(trozo * np.hanning(len(trozo)), 8 * len(trozo)))
        medida = np.argmax(espectro) * sr / (8 * len(trozo))
        assert medida == pytest.approx(tono, rel=0.01)
