"""Los conjuntos: se leen enteros y comprobados, o no se leen."""

import pandas as pd
import pytest

from helpers.datos import conjuntos as datos
from helpers.errores import ErrorDeDatos

FILAS = [
    ("audio/a.wav", "jazz", "banda1", "entrenamiento", "6.5", "CC0-1.0", "propio"),
    ("audio/b.wav", "None", "banda1", "entrenamiento", "7", "CC0-1.0", "propio"),
    ("audio/c.wav", "rock", "007", "validacion", "8.25", "CC0-1.0", "propio"),
    ("audio/d.wav", "rock", "7", "prueba", "9", "CC0-1.0", "propio"),
]


@pytest.fixture
def conjunto(tmp_path, monkeypatch):
    """Devuelve una función que escribe un conjunto llamado «inventado» y su tabla."""
    monkeypatch.setattr(datos, "CONJUNTOS", tmp_path)

    def escribir(tabla: pd.DataFrame | None = None):
        tabla = pd.DataFrame(FILAS, columns=datos.COLUMNAS) if tabla is None else tabla
        (tmp_path / "inventado" / "audio").mkdir(parents=True, exist_ok=True)
        for letra in "abcd":
            (tmp_path / "inventado" / "audio" / f"{letra}.wav").touch()
        tabla.to_csv(tmp_path / "inventado" / "metadatos.csv", index=False)
        return tmp_path / "inventado"

    return escribir


def _filas(**cambios):
    """Devuelve las filas buenas con la última cambiada."""
    tabla = pd.DataFrame(FILAS, columns=datos.COLUMNAS)
    for columna, valor in cambios.items():
        tabla.loc[3, columna] = valor
    return tabla


def test_devuelve_los_metadatos_con_tipos_y_la_ruta_de_cada_archivo(conjunto):
    carpeta = conjunto()
    tabla = datos.cargar_conjunto("inventado")
    assert list(tabla.columns) == [*datos.COLUMNAS, "ruta"]
    assert list(tabla["ruta"]) == [carpeta / fila[0] for fila in FILAS]
    assert tabla["duracion_s"].tolist() == [6.5, 7.0, 8.25, 9.0]


def test_el_texto_se_queda_como_esta(conjunto):
    conjunto()
    tabla = datos.cargar_conjunto("inventado")
    assert tabla["etiqueta"].tolist() == ["jazz", "None", "rock", "rock"]
    assert tabla["grupo"].tolist() == ["banda1", "banda1", "007", "7"]


def test_los_grupos_numerados_no_pierden_sus_ceros(conjunto):
    conjunto(_filas(grupo="7").assign(grupo=["007", "007", "8", "7"]))
    assert datos.cargar_conjunto("inventado")["grupo"].tolist() == ["007", "007", "8", "7"]


def test_un_conjunto_desconocido_dice_cuales_hay(conjunto):
    conjunto()
    with pytest.raises(ErrorDeDatos, match="inventado") as error:
        datos.cargar_conjunto("no_existe")
    assert "'no_existe'" in str(error.value)


def test_no_se_sale_de_la_carpeta_de_conjuntos(conjunto):
    carpeta = conjunto()
    with pytest.raises(ErrorDeDatos):
        datos.cargar_conjunto(f"../{carpeta.parent.name}/inventado")


@pytest.mark.parametrize(
    ("tabla", "mensaje"),
    [
        (_filas().drop(columns="grupo"), "sobran: grupo"),
        (_filas().assign(extra="x"), "sobran: extra"),
        (_filas().iloc[:0], "ninguna fila"),
        (_filas(particion="test"), "particion. no es .*línea 5"),
        (_filas(etiqueta=""), "vacía.*línea 5"),
        (_filas(licencia=""), "vacía.*línea 5"),
        (_filas(duracion_s="ocho"), "duracion_s no es .*línea 5"),
        (_filas(duracion_s="0"), "duracion_s no es .*línea 5"),
        (_filas(duracion_s="inf"), "duracion_s no es .*línea 5"),
        (_filas(archivo="audio/a.wav"), "repetido.*línea 5"),
        (_filas(grupo="banda1"), "Fuga de datos: el grupo 'banda1'"),
        (_filas(archivo="audio/falta.wav"), "Faltan 1 de las 4"),
    ],
)
def test_una_tabla_defectuosa_se_rechaza_y_se_nombra_el_archivo(conjunto, tabla, mensaje):
    carpeta = conjunto(tabla)
    with pytest.raises(ErrorDeDatos, match=mensaje) as error:
        datos.cargar_conjunto("inventado")
    assert error.value.archivo.startswith(str(carpeta))
    assert error.value.que_hacer


def test_un_archivo_que_no_es_csv_se_rechaza(conjunto):
    carpeta = conjunto()
    (carpeta / "metadatos.csv").write_bytes(b"\xff\xfe\x00archivo\x80")
    with pytest.raises(ErrorDeDatos, match="no se pueden leer"):
        datos.cargar_conjunto("inventado")


def test_una_tabla_cortada_a_mitad_de_una_fila_se_rechaza(conjunto):
    carpeta = conjunto()
    texto = (carpeta / "metadatos.csv").read_text(encoding="utf-8")
    (carpeta / "metadatos.csv").write_text(texto[: texto.rindex(",")], encoding="utf-8")
    with pytest.raises(ErrorDeDatos, match="vacía.*línea 5"):
        datos.cargar_conjunto("inventado")


def test_la_grabacion_que_falta_se_nombra(conjunto):
    carpeta = conjunto()
    (carpeta / "audio" / "c.wav").unlink()
    with pytest.raises(ErrorDeDatos) as error:
        datos.cargar_conjunto("inventado")
    assert error.value.archivo == str(carpeta / "audio" / "c.wav")


