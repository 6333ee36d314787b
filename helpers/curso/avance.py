"""Lo que lleva hecho quien estudia, dicho con palabras. Solo biblioteca estándar."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.progreso import Hecho

LLAMADA = re.compile(r'\bcomprobar\(\s*"(\d\d\.\d+)"')


def linea(ejercicios: Sequence[str], hechos: Mapping[str, Hecho]) -> str:
    """Devuelve la línea que va arriba de una copia, en Markdown."""
    if not ejercicios:
        return "**Tu copia.** Este cuaderno no tiene ejercicios."
    acertados, probados = _acertados(ejercicios, hechos), _probados(ejercicios, hechos)
    faltan = [numero for numero in ejercicios if numero not in hechos]
    partes = [f"Ejercicios acertados: {acertados}."] if acertados else []
    partes += [f"Probados, y todavía no: {probados}."] if probados else []
    partes += [f"Sin responder: {', '.join(faltan)}."] if faltan else []
    return f"**Tu copia.** {' '.join(partes)} *Esta línea se pone al día cada vez que abres el curso.*"


def tabla(cuadernos: Path, hechos: Mapping[str, Hecho]) -> str:
    """Devuelve una línea por cuaderno de la carpeta: cuántos ejercicios lleva, cuáles y desde cuándo."""
    filas = [_fila(ruta, hechos) for ruta in sorted(cuadernos.glob("[0-9]*.ipynb"))]
    ancho = max((len(titulo) for titulo, _ in filas), default=0)
    return "\n".join(f"{titulo:<{ancho}}  {resto}".rstrip() for titulo, resto in filas)


def ejercicios_de(cuaderno: Mapping) -> list[str]:
    """Los números de los ejercicios que se comprueban en un cuaderno, en orden y sin repetir."""
    codigo = "\n".join("".join(c["source"]) for c in cuaderno["cells"] if c["cell_type"] == "code")
    return list(dict.fromkeys(LLAMADA.findall(codigo)))


def _fila(ruta: Path, hechos: Mapping[str, Hecho]) -> tuple[str, str]:
    try:
        cuaderno = json.loads(ruta.read_text("utf-8"))
        titulo = "".join(cuaderno["cells"][0]["source"]).splitlines()[0].lstrip("# ")
        ejercicios = ejercicios_de(cuaderno)
    except (LookupError, TypeError, ValueError):
        return ruta.stem, "el original del curso no se puede leer: descarga el curso de nuevo"
    acertados, probados = _acertados(ejercicios, hechos), _probados(ejercicios, hechos)
    bien = sum(hechos[numero].acierto for numero in ejercicios if numero in hechos)
    detalle = "; ".join(filter(None, [acertados, probados and f"probados: {probados}"]))
    return titulo, f"{bien} de {len(ejercicios)}  {detalle}"


def _acertados(ejercicios: Sequence[str], hechos: Mapping[str, Hecho]) -> str:
    bien = [n for n in ejercicios if n in hechos and hechos[n].acierto]
    return ", ".join(f"{n} ({hechos[n].cuando:%d/%m/%Y})" for n in bien)


def _probados(ejercicios: Sequence[str], hechos: Mapping[str, Hecho]) -> str:
    return ", ".join(n for n in ejercicios if n in hechos and not hechos[n].acierto)
