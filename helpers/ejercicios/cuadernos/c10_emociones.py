"""Cuaderno 10: leer un reparto casi uniforme, hallar los pesos que faltan, traducirlos y partir sin fugas."""

from __future__ import annotations

import dataclasses
import math
import re
import tempfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import (
    Campo,
    Entero,
    Numero,
    RespuestaIlegible,
    cerca,
    con_coma,
    intercambiadas,
)
from helpers.errores import ErrorDeModelo
from helpers.modelos.carga import MODELOS, cargar_real

PUBLICADO = (0.1312, 0.1299, 0.1293, 0.1262, 0.1252)
CLASES = 8
RESTO = (1 - sum(PUBLICADO)) / (CLASES - len(PUBLICADO))
VECES = PUBLICADO[0] / RESTO
SIN_CARGAR = frozenset(("classifier.dense.weight", "classifier.dense.bias"))
SOBRAN = frozenset(("classifier.output.weight", "classifier.output.bias"))
EN_EL_ARCHIVO = {  # del nombre que espera la clase de transformers al que trae el archivo publicado
    "projector.weight": "classifier.dense.weight",
    "projector.bias": "classifier.dense.bias",
    "classifier.weight": "classifier.output.weight",
    "classifier.bias": "classifier.output.bias",
}
ANCHO = 16  # el de la copia diminuta; en la red publicada, 1024
AL_AZAR, POR_HABLANTES = 0.92, (0.56, 0.76)  # exactitudes: repartiendo clips, y repartiendo voces enteras


# --- 1: lo que dicen ocho puntuaciones


def _revisar_reparto(resto: float, veces: float) -> Veredicto:
    correctas = {"resto": RESTO, "veces": VECES}
    if cruzadas := intercambiadas({"resto": resto, "veces": veces}, correctas):
        return fallo(cruzadas)
    if not cerca(resto, RESTO, relativa=0.005):
        return fallo(f"`resto`: {_fallo_de_resto(resto)}")
    if not cerca(veces, VECES, relativa=0.005):
        return fallo(f"`veces`: {_fallo_de_veces(veces)}")
    return acierto(
        "La favorita solo lleva un 10 % más que la media de las que ni salen. En el jazz publicado del 09, "
        "la primera llevaba más de cien veces lo que la media de las demás."
    )


def _fallo_de_resto(resto: float) -> str:
    queda = 1 - sum(PUBLICADO)
    if cerca(resto, queda, relativa=0.005):
        return "eso es lo que queda para las tres juntas. Se pide la media de cada una."
    if cerca(resto, 100 * RESTO, relativa=0.005):
        return "eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if cerca(resto, queda / 5) or cerca(resto, queda / 8):
        return "¿entre cuántas clases se reparte lo que queda? Son ocho, y cinco ya las ves."
    if any(cerca(resto, sum(PUBLICADO) / entre, relativa=0.002) for entre in (1, 3, 5)):
        return "eso sale de las cinco que ves. Mira lo que les falta para llegar a 1."
    if cerca(resto, 1 / CLASES, relativa=0.002):
        return "1/8 es lo que tocaría a partes iguales. Aquí las tres últimas llevan algo menos."
    if cerca(resto, RESTO, relativa=0.02):
        return "vas bien, pero has redondeado de más. Deja la división, o cuatro decimales."
    return "suma las cinco que ves, mira cuánto falta para 1 y repártelo."


