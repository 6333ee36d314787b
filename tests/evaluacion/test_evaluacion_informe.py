"""`evaluar`: cada cifra frente a scikit-learn y scipy, lo que se lee y lo que se rechaza."""

import re
import string
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import accuracy_score, confusion_matrix, recall_score

from helpers.errores import ErrorDeDatos
from helpers.evaluacion import evaluar, exactitud_equilibrada, intervalo_bootstrap, intervalo_wilson
from helpers.evaluacion.columnas import leer_columnas
from helpers.evaluacion.informe import intervalo, proporcion

GENEROS = ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"]


def _pares(clases="abcd"):
    par = st.tuples(st.sampled_from(clases), st.sampled_from(clases), st.integers(0, 4))
    return st.lists(par, min_size=1, max_size=40).map(
        lambda filas: [list(c) for c in zip(*filas, strict=True)]
    )


def _respuestas(semilla=0, n_grupos=40):
    """Tres piezas de cada una de 40 bandas, que se aciertan o se fallan juntas casi siempre."""
    rng = np.random.default_rng(semilla)
    grupos = np.repeat(np.arange(n_grupos), 3)
    reales = np.array(GENEROS)[grupos % 10]
    falla = rng.random(n_grupos)[grupos] < 0.3
    return list(reales), list(np.where(falla, "pop", reales)), list(grupos)


# --- Las cifras ---


@settings(deadline=None)
@given(_pares())
def test_las_cifras_son_las_de_sklearn_y_scipy(columnas):
    reales, predichas, _ = columnas
    e = evaluar(reales, predichas)
    presentes, clases = sorted(set(reales)), sorted(set(reales) | set(predichas))
    assert e.exactitud == pytest.approx(accuracy_score(reales, predichas))
    assert e.aciertos == accuracy_score(reales, predichas, normalize=False)
    assert e.exactitud_equilibrada == pytest.approx(
        recall_score(reales, predichas, labels=presentes, average="macro")
    )
    np.testing.assert_array_equal(
        e.confusiones, confusion_matrix(reales, predichas, labels=[*clases, "otra"])[:-1, :-1]
    )
    assert list(e.confusiones.index) == list(e.confusiones.columns) == list(e.por_clase.index) == clases
    wilson = binomtest(e.aciertos, e.n).proportion_ci(0.95, method="wilson")
    assert e.exactitud_intervalo == pytest.approx((wilson.low, wilson.high), abs=1e-9)
    con_ejemplos = e.por_clase.loc[presentes]
    np.testing.assert_allclose(
        con_ejemplos["exhaustividad"], recall_score(reales, predichas, labels=presentes, average=None)
    )
    for _, fila in con_ejemplos.iterrows():
        wilson = binomtest(int(fila["aciertos"]), int(fila["n"])).proportion_ci(0.95, method="wilson")
        assert (fila["inferior"], fila["superior"]) == pytest.approx((wilson.low, wilson.high), abs=1e-9)


@settings(deadline=None)
@given(_pares())
def test_la_referencia_es_el_clasificador_ficticio_de_sklearn(columnas):
    reales, predichas, _ = columnas
    ficticio = DummyClassifier(strategy="most_frequent").fit(np.zeros((len(reales), 1)), reales)
    siempre = ficticio.predict(np.zeros((len(reales), 1)))
    referencia = evaluar(reales, predichas).referencia
    assert referencia.etiqueta == siempre[0]
    assert referencia.exactitud == pytest.approx(accuracy_score(reales, siempre))
    assert referencia.exactitud_equilibrada == pytest.approx(
        recall_score(reales, siempre, labels=sorted(set(reales)), average="macro")
    )


def test_el_intervalo_por_grupos_es_el_de_sortear_grupos_enteros_a_mano():
    reales, predichas, grupos = (np.array(columna) for columna in _respuestas())
    rng = np.random.default_rng(9)
    valores = []
    for _ in range(2000):
        i = np.concatenate([np.flatnonzero(grupos == g) for g in rng.integers(40, size=40)])
        acierta = pd.Series(reales[i] == predichas[i]).groupby(reales[i]).mean()
        valores.append(acierta.mean())
    e = evaluar(reales, predichas, grupos)
    assert e.exactitud_equilibrada_intervalo == pytest.approx(
        tuple(np.quantile(valores, [0.025, 0.975])), abs=0.02
    )
    assert e.n_grupos == 40
    ancho_por_piezas = np.ptp(evaluar(reales, predichas).exactitud_equilibrada_intervalo)
    assert np.ptp(e.exactitud_equilibrada_intervalo) > 1.3 * ancho_por_piezas


