"""Guardar un cuaderno: ejecutarlo entero, quitarle lo que no se guarda y escribirlo siempre igual.

Se guardan textos, tablas y figuras; no los bytes de audio ni el estado de los widgets. Si algo falla, el
cuaderno de antes se queda como estaba.
"""

from __future__ import annotations

import copy
import json
import os
import re
import sys
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

import nbformat
import zmq
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from helpers import progreso
from helpers.curso.juntar import DE_UNA_VEZ, es_copia
from helpers.disco import escribir_de_golpe
from helpers.errores import ErrorDelCurso
from helpers.imagenes import reducir_a_paleta

TAMANO_MAXIMO = 1_000_000  # bytes
SIN_COMPARAR = "nbval-ignore-output"
WIDGET = "application/vnd.jupyter.widget-view+json"
NUCLEO = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LENGUAJE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
CON_DATOS = ("display_data", "execute_result")
_AUDIO = re.compile(r"data:audio|(<|&lt;)audio\b")
_RUTA_ABSOLUTA = re.compile(
    r"(?:file://|(?<![\w.:/<-]))/(?:home|Users|root|tmp|opt|usr|var|mnt|private|srv)/[^\s\"'<]*"
    r"|\b[A-Z]:\\+(?:\w+\\)+\S*"
)
_COLOR_DE_TERMINAL = re.compile(r"\x1b\[[0-9;]*m")


class ErrorDeCuaderno(ErrorDelCurso):
    """El cuaderno no se puede leer, no se ejecuta limpio o guarda lo que no debe."""


def guardar(ruta: str | os.PathLike) -> None:
    """Ejecuta el cuaderno en un núcleo nuevo, lo depura y lo escribe en su sitio.

    Lanza ErrorDeCuaderno, y no toca el archivo, si no es un cuaderno, si es la copia de quien estudia, si una
    celda falla o escribe un aviso, si en una salida hay una ruta de este ordenador o si pesa 1 MB o más.
    """
    ruta = Path(ruta)
    leido = leer(ruta)
    if es_copia(leido) or progreso.diario_de(ruta.absolute()) is not None:
        raise ErrorDeCuaderno(
            "Es una copia de trabajo, y lo que se guarda con sus salidas es el original.",
            ruta,
            "haz el cambio en el original, que se abre con la orden «abrir --original».",
        )
    cuaderno = depurar(ejecutar(leido, ruta))
    if rutas := rutas_absolutas(cuaderno):
        raise ErrorDeCuaderno(
            f"Una salida enseña una ruta de este ordenador: {rutas[0]}",
            ruta,
            "muestra solo el nombre del archivo.",
        )
    texto = nbformat.writes(cuaderno, version=4).rstrip("\n") + "\n"
    tamano = len(texto.encode())
    if tamano >= TAMANO_MAXIMO:
        raise ErrorDeCuaderno(
            f"El cuaderno pesa {tamano / 1e6:.1f} MB con sus salidas.".replace(".", ",", 1),
            ruta,
            f"baja la resolución o quita figuras; la que más pesa: {_la_mas_pesada(cuaderno)}.",
        )
    escribir_de_golpe(ruta, texto.encode("utf-8"))


def leer(ruta: str | os.PathLike) -> NotebookNode:
    """Lee un cuaderno de formato 4; a las celdas sin identificador les da uno que depende de su posición.

    Lanza ErrorDeCuaderno si el archivo no está o no es un cuaderno.
    """
    ruta = Path(ruta)
    try:
        datos = json.loads(ruta.read_text(encoding="utf-8"))
        usados = {celda.get("id") for celda in datos["cells"]}
        for n, celda in enumerate(datos["cells"], 1):
            celda.setdefault("id", next(i for i in _identificadores(n) if i not in usados))
            usados.add(celda["id"])
        datos["nbformat_minor"] = 5
        cuaderno = nbformat.reads(json.dumps(datos), as_version=4)
        nbformat.validate(cuaderno)
    except FileNotFoundError:
        raise ErrorDeCuaderno("No existe el cuaderno.", ruta, "comprueba el nombre y la carpeta.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        raise ErrorDeCuaderno(
            "El archivo no es un cuaderno de Jupyter válido.",
            ruta,
            "ábrelo en JupyterLab y guárdalo de nuevo.",
        ) from error
    return cuaderno