def _fallo_de_veces(veces: float) -> str:
    if cerca(veces, 1 / VECES, relativa=0.005):
        return "la división está del revés: la primera va arriba."
    if cerca(veces, PUBLICADO[0] / PUBLICADO[-1], relativa=0.001):
        return "la has comparado con la última que ves. Se pide con `resto`."
    if cerca(veces, PUBLICADO[0] * CLASES, relativa=0.005):
        return "la has comparado con 1/8, que es el azar. Se pide con `resto`."
    if cerca(veces, PUBLICADO[0] - RESTO, relativa=0.02):
        return "eso es la diferencia. Se pide cuántas veces, que es una división."
    if cerca(veces, 100 * (VECES - 1), relativa=0.03) or cerca(veces, VECES - 1, relativa=0.03):
        return "eso es lo que lleva de más. Cuántas veces es la división entera."
    if cerca(veces, PUBLICADO[0] / (1 - sum(PUBLICADO))):
        return "has dividido entre lo que queda para las tres juntas."
    if cerca(veces, 100 * VECES):
        return "eso es un tanto por ciento. Se pide por cuánto se multiplica."
    if veces == 1 or cerca(veces, VECES):
        return "vas bien, pero has redondeado de más. Deja la división."
    return "es la primera dividida entre `resto`."


# --- 2: los pesos que faltan


class Nombres(Campo):
    """Nombres de pesos: lista, tupla, conjunto, Series… Llega como un conjunto de textos."""

    def leer(self, nombre: str, valor: Any) -> frozenset[str]:
        """Devuelve el conjunto de los nombres."""
        if isinstance(valor, str):
            valor = [valor]
        if isinstance(valor, Mapping) and "missing_keys" in valor:
            raise RespuestaIlegible(f"`{nombre}`: eso es el informe entero. Saca de él lo que falta.")
        if not isinstance(valor, Iterable) or getattr(valor, "ndim", 1) == 0:
            raise RespuestaIlegible(
                f"`{nombre}` tiene que ser una lista o un conjunto de nombres, entre comillas cada uno."
            )
        nombres = list(valor)
        if not all(isinstance(uno, str) for uno in nombres):
            raise RespuestaIlegible(f"`{nombre}` tiene que contener nombres de pesos, y trae otra cosa.")
        return frozenset(str(uno).strip() for uno in nombres)


def _revisar_faltan(faltan: frozenset[str], al_azar: int) -> Veredicto:
    if faltan != SIN_CARGAR:
        return fallo(f"`faltan`: {_fallo_de_faltan(faltan)}")
    numeros = contar_numeros()
    correctos, todos = sum(numeros[nombre] for nombre in SIN_CARGAR), sum(numeros.values())
    if al_azar != correctos:
        return fallo(f"`al_azar`: {_fallo_de_al_azar(al_azar, numeros)}")
    return acierto(
        f"{con_coma(correctos)} números de {con_coma(todos)}: uno de cada {con_coma(todos // correctos)}. "
        "Todo lo que la red aprendió a oír sigue ahí; falta la capa que lo convierte en respuesta."
    )


@cache
def contar_numeros() -> dict[str, int]:
    """Cuántos números guarda cada peso del modelo de bolsillo, por su nombre."""
    from safetensors import safe_open

    with safe_open(MODELOS["emocion"].bolsillo / "model.safetensors", "np") as pesos:
        return {nombre: math.prod(pesos.get_slice(nombre).get_shape()) for nombre in pesos.keys()}  # noqa: SIM118


def _fallo_de_faltan(faltan: frozenset[str]) -> str:
    if faltan == SOBRAN:
        return "esos son los que **sobran**: vienen en el archivo y nadie los espera. ¿Cuáles espera la red?"
    if faltan == SOBRAN | SIN_CARGAR:
        return "ahí están los que faltan y también los que sobran. Quédate con los que la red espera."
    if not faltan:
        return "está vacío. Mira qué claves tiene `informe`."
    if "missing_keys" in faltan:
        return "esa es la clave del informe. Se piden los nombres que guarda."
    if faltan < SIN_CARGAR:
        return "vas bien, pero no está entero: una capa tiene pesos y, además, un sesgo (*bias*)."
    if len(faltan) > 10:
        return "son demasiados: casi todos los pesos se han cargado. Mira qué claves tiene `informe`."
    return "no son esos. `informe` es un diccionario: mira sus claves."


