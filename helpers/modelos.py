"""¿Quién clasifica? Las fichas de los modelos del curso y su carga comprobada.

Cada tarea tiene dos modelos con la misma llamada: el real, en el hub de Hugging Face, y uno de bolsillo,
pequeño y nuestro, en ``data/modelos/``. Solo se leen pesos safetensors y nunca se ejecuta código que venga
con un modelo.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.datos import DATOS
from helpers.errores import ErrorDeModelo

if TYPE_CHECKING:
    from transformers import AudioClassificationPipeline

ORIGENES = ("auto", "bolsillo", "hub")
TIEMPO_DE_ESPERA_S = 2.5

_CONFIGURACION = "config.json"
_PREPROCESADOR = "preprocessor_config.json"
_PESOS = "model.safetensors"
_INDICE = "model.safetensors.index.json"


@dataclass(frozen=True)
class Ficha:
    """Lo que hay que saber de un modelo antes de creerle. Cuaderno 09.

    identificador : el nombre exacto en el hub. revision : commit fijado, o None si aún no se conoce.
    tamano_mb : tamaño aproximado de la descarga. licencia : None si su ficha no la dice.
    etiquetas : las clases, sin orden (el orden lo da la configuración del modelo).
    cifras y problemas : lo que publica y lo que se le conoce, en frases.
    bolsillo : carpeta del modelo pequeño que lo acompaña.
    """

    tarea: str
    identificador: str
    revision: str | None
    tamano_mb: int
    licencia: str | None
    arquitectura: str
    frecuencia_hz: int
    etiquetas: frozenset[str]
    cifras: tuple[str, ...]
    problemas: tuple[str, ...]
    bolsillo: Path


MODELOS: dict[str, Ficha] = {
    "genero": Ficha(
        tarea="género musical",
        identificador="Yash03813/pingpong-music_genres_classification-finetuned-finetuned-gtzan",
        revision=None,
        tamano_mb=400,
        licencia=None,
        arquitectura="Wav2Vec2ForSequenceClassification",
        frecuencia_hz=16_000,
        etiquetas=frozenset(
            ("blues", "classical", "country", "disco", "hiphop", "jazz", "metal", "pop", "reggae", "rock")
        ),
        cifras=(
            "Su ficha da una exactitud de ,94 tras siete épocas: ,75 ,64 ,84 ,86 ,90 ,90 ,94.",
            "Si se midió con unos 100 fragmentos, como parece, su intervalo al 95 % va de ,875 a ,972.",
        ),
        problemas=(
            "Las siete exactitudes son del mismo conjunto, así que la última no es la de una prueba aparte.",
            "Parte de otro modelo que probablemente ya había visto GTZAN: la prueba estaría contaminada.",
            "GTZAN repite grabaciones y artistas, y tiene etiquetas equivocadas (Sturm, 2013).",
        ),
        bolsillo=DATOS / "modelos" / "genero",
    ),
}


def cargar_clasificador(tarea: str, origen: str = "auto") -> AudioClassificationPipeline:
    """Carga el modelo de una tarea, comprueba que está entero y dice en una línea cuál es.

    tarea : str, una clave de ``MODELOS`` (``"genero"``).
    origen : ``"bolsillo"``, el de ``data/modelos/``; ``"hub"``, el real, que se descarga a la vista si no
    está en la caché de Hugging Face; ``"auto"``, el real si ya está entero en la caché y, si no, el de
    bolsillo, sin conectarse a nada.

    Devuelve el mismo objeto que ``transformers.pipeline("audio-classification", ...)``, en la CPU.

    Lanza ErrorDeModelo si la tarea o el origen no existen, si falta un archivo o está dañado, si al cargar
    falta un solo peso, si las etiquetas no son las de la ficha o si hay que descargar y no hay red.
    Cuaderno 00.
    """
    ficha = _buscar_ficha(tarea)
    if origen not in ORIGENES:
        raise ErrorDeModelo(
            f"No existe el origen {origen!r}.", que_hacer=f"elige uno de estos: {', '.join(ORIGENES)}."
        )
    en_cache = None if origen == "bolsillo" else _carpeta_en_cache(ficha)
    if origen == "hub" and en_cache is None:
        en_cache = _descargar(ficha)
    clasificador = _cargar_carpeta(en_cache or ficha.bolsillo, ficha)
    print(_presentacion(ficha, origen, en_cache))
    return clasificador


def _buscar_ficha(tarea: str) -> Ficha:
    if tarea not in MODELOS:
        raise ErrorDeModelo(
            f"No hay ningún modelo para la tarea {tarea!r}.",
            que_hacer=f"elige una de estas: {', '.join(sorted(MODELOS))}.",
        )
    return MODELOS[tarea]


def _presentacion(ficha: Ficha, origen: str, en_cache: Path | None) -> str:
    if en_cache is not None:
        revision = en_cache.name[:7]
        return f"Responde el modelo real de {ficha.tarea}: {ficha.identificador}, revisión {revision}."
    frase = f"Responde el modelo de bolsillo de {ficha.tarea}: data/modelos/{ficha.bolsillo.name}."
    if origen == "auto":
        frase += f' El real no está en la caché; con origen="hub" se descargan unos {ficha.tamano_mb} MB.'
    return frase


# --- La caché y el hub ---


def _carpeta_en_cache(ficha: Ficha) -> Path | None:
    """Devuelve la carpeta de la caché con el modelo real entero, o None. No hace ninguna petición."""
    from huggingface_hub import try_to_load_from_cache

    configuracion = try_to_load_from_cache(ficha.identificador, _CONFIGURACION, revision=ficha.revision)
    if not isinstance(configuracion, str):
        return None
    carpeta = Path(configuracion).parent
    return None if _archivos_que_faltan(carpeta) else carpeta


def _archivos_que_faltan(carpeta: Path) -> list[str]:
    """Devuelve los nombres de los archivos sin los que el modelo de una carpeta no se puede cargar."""
    necesarios = [_CONFIGURACION, _PREPROCESADOR]
    if (carpeta / _INDICE).is_file():
        necesarios += _partes(carpeta / _INDICE)
    else:
        necesarios.append(_PESOS)
    return [nombre for nombre in necesarios if not (carpeta / nombre).is_file()]


def _partes(indice: Path) -> list[str]:
    """Devuelve los archivos en que están repartidos los pesos de un modelo grande."""
    try:
        return sorted(set(json.loads(indice.read_text(encoding="utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ErrorDeModelo(
            "El índice de los pesos está dañado.", indice, "bórralo y vuelve a descargar el modelo."
        ) from error


def _descargar(ficha: Ficha) -> Path:
    """Descarga a la caché, con su barra de progreso, lo que falte del modelo real y devuelve su carpeta."""
    from huggingface_hub import HfApi, hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError

    revision = ficha.revision or "main"
    try:
        # Una sola pregunta con límite de tiempo: sin red, las descargas reintentan casi medio minuto.
        HfApi().model_info(ficha.identificador, revision=revision, timeout=TIEMPO_DE_ESPERA_S)
        print(f"Descargando {ficha.identificador}: unos {ficha.tamano_mb} MB.")
        configuracion = Path(hf_hub_download(ficha.identificador, _CONFIGURACION, revision=revision))
        hf_hub_download(ficha.identificador, _PREPROCESADOR, revision=revision)
        try:
            hf_hub_download(ficha.identificador, _PESOS, revision=revision)
        except EntryNotFoundError:
            indice = hf_hub_download(ficha.identificador, _INDICE, revision=revision)
            for parte in _partes(Path(indice)):
                hf_hub_download(ficha.identificador, parte, revision=revision)
    except ErrorDeModelo:
        raise
    except EntryNotFoundError as error:
        raise ErrorDeModelo(
            f"{ficha.identificador} no tiene todo lo que hace falta, o no tiene pesos safetensors: "
            f"{_primera_linea(error)}",
            que_hacer='usa origen="bolsillo".',
        ) from error
    except Exception as error:  # la red falla de muchas maneras y todas se arreglan igual
        raise ErrorDeModelo(
            f"No se puede descargar {ficha.identificador}: {_primera_linea(error)}",
            que_hacer='comprueba la conexión y vuelve a intentarlo, o usa origen="bolsillo".',
        ) from error
    return configuracion.parent


# --- De una carpeta a un pipeline ---


def _cargar_carpeta(carpeta: Path, ficha: Ficha) -> AudioClassificationPipeline:
    faltan = _archivos_que_faltan(carpeta)
    if faltan:
        raise ErrorDeModelo(f"Al modelo le faltan archivos: {', '.join(faltan)}.", carpeta, _remedio(carpeta))

    from transformers import AutoFeatureExtractor, AutoModelForAudioClassification, pipeline

    try:
        with _sin_barra_de_progreso():
            modelo, informe = AutoModelForAudioClassification.from_pretrained(
                carpeta,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                dtype="float32",
                output_loading_info=True,
            )
        extractor = AutoFeatureExtractor.from_pretrained(
            carpeta, trust_remote_code=False, local_files_only=True
        )
    except Exception as error:  # un archivo roto falla de muchas maneras: JSON, safetensors, formas…
        raise ErrorDeModelo(
            f"El modelo no se puede cargar: {_primera_linea(error)}", carpeta, _remedio(carpeta)
        ) from error
    _exigir_pesos(informe, carpeta)
    _exigir_etiquetas(modelo.config.id2label, ficha, carpeta)
    return pipeline("audio-classification", model=modelo, feature_extractor=extractor, device="cpu")


def _exigir_pesos(informe: dict, carpeta: Path) -> None:
    sin_cargar = sorted(str(peso) for peso in [*informe["missing_keys"], *informe["mismatched_keys"]])
    if sin_cargar:
        raise ErrorDeModelo(
            f"{len(sin_cargar)} pesos del modelo no se han cargado y han quedado al azar "
            f"({', '.join(sin_cargar[:3])}…): respondería números verosímiles y sin valor.",
            carpeta,
            _remedio(carpeta),
        )


def _exigir_etiquetas(id2label: dict[int, str], ficha: Ficha, carpeta: Path) -> None:
    etiquetas = list(id2label.values())
    if sorted(etiquetas) != sorted(ficha.etiquetas):
        raise ErrorDeModelo(
            f"Las etiquetas del modelo ({', '.join(etiquetas)}) no son las de su ficha "
            f"({', '.join(sorted(ficha.etiquetas))}).",
            carpeta,
            _remedio(carpeta),
        )


def _remedio(carpeta: Path) -> str:
    if DATOS in carpeta.parents:
        return "recupera la carpeta original con «git restore data/modelos» o vuelve a clonar el repositorio."
    return 'borra esa carpeta de la caché y repite con origen="hub", o usa origen="bolsillo".'


def _primera_linea(error: Exception) -> str:
    return f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"


@contextmanager
def _sin_barra_de_progreso() -> Iterator[None]:
    """Oculta la barra de leer los pesos, que dura un instante, y deja las barras como estaban."""
    from transformers.utils import logging

    estaba_activa = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if estaba_activa:
            logging.enable_progress_bar()
