"""Piezas de la receta de los sonidos de demostración: voces, eventos, notas, nivel y ficha."""
