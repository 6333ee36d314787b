"""El cuaderno 11, contestado con solo el enunciado delante."""

import numpy as np
import pandas as pd
from alumno_11 import NOTAS, TABLA
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

from helpers.datos import cargar_conjunto

n = pd.Series({"us": 4788, "england": 18_082, "indian": 5656, "australia": 5124, "canada": 5169})
recall = pd.Series({"us": 0.0150, "england": 0.9121, "indian": 0.4586, "australia": 0.0381, "canada": 0.1760})
bien = (n * recall).sum()

conjunto = cargar_conjunto("acentos").sample(frac=1, random_state=0, ignore_index=True)
modelo = make_pipeline(StandardScaler(), SVC(C=10))
por_grupos = GroupKFold(5)
pares = list(por_grupos.split(TABLA, conjunto.etiqueta, conjunto.grupo))


def medir(cv, suyo=modelo, tabla=TABLA):
    """Lo que escribiría el estudiante."""
    return cross_val_score(suyo, tabla, conjunto.etiqueta, groups=conjunto.grupo, cv=cv)


AZAR = StratifiedKFold(5, shuffle=True, random_state=0)
AL_AZAR = cross_val_score(modelo, TABLA, conjunto.etiqueta, cv=AZAR)
SIN_ESCALAR = cross_val_score(SVC(C=10), TABLA, conjunto.etiqueta, cv=AZAR)
SIN_CV = cross_val_score(modelo, TABLA, conjunto.etiqueta)
SORTEADO = StratifiedGroupKFold(5, shuffle=True)
SIMPLE = TABLA.astype(np.float32)  # la precisión de librosa
DUDOSO = GroupShuffleSplit(5, random_state=16)  # con la doble, aquí una grabación cambia de clase

BUENAS = [
    ("11.1", {"exactitud": bien / n.sum()}),
    ("11.1", {"exactitud": 0.522}),
    ("11.1", {"exactitud": round((n * recall).round().sum() / 38_819, 4)}),
    ("11.1", {"exactitud": np.average(recall, weights=n)}),
    (
        "11.2",
        {
            "exactitud_siempre": 18_082 / 38_819,
            "equilibrada_siempre": 1 / 5,
            "equilibrada_modelo": recall.sum() / 5,
        },
    ),
    ("11.2", {"exactitud_siempre": 0.466, "equilibrada_siempre": 0.2, "equilibrada_modelo": 0.32}),
    ("11.2", {"exactitud_siempre": 0.4658, "equilibrada_siempre": 0.20, "equilibrada_modelo": 0.3200}),
    ("11.3", {"con_modelo": 155, "todas_a_us": 600, "australianas_mal": 240}),
    ("11.3", {"con_modelo": 155.34, "todas_a_us": 600, "australianas_mal": 240.475}),
    ("11.3", {"con_modelo": 9 + 10 + 137, "todas_a_us": 600, "australianas_mal": 250 - 9}),
    ("11.4", {"reparto": por_grupos, "notas": medir(por_grupos)}),
    ("11.4", {"reparto": LeaveOneGroupOut(), "notas": medir(LeaveOneGroupOut())}),
    ("11.4", {"reparto": pares, "notas": medir(pares).tolist()}),
    ("11.4", {"reparto": StratifiedGroupKFold(5), "notas": medir(StratifiedGroupKFold(5)).round(3)}),
    ("11.4", {"reparto": SORTEADO, "notas": medir(SORTEADO)}),
    (
        "11.4",
        {
            "reparto": GroupShuffleSplit(5, random_state=3),
            "notas": medir(GroupShuffleSplit(5, random_state=3)),
        },
    ),
    ("11.4", {"X": SIMPLE, "reparto": DUDOSO, "notas": medir(DUDOSO, tabla=SIMPLE)}),
    ("11.5", {"veces": 18_082 * 0.9121 / 0.5255, "parte": 18_082 * 0.9121 / 0.5255 / 38_819}),
    ("11.5", {"veces": 31_385, "parte": 0.808}),
    ("11.5", {"veces": 16_493 / 0.5255, "parte": 0.81}),
]

