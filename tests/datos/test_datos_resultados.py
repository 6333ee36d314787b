"""Las cifras de los conjuntos reales: que cuadran con los registros, y que la receta no hace trampas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from recetario import importar_receta

from helpers.datos import conjuntos as datos
from helpers.datos.tablas import leer_registro

REALES = pd.read_csv(datos.DATOS / "resultados" / "reales.csv")
FASES = {"validacion": "entrenamiento", "prueba": "prueba"}


@pytest.fixture
def receta():
    """Devuelve una función que importa un módulo de la receta."""
    return lambda modulo: importar_receta(f"clasificadores.{modulo}")


def registro(conjunto: str) -> pd.DataFrame:
    return leer_registro(datos.REGISTROS / f"{conjunto}.csv")


# --- La tabla ---


def test_hay_una_fila_por_conjunto_particion_y_clasificador():
    assert not REALES.duplicated(["conjunto", "particion", "clasificador"]).any()
    assert {"esc10", "emodb", "fsdd"} <= set(REALES["conjunto"])


@pytest.mark.parametrize("fase", FASES)
def test_cada_cifra_esta_dentro_de_su_intervalo(fase):
    orden = REALES[[f"{fase}_inferior", fase, f"{fase}_superior"]]
    assert orden.notna().all(axis=None)
    assert (orden.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)
    assert orden.stack().between(0, 1).all()


@pytest.mark.parametrize("fase", FASES)
@pytest.mark.parametrize("fila", list(REALES.itertuples()), ids=lambda f: f"{f.conjunto}-{f.clasificador}")
def test_la_n_los_grupos_y_el_azar_son_los_del_registro(fila, fase):
    tabla = registro(fila.conjunto)
    parte = tabla[tabla[fila.particion] == FASES[fase]]
    assert getattr(fila, f"{fase}_n") == len(parte)
    assert fila.azar == pytest.approx(1 / parte["etiqueta"].nunique(), abs=6e-4)
    grupos = getattr(fila, f"{fase}_grupos")
    assert np.isnan(grupos) if fila.particion == "particion_oida" else grupos == parte["grupo"].nunique()


def test_oir_antes_a_quien_habla_cambia_la_cifra():
    svm = REALES[(REALES["conjunto"] == "fsdd") & (REALES["clasificador"] == "SVM")].set_index("particion")
    assert svm.loc["particion_oida", "prueba"] - svm.loc["particion", "prueba"] > 0.3


# --- La receta: cómo parte ---


@pytest.mark.parametrize("nombre", ["esc10", "emodb", "fsdd", "fsdd_oida"])
def test_la_validacion_cruzada_pasa_una_vez_por_cada_sonido_y_nunca_por_la_prueba(receta, nombre):
    examen = receta("examenes").EXAMENES[nombre]
    tabla = registro(examen.conjunto)
    tabla = tabla.assign(particion=tabla[examen.columna])
    validados = []
    for aprender, validar in examen.vueltas(tabla):
        assert set(tabla["particion"].iloc[[*aprender, *validar]]) == {"entrenamiento"}
        assert not set(aprender) & set(validar)
        if examen.por_grupos:
            assert not set(tabla["grupo"].iloc[aprender]) & set(tabla["grupo"].iloc[validar])
        assert tabla["etiqueta"].iloc[aprender].nunique() == tabla["etiqueta"].nunique()
        validados += [*validar]
    assert sorted(validados) == list(np.flatnonzero(tabla["particion"] == "entrenamiento"))


def test_solo_la_particion_oida_mezcla_grupos(receta):
    for nombre, examen in receta("examenes").EXAMENES.items():
        tabla = registro(examen.conjunto)
        mezcla = tabla.groupby("grupo")[examen.columna].nunique().max() > 1
        assert mezcla == (nombre == "fsdd_oida") == (not examen.por_grupos)


# --- La receta: cómo mira y cómo aprende ---


@pytest.mark.parametrize("tramas", [1, 7, 20, 21, 40])
def test_la_imagen_mide_siempre_lo_mismo_y_conserva_el_centro(receta, tramas):
    mel = np.random.default_rng(0).uniform(-60, 0, (4, tramas)).astype(np.float32)
    imagen = receta("aprendices")._encuadrar(mel, 20)
    assert imagen.shape == (4, 20)
    assert imagen.min() >= mel.min()
    if tramas <= 20:
        desde = (20 - tramas) // 2
        assert np.array_equal(imagen[:, desde : desde + tramas], mel)
    else:
        assert np.array_equal(imagen, mel[:, (tramas - 20) // 2 :][:, :20])


def test_aumentar_no_toca_lo_que_llega_y_se_repite_con_la_misma_semilla(receta):
    aumentar = receta("aumento").aumentar
    x = torch.randn(3, 1, 16, 30, generator=torch.Generator().manual_seed(0))
    antes = x.clone()
    uno, otra_vez, otro = (aumentar(x, torch.Generator().manual_seed(s)) for s in (1, 1, 2))
    assert torch.equal(x, antes)
    assert uno.shape == x.shape
    assert torch.equal(uno, otra_vez)
    assert not torch.equal(uno, otro)


def facil(nombre: str) -> tuple[list[np.ndarray], np.ndarray]:
    """Treinta y dos sonidos inventados de dos clases que se distinguen por el nivel de media entrada."""
    azar, clases = np.random.default_rng(0), np.arange(32) % 2
    forma = {"SVM": (80,), "LSTM": (12, 20)}.get(nombre, (1, 16, 32))
    entradas = [azar.standard_normal(forma).astype(np.float32) for _ in clases]
    for entrada, clase in zip(entradas, clases, strict=True):
        entrada[..., : forma[-1] // 2] += 4 * clase
    return entradas, clases


@pytest.mark.parametrize("nombre", ["SVM", "CNN", "LSTM", "Transformer"])
def test_cada_clasificador_aprende_algo_facil_y_cuenta_sus_numeros(receta, monkeypatch, nombre):
    aprendices = receta("aprendices")
    monkeypatch.setattr(aprendices, "PASOS", dict.fromkeys(aprendices.PASOS, 60))
    monkeypatch.setattr(aprendices, "aumentar", lambda x, azar: x)
    (aprendiz,) = [a for a in aprendices.APRENDICES if a.nombre == nombre]
    entradas, clases = facil(nombre)
    aprendido = aprendiz.aprender(entradas, clases, 2, 0)
    assert np.mean(aprendido.responder(entradas) == clases) >= 0.9
    assert aprendido.parametros > 100


# --- La tarjeta ---

NOMBRES = {
    ("esc10", "particion"): "ESC-10",
    ("emodb", "particion"): "EmoDB",
    ("fsdd", "particion"): "FSDD, voz nueva",
    ("fsdd", "particion_oida"): "FSDD, voz ya oída",
}


@pytest.mark.parametrize("fila", list(REALES.itertuples()), ids=lambda f: f"{f.conjunto}-{f.clasificador}")
def test_la_tarjeta_dice_lo_mismo_que_la_tabla(fila):
    def cifra(fase: str) -> str:
        valores = (getattr(fila, f"{fase}{resto}") for resto in ("", "_inferior", "_superior"))
        valor, inferior, superior = (f"{v:.2f}".replace(".", ",") for v in valores)
        return f"{valor} ({inferior}–{superior}), {getattr(fila, f'{fase}_n')}"

    nombre, azar = NOMBRES[fila.conjunto, fila.particion], f"{fila.azar:.2f}".replace(".", ",")
    esperada = f"| {nombre} | {fila.clasificador} | {cifra('validacion')} | {cifra('prueba')} | {azar} |"
    assert esperada in (datos.DATOS / "resultados" / "README.md").read_text(encoding="utf-8")
