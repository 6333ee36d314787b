"""Lo que escribe un estudiante del cuaderno 03, para probar las filas de su guion."""

from sklearn.preprocessing import minmax_scale  # noqa: F401
