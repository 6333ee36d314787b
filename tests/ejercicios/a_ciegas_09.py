"""El cuaderno 09, contestado con solo el enunciado delante."""

import librosa
import numpy as np
import torch
from alumno_09 import A_SALTOS, NOTAS, TABLA
from scipy import signal
from sklearn.model_selection import (
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    LeaveOneGroupOut,
    StratifiedGroupKFold,
    StratifiedKFold,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from helpers.audio import Audio, cargar_audio, remuestrear
from helpers.datos import AUDIO, CONJUNTOS, cargar_conjunto
from helpers.evaluacion import intervalo_wilson

metal_cd = remuestrear(cargar_audio(CONJUNTOS / "generos" / "audio" / "metal_b01_3.ogg"), 44_100)
jazz_16 = remuestrear(cargar_audio(AUDIO / "jazz_generado.flac"), 16_000)
a_16 = remuestrear(metal_cd, 16_000)
tiempos = np.arange(len(a_16.y)) / 16_000
bajo, alto = intervalo_wilson(94, 100)

conjunto = cargar_conjunto("generos")
modelo = make_pipeline(StandardScaler(), SVC(C=10))
por_banda = GroupKFold(5)
pares = list(por_banda.split(TABLA, conjunto.etiqueta, conjunto.grupo))


def medir(cv, suyo=modelo, tabla=TABLA, y=None):
    """Lo que escribiría el estudiante."""
    return cross_val_score(suyo, tabla, conjunto.etiqueta if y is None else y, groups=conjunto.grupo, cv=cv)


AL_AZAR = cross_val_score(
    modelo, TABLA, conjunto.etiqueta, cv=StratifiedKFold(5, shuffle=True, random_state=0)
)
SIN_ESCALAR = cross_val_score(
    SVC(C=10), TABLA, conjunto.etiqueta, cv=StratifiedKFold(5, shuffle=True, random_state=0)
)
SIN_CV = cross_val_score(modelo, TABLA, conjunto.etiqueta)
SORTEADO = StratifiedGroupKFold(5, shuffle=True)

BUENAS = [
    ("09.1", {"entrada": a_16.y}),
    ("09.1", {"entrada": librosa.resample(metal_cd.y, orig_sr=metal_cd.sr, target_sr=16_000)}),
    ("09.1", {"entrada": signal.resample(metal_cd.y, len(a_16.y))}),
    ("09.1", {"entrada": signal.resample_poly(metal_cd.y, 160, 441)}),
    ("09.1", {"entrada": {"raw": a_16.y, "sampling_rate": 16_000}}),
    ("09.1", {"entrada": torch.tensor(a_16.y)}),
    ("09.1", {"entrada": librosa.resample(metal_cd.y, orig_sr=44_100, target_sr=16_000, res_type="fft")}),
    ("09.2", {"exhaustividad": 11 / 12, "precision": 11 / 13}),
    ("09.2", {"exhaustividad": 0.917, "precision": 0.846}),
    ("09.2", {"exhaustividad": 0.92, "precision": 0.85}),
    ("09.2", {"exhaustividad": np.float32(11 / 12), "precision": round(11 / 13, 3)}),
    ("09.3", {"ancho": alto - bajo, "n": 400}),
    ("09.3", {"ancho": 0.097, "n": 400}),
    ("09.3", {"ancho": 0.972 - 0.875, "n": np.int64(400)}),
    ("09.4", {"techo": 0.894, "demostrado": False}),
    ("09.4", {"techo": 1 - 106 / 1000, "demostrado": "no"}),
    ("09.4", {"techo": (1000 - 43 - 63) / 1000, "demostrado": 0.94 < 0.894}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda)}),
    ("09.5", {"reparto": LeaveOneGroupOut(), "notas": medir(LeaveOneGroupOut())}),
    ("09.5", {"reparto": pares, "notas": medir(pares)}),
    ("09.5", {"reparto": StratifiedGroupKFold(4), "notas": medir(StratifiedGroupKFold(4)).tolist()}),
    ("09.5", {"reparto": StratifiedGroupKFold(5), "notas": medir(StratifiedGroupKFold(5)).round(3)}),
    ("09.5", {"reparto": SORTEADO, "notas": medir(SORTEADO)}),
    (
        "09.5",
        {
            "reparto": GroupShuffleSplit(5, test_size=0.2, random_state=3),
            "notas": medir(GroupShuffleSplit(5, test_size=0.2, random_state=3)),
        },
    ),
]

