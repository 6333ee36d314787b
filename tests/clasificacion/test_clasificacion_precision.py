"""bf16 solo con los modelos reales, donde el procesador lo tiene y si responde lo mismo."""

import os
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from modelos_diminutos import clasificador_ast

from helpers.audio import Audio
from helpers.clasificacion import clasificar, linea_de_tiempo, precision
from helpers.clasificacion.precision import Oyente, procesador_con_bf16
from helpers.errores import ErrorDeModelo

SR = 16_000
LARGO = Audio(np.random.default_rng(0).uniform(-0.05, 0.05, 5 * SR), SR)  # cinco ventanas del AST diminuto


@pytest.fixture(scope="module")
def ast():
    return clasificador_ast()


@pytest.fixture
def como_real(monkeypatch):
    """Hace que cualquier modelo cuente como real y que el procesador diga tener bf16."""
    monkeypatch.setattr(precision, "PARAMETROS_DE_UN_MODELO_REAL", 0)
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: True)


class DeMentira:
    """Un clasificador que responde una cosa en float32 y otra en bf16, y apunta en cuál le preguntan."""

    def __init__(self, en_float32, en_bf16, parametros=2, dtype=torch.float32, dispositivo="cpu"):
        self.respuestas = {False: en_float32, True: en_bf16}
        self.preguntas = []
        self.device = SimpleNamespace(type=dispositivo)
        self.model = SimpleNamespace(
            dtype=dtype, num_parameters=lambda: parametros, config=SimpleNamespace(num_labels=2)
        )

    def __call__(self, y, top_k):
        en_bf16 = torch.is_autocast_enabled("cpu")
        self.preguntas.append("bf16" if en_bf16 else "float32")
        return [{"label": clase, "score": valor} for clase, valor in self.respuestas[en_bf16].items()]


IGUAL = {"jazz": 0.7, "rock": 0.2, "pop": 0.1}
PARECIDO = {"jazz": 0.69, "rock": 0.205, "pop": 0.105}
LEJANO = {"jazz": 0.67, "rock": 0.225, "pop": 0.105}
AL_REVES = {"rock": 0.505, "jazz": 0.495}


def test_si_responde_lo_mismo_sigue_en_bf16_hasta_el_final(como_real):
    clasificador = DeMentira(IGUAL, PARECIDO)
    with Oyente(clasificador) as oyente:
        respuestas = [oyente.responder(LARGO.y, quedan) for quedan in (3, 2, 1, 0)]
        assert oyente.precision == "bfloat16"
    assert clasificador.preguntas == ["float32", "bf16", "bf16", "bf16", "bf16"]
    assert respuestas == [IGUAL, PARECIDO, PARECIDO, PARECIDO]
    assert oyente.diferencia_bf16 == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("en_float32", "en_bf16", "diferencia"),
    [
        (IGUAL, LEJANO, 0.03),
        ({"jazz": 0.505, "rock": 0.495}, AL_REVES, 0.01),
        (IGUAL, IGUAL | {"pop": np.nan}, np.nan),
    ],
    ids=["se aleja", "cambia la ganadora", "NaN"],
)
def test_si_no_responde_lo_mismo_sigue_en_float32(como_real, en_float32, en_bf16, diferencia):
    clasificador = DeMentira(en_float32, en_bf16)
    with Oyente(clasificador) as oyente:
        respuestas = [oyente.responder(LARGO.y, None) for _ in range(3)]
    assert clasificador.preguntas == ["float32", "bf16", "float32", "float32"]
    assert respuestas == [en_float32] * 3
    assert oyente.precision == "float32"
    assert oyente.diferencia_bf16 == pytest.approx(diferencia, nan_ok=True)


def test_no_se_comprueba_si_quedan_pocas_preguntas(como_real):
    clasificador = DeMentira(IGUAL, IGUAL)
    with Oyente(clasificador) as oyente:
        for quedan in (2, 1, 0):
            oyente.responder(LARGO.y, quedan)
    assert clasificador.preguntas == ["float32"] * 3
    assert oyente.diferencia_bf16 is None


@pytest.mark.parametrize(
    "argumentos",
    [{"parametros": 1}, {"dtype": torch.float16}, {"dispositivo": "cuda"}],
    ids=["de bolsillo", "en otra precisión", "fuera de la CPU"],
)
def test_los_demas_modelos_no_se_tocan(monkeypatch, argumentos):
    monkeypatch.setattr(precision, "PARAMETROS_DE_UN_MODELO_REAL", 1)
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: True)
    clasificador = DeMentira(IGUAL, IGUAL, **argumentos)
    with Oyente(clasificador) as oyente:
        oyente.responder(LARGO.y, None)
        oyente.responder(LARGO.y, None)
    assert clasificador.preguntas == ["float32"] * 2
    assert oyente.precision == str(argumentos.get("dtype", torch.float32)).removeprefix("torch.")


