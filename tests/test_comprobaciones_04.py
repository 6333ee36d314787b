"""Las comprobaciones del cuaderno 04: lo que se acepta y lo que se contesta a cada error."""

import math

import librosa
import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c04_chroma as c04

ACORDES = {"mayor": [0, 4, 7], "menor": [0, 3, 7]}
C = np.random.default_rng(0).gamma(1.0, size=(84, 20))


def clase(f):
    return round(69 + 12 * np.log2(f / 440)) % 12


def plantilla(fundamental, modo):
    casillas = np.zeros(12)
    casillas[[(fundamental + i) % 12 for i in ACORDES[modo]]] = 1
    return casillas


def girada(fundamental, modo):
    return np.roll(np.isin(np.arange(12), ACORDES[modo]), fundamental)


def plegar(C):
    return C.reshape(-1, 12, C.shape[1]).sum(axis=0)


ACORDES_24 = np.array([plantilla(n, modo) for modo in ACORDES for n in range(12)])
PERFILES = np.array([np.roll(p, n) for p in (c04.PERFIL_MAYOR, c04.PERFIL_MENOR) for n in range(12)])


MEDIO = (PERFILES[0] + PERFILES[7] / 2) / 10


def correlaciones(perfil):
    return np.array([np.corrcoef(perfil, otro)[0, 1] for otro in PERFILES])


def tonalidad(perfil):
    return int(np.argmax(correlaciones(perfil)))


BUENAS = {
    "04.1": {"clase": clase},
    "04.2": {"nota": 54, "segundos": 0.257},
    "04.3": {"plantilla": plantilla},
    "04.4": {"plegar": plegar},
    "04.5": {"cents": 11.8, "afinacion": 0.118},
    "04.6": {"tonalidad": tonalidad, "medio": MEDIO},
}


def por_nombre(f):
    return librosa.note_to_midi(librosa.hz_to_note(f)) % 12


def desde_do(f):
    return int(round(12 * math.log2(f / 261.63))) % 12


def con_bucle(f):
    while f >= 27.5 * 2 ** (11.5 / 12):
        f /= 2
    return (int(np.argmin([abs(math.log2(f / (27.5 * 2 ** (n / 12)))) for n in range(-1, 12)])) - 1 + 9) % 12


def con_listas(fundamental, modo):
    notas = {(fundamental + i) % 12 for i in ACORDES[modo]}
    return [1 if i in notas else 0 for i in range(12)]


def con_rebanadas(C):
    return sum(C[i : i + 12] for i in range(0, len(C), 12))


