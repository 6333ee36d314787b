"""La tabla con que acaban los cuadernos 05 a 08: lo medido aquí, lo que viene con el curso y nada más."""

import time

import pytest

from helpers import resultados
from helpers.audio import Audio
from helpers.cache import VARIABLE
from helpers.datos import conjuntos as datos
from helpers.errores import ErrorDeDatos
from helpers.evaluacion import evaluar, intervalo_de_la_diferencia
from helpers.numeros import decimal
from helpers.resultados import (
    Resultado,
    anotar,
    diferencias,
    guardar_con_el_curso,
    leer,
    milisegundos_por_clip,
    tabla_de_resultados,
)

CABECERA = "archivo,etiqueta,grupo,particion\n"


def _resultado(clasificador="SVM", cuaderno="05", valor=0.75, **otros):
    base = {
        "cuaderno": cuaderno,
        "clasificador": clasificador,
        "exactitud_equilibrada": valor,
        "inferior": valor - 0.1,
        "superior": valor + 0.1,
        "azar": 0.1,
        "n": 120,
        "n_grupos": 40,
        "parametros": 12_345,
        "entrenar_s": 0.5,
        "clip_ms": 3.25,
        "respuestas": ("lluvia", "motor"),
    }
    return Resultado(**base | otros)


@pytest.fixture(autouse=True)
def carpetas(tmp_path, monkeypatch):
    """Un curso con el conjunto propio «sonidos» y el registro «reales», y una caché vacía."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(datos, "CONJUNTOS", tmp_path / "conjuntos")
    monkeypatch.setattr(datos, "REGISTROS", tmp_path / "registros")
    monkeypatch.setattr(resultados, "CON_EL_CURSO", tmp_path / "resultados")
    (tmp_path / "conjuntos" / "sonidos").mkdir(parents=True)
    (tmp_path / "registros").mkdir()
    (tmp_path / "conjuntos" / "sonidos" / "metadatos.csv").write_text(f"{CABECERA}a.ogg,x,g,prueba\n")
    (tmp_path / "registros" / "reales.csv").write_text(f"{CABECERA}b.wav,x,g,prueba\n")
    return tmp_path


def test_un_resultado_sale_de_su_evaluacion():
    evaluacion = evaluar(list("aabb"), list("aaba"), grupos=[1, 2, 3, 4])
    resultado = Resultado.de(evaluacion, "05", "SVM", parametros=10, entrenar_s=2, clip_ms=1)
    assert resultado.exactitud_equilibrada == 0.75
    assert (resultado.inferior, resultado.superior) == evaluacion.exactitud_equilibrada_intervalo
    assert (resultado.azar, resultado.n, resultado.n_grupos) == (0.5, 4, 4)
    assert resultado.respuestas == ("a", "a", "b", "a")
    assert resultado.aqui
    assert resultado.barra == ("SVM", 0.75, resultado.inferior, resultado.superior)


@pytest.mark.parametrize("conjunto", ["sonidos", "reales"])
def test_lo_anotado_se_lee(conjunto):
    uno, otro = _resultado("SVM"), _resultado("k-NN", n_grupos=None)
    anotar(conjunto, uno)
    anotar(conjunto, otro)
    assert leer(conjunto) == [uno, otro]


def test_de_cada_clasificador_queda_lo_ultimo():
    anotar("sonidos", _resultado("SVM", valor=0.5))
    anotar("sonidos", _resultado("k-NN"))
    anotar("sonidos", _resultado("SVM", valor=0.6))
    assert [(r.clasificador, r.exactitud_equilibrada) for r in leer("sonidos")] == [
        ("SVM", 0.6),
        ("k-NN", 0.75),
    ]


def test_cada_conjunto_lleva_lo_suyo():
    anotar("sonidos", _resultado())
    assert leer("reales") == []


def test_lo_que_no_se_ha_medido_aqui_viene_con_el_curso():
    guardar_con_el_curso("sonidos", [_resultado("SVM", valor=0.7), _resultado("CNN", "06")])
    anotar("sonidos", _resultado("CNN", "06", valor=0.8))
    svm, cnn = leer("sonidos")
    assert (svm.aqui, svm.exactitud_equilibrada) == (False, 0.7)
    assert (cnn.aqui, cnn.exactitud_equilibrada) == (True, 0.8)


def test_no_se_adelantan_los_cuadernos_siguientes_y_van_en_orden():
    guardar_con_el_curso(
        "sonidos", [_resultado("CNN", "06"), _resultado("SVM", "05"), _resultado("LSTM", "07")]
    )
    anotar("sonidos", _resultado("k-NN", "05"))
    assert [r.clasificador for r in leer("sonidos", hasta="06")] == ["SVM", "k-NN", "CNN"]
    assert [r.clasificador for r in leer("sonidos")] == ["SVM", "k-NN", "CNN", "LSTM"]


def test_si_cambia_el_conjunto_lo_de_antes_no_vale(carpetas):
    guardar_con_el_curso("sonidos", [_resultado("SVM")])
    anotar("sonidos", _resultado("CNN", "06"))
    (carpetas / "conjuntos" / "sonidos" / "metadatos.csv").write_text(f"{CABECERA}a.ogg,x,g,entrenamiento\n")
    assert leer("sonidos") == []


def test_los_saltos_de_linea_de_windows_no_cambian_el_conjunto(carpetas):
    anotar("sonidos", _resultado())
    tabla = carpetas / "conjuntos" / "sonidos" / "metadatos.csv"
    tabla.write_bytes(tabla.read_bytes().replace(b"\n", b"\r\n"))
    assert len(leer("sonidos")) == 1


def test_una_linea_a_medias_o_de_otra_version_se_salta(carpetas):
    anotar("sonidos", _resultado("SVM"))
    with (carpetas / "cache" / "resultados" / "sonidos.jsonl").open("ab") as archivo:
        archivo.write(b'{"huella": "x", "clasifi\n[1]\n{"otra": 2}\n\xff\n{"huella": "')
    anotar("sonidos", _resultado("k-NN"))
    assert [r.clasificador for r in leer("sonidos")] == ["SVM", "k-NN"]


def test_del_csv_vuelve_lo_mismo_redondeado():
    original = _resultado(n_grupos=None, clip_ms=3.14159)
    ruta = guardar_con_el_curso("reales", [original])
    assert ruta.name == "clasificadores_reales.csv"
    (leido,) = leer("reales")
    assert leido == _resultado(n_grupos=None, clip_ms=3.142, aqui=False)


def test_si_la_cache_no_deja_escribir_se_dice(carpetas, capsys):
    (carpetas / "cache").write_text("no soy una carpeta")
    anotar("sonidos", _resultado())
    assert "No se puede escribir" in capsys.readouterr().out
    assert leer("sonidos") == []


def test_la_tabla_se_lee_en_espanol():
    tabla = tabla_de_resultados([_resultado(), _resultado("CNN", "06", n_grupos=None, aqui=False)])
    assert list(tabla.index) == ["SVM", "CNN"]
    assert [v.replace("\xa0", " ") for v in tabla.loc["SVM"]] == [
        "0,75 (0,65–0,85)",
        "0,10",
        "120 (40 grupos)",
        "12 345",
        "0,5 s",
        "3,2 ms",
        "en este equipo",
    ]
    assert tabla.loc["CNN", "n"] == "120"
    assert tabla.loc["CNN", "medido"] == "viene con el curso"


@pytest.fixture
def examen(carpetas):
    """Seis ejemplos de prueba, de tres grupos, y otro que no cuenta."""
    filas = "".join(f"{i}.ogg,{'xy'[i % 2]},g{i // 2},prueba\n" for i in range(6))
    tabla = carpetas / "conjuntos" / "sonidos" / "metadatos.csv"
    tabla.write_text(f"{CABECERA}{filas}z.ogg,x,h,entrenamiento\n")
    return "xyxyxy"


def test_la_diferencia_es_la_emparejada_y_por_grupos(examen):
    malas = "yxxyxy"
    anotar("sonidos", _resultado("SVM", valor=4 / 6, respuestas=tuple(malas)))
    anotar("sonidos", _resultado("CNN", "06", valor=1.0, respuestas=tuple(examen)))
    tabla = diferencias("sonidos", con="CNN")
    inferior, superior = intervalo_de_la_diferencia(
        list(examen), list(examen), list(malas), grupos=["g0", "g0", "g1", "g1", "g2", "g2"]
    )
    assert tabla.loc["CNN − SVM"].tolist() == [
        "+0,33",
        f"{decimal(inferior, 2)} a +{decimal(superior, 2)}",
        "no",
        "6 (3 grupos)",
    ]


def test_una_diferencia_que_no_es_suerte_deja_fuera_el_cero(examen):
    anotar("sonidos", _resultado("SVM", valor=0.0, respuestas=tuple("yxyxyx")))
    anotar("sonidos", _resultado("CNN", "06", valor=1.0, respuestas=tuple(examen)))
    (fila,) = diferencias("sonidos", con="SVM").to_numpy().tolist()
    assert fila == ["−1,00", "−1,00 a −1,00", "sí", "6 (3 grupos)"]


@pytest.mark.parametrize("respuestas", ["xyxyx", "xxxyyy", "010101"])
def test_respuestas_de_otro_examen_no_se_comparan(examen, respuestas):
    anotar("sonidos", _resultado("CNN", "06", valor=1.0, respuestas=tuple(respuestas)))
    with pytest.raises(ErrorDeDatos, match="CNN"):
        diferencias("sonidos", con="CNN")


def test_no_se_compara_con_quien_no_esta():
    anotar("sonidos", _resultado("SVM"))
    with pytest.raises(ErrorDeDatos, match="elige uno de estos: SVM"):
        diferencias("sonidos", con="CNN")


def test_se_cronometra_de_uno_en_uno_con_un_ensayo():
    audios, vistos = [Audio([0.1 * n], 8000) for n in range(1, 4)], []

    def responder(audio):
        vistos.append(audio)
        time.sleep(0.01)

    assert 10 <= milisegundos_por_clip(responder, audios) < 50
    assert vistos == [audios[0], *audios]


@pytest.mark.parametrize(
    "llamada",
    [
        lambda: leer("otro"),
        lambda: anotar("otro", _resultado()),
        lambda: guardar_con_el_curso("otro", []),
        lambda: tabla_de_resultados([]),
        lambda: milisegundos_por_clip(len, []),
    ],
)
def test_lo_que_no_puede_ser_se_dice(llamada):
    with pytest.raises(ErrorDeDatos):
        llamada()


@pytest.mark.parametrize(
    "archivo", sorted(resultados.CON_EL_CURSO.glob("clasificadores_*.csv")), ids=lambda a: a.stem
)
def test_lo_que_viene_con_el_curso_es_de_los_conjuntos_de_ahora(archivo, monkeypatch):
    monkeypatch.undo()
    conjunto = archivo.stem.removeprefix("clasificadores_")
    filas = archivo.read_text(encoding="utf-8").splitlines()[1:]
    leidos = resultados._leer_los_del_curso(conjunto, resultados._huella(conjunto))
    assert len(leidos) == len(filas) > 0
    for r in leidos:
        assert 0 <= r.inferior <= r.exactitud_equilibrada <= r.superior <= 1
        assert r.parametros > 0
        assert r.n > 0
    assert len(diferencias(conjunto, con=leidos[0].clasificador)) == len(leidos) - 1
