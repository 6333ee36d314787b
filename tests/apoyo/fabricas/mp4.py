"""MP4, M4A, MOV y 3GP, como los escriben teléfonos, editores y vídeo por la red; y AAC suelto."""

import struct
from functools import cache

from piezas import con_bytes, id3

from fabricas.casos import Entero, Roto
from fabricas.montaje import Pista, emitir, montar

AAC = Pista("aac", 44_100)
VOZ = Pista("libopencore_amrnb", 8000, tasa=12_200)
FRAGMENTADO = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "200000"}
VOZ_PARECIDA = 0.9
LE_FALTAN = "está cortado: le faltan [0-9\xa0]+ bytes"


@cache
def m4a():
    """Con el índice detrás, como lo deja un teléfono."""
    return montar("ipod", AAC)


@cache
def para_la_red():
    """Con el índice delante, para poder oírlo antes de tenerlo entero."""
    return montar("mp4", AAC, movflags="faststart")


@cache
def por_fragmentos():
    return emitir("mp4", AAC, **FRAGMENTADO)


@cache
def nota_3gp():
    return montar("3gp", VOZ)


@cache
def adts():
    return montar("adts", AAC)


def caja(nombre, datos):
    return struct.pack(">I4s", 8 + len(datos), nombre) + datos


def inicio_de(datos, nombre, desde=0):
    """Dónde empieza la caja, con su tamaño."""
    return datos.index(nombre, desde) - 4


def ultima(datos, nombre):
    return datos.rindex(nombre) - 4


def con_mdat_hasta_el_final(mp4):
    return con_bytes(mp4, inicio_de(mp4, b"mdat"), bytes(4))


def con_mdat_de_64_bits():
    """El sonido no cambia de sitio: la cabecera, más larga, ocupa el hueco que deja «free» delante."""
    datos = m4a()
    inicio, hueco = inicio_de(datos, b"mdat"), inicio_de(datos, b"free")
    largo = 8 + int.from_bytes(datos[inicio : inicio + 4], "big")
    return datos[:hueco] + struct.pack(">I4sQ", 1, b"mdat", largo) + datos[inicio + 8 :]


def con_reloj_que_miente(mp4, veces):
    """Multiplica lo que dicen durar la película y la pista, que no es lo que ocupa su sonido."""
    for nombre, campo in ((b"mvhd", 20), (b"mdhd", 20)):
        posicion = inicio_de(mp4, nombre) + 4 + campo
        duracion = int.from_bytes(mp4[posicion : posicion + 4], "big")
        mp4 = con_bytes(mp4, posicion, struct.pack(">I", veces * duracion))
    return mp4


def sin_la_cola(datos, nombre):
    """Deja el archivo hasta que empieza la última caja con ese nombre."""
    return datos[: ultima(datos, nombre)]


