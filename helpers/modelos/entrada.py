"""Lo que se le da a un clasificador: si no le vale, se dice en español y con qué hacer."""

from __future__ import annotations

from typing import Any

from transformers import AudioClassificationPipeline

from helpers.errores import ErrorDeAudio
from helpers.numeros import hercios

CON_SU_FRECUENCIA = '{"raw": audio.y, "sampling_rate": audio.sr}'


class Clasificador(AudioClassificationPipeline):
    """El de ``transformers``, con sus mismas respuestas; solo cambia lo que dice si no puede leer algo."""

    def preprocess(self, inputs: Any):
        """Como el de ``transformers``; ErrorDeAudio si le hace falta ffmpeg o ``torchaudio`` y no está."""
        try:
            return super().preprocess(inputs)
        except ImportError as error:
            if "torchaudio" not in str(error):
                raise
            raise self._sin_torchaudio(inputs) from error
        except TypeError as error:
            raise ErrorDeAudio(
                f"El clasificador quiere las muestras de un sonido, y ha llegado {type(inputs).__name__}.",
                que_hacer="dale las muestras (audio.y, a su frecuencia), o usa clasificar(clasificador, …), "
                "que admite un Audio o una ruta.",
            ) from error
        except ValueError as error:
            if "ffmpeg" not in str(error):
                raise
            raise ErrorDeAudio(
                "Para abrir un archivo, pipeline llama a ffmpeg, un programa aparte que aquí no está.",
                inputs if isinstance(inputs, str) else None,
                "usa clasificar(clasificador, ruta), que no lo necesita; o ábrelo con cargar_audio(ruta, "
                f"{self.feature_extractor.sampling_rate}) y dale {CON_SU_FRECUENCIA}.",
            ) from error

    def _sin_torchaudio(self, entrada: dict) -> ErrorDeAudio:
        espera = self.feature_extractor.sampling_rate
        return ErrorDeAudio(
            f"El sonido va a {hercios(entrada['sampling_rate'])} y el modelo espera {hercios(espera)}; para "
            "remuestrear, pipeline necesita otra biblioteca, `torchaudio`, que aquí no está.",
            que_hacer=f"hazlo antes tú: remuestrear(audio, {espera}).",
        )
