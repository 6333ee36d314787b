"""Los corpus de voz: enteros, sin atajos, con la dificultad justa y con el sonido que dicen sus parámetros.

Todo se mide sobre el audio ya codificado; la altura, en un clip de cada hablante y emoción.
"""

from __future__ import annotations

from functools import partial

import librosa
import numpy as np
import pandas as pd
import pytest
import soundfile
from medidas_de_corpus import (
    acierto_en_prueba,
    acierto_validado,
    con_cada_modelo,
    exigir_la_dificultad_justa,
    exigir_la_duracion_anotada,
    exigir_los_mismos_archivos,
    exigir_particiones_sin_fugas,
    exigir_que_al_azar_halague,
    exigir_sonido_limpio,
    juntar,
    leer,
    medidas_comunes,
    mel_en_db,
    mfcc_resumidos,
    potencia,
    svm,
)
from recetario import importar_receta
from scipy.signal import butter, sosfiltfilt
from scipy.stats import kruskal, spearmanr
from sklearn.model_selection import StratifiedGroupKFold

from helpers.datos.conjuntos import COLUMNAS, CONJUNTOS, cargar_conjunto

CLASES = {
    "emociones": ["angry", "happy", "neutral", "sad"],
    "acentos": ["caribbean", "england", "scotland", "us"],
}
AZAR = 0.25
SR = 16_000
DEL_HABLANTE = [
    "f0_hablante_hz",
    "rango_hablante_st",
    "formantes_hablante",
    "ritmo_hablante",
    "color_db",
    "ruido_db",
]
PROSODIA = ["tono_st", "rango", "ritmo", "brillo_db", "dinamica", "formantes"]
MARGEN_S = 0.12


# --- medir ------------------------------------------------------------------------------------------------


def medir(nombre: str, clip) -> dict:
    y = leer(CONJUNTOS / nombre / clip.archivo, SR)
    S2 = potencia(y)
    frecuencias = librosa.fft_frequencies(sr=SR, n_fft=2048)
    alta = S2[(frecuencias > 2000) & (frecuencias < 6000)].sum()
    baja = S2[(frecuencias > 100) & (frecuencias < 1000)].sum()
    nivel_db = 20 * np.log10(librosa.feature.rms(y=y, frame_length=1024, hop_length=256)[0])
    hablando = np.abs(y) > 0.05 * np.abs(y).max()
    vocales = sum(letra in "aeiouy" for letra in clip.texto.lower())
    return {
        "mfcc": mfcc_resumidos(mel_en_db(S2, SR)),
        **medidas_comunes(y, SR),
        "velocidad": vocales / (y.size / SR - 2 * MARGEN_S),
        "antes": hablando.argmax() / SR,
        "despues": hablando[::-1].argmax() / SR,
        "brillo": 10 * np.log10(alta / baja),
        "desnivel": float(np.std(nivel_db[nivel_db > nivel_db.max() - 45])),
    }


def cargar(nombre: str) -> pd.DataFrame:
    return juntar(CONJUNTOS / nombre, partial(medir, nombre))


@pytest.fixture(scope="module")
def corpus() -> dict[str, pd.DataFrame]:
    return {nombre: cargar(nombre) for nombre in CLASES}


@pytest.fixture
def tabla(corpus, nombre) -> pd.DataFrame:
    return corpus[nombre]


@pytest.fixture
def emociones(corpus) -> pd.DataFrame:
    return corpus["emociones"]


en_los_dos = pytest.mark.parametrize("nombre", list(CLASES))


# --- enteros ----------------------------------------------------------------------------------------------


@en_los_dos
def test_las_columnas_y_las_etiquetas_son_las_convenidas(nombre):
    tabla = cargar_conjunto(nombre)
    assert list(tabla.columns) == [*COLUMNAS, "ruta"]
    assert sorted(tabla["etiqueta"].unique()) == CLASES[nombre]


@en_los_dos
def test_archivos_y_filas_son_los_mismos(tabla, nombre):
    exigir_los_mismos_archivos(tabla, CONJUNTOS / nombre)


def test_caben_en_10_megabytes():
    assert sum(r.stat().st_size for n in CLASES for r in (CONJUNTOS / n / "audio").iterdir()) < 10e6


@en_los_dos
def test_la_prueba_son_voces_y_frases_que_no_se_han_oido(tabla):
    exigir_particiones_sin_fugas(tabla)
    assert tabla.groupby("texto")["particion"].nunique().max() == 1
    assert tabla["texto"].nunique() == tabla["frase"].nunique()


@en_los_dos
def test_las_palabras_no_delatan_la_clase(tabla):
    por_clase = tabla.groupby(["etiqueta", "particion", "frase"]).size().unstack("etiqueta")
    assert (por_clase.nunique(axis=1) == 1).all()


