"""Qué se dice: frases en inglés, escritas para el curso, de asunto neutro y de largos muy distintos.

En casi todas hay sonidos que cambian de un acento a otro (*bath*, *lot*, *goat*, *nurse*, la r de *car*).
"""

from __future__ import annotations

import numpy as np

FRASES = (
    "The car is parked there.",
    "She took a bath after lunch.",
    "The boat goes over the water.",
    "Nobody opened the other door.",
    "My brother works on the third floor.",
    "We saw a small bird on the path.",
    "The teacher wrote the date on the board.",
    "Both of them bought a warm coat.",
    "The old road turns north before the farm.",
    "Put the butter on the table, not on the chair.",
    "Their daughter walks home from work.",
    "The last bus goes past the garden at four.",
    "Ask the doctor what the letter was about.",
    "The class starts at half past eleven.",
    "I thought the plant was under the window.",
    "Her father cut the grass on Thursday.",
    "There are four brown horses near the river.",
    "The glass is on top of the cupboard.",
    "Nothing has come in the post so far.",
    "He lost the paper that he brought this morning.",
    "A girl with a red scarf is waiting outside the shop.",
    "They say the weather will change later in the month.",
    "The cup of coffee was cold, so I poured another.",
    "Somebody left a box of oranges on the porch.",
    "The train to the coast stops here every hour.",
    "You can hear the water running under the bridge.",
    "The first word on the page is hard to read.",
    "He put the hammer over there, beside the ladder.",
    "Tomorrow the shops will not open before ten.",
    "It is a short walk from the park to the church.",
    "The nurse told us to come back after dark.",
    "Eight birds were sitting on the roof of the barn.",
    "The boy threw the ball over the garden wall.",
    "The other half of the bread is in the basket.",
    "We heard the north wind all through the house.",
    "The dog ran across the grass and down to the shore.",
    "Her answer came in a letter at the start of March.",
    "The farmer sold the cart and bought a horse instead.",
    "There was water on the floor near the kitchen door.",
    "My mother always rode the same bus to work.",
    "The baker can make forty loaves before the others get up.",
    "Turn right at the corner and go as far as the store.",
    "The photograph on the wall was taken last autumn.",
    "We got the tickets from a man in a dark jacket.",
    "Those three paths go to the harbour.",
    "The clock in the hall has not stopped once.",
    "Somewhere in the drawer there is a pair of scissors.",
    "The cat sat on the stairs and watched the rain.",
)


def repartir_frases(semilla: int, de_validacion: int = 8, de_prueba: int = 10) -> dict[str, list[int]]:
    """Sortea qué frases (sus posiciones en FRASES) dice cada partición; ninguna está en dos."""
    orden = np.random.default_rng([semilla, 1]).permutation(len(FRASES)).tolist()
    fin_prueba = de_prueba + de_validacion
    return {
        "entrenamiento": sorted(orden[fin_prueba:]),
        "validacion": sorted(orden[de_prueba:fin_prueba]),
        "prueba": sorted(orden[:de_prueba]),
    }
