"""Renders narration blocks with one voice: sound for kiosk and phone, subtitle files, the words with their times."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from contract.museum import Block, Pronunciation
from contract.timed_text import write_timed_text
from narration import webvtt
from narration.encoding import EncodingError
from narration.rendered_blocks import (
    AAC,
    OPUS,
    PORTRAIT,
    SUBTITLES,
    WORDS,
    RenderingError,
    RenderingFacts,
    UnsupportedLanguageError,
)
from narration.speech.recorded_words import WordSounds, no_word_sounds
from narration.speech.voice import LanguageNotSpokenError, Voice, VoiceError
from narration.speech_files import write_speech
from narration.spoken_form.lexicon import applied
from narration.subtitled_speech import speak_with_subtitles

FILE_FORMAT = "5"  # raise it when the way a block is spoken or encoded changes: every block is then rendered again


class VoiceRenderer:
    """Renders blocks with one voice. `for_phones`: in AAC too, for phones that do not play Opus.

    `sounds`: where the recordings are that the museum's pronunciations name.
    """

    def __init__(
        self, voice: Voice, *, for_phones: bool = True, sounds: WordSounds = no_word_sounds
    ) -> None:
        self._voice, self._sounds = voice, sounds
        self._for_phones = for_phones
        self._lexicon: tuple[Pronunciation, ...] = ()

    def pronounce(self, lexicon: Sequence[Pronunciation]) -> None:
        """See BlockRenderer."""
        self._lexicon = tuple(lexicon)

    def identity(self, block: Block) -> str:
        """Return the identity of the voice for this block, the file format, and the pronunciations in the block."""
        used = applied(self._lexicon, block.text, block.language)
        said = f"/{hashlib.sha256(msgspec.json.encode(used)).hexdigest()[:16]}" if used else ""
        return f"{self._voice.identity(block.key)}/{FILE_FORMAT}{said}"

    def render(self, block: Block, folder: Path) -> RenderingFacts:
        """Write sound and subtitles into `folder`.

        Raises RenderingError, or UnsupportedLanguageError where another attempt can't succeed.
        """
        try:
            speech = speak_with_subtitles(
                self._voice,
                block.text,
                block.language,
                block.level,
                block.key,
                self._lexicon,
                self._sounds,
            )
            aac = folder / AAC if self._for_phones else None
            seconds = write_speech(speech.synthesis, folder / OPUS, aac)
        except LanguageNotSpokenError as error:
            raise UnsupportedLanguageError(str(error)) from error
        except (VoiceError, EncodingError) as error:
            raise RenderingError(str(error)) from error
        for cues, name in ((speech.landscape, SUBTITLES), (speech.portrait, PORTRAIT)):
            (folder / name).write_text(webvtt.write(list(cues)), encoding="utf-8")
        (folder / WORDS).write_bytes(write_timed_text(speech.timed_text))
        synthesis = speech.synthesis
        return RenderingFacts(seconds, synthesis.voice, synthesis.machine_made, has_words=True)

    def close(self) -> None:
        """End the voice's process."""
        self._voice.close()