def test_cada_hablante_dice_lo_mismo_con_las_cuatro_emociones(emociones):
    frases = emociones.groupby(["grupo", "etiqueta"])["frase"].agg(tuple).unstack("etiqueta")
    assert (frases.nunique(axis=1) == 1).all()


def test_cada_hablante_tiene_un_acento(corpus):
    assert corpus["acentos"].groupby("grupo")["acento"].nunique().max() == 1
    assert corpus["acentos"].groupby("etiqueta")["acento"].nunique().max() == 1


@en_los_dos
def test_el_sonido_esta_limpio_y_a_su_nivel(tabla):
    exigir_la_duracion_anotada(tabla, 1, 4)
    exigir_sonido_limpio(tabla)
    assert tabla["rms"].between(-26.3, -25.7).all()
    assert tabla["bordes"].max() < 0.02, "empieza o acaba a media onda"
    assert tabla[["antes", "despues"]].max().max() < 0.35, "sobra silencio en un borde"


@en_los_dos
def test_los_parametros_son_los_que_decide_la_receta(tabla, nombre):
    modulo, corpus = importar_receta(f"voces.{nombre}"), importar_receta("voces.corpus")
    tomas = modulo.prever_tomas()
    assert [toma.archivo for toma in tomas] == list(tabla["archivo"])
    assert [toma.particion for toma in tomas] == list(tabla["particion"])
    for toma, fila in zip(tomas, tabla.to_dict("records"), strict=True):
        previstos = corpus.parametros_de(toma) | modulo.columnas(toma)
        assert {columna: fila[columna] for columna in previstos} == pytest.approx(previstos), toma.archivo


# --- la dificultad justa ----------------------------------------------------------------------------------


@en_los_dos
def test_mfcc_y_svm_en_voces_y_frases_nuevas_entre_60_y_90(tabla, nombre):
    exigir_la_dificultad_justa(tabla, CONJUNTOS / nombre)


@en_los_dos
def test_por_hablantes_cuesta_y_al_azar_mucho_menos(tabla, nombre):
    exigir_que_al_azar_halague(tabla, CONJUNTOS / nombre)


def test_en_los_acentos_las_frases_ya_oidas_halagan(corpus):
    tabla = corpus["acentos"]
    X, oidas = np.stack(tabla["mfcc"]), tabla["particion"] == "entrenamiento"
    reparto = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    voces_nuevas = acierto_validado(X[oidas], tabla[oidas], reparto, tabla["grupo"][oidas])
    assert voces_nuevas - acierto_en_prueba(svm(), X, tabla) >= 0.05


@en_los_dos
@pytest.mark.parametrize("columna", ["duracion", "rms", "velocidad"])
@con_cada_modelo
def test_una_sola_medida_no_delata_la_clase(tabla, columna, modelo):
    assert acierto_en_prueba(modelo, tabla[[columna]].to_numpy(), tabla) <= AZAR + 0.15


@pytest.mark.parametrize("columna", DEL_HABLANTE)
def test_la_voz_no_depende_del_acento(corpus, columna):
    hablantes = corpus["acentos"].groupby("grupo").first()
    valores = [hablantes[columna][hablantes["etiqueta"] == acento] for acento in CLASES["acentos"]]
    assert kruskal(*valores).pvalue > 0.01


# --- lo que dicen los parámetros, está en el sonido -------------------------------------------------------


def altura(archivo: str) -> tuple[float, float]:
    """Mediana, en Hz, y semitonos entre los cuartiles, donde más suenan los graves: ahí está lo sonoro."""
    y, sr = soundfile.read(CONJUNTOS / "emociones" / archivo)
    f0 = librosa.yin(y, fmin=60, fmax=600, sr=sr, frame_length=1024, hop_length=256)
    graves = sosfiltfilt(butter(4, 900, fs=sr, output="sos"), y)
    nivel = librosa.feature.rms(y=graves, frame_length=1024, hop_length=256)[0]
    grave, mediana, agudo = np.percentile(f0[nivel > np.median(nivel)], [25, 50, 75])
    return float(mediana), float(12 * np.log2(agudo / grave))


def test_la_altura_medida_es_la_pedida(emociones):
    muestra = emociones.groupby(["grupo", "etiqueta"]).nth(0)
    mediana_hz, recorrido_st = np.array([altura(archivo) for archivo in muestra["archivo"]]).T
    assert np.mean(np.abs(12 * np.log2(mediana_hz / muestra["f0_pedida_hz"])) < 2) >= 0.95
    assert spearmanr(recorrido_st, muestra["rango_pedido_st"]).statistic > 0.6


