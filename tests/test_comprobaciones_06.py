"""Las comprobaciones del cuaderno 06: lo que se acepta y lo que se contesta a cada error."""

import math

import numpy as np
import pandas as pd
import pytest
import torch
from respuestas_probadas import Respuestas
from torch.nn import functional as F

from helpers.ejercicios import comprobar
from helpers.ejercicios.cuadernos import c06_cnn as c06
from helpers.redes import CNN


def tamano(n, nucleo, relleno, paso):
    return (n + 2 * relleno - nucleo) // paso + 1


def tamano_contando(n, nucleo, relleno, paso):
    fila = np.zeros(n + 2 * relleno)
    return len([i for i in range(0, len(fila), paso) if i + nucleo <= len(fila)])


def tamano_de_torch(n, nucleo, relleno, paso):
    return F.conv1d(torch.zeros(1, 1, n), torch.zeros(1, 1, nucleo), padding=relleno, stride=paso).shape[-1]


def parada(perdidas, paciencia):
    mejor = 1
    for epoca, perdida in enumerate(perdidas, 1):
        if perdida < perdidas[mejor - 1]:
            mejor = epoca
        if epoca - mejor == paciencia:
            return mejor, epoca
    return mejor, len(perdidas)


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


def parada_que_acumula(perdidas, paciencia):
    """La cuenta no vuelve a cero al mejorar."""
    mejor, malas = 1, 0
    for epoca, perdida in enumerate(perdidas, 1):
        if perdida < perdidas[mejor - 1]:
            mejor = epoca
        elif epoca > 1:
            malas += 1
        if malas == paciencia:
            return mejor, epoca
    return mejor, len(perdidas)


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


