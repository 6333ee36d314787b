"""¿Con cuántos bits? Preguntar a un modelo, y usar bf16 cuando ahorra tiempo y no cambia la respuesta.

bf16 (*bfloat16*) guarda cada número en 16 bits, la mitad que float32. En un procesador con instrucciones para
él, un modelo grande va al doble de velocidad, a cambio de un error que casi nunca se nota en el resultado.
Por ese «casi», antes de usarlo se comprueba con el sonido de quien pregunta.
"""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING

import numpy as np

from helpers.errores import ErrorDeModelo

if TYPE_CHECKING:
    from transformers import AudioClassificationPipeline

PARAMETROS_DE_UN_MODELO_REAL = 10_000_000
DIFERENCIA_ADMITIDA = 0.02  # entre las probabilidades de float32 y las de bf16
OPERACIONES_GUARDADAS = "100"  # de oneDNN; con las 1024 de fábrica, cada duración nueva deja 10 o 20 MB
PREGUNTAS_QUE_LO_PAGAN = 3  # comprobarlo cuesta lo que se ahorra en una o dos


class Oyente(AbstractContextManager):
    """Un clasificador que responde con todas sus clases, en la precisión más rápida que dé lo mismo.

    Los de bolsillo responden siempre en float32. Se usa con ``with``: al salir, todo queda como estaba.

    precision : "float32" o "bfloat16", la que usa ahora.
    diferencia_bf16 : la mayor entre las probabilidades de las dos al comprobarlas, o None si no hizo falta.
    """

    def __init__(self, clasificador: AudioClassificationPipeline):
        """Toma un clasificador como el que devuelve ``cargar_clasificador``."""
        # oneDNN lo lee la primera vez que calcula: una carpeta de mil duraciones ocupa lo que una de diez.
        os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", OPERACIONES_GUARDADAS)
        self._clasificador = clasificador
        self._abierto = ExitStack()
        self._por_comprobar = _puede_usar_bf16(clasificador)
        self.precision = str(clasificador.model.dtype).removeprefix("torch.")
        self.diferencia_bf16: float | None = None

    def __exit__(self, *error) -> None:
        """Vuelve a la precisión de antes."""
        self._abierto.close()

    def responder(self, y: np.ndarray, quedan: int | None = 0) -> dict[str, float]:
        """Devuelve la puntuación de cada clase, de mayor a menor, tal como la da el pipeline.

        y : array (n,) float32 a la frecuencia del modelo. quedan : cuántas preguntas más habrá, o None si no
        se sabe: con pocas no compensa comprobar bf16.

        Lanza ErrorDeModelo si responde algo que no es un número.
        """
        respuesta = self._preguntar(y)
        if not np.isfinite(list(respuesta.values())).all():
            raise ErrorDeModelo(
                "El modelo ha respondido NaN: sus pesos están dañados.",
                getattr(self._clasificador.model.config, "name_or_path", None) or None,
                "vuelve a cargarlo con cargar_clasificador.",
            )
        if self._por_comprobar and (quedan is None or quedan >= PREGUNTAS_QUE_LO_PAGAN):
            self._por_comprobar = False
            self._comprobar_bf16(y, respuesta)
        return respuesta

    def _preguntar(self, y: np.ndarray) -> dict[str, float]:
        cuantas = self._clasificador.model.config.num_labels
        return {r["label"]: r["score"] for r in self._clasificador(y, top_k=cuantas)}

    def _comprobar_bf16(self, y: np.ndarray, respuesta: dict[str, float]) -> None:
        """Hace la misma pregunta en bf16 y, si la respuesta es la misma, sigue en bf16."""
        import torch

        with ExitStack() as pila:
            # Abierto hasta el final: los pesos se convierten una vez y no en cada pregunta.
            pila.enter_context(torch.autocast("cpu", torch.bfloat16))
            en_bf16 = self._preguntar(y)
            diferencias = np.abs([en_bf16[clase] - respuesta[clase] for clase in respuesta])
            self.diferencia_bf16 = float(diferencias.max())
            misma_ganadora = next(iter(en_bf16)) == next(iter(respuesta))
            if misma_ganadora and self.diferencia_bf16 <= DIFERENCIA_ADMITIDA:
                self._abierto = pila.pop_all()
                self.precision = "bfloat16"


def _puede_usar_bf16(clasificador: AudioClassificationPipeline) -> bool:
    import torch

    modelo = clasificador.model
    return (
        modelo.dtype == torch.float32
        and clasificador.device.type == "cpu"
        and modelo.num_parameters() > PARAMETROS_DE_UN_MODELO_REAL
        and procesador_con_bf16()
    )


def procesador_con_bf16() -> bool:
    """Dice si el procesador tiene instrucciones de bf16 que torch usa; sin ellas lo imita, y va más lento."""
    import torch

    capacidades = torch.cpu.get_capabilities()
    tiene = any(capacidades.get(clave) for clave in ("avx512_bf16", "amx_bf16", "bf16"))  # x86, x86, ARM
    return bool(tiene) and torch.backends.mkldnn.is_available()
