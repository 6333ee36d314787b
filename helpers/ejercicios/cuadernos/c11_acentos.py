"""Qué es acertar en el cuaderno 11: rehacer una exactitud, tasas base, quién paga y la fuga de voces."""

from __future__ import annotations

from helpers.ejercicios.comprobacion import Correcta, Ejercicio, Opcion, Pregunta, Veredicto, acierto, fallo
from helpers.ejercicios.respuestas import Numero, cerca, con_coma, intercambiadas

# La ficha del modelo, acento por acento: grabaciones de prueba y exhaustividad. Y la precisión de england.
FICHA = {
    "us": (4788, 0.0150),
    "england": (18_082, 0.9121),
    "indian": (5656, 0.4586),
    "australia": (5124, 0.0381),
    "canada": (5169, 0.1760),
}
PRECISION_DE_ENGLAND = 0.5255
GRABACIONES = sum(n for n, _ in FICHA.values())
ACIERTOS = sum(n * r for n, r in FICHA.values())
EXACTITUD = ACIERTOS / GRABACIONES
EQUILIBRADA = sum(r for _, r in FICHA.values()) / len(FICHA)
SIEMPRE_ENGLAND = FICHA["england"][0] / GRABACIONES
AZAR = 1 / len(FICHA)

CENTRALITA = {"us": 600, "australia": 250, "england": 150}
BIEN_DIRIGIDAS = sum(n * FICHA[acento][1] for acento, n in CENTRALITA.items())
AUSTRALIANAS_BIEN = CENTRALITA["australia"] * FICHA["australia"][1]

AL_AZAR, POR_VOCES = 0.88, (0.66, 0.822)  # exactitudes: repartiendo frases, y repartiendo voces enteras
POR_FRASES = 0.855  # por debajo, repartiendo frases enteras: cada voz sigue a los dos lados


# --- 1: la exactitud, rehecha


def _revisar_exactitud(exactitud: float) -> Veredicto:
    if cerca(exactitud, EXACTITUD, relativa=0.005):
        return acierto(
            "Es la que publica: 0,522. Cada exhaustividad cuenta tanto como sus grabaciones, y casi la mitad "
            "del examen es de Inglaterra."
        )
    return fallo(f"`exactitud`: {_fallo_de_exactitud(exactitud)}")


def _fallo_de_exactitud(dada: float) -> str:
    if cerca(dada, EQUILIBRADA):
        return (
            "esa es la media simple, donde los cinco acentos pesan lo mismo. En el examen no hay tantas "
            "grabaciones de uno como de otro. (No la tires: hará falta.)"
        )
    if comun := _comun(dada, EXACTITUD):
        return comun
    if cerca(dada, ACIERTOS):
        return "esas son las grabaciones que acierta. Falta dividir entre todas las que hay."
    if cerca(dada, ACIERTOS / len(FICHA)):
        return "has dividido entre los cinco acentos. Los aciertos se dividen entre las grabaciones."
    if cerca(dada, ACIERTOS / (len(FICHA) * EQUILIBRADA)):
        return "los pesos están del revés: pesan las grabaciones, y lo que se promedia es la exhaustividad."
    if cerca(dada, 1 - EXACTITUD):
        return "eso es lo que falla. Se pide lo que acierta."
    if cerca(dada, SIEMPRE_ENGLAND):
        return "esa es la parte del examen que es de Inglaterra. ¿Cuántas acierta de cada acento?"
    if cerca(dada, SIEMPRE_ENGLAND * FICHA["england"][1]):
        return "ahí solo están los aciertos de Inglaterra. Súmale los de los otros cuatro acentos."
    if cerca(dada, len(FICHA) * EQUILIBRADA):
        return "has sumado las exhaustividades sin contar las grabaciones de cada una."
    return "cuenta cuántas acierta de cada acento, súmalas y divide entre el total de grabaciones."


# --- 2: quien no escucha


def _revisar_referencia(
    exactitud_siempre: float, equilibrada_siempre: float, equilibrada_modelo: float
) -> Veredicto:
    correctas = {
        "exactitud_siempre": SIEMPRE_ENGLAND,
        "equilibrada_siempre": AZAR,
        "equilibrada_modelo": EQUILIBRADA,
    }
    dadas = {
        "exactitud_siempre": exactitud_siempre,
        "equilibrada_siempre": equilibrada_siempre,
        "equilibrada_modelo": equilibrada_modelo,
    }
    if cruzadas := intercambiadas(dadas, correctas):
        return fallo(cruzadas)
    contestar = {
        "exactitud_siempre": _fallo_de_la_constante,
        "equilibrada_siempre": _fallo_de_la_constante_equilibrada,
        "equilibrada_modelo": _fallo_del_modelo_equilibrado,
    }
    for campo, correcta in correctas.items():
        if not cerca(dadas[campo], correcta):
            return fallo(f"`{campo}`: {_comun(dadas[campo], correcta) or contestar[campo](dadas[campo])}")
    return acierto(
        "Escuchar le da 5,6 puntos de exactitud sobre quien no escucha, y 12 de exactitud equilibrada. Un "
        "programa que contesta siempre lo mismo nunca pasa, en la equilibrada, del azar."
    )


