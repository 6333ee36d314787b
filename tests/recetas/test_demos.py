"""Los sonidos de `data/audio`: que sean los que dice su ficha y que suenen a lo que dice."""

from __future__ import annotations

import csv
import hashlib
import itertools
from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile as sf
from hypothesis import given, settings
from hypothesis import strategies as st
from recetario import importar_receta
from scipy.signal import butter, correlate, find_peaks, sosfiltfilt, welch

RAIZ = Path(__file__).resolve().parents[2]
AUDIO = RAIZ / "data" / "audio"
MAX_BYTES = 3_000_000
FUERA_DE_NIVEL = {"mezcla_3_hablantes.flac", "hablante_1.flac", "hablante_2.flac", "hablante_3.flac"}
CON_VOZ = ("habla_", "hablante_", "mezcla_", "emocion_", "acento_")
CIFRAS_MEDIDAS = {
    *("f0_hz", "rango_st", "ritmo_ppm", "rms_dbfs", "fuentes", "golpes", "encendido_hz", "golpe_hz"),
    *("tono_1_hz", "tono_2_hz", "tono_s", "minima_hz", "maxima_hz"),
    *(f"parcial_{i}_hz" for i in range(1, 6)),
}


def _leer_metadatos() -> dict[str, dict[str, str]]:
    with open(AUDIO / "metadatos.csv", newline="", encoding="utf-8") as archivo:
        return {fila["archivo"]: fila for fila in csv.DictReader(archivo)}


METADATOS = _leer_metadatos()


def _leer(nombre: str) -> tuple[np.ndarray, int]:
    return sf.read(AUDIO / nombre)


def _cifras(nombre: str) -> dict[str, float]:
    pares = (par.split("=") for par in METADATOS[nombre]["parametros"].split("; ") if par)
    return {clave: float(valor) for clave, valor in pares}


def _db(amplitud: float) -> float:
    return 20 * np.log10(amplitud)


def _rms(y: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(y))))


def _banda(y: np.ndarray, sr: int, minima: float, maxima: float) -> np.ndarray:
    return sosfiltfilt(butter(4, (minima, maxima), "bandpass", fs=sr, output="sos"), y)


def _envolvente(y: np.ndarray, sr: int, corte_hz: float) -> np.ndarray:
    return sosfiltfilt(butter(2, corte_hz, fs=sr, output="sos"), np.abs(y))


def _modulacion(y: np.ndarray, sr: int, f_hz: float) -> float:
    """Amplitud de la modulación de la envolvente a `f_hz`, relativa a su media."""
    envolvente = np.abs(y)
    t = np.arange(len(y)) / sr
    return 2 * abs(np.mean(envolvente * np.exp(-2j * np.pi * f_hz * t))) / np.mean(envolvente)


def _f0(nombre: str, maxima_hz: float) -> np.ndarray:
    y, sr = _leer(nombre)
    f0, sonora, _ = librosa.pyin(y, fmin=70, fmax=maxima_hz, sr=sr, hop_length=256)
    return f0[sonora]


def _energia_aguda(nombre: str, corte_hz: float) -> float:
    """Fracción de la energía por encima de `corte_hz`."""
    f, densidad = welch(*_leer(nombre), nperseg=2048)
    return float(densidad[f > corte_hz].sum() / densidad.sum())


def _timbre(nombre: str) -> np.ndarray:
    y, sr = _leer(nombre)
    return librosa.feature.mfcc(y=y, sr=sr, n_mfcc=20)[1:].mean(axis=1)


# --- La carpeta y su ficha ---------------------------------------------------------------------------------


def test_cada_sonido_tiene_su_fila_y_cada_fila_su_sonido():
    assert sorted(ruta.name for ruta in AUDIO.glob("*.flac")) == sorted(METADATOS)
    assert not [r.name for r in AUDIO.glob("[!.]*") if r.suffix not in {".flac", ".md", ".csv"}]


