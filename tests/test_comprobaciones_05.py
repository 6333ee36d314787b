"""Las comprobaciones del cuaderno 05: lo que se acepta y lo que se contesta a cada error."""

import itertools

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas
from scipy.stats import binomtest, chi2, zmap
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.metrics import balanced_accuracy_score, recall_score
from sklearn.model_selection import GroupKFold, KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.svm import SVC

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c05_clasificadores_clasicos as c05
from helpers.evaluacion import mcnemar


def estandarizar(X_entrenamiento, X_nuevas):
    media, desviacion = X_entrenamiento.mean(axis=0), X_entrenamiento.std(axis=0)
    return (X_entrenamiento - media) / desviacion, (X_nuevas - media) / desviacion


def con_escalador(a, b):
    escalador = StandardScaler().fit(a)
    return [escalador.transform(a), escalador.transform(b)]


def en_su_sitio(a, b):
    media, desviacion = a.mean(axis=0), a.std(axis=0)
    a -= media
    a /= desviacion
    b -= media
    b /= desviacion
    return a, b


def con_pandas(a, b):
    a, b = pd.DataFrame(a), pd.DataFrame(b)
    return (a - a.mean()) / a.std(), (b - a.mean()) / a.std()


def con_torch(a, b):
    a, b = torch.tensor(a), torch.tensor(b)
    return (a - a.mean(0)) / (a.std(0) + 1e-8), (b - a.mean(0)) / (a.std(0) + 1e-8)


def con_la_ya_escalada(a, b):
    a = (a - a.mean(axis=0)) / a.std(axis=0)
    return a, (b - a.mean(axis=0)) / a.std(axis=0)


def juntas(a, b):
    escalador = StandardScaler().fit(np.vstack([a, b]))
    return escalador.transform(a), escalador.transform(b)


def por_minimo_y_maximo(a, b):
    escalador = MinMaxScaler().fit(a)
    return escalador.transform(a), escalador.transform(b)


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
    nombres = np.random.default_rng().permutation(np.unique(grupos))
    trozos = np.array_split(nombres, n_partes)
    return pd.Series([next(n for n, t in enumerate(trozos) if g in t) for g in grupos])


def con_nombres(grupos, n_partes):
    return [f"parte {n}" for n in repartir(grupos, n_partes)]


def por_rachas(grupos, n_partes):
    """Cuenta un grupo nuevo cada vez que cambia el nombre: con los ejemplos mezclados, falla."""
    cambios = np.cumsum(np.r_[0, grupos[1:] != grupos[:-1]])
    return cambios % n_partes


def una_grande(grupos, n_partes):
    return np.minimum(np.unique(grupos, return_inverse=True)[1], n_partes - 1)


def ordenando(grupos, n_partes):
    grupos.sort()
    return repartir(grupos, n_partes)


def ordenando_al_final(grupos, n_partes):
    partes = repartir(grupos, n_partes)
    grupos.sort()
    return partes


def por_bloques(grupos, n_partes):
    """Once grupos en tres partes: tres, tres y cinco."""
    cual = np.unique(grupos, return_inverse=True)[1]
    return np.minimum(cual // ((cual.max() + 1) // n_partes), n_partes - 1)


def equilibrada(C):
    return np.mean(np.diag(C) / C.sum(axis=1))


def con_bucle(C):
    return sum(C[i][i] / sum(C[i]) for i in range(len(C))) / len(C)


def el_primero(C):
    for fila in range(len(C)):
        return C[fila, fila] / C[fila].sum()


def el_ultimo(C):
    for fila in range(len(C)):
        dada = C[fila, fila] / C[fila].sum()
    return dada


def sin_diagonal(C):
    dada = equilibrada(C)
    np.fill_diagonal(C, 0)
    return dada


def dividiendo_en_su_sitio(C):
    C /= C.sum(axis=1, keepdims=True)
    return np.diag(C).mean()


def con_sklearn(C):
    i, j = np.indices(C.shape)
    reales, predichas = np.repeat(i.ravel(), C.ravel()), np.repeat(j.ravel(), C.ravel())
    return balanced_accuracy_score(reales, predichas)


def p(solo_a, solo_b):
    return binomtest(solo_a, solo_a + solo_b).pvalue


def ruido():
    azar = np.random.default_rng(0)
    return azar.normal(size=(60, 2000)), np.repeat([0, 1], 30)


def honrada(partes=5):
    X, y = ruido()
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_score(modelo, X, y, cv=partes).mean()


def de_una_clase():
    X, y = ruido()
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_score(modelo, X, y, cv=KFold(5)).mean()


def tramposa():
    X, y = ruido()
    elegidas = SelectKBest(f_classif, k=20).fit_transform(X, y)
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), elegidas, y, cv=5).mean()


