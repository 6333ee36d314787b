"""El modelo de bolsillo de acento en inglés: cómo se entrena y qué dice su ficha."""
