"""La red, un AST pequeño, y su bucle de entrenamiento desde cero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import torch
from torch.nn import functional as F
from transformers import ASTConfig, ASTForAudioClassification

from .aumento import Aumento, aumentar, mezclar
from .espectrogramas import media_y_desviacion, rellenar


@dataclass(frozen=True)
class Plan:
    """Todo lo que se decide antes de entrenar.

    tramas : lo que oye la red, a una trama cada 10 ms.
    parche, salto_mel y salto_tramas : lado de los parches cuadrados del espectrograma y cada cuánto hay uno.
    pasos : lotes que se ven. suavizado : de las etiquetas. mezcla : alfa de *mixup*.
    promedio : inercia de la media móvil de los pesos, que es lo que se guarda.
    """

    tramas: int
    parche: int = 64
    salto_mel: int = 64
    salto_tramas: int = 32
    ancho: int = 96
    capas: int = 3
    cabezas: int = 4
    abandono: float = 0.1
    pasos: int = 800
    lote: int = 32
    ritmo: float = 1e-3
    decaimiento: float = 0.05
    suavizado: float = 0.1
    mezcla: float = 0.4
    promedio: float = 0.99
    aumento: Aumento = field(default_factory=Aumento)


def planes_de_parches(lados_y_saltos: Iterable[tuple[int, int]], **comun) -> dict[str, Plan]:
    """Devuelve un plan por pareja: parches de ese lado, que no se solapan en frecuencia, cada tantas tramas.

    comun : lo demás de todos los planes.
    """
    return {
        f"parches de {lado} × {lado} cada {salto} tramas": Plan(
            parche=lado, salto_mel=lado, salto_tramas=salto, **comun
        )
        for lado, salto in lados_y_saltos
    }


@dataclass(frozen=True)
class Entrenada:
    """La red ya entrenada y la normalización que espera a la entrada."""

    red: ASTForAudioClassification
    media: float
    desviacion: float

    @property
    def etiquetas(self) -> list[str]:
        """Las que responde, en el orden de sus probabilidades."""
        return list(self.red.config.id2label.values())

    @property
    def parametros(self) -> int:
        """Cuántos números ha aprendido."""
        return sum(parametro.numel() for parametro in self.red.parameters())


def crear_red(plan: Plan, etiquetas: list[str], n_mel: int, semilla: int) -> ASTForAudioClassification:
    """Devuelve un AST con pesos al azar y una salida por etiqueta."""
    torch.manual_seed(semilla)
    configuracion = ASTConfig(
        hidden_size=plan.ancho,
        num_hidden_layers=plan.capas,
        num_attention_heads=plan.cabezas,
        intermediate_size=2 * plan.ancho,
        hidden_dropout_prob=plan.abandono,
        patch_size=plan.parche,
        frequency_stride=plan.salto_mel,
        time_stride=plan.salto_tramas,
        max_length=plan.tramas,
        num_mel_bins=n_mel,
        id2label=dict(enumerate(etiquetas)),
        label2id={etiqueta: i for i, etiqueta in enumerate(etiquetas)},
    )
    red = ASTForAudioClassification(configuracion)
    entrada = red.audio_spectrogram_transformer.embeddings
    for parametro in (entrada.position_embeddings, entrada.cls_token, entrada.distillation_token):
        torch.nn.init.trunc_normal_(parametro, std=0.02)
    return red


def entrenar(
    espectros: list[np.ndarray], clases: np.ndarray, etiquetas: list[str], plan: Plan, semilla: int
) -> Entrenada:
    """Entrena desde cero y devuelve la red con la media móvil de sus pesos.

    espectros : n matrices (tramas, n_mel). clases : (n,), índices en ``etiquetas``.
    """
    azar = torch.Generator().manual_seed(semilla)
    media, desviacion = media_y_desviacion(espectros)
    tramas = torch.tensor([len(espectro) for espectro in espectros])
    piezas = rellenar(espectros, int(tramas.max()))
    objetivos = F.one_hot(torch.from_numpy(clases), len(etiquetas)).float()
    objetivos = objetivos * (1 - plan.suavizado) + plan.suavizado / len(etiquetas)

    red = crear_red(plan, etiquetas, espectros[0].shape[1], semilla).train()
    optimizador, ritmo = _optimizador(red, plan)
    promedio = torch.optim.swa_utils.AveragedModel(red, multi_avg_fn=_media_movil(plan.promedio))
    for elegidos in _lotes(len(clases), plan, azar):
        lote = aumentar(piezas[elegidos], tramas[elegidos], plan.tramas, plan.aumento, azar)
        lote, objetivo = mezclar(lote, objetivos[elegidos], plan.mezcla, azar)
        salida = red(input_values=(lote - media) / (2 * desviacion)).logits
        optimizador.zero_grad()
        F.cross_entropy(salida, objetivo).backward()
        torch.nn.utils.clip_grad_norm_(red.parameters(), 1.0)
        optimizador.step()
        ritmo.step()
        promedio.update_parameters(red)
    red.load_state_dict(promedio.module.state_dict())
    return Entrenada(red.eval(), media, desviacion)


def _optimizador(red: torch.nn.Module, plan: Plan):
    """AdamW, sin decaimiento en sesgos ni normalizaciones, con calentamiento y descenso en coseno."""
    matrices = [p for p in red.parameters() if p.ndim > 1]
    vectores = [p for p in red.parameters() if p.ndim <= 1]
    optimizador = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": plan.decaimiento},
            {"params": vectores, "weight_decay": 0.0},
        ],
        lr=plan.ritmo,
        betas=(0.9, 0.98),
    )
    ritmo = torch.optim.lr_scheduler.OneCycleLR(optimizador, plan.ritmo, plan.pasos, pct_start=0.1)
    return optimizador, ritmo


def _media_movil(inercia: float):
    """Media móvil exponencial que al principio olvida más deprisa, para no arrastrar los pesos iniciales."""

    @torch.no_grad()
    def actualizar(medias, pesos, vistos):
        peso = 1 - min(inercia, (1 + int(vistos)) / (10 + int(vistos)))
        torch._foreach_lerp_(medias, pesos, peso)

    return actualizar


def _lotes(n: int, plan: Plan, azar: torch.Generator):
    """Genera los índices de cada lote: todos los ejemplos, barajados, una y otra vez."""
    cola = torch.empty(0, dtype=torch.long)
    for _ in range(plan.pasos):
        while len(cola) < plan.lote:
            cola = torch.cat([cola, torch.randperm(n, generator=azar)])
        yield cola[: plan.lote]
        cola = cola[plan.lote :]


@torch.inference_mode()
def predecir(entrenada: Entrenada, espectros: list[np.ndarray]) -> np.ndarray:
    """Devuelve la probabilidad de cada etiqueta, (n, etiquetas)."""
    tramas = entrenada.red.config.max_length
    lote = (rellenar(espectros, tramas) - entrenada.media) / (2 * entrenada.desviacion)
    partes = [entrenada.red(input_values=parte).logits.softmax(-1) for parte in lote.split(32)]
    return torch.cat(partes).numpy()
