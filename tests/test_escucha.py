"""Los reproductores: que el HTML se baste a sí mismo, que suene lo que es y que se vea lo que suena."""

import re
import subprocess
import sys
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import image as mpl_image

from helpers import escucha
from helpers.audio import Audio, remuestrear
from helpers.errores import ErrorDeAudio
from helpers.escucha import comparar, reproductor

SR = 16_000


def barrido(segundos=2.0, sr=SR, amplitud=0.3):
    t = np.arange(round(segundos * sr)) / sr
    return Audio(amplitud * np.sin(2 * np.pi * (200 + 500 * t / segundos) * t), sr)


def ruido(segundos=2.0, sr=SR):
    return Audio(0.05 * np.random.default_rng(0).standard_normal(round(segundos * sr)), sr)


class Pagina(HTMLParser):
    """Las etiquetas de un HTML, en orden, exigiendo que cada una se cierre donde debe."""

    SIN_CIERRE = ("img", "br", "input")

    def __init__(self, html):
        super().__init__()
        self.etiquetas, self.abiertas, self.texto = [], [], ""
        self.feed(html)
        self.close()
        assert self.abiertas == []

    def handle_starttag(self, tag, attrs):
        self.etiquetas.append((tag, dict(attrs)))
        if tag not in self.SIN_CIERRE:
            self.abiertas.append(tag)

    def handle_endtag(self, tag):
        assert self.abiertas.pop() == tag

    def handle_data(self, data):
        if self.abiertas[-1:] not in (["style"], ["script"]):
            self.texto += data

    def todas(self, tag):
        return [atributos for nombre, atributos in self.etiquetas if nombre == tag]


def sonidos(html):
    """Los sonidos que lleva una página, como (tipo, muestras, sr)."""
    for atributos in Pagina(html).todas("audio"):
        tipo, datos = atributos["src"].removeprefix("data:").split(";base64,")
        yield tipo, *soundfile.read(BytesIO(b64decode(datos)), dtype="float32")


def imagenes(html):
    for atributos in Pagina(html).todas("img"):
        datos = b64decode(atributos["src"].removeprefix("data:image/png;base64,"))
        yield datos, mpl_image.imread(BytesIO(datos))


def ganancia(html):
    return 10 ** (
        float(re.search(r"ganancia ([+\u2212]?[\d,]+)", html)[1].replace(",", ".").replace("\u2212", "-"))
        / 20
    )


def dbfs(valor):
    return 20 * np.log10(valor)


# --- La página ---


@pytest.mark.parametrize("objeto", [reproductor(barrido(), "Barrido"), comparar(barrido(), ruido())])
def test_la_pagina_se_basta_a_si_misma(objeto):
    pagina = Pagina(objeto.html)
    for _, atributos in pagina.etiquetas:
        for nombre in ("src", "href", "srcset", "data", "action"):
            assert atributos.get(nombre, "data:").startswith("data:")
    assert not re.search(
        r"https?:|//\w|@import|url\(|fetch\(|import\(", re.sub(r'"data:[^"]+"', "", objeto.html)
    )


@pytest.mark.parametrize("objeto", [reproductor(barrido(), "Barrido"), comparar(barrido(), ruido())])
def test_repetido_en_la_misma_pagina_no_choca_consigo_mismo(objeto):
    pagina = Pagina(objeto.html * 2)
    assert not [atributos for _, atributos in pagina.etiquetas if {"id", "name", "for"} & atributos.keys()]
    assert "data-listo" in objeto.html


def test_el_mismo_audio_da_siempre_el_mismo_html():
    assert reproductor(barrido(), "a").html == reproductor(barrido(), "a").html


def test_se_maneja_con_el_control_del_navegador_y_se_lee_sin_ver():
    pagina = Pagina(reproductor(barrido(), "Barrido").html)
    (sonido,), (imagen,) = pagina.todas("audio"), pagina.todas("img")
    assert "controls" in sonido
    assert sonido["aria-label"] == "Reproductor de «Barrido»"
    assert imagen["alt"].startswith("Espectrograma de «Barrido»: 2,0\u00a0s, de 0 a 8000\u00a0Hz")
    assert all(
        "aria-hidden" in a for t, a in pagina.etiquetas if a.get("class") in ("rep-hz", "rep-s", "rep-cursor")
    )


