"""El cuaderno 10, contestado con solo el enunciado delante."""

import math

import numpy as np
from alumno_10 import NOTAS, TABLA
from scipy.stats import entropy
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

publicado = {"sad": 0.1312, "disgust": 0.1299, "surprised": 0.1293, "neutral": 0.1262, "calm": 0.1252}
suma = sum(publicado.values())
resto = (1 - suma) / 3
p = np.array([*publicado.values(), resto, resto, resto])

PESO, SESGO = "classifier.dense.weight", "classifier.dense.bias"
DENSE, OUTPUT = r"^classifier\.dense", r"^classifier\.output"

conjunto = cargar_conjunto("emociones").sample(frac=1, random_state=0)
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

BUENAS = [
    ("10.1", {"resto": resto, "veces": 0.1312 / resto}),
    ("10.1", {"resto": 0.1194, "veces": 1.0988}),
    ("10.1", {"resto": np.mean([1 - suma] * 3) / 3, "veces": 1.1}),
    ("10.2", {"faltan": [PESO, SESGO], "al_azar": 388}),
    ("10.2", {"faltan": {SESGO, PESO}, "al_azar": 4 * 96 + 4}),
    ("10.2", {"faltan": sorted((PESO, SESGO)), "al_azar": np.int64(388)}),
    ("10.3", {"traduccion": {DENSE: "projector", OUTPUT: "classifier"}}),
    ("10.3", {"traduccion": {"classifier.dense": "projector", "classifier.output": "classifier"}}),
    ("10.3", {"traduccion": {r"classifier\.output": "classifier", r"classifier\.dense": "projector"}}),
    ("10.4", {"reparto": por_grupos, "notas": medir(por_grupos)}),
    ("10.4", {"reparto": LeaveOneGroupOut(), "notas": medir(LeaveOneGroupOut())}),
    ("10.4", {"reparto": pares, "notas": medir(pares).tolist()}),
    ("10.4", {"reparto": StratifiedGroupKFold(5), "notas": medir(StratifiedGroupKFold(5)).round(3)}),
    ("10.4", {"reparto": SORTEADO, "notas": medir(SORTEADO)}),
    (
        "10.4",
        {
            "reparto": GroupShuffleSplit(5, random_state=3),
            "notas": medir(GroupShuffleSplit(5, random_state=3)),
        },
    ),
    ("10.5", {"entropia": -(p * np.log2(p)).sum()}),
    ("10.5", {"entropia": entropy(p, base=2)}),
    ("10.5", {"entropia": 2.9989}),
    ("10.5", {"entropia": sum(-x * math.log2(x) for x in p)}),
]

