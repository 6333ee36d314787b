"""El modelo de bolsillo de género acierta lo que dice su ficha, y las piezas de su receta hacen lo que deben.

Lo que cumplen todos los modelos está en ``test_modelos_de_bolsillo``.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from modelo_de_bolsillo import carpeta, exigir_las_confusiones, leer_ficha, leer_resultados, responder
from recetario import importar_receta
from sklearn.metrics import balanced_accuracy_score
from transformers import pipeline

from helpers.clasificacion import clasificar
from helpers.datos import cargar_conjunto

DOS_PIEZAS = 0.02  # lo que puede mover otro procesador


@pytest.fixture(scope="module")
def ficha():
    return leer_ficha("genero")


@pytest.fixture(scope="module")
def resultados():
    return leer_resultados("genero")


@pytest.fixture(scope="module")
def clasificador():
    return pipeline("audio-classification", model=str(carpeta("genero")), device="cpu")


@pytest.fixture(scope="module")
def conjunto():
    return cargar_conjunto("generos")


@pytest.fixture(scope="module")
def prueba(conjunto):
    return conjunto[conjunto["particion"] == "prueba"].reset_index(drop=True)


@pytest.fixture(scope="module")
def predichas(clasificador, prueba):
    """Devuelve la respuesta del modelo a cada pieza de prueba."""
    return responder(clasificador, prueba["ruta"])


@pytest.fixture(scope="module")
def receta():
    """Devuelve los módulos de la receta que se prueban aquí."""
    return SimpleNamespace(
        **{nombre: importar_receta(f"modelos.{nombre}") for nombre in ("aumento", "pliegues", "referencia")}
    )


@pytest.fixture(scope="module")
def predichas_svm(conjunto, receta):
    """Devuelve la respuesta de la SVM a cada pieza de prueba, ajustada como en la receta."""
    mfcc = receta.referencia.tabla_mfcc(conjunto["ruta"])
    es_prueba = (conjunto["particion"] == "prueba").to_numpy()
    desarrollo = conjunto[~es_prueba]
    pliegues = receta.pliegues.repartir(desarrollo["etiqueta"], desarrollo["grupo"])
    svm = receta.referencia.ajustar_svm(mfcc[~es_prueba], desarrollo["etiqueta"], pliegues)
    return svm.predict(mfcc[es_prueba])


def test_por_lotes_responde_lo_mismo_que_de_una_en_una(clasificador, prueba, predichas):
    de_una_en_una = [clasificar(clasificador, ruta, top_k=1)["etiqueta"][0] for ruta in prueba["ruta"][:5]]
    assert de_una_en_una == predichas[:5].tolist()


def test_acierta_lo_exigido_y_no_menos_que_la_referencia(prueba, predichas, predichas_svm):
    modelo = balanced_accuracy_score(prueba["etiqueta"], predichas)
    referencia = balanced_accuracy_score(prueba["etiqueta"], predichas_svm)
    assert modelo >= 0.70
    assert modelo >= referencia - 0.03


@pytest.mark.parametrize(("quien", "respuestas"), [("modelo", "predichas"), ("referencia", "predichas_svm")])
def test_los_resultados_guardados_son_los_que_salen(resultados, prueba, quien, respuestas, request):
    medida = balanced_accuracy_score(prueba["etiqueta"], request.getfixturevalue(respuestas))
    assert resultados[quien]["exactitud_equilibrada"] == pytest.approx(medida, abs=DOS_PIEZAS)


def test_las_confusiones_guardadas_son_las_que_salen(resultados, prueba, predichas):
    exigir_las_confusiones(resultados, prueba, predichas, 4)


def test_los_resultados_dicen_con_cuantas_piezas_y_bandas(resultados, prueba):
    assert resultados["ejemplos"]["prueba"] == len(prueba)
    assert resultados["grupos"]["prueba"] == prueba["grupo"].nunique()
    assert resultados["sobre"] == f"{len(prueba)} piezas de {prueba['grupo'].nunique()} bandas no oídas"


def test_la_ficha_dice_que_responde_a_las_cinco_grabaciones_reales(ficha, resultados):
    nombres = [grabacion["nombre"] for grabacion in resultados["reales"]]
    assert nombres == ["brahms", "vibeace", "nutcracker", "fishin", "trumpet"]
    for nombre in nombres:
        assert f"| `{nombre}` |" in ficha


def test_ninguna_banda_esta_en_los_dos_lados_de_un_pliegue(receta, conjunto):
    desarrollo = conjunto[conjunto["particion"] != "prueba"]
    grupos = desarrollo["grupo"].to_numpy()
    reparto = receta.pliegues.repartir(desarrollo["etiqueta"], grupos)
    assert sorted(np.concatenate([validacion for _, validacion in reparto])) == list(range(len(desarrollo)))
    for ajuste, validacion in reparto:
        assert not set(grupos[ajuste]) & set(grupos[validacion])


SIN_CAMBIOS = {
    "velocidad": 0,
    "timbre": 0,
    "desplazamiento": 0,
    "ganancia": 0,
    "ecualizacion": 0,
    "sordina": 0,
    "ruido": (200, 200),
    "mascara_tramas": 0,
    "mascara_filas": 0,
    "recortes": 0,
}


def _aumentar_sin_cambios(receta, **otros):
    azar = torch.Generator().manual_seed(0)
    tramas = torch.tensor([50, 30])
    lote = torch.randn(2, 50, 8, generator=azar)
    aumento = receta.aumento.Aumento(**SIN_CAMBIOS, **otros)
    return lote, tramas, receta.aumento.aumentar(lote, tramas, 60, aumento, azar)


def test_el_aumento_sin_cambios_solo_mueve_el_comienzo(receta):
    lote, tramas, salida = _aumentar_sin_cambios(receta)
    for original, movida, n in zip(lote, salida, tramas.tolist(), strict=True):
        giros = [torch.equal(torch.roll(original[:n], -giro, dims=0), movida[:n]) for giro in range(n)]
        assert sum(giros) == 1
        assert not giros[0]
        assert not movida[n:].any()


def test_lo_que_empieza_en_el_principio_no_da_la_vuelta(receta):
    lote, tramas, salida = _aumentar_sin_cambios(receta, comienzo=0.0)
    for original, igual, n in zip(lote, salida, tramas.tolist(), strict=True):
        assert torch.equal(original[:n], igual[:n])
        assert not igual[n:].any()


def test_mezclar_reparte_el_objetivo_como_el_sonido(receta):
    azar = torch.Generator().manual_seed(0)
    objetivo = torch.eye(8)
    lote = objetivo[:, None, :].repeat(1, 5, 1)  # cada pieza suena solo en la fila de su clase
    mezclado, reparto = receta.aumento.mezclar(lote, objetivo, 0.4, azar)
    assert torch.allclose(mezclado[:, 0], reparto)
    assert torch.allclose(reparto.sum(dim=1), torch.ones(8))
    assert (reparto.diagonal() >= 0.5).all()
    assert reparto.diagonal().min() < 0.99
