"""El cuaderno 05: otras respuestas buenas, sus errores hechos de otra manera y de dónde salen sus cifras."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch
from otras_respuestas import Respuestas, del_guion
from scipy.stats import binomtest, chi2, zmap
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from helpers.datos import cargar_conjunto
from helpers.ejercicios import guion
from helpers.ejercicios.cuadernos import c05_clasificadores_clasicos as c05

EJERCICIOS = guion.cargar("05").ejercicios
BUENAS = del_guion("05")


def con(clase):
    """La función del ejercicio, con arreglos, con tablas de pandas o con tensores."""
    return lambda a, b: [(clase(t) - clase(a).mean(axis=0)) / clase(a).std(axis=0) for t in (a, b)]


def en_su_sitio(a, b):
    media, desviacion = a.mean(axis=0), a.std(axis=0)
    for tabla in (a, b):
        tabla -= media
        tabla /= desviacion
    return a, b


def con_escalador(a, b, escalador=StandardScaler, de=None):
    escalador = escalador().fit(a if de is None else de)
    return [escalador.transform(a), escalador.transform(b)]


estandarizar, con_pandas = con(np.asarray), con(pd.DataFrame)


def repartir(grupos, n_partes):
    return np.unique(grupos, return_inverse=True)[1] % n_partes


def con_diccionario(grupos, n_partes):
    vistos = {}
    for grupo in grupos:
        vistos.setdefault(grupo, len(vistos) % n_partes + 1)
    return [vistos[grupo] for grupo in grupos]


def con_group_k_fold(grupos, n_partes):
    partes = np.empty(len(grupos), int)
    for n, (_, prueba) in enumerate(GroupKFold(n_partes).split(grupos, groups=grupos)):
        partes[prueba] = n
    return partes


def sorteando(grupos, n_partes):
    trozos = np.array_split(np.random.default_rng().permutation(np.unique(grupos)), n_partes)
    return pd.Series([next(n for n, t in enumerate(trozos) if g in t) for g in grupos])


def equilibrada(C):
    return np.mean(np.diag(C) / C.sum(axis=1))


def con_sklearn(C):
    i, j = np.indices(C.shape)
    return balanced_accuracy_score(np.repeat(i.ravel(), C.ravel()), np.repeat(j.ravel(), C.ravel()))


def p(solo_a, solo_b):
    return binomtest(solo_a, solo_a + solo_b).pvalue


def notas_limpias(tabla, clases, partes=5):
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_score(modelo, tabla, clases, cv=partes)


def con_la_trampa(tabla, clases):
    elegidas = SelectKBest(f_classif, k=20).fit_transform(tabla, clases)
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), elegidas, clases, cv=5)


def con_otra_red(tabla, clases):
    modelo = make_pipeline(SelectKBest(f_classif, k=20), LogisticRegression())
    return cross_val_score(modelo, tabla, clases, cv=StratifiedKFold(5, shuffle=True, random_state=1))


OTRAS_BUENAS = [
    *(("05.1", {"estandarizar": f}) for f in (con_escalador, estandarizar, con_pandas, con(torch.tensor))),
    ("05.1", {"estandarizar": lambda a, b: en_su_sitio(a.copy(), b.copy())}),
    ("05.1", {"estandarizar": lambda a, b: [zmap(t, a) for t in (a, b)]}),
    ("05.1", {"estandarizar": lambda a, b: np.split(zmap(np.vstack([a, b]), a), [len(a)])}),
    ("05.1", {"estandarizar": lambda a, b: [t.tolist() for t in estandarizar(a, b)]}),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(a.astype("float32"), b.astype("float32"))}),
    ("05.1", {"estandarizar": lambda a, b: [(t - a.mean(0)) / np.sqrt(a.var(0)) for t in (a, b)]}),
    *(("05.2", {"repartir": f}) for f in (repartir, con_diccionario, con_group_k_fold, sorteando)),
    ("05.2", {"repartir": lambda grupos, n: [f"parte {k}" for k in repartir(grupos, n)]}),
    ("05.2", {"repartir": lambda grupos, n: torch.tensor(repartir(grupos, n))}),
    ("05.2", {"repartir": lambda grupos, n: pd.factorize(grupos)[0] % n}),
    ("05.2", {"repartir": lambda grupos, n: [sorted(set(grupos)).index(g) % n for g in grupos]}),
    ("05.2", {"repartir": lambda grupos, n_partes: repartir(grupos, n_partes).astype(float)}),
    ("05.3", {"equilibrada": lambda C: sum(C[i][i] / sum(C[i]) for i in range(len(C))) / len(C)}),
    ("05.3", {"equilibrada": con_sklearn}),
    ("05.3", {"equilibrada": lambda C: pd.DataFrame(C).pipe(lambda T: (np.diag(T) / T.sum(axis=1)).mean())}),
    ("05.3", {"equilibrada": lambda C: torch.tensor(equilibrada(C))}),
    ("05.3", {"equilibrada": lambda C: (C / C.sum(axis=1, keepdims=True)).trace() / len(C)}),
    ("05.3", {"equilibrada": lambda C: np.mean([C.loc[i, i] / C.loc[i].sum() for i in C.index])}),
    ("05.3", {"equilibrada": lambda C: np.array([equilibrada(C)])[0]}),
    ("05.4", {"p_minima": 2 / 16, "hacen_falta": np.int64(6)}),
    ("05.4", {"p_minima": p(0, 4), "hacen_falta": 6.0}),
    ("05.4", {"p_minima": np.float32(0.125)}),
    ("05.5", {"notas_limpias": con_otra_red}),
    ("05.5", {"notas_limpias": lambda *lo_dado: tuple(notas_limpias(*lo_dado))}),
    ("05.5", {"notas_limpias": lambda *lo_dado: torch.tensor(notas_limpias(*lo_dado))}),
]

MALAS = [
    ("05.1", {"estandarizar": lambda a, b: con_escalador(a, b, de=np.vstack([a, b]))}, "ya ha influido"),
    ("05.1", {"estandarizar": lambda a, b: [zmap(t, t) for t in (a, b)]}, "propia regla"),
    ("05.1", {"estandarizar": lambda a, b: [con_pandas(t, t)[0] for t in (a, b)]}, "propia regla"),
    ("05.1", {"estandarizar": lambda a, b: (con_pandas(a, b)[0], b)}, "La tabla nueva sale como entró"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(estandarizar(a, a)[0], b)}, "ya tiene media 0"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(b, a)[::-1]}, "Es al revés"),
    ("05.1", {"estandarizar": lambda a, b: con_escalador(a, b, MinMaxScaler)}, "de 0 a 1"),
    ("05.1", {"estandarizar": en_su_sitio}, "trabaja en una copia"),
    ("05.1", {"estandarizar": lambda a, b: [t.round(1) for t in estandarizar(a, b)]}, "tabla pequeña"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(a, b)[0]}, "dos tablas"),
    ("05.1", {"estandarizar": lambda a, b: [t / np.std(a, axis=0) for t in (a, b)]}, "restar la media"),
    ("05.1", {"estandarizar": lambda a, b: [t - sum(a) / len(a) for t in (a, b)]}, "Falta dividir"),
    ("05.2", {"repartir": lambda grupos, n: np.arange(len(grupos)) * n // len(grupos)}, "hay fuga"),
    ("05.2", {"repartir": lambda grupos, n: np.sort(repartir(grupos, n))}, "hay fuga"),
    (
        "05.2",
        {"repartir": lambda grupos, n: np.cumsum(np.r_[0, grupos[1:] != grupos[:-1]]) % n},
        "no ir seguidos",
    ),
    (
        "05.2",
        {"repartir": lambda grupos, n: np.minimum(repartir(grupos, 99) // (len(set(grupos)) // n), n - 1)},
        "con 11 grupos y 3 partes dejas 5 grupos en una y 3 en otra",
    ),
    ("05.2", {"repartir": lambda grupos, n: repartir(np.sort(grupos), n)}, "ordenados por grupo"),
    ("05.2", {"repartir": lambda grupos, n: np.unique(grupos, return_inverse=True)[1] // n}, "sobran"),
    ("05.2", {"repartir": lambda grupos, n: repartir(grupos, n - 1)}, "y hay 3: ¿queda alguna vacía?"),
    ("05.2", {"repartir": lambda grupos, n: np.where(repartir(grupos, n) > 0, 1, np.nan)}, "None o NaN"),
    ("05.2", {"repartir": lambda grupos, n: GroupKFold(n)}, "una sola cosa"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.sum(axis=0))}, "precisiones"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.mean(axis=1))}, "y se pide su media"),
    ("05.3", {"equilibrada": lambda C: equilibrada(C) + 2e-6}, "redondeada"),
    ("05.3", {"equilibrada": lambda C: C[9, 9] / C[9].sum()}, "una posición que no existe"),
    ("05.3", {"equilibrada": lambda C: [[1, 2], [3]]}, "varios números"),
    ("05.3", {"equilibrada": lambda C: np.nan}, "NaN"),
    ("05.3", {"equilibrada": lambda C: "0,7"}, "un número"),
    ("05.4", {"p_minima": "0.125"}, "Quita las comillas"),
    ("05.4", {"p_minima": 0.12}, "parece redondeada"),
    ("05.4", {"p_minima": p(16, 20)}, "A acierta 16 que B falla"),
    ("05.4", {"p_minima": binomtest(0, 4)}, "su p está en `.pvalue`"),
    *(("05.4", {"p_minima": chi2.sf(ji, 1)}, "ji al cuadrado") for ji in (4, 9 / 4)),
    ("05.4", {"hacen_falta": 4}, "la p más pequeña es 0,125"),
    ("05.4", {"hacen_falta": 10**9}, "Es la ventaja, no el total"),
    ("05.4", {"hacen_falta": 5.5}, "entero"),
    (
        "05.5",
        {"notas_limpias": lambda *lo_dado: 100 * notas_limpias(*lo_dado)},
        "entre 0 y 1",
    ),
    ("05.5", {"notas_limpias": con_la_trampa}, "sigue siendo demasiado"),
    (
        "05.5",
        {"notas_limpias": lambda *lo_dado: notas_limpias(*lo_dado, KFold(5))},
        "las dos clases en cada una",
    ),
    ("05.5", {"notas_limpias": lambda *lo_dado: notas_limpias(*lo_dado, 10)}, "devuelve 10 números"),
    ("05.5", {"notas_limpias": lambda *lo_dado: notas_limpias(*lo_dado).mean()}, "un solo número"),
    ("05.5", {"notas_limpias": lambda tabla, clases: [0.4667] * 5}, "las mismas notas con todas las tablas"),
    ("05.5", {"notas_limpias": lambda tabla, clases: notas_limpias(tabla[:, :20], clases)}, "se queda en"),
    ("05.5", {"notas_limpias": lambda tabla, clases: [1.0] * 5}, "sigue siendo demasiado"),
    ("05.5", {"notas_limpias": 0.4667}, "una función"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("C", c05.CONFUSIONES)
def test_la_equilibrada_esperada_es_la_de_sklearn(C):
    assert c05.exhaustividades(C).mean() == pytest.approx(con_sklearn(C))


def test_los_grupos_de_prueba_no_van_seguidos():
    assert all(len(list(itertools.groupby(grupos))) > len(set(grupos)) for grupos, _ in c05.REPARTOS)


def test_cuatro_de_ventaja_y_seis():
    """La menor p que se alcanza con cada ventaja es la de quien no pierde ninguna."""
    assert min(p(solo_a, solo_a + 4) for solo_a in range(17)) == pytest.approx(c05.P_MINIMA)
    assert next(n for n in range(1, 20) if p(0, n) < c05.UMBRAL) == c05.VENTAJA_MINIMA


def test_con_ruido_la_medida_tramposa_y_la_limpia_no_se_confunden():
    """Sea cual sea el sorteo de las partes, y con holgura."""
    (ruido, clases), (con_algo, _) = c05.TANDAS
    repartos = [StratifiedKFold(5, shuffle=True, random_state=semilla) for semilla in range(4)]
    con_ruido = [np.mean([notas_limpias(tabla, clases, cv) for tabla in ruido]) for cv in repartos]
    se_oye = [np.mean([notas_limpias(tabla, clases, cv) for tabla in con_algo]) for cv in repartos]
    assert min(con_ruido) > c05.CASI_AZAR + 0.05
    assert max(con_ruido) < c05.DE_SOBRA - 0.05
    assert min(se_oye) > c05.SE_OYE + 0.02
    assert np.mean([c05.con_trampa(tabla, clases) for tabla in ruido]) > c05.DE_SOBRA + 0.1
    assert np.mean([c05.medida(tabla, clases, cuantas=500) for tabla in con_algo]) < c05.SE_OYE - 0.05


def test_los_tamanos_de_eventos_son_los_del_conjunto():
    prueba = cargar_conjunto("eventos").query("particion == 'prueba'")
    assert c05.clases_de_eventos() * c05.de_cada_clase_de_eventos() == len(prueba)
