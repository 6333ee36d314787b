"""Los registros que trae el curso, contra lo que se sabe de sus conjuntos; y dónde está la caché."""

from collections import Counter
from pathlib import Path, PurePosixPath

import pytest

from helpers.cache import VARIABLE, carpeta_de_cache
from helpers.datos import conjuntos as datos
from helpers.datos.tablas import leer_registro

EMODB, ESC10, FSDD, LIBRISPEECH, IMPOSTORES = (
    leer_registro(datos.REGISTROS / f"{nombre}.csv")
    for nombre in ("emodb", "esc10", "fsdd", "librispeech", "librispeech_impostores")
)
README = (datos.REGISTROS / "README.md").read_text(encoding="utf-8")
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


@pytest.mark.parametrize(
    "registro", [EMODB, ESC10, FSDD, LIBRISPEECH, IMPOSTORES], ids=lambda r: r["grupo"].iloc[0]
)
def test_todo_viene_de_una_revision_fijada(registro):
    (commit,) = {url.split("/")[5] for url in registro["url"]}
    assert len(commit) == 40


# --- ESC-10 ---

# El número de la carpeta de ESC-10 y el nombre de la clase en ESC-50.
CLASES_DE_ESC10 = {
    "001": "dog",
    "002": "rain",
    "003": "sea_waves",
    "004": "crying_baby",
    "005": "clock_tick",
    "006": "sneezing",
    "007": "helicopter",
    "008": "chainsaw",
    "009": "rooster",
    "010": "crackling_fire",
}


def test_esc10_son_los_pliegues_1_a_4_con_ocho_clips_por_clase_menos_dos_gallos():
    assert len(ESC10) == ESC10["sha256"].nunique() == 318
    por_pliegue = ESC10.groupby(["pliegue", "etiqueta"]).size()
    assert len(por_pliegue) == 40
    assert por_pliegue[por_pliegue != 8].to_dict() == {("1", "rooster"): 7, ("2", "rooster"): 7}


@pytest.mark.parametrize("fila", list(ESC10.itertuples()), ids=lambda fila: fila.archivo)
def test_el_nombre_de_cada_archivo_de_esc10_dice_su_pliegue_y_su_fuente(fila):
    nombre = PurePosixPath(fila.archivo).name
    pliegue, fuente, _ = nombre.split("-")
    assert (pliegue, f"freesound_{fuente}") == (fila.pliegue, fila.grupo)
    assert fila.url.endswith(f"/{nombre}")
    assert fila.etiqueta == CLASES_DE_ESC10[fila.url.split("/")[6][:3]]
    assert f"/sounds/{fuente}/" in fila.origen


def test_la_prueba_de_esc10_es_el_pliegue_4_y_ninguna_fuente_esta_en_dos_pliegues():
    assert (ESC10["particion"].eq("prueba") == ESC10["pliegue"].eq("4")).all()
    assert ESC10.groupby("grupo")["pliegue"].nunique().max() == 1


def test_cada_autor_de_esc10_esta_nombrado_con_su_licencia():
    assert set(ESC10["licencia"]) == {"CC BY", "CC0"}
    assert all("Piczak 2015; " in origen for origen in ESC10["origen"])


# --- FSDD ---


@pytest.mark.parametrize("persona", ["george", "jackson", "nicolas", "yweweler"])
def test_cada_persona_de_fsdd_dice_25_veces_cada_cifra(persona):
    suyas = FSDD[FSDD["grupo"] == f"fsdd_{persona}"]
    assert suyas["etiqueta"].value_counts().to_dict() == dict.fromkeys("0123456789", 25)
    nombres = [PurePosixPath(archivo).stem.split("_") for archivo in suyas["archivo"]]
    assert [(cifra, quien) for cifra, quien, _ in nombres] == [(e, persona) for e in suyas["etiqueta"]]
    de_prueba = [int(toma) < 5 for *_, toma in nombres]
    assert (suyas["particion_oida"] == "prueba").tolist() == de_prueba