def test_la_carpeta_entera_cabe_en_tres_megabytes():
    assert sum(ruta.stat().st_size for ruta in AUDIO.iterdir()) < MAX_BYTES


def test_toda_cifra_prometida_se_mide_en_esta_prueba():
    assert {clave for nombre in METADATOS for clave in _cifras(nombre)} <= CIFRAS_MEDIDAS


@pytest.mark.parametrize("nombre", METADATOS)
def test_la_fila_describe_el_archivo(nombre):
    fila = METADATOS[nombre]
    info = sf.info(AUDIO / nombre)
    assert hashlib.sha256((AUDIO / nombre).read_bytes()).hexdigest() == fila["sha256"]
    assert info.samplerate == int(fila["sr"])
    assert info.frames / info.samplerate == pytest.approx(float(fila["duracion_s"]), abs=6e-4)
    assert all(fila[columna] for columna in ("que_es", "tarea", "como_se_hizo", "licencia", "origen"))


@pytest.mark.parametrize("nombre", METADATOS)
def test_lo_que_se_dice_esta_escrito(nombre):
    con_voz = nombre.startswith(CON_VOZ)
    assert bool(METADATOS[nombre]["texto"]) == con_voz
    assert METADATOS[nombre]["idioma"] == ("" if not con_voz else _idioma_esperado(nombre))


def _idioma_esperado(nombre: str) -> str:
    return "es" if nombre.startswith(("habla_", "emocion_")) else "en"


@pytest.mark.parametrize("nombre", METADATOS)
def test_el_readme_lista_cada_archivo_con_sus_datos(nombre):
    fila = METADATOS[nombre]
    lineas = (AUDIO / "README.md").read_text(encoding="utf-8").splitlines()
    (linea,) = [linea for linea in lineas if linea.startswith(f"| `{nombre}` |")]
    segundos = f"{float(fila['duracion_s']):.1f}".replace(".", ",")
    for dato in (fila["que_es"], fila["texto"], fila["origen"], segundos, fila["sr"], fila["licencia"]):
        assert dato in linea


# --- Formato y nivel ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", METADATOS)
def test_formato(nombre):
    info = sf.info(AUDIO / nombre)
    assert (info.format, info.subtype, info.channels) == ("FLAC", "PCM_16", 1)
    assert info.samplerate == 22050
    assert nombre == "jazz_generado.flac" or 2.0 <= info.frames / info.samplerate <= 8.0


