"""Cuaderno 06: el tamaño de una convolución, los pesos de una capa, cuándo parar y en qué se fija la red."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import Entero, Funcion, Numero, RespuestaIlegible, cerca, con_coma

# n, nucleo, relleno, paso: con restos y sin ellos, con paso mayor que el núcleo y con núcleos pares
TAMANOS = (
    (106, 3, 0, 1),
    (64, 3, 1, 1),
    (64, 5, 2, 2),
    (101, 4, 0, 3),
    (30, 7, 3, 2),
    (10, 2, 0, 4),
    (50, 1, 0, 3),
    (17, 3, 2, 5),
)
ENTRAN, SALEN, LADO = 16, 32, 3
PESOS = ENTRAN * SALEN * LADO**2
CAMPO = 22


# --- 1: el tamaño


def _revisar_tamano(tamano: Callable) -> Veredicto:
    dados = [_leer_numero(tamano(*caso), "tamano({}, {}, {}, {})".format(*caso)) for caso in TAMANOS]
    for mensaje, cuenta in CUENTAS_DE_TAMANO.items():
        if np.allclose(dados, [cuenta(*caso) for caso in TAMANOS], rtol=0, atol=1e-6):
            return fallo(mensaje) if mensaje else acierto(_BIEN_EL_TAMANO)
    caso, dado = next(
        (c, d) for c, d in zip(TAMANOS, dados, strict=True) if not cerca(d, _tamano(*c), 0, 1e-6)
    )
    n, nucleo, relleno, paso = caso
    return fallo(
        f"Con n={n}, nucleo={nucleo}, relleno={relleno} y paso={paso} dice {con_coma(dado)}. Dibuja esa "
        "fila en "
        "un papel, con su relleno, y cuenta en cuántos sitios se apoya el núcleo entero."
    )


def _tamano(n: int, nucleo: int, relleno: int, paso: int) -> int:
    return (n + 2 * relleno - nucleo) // paso + 1


_BIEN_EL_TAMANO = (
    f"Los {len(TAMANOS)} tamaños son los de `conv2d`. Con núcleo 3, relleno 1 y paso 1 sale lo que entró: "
    "por eso se usa tanto."
)
CUENTAS_DE_TAMANO: dict[str, Callable[[int, int, int, int], float]] = {
    "": _tamano,
    "Te falta una: el primer sitio, sin moverse, también cuenta.": lambda n, k, p, s: (n + 2 * p - k) // s,
    "El relleno va a los dos lados, y lo has contado una vez.": lambda n, k, p, s: (n + p - k) // s + 1,
    "No has contado el relleno, que alarga la fila por los dos lados.": lambda n, k, p, s: (n - k) // s + 1,
    "No has contado el paso: el núcleo no se apoya en todos los sitios.": lambda n, k, p, s: (
        n + 2 * p - k + 1
    ),
    "Salen decimales. Si el último salto no cabe entero, no se da: `//`.": lambda n, k, p, s: (
        (n + 2 * p - k) / s + 1
    ),
    "Has redondeado al más cercano. Si el último salto no cabe entero, no se da: hacia "
    "abajo.": lambda n, k, p, s: round((n + 2 * p - k) / s) + 1,
    "Has redondeado hacia arriba, y el último salto no cabe. Eso lo hace `ceil_mode`, que está "
    "apagado.": lambda n, k, p, s: -(-(n + 2 * p - k) // s) + 1,
    "El núcleo tiene que caber entero: en la última casilla no puede empezar.": lambda n, k, p, s: (
        (n + 2 * p) // s + 1
    ),
    "Con eso el núcleo no cabe: dividir la fila entre el paso no basta.": lambda n, k, p, s: n // s,
    "Has sumado el 1 antes de dividir. El 1 es el primer sitio: se suma al final.": lambda n, k, p, s: (
        (n + 2 * p - k + 1) // s
    ),
    "El relleno suma, no resta: alarga la fila.": lambda n, k, p, s: (n - 2 * p - k) // s + 1,
    "No has contado ni el relleno ni el paso.": lambda n, k, p, s: n - k + 1,
    "Falta un paréntesis: `//` va antes que `+` y que `-`.": lambda n, k, p, s: n + 2 * p - k // s + 1,
    "Has dividido antes de restar el núcleo.": lambda n, k, p, s: (n + 2 * p) // s - k + 1,
    "Dividir la fila entre el paso, hacia arriba, no basta: ¿y el núcleo y el relleno?": lambda n, k, p, s: (
        -(-n // s)
    ),
    "Has restado uno de más antes de dividir.": lambda n, k, p, s: (n + 2 * p - k - 1) // s + 1,
    "El núcleo ocupa `nucleo` casillas, y has restado una menos.": lambda n, k, p, s: (
        (n + 2 * p - k + 1) // s + 1
    ),
}


def _leer_numero(valor: Any, caso: str) -> float:
    """Lee lo que devuelve la función del estudiante: un número, venga en lo que venga."""
    if valor is None:
        raise RespuestaIlegible(f"`{caso}` devuelve None. ¿Falta un `return`?")
    if isinstance(valor, str):
        raise RespuestaIlegible(f"`{caso}` devuelve un texto, y tiene que ser un número.")
    try:
        matriz = np.asarray(valor, dtype=float)
    except (TypeError, ValueError):
        raise RespuestaIlegible(f"`{caso}` tiene que devolver un número.") from None
    if matriz.size != 1:
        raise RespuestaIlegible(
            f"`{caso}` devuelve {matriz.size} números, y tiene que ser uno: un solo lado."
        )
    if not np.isfinite(matriz).all():
        raise RespuestaIlegible(f"`{caso}` devuelve NaN o infinito: alguna cuenta no tiene resultado.")
    return float(matriz.reshape(-1)[0])


# --- 2: los pesos y el campo


def _revisar_pesos(pesos: int, campo: int) -> Veredicto:
    if pesos == CAMPO and campo == PESOS:
        return fallo("Los valores son esos, pero `pesos` y `campo` están intercambiados.")
    if pesos != PESOS:
        return fallo(f"`pesos`: {FALLOS_DE_PESOS.get(pesos, _PESOS_DE_OTRO_MODO)}")
    if campo != CAMPO:
        return fallo(f"`campo`: {FALLOS_DE_CAMPO.get(campo, _CAMPO_DE_OTRO_MODO)}")
    return acierto(
        f"{con_coma(PESOS)} pesos, los mismos en todas las bandas y en todas las tramas. Y cada número "
        "que sale "
        f"mira {CAMPO} tramas: algo más de medio segundo."
    )


FALLOS_DE_PESOS = {
    SALEN * LADO**2: "cada filtro mira todos los canales que entran, no uno. ¿Cuántos son?",
    ENTRAN * LADO**2: "eso es un solo filtro. ¿Cuántos hay, uno por canal que sale?",
    LADO**2: "eso es un filtro que solo mirara un canal. Faltan los que entran y los que salen.",
    ENTRAN * SALEN: "¿y las casillas del núcleo? Cada filtro tiene 3 × 3 por canal.",
    ENTRAN * SALEN * LADO: "el núcleo es de 3 × 3: nueve casillas, no tres.",
    PESOS + SALEN: "has sumado un sesgo por canal. Esta capa se creó con `bias=False`.",
    PESOS + 2 * SALEN: "esos incluyen los de `BatchNorm2d`. Se piden los de la convolución.",
    PESOS + 3 * SALEN: "esos incluyen un sesgo y los de `BatchNorm2d`. Se piden los de la convolución.",
    8 * 16 * 9: "eso es la segunda convolución. La tercera recibe lo que sale de ella.",
    32 * 64 * 9: "eso es la cuarta convolución.",
    8 * 9: "eso es la primera convolución.",
    9 * (8 + 8 * 16 + 16 * 32): "eso es la suma de las tres primeras. Se pide la tercera sola.",
    25_154: "esos son los de la red entera.",
    16 * 16 * 9: "sus canales no son esos. Mira en `CNN` cuántos entran en el tercer bloque y cuántos salen.",
    32 * 32 * 9: "sus canales no son esos. Mira en `CNN` cuántos entran en el tercer bloque y cuántos salen.",
    (ENTRAN + SALEN) * LADO**2: "los canales que entran y los que salen se multiplican, no se suman.",
}
_PESOS_DE_OTRO_MODO = (
    "hay un filtro por canal que sale, y cada uno tiene un núcleo de 3 × 3 por canal que entra."
)
FALLOS_DE_CAMPO = {
    7: "así serían tres convoluciones seguidas. Entre ellas, cada reducción hace que una casilla valga "
    "por dos.",
    8: "eso es cuánto se reduce el mapa. Cada casilla mira más que eso: las convoluciones ven también al "
    "lado.",
    9: "las convoluciones no saltan de tres en tres: se solapan. Suma dos casillas cada vez.",
    27: "las convoluciones no saltan de tres en tres: se solapan. Suma dos casillas cada vez.",
    24: "¿empiezas en 2? Antes de la primera capa, cada número mira una sola trama.",
    10: "así sale tras el segundo bloque, o si una casilla valiera siempre una trama.",
    15: "te faltan las reducciones: cada una suma también una casilla de las de ese momento.",
    29: "una reducción suma una casilla de las de antes de ella, y la tuya suma el doble.",
    36: "una reducción no dobla lo que se mira: dobla lo que vale cada casilla desde ahí.",
    CAMPO**2: "se piden tramas: un solo lado.",
    4: "eso es tras el primer bloque. Quedan dos.",
    18: "te falta la última reducción, que suma una casilla de las de ese momento.",
    38: "eso es tras el cuarto bloque, que no reduce. Se pregunta por el tercero.",
    46: "eso sería con cuatro reducciones. Se pregunta tras el tercer bloque.",
    20: "en la última reducción, una casilla de las de ese momento vale 4 tramas, no 2.",
    23: "casi: una trama de más. Antes de la primera capa, cada número mira una sola.",
    21: "casi: una trama de menos. Apunta los dos números, lo que mira y lo que vale una casilla, capa a "
    "capa.",
}
_CAMPO_DE_OTRO_MODO = (
    "apunta capa a capa dos números: cuánto mira y cuántas tramas hay de una casilla a la siguiente (1, "
    "2, 4…)."
)


# --- 3: cuándo parar

# sin empates; la segunda vuelve a bajar tras una subida más larga que la paciencia
CASOS_DE_PARADA = (
    ((2.1, 1.6, 1.2, 1.3, 1.25, 1.4, 1.5), 3),
    ((2.0, 1.5, 1.6, 1.7, 1.8, 0.9, 0.8), 2),
    ((2.0, 1.8, 1.5, 1.3, 1.1), 2),
    ((2.0, 1.4, 1.5, 1.45, 1.3, 1.35, 1.32, 1.31, 1.2), 3),
    ((1.0, 1.2, 1.3, 0.5), 1),
    ((1.9, 2.0, 1.7, 1.75, 1.6, 1.65), 4),
)


def _parada(
    perdidas: tuple[float, ...], paciencia: int, respecto_al_anterior: bool = False, de_mas: int = 0
) -> tuple[int, int]:
    """La época que se guarda y la última que se entrena, contando desde 1."""
    mejor, seguidas = 0, 0
    for i, perdida in enumerate(perdidas):
        if i == 0 or perdida < perdidas[mejor]:
            mejor = i
        peor = perdida >= perdidas[i - 1] if respecto_al_anterior and i else i != mejor
        seguidas = seguidas + 1 if peor else 0
        if seguidas >= paciencia + de_mas:
            return mejor + 1, i + 1
    return mejor + 1, len(perdidas)


def _revisar_parada(parada: Callable) -> Veredicto:
    dadas = [_leer_par(parada(list(p), c), p, c) for p, c in CASOS_DE_PARADA]
    for mensaje, cuenta in CUENTAS_DE_PARADA.items():
        if dadas == [cuenta(p, c) for p, c in CASOS_DE_PARADA]:
            return fallo(mensaje) if mensaje else acierto(_BIEN_LA_PARADA)
    (perdidas, paciencia), dada = next(
        (caso, d) for caso, d in zip(CASOS_DE_PARADA, dadas, strict=True) if d != _parada(*caso)
    )
    return fallo(
        f"Con {list(perdidas)} y paciencia {paciencia} dice que se guarda la {con_coma(dada[0])} y se "
        "para tras la "
        f"{con_coma(dada[1])}. Recórrela con el dedo, apuntando la mejor y cuántas van sin mejorarla."
    )


_BIEN_LA_PARADA = (
    "Así se para `entrenar`. Fíjate en la lista del enunciado: con paciencia 3 habría llegado a una mejor, "
    "la quinta. La paciencia cuesta tiempo."
)
CUENTAS_DE_PARADA: dict[str, Callable[[tuple[float, ...], int], tuple[float, float]]] = {
    "": _parada,
    "Las épocas se cuentan desde 1, y las tuyas, desde 0.": lambda p, c: tuple(v - 1 for v in _parada(p, c)),
    "La que se guarda está contada desde 0, y la última, desde 1.": lambda p, c: (
        _parada(p, c)[0] - 1,
        _parada(p, c)[1],
    ),
    "La que se guarda está contada desde 1, y la última, desde 0.": lambda p, c: (
        _parada(p, c)[0],
        _parada(p, c)[1] - 1,
    ),
    "Los dos números están bien, pero al revés: primero la que se guarda.": lambda p, c: _parada(p, c)[::-1],
    "Guardas los pesos de la última, y son los de la mejor los que valen.": lambda p, c: (
        _parada(p, c)[1],
        _parada(p, c)[1],
    ),
    "La mejor la buscas en toda la lista. Al parar, las siguientes no existen: no se han "
    "entrenado.": lambda p, c: (
        int(np.argmin(p)) + 1,
        _parada(p, c)[1],
    ),
    "Miras toda la lista y no paras nunca: ¿qué hace la paciencia?": lambda p, c: (
        int(np.argmin(p)) + 1,
        len(p),
    ),
    "Guardas la mejor de las de antes de parar, pero sigues entrenando hasta el final.": lambda p, c: (
        _parada(p, c)[0],
        len(p),
    ),
    "Cuentas las que empeoran a la anterior. Se cuentan las que no mejoran a la mejor.": lambda p, c: _parada(
        p, c, respecto_al_anterior=True
    ),
    "Paras una tarde: con paciencia 1, la primera que no mejora ya es la última.": lambda p, c: _parada(
        p, c, de_mas=1
    ),
    "Guardas la pérdida, y se pide qué época es: su número.": lambda p, c: (
        p[_parada(p, c)[0] - 1],
        _parada(p, c)[1],
    ),
    "Paras en cuanto una no mejora: no usas la paciencia.": lambda p, c: _parada(p, 1),
    "Paras una pronto: la época en que se acaba la paciencia también se ha entrenado.": lambda p, c: (
        _parada(p, c)[0],
        _parada(p, c)[1] - (_parada(p, c)[1] - _parada(p, c)[0] >= c),
    ),
    "Paras una pronto: la paciencia son las épocas sin mejorar que se entrenan.": lambda p, c: _parada(
        p, max(c - 1, 1)
    ),
    "Paras una pronto: con paciencia 1 se entrena una que no mejora.": lambda p, c: _parada(p, c, de_mas=-1),
    "La mejor es la de **menor** pérdida, y la tuya es la de mayor.": lambda p, c: _parada(
        tuple(-v for v in p), c
    ),
    "El segundo número es la última época que se entrena, y el tuyo es una pérdida.": lambda p, c: (
        _parada(p, c)[0],
        p[_parada(p, c)[0] - 1],
    ),
    "Cuentas en total las que no mejoran. Al mejorar, la cuenta vuelve a cero.": lambda p, c: _en_total(p, c),
}


def _en_total(perdidas: tuple[float, ...], paciencia: int) -> tuple[int, int]:
    """La parada de quien no pone la cuenta a cero al mejorar."""
    mejor, peores = 0, 0
    for i, perdida in enumerate(perdidas):
        if perdida < perdidas[mejor]:
            mejor = i
        elif i:
            peores += 1
        if peores >= paciencia:
            return mejor + 1, i + 1
    return mejor + 1, len(perdidas)


def _leer_par(valor: Any, perdidas: tuple[float, ...], paciencia: int) -> tuple[float, float]:
    caso = f"`parada({list(perdidas)}, {paciencia})`"
    if valor is None:
        raise RespuestaIlegible(f"{caso} devuelve None. ¿Falta un `return` al acabar la lista?")
    try:
        par = [Numero().leer("", v) for v in valor]
    except (TypeError, RespuestaIlegible):
        raise RespuestaIlegible(
            f"{caso} tiene que devolver dos números: la época que se guarda y la última."
        ) from None
    if len(par) != 2:
        raise RespuestaIlegible(f"{caso} devuelve {len(par)} números, y tienen que ser dos.")
    return par[0], par[1]


# --- 4: el mapa de clase


def _mapas_y_pesos() -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Mapas (canales, bandas, tramas), tras una ReLU, y los pesos de una clase (canales,)."""
    azar = np.random.default_rng(6)
    for forma in ((6, 4, 9), (8, 8, 13)):
        mapas = np.maximum(azar.normal(size=forma), 0).astype(np.float32)
        yield mapas, azar.normal(0.1, 1, size=forma[0]).astype(np.float32)


