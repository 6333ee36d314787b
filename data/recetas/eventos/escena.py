"""El lugar donde suena y el micrófono que lo graba: lo que un grupo tiene de más que su objeto.

Todo lo que se sortea aquí sale de las mismas distribuciones en las diez clases, para que la sala, el ruido de
fondo o el ancho de banda no delaten el sonido.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from comun.nivel import db_a_amplitud
from comun.sintesis import SR, realzar, reverberar, ruido_con_espectro
from scipy.signal import butter, sosfilt

from .senal import ondulacion, sortear_log, unidad

BANDAS_HZ = (130.0, 320.0, 800.0, 1900.0, 4500.0)
CURVA_DB = 3.8  # desviación típica de lo que un micrófono realza o atenúa cada banda


@dataclass(frozen=True)
class Lugar:
    """Una sala, un micrófono y un ruido de fondo.

    rt60_s : reverberación; sala_db : su nivel respecto al directo. corte_grave_hz, corte_agudo_hz : los del
    micrófono. curva : ternas (Hz, ganancia en dB, Q). ruido_db : del fondo respecto al sonido. ruido_caida :
    lo que el fondo pierde por octava, en dB. ruido_vaiven_db : lo que sube y baja. zumbido : parte del fondo
    que es zumbido de la red eléctrica.
    """

    rt60_s: float
    sala_db: float
    corte_grave_hz: float
    corte_agudo_hz: float
    curva: tuple[tuple[float, float, float], ...]
    ruido_db: float
    ruido_caida: float
    ruido_vaiven_db: float
    zumbido: float
    semilla: int


def sortear_lugar(rng: np.random.Generator) -> Lugar:
    """Un lugar cualquiera."""
    return Lugar(
        rt60_s=sortear_log(rng, 0.15, 1.4),
        sala_db=rng.uniform(-24, -7),
        corte_grave_hz=sortear_log(rng, 30, 160),
        corte_agudo_hz=sortear_log(rng, 5500, 10_500),
        curva=tuple(_sortear_banda(f, rng) for f in BANDAS_HZ),
        ruido_db=rng.uniform(-24, -6),
        ruido_caida=rng.uniform(0, 6),
        ruido_vaiven_db=rng.uniform(0, 4),
        zumbido=float(rng.choice([0.0, 0.0, 0.3, 0.8])),
        semilla=int(rng.integers(2**31)),
    )


def _sortear_banda(centro_hz: float, rng: np.random.Generator) -> tuple[float, float, float]:
    ganancia_db = float(np.clip(rng.normal(0, CURVA_DB), -2.2 * CURVA_DB, 2.2 * CURVA_DB))
    return centro_hz * 2 ** rng.uniform(-0.4, 0.4), ganancia_db, rng.uniform(0.6, 1.4)


def grabar_en(lugar: Lugar, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Lo que el micrófono recoge de un sonido en seco, de valor eficaz 1 antes de sumarle el fondo."""
    con_sala = reverberar(unidad(y), lugar.rt60_s, lugar.sala_db, np.random.default_rng(lugar.semilla))
    ruido_db = lugar.ruido_db + rng.normal(0, 1.5)
    y = unidad(con_sala) + db_a_amplitud(ruido_db) * _fondo(lugar, y.size, rng)
    for centro_hz, ganancia_db, q in lugar.curva:
        y = realzar(y, centro_hz, ganancia_db, q)
    y = sosfilt(butter(2, lugar.corte_grave_hz, "highpass", fs=SR, output="sos"), y)
    return sosfilt(butter(6, lugar.corte_agudo_hz, "lowpass", fs=SR, output="sos"), y)


def _fondo(lugar: Lugar, n: int, rng: np.random.Generator) -> np.ndarray:
    """Ruido que sube y baja despacio y, si lo hay, el zumbido de algún aparato enchufado."""
    frecuencias = [40.0, 11_025.0]
    ruido = ruido_con_espectro(rng, n, frecuencias, [0.0, -lugar.ruido_caida * np.log2(11_025 / 40)])
    ruido = ruido * db_a_amplitud(lugar.ruido_vaiven_db * ondulacion(rng, n, 0.8))
    t, fase = np.arange(n) / SR, rng.uniform(0, 2 * np.pi)
    zumbido = sum(np.sin(2 * np.pi * 100 * k * t + k * fase) / k for k in range(1, 9))
    return unidad(unidad(ruido) + lugar.zumbido * unidad(zumbido))
