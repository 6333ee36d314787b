"""El codificador de música: responde lo que el original, y no calla cuando no puede responder."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import librosa
import numpy as np
import pytest
import torch
from recetario import importar_receta
from safetensors.torch import load_file, save_file
from transformers import AutoModel

from helpers.audio import cargar_audio
from helpers.clasificacion import clasificar, linea_de_tiempo
from helpers.codificadores import cargar_codificador, musica
from helpers.datos import AUDIO, DATOS
from helpers.errores import ErrorDeAudio, ErrorDeModelo
from helpers.etiquetas import EN_ESPANOL
from helpers.modelos import cargar_clasificador

CARPETA = DATOS / "codificadores" / "musica"
ORIGINAL = dict(np.load(Path(__file__).with_name("original_de_musica.npz")))
REDES = ("msd", "mtt")
CON_HQ = {  # hechos medidos con otra implementación: el primer minuto, en la versión .hq
    "sorohanro_-_solo-trumpet-06": {"jazz (MSD)": 0.94, "guitar (MTT)": 0.47},
    "Kevin_MacLeod_-_Vibe_Ace": {"jazz (MSD)": 0.43},
    "Karissa_Hobbs_-_Lets_Go_Fishin": {"female vocalists (MSD)": 0.34, "guitar (MTT)": 0.47},
    "Hungarian_Dance_number_5_-_Allegro_in_F_sharp_minor_(string_orchestra)": {
        "classical (MTT)": 0.68,
        "violin (MTT)": 0.54,
        "strings (MTT)": 0.49,
    },
}


@pytest.fixture(scope="module")
def ventanas() -> torch.Tensor:
    return torch.from_numpy(importar_receta("codificadores.musica").ventanas_de_prueba())


@pytest.fixture
def las_dos() -> musica.CodificadorDeMusica:
    return cargar_codificador("musica", redes=REDES).modelo


@pytest.fixture(scope="module")
def etiquetador():
    return cargar_clasificador("etiquetas_musicales")


def _diferencia(modelo: musica.CodificadorDeMusica, ventanas: torch.Tensor) -> float:
    """La mayor entre nuestras probabilidades y las del grafo original."""
    with torch.inference_mode():
        nuestras = modelo(ventanas).logits.sigmoid().numpy()
    suyas = np.concatenate([ORIGINAL[f"{red}_probabilidades"] for red in modelo.config.redes], axis=1)
    return float(np.abs(nuestras - suyas).max())


# --- Lo que responde el original ---


def test_las_probabilidades_son_las_del_grafo_original(las_dos, ventanas):
    assert _diferencia(las_dos, ventanas) <= 1e-5


def test_la_penultima_y_el_resumen_tambien_en_el_mismo_orden(las_dos, ventanas):
    with torch.inference_mode():
        salida = las_dos(ventanas)
    penultima = np.concatenate([ORIGINAL[f"{red}_penultima"] for red in REDES], axis=1)
    np.testing.assert_allclose(salida.penultima, penultima, rtol=1e-4, atol=1e-4)
    receta = importar_receta("codificadores.musica")
    assert salida.embeddings.shape == (8, 512 + 1086)
    principio = 0
    for red in REDES:
        suyo = ORIGINAL[f"{red}_resumen"].reshape(8, -1, 2)
        vivos = _vivos(receta, red, suyo)
        nuestro = salida.embeddings[:, principio : principio + 2 * len(vivos)].reshape(8, -1, 2)
        escala = np.abs(suyo).max()
        np.testing.assert_allclose(nuestro, suyo[:, vivos], rtol=0, atol=1e-5 * escala)
        principio += 2 * len(vivos)


def _vivos(receta, red: str, resumen: np.ndarray) -> list[int]:
    """Busca en el original, por su valor, cada canal del nuestro: el orden de una rama no lo guarda nadie."""
    with torch.inference_mode():
        modelo = cargar_codificador("musica", redes=(red,)).modelo
        nuestro = modelo(torch.from_numpy(receta.ventanas_de_prueba())).embeddings.reshape(8, -1, 2).numpy()
    distancias = [np.abs(resumen - nuestro[:, i : i + 1]).max(axis=(0, 2)) for i in range(nuestro.shape[1])]
    elegidos = [int(np.argmin(distancia)) for distancia in distancias]
    assert len(set(elegidos)) == len(elegidos)
    return elegidos


def test_el_espectrograma_es_el_de_librosa_comprimido(ventanas):
    extractor, [y, sr] = musica.ExtractorDeMusica(), cargar_audio(AUDIO / "jazz_generado.flac", sr=16_000)
    nuestras = extractor(y, sampling_rate=sr)["input_features"]
    mel = librosa.feature.melspectrogram(y=y, sr=sr, n_fft=512, hop_length=256, n_mels=96)
    suyas = np.log10(10_000 * mel + 1).T
    assert nuestras.shape == (1, len(suyas) // 187, 187, 96)
    np.testing.assert_allclose(nuestras[0].reshape(-1, 96), suyas[: 187 * nuestras.shape[1]], atol=2e-4)
    np.testing.assert_allclose(nuestras[0, 0], ventanas[4], atol=2e-4)


@pytest.mark.skipif(not os.environ.get("LIBROSA_DATA_DIR"), reason="no están las grabaciones de librosa.ex")
@pytest.mark.parametrize("archivo", CON_HQ)
def test_en_grabaciones_reales_responde_lo_que_otra_implementacion(etiquetador, archivo):
    ruta = Path(os.environ["LIBROSA_DATA_DIR"], f"{archivo}.hq.ogg")
    if not ruta.exists():
        pytest.skip("no está la versión .hq")
    y, sr = cargar_audio(ruta, sr=16_000)
    tabla = clasificar(etiquetador, type(cargar_audio(ruta))(y[: 60 * sr], sr), top_k=100)
    ahora = dict(zip(tabla["etiqueta"], tabla["probabilidad"], strict=True))
    assert {etiqueta: ahora[etiqueta] for etiqueta in CON_HQ[archivo]} == pytest.approx(
        CON_HQ[archivo], abs=0.03
    )


def test_al_jazz_compuesto_le_responde_lo_que_dice_su_ficha(etiquetador):
    tabla = clasificar(etiquetador, AUDIO / "jazz_generado.flac", top_k=100)
    ahora = dict(zip(tabla["etiqueta"], tabla["probabilidad"], strict=True))
    guardado = json.loads((CARPETA / "resultados.json").read_text("utf-8"))["respuestas"]["jazz_generado"]
    for etiqueta, probabilidad in guardado["msd"] + guardado["mtt"]:
        assert ahora[etiqueta] == pytest.approx(probabilidad, abs=0.002)


# --- Cada error que se puede colar ---


def _sin_entrelazar(red):
    mitad = red.densa.weight.shape[1] // 2
    red.densa.weight = torch.nn.Parameter(
        torch.cat([red.densa.weight[:, :mitad], red.densa.weight[:, mitad:]], 1)
        .reshape(200, 2, -1)
        .transpose(1, 2)
        .reshape(200, -1)
    )


def _siempre_el_maximo(red):
    red.filtros = [[sum(suyos), 0] for suyos in red.filtros]


def _un_canal_menos(red):
    red.en_medio[0].weight.data[:, -1] = 0


def _los_unos_en_el_sesgo(red):
    red.en_medio[0].bias.data += red.en_medio[0].weight[:, -1].sum(1)
    red.en_medio[0].weight.data[:, -1] = 0


def _ramas_cambiadas(red):
    anchas = red.ramas[0].out_channels
    orden = torch.cat([torch.arange(anchas, red.delante.escala.shape[0]), torch.arange(anchas)])
    for afin in (red.delante.escala, red.delante.desplazamiento):
        afin.data = afin[orden]


@pytest.mark.parametrize("estropear", [_sin_entrelazar, _siempre_el_maximo, _ramas_cambiadas])
@pytest.mark.parametrize("nombre", REDES)
def test_un_error_de_montaje_no_pasa(nombre, estropear, ventanas):
    modelo = cargar_codificador("musica", redes=(nombre,)).modelo
    with torch.no_grad():
        estropear(getattr(modelo, nombre))
    assert _diferencia(modelo, ventanas) > 1e-3


def _variables_de_pega(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Una musicnn sin entrenar, con normalizaciones de las dos señas y la mitad de los filtros muertos."""
    formas = [(7, 38, 1, 204), (7, 67, 1, 204), (128, 1, 1, 51), (64, 1, 1, 51), (32, 1, 1, 51)]
    formas += [(7, 561, 1, 64), (7, 64, 1, 64), (7, 64, 1, 64)]
    capas = {f"conv2d_{i}" if i else "conv2d": forma for i, forma in enumerate(formas)}
    capas |= {"dense": (1506, 200), "dense_1": (200, 50)}
    variables = {}
    for nombre, forma in capas.items():
        peso = rng.normal(size=forma) / np.sqrt(np.prod(forma[:-1]))
        if forma[2:3] == (1,) and nombre in list(capas)[:5]:
            peso[..., ::2] = 0
        variables |= {f"{nombre}/kernel": peso, f"{nombre}/bias": rng.normal(size=forma[-1])}
    for i, canales in enumerate([1, 204, 204, 51, 51, 51, 64, 64, 64, 1506, 200]):
        nombre = f"batch_normalization_{i}" if i else "batch_normalization"
        variables |= {
            f"{nombre}/{cual}": rng.normal(size=canales) for cual in ("gamma", "beta", "moving_mean")
        }
        variables[f"{nombre}/moving_variance"] = rng.uniform(0.001, 1, canales)
    return {nombre: valor.astype(np.float32) for nombre, valor in variables.items()}


