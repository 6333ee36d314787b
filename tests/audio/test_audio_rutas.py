"""Lo que se escribe como ruta de un sonido: lo que se encuentra, y lo que se dice de lo que no."""

import errno
import os
import re
import socket
from pathlib import Path

import pytest
from formatos import SR, guardar_audio, melodia, wav
from modelos_diminutos import clasificador_ast

from helpers.audio import cargar_audio
from helpers.audio.rutas import comprobar_ruta, error_del_sistema
from helpers.clasificacion import clasificar
from helpers.errores import ErrorDeAudio

EN_INGLES = r"\b(error|file|invalid|denied|directory|Errno|loop)\b"


@pytest.fixture(scope="module")
def clasificador():
    return clasificador_ast()


@pytest.fixture
def carpeta(tmp_path, monkeypatch):
    """Una carpeta con `voz.wav` dentro, que es además la carpeta en que se está y la personal."""
    guardar_audio(melodia(), tmp_path / "voz.wav")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def tuberia(carpeta):
    os.mkfifo(carpeta / "tuberia.wav")
    return carpeta / "tuberia.wav"


def enchufe(carpeta):
    with socket.socket(socket.AF_UNIX) as abierto:
        abierto.bind("enchufe.wav")
    return carpeta / "enchufe.wav"


def enlace(destino):
    def crear(carpeta):
        (carpeta / "enlace.wav").symlink_to(destino)
        return carpeta / "enlace.wav"

    return crear


def subcarpeta(carpeta):
    (carpeta / "tomas.wav").mkdir()
    return carpeta / "tomas.wav"


def vacio(carpeta):
    (carpeta / "vacio.wav").touch()
    return carpeta / "vacio.wav"


solo_posix = pytest.mark.skipif(os.name != "posix", reason="solo en sistemas POSIX")

RUTAS = {
    "falta": (lambda c: c / "nada_parecido.xyz", "No existe ese archivo", "se ha buscado en"),
    "falta, y hay uno parecido": (
        lambda c: c / "Voz.wav",
        "No existe ese archivo",
        r"¿querías decir voz\.wav\?",
    ),
    "falta la carpeta": (
        lambda c: c / "no" / "voz.wav",
        "No existe ese archivo",
        r"tampoco existe la carpeta .*no: comprueba el nombre",
    ),
    "falta la carpeta, y hay una parecida": (
        lambda c: (c / "tomas").mkdir() or c / "toma" / "1" / "voz.wav",
        "No existe ese archivo",
        r"tampoco existe la carpeta .*toma: ¿querías decir tomas\?",
    ),
    "un archivo usado como carpeta": (
        lambda c: c / "voz.wav" / "a.wav",
        "No existe",
        "no se puede mirar en .*voz.wav",
    ),
    "una carpeta": (subcarpeta, "Eso es una carpeta", "de dentro"),
    "la carpeta de trabajo": (lambda c: Path("."), "Eso es una carpeta", "de dentro"),
    "nada": (lambda c: "", "La ruta está vacía", "escribe el nombre"),
    "espacios": (lambda c: "  ", "La ruta está vacía", "escribe el nombre"),
    "vacío": (vacio, "vacío: 0 bytes", "copiarlo"),
    "una dirección": (lambda c: "https://ejemplo.org/voz.wav", "dirección de internet", "descárgalo"),
    "un carácter nulo": (lambda c: "audio\0.wav", "carácter nulo", "hacia delante"),
    "barras invertidas": (
        lambda c: "C:\audios\nuevo.wav",
        "No existe",
        r"Python lee \\a como un carácter especial",
    ),
    "otras mayúsculas": (lambda c: c / "VOZ.WAV", "No existe", r"querías decir voz\.wav\? Las mayúsculas"),
    "otra forma de Unicode": (
        lambda c: (c / "cancio\u0301n.wav").touch() or c / "canci\u00f3n.wav",
        "No existe",
        "se lee igual y se escribe con otros caracteres de Unicode",
    ),
    "una dirección de archivo": (
        lambda c: "file:///mis%20cosas/voz.wav",
        "dirección de archivo, no una ruta",
        "escribe solo la ruta: .*mis cosas.*voz.wav",
    ),
    "comillas de más": (lambda c: '"voz.wav"', "No existe", "quita las comillas"),
    "la carpeta personal de nadie": (lambda c: "~no_existe_nadie/voz.wav", "No existe", "tampoco existe"),
    "nombre de 300 caracteres": (lambda c: c / ("x" * 300 + ".wav"), "demasiado largo", "acórtala"),
}
RUTAS_POSIX = {
    "una tubería": (tuberia, "no es un archivo corriente", "guardado en disco"),
    "un enchufe": (enchufe, "no es un archivo corriente", "guardado en disco"),
    "un dispositivo sin fin": (lambda c: "/dev/zero", "no es un archivo corriente", "guardado en disco"),
    "un dispositivo vacío": (lambda c: "/dev/null", "no es un archivo corriente", "guardado en disco"),
    "un archivo del núcleo": (lambda c: "/proc/self/status", "vacío: 0 bytes", "copiarlo"),
    "un enlace roto": (enlace("borrado.wav"), "enlace roto: apunta a borrado.wav", "del archivo de verdad"),
    "un enlace a sí mismo": (enlace("enlace.wav"), "da vueltas", "del archivo de verdad"),
    "un enlace a una carpeta": (enlace("."), "Eso es una carpeta", "de dentro"),
}


