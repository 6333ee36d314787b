"""Lo que escribe el estudiante en el cuaderno 09, para probar su guion."""

import numpy as np
from repartos_de_juguete import POR_CLASE, tabla
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from helpers.audio import remuestrear
from helpers.ejercicios.cuadernos import c09_genero_musical as c09
from helpers.ejercicios.repartos import notas_de

__all__ = ["POR_CLASE", "StratifiedGroupKFold", "StratifiedKFold"]

TABLA = tabla(c09.examen())
REPARTO = c09.Reparto(c09.examen).leer("reparto", StratifiedGroupKFold(5, shuffle=True, random_state=0))
NOTAS = notas_de(TABLA, REPARTO, c09.examen())

A_SALTOS = remuestrear(c09.pieza(), c09.SR_DE_LA_COPIA).y[
    (np.arange(len(c09.esperada())) * c09.SR_DE_LA_COPIA / c09.SR_DEL_MODELO).astype(int)
]
