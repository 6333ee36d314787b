"""El corpus de eventos: entero, sin atajos, con la dificultad justa y con la física de cada sonido.

Todo se mide sobre el audio ya codificado. La verdad con que se compara (cuándo suena cada golpe, a qué ritmo,
a qué altura) sale de `parametros.csv`.
"""

from __future__ import annotations

from types import ModuleType

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
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, sosfiltfilt
from scipy.stats import kruskal, spearmanr

from helpers.datos.conjuntos import COLUMNAS, CONJUNTOS, cargar_conjunto
from helpers.etiquetas import EN_ESPANOL

CARPETA = CONJUNTOS / "eventos"
CLASES = [
    "church_bells",
    "clock_alarm",
    "clock_tick",
    "crickets",
    "door_wood_knock",
    "engine",
    "footsteps",
    "rain",
    "sea_waves",
    "wind",
]
CON_GOLPES = ["church_bells", "clock_tick", "door_wood_knock", "footsteps"]
CONTINUOS = ["engine", "rain", "sea_waves", "wind"]
AZAR = 1 / len(CLASES)
SR = 22_050
SALTO = 64  # del flujo espectral: 2,9 ms
DEL_LUGAR = [
    "rt60_s",
    "sala_db",
    "corte_grave_hz",
    "corte_agudo_hz",
    "ruido_db",
    "ruido_caida",
    "ruido_vaiven_db",
    "zumbido",
]


# --- medir ------------------------------------------------------------------------------------------------


def flujo(y: np.ndarray) -> np.ndarray:
    """Cuánto sube el espectro, en dB, de 12 ms antes a ahora: sus picos son los ataques."""
    S = librosa.amplitude_to_db(np.abs(librosa.stft(y, n_fft=512, hop_length=SALTO)), top_db=60)
    sube = np.maximum(0, S[:, 4:] - S[:, :-4]).mean(axis=0)
    return np.pad(sube, (2, 2))


def nivel_db(y: np.ndarray, ventana_s: float) -> np.ndarray:
    potencia = uniform_filter1d(np.square(y, dtype=float), round(ventana_s * SR))
    return 10 * np.log10(np.maximum(potencia, 1e-12))


def en_banda(y: np.ndarray, desde: float, hasta: float) -> np.ndarray:
    return sosfiltfilt(butter(4, (desde, hasta), "bandpass", fs=SR, output="sos"), y)


def valores(objeto: str) -> dict[str, str]:
    """La columna `objeto` de parametros.csv, por nombres."""
    return dict(parte.split("=") for parte in objeto.split("; "))


def numero(clip, nombre: str) -> float:
    return float(valores(clip.objeto)[nombre])


def segundos(ataques: str) -> np.ndarray:
    return np.array(ataques.split(), dtype=float)


def medir(clip) -> dict:
    y = leer(CARPETA / clip.archivo, SR)
    return {"y": y, "mfcc": mfcc_resumidos(mel_en_db(potencia(y), SR)), **medidas_comunes(y, SR)}


@pytest.fixture(scope="module")
def corpus() -> pd.DataFrame:
    return juntar(CARPETA, medir)


@pytest.fixture
def receta() -> ModuleType:
    return importar_receta("eventos.corpus")


# --- entero -----------------------------------------------------------------------------------------------


def test_las_columnas_y_las_etiquetas_son_las_convenidas_y_tienen_nombre_en_espanol():
    tabla = cargar_conjunto("eventos")
    assert list(tabla.columns) == [*COLUMNAS, "ruta"]
    assert sorted(tabla["etiqueta"].unique()) == CLASES
    assert set(CLASES) <= set(EN_ESPANOL)


def test_archivos_y_filas_son_los_mismos_y_caben_en_6_megabytes(corpus):
    exigir_los_mismos_archivos(corpus, CARPETA)
    assert sum(ruta.stat().st_size for ruta in CARPETA.rglob("*") if ruta.is_file()) < 6e6


def test_hay_clips_y_grupos_de_sobra_y_ningun_grupo_en_dos_particiones(corpus):
    exigir_particiones_sin_fugas(corpus)
    exigir_grupos_de_una_clase(corpus)


def test_todas_las_clases_pesan_lo_mismo_en_cada_particion(corpus):
    assert (corpus.groupby(["particion", "etiqueta"]).size().unstack().nunique(axis=1) == 1).all()


def test_la_duracion_anotada_es_la_real_y_ronda_los_tres_segundos(corpus):
    exigir_la_duracion_anotada(corpus, 2.4, 3.0)