def exigir_error(clasificador, que, ruta, que_paso, que_hacer):
    with pytest.raises(ErrorDeAudio) as info:
        cargar_audio(ruta) if que == "cargar_audio" else clasificar(clasificador, ruta)
    error = info.value
    assert re.search(que_paso, error.que_paso)
    assert re.search(que_hacer, error.que_hacer)
    assert str(error).count("Archivo:") == 1
    assert not re.search(EN_INGLES, error.que_paso + error.que_hacer)
    return error


@pytest.mark.parametrize("que", ["cargar_audio", "clasificar"])
@pytest.mark.parametrize(("donde", "que_paso", "que_hacer"), RUTAS.values(), ids=RUTAS)
def test_una_ruta_que_no_vale(carpeta, clasificador, donde, que_paso, que_hacer, que):
    ruta = donde(carpeta)
    assert exigir_error(clasificador, que, ruta, que_paso, que_hacer).archivo == str(ruta)


@solo_posix
@pytest.mark.parametrize("que", ["cargar_audio", "clasificar"])
@pytest.mark.parametrize(("donde", "que_paso", "que_hacer"), RUTAS_POSIX.values(), ids=RUTAS_POSIX)
def test_una_ruta_que_no_vale_en_posix(carpeta, clasificador, donde, que_paso, que_hacer, que):
    ruta = donde(carpeta)
    assert exigir_error(clasificador, que, ruta, que_paso, que_hacer).archivo == str(ruta)


class RutaDeBytes:
    def __fspath__(self):
        return b"voz.wav"


@pytest.mark.parametrize("ruta", [None, 3, 1.5, b"voz.wav", ["voz.wav"], {}, object(), RutaDeBytes()])
def test_lo_que_no_es_una_ruta(carpeta, ruta):
    with pytest.raises(ErrorDeAudio, match=r"es un texto o un Path, no \w+\.\nQué hacer: escríbela"):
        cargar_audio(ruta)


@pytest.mark.parametrize("ruta", [None, 3, b"voz.wav", ["voz.wav"], {}])
def test_lo_que_no_es_una_ruta_tampoco_se_clasifica(clasificador, ruta):
    with pytest.raises(ErrorDeAudio, match="Se esperaba un Audio o la ruta de un archivo"):
        clasificar(clasificador, ruta)


@pytest.mark.parametrize(
    "nombre",
    [
        "canción de Iñaki.wav",
        " con espacios  en medio .wav",
        "dos\nlíneas.wav",
        "🎵🎷 jazz.wav",
        "日本語.wav",
        "n\u0303andu\u0301.wav",
        "-rf.wav",
        "%20#?&.wav",
        "sin_extension",
        "voz.WAV.mp3",
        "'comillas'.wav",
        "~.wav",
        "x" * 240 + ".wav",
    ],
)
def test_un_nombre_raro_que_existe_se_abre(tmp_path, clasificador, nombre):
    ruta = tmp_path / nombre
    ruta.write_bytes(wav((melodia().y * 32_767).astype("<i2").tobytes()))
    assert len(cargar_audio(ruta).y) == 3 * SR
    assert cargar_audio(str(ruta)) == cargar_audio(ruta)
    assert clasificar(clasificador, ruta).attrs["n_clases"] == 3


@solo_posix
def test_un_nombre_que_no_es_utf8_se_abre(tmp_path):
    ruta = tmp_path / os.fsdecode(b"voz\xff.wav")
    for extension, contenido in (("wav", wav(bytes(2000) + b"\1\2" * 500)), ("mp3", None)):
        destino = ruta.with_suffix(f".{extension}")
        if contenido is None:
            guardar_audio(melodia(), tmp_path / "a.mp3")
            contenido = (tmp_path / "a.mp3").read_bytes()
        destino.write_bytes(contenido)
        assert cargar_audio(destino).sr == SR


@solo_posix
def test_un_enlace_a_un_sonido_se_abre(carpeta):
    assert cargar_audio(enlace("voz.wav")(carpeta)) == cargar_audio("voz.wav")


def test_la_virgulilla_es_la_carpeta_personal(carpeta, clasificador):
    assert cargar_audio("~/voz.wav") == cargar_audio(carpeta / "voz.wav")
    assert clasificar(clasificador, "~/voz.wav").attrs["n_clases"] == 3
    with pytest.raises(ErrorDeAudio, match=r"querías decir voz\.wav") as info:
        cargar_audio("~/vos.wav")
    assert info.value.archivo == str(carpeta / "vos.wav")


@pytest.mark.parametrize("que", ["cargar_audio", "clasificar"])
def test_sin_permiso(carpeta, clasificador, monkeypatch, que):
    def negar(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", negar)
    error = exigir_error(clasificador, que, carpeta / "voz.wav", "No tienes permiso", "permisos")
    assert error.archivo == str(carpeta / "voz.wav")


@solo_posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="a root no se le niega nada")
def test_sin_permiso_de_verdad(carpeta):
    (carpeta / "voz.wav").chmod(0)
    with pytest.raises(ErrorDeAudio, match="No tienes permiso"):
        cargar_audio("voz.wav")
    (carpeta / "voz.wav").chmod(0o600)
    carpeta.chmod(0o600)
    try:
        with pytest.raises(ErrorDeAudio, match="No tienes permiso"):
            cargar_audio(carpeta / "voz.wav")
    finally:
        carpeta.chmod(0o700)


def test_un_fallo_del_sistema_que_no_se_espera_tambien_se_cuenta():
    error = error_del_sistema(Path("voz.wav"), OSError(errno.EXDEV, "Invalid cross-device link"))
    assert "El sistema no deja leer el archivo (Invalid cross-device link)." in str(error)


def test_comprobar_devuelve_un_path(carpeta):
    assert comprobar_ruta("~/voz.wav") == carpeta / "voz.wav"
