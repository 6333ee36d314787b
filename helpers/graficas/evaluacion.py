"""Las figuras de lo que responde un clasificador y de lo que acierta: qué confunde, y con qué intervalos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.etiquetas import en_espanol
from helpers.evaluacion.informe import con_intervalo, proporcion
from helpers.graficas.comun import (
    ANCHO,
    AZUL,
    DE_CERO_A_UNO,
    LETRA,
    NARANJA,
    figura_con_pie,
    letra_sobre,
    poner_barra,
    rotular,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from helpers.evaluacion.informe import Evaluacion

FILAS_EN_EL_PIE = 12


def matriz_de_confusion(
    evaluacion: Evaluacion | pd.DataFrame, ax: Axes | None = None, titulo: str = "Matriz de confusión"
) -> Axes:
    """Dibuja qué se responde (columnas) ante cada clase (filas), con la cuenta en cada casilla.

    evaluacion : lo que devuelve ``evaluar``, o su DataFrame ``confusiones``. El color es la fracción de la
        fila; una clase sin ejemplos tiene la suya vacía.

    ErrorDeDatos si no es una cosa ni otra, o si en la tabla no hay ningún ejemplo.

    Cuaderno 05, «El examen final».

    >>> from helpers import graficas
    >>> from helpers.evaluacion import evaluar
    >>> evaluacion = evaluar(["lluvia", "lluvia", "motor"], ["lluvia", "motor", "motor"])
    >>> ax = graficas.matriz_de_confusion(evaluacion)
    >>> ax.get_xlabel(), ax.get_ylabel()
    ('Lo que responde', 'Lo que era')
    """
    confusiones = _validar_confusiones(getattr(evaluacion, "confusiones", evaluacion))
    cuenta = confusiones.to_numpy()
    n = cuenta.sum(axis=1, keepdims=True)
    nombres = [str(en_espanol(clase)) for clase in confusiones.index]
    if ax is None:
        texto = f"{titulo}: {_medidas(evaluacion, cuenta)}. {_mayor_confusion(cuenta, nombres)}"
        ax = figura_con_pie(3.2 + 0.42 * len(nombres), texto, ancho=max(ANCHO, 0.4 * len(nombres)))
    fraccion = np.divide(cuenta, n, out=np.zeros(cuenta.shape), where=n > 0)
    imagen = ax.imshow(fraccion, cmap=DE_CERO_A_UNO, vmin=0, vmax=1, aspect="auto")
    for fila, columna in np.argwhere(cuenta):
        color = letra_sobre(fraccion[fila, columna])
        texto = numeros.decimal(cuenta[fila, columna], 0)
        ax.text(columna, fila, texto, color=color, fontsize=LETRA, ha="center", va="center")
    rotular(ax, titulo, "Lo que responde", "Lo que era")
    ax.set_xticks(range(len(nombres)), nombres, rotation=45, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(nombres)), nombres)
    poner_barra(ax, imagen, "Fracción de la fila", [0, 0.5, 1])
    return ax


def intervalos(
    filas: Sequence[tuple[str, float, float, float]] | pd.DataFrame,
    azar: float | None = None,
    ax: Axes | None = None,
    titulo: str = "Intervalos al 95 %",
    eje: str | None = None,
) -> Axes:
    """Dibuja cada valor como un punto con su intervalo, en un eje de 0 a 1.

    filas : lista de (nombre, valor, inferior, superior); o un DataFrame con las columnas valor, inferior y
        superior y los nombres en su índice, como ``evaluacion.por_clase``, cuyo valor es la exhaustividad.
        Una fila con NaN no tiene ejemplos: se nombra y se deja sin punto.
    azar : float entre 0 y 1, dónde va la línea discontinua; None, sin línea.
    eje : el rótulo del eje; si falta, «Exhaustividad» para ``por_clase`` y «Exactitud» para lo demás.

    ErrorDeDatos si no hay filas o si no se cumple 0 ≤ inferior ≤ valor ≤ superior ≤ 1.

    Cuaderno 05, «El examen final».

    >>> from helpers import graficas
    >>> filas = [("k-NN", 0.60, 0.50, 0.69), ("SVM", 0.74, 0.65, 0.82)]
    >>> ax = graficas.intervalos(filas, azar=0.1)
    >>> print(graficas.texto_alternativo(ax.figure))
    Figura. Intervalos al 95 %: k-NN, 0,60 (0,50–0,69); SVM, 0,74 (0,65–0,82). Al azar, 0,10.
    """
    eje = eje or ("Exhaustividad" if "exhaustividad" in getattr(filas, "columns", ()) else "Exactitud")
    barras = _leer_barras(filas)
    if azar is not None and not 0 <= azar <= 1:
        raise ErrorDeDatos(
            f"El azar va entre 0 y 1, y no puede ser {azar}.", que_hacer="con k clases, es 1/k."
        )
    if ax is None:
        ax = figura_con_pie(2.2 + 0.42 * len(barras), f"{titulo}: {_contar_barras(barras, azar)}")
    for fila, barra in enumerate(barras):
        ax.text(1.02, fila, str(barra), transform=ax.get_yaxis_transform(), fontsize=LETRA, va="center")
        if not barra.vacia:
            extremos = [[barra.valor - barra.inferior], [barra.superior - barra.valor]]
            ax.errorbar(
                barra.valor, fila, xerr=extremos, fmt="o", color=AZUL, markersize=9, linewidth=2.5, capsize=6
            )
    ax.set(xlim=(-0.02, 1.02), ylim=(len(barras) - 0.4, -1.1))
    if azar is not None:
        ax.axvline(azar, color=NARANJA, linestyle="--", linewidth=2.5)
        junto_a, lado = (azar + 0.01, "left") if azar < 0.8 else (azar - 0.01, "right")
        rotulo = f"azar: {proporcion(azar)}"
        ax.text(junto_a, -0.75, rotulo, color=NARANJA, fontsize=LETRA, ha=lado, va="center")
    ax.spines[["top", "right"]].set_visible(False)
    rotular(ax, titulo, eje, "")
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_yticks(range(len(barras)), [barra.nombre for barra in barras])
    return ax


class _Barra(NamedTuple):
    nombre: str
    valor: float
    inferior: float
    superior: float

    @property
    def vacia(self) -> bool:
        return bool(np.isnan(self.valor))

    def __str__(self) -> str:
        if self.vacia:
            return "sin ejemplos"
        return con_intervalo(self.valor, (self.inferior, self.superior))


def _leer_barras(filas: Sequence | pd.DataFrame) -> list[_Barra]:
    if hasattr(filas, "columns"):
        valor = "exhaustividad" if "exhaustividad" in filas.columns else "valor"
        columnas = [valor, "inferior", "superior"]
        if not set(columnas) <= set(filas.columns):
            raise ErrorDeDatos(
                f"A la tabla le falta alguna de las columnas {', '.join(columnas)}.",
                que_hacer="pasa evaluacion.por_clase, o una lista de (nombre, valor, inferior, superior).",
            )
        filas = [(n, *v) for n, v in zip(filas.index, filas[columnas].to_numpy(), strict=True)]
    try:
        barras = [_Barra(str(en_espanol(n)), float(v), float(a), float(b)) for n, v, a, b in filas]
    except (TypeError, ValueError) as error:
        raise ErrorDeDatos(
            "Cada fila lleva cuatro cosas: nombre, valor, inferior y superior.",
            que_hacer='escríbelas así: intervalos([("época 7", 0.94, 0.875, 0.972)]).',
        ) from error
    if not barras:
        raise ErrorDeDatos("No hay ninguna fila que dibujar.")
    for barra in barras:
        if not barra.vacia and not 0 <= barra.inferior <= barra.valor <= barra.superior <= 1:
            raise ErrorDeDatos(
                f"En «{barra.nombre}» no se cumple 0 ≤ inferior ≤ valor ≤ superior ≤ 1.",
                que_hacer="el orden es (nombre, valor, inferior, superior), y los tres son proporciones.",
            )
    return barras


def _contar_barras(barras: list[_Barra], azar: float | None) -> str:
    texto = "; ".join(f"{barra.nombre}, {barra}" for barra in barras[:FILAS_EN_EL_PIE])
    mas = len(barras) - FILAS_EN_EL_PIE
    texto += f"; y {mas} más." if mas > 0 else "."
    return texto if azar is None else f"{texto} Al azar, {proporcion(azar)}."


def _medidas(evaluacion: Evaluacion | pd.DataFrame, cuenta: np.ndarray) -> str:
    """La exactitud equilibrada, con su intervalo si se sabe, su n y su azar."""
    if hasattr(evaluacion, "confusiones"):
        azar, n = evaluacion.azar, evaluacion.n
        extremos = evaluacion.exactitud_equilibrada_intervalo
        valor = con_intervalo(evaluacion.exactitud_equilibrada, extremos)
    else:
        por_clase = cuenta.sum(axis=1)
        hay = por_clase > 0
        azar, n = 1 / hay.sum(), por_clase.sum()
        valor = proporcion(np.mean(np.diag(cuenta)[hay] / por_clase[hay]))
    ejemplos = "1 ejemplo" if n == 1 else f"{numeros.decimal(n, 0)} ejemplos"
    return f"exactitud equilibrada {valor} en {ejemplos}; al azar, {proporcion(azar)}"


def _mayor_confusion(cuenta: np.ndarray, nombres: list[str]) -> str:
    fallos = cuenta - np.diag(np.diag(cuenta))
    if not fallos.any():
        return "No confunde ninguna."
    real, dicha = np.unravel_index(np.argmax(fallos), fallos.shape)
    veces = f"{fallos[real, dicha]} de {cuenta[real].sum()} veces"
    iguales = int((fallos == fallos.max()).sum()) - 1
    ademas = f" (y {iguales} más, igual de frecuentes)" if iguales else ""
    return f"Lo que más confunde: {nombres[real]}, que {veces} toma por {nombres[dicha]}{ademas}."


def _validar_confusiones(confusiones: pd.DataFrame) -> pd.DataFrame:
    if not hasattr(confusiones, "columns") or list(confusiones.index) != list(confusiones.columns):
        raise ErrorDeDatos(
            "Una matriz de confusión tiene las mismas clases, y en el mismo orden, en filas y en columnas.",
            que_hacer="pasa lo que devuelve evaluar(reales, predichas), o su atributo confusiones.",
        )
    cuenta = confusiones.to_numpy()
    if cuenta.dtype.kind not in "iu" or (cuenta < 0).any() or not cuenta.any():
        raise ErrorDeDatos(
            "En cada casilla de una matriz de confusión va una cuenta, y alguna es mayor que cero.",
            que_hacer="pasa cuentas enteras y no fracciones: la figura ya las calcula.",
        )
    return confusiones


# --- Lo que responde ---


def probabilidades(
    tabla: pd.DataFrame,
    n_clases: int | None = None,
    ax: Axes | None = None,
    titulo: str = "Qué responde el clasificador",
) -> Axes:
    """Dibuja la respuesta de un clasificador en barras, con una línea en el reparto a partes iguales.

    Esa línea dice si el modelo prefiere algo. El azar de su exactitud es otra cosa, y puede ser otra cifra.
    Si ``tabla.attrs["suman_1"]`` es False, cada etiqueta va por su cuenta y no hay línea.

    tabla : lo que devuelve `clasificar`, con las columnas `etiqueta` y `probabilidad` (entre 0 y 1).
    n_clases : int, cuántas clases tiene el modelo; la tabla puede traer solo las primeras. Si falta, se toma
        de ``tabla.attrs["n_clases"]``, donde lo deja `clasificar`.

    ErrorDeDatos si la tabla no es así o no se sabe cuántas clases hay.

    Cuaderno 00, «Oír, ver, clasificar».

    >>> import pandas as pd
    >>> from helpers import graficas
    >>> tabla = pd.DataFrame({"etiqueta": ["jazz", "blues"], "probabilidad": [0.7, 0.2]})
    >>> ax = graficas.probabilidades(tabla, n_clases=10)
    >>> [etiqueta.get_text() for etiqueta in ax.get_yticklabels()]
    ['jazz', 'blues']
    """
    valores, igual = _validar_respuestas(tabla, n_clases)
    etiquetas = [en_espanol(etiqueta) for etiqueta in tabla["etiqueta"]]
    porcentajes = [_porcentaje(valor) for valor in valores]
    if ax is None:
        respuestas = "; ".join(f"{e}, {p}" for e, p in zip(etiquetas, porcentajes, strict=True))
        texto = f"{titulo}: {respuestas}. {_contar_el_reparto(igual)}"
        ax = figura_con_pie(2.2 + 0.42 * len(valores), texto)
    ax.barh(range(len(valores)), valores, color=AZUL, height=0.7)
    for fila, (valor, porcentaje) in enumerate(zip(valores, porcentajes, strict=True)):
        junto_a = igual if igual and valor < igual < valor + 0.12 else valor  # que la línea no tache la cifra
        ax.text(junto_a + 0.012, fila, porcentaje, fontsize=LETRA, va="center")
    ax.set(xlim=(0, 1.12), ylim=(len(valores) - 0.4, -1.1))
    if igual:
        ax.axvline(igual, color=NARANJA, linestyle="--", linewidth=2.5)
        rotulo = f"a partes iguales: {_porcentaje_igual(igual)}"
        ax.text(igual + 0.01, -0.75, rotulo, color=NARANJA, fontsize=LETRA, va="center")
    ax.spines[["top", "right"]].set_visible(False)
    rotular(ax, titulo, "Probabilidad", "")
    ax.set_xticks(np.linspace(0, 1, 6))
    ax.set_yticks(range(len(valores)), etiquetas)
    return ax


def _contar_el_reparto(igual: float | None) -> str:
    if igual is None:
        return "Cada etiqueta va por su cuenta: sus probabilidades no tienen por qué sumar 100 %."
    return f"A partes iguales, cada clase tendría un {_porcentaje_igual(igual)}."


def _porcentaje(probabilidad: float) -> str:
    if 0 < probabilidad < 0.01:
        return f"<1{numeros.ESPACIO}%"
    if 0.995 < probabilidad < 1:
        return f">99{numeros.ESPACIO}%"
    return f"{numeros.decimal(100 * probabilidad, 0)}{numeros.ESPACIO}%"


def _porcentaje_igual(parte: float) -> str:
    decimales = 0 if round(100 * parte, 6).is_integer() else 1
    return f"{numeros.decimal(100 * parte, decimales)}{numeros.ESPACIO}%"


def _validar_respuestas(tabla: pd.DataFrame, n_clases: int | None) -> tuple[np.ndarray, float | None]:
    """Devuelve las probabilidades y cuánto toca a cada clase a partes iguales; None si no se reparten 1."""
    if not {"etiqueta", "probabilidad"} <= set(getattr(tabla, "columns", ())) or len(tabla) == 0:
        raise ErrorDeDatos(
            "Hace falta una tabla con las columnas «etiqueta» y «probabilidad», y al menos una fila.",
            que_hacer="pasa lo que devuelve clasificar(clasificador, audio).",
        )
    if not tabla["etiqueta"].is_unique or "inicio_s" in tabla.columns:
        raise ErrorDeDatos(
            "Esta tabla no es la respuesta a un solo sonido.",
            que_hacer="para ver un sonido a lo largo del tiempo, usa graficas.linea_de_tiempo(tabla).",
        )
    valores = tabla["probabilidad"].to_numpy(dtype=float)
    if not ((valores >= 0) & (valores <= 1)).all():
        raise ErrorDeDatos(
            "Una probabilidad está entre 0 y 1, y alguna no lo está.", que_hacer="revisa la tabla."
        )
    if not tabla.attrs.get("suman_1", True):
        return valores, None
    n_clases = tabla.attrs.get("n_clases") if n_clases is None else n_clases
    if n_clases is None or n_clases < len(tabla):
        raise ErrorDeDatos(
            "No se sabe cuántas clases tiene el modelo, y sin eso no se sabe cuánto toca a cada una.",
            que_hacer="dilo con n_clases, por ejemplo probabilidades(tabla, n_clases=10).",
        )
    return valores, 1 / n_clases
