"""La copia de los cuadernos en que trabaja quien estudia: crearla, ponerla al día y empezar uno de nuevo.

Lo que se sabe de una copia va dentro de ella, así que un corte a la mitad no deja nada inconsistente: la vez
siguiente se hace lo que falte. Nada se borra: lo que deja su sitio va a ``GUARDADO``, con su fecha y una
frase que dice por qué.
"""

from __future__ import annotations

import copy
import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from nbformat import NotebookNode
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_markdown_cell

from helpers import disco, progreso
from helpers.curso import avance
from helpers.curso.en_disco import NoEsUnCuaderno, en_octetos, escribir, leer_copia, octetos
from helpers.curso.guardado import GUARDADO, apartado, guardar_aparte
from helpers.curso.juntar import MARCA, con_identificadores, copia_de, entregar, juntar
from helpers.curso.laboratorio import DATOS, ESTADO
from helpers.curso.lugar import ErrorDeCopia

GUIA = "GUIA_DOCENTE.md"  # lleva las respuestas
LINEA = "tu-progreso"
INTENTOS = 5


def poner_al_dia(cuadernos: Path, carpeta: Path) -> list[str]:
    """Crea en ``carpeta`` la copia de los ``cuadernos``, o la pone al día; devuelve qué ha hecho, en frases.

    Un cuaderno que no se puede poner al día se queda como estaba, y se dice. Lanza OSError si no se puede ni
    crear la carpeta.
    """
    frases = [] if (carpeta / progreso.DIARIO).exists() else [f"Tu copia de los cuadernos está en {carpeta}"]
    _crear(carpeta)
    for original in (*_cuadernos(cuadernos), *_lo_demas(cuadernos)):
        poner = _poner_cuaderno if original.suffix == ".ipynb" else _poner_archivo
        relativa = original.relative_to(cuadernos)
        try:
            frases += poner(original, carpeta, carpeta / relativa)
        except (OSError, ErrorDeCopia) as error:
            motivo = disco.por_que(error) if isinstance(error, OSError) else error.que_paso
            frases.append(f"{relativa}: se queda como estaba. {motivo}")
    return frases


def reiniciar(cuadernos: Path, carpeta: Path, pedidos: Sequence[str]) -> list[str]:
    """Empieza de nuevo los cuadernos pedidos, por su número o su nombre; los de antes se guardan.

    Lanza ErrorDeCopia si alguno no existe, y entonces no reinicia ninguno.
    """
    originales = dict.fromkeys(_original(cuadernos, pedido) for pedido in pedidos)
    _crear(carpeta)
    return [frase for original in originales for frase in _empezar(original, carpeta)]


def _crear(carpeta: Path) -> None:
    carpeta.mkdir(parents=True, exist_ok=True)
    (carpeta / progreso.DIARIO).touch()


def _cuadernos(carpeta: Path) -> list[Path]:
    return sorted(carpeta.glob("[0-9][0-9]_*.ipynb"))


def _lo_demas(carpeta: Path) -> list[Path]:
    """Lo que los cuadernos enlazan: el glosario, las imágenes."""
    return [
        archivo
        for archivo in sorted(carpeta.rglob("*"))
        if archivo.is_file()
        and archivo.suffix != ".ipynb"
        and archivo.name != GUIA
        and not any(parte.startswith(".") for parte in archivo.relative_to(carpeta).parts)
    ]


def _original(cuadernos: Path, pedido: str) -> Path:
    nombre = Path(pedido).name.removesuffix(".ipynb")
    numero = nombre.lstrip("0").zfill(2) if nombre.isdecimal() else None
    for original in _cuadernos(cuadernos):
        if original.stem == nombre or original.stem[:2] == numero:
            return original
    hay = ", ".join(original.stem[:2] for original in _cuadernos(cuadernos))
    raise ErrorDeCopia(f"No hay un cuaderno «{pedido}».", que_hacer=f"pide uno de estos: {hay}.")


def _empezar(original: Path, carpeta: Path) -> list[str]:
    archivo, dicho = carpeta / original.name, f"{original.name} está como el primer día."
    nueva = _nueva(original, carpeta)
    if not archivo.exists():
        escribir(archivo, nueva)
        return [dicho]
    frase = "Tu copia, tal como estaba al empezar el cuaderno de nuevo."
    with apartado(archivo, carpeta, frase) as guardado:
        escribir(archivo, nueva)
    return [f"{dicho} El de antes está en {GUARDADO}/{guardado.name}."]


# --- Un cuaderno ---


def _poner_cuaderno(original: Path, carpeta: Path, archivo: Path) -> list[str]:
    """Crea la copia de un cuaderno o la pone al día, si entre tanto no la cambia otro programa."""
    if archivo.with_name(f".{archivo.name}.icloud").exists():
        raise ErrorDeCopia("Todavía se está descargando de la nube.")
    for _ in range(INTENTOS):
        habia = octetos(archivo)
        try:
            nuevo, frases = _lo_que_toca(original, carpeta, archivo, habia)
        except NoEsUnCuaderno as motivo:
            if octetos(archivo) == habia:
                return _cambiar_por_uno_nuevo(original, carpeta, archivo, motivo)
            continue
        if nuevo is None:
            return frases
        datos = en_octetos(nuevo)  # antes de mirar: en uno con muchas salidas, tarda
        if octetos(archivo) == habia:
            disco.escribir_de_golpe(archivo, datos)
            return frases
    raise ErrorDeCopia("Otro programa lo está cambiando ahora mismo.")