MALAS = [
    ("09.1", {"entrada": metal_cd}),
    ("09.1", {"entrada": metal_cd.y}),
    ("09.1", {"entrada": a_16}),
    ("09.1", {"entrada": A_SALTOS}),
    ("09.1", {"entrada": np.interp(tiempos, np.arange(len(metal_cd.y)) / 44_100, metal_cd.y)}),
    ("09.1", {"entrada": metal_cd.y[np.round(np.arange(len(a_16.y) - 1) * 44_100 / 16_000).astype(int)]}),
    ("09.1", {"entrada": metal_cd.y[::3]}),
    ("09.1", {"entrada": metal_cd.y[::2]}),
    ("09.1", {"entrada": metal_cd.y[: len(a_16.y)]}),
    ("09.1", {"entrada": Audio(metal_cd.y, 16_000)}),
    ("09.1", {"entrada": Audio(metal_cd.y, 16_000).y}),
    ("09.1", {"entrada": jazz_16.y}),
    ("09.1", {"entrada": 16_000}),
    ("09.1", {"entrada": {"raw": metal_cd.y, "sampling_rate": 44_100}}),
    ("09.1", {"entrada": {"raw": metal_cd.y, "sampling_rate": 16_000}}),
    ("09.1", {"entrada": {"array": a_16.y}}),
    ("09.1", {"entrada": "metal_b01_3.ogg"}),
    ("09.2", {"exhaustividad": 11 / 13, "precision": 11 / 12}),
    ("09.2", {"exhaustividad": 0.91, "precision": 0.84}),
    ("09.2", {"exhaustividad": 0.84, "precision": 0.84}),
    ("09.2", {"exhaustividad": 11, "precision": 11}),
    ("09.2", {"exhaustividad": 11 / 120, "precision": 11 / 120}),
    ("09.2", {"exhaustividad": 1 / 12, "precision": 2 / 13}),
    ("09.2", {"exhaustividad": 91.7, "precision": 84.6}),
    ("09.2", {"exhaustividad": 0.65, "precision": 0.58}),
    ("09.2", {"exhaustividad": 12 / 11, "precision": 13 / 11}),
    ("09.2", {"exhaustividad": 10 / 12, "precision": 10 / 12}),
    ("09.2", {"precision": 101 / 120}),
    ("09.3", {"ancho": 0.94}),
    ("09.3", {"ancho": alto}),
    ("09.3", {"ancho": bajo}),
    ("09.3", {"ancho": (alto - bajo) / 2}),
    ("09.3", {"ancho": 9.7}),
    ("09.3", {"ancho": 0.05}),
    ("09.3", {"ancho": (bajo, alto)}),
    ("09.3", {"n": 200}),
    ("09.3", {"n": 800}),
    ("09.3", {"n": 1600}),
    ("09.3", {"n": 376}),
    ("09.3", {"n": "400"}),
    ("09.4", {"techo": 0.957}),
    ("09.4", {"techo": 0.937}),
    ("09.4", {"techo": 0.106}),
    ("09.4", {"techo": 894}),
    ("09.4", {"techo": 89.4}),
    ("09.4", {"techo": 1}),
    ("09.4", {"techo": 0.94}),
    ("09.4", {"techo": 1 - (50 + 22 + 13 + 43 + 63) / 1000}),
    ("09.4", {"demostrado": True}),
    ("09.4", {"demostrado": "sí"}),
    ("09.5", {"reparto": KFold(5), "notas": SIN_CV}),
    ("09.5", {"reparto": KFold(5, shuffle=True, random_state=0), "notas": AL_AZAR}),
    ("09.5", {"reparto": StratifiedKFold(5, shuffle=True, random_state=0), "notas": AL_AZAR}),
    ("09.5", {"reparto": 5, "notas": SIN_CV}),
    ("09.5", {"reparto": StratifiedGroupKFold, "notas": NOTAS}),
    ("09.5", {"reparto": conjunto.grupo, "notas": NOTAS}),
    ("09.5", {"reparto": por_banda, "notas": AL_AZAR}),
    ("09.5", {"reparto": por_banda, "notas": SIN_ESCALAR}),
    ("09.5", {"reparto": por_banda, "notas": SIN_CV}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda).mean()}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda).max()}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda)[0]}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda)[:3]}),
    ("09.5", {"reparto": por_banda, "notas": np.full(5, medir(por_banda).mean())}),
    ("09.5", {"reparto": por_banda, "notas": 100 * medir(por_banda)}),
    ("09.5", {"reparto": por_banda, "notas": np.sort(medir(por_banda))[::-1]}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda, tabla=TABLA[:, :3])}),
    ("09.5", {"reparto": list(GroupKFold(5).split(TABLA, groups=conjunto.etiqueta)), "notas": NOTAS}),
    ("09.5", {"reparto": pares[:1], "notas": medir(pares)[:1]}),
    ("09.5", {"reparto": SORTEADO, "notas": AL_AZAR}),
    ("09.5", {"reparto": por_banda, "notas": medir(por_banda).round(2)}),
]
