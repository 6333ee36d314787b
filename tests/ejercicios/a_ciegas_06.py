"""Lo que se contestaría al cuaderno 06 con el enunciado delante y nada más."""

import math
from itertools import pairwise

import numpy as np
import torch
from torch.nn import functional as F

# --- 3


def con_rebanadas(perdidas, paciencia):
    for epoca in range(1, len(perdidas) + 1):
        mejor = int(np.argmin(perdidas[:epoca])) + 1
        if epoca - mejor >= paciencia:
            return mejor, epoca
    return mejor, epoca


def con_contador(perdidas, paciencia):
    mejor, menor, sin_bajar, epoca = 0, float("inf"), 0, 0
    while epoca < len(perdidas) and sin_bajar < paciencia:
        epoca += 1
        if perdidas[epoca - 1] < menor:
            mejor, menor, sin_bajar = epoca, perdidas[epoca - 1], 0
        else:
            sin_bajar += 1
    return [mejor, epoca]


def con_minimo_acumulado(perdidas, paciencia):
    menores = np.minimum.accumulate(perdidas)
    mejores = np.array([list(perdidas).index(m) + 1 for m in menores])
    hechas = np.arange(1, len(perdidas) + 1)
    agotada = np.flatnonzero(hechas - mejores == paciencia)
    ultima = hechas[agotada[0]] if len(agotada) else len(perdidas)
    return mejores[ultima - 1], ultima


def vale_empatar(perdidas, paciencia):
    mejor = 1
    for epoca, perdida in enumerate(perdidas, 1):
        if perdida <= perdidas[mejor - 1]:
            mejor = epoca
        if epoca - mejor == paciencia:
            return mejor, epoca
    return mejor, len(perdidas)


def sin_poner_a_cero(perdidas, paciencia):
    mejor, malas = 0, 0
    for i, perdida in enumerate(perdidas):
        if perdida < perdidas[mejor] or i == 0:
            mejor = i
        else:
            malas += 1
        if malas == paciencia:
            return mejor + 1, i + 1
    return mejor + 1, len(perdidas)


def si_sube(perdidas, paciencia):
    subidas = 0
    for i, (antes, ahora) in enumerate(pairwise(perdidas), 2):
        subidas = subidas + 1 if ahora > antes else 0
        if subidas == paciencia:
            return int(np.argmin(perdidas[:i])) + 1, i
    return int(np.argmin(perdidas)) + 1, len(perdidas)


def con_mayor_que(perdidas, paciencia):
    """Deja pasar una época de más: para cuando la cuenta supera la paciencia."""
    return con_contador(perdidas, paciencia + 1)


def desde_cero(perdidas, paciencia):
    return tuple(n - 1 for n in con_rebanadas(perdidas, paciencia))


def mira_el_futuro(perdidas, paciencia):
    mejor = int(np.argmin(perdidas)) + 1
    return mejor, min(mejor + paciencia, len(perdidas))


# --- 4


def con_bucle(mapas, pesos):
    total = 0 * mapas[0]
    for k in range(len(pesos)):
        total = total + pesos[k] * mapas[k]
    total[total < 0] = 0
    return total


def con_einsum(mapas, pesos):
    return np.maximum(np.einsum("kij,k", np.asarray(mapas), np.asarray(pesos)), 0)


def con_relu(mapas, pesos):
    return torch.relu((torch.as_tensor(mapas) * torch.as_tensor(pesos)[:, None, None]).sum(0))


def relu_antes(mapas, pesos):
    return sum(np.maximum(w * m, 0) for w, m in zip(pesos, mapas, strict=True))


# --- 5


def con_bucle_y_copia(lote, ancho, azar):
    salida = lote.clone()
    for i in range(len(salida)):
        desde = torch.randint(0, lote.shape[3] - ancho + 1, (1,), generator=azar).item()
        salida[i, :, :, desde : desde + ancho] = 0
    return salida