def _fallo_de_al_azar(al_azar: int, numeros: Mapping[str, int]) -> str:
    cada_uno = {numeros[nombre] for nombre in SIN_CARGAR}
    columnas = max(cada_uno) // min(cada_uno)
    if al_azar == len(SIN_CARGAR):
        return "esos son los nombres. Cada uno guarda una matriz o un vector: cuenta sus números."
    if al_azar in cada_uno:
        return "eso es solo uno de los dos. Súmalos."
    if al_azar in (columnas, columnas + min(cada_uno), 2 * min(cada_uno)):
        return "mira la forma entera, con `.shape`: los números de una matriz son filas por columnas."
    if al_azar == sum(cuantos for nombre, cuantos in numeros.items() if nombre.startswith("classifier")):
        return (
            "ahí va toda la cabeza, y su normalización (`layernorm`) sí se ha cargado. Cuenta solo `faltan`."
        )
    if al_azar > sum(numeros.values()) / 2:
        return "esos son los números de la red entera. Cuenta solo los de `faltan`."
    return "`modelo.state_dict()[nombre].numel()` dice cuántos números guarda uno. Súmalos."


# --- 3: la traducción


class Traduccion(Campo):
    """Un diccionario de expresión regular a nombre, como el que pide ``key_mapping``."""

    def leer(self, nombre: str, valor: Any) -> dict[str, str]:
        """Devuelve el diccionario; dice lo suyo a lo que no lo es y a una expresión mal escrita."""
        if not isinstance(valor, Mapping):
            raise RespuestaIlegible(
                f"`{nombre}` tiene que ser un diccionario: `{{nombre en el archivo: nombre que se espera}}`."
            )
        if "key_mapping" in valor:
            raise RespuestaIlegible(f"`{nombre}`: se pide solo lo que iría en `key_mapping`, sin el resto.")
        if not all(isinstance(texto, str) for par in valor.items() for texto in par):
            raise RespuestaIlegible(f"En `{nombre}`, las claves y los valores van entre comillas.")
        for expresion in valor:
            try:
                re.compile(expresion)
            except re.error as error:
                raise RespuestaIlegible(
                    f"`{nombre}`: `{expresion}` no es una expresión regular bien escrita ({error})."
                ) from None
        return dict(valor)


def _revisar_traduccion(traduccion: dict[str, str]) -> Veredicto:
    if not traduccion:
        return fallo("`traduccion` está vacío: sin traducir nada, la cabeza se queda como estaba.")
    if _carga_entera(traduccion):
        return acierto(
            "Con tu diccionario no falta ningún peso, y la copia responde lo mismo que el original. Con el "
            "modelo real lo hace el curso por ti, y además pide el tamaño, `classifier_proj_size=1024`."
        )
    return fallo(_fallo_de_traduccion(traduccion))


def _fallo_de_traduccion(traduccion: dict[str, str]) -> str:
    quedan = {archivo: _traducir(archivo, traduccion) for archivo in EN_EL_ARCHIVO.values()}
    esperados = {archivo: esperado for esperado, archivo in EN_EL_ARCHIVO.items()}
    if any("projector" in expresion for expresion in traduccion):
        return "Está del revés: la clave es el nombre que trae el archivo; el valor, el que se espera."
    if quedan == {archivo: archivo for archivo in quedan}:
        if any(expresion.endswith("$") for expresion in traduccion):
            return "`$` es «al final», y los nombres siguen: acaban en `.weight` o en `.bias`."
        if any("\\\\" in expresion for expresion in traduccion):
            return 'Sobra una barra: dentro de `r"…"`, un punto se escribe con una sola.'
        return "Ninguna clave de tu diccionario casa con los nombres del archivo. ¿Están escritas igual?"
    if quedan["classifier.dense.weight"] == "classifier.weight":
        return (
            "Has cruzado las dos capas. Mira las formas: la que da 8 números es la última, y la otra va "
            "antes."
        )
    mal = next(archivo for archivo in quedan if quedan[archivo] != esperados[archivo])
    if quedan[mal] == mal:
        return f"`{mal}` se queda sin traducir: ninguna de tus parejas lo cambia."
    return f"`{mal}` acaba llamándose `{quedan[mal]}`, y nadie espera ese nombre."


