"""Las fichas de los modelos del curso: qué son, qué publican, qué se deduce de ello y qué se les conoce."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from helpers.datos.conjuntos import DATOS
from helpers.errores import ErrorDeModelo
from helpers.etiquetas import DE_MSD, DE_MTT
from helpers.numeros import ESPACIO, decimal, hercios

if TYPE_CHECKING:
    import pandas as pd

_ANCHO = 100  # columnas del texto
_ESTILO = "max-width: 62em; font-size: 15px; line-height: 1.4"


@dataclass(frozen=True)
class Medida:
    """Una exactitud publicada y sobre qué se midió.

    exactitud : float entre 0 y 1. n : int, cuántos ejemplos de prueba. unidad : str, qué es cada uno.
    conjunto : str, de dónde salen. n_deducido : True si su ficha no dice ``n`` y lo hemos deducido.
    """

    exactitud: float
    n: int
    unidad: str
    conjunto: str
    n_deducido: bool

    def intervalo(self) -> tuple[float, float]:
        """Devuelve el intervalo de Wilson al 95 %, que supone ejemplos independientes."""
        from helpers.evaluacion.intervalos import intervalo_wilson

        return intervalo_wilson(round(self.exactitud * self.n), self.n)


@dataclass(frozen=True, repr=False)
class Ficha:
    """Lo que hay que saber de un modelo antes de creerle. En Jupyter se ve como una tabla. Cuaderno 09.

    tarea : str, en español. identificador : str, el nombre exacto en el hub de Hugging Face.
    revision : str, el commit fijado (40 cifras hexadecimales), o None si aún no se conoce.
    tamano_mb : int, tamaño aproximado de la descarga. licencia : str, o None si no está comprobada.
    arquitectura : str, la clase de ``transformers``. frecuencia_hz : int, la del sonido que espera.
    etiquetas : las clases, sin orden: el orden lo da la configuración del modelo.
    conjunto : str, con qué ejemplos se entrenó y se midió. entrenamiento : str, cómo.
    medida : Medida, la exactitud que publica.
    cifras : lo que dice su ficha. deducido : lo que su ficha no dice y se deduce de ella.
    problemas : lo que se le conoce. referencias : de dónde sale.
    bolsillo : la carpeta, un Path, del modelo pequeño que lo acompaña.
    opciones_de_carga : lo que ``from_pretrained`` necesita además para cargarlo entero.
    """

    tarea: str
    identificador: str
    revision: str | None
    tamano_mb: int
    licencia: str | None
    arquitectura: str
    frecuencia_hz: int
    etiquetas: frozenset[str]
    conjunto: str
    entrenamiento: str
    medida: Medida
    cifras: tuple[str, ...]
    deducido: tuple[str, ...]
    problemas: tuple[str, ...]
    referencias: tuple[str, ...]
    bolsillo: Path
    etiquetas_de_bolsillo: frozenset[str] | None = None
    opciones_de_carga: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def direccion(self) -> str:
        """La página del modelo en el hub."""
        return f"https://huggingface.co/{self.identificador}"

    def junto_al_de_bolsillo(self) -> pd.DataFrame:
        """Devuelve, lado a lado, qué exactitud tienen el modelo real y el de bolsillo, y sobre qué.

        DataFrame de texto: una fila por dato y las columnas ``el real`` y ``el de bolsillo``.
        Lanza ErrorDeModelo si el de bolsillo no tiene sus resultados. Cuaderno 09.
        """
        import pandas as pd

        return pd.DataFrame({"el real": self._del_real(), "el de bolsillo": self._del_de_bolsillo()})

    def _del_real(self) -> dict[str, str]:
        medida = self.medida
        unos, se_deduce = ("unos ", " (se deduce)") if medida.n_deducido else ("", "")
        return {
            "exactitud": decimal(medida.exactitud, 2),
            "intervalo al 95 %": _tramo(medida.intervalo(), 3) + se_deduce,
            "sobre": f"{medida.conjunto}: {unos}{medida.n} {medida.unidad}{se_deduce}",
            "azar": decimal(1 / len(self.etiquetas), 2),
            "tamaño": f"unos {self.tamano_mb}{ESPACIO}MB",
        }

    def _del_de_bolsillo(self) -> dict[str, str]:
        archivo = self.bolsillo / "resultados.json"
        try:
            datos = json.loads(archivo.read_text(encoding="utf-8"))
            intervalo, como = _intervalo_medido(datos["modelo"])
            megas = (self.bolsillo / "model.safetensors").stat().st_size / 1e6
            return {
                "exactitud": decimal(datos["modelo"]["exactitud_equilibrada"], 2),
                "intervalo al 95 %": _tramo(intervalo, 2) + como,
                "sobre": datos["sobre"],
                "azar": decimal(datos["azar"], 2),
                "tamaño": f"{decimal(megas, 1)}{ESPACIO}MB",
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ErrorDeModelo(
                "Los resultados del modelo de bolsillo no están o no se pueden leer.",
                archivo,
                "recupera la carpeta original con «git restore data/modelos».",
            ) from error

    def _apartados(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Cada apartado de la ficha con sus frases."""
        yield (
            "Qué es",
            (
                f"{self.arquitectura}, a {hercios(self.frecuencia_hz)}, unos {self.tamano_mb}{ESPACIO}MB.",
                f"Revisión: {self.revision or 'sin fijar'}. "
                f"Licencia: {self.licencia or 'sin comprobar; mírala en su página'}.",
            ),
        )
        yield f"Etiquetas ({len(self.etiquetas)})", (", ".join(sorted(self.etiquetas)),)
        yield "Con qué", tuple(frase for frase in (self.conjunto, self.entrenamiento) if frase)
        yield "Lo dice su ficha", self.cifras
        yield "Se deduce, no lo dice", self.deducido
        yield "Problemas conocidos", self.problemas
        yield "Referencias", self.referencias

    def __repr__(self) -> str:
        """La ficha en texto."""
        lineas = [f"Modelo real de {self.tarea}: {self.identificador}"]
        for titulo, frases in self._apartados():
            if frases:
                lineas += ["", titulo]
            for frase in frases:
                lineas += textwrap.wrap(
                    frase, _ANCHO, initial_indent="  · ", subsequent_indent="    ", break_long_words=False
                )
        return "\n".join(lineas)

    def _repr_html_(self) -> str:
        filas = "".join(_fila(titulo, frases) for titulo, frases in self._apartados() if frases)
        return (
            f'<table style="{_ESTILO}"><caption style="text-align: left">'
            f"<strong>Modelo real de {html.escape(self.tarea)}</strong>: "
            f'<a href="{html.escape(self.direccion)}">{html.escape(self.identificador)}</a></caption>'
            f"<tbody>{filas}</tbody></table>"
        )