def _mapa(mapas: np.ndarray, pesos: np.ndarray) -> np.ndarray:
    return np.maximum(np.tensordot(pesos, mapas, axes=1), 0)


def _revisar_mapa(mapa_de_clase: Callable) -> Veredicto:
    for mapas, pesos in _mapas_y_pesos():
        dado = _leer_mapa(_llamar(mapa_de_clase, mapas, pesos), mapas.shape)
        if not _proporcionales(dado, _mapa(mapas, pesos)):
            return fallo(_fallo_de_mapa(dado, mapas, pesos))
    return acierto(
        "Es lo mismo que da Grad-CAM aquí. Si tras los mapas solo hay una media y una capa lineal, el "
        "gradiente de "
        "la clase en cada mapa es su peso entre el número de casillas."
    )


def _llamar(funcion: Callable, mapas: np.ndarray, pesos: np.ndarray) -> Any:
    """La llama con arrays; si no le valen, con tensores, que es lo que da la red."""
    import torch

    try:
        return funcion(mapas.copy(), pesos.copy())
    except RespuestaIlegible as con_arrays:
        try:
            return funcion(torch.tensor(mapas), torch.tensor(pesos))
        except RespuestaIlegible as con_tensores:
            raise con_tensores if _es_para_tensores(str(con_arrays)) else con_arrays from None