def _comun(dada: float, correcta: float) -> str:
    if cerca(dada, 100 * correcta):
        return "eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if dada == round(correcta, 1) != correcta:
        return "vas bien, pero has redondeado de más. Deja la división."
    return ""


def _fallo_de_la_constante(dada: float) -> str:
    if cerca(dada, FICHA["england"][0]):
        return "esas son las que acierta. Falta dividir entre todas las grabaciones."
    if cerca(dada, FICHA["england"][0] * FICHA["england"][1] / GRABACIONES):
        return (
            "has usado la exhaustividad del modelo. Quien contesta siempre «england» no falla ninguna de las "
            "suyas."
        )
    if cerca(dada, EXACTITUD, relativa=0.005):
        return "esa es la del modelo. Se pide la de quien contesta siempre «england»."
    if cerca(dada, AZAR):
        return "eso es contestar al azar entre cinco. Este no sortea: acierta todas las de Inglaterra."
    if cerca(dada, FICHA["england"][1]) or dada == 1:
        return "esa es una exhaustividad, la de Inglaterra. ¿Y las grabaciones de los demás acentos?"
    return "¿en cuántas de las grabaciones coincide «england» con lo que son?"


def _fallo_de_la_constante_equilibrada(dada: float) -> str:
    if cerca(dada, SIEMPRE_ENGLAND):
        return "esa es su exactitud. La equilibrada es la media simple de sus cinco exhaustividades."
    if cerca(dada, FICHA["england"][1] / len(FICHA)):
        return "has usado la exhaustividad del modelo. ¿Cuántas de Inglaterra falla quien lo dice siempre?"
    if cerca(dada, EQUILIBRADA):
        return "esa es la del modelo. Se pide la de quien contesta siempre «england»."
    if dada == 1:
        return "esa es solo la de Inglaterra. Faltan las otras cuatro para hacer la media."
    if dada == 0:
        return "de cuatro acentos no encuentra ninguna, sí, pero ¿y del quinto?"
    return "escribe sus cinco exhaustividades, una por acento, y haz la media."


def _fallo_del_modelo_equilibrado(dada: float) -> str:
    if cerca(dada, EXACTITUD, relativa=0.005):
        return "esa es su exactitud, que pesa por grabaciones. En la equilibrada, cada acento pesa lo mismo."
    if cerca(dada, AZAR):
        return "eso es el azar. La del modelo es la media de sus cinco exhaustividades."
    if cerca(dada, len(FICHA) * EQUILIBRADA):
        return "has sumado las cinco. Falta dividir."
    return "es la media simple de la columna `exhaustividad`."


# --- 3: la centralita


def _revisar_centralita(con_modelo: float, todas_a_us: float, australianas_mal: float) -> Veredicto:
    if not cerca(con_modelo, BIEN_DIRIGIDAS, relativa=0.015):
        return fallo(f"`con_modelo`: {_fallo_con_modelo(con_modelo)}")
    if not cerca(todas_a_us, CENTRALITA["us"]):
        return fallo(f"`todas_a_us`: {_fallo_de_todas_a_us(todas_a_us)}")
    if not cerca(australianas_mal, CENTRALITA["australia"] - AUSTRALIANAS_BIEN, relativa=0.005):
        return fallo(f"`australianas_mal`: {_fallo_de_australianas(australianas_mal)}")
    return acierto(
        "155 de 1000 con el modelo, 600 sin él, y 200 echándolo a suertes entre cinco. Y solo ha cambiado "
        "quién llama."
    )


