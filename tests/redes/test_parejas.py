"""Las parejas de sonidos: grupo con grupo, sin repetir, y dentro de la tabla que se da."""

import numpy as np
import pandas as pd
import pytest

from helpers.errores import ErrorDeDatos
from helpers.redes import emparejar, trozo


def tabla(grupos_por_familia=4, clips=3):
    filas = [
        {"familia": familia, "grupo": f"{familia}{g}"}
        for familia in "ab"
        for g in range(grupos_por_familia)
        for _ in range(clips)
    ]
    return pd.DataFrame(filas)


def test_cada_sonido_va_en_una_pareja_y_cada_grupo_con_uno():
    t = tabla()
    parejas = emparejar(t, t.familia == "a", np.random.default_rng(0))
    assert sorted(i for pareja in parejas for i in pareja) == list(t.index)
    assert all(t.familia[i] == "a" and t.familia[j] == "b" for i, j in parejas)
    assert len({(t.grupo[i], t.grupo[j]) for i, j in parejas}) == 4


def test_cada_vuelta_es_otro_sorteo_y_la_semilla_lo_repite():
    t = tabla()
    dos = emparejar(t, t.familia == "a", np.random.default_rng(0), veces=2)
    assert len(dos) == 24
    assert dos[:12] != dos[12:]
    assert dos == emparejar(t, t.familia == "a", np.random.default_rng(0), veces=2)


def test_solo_salen_los_de_la_tabla_y_sobran_los_que_no_tienen_con_quien():
    t = tabla()
    parte = t[t.grupo.isin(["a1", "b0", "b2"])]
    parejas = emparejar(parte, t.familia == "a", np.random.default_rng(0))
    assert len(parejas) == 3
    assert {i for pareja in parejas for i in pareja} <= set(parte.index)


@pytest.mark.parametrize("familia", ["ab", "xyz"])
def test_hacen_falta_las_dos_familias(familia):
    t = tabla()
    with pytest.raises(ErrorDeDatos, match="dos familias"):
        emparejar(t, t.familia.isin(list(familia)), np.random.default_rng(0))


@pytest.mark.parametrize("largo", [1, 2, 9, 58])
def test_un_trozo_son_tramas_seguidas(largo):
    secuencia = np.arange(largo)[:, None]
    for semilla in range(20):
        dado = trozo(secuencia, np.random.default_rng(semilla))
        assert 1 <= len(dado) <= max(1, 0.7 * largo)
        assert np.all(np.diff(dado[:, 0]) == 1)
