"""Diez sonidos de todos los días, sintetizados a partir de cómo se producen. Un módulo por sonido."""
