"""La carpeta de un corpus: empieza vacía y acaba con una fila por clip en cada tabla."""

import csv

import pytest
from recetario import importar_receta


@pytest.fixture(scope="module")
def receta():
    return importar_receta("comun.carpeta")


def test_no_queda_sonido_de_otra_vez_y_lo_demas_no_se_toca(receta, tmp_path):
    receta.vaciar_audio(tmp_path)  # la primera vez no hay nada
    (tmp_path / "audio" / "viejo.ogg").touch()
    (tmp_path / "audio" / "notas.txt").touch()
    (tmp_path / "README.md").touch()
    receta.vaciar_audio(tmp_path)
    assert [archivo.name for archivo in (tmp_path / "audio").iterdir()] == ["notas.txt"]
    assert (tmp_path / "README.md").exists()


def test_cada_clip_tiene_su_fila_en_las_dos_tablas(receta, tmp_path):
    filas = [
        ({"archivo": "a.ogg", "etiqueta": "lluvia"}, {"archivo": "a.ogg", "gotas": "3,5 por segundo"}),
        ({"archivo": "b.ogg", "etiqueta": "año"}, {"archivo": "b.ogg", "gotas": ""}),
    ]
    receta.escribir_tablas(tmp_path, filas)
    for i, nombre in enumerate(("metadatos", "parametros")):
        with (tmp_path / f"{nombre}.csv").open(encoding="utf-8", newline="") as archivo:
            assert list(csv.DictReader(archivo)) == [par[i] for par in filas]
        assert b"\r" not in (tmp_path / f"{nombre}.csv").read_bytes()
