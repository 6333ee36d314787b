"""El modelo de bolsillo de sonidos cotidianos: cómo se entrena y qué dice su ficha."""