@dataclass(frozen=True)
class SoloDeBolsillo:
    """Un modelo pequeño del curso que no acompaña a ninguno del hub. Lo que hay que saber está en su README.

    tarea : str, en español. etiquetas : las clases, sin orden. bolsillo : la carpeta, un Path.
    """

    tarea: str
    etiquetas: frozenset[str]
    bolsillo: Path


@dataclass(frozen=True)
class DeSusAutores:
    """Un modelo entrenado por otros que viaja con el curso. Lo que hay que saber está en su README.

    tarea : str, en español. autores : str, cómo se citan. etiquetas : las suyas, sin orden. carpeta : Path.
    """

    tarea: str
    autores: str
    etiquetas: frozenset[str]
    carpeta: Path


def _fila(titulo: str, frases: tuple[str, ...]) -> str:
    contenido = "<br>".join(html.escape(frase) for frase in frases)
    return (
        f'<tr><th scope="row" style="text-align: left; vertical-align: top; white-space: nowrap">'
        f'{html.escape(titulo)}</th><td style="text-align: left">{contenido}</td></tr>'
    )


def _intervalo_medido(modelo: dict) -> tuple[list[float], str]:
    """Devuelve el intervalo por grupos o, si había demasiado pocos, el otro, y que lo es."""
    if modelo["intervalo_por_grupos"] is None:
        return modelo["intervalo_por_ejemplos"], " (cada una por su cuenta: optimista)"
    return modelo["intervalo_por_grupos"], ""


