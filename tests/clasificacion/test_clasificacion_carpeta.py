"""Una carpeta: una fila por archivo, los rotos con su razón, y lo interrumpido continúa."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
import torch
from formatos import guardar_audio
from modelos_diminutos import clasificador_ast

from helpers.audio import Audio
from helpers.clasificacion import carpetas, clasificar, clasificar_carpeta, diario, precision, ventanas
from helpers.errores import ErrorDeDatos, ErrorDeModelo

SR = 16_000
APOYO = Path(__file__).resolve().parents[1] / "apoyo"


@pytest.fixture(scope="module")
def ast():
    return clasificador_ast()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Pone la caché del curso en una carpeta vacía y la devuelve."""
    monkeypatch.setenv("CLASIFICACION_DE_AUDIO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def carpeta(tmp_path):
    """Devuelve una carpeta con seis sonidos distintos, de menos de un segundo a casi tres."""
    for i in range(6):
        _escribir(tmp_path / "sonidos" / f"{i}.wav", 0.4 + 0.45 * i, semilla=i)
    return tmp_path / "sonidos"


@pytest.fixture
def preguntas(ast, monkeypatch):
    """Devuelve una lista con la duración en muestras de todo lo que se va preguntando al modelo."""
    oidas = []
    preprocesar = ast.preprocess
    monkeypatch.setattr(ast, "preprocess", lambda y: oidas.append(len(y)) or preprocesar(y))
    return oidas


def _escribir(ruta, segundos=0.5, semilla=0, nivel=0.5):
    ruta.parent.mkdir(parents=True, exist_ok=True)
    y = np.random.default_rng(semilla).uniform(-nivel, nivel, round(segundos * SR))
    guardar_audio(Audio(y, SR), ruta)


def _que_no_lee(nombre):
    original = ventanas.leer_por_bloques

    def leer(ruta):
        if ruta.name == nombre:
            raise RuntimeError("no queda\nmemoria")
        return original(ruta)

    return leer


def _diarios(cache):
    return list(cache.rglob("*.jsonl"))


# --- La tabla ---


def test_hay_una_fila_por_archivo_y_dice_lo_que_clasificar(ast, carpeta):
    _escribir(carpeta / "dentro" / "muy" / "hondo.flac", 0.7, semilla=9)
    tabla = clasificar_carpeta(ast, carpeta)
    assert list(tabla.columns) == ["archivo", "duracion_s", "etiqueta", "probabilidad", "error"]
    assert tabla["archivo"].tolist() == [*(f"{i}.wav" for i in range(6)), "dentro/muy/hondo.flac"]
    assert tabla["duracion_s"].tolist() == pytest.approx([0.4, 0.85, 1.3, 1.75, 2.2, 2.65, 0.7])
    for fila in tabla.itertuples():
        esperada = clasificar(ast, carpeta / fila.archivo, top_k=1).iloc[0]
        assert (fila.etiqueta, fila.probabilidad) == (esperada["etiqueta"], esperada["probabilidad"])
    assert (tabla["error"] == "").all()
    assert tabla.attrs == {
        "n_clases": 3,
        "suman_1": True,
        "precision": "float32",
        "diferencia_bf16": None,
    }


def test_los_archivos_rotos_tienen_su_razon_y_no_paran_a_los_demas(ast, carpeta, monkeypatch):
    (carpeta / "0.wav").write_bytes(b"")
    (carpeta / "1.wav").write_text("<html>no encontrado</html>" * 50)
    (carpeta / "2.wav").write_bytes((carpeta / "3.wav").read_bytes()[:-2000])
    guardar_audio(Audio(np.zeros(SR), SR), carpeta / "a_silencio.wav")
    soundfile.write(carpeta / "b_nan.wav", np.full(SR, np.nan), SR, subtype="FLOAT")
    (carpeta / "c_sin_extension").write_bytes(os.urandom(3000))
    (carpeta / "d_enlace_roto.wav").symlink_to(carpeta / "no_existe.wav")
    tabla = clasificar_carpeta(ast, carpeta).set_index("archivo")
    rotos = tabla[tabla["error"] != ""]
    assert [etiqueta is None for etiqueta in rotos["etiqueta"]] == [True] * 7
    assert rotos[["duracion_s", "probabilidad"]].isna().all(axis=None)
    assert tabla.loc[["3.wav", "4.wav", "5.wav"], "etiqueta"].notna().all()
    razones = {
        "0.wav": "vacío",
        "1.wav": "texto|página web",
        "2.wav": "cortado",
        "a_silencio.wav": "silencio",
        "b_nan.wav": "NaN",
        "c_sin_extension": "formato",
        "d_enlace_roto.wav": "No existe|enlace",
    }
    for nombre, razon in razones.items():
        assert re.search(razon, rotos.loc[nombre, "error"])
    assert not rotos["error"].str.contains("\n|Error inesperado").any()
    assert rotos["error"].str.contains("Qué hacer: ").all()


def test_un_fallo_inesperado_en_un_archivo_es_una_fila(ast, carpeta, monkeypatch):
    monkeypatch.setattr(ventanas, "leer_por_bloques", _que_no_lee("2.wav"))
    tabla = clasificar_carpeta(ast, carpeta)
    assert tabla["error"].tolist() == ["", "", "Error inesperado. RuntimeError: no queda memoria", "", "", ""]


def test_un_modelo_roto_para_la_carpeta(ast, carpeta, preguntas):
    *_, peso = ast.model.parameters()
    original = peso.detach().clone()
    with torch.no_grad():
        peso.fill_(float("nan"))
    try:
        with pytest.raises(ErrorDeModelo, match="NaN"):
            clasificar_carpeta(ast, carpeta)
    finally:
        with torch.no_grad():
            peso.copy_(original)
    assert len(preguntas) == 1


def test_lo_que_no_es_sonido_se_deja_y_se_dice_en_una_linea(ast, carpeta, capsys):
    for nombre in ("notas.txt", "otras.txt", "datos.CSV", "foto.jpg", "lista.json", "copia.zip", "a.wav.gz"):
        (carpeta / nombre).write_text("hola")
    for nombre in ("metadatos.db", "LEEME.MD", ".DS_Store", ".oculta/sonido.wav"):
        (carpeta / nombre).parent.mkdir(exist_ok=True)
        (carpeta / nombre).write_text("hola")
    tabla = clasificar_carpeta(ast, carpeta)
    assert len(tabla) == 6
    assert capsys.readouterr().out == (
        "Se deja sin abrir lo que no es sonido (1 .csv, 1 .db, 1 .gz, 1 .jpg, 1 .json, 1 .md, 2 .txt, "
        "1 .zip) y lo que está oculto (2).\n"
    )


def test_si_todo_es_sonido_no_se_dice_nada_y_la_barra_se_recoge(ast, carpeta, capsys):
    clasificar_carpeta(ast, carpeta)
    salida = capsys.readouterr()
    assert salida.out == ""
    assert "6/6" in salida.err or "archivo" in salida.err
    assert salida.err.endswith("\r")


@pytest.mark.parametrize(
    "extension",
    [".wav", ".WAV", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".mp4", ".webm", ".amr", ".3gp"]
    + [".aiff", ".caf", ".wma", ".bin", ""],
)
def test_lo_que_puede_ser_sonido_se_intenta(extension):
    assert not carpetas._no_es_sonido(Path(f"sonido{extension}"))


@pytest.mark.parametrize(
    ("que", "mensaje"),
    [
        (lambda c: c / "no_existe", "No existe"),
        (lambda c: c.parent / c.name.upper(), "querías decir sonidos"),
        (lambda c: "", "vacía"),
        (lambda c: f"file://{c}", "escribe solo la ruta"),
        (lambda c: c / "0.wav", "un archivo"),
        (lambda c: None, "no NoneType"),
        (lambda c: [c], "no list"),
        (lambda c: 3, "no int"),
        (lambda c: "carpeta\0nula", "carácter nulo"),
        (lambda c: "x" * 5000, "No existe|no deja"),
    ],
)
def test_lo_que_no_es_una_carpeta_se_rechaza(ast, carpeta, que, mensaje):
    with pytest.raises(ErrorDeDatos, match=mensaje):
        clasificar_carpeta(ast, que(carpeta))


def test_la_virgulilla_es_la_carpeta_personal(ast, carpeta, monkeypatch):
    monkeypatch.setenv("HOME", str(carpeta.parent))
    monkeypatch.setenv("USERPROFILE", str(carpeta.parent))
    assert carpetas.buscar_sonidos("~/sonidos").sonidos == carpetas.buscar_sonidos(carpeta).sonidos


def test_una_carpeta_sin_sonidos_lo_dice(ast, tmp_path):
    (tmp_path / "vacia").mkdir()
    with pytest.raises(ErrorDeDatos, match="no hay ningún sonido"):
        clasificar_carpeta(ast, tmp_path / "vacia")
    (tmp_path / "vacia" / "notas.txt").write_text("hola")
    with pytest.raises(ErrorDeDatos, match="no es sonido \\(1 .txt\\)"):
        clasificar_carpeta(ast, tmp_path / "vacia")


def test_el_clasificador_se_comprueba_antes_que_nada(carpeta):
    with pytest.raises(ErrorDeModelo, match="Se esperaba un clasificador"):
        clasificar_carpeta(carpeta, carpeta)


def test_una_subcarpeta_que_no_se_abre_es_una_fila(ast, carpeta, monkeypatch):
    (carpeta / "cerrada").mkdir()
    listar = Path.iterdir

    def iterdir(self):
        if self.name == "cerrada":
            raise PermissionError(13, "Permission denied")
        return listar(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    tabla = clasificar_carpeta(ast, carpeta)
    assert tabla["archivo"].tolist()[-1] == "cerrada/"
    assert tabla["error"].tolist()[-1] == "No tienes permiso para entrar en la carpeta."
    monkeypatch.setattr(Path, "iterdir", lambda self: (_ for _ in ()).throw(PermissionError(13, "denied")))
    with pytest.raises(ErrorDeDatos, match="No tienes permiso"):
        clasificar_carpeta(ast, carpeta)


def test_un_enlace_a_la_propia_carpeta_no_da_vueltas_y_uno_a_otra_se_sigue(ast, carpeta, tmp_path):
    _escribir(tmp_path / "otra" / "z.wav")
    (carpeta / "bucle").symlink_to(carpeta, target_is_directory=True)
    (carpeta / "otra").symlink_to(tmp_path / "otra", target_is_directory=True)
    archivos = clasificar_carpeta(ast, carpeta)["archivo"].tolist()
    assert archivos == [*(f"{i}.wav" for i in range(6)), "otra/z.wav"]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="sus sistemas de archivos no lo admiten")
def test_un_nombre_que_no_es_utf8_se_puede_escribir(ast, carpeta):
    os.rename(carpeta / "5.wav", os.fsencode(carpeta) + b"/ma\xf1ana.wav")
    tabla = clasificar_carpeta(ast, carpeta)
    assert tabla["archivo"].tolist()[-1] == "ma\\xf1ana.wav"
    assert tabla["error"].tolist()[-1] == ""
    str(tabla).encode("utf-8")


# --- bf16 ---


def test_bf16_se_comprueba_con_el_primer_archivo_y_vale_para_todos(ast, tmp_path, preguntas, monkeypatch):
    for i in range(5):
        _escribir(tmp_path / "sonidos" / f"{i}.wav", semilla=i, nivel=0.05)
    monkeypatch.setattr(precision, "PARAMETROS_DE_UN_MODELO_REAL", 0)
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: True)
    tabla = clasificar_carpeta(ast, tmp_path / "sonidos")
    assert len(preguntas) == 6
    assert tabla.attrs["precision"] == "bfloat16"
    assert 0 < tabla.attrs["diferencia_bf16"] <= precision.DIFERENCIA_ADMITIDA
    exactas = [clasificar(ast, ruta, top_k=1)["probabilidad"][0] for ruta in (tmp_path / "sonidos").iterdir()]
    assert tabla["probabilidad"][0] in exactas
    assert tabla["probabilidad"][1:].tolist() != sorted(exactas)[1:]
    assert not set(tabla["probabilidad"][1:]) & set(exactas)


