"""Lo que se contestaría al cuaderno 05 con el enunciado delante y nada más."""

import numpy as np
import pandas as pd
from scipy.stats import binom, binomtest, chi2, norm
from sklearn.feature_selection import SelectKBest, VarianceThreshold, f_classif
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold, StratifiedKFold, cross_val_predict, cross_val_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler, scale
from sklearn.svm import SVC

# --- 1


def con_bucle(X_entrenamiento, X_nuevas):
    A, B = X_entrenamiento.copy(), X_nuevas.copy()
    for columna in range(A.shape[1]):
        m, d = A[:, columna].mean(), A[:, columna].std()
        A[:, columna] = (A[:, columna] - m) / d
        B[:, columna] = (B[:, columna] - m) / d
    return A, B


def con_scaler(X_entrenamiento, X_nuevas):
    escalador = StandardScaler()
    return escalador.fit_transform(X_entrenamiento), escalador.transform(X_nuevas)


def con_fit_dos_veces(X_entrenamiento, X_nuevas):
    escalador = StandardScaler()
    return escalador.fit_transform(X_entrenamiento), escalador.fit_transform(X_nuevas)


def con_diccionario(X_entrenamiento, X_nuevas):
    m, d = np.average(X_entrenamiento, axis=0), np.var(X_entrenamiento, axis=0) ** 0.5
    return tuple((t - m) / d for t in (X_entrenamiento, X_nuevas))


def juntas(X_entrenamiento, X_nuevas):
    todo = scale(np.concatenate([X_entrenamiento, X_nuevas]))
    return todo[: len(X_entrenamiento)], todo[len(X_entrenamiento) :]


def con(escalador):
    return lambda a, b: (escalador.fit_transform(a), escalador.transform(b))


# --- 2


def por_cartas(grupos, n_partes):
    parte_de = {grupo: n % n_partes for n, grupo in enumerate(sorted(set(grupos)))}
    return np.array([parte_de[grupo] for grupo in grupos])


def la_parte_mas_vacia(grupos, n_partes):
    cuantos, parte_de = [0] * n_partes, {}
    for grupo, n in pd.Series(grupos).value_counts().items():
        parte_de[grupo] = cuantos.index(min(cuantos))
        cuantos[parte_de[grupo]] += n
    return [parte_de[grupo] for grupo in grupos]


def sorteada(grupos, n_partes):
    nombres = np.random.default_rng(7).permutation(np.unique(grupos))
    return pd.Series(grupos).map({g: n % n_partes for n, g in enumerate(nombres)}).to_numpy()


def por_orden_de_llegada(grupos, n_partes):
    return pd.factorize(pd.Series(grupos))[0] % n_partes


def por_hash(grupos, n_partes):
    return [sum(map(ord, grupo)) % n_partes for grupo in grupos]


def por_sorteo_libre(grupos, n_partes):
    azar = np.random.default_rng(0)
    parte_de = {grupo: azar.integers(n_partes) for grupo in np.unique(grupos)}
    return [parte_de[grupo] for grupo in grupos]


def por_trozos(grupos, n_partes):
    cual = np.unique(grupos, return_inverse=True)[1]
    return cual * n_partes // (cual.max() + 1) // 2


# --- 3


def con_bucle_de_filas(C):
    suma = 0
    for clase in range(C.shape[0]):
        suma += C[clase, clase] / C[clase, :].sum()
    return suma / C.shape[0]


def normalizada(C):
    return np.diagonal(C / C.sum(axis=1)[:, None]).mean()


def en_porcentaje(C):
    return 100 * normalizada(C)


# --- 5


def en_el_pipeline(tabla, clases):
    modelo = Pipeline(
        [("elegir", SelectKBest(f_classif, k=20)), ("escalar", StandardScaler()), ("svm", SVC())]
    )
    return cross_val_score(modelo, tabla, clases, cv=5)


def a_mano(tabla, clases):
    notas = []
    for con_que, examen in StratifiedKFold(5, shuffle=True, random_state=3).split(tabla, clases):
        elegir = SelectKBest(f_classif, k=20).fit(tabla[con_que], clases[con_que])
        modelo = make_pipeline(StandardScaler(), SVC())
        modelo.fit(elegir.transform(tabla[con_que]), clases[con_que])
        notas.append(modelo.score(elegir.transform(tabla[examen]), clases[examen]))
    return notas


