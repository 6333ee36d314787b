"""Lo que cumplen todos los modelos de bolsillo: formato, tamaño, etiquetas y una ficha que dice lo medido."""

import json
import re

import numpy as np
import pytest
from modelo_de_bolsillo import TAREAS, carpeta, leer_ficha, leer_resultados
from recetario import importar_receta
from transformers import AudioClassificationPipeline, pipeline
from transformers.utils import logging

from helpers.clasificacion import clasificar
from helpers.datos import AUDIO
from helpers.evaluacion import intervalo_wilson
from helpers.modelos import buscar_ficha, cargar_clasificador
from helpers.numeros import decimal

POCO = 0.02  # lo que puede mover otro procesador

pytestmark = pytest.mark.parametrize("tarea", TAREAS)


def test_pipeline_lo_carga_sin_avisos(tarea, caplog):
    logging.enable_propagation()
    try:
        clasificador = pipeline("audio-classification", model=str(carpeta(tarea)), device="cpu")
    finally:
        logging.disable_propagation()
    assert isinstance(clasificador, AudioClassificationPipeline)
    assert [registro.getMessage() for registro in caplog.records] == []


def test_tiene_los_archivos_de_siempre_y_no_pasa_de_cinco_megas(tarea):
    archivos = {archivo.name: archivo.stat().st_size for archivo in carpeta(tarea).iterdir()}
    assert set(archivos) == {
        "config.json",
        "model.safetensors",
        "preprocessor_config.json",
        "resultados.json",
        "README.md",
    }
    assert sum(archivos.values()) <= 5_000_000


def test_sus_etiquetas_son_las_de_la_ficha_del_curso(tarea):
    ficha, configuracion = (
        buscar_ficha(tarea),
        json.loads((carpeta(tarea) / "config.json").read_text("utf-8")),
    )
    etiquetas = sorted(getattr(ficha, "etiquetas_de_bolsillo", None) or ficha.etiquetas)
    assert [configuracion["id2label"][str(i)] for i in range(len(etiquetas))] == etiquetas
    assert configuracion["label2id"] == {etiqueta: i for i, etiqueta in enumerate(etiquetas)}
    assert leer_resultados(tarea)["etiquetas"] == etiquetas


def test_los_parametros_que_dice_son_los_que_tiene(tarea, capsys):
    clasificador = cargar_clasificador(tarea, origen="bolsillo")
    assert "modelo de bolsillo" in capsys.readouterr().out
    assert leer_resultados(tarea)["parametros"] == clasificador.model.num_parameters()


def test_la_ficha_es_la_plantilla_con_los_resultados(tarea, tmp_path):
    receta = importar_receta(f"modelos.{tarea}.ficha")
    receta.escribir_ficha(leer_resultados(tarea), tmp_path / "README.md")
    assert (tmp_path / "README.md").read_text("utf-8") == leer_ficha(tarea)


def test_la_ficha_cambia_si_cambian_los_resultados(tarea, tmp_path):
    receta, resultados = importar_receta(f"modelos.{tarea}.ficha"), leer_resultados(tarea)
    resultados["modelo"]["exactitud_equilibrada"] = 0.123
    receta.escribir_ficha(resultados, tmp_path / "README.md")
    escrita = (tmp_path / "README.md").read_text("utf-8")
    assert "**0,12**" in escrita
    assert "value: 0.12\n" in escrita


def test_las_cifras_guardadas_concuerdan_entre_si(tarea):
    resultados = leer_resultados(tarea)
    confusiones, modelo = np.array(resultados["confusiones"]), resultados["modelo"]
    assert modelo["n"] == confusiones.sum()
    assert modelo["aciertos"] == np.trace(confusiones)
    por_clase = np.diag(confusiones) / confusiones.sum(axis=1)
    assert modelo["exactitud_equilibrada"] == pytest.approx(por_clase.mean())
    assert modelo["intervalo_wilson"] == pytest.approx(intervalo_wilson(modelo["aciertos"], modelo["n"]))
    assert resultados["azar"] == pytest.approx(1 / len(resultados["etiquetas"]))
    assert resultados["sobre"].startswith(f"{modelo['n']} ")
    for intervalo in (modelo["intervalo_por_grupos"], modelo["intervalo_por_ejemplos"]):
        if intervalo is not None:
            assert intervalo[0] <= modelo["exactitud_equilibrada"] <= intervalo[1]


