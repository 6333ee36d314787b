"""Los exploradores: lo que dicen en pantalla es lo que se calcula aparte, y nada que se les dé los rompe."""

import datetime as dt
import math
import re
from base64 import b64decode
from io import BytesIO

import ipywidgets as widgets
import librosa
import numpy as np
import pytest
import soundfile
from formatos import guardar_audio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from helpers import espectro
from helpers import interactivo as inter
from helpers.audio import Audio, cargar_audio, remuestrear
from helpers.curso.cuadernos import SIN_COMPARAR, depurar
from helpers.datos import AUDIO
from helpers.errores import ErrorDeAudio, ErrorDeDatos
from helpers.graficas import NOTAS
from helpers.interactivo import fuentes
from helpers.interactivo.chroma import ACORDE, N_FFT, SALTO, cromagrama, parecidos, tocar
from helpers.interactivo.digitalizacion import (
    SINTETICOS,
    cuantizar,
    muestrear_sin_filtro,
    regla_de_los_bits,
    relacion_senal_ruido,
)
from helpers.interactivo.espectrograma import n_tramas, potencia_a_la_vista
from helpers.interactivo.explorador import SUBIR
from helpers.interactivo.mfcc import (
    con_k_coeficientes,
    griffin_lim,
    istft,
    log_mel,
    magnitud_de_mel,
    stft,
)

TODOS = [
    inter.explorar_digitalizacion,
    inter.explorar_espectrograma,
    inter.explorar_mfcc,
    inter.explorar_chroma,
]
CON_SONIDO = TODOS[:3]


def tono(hz=440.0, segundos=1.0, sr=22_050, amplitud=0.5):
    return Audio(amplitud * np.sin(2 * np.pi * hz * np.arange(round(segundos * sr)) / sr), sr)


def ruido(segundos=1.0, sr=22_050):
    return Audio(0.1 * np.random.default_rng(0).standard_normal(round(segundos * sr)), sr)


@pytest.fixture(scope="module")
def voz():
    return cargar_audio(AUDIO / "habla_orden.flac")


def controles(caja):
    """Los controles de un explorador, por su rótulo."""
    if isinstance(caja, widgets.Box):
        return {nombre: c for hijo in caja.children for nombre, c in controles(hijo).items()}
    return {caja.description: caja} if getattr(caja, "description", "") else {}


def estado(explorador):
    html = explorador.children[5].value
    return re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").strip()


def sonidos(explorador):
    """Lo que llega a los altavoces, ya descodificado."""
    leidos = []
    for caja in explorador.children[6].children:
        datos = b64decode(re.search(r"base64,([^\"]+)\"", caja.value)[1])
        y, sr = soundfile.read(BytesIO(datos), dtype="float32")
        leidos.append(Audio(y, sr))
    return leidos


def subir(explorador, nombre, contenido):
    controles(explorador)["Sonido"].value = SUBIR
    boton = explorador.children[2].children[0]
    datos = {"name": nombre, "type": "", "size": len(contenido), "content": memoryview(contenido)}
    boton.value = ({**datos, "last_modified": dt.datetime.now(tz=dt.UTC)},)


# --- Lo que tienen en común ---


@pytest.mark.parametrize("explorar", TODOS)
def test_sin_nucleo_queda_una_figura_contada_con_palabras(explorar, voz):
    explorador = explorar(voz)
    datos = explorador._repr_mimebundle_()
    assert set(datos) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert Image.open(BytesIO(b64decode(datos["image/png"]))).size[0] == 720
    assert explorador.vista.frase in datos["text/plain"]
    assert "Ejecuta la celda para mover los controles" in datos["text/plain"]


@pytest.mark.parametrize("explorar", TODOS)
def test_lo_guardado_se_compara_entero_y_no_lleva_audio_ni_widgets(explorar, voz):
    from nbformat.v4 import new_code_cell, new_notebook, new_output

    datos = explorar(voz)._repr_mimebundle_()
    celda = new_code_cell("x", outputs=[new_output("execute_result", data=datos, execution_count=1)])
    guardada = depurar(new_notebook(cells=[celda])).cells[0]
    assert set(guardada.outputs[0].data) == {"text/plain", "image/png"}
    assert SIN_COMPARAR not in guardada.metadata.get("tags", [])
    assert len(guardada.outputs[0].data["image/png"]) < 200_000