def con_medias(tabla, clases):
    """Elige a mano: las columnas cuyas medias distan más, en desviaciones, entre las dos clases."""
    notas = []
    for con_que, examen in StratifiedKFold(5).split(tabla, clases):
        X, y = tabla[con_que], clases[con_que]
        lejos = abs(X[y == 0].mean(axis=0) - X[y == 1].mean(axis=0)) / X.std(axis=0)
        columnas = np.argsort(lejos)[-20:]
        modelo = make_pipeline(StandardScaler(), SVC()).fit(X[:, columnas], y)
        notas.append(accuracy_score(clases[examen], modelo.predict(tabla[examen][:, columnas])))
    return np.array(notas)


def con_la_trampa(tabla, clases):
    elegidas = SelectKBest(f_classif, k=20).fit_transform(tabla, clases)
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), elegidas, clases, cv=5)


def con_la_trampa_dentro(tabla, clases):
    elegidas = SelectKBest(f_classif, k=20).fit_transform(tabla, clases)
    return cross_val_score(make_pipeline(SelectKBest(f_classif, k=20), SVC()), elegidas, clases, cv=5)


def sin_elegir(tabla, clases):
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), tabla, clases, cv=5)


def las_veinte_primeras(tabla, clases):
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), tabla[:, :20], clases, cv=5)


def veinte_sin_mirar_clases(tabla, clases):
    elegidas = tabla[:, np.argsort(tabla.var(axis=0))[-20:]]
    return cross_val_score(make_pipeline(StandardScaler(), SVC()), elegidas, clases, cv=5)


def sobre_lo_aprendido(tabla, clases):
    notas = []
    for con_que, _ in StratifiedKFold(5).split(tabla, clases):
        modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
        notas.append(modelo.fit(tabla[con_que], clases[con_que]).score(tabla[con_que], clases[con_que]))
    return notas


def partes_de_una_sola_clase(tabla, clases):
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_score(modelo, tabla, clases, cv=KFold(5))


def una_sola_nota(tabla, clases):
    return en_el_pipeline(tabla, clases).mean()


def diez_partes(tabla, clases):
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_score(modelo, tabla, clases, cv=10)


def las_respuestas(tabla, clases):
    modelo = make_pipeline(SelectKBest(f_classif, k=20), StandardScaler(), SVC())
    return cross_val_predict(modelo, tabla, clases, cv=5)


BUENAS = [
    *(("05.1", {"estandarizar": f}) for f in (con_bucle, con_scaler, con_diccionario)),
    *(("05.2", {"repartir": f}) for f in (por_cartas, la_parte_mas_vacia, sorteada, por_orden_de_llegada)),
    *(("05.3", {"equilibrada": f}) for f in (con_bucle_de_filas, normalizada)),
    ("05.3", {"equilibrada": lambda C: float(np.nanmean(C.diagonal() / C.sum(1)))}),
    ("05.4", {"p_minima": 2 * 0.5**4, "hacen_falta": 6}),
    ("05.4", {"p_minima": 2 * binom.cdf(0, 4, 0.5), "hacen_falta": 6}),
    ("05.4", {"p_minima": binomtest(4, 4, 0.5).pvalue, "hacen_falta": np.int64(6)}),
    *(("05.5", {"notas_limpias": f}) for f in (en_el_pipeline, a_mano, con_medias)),
    ("05.5", {"notas_limpias": lambda tabla, clases: en_el_pipeline(tabla, clases).tolist()}),
]