def _traducir(nombre: str, traduccion: dict[str, str]) -> str:
    """Como lo hace transformers: cada expresión, en orden, sobre lo que dejó la anterior."""
    for expresion, cambio in traduccion.items():
        hallado = re.search(expresion, nombre)
        nombre = nombre.replace(hallado[0], cambio, 1) if hallado else nombre
    return nombre


def _carga_entera(traduccion: dict[str, str]) -> bool:
    """Carga de verdad, con esa traducción, una red diminuta con los nombres del archivo publicado."""
    import torch

    intacta = _red_diminuta()
    opciones = {"classifier_proj_size": ANCHO, "key_mapping": traduccion}
    ficha = dataclasses.replace(MODELOS["emocion"], opciones_de_carga=opciones)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as carpeta:
        _guardar_con_otros_nombres(intacta, Path(carpeta))
        try:
            cargada = cargar_real(ficha, Path(carpeta)).model
        except ErrorDeModelo:
            return False
        ruido = torch.from_numpy(np.random.default_rng(0).normal(size=(1, 4000)).astype(np.float32))
        with torch.no_grad():
            return bool(torch.allclose(intacta(ruido).logits, cargada(ruido).logits, atol=1e-5))


@cache
def _red_diminuta():
    """Un wav2vec 2.0 diminuto con las ocho etiquetas del modelo publicado."""
    import torch
    from transformers import Wav2Vec2Config, Wav2Vec2ForSequenceClassification

    etiquetas = sorted(MODELOS["emocion"].etiquetas)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Wav2Vec2ForSequenceClassification(
            Wav2Vec2Config(
                hidden_size=ANCHO,
                num_hidden_layers=1,
                num_attention_heads=2,
                intermediate_size=ANCHO,
                conv_dim=(8,) * 7,
                classifier_proj_size=ANCHO,
                num_conv_pos_embedding_groups=2,
                id2label=dict(enumerate(etiquetas)),
                label2id={etiqueta: n for n, etiqueta in enumerate(etiquetas)},
            )
        ).eval()


def _guardar_con_otros_nombres(red, carpeta: Path) -> None:
    from safetensors.torch import save_file
    from transformers import Wav2Vec2FeatureExtractor

    red.config.save_pretrained(carpeta)
    Wav2Vec2FeatureExtractor().save_pretrained(carpeta)
    pesos = {EN_EL_ARCHIVO.get(nombre, nombre): peso for nombre, peso in red.state_dict().items()}
    save_file(pesos, carpeta / "model.safetensors", metadata={"format": "pt"})


# --- 4: la prueba justa


def _revisar_honrada(honrada: float) -> Veredicto:
    menor, mayor = POR_HABLANTES
    if menor <= honrada <= mayor:
        return acierto(
            f"Los mismos clips y el mismo clasificador: {con_coma(honrada, 2)} en vez de "
            f"{con_coma(AL_AZAR, 2)}. La diferencia la ponía haber oído antes esa voz (n = 672, azar 0,25)."
        )
    if 100 * menor <= honrada <= 100:
        return fallo("`honrada`: eso es un tanto por ciento. Aquí se pide entre 0 y 1.")
    if honrada == 1:
        return fallo("`honrada`: un 1 redondo sale al medir con los mismos clips con los que aprende.")
    if mayor < honrada < 1:
        return fallo(
            "`honrada`: es demasiado alta para voces nuevas. ¿Has puesto `cv=`? Sin él, o con un reparto que "
            "no mira los grupos, `groups` se ignora. Y los grupos han de ir en el orden de `clips`, que está "
            "barajado."
        )
    if 0 <= honrada < 0.4:
        return fallo(
            "`honrada`: eso es casi el azar. ¿Has agrupado por hablante, o por emoción? Y las etiquetas, "
            "¿son las de `clips`, en su orden?"
        )
    if 0.4 <= honrada < menor:
        return fallo("`honrada`: baja demasiado. ¿Has medido `svm` con `X` entera y las cinco partes?")
    return fallo("`honrada`: guarda la media de lo que devuelve `cross_val_score`, con `.mean()`.")


