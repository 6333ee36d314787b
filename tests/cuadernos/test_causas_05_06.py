"""Cada porqué de los cuadernos 05 y 06, probado: se quita la causa y se mira si el efecto se va."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
import torch
from scipy.signal import convolve2d
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from torch.nn import functional as F

from helpers.audio import Audio, cargar_audio
from helpers.caracteristicas import LogMel, Mfcc, extraer
from helpers.datos import AUDIO, CONJUNTOS, DATOS, apartar_validacion, cargar_conjunto, inventario
from helpers.evaluacion import exactitud_equilibrada, intervalo_de_la_diferencia, mcnemar
from helpers.redes import CNN, Normalizar, entrenar, predecir

SR = 22_050
SEMILLAS = pd.read_csv(DATOS / "resultados" / "semillas_05_06.csv")


def resumir(M):
    return [*M.mean(axis=1), *M.std(axis=1)]


def svm():
    return make_pipeline(StandardScaler(), SVC(C=10))


def vecino(k=1):
    return make_pipeline(StandardScaler(), KNeighborsClassifier(k))


def bosque(semilla=0):
    return RandomForestClassifier(100, random_state=semilla)


CLASIFICADORES = {"k-NN": vecino, "SVM": svm, "bosque": bosque}


class Tabla:
    """Cuarenta números por sonido de `eventos`, con lo de casa y lo de la prueba aparte."""

    def __init__(self):
        conjunto = cargar_conjunto("eventos")
        X = np.array([resumir(M) for M in extraer(conjunto.ruta, Mfcc(sr=SR))])
        y, grupo = conjunto.etiqueta.to_numpy(), conjunto.grupo.to_numpy()
        prueba = (conjunto.particion == "prueba").to_numpy()
        self.X, self.y, self.grupo = X[~prueba], y[~prueba], grupo[~prueba]
        self.X_prueba, self.y_prueba, self.grupo_prueba = X[prueba], y[prueba], grupo[prueba]

    def nota(self, modelo, filas, semilla, por_grupos):
        X, y, grupo = self.X[filas], self.y[filas], self.grupo[filas]
        opciones = {"n_splits": 4, "shuffle": True, "random_state": semilla}
        if por_grupos:
            partes = StratifiedGroupKFold(**opciones).split(X, y, grupo)
        else:
            partes = StratifiedKFold(**opciones).split(X, y)
        return exactitud_equilibrada(y, cross_val_predict(modelo, X, y, cv=list(partes)))


@pytest.fixture(scope="module")
def tabla():
    return Tabla()


# --- 05: la fuga


@pytest.mark.parametrize("nombre", CLASIFICADORES)
def test_la_fuga_son_los_hermanos(tabla, nombre):
    """Con un sonido por grupo, partir al azar no regala nada; con los tres, treinta centésimas."""
    regalo = {}
    for cuantos in (1, 3):
        dadas = []
        for semilla in range(3):
            azar = np.random.default_rng(semilla)
            de_cada_grupo = [np.flatnonzero(tabla.grupo == g) for g in np.unique(tabla.grupo)]
            filas = np.concatenate([azar.choice(suyas, cuantos, replace=False) for suyas in de_cada_grupo])
            al_azar, por_grupos = (
                tabla.nota(CLASIFICADORES[nombre](), filas, semilla, por) for por in (False, True)
            )
            dadas.append(al_azar - por_grupos)
        regalo[cuantos] = np.mean(dadas)
    assert regalo[3] > 0.25
    assert regalo[1] < 0.03


def test_la_fuga_cambia_el_orden(tabla):
    todas = np.arange(len(tabla.y))
    dichas = {}
    for nombre in ("bosque", "k-NN"):
        partes = StratifiedGroupKFold(4, shuffle=True, random_state=0).split(tabla.X, tabla.y, tabla.grupo)
        dichas[nombre] = cross_val_predict(CLASIFICADORES[nombre](), tabla.X, tabla.y, cv=list(partes))
    inferior, superior = intervalo_de_la_diferencia(tabla.y, dichas["bosque"], dichas["k-NN"], tabla.grupo)
    assert (inferior, superior) == pytest.approx((0.06, 0.22), abs=0.03)
    for semilla in range(3):
        al_azar, por_grupos = (
            {nombre: tabla.nota(m(), todas, semilla, por) for nombre, m in CLASIFICADORES.items()}
            for por in (False, True)
        )
        assert min(al_azar, key=al_azar.get) == "bosque"
        assert min(por_grupos, key=por_grupos.get) == "k-NN"


@pytest.mark.parametrize("escalar", [False, True])
def test_un_vecino_gana_a_cinco_por_los_hermanos(tabla, escalar):
    ajuste, examen = train_test_split(
        np.arange(len(tabla.y)), test_size=0.25, stratify=tabla.y, random_state=0
    )

    def acierta(k, sin_hermanos):
        bien = []
        for i in examen:
            de = ajuste[tabla.grupo[ajuste] != tabla.grupo[i]] if sin_hermanos else ajuste
            modelo = vecino(k) if escalar else KNeighborsClassifier(k)
            bien.append(modelo.fit(tabla.X[de], tabla.y[de]).predict(tabla.X[[i]])[0] == tabla.y[i])
        return np.mean(bien)

    assert acierta(1, False) - acierta(5, False) > 0.15
    assert acierta(1, True) - acierta(5, True) < 0.08


def test_en_la_distancia_manda_c0_y_no_porque_diga_mas(tabla):
    ajuste, examen = train_test_split(
        np.arange(len(tabla.y)), test_size=0.25, stratify=tabla.y, random_state=0
    )

    def acierta(X, modelo):
        return modelo.fit(X[ajuste], tabla.y[ajuste]).score(X[examen], tabla.y[examen])

    otra_unidad = tabla.X / [100, *[1] * 39]
    assert acierta(tabla.X, KNeighborsClassifier(1)) == pytest.approx(0.81, abs=0.01)
    for X, modelo in (
        (tabla.X, vecino()),
        (tabla.X[:, 1:], KNeighborsClassifier(1)),
        (otra_unidad, KNeighborsClassifier(1)),
    ):
        assert acierta(X, modelo) == pytest.approx(0.95, abs=0.01)
    assert acierta(tabla.X[:, :1], KNeighborsClassifier(1)) < 0.25


def test_con_menos_sonidos_se_acierta_menos_en_el_examen(tabla):
    """Lo que la prueba saca de más que la validación viene, en parte, de aprender con todos."""
    notas = [
        exactitud_equilibrada(tabla.y_prueba, svm().fit(tabla.X[con], tabla.y[con]).predict(tabla.X_prueba))
        for semilla in range(3)
        for con, _ in StratifiedGroupKFold(4, shuffle=True, random_state=semilla).split(
            tabla.X, tabla.y, tabla.grupo
        )
    ]
    assert np.mean(notas) == pytest.approx(0.66, abs=0.015)


@pytest.mark.skipif(not inventario("fsdd").entero, reason="FSDD no está en la caché")
def test_lo_que_falta_con_una_voz_nueva_es_su_voz():
    digitos = cargar_conjunto("fsdd")
    espectros = extraer(digitos.ruta, Mfcc(sr=8000, n_fft=512, hop_length=128, n_mels=40))
    D = np.array([resumir(M) for M in espectros])
    cifra, voz = digitos.etiqueta.to_numpy(), digitos.grupo.to_numpy()
    for quien in np.unique(voz):
        suyos, otros = voz == quien, voz != quien
        cuatro = StratifiedKFold(4, shuffle=True, random_state=0)
        solo_su_voz = np.mean(cross_val_predict(svm(), D[suyos], cifra[suyos], cv=cuatro) == cifra[suyos])
        assert solo_su_voz >= 0.975  # con 187
        assert svm().fit(D[otros], cifra[otros]).score(D[suyos], cifra[suyos]) < 0.55  # con 750


# --- 05: las monedas


def p_exacta(ventajas):
    """La p de cambiar de signo cada ventaja con una moneda, contando todos los casos."""
    casos = Counter({0: 1})
    for ventaja in ventajas[ventajas != 0]:
        nuevos = Counter()
        for suma, cuantos in casos.items():
            nuevos[suma + ventaja] += cuantos
            nuevos[suma - ventaja] += cuantos
        casos = nuevos
    lejos = sum(n for suma, n in casos.items() if abs(suma) >= abs(ventajas.sum()))
    return lejos / sum(casos.values())


def test_contar_hermanos_por_sueltos_es_lo_que_baja_la_p(tabla):
    """Por grupos, 0,029; con los mismos sonidos en grupos sorteados, sin hermanos, vuelve a ser diminuta."""
    dichas = {n: m().fit(tabla.X, tabla.y).predict(tabla.X_prueba) for n, m in CLASIFICADORES.items()}
    bien = {n: (d == tabla.y_prueba).astype(int) for n, d in dichas.items()}
    ventajas = bien["SVM"] - bien["k-NN"]

    def p_por(grupos):
        return p_exacta(pd.Series(ventajas).groupby(grupos).sum().to_numpy())

    assert ventajas.sum() == 20
    assert p_exacta(ventajas) == pytest.approx(mcnemar(tabla.y_prueba, dichas["SVM"], dichas["k-NN"]).p)
    assert p_exacta(ventajas) == pytest.approx(0.00082, abs=1e-5)
    assert p_por(tabla.grupo_prueba) == pytest.approx(0.029, abs=5e-4)
    azar = np.random.default_rng(0)
    sin_hermanos = [p_por(azar.permutation(tabla.grupo_prueba)) for _ in range(20)]
    assert np.median(sin_hermanos) < 0.003


def test_los_bosques_de_la_tabla_de_semillas_son_los_del_cuaderno(tabla):
    notas = SEMILLAS[SEMILLAS.clasificador == "bosque aleatorio"].set_index("semilla").exactitud_equilibrada
    for semilla in (0, 9):
        dichas = bosque(semilla).fit(tabla.X, tabla.y).predict(tabla.X_prueba)
        assert exactitud_equilibrada(tabla.y_prueba, dichas) == pytest.approx(notas[semilla], abs=0.02)
    assert (notas.min().round(2), notas.max().round(2)) == (0.70, 0.78)
    assert (notas[:5].min().round(2), notas[:5].max().round(2)) == (0.73, 0.77)


# --- 05: las columnas


def test_lo_que_mas_usa_la_svm_separa_golpes_de_lo_que_no_para(tabla):
    de_c0, de_c1 = (pd.Series(tabla.X[:, k]).groupby(tabla.y).median() for k in (20, 21))
    for golpes in ("clock_tick", "footsteps"):
        for sin_parar in ("rain", "engine"):
            assert de_c0[golpes] > 3 * de_c0[sin_parar]
            assert de_c1[golpes] > de_c1[sin_parar]


def test_una_columna_repetida_esconde_que_hacia_falta(tabla):
    def caida(columnas, de_casa, de_prueba):
        modelo, azar = svm().fit(de_casa, tabla.y), np.random.default_rng(0)
        notas = []
        for _ in range(10):
            barajada = de_prueba.copy()
            barajada[:, columnas] = azar.permutation(barajada[:, columnas])
            notas.append(exactitud_equilibrada(tabla.y_prueba, modelo.predict(barajada)))
        return exactitud_equilibrada(tabla.y_prueba, modelo.predict(de_prueba)) - np.mean(notas)

    repetida = [np.c_[X, X[:, 20]] for X in (tabla.X, tabla.X_prueba)]
    sola = caida([20], tabla.X, tabla.X_prueba)
    assert sola > 0.1
    assert caida([20], *repetida) < 0.6 * sola
    assert caida([20, 40], *repetida) > 0.9 * sola


def test_cuarenta_columnas_que_no_saben_la_tonica_estorban_aunque_sean_ruido():
    import librosa

    piezas = cargar_conjunto("generos").query("particion != 'prueba'")
    partitura = pd.read_csv(CONJUNTOS / "generos" / "parametros.csv", index_col="archivo")
    tonica = partitura.tonalidad[piezas.archivo].str.split().str[0].to_numpy()
    M = np.array([resumir(mfcc) for mfcc in extraer(piezas.ruta, Mfcc(sr=SR))])
    ondas = [cargar_audio(ruta, SR) for ruta in piezas.ruta]
    C = np.array(
        [
            resumir(librosa.feature.chroma_stft(y=y, sr=sr, n_fft=4096, hop_length=2048, tuning=0))
            for y, sr in ondas
        ]
    )
    notas = []
    for semilla in (1, 2, 3):
        partes = StratifiedGroupKFold(4, shuffle=True, random_state=semilla)
        ruido = np.random.default_rng(semilla).normal(size=M.shape)
        notas.append(
            [
                exactitud_equilibrada(
                    tonica, cross_val_predict(svm(), X, tonica, groups=piezas.grupo, cv=partes)
                )
                for X in (C, np.c_[C, M], np.c_[C, ruido])
            ]
        )
    solo, con_mfcc, con_ruido = np.mean(notas, axis=0)
    assert solo - con_mfcc > 0.04
    for semilla in (1, 2, 3):
        partes = list(
            StratifiedGroupKFold(4, shuffle=True, random_state=semilla).split(C, tonica, piezas.grupo)
        )
        los_dos, uno = (cross_val_predict(svm(), X, tonica, cv=partes) for X in (np.c_[C, M], C))
        _, superior = intervalo_de_la_diferencia(tonica, los_dos, uno, piezas.grupo.to_numpy())
        assert superior < 0
    assert con_ruido == pytest.approx(con_mfcc, abs=0.03)


# --- 06: la convolución


@pytest.fixture(scope="module")
def datos():
    """Los de la lección: (X, y) normalizados y las filas de cada partición."""
    tabla = apartar_validacion(cargar_conjunto("eventos"))
    receta = LogMel(sr=SR, n_fft=1024, hop_length=512, n_mels=64)
    espectros = extraer(tabla.ruta, receta)
    partes = ("entrenamiento", "validacion", "prueba")
    ajuste, validacion, _ = (np.flatnonzero(tabla.particion == p) for p in partes)
    tramas = min(espectros[i].shape[1] for i in ajuste)
    X = np.stack([E[:, :tramas] for E in espectros])[:, None]
    X = Normalizar.medida_en(X[ajuste], ejes=(0, 1, 3))(torch.tensor(X)).float()
    y = torch.tensor(np.unique(tabla.etiqueta, return_inverse=True)[1])
    return X, y, ajuste, validacion, espectros[0]


def conv(E, nucleo):
    return F.conv2d(torch.tensor(E)[None, None], torch.tensor(nucleo)[None, None])[0, 0].numpy()


def test_scipy_da_la_vuelta_al_nucleo_y_nada_mas(datos):
    E, nucleo = datos[-1].astype(float), np.random.default_rng(0).normal(size=(3, 3))
    assert not np.allclose(conv(E, nucleo), convolve2d(E, nucleo, mode="valid"))
    assert np.allclose(conv(E, nucleo), convolve2d(E, nucleo[::-1, ::-1], mode="valid"))


def test_al_primer_golpe_le_falta_algo_antes(datos):
    """Con unas tramas de fondo delante, el núcleo A lo enciende."""
    E, A = datos[-1].astype(float), np.array([[-1.0, 0, 1]] * 3)
    fondo = np.repeat(E.min(axis=1, keepdims=True), 10, axis=1)
    sin_antes = np.maximum(conv(E, A), 0)[:, :2].sum()
    con_antes = np.maximum(conv(np.hstack([fondo, E]), A), 0)[:, 7:11].sum()
    assert con_antes > 3 * sin_antes


def test_cada_casilla_del_ultimo_mapa_mira_38_por_38():
    red, x = CNN(10).eval(), torch.randn(1, 1, 96, 160, requires_grad=True)
    for capa in red.bloques.modules():
        if isinstance(capa, torch.nn.Conv2d):
            torch.nn.init.ones_(capa.weight)
    salida = x
    for n, bloque in enumerate(red.bloques):  # con medias en vez de máximos se ve todo lo que mira
        salida = bloque[0](salida)
        salida = F.avg_pool2d(salida, 2) if n < 3 else salida
    salida[0, 0, 6, 10].backward()
    toca = x.grad[0, 0] != 0
    assert (int(toca.any(dim=1).sum()), int(toca.any(dim=0).sum())) == (38, 38)
    assert pytest.approx(0.88, abs=0.005) == 38 * 512 / SR
    assert pytest.approx(2.46, abs=0.005) == 106 * 512 / SR


def test_el_orden_de_la_memoria_no_cambia_los_numeros():
    torch.manual_seed(0)
    red, x = CNN(10).eval(), torch.randn(2, 1, 64, 106)
    with torch.inference_mode():
        antes = red(x)
        assert torch.allclose(red.to(memory_format=torch.contiguous_format)(x), antes, atol=1e-5)


# --- 06: los remedios


def test_la_azul_va_por_encima_por_el_aumento_y_el_abandono(datos):
    """Los mismos pesos, sin taparles nada, pierden menos; y los treinta se aciertan casi todos."""
    X, y, ajuste, validacion, _ = datos
    pocos = torch.tensor([i for k in range(10) for i in ajuste[y[ajuste] == k][:3]])

    def aumentar(lote, azar):
        nuevos = []
        for sonido in lote:
            bandas, tramas = sonido.shape[-2:]
            sonido = torch.roll(sonido, int(torch.randint(tramas, (1,), generator=azar)), dims=-1)
            alto, ancho = torch.randint(12, (2,), generator=azar).tolist()
            desde, inicio = (int(torch.randint(n - 12, (1,), generator=azar)) for n in (bandas, tramas))
            sonido[..., desde : desde + alto, :] = 0
            sonido[..., inicio : inicio + ancho] = 0
            nuevos.append(sonido)
        return torch.stack(nuevos)

    torch.manual_seed(0)
    red = CNN(10, abandono=0.3)
    historia = entrenar(
        red,
        (X[pocos], y[pocos]),
        (X[validacion], y[validacion]),
        epocas=40,
        ritmo=3e-3,
        paciencia=10,
        aumento=aumentar,
    )
    with torch.inference_mode():
        tal_cual = F.cross_entropy(red(X[pocos]), y[pocos]).item()
    assert tal_cual < 0.9 * historia.perdida[historia.mejor_epoca - 1]
    assert (predecir(red, X[pocos]).argmax(axis=1) == y[pocos].numpy()).mean() >= 0.9
    assert min(historia.perdida_validacion) > 1.2


def test_los_agujeros_sueltos_danan_por_lo_que_pintan(datos):
    """Rellenos con la media de sus vecinas se recupera alrededor de la mitad de lo que baja."""
    X, y, ajuste, validacion, _ = datos
    torch.manual_seed(0)
    red = CNN(10)
    entrenar(
        red, (X[ajuste], y[ajuste]), (X[validacion], y[validacion]), epocas=12, ritmo=3e-3, paciencia=None
    )
    azar, vecindad = torch.Generator().manual_seed(0), torch.ones(1, 1, 3, 3)
    probabilidades = []
    for i in validacion:
        sueltas = (torch.randperm(64 * 106, generator=azar) >= 1357).float().reshape(1, 1, 64, 106)
        queda = X[[i]] * sueltas
        cuantas = F.conv2d(sueltas, vecindad, padding=1).clamp(min=1)
        rellenas = queda + (1 - sueltas) * F.conv2d(queda, vecindad, padding=1) / cuantas
        versiones = torch.cat([X[[i]], queda, rellenas])
        probabilidades.append(predecir(red, versiones)[:, y[i]])
    nada, al_salpicar, al_rellenar = np.mean(probabilidades, axis=0)
    assert al_rellenar - al_salpicar > 0.4 * (nada - al_salpicar) > 0.01


def test_lo_que_dice_el_cuaderno_de_las_semillas_de_la_cnn():
    redes = SEMILLAS[SEMILLAS.clasificador == "CNN"]
    notas, fuera = redes.exactitud_equilibrada, (redes.inferior > 0) | (redes.superior < 0)
    assert (notas.min().round(2), notas.max().round(2)) == (0.79, 0.88)
    assert (redes.menos_la_svm > 0).all()
    assert (fuera.sum(), len(redes)) == (3, 5)


# --- 06: qué se mueve y qué se estira


@pytest.mark.parametrize(("de_mas", "media", "maximo"), [(0, 0.0, 0), (16, 0.3, 6), (64, 1.1, 23)])
def test_el_dibujo_solo_se_mueve_con_saltos_enteros(de_mas, media, maximo):
    orden, sr = cargar_audio(AUDIO / "habla_orden.flac")
    voz, en_mel = orden[2400:50_700], LogMel(sr=sr, n_fft=1024, hop_length=256, n_mels=40)
    tarde = np.pad(voz, (20 * 256 + de_mas, 0))
    cambia = np.abs(en_mel.calcular(Audio(tarde, sr))[:, 20:] - en_mel.calcular(Audio(voz, sr)))
    assert cambia.mean() == pytest.approx(media, abs=0.06)
    assert cambia.max() == pytest.approx(maximo, abs=0.6)


def test_lo_que_cambia_con_medio_paso_es_menos_que_entre_columnas_vecinas():
    orden, sr = cargar_audio(AUDIO / "habla_orden.flac")
    E = LogMel(sr=sr, n_fft=1024, hop_length=256, n_mels=40).calcular(Audio(orden[2400:50_700], sr))
    assert np.abs(np.diff(E, axis=1)).mean() == pytest.approx(4.0, abs=0.1)