# --- Interrumpir y continuar ---


def _interrumpir_en(monkeypatch, ast, veces):
    preguntar, hechas = ast.forward, []

    def forward(*argumentos, **opciones):
        if len(hechas) == veces:
            raise KeyboardInterrupt
        hechas.append(1)
        return preguntar(*argumentos, **opciones)

    monkeypatch.setattr(ast, "forward", forward)


@pytest.mark.parametrize("veces", range(14))
def test_interrumpida_en_cualquier_momento_continua_y_da_la_misma_tabla(ast, carpeta, cache, capsys, veces):
    esperada = clasificar_carpeta(ast, carpeta)
    ventanas_por_archivo = [1, 1, 2, 2, 3, 3]  # doce preguntas
    hechos = sum(sum(ventanas_por_archivo[: i + 1]) <= veces for i in range(6))
    with pytest.MonkeyPatch.context() as parche:
        _interrumpir_en(parche, ast, veces)
        if veces < 12:
            with pytest.raises(KeyboardInterrupt):
                clasificar_carpeta(ast, carpeta)
            assert f"Interrumpido con {hechos} de 6 archivos clasificados." in capsys.readouterr().out
        else:
            clasificar_carpeta(ast, carpeta)
    with pytest.MonkeyPatch.context() as parche:
        oidas = []
        preprocesar = ast.preprocess
        parche.setattr(ast, "preprocess", lambda y: oidas.append(1) or preprocesar(y))
        capsys.readouterr()
        tabla = clasificar_carpeta(ast, carpeta)
    pd.testing.assert_frame_equal(tabla, esperada, check_exact=True)
    assert tabla.attrs == esperada.attrs
    ya_hechos = hechos if veces < 12 else 0
    assert len(oidas) == sum(ventanas_por_archivo[ya_hechos:])
    frase = f"Se continúa donde se quedó: {ya_hechos} de 6 archivos ya estaban clasificados.\n"
    assert capsys.readouterr().out == (frase if ya_hechos else "")
    assert _diarios(cache) == []


