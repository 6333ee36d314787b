"""Lo que responde el grafo original de musicnn a unas ventanas. Necesita TensorFlow, y nada más del curso.

    python original_de_musica.py CARPETA VENTANAS.npy SALIDA.npz

CARPETA es la de una red, como viene en su paquete. VENTANAS, (n, 187, 96) float32. SALIDA lleva ``resumen``
(n, 1506), ``penultima`` (n, 200) y ``probabilidades`` (n, 50).
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import tensorflow.compat.v1 as tf

SALIDAS = {
    "resumen": "model/Flatten/flatten/Reshape:0",
    "penultima": "model/dense/Relu:0",
    "probabilidades": "model/Sigmoid:0",
}


def main(carpeta: str, ventanas: str, salida: str) -> None:
    tf.disable_eager_execution()
    grafo, variables = _importar(Path(carpeta))
    with tf.Session(graph=grafo) as sesion:
        tf.train.Saver(variables).restore(sesion, f"{carpeta}/")
        entradas = {n.name: n for n in grafo.get_operations() if n.type == "Placeholder"}
        de_sonido, de_entrenar = sorted(entradas.values(), key=lambda n: n.outputs[0].dtype == tf.bool)
        pedido = {de_sonido.outputs[0]: np.load(ventanas), de_entrenar.outputs[0]: False}
        np.savez_compressed(salida, **sesion.run(SALIDAS, pedido))


def _importar(carpeta: Path) -> tuple[tf.Graph, dict[str, tf.Tensor]]:
    """Importa solo lo que lleva de la entrada a las etiquetas: lo de entrenar ya no lo admite TensorFlow."""
    descripcion = tf.MetaGraphDef.FromString((carpeta / ".meta").read_bytes())
    nombres = [salida.partition(":")[0] for salida in SALIDAS.values()]
    solo = tf.graph_util.extract_sub_graph(descripcion.graph_def, nombres)
    for nodo in solo.node:
        nodo.attr.pop("_output_shapes", None)
    grafo = tf.Graph()
    with grafo.as_default():
        tf.import_graph_def(solo, name="")
    variables = {
        operacion.name: operacion.outputs[0]
        for operacion in grafo.get_operations()
        if operacion.type in ("VariableV2", "Variable")
    }
    return grafo, variables


if __name__ == "__main__":
    main(*sys.argv[1:])
