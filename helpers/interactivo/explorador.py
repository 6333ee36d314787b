"""Lo que comparten los exploradores: elegir sonido, mover controles, ver, leer y oír lo que cambia.

Un explorador calcula con NumPy y escribe HTML: sin matplotlib, un cambio se ve en menos de 150 ms. Donde no
hay núcleo queda su figura: la misma, dibujada una vez al enseñarlo, con su frase como texto alternativo.
"""

from __future__ import annotations

import time
from abc import abstractmethod
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

import ipywidgets as widgets

from helpers import numeros
from helpers.audio.sonido import Audio, cargar_audio
from helpers.errores import ErrorDeAudio, ErrorDeDatos, ErrorDelCurso
from helpers.escucha import codificar, ganancia_de_escucha
from helpers.interactivo import fuentes
from helpers.interactivo.paneles import Panel, a_html
from helpers.interactivo.subida import MAXIMO_MB, MAXIMO_S, Subida
from helpers.teclas import CON_SUS_TECLAS, GUION_DE_TECLAS

SUBIR = "Subir un sonido tuyo…"
EL_DE_LA_CELDA = "El sonido de la celda"
MAXIMO_A_LA_VEZ_S = 4.0
MEDIA_FILA, TODA_LA_FILA = "1 1 380px", "1 1 700px"  # lo que crece, lo que encoge y lo que mide
INVITACION = "Ejecuta la celda para mover los controles."
RAIZ_DE_CLASE = "explorador"

# La imagen que no se ve está para ejecutar algo al enseñarse: guarda las teclas, da a cada deslizador su
# nombre y su valor con unidad, y hace que los cambios del texto se anuncien a quien usa lector de pantalla.
CABECERA = Template("""
<style>
.explorador { --jp-widgets-font-size: 16px; --jp-widgets-inline-height: 34px; max-width: 940px; }
.explorador .widget-html-content { font-size: 16px; line-height: 1.4; }
.explorador .widget-readout { overflow: visible; }
.explorador .exp-largo .widget-readout { min-width: 7.5em; }
.explorador .exp-corto .widget-readout { min-width: 4.5em; }
.explorador :focus-visible { outline: 3px solid #0072B2; outline-offset: 2px; }
.explorador audio { display: block; width: 100%; }
.exp-rotulo { margin-top: 0.2em; }
.exp-estado { margin: 0.2em 0; font-size: 17px; }
.exp-aviso { border-left: 6px solid #D55E00; padding: 0.2em 0.6em; margin: 0.2em 0; }
</style>
<b>$titulo</b>
<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" onload='
$teclas
const arreglar = () => {
  const caja = this.closest(".explorador");
  if (!caja) return;
  caja.querySelectorAll(".widget-slider:not([data-listo])").forEach((control) => {
    const mando = control.querySelector("[role=slider]");
    const rotulo = control.querySelector(".widget-label");
    const lectura = control.querySelector(".widget-readout");
    if (!mando || !rotulo || !lectura) return;
    control.dataset.listo = "";
    mando.setAttribute("aria-label", rotulo.textContent);
    const leer = () => mando.setAttribute("aria-valuetext", lectura.textContent);
    new MutationObserver(leer).observe(lectura, { childList: true, characterData: true, subtree: true });
    leer();
  });
  const estado = caja.querySelector(".exp-estado, .exp-aviso");
  if (estado) {
    estado.parentElement.setAttribute("role", "status");
    estado.parentElement.setAttribute("aria-live", "polite");
  }
};
[50, 500, 2000, 5000].forEach((ms) => setTimeout(arreglar, ms));
'>
""")
# Un reproductor que empieza calla a los demás; si estaba sonando el de al lado, sigue por el mismo punto.
ALTAVOZ = Template("""
<div class="exp-rotulo" aria-hidden="true">$rotulo</div>
<audio controls preload="auto" $arranque aria-label="$rotulo" src="$sonido" onplay='
const caja = this.closest(".explorador");
document.querySelectorAll("audio").forEach((otro) => {
  if (otro === this || otro.paused) return;
  if (caja && caja.contains(otro)) this.currentTime = otro.currentTime;
  otro.pause();
});
'></audio>
""")


