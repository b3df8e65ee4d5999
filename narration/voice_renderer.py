"""Renders narration blocks with one voice: sound for kiosk and phone, subtitles for landscape and portrait screens."""

from __future__ import annotations

from pathlib import Path

from contract.museum import Block
from narration import webvtt
from narration.encoding import EncodingError, encode_aac, encode_opus
from narration.recordings import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    CantSpeakError,
    LanguageUnspokenError,
    Said,
)
from narration.speech.voice import LanguageNotSpokenError, Voice, VoiceError
from narration.telling import tell

FILE_FORMAT = "3"  # raise it when the way a block is spoken or encoded changes: every block is then rendered again


class BlockSpeaker:
    """Renders blocks with one voice. `for_phones`: in AAC too, for phones that do not play Opus."""

    def __init__(self, voice: Voice, *, for_phones: bool = True) -> None:
        self._voice = voice
        self._for_phones = for_phones

    def identity(self, block: Block) -> str:
        """Return the identity of the voice for this block, and the file format."""
        return f"{self._voice.identity(block.key)}/{FILE_FORMAT}"

    def say(self, block: Block, folder: Path) -> Said:
        """Write sound and subtitles into `folder`.

        Raises CantSpeakError, or LanguageUnspokenError where another attempt can't succeed.
        """
        try:
            told = tell(self._voice, block.text, block.language, block.level, block.key)
            seconds = encode_opus(told.spoken, folder / OPUS)
            if self._for_phones:
                encode_aac(told.spoken, folder / AAC)
        except LanguageNotSpokenError as error:
            raise LanguageUnspokenError(str(error)) from error
        except (VoiceError, EncodingError) as error:
            raise CantSpeakError(str(error)) from error
        for cues, name in ((told.landscape, SUBTITLES), (told.portrait, PORTRAIT)):
            (folder / name).write_text(webvtt.write(list(cues)), encoding="utf-8")
        return Said(seconds, told.spoken.voice, told.spoken.machine_made)

    def close(self) -> None:
        """End the voice's process."""
        self._voice.close()
