"""Las figuras: lo que dibujan, cómo se rotulan y lo que cuentan con palabras."""

import subprocess
import sys

import librosa
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import espectro, graficas
from helpers.audio import Audio
from helpers.errores import ErrorDeAudio, ErrorDeDatos
from helpers.evaluacion import evaluar
from helpers.graficas import comun as figuras
from helpers.graficas import evaluacion as figuras_de_respuestas
from helpers.graficas import sonido as figuras_de_sonido

SR = 8000


@pytest.fixture(autouse=True)
def _sin_pantalla():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def tono(hercios=1000.0, segundos=2.0, sr=SR):
    t = np.arange(round(segundos * sr)) / sr
    return Audio(0.5 * np.sin(2 * np.pi * hercios * t), sr)


def tabla(valores=(0.7, 0.2, 0.06), etiquetas=("jazz", "hiphop", "classical"), n_clases=10):
    respuesta = pd.DataFrame({"etiqueta": list(etiquetas), "probabilidad": list(valores)})
    if n_clases is not None:
        respuesta.attrs["n_clases"] = n_clases
    return respuesta


def ventanas(*respuestas, dura_s=8.0, salto_s=None, clases=("rock", "jazz", "classical")):
    """Una tabla como la de `clasificacion.linea_de_tiempo`; None en lugar de probabilidades es silencio."""
    salto_s = dura_s if salto_s is None else salto_s
    filas = []
    for i, p in enumerate(respuestas):
        gana = (None, np.nan) if p is None else (clases[int(np.argmax(p))], max(p))
        filas.append(
            (i * salto_s, i * salto_s + dura_s, *gana, *([np.nan] * len(clases) if p is None else p))
        )
    hecha = pd.DataFrame(filas, columns=["inicio_s", "fin_s", "etiqueta", "probabilidad", *clases])
    hecha["etiqueta"] = hecha["etiqueta"].astype(object).where(hecha["etiqueta"].notna(), None)
    hecha.attrs["n_clases"] = len(clases)
    return hecha


DOS_GENEROS = ventanas((0.2, 0.7, 0.1), (0.1, 0.9, 0), None, (0.8, 0.15, 0.05))
REALES = [(0, 20, "jazz"), (20, 32, "rock")]
EVALUACION = evaluar(["jazz"] * 10 + ["rock"] * 10, ["jazz"] * 7 + ["rock"] * 12 + ["jazz"])

TODAS = {
    "onda": lambda **k: graficas.forma_de_onda(tono(), **k),
    "espectrograma": lambda **k: graficas.espectrograma(tono(), **k),
    "matriz": lambda **k: graficas.espectrograma(np.abs(librosa.stft(tono().y)), SR, **k),
    "mel": lambda **k: graficas.espectrograma_mel(tono(), n_mels=40, **k),
    "probabilidades": lambda **k: graficas.probabilidades(tabla(), **k),
    "confusión": lambda **k: graficas.matriz_de_confusion(EVALUACION, **k),
    "tiempo": lambda **k: graficas.linea_de_tiempo(DOS_GENEROS, reales=REALES, **k),
    "intervalos": lambda **k: graficas.intervalos(EVALUACION.por_clase, azar=0.5, **k),
}
cada_figura = pytest.mark.parametrize("dibujar", TODAS.values(), ids=TODAS.keys())


def textos_del_eje(eje):
    eje.figure.canvas.draw()
    return [marca.get_text() for marca in eje.get_ticklabels()]


# --- Lo que todas cumplen ---


@cada_figura
def test_cada_figura_lleva_titulo_ejes_rotulados_y_pie(dibujar):
    ax = dibujar(titulo="Un título propio")
    assert ax.get_title() == "Un título propio"
    assert ax.get_xlabel() in ("Tiempo (s)", "Probabilidad", "Lo que responde", "Exhaustividad")
    assert ax.get_ylabel() or "jazz" in textos_del_eje(ax.yaxis)
    assert ax.figure.get_supxlabel().startswith("Un título propio")