BUENAS = {
    "05.1": {"estandarizar": estandarizar},
    "05.2": {"repartir": repartir},
    "05.3": {"equilibrada": equilibrada},
    "05.4": {"p_minima": 0.125, "hacen_falta": 6},
    "05.5": {"honrada": honrada()},
}

OTRAS_BUENAS = [
    ("05.1", {"estandarizar": con_escalador}),
    ("05.1", {"estandarizar": lambda a, b: en_su_sitio(a.copy(), b.copy())}),
    ("05.1", {"estandarizar": lambda a, b: [zmap(t, a) for t in (a, b)]}),
    ("05.1", {"estandarizar": lambda a, b: np.split(zmap(np.vstack([a, b]), a), [len(a)])}),
    ("05.1", {"estandarizar": con_pandas}),
    ("05.1", {"estandarizar": con_torch}),
    ("05.1", {"estandarizar": lambda a, b: [t.tolist() for t in estandarizar(a, b)]}),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(a.astype("float32"), b.astype("float32"))}),
    ("05.1", {"estandarizar": lambda a, b: [(t - a.mean(0)) / np.sqrt(a.var(0)) for t in (a, b)]}),
    ("05.2", {"repartir": con_diccionario}),
    ("05.2", {"repartir": con_group_k_fold}),
    ("05.2", {"repartir": sorteando}),
    ("05.2", {"repartir": con_nombres}),
    ("05.2", {"repartir": lambda grupos, n: torch.tensor(repartir(grupos, n))}),
    ("05.2", {"repartir": lambda grupos, n: pd.factorize(grupos)[0] % n}),
    ("05.2", {"repartir": lambda grupos, n: [sorted(set(grupos)).index(g) % n for g in grupos]}),
    ("05.2", {"repartir": lambda grupos, n_partes: repartir(grupos, n_partes).astype(float)}),
    ("05.3", {"equilibrada": con_bucle}),
    ("05.3", {"equilibrada": con_sklearn}),
    ("05.3", {"equilibrada": lambda C: pd.DataFrame(C).pipe(lambda T: (np.diag(T) / T.sum(axis=1)).mean())}),
    ("05.3", {"equilibrada": lambda C: torch.tensor(equilibrada(C))}),
    ("05.3", {"equilibrada": lambda C: (C / C.sum(axis=1, keepdims=True)).trace() / len(C)}),
    ("05.3", {"equilibrada": lambda C: np.mean([C.loc[i, i] / C.loc[i].sum() for i in C.index])}),
    ("05.3", {"equilibrada": lambda C: np.array([equilibrada(C)])[0]}),
    ("05.4", {"p_minima": 2 / 16, "hacen_falta": np.int64(6)}),
    ("05.4", {"p_minima": p(0, 4), "hacen_falta": 6.0}),
    ("05.4", {"p_minima": np.float32(0.125)}),
    ("05.5", {"honrada": honrada(10)}),
    ("05.5", {"honrada": np.float64(0.43)}),
    ("05.5", {"honrada": 0.73}),
]