def tapar(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        inicio = int(torch.randint(clip.shape[-1] - ancho + 1, (1,), generator=azar))
        clip[..., inicio : inicio + ancho] = 0
    return nuevo


def tapar_de_golpe(lote, ancho, azar):
    n, tramas = lote.shape[0], lote.shape[-1]
    inicios = torch.randint(tramas - ancho + 1, (n, 1), generator=azar)
    fuera = (torch.arange(tramas) < inicios) | (torch.arange(tramas) >= inicios + ancho)
    return lote * fuera[:, None, None, :]


BUENAS = {
    "06.1": {"tamano": tamano},
    "06.2": {"pesos": 4608, "campo": 22},
    "06.3": {"parada": parada},
    "06.4": {"mapa_de_clase": mapa},
    "06.5": {"tapar_tramas": tapar},
}

OTRAS_BUENAS = [
    ("06.1", {"tamano": tamano_contando}),
    ("06.1", {"tamano": tamano_de_torch}),
    ("06.1", {"tamano": lambda n, k, p, s: 1 + int((n + 2 * p - k) / s)}),
    ("06.1", {"tamano": lambda n, k, p, s: np.floor((n + 2 * p - k) / s + 1)}),
    ("06.1", {"tamano": lambda n, k, p, s: torch.tensor((n + 2 * p - k) // s + 1)}),
    ("06.1", {"tamano": lambda n, k, p, s: -(-(n + 2 * p - k + 1) // s)}),
    ("06.1", {"tamano": lambda n, k, p, s: np.array([(n + 2 * p - k + s) // s])}),
    ("06.1", {"tamano": lambda n, k, p, s: len(range(0, n + 2 * p - k + 1, s))}),
    ("06.1", {"tamano": lambda n, k, p, s: len(np.convolve(np.zeros(n + 2 * p), np.zeros(k), "valid")[::s])}),
    ("06.1", {"tamano": lambda n, k, p, s: int((n + 2 * p - (k - 1) - 1) / s + 1)}),
    ("06.2", {"pesos": np.int64(4608), "campo": 22.0}),
    ("06.2", {"pesos": CNN(10).bloques[2][0].weight.numel(), "campo": torch.tensor(22)}),
    ("06.3", {"parada": parada_con_cuenta}),
    ("06.3", {"parada": lambda p, c: list(parada(p, c))}),
    ("06.3", {"parada": lambda p, c: torch.tensor(parada(np.array(p), c))}),
    ("06.3", {"parada": lambda p, c: tuple(float(v) for v in parada(p, c))}),
    ("06.3", {"parada": lambda p, c: pd.Series(parada(p, c), index=["mejor", "última"])}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(np.tensordot(w, m, axes=1), 0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: (m.permute(1, 2, 0) @ w).clamp(min=0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: pd.DataFrame((m.transpose(1, 2, 0) @ w).clip(min=0))}),
    ("06.4", {"mapa_de_clase": lambda m, w: F.relu(F.conv2d(m[None], w[None, :, None, None]))}),
    ("06.4", {"mapa_de_clase": lambda m, w: F.relu(torch.einsum("k,kbt->bt", w, m))}),
    ("06.4", {"mapa_de_clase": lambda m, w: F.relu((w[:, None, None] * m).sum(dim=0))}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum((w.reshape(-1, 1, 1) * m).mean(axis=0), 0)}),
    ("06.4", {"mapa_de_clase": lambda m, w: mapa(m, w) / mapa(m, w).max()}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.clip(np.einsum("k,kbt->bt", w, m), 0, None)[None]}),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(np.einsum("kbt,k->bt", m, w), 0).tolist()}),
    ("06.5", {"tapar_tramas": tapar_de_golpe}),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote, ancho, azar).double().numpy()}),
]


def en_todos_igual(lote, ancho, azar):
    nuevo, inicio = lote.clone(), int(torch.randint(20, (1,), generator=azar))
    nuevo[..., inicio : inicio + ancho] = 0
    return nuevo


def en_bandas(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        inicio = int(torch.randint(clip.shape[1] - ancho + 1, (1,), generator=azar))
        clip[:, inicio : inicio + ancho] = 0
    return nuevo


def sin_copiar(lote, ancho, azar):
    for clip in lote:
        inicio = int(torch.randint(clip.shape[-1] - ancho + 1, (1,), generator=azar))
        clip[..., inicio : inicio + ancho] = 0
    return lote


def con(valor=0.0, alto=None, tope=0, generador=True):
    def tapar(lote, ancho, azar):
        nuevo = lote.clone()
        for clip in nuevo:
            inicio = int(
                torch.randint(clip.shape[-1] - ancho + 1 + tope, (1,), generator=azar if generador else None)
            )
            clip[:, :alto, inicio : inicio + ancho] = valor
        return nuevo

    return tapar


def sueltas(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        clip[..., torch.randperm(clip.shape[-1], generator=azar)[:ancho]] = 0
    return nuevo


def siempre_los_mismos(lote, ancho, azar):
    return tapar(lote, ancho, torch.Generator().manual_seed(0))


def por_el_canal(lote, ancho, azar):
    nuevo = lote.clone()
    for clip in nuevo:
        inicio = int(torch.randint(4, (1,), generator=azar))
        clip[inicio : inicio + ancho] = 0
    return nuevo


def sum_w(m, w):
    return np.tensordot(w, m, axes=1)


MALAS = [
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k) // s}, "Te falta una"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + p - k) // s + 1}, "a los dos lados"),
    ("06.1", {"tamano": lambda n, k, p, s: (n - k) // s + 1}, "No has contado el relleno"),
    ("06.1", {"tamano": lambda n, k, p, s: n + 2 * p - k + 1}, "No has contado el paso"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k) / s + 1}, "Salen decimales"),
    ("06.1", {"tamano": lambda n, k, p, s: round((n + 2 * p - k) / s) + 1}, "al más cercano"),
    ("06.1", {"tamano": lambda n, k, p, s: math.ceil((n + 2 * p - k) / s) + 1}, "hacia arriba"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p) // s + 1}, "caber entero"),
    ("06.1", {"tamano": lambda n, k, p, s: n // s}, "no basta"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k + 1) // s}, "antes de dividir"),
    ("06.1", {"tamano": lambda n, k, p, s: (n - 2 * p - k) // s + 1}, "suma, no resta"),
    ("06.1", {"tamano": lambda n, k, p, s: n - k + 1}, "ni el relleno ni el paso"),
    ("06.1", {"tamano": lambda n, k, p, s: n + 2 * p - k // s + 1}, "Falta un paréntesis"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p) // s - k + 1}, "antes de restar el núcleo"),
    ("06.1", {"tamano": lambda n, k, p, s: math.ceil(n / s)}, "hacia arriba, no basta"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - k - 1) // s + 1}, "uno de más"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - (k - 1)) // s + 1}, "una menos"),
    ("06.1", {"tamano": lambda n, k, p, s: (n + 2 * p - 2 * (k // 2) - 1) // s + 1}, "nucleo=2"),
    ("06.1", {"tamano": lambda n, k, p, s: str(tamano(n, k, p, s))}, "un texto"),
    ("06.1", {"tamano": lambda n, k, p, s: math.nan}, "NaN"),
    ("06.1", {"tamano": lambda n, k, p, s: 7}, "Con n=106"),
    ("06.1", {"tamano": lambda n, k, p, s: None}, "return"),
    ("06.1", {"tamano": lambda n, k, p, s: (n, k)}, "tiene que ser uno"),
    ("06.1", {"tamano": lambda n, k, p, s: "tres"}, "un número"),
    ("06.1", {"tamano": tamano(9, 3, 1, 2)}, "una función"),
    ("06.1", {"tamano": lambda n, k: n}, "4 cosas"),
    ("06.2", {"pesos": 288}, "mira todos los canales"),
    ("06.2", {"pesos": 144}, "un solo filtro"),
    ("06.2", {"pesos": 9}, "Faltan los que entran"),
    ("06.2", {"pesos": 512}, "¿y las casillas"),
    ("06.2", {"pesos": 1536}, "nueve casillas"),
    ("06.2", {"pesos": 4640}, "bias=False"),
    ("06.2", {"pesos": 4672}, "BatchNorm2d"),
    ("06.2", {"pesos": 4704}, "BatchNorm2d"),
    ("06.2", {"pesos": 1152}, "segunda convolución"),
    ("06.2", {"pesos": 18432}, "cuarta"),
    ("06.2", {"pesos": 432}, "no se suman"),
    ("06.2", {"pesos": 72}, "la primera convolución"),
    ("06.2", {"pesos": 72 + 1152 + 4608}, "la tercera sola"),
    ("06.2", {"pesos": 25154}, "la red entera"),
    ("06.2", {"pesos": 16 * 16 * 9}, "canales no son esos"),
    ("06.2", {"pesos": 32 * 32 * 9}, "canales no son esos"),
    ("06.2", {"pesos": 5000}, "un núcleo de 3 × 3 por canal que entra"),
    ("06.2", {"pesos": 22, "campo": 4608}, "intercambiados"),
    ("06.2", {"campo": 7}, "tres convoluciones seguidas"),
    ("06.2", {"campo": 8}, "cuánto se reduce"),
    ("06.2", {"campo": 27}, "se solapan"),
    ("06.2", {"campo": 10}, "segundo bloque, o si una casilla"),
    ("06.2", {"campo": 15}, "te faltan las reducciones"),
    ("06.2", {"campo": 29}, "suma el doble"),
    ("06.2", {"campo": 36}, "no dobla lo que se mira"),
    ("06.2", {"campo": 484}, "un solo lado"),
    ("06.2", {"campo": 4}, "primer bloque"),
    ("06.2", {"campo": 18}, "última reducción"),
    ("06.2", {"campo": 38}, "cuarto bloque"),
    ("06.2", {"campo": 46}, "cuatro reducciones"),
    ("06.2", {"campo": 24}, "¿empiezas en 2?"),
    ("06.2", {"campo": 20}, "vale 4 tramas"),
    ("06.2", {"campo": 13}, "dos números"),
    ("06.2", {"campo": 22.5}, "entero"),
    ("06.3", {"parada": lambda p, c: tuple(v - 1 for v in parada(p, c))}, "se cuentan desde 1"),
    ("06.3", {"parada": lambda p, c: (parada(p, c)[0] - 1, parada(p, c)[1])}, "La que se guarda"),
    ("06.3", {"parada": lambda p, c: (parada(p, c)[0], parada(p, c)[1] - 1)}, "y la última, desde 0"),
    ("06.3", {"parada": lambda p, c: parada(p, c)[::-1]}, "al revés"),
    ("06.3", {"parada": lambda p, c: (parada(p, c)[1],) * 2}, "los de la mejor"),
    ("06.3", {"parada": lambda p, c: (int(np.argmin(p)) + 1, parada(p, c)[1])}, "en toda la lista"),
    ("06.3", {"parada": lambda p, c: (int(np.argmin(p)) + 1, len(p))}, "no paras nunca"),
    ("06.3", {"parada": lambda p, c: (parada(p, c)[0], len(p))}, "hasta el final"),
    ("06.3", {"parada": lambda p, c: parada(p, c + 1)}, "una tarde"),
    ("06.3", {"parada": lambda p, c: (p[parada(p, c)[0] - 1], parada(p, c)[1])}, "Guardas la pérdida"),
    ("06.3", {"parada": lambda p, c: parada(p, 1)}, "no usas la paciencia"),
    ("06.3", {"parada": parada_que_acumula}, "vuelve a cero"),
    ("06.3", {"parada": parada_respecto_a_la_anterior}, "a la anterior"),
    ("06.3", {"parada": lambda p, c: parada(p, max(c - 1, 1))}, "Paras una pronto: la paciencia"),
    ("06.3", {"parada": lambda p, c: parada(p, c - 1)}, "Paras una pronto: con paciencia 1"),
    ("06.3", {"parada": lambda p, c: parada([-v for v in p], c)}, "**menor** pérdida"),
    ("06.3", {"parada": lambda p, c: (parada(p, c)[0], min(p[: parada(p, c)[1]]))}, "es una pérdida"),
    ("06.3", {"parada": lambda p, c: tuple(map(str, parada(p, c)))}, "dos números"),
    ("06.3", {"parada": lambda p, c: "24"}, "dos números"),
    ("06.3", {"parada": lambda p, c: (math.nan, 3)}, "dos números"),
    ("06.3", {"parada": lambda p, c: (1, 1)}, "Con [2.1"),
    ("06.3", {"parada": lambda p, c: 4}, "dos números"),
    ("06.3", {"parada": lambda p, c: (1, 2, 3)}, "3 números"),
    ("06.3", {"parada": lambda p, c: None}, "return"),
    ("06.3", {"parada": (2, 4)}, "una función"),
    ("06.4", {"mapa_de_clase": sum_w}, "Lo que resta también sale"),
    ("06.4", {"mapa_de_clase": lambda m, w: abs(sum_w(m, w))}, "valor absoluto"),
    ("06.4", {"mapa_de_clase": lambda m, w: sum_w(m, np.maximum(w, 0))}, "antes de sumar"),
    ("06.4", {"mapa_de_clase": lambda m, w: sum_w(m, abs(w))}, "pesos en valor absoluto"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.sum(axis=0)}, "sin pesos"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.mean(axis=0)}, "sin pesos"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.max(axis=0)}, "el mayor de los mapas"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(-sum_w(m, w), 0)}, "al revés"),
    ("06.4", {"mapa_de_clase": lambda m, w: sum_w(m, np.exp(w))}, "softmax"),
    ("06.4", {"mapa_de_clase": lambda m, w: sum_w(m, w) - sum_w(m, w).min()}, "restado el mínimo"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(w[:, None, None] * m, 0)}, "un mapa por canal"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.sum(axis=(1, 2)) * w}, "el eje de los canales"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(w[:, None, None] * m, 0).sum(0)}, "mapa a mapa"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(m.T @ w, 0)}, "traspuesto"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.mean((1, 2)) @ w}, "un solo número"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(w * m.sum(0), 0)}, "no casan: (6,) y (4,9)"),
    ("06.4", {"mapa_de_clase": lambda m, w: m.permute(1, 2, 0) * m}, "RuntimeError"),
    ("06.4", {"mapa_de_clase": lambda m, w: np.maximum(np.average(m, axis=0, weights=w), 0)}, "¿Divides"),
    ("06.4", {"mapa_de_clase": lambda m, w: m[0]}, "los números no"),
    ("06.4", {"mapa_de_clase": lambda m, w: None}, "return"),
    ("06.4", {"mapa_de_clase": lambda m, w: w * m}, "saltado"),
    ("06.4", {"mapa_de_clase": lambda m, w: mapa(m, w) * np.nan}, "NaN"),
    ("06.5", {"tapar_tramas": en_todos_igual}, "el mismo sitio"),
    ("06.5", {"tapar_tramas": en_bandas}, "tapado bandas"),
    ("06.5", {"tapar_tramas": sin_copiar}, "clone()"),
    ("06.5", {"tapar_tramas": con(valor=-80.0)}, "valer 0"),
    ("06.5", {"tapar_tramas": con(alto=4)}, "todas las bandas"),
    ("06.5", {"tapar_tramas": con(tope=5)}, "borde"),
    ("06.5", {"tapar_tramas": con(generador=False)}, "la misma semilla"),
    ("06.5", {"tapar_tramas": siempre_los_mismos}, "Con otra semilla"),
    ("06.5", {"tapar_tramas": sueltas}, "seguidas"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: lote.clone()}, "No ha tapado nada"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: torch.zeros_like(lote)}, "todo"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote, ancho + 1, azar)}, "en algún clip: 7"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote, 6, azar)}, "Se pedían 3"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: list(tapar(lote, ancho, azar))}, "torch.stack"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote * 0 + 1, ancho, azar)}, "la máscara"),
    ("06.5", {"tapar_tramas": por_el_canal}, "otros sin tapar"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: tapar(lote, ancho, azar)[:, 0]}, "la del lote"),
    ("06.5", {"tapar_tramas": lambda lote, ancho, azar: None}, "return"),
]


