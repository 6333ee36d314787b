"""Lo que comparten varias recetas: señales, sonidos guardados y carpetas de conjuntos."""
