"""El modelo de bolsillo de dígitos en inglés: cómo se entrena y qué dice su ficha."""
