"""Where the publisher gets a speaker from: the voice that the settings name."""

from __future__ import annotations

from narration.block_speaker import BlockSpeaker
from narration.recordings import Speaker
from narration.speech.settings import VoiceSettings, open_voice

SPEECH_NICENESS = 10  # of the voice's process: pages come first


class SpeakerSource:
    """Opens speakers."""

    def __init__(self, voice: VoiceSettings) -> None:
        self._voice = voice

    def check(self) -> None:
        """Open the voice once and close it. Raises VoiceError when it can't be had."""
        open_voice(self._voice).close()

    def open(self) -> Speaker:
        """Returns a speaker; the caller closes it. Raises VoiceError."""
        return BlockSpeaker(open_voice(self._voice, SPEECH_NICENESS))