# --- 5: la incertidumbre, en bits


def _revisar_entropia(entropia: float) -> Veredicto:
    correcta = _entropia_en_bits()
    if cerca(entropia, correcta, relativa=0, absoluta=2e-4):
        return acierto(
            "Elegir entre ocho cuesta tres bits, y oír la grabación ha ahorrado una milésima de bit. Es un "
            "dado de ocho caras."
        )
    return fallo(f"`entropia`: {_fallo_de_entropia(entropia, correcta)}")


def _entropia_en_bits() -> float:
    p = np.array([*PUBLICADO, RESTO, RESTO, RESTO])
    return float(-(p * np.log2(p)).sum())


def _fallo_de_entropia(entropia: float, correcta: float) -> str:
    de_cinco = -float(sum(p * np.log2(p) for p in PUBLICADO))
    queda = 1 - sum(PUBLICADO)
    con_una_mas = [de_cinco - p * np.log2(p) for p in (RESTO, queda)]
    if cerca(entropia, 3, relativa=0, absoluta=1e-6):
        return "3 es lo que daría un reparto exactamente igual. Da cuatro decimales: no llega por muy poco."
    if cerca(entropia, correcta * np.log(2), absoluta=2e-4):
        return "eso son *nats*, con logaritmo neperiano. En bits el logaritmo es `np.log2`."
    if cerca(entropia, correcta * np.log10(2), absoluta=2e-4):
        return "eso sale con el logaritmo decimal. En bits es `np.log2`."
    if cerca(entropia, de_cinco, relativa=0.002):
        return "has sumado solo las cinco que se publicaron. Faltan las otras tres, con `resto` cada una."
    if any(cerca(entropia, de_seis, relativa=0.002) for de_seis in con_una_mas):
        return "ahí hay seis clases. Lo que falta hasta 1 son tres, con `resto` cada una."
    if cerca(entropia, -correcta, absoluta=2e-4):
        return "le falta el signo menos: el logaritmo de un número menor que 1 es negativo."
    if cerca(entropia, correcta, absoluta=0.02):
        return "te acercas. ¿Suman 1 tus ocho probabilidades?"
    return "es, con signo menos, la suma de cada probabilidad por su logaritmo en base 2. Van las ocho."