@settings(deadline=None, max_examples=50)
@given(_pares(), st.randoms(use_true_random=False), st.booleans())
def test_ni_el_orden_ni_los_nombres_cambian_nada(columnas, azar, por_grupos):
    reales, predichas, grupos = columnas
    if not por_grupos or len(set(grupos)) == 1:
        grupos = None
    e = evaluar(reales, predichas, grupos)
    orden = azar.sample(range(len(reales)), len(reales))
    barajada = evaluar(
        *([columna and [columna[i] for i in orden] for columna in (reales, predichas, grupos)])
    )
    otra = evaluar([f"x{r}" for r in reales], [f"x{p}" for p in predichas], grupos)
    for igual in (barajada, otra):
        assert (igual.n, igual.aciertos, igual.n_grupos, igual.azar) == (e.n, e.aciertos, e.n_grupos, e.azar)
        assert igual.exactitud_equilibrada == pytest.approx(e.exactitud_equilibrada)
        np.testing.assert_array_equal(igual.confusiones, e.confusiones)
    assert otra.exactitud_equilibrada_intervalo == e.exactitud_equilibrada_intervalo
    if grupos:  # sin grupos, el sorteo va por posiciones y barajar es otra semilla
        assert barajada.exactitud_equilibrada_intervalo == pytest.approx(e.exactitud_equilibrada_intervalo)


@settings(deadline=None)
@given(_pares(string.ascii_lowercase[:12]), st.booleans())
def test_todo_intervalo_contiene_su_valor_y_esta_entre_cero_y_uno(columnas, por_grupos):
    reales, predichas, grupos = columnas
    e = evaluar(reales, predichas, grupos if por_grupos and len(set(grupos)) > 1 else None)
    filas = e.por_clase[e.por_clase["n"] > 0]
    tramos = [
        (e.exactitud, e.exactitud_intervalo),
        (e.exactitud_equilibrada, e.exactitud_equilibrada_intervalo),
        *zip(filas["exhaustividad"], zip(filas["inferior"], filas["superior"], strict=True), strict=True),
    ]
    for valor, (inferior, superior) in tramos:
        assert 0 <= inferior <= valor + 1e-12
        assert valor - 1e-12 <= superior <= 1


def test_con_muchas_clases_raras_el_intervalo_llega_hasta_el_valor_observado():
    raras = list(string.ascii_lowercase[:15])
    e = evaluar(["z"] * 100 + raras, ["z"] * 115)
    assert e.exactitud_equilibrada == pytest.approx(1 / 16)
    assert e.exactitud_equilibrada_intervalo[0] == pytest.approx(1 / 16)
    assert e.exactitud_equilibrada_intervalo[1] > 0.1


def test_el_bootstrap_por_bloques_es_el_mismo_sorteo(monkeypatch):
    reales, predichas, grupos = _respuestas()
    entero = intervalo_bootstrap(reales, predichas, grupos)
    monkeypatch.setattr("helpers.evaluacion.intervalos.BLOQUE", 1000)
    assert intervalo_bootstrap(reales, predichas, grupos) == entero


# --- Las clases ---


def test_una_clase_que_solo_se_predice_tiene_su_columna_y_no_baja_la_equilibrada():
    e = evaluar(["a", "a", "b"], ["a", "z", "b"])
    assert e.exactitud_equilibrada == pytest.approx(0.75)
    assert e.confusiones.loc["a", "z"] == 1
    assert e.por_clase.loc["z", ["n", "aciertos"]].tolist() == [0, 0]
    assert e.por_clase.loc["z", ["exhaustividad", "inferior", "superior"]].isna().all()
    assert (e.n_clases, e.azar) == (2, 0.5)


def test_una_clase_que_nunca_se_predice_cuenta_como_cero():
    e = evaluar(["a", "a", "b"], ["a", "a", "a"])
    assert e.exactitud_equilibrada == 0.5
    assert e.por_clase.loc["b", "exhaustividad"] == 0


def test_las_clases_dadas_fijan_el_orden_y_el_azar():
    e = evaluar(
        ["jazz", "rock"], ["rock", "rock"], clases=dict(enumerate(["rock", "pop", "jazz", "blues"])).values()
    )
    assert list(e.confusiones.index) == list(e.por_clase.index) == ["rock", "pop", "jazz", "blues"]
    assert (e.n_clases, e.azar) == (4, 0.25)
    assert e.referencia == ("rock", 0.5, 0.5)
    assert (e.confusiones.index.name, e.confusiones.columns.name) == ("real", "predicha")