@pytest.fixture
def a_medias(ast, carpeta, monkeypatch):
    """Deja la carpeta interrumpida tras sus dos primeros archivos y la devuelve."""
    with pytest.MonkeyPatch.context() as parche:
        _interrumpir_en(parche, ast, 2)
        with pytest.raises(KeyboardInterrupt):
            clasificar_carpeta(ast, carpeta)
    return carpeta


def test_un_archivo_que_ha_cambiado_se_repite(ast, a_medias, preguntas):
    antes = (a_medias / "0.wav").stat().st_mtime_ns
    _escribir(a_medias / "0.wav", 0.6, semilla=7)
    os.utime(a_medias / "0.wav", ns=(antes, antes))  # otro tamaño, la misma fecha
    os.utime(a_medias / "1.wav", ns=(antes, antes + 10**9))  # el mismo tamaño, otra fecha
    tabla = clasificar_carpeta(ast, a_medias)
    assert len(preguntas) == 12
    assert tabla["archivo"].is_monotonic_increasing
    assert tabla["probabilidad"][0] == clasificar(ast, a_medias / "0.wav")["probabilidad"][0]


def test_lo_que_fallo_se_vuelve_a_intentar(ast, carpeta):
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(ventanas, "leer_por_bloques", _que_no_lee("0.wav"))
        _interrumpir_en(parche, ast, 1)
        with pytest.raises(KeyboardInterrupt):
            clasificar_carpeta(ast, carpeta)
    assert (clasificar_carpeta(ast, carpeta)["error"] == "").all()


