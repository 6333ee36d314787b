"""La carga de modelos: entera y dicha, o un error que se entiende. Sin red."""

import json
import shutil
import socket
import struct
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from huggingface_hub import constants

from helpers import modelos
from helpers.errores import ErrorDeModelo

ETIQUETAS = sorted(modelos.MODELOS["genero"].etiquetas)
COMMIT = "0123456789abcdef0123456789abcdef01234567"
RUIDO = np.random.default_rng(0).normal(0, 0.1, 16_000).astype(np.float32)


@pytest.fixture(scope="session")
def ast_diminuto(tmp_path_factory):
    """Devuelve la carpeta de un AST diminuto y sin entrenar, con las etiquetas del género."""
    import torch
    from transformers import ASTConfig, ASTFeatureExtractor, ASTForAudioClassification

    carpeta = tmp_path_factory.mktemp("ast")
    torch.manual_seed(0)
    configuracion = ASTConfig(
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_length=100,
        num_mel_bins=16,
        id2label=dict(enumerate(ETIQUETAS)),
        label2id={etiqueta: i for i, etiqueta in enumerate(ETIQUETAS)},
    )
    modelo = ASTForAudioClassification(configuracion)
    with torch.no_grad():
        modelo.classifier.dense.weight *= 50  # que una cabeza perdida se note en la respuesta
    modelo.save_pretrained(carpeta)
    ASTFeatureExtractor(num_mel_bins=16, max_length=100).save_pretrained(carpeta)
    return carpeta


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
    identificador = modelos.MODELOS["genero"].identificador.replace("/", "--")
    return tmp_path / "hub" / f"models--{identificador}"


def _llenar(cache, origen):
    (cache / "refs").mkdir(parents=True)
    (cache / "refs" / "main").write_text(COMMIT)
    return shutil.copytree(origen, cache / "snapshots" / COMMIT)


def _cambiar_pesos(carpeta, cambio):
    from safetensors.numpy import load_file, save_file

    pesos = load_file(carpeta / "model.safetensors")
    cambio(pesos)
    save_file(pesos, carpeta / "model.safetensors", metadata={"format": "pt"})


def _cambiar_json(archivo, **cambios):
    archivo.write_text(json.dumps(json.loads(archivo.read_text()) | cambios))


def test_la_ficha_no_se_puede_cambiar_y_no_inventa_la_revision():
    ficha = modelos.MODELOS["genero"]
    assert ficha.revision is None
    assert len(ficha.etiquetas) == 10
    with pytest.raises(FrozenInstanceError):
        ficha.tamano_mb = 1


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
    partes = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]
    _partir(carpeta, partes)
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(carpeta)
    (carpeta / partes[1]).unlink()
    assert modelos.cargar_clasificador("genero").model.name_or_path == str(bolsillo)


def _partir(carpeta, partes):
    from safetensors.numpy import load_file, save_file

    pesos = load_file(carpeta / "model.safetensors")
    (carpeta / "model.safetensors").unlink()
    reparto = {nombre: partes[i % 2] for i, nombre in enumerate(pesos)}
    for parte in partes:
        suyos = {nombre: peso for nombre, peso in pesos.items() if reparto[nombre] == parte}
        save_file(suyos, carpeta / parte, metadata={"format": "pt"})
    indice = {"metadata": {"total_size": 1}, "weight_map": reparto}
    (carpeta / "model.safetensors.index.json").write_text(json.dumps(indice))


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


def _otra_cabeza(carpeta):
    def cambio(pesos):
        for parte in ("weight", "bias"):
            pesos[f"classifier.output.{parte}"] = pesos.pop(f"classifier.dense.{parte}")

    _cambiar_pesos(carpeta, cambio)


def _cabeza_de_otro_tamano(carpeta):
    _cambiar_pesos(carpeta, lambda pesos: pesos.update({"classifier.dense.bias": np.zeros(7, np.float32)}))


def _otras_etiquetas(carpeta):
    nombres = {str(i): f"LABEL_{i}" for i in range(10)}
    _cambiar_json(carpeta / "config.json", id2label=nombres, label2id={v: int(k) for k, v in nombres.items()})


def _codigo_remoto(carpeta):
    (carpeta / "codigo.py").write_text("raise SystemExit('se ha ejecutado código del modelo')")
    _cambiar_json(
        carpeta / "config.json",
        model_type="otro",
        auto_map={"AutoConfig": "codigo.C", "AutoModelForAudioClassification": "codigo.M"},
    )


@pytest.mark.parametrize(
    ("romper", "mensaje"),
    [
        (shutil.rmtree, "faltan archivos: config.json, preprocessor_config.json, model.safetensors"),
        (lambda c: (c / "preprocessor_config.json").unlink(), "faltan archivos: preprocessor_config.json"),
        (lambda c: (c / "config.json").write_text("{"), "no se puede cargar"),
        (lambda c: (c / "preprocessor_config.json").write_text("{}"), "no se puede cargar"),
        (_truncar, "no se puede cargar"),
        (_cabecera_falsa, "no se puede cargar"),
        (_a_pickle, "faltan archivos: model.safetensors"),
        (_otra_cabeza, "2 pesos .*classifier.dense.bias, classifier.dense.weight"),
        (_cabeza_de_otro_tamano, "no se puede cargar|1 pesos"),
        (_otras_etiquetas, "etiquetas del modelo .*LABEL_0"),
        (_codigo_remoto, "no se puede cargar"),
        (lambda c: (c / "model.safetensors.index.json").write_text("[]"), "índice"),
    ],
)
def test_un_modelo_roto_no_llega_a_responder(bolsillo, romper, mensaje):
    romper(bolsillo)
    with pytest.raises(ErrorDeModelo, match=mensaje) as error:
        modelos.cargar_clasificador("genero", origen="bolsillo")
    assert error.value.archivo.startswith(str(bolsillo))
    assert error.value.que_hacer


def test_las_barras_de_progreso_quedan_como_estaban(bolsillo):
    from transformers.utils import logging

    assert logging.is_progress_bar_enabled()
    modelos.cargar_clasificador("genero", origen="bolsillo")
    assert logging.is_progress_bar_enabled()
