"""Las comprobaciones del cuaderno 09: lo que se acepta y lo que se contesta a cada error."""

import json

import librosa
import numpy as np
import pytest
import torch
from respuestas_probadas import Respuestas
from scipy.signal import resample_poly

from helpers.audio import Audio, cargar_audio, fijar_duracion, normalizar_pico, remuestrear
from helpers.datos import AUDIO, DATOS
from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c09_genero_musical as c09
from helpers.evaluacion import intervalo_wilson

METAL = cargar_audio(c09.PIEZA)
CD = remuestrear(METAL, 44_100)
JAZZ = remuestrear(fijar_duracion(cargar_audio(AUDIO / "jazz_generado.flac"), METAL.duracion), 16_000)
ENTRADA = remuestrear(CD, 16_000).y
JAZZ_16 = remuestrear(fijar_duracion(cargar_audio(AUDIO / "jazz_generado.flac"), 8), 16_000).y

BUENAS = {
    "09.1": {"entrada": ENTRADA},
    "09.2": {"exhaustividad": 11 / 12, "precision": 11 / 13},
    "09.3": {"ancho": 0.097, "n": 400},
    "09.4": {"techo": 0.894, "demostrado": False},
    "09.5": {"honrada": 0.73},
}

OTRAS_BUENAS = [
    ("09.1", {"entrada": librosa.resample(CD.y, orig_sr=44_100, target_sr=16_000)}),
    ("09.1", {"entrada": librosa.resample(CD.y, orig_sr=44_100, target_sr=16_000, res_type="soxr_lq")}),
    ("09.1", {"entrada": resample_poly(CD.y, 160, 441)}),
    ("09.1", {"entrada": torch.from_numpy(ENTRADA.copy())}),
    ("09.1", {"entrada": ENTRADA.tolist()}),
    ("09.1", {"entrada": remuestrear(METAL, 16_000).y}),
    ("09.2", {"exhaustividad": 0.917, "precision": 0.846}),
    ("09.2", {"exhaustividad": np.float32(11 / 12), "precision": 0.85}),
    ("09.3", {"n": 400.0, "ancho": np.float64(0.09698)}),
    ("09.3", {"ancho": float(np.ptp(intervalo_wilson(94, 100)))}),
    ("09.4", {"techo": 894 / 1000, "demostrado": "no"}),
    ("09.5", {"honrada": np.float64(0.672)}),
    ("09.5", {"honrada": 0.756}),
    ("09.5", {"honrada": 0.64}),  # GroupShuffleSplit, con mala suerte
    ("09.2", {"exhaustividad": 0.91, "precision": 0.85}),
]

