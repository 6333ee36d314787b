"""Qué es acertar en cada ejercicio, y qué decir a cada error: un módulo por cuaderno."""
