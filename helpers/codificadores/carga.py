"""Un codificador de ``data/codificadores``, con los pesos comprobados y listo para `codificar`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from helpers.codificadores import registro
from helpers.errores import ErrorDeModelo

if TYPE_CHECKING:
    from helpers.audio.sonido import Audio
    from helpers.codificadores.base import ExtractorDeVentanas, ModeloEntero

CARPETA = Path(__file__).resolve().parents[2] / "data" / "codificadores"
PESOS = "model.safetensors"
REDES = {"musica": ("msd",)}  # las que se usan si no se dice; quien no está aquí tiene una sola


@dataclass(frozen=True, eq=False)
class Codificador:
    """Una red que ya ha oído mucho y no se vuelve a entrenar. Es también una receta de ``extraer``.

    nombre : ``"musica"`` o ``"voz"``. redes : cuáles calcula. sha256 : str, el de su archivo de pesos.
    extractor, modelo : los de ``transformers``. Con su nombre, sus redes y su sha256 se guarda en la caché
    lo que calcula: si cambian los pesos, se calcula otra vez.
    """

    nombre: str
    redes: tuple[str, ...]
    sha256: str
    extractor: ExtractorDeVentanas = field(repr=False)
    modelo: ModeloEntero = field(repr=False)

    @property
    def sr(self) -> int:
        """La frecuencia, en Hz, a la que oye."""
        return self.extractor.sampling_rate

    def calcular(self, audio: Audio) -> np.ndarray:
        """Devuelve el vector, float32 (d,), de un sonido que ya está a `sr` Hz."""
        from helpers.codificadores.codificacion import codificar

        return codificar(self, audio)


def cargar_codificador(nombre: str, redes: Iterable[str] | None = None) -> Codificador:
    """Carga un codificador y comprueba que no le falta ningún peso.

    nombre : ``"musica"`` o ``"voz"``. redes : de las de música, ``("msd",)``, ``("mtt",)`` o las dos, en el
    orden en que se quieran sus vectores, uno detrás de otro; las que no se piden ni se leen ni se calculan.
    Por defecto, ``("msd",)``, que cuesta la quinta parte.

    ErrorDeModelo si no existe, si falta un archivo, si está dañado o si le falta un solo peso.

    >>> from helpers.codificadores import cargar_codificador
    >>> cargar_codificador("musica").redes
    ('msd',)
    """
    if nombre not in registro.MODULOS:
        raise ErrorDeModelo(
            f"No hay ningún codificador {nombre!r}.",
            que_hacer=f"elige uno de estos: {', '.join(registro.MODULOS)}.",
        )
    if redes is not None and nombre not in REDES:
        raise ErrorDeModelo(f"El codificador de {nombre} tiene una sola red.", que_hacer="quita redes=…")
    carpeta = CARPETA / nombre
    elegidas = REDES.get(nombre, ()) if redes is None else tuple(redes)
    extractor, modelo = _abrir(carpeta, {"redes": list(elegidas)} if nombre in REDES else {})
    return Codificador(nombre, elegidas, _sha256(carpeta / PESOS), extractor, modelo)


def _abrir(carpeta: Path, opciones: dict) -> tuple[ExtractorDeVentanas, ModeloEntero]:
    from transformers import AutoFeatureExtractor, AutoModel

    del_disco = {"trust_remote_code": False, "local_files_only": True}
    try:
        extractor = AutoFeatureExtractor.from_pretrained(carpeta, **del_disco)
        with sin_barra_de_progreso():
            return extractor, AutoModel.from_pretrained(carpeta, **del_disco, **opciones).eval()
    except ErrorDeModelo:
        raise
    except Exception as error:  # un archivo roto falla de muchas maneras: JSON, safetensors, formas…
        raise ErrorDeModelo(
            f"El codificador no se puede cargar: falta un archivo o no vale ({type(error).__name__}).",
            carpeta,
            "recupera la carpeta original con «git restore data/codificadores».",
        ) from error


@contextmanager
def sin_barra_de_progreso() -> Iterator[None]:
    """Oculta la barra de leer los pesos, que dura un instante, y deja las barras como estaban."""
    from transformers.utils import logging

    estaba_activa = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if estaba_activa:
            logging.enable_progress_bar()


def _sha256(archivo: Path) -> str:
    with archivo.open("rb") as abierto:
        return hashlib.file_digest(abierto, "sha256").hexdigest()
