"""El cuaderno 04: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import math

import librosa
import numpy as np
import pandas as pd
import pytest
import torch
from otras_respuestas import Respuestas, del_guion

from helpers.ejercicios import comprobar, guion
from helpers.ejercicios.cuadernos import c04_chroma as c04

EJERCICIOS = guion.cargar("04").ejercicios
BUENAS = del_guion("04")
ACORDES = {"mayor": [0, 4, 7], "menor": [0, 3, 7]}
C = np.random.default_rng(0).gamma(1.0, size=(84, 20))
PERFILES = np.array([np.roll(p, n) for p in (c04.PERFIL_MAYOR, c04.PERFIL_MENOR) for n in range(12)])
clase, plegar, tonalidad = BUENAS["04.1"]["clase"], BUENAS["04.4"]["plegar"], BUENAS["04.6"]["tonalidad"]
midi, correlaciones = c04.midi, c04.correlaciones


def por_nombre(f):
    return librosa.note_to_midi(librosa.hz_to_note(f)) % 12


def desde_do(f):
    return int(round(12 * math.log2(f / 261.63))) % 12


def con_bucle(f):
    while f >= 27.5 * 2 ** (11.5 / 12):
        f /= 2
    return (int(np.argmin([abs(math.log2(f / (27.5 * 2 ** (n / 12)))) for n in range(-1, 12)])) - 1 + 9) % 12


def plantilla(fundamental, modo):
    casillas = np.zeros(12)
    casillas[[(fundamental + i) % 12 for i in ACORDES[modo]]] = 1
    return casillas


def girada(fundamental, modo):
    return np.roll(np.isin(np.arange(12), ACORDES[modo]), fundamental)


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
    ("04.5", {"cents": 11.8, "afinacion": 0.118}),
    ("04.5", {"cents": 11.76, "afinacion": 0.12}),
    ("04.5", {"cents": 11.7, "afinacion": 0.117}),
    ("04.6", {"tonalidad": lambda p: np.argmax(np.corrcoef(np.vstack([p, PERFILES]))[0, 1:])}),
    ("04.6", {"tonalidad": lambda p: float(tonalidad(np.asarray(p) * 7))}),
    ("04.6", {"tonalidad": lambda p: np.where(correlaciones(p) == correlaciones(p).max())[0]}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax([np.cov(p, q)[0, 1] / q.std() for q in PERFILES]))}),
    ("04.6", {"tonalidad": lambda p: pd.DataFrame(PERFILES.T).corrwith(pd.Series(p)).idxmax()}),
]

MALAS = [
    ("04.1", {"clase": midi}, "la más cercana. Además, no le quita la octava"),
    ("04.1", {"clase": lambda f: int(midi(f))}, "se te queda en sol♯. Además, no le quita la octava"),
    ("04.1", {"clase": lambda f: int(12 * math.log2(f / 440))}, "es el la4? Además, quita los decimales"),
    ("04.1", {"clase": lambda f: 12 * math.log2(f / 440)}, "Además, devuelve decimales"),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log2(f) / 440) % 12}, "dentro del logaritmo"),
    ("04.1", {"clase": lambda f: np.arange(12.0)}, "devuelve 12 cosas"),
    ("04.1", {"clase": lambda f: pd.DataFrame([clase(f)])}, "tiene que ser un número"),
    ("04.1", {"clase": lambda f: clase(f) + 1}, "1 semitono más arriba"),
    ("04.1", {"clase": lambda f: 1.005 * clase(f)}, "con 441 Hz, un la, devuelve 9,04"),
    ("04.1", {"clase": lambda f: None}, "`clase(441.02)` tiene que ser un número, y es None"),
    ("04.2", {"segundos": 0.262}, "¿Qué ventana"),
    ("04.2", {"segundos": 8192 / 22050}, "potencia de dos"),
    ("04.3", {"plantilla": lambda f, m: np.roll(plantilla(f, m), -9)}, "llama do al re♯"),
    ("04.3", {"plantilla": lambda f, m: ["do", "mi", "sol"]}, "solo las tres notas del acorde"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) - 0.25}, "lo demás a 0"),
    ("04.3", {"plantilla": lambda f, m: np.clip(plantilla(f, m), 0.02, 1)}, "enciende do, do♯"),
    ("04.3", {"plantilla": lambda f, m: np.zeros(24)}, "(24,)"),
    ("04.3", {"plantilla": lambda f, m: np.zeros((2, 12))}, "se espera (12,)"),
    ("04.3", {"plantilla": lambda f, m: [f, [0, 4, 7]]}, "filas de distinta longitud"),
    ("04.3", {"plantilla": lambda f, m: [f, np.zeros(3)]}, "filas de distinta longitud"),
    ("04.3", {"plantilla": lambda f, m: -plantilla(f, m)}, "no enciende ninguna nota"),
    ("04.3", {"plantilla": lambda f, m: plantilla(f, m) * np.arange(1, 13)}, "con el mismo valor"),
    ("04.3", {"plantilla": lambda f, m: None}, '`plantilla(0, "mayor")` tiene que ser una lista'),
    ("04.4", {"plegar": lambda C: plegar(C).T}, "Parece traspuesta"),
    ("04.4", {"plegar": lambda C: plegar(C).T if C.shape[1] == 12 else plegar(C)}, "las tramas en las filas"),
    ("04.4", {"plegar": lambda C: plegar(C) / 7}, "hace la media"),
    ("04.4", {"plegar": lambda C: C[-12:]}, "una sola octava"),
    ("04.4", {"plegar": lambda C: con_rebanadas(C[:-12])}, "se deja una octava"),
    ("04.4", {"plegar": lambda C: torch.as_tensor(C[::12])}, "solo los do"),
    ("04.4", {"plegar": lambda C: plegar(C).astype(int)}, "quita decimales"),
    ("04.4", {"plegar": lambda C: sum(C[12 * i : 12 * i + 12] for i in range(7))}, "¿Has fijado el 7?"),
    ("04.4", {"plegar": lambda C: C.reshape(7, 12, -1).sum(axis=0)}, "72 filas, seis octavas"),
    ("04.4", {"plegar": lambda C: C}, "tiene la forma (84, 5), y se espera (12, 5)"),
    ("04.5", {"cents": 1200 * 3 / 440}, "regla de tres"),
    ("04.5", {"cents": 100 * 3 / 26.16}, "regla de tres"),
    ("04.5", {"cents": 0.0098}, "octavas"),
    ("04.5", {"cents": 0}, "una razón"),
    ("04.5", {"cents": 0.12}, "eso son semitonos"),
    ("04.5", {"cents": 11}, "un decimal"),
    ("04.5", {"cents": 11.65}, "un decimal"),
    ("04.5", {"afinacion": librosa.pitch_tuning(np.array([443.0]))}, "la que estima librosa"),
    ("04.6", {"tonalidad": lambda p: 12 + np.argmax(PERFILES[12:] @ (p - p.mean()))}, "siempre una"),
    ("04.6", {"tonalidad": lambda p: 12 + np.argmax(correlaciones(p)[12:])}, "el perfil mayor"),
    ("04.6", {"tonalidad": lambda p: np.argmax([np.cov(p, q)[0, 1] for q in PERFILES])}, "entre la longitud"),
    ("04.6", {"tonalidad": lambda p: np.argmin([np.linalg.norm(q / 6 - p) for q in PERFILES])}, "acierta"),
    ("04.6", {"tonalidad": lambda p: (tonalidad(p) % 12, tonalidad(p) // 12)}, "devuelve 2 cosas"),
    ("04.6", {"tonalidad": lambda p: None}, "`tonalidad(perfil)` tiene que ser un número, y es None"),
    ("04.6", {"medio": np.zeros(11)}, "(12,)"),
]


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize(("cual", "nombre"), [(0, "do mayor"), (12 + 9, "la menor"), (11, "si mayor")])
def test_dice_la_tonalidad_de_la_pieza(cual, nombre):
    dicho = comprobar("04.6", tonalidad=tonalidad, medio=PERFILES[cual]).mensaje
    assert dicho.endswith(f"A la pieza le da {nombre}.")


def test_las_casillas_no_van_en_la_firma():
    def con_las_de_la_firma(fundamental, modo, casillas=[0] * 12):
        for i in ACORDES[modo]:
            casillas[(fundamental + i) % 12] += 1
        return casillas

    con_las_de_la_firma(9, "menor")  # ya la había probado
    assert "dentro de la función" in comprobar("04.3", plantilla=con_las_de_la_firma).mensaje


def test_las_clases_son_las_de_librosa():
    clases = [round(librosa.hz_to_midi(f)) % 12 for f in c04.FRECUENCIAS]
    assert [clase(f) for f in c04.FRECUENCIAS] == clases
    assert set(clases) == set(range(12))


def test_la_nota_limite_es_la_primera_que_separa_una_fila():
    distancias = np.diff(librosa.midi_to_hz(np.arange(128)))
    assert np.flatnonzero(distancias >= c04.SR / c04.N_FFT)[0] == c04.NOTA_LIMITE
    assert np.isclose(c04.SEGUNDOS, 1 / distancias[36])


def test_plegar_es_lo_que_hace_librosa():
    de_librosa = librosa.feature.chroma_cqt(C=C, bins_per_octave=12, norm=None)
    assert np.allclose(c04.plegada(C), de_librosa)


def test_los_perfiles_dan_su_tonalidad_con_holgura():
    for cual, perfil in zip(c04.TONALIDADES, c04.PERFILES_DE_PRUEBA, strict=True):
        medidas = [np.corrcoef(perfil, otro)[0, 1] for otro in PERFILES]
        segunda, primera = np.sort(medidas)[-2:]
        assert np.argmax(medidas) == cual == c04.la_mejor(perfil)
        assert primera - segunda > 0.03


def test_un_acorde_no_basta_para_saber_la_tonalidad():
    dichas = [int(np.argmax(c04.ACORDES @ perfil)) for perfil in c04.PERFILES_DE_PRUEBA]
    assert sum(dicha != cual for dicha, cual in zip(dichas, c04.TONALIDADES, strict=True)) == 3
