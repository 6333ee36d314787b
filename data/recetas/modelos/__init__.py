"""Lo que comparten las recetas de los modelos de bolsillo: espectrogramas, aumento de datos, red y fichas."""
