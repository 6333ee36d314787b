"""Con cuántos hilos calcula PyTorch: con todos, menos lo que va más deprisa con uno."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def los_que_convienen(red: torch.nn.Module) -> Iterator[None]:
    """Deja un solo hilo mientras trabaja una red recurrente, y al acabar los que hubiera. Cuaderno 07.

    Una LSTM lee trama a trama: miles de cuentas pequeñas, cada una después de la anterior. Repartir cada una
    entre dos hilos no gana nada y, si otro programa ocupa los núcleos, los hilos se esperan: una época de
    medio segundo pasa a durar veinte.
    """
    hilos = torch.get_num_threads()
    if any(isinstance(parte, torch.nn.RNNBase) for parte in red.modules()):
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(hilos)
