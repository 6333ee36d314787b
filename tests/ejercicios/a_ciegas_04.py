"""El cuaderno 04, a ciegas: lo que contestaría quien solo ha leído sus enunciados."""

import math

import librosa
import numpy as np

from helpers.graficas import NOTAS

TRES = {"mayor": (0, 4, 7), "menor": (0, 3, 7)}
MAYOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
MENOR = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]


def correlacion(perfil, otro):
    """La de Pearson, escrita a mano."""
    a, b = np.asarray(perfil) - np.mean(perfil), np.asarray(otro) - np.mean(otro)
    return a @ b / np.sqrt((a @ a) * (b @ b))


def las_24(perfil, girar=np.roll, medir=correlacion):
    return [medir(perfil, girar(base, n)) for base in (MAYOR, MENOR) for n in range(12)]


# --- 1


def buscando_la_mas_cercana(f):
    todas = 440 * 2 ** ((np.arange(128) - 69) / 12)
    return int(np.abs(np.log(todas / f)).argmin() % 12)


def desde_el_do_mas_grave(f):
    octavas = math.log2(f / 16.3516)
    return round((octavas - math.floor(octavas)) * 12) % 12


def con_librosa(f):
    return librosa.note_to_midi(librosa.hz_to_note(f)) % 12


def nombre_y_no_numero(f):
    return NOTAS[round(69 + 12 * math.log2(f / 440)) % 12]


# --- 3


def con_un_diccionario(fundamental, modo):
    tercera = {"mayor": 4, "menor": 3}[modo]
    suenan = {fundamental % 12, (fundamental + tercera) % 12, (fundamental + 7) % 12}
    return [float(n in suenan) for n in range(12)]


def girando_la_de_do(fundamental, modo):
    de_do = [1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0] if modo == "mayor" else [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    return np.roll(de_do, fundamental)


def partiendo_la_lista(fundamental, modo):
    de_do = [1, 0, 0, int(modo == "menor"), int(modo == "mayor"), 0, 0, 1, 0, 0, 0, 0]
    return de_do[-fundamental:] + de_do[:-fundamental] if fundamental else de_do


def partiendo_la_lista_al_reves(fundamental, modo):
    de_do = [1, 0, 0, int(modo == "menor"), int(modo == "mayor"), 0, 0, 1, 0, 0, 0, 0]
    return de_do[fundamental:] + de_do[:fundamental]


def casillas(suenan):
    vacias = np.zeros(12)
    vacias[[n % 12 for n in suenan]] = 1
    return vacias


# --- 4


def con_dos_bucles(C):
    doce = np.zeros((12, C.shape[1]))
    for fila in range(C.shape[0]):
        doce[fila % 12] += C[fila]
    return doce


def apilando(C):
    return np.sum(np.split(C, len(C) // 12), axis=0)


def con_matriz(C):
    return (np.arange(len(C)) % 12 == np.arange(12)[:, None]) @ C


# --- 6


def con_listas(perfil):
    mejor, cual = -2.0, None
    for n in range(24):
        base = MAYOR if n < 12 else MENOR
        parecido = np.corrcoef(np.roll(base, n % 12), perfil)[0, 1]
        if parecido > mejor:
            mejor, cual = parecido, n
    return cual


def girando_el_perfil_de_la_pieza(perfil):
    return int(
        np.argmax([correlacion(np.roll(perfil, -n), base) for base in (MAYOR, MENOR) for n in range(12)])
    )


BUENAS = [
    ("04.1", {"clase": buscando_la_mas_cercana}),
    ("04.1", {"clase": desde_el_do_mas_grave}),
    ("04.1", {"clase": con_librosa}),
    ("04.1", {"clase": lambda f: int(np.rint(12 * np.log2(f / 440) + 9)) % 12}),
    ("04.1", {"clase": lambda f: math.floor(librosa.hz_to_midi(f) + 0.5) % 12}),
    ("04.2", {"nota": 54, "segundos": 0.257}),
    ("04.2", {"nota": 54, "segundos": 0.26}),
    ("04.2", {"nota": librosa.note_to_midi("F#3"), "segundos": 1 / (69.3 - 65.41)}),
    ("04.2", {"nota": math.ceil(librosa.hz_to_midi(181.08)), "segundos": 5667 / 22050}),
    ("04.3", {"plantilla": con_un_diccionario}),
    ("04.3", {"plantilla": girando_la_de_do}),
    ("04.3", {"plantilla": partiendo_la_lista}),
    ("04.3", {"plantilla": lambda f, m: np.isin(np.arange(12), (np.array(TRES[m]) + f) % 12)}),
    ("04.4", {"plegar": con_dos_bucles}),
    ("04.4", {"plegar": apilando}),
    ("04.4", {"plegar": con_matriz}),
    ("04.4", {"plegar": lambda C: [C[n::12].sum(axis=0) for n in range(12)]}),
    ("04.5", {"cents": 11.8, "afinacion": 0.118}),
    ("04.5", {"cents": 11.7, "afinacion": 0.117}),
    ("04.5", {"cents": 11.76, "afinacion": 0.1176}),
    ("04.5", {"cents": 1200 * math.log(443 / 440, 2), "afinacion": 12 * math.log2(443 / 440)}),
    ("04.5", {"cents": 100 * (librosa.hz_to_midi(443) - 69), "afinacion": librosa.hz_to_midi(443) - 69}),
    ("04.6", {"tonalidad": con_listas}),
    ("04.6", {"tonalidad": girando_el_perfil_de_la_pieza}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p)))}),
    ("04.6", {"tonalidad": lambda p: max(range(24), key=las_24(p).__getitem__)}),
]

