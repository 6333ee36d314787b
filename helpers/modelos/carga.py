"""¿Quién clasifica? La carga comprobada de los modelos del curso.

Cada tarea tiene dos modelos con la misma llamada: el real, en el hub de Hugging Face, y uno de bolsillo,
pequeño y nuestro, en ``data/modelos/``. Solo se leen pesos safetensors y nunca se ejecuta código que venga
con un modelo. Qué se sabe de cada uno está en su ficha: ``MODELOS["genero"]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.codificadores import registro
from helpers.codificadores.carga import sin_barra_de_progreso
from helpers.datos.conjuntos import DATOS
from helpers.errores import ErrorDeModelo
from helpers.modelos.avisos import en_espanol
from helpers.modelos.cache_del_hub import CONFIGURACION, EnCache, archivos_que_faltan, mirar_cache
from helpers.modelos.fichas import MODELOS, DeSusAutores, Ficha, SoloDeBolsillo, buscar_ficha

if TYPE_CHECKING:
    from transformers import AudioClassificationPipeline, PreTrainedModel

__all__ = ["MODELOS", "Ficha", "cargar_clasificador"]

ORIGENES = ("auto", "bolsillo", "hub")

_AVISOS_DE_TRANSFORMERS = {r"LOAD REPORT": ""}  # lo que ese informe cuenta lo dice _exigir_pesos


def cargar_clasificador(tarea: str, origen: str = "auto") -> AudioClassificationPipeline:
    """Carga el modelo de una tarea, comprueba que está entero y dice en una línea cuál es.

    tarea : str, una clave de ``MODELOS``: ``"genero"``, ``"emocion"`` o ``"acento"``; o una que solo tiene
    modelo de bolsillo: ``"evento"`` o ``"digito"``; o ``"etiquetas_musicales"``, que responde musicnn con sus
    50 + 50 etiquetas, cada una con su propia probabilidad, y viaja con el curso.
    origen : ``"bolsillo"``, el de ``data/modelos/``; ``"hub"``, el real, que se descarga a la vista si no
    está en la caché de Hugging Face; ``"auto"``, el real si ya está entero en la caché y, si no, el de
    bolsillo, sin conectarse a nada.

    Devuelve lo mismo que ``transformers.pipeline("audio-classification", ...)``, en la CPU; si le das algo
    que no puede leer (una ruta, sin ffmpeg en el equipo), lo dice en español. Lo que se guarde de él con
    ``save_pretrained`` vuelve a cargarse entero sin ninguna opción. Que no falte ningún peso no prueba que
    calcule lo mismo que la red que se entrenó: lo que no guarda pesos no deja rastro en el archivo.

    Lanza ErrorDeModelo si la tarea o el origen no existen, si se pide un modelo real que no hay, si falta un
    archivo o está dañado, si al cargar falta un solo peso, si las etiquetas no son las de la ficha, si el
    modelo trae código propio o si hay que descargar y no se puede.

    Cuaderno 00, «Oír, ver, clasificar».

    >>> from helpers.modelos import cargar_clasificador
    >>> genero = cargar_clasificador("genero", origen="bolsillo")
    Responde el modelo de bolsillo de género musical: data/modelos/genero.
    >>> len(genero.model.config.id2label), genero.feature_extractor.sampling_rate
    (10, 16000)
    """
    ficha = buscar_ficha(tarea)
    if origen not in ORIGENES:
        raise ErrorDeModelo(
            f"No existe el origen {origen!r}.", que_hacer=f"elige uno de estos: {', '.join(ORIGENES)}."
        )
    if isinstance(ficha, DeSusAutores):
        return _cargar_de_sus_autores(ficha, origen)
    if isinstance(ficha, SoloDeBolsillo):
        return _cargar_sin_real(ficha, origen)
    en_cache = EnCache(None) if origen == "bolsillo" else mirar_cache(ficha)
    real = en_cache.carpeta if en_cache.entero else None
    if real is None and origen == "hub":
        from helpers.modelos.hub import descargar

        real = descargar(ficha)
    if real is None:
        _exigir_bolsillo(ficha)
        clasificador = _cargar_carpeta(ficha.bolsillo, ficha.etiquetas_de_bolsillo or ficha.etiquetas, {})
        print(_presentar_bolsillo(ficha, origen, en_cache))
    else:
        clasificador = cargar_real(ficha, real)
        print(f"Responde el modelo real de {ficha.tarea}: {ficha.identificador}, revisión {real.name[:7]}.")
    return clasificador


def cargar_real(ficha: Ficha, carpeta: Path) -> AudioClassificationPipeline:
    """Carga un modelo real de su carpeta de la caché, sin conectarse y sin decir nada.

    Lanza ErrorDeModelo como ``cargar_clasificador``. Cuaderno 09.
    """
    return _cargar_carpeta(carpeta, ficha.etiquetas, ficha.opciones_de_carga)


def _cargar_sin_real(ficha: SoloDeBolsillo, origen: str) -> AudioClassificationPipeline:
    if origen == "hub":
        raise ErrorDeModelo(
            f"De {ficha.tarea} el curso no tiene modelo real: solo el de bolsillo.",
            que_hacer='usa origen="bolsillo".',
        )
    _exigir_bolsillo(ficha)
    clasificador = _cargar_carpeta(ficha.bolsillo, ficha.etiquetas, {})
    print(_frase_de_bolsillo(ficha))
    return clasificador


def _cargar_de_sus_autores(ficha: DeSusAutores, origen: str) -> AudioClassificationPipeline:
    if origen == "hub":
        raise ErrorDeModelo(
            f"El de {ficha.tarea} no se descarga: viaja con el curso.", que_hacer='quita origen="hub".'
        )
    clasificador = _cargar_carpeta(ficha.carpeta, ficha.etiquetas, {})
    donde = ficha.carpeta.relative_to(DATOS.parent).as_posix()
    print(f"Responde {ficha.autores}, el de {ficha.tarea}: {donde}.")
    return clasificador


def _exigir_bolsillo(ficha: Ficha | SoloDeBolsillo) -> None:
    if ficha.bolsillo.is_dir():
        return
    con_el_real = "."
    if isinstance(ficha, Ficha):
        con_el_real = f'; con origen="hub" responde el real, que son unos {ficha.tamano_mb} MB.'
    raise ErrorDeModelo(
        f"El modelo de bolsillo de {ficha.tarea} no está en esta copia del curso.",
        ficha.bolsillo,
        "recupéralo con «git restore data/modelos» o baja una versión más reciente del curso" + con_el_real,
    )


def _frase_de_bolsillo(ficha: Ficha | SoloDeBolsillo) -> str:
    return f"Responde el modelo de bolsillo de {ficha.tarea}: data/modelos/{ficha.bolsillo.name}."


def _presentar_bolsillo(ficha: Ficha, origen: str, en_cache: EnCache) -> str:
    frase = _frase_de_bolsillo(ficha)
    if origen == "bolsillo":
        return frase
    if en_cache.danados:
        return (
            f"{frase} El real está dañado en la caché ({', '.join(en_cache.danados)}); "
            'con origen="hub" se descarga de nuevo.'
        )
    return f'{frase} El real no está en la caché; con origen="hub" se descargan unos {ficha.tamano_mb} MB.'


# --- De una carpeta a un pipeline ---


def _cargar_carpeta(
    carpeta: Path, etiquetas: frozenset[str], opciones: Mapping[str, Any]
) -> AudioClassificationPipeline:
    faltan = archivos_que_faltan(carpeta)
    if faltan:
        raise ErrorDeModelo(f"Al modelo le faltan archivos: {', '.join(faltan)}.", carpeta, _remedio(carpeta))

    from transformers import AutoFeatureExtractor, pipeline

    from helpers.modelos.entrada import Clasificador
    from helpers.modelos.hub import exigir_sin_codigo

    registro.vigilar()
    try:
        exigir_sin_codigo(carpeta / CONFIGURACION)
        modelo, informe = _leer_pesos(carpeta, opciones)
        extractor = AutoFeatureExtractor.from_pretrained(
            carpeta, trust_remote_code=False, local_files_only=True
        )
    except ErrorDeModelo:
        raise
    except Exception as error:  # un archivo roto falla de muchas maneras: JSON, safetensors, formas…
        raise ErrorDeModelo(
            f"El modelo no se puede cargar: alguno de sus archivos no vale ({type(error).__name__}).",
            carpeta,
            _remedio(carpeta),
        ) from error
    _exigir_pesos(informe, carpeta)
    _exigir_etiquetas(modelo.config.id2label, etiquetas, carpeta)
    _olvidar_los_nombres_del_archivo(modelo)
    return pipeline(
        "audio-classification",
        model=modelo,
        feature_extractor=extractor,
        device="cpu",
        pipeline_class=Clasificador,
    )


def _leer_pesos(carpeta: Path, opciones: Mapping[str, Any]) -> tuple[PreTrainedModel, dict[str, Any]]:
    """Devuelve el modelo y el informe de qué pesos faltan, sobran o no encajan."""
    from transformers import AutoModelForAudioClassification
    from transformers.utils import logging

    with sin_barra_de_progreso(), en_espanol(logging.get_logger("transformers"), _AVISOS_DE_TRANSFORMERS):
        return AutoModelForAudioClassification.from_pretrained(
            carpeta,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            dtype="float32",
            ignore_mismatched_sizes=True,  # no se ignoran: así llegan al informe
            output_loading_info=True,
            **opciones,
        )


def _exigir_pesos(informe: dict[str, Any], carpeta: Path) -> None:
    al_azar = sorted([*informe["missing_keys"], *(nombre for nombre, *_ in informe["mismatched_keys"])])
    sobran = sorted(informe["unexpected_keys"])
    if al_azar:
        en_el_archivo = f" El archivo trae otros que nadie usa ({_algunos(sobran)})." if sobran else ""
        raise ErrorDeModelo(
            f"{_cuantos(al_azar)} del modelo no se han cargado y han quedado al azar ({_algunos(al_azar)}): "
            f"respondería números verosímiles y sin valor.{en_el_archivo}",
            carpeta,
            _remedio(carpeta),
        )
    if sobran:
        print(f"Su archivo trae además {_cuantos(sobran)} que este modelo no usa: {_algunos(sobran)}.")


def _cuantos(pesos: list[str]) -> str:
    return "1 peso" if len(pesos) == 1 else f"{len(pesos)} pesos"


def _algunos(pesos: list[str]) -> str:
    return ", ".join(pesos[:4]) + ("…" if len(pesos) > 4 else "")


def _exigir_etiquetas(id2label: dict[int, str], esperadas: frozenset[str], carpeta: Path) -> None:
    etiquetas = list(id2label.values())
    if sorted(etiquetas) != sorted(esperadas):
        raise ErrorDeModelo(
            f"Las etiquetas del modelo ({', '.join(etiquetas)}) no son las de su ficha "
            f"({', '.join(sorted(esperadas))}).",
            carpeta,
            _remedio(carpeta),
        )


def _olvidar_los_nombres_del_archivo(modelo: PreTrainedModel) -> None:
    """Hace que ``save_pretrained`` escriba los pesos con los nombres del modelo.

    Transformers 5 apunta las traducciones hechas al cargar y las deshace al guardar: una cabeza que necesitó
    ``key_mapping`` volvería a perderse en la siguiente carga. Sin apuntes, guarda como un modelo nuevo.
    """
    modelo._weight_conversions = None


def _remedio(carpeta: Path) -> str:
    if DATOS in carpeta.parents:
        return (
            f"recupera la carpeta original con «git restore data/{carpeta.parent.name}» o vuelve a clonar el "
            "repositorio."
        )
    return 'borra esa carpeta de la caché y repite con origen="hub", o usa origen="bolsillo".'
