"""Ogg (Vorbis, Opus y FLAC), como lo escriben la mensajería, los navegadores y las emisoras."""

import re
import struct
from functools import cache

from formatos import melodia
from piezas import con_bytes, con_soundfile

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, Y, emitir, montar
from helpers.audio.integridad.paginas import suma_ogg

EMPIEZA, ACABA = 2, 4
MARCAS, GRANULO, SERIE, NUMERO, SUMA, SEGMENTOS = 5, 6, 14, 18, 22, 26
SIN_ULTIMA = "le falta la última página"
TRES_CUARTOS = 0.77  # segundos que no llenan un paquete: el último se recorta


@cache
def vorbis():
    return con_soundfile(Y, "OGG", "VORBIS")


@cache
def vorbis_largo():
    """De varias páginas, para poder quitarle alguna."""
    return con_soundfile(melodia(9.0).y, "OGG", "VORBIS")


@cache
def opus():
    """Como lo escribe una nota de voz: el pre-skip sobra delante y el gránulo recorta el final."""
    return montar("ogg", Pista("libopus"), page_duration="200000")


def paginas(ogg):
    inicios = [hallada.start() for hallada in re.finditer(b"OggS", ogg)] + [len(ogg)]
    return [ogg[desde:hasta] for desde, hasta in zip(inicios, inicios[1:], strict=False)]


def sumada(pagina):
    """La página con la suma que le toca."""
    pagina = con_bytes(pagina, SUMA, bytes(4))
    return con_bytes(pagina, SUMA, struct.pack("<I", suma_ogg(pagina)))


def pagina_vacia(modelo, marcas, numero):
    """Una página sin ningún paquete, de la misma pista que otra."""
    cabecera = con_bytes(
        con_bytes(modelo[:SEGMENTOS], MARCAS, bytes([marcas])), NUMERO, struct.pack("<I", numero)
    )
    return sumada(cabecera + b"\0")


def sin_marca_de_fin(ogg):
    *demas, ultima = paginas(ogg)
    return b"".join(demas) + sumada(con_bytes(ultima, MARCAS, bytes([ultima[MARCAS] & ~ACABA])))


def con_pagina_vacia_al_final(ogg):
    todas = paginas(sin_marca_de_fin(ogg))
    return b"".join(todas) + pagina_vacia(todas[-1], ACABA, len(todas))


def con_gran_comentario(ogg):
    """Cambia los comentarios de un Opus por otros que llevan una portada: no caben en una página."""
    primera, comentarios, *sonido = paginas(ogg)
    paquete = b"OpusTags" + struct.pack("<I", 4) + b"curs" + struct.pack("<II", 1, 70_000) + bytes(70_000)
    enteros, resto = divmod(len(paquete), 255)
    una = con_bytes(comentarios[:SEGMENTOS], GRANULO, b"\xff" * 8) + b"\xff" + 255 * b"\xff"
    otra = con_bytes(comentarios[:SEGMENTOS], MARCAS, b"\1")
    otra += bytes([enteros - 255 + 1]) + (enteros - 255) * b"\xff" + bytes([resto])
    partes = [una + paquete[: 255 * 255], otra + paquete[255 * 255 :], *sonido]
    return primera + b"".join(
        sumada(con_bytes(parte, NUMERO, struct.pack("<I", n))) for n, parte in enumerate(partes, 1)
    )


def con_esqueleto(ogg):
    """Antepone una pista Skeleton, que describe a las demás y se acaba antes de que empiece el sonido."""
    primera, *demas = paginas(ogg)
    ficha = b"fishead\0" + struct.pack("<HH", 3, 0) + struct.pack("<4q", 0, 1000, 0, 1000) + bytes(20)
    modelo = con_bytes(con_bytes(primera[:SEGMENTOS], SERIE, b"esqu"), GRANULO, bytes(8))
    principio = sumada(con_bytes(modelo, MARCAS, bytes([EMPIEZA])) + bytes([1, len(ficha)]) + ficha)
    return principio + primera + pagina_vacia(principio, ACABA, 1) + b"".join(demas)


def sin_pagina(ogg, cual):
    todas = paginas(ogg)
    del todas[cual]
    return b"".join(todas)


def con_suma_mala(ogg, cual):
    todas = paginas(ogg)
    todas[cual] = todas[cual][:-1] + bytes([todas[cual][-1] ^ 1])
    return b"".join(todas)


