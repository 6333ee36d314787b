"""La figura de un sonido largo: qué responde el clasificador en cada momento, y con cuánta seguridad."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from helpers import numeros
from helpers.errores import ErrorDeDatos
from helpers.etiquetas import en_espanol
from helpers.evaluacion.informe import proporcion
from helpers.graficas.comun import (
    ANCHO,
    DE_CERO_A_UNO,
    LETRA,
    NARANJA,
    cifra,
    figura_con_pie,
    poner_barra,
    rotular,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SE_VE = 0.1  # la clase que nunca llega a esta probabilidad no ocupa una fila
SEGUIDAS_S = 1e-3  # lo que puede faltar entre dos ventanas por el redondeo de sus tiempos
FILAS, TRAMOS_EN_EL_PIE = 10, 8
ALTURA_REAL = -1.05  # en filas: por encima de la primera, que es la 0
COLUMNAS = ["inicio_s", "fin_s", "etiqueta", "probabilidad"]


class Tramo(NamedTuple):
    """Ventanas seguidas con la misma respuesta; `etiqueta` es None en el silencio."""

    inicio_s: float
    fin_s: float
    etiqueta: str | None
    probabilidad: float

    def __str__(self) -> str:
        """«de 0 a 16 s, jazz (0,88)»."""
        que = "silencio" if self.etiqueta is None else en_espanol(self.etiqueta)
        cuanto = "" if np.isnan(self.probabilidad) else f" ({proporcion(self.probabilidad)})"
        desde, hasta = (cifra(round(segundos, 1)) for segundos in (self.inicio_s, self.fin_s))
        return f"de {desde} a {hasta}{numeros.ESPACIO}s, {que}{cuanto}"


def linea_de_tiempo(
    tabla: pd.DataFrame,
    ax: Axes | None = None,
    titulo: str = "Qué suena y cuándo",
    reales: Sequence[tuple[float, float, str]] | None = None,
) -> Axes:
    """Dibuja la probabilidad de cada clase a lo largo de un sonido y enmarca la respuesta.

    tabla : lo que devuelve ``clasificacion.linea_de_tiempo``: una fila por ventana con inicio_s, fin_s (s),
        etiqueta, probabilidad y una columna por clase. Si dos ventanas se solapan, cada una ocupa la mitad.
    reales : lista de (inicio_s, fin_s, etiqueta), lo que suena de verdad, que se dibuja encima.

    Se ven, como mucho, diez clases: las que más tiempo ganan y las que llegan a 0,10 en algún momento. Un
    silencio se raya. ErrorDeDatos si la tabla no es así, si toda es silencio o si `reales` no son tramos.

    Cuaderno 09, «Una pieza entera».

    >>> import pandas as pd
    >>> from helpers import graficas
    >>> columnas = ["inicio_s", "fin_s", "etiqueta", "probabilidad", "jazz", "blues"]
    >>> filas = [(0, 8, "jazz", 0.9, 0.9, 0.1), (8, 16, "blues", 0.8, 0.2, 0.8)]
    >>> tabla = pd.DataFrame(filas, columns=columnas)
    >>> ax = graficas.linea_de_tiempo(tabla)
    >>> [etiqueta.get_text() for etiqueta in ax.get_yticklabels()]
    ['jazz', 'blues']
    """
    tabla = _validar(tabla)
    clases = [columna for columna in tabla.columns if columna not in COLUMNAS]
    ventanas = _repartir(tabla)
    tramos = _unir(tabla, ventanas)
    reales = _leer_reales(reales)
    filas = _clases_a_la_vista(tabla[clases], tramos)
    if ax is None:
        igual = 1 / tabla.attrs.get("n_clases", len(clases)) if tabla.attrs.get("suman_1", True) else None
        texto = _contar(tramos, reales, igual, ocultas=len(clases) - len(filas))
        ax = figura_con_pie(3.2 + 0.42 * (len(filas) + bool(reales)), f"{titulo}: {texto}")
    imagen = _dibujar_probabilidades(ax, ventanas, tabla[filas].to_numpy(dtype=float))
    ax.set(xlim=(ventanas[0][0], ventanas[-1][1]), ylim=(len(filas) - 0.5, -0.5))
    rotular(ax, titulo, "Tiempo (s)", "")
    ax.set_yticks(range(len(filas)), [en_espanol(clase) for clase in filas])
    _enmarcar(ax, tramos, filas)
    if reales:
        _dibujar_reales(ax, reales)
    poner_barra(ax, imagen, "Probabilidad", [0, 0.5, 1])
    return ax


# --- De la tabla a los tramos ---


def _validar(tabla: pd.DataFrame) -> pd.DataFrame:
    """Devuelve la tabla en orden, con cada ventana sonando del todo o en silencio."""
    if not set(COLUMNAS) < set(getattr(tabla, "columns", ())) or len(tabla) == 0:
        raise ErrorDeDatos(
            f"Hace falta una tabla con las columnas {', '.join(COLUMNAS)} y una por clase, y alguna fila.",
            que_hacer="pasa lo que devuelve linea_de_tiempo(clasificador, audio), de helpers.clasificacion.",
        )
    tabla = tabla.sort_values("inicio_s", kind="stable", ignore_index=True)
    try:
        tiempos = tabla[["inicio_s", "fin_s"]].to_numpy(dtype=float)
        valores = tabla.drop(columns=["inicio_s", "fin_s", "etiqueta"]).to_numpy(dtype=float)
    except (TypeError, ValueError) as error:
        raise ErrorDeDatos(
            "Alguna columna de tiempos o de clases no es de números.",
            que_hacer="deja solo las columnas que da linea_de_tiempo.",
        ) from error
    if not (np.isfinite(tiempos).all() and (np.diff(tiempos) > 0).all()):
        raise ErrorDeDatos(
            "Alguna ventana no acaba después de empezar.", que_hacer="revisa inicio_s y fin_s."
        )
    _validar_respuestas(tabla, valores)
    return tabla


def _validar_respuestas(tabla: pd.DataFrame, valores: np.ndarray) -> None:
    suena = tabla["etiqueta"].notna().to_numpy()
    if not suena.any():
        raise ErrorDeDatos("Toda la tabla es silencio: no hay nada que dibujar.")
    if not ((valores[suena] >= 0) & (valores[suena] <= 1)).all() or not np.isnan(valores[~suena]).all():
        raise ErrorDeDatos(
            "Una ventana que suena lleva probabilidades entre 0 y 1, y una en silencio, solo NaN.",
            que_hacer="pasa la tabla de linea_de_tiempo sin cambiarla.",
        )
    ajenas = sorted(set(tabla["etiqueta"][suena]) - set(tabla.columns), key=str)
    if ajenas:
        raise ErrorDeDatos(f"La etiqueta {ajenas[0]!r} no tiene su columna de probabilidades.")


def _repartir(tabla: pd.DataFrame) -> list[tuple[float, float]]:
    """Devuelve qué trozo de tiempo ocupa cada ventana: donde dos se solapan, la mitad para cada una."""
    inicios, fines = tabla["inicio_s"].to_numpy(dtype=float), tabla["fin_s"].to_numpy(dtype=float)
    medios = (fines[:-1] + inicios[1:]) / 2
    seguidas = inicios[1:] - fines[:-1] < SEGUIDAS_S
    desde = np.concatenate([inicios[:1], np.where(seguidas, medios, inicios[1:])])
    hasta = np.concatenate([np.where(seguidas, medios, fines[:-1]), fines[-1:]])
    return list(zip(desde.tolist(), hasta.tolist(), strict=True))


def _unir(tabla: pd.DataFrame, ventanas: list[tuple[float, float]]) -> list[Tramo]:
    """Une las ventanas seguidas con la misma etiqueta; su probabilidad es la media, por duración."""
    tramos: list[Tramo] = []
    for (desde, hasta), etiqueta, p in zip(ventanas, tabla["etiqueta"], tabla["probabilidad"], strict=True):
        nuevo = Tramo(desde, hasta, etiqueta if isinstance(etiqueta, str) else None, float(p))
        if tramos and tramos[-1].etiqueta == nuevo.etiqueta and tramos[-1].fin_s == desde:
            nuevo = _sumar(tramos.pop(), nuevo)
        tramos.append(nuevo)
    return tramos


def _sumar(a: Tramo, b: Tramo) -> Tramo:
    dura_a, dura_b = a.fin_s - a.inicio_s, b.fin_s - b.inicio_s
    media = (a.probabilidad * dura_a + b.probabilidad * dura_b) / (dura_a + dura_b)
    return Tramo(a.inicio_s, b.fin_s, a.etiqueta, media)


def _leer_reales(reales: Sequence | None) -> list[Tramo]:
    try:
        leidos = [Tramo(float(a), float(b), str(etiqueta), np.nan) for a, b, etiqueta in reales or ()]
    except (TypeError, ValueError) as error:
        raise ErrorDeDatos(
            "Cada tramo real lleva tres cosas: inicio_s, fin_s y etiqueta.",
            que_hacer='escríbelos así: reales=[(0, 16, "jazz"), (16, 32, "rock")].',
        ) from error
    if not all(tramo.inicio_s < tramo.fin_s for tramo in leidos):
        raise ErrorDeDatos("Algún tramo real no acaba después de empezar.", que_hacer="revisa sus segundos.")
    return sorted(leidos)


def _clases_a_la_vista(valores: pd.DataFrame, tramos: list[Tramo]) -> list[str]:
    """Las que más tiempo ganan y luego las de mayor probabilidad media, entre las que se llegan a ver."""
    gana = dict.fromkeys(valores.columns, 0.0)
    for tramo in tramos:
        if tramo.etiqueta is not None:
            gana[tramo.etiqueta] += tramo.fin_s - tramo.inicio_s
    medias, maximas = valores.mean(), valores.max()
    se_ven = [clase for clase in valores.columns if gana[clase] or maximas[clase] >= SE_VE]
    return sorted(se_ven, key=lambda clase: (-gana[clase], -medias[clase]))[:FILAS]


def _contar(tramos: list[Tramo], reales: list[Tramo], igual: float | None, ocultas: int) -> str:
    reparto = "cada etiqueta va por su cuenta" if igual is None else f"a partes iguales, {proporcion(igual)}"
    frases = [f"{_enumerar(tramos)}. Entre paréntesis, la probabilidad media; {reparto}."]
    if any(tramo.etiqueta is None for tramo in tramos):
        frases.append("Lo rayado es silencio.")
    if ocultas == 1:
        frases.append("Falta la clase que menos sale.")
    elif ocultas:
        frases.append(f"Faltan las {ocultas} clases que menos salen.")
    if reales:
        frases.append(f"En realidad: {_enumerar(reales)}.")
    return " ".join(frases)


def _enumerar(tramos: list[Tramo]) -> str:
    texto = "; ".join(str(tramo) for tramo in tramos[:TRAMOS_EN_EL_PIE])
    mas = len(tramos) - TRAMOS_EN_EL_PIE
    return f"{texto}; y {mas} tramos más" if mas > 0 else texto


# --- De los tramos a los ejes ---


def _dibujar_probabilidades(ax: Axes, ventanas: list[tuple[float, float]], valores: np.ndarray):
    """Pinta una columna por ventana y deja en blanco los silencios y lo que ninguna ventana oyó."""
    bordes, columnas = [ventanas[0][0]], []
    for (desde, hasta), columna in zip(ventanas, valores, strict=True):
        if desde > bordes[-1]:
            bordes.append(desde)
            columnas.append(np.full(len(columna), np.nan))
        bordes.append(hasta)
        columnas.append(columna)
    color = {"cmap": DE_CERO_A_UNO, "vmin": 0, "vmax": 1}
    filas = np.arange(valores.shape[1] + 1) - 0.5
    return ax.pcolormesh(bordes, filas, np.ma.masked_invalid(np.transpose(columnas)), **color)


def _enmarcar(ax: Axes, tramos: list[Tramo], filas: list[str]) -> None:
    """Rodea la respuesta de cada tramo, con su probabilidad si cabe, y raya los silencios."""
    from matplotlib.patches import Rectangle

    for tramo in tramos:
        if tramo.etiqueta is None:
            ax.axvspan(
                tramo.inicio_s, tramo.fin_s, facecolor="none", edgecolor="0.5", hatch="//", linewidth=0
            )
        elif tramo.etiqueta in filas:
            fila, dura = filas.index(tramo.etiqueta), tramo.fin_s - tramo.inicio_s
            esquina = (tramo.inicio_s, fila - 0.5)
            ax.add_patch(Rectangle(esquina, dura, 1, fill=False, edgecolor=NARANJA, linewidth=3, zorder=3))
            _escribir_si_cabe(ax, tramo, fila, proporcion(tramo.probabilidad))


def _dibujar_reales(ax: Axes, reales: list[Tramo]) -> None:
    """Añade por encima de la primera fila una tira con lo que suena de verdad."""
    filas, nombres = ax.get_yticks(), [marca.get_text() for marca in ax.get_yticklabels()]
    ax.set_yticks([ALTURA_REAL, *filas], ["(real)", *nombres])
    ax.set_ylim(top=ALTURA_REAL - 0.55)
    for tramo in reales:
        dura = tramo.fin_s - tramo.inicio_s
        ax.barh(ALTURA_REAL, dura, 0.8, left=tramo.inicio_s, color="0.9", edgecolor="0.3", linewidth=1.5)
        _escribir_si_cabe(ax, tramo, ALTURA_REAL, en_espanol(tramo.etiqueta))


def _escribir_si_cabe(ax: Axes, tramo: Tramo, altura: float, texto: str) -> None:
    """Escribe en el centro de un tramo, salvo que sea tan corto que el texto pisaría los de al lado."""
    izquierda, derecha = ax.get_xlim()
    desde, hasta = max(tramo.inicio_s, izquierda), min(tramo.fin_s, derecha)
    puntos = 0.75 * ANCHO * 72 * (hasta - desde) / (derecha - izquierda)
    if len(texto) * 0.6 * LETRA < puntos:
        fondo = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.15"}
        ax.text((desde + hasta) / 2, altura, texto, fontsize=LETRA, ha="center", va="center", bbox=fondo)