ENTEROS = {
    "M4A de teléfono, con el índice detrás": Entero("a.m4a", m4a, 1.022),
    "MP4 con el índice delante": Entero("a.mp4", para_la_red, 1.022),
    "MP4 por fragmentos": Entero("a.mp4", por_fragmentos, 1.045),
    "MP4 por fragmentos sin su índice final": Entero(
        "a.mp4", lambda: sin_la_cola(por_fragmentos(), b"mfra"), 1.045
    ),
    "MP4 con vídeo más largo": Entero("a.mp4", lambda: montar("mp4", AAC, "libx264", 3.0), 1.022),
    "MP4 cuyo sonido empieza tarde, con lista de edición": Entero(
        "a.mp4", lambda: montar("mp4", AAC._replace(desde_s=1.5), "mpeg4", 3.0), 1.045
    ),
    "MP4 con una pausa": Entero("a.mp4", lambda: montar("mp4", AAC._replace(pausas=((0.4, 2.0),))), 1.022),
    "MP4 que dice durar diez veces más": Entero(
        "a.mp4", lambda: con_reloj_que_miente(para_la_red(), 10), 1.022
    ),
    "MP4 cuyo sonido llega hasta el final": Entero(
        "a.mp4", lambda: con_mdat_hasta_el_final(para_la_red()), 1.022
    ),
    "M4A con el sonido en una caja de 64 bits": Entero("a.m4a", con_mdat_de_64_bits, 1.022),
    "M4A con una caja free al final": Entero("a.m4a", lambda: m4a() + caja(b"free", bytes(500)), 1.022),
    "M4A con una caja uuid al final": Entero("a.m4a", lambda: m4a() + caja(b"uuid", bytes(99)), 1.022),
    "M4A con ceros al final": Entero("a.m4a", lambda: m4a() + bytes(300), 1.022),
    "M4A sin pérdida, ALAC": Entero("a.m4a", lambda: montar("ipod", Pista("alac", 16_000))),
    "M4A estéreo": Entero("a.m4a", lambda: montar("ipod", AAC._replace(canales=2)), 1.022),
    "MOV de cámara, PCM": Entero("a.mov", lambda: montar("mov", Pista("pcm_s16le"), "mjpeg", 2.0)),
    "3GP de nota de voz, AMR": Entero("a.3gp", nota_3gp, 1.014, VOZ_PARECIDA),
    "3GP con vídeo": Entero("a.3gp", lambda: montar("3gp", VOZ, "mpeg4", 2.0), 1.014, VOZ_PARECIDA),
    "AAC suelto con ID3 delante": Entero("a.aac", lambda: id3(700) + adts(), 1.045),
    "AAC suelto en directo": Entero("a.aac", lambda: emitir("adts", AAC), 1.045),
}
ROTOS = {
    "MP4 con el índice delante, cortado en el sonido": Roto(
        "a.mp4", lambda: para_la_red()[: len(para_la_red()) * 2 // 3], LE_FALTAN
    ),
    "MP4 con el índice y nada más": Roto(
        "a.mp4", lambda: para_la_red()[: inicio_de(para_la_red(), b"mdat")], LE_FALTAN
    ),
    "MP4 cuyo sonido llega hasta el final, cortado": Roto(
        "a.mp4", lambda: con_mdat_hasta_el_final(para_la_red())[:-200], "le faltan 200 bytes"
    ),
    "M4A cortado antes del índice": Roto("a.m4a", lambda: sin_la_cola(m4a(), b"moov"), "«moov»"),
    "M4A cortado en el índice": Roto("a.m4a", lambda: m4a()[:-40], "le faltan 40 bytes"),
    "M4A de 64 bits, cortado": Roto("a.m4a", lambda: con_mdat_de_64_bits()[:3000], LE_FALTAN),
    "M4A con solo su tipo": Roto("a.m4a", lambda: m4a()[: inicio_de(m4a(), b"free")], "«moov»"),
    "MP4 con un fragmento sin su sonido": Roto(
        "a.mp4", lambda: sin_la_cola(por_fragmentos(), b"mdat"), "no ha llegado a escribirse"
    ),
    "MP4 cortado en un fragmento": Roto(
        "a.mp4", lambda: por_fragmentos()[: ultima(por_fragmentos(), b"moof") + 30], LE_FALTAN
    ),
    "MP4 cortado en el sonido de un fragmento": Roto(
        "a.mp4", lambda: por_fragmentos()[: ultima(por_fragmentos(), b"mdat") + 100], LE_FALTAN
    ),
    "MP4 por fragmentos sin ninguno": Roto(
        "a.mp4", lambda: por_fragmentos()[: inicio_de(por_fragmentos(), b"moof")], "ni una muestra"
    ),
    "MOV cortado": Roto("a.mov", lambda: montar("mov", Pista("pcm_s16le"))[:50_000], LE_FALTAN),
    "3GP cortado": Roto("a.3gp", lambda: nota_3gp()[:1000], LE_FALTAN),
    "3GP con una trama de voz pisada": Roto(
        "a.3gp", lambda: con_bytes(nota_3gp(), inicio_de(nota_3gp(), b"mdat") + 8 + 5 * 32, b"\xff"), "dañado"
    ),
    "AAC suelto, cortado en una trama": Roto("a.aac", lambda: adts()[:-10], "cortado"),
    "AAC suelto con un agujero": Roto("a.aac", lambda: adts()[:3000] + adts()[3500:], "deja de haber sonido"),
}