@pytest.mark.parametrize("explorar", TODOS)
def test_dos_iguales_dicen_lo_mismo(explorar, voz):
    uno, otro = (explorar(voz)._repr_mimebundle_() for _ in range(2))
    assert uno["text/plain"] == otro["text/plain"]
    assert uno["image/png"] == otro["image/png"]


@pytest.mark.parametrize("explorar", TODOS)
def test_cada_control_tiene_rotulo_y_cambia_lo_que_se_dice(explorar, voz):
    explorador = explorar(voz)
    for nombre, control in controles(explorador).items():
        if (
            isinstance(control, widgets.SelectionSlider | widgets.IntSlider)
            and control.layout.display != "none"
        ):
            assert nombre.strip()
            assert control.continuous_update
            antes, imagen = estado(explorador), explorador.children[4].value
            if isinstance(control, widgets.IntSlider):
                control.value = control.max if control.value != control.max else control.min
            else:
                control.index = (control.index + 1) % len(control.options)
            assert estado(explorador) != antes or explorador.children[4].value != imagen, nombre


@pytest.mark.parametrize("explorar", TODOS)
@pytest.mark.parametrize("malo", ["a.wav", np.zeros(10), 3])
def test_solo_vale_un_audio(explorar, malo):
    with pytest.raises(ErrorDeAudio, match="necesita un Audio"):
        explorar(malo)


@pytest.mark.parametrize(
    ("explorar", "inicio"),
    [
        (inter.explorar_digitalizacion, {"bits": 0}),
        (inter.explorar_digitalizacion, {"sr": 8001}),
        (inter.explorar_espectrograma, {"n_fft": 1000}),
        (inter.explorar_espectrograma, {"hop_length": 0}),
        (inter.explorar_espectrograma, {"n_mels": 3}),
        (inter.explorar_mfcc, {"k": 0}),
    ],
)
def test_empezar_donde_no_se_puede_dice_que_se_ofrece(explorar, inicio):
    with pytest.raises(ErrorDeDatos, match="no puede empezar en") as error:
        explorar(tono(), **inicio)
    assert "elige uno de estos" in error.value.que_hacer


@pytest.mark.parametrize("explorar", TODOS)
def test_sin_audio_empieza_con_algo_y_ofrece_los_del_curso(explorar):
    explorador = explorar()
    opciones = controles(explorador)["Sonido"].options
    assert ("Un toque de campana de iglesia",) * 2 in opciones
    assert opciones[-1] == (SUBIR, SUBIR)
    assert explorador.vista is not None


def test_las_grabaciones_reales_se_ofrecen_si_estan(monkeypatch, tmp_path):
    ruta = tmp_path / "trompeta.wav"
    guardar_audio(tono(segundos=6), ruta)
    monkeypatch.setattr(fuentes, "grabaciones_reales", lambda: {"trumpet": ruta})
    explorador = inter.explorar_espectrograma()
    controles(explorador)["Sonido"].value = "Grabación real: trumpet"
    assert "«Grabación real: trumpet», dura 6,0 s: aquí, 4,0 s desde el segundo" in estado(explorador)


@pytest.mark.parametrize("explorar", TODOS)
def test_se_puede_subir_un_sonido(explorar, voz, tmp_path):
    explorador = explorar(voz)
    guardar_audio(tono(segundos=2), tmp_path / "a.flac")
    subir(explorador, "<b>mío</b>.flac", (tmp_path / "a.flac").read_bytes())
    assert "«&lt;b&gt;mío&lt;/b&gt;.flac»" in estado(explorador)
    assert "<b>mío" not in explorador.children[5].value


