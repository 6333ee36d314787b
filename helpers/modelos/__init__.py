"""¿Quién clasifica? Las fichas de los modelos y su carga, con los pesos comprobados."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "carga": [
            "cargar_clasificador",  # el pipeline de una tarea
        ],
        "fichas": [
            "DE_SUS_AUTORES",  # los entrenados por otros que viajan con el curso
            "MODELOS",  # la ficha de cada modelo real, por tarea
            "SOLO_DE_BOLSILLO",  # los pequeños sin modelo real detrás
            "buscar_ficha",  # la de una tarea, o un error que dice cuáles hay
        ],
    },
)