def test_al_continuar_la_barra_empieza_por_lo_que_ya_estaba(ast, a_medias, capsys):
    capsys.readouterr()
    clasificar_carpeta(ast, a_medias)
    assert "2/6" in capsys.readouterr().err.split("\r")[1]


def test_con_un_archivo_de_mas_o_de_menos_se_continua(ast, a_medias, capsys):
    (a_medias / "0.wav").unlink()
    _escribir(a_medias / "00.wav")
    capsys.readouterr()
    tabla = clasificar_carpeta(ast, a_medias)
    assert tabla["archivo"].tolist() == ["00.wav", "1.wav", "2.wav", "3.wav", "4.wav", "5.wav"]
    assert "1 de 6 archivos ya estaban" in capsys.readouterr().out


@pytest.mark.parametrize("cambio", ["peso", "etiqueta", "extractor"])
def test_con_otro_modelo_se_empieza_de_nuevo(ast, a_medias, preguntas, monkeypatch, cambio):
    otro = clasificador_ast(("jazz", "rock", "folk") if cambio == "etiqueta" else ("jazz", "rock", "pop"))
    if cambio == "peso":
        with torch.no_grad():
            otro.model.classifier.dense.weight[0, 0] += 1e-4
    if cambio == "extractor":
        otro.feature_extractor.mean += 0.1
    oidas = []
    preprocesar = otro.preprocess
    monkeypatch.setattr(otro, "preprocess", lambda y: oidas.append(1) or preprocesar(y))
    clasificar_carpeta(otro, a_medias)
    assert len(oidas) == 12