def _red(podada) -> musica.RedDeMusica:
    red = musica.RedDeMusica(podada.filtros, 50).eval()
    red.load_state_dict({nombre: torch.from_numpy(peso) for nombre, peso in podada.pesos.items()})
    return red


@pytest.fixture
def de_pega():
    """La receta de podar, una red entera, la misma podada y unas ventanas."""
    poda = importar_receta("codificadores.poda")
    variables = _variables_de_pega(np.random.default_rng(0))
    entera, podada = poda.podar(variables, umbral=0), poda.podar(variables)
    assert sum(map(sum, entera.filtros)) == 561
    assert sum(map(sum, podada.filtros)) < 300
    x = torch.from_numpy(np.random.default_rng(1).uniform(0, 4, (2, 187, 96)).astype(np.float32))
    return poda, variables, _red(entera), _red(podada), x


def _aparte(una: musica.RedDeMusica, otra: musica.RedDeMusica, x: torch.Tensor) -> float:
    with torch.inference_mode():
        return float((una(x)[2] - otra(x)[2]).abs().max())


def test_podar_no_cambia_nada(de_pega):
    _, _, entera, podada, x = de_pega
    assert _aparte(podada, entera, x) <= 2e-4 * float(entera(x)[2].detach().abs().max())


@pytest.mark.parametrize("estropear", [_un_canal_menos, _los_unos_en_el_sesgo])
def test_lo_que_decian_los_filtros_muertos_cuenta_y_en_los_bordes_no(de_pega, estropear):
    _, _, entera, podada, x = de_pega
    estropear(podada)
    assert _aparte(podada, entera, x) > 1e-2


