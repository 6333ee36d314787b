"""El modelo de bolsillo de acento acierta lo que dice su ficha, y esta enseña también la cifra que halaga."""

import numpy as np
import pandas as pd
import pytest
from modelo_de_bolsillo import carpeta, exigir_las_confusiones, leer_ficha, leer_resultados, responder
from recetario import importar_receta
from sklearn.metrics import balanced_accuracy_score
from transformers import pipeline

from helpers.datos import CONJUNTOS, cargar_conjunto
from helpers.numeros import decimal

POCO = 0.035  # cuatro clips de 120: lo que puede mover otro procesador
REPARTOS = ("voces_y_frases_nuevas", "voces_nuevas", "al_azar")


@pytest.fixture(scope="module")
def resultados():
    return leer_resultados("acento")


@pytest.fixture(scope="module")
def conjunto():
    frases = pd.read_csv(CONJUNTOS / "acentos" / "parametros.csv")[["archivo", "frase"]]
    return cargar_conjunto("acentos").merge(frases, on="archivo", validate="one_to_one")


@pytest.fixture(scope="module")
def prueba(conjunto):
    return conjunto[conjunto["particion"] == "prueba"].reset_index(drop=True)


@pytest.fixture(scope="module")
def desarrollo(conjunto):
    return conjunto[conjunto["particion"] != "prueba"].reset_index(drop=True)


@pytest.fixture(scope="module")
def predichas(prueba):
    clasificador = pipeline("audio-classification", model=str(carpeta("acento")), device="cpu")
    return responder(clasificador, prueba["ruta"])


@pytest.fixture(scope="module")
def pliegues():
    return importar_receta("modelos.pliegues")


@pytest.fixture(scope="module")
def predichas_svm(desarrollo, prueba, pliegues):
    """Devuelve la respuesta de la SVM a cada clip de prueba, ajustada como en la receta."""
    referencia = importar_receta("modelos.referencia")
    reparto = pliegues.repartir_voces_y_frases(
        *(desarrollo[columna].to_numpy(str) for columna in ("etiqueta", "grupo", "frase"))
    )
    svm = referencia.ajustar_svm(referencia.tabla_mfcc(desarrollo["ruta"]), desarrollo["etiqueta"], reparto)
    return svm.predict(referencia.tabla_mfcc(prueba["ruta"]))


def test_acierta_lo_exigido(prueba, predichas):
    assert balanced_accuracy_score(prueba["etiqueta"], predichas) >= 0.60


@pytest.mark.parametrize(("quien", "respuestas"), [("modelo", "predichas"), ("referencia", "predichas_svm")])
def test_los_resultados_guardados_son_los_que_salen(resultados, prueba, quien, respuestas, request):
    medida = balanced_accuracy_score(prueba["etiqueta"], request.getfixturevalue(respuestas))
    assert resultados[quien]["exactitud_equilibrada"] == pytest.approx(medida, abs=POCO)


def test_las_confusiones_guardadas_son_las_que_salen(resultados, prueba, predichas):
    exigir_las_confusiones(resultados, prueba, predichas, 8)


def test_las_cifras_por_voz_suman_las_de_la_prueba(resultados, prueba):
    por_voz = resultados["por_voz"]
    assert {voz: suyo["n"] for voz, suyo in por_voz.items()} == prueba["grupo"].value_counts().to_dict()
    assert sum(suyo["aciertos"] for suyo in por_voz.values()) == resultados["modelo"]["aciertos"]


def test_dice_con_cuantos_clips_voces_y_frases(resultados, prueba, desarrollo):
    for nombre, tabla in (("prueba", prueba), ("desarrollo", desarrollo)):
        assert resultados["ejemplos"][nombre] == len(tabla)
        assert resultados["grupos"][nombre] == tabla["grupo"].nunique()
        assert resultados["frases"][nombre] == tabla["frase"].nunique()
    for columna in ("grupo", "frase"):
        assert not set(prueba[columna]) & set(desarrollo[columna])


def test_la_ficha_dice_la_cifra_honrada_y_las_que_halagan(resultados):
    seccion = leer_ficha("acento").partition("## La cifra que halaga")[2].partition("\n## ")[0]
    assert tuple(resultados["fugas"]) == REPARTOS
    filas = [linea for linea in seccion.splitlines() if linea.startswith("|")][2:]
    for fila, cifras in zip(filas, resultados["fugas"].values(), strict=True):
        assert fila.endswith(f"| {decimal(cifras['modelo'], 2)} | {decimal(cifras['referencia'], 2)} |")
    for quien in ("modelo", "referencia"):
        honrada, *_, halaguena = (cifras[quien] for cifras in resultados["fugas"].values())
        assert halaguena > honrada


def test_la_ficha_cuenta_que_responde_a_voces_de_verdad(resultados):
    reales, ficha = resultados["reales"], leer_ficha("acento")
    seccion = ficha.partition("## Qué responde a voces de verdad")[2].partition("\n## ")[0]
    assert set(reales["respuestas"]) == {"us", "england", "scotland", "ireland"}
    todas = [veces for respuestas in reales["respuestas"].values() for veces in respuestas.values()]
    assert sum(todas) == reales["n"]
    conocidos = {a: r for a, r in reales["respuestas"].items() if a in resultados["etiquetas"]}
    assert sum(sum(r.values()) for r in conocidos.values()) == reales["conocidos"]["n"]
    aciertos = [conocidos[acento][acento] / sum(conocidos[acento].values()) for acento in conocidos]
    assert reales["conocidos"]["exactitud_equilibrada"] == pytest.approx(np.mean(aciertos))
    assert f"**{decimal(reales['conocidos']['exactitud_equilibrada'], 2)}**" in seccion
    for acento, respuestas in reales["respuestas"].items():
        fila = "".join(f" {respuestas[etiqueta]} |" for etiqueta in resultados["etiquetas"])
        assert any(linea.endswith(f"|{fila}") for linea in seccion.splitlines()), acento


def test_ni_la_voz_ni_la_frase_estan_en_los_dos_lados(pliegues, desarrollo):
    clases, voces, frases = (desarrollo[c].to_numpy(str) for c in ("etiqueta", "grupo", "frase"))
    reparto = pliegues.repartir_voces_y_frases(clases, voces, frases)
    validados = np.concatenate([validacion for _, validacion in reparto])
    assert len(set(validados)) == len(validados)
    assert len(set(voces[validados])) >= 0.9 * len(set(voces))
    assert len(set(frases[validados])) >= 0.8 * len(set(frases))
    for ajuste, validacion in reparto:
        assert not set(voces[ajuste]) & set(voces[validacion])
        assert not set(frases[ajuste]) & set(frases[validacion])
        assert set(clases[ajuste]) == set(clases)


def test_el_reparto_al_azar_si_deja_la_voz_en_los_dos_lados(pliegues, desarrollo):
    voces = desarrollo["grupo"].to_numpy(str)
    for ajuste, validacion in pliegues.repartir_al_azar(desarrollo["etiqueta"].to_numpy(str)):
        assert set(voces[ajuste]) & set(voces[validacion])
