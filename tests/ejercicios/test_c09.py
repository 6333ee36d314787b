"""El cuaderno 09: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import json

import librosa
import numpy as np
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.signal import resample_poly
from sklearn.model_selection import KFold, StratifiedKFold

from helpers.audio import cargar_audio, remuestrear
from helpers.datos import AUDIO, DATOS
from helpers.ejercicios.cuadernos import c09_genero_musical as c09
from helpers.evaluacion import intervalo_wilson

BUENAS = del_guion("09")
METAL, ENTRADA = c09.pieza(), BUENAS["09.1"]["entrada"]
CD = remuestrear(METAL, 44_100)
A_SALTOS = CD.y[(np.arange(121_600) * 44_100 / 16_000).astype(int)]
JAZZ = remuestrear(cargar_audio(AUDIO / "jazz_generado.flac"), 16_000).y

OTRAS_BUENAS = [
    ("09.1", {"entrada": librosa.resample(CD.y, orig_sr=44_100, target_sr=16_000)}),
    ("09.1", {"entrada": librosa.resample(CD.y, orig_sr=44_100, target_sr=16_000, res_type="soxr_lq")}),
    ("09.1", {"entrada": resample_poly(CD.y, 160, 441)}),
    ("09.1", {"entrada": torch.from_numpy(ENTRADA.copy())}),
    ("09.1", {"entrada": ENTRADA.tolist()}),
    ("09.1", {"entrada": remuestrear(CD, 16_000).y}),
    ("09.2", {"exhaustividad": 0.917, "precision": 0.846}),
    ("09.2", {"exhaustividad": np.float32(11 / 12), "precision": 0.85}),
    ("09.2", {"exhaustividad": 0.91, "precision": 0.85}),
    ("09.1", {"entrada": {"raw": ENTRADA, "sampling_rate": 16_000}}),
    ("09.3", {"n": 400.0, "ancho": np.float64(0.09698)}),
    ("09.3", {"ancho": float(np.ptp(intervalo_wilson(94, 100)))}),
    ("09.4", {"techo": 894 / 1000, "demostrado": "no"}),
]

MALAS = [
    ("09.1", {"entrada": remuestrear(METAL, 16_000)}, "`Audio` a 16 000 Hz"),
    ("09.1", {"entrada": METAL.y}, "22 050 por segundo"),
    ("09.1", {"entrada": CD.y[::3]}, "a saltos no sirve"),
    ("09.1", {"entrada": np.resize(JAZZ, len(ENTRADA))}, "no suena como la pieza"),
    ("09.1", {"entrada": CD.y[: len(ENTRADA)]}, "no suena como la pieza"),
    ("09.1", {"entrada": np.resize(JAZZ, 128_000)}, "como `jazz_16`"),
    ("09.1", {"entrada": [{"label": "jazz", "score": 0.9}]}, "solo números"),
    ("09.1", {"entrada": ENTRADA * 32_768}, "a otro nivel"),
    ("09.1", {"entrada": A_SALTOS}, "a saltos"),
    ("09.1", {"entrada": {"raw": CD.y, "sampling_rate": 16_000}}, "tal como llegaron"),
    ("09.2", {"exhaustividad": 0.84}, "de los diez géneros"),
    ("09.2", {"exhaustividad": 0.91, "precision": 0.84}, "cortada"),
    ("09.2", {"precision": 0.842}, "esa es la exactitud"),
    ("09.3", {"ancho": intervalo_wilson(94, 100)}, "los dos extremos"),
    ("09.2", {"exhaustividad": 0.93}, "suma la fila"),
    ("09.2", {"precision": 0.86}, "suma la columna"),
    ("09.3", {"ancho": float(np.ptp(intervalo_wilson(376, 400)))}, "el de otro tamaño"),
    ("09.4", {"techo": 0.892}, "no coincide"),
    ("09.5", {"reparto": KFold(5)}, "sin haberlo enseñado"),
    ("09.5", {"reparto": StratifiedKFold(5)}, "cae a los dos lados"),
    ("09.5", {"notas": float(BUENAS["09.5"]["notas"].max())}, "un número solo"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


def test_las_cifras_del_metal_son_las_que_midio_la_receta():
    medido = json.loads((DATOS / "modelos" / "genero" / "resultados.json").read_text(encoding="utf-8"))
    confusiones, metal = np.array(medido["confusiones"]), medido["etiquetas"].index("metal")
    assert confusiones[metal, metal] == c09.METAL_ACERTADO
    assert confusiones[metal].sum() == c09.METAL_EN_LA_FILA
    assert confusiones[:, metal].sum() == c09.METAL_EN_LA_COLUMNA
    assert (np.trace(confusiones), confusiones.sum()) == (c09.ACERTADAS, c09.PIEZAS)
    assert np.round(intervalo_wilson(c09.METAL_ACERTADO, c09.METAL_EN_LA_FILA), 2).tolist() == [0.65, 0.99]


def test_los_anchos_y_los_extremos_son_los_de_wilson():
    anchos = {n: np.ptp(intervalo_wilson(round(0.94 * n), n)) for n in c09.TAMANOS}
    assert next(n for n, ancho in anchos.items() if ancho < 0.05) == c09.TAMANO_BUENO
    assert np.round(intervalo_wilson(94, 100), 4).tolist() == [c09.BAJO, c09.ALTO]
    assert c09.BAJO < c09.TECHO < c09.ALTO
