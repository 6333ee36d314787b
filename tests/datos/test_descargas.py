"""Los conjuntos reales, del registro a la caché, contra un servidor local que falla de muchas maneras."""

import errno
import hashlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pooch
import pytest
import requests
from servidor_de_pega import ServidorDePega

from helpers.cache import VARIABLE
from helpers.datos import conjuntos as datos
from helpers.datos import descargas
from helpers.datos.tablas import COLUMNAS, COLUMNAS_DE_DESCARGA
from helpers.errores import ErrorDeDatos

RUTAS = [f"/publico/{nombre}.wav" for nombre in ("a", "b", "c", "d", "e")]
CONTENIDOS = {ruta: np.random.default_rng(i).bytes(4000 + 1000 * i) for i, ruta in enumerate(RUTAS, start=1)}
ALTERNATIVA = 'mientras tanto, usa cargar_conjunto("generos")'
DESCARGAR = """
import sys
from pathlib import Path
from helpers.datos import conjuntos as datos
from helpers.datos import descargas
datos.REGISTROS = Path(sys.argv[1])
descargas.PAUSA_S = 0
datos.descargar_conjunto("voces")
"""


def _archivo(ruta):
    return f"audio/{Path(ruta).name}"


def registro_de(servidor):
    """Devuelve el registro de los contenidos de un servidor, con los metadatos de un conjunto sin fugas."""
    filas = [
        (
            *(_archivo(ruta), "happy", f"hablante{i % 2}", ("prueba", "entrenamiento")[i % 2], "1.5"),
            *("CC0-1.0", "Voces de pega", servidor.url(ruta)),
            *(hashlib.sha256(contenido).hexdigest(), str(len(contenido))),
        )
        for i, (ruta, contenido) in enumerate(servidor.contenidos.items())
    ]
    return pd.DataFrame(filas, columns=COLUMNAS + COLUMNAS_DE_DESCARGA)