MALAS = [
    ("05.1", {"estandarizar": con_fit_dos_veces}),
    ("05.1", {"estandarizar": juntas}),
    ("05.1", {"estandarizar": lambda a, b: (scale(a), b)}),
    ("05.1", {"estandarizar": con(MinMaxScaler())}),
    ("05.1", {"estandarizar": con(RobustScaler())}),
    ("05.1", {"estandarizar": lambda a, b: ((a - a.mean()) / a.std(), (b - a.mean()) / a.std())}),
    ("05.1", {"estandarizar": lambda a, b: (a - a.mean(axis=0), b - a.mean(axis=0))}),
    ("05.1", {"estandarizar": lambda a, b: con_scaler(a, b)[1]}),
    ("05.1", {"estandarizar": lambda a, b: con_scaler(a, b)[::-1]}),
    ("05.1", {"estandarizar": con_scaler(np.eye(3), np.eye(3))}),
    ("05.1", {"estandarizar": lambda a, b: print(con_scaler(a, b)[0].shape)}),
    ("05.2", {"repartir": lambda grupos, n: np.arange(len(grupos)) % n}),
    ("05.2", {"repartir": lambda grupos, n: np.array_split(np.unique(grupos), n)}),
    ("05.2", {"repartir": lambda grupos, n: np.random.default_rng(0).integers(n, size=len(grupos))}),
    ("05.2", {"repartir": lambda grupos, n: np.unique(grupos, return_inverse=True)[1]}),
    ("05.2", {"repartir": por_hash}),
    ("05.2", {"repartir": por_sorteo_libre}),
    ("05.2", {"repartir": por_trozos}),
    ("05.2", {"repartir": lambda grupos, n: por_cartas(np.unique(grupos), n)}),
    ("05.2", {"repartir": lambda grupos, n: por_cartas(grupos, 4)}),
    ("05.3", {"equilibrada": lambda C: np.trace(C) / np.sum(C)}),
    ("05.3", {"equilibrada": lambda C: np.mean(np.diag(C) / C.sum(axis=0))}),
    ("05.3", {"equilibrada": lambda C: np.diag(C) / C.sum(axis=1)}),
    ("05.3", {"equilibrada": lambda C: np.mean(C) / C.sum()}),
    ("05.3", {"equilibrada": en_porcentaje}),
    ("05.3", {"equilibrada": lambda C: np.median(np.diag(C) / C.sum(axis=1))}),
    ("05.3", {"equilibrada": lambda C: 0.7166666666666667}),
    ("05.3", {"equilibrada": lambda C: (np.diag(C) / 12).sum() / 10}),
    ("05.3", {"equilibrada": lambda C: round(normalizada(C), 2)}),
    ("05.4", {"p_minima": 0.0625, "hacen_falta": 6}),
    ("05.4", {"p_minima": 0.125, "hacen_falta": 5}),
    ("05.4", {"p_minima": 0.125, "hacen_falta": 7}),
    ("05.4", {"p_minima": binomtest(80, 84).pvalue, "hacen_falta": 6}),
    ("05.4", {"p_minima": binomtest(16, 36).pvalue, "hacen_falta": 6}),
    ("05.4", {"p_minima": chi2.sf(4**2 / 4, 1), "hacen_falta": 6}),
    ("05.4", {"p_minima": 2 * norm.sf(2), "hacen_falta": 6}),
    ("05.4", {"p_minima": 12.5, "hacen_falta": 6}),
    ("05.4", {"p_minima": 0.125, "hacen_falta": 86}),
    ("05.5", {"notas_limpias": con_la_trampa}),
    ("05.5", {"notas_limpias": con_la_trampa_dentro}),
    ("05.5", {"notas_limpias": sin_elegir}),
    ("05.5", {"notas_limpias": las_veinte_primeras}),
    ("05.5", {"notas_limpias": veinte_sin_mirar_clases}),
    ("05.5", {"notas_limpias": sobre_lo_aprendido}),
    ("05.5", {"notas_limpias": partes_de_una_sola_clase}),
    ("05.5", {"notas_limpias": una_sola_nota}),
    ("05.5", {"notas_limpias": diez_partes}),
    ("05.5", {"notas_limpias": las_respuestas}),
    ("05.5", {"notas_limpias": lambda tabla, clases: [0.5] * 5}),
    ("05.5", {"notas_limpias": lambda tabla, clases: [0.4667] * 5}),
    ("05.5", {"notas_limpias": [0.42, 0.5, 0.33, 0.5, 0.42]}),
    (
        "05.5",
        {
            "notas_limpias": lambda tabla, clases: cross_val_score(
                make_pipeline(VarianceThreshold(), KNeighborsClassifier(1)), tabla, clases, cv=5
            )
        },
    ),
]
