"""Código compartido del curso de clasificación de audio.

Cada módulo responde a una pregunta y se importa por su nombre (``from helpers import graficas``).
Importar el paquete no carga nada más: torch y transformers solo entran cuando se usa un modelo.
"""
