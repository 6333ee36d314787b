"""Las causas que nombran los cuadernos 02 y 03: si se quita la causa, el efecto se va."""

from functools import cache

import librosa
import numpy as np
import pytest
from cuaderno_leido import CUADERNOS, abrir
from scipy.signal import lfilter

from helpers.audio import Audio, cargar_audio, normalizar_rms
from helpers.datos import AUDIO

SR = 22_050


@cache
def nombres(numero: str, *celdas: str) -> dict:
    """Lo que dejan definido esas celdas de un cuaderno, con las de los ``import`` por delante."""
    cuaderno = abrir(next(ruta for ruta in CUADERNOS if ruta.name.startswith(numero)))
    fuentes = {celda.id: celda.source for celda in cuaderno.codigo}
    espacio = {"display": lambda *_: None}
    for fuente in (cuaderno.codigo[0].source, *(fuentes[cual] for cual in celdas)):
        exec(fuente, espacio)
    return espacio


# --- 02


def campana():
    return nombres("02", "celda-02")["campana"].y.astype(float)


def magnitudes(n_fft, hop=128, win=None):
    """La STFT de la campana y, de sus filas y columnas, los hercios y los segundos."""
    S = np.abs(librosa.stft(campana(), n_fft=n_fft, hop_length=hop, win_length=win))
    return S, np.fft.rfftfreq(n_fft, 1 / SR), np.arange(S.shape[1]) * hop / SR


def hay_dos_notas(n_fft, win=None):
    """Si entre 590 y 622 Hz hay un valle, en la media del primer segundo y medio."""
    S, hz, s = magnitudes(n_fft, win=win)
    media = S[:, (s > 0.3) & (s < 1.7)].mean(axis=1)
    cerca = [media[np.abs(hz - f).argmin()] for f in (600, 606, 612)]
    return cerca[1] < 0.95 * min(cerca[0], cerca[2])


def hay_dos_chasquidos(n_fft, hop=128):
    S, hz, s = magnitudes(n_fft, hop)
    perfil = S[(hz > 3000) & (hz < 8000)].mean(axis=0)
    uno, otro = (np.abs(s - cuando).argmin() for cuando in (2, 2 + 900 / SR))
    return perfil[uno : otro + 1].min() < 0.5 * min(perfil[uno], perfil[otro])


def test_la_nota_que_late_es_la_suma_de_dos_quietas():
    t = np.arange(3 * SR) / SR
    dos = 0.2 * np.exp(-t / 1.2) * (np.sin(2 * np.pi * 600 * t) + np.sin(2 * np.pi * 612 * t))
    dos[[2 * SR, 2 * SR + 900]] += 0.6
    assert np.allclose(dos, campana(), atol=1e-6)


def test_las_notas_las_separa_lo_que_dura_la_ventana_y_no_los_ceros():
    assert [hay_dos_notas(n_fft) for n_fft in (1024, 2048, 4096, 8192)] == [False, False, True, True]
    assert not hay_dos_notas(8192, win=1024)


def test_los_chasquidos_los_separa_la_ventana_y_no_el_salto():
    assert [hay_dos_chasquidos(n_fft) for n_fft in (512, 4096, 8192)] == [True, False, False]
    assert not hay_dos_chasquidos(8192, hop=32)


@pytest.mark.parametrize(("vueltas", "rectangular", "hann"), [(30.5, 187, 14), (30, 1, 3)])
def test_la_fuga_es_de_las_vueltas_que_no_son_enteras(vueltas, rectangular, hann):
    n = np.arange(1024)
    cuentas = []
    for ventana in (np.ones(1024), 0.5 - 0.5 * np.cos(2 * np.pi * n / 1024)):
        magnitud = np.abs(np.fft.rfft(ventana * np.sin(2 * np.pi * vueltas * n / 1024)))
        cuentas.append(int(np.sum(20 * np.log10(magnitud / magnitud.max()) > -60)))
    assert cuentas == [rectangular, hann]