def test_el_sonido_esta_limpio_y_a_su_nivel(corpus):
    exigir_sonido_limpio(corpus)
    assert np.allclose(corpus["rms"], corpus["rms_dbfs"], atol=0.6)
    assert corpus["bordes"].max() < 0.1, "empieza o acaba a media onda"


def test_los_parametros_son_los_que_decide_la_receta(corpus, receta):
    for grupo, clips in corpus.groupby("grupo"):
        encargo = receta.GRUPOS.encargo(clips["etiqueta"].iloc[0], int(grupo[-2:]))
        assert encargo.grupo == grupo
        assert set(clips["particion"]) == {receta.GRUPOS.particion_de(encargo)}
        previstos = receta.parametros_de(encargo)
        assert {c: str(clips[c].iloc[0]) for c in ["objeto"]} == {"objeto": previstos["objeto"]}, grupo
        for columna in DEL_LUGAR:
            assert float(previstos[columna]) == pytest.approx(clips[columna].iloc[0]), (grupo, columna)


@pytest.mark.parametrize("clase", CLASES)
def test_la_receta_vuelve_a_dar_el_mismo_sonido(corpus, receta, clase):
    """Muestra a muestra, salvo lo que redondee otro procesador; y dos veces seguidas, los mismos bytes."""
    clip = corpus[corpus["archivo"] == f"audio/{clase}_g01_1.ogg"].iloc[0]
    otra_vez = receta.grabar_clip(receta.GRUPOS.encargo(clase, 1), 1)
    assert otra_vez.ogg == receta.grabar_clip(receta.GRUPOS.encargo(clase, 1), 1).ogg
    y = receta.ogg.descodificar(otra_vez.ogg)
    assert y.size == clip["y"].size
    assert np.corrcoef(y, clip["y"])[0, 1] > 0.99


# --- la dificultad justa ----------------------------------------------------------------------------------


def test_mfcc_y_svm_en_grupos_nuevos_entre_60_y_90(corpus):
    exigir_la_dificultad_justa(corpus, CARPETA)


def test_por_grupos_cuesta_y_al_azar_mucho_menos(corpus):
    exigir_que_al_azar_halague(corpus, CARPETA)


@pytest.mark.parametrize("columna", ["duracion", "rms"])
@con_cada_modelo
def test_una_sola_medida_no_delata_la_clase(corpus, columna, modelo):
    assert acierto_en_prueba(modelo, corpus[[columna]].to_numpy(), corpus) <= AZAR + 0.15


@pytest.mark.parametrize("columna", DEL_LUGAR)
def test_el_lugar_no_depende_de_la_clase(corpus, columna):
    grupos = corpus.groupby("grupo").first()
    assert kruskal(*(grupos[columna][grupos["etiqueta"] == c] for c in CLASES)).pvalue > 0.01


# --- golpes: cuándo suenan, y a qué ritmo -----------------------------------------------------------------


def destaca(clip) -> float:
    """Cuántas veces mayor es el flujo en los ataques anotados que en la mitad del clip."""
    sube = flujo(clip.y)
    tramas = [round(t * SR / SALTO) for t in segundos(clip.ataques_s) if t < clip.duracion - 0.02]
    return float(np.median([sube[max(0, i - 6) : i + 7].max() for i in tramas]) / np.median(sube))


@pytest.mark.parametrize("clase", CON_GOLPES)
def test_cada_golpe_anotado_se_oye_donde_dice(corpus, clase):
    assert proporcion(destaca(clip) > 2 for clip in de(corpus, clase)) >= 0.85


def test_los_sonidos_continuos_no_anotan_golpes(corpus):
    continuos = corpus["etiqueta"].isin(CONTINUOS)
    assert ((corpus["ataques_s"] == "") == continuos).all()


def ritmo(ataques: np.ndarray) -> float:
    """Golpes por segundo, de la mediana de lo que tarda uno de cada dos: la cojera no cuenta."""
    return 2 / float(np.median(ataques[2:] - ataques[:-2]))


def irregularidad(ataques: np.ndarray) -> float:
    """Desviación de lo que tarda uno de cada dos golpes, respecto a su media."""
    pasos = ataques[2:] - ataques[:-2]
    return float(pasos.std() / pasos.mean())


def test_el_reloj_no_duda_y_quien_anda_o_llama_si(corpus):
    irregular = {
        clase: np.array([irregularidad(segundos(c.ataques_s)) for c in de(corpus, clase)])
        for clase in ("clock_tick", "footsteps", "door_wood_knock")
    }
    assert irregular["clock_tick"].max() < 0.02
    assert np.median(irregular["footsteps"]) > 3 * np.median(irregular["clock_tick"])
    assert np.median(irregular["door_wood_knock"]) > 0.1


