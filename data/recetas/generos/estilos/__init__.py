"""Un módulo por género: `VARIANTES`, una por banda, y `formar(rng, variante)`, que sortea la banda."""

from . import blues, classical, country, disco, hiphop, jazz, metal, pop, reggae, rock

ESTILOS = {
    "blues": blues,
    "classical": classical,
    "country": country,
    "disco": disco,
    "hiphop": hiphop,
    "jazz": jazz,
    "metal": metal,
    "pop": pop,
    "reggae": reggae,
    "rock": rock,
}
