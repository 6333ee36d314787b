"""Los sonidos largos: se oyen enteros, por ventanas, sin que la memoria crezca."""

import tracemalloc
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest
import soundfile
import torch
from formatos import guardar_audio
from hypothesis import given, settings
from hypothesis import strategies as st
from modelos_diminutos import clasificador_ast, clasificador_wav2vec2

from helpers.audio import Audio, remuestrear
from helpers.audio.lectura import Lectura
from helpers.audio.sonido import remuestrear_por_bloques
from helpers.clasificacion import clasificar, linea_de_tiempo, ventanas
from helpers.clasificacion.cortes import Corte
from helpers.clasificacion.ventanas import recorrer
from helpers.errores import ErrorDeAudio, ErrorDeModelo

SR = 16_000
DE_PRUEBA = Corte(sr=10, ventana=20, salto=20, entero=50, minimo=1)


@pytest.fixture(scope="module")
def ast():
    """Devuelve un clasificador que oye un segundo cada vez, y al que el nivel le hace cambiar de opinión."""
    clasificador = clasificador_ast()
    segundos = np.split(_cambiante(4).y, 4)
    entradas = clasificador.feature_extractor(segundos, sampling_rate=SR, return_tensors="pt")
    with torch.no_grad():
        clasificador.model.classifier.dense.bias -= clasificador.model(**entradas).logits.mean(dim=0)
    return clasificador


@pytest.fixture(scope="module")
def wav2vec2():
    """Devuelve un clasificador que oye lo que le den: entero hasta 30 s y, de ahí, de 10 en 10."""
    return clasificador_wav2vec2()


def _ruido(segundos, sr=SR, semilla=0):
    y = np.random.default_rng(semilla).uniform(-0.5, 0.5, round(segundos * sr))
    return Audio(y.astype(np.float32), sr)


def _cambiante(segundos, sr=SR):
    """Devuelve ruido que se oye distinto cada segundo, para que las ventanas no respondan lo mismo."""
    ruido = _ruido(segundos, sr)
    nivel = 10 ** -np.random.default_rng(1).uniform(0, 3, int(segundos) + 1)
    tono = np.sin(np.arange(len(ruido.y)) * np.repeat(nivel * 0.9, sr)[: len(ruido.y)])
    return Audio((ruido.y * np.repeat(nivel, sr)[: len(ruido.y)] + 0.4 * tono).astype(np.float32), sr)


def _probabilidades(clasificador, y):
    respuestas = {r["label"]: r["score"] for r in clasificador(y, top_k=3)}
    return np.array([respuestas[clase] for clase in ("jazz", "rock", "pop")])


def _de_tabla(tabla):
    return tabla.set_index("etiqueta")["probabilidad"].loc[["jazz", "rock", "pop"]].to_numpy()


# --- Cortar ---


@given(n=st.integers(1, 300), salto=st.integers(1, 20), entero=st.integers(20, 60))
def test_cada_ventana_es_un_trozo_del_sonido_y_la_ultima_acaba_con_el(n, salto, entero):
    audio = Audio(np.sin(np.arange(n) ** 1.5), 10)
    if np.ptp(audio.y) < ventanas.SILENCIO:
        audio = Audio(np.resize([0.5, -0.5], n) if n > 1 else [0.5], 10)
    corte = DE_PRUEBA._replace(salto=salto, entero=entero)
    if n == 1:
        with pytest.raises(ErrorDeAudio, match="silencio"):
            list(recorrer(audio, corte))
        return
    tramos = list(recorrer(audio, corte))
    *primeras, ultima = tramos
    assert ultima.fin_s == n / 10
    assert [t.quedan for t in tramos] == list(range(len(tramos)))[::-1]
    if n <= entero:
        assert len(tramos) == 1
        assert np.array_equal(ultima.y, audio.y)
        return
    for k, tramo in enumerate(primeras):
        assert (tramo.inicio_s, tramo.fin_s) == (k * salto / 10, (k * salto + 20) / 10)
        assert np.array_equal(tramo.y, audio.y[k * salto : k * salto + 20])
    assert ultima.inicio_s == len(primeras) * salto / 10 < ultima.fin_s <= ultima.inicio_s + 2
    assert np.array_equal(ultima.y, audio.y[-20:])