EJERCICIOS = {
    1: Ejercicio(
        campos={"resto": Numero(), "veces": Numero()},
        revisar=_revisar_reparto,
        pistas=(
            "Las ocho puntuaciones suman 1. `sum(publicado.values())` suma las cinco que ves.",
            "Lo que falta hasta 1 se lo reparten tres clases.",
        ),
    ),
    2: Ejercicio(
        campos={"faltan": Nombres(), "al_azar": Entero()},
        revisar=_revisar_faltan,
        pistas=(
            "`informe` es un diccionario. Mira sus claves con `informe.keys()`.",
            "Para el segundo: `modelo.state_dict()` da cada peso por su nombre, y `.numel()` cuenta sus "
            "números.",
            "Con un bucle sobre `faltan`, suma los `.numel()`.",
        ),
    ),
    3: Ejercicio(
        campos={"traduccion": Traduccion()},
        revisar=_revisar_traduccion,
        pistas=(
            'Hay dos capas, así que bastan dos parejas: `{r"…": "…", r"…": "…"}`.',
            "Las formas dicen qué capa es cuál: la última da 8 números, uno por emoción.",
            "En cada pareja, a la izquierda va el comienzo del nombre en el archivo, sin `.weight` ni "
            "`.bias`.",
        ),
    ),
    4: Ejercicio(
        campos={"honrada": Numero()},
        revisar=_revisar_honrada,
        pistas=(
            "Hace falta un reparto que mire los grupos: `StratifiedGroupKFold` ya está importado.",
            "`cross_val_score` necesita las dos cosas: ese reparto en `cv=` y los hablantes en `groups=`.",
        ),
    ),
    5: Ejercicio(
        campos={"entropia": Numero()},
        revisar=_revisar_entropia,
        pistas=(
            "Haz un array de ocho probabilidades: las cinco publicadas y tres veces `1 - suma`, entre tres.",
            "La entropía en bits es `-(p * np.log2(p)).sum()`.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Cargas un modelo de ocho clases y sus puntuaciones salen todas entre 0,12 y 0,14. ¿Qué haces "
        "primero?",
        (
            Opcion(
                "Me quedo con la mayor: para eso es un clasificador.",
                "Siempre hay una mayor, también en un sorteo. Casi 1/8 en todas es lo que sale sin saber "
                "nada.",
            ),
            Correcta(
                "Miro si al cargarlo ha faltado algún peso.",
                "Es barato y descarta lo peor: con `output_loading_info=True`, `missing_keys` ha de estar "
                "vacío.",
            ),
            Opcion(
                "Busco otro sonido más claro.",
                "Tienta, porque tres voces a la vez no ayudan. Pero si la cabeza está al azar, con todos "
                "pasa "
                "lo mismo.",
            ),
        ),
    ),
    Pregunta(
        "Un curso empieza con `logging.set_verbosity_error()` «para que no moleste». ¿Qué se pierde?",
        (
            Opcion(
                "Nada: los errores de verdad se siguen viendo.",
                "Los errores, sí. Que falte la cabeza es solo un aviso, y con él callado todo parece ir "
                "bien.",
            ),
            Correcta(
                "El informe que dice qué pesos han quedado al azar.",
                "Es un aviso (*warning*), no un error: justo lo que esa línea calla.",
            ),
            Opcion(
                "La barra de progreso.",
                "Esa va por otro camino. Lo que calla es el registro de avisos.",
            ),
        ),
    ),
    Pregunta(
        "Tu clasificador de emociones acierta el 92 % partiendo los clips al azar y el 67 % partiendo por "
        "hablantes. ¿Qué dices que acierta?",
        (
            Correcta(
                "67 %, con voces que no ha oído nunca.",
                "Quien lo use traerá voces nuevas. El 92 % solo vale para las voces del entrenamiento.",
            ),
            Opcion(
                "92 %: es el que usa todos los datos.",
                "Los dos usan los mismos. El primero deja a cada hablante a los dos lados, y con él su "
                "manera "
                "de hablar.",
            ),
            Opcion(
                "80 %, la media.",
                "Mezcla dos preguntas distintas y no contesta a ninguna.",
            ),
        ),
    ),
    Pregunta(
        "Un modelo acierta el 82 % de unas frases dichas por actores. ¿Qué sabe de ti cuando te enfadas?",
        (
            Opcion(
                "Acertará contigo 82 de cada 100 veces.",
                "Esa cifra es de esos actores haciendo de enfadados. Tú no eres uno de ellos ni estás "
                "actuando.",
            ),
            Opcion(
                "Si grito, acertará seguro.",
                "Eso supone que todo el mundo se enfada como un actor. Hay quien se enfada en voz baja.",
            ),
            Correcta(
                "No se sabe: habría que probarlo con enfados de verdad, y con voces como la tuya.",
                "Es un cambio de dominio doble: de actuado a sentido, y de unas voces a otra.",
            ),
        ),
    ),
    Pregunta(
        "«Este modelo de audio a audio hace análisis de sentimiento de una voz». ¿Cómo se dice bien?",
        (
            Opcion(
                "Está bien dicho: entra audio y sale un sentimiento.",
                "Lo que sale son probabilidades, no audio. Y sentimiento, en este oficio, es otra cosa.",
            ),
            Correcta(
                "Es un clasificador de audio que elige entre etiquetas de emoción.",
                "Audio a audio sería quitar ruido o separar voces: sale sonido. Y el sentimiento es si una "
                "opinión es buena o mala, casi siempre en un texto.",
            ),
            Opcion(
                "Es un clasificador de audio que hace análisis de sentimiento.",
                "Medio bien: es un clasificador. Pero enfado o tristeza no son una opinión a favor o en "
                "contra.",
            ),
        ),
    ),
)
