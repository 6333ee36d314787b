"""¿Cómo aprende? El bucle de entrenamiento de los cuadernos 06 a 08, con su parada y su vuelta atrás.

El bucle, desnudo, se escribe a mano en el cuaderno 06. Este añade lo que hace falta para fiarse de él: repite
con la misma semilla, se queda con los pesos de la mejor época en validación y, si se le da una carpeta,
sobrevive a un corte de luz.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional as F
from torch.utils.data import Dataset

from helpers import numeros
from helpers.errores import ErrorDeDatos, ErrorDeModelo
from helpers.evaluacion.medidas import exactitud_equilibrada
from helpers.interrupciones import interrupcion_aplazada
from helpers.redes.estado import Estado, abrir_carpeta
from helpers.redes.lotes import Datos, como_dataset, huella, juntar_lote

NORMA_MAXIMA = 1.0  # del gradiente de cada lote: un lote raro no se lleva la red lejos
CALENTAMIENTO = 0.1  # fracción de los pasos en que el ritmo sube; después, baja hasta casi cero

Aumento = Callable[[Any, torch.Generator], Any]


@dataclass(frozen=True, repr=False)
class Historia:
    """Lo que pasó en un entrenamiento, época a época. Cuaderno 06.

    perdida, perdida_validacion : la entropía cruzada media de cada época. La de entrenamiento es la de sus
        lotes, con el aumento y el abandono puestos y los pesos de cada momento.
    equilibrada_validacion : la exactitud equilibrada en validación, entre 0 y 1.
    mejor_epoca : la de menor pérdida de validación, contando desde 1; 0 si no se acabó ninguna.
    segundos : lo que ha tardado, sumando los ratos si se hizo en varios.
    n_validacion, n_clases : de cuántos ejemplos y clases sale esa exactitud; su azar es 1 / n_clases.
    interrumpida : True si se paró la celda antes de acabar.
    """

    perdida: tuple[float, ...] = ()
    perdida_validacion: tuple[float, ...] = ()
    equilibrada_validacion: tuple[float, ...] = ()
    mejor_epoca: int = 0
    segundos: float = 0.0
    n_validacion: int = 0
    n_clases: int = 0
    interrumpida: bool = False

    @property
    def epocas(self) -> int:
        """Cuántas épocas se han acabado."""
        return len(self.perdida)

    def __repr__(self) -> str:
        """El entrenamiento en una línea, con el azar y la n de su exactitud."""
        if not self.epocas:
            return "Ninguna época acabada: la red sigue como estaba."
        perdida = self.perdida_validacion[self.mejor_epoca - 1]
        equilibrada = self.equilibrada_validacion[self.mejor_epoca - 1]
        return (
            f"{_contar_epocas(self.epocas)} en {numeros.duracion(self.segundos)}. La mejor, la "
            f"{self.mejor_epoca}: en validación, pérdida {numeros.decimal(perdida, 2)} y exactitud "
            f"equilibrada {numeros.decimal(equilibrada, 2)} (azar {numeros.decimal(1 / self.n_clases, 2)}, "
            f"n {self.n_validacion})."
        )


class _Plan(NamedTuple):
    """Lo que decide cómo se entrena. Dos entrenamientos con el mismo plan dan los mismos pesos."""

    epocas: int
    lote: int
    ritmo: float
    decaimiento: float
    paciencia: int | None
    semilla: int


def entrenar(
    red: torch.nn.Module,
    ajuste: Datos,
    validacion: Datos,
    *,
    epocas: int,
    lote: int = 16,
    ritmo: float = 1e-3,
    decaimiento: float = 0.01,
    aumento: Aumento | None = None,
    juntar: Callable[[list], tuple[Any, torch.Tensor]] | None = None,
    paciencia: int | None = None,
    semilla: int = 0,
    carpeta: str | os.PathLike | None = None,
) -> Historia:
    """Entrena `red` con la entropía cruzada y le deja los pesos de su mejor época.

    red : Module que da los logits, (lote, clases). ajuste, validacion : Dataset de pares (entrada, clase), o
        (X, y) con tensores o arrays; las clases son índices. epocas : vueltas a `ajuste`, como mucho.
    lote : ejemplos por paso. ritmo : el mayor ritmo de aprendizaje: sube hasta él en una décima parte de los
        pasos y baja en coseno. decaimiento : de los pesos, con AdamW.
    aumento : función (entradas, generador) -> entradas, solo para los lotes de ajuste.
    juntar : función (lista de pares) -> (entradas, clases); si falta, los apila. La red recibe esas entradas.
    paciencia : épocas seguidas sin mejorar en validación tras las que se para; None, ninguna.
    semilla : decide el orden de los lotes, el aumento y el abandono; no los pesos con que llega la red.
    carpeta : donde se guarda, tras cada época, cómo va. Otra llamada con la misma carpeta y el mismo plan
        sigue donde se quedó, y da lo mismo que si no se hubiera cortado.

    Parar la celda no pierde nada: la red se queda con lo mejor que llevaba, y se dice. La red acaba en modo
    de evaluación. La mejor época es la de menor pérdida en validación.

    ErrorDeDatos si un conjunto está vacío o no es de pares; ErrorDeModelo si la pérdida deja de ser un
    número, o si en `carpeta` hay un entrenamiento dañado o de otro plan.

    Cuaderno 06, «El bucle».

    >>> import torch
    >>> from helpers.redes import entrenar
    >>> X, y = torch.tensor([[-1.0], [-2.0], [1.0], [2.0]]), torch.tensor([0, 0, 1, 1])
    >>> historia = entrenar(torch.nn.Linear(1, 2), (X, y), (X, y), epocas=3)
    >>> historia.epocas, historia.n_validacion
    (3, 4)
    """
    plan = _Plan(epocas, lote, ritmo, decaimiento, paciencia, semilla)
    _exigir_plan(plan)
    ajuste, validacion = como_dataset("ajuste", ajuste), como_dataset("validacion", validacion)
    guardado = None
    if carpeta is not None:
        guardado = abrir_carpeta(carpeta, _describir(plan, red, ajuste, validacion, aumento, juntar))
    marcha = _Marcha(red, ajuste, validacion, plan, aumento, juntar)
    if guardado is not None and (estado := guardado.leer()) is not None:
        marcha.recuperar(estado)
        hechas = _contar_epocas(marcha.historia.epocas)
        print(f"En la carpeta «{guardado.carpeta.name}» hay {hechas}: se sigue desde ahí.")
    try:
        with _los_hilos_que_convienen(red):
            for _ in _con_barra(marcha, plan.epocas):
                marcha.dar_una_epoca()
                with interrupcion_aplazada():
                    marcha.anotar()
                    if guardado is not None:
                        guardado.escribir(marcha.estado())
    except KeyboardInterrupt:
        marcha.interrumpir()
    marcha.quedarse_con_la_mejor()
    return marcha.historia


def predecir(
    red: torch.nn.Module, datos: Any, *, lote: int = 64, juntar: Callable[[list], Any] | None = None
) -> np.ndarray:
    """Devuelve la probabilidad de cada clase, float32 (n, clases), en el orden de los datos.

    datos : lo mismo que en ``entrenar``, o solo las entradas, X. La red queda en modo de evaluación.

    Cuaderno 06, «¿Cuánto acierta?».

    >>> import torch
    >>> from helpers.redes import CNN, predecir
    >>> probabilidades = predecir(CNN(n_clases=10), torch.zeros(4, 1, 64, 100))
    >>> probabilidades.shape, probabilidades.sum(axis=1).round(3).tolist()
    ((4, 10), [1.0, 1.0, 1.0, 1.0])
    """
    if isinstance(datos, np.ndarray | torch.Tensor):
        datos = (datos, np.zeros(len(datos), dtype=np.int64))
    conjunto = como_dataset("datos", datos)
    with _los_hilos_que_convienen(red):
        partes = [logits.softmax(-1) for logits, _ in _responder(red, conjunto, lote, juntar)]
    return torch.cat(partes).numpy()


class _Marcha:
    """Un entrenamiento a medias: la red, su optimizador y lo que lleva hecho."""

    def __init__(self, red, ajuste: Dataset, validacion: Dataset, plan: _Plan, aumento, juntar):
        self.red, self.ajuste, self.validacion, self.plan = red, ajuste, validacion, plan
        self.aumento, self.juntar = aumento, juntar
        self.lotes_por_epoca = math.ceil(len(ajuste) / plan.lote)
        self.optimizador = torch.optim.AdamW(red.parameters(), lr=plan.ritmo, weight_decay=plan.decaimiento)
        self.programa = torch.optim.lr_scheduler.LambdaLR(
            self.optimizador, partial(_factor_de_ritmo, pasos=plan.epocas * self.lotes_por_epoca)
        )
        self.mejores = _copiar(red.state_dict())
        self.historia = Historia()
        self.perdida_de_la_epoca = math.nan
        self.desde = time.perf_counter()

    def acabada(self) -> bool:
        hechas = self.historia.epocas
        sin_mejorar = hechas - self.historia.mejor_epoca
        sin_paciencia = self.plan.paciencia is not None and sin_mejorar >= self.plan.paciencia
        return hechas >= self.plan.epocas or (hechas > 0 and sin_paciencia)

    def dar_una_epoca(self) -> None:
        """Pasa una vez por todos los ejemplos; el azar depende solo de la semilla y de qué época es."""
        azar = torch.Generator().manual_seed(_semilla_de(self.plan.semilla, self.historia.epocas))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(_semilla_de(self.plan.semilla, self.historia.epocas))
            self.red.train()
            suma = 0.0
            orden = torch.randperm(len(self.ajuste), generator=azar)
            for indices in orden.tensor_split(self.lotes_por_epoca):
                entradas, clases = juntar_lote(self.ajuste, indices, self.juntar)
                if self.aumento is not None:
                    entradas = self.aumento(entradas, azar)
                suma += self._dar_un_paso(entradas, clases) * len(clases)
        self.perdida_de_la_epoca = suma / len(self.ajuste)

    def _dar_un_paso(self, entradas: Any, clases: torch.Tensor) -> float:
        self.optimizador.zero_grad()
        perdida = F.cross_entropy(self.red(entradas), clases)
        if not math.isfinite(perdida.item()):
            raise ErrorDeModelo(
                f"En la época {self.historia.epocas + 1} la pérdida ha dejado de ser un número.",
                que_hacer="mira si hay NaN en los datos; si no, baja el ritmo de aprendizaje.",
            )
        perdida.backward()
        torch.nn.utils.clip_grad_norm_(self.red.parameters(), NORMA_MAXIMA)
        self.optimizador.step()
        self.programa.step()
        return perdida.item()

    def anotar(self) -> None:
        """Mide en validación la época que acaba y, si es la mejor, se guarda una copia de sus pesos."""
        logits, clases = (
            torch.cat(partes)
            for partes in zip(*_responder(self.red, self.validacion, 64, self.juntar), strict=True)
        )
        perdida = F.cross_entropy(logits, clases).item()
        equilibrada = float(exactitud_equilibrada(clases.tolist(), logits.argmax(-1).tolist()))
        antes, ahora = self.historia, time.perf_counter()
        es_la_mejor = not antes.epocas or perdida < min(antes.perdida_validacion)
        self.historia = replace(
            antes,
            perdida=(*antes.perdida, self.perdida_de_la_epoca),
            perdida_validacion=(*antes.perdida_validacion, perdida),
            equilibrada_validacion=(*antes.equilibrada_validacion, equilibrada),
            mejor_epoca=antes.epocas + 1 if es_la_mejor else antes.mejor_epoca,
            segundos=antes.segundos + ahora - self.desde,
            n_validacion=len(clases),
            n_clases=logits.shape[1],
        )
        self.desde = ahora
        if es_la_mejor:
            self.mejores = _copiar(self.red.state_dict())

    def interrumpir(self) -> None:
        if self.acabada():
            return
        self.historia = replace(self.historia, interrumpida=True)
        if self.historia.epocas:
            print(
                f"Parado en la época {self.historia.epocas + 1}: la red se queda como al acabar la "
                f"{self.historia.mejor_epoca}, la mejor hasta ahora."
            )
        else:
            print("Parado antes de acabar la primera época: la red se queda como estaba.")

    def quedarse_con_la_mejor(self) -> None:
        self.red.load_state_dict(self.mejores)
        self.red.eval()

    def estado(self) -> Estado:
        return Estado(
            pesos=self.red.state_dict(),
            mejores=self.mejores,
            optimizador=self.optimizador.state_dict(),
            programa=self.programa.state_dict(),
            historia=asdict(self.historia),
        )

    def recuperar(self, estado: Estado) -> None:
        self.red.load_state_dict(estado.pesos)
        self.optimizador.load_state_dict(estado.optimizador)
        self.programa.load_state_dict(estado.programa)
        self.mejores = _copiar(estado.mejores)
        self.historia = Historia(**estado.historia)


def _con_barra(marcha: _Marcha, epocas: int) -> Iterator[None]:
    """Da un turno por época que falte, con una barra que dice cómo va."""
    from tqdm.auto import tqdm

    with tqdm(total=epocas, initial=marcha.historia.epocas, unit="época", desc="Entrenando") as barra:
        while not marcha.acabada():
            yield
            barra.set_postfix_str(_resumen(marcha.historia), refresh=False)
            barra.update()


def _resumen(historia: Historia) -> str:
    ajuste, validacion = historia.perdida[-1], historia.perdida_validacion[-1]
    return f"pérdida {numeros.decimal(ajuste, 2)}; en validación, {numeros.decimal(validacion, 2)}"


def _factor_de_ritmo(paso: int, pasos: int) -> float:
    """La parte del mayor ritmo que se da en cada paso: sube en línea recta y baja en medio coseno."""
    de_subida = max(1, round(CALENTAMIENTO * pasos))
    if paso < de_subida:
        return (paso + 1) / de_subida
    return 0.5 + 0.5 * math.cos(math.pi * (paso - de_subida + 1) / (pasos - de_subida + 1))


def _semilla_de(semilla: int, epoca: int) -> int:
    return int(np.random.SeedSequence([semilla, epoca]).generate_state(1)[0])


def _copiar(pesos: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {nombre: tensor.detach().clone() for nombre, tensor in pesos.items()}


def _contar_epocas(cuantas: int) -> str:
    return "1 época" if cuantas == 1 else f"{cuantas} épocas"


@torch.inference_mode()
def _responder(
    red: torch.nn.Module, datos: Dataset, lote: int, juntar: Callable | None
) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Devuelve los logits y las clases, lote a lote y sin barajar."""
    red.eval()
    respuestas = []
    for indices in torch.arange(len(datos)).split(lote):
        entradas, clases = juntar_lote(datos, indices, juntar)
        respuestas.append((red(entradas), clases))
    return respuestas


