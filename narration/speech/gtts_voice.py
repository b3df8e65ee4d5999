"""Google's speech service through gTTS: an extra (`pip install zaalgids[cloud-speech]`).

Note: the text is sent to Google. Use it for publishing, where the texts become public anyway, never on a kiosk. gTTS
gives no word times: they are found by alignment (narration.speech.alignment).
"""

from __future__ import annotations

import importlib
import io
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from contract.museum import Language, Level, Pronunciation
from narration.sound_file import SoundFileError, decode
from narration.speech.alignment import FoundTimes, find_times, trained_speech
from narration.speech.spoken_words import written_times
from narration.speech.voice import (
    LanguageNotSpokenError,
    Synthesis,
    Voice,
    VoiceError,
    evenly,
)
from narration.speech.voice_tags import spoken_by
from narration.spoken_form.spoken_text import spoken
from narration.subtitle_layout import SLOW_READERS

_PAUSES = (2.0, 10.0)  # seconds before the second and the third attempt: its limit is by the minute
# Of the reference's length: espeak-ng speaks about as fast as the service (14.5 characters a second), and sound that is
# shorter is cut off. A cut in the last third is not found.
_SHORTEST_SHARE = 0.65


class GttsVoice:
    """A Voice. Raises VoiceError when the extra is not installed. `timeout`: seconds to wait for the service.

    `reference`: a voice with word times, by which the service's speech gets its own; it is closed with this one.
    """

    can_slow = False

    def __init__(
        self,
        timeout: float = 20.0,
        reference: Voice | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`pause` waits for some seconds between two attempts."""
        self._timeout, self._reference, self._pause = timeout, reference, pause
        try:
            self._gtts: Any = importlib.import_module("gtts")
        except ImportError as error:
            raise VoiceError(
                "gTTS is not installed. Install the extra `cloud-speech`, or choose another voice."
            ) from error
        self.name = f"gTTS {self._gtts.__version__}"

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
        """See Voice. To SLOW_READERS the service speaks slowly. It is asked three times before a VoiceError."""
        form = spoken(text, language, lexicon)
        tag = spoken_by(language, self._gtts.lang.tts_langs())
        if tag is None:
            raise LanguageNotSpokenError(f"gTTS does not speak {language}")
        try:
            service = self._gtts.gTTS(
                form.spoken, lang=tag, slow=level in SLOW_READERS, timeout=self._timeout
            )
        except ValueError as error:
            raise LanguageNotSpokenError(f"gTTS does not speak {language}: {error}") from error
        samples, sample_rate = self._fetched(service, text, language, lexicon)
        if self._reference is None:
            words = written_times(form, evenly(form.spoken, len(samples) / sample_rate))
            found = FoundTimes(words, True)
        else:
            found = find_times(self._reference, text, language, samples, sample_rate, lexicon)
        voice = self.name
        return trained_speech(voice, text, form, samples, sample_rate, found)

    def identity(self, block: str | None) -> str:
        """See Voice: the same for every block."""
        return self.name

    def close(self) -> None:
        """Close the reference; gTTS itself holds nothing open."""
        if self._reference is not None:
            self._reference.close()

    def _fetched(
        self, service: Any, text: str, language: Language, lexicon: Sequence[Pronunciation]
    ) -> tuple[NDArray[np.int16], int]:
        """Ask the service until it sends all of the sound. Raises VoiceError."""
        for seconds in _PAUSES:
            try:
                return self._once(service, text, language, lexicon)
            except VoiceError:
                self._pause(seconds)
        return self._once(service, text, language, lexicon)

    def _once(
        self, service: Any, text: str, language: Language, lexicon: Sequence[Pronunciation]
    ) -> tuple[NDArray[np.int16], int]:
        sound = io.BytesIO()
        try:
            service.write_to_fp(sound)
        except (self._gtts.gTTSError, OSError) as error:
            raise VoiceError(f"Google's speech service did not answer: {error}") from error
        except ValueError as error:  # half of an answer can't be decoded
            raise VoiceError(f"Google's speech service sent half an answer: {error}") from error
        sound.seek(0)
        try:
            samples, sample_rate = decode(sound)
        except SoundFileError as error:
            raise VoiceError(f"Google's speech service sent no sound: {error}") from error
        if self._reference is not None:
            whole = self._length(text, language, lexicon)
            if len(samples) / sample_rate < _SHORTEST_SHARE * whole:
                raise VoiceError("Google's speech service sent a part of the sound")
        return samples, sample_rate

    def _length(self, text: str, language: Language, lexicon: Sequence[Pronunciation]) -> float:
        """Return how long the reference speaks, in seconds; 0 where it does not know the language."""
        if self._reference is None:
            return 0.0
        try:
            return self._reference.speak(text, language, lexicon=lexicon).seconds
        except LanguageNotSpokenError:
            return 0.0
