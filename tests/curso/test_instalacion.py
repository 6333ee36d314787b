"""La preparación del entorno, con venv y pip de verdad sobre un proyecto en miniatura, sin red."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from proyecto_mini import (
    copiar_plantilla,
    crear_plantilla,
    crear_proyecto,
    ejecutar,
    entorno_sin_red,
    lanzar_preparacion,
    pedir,
    publicar,
)

from helpers.curso import calentamiento, instalacion, paquetes, requisitos
from helpers.curso.entorno import Venv
from helpers.curso.instalacion import GB, RAIZ, Proyecto, preparar
from helpers.curso.paquetes import ErrorDeInstalacion, FalloDePip
from helpers.curso.requisitos import Equipo, problema_del_equipo

LINUX = Equipo((3, 12), 64, "Linux", "x86_64", None, (2, 36), False)
WINDOWS = Equipo((3, 12), 64, "Windows", "amd64", None, None, False)
MAC = Equipo((3, 12), 64, "Darwin", "arm64", 15, None, False)
solo_posix = pytest.mark.skipif(os.name == "nt", reason="necesita señales y grupos de procesos de POSIX")


@pytest.fixture(scope="session")
def plantilla(tmp_path_factory):
    return crear_plantilla(tmp_path_factory.mktemp("plantilla") / ".venv")


@pytest.fixture
def calentados(monkeypatch):
    """Los intérpretes que se han calentado, sin calentarlos."""
    vistos = []
    monkeypatch.setattr(calentamiento, "calentar", lambda python: vistos.append(python) or True)
    return vistos


@pytest.fixture
def creados(monkeypatch, plantilla):
    """Los entornos creados, copiando la plantilla."""
    vistos = []

    def crear(venv):
        vistos.append(venv.carpeta)
        copiar_plantilla(plantilla, venv.carpeta)

    monkeypatch.setattr(Venv, "crear", crear)
    return vistos


@pytest.fixture
def mini(tmp_path, monkeypatch, calentados, creados):
    raiz = crear_proyecto(tmp_path / "curso con espacios")
    for nombre in list(os.environ):
        if nombre.startswith("PIP_"):
            monkeypatch.delenv(nombre)
    for nombre, valor in entorno_sin_red(raiz).items():
        monkeypatch.setenv(nombre, valor)
    return raiz


@pytest.fixture
def sin_pip(monkeypatch):
    """A partir de aquí, llamar a pip es un error."""

    def prohibido(*argumentos):
        raise AssertionError(f"se ha llamado a pip: {argumentos}")

    def prohibir():
        monkeypatch.setattr(paquetes, "_ejecutar_pip", prohibido)

    return prohibir


def version_instalada(python, nombre, carpeta):
    return ejecutar(python, f"import {nombre}; print({nombre}.VERSION)", carpeta)


# --- Preparar: primera vez, segunda, cambios ------------------------------------------------------


def test_la_primera_vez_instala_y_calienta(mini, tmp_path, calentados, creados):
    python = preparar(mini)
    assert python == Venv(mini / ".venv").python
    assert version_instalada(python, "uno", tmp_path) == "1.0"
    assert (
        Path(ejecutar(python, "import helpers; print(helpers.__file__)", tmp_path)).parent == mini / "helpers"
    )
    assert calentados == [python]
    assert creados == [mini / ".venv"]


def test_se_instala_con_las_versiones_fijadas(mini, monkeypatch):
    pedidos = []
    monkeypatch.setattr(paquetes, "instalar", lambda python, argumentos, carpeta: pedidos.append(argumentos))
    preparar(mini)
    assert pedidos[-1] == ["-c", "constraints.txt", "-e", "."]


def test_la_huella_cambia_con_cualquiera_de_los_dos_archivos(mini):
    antes = Proyecto(mini).huella()
    (mini / "constraints.txt").write_text("uno==1.0\nsegundo==3.0\n")
    despues = Proyecto(mini).huella()
    assert antes != despues
    declarado = mini / "pyproject.toml"
    declarado.write_text(declarado.read_text().replace('version = "1.0"', 'version = "1.1"'))
    assert Proyecto(mini).huella() not in (antes, despues)


def test_la_segunda_vez_no_llama_a_pip(mini, sin_pip, calentados):
    python = preparar(mini)
    sin_pip()
    assert preparar(mini) == python
    assert len(calentados) == 1


def test_los_extras_se_anaden_una_vez_y_no_vuelven_a_calentar(mini, tmp_path, sin_pip, calentados, creados):
    preparar(mini)
    python = preparar(mini, ("pruebas",))
    assert version_instalada(python, "dos", tmp_path) == "2.0"
    sin_pip()
    assert preparar(mini, ("pruebas",)) == preparar(mini) == python
    assert len(calentados) == len(creados) == 1


def test_un_cambio_de_version_se_instala_en_el_mismo_entorno(mini, tmp_path, creados):
    preparar(mini)
    pedir(mini, "uno==1.1")
    publicar(mini, "uno", "1.1")
    assert version_instalada(preparar(mini), "uno", tmp_path) == "1.1"
    assert len(creados) == 1


def test_una_carpeta_movida_se_vuelve_a_instalar(mini, tmp_path, monkeypatch):
    preparar(mini)
    nueva = mini.rename(tmp_path / "en otro sitio")
    monkeypatch.setenv("PIP_FIND_LINKS", (nueva / "ruedas").as_uri())
    python = preparar(nueva)
    assert Path(ejecutar(python, "import helpers; print(helpers.__file__)", tmp_path)).is_relative_to(nueva)


# --- Lo que queda cuando algo falla ---------------------------------------------------------------


def test_si_falla_no_queda_un_entorno_a_medias(mini):
    (mini / "ruedas" / "uno-1.0-py3-none-any.whl").unlink()
    antes = sorted(ruta.name for ruta in mini.iterdir())
    with pytest.raises(ErrorDeInstalacion, match="combinación de paquetes"):
        preparar(mini)
    assert sorted(ruta.name for ruta in mini.iterdir()) == antes


def test_un_entorno_completo_sobrevive_a_un_extra_que_falla(mini, sin_pip):
    python = preparar(mini)
    (mini / "ruedas" / "dos-2.0-py3-none-any.whl").unlink()
    with pytest.raises(ErrorDeInstalacion):
        preparar(mini, ("pruebas",))
    sin_pip()
    assert preparar(mini) == python


def test_un_entorno_completo_sobrevive_a_un_cambio_que_falla(mini, tmp_path, creados):
    preparar(mini)
    pedir(mini, "uno==1.1")
    with pytest.raises(ErrorDeInstalacion):
        preparar(mini)
    assert version_instalada(Venv(mini / ".venv").python, "uno", tmp_path) == "1.0"
    pedir(mini, "uno==1.0")
    preparar(mini)
    assert len(creados) == 1


def test_sin_red_se_dice_pronto_y_no_queda_nada(mini, monkeypatch):
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # el puerto «discard»: nadie contesta
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(ErrorDeInstalacion, match="No hay conexión"):
        preparar(mini)
    assert not (mini / ".venv").exists()


def test_sin_sitio_en_el_disco_ni_se_empieza(mini, monkeypatch, creados):
    Uso = namedtuple("Uso", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda carpeta: Uso(10 * GB, 8.5 * GB, 1.5 * GB))
    with pytest.raises(ErrorDeInstalacion, match="quedan 1,5 GB y hacen falta") as error:
        preparar(mini)
    assert "libera espacio" in str(error.value)
    assert not creados


@pytest.mark.parametrize("modulo", ["venv", "ensurepip"])
def test_sin_modulo_venv_se_dice_que_instalar(tmp_path, monkeypatch, modulo):
    raiz = crear_proyecto(tmp_path / "curso")
    buscar = requisitos.importlib.util.find_spec
    monkeypatch.setattr(
        requisitos.importlib.util, "find_spec", lambda nombre: None if nombre == modulo else buscar(nombre)
    )
    with pytest.raises(ErrorDeInstalacion, match="sudo apt install python3-venv"):
        preparar(raiz)
    assert not (raiz / ".venv").exists()


def test_si_no_se_puede_crear_el_entorno_se_explica(tmp_path, monkeypatch):
    raiz = crear_proyecto(tmp_path / "curso")
    (raiz / ".venv").write_text("no soy una carpeta")
    with pytest.raises(ErrorDeInstalacion):
        Venv(raiz / ".venv").crear()


# --- Interrumpida ---------------------------------------------------------------------------------


@solo_posix
@pytest.mark.parametrize("senal", [signal.SIGKILL, signal.SIGINT])
def test_cortada_en_medio_sigue_la_proxima_vez(mini, tmp_path, plantilla, creados, senal):
    copiar_plantilla(plantilla, mini / ".venv")
    (mini / "lento").touch()
    proceso = lanzar_preparacion(mini, RAIZ)
    limite = time.monotonic() + 60
    while not (mini / "empezado").exists() and proceso.poll() is None and time.monotonic() < limite:
        time.sleep(0.05)
    assert (mini / "empezado").exists()
    os.killpg(proceso.pid, senal)
    proceso.communicate(timeout=30)
    assert proceso.returncode != 0
    assert (mini / ".venv").exists()
    assert not Venv(mini / ".venv").marca.exists()

    (mini / "lento").unlink()
    assert version_instalada(preparar(mini), "uno", tmp_path) == "1.0"
    assert not creados, "se aprovecha el entorno que había"


def test_un_paquete_a_medias_se_vuelve_a_instalar(mini, tmp_path):
    python = preparar(mini)
    Venv(mini / ".venv").marca.unlink()
    paquetes_del_entorno = Path(
        ejecutar(python, "import sysconfig; print(sysconfig.get_path('purelib'))", tmp_path)
    )
    registro = paquetes_del_entorno / "uno-1.0.dist-info" / "RECORD"
    registro.write_text("uno.py,,\n")  # lo que trae la rueda, antes de que pip lo complete
    (paquetes_del_entorno / "uno.py").unlink()
    assert version_instalada(preparar(mini), "uno", tmp_path) == "1.0"


def test_un_entorno_sin_pip_se_rehace(mini, tmp_path, creados):
    python = preparar(mini)
    Venv(mini / ".venv").marca.unlink()
    shutil.rmtree(Path(ejecutar(python, "import pip; print(pip.__path__[0])", tmp_path)))
    preparar(mini)
    assert len(creados) == 2


def test_un_entorno_de_otro_python_se_rehace(mini, creados):
    preparar(mini)
    configuracion = mini / ".venv" / "pyvenv.cfg"
    configuracion.write_text(configuracion.read_text().replace("version = 3.", "version = 2."))
    marca = Venv(mini / ".venv").marca
    marca.write_text(json.dumps({**json.loads(marca.read_text()), "python": "2.7"}))
    preparar(mini)
    assert len(creados) == 2


# --- El entorno actual ----------------------------------------------------------------------------


@pytest.fixture
def actual(mini, tmp_path, plantilla, monkeypatch):
    """Un entorno ajeno, con el proyecto instalado, desde el que se da la orden."""
    ajeno = Venv(tmp_path / "conda")
    copiar_plantilla(plantilla, ajeno.carpeta)
    paquetes.instalar(ajeno.python, ["-e", "."], mini)
    monkeypatch.setattr(sys, "executable", str(ajeno.python))
    monkeypatch.setattr(sys, "prefix", str(ajeno.carpeta))
    return ajeno.python


def test_el_entorno_actual_se_usa_si_basta(mini, actual, sin_pip, calentados):
    sin_pip()
    assert preparar(mini) == preparar(mini) == actual
    assert not (mini / ".venv").exists()
    assert calentados == [actual], "se calienta una sola vez"


def test_el_entorno_actual_admite_una_version_local(mini, actual, tmp_path, sin_pip):
    codigo = "import importlib.metadata as m; print(m.distribution('uno')._path)"
    metadatos = Path(ejecutar(actual, codigo, tmp_path)) / "METADATA"
    metadatos.write_text(metadatos.read_text().replace("Version: 1.0", "Version: 1.0+cpu"))
    sin_pip()
    assert preparar(mini) == actual


@pytest.mark.parametrize("falta", ["version", "extra", "helpers"])
def test_el_entorno_actual_no_se_usa_si_no_basta(mini, actual, tmp_path, falta):
    extras = ("pruebas",) if falta == "extra" else ()
    if falta == "version":
        publicar(mini, "uno", "1.1")
        pedir(mini, "uno==1.1")
    if falta == "helpers":
        codigo = "import sysconfig; print(sysconfig.get_path('purelib'))"
        Path(ejecutar(actual, codigo, tmp_path), "mini.pth").unlink()
    assert preparar(mini, extras) == Venv(mini / ".venv").python


# --- torch sin CUDA -------------------------------------------------------------------------------


@pytest.fixture
def ordenes_a_pip(monkeypatch):
    """Lo que se pide a pip; ``falla`` es lo que contesta el índice sin CUDA, o None si va bien."""

    class Ordenes(list):
        falla = None

    ordenes = Ordenes()

    def anotar(python, argumentos, carpeta):
        ordenes.append(argumentos)
        if "--index-url" in argumentos and ordenes.falla:
            raise FalloDePip(ordenes.falla)

    monkeypatch.setattr(paquetes, "instalar", anotar)
    return ordenes


@pytest.fixture
def con_torch(mini):
    pedir(mini, "torch==1.0")
    return mini


def test_torch_se_busca_antes_sin_cuda_y_deprisa(con_torch, ordenes_a_pip):
    instalacion.instalar_torch_sin_cuda(Path("python"), Proyecto(con_torch))
    (orden,) = ordenes_a_pip
    assert "torch==1.0" in orden
    assert "--no-deps" in orden
    assert orden[orden.index("--index-url") + 1] == "https://download.pytorch.org/whl/cpu"
    assert orden[orden.index("--retries") + 1] == "0"


def test_si_el_indice_sin_cuda_no_contesta_se_dice_y_se_sigue(con_torch, ordenes_a_pip, capsys, monkeypatch):
    Uso = namedtuple("Uso", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda carpeta: Uso(0, 0, 100 * GB))
    ordenes_a_pip.falla = "Temporary failure in name resolution"
    instalacion.instalar_torch_sin_cuda(Path("python"), Proyecto(con_torch))
    assert capsys.readouterr().out.count("\n") == 1


def test_sin_sitio_para_cuda_se_para_antes_de_descargarla(con_torch, ordenes_a_pip, monkeypatch):
    Uso = namedtuple("Uso", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda carpeta: Uso(0, 0, 5 * GB))
    ordenes_a_pip.falla = "Temporary failure in name resolution"
    with pytest.raises(ErrorDeInstalacion, match="hacen falta 9"):
        instalacion.instalar_torch_sin_cuda(Path("python"), Proyecto(con_torch))


@pytest.mark.parametrize(
    ("sistema", "nvidia", "intentos"), [("linux", False, 1), ("linux", True, 0), ("win32", False, 0)]
)
def test_solo_en_linux_sin_nvidia_se_prueba_el_indice_sin_cuda(
    con_torch, ordenes_a_pip, monkeypatch, sistema, nvidia, intentos
):
    monkeypatch.setattr(instalacion.sys, "platform", sistema)
    monkeypatch.setattr(instalacion, "hay_nvidia", lambda: nvidia)
    monkeypatch.setattr(instalacion, "exigir_disco", lambda carpeta, minimo: None)
    preparar(con_torch)
    assert sum("--index-url" in orden for orden in ordenes_a_pip) == intentos


# --- Frases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("salida", "frase"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "sitio"),
        ("ERROR: Could not install packages: [WinError 112] There is not enough space on the disk", "sitio"),
        ("[Errno 13] Permission denied: '/curso/.venv/lib'\nConsider using the `--user` option", "permiso"),
        ("[WinError 5] Access is denied: 'C:\\\\curso\\\\.venv'", "permiso"),
        ("OSError: [Errno 30] Read-only file system: '.venv'", "permiso"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')\nNo matching distribution found", "certif"),
        ("[Errno 11001] getaddrinfo failed\nERROR: No matching distribution found for uno", "conexión"),
        ("ReadTimeoutError: HTTPSConnectionPool(host='x', port=443): Read timed out.", "conexión"),
        ("ERROR: No matching distribution found for torch==2.13.0", "combinación"),
        ("HINT: [...] this system does not have Windows Long Path support enabled.", "Windows"),
        (
            "Error: Refusing to create a venv in /a:b because it contains the PATH separator :.",
            "no se puede crear el entorno",
        ),
        ("ERROR: algo nunca visto", "algo nunca visto"),
    ],
)
def test_cada_fallo_de_pip_tiene_su_frase(salida, frase):
    error = paquetes.explicar(salida)
    assert frase in error.que_paso
    assert "repite la orden" in error.que_hacer
    assert "Traceback" not in str(error)


def test_una_descarga_cortada_se_intenta_otra_vez(monkeypatch, tmp_path, capsys):
    respuestas = ["ReadTimeoutError: HTTPSConnectionPool: Read timed out.", None]

    def pip(python, argumentos, carpeta):
        fallo = respuestas.pop(0)
        if fallo:
            raise FalloDePip(fallo)

    monkeypatch.setattr(paquetes, "_ejecutar_pip", pip)
    paquetes.instalar(Path("python"), ["uno"], tmp_path)
    assert not respuestas
    assert "otra vez" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("equipo", "frase"),
    [
        (LINUX._replace(python=(3, 10)), "3.10 y el curso necesita uno de 3.11 a 3.14"),
        (LINUX._replace(python=(3, 15)), "demasiado nuevo"),
        (WINDOWS._replace(bits=32), "32 bits"),
        (WINDOWS._replace(procesador="arm64"), "x86-64"),
        (MAC._replace(procesador="x86_64"), "procesador Intel"),
        (MAC._replace(procesador="x86_64", rosetta=True), "Rosetta"),
        (MAC._replace(macos=13), "actualiza macOS"),
        (LINUX._replace(glibc=None), "Alpine"),
        (LINUX._replace(glibc=(2, 17)), "glibc 2.28"),
        (LINUX._replace(procesador="riscv64"), "riscv64"),
        (LINUX._replace(sistema="FreeBSD"), "FreeBSD"),
    ],
)
def test_un_equipo_que_no_sirve_recibe_su_frase(equipo, frase):
    problema = problema_del_equipo(equipo)
    assert frase in problema
    assert "Qué hacer: " in problema


@pytest.mark.parametrize("equipo", [LINUX, LINUX._replace(procesador="aarch64"), WINDOWS, MAC])
@pytest.mark.parametrize("python", [requisitos.PYTHON_MINIMO, requisitos.PYTHON_MAXIMO])
def test_un_equipo_admitido_no_recibe_ninguna(equipo, python):
    assert problema_del_equipo(equipo._replace(python=python)) == ""


def test_este_equipo_se_describe_bien():
    equipo = requisitos.este_equipo()
    assert equipo.python == sys.version_info[:2]
    assert equipo.bits == 64
    assert problema_del_equipo(equipo) == ""


def pythons_antiguos():
    """Los intérpretes de 3.6 a 3.10 que haya en el equipo."""
    for menor in range(6, 11):
        en_pyenv = sorted((Path.home() / ".pyenv" / "versions").glob(f"3.{menor}.*/bin/python"))
        instalado = shutil.which(f"python3.{menor}")
        encontrado = en_pyenv[-1] if en_pyenv else instalado
        razon = f"no hay Python 3.{menor}"
        yield pytest.param(
            encontrado, id=f"3.{menor}", marks=pytest.mark.skipif(not encontrado, reason=razon)
        )


@pytest.mark.parametrize("python", list(pythons_antiguos()))
def test_un_python_antiguo_recibe_una_frase_y_no_una_pila(python):
    orden = [str(python), "-m", "helpers", "abrir"]
    entorno = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    proceso = subprocess.run(orden, cwd=RAIZ, env=entorno, capture_output=True, encoding="utf-8", check=False)
    assert proceso.returncode == 1
    assert proceso.stderr.startswith("Este Python es 3.")
    assert proceso.stderr.count("\n") == 2
    assert proceso.stdout == ""


def test_antes_de_instalar_solo_se_importa_la_biblioteca_estandar():
    codigo = (
        "import sys; sys.path.insert(0, '.'); import helpers.__main__, helpers.curso.ordenes; "
        "print(*sys.modules)"
    )
    orden = [sys.executable, "-I", "-S", "-c", codigo]
    salida = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=True).stdout
    importados = {nombre.split(".")[0] for nombre in salida.split()}
    assert importados - sys.stdlib_module_names <= {"helpers", "__main__"}
    assert "helpers" in importados