OTRAS_BUENAS = [
    ("04.1", {"clase": lambda f: int(round(librosa.hz_to_midi(f))) % 12}),
    ("04.1", {"clase": lambda f: float(np.round(librosa.hz_to_midi(f)) % 12)}),
    ("04.1", {"clase": lambda f: np.round(librosa.hz_to_midi(f)).astype(int) % 12}),
    ("04.1", {"clase": lambda f: torch.round(69 + 12 * torch.log2(torch.tensor(f) / 440)) % 12}),
    ("04.1", {"clase": por_nombre}),
    ("04.1", {"clase": desde_do}),
    ("04.1", {"clase": con_bucle}),
    ("04.1", {"clase": lambda f: math.floor(69.5 + 12 * math.log(f / 440, 2)) % 12}),
    ("04.1", {"clase": lambda f: round(9 + 12 * math.log(f / 440) / math.log(2)) % 12}),
    ("04.1", {"clase": lambda f: (round(librosa.hz_to_octs(f) * 12) + 9) % 12}),
    ("04.1", {"clase": lambda f: np.round(librosa.hz_to_midi([f])) % 12}),
    ("04.1", {"clase": lambda f: torch.round(69 + 12 * torch.log2(torch.tensor([[f]]) / 440)) % 12}),
    ("04.1", {"clase": lambda f: pd.Series([clase(f)])}),
    ("04.2", {"nota": 54.0, "segundos": 5668 / 22050}),
    ("04.2", {"nota": np.ceil(53.63), "segundos": np.float32(0.2571)}),
    ("04.2", {"segundos": 16.817 / 65.41}),
    ("04.2", {"segundos": 1 / 3.89}),
    ("04.3", {"plantilla": girada}),
    ("04.3", {"plantilla": con_listas}),
    ("04.3", {"plantilla": lambda f, m: tuple(con_listas(f, m))}),
    ("04.3", {"plantilla": lambda f, m: [bool(n) for n in con_listas(f, m)]}),
    ("04.3", {"plantilla": lambda f, m: torch.tensor(con_listas(f, m))}),
    ("04.3", {"plantilla": lambda f, m: torch.tensor(con_listas(f, m)).bool()}),
    ("04.3", {"plantilla": lambda f, m: pd.Series(con_listas(f, m))}),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) / np.sqrt(3)}),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) / 3}),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m)[None]}),
    ("04.3", {"plantilla": lambda f, m: [con_listas(f, m)]}),
    ("04.3", {"plantilla": lambda f, m: torch.tensor(con_listas(f, m)).bool()[:, None]}),
    ("04.3", {"plantilla": lambda f, m: pd.DataFrame(con_listas(f, m))}),
    ("04.4", {"plegar": con_rebanadas}),
    ("04.4", {"plegar": lambda C: np.array([C[n::12].sum(axis=0) for n in range(12)])}),
    ("04.4", {"plegar": lambda C: torch.as_tensor(C).reshape(-1, 12, C.shape[1]).sum(0)}),
    ("04.4", {"plegar": lambda C: librosa.filters.cq_to_chroma(len(C), bins_per_octave=12) @ C}),
    ("04.4", {"plegar": lambda C: np.einsum("ont->nt", C.reshape(-1, 12, C.shape[1])).tolist()}),
    ("04.4", {"plegar": lambda C: pd.DataFrame(C).groupby(np.arange(len(C)) % 12).sum()}),
    ("04.5", {"cents": 1200 * math.log2(443 / 440), "afinacion": 12 * math.log2(443 / 440)}),
    ("04.5", {"cents": 11.76, "afinacion": 0.12}),
    ("04.6", {"tonalidad": lambda p: np.argmax(np.corrcoef(np.vstack([p, PERFILES]))[0, 1:])}),
    ("04.6", {"tonalidad": lambda p: float(tonalidad(np.asarray(p) * 7))}),
    ("04.6", {"tonalidad": lambda p: np.where(correlaciones(p) == correlaciones(p).max())[0]}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax([np.cov(p, q)[0, 1] / q.std() for q in PERFILES]))}),
    ("04.6", {"tonalidad": lambda p: pd.DataFrame(PERFILES.T).corrwith(pd.Series(p)).idxmax()}),
]


def plegar_sobre_C(C):
    for i in range(12, len(C)):
        C[i % 12] += C[i]
    return C[:12]


def midi(f):
    return 69 + 12 * math.log2(f / 440)