MALAS = [
    ("05.1", {"estandarizar": juntas}, "ya ha influido"),
    (
        "05.1",
        {"estandarizar": lambda a, b: tuple((t - t.mean(0)) / t.std(0) for t in (a, b))},
        "propia regla",
    ),
    ("05.1", {"estandarizar": lambda a, b: (estandarizar(a, b)[0], b)}, "sale como entró"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(b, a)[::-1]}, "Es al revés"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(a, b)[::-1]}, "vuelven al revés"),
    (
        "05.1",
        {"estandarizar": lambda a, b: [estandarizar(t.T, t.T)[0].T for t in (a, b)]},
        "cada columna",
    ),
    ("05.1", {"estandarizar": lambda a, b: [(t - a.mean()) / a.std() for t in (a, b)]}, "una por columna"),
    ("05.1", {"estandarizar": lambda a, b: [(t - a.mean(0)) / a.var(0) for t in (a, b)]}, "varianza"),
    ("05.1", {"estandarizar": lambda a, b: [t / a.std(0) for t in (a, b)]}, "restar la media"),
    ("05.1", {"estandarizar": lambda a, b: [t - a.mean(0) for t in (a, b)]}, "dividir entre la desviación"),
    ("05.1", {"estandarizar": lambda a, b: [t - a.mean(0) / a.std(0) for t in (a, b)]}, "paréntesis"),
    ("05.1", {"estandarizar": por_minimo_y_maximo}, "de 0 a 1"),
    ("05.1", {"estandarizar": lambda a, b: (estandarizar(a, b)[0], 2 * b)}, "la nueva, no"),
    ("05.1", {"estandarizar": lambda a, b: (a, b)}, "media 0 y desviación 1"),
    ("05.1", {"estandarizar": en_su_sitio}, "trabaja en una copia"),
    ("05.1", {"estandarizar": con_la_ya_escalada}, "cuando esa ya tiene media 0"),
    ("05.1", {"estandarizar": lambda a, b: (a, estandarizar(a, b)[1])}, "entrenamiento sale como entró"),
    ("05.1", {"estandarizar": lambda a, b: [(t - a.mean(0)) / a.std() for t in (a, b)]}, "es una sola"),
    ("05.1", {"estandarizar": lambda a, b: [con_pandas(t, t)[0] for t in (a, b)]}, "propia regla"),
    ("05.1", {"estandarizar": lambda a, b: [con_pandas(np.vstack([a, b]), t)[1] for t in (a, b)]}, "juntas"),
    ("05.1", {"estandarizar": lambda a, b: [t.round(2) for t in estandarizar(a, b)]}, "redondeadas"),
    ("05.1", {"estandarizar": lambda a, b: np.vstack(estandarizar(a, b))}, "pegadas"),
    ("05.1", {"estandarizar": lambda a, b: (t for t in estandarizar(a, b))}, "generador"),
    ("05.1", {"estandarizar": lambda a, b: None}, "¿Falta un `return`?"),
    ("05.1", {"estandarizar": lambda a, b: estandarizar(a, b)[0]}, "dos tablas"),
    ("05.1", {"estandarizar": lambda a, b: (a.mean(0), a.std(0))}, "salen de"),
    ("05.1", {"estandarizar": lambda a, b: (a * np.nan, b)}, "NaN"),
    ("05.1", {"estandarizar": lambda a, b: ("x", "y")}, "no es una tabla"),
    ("05.1", {"estandarizar": lambda a: a}, "se le pasan 2 cosas"),
    ("05.1", {"estandarizar": np.zeros((3, 3))}, "sin paréntesis"),
    ("05.2", {"repartir": lambda grupos, n: np.arange(len(grupos)) % n}, "hay fuga"),
    (
        "05.2",
        {"repartir": lambda grupos, n: np.random.default_rng(0).integers(n, size=len(grupos))},
        "hay fuga",
    ),
    ("05.2", {"repartir": lambda grupos, n: np.arange(len(grupos)) * n // len(grupos)}, "hay fuga"),
    ("05.2", {"repartir": por_rachas}, "pueden no ir seguidos"),
    ("05.2", {"repartir": lambda grupos, n: np.unique(grupos, return_inverse=True)[1]}, "para él solo"),
    ("05.2", {"repartir": lambda grupos, n: np.zeros(len(grupos), int)}, "y hay 1: ¿Queda alguna vacía?"),
    ("05.2", {"repartir": lambda grupos, n: np.unique(grupos, return_inverse=True)[1] // n}, "sobran"),
    ("05.2", {"repartir": lambda grupos, n: {g: k % n for k, g in enumerate(set(grupos))}}, "diccionario"),
    ("05.2", {"repartir": lambda grupos, n: GroupKFold(n).split(grupos, groups=grupos)}, "generador"),
    ("05.2", {"repartir": lambda grupos, n: repartir(grupos, n - 1)}, "¿Queda alguna vacía?"),
    ("05.2", {"repartir": una_grande}, "con 24 grupos y 4 partes dejas 21 grupos en una y 1 en otra"),
    ("05.2", {"repartir": por_bloques}, "con 11 grupos y 3 partes dejas 5 grupos en una y 3 en otra"),
    ("05.2", {"repartir": ordenando}, "ordenados por grupo"),
    ("05.2", {"repartir": lambda grupos, n: np.sort(repartir(grupos, n))}, "hay fuga"),
    ("05.2", {"repartir": ordenando_al_final}, "Trabaja en una copia"),
    ("05.2", {"repartir": lambda grupos, n: [None] * len(grupos)}, "None o NaN"),
    ("05.2", {"repartir": lambda grupos, n: np.where(repartir(grupos, n) > 0, 1, np.nan)}, "None o NaN"),
    ("05.2", {"repartir": lambda grupos, n: repartir(grupos, n)[:, None]}, "una columna"),
    ("05.2", {"repartir": lambda grupos, n: GroupKFold(n)}, "una sola cosa"),
    ("05.2", {"repartir": lambda grupos, n: np.arange(len(set(grupos))) % n}, "un número por grupo"),
    (
        "05.2",
        {"repartir": lambda grupos, n: [np.flatnonzero(repartir(grupos, n) == k) for k in range(n)]},
        "La parte de cada ejemplo".lower(),
    ),
    ("05.2", {"repartir": lambda grupos, n: 3}, "un número por ejemplo"),
    ("05.2", {"repartir": lambda grupos, n: None}, "¿Falta un `return`?"),
    ("05.2", {"repartir": lambda grupos: grupos}, "se le pasan 2 cosas"),
    ("05.2", {"repartir": [0, 1, 2]}, "una función"),
    ("05.3", {"equilibrada": lambda C: np.trace(C) / C.sum()}, "exactitud de siempre"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.sum(axis=0))}, "precisiones"),
    ("05.3", {"equilibrada": lambda C: equilibrada(C.T)}, "precisiones"),
    ("05.3", {"equilibrada": lambda C: np.sum(np.diag(C) / C.sum(axis=1))}, "y se pide su media"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.mean(axis=1))}, "y se pide su media"),
    ("05.3", {"equilibrada": el_primero}, "¿Está el `return` dentro"),
    ("05.3", {"equilibrada": el_ultimo}, "la última clase"),
    ("05.3", {"equilibrada": lambda C: sum(np.diag(C) / C.sum(axis=1)) / 10}, "entre 10 clases"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / 12)}, "entre 12"),
    ("05.3", {"equilibrada": sin_diagonal}, "trabaja en una copia"),
    ("05.3", {"equilibrada": dividiendo_en_su_sitio}, "divide"),
    ("05.3", {"equilibrada": lambda C: C[9, 9] / C[9].sum()}, "una posición que no existe"),
    ("05.3", {"equilibrada": lambda C: (np.diag(C) / C.sum(axis=1), equilibrada(C))}, "varios números"),
    ("05.3", {"equilibrada": lambda C: [[1, 2], [3]]}, "varios números"),
    ("05.3", {"equilibrada": lambda C: np.diag(C) / C.sum(axis=1)}, "su media"),
    ("05.3", {"equilibrada": lambda C: np.diag(C).mean()}, "de la fracción"),
    ("05.3", {"equilibrada": lambda C: 100 * equilibrada(C)}, "tanto por ciento"),
    ("05.3", {"equilibrada": lambda C: 1 - equilibrada(C)}, "lo que falla"),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.sum())}, "total de la matriz"),
    ("05.3", {"equilibrada": lambda C: np.mean(C / C.sum(axis=1, keepdims=True))}, "solo su diagonal"),
    ("05.3", {"equilibrada": lambda C: round(equilibrada(C), 2)}, "redondeada"),
    ("05.3", {"equilibrada": lambda C: 0.5}, "tiene que dar 0,7"),
    ("05.3", {"equilibrada": lambda C: None}, "¿Falta un `return`?"),
    ("05.3", {"equilibrada": lambda C: "0,7"}, "un número"),
    ("05.3", {"equilibrada": lambda C: np.nan}, "NaN"),
    ("05.3", {"equilibrada": 0.7}, "una función"),
    ("05.3", {"equilibrada": lambda C: recall_score(C, C)}, "ha saltado"),
    ("05.4", {"p_minima": 0.0625}, "una sola cola"),
    ("05.4", {"p_minima": 12.5}, "tanto por ciento"),
    ("05.4", {"p_minima": 0.13}, "parece redondeada"),
    ("05.4", {"p_minima": 0.12}, "parece redondeada"),
    ("05.4", {"p_minima": p(1, 5)}, "A acierta 1 que B falla"),
    ("05.4", {"p_minima": p(16, 20)}, "A acierta 16 que B falla"),
    ("05.4", {"p_minima": p(8, 12)}, "A acierta 8"),
    ("05.4", {"p_minima": 0.04}, "no se puede llegar tan abajo"),
    ("05.4", {"p_minima": 2.0}, "entre 0 y 1"),
    ("05.4", {"p_minima": 0.9}, "usa `binomtest`"),
    ("05.4", {"p_minima": binomtest(0, 4)}, "`.pvalue`"),
    ("05.4", {"p_minima": mcnemar(["a"] * 4, ["a"] * 4, ["b"] * 4)}, "su p está en `.p`"),
    ("05.4", {"p_minima": chi2.sf(4, 1)}, "ji al cuadrado"),
    ("05.4", {"p_minima": chi2.sf(9 / 4, 1)}, "ji al cuadrado"),
    ("05.4", {"p_minima": "0.125"}, "Quita las comillas"),
    ("05.4", {"hacen_falta": 5}, "la p más pequeña es 0,0625"),
    ("05.4", {"hacen_falta": 4}, "la p más pequeña es 0,125"),
    ("05.4", {"hacen_falta": 3}, "solo puede subir"),
    ("05.4", {"hacen_falta": 7}, "una ventaja menor"),
    ("05.4", {"hacen_falta": 86}, "Es la ventaja, no el total"),
    ("05.4", {"hacen_falta": 10**9}, "Es la ventaja, no el total"),
    ("05.4", {"hacen_falta": 0}, "mayor que cero"),
    ("05.4", {"hacen_falta": 5.5}, "entero"),
    ("05.4", {"hacen_falta": ...}, "Falta `hacen_falta`"),
    ("05.5", {"honrada": tramposa()}, "Sigue siendo demasiado"),
    ("05.5", {"honrada": 50.0}, "tanto por ciento"),
    ("05.5", {"honrada": -1}, "entre 0 y 1"),
    ("05.5", {"honrada": 0.1}, "cerca de 0,5"),
    ("05.5", {"honrada": de_una_clase()}, "de las dos clases en cada una"),
    ("05.5", {"honrada": [0.5, 0.4]}, "un número"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    solucion = {"05.1": "fit(X", "05.2": "% n_partes", "05.3": "np.diag", "05.4": "seis", "05.5": "make_pipe"}
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        assert solucion[numero] not in comprobar(numero, **BUENAS[numero] | cambio).mensaje


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"05.{n}" for n in c05.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c05.EJERCICIOS[int(numero[-1])].campos)


