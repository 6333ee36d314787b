"""Cuaderno 04: de hercios a clase de altura, hasta qué nota separa una STFT, y plantillas de acordes."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise, product
from typing import Any

import numpy as np

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Funcion,
    FuncionSinEscribir,
    Matriz,
    Numero,
    RespuestaIlegible,
    cerca,
    con_coma,
    en_otra_unidad,
    traspuesta,
)
from helpers.graficas.altura import NOTAS

LA4_HZ, LA4_MIDI = 440.0, 69
SR, N_FFT = 22_050, 2048
CENTS_DE_DESVIO = (4, 30, -30, 44, -44)  # nunca justas: truncar y redondear no dan lo mismo
MIDIS = (69, 60, 57, 81, 45, 61, 71, 40, 76, 66, 70, 59, 48, 84, 63, 21, 108, 68, 53, 86, 67)
FRECUENCIAS = tuple(
    LA4_HZ * 2 ** ((midi - LA4_MIDI + CENTS_DE_DESVIO[n % 5] / 100) / 12) for n, midi in enumerate(MIDIS)
)
CLASES = tuple(midi % 12 for midi in MIDIS)


def _una_sola(funcion: str, devuelto: Any, pedido: str) -> Any:
    """Saca el número de un arreglo que solo lleva ese; si la función devuelve varias cosas, lo dice."""
    forma = getattr(devuelto, "shape", None)
    cuantas = len(devuelto) if isinstance(devuelto, (list, tuple)) else math.prod(forma or (1,))
    if cuantas > 1:
        raise RespuestaIlegible(f"`{funcion}` devuelve {cuantas} cosas, y se pide una sola: {pedido}.")
    return devuelto.item() if cuantas == 1 and hasattr(devuelto, "item") else devuelto


# --- 1: de hercios a clase


def _midi(hercios: float) -> float:
    return LA4_MIDI + _semitonos(hercios)


def _semitonos(hercios: float) -> float:
    return 12 * math.log2(hercios / LA4_HZ)


ORIGENES = (
    (LA4_MIDI, ""),
    (0, "cuenta los semitonos desde el la4, y el la te da 0. Aquí el 0 es el do: ¿qué nota MIDI es el la4?"),
)
REDONDEOS = (
    (round, ""),
    (
        math.floor,
        "quita los decimales en vez de redondear. Un la algo bajo, como 435 Hz, se te queda en sol♯.",
    ),
    (math.ceil, "redondea siempre hacia arriba. Un la algo alto, como 445 Hz, se te va a la♯."),
    (math.trunc, "quita los decimales en vez de redondear a la nota más cercana."),
    (float, "devuelve decimales. Una clase es un entero: la más cercana."),
)
RESTOS = (
    (lambda nota: nota % 12, ""),
    (lambda nota: nota, "no le quita la octava a la nota. Para eso, el resto: `%`."),
)


def _pasos_que_faltan(dadas: list[float]) -> str:
    """Lo que le falta a quien deja alguno de los tres pasos; vacío si su error es otro."""
    for (origen, uno), (redondear, dos), (resto, tres) in product(ORIGENES, REDONDEOS, RESTOS):
        salen = [resto(origen + redondear(_semitonos(f))) for f in FRECUENCIAS]
        if cerca(dadas, salen, relativa=0, absoluta=0.02):
            return " Además, ".join(falta for falta in (uno, dos, tres) if falta)
    return ""


ERRORES_DE_CLASE: tuple[tuple[Callable[[float], float], str], ...] = (
    (lambda f: round(_midi(f) % 12), "alguna vez devuelve 12. Redondea primero y quita la octava después."),
    (
        lambda f: round(LA4_MIDI + 12 * math.log(f / LA4_HZ)) % 12,
        "usa el logaritmo natural. Una octava es el doble: logaritmo en base 2.",
    ),
    (
        lambda f: round(LA4_MIDI + 12 * math.log10(f / LA4_HZ)) % 12,
        "usa el logaritmo en base 10. Una octava es el doble: logaritmo en base 2.",
    ),
    (lambda f: round(LA4_MIDI - _semitonos(f)) % 12, "baja cuando la nota sube. La fracción está del revés."),
    (
        lambda f: round(LA4_MIDI + math.log2(f / LA4_HZ)) % 12,
        "cuenta octavas y no semitonos. ¿Cuántos semitonos hay en una octava?",
    ),
    (
        lambda f: round(LA4_MIDI + math.log(f / LA4_HZ, 1.059)) % 12,
        "se desvía lejos del la4: 1,059 está redondeado. El número exacto es `2 ** (1 / 12)`.",
    ),
    (
        lambda f: round(_midi(f)) % 7,
        "da la vuelta cada 7. Las notas con nombre propio son siete, pero los semitonos son doce.",
    ),
    (lambda f: round(_midi(f)) // 12, "devuelve la octava. Te has quedado con el cociente, y es el resto."),
)


def _revisar_clase(clase: Callable) -> Veredicto:
    dadas = [_pedir_clase(clase, f) for f in FRECUENCIAS]
    if dadas == list(CLASES):
        return acierto(
            "Vale en cualquier octava y con notas algo desafinadas. De las 88 teclas de un piano quedan "
            "doce clases."
        )
    return fallo(f"`clase` {_fallo_de_clase(dadas)}")


def _pedir_clase(clase: Callable, f: float) -> float:
    return Numero().leer(f"clase({f:.2f})", _una_sola("clase", clase(f), "la clase, sin la octava"))


def _fallo_de_clase(dadas: list[float]) -> str:
    if faltan := _pasos_que_faltan(dadas):
        return faltan
    for equivocada, mensaje in ERRORES_DE_CLASE:
        if cerca(dadas, [equivocada(f) for f in FRECUENCIAS], relativa=0, absoluta=0.02):
            return mensaje
    desvios = {(dada - buena) % 12 for dada, buena in zip(dadas, CLASES, strict=True)}
    if desvios == {0}:
        return "da a veces números que no van de 0 a 11. El resto, `% 12`, quita las vueltas que sobran."
    if len(desvios) == 1 and float(desvio := desvios.pop()).is_integer():
        cuanto = con_coma(min(desvio, 12 - desvio))
        hacia = "más arriba" if desvio <= 6 else "más abajo"
        semitonos = "semitono" if cuanto == "1" else "semitonos"
        return f"da todas las notas {cuanto} {semitonos} {hacia}: el do tiene que ser 0."
    if len(set(dadas)) == 1:
        return (
            f"devuelve siempre {con_coma(dadas[0])}. ¿Usa su argumento? ¿Lo divide entre 440 dentro del "
            "logaritmo?"
        )
    f, dada, buena = next(c for c in zip(FRECUENCIAS, dadas, CLASES, strict=True) if c[1] != c[2])
    return (
        f"con {con_coma(f, 4)} Hz, un {NOTAS[buena]}, devuelve {con_coma(dada)}. Cuenta los semitonos desde "
        "440 Hz y súmalos a la nota MIDI del la4."
    )


# --- 2: hasta dónde separa una STFT

NOTA_LIMITE = 54  # fa♯3: la primera que dista de la siguiente lo que una fila, o más
DO2_HZ, DO_SOSTENIDO2_HZ = (LA4_HZ * 2 ** ((midi - LA4_MIDI) / 12) for midi in (36, 37))
SEGUNDOS = 1 / (DO_SOSTENIDO2_HZ - DO2_HZ)


def _revisar_limite(nota: float, segundos: float) -> Veredicto:
    if nota != NOTA_LIMITE:
        return fallo(f"`nota`: {_fallo_de_nota(nota)}")
    if not cerca(segundos, SEGUNDOS, relativa=0.015):
        return fallo(f"`segundos`: {_fallo_de_segundos(segundos)}")
    return acierto(
        "En 0,257 s caben 16,8 ciclos de do2. Con cualquier otra nota salen los mismos 16,8: es la Q, que "
        "viene ahora."
    )


def _fallo_de_nota(nota: float) -> str:
    fila = SR / N_FFT
    if not 0 <= nota <= 127:
        return "eso no es una nota MIDI, que va de 0 a 127. ¿Son hercios? Pásalos con la fórmula."
    if not float(nota).is_integer():
        return "una nota MIDI es un entero, y te piden la primera que cumple."
    if nota == NOTA_LIMITE - 1:
        return f"casi. A su semitono siguiente hay 10,4 Hz, y una fila mide {con_coma(fila)}."
    if nota == NOTA_LIMITE + 1:
        return "sí las separa, pero hay una más grave que también."
    if nota == NOTA_LIMITE - 12:
        return "ahí los semitonos distan la mitad de una fila. Las filas van cada `sr / n_fft` hercios."
    if nota == NOTA_LIMITE + 12:
        return (
            "eso sale con filas el doble de anchas, o pidiendo dos filas. Van cada `sr / n_fft`; basta una."
        )
    if nota == NOTA_LIMITE % 12:
        return "esa es su clase de altura. Se pide la nota MIDI, con su octava."
    distancia = LA4_HZ * 2 ** ((nota - LA4_MIDI) / 12) * (2 ** (1 / 12) - 1)
    cuanto = "menos" if distancia < fila else "de sobra"
    return f"de esa a la siguiente hay {con_coma(distancia)} Hz, {cuanto}: una fila mide {con_coma(fila)}."


def _fallo_de_segundos(segundos: float) -> str:
    if unidad := en_otra_unidad(segundos, SEGUNDOS, "s", relativa=0.015):
        return unidad
    if cerca(segundos, SEGUNDOS * SR, relativa=0.015):
        return "eso son muestras. Divide entre las que hay en un segundo."
    if cerca(segundos, 1 / SEGUNDOS, relativa=0.015):
        return "eso son los hercios que las separan. Una ventana de T segundos tiene sus filas cada 1/T."
    if cerca(segundos, N_FFT / SR):
        return "eso dura la ventana de 2048. Sus filas van cada 10,8 Hz, y aquí las notas distan menos."
    if cerca(segundos, 1 / DO2_HZ, relativa=0.015):
        return "eso es un solo ciclo de do2. Hacen falta más para distinguirlo de su vecino."
    if cerca(segundos, 2 * SEGUNDOS, relativa=0.015):
        return "eso las separa dos filas. Aquí basta una."
    if cerca(segundos, SEGUNDOS / 2, relativa=0.015):
        return "eso las separa media fila. ¿Has dividido `sr` entre dos?"
    if cerca(segundos, 8192 / SR) or cerca(segundos, 0.372, relativa=0.015):
        return "esa potencia de dos las separa de sobra. Aquí no hace falta que lo sea: la ventana justa."
    return "de do2 a do♯2 hay 3,89 Hz. ¿Qué ventana tiene sus filas cada 3,89 Hz?"


# --- 3: la plantilla de un acorde

MAYOR, MENOR = (0, 4, 7), (0, 3, 7)
MODOS = {"mayor": MAYOR, "menor": MENOR}
PEDIDOS = tuple((fundamental, modo) for modo in MODOS for fundamental in (0, 9, 2, 11, 7, 5, 1))


def _leer_plantilla(nombre: str, valor: Any) -> np.ndarray:
    """Doce casillas, con la mayor en 1: vale cualquier escala, una fila o columna, y verdaderos y falsos."""
    try:
        casillas = np.asarray(valor) if isinstance(valor, (list, tuple)) and valor else valor
    except ValueError:  # listas desiguales: lo cuenta Matriz
        casillas = valor
    forma = tuple(getattr(casillas, "shape", ()))
    if forma == (3,):
        raise RespuestaIlegible(
            f"`{nombre}` son solo las tres notas del acorde. Se piden doce casillas, con un 1 en las suyas."
        )
    if forma in ((1, 12), (12, 1)):
        casillas = np.asarray(casillas).reshape(12)
    if str(getattr(casillas, "dtype", "")) in ("bool", "torch.bool"):
        casillas = np.asarray(casillas).astype(float)
    leido = Matriz((12,)).leer(nombre, casillas)
    return leido / max(leido.max(), 1e-12)


def _notas(fundamental: int, intervalos: tuple[int, ...]) -> list[float]:
    casillas = np.zeros(12)
    casillas[[(fundamental + i) % 12 for i in intervalos]] = 1
    return casillas.tolist()


def _plantilla_buena(fundamental: int, modo: str) -> list[float]:
    return _notas(fundamental, MODOS[modo])


ERRORES_DE_PLANTILLA: tuple[tuple[Callable[[int, str], list[float]], str], ...] = (
    (
        lambda f, m: _notas(-f, MODOS[m]),
        "gira al revés: con re, la 2, te sale la♯. `np.roll` con un número positivo lleva las casillas "
        "hacia delante.",
    ),
    (
        lambda f, m: _notas(f, MENOR if m == "mayor" else MAYOR),
        "cambia mayor por menor. La tercera mayor es la ancha: ¿cuántos semitonos?",
    ),
    (lambda f, m: _notas(0, MODOS[m]), "hace siempre el acorde de do. Falta moverlo hasta la fundamental."),
    (
        lambda f, m: _notas(f, MAYOR),
        "hace siempre el acorde mayor: no mira `modo`. ¿Lo comparas con el texto exacto?",
    ),
    (
        lambda f, m: _notas(f, MENOR),
        "hace siempre el acorde menor: no mira `modo`. ¿Lo comparas con el texto exacto?",
    ),
    (
        lambda f, m: _notas(f, (0, 3, 5) if m == "mayor" else (0, 2, 5)),
        "toma los nombres por distancias. Tercera y quinta cuentan notas de la escala; aquí van semitonos.",
    ),
    (lambda f, m: _notas(f, (0, 3, 5)), "toma los nombres por distancias: tercera y quinta no son 3 y 5."),
    (
        lambda f, m: _notas(f, tuple(i - 1 if i else 0 for i in MODOS[m])),
        "queda corta un semitono en la tercera y la quinta. Al contar, la fundamental es el 0 y no el 1.",
    ),
    (
        lambda f, m: _notas(f, tuple(i + 1 if i else 0 for i in MODOS[m])),
        "se pasa un semitono en la tercera y la quinta. Cuenta las distancias desde la fundamental.",
    ),
    (
        lambda f, m: _notas(f, tuple(-i for i in MODOS[m])),
        "cuenta hacia abajo. La tercera y la quinta están por encima de la fundamental.",
    ),
    (
        lambda f, m: [n if i >= f else 0.0 for i, n in enumerate(_notas(f, MODOS[m]))],
        "pierde notas en los acordes del final. Las clases dan la vuelta: tras el 11 viene el 0.",
    ),
    (lambda f, m: _notas(0, MAYOR), "devuelve siempre do mayor: no mira ni `fundamental` ni `modo`."),
    (lambda f, m: _notas(f, (0, 7)), "tiene solo fundamental y quinta. Falta la tercera."),
)


def _revisar_plantilla(plantilla: Callable) -> Veredicto:
    dadas = [_pedir_plantilla(plantilla, *pedido) for pedido in PEDIDOS]
    if cerca(dadas, [_plantilla_buena(*pedido) for pedido in PEDIDOS], absoluta=1e-6):
        return acierto("Con doce fundamentales y dos modos, ya tienes las veinticuatro plantillas.")
    return fallo(f"`plantilla` {_fallo_de_plantilla(dadas)}")


def _pedir_plantilla(plantilla: Callable, fundamental: int, modo: str) -> np.ndarray:
    try:
        dada = plantilla(fundamental, modo)
    except RespuestaIlegible as motivo:
        if isinstance(motivo.__cause__, IndexError):
            raise RespuestaIlegible(
                f'Al llamar a `plantilla({fundamental}, "{modo}")` se sale de las doce casillas. Las clases '
                "dan la vuelta: tras el 11 viene el 0."
            ) from motivo
        raise
    return _leer_plantilla(f'plantilla({fundamental}, "{modo}")', dada)


def _fallo_de_plantilla(dadas: list[np.ndarray]) -> str:
    for equivocada, mensaje in ERRORES_DE_PLANTILLA:
        if cerca(dadas, [equivocada(*pedido) for pedido in PEDIDOS], absoluta=1e-6):
            return mensaje
    for giro in range(1, 12):
        if cerca(dadas, [_notas(f + giro, MODOS[m]) for f, m in PEDIDOS], absoluta=1e-6):
            return f"llama do al {NOTAS[giro]}: la casilla 0 es la del do y la fundamental va de 0 a 11."
    if _se_acumulan(dadas):
        return "guarda las notas de las llamadas anteriores. ¿Creas las doce casillas dentro de la función?"
    for (fundamental, modo), dada in zip(PEDIDOS, dadas, strict=True):
        if not cerca(dada, _plantilla_buena(fundamental, modo), absoluta=1e-6):
            return f"para {NOTAS[fundamental]} {modo} {_lo_que_enciende(dada)}"
    return "no acierta con todos los acordes."


def _se_acumulan(dadas: list[np.ndarray]) -> bool:
    """Si cada acorde lleva sus notas y todas las del anterior, y cada vez son más."""
    encendidas = [set(np.flatnonzero(dada > 1e-6)) for dada in dadas]
    buenas = [set(np.flatnonzero(_plantilla_buena(*pedido))) for pedido in PEDIDOS]
    crecen = all(antes <= ahora for antes, ahora in pairwise(encendidas))
    return crecen and encendidas[0] < encendidas[-1] and all(map(set.issuperset, encendidas, buenas))


def _lo_que_enciende(dada: np.ndarray) -> str:
    encendidas = np.flatnonzero(dada > 1e-6)
    if len(encendidas) == 3 and cerca(np.sort(dada), [0] * 9 + [1] * 3, absoluta=1e-6):
        consejo = "¿Cuántos semitonos hay de la fundamental a cada una?"
    else:
        consejo = "Un acorde de estos tiene tres notas con el mismo valor, y lo demás a 0."
    if not len(encendidas):
        return f"no enciende ninguna nota. {consejo}"
    return f"enciende {', '.join(NOTAS[i] for i in encendidas)}. {consejo}"


# --- 4: plegar una CQT


def _cqt_de_prueba(octavas: int, tramas: int) -> np.ndarray:
    return np.random.default_rng(octavas).gamma(1.0, size=(12 * octavas, tramas)).round(3)


PARA_PLEGAR = (_cqt_de_prueba(7, 5), _cqt_de_prueba(6, 84), _cqt_de_prueba(7, 12))
SIETE_FIJO = (
    "Con 84 filas, `plegar` va bien; con 72 filas, seis octavas, no. ¿Has fijado el 7? Usa `len(C) // 12`."
)


def _plegar(C: np.ndarray) -> np.ndarray:
    return sum(C[octava : octava + 12] for octava in range(0, len(C), 12))


def _revisar_plegar(plegar: Callable) -> Veredicto:
    for C in PARA_PLEGAR:
        suya = C.copy()
        try:
            dado = _pedir_plegado(plegar, suya)
        except FuncionSinEscribir:
            raise
        except RespuestaIlegible as motivo:
            if len(C) == len(PARA_PLEGAR[0]):
                raise
            raise RespuestaIlegible(SIETE_FIJO) from motivo
        if not cerca(dado, _plegar(C), relativa=1e-3, absoluta=1e-6):
            siete_fijo = len(C) != len(PARA_PLEGAR[0])
            return fallo(SIETE_FIJO if siete_fijo else f"`plegar` {_fallo_de_plegar(dado, C)}")
        if not np.array_equal(suya, C):
            return fallo("`plegar` suma bien, pero cambia `C` por dentro: trabaja en una copia.")
    return acierto("Doce filas, y las tramas que había. Es lo que hace librosa con `bins_per_octave=12`.")


def _pedir_plegado(plegar: Callable, C: np.ndarray) -> np.ndarray:
    original = C.copy()
    dado = plegar(C)
    forma = tuple(getattr(dado, "shape", ()))
    if forma == (12,):
        raise RespuestaIlegible(
            "`plegar` ha sumado también las tramas: quedan 12 números, y el tiempo se pierde."
        )
    if forma == (len(C) // 12, C.shape[1]) and cerca(dado, original[::12]):
        raise RespuestaIlegible(
            f"`plegar` devuelve {forma[0]} filas: esos son solo los do. Faltan las otras once notas, y sumar "
            "las octavas de cada una."
        )
    if forma == (len(C) // 12, C.shape[1]):
        raise RespuestaIlegible(
            f"`plegar` devuelve {forma[0]} filas, una por octava: ha sumado las doce notas de cada una. Se "
            "suman las octavas de cada nota."
        )
    if forma == (C.shape[0], 12):
        raise RespuestaIlegible("`plegar` reparte las tramas en doce. Las filas de `C` son las notas.")
    return Matriz((12, C.shape[1])).leer("plegar(C)", dado)


ERRORES_DE_PLEGAR: tuple[tuple[Callable[[np.ndarray], np.ndarray], str], ...] = (
    (lambda octavas: octavas.mean(axis=0), "hace la media de las octavas. Aquí se pide la suma."),
    (
        lambda octavas: octavas.reshape(12, len(octavas), -1).sum(axis=1),
        "suma filas seguidas: do, do♯, re… Las de una misma nota van de doce en doce. Mira el orden de los "
        "tamaños en `reshape`.",
    ),
    (lambda octavas: (octavas**2).sum(axis=0), "suma los cuadrados. Aquí, las magnitudes tal como vienen."),
    (lambda octavas: octavas.max(axis=0), "se queda con la octava que más suena. Aquí se pide la suma."),
)


def _fallo_de_plegar(dado: np.ndarray, C: np.ndarray) -> str:
    octavas = C.reshape(len(C) // 12, 12, -1)
    for equivocada, mensaje in ERRORES_DE_PLEGAR:
        if cerca(dado, equivocada(octavas), relativa=1e-3):
            return mensaje
    if any(cerca(dado, octava, relativa=1e-3) for octava in octavas):
        return "se queda con una sola octava. Faltan las demás."
    bueno = _plegar(C)
    if any(cerca(dado, bueno - octava, relativa=1e-3) for octava in octavas):
        return "se deja una octava. ¿Por dónde empieza tu cuenta, y hasta dónde llega?"
    return _otro_fallo_de_plegar(dado, bueno)


def _otro_fallo_de_plegar(dado: np.ndarray, bueno: np.ndarray) -> str:
    razon = dado / bueno
    if cerca(razon, np.broadcast_to(razon[0], razon.shape), relativa=1e-3):
        return "suma bien y luego divide o normaliza. Aquí, la suma sin más."
    if _redondeado(dado, bueno):
        return "suma bien y luego quita decimales. Aquí, la suma sin más."
    if dado.shape[0] == dado.shape[1] and (vuelta := traspuesta(dado, bueno)):
        return f"devuelve otra cosa. {vuelta}"
    for giro in range(1, 12):
        if cerca(dado, np.roll(bueno, giro, axis=0), relativa=1e-3):
            return f"deja el do en la fila {giro}. La primera fila de `C` ya es un do."
    return "no suma lo que debe: en la fila 0 van las filas 0, 12, 24… de `C`; en la 1, las 1, 13, 25…"


def _redondeado(dado: np.ndarray, bueno: np.ndarray) -> bool:
    """Si es lo bueno con menos decimales, redondeados o cortados."""
    return any(
        cerca(dado, dado.round(decimales), relativa=0, absoluta=1e-9)
        and np.abs(dado - bueno).max() < 10.0**-decimales
        for decimales in range(3)
    )


# --- 5: cents

ORQUESTA_HZ = 443.0
CENTS = 1200 * math.log2(ORQUESTA_HZ / LA4_HZ)
REGLA_DE_TRES = "es una regla de tres o un logaritmo natural. Los cents van con el logaritmo en base 2."


def _revisar_cents(cents: float, afinacion: float) -> Veredicto:
    if not cerca(cents, CENTS, absoluta=0.06, relativa=0):
        return fallo(f"`cents`: {_fallo_de_cents(cents)}")
    if not cerca(afinacion, CENTS / 100, absoluta=0.0026, relativa=0):
        return fallo(f"`afinacion`: {_fallo_de_afinacion(afinacion)}")
    return acierto("Poco más de una décima de semitono: con eso, un cromagrama apenas se entera.")


def _fallo_de_cents(cents: float) -> str:
    razon = ORQUESTA_HZ / LA4_HZ
    for equivocada, mensaje in (
        (-CENTS, "el signo va al revés: su la es más agudo que 440."),
        (CENTS / 100, "eso son semitonos. Un semitono son 100 cents."),
        (CENTS / 1200, "eso son octavas. Una octava son 1200 cents."),
        (1200 * math.log(razon), REGLA_DE_TRES),
        (1200 * (razon - 1), REGLA_DE_TRES),
        (100 * (ORQUESTA_HZ - LA4_HZ) / (LA4_HZ * (2 ** (1 / 12) - 1)), REGLA_DE_TRES),
        (1200 * math.log10(razon), "ese logaritmo es el de base 10. Una octava es el doble: base 2."),
        (100 * math.log2(razon), "eso es contar 100 cents por octava. Son 100 por semitono."),
        (100 * (razon - 1), "eso es el tanto por ciento de hercios. Los cents van con el logaritmo."),
        (ORQUESTA_HZ - LA4_HZ, "eso son hercios. Los cents miden una razón y no una resta."),
    ):
        if cerca(cents, equivocada, absoluta=0.003, relativa=0.006):
            return mensaje
    if cents in (11, 11.7):
        return "casi: cortas los decimales. Redondea, y deja uno."
    if cerca(cents, CENTS, relativa=0.06):
        return "casi: da un decimal, sin redondear antes."
    return "es `1200 · log2` de una razón entre dos frecuencias. ¿Cuáles?"


def _fallo_de_afinacion(afinacion: float) -> str:
    if cerca(afinacion, CENTS, relativa=0.01):
        return "eso son cents. librosa lo pide en fracciones de semitono."
    if cerca(afinacion, -CENTS / 100, absoluta=0.0026, relativa=0):
        return "el signo va al revés: `tuning` dice cuánto se desvía la pieza, no cuánto corregir."
    if cerca(afinacion, CENTS / 1200, absoluta=0.0003, relativa=0):
        return "eso son octavas. Aquí una casilla es un semitono."
    if cerca(afinacion, CENTS / 100, absoluta=0.02, relativa=0):
        return "casi: sácala de los cents, con tres decimales. La que estima librosa va a saltos de 0,01."
    return "una casilla del cromagrama es un semitono, y un semitono son 100 cents."


# --- 6: la tonalidad

PERFIL_MAYOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
PERFIL_MENOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
PERFILES = np.array([np.roll(perfil, n) for perfil in (PERFIL_MAYOR, PERFIL_MENOR) for n in range(12)])
ACORDES = np.array([_plantilla_buena(n, modo) for modo in MODOS for n in range(12)])
TONALIDADES = (0, 7, 2, 9, 12 + 9, 12 + 2, 12 + 6, 5, 12 + 11, 12, 6, 12 + 4)
DE_MAS = {0: (9, 0.2), 7: (0, 0.3), 12 + 9: (5, 0.2)}  # la nota que suena de más, y cuánto

# Fa♯ mayor, lo contrario de do mayor. Y mi menor con tanto de su relativa que la covarianza las confunde.
MEZCLAS = {6: (0, -2.0), 12 + 4: (7, 0.7)}


def _perfil_de_prueba(cual: int) -> np.ndarray:
    """Un cromagrama medio inventado en la tonalidad `cual`: su perfil, con otra escala y algo de ruido.

    En tres suena una nota de más, y el acorde más parecido no es el suyo. Dos llevan otra mezclada.
    """
    otra, peso = MEZCLAS.get(cual, (0, 0))
    perfil = 0.1 * (PERFILES[cual] + peso * PERFILES[otra])
    perfil += 0.02 * np.random.default_rng(cual).normal(size=12)
    nota, cuanto = DE_MAS.get(cual, (0, 0))
    perfil[nota] += cuanto
    return perfil - min(perfil.min(), 0)


def _correlaciones(perfil: np.ndarray) -> np.ndarray:
    return np.corrcoef(np.vstack([perfil, PERFILES]))[0, 1:]


ERRORES_DE_TONALIDAD: tuple[tuple[Callable[[np.ndarray], int], str], ...] = (
    (
        lambda p: int(np.argmax(ACORDES @ p)),
        "compara con acordes, y gana el que más suena, que no siempre es el que manda. Usa los perfiles.",
    ),
    (
        lambda p: int(np.argmax(p)),
        "da la nota que más suena, que no siempre es la que manda. Compara con los 24 perfiles.",
    ),
    (
        lambda p: int(np.argmax(np.abs(_correlaciones(p)))),
        "toma el valor absoluto de la correlación. Una de −0,8 no es parecerse: es ser lo contrario.",
    ),
    (
        lambda p: int(np.argmax(_correlaciones(p) * PERFILES.std(axis=1))),
        "resta la media, pero no divide entre la longitud: gana el perfil que más varía. Usa la correlación.",
    ),
)


NUMERADAS_DE_OTRA_MANERA: tuple[tuple[Callable[[int], int], str], ...] = (
    (
        lambda t: 12 * (t // 12) + -t % 12,
        "gira los perfiles al revés: para sol, el perfil de do se mueve siete casillas hacia delante.",
    ),
    (lambda t: (t + 12) % 24, "cambia mayor por menor. De 0 a 11 van las mayores; de 12 a 23, las menores."),
    (lambda t: t + 1, "numera desde 1. El do mayor es el 0."),
    (
        lambda t: 12 * (t // 12) + (t + 3) % 12,
        "numera desde el la. Aquí el 0 es el do, en las mayores y en las menores.",
    ),
    (
        lambda t: t if t < 12 else 12 + (t + 3) % 12,
        "da a las menores el número de su relativa mayor. Cada menor lleva el de su propia nota, más 12.",
    ),
    (lambda t: t % 12, "da solo la nota que manda. A las menores se les suma 12."),
    (lambda t: 2 * (t % 12) + t // 12, "las numera alternando mayor y menor. Van primero las doce mayores."),
)


def _revisar_tonalidad(tonalidad: Callable, medio: np.ndarray) -> Veredicto:
    dadas = [_pedir_tonalidad(tonalidad, _perfil_de_prueba(t)) for t in TONALIDADES]
    if dadas == list(TONALIDADES):
        la_de_la_pieza = _pedir_tonalidad(tonalidad, medio.copy())
        nombre = f"{NOTAS[la_de_la_pieza % 12]} {'menor' if la_de_la_pieza >= 12 else 'mayor'}"
        return acierto(f"Acierta doce perfiles de doce tonalidades. A la pieza le da {nombre}.")
    return fallo(f"`tonalidad` {_fallo_de_tonalidad(dadas)}")


def _pedir_tonalidad(tonalidad: Callable, perfil: np.ndarray) -> int:
    devuelto = _una_sola("tonalidad", tonalidad(perfil), "un número de 0 a 23")
    return Entero().leer("tonalidad(perfil)", devuelto)


def _fallo_de_tonalidad(dadas: list[int]) -> str:
    pruebas = [_perfil_de_prueba(t) for t in TONALIDADES]
    for equivocada, mensaje in ERRORES_DE_TONALIDAD:
        if dadas == [equivocada(perfil) for perfil in pruebas]:
            return mensaje
    for cambiar, mensaje in NUMERADAS_DE_OTRA_MANERA:
        if dadas == [cambiar(t) for t in TONALIDADES]:
            return mensaje
    if len(set(dadas)) == 1:
        return "contesta siempre la misma. ¿Usa su argumento?"
    if all(0 <= dada < 12 for dada in dadas):
        return (
            "no contesta nunca una tonalidad menor. ¿Has probado también ese perfil? Si ya lo has hecho, "
            "compara con la correlación."
        )
    if all(dada >= 12 for dada in dadas):
        return (
            "contesta siempre una tonalidad menor. Si comparas con un producto, el perfil menor suma más y "
            "gana siempre: usa la correlación. Si no, ¿has probado también el perfil mayor?"
        )
    bien = sum(dada == buena for dada, buena in zip(dadas, TONALIDADES, strict=True))
    return (
        f"acierta {bien} de {len(TONALIDADES)}. Calcula la correlación con los 24 perfiles, "
        "con `np.corrcoef`, y quédate con el mayor."
    )


EJERCICIOS = {
    1: Ejercicio(
        campos={"clase": Funcion()},
        revisar=_revisar_clase,
        pistas=(
            "Empieza por los semitonos que hay desde 440 Hz: doce por cada vez que se dobla.",
            "Súmalos a 69 y tendrás la nota MIDI, con decimales si está desafinada. Redondea.",
            "Para quitar la octava, el resto de dividir entre 12: `% 12`.",
        ),
    ),
    2: Ejercicio(
        campos={"nota": Numero(), "segundos": Numero()},
        revisar=_revisar_limite,
        pistas=(
            "Las filas están a `22050 / 2048` hercios unas de otras.",
            "De una nota de f hercios a la siguiente hay `f * (2 ** (1 / 12) - 1)`. ¿Desde "
            "qué f es una fila?",
            "Pasa esa f a nota MIDI y sube a la primera entera. Para `segundos`: una ventana de T segundos "
            "tiene sus filas cada 1/T hercios.",
        ),
    ),
    3: Ejercicio(
        campos={"plantilla": Funcion()},
        revisar=_revisar_plantilla,
        pistas=(
            "Haz primero el acorde de do: doce ceros y un 1 en sus tres notas.",
            "Para otra fundamental es el mismo dibujo, corrido. Lo que sale por un lado entra por el otro.",
            "`np.roll(casillas, n)` corre n casillas. Prueba con re, la 2: tienen que quedar re, fa♯ y la.",
        ),
    ),
    4: Ejercicio(
        campos={"plegar": Funcion()},
        revisar=_revisar_plegar,
        pistas=(
            "Los do están en las filas 0, 12, 24… Esas son las que se suman.",
            "`C[0::12]` son todos los do. Y con `C.reshape(octavas, 12, tramas)` tienes un eje para las "
            "octavas.",
        ),
    ),
    5: Ejercicio(
        campos={"cents": Numero(), "afinacion": Numero()},
        revisar=_revisar_cents,
        pistas=(
            "Una octava son 1200 cents y es el doble de frecuencia.",
            "`tuning` cuenta casillas, y aquí cada casilla es un semitono: 100 cents.",
        ),
    ),
    6: Ejercicio(
        campos={"tonalidad": Funcion(), "medio": Matriz((12,))},
        revisar=_revisar_tonalidad,
        pistas=(
            "El perfil de sol mayor es el de do mayor corrido siete casillas hacia delante.",
            "`np.corrcoef(a, b)[0, 1]` es la correlación de dos vectores. Guarda las 24 en una lista.",
            "`np.argmax` de esa lista dice cuál gana. Pon primero las doce mayores.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Una flauta toca un la4 y el cromagrama enciende el la y, más flojos, el mi y el do♯. "
        "¿Qué ha pasado?",
        (
            Opcion(
                "La flauta desafina.",
                "Una nota desafinada se reparte con su vecina, el sol♯ o el la♯. El mi queda lejos.",
            ),
            Correcta(
                "Son armónicos de la misma nota.",
                "El tercero cae en el mi y el quinto, en el do♯. Nadie ha tocado esas notas.",
            ),
            Opcion(
                "Toca un acorde de la mayor.",
                "Tienta, porque son sus tres notas. Pero las pone la física: suena una sola.",
            ),
        ),
    ),
    Pregunta(
        "Quieres el cromagrama de un contrabajo. ¿Por qué una CQT?",
        (
            Correcta(
                "Da a las notas graves ventanas largas, que separan sus semitonos.",
                "Todas caben en el mismo número de ciclos. El precio es el tiempo: medio segundo en un do1.",
            ),
            Opcion(
                "Porque es más precisa en tiempo.",
                "Al revés: en lo grave es más lenta. La precisión que gana es en frecuencia.",
            ),
            Opcion(
                "Porque la STFT no llega tan abajo.",
                "Llega hasta 0 Hz. Lo que no hace es separar: varias notas caen en la misma fila.",
            ),
        ),
    ),
    Pregunta(
        "Una pieza suena entera 45 cents más alta. Sin corregirlo, ¿qué le pasa al cromagrama?",
        (
            Opcion(
                "Todo se corre una casilla.",
                "Eso pasaría con 100 cents, un semitono justo. Con 45 se queda a medias.",
            ),
            Opcion(
                "Nada: se redondea a la nota más cercana.",
                "Por poco, y solo la fundamental. Los filtros son suaves: casi la mitad se va a la vecina.",
            ),
            Correcta(
                "Cada nota se reparte entre su clase y la de al lado.",
                "Está casi en medio de las dos. Se estima la afinación y se corrige antes de plegar.",
            ),
        ),
    ),
    Pregunta(
        "Tu reconocedor dice mi menor donde suena do mayor. ¿Por qué ese fallo y no otro?",
        (
            Opcion(
                "Porque los dos son acordes de la misma tonalidad.",
                "Es cierto, pero el programa no sabe de tonalidades: compara un acorde cada vez.",
            ),
            Correcta(
                "Porque comparten dos de sus tres notas.",
                "Basta con que el do suene flojo, o que alguien toque un si.",
            ),
            Opcion(
                "Porque falla al azar: hay 23 acordes malos.",
                "Al azar, solo 3 de cada 23 fallos compartirían dos notas. Has visto muchos más.",
            ),
        ),
    ),
    Pregunta(
        "¿Para cuál de estas tareas elegirías un cromagrama?",
        (
            Opcion(
                "Distinguir una guitarra limpia de una distorsionada.",
                "Puede, como con el rock y el metal: la distorsión llena las casillas. Pero no es lo suyo: "
                "los MFCC sacaron 0,90.",
            ),
            Opcion(
                "Saber si canta un hombre o una mujer.",
                "Se nota mucho en la octava, y la octava es lo primero que se tira.",
            ),
            Correcta(
                "Encontrar dos versiones de la misma canción con otros instrumentos.",
                "Cambia el timbre y queda la armonía, que es lo que guarda. Ojo si cambian de tono: hay que "
                "girar.",
            ),
        ),
    ),
)
