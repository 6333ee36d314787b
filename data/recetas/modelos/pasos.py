"""Los pasos que las recetas dan igual: partir, elegir el plan midiendo cada fuga, entrenar y publicar."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import torch

from .guardado import guardar_resultados
from .pliegues import Pliegue, cuantos_valida
from .red import Entrenada, Plan, entrenar
from .validacion import Ejemplos, comparar_planes


def publicar(
    entrenar_y_medir: Callable[[Path], dict], escribir_ficha: Callable, destino: Path, hilos: int = 1
) -> None:
    """Deja en ``destino`` el modelo, sus resultados y su ficha, y dice cuánto ha tardado.

    entrenar_y_medir : función que guarda el modelo en esa carpeta y devuelve los resultados.
    hilos : los de torch.
    """
    destino.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(hilos)
    inicio = time.perf_counter()
    resultados = entrenar_y_medir(destino)
    guardar_resultados(resultados, destino)
    escribir_ficha(resultados, destino / "README.md")
    print(f"Modelo y ficha en {destino}, en {(time.perf_counter() - inicio) / 60:.1f} min.")


def partir(tabla: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Devuelve lo que se puede oír, ``desarrollo``, y lo que no: ``prueba``."""
    es_prueba = tabla["particion"] == "prueba"
    partes = {"desarrollo": tabla[~es_prueba], "prueba": tabla[es_prueba]}
    return {nombre: parte.reset_index(drop=True) for nombre, parte in partes.items()}


def contar(tablas: Mapping[str, pd.DataFrame]) -> dict:
    """Devuelve cuántos ``ejemplos`` y cuántos ``grupos`` hay en cada tabla."""
    return {
        "ejemplos": {nombre: len(tabla) for nombre, tabla in tablas.items()},
        "grupos": {nombre: tabla["grupo"].nunique() for nombre, tabla in tablas.items()},
    }


def elegir_plan(
    planes: Mapping[str, Plan], desarrollo: Ejemplos, repartos: Mapping[str, list[Pliegue]], semilla: int
) -> dict:
    """Elige el plan con el primer reparto, el honrado, y mide el elegido también en los demás.

    Devuelve lo que va a los resultados: ``plan``, ``validacion_cruzada`` y ``fugas``, con lo que saca el plan
    elegido en cada reparto y sobre cuántos.
    """
    honrado, *los_que_halagan = repartos
    cruzada = comparar_planes(planes, desarrollo, repartos[honrado], [semilla])
    plan = max(cruzada, key=cruzada.get)
    print(f"Validación cruzada: {cruzada}. Se entrena con {plan}.")
    fugas = {honrado: {"n": cuantos_valida(repartos[honrado]), "modelo": cruzada[plan]}}
    for nombre in los_que_halagan:
        medida = comparar_planes({plan: planes[plan]}, desarrollo, repartos[nombre], [semilla])
        fugas[nombre] = {"n": cuantos_valida(repartos[nombre]), "modelo": medida[plan]}
    return {"plan": plan, "validacion_cruzada": cruzada, "fugas": fugas}


def elegir_y_entrenar(
    planes: Mapping[str, Plan], desarrollo: Ejemplos, repartos: Mapping[str, list[Pliegue]], semilla: int
) -> tuple[Entrenada, dict]:
    """Elige el plan y entrena con todos los ejemplos. Devuelve también lo que va a los resultados."""
    elegido = elegir_plan(planes, desarrollo, repartos, semilla)
    return entrenar_con(desarrollo, planes, elegido, semilla)


def entrenar_con(
    ejemplos: Ejemplos, planes: Mapping[str, Plan], elegido: dict, semilla: int
) -> tuple[Entrenada, dict]:
    """Entrena con esos ejemplos y el plan elegido; a lo elegido se le añaden los ``parametros``."""
    plan = planes[elegido["plan"]]
    entrenada = entrenar(ejemplos.espectros, ejemplos.clases, ejemplos.etiquetas, plan, semilla)
    return entrenada, {"parametros": entrenada.parametros, **elegido}
