"""El modelo de bolsillo de emoción en la voz: cómo se entrena y qué dice su ficha."""