def test_se_entreno_con_el_mejor_plan_de_la_validacion_cruzada(tarea):
    resultados = leer_resultados(tarea)
    assert resultados["plan"] == max(
        resultados["validacion_cruzada"], key=resultados["validacion_cruzada"].get
    )


def test_la_ficha_dice_la_cifra_su_azar_y_la_de_la_svm(tarea):
    ficha, resultados = leer_ficha(tarea), leer_resultados(tarea)
    lineas = ficha.splitlines()
    for quien, principio in (
        ("modelo", "| **este modelo** |"),
        ("referencia", "| estadísticas de MFCC + SVM"),
    ):
        (linea,) = [linea for linea in lineas if linea.startswith(principio)]
        medida = resultados[quien]
        assert decimal(medida["exactitud_equilibrada"], 2) in linea
        assert f"{medida['aciertos']} de {medida['n']}" in linea
        tramos = [medida["intervalo_por_grupos"], medida["intervalo_por_ejemplos"]]
        for tramo in tramos if all(tramos) else []:
            assert " – ".join(decimal(extremo, 2) for extremo in tramo) in linea
        assert (" – " in linea) == all(tramos), "con dos personas no hay intervalo que dar"
    assert f"| azar | {decimal(resultados['azar'], 2)} |" in ficha


def test_la_ficha_dice_la_cifra_honrada_y_las_que_halagan(tarea):
    resultados = leer_resultados(tarea)
    seccion = leer_ficha(tarea).partition("## La cifra que halaga")[2].partition("\n## ")[0]
    filas = [linea for linea in seccion.splitlines() if linea.startswith("|")][2:]
    if tarea == "genero":
        assert "fugas" not in resultados
        return
    honrada = next(iter(resultados["fugas"].values()))
    assert honrada["modelo"] == max(resultados["validacion_cruzada"].values())
    for fila, cifras in zip(filas, resultados["fugas"].values(), strict=True):
        cifras_en_ficha = [str(cifras["n"]), *(decimal(cifras[q], 2) for q in ("modelo", "referencia"))]
        assert [casilla.strip() for casilla in fila.split("|")[-4:-1]] == cifras_en_ficha


def test_la_ficha_dice_lo_que_oye_el_modelo(tarea):
    extractor = json.loads((carpeta(tarea) / "preprocessor_config.json").read_text("utf-8"))
    filas, segundos = extractor["num_mel_bins"], extractor["max_length"] / 100
    assert f"{filas} filas y {segundos:g} s a 16 kHz" in " ".join(leer_ficha(tarea).split())


def test_la_ficha_nombra_todos_los_archivos_de_la_carpeta(tarea):
    seccion = leer_ficha(tarea).partition("## Archivos")[2]
    assert set(re.findall(r"^\| `([^`]+)` \|", seccion, re.M)) == {f.name for f in carpeta(tarea).iterdir()}
    assert re.search(r"\[CC BY(-SA)? 4\.0\]", seccion)


def test_responde_a_las_demos_lo_que_dice_su_ficha(tarea):
    demos = leer_resultados(tarea).get("demos", [])
    if tarea == "genero":
        assert demos == []  # su ficha enseña grabaciones de verdad, que no vienen con el curso
        return
    assert "mezcla_3_hablantes" in {demo["nombre"] for demo in demos}
    clasificador = pipeline("audio-classification", model=str(carpeta(tarea)), device="cpu")
    for demo in demos:
        tabla = clasificar(clasificador, AUDIO / f"{demo['nombre']}.flac", top_k=len(demo["respuesta"]))
        ahora = dict(zip(tabla["etiqueta"], tabla["probabilidad"], strict=True))
        assert ahora == pytest.approx(dict(demo["respuesta"]), abs=POCO)
        assert f"| `{demo['nombre']}` |" in leer_ficha(tarea)