def test_se_anda_entre_uno_y_medio_y_tres_pasos_por_segundo(corpus):
    ritmos = [ritmo(segundos(clip.ataques_s)) for clip in de(corpus, "footsteps")]
    assert min(ritmos) > 1.5
    assert max(ritmos) < 3
    for clip in de(corpus, "footsteps"):
        assert ritmo(segundos(clip.ataques_s)) == pytest.approx(numero(clip, "por_segundo"), rel=0.12)


def test_se_llama_con_golpes_seguidos_y_una_pausa(corpus):
    def huecos(clip):
        return np.diff(segundos(clip.ataques_s))

    llamadas = de(corpus, "door_wood_knock")
    assert all(huecos(clip).min() < 0.4 for clip in llamadas)
    assert proporcion(huecos(clip).max() > 2 * np.median(huecos(clip)) for clip in llamadas) >= 0.7


def periodicidad(clip) -> float:
    """Autocorrelación del flujo al cabo de los dos golpes que dice la tabla."""
    sube = flujo(clip.y)
    sube = sube - sube.mean()
    autocorrelacion = np.correlate(sube, sube, "full")[sube.size - 1 :]
    k = round(2 / ritmo(segundos(clip.ataques_s)) * SR / SALTO)
    return float(autocorrelacion[k - 8 : k + 9].max() / autocorrelacion[0])


def test_en_el_sonido_el_reloj_se_repite_mas_que_los_pasos(corpus):
    reloj, pasos = ([periodicidad(c) for c in de(corpus, clase)] for clase in ("clock_tick", "footsteps"))
    assert np.median(reloj) > np.median(pasos) + 0.15
    assert np.percentile(reloj, 15) > 0.2


# --- tonos ------------------------------------------------------------------------------------------------


def tono_mas_fuerte(y: np.ndarray) -> tuple[float, float]:
    """Su frecuencia, en Hz, y la parte de la energía que tiene cerca."""
    media = (np.abs(librosa.stft(y, n_fft=2048, hop_length=512)) ** 2).mean(axis=1)
    k = int(media.argmax())
    return k * SR / 2048, float(media[max(0, k - 3) : k + 4].sum() / media.sum())


def test_despertadores_grillos_y_campanas_tienen_un_tono_y_los_ruidos_no(corpus):
    for clase, minimo in (("clock_alarm", 900), ("crickets", 1900), ("church_bells", 80)):
        tonos = [tono_mas_fuerte(clip.y) for clip in de(corpus, clase)]
        assert proporcion(f > minimo and parte > 0.15 for f, parte in tonos) >= 0.85, clase
    for clase in ("rain", "wind"):
        assert proporcion(tono_mas_fuerte(clip.y)[1] > 0.35 for clip in de(corpus, clase)) <= 0.15, clase


def test_la_altura_del_grillo_es_la_suya_y_sus_silabas_se_cuentan(corpus):
    def modulacion(clip) -> float:
        """Frecuencia que más se repite en la envolvente, de 12 a 50 Hz."""
        f = numero(clip, "altura_hz")
        envolvente = nivel_db(en_banda(clip.y, 0.9 * f, min(1.1 * f, 10_500)), 0.008)
        potencia = np.abs(np.fft.rfft((envolvente - envolvente.mean()) * np.hanning(envolvente.size), 2**18))
        frecuencias = np.fft.rfftfreq(2**18, 1 / SR)
        validas = (frecuencias > 12) & (frecuencias < 50)
        return float(frecuencias[validas][potencia[validas].argmax()])

    grillos = de(corpus, "crickets")
    assert (
        proporcion(abs(tono_mas_fuerte(c.y)[0] / numero(c, "altura_hz") - 1) < 0.15 for c in grillos) >= 0.85
    )
    solos = [c for c in grillos if numero(c, "coro") <= 2]
    assert proporcion(abs(modulacion(c) / numero(c, "silabas_hz") - 1) < 0.2 for c in solos) >= 0.6


def caida_db_por_s(clip, desde_hz: float, hasta_hz: float) -> float:
    """Lo que baja esa banda por segundo justo después del primer toque que se queda solo 0,3 s."""
    toques = segundos(clip.ataques_s)
    solos = np.flatnonzero(np.diff([*toques, clip.duracion]) > 0.3)
    nivel = nivel_db(en_banda(clip.y, desde_hz, hasta_hz), 0.02)
    inicio = round((toques[solos[0]] + 0.03) * SR)
    tramo = nivel[inicio : inicio + round(0.15 * SR)]  # luego, los agudos ya se han perdido en el ruido
    return float(-np.polyfit(np.arange(tramo.size) / SR, tramo, 1)[0])