@pytest.mark.parametrize("nombre", METADATOS)
def test_nivel_y_bordes(nombre):
    y, sr = _leer(nombre)
    assert _db(_rms(y)) == pytest.approx(float(METADATOS[nombre]["rms_dbfs"]), abs=0.06)
    assert nombre in FUERA_DE_NIVEL or _db(_rms(y)) == pytest.approx(-23.0, abs=0.5)
    assert _db(np.max(np.abs(y))) <= -1.0
    tramas = y[: len(y) // 2205 * 2205].reshape(-1, 2205)
    calladas = tramas[tramas.std(axis=1) < 1e-4]
    assert abs(np.mean(y)) < 2e-4
    assert np.all(np.abs(calladas.mean(axis=1)) < 2e-4)
    un_milisegundo = sr // 1000
    assert np.max(np.abs(y[:un_milisegundo])) < 0.02
    assert np.max(np.abs(y[-un_milisegundo:])) < 0.02


# --- Voces -------------------------------------------------------------------------------------------------


def test_la_mezcla_es_la_suma_exacta_de_sus_tres_fuentes():
    fuentes = [sf.read(AUDIO / f"hablante_{i}.flac", dtype="int16")[0].astype(int) for i in (1, 2, 3)]
    mezcla, _ = sf.read(AUDIO / "mezcla_3_hablantes.flac", dtype="int16")
    np.testing.assert_array_equal(sum(fuentes), mezcla)
    assert _cifras("mezcla_3_hablantes.flac")["fuentes"] == 3


def test_las_tres_voces_van_al_mismo_nivel_y_no_se_parecen():
    nombres = [f"hablante_{i}.flac" for i in (1, 2, 3)]
    for nombre in nombres:
        assert _db(_rms(_leer(nombre)[0])) == pytest.approx(_cifras(nombre)["rms_dbfs"], abs=0.05)
    for a, b in itertools.combinations(nombres, 2):
        assert abs(np.corrcoef(_leer(a)[0], _leer(b)[0])[0, 1]) < 0.05
        assert np.linalg.norm(_timbre(a) - _timbre(b)) > 30


def test_las_tres_voces_hablan_a_la_vez():
    tramas = [librosa.feature.rms(y=_leer(f"hablante_{i}.flac")[0])[0] > 0.01 for i in (1, 2, 3)]
    assert np.mean(np.all(tramas, axis=0)) > 0.4


def test_la_voz_a_se_parece_mas_a_si_misma_que_a_la_voz_b_con_la_misma_frase():
    a_1, a_2, b_1 = (_timbre(f"hablante_{x}.flac") for x in ("a_1", "a_2", "b_1"))
    assert METADATOS["hablante_a_1.flac"]["texto"] == METADATOS["hablante_b_1.flac"]["texto"]
    assert METADATOS["hablante_a_1.flac"]["texto"] != METADATOS["hablante_a_2.flac"]["texto"]
    assert np.linalg.norm(a_1 - a_2) < 0.7 * np.linalg.norm(a_1 - b_1)


@pytest.mark.parametrize("emocion", ["neutra", "alegria", "tristeza"])
def test_la_prosodia_es_la_que_dice_su_ficha(emocion):
    nombre = f"emocion_{emocion}.flac"
    cifras = _cifras(nombre)
    f0 = _f0(nombre, 500)
    bajo, alto = np.percentile(f0, [5, 95])
    assert np.median(f0) == pytest.approx(cifras["f0_hz"], rel=0.02)
    assert 12 * np.log2(alto / bajo) == pytest.approx(cifras["rango_st"], abs=0.3)


def test_las_emociones_dicen_lo_mismo_con_otro_ritmo_y_otro_brillo():
    nombres = [f"emocion_{emocion}.flac" for emocion in ("tristeza", "neutra", "alegria")]
    assert len({METADATOS[nombre]["texto"] for nombre in nombres}) == 1
    ritmos = np.array([_cifras(nombre)["ritmo_ppm"] for nombre in nombres])
    hablado_s = np.array([float(METADATOS[nombre]["duracion_s"]) - 0.3 for nombre in nombres])
    np.testing.assert_allclose(ritmos / ritmos[1], hablado_s[1] / hablado_s, rtol=0.06)
    triste, neutra, alegre = (_energia_aguda(nombre, 2000) for nombre in nombres)
    assert triste < 0.6 * neutra < 0.6 * 0.6 * alegre


def test_los_cuatro_acentos_dicen_la_misma_frase_de_cuatro_maneras():
    nombres = [f"acento_{acento}.flac" for acento in ("us", "england", "scotland", "caribbean")]
    assert len({METADATOS[nombre]["texto"] for nombre in nombres}) == 1
    for a, b in itertools.combinations(nombres, 2):
        (y_a, _), (y_b, _) = _leer(a), _leer(b)
        parecido = np.max(np.abs(correlate(y_a, y_b)))
        assert parecido / np.sqrt(np.sum(y_a**2) * np.sum(y_b**2)) < 0.9


# --- Notas -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nombre", ["nota_flauta.flac", "nota_violin.flac", "nota_flauta_mi5.flac"])
def test_la_nota_es_la_que_se_dice(nombre):
    cents = 1200 * np.log2(np.median(_f0(nombre, 1500)) / _cifras(nombre)["f0_hz"])
    assert abs(cents) < 15


def test_misma_nota_otro_timbre_y_otra_nota_mismo_timbre():
    assert _energia_aguda("nota_violin.flac", 2500) > 3 * _energia_aguda("nota_flauta.flac", 2500)
    assert _cifras("nota_violin.flac") == _cifras("nota_flauta.flac") != _cifras("nota_flauta_mi5.flac")


# --- Eventos acústicos -------------------------------------------------------------------------------------


def test_la_lluvia_tiene_el_espectro_de_la_lluvia():
    """Frente a la mediana, medida por octavas, de 33 grabaciones reales de lluvia."""
    octavas = np.array([125, 250, 500, 1000, 2000, 4000, 8000])
    medianas_db = np.array([3, 3, 1, 0, -2, -5, -12])
    f, densidad = welch(*_leer("lluvia.flac"), nperseg=2048)
    niveles = [np.mean(densidad[(f >= c / 2**0.5) & (f < min(c * 2**0.5, 11000))]) for c in octavas]
    niveles_db = 10 * np.log10(np.array(niveles) / niveles[3])
    assert np.max(np.abs(niveles_db - medianas_db)) < 4


def test_en_la_lluvia_se_oyen_gotas():
    """Un ruido de Gauss tiene curtosis 0; las gotas cercanas la suben."""
    y = _banda(*_leer("lluvia.flac"), 1000, 7000)
    assert np.mean(y**4) / np.mean(y**2) ** 2 - 3 > 0.5


@pytest.mark.parametrize("parcial", range(1, 6))
def test_la_campana_tiene_los_parciales_que_dice(parcial):
    y, sr = _leer("campana.flac")
    f_parcial = _cifras("campana.flac")[f"parcial_{parcial}_hz"]
    espectro = np.abs(np.fft.rfft(y * np.hanning(len(y))))
    f = np.fft.rfftfreq(len(y), 1 / sr)
    distancia = np.abs(f - f_parcial)
    pico = np.max(espectro[distancia < 0.005 * f_parcial])
    alrededor = np.max(espectro[(distancia > 0.03 * f_parcial) & (distancia < 0.07 * f_parcial)])
    assert _db(pico / alrededor) > 20


def test_la_campana_decae():
    y, sr = _leer("campana.flac")
    assert _db(_rms(y[:sr]) / _rms(y[-sr:])) > 15


@pytest.mark.parametrize("nombre", ["motor.flac", "motor_averiado.flac"])
def test_el_motor_explota_a_su_frecuencia(nombre):
    y, sr = _leer(nombre)
    encendido = _cifras(nombre)["encendido_hz"]
    grave = _banda(y, sr, 60, 600)
    a_su_frecuencia = _modulacion(grave, sr, encendido)
    assert a_su_frecuencia > 0.4
    assert a_su_frecuencia > 5 * max(_modulacion(grave, sr, encendido * k) for k in (0.82, 0.93, 1.07, 1.18))


def test_solo_el_motor_averiado_golpea_a_la_frecuencia_del_golpe():
    sano, averiado = (
        _modulacion(_banda(*_leer(n), 1000, 5000), 22050, _cifras("motor_averiado.flac")["golpe_hz"])
        for n in ("motor.flac", "motor_averiado.flac")
    )
    assert averiado > 0.6
    assert sano < 0.1 * averiado


def test_el_golpe_es_lo_unico_que_cambia_en_el_motor():
    """Entre golpe y golpe, el averiado es el sano con otra ganancia."""
    (sano, sr), (averiado, _) = _leer("motor.flac"), _leer("motor_averiado.flac")
    ganancia = np.median(averiado[np.abs(sano) > 0.02] / sano[np.abs(sano) > 0.02])
    resto = averiado - ganancia * sano
    golpes, _ = find_peaks(_envolvente(resto, sr, 40), height=0.3 * np.max(_envolvente(resto, sr, 40)))
    assert len(golpes) == pytest.approx(4 * _cifras("motor_averiado.flac")["golpe_hz"], abs=1)
    tramas = librosa.feature.rms(y=resto, frame_length=512, hop_length=256)[0]
    assert np.percentile(tramas, 25) < 0.01 * np.max(tramas)


def test_el_pajaro_canta_en_su_banda():
    f, densidad = welch(*_leer("pajaro.flac"), nperseg=1024)
    banda = _cifras("pajaro.flac")
    dentro = (f >= banda["minima_hz"]) & (f <= banda["maxima_hz"])
    assert densidad[dentro].sum() / densidad.sum() > 0.97


def test_el_pajaro_cambia_de_frecuencia():
    y, sr = _leer("pajaro.flac")
    S = np.abs(librosa.stft(y, n_fft=512, hop_length=128))
    sonoras = S.max(axis=0) > 0.2 * S.max()
    f = librosa.fft_frequencies(sr=sr, n_fft=512)[S[:, sonoras].argmax(axis=0)]
    assert np.percentile(f, 95) - np.percentile(f, 5) > 1500


def test_la_alarma_alterna_sus_dos_tonos():
    y, sr = _leer("alarma.flac")
    cifras = _cifras("alarma.flac")
    n = round(cifras["tono_s"] * sr)
    for k in range(8):
        trozo = y[k * n + n // 4 : (k + 1) * n]
        f = np.fft.rfftfreq(8 * n, 1 / sr)
        dominante = f[np.argmax(np.abs(np.fft.rfft(trozo * np.hanning(len(trozo)), 8 * n)))]
        assert dominante == pytest.approx(cifras[f"tono_{k % 2 + 1}_hz"], rel=0.005)


def test_se_oyen_los_golpes_que_se_dicen():
    y, sr = _leer("golpes.flac")
    envolvente = _envolvente(y, sr, 25)
    picos, _ = find_peaks(envolvente, height=0.4 * np.max(envolvente), distance=sr // 10)
    assert len(picos) == _cifras("golpes.flac")["golpes"]


# --- La receta ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nombre", ["lluvia", "campana", "motor", "motor_averiado", "pajaro", "alarma", "golpes"]
)
def test_la_receta_da_el_archivo_guardado(nombre):
    acabado, eventos = importar_receta("demos.acabado"), importar_receta("demos.eventos")
    guardado, _ = sf.read(AUDIO / f"{nombre}.flac", dtype="int16")
    rehecho = acabado.a_16_bits(acabado.igualar(getattr(eventos, nombre)()))
    np.testing.assert_allclose(rehecho.astype(int), guardado.astype(int), atol=1)


def test_la_ficha_se_niega_a_un_sonido_sin_entrada(tmp_path):
    tarjeta = importar_receta("demos.tarjeta")
    sf.write(tmp_path / "intruso.flac", np.zeros(100), 22050)
    with pytest.raises(ValueError, match=r"intruso\.flac"):
        tarjeta.filas(tmp_path)


def test_la_ficha_guardada_es_la_que_daria_la_receta():
    tarjeta = importar_receta("demos.tarjeta")
    assert tarjeta.filas(AUDIO) == list(METADATOS.values())


def test_igualar_no_recorta_un_pico_demasiado_alto():

    y = np.zeros(22050)
    y[11025] = 1.0
    with pytest.raises(ValueError, match="dBFS"):
        importar_receta("demos.acabado").igualar(y)


@given(semilla=st.integers(0, 2**32 - 1), n=st.integers(2000, 30000), continua=st.floats(-1, 1))
@settings(max_examples=25)
def test_igualar_deja_el_nivel_pedido_y_los_bordes_en_cero(semilla, n, continua):
    y = importar_receta("demos.acabado").igualar(np.random.default_rng(semilla).standard_normal(n) + continua)
    assert _db(_rms(y)) == pytest.approx(-23.0, abs=1e-9)
    assert y[0] == y[-1] == 0
