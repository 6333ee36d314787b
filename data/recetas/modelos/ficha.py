"""Lo que comparten las fichas: una plantilla por modelo, las cifras escritas en español y sus tablas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template

from helpers.etiquetas import en_espanol
from helpers.numeros import decimal

SIN_MEDIR = "no se midió al entrenar"


def rellenar_plantilla(tarea: str, valores: dict, destino: Path) -> None:
    """Escribe la ficha en ``destino``: ``<tarea>/plantilla.md`` con los valores en su sitio."""
    plantilla = (Path(__file__).parent / tarea / "plantilla.md").read_text(encoding="utf-8")
    destino.write_text(Template(plantilla).substitute(valores), encoding="utf-8")


def valores_comunes(resultados: dict) -> dict:
    """Devuelve lo que dicen todas las fichas: las cifras del modelo y de la SVM, y de dónde salen."""
    return {
        **cifras_de("modelo", resultados["modelo"]),
        **cifras_de("svm", resultados["referencia"]),
        "svm_cruzada": decimal(resultados["referencia"]["validacion_cruzada"], 2),
        **cifras_de_las_fugas(resultados.get("fugas", {})),
        **{f"n_{parte}": cuantos for parte, cuantos in resultados["ejemplos"].items()},
        **{f"grupos_{parte}": cuantos for parte, cuantos in resultados["grupos"].items()},
        "exactitud_con_punto": f"{resultados['modelo']['exactitud_equilibrada']:.2f}",
        "etiquetas": ", ".join(en_espanol(etiqueta) for etiqueta in resultados["etiquetas"]),
        "azar": decimal(resultados["azar"], 2),
        "parametros": decimal(resultados["parametros"], 0),
        "plan": resultados["plan"],
        "cruzada": "; ".join(
            f"{nombre}, {decimal(valor, 2)}" for nombre, valor in resultados["validacion_cruzada"].items()
        ),
        "tabla_clases": tabla_de_clases(resultados["confusiones"], resultados["etiquetas"]),
    }


def cifras_de(nombre: str, medida: dict) -> dict[str, str]:
    """Devuelve los valores ``<nombre>_exactitud``, ``_aciertos``, ``_por_grupos``… de una medida."""
    intervalos = {
        f"{nombre}_{cual.removeprefix('intervalo_')}": tramo(extremos)
        for cual, extremos in medida.items()
        if cual.startswith("intervalo_") and extremos
    }
    return {
        f"{nombre}_exactitud": decimal(medida["exactitud_equilibrada"], 2),
        f"{nombre}_aciertos": f"{medida['aciertos']} de {medida['n']}",
        **intervalos,
    }


def cifras_de_las_fugas(fugas: dict[str, dict]) -> dict[str, str]:
    """Devuelve ``n_<reparto>``, ``<reparto>_modelo`` y ``<reparto>_referencia`` de cada reparto."""
    valores = {}
    for reparto, suyo in fugas.items():
        valores[f"n_{reparto}"] = str(suyo["n"])
        valores |= {f"{reparto}_{quien}": decimal(suyo[quien], 2) for quien in ("modelo", "referencia")}
    return valores


def valores_de_las_personas(resultados: dict) -> dict[str, str]:
    """Devuelve lo que dicen los que oyen a personas: cada una, y la SVM que no oye más que a ellas."""
    solo = resultados["referencia_solo_personas"]
    return {
        **cifras_de("svm_solo", solo),
        "svm_solo_cruzada": decimal(solo["validacion_cruzada"], 2),
        "tabla_personas": tabla_de_grupos(resultados["por_persona"]),
    }


def tramo(extremos: Sequence[float]) -> str:
    """Escribe un intervalo: «0,73 – 0,93»."""
    return " – ".join(decimal(extremo, 2) for extremo in extremos)


def en_lista(respuesta: Iterable[tuple[str, float]]) -> str:
    """Escribe etiquetas con su probabilidad: «pop 0,41, jazz 0,21»."""
    return ", ".join(f"{en_espanol(etiqueta)} {decimal(parte, 2)}" for etiqueta, parte in respuesta)


def tabla_de_clases(confusiones: list[list[int]], etiquetas: list[str]) -> str:
    """Devuelve una fila por clase: cuántas acierta y las dos con que más la confunde."""
    filas = []
    for i, etiqueta in enumerate(etiquetas):
        fallos = [(veces, j) for j, veces in enumerate(confusiones[i]) if j != i and veces]
        confunde = ", ".join(
            f"{en_espanol(etiquetas[j])} ({veces})"
            for veces, j in sorted(fallos, key=lambda fallo: -fallo[0])[:2]
        )
        filas.append(
            f"| {en_espanol(etiqueta)} | {confusiones[i][i]} de {sum(confusiones[i])} | {confunde or '–'} |"
        )
    return "\n".join(filas)


def tabla_de_grupos(por_grupo: dict[str, dict]) -> str:
    """Devuelve una fila por grupo, sea persona o voz: su exactitud equilibrada y sus aciertos."""
    return "\n".join(
        f"| `{grupo}` | {decimal(suyo['exactitud_equilibrada'], 2)} | {suyo['aciertos']} de {suyo['n']} |"
        for grupo, suyo in por_grupo.items()
    )


def tabla_de_respuestas(demos: list[dict], descripciones: dict[str, str], cuantas: int) -> str:
    """Devuelve una fila por sonido de ``data/audio``: qué es y las primeras respuestas del modelo."""
    return "\n".join(
        f"| `{demo['nombre']}` | {descripciones[demo['nombre']]} | {en_lista(demo['respuesta'][:cuantas])} |"
        for demo in demos
    )
