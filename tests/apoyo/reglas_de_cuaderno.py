"""Lo que se exige a cada cuaderno, regla a regla: cada una da una frase por cada falta que encuentra."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from cuaderno_leido import (
    Cuaderno,
    EjercicioLeido,
    es_hueco,
    llamada_a_comprobar,
    palabras,
    prosa,
    sin_cursivas,
    sin_soluciones,
)

from helpers.curso.cuadernos import (
    SIN_COMPARAR,
    TAMANO_MAXIMO,
    WIDGET,
    depurar,
    lleva_audio,
    rutas_absolutas,
)

DIAPOSITIVAS = {"slide", "subslide", "fragment", "skip", "notes", "-"}
PROHIBIDO = {
    r"^\s*[%!]": "órdenes de IPython o del sistema",
    r"\bsys\.path\b": "`sys.path`",
    r"filterwarnings|simplefilter|catch_warnings": "avisos silenciados",
    r"set_verbosity_error|logging\.disable|disable_progress_bar": "registros silenciados",
    r"get_ipython\(": "IPython por dentro",
    r"(?i)#\s*nbval": "marcas de nbval en un comentario; van en las etiquetas",
    r"[\"'](?:/(?:home|Users|root|tmp|opt|usr|var|mnt)/|[A-Za-z]:\\\\?\w)": "una ruta absoluta",
}
LINEAS_DE_UNA_DIAPOSITIVA, PALABRAS_DE_UN_MURO = 18, 110
PRIMEROS = {"01", "02", "03", "04"}  # aquí se aprende a trabajar: en clase se modifica y se explica
INFINITIVO = re.compile(r"[^\W\d_]+(?:[aei]r|ír)(?:se|lo|la|los|las|te)?")
CON_VERSION = {"python", "wav2vec", "versión", "ejercicio", "librosa", "jupyterlab", "by"}
_CSV = (Path(__file__).parent / "terminos_a_evitar.csv").read_text(encoding="utf-8")
TERMINOS = list(csv.DictReader(_CSV.splitlines()))
REGLAS: dict[str, Callable[[Cuaderno], Iterator[str]]] = {}


def regla(funcion):
    REGLAS[funcion.__name__] = funcion
    return funcion


# --- Las partes y su orden


@regla
def titulo(c: Cuaderno):
    primera = c.celdas[0]
    encabezado, _, resto = primera.source.partition("\n")
    if primera.cell_type != "markdown" or not re.fullmatch(rf"# {c.numero} · \S.*", encabezado):
        yield f"la primera celda no empieza por «# {c.numero} · Título»"
    gancho = len(palabras(prosa(resto).split("\n\n")[0] if resto.strip() else ""))
    gancho = gancho or len(palabras(prosa(resto)))
    if not 5 <= gancho <= 60:
        yield f"tras el título va una frase de gancho de 5 a 60 palabras, y hay {gancho}"
    if sum(t.nivel == 1 for t in c.titulos) != 1:
        yield "hay más de un título de primer nivel"


@regla
def orden_de_las_partes(c: Cuaderno):
    partes = ["Qué vas a aprender", "Antes de empezar", "Cuestionario", "Resumen", "Para saber más"]
    posiciones = {parte: c.posicion(parte) for parte in partes}
    for parte, posicion in posiciones.items():
        if posicion is None:
            yield f"falta la parte «{parte}»"
    if None in posiciones.values():
        return
    if not c.secciones:
        yield "no hay ninguna sección propia con ##"
        return
    orden = [posiciones["Qué vas a aprender"], posiciones["Antes de empezar"], c.secciones[0].celda]
    orden += [c.secciones[-1].celda, posiciones["Cuestionario"], posiciones["Resumen"]]
    orden += [posiciones["Para saber más"], c.principio_de_la_ampliacion]
    if orden != sorted(orden):
        yield "las partes no van en su orden: aprender, secciones, cuestionario, resumen, más, ampliación"


@regla
def que_vas_a_aprender(c: Cuaderno):
    puntos = re.findall(r"^\s*[-*\d.]+ +\**([^\W\d_]+)", c.texto_de("Qué vas a aprender"), re.MULTILINE)
    if not 3 <= len(puntos) <= 5:
        yield f"«Qué vas a aprender» tiene {len(puntos)} puntos, y son de 3 a 5"
    for verbo in puntos:
        if not INFINITIVO.fullmatch(verbo):
            yield f"«Qué vas a aprender»: «{verbo}» no es un infinitivo"


@regla
def antes_de_empezar(c: Cuaderno):
    texto = prosa(c.texto_de("Antes de empezar"))
    if not re.search(r"\d+ min", texto.replace("\N{NO-BREAK SPACE}", " ")):
        yield "«Antes de empezar» no dice los minutos"
    if "descarga" not in texto:
        yield "«Antes de empezar» no dice qué se descarga"


@regla
def se_oye_o_se_ve_pronto(c: Cuaderno):
    posiciones = [n for n, celda in enumerate(c.celdas) if celda.cell_type == "code"]
    if len(posiciones) < 2 or (c.secciones and posiciones[1] > c.secciones[0].celda):
        yield "antes de la primera sección va una celda que suena o se ve"
        return
    if not any({"image/png", "text/html"} & set(s.get("data", {})) for s in c.celdas[posiciones[1]].outputs):
        yield "la segunda celda de código no enseña nada: ni figura, ni reproductor, ni tabla"


@regla
def cada_seccion_pregunta(c: Cuaderno):
    for seccion in c.secciones:
        fin = next((t.celda for t in c.titulos if t.nivel == 2 and t.celda > seccion.celda), len(c.celdas))
        if not any(
            "¿" in celda.source for celda in c.celdas[seccion.celda : fin] if celda.cell_type == "markdown"
        ):
            yield f"la sección «{seccion.texto}» no pregunta nada"


@regla
def cuestionario(c: Cuaderno):
    principio, fin = c.posicion("Cuestionario"), c.posicion("Resumen")
    if principio is None or fin is None:
        return
    codigo = [celda.source.strip() for celda in c.celdas[principio:fin] if celda.cell_type == "code"]
    if codigo != [f'cuestionario("{c.numero}")']:
        yield f'la parte «Cuestionario» tiene una sola celda de código: cuestionario("{c.numero}")'
    if not 3 <= len(c.preguntas) <= 6:
        yield f"el cuestionario tiene {len(c.preguntas)} preguntas, y son de 3 a 6"


@regla
def para_saber_mas(c: Cuaderno):
    puntos = re.split(r"^\s*[-*] ", c.texto_de("Para saber más"), flags=re.MULTILINE)[1:]
    if not puntos:
        yield "«Para saber más» no tiene ninguna referencia"
    for punto in puntos:
        if not re.search(r"\b(1[89]|20)\d\d\b", punto):
            yield f"una referencia va sin año: {punto.splitlines()[0][:60]}"


@regla
def enlaces(c: Cuaderno):
    destinos = []
    for celda in c.celdas:
        if celda.cell_type == "markdown":
            destinos += re.findall(r"\]\(([^)\s]+)", celda.source) + re.findall(
                r"src=\"([^\"]+)\"", celda.source
            )
    locales = [d.split("#")[0] for d in destinos if not re.match(r"[a-z]+:|#", d)]
    for destino in locales:
        if not (c.ruta.parent / destino).exists():
            yield f"el enlace a {destino} no lleva a ningún sitio"
    siguiente = next(iter(sorted(c.ruta.parent.glob(f"{int(c.numero) + 1:02d}_*.ipynb"))), None)
    if siguiente is not None and siguiente.name not in locales:
        yield f"falta el enlace al cuaderno siguiente, {siguiente.name}"


# --- Los ejercicios


@regla
def ejercicios_en_su_sitio(c: Cuaderno):
    numeros = [e.numero for e in c.ejercicios]
    if numeros != list(range(1, len(numeros) + 1)):
        yield f"los ejercicios no van numerados desde el 1: {numeros}"
    del_nucleo = [e for e in c.ejercicios if e.celda < c.principio_de_la_ampliacion]
    if not 3 <= len(del_nucleo) <= 4:
        yield f"el núcleo tiene {len(del_nucleo)} ejercicios, y son tres o cuatro"
    for uno, otro in zip(del_nucleo, del_nucleo[1:], strict=False):
        entre = c.celdas[uno.posicion_del_hueco + 1 : otro.celda]
        if not any(celda.cell_type == "code" for celda in entre):
            yield f"entre los ejercicios {uno.numero} y {otro.numero} no hay nada: van intercalados"


@regla
def ejercicio_completo(c: Cuaderno):
    for ejercicio in c.ejercicios:
        yield from (f"ejercicio {ejercicio.numero}: {falta}" for falta in _faltas_del_ejercicio(c, ejercicio))


def _faltas_del_ejercicio(c: Cuaderno, ejercicio: EjercicioLeido):
    if ejercicio.hueco is None:
        yield "no tiene celda"
        return
    codigo = ejercicio.hueco.source
    llamada = llamada_a_comprobar(codigo)
    if not any(es_hueco(s) for s in ast.parse(codigo).body):
        yield "su celda no tiene ningún hueco ..."
    if llamada is None:
        yield "su celda no acaba llamando a comprobar"
    elif not llamada.args or ast.unparse(llamada.args[0]) != repr(f"{c.numero}.{ejercicio.numero}"):
        yield f'comprobar no lleva su número, "{c.numero}.{ejercicio.numero}"'
    if "Todavía sin responder" not in "".join(
        s.get("data", {}).get("text/plain", "") for s in ejercicio.hueco.outputs
    ):
        yield "lo guardado no dice «Todavía sin responder»"
    if len(ejercicio.soluciones) != 1:
        yield f"lleva {len(ejercicio.soluciones)} bloques de Python en la solución plegada, y es uno"


@regla
def solucion_que_se_ve(c: Cuaderno):
    for n, celda in enumerate(c.celdas):
        if celda.cell_type == "markdown" and re.search(r"</summary>(?!\s*\n\s*\n)", celda.source):
            yield f"celda {n}: tras </summary> va una línea en blanco, o su contenido se ve sin formato"
        if celda.cell_type == "markdown" and re.search(r"[^\n]\n</details>", celda.source):
            yield f"celda {n}: antes de </details> va una línea en blanco"


@regla
def ejercicios_declarados(c: Cuaderno):
    escritos, declarados = {e.numero for e in c.ejercicios}, set(c.declarados)
    if escritos != declarados:
        yield f"en el cuaderno van los ejercicios {sorted(escritos)}; en su guion, {sorted(declarados)}"
    for ejercicio in c.ejercicios:
        llamada = ejercicio.hueco and llamada_a_comprobar(ejercicio.hueco.source)
        if llamada and ejercicio.numero in declarados:
            dados = {k.arg for k in llamada.keywords}
            if dados != {campo.nombre for campo in c.declarados[ejercicio.numero].campos}:
                yield f"ejercicio {ejercicio.numero}: comprobar no recibe las respuestas que se declaran"


# --- El tamaño y el código


@regla
def nucleo_de_una_clase(c: Cuaderno):
    celdas = sum(celda.cell_type == "code" for celda in c.nucleo)
    if celdas > 20:
        yield f"el núcleo tiene {celdas} celdas de código, y son 20 como mucho"


@regla
def celdas_cortas(c: Cuaderno):
    lineas = [len(celda.source.splitlines()) for celda in c.codigo]
    for n, cuantas in enumerate(lineas, 1):
        if not 1 <= cuantas <= 25:
            yield f"la celda de código {n} tiene {cuantas} líneas, y son de 1 a 25"
    largas = sum(cuantas > 12 for cuantas in lineas)
    if largas > len(lineas) / 4:
        yield f"{largas} de {len(lineas)} celdas de código pasan de 12 líneas"


@regla
def ni_muro_ni_volcado(c: Cuaderno):
    textos = [sin_soluciones(celda.source) for celda in c.nucleo if celda.cell_type == "markdown"]
    cuentas = [len(palabras(prosa(texto))) for texto in textos]
    celdas = sum(celda.cell_type == "code" for celda in c.nucleo)
    media = sum(cuentas) / max(celdas, 1)
    if not 40 <= media <= 90:
        yield f"hay {media:.0f} palabras de texto por celda de código, y son de 40 a 90"
    for texto, cuantas in zip(textos, cuentas, strict=True):
        if cuantas > PALABRAS_DE_UN_MURO:
            yield f"un texto de {cuantas} palabras seguidas es un muro: {texto.strip()[:40]}"


@regla
def codigo_que_se_proyecta(c: Cuaderno):
    for n, celda in enumerate(c.nucleo):
        lineas = len(celda.source.splitlines())
        if celda.cell_type == "code" and lineas > LINEAS_DE_UNA_DIAPOSITIVA:
            yield f"celda {n}: {lineas} líneas de código, y son {LINEAS_DE_UNA_DIAPOSITIVA} como mucho"


@regla
def se_modifica_y_se_explica_en_clase(c: Cuaderno):
    textos = [celda.source for celda in c.nucleo if celda.cell_type == "markdown"]
    for que in ("Modifica", "Explícalo en una frase"):
        pedido = re.compile(rf"\*\*{que}\b")
        if c.numero in PRIMEROS and not any(pedido.search(texto) for texto in textos):
            yield f"en el núcleo no hay ningún **{que}**"


@regla
def la_primera_solo_importa(c: Cuaderno):
    if not c.codigo or not all(
        isinstance(s, (ast.Import, ast.ImportFrom)) for s in ast.parse(c.codigo[0].source).body
    ):
        yield "la primera celda de código hace algo más que importar"


@regla
def codigo_limpio(c: Cuaderno):
    for n, celda in enumerate(c.codigo, 1):
        for patron, que in PROHIBIDO.items():
            if re.search(patron, celda.source, re.MULTILINE):
                yield f"celda de código {n}: {que}"
        if celda.source.rstrip().endswith(";"):
            yield f"celda de código {n}: acaba en punto y coma"


@regla
def diapositivas(c: Cuaderno):
    for n, celda in enumerate(c.celdas):
        tipo = celda.metadata.get("slideshow", {}).get("slide_type")
        if tipo not in DIAPOSITIVAS:
            yield f"celda {n}: sin metadatos de diapositiva"
        elif n >= c.principio_de_la_ampliacion and tipo != "skip":
            yield f"celda {n}: la ampliación queda fuera de las diapositivas (skip)"
    if c.celdas[0].metadata.get("slideshow", {}).get("slide_type") != "slide":
        yield "la primera celda abre diapositiva (slide)"
    for seccion in c.secciones:
        if c.celdas[seccion.celda].metadata.get("slideshow", {}).get("slide_type") not in (
            "slide",
            "subslide",
        ):
            yield f"la sección «{seccion.texto}» no abre diapositiva"


# --- Lo guardado


@regla
def ejecutado_en_orden(c: Cuaderno):
    cuentas = [celda.execution_count for celda in c.codigo]
    if cuentas != list(range(1, len(cuentas) + 1)):
        yield f"no está ejecutado de arriba abajo: {cuentas}"


@regla
def sin_errores_ni_avisos(c: Cuaderno):
    for n, celda in enumerate(c.codigo, 1):
        for salida in celda.outputs:
            if salida.output_type == "error":
                yield f"celda de código {n}: guarda un error"
            if salida.output_type == "stream" and salida.name == "stderr":
                yield f"celda de código {n}: guarda un aviso"


@regla
def sin_audio_ni_widgets(c: Cuaderno):
    if "widgets" in c.nb.metadata:
        yield "guarda el estado de los widgets"
    for n, celda in enumerate(c.codigo, 1):
        for mime, contenido in ((m, d) for s in celda.outputs for m, d in s.get("data", {}).items()):
            if mime == WIDGET:
                yield f"celda de código {n}: guarda un widget"
            if lleva_audio(mime, contenido):
                yield f"celda de código {n}: guarda audio"


@regla
def menos_de_un_mega(c: Cuaderno):
    tamano = len(nbformat.writes(c.nb).encode())
    if tamano >= TAMANO_MAXIMO:
        yield f"pesa {tamano} bytes"


@regla
def sin_rutas_absolutas(c: Cuaderno):
    yield from (f"una salida enseña {ruta}" for ruta in rutas_absolutas(c.nb))


@regla
def como_lo_deja_guardar(c: Cuaderno):
    if nbformat.writes(depurar(c.nb)) != nbformat.writes(c.nb):
        yield "no está guardado con `python3 -m helpers guardar`"


@regla
def casi_todo_se_compara(c: Cuaderno):
    etiquetas = [celda.metadata.get("tags", []) for celda in c.codigo]
    sueltas = sum(SIN_COMPARAR in e for e in etiquetas)
    if sueltas > len(etiquetas) / 4:
        yield f"{sueltas} de {len(etiquetas)} celdas no se comparan, y son un cuarto como mucho"
    for n, etiqueta in enumerate(etiquetas, 1):
        if {"nbval-skip", "raises-exception", "nbval-raises-exception"} & set(etiqueta):
            yield f"celda de código {n}: se salta su prueba"


@regla
def toda_imagen_con_palabras(c: Cuaderno):
    for n, celda in enumerate(c.codigo, 1):
        for salida in celda.outputs:
            datos = salida.get("data", {})
            texto = datos.get("text/plain", "")
            if "image/png" in datos and (texto.startswith("<") or len(palabras(texto)) < 5):
                yield f"celda de código {n}: la imagen no se cuenta con palabras: {texto[:40]!r}"
    for n, celda in enumerate(c.celdas):
        sin_alt = re.search(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>", celda.source)
        if celda.cell_type == "markdown" and sin_alt:
            yield f"celda {n}: una imagen va sin texto alternativo"


# --- La lengua


@regla
def terminos(c: Cuaderno):
    texto = "\n\n".join(celda.source for celda in c.celdas if celda.cell_type == "markdown")
    texto = sin_cursivas(prosa(texto))
    for termino in TERMINOS:
        visible = re.sub(termino["salvo"], " ", texto, flags=re.IGNORECASE) if termino["salvo"] else texto
        if re.search(rf"(?<![\w-]){re.escape(termino['evitar'])}(?![\w-])", visible, re.IGNORECASE):
            yield f"dice «{termino['evitar']}»; mejor «{termino['mejor']}»"


@regla
def coma_decimal(c: Cuaderno):
    for celda in c.celdas:
        if celda.cell_type == "markdown":
            for antes, cifra in re.findall(r"(\S*)\s*(?<![\d.])(\d+\.\d+)(?![\d.]*\d)", prosa(celda.source)):
                if antes.lower() not in CON_VERSION:
                    yield f"«{antes} {cifra}»: en la prosa, coma decimal"