@settings(max_examples=60, deadline=None)
@given(
    sr=st.sampled_from([8000, 11_025, 15_999, 22_050, 44_100, 48_000, 96_000]),
    n=st.integers(2, 40_000),
    semilla=st.integers(0, 9),
)
def test_remuestrear_por_bloques_da_lo_mismo_que_de_una_vez(sr, n, semilla):
    rng = np.random.default_rng(semilla)
    audio = Audio(rng.uniform(-1, 1, n), sr)
    bloques = np.split(audio.y, np.sort(rng.integers(0, n, 5)))
    por_bloques = np.concatenate(list(remuestrear_por_bloques(bloques, sr, SR)))
    assert np.array_equal(por_bloques, remuestrear(audio, SR).y)


@given(tamanos=st.lists(st.integers(0, 60), max_size=40), sr=st.integers(1, 30))
def test_los_trozos_duran_un_segundo_y_juntos_son_el_sonido(tamanos, sr):
    sonido = np.arange(sum(tamanos), dtype=np.float32)
    bloques = np.split(sonido, np.cumsum(tamanos)[:-1]) if tamanos else []
    trozos = list(ventanas._de_segundo_en_segundo(bloques, sr))
    assert all(len(trozo) == sr for trozo in trozos[:-1])
    assert all(0 < len(trozo) <= sr for trozo in trozos[-1:])
    assert np.array_equal(np.concatenate([np.empty(0, np.float32), *trozos]), sonido)


def test_un_sonido_larguisimo_no_ocupa_memoria(monkeypatch):
    rng = np.random.default_rng(0)
    minutos = 20

    @contextmanager
    def leer(ruta):
        bloques = (rng.uniform(-1, 1, 44_100 * 60).astype(np.float32) for _ in range(minutos))
        yield Lectura(44_100, None, bloques)

    monkeypatch.setattr(ventanas, "leer_por_bloques", leer)
    corte = Corte(sr=SR, ventana=10 * SR, salto=10 * SR, entero=30 * SR)
    tracemalloc.start()
    try:
        cuantas = sum(1 for _ in recorrer("largo.wav", corte))
        _, pico = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert cuantas == minutos * 6
    assert pico < 60e6  # el sonido entero ocupa 212 MB, y uno de sus bloques, 11


# --- Clasificar ---


def test_hasta_lo_que_oye_el_modelo_responde_el_pipeline(ast, wav2vec2):
    for clasificador, segundos in ((ast, 1), (wav2vec2, 30)):
        audio = _cambiante(segundos)
        tabla = clasificar(clasificador, audio)
        esperada = clasificador(audio.y, top_k=3)
        assert tabla.to_dict("records") == [
            {"etiqueta": r["label"], "probabilidad": r["score"]} for r in esperada
        ]
        assert tabla.attrs["n_ventanas"] == 1


def test_un_sonido_largo_es_la_media_de_sus_ventanas(ast):
    audio = _cambiante(4.25)
    y = audio.y
    trozos = [y[:SR], y[SR : 2 * SR], y[2 * SR : 3 * SR], y[3 * SR : 4 * SR], y[-SR:]]
    por_ventana = np.array([_probabilidades(ast, trozo) for trozo in trozos])
    assert np.ptp(por_ventana, axis=0).max() > 0.1  # si no, daría igual cómo se promediara
    tabla = clasificar(ast, audio)
    assert _de_tabla(tabla) == pytest.approx(np.average(por_ventana, axis=0, weights=[1, 1, 1, 1, 0.25]))
    assert tabla["probabilidad"].is_monotonic_decreasing
    assert tabla.attrs == {
        "n_clases": 3,
        "suman_1": True,
        "precision": "float32",
        "diferencia_bf16": None,
        "n_ventanas": 5,
    }


def test_un_wav2vec2_oye_de_diez_en_diez_segundos(wav2vec2):
    audio = _cambiante(31)
    trozos = [audio.y[: 10 * SR], audio.y[10 * SR : 20 * SR], audio.y[20 * SR : 30 * SR], audio.y[-10 * SR :]]
    por_ventana = [_probabilidades(wav2vec2, trozo) for trozo in trozos]
    esperada = np.average(por_ventana, axis=0, weights=[10, 10, 10, 1])
    assert _de_tabla(clasificar(wav2vec2, audio)) == pytest.approx(esperada)


def test_un_sonido_largo_a_otra_frecuencia_es_el_mismo_remuestreado(ast):
    audio = _cambiante(3.3, 22_050)
    assert clasificar(ast, audio).equals(clasificar(ast, remuestrear(audio, SR)))


