"""¿Está entero el archivo? Los analizadores de cada contenedor, que no leen ni una muestra."""