def test_las_grabaciones_reales_se_buscan_donde_las_deja_librosa_y_no_se_descargan(tmp_path, monkeypatch):
    monkeypatch.setenv("LIBROSA_DATA_DIR", str(tmp_path))
    assert datos.grabaciones_reales() == {}
    (tmp_path / datos.GRABACIONES_REALES["brahms"]).touch()
    (tmp_path / datos.GRABACIONES_REALES["vibeace"]).mkdir()
    assert datos.grabaciones_reales() == {"brahms": tmp_path / datos.GRABACIONES_REALES["brahms"]}


def test_sin_la_variable_se_miran_en_la_cache_de_librosa(tmp_path, monkeypatch):
    monkeypatch.delenv("LIBROSA_DATA_DIR", raising=False)
    monkeypatch.setattr("pooch.os_cache", lambda nombre: tmp_path / nombre)
    (tmp_path / "librosa").mkdir()
    (tmp_path / "librosa" / datos.GRABACIONES_REALES["trumpet"]).touch()
    assert list(datos.grabaciones_reales()) == ["trumpet"]


@pytest.mark.parametrize("nombre", datos.GRABACIONES_REALES)
def test_los_nombres_son_los_de_librosa(nombre):
    import librosa.util.files as de_librosa

    assert f"{de_librosa.__TRACKMAP[nombre]['path']}.ogg" == datos.GRABACIONES_REALES[nombre]


# --- Las columnas que solo tienen algunos registros ---


@pytest.fixture
def registro(tmp_path):
    """Devuelve una función que escribe un registro, con las columnas de más que se pidan, y lo lee."""

    def leer(**de_mas):
        tabla = pd.DataFrame(FILAS, columns=datos.COLUMNAS).assign(
            url=[f"https://ejemplo.org/{letra}.wav" for letra in "abcd"],
            sha256=[letra * 64 for letra in "abcd"],
            octetos="10",
            **de_mas,
        )
        tabla.to_csv(tmp_path / "inventado.csv", index=False)
        return datos.leer_registro(tmp_path / "inventado.csv")

    return leer


def test_un_registro_puede_llevar_sus_pliegues_y_su_otra_particion(registro):
    otra = ["entrenamiento", "prueba", "entrenamiento", "prueba"]
    leido = registro(pliegue=["1", "2", "3", "4"], particion_oida=otra)
    assert leido["pliegue"].tolist() == ["1", "2", "3", "4"]
    assert leido["particion_oida"].tolist() == otra


@pytest.mark.parametrize(
    ("de_mas", "mensaje"),
    [
        ({"color": "rojo"}, "sobran: color"),
        ({"pliegue": ["1", "2", "3", ""]}, "vacía.*línea 5"),
        ({"particion_oida": ["prueba"] * 3 + ["test"]}, "particion_oida. no es .*línea 5"),
    ],
)
def test_una_columna_de_mas_ajena_o_mal_rellena_se_rechaza(registro, de_mas, mensaje):
    with pytest.raises(ErrorDeDatos, match=mensaje):
        registro(**de_mas)


# --- Apartar la validación ---


def sin_validacion(n_grupos: int, clases: int = 2, por_clase: int = 3) -> pd.DataFrame:
    """Unos grupos de entrenamiento con todas las clases, uno de prueba y el índice desordenado."""
    filas = [
        (f"g{grupo}", f"c{clase}", "prueba" if grupo == n_grupos else "entrenamiento")
        for grupo in range(n_grupos + 1)
        for clase in range(clases)
        for _ in range(por_clase)
    ]
    tabla = pd.DataFrame(filas, columns=["grupo", "etiqueta", "particion"])
    return tabla.sample(frac=1, random_state=0)


@pytest.mark.parametrize(("n_grupos", "apartados"), [(2, 1), (4, 1), (5, 1), (10, 2), (30, 6)])
def test_se_aparta_un_quinto_de_los_grupos_enteros(n_grupos, apartados):
    tabla = sin_validacion(n_grupos)
    nueva = datos.apartar_validacion(tabla)
    assert nueva.groupby("grupo")["particion"].nunique().max() == 1
    assert nueva[nueva["particion"] == "validacion"]["grupo"].nunique() == apartados
    assert nueva.groupby("particion")["etiqueta"].nunique().tolist() == [2, 2, 2]


def test_la_prueba_y_la_tabla_que_llega_no_cambian():
    tabla = sin_validacion(6)
    antes, nueva = tabla.copy(), datos.apartar_validacion(tabla)
    pd.testing.assert_frame_equal(tabla, antes)
    assert nueva.index.equals(tabla.index)
    assert (nueva["particion"].eq("prueba") == tabla["particion"].eq("prueba")).all()


def test_el_sorteo_depende_de_la_semilla_y_de_nada_mas():
    tabla = sin_validacion(12)
    primera, segunda, otra = (datos.apartar_validacion(tabla, semilla) for semilla in (3, 3, 4))
    pd.testing.assert_frame_equal(primera, segunda)
    assert not primera["particion"].equals(otra["particion"])


def test_si_ya_hay_validacion_se_queda_como_esta():
    tabla = datos.apartar_validacion(sin_validacion(6))
    pd.testing.assert_frame_equal(datos.apartar_validacion(tabla, semilla=9), tabla)


@pytest.mark.parametrize("n_grupos", [0, 1])
def test_sin_dos_grupos_no_hay_con_que_validar(n_grupos):
    with pytest.raises(ErrorDeDatos, match=f"hay {n_grupos} grupos"):
        datos.apartar_validacion(sin_validacion(n_grupos))
