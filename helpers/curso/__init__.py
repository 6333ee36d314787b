"""Lo que se hace desde el terminal. Vacío a propósito: lo lee también un Python antiguo."""
