"""Los registros que trae el curso, contra lo que se sabe de sus conjuntos; y dónde está la caché."""

from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from helpers import datos
from helpers.cache import VARIABLE, carpeta_de_cache
from helpers.metadatos import leer_registro

EMODB = leer_registro(datos.REGISTROS / "emodb.csv")
# La sexta letra del nombre de un archivo de EmoDB es la emoción, en alemán: Freude, Neutral, Trauer, Wut.
EMOCIONES = {"F": "happy", "N": "neutral", "T": "sad", "W": "angry"}


def test_emodb_son_198_archivos_distintos_de_dominio_publico():
    assert len(EMODB) == EMODB["sha256"].nunique() == EMODB["url"].nunique() == 198
    assert set(EMODB["licencia"]) == {"CC0-1.0"}
    assert all("Burkhardt et al. 2005" in origen for origen in EMODB["origen"])


@pytest.mark.parametrize("fila", list(EMODB.itertuples()), ids=lambda fila: fila.archivo)
def test_el_nombre_de_cada_archivo_dice_su_hablante_y_su_emocion(fila):
    nombre = PurePosixPath(fila.archivo).name
    assert fila.archivo == f"audio/{nombre}"
    assert fila.url.endswith(f"/{nombre}")
    assert fila.grupo == f"emodb_{nombre[:2]}"
    assert fila.etiqueta == EMOCIONES[nombre[5]]


def test_cada_archivo_ocupa_lo_que_dura():
    """WAV de 16 bits y un canal a 16 kHz: 32 000 octetos por segundo, y una cabecera, larga en tres."""
    cabeceras = EMODB["octetos"] - 32_000 * EMODB["duracion_s"]
    assert cabeceras.between(28, 4200).all()
    assert (cabeceras > 60).sum() == 3


def test_las_de_prueba_son_dos_personas_que_no_estan_en_el_entrenamiento():
    particiones = EMODB.groupby("particion")["grupo"].agg(lambda grupos: sorted(set(grupos)))
    assert particiones.to_dict() == {
        "entrenamiento": ["emodb_10", "emodb_12", "emodb_14", "emodb_16"],
        "prueba": ["emodb_03", "emodb_13"],
    }
    assert Counter(EMODB["particion"]) == {"entrenamiento": 123, "prueba": 75}
    assert EMODB.groupby("particion")["etiqueta"].nunique().tolist() == [4, 4]


def test_todo_viene_de_una_revision_fijada():
    (commit,) = {url.split("/")[5] for url in EMODB["url"]}
    assert len(commit) == 40


@pytest.mark.parametrize("nombre", datos.conjuntos_reales())
def test_cada_registro_se_lee_y_no_se_llama_como_un_conjunto_propio(nombre):
    assert len(leer_registro(datos.REGISTROS / f"{nombre}.csv"))
    assert not (datos.CONJUNTOS / nombre).exists()


def test_el_sonido_no_viene_con_el_curso():
    assert {ruta.suffix for ruta in datos.REGISTROS.rglob("*") if ruta.is_file()} == {".csv", ".md"}


def test_la_readme_dice_las_cifras_del_registro():
    texto = (datos.REGISTROS / "README.md").read_text(encoding="utf-8")
    for particion, personas, tabla in [
        ("entrenamiento", 4, EMODB[EMODB["particion"] == "entrenamiento"]),
        ("prueba", 2, EMODB[EMODB["particion"] == "prueba"]),
    ]:
        por_emocion = [str((tabla["etiqueta"] == e).sum()) for e in ("angry", "happy", "neutral", "sad")]
        assert f"| `{particion}` | {personas} | {' | '.join(por_emocion)} | {len(tabla)} |" in texto


# --- La caché ---


def test_la_cache_es_la_que_diga_la_variable(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "lápiz usb"))
    assert carpeta_de_cache() == tmp_path / "lápiz usb"


def test_una_carpeta_relativa_no_depende_de_donde_se_este_luego(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, "cache")
    assert carpeta_de_cache() == tmp_path / "cache"


def test_una_virgulilla_es_la_carpeta_personal(monkeypatch):
    monkeypatch.setenv(VARIABLE, "~/voces")
    assert carpeta_de_cache() == Path.home() / "voces"


@pytest.mark.parametrize("valor", [None, ""])
def test_sin_la_variable_es_la_del_sistema(monkeypatch, valor):
    monkeypatch.delenv(VARIABLE, raising=False)
    if valor is not None:
        monkeypatch.setenv(VARIABLE, valor)
    monkeypatch.setattr("pooch.os_cache", lambda nombre: Path("/sistema") / nombre)
    assert carpeta_de_cache() == Path("/sistema/clasificacion_de_audio")