MALAS = [
    ("04.1", {"clase": lambda f: round(12 * np.log2(f / 440)) % 12}),
    ("04.1", {"clase": lambda f: 69 + 12 * np.log2(f / 440)}),
    ("04.1", {"clase": lambda f: int(69 + 12 * np.log2(f / 440)) % 12}),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log2(f / 440)) % 7}),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log10(f / 440)) % 12}),
    ("04.1", {"clase": lambda f: round((69 + 12 * np.log2(f / 440)) % 12)}),
    ("04.1", {"clase": nombre_y_no_numero}),
    ("04.1", {"clase": lambda f: f % 12}),
    ("04.1", {"clase": lambda f: round(f / 1.059) % 12}),
    ("04.1", {"clase": lambda f: round(69 + 12 * np.log2(f / 440)) % 12 + 1}),
    ("04.1", {"clase": lambda f: None}),
    ("04.1", {"clase": 9}),
    ("04.2", {"nota": 36}),
    ("04.2", {"nota": 37}),
    ("04.2", {"nota": 53}),
    ("04.2", {"nota": 55}),
    ("04.2", {"nota": 66}),
    ("04.2", {"nota": 185}),
    ("04.2", {"nota": "fa♯3"}),
    ("04.2", {"segundos": 2048 / 22050}),
    ("04.2", {"segundos": 257}),
    ("04.2", {"segundos": 3.89}),
    ("04.2", {"segundos": 0.514}),
    ("04.2", {"segundos": 16.8}),
    ("04.3", {"plantilla": lambda f, m: [(f + n) % 12 for n in TRES[m]]}),
    ("04.3", {"plantilla": lambda f, m: casillas([f + n for n in TRES["mayor"]])}),
    ("04.3", {"plantilla": lambda f, m: casillas([f, f + 4 if m == "Mayor" else f + 3, f + 7])}),
    ("04.3", {"plantilla": partiendo_la_lista_al_reves}),
    ("04.3", {"plantilla": lambda f, m: casillas([f, f + (3 if m == "mayor" else 4), f + 7])}),
    ("04.3", {"plantilla": lambda f, m: casillas([f, f + 3, f + 5])}),
    ("04.3", {"plantilla": lambda f, m: casillas([f, f + TRES[m][1], f + 8])}),
    ("04.3", {"plantilla": lambda f, m: casillas(TRES[m])}),
    ("04.3", {"plantilla": lambda f, m: np.eye(12)[[f + n for n in TRES[m]]].sum(axis=0)}),
    ("04.3", {"plantilla": lambda f, m: [NOTAS[(f + n) % 12] for n in TRES[m]]}),
    ("04.3", {"plantilla": lambda f, m: casillas([f + 1, f + TRES[m][1] + 1, f + 8])}),
    ("04.4", {"plegar": lambda C: C.reshape(12, -1, C.shape[1]).sum(axis=1)}),
    ("04.4", {"plegar": lambda C: C.reshape(7, 12, -1).sum(axis=0)}),
    ("04.4", {"plegar": lambda C: C[:12] + C[12:24]}),
    ("04.4", {"plegar": lambda C: C.reshape(-1, 12, C.shape[1]).mean(axis=0)}),
    ("04.4", {"plegar": lambda C: C.reshape(-1, 12, C.shape[1]).sum(axis=1)}),
    ("04.4", {"plegar": lambda C: C.reshape(-1, 12, C.shape[1]).max(axis=0)}),
    ("04.4", {"plegar": lambda C: C[::12]}),
    ("04.4", {"plegar": lambda C: C.sum(axis=0)}),
    ("04.4", {"plegar": lambda C: con_dos_bucles(C).T}),
    ("04.4", {"plegar": lambda C: con_dos_bucles(C) / con_dos_bucles(C).max(axis=0)}),
    ("04.4", {"plegar": lambda C: C.reshape(C.shape[1], 12, -1).sum(axis=0)}),
    ("04.5", {"cents": 3}),
    ("04.5", {"cents": 12}),
    ("04.5", {"cents": 11}),
    ("04.5", {"cents": 0.118}),
    ("04.5", {"cents": -11.8}),
    ("04.5", {"cents": 1200 * 443 / 440}),
    ("04.5", {"cents": 1200 * math.log(443 / 440)}),
    ("04.5", {"cents": 40}),
    ("04.5", {"afinacion": 11.8}),
    ("04.5", {"afinacion": 443}),
    ("04.5", {"afinacion": 443 / 440}),
    ("04.5", {"afinacion": -0.118}),
    ("04.5", {"afinacion": 0.41}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(p))}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p)[:12]))}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p, medir=np.dot)))}),
    ("04.6", {"tonalidad": lambda p: float(max(las_24(p)))}),
    ("04.6", {"tonalidad": lambda p: int(np.argmin(las_24(p)))}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p, girar=lambda base, n: np.roll(base, -n))))}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p))) + 1}),
    ("04.6", {"tonalidad": lambda p: int(np.argmax(las_24(p))) % 12}),
    ("04.6", {"tonalidad": lambda p: ["do mayor", "la menor"][int(np.argmax(las_24(p)) > 11)]}),
    ("04.6", {"tonalidad": lambda p: las_24(p)}),
    ("04.6", {"tonalidad": lambda p: 0}),
]