@pytest.mark.parametrize(
    ("parametro", "medida"), [("brillo_db", "brillo"), ("ritmo", "velocidad"), ("dinamica", "desnivel")]
)
def test_lo_que_cambia_cada_toma_se_mide_en_ella(emociones, parametro, medida):
    """Frente a la misma frase del mismo hablante en neutral: ni la voz ni las palabras cuentan."""
    columnas = ["grupo", "frase", parametro, medida]
    neutral = emociones[emociones["etiqueta"] == "neutral"][columnas]
    otras = emociones[emociones["etiqueta"] != "neutral"][columnas]
    juntas = otras.merge(neutral, on=["grupo", "frase"], suffixes=("", "_neutral"))
    pedido, medido = (juntas[c] - juntas[f"{c}_neutral"] for c in (parametro, medida))
    assert spearmanr(pedido, medido).statistic > 0.7


@pytest.mark.parametrize(
    ("mas", "menos", "columna"),
    [
        *[("angry", "neutral", c) for c in ("tono_st", "rango", "ritmo", "brillo_db", "dinamica")],
        *[("happy", "neutral", c) for c in PROSODIA],
        *[("neutral", "sad", c) for c in ("tono_st", "rango", "ritmo", "brillo_db", "dinamica")],
        ("angry", "happy", "brillo_db"),
    ],
)
def test_cada_emocion_cambia_en_el_sentido_de_la_tarjeta(emociones, mas, menos, columna):
    medianas = emociones.groupby("etiqueta")[columna].median()
    assert medianas[mas] > medianas[menos]


@pytest.mark.parametrize("columna", PROSODIA)
def test_ningun_parametro_basta(emociones, columna):
    assert acierto_en_prueba(svm(), emociones[[columna]].to_numpy(), emociones) <= 0.85


# --- la receta --------------------------------------------------------------------------------------------


def test_los_bytes_de_un_ogg_son_siempre_los_mismos_y_se_leen_igual(tmp_path):
    ogg = importar_receta("comun.ogg")
    y = 0.1 * np.sin(2 * np.pi * 300 * np.arange(SR) / SR)
    primero, segundo = (ogg.codificar(y, SR, "OPUS", 0.9) for _ in range(2))
    assert primero == segundo
    (tmp_path / "a.ogg").write_bytes(primero)
    leido, sr = soundfile.read(tmp_path / "a.ogg")
    assert (sr, leido.size) == (SR, y.size)
    assert np.corrcoef(leido, y)[0, 1] > 0.99
    assert ogg.fijar_serie(ogg.fijar_serie(primero, 7)) == primero


def test_la_suma_de_una_pagina_es_la_que_escribe_el_codificador(tmp_path):
    ogg = importar_receta("comun.ogg")
    soundfile.write(tmp_path / "a.ogg", np.zeros(SR), SR, format="OGG", subtype="VORBIS")
    original = (tmp_path / "a.ogg").read_bytes()
    serie = int.from_bytes(original[14:18], "little")
    assert ogg.fijar_serie(original, serie) == original


def test_la_dinamica_se_multiplica_y_el_nivel_se_alcanza_sin_pasar_del_techo():
    senal, nivel = importar_receta("voces.senal"), importar_receta("comun.nivel")
    t = np.arange(2 * SR) / SR
    y = np.sin(2 * np.pi * 200 * t) * np.where(t < 1, 1.0, 0.25)
    desnivel = [
        20 * np.log10(np.std(z[4000:12_000]) / np.std(z[20_000:28_000]))
        for z in (senal.cambiar_dinamica(y, f) for f in (0.5, 1.0, 1.5))
    ]
    assert desnivel == pytest.approx([6.02, 12.04, 18.06], abs=0.05)
    picuda = np.random.default_rng(0).standard_normal(SR) ** 5
    nivelada = nivel.nivelar(picuda, -26.0, -3.0)
    assert np.abs(nivelada).max() <= nivel.db_a_amplitud(-3.0)
    assert 20 * np.log10(nivel.rms(nivelada)) == pytest.approx(-26.0, abs=1.0)


def test_inclinar_sube_los_agudos_lo_que_se_pide():
    voz = importar_receta("comun.voz")
    t = np.arange(SR) / SR
    for frecuencia, ganancia_db in ((250, 0.0), (500, 0.0), (4000, 9.0), (6000, 9.0)):
        y = np.sin(2 * np.pi * frecuencia * t)
        assert 20 * np.log10(np.std(voz.inclinar(y, SR, 9.0)) / np.std(y)) == pytest.approx(
            ganancia_db, abs=0.01
        )
