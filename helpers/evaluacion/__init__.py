"""¿Cuánto me lo creo? Medidas con su azar, su intervalo y su n."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "informe": [
            "Evaluacion",  # lo que devuelve `evaluar`
            "Referencia",  # quien contesta siempre la clase más frecuente
        ],
        "intervalos": [
            "intervalo_bootstrap",  # de una medida cualquiera, por grupos
            "intervalo_de_la_diferencia",  # entre dos clasificadores, emparejados
            "intervalo_wilson",  # de una proporción
        ],
        "medidas": [
            "azar",  # lo que saca quien no escucha
            "evaluar",  # todo junto, listo para mirar
            "exactitud_equilibrada",  # media de las exhaustividades
            "mcnemar",  # ¿acierta más uno que otro?
        ],
    },
)
