"""Las fichas: dicen lo que saben y de dónde, se leen en un cuaderno y no cambian solas."""

import json
import re
from dataclasses import FrozenInstanceError, replace
from html.parser import HTMLParser

import pytest

from helpers.datos import DATOS
from helpers.errores import ErrorDeModelo
from helpers.etiquetas import EN_ESPANOL
from helpers.modelos import MODELOS as MODELOS_DE_MODELOS
from helpers.modelos.fichas import MODELOS, Medida
from helpers.numeros import ESPACIO, decimal

GENERO = MODELOS["genero"]


@pytest.mark.parametrize(("tarea", "ficha"), MODELOS.items(), ids=MODELOS)
def test_toda_ficha_esta_completa(tarea, ficha):
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", ficha.identificador)
    assert ficha.revision is None or re.fullmatch(r"[0-9a-f]{40}", ficha.revision)
    assert ficha.bolsillo == DATOS / "modelos" / tarea
    assert ficha.frecuencia_hz == 16_000
    assert ficha.etiquetas | (ficha.etiquetas_de_bolsillo or frozenset()) <= set(EN_ESPANOL)
    for frases in (ficha.cifras, ficha.deducido, ficha.problemas, ficha.referencias):
        assert frases
        assert all(frase.endswith(".") for frase in frases)
    hash(ficha)


@pytest.mark.parametrize("ficha", MODELOS.values(), ids=MODELOS)
def test_cabe_en_una_diapositiva(ficha):
    assert len(repr(ficha).splitlines()) <= 36
    assert max(len(linea) for linea in repr(ficha).splitlines()) <= 110


@pytest.mark.parametrize("ficha", MODELOS.values(), ids=MODELOS)
def test_el_de_bolsillo_de_cada_ficha_se_carga(ficha):
    if not ficha.bolsillo.is_dir():
        pytest.skip(f"el modelo de bolsillo de {ficha.tarea} aún no está en el curso")
    configuracion = json.loads((ficha.bolsillo / "config.json").read_text("utf-8"))
    assert set(configuracion["id2label"].values()) == (ficha.etiquetas_de_bolsillo or ficha.etiquetas)


def test_la_de_emocion_dice_lo_de_su_cabeza_y_lo_remedia():
    ficha = MODELOS["emocion"]
    traduccion = ficha.opciones_de_carga["key_mapping"]
    for en_el_archivo, en_el_modelo in (
        ("classifier.dense", "projector"),
        ("classifier.output", "classifier"),
    ):
        assert any(en_el_archivo in problema for problema in ficha.problemas)
        (patron,) = [p for p in traduccion if re.match(p, f"{en_el_archivo}.weight")]
        assert re.sub(patron, traduccion[patron], f"{en_el_archivo}.bias") == f"{en_el_modelo}.bias"
    extremos = [decimal(extremo, 3) for extremo in ficha.medida.intervalo()]
    assert any(f"de {extremos[0]} a {extremos[1]}" in frase for frase in ficha.deducido)


def test_las_cifras_de_la_de_acento_concuerdan():
    ficha = MODELOS["acento"]
    publicado = " ".join(ficha.cifras).replace(ESPACIO, "")
    exhaustividad = {c: float(v.replace(",", ".")) for c, v in re.findall(r"(\w+) (0,\d{3})", publicado)}
    cuantas = {c: int(n) for c, n in re.findall(r"(\w+) (\d{4,})\b", publicado)}
    de_clase = {clase: exhaustividad[clase] for clase in ficha.etiquetas}
    assert set(cuantas) == ficha.etiquetas
    assert sum(cuantas.values()) == ficha.medida.n
    aciertos = sum(de_clase[clase] * cuantas[clase] for clase in ficha.etiquetas)
    assert aciertos / ficha.medida.n == pytest.approx(ficha.medida.exactitud, abs=5e-4)
    media = sum(de_clase.values()) / len(de_clase)
    assert f"Media de las exhaustividades: {decimal(media, 3)}" in ficha.cifras[0]
    siempre_england = decimal(cuantas["england"] / ficha.medida.n, 3)
    assert any(f"«england» acertaría {siempre_england}" in frase for frase in ficha.deducido)


def test_la_del_genero_no_afirma_lo_que_no_se_sabe():
    assert GENERO.revision is None
    assert GENERO.licencia is None
    assert "sin fijar" in repr(GENERO)
    assert "sin comprobar" in repr(GENERO)
    assert GENERO.medida.n_deducido
    assert not any("100" in frase for frase in GENERO.cifras)  # el n se deduce: su ficha no lo dice


def test_el_intervalo_que_se_cita_es_el_que_sale():
    inferior, superior = (decimal(extremo, 3) for extremo in GENERO.medida.intervalo())
    assert (inferior, superior) == ("0,875", "0,972")
    assert any(f"de {inferior} a {superior}" in frase for frase in GENERO.deducido)


