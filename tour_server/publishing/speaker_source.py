"""Where the publisher gets a speaker from: the voice that the settings name."""

from __future__ import annotations

from narration.rendered_blocks import BlockRenderer
from narration.speech.settings import VoiceSettings, open_voice
from narration.voice_renderer import VoiceRenderer

SPEECH_NICENESS = 10  # of the voice's process: pages come first


class SpeakerSource:
    """Opens speakers."""

    def __init__(self, voice: VoiceSettings) -> None:
        self._voice = voice

    def check(self) -> None:
        """Open the voice once and close it. Raises VoiceError when it can't be had."""
        open_voice(self._voice).close()

    def open(self) -> BlockRenderer:
        """Returns a speaker; the caller closes it. Raises VoiceError."""
        return VoiceRenderer(open_voice(self._voice, SPEECH_NICENESS))