@cada_figura
def test_se_puede_leer_al_fondo_del_aula(dibujar):
    figura = dibujar().figure
    assert figura.get_figwidth() >= 10
    figura.canvas.draw()
    letras = [t for t in figura.findobj(mpl.text.Text) if t.get_text().strip() and t.get_visible()]
    assert len(letras) > 8
    assert min(t.get_fontsize() for t in letras) >= 14


@cada_figura
def test_nada_se_sale_ni_se_pisa(dibujar):
    figura = dibujar().figure
    figura.canvas.draw()
    pie = figura._supxlabel.get_window_extent()
    assert pie.x0 >= 0
    assert pie.x1 <= figura.bbox.width
    for ax in figura.axes:
        caja = ax.get_tightbbox()
        assert caja.y0 >= pie.y1
        assert caja.x0 >= -1
        assert caja.x1 <= figura.bbox.width + 1


@cada_figura
def test_con_ejes_dados_dibuja_en_ellos_y_deja_el_pie_a_quien_compone(dibujar):
    figura, ejes = plt.subplots(2, 1)
    assert dibujar(ax=ejes[1]) is ejes[1]
    assert figura.get_supxlabel() == ""
    assert not ejes[0].has_data()
    assert plt.get_fignums() == [figura.number]


@cada_figura
def test_no_cambia_los_ajustes_de_matplotlib(dibujar):
    antes = dict(mpl.rcParams)
    dibujar()
    assert dict(mpl.rcParams) == antes


@pytest.mark.parametrize(
    ("valor", "escrito"),
    [
        (0, "0"),
        (0.5, "0,5"),
        (0.30000000000000004, "0,3"),
        (-0.25, "\u22120,25"),
        (11_025.0, "11\u00a0025"),
        (1e-3, "0,001"),
    ],
)
def test_las_cifras_de_los_ejes_llevan_coma_decimal(valor, escrito):
    assert figuras.cifra(valor) == escrito


# --- Forma de onda ---


def test_una_onda_corta_se_dibuja_muestra_a_muestra():
    audio = tono(segundos=0.1)
    (linea,) = graficas.forma_de_onda(audio).get_lines()
    np.testing.assert_allclose(linea.get_xdata(), np.arange(800) / SR)
    np.testing.assert_array_equal(linea.get_ydata(), audio.y)


def test_una_onda_larga_se_dibuja_con_su_envolvente_sin_perder_picos():
    y = np.zeros(200_000, np.float32)
    y[123_457], y[50_001] = 0.8, -0.6
    ax = graficas.forma_de_onda(Audio(y, SR))
    vertices = ax.collections[0].get_paths()[0].vertices
    assert vertices[:, 1].max() == pytest.approx(0.8)
    assert vertices[:, 1].min() == pytest.approx(-0.6)
    assert vertices[np.argmax(vertices[:, 1]), 0] == pytest.approx(123_457 / SR, abs=0.02)


def test_el_silencio_se_dibuja_como_una_linea_plana():
    (linea,) = graficas.forma_de_onda(Audio(np.zeros(100), SR)).get_lines()
    assert not linea.get_ydata().any()


def test_el_pie_de_la_onda_dice_duracion_y_pico():
    assert graficas.forma_de_onda(tono()).figure.get_supxlabel() == (
        "Forma de onda: 2,0\u00a0s de sonido; la amplitud llega a 0,5, y la escala completa es 1."
    )


# --- Espectrogramas ---


@pytest.mark.parametrize(("n_fft", "hop_length"), [(2048, 512), (512, 128), (1024, 300)])
@pytest.mark.parametrize("muestras", [1, 100, 9999])
def test_las_magnitudes_son_las_de_librosa(n_fft, hop_length, muestras):
    y = np.random.default_rng(0).uniform(-1, 1, muestras).astype(np.float32)
    y = np.pad(y, (0, max(0, n_fft - muestras)))  # con menos muestras que ventana, librosa avisa
    esperadas = np.abs(librosa.stft(y, n_fft=n_fft, hop_length=hop_length))
    np.testing.assert_allclose(espectro.magnitudes(y, n_fft, hop_length), esperadas, atol=1e-3)