def test_otra_carpeta_igual_no_continua_la_primera(ast, a_medias, preguntas, tmp_path):
    shutil.copytree(a_medias, tmp_path / "copia")
    clasificar_carpeta(ast, tmp_path / "copia")
    assert len(preguntas) == 12


def test_la_misma_carpeta_escrita_de_otra_manera_continua(ast, a_medias, preguntas, monkeypatch):
    monkeypatch.chdir(a_medias)
    clasificar_carpeta(ast, "../sonidos/.")
    assert len(preguntas) == 10


@pytest.mark.parametrize("corte", [1, 10, 60])
def test_una_linea_a_medias_se_descarta_y_no_estropea_la_siguiente(ast, a_medias, cache, preguntas, corte):
    (archivo,) = _diarios(cache)
    datos = archivo.read_bytes().rstrip(b"\n")
    archivo.write_bytes(datos[:-corte])  # como si el apagón llegara al escribir la segunda
    with pytest.MonkeyPatch.context() as parche:
        _interrumpir_en(parche, ast, 1)
        with pytest.raises(KeyboardInterrupt):
            clasificar_carpeta(ast, a_medias)
    preguntas.clear()
    clasificar_carpeta(ast, a_medias)
    assert len(preguntas) == 10


@pytest.mark.parametrize("basura", [b"\xff\xfe\x00", b"[]\n3\nnull\n{}", b'{"archivo": "0.wav"}', b"\n\n"])
def test_un_diario_que_no_se_entiende_no_impide_nada(ast, a_medias, cache, preguntas, basura):
    (archivo,) = _diarios(cache)
    archivo.write_bytes(basura)
    assert (clasificar_carpeta(ast, a_medias)["error"] == "").all()
    assert len(preguntas) == 12


