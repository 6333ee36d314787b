"""El modelo de bolsillo de dígitos acierta lo que dice su ficha con personas que no ha oído."""

import numpy as np
import pandas as pd
import pytest
from modelo_de_bolsillo import carpeta, leer_ficha, leer_resultados, prueba_real, responder
from recetario import importar_receta
from sklearn.metrics import balanced_accuracy_score
from transformers import pipeline

from helpers.datos.conjuntos import REGISTROS
from helpers.datos.tablas import leer_registro
from helpers.numeros import decimal

POCO = 0.02  # lo que puede mover otro procesador: diez dígitos de 500


@pytest.fixture(scope="module")
def resultados():
    return leer_resultados("digito")


@pytest.fixture(scope="module")
def registro():
    return leer_registro(REGISTROS / "fsdd.csv")


@pytest.fixture(scope="module")
def personas():
    """Devuelve los dígitos de las personas de prueba, si este equipo los tiene."""
    return prueba_real("fsdd")


@pytest.fixture
def desarrollo():
    """Una tabla como la de la receta: dos personas, que dicen dos dígitos, y una voz sintética."""
    filas = [("fsdd", quien, digito) for quien in ("ana", "luis") for digito in "0011"]
    filas += [("sinteticas", "voz", digito) for digito in "01"]
    return pd.DataFrame(filas, columns=["conjunto", "grupo", "etiqueta"])


@pytest.mark.conjunto_real
def test_acierta_lo_que_dice_en_las_personas_de_prueba(personas, resultados):
    clasificador = pipeline("audio-classification", model=str(carpeta("digito")), device="cpu")
    predichas = responder(clasificador, personas["ruta"])
    medida = balanced_accuracy_score(personas["etiqueta"], predichas)
    assert resultados["modelo"]["exactitud_equilibrada"] == pytest.approx(medida, abs=POCO)
    aciertos = (personas["etiqueta"].to_numpy(str) == predichas).astype(int)
    for persona, suyo in resultados["por_persona"].items():
        assert suyo["aciertos"] == pytest.approx(aciertos[personas["grupo"] == persona].sum(), abs=10)


def test_las_cifras_concuerdan_con_el_registro(resultados, registro):
    prueba = registro[registro["particion"] == "prueba"]
    assert resultados["ejemplos"]["personas"] == len(prueba)
    por_persona = {persona: suyo["n"] for persona, suyo in resultados["por_persona"].items()}
    assert por_persona == prueba["grupo"].value_counts().to_dict()
    assert resultados["fugas"]["personas_nuevas"]["n"] == (registro["particion"] == "entrenamiento").sum()
    aciertos = sum(suyo["aciertos"] for suyo in resultados["por_persona"].values())
    assert aciertos == resultados["modelo"]["aciertos"]


def test_la_ficha_dice_lo_de_cada_persona(resultados):
    ficha = leer_ficha("digito")
    for persona, suyo in resultados["por_persona"].items():
        cifra = decimal(suyo["exactitud_equilibrada"], 2)
        assert f"| `{persona}` | {cifra} | {suyo['aciertos']} de {suyo['n']} |" in ficha


def test_con_dos_personas_no_se_da_un_intervalo_por_personas(resultados):
    assert resultados["grupos"]["personas"] == 2
    for nombre in ("modelo", "referencia", "referencia_solo_personas"):
        assert resultados[nombre]["intervalo_por_grupos"] is None
    assert "No hay intervalo" in leer_ficha("digito")


def test_nadie_esta_en_los_dos_lados_y_las_sinteticas_se_oyen_siempre(desarrollo):
    es_persona = (desarrollo["conjunto"] == "fsdd").to_numpy()
    grupos = desarrollo["grupo"].to_numpy()
    repartos = importar_receta("modelos.personas").repartir_personas(desarrollo, es_persona)
    assert list(repartos) == ["personas_nuevas", "al_azar"]
    for reparto, se_repiten in zip(repartos.values(), (False, True), strict=True):
        fuera = np.concatenate([validacion for _, validacion in reparto])
        assert sorted(fuera) == np.flatnonzero(es_persona).tolist()
        for ajuste, validacion in reparto:
            assert not set(ajuste) & set(validacion)
            assert set(np.flatnonzero(~es_persona)) <= set(ajuste)
            assert bool(set(grupos[ajuste]) & set(grupos[validacion])) == se_repiten


def test_las_sinteticas_son_los_diez_digitos_de_cada_voz_y_no_cambian():
    digitos = importar_receta("voces.digitos")
    dictados = digitos.prever_dictados(12)
    assert dictados == digitos.prever_dictados(12)
    assert dictados[:30] == digitos.prever_dictados(3)
    assert [dictado.digito for dictado in dictados] == list(range(10)) * 12
    assert len({dictado.hablante.nombre for dictado in dictados}) == 12
    assert {dictado.hablante.motor for dictado in dictados} == {"espeak", "flite"}