def test_la_campana_se_apaga_y_los_parciales_agudos_antes(corpus):
    toques = de(corpus, "church_bells")
    graves = np.array([caida_db_por_s(clip, 150, 700) for clip in toques])
    agudos = np.array([caida_db_por_s(clip, 1500, 4000) for clip in toques])
    assert np.mean(graves > 5) >= 0.9
    assert np.mean(agudos > graves) >= 0.85


# --- ruidos -----------------------------------------------------------------------------------------------


def vaiven_db(y: np.ndarray) -> float:
    """Recorrido del nivel en tramos de 0,1 s, entre los percentiles 5 y 95."""
    nivel = nivel_db(y, 0.1)[2000:-2000]
    return float(np.percentile(nivel, 95) - np.percentile(nivel, 5))


def test_el_motor_y_la_lluvia_son_constantes_y_las_olas_y_el_viento_no(corpus):
    vaivenes = {c: np.array([vaiven_db(clip.y) for clip in de(corpus, c)]) for c in CONTINUOS}
    assert np.mean(vaivenes["engine"] < 4) >= 0.9
    assert np.mean(vaivenes["rain"] < 8) >= 0.85
    assert np.mean(vaivenes["sea_waves"] > 6) >= 0.85
    assert np.mean(vaivenes["wind"] > 6) >= 0.85
    assert np.median(vaivenes["rain"]) < 0.5 * np.median(vaivenes["sea_waves"])


def repeticion(y: np.ndarray, frecuencia_hz: float) -> float:
    """Autocorrelación de la onda al cabo de un periodo (±6 %), mediana de tramos de 0,25 s."""
    m, periodo = round(0.25 * SR), SR / frecuencia_hz
    maximos = []
    for inicio in range(0, y.size - m, m // 2):
        potencia = np.abs(np.fft.rfft(y[inicio : inicio + m], 2 * m)) ** 2
        autocorrelacion = np.fft.irfft(potencia)
        cerca = autocorrelacion[int(0.94 * periodo) : int(1.06 * periodo) + 2]
        maximos.append(cerca.max() / autocorrelacion[0])
    return float(np.median(maximos))


def test_el_motor_tiene_peine_y_la_lluvia_no(corpus):
    motores = [repeticion(clip.y, numero(clip, "explosiones_hz")) for clip in de(corpus, "engine")]
    lluvias = [max(repeticion(c.y, f) for f in (20, 35, 60, 100)) for c in de(corpus, "rain")]
    assert np.mean(np.array(motores) > 0.25) >= 0.85
    assert np.mean(np.array(lluvias) < 0.2) >= 0.85


def test_la_lluvia_es_densa_y_ancha(corpus):
    """En casi todas las tramas hay energía en casi todas las bandas de 200 a 4000 Hz."""

    def llenas(y: np.ndarray) -> float:
        S = librosa.amplitude_to_db(np.abs(librosa.stft(y, n_fft=1024, hop_length=512)), top_db=None)
        f = librosa.fft_frequencies(sr=SR, n_fft=1024)
        S = S[(f > 200) & (f < 4000)]
        return float((np.percentile(S, 95) - 35 < S).mean())

    lluvia, grillos = ([llenas(clip.y) for clip in de(corpus, clase)] for clase in ("rain", "crickets"))
    assert np.percentile(lluvia, 10) > 0.8
    assert np.median(grillos) < np.percentile(lluvia, 10)


def test_la_ola_suena_mas_aguda_cuando_rompe(corpus):
    def brillo_con_nivel(y: np.ndarray) -> float:
        S2 = np.abs(librosa.stft(y, n_fft=2048, hop_length=512)) ** 2
        f = librosa.fft_frequencies(sr=SR, n_fft=2048)
        brillo = 10 * np.log10(
            S2[(f > 1500) & (f < 6000)].sum(axis=0) / S2[(f > 150) & (f < 1500)].sum(axis=0)
        )
        nivel = 10 * np.log10(S2.sum(axis=0))
        return float(spearmanr(uniform_filter1d(nivel, 9), uniform_filter1d(brillo, 9)).statistic)

    assert proporcion(brillo_con_nivel(clip.y) > 0.2 for clip in de(corpus, "sea_waves")) >= 0.8
