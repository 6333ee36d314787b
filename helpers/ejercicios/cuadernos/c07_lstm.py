"""Cuaderno 07: la memoria de una red recurrente, la media sin relleno, el recorte de gradientes y la GRU."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Funcion,
    Numero,
    RespuestaIlegible,
    cerca,
    con_coma,
    en_otra_unidad,
    intercambiadas,
)

SR, HOP = 22_050, 1024
FACTOR, UMBRAL = 0.9, 0.001
TRAMAS = math.ceil(math.log(UMBRAL) / math.log(FACTOR))
PASOS_A_LA_MITAD = 100
OLVIDO = 0.5 ** (1 / PASOS_A_LA_MITAD)
SESGO = math.log(OLVIDO / (1 - OLVIDO))


# --- 1: la memoria, en segundos


def _revisar_memoria(tramas: int, segundos: float) -> Veredicto:
    if tramas != TRAMAS:
        return fallo(f"`tramas`: {_fallo_de_tramas(tramas)}")
    esperados = TRAMAS * HOP / SR
    if not cerca(segundos, esperados, relativa=0.02):
        return fallo(f"`segundos`: {_fallo_de_segundos(segundos, esperados)}")
    return acierto(
        "Con un factor de 0,9, lo que sonó hace tres segundos ya pesa menos de una milésima. Con el de la "
        "figura, que baja más deprisa, la memoria ronda el medio segundo."
    )


def _fallo_de_tramas(tramas: int) -> str:
    casos = {
        TRAMAS - 1: "casi: con 65 aún queda algo más de una milésima. Redondea hacia arriba.",
        TRAMAS + 1: "con una menos ya baja de la milésima.",
        10: "en cada paso no se pierde una décima del principio, sino de lo que quedaba.",
        9: "en cada paso no se pierde una décima del principio, sino de lo que quedaba.",
        43: "eso es para una centésima; se pide una milésima.",
        44: "eso es para una centésima; se pide una milésima.",
        22: "eso es para una décima; se pide una milésima.",
        3: "eso son factores de 0,1, y cada paso multiplica por 0,9.",
        900: "0,9 va elevado al número de pasos, no multiplicado por él.",
        1111: "0,9 va elevado al número de pasos, no multiplicado por él.",
    }
    if tramas <= 0:
        return "cada paso deja menos, así que hacen falta pasos: un número mayor que cero."
    return casos.get(
        tramas,
        f"0,9 elevado a {tramas} es {con_coma(FACTOR**tramas, 2)}. Busca el primero que baja de 0,001.",
    )


def _fallo_de_segundos(dados: float, esperados: float) -> str:
    if otra := en_otra_unidad(dados, esperados, "s"):
        return otra[:1].lower() + otra[1:]
    casos = {
        TRAMAS * 512 / SR: f"el salto es de {HOP} muestras, no de 512, y van a 22 050 Hz, no a 44 100.",
        TRAMAS * 2048 / SR: f"2048 es la ventana. De trama a trama se avanza el salto, {HOP} muestras.",
        TRAMAS * HOP / 16_000: "estos sonidos van a 22 050 Hz.",
        TRAMAS * HOP: "esas son las muestras que se avanzan. ¿Cuántas hay en un segundo?",
        TRAMAS * SR / HOP: "has multiplicado por `sr` y dividido por el salto: es al revés.",
        HOP / SR: "eso es lo que dura una trama. ¿Y todas?",
        TRAMAS / SR: "una trama no es una muestra: de una a otra se avanzan 1024.",
        TRAMAS / 21: "21 tramas por segundo es un redondeo. Haz la cuenta con el salto, 1024, y con 22 050.",
        3.0: "has redondeado a segundos enteros. Deja algún decimal.",
    }
    frase = next((f for valor, f in casos.items() if cerca(dados, valor)), "")
    return frase or "de trama a trama se avanzan `hop_length` muestras, a `sr` por segundo."


# --- 2: el sesgo de olvido


def _revisar_olvido(f: float, sesgo: float) -> Veredicto:
    if cruzados := intercambiadas({"f": f, "sesgo": sesgo}, {"f": OLVIDO, "sesgo": SESGO}):
        return fallo(cruzados)
    if not cerca(f, OLVIDO, relativa=0, absoluta=3e-4):
        return fallo(f"`f`: {_fallo_de_puerta(f)}")
    if not (cerca(sesgo, SESGO) or (0 < f < 1 and cerca(sesgo, math.log(f / (1 - f))))):
        return fallo(f"`sesgo`: {_fallo_de_sesgo(sesgo)}")
    return acierto(
        "Una puerta en 0,993 guarda la mitad durante 100 tramas: más de cuatro segundos. Por eso el sesgo de "
        "olvido se empieza alto, y ya lo bajará la red si le conviene olvidar."
    )


def _fallo_de_puerta(f: float) -> str:
    casos = {
        0.5: "con 0,5 queda la mitad tras **un** paso. ¿Y tras cien?",
        0.5 / PASOS_A_LA_MITAD: "no se resta ni se reparte: lo guardado se multiplica por `f` en cada trama.",
        0.5
        ** PASOS_A_LA_MITAD: "eso es lo que queda tras cien pasos con una puerta en 0,5. Se busca la puerta.",
        1 - 0.5 / PASOS_A_LA_MITAD: "no se pierde siempre lo mismo, sino la misma fracción de lo que queda.",
        1 - 1 / PASOS_A_LA_MITAD: "con 0,99 quedarían 37 de cada 100. Se pide la mitad.",
        1.0: "con 1 no olvida nunca: se pide que quede la mitad.",
        99.3: "la puerta va de 0 a 1, no en tantos por ciento.",
        1 - OLVIDO: "eso es lo que se pierde en cada trama. La puerta es lo que se queda.",
        1 / PASOS_A_LA_MITAD: "eso multiplicado cien veces por sí mismo no deja nada.",
        2 ** (1 / PASOS_A_LA_MITAD): "eso crece: falta el signo del exponente.",
    }
    frase = next((t for valor, t in casos.items() if cerca(f, valor, relativa=1e-3)), "")
    if frase:
        return frase
    if not 0 < f < 1:
        return "una puerta va de 0 a 1, sin llegar: sale de una sigmoide."
    return f"tras cien tramas quedaría {con_coma(f**PASOS_A_LA_MITAD, 2)} de lo que había, y se pide 0,5."


def _fallo_de_sesgo(sesgo: float) -> str:
    casos = {
        -SESGO: "el signo está al revés: con ese sesgo la puerta queda en 0,007.",
        1
        / (
            1 + math.exp(-OLVIDO)
        ): "has aplicado la sigmoide a `f`. Se busca el número **cuya** sigmoide es `f`.",
        math.log10(OLVIDO / (1 - OLVIDO)): "ese logaritmo es el de base 10. La sigmoide lleva el natural.",
        math.log2(OLVIDO / (1 - OLVIDO)): "ese logaritmo es el de base 2. La sigmoide lleva el natural.",
        OLVIDO / (1 - OLVIDO): "falta el logaritmo.",
        math.log(OLVIDO): "falta el denominador: se despeja de `f = 1 / (1 + exp(-sesgo))`.",
        -math.log(OLVIDO): "falta el denominador: se despeja de `f = 1 / (1 + exp(-sesgo))`.",
        OLVIDO: "la puerta es la sigmoide del sesgo, no el sesgo.",
        SESGO / 2: "eso sale con la tangente hiperbólica. Las puertas llevan sigmoide.",
    }
    frase = next((t for valor, t in casos.items() if cerca(sesgo, valor) and sesgo != 1), "")
    if frase:
        return frase
    puerta = 1 / (1 + math.exp(-max(-700.0, min(700.0, sesgo))))
    return (
        f"con ese sesgo la puerta queda en {con_coma(puerta, 4)}. Despéjalo de `f = 1 / (1 + exp(-sesgo))`."
    )


# --- 3: la media sin relleno


LOTES = (
    (4, 9, 3, (9, 5, 2, 7)),
    (2, 6, 5, (1, 6)),
    (3, 4, 2, (4, 4, 4)),
)  # lote, tramas, ocultas, longitudes


def _revisar_media(media_sin_relleno: Callable) -> Veredicto:
    for semilla, (lote, tramas, ocultas, longitudes) in enumerate(LOTES):
        salidas = np.random.default_rng(semilla).normal(size=(lote, tramas, ocultas))
        for fila, largo in enumerate(longitudes):
            salidas[fila, largo:] = 10 + fila
        dada = _leer_medias(_llamar_con_tensores(media_sin_relleno, salidas, longitudes))
        if mensaje := _fallo_de_medias(dada, salidas, np.array(longitudes)):
            return fallo(mensaje)
    return acierto(
        "Cada sonido se promedia con sus tramas y nada más. Da igual qué haya en el relleno y con quién le "
        "toque en el lote."
    )


def _llamar_con_tensores(funcion: Callable, salidas: np.ndarray, longitudes: Sequence[int]) -> Any:
    """Llama con tensores, como hará la red; a quien la ha escrito con NumPy se le dan arreglos."""
    import torch

    try:
        return funcion(torch.tensor(salidas), torch.tensor(longitudes))
    except RespuestaIlegible:
        try:
            return funcion(salidas.copy(), np.array(longitudes))
        except RespuestaIlegible:
            pass
        raise


def _leer_medias(valor: Any) -> np.ndarray:
    if valor is None:
        raise RespuestaIlegible("`media_sin_relleno` devuelve None. ¿Falta un `return`?")
    try:
        medias = _numeros(valor)
    except (TypeError, ValueError):
        raise RespuestaIlegible(
            "`media_sin_relleno` tiene que devolver una tabla de números, una fila por sonido."
        ) from None
    if not np.isfinite(medias).all():
        raise RespuestaIlegible(
            "En las medias hay NaN o infinitos: ¿promedias un trozo vacío, o divides entre cero?"
        )
    return medias


def _numeros(valor: Any) -> np.ndarray:
    """Lo devuelto, como arreglo de float; lanza TypeError o ValueError si no son números, o son textos."""
    leido = np.asarray(_a_numpy(valor))
    if leido.dtype.kind in "US":
        raise TypeError("son textos")
    return leido.astype(float)


def _a_numpy(valor: Any) -> Any:
    if hasattr(valor, "detach"):
        return valor.detach().cpu().numpy()
    if isinstance(valor, Sequence) and not isinstance(valor, str):
        return [_a_numpy(parte) for parte in valor]
    return valor


def _fallo_de_medias(dada: np.ndarray, salidas: np.ndarray, longitudes: np.ndarray) -> str:
    suena = np.arange(salidas.shape[1]) < longitudes[:, None]
    limpias = salidas * suena[:, :, None]
    buena = limpias.sum(axis=1) / longitudes[:, None]
    if dada.shape == buena[:, None].shape:
        dada = dada[:, 0]
    if _iguales(dada, buena):
        return ""
    if mensaje := _fallo_de_forma(dada.shape, salidas.shape):
        return mensaje
    return next(
        (frase for frase, otra in _medias_tipicas(salidas, longitudes).items() if _iguales(dada, otra)),
        "La forma es buena y los números no. Compara cada sonido con `salidas[i, :largo].mean(0)`.",
    )


def _medias_tipicas(salidas: np.ndarray, longitudes: np.ndarray) -> dict[str, np.ndarray]:
    """Lo que dan los errores de siempre, por la frase que les toca."""
    tramas = salidas.shape[1]
    suena = (np.arange(tramas) < longitudes[:, None])[:, :, None]
    limpias = salidas * suena
    filas = np.arange(len(salidas))
    una_menos = np.maximum(longitudes - 1, 1)
    una_mas = np.minimum(longitudes + 1, tramas)
    return {
        "Eso es la media de todas las tramas, con el relleno dentro, que aquí no es de ceros.": salidas.mean(
            axis=1
        ),
        "Has quitado el relleno de la suma, pero divides entre todas las tramas. ¿Cuántas suenan?": (
            limpias.sum(axis=1) / tramas
        ),
        "Divides entre las que suenan, pero en la suma sigue el relleno, que no siempre son ceros.": (
            salidas.sum(axis=1) / longitudes[:, None]
        ),
        "Falta dividir: eso es la suma de las tramas que suenan.": limpias.sum(axis=1),
        "Te dejas fuera la última trama que suena: un corte `[:n]` ya excluye la `n`.": (
            _hasta(salidas, longitudes - 1, una_menos)
        ),
        "Se cuela una trama de relleno: la primera que sobra es la `longitudes[i]`.": (
            _hasta(salidas, una_mas, una_mas)
        ),
        "Se cuela una trama de relleno: es `<` y no `<=`.": _hasta(salidas, una_mas, longitudes),
        "Eso es el último estado de cada sonido. Se pide la media.": salidas[filas, longitudes - 1],
        "Eso es la última fila de la caja, que en los cortos es relleno. Se pide la media.": salidas[:, -1],
        "Has cortado todos por el más corto, y cada sonido tiene sus tramas.": (
            salidas[:, : longitudes.min()].mean(axis=1)
        ),
        "Te dejas fuera la primera trama, que es la 0.": (
            (limpias.sum(axis=1) - salidas[:, 0]) / np.maximum(longitudes - 1, 1)[:, None]
        ),
        "Eso es el máximo de cada columna. Se pide la media.": np.where(suena, salidas, -np.inf).max(axis=1),
        "Eso es la media del relleno: la máscara está al revés.": (
            (salidas - limpias).sum(axis=1) / np.maximum(tramas - longitudes, 1)[:, None]
        ),
        "Has promediado los ceros del relleno y los has descontado dos veces. Divide entre `longitudes`.": (
            limpias.mean(axis=1) / longitudes[:, None]
        ),
    }


def _hasta(salidas: np.ndarray, fines: np.ndarray, entre: np.ndarray) -> np.ndarray:
    """La suma de las tramas de cada sonido hasta la suya, dividida entre lo que se diga."""
    dentro = np.arange(salidas.shape[1]) < fines[:, None]
    return (salidas * dentro[:, :, None]).sum(axis=1) / entre[:, None]


def _fallo_de_forma(dada: tuple[int, ...], entrada: tuple[int, int, int]) -> str:
    lote, tramas, ocultas = entrada
    if dada == (lote, ocultas):
        return ""
    frases = {
        (ocultas, lote): "Está traspuesta: una fila por sonido y una columna por número de la red.",
        (tramas, ocultas): "Has promediado los sonidos entre sí. Se promedian las tramas, el eje 1.",
        (lote, tramas): "Has promediado los números de la red. Se promedian las tramas, el eje 1.",
        (ocultas,): "Has juntado todos los sonidos en una sola media, y es una por sonido.",
        (lote,): "Sale un número por sonido, y son tantos como salidas tiene la red.",
        (): "Sale un solo número. Es una fila por sonido.",
        entrada: "Devuelves todas las tramas: falta su media.",
    }
    return (
        frases.get(dada)
        or f"Tiene la forma {dada}, y se espera ({lote}, {ocultas}): sonidos por salidas de la red."
    )


def _iguales(dada: np.ndarray, otra: np.ndarray) -> bool:
    return cerca(dada, otra, relativa=1e-4, absoluta=1e-5)


# --- 4: recortar el gradiente


GRADIENTES = (  # formas, tamaños y máximo: unos pasan de largo, otros no llegan y otros son desiguales
    (((3, 4), (3,)), (5.0, 2.0), 2.0),
    (((2, 5), (2,)), (0.02, 0.01), 2.0),
    (((4, 4), (4, 4), (4,)), (30.0, 0.1, 0.0), 2.5),
    (((3, 3), (2,)), (0.4, 0.4), 2.5),  # entre 1 y el máximo
    (((3, 3), (2,)), (0.2, 0.2), 0.25),  # entre el máximo y 1
)


def _revisar_recorte(recortar: Callable) -> Veredicto:
    for semilla, (formas, tamanos, maximo) in enumerate(GRADIENTES):
        azar = np.random.default_rng(semilla)
        gradientes = [t * azar.normal(size=f) for f, t in zip(formas, tamanos, strict=True)]
        dados = _leer_gradientes(_recortar_con(recortar, gradientes, maximo), gradientes)
        if mensaje := _fallo_de_recorte(dados, gradientes, maximo):
            return fallo(mensaje)
    return acierto(
        "Es lo que hace `torch.nn.utils.clip_grad_norm_`: encoge todos a la vez, así que el paso apunta a "
        "donde apuntaba y solo es más corto."
    )


def _recortar_con(recortar: Callable, gradientes: list[np.ndarray], maximo: float) -> Any:
    """Llama con arreglos; si la función es para tensores, con tensores."""
    import torch

    copias: list[Any] = [g.copy() for g in gradientes]
    try:
        devuelto = recortar(copias, maximo)
    except RespuestaIlegible as con_arreglos:
        if "inhomogeneous" in str(con_arreglos):
            raise RespuestaIlegible(
                "Los gradientes no miden lo mismo, y NumPy no puede hacer con ellos un solo arreglo. Mídelos "
                "de uno en uno."
            ) from None
        copias = [torch.tensor(g) for g in gradientes]
        try:
            devuelto = recortar(copias, maximo)
        except RespuestaIlegible:
            raise con_arreglos from None
    if devuelto is None and _norma(gradientes) <= maximo:
        raise RespuestaIlegible("`recortar` devuelve None si la norma no llega al máximo: ¿y su `return`?")
    if devuelto is None:
        cambiados = any(not np.array_equal(np.asarray(c), g) for c, g in zip(copias, gradientes, strict=True))
        raise RespuestaIlegible(
            "`recortar` cambia los gradientes en su sitio y no devuelve nada: devuelve la lista."
            if cambiados
            else "`recortar` devuelve None. ¿Falta un `return`?"
        )
    return devuelto


def _leer_gradientes(valor: Any, gradientes: list[np.ndarray]) -> list[np.ndarray]:
    formas = [g.shape for g in gradientes]
    if not hasattr(valor, "__iter__") or getattr(valor, "shape", None) == ():
        raise RespuestaIlegible("`recortar` devuelve un número. Se piden los gradientes ya recortados.")
    try:
        leidos = [_numeros(g) for g in valor]
    except (TypeError, ValueError):
        raise RespuestaIlegible("`recortar` tiene que devolver una lista con los gradientes.") from None
    if [g.shape for g in leidos] != formas:
        raise RespuestaIlegible(
            f"`recortar` tiene que devolver los {len(formas)} gradientes que recibe, cada uno con su forma."
        )
    if not all(np.isfinite(g).all() for g in leidos):
        raise RespuestaIlegible("Entre los recortados hay NaN o infinitos: ¿hay una división entre cero?")
    return leidos


def _fallo_de_recorte(dados: list[np.ndarray], gradientes: list[np.ndarray], maximo: float) -> str:
    norma = _norma(gradientes)
    factor = min(1.0, maximo / norma)
    if _casan(dados, [factor * g for g in gradientes]):
        return ""
    if factor == 1 and _casan(dados, [maximo / norma * g for g in gradientes]):
        return (
            "Los grandes salen bien, pero a los pequeños los **agranda**. Si la norma no llega al máximo, se "
            "dejan como están."
        )
    frases = {
        "Salen igual que entraron, y su norma pasa del máximo.": gradientes,
        "Has puesto un tope a cada número por separado: así el paso cambia de dirección.": [
            np.clip(g, -maximo, maximo) for g in gradientes
        ],
        "Has puesto un tope por arriba y no por abajo. Y es a la norma, no a cada número.": [
            np.minimum(g, maximo) for g in gradientes
        ],
        "Has medido cada gradiente por su lado. La norma es una, la de todos juntos.": [
            min(1.0, maximo / max(_norma([g]), 1e-12)) * g for g in gradientes
        ],
        "Has dividido entre la norma, y queda 1. Tiene que quedar el máximo.": [
            g / norma for g in gradientes
        ],
        "Falta la raíz: has dividido entre la suma de los cuadrados.": [
            min(1.0, maximo / norma**2) * g for g in gradientes
        ],
        "Has sumado valores absolutos. La norma suma cuadrados y saca la raíz.": [
            min(1.0, maximo / _suma_de_absolutos(gradientes)) * g for g in gradientes
        ],
        "Has sumado las normas de cada uno. Se suman los cuadrados de todos y se saca una raíz.": [
            min(1.0, maximo / sum(_norma([g]) for g in gradientes)) * g for g in gradientes
        ],
        "Has medido el número mayor, no la norma.": [
            min(1.0, maximo / max(np.abs(g).max() for g in gradientes)) * g for g in gradientes
        ],
        "Has promediado los cuadrados, y la norma los suma.": [
            min(1.0, maximo / (norma / math.sqrt(sum(g.size for g in gradientes)))) * g for g in gradientes
        ],
        "Mides la norma otra vez cuando ya has encogido alguno. Mídela una vez, antes de tocar nada.": (
            _midiendo_cada_vez(gradientes, maximo)
        ),
        "Has multiplicado por el máximo, sin mirar la norma.": [maximo * g for g in gradientes],
        "Has dividido entre el máximo, sin mirar la norma.": [g / maximo for g in gradientes],
        "Has usado solo la norma del mayor. Es la de todos juntos.": [
            min(1.0, maximo / max(_norma([g]) for g in gradientes)) * g for g in gradientes
        ],
        "Has multiplicado por la norma en vez de dividir.": [norma / maximo * g for g in gradientes],
    }
    return next(
        (frase for frase, otros in frases.items() if _casan(dados, otros)),
        f"La norma entraba en {con_coma(norma)} y sale en {con_coma(_norma(dados))}; el máximo era "
        f"{con_coma(maximo)}. Todos se multiplican por el mismo número.",
    )


def _midiendo_cada_vez(gradientes: Sequence[np.ndarray], maximo: float) -> list[np.ndarray]:
    """El recorte de quien cambia la lista mientras la mide."""
    quedan = list(gradientes)
    for i, g in enumerate(quedan):
        quedan[i] = min(1.0, maximo / _norma(quedan)) * g
    return quedan


def _norma(gradientes: Sequence[np.ndarray]) -> float:
    return math.sqrt(sum(float((g**2).sum()) for g in gradientes))


def _suma_de_absolutos(gradientes: Sequence[np.ndarray]) -> float:
    return sum(float(np.abs(g).sum()) for g in gradientes)


def _casan(unos: Sequence[np.ndarray], otros: Sequence[np.ndarray]) -> bool:
    """Dice si coinciden todos; con un margen donde cabe el 1e-6 que PyTorch suma a la norma."""
    return all(cerca(a, b, relativa=1e-4, absoluta=1e-6) for a, b in zip(unos, otros, strict=True))


# --- 5: la GRU


def _revisar_gru(paso_gru: Callable) -> Veredicto:
    import torch

    for semilla, (entradas, ocultas) in enumerate(((13, 8), (5, 5), (3, 16))):
        celda = torch.nn.GRUCell(entradas, ocultas, dtype=torch.float64)
        azar = np.random.default_rng(semilla)
        W, U = azar.normal(size=(3 * ocultas, entradas)), azar.normal(size=(3 * ocultas, ocultas))
        b_W, b_U = azar.normal(size=(2, 3 * ocultas))
        x, h = azar.normal(size=entradas), azar.normal(size=ocultas)
        with torch.no_grad():
            for peso, valor in zip(celda.parameters(), (W, U, b_W, b_U), strict=True):
                peso.copy_(torch.tensor(valor))
            esperada = celda(torch.tensor(x)[None], torch.tensor(h)[None])[0].numpy()
        dada = _leer_estado(paso_gru(*(a.copy() for a in (x, h, W, U, b_W, b_U))), ocultas)
        if not cerca(dada, esperada, relativa=1e-5, absoluta=1e-6):
            return fallo(_fallo_de_gru(dada, x, h, (W, U, b_W, b_U)))
    return acierto(
        "Es `nn.GRUCell`: dos puertas en vez de tres, sin estado aparte y con un cuarto menos de pesos. A "
        "menudo acierta lo mismo."
    )


def _leer_estado(valor: Any, ocultas: int) -> np.ndarray:
    if valor is None:
        raise RespuestaIlegible("`paso_gru` devuelve None. ¿Falta un `return`?")
    if isinstance(valor, tuple) and len(valor) == 2:
        raise RespuestaIlegible(
            "`paso_gru` devuelve dos cosas. La GRU no tiene estado de la célula: solo `h`."
        )
    try:
        estado = _numeros(valor).squeeze()
    except (TypeError, ValueError):
        raise RespuestaIlegible("`paso_gru` tiene que devolver un vector: el estado nuevo.") from None
    if estado.shape != (ocultas,):
        raise RespuestaIlegible(
            f"`paso_gru` devuelve la forma {estado.shape}, y el estado tiene {ocultas} números: ({ocultas},)."
        )
    if not np.isfinite(estado).all():
        raise RespuestaIlegible("En el estado hay NaN o infinitos: ¿hay una división entre cero?")
    return estado


def _fallo_de_gru(dada: np.ndarray, x: np.ndarray, h: np.ndarray, pesos: tuple[np.ndarray, ...]) -> str:
    W, U, b_W, b_U = pesos
    a, b = W @ x + b_W, U @ h + b_U
    (a1, a2, a3), (b1, b2, b3) = np.split(a, 3), np.split(b, 3)
    U3, b_U3 = np.split(U, 3)[2], np.split(b_U, 3)[2]
    r, z = _sigmoide(a1 + b1), _sigmoide(a2 + b2)
    n = np.tanh(a3 + r * b3)
    cruzado = np.tanh(a3 + z * b3)
    imitaciones = {
        "`z` está al revés: en PyTorch, `z` es lo que se **conserva** de `h`.": z * n + (1 - z) * h,
        "Las puertas están cambiadas: el primer tercio es `r` y el segundo, `z`.": (1 - r) * cruzado + r * h,
        "Las puertas están cambiadas, y `z` al revés: el orden es `r`, `z`, `n`.": r * cruzado + (1 - r) * h,
        "`r` multiplica a `U h + b_U`, ya con su sesgo, y no a `h`.": (
            (1 - z) * np.tanh(a3 + U3 @ (r * h) + b_U3) + z * h
        ),
        "El sesgo `b_U` de la candidata va **dentro** de lo que multiplica `r`.": (
            (1 - z) * np.tanh(a3 + r * (b3 - b_U3) + b_U3) + z * h
        ),
        "Falta `r`: decide cuánto del pasado entra en la candidata.": (1 - z) * np.tanh(a3 + b3) + z * h,
        "`r` ha multiplicado también a la entrada. Solo filtra el pasado.": (
            (1 - z) * np.tanh(r * (a3 + b3)) + z * h
        ),
        "Eso es la candidata. Falta la mezcla con `h` según `z`.": n,
        "Eso es el `h` de antes, sin tocar.": h,
        "Falta lo que se conserva del `h` de antes.": (1 - z) * n,
        "Eso es solo lo que se conserva del `h` de antes. Falta la candidata.": z * h,
        "En la mezcla, la candidata entra entera: le toca lo que `z` no conserva.": n + z * h,
        "La mezcla la decide `z`, y la tuya, `r`.": (1 - r) * n + r * h,
        "Faltan los sesgos `b_U`.": _gru(x, h, W, U, b_W, 0 * b_U),
        "Faltan los sesgos `b_W`.": _gru(x, h, W, U, 0 * b_W, b_U),
        "Faltan los dos sesgos.": _gru(x, h, W, U, 0 * b_W, 0 * b_U),
        "La candidata lleva tangente hiperbólica, no sigmoide.": (1 - z) * _sigmoide(a3 + r * b3) + z * h,
        "A la candidata le falta la tangente hiperbólica.": (1 - z) * (a3 + r * b3) + z * h,
        "Las puertas llevan sigmoide, no tangente hiperbólica.": (
            (1 - np.tanh(a2 + b2)) * np.tanh(a3 + np.tanh(a1 + b1) * b3) + np.tanh(a2 + b2) * h
        ),
    }
    return next(
        (frase for frase, otra in imitaciones.items() if cerca(dada, otra, relativa=1e-5, absoluta=1e-6)),
        "No coincide con `nn.GRUCell`. Ve por partes: `r`, `z`, la candidata `n` y, al final, la mezcla.",
    )


def _gru(
    x: np.ndarray, h: np.ndarray, W: np.ndarray, U: np.ndarray, b_W: np.ndarray, b_U: np.ndarray
) -> np.ndarray:
    (a1, a2, a3), (b1, b2, b3) = np.split(W @ x + b_W, 3), np.split(U @ h + b_U, 3)
    r, z = _sigmoide(a1 + b1), _sigmoide(a2 + b2)
    return (1 - z) * np.tanh(a3 + r * b3) + z * h


def _sigmoide(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


EJERCICIOS = {
    1: Ejercicio(
        campos={"tramas": Entero(), "segundos": Numero()},
        revisar=_revisar_memoria,
        pistas=(
            "Tras `k` tramas el gradiente se ha multiplicado por 0,9 `k` veces: queda `0.9**k`.",
            "Prueba valores de `k`, o despeja con logaritmos: `np.log(0.001) / np.log(0.9)`. Es un entero.",
            "De trama a trama van `1024 / 22_050` segundos.",
        ),
    ),
    2: Ejercicio(
        campos={"f": Numero(), "sesgo": Numero()},
        revisar=_revisar_olvido,
        pistas=(
            "Si nada entra, la célula se multiplica por `f` en cada trama. ¿Qué queda tras cien?",
            "`f**100` tiene que ser 0,5: saca la raíz centésima.",
            "La puerta es `f = 1 / (1 + exp(-sesgo))`. Despeja el sesgo: sale un logaritmo natural.",
        ),
    ),
    3: Ejercicio(
        campos={"media_sin_relleno": Funcion()},
        revisar=_revisar_media,
        pistas=(
            "Con un solo sonido es fácil: sus primeras `longitudes[i]` tramas y su media en el tiempo.",
            "Con un bucle vale: una fila por sonido y `torch.stack` al final.",
            "Sin bucle: una máscara, `torch.arange(tramas) < longitudes[:, None]`, una suma y una división.",
        ),
    ),
    4: Ejercicio(
        campos={"recortar": Funcion()},
        revisar=_revisar_recorte,
        pistas=(
            "Primero la norma: la raíz de la suma de los cuadrados de **todos** los números de la lista.",
            "Si pasa del máximo, ¿por qué número hay que multiplicarlo todo para que valga el máximo?",
            "Si no llega, ese número no puede ser mayor que 1: `min(1, maximo / norma)`.",
        ),
    ),
    5: Ejercicio(
        campos={"paso_gru": Funcion()},
        revisar=_revisar_gru,
        pistas=(
            "`np.split(W @ x + b_W, 3)` da lo que aporta la entrada a `r`, `z` y `n`. Con `U` y `h`, igual.",
            "Aquí los dos sesgos no se pueden sumar antes: `r` multiplica a `U h + b_U`, y solo a eso.",
            "Al final, `(1 - z) * n + z * h`.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Un clasificador mira la media y la desviación de los MFCC de cada clip. ¿Qué **no** puede aprender?",
        (
            Opcion(
                "Distinguir lluvia de campana.",
                "El timbre medio ya las separa: le basta con la bolsa de tramas.",
            ),
            Correcta(
                "Distinguir «pasos y después un golpe» de «un golpe y después pasos».",
                "Las dos tienen las mismas tramas, y por tanto la misma media y la misma desviación.",
            ),
            Opcion(
                "Distinguir un clip fuerte de uno flojo.",
                "El nivel está en c0, y la media de c0 lo recoge.",
            ),
        ),
    ),
    Pregunta(
        "Una LSTM recién creada, con los sesgos a cero, lee 100 tramas. ¿Cuánto le llega del principio?",
        (
            Opcion(
                "Casi todo: para eso tiene una célula con memoria.",
                "Puede guardarlo, pero su puerta de olvido empieza en 0,5: cada trama lo parte por la mitad.",
            ),
            Correcta(
                "Casi nada, salvo que se le suba el sesgo de olvido.",
                "0,5 elevado a 100 son treinta ceros tras la coma. Con sesgo 5, la puerta empieza en 0,993.",
            ),
            Opcion(
                "La mitad, porque la puerta está en 0,5.",
                "La mitad queda tras un paso. Tras cien se ha partido cien veces.",
            ),
        ),
    ),
    Pregunta(
        "Dos clips de distinta duración van en un lote, rellenos con ceros y **sin** empaquetar. ¿Qué pasa?",
        (
            Opcion(
                "Nada: los ceros no suman.",
                "La red sigue dando pasos con ellos: el sesgo y el estado anterior no son cero.",
            ),
            Opcion(
                "Que salta un error, porque las longitudes no casan.",
                "Al rellenar ya casan. Por eso nadie avisa.",
            ),
            Correcta(
                "Que la respuesta al corto depende de lo largo que sea el otro.",
                "Sus pasos de más cambian el estado. Empaquetado, la red se para en su última trama.",
            ),
        ),
    ),
    Pregunta(
        "Barajas las tramas de cada clip, entrenas otra vez y la exactitud apenas baja. ¿Qué has aprendido?",
        (
            Correcta(
                "Que en esa tarea, con ese n, el orden de las tramas aporta poco.",
                "Lo dice de esa tarea y de ese conjunto. En la de qué sonó antes, barajar hunde en el azar.",
            ),
            Opcion(
                "Que la LSTM no está usando el orden, así que está mal entrenada.",
                "Puede estar muy bien: si el timbre basta, no le hace falta nada más.",
            ),
            Opcion(
                "Que el orden nunca importa en audio.",
                "Basta un caso: la misma melodía al revés es otra.",
            ),
        ),
    ),
    Pregunta(
        "Quieres avisar de un cristal roto **mientras** suena. ¿Te sirve una LSTM bidireccional?",
        (
            Opcion(
                "Sí: acierta más que la de un solo sentido.",
                "Quizá acierte más, pero cuando pueda contestar ya será tarde.",
            ),
            Correcta(
                "No: su segunda mitad lee desde el final, y hay que esperar a que acabe.",
                "En directo se usa la de un sentido, que contesta en cada trama con lo oído hasta entonces.",
            ),
            Opcion(
                "No: las bidireccionales no admiten clips de distinta duración.",
                "Sí los admiten. Empaquetadas, la vuelta empieza en la última trama de cada clip.",
            ),
        ),
    ),
)
