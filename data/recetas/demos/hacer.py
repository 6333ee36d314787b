"""Hace los sonidos de `data/audio/`, sus metadatos y su tabla. Siempre los mismos bytes.

    python data/recetas audio                  todo, menos la pieza de jazz, que tiene su receta
    python data/recetas audio/metadatos.csv    solo metadatos.csv y la tabla del README

Necesita espeak-ng 1.51, flite 2.2 y FluidSynth 2.3 con la fuente de sonido FluidR3 GM (en Debian y Ubuntu,
los paquetes espeak-ng, flite, fluidsynth y fluid-soundfont-gm) y los extras `recetas` de pyproject.toml.
Otras versiones de esos programas dan otros bytes. Un estudiante no necesita nada de esto: los archivos ya
están.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import soundfile as sf
from comun.fluidsynth import buscar_fuente
from comun.nivel import db_a_amplitud, rms
from comun.sintesis import SR

from . import eventos, fichas, notas, tarjeta, voces
from .acabado import a_16_bits, igualar


def hacer_habla() -> dict[str, np.ndarray]:
    """La orden, las tres emociones y los cuatro acentos, con espeak-ng."""
    sonidos = {"habla_orden": voces.espeak(fichas.ORDEN, fichas.VOZ_ORDEN, fichas.PROSODIA_ORDEN)}
    for emocion, prosodia in fichas.PROSODIAS.items():
        sonidos[f"emocion_{emocion}"] = voces.espeak(fichas.FRASE_EMOCION, fichas.VOZ_EMOCION, prosodia)
    for acento, (voz, _) in fichas.ACENTOS.items():
        sonidos[f"acento_{acento}"] = voces.espeak(fichas.FRASE_ACENTO, voz, fichas.PROSODIA_ACENTO)
    return sonidos


def hacer_hablantes() -> dict[str, np.ndarray]:
    """Las tres grabaciones para verificar quién habla, con flite."""
    return {nombre: voces.flite(frase, voz) for nombre, (_, voz, frase) in fichas.VERIFICACION.items()}


def hacer_mezcla() -> dict[str, np.ndarray]:
    """Las tres voces y su mezcla en enteros de 16 bits: la mezcla es su suma exacta."""
    sueltas = [voces.flite(frase, voz) for voz, _, frase in fichas.MEZCLA.values()]
    pistas = voces.mezclar_a_la_vez(sueltas, [retraso for _, retraso, _ in fichas.MEZCLA.values()])
    enteras = [a_16_bits(igualar(pista, fichas.RMS_FUENTE_DBFS)) for pista in pistas]
    suma = np.sum(enteras, axis=0)
    if np.max(np.abs(suma)) > 32767 * db_a_amplitud(-1.0):
        raise ValueError("La suma de las tres voces pasa de -1 dBFS.")
    return dict(zip(fichas.MEZCLA, enteras, strict=True)) | {"mezcla_3_hablantes": suma.astype(np.int16)}


def hacer_eventos() -> dict[str, np.ndarray]:
    """Los siete eventos acústicos."""
    nombres = ("lluvia", "campana", "motor", "motor_averiado", "pajaro", "alarma", "golpes")
    return {nombre: getattr(eventos, nombre)() for nombre in nombres}


def hacer_notas(fuente: Path) -> dict[str, np.ndarray]:
    """La misma nota en dos timbres, y otra nota en el primero."""
    return {
        "nota_flauta": notas.nota(notas.FLAUTA, notas.LA4, fuente),
        "nota_violin": notas.nota(notas.VIOLIN, notas.LA4, fuente),
        "nota_flauta_mi5": notas.nota(notas.FLAUTA, notas.MI5, fuente),
    }


def guardar(carpeta: Path, nombre: str, enteros: np.ndarray) -> None:
    """Escribe `nombre`.flac en 16 bits."""
    sf.write(carpeta / f"{nombre}.flac", enteros, SR, subtype="PCM_16", compression_level=1.0)
    print(f"{nombre}.flac  {len(enteros) / SR:.1f} s  {20 * np.log10(rms(enteros / 32768)):.1f} dBFS")


def main(opciones: argparse.ArgumentParser, argumentos: list[str]) -> None:
    opciones.add_argument("--fuente", help="ruta de FluidR3_GM.sf2")
    ajustes = opciones.parse_args(argumentos)
    sueltos = hacer_habla() | hacer_hablantes() | hacer_eventos() | hacer_notas(buscar_fuente(ajustes.fuente))
    enteros = {nombre: a_16_bits(igualar(y)) for nombre, y in sueltos.items()} | hacer_mezcla()
    for nombre, y in sorted(enteros.items()):
        guardar(ajustes.destino, nombre, y)
    tarjeta.escribir(ajustes.destino)
