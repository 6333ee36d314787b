"""Los ajustes con los que se abre JupyterLab: llegan también a quien ya tenía, y lo suyo se respeta."""

from __future__ import annotations

import json

import pytest

from helpers.curso import ajustes

IDIOMA = "@jupyterlab/translation-extension/plugin"
BARRA = "@jupyterlab/notebook-extension/panel"
MENUS = "@jupyterlab/mainmenu-extension/plugin"
LETRA = "@deathbeds/jupyterlab-fonts/fonts"
# Como los guarda JupyterLab cuando se cambian en su pantalla de ajustes.
COMENTADO = (
    '{\n    // Language\n    // Language settings.\n\n    // Language locale\n    "locale": "fr_FR"\n}'
)


@pytest.fixture
def archivo(tmp_path):
    def el_de(nombre):
        ruta = tmp_path / "ajustes" / f"{nombre}.jupyterlab-settings"
        ruta.parent.mkdir(parents=True, exist_ok=True)
        return ruta

    return el_de


def leer(ruta):
    return json.loads(ruta.read_text("utf-8"))


def nombres(ruta):
    return [boton["name"] for boton in leer(ruta)["toolbar"]]


def test_la_primera_vez_se_siembra_todo(tmp_path, archivo):
    ajustes.sembrar(tmp_path)
    for nombre, valor in ajustes.AJUSTES.items():
        assert leer(archivo(nombre)) == valor
    apagadas = leer(tmp_path / "configuracion" / "labconfig" / "page_config.json")["disabledExtensions"]
    assert apagadas == {"@deathbeds/jupyterlab-deck": True}


@pytest.mark.parametrize("escrito", ['{"locale": "fr_FR"}', COMENTADO])
def test_lo_que_la_persona_cambio_se_queda(tmp_path, archivo, escrito):
    ajustes.sembrar(tmp_path)
    archivo(IDIOMA).write_text(escrito, "utf-8")
    ajustes.sembrar(tmp_path)
    assert archivo(IDIOMA).read_text("utf-8") == escrito


def test_quien_ya_tenia_ajustes_recibe_los_nuevos_y_conserva_los_suyos(tmp_path, archivo):
    suya = {"name": "suyo", "command": "notebook:restart-kernel"}
    archivo(BARRA).write_text(json.dumps({"toolbar": [suya]}), "utf-8")
    archivo(LETRA).write_text(json.dumps({"styles": {ajustes.PROYECTANDO: {"color": "red"}}}), "utf-8")
    ajustes.sembrar(tmp_path)
    assert nombres(archivo(BARRA)) == ["diapositivas", "deck", "suyo"]
    estilos = leer(archivo(LETRA))["styles"]
    assert estilos[ajustes.PROYECTANDO] == {"--jp-code-font-size": "20px", "color": "red"}
    assert estilos.keys() == ajustes.AJUSTES[LETRA]["styles"].keys()


def test_lo_que_la_persona_quito_no_vuelve(tmp_path, archivo):
    ajustes.sembrar(tmp_path)
    sin_uno = {"toolbar": ajustes.AJUSTES[BARRA]["toolbar"][1:]}
    archivo(BARRA).write_text(json.dumps(sin_uno), "utf-8")
    ajustes.sembrar(tmp_path)
    ajustes.sembrar(tmp_path)
    assert leer(archivo(BARRA)) == sin_uno


def test_lo_que_mejora_en_otra_version_llega_a_quien_no_lo_habia_tocado(tmp_path, archivo, monkeypatch):
    ajustes.sembrar(tmp_path)
    mios = leer(archivo(MENUS))
    mios["menus"][0]["label"] = "Correr"
    archivo(MENUS).write_text(json.dumps(mios), "utf-8")
    despues = {"menus": [{"id": menu["id"], "label": menu["label"].upper()} for menu in mios["menus"]]}
    nombre = next(n for n in ajustes.SEMBRADO if MENUS in n)
    monkeypatch.setitem(ajustes.SEMBRADO, nombre, despues)
    ajustes.sembrar(tmp_path)
    assert [menu["label"] for menu in leer(archivo(MENUS))["menus"]] == ["Correr", "PESTAÑAS"]


def test_dos_elementos_sin_nombre_de_una_lista_no_se_confunden(tmp_path, archivo):
    separador = {"type": "separator"}
    archivo(MENUS).write_text(json.dumps({"menus": [separador, separador]}), "utf-8")
    ajustes.sembrar(tmp_path)
    assert leer(archivo(MENUS))["menus"].count(separador) == 2


@pytest.mark.parametrize("escrito", ["{locale: 'fr_FR'}", "[]", "{", '{"locale": }'])
def test_lo_que_no_se_entiende_no_se_toca(tmp_path, archivo, escrito):
    archivo(IDIOMA).write_text(escrito, "utf-8")
    ajustes.sembrar(tmp_path)
    assert archivo(IDIOMA).read_text("utf-8") == escrito


@pytest.mark.parametrize(
    "escrito", ['{"active": true}', '{\n    // Activate Deck\n    "active": true\n}', "{"]
)
def test_cada_apertura_sale_de_las_diapositivas(tmp_path, archivo, escrito):
    guardado = tmp_path / ajustes.DIAPOSITIVAS
    guardado.parent.mkdir(parents=True)
    guardado.write_text(escrito, "utf-8")
    ajustes.sembrar(tmp_path)
    assert not guardado.exists() or leer(guardado) == {}


def test_lo_demas_de_las_diapositivas_se_conserva(tmp_path):
    guardado = tmp_path / ajustes.DIAPOSITIVAS
    guardado.parent.mkdir(parents=True)
    guardado.write_text('{"active": true, "showCodeCellPrompt": true}', "utf-8")
    ajustes.sembrar(tmp_path)
    assert leer(guardado) == {"showCodeCellPrompt": True}


def test_un_registro_estropeado_no_impide_abrir(tmp_path, archivo):
    ajustes.sembrar(tmp_path)
    (tmp_path / "sembrado.json").write_text("{", "utf-8")
    ajustes.sembrar(tmp_path)
    assert leer(archivo(BARRA)) == ajustes.AJUSTES[BARRA]


def test_la_segunda_vez_no_se_escribe_nada(tmp_path):
    ajustes.sembrar(tmp_path)
    antes = {ruta: ruta.stat().st_mtime_ns for ruta in tmp_path.rglob("*")}
    ajustes.sembrar(tmp_path)
    assert {ruta: ruta.stat().st_mtime_ns for ruta in tmp_path.rglob("*")} == antes
