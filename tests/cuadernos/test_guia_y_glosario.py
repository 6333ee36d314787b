"""La guía docente y el glosario hablan de los cuadernos que hay, y de todos."""

import re

import pytest
from cuaderno_leido import CUADERNOS, RAIZ, abrir
from test_ortografia import lo_que_se_lee

from helpers.ejercicios import guion

GUIA = RAIZ / "notebooks" / "GUIA_DOCENTE.md"
GLOSARIO = RAIZ / "notebooks" / "GLOSARIO.md"
FILA = re.compile(
    r"^\| (?P<espanol>[^|]+) \| \*(?P<ingles>[^|*]+)\* \| (?P<que>[^|]+) \| (?P<donde>[^|]+) \|$", re.M
)
TILDES = str.maketrans("áéíóúü", "aeiouu")


def pagina(numero: str) -> str:
    """Lo que la guía dice de un cuaderno."""
    hallada = re.search(
        rf"^## {numero} · .*?(?=^## \d\d · |\Z)", GUIA.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return hallada.group() if hallada else ""


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_cada_cuaderno_tiene_su_plan_de_cincuenta_minutos(ruta):
    texto = pagina(ruta.name[:2])
    tramos = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)–(\d+) \|", texto, re.MULTILINE)]
    assert tramos, "no hay plan"
    assert tramos[0][0] == 0
    assert tramos[-1][1] == 50
    assert [fin for _, fin in tramos[:-1]] == [inicio for inicio, _ in tramos[1:]]


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_cada_pagina_pregunta_avisa_recorta_y_responde(ruta):
    texto = pagina(ruta.name[:2])
    assert texto.count("¿") >= 4
    for parte in ("Si falta tiempo", "Respuestas", "Cuestionario"):
        assert parte in texto, parte


@pytest.mark.parametrize("ruta", CUADERNOS, ids=lambda ruta: ruta.stem)
def test_las_respuestas_del_cuestionario_son_las_buenas(ruta):
    buenas = [
        f"{n} {letra}"
        for n, pregunta in enumerate(abrir(ruta).preguntas, 1)
        for letra, opcion in pregunta.con_letras()
        if opcion.correcta
    ]
    lineas = re.findall(r"^\W*Cuestionario.*$", pagina(ruta.name[:2]), re.MULTILINE)
    assert re.findall(r"\b\d [a-e]\b", lineas[-1]) == buenas


def test_el_glosario_va_en_orden_y_sin_repetidos():
    terminos = [
        fila["espanol"].replace("*", "") for fila in FILA.finditer(GLOSARIO.read_text(encoding="utf-8"))
    ]
    en_orden = sorted(terminos, key=lambda t: t.lower().translate(TILDES))
    assert len(terminos) >= 60
    assert terminos == en_orden
    assert len({t.lower() for t in terminos}) == len(terminos)


def _raices(termino: str) -> list[str]:
    """El principio de cada palabra de un término, sin la terminación: «cuantización» es «cuantiza».

    Lo que va entre paréntesis no cuenta: son siglas o una aclaración, como en «fundamental (de un acorde)».
    """
    palabras = re.findall(r"\w+", re.sub(r"\([^)]*\)", "", termino).lower())
    return [p[: max(4, len(p) - 4)] for p in palabras if len(p) > 3 or len(palabras) == 1]


def _lo_que_dice(ruta) -> str:
    """Lo que lee quien hace un cuaderno: su texto y lo que le contestan sus ejercicios y su cuestionario."""
    return f"{lo_que_se_lee(ruta)}\n\n{lo_que_se_lee(guion.guiones()[ruta.name[:2]])}".lower()


def test_cada_termino_esta_en_el_cuaderno_que_lo_presenta():
    """Sus palabras están, además, juntas: en el mismo párrafo."""
    parrafos = {ruta.name: re.split(r"\n\n|\n(?=- )", _lo_que_dice(ruta)) for ruta in CUADERNOS}
    for fila in FILA.finditer(GLOSARIO.read_text(encoding="utf-8")):
        raices = _raices(fila["espanol"])
        suyos = parrafos[re.search(r"\]\(([^)]+)\)", fila["donde"]).group(1)]
        juntas = any(all(re.search(rf"\b{raiz}", parrafo) for raiz in raices) for parrafo in suyos)
        assert raices, fila["espanol"]
        assert juntas, fila["espanol"]


def test_ningun_cuaderno_presenta_antes_un_termino_que_el_glosario_da_a_otro():
    """Se presenta la primera vez que va con su nombre en inglés, en cursiva."""
    textos = {ruta.name: lo_que_se_lee(ruta).lower() for ruta in CUADERNOS}
    for fila in FILA.finditer(GLOSARIO.read_text(encoding="utf-8")):
        en_ingles = re.sub(r" *\([^)]*\)", "", fila["ingles"]).lower()
        suyo = re.search(r"\]\(([^)]+)\)", fila["donde"]).group(1)
        antes = [cual for cual, texto in textos.items() if cual < suyo and f"*{en_ingles}*" in texto]
        assert not antes, f"«{fila['espanol']}» se presenta ya en {antes[0]}"
