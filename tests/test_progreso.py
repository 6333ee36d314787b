"""Lo que se apunta de cada ejercicio, al lado de la copia, y cómo se cuenta."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime

import pytest

from helpers.curso import avance
from helpers.curso.instalacion import RAIZ
from helpers.progreso import DIARIO, Hecho, apuntar, diario_de, leer

RESPONDER = """
import sys
from helpers.ejercicios import comprobar
parte_igual, veces, sin_escuchar = map(float, sys.argv[1:])
print(comprobar("00.4", parte_igual=parte_igual, veces=veces, sin_escuchar=sin_escuchar))
"""
BIEN, MAL = ("0.125", "1.05", "0.3"), ("8", "1", "0.5")


@pytest.fixture
def diario(tmp_path):
    (tmp_path / DIARIO).touch()
    return tmp_path / DIARIO


def responder(carpeta, respuestas):
    orden = [sys.executable, "-c", RESPONDER, *respuestas]
    entorno = {"PYTHONPATH": str(RAIZ), "PATH": "", "HOME": str(carpeta)}
    return subprocess.run(orden, cwd=carpeta, env=entorno, capture_output=True, text=True, check=True).stdout


def test_comprobar_apunta_en_la_copia_y_tambien_desde_una_subcarpeta(diario):
    (diario.parent / "semana 1").mkdir()
    assert "Todavía no" in responder(diario.parent / "semana 1", MAL)
    assert {n: h.acierto for n, h in leer(diario).items()} == {"00.4": False}
    assert "Correcto" in responder(diario.parent, BIEN)
    assert {n: h.acierto for n, h in leer(diario).items()} == {"00.4": True}
    antes = diario.read_bytes()
    responder(diario.parent, MAL)
    responder(diario.parent, BIEN)
    assert diario.read_bytes() == antes


def test_fuera_de_una_copia_no_se_apunta_nada(tmp_path):
    responder(tmp_path, BIEN)
    assert list(tmp_path.rglob(DIARIO)) == []


def test_si_no_se_puede_apuntar_se_dice_y_la_respuesta_vale(diario):
    from helpers.ejercicios import comprobacion

    diario.unlink()
    diario.mkdir()
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(comprobacion, "_DIARIO", diario)
        resultado = comprobacion.comprobar("00.4", parte_igual=0.125, veces=1.05, sin_escuchar=0.3)
    assert resultado.acierto
    assert "No se ha podido apuntar en tu progreso" in resultado.mensaje


def test_lo_que_no_se_entiende_no_cuenta(diario):
    apuntar(diario, "03.1", acierto=True)
    bueno = leer(diario)
    with diario.open("ab") as salida:
        salida.write(
            b'\n{"ejercicio": "03.2", "acie\n[]\n3\n\xff\xfe\n{"ejercicio": "03.3", "acierto": true}\n'
        )
        salida.write(b'{"ejercicio": "03.4", "acierto": true, "cuando": "ayer"}\n{"entregado": "x"}\n')
    assert leer(diario) == bueno


def test_la_copia_es_la_carpeta_mas_cercana_que_tiene_diario(diario):
    dentro = diario.parent / "a" / "b"
    dentro.mkdir(parents=True)
    assert diario_de(dentro) == diario
    assert diario_de(RAIZ / "notebooks") is None


UN_DIA = datetime(2026, 11, 28, 9, 30)
HECHOS = {"03.1": Hecho(True, UN_DIA), "03.3": Hecho(False, UN_DIA), "05.1": Hecho(True, UN_DIA)}


def test_la_linea_dice_que_se_ha_hecho_y_cuando():
    assert avance.linea(["03.1", "03.2", "03.3"], HECHOS).startswith(
        "**Tu copia.** Ejercicios acertados: 03.1 (28/11/2026). Probados, y todavía no: 03.3. "
        "Sin responder: 03.2."
    )
    assert "Sin responder" not in avance.linea(["03.1"], HECHOS)


def test_la_tabla_cuenta_los_ejercicios_de_cada_cuaderno():
    filas = avance.tabla(RAIZ / "notebooks", HECHOS).splitlines()
    assert [fila.split(" · ")[0] for fila in filas] == [f"{n:02d}" for n in range(len(filas))]
    (fila,) = [fila for fila in filas if fila.startswith("03 · MFCC")]
    assert fila.endswith("1 de 4  03.1 (28/11/2026); probados: 03.3")
    assert len({fila.index(" de ") for fila in filas}) == 1


def test_la_tabla_no_cuenta_un_cuaderno_sin_nombre_que_alguien_dejo_en_el_curso(tmp_path):
    (tmp_path / "Untitled.ipynb").write_text('{"cells": [{"cell_type": "code", "source": []}]}')
    assert avance.tabla(tmp_path, {}) == ""


@pytest.mark.parametrize("texto", ["roto", "", "[]", "{}", '{"cells": []}'])
def test_un_original_estropeado_se_dice_en_la_tabla(tmp_path, texto):
    (tmp_path / "03_mfcc.ipynb").write_text(texto)
    assert avance.tabla(tmp_path, {}).startswith("03_mfcc  el original del curso no se puede leer")
