"""¿Cómo aprende? Las redes de los cuadernos 06 a 08, después de haberlas escrito allí, y su bucle."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "cnn": [
            "CNN",  # la del 06
            "Normalizar",  # la media y la desviación del entrenamiento, dentro de la red
        ],
        "entrenamiento": [
            "entrenar",  # el bucle, que para a tiempo y se puede retomar
            "predecir",  # la clase de cada ejemplo
        ],
        "lstm": [
            "LSTM",  # la del 07
            "con_ruido",  # aumento: ruido en las secuencias
            "juntar",  # un lote de secuencias de distinta duración
            "maximo",  # resume una secuencia con el máximo de sus tramas
            "media",  # la resume con su media
            "pesos",  # las matrices de una celda, para hacerla a mano
            "poner_sesgo_de_olvido",  # que empiece recordando
            "ultimo",  # la resume con su última trama
        ],
        "parejas": [
            "emparejar",  # dos sonidos, uno detrás de otro, en los dos órdenes
            "trozo",  # un tramo al azar de una secuencia
        ],
        "transformer": [
            "TransformerDeParches",  # la del 08
        ],
    },
)
