"""Los fallos que más saltan en el código de quien empieza, contados en español."""

from __future__ import annotations

import re

CON_DECIMALES = "usa un número con decimales donde hace falta un entero: ¿`//`, o `int`?"
FORMAS = re.compile(r"\(\d[\d,\s]*\)")


def explicar(error: BaseException) -> str:
    """Devuelve una frase que dice qué ha pasado; vacía si no es uno de los corrientes."""
    for clase, explicacion in EXPLICACIONES.items():
        if isinstance(error, clase):
            return explicacion(error)
    return ""


def _de_nombre(error: NameError) -> str:
    return f"no existe nada que se llame `{error.name}`: ¿está bien escrito?" if error.name else ""


def _de_atributo(error: AttributeError) -> str:
    if error.name is None:
        return ""
    if error.obj is None:
        return f"pide `.{error.name}` a un None: lo de antes no ha devuelto nada."
    return f"pide `.{error.name}` a un objeto {type(error.obj).__name__}, que no lo tiene."


def _de_clave(error: KeyError) -> str:
    return f"busca {error} en un diccionario que no lo tiene." if error.args else ""


def _de_formas(error: ValueError) -> str:
    formas = " y ".join(FORMAS.findall(str(error))[:2])
    return f"opera con dos arrays cuyas formas no casan{f': {formas}' if formas else ''}."


def _por_lo_que_dice(error: Exception) -> str:
    """Busca en el mensaje de Python, que es siempre el mismo, un trozo que lo delate."""
    frases = next(frases for clase, frases in FRASES.items() if isinstance(error, clase))
    texto = str(error)
    return next((frase for trozos, frase in frases if any(trozo in texto for trozo in trozos)), "")


def _de_valor(error: ValueError) -> str:
    if any(trozo in str(error) for trozo in ("broadcast", "matmul", "aligned")):
        return _de_formas(error)
    return _por_lo_que_dice(error)


FRASES: dict[type[Exception], tuple[tuple[tuple[str, ...], str], ...]] = {
    ValueError: (
        (
            ("math domain", "expected a positive input", "nonnegative input"),
            "hay un logaritmo o una raíz de un número que no los tiene.",
        ),
        (("inhomogeneous",), "junta en un array filas de distinta longitud."),
        (
            ("ambiguous",),
            "pregunta «¿es verdad?» a un array entero: di qué elemento, o usa `np.where`.",
        ),
    ),
    TypeError: (
        (("bitwise_xor", "^:"), "usa `^`, que en Python no eleva: se eleva con `**`."),
        (("NoneType",), "usa un None: algo de antes no ha devuelto nada."),
        (("ellipsis",), "usa un `...`: algo de antes, quizá otro ejercicio, está sin responder."),
        (("callable",), "llama, con paréntesis, a algo que no es una función."),
        (("subscriptable",), "pone corchetes a algo que no los admite."),
        (("iterable", "has no len()"), "trata un solo número como si fuera una lista."),
        (
            ("unhashable",),
            "usa una lista o un array como clave, o dentro de un conjunto: ahí va una tupla o un número.",
        ),
        (
            ("Cannot cast ufunc",),
            "guarda decimales en un array de enteros: pásalo antes a decimales, con `.astype(float)`.",
        ),
        (("ufunc",), "hace cuentas con textos o con cosas que no son números."),
        (("as an integer", "must be integers"), CON_DECIMALES),
    ),
    IndexError: (
        (("only integers",), CON_DECIMALES),
        (("indices for array",), "pone entre los corchetes más índices que dimensiones tiene el array."),
        (("out of",), "pide una posición que no existe: se ha pasado del final."),
    ),
    RuntimeError: (
        (
            ("size of tensor", "shapes cannot be multiplied", "equal size"),
            "opera con tensores, o junta tensores, cuyas formas no casan.",
        ),
        (
            ("requires grad",),
            "pasa a NumPy un tensor que guarda gradientes: usa antes `.detach()`.",
        ),
    ),
}
EXPLICACIONES = {
    RecursionError: lambda _: "se llama a sí misma demasiadas veces: ¿sabe cuándo parar?",
    NameError: _de_nombre,
    AttributeError: _de_atributo,
    ZeroDivisionError: lambda _: "hay una división entre cero.",
    IndexError: _por_lo_que_dice,
    KeyError: _de_clave,
    TypeError: _por_lo_que_dice,
    ValueError: _de_valor,
    RuntimeError: _por_lo_que_dice,  # el último: RecursionError es uno de ellos
}
