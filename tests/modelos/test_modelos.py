"""La carga de modelos: entera y dicha, o un error que se entiende. Sin red."""

import hashlib
import io
import json
import os
import shutil
import socket
import struct
from dataclasses import replace
from logging import StreamHandler
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import constants
from modelos_diminutos import guardar_ast
from repositorios_de_pega import (
    EMOCIONES,
    NOMBRES_DE_2023,
    cambiar_json,
    cambiar_pesos,
    guardar_emocion,
    guardar_genero,
    partir_en_dos,
)

from helpers.errores import ErrorDeModelo
from helpers.modelos import SOLO_DE_BOLSILLO
from helpers.modelos import carga as modelos
from helpers.modelos.cache_del_hub import anotar_rama, anotar_sha256, danado

ETIQUETAS = sorted(modelos.MODELOS["genero"].etiquetas)
EMOCION = modelos.MODELOS["emocion"]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
RUIDO = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)


@pytest.fixture(scope="session")
def ast_diminuto(tmp_path_factory):
    """Devuelve la carpeta de un AST diminuto y sin entrenar, con las etiquetas del género."""
    return guardar_ast(tmp_path_factory.mktemp("ast"), ETIQUETAS)


@pytest.fixture(scope="session")
def genero(tmp_path_factory):
    """Devuelve la carpeta de un modelo con los nombres de pesos del real de género."""
    return guardar_genero(tmp_path_factory.mktemp("genero"))


@pytest.fixture(scope="session")
def emocion(tmp_path_factory):
    """Devuelve la carpeta de un modelo con los nombres de pesos del real de emoción."""
    return guardar_emocion(tmp_path_factory.mktemp("emocion"))


@pytest.fixture
def emocion_en_cache(cache, emocion):
    """Pone el modelo de emoción en la caché del hub y devuelve su carpeta, que se puede estropear."""
    return _llenar(cache.parent / _en_la_cache(EMOCION.identificador), emocion, EMOCION.revision)