def _es_para_tensores(mensaje: str) -> bool:
    """Dice si a la función le han fallado los arrays por esperar tensores, y no por un error suyo."""
    return any(senal in mensaje for senal in ("ndarray", "Tensor", "keyword argument"))


def _leer_mapa(valor: Any, forma: tuple[int, int, int]) -> np.ndarray:
    if valor is None:
        raise RespuestaIlegible("`mapa_de_clase` devuelve None. ¿Falta un `return`?")
    if hasattr(valor, "detach"):
        valor = valor.detach().numpy()
    try:
        mapa = np.asarray(valor, dtype=float)
    except (TypeError, ValueError):
        raise RespuestaIlegible("`mapa_de_clase` tiene que devolver una matriz de números.") from None
    mapa = np.squeeze(mapa)
    if mapa.shape == forma:
        raise RespuestaIlegible(
            f"`mapa_de_clase` devuelve un mapa por canal, {mapa.shape}. Falta que quede uno solo: súmalos."
        )
    if mapa.shape == ():
        raise RespuestaIlegible(
            "`mapa_de_clase` devuelve un solo número, y se pide un mapa: un número por casilla."
        )
    if mapa.shape == forma[:0:-1]:
        raise RespuestaIlegible("El mapa está traspuesto: las bandas van en las filas.")
    if mapa.shape != forma[1:]:
        raise RespuestaIlegible(
            f"`mapa_de_clase` devuelve la forma {mapa.shape}, y con mapas de {forma} se espera {forma[1:]}: "
            "lo que desaparece es el eje de los canales."
        )
    if not np.isfinite(mapa).all():
        raise RespuestaIlegible("En el mapa hay NaN o infinitos: ¿hay una división entre cero?")
    return mapa


