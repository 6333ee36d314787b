"""¿Qué aspecto tiene? Una función por figura: recibe unos ejes o los crea, y devuelve los ejes.

La figura que crea una función lleva debajo un pie que la cuenta con palabras. Ese pie es también su texto
alternativo: el `text/plain` que se guarda en el cuaderno y que lee quien no ve la imagen.
Ninguna función cambia los ajustes de matplotlib.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "altura": [
            "NOTAS",  # los nombres de las doce clases de altura
            "cromagrama",  # clases de altura contra el tiempo
        ],
        "comun": [
            "AZUL",  # un color que se distingue siempre
            "NARANJA",  # el otro
            "pie",  # pone el pie a una figura
            "rotular",  # título y ejes con unidades
            "texto_alternativo",  # el que lleva una figura
        ],
        "evaluacion": [
            "intervalos",  # medidas con su intervalo y su azar
            "matriz_de_confusion",  # qué se confunde con qué
            "probabilidades",  # lo que contesta un clasificador
        ],
        "redes": [
            "comparacion",  # dos clasificadores y su diferencia
            "curvas_de_aprendizaje",  # la pérdida, época a época
            "gradiente_por_trama",  # lo que llega a cada trama
            "mapa",  # dónde mira una red, sobre el espectrograma
        ],
        "sonido": [
            "espectrograma",  # frecuencia contra tiempo
            "espectrograma_mel",  # lo mismo, en bandas de mel
            "forma_de_onda",  # amplitud contra tiempo
        ],
        "tiempo": [
            "linea_de_tiempo",  # qué se contesta en cada tramo
        ],
    },
)