MALAS = [
    ("11.1", {"exactitud": recall.mean()}),
    ("11.1", {"exactitud": bien}),
    ("11.1", {"exactitud": 52.2}),
    ("11.1", {"exactitud": 1 - bien / n.sum()}),
    ("11.1", {"exactitud": recall.sum()}),
    ("11.1", {"exactitud": 0.5}),
    ("11.1", {"exactitud": 0.9121}),
    ("11.1", {"exactitud": 18_082 / 38_819}),
    ("11.1", {"exactitud": bien / 5}),
    ("11.1", {"exactitud": n * recall}),
    ("11.2", {"exactitud_siempre": 1}),
    ("11.2", {"exactitud_siempre": 0.2}),
    ("11.2", {"exactitud_siempre": 46.6}),
    ("11.2", {"exactitud_siempre": 18_082}),
    ("11.2", {"exactitud_siempre": 0.9121}),
    ("11.2", {"equilibrada_siempre": 0}),
    ("11.2", {"equilibrada_siempre": 1}),
    ("11.2", {"equilibrada_siempre": 0.466}),
    ("11.2", {"equilibrada_siempre": 0.9121 / 5}),
    ("11.2", {"equilibrada_modelo": 0.522}),
    ("11.2", {"equilibrada_modelo": 1.6}),
    ("11.2", {"equilibrada_modelo": 0.2}),
    ("11.3", {"con_modelo": 522}),
    ("11.3", {"con_modelo": 320}),
    ("11.3", {"con_modelo": 0.155}),
    ("11.3", {"con_modelo": 137}),
    ("11.3", {"con_modelo": 845}),
    ("11.3", {"todas_a_us": 9}),
    ("11.3", {"todas_a_us": 1000}),
    ("11.3", {"todas_a_us": 0.6}),
    ("11.3", {"australianas_mal": 9.5}),
    ("11.3", {"australianas_mal": 250}),
    ("11.3", {"australianas_mal": 0.96}),
    ("11.3", {"australianas_mal": 962}),
    ("11.4", {"reparto": KFold(5), "notas": SIN_CV}),
    ("11.4", {"reparto": AZAR, "notas": AL_AZAR}),
    ("11.4", {"reparto": 5, "notas": SIN_CV}),
    ("11.4", {"reparto": GroupKFold, "notas": NOTAS}),
    ("11.4", {"reparto": conjunto.grupo, "notas": NOTAS}),
    ("11.4", {"reparto": conjunto.grupo.unique(), "notas": NOTAS}),
    ("11.4", {"reparto": NOTAS, "notas": NOTAS}),
    ("11.4", {"reparto": por_grupos, "notas": AL_AZAR}),
    ("11.4", {"reparto": por_grupos, "notas": SIN_ESCALAR}),
    ("11.4", {"reparto": por_grupos, "notas": SIN_CV}),
    ("11.4", {"reparto": por_grupos, "notas": medir(por_grupos).mean()}),
    ("11.4", {"reparto": por_grupos, "notas": medir(por_grupos).max()}),
    ("11.4", {"reparto": por_grupos, "notas": medir(por_grupos)[:1]}),
    ("11.4", {"reparto": por_grupos, "notas": np.full(5, medir(por_grupos).mean())}),
    ("11.4", {"reparto": por_grupos, "notas": [0.7, 0.7, 0.7, 0.7, 0.7]}),
    ("11.4", {"reparto": list(GroupKFold(4).split(TABLA, groups=conjunto.etiqueta)), "notas": NOTAS[:4]}),
    ("11.4", {"reparto": list(GroupKFold(5).split(TABLA, groups=np.arange(len(TABLA)))), "notas": AL_AZAR}),
    ("11.4", {"reparto": iter(()), "notas": NOTAS}),
    ("11.4", {"reparto": por_grupos, "notas": medir(por_grupos).round(2)}),
    ("11.5", {"veces": 18_082 * 0.9121}),
    ("11.5", {"veces": 18_082}),
    ("11.5", {"veces": 18_082 * 0.5255}),
    ("11.5", {"veces": 18_082 / 0.5255}),
    ("11.5", {"veces": 0.808}),
    ("11.5", {"veces": 31_000}),
    ("11.5", {"parte": 0.466}),
    ("11.5", {"parte": 0.5255}),
    ("11.5", {"parte": 80.8}),
    ("11.5", {"parte": 0.8}),
    ("11.5", {"parte": 31_385 / 18_082}),
    ("11.5", {"parte": 0.192}),
]
