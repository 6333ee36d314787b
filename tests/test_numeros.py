import pytest

from helpers import numeros


@pytest.mark.parametrize(
    ("segundos", "texto"),
    [
        (0.5, "0,5 s"),
        (59.94, "59,9 s"),
        (119.0, "119,0 s"),
        (121, "2 min 1 s"),
        (3599.6, "1 h 0 min"),
        (3900, "1 h 5 min"),
    ],
)
def test_una_duracion_se_lee_en_la_unidad_que_se_entiende(segundos, texto):
    assert numeros.duracion(segundos).replace(numeros.ESPACIO, " ") == texto


def test_los_millares_van_separados_y_los_decimales_con_coma():
    assert numeros.decimal(22050.25, 2).replace(numeros.ESPACIO, " ") == "22 050,25"
    assert numeros.decimal(-0.04, 1) == "0,0"
