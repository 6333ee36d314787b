"""``python3 -m helpers abrir``, o ``reiniciar``, ``probar``…; en Windows, ``py -m helpers …``.

Este archivo y ``requisitos`` los lee también un Python antiguo, que así llega a saber por qué no sirve.
"""

import sys

from helpers.curso import requisitos


def principal():
    """Comprueba que el equipo sirve y ejecuta la orden pedida; devuelve el código de salida."""
    problema = requisitos.problema_del_equipo(requisitos.este_equipo())
    if problema:
        sys.stderr.write(problema + "\n")
        return 1
    from helpers.curso import ordenes

    return ordenes.ejecutar(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(principal())
