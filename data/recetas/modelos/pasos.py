"""Los pasos que varias recetas dan igual: elegir el plan, entrenar con todo y medir cada fuga."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from sklearn.model_selection import GridSearchCV

from .pliegues import Pliegue, cuantos_valida
from .red import Entrenada, Plan, entrenar
from .referencia import exactitud_cruzada
from .validacion import Ejemplos, comparar_planes


def elegir_y_entrenar(
    planes: Mapping[str, Plan], desarrollo: Ejemplos, repartos: Mapping[str, list[Pliegue]], semilla: int
) -> tuple[Entrenada, dict]:
    """Elige el plan con el primer reparto, el honrado, y entrena con todos los ejemplos.

    Devuelve también lo que va a los resultados: ``plan``, ``validacion_cruzada``, ``parametros`` y ``fugas``,
    con lo que saca el plan elegido en cada reparto y sobre cuántos.
    """
    honrado, *los_que_halagan = repartos
    cruzada = comparar_planes(planes, desarrollo, repartos[honrado], [semilla])
    plan = max(cruzada, key=cruzada.get)
    print(f"Validación cruzada: {cruzada}. Se entrena con {plan}.")
    fugas = {honrado: {"n": cuantos_valida(repartos[honrado]), "modelo": cruzada[plan]}}
    for nombre in los_que_halagan:
        medida = comparar_planes({plan: planes[plan]}, desarrollo, repartos[nombre], [semilla])
        fugas[nombre] = {"n": cuantos_valida(repartos[nombre]), "modelo": medida[plan]}
    entrenada = entrenar(desarrollo.espectros, desarrollo.clases, desarrollo.etiquetas, planes[plan], semilla)
    return entrenada, {
        "parametros": contar_parametros(entrenada),
        "plan": plan,
        "validacion_cruzada": cruzada,
        "fugas": fugas,
    }


def contar_parametros(entrenada: Entrenada) -> int:
    return sum(parametro.numel() for parametro in entrenada.red.parameters())


def contar(tablas: Mapping[str, pd.DataFrame]) -> dict:
    """Devuelve cuántos ``ejemplos`` y cuántos ``grupos`` hay en cada tabla."""
    return {
        "ejemplos": {nombre: len(tabla) for nombre, tabla in tablas.items()},
        "grupos": {nombre: tabla["grupo"].nunique() for nombre, tabla in tablas.items()},
    }


def anadir_svm_a_las_fugas(
    fugas: dict[str, dict],
    svm: GridSearchCV,
    mfcc: np.ndarray,
    etiquetas: Sequence[str],
    repartos: Mapping[str, list[Pliegue]],
) -> None:
    """Apunta en ``referencia`` lo que saca la SVM elegida en cada reparto."""
    for nombre, pliegues in repartos.items():
        fugas[nombre]["referencia"] = exactitud_cruzada(svm, mfcc, etiquetas, pliegues)
