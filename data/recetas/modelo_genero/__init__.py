"""Piezas de la receta del modelo de género: espectrogramas, aumento de datos, red, referencia y ficha."""