MALAS = [
    ("10.1", {"resto": 1 - suma}),
    ("10.1", {"resto": 0.125}),
    ("10.1", {"resto": suma / 5}),
    ("10.1", {"resto": 11.94}),
    ("10.1", {"resto": 0.12}),
    ("10.1", {"resto": (1 - suma) / 8}),
    ("10.1", {"veces": resto / 0.1312}),
    ("10.1", {"veces": 0.1312 - resto}),
    ("10.1", {"veces": 0.1312 / 0.125}),
    ("10.1", {"veces": 1}),
    ("10.1", {"veces": 0.1312 / 0.1252}),
    ("10.1", {"resto": 0.1312 / resto, "veces": resto}),
    ("10.2", {"faltan": f"{PESO}, {SESGO}"}),
    ("10.2", {"faltan": f"{PESO} {SESGO}"}),
    ("10.2", {"faltan": "missing_keys"}),
    ("10.2", {"faltan": 2}),
    ("10.2", {"faltan": [PESO]}),
    ("10.2", {"faltan": ["classifier.output.weight", "classifier.output.bias"]}),
    ("10.2", {"faltan": {"missing_keys": [PESO, SESGO], "unexpected_keys": []}}),
    ("10.2", {"faltan": ["dense.weight", "dense.bias"]}),
    ("10.2", {"faltan": []}),
    ("10.2", {"al_azar": 2}),
    ("10.2", {"al_azar": 384}),
    ("10.2", {"al_azar": 4}),
    ("10.2", {"al_azar": 620_260}),
    ("10.2", {"al_azar": [384, 4]}),
    ("10.3", {"traduccion": {DENSE: "classifier", OUTPUT: "projector"}}),
    ("10.3", {"traduccion": {"projector": DENSE, "classifier": OUTPUT}}),
    ("10.3", {"traduccion": {DENSE: "projector"}}),
    ("10.3", {"traduccion": {OUTPUT: "classifier"}}),
    ("10.3", {"traduccion": {}}),
    ("10.3", {"traduccion": [(DENSE, "projector"), (OUTPUT, "classifier")]}),
    ("10.3", {"traduccion": {r"^dense": "projector", r"^output": "classifier"}}),
    ("10.3", {"traduccion": {DENSE: "projector.weight", OUTPUT: "classifier.weight"}}),
    ("10.3", {"traduccion": {OUTPUT: "classifier.dense"}}),
    ("10.3", {"traduccion": {DENSE: "proyector", OUTPUT: "classifier"}}),
    ("10.3", {"traduccion": "projector"}),
    ("10.3", {"traduccion": {".*dense": "projector", ".*output": "classifier"}}),
    ("10.4", {"reparto": KFold(5), "notas": SIN_CV}),
    ("10.4", {"reparto": AZAR, "notas": AL_AZAR}),
    ("10.4", {"reparto": 5, "notas": SIN_CV}),
    ("10.4", {"reparto": GroupKFold, "notas": NOTAS}),
    ("10.4", {"reparto": conjunto.grupo, "notas": NOTAS}),
    ("10.4", {"reparto": conjunto.grupo.unique(), "notas": NOTAS}),
    ("10.4", {"reparto": NOTAS, "notas": NOTAS}),
    ("10.4", {"reparto": por_grupos, "notas": AL_AZAR}),
    ("10.4", {"reparto": por_grupos, "notas": SIN_ESCALAR}),
    ("10.4", {"reparto": por_grupos, "notas": SIN_CV}),
    ("10.4", {"reparto": por_grupos, "notas": medir(por_grupos).mean()}),
    ("10.4", {"reparto": por_grupos, "notas": medir(por_grupos).max()}),
    ("10.4", {"reparto": por_grupos, "notas": medir(por_grupos)[:1]}),
    ("10.4", {"reparto": por_grupos, "notas": np.full(5, medir(por_grupos).mean())}),
    ("10.4", {"reparto": por_grupos, "notas": [0.7, 0.7, 0.7, 0.7, 0.7]}),
    ("10.4", {"reparto": list(GroupKFold(4).split(TABLA, groups=conjunto.etiqueta)), "notas": NOTAS[:4]}),
    ("10.4", {"reparto": list(GroupKFold(5).split(TABLA, groups=np.arange(len(TABLA)))), "notas": AL_AZAR}),
    ("10.4", {"reparto": iter(()), "notas": NOTAS}),
    ("10.4", {"reparto": por_grupos, "notas": medir(por_grupos).round(2)}),
    ("10.5", {"entropia": 3}),
    ("10.5", {"entropia": -2.9989}),
    ("10.5", {"entropia": entropy(p)}),
    ("10.5", {"entropia": -(p * np.log10(p)).sum()}),
    ("10.5", {"entropia": -(p[:5] * np.log2(p[:5])).sum()}),
    ("10.5", {"entropia": -(p[:6] * np.log2(p[:6])).sum()}),
    ("10.5", {"entropia": 1}),
    ("10.5", {"entropia": 0}),
    ("10.5", {"entropia": -np.log2(p).sum()}),
    ("10.5", {"entropia": 2.99}),
    ("10.5", {"entropia": -(p * np.log2(p))}),
]