def con_mascara(lote, ancho, azar):
    n, _, _, tramas = lote.shape
    desde = torch.randint(tramas - ancho + 1, (n,), generator=azar)[:, None]
    t = torch.arange(tramas)[None]
    tapa = (t >= desde) & (t < desde + ancho)
    return lote.masked_fill(tapa[:, None, None, :], 0.0)


def con_where(lote, ancho, azar):
    sitios = [int(torch.randint(lote.shape[-1] - ancho + 1, (1,), generator=azar)) for _ in lote]
    tapas = torch.stack([(torch.arange(lote.shape[-1]) - s).clamp(0, ancho) % ancho == 0 for s in sitios])
    dentro = torch.stack(
        [(torch.arange(lote.shape[-1]) >= s) & (torch.arange(lote.shape[-1]) < s + ancho) for s in sitios]
    )
    return torch.where((dentro | (tapas & dentro))[:, None, None], torch.zeros(()), lote)


def en_el_original(lote, ancho, azar):
    for clip in lote:
        desde = int(torch.randint(lote.shape[-1] - ancho + 1, (1,), generator=azar))
        clip[..., desde : desde + ancho] = 0
    return lote


def un_solo_sitio(lote, ancho, azar):
    nuevo, desde = lote.clone(), int(torch.randint(lote.shape[-1] - ancho + 1, (1,), generator=azar))
    nuevo[..., desde : desde + ancho] = 0
    return nuevo


def bandas(lote, ancho, azar):
    return con_mascara(lote.transpose(2, 3), ancho, azar).transpose(2, 3) if ancho <= lote.shape[2] else lote