@pytest.mark.parametrize("explorar", TODOS)
@pytest.mark.parametrize("contenido", [b"", b"no es un sonido", bytes(4000)])
def test_subir_algo_roto_lo_dice_y_no_pierde_nada(explorar, voz, contenido):
    explorador = explorar(voz)
    antes = estado(explorador), explorador.children[4].value, explorador.vista
    subir(explorador, "roto.m4a", contenido)
    assert "Archivo: roto.m4a" in explorador.children[2].children[1].value
    assert (estado(explorador), explorador.children[4].value, explorador.vista) == antes
    controles(explorador)["Sonido"].value = "Un toque de campana de iglesia"
    assert "campana" in estado(explorador)


def test_un_archivo_del_curso_danado_lo_dice_y_no_pierde_nada(monkeypatch, tmp_path, voz):
    (tmp_path / "roto.flac").write_bytes(b"fLaC" + bytes(100))
    monkeypatch.setattr(fuentes, "archivos_del_curso", lambda: {"Roto": tmp_path / "roto.flac"})
    explorador = inter.explorar_mfcc(voz)
    imagen = explorador.children[4].value
    controles(explorador)["Sonido"].value = "Roto"
    assert "roto.flac" in estado(explorador)
    assert explorador.children[4].value == imagen


def test_de_un_sonido_largo_se_toma_el_trozo_con_mas_energia():
    y = np.concatenate([np.zeros(50_000), 0.3 * np.ones(30_000), np.zeros(60_000)])
    trozo, inicio_s = fuentes.trozo_sonoro(Audio(y, 10_000), 4.0)
    assert trozo.duracion == 4.0
    assert 4.0 <= inicio_s <= 5.0
    assert trozo.y.sum() == pytest.approx(9000, rel=1e-3)


def test_suena_al_cambiar_solo_si_se_pide(voz):
    explorador = inter.explorar_digitalizacion(voz)
    altavoces = [caja.value for caja in explorador.children[6].children]
    assert [re.search(r'aria-label="(\w+)"', html)[1] for html in altavoces] == ["Original", "Digitalizado"]
    assert not any("autoplay" in html for html in altavoces)
    controles(explorador)["Bits por muestra"].value = 3
    assert not any("autoplay" in caja.value for caja in explorador.children[6].children)
    controles(explorador)["Suena al cambiar"].value = True
    controles(explorador)["Bits por muestra"].value = 2
    assert ["autoplay" in caja.value for caja in explorador.children[6].children] == [False, True]


def test_lo_que_suena_no_pasa_de_su_nivel():
    explorador = inter.explorar_digitalizacion(SINTETICOS["Una senoide de 441 Hz a escala completa"]())
    for audio in sonidos(explorador):
        assert 20 * np.log10(np.sqrt(np.mean(audio.y**2))) == pytest.approx(-23, abs=0.6)


RAROS = {
    "una muestra": Audio([0.5], 22_050),
    "silencio": Audio(np.zeros(22_050), 22_050),
    "continua": Audio(np.full(5000, 0.9), 8000),
    "a 100 Hz": Audio(0.2 * np.sin(np.arange(300)), 100),
    "a 3 Hz": Audio([0.1, -0.2, 0.3, 0.1], 3),
    "a 192 kHz": tono(1000, 0.5, 192_000),
    "a 44 099 Hz": tono(1000, 0.5, 44_099),
    "más de la escala": Audio(3 * np.sin(np.arange(9000)), 16_000),
    "casi nada": Audio(1e-9 * np.sin(np.arange(9000)), 16_000),
}


def _extremos(control):
    if isinstance(control, widgets.IntSlider):
        return control.min, control.max
    return control.options[0][1], control.options[-1][1]


@pytest.mark.parametrize("explorar", TODOS)
@pytest.mark.parametrize("nombre", RAROS)
def test_los_sonidos_raros_se_exploran(explorar, nombre):
    explorador = explorar(RAROS[nombre])
    for control in explorador.deslizadores:
        for extremo in _extremos(control):
            control.value = extremo
    assert explorador.vista.frase
    assert "nan" not in explorador.children[4].value
    assert explorador._repr_mimebundle_()["image/png"]


