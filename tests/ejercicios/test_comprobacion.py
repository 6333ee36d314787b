"""El mecanismo de los ejercicios: qué respuestas valen, qué se dice a las demás y cómo se ve."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from html import unescape

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from helpers.ejercicios import comprobacion, guion
from helpers.ejercicios.comprobacion import ErrorDeEjercicio, Estado, comprobar, cuestionario, pista
from helpers.ejercicios.declaracion import Correcta, Opcion, Pregunta
from helpers.ejercicios.respuestas import (
    Entero,
    Funcion,
    Matriz,
    Numero,
    Objeto,
    RespuestaIlegible,
    SiNo,
    Texto,
    cerca,
    con_coma,
    en_otra_unidad,
    intercambiadas,
    misma_palabra,
    sin_responder,
    traspuesta,
)

CUADERNOS = list(guion.guiones())
TODOS = [(n, cual) for n in CUADERNOS for cual in guion.cargar(n).ejercicios]


def una_funcion():
    return 1


RARAS = [
    None,
    "texto",
    "",
    True,
    3.7,
    -1,
    0,
    float("nan"),
    float("inf"),
    10**400,
    1j,
    (0, 5),
    [],
    [1],
    [[1, 2], [3]],
    ["a", None],
    {"a": 1},
    {1},
    np.zeros(3),
    np.zeros((2, 0)),
    np.array("a"),
    np.array([None, 1], dtype=object),
    torch.zeros(2, 2, requires_grad=True),
    pd.Series([1, 2]),
    pd.DataFrame({"a": ["x"]}),
    una_funcion,
    len,
    int,
    object(),
    iter([1]),
    b"bytes",
]


def _leer_o_motivo(campo, valor):
    try:
        return campo.leer("x", valor)
    except RespuestaIlegible as motivo:
        return str(motivo)


GUION = """
## Ejercicio 2

Bien: Dos filas son 5,4 Hz.
Pista: Cuenta filas.
Pista: Divide `sr`.

### `n_fft`: `Entero` = `16384`
- si no, como `1` → ¿Cuánto ensancha la ventana de Hann?

### `coste_ms`: `Numero` = `743.04`
- si no, como `1` → ¿Cuánto dura?

## Ejercicio 3

Bien: Sí, ${valor}.
Pista: Suma.

### `valor`: `Numero` = `2`
- si no, como `3` → no.

### `f(n)`: `Numero` = `n + 1`, con `[1, 5]`
- si no, como `n` → no suma.

## Ejercicio 4

Bien: Sí.
Pista: Suma.

### `numero`: `Entero` = `1`
- si no, como `3` → no.

## Cuestionario

### ¿Cuál es < `2`?
- [ ] Dos
  No es *menor*.
- [x] Uno
  Uno es menor que dos.
