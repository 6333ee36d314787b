"""Lo que escribe el estudiante en el cuaderno 10, para probar su guion."""

from repartos_de_juguete import POR_CLASE, tabla
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from helpers.ejercicios.cuadernos import c10_emociones as c10
from helpers.ejercicios.repartos import notas_de

__all__ = ["POR_CLASE", "StratifiedGroupKFold", "StratifiedKFold"]

TABLA = tabla(c10.examen())
REPARTO = c10.Reparto(c10.examen).leer("reparto", StratifiedGroupKFold(5, shuffle=True, random_state=0))
NOTAS = notas_de(TABLA, REPARTO, c10.examen())