def test_con_otra_epsilon_responderia_otra_cosa(de_pega, monkeypatch):
    poda, variables, entera, _, x = de_pega
    monkeypatch.setattr(poda, "EPSILON", 1e-5)
    assert _aparte(_red(poda.podar(variables)), entera, x) > 1e-2


def test_el_punto_de_control_se_lee_sin_tensorflow():
    leer = importar_receta("codificadores.punto_de_control").leer
    datos = np.arange(7, dtype="<f4").tobytes()
    indice = _indice_de_pega()
    [uno, otro] = leer(indice, datos).items()
    assert uno[0] == "capa/bias"
    assert uno[1].tolist() == [0.0]
    assert otro[0] == "capa/kernel"
    assert otro[1].tolist() == [[1, 2, 3], [4, 5, 6]]
    with pytest.raises(ValueError, match="LevelDB"):
        leer(indice[:-1] + b"?", datos)


def _indice_de_pega() -> bytes:
    """Una tabla con dos variables: la segunda comparte con la primera el principio de su nombre."""
    sesgo = bytes([8, 1, 18, 4, 18, 2, 8, 1, 40, 4])
    nucleo = bytes([8, 1, 18, 8, 18, 2, 8, 2, 18, 2, 8, 3, 32, 4, 40, 24])
    bloque = (
        bytes([0, 9, len(sesgo)]) + b"capa/bias" + sesgo + bytes([5, 6, len(nucleo)]) + b"kernel" + nucleo
    )
    bloque += (0).to_bytes(4, "little") + (1).to_bytes(4, "little")
    lugar = bytes([0, len(bloque)])
    otro = bytes([0, 1, 2]) + b"z" + lugar + (0).to_bytes(4, "little") + (1).to_bytes(4, "little")
    tabla = bloque + bytes(5)
    pie = bytes([0, 0, len(tabla), len(otro)]).ljust(40, b"\0") + (0xDB4775248B80FB57).to_bytes(8, "little")
    return tabla + otro + bytes(5) + pie


