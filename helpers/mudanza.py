"""Dónde vive ahora lo que un cuaderno de antes importa de un módulo que ya no está."""

from __future__ import annotations

from helpers.errores import ErrorDelCurso

# Los módulos que importaban los cuadernos y se han mudado, y la carpeta que ofrece hoy lo mismo.
CARPETAS = {
    "entrenamiento": "redes",
    "figuras_de_altura": "graficas",
    "figuras_de_secuencias": "graficas",
    "parejas": "redes",
    "red_lstm": "redes",
}


class ErrorDeMudanza(ErrorDelCurso, ImportError):
    """Se importa un módulo que ahora está dentro de una carpeta."""


def avisar(modulo: str) -> None:
    """Lanza ErrorDeMudanza, y dice de dónde importar, si ese módulo se ha mudado; si no, no hace nada."""
    if carpeta := CARPETAS.get(modulo):
        raise ErrorDeMudanza(
            f"`helpers.{modulo}` se ha mudado: lo que ofrecía está ahora en `helpers.{carpeta}`.",
            que_hacer=f"cambia esa línea por `from helpers.{carpeta} import …`, con los mismos nombres.",
        )
