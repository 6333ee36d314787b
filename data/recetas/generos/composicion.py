"""Una pieza entera: de la banda y la semilla al sonido y a sus parámetros verdaderos."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from .mezcla import Mezcla, acabar, mezclar
from .partitura import BATERIA, SUBGRAVE, Banda, Contexto, Parte, Tramo
from .sintesis import sintetizar
from .teoria import leer_progresion, modo_de, nombre_de_tonalidad

ADELANTO_S = 0.03
NOMBRES_ESPECIALES = {BATERIA: "batería", SUBGRAVE: "subgrave"}


class Pieza(NamedTuple):
    """`y`, señal mono float64 a `sintesis.SR`; `parametros`, lo que el generador decidió de verdad."""

    y: np.ndarray
    parametros: dict


@dataclass(frozen=True)
class Pulso:
    """El mapa de pulsos a segundos de una pieza: tempo, swing y rubato.

    comienzo : pulso en el que empieza el extracto.
    """

    tempo: float
    swing: float
    unidad_swing: float
    rubato: float
    comienzo: float
    fase: float

    def segundos(self, pulso: float) -> float:
        """Momento del extracto en que cae ese pulso."""
        return ADELANTO_S + 60 / self.tempo * (self._ondulado(pulso) - self._ondulado(self.comienzo))

    def _ondulado(self, pulso: float) -> float:
        unidad, resto = divmod(pulso / self.unidad_swing, 1)
        razon = self.swing / (1 + self.swing)
        resto = resto * 2 * razon if resto < 0.5 else razon + (resto - 0.5) * 2 * (1 - razon)
        recto = (unidad + resto) * self.unidad_swing
        periodo = 8.0
        onda = np.sin(2 * np.pi * recto / periodo + self.fase) - np.sin(self.fase)
        return recto + self.rubato * periodo / (2 * np.pi) * onda


def _tramos(progresion: str, arranque: int, compases: int, pulsos: int) -> list[Tramo]:
    lista = leer_progresion(progresion)
    tramos = []
    for compas in range(compases):
        acordes = lista[(compas + arranque) % len(lista)]
        largo = pulsos / len(acordes)
        tramos += [Tramo(compas * pulsos + i * largo, largo, acorde) for i, acorde in enumerate(acordes)]
    return _unir(tramos)


def _unir(tramos: list[Tramo]) -> list[Tramo]:
    unidos: list[Tramo] = []
    for tramo in tramos:
        if unidos and unidos[-1].acorde == tramo.acorde:
            anterior = unidos.pop()
            tramo = Tramo(anterior.inicio, anterior.duracion + tramo.duracion, tramo.acorde)
        unidos.append(tramo)
    return unidos


def _eventos(parte: Parte, notas, pulso: Pulso, humanizar_ms: float, rng: np.random.Generator) -> list[tuple]:
    """Notas a segundos. Las que ya sonaban al empezar el extracto se vuelven a atacar, salvo la percusión."""
    eventos = []
    for inicio, duracion, altura, golpe in notas:
        final = inicio + duracion
        if inicio < pulso.comienzo - 0.05:
            if parte.programa == BATERIA or final < pulso.comienzo + 0.3:
                continue
            inicio = pulso.comienzo
        ruido = np.clip(rng.normal(parte.retraso_ms, humanizar_ms), -20, 60) / 1000
        desde = max(0.002, pulso.segundos(inicio) + ruido)
        eventos.append(
            (desde, max(0.04, pulso.segundos(final) + ruido - desde), int(np.clip(altura, 12, 115)), golpe)
        )
    return eventos


def _partes_que_suenan(banda: Banda, rng: np.random.Generator) -> list[Parte]:
    return [parte for parte in banda.partes if rng.random() < parte.presencia]


class Plan(NamedTuple):
    """Una pieza decidida y sin sonar: `partes`, pares (Parte, eventos en segundos), y sus `parametros`."""

    partes: list[tuple[Parte, list[tuple]]]
    parametros: dict


def planear_pieza(banda: Banda, semilla: list[int], duracion_s: float, comienzo: float | None = None) -> Plan:
    """Decide una pieza de `duracion_s` segundos de esa banda, hasta la última nota. No necesita FluidSynth.

    semilla : enteros que la determinan. comienzo : pulso del primer compás en el que empieza el extracto; si
    no se da, se sortea.
    """
    rng = np.random.default_rng(semilla)
    tempo = round(float(rng.uniform(*banda.tempo)), 1)
    tonica = int(rng.integers(12))
    progresion = banda.progresiones[rng.integers(len(banda.progresiones))]
    arranque = int(rng.choice(banda.arranques)) if banda.arranques else 0
    sorteado = float(rng.choice([0, 0, 0, *range(1, banda.pulsos)]))
    comienzo = sorteado if comienzo is None else comienzo
    compases = int(np.ceil((duracion_s * tempo / 60 * 1.15 + comienzo) / banda.pulsos)) + 1
    tramos = _tramos(progresion, arranque, compases, banda.pulsos)
    fase = float(rng.uniform(0, 2 * np.pi))
    pulso = Pulso(tempo, banda.swing, banda.unidad_swing, banda.rubato, comienzo, fase)
    motivo = int(rng.integers(2**31))
    modo = modo_de(progresion, banda.modo)
    partes = []
    for i, parte in enumerate(_partes_que_suenan(banda, rng)):
        propio = np.random.default_rng([*semilla, i])
        contexto = Contexto(propio, banda.pulsos, compases, tonica, tramos, motivo, modo)
        notas = parte.generar(contexto, **parte.ajustes)
        partes.append((parte, _eventos(parte, notas, pulso, banda.humanizar_ms, propio)))
    return Plan(
        partes,
        _parametros(
            banda, pulso, nombre_de_tonalidad(tonica, modo), progresion, [parte for parte, _ in partes]
        ),
    )


def _parametros(banda: Banda, pulso: Pulso, tonalidad: str, progresion: str, partes: list[Parte]) -> dict:
    primer_tiempo = 0.0 if pulso.comienzo == 0 else float(banda.pulsos)
    nombres = [
        f"{parte.nombre} ({NOMBRES_ESPECIALES.get(parte.programa, parte.programa)})" for parte in partes
    ]
    return {
        "estilo": banda.estilo,
        "tempo_bpm": pulso.tempo,
        "compas": f"{banda.pulsos}/4",
        "swing": round(banda.swing, 2),
        "unidad_swing": banda.unidad_swing,
        "rubato": round(banda.rubato, 3),
        "tonalidad": tonalidad,
        "progresion": progresion,
        "primer_tiempo_s": round(float(pulso.segundos(primer_tiempo)), 4),
        "instrumentos": "; ".join(nombres),
    }


def componer_pieza(
    banda: Banda,
    mezcla: Mezcla,
    semilla: list[int],
    duracion_s: float,
    rms_dbfs: float,
    fuente: Path,
    comienzo: float | None = None,
) -> Pieza:
    """Planea, sintetiza y mezcla una pieza.

    rms_dbfs : nivel final. fuente : soundfont. Lo demás, como en `planear_pieza`. Lanza FileNotFoundError si
    no está FluidSynth y CalledProcessError si falla.
    """
    plan = planear_pieza(banda, semilla, duracion_s, comienzo)
    with tempfile.TemporaryDirectory() as carpeta:
        senales = sintetizar(plan.partes, duracion_s, Path(carpeta), fuente)
    rng = np.random.default_rng([*semilla, 99])
    y = acabar(mezclar(senales, [parte for parte, _ in plan.partes], mezcla, rng), rms_dbfs)
    return Pieza(y, plan.parametros | {"rms_dbfs": round(rms_dbfs, 2)} | _firma(mezcla))


def _firma(mezcla: Mezcla) -> dict:
    return {
        "corte_agudo_hz": round(mezcla.corte_agudo),
        "rt60_s": round(mezcla.rt60, 2),
        "reverberacion": round(mezcla.reverberacion, 3),
        "ruido_db": round(mezcla.ruido_db, 1),
        "saturacion_db": round(mezcla.saturacion_db, 1),
    }