MALAS = [
    ("09.1", {"entrada": remuestrear(CD, 16_000)}, "quiere un array"),
    ("09.1", {"entrada": CD}, "44 100 Hz, y el clasificador quiere un array"),
    ("09.1", {"entrada": CD.y}, "tal como llegaron"),
    ("09.1", {"entrada": METAL.y}, "22 050 por segundo"),
    ("09.1", {"entrada": JAZZ.y}, "no suena como la pieza"),
    ("09.1", {"entrada": {"raw": ENTRADA, "sampling_rate": 16_000}}, "solo las muestras"),
    ("09.1", {"entrada": CD.y[::3]}, "a saltos no sirve"),
    ("09.1", {"entrada": remuestrear(CD, 8000).y}, "8000 por segundo"),
    ("09.1", {"entrada": (ENTRADA, 16_000)}, "dos cosas"),
    ("09.1", {"entrada": JAZZ_16}, "como `jazz_16`"),
    ("09.1", {"entrada": [0.1, 0.2]}, "muy pocas"),
    ("09.1", {"entrada": [{"label": "jazz", "score": 0.9}]}, "solo números"),
    ("09.1", {"entrada": 16_000}, "una lista o un arreglo"),
    ("09.1", {"entrada": ENTRADA[None, :]}, "la forma (1, "),
    ("09.1", {"entrada": np.zeros(len(ENTRADA))}, "son cero"),
    ("09.1", {"entrada": CD.y[: len(ENTRADA)]}, "no suena como la pieza"),
    ("09.1", {"entrada": ENTRADA[::-1]}, "no suena como la pieza"),
    ("09.1", {"entrada": ENTRADA * 32_768}, "a otro nivel"),
    ("09.1", {"entrada": normalizar_pico(Audio(ENTRADA, 16_000)).y}, "a otro nivel"),
    ("09.2", {"exhaustividad": 11 / 13, "precision": 11 / 12}, "intercambiados"),
    ("09.2", {"exhaustividad": 11 / 13}, "la de la columna"),
    ("09.2", {"precision": 11 / 12}, "la de la fila"),
    ("09.2", {"exhaustividad": 91.67}, "tanto por ciento"),
    ("09.2", {"exhaustividad": 11}, "Falta dividir"),
    ("09.2", {"precision": 0.8}, "redondeado"),
    ("09.2", {"precision": 13 / 11}, "del revés"),
    ("09.2", {"exhaustividad": 11 / 120}, "120 son todas"),
    ("09.2", {"precision": 2 / 13}, "esos son los fallos"),
    ("09.2", {"precision": 101 / 120}, "de los diez géneros"),
    ("09.2", {"exhaustividad": 0.84}, "de los diez géneros"),
    ("09.2", {"precision": 11 / 25}, "suma la columna"),
    ("09.2", {"exhaustividad": 0.5}, "suma la fila"),
    ("09.3", {"n": 100}, "pasa de 0,05"),
    ("09.3", {"n": 200}, "pasa de 0,05"),
    ("09.3", {"n": 800}, "sobra"),
    ("09.3", {"n": 1600}, "sobra"),
    ("09.3", {"n": 347}, "es uno de estos"),
    ("09.3", {"ancho": -0.097}, "negativo"),
    ("09.3", {"ancho": 9.7}, "tanto por ciento"),
    ("09.3", {"ancho": 0.048}, "la mitad"),
    ("09.3", {"ancho": 0.1}, "redondeado de más"),
    ("09.3", {"ancho": float(np.ptp(intervalo_wilson(376, 400)))}, "el de otro tamaño"),
    ("09.3", {"ancho": sum(intervalo_wilson(94, 100))}, "has sumado"),
    ("09.3", {"ancho": 0.0931}, "el de Wilson"),
    ("09.3", {"ancho": 0.972}, "uno de los extremos"),
    ("09.3", {"ancho": 0.5}, "Réstalos"),
    ("09.3", {"ancho": intervalo_wilson(94, 100)}, "un número"),
    ("09.4", {"techo": 89.4}, "tanto por ciento"),
    ("09.4", {"techo": 894}, "esos son los aciertos"),
    ("09.4", {"techo": 106}, "esos son los fallos"),
    ("09.4", {"techo": 0.106}, "lo que fallaría"),
    ("09.4", {"techo": 0.957}, "solo las equivocadas"),
    ("09.4", {"techo": 0.937}, "solo las discutibles"),
    ("09.4", {"techo": 1}, "se le corrige"),
    ("09.4", {"techo": 0.9}, "redondeado"),
    ("09.4", {"techo": 0.94}, "no coincide"),
    ("09.4", {"demostrado": True}, "dentro de su intervalo"),
    ("09.5", {"honrada": 0.93}, "mira los grupos"),
    ("09.5", {"honrada": 73}, "tanto por ciento"),
    ("09.5", {"honrada": 0.781}, "¿Has puesto `cv=`?"),
    ("09.5", {"honrada": 0.1}, "el azar o menos"),
    ("09.5", {"honrada": 0.0}, "por género"),
    ("09.5", {"honrada": 0.0}, "`KFold`"),
    ("09.5", {"honrada": 1.0}, "con las que aprende"),
    ("09.5", {"honrada": 0.588}, "baja demasiado"),
    ("09.5", {"honrada": 3.64}, ".mean()"),
    ("09.5", {"honrada": np.array([0.7, 0.75, 0.7, 0.7, 0.8])}, "un número"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(cifra in mensaje for cifra in ("11 / 12", "0,917", "0,846", "con 400", " 0,73"))


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"09.{n}" for n in c09.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c09.EJERCICIOS[int(numero[-1])].campos)


def test_las_cifras_del_metal_son_las_que_midio_la_receta():
    medido = json.loads((DATOS / "modelos" / "genero" / "resultados.json").read_text(encoding="utf-8"))
    confusiones, metal = np.array(medido["confusiones"]), medido["etiquetas"].index("metal")
    assert confusiones[metal, metal] == c09.METAL_ACERTADO
    assert confusiones[metal].sum() == c09.METAL_EN_LA_FILA
    assert confusiones[:, metal].sum() == c09.METAL_EN_LA_COLUMNA
    assert (np.trace(confusiones), confusiones.sum()) == (c09.ACERTADAS, c09.PIEZAS)
    assert np.round(intervalo_wilson(c09.METAL_ACERTADO, c09.METAL_EN_LA_FILA), 2).tolist() == [0.65, 0.99]


def test_el_tamano_bueno_es_el_primero_de_menos_de_cinco_centesimas():
    anchos = {n: np.ptp(intervalo_wilson(round(0.94 * n), n)) for n in c09.TAMANOS}
    assert next(n for n, ancho in anchos.items() if ancho < 0.05) == c09.TAMANO_BUENO


def test_el_techo_cabe_en_el_intervalo_de_94_entre_100():
    menor, mayor = intervalo_wilson(94, 100)
    assert np.round([menor, mayor], 4).tolist() == list(c09.EXTREMOS_DE_94_ENTRE_100)
    assert menor < 1 - (c09.MAL_PUESTAS + c09.DISCUTIBLES) / c09.FRAGMENTOS < mayor