def test_las_tres_columnas_de_ruido_son_las_de_la_c_y_la_z():
    """En «enciende la luz de la cocina»: tres ratos de agudos de más de 90 ms; el de la k, menos de 40."""
    S = np.abs(
        librosa.stft(cargar_audio(AUDIO / "habla_orden.flac").y[2400:50_700], n_fft=1024, hop_length=256)
    )
    db = librosa.amplitude_to_db(S, ref=np.max, top_db=None)
    agudos = db[np.fft.rfftfreq(1024, 1 / SR) > 5000].mean(axis=0) > -60
    bordes = np.flatnonzero(np.diff(np.r_[0, agudos, 0])).reshape(-1, 2) * 256 / SR
    dura, centro = np.diff(bordes)[:, 0], bordes.mean(axis=1)
    assert np.allclose(centro[dura > 0.09], [0.24, 1.15, 1.75], atol=0.01)
    assert dura[np.abs(centro - 1.57).argmin()] < 0.04  # la k


def test_el_suelo_del_logaritmo_es_amin_y_el_rango_top_db():
    M = np.array([1.0, 1e-9, 0.0])
    assert librosa.power_to_db(M, top_db=None).tolist() == [0, -90, -100]
    assert librosa.power_to_db(M, top_db=None, amin=1e-30).tolist() == [0, -90, -300]
    assert librosa.power_to_db(M).tolist() == [0, -80, -80]


def test_un_ruido_parejo_da_lo_mismo_en_todas_las_bandas_porque_encierran_la_misma_area():
    y = np.random.default_rng(0).normal(0, 0.1, 20 * SR)
    igualadas, sin_igualar = (
        10
        * np.log10(librosa.feature.melspectrogram(y=y, sr=SR, n_fft=1024, n_mels=40, norm=norma).mean(axis=1))
        for norma in ("slaney", None)
    )
    assert np.ptp(igualadas) < 0.5
    assert sin_igualar[-1] - sin_igualar[0] > 10


def test_los_dos_mel_se_apartan_por_la_escala_y_por_la_normalizacion():
    S = np.abs(
        librosa.stft(cargar_audio(AUDIO / "habla_orden.flac").y[2400:50_700], n_fft=1024, hop_length=256)
    )

    def db(**ajustes):
        banco = librosa.filters.mel(sr=SR, n_fft=1024, n_mels=40, **ajustes)
        return librosa.power_to_db(banco @ S**2, ref=np.max)

    distan = [
        np.abs(db() - db(**de)).mean() for de in ({"htk": True}, {"norm": None}, {"htk": True, "norm": None})
    ]
    assert np.allclose(distan, [5.8, 3.5, 7.9], atol=0.05)


