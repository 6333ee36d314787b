"""Los modelos que oyen a personas y a voces sintéticas: se validan en las personas.

La columna ``conjunto`` de sus tablas dice de dónde sale cada grabación.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .medida import medir
from .pliegues import Pliegue, con_las_sinteticas, dejar_uno_fuera, repartir_al_azar
from .referencia import ajustar_svm, anadir_svm_a_las_fugas, medir_svm, tabla_mfcc


def repartir_personas(desarrollo: pd.DataFrame, es_persona: np.ndarray) -> dict[str, list[Pliegue]]:
    """Devuelve los pliegues de las dos maneras de repartirlas; a las voces sintéticas se las oye siempre.

    ``personas_nuevas`` deja fuera una persona cada vez. ``al_azar`` parte por grabación, en otros tantos: a
    quien se valida ya se le ha oído.
    """
    personas = desarrollo[es_persona]
    repartos = {
        "personas_nuevas": dejar_uno_fuera(personas["grupo"]),
        "al_azar": repartir_al_azar(personas["etiqueta"], personas["grupo"].nunique()),
    }
    return {nombre: con_las_sinteticas(es_persona, pliegues) for nombre, pliegues in repartos.items()}


def anadir_referencias(
    resultados: dict,
    tablas: Mapping[str, pd.DataFrame],
    es_persona: np.ndarray,
    repartos: Mapping[str, list[Pliegue]],
    peso_de_clase: str | None = None,
) -> None:
    """Mide la SVM con los mismos datos, y otra que solo ha oído a las personas.

    Apunta lo que sacan las dos en las personas de prueba; y la primera, en cada reparto y, si las hay, en las
    voces sintéticas de prueba.
    """
    mfcc = {nombre: tabla_mfcc(tabla["ruta"]) for nombre, tabla in tablas.items()}
    desarrollo, oidas = tablas["desarrollo"], mfcc["desarrollo"]
    solo = desarrollo[es_persona]
    svm = ajustar_svm(oidas, desarrollo["etiqueta"], repartos["personas_nuevas"], peso_de_clase)
    svm_solo = ajustar_svm(oidas[es_persona], solo["etiqueta"], dejar_uno_fuera(solo["grupo"]), peso_de_clase)
    for nombre, ajustada in (("referencia", svm), ("referencia_solo_personas", svm_solo)):
        resultados[nombre] = medir_svm(ajustada, mfcc["personas"], tablas["personas"])
    if "sinteticas" in tablas:
        de_prueba = tablas["sinteticas"]
        predichas = svm.predict(mfcc["sinteticas"])
        resultados["sinteticas"]["referencia"] = medir(de_prueba["etiqueta"], predichas, de_prueba["grupo"])
    anadir_svm_a_las_fugas(resultados["fugas"], svm, oidas, desarrollo["etiqueta"], repartos)
