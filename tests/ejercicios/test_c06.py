"""El cuaderno 06: otras respuestas buenas, otras formas de sus errores y de dónde salen sus cifras."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from alumno_06 import tapar
from otras_respuestas import Respuestas, del_guion
from torch.nn import functional as F

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c06_cnn as c06
from helpers.ejercicios.cuadernos.c06_cnn import epocas
from helpers.redes import CNN


def tamano_contando(n, nucleo, relleno, paso):
    fila = np.zeros(n + 2 * relleno)
    return len([i for i in range(0, len(fila), paso) if i + nucleo <= len(fila)])


def tamano_de_torch(n, nucleo, relleno, paso):
    return F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, nucleo), padding=relleno, stride=paso).shape[-1]


def corrido_y_tapado(lote, ancho, azar):
    saltos = torch.randint(lote.shape[-1], (len(lote),), generator=azar).tolist()
    corridos = [clip.roll(salto, -1) for clip, salto in zip(lote, saltos, strict=True)]
    return tapar(torch.stack(corridos), ancho, azar)


def con_su_minimo(lote, ancho, azar):
    tapado = tapar(lote, ancho, azar)
    return torch.where(tapado == 0, lote.amin(dim=(1, 2, 3), keepdim=True), tapado)


def parada_con_cuenta(perdidas, paciencia):
    menor, mejor, malas = math.inf, 0, 0
    for epoca, perdida in enumerate(perdidas):
        if perdida < menor:
            menor, mejor, malas = perdida, epoca, 0
        else:
            malas += 1
        if malas >= paciencia:
            break
    return np.array([mejor + 1, epoca + 1])


def parada_que_admite_empates(perdidas, paciencia):
    menor, mejor = math.inf, 0
    for epoca, perdida in enumerate(perdidas, 1):
        if perdida <= menor:
            menor, mejor = perdida, epoca
        if epoca - mejor >= paciencia:
            break
    return mejor, epoca


def parada_respecto_a_la_anterior(perdidas, paciencia):
    seguidas = 0
    for i in range(1, len(perdidas)):
        seguidas = seguidas + 1 if perdidas[i] >= perdidas[i - 1] else 0
        if seguidas == paciencia:
            return int(np.argmin(perdidas[: i + 1])) + 1, i + 1
    return int(np.argmin(perdidas)) + 1, len(perdidas)


def mapa(mapas, pesos):
    suma = sum(peso * uno for peso, uno in zip(pesos, mapas, strict=True))
    return suma * (suma > 0)


def tapar_de_golpe(lote, ancho, azar):
    n, tramas = lote.shape[0], lote.shape[-1]
    inicios = torch.randint(tramas - ancho + 1, (n, 1), generator=azar)
    fuera = (torch.arange(tramas) < inicios) | (torch.arange(tramas) >= inicios + ancho)
    return lote * fuera[:, None, None, :]


def por_el_canal(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        inicio = int(torch.randint(4, (1,), generator=azar))
        clip[inicio : inicio + ancho] = 0
    return nuevo


OTRAS_BUENAS = {
    ("06.1", "tamano"): [
        tamano_contando,
        tamano_de_torch,
        lambda n, k, p, s: 1 + int((n + 2 * p - k) / s),
        lambda n, k, p, s: np.floor((n + 2 * p - k) / s + 1),
        lambda n, k, p, s: torch.tensor((n + 2 * p - k) // s + 1),
        lambda n, k, p, s: -(-(n + 2 * p - k + 1) // s),
        lambda n, k, p, s: np.array([(n + 2 * p - k + s) // s]),
        lambda n, k, p, s: len(range(0, n + 2 * p - k + 1, s)),
        lambda n, k, p, s: len(np.convolve(np.zeros(n + 2 * p), np.zeros(k), "valid")[::s]),
        lambda n, k, p, s: int((n + 2 * p - (k - 1) - 1) / s + 1),
    ],
    ("06.3", "parada"): [
        parada_con_cuenta,
        lambda p, c: list(epocas(p, c)),
        lambda p, c: torch.tensor(epocas(np.array(p), c)),
        lambda p, c: tuple(float(v) for v in epocas(p, c)),
        lambda p, c: pd.Series(epocas(p, c), index=["mejor", "última"]),
    ],
    ("06.4", "mapa_de_clase"): [
        mapa,
        lambda m, w: np.maximum(np.tensordot(w, m, axes=1), 0),
        lambda m, w: (m.permute(1, 2, 0) @ w).clamp(min=0),
        lambda m, w: pd.DataFrame((m.transpose(1, 2, 0) @ w).clip(min=0)),
        lambda m, w: F.relu(F.conv2d(m[None], w[None, :, None, None])),
        lambda m, w: F.relu(torch.einsum("k,kbt->bt", w, m)),
        lambda m, w: F.relu((w[:, None, None] * m).sum(dim=0)),
        lambda m, w: np.maximum((w.reshape(-1, 1, 1) * m).mean(axis=0), 0),
        lambda m, w: mapa(m, w) / mapa(m, w).max(),
        lambda m, w: np.clip(np.einsum("k,kbt->bt", w, m), 0, None)[None],
        lambda m, w: np.maximum(np.einsum("kbt,k->bt", m, w), 0).tolist(),
    ],
    ("06.5", "tapar_tramas"): [tapar_de_golpe, lambda *lo_dado: tapar(*lo_dado).double().numpy()],
}


class TestRespuestas(Respuestas):
    buenas = del_guion("06")
    otras_buenas = [
        ("06.2", {"pesos": np.int64(4608), "campo": 22.0}),
        ("06.2", {"pesos": CNN(10).bloques[2][0].weight.numel(), "campo": torch.tensor(22)}),
        *((numero, {campo: f}) for (numero, campo), todas in OTRAS_BUENAS.items() for f in todas),
    ]
    malas = [
        ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - 2 * (k // 2) - 1) // s + 1}, "nucleo=2"),
        ("06.1", {"tamano": lambda n, k, p, s: tamano_contando(n, k, p, s) + 1e-5}, "Con n=106"),
        ("06.1", {"tamano": tamano_contando(9, 3, 1, 2)}, "una función"),
        ("06.1", {"tamano": lambda n, k: n}, "4 cosas"),
        (
            "06.1",
            {"tamano": lambda n, k, s, p: (n + 2 * p - k) // s + 1},
            "en el orden del enunciado",
        ),
        ("06.1", {"tamano": lambda n, *lo_demas: torch.zeros(1, 1, n)}, "devuelve 106 números"),
        ("06.2", {"pesos": 22, "campo": 4600}, "un núcleo de 3 × 3 por canal que entra"),
        ("06.2", {"campo": 22.5}, "entero"),
        ("06.3", {"parada": parada_respecto_a_la_anterior}, "a la anterior"),
        ("06.3", {"parada": parada_que_admite_empates}, "Igualar a la mejor no es bajar"),
        ("06.3", {"parada": lambda p, c: parada_con_cuenta(p, max(c - 1, 1))}, "Cuentas una de menos"),
        ("06.3", {"parada": lambda p, c: parada_con_cuenta(p, c + 1)}, "Cuentas una de más"),
        ("06.3", {"parada": lambda p, c: (epocas(p, c)[0] + 0.01, epocas(p, c)[1])}, "se guarda la 3,01"),
        ("06.3", {"parada": lambda p, c: (epocas(p, c)[0], min(p[: epocas(p, c)[1]]))}, "es una pérdida"),
        ("06.3", {"parada": lambda p, c: tuple(map(str, epocas(p, c)))}, "dos números"),
        ("06.3", {"parada": lambda p, c: "24"}, "dos números"),
        ("06.3", {"parada": lambda p, c: (math.nan, 3)}, "dos números"),
        ("06.3", {"parada": (2, 4)}, "una función"),
        ("06.4", {"mapa_de_clase": lambda m, w: mapa(m, w) + 0.01}, "los números no"),
        ("06.4", {"mapa_de_clase": lambda m, w: m.mean(axis=0)}, "sin pesos"),
        ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(w[:, None, None] * m, 0).sum(0)}, "mapa a mapa"),
        ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(w * m.sum(0), 0)}, "no casan: (6,) y (4,9)"),
        ("06.4", {"mapa_de_clase": lambda m, w: m.permute(1, 2, 0) * m}, "RuntimeError"),
        ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(np.average(m, 0, w), 0)}, "¿Divides"),
        ("06.5", {"tapar_tramas": por_el_canal}, "otros sin tapar"),
        ("06.5", {"tapar_tramas": corrido_y_tapado}, "mueves el sonido"),
        ("06.5", {"tapar_tramas": con_su_minimo}, "tiene que valer 0"),
        ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote, 6, azar)}, "Se pedían 3"),
    ]


def test_la_lista_del_enunciado_hace_lo_que_se_dice_de_ella():
    assert epocas([2.0, 1.5, 1.6, 1.7, 0.9], 2) == (2, 4)
    assert epocas([2.0, 1.5, 1.6, 1.7, 0.9], 3) == (5, 5)


@pytest.mark.parametrize(("sitios", "avisa"), [(1, False), (0, True)])
def test_a_quien_no_tapa_nunca_la_ultima_trama_se_le_dice(sitios, avisa):
    resultado = comprobar("06.5", tapar_tramas=lambda *lo_dado: tapar(*lo_dado, sitios=sitios))
    assert resultado.acierto
    assert ("no se tapa nunca" in resultado.mensaje) == avisa


def test_los_pesos_y_el_campo_son_los_de_la_red():
    red = CNN(10).eval()
    assert red.bloques[2][0].weight.numel() == c06.PESOS
    x = torch.randn(1, 1, 64, 104, requires_grad=True)
    for capa in red.bloques[:3].modules():  # con medias en vez de máximos se ve todo lo que mira
        if isinstance(capa, torch.nn.Conv2d):
            torch.nn.init.ones_(capa.weight)
    salida = x
    for bloque in red.bloques[:3]:
        salida = F.avg_pool2d(bloque[0](salida), 2)
    salida[0, 0, 4, 6].backward()
    assert int((x.grad[0, 0] != 0).any(dim=0).sum()) == c06.CAMPO


def test_el_mapa_de_clase_es_grad_cam_en_la_red_del_cuaderno():
    torch.manual_seed(0)
    red, x = CNN(10).eval(), torch.randn(1, 1, 64, 104)
    mapas = red.mapas(x)
    mapas.retain_grad()
    red.salida(mapas.mean(dim=(2, 3)))[0, 3].backward()
    peso = mapas.grad.mean(dim=(2, 3), keepdim=True)
    grad_cam = F.relu((peso * mapas).sum(dim=1))[0].detach().numpy()
    de_clase = mapa(mapas[0].detach().numpy(), red.salida.weight[3].detach().numpy())
    assert np.allclose(grad_cam * mapas[0, 0].numel(), de_clase, atol=1e-4)