class Vista(NamedTuple):
    """Lo que enseña un explorador con sus controles en una posición.

    frase : lo que se ve, en palabras. sonidos : lo que se oye, por su rótulo, todos con la misma ganancia.
    """

    paneles: tuple[Panel, ...]
    frase: str
    sonidos: Mapping[str, Audio]


class Explorador(widgets.VBox):
    """Un sonido, unos controles, y lo que se ve y se oye al moverlos. En cada cuaderno, uno distinto.

    ``vista`` es lo último que ha enseñado y ``segundos``, lo que tardó en calcularlo y escribirlo.
    """

    titulo = "Explorador"
    sr_maxima = 48_000
    maximo_s = MAXIMO_A_LA_VEZ_S

    def __init__(
        self,
        audio: Audio | None,
        controles: Sequence[widgets.Widget],
        sinteticos: Mapping[str, Callable[[], Audio]] | None = None,
    ):
        """audio : el de la celda, o None para empezar por la primera fuente. controles : los suyos.

        sinteticos : los sonidos que calcula el propio explorador, por su rótulo.
        """
        self.vista: Vista | None = None
        self.segundos = 0.0
        self._callado, self._cambiado = False, False
        self._sinteticos = sinteticos or {}
        self._fuentes = self._reunir(audio, self._sinteticos)
        fuentes_y_subir = [(rotulo, rotulo) for rotulo in (*self._fuentes, SUBIR)]
        self._fuente = eleccion("Sonido", fuentes_y_subir, fuentes_y_subir[0][1])
        self._fuente.layout.flex = MEDIA_FILA
        self._subida = Subida(MAXIMO_MB, MAXIMO_S, self._recibir)
        self._subida.layout.display = "none"
        self._imagen = widgets.HTML()
        self._estado = widgets.HTML()
        self._reproductores = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap", width="100%"))
        self._al_cambiar = widgets.Checkbox(
            value=False, description="Suena al cambiar", indent=False, layout=widgets.Layout(width="auto")
        )
        super().__init__(
            [
                widgets.HTML(CABECERA.substitute(titulo=self.titulo, teclas=GUION_DE_TECLAS)),
                _en_filas([self._fuente, self._al_cambiar]),
                self._subida,
                _en_filas(controles),
                self._imagen,
                self._estado,
                self._reproductores,
            ]
        )
        self.add_class(RAIZ_DE_CLASE)
        self.add_class(CON_SUS_TECLAS)
        self._escuchar(controles)
        self._elegir({"new": self._fuente.value})
        self._cambiado = True

    # --- Lo que define cada explorador ---

    def preparar(self, audio: Audio) -> None:
        """Calcula lo que no depende de los controles, y los ajusta a este sonido."""

    @abstractmethod
    def mirar(self) -> Vista:
        """Calcula lo que se ve y se oye con los controles como están."""

    # --- Fuentes ---

    def _reunir(
        self, audio: Audio | None, sinteticos: Mapping[str, Callable[[], Audio]]
    ) -> dict[str, Callable[[], Audio]]:
        if audio is not None and not isinstance(audio, Audio):
            raise ErrorDeAudio(
                f"Un explorador necesita un Audio, y ha llegado {type(audio).__name__}.",
                que_hacer="si tienes las muestras, usa Audio(y, sr); si es un archivo, cargar_audio(ruta).",
            )
        de_la_celda = {} if audio is None else {EL_DE_LA_CELDA: lambda: audio}
        archivos: dict[str, Path] = fuentes.archivos_del_curso() | fuentes.archivos_reales()
        return {**de_la_celda, **sinteticos} | {
            rotulo: partial(cargar_audio, ruta) for rotulo, ruta in archivos.items()
        }

    def _elegir(self, cambio: dict) -> None:
        subir = cambio["new"] == SUBIR
        self._subida.layout.display = None if subir else "none"
        if subir:
            return
        try:
            self._poner(cambio["new"], self._fuentes[cambio["new"]]())
        except ErrorDelCurso as error:
            self._avisar(error)

    def _recibir(self, nombre: str, audio: Audio) -> None:
        self._poner(nombre, audio)

    def _poner(self, nombre: str, audio: Audio) -> None:
        """Deja un sonido listo para explorarlo: un trozo que se pueda recalcular entero en cada cambio."""
        self._nombre = nombre
        trozo, inicio_s = fuentes.trozo_sonoro(audio, self.maximo_s)
        trozo = fuentes.a_lo_sumo(trozo, self.sr_maxima)
        self._nota = self._contar_recorte(nombre, audio, trozo, inicio_s)
        self._callado = True
        try:
            self.preparar(trozo)
        finally:
            self._callado = False
        self._redibujar()

    def _contar_recorte(self, nombre: str, audio: Audio, trozo: Audio, inicio_s: float) -> str:
        partes = [] if nombre in (EL_DE_LA_CELDA, *self._sinteticos) else [f"«{nombre}»"]
        if trozo.duracion < audio.duracion - 1e-3:
            partes.append(
                f"dura {numeros.duracion(audio.duracion)}: aquí, {numeros.duracion(trozo.duracion)} "
                f"desde el segundo {numeros.decimal(inicio_s)}"
            )
        if trozo.sr != audio.sr:
            partes.append(f"está a {numeros.hercios(audio.sr)}: aquí, a {numeros.hercios(trozo.sr)}")
        nota = ", ".join(partes)
        return nota[:1].upper() + nota[1:]

    # --- Cambios ---

    def _escuchar(self, controles: Sequence[widgets.Widget]) -> None:
        self._fuente.observe(self._elegir, names="value")
        for control in _con_valor(controles):
            control.observe(self._redibujar, names="value")

    def _redibujar(self, _cambio: dict | None = None) -> None:
        if self._callado:
            return
        inicio = time.perf_counter()
        try:
            vista = self.mirar()
        except ErrorDelCurso as error:
            self._avisar(error)
            return
        self.vista = vista
        self._imagen.value = a_html(vista.paneles)
        self._estado.value = f'<div class="exp-estado">{escape(self.frase)}</div>'
        self._sonar(vista.sonidos)
        self.segundos = time.perf_counter() - inicio

    @property
    def deslizadores(self) -> list[widgets.Widget]:
        """Los deslizadores que se ven, en orden."""
        return [
            control
            for control in _con_valor(self.children)
            if isinstance(control, widgets.SelectionSlider | widgets.IntSlider)
            and control.layout.display != "none"
        ]

    @property
    def frase(self) -> str:
        """Lo que se ve, en palabras, y de qué sonido es."""
        return f"{self._nota}. {self.vista.frase}" if self._nota else self.vista.frase

    def _avisar(self, error: ErrorDelCurso) -> None:
        """Dice qué ha pasado sin quitar lo que se estaba viendo."""
        lineas = "<br>".join(map(escape, str(error).splitlines()))
        self._estado.value = f'<div class="exp-aviso">{lineas}</div>'

    def _sonar(self, sonidos: Mapping[str, Audio]) -> None:
        """Cambia lo que suena. Al cambiar solo se oye, si se pide, el último: los demás son para comparar."""
        ganancia_db = ganancia_de_escucha(*sonidos.values())
        if len(self._reproductores.children) != len(sonidos):
            self._reproductores.children = tuple(
                widgets.HTML(layout=widgets.Layout(flex="1 1 300px", margin="0 8px 0 0")) for _ in sonidos
            )
        ultimo = len(sonidos) - 1
        for i, (rotulo, audio) in enumerate(sonidos.items()):
            arranque = "autoplay" if i == ultimo and self._al_cambiar.value and self._cambiado else ""
            self._reproductores.children[i].value = _altavoz(rotulo, audio, ganancia_db, arranque)

    # --- Lo que queda donde no hay núcleo ---

    def __repr__(self) -> str:
        """Cuenta con palabras lo que se está viendo."""
        if self.vista is None:
            return f"{self.titulo}. {INVITACION}"
        return f"{self.titulo}. {self.frase} {INVITACION}"

    def _repr_mimebundle_(self, **opciones) -> dict:
        datos = super()._repr_mimebundle_(**opciones) or {}
        datos["text/plain"] = repr(self)
        if self.vista is not None:
            from helpers.interactivo.paneles_fijos import a_png

            pie = f"{self.frase} {INVITACION}"
            datos["image/png"] = b64encode(a_png(self.titulo, self.vista.paneles, pie)).decode()
        return datos


