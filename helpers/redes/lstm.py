"""La red recurrente del cuaderno 07: una LSTM que lee secuencias de distinta duración sin leer su relleno."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence, pad_sequence

from helpers.errores import ErrorDeDatos


class Recorrido(NamedTuple):
    """Lo que deja una red recurrente tras leer un lote.

    salidas : (lote, tramas, D), el estado en cada trama; ceros donde el sonido ya se ha acabado.
    longitudes : (lote,), cuántas tramas tiene cada sonido.
    finales : (lote, D), el estado al acabar de leer. Si lee en los dos sentidos, el de cada uno en su final:
        la ida acaba en la última trama y la vuelta, en la primera.
    """

    salidas: torch.Tensor
    longitudes: torch.Tensor
    finales: torch.Tensor


Resumen = Callable[[Recorrido], torch.Tensor]


def ultimo(recorrido: Recorrido) -> torch.Tensor:
    """Resume cada sonido en su estado final, (lote, D).

    Cuaderno 07, «Un sentido o dos; último, media o máximo».

    >>> import torch
    >>> from helpers.redes import LSTM, juntar, ultimo
    >>> lote, _ = juntar([(torch.zeros(30, 20), 0), (torch.zeros(50, 20), 1)])
    >>> ultimo(LSTM(20, 10, ocultas=48).recorrer(lote)).shape
    torch.Size([2, 48])
    """
    return recorrido.finales


def media(recorrido: Recorrido) -> torch.Tensor:
    """Resume cada sonido en la media de sus estados, sin el relleno, (lote, D).

    Cuaderno 07, «Un sentido o dos; último, media o máximo».

    >>> import torch
    >>> from helpers.redes import LSTM, juntar, media
    >>> lote, _ = juntar([(torch.zeros(30, 20), 0), (torch.zeros(50, 20), 1)])
    >>> media(LSTM(20, 10, ocultas=48).recorrer(lote)).shape
    torch.Size([2, 48])
    """
    return recorrido.salidas.sum(dim=1) / recorrido.longitudes[:, None]


def maximo(recorrido: Recorrido) -> torch.Tensor:
    """Resume cada sonido en el máximo de cada número de su estado, sin el relleno, (lote, D).

    Cuaderno 07, «Un sentido o dos; último, media o máximo».

    >>> import torch
    >>> from helpers.redes import LSTM, juntar, maximo
    >>> lote, _ = juntar([(torch.zeros(30, 20), 0), (torch.zeros(50, 20), 1)])
    >>> maximo(LSTM(20, 10, ocultas=48).recorrer(lote)).shape
    torch.Size([2, 48])
    """
    tramas = torch.arange(recorrido.salidas.shape[1])
    relleno = tramas >= recorrido.longitudes[:, None]
    return recorrido.salidas.masked_fill(relleno[:, :, None], -torch.inf).amax(dim=1)


class LSTM(nn.Module):
    """Una capa LSTM, un resumen de sus estados y una capa lineal: la red del cuaderno 07.

    n_entradas : números por trama (MFCC). n_clases : int. ocultas : los del estado, en cada sentido.
    bidireccional : si lee también del final al principio. resumir : ``ultimo``, ``media`` o ``maximo``.
    abandono : probabilidad de apagar cada número del resumen. sesgo_de_olvido : con el que empieza la puerta
        de olvido. normalizar : lo que se hace con cada trama, (tramas, n_entradas); nada si falta.

    Recibe una PackedSequence, la que da ``empaquetar``, y devuelve los logits, (lote, n_clases).

    Cuaderno 07, «Una célula con puertas».

    >>> import torch
    >>> from helpers.redes import LSTM, juntar
    >>> red = LSTM(n_entradas=20, n_clases=10)
    >>> lote, clases = juntar([(torch.zeros(30, 20), 0), (torch.zeros(50, 20), 1)])
    >>> red(lote).shape
    torch.Size([2, 10])
    """

    def __init__(
        self,
        n_entradas: int,
        n_clases: int,
        ocultas: int = 48,
        *,
        bidireccional: bool = False,
        resumir: Resumen = media,
        abandono: float = 0.3,
        sesgo_de_olvido: float = 1.0,
        normalizar: nn.Module | None = None,
    ):
        """Crea la red con pesos al azar, los que diga ``torch.manual_seed``."""
        super().__init__()
        self.normalizar = normalizar or nn.Identity()
        self.lstm = nn.LSTM(n_entradas, ocultas, batch_first=True, bidirectional=bidireccional)
        self.resumir = resumir
        self.abandono = nn.Dropout(abandono)
        self.salida = nn.Linear(ocultas * (2 if bidireccional else 1), n_clases)
        poner_sesgo_de_olvido(self.lstm, sesgo_de_olvido)

    def extra_repr(self) -> str:
        """El resumen, que no es una capa y no saldría al imprimir la red."""
        return f"resumir={self.resumir.__name__}"

    def recorrer(self, secuencias: PackedSequence) -> Recorrido:
        """Lee el lote y devuelve sus estados, en el orden en que llegaron los sonidos."""
        normalizadas = secuencias._replace(data=self.normalizar(secuencias.data))
        leidas, (finales, _) = self.lstm(normalizadas)
        salidas, longitudes = pad_packed_sequence(leidas, batch_first=True)
        return Recorrido(salidas, longitudes, finales.transpose(0, 1).flatten(1))

    def forward(self, secuencias: PackedSequence) -> torch.Tensor:
        """Devuelve los logits."""
        return self.salida(self.abandono(self.resumir(self.recorrer(secuencias))))


def poner_sesgo_de_olvido(lstm: nn.LSTM, sesgo: float) -> None:
    """Pone el sesgo con que empieza la puerta de olvido, en todas las capas y sentidos.

    PyTorch guarda dos sesgos por puerta, que se suman: al de la entrada se le da el valor y al otro, cero.

    Cuaderno 07, «Una célula con puertas».

    >>> import torch
    >>> from helpers.redes import poner_sesgo_de_olvido
    >>> lstm = torch.nn.LSTM(20, 2)
    >>> poner_sesgo_de_olvido(lstm, 1.0)
    >>> lstm.bias_ih_l0[2:4].tolist()  # las puertas van en el orden i, f, g, o
    [1.0, 1.0]
    """
    olvido = slice(lstm.hidden_size, 2 * lstm.hidden_size)  # el orden es i, f, g, o
    with torch.no_grad():
        for nombre, parametro in lstm.named_parameters():
            if nombre.startswith("bias_ih"):
                parametro[olvido] = sesgo
            elif nombre.startswith("bias_hh"):
                parametro[olvido] = 0.0


def empaquetar(secuencias: Sequence[torch.Tensor | np.ndarray]) -> PackedSequence:
    """Junta secuencias de distinta duración, cada una (tramas, n_entradas), sin dejar relleno. Cuaderno 07.

    ErrorDeDatos si no hay ninguna, si alguna no tiene tramas o si no todas tienen los mismos números.
    """
    tensores = [torch.as_tensor(secuencia, dtype=torch.float32) for secuencia in secuencias]
    formas = {tuple(t.shape[1:]) for t in tensores}
    if not tensores or len(formas) > 1 or any(t.ndim != 2 or not len(t) for t in tensores):
        raise ErrorDeDatos(
            "Para empaquetar hacen falta secuencias con alguna trama y los mismos números en todas.",
            que_hacer="pasa matrices (tramas, coeficientes); las de librosa van al revés: usa .T.",
        )
    longitudes = torch.tensor([len(t) for t in tensores])
    rellenas = pad_sequence(tensores, batch_first=True)
    return pack_padded_sequence(rellenas, longitudes, batch_first=True, enforce_sorted=False)


def juntar(ejemplos: Sequence[tuple[torch.Tensor | np.ndarray, int]]) -> tuple[PackedSequence, torch.Tensor]:
    """Hace un lote de pares (secuencia, clase): lo que ``entrenar`` y ``predecir`` piden.

    Cuaderno 07, «Sonidos de distinta duración».

    >>> import torch
    >>> from helpers.redes import juntar
    >>> lote, clases = juntar([(torch.zeros(30, 20), 0), (torch.zeros(50, 20), 1)])
    >>> lote.data.shape, clases.tolist()
    (torch.Size([80, 20]), [0, 1])
    """
    secuencias, clases = zip(*ejemplos, strict=True)
    return empaquetar(secuencias), torch.tensor([int(clase) for clase in clases])


def con_ruido(secuencias: PackedSequence, azar: torch.Generator) -> PackedSequence:
    """Suma a cada número de cada trama un ruido gaussiano de desviación 1: un aumento.

    Es para MFCC ya normalizados: así el ruido es tan grande como lo que cambia cada coeficiente.

    Cuaderno 07, «Una tarea donde quizá no mande».

    >>> import torch
    >>> from helpers.redes import con_ruido, juntar
    >>> lote, _ = juntar([(torch.zeros(1000, 20), 0)])
    >>> con_otra_cara = con_ruido(lote, torch.Generator().manual_seed(0))
    >>> round(float(con_otra_cara.data.std()), 1)
    1.0
    """
    ruido = torch.randn(secuencias.data.shape, generator=azar)
    return secuencias._replace(data=secuencias.data + ruido)


def pesos(celda: nn.RNNCell | nn.LSTMCell) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Devuelve los pesos de una célula en NumPy: W (filas, entradas), U (filas, ocultas) y b.

    PyTorch guarda dos sesgos; aquí van ya sumados. Con ``nn.GRUCell`` no vale: allí no se suman.

    Cuaderno 07, «Una red con memoria».

    >>> import torch
    >>> from helpers.redes import pesos
    >>> W, U, b = pesos(torch.nn.RNNCell(input_size=20, hidden_size=48))
    >>> W.shape, U.shape, b.shape
    ((48, 20), (48, 48), (48,))
    """
    W, U, b_W, b_U = (parametro.detach().numpy() for parametro in celda.parameters())
    return W, U, b_W + b_U