# --- Los pesos ---


@pytest.mark.parametrize(("redes", "dimension"), [(("msd",), 512), (("mtt",), 1086), (("mtt", "msd"), 1598)])
def test_solo_se_calcula_lo_que_se_pide(redes, dimension, ventanas):
    modelo = cargar_codificador("musica", redes=redes).modelo
    assert {nombre.partition(".")[0] for nombre in modelo.state_dict()} == set(redes)
    with torch.inference_mode():
        assert modelo(ventanas[:1]).embeddings.shape == (1, dimension)
    assert _diferencia(modelo, ventanas) <= 1e-5


@pytest.mark.parametrize("redes", [(), ("msd", "msd"), ("gtzan",)])
def test_una_red_que_no_hay_se_dice(redes):
    with pytest.raises(ErrorDeModelo, match="No se pueden calcular"):
        cargar_codificador("musica", redes=redes)


@pytest.mark.parametrize("cual", ["msd.densa.bias", "msd.delante.escala"])
def test_si_falta_un_peso_no_se_carga(cual, tmp_path):
    copia = Path(shutil.copytree(CARPETA, tmp_path / "musica"))
    pesos = load_file(copia / "model.safetensors")
    del pesos[cual]
    save_file(pesos, copia / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ErrorDeModelo, match=cual):
        AutoModel.from_pretrained(copia)


