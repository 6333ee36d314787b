"""Los cuatro clasificadores de los cuadernos 05 a 08, examinados en conjuntos reales."""