def test_un_titulo_con_signos_de_html_se_ve_tal_cual():
    objeto = reproductor(barrido(), '<b>A</b> & "B" $x')
    assert '<b>A</b> & "B" $x · 2,0' in Pagina(objeto.html).texto
    assert Pagina(objeto.html).todas("audio")[0]["aria-label"] == 'Reproductor de «<b>A</b> & "B" $x»'


def test_el_rotulo_dice_que_es_y_cuanto_se_ha_cambiado_el_nivel():
    assert repr(reproductor(barrido(amplitud=0.01), "Barrido")) == (
        "Audio «Barrido» · 2,0\u00a0s · 16\u00a0000\u00a0Hz · ganancia +20,0\u00a0dB"
    )
    assert repr(reproductor(barrido())).startswith("Audio · 2,0\u00a0s")


def test_en_jupyter_da_html_y_texto():
    objeto = reproductor(barrido())
    assert objeto._repr_mimebundle_() == {"text/html": objeto.html, "text/plain": repr(objeto)}


@pytest.mark.parametrize("cosa", [None, "voz.wav", np.zeros(10), (np.zeros(10), SR), 3])
def test_rechaza_lo_que_no_es_un_audio(cosa):
    with pytest.raises(ErrorDeAudio, match="cargar_audio"):
        reproductor(cosa)
    with pytest.raises(ErrorDeAudio, match="cargar_audio"):
        comparar(barrido(), cosa)


# --- Lo que suena ---


@pytest.mark.parametrize("audio", [barrido(), ruido(), barrido(0.05, 8000), ruido(10, 22_050)])
def test_suena_lo_mismo_sin_perdida_salvo_la_ganancia_que_dice(audio):
    objeto = reproductor(audio)
    ((tipo, y, sr),) = sonidos(objeto.html)
    assert (tipo, sr) == ("audio/flac", audio.sr)
    exacta = np.abs(y).max() / np.abs(audio.y).max()
    assert dbfs(exacta) == pytest.approx(dbfs(ganancia(objeto.html)), abs=0.06)
    np.testing.assert_allclose(y, audio.y * exacta, atol=2 / 32_768)


def test_lo_largo_va_comprimido_y_dura_lo_mismo():
    audio = ruido(30)
    ((tipo, y, sr),) = sonidos(reproductor(audio).html)
    assert tipo == "audio/mpeg"
    assert len(y) / sr == pytest.approx(30, abs=0.1)


def test_de_lo_muy_largo_suena_el_principio_y_lo_dice(monkeypatch):
    monkeypatch.setattr(escucha, "SEGUNDOS_MAXIMOS", 4)
    objeto = reproductor(barrido(6))
    ((_, y, sr),) = sonidos(objeto.html)
    assert len(y) / sr == 4
    assert repr(objeto).startswith("Audio · 6,0\u00a0s")
    assert "se oyen los primeros 4,0\u00a0s" in repr(objeto)
    assert [len(y) / sr for _, y, sr in sonidos(comparar(barrido(6), barrido(1)).html)] == [2, 1]


@settings(deadline=None, max_examples=40)
@given(st.floats(-90, 12), st.floats(0, 30), st.integers(0, 1000))
def test_el_nivel_nunca_asusta(nivel_db, cresta_db, semilla):
    y = np.random.default_rng(semilla).standard_normal(4000)
    y[2000] = 10 ** (cresta_db / 20) * np.abs(y).max()
    audio = Audio(y / np.abs(y).max() * 10 ** (nivel_db / 20), 8000)
    ((_, suena, _),) = sonidos(reproductor(audio).html)
    pico, rms = dbfs(np.abs(suena).max()), dbfs(np.sqrt(np.mean(suena.astype(float) ** 2)))
    assert pico <= -1 + 1e-2
    assert rms <= -23 + 1e-1
    assert pico == pytest.approx(-1, abs=0.01) or rms == pytest.approx(-23, abs=0.1)


