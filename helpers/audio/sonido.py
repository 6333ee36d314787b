"""¿Cómo entra el sonido? De un archivo a un `Audio`, y lo que se hace con él antes de analizarlo.

Cada función recibe un `Audio` y devuelve otro sin tocar el primero; como en NumPy, el resultado puede ser una
vista de las mismas muestras. Importar este módulo no carga librosa, scipy ni torch.
"""

from __future__ import annotations

import math
import os
from collections import namedtuple
from collections.abc import Iterable, Iterator
from numbers import Integral, Real

import numpy as np

from helpers import numeros
from helpers.audio.canales import exigir_amplitudes
from helpers.audio.lectura import leer_por_bloques
from helpers.errores import ErrorDeAudio

MAXIMO_DE_MUESTRAS = 3600 * 48_000  # una hora a 48 kHz: 0,7 GB en memoria
SR_DE_SOBRA = 16_000  # Hz: la de los modelos de voz y de música del curso
AMPLITUD_DE_SILENCIO = 1e-6  # -120 dBFS
CALIDAD = "soxr_hq"


class Audio(namedtuple("Audio", "y sr")):
    """Un sonido mono. Se desempaqueta como en librosa: ``y, sr = audio``.

    y : array (n,), n > 0, finitas; se guarda como float32. La escala completa es [-1, 1]; se admite algo
        más (una suma de voces, un MP3 descodificado), que `normalizar_pico` devuelve a su sitio.
    sr : int, frecuencia de muestreo en Hz.

    ErrorDeAudio si `y` no es de una dimensión, está vacío, no es de números, tiene NaN o infinitos o parecen
    enteros sin escalar (más de 16 veces la escala completa), o si `sr` no es un entero positivo.

    Cuaderno 01, «Un repaso rápido».

    >>> import numpy as np
    >>> from helpers.audio import Audio
    >>> t = np.arange(8000) / 8000
    >>> tono = Audio(0.5 * np.sin(2 * np.pi * 440 * t), 8000)
    >>> y, sr = tono
    >>> y.shape, sr, tono.duracion
    ((8000,), 8000, 1.0)
    """

    __slots__ = ()

    def __new__(cls, y, sr):
        """Valida y convierte las muestras; no las copia si ya son float32."""
        return super().__new__(cls, _validar_muestras(y), _validar_sr(sr))

    @classmethod
    def _make(cls, valores):
        return cls(*valores)

    @property
    def duracion(self) -> float:
        """Duración en segundos."""
        return len(self.y) / self.sr

    def __eq__(self, otro) -> bool:
        """Dos audios son iguales si lo son todas sus muestras y su frecuencia de muestreo."""
        return isinstance(otro, Audio) and self.sr == otro.sr and np.array_equal(self.y, otro.y)

    def __ne__(self, otro) -> bool:
        """Lo contrario de ser iguales: el de las tuplas no sabe comparar arrays."""
        return not self == otro

    __hash__ = None

    def __repr__(self) -> str:
        """Dice cuánto dura y a qué frecuencia está, sin volcar las muestras."""
        return f"Audio({numeros.duracion(self.duracion)} · {numeros.hercios(self.sr)})"


def _validar_muestras(y) -> np.ndarray:
    try:
        muestras = np.asarray(y)
    except ValueError:  # listas de distinta longitud
        muestras = np.array(None)
    if muestras.dtype.kind not in "fiu":
        raise ErrorDeAudio(
            f"Las muestras tienen que ser números reales, y ha llegado {type(y).__name__}.",
            que_hacer="pasa un array de NumPy de una dimensión con amplitudes entre -1 y 1.",
        )
    if muestras.ndim != 1:
        raise ErrorDeAudio(
            f"Un Audio es mono, de una dimensión, y estas muestras tienen la forma {muestras.shape}.",
            que_hacer="elige un canal o promedia los canales, por ejemplo con y.mean(axis=0).",
        )
    if muestras.size == 0:
        raise ErrorDeAudio(
            "El sonido no tiene ni una muestra.", que_hacer="revisa el recorte o la grabación."
        )
    with np.errstate(over="ignore"):  # lo que no cabe en float32 se convierte en infinito y se rechaza
        muestras = np.ascontiguousarray(muestras, dtype=np.float32)
    exigir_amplitudes(muestras)
    return muestras


def _validar_sr(sr) -> int:
    if not isinstance(sr, Integral) or isinstance(sr, (bool, np.bool_)) or sr <= 0:
        raise ErrorDeAudio(
            f"La frecuencia de muestreo tiene que ser un entero positivo, en Hz, y ha llegado {sr!r}.",
            que_hacer="usa la del archivo o una de las habituales: 16000, 22050, 44100.",
        )
    return int(sr)


