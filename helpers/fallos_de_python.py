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


def _de_valor(error: ValueError) -> str:
    texto = str(error)
    if "math domain" in texto or "expected a positive input" in texto or "nonnegative input" in texto:
        return "hay un logaritmo o una raíz de un número que no los tiene."
    if "broadcast" in texto or "matmul" in texto or "aligned" in texto:
        formas = " y ".join(FORMAS.findall(texto)[:2])
        return f"opera con dos arreglos cuyas formas no casan{f': {formas}' if formas else ''}."
    if "inhomogeneous" in texto:
        return "junta en un arreglo filas de distinta longitud."
    if "ambiguous" in texto:
        return "pregunta «¿es verdad?» a un arreglo entero: di qué elemento, o usa `np.where`."
    return ""


def _de_tipo(error: TypeError) -> str:
    texto = str(error)
    if "NoneType" in texto:
        return "usa un None: algo de antes no ha devuelto nada."
    if "callable" in texto:
        return "llama, con paréntesis, a algo que no es una función."
    if "subscriptable" in texto:
        return "pone corchetes a algo que no los admite."
    if "iterable" in texto or "has no len()" in texto:
        return "trata un solo número como si fuera una lista."
    if "unhashable" in texto:
        return "usa una lista o un arreglo como clave, o dentro de un conjunto: ahí va una tupla o un número."
    if "Cannot cast ufunc" in texto:
        return "guarda decimales en un arreglo de enteros: pásalo antes a decimales, con `.astype(float)`."
    if "ufunc" in texto:
        return "hace cuentas con textos o con cosas que no son números."
    if "as an integer" in texto or "must be integers" in texto:
        return CON_DECIMALES
    return ""


def _de_posicion(error: IndexError) -> str:
    texto = str(error)
    if "only integers" in texto:
        return CON_DECIMALES
    if "indices for array" in texto:
        return "pone entre los corchetes más índices que dimensiones tiene el arreglo."
    return "pide una posición que no existe: se ha pasado del final." if "out of" in texto else ""


def _de_torch(error: RuntimeError) -> str:
    texto = str(error)
    if "size of tensor" in texto or "shapes cannot be multiplied" in texto or "equal size" in texto:
        return "opera con tensores, o junta tensores, cuyas formas no casan."
    if "requires grad" in texto:
        return "pasa a NumPy un tensor que guarda gradientes: usa antes `.detach()`."
    return ""


EXPLICACIONES = {
    RecursionError: lambda _: "se llama a sí misma demasiadas veces: ¿sabe cuándo parar?",
    NameError: _de_nombre,
    AttributeError: _de_atributo,
    ZeroDivisionError: lambda _: "hay una división entre cero.",
    IndexError: _de_posicion,
    KeyError: lambda error: f"busca {error} en un diccionario que no lo tiene." if error.args else "",
    TypeError: _de_tipo,
    ValueError: _de_valor,
    RuntimeError: _de_torch,  # el último: RecursionError es uno de ellos
}