def test_los_decibelios_son_los_de_librosa():
    S = np.abs(
        librosa.stft(tono().y + 0.01 * np.random.default_rng(0).standard_normal(2 * SR).astype(np.float32))
    )
    esperados = librosa.amplitude_to_db(S, ref=np.max, amin=1e-10, top_db=80)
    np.testing.assert_allclose(espectro.decibelios(S), esperados, atol=1e-3)


def test_los_decibelios_del_silencio_son_el_fondo():
    np.testing.assert_array_equal(espectro.decibelios(np.zeros((3, 2))), np.full((3, 2), -80))


@settings(deadline=None, max_examples=15)
@given(st.integers(300, 3700), st.sampled_from([128, 256, 512]))
def test_un_tono_sale_a_su_altura_y_un_chasquido_en_su_instante(hercios, hop_length):
    plt.close("all")
    y = 0.01 * tono(hercios, 1.0).y
    y[4000] = 1.0
    S = np.abs(librosa.stft(y, n_fft=512, hop_length=hop_length))
    imagen = graficas.espectrograma(S, SR, hop_length=hop_length).get_images()[0]
    x0, x1, y0, y1 = imagen.get_extent()
    filas, tramas = imagen.get_array().shape
    assert x0 + 0.5 * (x1 - x0) / tramas == pytest.approx(0, abs=1e-12)  # la primera trama, centrada en 0
    fila = np.argmax(imagen.get_array()[:, 5])
    trama = np.argmax(imagen.get_array().mean(axis=0))
    assert y0 + (fila + 0.5) * (y1 - y0) / filas == pytest.approx(hercios, abs=24)
    assert x0 + (trama + 0.5) * (x1 - x0) / tramas == pytest.approx(0.5, abs=hop_length / SR)


def test_el_audio_y_su_matriz_dan_la_misma_imagen():
    de_audio = graficas.espectrograma(tono()).get_images()[0]
    de_matriz = graficas.espectrograma(np.abs(librosa.stft(tono().y)), SR).get_images()[0]
    np.testing.assert_allclose(de_audio.get_array(), de_matriz.get_array(), atol=0.1)
    assert de_audio.get_extent() == de_matriz.get_extent()


def test_la_barra_de_color_esta_en_decibelios():
    ax = graficas.espectrograma(tono())
    barra = ax.figure.axes[1]
    assert barra.get_ylabel() == "dB respecto al máximo"
    assert ax.get_images()[0].get_clim() == (-80, 0)


def test_el_pie_dice_hasta_donde_llega_la_energia():
    assert "por debajo de 1000\u00a0Hz" in graficas.espectrograma(tono(1000)).figure.get_supxlabel()
    assert "por debajo de 3000\u00a0Hz" in graficas.espectrograma(tono(3000)).figure.get_supxlabel()


def test_el_mel_es_el_de_librosa_y_rotula_la_banda_de_cada_frecuencia():
    ax = graficas.espectrograma_mel(tono(1000), n_mels=64)
    M = librosa.feature.melspectrogram(y=tono(1000).y, sr=SR, n_mels=64)
    esperado = librosa.power_to_db(M, ref=np.max, top_db=80, amin=1e-20)
    np.testing.assert_allclose(ax.get_images()[0].get_array(), esperado, atol=1e-2)
    banda = np.argmax(M[:, 20]) + 0.5
    marcas = dict(zip(textos_del_eje(ax.yaxis), ax.get_yticks(), strict=True))
    assert marcas["1000"] == pytest.approx(banda, abs=1)


@pytest.mark.parametrize("sr", [8000, 16_000, 22_050, 44_100, 48_000])
def test_a_las_frecuencias_corrientes_el_mel_se_hace_con_2048_muestras(sr):
    assert figuras_de_sonido._ventana_para_mel(sr, 128) == 2048