@pytest.mark.parametrize("hop", [256, 128])
def test_con_las_fases_a_cero_zumba_un_pulso_por_salto(hop):
    y = cargar_audio(AUDIO / "habla_orden.flac").y[2400:50_700]
    sin_fase = librosa.istft(np.abs(librosa.stft(y, n_fft=1024, hop_length=hop)) + 0j, hop_length=hop)
    parecido = [np.corrcoef(sin_fase[lag:], sin_fase[:-lag])[0, 1] for lag in (hop, hop // 2)]
    assert parecido[0] > 0.8
    assert parecido[0] > parecido[1] + 0.5


# --- 03

EN_03 = "03", "ff91593d", "c9dc3491", "00889de1"


def mfcc(audio, **ajustes):
    """Los trece del cuaderno; con ajustes, los de ``power_to_db``."""
    if not ajustes:
        return nombres(*EN_03)["base"] @ nombres(*EN_03)["log_mel"](audio)
    M = librosa.feature.melspectrogram(y=audio.y.astype(float), sr=audio.sr)
    return nombres(*EN_03)["base"] @ librosa.power_to_db(M, **ajustes)


def decir(vocal, tono, soplo_db=-30):
    """La voz del cuaderno, con otro soplo."""
    fuente = (
        "def decir("
        + next(
            c.source
            for c in abrir(next(r for r in CUADERNOS if r.name.startswith("03"))).codigo
            if c.id == "ff91593d"
        )
        .split("def decir(")[1]
        .split("\n\n\n")[0]
    )
    espacio = dict(nombres(*EN_03))
    exec(fuente.replace("(-30 / 20)", f"({soplo_db} / 20)"), espacio)
    return espacio["decir"](vocal, tono)


def distancia(A, B):
    return nombres(*EN_03)["distancia"](A, B)


def sin_media(C):
    return C - C.mean(axis=1, keepdims=True)


def test_con_el_tono_cambian_los_cinco_primeros_y_los_demas_casi_nada():
    cambios = np.array([(mfcc(decir(v, 220)) - mfcc(decir(v, 110))).mean(axis=1) for v in "aeiou"])
    assert (cambios[:, 1] < -35).all()
    assert (cambios[:, 2] > 10).all()
    assert (cambios[:, 4] < -9).all()
    assert np.abs(cambios[:, 5:]).max() < 8


@pytest.mark.parametrize("vocal", "ae")
def test_la_culpa_es_de_los_pozos_entre_dientes(vocal):
    """Con un soplo tan fuerte como la voz no hay pozos, y c1, c2 y c4 ya no cambian."""
    cambio = (mfcc(decir(vocal, 220, 0)) - mfcc(decir(vocal, 110, 0))).mean(axis=1)
    assert np.abs(cambio[1:5]).max() < 6


def test_sin_soplo_ni_los_mfcc_arreglan_el_orden():
    a, aguda, e = (mfcc(decir(*quien, -300))[1:] for quien in (("a", 110), ("a", 220), ("e", 110)))
    assert [round(distancia(a, otra)) for otra in (aguda, e)] == [94, 85]


@pytest.mark.parametrize(("soplo_db", "hasta", "tonos"), [(-30, 13, 5), (-30, 10, 1), (0, 13, 0)])
def test_en_los_tonos_agudos_la_a_se_aleja_por_el_peine_y_por_los_pozos(soplo_db, hasta, tonos):
    """En cuántos tonos está más lejos que la e: sin c10 a c12 son menos; sin pozos, ninguno."""
    a, e = (mfcc(decir(vocal, 110, soplo_db))[1:hasta] for vocal in "ae")
    otras = [mfcc(decir("a", tono, soplo_db))[1:hasta] for tono in range(610, 671, 10)]
    assert sum(distancia(a, otra) > distancia(a, e) for otra in otras) == tonos


def test_c0_no_es_la_energia_por_los_decibelios_y_por_las_bandas_de_mel():
    """Si se promedia la potencia y las bandas no se igualan, los tres ruidos dan lo mismo; si no, no."""
    blanco = np.random.default_rng(0).normal(0, 0.1, SR)
    filtros = ([1], [1]), ([0.1], [1, -0.9]), ([1, -0.9], [1])
    ruidos = [normalizar_rms(Audio(lfilter(b, a, blanco), SR)).y.astype(float) for b, a in filtros]

    def aparta(norma, media):
        de_mel = [librosa.feature.melspectrogram(y=y, sr=SR, norm=norma) for y in ruidos]
        return np.ptp([media(M) for M in de_mel])

    def de_decibelios(M):
        return librosa.power_to_db(M).mean()

    def de_potencias(M):
        return 10 * np.log10(M.mean())

    assert aparta("slaney", de_decibelios) > 5
    assert aparta(None, de_decibelios) > 5
    assert aparta("slaney", de_potencias) > 5
    assert aparta(None, de_potencias) < 0.1


def notas():
    for archivo in ("nota_flauta", "nota_violin", "nota_flauta_mi5"):
        nota = cargar_audio(AUDIO / f"{archivo}.flac")
        yield Audio(nota.y[nota.sr // 2 : nota.sr * 3 // 2], nota.sr)


def test_el_peine_del_mi_se_cuela_en_los_coeficientes_finos():
    la, violin, mi = (mfcc(nota).mean(axis=1) for nota in notas())
    for hasta, al_mi, al_violin in ((13, 106, 86), (9, 69, 85)):
        distan = [np.linalg.norm((la - otra)[1:hasta]) for otra in (mi, violin)]
        assert np.round(distan).tolist() == [al_mi, al_violin]


def test_al_mi_le_cae_c1_sobre_todo_por_los_graves_que_le_faltan():
    base, log_mel = nombres(*EN_03)["base"], nombres(*EN_03)["log_mel"]
    la, _, mi = (log_mel(nota).mean(axis=1) for nota in notas())
    con_graves = np.r_[la[:22], mi[22:]]  # por debajo de 570 Hz, los del la
    de_la, de_mi, de_los_dos = (base[1] @ S for S in (la, mi, con_graves))
    assert de_los_dos - de_mi > 0.6 * (de_la - de_mi)


@cache
def frase():
    return cargar_audio(AUDIO / "habla_orden.flac")


def con_eco(ms, ventana=2048):
    """Antes y después de restar la media: de cerca, y con un eco de esos milisegundos."""
    azar = np.random.default_rng(0)
    y = frase().y.astype(float)
    fondo = azar.normal(0, 0.01, len(y)) * y.std()
    n = round(ms * SR / 1000)
    rebotes = azar.normal(size=n) * 10 ** np.linspace(0, -3, n)
    eco = np.convolve(y, rebotes / np.linalg.norm(rebotes))[: len(y)]
    base = nombres(*EN_03)["base"]
    A, B = (
        base
        @ librosa.power_to_db(
            librosa.feature.melspectrogram(y=x + fondo, sr=SR, n_fft=ventana, hop_length=512)
        )
        for x in (y, eco)
    )
    return distancia(A, B), distancia(sin_media(A), sin_media(B))


def test_la_media_no_borra_la_sala_porque_el_eco_dura_mas_que_la_trama():
    antes, despues = con_eco(300)
    assert [round(antes), round(despues)] == [70, 66]
    antes, despues = con_eco(5)  # un eco que cabe en la trama
    assert despues < 0.5 * antes
    antes, despues = con_eco(300, ventana=32_768)  # una trama en la que cabe el eco
    assert despues < 0.5 * antes


def test_en_un_sonido_quieto_solo_quedan_los_bordes():
    A, E = (sin_media(mfcc(decir(v, 110))) for v in "ae")
    assert 2 < distancia(A, E) < 3
    A, E = (sin_media(mfcc(decir(v, 110))[:, 3:-3]) for v in "ae")
    assert distancia(A, E) < 0.5


def test_sin_ruido_de_fondo_el_microfono_no_se_borra_por_el_silencio_y_los_topes():
    def distan(y, **ajustes):
        filtrada = Audio(lfilter([1, -0.9], [1], y.astype(float)), SR)
        return distancia(*(sin_media(mfcc(audio, **ajustes)) for audio in (Audio(y, SR), filtrada)))

    y = frase().y
    assert np.mean(y == 0) == pytest.approx(0.1, abs=0.01)
    assert round(distan(y)) == 29
    sin_topes = {"top_db": None, "amin": 1e-30}
    assert round(distan(y, **sin_topes)) == 12
    suena = np.flatnonzero(y)
    assert distan(y[suena[0] + 2048 : suena[-1] - 2048], **sin_topes) < 3


def test_con_trece_coeficientes_no_queda_tono():
    mfcc_128 = librosa.feature.mfcc(y=frase().y, sr=SR, n_mfcc=128)
    M = librosa.feature.inverse.mfcc_to_mel(mfcc_128[:13])
    S = librosa.feature.inverse.mel_to_stft(M, sr=SR)
    de_vuelta = normalizar_rms(Audio(librosa.griffinlim(S, random_state=0), SR))
    sonoras = [
        librosa.pyin(a.y.astype(float), fmin=60, fmax=400, sr=SR)[1].mean() for a in (frase(), de_vuelta)
    ]
    assert sonoras[0] > 0.7
    assert sonoras[1] == 0