def ejecutar(cuaderno: NotebookNode, ruta: str | os.PathLike) -> NotebookNode:
    """Devuelve una copia ejecutada de arriba abajo, en un núcleo nuevo y en la carpeta de ``ruta``.

    Lanza ErrorDeCuaderno si una celda falla o escribe en la salida de errores: ahí es donde salen los avisos.
    """
    ruta = Path(ruta)
    cuaderno = copy.deepcopy(cuaderno)
    for celda in _de_codigo(cuaderno):
        celda.outputs, celda.execution_count = [], None
    cliente = NotebookClient(
        cuaderno,
        kernel_name=NUCLEO["name"],
        kernel_manager_class=_GestorDelNucleo,
        resources={"metadata": {"path": str(ruta.parent)}},
        force_raise_errors=True,
        record_timing=False,
        store_widget_state=False,
    )
    try:
        cliente.execute()
    except CellExecutionError as error:
        raise ErrorDeCuaderno(
            _donde_falla(cuaderno, error), ruta, "arregla esa celda y vuelve a guardar."
        ) from None
    except DeadKernelError:
        raise ErrorDeCuaderno(
            "El núcleo se ha cerrado a mitad del cuaderno.", ruta, "mira si lo que hace cabe en memoria."
        ) from None
    for n, celda in enumerate(_de_codigo(cuaderno), 1):
        celda.outputs = _unir_lo_impreso(celda.outputs)
        avisos = "".join(s.text for s in celda.outputs if s.output_type == "stream" and s.name == "stderr")
        if avisos:
            raise ErrorDeCuaderno(
                f"La celda de código {n} escribe un aviso:\n{_sin_colores(avisos).strip()}",
                ruta,
                "arregla su causa; un aviso no se silencia.",
            )
    return cuaderno


def depurar(cuaderno: NotebookNode) -> NotebookNode:
    """Devuelve una copia sin bytes de audio, widgets ni metadatos que cambien de una ejecución a otra.

    De un reproductor queda lo que se ve. De un widget, su texto. Las figuras pasan a 256 colores.

    Una celda que pierde así parte de una salida queda marcada con ``nbval-ignore-output``, porque ya no se
    puede comparar. La marca no se quita: también se pone a mano en una celda que entrena o cronometra.
    """
    cuaderno = copy.deepcopy(cuaderno)
    cuaderno.metadata.pop("widgets", None)
    cuaderno.metadata.update(kernelspec=NotebookNode(NUCLEO), language_info=nbformat.from_dict(LENGUAJE))
    for celda in cuaderno.cells:
        for clave in DE_UNA_VEZ:
            celda.metadata.pop(clave, None)
    for n, celda in enumerate(_de_codigo(cuaderno), 1):
        celda.execution_count = n
        perdidos = [mime for salida in celda.outputs for mime in _quitar_lo_que_no_se_guarda(salida, n)]
        celda.outputs = [s for s in celda.outputs if s.output_type not in CON_DATOS or s.data]
        if perdidos:
            celda.metadata["tags"] = sorted({*celda.metadata.get("tags", []), SIN_COMPARAR})
    return cuaderno


def rutas_absolutas(cuaderno: NotebookNode) -> list[str]:
    """Las rutas de un ordenador concreto que se ven en las salidas."""
    aqui = [str(Path.home()), sys.prefix, tempfile.gettempdir(), str(Path(__file__).resolve().parents[2])]
    encontradas = []
    for texto in textos_de_salida(cuaderno):
        encontradas += _RUTA_ABSOLUTA.findall(texto)
        encontradas += [ruta for ruta in aqui if len(ruta) > 1 and ruta in texto]
    return encontradas


def textos_de_salida(cuaderno: NotebookNode) -> Iterator[str]:
    """Todo lo que las salidas dicen con letras: texto, HTML, JSON… y no las imágenes."""
    for celda in _de_codigo(cuaderno):
        for salida in celda.outputs:
            yield from (salida[clave] for clave in ("text", "evalue") if clave in salida)
            for mime, contenido in salida.get("data", {}).items():
                if not mime.startswith(("image/png", "image/jpeg")):
                    yield _como_texto(contenido)