def _fallo_con_modelo(dada: float) -> str:
    total = sum(CENTRALITA.values())
    if cerca(dada, BIEN_DIRIGIDAS / total, relativa=0.015):
        return "eso es una fracción. Se piden llamadas, de las 1000."
    if cerca(dada, 100 * BIEN_DIRIGIDAS / total, relativa=0.015):
        return "eso es un tanto por ciento. Se piden llamadas, de las 1000."
    if cerca(dada, total - BIEN_DIRIGIDAS, relativa=0.005):
        return "esas son las que acaban mal. Se piden las que llegan bien."
    if cerca(dada, total * EXACTITUD, relativa=0.005):
        return (
            "has usado la exactitud de la ficha, que vale para la mezcla de acentos de su examen. Aquí llama "
            "otra gente."
        )
    if cerca(dada, total * EQUILIBRADA):
        return (
            "has hecho una media simple de exhaustividades. Aquí no llama tanta gente de un acento como de "
            "otro."
        )
    if cerca(dada, CENTRALITA["england"] * FICHA["england"][1]):
        return "esas son solo las de Inglaterra. De los otros dos acentos también encuentra alguna."
    if cerca(dada, BIEN_DIRIGIDAS, relativa=0.03):
        return "vas bien, pero has redondeado de más. Usa las exhaustividades con sus cuatro decimales."
    return "multiplica las llamadas de cada acento por su exhaustividad, y suma."


def _fallo_de_todas_a_us(dada: float) -> str:
    total = sum(CENTRALITA.values())
    if cerca(dada, CENTRALITA["us"] / total):
        return "eso es una fracción. Se piden llamadas, de las 1000."
    if cerca(dada, 100 * CENTRALITA["us"] / total):
        return "eso es un tanto por ciento. Se piden llamadas, de las 1000."
    if cerca(dada, CENTRALITA["us"] * FICHA["us"][1]):
        return (
            "has usado la exhaustividad del modelo. Aquí no decide ningún modelo: van todas al mismo sitio."
        )
    if cerca(dada, total * SIEMPRE_ENGLAND) or cerca(dada, CENTRALITA["england"]):
        return "esa es la cuenta de Inglaterra. Se pasan todas a Estados Unidos."
    if cerca(dada, total):
        return "se pasan las 1000, pero no todas son de allí."
    return "¿cuántas de las que llaman son de Estados Unidos?"


def _fallo_de_australianas(dada: float) -> str:
    de = CENTRALITA["australia"]
    if cerca(dada, AUSTRALIANAS_BIEN, relativa=0.06):
        return "esas son las que llegan bien. Se piden las que se pierden."
    if cerca(dada, 1 - FICHA["australia"][1]) or cerca(dada, 100 * (1 - FICHA["australia"][1])):
        return "eso es una proporción. Se piden llamadas, de las 250."
    if cerca(dada, 1000 * (1 - FICHA["australia"][1])):
        return "eso sería de cada mil. Llaman 250."
    if cerca(dada, de):
        return "alguna sí encuentra. Mira su exhaustividad."
    return "de las 250, quita las que el modelo encuentra."


# --- 4: voces nuevas


def _revisar_voces(por_voces: float) -> Veredicto:
    menor, mayor = POR_VOCES
    if menor <= por_voces <= mayor:
        return acierto(
            f"Las mismas frases y el mismo clasificador, {con_coma(por_voces, 2)} en vez de "
            f"{con_coma(AL_AZAR, 2)}. La diferencia es lo que regalaba reconocer la voz (n = 432, azar 0,25)."
        )
    if 100 * menor <= por_voces <= 100:
        return fallo("`por_voces`: eso es un tanto por ciento. Aquí se pide entre 0 y 1.")
    if mayor < por_voces < POR_FRASES:
        return fallo(
            "`por_voces`: es algo alta para voces que no ha oído. ¿Has agrupado por voz, o por frase? La voz "
            "está en `conjunto.grupo`."
        )
    if por_voces == 1:
        return fallo("`por_voces`: un 1 redondo sale al medir con las mismas grabaciones con que aprende.")
    if mayor < por_voces < 1:
        return fallo(
            "`por_voces`: es demasiado alta para voces que no ha oído. ¿Has puesto `cv=`? Sin él, o con un "
            "reparto que no mira los grupos, `groups` se ignora."
        )
    if 0 <= por_voces < 0.3:
        return fallo("`por_voces`: eso es el azar o menos. ¿Has agrupado por voz, o por acento?")
    if 0.61 <= por_voces < menor:
        return fallo(
            "`por_voces`: es algo baja. ¿Has medido una sola vez, o en pocas voces? Repite la medida de "
            "antes, con las cinco partes y todas las grabaciones; solo cambia el reparto."
        )
    return fallo(
        "`por_voces`: guarda la media de lo que devuelve `cross_val_score`, con `.mean()`, usando todas las "
        "grabaciones."
    )


# --- 5: cuántas veces lo dice