def _proporcionales(uno: np.ndarray, otro: np.ndarray) -> bool:
    """Dice si dos mapas son el mismo salvo un factor mayor que cero: el brillo no importa, el dibujo sí."""
    maximos = np.abs(uno).max(), np.abs(otro).max()
    return bool(min(maximos) > 0 and np.allclose(uno / maximos[0], otro / maximos[1], atol=1e-4))


def _fallo_de_mapa(dado: np.ndarray, mapas: np.ndarray, pesos: np.ndarray) -> str:
    suma = np.tensordot(pesos, mapas, axes=1)
    otros = {
        "Lo que resta también sale. Un mapa negativo es un argumento en contra: quédate con lo mayor que "
        "cero.": (suma),
        "Has tomado el valor absoluto: lo que va en contra de la clase sale como si fuera a favor.": np.abs(
            suma
        ),
        "Has quitado lo negativo mapa a mapa, antes de sumar. Se quita al final, de la suma.": (
            np.tensordot(np.maximum(pesos, 0), mapas, axes=1)
        ),
        "Has tomado los pesos en valor absoluto: lo que resta cuenta como si sumara.": (
            np.tensordot(np.abs(pesos), mapas, axes=1)
        ),
        "Eso es la suma de los mapas, sin pesos: es igual para todas las clases.": mapas.sum(axis=0),
        "Eso es el mayor de los mapas, sin pesos: es igual para todas las clases.": mapas.max(axis=0),
        "Cada mapa se multiplica por su peso, y los tuyos van dados la vuelta.": _mapa(mapas, pesos[::-1]),
        "El signo está al revés: sale donde la clase pierde. ¿Divides entre algo negativo?": np.maximum(
            -suma, 0
        ),
        "Has pasado los pesos por una softmax: todos salen positivos, y los que restaban ahora suman.": (
            np.tensordot(np.exp(pesos) / np.exp(pesos).sum(), mapas, axes=1)
        ),
    }
    for mensaje, otro in otros.items():
        if _proporcionales(dado, otro):
            return mensaje
    if _tiene_minimo_cero(dado, suma):
        return "Has restado el mínimo. Así lo que iba en contra queda en cero y lo indiferente, encendido."
    return "La forma es buena y los números no. Es una suma de mapas, cada uno por su peso, y luego la ReLU."


