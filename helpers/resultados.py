"""¿Quién va ganando? Los clasificadores de un conjunto, medidos con las mismas particiones, en una tabla.

Cada cuaderno anota los suyos en la caché, y el siguiente los lee. Los que no se han medido en este equipo
salen de ``data/resultados/clasificadores_<conjunto>.csv``, que viene con el curso; la tabla dice cuáles. Si
el conjunto cambia, lo medido con el de antes deja de salir: no sería el mismo examen.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from helpers import numeros
from helpers.cache import VARIABLE, carpeta_de_cache
from helpers.datos import conjuntos as datos
from helpers.disco import anotar_linea
from helpers.errores import ErrorDeDatos
from helpers.evaluacion.informe import con_intervalo, proporcion
from helpers.evaluacion.intervalos import intervalo_de_la_diferencia
from helpers.evaluacion.medidas import exactitud_equilibrada

if TYPE_CHECKING:
    import pandas as pd

    from helpers.audio.sonido import Audio
    from helpers.evaluacion.medidas import Evaluacion

CON_EL_CURSO = datos.DATOS / "resultados"
CLIPS_CRONOMETRADOS = 20
REDONDEO = 1e-3  # con lo que viene con el curso, que se guarda con cuatro cifras
DEL_EXAMEN = ("archivo", "etiqueta", "grupo", "particion")


@dataclass(frozen=True, kw_only=True)
class Resultado:
    """Lo que saca y lo que cuesta un clasificador en la prueba de un conjunto.

    cuaderno : el que lo entrena, «05». clasificador : su nombre, como se quiere leer.
    exactitud_equilibrada, inferior, superior, azar : entre 0 y 1. n : ejemplos; n_grupos : o None.
    parametros : int, los números que guarda una vez entrenado. entrenar_s : segundos.
    clip_ms : milisegundos por sonido, desde la forma de onda hasta la respuesta.
    respuestas : lo que contesta a cada ejemplo de la prueba, en el orden del conjunto; con ellas se comparan
    dos clasificadores ejemplo a ejemplo.
    aqui : False si no se ha medido en este equipo, sino que viene con el curso.

    Cuaderno 05, «Lo que cuesta cada uno».

    >>> from helpers.evaluacion import evaluar
    >>> from helpers.resultados import Resultado
    >>> evaluacion = evaluar(["lluvia", "motor"] * 10, ["lluvia", "motor"] * 10)
    >>> r = Resultado.de(evaluacion, "05", "k-NN", parametros=800, entrenar_s=0.1, clip_ms=20.0)
    >>> r.clasificador, r.exactitud_equilibrada, r.n
    ('k-NN', 1.0, 20)
    """

    cuaderno: str
    clasificador: str
    exactitud_equilibrada: float
    inferior: float
    superior: float
    azar: float
    n: int
    n_grupos: int | None
    parametros: int
    entrenar_s: float
    clip_ms: float
    respuestas: tuple[str, ...]
    aqui: bool = True

    @classmethod
    def de(
        cls,
        evaluacion: Evaluacion,
        cuaderno: str,
        clasificador: str,
        *,
        parametros: int,
        entrenar_s: float,
        clip_ms: float,
    ) -> Resultado:
        """Junta lo que devuelve ``evaluar`` con lo que cuesta el clasificador."""
        inferior, superior = evaluacion.exactitud_equilibrada_intervalo
        return cls(
            cuaderno=cuaderno,
            clasificador=clasificador,
            exactitud_equilibrada=float(evaluacion.exactitud_equilibrada),
            inferior=float(inferior),
            superior=float(superior),
            azar=float(evaluacion.azar),
            n=int(evaluacion.n),
            n_grupos=None if evaluacion.n_grupos is None else int(evaluacion.n_grupos),
            parametros=int(parametros),
            entrenar_s=float(entrenar_s),
            clip_ms=float(clip_ms),
            respuestas=tuple(map(str, evaluacion.predichas)),
        )

    @property
    def barra(self) -> tuple[str, float, float, float]:
        """Lo que pide ``graficas.intervalos``: nombre, valor, inferior y superior."""
        return self.clasificador, self.exactitud_equilibrada, self.inferior, self.superior


def anotar(conjunto: str, resultado: Resultado) -> None:
    """Guarda un resultado en la caché, en lugar del que hubiera de ese clasificador.

    Si no se puede escribir en la caché, lo dice y no pasa nada más. ErrorDeDatos si no existe el conjunto.

    Cuaderno 05, «Lo que cuesta cada uno».

    >>> import os, tempfile
    >>> from helpers.evaluacion import evaluar
    >>> from helpers.resultados import Resultado, anotar, leer
    >>> os.environ["CLASIFICACION_DE_AUDIO_CACHE"] = tempfile.mkdtemp()  # para no tocar los tuyos
    >>> evaluacion = evaluar(["lluvia", "motor"] * 10, ["lluvia", "motor"] * 10)
    >>> r = Resultado.de(evaluacion, "05", "El mío", parametros=800, entrenar_s=0.1, clip_ms=20.0)
    >>> anotar("eventos", r)
    >>> "El mío" in [r.clasificador for r in leer("eventos")]
    True
    """
    archivo = _archivo_anotado(conjunto)
    try:
        anotar_linea(archivo, {"huella": _huella(conjunto)} | asdict(resultado))
    except OSError as error:
        print(
            f"No se puede escribir en {archivo.parent} ({error.strerror}): el próximo cuaderno no verá este "
            f"resultado. La carpeta se elige con la variable de entorno {VARIABLE}."
        )


def leer(conjunto: str, hasta: str = "99") -> list[Resultado]:
    """Devuelve los resultados de los cuadernos que van hasta ese, en el orden del curso.

    conjunto : el nombre que se da a ``cargar_conjunto``. hasta : el número de un cuaderno, incluido.
    De cada clasificador, lo último que se midió en este equipo; si nada, lo que viene con el curso.

    ErrorDeDatos si no existe el conjunto.

    Cuaderno 05, «Lo que cuesta cada uno».

    >>> from helpers.resultados import leer
    >>> {r.cuaderno for r in leer("eventos", hasta="05")}
    {'05'}
    """
    huella = _huella(conjunto)
    de_serie = _leer_los_del_curso(conjunto, huella)
    todos = {r.clasificador: r for r in [*de_serie, *_leer_los_anotados(conjunto, huella)]}
    return sorted(
        (r for r in todos.values() if r.cuaderno <= hasta), key=lambda r: r.cuaderno
    )  # la ordenación es estable: dentro de un cuaderno se respeta el orden en que se escribieron


def tabla_de_resultados(resultados: Iterable[Resultado]) -> pd.DataFrame:
    """Devuelve una tabla para leerla, con un clasificador por fila: lo que acierta y lo que cuesta.

    Las columnas son texto, con coma decimal; para calcular, usa los ``Resultado``.

    Cuaderno 05, «Lo que cuesta cada uno».

    >>> from helpers.resultados import leer, tabla_de_resultados
    >>> tabla = tabla_de_resultados(leer("eventos", hasta="05"))
    >>> len(tabla) > 0
    True
    """
    import pandas as pd

    filas = [_en_fila(r) for r in resultados]
    if not filas:
        raise ErrorDeDatos("No hay ningún resultado.", que_hacer="mide antes algún clasificador y anótalo.")
    return pd.DataFrame(filas).set_index("clasificador")


def diferencias(conjunto: str, con: str, hasta: str = "99") -> pd.DataFrame:
    """Devuelve una tabla con lo que saca de más un clasificador frente a cada uno de los otros.

    conjunto, hasta : como en ``leer``. con : el nombre del clasificador que se compara, «CNN».
    Las dos notas salen de los mismos ejemplos: el intervalo es el de la diferencia emparejada, al 95 % y por
    grupos (``intervalo_de_la_diferencia``). Las columnas son texto, con coma decimal.

    Lanza ErrorDeDatos si no hay resultados de ``con``, o si las respuestas de alguno no son de esa prueba.

    Cuaderno 06, «La CNN frente a los clásicos».

    >>> from helpers.resultados import diferencias
    >>> list(diferencias("eventos", con="CNN", hasta="06").index)
    ['CNN − k-NN', 'CNN − SVM', 'CNN − bosque aleatorio']
    """
    import pandas as pd

    resultados = {r.clasificador: r for r in leer(conjunto, hasta)}
    if con not in resultados:
        raise ErrorDeDatos(
            f"No hay ningún resultado de {con!r} en {conjunto!r}.",
            que_hacer=f"elige uno de estos: {', '.join(resultados) or 'aún no hay ninguno'}.",
        )
    examen = _examen(conjunto)
    for resultado in resultados.values():
        _exigir_de_este_examen(resultado, examen)
    elegido = resultados.pop(con)
    return pd.DataFrame(
        [_en_fila_de_diferencia(elegido, otro, examen) for otro in resultados.values()],
        index=pd.Index([f"{con} − {nombre}" for nombre in resultados], name="diferencia"),
    )


def milisegundos_por_clip(responder: Callable[[Audio], object], audios: Sequence[Audio]) -> float:
    """Devuelve la mediana de lo que tarda ``responder(audio)``, de uno en uno, en milisegundos.

    responder : de la forma de onda a la respuesta, con sus características incluidas y sin caché, para que
    todos los clasificadores se cronometren igual. Se usan los primeros audios, tras un ensayo que no cuenta.

    Cuaderno 05, «Lo que cuesta cada uno».

    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> from helpers.resultados import milisegundos_por_clip
    >>> campana = cargar_audio(AUDIO / "campana.flac")
    >>> milisegundos_por_clip(lambda audio: audio.y.max(), [campana] * 3) > 0
    True
    """
    audios = list(audios)[:CLIPS_CRONOMETRADOS]
    if not audios:
        raise ErrorDeDatos("Hace falta algún sonido con que cronometrar.")
    responder(audios[0])
    return 1000 * sorted(_segundos(responder, audio) for audio in audios)[len(audios) // 2]


def guardar_con_el_curso(conjunto: str, resultados: Iterable[Resultado]) -> Path:
    """Escribe ``data/resultados/clasificadores_<conjunto>.csv`` y devuelve su ruta.

    Para quien mantiene el curso: tras ejecutar los cuadernos 05 a 08 en un equipo desocupado,
    ``guardar_con_el_curso("eventos", leer("eventos"))``.
    """
    huella = _huella(conjunto)
    archivo = _archivo_del_curso(conjunto)
    archivo.parent.mkdir(parents=True, exist_ok=True)
    with archivo.open("w", newline="", encoding="utf-8") as salida:
        tabla = csv.DictWriter(salida, [*COLUMNAS, "huella"], lineterminator="\n")
        tabla.writeheader()
        for resultado in resultados:
            valores = {columna: _a_csv(getattr(resultado, columna)) for columna in COLUMNAS}
            tabla.writerow(valores | {"huella": huella})
    return archivo


COLUMNAS = tuple(campo.name for campo in fields(Resultado) if campo.name != "aqui")
_ENTRE_RESPUESTAS = ";"
_LECTORES = {
    "cuaderno": str,
    "clasificador": str,
    "n": int,
    "n_grupos": lambda valor: int(valor) if valor else None,
    "parametros": int,
    "respuestas": lambda valor: tuple(valor.split(_ENTRE_RESPUESTAS)),
}


def _archivo_anotado(conjunto: str) -> Path:
    return carpeta_de_cache() / "resultados" / f"{conjunto}.jsonl"


def _archivo_del_curso(conjunto: str) -> Path:
    return CON_EL_CURSO / f"clasificadores_{conjunto}.csv"


def _filas(conjunto: str) -> list[dict[str, str]]:
    """Lo que dice de cada ejemplo la tabla de un conjunto, propio o real, esté o no en la caché."""
    tablas = (datos.CONJUNTOS / conjunto / "metadatos.csv", datos.REGISTROS / f"{conjunto}.csv")
    tabla = next((tabla for tabla in tablas if tabla.is_file()), None)
    if tabla is None:
        raise ErrorDeDatos(
            f"No hay ningún conjunto que se llame {conjunto!r}.",
            que_hacer="usa el mismo nombre que en cargar_conjunto.",
        )
    with tabla.open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


def _huella(conjunto: str) -> str:
    """Un texto que cambia si cambia el examen: los archivos de un conjunto, sus clases o sus particiones."""
    filas = [[fila[columna] for columna in DEL_EXAMEN] for fila in _filas(conjunto)]
    return hashlib.sha256(json.dumps(filas).encode()).hexdigest()[:12]


class _Examen(NamedTuple):
    """Lo que era, y de qué grupo, cada ejemplo de la prueba."""

    reales: list[str]
    grupos: list[str]


def _examen(conjunto: str) -> _Examen:
    prueba = [fila for fila in _filas(conjunto) if fila["particion"] == "prueba"]
    return _Examen([fila["etiqueta"] for fila in prueba], [fila["grupo"] for fila in prueba])


def _exigir_de_este_examen(r: Resultado, examen: _Examen) -> None:
    """Con otras respuestas, o en otro orden, no saldría la nota anotada."""
    mide_igual = len(r.respuestas) == len(examen.reales)
    if not mide_igual or abs(_nota(r, examen) - r.exactitud_equilibrada) > REDONDEO:
        raise ErrorDeDatos(
            f"Las respuestas anotadas de {r.clasificador!r} no son las de esta prueba, o van en otro orden.",
            que_hacer="evalúalo con la partición «prueba» del conjunto, en su orden, y anótalo otra vez.",
        )


def _nota(r: Resultado, examen: _Examen) -> float:
    return exactitud_equilibrada(examen.reales, r.respuestas)


def _leer_los_anotados(conjunto: str, huella: str) -> list[Resultado]:
    try:
        lineas = _archivo_anotado(conjunto).read_bytes().splitlines()
    except OSError:
        return []
    leidos = []
    for linea in lineas:
        with suppress(ValueError, KeyError, TypeError):  # una línea a medias, o de otra versión del curso
            anotado = json.loads(linea)
            if anotado.pop("huella") == huella:
                leidos.append(Resultado(**anotado | {"respuestas": tuple(anotado["respuestas"])}))
    return leidos


def _leer_los_del_curso(conjunto: str, huella: str) -> list[Resultado]:
    archivo = _archivo_del_curso(conjunto)
    if not archivo.is_file():
        return []
    with archivo.open(newline="", encoding="utf-8") as entrada:
        filas = [fila for fila in csv.DictReader(entrada) if fila.pop("huella") == huella]
    return [Resultado(**{c: _de_csv(c, valor) for c, valor in fila.items()}, aqui=False) for fila in filas]


def _a_csv(valor: str | float | tuple[str, ...] | None) -> str:
    if valor is None:
        return ""
    if isinstance(valor, tuple):
        return _ENTRE_RESPUESTAS.join(valor)
    return f"{valor:.4g}" if isinstance(valor, float) else str(valor)


def _de_csv(columna: str, valor: str) -> str | float | tuple[str, ...] | None:
    return _LECTORES.get(columna, float)(valor)


def _en_fila(r: Resultado) -> dict[str, str]:
    grupos = "" if r.n_grupos is None else f" ({numeros.decimal(r.n_grupos, 0)} grupos)"
    return {
        "clasificador": r.clasificador,
        "exactitud equilibrada": con_intervalo(r.exactitud_equilibrada, (r.inferior, r.superior)),
        "azar": proporcion(r.azar),
        "n": f"{numeros.decimal(r.n, 0)}{grupos}",
        "parámetros": numeros.decimal(r.parametros, 0),
        "entrenar": numeros.duracion(r.entrenar_s),
        "por clip": f"{numeros.decimal(r.clip_ms, 1)}{numeros.ESPACIO}ms",
        "medido": "en este equipo" if r.aqui else "viene con el curso",
    }


def _en_fila_de_diferencia(uno: Resultado, otro: Resultado, examen: _Examen) -> dict[str, str]:
    extremos = intervalo_de_la_diferencia(examen.reales, uno.respuestas, otro.respuestas, examen.grupos)
    n_grupos = numeros.decimal(len(set(examen.grupos)), 0)
    return {
        "exactitud equilibrada": _con_signo(_nota(uno, examen) - _nota(otro, examen)),
        "intervalo al 95 %": " a ".join(map(_con_signo, extremos)),
        "deja fuera el cero": "sí" if extremos[0] > 0 or extremos[1] < 0 else "no",
        "n": f"{numeros.decimal(len(examen.reales), 0)} ({n_grupos} grupos)",
    }


def _con_signo(valor: float) -> str:
    return ("+" if round(valor, 2) > 0 else "") + numeros.decimal(valor, 2)


def _segundos(funcion: Callable, *argumentos: object) -> float:
    inicio = perf_counter()
    funcion(*argumentos)
    return perf_counter() - inicio