MALAS = [
    ("04.1", {"clase": lambda f: round(midi(f))}, "no le quita la octava"),
    ("04.1", {"clase": midi}, "quita la octava"),
    ("04.1", {"clase": lambda f: midi(f) % 12}, "Una clase es un entero"),
    ("04.1", {"clase": lambda f: int(midi(f)) % 12}, "en vez de redondear"),
    ("04.1", {"clase": lambda f: math.ceil(midi(f)) % 12}, "hacia arriba"),
    ("04.1", {"clase": lambda f: round(midi(f) % 12)}, "alguna vez devuelve 12"),
    ("04.1", {"clase": lambda f: round(12 * math.log2(f / 440)) % 12}, "el la te da 0"),
    ("04.1", {"clase": lambda f: round(12 * math.log2(f / 440))}, "semitonos desde el la4"),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log(f / 440)) % 12}, "logaritmo natural"),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log10(f / 440)) % 12}, "base 10"),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log2(440 / f)) % 12}, "del revés"),
    ("04.1", {"clase": lambda f: round(69 + np.log2(f / 440)) % 12}, "cuenta octavas"),
    ("04.1", {"clase": lambda f: int(midi(f))}, "en vez de redondear"),
    ("04.1", {"clase": lambda f: int(midi(f))}, "Además, no le quita la octava"),
    ("04.1", {"clase": lambda f: math.ceil(midi(f))}, "hacia arriba"),
    ("04.1", {"clase": lambda f: (69 + int(12 * math.log2(f / 440))) % 12}, "quita los decimales"),
    ("04.1", {"clase": lambda f: int(12 * math.log2(f / 440))}, "Además, quita los decimales"),
    ("04.1", {"clase": lambda f: math.floor(12 * math.log2(f / 440)) % 12}, "¿qué nota MIDI es el la4?"),
    ("04.1", {"clase": lambda f: 12 * math.log2(f / 440)}, "Además, devuelve decimales"),
    ("04.1", {"clase": lambda f: round(69 + math.log(f / 440, 1.059)) % 12}, "1,059 está redondeado"),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log2(f) / 440) % 12}, "dentro del logaritmo"),
    ("04.1", {"clase": lambda f: (clase(f), round(midi(f)) // 12)}, "devuelve 2 cosas, y se pide una sola"),
    ("04.1", {"clase": lambda f: np.arange(12.0)}, "devuelve 12 cosas"),
    ("04.1", {"clase": lambda f: pd.DataFrame([clase(f)])}, "tiene que ser un número"),
    ("04.1", {"clase": lambda f: round(midi(f)) % 7}, "da la vuelta cada 7"),
    ("04.1", {"clase": lambda f: round(midi(f)) // 12}, "el cociente"),
    ("04.1", {"clase": lambda f: round(midi(f)) % 12 + 1}, "1 semitono más arriba"),
    ("04.1", {"clase": lambda f: (round(midi(f)) - 2) % 12}, "2 semitonos más abajo"),
    ("04.1", {"clase": lambda f: round(midi(f)) % 12 - 12}, "no van de 0 a 11"),
    ("04.1", {"clase": lambda f: 9}, "devuelve siempre 9"),
    ("04.1", {"clase": lambda f: round(f / 440 * 12) % 12}, "Cuenta los semitonos desde 440 Hz"),
    ("04.1", {"clase": lambda f: None}, "¿Falta un `return`"),
    ("04.1", {"clase": lambda f: "la"}, "tiene que ser un número"),
    ("04.1", {"clase": lambda: 9}, "se le pasa una sola cosa"),
    ("04.1", {"clase": 9}, "Pásala sin paréntesis"),
    ("04.2", {"nota": 53}, "casi"),
    ("04.2", {"nota": 55}, "más grave que también"),
    ("04.2", {"nota": 42}, "la mitad de una fila"),
    ("04.2", {"nota": 66}, "el doble de anchas"),
    ("04.2", {"nota": 6}, "esa es su clase"),
    ("04.2", {"nota": 185}, "¿Son hercios?"),
    ("04.2", {"nota": 53.63}, "es un entero"),
    ("04.2", {"nota": 36}, "3,89 Hz, menos"),
    ("04.2", {"nota": 60}, "de sobra"),
    ("04.2", {"segundos": 257}, "milisegundos"),
    ("04.2", {"segundos": 5668}, "muestras"),
    ("04.2", {"segundos": 3.89}, "los hercios que las separan"),
    ("04.2", {"segundos": 2048 / 22050}, "la ventana de 2048"),
    ("04.2", {"segundos": 1 / 65.4}, "un solo ciclo"),
    ("04.2", {"segundos": 0.514}, "dos filas"),
    ("04.2", {"segundos": 0.1285}, "media fila"),
    ("04.2", {"segundos": 8192 / 22050}, "potencia de dos"),
    ("04.2", {"segundos": 1}, "¿Qué ventana"),
    ("04.3", {"plantilla": lambda f, m: plantilla(-f, m)}, "gira al revés"),
    (
        "04.3",
        {"plantilla": lambda f, m: plantilla(f, {"mayor": "menor", "menor": "mayor"}[m])},
        "mayor por menor",
    ),
    ("04.3", {"plantilla": lambda f, m: plantilla(0, m)}, "siempre el acorde de do"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, "mayor")}, "siempre el acorde mayor"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, "menor")}, "siempre el acorde menor"),
    ("04.3", {"plantilla": lambda f, m: c04._notas(f, (0, 3, 5))}, "no son 3 y 5"),
    ("04.3", {"plantilla": lambda f, m: c04._notas(f, (0, 3 if m == "mayor" else 2, 6))}, "queda corta"),
    (
        "04.3",
        {"plantilla": lambda f, m: c04._notas(f, (0, 5 if m == "mayor" else 4, 8))},
        "se pasa un semitono",
    ),
    ("04.3", {"plantilla": lambda f, m: np.roll(plantilla(f, m), 1)}, "llama do al do♯"),
    ("04.3", {"plantilla": lambda f, m: np.roll(plantilla(f, m), -9)}, "llama do al re♯"),
    ("04.3", {"plantilla": lambda f, m: c04._notas(f, (0, 7))}, "Falta la tercera"),
    ("04.3", {"plantilla": lambda f, m: ACORDES[m]}, "solo las tres notas del acorde"),
    ("04.3", {"plantilla": lambda f, m: ["do", "mi", "sol"]}, "solo las tres notas del acorde"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) - 0.25}, "lo demás a 0"),
    ("04.3", {"plantilla": lambda f, m: np.zeros(24)}, "(24,)"),
    ("04.3", {"plantilla": lambda f, m: np.zeros((2, 12))}, "se espera (12,)"),
    ("04.3", {"plantilla": lambda f, m: [f, [0, 4, 7]]}, "filas de distinta longitud"),
    ("04.3", {"plantilla": lambda f, m: [f, np.zeros(3)]}, "filas de distinta longitud"),
    ("04.3", {"plantilla": lambda f, m: np.ones(12)}, "enciende do, do♯"),
    ("04.3", {"plantilla": lambda f, m: plantilla(0, "mayor")}, "siempre do mayor"),
    ("04.3", {"plantilla": lambda f, m: c04._notas(f, (0, 4, 6))}, "¿Cuántos semitonos"),
    ("04.3", {"plantilla": lambda f, m: -plantilla(f, m)}, "no enciende ninguna nota"),
    ("04.3", {"plantilla": lambda f, m: np.zeros(12)}, "no enciende ninguna nota"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) * np.arange(1, 13)}, "con el mismo valor"),
    (
        "04.3",
        {"plantilla": lambda f, m: np.eye(12)[[f, f + 4, f + 7]].sum(0)},
        "se sale de las doce casillas",
    ),
    ("04.3", {"plantilla": lambda f: plantilla(f, "mayor")}, "A `plantilla` se le pasa"),
    ("04.3", {"plantilla": lambda f, m: None}, "None"),
    ("04.4", {"plegar": lambda C: C.reshape(12, -1, C.shape[1]).sum(axis=1)}, "filas seguidas"),
    ("04.4", {"plegar": lambda C: C.reshape(-1, 12, C.shape[1]).sum(axis=1)}, "una por octava"),
    ("04.4", {"plegar": lambda C: plegar(C).T}, "Parece traspuesta"),
    ("04.4", {"plegar": lambda C: plegar(C).sum(axis=1)}, "el tiempo se pierde"),
    ("04.4", {"plegar": lambda C: plegar(C) / (len(C) // 12)}, "hace la media"),
    ("04.4", {"plegar": lambda C: plegar(C) / plegar(C).max(axis=0)}, "normaliza"),
    ("04.4", {"plegar": lambda C: plegar(C**2)}, "los cuadrados"),
    ("04.4", {"plegar": lambda C: C[:12]}, "una sola octava"),
    ("04.4", {"plegar": lambda C: C[-12:]}, "una sola octava"),
    ("04.4", {"plegar": lambda C: con_rebanadas(C[:-12])}, "se deja una octava"),
    ("04.4", {"plegar": lambda C: con_rebanadas(C[12:])}, "se deja una octava"),
    ("04.4", {"plegar": lambda C: C[::12]}, "solo los do"),
    ("04.4", {"plegar": lambda C: torch.as_tensor(C[::12])}, "solo los do"),
    ("04.4", {"plegar": plegar_sobre_C}, "trabaja en una copia"),
    ("04.4", {"plegar": lambda C: plegar(C).round(2)}, "quita decimales"),
    ("04.4", {"plegar": lambda C: plegar(C).astype(int)}, "quita decimales"),
    ("04.4", {"plegar": lambda C: plegar(C) / plegar(C).sum(axis=0)}, "normaliza"),
    ("04.4", {"plegar": lambda C: sum(C[12 * i : 12 * i + 12] for i in range(7))}, "¿Has fijado el 7?"),
    ("04.4", {"plegar": lambda C: np.tile(np.eye(12), 7) @ C}, "¿Has fijado el 7?"),
    ("04.4", {"plegar": lambda C: 7 * C.reshape(-1, 12, C.shape[1]).mean(axis=0)}, "¿Has fijado el 7?"),
    ("04.4", {"plegar": lambda C: C.reshape(-1, 12, C.shape[1]).max(axis=0)}, "la octava que más suena"),
    ("04.4", {"plegar": lambda C: np.roll(plegar(C), 3, axis=0)}, "el do en la fila 3"),
    ("04.4", {"plegar": lambda C: C.reshape(7, 12, C.shape[1]).sum(axis=0)}, "72 filas, seis octavas"),
    ("04.4", {"plegar": lambda C: C.reshape(7, 12, -1).sum(axis=0)}, "¿Has fijado el 7?"),
    ("04.4", {"plegar": lambda C: 20 * np.log10(plegar(C))}, "las filas 0, 12, 24"),
    ("04.4", {"plegar": lambda C: C}, "(84, 5)"),
    ("04.4", {"plegar": lambda C: None}, "¿Falta un `return`"),
    ("04.5", {"cents": 0.118}, "eso son semitonos"),
    ("04.5", {"cents": -11.8}, "el signo va al revés"),
    ("04.5", {"cents": 1200 * math.log(443 / 440)}, "un logaritmo natural"),
    ("04.5", {"cents": 1200 * 3 / 440}, "regla de tres"),
    ("04.5", {"cents": 8.2}, "regla de tres"),
    ("04.5", {"cents": 1200 * math.log10(443 / 440)}, "base 10"),
    ("04.5", {"cents": 100 * math.log2(443 / 440)}, "100 por semitono"),
    ("04.5", {"cents": 0.68}, "tanto por ciento"),
    ("04.5", {"cents": 3}, "hercios"),
    ("04.5", {"cents": 0.0098}, "octavas"),
    ("04.5", {"cents": 12}, "un decimal"),
    ("04.5", {"cents": 50}, "una razón"),
    ("04.5", {"cents": 0}, "una razón"),
    ("04.5", {"cents": 0.12}, "eso son semitonos"),
    ("04.5", {"cents": 100 * 3 / 26.16}, "regla de tres"),
    ("04.5", {"cents": 11.7}, "Redondea"),
    ("04.5", {"cents": 11.65}, "un decimal"),
    ("04.5", {"afinacion": librosa.pitch_tuning(np.array([443.0]))}, "la que estima librosa".capitalize()),
    ("04.5", {"afinacion": 0.1}, "tres decimales"),
    ("04.5", {"afinacion": 11.8}, "eso son cents"),
    ("04.5", {"afinacion": -0.118}, "el signo"),
    ("04.5", {"afinacion": 0.0098}, "eso son octavas"),
    ("04.5", {"afinacion": 1}, "100 cents"),
    ("04.6", {"tonalidad": lambda p: 12 * (tonalidad(p) // 12) + -tonalidad(p) % 12}, "al revés"),
    ("04.6", {"tonalidad": lambda p: (tonalidad(p) + 12) % 24}, "mayor por menor"),
    ("04.6", {"tonalidad": lambda p: tonalidad(p) % 12}, "solo la nota que manda"),
    ("04.6", {"tonalidad": lambda p: 2 * (tonalidad(p) % 12) + tonalidad(p) // 12}, "alternando"),
    ("04.6", {"tonalidad": lambda p: np.argmax(np.corrcoef(np.vstack([p, PERFILES[:12]]))[0, 1:])}, "menor"),
    (
        "04.6",
        {"tonalidad": lambda p: 12 + np.argmax(PERFILES[12:] @ (p - p.mean()))},
        "siempre una tonalidad menor",
    ),
    ("04.6", {"tonalidad": lambda p: np.argmax(PERFILES @ p)}, "Si comparas con un producto"),
    ("04.6", {"tonalidad": lambda p: np.argmax([np.dot(p, otro) for otro in PERFILES])}, "la correlación"),
    ("04.6", {"tonalidad": lambda p: np.argmax(ACORDES_24 @ p)}, "compara con acordes"),
    (
        "04.6",
        {"tonalidad": lambda p: 12 + np.argmax(np.corrcoef(np.vstack([p, PERFILES[12:]]))[0, 1:])},
        "el perfil mayor",
    ),
    (
        "04.6",
        {"tonalidad": lambda p: np.argmax((PERFILES - PERFILES.mean(1, keepdims=True)) @ (p - p.mean()))},
        "no divide entre la longitud",
    ),
    ("04.6", {"tonalidad": lambda p: np.argmax(np.abs(correlaciones(p)))}, "el valor absoluto"),
    ("04.6", {"tonalidad": lambda p: tonalidad(p) + 1}, "numera desde 1"),
    ("04.6", {"tonalidad": lambda p: 12 * (tonalidad(p) // 12) + (tonalidad(p) + 3) % 12}, "desde el la"),
    (
        "04.6",
        {"tonalidad": lambda p: (tonalidad(p) + 3 * (tonalidad(p) >= 12)) % 12 + tonalidad(p) // 12 * 12},
        "su relativa mayor",
    ),
    (
        "04.6",
        {"tonalidad": lambda p: np.argmin(np.linalg.norm(PERFILES / PERFILES.max() - p, axis=1))},
        "la correlación",
    ),
    ("04.6", {"tonalidad": lambda p: (tonalidad(p) % 12, tonalidad(p) // 12)}, "devuelve 2 cosas"),
    ("04.6", {"tonalidad": correlaciones}, "devuelve 24 cosas"),
    ("04.6", {"tonalidad": lambda p: None}, "¿Falta un `return`"),
    ("04.6", {"medio": np.zeros(11)}, "(12,)"),
    ("04.6", {"tonalidad": np.argmax}, "la nota que más suena"),
    ("04.6", {"tonalidad": lambda p: 3}, "siempre la misma"),
    (
        "04.6",
        {"tonalidad": lambda p: np.argmin(np.corrcoef(np.vstack([p, PERFILES]))[0, 1:])},
        "acierta 0 de 12",
    ),
    ("04.6", {"tonalidad": lambda p: "do mayor"}, "tiene que ser un número"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(pista in mensaje for pista in ("69 +", "fa♯3", " 54", "0,257", "reshape(-1", "11,8"))


@pytest.mark.parametrize("numero", BUENAS)
def test_todo_ejercicio_esta_aqui(numero):
    assert {f"04.{n}" for n in c04.EJERCICIOS} == set(BUENAS)
    assert set(BUENAS[numero]) == set(c04.EJERCICIOS[int(numero[-1])].campos)


@pytest.mark.parametrize("numero", ["04.1", "04.3", "04.4", "04.6"])
def test_una_funcion_sin_escribir_esta_sin_responder(numero):
    funcion = next(iter(BUENAS[numero]))
    dicho = str(comprobar(numero, **BUENAS[numero] | {funcion: lambda *_: ...}))
    assert dicho.startswith(f"○ Todavía sin responder. Falta escribir `{funcion}`")


@pytest.mark.parametrize(("cual", "nombre"), [(0, "do mayor"), (12 + 9, "la menor"), (11, "si mayor")])
def test_dice_la_tonalidad_de_la_pieza(cual, nombre):
    dicho = comprobar("04.6", tonalidad=tonalidad, medio=PERFILES[cual]).mensaje
    assert dicho.endswith(f"A la pieza le da {nombre}.")


def test_las_casillas_se_crean_dentro_de_la_funcion():
    casillas = np.zeros(12)

    def con_las_de_fuera(fundamental, modo):
        for i in ACORDES[modo]:
            casillas[(fundamental + i) % 12] = 1
        return casillas

    assert "dentro de la función" in comprobar("04.3", plantilla=con_las_de_fuera).mensaje


def test_las_casillas_no_van_en_la_firma():
    def con_las_de_la_firma(fundamental, modo, casillas=[0] * 12):
        for i in ACORDES[modo]:
            casillas[(fundamental + i) % 12] += 1
        return casillas

    con_las_de_la_firma(9, "menor")  # ya la había probado
    assert "dentro de la función" in comprobar("04.3", plantilla=con_las_de_la_firma).mensaje


def test_las_clases_son_las_de_librosa():
    assert list(c04.CLASES) == [round(librosa.hz_to_midi(f)) % 12 for f in c04.FRECUENCIAS]
    assert set(c04.CLASES) == set(range(12))


def test_la_nota_limite_es_la_primera_que_separa_una_fila():
    distancias = np.diff(librosa.midi_to_hz(np.arange(128)))
    assert np.flatnonzero(distancias >= c04.SR / c04.N_FFT)[0] == c04.NOTA_LIMITE
    assert np.isclose(c04.SEGUNDOS, 1 / distancias[36])


def test_plegar_es_lo_que_hace_librosa():
    de_librosa = librosa.feature.chroma_cqt(C=C, bins_per_octave=12, norm=None)
    assert np.allclose(c04._plegar(C), de_librosa)


def test_los_perfiles_dan_su_tonalidad_con_holgura():
    for cual in c04.TONALIDADES:
        medidas = correlaciones(c04._perfil_de_prueba(cual))
        segunda, primera = np.sort(medidas)[-2:]
        assert np.argmax(medidas) == cual
        assert primera - segunda > 0.03


def test_un_acorde_no_basta_para_saber_la_tonalidad():
    dichas = [int(np.argmax(ACORDES_24 @ c04._perfil_de_prueba(t))) for t in c04.TONALIDADES]
    assert sum(dicha != cual for dicha, cual in zip(dichas, c04.TONALIDADES, strict=True)) == 3
