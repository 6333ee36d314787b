"""Lo que contestaría a los ejercicios del cuaderno 00 quien solo ha leído sus enunciados."""

import numpy as np

BUENAS = [
    ("00.1", {"muestras": 66_150, "segundos": 2}),
    ("00.1", {"muestras": np.int64(3 * 22_050), "segundos": 88_200 / 44_100}),
    ("00.1", {"muestras": 3.0 * 22_050, "segundos": np.float64(2)}),
    ("00.1", {"muestras": len(np.zeros(463_050)[: 3 * 22_050]), "segundos": 88_200 // 44_100}),
    ("00.2", {"grave_hz": 800, "agudo_hz": 1000}),
    ("00.2", {"grave_hz": 770, "agudo_hz": 1030}),
    ("00.2", {"grave_hz": 790.5, "agudo_hz": 990}),
    ("00.2", {"grave_hz": np.float32(825), "agudo_hz": np.int64(980)}),
    ("00.3", {"a": "habla", "b": "hablantes", "c": "eventos", "d": "acento"}),
    ("00.3", {"a": "Habla", "b": "HABLANTES", "c": " eventos ", "d": "Acento"}),
    ("00.3", {"a": " habla", "b": "hablantes ", "c": "Eventos", "d": "acento "}),
    ("00.4", {"parte_igual": 0.125, "veces": 1.05, "sin_escuchar": 0.3}),
    ("00.4", {"parte_igual": 1 / 8, "veces": 0.1312 * 8, "sin_escuchar": 60 / 200}),
    ("00.4", {"parte_igual": np.float32(0.125), "veces": 1.0496, "sin_escuchar": 3 / 10}),
]

MALAS = [
    ("00.1", {"muestras": 463_050}),  # la pieza entera
    ("00.1", {"muestras": 22_050}),  # un segundo
    ("00.1", {"muestras": 132_300}),  # tres segundos a 44 100
    ("00.1", {"muestras": 66.150}),  # el punto, de separador de miles
    ("00.1", {"muestras": 66_151}),
    ("00.1", {"muestras": 3}),
    ("00.1", {"muestras": 22_050 / 3}),
    ("00.1", {"muestras": "66 150"}),
    ("00.1", {"segundos": 88_200 / 22_050}),  # con la frecuencia de la otra
    ("00.1", {"segundos": 44_100 / 88_200}),
    ("00.1", {"segundos": 2000}),  # milisegundos
    ("00.1", {"segundos": 88_200 * 44_100}),
    ("00.1", {"muestras": 2, "segundos": 66_150}),  # cruzadas
    ("00.2", {"grave_hz": 1000, "agudo_hz": 800}),
    ("00.2", {"grave_hz": 1000}),
    ("00.2", {"grave_hz": 0.8, "agudo_hz": 1.0}),  # kilohercios
    ("00.2", {"grave_hz": 600}),
    ("00.2", {"grave_hz": 400}),  # los 0,4 s del pie
    ("00.2", {"grave_hz": 0.4}),
    ("00.2", {"grave_hz": 900, "agudo_hz": 900}),  # en medio
    ("00.2", {"agudo_hz": 2000}),  # el tope del eje
    ("00.2", {"agudo_hz": 1200}),
    ("00.2", {"agudo_hz": 800}),
    ("00.2", {"agudo_hz": -1000}),
    ("00.2", {"grave_hz": "800 Hz"}),
    ("00.3", {"a": "hablantes"}),
    ("00.3", {"a": "eventos"}),
    ("00.3", {"a": "subtítulos"}),
    ("00.3", {"b": "habla"}),
    ("00.3", {"b": "acento"}),
    ("00.3", {"c": "habla"}),
    ("00.3", {"c": "cristal"}),
    ("00.3", {"c": "genero"}),
    ("00.3", {"d": "hablantes"}),
    ("00.3", {"d": "habla"}),
    ("00.3", {"d": "emocion"}),
    ("00.3", {"a": 14}),
    ("00.4", {"parte_igual": 0.1}),  # la de los diez géneros
    ("00.4", {"parte_igual": 8}),
    ("00.4", {"parte_igual": 12.5}),  # en tanto por ciento
    ("00.4", {"parte_igual": 0.5}),
    ("00.4", {"parte_igual": 0.1312}),
    ("00.4", {"parte_igual": (0.1312 + 0.1299 + 0.1293 + 0.1262 + 0.1252) / 5}),
    ("00.4", {"veces": 0.1312 - 0.125}),
    ("00.4", {"veces": 0.125 / 0.1312}),
    ("00.4", {"veces": 0.1312 / 0.1}),
    ("00.4", {"veces": 0.1312}),
    ("00.4", {"veces": 105}),
    ("00.4", {"veces": 8}),
    ("00.4", {"veces": 1}),  # redondeado: diría que no prefiere nada
    ("00.4", {"sin_escuchar": 1 / 8}),  # lo confunde con el reparto igual
    ("00.4", {"sin_escuchar": 60}),
    ("00.4", {"sin_escuchar": 140 / 200}),  # lo que falla
    ("00.4", {"sin_escuchar": 20 / 200}),  # una de las otras
    ("00.4", {"sin_escuchar": 30}),
    ("00.4", {"sin_escuchar": 0.1312}),
    ("00.4", {"sin_escuchar": 1}),
    ("00.4", {"parte_igual": 0.3, "sin_escuchar": 0.125}),  # cruzadas
]
