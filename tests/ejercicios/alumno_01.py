"""Lo que escribiría un estudiante del cuaderno 01 y no cabe en una línea de su guion."""

from helpers.ejercicios.cuadernos.c01_sonido_digital import amplitud, decibelios, pico, rms


def solo_el_pico(y):
    return decibelios(pico(y))


def solo_el_rms(y):
    return decibelios(rms(y))


def en_su_sitio_a_pico(y, dbfs):
    y *= amplitud(dbfs) / pico(y)
    return y


def en_su_sitio_a_rms(y, dbfs):
    y *= amplitud(dbfs) / rms(y)
    return y