def _validar_numero(nombre: str, valor, minimo: float = -math.inf, maximo: float = math.inf) -> float:
    if not isinstance(valor, Real) or isinstance(valor, (bool, np.bool_)) or not math.isfinite(valor):
        raise ErrorDeAudio(f"{nombre} tiene que ser un número, y ha llegado {valor!r}.")
    if not minimo <= valor <= maximo:
        raise ErrorDeAudio(f"{nombre} = {valor} está fuera de lo posible: entre {minimo:g} y {maximo:g}.")
    return float(valor)


# --- Archivos ---


def cargar_audio(ruta: str | os.PathLike, sr: int | None = None) -> Audio:
    """Lee un archivo de sonido en mono, a su frecuencia de muestreo o a `sr`.

    ruta : WAV, FLAC, OGG, Opus, MP3, M4A, WebM, AMR… Los canales se promedian y el nivel no se toca: lo que
        un códec con pérdida saque de [-1, 1] (1,02, por ejemplo) se conserva.
    sr : int, Hz; None conserva la del archivo. Se remuestrea mientras se lee: en memoria solo está el
        resultado, que es el que no puede pasar de una hora a 48 kHz.

    ErrorDeAudio si el archivo falta, no es de sonido, está vacío, dañado o cortado, lleva NaN, sus canales se
    anulan al promediarlos o no cabe en memoria.

    Cuaderno 00, «Oír, ver, clasificar».

    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> jazz = cargar_audio(AUDIO / "jazz_generado.flac")
    >>> jazz.sr, jazz.duracion
    (22050, 21.0)
    >>> cargar_audio(AUDIO / "jazz_generado.flac", sr=16_000).sr
    16000
    """
    sr_pedida = None if sr is None else _validar_sr(sr)
    with leer_por_bloques(ruta) as lectura:
        sr = sr_pedida or lectura.sr
        _exigir_que_quepa(math.ceil((lectura.muestras or 0) * sr / lectura.sr), sr, ruta)
        bloques = lectura.bloques
        if sr != lectura.sr:
            bloques = remuestrear_por_bloques(bloques, lectura.sr, sr)
        return Audio(_juntar(bloques, sr, ruta), sr)


def _juntar(bloques: Iterable[np.ndarray], sr: int, ruta: str | os.PathLike) -> np.ndarray:
    guardados, leidas = [], 0
    for bloque in bloques:
        leidas += len(bloque)
        _exigir_que_quepa(leidas, sr, ruta)
        guardados.append(bloque)
    return guardados[0] if len(guardados) == 1 else np.concatenate(guardados)


def _exigir_que_quepa(muestras: int, sr: int, ruta: str | os.PathLike | None = None) -> None:
    if muestras <= MAXIMO_DE_MUESTRAS:
        return
    que_hacer = "corta antes el trozo que te interesa; si no esperabas tanto, el archivo está dañado."
    if ruta is not None and muestras * SR_DE_SOBRA <= MAXIMO_DE_MUESTRAS * sr:
        que_hacer = f"a menos frecuencia sí cabe: cargar_audio(ruta, sr={SR_DE_SOBRA}). Si no, {que_hacer}"
    raise ErrorDeAudio(
        f"Es demasiado largo: {numeros.duracion(muestras / sr)} a {numeros.hercios(sr)}. El máximo a esa "
        f"frecuencia es {numeros.duracion(MAXIMO_DE_MUESTRAS / sr)}.",
        ruta,
        que_hacer,
    )


# --- Frecuencia de muestreo y nivel ---


def remuestrear(audio: Audio, sr: int) -> Audio:
    """Cambia la frecuencia de muestreo a `sr` Hz con soxr en calidad alta, como librosa.

    El resultado tiene ceil(n · sr / audio.sr) muestras. Los picos pueden subir un poco sobre los originales.

    Cuaderno 09, «La entrada también cuenta».

    >>> from helpers.audio import cargar_audio, remuestrear
    >>> from helpers.datos import AUDIO
    >>> jazz = cargar_audio(AUDIO / "jazz_generado.flac")
    >>> para_el_modelo = remuestrear(jazz, 16_000)
    >>> jazz.sr, para_el_modelo.sr, para_el_modelo.duracion == jazz.duracion
    (22050, 16000, True)
    """
    import soxr

    sr = _validar_sr(sr)
    if sr == audio.sr:
        return audio
    muestras = math.ceil(len(audio.y) * sr / audio.sr)
    _exigir_que_quepa(muestras, sr)
    y = soxr.resample(audio.y, audio.sr, sr, quality=CALIDAD)
    return Audio(_con_longitud(y, muestras), sr)


