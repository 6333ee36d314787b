"""El corpus de géneros: entero, sin atajos, con la dificultad justa y con los rasgos de cada género.

Los rasgos se miden sobre el audio ya codificado: se descodifica cada pieza, se mide la fuerza de los ataques
por bandas y se pliega sobre la rejilla de pulsos que da `parametros.csv`.
"""

from __future__ import annotations

import csv

import librosa
import numpy as np
import pandas as pd
import pytest
from medidas_de_corpus import (
    acierto_en_prueba,
    con_cada_modelo,
    de,
    exigir_grupos_de_una_clase,
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
    proporcion,
)
from recetario import importar_receta
from scipy.stats import kruskal
from sklearn.metrics import roc_auc_score

from helpers.datos import DATOS

CARPETA = DATOS / "conjuntos" / "generos"
GENEROS = ["blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock"]
AZAR = 1 / len(GENEROS)
SR = 22_050
SALTO = 128
BANDAS_HZ = {"media": (300, 2000), "presencia": (1200, 4500), "aguda": (3000, 9000)}
TEMPOS = {
    "blues": (54, 160),
    "classical": (56, 156),
    "country": (66, 156),
    "disco": (100, 138),
    "hiphop": (62, 118),
    "jazz": (58, 220),
    "metal": (62, 196),
    "pop": (66, 150),
    "reggae": (112, 184),
    "rock": (66, 190),
}


# --- medir ------------------------------------------------------------------------------------------------


