"""Las variables de entorno que estropean el curso: cuáles son, por qué, y qué se dice de cada una.

Biblioteca estándar: lo usa también quien arranca antes de que haya nada instalado.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from helpers.errores import ErrorDelCurso

A_UN_ARCHIVO = {"agg", "cairo", "pdf", "pgf", "ps", "svg", "template"}
NIVELES = {"detail", "debug", "info", "warning", "error", "critical"}
PROXIES = ("ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY")
CERTIFICADOS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR")


def _no_dibuja(valor: str) -> str:
    if valor.lower() in A_UN_ARCHIVO:
        return "manda las figuras a un archivo, y en los cuadernos no se verían"
    de_cuaderno = "inline" in valor or "ipympl" in valor or valor.lower() in {"nbagg", "notebook", "widget"}
    return "" if de_cuaderno else "no es una manera de dibujar en un cuaderno"


def _no_es_un_nivel(valor: str) -> str:
    if valor.lower() in {"error", "critical"}:
        return "calla avisos que los cuadernos leen"
    return "" if valor.lower() in NIVELES else "no es un nivel de avisos"


def _no_es_entero(valor: str) -> str:
    return "" if valor.strip().isdigit() else "no es un número entero"


def _no_se_puede_escribir(valor: str) -> str:
    carpeta = Path(valor).absolute()
    existe = next((c for c in (carpeta, *carpeta.parents) if c.exists()), Path(carpeta.anchor))
    return "" if existe.is_dir() and os.access(existe, os.W_OK | os.X_OK) else "no se puede escribir ahí"


PRUEBAS: dict[str, Callable[[str], str]] = {
    "MPLBACKEND": _no_dibuja,
    "MPLCONFIGDIR": _no_se_puede_escribir,
    "LIBROSA_CACHE_DIR": _no_se_puede_escribir,
    "LIBROSA_CACHE_LEVEL": _no_es_entero,
    "NUMBA_CACHE_DIR": _no_se_puede_escribir,
    "TRANSFORMERS_VERBOSITY": _no_es_un_nivel,
    "HF_HUB_VERBOSITY": _no_es_un_nivel,
    "HF_HUB_ETAG_TIMEOUT": _no_es_entero,
    "HF_HUB_DOWNLOAD_TIMEOUT": _no_es_entero,
}


def estropeadas(entorno: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Da el nombre de cada variable con la que un cuaderno fallaría, y por qué, en una frase."""
    for nombre, probar in PRUEBAS.items():
        motivo = probar(entorno[nombre]) if entorno.get(nombre) else ""
        if motivo:
            yield nombre, f"La variable de entorno {nombre} vale «{entorno[nombre]}»: {motivo}."


def sin_las_estropeadas(entorno: Mapping[str, str], avisar: Callable[[str], object]) -> dict[str, str]:
    """Devuelve el entorno con el que se puede trabajar, y dice lo que ha quitado."""
    quitadas = dict(estropeadas(entorno))
    for frase in quitadas.values():
        avisar(f"{frase} El curso no le hace caso.")
    return {nombre: valor for nombre, valor in entorno.items() if nombre not in quitadas}


def exigir_red(error: type[ErrorDelCurso], entorno: Mapping[str, str] = os.environ) -> None:
    """Lanza ``error`` si una variable manda la red por donde no se puede: un proxy o un certificado."""
    for nombre, valor in entorno.items():
        if not valor:
            continue
        if nombre.upper() in PROXIES:
            _exigir_proxy(nombre, valor, error)
        elif nombre in CERTIFICADOS and not Path(valor).exists():
            raise error(
                f"La variable {nombre} dice que los certificados de la red están donde no hay nada.",
                valor,
                f"corrígela, o quítala ({_quitar(nombre)}) y repite la orden.",
            )
    _exigir_certificados(entorno, error)
    _exigir_direccion_del_hub(entorno, error)


def _exigir_proxy(nombre: str, valor: str, error: type[ErrorDelCurso]) -> None:
    esquema, _, resto = valor.partition("://")
    if not resto:  # «servidor:puerto», que se entiende como http
        esquema, resto = "http", valor
    que_hacer = f"ponla como http://servidor:puerto, o quítala ({_quitar(nombre)}) y repite la orden."
    if esquema.lower().startswith("socks"):
        raise error(
            f"La variable {nombre} manda la red por un proxy SOCKS ({valor}), y el curso no sabe usarlos.",
            que_hacer=que_hacer,
        )
    if esquema.lower() not in ("http", "https") or not _tiene_servidor(f"http://{resto}"):
        raise error(
            f"La variable {nombre} está mal escrita: «{valor}» no es la dirección de un proxy.",
            que_hacer=que_hacer,
        )


def _quitar(nombre: str) -> str:
    return f"set {nombre}=" if os.name == "nt" else f"unset {nombre}"


def _tiene_servidor(url: str) -> bool:
    try:
        partes = urlsplit(url)
        return bool(partes.hostname) and partes.port != 0
    except ValueError:
        return False


def _exigir_certificados(entorno: Mapping[str, str], error: type[ErrorDelCurso]) -> None:
    import ssl

    for nombre in CERTIFICADOS:
        valor = entorno.get(nombre, "")
        if not valor or Path(valor).is_dir():
            continue
        try:
            ssl.create_default_context(cafile=valor)
        except (ssl.SSLError, OSError):
            raise error(
                f"La variable {nombre} señala un archivo que no tiene certificados, o que no se puede leer.",
                valor,
                f"corrígela, o quítala ({_quitar(nombre)}) y repite la orden.",
            ) from None


def _exigir_direccion_del_hub(entorno: Mapping[str, str], error: type[ErrorDelCurso]) -> None:
    valor = entorno.get("HF_ENDPOINT", "")
    if valor and not (valor.startswith(("http://", "https://")) and _tiene_servidor(valor)):
        raise error(
            f"La variable HF_ENDPOINT está mal escrita: «{valor}» no es la dirección de un hub.",
            que_hacer=f"quítala ({_quitar('HF_ENDPOINT')}) y repite la orden.",
        )
