"""What a person hears on the page: a word, or the first sentence of the museum that has it, as the voice says it."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence

from contract.museum import Block, Pronunciation
from narration.speech.alignment_doubt import sentences
from narration.speech.voice import Synthesis
from narration.spoken_form.lexicon import applied


def sentence_with(entry: Pronunciation, blocks: Sequence[Block]) -> str:
    """Return the first sentence of the museum's texts in which the word is said, else the word itself."""
    for block in blocks:
        if not applied([entry], block.text, block.language):
            continue
        for start, end in sentences(block.text, block.language):
            if applied([entry], block.text[start:end], block.language):
                return block.text[start:end].strip()
    return entry.written


def wav(synthesis: Synthesis) -> bytes:
    """Return the sound as a WAV file of 16-bit samples, one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(synthesis.sample_rate)
        written.writeframes(synthesis.samples.astype("<i2").tobytes())
    return file.getvalue()