def flujo_positivo(energia: np.ndarray, tramas: int) -> np.ndarray:
    """Cuánto sube la energía de `tramas` tramas atrás a ahora, en media de las filas y centrado."""
    flujo = np.maximum(0, energia[:, tramas:] - energia[:, :-tramas]).mean(axis=0)
    return np.pad(flujo, (tramas // 2, tramas - tramas // 2))


def ataques(y: np.ndarray) -> dict[str, np.ndarray]:
    """Flujo espectral por bandas: logarítmico, salvo en los graves, donde un bajo tenido taparía el bombo."""
    S = np.abs(librosa.stft(y, n_fft=1024, hop_length=SALTO))
    frecuencias = librosa.fft_frequencies(sr=SR, n_fft=1024)
    graves = S[(frecuencias >= 20) & (frecuencias < 130)]
    flujos = {"grave": flujo_positivo(graves / graves.max(), 6)}
    for banda, (desde, hasta) in BANDAS_HZ.items():
        energia = np.log1p(1000 * S[(frecuencias >= desde) & (frecuencias < hasta)] / S.max())
        flujos[banda] = flujo_positivo(energia, 2)
    return flujos


def lugar_con_swing(pulso: float, pieza) -> float:
    razon = pieza.swing / (1 + pieza.swing)
    unidad, resto = divmod(pulso / pieza.unidad_swing, 1)
    resto = resto * 2 * razon if resto < 0.5 else razon + (resto - 0.5) * 2 * (1 - razon)
    return (unidad + resto) * pieza.unidad_swing


def plegar(flujo: np.ndarray, pieza, lugares) -> np.ndarray:
    """Fuerza mediana del ataque en cada lugar del compás (en pulsos), con 45 ms de margen."""
    periodo, pulsos, margen = 60 / pieza.tempo_bpm, int(pieza.compas[0]), round(0.045 * SR / SALTO)
    fuerzas = []
    for lugar in lugares:
        primero = pieza.primer_tiempo_s + lugar_con_swing(lugar, pieza) * periodo
        momentos = primero + periodo * pulsos * np.arange(-1, 40)
        tramas = [round(t * SR / SALTO) for t in momentos if 0.03 <= t < flujo.size * SALTO / SR - 0.15]
        fuerzas.append(np.median([flujo[max(0, i - margen) : i + margen + 1].max() for i in tramas]))
    return np.array(fuerzas)


def fase_de_la_corchea(flujo: np.ndarray, pieza) -> float:
    """En qué punto del pulso (0–1) cae el mayor ataque de su segunda mitad: 0,5 es recto; 0,67, 2:1."""
    momentos = np.arange(flujo.size) * SALTO / SR - pieza.primer_tiempo_s
    casilla = np.round((momentos * pieza.tempo_bpm / 60 % 1) * 48).astype(int) % 48
    perfil = np.array([flujo[casilla == k].mean() if (casilla == k).any() else 0.0 for k in range(48)])
    suave = np.convolve(np.tile(perfil, 3), [0.25, 0.5, 0.25], "same")[48:96]
    return (20 + int(np.argmax(suave[20:39]))) / 48


def percusion(y: np.ndarray) -> float:
    """Parte de la energía que la separación armónico-percusiva (Fitzgerald, 2010) da a la percusión."""
    armonica, percusiva = librosa.decompose.hpss(np.abs(librosa.stft(y, n_fft=1024, hop_length=1024)))
    return float((percusiva**2).sum() / ((percusiva**2).sum() + (armonica**2).sum()))


def silencio_mas_largo(y: np.ndarray) -> float:
    """Segundos seguidos, como mucho, a más de 45 dB por debajo de la trama más fuerte."""
    rms = librosa.feature.rms(y=y, frame_length=1024, hop_length=512)[0]
    callada = np.concatenate([[0], (rms < rms.max() * 10 ** (-45 / 20)).astype(int), [0]])
    cambios = np.flatnonzero(np.diff(callada))
    return float((cambios[1::2] - cambios[::2]).max(initial=0) * 512 / SR)


def medir(pieza) -> dict:
    """Todo lo que las pruebas miran de una pieza; lo más lento, solo en la primera de cada banda."""
    y = leer(CARPETA / pieza.archivo, SR)
    S2 = potencia(y)
    frecuencias = librosa.fft_frequencies(sr=SR, n_fft=2048)
    medios = S2[(frecuencias > 400) & (frecuencias < 4000)] + 1e-10
    mel_db = mel_en_db(S2, SR)
    novedad = librosa.onset.onset_strength(S=mel_db, sr=SR)
    total = S2.sum()
    primera = pieza.archivo.endswith("_1.ogg")
    return {
        "mfcc": mfcc_resumidos(mel_db),
        "tempo_estimado": float(librosa.feature.tempo(onset_envelope=novedad, sr=SR)[0]),
        **medidas_comunes(y, SR),
        "silencio": silencio_mas_largo(y),
        "final": np.abs(y[-110:]).max() / np.abs(y).max(),
        "afinacion": float(librosa.estimate_tuning(S=np.sqrt(S2), sr=SR)) if primera else np.nan,
        "subgrave": S2[frecuencias < 80].sum() / total,
        "agudos": S2[frecuencias > 2000].sum() / total,
        "planitud": float(np.median(np.exp(np.log(medios).mean(axis=0)) / medios.mean(axis=0))),
        "percusion": percusion(y) if primera else np.nan,
        "ataques": ataques(y),
    }


@pytest.fixture(scope="module")
def corpus() -> pd.DataFrame:
    return juntar(CARPETA, medir)


# --- entero -----------------------------------------------------------------------------------------------


def test_las_columnas_y_las_filas_son_las_convenidas():
    with (CARPETA / "metadatos.csv").open(encoding="utf-8", newline="") as archivo:
        filas = list(csv.DictReader(archivo))
    assert list(filas[0]) == ["archivo", "etiqueta", "grupo", "particion", "duracion_s", "licencia", "origen"]
    assert all(all(fila.values()) for fila in filas)
    assert sorted({fila["etiqueta"] for fila in filas}) == GENEROS


@pytest.mark.minutos
def test_archivos_y_filas_son_los_mismos_y_caben(corpus):
    exigir_los_mismos_archivos(corpus, CARPETA)
    assert sum(ruta.stat().st_size for ruta in (CARPETA / "audio").iterdir()) < 16e6


def test_hay_piezas_y_bandas_de_sobra_y_ninguna_banda_en_dos_particiones(corpus):
    exigir_particiones_sin_fugas(corpus)
    exigir_grupos_de_una_clase(corpus)


def test_la_duracion_anotada_es_la_real_y_esta_entre_6_y_10_s(corpus):
    exigir_la_duracion_anotada(corpus, 6, 10)


def test_el_sonido_esta_limpio(corpus):
    exigir_sonido_limpio(corpus)
    assert corpus["silencio"].max() < 1.0
    assert corpus["principio"].max() < 0.1, "empieza a media nota"
    assert corpus["final"].max() < 0.05, "acaba sin fundido"


def test_esta_afinado(corpus):
    assert proporcion(corpus["afinacion"].dropna().abs() <= 0.1) >= 0.9


def test_los_parametros_son_los_que_decide_la_receta(corpus):
    receta = importar_receta("generos.corpus")
    for fila in corpus.itertuples():
        genero, numero, pieza = fila.etiqueta, int(fila.grupo[-2:]), int(fila.archivo[-5])
        encargo = receta.GRUPOS.encargo(genero, numero)
        planeado = receta.parametros_de(encargo, pieza)
        assert receta.GRUPOS.particion_de(encargo) == fila.particion, fila.grupo
        assert planeado["instrumentos"] == fila.instrumentos, fila.archivo
        assert planeado["tempo_bpm"] == pytest.approx(fila.tempo_bpm), fila.archivo
        assert planeado["primer_tiempo_s"] == pytest.approx(fila.primer_tiempo_s), fila.archivo


# --- la dificultad justa ----------------------------------------------------------------------------------


def test_mfcc_y_svm_en_bandas_nuevas_entre_60_y_90(corpus):
    exigir_la_dificultad_justa(corpus, CARPETA)


def test_por_grupos_cuesta_lo_mismo_y_al_azar_mucho_menos(corpus):
    exigir_que_al_azar_halague(corpus, CARPETA)


@pytest.mark.parametrize("columna", ["duracion", "rms", "tempo_estimado"])
@con_cada_modelo
def test_una_sola_medida_no_delata_el_genero(corpus, columna, modelo):
    assert acierto_en_prueba(modelo, corpus[[columna]].to_numpy(), corpus) <= AZAR + 0.15


@pytest.mark.parametrize(
    "columna", ["corte_agudo_hz", "ruido_db", "rt60_s", "reverberacion", "saturacion_db"]
)
def test_la_mezcla_no_depende_del_genero(corpus, columna):
    bandas = corpus.groupby("grupo").first()
    valores = [bandas[columna][bandas["etiqueta"] == genero] for genero in GENEROS]
    assert kruskal(*valores).pvalue > 0.01


# --- los rasgos de cada género ----------------------------------------------------------------------------


@pytest.mark.parametrize("genero", GENEROS)
def test_tempo_en_el_intervalo_de_la_tarjeta(corpus, genero):
    minimo, maximo = TEMPOS[genero]
    assert corpus["tempo_bpm"][corpus["etiqueta"] == genero].between(minimo, maximo).all()


@pytest.mark.parametrize("genero", [g for g in GENEROS if g != "classical"])
def test_el_tempo_estimado_coincide_salvo_octava_o_tresillo(corpus, genero):
    piezas = corpus[corpus["etiqueta"] == genero]
    octavas = np.log2(piezas["tempo_estimado"] / piezas["tempo_bpm"])
    admitidas = np.log2([0.25, 1 / 3, 0.5, 2 / 3, 1, 1.5, 2, 3])
    cerca = np.abs(octavas.to_numpy()[:, None] - admitidas).min(axis=1) < 0.07
    assert cerca.mean() >= 0.8


@pytest.mark.parametrize("genero", ["rock", "pop", "hiphop", "country", "blues", "disco"])
def test_caja_en_2_y_4(corpus, genero):
    def acentua(pieza):
        uno, dos, tres, cuatro = plegar(pieza.ataques["aguda"], pieza, [0, 1, 2, 3])
        return dos + cuatro > 1.1 * (uno + tres)

    piezas = [p for p in de(corpus, genero) if "batería" in p.instrumentos]
    assert len(piezas) >= 0.8 * len(de(corpus, genero))
    assert proporcion(acentua(p) for p in piezas) >= 0.75


def test_disco_bombo_en_cada_pulso_y_charles_a_contratiempo(corpus):
    def cuatro_por_cuatro(pieza):
        en_pulso = plegar(pieza.ataques["grave"], pieza, [0, 1, 2, 3])
        debiles = plegar(pieza.ataques["grave"], pieza, np.arange(0.25, 4, 0.5))
        return en_pulso.min() > 2 * debiles.mean() and en_pulso.min() > 0.4 * en_pulso.max()

    def contratiempo(pieza):
        medios = plegar(pieza.ataques["aguda"], pieza, [0.5, 1.5, 2.5, 3.5])
        debiles = plegar(pieza.ataques["aguda"], pieza, np.arange(0.25, 4, 0.5))
        return medios.mean() > 1.3 * debiles.mean()

    disco = de(corpus, "disco")
    assert proporcion(cuatro_por_cuatro(p) for p in disco) >= 0.9
    assert proporcion(contratiempo(p) for p in disco) >= 0.9
    otros = de(corpus, "rock", "country", "hiphop", "reggae", "classical", "jazz")
    otros = [p for p in otros if p.compas == "4/4"]
    assert proporcion(cuatro_por_cuatro(p) for p in otros) <= 0.2


def test_reggae_golpe_en_3_y_rasgueo_en_2_y_4(corpus):
    def golpe_en_tres(pieza):
        uno, _, tres, _ = plegar(pieza.ataques["presencia"], pieza, [0, 1, 2, 3])
        return tres > 1.1 * uno

    def contratiempo(pieza):
        uno, dos, _, cuatro = plegar(pieza.ataques["media"], pieza, [0, 1, 2, 3])
        return (dos + cuatro) / 2 > 1.1 * uno

    reggae = de(corpus, "reggae")
    assert proporcion(golpe_en_tres(p) for p in reggae) >= 0.85
    assert proporcion(contratiempo(p) for p in reggae) >= 0.8
    con_caja_en_2_y_4 = de(corpus, "rock", "pop", "country", "disco")
    assert proporcion(golpe_en_tres(p) for p in con_caja_en_2_y_4) <= 0.25


@pytest.mark.parametrize(("genero", "minimo", "maximo"), [("jazz", 0.56, 0.72), ("blues", 0.62, 0.7)])
def test_corcheas_con_swing(corpus, genero, minimo, maximo):
    con_swing = [p for p in de(corpus, genero) if p.swing > 1.3 and "batería" in p.instrumentos]
    assert len(con_swing) >= 0.6 * len(de(corpus, genero))
    medidas = np.array([fase_de_la_corchea(p.ataques["aguda"], p) for p in con_swing])
    reales = np.array([p.swing / (1 + p.swing) for p in con_swing])
    assert minimo <= np.median(medidas) <= maximo
    assert proporcion(np.abs(medidas - reales) < 0.06) >= 0.75


@pytest.mark.parametrize("genero", ["rock", "pop", "disco", "metal"])
def test_corcheas_rectas(corpus, genero):
    medidas = [fase_de_la_corchea(p.ataques["aguda"], p) for p in de(corpus, genero)]
    assert 0.47 <= np.median(medidas) <= 0.53


def auc(corpus: pd.DataFrame, genero: str, columna: str, excepto: str = "") -> float:
    otros = corpus[(corpus["etiqueta"] != excepto) & corpus[columna].notna()]
    return roc_auc_score(otros["etiqueta"] == genero, otros[columna])


def test_clasica_sin_percusion(corpus):
    assert not any("batería" in p.instrumentos for p in de(corpus, "classical"))
    assert auc(corpus, "classical", "percusion") <= 0.15


def test_metal_distorsion(corpus):
    assert auc(corpus, "metal", "planitud", excepto="rock") >= 0.9
    medianas = corpus.groupby("etiqueta")["planitud"].median()
    assert medianas["metal"] > medianas["rock"] > medianas.drop(["metal", "rock"]).max()


def test_hiphop_subgrave(corpus):
    assert auc(corpus, "hiphop", "subgrave") >= 0.85


def test_country_bajo_en_1_y_3(corpus):
    def alterno(pieza):
        uno, dos, tres, cuatro = plegar(pieza.ataques["grave"], pieza, [0, 1, 2, 3])
        return uno + tres > 1.2 * (dos + cuatro)

    assert proporcion(alterno(p) for p in de(corpus, "country") if p.estilo != "honky_tonk") >= 0.8