def _altavoz(rotulo: str, audio: Audio, ganancia_db: float, arranque: str) -> str:
    """Devuelve un reproductor con su rótulo. arranque : ``autoplay``, o nada."""
    mime, octetos = codificar(audio, ganancia_db)
    sonido = f"data:{mime};base64,{b64encode(octetos).decode()}"
    return ALTAVOZ.substitute(rotulo=escape(rotulo), arranque=arranque, sonido=sonido)


def _en_filas(controles: Sequence[widgets.Widget]) -> widgets.Box:
    """Pone los controles en las filas que hagan falta."""
    return widgets.Box(
        list(controles), layout=widgets.Layout(flex_flow="row wrap", width="100%", grid_gap="0 28px")
    )


def _con_valor(controles: Sequence[widgets.Widget]) -> list[widgets.Widget]:
    """Los controles que se mueven, también los que van dentro de una caja."""
    encontrados = []
    for control in controles:
        if isinstance(control, widgets.Box):
            encontrados += _con_valor(control.children)
        elif control.has_trait("value"):
            encontrados.append(control)
    return encontrados


def deslizador(
    descripcion: str, opciones: Sequence[tuple[str, object]], valor: object, ancho: str = MEDIA_FILA
) -> widgets.SelectionSlider:
    """Devuelve un deslizador que pasa por las opciones dadas, cada una con su rótulo y su unidad."""
    _exigir_entre(descripcion, valor, [opcion for _, opcion in opciones])
    control = widgets.SelectionSlider(
        options=list(opciones), value=valor, description=descripcion, **_aspecto(ancho)
    )
    control.add_class("exp-largo" if max(len(rotulo) for rotulo, _ in opciones) > 6 else "exp-corto")
    return control


