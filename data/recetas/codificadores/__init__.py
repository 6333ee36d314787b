"""Los codificadores de verdad: de los pesos que viajan en un paquete a los que lee el curso."""