def test_fsdd_trae_las_dos_particiones_y_la_honrada_no_repite_personas():
    personas = FSDD.groupby("particion")["grupo"].agg(lambda grupos: sorted(set(grupos)))
    assert personas.to_dict() == {
        "entrenamiento": ["fsdd_george", "fsdd_jackson"],
        "prueba": ["fsdd_nicolas", "fsdd_yweweler"],
    }
    assert Counter(FSDD["particion_oida"]) == {"entrenamiento": 800, "prueba": 200}
    assert FSDD.groupby("particion_oida")["grupo"].nunique().tolist() == [4, 4]


def test_cada_archivo_de_fsdd_ocupa_lo_que_dura():
    """WAV de 16 bits y un canal a 8 kHz: 16 000 octetos por segundo, y una cabecera corta."""
    assert (FSDD["octetos"] - 16_000 * FSDD["duracion_s"]).between(28, 120).all()


# --- LibriSpeech ---


def test_cada_persona_de_librispeech_esta_a_los_dos_lados_con_frases_distintas():
    por_persona = LIBRISPEECH.groupby(["etiqueta", "particion"]).size().unstack()
    assert len(por_persona) == 10
    assert por_persona.drop_duplicates().to_dict("records") == [{"entrenamiento": 7, "prueba": 3}]
    assert LIBRISPEECH["grupo"].nunique() == LIBRISPEECH["sha256"].nunique() == 100


def test_cada_impostor_es_otra_persona_con_una_frase_y_no_se_entrena_con_el():
    assert IMPOSTORES["etiqueta"].nunique() == len(IMPOSTORES) == 40
    assert set(IMPOSTORES["particion"]) == {"prueba"}
    assert not set(IMPOSTORES["etiqueta"]) & set(LIBRISPEECH["etiqueta"])


@pytest.mark.parametrize("registro", [LIBRISPEECH, IMPOSTORES], ids=["librispeech", "impostores"])
def test_el_nombre_de_cada_archivo_de_librispeech_dice_quien_es(registro):
    for fila in registro.itertuples():
        nombre = PurePosixPath(fila.archivo).stem
        assert fila.grupo == f"librispeech_{nombre}"
        assert fila.etiqueta == f"librispeech_{nombre.split('-')[0]}"
        assert fila.url.endswith(f"/{nombre}.flac")


# --- Todos ---


@pytest.mark.parametrize("nombre", datos.conjuntos_reales())
def test_cada_registro_se_lee_y_no_se_llama_como_un_conjunto_propio(nombre):
    assert len(leer_registro(datos.REGISTROS / f"{nombre}.csv"))
    assert not (datos.CONJUNTOS / nombre).exists()


def test_el_sonido_no_viene_con_el_curso():
    assert {ruta.suffix for ruta in datos.REGISTROS.rglob("*") if ruta.is_file()} == {".csv", ".md"}


@pytest.mark.parametrize("nombre", datos.conjuntos_reales())
def test_hay_un_conjunto_propio_con_que_seguir_sin_el_real(nombre):
    assert (datos.CONJUNTOS / datos.SUSTITUTOS[nombre] / "metadatos.csv").is_file()


@pytest.mark.parametrize("nombre", datos.conjuntos_reales())
def test_la_readme_dice_lo_que_ocupa_cada_registro(nombre):
    registro = leer_registro(datos.REGISTROS / f"{nombre}.csv")
    (fila,) = [linea for linea in README.splitlines() if linea.startswith(f"| `{nombre}` |")]
    minutos, megas = registro["duracion_s"].sum() / 60, registro["octetos"].sum() / 1e6
    assert f"| {len(registro)} |" in fila
    assert fila.endswith(f"| {minutos:.0f} | {megas:.1f} |".replace(".", ","))


def test_la_readme_dice_las_particiones_de_esc10():
    for particion, pliegues in [("entrenamiento", "1, 2 y 3"), ("prueba", "4")]:
        parte = ESC10[ESC10["particion"] == particion]
        assert f"| `{particion}` | {pliegues} | {parte['grupo'].nunique()} | {len(parte)} |" in README


def test_la_readme_dice_las_cifras_del_registro():
    texto = README
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