def test_el_silencio_sigue_siendo_silencio():
    for amplitud in (0, 1e-8):
        objeto = reproductor(Audio(np.full(8000, amplitud), 8000), "Silencio")
        ((_, y, _),) = sonidos(objeto.html)
        assert not y.any()
        assert "ganancia 0,0" in repr(objeto)


@pytest.mark.parametrize(
    ("sr", "suena_a"), [(1000, 8000), (4000, 8000), (12_345, 16_000), (44_100, 44_100), (96_000, 48_000)]
)
def test_las_frecuencias_que_un_navegador_no_admite_se_remuestrean(sr, suena_a):
    audio = barrido(1.0, sr)
    ((_, y, sr_html),) = sonidos(reproductor(audio).html)
    assert sr_html == suena_a
    esperado = remuestrear(audio, suena_a).y
    assert np.corrcoef(y, esperado)[0, 1] > 0.9999


@pytest.mark.parametrize("muestras", [1, 2, 17, 255])
def test_un_audio_minimo_tambien_se_oye_y_se_ve(muestras):
    objeto = reproductor(Audio(np.full(muestras, 0.5), 8000))
    ((_, y, _),) = sonidos(objeto.html)
    ((_, imagen),) = imagenes(objeto.html)
    assert len(y) == muestras
    assert imagen.size


# --- Lo que se ve ---


def brillo(imagen):
    return imagen[..., :3].mean(axis=-1)


@pytest.mark.parametrize("hercios", [300, 1000, 3000, 7000])
def test_un_tono_se_ve_a_la_altura_que_dice_el_eje(hercios):
    t = np.arange(SR) / SR
    objeto = reproductor(Audio(0.5 * np.sin(2 * np.pi * hercios * t), SR))
    ((_, imagen),) = imagenes(objeto.html)
    fila = np.argmax(brillo(imagen).mean(axis=1))
    altura = 100 * (1 - (fila + 0.5) / len(imagen))
    marcas = re.findall(r'bottom:([\d.]+)%">([\d\u00a0]+)<', objeto.html)
    alturas = [float(a) for a, _ in marcas]
    frecuencias = [float(f.replace("\u00a0", "")) for _, f in marcas]
    esperada = 100 * np.log10(1 + hercios / 700) / np.log10(1 + SR / 2 / 700)
    assert altura == pytest.approx(esperada, abs=2)
    for a, f in zip(alturas, frecuencias, strict=True):
        assert (a < altura) == (f < hercios) or abs(a - altura) < 2


@pytest.mark.parametrize("instante", [0.1, 0.5, 0.9])
def test_un_chasquido_se_ve_en_el_instante_que_dice_el_eje(instante):
    y = np.zeros(4 * SR)
    y[round(instante * len(y))] = 0.9
    ((_, imagen),) = imagenes(reproductor(Audio(y, SR)).html)
    columnas = np.flatnonzero(brillo(imagen).mean(axis=0) > 0.5 * brillo(imagen).mean(axis=0).max())
    assert columnas.mean() / imagen.shape[1] == pytest.approx(instante, abs=0.012)


@pytest.mark.parametrize("audio", [ruido(0.5, 44_100), ruido(10, 44_100), ruido(120, 8000)])
def test_la_imagen_pesa_poco_aunque_sea_ruido(audio):
    ((datos, imagen),) = imagenes(reproductor(audio).html)
    assert len(datos) < 60_000
    assert imagen.shape[0] == 128
    assert 50 < imagen.shape[1] <= 600


def test_la_pagina_entera_cabe_en_un_mensaje_de_jupyter():
    assert len(reproductor(ruido(180, 44_100)).html) < 3_000_000


@pytest.mark.parametrize("duracion_s", [0.000125, 0.03, 0.9, 1, 2, 7.3, 59, 180])
def test_las_marcas_de_tiempo_son_redondas_y_caben(duracion_s):
    marcas = escucha._marcas_de_tiempo(duracion_s)
    assert 2 <= len(marcas) <= 6
    assert marcas[0] == 0
    assert marcas[-1] <= duracion_s * 1.001
    assert round(marcas[1] / 10 ** np.floor(np.log10(marcas[1] * 1.0001))) in (1, 2, 5)


