"""¿Y si muevo esto? ¿Y si lo hago con lo mío? Los exploradores de 01 a 04 y el control para subir un sonido.

Un explorador es lo último de su celda. En un núcleo vivo se mueve, con el ratón o con las flechas; donde no
lo hay, queda su figura. Cada uno se explora también con los sonidos del curso, con las grabaciones reales que
haya en el equipo y con un archivo que se suba. Importar este módulo no carga `ipywidgets`: eso, al usarlo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpers.audio.sonido import Audio
    from helpers.interactivo.explorador import Explorador
    from helpers.interactivo.subida import Subida


def explorar_digitalizacion(audio: Audio | None = None, sr: int = 8000, bits: int = 4) -> Explorador:
    """Devuelve un explorador de la frecuencia de muestreo y de los bits por muestra.

    audio : Audio, o None para elegirlo dentro. sr, bits : cómo empieza; si el sonido no llega a `sr` Hz,
    empieza en la suya. ErrorDeAudio si no es un Audio; ErrorDeDatos si `sr` o `bits` no se ofrecen.

    Cuaderno 01, «Cuantizar: redondear la amplitud».

    >>> from helpers import interactivo
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> jazz = cargar_audio(AUDIO / "jazz_generado.flac")
    >>> explorador = interactivo.explorar_digitalizacion(jazz, sr=8000, bits=4)
    >>> type(explorador).__name__
    'ExploradorDeDigitalizacion'
    """
    from helpers.interactivo.digitalizacion import ExploradorDeDigitalizacion

    return ExploradorDeDigitalizacion(audio, sr, bits)


def explorar_espectrograma(
    audio: Audio | None = None, n_fft: int = 2048, hop_length: int = 512, n_mels: int | None = None
) -> Explorador:
    """Devuelve un explorador de la ventana, el salto y las bandas de mel de un espectrograma.

    audio : Audio, o None para elegirlo dentro. n_fft, hop_length, n_mels : cómo empieza; None, sin bandas.
    ErrorDeAudio si no es un Audio; ErrorDeDatos si un valor no es de los que se ofrecen.

    Cuaderno 02, «Una campana, dos respuestas».

    >>> from helpers import interactivo
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> campana = cargar_audio(AUDIO / "campana.flac")
    >>> explorador = interactivo.explorar_espectrograma(campana, n_fft=512, hop_length=128)
    >>> type(explorador).__name__
    'ExploradorDeEspectrograma'
    """
    from helpers.interactivo.espectrograma import LINEAL, ExploradorDeEspectrograma

    return ExploradorDeEspectrograma(audio, n_fft, hop_length, LINEAL if n_mels is None else n_mels)


def explorar_mfcc(audio: Audio | None = None, k: int = 13) -> Explorador:
    """Devuelve un explorador de lo que guardan los k primeros MFCC de un sonido.

    audio : Audio, o None para elegirlo dentro. k : cómo empieza, de 1 a 40, 64 o 128. Los MFCC son los de
    `librosa.feature.mfcc` con sus valores por defecto, a 22 050 Hz como mucho.
    ErrorDeAudio si no es un Audio; ErrorDeDatos si `k` no se ofrece.

    Cuaderno 03, «Lo que se pierde».

    >>> from helpers import interactivo
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> explorador = interactivo.explorar_mfcc(cargar_audio(AUDIO / "habla_orden.flac"), k=13)
    >>> type(explorador).__name__
    'ExploradorDeMfcc'
    """
    from helpers.interactivo.mfcc import ExploradorDeMfcc

    return ExploradorDeMfcc(audio, k)


def explorar_chroma(audio: Audio | None = None) -> Explorador:
    """Devuelve un explorador que toca acordes y enseña a qué plantilla se parecen.

    audio : Audio en el que mirar los acordes, o None para empezar tocándolos. ErrorDeAudio si es otra cosa.

    Cuaderno 04, «Mueve tú el acorde».

    >>> from helpers import interactivo
    >>> explorador = interactivo.explorar_chroma()
    >>> type(explorador).__name__
    'ExploradorDeChroma'
    """
    from helpers.interactivo.chroma import ExploradorDeChroma

    return ExploradorDeChroma(audio)


def subir_audio(maximo_mb: float | None = None, maximo_s: float | None = None) -> Subida:
    """Devuelve un control para subir un archivo de sonido; lo subido queda en su ``audio``.

    maximo_mb : tamaño máximo del archivo, en MB. maximo_s : duración máxima del sonido, en s. None, los de
    siempre: 30 MB y 10 minutos.

    Cuaderno 10, «Tu propio sonido».

    >>> from helpers import interactivo
    >>> subida = interactivo.subir_audio()
    >>> subida.audio is None
    True
    """
    from helpers.interactivo.subida import MAXIMO_MB, MAXIMO_S, Subida

    return Subida(MAXIMO_MB if maximo_mb is None else maximo_mb, MAXIMO_S if maximo_s is None else maximo_s)