def test_sin_bf16_en_el_procesador_no_se_usa(como_real, monkeypatch):
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: False)
    clasificador = DeMentira(IGUAL, IGUAL)
    with Oyente(clasificador) as oyente:
        oyente.responder(LARGO.y, None)
    assert clasificador.preguntas == ["float32"]


@pytest.mark.parametrize(
    ("capacidades", "mkldnn", "tiene"),
    [
        ({"avx512_bf16": True, "amx_bf16": False}, True, True),
        ({"avx512_bf16": False, "amx_bf16": True}, True, True),
        ({"avx512_bf16": False, "amx_bf16": False, "avx512_f": True}, True, False),
        ({"neon": True, "bf16": True}, True, True),
        ({"neon": True, "bf16": True}, False, False),  # macOS: torch no trae la biblioteca que los usa
        ({"neon": True, "bf16": False}, True, False),
        ({}, True, False),
    ],
)
def test_que_procesadores_tienen_bf16(monkeypatch, capacidades, mkldnn, tiene):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capacidades)
    monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: mkldnn)
    assert procesador_con_bf16() is tiene


def test_torch_sigue_diciendo_lo_que_tiene_el_procesador():
    assert {"avx512_bf16", "amx_bf16"} & set(torch.cpu.get_capabilities()) or {"neon"} & set(
        torch.cpu.get_capabilities()
    )


def test_tras_un_error_todo_queda_como_estaba(como_real):
    clasificador = DeMentira(IGUAL, IGUAL)
    with Oyente(clasificador) as oyente:
        oyente.responder(LARGO.y, None)
        assert torch.is_autocast_enabled("cpu")
        clasificador.respuestas[True] = {"jazz": np.nan, "rock": np.nan}
        with pytest.raises(ErrorDeModelo, match="NaN"):
            oyente.responder(LARGO.y, None)
    assert not torch.is_autocast_enabled("cpu")


def test_el_de_bolsillo_responde_en_float32_y_siempre_lo_mismo(ast, monkeypatch):
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: True)
    primera, segunda = clasificar(ast, LARGO), clasificar(ast, LARGO)
    assert primera.equals(segunda)
    assert primera.attrs["precision"] == "float32"
    assert primera.attrs["diferencia_bf16"] is None


@pytest.mark.parametrize("funcion", [clasificar, linea_de_tiempo])
def test_un_modelo_real_dice_en_que_precision_responde(ast, como_real, funcion):
    tabla = funcion(ast, LARGO)
    assert tabla.attrs["precision"] == "bfloat16"
    assert 0 < tabla.attrs["diferencia_bf16"] <= precision.DIFERENCIA_ADMITIDA
    assert not torch.is_autocast_enabled("cpu")


def test_las_ventanas_en_bf16_son_las_de_autocast_y_la_primera_es_la_de_float32(ast, como_real):
    tabla = linea_de_tiempo(ast, LARGO)
    primera, segunda = ({r["label"]: r["score"] for r in ast(y, top_k=3)} for y in _dos_ventanas())
    with torch.autocast("cpu", torch.bfloat16):
        _, segunda_bf16 = ({r["label"]: r["score"] for r in ast(y, top_k=3)} for y in _dos_ventanas())
    assert tabla.loc[0, list(primera)].to_dict() == primera
    assert tabla.loc[1, list(segunda)].to_dict() == segunda_bf16 != segunda


def _dos_ventanas():
    return LARGO.y[:SR], LARGO.y[SR : 2 * SR]


def test_si_bf16_no_da_lo_mismo_la_respuesta_es_la_de_float32(ast, como_real, monkeypatch):
    monkeypatch.setattr(precision, "DIFERENCIA_ADMITIDA", 0)
    tabla = clasificar(ast, LARGO)
    monkeypatch.setattr(precision, "procesador_con_bf16", lambda: False)
    assert tabla.equals(clasificar(ast, LARGO))
    assert tabla.attrs["precision"] == "float32"
    assert tabla.attrs["diferencia_bf16"] > 0


def test_un_sonido_corto_responde_lo_mismo_que_el_pipeline_tambien_en_uno_real(ast, como_real):
    audio = Audio(LARGO.y[:SR], SR)
    tabla = clasificar(ast, audio)
    assert tabla["probabilidad"].tolist() == [r["score"] for r in ast(audio.y, top_k=3)]
    assert tabla.attrs["diferencia_bf16"] is None


@pytest.mark.parametrize(("antes", "despues"), [(None, precision.OPERACIONES_GUARDADAS), ("7", "7")])
def test_se_limita_lo_que_onednn_guarda_si_nadie_lo_ha_decidido(ast, monkeypatch, antes, despues):
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "")
    monkeypatch.delenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY")
    if antes is not None:
        monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", antes)
    Oyente(ast)
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == despues