def _con_longitud(y: np.ndarray, muestras: int) -> np.ndarray:
    return np.pad(y[:muestras], (0, max(0, muestras - len(y))))


def remuestrear_por_bloques(bloques: Iterable[np.ndarray], sr: int, sr_nueva: int) -> Iterator[np.ndarray]:
    """Hace por partes lo mismo que `remuestrear` de una vez, muestra a muestra.

    bloques : arrays float32 (n,), a `sr` Hz. Da arrays float32 a `sr_nueva` Hz, ceil(n · sr_nueva / sr)
    muestras en total. Las primeras salen cuando ya han entrado las que necesita el filtro.
    """
    import soxr

    flujo = soxr.ResampleStream(sr, sr_nueva, 1, dtype="float32", quality=CALIDAD)
    entran = salen = 0
    for bloque in bloques:
        y = flujo.resample_chunk(bloque)
        entran, salen = entran + len(bloque), salen + len(y)
        yield y
    y = flujo.resample_chunk(np.empty(0, np.float32), last=True)
    faltan = math.ceil(entran * sr_nueva / sr) - salen - len(y)  # soxr redondea la longitud: ninguna o una
    yield np.pad(y, (0, faltan)) if faltan >= 0 else y[:faltan]


def normalizar_pico(audio: Audio, pico_dbfs: float = -1.0) -> Audio:
    """Cambia el nivel para que la muestra mayor quede en `pico_dbfs` dB bajo la escala completa.

    ErrorDeAudio si el audio es silencio o `pico_dbfs` es positivo.

    Cuaderno 01, «Normalizar: igualar niveles».

    >>> from helpers.audio import cargar_audio, normalizar_pico
    >>> from helpers.datos import AUDIO
    >>> lluvia = normalizar_pico(cargar_audio(AUDIO / "lluvia.flac"), pico_dbfs=-6.0)
    >>> round(float(abs(lluvia.y).max()), 3)
    0.501
    """
    pico_dbfs = _validar_numero("pico_dbfs", pico_dbfs, -120, 0)
    return _amplificar(audio, 10 ** (pico_dbfs / 20) / _pico(audio))


def normalizar_rms(audio: Audio, rms_dbfs: float = -23.0) -> Audio:
    """Cambia el nivel para que el valor eficaz (RMS) sea `rms_dbfs` dBFS.

    Nunca pasa de la escala completa: si para llegar a ese RMS hubiera que cortar picos, sube solo hasta que
    el pico toca 1 y el RMS queda por debajo de lo pedido. ErrorDeAudio si el audio es silencio o `rms_dbfs`
    es positivo.

    Cuaderno 01, «Normalizar: igualar niveles».

    >>> from helpers.audio import cargar_audio, normalizar_rms
    >>> from helpers.datos import AUDIO
    >>> lluvia = normalizar_rms(cargar_audio(AUDIO / "lluvia.flac"), rms_dbfs=-20.0)
    >>> round(float((lluvia.y**2).mean() ** 0.5), 3)
    0.08
    """
    rms_dbfs = _validar_numero("rms_dbfs", rms_dbfs, -120, 0)
    pico = _pico(audio)
    rms = math.sqrt(np.mean(np.square(audio.y, dtype=np.float64)))
    return _amplificar(audio, min(10 ** (rms_dbfs / 20) / rms, 1 / pico))


def _pico(audio: Audio) -> float:
    """Amplitud máxima; ErrorDeAudio si es silencio, que ningún factor puede normalizar."""
    pico = float(np.abs(audio.y).max())
    if pico < AMPLITUD_DE_SILENCIO:
        raise ErrorDeAudio(
            "El audio es silencio: no hay nivel que normalizar ni sonido que buscar.",
            que_hacer="comprueba que el micrófono grababa o que el recorte contiene sonido.",
        )
    return pico


def _amplificar(audio: Audio, factor: float) -> Audio:
    return Audio((audio.y * np.float64(factor)).astype(np.float32).clip(-1, 1), audio.sr)


# --- Tiempo ---


def recortar_silencio(audio: Audio, umbral_db: float = 40.0) -> Audio:
    """Quita del principio y del final las tramas más de `umbral_db` dB por debajo de la de mayor RMS.

    Tramas de 2048 muestras cada 512, como `librosa.effects.trim`. ErrorDeAudio si todo es silencio.

    Cuaderno 01, «Recortar el silencio».

    >>> import numpy as np
    >>> from helpers.audio import Audio, recortar_silencio
    >>> ruido = np.random.default_rng(0).uniform(-0.5, 0.5, 8000)
    >>> grabacion = Audio(np.pad(ruido, 8000), 8000)
    >>> grabacion.duracion, round(recortar_silencio(grabacion).duracion)
    (3.0, 1)
    """
    umbral_db = _validar_numero("umbral_db", umbral_db, 0, 200)
    _pico(audio)
    rellena = np.pad(audio.y.astype(np.float64), 1024)
    tramas = np.lib.stride_tricks.sliding_window_view(rellena, 2048)[::512]
    energia = np.einsum("ij,ij->i", tramas, tramas)
    sonoras = np.flatnonzero(energia >= energia.max() * 10 ** (-umbral_db / 10))
    return Audio(audio.y[sonoras[0] * 512 : (sonoras[-1] + 1) * 512], audio.sr)