def sueltas(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        clip[..., torch.randperm(lote.shape[-1], generator=azar)[:ancho]] = 0
    return nuevo


def se_sale(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        desde = int(torch.randint(lote.shape[-1], (1,), generator=azar))
        clip[..., desde : desde + ancho] = 0
    return nuevo


def hasta_el_ancho(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        cuanto = int(torch.randint(1, ancho + 1, (1,), generator=azar))
        desde = int(torch.randint(lote.shape[-1] - cuanto, (1,), generator=azar))
        clip[..., desde : desde + cuanto] = 0
    return nuevo


def recorta(lote, ancho, azar):
    return lote[..., ancho:]


def sin_azar(lote, ancho, azar):
    nuevo = lote.clone()
    for i, clip in enumerate(nuevo):
        desde = i % (lote.shape[-1] - ancho + 1)
        clip[..., desde : desde + ancho] = 0
    return nuevo


def con_otro_azar(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        desde = np.random.randint(lote.shape[-1] - ancho + 1)
        clip[..., desde : desde + ancho] = 0
    return nuevo


def corre_y_tapa(lote, ancho, azar):
    nuevos = []
    for clip in lote:
        clip = torch.roll(clip, int(torch.randint(clip.shape[-1], (1,), generator=azar)), dims=-1)
        desde = int(torch.randint(clip.shape[-1] - ancho + 1, (1,), generator=azar))
        clip[..., desde : desde + ancho] = 0
        nuevos.append(clip)
    return torch.stack(nuevos)


BUENAS = [
    ("06.1", {"tamano": lambda n, nucleo, relleno, paso: (n - nucleo + 2 * relleno + paso) // paso}),
    ("06.1", {"tamano": lambda n, k, p, s: math.floor((n + p + p - k) / s) + 1}),
    (
        "06.1",
        {
            "tamano": lambda n, k, p, s: F.conv1d(
                torch.zeros(1, 1, n), torch.zeros(1, 1, k), padding=p, stride=s
            ).shape[-1]
        },
    ),
    ("06.2", {"pesos": 16 * 32 * 9, "campo": 1 + 2 + 1 + 2 * 2 + 2 + 2 * 4 + 4}),
    ("06.2", {"pesos": np.prod([32, 16, 3, 3]), "campo": 22}),
    ("06.2", {"pesos": torch.nn.Conv2d(16, 32, 3, bias=False).weight.numel(), "campo": np.int64(22)}),
    *(("06.3", {"parada": f}) for f in (con_rebanadas, con_contador, con_minimo_acumulado)),
    *(("06.4", {"mapa_de_clase": f}) for f in (con_bucle, con_einsum, con_relu)),
    *(("06.5", {"tapar_tramas": f}) for f in (con_bucle_y_copia, con_mascara, con_where)),
]

MALAS = [
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k) / s + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k) // s}),
    ("06.1", {"tamano": lambda n, k, p, s: (n + p - k) // s + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: n // s}),
    ("06.1", {"tamano": lambda n, k, p, s: math.ceil((n + 2 * p - k) / s) + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: (n - k) // s + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: n - k + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - (k - 1)) // s}),
    ("06.1", {"tamano": lambda n, k, p, s: 5}),
    ("06.1", {"tamano": 5}),
    ("06.1", {"tamano": lambda n, k, s, p: (n + 2 * p - k) // s + 1}),
    ("06.1", {"tamano": lambda n, k, p, s: F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, k))}),
    ("06.2", {"pesos": 288, "campo": 22}),
    ("06.2", {"pesos": 4640, "campo": 22}),
    ("06.2", {"pesos": 4672, "campo": 22}),
    ("06.2", {"pesos": 512, "campo": 22}),
    ("06.2", {"pesos": 4608, "campo": 8}),
    ("06.2", {"pesos": 4608, "campo": 7}),
    ("06.2", {"pesos": 4608, "campo": 18}),
    ("06.2", {"pesos": 4608, "campo": 38}),
    ("06.2", {"pesos": 4608, "campo": 22 * 22}),
    ("06.2", {"pesos": 4608, "campo": 0.51}),
    ("06.3", {"parada": vale_empatar}),
    ("06.3", {"parada": sin_poner_a_cero}),
    ("06.3", {"parada": si_sube}),
    ("06.3", {"parada": con_mayor_que}),
    ("06.3", {"parada": desde_cero}),
    ("06.3", {"parada": mira_el_futuro}),
    ("06.3", {"parada": lambda perdidas, paciencia: con_contador(perdidas, max(paciencia - 1, 1))}),
    ("06.3", {"parada": lambda perdidas, paciencia: con_rebanadas(perdidas, paciencia)[0]}),
    ("06.3", {"parada": lambda perdidas, paciencia: con_rebanadas(perdidas, paciencia)[::-1]}),
    ("06.3", {"parada": lambda perdidas, paciencia: (2, 4)}),
    ("06.4", {"mapa_de_clase": relu_antes}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.tensordot(w, m, 1)}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(m.sum(0), 0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(m.mean((1, 2)) * w, 0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: abs(np.tensordot(w, m, 1))}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(m[np.argmax(w)], 0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: con_einsum(m, w) > 0}),
    ("06.4", {"mapa_de_clase": lambda m, w: con_einsum(m, abs(w))}),
    ("06.4", {"mapa_de_clase": lambda m, w: con_einsum(m, w).T}),
    ("06.5", {"tapar_tramas": en_el_original}),
    ("06.5", {"tapar_tramas": un_solo_sitio}),
    ("06.5", {"tapar_tramas": bandas}),
    ("06.5", {"tapar_tramas": sueltas}),
    ("06.5", {"tapar_tramas": se_sale}),
    ("06.5", {"tapar_tramas": hasta_el_ancho}),
    ("06.5", {"tapar_tramas": recorta}),
    ("06.5", {"tapar_tramas": sin_azar}),
    ("06.5", {"tapar_tramas": con_otro_azar}),
    ("06.5", {"tapar_tramas": corre_y_tapa}),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: con_mascara(lote, ancho + 1, azar)}),
]