def _revisar_veces(veces: float, parte: float) -> Veredicto:
    n, exhaustividad = FICHA["england"]
    correcto = n * exhaustividad / PRECISION_DE_ENGLAND
    if not cerca(veces, correcto, relativa=0.003):
        return fallo(f"`veces`: {_fallo_de_veces(veces, n, exhaustividad)}")
    if not cerca(parte, correcto / GRABACIONES):
        return fallo(f"`parte`: {_fallo_de_parte(parte, correcto)}")
    return acierto(
        "Ocho de cada diez respuestas son «england», y en el examen lo son menos de la mitad. Quien dice "
        "casi siempre lo mismo lo encuentra casi siempre: su 0,912 sale barato."
    )


def _fallo_de_veces(dada: float, n: int, exhaustividad: float) -> str:
    if cerca(dada, n * exhaustividad):
        return "esas son las veces que lo dice y acierta. También lo dice y falla."
    if cerca(dada, n):
        return "esas son las grabaciones que *son* de Inglaterra. Se piden las que él *llama* así."
    if cerca(dada, n / PRECISION_DE_ENGLAND):
        return "arriba van los aciertos, no todas las de Inglaterra: alguna se le escapa."
    if cerca(dada, n * exhaustividad * (1 / PRECISION_DE_ENGLAND - 1)):
        return "esas son las veces que lo dice y falla. También lo dice y acierta."
    if any(cerca(dada, m * PRECISION_DE_ENGLAND) for m in (n, n * exhaustividad, GRABACIONES)):
        return "has multiplicado por la precisión. Es aciertos entre veces que lo dice: despeja las veces."
    if cerca(dada, n * exhaustividad / PRECISION_DE_ENGLAND, relativa=0.015):
        return "vas bien, pero has redondeado de más. Se pueden contar enteras."
    return "la precisión es aciertos / veces que lo dice. Los aciertos los tienes; despeja."


def _fallo_de_parte(dada: float, correcto: float) -> str:
    if cerca(dada, 100 * correcto / GRABACIONES):
        return "eso es un tanto por ciento. Aquí se pide entre 0 y 1."
    if cerca(dada, correcto / FICHA["england"][0]):
        return "has dividido entre las de Inglaterra. Divide entre todas las respuestas del examen."
    if cerca(dada, SIEMPRE_ENGLAND):
        return "esa es la parte del examen que *es* de Inglaterra. Se pide la que él llama así."
    if cerca(dada, PRECISION_DE_ENGLAND):
        return "esa es la precisión: se calcula sobre lo que llama «england». ¿Y sobre todas las respuestas?"
    if cerca(dada, correcto * PRECISION_DE_ENGLAND / GRABACIONES):
        return "ahí solo cuentas las veces que lo dice y acierta. Se piden todas las que lo dice."
    if cerca(dada, correcto):
        return "eso son veces. Falta dividir entre todas las grabaciones."
    if cerca(dada, 1 - correcto / GRABACIONES):
        return "esa es la parte en la que dice otra cosa."
    if dada == round(correcto / GRABACIONES, 1):
        return "vas bien, pero has redondeado de más. Da dos o tres decimales, o deja la división."
    return "son las veces que dice «england» entre todas las grabaciones."


EJERCICIOS = {
    1: Ejercicio(
        campos={"exactitud": Numero()},
        revisar=_revisar_exactitud,
        pistas=(
            "De las 18 082 de Inglaterra acierta 0,9121. ¿Cuántas son? Haz lo mismo con los demás acentos.",
            "Suma todos los aciertos y divide entre todas las grabaciones.",
            "`ficha.n * ficha.exhaustividad` da los aciertos de cada acento; `.sum()`, la suma.",
        ),
    ),
    2: Ejercicio(
        campos={
            "exactitud_siempre": Numero(),
            "equilibrada_siempre": Numero(),
            "equilibrada_modelo": Numero(),
        },
        revisar=_revisar_referencia,
        pistas=(
            "Quien contesta siempre «england» acierta todas las de Inglaterra y ninguna más.",
            "Para la equilibrada, apunta su exhaustividad en cada acento: una de las cinco es 1.",
            "`ficha.exhaustividad.mean()` hace la media de una columna.",
        ),
    ),
    3: Ejercicio(
        campos={"con_modelo": Numero(), "todas_a_us": Numero(), "australianas_mal": Numero()},
        revisar=_revisar_centralita,
        pistas=(
            "De las 600 de Estados Unidos encuentra 0,0150: nueve. Sigue con los otros dos acentos.",
            "Las australianas que se pierden son las 250 menos las que encuentra.",
        ),
    ),
    4: Ejercicio(
        campos={"por_voces": Numero()},
        revisar=_revisar_voces,
        pistas=(
            "Hace falta un reparto que mire los grupos: `StratifiedGroupKFold` ya está importado.",
            "`cross_val_score` necesita las dos cosas: ese reparto en `cv=` y las voces en `groups=`.",
        ),
    ),
    5: Ejercicio(
        campos={"veces": Numero(), "parte": Numero()},
        revisar=_revisar_veces,
        pistas=(
            "Los aciertos salen de la exhaustividad: 18 082 por 0,9121.",
            "Precisión = aciertos / veces que lo dice. Despeja las veces.",
        ),
    ),
}

