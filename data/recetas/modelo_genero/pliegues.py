"""El reparto de la validación cruzada: cada banda, entera, en un solo pliegue."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

PLIEGUES = 3


def repartir(clases: Sequence, grupos: Sequence) -> list[tuple[np.ndarray, np.ndarray]]:
    """Devuelve los índices (ajuste, validación) de cada pliegue, con todos los géneros en cada uno."""
    reparto = StratifiedGroupKFold(PLIEGUES, shuffle=True, random_state=0)
    return list(reparto.split(np.zeros(len(clases)), clases, grupos))
