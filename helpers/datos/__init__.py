"""¿Con qué ejemplos? Los conjuntos del curso y los que se descargan, con particiones sin fugas."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "conjuntos": [
            "AUDIO",  # la carpeta de los sonidos sueltos
            "CONJUNTOS",  # la carpeta de los conjuntos del curso
            "DATOS",  # la carpeta que las contiene
            "apartar_validacion",  # aparta grupos enteros del entrenamiento
            "cargar_conjunto",  # las grabaciones de un conjunto, en una tabla
            "conjuntos_reales",  # los que se pueden descargar
            "descargar_conjunto",  # trae uno, comprobado
            "grabaciones_reales",  # las de librosa que ya están en el equipo
            "inventario",  # qué hay en la caché de uno real
        ],
    },
)