@pytest.fixture(autouse=True)
def _azar_de_fuera():
    torch.manual_seed(0)


class TestRespuestas(Respuestas):
    buenas, otras_buenas, malas = BUENAS, OTRAS_BUENAS, MALAS


@pytest.mark.parametrize("numero", BUENAS)
def test_ningun_fallo_da_la_solucion(numero):
    claves = ("4608", "4 608", " 22 ", "// paso", "16 * 32", "torch.relu", "einsum", "np.maximum")
    for _, cambio, _ in (mala for mala in MALAS if mala[0] == numero):
        mensaje = comprobar(numero, **BUENAS[numero] | cambio).mensaje
        assert not any(clave in mensaje for clave in claves), mensaje


def test_la_lista_del_enunciado_hace_lo_que_se_dice_de_ella():
    assert parada([2.0, 1.5, 1.6, 1.7, 0.9], 2) == (2, 4)
    assert parada([2.0, 1.5, 1.6, 1.7, 0.9], 3) == (5, 5)


@pytest.mark.parametrize(
    ("funcion", "avisa"), [(tapar, False), (tapar_de_golpe, False), (con(tope=-1), True)]
)
def test_a_quien_no_tapa_nunca_la_ultima_trama_se_le_dice(funcion, avisa):
    resultado = comprobar("06.5", tapar_tramas=funcion)
    assert "✔" in str(resultado)
    assert ("no se tapa nunca" in resultado.mensaje) == avisa


def test_todo_ejercicio_esta_aqui():
    assert {f"06.{n}" for n in c06.EJERCICIOS} == set(BUENAS)


@pytest.mark.parametrize("caso", c06.TAMANOS)
def test_los_tamanos_son_los_de_torch(caso):
    assert c06._tamano(*caso) == tamano_de_torch(*caso)


@pytest.mark.parametrize("cuentas", [c06.CUENTAS_DE_TAMANO, c06.CUENTAS_DE_PARADA])
def test_ninguna_cuenta_tipica_se_confunde_con_otra(cuentas):
    casos = c06.TAMANOS if cuentas is c06.CUENTAS_DE_TAMANO else c06.CASOS_DE_PARADA
    dadas = [tuple(np.ravel([cuenta(*caso) for caso in casos]).tolist()) for cuenta in cuentas.values()]
    assert len(set(dadas)) == len(dadas)


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
