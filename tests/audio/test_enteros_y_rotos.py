"""Los archivos de `fabricas`: los enteros se leen enteros, por raros que sean, y los rotos se dicen.

La última prueba imprime la tabla de las dos cuentas, por familias: cuántos cortes se detectan y cuántos
enteros se leen. Se ve con `probar tests/audio/test_enteros_y_rotos.py -s`.
"""

import io
import re
from functools import cache

import av
import numpy as np
import pytest
from fabricas import ENTEROS, FAMILIAS, ROTOS
from formatos import SR, TODOS, escribir_todos, melodia

from helpers.audio import alinear, cargar_audio, remuestrear
from helpers.errores import ErrorDeAudio

CORTES_POR_FORMATO = 44
SIN_CUENTA = ("amr", "aac")  # entre dos tramas, no se puede saber
PRECISION_S = 0.0006
RECORTE_DEL_CODEC_S = 0.12  # lo que un códec pone al principio y al final, y quien lee bien quita


@cache
def bytes_de(nombre):
    return (ENTEROS | ROTOS)[nombre].fabricar()


@pytest.fixture(scope="module")
def leer(tmp_path_factory):
    """Una función que lee una vez cada archivo: da el sonido, o el error."""
    carpeta = tmp_path_factory.mktemp("fabricas")

    @cache
    def leer_uno(nombre):
        ruta = carpeta / (ENTEROS | ROTOS)[nombre].archivo
        ruta.write_bytes(bytes_de(nombre))
        try:
            return cargar_audio(ruta)
        except ErrorDeAudio as error:
            return error

    return leer_uno


def segundos_que_descodifica_pyav(datos):
    """Lo que da el descodificador sin nadie que lo vigile; 0 si no sabe abrirlo."""
    try:
        with av.open(io.BytesIO(datos)) as contenedor:
            pista = contenedor.streams.audio[0]
            return sum(cuadro.samples / cuadro.sample_rate for cuadro in contenedor.decode(pista))
    except av.error.FFmpegError:
        return 0.0


@pytest.mark.parametrize("nombre", ENTEROS)
def test_un_archivo_entero_y_raro_se_lee_entero(leer, nombre):
    caso, audio = ENTEROS[nombre], leer(nombre)
    assert not isinstance(audio, ErrorDeAudio), str(audio)
    assert audio.duracion == pytest.approx(caso.segundos, abs=PRECISION_S)
    assert audio.duracion > segundos_que_descodifica_pyav(bytes_de(nombre)) - RECORTE_DEL_CODEC_S


@pytest.mark.parametrize("nombre", ENTEROS)
def test_lo_que_se_lee_es_la_melodia_de_principio_a_fin(leer, nombre):
    caso = ENTEROS[nombre]
    original, leido = melodia(caso.melodia_s), remuestrear(leer(nombre), SR)
    alineado = alinear(original, leido)[0]
    n = min(len(original.y), len(alineado.y)) - SR // 20
    assert np.corrcoef(original.y[:n], alineado.y[:n])[0, 1] > caso.parecido


@pytest.mark.parametrize("nombre", ROTOS)
def test_de_un_archivo_roto_se_dice_que_le_pasa(leer, nombre):
    error = leer(nombre)
    assert isinstance(error, ErrorDeAudio), f"se ha leído: {error}"
    assert re.search(ROTOS[nombre].que_paso, error.que_paso), error.que_paso
    assert error.archivo.endswith(ROTOS[nombre].archivo)
    assert error.que_paso.endswith(".")
    assert error.que_hacer.endswith(".")


def cortes(datos):
    return [len(datos) * k // (CORTES_POR_FORMATO + 1) for k in range(1, CORTES_POR_FORMATO + 1)]


def se_detecta(ruta, datos, corte):
    """Dice si se nota que falta lo que sigue a `corte`; si ahí se acaba justo una trama, al byte anterior."""
    for ultimo in (corte, corte - 1):
        ruta.write_bytes(datos[:ultimo])
        try:
            cargar_audio(ruta)
        except ErrorDeAudio:
            return True
        if ruta.suffix[1:] not in SIN_CUENTA:
            return False
    return False


@pytest.fixture(scope="module")
def cortes_detectados(tmp_path_factory):
    """Por formato, cuántos de sus cortes se detectan."""
    carpeta = tmp_path_factory.mktemp("cortes")
    detectados = {}
    for extension, ruta in escribir_todos(carpeta, melodia(1.0)).items():
        datos = ruta.read_bytes()
        detectados[extension] = sum(se_detecta(ruta, datos, corte) for corte in cortes(datos))
    return detectados


def test_se_detectan_todos_los_cortes(cortes_detectados):
    assert cortes_detectados == dict.fromkeys(TODOS, CORTES_POR_FORMATO)


def test_las_dos_cuentas(leer, cortes_detectados):
    cortes = CORTES_POR_FORMATO * len(TODOS)
    filas = [(f"{CORTES_POR_FORMATO} cortes por formato", sum(cortes_detectados.values()), cortes, 0, 0)]
    for familia, modulo in FAMILIAS.items():
        dichos = sum(isinstance(leer(nombre), ErrorDeAudio) for nombre in modulo.ROTOS)
        leidos = sum(not isinstance(leer(nombre), ErrorDeAudio) for nombre in modulo.ENTEROS)
        filas.append((familia, dichos, len(modulo.ROTOS), leidos, len(modulo.ENTEROS)))
    filas.append(("Total", *(sum(fila[n] for fila in filas) for n in range(1, 5))))
    print(f"\n{'':24}{'rotos detectados':>20}{'enteros leídos':>18}")
    for nombre, dichos, rotos, leidos, enteros in filas:
        print(f"{nombre:24}{f'{dichos}/{rotos}':>20}{f'{leidos}/{enteros}' if enteros else '':>18}")
    assert all(dichos == rotos and leidos == enteros for _, dichos, rotos, leidos, enteros in filas)