# --- 01: digitalización ---


@settings(max_examples=30)
@given(st.integers(1, 16), st.integers(0, 1000))
def test_cuantizar_da_los_niveles_de_un_wav(bits, semilla):
    y = np.random.default_rng(semilla).uniform(-1, 1, 500)
    digital = cuantizar(Audio(y, 8000), bits).y
    enteros = digital * 2 ** (bits - 1)
    assert (enteros == np.rint(enteros)).all()
    assert -(2 ** (bits - 1)) <= enteros.min()
    assert enteros.max() <= 2 ** (bits - 1) - 1
    sin_tope = y < 1 - 2.0**-bits
    assert np.abs(digital - y)[sin_tope].max() <= 2.0**-bits + 1e-7


def test_cuantizar_a_16_bits_no_cambia_un_flac(voz):
    assert cuantizar(voz, 16) == voz


@pytest.mark.parametrize("bits", [6, 8, 12, 16])
def test_una_senoide_a_escala_completa_cumple_la_regla(bits):
    senoide = Audio((1 - 2.0 ** (1 - bits)) * np.sin(2 * np.pi * 441.3 * np.arange(88_200) / 44_100), 44_100)
    medida = relacion_senal_ruido(senoide, cuantizar(senoide, bits))
    assert medida == pytest.approx(regla_de_los_bits(bits), abs=0.5)


def test_la_relacion_senal_ruido_en_pantalla_es_la_calculada_aparte(voz):
    explorador = inter.explorar_digitalizacion(voz, sr=11_025, bits=6)
    x = remuestrear(voz, 11_025).y.astype(float)
    q = np.clip(np.round(x * 32), -32, 31) / 32
    esperada = 10 * math.log10(np.sum(x**2) / np.sum((q - x) ** 2))
    rms = 20 * math.log10(np.sqrt(np.mean(x**2)))
    dicho = [
        float(n.replace(",", ".").replace("−", "-")) for n in re.findall(r"([−\d,]+) dB", estado(explorador))
    ]
    assert dicho == pytest.approx([esperada, 6.02 * 6 + 1.76, rms, 6.02 * 6 + 1.76 + rms + 3.01], abs=0.051)
    assert "64 niveles, 66,2 kbit por segundo" in estado(explorador)


def test_muestrear_sin_filtro_pliega_y_con_filtro_no():
    agudo = tono(7000, sr=22_050)
    plegado = muestrear_sin_filtro(agudo, 11_025)
    np.testing.assert_array_equal(plegado.y, agudo.y[::2])
    for sr, esperada in ((11_025, 4025), (8000, 1000), (16_000, 7000)):
        espectro = np.abs(np.fft.rfft(muestrear_sin_filtro(agudo, sr).y * np.hanning(sr)))
        assert np.argmax(espectro) * sr / len(muestrear_sin_filtro(agudo, sr).y) == pytest.approx(
            esperada, abs=2
        )
    assert np.abs(remuestrear(agudo, 8000).y[500:-500]).max() < 0.01


@pytest.mark.parametrize("sr", [2000, 8000, 11_025, 16_000, 32_000])
def test_muestrear_sin_filtro_toma_el_valor_de_la_onda_en_cada_instante(sr):
    original = tono(997, 0.5, 44_100)
    muestras = muestrear_sin_filtro(original, sr)
    assert len(muestras.y) == math.ceil(len(original.y) * sr / 44_100)
    esperadas = 0.5 * np.sin(2 * np.pi * 997 * np.arange(len(muestras.y)) / sr)
    borde = math.ceil(0.002 * sr)
    np.testing.assert_allclose(muestras.y[borde:-borde], esperadas[borde:-borde], atol=2e-3)


def test_solo_se_ofrecen_frecuencias_que_el_sonido_tiene():
    opciones = controles(inter.explorar_digitalizacion(tono(sr=16_000)))["Frecuencia de muestreo"].options
    assert [sr for _, sr in opciones] == [2000, 4000, 6000, 8000, 11_025, 16_000]


