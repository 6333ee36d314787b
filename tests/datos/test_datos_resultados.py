"""Las cifras de los conjuntos reales: que cuadran con los registros, y que la receta no hace trampas."""

from __future__ import annotations

import shutil

import numpy as np
import pandas as pd
import pytest
import torch
from recetario import importar_receta
from sklearn.metrics import balanced_accuracy_score

from helpers.datos import conjuntos as datos
from helpers.datos.tablas import leer_registro

CARPETA = datos.DATOS / "resultados"
REALES = pd.read_csv(CARPETA / "reales.csv")
RESPUESTAS = pd.read_csv(CARPETA / "reales_respuestas.csv", dtype=str)
FASES = {"validacion": "entrenamiento", "prueba": "prueba"}


@pytest.fixture
def receta():
    """Devuelve una función que importa un módulo de la receta."""
    return lambda modulo: importar_receta(f"clasificadores.{modulo}")


def registro(conjunto: str) -> pd.DataFrame:
    return leer_registro(datos.REGISTROS / f"{conjunto}.csv")


# --- Las tablas ---


def test_hay_una_fila_por_conjunto_particion_fase_y_clasificador():
    assert not REALES.duplicated(["conjunto", "particion", "fase", "clasificador"]).any()
    assert {"esc10", "emodb", "fsdd"} <= set(REALES["conjunto"])
    assert set(REALES["clasificador"]) == {"SVM", "CNN", "LSTM", "Transformer"}


@pytest.mark.parametrize(
    "fila", list(REALES.itertuples()), ids=lambda f: f"{f.conjunto}-{f.fase}-{f.clasificador}"
)
def test_cada_nota_sale_de_lo_que_contesto(fila):
    """Con otra biblioteca, y solo con el registro y las respuestas."""
    tabla = registro(fila.conjunto)
    suyas = tabla[tabla[fila.particion] == FASES[fila.fase]].set_index("archivo")
    clave = (RESPUESTAS["conjunto"] == fila.conjunto) & (RESPUESTAS["particion"] == fila.particion)
    dichas = RESPUESTAS[clave & (RESPUESTAS["fase"] == fila.fase)].set_index("archivo")
    assert sorted(dichas.index) == sorted(suyas.index)
    nota = balanced_accuracy_score(suyas["etiqueta"], dichas[fila.clasificador].loc[suyas.index])
    assert fila.nota == pytest.approx(nota, abs=6e-4)
    assert fila.n == len(suyas)
    assert fila.azar == pytest.approx(1 / suyas["etiqueta"].nunique(), abs=6e-4)
    if fila.particion == "particion":
        assert fila.grupos == suyas["grupo"].nunique()


def test_con_menos_de_diez_grupos_no_se_promete_un_intervalo():
    extremos = REALES[["inferior", "superior", "menos_svm_inferior", "menos_svm_superior"]]
    pocos = REALES["grupos"] < 10
    assert pocos.any()
    assert extremos[pocos].isna().all(axis=None)
    assert extremos[~pocos].notna().all(axis=None)
    assert (REALES["inferior"][~pocos] <= REALES["nota"][~pocos]).all()
    assert (REALES["nota"][~pocos] <= REALES["superior"][~pocos]).all()


def test_la_diferencia_con_la_svm_es_la_resta_de_las_notas():
    clave = ["conjunto", "particion", "fase"]
    svm = REALES[REALES["clasificador"] == "SVM"].set_index(clave)["nota"]
    resta = REALES["nota"] - REALES.set_index(clave).index.map(svm)
    assert np.allclose(REALES["menos_svm"], resta, atol=1.1e-3)


def test_lo_guardado_es_lo_que_escribe_la_receta(receta, tmp_path):
    for archivo in ("reales_respuestas.csv", "reales_costes.csv", "README.md"):
        shutil.copy(CARPETA / archivo, tmp_path)
    receta("tablas_reales").Tablas(tmp_path).guardar()
    for escrito in tmp_path.iterdir():
        assert escrito.read_text("utf-8") == (CARPETA / escrito.name).read_text("utf-8"), escrito.name


def test_medir_otra_vez_un_clasificador_no_toca_a_los_demas(receta, tmp_path):
    for archivo in ("reales_respuestas.csv", "reales_costes.csv", "README.md"):
        shutil.copy(CARPETA / archivo, tmp_path)
    tablas = receta("tablas_reales").Tablas(tmp_path)
    antes = tablas.respuestas.copy()
    una = antes.index[:1]
    tablas.apuntar(pd.Series(["otra"], una, name="SVM"))
    assert tablas.respuestas.loc[una[0], "SVM"] == "otra"
    assert tablas.respuestas.drop(columns="SVM").equals(antes[tablas.respuestas.columns.drop("SVM")])
    assert (tablas.respuestas["SVM"] != antes["SVM"]).sum() == 1


