"""Piezas de la receta del corpus de géneros: teoría, partitura, generadores, síntesis y mezcla."""