def test_las_etiquetas_pueden_ser_numeros():
    e = evaluar(np.array([0, 1, 2, 10]), pd.Series([0.0, 1.0, 2.0, 2.0]))
    assert list(e.confusiones.index) == [0, 1, 2, 10]
    assert e.aciertos == 3


@pytest.mark.parametrize(
    "dar",
    [
        list,
        tuple,
        np.array,
        lambda v: np.array(v, dtype=object),
        pd.Series,
        lambda v: pd.Series(v, index=range(100, 100 + len(v))),
        lambda v: pd.Series(v, index=[7] * len(v)),
        lambda v: pd.Series(v, dtype="category"),
        lambda v: pd.Series(v, dtype="string"),
        pd.Index,
    ],
)
def test_da_igual_en_que_vengan_las_etiquetas(dar):
    reales, predichas, grupos = _respuestas()
    e = evaluar(dar(reales), predichas, pd.Series(grupos))
    assert repr(e) == repr(evaluar(reales, dar(predichas), grupos))


def test_con_miles_de_ejemplos_la_memoria_no_crece_con_las_repeticiones():
    reales = np.repeat(["us", "england", "indian", "australia", "canada"], [239, 904, 283, 256, 258])
    tracemalloc.start()
    e = evaluar(reales, ["england"] * len(reales))
    _, pico = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pico < 32e6  # el sorteo entero ocuparía 2000 · 1940 · 8 bytes
    assert e.referencia.etiqueta == "england"
    assert proporcion(e.exactitud) == proporcion(e.referencia.exactitud) == "0,47"
    assert e.exactitud_equilibrada == pytest.approx(e.azar) == pytest.approx(0.2)


# --- Lo que se lee ---

TEXTO = """\
Exactitud equilibrada 0,50 (intervalo al 95 %: 0,50–0,50; por 12 grupos)
Exactitud 0,67 (intervalo al 95 %: 0,39–0,86; 8 de 12)
Azar 0,50 · n 12 · 2 clases · siempre «jazz»: equilibrada 0,50, exactitud 0,67
Responde siempre «jazz».

Clase    exhaustividad     aciertos
clásica  0,00 (0,00–0,49)  0 de 4
jazz     1,00 (0,68–1,00)  8 de 8"""


def test_el_texto_se_lee_entero():
    e = evaluar(["jazz"] * 8 + ["classical"] * 4, ["jazz"] * 12, range(12))
    assert str(e) == TEXTO


def _celdas(pagina):
    filas = re.findall(r"<tr>(.*?)</tr>", pagina)
    return [[re.sub(r"<[^>]*>", "", c) for c in re.findall(r"<t[hd].*?</t[hd]>", fila)] for fila in filas]


def test_la_pagina_es_una_tabla_con_su_n_su_azar_y_sus_intervalos():
    columnas = _respuestas()
    e = evaluar(*columnas)
    pagina = e._repr_html_()
    assert pagina.count("<table") == 1
    assert _celdas(pagina)[:6] == [
        ["", "exactitud equilibrada", "exactitud"],
        [
            "lo evaluado",
            f"{proporcion(e.exactitud_equilibrada)} ({intervalo(e.exactitud_equilibrada_intervalo)})",
            f"{proporcion(e.exactitud)} ({intervalo(e.exactitud_intervalo)})",
        ],
        ["azar", "0,10", "0,10"],
        ["siempre «blues»", "0,10", "0,10"],
        ["por clase", "exhaustividad", "aciertos"],
        ["blues", "0,75 (0,47–0,91)", "9 de 12"],
    ]
    assert [fila[0] for fila in _celdas(pagina)[5:]] == [
        "blues",
        "clásica",
        "country",
        "disco",
        "hip hop",
        "jazz",
        "metal",
        "pop",
        "reggae",
        "rock",
    ]
    assert f"n = 120 (40 grupos), 10 clases, {e.aciertos} aciertos" in pagina


def test_la_misma_evaluacion_da_siempre_la_misma_pagina():
    pagina = evaluar(*_respuestas())._repr_html_()
    assert pagina == evaluar(*_respuestas())._repr_html_()
    assert " id=" not in pagina
    assert "class=" not in pagina