def test_oir_antes_a_quien_habla_cambia_la_cifra():
    svm = REALES[(REALES["conjunto"] == "fsdd") & (REALES["clasificador"] == "SVM")]
    svm = svm[svm["fase"] == "prueba"].set_index("particion")["nota"]
    assert svm["particion_oida"] - svm["particion"] > 0.3


# --- La receta: cómo parte ---


@pytest.mark.parametrize("nombre", ["esc10", "emodb", "fsdd", "fsdd_oida"])
def test_la_validacion_cruzada_pasa_una_vez_por_cada_sonido_y_nunca_por_la_prueba(receta, nombre):
    examen = receta("examenes").EXAMENES[nombre]
    tabla = registro(examen.conjunto)
    tabla = tabla.assign(particion=tabla[examen.columna])
    validados = []
    for aprender, validar in examen.vueltas(tabla):
        assert set(tabla["particion"].iloc[[*aprender, *validar]]) == {"entrenamiento"}
        assert not set(aprender) & set(validar)
        if examen.por_grupos:
            assert not set(tabla["grupo"].iloc[aprender]) & set(tabla["grupo"].iloc[validar])
        assert tabla["etiqueta"].iloc[aprender].nunique() == tabla["etiqueta"].nunique()
        validados += [*validar]
    assert sorted(validados) == list(np.flatnonzero(tabla["particion"] == "entrenamiento"))


def test_solo_la_particion_oida_mezcla_grupos(receta):
    for nombre, examen in receta("examenes").EXAMENES.items():
        tabla = registro(examen.conjunto)
        mezcla = tabla.groupby("grupo")[examen.columna].nunique().max() > 1
        assert mezcla == (nombre == "fsdd_oida") == (not examen.por_grupos)


# --- La receta: cómo mira y cómo aprende ---


@pytest.mark.parametrize("tramas", [1, 7, 20, 21, 40])
def test_la_imagen_mide_siempre_lo_mismo_y_conserva_el_centro(receta, tramas):
    mel = np.random.default_rng(0).uniform(-60, 0, (4, tramas)).astype(np.float32)
    imagen = receta("aprendices")._encuadrar(mel, 20)
    assert imagen.shape == (4, 20)
    assert imagen.min() >= mel.min()
    if tramas <= 20:
        desde = (20 - tramas) // 2
        assert np.array_equal(imagen[:, desde : desde + tramas], mel)
    else:
        assert np.array_equal(imagen, mel[:, (tramas - 20) // 2 :][:, :20])


def test_aumentar_no_toca_lo_que_llega_y_se_repite_con_la_misma_semilla(receta):
    aumentar = receta("aumento").aumentar
    x = torch.randn(3, 1, 16, 30, generator=torch.Generator().manual_seed(0))
    antes = x.clone()
    uno, otra_vez, otro = (aumentar(x, torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert torch.equal(x, antes)
    assert uno.shape == x.shape
    assert torch.equal(uno, otra_vez)
    assert not torch.equal(uno, otro)


def facil(nombre: str) -> tuple[list[np.ndarray], np.ndarray]:
    """Treinta y dos sonidos inventados de dos clases que se distinguen por el nivel de media entrada."""
    azar, clases = np.random.default_rng(0), np.arange(32) % 2
    forma = {"SVM": (80,), "LSTM": (12, 20)}.get(nombre, (1, 16, 32))
    entradas = [azar.standard_normal(forma).astype(np.float32) for _ in clases]
    for entrada, clase in zip(entradas, clases, strict=True):
        entrada[..., : forma[-1] // 2] += 4 * clase
    return entradas, clases


@pytest.mark.parametrize("nombre", ["SVM", "CNN", "LSTM", "Transformer"])
def test_cada_clasificador_aprende_algo_facil_y_cuenta_sus_numeros(receta, monkeypatch, nombre):
    aprendices = receta("aprendices")
    monkeypatch.setattr(aprendices, "PASOS", dict.fromkeys(aprendices.PASOS, 60))
    monkeypatch.setattr(aprendices, "aumentar", lambda x, azar: x)
    (aprendiz,) = [a for a in aprendices.APRENDICES if a.nombre == nombre]
    entradas, clases = facil(nombre)
    aprendido = aprendiz.aprender(entradas, clases, 2, 0)
    assert np.mean(aprendido.responder(entradas) == clases) >= 0.9
    assert aprendido.parametros > 100