@pytest.fixture
def servidor(monkeypatch):
    """Un servidor con los cinco archivos, al que se llega sin intermediarios."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ServidorDePega(dict(CONTENIDOS)) as servidor:
        yield servidor


@pytest.fixture
def registro_csv(servidor, tmp_path, monkeypatch):
    """El registro de «voces», con una caché vacía y sin pausas entre reintentos."""
    monkeypatch.setattr(datos, "REGISTROS", tmp_path / "registros")
    monkeypatch.setattr(datos, "SUSTITUTOS", {"voces": "generos"})
    monkeypatch.setattr(descargas, "PAUSA_S", 0)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "registros").mkdir()
    registro_de(servidor).to_csv(tmp_path / "registros" / "voces.csv", index=False)
    return tmp_path / "registros" / "voces.csv"


@pytest.fixture
def carpeta(registro_csv, tmp_path):
    """La carpeta de la caché en que han de quedar los archivos de «voces»."""
    return tmp_path / "cache" / "conjuntos" / "voces"


def guardados(carpeta):
    """Los archivos de la caché que hay, con su contenido; entre ellos, los que no debería haber."""
    return {
        ruta.relative_to(carpeta).as_posix(): ruta.read_bytes()
        for ruta in carpeta.rglob("*")
        if ruta.is_file()
    }


def buenos(*rutas):
    return {_archivo(ruta): CONTENIDOS[ruta] for ruta in rutas}


def exigir_error(mensaje, hacer=datos.descargar_conjunto):
    with pytest.raises(ErrorDeDatos, match=mensaje) as error:
        hacer("voces")
    assert ALTERNATIVA in error.value.que_hacer
    return error.value


# --- Todo va bien ---


def test_se_descarga_se_dice_antes_y_se_carga(servidor, carpeta, capsys):
    assert datos.descargar_conjunto("voces") == carpeta
    assert guardados(carpeta) == buenos(*RUTAS)
    anuncio, final, licencia = capsys.readouterr().out.splitlines()
    assert anuncio == f"Descargando el conjunto voces: 5 archivos, 0,04\u00a0MB, de 127.0.0.1 a {carpeta}."
    assert final == "Ya están los 5 archivos de voces, comprobados."
    assert licencia == "Licencia: CC0-1.0. Origen: Voces de pega."

    tabla = datos.cargar_conjunto("voces")
    assert list(tabla.columns) == list(datos.cargar_conjunto("generos").columns)
    assert [ruta.read_bytes() for ruta in tabla["ruta"]] == list(CONTENIDOS.values())
    assert tabla["duracion_s"].dtype == float


def test_el_anuncio_va_antes_que_el_primer_archivo(servidor, carpeta, capsys):
    dicho = []
    servidor.averiar(RUTAS[0], al_empezar=lambda: dicho.append(capsys.readouterr().out))
    datos.descargar_conjunto("voces")
    assert dicho[0].startswith("Descargando el conjunto voces")


def test_una_sola_barra_en_espanol_y_nada_en_ingles(servidor, carpeta, capfd):
    datos.descargar_conjunto("voces")
    barras = [linea for linea in capfd.readouterr().err.replace("\r", "\n").splitlines() if linea.strip()]
    assert barras
    assert all(b.startswith("voces: ") and " archivos, faltan " in b for b in barras)
    assert "5 de 5 archivos" in barras[-1]


def test_pooch_calla_lo_que_ya_dice_la_barra_pero_no_sus_avisos(servidor, carpeta):
    registro, dichos = pooch.get_logger(), []
    apuntar = logging.Handler()
    apuntar.emit = lambda aviso: dichos.append(aviso.getMessage())
    nivel = registro.level
    servidor.averiar(RUTAS[0], al_empezar=lambda: registro.warning("algo va mal"))
    registro.addHandler(apuntar)
    registro.setLevel(logging.DEBUG)
    try:
        datos.descargar_conjunto("voces")
        assert dichos == ["algo va mal"]
        assert registro.level == logging.DEBUG
    finally:
        registro.removeHandler(apuntar)
        registro.setLevel(nivel)


def test_una_conexion_para_preguntar_y_otra_para_todos_los_archivos(servidor, carpeta):
    datos.descargar_conjunto("voces")
    assert servidor.peticiones == [("HEAD", RUTAS[0]), *(("GET", ruta) for ruta in RUTAS)]
    assert len(servidor.conexiones) == 2


def test_una_redireccion_se_sigue(servidor, carpeta):
    servidor.contenidos["/almacen/a"] = CONTENIDOS[RUTAS[0]]
    servidor.averiar(RUTAS[0], redirigir_a="/almacen/a")
    datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS)


def test_un_servidor_lento_no_es_un_error(servidor, carpeta):
    for ruta in RUTAS[:2]:
        servidor.averiar(ruta, pausa_s=0.05)
    datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS)


def test_lo_descargado_lo_puede_leer_quien_puede_leer_la_carpeta(servidor, carpeta):
    carpeta.mkdir(parents=True)
    (carpeta / "audio").mkdir(mode=0o755)
    datos.descargar_conjunto("voces")
    assert {ruta.stat().st_mode & 0o777 for ruta in (carpeta / "audio").iterdir()} == {0o644}


# --- La caché ---


def sin_red(monkeypatch):
    def conectar(*_, **__):
        raise AssertionError("se ha intentado abrir una conexión")

    monkeypatch.setattr(socket.socket, "connect", conectar)
    monkeypatch.setattr(socket, "getaddrinfo", conectar)


def test_cargar_no_descarga_nunca_y_dice_como_traerlo(servidor, carpeta, capsys):
    error = exigir_error("voces no está en este equipo: son 5 archivos, 0,04\u00a0MB", datos.cargar_conjunto)
    assert error.archivo == str(carpeta)
    assert 'descargar_conjunto("voces")' in error.que_hacer
    assert f"copia en {carpeta} la carpeta" in error.que_hacer
    assert servidor.peticiones == []
    assert not carpeta.exists()
    assert capsys.readouterr() == ("", "")


def test_sin_sustituto_no_se_recomienda_ninguno(carpeta, monkeypatch):
    monkeypatch.setattr(datos, "SUSTITUTOS", {"voces": "no_existe"})
    with pytest.raises(ErrorDeDatos) as error:
        datos.cargar_conjunto("voces")
    assert "mientras tanto" not in error.value.que_hacer


def test_una_cache_llena_copiada_de_otro_equipo_se_usa_sin_red_y_sin_escribir(
    carpeta, tmp_path, monkeypatch, capsys
):
    datos.descargar_conjunto("voces")
    lapiz = tmp_path / "lápiz usb"
    shutil.copytree(tmp_path / "cache", lapiz)
    shutil.rmtree(tmp_path / "cache")
    for ruta in (lapiz, *lapiz.rglob("*")):
        ruta.chmod(0o555 if ruta.is_dir() else 0o444)
    antes = {ruta: ruta.stat().st_mtime_ns for ruta in (lapiz, *lapiz.rglob("*"))}
    capsys.readouterr()

    monkeypatch.setenv(VARIABLE, str(lapiz))
    sin_red(monkeypatch)
    assert datos.descargar_conjunto("voces") == lapiz / "conjuntos" / "voces"
    assert len(datos.cargar_conjunto("voces")) == 5
    assert datos.inventario("voces").entero
    assert "ya está entero" in capsys.readouterr().out
    assert {ruta: ruta.stat().st_mtime_ns for ruta in (lapiz, *lapiz.rglob("*"))} == antes


def test_descargar_un_inventario_entero_no_hace_nada(carpeta, monkeypatch, capfd):
    datos.descargar_conjunto("voces")
    capfd.readouterr()
    sin_red(monkeypatch)
    descargas.descargar(datos.inventario("voces"), "voces")
    assert capfd.readouterr() == ("", "")


def test_solo_se_baja_lo_que_falta(servidor, carpeta, capfd):
    datos.descargar_conjunto("voces")
    (carpeta / "audio" / "b.wav").unlink()
    (carpeta / "audio" / "d.wav").unlink()
    exigir_error("de 5 archivos faltan 2 y hay 0 dañados", datos.cargar_conjunto)
    assert [archivo.nombre for archivo in datos.inventario("voces").faltan] == ["audio/b.wav", "audio/d.wav"]
    servidor.peticiones.clear()
    capfd.readouterr()
    datos.descargar_conjunto("voces")
    assert [ruta for metodo, ruta in servidor.peticiones if metodo == "GET"] == [RUTAS[1], RUTAS[3]]
    salida = capfd.readouterr()
    assert "voces: 2 archivos" in salida.out
    assert "3 de 5 archivos" in salida.err
    assert "5 de 5 archivos" in salida.err
    assert guardados(carpeta) == buenos(*RUTAS)


@pytest.mark.parametrize(
    "estropear",
    [
        lambda contenido: contenido[:-1],
        lambda contenido: b"",
        lambda contenido: bytes([contenido[0] ^ 1]) + contenido[1:],
    ],
    ids=["cortado", "vacío", "un bit, del mismo tamaño"],
)
def test_un_archivo_estropeado_en_la_cache_se_descubre_y_se_repone(servidor, carpeta, estropear):
    datos.descargar_conjunto("voces")
    malo = carpeta / "audio" / "c.wav"
    fecha = malo.stat().st_mtime_ns
    malo.write_bytes(estropear(malo.read_bytes()))
    os.utime(malo, ns=(fecha, fecha))  # ni siquiera la fecha lo delata
    error = exigir_error("faltan 0 y hay 1 dañados", datos.cargar_conjunto)
    assert error.archivo == str(malo)
    servidor.peticiones.clear()
    datos.descargar_conjunto("voces")
    assert [ruta for metodo, ruta in servidor.peticiones if metodo == "GET"] == [RUTAS[2]]
    assert guardados(carpeta) == buenos(*RUTAS)


def test_un_archivo_estropeado_no_se_toca_si_no_se_puede_reponer(servidor, carpeta):
    datos.descargar_conjunto("voces")
    (carpeta / "audio" / "c.wav").write_bytes(b"estropeado")
    servidor.averiar(RUTAS[2], estado=404)
    exigir_error("ya no tiene")
    assert guardados(carpeta) == {**buenos(*RUTAS), "audio/c.wav": b"estropeado"}


def test_de_un_conjunto_propio_no_hay_nada_que_descargar(servidor, carpeta, capsys):
    assert datos.descargar_conjunto("generos") == datos.CONJUNTOS / "generos"
    assert "viene con el curso" in capsys.readouterr().out
    assert servidor.peticiones == []


@pytest.mark.parametrize("hacer", [datos.cargar_conjunto, datos.descargar_conjunto, datos.inventario])
@pytest.mark.parametrize("nombre", ["no_existe", "../registros/voces", "voces.csv", "", None, 3])
def test_un_nombre_desconocido_dice_cuales_hay(carpeta, hacer, nombre):
    with pytest.raises(ErrorDeDatos, match="No hay ningún conjunto") as error:
        hacer(nombre)
    assert "generos" in error.value.que_hacer
    assert "los que se descargan (voces)" in error.value.que_hacer


# --- La red falla ---


def test_un_corte_se_reintenta(servidor, carpeta):
    servidor.averiar(RUTAS[1], cortar_en=2000, veces=2)
    datos.descargar_conjunto("voces")
    assert servidor.bajadas(RUTAS[1]) == 3
    assert guardados(carpeta) == buenos(*RUTAS)


@pytest.mark.parametrize("octetos", [0, 1, 2000, len(CONTENIDOS[RUTAS[2]]) - 1])
def test_tras_un_corte_se_sigue_por_donde_se_iba(servidor, carpeta, octetos):
    servidor.averiar(RUTAS[2], cortar_en=octetos)
    error = exigir_error("se ha cortado. Ya hay 2 de 5 archivos")
    assert error.archivo == servidor.url(RUTAS[2])
    assert servidor.bajadas(RUTAS[2]) == descargas.INTENTOS
    assert guardados(carpeta) == buenos(*RUTAS[:2])

    servidor.arreglar()
    servidor.peticiones.clear()
    datos.descargar_conjunto("voces")
    assert [ruta for metodo, ruta in servidor.peticiones if metodo == "GET"] == RUTAS[2:]
    assert guardados(carpeta) == buenos(*RUTAS)


def test_un_servidor_que_se_calla_es_un_corte(servidor, carpeta, monkeypatch):
    monkeypatch.setattr(descargas, "LECTURA_S", 0.1)
    pedir, limites = requests.Session.get, []

    def apuntar(sesion, url, timeout, **otros):
        limites.append(timeout)
        return pedir(sesion, url, timeout=timeout, **otros)

    monkeypatch.setattr(requests.Session, "get", apuntar)
    servidor.averiar(RUTAS[1], callar_en=2000)
    exigir_error("se ha cortado. Ya hay 1 de 5")
    assert set(limites) == {(descargas.ESPERA_S, descargas.LECTURA_S)}
    assert guardados(carpeta) == buenos(RUTAS[0])


@pytest.mark.parametrize(
    "otro",
    [b"<html>Identificate</html>", b"", bytes(len(CONTENIDOS[RUTAS[0]])), bytes(10 * descargas._TROZO)],
    ids=["portal", "vacío", "del mismo tamaño", "enorme"],
)
def test_otros_octetos_no_se_guardan(servidor, carpeta, otro):
    servidor.averiar(RUTAS[0], contenido=otro)
    error = exigir_error("no es el archivo del registro, y se ha borrado. Ya hay 0 de 5")
    assert error.archivo == servidor.url(RUTAS[0])
    assert guardados(carpeta) == {}
    assert servidor.bajadas(RUTAS[0]) == 1


def test_de_un_archivo_sin_fin_no_se_lee_mas_de_lo_que_toca(servidor, carpeta, monkeypatch):
    leidos = []
    leer = requests.Response.iter_content

    def contar(respuesta, tamano):
        for trozo in leer(respuesta, tamano):
            leidos.append(len(trozo))
            yield trozo

    monkeypatch.setattr(requests.Response, "iter_content", contar)
    servidor.averiar(RUTAS[0], contenido=bytes(50 * descargas._TROZO))
    exigir_error("no es el archivo del registro")
    assert sum(leidos) <= descargas._TROZO


@pytest.mark.parametrize(
    ("estado", "mensaje", "remedio"),
    [
        (404, "ya no tiene un archivo del conjunto voces", "copia en"),
        (410, "ya no tiene un archivo del conjunto voces", "copia en"),
        (403, "un error 403. Ya hay 1 de 5", "desde otra red"),
        (429, "un error 429. Ya hay 1 de 5", "espera un minuto"),
        (503, "un error 503. Ya hay 1 de 5", "espera un minuto"),
    ],
)
def test_cada_respuesta_del_servidor_con_su_remedio(servidor, carpeta, estado, mensaje, remedio):
    servidor.averiar(RUTAS[1], estado=estado)
    error = exigir_error(mensaje)
    assert (
        error.que_hacer.startswith(remedio) or f"{remedio};" in error.que_hacer or remedio in error.que_hacer
    )
    assert error.archivo == servidor.url(RUTAS[1])
    assert servidor.bajadas(RUTAS[1]) == 1
    assert guardados(carpeta) == buenos(RUTAS[0])


def test_sin_nadie_al_otro_lado_se_dice_y_no_queda_rastro(servidor, carpeta, registro_csv, capfd):
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    tabla = pd.read_csv(registro_csv, dtype=str)
    tabla["url"] = [f"http://127.0.0.1:{puerto}{ruta}" for ruta in RUTAS]
    tabla.to_csv(registro_csv, index=False)
    error = exigir_error("voces no se puede descargar: 127.0.0.1 no contesta")
    assert "comprueba la conexión" in error.que_hacer
    assert not carpeta.exists()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("sitio", ["el nombre", "la conexión", "la respuesta"])
def test_sin_red_no_se_espera_mas_de_lo_dicho(servidor, carpeta, monkeypatch, sitio):
    """Donde sea que la red se quede colgada, el error llega antes de que se descuelgue."""
    fin, descolgados = threading.Event(), []

    def colgarse(*_, **__):
        if not fin.wait(10):
            descolgados.append(sitio)
        raise OSError("sin red")

    if sitio == "el nombre":
        monkeypatch.setattr(socket, "getaddrinfo", colgarse)
    elif sitio == "la conexión":
        monkeypatch.setattr(socket.socket, "connect", colgarse)
    else:
        monkeypatch.setattr(requests.Session, "send", colgarse)
    monkeypatch.setattr(descargas, "ESPERA_S", 0.2)
    hilos = set(threading.enumerate())
    try:
        exigir_error("127.0.0.1 no contesta")
        assert not descolgados
    finally:
        fin.set()
        for hilo in set(threading.enumerate()) - hilos:
            hilo.join(5)


def test_la_espera_sin_red_es_de_menos_de_tres_segundos():
    assert descargas.ESPERA_S < 3


def test_un_certificado_que_no_se_puede_comprobar(servidor, carpeta, monkeypatch):
    def interceptada(*_, **__):
        raise requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED")

    monkeypatch.setattr(requests, "head", interceptada)
    exigir_error("No se ha podido comprobar que quien contesta es 127.0.0.1")
    monkeypatch.undo()


def test_un_certificado_malo_en_mitad_no_se_reintenta(servidor, carpeta, monkeypatch):
    intentos = []

    def interceptada(*_, **__):
        intentos.append(1)
        raise requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED")

    monkeypatch.setattr(requests.Session, "get", interceptada)
    exigir_error("No se ha podido comprobar que quien contesta es 127.0.0.1")
    assert len(intentos) == 1


# --- El disco falla ---


class _DiscoLleno:
    """Un archivo abierto en un disco donde ya no cabe nada más."""

    def __init__(self, archivo, codigo):
        self.archivo, self.codigo = archivo, codigo

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.archivo.close()

    def write(self, octetos):
        self.archivo.write(octetos[:100])
        raise OSError(self.codigo, os.strerror(self.codigo))


@pytest.mark.parametrize(
    ("codigo", "mensaje"),
    [
        (errno.ENOSPC, "El disco se ha llenado"),
        (errno.EDQUOT, "El disco se ha llenado"),
        (errno.EIO, "El sistema no deja usar la carpeta de la caché"),
    ],
)
def test_el_disco_se_llena_en_mitad(servidor, carpeta, monkeypatch, codigo, mensaje):
    def abrir(ruta, modo):
        archivo = ruta_abierta(ruta, modo)
        return _DiscoLleno(archivo, codigo) if servidor.bajadas(RUTAS[3]) else archivo

    ruta_abierta = open

    monkeypatch.setattr(descargas, "open", abrir, raising=False)
    with pytest.raises(ErrorDeDatos, match=mensaje) as error:
        datos.descargar_conjunto("voces")
    assert VARIABLE in error.value.que_hacer
    assert servidor.bajadas(RUTAS[3]) == 1
    assert guardados(carpeta) == buenos(*RUTAS[:3])

    monkeypatch.undo()
    monkeypatch.setattr(datos, "REGISTROS", carpeta.parents[2] / "registros")
    monkeypatch.setenv(VARIABLE, str(carpeta.parents[1]))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS)


def test_si_no_cabe_se_dice_antes_de_empezar(servidor, carpeta, monkeypatch):
    total = sum(map(len, CONTENIDOS.values()))
    uso = type(shutil.disk_usage("/"))(total, 0, total)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: uso)
    with pytest.raises(ErrorDeDatos, match="No cabe: hacen falta 0,04\u00a0MB y en el disco quedan 0,04"):
        datos.descargar_conjunto("voces")
    assert not [ruta for metodo, ruta in servidor.peticiones if metodo == "GET"]


@pytest.mark.parametrize("codigo", [errno.EROFS, errno.EACCES])
def test_una_cache_donde_no_se_puede_escribir(servidor, carpeta, monkeypatch, codigo):
    def no_deja(*_, **__):
        raise OSError(codigo, os.strerror(codigo), str(carpeta))

    monkeypatch.setattr(Path, "mkdir", no_deja)
    with pytest.raises(ErrorDeDatos, match="solo lectura|No hay permiso") as error:
        datos.descargar_conjunto("voces")
    assert error.value.archivo == str(carpeta)
    assert VARIABLE in error.value.que_hacer


def test_una_carpeta_sin_permiso_de_verdad(servidor, carpeta):
    carpeta.mkdir(parents=True)
    carpeta.chmod(0o555)
    if os.access(carpeta, os.W_OK):
        pytest.skip("a quien administra el equipo todo le está permitido")
    with pytest.raises(ErrorDeDatos, match="No hay permiso") as error:
        datos.descargar_conjunto("voces")
    assert error.value.archivo.startswith(str(carpeta))
    assert guardados(carpeta) == {}


def test_una_cache_que_es_un_archivo(servidor, carpeta, tmp_path):
    (tmp_path / "cache").write_text("no soy una carpeta")
    with pytest.raises(ErrorDeDatos, match="no deja usar la carpeta") as error:
        datos.descargar_conjunto("voces")
    assert VARIABLE in error.value.que_hacer


def test_un_archivo_de_la_cache_que_no_se_deja_leer(servidor, carpeta, monkeypatch):
    datos.descargar_conjunto("voces")

    def no_deja(ruta, **_):
        raise PermissionError(errno.EACCES, "Permission denied", str(ruta))

    monkeypatch.setattr(pooch, "file_hash", no_deja)
    with pytest.raises(ErrorDeDatos, match="No hay permiso") as error:
        datos.cargar_conjunto("voces")
    assert error.value.archivo == str(carpeta / "audio" / "a.wav")


def test_en_windows_un_archivo_que_otro_ya_trajo_y_esta_leyendo(servidor, carpeta, monkeypatch):
    def ocupado(origen, destino):
        shutil.copyfile(origen, destino)  # lo que acaba de hacer el otro proceso
        raise PermissionError(errno.EACCES, "en uso", str(destino))

    monkeypatch.setattr(os, "replace", ocupado)
    datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS)


def test_en_windows_un_archivo_malo_que_otro_tiene_abierto(servidor, carpeta, monkeypatch):
    def ocupado(_, destino):
        raise PermissionError(errno.EACCES, "en uso", str(destino))

    monkeypatch.setattr(os, "replace", ocupado)
    with pytest.raises(ErrorDeDatos, match="No hay permiso"):
        datos.descargar_conjunto("voces")
    assert guardados(carpeta) == {}


# --- Se interrumpe, o son dos ---


@pytest.fixture
def atiende_a_ctrl_c():
    """Quien se lanza en segundo plano no atiende a Ctrl-C: aquí sí."""
    de_antes = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, de_antes)


@pytest.mark.skipif(sys.platform == "win32", reason="allí no se puede mandar Ctrl-C a un solo proceso")
def test_ctrl_c_no_deja_nada_a_medias_y_se_sigue(servidor, carpeta, capsys, atiende_a_ctrl_c):
    servidor.averiar(RUTAS[2], callar_en=2000, al_empezar=lambda: threading.Timer(0.1, interrumpir).start())

    def interrumpir():
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS[:2])
    assert [hija.name for hija in carpeta.iterdir()] == ["audio"]
    assert (
        "Descarga interrumpida. Ya hay 2 de 5 archivos, y no se vuelven a bajar. Si la repites, sigue"
        in capsys.readouterr().out
    )

    servidor.arreglar()
    servidor.peticiones.clear()
    datos.descargar_conjunto("voces")
    assert [ruta for metodo, ruta in servidor.peticiones if metodo == "GET"] == RUTAS[2:]
    assert guardados(carpeta) == buenos(*RUTAS)


def _otro_proceso(registro_csv):
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", DESCARGAR, str(registro_csv.parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_un_proceso_matado_no_deja_nada_con_nombre_de_bueno(servidor, carpeta, registro_csv):
    en_mitad = threading.Event()
    servidor.averiar(RUTAS[2], callar_en=2000, al_empezar=en_mitad.set)
    with _otro_proceso(registro_csv) as proceso:
        assert en_mitad.wait(60)
        proceso.kill()
        proceso.communicate()
    restos = [hija for hija in carpeta.iterdir() if hija.name != "audio"]
    assert len(restos) == 1
    assert guardados(carpeta / "audio") == {Path(ruta).name: CONTENIDOS[ruta] for ruta in RUTAS[:2]}

    servidor.arreglar()
    datos.descargar_conjunto("voces")
    assert len(datos.cargar_conjunto("voces")) == 5
    assert restos[0].exists()  # podría ser de una descarga viva

    (carpeta / "audio" / "a.wav").unlink()
    vieja = time.time() - descargas._ABANDONADA_S - 60
    os.utime(restos[0], (vieja, vieja))
    datos.descargar_conjunto("voces")
    assert not restos[0].exists()
    assert guardados(carpeta) == buenos(*RUTAS)


def test_dos_procesos_a_la_vez(servidor, carpeta, registro_csv):
    juntos = threading.Barrier(2, timeout=60)
    servidor.averiar(RUTAS[0], veces=2, al_empezar=juntos.wait)
    procesos = [_otro_proceso(registro_csv) for _ in range(2)]
    salidas = [proceso.communicate(timeout=120) for proceso in procesos]
    assert [proceso.returncode for proceso in procesos] == [0, 0], salidas
    assert all("Ya están los 5 archivos" in salida for salida, _ in salidas)
    assert guardados(carpeta) == buenos(*RUTAS)
    assert [hija.name for hija in carpeta.iterdir()] == ["audio"]


def test_la_carpeta_provisional_de_otro_proceso_puede_desaparecer_al_mirarla(servidor, carpeta, monkeypatch):
    buscar = Path.glob

    def una_mas(donde, patron):
        desaparecida = [donde / ".bajando-de-otro"] if patron.startswith(".bajando-") else []
        return [*buscar(donde, patron), *desaparecida]

    monkeypatch.setattr(Path, "glob", una_mas)
    datos.descargar_conjunto("voces")
    assert guardados(carpeta) == buenos(*RUTAS)


def test_lo_que_trae_otro_proceso_mientras_tanto_no_se_repite(servidor, carpeta):
    def otro():
        (carpeta / "audio").mkdir(exist_ok=True)
        (carpeta / "audio" / "d.wav").write_bytes(CONTENIDOS[RUTAS[3]])

    servidor.averiar(RUTAS[0], al_empezar=otro)
    datos.descargar_conjunto("voces")
    assert servidor.bajadas(RUTAS[3]) == 0
    assert guardados(carpeta) == buenos(*RUTAS)


# --- El registro está dañado ---


def _con(columna, valor):
    def cambiar(tabla):
        tabla.loc[3, columna] = valor
        return tabla

    return cambiar


@pytest.mark.parametrize(
    ("cambiar", "mensaje"),
    [
        (_con("archivo", "../fuera.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "audio/../../fuera.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "/etc/fuera.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "audio\\d.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "C:d.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "audio/"), "nombre sencillo.*línea 5"),
        (_con("archivo", ".bajando-x/d.wav"), "nombre sencillo.*línea 5"),
        (_con("archivo", "audio/a.wav"), "repetido.*línea 5"),
        (_con("archivo", "audio/A.wav"), "mayúsculas.*línea 5"),
        (_con("url", "ftp://127.0.0.1/d.wav"), "dirección de internet.*línea 5"),
        (_con("url", "file:///etc/passwd"), "dirección de internet.*línea 5"),
        (_con("url", "http://127.0.0.1/d .wav"), "dirección de internet.*línea 5"),
        (_con("url", ""), "vacía.*línea 5"),
        (_con("sha256", "0" * 63), "sha256.*línea 5"),
        (_con("sha256", "A" * 64), "sha256.*línea 5"),
        (_con("sha256", "md5:" + "0" * 60), "sha256.*línea 5"),
        (_con("octetos", "0"), "octetos.*línea 5"),
        (_con("octetos", "-1"), "octetos.*línea 5"),
        (_con("octetos", "10.5"), "octetos.*línea 5"),
        (_con("octetos", "muchos"), "octetos.*línea 5"),
        (_con("particion", "test"), "particion. no es.*línea 5"),
        (_con("grupo", "hablante0"), "Fuga de datos: el grupo 'hablante0'"),
        (_con("duracion_s", "nan"), "duracion_s.*línea 5"),
        (lambda tabla: tabla.drop(columns="sha256"), "sobran: sha256"),
        (lambda tabla: tabla.assign(otra="x"), "sobran: otra"),
        (lambda tabla: tabla.iloc[:0], "ninguna fila"),
    ],
)
@pytest.mark.parametrize("hacer", [datos.cargar_conjunto, datos.descargar_conjunto])
def test_un_registro_danado_se_rechaza_sin_pedir_nada(
    servidor, carpeta, registro_csv, hacer, cambiar, mensaje
):
    cambiar(pd.read_csv(registro_csv, dtype=str)).to_csv(registro_csv, index=False)
    with pytest.raises(ErrorDeDatos, match=mensaje) as error:
        hacer("voces")
    assert error.value.archivo == str(registro_csv)
    assert error.value.que_hacer
    assert servidor.peticiones == []
    assert not carpeta.exists()


@pytest.mark.parametrize(
    ("cambiar", "mensaje"),
    [
        (lambda texto: texto[: texto.rindex(",")], "casilla vacía.*línea 6"),
        (lambda texto: texto[: texto.rindex("http")], "casilla vacía.*línea 6"),
        (lambda texto: texto.replace("Voces de pega", '"Voces de pega', 1), "no se pueden leer"),
        (lambda texto: texto.replace("Voces de pega,", "Voces, de pega,"), "más casillas que columnas"),
        (lambda texto: texto.replace("Voces de pega,", "Voces, de pega,", 1), "más casillas que columnas"),
        (lambda texto: "<html>404</html>", "faltan o sobran"),
        (lambda texto: "", "no se pueden leer"),
    ],
    ids=["sin octetos", "sin url", "comillas sin cerrar", "coma de más en todas", "en una", "html", "vacío"],
)
def test_un_registro_cortado_o_mal_escrito_se_rechaza(servidor, carpeta, registro_csv, cambiar, mensaje):
    registro_csv.write_text(cambiar(registro_csv.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ErrorDeDatos, match=mensaje) as error:
        datos.descargar_conjunto("voces")
    assert error.value.archivo == str(registro_csv)
    assert servidor.peticiones == []