# --- 02: espectrograma ---


def test_la_resolucion_en_pantalla_es_la_de_la_ventana(voz):
    explorador = inter.explorar_espectrograma(voz, n_fft=1024, hop_length=256)
    tramas = librosa.stft(voz.y, n_fft=1024, hop_length=256).shape[1]
    dicho = estado(explorador)
    assert f"mezcla {1024 / 22.05:.1f} ms".replace(".", ",") in dicho
    assert f"cada {256 / 22.05:.1f} ms: {tramas} tramas".replace(".", ",") in dicho
    assert f"a {22_050 / 1024:.1f} Hz".replace(".", ",") in dicho
    assert f"513 filas por {tramas} tramas" in dicho


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(6, 13), st.integers(4, 12), st.integers(1, 30_000))
def test_la_potencia_es_la_de_librosa(log_fft, log_salto, muestras):
    n_fft, salto = 2**log_fft, 2**log_salto
    y = np.random.default_rng(muestras).standard_normal(muestras).astype(np.float32)
    potencia, cada = potencia_a_la_vista(y, n_fft, salto)
    rellena = np.pad(y, (n_fft // 2, n_fft // 2))
    espectros = np.abs(librosa.stft(rellena, n_fft=n_fft, hop_length=salto, center=False)) ** 2
    assert espectros.shape[1] == n_tramas(muestras, salto)
    np.testing.assert_allclose(potencia, espectros[:, ::cada], rtol=1e-3, atol=1e-3 * potencia.max())
    assert cada == 1 or cada * salto <= n_fft // 4


def test_lo_que_no_se_mira_y_las_bandas_vacias_se_dicen(voz):
    dicho = estado(inter.explorar_espectrograma(voz, n_fft=256, hop_length=512, n_mels=128))
    assert f"hay {256 / 22.05:.1f} ms que no se miran".replace(".", ",") in dicho
    vacias = int((espectro.banco_de_mel(22_050, 256, 128).max(axis=1) == 0).sum())
    assert vacias > 0
    assert f"{vacias} de las 128 bandas de mel se quedan vacías" in dicho
    assert "vacías" not in estado(inter.explorar_espectrograma(voz, n_mels=40))


def test_un_tono_se_ve_en_su_frecuencia():
    explorador = inter.explorar_espectrograma(tono(3000))
    (panel,) = explorador.vista.paneles
    (mapa,) = panel.capas
    fila = int(mapa.tonos.max(axis=1).argmax())
    abajo, arriba = panel.y.minimo, panel.y.maximo
    assert abajo + (fila + 0.5) / len(mapa.tonos) * (arriba - abajo) == pytest.approx(3000, abs=60)


# --- 03: MFCC ---


def test_los_mfcc_son_los_de_librosa(voz):
    db = log_mel(stft(voz.y), voz.sr)
    from scipy.fft import dct

    esperados = librosa.feature.mfcc(y=voz.y, sr=voz.sr, n_mfcc=20)
    np.testing.assert_allclose(dct(db, axis=1, norm="ortho")[:, :20].T, esperados, atol=2e-2)


def test_con_todos_los_coeficientes_no_se_pierde_nada_y_con_menos_se_pierde_lo_que_se_quita(voz):
    from scipy.fft import dct

    db = log_mel(stft(voz.y), voz.sr)
    np.testing.assert_allclose(con_k_coeficientes(db, 128), db, atol=1e-3)
    quitados = dct(db.astype(float), axis=1, norm="ortho")[:, 13:]
    error = con_k_coeficientes(db, 13) - db
    assert np.sum(error.astype(float) ** 2) == pytest.approx(np.sum(quitados**2), rel=1e-4)


def test_el_error_en_pantalla_es_el_de_los_coeficientes_quitados(voz):
    coeficientes = librosa.feature.mfcc(y=voz.y, sr=voz.sr, n_mfcc=128)
    esperado = np.sqrt(np.sum(coeficientes[13:].astype(float) ** 2) / coeficientes.size)
    dicho = estado(inter.explorar_mfcc(voz, k=13))
    assert f"Se aparta del original {esperado:.1f} dB".replace(".", ",") in dicho
    assert f"13 coeficientes por {coeficientes.shape[1]} tramas" in dicho


@pytest.mark.parametrize("muestras", [1, 300, 2047, 2048, 30_001])
def test_la_stft_se_deshace(muestras):
    y = np.random.default_rng(0).standard_normal(muestras).astype(np.float32)
    np.testing.assert_allclose(istft(stft(y), muestras), y, atol=1e-4)
    np.testing.assert_allclose(
        stft(y).T, librosa.stft(np.pad(y, 1024), n_fft=2048, hop_length=512, center=False), atol=1e-3
    )


def test_la_magnitud_de_mel_conserva_la_energia_de_cada_banda():
    liso = np.full((3, 128), -20.0)
    magnitud = magnitud_de_mel(liso, 22_050)
    vuelta = 10 * np.log10(magnitud**2 @ espectro.banco_de_mel(22_050, 2048, 128).T)
    area = 10 * np.log10(espectro.banco_de_mel(22_050, 2048, 128).sum(axis=1))
    assert np.abs((vuelta - area) - (liso - area)).max() < 1.0


def test_griffin_lim_acerca_la_onda_a_su_magnitud(voz):
    db = con_k_coeficientes(log_mel(stft(voz.y), voz.sr), 13)
    magnitud = magnitud_de_mel(db, voz.sr)
    fase = np.exp(1j * np.random.default_rng(0).uniform(0, 6.28, magnitud.shape))

    def lejos(pasadas):
        y = griffin_lim(magnitud, fase, len(voz.y), pasadas)
        return np.linalg.norm(np.abs(stft(y)) - magnitud) / np.linalg.norm(magnitud)

    assert lejos(4) < 0.5 * lejos(0)


def test_lo_que_se_oye_es_lo_reconstruido_y_se_dice_con_que_fase(voz):
    explorador = inter.explorar_mfcc(voz, k=20)
    assert "se oye con una al azar" in estado(explorador)
    original, con_ruido = sonidos(explorador)
    controles(explorador)["Para oírlo, la fase"].value = True
    assert "se oye con la del original" in estado(explorador)
    _, prestada = sonidos(explorador)
    for oido in (con_ruido, prestada):
        esperado, conseguido = (librosa.feature.mfcc(y=a.y, sr=a.sr, n_mfcc=13)[1:] for a in (original, oido))
        assert np.corrcoef(esperado.mean(axis=1), conseguido.mean(axis=1))[0, 1] > 0.95


def test_el_silencio_sigue_siendo_silencio():
    explorador = inter.explorar_mfcc(RAROS["silencio"])
    assert not any(audio.y.any() for audio in sonidos(explorador))


# --- 04: chroma ---


def test_el_chroma_es_el_de_librosa():
    acorde = tocar(9, "menor", 3, 6)
    esperado = librosa.feature.chroma_stft(
        y=acorde.y, sr=acorde.sr, n_fft=N_FFT, hop_length=SALTO, tuning=0.0, center=False
    )
    np.testing.assert_allclose(cromagrama(acorde), esperado, atol=1e-3)


@pytest.mark.parametrize("raiz", range(12))
@pytest.mark.parametrize("tipo", ["mayor", "menor"])
def test_un_acorde_sin_armonicos_se_reconoce(raiz, tipo):
    notas = parecidos(cromagrama(tocar(raiz, tipo, 4, 1)).mean(axis=1))
    assert max(notas, key=notas.get) == (raiz, tipo)


def test_el_parecido_es_un_coseno():
    chroma = np.random.default_rng(0).uniform(size=12)
    plantilla = np.zeros(12)
    plantilla[[2, 6, 9]] = 1  # re mayor
    esperado = chroma @ plantilla / np.linalg.norm(chroma) / np.linalg.norm(plantilla)
    assert parecidos(chroma)[2, "mayor"] == pytest.approx(esperado)
    assert len(parecidos(chroma)) == 24
    assert set(parecidos(np.zeros(12)).values()) == {0.0}


def test_una_nota_con_armonicos_parece_un_acorde_mayor():
    notas = parecidos(cromagrama(tocar(0, "nota sola", 3, 10)).mean(axis=1))
    assert max(notas, key=notas.get) == (0, "mayor")


def test_medio_semitono_reparte_la_energia_entre_dos_clases():
    afinada, desafinada = (cromagrama(tocar(9, "nota sola", 4, 1, cents)).mean(axis=1) for cents in (0, 50))
    assert sorted(np.argsort(-desafinada)[:2]) == [9, 10]
    assert np.sort(desafinada)[-2] > 0.8
    assert np.sort(afinada)[-2] < 0.5


@pytest.mark.parametrize(("raiz", "octava", "hz"), [(9, 4, 440.0), (0, 4, 261.63), (4, 2, 82.41)])
def test_las_notas_suenan_a_su_frecuencia(raiz, octava, hz):
    audio = tocar(raiz, "nota sola", octava, 1)
    espectro = np.abs(np.fft.rfft(audio.y * np.hanning(len(audio.y)), 2**18))
    assert np.argmax(espectro) * audio.sr / 2**18 == pytest.approx(hz, abs=0.3)


def test_tocar_otro_acorde_cambia_lo_que_suena_y_lo_que_se_dice():
    explorador = inter.explorar_chroma()
    assert "Suena do mayor, desde do4, con 1 armónico por nota." in estado(explorador)
    assert "más se parece es do mayor" in estado(explorador)
    controles(explorador)["Nota"].value = NOTAS.index("la")
    controles(explorador)["Acorde"].value = "menor"
    controles(explorador)["Armónicos por nota"].value = 3
    controles(explorador)["Desafinación (cents)"].value = -20
    assert "Suena la menor, desde la4, con 3 armónicos por nota, 20 cents por debajo." in estado(explorador)
    (audio,) = sonidos(explorador)
    assert audio.duracion == 1.5


def test_una_nota_sola_y_una_quinta_se_dicen_sin_acorde_y_se_nombran_las_seis_que_empatan():
    explorador = inter.explorar_chroma()
    controles(explorador)["Acorde"].value = "quinta"
    assert "Suena una quinta desde do4, con 1 armónico por nota." in estado(explorador)
    controles(explorador)["Acorde"].value = "nota sola"
    assert "Suena un do4 solo, con 1 armónico por nota." in estado(explorador)
    empatadas = re.search(r"empate entre (.*?):", estado(explorador)).group(1)
    assert sorted(re.split(r", | y ", empatadas)) == sorted(
        ["do mayor", "fa mayor", "sol♯ mayor", "do menor", "fa menor", "la menor"]
    )


def test_un_acorde_simetrico_empata():
    explorador = inter.explorar_chroma()
    controles(explorador)["Acorde"].value = "quinta"
    mejores = sorted(parecidos(cromagrama(tocar(0, "quinta", 4, 1)).mean(axis=1)).values())[-2:]
    assert ("empate" in estado(explorador)) == (mejores[1] - mejores[0] < 0.01)


def test_en_un_sonido_se_recorre_el_momento_y_no_se_toca(voz):
    explorador = inter.explorar_chroma(voz)
    ahora = controles(explorador)
    assert ahora["Nota"].layout.display == "none"
    assert ahora["Momento"].layout.display is None
    esperado = cromagrama(voz)
    ahora["Momento"].value = 5
    assert f"En el segundo {(5 * SALTO + N_FFT / 2) / voz.sr:.1f}".replace(".", ",") in estado(explorador)
    fuerte = NOTAS[int(esperado[:, 5].argmax())]
    assert f"destacan {fuerte} (1,00)" in estado(explorador)
    ahora["Sonido"].value = ACORDE
    assert ahora["Nota"].layout.display is None
    assert "Suena do mayor" in estado(explorador)


def test_el_silencio_no_tiene_notas():
    assert "Es silencio" in estado(inter.explorar_chroma(RAROS["silencio"]))
