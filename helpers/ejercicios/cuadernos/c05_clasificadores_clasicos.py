"""Cuaderno 05: escalar sin mirar la prueba, partir por grupos, equilibrar y no fiarse de cuatro aciertos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import Entero, Funcion, Numero, RespuestaIlegible, cerca, con_coma
from helpers.evaluacion.medidas import mcnemar

TABLAS = ((60, 25, 4), (45, 30, 3))  # filas de entrenamiento, filas nuevas, columnas
REPARTOS = ((24, 4), (11, 3), (30, 5))  # grupos, partes
CLASES = (3, 4, 6)
ACIERTOS_A, ACIERTOS_B, EJEMPLOS = 80, 84, 100
UMBRAL = 0.05
P_MINIMA, VENTAJA_MINIMA = 0.125, 6
JI_CUADRADO = (0.0455, 0.1336)  # McNemar aproximado con 4 a 0: sin corrección de continuidad y con ella
DESDE_CREIBLE, DESDE_SOSPECHOSA = 0.3, 0.75


# --- 1: estandarizar


def _revisar_estandarizar(estandarizar: Callable) -> Veredicto:
    for semilla, tamano in enumerate(TABLAS):
        ajuste, nuevas = _dos_tablas(semilla, *tamano)
        suyas = ajuste.copy(), nuevas.copy()
        dadas = _leer_dos_tablas(estandarizar(*suyas), ajuste, nuevas)
        if not any(_iguales(dadas, _con_lo_de(ajuste, nuevas, ddof)) for ddof in (0, 1)):
            return fallo(_fallo_de_escala(dadas, ajuste, nuevas))
        if not all(map(np.array_equal, suyas, (ajuste, nuevas))):
            return fallo(
                "Los números son esos, pero `estandarizar` cambia por dentro las tablas que recibe: si la "
                "llamas dos veces, ya no mide lo mismo. Con `-=` y `/=`, trabaja en una copia."
            )
    return acierto(
        "Las dos tablas se miden con la misma regla, y la regla se ha hecho sin mirar las nuevas. Es lo que "
        "hace `StandardScaler` con `fit` y `transform`."
    )


def _dos_tablas(semilla: int, n: int, m: int, columnas: int) -> tuple[np.ndarray, np.ndarray]:
    """Dos tablas de distinta altura, con columnas en escalas muy distintas y las nuevas algo corridas."""
    azar = np.random.default_rng(semilla)
    centros, escalas = azar.uniform(-50, 50, columnas), 10.0 ** np.arange(columnas)
    ajuste = centros + escalas * azar.normal(size=(n, columnas))
    return ajuste, centros + escalas * (0.7 + 1.6 * azar.normal(size=(m, columnas)))


def _leer_dos_tablas(valor: Any, ajuste: np.ndarray, nuevas: np.ndarray) -> list[np.ndarray]:
    if valor is None:
        raise RespuestaIlegible("`estandarizar` devuelve None. ¿Falta un `return`?")
    if isinstance(valor, Iterator):
        raise RespuestaIlegible("`estandarizar` devuelve un generador. Devuelve las dos tablas ya hechas.")
    if getattr(valor, "shape", None) == (len(ajuste) + len(nuevas), ajuste.shape[1]):
        raise RespuestaIlegible("Vuelve una sola tabla con las dos pegadas. Devuélvelas por separado.")
    if not isinstance(valor, (tuple, list)) or len(valor) != 2:
        raise RespuestaIlegible(
            "`estandarizar` tiene que devolver dos tablas: la de entrenamiento y la de nuevas, en ese orden."
        )
    dadas = [_leer_tabla(tabla) for tabla in valor]
    formas = [tabla.shape for tabla in dadas]
    if formas == [nuevas.shape, ajuste.shape]:
        raise RespuestaIlegible("Las dos tablas vuelven al revés: primero, la de entrenamiento.")
    if formas != [ajuste.shape, nuevas.shape]:
        raise RespuestaIlegible(
            f"Entran tablas de {ajuste.shape} y {nuevas.shape}, y salen de {formas[0]} y {formas[1]}."
        )
    if not all(np.isfinite(tabla).all() for tabla in dadas):
        raise RespuestaIlegible("En lo que devuelve `estandarizar` hay NaN o infinitos.")
    return dadas


def _leer_tabla(valor: Any) -> np.ndarray:
    try:
        return np.asarray(valor.detach() if hasattr(valor, "detach") else valor, dtype=float)
    except (TypeError, ValueError):
        raise RespuestaIlegible("`estandarizar` devuelve algo que no es una tabla de números.") from None


def _con_lo_de(ajuste: np.ndarray, nuevas: np.ndarray, ddof: int = 0) -> list[np.ndarray]:
    media, desviacion = ajuste.mean(axis=0), ajuste.std(axis=0, ddof=ddof)
    return [(tabla - media) / desviacion for tabla in (ajuste, nuevas)]


def _iguales(dadas: list[np.ndarray], esperadas: list[np.ndarray]) -> bool:
    return all(
        cerca(dada, esperada, relativa=1e-3, absoluta=1e-3)
        for dada, esperada in zip(dadas, esperadas, strict=True)
    )


def _fallo_de_escala(dadas: list[np.ndarray], ajuste: np.ndarray, nuevas: np.ndarray) -> str:
    for ddof in (0, 1):
        for mensaje, tipica in _escalas_tipicas(ajuste, nuevas, ddof).items():
            if _iguales(dadas, tipica):
                return mensaje
    redondeadas = [tabla.round(2) for tabla in _con_lo_de(ajuste, nuevas)]
    if all(cerca(d, r, relativa=0, absoluta=0.011) for d, r in zip(dadas, redondeadas, strict=True)):
        return "Casi: parecen redondeadas. Devuélvelas con todos sus decimales."
    if any(_iguales(dadas[:1], _con_lo_de(ajuste, nuevas, ddof)[:1]) for ddof in (0, 1)):
        return "La tabla de entrenamiento está bien; la nueva, no. ¿Con qué media y qué desviación la mides?"
    return (
        "Prueba con una tabla pequeña: tras estandarizar, cada columna de entrenamiento tiene media 0 y "
        "desviación 1."
    )


def _escalas_tipicas(ajuste: np.ndarray, nuevas: np.ndarray, ddof: int = 0) -> dict[str, list[np.ndarray]]:
    """Lo que sale con cada error corriente, con lo que se dice de él. ddof : 0, NumPy; 1, pandas."""
    tablas, juntas = (ajuste, nuevas), np.vstack([ajuste, nuevas])
    media, desviacion = ajuste.mean(axis=0), ajuste.std(axis=0, ddof=ddof)
    escalada, nueva_escalada = _con_lo_de(ajuste, nuevas, ddof)
    return {
        "La media y la desviación salen de las dos tablas juntas: la nueva ya ha influido. ¿Quién puede "
        "mirarla?": [(t - juntas.mean(axis=0)) / juntas.std(axis=0, ddof=ddof) for t in tablas],
        "Cada tabla está medida con su propia regla. Así, el mismo sonido daría números distintos según en "
        "qué tabla caiga.": [(t - t.mean(axis=0)) / t.std(axis=0, ddof=ddof) for t in tablas],
        "La tabla nueva sale como entró. O no la escalas, o la mides con la de entrenamiento cuando esa ya "
        "tiene media 0 y desviación 1.": [escalada, nuevas],
        "La tabla de entrenamiento sale como entró. También va a la misma escala.": [ajuste, nueva_escalada],
        "Has usado la tabla nueva para medir la de entrenamiento. Es al revés.": _con_lo_de(
            nuevas, ajuste, ddof
        )[::-1],
        **_escalas_mal_calculadas(tablas, media, desviacion),
    }


def _escalas_mal_calculadas(
    tablas: tuple[np.ndarray, np.ndarray], media: np.ndarray, desviacion: np.ndarray
) -> dict[str, list[np.ndarray]]:
    """Los errores de quien mira la tabla que debe, pero no le hace la cuenta que toca."""
    ajuste = tablas[0]
    minimo, alcance = ajuste.min(axis=0), np.ptp(ajuste, axis=0)
    return {
        "Has promediado cada sonido (`axis=1`). La escala es de cada característica: de cada columna.": [
            (t - t.mean(axis=1, keepdims=True)) / t.std(axis=1, keepdims=True) for t in tablas
        ],
        "Hay una sola media y una sola desviación para todo. Hace falta una por columna: mira `axis`.": [
            (t - ajuste.mean()) / ajuste.std() for t in tablas
        ],
        "La media va por columnas; la desviación es una sola para toda la tabla. Mira su `axis`.": [
            (t - media) / ajuste.std() for t in tablas
        ],
        "Divides entre la varianza. La desviación es su raíz.": [(t - media) / desviacion**2 for t in tablas],
        "Falta restar la media.": [t / desviacion for t in tablas],
        "Falta dividir entre la desviación.": [t - media for t in tablas],
        "Primero se resta y después se divide. ¿Faltan unos paréntesis?": [
            t - media / desviacion for t in tablas
        ],
        "Eso lleva cada columna de 0 a 1. También es una escala, pero aquí se pide media 0 y desviación 1.": [
            (t - minimo) / alcance for t in tablas
        ],
    }


# --- 2: repartir por grupos


def _revisar_repartir(repartir: Callable) -> Veredicto:
    for semilla, (n_grupos, n_partes) in enumerate(REPARTOS):
        grupos = _grupos_barajados(semilla, n_grupos)
        suyos = grupos.copy()
        partes = _leer_partes(repartir(suyos, n_partes), grupos)
        if mensaje := _fallo_de_reparto(partes, grupos, n_partes):
            return fallo(mensaje)
        if not np.array_equal(suyos, grupos):
            return fallo(
                "El reparto vale, pero `repartir` cambia por dentro los `grupos` que recibe, y ya no "
                "casarían con sus sonidos. Trabaja en una copia."
            )
    return acierto(
        "Ningún grupo está en dos partes, y las partes salen parejas. Es lo que hace `GroupKFold`; "
        "`StratifiedGroupKFold`, además, procura que haya de todas las clases en cada una."
    )


def _grupos_barajados(semilla: int, n_grupos: int) -> np.ndarray:
    """De uno a siete ejemplos de cada grupo, mezclados: los de un grupo no van seguidos."""
    azar = np.random.default_rng(semilla)
    nombres = [f"g{azar.integers(10_000):04d}_{n}" for n in range(n_grupos)]
    return azar.permutation(np.repeat(nombres, azar.integers(1, 8, n_grupos)))


def _leer_partes(valor: Any, grupos: np.ndarray) -> np.ndarray:
    if valor is None:
        raise RespuestaIlegible("`repartir` devuelve None. ¿Falta un `return`?")
    if isinstance(valor, dict):
        raise RespuestaIlegible(
            "`repartir` devuelve un diccionario. Úsalo para mirar, ejemplo a ejemplo, la parte de su grupo."
        )
    if isinstance(valor, Iterator):
        raise RespuestaIlegible(
            "`repartir` devuelve un generador. Se pide la parte de cada ejemplo, en una sola lista."
        )
    try:
        partes = np.asarray(valor.detach() if hasattr(valor, "detach") else valor)
    except ValueError:
        raise RespuestaIlegible(
            "`repartir` devuelve trozos de distinto tamaño. Se pide la parte de cada ejemplo: un número por "
            "ejemplo, en una sola lista."
        ) from None
    _exigir_una_por_ejemplo(partes, grupos)
    return partes


def _exigir_una_por_ejemplo(partes: np.ndarray, grupos: np.ndarray) -> None:
    """Lanza RespuestaIlegible si no hay justo una parte por ejemplo, y en una sola fila."""
    if partes.shape == ():
        raise RespuestaIlegible(
            f"`repartir` recibe {len(grupos)} ejemplos y devuelve una sola cosa. Se pide un número por "
            "ejemplo, en una lista."
        )
    if partes.shape == (len(grupos), 1):
        raise RespuestaIlegible(
            f"`repartir` devuelve una columna, de forma {partes.shape}. Aplánala: en una sola lista."
        )
    if partes.shape == (len(set(grupos)),):
        raise RespuestaIlegible(
            "`repartir` devuelve un número por grupo. Falta el último paso: el de cada ejemplo es el de su "
            "grupo."
        )
    if partes.shape != grupos.shape:
        raise RespuestaIlegible(
            f"`repartir` recibe {len(grupos)} ejemplos y devuelve algo de forma {partes.shape}. Se pide un "
            "número por ejemplo."
        )
    if any(parte is None or parte != parte for parte in partes.tolist()):
        raise RespuestaIlegible("`repartir` deja algún ejemplo sin parte: hay None o NaN en lo que devuelve.")


def _fallo_de_reparto(partes: np.ndarray, grupos: np.ndarray, n_partes: int) -> str:
    donde = _donde_cae(partes, grupos)
    partido = next((grupo for grupo, cuales in donde.items() if len(cuales) > 1), None)
    if partido is not None:
        if all(len(cuales) == 1 for cuales in _donde_cae(partes, np.sort(grupos)).values()):
            return (
                "Esas partes sirven para los ejemplos ordenados por grupo, y no vienen así: cada una va en "
                "el sitio de su ejemplo."
            )
        cuales = " y en la ".join(map(str, donde[partido][:2]))
        return (
            f"Con {n_partes} partes, el grupo «{partido}» está en la {cuales}: hay fuga. Se sortean los "
            "grupos, y cada ejemplo va donde vaya el suyo. Ojo: los de un grupo pueden no ir seguidos."
        )
    salen = len(set(partes.tolist()))
    if salen == len(donde) != n_partes:
        return f"Cada grupo ha quedado en una parte para él solo: salen {salen}, y se pedían {n_partes}."
    if salen != n_partes:
        return f"Se pedían {n_partes} partes y hay {salen}: {_sobran_o_faltan(salen, n_partes)}"
    if not _parejas(partes, grupos):
        n_grupos = _grupos_por_parte(partes, grupos)
        return (
            f"No hay fuga, pero con {len(donde)} grupos y {n_partes} partes dejas {max(n_grupos)} grupos en "
            f"una y {min(n_grupos)} en otra. Reparte como quien reparte cartas: uno a cada una, y vuelta a "
            "empezar."
        )
    return ""


def _donde_cae(partes: np.ndarray, grupos: np.ndarray) -> dict[str, list]:
    """Las partes en que está cada grupo."""
    return {grupo: sorted(set(partes[grupos == grupo].tolist())) for grupo in sorted(set(grupos))}


def _sobran_o_faltan(salen: int, n_partes: int) -> str:
    return "¿Queda alguna vacía?" if salen < n_partes else "sobran. Vuelve a empezar tras la última."


def _parejas(partes: np.ndarray, grupos: np.ndarray) -> bool:
    """Parejas en grupos o parejas en ejemplos: las dos maneras valen."""
    n_ejemplos = np.unique(partes, return_counts=True)[1]
    n_grupos = _grupos_por_parte(partes, grupos)
    mayor = np.unique(grupos, return_counts=True)[1].max()
    return max(n_grupos) - min(n_grupos) <= 1 or np.ptp(n_ejemplos) <= mayor


def _grupos_por_parte(partes: np.ndarray, grupos: np.ndarray) -> list[int]:
    return [len(set(grupos[partes == parte])) for parte in np.unique(partes)]


# --- 3: la exactitud equilibrada


def _revisar_equilibrada(equilibrada: Callable) -> Veredicto:
    matrices = [_confusiones(semilla, clases) for semilla, clases in enumerate(CLASES)]
    suyas = [C.copy() for C in matrices]
    dadas = [_leer_equilibrada(_llamar_con(equilibrada, C)) for C in suyas]
    if cerca(dadas, [_equilibrada(C) for C in matrices], relativa=1e-6):
        if not all(map(np.array_equal, suyas, matrices)):
            return fallo("El número es ese, pero `equilibrada` cambia `C` por dentro: trabaja en una copia.")
        return acierto(
            "Fila a fila y después la media: una clase con 3 ejemplos cuenta lo mismo que una con 60. Quien "
            "responde siempre lo mismo saca un 1 y muchos ceros."
        )
    return fallo(_fallo_de_equilibrada(np.array(dadas), matrices))


def _confusiones(semilla: int, clases: int) -> np.ndarray:
    """Una matriz con filas de tamaños muy distintos, asimétrica y sin filas ni columnas vacías."""
    azar = np.random.default_rng(semilla)
    C = azar.integers(1, 6, (clases, clases)) * azar.permutation(np.arange(1, clases + 1))[:, None]
    return C + np.diag(azar.integers(3, 40, clases))


def _equilibrada(C: np.ndarray) -> float:
    return float(np.mean(np.diag(C) / C.sum(axis=1)))


def _llamar_con(equilibrada: Callable, C: np.ndarray) -> Any:
    """Prueba con un array y, si la función espera una tabla de pandas, con ella."""
    try:
        return equilibrada(C)
    except RespuestaIlegible as con_el_array:
        import pandas as pd

        try:
            return equilibrada(pd.DataFrame(C))
        except RespuestaIlegible:
            raise con_el_array from None


def _leer_equilibrada(valor: Any) -> float:
    if valor is None:
        raise RespuestaIlegible("`equilibrada` devuelve None. ¿Falta un `return`?")
    if (isinstance(valor, (tuple, list)) and len(valor) > 1) or np.prod(getattr(valor, "shape", ())) > 1:
        raise RespuestaIlegible(
            "`equilibrada` devuelve varios números. Si son las exhaustividades, falta un paso: su media."
        )
    return Numero().leer("equilibrada(C)", valor)


EQUILIBRADAS_TIPICAS: dict[str, Callable[[np.ndarray], float]] = {
    "Eso es la exactitud de siempre: todos los aciertos entre todos los ejemplos. Las clases grandes "
    "pesan más.": lambda C: np.trace(C) / C.sum(),
    "Has dividido entre las columnas: es la media de las precisiones. Los ejemplos de una clase están en "
    "su fila.": lambda C: np.mean(np.diag(C) / C.sum(axis=0)),
    "Eso es la suma de las exhaustividades, y se pide su media.": lambda C: _equilibrada(C) * len(C),
    "Eso es la media de los aciertos, no de la fracción que se acierta de cada clase.": lambda C: np.mean(
        np.diag(C)
    ),
    "Está en tanto por ciento, y se pide entre 0 y 1.": lambda C: 100 * _equilibrada(C),
    "Eso es lo que falla, no lo que acierta.": lambda C: 1 - _equilibrada(C),
    "Cada casilla, entre el total de la matriz: así las clases grandes siguen pesando más.": lambda C: (
        np.mean(np.diag(C) / C.sum())
    ),
    "Has promediado la matriz entera: mira solo su diagonal.": lambda C: np.mean(
        C / C.sum(axis=1, keepdims=True)
    ),
    "Esa es la exhaustividad de la primera clase y nada más. ¿Está el `return` dentro del bucle?": lambda C: (
        C[0, 0] / C[0].sum()
    ),
    "Esa es la exhaustividad de la última clase y nada más: el bucle no guarda las otras.": lambda C: (
        C[-1, -1] / C[-1].sum()
    ),
    "Divides siempre entre 10 clases, las de `eventos`. ¿Y si `C` tiene tres?": lambda C: (
        _equilibrada(C) * len(C) / 10
    ),
    "Divides siempre entre 12, los ejemplos que hay aquí de cada clase. En otra matriz serán otros.": (
        lambda C: np.mean(np.diag(C) / 12)
    ),
    "En cada fila has cogido la casilla mayor, y el acierto es la de la diagonal.": lambda C: np.mean(
        C.max(axis=1) / C.sum(axis=1)
    ),
}


def _fallo_de_equilibrada(dadas: np.ndarray, matrices: list[np.ndarray]) -> str:
    for mensaje, tipica in EQUILIBRADAS_TIPICAS.items():
        if cerca(dadas, [tipica(C) for C in matrices], relativa=1e-6):
            return mensaje
    redondeadas = [round(_equilibrada(C), 2) for C in matrices]
    if cerca(dadas, redondeadas, absoluta=0.006, relativa=0):
        return "Casi: parece redondeada. Devuélvela con todos sus decimales."
    return "Prueba con `np.array([[9, 1], [2, 2]])`: tiene que dar 0,7."


# --- 4: cuatro aciertos de ventaja


class ValorP(Numero):
    """Un número; a quien guarda el resultado entero de la prueba se le dice dónde está su p."""

    def leer(self, nombre: str, valor: Any) -> float:
        """Devuelve el float, como ``Numero``."""
        for atributo in ("pvalue", "p"):
            if hasattr(valor, atributo):
                raise RespuestaIlegible(f"`{nombre}` es el resultado entero: su p está en `.{atributo}`.")
        return super().leer(nombre, valor)


def _revisar_mcnemar(p_minima: float, hacen_falta: int) -> Veredicto:
    if not cerca(p_minima, P_MINIMA):
        return fallo(f"`p_minima`: {_fallo_de_p(p_minima)}")
    if hacen_falta != VENTAJA_MINIMA:
        return fallo(f"`hacen_falta`: {_fallo_de_ventaja(hacen_falta)}")
    return acierto(
        "Cuatro aciertos de ventaja no bastan ni en el caso más favorable, sean cien grabaciones o un "
        "millón. Con seis, y sin perder ninguna, sí: 2 / 64 = 0,03."
    )


def _fallo_de_p(dada: float) -> str:
    if cerca(dada, P_MINIMA / 2):
        return "eso es una sola cola. Que ganara A por cuatro sería igual de raro, y también cuenta."
    if any(cerca(dada, ji, relativa=0.02) for ji in JI_CUADRADO):
        return "parece la aproximación de la ji al cuadrado, que con tan pocas monedas no vale: cuéntalas."
    if cerca(dada, 100 * P_MINIMA):
        return "está en tanto por ciento, y se pide entre 0 y 1."
    for solo_a in range(1, EJEMPLOS - ACIERTOS_B + 1):
        if cerca(dada, _p(solo_a, solo_a + ACIERTOS_B - ACIERTOS_A), relativa=0.004):
            return (
                f"esa sale si A acierta {solo_a} que B falla. ¿Y si el reparto fuera aún más favorable a B?"
            )
    if not 0 <= dada <= 1:
        return "una p está entre 0 y 1."
    if abs(dada - P_MINIMA) < 0.006:
        return "casi: parece redondeada. Guárdala con todos sus decimales."
    if dada < P_MINIMA:
        return "con cuatro aciertos más no se puede llegar tan abajo. ¿Cuántas monedas se tiran, como mínimo?"
    return "escribe cuántas acierta solo A y cuántas solo B en el caso más favorable, y usa `binomtest`."


def _fallo_de_ventaja(dada: int) -> str:
    if dada <= 0:
        return "es una ventaja: un número mayor que cero."
    if dada < VENTAJA_MINIMA:
        return (
            f"con {dada}, la p más pequeña es {con_coma(_p(0, dada), 3)}. Cuenta las dos colas."
            if dada >= 4
            else "con menos que antes, la p solo puede subir."
        )
    if dada > EJEMPLOS - ACIERTOS_A:
        return f"A acierta {ACIERTOS_A} de {EJEMPLOS}: B no puede sacarle {dada}. Es la ventaja, no el total."
    return f"con {dada} sí baja, a {con_coma(_p(0, dada), 2)}; pero hay una ventaja menor que también vale."


def _p(solo_a: int, solo_b: int) -> float:
    reales = ["x"] * (solo_a + solo_b)
    de_a = ["x"] * solo_a + ["y"] * solo_b
    de_b = ["y"] * solo_a + ["x"] * solo_b
    return mcnemar(reales, de_a, de_b).p


# --- 5: elegir columnas sin mirar


def _revisar_seleccion(honrada: float) -> Veredicto:
    if 1 < honrada <= 100:
        return fallo("Parece un tanto por ciento, y se pide entre 0 y 1.")
    if not 0 <= honrada <= 1:
        return fallo("Una exactitud está entre 0 y 1.")
    if honrada >= DESDE_SOSPECHOSA:
        return fallo(
            "Sigue siendo demasiado para una tabla de ruido. En cada turno, ¿las columnas se eligen con las "
            "etiquetas de la parte que luego se examina?"
        )
    if honrada < DESDE_CREIBLE:
        return fallo(
            "Con puro ruido y dos clases tiene que salir cerca de 0,5. Si has hecho tú las partes, ¿hay de "
            "las dos clases en cada una?"
        )
    return acierto(
        "Cerca de 0,5: lo que sabe de dos clases quien oye ruido. Eso sale si en cada turno se eligen las "
        "columnas sin ver el examen; con 60 sonidos, 95 de cada 100 tablas de ruido dan de 0,35 a 0,65."
    )


EJERCICIOS = {
    1: Ejercicio(
        campos={"estandarizar": Funcion()},
        revisar=_revisar_estandarizar,
        pistas=(
            "Hace falta una media y una desviación por columna: vectores con tantos números como columnas.",
            "`axis=0` recorre las filas y deja un número por columna. ¿De cuál de las dos tablas?",
            "La media y la desviación salen de `X_entrenamiento`; con ellas se transforman las dos tablas.",
        ),
    ),
    2: Ejercicio(
        campos={"repartir": Funcion()},
        revisar=_revisar_repartir,
        pistas=(
            "Primero decide la parte de cada grupo; después, mira de qué grupo es cada ejemplo.",
            "`np.unique(grupos, return_inverse=True)` da los nombres y el número de grupo de cada ejemplo.",
            "El resto de dividir el número de grupo entre `n_partes` va de 0 a `n_partes - 1`.",
        ),
    ),
    3: Ejercicio(
        campos={"equilibrada": Funcion()},
        revisar=_revisar_equilibrada,
        pistas=(
            "Los ejemplos de una clase están en su fila; los que se aciertan, en la diagonal.",
            "`np.diag(C)` son los aciertos y `C.sum(axis=1)`, cuántos había de cada clase.",
            "Divide uno entre otro y quédate con la media.",
        ),
    ),
    4: Ejercicio(
        campos={"p_minima": ValorP(), "hacen_falta": Entero()},
        revisar=_revisar_mcnemar,
        pistas=(
            "El caso más favorable a B: acierta todo lo que acierta A y, además, cuatro.",
            "Entonces hay cuatro monedas y caen todas del mismo lado. Cuenta también que caigan del otro.",
            "Para lo segundo, calcula `binomtest(0, n).pvalue` con n = 4, 5, 6… y párate donde baje de 0,05.",
        ),
    ),
    5: Ejercicio(
        campos={"honrada": Numero()},
        revisar=_revisar_seleccion,
        pistas=(
            "Elegir columnas también es aprender: tiene que ocurrir dentro de cada turno.",
            "`cross_val_score` repite en cada turno lo que haya en el *pipeline*. Mete ahí `SelectKBest`.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Te quedas con la media y la desviación de los MFCC. ¿Qué dos sonidos no distinguirás?",
        (
            Opcion(
                "Uno flojo y el mismo, más fuerte.",
                "La sonoridad está en la media del primer coeficiente: cambia mucho.",
            ),
            Correcta(
                "Uno y el mismo con las tramas desordenadas.",
                "La media y la desviación no miran el orden: salen los mismos 40 números.",
            ),
            Opcion(
                "Uno que dura 2 s y otro que dura 5.",
                "Los dos dan 40 números, sí, pero no los mismos: depende de lo que suene.",
            ),
        ),
    ),
    Pregunta(
        "Alguien estandariza las 400 filas y después parte en entrenamiento y prueba. ¿Qué le dices?",
        (
            Opcion(
                "Que está bien: para escalar no se usan las etiquetas.",
                "Tienta, y muchas veces el número apenas cambia. Pero la prueba ya ha influido, y con otras "
                "cuentas, como elegir columnas, el engaño es enorme.",
            ),
            Correcta(
                "Que la prueba ha entrado en el entrenamiento: primero se parte y después se ajusta todo.",
                "Por eso el escalador va dentro del *pipeline*: así no hay manera de olvidarse.",
            ),
            Opcion(
                "Que tenía que estandarizar cada mitad por su lado.",
                "Entonces cada mitad se mide con una regla distinta, y un mismo sonido cambia de sitio.",
            ),
        ),
    ),
    Pregunta(
        "Con las mismas grabaciones, 0,95 partiendo al azar y 0,75 por grupos. ¿Cuál cuentas?",
        (
            Opcion(
                "La primera: entrena igual y es más alta.",
                "Es más alta porque los hermanos de cada sonido de prueba estaban al entrenar.",
            ),
            Opcion(
                "La media de las dos.",
                "No son dos medidas de lo mismo: una pregunta por grupos conocidos y la otra, por nuevos.",
            ),
            Correcta(
                "La que se parece al uso: si lo usarás con grupos nuevos, la segunda.",
                "La primera solo vale si de verdad lo vas a usar con los mismos grupos. Y entonces se dice.",
            ),
        ),
    ),
    Pregunta(
        "A saca 0,80 (0,71–0,88) y B, 0,86 (0,78–0,93), en la misma prueba. ¿Es mejor B?",
        (
            Opcion(
                "No: los intervalos se solapan.",
                "Solaparse no es empatar: cada intervalo cuenta la suerte del examen, y es la misma.",
            ),
            Opcion(
                "Sí: 0,86 es más que 0,80.",
                "En esta prueba sí. La pregunta es si con otra saldría igual.",
            ),
            Correcta(
                "Con eso no se sabe: hay que mirar ejemplo a ejemplo quién acierta lo que el otro falla.",
                "Es lo que hacen McNemar y el *bootstrap* emparejado. Puede salir que sí o que no.",
            ),
        ),
    ),
    Pregunta(
        "Un detector de alarmas acierta el 97 % de las veces. Suena una alarma en 3 de cada 100 clips. ¿Qué "
        "miras?",
        (
            Correcta(
                "La exhaustividad de «alarma», y la exactitud equilibrada.",
                "Decir siempre «no hay» da un 97 % de exactitud, 0 de exhaustividad y 0,5 de equilibrada.",
            ),
            Opcion(
                "Nada más: un 97 % es excelente.",
                "Es lo mismo que saca un detector desenchufado.",
            ),
            Opcion(
                "El intervalo de Wilson del 97 %.",
                "Dirá que es un 97 % muy seguro. Seguro, e inútil.",
            ),
        ),
    ),
)
