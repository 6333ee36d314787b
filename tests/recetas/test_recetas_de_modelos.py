"""Las piezas que comparten las recetas: entrenar repite y los pliegues no dejan fugas."""

import numpy as np
import pytest
import torch
from recetario import importar_receta
from transformers import pipeline

from helpers.audio import cargar_audio
from helpers.datos import AUDIO, cargar_conjunto


@pytest.fixture(scope="module")
def red():
    return importar_receta("modelos.red")


@pytest.fixture(scope="module")
def pliegues():
    return importar_receta("modelos.pliegues")


@pytest.fixture(scope="module")
def ejemplos():
    azar = np.random.default_rng(0)
    espectros = [azar.normal(size=(tramas, 64)).astype(np.float32) for tramas in (70, 90, 120, 64) * 3]
    return espectros, np.arange(12) % 2, ["a", "b"]


def _entrenar(red, ejemplos, semilla):
    plan = red.Plan(tramas=96, ancho=16, capas=1, cabezas=2, pasos=3, lote=4)
    return red.entrenar(*ejemplos, plan, semilla)


def test_con_la_misma_semilla_salen_los_mismos_pesos(red, ejemplos):
    uno, otro, distinto = (_entrenar(red, ejemplos, semilla).red.state_dict() for semilla in (0, 0, 1))
    assert all(torch.equal(uno[nombre], otro[nombre]) for nombre in uno)
    assert not all(torch.equal(uno[nombre], distinto[nombre]) for nombre in uno)


def test_predecir_responde_como_pipeline(red, ejemplos, tmp_path):
    espectrogramas = importar_receta("modelos.espectrogramas")
    entrenada = _entrenar(red, ejemplos, 0)
    importar_receta("modelos.guardado").guardar(entrenada, tmp_path / "modelo")
    clasificador = pipeline("audio-classification", model=str(tmp_path / "modelo"), device="cpu")
    assert entrenada.parametros == clasificador.model.num_parameters()
    assert entrenada.etiquetas == ["a", "b"]
    rutas = [AUDIO / "campana.flac", cargar_conjunto("acentos")["ruta"][0]]
    suyas = red.predecir(entrenada, espectrogramas.espectrogramas(rutas))
    for ruta, esperadas in zip(rutas, suyas, strict=True):
        y = cargar_audio(ruta, sr=16_000).y
        dichas = {fila["label"]: fila["score"] for fila in clasificador(y)}
        assert [dichas["a"], dichas["b"]] == pytest.approx(esperadas.tolist(), abs=1e-4)


def test_dejar_uno_fuera_da_un_pliegue_por_grupo(pliegues):
    grupos = np.array(["ana", "luis", "ana", "eva", "luis"])
    reparto = pliegues.dejar_uno_fuera(grupos)
    assert [set(grupos[fuera]) for _, fuera in reparto] == [{"ana"}, {"eva"}, {"luis"}]
    assert pliegues.cuantos_valida(reparto) == len(grupos)
    for ajuste, fuera in reparto:
        assert sorted([*ajuste, *fuera]) == list(range(len(grupos)))


def test_equilibrar_solo_repite_las_clases_menores(pliegues):
    clases = np.array([0] * 6 + [1] * 3 + [2] * 2 + [0])
    indices = pliegues.equilibrar(np.arange(11), clases)
    assert np.bincount(clases[indices]).tolist() == [6, 6, 6]
    assert set(indices) == set(range(11))  # el último no estaba en el ajuste


def test_las_cifras_cuentan_lo_que_dicen():
    medida = importar_receta("modelos.medida")
    reales, predichas = ["a"] * 4 + ["b"] * 2, ["a", "a", "a", "b", "b", "a"]
    cifras = medida.medir(reales, predichas, list("uvwxyz"))
    assert cifras["exactitud_equilibrada"] == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert (cifras["aciertos"], cifras["n"]) == (4, 6)
    assert cifras["intervalo_por_grupos"] is None
    assert medida.medir(reales * 2, predichas * 2, range(12))["intervalo_por_grupos"] is not None
    assert medida.confusiones(reales, predichas, ["a", "b"]) == [[3, 1], [1, 1]]
    por_grupo = medida.medir_cada_grupo(reales, predichas, ["u"] * 5 + ["v"])
    assert por_grupo == {
        "u": {"exactitud_equilibrada": pytest.approx(7 / 8), "aciertos": 4, "n": 5},
        "v": {"exactitud_equilibrada": 0.0, "aciertos": 0, "n": 1},
    }


def test_el_plan_lo_elige_el_primer_reparto_y_los_demas_solo_se_miden(monkeypatch):
    pasos, validacion = importar_receta("modelos.pasos"), importar_receta("modelos.validacion")
    ejemplos = validacion.Ejemplos([np.zeros((1, 1))] * 4, np.array([0, 1, 0, 1]), np.arange(4), ["a", "b"])
    honrado, halagador = [(np.array([0, 1]), np.array([2, 3]))], [(np.array([0, 1]), np.array([2]))]
    sacan = {(1, "honrado"): 0.3, (2, "honrado"): 0.6, (1, "halagador"): 0.9, (2, "halagador"): 0.7}
    medidos = []

    def comparar(planes, _, pliegues, semillas):
        reparto = "honrado" if pliegues is honrado else "halagador"
        medidos.append((reparto, list(planes), semillas))
        return {nombre: sacan[plan, reparto] for nombre, plan in planes.items()}

    class Entrenada:
        def __init__(self, *recibido):
            self.recibido, self.parametros = recibido, 8

    monkeypatch.setattr(pasos, "comparar_planes", comparar)
    monkeypatch.setattr(pasos, "entrenar", Entrenada)
    repartos = {"honrado": honrado, "halagador": halagador}
    entrenada, del_plan = pasos.elegir_y_entrenar({"uno": 1, "dos": 2}, ejemplos, repartos, 5)
    assert medidos == [("honrado", ["uno", "dos"], [5]), ("halagador", ["dos"], [5])]
    assert entrenada.recibido[2:] == (["a", "b"], 2, 5)
    assert len(entrenada.recibido[0]) == 4
    assert del_plan == {
        "parametros": 8,
        "plan": "dos",
        "validacion_cruzada": {"uno": 0.3, "dos": 0.6},
        "fugas": {"honrado": {"n": 2, "modelo": 0.6}, "halagador": {"n": 1, "modelo": 0.7}},
    }
