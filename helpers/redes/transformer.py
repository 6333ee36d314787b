"""Un Transformer pequeño que mira un espectrograma a parches. El cuaderno 08 lo construye pieza a pieza."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from helpers.errores import ErrorDeDatos


class Bloque(nn.Module):
    """Una capa: cada trozo recoge de los demás lo que le importa, y después piensa por su cuenta.

    ancho : números por trozo. cabezas : atenciones en paralelo; tiene que dividir a ``ancho``.
    abandono : fracción que se apaga al entrenar. Recibe y devuelve (n, trozos, ancho). Cuaderno 08.
    """

    def __init__(self, ancho: int, cabezas: int, abandono: float = 0.0):
        """Crea los pesos; ErrorDeDatos si el ancho no se reparte entre las cabezas."""
        super().__init__()
        if ancho % cabezas:
            raise ErrorDeDatos(
                f"Un ancho de {ancho} no se reparte entre {cabezas} cabezas.",
                que_hacer="elige un número de cabezas que divida al ancho.",
            )
        self.cabezas = cabezas
        self.antes_de_atender, self.antes_de_pensar = nn.LayerNorm(ancho), nn.LayerNorm(ancho)
        self.qkv, self.salida = nn.Linear(ancho, 3 * ancho), nn.Linear(ancho, ancho)
        self.pensar = nn.Sequential(nn.Linear(ancho, 2 * ancho), nn.GELU(), nn.Linear(2 * ancho, ancho))
        self.abandono = nn.Dropout(abandono)

    def forward(self, x: Tensor) -> Tensor:
        """Suma a cada trozo lo que recoge y lo que piensa."""
        x = x + self.abandono(self._atender(self.antes_de_atender(x)))
        return x + self.abandono(self.pensar(self.antes_de_pensar(x)))

    def _atender(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).unflatten(-1, (3, self.cabezas, -1)).permute(2, 0, 3, 1, 4)
        recogido = F.scaled_dot_product_attention(q, k, v)  # (n, cabezas, trozos, ancho / cabezas)
        return self.salida(recogido.transpose(1, 2).flatten(2))


class TransformerDeParches(nn.Module):
    """Parches, posiciones, unas cuantas capas, la media de los trozos y una puntuación por clase.

    n_clases : int. forma : (bandas, tramas) de los espectrogramas. parche : lo que mide cada parche, (bandas,
        tramas); lo que no llena un parche entero, arriba o al final, no se mira.
    con_posiciones : si los trozos saben de dónde salen; sin ellas, barajarlos no cambia nada.
    normalizar : lo que se hace con la entrada; nada si falta. Los demás, como en ``Bloque``.

    Recibe espectrogramas logarítmicos de mel, (n, 1, bandas, tramas), y da los logits, (n, n_clases).

    Cuaderno 08, «Un Transformer entero».

    >>> import torch
    >>> from helpers.redes import TransformerDeParches
    >>> red = TransformerDeParches(n_clases=10, forma=(64, 96))
    >>> red(torch.zeros(4, 1, 64, 96)).shape
    torch.Size([4, 10])
    """

    def __init__(
        self,
        n_clases: int,
        forma: tuple[int, int],
        parche: tuple[int, int] = (16, 16),
        ancho: int = 64,
        cabezas: int = 4,
        capas: int = 2,
        abandono: float = 0.1,
        con_posiciones: bool = True,
        normalizar: nn.Module | None = None,
    ):
        """Crea los pesos; ErrorDeDatos si no cabe ningún parche o el ancho no se reparte."""
        super().__init__()
        trozos = math.prod(lado // de_parche for lado, de_parche in zip(forma, parche, strict=True))
        if trozos == 0:
            raise ErrorDeDatos(
                f"En un espectrograma de {forma[0]} × {forma[1]} no cabe ningún parche de "
                f"{parche[0]} × {parche[1]}.",
                que_hacer="usa parches más pequeños o sonidos más largos.",
            )
        self.normalizar = normalizar or nn.Identity()
        self.a_trozos = nn.Conv2d(1, ancho, kernel_size=parche, stride=parche)
        posiciones = 0.02 * torch.randn(trozos, ancho) if con_posiciones else torch.zeros(trozos, ancho)
        self.posiciones = nn.Parameter(posiciones, requires_grad=con_posiciones)
        self.abandono = nn.Dropout(abandono)
        self.capas = nn.ModuleList(Bloque(ancho, cabezas, abandono) for _ in range(capas))
        self.cabeza = nn.Sequential(nn.LayerNorm(ancho), nn.Linear(ancho, n_clases))

    def trocear(self, espectrogramas: Tensor) -> Tensor:
        """Devuelve los trozos de cada espectrograma, (n, trozos, ancho), ya con su posición."""
        trozos = self.a_trozos(self.normalizar(espectrogramas)).flatten(2).transpose(1, 2)
        return self.abandono(trozos + self.posiciones)

    def forward(self, espectrogramas: Tensor) -> Tensor:
        """Devuelve los logits."""
        x = self.trocear(espectrogramas)
        for capa in self.capas:
            x = capa(x)
        return self.cabeza(x.mean(dim=1))