@pytest.fixture
def bolsillo(tmp_path, monkeypatch, ast_diminuto):
    """Pone una copia del AST diminuto en el lugar del modelo de bolsillo y devuelve su carpeta."""
    carpeta = shutil.copytree(ast_diminuto, tmp_path / "modelos" / "genero")
    ficha = replace(modelos.MODELOS["genero"], bolsillo=carpeta)
    monkeypatch.setitem(modelos.MODELOS, "genero", ficha)
    return carpeta


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Vacía la caché del hub y corta la red; devuelve la carpeta donde iría el modelo real."""

    def sin_red(*_, **__):
        raise AssertionError("se ha intentado abrir una conexión")

    monkeypatch.setattr(socket.socket, "connect", sin_red)
    monkeypatch.setattr(socket, "getaddrinfo", sin_red)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub" / _en_la_cache(modelos.MODELOS["genero"].identificador)


def _en_la_cache(identificador):
    return f"models--{identificador.replace('/', '--')}"


def _llenar(cache, origen, commit=COMMIT):
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text(commit)
    return shutil.copytree(origen, cache / "snapshots" / commit)


def test_el_de_bolsillo_responde_lo_mismo_que_el_pipeline_a_secas(bolsillo, capfd):
    from transformers import AudioClassificationPipeline, pipeline

    clasificador = modelos.cargar_clasificador("genero", origen="bolsillo")
    salida = capfd.readouterr()
    assert isinstance(clasificador, AudioClassificationPipeline)
    assert salida.out == "Responde el modelo de bolsillo de género musical: data/modelos/genero.\n"
    assert salida.err == ""
    a_secas = pipeline("audio-classification", model=str(bolsillo))
    assert clasificador(RUIDO, top_k=10) == a_secas(RUIDO, top_k=10)


def test_auto_sin_cache_usa_el_de_bolsillo_y_lo_dice_sin_conectarse(bolsillo, cache, capsys):
    clasificador = modelos.cargar_clasificador("genero")
    assert clasificador.model.name_or_path == str(bolsillo)
    assert (
        'El real no está en la caché; con origen="hub" se descargan unos 400 MB.' in capsys.readouterr().out
    )


@pytest.mark.parametrize("origen", ["auto", "hub"])
def test_con_la_cache_llena_usa_el_real_sin_conectarse(bolsillo, cache, ast_diminuto, capsys, origen):
    carpeta = _llenar(cache, ast_diminuto)
    clasificador = modelos.cargar_clasificador("genero", origen=origen)
    assert clasificador.model.name_or_path == str(carpeta)
    identificador = modelos.MODELOS["genero"].identificador
    assert capsys.readouterr().out == (
        f"Responde el modelo real de género musical: {identificador}, revisión 0123456.\n"
    )


def test_bolsillo_no_mira_la_cache(bolsillo, cache, ast_diminuto):
    _llenar(cache, ast_diminuto)
    clasificador = modelos.cargar_clasificador("genero", origen="bolsillo")
    assert clasificador.model.name_or_path == str(bolsillo)


def test_auto_busca_la_revision_fijada_y_ninguna_otra(bolsillo, cache, ast_diminuto, monkeypatch):
    ficha = modelos.MODELOS["genero"]
    carpeta = _llenar(cache, ast_diminuto)
    monkeypatch.setitem(modelos.MODELOS, "genero", replace(ficha, revision="f" * 40))
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)
    monkeypatch.setitem(modelos.MODELOS, "genero", replace(ficha, revision=COMMIT))
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(carpeta)


@pytest.mark.parametrize("falta", ["config.json", "preprocessor_config.json", "model.safetensors"])
def test_auto_con_media_cache_usa_el_de_bolsillo(bolsillo, cache, ast_diminuto, falta):
    (_llenar(cache, ast_diminuto) / falta).unlink()
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)


def test_los_pesos_en_partes_estan_enteros_o_no_estan(bolsillo, cache, ast_diminuto):
    carpeta = _llenar(cache, ast_diminuto)
    partes = partir_en_dos(carpeta)
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(carpeta)
    (carpeta / partes[1]).unlink()
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)


@pytest.mark.parametrize("indice", ["[]", "{", '{"weight_map": {"a": "pytorch_model.bin"}}'])
def test_auto_con_un_indice_que_no_vale_usa_el_de_bolsillo(bolsillo, cache, ast_diminuto, indice):
    (_llenar(cache, ast_diminuto) / "model.safetensors.index.json").write_text(indice)
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)


@pytest.mark.parametrize(
    ("archivo", "contenido"),
    [("config.json", b"{"), ("preprocessor_config.json", b"[]"), ("model.safetensors", b"<html></html>")],
)
def test_auto_con_la_cache_danada_usa_el_de_bolsillo_y_lo_dice(
    bolsillo, cache, ast_diminuto, capsys, archivo, contenido
):
    (_llenar(cache, ast_diminuto) / archivo).write_bytes(contenido)
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)
    assert f"El real está dañado en la caché ({archivo})" in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="en Windows la caché no lleva enlaces")
def test_unos_pesos_que_no_son_los_de_su_sha256_estan_danados(bolsillo, cache, ast_diminuto):
    pesos = _llenar(cache, ast_diminuto) / "model.safetensors"
    nombres = {"bueno": hashlib.sha256(pesos.read_bytes()).hexdigest(), "malo": "0" * 64, "otro": "0" * 40}
    blobs = cache / "blobs"
    blobs.mkdir()
    for caso, esperado in (("bueno", False), ("malo", True), ("otro", False)):
        shutil.move(pesos.resolve(), blobs / nombres[caso])
        pesos.unlink(missing_ok=True)
        pesos.symlink_to(Path("..", "..", "blobs", nombres[caso]))
        assert danado(pesos) is esperado


def test_sin_enlaces_vale_el_sha256_apuntado(cache, ast_diminuto):
    pesos = _llenar(cache, ast_diminuto) / "model.safetensors"
    anotar_sha256(pesos, hashlib.sha256(pesos.read_bytes()).hexdigest())
    assert not danado(pesos)
    octetos = pesos.read_bytes()
    pesos.write_bytes(octetos[:-1] + bytes([octetos[-1] ^ 1]))
    assert danado(pesos)


@pytest.mark.parametrize("etag", [None, "", "0" * 40])
def test_solo_se_apunta_un_sha256(cache, ast_diminuto, etag):
    pesos = _llenar(cache, ast_diminuto) / "model.safetensors"
    anotar_sha256(pesos, etag)
    assert not danado(pesos)
    assert not (cache / "sha256").exists()


def test_la_rama_principal_se_apunta_si_no_se_sabe(cache):
    for commit in ("a" * 40, "b" * 40):
        anotar_rama(cache / "snapshots" / commit)
        assert (cache / "refs" / "main").read_text() == "a" * 40


def test_hub_sin_red_ni_cache_pregunta_una_vez_y_lo_dice(bolsillo, cache, monkeypatch):
    intentos = []

    def sin_red(*_, **__):
        intentos.append(1)
        raise OSError("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", sin_red)
    monkeypatch.setattr(socket.socket, "connect", sin_red)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    with pytest.raises(ErrorDeModelo, match="No se puede descargar") as error:
        modelos.cargar_clasificador("genero", origen="hub")
    assert 'origen="bolsillo"' in error.value.que_hacer
    assert len(intentos) <= 2  # el cliente de red repite una vez la conexión, en el acto


@pytest.mark.parametrize("tarea", ["generos", "", None])
def test_una_tarea_que_no_existe_dice_cuales_hay(tarea):
    with pytest.raises(ErrorDeModelo, match=f"para la tarea {tarea!r}") as error:
        modelos.cargar_clasificador(tarea)
    assert "genero" in error.value.que_hacer


@pytest.mark.parametrize("origen", ["nube", "", None])
def test_un_origen_que_no_existe_dice_cuales_hay(bolsillo, cache, origen):
    with pytest.raises(ErrorDeModelo, match=f"el origen {origen!r}") as error:
        modelos.cargar_clasificador("genero", origen=origen)
    assert "auto, bolsillo, hub" in error.value.que_hacer


def _vaciar(carpeta):
    for archivo in carpeta.iterdir():
        archivo.unlink()


def _truncar(carpeta):
    archivo = carpeta / "model.safetensors"
    archivo.write_bytes(archivo.read_bytes()[:-1000])


def _cabecera_falsa(carpeta):
    (carpeta / "model.safetensors").write_bytes(struct.pack("<Q", 10**9) + b"{}")


def _a_pickle(carpeta):
    import torch
    from safetensors.torch import load_file

    torch.save(load_file(carpeta / "model.safetensors"), carpeta / "pytorch_model.bin")
    (carpeta / "model.safetensors").unlink()


def _indice_con_pickle(carpeta):
    _a_pickle(carpeta)
    indice = {"metadata": {}, "weight_map": {"classifier.dense.bias": "pytorch_model.bin"}}
    (carpeta / "model.safetensors.index.json").write_text(json.dumps(indice))


def _otra_cabeza(carpeta):
    def cambio(pesos):
        for parte in ("weight", "bias"):
            pesos[f"classifier.output.{parte}"] = pesos.pop(f"classifier.dense.{parte}")
        return pesos

    cambiar_pesos(carpeta, cambio)


def _cabeza_de_otro_tamano(carpeta):
    cambiar_pesos(carpeta, lambda pesos: pesos | {"classifier.dense.bias": np.zeros(7, np.float32)})


def _otras_etiquetas(carpeta):
    nombres = {str(i): f"LABEL_{i}" for i in range(10)}
    cambiar_json(carpeta / "config.json", id2label=nombres, label2id={v: int(k) for k, v in nombres.items()})


def _codigo_remoto(carpeta):
    (carpeta / "codigo.py").write_text("raise SystemExit('se ha ejecutado código del modelo')")
    cambiar_json(
        carpeta / "config.json",
        model_type="otro",
        auto_map={"AutoConfig": "codigo.C", "AutoModelForAudioClassification": "codigo.M"},
    )


@pytest.mark.parametrize(
    ("romper", "mensaje"),
    [
        (_vaciar, "faltan archivos: config.json, preprocessor_config.json, model.safetensors"),
        (lambda c: (c / "preprocessor_config.json").unlink(), "faltan archivos: preprocessor_config.json"),
        (lambda c: (c / "config.json").write_text("{"), "no se puede cargar"),
        (lambda c: (c / "preprocessor_config.json").write_text("{}"), "no se puede cargar"),
        (_truncar, "no se puede cargar"),
        (_cabecera_falsa, "no se puede cargar"),
        (_a_pickle, "faltan archivos: model.safetensors"),
        (_otra_cabeza, "2 pesos .*classifier.dense.bias, classifier.dense.weight"),
        (_cabeza_de_otro_tamano, "1 peso del modelo .*al azar .classifier.dense.bias"),
        (_otras_etiquetas, "etiquetas del modelo .*LABEL_0"),
        (_codigo_remoto, "nunca se ejecuta código"),
        (lambda c: (c / "model.safetensors.index.json").write_text("[]"), "índice"),
        (_indice_con_pickle, "no son safetensors .pytorch_model.bin"),
    ],
)
def test_un_modelo_roto_no_llega_a_responder(bolsillo, capfd, romper, mensaje):
    romper(bolsillo)
    capfd.readouterr()
    with pytest.raises(ErrorDeModelo, match=mensaje) as error:
        modelos.cargar_clasificador("genero", origen="bolsillo")
    assert error.value.archivo.startswith(str(bolsillo))
    assert error.value.que_hacer
    assert capfd.readouterr() == ("", "")  # ni el informe en inglés ni una barra


def test_los_nombres_de_pesos_de_2023_se_cargan_enteros_y_sin_avisos(cache, genero, capfd, monkeypatch):
    carpeta = _llenar(cache, genero)
    capfd.readouterr()
    clasificador = modelos.cargar_clasificador("genero")
    assert capfd.readouterr() == (_presentacion(), "")
    respuesta, a_mano = clasificador(RUIDO, top_k=10), _a_mano(clasificador, carpeta)
    assert [r["label"] for r in respuesta] == list(a_mano)
    assert [r["score"] for r in respuesta] == pytest.approx(list(a_mano.values()), abs=1e-6)


def _presentacion():
    """Lo que se dice al cargar el modelo real de género."""
    identificador = modelos.MODELOS["genero"].identificador
    return f"Responde el modelo real de género musical: {identificador}, revisión 0123456.\n"


def _a_mano(clasificador, carpeta):
    """Las probabilidades con los pesos del archivo puestos uno a uno en un modelo nuevo."""
    import torch
    from safetensors.torch import load_file
    from transformers import Wav2Vec2ForSequenceClassification

    modelo = Wav2Vec2ForSequenceClassification(clasificador.model.config).eval()
    nombres = {antiguo: nuevo for nuevo, antiguo in NOMBRES_DE_2023.items()}
    pesos = load_file(carpeta / "model.safetensors")
    modelo.load_state_dict({nombres.get(nombre, nombre): peso for nombre, peso in pesos.items()}, strict=True)
    entrada = clasificador.feature_extractor(RUIDO, sampling_rate=16_000, return_tensors="pt")
    with torch.inference_mode():
        probabilidades = modelo(**entrada).logits[0].softmax(-1)
    valores, indices = probabilidades.topk(10)
    etiquetas = [modelo.config.id2label[i] for i in indices.tolist()]
    return dict(zip(etiquetas, valores.tolist(), strict=True))


@pytest.fixture
def en_ingles():
    """Lo que la biblioteca escribe por su cuenta mientras dura la prueba."""
    from transformers.utils import logging

    escrito = io.StringIO()
    manejador = StreamHandler(escrito)
    logging.add_handler(manejador)
    yield escrito
    logging.remove_handler(manejador)


def test_un_peso_que_sobra_no_estorba_y_se_dice_en_espanol(cache, genero, capfd, en_ingles):
    carpeta = _llenar(cache, genero)
    cambiar_json(carpeta / "config.json", mask_time_prob=0.0)  # y ya no usa masked_spec_embed
    capfd.readouterr()
    modelos.cargar_clasificador("genero")
    sobra = "Su archivo trae además 1 peso que este modelo no usa: wav2vec2.masked_spec_embed.\n"
    assert capfd.readouterr() == (sobra + _presentacion(), "")
    assert en_ingles.getvalue() == ""


# --- La cabeza del modelo de emoción ---


def test_la_cabeza_de_emocion_sin_traducir_se_rechaza(emocion_en_cache, monkeypatch):
    for opciones in ({}, {"classifier_proj_size": 1024}):
        monkeypatch.setitem(modelos.MODELOS, "emocion", replace(EMOCION, opciones_de_carga=opciones))
        with pytest.raises(ErrorDeModelo, match="4 pesos del modelo .*classifier.bias.*projector") as error:
            modelos.cargar_clasificador("emocion")
        assert "classifier.dense.bias" in str(error.value)


def _probabilidades_de_emocion(carpeta, y, entre_capas=lambda capa: capa):
    """Lo que responde la cabeza, con los pesos del archivo y NumPy; del resto se encarga transformers."""
    import torch
    from safetensors.numpy import load_file
    from transformers import Wav2Vec2Config, Wav2Vec2Model

    pesos = load_file(carpeta / "model.safetensors")
    antiguos = {antiguo: nuevo for nuevo, antiguo in NOMBRES_DE_2023.items()}
    tronco = Wav2Vec2Model(Wav2Vec2Config.from_pretrained(carpeta)).eval()
    del_tronco = {antiguos.get(n, n): torch.from_numpy(peso) for n, peso in pesos.items()}
    prefijo = "wav2vec2."
    tronco.load_state_dict(
        {n.removeprefix(prefijo): peso for n, peso in del_tronco.items() if n.startswith(prefijo)},
        strict=True,
    )
    normalizado = (y - y.mean()) / np.sqrt(y.var() + 1e-7)
    with torch.inference_mode():
        estados = tronco(torch.from_numpy(normalizado)[None]).last_hidden_state[0].numpy()
    media = estados.astype(np.float64).mean(axis=0)
    oculta = entre_capas(pesos["classifier.dense.weight"] @ media + pesos["classifier.dense.bias"])
    puntos = pesos["classifier.output.weight"] @ oculta + pesos["classifier.output.bias"]
    exponenciales = np.exp(puntos - puntos.max())
    return dict(zip(EMOCIONES, exponenciales / exponenciales.sum(), strict=True))


def test_la_cabeza_de_emocion_se_carga_entera_y_responde_lo_que_sale_a_mano(emocion_en_cache, capfd):
    clasificador = modelos.cargar_clasificador("emocion")
    assert capfd.readouterr() == (
        f"Responde el modelo real de emoción en la voz: {EMOCION.identificador}, revisión b520c9c.\n",
        "",
    )
    a_mano = _probabilidades_de_emocion(emocion_en_cache, RUIDO)
    assert _respuesta(clasificador) == pytest.approx(a_mano, abs=1e-5)
    assert max(a_mano.values()) > 0.25  # con la cabeza al azar andaría cerca de 1/8
    con_tanh = _probabilidades_de_emocion(emocion_en_cache, RUIDO, np.tanh)
    assert max(abs(con_tanh[e] - a_mano[e]) for e in EMOCIONES) > 0.01  # y esta prueba lo distingue


def _respuesta(clasificador):
    return {r["label"]: r["score"] for r in clasificador(RUIDO, top_k=8)}


@pytest.mark.parametrize("quien_guarda", ["model", "pipeline"])
def test_la_cabeza_de_emocion_guardada_vuelve_entera_sin_traducir_nada(
    emocion_en_cache, tmp_path, quien_guarda
):
    from safetensors import safe_open
    from transformers import AutoModelForAudioClassification, pipeline

    clasificador = modelos.cargar_clasificador("emocion")
    destino = tmp_path / "guardado"
    clasificador.save_pretrained(destino)
    if quien_guarda == "model":
        clasificador.model.save_pretrained(destino)
    with safe_open(destino / "model.safetensors", framework="np") as guardado:
        assert set(guardado.keys()) == set(clasificador.model.state_dict())
    _, informe = AutoModelForAudioClassification.from_pretrained(destino, output_loading_info=True)
    assert not any(informe[que] for que in ("missing_keys", "unexpected_keys", "mismatched_keys"))
    a_secas = pipeline("audio-classification", model=str(destino))
    assert _respuesta(a_secas) == _respuesta(clasificador)

    shutil.rmtree(emocion_en_cache)
    shutil.copytree(destino, emocion_en_cache)
    assert _respuesta(modelos.cargar_clasificador("emocion")) == _respuesta(clasificador)


# --- Los modelos de bolsillo que aún no están o tienen otras clases ---


@pytest.mark.parametrize("origen", ["auto", "bolsillo"])
@pytest.mark.parametrize("tarea", modelos.MODELOS)
def test_sin_la_carpeta_de_bolsillo_se_dice_y_se_ofrece_el_real(cache, tmp_path, monkeypatch, tarea, origen):
    ficha = replace(modelos.MODELOS[tarea], bolsillo=tmp_path / "no_esta")
    monkeypatch.setitem(modelos.MODELOS, tarea, ficha)
    with pytest.raises(ErrorDeModelo, match=f"El modelo de bolsillo de {ficha.tarea} no está") as error:
        modelos.cargar_clasificador(tarea, origen)
    assert error.value.archivo == str(tmp_path / "no_esta")
    assert f"{ficha.tamano_mb} MB" in error.value.que_hacer


@pytest.mark.parametrize("tarea", SOLO_DE_BOLSILLO)
def test_lo_que_solo_tiene_bolsillo_se_carga_sin_nombrar_al_real(cache, capsys, tarea):
    ficha = SOLO_DE_BOLSILLO[tarea]
    for origen in ("auto", "bolsillo"):
        clasificador = modelos.cargar_clasificador(tarea, origen)
        assert set(clasificador.model.config.id2label.values()) == ficha.etiquetas
        dicho = capsys.readouterr().out
        assert dicho == f"Responde el modelo de bolsillo de {ficha.tarea}: data/modelos/{tarea}.\n"
    with pytest.raises(ErrorDeModelo, match="solo el de bolsillo") as error:
        modelos.cargar_clasificador(tarea, "hub")
    assert 'origen="bolsillo"' in error.value.que_hacer


def test_sin_su_carpeta_lo_que_solo_tiene_bolsillo_no_ofrece_el_real(tmp_path, monkeypatch):
    ficha = replace(SOLO_DE_BOLSILLO["digito"], bolsillo=tmp_path / "no_esta")
    monkeypatch.setitem(SOLO_DE_BOLSILLO, "digito", ficha)
    with pytest.raises(ErrorDeModelo, match="dígitos en inglés no está") as error:
        modelos.cargar_clasificador("digito")
    assert "git restore data/modelos" in error.value.que_hacer
    assert "hub" not in error.value.que_hacer


def test_el_de_bolsillo_puede_tener_otras_clases_que_el_real(bolsillo, cache, ast_diminuto, monkeypatch):
    ficha = replace(modelos.MODELOS["genero"], etiquetas_de_bolsillo=frozenset(("jazz", "rock")))
    monkeypatch.setitem(modelos.MODELOS, "genero", ficha)
    with pytest.raises(ErrorDeModelo, match="no son las de su ficha .jazz, rock"):
        modelos.cargar_clasificador("genero", "bolsillo")
    guardar_ast(bolsillo, ["rock", "jazz"])
    assert modelos.cargar_clasificador("genero", "bolsillo").model.config.num_labels == 2
    carpeta = _llenar(cache, ast_diminuto)
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(carpeta)


def test_las_opciones_de_carga_son_del_modelo_real_y_no_del_de_bolsillo(bolsillo, monkeypatch):
    ficha = replace(modelos.MODELOS["genero"], opciones_de_carga={"num_hidden_layers": 3})
    monkeypatch.setitem(modelos.MODELOS, "genero", ficha)
    clasificador = modelos.cargar_clasificador("genero", origen="bolsillo")
    assert clasificador.model.config.num_hidden_layers == 1


def test_los_avisos_vuelven_a_quien_los_tenia(bolsillo):
    from transformers.utils import logging

    de_antes = logging.get_logger("transformers").handlers[:]
    modelos.cargar_clasificador("genero", origen="bolsillo")
    assert logging.get_logger("transformers").handlers == de_antes


def test_las_barras_de_progreso_quedan_como_estaban(bolsillo):
    from transformers.utils import logging

    assert logging.is_progress_bar_enabled()
    modelos.cargar_clasificador("genero", origen="bolsillo")
    assert logging.is_progress_bar_enabled()
