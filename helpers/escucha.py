"""¿Cómo suena? Reproductores que enseñan el espectrograma mientras se oye.

Son HTML que se basta a sí mismo: sin red y sin identificadores, así que caben varios en una página y también
en un cuaderno exportado. El nivel se normaliza para que nadie se lleve un susto, y el rótulo dice cuánto.
En IPython, importar este módulo hace que un `Audio` al final de una celda se vea y se oiga.
"""

from __future__ import annotations

import sys
from base64 import b64encode
from html import escape
from io import BytesIO
from string import Template
from typing import NamedTuple

import numpy as np

from helpers import numeros
from helpers.audio.sonido import AMPLITUD_DE_SILENCIO, Audio, remuestrear
from helpers.errores import ErrorDeAudio
from helpers.espectro import decibelios, magnitudes
from helpers.imagenes import pintar

RMS_DBFS, PICO_DBFS = -23.0, -1.0
SEGUNDOS_SIN_PERDIDA = 10  # hasta aquí, FLAC; más largo, MP3: todos los navegadores entienden los dos
SEGUNDOS_MAXIMOS = 180  # con más, Jupyter descarta la salida por su tamaño
FRECUENCIAS_DE_ESCUCHA = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
FILAS, COLUMNAS, TONOS = 128, 600, 32
MARCAS_HZ = (0, 250, 500, 1000, 2000, 4000, 8000, 16_000)


class Reproductor:
    """Lo que devuelven `reproductor` y `comparar`: en Jupyter se ve y se oye; en texto, dice qué es."""

    def __init__(self, html: str, texto: str):
        """html : lo que se ve y se oye. texto : lo que se lee cuando no se puede ver."""
        self.html = html
        self.texto = texto

    def __repr__(self) -> str:
        """Devuelve el texto."""
        return self.texto

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.texto}


def reproductor(audio: Audio, titulo: str = "") -> Reproductor:
    """Devuelve un reproductor con el espectrograma del audio y un cursor que avanza al sonar.

    Suena con un RMS de unos -23 dBFS y picos de -1 dBFS como mucho; el silencio se queda en silencio. Hasta
    10 s va sin pérdida (FLAC) y, si es más largo, en MP3; de más de 3 minutos se oyen los 3 primeros. Las
    frecuencias de muestreo que un navegador no reproduce se remuestrean a la siguiente que sí.

    Cuaderno 00, «El mapa».

    >>> from helpers import escucha
    >>> from helpers.audio import cargar_audio
    >>> from helpers.datos import AUDIO
    >>> escucha.reproductor(cargar_audio(AUDIO / "campana.flac"), "Una campana")
    Audio «Una campana» · 5,5 s · 22 050 Hz · ganancia 0,0 dB
    """
    sonido, nota = _recortar(_exigir_audio(audio), SEGUNDOS_MAXIMOS)
    ganancia_db = ganancia_de_escucha(sonido)
    eje = _Eje(sonido.duracion, sonido.sr / 2)
    pista = _Pista(sonido, titulo, f"{_ficha(audio)} · ganancia {_con_signo(ganancia_db)}{nota}")
    html = _figura(pista, ganancia_db, eje, _energia(sonido, eje))
    return Reproductor(f"{ESTILO}{html}{GUION}", pista.texto)


