"""Where the publisher gets its speakers from: the first voice, and those that languages get after it has spoken.

A release never waits for a language's own voice, and never lacks sound because that voice fails: the first voice's
speech is there before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from narration.rendered_blocks import BlockRenderer
from narration.speech.recorded_words import WordSounds, no_word_sounds
from narration.speech.settings import (
    LanguageVoiceSettings,
    RecordedSettings,
    VoiceSettings,
    open_voice,
)
from narration.speech.voice import Voice
from narration.voice_renderer import VoiceRenderer

SPEECH_NICENESS = 10  # of the voice's process: pages come first
LATER_NICENESS = 19  # of a voice that nobody waits for


class SpeakerSource:
    """Opens speakers. `by_language`: the voices of languages, by language tag or its first part.

    `sounds`: where the recordings are that the museum's pronunciations name.
    """

    def __init__(
        self,
        voice: VoiceSettings,
        by_language: Mapping[str, LanguageVoiceSettings] | None = None,
        sounds: WordSounds = no_word_sounds,
    ) -> None:
        self._voice, self._sounds = voice, sounds
        self._by_language = dict(by_language or {})

    def check(self) -> None:
        """Open the first voice once and close it. Raises VoiceError when it can't be had."""
        open_voice(self._voice).close()

    def open(self) -> BlockRenderer:
        """Returns a speaker with the first voice; the caller closes it. Raises VoiceError."""
        return VoiceRenderer(open_voice(self._voice, SPEECH_NICENESS), sounds=self._sounds)

    def open_voice(self) -> Voice:
        """Returns the first voice itself, for whoever listens at the desk; the caller closes it. Raises VoiceError."""
        return open_voice(self._voice)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that have a voice of their own."""
        return frozenset(self._by_language)

    def open_for(self, language: str) -> BlockRenderer:
        """Returns a speaker with the voice of one of `languages`; the caller closes it. Raises VoiceError.

        A person's recording goes before it, as before the first voice.
        """
        voice = open_voice(self._by_language[language], LATER_NICENESS)
        if isinstance(self._voice, RecordedSettings):
            from narration.speech.espeak import EspeakVoice
            from narration.speech.recorded import RecordedVoice

            reference = EspeakVoice(niceness=LATER_NICENESS)
            voice = RecordedVoice(Path(self._voice.folder), voice, reference)
        return VoiceRenderer(voice, sounds=self._sounds)