@pytest.mark.parametrize("sr", [1, 100, 96_000, 192_000, 384_000, 768_000])
@pytest.mark.parametrize("n_mels", [1, 128, 512])
def test_a_cualquier_frecuencia_ninguna_banda_de_mel_queda_vacia(sr, n_mels):
    n_fft = figuras_de_sonido._ventana_para_mel(sr, n_mels)
    banco = librosa.filters.mel(sr=sr, n_fft=n_fft, n_mels=n_mels)  # avisa si alguna lo está
    assert (banco.max(axis=1) > 0).all()
    ax = graficas.espectrograma_mel(tono(sr / 5, 5000 / sr, sr), n_mels=n_mels)
    assert ax.get_images()[0].get_array().shape == (n_mels, 10)
    assert len(textos_del_eje(ax.yaxis)) >= 1


def test_la_ventana_de_mel_es_la_menor_que_vale():
    n_fft = figuras_de_sonido._ventana_para_mel(384_000, 128)
    with pytest.warns(UserWarning, match="Empty filters"):
        librosa.filters.mel(sr=384_000, n_fft=n_fft // 2, n_mels=128)


@pytest.mark.parametrize("muestras", [1, 399, 2047, 2048])
def test_el_mel_de_un_sonido_mas_corto_que_la_ventana_es_el_del_sonido_y_luego_ceros(muestras):
    y = np.random.default_rng(1).uniform(-0.5, 0.5, muestras).astype(np.float32)
    dibujado = graficas.espectrograma_mel(Audio(y, SR), n_mels=40).get_images()[0].get_array()
    M = librosa.feature.melspectrogram(y=np.pad(y, (0, 4096)), sr=SR, n_mels=40)[:, : 1 + muestras // 512]
    esperado = librosa.power_to_db(M, ref=np.max, top_db=80, amin=1e-20)
    np.testing.assert_allclose(dibujado, esperado, atol=1e-2)


@pytest.mark.parametrize(
    ("dibujar", "opciones", "dice"),
    [
        (graficas.espectrograma, {"hop_length": 0}, "hop_length"),
        (graficas.espectrograma, {"hop_length": 2.5}, "hop_length"),
        (graficas.espectrograma_mel, {"hop_length": -1}, "hop_length"),
        (graficas.espectrograma_mel, {"n_mels": 0}, "n_mels"),
        (graficas.espectrograma_mel, {"n_mels": True}, "n_mels"),
        (graficas.espectrograma_mel, {"n_mels": "128"}, "n_mels"),
        (graficas.espectrograma_mel, {"n_mels": 50_000}, "demasiadas"),
    ],
)
def test_un_salto_o_unas_bandas_imposibles_se_dicen(dibujar, opciones, dice):
    with pytest.raises(ErrorDeDatos, match=dice):
        dibujar(tono(), **opciones)
    assert not plt.get_fignums()


@pytest.mark.parametrize("dibujar", [graficas.espectrograma, graficas.espectrograma_mel])
def test_el_espectrograma_del_silencio_es_un_error(dibujar):
    with pytest.raises(ErrorDeAudio, match="silencio"):
        dibujar(Audio(np.zeros(SR), SR))
    assert not plt.get_fignums()


@pytest.mark.parametrize(
    ("S", "sr", "dice"),
    [
        (np.ones(10), SR, "matriz"),
        (np.ones((0, 3)), SR, "matriz"),
        (np.ones((4, 3), complex), SR, "matriz"),
        ("audio.wav", SR, "matriz"),
        (None, SR, "matriz"),
        (np.array([[-20.0, 0.0]]), SR, "decibelios"),
        (np.array([[np.nan, 0.0]]), SR, "finitos"),
        (np.ones((5, 5)), None, "frecuencia de muestreo"),
    ],
)
def test_rechaza_lo_que_no_es_un_espectrograma(S, sr, dice):
    with pytest.raises(ErrorDeDatos, match=dice):
        graficas.espectrograma(S, sr)
    assert not plt.get_fignums()


# --- Probabilidades ---


def test_las_barras_en_orden_en_espanol_y_con_su_porcentaje():
    ax = graficas.probabilidades(tabla())
    assert [barra.get_width() for barra in ax.patches] == [0.7, 0.2, 0.06]
    assert textos_del_eje(ax.yaxis) == ["jazz", "hip hop", "clásica"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]
    dicho = {t.get_text() for t in ax.texts}
    assert {"70\u00a0%", "20\u00a0%", "6\u00a0%", "a partes iguales: 10\u00a0%"} <= dicho


@pytest.mark.parametrize(
    ("n_clases", "dice"),
    [(8, "iguales: 12,5\u00a0%"), (3, "iguales: 33,3\u00a0%"), (4, "iguales: 25\u00a0%")],
)
def test_la_parte_igual_lleva_un_decimal_si_hace_falta(n_clases, dice):
    ax = graficas.probabilidades(tabla(), n_clases)
    assert f"a partes {dice}" in {t.get_text() for t in ax.texts}


@pytest.mark.parametrize(
    ("n_clases", "atributo", "esperado"), [(None, 10, 0.1), (4, 10, 0.25), (4, None, 0.25)]
)
def test_la_linea_esta_en_uno_entre_n(n_clases, atributo, esperado):
    (linea,) = graficas.probabilidades(tabla(n_clases=atributo), n_clases).get_lines()
    assert linea.get_xdata()[0] == pytest.approx(esperado)
    assert linea.get_linestyle() == "--"


def test_si_cada_etiqueta_va_por_su_cuenta_no_hay_partes_iguales():
    respuesta = tabla(n_clases=100)
    respuesta.attrs["suman_1"] = False
    ax = graficas.probabilidades(respuesta)
    assert not ax.get_lines()
    assert not [t for t in ax.texts if "partes iguales" in t.get_text()]
    assert "por su cuenta" in " ".join(ax.figure.get_supxlabel().split())
    largo = ventanas([0.9, 0.8, 0.1], [0.2, 0.7, 0.1])
    largo.attrs |= {"n_clases": 100, "suman_1": False}
    pie = " ".join(graficas.linea_de_tiempo(largo).figure.get_supxlabel().split())
    assert "por su cuenta" in pie
    assert "partes iguales" not in pie


def test_ninguna_cifra_queda_tachada_por_la_linea():
    ax = graficas.probabilidades(tabla((0.85, 0.06, 0.03, 0.005), ("a", "b", "c", "d")))
    ax.figure.canvas.draw()
    x_de_la_linea = ax.transData.transform((0.1, 0))[0]
    cifras = [t.get_window_extent() for t in ax.texts if "iguales" not in t.get_text()]
    assert len(cifras) == 4
    assert not any(caja.x0 <= x_de_la_linea <= caja.x1 for caja in cifras)


@pytest.mark.parametrize(
    ("p", "escrito"),
    [(0, "0"), (0.004, "<1"), (0.0149, "1"), (0.5, "50"), (0.994, "99"), (0.999, ">99"), (1, "100")],
)
def test_un_porcentaje_redondeado_no_promete_certezas(p, escrito):
    assert figuras_de_respuestas._porcentaje(p) == f"{escrito}\u00a0%"


@pytest.mark.parametrize(
    ("respuesta", "n_clases"),
    [
        (tabla(n_clases=None), None),
        (tabla(), 2),
        (pd.DataFrame({"clase": ["jazz"], "p": [1.0]}), 10),
        (tabla((), ()), 10),
        (tabla((1.5, 0.1, 0.1)), 10),
        (tabla((np.nan, 0.1, 0.1)), 10),
        ({"jazz": 0.9}, 10),
        (tabla(etiquetas=("jazz", "jazz", "rock")), 10),
        (DOS_GENEROS.iloc[:2], 10),
        (DOS_GENEROS.iloc[[0]], 10),
        (None, 10),
    ],
)
def test_rechaza_una_tabla_que_no_es_de_probabilidades(respuesta, n_clases):
    with pytest.raises(ErrorDeDatos):
        graficas.probabilidades(respuesta, n_clases)


# --- Pie y texto alternativo ---


def test_el_pie_largo_se_parte_en_lineas_y_el_texto_alternativo_las_une():
    texto = "Una explicación larga de lo que se ve en la figura, con todas sus palabras. " * 4
    figura, ax = plt.subplots(figsize=(10, 4), layout="constrained")
    ax.set_title("Onda")
    graficas.pie(ax, texto)
    assert "\n" in figura.get_supxlabel()
    assert graficas.texto_alternativo(figura) == f"Figura. Onda. {texto.strip()}"


@pytest.mark.parametrize("letra", ["m", "0", "W", "i"])
def test_el_pie_cabe_a_lo_ancho_sean_como_sean_sus_letras(letra):
    figura, ax = plt.subplots(figsize=(10, 4), layout="constrained")
    graficas.pie(ax, " ".join([letra * 7] * 40))
    figura.canvas.draw()
    caja = figura._supxlabel.get_window_extent()
    assert caja.x0 >= 0
    assert caja.x1 <= figura.bbox.width


def test_el_texto_alternativo_no_repite_el_titulo_que_ya_dice_el_pie():
    assert graficas.texto_alternativo(graficas.forma_de_onda(tono()).figure).count("Forma de onda") == 1


def test_una_figura_sin_titulo_ni_pie_se_queda_en_figura():
    assert graficas.texto_alternativo(plt.figure()) == "Figura."


def test_el_pie_de_una_figura_sin_maquetar_queda_por_debajo_de_todo():
    figura, ejes = plt.subplots(2, 1)
    graficas.espectrograma(tono(), ax=ejes[1])
    graficas.pie(figura, "Un pie.")
    figura.canvas.draw()
    assert figura._supxlabel.get_window_extent().y1 < ejes[1].get_tightbbox().y0


CELDAS = """
from IPython.testing.globalipapp import start_ipython
from IPython.utils.capture import capture_output
ip = start_ipython()
ip.display_formatter.active_types = ip.display_formatter.format_types
ip.run_line_magic("matplotlib", "inline")
ip.run_cell("from helpers import graficas; from helpers.audio import Audio; import numpy as np")
ip.run_cell("audio = Audio(0.5 * np.sin(np.arange(8000)), 8000)")
ip.run_line_magic("matplotlib", "inline")
from matplotlib_inline.backend_inline import flush_figures
with capture_output() as captura:
    ip.run_cell("ax = graficas.forma_de_onda(audio)")
    flush_figures()
for salida in captura.outputs:
    print("SALIDA", sorted(salida.data), salida.data["text/plain"])
"""


def test_en_jupyter_la_figura_sale_una_vez_y_su_texto_es_el_alternativo():
    hecho = subprocess.run([sys.executable, "-c", CELDAS], capture_output=True, text=True, check=True)
    assert [linea for linea in hecho.stdout.splitlines() if "SALIDA" in linea] == [
        "SALIDA ['image/png', 'text/plain'] Figura. Forma de onda: 1,0\u00a0s de sonido; "
        "la amplitud llega a 0,5, y la escala completa es 1."
    ]


def test_la_frecuencia_de_corte_deja_debajo_el_85_por_ciento_de_la_energia():
    S = np.zeros((101, 3))  # de 0 a 8000 Hz, una fila cada 80 Hz
    S[10], S[30], S[60] = np.sqrt(0.5), np.sqrt(0.36), np.sqrt(0.14)
    assert figuras_de_sonido._frecuencia_de_corte(S, 16_000) == 2400
    S[60] = np.sqrt(0.16)
    assert figuras_de_sonido._frecuencia_de_corte(S, 16_000) == 4800


def test_cada_fila_de_la_stft_esta_centrada_en_su_frecuencia():
    """Con filas anchas se nota: un tono en la fila 12 se dibuja a su altura, no media fila más arriba."""
    sr, n_fft, fila = 16_000, 512, 12
    S = np.zeros((1 + n_fft // 2, 20))
    S[fila] = 1
    imagen = graficas.espectrograma(S, sr, hop_length=128).images[0]
    _, _, abajo, arriba = imagen.get_extent()
    altura = (arriba - abajo) / len(S)
    assert abajo + altura * (fila + 0.5) == pytest.approx(fila * sr / n_fft)
