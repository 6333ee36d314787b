"""Cuaderno 05: las tablas, los grupos y las matrices con que se prueba, y las cuentas de sus ejercicios."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from helpers.datos import cargar_conjunto
from helpers.ejercicios.respuestas import Campo, Fallo, Numero, RespuestaIlegible, cerca
from helpers.evaluacion.medidas import mcnemar

# --- 1: estandarizar


def _dos_tablas(semilla: int, n: int, m: int, columnas: int) -> tuple[np.ndarray, np.ndarray]:
    """Dos tablas de distinta altura, con columnas en escalas muy distintas y las nuevas algo corridas."""
    azar = np.random.default_rng(semilla)
    centros, escalas = azar.uniform(-50, 50, columnas), 10.0 ** np.arange(columnas)
    ajuste = centros + escalas * azar.normal(size=(n, columnas))
    return ajuste, centros + escalas * (0.7 + 1.6 * azar.normal(size=(m, columnas)))


TABLAS = [_dos_tablas(0, 60, 25, 4), _dos_tablas(1, 45, 30, 3)]


class DosTablas(Campo):
    """Dos tablas de números. Llegan en una lista."""

    def leer(self, nombre: str, valor: Any) -> list[np.ndarray]:
        """Devuelve las dos."""
        return tablas(valor)


def tablas(valor: Any) -> list[np.ndarray]:
    """Lo que devuelve `estandarizar`, como arreglos."""
    try:
        return [np.asarray(t.detach() if hasattr(t, "detach") else t, dtype=float) for t in valor]
    except (TypeError, ValueError):
        raise Fallo("no_es_tabla") from None


def con_regla(regla: np.ndarray, *tablas: np.ndarray, ddof: int = 0) -> list[np.ndarray]:
    """Las tablas, con la media y la desviación de otra. ddof : 0, la desviación de NumPy; 1, la de pandas."""
    return [(tabla - regla.mean(axis=0)) / regla.std(axis=0, ddof=ddof) for tabla in tablas]


def iguales(dadas: list[np.ndarray], otras: list[np.ndarray]) -> bool:
    """Si las tablas son las mismas."""
    return all(cerca(dada, otra, 1e-3, 1e-3) for dada, otra in zip(dadas, otras, strict=True))


# --- 2: repartir por grupos


def _grupos_barajados(semilla: int, n_grupos: int) -> np.ndarray:
    """De uno a siete ejemplos de cada grupo, mezclados: los de un grupo no van seguidos."""
    azar = np.random.default_rng(semilla)
    nombres = [f"g{azar.integers(10_000):04d}_{n}" for n in range(n_grupos)]
    return azar.permutation(np.repeat(nombres, azar.integers(1, 8, n_grupos)))


REPARTOS = [(_grupos_barajados(0, 24), 4), (_grupos_barajados(1, 11), 3), (_grupos_barajados(2, 30), 5)]


class Partes(Campo):
    """La parte de cada ejemplo: números, nombres o lo que sea. Llegan en un arreglo."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Devuelve el arreglo."""
        return partes(valor)


def partes(valor: Any) -> np.ndarray:
    """Lo que devuelve `repartir`, como arreglo."""
    try:
        return np.asarray(valor.detach() if hasattr(valor, "detach") else valor)
    except ValueError:
        raise Fallo("trozos") from None


def vale(dadas: np.ndarray, grupos: np.ndarray, n_partes: int) -> bool:
    """Si es un reparto sin fugas, con esas partes y parejas: en grupos o en ejemplos, las dos valen."""
    if partido(dadas, grupos) or len(set(dadas.tolist())) != n_partes:
        return False
    n_ejemplos = np.unique(dadas, return_counts=True)[1]
    mayor = np.unique(grupos, return_counts=True)[1].max()
    return np.ptp(grupos_por_parte(dadas, grupos)) <= 1 or np.ptp(n_ejemplos) <= mayor


def partido(dadas: np.ndarray, grupos: np.ndarray) -> str:
    """El primer grupo que está en varias partes, o vacío."""
    return next((grupo for grupo in sorted(set(grupos)) if len(donde_cae(grupo, dadas, grupos)) > 1), "")


def donde_cae(grupo: str, dadas: np.ndarray, grupos: np.ndarray) -> list:
    """Las partes en que está un grupo."""
    return sorted(set(dadas[grupos == grupo].tolist()))


def grupos_por_parte(dadas: np.ndarray, grupos: np.ndarray) -> list[int]:
    """Cuántos grupos hay en cada parte."""
    return [len(set(grupos[dadas == parte])) for parte in np.unique(dadas)]


# --- 3: la exactitud equilibrada


def _confusiones(semilla: int, clases: int) -> np.ndarray:
    """Una matriz con filas de tamaños muy distintos, asimétrica y sin filas ni columnas vacías."""
    azar = np.random.default_rng(semilla)
    C = azar.integers(1, 6, (clases, clases)) * azar.permutation(np.arange(1, clases + 1))[:, None]
    return C + np.diag(azar.integers(3, 40, clases))


CONFUSIONES = [_confusiones(0, 3), _confusiones(1, 4), _confusiones(2, 6)]


@cache
def _prueba_de_eventos() -> Any:
    """Cuántos ejemplos hay de cada clase."""
    tabla = cargar_conjunto("eventos")
    return tabla[tabla.particion == "prueba"].etiqueta.value_counts()