def primeras_paginas(ogg, cuantas):
    return b"".join(paginas(ogg)[:cuantas])


def corto(codec):
    return con_soundfile(melodia(TRES_CUARTOS).y, "OGG", codec)


ENTEROS = {
    "Opus de nota de voz": Entero("a.opus", opus),
    "Opus cuyo final recorta el gránulo": Entero(
        "a.opus", lambda: corto("OPUS"), TRES_CUARTOS, melodia_s=TRES_CUARTOS
    ),
    "Opus sin marca de fin": Entero("a.ogg", lambda: sin_marca_de_fin(opus())),
    "Opus de una página, sin marca de fin": Entero(
        "a.ogg", lambda: sin_marca_de_fin(corto("OPUS")), TRES_CUARTOS, melodia_s=TRES_CUARTOS
    ),
    "Opus con una página vacía al final": Entero("a.ogg", lambda: con_pagina_vacia_al_final(opus())),
    "Opus con una portada en los comentarios": Entero("a.opus", lambda: con_gran_comentario(opus())),
    "Opus con Skeleton": Entero("a.ogg", lambda: con_esqueleto(opus())),
    "Opus con basura detrás": Entero("a.ogg", lambda: opus() + b"\0basura" * 40),
    "Opus en directo": Entero("a.ogg", lambda: emitir("ogg", Pista("libopus"))),
    "Opus estéreo": Entero("a.opus", lambda: montar("ogg", Pista("libopus", canales=2))),
    "Opus con un vídeo más largo": Entero("a.ogg", lambda: montar("ogg", Pista("libopus"), "libvpx", 2.0)),
    "Opus que hace una pausa": Entero(
        "a.ogg", lambda: montar("ogg", Pista("libopus", pausas=((0.5, 2.0),)), page_duration="100000")
    ),
    "Opus que empieza tarde": Entero(
        "a.ogg", lambda: montar("ogg", Pista("libopus", desde_s=5.0), page_duration="100000")
    ),
    "Vorbis": Entero("a.ogg", vorbis),
    "Vorbis sin marca de fin": Entero(
        "a.ogg", lambda: sin_marca_de_fin(corto("VORBIS")), TRES_CUARTOS, melodia_s=TRES_CUARTOS
    ),
    "Vorbis con una página vacía al final": Entero("a.ogg", lambda: con_pagina_vacia_al_final(vorbis())),
    "Vorbis de varias páginas, sin marca de fin": Entero(
        "a.ogg", lambda: sin_marca_de_fin(con_soundfile(melodia(9.3).y, "OGG", "VORBIS")), 9.3, melodia_s=9.3
    ),
}
ROTOS = {
    "Ogg cortado en la primera cabecera": Roto("a.ogg", lambda: vorbis()[:20], "cortado"),
    "Ogg con las cabeceras y nada más": Roto("a.ogg", lambda: primeras_paginas(opus(), 2), SIN_ULTIMA),
    "Ogg cortado entre dos páginas": Roto("a.ogg", lambda: primeras_paginas(opus(), 5), SIN_ULTIMA),
    "Vorbis cortado entre dos páginas": Roto(
        "a.ogg", lambda: primeras_paginas(vorbis_largo(), 3), SIN_ULTIMA
    ),
    "Ogg cortado en medio de una página": Roto("a.ogg", lambda: opus()[: len(opus()) // 2], "le faltan"),
    "Ogg al que le falta un byte": Roto("a.ogg", lambda: vorbis()[:-1], "le falta 1 byte"),
    "Ogg con una suma mala en medio": Roto("a.ogg", lambda: con_suma_mala(opus(), 4), "dañado"),
    "Ogg con una suma mala al final": Roto("a.ogg", lambda: con_suma_mala(vorbis(), -1), "dañado"),
    "Opus sin una página de en medio": Roto("a.opus", lambda: sin_pagina(opus(), 4), "dañado"),
    "Opus sin marca de fin ni una página": Roto(
        "a.opus", lambda: sin_pagina(sin_marca_de_fin(opus()), 4), "dañado"
    ),
    "Opus sin marca de fin, cortado": Roto("a.ogg", lambda: sin_marca_de_fin(opus())[:-30], "le faltan"),
    "Opus con la portada cortada": Roto("a.opus", lambda: con_gran_comentario(opus())[:40_000], "le faltan"),
    "Ogg encadenado": Roto("a.ogg", lambda: 2 * vorbis(), "varias grabaciones"),
}