def _tramo(extremos: tuple[float, float], decimales: int) -> str:
    return " – ".join(decimal(extremo, decimales) for extremo in extremos)


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
        conjunto="GTZAN: 1000 fragmentos de 10 géneros.",
        entrenamiento="7 épocas, tasa de aprendizaje 5e-5, lotes de 8, Transformers 4.35.2.",
        medida=Medida(exactitud=0.94, n=100, unidad="fragmentos", conjunto="GTZAN", n_deducido=True),
        cifras=(
            "Exactitud tras cada época, siempre en el mismo conjunto: "
            "0,75 · 0,64 · 0,84 · 0,86 · 0,90 · 0,90 · 0,94. La que cita es la última.",
        ),
        deducido=(
            "Por sus pasos y sus lotes, entrenó con unos 900 fragmentos y se probó con unos 100.",
            "Con 94 aciertos de 100, el intervalo al 95 % va de 0,875 a 0,972.",
            "El modelo del que parte probablemente ya había oído GTZAN: la prueba estaría contaminada.",
        ),
        problemas=(
            "0,94 es la última de siete medidas en un mismo conjunto, y también la mejor; "
            "falta una prueba aparte.",
            "No nos consta cómo se partieron los fragmentos, ni que se separaran los artistas.",
            "GTZAN trae 50 repeticiones exactas, 22 fragmentos que comparten grabación con otro, "
            "13 versiones, 43 etiquetas claramente equivocadas y 63 discutibles.",
            "De sus fragmentos de reggae, 35 son de un solo artista.",
            "GTZAN reúne trozos de discos, y no consta con qué licencia.",
        ),
        referencias=(
            "Sturm (2012), doi:10.1145/2390848.2390851. Sturm (2013), arXiv:1306.1461: los fallos de GTZAN.",
        ),
        bolsillo=DATOS / "modelos" / "genero",
    ),
    "emocion": Ficha(
        tarea="emoción en la voz",
        identificador="ehcalabres/wav2vec2-lg-xlsr-en-speech-emotion-recognition",
        revision="b520c9c46a719e36e1b9a91cad2cb5d0668757d8",
        tamano_mb=1300,
        licencia="Apache-2.0",
        arquitectura="Wav2Vec2ForSequenceClassification",
        frecuencia_hz=16_000,
        etiquetas=frozenset(("angry", "calm", "disgust", "fearful", "happy", "neutral", "sad", "surprised")),
        conjunto="RAVDESS: 1440 grabaciones de voz actuada, 24 actores y dos frases.",
        entrenamiento="Ajuste fino de XLSR-53 grande: capas de 1024.",
        medida=Medida(exactitud=0.8223, n=287, unidad="grabaciones", conjunto="RAVDESS", n_deducido=True),
        cifras=("Exactitud: 0,8223.",),
        deducido=(
            "0,8223 son 236 aciertos de 287 grabaciones.",
            "Con 236 aciertos de 287, el intervalo al 95 % va de 0,774 a 0,862 si cada grabación cuenta por "
            "separado; pero las hay del mismo actor.",
        ),
        problemas=(
            "Su cabeza no se carga con la llamada de siempre: el archivo la llama classifier.dense y "
            "classifier.output, y transformers espera projector y classifier.",
            "Sin traducir esos nombres la cabeza queda al azar: las ocho puntuaciones salen cerca de 1/8, en "
            "un orden que cambia con la semilla. transformers lo avisa al cargar; "
            "logging.set_verbosity_error() calla ese aviso.",
            "Aquí se traducen (opciones_de_carga) y se exige que no falte ningún peso. Su configuración no "
            "dice si entre las dos capas había una tanh, que no guarda pesos: se carga sin ella.",
            "Otro repositorio contó, en 480 grabaciones de RAVDESS que el modelo ya había oído, 444 aciertos "
            "sin tanh y 443 con ella: así no se sabe cuál era.",
            "No consta qué actores hay en su prueba: puede que ya los oyera al entrenar.",
            "RAVDESS es CC BY-NC-SA 4.0, no comercial; su ficha no dice si eso alcanza al modelo.",
        ),
        referencias=("Livingstone y Russo (2018), doi:10.1371/journal.pone.0196391: RAVDESS.",),
        bolsillo=DATOS / "modelos" / "emocion",
        etiquetas_de_bolsillo=frozenset(("angry", "happy", "neutral", "sad")),
        opciones_de_carga=MappingProxyType(
            {
                "classifier_proj_size": 1024,
                "key_mapping": {r"^classifier\.dense": "projector", r"^classifier\.output": "classifier"},
            }
        ),
    ),
    "acento": Ficha(
        tarea="acento en inglés",
        identificador="dima806/english_accents_classification",
        revision=None,
        tamano_mb=400,
        licencia="Apache-2.0",
        arquitectura="Wav2Vec2ForSequenceClassification",
        frecuencia_hz=16_000,
        etiquetas=frozenset(("us", "england", "indian", "australia", "canada")),
        conjunto="Common Voice, en inglés: 38\u00a0819 grabaciones de prueba.",
        entrenamiento="",
        medida=Medida(
            exactitud=0.522, n=38_819, unidad="grabaciones", conjunto="Common Voice", n_deducido=False
        ),
        cifras=(
            "Exactitud: 0,522. Media de las exhaustividades: 0,320.",
            "Exhaustividad por clase: us 0,015 · england 0,912 · indian 0,459 · australia 0,038 · "
            "canada 0,176.",
            "Grabaciones de prueba: us 4788 · england 18\u00a0082 · indian 5656 · australia 5124 · "
            "canada 5169.",
        ),
        deducido=(
            "Responder siempre «england» acertaría 0,466: 18\u00a0082 de 38\u00a0819.",
            "Sus safetensors se hicieron en agosto de 2023 y su .bin se cambió en diciembre: el modelo que "
            "se carga puede no ser el que mide su ficha.",
        ),
        problemas=(
            "De cada mil grabaciones con acento de Estados Unidos reconoce 15; de cada mil de Australia, 38.",
            "El acento de cada grabación es el que su autor dice tener.",
            "No nos consta que los hablantes de la prueba sean otros que los del entrenamiento.",
            "Solo tiene cinco respuestas: a otro acento, o a varias voces a la vez, les da una de ellas.",
        ),
        referencias=("La ficha del modelo, en su página del hub.",),
        bolsillo=DATOS / "modelos" / "acento",
        etiquetas_de_bolsillo=frozenset(("us", "england", "scotland", "caribbean")),
    ),
}

