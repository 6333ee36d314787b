"""Cuaderno 11: las cifras de la ficha del modelo de acentos, la centralita y la medida por voces."""

from functools import cache

from helpers.datos.conjuntos import cargar_conjunto
from helpers.ejercicios.repartos import (  # noqa: F401, los usa el guion
    DE_PANTALLA,
    PARTES_MINIMAS,
    Examen,
    Notas,
    Reparto,
    a_los_dos_lados,
    al_azar,
    notas_de,
    por_defecto,
    sin_aprender,
    son_las_suyas,
)

# Acento por acento: grabaciones de prueba y exhaustividad. Y la precisión de england.
FICHA = {
    "us": (4788, 0.0150),
    "england": (18_082, 0.9121),
    "indian": (5656, 0.4586),
    "australia": (5124, 0.0381),
    "canada": (5169, 0.1760),
}
PRECISION_DE_ENGLAND = 0.5255
DE_ENGLAND, _exhaustividad = FICHA["england"]
DE_ENGLAND_BIEN = DE_ENGLAND * _exhaustividad
VECES = DE_ENGLAND_BIEN / PRECISION_DE_ENGLAND

GRABACIONES = sum(n for n, _ in FICHA.values())
ACIERTOS = sum(n * r for n, r in FICHA.values())
EXACTITUD = ACIERTOS / GRABACIONES
SUMA_DE_EXHAUSTIVIDADES = sum(r for _, r in FICHA.values())
EQUILIBRADA = SUMA_DE_EXHAUSTIVIDADES / len(FICHA)
SIEMPRE_ENGLAND = DE_ENGLAND / GRABACIONES
AZAR = 1 / len(FICHA)

CENTRALITA = {"us": 600, "australia": 250, "england": 150}
LLAMADAS = sum(CENTRALITA.values())
BIEN_DIRIGIDAS = sum(n * FICHA[acento][1] for acento, n in CENTRALITA.items())
AUSTRALIANAS_BIEN = CENTRALITA["australia"] * FICHA["australia"][1]


@cache
def examen() -> Examen:
    """Los acentos y las voces de las 432 grabaciones, barajadas como en el cuaderno."""
    conjunto = cargar_conjunto("acentos").sample(frac=1, random_state=0, ignore_index=True)
    return Examen(conjunto.etiqueta.to_numpy(), conjunto.grupo.to_numpy())
