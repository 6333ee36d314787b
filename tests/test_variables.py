"""Las variables de entorno que estropean un cuaderno o la red: se sabe cuáles, y se dice por qué."""

import ssl

import pytest

from helpers.errores import ErrorDeDatos
from helpers.variables import estropeadas, exigir_red, sin_las_estropeadas

ESTROPEADAS = [
    ("MPLBACKEND", "Agg", "manda las figuras a un archivo"),
    ("MPLBACKEND", "svg", "manda las figuras a un archivo"),
    ("MPLBACKEND", "TkAgg", "no es una manera de dibujar en un cuaderno"),
    ("MPLBACKEND", "patata", "no es una manera de dibujar en un cuaderno"),
    ("MPLCONFIGDIR", "{archivo}", "no se puede escribir ahí"),
    ("LIBROSA_CACHE_DIR", "{archivo}/dentro", "no se puede escribir ahí"),
    ("LIBROSA_CACHE_LEVEL", "mucho", "no es un número entero"),
    ("NUMBA_CACHE_DIR", "{archivo}", "no se puede escribir ahí"),
    ("TRANSFORMERS_VERBOSITY", "error", "calla avisos que los cuadernos leen"),
    ("TRANSFORMERS_VERBOSITY", "patata", "no es un nivel de avisos"),
    ("HF_HUB_VERBOSITY", "7", "no es un nivel de avisos"),
    ("HF_HUB_ETAG_TIMEOUT", "dos", "no es un número entero"),
    ("HF_HUB_DOWNLOAD_TIMEOUT", "1.5", "no es un número entero"),
]
SANAS = [
    ("MPLBACKEND", "module://matplotlib_inline.backend_inline"),
    ("MPLBACKEND", "module://ipympl.backend_nbagg"),
    ("MPLBACKEND", ""),
    ("MPLCONFIGDIR", "{carpeta}/por_crear"),
    ("LIBROSA_CACHE_DIR", "{carpeta}"),
    ("LIBROSA_CACHE_LEVEL", "20"),
    ("TRANSFORMERS_VERBOSITY", "info"),
    ("HF_HUB_ETAG_TIMEOUT", "5"),
    ("PATH", "lo que sea"),
]


@pytest.fixture
def situar(tmp_path):
    """Devuelve una función que pone en un texto la ruta de un archivo y la de una carpeta."""
    (tmp_path / "archivo").touch()
    return lambda valor: valor.format(archivo=tmp_path / "archivo", carpeta=tmp_path)


@pytest.mark.parametrize(("nombre", "valor", "motivo"), ESTROPEADAS)
def test_la_que_estropea_se_quita_y_se_dice(situar, nombre, valor, motivo):
    dicho = []
    assert sin_las_estropeadas({nombre: situar(valor), "OTRA": "x"}, dicho.append) == {"OTRA": "x"}
    (frase,) = dicho
    assert nombre in frase
    assert f"«{situar(valor)}»" in frase
    assert motivo in frase


@pytest.mark.parametrize(("nombre", "valor"), SANAS)
def test_la_que_no_estropea_se_deja(situar, nombre, valor):
    assert not list(estropeadas({nombre: situar(valor)}))


RED_MALA = [
    ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY.*proxy SOCKS"),
    ({"https_proxy": "socks5h://127.0.0.1:1080"}, "https_proxy.*proxy SOCKS"),
    ({"HTTPS_PROXY": "htp://mal"}, "HTTPS_PROXY está mal escrita"),
    ({"HTTP_PROXY": "http://:3128"}, "HTTP_PROXY está mal escrita"),
    ({"HTTPS_PROXY": "http://servidor:puerto"}, "HTTPS_PROXY está mal escrita"),
    ({"REQUESTS_CA_BUNDLE": "{carpeta}/no_existe.pem"}, "REQUESTS_CA_BUNDLE.*donde no hay nada"),
    ({"SSL_CERT_DIR": "{carpeta}/no_existe"}, "SSL_CERT_DIR.*donde no hay nada"),
    ({"SSL_CERT_FILE": "{archivo}"}, "SSL_CERT_FILE señala un archivo que no tiene certificados"),
    ({"HF_ENDPOINT": "huggingface.co"}, "HF_ENDPOINT está mal escrita"),
]
RED_BUENA = [
    {},
    {"HTTPS_PROXY": ""},
    {"HTTPS_PROXY": "10.0.0.1:3128"},
    {"https_proxy": "http://usuario:clave@proxy.centro.es:8080"},
    {"ALL_PROXY": "https://proxy"},
    {"NO_PROXY": "localhost"},
    {"SSL_CERT_DIR": "{carpeta}"},
    {"HF_ENDPOINT": "http://127.0.0.1:8000"},
]


@pytest.mark.parametrize(("entorno", "dice"), RED_MALA)
def test_por_donde_no_se_puede_salir_se_dice_cual(situar, entorno, dice):
    with pytest.raises(ErrorDeDatos, match=dice) as info:
        exigir_red(ErrorDeDatos, {nombre: situar(valor) for nombre, valor in entorno.items()})
    (nombre,) = entorno
    assert nombre in info.value.que_hacer


@pytest.mark.parametrize("entorno", RED_BUENA)
def test_por_donde_se_puede_no_se_dice_nada(situar, entorno):
    exigir_red(ErrorDeDatos, {nombre: situar(valor) for nombre, valor in entorno.items()})


def test_un_archivo_con_certificados_vale(tmp_path):
    propios = ssl.create_default_context().get_ca_certs(binary_form=True)
    if not propios:
        pytest.skip("este sistema no enseña sus certificados")
    (tmp_path / "ca.pem").write_text(ssl.DER_cert_to_PEM_cert(propios[0]))
    exigir_red(ErrorDeDatos, {"REQUESTS_CA_BUNDLE": str(tmp_path / "ca.pem")})
