"""Las figuras de lo que un clasificador responde a lo largo del tiempo y de lo que acierta."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Rectangle
from test_graficas import DOS_GENEROS, REALES, textos_del_eje, ventanas

from helpers import graficas
from helpers.errores import ErrorDeDatos
from helpers.evaluacion import evaluar, intervalo_wilson
from helpers.graficas import comun as figuras
from helpers.graficas import tiempo as figuras_de_tiempo

GENEROS = ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"]


@pytest.fixture(autouse=True)
def _sin_pantalla():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def pie_de(ax):
    return " ".join(ax.figure.get_supxlabel().split("\n"))


def claridad(color):
    """La luminancia relativa de un color, según las pautas de accesibilidad WCAG."""
    rgb = np.array(mpl.colors.to_rgb(color))
    return np.where(rgb <= 0.03928, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("fraccion", np.linspace(0, 1, 41))
def test_la_letra_se_lee_sobre_cualquier_color(fraccion):
    fondo = claridad(mpl.colormaps[figuras.DE_CERO_A_UNO](fraccion)[:3])
    letra = claridad(figuras.letra_sobre(fraccion))
    claro, oscuro = max(fondo, letra), min(fondo, letra)
    assert (claro + 0.05) / (oscuro + 0.05) >= 4.5


def test_el_color_va_de_claro_a_oscuro_sin_volver_atras():
    claridades = [claridad(mpl.colormaps[figuras.DE_CERO_A_UNO](f)[:3]) for f in np.linspace(0, 1, 50)]
    assert (np.diff(claridades) < 0).all()


# --- Matriz de confusión ---

REAL = ["jazz"] * 12 + ["classical"] * 4 + ["rock"] * 4
DICHA = ["jazz"] * 9 + ["rock"] * 3 + ["classical"] * 3 + ["jazz"] + ["rock"] * 4


def test_cada_cuenta_en_su_casilla_y_el_color_es_la_fraccion_de_la_fila():
    e = evaluar(REAL, DICHA)
    ax = graficas.matriz_de_confusion(e)
    escritas = {(t.get_position()[1], t.get_position()[0]): t.get_text() for t in ax.texts}
    assert escritas == {(0, 0): "3", (0, 1): "1", (1, 1): "9", (1, 2): "3", (2, 2): "4"}
    np.testing.assert_allclose(ax.get_images()[0].get_array(), e.confusiones.to_numpy() / [[4], [12], [4]])
    assert ax.get_images()[0].get_clim() == (0, 1)
    assert textos_del_eje(ax.yaxis) == textos_del_eje(ax.xaxis) == ["clásica", "jazz", "rock"]
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Lo que era", "Lo que responde")
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_las_cuentas_van_en_blanco_sobre_oscuro_y_en_negro_sobre_claro():
    ax = graficas.matriz_de_confusion(evaluar(REAL, DICHA))
    assert {t.get_text(): t.get_color() for t in ax.texts if t.get_text() in "149"} == {
        "1": "black",
        "4": "white",
        "9": "white",
    }


def test_el_pie_de_la_matriz_dice_n_azar_equilibrada_y_la_mayor_confusion():
    e = evaluar(REAL, DICHA, clases=["jazz", "classical", "rock", "pop"])
    assert pie_de(graficas.matriz_de_confusion(e)) == (
        "Matriz de confusión: exactitud equilibrada 0,83 (0,63–0,96) en 20 ejemplos; al azar, 0,25. "
        "Lo que más confunde: jazz, que 3 de 12 veces toma por rock."
    ).replace("0,63–0,96", "–".join(f"{x:.2f}".replace(".", ",") for x in e.exactitud_equilibrada_intervalo))


def test_de_la_tabla_sola_se_dice_lo_mismo_sin_intervalo():
    e = evaluar(REAL, DICHA)
    de_tabla = pie_de(graficas.matriz_de_confusion(e.confusiones))
    assert "exactitud equilibrada 0,83 en 20 ejemplos; al azar, 0,33" in de_tabla


@pytest.mark.parametrize(
    ("reales", "predichas", "dice"),
    [
        ("aabb", "aabb", "No confunde ninguna."),
        (
            "aabb",
            "abab",
            "Lo que más confunde: a, que 1 de 2 veces toma por b (y 1 más, igual de frecuentes).",
        ),
        ("a", "b", "en 1 ejemplo; al azar, 1,00. Lo que más confunde: a, que 1 de 1 veces toma por b."),
    ],
)
def test_la_mayor_confusion_con_palabras(reales, predichas, dice):
    assert dice in pie_de(graficas.matriz_de_confusion(evaluar(list(reales), list(predichas))))


@pytest.mark.parametrize("clases", [10, 40])
def test_con_muchas_clases_y_cuentas_grandes_las_letras_no_se_pisan(clases):
    nombres = GENEROS if clases == 10 else [f"clase_{i:02}" for i in range(clases)]
    cuenta = pd.DataFrame(np.full((clases, clases), 99), index=nombres, columns=nombres)
    ax = graficas.matriz_de_confusion(cuenta)
    ax.figure.canvas.draw()
    cajas = [t.get_window_extent() for t in ax.texts]
    fila = cajas[:clases]
    assert all(a.x1 < b.x0 for a, b in zip(fila, fila[1:], strict=False))
    assert cajas[0].y0 > cajas[clases].y1
    nombres_x = [t.get_window_extent() for t in ax.get_xticklabels()]
    pie = ax.figure._supxlabel.get_window_extent()
    assert min(caja.y0 for caja in nombres_x) > pie.y1
    assert min(t.get_fontsize() for t in ax.texts) >= 14


@pytest.mark.parametrize(
    ("tabla", "dice"),
    [
        (None, "mismas clases"),
        ([[1, 0], [0, 1]], "mismas clases"),
        (np.eye(2, dtype=int), "mismas clases"),
        (pd.DataFrame([[1, 0], [0, 1]], index=["a", "b"], columns=["b", "a"]), "mismas clases"),
        (pd.DataFrame([[1, 0]], index=["a"], columns=["a", "b"]), "mismas clases"),
        (pd.DataFrame([[0.9, 0.1], [0, 1]], index=["a", "b"], columns=["a", "b"]), "cuentas enteras"),
        (pd.DataFrame([[-1, 2], [0, 1]], index=["a", "b"], columns=["a", "b"]), "cuenta"),
        (pd.DataFrame([[0, 0], [0, 0]], index=["a", "b"], columns=["a", "b"]), "cuenta"),
        (pd.DataFrame(), "cuenta"),
    ],
)
def test_rechaza_lo_que_no_es_una_matriz_de_confusion(tabla, dice):
    with pytest.raises(ErrorDeDatos) as error:
        graficas.matriz_de_confusion(tabla)
    assert dice in str(error.value)
    assert not plt.get_fignums()


# --- Línea de tiempo ---


def marcos(ax):
    """(inicio, fin, fila) de cada respuesta enmarcada."""
    return [
        (m.get_x(), m.get_x() + m.get_width(), m.get_y() + 0.5)
        for m in ax.patches
        if type(m) is Rectangle and not m.get_fill() and not m.get_hatch()
    ]


def rayados(ax):
    return [(m.get_x(), m.get_x() + m.get_width()) for m in ax.patches if m.get_hatch()]


def test_cada_ventana_en_su_tiempo_y_en_su_fila_con_su_probabilidad():
    ax = graficas.linea_de_tiempo(DOS_GENEROS)
    malla = ax.collections[0]
    assert textos_del_eje(ax.yaxis) == ["jazz", "rock", "clásica"]
    esperado = DOS_GENEROS[["jazz", "rock", "classical"]].to_numpy().T
    np.testing.assert_allclose(malla.get_array().filled(np.nan), esperado)
    np.testing.assert_allclose(malla.get_coordinates()[0, :, 0], [0, 8, 16, 24, 32])
    assert malla.get_clim() == (0, 1)
    assert ax.get_xlim() == (0, 32)
    assert ax.figure.axes[1].get_ylabel() == "Probabilidad"


def test_se_enmarca_la_respuesta_de_cada_tramo_y_se_raya_el_silencio():
    ax = graficas.linea_de_tiempo(DOS_GENEROS)
    assert marcos(ax) == [(0, 16, 0), (24, 32, 1)]
    assert rayados(ax) == [(16, 24)]
    assert [t.get_text() for t in ax.texts] == ["0,80", "0,80"]


def test_el_pie_de_la_linea_cuenta_los_tramos_en_orden_y_el_azar():
    assert pie_de(graficas.linea_de_tiempo(DOS_GENEROS, reales=REALES)) == (
        "Qué suena y cuándo: de 0 a 16\u00a0s, jazz (0,80); de 16 a 24\u00a0s, silencio; "
        "de 24 a 32\u00a0s, rock (0,80). Entre paréntesis, la probabilidad media; a partes iguales, 0,33. "
        "Lo rayado es silencio. En realidad: de 0 a 20\u00a0s, jazz; de 20 a 32\u00a0s, rock."
    )


def test_lo_real_va_encima_con_su_nombre():
    ax = graficas.linea_de_tiempo(DOS_GENEROS, reales=REALES)
    tiras = [(m.get_x(), m.get_width()) for m in ax.patches if m.get_fill() and m.get_height() == 0.8]
    assert tiras == [(0, 20), (20, 12)]
    de_arriba = [t for t in ax.texts if t.get_position()[1] < -0.5]
    assert [(t.get_text(), t.get_position()[0]) for t in de_arriba] == [("jazz", 10), ("rock", 26)]
    assert textos_del_eje(ax.yaxis) == ["(real)", "jazz", "rock", "clásica"]
    assert ax.get_ylim()[1] < -1.5


def test_donde_dos_ventanas_se_solapan_cada_una_ocupa_la_mitad():
    ax = graficas.linea_de_tiempo(ventanas((0.1, 0.9, 0), (0.8, 0.2, 0), (0.7, 0.3, 0), dura_s=10, salto_s=4))
    np.testing.assert_allclose(ax.collections[0].get_coordinates()[0, :, 0], [0, 7, 11, 18])
    assert marcos(ax) == [(0, 7, 1), (7, 18, 0)]
    assert "de 7 a 18\u00a0s, rock (0,74)" in pie_de(ax)  # la media pesa lo que dura cada una


def test_lo_que_ninguna_ventana_oye_queda_en_blanco():
    ax = graficas.linea_de_tiempo(ventanas((0.1, 0.9, 0), (0.2, 0.8, 0), dura_s=2, salto_s=5))
    valores = ax.collections[0].get_array()
    np.testing.assert_allclose(ax.collections[0].get_coordinates()[0, :, 0], [0, 2, 5, 7])
    assert valores.mask[:, 1].all()
    assert not valores.mask[:, [0, 2]].any()
    assert marcos(ax) == [(0, 2, 0), (5, 7, 0)]


def test_un_redondeo_de_los_tiempos_no_es_un_hueco():
    tabla = ventanas((0.1, 0.9, 0), (0.2, 0.8, 0))
    tabla.loc[1, "inicio_s"] += 1e-9
    assert len(marcos(graficas.linea_de_tiempo(tabla))) == 1


def test_las_ventanas_desordenadas_se_ordenan():
    ax = graficas.linea_de_tiempo(DOS_GENEROS.iloc[::-1])
    assert marcos(ax) == [(0, 16, 0), (24, 32, 1)]


def test_solo_ocupan_fila_las_clases_que_se_llegan_a_ver():
    ax = graficas.linea_de_tiempo(ventanas((0.05, 0.9, 0.05), (0.09, 0.82, 0.09)))
    assert textos_del_eje(ax.yaxis) == ["jazz"]
    assert "Faltan las 2 clases que menos salen." in pie_de(ax)
    ax = graficas.linea_de_tiempo(ventanas((0.05, 0.9, 0.05), (0.1, 0.82, 0.08)))
    assert textos_del_eje(ax.yaxis) == ["jazz", "rock"]
    assert "Falta la clase que menos sale." in pie_de(ax)


def test_las_filas_van_por_el_tiempo_que_ganan_y_no_por_su_media():
    ax = graficas.linea_de_tiempo(ventanas((0.35, 0.4, 0.25), (0.35, 0.4, 0.25), (0.95, 0.05, 0)))
    assert textos_del_eje(ax.yaxis) == ["jazz", "rock", "clásica"]


def test_quien_gana_ocupa_fila_aunque_sea_con_muy_poco():
    clases = [f"c{i}" for i in range(15)]
    ax = graficas.linea_de_tiempo(ventanas([0.09] + [0.065] * 14, clases=clases))
    assert textos_del_eje(ax.yaxis) == ["c0"]


def test_hay_diez_filas_como_mucho_y_son_las_que_mas_ganan():
    clases = [f"c{i}" for i in range(14)]
    gana = [clase for i, clase in enumerate(clases[:12]) for _ in range(12 - i)]
    tabla = ventanas(*[[0.6 if c == g else 0.4 / 13 for c in clases] for g in gana], clases=clases)
    ax = graficas.linea_de_tiempo(tabla)
    assert textos_del_eje(ax.yaxis) == clases[:10]
    assert len(marcos(ax)) == 10
    assert "Faltan las 4 clases que menos salen." in pie_de(ax)


def test_un_sonido_muy_largo_tiene_un_pie_corto_y_solo_escribe_donde_cabe():
    p = np.tile([[0.9, 0.1, 0], [0.1, 0.9, 0]], (200, 1))
    ax = graficas.linea_de_tiempo(ventanas(*p))
    assert "; y 392 tramos más." in pie_de(ax)
    assert not ax.texts
    assert ax.figure.get_supxlabel().count("\n") < 6


def test_las_cifras_caben_en_su_tramo():
    ax = graficas.linea_de_tiempo(DOS_GENEROS, reales=[(0, 1, "jazz"), (1, 32, "rock")])
    ax.figure.canvas.draw()
    for texto in ax.texts:
        caja = texto.get_window_extent().transformed(ax.transData.inverted())
        tramo = next(
            (a, b)
            for a, b in ((0, 16), (24, 32), (1, 32))
            if (a + b) / 2 == pytest.approx(texto.get_position()[0])
        )
        assert tramo[0] < caja.x0
        assert caja.x1 < tramo[1]
    assert "jazz" not in {t.get_text() for t in ax.texts}


def test_sin_atributos_el_azar_se_cuenta_con_las_columnas():
    tabla = DOS_GENEROS.copy()
    tabla.attrs.clear()
    assert "a partes iguales, 0,33" in pie_de(graficas.linea_de_tiempo(tabla))
    tabla.attrs["n_clases"] = 10
    assert "a partes iguales, 0,10" in pie_de(graficas.linea_de_tiempo(tabla))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(["jazz", "rock", None]), min_size=1, max_size=12),
    st.floats(1, 10),
    st.floats(0.2, 2),
)
def test_los_tramos_no_se_pisan_y_van_del_principio_al_final(gana, dura_s, razon):
    p = [None if g is None else ((0.2, 0.7, 0.1) if g == "jazz" else (0.6, 0.3, 0.1)) for g in gana]
    tabla = ventanas(*p, dura_s=dura_s, salto_s=dura_s * razon)
    tiempos = figuras_de_tiempo._repartir(tabla)
    tramos = figuras_de_tiempo._unir(tabla, tiempos)
    assert tramos[0].inicio_s == 0
    assert tramos[-1].fin_s == pytest.approx(tabla["fin_s"].max())
    for a, b in zip(tramos, tramos[1:], strict=False):
        assert a.inicio_s < a.fin_s <= b.inicio_s < b.fin_s
        assert a.etiqueta != b.etiqueta or a.fin_s < b.inicio_s
    dentro = sum(b.fin_s - b.inicio_s for b in tramos)
    assert dentro == pytest.approx(sum(hasta - desde for desde, hasta in tiempos))


def cambiada(**columnas):
    tabla = DOS_GENEROS.copy()
    for columna, valores in columnas.items():
        tabla[columna] = valores
    return tabla


@pytest.mark.parametrize(
    ("tabla", "dice"),
    [
        (None, "columnas inicio_s"),
        ({"inicio_s": [0]}, "columnas inicio_s"),
        (DOS_GENEROS.drop(columns="fin_s"), "columnas inicio_s"),
        (DOS_GENEROS[["inicio_s", "fin_s", "etiqueta", "probabilidad"]], "una por clase"),
        (DOS_GENEROS.iloc[:0], "alguna fila"),
        (DOS_GENEROS.iloc[[2]], "Toda la tabla es silencio"),
        (cambiada(fin_s=[8, 16, 24, 24]), "no acaba"),
        (cambiada(inicio_s=[0, 8, np.nan, 24]), "no acaba"),
        (cambiada(inicio_s=["cero"] * 4), "no es de números"),
        (cambiada(archivo=["a.wav"] * 4), "no es de números"),
        (cambiada(jazz=[1.5, 0.9, np.nan, 0.1]), "entre 0 y 1"),
        (cambiada(jazz=[np.nan, 0.9, np.nan, 0.1]), "entre 0 y 1"),
        (cambiada(jazz=[0.7, 0.9, 0.5, 0.1]), "entre 0 y 1"),
        (cambiada(probabilidad=[0.7, 9, np.nan, 0.8]), "entre 0 y 1"),
        (cambiada(etiqueta=["polka", "jazz", None, "rock"]), "'polka'"),
    ],
)
def test_rechaza_una_tabla_que_no_es_de_ventanas(tabla, dice):
    with pytest.raises(ErrorDeDatos) as error:
        graficas.linea_de_tiempo(tabla)
    assert dice in str(error.value)
    assert not plt.get_fignums()


@pytest.mark.parametrize("reales", [[(0, 16)], [("a", "b", "jazz")], [0, 16], [(16, 0, "jazz")], 7])
def test_rechaza_unos_tramos_reales_que_no_lo_son(reales):
    with pytest.raises(ErrorDeDatos, match="tramo real"):
        graficas.linea_de_tiempo(DOS_GENEROS, reales=reales)
    assert not plt.get_fignums()


# --- Intervalos ---

EPOCAS = [(f"época {i}", v, *intervalo_wilson(round(100 * v), 100)) for i, v in ((1, 0.75), (7, 0.94))]


def barras(ax):
    """(valor, inferior, superior) de cada fila dibujada."""
    dibujadas = []
    for conjunto in ax.containers:
        punto, _, (linea,) = conjunto.lines
        (x0, _), (x1, _) = linea.get_segments()[0]
        dibujadas.append((float(punto.get_xdata()[0]), x0, x1))
    return dibujadas


def test_cada_valor_con_su_intervalo_en_su_fila():
    ax = graficas.intervalos(EPOCAS, azar=0.1)
    np.testing.assert_allclose(barras(ax), [fila[1:] for fila in EPOCAS])
    assert textos_del_eje(ax.yaxis) == ["época 1", "época 7"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    assert ax.get_xlabel() == "Exactitud"
    assert textos_del_eje(ax.xaxis) == ["0", "0,2", "0,4", "0,6", "0,8", "1"]
    assert {"0,94 (0,88–0,97)", "azar: 0,10"} <= {t.get_text() for t in ax.texts}


def test_la_linea_del_azar_es_discontinua_y_sin_azar_no_hay():
    discontinuas = [
        li for li in graficas.intervalos(EPOCAS, azar=0.1).get_lines() if li.get_linestyle() == "--"
    ]
    assert [li.get_xdata()[0] for li in discontinuas] == [0.1]
    sin_azar = graficas.intervalos(EPOCAS)
    assert not [li for li in sin_azar.get_lines() if li.get_linestyle() == "--"]
    assert "azar" not in pie_de(sin_azar)


def test_el_pie_de_los_intervalos_los_dice():
    assert pie_de(graficas.intervalos(EPOCAS, azar=0.1)) == (
        "Intervalos al 95 %: época 1, 0,75 (0,66–0,82); época 7, 0,94 (0,88–0,97). Al azar, 0,10."
    )


def test_lo_que_da_evaluar_se_dibuja_con_la_exhaustividad_y_sus_clases_en_espanol():
    e = evaluar(REAL, DICHA, clases=["jazz", "classical", "rock", "pop"])
    ax = graficas.intervalos(e.por_clase, azar=e.azar)
    assert textos_del_eje(ax.yaxis) == ["jazz", "clásica", "rock", "pop"]
    assert ax.get_xlabel() == "Exhaustividad"
    np.testing.assert_allclose(
        barras(ax), e.por_clase.iloc[:3][["exhaustividad", "inferior", "superior"]].to_numpy()
    )
    assert "sin ejemplos" in {t.get_text() for t in ax.texts}
    assert "pop, sin ejemplos. Al azar, 0,25." in pie_de(ax)


def test_una_tabla_con_valor_y_otro_rotulo():
    tabla = pd.DataFrame({"valor": [0.5], "inferior": [0.4], "superior": [0.7]}, index=["jazz"])
    ax = graficas.intervalos(tabla, eje="Exactitud equilibrada")
    assert barras(ax) == [(0.5, 0.4, 0.7)]
    assert ax.get_xlabel() == "Exactitud equilibrada"


@pytest.mark.parametrize("azar", [0, 0.5, 1])
def test_el_rotulo_del_azar_no_se_sale_ni_pisa_las_cifras(azar):
    ax = graficas.intervalos(EPOCAS, azar=azar)
    ax.figure.canvas.draw()
    cajas = {t.get_text(): t.get_window_extent() for t in ax.texts}
    rotulo = next(caja for texto, caja in cajas.items() if "azar" in texto)
    assert ax.bbox.x0 <= rotulo.x0
    assert rotulo.x1 <= ax.bbox.x1
    assert not any(rotulo.overlaps(caja) for texto, caja in cajas.items() if "azar" not in texto)


def test_con_muchas_filas_el_pie_se_acorta():
    filas = [(f"c{i}", 0.5, 0.4, 0.6) for i in range(30)]
    assert pie_de(graficas.intervalos(filas)).endswith("c11, 0,50 (0,40–0,60); y 18 más.")


@pytest.mark.parametrize(
    ("filas", "azar", "dice"),
    [
        ([], None, "ninguna fila"),
        (None, None, "cuatro cosas"),
        ([("a", 0.5)], None, "cuatro cosas"),
        ([("a", "b", "c", "d")], None, "cuatro cosas"),
        ([(0.5, 0.4, 0.6, "a")], None, "cuatro cosas"),
        ([("a", 0.5, 0.6, 0.7)], None, "inferior ≤ valor"),
        ([("a", 0.5, 0.4, 0.45)], None, "inferior ≤ valor"),
        ([("a", 94, 87, 97)], None, "inferior ≤ valor"),
        ([("a", 0.5, np.nan, 0.7)], None, "inferior ≤ valor"),
        ([("a", 0.5, -0.1, 0.7)], None, "inferior ≤ valor"),
        (pd.DataFrame({"valor": [0.5]}), None, "le falta"),
        (EPOCAS, 10, "El azar va entre 0 y 1"),
    ],
)
def test_rechaza_lo_que_no_son_intervalos(filas, azar, dice):
    with pytest.raises(ErrorDeDatos) as error:
        graficas.intervalos(filas, azar=azar)
    assert dice in str(error.value)
    assert not plt.get_fignums()
