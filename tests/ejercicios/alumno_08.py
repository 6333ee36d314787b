"""Lo que escribiría quien se equivoca en el cuaderno 08, con el modelo de verdad."""

import torch

from helpers.ejercicios.cuadernos.c08_transformers import clasificador_real


def logits(y, tensores="pt"):
    lote = clasificador_real().feature_extractor(y, sampling_rate=16_000, return_tensors=tensores)
    return clasificador_real().model(**lote).logits


def con_nombres(valores, posiciones):
    nombres = clasificador_real().model.config.id2label
    return [{"label": nombres[i], "score": v} for v, i in zip(valores, posiciones, strict=True)]


def sin_pedir_tensores(y):
    return logits(y, tensores=None)


def sin_extractor(y):
    return clasificador_real().model(y).logits


@torch.no_grad()
def con_el_lote(y):
    valores, posiciones = logits(y).softmax(-1).topk(3)
    return con_nombres(valores.tolist(), posiciones.tolist())


@torch.no_grad()
def con_las_posiciones_en_tensor(y):
    return con_nombres(*logits(y)[0].softmax(-1).topk(3))


def con_el_gradiente_a_cuestas(y):
    return logits(y)[0].numpy()


def llamando_a_un_pipeline(y):
    return clasificador_real()(y, top_k=3)
