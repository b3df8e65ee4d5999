"""What a person hears on the page: a word, or the first sentence of the museum that has it, as the voice says it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contract.museum import Block, Pronunciation
from narration.levelling import levelled
from narration.sound_file import decode
from narration.speech.alignment_doubt import sentences
from narration.spoken_form.lexicon import applied
from tour_server.catalogue.word_sound import wav_file


def sentence_with(entry: Pronunciation, blocks: Sequence[Block]) -> str:
    """Return the first sentence of the museum's texts in which the word is said, else the word itself."""
    for block in blocks:
        if not applied([entry], block.text, block.language):
            continue
        for start, end in sentences(block.text, block.language):
            if applied([entry], block.text[start:end], block.language):
                return block.text[start:end].strip()
    return entry.written


def recorded_word(sound: Path) -> bytes:
    """Return the recording of a word as a WAV file, as loud as all speech. Raises SoundFileError, LevellingError."""
    samples, rate = decode(sound, form="wav")
    return wav_file(levelled(samples, rate), rate)
