"""Cifras escritas como se leen en español: coma decimal y millares separados con un espacio."""

from __future__ import annotations

ESPACIO = "\u00a0"  # de no separación: una cifra y su unidad no se parten entre dos líneas


def decimal(valor: float, decimales: int = 1) -> str:
    """Escribe `valor` redondeado, con coma decimal y, desde cinco cifras, espacios: 22050 → «22 050».

    Cuaderno 05, «¿Qué columnas usa?».

    >>> from helpers.numeros import decimal
    >>> decimal(0.4567, 2), decimal(3.0, 0)
    ('0,46', '3')
    """
    redondo = round(float(valor), decimales)
    texto = f"{redondo:,.{decimales}f}" if abs(redondo) >= 10_000 else f"{redondo:.{decimales}f}"
    if not texto.strip("-0.,"):
        texto = texto.lstrip("-")
    return texto.replace(",", ESPACIO).replace(".", ",").replace("-", "\u2212")


def duracion(segundos: float) -> str:
    """Escribe una duración con la unidad que se entiende: «0,25 s», «12,0 s», «3 min 20 s», «1 h 5 min»."""
    if segundos < 1:
        return f"{decimal(segundos, 3).rstrip('0').rstrip(',') or 0}{ESPACIO}s"
    if segundos < 120:
        return f"{decimal(segundos, 1)}{ESPACIO}s"
    minutos, resto = divmod(round(segundos), 60)
    if minutos < 60:
        return f"{minutos}{ESPACIO}min {resto}{ESPACIO}s"
    horas, minutos = divmod(minutos, 60)
    return f"{horas}{ESPACIO}h {minutos}{ESPACIO}min"


def hercios(sr: int) -> str:
    """Escribe una frecuencia en hercios: «22 050 Hz»."""
    return f"{decimal(sr, 0)}{ESPACIO}Hz"
