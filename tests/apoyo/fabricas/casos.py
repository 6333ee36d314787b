"""Qué tiene que pasar con cada archivo que hacen las fábricas."""

from collections.abc import Callable
from typing import NamedTuple


class Entero(NamedTuple):
    """Un archivo raro al que no le falta nada.

    archivo : nombre. fabricar : da sus bytes. segundos : los que se leen, sin pausas y con lo que el códec
    añade en los extremos. parecido : correlación mínima con la melodía original. melodia_s : lo que dura.
    """

    archivo: str
    fabricar: Callable[[], bytes]
    segundos: float = 1.0
    parecido: float = 0.98
    melodia_s: float = 1.0


class Roto(NamedTuple):
    """Un archivo al que le falta algo o que no es sonido. que_paso : expresión regular de lo que se dice."""

    archivo: str
    fabricar: Callable[[], bytes]
    que_paso: str
