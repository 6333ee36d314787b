"""Los errores del curso: en español, con qué pasó, en qué archivo y qué hacer."""

from __future__ import annotations

import os


class ErrorDelCurso(Exception):
    """Un error que el estudiante puede entender y arreglar.

    que_paso : str, una frase. archivo : ruta, si lo hay. que_hacer : str, el siguiente paso.
    En Jupyter se muestra solo el mensaje, sin la pila de llamadas.
    """

    def __init__(self, que_paso: str, archivo: str | os.PathLike | None = None, que_hacer: str = ""):
        """Guarda las tres partes del mensaje."""
        super().__init__(que_paso, archivo, que_hacer)
        self.que_paso = que_paso
        self.archivo = None if archivo is None else os.fspath(archivo)
        self.que_hacer = que_hacer

    def __str__(self) -> str:
        """Devuelve una línea por parte."""
        lineas = [self.que_paso]
        if self.archivo is not None:
            lineas.append(f"Archivo: {self.archivo}")
        if self.que_hacer:
            lineas.append(f"Qué hacer: {self.que_hacer}")
        return "\n".join(lineas)

    def _render_traceback_(self) -> list[str]:
        return [f"{type(self).__name__}: {self}"]


class ErrorDeAudio(ErrorDelCurso, ValueError):
    """El sonido no se puede leer o no sirve: vacío, dañado, con NaN, demasiado corto…

    Cuaderno 00, «Cuando el archivo está mal».

    >>> from helpers.audio import cargar_audio
    >>> from helpers.errores import ErrorDeAudio
    >>> try:
    ...     cargar_audio("no_existe.wav")
    ... except ErrorDeAudio as error:
    ...     print(error.que_paso)
    No existe ese archivo.
    """


class ErrorDeDatos(ErrorDelCurso):
    """Un conjunto de datos falta, está incompleto o no cumple lo que promete."""


class ErrorDeModelo(ErrorDelCurso):
    """Un modelo no está, no se puede cargar entero o no admite lo que se le pide."""