# --- El plan ---


def _exigir_plan(plan: _Plan) -> None:
    posibles = {
        "epocas": plan.epocas >= 1,
        "lote": plan.lote >= 1,
        "ritmo": plan.ritmo > 0,
        "decaimiento": plan.decaimiento >= 0,
        "paciencia": plan.paciencia is None or plan.paciencia >= 1,
        "semilla": plan.semilla >= 0,
    }
    for nombre, posible in posibles.items():
        if not posible:
            raise ErrorDeDatos(
                f"{nombre} no puede ser {getattr(plan, nombre)}.",
                que_hacer="lo corriente es `epocas=30`, `lote=16` y `ritmo=1e-3`.",
            )


def _describir(plan: _Plan, red, ajuste, validacion, aumento, juntar) -> dict[str, str]:
    """Dice en texto todo lo que distingue a un entrenamiento de otro, por el nombre que se verá si cambia."""
    return {nombre: repr(valor) for nombre, valor in plan._asdict().items()} | {
        "red": repr(red),
        "ajuste": huella(ajuste),
        "validacion": huella(validacion),
        "aumento": _nombrar(aumento),
        "juntar": _nombrar(juntar),
    }


def _nombrar(funcion: Any) -> str:
    """El nombre de una función, o el `repr` de un objeto con parámetros; nunca dónde está en la memoria."""
    if funcion is None:
        return "ninguno"
    if hasattr(funcion, "func"):  # functools.partial
        return f"{_nombrar(funcion.func)} {funcion.args} {funcion.keywords}"
    if hasattr(funcion, "__qualname__"):
        return funcion.__qualname__
    return repr(funcion) if "__dataclass_fields__" in dir(funcion) else type(funcion).__name__


@contextmanager
def _los_hilos_que_convienen(red: torch.nn.Module) -> Iterator[None]:
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