def comparar(a: Audio, b: Audio, titulos: tuple[str, str] = ("A", "B")) -> Reproductor:
    """Devuelve dos reproductores, uno al lado del otro, con los mismos ejes, colores y ganancia.

    Lo que suena más flojo se oye y se ve más flojo: los dos cambian de nivel lo mismo. El botón pasa de uno a
    otro sin perder el punto. De cada audio se oyen como mucho los 90 s primeros.

    Cuaderno 01, «Normalizar: igualar niveles».

    >>> from helpers import escucha
    >>> from helpers.audio import cargar_audio, normalizar_pico
    >>> from helpers.datos import AUDIO
    >>> lluvia = cargar_audio(AUDIO / "lluvia.flac")
    >>> escucha.comparar(lluvia, normalizar_pico(lluvia), ("Original", "Normalizada"))
    Audio «Original» · 4,0 s · 22 050 Hz · ganancia 0,0 dB, la misma en los dos
    Audio «Normalizada» · 4,0 s · 22 050 Hz · ganancia 0,0 dB, la misma en los dos
    """
    sonidos = [_recortar(_exigir_audio(audio), SEGUNDOS_MAXIMOS / 2) for audio in (a, b)]
    ganancia_db = ganancia_de_escucha(*(sonido for sonido, _ in sonidos))
    eje = _Eje(max(s.duracion for s, _ in sonidos), max(s.sr for s, _ in sonidos) / 2, COLUMNAS // 2)
    pistas = [
        _Pista(
            sonido, titulo, f"{_ficha(audio)} · ganancia {_con_signo(ganancia_db)}, la misma en los dos{nota}"
        )
        for (sonido, nota), audio, titulo in zip(sonidos, (a, b), titulos, strict=True)
    ]
    energias = [_energia(pista.sonido, eje) for pista in pistas]
    maximo = max(energia.max() for energia in energias)
    figuras = [_figura(p, ganancia_db, eje, e, maximo) for p, e in zip(pistas, energias, strict=True)]
    boton = '<button type="button" class="rep-cambiar">Cambiar de uno a otro sin perder el punto</button>'
    html = f'{ESTILO}<div class="rep-pareja">{"".join(figuras)}{boton}</div>{GUION}'
    return Reproductor(html, "\n".join(pista.texto for pista in pistas))


class _Eje(NamedTuple):
    """Lo que abarca un dibujo, de 0 a `duracion_s` y de 0 a `hz`, y cuántas columnas tiene como mucho."""

    duracion_s: float
    hz: float
    columnas: int = COLUMNAS


class _Pista(NamedTuple):
    sonido: Audio
    titulo: str
    ficha: str

    @property
    def nombre(self) -> str:
        return f"«{self.titulo}»" if self.titulo else "este audio"

    @property
    def texto(self) -> str:
        return f"Audio {self.nombre} · {self.ficha}" if self.titulo else f"Audio · {self.ficha}"


def _exigir_audio(audio: Audio) -> Audio:
    if not isinstance(audio, Audio):
        raise ErrorDeAudio(
            f"Un reproductor necesita un Audio, y ha llegado {type(audio).__name__}.",
            que_hacer="si tienes las muestras, usa Audio(y, sr); si es un archivo, cargar_audio(ruta).",
        )
    return audio


def _recortar(audio: Audio, maximo_s: float) -> tuple[Audio, str]:
    if audio.duracion <= maximo_s:
        return audio, ""
    nota = f" · se oyen los primeros {numeros.duracion(maximo_s)}"
    return Audio(audio.y[: round(maximo_s * audio.sr)], audio.sr), nota


def _ficha(audio: Audio) -> str:
    return f"{numeros.duracion(audio.duracion)} · {numeros.hercios(audio.sr)}"


def _con_signo(decibelios: float) -> str:
    signo = "+" if round(decibelios, 1) > 0 else ""
    return f"{signo}{numeros.decimal(decibelios, 1)}{numeros.ESPACIO}dB"


# --- Lo que se oye ---


def ganancia_de_escucha(*sonidos: Audio) -> float:
    """La mayor, en dB, con la que ninguno pasa de -23 dBFS de RMS ni de -1 dBFS de pico; 0 si es silencio."""
    margenes = []
    for y in (sonido.y for sonido in sonidos):
        pico, rms = float(np.abs(y).max()), float(np.sqrt(np.mean(np.square(y, dtype=np.float64))))
        if pico >= AMPLITUD_DE_SILENCIO:
            margenes += [RMS_DBFS - 20 * np.log10(rms), PICO_DBFS - 20 * np.log10(pico)]
    return float(min(margenes, default=0.0))


def codificar(audio: Audio, ganancia_db: float) -> tuple[str, bytes]:
    """Devuelve el tipo MIME y los bytes del sonido, con esa ganancia, en algo que todo navegador toca."""
    import soundfile

    sr = next((f for f in FRECUENCIAS_DE_ESCUCHA if f >= audio.sr), FRECUENCIAS_DE_ESCUCHA[-1])
    y = remuestrear(audio, sr).y * 10 ** (ganancia_db / 20)
    formato, codec, mime = (
        ("FLAC", "PCM_16", "audio/flac")
        if audio.duracion <= SEGUNDOS_SIN_PERDIDA
        else ("MP3", "MPEG_LAYER_III", "audio/mpeg")
    )
    memoria = BytesIO()
    soundfile.write(memoria, y, sr, codec, format=formato)
    return mime, memoria.getvalue()


# --- Lo que se ve ---


def _energia(audio: Audio, eje: _Eje) -> np.ndarray:
    """Energía en FILAS bandas de mel, lo grave primero, y `eje.columnas` tramos como mucho."""
    n_fft = max(256, 2 ** round(np.log2(0.046 * audio.sr)))
    hop_length = max(1, min(n_fft // 4, len(audio.y) // COLUMNAS), len(audio.y) // 4000)
    potencia = np.square(magnitudes(audio.y, n_fft, hop_length), dtype=np.float64)
    acumulada = np.vstack([np.zeros(potencia.shape[1]), np.cumsum(potencia, axis=0)])
    bordes = _hz(np.linspace(0, _mel(eje.hz), FILAS + 1)) * n_fft / audio.sr
    filas = np.array([np.interp(bordes, np.arange(len(acumulada)), columna) for columna in acumulada.T]).T
    bandas = np.diff(filas, axis=0) / np.diff(bordes)[:, None]
    tramas_del_eje = max(1, round(eje.duracion_s * audio.sr / hop_length))
    inicios = np.linspace(0, tramas_del_eje, min(eje.columnas, tramas_del_eje), endpoint=False).astype(int)
    con_sonido = inicios[inicios < bandas.shape[1]]
    columnas = np.maximum.reduceat(bandas[:, :tramas_del_eje], con_sonido, axis=1)
    return np.pad(columnas, ((0, 0), (0, len(inicios) - len(con_sonido))))


def _mel(hz):
    return 2595 * np.log10(1 + np.asarray(hz) / 700)


def _hz(mel):
    return 700 * (10 ** (np.asarray(mel) / 2595) - 1)


def _imagen(energia: np.ndarray, maximo: float) -> str:
    """Pinta la energía, de 80 dB bajo `maximo` hasta él, en un PNG con paleta, como `data:`."""
    from matplotlib import colormaps

    con_referencia = np.append(np.sqrt(energia), np.sqrt(maximo))
    nivel = decibelios(con_referencia)[:-1].reshape(energia.shape) / 80 + 1
    tonos = np.clip(nivel * TONOS, 0, TONOS - 1).astype(np.uint8)[::-1]
    paleta = (colormaps["magma"](np.linspace(0, 1, TONOS))[:, :3] * 255).round().astype(np.uint8)
    return f"data:image/png;base64,{b64encode(pintar(tonos, paleta)).decode()}"


def _marcas_de_tiempo(duracion_s: float) -> list[float]:
    """Seis marcas como mucho, cada 1, 2 o 5 por una potencia de diez, desde 0."""
    minimo = duracion_s / 5
    decena = 10.0 ** np.floor(np.log10(minimo))
    paso = next(m * decena for m in (1, 2, 5, 10) if m * decena >= minimo * 0.999)
    return [i * paso for i in range(int(duracion_s / paso * 1.001) + 1)]


def _marcas_de_frecuencia(hz: float) -> dict[float, float]:
    """Las frecuencias que caben sin pisarse, con su altura en tanto por ciento."""
    marcas: dict[float, float] = {}
    for frecuencia in MARCAS_HZ:
        altura = 100 * float(_mel(frecuencia) / _mel(hz))
        if altura < 95 and altura - max(marcas.values(), default=-100) > 9:
            marcas[frecuencia] = altura
    return marcas


def _ejes(eje: _Eje) -> str:
    hercios = " ".join(
        f'<span style="bottom:{altura:.1f}%">{numeros.decimal(frecuencia, 0)}</span>'
        for frecuencia, altura in _marcas_de_frecuencia(eje.hz).items()
    )
    marcas = _marcas_de_tiempo(eje.duracion_s)
    decimales = max(0, -int(np.floor(np.log10(marcas[1]) + 1e-9)))
    segundos = " ".join(
        f'<span style="left:{100 * t / eje.duracion_s:.2f}%">{numeros.decimal(t, decimales)}</span>'
        for t in marcas
    )
    return (
        f'<div class="rep-hz" aria-hidden="true">{hercios} <b>Hz</b></div>'
        f'<div class="rep-s" aria-hidden="true">{segundos} <b>s</b></div>'
    )


def _figura(
    pista: _Pista, ganancia_db: float, eje: _Eje, energia: np.ndarray, maximo: float | None = None
) -> str:
    imagen = _imagen(energia, energia.max() if maximo is None else maximo)
    alternativo = (
        f"Espectrograma de {pista.nombre}: {numeros.duracion(pista.sonido.duracion)}, de 0 a "
        f"{numeros.hercios(eje.hz)}; cuanto más claro, más energía. Pulsa en un punto para oírlo desde ahí."
    )
    titulo = f"<b>{escape(pista.titulo)}</b> · " if pista.titulo else ""
    mime, sonido = codificar(pista.sonido, ganancia_db)
    return FIGURA.substitute(
        duracion=f"{eje.duracion_s:.6f}",
        rotulo=titulo + escape(pista.ficha),
        ejes=_ejes(eje),
        imagen=imagen,
        alternativo=escape(alternativo),
        nombre=escape(f"Reproductor de {pista.nombre}"),
        sonido=f"data:{mime};base64,{b64encode(sonido).decode()}",
    )


FIGURA = Template("""
<figure class="reproductor" data-duracion="$duracion">
<figcaption>$rotulo</figcaption>
<div class="rep-marco">
<div class="rep-vista">
<img src="$imagen" alt="$alternativo">
<div class="rep-cursor" aria-hidden="true"></div>
</div>
$ejes</div>
<audio controls preload="auto" aria-label="$nombre" src="$sonido"></audio>
</figure>
""")

ESTILO = """
<style>
.reproductor { max-width: 900px; margin: 0.5em 0; color: inherit; font-size: 16px; line-height: 1.4; }
.reproductor figcaption { margin: 0 0 0.4em; font: inherit; color: inherit; text-align: left; }
.rep-marco { position: relative; padding: 0.5em 2em 1.6em 4.2em; }
.rep-vista { position: relative; height: 180px; cursor: crosshair; }
.reproductor .rep-vista img { display: block; width: 100%; height: 100%; max-width: none; margin: 0; }
.rep-cursor { position: absolute; top: 0; bottom: 0; left: 0; width: 3px; margin-left: -1.5px;
  pointer-events: none; background: #fff; box-shadow: 0 0 0 1px #000; }
.rep-hz { position: absolute; left: 0; top: 0.5em; bottom: 1.6em; width: 3.9em; }
.rep-hz span { position: absolute; right: 0; transform: translateY(50%); white-space: nowrap; }
.rep-hz b { position: absolute; right: 0; top: -0.7em; font-weight: normal; }
.rep-s { position: absolute; left: 4.2em; right: 2em; bottom: 0; height: 1.5em; }
.rep-s span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.rep-s b { position: absolute; right: -2em; font-weight: normal; }
.reproductor audio { display: block; width: 100%; }
.rep-pareja { display: grid; gap: 0 1em;
  grid-template-columns: repeat(auto-fit, minmax(min(22em, 100%), 1fr)); }
.rep-cambiar { grid-column: 1 / -1; justify-self: start; padding: 0.4em 1em; font: inherit; font-size: 16px; }
</style>
"""

GUION = """
<script>
document.querySelectorAll(".reproductor:not([data-listo])").forEach((figura) => {
  figura.dataset.listo = "";
  const sonido = figura.querySelector("audio");
  const vista = figura.querySelector(".rep-vista");
  const cursor = figura.querySelector(".rep-cursor");
  const duracion = Number(figura.dataset.duracion);
  const mover = () => {
    cursor.style.left = 100 * Math.min(1, sonido.currentTime / duracion) + "%";
    if (!sonido.paused) requestAnimationFrame(mover);
  };
  sonido.addEventListener("play", () => {
    document.querySelectorAll("audio").forEach((otro) => { if (otro !== sonido) otro.pause(); });
    mover();
  });
  ["timeupdate", "seeked", "ended"].forEach((suceso) => sonido.addEventListener(suceso, mover));
  vista.addEventListener("click", (suceso) => {
    const caja = vista.getBoundingClientRect();
    sonido.currentTime = duracion * (suceso.clientX - caja.left) / caja.width;
  });
});
document.querySelectorAll(".rep-pareja:not([data-listo])").forEach((pareja) => {
  pareja.dataset.listo = "";
  const sonidos = [...pareja.querySelectorAll("audio")];
  let actual = 0;
  sonidos.forEach((sonido, i) => sonido.addEventListener("play", () => { actual = i; }));
  pareja.querySelector(".rep-cambiar").addEventListener("click", () => {
    const [este, otro] = [sonidos[actual], sonidos[1 - actual]];
    otro.currentTime = este.currentTime;
    este.pause();
    otro.play();
  });
});
</script>
"""


def _registrar_en_ipython() -> None:
    """En IPython, un `Audio` al final de una celda se enseña con su reproductor."""
    ipython = sys.modules.get("IPython")
    consola = ipython.get_ipython() if ipython else None
    if consola is not None:
        pagina = consola.display_formatter.formatters["text/html"]
        pagina.for_type(Audio, lambda audio: reproductor(audio).html)


_registrar_en_ipython()
