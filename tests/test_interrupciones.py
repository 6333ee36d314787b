"""Una interrupción que llega mientras se lee no se pierde ni estropea lo leído."""

import os
import signal
import sys
import threading

import numpy as np
import pytest
from modelos_diminutos import clasificador_ast

from helpers.audio.lectura import Lectura
from helpers.clasificacion import clasificar, ventanas
from helpers.interrupciones import interrupcion_aplazada, sin_interrumpir_cada_uno

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ahí os.kill no manda señales")


@pytest.fixture(autouse=True)
def _como_en_una_celda():
    """Atiende a las interrupciones aunque las pruebas se lancen desde un guion que las ignora."""
    antes = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, antes)


def _interrumpir():
    os.kill(os.getpid(), signal.SIGINT)


def test_la_interrupcion_espera_al_final_del_bloque():
    pasos = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012
        with interrupcion_aplazada():
            _interrumpir()
            pasos.append("sigue")
        pasos.append("después")
    assert pasos == ["sigue"]


def test_sin_interrupcion_todo_queda_como_estaba():
    antes = signal.getsignal(signal.SIGINT)
    with interrupcion_aplazada():
        assert signal.getsignal(signal.SIGINT) is not antes
    assert signal.getsignal(signal.SIGINT) is antes


def test_si_el_bloque_falla_la_interrupcion_no_se_pierde():
    antes = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt) as interrupcion, interrupcion_aplazada():  # noqa: PT012
        _interrumpir()
        raise ValueError("leídas menos muestras")
    assert isinstance(interrupcion.value.__context__, ValueError)
    assert signal.getsignal(signal.SIGINT) is antes


def test_con_las_interrupciones_desactivadas_siguen_desactivadas():
    antes = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupcion_aplazada():
            _interrumpir()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, antes)


def test_en_otro_hilo_no_hace_nada():
    dentro = []

    def trabajo():
        with interrupcion_aplazada():
            dentro.append(signal.getsignal(signal.SIGINT))

    hilo = threading.Thread(target=trabajo)
    hilo.start()
    hilo.join()
    assert dentro == [signal.getsignal(signal.SIGINT)]


def test_entre_elemento_y_elemento_si_se_interrumpe():
    dados = []

    def generar():
        yield 1
        _interrumpir()
        dados.append("dos entero")
        yield 2

    with pytest.raises(KeyboardInterrupt):
        dados.extend(sin_interrumpir_cada_uno(generar()))
    assert dados == [1, "dos entero"]
    assert list(sin_interrumpir_cada_uno([1, None, 3])) == [1, None, 3]


class LecturaInterrumpida:
    """Un archivo abierto al que le llega una interrupción al abrirse o al dar su segundo bloque."""

    def __init__(self, momento):
        self.momento, self.entera = momento, False

    def __enter__(self):
        if self.momento == "al abrir":
            _interrumpir()
            self.entera = True
        return Lectura(16_000, None, self._bloques())

    def __exit__(self, *error):
        pass

    def _bloques(self):
        ruido = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 16_000)).astype(np.float32)
        yield ruido[0]
        _interrumpir()
        self.entera = True
        yield ruido[1]


@pytest.mark.parametrize("momento", ["al abrir", "al leer"])
def test_interrumpir_la_lectura_para_y_no_la_estropea(monkeypatch, momento):
    lectura = LecturaInterrumpida(momento)
    monkeypatch.setattr(ventanas, "leer_por_bloques", lambda ruta: lectura)
    with pytest.raises(KeyboardInterrupt):
        clasificar(clasificador_ast(), "voz.wav")
    assert lectura.entera