SOLO_DE_BOLSILLO: dict[str, SoloDeBolsillo] = {
    "evento": SoloDeBolsillo(
        tarea="sonidos cotidianos",
        etiquetas=frozenset(
            (
                "chainsaw",
                "clock_tick",
                "crackling_fire",
                "crying_baby",
                "dog",
                "helicopter",
                "rain",
                "rooster",
                "sea_waves",
                "sneezing",
            )
        ),
        bolsillo=DATOS / "modelos" / "evento",
    ),
    "digito": SoloDeBolsillo(
        tarea="dígitos en inglés",
        etiquetas=frozenset("0123456789"),
        bolsillo=DATOS / "modelos" / "digito",
    ),
}


DE_SUS_AUTORES: dict[str, DeSusAutores] = {
    "etiquetas_musicales": DeSusAutores(
        tarea="etiquetas musicales",
        autores="musicnn, de Pons y Serra (2019)",
        etiquetas=frozenset((*DE_MSD, *DE_MTT)),
        carpeta=DATOS / "codificadores" / "musica",
    ),
}


def buscar_ficha(tarea: str) -> Ficha | SoloDeBolsillo | DeSusAutores:
    """Devuelve la ficha de una tarea. Lanza ErrorDeModelo, y dice cuáles hay, si no existe."""
    fichas = MODELOS | SOLO_DE_BOLSILLO | DE_SUS_AUTORES
    if tarea not in fichas:
        raise ErrorDeModelo(
            f"No hay ningún modelo para la tarea {tarea!r}.",
            que_hacer=f"elige una de estas: {', '.join(sorted(fichas))}.",
        )
    return fichas[tarea]
