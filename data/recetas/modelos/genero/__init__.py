"""El modelo de bolsillo de género musical: cómo se entrena y qué dice su ficha."""