"""


@pytest.fixture
def de_prueba(monkeypatch, tmp_path):
    """Un cuaderno 02 con tres ejercicios y una pregunta, un 03 sin ninguno, y ninguna pista dada."""
    rutas = {"02": tmp_path / "c02_a.md", "03": tmp_path / "c03_b.md"}
    rutas["02"].write_text(GUION, "utf-8")
    rutas["03"].write_text("", "utf-8")
    monkeypatch.setattr(guion, "guiones", lambda: rutas)
    monkeypatch.setattr(guion, "cargar", lambda cuaderno: guion.leer(rutas[cuaderno], {}))
    monkeypatch.setattr(comprobacion, "_pistas_dadas", comprobacion.Counter())
    return rutas["02"]


class TestComprobar:
    @pytest.mark.parametrize("respuestas", [{}, {"n_fft": ...}, {"n_fft": ..., "coste_ms": [..., 1]}])
    def test_sin_tocar(self, de_prueba, respuestas):
        resultado = comprobar("02.2", **respuestas)
        assert resultado.estado is Estado.SIN_RESPONDER
        assert str(resultado) == '○ Todavía sin responder. Pista 1 con `pista("02.2")`.'
        assert not resultado.acierto

    def test_una_funcion_sin_escribir_es_un_ejercicio_sin_responder(self, de_prueba):
        resultado = comprobar("02.3", valor=2, f=lambda n: ...)
        assert resultado.estado is Estado.SIN_RESPONDER
        assert "Falta escribir `f`: todavía devuelve `...`. Pista 1" in resultado.mensaje
        resultado = comprobar("02.3", valor=..., f=lambda n: ...)
        assert resultado.estado is Estado.SIN_RESPONDER
        assert "Falta `valor`. ¿Devuelve todavía `...` la función `f`? Pista 1" in resultado.mensaje
        assert "Falta `f`. Pista 1" in comprobar("02.3", valor=2, f=...).mensaje
        assert str(comprobar("02.3", valor=2, f=lambda n: n + 1)) == "✔ Correcto. Sí, 2.0."

    def test_a_medias_dice_lo_que_falta(self, de_prueba):
        resultado = comprobar("02.2", n_fft=16384, coste_ms=...)
        assert resultado.estado is Estado.SIN_RESPONDER
        assert "Falta `coste_ms`." in resultado.mensaje

    def test_si_faltan_varias_lo_dice_en_plural(self):
        resultado = comprobar("00.4", parte_igual=0.125, veces=..., sin_escuchar=...)
        assert resultado.estado is Estado.SIN_RESPONDER
        assert "Faltan `veces` y `sin_escuchar`." in resultado.mensaje

    def test_acierto(self, de_prueba):
        resultado = comprobar("02.2", n_fft=16384, coste_ms=1000 * 16384 / 22050)
        assert resultado.acierto
        assert bool(resultado) is True
        assert str(resultado) == "✔ Correcto. Dos filas son 5,4 Hz."

    def test_fallo_ofrece_la_pista_que_toca(self, de_prueba):
        assert str(comprobar("02.2", n_fft=1, coste_ms=2)).endswith('Hann? Pista 1 con `pista("02.2")`.')
        pista("02.2")
        resultado = comprobar("02.2", n_fft=1, coste_ms=2)
        assert bool(resultado) is False
        assert str(resultado).endswith('Hann? Pista 2 con `pista("02.2")`.')
        pista("02.2")
        assert str(comprobar("02.2", n_fft=1, coste_ms=2)).endswith("Hann?")

    def test_sin_nombre(self, de_prueba):
        resultado = comprobar("02.2", 16384)
        assert resultado.estado is Estado.ILEGIBLE
        assert '`comprobar("02.2", n_fft=n_fft, coste_ms=coste_ms)`' in resultado.mensaje

    def test_nombre_desconocido(self, de_prueba):
        resultado = comprobar("02.2", nfft=16384, coste_ms=1)
        assert resultado.estado is Estado.ILEGIBLE
        assert "que pide `n_fft` y `coste_ms`. ¿Querías decir `n_fft`?" in resultado.mensaje

    def test_un_campo_puede_llamarse_numero(self, de_prueba):
        assert comprobar("02.4", numero=1)

    def test_lo_ilegible_no_se_diagnostica(self, de_prueba):
        resultado = comprobar("02.2", n_fft=None, coste_ms=743)
        assert resultado.estado is Estado.ILEGIBLE
        assert resultado.mensaje.startswith("`n_fft` tiene que ser un número, y es None.")
        assert not resultado.acierto

    @pytest.mark.parametrize(
        ("numero", "dice"),
        [
            ("02.9", "02.2"),
            ("02.02", "02.2"),
            ("02", "02.2"),
            ("99.1", "02, 03"),
            ("", "02, 03"),
            (2.2, "entre comillas"),
            (None, "02, 03"),
            (["02.2"], "02, 03"),
        ],
    )
    def test_ejercicio_que_no_existe(self, de_prueba, numero, dice):
        for funcion in (comprobar, pista):
            with pytest.raises(ErrorDeEjercicio, match=re.escape(dice)):
                funcion(numero)

    def test_se_ve_con_icono_palabra_y_papel(self, de_prueba):
        visto = comprobar("02.2", n_fft=16384, coste_ms=743)._repr_html_()
        assert 'role="status"' in visto
        assert "✔ <strong>Correcto.</strong> Dos filas son 5,4&nbsp;Hz." in visto

    def test_cada_estado_se_distingue_sin_color(self):
        assert len({estado.value[2] for estado in Estado}) == len(Estado)

    def test_el_html_escapa_lo_que_escribe_el_estudiante(self, de_prueba):
        def maliciosa(n):
            raise ValueError("<script>alert(1)</script>")

        visto = comprobar("02.3", valor=2, f=maliciosa)._repr_html_()
        assert "<script>" not in visto
        assert "&lt;script&gt;" in visto


class TestPista:
    def test_de_una_en_una_y_la_ultima_se_repite(self, de_prueba):
        assert str(pista("02.2")) == "☞ Pista. Cuenta filas. (1 de 2)"
        segunda = str(pista("02.2"))
        assert segunda.startswith("☞ Pista. Divide `sr`. (2 de 2) Es la última")
        assert str(pista("02.2")) == segunda

    def test_el_codigo_se_ve_como_codigo(self, de_prueba):
        pista("02.2")
        assert "<code>sr</code>" in pista("02.2")._repr_html_()

    @pytest.mark.parametrize(
        ("texto", "html"),
        [
            ("`f * (2 ** (1 / 12) - 1)`", "<code>f * (2 ** (1 / 12) - 1)</code>"),
            ("`a * b` y *ya* `c * d`", "<code>a * b</code> y <em>ya</em> <code>c * d</code>"),
            ("**usa `x ** 2`**", "<strong>usa <code>x ** 2</code></strong>"),
            ("5 % y `5 % 2 < 3`", "5&nbsp;% y <code>5 % 2 &lt; 3</code>"),
            ("uno ` suelto", "uno ` suelto"),
        ],
    )
    def test_lo_que_es_codigo_no_lleva_formato(self, texto, html):
        assert comprobacion._a_html(texto) == html

    def test_las_pistas_ensenan_su_codigo_tal_cual(self):
        for cuaderno, cual in TODOS:
            for una in guion.cargar(cuaderno).ejercicios[cual].pistas:
                visto = re.findall(r"<code>(.*?)</code>", comprobacion._a_html(una))
                assert [unescape(codigo) for codigo in visto] == re.findall(r"`([^`]+)`", una)


class TestCuestionario:
    def test_en_texto_no_da_la_respuesta(self, de_prueba):
        texto = str(cuestionario("02"))
        assert texto == "Cuestionario del cuaderno 02\n\n1. ¿Cuál es < `2`?\n   a) Dos\n   b) Uno"

    def test_una_opcion_por_desplegable_con_su_explicacion(self, de_prueba):
        visto = cuestionario("02")._repr_html_()
        opciones = re.findall(r"<details name=\"(.+?)\".*?<summary.*?>(.+?)</summary>(.+?)</details>", visto)
        assert [texto for _, texto, _ in opciones] == ["a) Dos", "b) Uno"]
        assert "✘ <strong>No es esa.</strong> No es <em>menor</em>." in opciones[0][2]
        assert "✔ <strong>Correcto.</strong> Uno es menor que dos." in opciones[1][2]
        assert opciones[0][0] == opciones[1][0]
        assert "¿Cuál es &lt; <code>2</code>?" in visto

    def test_ni_programa_ni_nada_que_cambie(self, de_prueba):
        visto = cuestionario("02")._repr_html_()
        assert "<script" not in visto
        assert "<input" not in visto
        assert visto == cuestionario("02")._repr_html_()

    def test_dos_preguntas_no_comparten_grupo(self, de_prueba):
        pregunta = GUION[GUION.index("### ¿Cuál") :]
        de_prueba.write_text(GUION + pregunta.replace("¿Cuál", "¿Y cuál"), "utf-8")
        assert len(set(re.findall(r'details name="(.+?)"', cuestionario("02")._repr_html_()))) == 2

    @pytest.mark.parametrize("numero", ["03", "99", 2, None])
    def test_el_que_no_existe(self, de_prueba, numero):
        with pytest.raises(ErrorDeEjercicio, match='"02"'):
            cuestionario(numero)

    @pytest.mark.parametrize(
        "opciones",
        [
            (Correcta("a", "b"),),
            (Opcion("a", "b"), Opcion("c", "d")),
            (Correcta("a", "b"), Correcta("c", "d")),
        ],
    )
    def test_una_pregunta_tiene_una_sola_correcta(self, opciones):
        with pytest.raises(ValueError, match="una sola correcta"):
            Pregunta("¿?", opciones)


class TestCampos:
    @pytest.mark.parametrize(
        "valor",
        [
            3,
            3.0,
            np.int16(3),
            np.float32(3),
            np.array(3),
            torch.tensor(3.0, requires_grad=True),
            Fraction(3),
            Decimal(3),
            3 + 0j,
            np.complex64(3),
        ],
    )
    def test_todos_los_tres_son_tres(self, valor):
        leido = Numero().leer("x", valor)
        assert leido == 3
        assert type(leido) is float
        assert type(Entero().leer("x", valor)) is int

    @pytest.mark.parametrize(
        ("valor", "dice"),
        [
            (None, "es None. ¿Falta un `return`"),
            ("0,5", "es un texto. Quita las comillas: `0.5`"),
            ("cinco", "es un texto."),
            ((0, 5), "En Python el decimal se escribe con punto"),
            ((0, 0.5), "En Python el decimal se escribe con punto"),
            ("800 Hz", "sin comillas ni unidad"),
            (True, "valor lógico"),
            (1j, "número complejo"),
            ([3], "es una lista. Saca su único elemento con `[0]`"),
            (np.array([3]), "un array de forma (1,). Saca su único elemento con `.item()`"),
            (torch.tensor([[3.0]]), "un Tensor de forma (1, 1). Saca su único elemento con `.item()`"),
            (pd.Series([3]), "un Series de forma (1,). Saca su único elemento con `.item()`"),
            (np.zeros((2, 3)), "un array de forma (2, 3)"),
            (torch.zeros(2), "un Tensor de forma (2,)"),
            (una_funcion, "es una función. ¿Faltan los paréntesis"),
            (float("nan"), "es NaN"),
            (np.float32("nan"), "es NaN"),
            (-np.inf, "es infinito: ¿hay una división entre cero, o el logaritmo de cero?"),
            (10**400, "demasiado grande"),
            ({}, "es un diccionario"),
        ],
    )
    def test_numero_ilegible(self, valor, dice):
        with pytest.raises(RespuestaIlegible, match=re.escape(dice)):
            Numero().leer("x", valor)

    def test_entero_no_redondea(self):
        with pytest.raises(RespuestaIlegible, match="entero, y es 2,5"):
            Entero().leer("x", 2.5)

    @pytest.mark.parametrize("valor", [" jazz ", np.str_("jazz"), np.array("jazz")])
    def test_texto(self, valor):
        leido = Texto().leer("x", valor)
        assert leido == "jazz"
        assert type(leido) is str

    @pytest.mark.parametrize(
        ("valor", "dice"), [(3, "entre comillas"), ("  ", "vacío"), (["jazz"], "con `[0]`")]
    )
    def test_texto_ilegible(self, valor, dice):
        with pytest.raises(RespuestaIlegible, match=re.escape(dice)):
            Texto().leer("x", valor)

    @pytest.mark.parametrize(
        "valor", [True, np.True_, np.array(True), torch.tensor(True), "sí", "Si", "verdadero"]
    )
    def test_si(self, valor):
        assert SiNo().leer("x", valor) is True

    @pytest.mark.parametrize("valor", [False, np.False_, "No", "falso"])
    def test_no(self, valor):
        assert SiNo().leer("x", valor) is False

    @pytest.mark.parametrize("valor", [1, "quizá", None])
    def test_ni_si_ni_no(self, valor):
        with pytest.raises(RespuestaIlegible, match="True o False"):
            SiNo().leer("x", valor)

    @pytest.mark.parametrize(
        "valor",
        [
            [1, 2],
            (1, 2),
            np.array([1, 2]),
            pd.Series([1, 2]),
            pd.Series([1, 2], dtype=object),
            pd.Series([1, 2], dtype="Int64"),
            torch.tensor([1.0, 2.0], requires_grad=True),
            [np.float32(1), torch.tensor(2)],
            np.array([1 + 0j, 2]),
            [1 + 0j, 2],
        ],
    )
    def test_todos_los_vectores_son_el_mismo(self, valor):
        leido = Matriz().leer("x", valor)
        assert leido.dtype == float
        assert leido.tolist() == [1.0, 2.0]

    def test_tabla(self):
        assert Matriz((None, 2)).leer("x", pd.DataFrame({"a": [1], "b": [2]})).tolist() == [[1.0, 2.0]]
        assert Matriz((2, None)).leer("x", [[1], [2]]).shape == (2, 1)

    @pytest.mark.parametrize(
        ("forma", "valor", "dice"),
        [
            ((None,), 3, "es un número"),
            ((None,), None, "es None"),
            ((None,), "12", "es un texto"),
            ((None,), {"a": 1}, "es un diccionario"),
            ((None,), [[1, 2], [3]], "distinta longitud"),
            ((None,), ["a"], "contiene textos"),
            ((None,), [None], "solo números"),
            ((None,), [1j], "números complejos"),
            ((None,), [True], "valores lógicos"),
            ((None,), [1, float("nan"), np.inf], "2 de 3 valores"),
            ((None,), [[1, 2]], "(1, 2), y se espera (n,)."),
            ((13, None), np.zeros((100, 13)), "se espera (13, n). Parece traspuesta"),
            ((3, 4), np.zeros((3, 5)), "tiene la forma (3, 5), y se espera (3, 4)."),
        ],
    )
    def test_matriz_ilegible(self, forma, valor, dice):
        with pytest.raises(RespuestaIlegible, match=re.escape(dice)):
            Matriz(forma).leer("x", valor)

    def test_una_forma_distinta_no_siempre_es_traspuesta(self):
        with pytest.raises(RespuestaIlegible) as motivo:
            Matriz((13, None)).leer("x", np.zeros((5, 7)))
        assert "traspuesta" not in str(motivo.value)

    def test_funcion_se_llama_y_cuenta_su_fallo(self):
        assert Funcion().leer("f", lambda a, b=0: a + b)(1, b=2) == 3
        rota = Funcion().leer("f", lambda: 1 / 0)
        with pytest.raises(RespuestaIlegible, match="Al llamar a `f` ha saltado ZeroDivisionError"):
            rota()
        with pytest.raises(
            RespuestaIlegible, match="una división entre cero. Python dice: `division by zero`"
        ):
            rota()
        rara = Funcion().leer("f", lambda: int("a"))
        with pytest.raises(RespuestaIlegible, match="ha saltado ValueError: invalid literal"):
            rara()
        with pytest.raises(RespuestaIlegible, match="sin paréntesis"):
            Funcion().leer("f", 3)

    def test_los_parametros_que_no_casan_se_cuentan_en_espanol(self):
        con_dos = Funcion().leer("f", lambda a, b: a)
        with pytest.raises(RespuestaIlegible, match=r"A `f` se le pasa una sola cosa.*`f\(a, b\)`"):
            con_dos(1)
        with pytest.raises(RespuestaIlegible, match="se le pasan 2 cosas"):
            Funcion().leer("f", lambda a: a)(1, 2)
        assert Funcion().leer("f", max)(1, 2) == 2

    def test_objeto(self):
        tabla = pd.DataFrame()
        assert Objeto(pd.DataFrame, "una tabla").leer("x", tabla) is tabla
        with pytest.raises(RespuestaIlegible, match="`x` tiene que ser una tabla, y es una lista"):
            Objeto(pd.DataFrame, "una tabla").leer("x", [])

    @pytest.mark.parametrize(
        "campo", [Numero(), Entero(), Texto(), SiNo(), Matriz(), Matriz((2, 2)), Funcion()]
    )
    def test_nada_raro_sale_como_una_traza(self, campo):
        for valor in RARAS:
            leido = _leer_o_motivo(campo, valor)
            assert not isinstance(leido, str) or isinstance(campo, Texto) or leido.startswith("`x` ")


class TestDetectores:
    @pytest.mark.parametrize(
        ("valor", "falta"),
        [
            (..., True),
            ([1, [...]], True),
            ((1, ...), True),
            ({"a": ...}, True),
            (0, False),
            ([], False),
            (None, False),
        ],
    )
    def test_sin_responder(self, valor, falta):
        assert sin_responder(valor) is falta

    def test_cerca_no_estira_las_formas(self):
        assert cerca(100.9, 100)
        assert not cerca(101.1, 100)
        assert cerca([1, 2], (1, 2))
        assert not cerca([1, 1], 1)
        assert cerca(0.001, 0, absoluta=0.01)

    @pytest.mark.parametrize("escrita", ["clásica", "CLASICA", " Clásica ", "cla-sica"])
    def test_misma_palabra(self, escrita):
        assert misma_palabra(escrita, "classical", "clásica")

    def test_otra_palabra(self):
        assert not misma_palabra("clásico", "clásica")

    @pytest.mark.parametrize(
        ("valor", "correcto", "unidad", "dice"),
        [
            (0.743, 743, "ms", "Eso son segundos, y se piden milisegundos."),
            (743, 0.743, "s", "Eso son milisegundos, y se piden segundos."),
            (16, 16000, "Hz", "Eso son kilohercios, y se piden hercios."),
            (95, 0.95, "por uno", "Eso son tantos por ciento, y se piden tantos por uno."),
            (8, 1, "byte", "Eso son bits, y se piden bytes."),
            (743, 743, "ms", ""),
            (12, 743, "ms", ""),
            (8, 1, "s", ""),
        ],
    )
    def test_en_otra_unidad(self, valor, correcto, unidad, dice):
        assert en_otra_unidad(valor, correcto, unidad) == dice

    def test_intercambiadas(self):
        correctas = {"a": 1, "b": 2, "c": 2}
        assert "`a` y `b`" in intercambiadas({"a": 2, "b": 1, "c": 2}, correctas)
        assert intercambiadas({"a": 1, "b": 2, "c": 2}, correctas) == ""
        assert intercambiadas({"a": 2, "b": 2, "c": 2}, correctas) == ""

    def test_traspuesta(self):
        matriz = np.array([[1, 2], [3, 4]])
        assert "`.T`" in traspuesta(matriz.T, matriz)
        assert traspuesta(matriz, matriz) == ""
        assert traspuesta(np.eye(2), np.eye(2)) == ""

    @pytest.mark.parametrize(
        ("valor", "escrito"),
        [
            (0, "0"),
            (0.5, "0,5"),
            (0.12345, "0,123"),
            (-3, "−3"),
            (100, "100"),
            (22050, "22\N{NO-BREAK SPACE}050"),
            (1e-9, "1,00·10^-9"),
            (float("nan"), "NaN"),
            (float("-inf"), "−infinito"),
        ],
    )
    def test_con_coma(self, valor, escrito):
        assert con_coma(valor) == escrito

    @given(st.floats(min_value=1e-5, max_value=1e9), st.integers(min_value=2, max_value=6))
    def test_con_coma_redondea_a_esas_cifras(self, valor, cifras):
        escrito = con_coma(valor, cifras)
        assert "." not in escrito
        leido = float(escrito.replace("\N{NO-BREAK SPACE}", "").replace(",", "."))
        assert leido == pytest.approx(valor, rel=10.0 ** (1 - cifras), abs=0)


class TestLoDeclarado:
    """Los ejercicios y preguntas de todos los cuadernos."""

    @pytest.mark.parametrize(("cuaderno", "cual"), TODOS)
    def test_ninguna_respuesta_rara_da_una_traza(self, cuaderno, cual):
        campos = [campo.nombre for campo in guion.cargar(cuaderno).ejercicios[cual].campos]
        for valor in RARAS:
            resultado = comprobar(f"{cuaderno}.{cual}", **dict.fromkeys(campos, valor))
            assert resultado.estado is not Estado.SIN_RESPONDER, valor
            assert resultado.mensaje, valor

    @pytest.mark.parametrize(("cuaderno", "cual"), TODOS)
    def test_hay_al_menos_dos_pistas(self, cuaderno, cual):
        assert len(guion.cargar(cuaderno).ejercicios[cual].pistas) >= 2

    @pytest.mark.parametrize("cuaderno", CUADERNOS)
    def test_la_correcta_no_esta_siempre_en_el_mismo_sitio(self, cuaderno):
        preguntas = guion.cargar(cuaderno).preguntas
        sitios = [[o.correcta for o in p.opciones].index(True) for p in preguntas]
        assert len(set(sitios)) > 1

    @pytest.mark.parametrize("cuaderno", CUADERNOS)
    def test_toda_opcion_explica_algo_distinto(self, cuaderno):
        for pregunta in guion.cargar(cuaderno).preguntas:
            explicaciones = [opcion.explicacion for opcion in pregunta.opciones]
            assert all(len(e.split()) >= 5 for e in explicaciones)
            assert len(set(explicaciones)) == len(explicaciones)

    def test_buscar_un_ejercicio_no_lee_los_demas_cuadernos(self, monkeypatch):
        leidos = []
        monkeypatch.setattr(guion, "cargar", lambda cuaderno: leidos.append(cuaderno) or guion.Guion({}, ()))
        with pytest.raises(ErrorDeEjercicio):
            comprobar("11.1")
        assert set(leidos) == {"11"}
