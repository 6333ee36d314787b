"""El codificador de voz: responde lo que el de sus autores, y a lo que no es una voz, un error."""

import shutil

import librosa
import numpy as np
import pytest
import torch
from recetario import importar_receta
from safetensors.torch import load_file, save_file
from scipy.special import expit

from helpers.audio import Audio, cargar_audio
from helpers.codificadores import cargar_codificador, codificar, codificar_por_ventanas
from helpers.codificadores.voz import CodificadorDeVoz
from helpers.datos import AUDIO, DATOS
from helpers.errores import ErrorDeAudio, ErrorDeModelo

CARPETA = DATOS / "codificadores" / "voz"
ORIGINAL = dict(np.load(__file__.replace("test_voz.py", "original_de_voz.npz")))
NOMBRES = [nombre.partition("/")[2] for nombre in ORIGINAL if nombre.startswith("exactos/")]
SONIDOS = [nombre for nombre in NOMBRES if nombre != "ventanas"]
SR = 16_000


@pytest.fixture(scope="module")
def entradas():
    """Lo que se le dio al original: ventanas al azar y sonidos del curso."""
    return importar_receta("codificadores.voz").entradas_de_prueba()


@pytest.fixture(scope="module")
def voz():
    return cargar_codificador("voz")


@pytest.fixture(scope="module")
def respuestas(voz, entradas):
    """Como lo apuntado del original: los vectores de las ventanas y, en la última fila, el del sonido."""
    with torch.inference_mode():
        de_ventanas = voz.modelo(torch.from_numpy(entradas["ventanas"])).embeddings.numpy()
    sonidos = {nombre: Audio(entradas[nombre], SR) for nombre in SONIDOS}
    return {"ventanas": de_ventanas} | {
        nombre: np.vstack([codificar_por_ventanas(voz, audio)[0], codificar(voz, audio)])
        for nombre, audio in sonidos.items()
    }


# --- Lo mismo que el original ---


@pytest.mark.parametrize("nombre", NOMBRES)
def test_con_sus_mismos_pesos_responde_lo_que_el_original(respuestas, nombre):
    np.testing.assert_allclose(respuestas[nombre], ORIGINAL[f"guardados/{nombre}"], atol=1e-5)


@pytest.mark.parametrize("nombre", NOMBRES)
def test_guardar_las_matrices_en_float16_no_lo_cambia(respuestas, nombre):
    cosenos = (respuestas[nombre].astype(np.float64) * ORIGINAL[f"exactos/{nombre}"]).sum(axis=1)
    assert cosenos.min() >= 0.999998


