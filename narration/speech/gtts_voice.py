"""Google's speech service through gTTS: an extra (`pip install zaalgids[cloud-speech]`).

Note: the text is sent to Google. Use it for publishing, where the texts become public anyway, never on a kiosk. gTTS
gives no word times: they are estimated, and `Synthesis.estimated` is set.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from typing import Any

from contract.museum import Language, Level, Pronunciation
from narration.sound_file import SoundFileError, decode
from narration.speech.spoken_words import written_times
from narration.speech.voice import LanguageNotSpokenError, Synthesis, VoiceError, evenly
from narration.spoken_form.spoken_text import spoken
from narration.subtitle_layout import SLOW_READERS


class GttsVoice:
    """A Voice. Raises VoiceError when the extra is not installed. `timeout`: seconds to wait for the service."""

    name = "gTTS"
    can_slow = False

    def __init__(self, timeout: float = 20.0) -> None:
        self._timeout = timeout
        try:
            self._gtts: Any = importlib.import_module("gtts")
        except ImportError as error:
            raise VoiceError(
                "gTTS is not installed. Install the extra `cloud-speech`, or choose another voice."
            ) from error

    def speak(
        self,
        text: str,
        language: Language,
        level: Level = Level.ADULT,
        *,
        pace: float = 1.0,
        block: str | None = None,
        lexicon: Sequence[Pronunciation] = (),
    ) -> Synthesis:
        """See Voice. To SLOW_READERS the service speaks slowly."""
        form = spoken(text, language, lexicon)
        sound = io.BytesIO()
        try:
            self._gtts.gTTS(
                form.spoken,
                lang=language,
                slow=level in SLOW_READERS,
                timeout=self._timeout,
            ).write_to_fp(sound)
        except ValueError as error:
            raise LanguageNotSpokenError(f"gTTS does not speak {language}: {error}") from error
        except (self._gtts.gTTSError, OSError) as error:
            raise VoiceError(f"Google's speech service did not answer: {error}") from error
        sound.seek(0)
        try:
            samples, sample_rate = decode(sound)
        except SoundFileError as error:
            raise VoiceError(f"Google's speech service sent no sound: {error}") from error
        words = written_times(form, evenly(form.spoken, len(samples) / sample_rate))
        return Synthesis(text, samples, sample_rate, words, "gTTS", True, True, form.spoken)

    def identity(self, block: str | None) -> str:
        """See Voice: the same for every block."""
        return self.name

    def close(self) -> None:
        """Does nothing: gTTS holds nothing open."""
