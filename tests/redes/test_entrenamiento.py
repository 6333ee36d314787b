"""El bucle de entrenamiento: repite, se queda con lo mejor, y ni pararlo ni un corte de luz lo cambian."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time
from functools import partial
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from torch.nn.utils.rnn import pack_sequence
from torch.utils.data import TensorDataset

from helpers import graficas
from helpers.errores import ErrorDeDatos, ErrorDeModelo
from helpers.evaluacion import exactitud_equilibrada
from helpers.redes import entrenamiento
from helpers.redes.entrenamiento import Historia, entrenar, predecir
from helpers.redes.estado import ESTADO, MEJOR

RAIZ = Path(__file__).resolve().parents[2]
CLASES = 3


def datos(n, semilla, ruido=1.0):
    """Tres clases de vectores de 8 números, algo solapadas."""
    azar = np.random.default_rng(semilla)
    y = np.arange(n) % CLASES
    centros = np.random.default_rng(0).normal(size=(CLASES, 8))
    return (centros[y] + ruido * azar.normal(size=(n, 8))).astype(np.float32), y


AJUSTE, VALIDACION = datos(50, 1), datos(31, 2)


def crear_red(semilla=0, ancho=16):
    torch.manual_seed(semilla)
    return torch.nn.Sequential(
        torch.nn.Linear(8, ancho),
        torch.nn.BatchNorm1d(ancho),
        torch.nn.ReLU(),
        torch.nn.Dropout(0.3),
        torch.nn.Linear(ancho, CLASES),
    )


def con_ruido(entradas, azar):
    return entradas + 0.1 * torch.randn(entradas.shape, generator=azar)


PLAN = {"epocas": 6, "lote": 8, "ritmo": 1e-2, "aumento": con_ruido}


def iguales(una, otra):
    a, b = una.state_dict(), otra.state_dict()
    return all(torch.equal(a[nombre], b[nombre]) for nombre in a)


def hasta_la_epoca(monkeypatch, epoca, que_pasa):
    """Hace que pase algo a mitad de una época: tras su segundo lote."""
    original, pasos = entrenamiento._Marcha._dar_un_paso, []

    def paso(self, entradas, clases):
        if self.historia.epocas == epoca - 1:
            pasos.append(1)
            if len(pasos) == 3:
                que_pasa()
        return original(self, entradas, clases)

    monkeypatch.setattr(entrenamiento._Marcha, "_dar_un_paso", paso)


# --- Aprende y repite ---


def test_aprende_y_deja_la_red_lista_para_predecir():
    red = crear_red()
    historia = entrenar(red, AJUSTE, VALIDACION, **PLAN | {"epocas": 20})
    assert historia.epocas == 20
    assert historia.perdida[-1] < historia.perdida[0]
    assert (historia.n_validacion, historia.n_clases, historia.interrumpida) == (31, CLASES, False)
    assert not red.training
    p = predecir(red, VALIDACION)
    assert p.shape == (31, CLASES)
    assert p.dtype == np.float32
    assert p.sum(axis=1) == pytest.approx(1, abs=1e-5)
    mejor = historia.equilibrada_validacion[historia.mejor_epoca - 1]
    assert exactitud_equilibrada(VALIDACION[1], p.argmax(1)) == pytest.approx(mejor)
    assert mejor > 0.6


def test_los_pesos_son_los_de_la_epoca_con_menos_perdida_en_validacion():
    red = crear_red()
    historia = entrenar(red, AJUSTE, datos(31, 2, ruido=3), **PLAN | {"epocas": 30, "ritmo": 0.05})
    assert historia.mejor_epoca == 1 + int(np.argmin(historia.perdida_validacion)) < historia.epocas
    x, y = datos(31, 2, ruido=3)
    perdida = -np.log(predecir(red, x)[np.arange(31), y]).mean()
    assert perdida == pytest.approx(min(historia.perdida_validacion), rel=1e-4)


def test_con_la_misma_semilla_da_lo_mismo_y_no_toca_el_azar_de_fuera():
    redes = [crear_red() for _ in range(3)]
    for red, semilla, de_fuera in zip(redes, (0, 0, 1), (7, 8, 9), strict=True):
        torch.manual_seed(de_fuera)
        antes = torch.random.get_rng_state()
        entrenar(red, AJUSTE, VALIDACION, **PLAN, semilla=semilla)
        assert torch.equal(antes, torch.random.get_rng_state())
    assert iguales(redes[0], redes[1])
    assert not iguales(redes[0], redes[2])


def test_los_datos_pueden_venir_de_muchas_formas():
    x, y = AJUSTE
    formas = [
        AJUSTE,
        (x.astype(np.float64), y.tolist()),
        (torch.tensor(x), torch.tensor(y)),
        TensorDataset(torch.tensor(x), torch.tensor(y)),
        [(torch.tensor(fila), int(clase)) for fila, clase in zip(x, y, strict=True)],
    ]
    redes = [crear_red() for _ in formas]
    for red, ajuste in zip(redes, formas, strict=True):
        entrenar(red, ajuste, VALIDACION, **PLAN)
    assert all(iguales(redes[0], otra) for otra in redes[1:])
    esperado = predecir(redes[0], x)
    assert np.array_equal(esperado, predecir(redes[0], AJUSTE))
    assert np.allclose(esperado, predecir(redes[0], torch.tensor(x), lote=7), atol=1e-6)


def test_ningun_lote_se_queda_con_un_solo_ejemplo():
    vistos = []

    def mirar(entradas, azar):
        vistos.append(len(entradas))
        return entradas

    entrenar(crear_red(), datos(33, 1), VALIDACION, epocas=1, lote=16, aumento=mirar)
    assert sorted(vistos) == [11, 11, 11]


def test_el_aumento_no_llega_a_validacion():
    def a_cero(entradas, azar):
        return torch.zeros_like(entradas)

    red = crear_red()
    historia = entrenar(red, AJUSTE, VALIDACION, epocas=1, aumento=a_cero)
    x, y = VALIDACION
    assert -np.log(predecir(red, x)[np.arange(31), y]).mean() == pytest.approx(
        historia.perdida_validacion[0], rel=1e-4
    )


class Recurrente(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm, self.salida = torch.nn.LSTM(2, 8, batch_first=True), torch.nn.Linear(8, 2)

    def forward(self, secuencias):
        return self.salida(self.lstm(secuencias)[1][0][-1])


def empaquetar(pares):
    secuencias, clases = zip(*pares, strict=True)
    return pack_sequence(list(secuencias), enforce_sorted=False), torch.tensor(clases)


def test_la_red_recibe_lo_que_da_juntar():
    azar = torch.Generator().manual_seed(0)
    pares = [(torch.randn(3 + i % 5, 2, generator=azar) + 2 * (i % 2), i % 2) for i in range(24)]
    torch.manual_seed(0)
    red = Recurrente()
    historia = entrenar(red, pares, pares[:10], epocas=12, lote=6, ritmo=0.02, juntar=empaquetar)
    assert historia.equilibrada_validacion[historia.mejor_epoca - 1] > 0.7
    assert predecir(red, pares, juntar=empaquetar).shape == (24, 2)


@pytest.fixture
def dos_hilos():
    """PyTorch con dos hilos, y al acabar los que tuviera."""
    habia = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(habia)


def con_hilos_anotados(red):
    """Devuelve dónde se apunta con cuántos hilos calcula la red cada vez."""
    anotados = []
    red.register_forward_hook(lambda *_: anotados.append(torch.get_num_threads()))
    return anotados


def test_una_red_recurrente_calcula_con_un_solo_hilo(dos_hilos):
    pares = [(torch.randn(3 + i % 5, 2), i % 2) for i in range(24)]
    red = Recurrente()
    anotados = con_hilos_anotados(red)
    entrenar(red, pares, pares[:10], epocas=1, juntar=empaquetar)
    predecir(red, pares, juntar=empaquetar)
    assert set(anotados) == {1}
    assert torch.get_num_threads() == 2


def test_las_demas_redes_calculan_con_todos(dos_hilos):
    red = crear_red()
    anotados = con_hilos_anotados(red)
    entrenar(red, AJUSTE, VALIDACION, **PLAN | {"epocas": 1})
    predecir(red, VALIDACION)
    assert set(anotados) == {2}


def test_si_el_entrenamiento_falla_vuelven_los_hilos_que_habia(dos_hilos):
    pares = [(torch.full((3, 2), torch.nan), 0), (torch.zeros(3, 2), 1)]
    with pytest.raises(ErrorDeModelo, match="dejado de ser un número"):
        entrenar(Recurrente(), pares, pares, epocas=1, juntar=empaquetar)
    assert torch.get_num_threads() == 2


def test_la_paciencia_cuenta_epocas_sin_mejorar():
    x, y = AJUSTE
    al_reves = (x, (y + 1) % CLASES)  # cuanto más aprende, peor en validación
    historia = entrenar(crear_red(), AJUSTE, al_reves, **PLAN | {"epocas": 40}, paciencia=3)
    assert historia.epocas == historia.mejor_epoca + 3 < 40


@pytest.mark.parametrize("epocas", [1, 2, 5, 10])
def test_pocos_lotes_tambien_se_entrenan(epocas):
    assert entrenar(crear_red(), AJUSTE, VALIDACION, epocas=epocas, lote=1000).epocas == epocas


@pytest.mark.parametrize("pasos", [1, 2, 3, 9, 10, 11, 100, 1000])
def test_el_ritmo_sube_y_baja_sin_llegar_a_cero(pasos):
    factores = [entrenamiento._factor_de_ritmo(paso, pasos) for paso in range(pasos)]
    cima = int(np.argmax(factores))
    assert max(factores) == 1
    assert min(factores) > 0
    assert cima == max(1, round(0.1 * pasos)) - 1
    assert (np.diff(factores[: cima + 1]) > 0).all()
    assert (np.diff(factores[cima:]) < 0).all()


# --- Parar la celda ---


def test_parar_la_celda_deja_lo_mejor_y_lo_dice(monkeypatch, capsys):
    de_cuatro = crear_red()

    def parar():
        raise KeyboardInterrupt

    hasta_la_epoca(monkeypatch, 5, parar)
    historia = entrenar(de_cuatro, AJUSTE, VALIDACION, **PLAN)
    assert historia.interrumpida
    assert historia.epocas == 4
    assert "Parado en la época 5" in capsys.readouterr().out
    x, y = VALIDACION
    assert -np.log(predecir(de_cuatro, x)[np.arange(31), y]).mean() == pytest.approx(
        min(historia.perdida_validacion), rel=1e-4
    )


def test_parar_antes_de_la_primera_epoca_no_toca_la_red(monkeypatch, capsys):
    red, antes = crear_red(), crear_red()

    def parar():
        raise KeyboardInterrupt

    hasta_la_epoca(monkeypatch, 1, parar)
    historia = entrenar(red, AJUSTE, VALIDACION, **PLAN)
    assert historia.epocas == historia.mejor_epoca == 0
    assert "como estaba" in capsys.readouterr().out
    assert "Ninguna época" in repr(historia)
    assert iguales(red, antes)


@pytest.mark.skipif(sys.platform == "win32", reason="ahí os.kill no manda señales")
def test_una_interrupcion_mientras_se_guarda_espera_a_que_acabe(monkeypatch, tmp_path):
    antes = signal.signal(signal.SIGINT, signal.default_int_handler)
    original = entrenamiento._Marcha.estado
    monkeypatch.setattr(
        entrenamiento._Marcha,
        "estado",
        lambda self: os.kill(os.getpid(), signal.SIGINT) or original(self),
    )
    try:
        parada = entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
    finally:
        signal.signal(signal.SIGINT, antes)
    assert (parada.epocas, parada.interrumpida) == (1, True)
    monkeypatch.undo()
    assert entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path).epocas == PLAN["epocas"]


# --- Seguir donde se quedó ---


@pytest.fixture(scope="module")
def de_un_tiron():
    red = crear_red()
    return red, entrenar(red, AJUSTE, VALIDACION, **PLAN)


@pytest.mark.parametrize("epoca", [1, 2, 5, 6])
def test_seguir_da_lo_mismo_que_no_parar(epoca, monkeypatch, tmp_path, de_un_tiron, capsys):
    def parar():
        raise KeyboardInterrupt

    red = crear_red()
    with monkeypatch.context() as parche:
        hasta_la_epoca(parche, epoca, parar)
        parada = entrenar(red, AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
    assert parada.epocas == epoca - 1
    entera, suya = de_un_tiron
    for otra in (red, crear_red()):  # la misma red, ya a medias, o una nueva en otro proceso
        historia = entrenar(otra, AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
        assert iguales(otra, entera)
        assert (historia.perdida, historia.mejor_epoca) == (suya.perdida, suya.mejor_epoca)
        assert not historia.interrumpida
    assert "se sigue desde ahí" in capsys.readouterr().out


def test_lo_mejor_queda_en_un_archivo_que_abre_cualquiera(tmp_path, de_un_tiron):
    entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path / "nueva" / "dentro")
    pesos = load_file(tmp_path / "nueva" / "dentro" / MEJOR)
    assert {n: torch.equal(t, pesos[n]) for n, t in de_un_tiron[0].state_dict().items()} == dict.fromkeys(
        pesos, True
    )
    assert sorted(p.name for p in (tmp_path / "nueva" / "dentro").iterdir()) == sorted([ESTADO, MEJOR])


GUION = """
    import sys, time
    sys.path.insert(0, {pruebas!r})
    import test_entrenamiento as t

    def despacio(entradas, azar):
        time.sleep(0.02)
        return t.con_ruido(entradas, azar)

    despacio.__qualname__ = "con_ruido"
    plan = t.PLAN | {{"aumento": despacio}}
    t.entrenar(t.crear_red(), t.AJUSTE, t.VALIDACION, **plan, carpeta=sys.argv[1])
