"""Los casos que un guion declara de sí mismo: su respuesta buena y, por cada fila, quien comete ese error."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from helpers.ejercicios import guion, respuestas
from helpers.ejercicios.declaracion import Clase, Declarado, Ejercicio, Fila
from helpers.ejercicios.diagnostico import _con_sujeto


@cache
def nombres(cuaderno: str) -> dict[str, Any]:
    """Los nombres que valen en los ejemplos: los del guion y los de ``alumno_NN.py``, si lo hay."""
    ruta = guion.guiones()[cuaderno]
    valen = {"np": guion.np, "math": guion.math, **vars(respuestas)}
    for archivo in (ruta.with_suffix(".py"), Path(__file__).with_name(f"alumno_{cuaderno}.py")):
        if archivo.exists():
            valen |= vars(_modulo(archivo))
    return valen


def _modulo(archivo: Path) -> Any:
    if archivo.parent == guion.CARPETA:
        return importlib.import_module(f"helpers.ejercicios.cuadernos.{archivo.stem}")
    return importlib.import_module(archivo.stem)


def buenas(ejercicio: Ejercicio, valen: Mapping[str, Any]) -> dict[str, Any]:
    """La respuesta buena de cada campo, la que dice el guion."""
    return {campo.nombre: respuesta(campo, campo.ejemplo, valen) for campo in ejercicio.campos}


def respuesta(campo: Declarado, ejemplo: str, valen: Mapping[str, Any]) -> Any:
    """El valor de un ejemplo o, si el campo es una función, una que devuelve eso de sus argumentos."""
    if not campo.argumentos or callable(valen.get(ejemplo)):
        return eval(compile(ejemplo, f"el ejemplo de {campo.nombre}", "eval"), dict(valen))
    codigo = compile(ejemplo, f"el ejemplo de {campo.nombre}", "eval")

    def del_alumno(*argumentos):
        return eval(codigo, {**valen, **dict(zip(campo.argumentos, argumentos, strict=True))})

    del_alumno.__signature__ = _firma(campo.argumentos)
    return del_alumno


def _firma(argumentos: tuple[str, ...]) -> Any:
    from inspect import Parameter, Signature

    return Signature([Parameter(nombre, Parameter.POSITIONAL_OR_KEYWORD) for nombre in argumentos])


def errores(ejercicio: Ejercicio, valen: Mapping[str, Any]) -> Iterator[tuple[Fila, str, dict[str, Any]]]:
    """Cada fila que declara un error, lo que tiene que decir (expresión regular) y quien lo comete."""
    bien = buenas(ejercicio, valen)
    for campo in (None, *ejercicio.campos):
        for fila in ejercicio.filas if campo is None else campo.filas:
            if fila.clase is Clase.UNIDAD:
                yield from ((fila, dicho, bien | cambio) for dicho, cambio in _unidades(fila, campo, valen))
            elif fila.ejemplo:
                valen_ya = valen if campo is None else {**valen, "esperado": bien[campo.nombre]}
                yield fila, _patron(fila, campo), bien | _cambio(fila, campo, valen_ya)
    for a, b in zip(ejercicio.cruces, ejercicio.cruces[1:], strict=False):
        yield (
            Fila(Clase.SI, None, ejercicio.bien),
            r".+ están intercambiados\.",
            bien | {a: bien[b], b: bien[a]},
        )


def _cambio(fila: Fila, campo: Declarado | None, valen: Mapping[str, Any]) -> dict[str, Any]:
    if campo is not None:
        try:
            return {campo.nombre: respuesta(campo, fila.ejemplo, valen)}
        except SyntaxError:
            pass
    return eval(f"dict({fila.ejemplo})", dict(valen))


def _patron(fila: Fila, campo: Declarado | None) -> str:
    """La frase entera, con cualquier cosa en sus huecos."""
    trozos = (re.escape(trozo) if isinstance(trozo, str) else ".+" for trozo in fila.frase.trozos)
    entera = "".join(trozos)
    if fila.frase.trozos[0] == "" and len(fila.frase.trozos) > 1:
        return f"(.+ )?{entera}"
    return re.escape(_con_sujeto(fila.frase.texto, campo)).removesuffix(re.escape(fila.frase.texto)) + entera


def _unidades(fila: Fila, campo: Declarado, valen: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    magnitud, factor, pedida = respuestas.UNIDADES[fila.clave]
    correcta = respuesta(campo, campo.ejemplo, valen)
    for otra_magnitud, otro, nombre in respuestas.UNIDADES.values():
        if otra_magnitud == magnitud and nombre != pedida:
            yield f"eso son {nombre}, y se piden {pedida}", {campo.nombre: correcta * factor / otro}