def test_los_errores_corrientes_se_distinguen_entre_si():
    """Ningún par de imitaciones da lo mismo: cada frase tiene un solo motivo."""
    matrices = [c05._confusiones(semilla, clases) for semilla, clases in enumerate(c05.CLASES)]
    for una, otra in itertools.combinations(c05.EQUILIBRADAS_TIPICAS.values(), 2):
        assert not np.allclose([una(C) for C in matrices], [otra(C) for C in matrices])

    tipicas = list(c05._escalas_tipicas(*c05._dos_tablas(0, *c05.TABLAS[0])).values())
    for una, otra in itertools.combinations(tipicas, 2):
        assert not c05._iguales(una, otra)


@pytest.mark.parametrize(("semilla", "clases"), list(enumerate(c05.CLASES)))
def test_la_equilibrada_esperada_es_la_de_sklearn(semilla, clases):
    C = c05._confusiones(semilla, clases)
    assert c05._equilibrada(C) == pytest.approx(con_sklearn(C))


def test_los_grupos_de_prueba_no_van_seguidos():
    for semilla, (n_grupos, _) in enumerate(c05.REPARTOS):
        grupos = c05._grupos_barajados(semilla, n_grupos)
        assert len(set(grupos)) == n_grupos
        assert len(list(itertools.groupby(grupos))) > n_grupos


def test_cuatro_de_ventaja_y_seis():
    """La menor p que se alcanza con cada ventaja es la de quien no pierde ninguna."""
    posibles = [p(solo_a, solo_a + 4) for solo_a in range(17)]
    assert min(posibles) == pytest.approx(c05.P_MINIMA)
    assert next(n for n in range(1, 20) if p(0, n) < c05.UMBRAL) == c05.VENTAJA_MINIMA


def test_de_lo_que_no_se_ve_no_se_afirma_nada():
    """Solo llega un número: no se puede decir que la selección iba dentro del *pipeline*."""
    assert "si en cada turno" in comprobar("05.5", honrada=0.5).mensaje


def test_con_ruido_la_medida_tramposa_y_la_honrada_no_se_confunden():
    desde, hasta = c05.DESDE_CREIBLE, c05.DESDE_SOSPECHOSA
    assert tramposa() > c05.DESDE_SOSPECHOSA + 0.1
    assert all(desde + 0.05 < honrada(partes) < hasta - 0.05 for partes in (3, 5, 10))