def _tiene_minimo_cero(dado: np.ndarray, suma: np.ndarray) -> bool:
    return _proporcionales(dado, suma - suma.min())


# --- 5: una máscara de tiempo


LOTES_Y_ANCHOS = (((40, 1, 8, 30), 6), ((40, 1, 5, 47), 3))  # (n, 1, bandas, tramas) y tramas que se tapan


def _revisar_mascara(tapar_tramas: Callable) -> Veredicto:
    import torch

    for forma, ancho in LOTES_Y_ANCHOS:
        lote = torch.randn(forma, generator=torch.Generator().manual_seed(5)) + 10
        antes = lote.clone()
        dado = _leer_lote(tapar_tramas(lote, ancho, torch.Generator().manual_seed(1)), lote.shape)
        if not torch.equal(lote, antes):
            return fallo(
                "Has cambiado el lote que te dieron, y en la época siguiente ya vendrá tapado: haz `clone()`."
            )
        tapado = (dado != antes)[:, 0]
        if motivo := _fallo_de_mascara(tapado.numpy(), dado.numpy(), ancho):
            return fallo(motivo)
    if motivo := _fallo_de_azar(tapar_tramas, antes, ancho, dado):
        return fallo(motivo)
    return acierto(
        "Cada clip pierde un trozo distinto, y el lote de antes sigue entero." + _y_el_final(tapar_tramas)
    )