PREGUNTAS = (
    Pregunta(
        "Una ficha dice: cinco acentos, exactitud 0,52. ¿Qué preguntas primero?",
        (
            Opcion(
                "Nada: con cinco clases el azar es 0,20, y lo dobla de sobra.",
                "El azar es un rival flojo. Si casi la mitad del examen es de una clase, decir siempre esa "
                "ya saca 0,47.",
            ),
            Correcta(
                "Cuánto saca quien contesta siempre la clase más frecuente.",
                "Y luego, la exhaustividad de cada una. Sin eso, 0,52 puede ser casi nada.",
            ),
            Opcion(
                "Si 0,52 no es tirar una moneda.",
                "Una moneda acierta la mitad entre *dos* clases. Con cinco, a ciegas, se acierta una de cada "
                "cinco.",
            ),
        ),
    ),
    Pregunta(
        "Vas a usar ese modelo donde llama otra gente. ¿Qué cifra de la ficha te llevas?",
        (
            Opcion(
                "La exactitud: es la que resume todo.",
                "Resume la mezcla de acentos de su examen. Con otra mezcla, este modelo puede sacar desde "
                "0,015 hasta 0,912.",
            ),
            Opcion(
                "La exactitud equilibrada: no depende de la mezcla.",
                "No depende, es verdad. Pero supone que llaman los mismos de cada acento: ¿es tu caso?",
            ),
            Correcta(
                "La exhaustividad de cada acento, y la peso con quien llama.",
                "Lo que has hecho en la centralita. Y vale solo si esas voces se parecen a las del examen.",
            ),
        ),
    ),
    Pregunta(
        "Con las mismas grabaciones mides 0,88, 0,77 y 0,64: al azar, con voces nuevas, y con voces y frases "
        "nuevas. ¿Cuál le das a quien lo usará con desconocidos que digan cualquier cosa?",
        (
            Correcta(
                "0,64.",
                "Es la única medida en la que no conoce ni la voz ni las palabras, como le pasará a él. Con "
                "su n y su intervalo al lado.",
            ),
            Opcion(
                "0,77: las voces son nuevas.",
                "Las voces sí, pero las frases no. Parte de lo que aprendió es el guion.",
            ),
            Opcion(
                "0,88: usa más grabaciones.",
                "Tiene más, pero en cada parte suena gente que ya había oído. No mide lo que hace falta.",
            ),
        ),
    ),
    Pregunta(
        "Un modelo contesta «la India, 0,67» a tres personas que hablan a la vez. ¿Qué sabes?",
        (
            Opcion(
                "Que alguna de las tres es de la India.",
                "Tienta, porque 0,67 parece mucho. Pero habría contestado algo con cualquier sonido.",
            ),
            Opcion(
                "Que el modelo es malo.",
                "Ese sonido no tiene respuesta buena: ni acierta ni falla. De lo malo que es habla su ficha.",
            ),
            Correcta(
                "Nada sobre sus acentos: la pregunta no tenía respuesta.",
                "El modelo reparte 1 entre sus cinco etiquetas, y alguna gana siempre.",
            ),
        ),
    ),
    Pregunta(
        "Una escocesa llama a la centralita del modelo de cinco acentos. ¿Cuánto baja eso la exactitud de "
        "su ficha?",
        (
            Opcion(
                "Un poco: a ella la falla.",
                "La falla seguro: «scotland» no está entre sus respuestas. Pero la ficha ya está escrita.",
            ),
            Correcta(
                "Nada: en su examen no hay escoceses.",
                "Quien no está en la lista no aparece en ninguna cifra. Por eso se pregunta quién falta.",
            ),
            Opcion(
                "Nada: la contará como Inglaterra, que está cerca.",
                "Quizá diga «england», pero sería un fallo igual. Y nadie lo ha medido.",
            ),
        ),
    ),
)