def test_si_la_cache_no_se_puede_escribir_se_dice_una_vez_y_se_sigue(ast, carpeta, cache, capsys):
    cache.write_text("aquí hay un archivo")
    tabla = clasificar_carpeta(ast, carpeta)
    assert (tabla["error"] == "").all()
    salida = capsys.readouterr().out
    assert salida.count("No se puede escribir en") == 1
    assert "CLASIFICACION_DE_AUDIO_CACHE" in salida
    with pytest.MonkeyPatch.context() as parche:
        _interrumpir_en(parche, ast, 5)
        with pytest.raises(KeyboardInterrupt):
            clasificar_carpeta(ast, carpeta)
    assert "Interrumpido" not in capsys.readouterr().out  # no se promete continuar


def test_cada_linea_del_diario_dice_de_que_archivo_es_y_como_estaba(ast, a_medias, cache):
    (archivo,) = _diarios(cache)
    lineas = [json.loads(linea) for linea in archivo.read_text().splitlines() if linea]
    assert [linea["archivo"] for linea in lineas] == ["0.wav", "1.wav"]
    assert [linea["estado"] for linea in lineas] == [
        diario.estado_del_archivo(a_medias / nombre) for nombre in ("0.wav", "1.wav")
    ]


def test_un_archivo_que_desaparece_al_leerlo_no_se_anota(ast, carpeta, cache, monkeypatch):
    monkeypatch.setattr("helpers.clasificacion.respuestas.estado_del_archivo", lambda ruta: None)
    _interrumpir_en(monkeypatch, ast, 4)
    with pytest.raises(KeyboardInterrupt):
        clasificar_carpeta(ast, carpeta)
    assert _diarios(cache) == []


@pytest.mark.parametrize("en", ["lectura", "anotar"])
def test_interrumpida_al_leer_o_al_anotar_tambien_continua(ast, carpeta, en):
    esperada = clasificar_carpeta(ast, carpeta)

    def interrumpir(*_, **__):
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as parche:
        if en == "lectura":
            parche.setattr(ventanas, "_cortar", interrumpir)
        else:
            parche.setattr(diario.Diario, "anotar", interrumpir)
        with pytest.raises(KeyboardInterrupt):
            clasificar_carpeta(ast, carpeta)
    pd.testing.assert_frame_equal(clasificar_carpeta(ast, carpeta), esperada, check_exact=True)


GUION = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path[:0] = [{raiz!r}, {pruebas!r}]
from modelos_diminutos import clasificador_ast
from helpers.clasificacion import clasificar_carpeta
clasificador = clasificador_ast()
preguntar = clasificador.forward
def despacio(*argumentos, **opciones):
    time.sleep(0.1)
    return preguntar(*argumentos, **opciones)
clasificador.forward = despacio
clasificar_carpeta(clasificador, {carpeta!r})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows no tiene estas señales")
@pytest.mark.parametrize(("senal", "lineas"), [(signal.SIGINT, 2), (signal.SIGKILL, 3)])
def test_un_proceso_que_muere_a_mitad_deja_por_donde_seguir(ast, carpeta, cache, preguntas, senal, lineas):
    guion = GUION.format(raiz=str(APOYO.parent), pruebas=str(APOYO), carpeta=str(carpeta))
    proceso = subprocess.Popen(
        [sys.executable, "-c", guion], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while proceso.poll() is None and _lineas(cache) < lineas:
        time.sleep(0.01)
    proceso.send_signal(senal)
    salida, errores = proceso.communicate(timeout=60)
    assert proceso.returncode == -senal, errores
    hechos = _lineas(cache)
    assert lineas <= hechos < 6
    assert (f"Interrumpido con {hechos} de 6" in salida) is (senal == signal.SIGINT)
    tabla = clasificar_carpeta(ast, carpeta)
    assert len(preguntas) == sum([1, 1, 2, 2, 3, 3][hechos:])
    pd.testing.assert_frame_equal(tabla, clasificar_carpeta(ast, carpeta), check_exact=True)


def _lineas(cache):
    return sum(archivo.read_bytes().count(b'"archivo"') for archivo in _diarios(cache))