def _fallo_de_azar(tapar_tramas: Callable, antes: Any, ancho: int, dado: Any) -> str:
    """Qué falla en de dónde sale el sitio; vacío si de ``azar``. dado : con la semilla 1."""
    import torch

    otra, distinta = (
        _leer_lote(tapar_tramas(antes.clone(), ancho, torch.Generator().manual_seed(semilla)), antes.shape)
        for semilla in (1, 2)
    )
    if not torch.equal(dado, otra):
        return "Con la misma semilla tapa sitios distintos: saca el azar del generador, `generator=azar`."
    if torch.equal(dado, distinta):
        return "Con otra semilla tapa lo mismo: el sitio tiene que salir de `azar`."
    return ""


def _y_el_final(tapar_tramas: Callable) -> str:
    """Lo que se añade si el trozo nunca llega a la última trama: con una de sobra hay dos sitios."""
    import torch

    lote = torch.ones(40, 1, 8, 7)
    try:
        dado = _leer_lote(tapar_tramas(lote, 6, torch.Generator().manual_seed(1)), lote.shape)
    except RespuestaIlegible:
        return ""
    if (dado[..., -1] == 0).any():
        return ""
    return " Un detalle: la última trama no se tapa nunca. `torch.randint` no llega a su tope; súmale 1."