def test_un_peso_de_otra_forma_tampoco(tmp_path):
    copia = Path(shutil.copytree(CARPETA, tmp_path / "musica"))
    pesos = load_file(copia / "model.safetensors")
    pesos["msd.cabeza.bias"] = pesos["msd.cabeza.bias"][:-1]
    save_file(pesos, copia / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(ErrorDeModelo, match="msd.cabeza.bias"):
        AutoModel.from_pretrained(copia)


@pytest.mark.parametrize("cambio", [{"problem_type": None}, {"redes": ["mtt"]}])
def test_una_configuracion_que_daria_otra_cosa_en_silencio_se_rechaza(cambio):
    configuracion = musica.ConfiguracionDeMusica.from_pretrained(CARPETA)
    for nombre, valor in cambio.items():
        setattr(configuracion, nombre, valor)
    with pytest.raises(ErrorDeModelo, match="nombra 100 etiquetas"):
        musica.ClasificadorDeMusica(configuracion)


# --- Lo que se le da ---


@pytest.mark.parametrize(
    ("y", "dice"),
    [
        (np.array([], np.float32), "ni una muestra"),
        (np.zeros(1, np.float32), "demasiado corto"),
        (np.full(47_615, 0.1, np.float32), "demasiado corto"),
        (np.zeros(160_000, np.float32), "silencio"),
        (np.full(160_000, np.nan, np.float32), "NaN"),
        (np.zeros((2, 160_000), np.float32), "mono"),
    ],
)
def test_lo_que_no_se_puede_oir_se_dice(y, dice, etiquetador):
    with pytest.raises(ErrorDeAudio, match=dice):
        musica.ExtractorDeMusica()(y, sampling_rate=16_000)
    if y.ndim == 1:
        with pytest.raises(ErrorDeAudio, match=dice):
            etiquetador(y)


def test_el_sonido_mas_corto_que_vale_es_una_ventana():
    y = np.random.default_rng(0).uniform(-1, 1, 47_616).astype(np.float32)
    assert musica.ExtractorDeMusica()(y)["input_features"].shape == (1, 1, 187, 96)


def test_a_otra_frecuencia_se_dice():
    with pytest.raises(ErrorDeAudio, match="8000"):
        musica.ExtractorDeMusica()(np.ones(100_000, np.float32), sampling_rate=8_000)


def test_muy_fuerte_no_da_nan(etiquetador):
    y = np.sign(np.random.default_rng(0).normal(size=48_000)).astype(np.float32)
    assert all(0 <= respuesta["score"] <= 1 for respuesta in etiquetador(y, top_k=100))


def test_un_lote_de_dos_sonidos_responde_a_cada_uno(etiquetador):
    dos = [cargar_audio(AUDIO / f"{nombre}.flac", sr=16_000).y for nombre in ("lluvia", "motor")]
    juntos = etiquetador(dos, batch_size=2, top_k=3)
    for y, suya in zip(dos, juntos, strict=True):
        for obtenida, sola in zip(suya, etiquetador(y, top_k=3), strict=True):
            assert obtenida["label"] == sola["label"]
            assert obtenida["score"] == pytest.approx(sola["score"], abs=1e-5)


# --- Las etiquetas ---


def test_son_cincuenta_y_cincuenta_y_todas_tienen_nombre_en_espanol(etiquetador):
    etiquetas = list(etiquetador.model.config.id2label.values())
    assert len(set(etiquetas)) == 100
    assert [etiqueta[-5:] for etiqueta in etiquetas] == ["(MSD)"] * 50 + ["(MTT)"] * 50
    assert set(etiquetas) <= set(EN_ESPANOL)


def test_cada_probabilidad_es_la_media_de_la_suya_en_las_ventanas(etiquetador):
    y, sr = cargar_audio(AUDIO / "jazz_generado.flac", sr=16_000)
    codificador = cargar_codificador("musica", redes=REDES)
    ventanas = codificador.extractor(y, return_tensors="pt")["input_features"][0]
    with torch.inference_mode():
        medias = codificador.modelo(ventanas).logits.sigmoid().mean(0)
    tabla = clasificar(etiquetador, AUDIO / "jazz_generado.flac", top_k=100)
    nombres = etiquetador.model.config.id2label
    esperadas = {nombres[i]: float(media) for i, media in enumerate(medias)}
    assert dict(zip(tabla["etiqueta"], tabla["probabilidad"], strict=True)) == pytest.approx(
        esperadas, abs=1e-5
    )
    assert tabla["probabilidad"].sum() > 2
    assert tabla.attrs["suman_1"] is False


def test_la_linea_de_tiempo_va_de_ventana_en_ventana(etiquetador):
    tabla = linea_de_tiempo(etiquetador, AUDIO / "jazz_generado.flac")
    assert np.diff(tabla["inicio_s"]) == pytest.approx(187 * 256 / 16_000)
    assert (tabla["etiqueta"] == "jazz (MSD)").mean() > 0.5


def test_el_hub_no_hace_falta():
    with pytest.raises(ErrorDeModelo, match="viaja con el curso"):
        cargar_clasificador("etiquetas_musicales", origen="hub")


def test_en_la_carpeta_esta_lo_que_dice_la_ficha_y_cabe():
    archivos = {ruta.name: ruta.stat().st_size for ruta in CARPETA.iterdir()}
    ficha = (CARPETA / "README.md").read_text("utf-8")
    assert all(f"| `{nombre}` |" in ficha for nombre in archivos)
    assert sum(archivos.values()) <= 3_100_000
    assert "Universitat Pompeu Fabra 2019" in (CARPETA / "LICENSE.md").read_text("utf-8")


def test_la_ficha_sale_de_los_archivos_de_al_lado(tmp_path):
    copia = Path(shutil.copytree(CARPETA, tmp_path / "musica"))
    (copia / "README.md").unlink()
    importar_receta("codificadores.musica").escribir_ficha(copia)
    assert (copia / "README.md").read_text("utf-8") == (CARPETA / "README.md").read_text("utf-8")


def test_de_muchas_ventanas_se_calculan_unas_pocas_cada_vez(las_dos, ventanas, monkeypatch):
    vistas = []
    calcular = las_dos._calcular
    monkeypatch.setattr(las_dos, "_calcular", lambda x: vistas.append(len(x)) or calcular(x))
    with torch.inference_mode():
        las_dos(ventanas[:1].expand(musica.A_LA_VEZ + 1, -1, -1))
    assert vistas == [musica.A_LA_VEZ, 1]
