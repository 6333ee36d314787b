"""De lo que contestó cada clasificador a cada grabación real, las tablas y la tarjeta de resultados."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from helpers.datos.conjuntos import REGISTROS
from helpers.datos.tablas import leer_registro
from helpers.evaluacion import (
    exactitud_equilibrada,
    intervalo_bootstrap,
    intervalo_de_la_diferencia,
)
from helpers.numeros import decimal

from .examenes import EXAMENES, Examen

CLAVE = ("conjunto", "particion", "fase", "archivo")
CLAVE_DE_COSTES = ("conjunto", "particion", "clasificador")
FASES = {"validacion": "entrenamiento", "prueba": "prueba"}
ORDEN = ("SVM", "CNN", "LSTM", "Transformer")
VARA = "SVM"  # con ella se comparan los demás
MUCHOS_GRUPOS = 10  # con menos, un bootstrap por grupos promete más de lo que cubre: se da cada persona
INICIO, FIN = "<!-- reales: inicio -->", "<!-- reales: fin -->"
NOMBRES = {
    "esc10": "ESC-10",
    "emodb": "EmoDB",
    "fsdd": "FSDD, voz nueva",
    "fsdd_oida": "FSDD, voz ya oída",
}


class Tablas:
    """Los archivos de resultados de una carpeta: lo medido se apunta, y lo demás se calcula al guardar."""

    def __init__(self, carpeta: Path):
        """Lee lo que ya estuviera medido en ``carpeta``."""
        self.carpeta = carpeta
        self.respuestas = _leer(carpeta / "reales_respuestas.csv", CLAVE, dtype=str)
        self.costes = _leer(
            carpeta / "reales_costes.csv", ("conjunto", "particion", "clasificador"), dtype=str
        )

    def apuntar(self, respuestas: pd.Series) -> None:
        """Añade, o sustituye, lo que contesta un clasificador (el nombre de la serie) a unas grabaciones."""
        self.respuestas = respuestas.to_frame().combine_first(self.respuestas)

    def apuntar_costes(self, examen: Examen, clasificador: str, costes: dict[str, str]) -> None:
        """Añade, o sustituye, los números que guarda y los segundos que tarda en aprender."""
        clave = pd.MultiIndex.from_tuples(
            [(examen.conjunto, examen.columna, clasificador)], names=CLAVE_DE_COSTES
        )
        self.costes = pd.DataFrame(costes, clave).combine_first(self.costes)

    def guardar(self) -> None:
        """Escribe las cuatro tablas y la parte de la tarjeta que sale de ellas."""
        resumen, personas = resumir(self.respuestas), por_persona(self.respuestas)
        respuestas = self.respuestas[[quien for quien in ORDEN if quien in self.respuestas]]
        _escribir(respuestas.sort_index().reset_index(), self.carpeta / "reales_respuestas.csv")
        _escribir(self.costes.sort_index().reset_index(), self.carpeta / "reales_costes.csv")
        _escribir(resumen, self.carpeta / "reales.csv")
        _escribir(personas, self.carpeta / "reales_por_persona.csv")
        escribir_tarjeta(resumen, personas, self.carpeta / "README.md")


def resumir(respuestas: pd.DataFrame) -> pd.DataFrame:
    """Devuelve una fila por examen, fase y clasificador: su nota y su diferencia emparejada con la SVM.

    respuestas : con el índice ``CLAVE`` y una columna por clasificador. Los intervalos, al 95 %, faltan si
    hay menos de diez grupos.
    """
    filas = []
    for examen in EXAMENES.values():
        for fase in FASES:
            parte = _parte(respuestas, examen, fase)
            filas += [_fila(examen, fase, parte, quien) for quien in _presentes(parte)]
    return pd.DataFrame(filas).astype({"grupos": "Int64"})


def por_persona(respuestas: pd.DataFrame) -> pd.DataFrame:
    """Devuelve, de los exámenes en que el grupo es la persona, una fila por persona y fase."""
    filas = []
    for examen in EXAMENES.values():
        for fase in FASES:
            parte = _parte(respuestas, examen, fase)
            if not examen.por_grupos or parte["grupo"].nunique() >= MUCHOS_GRUPOS:
                continue
            for persona, suyas in parte.groupby("grupo"):
                notas = {q: exactitud_equilibrada(suyas["etiqueta"], suyas[q]) for q in _presentes(parte)}
                clave = {"conjunto": examen.conjunto, "fase": fase, "persona": persona, "n": len(suyas)}
                filas.append(clave | notas)
    return pd.DataFrame(filas)


def escribir_tarjeta(resumen: pd.DataFrame, personas: pd.DataFrame, tarjeta: Path) -> None:
    """Renueva lo que va entre las dos marcas de la tarjeta."""
    antes, _, resto = tarjeta.read_text(encoding="utf-8").partition(INICIO)
    _, _, despues = resto.partition(FIN)
    texto = "\n\n".join([_tabla_de_notas(resumen), _tabla_de_personas(personas)])
    tarjeta.write_text(f"{antes}{INICIO}\n{texto}\n{FIN}{despues}", encoding="utf-8")


def _fila(examen: Examen, fase: str, parte: pd.DataFrame, quien: str) -> dict:
    etiqueta, grupos = parte["etiqueta"], parte["grupo"] if examen.por_grupos else None
    n_grupos = grupos.nunique() if examen.por_grupos else None
    fila = {
        "conjunto": examen.conjunto,
        "particion": examen.columna,
        "fase": fase,
        "clasificador": quien,
        "azar": 1 / etiqueta.nunique(),
        "n": len(parte),
        "grupos": n_grupos,
        "nota": exactitud_equilibrada(etiqueta, parte[quien]),
        "menos_svm": exactitud_equilibrada(etiqueta, parte[quien])
        - exactitud_equilibrada(etiqueta, parte[VARA]),
    }
    if n_grupos is not None and n_grupos < MUCHOS_GRUPOS:
        return fila
    de_la_nota = intervalo_bootstrap(etiqueta, parte[quien], grupos)
    de_la_diferencia = intervalo_de_la_diferencia(etiqueta, parte[quien], parte[VARA], grupos)
    extremos = ("inferior", "superior")
    return (
        fila
        | dict(zip(extremos, de_la_nota, strict=True))
        | {f"menos_svm_{e}": v for e, v in zip(extremos, de_la_diferencia, strict=True)}
    )


def _parte(respuestas: pd.DataFrame, examen: Examen, fase: str) -> pd.DataFrame:
    """Lo contestado en un examen y una fase, con la etiqueta y el grupo de cada grabación."""
    registro = _registro(examen.conjunto)
    suyas = registro[registro[examen.columna] == FASES[fase]]
    claves = [(examen.conjunto, examen.columna, fase, archivo) for archivo in suyas.index]
    dichas = respuestas.reindex(pd.MultiIndex.from_tuples(claves, names=CLAVE))
    return suyas[["etiqueta", "grupo"]].reset_index().join(dichas.reset_index(drop=True))


@cache
def _registro(conjunto: str) -> pd.DataFrame:
    return leer_registro(REGISTROS / f"{conjunto}.csv").set_index("archivo")


def _presentes(parte: pd.DataFrame) -> list[str]:
    return [quien for quien in ORDEN if quien in parte and parte[quien].notna().all()]


def _tabla_de_notas(resumen: pd.DataFrame) -> str:
    lineas = [
        "| conjunto | fase | clasificador | exactitud equilibrada | menos la SVM | *n* | azar |",
        "|---|---|---|---|---|---|---|",
    ]
    nombres = {(e.conjunto, e.columna): NOMBRES[nombre] for nombre, e in EXAMENES.items()}
    for fila in resumen.itertuples():
        grupos = "" if pd.isna(fila.grupos) else f" ({int(fila.grupos)} grupos)"
        celdas = [
            nombres[fila.conjunto, fila.particion],
            "validación" if fila.fase == "validacion" else "prueba",
            fila.clasificador,
            _con_intervalo(fila.nota, fila.inferior, fila.superior, decimal),
            "–"
            if fila.clasificador == VARA
            else _con_intervalo(fila.menos_svm, fila.menos_svm_inferior, fila.menos_svm_superior, con_signo),
            f"{fila.n}{grupos}",
            decimal(fila.azar, 2),
        ]
        lineas.append(f"| {' | '.join(celdas)} |")
    return "\n".join(lineas)


def _tabla_de_personas(personas: pd.DataFrame) -> str:
    quienes = list(personas.columns[4:])
    lineas = [f"| persona | fase | *n* | {' | '.join(quienes)} |", f"|---|---|---|{'---|' * len(quienes)}"]
    for fila in personas.to_dict("records"):
        notas = " | ".join(decimal(fila[quien], 2) for quien in quienes)
        fase = "validación" if fila["fase"] == "validacion" else "prueba"
        lineas.append(f"| `{fila['persona']}` | {fase} | {fila['n']} | {notas} |")
    return "\n".join(lineas)


def _con_intervalo(valor: float, inferior: float, superior: float, escribir) -> str:
    if pd.isna(inferior):
        return escribir(valor, 2)
    return f"{escribir(valor, 2)} ({escribir(inferior, 2)} a {escribir(superior, 2)})"


def con_signo(valor: float, decimales: int) -> str:
    """Escribe una diferencia con su signo: «+0,08»."""
    return ("+" if round(valor, decimales) > 0 else "") + decimal(valor, decimales)


def _leer(ruta: Path, indice: tuple[str, ...], **opciones) -> pd.DataFrame:
    if ruta.exists():
        return pd.read_csv(ruta, **opciones).set_index(list(indice))
    return pd.DataFrame(index=pd.MultiIndex.from_tuples([], names=indice))


def _escribir(tabla: pd.DataFrame, ruta: Path) -> None:
    ruta.parent.mkdir(parents=True, exist_ok=True)
    tabla.to_csv(ruta, index=False, lineterminator="\n", float_format="%.3f")
