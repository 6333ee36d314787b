"""Lo que escribe el estudiante en el cuaderno 11, para probar su guion."""

from repartos_de_juguete import POR_CLASE, tabla
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from helpers.ejercicios.cuadernos import c11_acentos as c11
from helpers.ejercicios.repartos import notas_de

__all__ = ["POR_CLASE", "StratifiedGroupKFold", "StratifiedKFold"]

TABLA = tabla(c11.examen())
REPARTO = c11.Reparto(c11.examen).leer("reparto", StratifiedGroupKFold(5, shuffle=True, random_state=0))
NOTAS = notas_de(TABLA, REPARTO, c11.examen())
