"""Lo que se exige a todo corpus nuestro: sin fugas ni atajos, de sonido limpio y ni fácil ni imposible."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import librosa
import numpy as np
import pandas as pd
import pytest
import soundfile
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

REDONDEO = 0.006  # dos decimales, y una milésima que mueve otro procesador

# --- medir ------------------------------------------------------------------------------------------------


def leer(ruta: Path, sr: int) -> np.ndarray:
    y, suya = soundfile.read(ruta, dtype="float32")
    assert suya == sr, ruta
    assert y.ndim == 1, ruta
    return y


def potencia(y: np.ndarray) -> np.ndarray:
    return np.abs(librosa.stft(y, n_fft=2048, hop_length=512)) ** 2


def mel_en_db(S2: np.ndarray, sr: int) -> np.ndarray:
    return librosa.power_to_db(librosa.filters.mel(sr=sr, n_fft=2048) @ S2)


def mfcc_resumidos(mel_db: np.ndarray) -> np.ndarray:
    M = librosa.feature.mfcc(S=mel_db, n_mfcc=20)
    D = librosa.feature.delta(M)
    return np.concatenate([M.mean(axis=1), M.std(axis=1), D.mean(axis=1), D.std(axis=1)])


def medidas_comunes(y: np.ndarray, sr: int) -> dict:
    """Lo que se mira de cualquier clip: duración, niveles y con cuánto empieza y acaba respecto al pico."""
    maximo = np.abs(y).max()
    return {
        "duracion": y.size / sr,
        "rms": 20 * np.log10(np.sqrt(np.mean(y**2))),
        "pico": 20 * np.log10(maximo),
        "continua": abs(float(y.mean())),
        "principio": np.abs(y[:22]).max() / maximo,
        "bordes": max(np.abs(y[:22]).max(), np.abs(y[-22:]).max()) / maximo,
    }


def juntar(carpeta: Path, medir) -> pd.DataFrame:
    """Las dos tablas de un corpus con lo que `medir(clip)` mide en cada sonido."""
    metadatos = pd.read_csv(carpeta / "metadatos.csv")
    parametros = pd.read_csv(carpeta / "parametros.csv", keep_default_na=False)
    parametros = parametros.drop(columns=["etiqueta", "grupo"])
    tabla = metadatos.merge(parametros, on="archivo", validate="one_to_one")
    return pd.concat([tabla, pd.DataFrame([medir(clip) for clip in tabla.itertuples()])], axis=1)


def de(corpus: pd.DataFrame, *clases: str) -> list:
    return list(corpus[corpus["etiqueta"].isin(clases)].itertuples())


def proporcion(cumplen: Iterable) -> float:
    return float(np.mean(list(cumplen)))


# --- exigir -----------------------------------------------------------------------------------------------


def exigir_los_mismos_archivos(corpus: pd.DataFrame, carpeta: Path) -> None:
    """Los de la tabla y los del disco."""
    assert sorted(f"audio/{ruta.name}" for ruta in (carpeta / "audio").iterdir()) == sorted(corpus["archivo"])


def exigir_particiones_sin_fugas(corpus: pd.DataFrame) -> None:
    """Ochenta clips de prueba y ningún grupo en dos particiones."""
    assert (corpus["particion"] == "prueba").sum() >= 80
    assert set(corpus["particion"]) == {"entrenamiento", "validacion", "prueba"}
    assert corpus.groupby("grupo")["particion"].nunique().max() == 1


def exigir_grupos_de_una_clase(corpus: pd.DataFrame) -> None:
    """Clips y grupos de sobra, y cada grupo de una sola clase."""
    assert corpus.groupby("etiqueta").size().min() >= 24
    assert corpus.groupby("grupo")["etiqueta"].nunique().max() == 1
    assert corpus.groupby("grupo").size().min() >= 2


def exigir_la_duracion_anotada(corpus: pd.DataFrame, desde: float, hasta: float) -> None:
    assert np.allclose(corpus["duracion"], corpus["duracion_s"], atol=1e-3)
    assert corpus["duracion"].between(desde, hasta).all()


def exigir_sonido_limpio(corpus: pd.DataFrame) -> None:
    assert corpus["pico"].max() <= -1.0
    assert corpus["continua"].max() < 1e-3


# --- la dificultad justa ----------------------------------------------------------------------------------


def svm():
    return make_pipeline(StandardScaler(), SVC(C=10))


con_cada_modelo = pytest.mark.parametrize(
    "modelo",
    [
        svm(),
        make_pipeline(StandardScaler(), KNeighborsClassifier(15)),
        DecisionTreeClassifier(min_samples_leaf=8, random_state=0),
    ],
    ids=["svm", "vecinos", "arbol"],
)


def acierto_en_prueba(modelo, X: np.ndarray, tabla: pd.DataFrame) -> float:
    prueba = tabla["particion"] == "prueba"
    modelo.fit(X[~prueba], tabla["etiqueta"][~prueba])
    return balanced_accuracy_score(tabla["etiqueta"][prueba], modelo.predict(X[prueba]))


def acierto_validado(X: np.ndarray, tabla: pd.DataFrame, particion, grupos=None) -> float:
    predichas = cross_val_predict(svm(), X, tabla["etiqueta"], groups=grupos, cv=particion)
    return balanced_accuracy_score(tabla["etiqueta"], predichas)


def exigir_en_la_ficha(carpeta: Path, fila: str, valor: float) -> None:
    """La fila de la ficha que lleva ese texto dice lo que se acaba de medir, con dos decimales."""
    lineas = (carpeta / "README.md").read_text("utf-8").splitlines()
    (dicho,) = [linea.split("|")[2] for linea in lineas if linea.startswith("|") and fila in linea]
    cifra = float(re.search(r"\d,\d\d", dicho)[0].replace(",", "."))
    assert cifra == pytest.approx(valor, abs=REDONDEO), f"{carpeta.name}, «{fila}»"


def exigir_la_dificultad_justa(corpus: pd.DataFrame, carpeta: Path) -> None:
    """MFCC y SVM aciertan en los grupos de prueba más que poco y menos que casi todo, y la ficha lo dice."""
    acierto = acierto_en_prueba(svm(), np.stack(corpus["mfcc"]), corpus)
    assert 0.60 <= acierto <= 0.90
    exigir_en_la_ficha(carpeta, "| prueba: ", acierto)


def exigir_que_al_azar_halague(corpus: pd.DataFrame, carpeta: Path) -> None:
    """Partir por grupos cuesta lo mismo que la prueba, y partir al azar, mucho menos; la ficha lo dice."""
    X = np.stack(corpus["mfcc"])
    por_grupos, al_azar = (
        np.mean(
            [acierto_validado(X, corpus, reparto(4, shuffle=True, random_state=s), grupos) for s in range(3)]
        )
        for reparto, grupos in ((StratifiedGroupKFold, corpus["grupo"]), (StratifiedKFold, None))
    )
    assert 0.60 <= por_grupos <= 0.90
    assert al_azar - por_grupos >= 0.10
    exigir_en_la_ficha(carpeta, " 4 partes, media de 3 repartos", por_grupos)
    exigir_en_la_ficha(carpeta, "validación cruzada al azar", al_azar)