def test_el_intervalo_usa_los_aciertos_y_no_la_exactitud_redondeada():
    medida = Medida(exactitud=0.8222, n=287, unidad="grabaciones", conjunto="RAVDESS", n_deducido=False)
    z2, p = 1.959964**2, 236 / 287
    centro = (p + z2 / 574) / (1 + z2 / 287)
    assert sum(medida.intervalo()) / 2 == pytest.approx(centro, abs=1e-6)


def test_no_se_puede_cambiar():
    with pytest.raises(FrozenInstanceError):
        GENERO.tamano_mb = 1
    with pytest.raises(TypeError):
        GENERO.opciones_de_carga["x"] = 1
    assert MODELOS_DE_MODELOS is MODELOS


class _Texto(HTMLParser):
    def __init__(self):
        super().__init__()
        self.trozos, self.abiertas = [], []

    def handle_starttag(self, tag, attrs):
        if tag != "br":
            self.abiertas.append(tag)

    def handle_endtag(self, tag):
        assert self.abiertas.pop() == tag

    def handle_data(self, data):
        self.trozos.append(data)


def test_en_un_cuaderno_dice_lo_mismo_que_en_texto():
    lector = _Texto()
    lector.feed(GENERO._repr_html_())
    assert lector.abiertas == []
    en_html = {trozo.strip(" :") for trozo in lector.trozos if trozo.strip(" :")}
    en_texto = " ".join(repr(GENERO).split())
    assert all(" ".join(trozo.split()) in en_texto for trozo in en_html)
    for frase in (*GENERO.cifras, *GENERO.deducido, *GENERO.problemas, *GENERO.referencias):
        assert frase in en_html


def test_lo_que_se_ve_es_siempre_igual_y_no_se_cuela_html():
    assert GENERO._repr_html_() == replace(GENERO)._repr_html_()
    rara = replace(GENERO, problemas=("<script>alert(1)</script>.",))
    assert "<script>" not in rara._repr_html_()


def test_lo_que_falta_no_deja_un_apartado_vacio():
    corta = replace(GENERO, deducido=(), entrenamiento="")
    for texto in (repr(corta), corta._repr_html_()):
        assert "Se deduce" not in texto
        assert "épocas" not in texto


def test_junto_al_de_bolsillo_van_las_cifras_de_cada_uno():
    tabla = GENERO.junto_al_de_bolsillo()
    assert list(tabla.columns) == ["el real", "el de bolsillo"]
    assert tabla["el real"]["exactitud"] == "0,94"
    assert tabla["el real"]["intervalo al 95 %"] == "0,875 – 0,972 (se deduce)"
    assert tabla["el de bolsillo"]["exactitud"] == "0,84"
    assert tabla["el de bolsillo"]["sobre"] == "120 piezas de 40 bandas no oídas"
    assert set(tabla.loc["azar"]) == {"0,10"}
    assert not tabla.isna().any().any()


@pytest.mark.parametrize("ficha", MODELOS.values(), ids=MODELOS)
def test_lo_que_se_dice_del_de_bolsillo_sale_de_sus_resultados(ficha):
    resultados = json.loads((ficha.bolsillo / "resultados.json").read_text("utf-8"))
    columna = ficha.junto_al_de_bolsillo()["el de bolsillo"]
    assert columna["exactitud"] == decimal(resultados["modelo"]["exactitud_equilibrada"], 2)
    assert columna["sobre"] == resultados["sobre"]
    assert columna["azar"] == decimal(1 / len(resultados["etiquetas"]), 2)
    por_grupos = resultados["modelo"]["intervalo_por_grupos"]
    mostrado = por_grupos or resultados["modelo"]["intervalo_por_ejemplos"]
    assert columna["intervalo al 95 %"].startswith(" – ".join(decimal(extremo, 2) for extremo in mostrado))
    assert ("optimista" in columna["intervalo al 95 %"]) == (por_grupos is None)


def test_con_dos_personas_se_dice_que_el_intervalo_es_optimista():
    assert "optimista" in MODELOS["emocion"].junto_al_de_bolsillo()["el de bolsillo"]["intervalo al 95 %"]
    assert "optimista" not in " ".join(GENERO.junto_al_de_bolsillo()["el de bolsillo"])


def test_sin_los_resultados_del_de_bolsillo_se_dice(tmp_path):
    with pytest.raises(ErrorDeModelo, match="resultados del modelo de bolsillo") as error:
        replace(GENERO, bolsillo=tmp_path).junto_al_de_bolsillo()
    assert error.value.archivo == str(tmp_path / "resultados.json")


def test_unos_resultados_a_los_que_les_falta_algo_se_dicen(tmp_path):
    (tmp_path / "resultados.json").write_text('{"modelo": {"exactitud_equilibrada": 0.8}}', encoding="utf-8")
    with pytest.raises(ErrorDeModelo, match="resultados del modelo de bolsillo"):
        replace(GENERO, bolsillo=tmp_path).junto_al_de_bolsillo()