def test_los_nombres_raros_no_rompen_la_pagina():
    pagina = evaluar(["<b>", "a&b"], ["<b>", "<b>"])._repr_html_()
    assert "&lt;b&gt;" in pagina
    assert "a&amp;b" in pagina
    assert "<b>" not in pagina


@pytest.mark.parametrize(("n_grupos", "avisa"), [(9, True), (10, False)])
def test_con_menos_de_diez_grupos_se_avisa_de_que_el_intervalo_es_estrecho(n_grupos, avisa):
    grupos = [i % n_grupos for i in range(60)]
    reales = ["a", "b"] * 30
    e = evaluar(reales, ["a"] * 60, grupos)
    for lectura in (str(e), e._repr_html_()):
        assert (f"Con {n_grupos} grupos, el intervalo sale más estrecho" in lectura) == avisa


def test_con_menos_de_diez_ejemplos_tambien():
    assert "Con 3 ejemplos, el intervalo sale más estrecho" in str(evaluar(list("aab"), list("aba")))


@pytest.mark.parametrize(
    ("reales", "predichas", "grupos", "dice"),
    [
        ("aabb", "aabb", None, "contando 4 ejemplos, baja hasta 0,51"),
        ("aabb", "bbaa", None, "contando 4 ejemplos, sube hasta 0,49"),
        ("aabb" * 5, "aabb" * 5, [1, 1, 2, 2] * 5, "contando 2 grupos, baja hasta 0,34"),
        ("a", "a", None, "contando 1 ejemplo, baja hasta 0,21"),
    ],
)
def test_sin_fallos_o_sin_aciertos_se_dice_hasta_donde_podria_llegar(reales, predichas, grupos, dice):
    e = evaluar(list(reales), list(predichas), grupos)
    assert dice in str(e)
    assert "más estrecho" not in str(e)
    assert proporcion(intervalo_wilson(4, 4)[0]) == "0,51"


def test_responder_siempre_lo_mismo_se_dice_y_responder_dos_cosas_no():
    assert "Responde siempre «clásica»." in evaluar(["jazz", "classical"], ["classical"] * 2)._repr_html_()
    assert "Responde" not in str(evaluar(["jazz", "jazz"], ["classical", "jazz"]))
    assert "Responde" not in str(evaluar(["jazz", "jazz"], ["jazz", "jazz"]))


def test_una_clase_sin_ejemplos_se_lee_asi():
    e = evaluar(["jazz", "rock"] * 6, ["jazz", "jazz"] * 6, clases=["jazz", "pop", "rock"])
    assert "pop    –                 sin ejemplos" in str(e)


def test_con_muchas_clases_solo_se_leen_las_primeras():
    clases = [f"c{i:03}" for i in range(50)]
    lineas = str(evaluar(clases, clases[1:] + clases[:1])).splitlines()
    assert lineas[-2].startswith("c029")
    assert lineas[-1] == "y 20 más  en por_clase"


@pytest.mark.parametrize(
    ("valor", "escrito"),
    [
        (0, "0,00"),
        (0.001, "<0,01"),
        (0.005, "0,01"),
        (0.994, "0,99"),
        (0.996, ">0,99"),
        (1, "1,00"),
        (1 / 3, "0,33"),
    ],
)
def test_una_proporcion_redondeada_no_promete_certezas(valor, escrito):
    assert proporcion(valor) == escrito


# --- Lo que no se puede evaluar ---