def deslizador_entero(
    descripcion: str, minimo: int, maximo: int, valor: int, ancho: str = MEDIA_FILA
) -> widgets.IntSlider:
    """Devuelve un deslizador de enteros."""
    _exigir_entre(descripcion, valor, range(minimo, maximo + 1))
    control = widgets.IntSlider(
        value=valor, min=minimo, max=maximo, description=descripcion, **_aspecto(ancho)
    )
    control.add_class("exp-corto")
    return control


def eleccion(descripcion: str, opciones: Sequence[tuple[str, object]], valor: object) -> widgets.Dropdown:
    """Devuelve una lista de la que se elige una opción."""
    return widgets.Dropdown(
        options=list(opciones), value=valor, description=descripcion, **_aspecto(TODA_LA_FILA)
    )


def _aspecto(ancho: str) -> dict:
    """Lo que mide un control: su rótulo, lo que necesite; él, MEDIA_FILA o TODA_LA_FILA."""
    return {
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width="auto", flex=ancho),
    }


def _exigir_entre(que: str, valor: object, posibles: Sequence) -> None:
    if valor not in posibles:
        raise ErrorDeDatos(
            f"«{que}» no puede empezar en {valor!r}.",
            que_hacer=f"elige uno de estos valores: {', '.join(map(str, posibles))}.",
        )


def cambiar_opciones(
    control: widgets.SelectionSlider, opciones: Sequence[tuple[str, object]], por_defecto: object
) -> None:
    """Cambia las opciones de un deslizador; se queda donde estaba si sigue habiendo esa opción."""
    antes = control.value
    control.options = list(opciones)
    valores = [valor for _, valor in opciones]
    control.value = antes if antes in valores else por_defecto
