"""Lo que el README y las fichas prometen está ahí: enlaces, imágenes y licencia y ficha de cada carpeta."""

import re

import pytest
from cuaderno_leido import RAIZ

TEXTOS = [
    RAIZ / "README.md",
    *sorted((RAIZ / "notebooks").glob("*.md")),
    *sorted((RAIZ / "data").rglob("*.md")),
    *sorted((RAIZ / "helpers").rglob("*.md")),
]
CARPETAS = "data|helpers|notebooks|tests"


def enlaces(texto: str) -> list[str]:
    """Los destinos de enlaces e imágenes que no salen del repositorio."""
    destinos = re.findall(r"\]\(([^)\s]+)\)", texto)
    return [d.split("#")[0] for d in destinos if not re.match(r"[a-z]+:|#", d)]


def rutas_citadas(texto: str) -> list[str]:
    """Los archivos y carpetas del proyecto que se nombran como código, si no son plantillas."""
    citadas = re.findall(rf"(?<![\w/.])(?:{CARPETAS})/[\w./-]+", " ".join(re.findall(r"`[^`]+`", texto)))
    return [c.rstrip(".") for c in citadas if "NN" not in c]


@pytest.mark.parametrize("ruta", TEXTOS, ids=lambda ruta: ruta.relative_to(RAIZ).as_posix())
def test_toda_ruta_citada_existe(ruta):
    perdidas = [c for c in rutas_citadas(ruta.read_text(encoding="utf-8")) if not (RAIZ / c).exists()]
    assert perdidas == []


@pytest.mark.parametrize("ruta", TEXTOS, ids=lambda ruta: ruta.relative_to(RAIZ).as_posix())
def test_todo_enlace_lleva_a_algun_sitio(ruta):
    perdidos = [d for d in enlaces(ruta.read_text(encoding="utf-8")) if not (ruta.parent / d).exists()]
    assert perdidos == []


def test_el_readme_tiene_su_imagen_y_su_indice():
    destinos = enlaces((RAIZ / "README.md").read_text(encoding="utf-8"))
    assert any(d.endswith(".png") for d in destinos)
    assert any(d.endswith(".ipynb") for d in destinos)


def test_toda_carpeta_de_datos_tiene_su_licencia_y_su_ficha():
    licencias = (RAIZ / "data" / "LICENCIAS.md").read_text(encoding="utf-8")
    for grupo in ("conjuntos/*", "modelos/*", "codificadores/*", "audio"):
        carpetas = [c for c in (RAIZ / "data").glob(grupo) if c.is_dir()]
        assert carpetas
        for carpeta in carpetas:
            assert f"\n## data/{carpeta.relative_to(RAIZ / 'data').as_posix()}\n" in licencias
            assert (carpeta / "README.md").is_file()