def lleva_audio(mime: str, contenido: object) -> bool:
    """Dice si esa salida lleva sonido dentro: un reproductor de HTML o los propios bytes."""
    return mime.startswith("audio/") or (
        not mime.startswith("image/") and bool(_AUDIO.search(_como_texto(contenido)))
    )


class _NucleoDeEstePython(KernelSpecManager):
    """Ofrece siempre el núcleo del Python que está en marcha, aunque haya otro «python3» instalado antes."""

    def get_kernel_spec(self, kernel_name):
        return self.kernel_spec_class(resource_dir=RESOURCES, **get_kernel_dict())


class _GestorDelNucleo(AsyncKernelManager):
    """Arranca ese núcleo, con la conexión cifrada donde se puede: sin cifrar, el núcleo avisa al arrancar."""

    @default("kernel_spec_manager")
    def _este_python(self):
        return _NucleoDeEstePython(parent=self)

    @default("transport_encryption")
    def _cifrado(self):
        return "auto" if zmq.has("curve") else "disabled"


def _de_codigo(cuaderno: NotebookNode) -> list[NotebookNode]:
    return [celda for celda in cuaderno.cells if celda.cell_type == "code" and celda.source.strip()]


def _identificadores(posicion: int) -> Iterator[str]:
    yield f"celda-{posicion:02d}"
    for n in range(2, 1000):
        yield f"celda-{posicion:02d}-{n}"


def _quitar_lo_que_no_se_guarda(salida: NotebookNode, n: int) -> list[str]:
    """Quita de la salida el widget y el audio; devuelve los tipos cambiados que nbval habría comparado."""
    if "execution_count" in salida:
        salida.execution_count = n
    datos = salida.get("data", {})
    datos.pop(WIDGET, None)
    if "image/png" in datos:
        datos["image/png"] = b64encode(reducir_a_paleta(b64decode(datos["image/png"]))).decode()
    perdidos = [mime for mime, contenido in datos.items() if lleva_audio(mime, contenido)]
    for mime in perdidos:
        mudo = _sin_sonido(datos.pop(mime)) if mime == "text/html" else ""
        if "<img" in mudo:
            datos[mime] = mudo
    return perdidos


def _sin_sonido(html: str) -> str:
    """Lo que se ve de un reproductor: su dibujo, y una línea donde estaban los mandos."""
    html = re.sub(r"<audio\b.*?</audio>", "<p>▶ Ejecuta la celda para oírlo.</p>", html, flags=re.DOTALL)
    html = re.sub(r"<(script|button)\b.*?</\1>", "", html, flags=re.DOTALL)
    return "" if lleva_audio("text/html", html) else html


def _unir_lo_impreso(salidas: list[NotebookNode]) -> list[NotebookNode]:
    """Une los trozos seguidos de texto impreso: en cuántos llega depende de la prisa de cada ejecución."""
    unidas: list[NotebookNode] = []
    for salida in salidas:
        anterior = unidas[-1] if unidas else {}
        if salida.output_type == "stream" and anterior.get("name") == salida.name:
            anterior.text += salida.text
        else:
            unidas.append(salida)
    return unidas


def _como_texto(contenido: object) -> str:
    return contenido if isinstance(contenido, str) else json.dumps(contenido, ensure_ascii=False)


def _donde_falla(cuaderno: NotebookNode, error: CellExecutionError) -> str:
    celdas = _de_codigo(cuaderno)
    n = next(i for i, c in enumerate(celdas, 1) if any(s.output_type == "error" for s in c.outputs))
    mensaje = _sin_colores(f"{error.ename}: {error.evalue}")
    return f"La celda de código {n} falla con {mensaje}\n\n{celdas[n - 1].source}\n"


def _sin_colores(texto: str) -> str:
    return _COLOR_DE_TERMINAL.sub("", texto)


def _la_mas_pesada(cuaderno: NotebookNode) -> str:
    pesos = [(len(json.dumps(celda.outputs)), n) for n, celda in enumerate(_de_codigo(cuaderno), 1)]
    peso, n = max(pesos)
    return f"la de la celda de código {n}, {peso // 1000} kB"
