"""Recordings of single words for the lexicon, as staff make or upload them: checked, cut and stored in one format."""

from __future__ import annotations

import io
import wave

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from narration.sound_file import SoundTooLongError
from narration.speech.recorded import sounding_part
from tour_server.uploaded_sound import (
    SoundRefusedError,
    decode_sound,
    is_clipped,
    refuse_silence,
    refuse_too_short,
)
from web.translations import gettext as _

WORD_RATE = 24_000  # Hz; voices speak at 16,000 to 24,000
SHORTEST_WORD, LONGEST_WORD = 0.1, 5.0  # seconds that sound; "Pieter Bruegel de Oude" takes 2
_LONGEST_FILE = 60.0  # seconds, with the silence around the word
_BEFORE, _AFTER = 0.1, 0.15  # seconds of silence that stay


class WordSound(Struct, frozen=True):
    """A recorded word as a WAV file, one channel at WORD_RATE. `clipped`: its loud places are cut off."""

    wav: bytes
    clipped: bool


def word_sound(content: bytes) -> WordSound:
    """Check an uploaded file and convert it; a file that was converted before comes back the same.

    Raises SoundRefusedError.
    """
    try:
        samples, rate = decode_sound(content, _LONGEST_FILE, WORD_RATE)
    except SoundTooLongError as error:
        raise _too_long(error.seconds) from error
    refuse_too_short(len(samples) / rate, SHORTEST_WORD)
    first, last = sounding_part(samples, rate, 0.0, 0.0)
    refuse_silence(samples[first:last], rate)
    seconds = (last - first) / rate
    refuse_too_short(seconds, SHORTEST_WORD)
    if seconds > LONGEST_WORD:
        raise _too_long(seconds)
    first, last = sounding_part(samples, rate, _BEFORE, _AFTER)
    return WordSound(wav_file(samples[first:last], rate), is_clipped(samples))


def wav_file(samples: NDArray[np.int16], rate: int) -> bytes:
    """Return sound as a WAV file of 16-bit samples, one channel."""
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(rate)
        written.writeframes(samples.astype("<i2").tobytes())
    return file.getvalue()


def _too_long(seconds: float) -> SoundRefusedError:
    return SoundRefusedError(
        _(
            "It sounds for {seconds} seconds, and a word takes {most} at most. Record the word alone.",
            seconds=round(seconds),
            most=round(LONGEST_WORD),
        )
    )
