"""¿Y si muevo esto? ¿Y si lo hago con lo mío? Los exploradores de 01 a 04 y el control para subir un sonido.

Un explorador es lo último de su celda. En un núcleo vivo se mueve, con el ratón o con las flechas; donde no
lo hay, queda su figura. Cada uno se explora también con los sonidos del curso, con las grabaciones reales que
haya en el equipo y con un archivo que se suba.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "entrada": [
            "explorar_chroma",  # acordes y cromagramas (04)
            "explorar_digitalizacion",  # muestreo y bits (01)
            "explorar_espectrograma",  # ventana, salto y bandas (02)
            "explorar_mfcc",  # lo que guardan k coeficientes (03)
            "subir_audio",  # un archivo propio
        ],
    },
)
