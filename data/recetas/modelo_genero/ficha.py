"""Escribe la ficha del modelo: la plantilla, con las cifras medidas."""

from __future__ import annotations

from pathlib import Path
from string import Template

from helpers.etiquetas import en_espanol
from helpers.numeros import decimal

PLANTILLA = Path(__file__).with_name("plantilla_ficha.md")
DESCRIPCIONES = {
    "brahms": "Brahms, *Danza húngara n.º 5*, orquesta de cuerda",
    "vibeace": "Kevin MacLeod, *Vibe Ace*, vibráfono, piano y contrabajo",
    "nutcracker": "Chaikovski, *Danza del hada de azúcar*, por Kevin MacLeod",
    "fishin": "Karissa Hobbs, *Let's Go Fishin'*, folk-pop con voz",
    "trumpet": "Mihai Sorohan, trompeta sola",
}
SIN_MEDIR = "| – | no se midió al entrenar | – | – |"


def escribir_ficha(resultados: dict, destino: Path) -> None:
    """Escribe el README del modelo a partir de lo que hay en ``resultados.json``."""
    modelo, svm = resultados["modelo"], resultados["referencia"]
    valores = {
        "exactitud_con_punto": f"{modelo['exactitud_equilibrada']:.2f}",
        "etiquetas": ", ".join(en_espanol(etiqueta) for etiqueta in resultados["etiquetas"]),
        "azar": decimal(resultados["azar"], 2),
        "parametros": decimal(resultados["parametros"], 0),
        "plan": resultados["plan"],
        "cruzada": "; ".join(
            f"{nombre}, {decimal(valor, 2)}" for nombre, valor in resultados["validacion_cruzada"].items()
        ),
        "svm_cruzada": decimal(svm["validacion_cruzada"], 2),
        "tabla_generos": _tabla_generos(resultados["confusiones"], resultados["etiquetas"]),
        "tabla_reales": _tabla_reales(resultados.get("reales", [])),
    }
    for parte in ("desarrollo", "prueba"):
        valores[f"piezas_{parte}"] = resultados["piezas"][parte]
        valores[f"bandas_{parte}"] = resultados["bandas"][parte]
    for nombre, cifras in (("modelo", modelo), ("svm", svm)):
        valores[f"{nombre}_exactitud"] = decimal(cifras["exactitud_equilibrada"], 2)
        valores[f"{nombre}_aciertos"] = cifras["aciertos"]
        valores[f"{nombre}_por_bandas"] = _intervalo(cifras["intervalo_por_bandas"])
        valores[f"{nombre}_por_piezas"] = _intervalo(cifras["intervalo_por_piezas"])
    destino.write_text(Template(PLANTILLA.read_text(encoding="utf-8")).substitute(valores), encoding="utf-8")


def _intervalo(extremos: tuple[float, float]) -> str:
    return " – ".join(decimal(extremo, 2) for extremo in extremos)


def _tabla_generos(confusiones: list[list[int]], etiquetas: list[str]) -> str:
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


def _tabla_reales(reales: list[dict]) -> str:
    filas = []
    for grabacion in reales:
        principio = ", ".join(
            f"{en_espanol(etiqueta)} {decimal(probabilidad, 2)}"
            for etiqueta, probabilidad in grabacion["principio"]
        )
        ventanas = ", ".join(f"{en_espanol(etiqueta)} {n}" for etiqueta, n in grabacion["ventanas"].items())
        nombre = grabacion["nombre"]
        filas.append(f"| `{nombre}` | {DESCRIPCIONES[nombre]} | {principio} | {ventanas} |")
    return "\n".join(filas) or SIN_MEDIR