def _cambiar_por_uno_nuevo(original: Path, carpeta: Path, archivo: Path, motivo: NoEsUnCuaderno) -> list[str]:
    nueva = _nueva(original, carpeta)
    with apartado(archivo, carpeta, f"{motivo} Se guarda tal cual.") as guardado:
        escribir(archivo, nueva)
    return [f"{archivo.name}: {motivo} Está en {GUARDADO}/{guardado.name}, y tienes uno nuevo."]


def _lo_que_toca(
    original: Path, carpeta: Path, archivo: Path, habia: bytes | None
) -> tuple[NotebookNode | None, list[str]]:
    """Devuelve el cuaderno que hay que escribir, o None si la copia ya está bien, y lo que se dirá."""
    if habia is None:
        return _nueva(original, carpeta), _si_cambio_de_nombre(original, carpeta)
    leida = leer_copia(habia)
    otro = copia_de(leida)
    if otro != original.stem and otro in {cuaderno.stem for cuaderno in _cuadernos(original.parent)}:
        raise NoEsUnCuaderno(f"El archivo era la copia de {otro}.ipynb.")
    mia = con_identificadores(leida)
    suya = _entrega(original)
    nuevo, frases = copy.deepcopy(mia), []
    if mia.metadata.get(MARCA) != suya.metadata[MARCA]:
        nuevo, sin_juntar = juntar(leida, suya)
        frases = [f"{archivo.name}: puesto al día con el curso. Lo que has escrito sigue en su sitio."]
        if sin_juntar:
            frases = [f"{frases[0]} {guardar_aparte(archivo, carpeta, sin_juntar)}"]
    _refrescar_la_linea(nuevo, carpeta)
    if nuevo == mia:
        return None, frases
    _firmar_como(leida, nuevo, carpeta)
    return nuevo, frases


def _nueva(original: Path, carpeta: Path) -> NotebookNode:
    nueva = _entrega(original)
    _refrescar_la_linea(nueva, carpeta)
    return nueva


def _entrega(original: Path) -> NotebookNode:
    """Lo que entrega el curso: el original sin salidas y, tras el título, la línea que se pone al día."""
    cuaderno = _leer_original(original)
    donde = {"slideshow": {"slide_type": "skip"}, "editable": False, MARCA: ""}
    cuaderno.cells.insert(1, new_markdown_cell("", id=LINEA, metadata=donde))
    return entregar(cuaderno, original.stem)


def _refrescar_la_linea(cuaderno: NotebookNode, carpeta: Path) -> None:
    """Pone al día la línea de arriba, con su identificador o sin él, si nadie ha escrito en ella."""
    for celda in cuaderno.cells:
        if celda.source == celda.metadata.get(MARCA):
            hechos = progreso.leer(carpeta / progreso.DIARIO)
            celda.source = avance.linea(avance.ejercicios_de(cuaderno), hechos)
            celda.metadata[MARCA] = celda.source


def _si_cambio_de_nombre(original: Path, carpeta: Path) -> list[str]:
    """Dice qué archivos de la carpeta eran la copia que falta, y que no se tocan."""
    otros = []
    for archivo in sorted(carpeta.glob("*.ipynb")):
        with suppress(OSError, NoEsUnCuaderno):
            if copia_de(leer_copia(archivo.read_bytes())) == original.stem:
                otros.append(archivo.name)
    if not otros:
        return []
    return [
        f"{original.name}: no estaba, y tienes uno nuevo. No se toca {' ni '.join(otros)}, que es cosa tuya."
    ]


def _leer_original(original: Path) -> NotebookNode:
    with suppress(NoEsUnCuaderno):
        cuaderno = leer_copia(original.read_bytes())
        if cuaderno == con_identificadores(cuaderno):
            return cuaderno
    raise ErrorDeCopia("El original del curso no se puede leer: descarga el curso de nuevo.")


def _firmar_como(mia: NotebookNode, nuevo: NotebookNode, carpeta: Path) -> None:
    """Si JupyterLab se fiaba de las salidas de la copia, que se siga fiando: no hay otras.

    Si lo que él apunta no se puede usar ahora, ya preguntará.
    """
    datos = carpeta / ESTADO / DATOS
    if datos.is_dir():
        with suppress(OSError, sqlite3.Error), NotebookNotary(data_dir=str(datos)) as notario:
            if notario.check_signature(mia):
                notario.sign(nuevo)


# --- Los demás archivos ---


def _poner_archivo(original: Path, carpeta: Path, archivo: Path) -> list[str]:
    """Copia un archivo que los cuadernos enlazan; si quien estudia había cambiado el suyo, se guarda."""
    datos, habia = original.read_bytes(), octetos(archivo)
    if datos == habia:
        return []
    diario = carpeta / progreso.DIARIO
    entregado = habia is None or _huella(habia) in diario.read_text("utf-8", errors="replace")
    disco.anotar_linea(diario, {"entregado": original.name, "huella": _huella(datos)})
    archivo.parent.mkdir(parents=True, exist_ok=True)
    if entregado:
        disco.escribir_de_golpe(archivo, datos)
        return []
    frase = "El tuyo, que habías cambiado; el del curso está en su lugar."
    with apartado(archivo, carpeta, frase) as guardado:
        disco.escribir_de_golpe(archivo, datos)
    return [f"{archivo.name}: puesto al día. El tuyo está en {GUARDADO}/{guardado.name}."]


def _huella(datos: bytes) -> str:
    return hashlib.sha256(datos).hexdigest()
