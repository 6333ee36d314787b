"""La escala de mel y su banco de filtros, comparados con los de librosa."""

import librosa
import numpy as np
import pytest

from helpers import espectro


def test_la_escala_va_y_vuelve_como_la_de_librosa():
    hz = np.array([0.0, 50, 999, 1000, 1001, 4000, 22_050])
    np.testing.assert_allclose(espectro.a_mel(hz), librosa.hz_to_mel(hz))
    np.testing.assert_allclose(espectro.a_hz(espectro.a_mel(hz)), hz, atol=1e-9)


@pytest.mark.parametrize(
    ("sr", "n_fft", "n_mels", "fmin", "fmax"),
    [(22_050, 2048, 128, 0.0, None), (16_000, 512, 40, 20.0, 7600.0), (8000, 400, 24, 0.0, None)],
)
def test_los_filtros_son_los_de_librosa(sr, n_fft, n_mels, fmin, fmax):
    esperados = librosa.filters.mel(sr=sr, n_fft=n_fft, n_mels=n_mels, fmin=fmin, fmax=fmax)
    nuestros = espectro.banco_de_mel(sr, n_fft, n_mels, fmin, fmax)
    np.testing.assert_allclose(nuestros, esperados, atol=1e-8)
    centros = librosa.mel_frequencies(n_mels + 2, fmin=fmin, fmax=fmax or sr / 2)
    np.testing.assert_allclose(espectro.bordes_de_mel(n_mels, fmin, fmax or sr / 2), centros)


def test_una_banda_vacia_queda_a_cero_sin_avisar():
    vacias = espectro.banco_de_mel(22_050, 256, 128).max(axis=1) == 0
    assert 0 < vacias.sum() < 128


def test_el_banco_es_compartido_y_no_se_puede_estropear():
    banco = espectro.banco_de_mel(22_050, 2048, 128)
    assert banco is espectro.banco_de_mel(22_050, 2048, 128)
    with pytest.raises(ValueError, match="read-only"):
        banco[0] = 1