CON_HUECO = ["jazz", None, "rock"]
SERIE = pd.Series(["a", "b", "a"], index=[0, 1, 2])


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        ((["a", "b"], ["a"]), "reales tiene 2, predichas tiene 1"),
        ((["a", "b"], ["a", "b"], ["g"]), "grupos tiene 1"),
        (([], []), "vacía"),
        (("jazz", "jazz"), "es str"),
        ((["a"], None), "es NoneType"),
        ((["a"], {"a": 0.9}), "es dict"),
        (({"a"}, ["a"]), "es set"),
        ((3, ["a"]), "es int"),
        ((np.array("a"), ["a"]), "es ndarray"),
        ((pd.DataFrame({"etiqueta": ["a"]}), ["a"]), "tabla entera"),
        ((["a", "b"], [0.9, 0.1]), "parecen probabilidades"),
        ((["a", "b"], np.array([[0.9, 0.1], [0.2, 0.8]])), "un list"),
        ((["a", "b"], [["a"], ["a", "b"]]), "un list"),
        ((["a"], [{"label": "a", "score": 0.9}]), "un dict"),
        ((["a"], [b"a"]), "un bytes"),
        ((["a", "b"], ["a", 1]), "mezcla texto y números"),
        ((["a", "b"], [0, 1]), "«reales» lleva texto y «predichas», números"),
        (([0, 1], ["a", "b"]), "«predichas» lleva texto y «reales», números"),
        ((["jazz"] * 3, CON_HUECO), "En «predichas» falta 1 de 3"),
        ((["jazz"] * 3, ["jazz", float("nan"), "rock"]), "En «predichas» falta 1 de 3"),
        ((["jazz"] * 3, pd.Series(["jazz", pd.NA, pd.NA], dtype="string")), "En «predichas» faltan 2 de 3"),
        ((["jazz"] * 3, np.array(["jazz", "", "rock"])), "En «predichas» falta 1 de 3"),
        (([1, 2, 3], np.array([1, np.nan, 3])), "En «predichas» falta 1 de 3"),
        (([1, 2, 3], [1, np.float32("nan"), 3]), "En «predichas» falta 1 de 3"),
        (([1, 2, 3], [1, pd.NaT, 3]), "En «predichas» falta 1 de 3"),
        ((CON_HUECO, ["jazz"] * 3), "En «reales» falta 1 de 3"),
        ((["jazz"] * 3, ["jazz"] * 3, CON_HUECO), "En «grupos» falta 1 de 3"),
        ((["Jazz", "rock"], ["jazz", "rock"]), "«Jazz», en reales, y «jazz», en predichas"),
        ((["hip hop", "rock"], ["hiphop", "rock"]), "parecen la misma"),
        ((["clásica", "rock"], ["classical", "rock"]), "parecen la misma"),
        ((["a", "b"], ["a", "b"], ["g", "g"]), "del mismo grupo"),
        ((["a", "b"], ["a", "b"], None, ["a"]), "En «reales» hay etiquetas que no están en «clases»: 'b'"),
        ((["a", "a"], ["a", "b"], None, ["a"]), "En «predichas» hay etiquetas que no están en «clases»: 'b'"),
        ((["a"], ["a"], None, ["a", "b", "a"]), "repetida"),
        ((["a"], ["a"], None, 10), "«clases» tiene que ser"),
        ((SERIE, SERIE.sort_values()), "mismas filas en distinto orden"),
        ((SERIE, SERIE, SERIE.sort_values()), "mismas filas en distinto orden"),
    ],
)
def test_lo_que_no_se_puede_evaluar_se_explica(argumentos, dice):
    with pytest.raises(ErrorDeDatos) as error:
        evaluar(*argumentos)
    assert dice in str(error.value)


def test_a_las_predicciones_que_faltan_se_les_ofrecen_las_dos_salidas():
    with pytest.raises(ErrorDeDatos) as error:
        evaluar(["jazz"] * 3, CON_HUECO)
    assert 'fillna("sin respuesta")' in error.value.que_hacer
    assert "notna" in error.value.que_hacer
    predichas = pd.Series(CON_HUECO).fillna("sin respuesta")
    assert evaluar(["jazz", "jazz", "rock"], predichas).exactitud_equilibrada == pytest.approx(0.75)


def test_dos_clases_que_se_parecen_valen_si_se_dicen():
    assert evaluar(["A", "A"], ["a", "A"], clases=["a", "A"]).aciertos == 1
    assert evaluar(["A", "a"], ["a", "A"]).aciertos == 0
    assert evaluar(["A", "a"], ["a", "a"]).aciertos == 1


def test_series_de_tablas_distintas_se_emparejan_por_posicion():
    otra = pd.Series(["a", "b", "a"], index=[10, 11, 12])
    assert evaluar(SERIE, otra).aciertos == 3
    assert evaluar(SERIE, SERIE.sort_values().to_numpy()).aciertos == 1
    assert evaluar(SERIE.set_axis([0, 0, 1]), SERIE.set_axis([0, 1, 1])).aciertos == 3


def test_las_funciones_sueltas_rechazan_lo_mismo():
    with pytest.raises(ErrorDeDatos, match="falta 1 de 3"):
        exactitud_equilibrada(["jazz"] * 3, CON_HUECO)
    with pytest.raises(ErrorDeDatos, match="falta 1 de 3"):
        intervalo_bootstrap(["jazz"] * 3, ["jazz"] * 3, CON_HUECO)


def test_las_columnas_leidas_conservan_lo_que_traian():
    (leida,) = leer_columnas(a=pd.Series([3, 1, 2]))
    assert leida.dtype == object
    assert leida.tolist() == [3, 1, 2]
