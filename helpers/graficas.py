"""¿Qué aspecto tiene? Una función por figura: recibe unos ejes o los crea, y devuelve los ejes.

La figura que crea una función lleva debajo un pie que la cuenta con palabras. Ese pie es también su texto
alternativo: el `text/plain` que se guarda en el cuaderno y que lee quien no ve la imagen.
Importar este módulo no carga matplotlib ni librosa, y ninguna función cambia los ajustes de matplotlib.
"""

from helpers.figuras import AZUL, NARANJA, pie, rotular, texto_alternativo
from helpers.figuras_de_entrenamiento import curvas_de_aprendizaje
from helpers.figuras_de_evaluacion import intervalos, matriz_de_confusion
from helpers.figuras_de_mapas import mapa
from helpers.figuras_de_respuestas import probabilidades
from helpers.figuras_de_sonido import espectrograma, espectrograma_mel, forma_de_onda
from helpers.figuras_de_tiempo import linea_de_tiempo

__all__ = [
    "AZUL",
    "NARANJA",
    "curvas_de_aprendizaje",
    "espectrograma",
    "espectrograma_mel",
    "forma_de_onda",
    "intervalos",
    "linea_de_tiempo",
    "mapa",
    "matriz_de_confusion",
    "pie",
    "probabilidades",
    "rotular",
    "texto_alternativo",
]
