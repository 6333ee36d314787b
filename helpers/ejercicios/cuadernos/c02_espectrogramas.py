"""Cuaderno 02: de la DFT de una trama al espectrograma logarítmico de mel, sin confundir filas y tramas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import permutations
from typing import Any

import numpy as np

from helpers.audio.sonido import Audio, cargar_audio
from helpers.datos.conjuntos import AUDIO
from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Entero,
    Funcion,
    Matriz,
    Numero,
    RespuestaIlegible,
    SiNo,
    cerca,
    con_coma,
    en_otra_unidad,
    intercambiadas,
    traspuesta,
)
from helpers.espectro import magnitudes

TECLA, SR_TECLA, N_TECLA = {"grave_hz": 770, "agudo_hz": 1336}, 8000, 4000
SR_CAMPANA, N_CAMPANA = 22_050, 66_150
TAMANOS = (  # n, n_fft, hop: el salto no siempre divide a n, ni el doble de la ventana al salto
    (16_000, 512, 160),
    (22_050, 2048, 512),
    (4999, 400, 100),
    (48_128, 1024, 256),
    (700, 512, 350),
    (66_149, 256, 64),
)
SR_MOTOR, SEPARACION_HZ, CHISPAS_S, CHISPAS_JUNTAS_S, N_FFT_MOTOR = 16_000, 50, 0.070, 0.030, 1024
VOZ, TROZO = AUDIO / "habla_orden.flac", slice(2400, 50_700)
N_FFT_VOZ, HOP_VOZ, BANDAS = 1024, 256, 40


# --- 1: la tecla


def _revisar_tecla(grave_hz: float, agudo_hz: float) -> Veredicto:
    dadas = {"grave_hz": grave_hz, "agudo_hz": agudo_hz}
    if cruzados := intercambiadas(dadas, TECLA):
        return fallo(cruzados)
    for campo, hz in TECLA.items():
        if not cerca(dadas[campo], hz):
            otra = en_otra_unidad(dadas[campo], hz, "Hz")
            motivo = otra[:1].lower() + otra[1:] or _fallo_de_tono(campo, dadas[campo], hz)
            return fallo(f"`{campo}`: {motivo}")
    return acierto(
        "770 y 1336 Hz: es la tecla 5. De los dos tonos caben vueltas enteras: cada uno llena una sola fila."
    )


def _fallo_de_tono(campo: str, dado: float, hz: float) -> str:
    fila = hz * N_TECLA / SR_TECLA
    otro = next(valor for nombre, valor in TECLA.items() if nombre != campo)
    if cerca(dado, fila, relativa=0.004):
        return (
            "ese es el número de la fila, no su frecuencia. ¿Cuántos hercios van de una fila a la siguiente?"
        )
    if cerca(dado, otro) or cerca(dado, otro * N_TECLA / SR_TECLA, relativa=0.004):
        return "eso sale del otro tono. Hay uno en cada grupo: por debajo y por encima de 1000 Hz."
    if cerca(dado, fila * SR_CAMPANA / N_TECLA) or cerca(dado, fila * SR_CAMPANA / 1024):
        return "has usado el `sr` de la campana. Este sonido trae el suyo: `tecla.sr`."
    if cerca(dado, fila * SR_TECLA / 1024):
        return "has dividido entre 1024, las muestras de la trama de antes. ¿Cuántas tiene `tecla.y`?"
    if cerca(dado, 2 * hz) or cerca(dado, fila * SR_TECLA / (1 + N_TECLA // 2)):
        return "es el doble. De fila a fila hay `sr / N`, y N son las muestras, no las filas que salen."
    if cerca(dado, hz / 2) or cerca(dado, hz / SR_TECLA):
        return "la cuenta se queda corta. Una fila vale `sr / N` hercios, con el sr y el N de este sonido."
    espejos = [SR_TECLA - uno for uno in TECLA.values()]
    if any(cerca(dado, hercios) or cerca(dado, hercios * N_TECLA / SR_TECLA) for hercios in espejos):
        return "esa es la copia en espejo, por encima de `sr / 2`. Con `np.fft.rfft` no sale."
    if 100 < dado < 1000 and cerca(dado, np.sum(list(TECLA.values())) / 2):
        return "eso es la media de los dos tonos. Busca los dos picos por separado."
    if dado in (697, 852, 941, 1209, 1477):
        return "ese tono es del teclado, pero no de esta tecla. Mira en qué fila está el pico."
    return "busca las dos filas con más magnitud y pasa cada número de fila a hercios."


# --- 2: la forma


def _revisar_forma(forma: Callable) -> Veredicto:
    dadas = [_leer_forma(forma(*tamano), tamano) for tamano in TAMANOS]
    esperadas = [_forma_correcta(*tamano) for tamano in TAMANOS]
    if dadas == esperadas:
        return acierto(
            f"Las {len(TAMANOS)} formas son las de librosa. Ante una matriz ya sabes qué eje es cuál."
        )
    filas, tramas = zip(*dadas, strict=True)
    mensaje = _fallo_de_argumentos(dadas) or _fallo_de_orden(dadas, esperadas)
    if not mensaje and (cual := _cuenta_tipica(filas, FILAS_TIPICAS)):
        mensaje = f"Las filas: {cual}"
    if not mensaje and (cual := _cuenta_tipica(tramas, TRAMAS_TIPICAS)):
        mensaje = f"Las tramas: {cual}"
    n, n_fft, hop = next(t for t, d, e in zip(TAMANOS, dadas, esperadas, strict=True) if d != e)
    return fallo(
        mensaje
        or f"Con n={n}, n_fft={n_fft} y hop={hop} no coincide con `librosa.stft`. Prueba ese caso y mira "
        "cuál de los dos números falla."
    )


def _forma_correcta(n: int, n_fft: int, hop: int) -> tuple[int, int]:
    return 1 + n_fft // 2, 1 + n // hop


def _fallo_de_argumentos(dadas: list[tuple[float, float]]) -> str:
    if len(set(dadas)) == 1:
        return "Devuelves siempre lo mismo. Usa lo que llega entre paréntesis: `n`, `n_fft` y `hop`."
    for orden in permutations(range(3)):
        if dadas == [_forma_correcta(*(tamano[i] for i in orden)) for tamano in TAMANOS]:
            return "Las cuentas son buenas, pero con los argumentos en otro orden: `forma(n, n_fft, hop)`."
    return ""


def _fallo_de_orden(dadas: list[tuple[float, float]], esperadas: list[tuple[int, int]]) -> str:
    tramas, filas = zip(*dadas, strict=True)
    if list(zip(filas, tramas, strict=True)) == esperadas:
        return "Los dos números están bien, pero al revés: primero las filas, que son frecuencias."
    if None not in (_cuenta_tipica(filas, FILAS_TIPICAS), _cuenta_tipica(tramas, TRAMAS_TIPICAS)):
        return "Van al revés: primero las filas, que son frecuencias. Y repasa las cuentas."
    return ""


def _leer_forma(valor: Any, tamano: tuple[int, int, int]) -> tuple[float, float]:
    """Lee lo que devuelve la función del estudiante: dos números, en lo que sea que vengan."""
    caso = "`forma({}, {}, {})`".format(*tamano)
    if valor is None:
        raise RespuestaIlegible(f"{caso} devuelve None. ¿Falta un `return`?")
    if isinstance(valor, (str, dict, set, frozenset)) or not hasattr(valor, "__iter__"):
        raise RespuestaIlegible(f"{caso} tiene que devolver dos números, en orden: filas y tramas.")
    par = list(valor)
    if len(par) != 2:
        raise RespuestaIlegible(f"{caso} devuelve {len(par)}, y tienen que ser dos números: filas y tramas.")
    return tuple(Numero().leer(f"forma(…)[{cual}]", uno) for cual, uno in enumerate(par))


N, N_FFT, HOP = np.transpose(TAMANOS)
FILAS_TIPICAS = {
    "": 1 + N_FFT // 2,
    "falta una. Cuenta: la de 0 Hz, la de `sr / 2` y las de en medio.": N_FFT // 2,
    "esas son las de `np.fft.fft`, con su espejo. `rfft` se queda con las de 0 a `sr / 2`.": N_FFT,
    "¿de dónde sale el salto? A las filas solo les importa la ventana.": 1 + HOP // 2,
    "son siempre las mismas. Usa la ventana que te pasan, `n_fft`.": np.full(len(TAMANOS), 1 + 2048 // 2),
}
TRAMAS_TIPICAS = {
    "": 1 + N // HOP,
    "te falta una. La primera está centrada en la muestra 0, y también cuenta.": N // HOP,
    "así cuentas tramas sin relleno. Aquí se añaden `n_fft // 2` ceros a cada lado.": 1 + (N - N_FFT) // HOP,
    "así cuentas tramas sin relleno, y además falta la primera.": (N - N_FFT) // HOP,
    "así cuentas tramas sin relleno, y además salen decimales.": 1 + (N - N_FFT) / HOP,
    "has dejado fijo el salto de 512. Usa el que te pasan, `hop`.": 1 + N // 512,
    "has contado las muestras de la campana. Usa las que te pasan, `n`.": 1 + N_CAMPANA // HOP,
    "salen números con decimales. La última trama que no cabe entera no se cuenta: usa `//`.": 1 + N / HOP,
    "salen decimales, y además falta la trama centrada en la muestra 0.": N / HOP,
    "falta una cuando el salto divide a n: la última, centrada en la muestra n. Prueba ese caso.": (
        -(-N // HOP)
    ),
    "sobra una cuando el salto no divide a n: se redondea hacia abajo.": 1 + -(-N // HOP),
    "has redondeado al más cercano. Una trama empieza en la rejilla o no empieza: hacia abajo.": (
        1 + np.rint(N / HOP)
    ),
    "has puesto las tramas una detrás de otra, sin solaparse. ¿Cada cuántas muestras empieza una?": (
        1 + N // N_FFT
    ),
    "has contado el relleno de un solo lado, y lo hay en los dos.": 1 + (N - N_FFT // 2) // HOP,
    "has añadido el relleno, pero no has descontado la ventana que tiene que caber.": 1 + (N + N_FFT) // HOP,
}


def _cuenta_tipica(dadas: Sequence[float], tipicas: dict[str, np.ndarray]) -> str | None:
    """El mensaje de la cuenta típica que da esos números: vacío si es la buena; None si no es ninguna."""
    return next(
        (mensaje for mensaje, cuenta in tipicas.items() if cerca(dadas, cuenta, relativa=0, absoluta=1e-6)),
        None,
    )


# --- 3: el motor


def _revisar_motor(n_fft: int, ventana_ms: float, posible: bool) -> Veredicto:
    if n_fft != N_FFT_MOTOR:
        return fallo(f"`n_fft`: {_fallo_de_n_fft(n_fft)}")
    esperados = 1000 * N_FFT_MOTOR / SR_MOTOR
    if not cerca(ventana_ms, esperados, relativa=0.002):
        return fallo(f"`ventana_ms`: {_fallo_de_ventana(ventana_ms, esperados)}")
    if posible:
        return fallo(
            "`posible`: ¿cuánto dura la ventana más corta que deja los tonos a dos filas? ¿Cabe en 30 ms?"
        )
    return acierto(
        "64 ms, y filas cada 15,6 Hz: los tonos distan 3,2. Separar 50 Hz cuesta 2 / 50 s, 40 ms, con "
        "cualquier frecuencia de muestreo."
    )


def _fallo_de_n_fft(n_fft: int) -> str:
    if n_fft <= 0:
        return "son muestras: un número mayor que cero."
    if n_fft & (n_fft - 1):
        return "no es una potencia de dos: 256, 512, 1024…"
    if n_fft < N_FFT_MOTOR:
        filas = SEPARACION_HZ * n_fft / SR_MOTOR
        return (
            f"con {con_coma(n_fft)} las filas están cada {con_coma(SR_MOTOR / n_fft, 4)} Hz, y los tonos "
            f"distan {con_coma(filas, 2)} filas."
        )
    return (
        f"con {con_coma(n_fft)} la ventana dura {con_coma(1000 * n_fft / SR_MOTOR)} ms, y hay una chispa "
        "cada 70 ms: caben dos o más."
    )


def _fallo_de_ventana(dados: float, esperados: float) -> str:
    if otra := en_otra_unidad(dados, esperados, "ms"):
        return otra[:1].lower() + otra[1:]
    if cerca(dados, 1000 * N_FFT_MOTOR / SR_CAMPANA):
        return "has usado los 22 050 Hz de la campana; el motor se grabó a 16 000."
    if cerca(dados, SR_MOTOR / N_FFT_MOTOR):
        return "eso es lo que distan las filas, en hercios. La duración es la división al revés."
    if cerca(dados, esperados / 2):
        return "eso es media ventana. ¿Cuánto dura entera?"
    return "son `n_fft` muestras, a 16 000 por segundo. ¿Cuántos milisegundos?"


# --- 4: el espectrograma logarítmico de mel


@cache
def _voz() -> Audio:
    y, sr = cargar_audio(VOZ)
    return Audio(y[TROZO], sr)


@cache
def _magnitudes_y_banco(n_fft: int = N_FFT_VOZ) -> tuple[np.ndarray, np.ndarray]:
    """Las magnitudes de la voz del cuaderno, (1 + n_fft // 2, n_tramas), y su banco de mel, de 40 filas."""
    import librosa

    S = magnitudes(_voz().y, n_fft=n_fft, hop_length=HOP_VOZ).astype(float)
    return S, librosa.filters.mel(sr=_voz().sr, n_fft=n_fft, n_mels=BANDAS, dtype=np.float64)


class BandasPorTramas(Matriz):
    """Una tabla de bandas por tramas: si no lo es, se dice con esas palabras."""

    def leer(self, nombre: str, valor: Any) -> np.ndarray:
        """Lee la tabla; el «(n, n)» de ``Matriz`` parecería decir que es cuadrada."""
        try:
            return super().leer(nombre, valor)
        except RespuestaIlegible as motivo:
            raise RespuestaIlegible(str(motivo).replace("(n, n)", "(bandas, tramas)")) from None


def _revisar_logmel(logmel: np.ndarray) -> Veredicto:
    S, banco = _magnitudes_y_banco()
    mel = banco @ S**2
    esperado = 10 * np.log10(mel / mel.max())
    if mensaje := _fallo_de_eje(logmel, esperado, S):
        return fallo(mensaje)
    if _coinciden(logmel, esperado):
        return acierto(
            f"{BANDAS} bandas por {mel.shape[1]} tramas: lo que da `librosa.feature.melspectrogram` pasado a "
            "decibelios. Con más bandas, eso recibirá la red del cuaderno 06."
        )
    return fallo(_fallo_de_logmel(logmel, esperado, S, banco))


def _coinciden(dado: np.ndarray, esperado: np.ndarray) -> bool:
    """Compara potencias: a 0,05 dB o a 60 dB por debajo del máximo, donde manda el suelo (``+ 1e-6``)."""
    de_dado, de_esperado = (10 ** (np.minimum(db, 60) / 10) for db in (dado, esperado))
    return cerca(de_dado, de_esperado, relativa=0.012, absoluta=1.01e-6)


def _fallo_de_eje(logmel: np.ndarray, esperado: np.ndarray, S: np.ndarray) -> str:
    if logmel.shape == esperado.shape:
        return ""
    if logmel.shape == esperado.T.shape:
        return traspuesta(logmel, np.maximum(esperado, min(logmel.min(), -60))) or (
            "Tiene las tramas en las filas: prueba con `.T`. Las bandas van en las filas."
        )
    if logmel.shape == S.shape:
        return f"Tiene {len(S)} filas, las de la STFT: falta pasar por el banco, que las reduce a {BANDAS}."
    if len(logmel) == BANDAS:
        return f"Son {BANDAS} bandas, pero no las tramas de `S_voz`. ¿Sale de ella, con salto de {HOP_VOZ}?"
    return f"Tiene la forma {logmel.shape}, y se esperan {BANDAS} bandas por las tramas de `S_voz`."


def _fallo_de_logmel(dado: np.ndarray, esperado: np.ndarray, S: np.ndarray, banco: np.ndarray) -> str:
    potencias, amplitudes = banco @ S**2, banco @ S
    if any(_recta(dado, de) for de in (potencias, amplitudes, np.sqrt(potencias))):
        return "Eso aún no son decibelios: falta el logaritmo."
    if recta := _recta(dado, esperado):
        return _fallo_de_escala(*recta)
    if mensaje := _fallo_de_casillas(dado, esperado):
        return mensaje
    if _recta(dado, np.log10(amplitudes)):
        return (
            "El banco ha sumado amplitudes, y suma potencias. ¿Qué le falta a `S_voz` antes de entrar en él?"
        )
    if _recta(dado, np.log10(_mel_con_otra_ventana())):
        return "Eso sale con `n_fft=2048`. `S_voz` se calculó con 1024: usa la misma."
    if any(_recta(dado, np.log10(otro @ S**2)) for otro in _otros_bancos()):
        return (
            "Eso sale con otro banco: el de HTK, uno sin igualar áreas o uno que no llega a `sr / 2`. Usa "
            "`banco`, el de la lección."
        )
    return (
        "La forma es buena y los números no. El orden es potencia, banco y decibelios: el logaritmo va al "
        "final, porque lo que se suma son potencias."
    )


def _fallo_de_casillas(dado: np.ndarray, esperado: np.ndarray) -> str:
    """Frase para quien hace bien los tres pasos y luego los redondea, los gira o los compara por partes."""
    redondos = np.array_equal(dado, np.rint(dado))
    if redondos and cerca(np.maximum(dado, -60), np.maximum(esperado, -60), relativa=0, absoluta=1):
        return "Has redondeado a decibelios enteros. Déjalos con sus decimales."
    if _coinciden(dado[::-1], esperado):
        return "Las bandas están del revés: la primera fila es la más grave."
    for eje, parte in enumerate(("trama", "banda")):
        if _coinciden(dado, esperado - esperado.max(axis=eje, keepdims=True)):
            return f"Has comparado cada {parte} con su propio máximo. Hay uno solo, el de toda la matriz."
    return ""


def _mel_con_otra_ventana() -> np.ndarray:
    S, banco = _magnitudes_y_banco(n_fft=2048)
    return banco @ S**2


def _otros_bancos() -> list[np.ndarray]:
    import librosa

    opciones = {"sr": _voz().sr, "n_fft": N_FFT_VOZ, "n_mels": BANDAS}
    otros = ({"htk": True}, {"norm": None}, {"htk": True, "norm": None}, {"sr": 16_000}, {"fmax": 8000})
    return [librosa.filters.mel(**opciones | otro) for otro in otros]


def _recta(dado: np.ndarray, base: np.ndarray) -> tuple[float, float] | None:
    """Pendiente y corte de la recta que va de ``base`` a lo dado, o None; lo cortado por abajo no cuenta."""
    libres = dado > max(np.median(dado), dado.min() + 1e-6 * np.ptp(dado))
    if libres.sum() < 100:
        return None
    x, y = base[libres], dado[libres]
    pendiente, corte = np.polyfit(x, y, 1)
    recta = np.abs(y - pendiente * x - corte).max() < 0.002 * np.ptp(y)
    return (float(pendiente), float(corte)) if recta else None


PENDIENTES = {
    1: "Casi: todo está desplazado lo mismo. Respecto al máximo, la casilla mayor vale 0 dB: mira `ref`.",
    2: "Has usado la fórmula de las amplitudes. Lo que sale del banco ya es potencia: ¿10 o 20?",
    np.log(10): "Ese logaritmo es el natural. Los decibelios usan el de base 10: `np.log10`.",
    2 * np.log(10): "Ese logaritmo es el natural, y el 20 es de amplitudes. Aquí es base 10 y potencias.",
    np.log(10)
    / 10: "Ese logaritmo es el natural, y además falta multiplicar. Los decibelios usan `np.log10`.",
    np.log2(10): "Ese logaritmo es el de base 2. Los decibelios usan el de base 10: `np.log10`.",
    np.log2(10) / 10: "Ese logaritmo es el de base 2, y falta multiplicar. Los decibelios usan `np.log10`.",
    0.1: "Eso son belios. Un decibelio es diez veces más pequeño: ¿por cuánto se multiplica?",
    0.2: "Has elevado al cuadrado de más y falta multiplicar: son 10 veces el logaritmo de la potencia.",
    -1: "El signo está al revés: lo que suena menos tiene decibelios más negativos.",
}


def _fallo_de_escala(pendiente: float, corte: float) -> str:
    if cerca([pendiente, corte], [1, 0], relativa=0.01, absoluta=0.05):
        return "Los valores altos son buenos, pero cortas por abajo demasiado pronto. Con `top_db=80` basta."
    for tipica, mensaje in PENDIENTES.items():
        if cerca(pendiente, tipica):
            return mensaje
    return (
        f"Los números van bien en su orden, pero a otra escala: {con_coma(abs(pendiente), 2)} por decibelio. "
        "Déjalos en decibelios."
    )


# --- 5: la STFT que cojea


SONIDOS = ((5000, 512, 128), (4411, 400, 160), (3072, 256, 256))


def _revisar_stft(stft_sana: Callable) -> Veredicto:
    for semilla, (n, n_fft, hop) in enumerate(SONIDOS):
        y = np.random.default_rng(semilla).normal(size=n) * 0.1
        dada = _leer_stft(stft_sana(y.copy(), n_fft, hop))
        esperada = _stft(y, n_fft, hop)
        mensaje = _fallo_de_salto(dada, esperada)
        mensaje = mensaje or _fallo_de_forma_de_stft(dada.shape, esperada.shape, n_fft, hop)
        if not mensaje and not _parecidas(dada, esperada):
            mensaje = _fallo_de_valores(dada, y, n_fft, hop)
        if mensaje:
            return fallo(mensaje)
    return acierto(
        "Coincide con `librosa.stft` en sonidos y tamaños que no habías visto. Dos fallos se notaban en la "
        "forma; el tercero, solo en los números: por eso se comparan las dos cosas."
    )


def _stft(
    y: np.ndarray, n_fft: int, hop: int, ventana: np.ndarray | None = None, relleno: str = "constant"
) -> np.ndarray:
    """La STFT centrada de librosa; la ventana y el relleno se cambian para imitar los errores."""
    ventana = np.hanning(n_fft + 1)[:-1] if ventana is None else ventana
    rellena = np.pad(y, n_fft // 2, mode=relleno)
    tramas = np.lib.stride_tricks.sliding_window_view(rellena, n_fft)[::hop]
    return np.fft.rfft(tramas * ventana, axis=1).T


def _leer_stft(valor: Any) -> np.ndarray:
    if valor is None:
        raise RespuestaIlegible("`stft_sana` devuelve None. ¿Falta un `return`?")
    try:
        matriz = np.asarray(valor.detach() if hasattr(valor, "detach") else valor)
    except ValueError:
        raise RespuestaIlegible("`stft_sana` devuelve columnas de distinta longitud.") from None
    if matriz.ndim != 2 or matriz.dtype.kind not in "fc":
        raise RespuestaIlegible(
            "`stft_sana` tiene que devolver una matriz de números complejos, y devuelve "
            f"{_en_palabras(matriz)}."
        )
    if not np.isfinite(matriz).all():
        raise RespuestaIlegible("`stft_sana` devuelve algún NaN o infinito.")
    return matriz


def _en_palabras(matriz: np.ndarray) -> str:
    if matriz.dtype.kind not in "iufc":
        return "un texto" if matriz.dtype.kind == "U" else "algo que no son números"
    if matriz.ndim == 2:
        return "números enteros"
    dimensiones = {0: "un número suelto", 1: "una sola fila de números"}
    return dimensiones.get(matriz.ndim, f"una de {matriz.ndim} dimensiones")


def _fallo_de_salto(dada: np.ndarray, esperada: np.ndarray) -> str:
    if dada.shape[0] != esperada.shape[0] or dada.shape[1] < 2:
        return ""
    if _parecidas(dada[:, :1], esperada[:, :1]) and not _parecidas(dada[:, 1:2], esperada[:, 1:2]):
        return "La primera trama es buena y la segunda no. ¿En qué muestra empieza cada una?"
    return ""


def _fallo_de_forma_de_stft(dada: tuple[int, int], esperada: tuple[int, int], n_fft: int, hop: int) -> str:
    filas, tramas = esperada
    if dada == esperada:
        return ""
    if abs(dada[0] - tramas) <= 1 and dada[1] in (filas, n_fft):
        espejo = " Y sobra el espejo, por encima de `sr / 2`." if dada[1] == n_fft else ""
        return f"Las filas son las tramas, y en librosa son las frecuencias.{espejo}"
    if dada[0] == n_fft:
        return "Devuelves también el espejo, por encima de `sr / 2`. ¿Qué hace `rfft` que no hace `fft`?"
    if dada[0] == 1 + 2048 // 2:
        return "Has dejado fija la ventana de 2048. Usa la que te pasan, `n_fft`."
    if dada[0] != filas:
        sale = "sale 1 fila" if dada[0] == 1 else f"salen {dada[0]} filas"
        return f"Con n_fft={n_fft} {sale}. ¿Cuántas frecuencias da `np.fft.rfft`?"
    if dada[1] == 1 + N_CAMPANA // hop:
        return "Salen las tramas de la campana. Usa el sonido que te pasan, `y`."
    if dada[1] == tramas - 1:
        return "Falta una trama. Compara el número de columnas con el de librosa, en varios sonidos."
    if dada[1] < tramas:
        return "Faltan tramas. ¿Se ha quedado sin relleno el principio, o el final?"
    return "Sobran tramas. La última tiene que caber entera en el sonido relleno."


def _fallo_de_valores(dada: np.ndarray, y: np.ndarray, n_fft: int, hop: int) -> str:
    esperada = _stft(y, n_fft, hop)
    imitaciones = {
        "Has devuelto la magnitud. La STFT es compleja: la magnitud se saca después.": np.abs(esperada),
        "Has devuelto la potencia. La STFT es compleja: la potencia se saca después.": np.abs(esperada) ** 2,
        "La forma es buena, pero la ventana es la simétrica. ¿Qué debería valer su última muestra?": (
            _stft(y, n_fft, hop, np.hanning(n_fft))
        ),
        "La forma es buena, pero no hay ventana: así la fuga es la de la rectangular.": (
            _stft(y, n_fft, hop, np.ones(n_fft))
        ),
        "La ventana no es la de Hann: parece la de Hamming.": _stft(
            y, n_fft, hop, np.hamming(n_fft + 1)[:-1]
        ),
        "Por dentro coincide, pero en los bordes no: el relleno es de ceros.": (
            _stft(y, n_fft, hop, relleno="reflect")
        ),
        "El signo de la fase está al revés: sobra conjugar.": esperada.conj(),
    }
    for mensaje, imitacion in imitaciones.items():
        if _parecidas(dada, imitacion):
            return mensaje
    if not np.iscomplexobj(dada):
        return "Devuelves números reales, y la STFT es compleja."
    factor = np.vdot(esperada, dada) / np.vdot(esperada, esperada)
    if _parecidas(dada, factor * esperada):
        return "Los números son proporcionales a los de librosa, que no divide entre nada. ¿Sobra un factor?"
    return (
        "La forma es buena, pero los números no. Compara con librosa la primera columna; luego, la segunda."
    )


def _parecidas(dada: np.ndarray, esperada: np.ndarray) -> bool:
    """Dice si coinciden hasta lo que distingue un cálculo en simple precisión."""
    return bool(np.abs(dada - esperada).max() < 1e-4 * np.abs(esperada).max())


# --- 6: el otro mel


HERCIOS = (100.0, 440.0, 1000.0, 4000.0, 11_025.0)


def _revisar_htk(hz_a_mel_htk: Callable) -> Veredicto:
    """Prueba también tres frecuencias al azar, que no están en ninguna tabla, y los 0 Hz aparte, al final."""
    hz = np.append(HERCIOS, np.random.default_rng().integers(50, 11_025, 3))
    dadas = np.array([_leer_mel(hz_a_mel_htk(float(uno)), uno) for uno in hz])
    if not cerca(dadas, 2595 * np.log10(1 + hz / 700), relativa=1e-3):
        return fallo(_fallo_de_htk(dadas, hz))
    if not cerca(_leer_mel(hz_a_mel_htk(0.0), 0), 0, absoluta=1e-3):
        return fallo("Casi: solo falla con 0 Hz, que tiene que dar 0.")
    return acierto(
        "1000 Hz dan 1000 mel, redondeos aparte: así se eligió el factor. En la de Slaney dan 15. Un mel "
        "sin apellido no dice nada."
    )


def _leer_mel(valor: Any, hz: float) -> float:
    if valor is None:
        raise RespuestaIlegible(f"`hz_a_mel_htk({hz:g})` devuelve None. ¿Falta un `return`?")
    return Numero().leer(f"hz_a_mel_htk({hz:g})", valor)


def _fallo_de_htk(dadas: np.ndarray, hz: np.ndarray) -> str:
    for mensaje, tipicas in _mel_tipicos(hz).items():
        if any(cerca(dadas, tipica, relativa=1e-3) for tipica in tipicas):
            return mensaje
    redondos = np.array_equal(dadas, np.rint(dadas))
    if redondos and cerca(dadas, 2595 * np.log10(1 + hz / 700), relativa=0, absoluta=1):
        return "Has redondeado a mel enteros. Déjalos con sus decimales."
    return "Prueba con 0 Hz, que tiene que dar 0, y con 1000 Hz, que tiene que dar casi 1000."


def _mel_tipicos(hz: np.ndarray) -> dict[str, list[np.ndarray]]:
    """Por error, lo que dan con esas frecuencias las fórmulas que lo tienen."""
    c, por_mil = hz / 700, hz / 1000
    slaney = np.where(hz < 1000, 3 * hz / 200, 15 + 27 * np.log(np.maximum(por_mil, 1)) / np.log(6.4))
    return {
        "Falta el 1 dentro del logaritmo: sin él, con 0 Hz no hay resultado.": [2595 * np.log10(c)],
        "El 1 va dentro del logaritmo, sumado al cociente.": [
            1 + 2595 * np.log10(c),
            2595 * (1 + np.log10(c)),
        ],
        "Ese logaritmo es el natural. La fórmula dice base 10.": [2595 * np.log(1 + c)],
        "Ese logaritmo es el de base 2. La fórmula dice base 10.": [2595 * np.log2(1 + c)],
        "El factor 1127 es para el logaritmo natural, y has usado el de base 10.": [1127 * np.log10(1 + c)],
        "Falta el factor de delante.": [np.log10(1 + c), np.log(1 + c)],
        "Esa es la fórmula de Slaney, la de fábrica en librosa. Aquí se pide la de HTK.": [slaney],
        "Esa es la de Fant: otro mel que también da 1000 con 1000 Hz. Aquí se pide la de HTK.": [
            1000 * np.log2(1 + por_mil)
        ],
        "Esa es la fórmula con 1000 en vez de 700.": [
            2595 * np.log10(1 + por_mil),
            1127 * np.log(1 + por_mil),
        ],
        "Has hecho el camino de vuelta, de mel a hercios.": [700 * (10 ** (hz / 2595) - 1)],
        "La división está al revés.": [2595 * np.log10(1 + 1 / c)],
        "Has dividido con `//`, que tira los decimales.": [2595 * np.log10(1 + hz // 700)],
        "Cuidado con el orden: primero la división y después la suma. Te faltan, o te sobran, paréntesis.": [
            2595 * np.log10((1 + hz) / 700),
            2595 * np.log10(1 + hz) / 700,
        ],
    }


EJERCICIOS = {
    1: Ejercicio(
        campos={"grave_hz": Numero(), "agudo_hz": Numero()},
        revisar=_revisar_tecla,
        pistas=(
            "Dibuja `np.abs(np.fft.rfft(tecla.y))`: hay dos picos. `np.argsort` también los encuentra.",
            "El sitio donde está un pico es su fila. De fila a fila van `sr / N` hercios.",
            "Aquí `sr` es `tecla.sr` y `N` es `len(tecla.y)`. `np.fft.rfftfreq` hace la cuenta por ti.",
        ),
    ),
    2: Ejercicio(
        campos={"forma": Funcion()},
        revisar=_revisar_forma,
        pistas=(
            "Las filas solo dependen de la ventana; las tramas, del sonido y del salto.",
            "Las frecuencias van de 0 a `n_fft / 2` vueltas por trama, las dos incluidas.",
            "Con el relleno, las tramas están centradas en las muestras 0, hop, 2·hop… ¿Cuántas hay hasta n?",
        ),
    ),
    3: Ejercicio(
        campos={"n_fft": Entero(), "ventana_ms": Numero(), "posible": SiNo()},
        revisar=_revisar_motor,
        pistas=(
            "Las filas distan `sr / n_fft`: escribe que el doble de eso no pase de 50 Hz.",
            "La ventana dura `n_fft / sr`, y es menos de 70 ms. ¿Qué potencia de dos cabe en medio?",
            "Para la última, ¿cuánto tiene que durar la ventana para que 50 Hz sean dos filas?",
        ),
    ),
    4: Ejercicio(
        campos={"logmel": BandasPorTramas((None, None))},
        revisar=_revisar_logmel,
        pistas=(
            "Son tres pasos: de amplitud a potencia, el banco, y los decibelios.",
            "El banco se aplica con un producto de matrices, `@`: (40, 513) por (513, tramas).",
            "Lo que sale es potencia: `librosa.power_to_db` con su `ref`, o `10 * np.log10` tras dividir.",
        ),
    ),
    5: Ejercicio(
        campos={"stft_sana": Funcion()},
        revisar=_revisar_stft,
        pistas=(
            "Un fallo se ve en la forma: qué eje es cuál. Otro también: cuántas tramas hay.",
            "El tercero solo se ve en los números. Compara la ventana con la de la lección.",
        ),
    ),
    6: Ejercicio(
        campos={"hz_a_mel_htk": Funcion()},
        revisar=_revisar_htk,
        pistas=(
            "Prueba tu función con 0 Hz y con 1000 Hz antes de entregarla.",
            "`np.log`, `np.log2` y `np.log10` son tres cosas distintas.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "`np.abs(librosa.stft(y))` tiene la forma (1025, 431). ¿Qué son los 431?",
        (
            Opcion(
                "Frecuencias, de 0 Hz a la mitad de la de muestreo.",
                "Esas son las filas: 1025, una más que la mitad de la ventana.",
            ),
            Correcta(
                "Tramas: instantes en los que se ha mirado el sonido.",
                "Las columnas son tiempo. Con salto de 512, son 430 saltos y pico.",
            ),
            Opcion(
                "Muestras por ventana.",
                "La ventana tiene 2048. De ella salen las 1025 filas, no las columnas.",
            ),
        ),
    ),
    Pregunta(
        "Un tono puro enciende muchas filas lejos de la suya. ¿Qué ha pasado?",
        (
            Opcion(
                "Que el tono tiene armónicos.",
                "Un tono puro no los tiene. Y serían picos en los múltiplos, no una falda continua.",
            ),
            Correcta(
                "Que la trama se ha cortado en seco, y el tono no da en ella vueltas enteras.",
                "Es fuga espectral. Una ventana que baje a cero por los bordes la recorta.",
            ),
            Opcion(
                "Que hay *aliasing*: la frecuencia de muestreo es poca.",
                "El *aliasing* pone el tono en otra frecuencia, una sola. No lo reparte por muchas.",
            ),
        ),
    ),
    Pregunta(
        "Quieres separar dos notas que distan 6 Hz. ¿Qué haces?",
        (
            Opcion(
                "Bajar el salto, para mirar más veces.",
                "Tienta porque salen más columnas. Pero cada una sigue igual de borrosa.",
            ),
            Opcion(
                "Añadir ceros a cada trama, para tener más filas.",
                "Salen más filas, sí, y dibujan mejor la misma mancha. No hay más sonido que mirar.",
            ),
            Correcta(
                "Alargar la ventana, y aceptar que lo breve se emborrone.",
                "Dos filas de Hann en 6 Hz piden una ventana de más de un tercio de segundo.",
            ),
        ),
    ),
    Pregunta(
        "`P` es un espectrograma de **potencia**. ¿Cómo lo pasas a decibelios respecto al máximo?",
        (
            Opcion(
                "`20 * np.log10(P / P.max())`",
                "El 20 es para amplitudes. Aquí contarías el cuadrado dos veces: todo saldría al doble.",
            ),
            Correcta(
                "`10 * np.log10(P / P.max())`",
                "Es lo que hace `librosa.power_to_db(P, ref=np.max)`, que además corta por abajo.",
            ),
            Opcion(
                "`10 * np.log(P / P.max())`",
                "`np.log` es el natural. Los números salen 2,3 veces mayores, y nadie se queja.",
            ),
        ),
    ),
    Pregunta(
        "Una red ha aprendido a reconocer un ladrido. ¿Qué cambio de la imagen le da más igual?",
        (
            Correcta(
                "Que el ladrido llegue medio segundo más tarde.",
                "Es el mismo dibujo unas columnas más allá, y sus detectores son los mismos en todas.",
            ),
            Opcion(
                "Que el perro sea más pequeño y ladre una octava más agudo.",
                "El dibujo sube y, por debajo de 1000 Hz, se estira. Y quizá sea otra clase de perro.",
            ),
            Opcion(
                "Que el espectrograma de mel venga de otra biblioteca.",
                "Con otra fórmula y otra normalización es otra imagen. Es un fallo clásico, y silencioso.",
            ),
        ),
    ),
)