# --- Dos a la vez ---


def test_comparar_aplica_la_misma_ganancia_a_los_dos():
    fuerte, flojo = barrido(amplitud=0.4), barrido(amplitud=0.04)
    (_, y1, _), (_, y2, _) = sonidos(comparar(fuerte, flojo).html)
    assert dbfs(np.abs(y1).max() / np.abs(y2).max()) == pytest.approx(20, abs=0.1)
    assert dbfs(np.sqrt(np.mean(y1.astype(float) ** 2))) == pytest.approx(-23, abs=0.1)


def test_comparar_no_deja_que_un_pico_del_otro_se_corte():
    picudo = np.zeros(SR)
    picudo[5000] = 1.0
    (_, y1, _), (_, y2, _) = sonidos(comparar(Audio(picudo, SR), barrido(amplitud=0.001)).html)
    assert dbfs(np.abs(y1).max()) == pytest.approx(-1, abs=0.01)
    assert np.abs(y2).max() < 0.001


def test_el_silencio_no_fija_la_ganancia_del_otro():
    (_, _, _), (_, y, _) = sonidos(comparar(Audio(np.zeros(SR), SR), barrido(amplitud=0.01)).html)
    assert dbfs(np.sqrt(np.mean(y.astype(float) ** 2))) == pytest.approx(-23, abs=0.1)


def test_comparar_pinta_los_dos_con_los_mismos_colores_y_ejes():
    corto_y_flojo = Audio(barrido(1.0, 8000).y * 0.1, 8000)
    objeto = comparar(barrido(2.0), corto_y_flojo, ("uno", "otro"))
    (_, grande), (_, pequena) = imagenes(objeto.html)
    assert brillo(pequena).max() < brillo(grande).max()
    ancho, alto = pequena.shape[1], len(pequena)
    assert brillo(pequena)[:, round(0.55 * ancho) :].max() < 0.02
    limite = 1 - np.log10(1 + 4000 / 700) / np.log10(1 + 8000 / 700)
    assert brillo(pequena)[: int(limite * alto) - 1].max() < 0.02
    ejes = re.findall(r'<div class="rep-hz".*?</div><div class="rep-s".*?</div>', objeto.html)
    assert len(ejes) == 2
    assert ejes[0] == ejes[1]
    for pareja in (objeto, comparar(corto_y_flojo, barrido(2.0))):
        assert {f["data-duracion"] for f in Pagina(pareja.html).todas("figure")} == {"2.000000"}
        assert pareja.html.count("de 0 a 8000\u00a0Hz") == 2


def test_comparar_tiene_un_boton_y_un_texto_por_sonido():
    objeto = comparar(barrido(), ruido(), ("Barrido", "Ruido"))
    assert [b["type"] for b in Pagina(objeto.html).todas("button")] == ["button"]
    assert [linea.split(" · ")[0] for linea in repr(objeto).split("\n")] == [
        "Audio «Barrido»",
        "Audio «Ruido»",
    ]
    assert repr(objeto).count("la misma en los dos") == 2


# --- IPython ---

EN_IPYTHON = """
from IPython.testing.globalipapp import start_ipython
ip = start_ipython()
ip.display_formatter.active_types = ip.display_formatter.format_types
import numpy as np
from helpers.audio import Audio
audio = Audio(np.zeros(8000), 8000)
antes = ip.display_formatter.format(audio)[0]
import helpers.escucha
despues = ip.display_formatter.format(audio)[0]
print("SALIDA", sorted(antes), sorted(despues), "<audio" in despues["text/html"], despues["text/plain"])
"""


def test_en_ipython_un_audio_se_ve_y_se_oye_desde_que_se_importa():
    hecho = subprocess.run([sys.executable, "-c", EN_IPYTHON], capture_output=True, text=True, check=True)
    assert [linea for linea in hecho.stdout.splitlines() if linea.startswith("SALIDA")] == [
        "SALIDA ['text/plain'] ['text/html', 'text/plain'] True Audio(1,0\u00a0s · 8000\u00a0Hz)"
    ]