def _leer_lote(valor: Any, forma: tuple[int, ...]):
    import torch

    if valor is None:
        raise RespuestaIlegible("`tapar_tramas` devuelve None. ¿Falta un `return`?")
    if isinstance(valor, (list, tuple)) and any(hasattr(clip, "shape") for clip in valor):
        raise RespuestaIlegible("`tapar_tramas` devuelve una lista de clips: júntalos con `torch.stack`.")
    try:
        lote = torch.as_tensor(valor)
    except (TypeError, ValueError, RuntimeError):
        raise RespuestaIlegible("`tapar_tramas` tiene que devolver el lote, un tensor.") from None
    if lote.shape != forma:
        raise RespuestaIlegible(
            f"`tapar_tramas` devuelve la forma {tuple(lote.shape)}, y tiene que ser la del lote, "
            f"{tuple(forma)}."
        )
    return lote


def _fallo_de_mascara(tapado: np.ndarray, dado: np.ndarray, ancho: int) -> str:
    """Qué falla en lo tapado, bool (clips, bandas, tramas); vacío si nada."""
    if not tapado.any():
        return "No ha tapado nada."
    if np.isin(dado, (0, 1)).all() and dado.any():
        return "Eso es la máscara. Falta aplicarla al lote: lo que no se tapa se queda como estaba."
    if tapado.all(axis=2).any() and not tapado.all(axis=1).any():
        return "Has tapado bandas, no tramas: el tiempo es el último eje."
    por_trama = tapado.any(axis=1)
    if (dado[:, 0][tapado] != 0).any():
        return "Lo tapado tiene que valer 0, que tras normalizar es la media."
    if (tapado != por_trama[:, None]).any():
        return "En las tramas tapadas se tapan todas las bandas."
    return _fallo_de_anchos(por_trama, ancho)


def _fallo_de_anchos(por_trama: np.ndarray, ancho: int) -> str:
    """Qué falla en las tramas tapadas, bool (clips, tramas); vacío si son ``ancho``, seguidas y sorteadas."""
    tramas = por_trama.shape[1]
    anchos, primeras = por_trama.sum(axis=1), por_trama.argmax(axis=1)
    ultimas = tramas - 1 - por_trama[:, ::-1].argmax(axis=1)
    if (anchos == tramas).all():
        return "Lo has tapado todo: quedan sin tapar las demás tramas."
    if np.isin(anchos, (0, tramas)).all():
        return "Hay clips enteros tapados y otros sin tapar: corta por el último eje, el del tiempo."
    if (anchos == 0).any():
        return "Algún clip se ha quedado sin tapar."
    if len(set(primeras.tolist())) == 1:
        return "Has tapado el mismo sitio en todos los clips: sortea uno para cada uno."
    if (anchos != ancho).any():
        cual = int(np.flatnonzero(anchos != ancho)[0])
        borde = " ¿Se sale del borde?" if anchos[cual] < ancho and ultimas[cual] == tramas - 1 else ""
        return f"Tramas tapadas en algún clip: {anchos[cual]}. Se pedían {ancho}.{borde}"
    if (ultimas - primeras + 1 != ancho).any():
        return f"Las {ancho} tramas tienen que ir seguidas."
    return ""