"""


@pytest.mark.minutos
@pytest.mark.skipif(sys.platform == "win32", reason="ahí no hay SIGKILL")
def test_un_corte_de_luz_a_mitad_de_epoca(tmp_path, de_un_tiron):
    """Un proceso que muere sin avisar, varias veces y en cualquier momento, acaba con los mismos pesos."""
    guion = textwrap.dedent(GUION.format(pruebas=str(Path(__file__).parent)))
    for espera in (0.05, 0.13, 0.2):
        antes = _marca(tmp_path / ESTADO)
        proceso = subprocess.Popen(
            [sys.executable, "-c", guion, str(tmp_path)],
            cwd=RAIZ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        limite = time.monotonic() + 60
        while _marca(tmp_path / ESTADO) == antes and proceso.poll() is None and time.monotonic() < limite:
            time.sleep(0.005)
        time.sleep(espera)
        proceso.kill()
        proceso.communicate()
    assert (tmp_path / ESTADO).exists()
    red = crear_red()
    entrenar(red, AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
    assert iguales(red, de_un_tiron[0])


def _marca(archivo):
    return archivo.stat().st_mtime_ns if archivo.exists() else None


# --- Lo que no vale ---


@pytest.mark.parametrize(
    "estropear",
    [
        lambda contenido: contenido[: len(contenido) // 2],
        lambda contenido: contenido[:100] + bytes([contenido[100] ^ 1]) + contenido[101:],
        lambda contenido: b"",
        lambda contenido: b"esto no es un entrenamiento" * 100,
    ],
)
def test_un_estado_danado_se_dice(tmp_path, estropear):
    entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
    archivo = tmp_path / ESTADO
    archivo.write_bytes(estropear(archivo.read_bytes()))
    with pytest.raises(ErrorDeModelo, match="dañado") as error:
        entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path)
    assert error.value.archivo == str(archivo)
    assert "borra" in error.value.que_hacer


@pytest.mark.parametrize(
    ("cambios", "dice"),
    [
        ({"epocas": 7}, "cambia epocas"),
        ({"lote": 9, "ritmo": 0.1}, "cambia lote, ritmo"),
        ({"semilla": 3}, "semilla"),
        ({"paciencia": 2}, "paciencia"),
        ({"aumento": None}, "aumento"),
        ({"aumento": partial(con_ruido)}, "aumento"),
        ({"ajuste": datos(50, 9)}, "ajuste"),
        ({"validacion": datos(32, 2)}, "validacion"),
        ({"red": crear_red(ancho=17)}, "red"),
    ],
)
def test_otro_plan_no_sigue_lo_de_antes(tmp_path, cambios, dice):
    base = {"red": crear_red(), "ajuste": AJUSTE, "validacion": VALIDACION, "carpeta": tmp_path, **PLAN}
    entrenar(**base)
    with pytest.raises(ErrorDeModelo, match=f"otro plan: .*{dice}"):
        entrenar(**base | cambios)


def test_una_carpeta_imposible_se_dice(tmp_path):
    (tmp_path / "archivo").write_text("no soy una carpeta")
    with pytest.raises(ErrorDeModelo, match="crear la carpeta"):
        entrenar(crear_red(), AJUSTE, VALIDACION, **PLAN, carpeta=tmp_path / "archivo")


@pytest.mark.parametrize(
    ("cambios", "dice"),
    [
        ({"epocas": 0}, "epocas no puede ser 0"),
        ({"lote": 0}, "lote no puede ser 0"),
        ({"ritmo": -1}, "ritmo no puede ser -1"),
        ({"paciencia": 0}, "paciencia no puede ser 0"),
        ({"ajuste": (np.zeros((0, 8)), np.zeros(0, int))}, "«ajuste» está vacío"),
        ({"ajuste": (np.zeros((3, 8)), [0, 1])}, "3 entradas y 2 clases"),
        ({"validacion": (np.zeros((2, 8)), ["jazz", "rock"])}, "no son índices"),
        ({"validacion": 3}, "tiene que ser un Dataset"),
    ],
)
def test_lo_que_no_se_puede_entrenar_se_dice(cambios, dice):
    base = {"red": crear_red(), "ajuste": AJUSTE, "validacion": VALIDACION, **PLAN}
    with pytest.raises(ErrorDeDatos, match=re.escape(dice)):
        entrenar(**base | cambios)


def test_una_perdida_que_deja_de_ser_un_numero_se_dice():
    x, y = AJUSTE
    with pytest.raises(ErrorDeModelo, match="ha dejado de ser un número"):
        entrenar(crear_red(), (np.where(x > 2, np.nan, x), y), VALIDACION, **PLAN)


# --- La historia y su figura ---

HISTORIA = Historia((2.0, 1.0, 0.5), (2.1, 1.4, 1.6), (0.2, 0.55, 0.5), 2, 12.34, 40, 10)


def test_la_historia_se_lee_en_una_linea():
    assert repr(HISTORIA) == (
        "3 épocas en 12,3\u00a0s. La mejor, la 2: en validación, pérdida 1,40 y exactitud equilibrada 0,55 "
        "(azar 0,10, n 40)."
    )


@pytest.mark.parametrize("historia", [HISTORIA, (HISTORIA.perdida, list(HISTORIA.perdida_validacion))])
def test_las_curvas_dicen_como_se_leen_y_marcan_la_mejor(historia):
    plt.switch_backend("agg")
    ax = graficas.curvas_de_aprendizaje(historia)
    assert [list(linea.get_ydata()) for linea in ax.lines[:2]] == [[2.0, 1.0, 0.5], [2.1, 1.4, 1.6]]
    assert ax.lines[2].get_xdata()[0] == 2
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Época", "Pérdida (nats)")
    alternativo = graficas.texto_alternativo(ax.figure)
    assert "validación" in alternativo
    assert not re.search(r"\d", alternativo)
    plt.close("all")


@pytest.mark.parametrize("mala", [Historia(), ([1.0], [1.0, 2.0]), 3, (["a"], ["b"])])
def test_lo_que_no_es_una_historia_no_se_dibuja(mala):
    with pytest.raises(ErrorDeDatos):
        graficas.curvas_de_aprendizaje(mala)