def fijar_duracion(audio: Audio, duracion_s: float) -> Audio:
    """Deja el audio en `duracion_s` segundos: corta el final o lo rellena con ceros.

    Cuaderno 01, «Un lote de fragmentos iguales».

    >>> from helpers.audio import cargar_audio, fijar_duracion
    >>> from helpers.datos import AUDIO
    >>> campana = cargar_audio(AUDIO / "campana.flac")
    >>> campana.duracion, fijar_duracion(campana, 10).duracion, fijar_duracion(campana, 1).duracion
    (5.5, 10.0, 1.0)
    """
    muestras = _a_muestras("duracion_s", duracion_s, audio.sr)
    _exigir_que_quepa(muestras, audio.sr)
    return Audio(_con_longitud(audio.y, muestras), audio.sr)


def trocear(audio: Audio, duracion_s: float, salto_s: float | None = None) -> list[Audio]:
    """Corta ventanas de `duracion_s` segundos que empiezan cada `salto_s` (por defecto, una tras otra).

    Todas son enteras: lo que sobra al final y no llena una ventana se descarta; para no perderlo, alarga
    antes el audio con `fijar_duracion`. ErrorDeAudio si no cabe ninguna.
    """
    muestras = _a_muestras("duracion_s", duracion_s, audio.sr)
    salto_s = muestras / audio.sr if salto_s is None else salto_s
    _a_muestras("salto_s", salto_s, audio.sr)
    if muestras > len(audio.y):
        raise ErrorDeAudio(
            f"El audio dura {numeros.duracion(audio.duracion)}, menos que la ventana de "
            f"{numeros.duracion(duracion_s)}.",
            que_hacer="usa ventanas más cortas o alarga el audio con fijar_duracion.",
        )
    cuantas = 1 + math.floor((len(audio.y) - muestras) / (salto_s * audio.sr) + 1e-9)
    inicios = (round(i * salto_s * audio.sr) for i in range(cuantas))
    return [Audio(audio.y[inicio : inicio + muestras], audio.sr) for inicio in inicios]


def _a_muestras(nombre: str, segundos: float, sr: int) -> int:
    muestras = round(_validar_numero(nombre, segundos) * sr)
    if muestras < 1:
        raise ErrorDeAudio(
            f"{nombre} = {segundos} no llega a una muestra a {numeros.hercios(sr)}.",
            que_hacer="usa un tiempo mayor, en segundos.",
        )
    return muestras


def alinear(referencia: Audio, audio: Audio) -> tuple[Audio, float]:
    """Desplaza `audio` hasta que coincide con `referencia`, según su correlación cruzada.

    Devuelve el audio desplazado, con la longitud de la referencia (lo que falta son ceros), y el retardo que
    tenía, en s: positivo si `audio` sonaba más tarde que la referencia; negativo si se adelantaba.
    ErrorDeAudio si las frecuencias de muestreo no coinciden o uno de los dos es silencio.

    Cuaderno 01, «Alinear: buscar un retardo».

    >>> from helpers.audio import Audio, alinear, cargar_audio
    >>> from helpers.datos import AUDIO
    >>> golpes = cargar_audio(AUDIO / "golpes.flac")
    >>> tarde = Audio(golpes.y[1000:], golpes.sr)
    >>> _, retardo_s = alinear(golpes, tarde)
    >>> round(retardo_s * golpes.sr)
    -1000
    """
    from scipy.signal import correlate

    if referencia.sr != audio.sr:
        raise ErrorDeAudio(
            f"No se pueden alinear: la referencia está a {numeros.hercios(referencia.sr)} y el audio a "
            f"{numeros.hercios(audio.sr)}.",
            que_hacer="remuestrea uno de los dos con remuestrear(audio, referencia.sr).",
        )
    _pico(referencia), _pico(audio)
    correlacion = correlate(audio.y, referencia.y, mode="full", method="fft")
    retardo = int(np.argmax(correlacion)) - (len(referencia.y) - 1)
    desplazado = audio.y[retardo:] if retardo >= 0 else np.pad(audio.y, (-retardo, 0))
    return Audio(_con_longitud(desplazado, len(referencia.y)), audio.sr), retardo / audio.sr