def test_es_la_red_del_articulo_escrita_a_mano(entradas, respuestas):
    pesos = {
        nombre: valores.double().numpy()
        for nombre, valores in load_file(CARPETA / "model.safetensors").items()
    }
    y = entradas["acento_scotland"]
    x = librosa.feature.melspectrogram(y=y, sr=SR, n_fft=400, hop_length=160, n_mels=40).T[77 : 77 + 160]
    x = x * max(1, 10 ** (-30 / 10) / np.mean(y.astype(np.float64) ** 2))
    for capa in range(3):
        w, u, b, c = (
            pesos[f"lstm.{cual}_l{capa}"] for cual in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        h, celda, salidas = np.zeros(256), np.zeros(256), []
        for trama in x:
            entra, olvida, candidata, sale = np.split(w @ trama + b + u @ h + c, 4)
            celda = expit(olvida) * celda + expit(entra) * np.tanh(candidata)
            h = expit(sale) * np.tanh(celda)
            salidas.append(h)
        x = np.array(salidas)
    vector = np.maximum(0, pesos["lineal.weight"] @ h + pesos["lineal.bias"])
    np.testing.assert_allclose(respuestas["acento_scotland"][1], vector / np.linalg.norm(vector), atol=2e-5)


def test_los_espectros_son_los_de_librosa(voz, entradas):
    y = entradas["hablante_2"]
    esperados = librosa.feature.melspectrogram(y=y, sr=SR, n_fft=400, hop_length=160, n_mels=40).T
    nuestros = voz.extractor.espectros(np.pad(y, voz.extractor.contexto))
    np.testing.assert_allclose(nuestros, esperados, rtol=1e-3, atol=1e-6 * esperados.max())


# --- Las ventanas ---


@pytest.mark.parametrize(
    ("muestras", "ventanas"), [(4800, 1), (25_600, 1), (31_519, 1), (31_520, 2), (43_839, 2), (43_840, 3)]
)
def test_la_ultima_ventana_entra_si_se_llenan_tres_cuartos(voz, muestras, ventanas):
    y = np.random.default_rng(0).normal(0, 0.1, muestras).astype(np.float32)
    assert voz.extractor(y, SR)["input_features"].shape == (1, ventanas, 160, 40)


def test_la_ventana_i_empieza_donde_se_dice(voz, entradas):
    y = entradas["hablante_3"]
    vectores, tiempos_s = codificar_por_ventanas(voz, Audio(y, SR))
    np.testing.assert_allclose(tiempos_s, np.arange(len(vectores)) * 0.77)
    desde = round(tiempos_s[2] * SR)
    (suelta, *_), _ = codificar_por_ventanas(voz, Audio(y[desde : desde + 25_600], SR))
    assert suelta @ vectores[2] > 0.995 > suelta @ vectores[0]


def test_un_sonido_bajo_se_sube_y_uno_alto_se_queda_como_esta(voz):
    assert voz.extractor.ganancia(10 ** (-50 / 20)) == pytest.approx(10)
    assert voz.extractor.ganancia(0.2) == 1


def test_lo_que_se_calla_no_cuenta(voz, entradas):
    y = entradas["hablante_1"]
    con_silencio = Audio(np.pad(y, (0, 10 * SR)), SR)
    vectores, _ = codificar_por_ventanas(voz, con_silencio)
    assert np.isnan(vectores[-1]).all()
    assert codificar(voz, con_silencio) @ codificar(voz, Audio(y, SR)) > 0.99


def test_dos_frases_de_una_voz_se_parecen_mas_que_las_de_dos(voz):
    a1, a2, b1 = (codificar(voz, AUDIO / f"hablante_{cual}.flac") for cual in ("a_1", "a_2", "b_1"))
    assert a1 @ a2 > 0.75 > max(a1 @ b1, a2 @ b1)


# --- Lo que no se puede codificar ---


@pytest.mark.parametrize(
    "y",
    [
        np.zeros(0),
        np.zeros(2 * SR),
        1e-7 * np.random.default_rng(0).normal(size=2 * SR),
        np.full(2 * SR, np.nan),
        np.random.default_rng(0).normal(0, 0.1, 4799),
        np.random.default_rng(0).normal(0, 0.1, (2, SR)),
    ],
    ids=["vacío", "silencio", "casi silencio", "NaN", "corto", "estéreo"],
)
def test_lo_que_no_es_una_voz_es_un_error(voz, y):
    with pytest.raises(ErrorDeAudio):
        voz.extractor(y, SR)
    with pytest.raises(ErrorDeAudio):
        codificar(voz, Audio(y, SR))


def test_lo_corto_dice_cuanto_dura_y_cuanto_hace_falta(voz):
    with pytest.raises(ErrorDeAudio, match=r"(?s)0,2\ss.*0,3\ss"):
        codificar(voz, Audio(np.full(3200, 0.1), SR))


def test_a_otra_frecuencia_el_extractor_se_niega_y_codificar_remuestrea(voz):
    a_8k = cargar_audio(AUDIO / "hablante_1.flac", 8000)
    with pytest.raises(ErrorDeAudio, match="remuestrear"):
        voz.extractor(a_8k.y, 8000)
    assert codificar(voz, a_8k) @ codificar(voz, AUDIO / "hablante_1.flac") > 0.75


# --- El archivo ---


def test_se_guarda_en_la_mitad_y_se_lee_en_float32(voz):
    assert {valores.dtype for valores in voz.modelo.state_dict().values()} == {torch.float32}
    assert (CARPETA / "model.safetensors").stat().st_size <= 3e6
    assert sum(valores.numel() for valores in voz.modelo.parameters()) == 1_423_616


def test_si_falta_un_peso_no_se_carga(tmp_path):
    shutil.copytree(CARPETA, tmp_path, dirs_exist_ok=True)
    pesos = load_file(CARPETA / "model.safetensors")
    del pesos["lineal.bias"]
    save_file(pesos, tmp_path / "model.safetensors", {"format": "pt"})
    with pytest.raises(ErrorDeModelo, match=r"lineal\.bias"):
        CodificadorDeVoz.from_pretrained(tmp_path)


def test_la_licencia_va_con_los_pesos_y_dice_que_se_ha_cambiado():
    assert "Copyright 2019 Resemble.AI" in (CARPETA / "LICENSE.txt").read_text("utf-8")
    assert "Changes:" in (CARPETA / "NOTICE.txt").read_text("utf-8")