EJERCICIOS = {
    1: Ejercicio(
        campos={"tamano": Funcion()},
        revisar=_revisar_tamano,
        pistas=(
            "Con el relleno, la fila mide `n + 2 * relleno`. ¿Hasta dónde puede llegar el borde "
            "izquierdo del núcleo?",
            "Entre la primera posición y la última hay `n + 2 * relleno - nucleo` casillas. ¿Cuántos "
            "pasos caben?",
            "Si caben m pasos, hay m + 1 posiciones: contando la de salida.",
        ),
    ),
    2: Ejercicio(
        campos={"pesos": Entero(), "campo": Entero()},
        revisar=_revisar_pesos,
        pistas=(
            "Pesos: un filtro por canal que sale; en cada filtro, un núcleo de 3 × 3 por canal que entra.",
            "Campo: se empieza en 1. Una convolución de 3 suma 2 casillas; una reducción de 2 suma 1.",
            "Una casilla vale 1 trama al principio, 2 tras la primera reducción, 4 tras la segunda.",
        ),
    ),
    3: Ejercicio(
        campos={"parada": Funcion()},
        revisar=_revisar_parada,
        pistas=(
            "Recorre la lista con `enumerate(perdidas, 1)` y lleva dos cosas: la mejor época y su pérdida.",
            "¿Cuántas épocas han pasado desde la mejor? La de ahora menos la mejor.",
            "Cuando esa diferencia llega a la paciencia, se devuelve sin mirar el resto.",
        ),
    ),
    4: Ejercicio(
        campos={"mapa_de_clase": Funcion()},
        revisar=_revisar_mapa,
        pistas=(
            "El logit es la media de cada mapa por su peso, sumado. Cambia el orden: antes la suma, "
            "luego la media.",
            "Para que cada peso multiplique a su mapa, dale la forma `(canales, 1, 1)`.",
            "Suma a lo largo del eje 0 y quédate con lo que sea mayor que cero.",
        ),
    ),
    5: Ejercicio(
        campos={"tapar_tramas": Funcion()},
        revisar=_revisar_mascara,
        pistas=(
            "Copia el lote con `clone()` y recorre sus clips con un `for`.",
            "El primer sitio posible es 0 y el último, `tramas - ancho`: `torch.randint` no llega a su tope.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "¿Por qué una capa convolucional tiene muchos menos pesos que una que conecte todo con todo?",
        (
            Opcion(
                "Porque solo mira una parte del espectrograma.",
                "Tienta, porque cada número que sale mira un trozo. Pero el filtro pasa por todos.",
            ),
            Correcta(
                "Porque usa los mismos filtros, pequeños, en todos los sitios.",
                "Nueve números por canal sirven para las 64 bandas y para cualquier duración.",
            ),
            Opcion(
                "Porque reduce el mapa a la mitad después de cada bloque.",
                "Eso ahorra cuentas, no pesos: la reducción no tiene ninguno.",
            ),
        ),
    ),
    Pregunta(
        "La pérdida de entrenamiento sigue bajando y la de validación lleva seis épocas subiendo. ¿Qué pasa?",
        (
            Correcta(
                "La red se aprende los clips de entrenamiento, y eso ya no ayuda con otros.",
                "Sobreajuste. Los pesos buenos son los de hace seis épocas.",
            ),
            Opcion(
                "Le faltan épocas: si una baja, la otra acabará bajando.",
                "Tienta esperar. Pero lo que mejora es su memoria, no lo que entiende.",
            ),
            Opcion(
                "El ritmo de aprendizaje es demasiado grande.",
                "Con un ritmo demasiado grande tampoco bajaría la de entrenamiento.",
            ),
        ),
    ),
    Pregunta(
        "Pruebas tres redes, eliges la que más acierta **en prueba** y publicas esa cifra. ¿Qué tiene de "
        "malo?",
        (
            Opcion(
                "Nada, si las tres se entrenaron sin la prueba.",
                "No la vieron al entrenar, pero tú sí al elegir: te quedas con la que tuvo más suerte.",
            ),
            Opcion(
                "Que tres redes son pocas.",
                "Con más sería peor: el máximo de muchas tiradas es cada vez más optimista.",
            ),
            Correcta(
                "Que la prueba ha elegido, y la cifra sale optimista.",
                "Se elige con validación. La prueba se mira una vez, al final.",
            ),
        ),
    ),
    Pregunta(
        "Para aumentar los datos quieres invertir el espectrograma de arriba abajo. ¿Es buena idea?",
        (
            Opcion(
                "Sí: en fotos se hace algo parecido y funciona.",
                "Un gato visto en un espejo es un gato. Un sonido con los graves arriba no existe.",
            ),
            Correcta(
                "No: lo que sale no es un sonido de esa clase, ni de ninguna.",
                "Un aumento vale si lo que produce podría haberse grabado y seguiría siendo de su clase.",
            ),
            Opcion(
                "Da igual: la red es invariante en frecuencia.",
                "No lo es. Sus filtros sí son los mismos arriba y abajo, pero el sentido cambia.",
            ),
        ),
    ),
    Pregunta(
        "Grad-CAM se enciende en los golpes de un reloj. ¿Qué has demostrado?",
        (
            Opcion(
                "Que la red entiende lo que es un reloj.",
                "Se fija en esas casillas para decir «reloj». Otros golpes podrían engañarla igual.",
            ),
            Opcion(
                "Que, sin los golpes, la red diría otra cosa.",
                "Es una sospecha razonable. Para demostrarla hay que borrarlos y volver a preguntar.",
            ),
            Correcta(
                "Que en ese clip su respuesta se apoya en esas zonas del mapa.",
                "Dice dónde, en un clip. No dice por qué, ni qué pasaría sin ellas.",
            ),
        ),
    ),
)