def clases_de_eventos() -> int:
    """Cuántas clases hay en el conjunto del cuaderno."""
    return len(_prueba_de_eventos())


def de_cada_clase_de_eventos() -> int:
    """Cuántos ejemplos de cada clase hay en su prueba."""
    return int(_prueba_de_eventos().iloc[0])


def exhaustividades(C: np.ndarray) -> np.ndarray:
    """La de cada clase."""
    return np.diag(C) / C.sum(axis=1)


def con_tabla_de_pandas(equilibrada: Callable, C: np.ndarray) -> Any:
    """La llama con un arreglo y, si espera una tabla de pandas, con ella."""
    try:
        return equilibrada(C)
    except RespuestaIlegible as con_el_arreglo:
        import pandas as pd

        try:
            return equilibrada(pd.DataFrame(C))
        except RespuestaIlegible:
            raise con_el_arreglo from None


# --- 4: cuatro aciertos de ventaja

ACIERTOS_A, ACIERTOS_B, EJEMPLOS = 80, 84, 100
UMBRAL = 0.05
P_MINIMA, VENTAJA_MINIMA = 0.125, 6
JI_CUADRADO = (0.0455, 0.1336)  # McNemar aproximado con 4 a 0: sin corrección de continuidad y con ella


class ValorP(Numero):
    """Un número; a quien guarda el resultado entero de la prueba se le dice dónde está su p."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float, como ``Numero``."""
        for atributo in ("pvalue", "p"):
            if hasattr(valor, atributo):
                raise Fallo("resultado_entero", atributo=atributo)
        return super().leer(nombre, valor)


def p(solo_a: int, solo_b: int) -> float:
    """La p de McNemar de quienes solo acierta cada uno."""
    reales = ["x"] * (solo_a + solo_b)
    de_a = ["x"] * solo_a + ["y"] * solo_b
    de_b = ["y"] * solo_a + ["x"] * solo_b
    return mcnemar(reales, de_a, de_b).p


def solo_de_a(dada: float) -> int:
    """Cuántas acierta A que B falla, con cuatro de ventaja para B, si sale esa p; 0 si no sale."""
    posibles = range(1, EJEMPLOS - ACIERTOS_B + 1)
    return next((a for a in posibles if cerca(dada, p(a, a + ACIERTOS_B - ACIERTOS_A), 0.004)), 0)


# --- 5: elegir columnas sin mirar

PARTES, ELEGIDAS = 5, 20
CASI_AZAR, DE_SOBRA, SE_OYE = 0.38, 0.65, 0.8  # medias de las notas: con ruido, entre las dos primeras


def _tabla(semilla: int, distancia: float) -> np.ndarray:
    """Sesenta filas, la mitad de cada clase, y 500 columnas iguales de anchas; tres separan las clases."""
    azar = np.random.default_rng(semilla)
    tabla = azar.normal(size=(60, 500))
    tabla[30:, :3] += distancia
    return ((tabla - tabla.mean(axis=0)) / tabla.std(axis=0))[:, azar.permutation(500)]


CLASES = np.repeat([0, 1], 30)
TANDAS = [([_tabla(semilla, distancia) for semilla in range(4)], CLASES) for distancia in (0.0, 2.5)]


def de_cada_tabla(notas_limpias: Callable, tablas: list[np.ndarray], clases: np.ndarray) -> list:
    """La llama con cada tabla de una tanda."""
    return [notas_limpias(tabla.copy(), clases.copy()) for tabla in tablas]


def notas(valor: Any) -> np.ndarray:
    """Las notas de cada tabla, (tablas, partes)."""
    leidas = np.array([[float(nota) for nota in suyas] for suyas in valor])
    if leidas.ndim != 2 or leidas.shape[1] != PARTES or not np.isfinite(leidas).all():
        raise ValueError
    return leidas


def suena(tablas: list[np.ndarray]) -> bool:
    """Si es la tanda en que hay columnas que separan las clases."""
    return tablas is not TANDAS[0][0] and not np.array_equal(tablas, TANDAS[0][0])


def en_su_sitio(dado: np.ndarray, tablas: list[np.ndarray]) -> bool:
    """Si son notas de quien elige en cada turno: con ruido, el azar; con algo que oír, lo oye."""
    if suena(tablas):
        return bool(SE_OYE <= dado.mean() <= 1)
    return bool(CASI_AZAR <= dado.mean() <= DE_SOBRA)


def medida(
    tabla: np.ndarray, clases: np.ndarray, cuantas: int = ELEGIDAS, partes: int = PARTES
) -> np.ndarray:
    """Las notas de una tabla, si las columnas se eligen en cada turno."""
    from sklearn.feature_selection import SelectKBest, f_classif
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    modelo = make_pipeline(SelectKBest(f_classif, k=cuantas), StandardScaler(), SVC())
    return cross_val_score(modelo, tabla, clases, cv=partes)


def con_trampa(tabla: np.ndarray, clases: np.ndarray) -> np.ndarray:
    """Las notas de una tabla, si las columnas se eligen antes y con todas las clases."""
    from sklearn.feature_selection import SelectKBest, f_classif

    elegidas = SelectKBest(f_classif, k=ELEGIDAS).fit_transform(tabla, clases)
    return medida(elegidas, clases)


def medias(notas_limpias: Callable) -> list[float]:
    """La nota media con ruido y donde hay algo que oír."""
    return [float(notas(de_cada_tabla(notas_limpias, *tanda)).mean()) for tanda in TANDAS]