@pytest.mark.parametrize("nombre", ["largo.flac", "largo.wav", "largo.ogg"])
def test_un_archivo_largo_responde_lo_mismo_que_su_audio(ast, tmp_path, nombre):
    from helpers.audio import cargar_audio

    guardar_audio(_cambiante(3.3, 44_100), tmp_path / nombre)
    del_archivo = clasificar(ast, tmp_path / nombre)
    pd.testing.assert_frame_equal(del_archivo, clasificar(ast, cargar_audio(tmp_path / nombre)))
    assert del_archivo.attrs["n_ventanas"] == 4


def test_un_modelo_de_varias_etiquetas_promedia_lo_que_da_su_pipeline(ast):
    audio = _cambiante(3)
    ast.model.config.problem_type = "multi_label_classification"
    try:
        esperada = np.mean([_probabilidades(ast, y) for y in np.split(audio.y, 3)], axis=0)
        tabla = clasificar(ast, audio)
    finally:
        ast.model.config.problem_type = None
    assert _de_tabla(tabla) == pytest.approx(esperada)
    assert abs(tabla["probabilidad"].sum() - 1) > 0.01


def test_whisper_no_oye_mas_que_sus_muestras(ast, monkeypatch):
    monkeypatch.setattr(ast.feature_extractor, "n_samples", SR // 2, raising=False)
    assert clasificar(ast, _ruido(2)).attrs["n_ventanas"] == 4


# --- Silencio ---


@pytest.mark.parametrize("sr", [SR, 44_100])
def test_las_ventanas_en_silencio_no_votan(ast, sr):
    """También remuestreado, que deja en el borde del silencio un eco de lo que sonaba antes."""
    sonido = _ruido(2, sr).y
    audio = Audio(np.concatenate([sonido, np.zeros(3 * sr), sonido]), sr)
    tabla = clasificar(ast, audio)
    assert tabla.attrs["n_ventanas"] == 4
    segundos = np.split(remuestrear(audio, SR).y, 7)
    esperada = np.mean([_probabilidades(ast, segundos[i]) for i in (0, 1, 5, 6)], axis=0)
    assert _de_tabla(tabla) == pytest.approx(esperada)


@pytest.mark.parametrize("constante", [0, 0.25])
@pytest.mark.parametrize("funcion", [clasificar, linea_de_tiempo])
def test_un_largo_silencio_no_se_clasifica(ast, tmp_path, constante, funcion):
    guardar_audio(Audio(np.full(5 * 44_100, constante), 44_100), tmp_path / "nada.wav")
    with pytest.raises(ErrorDeAudio, match="silencio") as error:
        funcion(ast, tmp_path / "nada.wav")
    assert error.value.archivo == str(tmp_path / "nada.wav")


@pytest.mark.parametrize("funcion", [clasificar, linea_de_tiempo])
def test_un_chasquido_suelto_entre_dos_ventanas_no_es_sonido_bastante(ast, funcion):
    y = np.zeros(4 * SR)
    y[SR : SR + 80] = 0.5
    with pytest.raises(ErrorDeAudio, match="silencio"):
        funcion(ast, Audio(y, SR))


def test_un_sonido_que_cabe_entero_se_oye_aunque_solo_suene_al_principio(ast):
    y = np.zeros(SR // 2, np.float32)
    y[:80] = 0.5
    assert _de_tabla(clasificar(ast, Audio(y, SR))) == pytest.approx(_probabilidades(ast, y))


# --- Lo que se descubre a mitad de un archivo ---


def test_los_archivos_que_no_anotan_su_duracion_tambien_se_acaban(monkeypatch):
    """Hasta el final no se sabe cuántas ventanas quedan; y el final no cae en una muestra del modelo."""

    @contextmanager
    def leer(ruta):
        yield Lectura(44_100, None, iter([_ruido(3.7, 44_100).y]))

    monkeypatch.setattr(ventanas, "leer_por_bloques", leer)
    tramos = list(recorrer("directo.webm", Corte(sr=16_001, ventana=16_001, salto=16_001, entero=16_001)))
    assert [tramo.quedan for tramo in tramos] == [None, None, None, 0]
    assert tramos[-1].fin_s == 3.7


def test_un_archivo_sin_muestras_lo_dice(ast, tmp_path):
    soundfile.write(tmp_path / "cabecera.wav", np.empty(0, np.float32), SR)
    with pytest.raises(ErrorDeAudio, match="ni una muestra") as error:
        clasificar(ast, tmp_path / "cabecera.wav")
    assert error.value.archivo == str(tmp_path / "cabecera.wav")


def test_un_audio_estropeado_al_final_se_rechaza_antes_de_preguntar(ast, monkeypatch):
    audio = _ruido(5)
    audio.y[-1] = np.nan
    monkeypatch.setattr(ast, "forward", lambda *_, **__: pytest.fail("se ha preguntado al modelo"))
    with pytest.raises(ErrorDeAudio, match="NaN"):
        clasificar(ast, audio)


@pytest.mark.parametrize(("valor", "mensaje"), [(np.nan, "NaN"), (-np.inf, "infinito"), (3e4, "sin escalar")])
@pytest.mark.parametrize("segundo", [0, 3, 4.99])
def test_un_valor_imposible_a_mitad_de_un_archivo_lo_nombra(ast, tmp_path, valor, mensaje, segundo):
    y = _ruido(5).y.copy()
    y[int(segundo * SR)] = valor
    soundfile.write(tmp_path / "roto.wav", y, SR, subtype="FLOAT")
    for funcion in (clasificar, linea_de_tiempo):
        with pytest.raises(ErrorDeAudio, match=mensaje) as error:
            funcion(ast, tmp_path / "roto.wav")
        assert error.value.archivo == str(tmp_path / "roto.wav")


def test_un_archivo_cortado_a_la_mitad_no_responde(ast, tmp_path):
    guardar_audio(_ruido(60), tmp_path / "entero.flac")
    datos = (tmp_path / "entero.flac").read_bytes()
    (tmp_path / "cortado.flac").write_bytes(datos[: len(datos) // 2])
    with pytest.raises(ErrorDeAudio, match="cortado|dañado") as error:
        clasificar(ast, tmp_path / "cortado.flac")
    assert error.value.archivo == str(tmp_path / "cortado.flac")


def test_un_fallo_del_modelo_no_se_achaca_al_archivo_y_lo_deja_cerrado(ast, tmp_path, monkeypatch):
    guardar_audio(_ruido(5), tmp_path / "sano.wav")
    monkeypatch.setattr(ast, "forward", lambda *_, **__: (_ for _ in ()).throw(OSError("disco lleno")))
    cerrado = []
    original = ventanas.leer_por_bloques

    @contextmanager
    def leer_y_apuntar(ruta):
        try:
            with original(ruta) as lectura:
                yield lectura
        finally:
            cerrado.append(ruta)

    monkeypatch.setattr(ventanas, "leer_por_bloques", leer_y_apuntar)
    with pytest.raises(OSError, match="disco lleno") as error:
        clasificar(ast, tmp_path / "sano.wav")
    assert cerrado == [tmp_path / "sano.wav"]
    assert not isinstance(error.value, ErrorDeAudio)


# --- Línea de tiempo ---


def test_las_filas_cubren_el_sonido_y_dicen_lo_que_oye_cada_ventana(ast):
    audio = _cambiante(3.5)
    tabla = linea_de_tiempo(ast, audio)
    assert list(tabla.columns) == ["inicio_s", "fin_s", "etiqueta", "probabilidad", "jazz", "rock", "pop"]
    assert tabla["inicio_s"].tolist() == [0, 1, 2, 3]
    assert tabla["fin_s"].tolist() == [1, 2, 3, 3.5]
    trozos = [audio.y[:SR], audio.y[SR : 2 * SR], audio.y[2 * SR : 3 * SR], audio.y[-SR:]]
    esperadas = np.array([_probabilidades(ast, trozo) for trozo in trozos])
    assert tabla[["jazz", "rock", "pop"]].to_numpy() == pytest.approx(esperadas)
    assert tabla["probabilidad"].to_numpy() == pytest.approx(esperadas.max(axis=1))
    assert tabla["etiqueta"].tolist() == tabla[["jazz", "rock", "pop"]].idxmax(axis=1).tolist()
    assert len(set(tabla["etiqueta"])) > 1
    assert tabla.attrs == {
        "n_clases": 3,
        "suman_1": True,
        "precision": "float32",
        "diferencia_bf16": None,
        "n_ventanas": 4,
    }


def test_con_un_salto_menor_las_filas_se_solapan(ast):
    audio = _cambiante(2.1)
    tabla = linea_de_tiempo(ast, audio, ventana_s=0.8, salto_s=0.4)
    assert tabla["inicio_s"].tolist() == pytest.approx([0, 0.4, 0.8, 1.2, 1.6])
    assert tabla["fin_s"].tolist() == pytest.approx([0.8, 1.2, 1.6, 2.0, 2.1])
    segunda = _probabilidades(ast, audio.y[int(0.4 * SR) : int(1.2 * SR)])
    assert tabla.loc[1, ["jazz", "rock", "pop"]].tolist() == pytest.approx(segunda.tolist())


def test_una_ventana_en_silencio_no_tiene_etiqueta(ast):
    sonido = _ruido(1).y
    tabla = linea_de_tiempo(ast, Audio(np.concatenate([sonido, np.zeros(SR), sonido, np.zeros(SR // 2)]), SR))
    assert [etiqueta is None for etiqueta in tabla["etiqueta"]] == [False, True, False, True]
    assert tabla.loc[[1, 3], ["probabilidad", "jazz", "rock", "pop"]].isna().all(axis=None)
    assert tabla.loc[[0, 2], ["probabilidad", "jazz", "rock", "pop"]].notna().all(axis=None)
    assert tabla.attrs["n_ventanas"] == 2


@pytest.mark.parametrize("segundos", [400 / SR, 0.3, 1])
def test_un_sonido_mas_corto_que_la_ventana_es_una_fila(ast, segundos):
    audio = _ruido(segundos)
    tabla = linea_de_tiempo(ast, audio)
    assert tabla[["inicio_s", "fin_s"]].to_numpy().tolist() == [[0, segundos]]
    assert tabla["probabilidad"][0] == clasificar(ast, audio, top_k=1)["probabilidad"][0]


def test_por_defecto_un_wav2vec2_se_sigue_de_diez_en_diez_segundos(wav2vec2):
    tabla = linea_de_tiempo(wav2vec2, _ruido(12))
    assert tabla["fin_s"].tolist() == [10, 12]
    assert len(linea_de_tiempo(wav2vec2, _ruido(31), ventana_s=30)) == 2


@pytest.mark.parametrize(
    ("argumentos", "mensaje"),
    [
        ({"ventana_s": 1.01}, "ventana_s no puede ser 1.01 s.\nQué hacer: usa entre 0,025\xa0s y 1,0\xa0s"),
        ({"ventana_s": 0.02}, "ventana_s no puede ser 0.02"),
        ({"ventana_s": 0}, "ventana_s no puede ser 0"),
        ({"ventana_s": -1}, "ventana_s no puede ser -1"),
        ({"ventana_s": "1"}, "ventana_s es un tiempo"),
        ({"ventana_s": True}, "ventana_s es un tiempo"),
        ({"ventana_s": np.nan}, "ventana_s es un tiempo"),
        ({"ventana_s": [1]}, "ventana_s es un tiempo"),
        ({"salto_s": np.inf}, "salto_s es un tiempo"),
        ({"salto_s": 0}, "salto_s no puede ser 0"),
        ({"salto_s": 1.5}, "salto_s no puede ser 1.5"),
        ({"ventana_s": 0.5, "salto_s": 0.6}, "salto_s no puede ser 0.6"),
    ],
)
def test_una_ventana_o_un_salto_que_no_valen_se_rechazan(ast, argumentos, mensaje):
    with pytest.raises(ErrorDeModelo, match=mensaje):
        linea_de_tiempo(ast, _ruido(3), **argumentos)


def test_a_un_wav2vec2_no_se_le_dan_ventanas_que_no_quepan_en_memoria(wav2vec2):
    with pytest.raises(ErrorDeModelo, match="30,0\xa0s"):
        linea_de_tiempo(wav2vec2, _ruido(1), ventana_s=31)


# --- Lo demás ---


@pytest.mark.parametrize(("segundos", "hay_barra"), [(30, False), (31, True)])
def test_a_partir_de_treinta_ventanas_hay_una_barra(ast, capsys, segundos, hay_barra):
    clasificar(ast, _ruido(segundos))
    salida = capsys.readouterr()
    assert ("ventana" in salida.err) is hay_barra
    assert salida.out == ""


@pytest.mark.parametrize("funcion", [clasificar, linea_de_tiempo])
@pytest.mark.parametrize("clasificador", ["genero", None, _ruido(1)])
def test_lo_que_no_es_un_clasificador_se_rechaza(funcion, clasificador):
    with pytest.raises(ErrorDeModelo, match="Se esperaba un clasificador"):
        funcion(clasificador, _ruido(1))


def test_dos_clases_con_la_misma_etiqueta_se_rechazan(ast, monkeypatch):
    monkeypatch.setattr(ast.model.config, "id2label", {0: "jazz", 1: "rock", 2: "jazz"})
    with pytest.raises(ErrorDeModelo, match="misma etiqueta"):
        clasificar(ast, _ruido(1))
