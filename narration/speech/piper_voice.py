"""A Piper voice that the museum supplies: a network of one language, an extra (`pip install zaalgids[piper]`).

Note: made for publishing, not for kiosks: on a busy core it took half of the speech's length.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec
from msgspec import Struct

from contract.museum import Language, Level, Pronunciation
from narration.speech.alignment import find_times, trained_speech
from narration.speech.engine_process import EngineProcess
from narration.speech.voice import LanguageNotSpokenError, Synthesis, Voice, VoiceError
from narration.spoken_form.spoken_text import spoken
from narration.subtitle_layout import reading_speed
from runtime.languages import primary_language

PACKAGE = "piper"
ENGINE = "narration.speech.piper_process"


class _ModelLanguage(Struct):
    family: str


class _ModelFile(Struct):
    """What we read of a model's own settings, the file beside it."""

    language: _ModelLanguage


class PiperVoice:
    """A Voice. Raises VoiceError when the extra or the model is missing. `reference`: closed with this one."""

    can_slow = True

    def __init__(
        self, model: Path, reference: Voice, timeout: float = 120.0, niceness: int = 0
    ) -> None:
        """`model`: the file ending in .onnx; its settings are beside it, in a file ending in .onnx.json."""
        if find_spec(PACKAGE) is None:
            raise VoiceError("Piper is not installed. Install the extra `piper`.")
        about = model.with_name(f"{model.name}.json")
        try:
            self._language = msgspec.json.decode(
                about.read_bytes(), type=_ModelFile
            ).language.family
            digest = hashlib.sha256(model.read_bytes()).hexdigest()[:12]
        except (OSError, msgspec.DecodeError) as error:
            raise VoiceError(f"The Piper voice {model} can't be read: {error}") from error
        self.name = f"Piper {model.stem} {digest}"
        self._stem, self._reference = model.stem, reference
        self._engine = EngineProcess(ENGINE, (str(niceness), str(model)), timeout)

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
        """See Voice."""
        if primary_language(language) != primary_language(self._language):
            raise LanguageNotSpokenError(f"{self._stem} speaks {self._language}, not {language}")
        form = spoken(text, language, lexicon)
        share = reading_speed(language, level) / reading_speed(language, Level.ADULT)
        samples = self._engine.say({"text": form.spoken, "slowness": 1 / (share * pace)})
        if not len(samples):
            raise VoiceError(f"{self._stem} made no sound of {text[:40]!r}")
        rate = self._engine.sample_rate
        found = find_times(self._reference, text, language, samples, rate, lexicon)
        voice = f"Piper {self._engine.version} {self._stem}"
        return trained_speech(voice, text, form, samples, rate, found)

    def identity(self, block: str | None) -> str:
        """See Voice: the model's name and content."""
        return self.name

    def close(self) -> None:
        """End the child process and the reference."""
        self._engine.close()
        self._reference.close()
