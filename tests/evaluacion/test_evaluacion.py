"""Las métricas y sus intervalos, frente a scikit-learn, a la fórmula y a cálculos hechos aparte."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import balanced_accuracy_score, recall_score

from helpers.errores import ErrorDeDatos
from helpers.evaluacion import (
    azar,
    exactitud_equilibrada,
    intervalo_bootstrap,
    intervalo_de_la_diferencia,
    intervalo_wilson,
    mcnemar,
)


def _respuestas(semilla=0, n=300, n_grupos=20):
    """Devuelve etiquetas de tres clases, respuestas y grupos que aciertan o fallan juntos."""
    rng = np.random.default_rng(semilla)
    grupos = np.sort(rng.integers(n_grupos, size=n))
    reales = np.array(list("abc"))[grupos % 3]
    falla = rng.random(n_grupos)[grupos] < 0.4
    return reales, np.where(falla, "b", reales), grupos


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1))
def test_exactitud_equilibrada_es_el_recall_medio_de_sklearn(pares):
    reales, predichas = zip(*pares, strict=True)
    esperada = recall_score(reales, predichas, labels=sorted(set(reales)), average="macro")
    assert exactitud_equilibrada(reales, predichas) == pytest.approx(esperada)


def test_responder_siempre_lo_mismo_se_queda_en_el_azar():
    reales = ["a"] * 90 + ["b"] * 9 + ["c"]
    assert exactitud_equilibrada(reales, ["a"] * 100) == pytest.approx(1 / 3)
    assert azar(reales) == pytest.approx(1 / 3)


def test_wilson_del_modelo_de_genero():
    assert intervalo_wilson(94, 100) == pytest.approx((0.875, 0.972), abs=5e-4)


@given(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.5, 0.999)
)
def test_wilson_es_el_de_scipy(aciertos_n, confianza):
    aciertos, n = aciertos_n
    esperado = binomtest(aciertos, n).proportion_ci(confianza, method="wilson")
    obtenido = intervalo_wilson(aciertos, n, confianza)
    assert obtenido == pytest.approx((esperado.low, esperado.high), abs=1e-9)
    assert 0 <= obtenido[0] <= obtenido[1] <= 1
    assert (obtenido[0] == 0) == (aciertos == 0)
    assert (obtenido[1] == 1) == (aciertos == n)


def test_el_bootstrap_por_grabacion_es_el_de_un_bucle():
    reales, predichas, _ = _respuestas()
    rng = np.random.default_rng(7)
    sorteos = (rng.integers(len(reales), size=len(reales)) for _ in range(2000))
    valores = [balanced_accuracy_score(reales[i], predichas[i]) for i in sorteos]
    esperado = np.quantile(valores, [0.025, 0.975])
    assert intervalo_bootstrap(reales, predichas) == pytest.approx(tuple(esperado), abs=0.01)


def test_el_bootstrap_por_grupos_es_el_de_un_bucle():
    reales, predichas, grupos = _respuestas()
    rng = np.random.default_rng(7)
    valores = []
    for _ in range(2000):
        elegidos = rng.integers(20, size=20)
        i = np.concatenate([np.flatnonzero(grupos == g) for g in elegidos])
        valores.append(exactitud_equilibrada(reales[i], predichas[i]))
    esperado = np.quantile(valores, [0.025, 0.975])
    assert intervalo_bootstrap(reales, predichas, grupos) == pytest.approx(tuple(esperado), abs=0.015)


def test_contar_los_grupos_ensancha_el_intervalo_y_una_semilla_lo_repite():
    reales, predichas, grupos = _respuestas()
    por_clip = intervalo_bootstrap(reales, predichas)
    por_grupo = intervalo_bootstrap(reales, predichas, grupos)
    assert por_grupo[1] - por_grupo[0] > 2 * (por_clip[1] - por_clip[0])
    assert por_grupo == intervalo_bootstrap(reales, predichas, grupos)
    assert por_grupo != intervalo_bootstrap(reales, predichas, grupos, semilla=1)


def test_mas_confianza_es_un_intervalo_mas_ancho():
    reales, predichas, grupos = _respuestas()
    estrecho = intervalo_bootstrap(reales, predichas, grupos, confianza=0.5)
    ancho = intervalo_bootstrap(reales, predichas, grupos, confianza=0.99)
    assert ancho[0] < estrecho[0] <= exactitud_equilibrada(reales, predichas) <= estrecho[1] < ancho[1]


def test_si_todo_se_acierta_el_bootstrap_no_se_inventa_fallos():
    assert intervalo_bootstrap(list("aabb"), list("aabb"), [1, 1, 2, 2]) == (1.0, 1.0)


def test_la_diferencia_por_grupos_es_la_de_un_bucle():
    reales, de_a, grupos = _respuestas()
    _, de_b, _ = _respuestas(semilla=3)
    rng = np.random.default_rng(7)
    valores = []
    for _ in range(2000):
        elegidos = rng.integers(20, size=20)
        i = np.concatenate([np.flatnonzero(grupos == g) for g in elegidos])
        valores.append(exactitud_equilibrada(reales[i], de_a[i]) - exactitud_equilibrada(reales[i], de_b[i]))
    esperado = np.quantile(valores, [0.025, 0.975])
    obtenido = intervalo_de_la_diferencia(reales, de_a, de_b, grupos)
    assert obtenido == pytest.approx(tuple(esperado), abs=0.02)


def test_la_diferencia_cambia_de_signo_con_el_orden_y_consigo_mismo_es_cero():
    reales, de_a, grupos = _respuestas()
    inferior, superior = intervalo_de_la_diferencia(reales, reales, de_a, grupos)
    assert 0 < inferior <= 1 - exactitud_equilibrada(reales, de_a) <= superior
    al_reves = intervalo_de_la_diferencia(reales, de_a, reales, grupos)
    assert al_reves == pytest.approx((-superior, -inferior))
    assert intervalo_de_la_diferencia(reales, de_a, de_a, grupos) == (0, 0)


def test_emparejar_estrecha_la_diferencia_de_dos_que_fallan_casi_lo_mismo():
    reales, de_a, _ = _respuestas()
    de_b = np.where(np.arange(len(reales)) % 25 == 0, "c", de_a)
    inferior, superior = intervalo_de_la_diferencia(reales, de_a, de_b)
    suelto = intervalo_bootstrap(reales, de_a)
    assert superior - inferior < 0.5 * (suelto[1] - suelto[0])


@given(st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1))
def test_mcnemar_cuenta_los_discordantes_y_su_p_es_la_binomial(ternas):
    reales, de_a, de_b = zip(*ternas, strict=True)
    solo_a = sum(a == r != b for r, a, b in ternas)
    solo_b = sum(b == r != a for r, a, b in ternas)
    obtenido = mcnemar(reales, de_a, de_b)
    assert obtenido[:2] == (solo_a, solo_b)
    esperada = binomtest(solo_a, solo_a + solo_b).pvalue if solo_a + solo_b else 1
    assert obtenido.p == pytest.approx(esperada)
    assert mcnemar(reales, de_b, de_a).p == pytest.approx(esperada)


def test_mcnemar_a_mano():
    """Cinco a cero: las dos colas de cinco monedas iguales son 2 / 32."""
    assert mcnemar(["x"] * 5, ["x"] * 5, ["y"] * 5) == (5, 0, pytest.approx(2 / 32))


@pytest.mark.parametrize(
    "llamada",
    [
        lambda: mcnemar([], [], []),
        lambda: mcnemar(["a"], ["a"], ["a", "b"]),
        lambda: mcnemar(["a", "b"], ["a", None], ["a", "b"]),
        lambda: intervalo_de_la_diferencia(["a"], ["a"], ["a", "b"]),
        lambda: intervalo_de_la_diferencia(["a"], ["a"], ["a"], grupos=[1, 2]),
        lambda: intervalo_de_la_diferencia(["a"], ["a"], ["a"], repeticiones=0),
        lambda: intervalo_de_la_diferencia(["a"], ["a"], ["a"], confianza=1),
        lambda: exactitud_equilibrada([], []),
        lambda: exactitud_equilibrada(["a"], ["a", "b"]),
        lambda: exactitud_equilibrada([["a"]], [["a"]]),
        lambda: azar([]),
        lambda: intervalo_wilson(3, 2),
        lambda: intervalo_wilson(0.94, 100),
        lambda: intervalo_wilson(94, float("nan")),
        lambda: intervalo_wilson("94", 100),
        lambda: intervalo_wilson(-1, 2),
        lambda: intervalo_wilson(0, 0),
        lambda: intervalo_wilson(1, 2, confianza=95),
        lambda: intervalo_wilson(1, 2, confianza=0),
        lambda: intervalo_bootstrap(["a"], ["a", "b"]),
        lambda: intervalo_bootstrap(["a"], ["a"], grupos=[1, 2]),
        lambda: intervalo_bootstrap(["a"], ["a"], repeticiones=0),
        lambda: intervalo_bootstrap(["a"], ["a"], confianza=1),
    ],
)
def test_lo_que_no_se_puede_evaluar_se_dice(llamada):
    with pytest.raises(ErrorDeDatos):
        llamada()
